//! The model that is built in, against what the project promises about it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use dsomm_radar::model::Model;
use dsomm_radar::model::compare::TextKind;
use dsomm_radar::model::yaml::{self, Read, Source};
use serde_json::{Value, json};

use crate::support::findings;

/// Reads the files of `model/`, in the order of the model's dimensions.
fn files(paths: &[&str]) -> Read {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("model");
    let texts: Vec<String> = paths
        .iter()
        .map(|path| fs::read_to_string(root.join(path)).unwrap())
        .collect();
    let sources: Vec<Source> = paths
        .iter()
        .zip(&texts)
        .map(|(name, text)| Source { name, text })
        .collect();
    yaml::read(&sources).unwrap()
}

const DSOMM: [&str; 5] = [
    "dsomm/build-and-deployment.yaml",
    "dsomm/culture-and-organization.yaml",
    "dsomm/implementation.yaml",
    "dsomm/information-gathering.yaml",
    "dsomm/test-and-verification.yaml",
];
const AGENTIC: &str = "extensions/agentic-ai.yaml";

fn promised() -> Value {
    serde_json::from_str(include_str!("../fixtures/model-counts.json")).unwrap()
}

#[test]
fn structure_and_numbers_are_those_of_dsomm() {
    let read = files(&DSOMM);
    let model = &read.model;
    let dimensions: Vec<Value> = model
        .dimensions
        .iter()
        .map(|dimension| {
            let subdimensions: Vec<Value> = dimension
                .subdimensions
                .iter()
                .map(|&sub| {
                    let sub = &model.subdimensions[sub];
                    let activities: Vec<Value> = sub
                        .activities
                        .iter()
                        .map(|&at| {
                            let a = &model.activities[at];
                            let d = a.difficulty;
                            json!([
                                a.id.as_str(),
                                a.level,
                                a.usefulness,
                                d.knowledge,
                                d.time,
                                d.resources
                            ])
                        })
                        .collect();
                    json!({ "name": sub.name, "activities": activities })
                })
                .collect();
            json!({ "name": dimension.name, "subdimensions": subdimensions })
        })
        .collect();
    let promised = promised();
    for (found, wanted) in dimensions
        .iter()
        .zip(promised["dimensions"].as_array().unwrap())
    {
        for (found, wanted) in found["subdimensions"]
            .as_array()
            .unwrap()
            .iter()
            .zip(wanted["subdimensions"].as_array().unwrap())
        {
            // One subdimension at a time: a difference in 210 lines is hard to find.
            assert_eq!(found, wanted);
        }
    }
    assert_eq!(json!(dimensions), promised["dimensions"]);
    assert_eq!((model.dimensions.len(), model.activities.len()), (5, 210));
    assert_eq!(model.highest_level(), 5);
    assert_eq!(model.meta.version, "5.0.1");
}

#[test]
fn references_and_dependencies_are_those_of_dsomm() {
    let read = files(&DSOMM);
    let promised = promised();
    let mut references = BTreeMap::new();
    let mut needs = BTreeMap::new();
    for activity in &read.model.activities {
        if !activity.references.is_empty() {
            references.insert(
                activity.id.as_str(),
                json!(BTreeMap::from_iter(activity.references.iter())),
            );
        }
        if !activity.needs.is_empty() {
            let ids: Vec<&str> = activity.needs.iter().map(|id| id.as_str()).collect();
            needs.insert(activity.id.as_str(), json!(ids));
        }
    }
    for (found, wanted) in [(references, "references"), (needs, "dependsOn")] {
        let wanted = promised[wanted].as_object().unwrap();
        for (id, value) in &found {
            assert_eq!(Some(value), wanted.get(*id), "{id}");
        }
        assert_eq!(found.len(), wanted.len());
    }
}

#[test]
fn control_5_10_is_not_5_1() {
    let read = files(&DSOMM);
    let controls = |id| &read.model.activity(id).unwrap().references["iso27001-2022"];
    assert_eq!(
        controls("72737130-472c-4984-80f8-9ab2f1c2ed5d"),
        &["5.25", "5.12", "5.13", "5.10"]
    );
}

#[test]
fn nothing_in_the_files_deserves_a_finding() {
    let with_extension: Vec<&str> = DSOMM.into_iter().chain([AGENTIC]).collect();
    for paths in [DSOMM.to_vec(), with_extension] {
        assert_eq!(findings(&files(&paths)), [""; 0]);
    }
}

#[test]
fn every_activity_is_explained() {
    let all: Vec<&str> = DSOMM.into_iter().chain([AGENTIC]).collect();
    for activity in &files(&all).model.activities {
        let texts = &activity.texts;
        for (name, text) in [
            ("description", &texts.description),
            ("risk", &texts.risk),
            ("measure", &texts.measure),
            ("assessment", &texts.assessment),
        ] {
            assert!(text.len() > 20, "{} has no {name}", activity.name);
        }
    }
}

#[test]
fn the_extension_adds_a_sixth_dimension() {
    let alone = files(&[AGENTIC]).model;
    assert_eq!((alone.dimensions.len(), alone.activities.len()), (1, 40));
    let all: Vec<&str> = DSOMM.into_iter().chain([AGENTIC]).collect();
    let merged = files(&all).model;
    assert_eq!((merged.dimensions.len(), merged.activities.len()), (6, 250));
    assert_ne!(merged.digest(), files(&DSOMM).model.digest());
}

#[test]
fn about_explains_every_dimension_and_level() {
    let about = yaml::read_about(Source {
        name: "about.yaml",
        text: include_str!("../../model/about.yaml"),
    })
    .unwrap();
    let all: Vec<&str> = DSOMM.into_iter().chain([AGENTIC]).collect();
    let model = files(&all).model;
    assert_eq!(about.levels.len(), usize::from(model.highest_level()));
    for dimension in &model.dimensions {
        let texts = &about.dimensions[&dimension.name];
        for &sub in &dimension.subdimensions {
            let name = &model.subdimensions[sub].name;
            assert!(texts.subdimensions.contains_key(name), "{name}");
        }
        assert!(!texts.description.is_empty() && !texts.low.is_empty() && !texts.high.is_empty());
    }
}

/// The model with its extension.
fn whole() -> Model {
    let all: Vec<&str> = DSOMM.into_iter().chain([AGENTIC]).collect();
    files(&all).model
}

/// A reviewer decides from the assessment alone, so it names things to show; and what is hard has a
/// way to get there.
#[test]
fn texts_have_what_a_reviewer_needs() {
    for activity in &whole().activities {
        let (name, texts) = (&activity.name, &activity.texts);
        let things = texts.assessment.lines().filter(|l| l.starts_with("- "));
        let count = things.count();
        assert!((2..=4).contains(&count), "{name}: {count} things to show");
        let hard = activity.difficulty;
        if [hard.knowledge, hard.time, hard.resources]
            .iter()
            .any(|&number| number >= 3)
        {
            assert!(texts.guide.len() > 80, "{name} has no guide");
        }
        for kind in TextKind::ALL {
            // Markdown that the page shows as it is written.
            for sign in ["<", "![", "\n#", "\n|"] {
                let text = kind.of(texts);
                assert!(!text.contains(sign), "{name}: {sign:?} in {}", kind.key());
            }
        }
    }
}

#[test]
fn no_two_activities_share_a_paragraph() {
    let model = whole();
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for activity in &model.activities {
        for kind in TextKind::ALL {
            for paragraph in kind.of(&activity.texts).split("\n\n") {
                let words: Vec<&str> = paragraph.split_whitespace().collect();
                let paragraph = words.join(" ");
                if paragraph.is_empty() {
                    continue;
                }
                let other = seen.insert(paragraph, &activity.name);
                assert_eq!(other, None, "{}", activity.name);
            }
        }
    }
}

#[test]
fn each_point_of_a_characteristic_is_carried_by_activities_that_exist() {
    let model = whole();
    let text = include_str!("../../model/characteristics.yaml");
    let tree: Value = serde_yaml::from_str(text).unwrap();
    let characteristics = tree["characteristics"].as_array().unwrap();
    assert_eq!(characteristics.len(), 4);
    for characteristic in characteristics {
        assert!(characteristic["description"].as_str().is_some());
        for point in characteristic["points"].as_array().unwrap() {
            let ids: BTreeSet<&str> = point["activities"]
                .as_array()
                .unwrap()
                .iter()
                .map(|id| id.as_str().unwrap())
                .collect();
            let name = &point["name"];
            assert!(ids.len() >= 3, "{name}");
            for id in ids {
                assert!(model.position(id).is_some(), "{name}: {id}");
            }
        }
    }
}
