//! Checkov's own JSON: one object, or a list with one for each kind of file. Unlike its SARIF, it
//! tells checks that passed from files that could not be parsed, and from nothing to check.

use serde_json::Value;

use super::sieve::{Plan, leaf, node};
use super::{Proof, Proofs, Record, clean, json, plural};

pub(super) const PLAN: Plan = &[
    leaf("check_type"),
    node("summary", SUMMARY),
    // Where there was nothing to check, the summary is all there is.
    leaf("passed"),
    leaf("failed"),
    leaf("skipped"),
    leaf("parsing_errors"),
    leaf("resource_count"),
    leaf("checkov_version"),
];

const SUMMARY: Plan = &[
    leaf("passed"),
    leaf("failed"),
    leaf("skipped"),
    leaf("parsing_errors"),
    leaf("resource_count"),
    leaf("checkov_version"),
];

/// What is checked, and what kind of scan that is; of other kinds, nobody here knows.
const KINDS: [(&str, &str); 15] = [
    ("terraform", "iac"),
    ("terraform_plan", "iac"),
    ("terraform_json", "iac"),
    ("cloudformation", "iac"),
    ("arm", "iac"),
    ("bicep", "iac"),
    ("serverless", "iac"),
    ("ansible", "iac"),
    ("dockerfile", "dockerfile"),
    ("kubernetes", "kubernetes"),
    ("helm", "kubernetes"),
    ("kustomize", "kubernetes"),
    ("secrets", "secrets"),
    ("sca_package", "sca"),
    ("sca_image", "image"),
];

#[derive(Default)]
struct Sums {
    passed: usize,
    failed: usize,
    skipped: usize,
    unread: usize,
}

pub(super) fn read(values: &[Value], proofs: &mut Proofs) -> Result<(), String> {
    let mut record = Record::of(Proof::Checkov);
    record.tool = "Checkov".to_owned();
    let mut all = Sums::default();
    let mut found: Vec<(&str, usize, usize)> = Vec::new();
    let mut unknown = Vec::new();
    for value in values {
        let summary = json::at(value, &["summary"]).unwrap_or(value);
        let number = |key: &str| {
            let number = json::whole(summary, &[key]);
            number.and_then(|number| usize::try_from(number).ok())
        };
        let Some(passed) = number("passed") else {
            return Err(
                "There is no summary in it. Run checkov again with -o json, and choose what it writes."
                    .to_owned(),
            );
        };
        if let Some(version) = json::text(summary, &["checkov_version"]) {
            record.version = clean::words(version);
        }
        let failed = number("failed").unwrap_or(0);
        all.passed += passed;
        all.failed += failed;
        all.skipped += number("skipped").unwrap_or(0);
        all.unread += number("parsing_errors").unwrap_or(0);
        let kind = json::text(value, &["check_type"]).unwrap_or_default();
        match KINDS.iter().find(|(known, _)| *known == kind) {
            _ if passed + failed == 0 => {}
            Some((_, scan)) => match found.iter_mut().find(|(known, ..)| known == scan) {
                Some((_, sum, open)) => {
                    *sum += passed + failed;
                    *open += failed;
                }
                None => found.push((scan, passed + failed, failed)),
            },
            None => unknown.push(clean::words(kind)),
        }
    }
    let checks = all.passed + all.failed;
    record.about = match all.skipped {
        0 => format!("{} passed, {} failed", all.passed, all.failed),
        skipped => format!(
            "{} passed, {} failed, {skipped} skipped",
            all.passed, all.failed
        ),
    };
    if all.unread > 0 {
        let files = plural(all.unread, "file", "files");
        record.limits.push(format!(
            "Checkov could not parse {files}, so this shows no complete scan."
        ));
    } else if checks == 0 {
        record
            .limits
            .push("Checkov ran and checked nothing.".to_owned());
    } else {
        for (scan, sum, open) in found {
            let sum = plural(sum, "check", "checks");
            record.fact(
                &format!("scan/{scan}"),
                format!("a scan: {open} of {sum} failed"),
            );
        }
        record.limits.push(
            "It shows that the scanner ran, not that its results stop a change, nor that all templates were looked at."
                .to_owned(),
        );
    }
    if !unknown.is_empty() {
        record.limits.push(format!(
            "What checks of {} speak for is not known here.",
            unknown.join(", ")
        ));
    }
    proofs.records.push(record);
    Ok(())
}
