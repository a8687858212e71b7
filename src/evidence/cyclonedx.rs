//! CycloneDX, JSON of 1.3 to 1.7. That a bill of materials exists shows that one is made on that
//! day, and no more. Whether its components were checked for vulnerabilities is only known where it
//! says so: some tools leave out, without a word, what they could not check.

use serde_json::Value;

use super::sieve::{Plan, count, leaf, node};
use super::{Proof, Proofs, Record, clean, day, json, plural};

pub(super) const PLAN: Plan = &[
    leaf("specVersion"),
    node(
        "metadata",
        &[
            leaf("timestamp"),
            node(
                "tools",
                &[
                    leaf("name"),
                    leaf("version"),
                    node("components", &[leaf("name"), leaf("version")]),
                    node("services", &[leaf("name"), leaf("version")]),
                ],
            ),
            node("component", &[leaf("purl"), leaf("name"), leaf("version")]),
        ],
    ),
    count("components", &[]),
    count("vulnerabilities", &[node("analysis", &[leaf("state")])]),
    leaf("signature"),
];

pub(super) fn read(values: &[Value], proofs: &mut Proofs) -> Result<(), String> {
    if values.is_empty() {
        return Err("There is no bill of materials in it.".to_owned());
    }
    for value in values {
        if let Some(version) = json::text(value, &["specVersion"])
            && !version.starts_with("1.")
        {
            let version = clean::words(version);
            return Err(format!(
                "It is CycloneDX {version}; versions 1.3 to 1.7 are read."
            ));
        }
        proofs.records.push(record(value));
    }
    Ok(())
}

fn record(value: &Value) -> Record {
    let mut record = Record::of(Proof::CycloneDx);
    let metadata = json::at(value, &["metadata"]).unwrap_or(&Value::Null);
    record.date = json::text(metadata, &["timestamp"]).and_then(day::of);
    let tools = json::at(metadata, &["tools"]).unwrap_or(&Value::Null);
    let mut tools = json::list(metadata, &["tools"])
        .iter()
        .chain(json::list(tools, &["components"]))
        .chain(json::list(tools, &["services"]));
    if let Some(tool) = tools.next() {
        let text = |key| {
            json::text(tool, &[key])
                .map(clean::words)
                .unwrap_or_default()
        };
        (record.tool, record.version) = (text("name"), text("version"));
    }
    // npm's tool is called “cli”.
    if record.tool == "cli" {
        record.tool = "npm".to_owned();
    }
    let root = json::at(metadata, &["component"]).unwrap_or(&Value::Null);
    // The name may be that of a folder.
    let purl = json::text(root, &["purl"]).and_then(clean::purl);
    let name = || json::text(root, &["name"]).and_then(clean::name);
    record.subject = purl.or_else(name).unwrap_or_default();
    let components = json::counted(value, "components").map(|all| json::sum(&all));
    let parts = plural(components.unwrap_or(0), "component", "components");
    record.about = parts.clone();
    if components.unwrap_or(0) > 0 {
        record.fact("sbom", format!("a bill of materials with {parts}"));
        record.limits.push(
            "It shows that a bill of materials is made, not that it is complete, nor that each artifact has one."
                .to_owned(),
        );
    } else {
        record.limits.push(
            "It lists no components. A tool that could read or check nothing writes such a file too."
                .to_owned(),
        );
    }
    match json::counted(value, "vulnerabilities") {
        None => record.limits.push(
            "It does not say whether the components were checked for vulnerabilities.".to_owned(),
        ),
        Some(_) if components.unwrap_or(0) == 0 => {}
        Some(found) => {
            let known = plural(json::sum(&found), "vulnerability", "vulnerabilities");
            record.about = format!("{parts}, {known}");
            record.fact("sbom/audit", format!("{parts} checked, {known}"));
            record.limits.push(
                "Only the components that it lists were checked; what a tool cannot check, some tools leave out."
                    .to_owned(),
            );
            let judged = found.iter().filter(|(_, one)| {
                let state = json::text(one, &["analysis", "state"]);
                matches!(
                    state,
                    Some(
                        "false_positive"
                            | "not_affected"
                            | "exploitable"
                            | "resolved"
                            | "resolved_with_pedigree"
                    )
                )
            });
            let judged: usize = judged.map(|(count, _)| count).sum();
            if judged > 0 {
                let said = format!("{judged} of {known} judged");
                record.fact("sbom/judged", said);
            }
        }
    }
    if json::at(value, &["signature"]).is_some() {
        record.fact("sbom/signed", "it says that it is signed".to_owned());
        record
            .limits
            .push("Its signature was not verified here.".to_owned());
    }
    record
}
