//! The baseline of detect-secrets. Without results it is the same for code that is clean, for files
//! that git does not track and for a folder that is not there, so it shows nothing then. Which
//! secret, and where, is never looked at.

use serde_json::Value;

use super::sieve::{Plan, count, leaf, node};
use super::{Proof, Proofs, Record, clean, day, json, plural};

pub(super) const PLAN: Plan = &[
    leaf("version"),
    leaf("generated_at"),
    // A list for each file.
    node("results", &[count("*", &[leaf("is_secret")])]),
];

pub(super) fn read(values: &[Value], proofs: &mut Proofs) -> Result<(), String> {
    for value in values {
        proofs.records.push(record(value)?);
    }
    Ok(())
}

fn record(value: &Value) -> Result<Record, String> {
    let files = json::at(value, &["results"]).and_then(Value::as_object);
    let files = files.ok_or(
        "There are no results in it. Run detect-secrets scan again, and choose what it writes.",
    )?;
    let mut record = Record::of(Proof::DetectSecrets);
    record.tool = "detect-secrets".to_owned();
    let version = json::text(value, &["version"]).map(clean::words);
    record.version = version.unwrap_or_default();
    record.date = json::text(value, &["generated_at"]).and_then(day::of);
    let (mut all, mut judged) = (0, 0);
    for file in files.keys() {
        for (number, one) in json::counted(&value["results"], file).unwrap_or_default() {
            all += number;
            if json::truth(one, &["is_secret"]).is_some() {
                judged += number;
            }
        }
    }
    record.about = match judged {
        0 => plural(all, "result", "results"),
        judged => format!(
            "{}, {judged} of them judged",
            plural(all, "result", "results")
        ),
    };
    if all == 0 {
        record.limits.push(
            "detect-secrets ran and found nothing, but nothing shows that it looked at anything: for files that git does not track, it writes the same."
                .to_owned(),
        );
    } else {
        record.fact("scan", format!("a scan: {}", record.about));
        record.limits.push(
            "It shows that the scanner ran, not that its results stop a change, nor that it saw the history."
                .to_owned(),
        );
    }
    Ok(record)
}
