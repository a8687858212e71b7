//! Checks of model files, for the people who write them: what is wrong, where, and what to do.
//!
//! [`yaml::read`] stands what real files contain, and stays small, since every visitor downloads
//! it. This is the thorough look, with line and column. It reports all that the reader finds, most
//! of it in better words, and more.

mod shapes;

use std::collections::{HashMap, HashSet, VecDeque};
use std::fmt;

use crate::order::sorted;

use super::Model;
use super::place::{Entry, Place, Places, ROOT};
use super::yaml::{self, Node, ReadError, Severity, Source};

/// Published values that are known to be wrong; see the file's comment.
const CORRECTIONS: &str = include_str!("../../model/corrections.yaml");
/// Levels of a model that does not name its levels.
const DEFAULT_LEVELS: usize = 5;
/// Most findings of one severity that are kept: nobody reads more, and aliases in a hostile file
/// could make millions.
const MAX_FINDINGS: usize = 5_000;
/// Longest quotation from a file in a sentence, in characters.
const MAX_QUOTED: usize = 80;
/// Most activities of a circle that are named.
const MAX_CIRCLE: usize = 8;

const FIELDS: [&str; 20] = [
    "uuid",
    "level",
    "ignore",
    "description",
    "risk",
    "measure",
    "assessment",
    "comments",
    "difficultyOfImplementation",
    "usefulness",
    "dependsOn",
    "references",
    "tags",
    "implementation",
    "meta",
    "credits",
    "isImplemented",
    "evidence",
    "teamsImplemented",
    "teamsEvidence",
];
/// Spellings that real files have and the reader understands.
const MISSPELT: [(&str, &str); 2] = [("comment", "comments"), ("dependesOn", "dependsOn")];
const DIFFICULTY: [&str; 3] = ["knowledge", "time", "resources"];
const IMPLEMENTATION: [&str; 5] = ["uuid", "name", "url", "tags", "description"];
const META: [&str; 1] = ["implementationGuide"];

/// A finding with its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Placed {
    /// How much it matters.
    pub severity: Severity,
    /// Name of the file.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in characters.
    pub column: usize,
    /// Where in the model: `dimension / subdimension / activity`; empty for a file as a whole.
    pub place: String,
    /// What is wrong, and what to do.
    pub message: String,
}

impl fmt::Display for Placed {
    /// As compilers write it: `file:line:column: severity: place: message`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "hint",
        };
        write!(
            f,
            "{}:{}:{}: {severity}: ",
            self.file, self.line, self.column
        )?;
        if !self.place.is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        f.write_str(&self.message)
    }
}

/// What a check gives.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// By file, line and column.
    pub findings: Vec<Placed>,
    /// The model, unless a file cannot be used at all.
    pub model: Option<Model>,
}

impl Report {
    /// How many findings are of this severity.
    pub fn count(&self, severity: Severity) -> usize {
        let same = |finding: &&Placed| finding.severity == severity;
        self.findings.iter().filter(same).count()
    }
}

/// A finding that its model's authors have looked at and stand by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Accepted {
    /// Id of the activity that it is about.
    pub activity: String,
    /// A part of what it says, long enough to mean this one.
    pub finding: String,
    /// Why it is right as it is.
    pub reason: String,
}

/// Reads a file of accepted findings. The error is a sentence.
pub fn read_accepted(source: &Source<'_>) -> Result<Vec<Accepted>, String> {
    let mut all = Vec::new();
    for record in yaml::read_records(source, "accepted").map_err(|problem| problem.to_string())? {
        let wrong = |what: &str| format!("{}, item {}: {what}.", source.name, all.len() + 1);
        let (mut activity, mut finding, mut reason) = (None, None, None);
        for (field, value) in record {
            let slot = match field.as_str() {
                "activity" => &mut activity,
                "finding" => &mut finding,
                "reason" => &mut reason,
                _ => return Err(wrong(&format!("the field “{field}” is not known"))),
            };
            *slot = value.filter(|text| !text.trim().is_empty());
        }
        match (activity, finding, reason) {
            (Some(activity), Some(finding), Some(reason)) => all.push(Accepted {
                activity,
                finding,
                reason,
            }),
            _ => {
                return Err(wrong(
                    "activity, finding and reason have to be given, each as a text",
                ));
            }
        }
    }
    Ok(all)
}

impl Report {
    /// Takes out the findings that are accepted; gives for each acceptance how many it took. An
    /// error is never accepted: something would be lost unseen.
    pub fn accept(&mut self, accepted: &[Accepted]) -> Vec<usize> {
        let mut taken = vec![0; accepted.len()];
        let Some(model) = &self.model else {
            return taken;
        };
        let places: Vec<Vec<String>> = accepted
            .iter()
            .map(|one| places_of(model, &one.activity))
            .collect();
        self.findings.retain(|finding| {
            let hit = finding.severity != Severity::Error;
            let hit = hit.then(|| {
                accepted.iter().enumerate().position(|(at, one)| {
                    finding.message.contains(&one.finding) && places[at].contains(&finding.place)
                })
            });
            match hit.flatten() {
                Some(at) => {
                    taken[at] += 1;
                    false
                }
                None => true,
            }
        });
        taken
    }
}

/// Where an activity stands, in the words of [`Placed::place`].
fn places_of(model: &Model, id: &str) -> Vec<String> {
    let Some(at) = model.position(id) else {
        return Vec::new();
    };
    let name = &model.activities[at].name;
    let listed = model.subdimensions.iter();
    listed
        .filter(|sub| sub.activities.contains(&at))
        .map(|sub| {
            let dimension = &model.dimensions[sub.dimension].name;
            format!("{dimension} / {} / {name}", sub.name)
        })
        .collect()
}

/// Reads files in order, as [`yaml::read`] does, and looks at all that deserves a look.
pub fn check(sources: &[Source<'_>]) -> Report {
    check_behind(&[], sources)
}

/// As [`check`], behind the files of another model: nothing is said about those.
pub fn check_behind(base: &[Source<'_>], files: &[Source<'_>]) -> Report {
    let sources: &[Source] = &[base, files].concat();
    let read = match yaml::read(sources) {
        Ok(read) => read,
        Err(error) => {
            return Report {
                findings: vec![unreadable(sources, &error)],
                model: None,
            };
        }
    };
    let trees: Vec<Vec<Node>> = sources
        .iter()
        .map(|source| yaml::parse(source).unwrap_or_default())
        .collect();
    let mut checker = Checker {
        sources,
        corrections: corrections(),
        places: sources
            .iter()
            .map(|source| Places::of(source.text))
            .collect(),
        counts: HashMap::new(),
        levels: None,
        dimensions: Vec::new(),
        subdimensions: Vec::new(),
        known: HashMap::new(),
        occurrences: Vec::new(),
        groups: Vec::new(),
        by_id: HashMap::new(),
        by_name: HashMap::new(),
        words: HashMap::new(),
        found: Vec::new(),
        told: HashSet::new(),
    };
    for (file, documents) in trees.iter().enumerate() {
        checker.file(file, documents);
    }
    checker.structure();
    checker.activities();
    checker.adopt(read.findings);
    Report {
        findings: checker.findings(base.len()),
        model: Some(read.model),
    }
}

/// A file that cannot be used: one finding.
fn unreadable(sources: &[Source<'_>], error: &ReadError) -> Placed {
    let file = sources.iter().find(|source| source.name == error.file);
    let line = error.line.unwrap_or(1).max(1);
    let text = file.and_then(|file| file.text.lines().nth(line - 1));
    let indent = text.map_or("", |text| {
        &text[..text.len() - text.trim_start_matches([' ', '\t']).len()]
    });
    let message = &error.message;
    let hint = if indent.contains('\t') {
        "The line is indented with a tab; write spaces. The file was not used."
    } else {
        error.hint
    };
    Placed {
        severity: Severity::Error,
        file: match (file, sources) {
            (None, [first, ..]) => first.name.to_owned(),
            _ => error.file.clone(),
        },
        line,
        column: error.column.unwrap_or(1).max(1),
        place: String::new(),
        message: format!("{message}. {hint}"),
    }
}

/// What the reader also tells, so that it is not told twice.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Kind {
    Odd,
    UnknownField,
    NoId,
    SameId,
    Level,
    UnknownNeed,
    /// Only told here.
    Other,
}

/// What a finding of the reader is about.
fn kind_of(message: &str) -> Kind {
    [
        ("Fields were expected", Kind::Odd),
        ("The field “", Kind::UnknownField),
        ("The activity has no uuid", Kind::NoId),
        ("The uuid ", Kind::SameId),
        ("The level is missing", Kind::Level),
        ("It depends on “", Kind::UnknownNeed),
    ]
    .into_iter()
    .find(|(start, _)| message.starts_with(start))
    .map_or(Kind::Other, |(_, kind)| kind)
}

/// A place in one of the files.
#[derive(Clone, Copy)]
struct Site {
    file: usize,
    entry: Entry,
}

/// A value that a file gives.
struct Given<'n> {
    name: &'n str,
    value: &'n Node,
    site: Site,
}

/// One listing of an activity in one file.
struct Occurrence<'n> {
    site: Site,
    fields: Vec<Given<'n>>,
}

/// An activity, over all files: the same that [`yaml::read`] makes of them.
struct Group<'n> {
    id: String,
    name: &'n str,
    homes: Vec<(&'n str, &'n str)>,
    file: usize,
    /// Whose fields count, in the order of the files.
    occurrences: Vec<usize>,
    is_hidden: bool,
    /// The file that hid it last.
    hidden_in: Option<usize>,
}

struct Subdimension<'n> {
    dimension: &'n str,
    name: &'n str,
    site: Site,
    /// Some file lists an activity in it.
    used: bool,
}

struct Checker<'n> {
    sources: &'n [Source<'n>],
    corrections: Vec<Correction>,
    places: Vec<Places<'n>>,
    /// How often a key was met: file, what it stands in, name.
    counts: HashMap<(usize, Entry, &'n str), usize>,
    levels: Option<usize>,
    dimensions: Vec<(&'n str, Site)>,
    subdimensions: Vec<Subdimension<'n>>,
    /// (dimension, subdimension or nothing) → index into one of the two.
    known: HashMap<(&'n str, Option<&'n str>), usize>,
    occurrences: Vec<Occurrence<'n>>,
    groups: Vec<Group<'n>>,
    by_id: HashMap<String, usize>,
    by_name: HashMap<&'n str, Vec<usize>>,
    /// Place in words → where it is in a file.
    words: HashMap<(usize, String), Site>,
    found: Vec<(Site, Placed)>,
    told: HashSet<(Kind, String)>,
}

impl<'n> Checker<'n> {
    fn find(&mut self, severity: Severity, site: Site, place: &str, message: String) {
        self.tell(Kind::Other, severity, site, place, message);
    }

    fn tell(&mut self, kind: Kind, severity: Severity, site: Site, place: &str, message: String) {
        if kind != Kind::Other {
            self.told.insert((kind, place.to_owned()));
        }
        let at = self.places[site.file].place(site.entry);
        self.found_at(severity, site, at, place, message);
    }

    fn found_at(
        &mut self,
        severity: Severity,
        site: Site,
        at: Place,
        place: &str,
        message: String,
    ) {
        self.found.push((
            site,
            Placed {
                severity,
                file: self.sources[site.file].name.to_owned(),
                line: at.line,
                column: at.column,
                place: place.to_owned(),
                message,
            },
        ));
    }

    /// Those about this file and the ones behind it: in order, and not more than can be read.
    fn findings(self, first: usize) -> Vec<Placed> {
        let mut counts = [0; 3];
        sorted(self.found, |(left, a), (right, b)| {
            let left = (left.file, a.line, a.column, a.severity);
            left.cmp(&(right.file, b.line, b.column, b.severity))
        })
        .into_iter()
        .filter(|(site, _)| site.file >= first)
        .map(|(_, finding)| finding)
        .filter(|finding| {
            let count = &mut counts[finding.severity as usize];
            *count += 1;
            *count <= MAX_FINDINGS
        })
        .collect()
    }

    /// Findings of the reader that were not told in better words.
    fn adopt(&mut self, findings: Vec<yaml::Finding>) {
        for finding in findings {
            let key = (kind_of(&finding.message), finding.place);
            if self.told.contains(&key) {
                continue;
            }
            let file = self
                .sources
                .iter()
                .rposition(|source| source.name == finding.file)
                .unwrap_or(0);
            let place = (file, key.1);
            let site = self.words.get(&place).copied();
            let site = site.unwrap_or(Site { file, entry: ROOT });
            self.find(finding.severity, site, &place.1, finding.message);
        }
    }

    /// The entries of a mapping, each with its place.
    fn members(&mut self, parent: Site, entries: &'n [(String, Node)]) -> Vec<Given<'n>> {
        let places = &self.places[parent.file];
        entries
            .iter()
            .map(|(name, value)| {
                let count = self
                    .counts
                    .entry((parent.file, parent.entry, name))
                    .or_default();
                // What came in through an alias stands elsewhere: its mapping is the nearest.
                let entry = places.key(parent.entry, name, *count);
                *count += usize::from(entry.is_some());
                let site = Site {
                    file: parent.file,
                    entry: entry.unwrap_or(parent.entry),
                };
                Given { name, value, site }
            })
            .collect()
    }

    /// The same; a key that is given twice is told.
    fn fields(
        &mut self,
        parent: Site,
        place: &str,
        entries: &'n [(String, Node)],
    ) -> Vec<Given<'n>> {
        let fields = self.members(parent, entries);
        let mut names = HashSet::new();
        for field in &fields {
            if !names.insert(field.name) {
                self.find(
                    Severity::Warning,
                    field.site,
                    place,
                    format!(
                        "“{}” is given twice here, and only the last one counts. Keep one of them.",
                        short(field.name)
                    ),
                );
            }
        }
        fields
    }

    // One file.

    fn file(&mut self, file: usize, documents: &'n [Node]) {
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

    fn tabs(&mut self, root: Site) {
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
    fn odd(&mut self, given: &Given<'n>, place: &str) {
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

    fn empty_name(&mut self, given: &Given<'n>, place: &str, what: &str) {
        if given.name.trim().is_empty() {
            self.find(
                Severity::Warning,
                given.site,
                place,
                format!("The name of this {what} is empty. Give it one."),
            );
        }
    }

    fn dimension(&mut self, given: &Given<'n>) {
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

    fn subdimension(&mut self, dimension: &'n str, given: &Given<'n>) {
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
    fn occurrence(&mut self, home: (&'n str, &'n str), given: &Given<'n>, place: &str) {
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

    fn rename(&mut self, at: usize, name: &'n str) {
        if self.groups[at].name != name {
            self.groups[at].name = name;
            self.by_name.entry(name).or_default().push(at);
        }
    }

    /// What one field says by itself.
    fn field(&mut self, field: &Given<'n>, place: &str) {
        match field.name {
            "usefulness" => self.grade(field, place),
            "difficultyOfImplementation" => {
                self.lost(field, "fields", place);
                for inner in self.fields(field.site, place, field.value.entries()) {
                    if DIFFICULTY.contains(&inner.name) {
                        self.grade(&inner, place);
                    } else {
                        self.unknown(&inner, &DIFFICULTY, Kind::Other, place);
                    }
                }
            }
            "uuid" => self.uuid(field, place),
            "ignore" => self.ignore(field, place),
            "tags" | "dependsOn" | "dependesOn" => {
                self.misspelt(field, place);
                let what = format!("“{}”", field.name);
                self.items(field, &what, place);
            }
            "meta" => {
                self.lost(field, "fields", place);
                for inner in self.fields(field.site, place, field.value.entries()) {
                    if !META.contains(&inner.name) {
                        self.unknown(&inner, &META, Kind::Other, place);
                    }
                }
            }
            "references" => {
                self.lost(field, "standards with their controls", place);
                for standard in self.fields(field.site, place, field.value.entries()) {
                    self.items(&standard, "“references”", place);
                    for (control, site) in self.texts(&standard) {
                        self.control(standard.name, &control, site, place);
                    }
                }
            }
            "implementation" => {
                self.one_item(field, place);
                for (at, item) in field.value.items().iter().enumerate() {
                    let site = self.item_site(field, at);
                    self.implementation(item, site, place);
                }
            }
            name => {
                if !self.misspelt(field, place) && !FIELDS.contains(&name) {
                    self.unknown(field, &FIELDS, Kind::UnknownField, place);
                }
            }
        }
    }

    fn unknown(&mut self, field: &Given<'n>, known: &[&str], kind: Kind, place: &str) {
        let name = short(field.name);
        let (severity, advice) = match close(field.name, known) {
            Some(right) => (Severity::Warning, format!("Is “{right}” meant?")),
            None => (
                Severity::Hint,
                format!("Known here are: {}.", known.join(", ")),
            ),
        };
        let message = format!("The field “{name}” is not known and was left out. {advice}");
        self.tell(kind, severity, field.site, place, message);
    }

    /// A number from 1 to 5, where one is given.
    fn grade(&mut self, field: &Given<'n>, place: &str) {
        if *field.value != Node::Null && field.value.whole(1..=5).is_none() {
            let written = self.written(field);
            self.find(
                Severity::Warning,
                field.site,
                place,
                format!(
                    "“{}” is {written}, not a whole number from 1 to 5; 3 is used. Correct it.",
                    field.name
                ),
            );
        }
    }

    /// A value as the file has it, for a sentence.
    fn written(&self, field: &Given<'n>) -> String {
        let plain = self.places[field.site.file].plain(field.site.entry);
        match (field.value, plain) {
            (Node::List(_), _) => "a list".to_owned(),
            (Node::Map(_), _) => "a mapping".to_owned(),
            (_, Some(plain)) if !plain.starts_with('*') => format!("“{}”", short(plain)),
            (value, _) => format!("“{}”", short(&value.text())),
        }
    }

    /// The texts of a list, or of one alone, each with its place.
    fn texts(&self, list: &Given<'n>) -> Vec<(String, Site)> {
        let Node::List(items) = list.value else {
            let texts = list.value.texts().into_iter();
            return texts.map(|text| (text, list.site)).collect();
        };
        let mut texts = Vec::new();
        for (at, item) in items.iter().enumerate() {
            let site = self.item_site(list, at);
            texts.extend(item.texts().into_iter().map(|text| (text, site)));
        }
        texts
    }

    fn control(&mut self, standard: &str, control: &str, site: Site, place: &str) {
        if is_prose(control) {
            self.find(
                Severity::Hint,
                site,
                place,
                format!(
                    "“{}” is text, not a control: it is shown, but does not count as covering {}. Move it to “comments” if that is not wanted.",
                    short(control),
                    short(standard)
                ),
            );
        }
        if standard.starts_with("samm")
            && let Some(right) = samm_in_new_order(control)
        {
            self.find(
                Severity::Warning,
                site,
                place,
                format!("“{control}” has the order of old SAMM ids. Write “{right}”."),
            );
        }
        if self.places[site.file].plain(site.entry) == Some(control)
            && let Some(number) = as_number(control)
            && number != control
        {
            self.find(
                Severity::Warning,
                site,
                place,
                format!(
                    "“{}” is written as a number; most readers of YAML make {} of it. Put it in quotes: '{}'.",
                    short(control),
                    short(&number),
                    short(control)
                ),
            );
        }
    }

    fn implementation(&mut self, item: &'n Node, site: Site, place: &str) {
        if let Node::List(_) = item {
            self.left_out(
                site,
                item,
                "“implementation”",
                "a name and a url were",
                place,
            );
        }
        let fields = self.fields(site, place, item.entries());
        if fields.is_empty() {
            return;
        }
        let of = |name| fields.iter().rfind(|field| field.name == name);
        let text = |name| of(name).map(|field| field.value.text()).unwrap_or_default();
        let (name, url) = (text("name"), text("url"));
        if of("$ref").is_some() && name.is_empty() && url.is_empty() {
            self.find(
                Severity::Hint,
                site,
                place,
                "A “$ref” is not followed, and this implementation was left out. Put its name and url here.".to_owned(),
            );
            return;
        }
        if name.is_empty() {
            let left_out = if url.is_empty() {
                " and no url, and was left out. Give it both."
            } else {
                ". Give it one."
            };
            self.find(
                Severity::Warning,
                of("name").map_or(site, |field| field.site),
                place,
                format!("The implementation has no name{left_out}"),
            );
        }
        let scheme = url.split_once("://").map_or("", |(scheme, _)| scheme);
        if !url.is_empty()
            && !scheme.eq_ignore_ascii_case("http")
            && !scheme.eq_ignore_ascii_case("https")
        {
            self.find(
                Severity::Warning,
                of("url").map_or(site, |field| field.site),
                place,
                format!(
                    "“{}” is not an address on the web, and no link is made of it. Write one that begins with https://.",
                    short(&url)
                ),
            );
        }
        if let Some(tags) = of("tags") {
            self.items(tags, "“tags” of “implementation”", place);
        }
        for field in &fields {
            if !IMPLEMENTATION.contains(&field.name) {
                self.unknown(field, &IMPLEMENTATION, Kind::Other, place);
            }
        }
    }

    /// Values that are known to be wrong in published data.
    fn corrections(&mut self, id: &str, fields: &[Given<'n>], place: &str) {
        let Some(references) = fields.iter().rfind(|field| field.name == "references") else {
            return;
        };
        let due: Vec<Correction> = (self.corrections.iter())
            .filter(|correction| correction.activity == id)
            .cloned()
            .collect();
        for correction in due {
            let Some((name, value)) = references
                .value
                .entries()
                .iter()
                .rfind(|(name, _)| *name == correction.standard)
            else {
                continue;
            };
            let entry = self.places[references.site.file].key(references.site.entry, name, 0);
            let list = Given {
                name,
                value,
                site: Site {
                    entry: entry.unwrap_or(references.site.entry),
                    ..references.site
                },
            };
            let texts = self.texts(&list);
            if texts.iter().any(|(text, _)| *text == correction.right) {
                continue;
            }
            for (text, site) in texts {
                if text == correction.wrong {
                    self.find(
                        Severity::Warning,
                        site,
                        place,
                        format!(
                            "DSOMM's published data says {text} here where its source says {right}. Write '{right}', in quotes.",
                            right = correction.right
                        ),
                    );
                }
            }
        }
    }

    // All files.

    fn structure(&mut self) {
        let used: HashSet<&str> = self.subdimensions.iter().map(|sub| sub.dimension).collect();
        let mut findings = Vec::new();
        for &(name, site) in &self.dimensions {
            if !used.contains(name) {
                findings.push((
                    Severity::Warning,
                    site,
                    name.to_owned(),
                    "The dimension has no activities and was left out. Fill it or remove it."
                        .to_owned(),
                ));
            }
        }
        let mut first: HashMap<&str, &str> = HashMap::new();
        for sub in &self.subdimensions {
            let place = format!("{} / {}", sub.dimension, sub.name);
            if !sub.used {
                findings.push((
                    Severity::Warning,
                    sub.site,
                    place.clone(),
                    "The subdimension has no activities and was left out. Fill it or remove it."
                        .to_owned(),
                ));
            }
            let other = *first.entry(sub.name).or_insert(sub.dimension);
            if other != sub.dimension {
                findings.push((
                    Severity::Hint,
                    sub.site,
                    place,
                    format!(
                        "A subdimension of “{}” has the same name. They are two; consider names that tell them apart.",
                        short(other)
                    ),
                ));
            }
        }
        for (severity, site, place, message) in findings {
            self.find(severity, site, &place, message);
        }
    }

    /// The value of a field, over all files: the last one given.
    fn effective(&self, group: usize, names: &[&str]) -> Option<&Given<'n>> {
        self.groups[group].occurrences.iter().rev().find_map(|&at| {
            let fields = self.occurrences[at].fields.iter();
            fields.rev().find(|field| names.contains(&field.name))
        })
    }

    /// Where an activity stands: in the last file that has a say in it.
    fn home(&self, group: usize) -> Site {
        let last = self.groups[group].occurrences.last();
        last.map_or(
            Site {
                file: self.groups[group].file,
                entry: ROOT,
            },
            |&at| self.occurrences[at].site,
        )
    }

    fn activities(&mut self) {
        let place: Vec<String> = self
            .groups
            .iter()
            .map(|group| {
                let (dimension, subdimension) = group.homes[0];
                format!("{dimension} / {subdimension} / {}", group.name)
            })
            .collect();
        let shown: Vec<usize> = (0..self.groups.len())
            .filter(|&group| !self.groups[group].is_hidden)
            .collect();
        let mut levels = vec![None; self.groups.len()];
        let mut names: HashMap<&str, usize> = HashMap::new();
        for &group in &shown {
            let place = &place[group];
            levels[group] = Some(self.level(group, place));
            self.completeness(group, place);
            let first = *names.entry(self.groups[group].name).or_insert(group);
            if first != group {
                let (dimension, subdimension) = self.groups[first].homes[0];
                let message = format!(
                    "Another activity, in “{} / {}”, has the same name. Rename one, or give both the same uuid if they are one.",
                    short(dimension),
                    short(subdimension)
                );
                let home = self.home(group);
                self.find(Severity::Warning, home, place, message);
            }
        }
        self.needs(&shown, &levels, &place);
    }

    /// Checks the level; gives the one in use.
    fn level(&mut self, group: usize, place: &str) -> u8 {
        let highest = self.levels.unwrap_or(DEFAULT_LEVELS);
        let Some(field) = self.effective(group, &["level"]) else {
            let home = self.home(group);
            self.tell(
                Kind::Level,
                Severity::Error,
                home,
                place,
                format!("The level is missing; level 1 is used. Add “level:” with a number from 1 to {highest}."),
            );
            return 1;
        };
        let site = field.site;
        let level = field.value.whole(1..=20);
        if level.is_some_and(|level| usize::from(level) <= highest) {
            return level.unwrap_or(1);
        }
        let written = self.written(field);
        match level {
            Some(level) => {
                self.find(
                    Severity::Warning,
                    site,
                    place,
                    format!("The level is {level}, but the levels end at {highest}. Correct it, or name the levels up to it in meta.strings.en.maturityLevels."),
                );
                level
            }
            None => {
                self.tell(
                    Kind::Level,
                    Severity::Error,
                    site,
                    place,
                    format!("The level is {written}, not a whole number from 1 to {highest}; level 1 is used. Correct it."),
                );
                1
            }
        }
    }

    /// What an activity should say, and does not.
    fn completeness(&mut self, group: usize, place: &str) {
        let home = self.home(group);
        for (name, severity, what) in [
            (
                "description",
                Severity::Hint,
                "what it is and when it is in place",
            ),
            ("risk", Severity::Warning, "what can happen without it"),
            ("measure", Severity::Warning, "what to do"),
            ("assessment", Severity::Hint, "what to show that proves it"),
        ] {
            let field = self.effective(group, &[name]);
            if field.is_none_or(|field| field.value.text().is_empty()) {
                let site = field.map_or(home, |field| field.site);
                self.find(
                    severity,
                    site,
                    place,
                    format!("The {name} is missing. Add “{name}:” and say {what}."),
                );
            }
        }
        let usefulness = self.effective(group, &["usefulness"]);
        if usefulness.is_none_or(|field| *field.value == Node::Null) {
            let site = usefulness.map_or(home, |field| field.site);
            self.find(
                Severity::Hint,
                site,
                place,
                "The usefulness is missing; 3 is used. Add “usefulness:” with a number from 1 to 5."
                    .to_owned(),
            );
        }
        let difficulty = self.effective(group, &["difficultyOfImplementation"]);
        let site = difficulty.map_or(home, |field| field.site);
        let missing: Vec<&str> = DIFFICULTY
            .into_iter()
            .filter(|name| {
                let value = difficulty.and_then(|field| field.value.get(name));
                value.is_none_or(|value| *value == Node::Null)
            })
            .collect();
        if !missing.is_empty() {
            let message = if missing.len() == DIFFICULTY.len() {
                "The difficulty is missing; 3 is used. Add “difficultyOfImplementation:” with knowledge, time and resources, each from 1 to 5.".to_owned()
            } else {
                format!(
                    "The difficulty lacks {}; 3 is used. Add a number from 1 to 5.",
                    missing.join(" and ")
                )
            };
            self.find(Severity::Hint, site, place, message);
        }
    }

    /// Dependencies: unknown, upwards, in circles.
    fn needs(&mut self, shown: &[usize], levels: &[Option<u8>], places: &[String]) {
        // As in the reader: the last of a name counts, and an id before a name.
        let names: HashMap<&str, usize> = (self.groups.iter().enumerate())
            .map(|(at, group)| (group.name, at))
            .collect();
        let lower: HashMap<String, usize> = names
            .iter()
            .map(|(name, &at)| (name.to_lowercase(), at))
            .collect();
        let mut edges: Vec<Vec<(usize, Site)>> = vec![Vec::new(); self.groups.len()];
        for &group in shown {
            let Some(field) = self.effective(group, &["dependsOn", "dependesOn"]) else {
                continue;
            };
            let place = &places[group];
            for (need, site) in self.texts(field) {
                let wanted = need.strip_prefix("uuid:").map_or(need.as_str(), str::trim);
                let found = self.by_id.get(wanted).or_else(|| names.get(wanted));
                match found.copied() {
                    None => {
                        let advice = match lower.get(&wanted.to_lowercase()) {
                            Some(&at) => format!("Is “{}” meant?", short(self.groups[at].name)),
                            None => "Correct the uuid, or remove it.".to_owned(),
                        };
                        self.tell(
                            Kind::UnknownNeed,
                            Severity::Warning,
                            site,
                            place,
                            format!(
                                "It depends on “{}”, which no activity is. {advice}",
                                short(wanted)
                            ),
                        );
                    }
                    Some(at) if at == group => self.find(
                        Severity::Warning,
                        site,
                        place,
                        "It depends on itself, which was left out. Remove it.".to_owned(),
                    ),
                    Some(at) => {
                        if let (Some(own), Some(other)) = (levels[group], levels[at]) {
                            edges[group].push((at, site));
                            if other > own {
                                let name = short(self.groups[at].name);
                                self.find(
                                    Severity::Hint,
                                    site,
                                    place,
                                    format!("It is on level {own} and depends on “{name}” on level {other}: whoever follows the levels meets them in the wrong order. Look whether both levels are meant."),
                                );
                            }
                        }
                    }
                }
            }
        }
        for circle in circles(&edges) {
            let (group, site) = (circle[0].0, circle[0].1);
            let name = |at: usize| short(self.groups[at].name);
            let mut named: Vec<String> = (circle.iter().take(MAX_CIRCLE))
                .map(|&(at, _)| name(at))
                .collect();
            if circle.len() > MAX_CIRCLE {
                named.push(format!("{} more", circle.len() - MAX_CIRCLE));
            }
            named.push(name(group));
            let message = format!(
                "The dependencies go in a circle: {}. Remove one of them.",
                named.join(" → ")
            );
            self.find(Severity::Warning, site, &places[group], message);
        }
    }
}

/// One shortest circle through the first member of each set of nodes that reach one another; each
/// node with the site of the edge to the next.
fn circles(edges: &[Vec<(usize, Site)>]) -> Vec<Vec<(usize, Site)>> {
    let component = components(edges);
    let mut done = HashSet::new();
    let mut circles = Vec::new();
    for start in 0..edges.len() {
        let inside = |(to, _): &&(usize, Site)| component[*to] == component[start];
        if !edges[start].iter().any(|edge| inside(&edge)) || !done.insert(component[start]) {
            continue;
        }
        // Breadth first from `start` until an edge leads back to it.
        let mut from: HashMap<usize, (usize, Site)> = HashMap::new();
        let mut queue = VecDeque::from([start]);
        while let Some(at) = queue.pop_front() {
            for &(to, site) in edges[at].iter().filter(inside) {
                from.entry(to).or_insert_with(|| {
                    queue.push_back(to);
                    (at, site)
                });
            }
        }
        let mut circle = Vec::new();
        let mut here = start;
        while let Some(&(before, site)) = from.get(&here) {
            circle.push((before, site));
            here = before;
            if here == start {
                break;
            }
        }
        circle.reverse();
        circles.extend((!circle.is_empty()).then_some(circle));
    }
    circles
}

/// Tarjan's strongly connected components, without recursion: a model may be a chain of 20,000.
fn components(edges: &[Vec<(usize, Site)>]) -> Vec<usize> {
    const UNSEEN: usize = usize::MAX;
    let count = edges.len();
    let mut component = vec![UNSEEN; count];
    let (mut index, mut low) = (vec![UNSEEN; count], vec![0; count]);
    let (mut next, mut stack) = (0, Vec::new());
    for root in 0..count {
        if index[root] != UNSEEN {
            continue;
        }
        let mut path = vec![(root, 0)];
        while let Some((at, edge)) = path.last_mut() {
            let at = *at;
            if *edge == 0 {
                index[at] = next;
                low[at] = next;
                next += 1;
                stack.push(at);
            }
            if let Some(&(to, _)) = edges[at].get(*edge) {
                *edge += 1;
                if index[to] == UNSEEN {
                    path.push((to, 0));
                } else if component[to] == UNSEEN {
                    low[at] = low[at].min(index[to]);
                }
                continue;
            }
            if low[at] == index[at] {
                while let Some(member) = stack.pop() {
                    component[member] = at;
                    if member == at {
                        break;
                    }
                }
            }
            path.pop();
            if let Some(&(parent, _)) = path.last() {
                low[parent] = low[parent].min(low[at]);
            }
        }
    }
    component
}

/// A value that published data has wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Correction {
    /// Id of the activity.
    pub activity: String,
    /// Name of the standard, as in `references`.
    pub standard: String,
    /// The control that the published data has.
    pub wrong: String,
    /// The control that is meant.
    pub right: String,
}

/// The known corrections of published data, from `model/corrections.yaml`.
pub fn corrections() -> Vec<Correction> {
    let source = Source {
        name: "corrections.yaml",
        text: CORRECTIONS,
    };
    let documents = yaml::parse(&source).unwrap_or_default();
    let lists = documents.iter().filter_map(|tree| tree.get("corrections"));
    lists
        .flat_map(Node::list)
        .map(|entry| {
            let text = |key| entry.get(key).map(Node::text).unwrap_or_default();
            Correction {
                activity: text("activity"),
                standard: text("standard"),
                wrong: text("wrong"),
                right: text("right"),
            }
        })
        .collect()
}

/// A quotation of bearable length, on one line.
fn short(text: &str) -> String {
    let mut chars = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut result: String = chars.by_ref().take(MAX_QUOTED).collect();
    if chars.next().is_some() {
        result.push('…');
    }
    result
}

/// Three words at least: no control is called that, but a remark may be.
fn is_prose(text: &str) -> bool {
    let word = |word: &&str| {
        let word = word.trim_matches(|c: char| c.is_ascii_punctuation());
        word.chars().count() > 1 && word.chars().all(char::is_alphabetic)
    };
    text.split_whitespace().filter(word).count() >= 3
}

/// `I-SB-A-2` for `I-SB-2-A`.
fn samm_in_new_order(id: &str) -> Option<String> {
    let [function, practice, level, stream]: [&str; 4] =
        id.split('-').collect::<Vec<_>>().try_into().ok()?;
    let upper = |text: &str, length| {
        text.len() == length && text.bytes().all(|byte| byte.is_ascii_uppercase())
    };
    let digit = level.len() == 1 && level.bytes().all(|byte| byte.is_ascii_digit());
    (upper(function, 1) && upper(practice, 2) && digit && upper(stream, 1))
        .then(|| format!("{function}-{practice}-{stream}-{level}"))
}

/// What readers of YAML make of a text that looks like a number to them, written as a number.
fn as_number(text: &str) -> Option<String> {
    let digits = text.trim_start_matches(['+', '-']);
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') || text.len() > 40 {
        return None;
    }
    for (prefix, base) in [("0x", 16), ("0o", 8)] {
        if let Some(rest) = digits.strip_prefix(prefix) {
            let number = u64::from_str_radix(rest, base).ok()?;
            return Some(number.to_string());
        }
    }
    let number: f64 = text.parse().ok()?;
    Some(number.to_string())
}

/// The known name that is nearly this one.
fn close<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    let name = name.to_lowercase();
    let length = name.chars().count();
    if !(3..=40).contains(&length) {
        return None;
    }
    let allowed = if length < 6 { 1 } else { 2 };
    known
        .iter()
        .map(|known| (distance(&name, &known.to_lowercase()), *known))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
        .or_else(|| {
            let begins = |known: &&&str| known.to_lowercase().starts_with(&name);
            known.iter().find(begins).copied().filter(|_| length > 4)
        })
}

/// How many letters to add, drop, replace or swap with their neighbour.
fn distance(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let width = right.len() + 1;
    let mut rows: Vec<Vec<usize>> = vec![(0..width).collect()];
    for (i, a) in left.iter().enumerate() {
        let mut row = vec![i + 1; width];
        for (j, b) in right.iter().enumerate() {
            let replaced = rows[i][j] + usize::from(a != b);
            row[j + 1] = replaced.min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == right[j - 1] && left[i - 1] == *b {
                row[j + 1] = row[j + 1].min(rows[i - 1][j - 1] + 1);
            }
        }
        rows.push(row);
    }
    rows[left.len()][right.len()]
}
