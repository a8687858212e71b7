//! Files for governance tools against the JSON Schemas that OSCAL and CycloneDX publish; where these
//! come from stands in `tests/fixtures/schemas/README.md`.

use std::sync::LazyLock;

use dsomm_radar::governance::{self, Source};
use jsonschema::{Registry, Validator};
use serde_json::{Value, json};

use crate::support::day;
use crate::three_teams;

static OSCAL: LazyLock<Value> = LazyLock::new(|| {
    parsed(include_str!(
        "../fixtures/schemas/oscal_assessment-results_schema.json"
    ))
});
static CYCLONEDX: LazyLock<Value> = LazyLock::new(|| {
    parsed(include_str!(
        "../fixtures/schemas/bom-1.6.SNAPSHOT.schema.json"
    ))
});

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The schemas that CycloneDX refers to. Nothing is fetched.
static REGISTRY: LazyLock<Registry<'static>> = LazyLock::new(|| {
    let spdx = include_str!("../fixtures/schemas/spdx.SNAPSHOT.schema.json");
    let jsf = include_str!("../fixtures/schemas/jsf-0.82.SNAPSHOT.schema.json");
    let base = "http://cyclonedx.org/schema";
    Registry::new()
        .add(format!("{base}/spdx.SNAPSHOT.schema.json"), parsed(spdx))
        .and_then(|all| all.add(format!("{base}/jsf-0.82.SNAPSHOT.schema.json"), parsed(jsf)))
        .and_then(|all| all.prepare())
        .unwrap()
});

static OSCAL_VALIDATOR: LazyLock<Validator> = LazyLock::new(|| {
    let options = jsonschema::options().should_validate_formats(true);
    options.build(&OSCAL).unwrap()
});
static CYCLONEDX_VALIDATOR: LazyLock<Validator> = LazyLock::new(|| {
    let options = jsonschema::options()
        .with_registry(&REGISTRY)
        .should_validate_formats(true);
    options.build(&CYCLONEDX).unwrap()
});

fn problems(validator: &Validator, file: &Value) -> Vec<String> {
    let found = validator.iter_errors(file);
    found
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

/// What the published schema finds wrong with assessment results.
pub fn oscal_problems(file: &Value) -> Vec<String> {
    problems(&OSCAL_VALIDATOR, file)
}

/// What the published schema finds wrong with attestations.
pub fn cyclonedx_problems(file: &Value) -> Vec<String> {
    problems(&CYCLONEDX_VALIDATOR, file)
}

/// Both files of a realistic assessment.
fn files() -> (Value, Value) {
    let (model, mut assessment) = three_teams::given();
    let today = day("2026-11-24");
    assessment.today = dsomm_radar::assessment::Today(Some(today));
    let source = Source {
        model: &model,
        assessment: &assessment,
        today,
    };
    let teams: Vec<_> = assessment
        .living_teams()
        .into_iter()
        .map(|(id, _)| id.clone())
        .collect();
    (
        parsed(&governance::oscal(&source, &teams, "iso")),
        parsed(&governance::attestations(&source, &teams, "iso")),
    )
}

#[test]
fn exports_pass_the_published_schemas() {
    let (oscal, attestations) = files();
    assert_eq!(oscal_problems(&oscal), [""; 0]);
    assert_eq!(cyclonedx_problems(&attestations), [""; 0]);
    let results = &oscal["assessment-results"]["results"];
    assert_eq!(results.as_array().unwrap().len(), 3);
    assert!(results[0]["findings"].is_array());
    let claims = &attestations["declarations"]["claims"];
    assert!(!claims.as_array().unwrap().is_empty());
}

/// The schemas are looked into, not only loaded.
#[test]
fn what_is_wrong_is_found() {
    let (oscal, attestations) = files();
    let mut digit = oscal.clone();
    digit["assessment-results"]["results"][0]["findings"][0]["target"]["target-id"] = json!("5.10");
    let mut empty = oscal.clone();
    empty["assessment-results"]["results"] = json!([]);
    let mut version = oscal.clone();
    version["assessment-results"]["uuid"] = json!("2fff917f-205e-4eab-2e0e-1fab8c04bf33");
    for file in [digit, empty, version] {
        assert_ne!(oscal_problems(&file), [""; 0]);
    }
    let mut score = attestations.clone();
    score["declarations"]["attestations"][0]["map"][0]["conformance"]["score"] = json!(2);
    let mut field = attestations.clone();
    field["declarations"]["claim"] = json!([]);
    let mut serial = attestations;
    serial["serialNumber"] = json!("1");
    for file in [score, field, serial] {
        assert_ne!(cyclonedx_problems(&file), [""; 0]);
    }
}
