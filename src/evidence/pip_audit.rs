//! pip-audit's own JSON. Unlike its CycloneDX, it names the packages that it could not check.

use serde_json::Value;

use super::sieve::{Plan, count, leaf};
use super::{Proof, Proofs, Record, json, plural};

pub(super) const PLAN: Plan = &[count(
    "dependencies",
    &[count("vulns", &[]), leaf("skip_reason")],
)];

pub(super) fn read(values: &[Value], proofs: &mut Proofs) -> Result<(), String> {
    for value in values {
        proofs.records.push(record(value)?);
    }
    Ok(())
}

fn record(value: &Value) -> Result<Record, String> {
    let packages = json::counted(value, "dependencies").ok_or(
        "There is no list of packages in it. Run pip-audit again with -f json, and choose what it writes.",
    )?;
    let mut record = Record::of(Proof::PipAudit);
    record.tool = "pip-audit".to_owned();
    let (mut checked, mut open) = (0, 0);
    for (number, package) in &packages {
        if let Some(found) = json::counted(package, "vulns") {
            checked += number;
            open += number * json::sum(&found);
        }
    }
    let all = json::sum(&packages);
    record.about = format!(
        "{checked} of {} checked, {}",
        plural(all, "package", "packages"),
        plural(open, "vulnerability", "vulnerabilities")
    );
    if checked == 0 {
        record
            .limits
            .push("pip-audit ran and could check no package.".to_owned());
        return Ok(record);
    }
    record.fact("scan", format!("a scan: {}", record.about));
    if checked < all {
        record.limits.push(format!(
            "{} could not be checked, so nothing is known of them.",
            plural(all - checked, "package", "packages")
        ));
    }
    record.limits.push(
        "It shows that the scanner ran, not that its results stop a change, nor that all components were looked at."
            .to_owned(),
    );
    Ok(record)
}
