//! What differs between two models.

use dsomm_radar::model::compare::{What, compare};
use proptest::prelude::*;

use crate::support::{cases, read};

/// Two files → the sentences about their differences.
fn check(old: &str, new: &str, expected: &[&str]) {
    let (old, new) = (read(&[old]).unwrap().model, read(&[new]).unwrap().model);
    let found: Vec<String> = compare(&old, &new)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(found, expected);
}

/// An activity `A` with these fields, and another one.
fn with(fields: &str) -> String {
    format!("D: {{S: {{A: {{uuid: a, level: 1, {fields}}}, B: {{uuid: b, level: 1}}}}}}")
}

#[test]
fn a_change_says_itself() {
    for (old, new, expected) in [
        ("", "", ""),
        ("", "risk: R", "“A” has another risk."),
        (
            "description: D, comments: C",
            "measure: M, meta: {implementationGuide: G}",
            "“A” has another description, measure, implementation guide and comments.",
        ),
        (
            "usefulness: 2",
            "usefulness: 5",
            "“A” changed in usefulness from 2 to 5.",
        ),
        (
            "difficultyOfImplementation: {knowledge: 1, time: 2, resources: 3}",
            "difficultyOfImplementation: {knowledge: 4, time: 2, resources: 5}, usefulness: 1",
            "“A” changed in usefulness from 3 to 1, knowledge from 1 to 4 and resources from 3 to 5.",
        ),
        ("", "dependsOn: [B]", "“A” now needs “B”."),
        ("dependsOn: [b]", "", "“A” no longer needs “B”."),
        ("dependsOn: [B]", "dependsOn: [b]", ""),
        (
            "references: {samm2: [I-1], iso: [5.10]}",
            "references: {samm2: [I-1], iso: [5.1], d3f: [X]}",
            "“A” has other references to iso and d3f.",
        ),
        (
            "references: {samm2: []}",
            "tags: [t], implementation: [x]",
            "",
        ),
    ] {
        let expected: Vec<&str> = Some(expected)
            .filter(|e| !e.is_empty())
            .into_iter()
            .collect();
        check(&with(old), &with(new), &expected);
    }
}

#[test]
fn all_of_it_in_the_order_of_the_new_model_then_what_was_removed() {
    check(
        "D: {S: {Z: {uuid: z, level: 2}, A: {uuid: a, level: 1}, B: {uuid: b, level: 1}, Y: {uuid: y, level: 1}}}",
        "D: {S: {C: {uuid: c, level: 3}, B: {uuid: b, level: 2}}, T: {A2: {uuid: a, level: 2, risk: R}}}",
        &[
            "“B” went from level 1 to level 2.",
            "“C” is new in D / S, level 3.",
            "“A” is called “A2” now.",
            "“A2” moved from D / S to D / T.",
            "“A2” went from level 1 to level 2.",
            "“A2” has another risk.",
            "“Y” was removed from D / S.",
            "“Z” was removed from D / S.",
        ],
    );
}

#[test]
fn needs_are_named_as_their_own_model_names_them() {
    check(
        "D: {S: {A: {uuid: a, level: 1, dependsOn: [b, c]}, B: {uuid: b, level: 1}, C: {uuid: c, level: 1}}}",
        "D: {S: {A: {uuid: a, level: 1, dependsOn: [d, c]}, C2: {uuid: c, level: 1}, E: {uuid: d, level: 1}}}",
        &[
            "“A” now needs “E”; it no longer needs “B”.",
            "“C” is called “C2” now.",
            "“E” is new in D / S, level 1.",
            "“B” was removed from D / S.",
        ],
    );
}

#[test]
fn a_second_place_is_a_move() {
    check(
        "D: {S: {A: {uuid: a, level: 1}}, T: {B: {uuid: b, level: 1}}}",
        "D: {S: {A: {uuid: a, level: 1}}, T: {A: {uuid: a, level: 1}, B: {uuid: b, level: 1}}}",
        &["“A” moved from D / S to D / S and D / T."],
    );
}

#[test]
fn a_place_under_another_name_is_one_change() {
    let model = |dimension: &str, sub: &str, other: &str| {
        format!(
            "{dimension}: {{{sub}: {{A: {{uuid: a, level: 1}}, B: {{uuid: b, level: 1}}}}, {other}: {{C: {{uuid: c, level: 1}}}}}}\nE: {{U: {{F: {{uuid: f, level: 1}}}}}}"
        )
    };
    let old = model("D", "S", "T");
    check(&old, &model("G", "S", "T"), &["“D” is called “G” now."]);
    check(
        &old,
        &model("D", "X", "T"),
        &["“D / S” is called “D / X” now."],
    );
    check(
        &old,
        &model("G", "S", "X"),
        &["“D” is called “G” now.", "“D / T” is called “G / X” now."],
    );
    // Two that swap their names, or one that goes into another: those are moves.
    check(
        &old,
        &model("D", "T", "S"),
        &[
            "“A” moved from D / S to D / T.",
            "“B” moved from D / S to D / T.",
            "“C” moved from D / T to D / S.",
        ],
    );
    check(
        &old,
        "D: {S: {A: {uuid: a, level: 1}, B: {uuid: b, level: 1}, C: {uuid: c, level: 1}}}\nE: {U: {F: {uuid: f, level: 1}}}",
        &["“C” moved from D / T to D / S."],
    );
    // One that goes elsewhere meanwhile is a move of its own.
    check(
        &old,
        "G: {S: {A: {uuid: a, level: 1}, B: {uuid: b, level: 1}}}\nE: {U: {F: {uuid: f, level: 1}, C: {uuid: c, level: 1}}}",
        &[
            "“A” moved from D / S to G / S.",
            "“B” moved from D / S to G / S.",
            "“C” moved from D / T to E / U.",
        ],
    );
}

/// Per activity: id, name, subdimension, level, usefulness, text, needs.
type Row = (usize, usize, usize, u8, u8, usize, usize);

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (
        0..5usize,
        0..2usize,
        0..3usize,
        1..4u8,
        1..3u8,
        0..2usize,
        0..5usize,
    );
    proptest::collection::vec(row, 1..6)
}

fn build(rows: &[Row]) -> dsomm_radar::model::Model {
    let mut text = String::new();
    for subdimension in 0..3 {
        text.push_str(&format!("D{subdimension}:\n  S{subdimension}:\n"));
        for (at, row) in rows.iter().enumerate() {
            let (id, name, place, level, usefulness, risk, need) = row;
            if *place == subdimension && rows[..at].iter().all(|other| other.0 != *id) {
                text.push_str(&format!(
                    "    N{name}{id}: {{uuid: i{id}, level: {level}, usefulness: {usefulness}, risk: R{risk}, dependsOn: [i{need}]}}\n"
                ));
            }
        }
    }
    read(&[&text]).unwrap().model
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn a_model_is_as_itself(rows in rows()) {
        let model = build(&rows);
        prop_assert_eq!(compare(&model, &model.clone()), vec![]);
    }

    #[test]
    fn models_without_differences_are_the_same(one in rows(), two in rows()) {
        let (one, two) = (build(&one), build(&two));
        // These models differ in nothing that does not count but the order of needs (one at most)
        // and of activities, which the id sorts out here.
        let sorted = |model: &dsomm_radar::model::Model| {
            let mut all: Vec<_> = model.activities.iter().map(|activity| {
                let mut plain = activity.clone();
                plain.subdimension = 0;
                (activity.id.clone(), model.subdimension_of(activity).name.clone(), plain)
            }).collect();
            all.sort_by(|left, right| left.0.cmp(&right.0));
            all
        };
        prop_assert_eq!(compare(&one, &two).is_empty(), sorted(&one) == sorted(&two));
    }

    #[test]
    fn the_way_back_is_the_mirror(one in rows(), two in rows()) {
        let (one, two) = (build(&one), build(&two));
        let kind = |what: &What| match what {
            What::Added { .. } => 0,
            What::Removed { .. } => 1,
            What::Renamed { .. } => 2,
            What::Moved { .. } => 3,
            What::Relevelled { .. } => 4,
            What::Texts(_) => 5,
            What::Numbers { .. } => 6,
            What::Needs { .. } => 7,
            What::References(_) => 8,
            What::Place { .. } => 9,
        };
        let mut there: Vec<_> = compare(&one, &two).iter().map(|c| (c.id.clone(), kind(&c.what))).collect();
        let mut back: Vec<_> = compare(&two, &one).iter().map(|c| {
            let kind = match kind(&c.what) { 0 => 1, 1 => 0, other => other };
            (c.id.clone(), kind)
        }).collect();
        there.sort();
        back.sort();
        prop_assert_eq!(there, back);
    }
}
