//! A whole model as changes to another: forks, renamed places, files for other readers, known
//! corrections.

use std::collections::BTreeMap;

use dsomm_radar::model::check::{Correction, corrections};
use dsomm_radar::model::compare::compare;
use dsomm_radar::model::overlay::{Overlay, Target};
use dsomm_radar::model::{
    Activity, ActivityId, Difficulty, Implementation, Model, ModelMeta, Parts, Texts,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{cases, findings, outline, read};

const BASE: &str = "
D:
  S:
    A: {uuid: a, level: 1, risk: Risk of A, references: {iso: ['5.10', '8.2']}}
    B: {uuid: b, level: 2, dependsOn: [a], tags: [t]}
  T:
    C: {uuid: c, level: 1, implementation: [{name: N, url: 'https://n'}]}
E:
  U:
    F: {uuid: f, level: 3, meta: {implementationGuide: Guide}}
";

fn model_of(text: &str) -> Model {
    read(&[text]).unwrap().model
}

/// The base with these changes, read from their YAML. No finding is expected.
fn edited(overlay: &Overlay) -> Model {
    let read = read(&[BASE, &overlay.to_yaml()]).unwrap();
    assert_eq!(findings(&read), [""; 0], "{}", overlay.to_yaml());
    read.model
}

fn overlay(text: &str) -> Overlay {
    Overlay::from_json(&serde_yaml::from_str(text).unwrap()).unwrap()
}

/// All changes between two models, as sentences.
fn said(old: &Model, new: &Model) -> Vec<String> {
    compare(old, new).iter().map(ToString::to_string).collect()
}

// A model as changes.

#[test]
fn the_same_model_is_no_change() {
    let base = model_of(BASE);
    assert!(Overlay::between(&base, &base.clone()).unwrap().is_empty());
}

#[test]
fn a_fork_is_what_differs_and_what_it_lacks_is_hidden() {
    let base = model_of(BASE);
    let wanted = model_of(
        "
D:
  S:
    A2: {uuid: a, level: 1, references: {iso: ['5.10', '8.2']}}
  T:
    C: {uuid: c, level: 1, implementation: [{name: N, url: 'https://n'}]}
    New: {uuid: n, level: 6, risk: r}
E:
  U:
    F: {uuid: other, level: 3}
",
    );
    let overlay = Overlay::between(&base, &wanted).unwrap();
    assert_eq!(
        overlay.to_json(),
        json!({
            "D": {
                "S": {
                    "A2": {"uuid": "a", "risk": ""},
                    "B": {"uuid": "b", "ignore": true}
                },
                "T": {"New": {
                    "uuid": "n", "level": 6, "risk": "r",
                    "difficultyOfImplementation": {"knowledge": 3, "time": 3, "resources": 3},
                    "usefulness": 3
                }}
            },
            "E": {"U": {
                "F": {
                    "uuid": "other", "level": 3,
                    "difficultyOfImplementation": {"knowledge": 3, "time": 3, "resources": 3},
                    "usefulness": 3
                },
                // The name is taken by now; hidden it may have any.
                "F (hidden)": {"uuid": "f", "ignore": true}
            }}
        })
    );
    assert_eq!(said(&wanted, &edited(&overlay)), [""; 0]);
}

#[test]
fn two_of_one_name_in_one_place_are_refused_in_words() {
    let wanted = model_of("D: {S: {A: {uuid: x, level: 1}, 'A ': {uuid: y, level: 1}}}");
    assert!(Overlay::between(&model_of(BASE), &wanted).is_ok());
    let twice = model_of("D: {S: {A: {uuid: x, level: 1}, A: {uuid: y, level: 1}}}");
    let problem = Overlay::between(&model_of(BASE), &twice).unwrap_err();
    assert!(problem.starts_with("Two activities are called “A” in D / S."));
}

#[test]
fn what_is_listed_in_two_places_stays_in_both() {
    let wanted = model_of(&format!(
        "{BASE}\nG: {{V: {{A: {{uuid: a}}, X: {{uuid: x, level: 1}}}}, W: {{X: {{uuid: x}}}}}}"
    ));
    let overlay = Overlay::between(&model_of(BASE), &wanted).unwrap();
    let read = read(&[BASE, &overlay.to_yaml()]).unwrap();
    assert_eq!(outline(&read.model), outline(&wanted));
}

/// Texts that YAML could take for something else.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-zA-Z0-9 ,.()/%'-]{1,12}",
        1 => prop::sample::select(vec![
            "No", "5.10", "~", "null", "12:30", "- x", "# x", "{a", "a: b", "a\n\n b\nc", "'", "\"",
            "*a", "&a", "!t", "|", "true", "0x1F", "a\tb", "\u{feff}x", "é🦀", "@x", "`y`", "%z",
        ]).prop_map(str::to_owned),
        1 => any::<String>().prop_map(|text| text.chars().take(8).collect()),
    ]
    .prop_map(|text| text.trim().to_owned())
}

fn name() -> impl Strategy<Value = String> {
    text().prop_map(|text| match text.as_str() {
        "" | "<<" | "ignore" | "meta" => "x".to_owned(),
        _ if text.starts_with('_') => format!("x{text}"),
        _ => text,
    })
}

fn activity_of(id: usize) -> impl Strategy<Value = Activity> {
    let texts = prop::collection::vec(prop_oneof![1 => Just(String::new()), 2 => text()], 6);
    let words = || prop::collection::vec(name().prop_filter("no tag", |t| t != "none"), 0..3);
    let references = prop::collection::btree_map(name(), words(), 0..3);
    let tool = (name(), text(), text(), words()).prop_map(|(name, url, description, tags)| {
        Implementation {
            name,
            url,
            description,
            tags,
        }
    });
    (
        (name(), 1..=6u8, 1..=5u8, 1..=5u8, 1..=5u8, 1..=5u8),
        texts,
        words(),
        references,
        prop::collection::vec(tool, 0..3),
        prop::collection::vec(0..8usize, 0..3),
    )
        .prop_map(
            move |((name, level, usefulness, k, t, r), texts, tags, references, tools, needs)| {
                let [a, b, c, d, e, f] = <[String; 6]>::try_from(texts).unwrap();
                let mut wanted: Vec<usize> = Vec::new();
                for need in needs {
                    if need != id && !wanted.contains(&need) {
                        wanted.push(need);
                    }
                }
                Activity {
                    id: id_of(id),
                    name,
                    level,
                    usefulness,
                    difficulty: Difficulty {
                        knowledge: k,
                        time: t,
                        resources: r,
                    },
                    needs: wanted.into_iter().map(id_of).collect(),
                    references: references.into_iter().collect(),
                    tags,
                    texts: Texts {
                        description: a,
                        risk: b,
                        measure: c,
                        assessment: d,
                        guide: e,
                        comments: f,
                    },
                    implementations: tools,
                    subdimension: 0,
                }
            },
        )
}

/// Some ids of the base, some that look like numbers.
fn id_of(number: usize) -> ActivityId {
    ActivityId::new(["a", "b", "c", "f", "1.10", "0x1", "null", "é/🦀"][number])
}

/// Any model that a file can hold.
fn any_model() -> impl Strategy<Value = Model> {
    let activities = (0..8usize).map(activity_of).collect::<Vec<_>>();
    let places = prop::collection::vec((0..3usize, 0..3usize, any::<bool>()), 8);
    let names = prop::collection::vec(name(), 6);
    (activities, places, names).prop_map(|(activities, places, names)| {
        let mut tree: BTreeMap<usize, BTreeMap<usize, Vec<Activity>>> = BTreeMap::new();
        let there: Vec<ActivityId> = (activities.iter().zip(&places))
            .filter(|(_, (.., is_there))| *is_there)
            .map(|(activity, _)| activity.id.clone())
            .collect();
        for (mut activity, (dimension, sub, is_there)) in activities.into_iter().zip(places) {
            let list = tree.entry(dimension).or_default().entry(sub).or_default();
            if is_there && list.iter().all(|other| other.name != activity.name) {
                activity.needs.retain(|need| there.contains(need));
                list.push(activity);
            }
        }
        // What was left out above is needed by nobody.
        let kept: Vec<ActivityId> = tree
            .values()
            .flat_map(BTreeMap::values)
            .flatten()
            .map(|activity| activity.id.clone())
            .collect();
        let dimensions = tree.into_iter().map(|(dimension, subs)| {
            let subs = subs.into_iter().map(|(sub, mut list)| {
                for activity in &mut list {
                    activity.needs.retain(|need| kept.contains(need));
                }
                (format!("{}{sub}", names[3 + sub]), list)
            });
            let subs = subs
                .filter(|(_, list)| !list.is_empty())
                .collect::<Vec<_>>();
            (format!("{}{dimension}", names[dimension]), subs)
        });
        Model::build(Parts {
            meta: ModelMeta::default(),
            levels: Vec::new(),
            dimensions: dimensions.filter(|(_, subs)| !subs.is_empty()).collect(),
        })
    })
}

/// By id: where it is, and all that is in it.
fn contents(model: &Model) -> BTreeMap<ActivityId, (String, String, Activity)> {
    let all = model.activities.iter().map(|activity| {
        let plain = Activity {
            subdimension: 0,
            ..activity.clone()
        };
        let place = (
            model.dimension_of(activity).name.clone(),
            model.subdimension_of(activity).name.clone(),
        );
        (activity.id.clone(), (place.0, place.1, plain))
    });
    all.collect()
}

proptest! {
    #![proptest_config(cases(96))]

    /// A model that is written whole reads back equal, in its order.
    #[test]
    fn any_model_written_reads_back_equal(wanted in any_model()) {
        prop_assume!(!wanted.activities.is_empty());
        let base = "Z: {Z: {Z: {uuid: zz, level: 1}}}";
        let overlay = Overlay::between(&model_of(base), &wanted).unwrap();
        let yaml = overlay.to_yaml();
        let read = read(&[base, &yaml]).unwrap_or_else(|problem| panic!("{problem}\n{yaml}"));
        prop_assert_eq!(outline(&read.model), outline(&wanted));
        prop_assert_eq!(contents(&read.model), contents(&wanted), "{}", yaml);
        prop_assert_eq!(read.model.levels.len(), wanted.levels.len());
    }

    /// Over any other model too; and what DSOMM's own app is given says the same.
    #[test]
    fn any_model_is_changes_to_any_other(wanted in any_model()) {
        prop_assume!(!wanted.activities.is_empty());
        let base = model_of(BASE);
        let overlay = Overlay::between(&base, &wanted).unwrap();
        let found = read(&[BASE, &overlay.to_yaml()]).unwrap().model;
        prop_assert_eq!(contents(&found), contents(&wanted), "{}", overlay.to_yaml());
        prop_assert_eq!(said(&wanted, &found), vec![""; 0]);
        let full = read(&[BASE, &overlay.to_full_yaml(&found)]).unwrap().model;
        prop_assert_eq!(contents(&full), contents(&wanted));
        let tree: Value = serde_yaml::from_str(&overlay.to_full_yaml(&found)).unwrap();
        prop_assert!(Overlay::from_json(&tree).is_ok());
    }
}

// For readers that empty what is not repeated.

#[test]
fn the_full_file_repeats_all_fields_of_what_is_touched() {
    let base = model_of(BASE);
    let overlay = overlay(
        "D: {S: {A: {uuid: a, level: 2, credits: Kim}, B: {level: 3}}}\nE: {U: {F: {uuid: f, ignore: true}}}",
    );
    let full: Value = serde_yaml::from_str(&overlay.to_full_yaml(&edited(&overlay))).unwrap();
    let middle = json!({"knowledge": 3, "time": 3, "resources": 3});
    assert_eq!(
        full,
        json!({
            "D": {"S": {
                "A": {
                    "uuid": "a", "level": 2, "risk": "Risk of A",
                    "difficultyOfImplementation": middle, "usefulness": 3,
                    "references": {"iso": ["5.10", "8.2"]}, "credits": "Kim"
                },
                "B": {
                    "uuid": "b", "level": 3, "difficultyOfImplementation": middle,
                    "usefulness": 3, "dependsOn": ["a"], "tags": ["t"]
                }
            }},
            "E": {"U": {"F": {"uuid": "f", "ignore": true}}}
        })
    );
    let read = read(&[BASE, &overlay.to_full_yaml(&edited(&overlay))]).unwrap();
    assert_eq!(read.model, edited(&overlay));
    assert_eq!(said(&base, &read.model), said(&base, &edited(&overlay)));
}

// Places.

fn renamed(steps: &[(&str, Option<&str>, &str)]) -> Overlay {
    let base = model_of(BASE);
    let mut overlay = Overlay::default();
    for (dimension, subdimension, name) in steps {
        overlay
            .rename_place(&base, dimension, *subdimension, name)
            .unwrap();
    }
    overlay
}

#[test]
fn a_place_gets_another_name_and_stays_where_it_is() {
    let base = model_of(BASE);
    for (steps, sentences, lines) in [
        (
            vec![("D", None, "Delivery")],
            vec!["“D” is called “Delivery” now."],
            [
                "Delivery / S / 1 A [a]",
                "Delivery / S / 2 B [b]",
                "Delivery / T / 1 C [c]",
                "E / U / 3 F [f]",
            ],
        ),
        (
            vec![("D", Some("S"), " S2 ")],
            vec!["“D / S” is called “D / S2” now."],
            [
                "D / S2 / 1 A [a]",
                "D / S2 / 2 B [b]",
                "D / T / 1 C [c]",
                "E / U / 3 F [f]",
            ],
        ),
        (
            vec![
                ("D", Some("S"), "S2"),
                ("D", None, "G"),
                ("G", Some("T"), "T2"),
            ],
            vec![
                "“D” is called “G” now.",
                "“D / S” is called “G / S2” now.",
                "“D / T” is called “G / T2” now.",
            ],
            [
                "G / S2 / 1 A [a]",
                "G / S2 / 2 B [b]",
                "G / T2 / 1 C [c]",
                "E / U / 3 F [f]",
            ],
        ),
    ] {
        let overlay = renamed(&steps);
        let model = edited(&overlay);
        assert_eq!(outline(&model), lines, "{steps:?}");
        assert_eq!(said(&base, &model), sentences, "{steps:?}");
        let again = Overlay::from_json(&serde_yaml::from_str(&overlay.to_yaml()).unwrap());
        assert_eq!(again.unwrap(), overlay);
    }
}

#[test]
fn a_place_that_gets_its_name_back_is_no_change() {
    for steps in [
        vec![("D", None, "G"), ("G", None, "D")],
        vec![("D", Some("S"), "X"), ("D", Some("X"), "S")],
        vec![
            ("D", None, "G"),
            ("G", Some("T"), "X"),
            ("G", None, "D"),
            ("D", Some("X"), "T"),
        ],
    ] {
        assert!(renamed(&steps).is_empty(), "{steps:?}");
    }
}

#[test]
fn what_is_changed_or_hidden_goes_along() {
    let base = model_of(BASE);
    let mut overlay = overlay(
        "D: {S: {A: {level: 4}, B: {uuid: b, ignore: true}}, T: {ignore: true}, Own: {O: {uuid: o, level: 1}}}",
    );
    overlay.rename_place(&base, "D", None, "G").unwrap();
    assert_eq!(
        outline(&edited(&overlay)),
        ["G / S / 4 A [a]", "G / Own / 1 O [o]", "E / U / 3 F [f]"]
    );
    overlay
        .rename_place(&base, "G", Some("Own"), "Mine")
        .unwrap();
    overlay.show(&base, &Target::Activity(ActivityId::new("b")));
    overlay.show(&base, &Target::Subdimension("G".into(), "T".into()));
    assert_eq!(
        outline(&edited(&overlay)),
        [
            "G / S / 2 B [b]",
            "G / S / 4 A [a]",
            "G / T / 1 C [c]",
            "G / Mine / 1 O [o]",
            "E / U / 3 F [f]"
        ]
    );
}

#[test]
fn a_name_that_is_taken_or_special_is_refused_and_nothing_changes() {
    let base = model_of(BASE);
    for (dimension, subdimension, name, problem) in [
        ("D", None, "E", "There is a dimension “E” already."),
        (
            "D",
            Some("S"),
            "T",
            "There is a subdimension “T” in “D” already.",
        ),
        ("D", None, " ", "A name is needed."),
        ("D", None, "meta", "“meta” has a meaning of its own"),
        (
            "D",
            Some("S"),
            "ignore",
            "“ignore” has a meaning of its own",
        ),
        ("X", None, "Y", "There is no dimension “X”."),
        ("D", Some("X"), "Y", "There is no subdimension “X” in “D”."),
    ] {
        let mut overlay = Overlay::default();
        let refused = overlay.rename_place(&base, dimension, subdimension, name);
        assert!(
            refused.clone().unwrap_err().starts_with(problem),
            "{refused:?}"
        );
        assert!(overlay.is_empty());
    }
    let own = "Own: {P: {O: {uuid: o, level: 1}}}";
    let mut overlay = overlay(own);
    assert!(overlay.rename_place(&base, "D", None, "Own").is_err());
    assert!(overlay.rename_place(&base, "Own", None, "E").is_err());
}

// Known corrections.

#[test]
fn known_corrections_are_offered_where_they_are_due() {
    let known = [
        Correction {
            activity: "a".into(),
            standard: "iso".into(),
            wrong: "5.1".into(),
            right: "5.10".into(),
        },
        Correction {
            activity: "b".into(),
            standard: "iso".into(),
            wrong: "8.2".into(),
            right: "8.20".into(),
        },
    ];
    let base = model_of(BASE);
    // As published, with both, without the standard, as a number alone.
    for (text, due) in [
        (
            "D: {S: {A: {uuid: a, references: {iso: ['5.1', '8.2']}}}}",
            1,
        ),
        (
            "D: {S: {A: {uuid: a, references: {iso: ['5.1', '5.10']}}}}",
            0,
        ),
        ("D: {S: {A: {uuid: a, references: {samm: ['5.1']}}}}", 0),
        ("D: {S: {A: {uuid: a, references: {iso: 5.1}}}}", 1),
        ("D: {S: {A: {uuid: a, level: 2}}}", 0),
        ("{}", 0),
    ] {
        let mut overlay = overlay(text);
        assert_eq!(overlay.corrections_due(&known).len(), due, "{text}");
        overlay.correct(&base, &known);
        assert!(overlay.corrections_due(&known).is_empty(), "{text}");
    }
    let mut changed = overlay(
        "D: {S: {A: {uuid: a, references: {iso: ['5.1', '8.2']}}, B: {uuid: b, references: {iso: ['8.2', '9']}}}}",
    );
    changed.correct(&base, &known);
    // What is as the model says is no change any more.
    assert_eq!(
        changed.to_json(),
        json!({"D": {"S": {"B": {"uuid": "b", "references": {"iso": ["8.20", "9"]}}}}})
    );
    assert_eq!(corrections().len(), 15);
}
