//! Numbers that more than one page shows: they are counted once, here is what they mean.

use dsomm_radar::assessment::{
    Answer, Assessment, Choice, Command, Edit, StageId, free_cycle_name, next_cycle_name,
    with_new_stage,
};
use dsomm_radar::map::Map;
use dsomm_radar::model::{ActivityId, Model};
use dsomm_radar::{say, scoring};

use crate::support::{
    activity, answer, apply, assessment, at, by, cycle, day, edit, model, stage, team, with_stage,
};

fn small() -> Model {
    model(&[(
        "D",
        &[("S", &[activity("a", 1), activity("b", 1), activity("c", 2)])],
    )])
}

#[test]
fn a_change_of_percents_is_that_of_what_is_shown() {
    for (from, to, expected) in [
        (0.549, 0.571, "+3 %"),
        (0.571, 0.549, "−3 %"),
        (0.541, 0.549, "0 %"),
        (0.0, 0.004, "0 %"),
        (0.0, 1.0, "+100 %"),
        (0.29, 0.58, "+29 %"),
    ] {
        assert_eq!(say::percent_change(from, to), expected, "{from} to {to}");
    }
    assert_eq!(say::signed_percent(-0.004), "−< 1 %");
    assert_eq!(say::signed_percent(0.1 + 0.2 - 0.3), "0 %");
}

#[test]
fn answers_at_a_stage_are_those_that_count_as_it() {
    let mut copy = assessment(&["x", "y", "gone"]);
    let stages = with_stage(&copy, "half", 0.6);
    edit(&mut copy, Edit::SetStages { stages }, &at(1));
    for (to, activity, choice) in [
        ("x", "a", "half"),
        ("x", "b", "partly"),
        ("y", "a", "partly"),
        ("gone", "a", "half"),
    ] {
        apply(&mut copy, answer(to, activity, stage(choice)), &at(2));
    }
    apply(&mut copy, answer("y", "b", stage("half")), &at(3));
    apply(&mut copy, answer("y", "b", Choice::NotSure), &at(4));
    let delete = Command::DeleteTeam { team: team("gone") };
    apply(&mut copy, delete, &at(5));
    let count = |copy: &Assessment| ["half", "partly"].map(|id| copy.answers_at(&StageId::new(id)));
    assert_eq!(count(&copy), [1, 2]);
    let (stage, into) = (StageId::new("half"), StageId::new("partly"));
    edit(&mut copy, Edit::RemoveStage { stage, into }, &at(6));
    assert_eq!(count(&copy), [0, 3], "what was removed counts as another");
}

#[test]
fn each_answer_that_differs_is_told_once() {
    let (model, copy) = (small(), assessment(&["x"]));
    let of = |pairs: &[(&str, &str)]| {
        let pairs = pairs.iter().map(|(id, stage)| {
            let stage = Some(StageId::new(stage));
            (
                ActivityId::new(id),
                Answer {
                    stage,
                    ..Answer::default()
                },
            )
        });
        pairs.collect::<Map<_, _>>()
    };
    let before = of(&[
        ("b", "fully"),
        ("c", "fully"),
        ("old", "fully"),
        ("older", "started"),
    ]);
    let now = of(&[
        ("a", "fully"),
        ("c", "fully"),
        ("old", "partly"),
        ("older", "fully"),
    ]);
    let found = say::differing(&copy, &model, &before, &now);
    let found: Vec<String> = found
        .iter()
        .map(|(id, from, to)| format!("{}: {from} → {to}", id.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            "a: Unanswered → Fully implemented",
            "b: Fully implemented → Unanswered",
            "old: Fully implemented → Partly implemented",
            "older: Started → Fully implemented",
        ]
    );
}

/// What the model lacks cannot be confirmed on any page, so it does not wait for that.
#[test]
fn what_is_carried_over_can_be_confirmed() {
    let mut copy = assessment(&["x"]);
    for id in ["a", "b", "unknown"] {
        apply(&mut copy, answer("x", id, stage("fully")), &by("kim", 1));
    }
    let start = Edit::StartCycle {
        id: cycle("now"),
        name: "Autumn".to_owned(),
        freeze: (cycle("before"), "Before".to_owned()),
    };
    edit(&mut copy, start, &at(2 * 86_400_000));
    let found = scoring::carried_over(&small(), &copy, &team("x"));
    assert_eq!(found, (2, 2));
}

#[test]
fn a_new_stage_stands_half_way_to_the_last_one() {
    let mut copy = assessment(&["x"]);
    let titles = |copy: &Assessment| -> Vec<(String, f64)> {
        let living = copy.living_stages();
        living
            .map(|stage| (stage.title.clone(), stage.score))
            .collect()
    };
    for (id, title, score) in [
        ("one", "New stage", 0.75),
        ("two", "New stage 2", 0.87),
        ("three", "New stage 3", 0.93),
    ] {
        let stages = with_new_stage(&copy, StageId::new(id));
        edit(&mut copy, Edit::SetStages { stages }, &at(1));
        let all = titles(&copy);
        assert_eq!(all[all.len() - 2], (title.to_owned(), score));
    }
}

#[test]
fn the_next_cycle_has_a_name_of_its_own() {
    let mut copy = assessment(&["x"]);
    copy.cadence_months = 6;
    let today = day("2026-11-28");
    assert_eq!(next_cycle_name(&copy, today), "2026 H2");
    assert_eq!(free_cycle_name(&copy, "2026 H2"), "2026 H2");
    let start = Edit::StartCycle {
        id: cycle("now"),
        name: "2026 H2".to_owned(),
        freeze: (cycle("before"), "2027 H2".to_owned()),
    };
    edit(&mut copy, start, &at(1));
    assert_eq!(next_cycle_name(&copy, today), "2027 H1");
    assert_eq!(free_cycle_name(&copy, "2026 H2"), "2026 H2 (2)");
}
