//! Merging copies: nothing is lost, and the order does not matter.

use dsomm_radar::assessment::{
    Ahead, Aim, Answer, Answered, Assessment, Choice, Command, Conflict, Cycle, Differences, Edit,
    Evidence, EvidenceId, Group, GroupId, Link, Others, Planned, Rule, Side, Stage, StageId, Stamp,
    Target, Team, TeamDifferences, UnknownFields, decide, differences, differences_at, merge,
    merge_deciding,
};
use dsomm_radar::exchange::assessment_file;
use dsomm_radar::map::Map;
use dsomm_radar::model::ActivityId;
use proptest::prelude::*;

use crate::support::{
    Deed, START, answer, any_deed, apply, assessment, at, by, cases, cycle, day, edit, evidence,
    lived, note, stage, team, visible, with_stage,
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
    let stages = with_stage(&old, "half", 0.4);
    edit(&mut old, Edit::SetStages { stages }, &at(19));
    apply(&mut old, answer("x", "a", stage("half")), &at(20));
    let months = Edit::SetMonths {
        cadence_months: 3,
        evidence_valid_months: 3,
    };
    edit(&mut new, months, &at(30));
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
        ..TeamDifferences::default()
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

fn set_stages(side: &mut Assessment, millis: i64, name: &str, change: impl Fn(&mut Vec<Stage>)) {
    let mut stages = side.stages.clone();
    change(&mut stages);
    edit(side, Edit::SetStages { stages }, &by(name, millis));
}

fn add_stage(side: &mut Assessment, millis: i64, id: &str, score: f64) {
    let stages = with_stage(side, id, score);
    edit(side, Edit::SetStages { stages }, &by(id, millis));
}

fn stages_of(side: &Assessment) -> String {
    let titles: Vec<&str> = side
        .stages
        .iter()
        .map(|stage| stage.title.as_str())
        .collect();
    titles.join(", ")
}

/// All ways to merge three copies give the same.
fn all_ways(three: [&Assessment; 3]) -> Assessment {
    let orders = [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ];
    let merged = orders.map(|order| {
        let [a, b, c] = order.map(|at| three[at]);
        let merged = merge(&merge(a, b), c);
        assert_eq!(bytes(&merge(a, &merge(b, c))), bytes(&merged), "{order:?}");
        merged
    });
    for one in &merged {
        assert_eq!(bytes(one), bytes(&merged[0]));
        for part in three {
            assert_eq!(bytes(&merge(one, part)), bytes(one));
        }
    }
    merged[0].clone()
}

/// Kim adds a stage, Al renames it, Bo knows nothing of it and changes the list last: Bo's list
/// wins, and Kim's stage stands in it as Al named it, whoever meets first.
#[test]
fn stages_that_later_settings_lack_keep_their_latest_title() {
    let mut kim = start();
    add_stage(&mut kim, 20, "half", 0.5);
    apply(&mut kim, answer("x", "a", stage("half")), &at(21));
    let mut al = kim.clone();
    set_stages(&mut al, 30, "al", |stages| {
        let half = stages.iter_mut().find(|stage| stage.id.as_str() == "half");
        half.unwrap().title = "Half way".to_owned();
    });
    let mut bo = start();
    add_stage(&mut bo, 40, "most", 0.9);
    let merged = all_ways([&kim, &bo, &al]);
    let titles = "Not implemented, Started, Partly implemented, Half way, most, Fully implemented";
    assert_eq!(stages_of(&merged), titles);
    let stamps: Vec<bool> = merged
        .stages
        .iter()
        .map(|stage| stage.changed.is_some())
        .collect();
    assert_eq!(stamps, [false, false, false, true, false, false]);
    // Whoever changes the settings next has seen all of them.
    let mut next = merged.clone();
    set_stages(&mut next, 50, "kim", |stages| {
        stages[4].title = "Most".to_owned()
    });
    let mut months = merged.clone();
    let half_a_year = Edit::SetMonths {
        cadence_months: 3,
        evidence_valid_months: 3,
    };
    edit(&mut months, half_a_year, &at(50));
    for next in [next, months] {
        assert!(next.stages.iter().all(|stage| stage.changed.is_none()));
        assert_eq!(bytes(&both(&next, &al)), bytes(&next));
    }
}

/// First and last stay what they are, whatever others add there.
#[test]
fn stages_from_elsewhere_stand_between_the_first_and_the_last() {
    let (mut kim, mut bo) = (start(), start());
    set_stages(&mut kim, 20, "kim", |stages| {
        let with = |id: &str, score| Stage {
            id: StageId::new(id),
            title: id.to_owned(),
            score,
            ..stages[0].clone()
        };
        let (zero, full) = (with("zero", 0.0), with("full", 1.0));
        stages.insert(0, zero);
        stages.push(full);
    });
    add_stage(&mut bo, 30, "most", 0.9);
    let merged = both(&kim, &bo);
    let ids: Vec<&str> = merged
        .stages
        .iter()
        .map(|stage| stage.id.as_str())
        .collect();
    let expected = "not-implemented zero started partly most full fully";
    assert_eq!(ids.join(" "), expected);
    let text = bytes(&merged);
    assert_eq!(assessment_file::read(&text).unwrap(), merged);
}

/// Two people remove two stages in favour of each other, and later settings lack both: what goes
/// round in a circle counts as nothing, but can be read and corrected.
#[test]
fn a_circle_of_removed_stages_can_be_corrected() {
    let mut common = start();
    add_stage(&mut common, 20, "one", 0.4);
    add_stage(&mut common, 21, "two", 0.4);
    let remove = |from: &Assessment, name: &str, stage: &str, into: &str, millis| {
        let mut copy = from.clone();
        let edit = Edit::RemoveStage {
            stage: StageId::new(stage),
            into: StageId::new(into),
        };
        crate::support::edit(&mut copy, edit, &by(name, millis));
        copy
    };
    let kim = remove(&common, "kim", "one", "two", 30);
    // An older copy that has only the other stage.
    let mut al = start();
    add_stage(&mut al, 21, "two", 0.4);
    add_stage(&mut al, 22, "one", 0.4);
    let mut al = remove(&al, "al", "two", "one", 40);
    set_stages(&mut al, 41, "al", |stages| stages.retain(|_| true));
    al.stages.retain(|stage| stage.id.as_str() != "one");
    let mut bo = start();
    add_stage(&mut bo, 50, "most", 0.9);
    let merged = all_ways([&kim, &al, &bo]);
    let mut read = assessment_file::read(&bytes(&merged)).unwrap();
    assert_eq!(read, merged);
    assert!(read.counts_as(&StageId::new("one")).is_none());
    set_stages(&mut read, 60, "kim", |stages| {
        stages.iter_mut().for_each(|stage| stage.replaced_by = None);
    });
    assert!(read.counts_as(&StageId::new("one")).is_some());
}

/// What another assessment calls its stages is its own affair, as far as no answer needs it.
#[test]
fn of_another_assessment_only_stages_in_use_come_along() {
    let mut other = start();
    other.id = "other".to_owned();
    add_stage(&mut other, 20, "unused", 0.3);
    add_stage(&mut other, 21, "used", 0.6);
    add_stage(&mut other, 22, "then", 0.7);
    apply(&mut other, answer("x", "a", stage("then")), &at(23));
    let snapshot = Edit::TakeSnapshot {
        id: cycle("s"),
        name: "Then".to_owned(),
    };
    edit(&mut other, snapshot, &at(24));
    apply(&mut other, answer("x", "a", stage("used")), &at(25));
    let mut mine = start();
    let months = Edit::SetMonths {
        cadence_months: 3,
        evidence_valid_months: 3,
    };
    edit(&mut mine, months, &at(30));
    let expected = "Not implemented, Started, Partly implemented, used, then, Fully implemented";
    assert_eq!(stages_of(&merge(&mine, &other)), expected);
    // Theirs are the later ones.
    let (mine, mut theirs) = (start(), mine);
    theirs.id = "other".to_owned();
    assert_eq!(merge(&mine, &theirs).cadence_months, 3);
}

/// What a used stage counts as comes along too: without it, the file could not be read.
#[test]
fn of_another_assessment_what_takes_the_place_of_a_used_stage_comes_along() {
    let mut other = start();
    other.id = "other".to_owned();
    for (millis, id, score) in [(20, "one", 0.3), (21, "two", 0.35), (22, "three", 0.4)] {
        add_stage(&mut other, millis, id, score);
    }
    apply(&mut other, answer("x", "a", stage("one")), &at(25));
    for (millis, gone, into) in [(30, "one", "two"), (31, "two", "three")] {
        let [stage, into] = [gone, into].map(StageId::new);
        edit(&mut other, Edit::RemoveStage { stage, into }, &at(millis));
    }
    let mut later = start();
    let months = Edit::SetMonths {
        cadence_months: 3,
        evidence_valid_months: 3,
    };
    edit(&mut later, months, &at(40));
    for merged in [
        merge(&start(), &other),
        merge(&other, &start()),
        merge(&later, &other),
        merge(&other, &later),
    ] {
        let counts_as = merged.counts_as(&StageId::new("one"));
        assert_eq!(counts_as.map(|stage| stage.id.as_str()), Some("three"));
        assert_eq!(assessment_file::read(&bytes(&merged)), Ok(merged));
    }
}

/// One register of each kind, older and newer.
#[test]
fn every_register_keeps_its_latest_value() {
    let (old, new) = (
        Stamp {
            at: 5,
            by: "kim".to_owned(),
        },
        Stamp {
            at: 6,
            by: "al".to_owned(),
        },
    );
    let mut kim = start();
    let mut bo = start();
    let sides = [(&mut kim, &old, true), (&mut bo, &new, false)];
    for (side, changed, is_old) in sides {
        let name = if is_old { "zzz" } else { "aaa" }.to_owned();
        let changed = changed.clone();
        side.groups.insert(
            GroupId::new("g"),
            Group {
                name: name.clone(),
                changed: changed.clone(),
                ..Group::default()
            },
        );
        side.evidence.insert(
            EvidenceId::new("e"),
            Evidence {
                title: name.clone(),
                changed: changed.clone(),
                ..Evidence::default()
            },
        );
        side.targets.insert(
            Aim::default(),
            Target {
                level: is_old.then_some(5),
                changed: changed.clone(),
                ..Target::default()
            },
        );
        side.plan.entry(team("x")).or_default().insert(
            ActivityId::new("a"),
            Planned {
                cycle: is_old.then(|| cycle("c")),
                changed: changed.clone(),
                ..Planned::default()
            },
        );
        side.cycles.insert(
            cycle("c"),
            Cycle {
                name,
                closed: is_old.then(|| day("2026-01-01")),
                changed,
                ..Cycle::default()
            },
        );
        // What only one side has stays.
        let own = if is_old { "old" } else { "new" };
        side.groups.insert(GroupId::new(own), Group::default());
        side.evidence
            .insert(EvidenceId::new(own), Evidence::default());
        side.targets.insert(
            Aim {
                team: Some(team(own)),
                subdimension: None,
            },
            Target::default(),
        );
        side.plan
            .entry(team(own))
            .or_default()
            .insert(ActivityId::new("a"), Planned::default());
        side.plan
            .entry(team("x"))
            .or_default()
            .insert(ActivityId::new(own), Planned::default());
        side.cycles.insert(cycle(own), Cycle::default());
    }
    let merged = both(&kim, &bo);
    assert_eq!(
        merged.groups[&GroupId::new("g")],
        bo.groups[&GroupId::new("g")]
    );
    assert_eq!(
        merged.evidence[&EvidenceId::new("e")],
        bo.evidence[&EvidenceId::new("e")]
    );
    assert_eq!(merged.targets[&Aim::default()], bo.targets[&Aim::default()]);
    assert_eq!(merged.plan[&team("x")]["a"], bo.plan[&team("x")]["a"]);
    assert_eq!(merged.cycles[&cycle("c")], bo.cycles[&cycle("c")]);
    let counts = (
        merged.groups.len(),
        merged.evidence.len(),
        merged.targets.len(),
    );
    assert_eq!(counts, (3, 3, 3));
    assert_eq!((merged.plan.len(), merged.plan[&team("x")].len()), (3, 3));
    assert_eq!(merged.cycles.len(), 3);
}

/// Two registers with one stamp and different content, in any part: it must not matter which copy
/// comes first.
#[test]
fn on_the_same_stamp_the_content_decides() {
    fn kept(text: &str) -> UnknownFields {
        [("x".to_owned(), text.into())].into_iter().collect()
    }
    let base = || {
        let mut base = start();
        edit(
            &mut base,
            Edit::AddGroup {
                id: GroupId::new("g"),
                name: "g".to_owned(),
            },
            &at(20),
        );
        let put = Edit::PutEvidence {
            id: EvidenceId::new("e"),
            evidence: Box::new(Evidence {
                links: vec![
                    Link::default(),
                    Link {
                        url: "u".to_owned(),
                        ..Link::default()
                    },
                ],
                ..*evidence("a", "x", "t")
            }),
        };
        edit(&mut base, put, &at(21));
        let target = Edit::SetTarget {
            aim: Aim::default(),
            level: Some(2),
            by: None,
        };
        edit(&mut base, target, &at(22));
        let begin = Edit::StartCycle {
            id: cycle("c"),
            name: "c".to_owned(),
            freeze: (cycle("b"), "b".to_owned()),
        };
        edit(&mut base, begin, &at(23));
        let plan = Edit::Plan {
            team: team("x"),
            activities: vec![ActivityId::new("a")],
            cycle: Some(cycle("c")),
        };
        edit(&mut base, plan, &at(24));
        base
    };
    type Change = fn(&mut Assessment);
    fn group(side: &mut Assessment) -> &mut Group {
        side.groups.get_mut(&GroupId::new("g")).unwrap()
    }
    fn piece(side: &mut Assessment) -> &mut Evidence {
        side.evidence.get_mut(&EvidenceId::new("e")).unwrap()
    }
    fn target(side: &mut Assessment) -> &mut Target {
        side.targets.get_mut(&Aim::default()).unwrap()
    }
    fn planned(side: &mut Assessment) -> &mut Planned {
        side.plan.get_mut(&team("x")).unwrap().get_mut("a").unwrap()
    }
    fn snapshot(side: &mut Assessment) -> &mut Cycle {
        side.cycles.get_mut(&cycle("b")).unwrap()
    }
    fn frozen(side: &mut Assessment) -> &mut Answer {
        let answers = snapshot(side).answers.get_mut(&team("x")).unwrap();
        answers.get_mut("a").unwrap()
    }
    fn given(side: &mut Assessment) -> &mut Answer {
        side.answers
            .get_mut(&team("x"))
            .unwrap()
            .get_mut("a")
            .unwrap()
    }
    fn of_team(side: &mut Assessment) -> &mut Team {
        side.teams.get_mut(&team("x")).unwrap()
    }
    let changes: Vec<Change> = vec![
        |side| side.title = "z".to_owned(),
        |side| side.model.version = "10.0".to_owned(),
        |side| side.model.publisher = "z".to_owned(),
        |side| side.model.digest = "z".to_owned(),
        |side| side.model.kept = kept("z"),
        |side| side.stages[1].title = "z".to_owned(),
        |side| side.stages[1].definition = "z".to_owned(),
        |side| side.stages[1].score = 0.3,
        |side| side.stages[1].replaced_by = Some(StageId::new("fully")),
        |side| side.stages[1].kept = kept("z"),
        |side| side.stages.swap(1, 2),
        |side| side.cadence_months = 7,
        |side| side.evidence_valid_months = 7,
        |side| side.setup.extensions = vec!["z".to_owned()],
        |side| side.setup.overlay = Some(serde_json::json!({ "z": 1 })),
        |side| side.kept = kept("z"),
        |side| of_team(side).name = "z".to_owned(),
        |side| of_team(side).order = 9,
        |side| of_team(side).inherits = Some(team("y")),
        |side| of_team(side).groups = [GroupId::new("g")].into(),
        |side| of_team(side).deleted = true,
        |side| of_team(side).kept = kept("z"),
        |side| given(side).stage = None,
        |side| given(side).not_sure = true,
        |side| given(side).not_applicable = Some("z".to_owned()),
        |side| given(side).reached = Map::new(),
        |side| given(side).owner = "z".to_owned(),
        |side| given(side).due = Some(day("2026-01-01")),
        |side| given(side).confirmed = None,
        |side| given(side).note = "z".to_owned(),
        |side| given(side).kept = kept("z"),
        |side| group(side).name = "z".to_owned(),
        |side| group(side).order = 9,
        |side| group(side).deleted = true,
        |side| group(side).kept = kept("z"),
        |side| piece(side).activity = ActivityId::new("z"),
        |side| piece(side).teams = [team("y")].into(),
        |side| piece(side).title = "z".to_owned(),
        |side| piece(side).description = "z".to_owned(),
        |side| piece(side).recorded = Some(day("2026-01-01")),
        |side| piece(side).expires = Some(day("2026-01-01")),
        |side| piece(side).reviewer = "z".to_owned(),
        |side| piece(side).links[0].kind = "z".to_owned(),
        |side| piece(side).links[0].url = "z".to_owned(),
        |side| piece(side).links[0].kept = kept("z"),
        |side| drop(piece(side).links.pop()),
        |side| piece(side).deleted = true,
        |side| piece(side).kept = kept("z"),
        |side| target(side).level = None,
        |side| target(side).by = Some(day("2026-01-01")),
        |side| target(side).kept = kept("z"),
        |side| planned(side).cycle = None,
        |side| planned(side).kept = kept("z"),
        |side| snapshot(side).name = "z".to_owned(),
        |side| snapshot(side).opened = Some(day("2026-01-01")),
        |side| snapshot(side).opened_at = Some(1),
        |side| snapshot(side).closed = None,
        |side| snapshot(side).deleted = true,
        |side| snapshot(side).kept = kept("z"),
        |side| frozen(side).stage = None,
        |side| frozen(side).not_sure = true,
        |side| frozen(side).confirmed = None,
        |side| {
            drop(
                snapshot(side).answers.insert(
                    team("y"),
                    [(ActivityId::new("a"), Answer::default())]
                        .into_iter()
                        .collect(),
                ),
            )
        },
    ];
    for (at, change) in changes.iter().enumerate() {
        let mut other = base();
        change(&mut other);
        assert_ne!(other, base(), "change {at}");
        // In both orders, and it is one of the two.
        let merged = both(&other, &base());
        assert!(merged == other || merged == base(), "change {at}");
        assert_eq!(
            bytes(&merge(&merged, &other)),
            bytes(&merged),
            "change {at}"
        );
        assert_eq!(
            bytes(&merge(&merged, &base())),
            bytes(&merged),
            "change {at}"
        );
    }
    // A copy without the snapshots, as the head of a stored assessment is, loses to a whole one.
    let mut head = base();
    snapshot(&mut head).answers.clear();
    assert_eq!(both(&head, &base()), base());
}

/// The model goes with the title; where that is the same, the later version stays.
#[test]
fn of_two_models_the_later_version_stays() {
    for (one, other, expected) in [
        ("9.0", "10.0", "10.0"),
        ("v2", "1.9.9", "v2"),
        ("", "x", "x"),
    ] {
        let (mut left, mut right) = (start(), start());
        left.model.version = one.to_owned();
        right.model.version = other.to_owned();
        assert_eq!(both(&left, &right).model.version, expected);
    }
}

#[test]
fn unknown_fields_of_both_copies_come_together() {
    let with = |text: &str| {
        let mut side = start();
        let value: serde_json::Value = serde_json::from_str(text).unwrap();
        side.kept = value.as_object().unwrap().clone();
        side
    };
    let at = |second: u8, content: &str| {
        format!(
            r#"{{"changed": {{"at": "2026-01-01T00:00:0{second}.000Z"}}, "text": "{content}"}}"#
        )
    };
    for (left, right, expected) in [
        // Maps of things that a later version knows: each thing by itself.
        (
            format!(
                r#"{{"x": {{"one": {}, "two": {}}}}}"#,
                at(1, "z"),
                at(5, "a")
            ),
            format!(r#"{{"x": {{"one": {}, "three": 3}}}}"#, at(2, "a")),
            format!(
                r#"{{"x": {{"one": {}, "three": 3, "two": {}}}}}"#,
                at(2, "a"),
                at(5, "a")
            ),
        ),
        (
            r#"{"a": 1}"#.to_owned(),
            r#"{"b": 2}"#.to_owned(),
            r#"{"a": 1, "b": 2}"#.to_owned(),
        ),
        (
            r#"{"a": 1}"#.to_owned(),
            r#"{"a": 2}"#.to_owned(),
            r#"{"a": 2}"#.to_owned(),
        ),
        (
            r#"{"a": [2]}"#.to_owned(),
            r#"{"a": {"b": 1}}"#.to_owned(),
            r#"{"a": {"b": 1}}"#.to_owned(),
        ),
        (
            format!(r#"{{"a": {}}}"#, at(1, "a")),
            r#"{"a": {"z": 1}}"#.to_owned(),
            format!(r#"{{"a": {}}}"#, at(1, "a")),
        ),
        // The order of fields is nobody's content.
        (
            r#"{"a": {"b": 1, "c": 2}}"#.to_owned(),
            r#"{"a": {"c": 2, "b": 1}}"#.to_owned(),
            r#"{"a": {"b": 1, "c": 2}}"#.to_owned(),
        ),
    ] {
        let merged = both(&with(&left), &with(&right));
        assert_eq!(bytes(&merged), bytes(&with(&expected)), "{left} {right}");
    }
}

#[test]
fn the_preview_says_which_teams_go() {
    let mut mine = start();
    apply(&mut mine, answer("x", "b", stage("fully")), &at(20));
    apply(&mut mine, note("x", "c", "only a note"), &at(21));
    apply(&mut mine, answer("x", "d", Choice::NotSure), &at(22));
    apply(&mut mine, answer("x", "d", Choice::Clear), &at(23));
    let mut theirs = start();
    apply(&mut theirs, delete("x"), &by("bo", 30));
    let found = preview(&mine, &theirs);
    let gone = TeamDifferences {
        is_deleted: true,
        gone: 3,
        ..row("x", false, [0; 4])
    };
    assert_eq!(found.teams, [row("y", false, [0; 4]), gone]);
    // We have deleted it too: nothing goes any more.
    apply(&mut mine, delete("x"), &at(40));
    assert_eq!(preview(&mine, &theirs).teams, [row("y", false, [0; 4])]);
    // Deleted and added again there: the team stays, what it had said goes.
    let mut back = start();
    let change = back.apply(delete("x"), &by("bo", 30)).unwrap().unwrap();
    back.revert(change, &by("bo", 31));
    let mut mine = start();
    apply(&mut mine, answer("x", "b", stage("fully")), &at(20));
    let found = preview(&mine, &back);
    let row = TeamDifferences {
        gone: 1,
        ..row("x", false, [0, 1, 0, 0])
    };
    assert_eq!(found.teams[0], row);
}

#[test]
fn the_preview_counts_everything_else_together() {
    let mut mine = start();
    let put = |id: &str, title: &str| Edit::PutEvidence {
        id: EvidenceId::new(id),
        evidence: evidence("a", "x", title),
    };
    let aim = |subdimension: &str| Aim {
        team: None,
        subdimension: Some(subdimension.to_owned()),
    };
    let target = |subdimension: &str, level| Edit::SetTarget {
        aim: aim(subdimension),
        level,
        by: None,
    };
    let plan = |activity: &str, when: Option<&str>| Edit::Plan {
        team: team("x"),
        activities: vec![ActivityId::new(activity)],
        cycle: when.map(cycle),
    };
    let group = |id: &str| Edit::AddGroup {
        id: GroupId::new(id),
        name: id.to_owned(),
    };
    let add_cycle = |id: &str| Edit::AddCycle {
        id: cycle(id),
        name: id.to_owned(),
    };
    let rename_cycle = |id: &str, name: &str| Edit::RenameCycle {
        cycle: cycle(id),
        name: name.to_owned(),
    };
    for (millis, done) in (20..).zip([
        put("changes", "a"),
        put("goes", "a"),
        put("stays", "a"),
        target("changes", Some(1)),
        target("goes", Some(1)),
        add_cycle("c"),
        add_cycle("d"),
        plan("changes", Some("c")),
        plan("goes", Some("c")),
        group("changes"),
        group("goes"),
    ]) {
        edit(&mut mine, done, &at(millis));
    }
    let others = |found: &Differences| {
        (
            found.others.added,
            found.others.changed,
            found.others.removed,
        )
    };
    assert_eq!(others(&preview(&mine, &mine)), (0, 0, 0));
    assert_eq!(others(&preview(&start(), &mine)), (11, 0, 0));
    assert_eq!(others(&preview(&mine, &start())), (0, 0, 0));
    let mut theirs = mine.clone();
    for (millis, done, expected) in [
        (100, put("new", "a"), (1, 0, 0)),
        (101, put("changes", "b"), (1, 1, 0)),
        (
            102,
            Edit::RemoveEvidence {
                id: EvidenceId::new("goes"),
            },
            (1, 1, 1),
        ),
        (103, target("new", Some(1)), (2, 1, 1)),
        (104, target("changes", Some(2)), (2, 2, 1)),
        (105, target("goes", None), (2, 2, 2)),
        (106, add_cycle("new"), (3, 2, 2)),
        (107, rename_cycle("c", "e"), (3, 3, 2)),
        (108, Edit::DeleteCycle { cycle: cycle("d") }, (3, 3, 3)),
        (109, plan("new", Some("c")), (4, 3, 3)),
        (110, plan("changes", Some("new")), (4, 4, 3)),
        (111, plan("goes", None), (4, 4, 4)),
        (112, group("new"), (5, 4, 4)),
        (
            113,
            Edit::RenameGroup {
                group: GroupId::new("changes"),
                name: "b".to_owned(),
            },
            (5, 5, 4),
        ),
        (
            114,
            Edit::DeleteGroup {
                group: GroupId::new("goes"),
            },
            (5, 5, 5),
        ),
    ] {
        edit(&mut theirs, done, &by("bo", millis));
        assert_eq!(others(&preview(&mine, &theirs)), expected);
    }
    // Added and removed again there: it was never here.
    let mut back = mine.clone();
    let change = back
        .edit(put("never", "a"), &by("bo", 200))
        .unwrap()
        .unwrap();
    back.revert(change, &by("bo", 201));
    assert_eq!(preview(&mine, &back).others, Others::default());
}

#[test]
fn the_preview_says_whose_clock_runs_ahead() {
    let (hour, mut theirs) = (3_600_000, start());
    apply(&mut theirs, note("x", "a", "late"), &by("bo", 25 * hour));
    apply(
        &mut theirs,
        answer("x", "b", stage("fully")),
        &by("bo", 30 * hour),
    );
    apply(
        &mut theirs,
        note("y", "a", "just right"),
        &by("al", 24 * hour),
    );
    edit(
        &mut theirs,
        Edit::AddGroup {
            id: GroupId::new("g"),
            name: "g".to_owned(),
        },
        &by("ida", 26 * hour),
    );
    let ahead = |now: i64| differences_at(&start(), &theirs, |_| true, START + now).ahead;
    let of = |by: &str, hours: i64, count: usize| Ahead {
        at: START + hours * hour,
        by: by.to_owned(),
        count,
    };
    assert_eq!(ahead(0), [of("bo", 30, 2), of("ida", 26, 1)]);
    assert_eq!(ahead(hour), [of("bo", 30, 1), of("ida", 26, 1)]);
    assert_eq!(ahead(6 * hour), []);
    assert_eq!(preview(&start(), &theirs).ahead, []);
}

/// `start` with what two people say about some activities of two teams.
fn quarrel() -> (Assessment, Assessment) {
    let mut common = start();
    add_stage(&mut common, 15, "half", 0.4);
    let gone = Edit::RemoveStage {
        stage: StageId::new("half"),
        into: StageId::new("started"),
    };
    apply(&mut common, answer("y", "replaced", stage("half")), &at(16));
    edit(&mut common, gone, &at(17));
    let (mut mine, mut theirs) = (common.clone(), common);
    let reason = |text: &str| Choice::NotApplicable(text.to_owned());
    for (team, activity, ours, others) in [
        ("y", "stages", Some(stage("fully")), Some(stage("partly"))),
        (
            "y",
            "not sure",
            Some(Choice::NotSure),
            Some(stage("not-implemented")),
        ),
        ("y", "reasons", Some(reason("one")), Some(reason("other"))),
        ("y", "neither", Some(reason("one")), Some(Choice::NotSure)),
        ("x", "a", Some(stage("partly")), Some(stage("fully"))),
        // No conflicts: the same, only one, nothing said, a stage that became the other.
        ("x", "same", Some(stage("fully")), Some(stage("fully"))),
        ("x", "mine", Some(stage("fully")), None),
        ("x", "theirs", None, Some(stage("fully"))),
        ("x", "taken back", Some(stage("fully")), Some(Choice::Clear)),
        ("x", "no reason", Some(stage("fully")), Some(reason(" "))),
        ("y", "replaced", None, Some(stage("started"))),
    ] {
        if let Some(choice) = ours {
            apply(&mut mine, answer(team, activity, choice), &by("kim", 50));
        }
        if let Some(choice) = others {
            // Bo is later, but for one.
            let millis = if activity == "stages" { 40 } else { 60 };
            let spoken = theirs.apply(answer(team, activity, choice.clone()), &by("bo", millis));
            if choice == Choice::Clear {
                assert_eq!(spoken, Ok(None));
            }
        }
    }
    apply(&mut mine, note("x", "a", "ours"), &by("kim", 70));
    (mine, theirs)
}

#[test]
fn the_preview_names_what_two_people_say_differently() {
    let (mine, theirs) = quarrel();
    let found = preview(&mine, &theirs).conflicts;
    let shown: Vec<_> = found
        .iter()
        .map(|conflict| {
            let Conflict {
                team,
                activity,
                newer,
                ..
            } = conflict;
            (team.as_str(), activity.as_str(), *newer)
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("x", "a", Side::Theirs),
            ("y", "neither", Side::Theirs),
            ("y", "not sure", Side::Theirs),
            ("y", "reasons", Side::Theirs),
            ("y", "stages", Side::Mine),
        ]
    );
    for conflict in &found {
        let of = |side: &Assessment| {
            side.answer(&conflict.team, conflict.activity.as_str())
                .cloned()
        };
        assert_eq!(
            (Some(&conflict.mine), Some(&conflict.theirs)),
            (of(&mine).as_ref(), of(&theirs).as_ref())
        );
    }
    // The other way round, the other side is the newer one.
    let back: Vec<Side> = preview(&theirs, &mine)
        .conflicts
        .iter()
        .map(|conflict| conflict.newer)
        .collect();
    assert_eq!(
        back,
        [Side::Mine, Side::Mine, Side::Mine, Side::Mine, Side::Theirs]
    );
    // Nobody quarrels with a team that is gone.
    let mut without = mine.clone();
    apply(&mut without, delete("y"), &at(80));
    assert_eq!(preview(&without, &theirs).conflicts.len(), 1);
    assert_eq!(preview(&mine, &mine).conflicts, []);
}

#[test]
fn rules_decide_all_conflicts_at_once() {
    let (mine, theirs) = quarrel();
    let conflicts = preview(&mine, &theirs).conflicts;
    let merged = merge(&mine, &theirs);
    // In the order of the conflicts: a, neither, not sure, reasons, stages.
    for (rule, expected) in [
        (Rule::Mine, "MMMMM"),
        (Rule::Theirs, "TTTTT"),
        (Rule::Newer, "TTTTM"),
        // Partly against fully, no stage twice, not sure against a stage, no stage twice, fully
        // against partly.
        (Rule::Higher, "TTTTM"),
        (Rule::Lower, "MTMTT"),
    ] {
        let sides: String = conflicts
            .iter()
            .map(|conflict| match decide(&merged, rule, conflict) {
                Side::Mine => 'M',
                Side::Theirs => 'T',
            })
            .collect();
        assert_eq!(sides, expected, "{rule:?}");
    }
}

#[test]
fn a_decision_puts_the_older_answer_back() {
    let (mine, theirs) = quarrel();
    let conflicts = preview(&mine, &theirs).conflicts;
    let decisions: Map<_, _> = conflicts
        .iter()
        .map(|conflict| {
            let other = match conflict.newer {
                Side::Mine => Side::Theirs,
                Side::Theirs => Side::Mine,
            };
            ((conflict.team.clone(), conflict.activity.clone()), other)
        })
        .collect();
    // The clock stands before all that was written.
    let merged = merge_deciding(&mine, &theirs, &decisions, &by("kim", 1));
    for conflict in &conflicts {
        let found = merged
            .answer(&conflict.team, conflict.activity.as_str())
            .unwrap();
        let chosen = match conflict.newer {
            Side::Mine => &conflict.theirs,
            Side::Theirs => &conflict.mine,
        };
        let expected = Answer {
            changed: found.changed.clone(),
            note: found.note.clone(),
            note_changed: found.note_changed.clone(),
            ..chosen.clone()
        };
        assert_eq!(found, &expected);
        assert!(found.changed > conflict.mine.changed && found.changed > conflict.theirs.changed);
    }
    assert_eq!(merged.answer(&team("x"), "a").unwrap().note, "ours");
    for side in [&mine, &theirs] {
        assert_eq!(bytes(&merge(&merged, side)), bytes(&merged));
    }
    // What the clock decides needs no new stamp.
    let newer = conflicts
        .iter()
        .map(|conflict| {
            (
                (conflict.team.clone(), conflict.activity.clone()),
                conflict.newer,
            )
        })
        .collect();
    let plain = merge_deciding(&mine, &theirs, &newer, &by("kim", 100));
    assert_eq!(plain, merge(&mine, &theirs));
    // Nothing to decide where only one side says something.
    let odd = [
        ("x", "mine"),
        ("x", "theirs"),
        ("x", "nowhere"),
        ("gone", "a"),
    ];
    let odd = odd
        .into_iter()
        .flat_map(|(who, what)| {
            [Side::Mine, Side::Theirs].map(|side| ((team(who), ActivityId::new(what)), side))
        })
        .collect();
    let plain = merge_deciding(&mine, &theirs, &odd, &by("kim", 100));
    assert_eq!(plain, merge(&mine, &theirs));
}

/// What one person does: deeds with a clock that may stand, jump or run back.
fn history() -> impl Strategy<Value = Vec<(Deed, i64)>> {
    prop::collection::vec((any_deed(), 0..60i64), 0..18)
}

/// A few fields with few values, so that copies meet often; some are registers with a stamp.
fn unknown_fields() -> impl Strategy<Value = UnknownFields> {
    fn object(
        inner: impl Strategy<Value = serde_json::Value>,
    ) -> impl Strategy<Value = UnknownFields> {
        let key = prop::sample::select(vec!["a", "b", "changed", "c"]);
        let fields = prop::collection::vec((key, inner), 0..4);
        fields.prop_map(|fields| {
            fields
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect()
        })
    }
    let leaf = prop_oneof![
        (0..3u8).prop_map(|number| serde_json::json!(number)),
        (0..3u8).prop_map(|second| serde_json::json!({ "at": format!("{second}"), "by": "kim" })),
        Just(serde_json::json!(null)),
        Just(serde_json::json!([1, {"a": 2}])),
    ];
    let value = leaf.prop_recursive(3, 20, 4, |inner| object(inner).prop_map(Into::into));
    object(value)
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

    /// Whatever is decided, both sides can be read again and change nothing, and the numbers of
    /// what is in conflict are those that were chosen.
    #[test]
    fn decisions_last(common in history(), kim in history(), bo in history(), choices in any::<u64>()) {
        let common = lived("common", &assessment(&["x", "y"]), &common);
        let (kim, bo) = (lived("kim", &common, &kim), lived("bo", &common, &bo));
        let conflicts = preview(&kim, &bo).conflicts;
        let side = |at: usize| if choices >> (at % 64) & 1 == 0 { Side::Mine } else { Side::Theirs };
        let decisions: Map<_, _> = conflicts
            .iter()
            .enumerate()
            .map(|(at, conflict)| ((conflict.team.clone(), conflict.activity.clone()), side(at)))
            .collect();
        let decided = merge_deciding(&kim, &bo, &decisions, &by("kim", 0));
        for one in [&kim, &bo, &common] {
            prop_assert_eq!(bytes(&merge(&decided, one)), bytes(&decided));
        }
        for (at, conflict) in conflicts.iter().enumerate() {
            let chosen = match side(at) {
                Side::Mine => &conflict.mine,
                Side::Theirs => &conflict.theirs,
            };
            let found = decided.answer(&conflict.team, conflict.activity.as_str()).unwrap();
            prop_assert_eq!(found.answered(), chosen.answered());
            prop_assert_ne!(found.answered(), Answered::No);
        }
    }

    /// The same laws for what this version does not know.
    #[test]
    fn unknown_fields_merge_by_the_same_laws(
        one in unknown_fields(), two in unknown_fields(), three in unknown_fields()
    ) {
        let [a, b, c] = [one, two, three].map(|kept| Assessment { kept, ..start() });
        prop_assert_eq!(bytes(&merge(&a, &a)), bytes(&a));
        prop_assert_eq!(bytes(&merge(&a, &b)), bytes(&merge(&b, &a)));
        let all = merge(&merge(&a, &b), &c);
        prop_assert_eq!(bytes(&merge(&a, &merge(&b, &c))), bytes(&all));
        for one in [&a, &b, &c, &all] {
            prop_assert_eq!(bytes(&merge(&all, one)), bytes(&all));
        }
        // No field is lost.
        for key in a.kept.keys().chain(b.kept.keys()).chain(c.kept.keys()) {
            prop_assert!(all.kept.contains_key(key));
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
