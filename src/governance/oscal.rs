//! OSCAL assessment results, JSON of version 1.1.
//!
//! Each team is a result, each activity that it answered an observation, each control of ISO 27001
//! that activities refer to a finding. Validators refuse empty lists and empty texts, so fields
//! without content are left out; ids of activities are properties, because some of them are no
//! UUIDs as OSCAL wants them.

use serde_json::{Map, Value, json};

use super::{NO_PROOF, Said, Source, control_token, line, moment, uuid};
use crate::assessment::TeamId;
use crate::exchange::json;
use crate::scoring::{self, Standard};

/// The version of OSCAL.
const VERSION: &str = "1.1.2";
/// The name space of properties.
const NAMES: &str = "https://dsomm.owasp.org/ns/oscal";

/// Writes the results of these teams; `standard`: whose controls are the findings.
pub fn write(source: &Source<'_>, teams: &[TeamId], standard: &str) -> String {
    let assessment = source.assessment;
    let standards = scoring::standards(source.model);
    let standard = standards.iter().find(|known| known.name == standard);
    let plan = uuid(&[&assessment.id, "plan"]);
    let results: Vec<Value> = teams
        .iter()
        .filter(|id| assessment.teams.get(*id).is_some_and(|team| !team.deleted))
        .map(|id| result(source, id, standard))
        .collect();
    let title = line(&assessment.title).unwrap_or_else(|| "DevSecOps assessment".to_owned());
    let mut root = json!({
        "uuid": uuid(&[&assessment.id, "results", &source.today.to_string()]),
        "metadata": {
            "title": title,
            "last-modified": source.moment(),
            "version": source.today.to_string(),
            "oscal-version": VERSION,
            "remarks": NO_PROOF,
        },
        "import-ap": { "href": format!("#{plan}") },
        "results": results,
        "back-matter": {
            "resources": [{
                "uuid": plan,
                "title": "How it was assessed",
                "description": "Teams answered the activities of the OWASP DevSecOps Maturity Model; evidence stands beside the answers.",
            }],
        },
    });
    if let Some(model) = line(&source.model.meta.version)
        && let Some(metadata) = root["metadata"].as_object_mut()
    {
        metadata.insert(
            "props".to_owned(),
            json!([property("model-version", &model)]),
        );
    }
    json::write(&json!({ "assessment-results": root }), |_| false)
}

fn property(name: &str, value: &str) -> Value {
    json!({ "name": name, "ns": NAMES, "value": value })
}

fn result(source: &Source<'_>, id: &TeamId, standard: Option<&Standard>) -> Value {
    let assessment = source.assessment;
    let own = |what: &str, of: &str| uuid(&[&assessment.id, id.as_str(), what, of]);
    let name = assessment.teams.get(id).and_then(|team| line(&team.name));
    let name = name.unwrap_or_else(|| "Unnamed".to_owned());
    let said = source.said(id);
    let observations: Vec<Value> = said
        .iter()
        .map(|said| observation(source, said, &own))
        .collect();
    let mut controls = Vec::new();
    let mut findings = Vec::new();
    for control in standard
        .map(|it| it.controls.as_slice())
        .unwrap_or_default()
    {
        let standard = standard.map(|it| it.name.as_str()).unwrap_or_default();
        let about: Vec<&Said> = said
            .iter()
            .filter(|said| control.activities.contains(&said.at))
            .collect();
        // What nobody has said anything about was not reviewed.
        if about.is_empty() {
            continue;
        }
        let token = control_token(standard, &control.id);
        controls.push(json!({ "control-id": token }));
        let applying: Vec<&&Said> = about
            .iter()
            .filter(|said| !said.is_not_applicable())
            .collect();
        let ready = applying.iter().filter(|said| said.value.is_ready()).count();
        let proven = applying.iter().filter(|said| said.is_proven()).count();
        let is_met = !applying.is_empty()
            && proven == applying.len()
            && about.len() == control.activities.len();
        let related: Vec<Value> = about
            .iter()
            .map(|said| {
                let activity = source.model.activities[said.at].id.as_str();
                json!({ "observation-uuid": own("observation", activity) })
            })
            .collect();
        findings.push(json!({
            "uuid": own("finding", &token),
            "title": format!("{} {token}", scoring::standard_title(standard)),
            "description": format!(
                "{} of {} activities that refer to this control are answered; of those that apply, {ready} are ready and {proven} of these are proven by valid evidence. {NO_PROOF}",
                about.len(),
                control.activities.len(),
            ),
            "target": {
                "type": "statement-id",
                "target-id": token,
                "status": { "state": if is_met { "satisfied" } else { "not-satisfied" } },
            },
            "related-observations": related,
        }));
    }
    let selection = match controls.is_empty() {
        true => json!({ "include-all": {} }),
        false => json!({ "include-controls": controls }),
    };
    let mut result = json!({
        "uuid": own("result", &source.today.to_string()),
        "title": name,
        "description": format!("What “{name}” answered, as of {}.", source.today),
        "start": moment(started(source, &said)),
        "end": source.moment(),
        "reviewed-controls": { "control-selections": [selection] },
    });
    if let Some(fields) = result.as_object_mut() {
        for (key, all) in [("observations", observations), ("findings", findings)] {
            if !all.is_empty() {
                fields.insert(key.to_owned(), all.into());
            }
        }
    }
    result
}

/// The first day on which one of the answers was looked at.
fn started(source: &Source<'_>, said: &[Said<'_>]) -> crate::assessment::Date {
    let days = said.iter().filter_map(|said| said.answer.confirmed);
    days.min().unwrap_or(source.today).min(source.today)
}

fn observation(source: &Source<'_>, said: &Said<'_>, own: &dyn Fn(&str, &str) -> String) -> Value {
    let activity = &source.model.activities[said.at];
    let id = activity.id.as_str();
    let collected = said.answer.confirmed.unwrap_or(source.today);
    let mut description = format!("Answered “{}”.", said.label);
    if let Some(reason) = said.answer.not_applicable.as_deref().and_then(line) {
        description.push_str(&format!(" Reason: {reason}."));
    }
    let mut props = Vec::new();
    if let Some(id) = line(id) {
        props.push(property("activity", &id));
    }
    if let Some(stage) = line(&said.label) {
        props.push(property("answer", &stage));
    }
    props.push(property("level", &activity.level.to_string()));
    let mut methods = vec!["INTERVIEW"];
    let mut evidence = Vec::new();
    for (_, piece) in &said.evidence {
        let title = line(&piece.title).or_else(|| line(&piece.description));
        let mut one = Map::new();
        if let Some(url) = piece
            .links
            .first()
            .and_then(|link| line(&link.url))
            .filter(|url| is_address(url))
        {
            one.insert("href".to_owned(), url.into());
        }
        let title = title.unwrap_or_else(|| "Evidence".to_owned());
        one.insert("description".to_owned(), title.into());
        evidence.push(Value::Object(one));
    }
    if !evidence.is_empty() {
        methods.push("EXAMINE");
    }
    let mut observation = json!({
        "uuid": own("observation", id),
        "title": line(&activity.name).unwrap_or_else(|| id.to_owned()),
        "description": description,
        "props": props,
        "methods": methods,
        "types": ["control-objective"],
        "collected": moment(collected),
    });
    if let Some(fields) = observation.as_object_mut()
        && !evidence.is_empty()
    {
        fields.insert("relevant-evidence".to_owned(), evidence.into());
    }
    observation
}

fn is_address(url: &str) -> bool {
    (url.starts_with("https://") || url.starts_with("http://"))
        && !url.contains(char::is_whitespace)
}
