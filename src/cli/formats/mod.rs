//! What an assessment can be written as. A format is one file, and one line in [`FORMATS`].

mod compact;
mod controls;
pub mod dsomm;
mod file;
mod governance;
mod sheets;
pub mod statement;

use chrono::NaiveDate;

use super::out::Problem;
use crate::assessment::Assessment;
use crate::model::Model;

/// All formats.
pub const FORMATS: &[Format] = &[
    file::FORMAT,
    compact::FORMAT,
    controls::FORMAT,
    dsomm::PROGRESS,
    dsomm::EVIDENCE,
    dsomm::TEAMS,
    governance::OSCAL,
    governance::ATTESTATIONS,
    governance::CALENDAR,
    statement::CSV,
    statement::HTML,
    statement::MARKDOWN,
    sheets::XLSX,
    sheets::CSV,
    sheets::MARKDOWN,
];

/// A format.
pub struct Format {
    /// How it is called on the command line.
    pub name: &'static str,
    /// Makes the bytes.
    pub write: fn(&Assessment, &Wish<'_>) -> Result<Vec<u8>, Problem>,
}

/// What a format may need beside the assessment.
pub struct Wish<'a> {
    /// The model of the assessment.
    pub model: &'a Model,
    /// The standard of a table of controls.
    pub standard: &'a str,
    /// The team that a table is about, by name or id.
    pub team: Option<&'a str>,
    /// The table, where only one can be written.
    pub table: &'a str,
    /// The day on which evidence has to be valid.
    pub today: NaiveDate,
}

/// The format of this name.
pub fn called(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}
