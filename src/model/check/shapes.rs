//! Values of another shape than the one that was expected: what is made of them, or that they were
//! left out. The reader takes what it can, so that one odd value costs no more than itself.

use super::words::short;
use super::{Checker, GivenField, MISSPELT, Site};
use crate::model::yaml::{Node, Severity};

impl<'n> Checker<'n> {
    /// Reports what is no mapping and no nothing where `expected` should stand.
    pub(super) fn lost(&mut self, field: &GivenField<'n>, expected: &str, place: &str) {
        let empty = match field.value {
            Node::Map(_) => true,
            Node::List(items) => items.is_empty(),
            value => value.texts().is_empty(),
        };
        if !empty {
            self.find(
                Severity::Warning,
                field.site,
                place,
                format!(
                    "“{}” should hold {expected}; what stands there was left out.",
                    field.name
                ),
            );
        }
    }

    /// Reports what stands alone where a list was expected.
    pub(super) fn one_item(&mut self, field: &GivenField<'n>, place: &str) {
        let is_one = match field.value {
            Node::List(_) => false,
            Node::Map(entries) => !entries.is_empty(),
            value => !value.texts().is_empty(),
        };
        if is_one {
            self.find(
                Severity::Hint,
                field.site,
                place,
                format!(
                    "“{}” should hold a list; what stands there is understood as its one item. Begin it with “- ”.",
                    field.name
                ),
            );
        }
    }

    /// Reports each mapping in a list of texts.
    pub(super) fn items(&mut self, list: &GivenField<'n>, what: &str, place: &str) {
        if !matches!(list.value, Node::List(_)) {
            self.item(list.value, list.site, what, place);
            return;
        }
        for (at, item) in list.value.items().iter().enumerate() {
            let site = self.item_site(list, at);
            self.item(item, site, what, place);
        }
    }

    fn item(&mut self, item: &Node, site: Site, what: &str, place: &str) {
        match item {
            Node::List(items) => {
                for item in items {
                    self.item(item, site, what, place);
                }
            }
            Node::Map(_) => {
                let texts = item.texts();
                if texts.is_empty() {
                    self.left_out(site, item, what, "a text was", place);
                    return;
                }
                self.find(
                    Severity::Hint,
                    site,
                    place,
                    format!(
                        "In {what}, “{}” is understood as “{}”. Write that alone, without a name in front of it.",
                        short(&in_line(item)),
                        short(&texts.join(", "))
                    ),
                );
            }
            _ => {}
        }
    }

    /// Says of an item that it was left out.
    pub(super) fn left_out(
        &mut self,
        site: Site,
        item: &Node,
        what: &str,
        expected: &str,
        place: &str,
    ) {
        self.find(
            Severity::Warning,
            site,
            place,
            format!(
                "In {what}, {expected} expected; “{}” was left out. Put it in quotes if it is meant as a text, or move it to “comments”.",
                short(&in_line(item))
            ),
        );
    }

    /// Where an item of a list stands.
    pub(super) fn item_site(&self, list: &GivenField<'n>, at: usize) -> Site {
        let entry = self.places[list.site.file].item(list.site.entry, at);
        Site {
            entry: entry.unwrap_or(list.site.entry),
            ..list.site
        }
    }

    pub(super) fn uuid(&mut self, field: &GivenField<'n>, place: &str) {
        let is_odd = match field.value {
            Node::Map(entries) => !entries.is_empty(),
            Node::List(items) => !items.is_empty(),
            _ => false,
        };
        if is_odd {
            let made = match field.value.texts().pop() {
                Some(id) => format!("“{}” is used", short(&id)),
                None => "what stands there was left out".to_owned(),
            };
            self.find(
                Severity::Warning,
                field.site,
                place,
                format!("“uuid” should hold one text; {made}. Write the uuid alone."),
            );
        }
    }

    pub(super) fn ignore(&mut self, field: &GivenField<'n>, place: &str) {
        let text = field.value.text();
        if !matches!(text.as_str(), "" | "true" | "false") {
            let written = self.written(field);
            self.find(
                Severity::Warning,
                field.site,
                place,
                format!(
                    "“ignore” is {written}, neither true nor false; nothing is hidden. Write true to hide it."
                ),
            );
        }
    }

    /// Reports a spelling that real files have; true where it is one.
    pub(super) fn misspelt(&mut self, field: &GivenField<'n>, place: &str) -> bool {
        let Some((name, right)) = MISSPELT.iter().find(|(wrong, _)| *wrong == field.name) else {
            return false;
        };
        self.find(
            Severity::Hint,
            field.site,
            place,
            format!("“{name}” is understood as {right}. Write “{right}”, which all readers know."),
        );
        true
    }

    /// Reports documents that hold no mapping.
    pub(super) fn documents(&mut self, root: Site, documents: &[Node]) {
        for (at, document) in documents.iter().enumerate() {
            let what = match document {
                Node::Map(_) | Node::Null => continue,
                Node::List(_) => "a list",
                _ => "a text",
            };
            self.find(
                Severity::Warning,
                root,
                "",
                format!(
                    "Document {} of this file is {what}, not dimensions with their activities, and was left out. Documents are parted by “---”.",
                    at + 1
                ),
            );
        }
    }
}

/// A value on one line, nearly as in the file.
fn in_line(value: &Node) -> String {
    match value {
        Node::Map(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| format!("{key}: {}", value.text()));
            entries.collect::<Vec<_>>().join(", ")
        }
        other => other.text(),
    }
}
