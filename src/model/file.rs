//! The shape of a model file: dimension → subdimension → activity → fields, whether it came as YAML
//! ([`super::yaml`]) or as the JSON that the page's build makes of it.
//!
//! Real files are untidy, so reading has two answers: a [`ReadError`] where a file cannot be used
//! at all, and [`Finding`]s where it can, but something in it deserves a look.

mod about;
mod merged;
mod raw;

use std::fmt;

use super::Model;
use super::tree::Node;

pub(super) use about::about;
pub use about::{About, AboutDimension, read_about_json};
use merged::Merged;
use raw::raw_file;

/// Most activities that a model may have.
pub const MAX_ACTIVITIES: usize = 20_000;

/// A file to read: its name for messages, and its text.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Name as the user knows it.
    pub name: &'a str,
    /// Its content.
    pub text: &'a str,
}

/// Why a file cannot be used at all.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReadError {
    /// Name of the file.
    pub file: String,
    /// Line, from 1, where it is known.
    pub line: Option<usize>,
    /// Column, from 1, where it is known; only with a line.
    pub column: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: &'static str,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}. {}", self.message, self.hint)
    }
}

impl std::error::Error for ReadError {}

/// How much a finding matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// Something is lost or wrong in the model as it is read.
    Error,
    /// The model works, but surely not as meant.
    Warning,
    /// Worth knowing.
    Hint,
}

/// Something in a usable file that deserves a look.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// Name of the file.
    pub file: String,
    /// Where in the model: `dimension / subdimension / activity`.
    pub place: String,
    /// A sentence.
    pub message: String,
}

/// A model, and what is to be said about its files.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Read {
    /// The model.
    pub model: Model,
    /// In the order of the files.
    pub findings: Vec<Finding>,
}

/// Reads files in order, each JSON of the shape of a model file; later ones override only the
/// fields that they give. On top come changes of the same shape, under a name for messages.
pub fn read_json(
    sources: &[Source<'_>],
    changes: Option<(&str, &serde_json::Value)>,
) -> Result<Read, ReadError> {
    let mut files = Vec::new();
    for source in sources {
        files.push((source.name, vec![parse_json(source)?]));
    }
    build(files, changes)
}

/// One JSON file as a tree.
pub(super) fn parse_json(source: &Source<'_>) -> Result<Node, ReadError> {
    match serde_json::from_str(source.text) {
        Ok(value) => Ok(Node::of_json(&value)),
        Err(cause) => Err(ReadError {
            file: source.name.to_owned(),
            line: Some(cause.line()),
            column: Some(cause.column()),
            message: cause.to_string(),
            hint: "The file was not used.",
        }),
    }
}

/// Makes one model of the trees of several files.
pub(super) fn build(
    files: Vec<(&str, Vec<Node>)>,
    changes: Option<(&str, &serde_json::Value)>,
) -> Result<Read, ReadError> {
    let mut merged = Merged::default();
    let mut names = Vec::new();
    for (name, documents) in files {
        merged.take(name, raw_file(documents))?;
        names.push(name);
    }
    if let Some((name, changes)) = changes {
        merged.take(name, raw_file(vec![Node::of_json(changes)]))?;
    }
    if merged.activities.is_empty() {
        return Err(ReadError {
            file: names.join(", "),
            line: None,
            column: None,
            message: "no activity was found".to_owned(),
            hint: "A model is YAML: dimension, subdimension, activity, then fields such as uuid and level.",
        });
    }
    Ok(merged.finish())
}
