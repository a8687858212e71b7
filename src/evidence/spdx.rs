//! SPDX, JSON of 2.2 and 2.3. As with CycloneDX: it shows that a bill of materials is made.

use serde_json::Value;

use super::sieve::{Plan, count, leaf, node};
use super::{Proof, Proofs, Record, clean, day, json, plural};

pub(super) const PLAN: Plan = &[
    leaf("spdxVersion"),
    leaf("@context"),
    leaf("name"),
    node("creationInfo", &[leaf("created"), leaf("creators")]),
    count("packages", &[]),
];

pub(super) fn read(values: &[Value], proofs: &mut Proofs) -> Result<(), String> {
    for value in values {
        if json::at(value, &["@context"]).is_some() {
            return Err(
                "It is SPDX 3; versions 2.2 and 2.3 are read. Let the tool write SPDX 2.3 as JSON."
                    .to_owned(),
            );
        }
        proofs.records.push(record(value));
    }
    match proofs.records.is_empty() {
        true => Err("There is no bill of materials in it.".to_owned()),
        false => Ok(()),
    }
}

fn record(value: &Value) -> Record {
    let mut record = Record::of(Proof::Spdx);
    record.date = json::text(value, &["creationInfo", "created"]).and_then(day::of);
    // The others are people and organisations.
    let creators = json::list(value, &["creationInfo", "creators"]).iter();
    let mut tools = creators.filter_map(|creator| creator.as_str()?.strip_prefix("Tool:"));
    if let Some(tool) = tools.next() {
        let tool = clean::words(tool);
        let is_version = |text: &str| text.starts_with(|c: char| c.is_ascii_digit() || c == 'v');
        (record.tool, record.version) = match tool.rsplit_once('-') {
            Some((name, version)) if is_version(version) => (name.to_owned(), version.to_owned()),
            _ => (tool, String::new()),
        };
        if record.tool == "npm/cli" {
            record.tool = "npm".to_owned();
        }
    }
    record.subject = json::text(value, &["name"])
        .and_then(clean::name)
        .unwrap_or_default();
    let packages = json::counted(value, "packages").map_or(0, |all| json::sum(&all));
    record.about = plural(packages, "package", "packages");
    if packages > 0 {
        record.fact("sbom", format!("a bill of materials with {}", record.about));
        record.limits.push(
            "It shows that a bill of materials is made, not that it is complete, nor that each artifact has one."
                .to_owned(),
        );
    } else {
        record
            .limits
            .push("It lists no packages, so it is no bill of materials.".to_owned());
    }
    record
}
