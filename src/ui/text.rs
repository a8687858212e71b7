//! All words on the page, so that a second language is a file and not a hunt.

use crate::assessment::TeamDifferences;
use crate::scoring::{Score, Suggestion};

/// Product name.
pub const APP: &str = "DSOMM Radar";
/// Name of the main navigation.
pub const MAIN: &str = "Main";
/// Page names: navigation, headings, window titles.
pub const OVERVIEW: &str = "Overview";
/// Page name.
pub const ASSESS: &str = "Assess";
/// Page name.
pub const TEAMS: &str = "Teams";
/// Page name.
pub const HELP: &str = "Help";
/// Heading of an address that leads nowhere.
pub const NOT_FOUND: &str = "Page not found";
/// Section of the navigation.
pub const DIMENSIONS: &str = "Dimensions";

/// Header buttons.
pub const IMPORT: &str = "Import";
/// Header button.
pub const EXPORT: &str = "Export";
/// Header button.
pub const UNDO: &str = "Undo";
/// Header button.
pub const REDO: &str = "Redo";
/// Label of the team choice in the header.
pub const TEAM: &str = "Team";
/// Status: everything shown is stored.
pub const SAVED: &str = "Saved";
/// Name of the theme choice.
pub const THEME: &str = "Theme";

/// Answers that are no stage.
pub const NOT_APPLICABLE: &str = "Not applicable";
/// Answer that is no stage.
pub const NOT_SURE: &str = "Not sure";
/// Not answered.
pub const UNANSWERED: &str = "Unanswered";

/// Name of the first team of a new assessment.
pub const FIRST_TEAM: &str = "My team";
/// Title of a new assessment.
pub const FIRST_TITLE: &str = "DevSecOps assessment";

/// Terms of the numbers.
pub const MATURITY: &str = "Maturity";
/// Term.
pub const COMPLETION: &str = "Completion";
/// Term.
pub const COVERAGE: &str = "Coverage";

/// What *Not sure* means, beside the choice.
pub const NOT_SURE_HINT: &str = "Does not score. It comes back at the top of the next review.";
/// Asked for when *Not applicable* was chosen.
pub const REASON: &str = "Reason why it does not apply";
/// While the reason is missing.
pub const REASON_MISSING: &str = "Counts once a reason is given.";
/// Label of the note.
pub const NOTE: &str = "Note";

/// "3.2"
pub fn maturity(value: Option<f64>) -> String {
    match value {
        Some(value) => format!("{:.2}", floor_to(value, 2)),
        None => "n/a".to_owned(),
    }
}

/// "54 %": rounded down, so that 100 % always means everything.
pub fn percent(value: Option<f64>) -> String {
    match value {
        Some(value) => format!("{} %", floor_to(value * 100.0, 0)),
        None => "n/a".to_owned(),
    }
}

/// Rounds down, but not because of the last bit of a float.
fn floor_to(value: f64, digits: i32) -> f64 {
    let scale = 10f64.powi(digits);
    (value * scale + 1e-9).floor() / scale
}

/// "12 of 210 answered"
pub fn answered(score: &Score) -> String {
    format!("{} of {} answered", score.counts.answered, score.counts.all)
}

/// "1 activity", "3 activities"
pub fn activities(count: usize) -> String {
    plural(count, "activity", "activities")
}

/// "1 team", "3 teams"
pub fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Why an activity is suggested: "completes level 1 of Build", "unlocks 17", …
pub fn reasons(
    suggestion: &Suggestion,
    level: u8,
    subdimension: &str,
    usefulness: u8,
    effort: u8,
) -> Vec<String> {
    let mut reasons = Vec::new();
    if suggestion.completes_level {
        reasons.push(format!("completes level {level} of {subdimension}"));
    } else if suggestion.is_gate {
        reasons.push(format!("needed for level {level} of {subdimension}"));
    } else {
        reasons.push(format!("level {level} of {subdimension}"));
    }
    if suggestion.unlocks > 0 {
        reasons.push(format!("unlocks {}", suggestion.unlocks));
    }
    reasons.push(format!("useful {usefulness}/5, effort {effort}/15"));
    reasons
}

/// One line of the import preview.
pub fn difference(row: &TeamDifferences) -> String {
    let mut parts = Vec::new();
    if row.is_new {
        parts.push("new team".to_owned());
    }
    for (count, word) in [
        (row.added, "added"),
        (row.changed, "changed"),
        (row.older, "older here, not taken"),
        (row.unknown, "not in this model, kept"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {word}"));
        }
    }
    if parts.is_empty() {
        parts.push("no difference".to_owned());
    }
    parts.join(", ")
}
