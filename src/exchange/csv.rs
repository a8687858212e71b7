//! Tables as CSV (RFC 4180), for spreadsheets.

use crate::model::Model;
use crate::scoring::{Mapped, Scores, Standard, mapped};

/// The controls of a standard with the numbers of a team, claimed and evidenced.
pub fn controls(
    model: &Model,
    standard: &Standard,
    claimed: &Scores,
    evidenced: &Scores,
) -> String {
    let heads = [
        "control",
        "completion",
        "lowest",
        "evidenced",
        "answered",
        "activities",
        "names",
    ];
    let mut text = line(heads.map(str::to_owned));
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
            control.id.clone(),
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

/// 0 to 1 with three digits; empty where there is no number.
fn share(value: Option<f64>) -> String {
    value.map(|value| format!("{value:.3}")).unwrap_or_default()
}

fn line<const N: usize>(cells: [String; N]) -> String {
    let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
    format!("{}\r\n", cells.join(","))
}

/// A cell in quotes where it needs them. What a spreadsheet would take for a formula gets an
/// apostrophe in front, so that it stays a text.
fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = match is_formula {
        true => format!("'{text}"),
        false => text.to_owned(),
    };
    match text.contains(['"', ',', '\r', '\n']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}
