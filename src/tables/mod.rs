//! Assessments as long tables, one row per fact, for engines that query thousands of teams.
//!
//! A table is one file here and one line in [`TABLES`]. Its columns are one list with name, type and
//! meaning: from it come the files, and the data dictionary in `docs/tables.md`. Nothing here knows a
//! file format; who calls gives [`Rows`], and gets rows of borrowed [`Cell`]s.

mod activities;
mod answers;
mod controls;
mod evidence;
mod facts;
mod plan;
mod scores;
mod targets;
mod teams;

use chrono::NaiveDate;

use crate::assessment::Assessment;
use crate::model::{Model, slug};
use facts::Facts;

/// All tables.
pub static TABLES: [&Table; 8] = [
    &answers::TABLE,
    &scores::TABLE,
    &evidence::TABLE,
    &targets::TABLE,
    &plan::TABLE,
    &teams::TABLE,
    &activities::TABLE,
    &controls::TABLE,
];

/// What a column holds. Each may be empty.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A text; ids and controls too, whatever they look like.
    Text,
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// True or false.
    Flag,
    /// A calendar day.
    Day,
    /// A moment, in milliseconds since 1970-01-01T00:00:00Z.
    Moment,
}

/// A column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// What it means, as a sentence without its full stop.
    pub meaning: &'static str,
}

/// A table.
pub struct Table {
    /// Its name, and that of its folder.
    pub name: &'static str,
    /// What a row is.
    pub about: &'static str,
    /// Whether its rows belong to cycles.
    pub by_cycle: bool,
    /// Its columns, in the order of the cells.
    pub columns: &'static [Column],
    of: Of,
}

/// What a table is about, and what makes its rows.
enum Of {
    /// An assessment.
    Assessment(fn(&Table, &Facts<'_>, &mut dyn Rows)),
    /// A model; made once for each.
    Model(fn(&Table, &Model, &str, &mut dyn Rows)),
}

/// A value of a row.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Cell<'a> {
    /// Nothing.
    None,
    /// See [`Kind::Text`].
    Text(&'a str),
    /// See [`Kind::Whole`].
    Whole(i64),
    /// See [`Kind::Number`].
    Number(f64),
    /// See [`Kind::Flag`].
    Flag(bool),
    /// See [`Kind::Day`].
    Day(NaiveDate),
    /// See [`Kind::Moment`].
    Moment(i64),
}

/// Takes rows.
pub trait Rows {
    /// A row of a table; `cycle` is the name of its cycle where the table is by cycle.
    fn row(&mut self, table: &'static str, cycle: &str, cells: &[Cell<'_>]);
}

/// What the cycle of today's answers is called where none is under way.
pub const NOW: &str = "now";

/// The rows of all tables that are about an assessment; `today`: on which evidence has to be valid.
pub fn write(model: &Model, assessment: &Assessment, today: NaiveDate, rows: &mut dyn Rows) {
    let facts = Facts::of(model, assessment, today);
    for table in TABLES {
        if let Of::Assessment(make) = &table.of {
            make(table, &facts, rows);
        }
    }
}

/// The rows of all tables that are about a model; needed once for each digest.
pub fn write_model(model: &Model, rows: &mut dyn Rows) {
    let digest = model.digest();
    for table in TABLES {
        if let Of::Model(make) = &table.of {
            make(table, model, &digest, rows);
        }
    }
}

/// The folder of a cycle. Without the `cycle=` that some engines would take for a column: they guess
/// its type from the name, and a cycle `2026` would be a number there and a text in the file.
pub fn folder(cycle: &str) -> String {
    match slug(cycle) {
        text if text.is_empty() => "unnamed".to_owned(),
        text => text,
    }
}

/// The table of this name.
pub fn called(name: &str) -> Option<&'static Table> {
    TABLES.into_iter().find(|table| table.name == name)
}

const fn column(name: &'static str, kind: Kind, meaning: &'static str) -> Column {
    Column {
        name,
        kind,
        meaning,
    }
}

fn text(value: Option<&str>) -> Cell<'_> {
    value
        .filter(|text| !text.is_empty())
        .map_or(Cell::None, Cell::Text)
}

fn number<'a>(value: Option<f64>) -> Cell<'a> {
    value.map_or(Cell::None, Cell::Number)
}

fn whole<'a>(value: Option<u8>) -> Cell<'a> {
    value.map_or(Cell::None, |value| Cell::Whole(i64::from(value)))
}

fn count<'a>(value: usize) -> Cell<'a> {
    Cell::Whole(i64::try_from(value).unwrap_or(i64::MAX))
}

fn day<'a>(value: Option<NaiveDate>) -> Cell<'a> {
    value.map_or(Cell::None, Cell::Day)
}

/// A moment; one that was never set is empty.
fn moment<'a>(at: i64) -> Cell<'a> {
    match at {
        0 => Cell::None,
        at => Cell::Moment(at),
    }
}
