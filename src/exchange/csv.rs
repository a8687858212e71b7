//! Tables as CSV (RFC 4180), for spreadsheets.

use crate::model::Model;
use crate::scoring::{Mapped, Scores, Standard, mapped, standard_title};

/// The controls of a standard with the numbers of a team, claimed and evidenced. Begins with a byte
/// order mark, by which spreadsheets know UTF-8.
pub fn controls(
    model: &Model,
    standard: &Standard,
    claimed: &Scores,
    evidenced: &Scores,
) -> String {
    let heads = [
        "standard",
        "control",
        "completion",
        "lowest",
        "evidenced",
        "answered",
        "activities",
        "names",
    ];
    let mut text = format!("\u{feff}{}", line(heads.map(str::to_owned)));
    for control in &standard.controls {
        let Mapped {
            mean,
            min,
            evidenced_mean,
            counts,
            ..
        } = mapped(claimed, evidenced, &control.activities);
        let names: Vec<&str> = control
            .activities
            .iter()
            .map(|&at| model.activities[at].name.as_str())
            .collect();
        text.push_str(&line([
            standard_title(&standard.name).to_owned(),
            control_number(&standard.name, &control.id),
            share(mean),
            share(min),
            share(evidenced_mean),
            counts.answered.to_string(),
            counts.all.to_string(),
            names.join("; "),
        ]));
    }
    text
}

/// A control as auditors write it: `A.5.10`. With a letter in front it stays a text everywhere: `5.1`
/// and `5.10` are the same number to spreadsheets, and `14.2.1` is a date.
pub(crate) fn control_number(standard: &str, id: &str) -> String {
    let is_bare = id.starts_with(|sign: char| sign.is_ascii_digit());
    match standard.starts_with("iso27001") && is_bare {
        true => format!("A.{id}"),
        false => id.to_owned(),
    }
}

/// 0 to 1 with three digits; empty where there is no number.
fn share(value: Option<f64>) -> String {
    value.map(|value| format!("{value:.3}")).unwrap_or_default()
}

/// Any table. Begins with a byte order mark, by which spreadsheets know UTF-8.
pub fn table(heads: &[&str], rows: &[Vec<String>]) -> String {
    let heads: Vec<String> = heads.iter().map(|head| (*head).to_owned()).collect();
    let mut text = format!("\u{feff}{}", line(heads));
    for row in rows {
        text.push_str(&line(row.clone()));
    }
    text
}

fn line(cells: impl IntoIterator<Item = String>) -> String {
    let cells: Vec<String> = cells.into_iter().map(|text| cell(&text)).collect();
    format!("{}\r\n", cells.join(","))
}

/// What a spreadsheet would take for a formula begins with one of these.
const RUNS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A cell in quotes where it needs them. What a spreadsheet would take for a formula gets an
/// apostrophe in front, so that it stays a text; [`unmarked`] takes that back.
pub(crate) fn cell(text: &str) -> String {
    // One that begins like a mark is marked too, so that it comes back as it was.
    let text = match text.trim_start_matches('\'').starts_with(RUNS) {
        true => format!("'{text}"),
        false => text.to_owned(),
    };
    match text.contains(['"', ',', '\r', '\n']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}

/// The text of a cell without the mark that [`cell`] puts in front.
pub(crate) fn unmarked(cell: &str) -> String {
    let is_marked = cell.starts_with('\'') && cell.trim_start_matches('\'').starts_with(RUNS);
    cell[usize::from(is_marked)..].to_owned()
}
