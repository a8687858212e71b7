//! Checks of model files, for the people who write them: what is wrong, where, and what to do.
//!
//! [`yaml::read`] stands what real files contain, and stays small, since every visitor downloads
//! it. This is the thorough look, with line and column. It reports all that the reader finds, most
//! of it in better words, and more.

mod accepted;
mod corrections;
mod fields;
mod listing;
mod needs;
mod shapes;
mod structure;
mod words;

pub use accepted::{Accepted, read_accepted};
pub use corrections::{Correction, corrections};

use words::short;

use std::collections::{HashMap, HashSet};
use std::fmt;

use crate::order::sorted;

use super::Model;
use super::place::{Entry, Place, Places, ROOT};
use super::yaml::{self, Node, ReadError, Severity, Source};

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
struct GivenField<'n> {
    name: &'n str,
    value: &'n Node,
    site: Site,
}

/// One listing of an activity in one file.
struct Occurrence<'n> {
    site: Site,
    fields: Vec<GivenField<'n>>,
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
    fn members(&mut self, parent: Site, entries: &'n [(String, Node)]) -> Vec<GivenField<'n>> {
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
                GivenField { name, value, site }
            })
            .collect()
    }

    /// The same; a key that is given twice is told.
    fn fields(
        &mut self,
        parent: Site,
        place: &str,
        entries: &'n [(String, Node)],
    ) -> Vec<GivenField<'n>> {
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
}
