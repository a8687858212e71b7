//! What a file lists, and where: dimensions, subdimensions, activities.

use super::words::short;
use super::{Checker, GivenField, Group, Kind, Occurrence, Site, Subdimension};
use crate::model::place::{Place, ROOT};
use crate::model::yaml::{Node, Severity};
use std::collections::HashSet;

impl<'n> Checker<'n> {
    pub(super) fn file(&mut self, file: usize, documents: &'n [Node]) {
        let root = Site { file, entry: ROOT };
        self.tabs(root);
        self.documents(root, documents);
        for document in documents {
            for given in self.members(root, document.entries()) {
                match given.name {
                    "meta" => {
                        let levels = given
                            .value
                            .get("strings")
                            .and_then(|strings| strings.get("en"))
                            .and_then(|english| english.get("maturityLevels"));
                        let count = levels.map_or(0, |levels| levels.list().len());
                        if count > 0 {
                            self.levels = Some(count);
                        }
                    }
                    name if name.starts_with('_') => {}
                    _ => self.dimension(&given),
                }
            }
        }
    }

    pub(super) fn tabs(&mut self, root: Site) {
        let text = self.sources[root.file].text;
        let mut lines = text
            .lines()
            .enumerate()
            .filter_map(|(at, line)| Some((at + 1, line[..line.find('\t')?].chars().count() + 1)));
        if let Some((line, column)) = lines.next() {
            let more = match lines.count() {
                0 => String::new(),
                1 => " One more line has tabs.".to_owned(),
                count => format!(" {count} more lines have tabs."),
            };
            let message = format!(
                "A tab stands here. It looks different in every editor, and YAML forbids it in indentation; write spaces.{more}"
            );
            self.found_at(Severity::Hint, root, Place { line, column }, "", message);
        }
    }

    /// Reports what is neither a mapping nor nothing.
    pub(super) fn odd(&mut self, given: &GivenField<'n>, place: &str) {
        if !matches!(given.value, Node::Map(_) | Node::Null) {
            self.tell(
                Kind::Odd,
                Severity::Error,
                given.site,
                place,
                "Fields were expected here; what stands there was left out. Write “name: value” in the lines below it, indented.".to_owned(),
            );
        }
    }

    pub(super) fn empty_name(&mut self, given: &GivenField<'n>, place: &str, what: &str) {
        if given.name.trim().is_empty() {
            self.find(
                Severity::Warning,
                given.site,
                place,
                format!("The name of this {what} is empty. Give it one."),
            );
        }
    }

    pub(super) fn dimension(&mut self, given: &GivenField<'n>) {
        let name = given.name;
        self.words
            .entry((given.site.file, name.to_owned()))
            .or_insert(given.site);
        self.odd(given, name);
        self.empty_name(given, name, "dimension");
        if let std::collections::hash_map::Entry::Vacant(new) = self.known.entry((name, None)) {
            new.insert(self.dimensions.len());
            self.dimensions.push((name, given.site));
        }
        let mut names = HashSet::new();
        for inner in self.members(given.site, given.value.entries()) {
            if inner.name == "ignore" {
                continue;
            }
            if !names.insert(inner.name) {
                self.find(
                    Severity::Warning,
                    inner.site,
                    name,
                    format!(
                        "“{}” is given twice here; both are read as one. Other readers take only one of them: put them together.",
                        short(inner.name)
                    ),
                );
            }
            self.subdimension(name, &inner);
        }
    }

    pub(super) fn subdimension(&mut self, dimension: &'n str, given: &GivenField<'n>) {
        let name = given.name;
        let place = format!("{dimension} / {name}");
        self.words
            .entry((given.site.file, place.clone()))
            .or_insert(given.site);
        self.odd(given, &place);
        self.empty_name(given, &place, "subdimension");
        let count = self.subdimensions.len();
        let at = *self
            .known
            .entry((dimension, Some(name)))
            .or_insert_with(|| count);
        if at == count {
            self.subdimensions.push(Subdimension {
                dimension,
                name,
                site: given.site,
                used: false,
            });
        }
        for inner in self.members(given.site, given.value.entries()) {
            if inner.name == "ignore" {
                continue;
            }
            self.subdimensions[at].used = true;
            let place = format!("{place} / {}", inner.name);
            self.words
                .entry((inner.site.file, place.clone()))
                .or_insert(inner.site);
            self.odd(&inner, &place);
            self.empty_name(&inner, &place, "activity");
            if matches!(inner.value, Node::Map(_) | Node::Null) {
                self.occurrence((dimension, name), &inner, &place);
            }
        }
    }

    /// One listing of an activity: what it says by itself, and which activity it is.
    pub(super) fn occurrence(
        &mut self,
        home: (&'n str, &'n str),
        given: &GivenField<'n>,
        place: &str,
    ) {
        let fields = self.fields(given.site, place, given.value.entries());
        for field in &fields {
            self.field(field, place);
        }
        let ignore = fields.iter().rfind(|field| field.name == "ignore");
        let ignore = ignore.map(|field| field.value.is_true());
        let hides = ignore == Some(true);
        let uuid = fields.iter().rfind(|field| field.name == "uuid");
        let site = uuid.map_or(given.site, |uuid| uuid.site);
        let id = uuid.and_then(|uuid| uuid.value.texts().pop());
        let id = id.unwrap_or_else(|| {
            let same = self.by_name.get(given.name).into_iter().flatten();
            let same = same.map(|&at| &self.groups[at]);
            match same
                .into_iter()
                .find(|known| known.name == given.name && known.homes.contains(&home))
            {
                Some(known) => known.id.clone(),
                None if hides => {
                    self.find(
                        Severity::Hint,
                        given.site,
                        place,
                        "No activity of this name stands here, so nothing is hidden. Correct the name, or give the uuid.".to_owned(),
                    );
                    given.name.to_owned()
                }
                None => {
                    self.tell(
                        Kind::NoId,
                        Severity::Warning,
                        site,
                        place,
                        "The activity has no uuid; its name is used. Renaming it will part it from its answers. Add a line “uuid:” with a new UUID.".to_owned(),
                    );
                    given.name.to_owned()
                }
            }
        });
        self.corrections(&id, &fields, place);
        let number = self.occurrences.len();
        self.occurrences.push(Occurrence {
            site: given.site,
            fields,
        });
        let file = given.site.file;
        match self.by_id.get(&id).copied() {
            // As in the reader: hidden in one place and given in another.
            Some(at) if !hides && self.groups[at].hidden_in == Some(file) => {
                self.rename(at, given.name);
                let known = &mut self.groups[at];
                known.homes = vec![home];
                known.hidden_in = None;
                known.is_hidden = false;
                known.occurrences.push(number);
            }
            Some(at)
                if hides
                    && self.groups[at].file == file
                    && (self.groups[at].name != given.name
                        || !self.groups[at].homes.contains(&home)) => {}
            Some(at) if self.groups[at].file == file => {
                let first = self.groups[at].name;
                self.tell(
                    Kind::SameId,
                    Severity::Warning,
                    site,
                    place,
                    format!(
                        "The uuid {} is given twice in this file (first for “{}”). It is one activity, listed in both places. If two are meant, give this one a uuid of its own.",
                        short(&id),
                        short(first)
                    ),
                );
                let homes = &mut self.groups[at].homes;
                if !homes.contains(&home) {
                    homes.push(home);
                }
            }
            Some(at) => {
                self.rename(at, given.name);
                let known = &mut self.groups[at];
                known.file = file;
                known.is_hidden = ignore.unwrap_or(known.is_hidden);
                if hides {
                    known.hidden_in = Some(file);
                }
                if !known.homes.contains(&home) {
                    known.homes = vec![home];
                }
                known.occurrences.push(number);
            }
            None => {
                let at = self.groups.len();
                self.by_id.insert(id.clone(), at);
                self.by_name.entry(given.name).or_default().push(at);
                self.groups.push(Group {
                    id,
                    name: given.name,
                    homes: vec![home],
                    file,
                    occurrences: vec![number],
                    is_hidden: hides,
                    hidden_in: hides.then_some(file),
                });
            }
        }
    }

    pub(super) fn rename(&mut self, at: usize, name: &'n str) {
        if self.groups[at].name != name {
            self.groups[at].name = name;
            self.by_name.entry(name).or_default().push(at);
        }
    }
}
