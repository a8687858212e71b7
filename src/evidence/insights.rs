//! OpenSSF Security Insights, versions 1 and 2. It is what a project says about itself, so all of it
//! is a claim. Contacts and names of people in it are not looked at.

use serde_json::Value;

use super::{Proof, Proofs, Record, clean, day, json};
use crate::model::yaml::{self, Source};

pub(super) fn read(text: &str, mut proofs: Proofs) -> Result<Proofs, String> {
    let source = Source {
        name: "The file",
        text,
    };
    let value = yaml::tree(&source).map_err(|problem| problem.to_string())?;
    let version = json::text(&value, &["header", "schema-version"]).unwrap_or_default();
    let mut record = Record::of(Proof::SecurityInsights);
    let header = |key| json::text(&value, &["header", key]);
    let dates = [header("last-reviewed"), header("last-updated")];
    record.date = dates.into_iter().flatten().find_map(day::of);
    let links = [header("project-url"), header("url")];
    let repository = json::text(&value, &["repository", "url"]);
    record.link = [repository]
        .into_iter()
        .chain(links)
        .flatten()
        .find_map(clean::link);
    record.subject = record.link.clone().unwrap_or_default();
    record.version = clean::words(version);
    match version.split('.').next() {
        Some("1") => first(&value, &mut record),
        Some("2") => second(&value, &mut record),
        _ => {
            return Err(format!(
                "It is Security Insights {}; versions 1 and 2 are read.",
                record.version
            ));
        }
    }
    let said: Vec<&str> = record.facts.iter().map(|fact| fact.said.as_str()).collect();
    record.about = match said.is_empty() {
        true => "nothing that an activity asks for".to_owned(),
        false => said.join(", "),
    };
    record
        .limits
        .push("It is what the project says about itself; nothing in it is proven.".to_owned());
    if let Some(end) = header("expiration-date").and_then(day::of) {
        record
            .limits
            .push(format!("By its own words it is valid until {end}."));
        record.expires = Some(end);
    }
    proofs.records.push(record);
    Ok(proofs)
}

fn first(value: &Value, record: &mut Record) {
    tools(
        json::list(value, &["security-testing"]),
        "tool-type",
        "tool-name",
        record,
    );
    if json::truth(
        value,
        &["security-artifacts", "threat-model", "threat-model-created"],
    ) == Some(true)
    {
        record.fact("insights/threat-model", "a threat model".to_owned());
    }
    if !json::list(value, &["dependencies", "sbom"]).is_empty() {
        record.fact("insights/sbom", "a bill of materials".to_owned());
    }
}

fn second(value: &Value, record: &mut Record) {
    tools(
        json::list(value, &["repository", "security", "tools"]),
        "type",
        "name",
        record,
    );
    if !json::list(value, &["repository", "security", "champions"]).is_empty() {
        record.fact("insights/champions", "security champions".to_owned());
    }
    if json::truth(value, &["repository", "release", "automated-pipeline"]) == Some(true) {
        record.fact(
            "insights/pipeline",
            "an automated release pipeline".to_owned(),
        );
    }
    if !json::list(value, &["repository", "release", "attestations"]).is_empty() {
        record.fact(
            "insights/attestations",
            "attestations of releases".to_owned(),
        );
    }
}

/// Tools that run by themselves; what is started by hand now and then is no practice.
fn tools(tools: &[Value], kind: &str, name: &str, record: &mut Record) {
    for tool in tools {
        let kind = json::text(tool, &[kind])
            .unwrap_or_default()
            .to_ascii_lowercase();
        let name = json::text(tool, &[name])
            .map(clean::words)
            .unwrap_or_default();
        let runs = ["ci", "before-release", "release"]
            .iter()
            .any(|when| json::truth(tool, &["integration", when]) == Some(true));
        let finding = match kind.as_str() {
            "sast" => "insights/sast",
            "dast" => "insights/dast",
            "sca" => "insights/sca",
            "secret" | "secrets" | "secret-scanning" => "insights/secrets",
            "container" => "insights/container",
            "iac" => "insights/iac",
            _ => "",
        };
        match (finding, runs) {
            ("", _) => record.limits.push(format!(
                "Nothing is known here about tools of the type “{}”.",
                clean::words(&kind)
            )),
            (_, false) => record
                .limits
                .push(format!("{name} does not run by itself, as it says.")),
            (finding, true) => {
                let known = record.facts.iter_mut().find(|fact| fact.finding == finding);
                match known {
                    Some(fact) => fact.said.push_str(&format!(" and {name}")),
                    None => record.fact(finding, format!("{kind} with {name}")),
                }
            }
        }
    }
}
