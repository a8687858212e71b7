//! Merging copies: nothing is lost, and the order does not matter.

use dsomm_radar::assessment::{
    Assessment, Choice, Command, Differences, TeamDifferences, differences, merge,
};
use dsomm_radar::exchange::assessment_file;
use proptest::prelude::*;

use crate::support::{
    Deed, Person, START, answer, apply, assessment, at, by, cases, deed, note, stage, team, visible,
};

/// Copies are compared by the bytes of their files: nothing can hide from that.
fn bytes(assessment: &Assessment) -> String {
    assessment_file::write(assessment)
}

/// Merges in both orders, which has to be the same.
fn both(left: &Assessment, right: &Assessment) -> Assessment {
    let merged = merge(left, right);
    assert_eq!(bytes(&merged), bytes(&merge(right, left)));
    merged
}

fn start() -> Assessment {
    let mut start = assessment(&["x", "y"]);
    apply(&mut start, answer("x", "a", stage("started")), &at(10));
    start
}

fn delete(id: &str) -> Command {
    Command::DeleteTeam { team: team(id) }
}

#[test]
fn two_people_on_two_answers_both_keep_theirs() {
    let (mut kim, mut bo) = (start(), start());
    apply(&mut kim, answer("x", "a", stage("fully")), &by("kim", 20));
    apply(&mut bo, answer("x", "b", stage("partly")), &by("bo", 21));
    apply(&mut bo, note("x", "a", "bo's note"), &by("bo", 22));
    let merged = both(&kim, &bo);
    let a = merged.answer(&team("x"), "a").unwrap();
    assert_eq!(a.stage.as_ref().unwrap().as_str(), "fully");
    assert_eq!(a.note, "bo's note");
    assert!(merged.answer(&team("x"), "b").is_some());
}

#[test]
fn the_later_one_wins_and_the_name_breaks_a_tie() {
    for ((kim_at, kim), (bo_at, bo), expected) in [
        ((20, "kim"), (21, "bo"), "bo"),
        ((21, "kim"), (20, "bo"), "kim"),
        ((20, "kim"), (20, "bo"), "kim"),
    ] {
        let (mut mine, mut theirs) = (start(), start());
        apply(&mut mine, note("x", "a", kim), &by("kim", kim_at));
        apply(&mut theirs, note("x", "a", bo), &by("bo", bo_at));
        let merged = both(&mine, &theirs);
        assert_eq!(merged.answer(&team("x"), "a").unwrap().note, expected);
    }
}

#[test]
fn a_team_deleted_on_one_side_and_answered_on_the_other_stays_deleted() {
    let (mut kim, mut bo) = (start(), start());
    apply(&mut kim, delete("x"), &by("kim", 20));
    apply(&mut bo, answer("x", "b", stage("fully")), &by("bo", 30));
    let merged = both(&kim, &bo);
    assert!(merged.teams[&team("x")].deleted);
    assert_eq!(visible(&merged), visible(&kim));
    // What bo wrote afterwards is not thrown away; what kim deleted does not come back.
    assert!(merged.answer(&team("x"), "b").is_some());
    assert!(merged.answer(&team("x"), "a").is_none());
}

/// Deleting voids each register by itself: a later note does not bring an old stage back.
#[test]
fn a_note_written_after_a_deletion_brings_no_stage_back() {
    let (mut kim, mut bo, mut deleted) = (start(), start(), start());
    apply(&mut kim, answer("x", "b", stage("fully")), &by("kim", 20));
    apply(&mut deleted, delete("x"), &by("al", 30));
    apply(&mut bo, note("x", "b", "later"), &by("bo", 40));
    let one = both(&both(&kim, &bo), &deleted);
    let other = both(&kim, &both(&bo, &deleted));
    assert_eq!(bytes(&one), bytes(&other));
    let answer = one.answer(&team("x"), "b").unwrap();
    assert_eq!((&answer.stage, answer.note.as_str()), (&None, "later"));
}

/// A colleague's clock may run ahead: what is changed after their file came in is still later.
#[test]
fn a_change_wins_over_what_it_changed_whatever_the_clocks_say() {
    let (hour, mut theirs) = (3_600_000, start());
    apply(
        &mut theirs,
        answer("x", "a", stage("partly")),
        &by("bo", hour),
    );
    apply(&mut theirs, note("x", "a", "ahead"), &by("bo", hour));
    let rename = |name: &str| Command::RenameTeam {
        team: team("y"),
        name: name.to_owned(),
    };
    let retitle = |title: &str| Command::Retitle {
        title: title.to_owned(),
    };
    apply(&mut theirs, rename("ahead"), &by("bo", hour));
    apply(&mut theirs, retitle("ahead"), &by("bo", hour));
    let mut mine = both(&start(), &theirs);
    apply(&mut mine, answer("x", "a", stage("fully")), &at(100));
    apply(&mut mine, note("x", "a", "mine"), &at(100));
    apply(&mut mine, rename("mine"), &at(100));
    apply(&mut mine, retitle("mine"), &at(100));
    // Reading the same file twice changes nothing.
    assert_eq!(visible(&both(&mine, &theirs)), visible(&mine));
}

/// The same for a deletion that is taken back while the clock is set back.
#[test]
fn a_deletion_taken_back_keeps_its_answers_whatever_the_clocks_say() {
    let mut mine = start();
    let change = mine.apply(delete("x"), &at(200)).unwrap().unwrap();
    mine.revert(change, &at(100));
    apply(&mut mine, answer("x", "b", stage("fully")), &at(110));
    let merged = both(&mine, &start());
    assert_eq!(visible(&merged), visible(&mine));
    assert_eq!(merged.answers[&team("x")].len(), 2);
}

#[test]
fn another_id_keeps_mine() {
    let mut other = start();
    other.id = "other".to_owned();
    assert_eq!(merge(&start(), &other).id, "assessment-1");
    assert_eq!(merge(&other, &start()).id, "other");
}

#[test]
fn a_stage_that_only_the_older_copy_has_keeps_its_meaning() {
    let (mut old, mut new) = (start(), start());
    let mut half = old.stages[1].clone();
    half.id = dsomm_radar::assessment::StageId::new("half");
    half.score = 0.4;
    old.stages.insert(2, half);
    apply(&mut old, answer("x", "a", stage("half")), &at(20));
    let title = "Newer".to_owned();
    apply(&mut new, Command::Retitle { title }, &at(30));
    let stages: Vec<String> = both(&old, &new)
        .stages
        .iter()
        .map(|stage| stage.id.to_string())
        .collect();
    assert_eq!(
        stages.join(" "),
        "not-implemented started half partly fully"
    );
}

/// One row of the preview, by numbers.
fn row(name: &str, is_new: bool, [added, changed, older, unknown]: [usize; 4]) -> TeamDifferences {
    TeamDifferences {
        name: name.to_owned(),
        is_new,
        added,
        changed,
        older,
        unknown,
    }
}

fn preview(mine: &Assessment, theirs: &Assessment) -> Differences {
    differences(mine, theirs, |id| id.as_str() != "unknown")
}

#[test]
fn the_preview_counts_what_a_merge_does() {
    let mut mine = start();
    apply(&mut mine, answer("y", "older", stage("partly")), &at(50));
    apply(&mut mine, answer("y", "same", stage("partly")), &at(50));
    let mut theirs = start();
    theirs
        .answers
        .insert(team("y"), mine.answers[&team("y")].clone());
    for command in [
        answer("x", "a", stage("fully")),
        answer("x", "b", stage("fully")),
        answer("x", "unknown", stage("fully")),
        note("x", "c", "only a note"),
        Command::AddTeam {
            id: team("z"),
            name: "Zed".to_owned(),
        },
        answer("z", "a", Choice::NotSure),
    ] {
        apply(&mut theirs, command, &by("bo", 40));
    }
    apply(&mut mine, answer("y", "older", stage("fully")), &at(60));
    let found = preview(&mine, &theirs);
    assert_eq!(
        found.teams,
        [
            row("x", false, [3, 1, 0, 1]),
            row("y", false, [0, 0, 1, 0]),
            row("Zed", true, [1, 0, 0, 0]),
        ]
    );
    assert_eq!(found.latest.at, START + 50);
    let nothing = [row("x", false, [0; 4]), row("y", false, [0; 4])];
    assert_eq!(preview(&start(), &start()).teams, nothing);
}

/// A merge that empties an answer is a change like any other.
#[test]
fn the_preview_counts_answers_taken_back() {
    let mut theirs = start();
    apply(&mut theirs, answer("x", "a", Choice::Clear), &by("bo", 40));
    assert_eq!(
        preview(&start(), &theirs).teams[0],
        row("x", false, [0, 1, 0, 0])
    );
    // What was never here and is empty there is no news.
    apply(&mut theirs, answer("y", "b", stage("fully")), &by("bo", 41));
    apply(&mut theirs, answer("y", "b", Choice::Clear), &by("bo", 42));
    assert_eq!(preview(&start(), &theirs).teams[1], row("y", false, [0; 4]));
}

/// The warning about clocks needs the latest moment of anything in the file.
#[test]
fn the_preview_names_the_latest_moment() {
    let mut theirs = start();
    apply(&mut theirs, note("x", "a", "late"), &by("bo", 99));
    assert_eq!(preview(&start(), &theirs).latest.at, START + 99);
}

/// What one person does: deeds with a clock that may stand, jump or run back.
fn history() -> impl Strategy<Value = Vec<(Deed, i64)>> {
    prop::collection::vec((deed(), 0..60i64), 0..14)
}

fn lived(name: &str, start: &Assessment, deeds: &[(Deed, i64)]) -> Assessment {
    let mut person = Person::new(name, start.clone());
    for (deed, millis) in deeds {
        person.act(deed, *millis);
    }
    person.copy
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn merging_is_commutative_associative_and_idempotent(
        common in history(), kim in history(), bo in history(), al in history()
    ) {
        let common = lived("common", &assessment(&["x", "y"]), &common);
        let [kim, bo, al] = [("kim", &kim), ("bo", &bo), ("al", &al)]
            .map(|(name, deeds)| lived(name, &common, deeds));
        prop_assert_eq!(bytes(&merge(&kim, &bo)), bytes(&merge(&bo, &kim)));
        prop_assert_eq!(
            bytes(&merge(&merge(&kim, &bo), &al)),
            bytes(&merge(&kim, &merge(&bo, &al)))
        );
        let all = merge(&merge(&kim, &bo), &al);
        prop_assert_eq!(visible(&merge(&kim, &kim)), visible(&kim));
        for one in [&kim, &bo, &al, &common, &all] {
            prop_assert_eq!(bytes(&merge(&all, one)), bytes(&all));
        }
    }

    /// A file of somebody who did nothing changes nothing, and the preview says so.
    #[test]
    fn an_old_copy_changes_nothing(deeds in history()) {
        let old = assessment(&["x", "y"]);
        let new = lived("kim", &old, &deeds);
        prop_assert_eq!(visible(&merge(&new, &old)), visible(&new));
        for row in preview(&new, &old).teams {
            prop_assert_eq!((row.added, row.changed), (0, 0));
        }
    }
}
