//! OpenSSF Scorecard, JSON of versions 4 and 5: an object for each repository, alone, in a list or
//! one after the other.
//!
//! A score of −1 means that a check could not say anything; it is neither 0 nor passed. The overall
//! score is a mean of practices that have nothing to do with one another, so it shows nothing.

use serde_json::Value;

use super::sieve::{Plan, leaf, node};
use super::{Fact, Proof, Proofs, Record, clean, day, json, plural};

pub(super) const PLAN: Plan = &[
    leaf("date"),
    node("repo", &[leaf("name")]),
    node("scorecard", &[leaf("version")]),
    node("checks", &[leaf("name"), leaf("score"), leaf("reason")]),
];

pub(super) fn read(values: &[Value], proofs: &mut Proofs) -> Result<(), String> {
    for value in values {
        proofs.records.push(record(value));
    }
    match proofs.records.iter().all(|record| record.facts.is_empty()) {
        true => Err(
            "No check in it has a result. Run Scorecard again with a token that may read the repository, and with --format json."
                .to_owned(),
        ),
        false => Ok(()),
    }
}

fn record(value: &Value) -> Record {
    let mut record = Record::of(Proof::Scorecard);
    record.tool = "OpenSSF Scorecard".to_owned();
    let version = json::text(value, &["scorecard", "version"]).map(clean::words);
    record.version = version.unwrap_or_default();
    let repository = json::text(value, &["repo", "name"]);
    record.subject = repository.and_then(clean::name).unwrap_or_default();
    record.link = repository.and_then(clean::link);
    record.date = json::text(value, &["date"]).and_then(day::of);
    let mut unknown = Vec::new();
    for check in json::list(value, &["checks"]) {
        let Some(name) = json::text(check, &["name"]).map(clean::words) else {
            continue;
        };
        match json::whole(check, &["score"]) {
            Some(score @ 0..=10) => record.facts.push(Fact {
                finding: format!("scorecard/{}", name.to_ascii_lowercase()),
                value: Some(score),
                said: format!("{name} {score} of 10"),
            }),
            _ => unknown.push(name),
        }
    }
    let checks = record.facts.len();
    record.about = plural(checks, "check", "checks");
    if checks > 0 {
        record.fact("scorecard/repository", "a repository".to_owned());
    }
    if !unknown.is_empty() {
        record.limits.push(format!(
            "Scorecard could say nothing about {}.",
            unknown.join(", ")
        ));
    }
    record
}
