//! *Not applicable* that ends: what counts before and after, and that the day is kept.

use dsomm_radar::assessment::{
    Assessment, Choice, Command, Date, Edit, Team, TeamId, Today, merge,
};
use dsomm_radar::exchange::assessment_file;
use dsomm_radar::model::{ActivityId, Model};
use dsomm_radar::scoring::{self, Value, Why, due, next_review, score};

use crate::schema::problems;
use crate::support::{activity, answer, apply, assessment, at, by, day, edit, model, stage, team};

fn two() -> Model {
    let all = [activity("a", 1), activity("b", 1)];
    model(&[("D", &[("S", &all)])])
}

fn until(of: &str, day: Option<Date>) -> Edit {
    Edit::SetUntil {
        team: team(of),
        activity: ActivityId::new("a"),
        until: day,
    }
}

/// `a` does not apply to `x` until the end of January 2026, `b` is ready.
fn excepted() -> Assessment {
    let mut made = assessment(&["x", "y"]);
    let reason = Choice::NotApplicable("no such thing".to_owned());
    apply(&mut made, answer("x", "a", reason), &at(10));
    apply(&mut made, answer("x", "b", stage("fully")), &at(11));
    edit(&mut made, until("x", Some(day("2026-01-31"))), &at(12));
    made
}

fn on(made: &Assessment, text: &str) -> Assessment {
    Assessment {
        today: Today(Some(day(text))),
        ..made.clone()
    }
}

#[test]
fn it_counts_up_to_its_last_day_and_as_unanswered_after_it() {
    let (model, made) = (two(), excepted());
    for (text, value, completion, coverage) in [
        ("2026-01-01", Value::NotApplicable, 1.0, 1.0),
        ("2026-01-31", Value::NotApplicable, 1.0, 1.0),
        ("2026-02-01", Value::Unanswered, 0.5, 0.5),
        ("2030-01-01", Value::Unanswered, 0.5, 0.5),
    ] {
        let scores = score(&model, &on(&made, text), &team("x"));
        assert_eq!(scores.values[0], value, "{text}");
        assert_eq!(scores.overall.completion, Some(completion), "{text}");
        assert_eq!(scores.overall.counts.coverage(), coverage, "{text}");
    }
    // Who does not say which day it is sees what is written.
    let timeless = Assessment {
        today: Today(None),
        ..made.clone()
    };
    assert_eq!(
        score(&model, &timeless, &team("x")).values[0],
        Value::NotApplicable
    );
}

/// A stage that was chosen before does not come back, and what the platform says counts.
#[test]
fn what_is_over_is_no_answer() {
    let (model, mut made) = (two(), excepted());
    apply(&mut made, answer("y", "a", stage("partly")), &at(20));
    let inherit = Edit::Inherit {
        team: team("x"),
        from: Some(team("y")),
    };
    edit(&mut made, inherit, &at(21));
    let after = on(&made, "2026-02-01");
    assert_eq!(
        score(&model, &after, &team("x")).values[0],
        Value::Scored(0.5)
    );
    let who = scoring::answering(&after, &team("x"), "a").map(|(id, _)| id.clone());
    assert_eq!(who, Some(team("y")));
    let before = on(&made, "2026-01-31");
    assert_eq!(
        score(&model, &before, &team("x")).values[0],
        Value::NotApplicable
    );
}

#[test]
fn the_review_brings_it_up_first() {
    let (model, mut made) = (two(), excepted());
    apply(&mut made, answer("x", "b", Choice::NotSure), &at(20));
    let why = |text: &str| -> Vec<(usize, Why)> {
        let found = due(&model, &made, &team("x"), day(text));
        found
            .into_iter()
            .map(|due| (due.activity, due.why))
            .collect()
    };
    assert_eq!(why("2026-01-31"), [(1, Why::NotSure)]);
    assert_eq!(why("2026-02-01"), [(0, Why::Ended), (1, Why::NotSure)]);
    let mut made = excepted();
    apply(&mut made, answer("x", "b", Choice::Clear), &at(20));
    let next = next_review(&model, &made, &team("x"), day("2026-01-05"));
    assert_eq!(next, Some(day("2026-02-01")));
}

#[test]
fn whoever_answers_something_else_ends_it() {
    let mut made = excepted();
    let of = |made: &Assessment| made.answer(&team("x"), "a").unwrap().until();
    // Another reason does not.
    let reason = Choice::NotApplicable("another reason".to_owned());
    apply(&mut made, answer("x", "a", reason), &at(20));
    assert_eq!(of(&made), Some(day("2026-01-31")));
    let change = made
        .apply(answer("x", "a", stage("started")), &at(21))
        .unwrap()
        .unwrap();
    assert_eq!(of(&made), None);
    made.revert(change, &at(22));
    assert_eq!(of(&made), Some(day("2026-01-31")));
    let change = made.edit(until("x", None), &at(23)).unwrap().unwrap();
    assert_eq!(of(&made), None);
    made.revert(change, &at(24));
    assert_eq!(of(&made), Some(day("2026-01-31")));
    assert!(
        made.edit(until("x", Some(day("2026-01-31"))), &at(25))
            .unwrap()
            .is_none()
    );
    let said = made
        .edit(until("y", None), &at(26))
        .unwrap_err()
        .to_string();
    assert!(
        said.starts_with("Only what is not applicable can end"),
        "{said}"
    );
}

#[test]
fn the_file_keeps_the_day_and_the_later_one_wins() {
    let made = excepted();
    let text = assessment_file::write(&made);
    assert!(text.contains("\"not_applicable_until\": \"2026-01-31\""));
    assert_eq!(problems(&text), [""; 0]);
    assert_eq!(assessment_file::read(&text).unwrap(), made);
    let (mut kim, mut bo) = (made.clone(), made.clone());
    edit(
        &mut kim,
        until("x", Some(day("2026-05-01"))),
        &by("kim", 30),
    );
    edit(&mut bo, until("x", Some(day("2026-04-01"))), &by("bo", 31));
    let merged = merge(&kim, &bo);
    assert_eq!(merged, merge(&bo, &kim));
    assert_eq!(
        merged.answer(&team("x"), "a").unwrap().until(),
        Some(day("2026-04-01"))
    );
}

#[test]
fn all_are_listed_the_first_to_end_first() {
    let mut made = excepted();
    let reason = || Choice::NotApplicable("why".to_owned());
    apply(&mut made, answer("x", "b", reason()), &at(20));
    apply(&mut made, answer("y", "a", reason()), &at(21));
    edit(&mut made, until("y", Some(day("2026-01-10"))), &at(22));
    made.teams.insert(
        TeamId::new("gone"),
        Team {
            deleted: true,
            ..Team::default()
        },
    );
    let found = made.exceptions(day("2026-01-20"));
    let said: Vec<String> = found
        .iter()
        .map(|it| {
            format!(
                "{} {} {:?} {}",
                it.team, it.activity, it.until, it.has_ended
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            "y a Some(2026-01-10) true",
            "x a Some(2026-01-31) false",
            "x b None false"
        ]
    );
    let delete = Command::DeleteTeam { team: team("x") };
    apply(&mut made, delete, &at(30));
    assert_eq!(made.exceptions(day("2026-01-20")).len(), 1);
}
