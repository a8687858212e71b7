//! The index of a folder of assessments, with the numbers of each team in it: enough to list and
//! compare teams without loading their files. Described in `docs/formats.md`.
//!
//! It is at the same time what `config.json` can name as an index: a list of addresses under
//! `assessments`, where each entry has its address under `url`.

mod reading;

pub use reading::{Folder, Member, read};

use serde_json::{Map, Value, json};

use super::json;
use crate::assessment::{Assessment, Date, TeamId};
use crate::model::Model;
use crate::scoring::{self, Proofs, Score};

/// What stands under `format`.
pub const FORMAT: &str = "dsomm-index";
/// The version that is written.
pub const VERSION: u64 = 1;

/// A file of the folder.
pub struct Entry<'a> {
    /// Its address relative to the index.
    pub url: &'a str,
    /// Its size in bytes.
    pub bytes: usize,
    /// Identifies its content, as `sha256:<hex>`.
    pub digest: String,
    /// What it holds.
    pub assessment: &'a Assessment,
    /// The model of its answers.
    pub model: &'a Model,
}

/// Puts an index together, entry by entry.
#[derive(Default)]
pub struct Index {
    models: Map<String, Value>,
    assessments: Vec<Value>,
}

impl Index {
    /// Adds a file; `today`: on which evidence has to be valid.
    pub fn add(&mut self, entry: &Entry<'_>, today: Date) {
        let Entry {
            assessment, model, ..
        } = entry;
        let digest = model.digest();
        if !self.models.contains_key(&digest) {
            self.models.insert(digest.clone(), parts(model));
        }
        let proofs = Proofs::on(model, assessment, today);
        let teams = assessment.living_teams().into_iter();
        let teams: Vec<Value> = teams
            .map(|(id, _)| team(model, assessment, &proofs, id))
            .collect();
        let mut value = json!({
            "url": entry.url,
            "id": assessment.id,
            "title": assessment.title,
            "bytes": entry.bytes,
            "digest": entry.digest,
            "model": digest,
        });
        if let Some((_, cycle)) = assessment.current_cycle() {
            value["cycle"] = cycle.name.as_str().into();
        }
        value["teams"] = teams.into();
        self.assessments.push(value);
    }

    /// The file. `today`: the day of its numbers.
    pub fn write(&self, today: Date) -> String {
        let index = json!({
            "format": FORMAT,
            "version": VERSION,
            "day": today.to_string(),
            "models": self.models,
            "assessments": self.assessments,
        });
        json::write(&index, |path| {
            matches!(path, ["models", _, _, _] | ["assessments", _, "teams", _])
        })
    }
}

/// What the numbers of teams are about, in their order.
fn parts(model: &Model) -> Value {
    let dimensions = model.dimensions.iter();
    let dimensions: Vec<Value> = dimensions
        .map(|dimension| json!({ "id": dimension.slug, "name": dimension.name }))
        .collect();
    let parts = model.subdimensions.iter();
    let parts: Vec<Value> = parts
        .map(|part| json!({ "id": part.id, "name": part.name }))
        .collect();
    json!({
        "version": model.meta.version,
        "levels": model.highest_level(),
        "dimensions": dimensions,
        "subdimensions": parts,
    })
}

fn team(model: &Model, assessment: &Assessment, proofs: &Proofs<'_>, id: &TeamId) -> Value {
    let claimed = scoring::score(model, assessment, id);
    let evidenced = proofs.evidenced(model, assessment, id);
    let share = scoring::evidenced_share(claimed.overall.counts, evidenced.overall.counts);
    let all = |of: fn(&Score) -> Option<f64>, scores: &[Score]| -> Value {
        scores.iter().map(|score| rounded(of(score))).collect()
    };
    let team = &assessment.teams[id];
    let mut value = json!({ "id": id.as_str(), "name": team.name });
    let groups = team
        .groups
        .iter()
        .filter_map(|id| assessment.groups.get(id));
    let groups: Vec<&str> = groups
        .filter(|group| !group.deleted)
        .map(|group| group.name.as_str())
        .collect();
    if !groups.is_empty() {
        value["groups"] = json!(groups);
    }
    value["maturity"] = rounded(claimed.overall.maturity);
    value["completion"] = rounded(claimed.overall.completion);
    value["coverage"] = rounded(Some(claimed.overall.counts.coverage()));
    value["evidenced"] = rounded(share);
    value["dimensions"] = json!({
        "maturity": all(|score| score.maturity, &claimed.dimensions),
        "completion": all(|score| score.completion, &claimed.dimensions),
    });
    value["subdimensions"] = json!({
        "maturity": all(|score| score.maturity, &claimed.subdimensions),
        "level": claimed.subdimensions.iter().map(|score| json!(score.level_reached)).collect::<Value>(),
        "target": scoring::targets(model, assessment, id).map(|targets| targets.subdimensions),
    });
    value
}

/// Rounded down to four digits, as the page shows two: 1 always means everything.
fn rounded(value: Option<f64>) -> Value {
    match value {
        Some(value) => json!(((value * 1e4 + 1e-7).floor()) / 1e4),
        None => Value::Null,
    }
}
