//! Tables for people: answers, evidence, scores, controls and plan of today, with names beside ids,
//! as CSV, Markdown and XLSX; and taken back after somebody edited them.
//!
//! What columns there are is decided in [`crate::tables`]; here some are left out, names are added,
//! and each format is written and read back.

mod build;
mod cells;
mod csv;
mod markdown;
mod take;
mod workbook;
mod xlsx;

pub use build::{SHEETS, build};
pub use csv::{read as read_csv, write as write_csv};
pub use markdown::write as write_markdown;
pub use take::{Grid, take};
pub use workbook::read as read_xlsx;
pub use xlsx::{Workbook, write as write_xlsx};

use chrono::NaiveDate;

pub use crate::tables::Kind;

/// A column: its name, and what it holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// As it stands in the first row.
    pub name: &'static str,
    /// One kind in all rows: what mixes numbers and words loses the words elsewhere.
    pub kind: Kind,
}

/// A value.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// Nothing.
    None,
    /// A text.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number.
    Number(f64),
    /// True or false.
    Flag(bool),
    /// A day.
    Day(NaiveDate),
    /// Milliseconds since 1970.
    Moment(i64),
}

/// A table.
#[derive(Clone, PartialEq, Debug)]
pub struct Sheet {
    /// Its name, in small letters: no two may differ in case alone.
    pub name: &'static str,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each with as many values as there are columns.
    pub rows: Vec<Vec<Value>>,
}
