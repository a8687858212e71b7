//! Many files at once: they become one copy, and it is said which team is which.

use dsomm_radar::assessment::carry::read_aliases;
use dsomm_radar::assessment::{
    Aim, Assessment, Command, Edit, EvidenceId, Gather, Target, Team, Who, as_here, merge,
    strangers,
};
use dsomm_radar::exchange::assessment_file::write;
use dsomm_radar::exchange::batch::{Batch, Count, is_looked_at, rank};
use dsomm_radar::exchange::kind::Kind;
use dsomm_radar::map::Map;
use proptest::prelude::*;
use serde_json::json;

use crate::support::{
    Deed, activity, answer, any_deed, apply, assessment, at, by, cases, edit, evidence, lived,
    model, stage, team, with_stage,
};

/// An assessment of its own with one team that has answered.
fn of_team(number: usize, name: &str) -> Assessment {
    let id = format!("t-{number}");
    let mut one = assessment(&[&id]);
    one.id = format!("a-{number}");
    one.title = format!("Title {number}");
    one.teams.get_mut(id.as_str()).unwrap().name = name.to_owned();
    apply(
        &mut one,
        answer(&id, "a", stage("fully")),
        &at(100 + number as i64),
    );
    one
}

fn here() -> Assessment {
    let mut mine = assessment(&["x"]);
    mine.title = "Company".to_owned();
    mine.teams.get_mut("x").unwrap().name = "Shop".to_owned();
    apply(&mut mine, answer("x", "b", stage("started")), &at(10));
    mine
}

fn only_a() -> dsomm_radar::model::Model {
    model(&[("D", &[("S", &[activity("a", 1), activity("b", 1)])])])
}

#[test]
fn two_hundred_assessments_come_into_the_open_one() {
    let (mine, model) = (here(), only_a());
    let mut batch = Batch::default();
    for number in 0..200 {
        batch.add(
            of_team(number, &format!("Team {number}")),
            &mine,
            &model,
            None,
        );
    }
    assert_eq!(batch.carried, Count::default());
    let merged = merge(&mine, &batch.whole().unwrap());
    assert_eq!((&merged.id, merged.title.as_str()), (&mine.id, "Company"));
    assert_eq!(merged.stages, mine.stages);
    assert_eq!(merged.living_teams().len(), 201);
    assert_eq!(merged.answered_count(), 201);
}

#[test]
fn answers_of_another_model_are_carried_over_before_they_are_merged() {
    let (mine, model) = (here(), only_a());
    let aliases =
        read_aliases("aliases:\n  - id: 'old'\n    means: 'Was a'\n    now: 'a'\n").unwrap();
    let mut old = assessment(&["t-1"]);
    old.id = "a-1".to_owned();
    old.model.digest = "sha256:other".to_owned();
    for id in ["old", "b", "nowhere"] {
        apply(&mut old, answer("t-1", id, stage("fully")), &at(10));
    }
    let mut batch = Batch::default();
    batch.add(old, &mine, &model, Some(&aliases));
    let count = Count {
        parts: 1,
        kept: 1,
        moved: 1,
        left: 1,
    };
    assert_eq!(batch.carried, count);
    let whole = batch.whole().unwrap();
    assert_eq!(whole.model, mine.model);
    let ids: Vec<&str> = whole.answers["t-1"].keys().map(|id| id.as_str()).collect();
    assert_eq!(ids, ["a", "b", "nowhere"]);
}

#[test]
fn stages_come_before_teams_and_teams_before_what_names_them() {
    let mut kinds = [Kind::Progress, Kind::Teams, Kind::Evidence, Kind::Meta];
    kinds.sort_by_key(|kind| rank(*kind));
    assert_eq!(
        kinds,
        [Kind::Meta, Kind::Teams, Kind::Progress, Kind::Evidence]
    );
}

#[test]
fn a_folder_has_files_that_nobody_means() {
    for path in [
        "a/shop.dsomm.json",
        "team-progress.YAML",
        "x/y/answers.csv",
        "results.sarif",
    ] {
        assert!(is_looked_at(path), "{path}");
    }
    for path in ["README", "src/main.rs", "json", "x.json.bak"] {
        assert!(!is_looked_at(path), "{path}");
    }
}

#[test]
fn a_team_of_the_same_name_is_probably_the_same() {
    let mine = here();
    let perhaps = |theirs: &Assessment| -> Vec<(String, Option<String>)> {
        let strangers = strangers(&mine, theirs).into_iter();
        strangers
            .map(|one| (one.name, one.perhaps.map(|id| id.to_string())))
            .collect()
    };
    let named = |name: &str| (name.to_owned(), None);
    assert_eq!(
        perhaps(&of_team(1, " shop ")),
        [(" shop ".to_owned(), Some("x".to_owned()))]
    );
    assert_eq!(perhaps(&of_team(1, "Bank")), [named("Bank")]);
    // By its id it is known.
    assert_eq!(perhaps(&mine), []);
    // Two of that name: nobody can tell which.
    let both = merge(&of_team(1, "Shop"), &of_team(2, "Shop"));
    assert_eq!(perhaps(&both), [named("Shop"), named("Shop")]);
    // The team here is in the copy as well, so the other one is not it.
    let both = merge(&of_team(1, "Shop"), &mine);
    assert_eq!(perhaps(&both), [named("Shop")]);
    // A team that was deleted there is not asked about.
    let mut gone = of_team(1, "Shop");
    apply(
        &mut gone,
        Command::DeleteTeam { team: team("t-1") },
        &at(500),
    );
    assert_eq!(perhaps(&gone), []);
}

#[test]
fn what_is_said_of_a_team_is_said_of_the_other() {
    let mine = here();
    let theirs = of_team(1, "shop");
    let who: Who = [(team("t-1"), team("x"))].into_iter().collect();
    let merged = merge(&mine, &as_here(&theirs, &mine, &who));
    let names: Vec<&str> = merged
        .teams
        .values()
        .map(|team| team.name.as_str())
        .collect();
    assert_eq!(names, ["Shop"]);
    assert_eq!(merged.answers["x"].len(), 2);
    // Nobody is chosen: nothing is different.
    assert_eq!(as_here(&theirs, &mine, &Who::new()), theirs);
}

#[test]
fn of_two_teams_that_become_one_the_later_answer_counts() {
    let mine = here();
    let mut theirs = of_team(1, "One");
    theirs.teams.insert(
        team("t-2"),
        Team {
            name: "Two".to_owned(),
            ..Team::default()
        },
    );
    apply(
        &mut theirs,
        answer("t-2", "a", stage("partly")),
        &by("kim", 900),
    );
    apply(
        &mut theirs,
        answer("t-2", "c", stage("partly")),
        &by("kim", 901),
    );
    let who: Who = ["t-1", "t-2"]
        .map(|id| (team(id), team("x")))
        .into_iter()
        .collect();
    let copy = as_here(&theirs, &mine, &who);
    let said: Vec<(String, String)> = copy.answers["x"]
        .iter()
        .map(|(id, answer)| (id.to_string(), answer.stage.as_ref().unwrap().to_string()))
        .collect();
    let said: Vec<(&str, &str)> = said
        .iter()
        .map(|(id, to)| (id.as_str(), to.as_str()))
        .collect();
    assert_eq!(said, [("a", "partly"), ("c", "partly")]);
}

#[test]
fn another_assessment_does_not_change_settings_or_title() {
    let (mut mine, model) = (here(), only_a());
    apply(
        &mut mine,
        Command::Retitle {
            title: "Company".to_owned(),
        },
        &at(50),
    );
    let mut theirs = of_team(1, "One");
    theirs.changed.at = i64::MAX / 2;
    theirs.settings_changed.at = i64::MAX / 2;
    theirs.cadence_months = 1;
    theirs.setup.extensions = vec!["agentic-ai".to_owned()];
    theirs.setup.changed.at = i64::MAX / 2;
    // Stages that nobody used, and another worth of one that is here.
    theirs.stages = with_stage(&theirs, "pilot", 0.9);
    theirs.stages[2].score = 0.6;
    let needs_two = Edit::SetNeedsTwo { on: true };
    edit(&mut theirs, needs_two, &at(60));
    let mut batch = Batch::default();
    batch.add(theirs, &mine, &model, None);
    let merged = merge(&mine, &batch.whole().unwrap());
    assert_eq!(merged.title, "Company");
    assert_eq!(merged.cadence_months, mine.cadence_months);
    assert_eq!(merged.setup, mine.setup);
    assert_eq!(merged.stages, mine.stages);
    assert!(!merged.needs_two());
}

#[test]
fn a_target_for_all_teams_is_one_for_each_of_them() {
    let (mine, model) = (here(), only_a());
    let mut theirs = of_team(1, "One");
    for (subdimension, level) in [(None, 3), (Some("s".to_owned()), 4)] {
        let aim = Aim {
            team: None,
            subdimension,
        };
        let level = Some(level);
        theirs.targets.insert(
            aim,
            Target {
                level,
                ..Target::default()
            },
        );
    }
    let mut batch = Batch::default();
    batch.add(theirs, &mine, &model, None);
    let merged = merge(&mine, &batch.whole().unwrap());
    let level = |team: &str, of: &str| {
        merged
            .target(&crate::support::team(team), of)
            .and_then(|it| it.level)
    };
    assert_eq!(
        [level("t-1", "s"), level("t-1", "other")],
        [Some(4), Some(3)]
    );
    assert_eq!([level("x", "s"), level("x", "other")], [None, None]);
}

#[test]
fn confirmations_of_two_teams_that_become_one_are_both_kept() {
    let mine = here();
    let mut theirs = merge(&of_team(1, "One"), &of_team(2, "Two"));
    let seen = |by: &str| json!({ "changed": { "at": "2026-11-20T08:00:00.000Z", "by": by } });
    let reviews = json!({ "answers": { "t-1": { "a": seen("kim") }, "t-2": { "b": seen("bo") } } });
    theirs.kept.insert("reviews".to_owned(), reviews);
    let who: Who = ["t-1", "t-2"]
        .map(|id| (team(id), team("x")))
        .into_iter()
        .collect();
    let copy = as_here(&theirs, &mine, &who);
    assert_eq!(
        copy.kept["reviews"],
        json!({ "answers": { "x": { "a": seen("kim"), "b": seen("bo") } } })
    );
}

#[test]
fn what_another_team_said_is_not_void_because_the_one_here_was_deleted_once() {
    let mut mine = here();
    apply(
        &mut mine,
        Command::DeleteTeam { team: team("x") },
        &at(5_000),
    );
    mine.teams.get_mut("x").unwrap().deleted = false;
    let theirs = of_team(1, "shop");
    let who: Who = [(team("t-1"), team("x"))].into_iter().collect();
    let merged = merge(&mine, &as_here(&theirs, &mine, &who));
    assert!(merged.answers["x"].contains_key("a"));
}

fn deeds() -> impl Strategy<Value = Vec<(Deed, i64)>> {
    prop::collection::vec((any_deed(), 0..40i64), 0..12)
}

proptest! {
    #![proptest_config(cases(80))]

    /// Pair by pair, or one after the other.
    #[test]
    fn gathered_copies_are_what_merging_them_gives(
        all in prop::collection::vec(deeds(), 1..7), stepping in any::<bool>(), joins in 0..8
    ) {
        let start = assessment(&["x", "y"]);
        let mut gather = Gather::default();
        let mut merged: Option<Assessment> = None;
        for (number, deeds) in all.iter().enumerate() {
            let copy = lived(&format!("person-{number}"), &start, deeds);
            merged = Some(match merged {
                Some(before) => merge(&before, &copy),
                None => copy.clone(),
            });
            gather.push(copy);
            while stepping && gather.step() {}
        }
        for _ in 0..joins {
            gather.join();
        }
        prop_assert_eq!(gather.whole().map(|whole| write(&whole)), merged.map(|all| write(&all)));
    }

    /// Nothing in the copy is about the team any more, wherever it stood.
    #[test]
    fn a_team_that_is_another_one_is_nowhere_else(deeds in deeds()) {
        const STRANGER: &str = "7f0b2c6e-stranger";
        let mine = here();
        let mut theirs = lived("kim", &assessment(&[STRANGER, "y"]), &deeds);
        let piece = evidence("a", STRANGER, "Seen");
        theirs.evidence.insert(EvidenceId::new("e-who"), *piece);
        let who: Map<_, _> = [(team(STRANGER), team("x"))].into_iter().collect();
        let text = write(&as_here(&theirs, &mine, &who));
        prop_assert!(!text.contains(STRANGER), "{}", text);
    }
}
