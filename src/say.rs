//! How numbers and answers are said: the same on the page, in a report and on the command line.

use crate::assessment::{Answer, Answered, Assessment, Audit, Weight};
use crate::map::Map;
use crate::model::{ActivityId, Model};
use crate::number::down;
use crate::scoring::{Suggestion, Tally};

/// An answer that is no stage.
pub const NOT_APPLICABLE: &str = "Not applicable";
/// An answer that is no stage.
pub const NOT_SURE: &str = "Not sure";
/// Not answered.
pub const UNANSWERED: &str = "Unanswered";

/// "3.2"
pub fn maturity(value: Option<f64>) -> String {
    match value {
        Some(value) => down(value, 2),
        None => "n/a".to_owned(),
    }
}

/// "+0.25": from one maturity to another, as both are shown.
pub fn change(from: Option<f64>, to: Option<f64>) -> String {
    match (from, to) {
        (Some(from), Some(to)) => {
            let change = floor_to(to, 2) - floor_to(from, 2);
            if change.abs() < 0.005 {
                "0.00".to_owned()
            } else {
                // A true minus sign: a hyphen is narrower than a plus.
                let sign = if change < 0.0 { "−" } else { "+" };
                // Half a hundredth more, so that the difference is not one too low.
                format!("{sign}{}", down(change.abs() + 0.005, 2))
            }
        }
        _ => "n/a".to_owned(),
    }
}

/// "54 %": rounded down, so that 100 % always means everything; a little more than nothing shows.
pub fn percent(value: Option<f64>) -> String {
    match value {
        Some(value) if value > 0.0 && value < 0.01 => "< 1 %".to_owned(),
        Some(value) => format!("{} %", down(value * 100.0, 0)),
        None => "n/a".to_owned(),
    }
}

/// "+12 %": from one share to another, as both are shown.
pub fn percent_change(from: f64, to: f64) -> String {
    let shown = |share: f64| floor_to(share * 100.0, 0);
    signed_percent((shown(to) - shown(from)) / 100.0)
}

/// "+12 %": a difference of shares, of which the terms are not shown.
pub fn signed_percent(change: f64) -> String {
    /// What the last bits of a mean may be off.
    const NO_CHANGE: f64 = 1e-9;
    match percent(Some(change.abs())) {
        size if change > NO_CHANGE => format!("+{size}"),
        size if change < -NO_CHANGE => format!("−{size}"),
        _ => "0 %".to_owned(),
    }
}

/// "33.33": a share as it stands in a field of per cents, to the nearest hundredth.
pub fn percent_field(share: f64) -> String {
    format!("{}", (share * 10_000.0).round() / 100.0)
}

/// The share that was typed in per cents; `None`: it is no number.
pub fn read_percent(typed: &str) -> Option<f64> {
    let percents = typed.trim().parse::<f64>().ok()?;
    Some(percents / 100.0)
}

/// "61 %": the nearest whole one, for the ends of an interval.
pub fn near(share: f64) -> String {
    format!("{} %", down(share * 100.0 + 0.5, 0))
}

/// "Of 30 claims in the sample, 24 held, 4 did not hold and 2 could not be seen."
pub fn audit_count(tally: Tally) -> String {
    let claims = plural(tally.sampled, "claim", "claims");
    let Tally {
        held,
        not_held,
        not_seen,
        ..
    } = tally;
    let open = match tally.open() {
        0 => String::new(),
        1 => " 1 waits to be looked at.".to_owned(),
        open => format!(" {open} wait to be looked at."),
    };
    format!(
        "Of {claims} in the sample, {held} held, {not_held} did not hold and {not_seen} could not be seen.{open}"
    )
}

/// "Drawn 2026-11-27 by kim: 30 of 212 claims, weighted by level, seed “3f2a9c1b”"
pub fn audit_facts(audit: &Audit) -> String {
    let mut said = "Drawn".to_owned();
    if let Some(day) = audit.day {
        said.push_str(&format!(" {day}"));
    }
    if !audit.by.is_empty() {
        said.push_str(&format!(" by {}", audit.by));
    }
    let weighted = match audit.sampled.weight {
        Weight::Level => "weighted by level",
        Weight::Even => "all alike",
    };
    said.push_str(&format!(
        ": {} of {}, {weighted}, seed “{}”.",
        audit.sampled.claims.len(),
        plural(audit.sampled.of, "claim", "claims"),
        audit.sampled.seed,
    ));
    if let Some((day, by)) = &audit.finished {
        said.push_str(" Finished");
        if let Some(day) = day {
            said.push_str(&format!(" {day}"));
        }
        if !by.is_empty() {
            said.push_str(&format!(" by {by}"));
        }
        said.push('.');
    }
    said
}

/// The heads of a table of what an audit came to; `#` marks columns of numbers.
pub const AUDIT_HEADS: [&str; 8] = [
    "Part",
    "#Claimed ready",
    "#In the sample",
    "#Held",
    "#Did not hold",
    "#Not seen",
    "#Confirmed",
    "#Between",
];

/// A row of that table, behind its first cell.
pub fn audit_row(tally: Tally) -> [String; 7] {
    let between = tally.interval().map_or_else(
        || "n/a".to_owned(),
        |it| format!("{} to {}", near(it.low), near(it.high)),
    );
    [
        tally.claimed.to_string(),
        tally.sampled.to_string(),
        tally.held.to_string(),
        tally.not_held.to_string(),
        tally.not_seen.to_string(),
        percent(tally.confirmed()),
        between,
    ]
}

/// "80 % of those looked at held; of all such claims, between 61 % and 92 % do." Empty: nothing was
/// looked at yet.
pub fn audit_result(tally: Tally) -> String {
    match (tally.confirmed(), tally.interval()) {
        (Some(confirmed), Some(between)) => format!(
            "{} of those looked at held; of all such claims, between {} and {} do.",
            near(confirmed),
            near(between.low),
            near(between.high),
        ),
        _ => String::new(),
    }
}

/// "0.66": a mean of values, each 0 to 1.
pub fn share(value: Option<f64>) -> String {
    value.map_or("n/a".to_owned(), |value| down(value, 2))
}

/// Rounds down, but not because of the last bit of a float.
fn floor_to(value: f64, digits: i32) -> f64 {
    let scale = 10f64.powi(digits);
    (value * scale + 1e-9).floor() / scale
}

/// "1 activity", "3 activities"
pub fn activities(count: usize) -> String {
    plural(count, "activity", "activities")
}

/// "1 step", "3 steps"
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

/// Answers that read otherwise than before: activity, before, now. In the order of the model; behind
/// them those on activities that it lacks.
pub fn differing(
    assessment: &Assessment,
    model: &Model,
    before: &Map<ActivityId, Answer>,
    now: &Map<ActivityId, Answer>,
) -> Vec<(ActivityId, String, String)> {
    let known = model.activities.iter().map(|activity| &activity.id);
    let added = now.keys().filter(|id| !before.contains_key(*id));
    let unknown = before
        .keys()
        .chain(added)
        .filter(|id| model.position(id.as_str()).is_none());
    known
        .chain(unknown)
        .filter_map(|id| {
            let said = |answers: &Map<_, _>| answer_label(assessment, answers.get(id));
            let (from, to) = (said(before), said(now));
            (from != to).then(|| (id.clone(), from, to))
        })
        .collect()
}

/// An answer in a word: a stage's title, "Not sure", …
pub fn answer_label(assessment: &Assessment, answer: Option<&Answer>) -> String {
    match answer.map(Answer::answered) {
        None | Some(Answered::No) => UNANSWERED.to_owned(),
        Some(Answered::NotSure) => NOT_SURE.to_owned(),
        Some(Answered::NotApplicable) => NOT_APPLICABLE.to_owned(),
        Some(Answered::Stage(id)) => assessment
            .counts_as(id)
            .map(|stage| stage.title.clone())
            .unwrap_or_else(|| format!("Unknown stage “{id}”")),
    }
}
