//! The files of DSOMM's own app, in and out: `team-progress.yaml`, `team-evidence.yaml`,
//! `teams.yaml`, `meta.yaml`, and what its versions 3.x had instead.
//!
//! What is read becomes an assessment that is merged like any other copy of the open one. Its ids
//! and stamps come from the file alone, so that reading a file twice changes nothing more.

mod names;
mod old;
mod people;
mod progress;
mod proofs;
mod quote;
mod take;
mod write;

pub use names::{Misread, misread, written_day};
pub use take::{Taken, take};
pub use write::{Written, write};

use serde_json::Value;

use super::kind::Kind;
use crate::assessment::{Date, Link, ModelRef, UnknownFields};
use crate::exchange::assessment_file::parse_date;
use crate::model::file::Source;
use crate::model::yaml::{self, Node};

/// What stands in the stamps of what was read.
const BY: &str = "DSOMM";

/// What was found in a file, as it stands there.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Found {
    /// The model that it was made with, where it says so.
    model: ModelRef,
    /// Names of teams, in their order.
    teams: Vec<String>,
    /// Groups with the names of their teams.
    groups: Vec<(String, Vec<String>)>,
    stages: Vec<Defined>,
    claims: Vec<Claim>,
    pieces: Vec<Piece>,
    odd: Odd,
}

/// A stage as `meta.yaml` defines it.
#[derive(Clone, PartialEq, Debug)]
struct Defined {
    title: String,
    score: f64,
    definition: String,
}

/// What a team says about an activity.
#[derive(Clone, PartialEq, Debug, Default)]
struct Claim {
    activity: Named,
    /// `None`: the file is about one team and does not name it.
    team: Option<String>,
    /// Titles of stages, and since when.
    reached: Vec<(String, Option<Date>)>,
    /// It says that the activity is implemented, without stages.
    is_done: bool,
}

/// A piece of evidence.
#[derive(Clone, PartialEq, Debug, Default)]
struct Piece {
    /// May be empty.
    id: String,
    activity: Named,
    /// As in [`Claim`].
    teams: Vec<Option<String>>,
    title: String,
    description: String,
    recorded: Option<Date>,
    reviewer: String,
    links: Vec<Link>,
    kept: UnknownFields,
}

/// An activity by its id, and by its name where the file gives one.
#[derive(Clone, PartialEq, Debug, Default)]
struct Named {
    id: String,
    name: String,
}

/// What was odd, each reason with its places.
#[derive(Clone, PartialEq, Debug, Default)]
struct Odd(Vec<(String, Vec<String>)>);

impl Odd {
    fn note(&mut self, reason: impl Into<String>, place: impl Into<String>) {
        let (reason, place) = (reason.into(), place.into());
        match self.0.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, places)) => places.push(place),
            None => self.0.push((reason, vec![place])),
        }
    }

    /// One sentence for each reason.
    fn sentences(&self) -> Vec<String> {
        /// How many places are named.
        const NAMED: usize = 5;
        let sentence = |(reason, places): &(String, Vec<String>)| {
            let mut places: Vec<&str> = places.iter().map(String::as_str).collect();
            places.retain(|place| !place.is_empty());
            if places.is_empty() {
                return format!("{reason}.");
            }
            let more = places.len().saturating_sub(NAMED);
            places.truncate(NAMED);
            let more = match more {
                0 => String::new(),
                more => format!(", and {more} more"),
            };
            format!("{reason}: {}{more}.", places.join("; "))
        };
        self.0.iter().map(sentence).collect()
    }
}

/// Is it a file of this module?
pub fn reads(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Progress
            | Kind::Evidence
            | Kind::Teams
            | Kind::Meta
            | Kind::ModelWithAnswers
            | Kind::Dataset
    )
}

/// Reads a file of a kind that [`reads`] names. The error is a sentence.
pub fn read(name: &str, kind: Kind, text: &str) -> Result<Found, String> {
    let mut found = Found::default();
    let is_json = text.trim_start().starts_with(['{', '[']);
    let json = is_json
        .then(|| serde_json::from_str::<Value>(text))
        .transpose();
    let documents = match json {
        Ok(Some(value)) => vec![Node::of_json(&value)],
        Err(cause) if kind == Kind::Dataset => {
            return Err(format!(
                "It is not readable JSON: {cause}. Copy it from the browser again."
            ));
        }
        _ => {
            let parse = |text: &str| {
                yaml::read_written(&Source { name, text }, kind == Kind::ModelWithAnswers)
            };
            match (parse(text), kind) {
                (Ok(documents), _) => documents,
                (Err(problem), Kind::Progress) => {
                    let (mended, names) = quote::mend(text);
                    let read = parse(&mended).ok().filter(|_| !names.is_empty());
                    for name in names {
                        found.odd.note("DSOMM’s app wrote apostrophes so that nobody can read them; they were put right", name);
                    }
                    read.ok_or_else(|| problem.to_string())?
                }
                (Err(problem), _) => return Err(problem.to_string()),
            }
        }
    };
    for document in &documents {
        match kind {
            Kind::Progress => progress::read(document, &mut found),
            Kind::Evidence => proofs::read(document, &mut found),
            Kind::Teams | Kind::Meta => people::read(document, &mut found),
            Kind::ModelWithAnswers => old::read_model(document, &mut found),
            Kind::Dataset => old::read_dataset(document, &mut found),
            _ => {}
        }
    }
    let is_empty = found.teams.is_empty()
        && found.groups.is_empty()
        && found.stages.is_empty()
        && found.claims.is_empty()
        && found.pieces.is_empty();
    if is_empty {
        let mut said = "There is nothing in it that could be taken over.".to_owned();
        for odd in found.odd.sentences() {
            said.push(' ');
            said.push_str(&odd);
        }
        return Err(said);
    }
    Ok(found)
}

/// A value where a day is expected.
enum Day {
    /// There is none.
    None,
    Read(Date),
    /// Something that is no day.
    Odd(String),
}

impl Day {
    fn of(node: &Node) -> Self {
        match node {
            Node::Null => Self::None,
            Node::Text(text) if matches!(text.trim(), "" | "null" | "undefined") => Self::None,
            Node::Text(text) => match parse_date(text.trim()).or_else(|| written_day(text)) {
                Some(day) => Self::Read(day),
                None => Self::Odd(text.clone()),
            },
            Node::Number(_) | Node::List(_) | Node::Map(_) => Self::Odd("…".to_owned()),
        }
    }
}

/// A text as it is written; nothing where something else stands.
fn text_of(node: &Node) -> Option<&str> {
    match node {
        Node::Text(text) => Some(text),
        _ => None,
    }
}

/// The entries of a mapping, with those that `<<` brings from elsewhere. A name may be `<<` as well:
/// `is_merge` tells by what stands under it.
fn entries(node: &Node, is_merge: fn(&Node) -> bool) -> Vec<(&str, &Node)> {
    let mut own: Vec<(&str, &Node)> = Vec::new();
    let mut merged: Vec<(&str, &Node)> = Vec::new();
    for (key, value) in node.entries() {
        if key == "<<" && is_merge(value) {
            for base in value.items() {
                merged.extend(
                    base.entries()
                        .iter()
                        .map(|(key, value)| (key.as_str(), value)),
                );
            }
        } else {
            own.push((key, value));
        }
    }
    for (key, value) in merged {
        if !own.iter().any(|(known, _)| *known == key) {
            own.push((key, value));
        }
    }
    own
}

/// Texts behind one another.
fn text_list(texts: &[String]) -> String {
    texts.join("; ")
}
