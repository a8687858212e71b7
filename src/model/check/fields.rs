//! What stands in the fields of an activity.

use super::corrections::{Correction, as_number, samm_in_new_order};
use super::words::{close, is_prose, short};
use super::{Checker, DIFFICULTY, FIELDS, GivenField, IMPLEMENTATION, Kind, META, Site};
use crate::model::yaml::{Node, Severity};

impl<'n> Checker<'n> {
    /// What one field says by itself.
    pub(super) fn field(&mut self, field: &GivenField<'n>, place: &str) {
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

    pub(super) fn unknown(
        &mut self,
        field: &GivenField<'n>,
        known: &[&str],
        kind: Kind,
        place: &str,
    ) {
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
    pub(super) fn grade(&mut self, field: &GivenField<'n>, place: &str) {
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
    pub(super) fn written(&self, field: &GivenField<'n>) -> String {
        let plain = self.places[field.site.file].plain(field.site.entry);
        match (field.value, plain) {
            (Node::List(_), _) => "a list".to_owned(),
            (Node::Map(_), _) => "a mapping".to_owned(),
            (_, Some(plain)) if !plain.starts_with('*') => format!("“{}”", short(plain)),
            (value, _) => format!("“{}”", short(&value.text())),
        }
    }

    /// The texts of a list, or of one alone, each with its place.
    pub(super) fn texts(&self, list: &GivenField<'n>) -> Vec<(String, Site)> {
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

    pub(super) fn control(&mut self, standard: &str, control: &str, site: Site, place: &str) {
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

    pub(super) fn implementation(&mut self, item: &'n Node, site: Site, place: &str) {
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
    pub(super) fn corrections(&mut self, id: &str, fields: &[GivenField<'n>], place: &str) {
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
            let list = GivenField {
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
}
