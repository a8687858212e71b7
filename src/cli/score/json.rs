//! All numbers as JSON: exact, in the order of the model.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::conditions::Failure;
use super::{Numbers, Scored};
use crate::model::Model;
use crate::scoring::{self, Score};

/// Writes all numbers, and what was not reached.
pub fn write(all: &[Scored], today: NaiveDate, failures: &[Failure]) -> String {
    let assessments: Vec<Value> = all.iter().map(assessment).collect();
    let failed: Vec<Value> = failures.iter().map(Failure::value).collect();
    let value = json!({
        "format": "dsomm-scores",
        "version": 1,
        "day": today.to_string(),
        "assessments": assessments,
        "failed": failed,
    });
    format!("{value:#}\n")
}

fn assessment(scored: &Scored) -> Value {
    let teams: Vec<Value> = scored
        .teams
        .iter()
        .map(|numbers| team(&scored.model, numbers))
        .collect();
    json!({
        "file": scored.file,
        "id": scored.assessment.id,
        "title": scored.assessment.title,
        "cycle": scored.cycle,
        "model": { "version": scored.model.meta.version, "digest": scored.model.digest() },
        "teams": teams,
    })
}

fn team(model: &Model, numbers: &Numbers) -> Value {
    let dimensions = model.dimensions.iter().enumerate().map(|(at, dimension)| {
        let claimed = numbers.claimed.dimensions[at];
        let evidenced = numbers.evidenced.as_ref().map(|all| all.dimensions[at]);
        let target = numbers.targets.as_ref().and_then(|all| all.dimensions[at]);
        let parts = dimension.subdimensions.iter();
        let parts: Vec<Value> = parts
            .map(|&sub| subdimension(model, numbers, sub))
            .collect();
        let mut value = part(claimed, evidenced);
        value["id"] = dimension.slug.as_str().into();
        value["name"] = dimension.name.as_str().into();
        value["target"] = json!(target);
        value["subdimensions"] = parts.into();
        value
    });
    let dimensions: Vec<Value> = dimensions.collect();
    let evidenced = numbers.evidenced.as_ref().map(|all| all.overall);
    let mut value = part(numbers.claimed.overall, evidenced);
    value["id"] = numbers.id.as_str().into();
    value["name"] = numbers.name.as_str().into();
    let levels = numbers.claimed.levels.iter();
    let levels: Vec<Value> = levels
        .map(|(ready, applicable)| json!({ "ready": ready, "applicable": applicable }))
        .collect();
    value["levels"] = levels.into();
    value["dimensions"] = dimensions.into();
    value
}

fn subdimension(model: &Model, numbers: &Numbers, at: usize) -> Value {
    let sub = &model.subdimensions[at];
    let claimed = numbers.claimed.subdimensions[at];
    let evidenced = numbers.evidenced.as_ref().map(|all| all.subdimensions[at]);
    let target = numbers
        .targets
        .as_ref()
        .and_then(|all| all.subdimensions[at]);
    let mut value = part(claimed, evidenced);
    value["id"] = sub.id.as_str().into();
    value["name"] = sub.name.as_str().into();
    value["level"] = json!(claimed.level_reached);
    value["level_evidenced"] = json!(evidenced.and_then(|score| score.level_reached));
    value["target"] = json!(target);
    value["cells"] = json!(numbers.claimed.cells[at]);
    value
}

/// What every part has. Numbers that do not exist are null.
fn part(claimed: Score, evidenced: Option<Score>) -> Value {
    let counts = claimed.counts;
    let share = evidenced.and_then(|evidenced| scoring::evidenced_share(counts, evidenced.counts));
    json!({
        "id": null,
        "name": null,
        "maturity": claimed.maturity,
        "completion": claimed.completion,
        "coverage": counts.coverage(),
        "evidenced": {
            "maturity": evidenced.and_then(|score| score.maturity),
            "completion": evidenced.and_then(|score| score.completion),
            "share": share,
        },
        "activities": counts.all,
        "answered": counts.answered,
        "applicable": counts.applicable,
        "ready": counts.ready,
        "not_sure": counts.not_sure,
    })
}
