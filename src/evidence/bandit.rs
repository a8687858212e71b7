//! Bandit's own JSON. It says with exit code 0 and without a word that it looked at a folder that is
//! not there; the lines that it counted tell, and its list of errors.

use serde_json::Value;

use super::sieve::{Plan, count, leaf, node};
use super::{Proof, Proofs, Record, day, json, plural};

pub(super) const PLAN: Plan = &[
    count("errors", &[]),
    leaf("generated_at"),
    node(
        "metrics",
        &[node(
            "_totals",
            &[leaf("loc"), leaf("nosec"), leaf("skipped_tests")],
        )],
    ),
    count("results", &[leaf("issue_severity")]),
];

pub(super) fn read(values: &[Value], proofs: &mut Proofs) -> Result<(), String> {
    for value in values {
        proofs.records.push(record(value)?);
    }
    Ok(())
}

fn record(value: &Value) -> Result<Record, String> {
    let results = json::counted(value, "results").ok_or(
        "There is no list of results in it. Run bandit again with -f json, and choose what it writes.",
    )?;
    let mut record = Record::of(Proof::Bandit);
    record.tool = "Bandit".to_owned();
    record.date = json::text(value, &["generated_at"]).and_then(day::of);
    let total = |key: &str| {
        let number = json::whole(value, &["metrics", "_totals", key]);
        number.and_then(|number| usize::try_from(number).ok())
    };
    let lines = total("loc").unwrap_or(0);
    let left_out = total("nosec").unwrap_or(0) + total("skipped_tests").unwrap_or(0);
    let severe = results
        .iter()
        .filter(|(_, result)| json::text(result, &["issue_severity"]) == Some("HIGH"));
    let severe: usize = severe.map(|(count, _)| count).sum();
    let found = plural(json::sum(&results), "result", "results");
    let mut said = vec![found, format!("{severe} of them high")];
    if severe == 0 {
        said.pop();
    }
    said.push(plural(lines, "line", "lines"));
    if left_out > 0 {
        said.push(format!("{left_out} left out by comments"));
    }
    record.about = said.join(", ");
    let unread = json::sum(&json::counted(value, "errors").unwrap_or_default());
    if unread > 0 {
        let files = plural(unread, "file", "files");
        record.limits.push(format!(
            "Bandit could not read {files}, so this shows no complete scan."
        ));
    } else if lines == 0 {
        record.limits.push(
            "Bandit ran and found nothing, but it counted no line of code: it looked at nothing."
                .to_owned(),
        );
    } else {
        record.fact("scan", format!("a scan: {}", record.about));
        record.limits.push(
            "It shows that the scanner ran, not that its results stop a change, nor that all code was looked at."
                .to_owned(),
        );
    }
    Ok(record)
}
