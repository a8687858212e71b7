//! What to do next.

use dsomm_radar::model::{Activity, Difficulty, Model};
use dsomm_radar::scoring::{Goals, Suggestion, Value, score_values, suggestions};
use proptest::prelude::*;

use crate::support::{activity, cases, model, needing};

/// An activity with its usefulness and the three numbers of its difficulty.
fn graded(id: &str, level: u8, usefulness: u8, [knowledge, time, resources]: [u8; 3]) -> Activity {
    Activity {
        usefulness,
        difficulty: Difficulty {
            knowledge,
            time,
            resources,
        },
        ..activity(id, level)
    }
}

fn values(model: &Model, ready: &[&str], not_applicable: &[&str]) -> Vec<Value> {
    model
        .activities
        .iter()
        .map(|activity| {
            let id = activity.id.as_str();
            if ready.contains(&id) {
                Value::Scored(1.0)
            } else if not_applicable.contains(&id) {
                Value::NotApplicable
            } else {
                Value::Scored(0.5)
            }
        })
        .collect()
}

fn next(model: &Model, ready: &[&str], not_applicable: &[&str], target: u8) -> Vec<Suggestion> {
    let scores = score_values(model, values(model, ready, not_applicable));
    suggestions(model, &scores, &Goals::up_to(model, target))
}

fn ids(model: &Model, found: &[Suggestion]) -> String {
    let ids: Vec<&str> = found
        .iter()
        .map(|suggestion| model.activities[suggestion.activity].id.as_str())
        .collect();
    ids.join(" ")
}

/// Checked by hand: gate · usefulness · (1 + log2(1 + unlocks)) / effort.
#[test]
fn the_formula() {
    let model = model(&[(
        "D",
        &[(
            "S",
            &[
                graded("root", 1, 4, [1, 2, 1]),
                needing(graded("mid", 2, 5, [2, 2, 1]), &["root"]),
                needing(graded("x", 3, 2, [1, 1, 1]), &["mid"]),
                needing(graded("y", 3, 2, [5, 5, 5]), &["root", "mid"]),
                graded("alone", 2, 1, [5, 5, 5]),
            ],
        )],
    )]);
    // The numbers of `alone` make it last of all that stand free.
    let expected = [
        // 2 · 4 · (1 + log2(1 + 3)) / 4
        ("root", 6.0, true, true, 3, 0),
        // 1 · 5 · (1 + log2(1 + 2)) / 5
        ("mid", 1.0 + 3f64.log2(), false, false, 2, 1),
        // 1 · 2 · (1 + log2(1)) / 3
        ("x", 2.0 / 3.0, false, false, 0, 1),
        ("y", 2.0 / 15.0, false, false, 0, 2),
        ("alone", 1.0 / 15.0, false, false, 0, 0),
    ];
    let found = next(&model, &[], &[], 5);
    assert_eq!(found.len(), expected.len());
    for (found, (id, priority, gate, completes, unlocks, blocked)) in found.iter().zip(expected) {
        assert_eq!(model.activities[found.activity].id.as_str(), id);
        assert!((found.priority - priority).abs() < 1e-9, "{id}: {found:?}");
        assert_eq!(
            (
                found.is_gate,
                found.completes_level,
                found.unlocks,
                found.blocked_by.len()
            ),
            (gate, completes, unlocks, blocked),
            "{id}"
        );
    }
}

#[test]
fn only_what_is_open_and_within_the_target_is_suggested() {
    let model = model(&[(
        "D",
        &[("S", &[activity("a", 1), activity("b", 2), activity("c", 3)])],
    )]);
    for (ready, na, target, expected) in [
        (vec![], vec![], 5, "a b c"),
        (vec![], vec![], 2, "a b"),
        (vec![], vec![], 0, ""),
        (vec!["a"], vec![], 5, "b c"),
        (vec!["a"], vec!["b"], 5, "c"),
        (vec!["a", "b", "c"], vec![], 5, ""),
        (vec![], vec!["a", "b", "c"], 5, ""),
    ] {
        assert_eq!(
            ids(&model, &next(&model, &ready, &na, target)),
            expected,
            "{ready:?} {na:?}"
        );
    }
}

#[test]
fn ties_go_by_level_then_by_name() {
    let model = model(&[
        (
            "D",
            &[
                ("S", &[activity("c", 2), activity("b", 2)]),
                ("T", &[activity("a", 2)]),
            ],
        ),
        ("E", &[("U", &[activity("z", 1)])]),
    ]);
    assert_eq!(ids(&model, &next(&model, &[], &[], 5)), "z a b c");
}

#[test]
fn what_unblocks_comes_first() {
    // By priority alone: top, middle, bottom.
    let chain = [
        graded("bottom", 1, 1, [5, 5, 5]),
        needing(graded("middle", 1, 2, [3, 3, 3]), &["bottom"]),
        needing(graded("top", 1, 5, [1, 1, 1]), &["middle"]),
        graded("free", 1, 3, [1, 1, 1]),
    ];
    let model = model(&[("D", &[("S", &chain)])]);
    for (ready, na, expected) in [
        (vec![], vec![], "bottom middle top free"),
        (vec!["bottom"], vec![], "middle top free"),
        (vec!["middle"], vec![], "top free bottom"),
        // What does not apply blocks nothing.
        (vec![], vec!["middle"], "top free bottom"),
    ] {
        assert_eq!(
            ids(&model, &next(&model, &ready, &na, 5)),
            expected,
            "{ready:?} {na:?}"
        );
    }
    // An unblocker beyond the target is no candidate; what waits for it stays where it is.
    let high = [
        needing(graded("low", 1, 5, [1, 1, 1]), &["high"]),
        graded("high", 4, 1, [5, 5, 5]),
        graded("free", 1, 3, [1, 1, 1]),
    ];
    let model = crate::support::model(&[("D", &[("S", &high)])]);
    let found = next(&model, &[], &[], 2);
    assert_eq!(ids(&model, &found), "low free");
    assert_eq!(found[0].blocked_by.len(), 1);
}

#[test]
fn the_last_one_of_a_level_completes_it() {
    let model = model(&[(
        "D",
        &[(
            "S",
            &[
                activity("a", 1),
                activity("b", 1),
                activity("c", 1),
                activity("d", 2),
            ],
        )],
    )]);
    let completing = |ready: &[&str], na: &[&str]| -> String {
        let found: Vec<Suggestion> = next(&model, ready, na, 5)
            .into_iter()
            .filter(|suggestion| suggestion.completes_level)
            .collect();
        ids(&model, &found)
    };
    for (ready, na, expected) in [
        (vec![], vec![], ""),
        (vec!["a"], vec![], ""),
        (vec!["a", "b"], vec![], "c"),
        (vec!["a"], vec!["b"], "c"),
        (vec!["a", "b", "c"], vec![], "d"),
        // Level 2 is not completed before level 1 is.
        (vec!["a"], vec![], ""),
    ] {
        assert_eq!(completing(&ready, &na), expected, "{ready:?} {na:?}");
    }
}

#[test]
fn circles_and_long_chains_end() {
    let circle = [
        needing(activity("a", 1), &["c"]),
        needing(activity("b", 1), &["a"]),
        needing(activity("c", 1), &["b"]),
    ];
    let model = model(&[("D", &[("S", &circle)])]);
    let found = next(&model, &[], &[], 5);
    assert_eq!(found.len(), 3);
    // In a circle each of the others needs this one; it does not need itself.
    assert!(found.iter().all(|suggestion| suggestion.unlocks == 2));
    let names: Vec<String> = (0..3000).map(|n| format!("{n:04}")).collect();
    let long: Vec<Activity> = (0..3000)
        .map(|n| match names.get(n + 1) {
            Some(next) => needing(activity(&names[n], 1), &[next]),
            None => activity(&names[n], 1),
        })
        .collect();
    let model = crate::support::model(&[("D", &[("S", &long)])]);
    assert_eq!(next(&model, &[], &[], 5)[0].activity, 2999);
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn suggestions_are_complete_and_in_order(
        levels in prop::collection::vec(1..6u8, 1..12),
        lines in prop::collection::vec((0..12usize, 0..12usize), 0..20),
        ready in prop::collection::vec(any::<bool>(), 12),
        target in 0..6u8,
    ) {
        // Needs point at earlier activities only, so that an order exists.
        let activities: Vec<Activity> = levels
            .iter()
            .enumerate()
            .map(|(at, &level)| {
                let needs: Vec<String> = lines
                    .iter()
                    .filter(|(from, to)| *from == at && to < from)
                    .map(|(_, to)| to.to_string())
                    .collect();
                let needs: Vec<&str> = needs.iter().map(String::as_str).collect();
                needing(activity(&at.to_string(), level), &needs)
            })
            .collect();
        let model = model(&[("D", &[("S", &activities)])]);
        let is_ready = |at: usize| ready[model.activities[at].id.as_str().parse::<usize>().unwrap()];
        let values = (0..levels.len())
            .map(|at| Value::Scored(if is_ready(at) { 1.0 } else { 0.2 }))
            .collect();
        let found = suggestions(&model, &score_values(&model, values), &Goals::up_to(&model, target));
        let order: Vec<usize> = found.iter().map(|suggestion| suggestion.activity).collect();
        for at in 0..levels.len() {
            let wanted = !is_ready(at) && model.activities[at].level <= target;
            prop_assert_eq!(order.iter().filter(|&&one| one == at).count(), usize::from(wanted));
        }
        for (place, suggestion) in found.iter().enumerate() {
            for blocker in &suggestion.blocked_by {
                if let Some(other) = order.iter().position(|one| one == blocker) {
                    prop_assert!(other < place);
                }
            }
        }
    }
}
