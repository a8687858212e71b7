//! CycloneDX attestations, JSON of version 1.6: who claims what, what supports it, and how far each
//! requirement is met.
//!
//! Activities and controls are the requirements of two standards. The field `openCre` is not
//! written: it wants `CRE:764-507`, and the model has addresses made of names.

use serde_json::{Map, Value, json};

use super::{NO_PROOF, Said, Source, control_token, line, moment, uuid};
use crate::assessment::TeamId;
use crate::exchange::json;
use crate::map::SortedSet;
use crate::scoring;

/// Writes the attestations of these teams; `standard`: whose controls are requirements too.
pub fn write(source: &Source<'_>, teams: &[TeamId], standard: &str) -> String {
    let (model, assessment) = (source.model, source.assessment);
    let standards = scoring::standards(model);
    let standard = standards.iter().find(|known| known.name == standard);
    let mut organizations = Vec::new();
    let mut claims = Vec::new();
    let mut attestations = Vec::new();
    let mut used = SortedSet::new();
    for id in teams {
        let Some(team) = assessment.teams.get(id).filter(|team| !team.deleted) else {
            continue;
        };
        let name = line(&team.name).unwrap_or_else(|| "Unnamed".to_owned());
        let target = format!("team-{id}");
        organizations.push(json!({ "bom-ref": target, "name": name }));
        let said = source.said(id);
        let claim_of = |said: &Said| format!("claim-{id}-{}", model.activities[said.at].id);
        let mut requirements = Vec::new();
        for said in &said {
            let activity = &model.activities[said.at];
            let mut claim = json!({
                "bom-ref": claim_of(said),
                "target": target,
                "predicate": format!("{}: {}", activity.name, said.label),
            });
            if let Some(reason) = said.answer.not_applicable.as_deref().and_then(line) {
                claim["reasoning"] = reason.into();
            }
            if !said.evidence.is_empty() {
                used.extend(said.evidence.iter().map(|(id, _)| (*id).clone()));
                let pieces = said
                    .evidence
                    .iter()
                    .map(|(id, _)| Value::from(format!("evidence-{id}")));
                claim["evidence"] = pieces.collect();
            }
            claims.push(claim);
            // What does not apply conforms to nothing; the claim says so.
            if let Some(score) = said.value.amount() {
                requirements.push(json!({
                    "requirement": format!("activity-{}", activity.id),
                    "claims": [claim_of(said)],
                    "conformance": conformance(score, &[said]),
                }));
            }
        }
        for control in standard
            .map(|it| it.controls.as_slice())
            .unwrap_or_default()
        {
            let about: Vec<&Said> = said
                .iter()
                .filter(|said| {
                    control.activities.contains(&said.at) && said.value.amount().is_some()
                })
                .collect();
            if about.is_empty() {
                continue;
            }
            let amounts = about.iter().filter_map(|said| said.value.amount());
            let score = amounts.sum::<f64>() / about.len() as f64;
            let name = standard.map(|it| it.name.as_str()).unwrap_or_default();
            let all = about.iter().map(|said| Value::from(claim_of(said)));
            requirements.push(json!({
                "requirement": format!("{name}-{}", control_token(name, &control.id)),
                "claims": all.collect::<Value>(),
                "conformance": conformance(score, &about),
            }));
        }
        if !requirements.is_empty() {
            attestations.push(json!({
                "summary": format!("{name}, as of {}. {NO_PROOF}", source.today),
                "assessor": "assessor",
                "map": requirements,
            }));
        }
    }
    let evidence: Vec<Value> = used.iter().filter_map(|id| evidence(source, id)).collect();
    let mut declarations = json!({
        "assessors": [{
            "bom-ref": "assessor",
            "thirdParty": false,
            "organization": { "name": "The teams themselves" },
        }],
    });
    for (key, all) in [
        ("attestations", attestations),
        ("claims", claims),
        ("evidence", evidence),
    ] {
        if !all.is_empty() {
            declarations[key] = all.into();
        }
    }
    if !organizations.is_empty() {
        declarations["targets"] = json!({ "organizations": organizations });
    }
    let title = line(&assessment.title).unwrap_or_else(|| "DevSecOps assessment".to_owned());
    let root = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": format!("urn:uuid:{}", uuid(&[&assessment.id, "bom", &source.today.to_string()])),
        "version": 1,
        "metadata": {
            "timestamp": source.moment(),
            "component": { "type": "application", "bom-ref": "assessment", "name": title },
        },
        "declarations": declarations,
        "definitions": { "standards": definitions(source, standard) },
    });
    json::write(&root, |_| false)
}

/// 0 to 1, as claimed, and in words how much of it is proven.
fn conformance(score: f64, said: &[&Said<'_>]) -> Value {
    let proven = said.iter().filter(|said| said.is_proven()).count();
    let ready = said.iter().filter(|said| said.value.is_ready()).count();
    // Two digits are what anybody can tell of a mean of stages.
    let score = (score * 100.0).round() / 100.0;
    json!({
        "score": score,
        "rationale": format!("As claimed: {ready} of {} ready, {proven} of them proven by valid evidence.", said.len()),
    })
}

fn evidence(source: &Source<'_>, id: &crate::assessment::EvidenceId) -> Option<Value> {
    let piece = source.assessment.evidence.get(id)?;
    let mut fields = Map::new();
    fields.insert("bom-ref".to_owned(), format!("evidence-{id}").into());
    let title = line(&piece.title).or_else(|| line(&piece.description));
    if let Some(title) = title {
        fields.insert("description".to_owned(), title.into());
    }
    if let Some(day) = piece.recorded {
        fields.insert("created".to_owned(), moment(day).into());
    }
    if let Some(day) = scoring::valid_until(source.assessment, piece)
        && day < crate::assessment::Date::MAX
    {
        fields.insert("expires".to_owned(), moment(day).into());
    }
    if let Some(reviewer) = line(&piece.reviewer) {
        fields.insert("reviewer".to_owned(), json!({ "name": reviewer }));
    }
    let links: Vec<Value> = piece
        .links
        .iter()
        .filter_map(|link| line(&link.url))
        .filter(|url| url.starts_with("http") && !url.contains(' '))
        .map(|url| json!({ "name": "Where it can be seen", "contents": { "url": url } }))
        .collect();
    if !links.is_empty() {
        fields.insert("data".to_owned(), links.into());
    }
    Some(fields.into())
}

/// The model, and the standard whose controls its activities refer to.
fn definitions(source: &Source<'_>, standard: Option<&scoring::Standard>) -> Vec<Value> {
    let model = source.model;
    let activities = model.activities.iter().map(|activity| {
        json!({
            "bom-ref": format!("activity-{}", activity.id),
            "identifier": activity.id.as_str(),
            "title": activity.name,
        })
    });
    let mut all = vec![json!({
        "bom-ref": "dsomm",
        "name": "OWASP DevSecOps Maturity Model",
        "version": model.meta.version,
        "owner": "OWASP",
        "requirements": activities.collect::<Value>(),
    })];
    if let Some(standard) = standard.filter(|it| !it.controls.is_empty()) {
        let controls = standard.controls.iter().map(|control| {
            let token = control_token(&standard.name, &control.id);
            json!({
                "bom-ref": format!("{}-{token}", standard.name),
                "identifier": token,
            })
        });
        all.push(json!({
            "bom-ref": standard.name,
            "name": scoring::standard_title(&standard.name),
            "description": NO_PROOF,
            "requirements": controls.collect::<Value>(),
        }));
    }
    all
}
