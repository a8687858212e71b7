//! Answers that are unpacked when somebody looks at them.

use dsomm_radar::assessment::{Assessment, CycleId, Edit, Touched};
use dsomm_radar::model::ActivityId;
use dsomm_radar::storage::{Arriving, Keeper, Leaving, Memory, Shelf, Store};

use crate::storage_fire::{all, holds};
use crate::support::{answer, apply, assessment, at, day, edit, stage, team};

/// Three teams, two closed cycles.
fn company() -> (Memory, Assessment) {
    let mut company = assessment(&["x", "y", "z"]);
    for (number, (cycle, then)) in [("second", "first"), ("third", "second")]
        .iter()
        .enumerate()
    {
        let moment = 10 * i64::try_from(number).unwrap() + 10;
        for (id, name) in [("x", "fully"), ("y", "partly"), ("z", "started")] {
            let said = answer(id, &format!("a{number}"), stage(name));
            apply(&mut company, said, &at(moment));
        }
        let freeze = (CycleId::new(then), (*then).to_owned());
        let start = Edit::StartCycle {
            id: CycleId::new(cycle),
            name: (*cycle).to_owned(),
            freeze,
        };
        edit(&mut company, start, &at(moment + 5));
    }
    let memory = Memory::default();
    let mut keeper = Keeper::default();
    keeper.save(&memory, &mut company, &all()).unwrap();
    (memory, company)
}

fn open(memory: &Memory) -> (Keeper, Assessment) {
    let mut keeper = Keeper::lazy();
    let loaded = keeper.load(memory, &[]).unwrap();
    assert_eq!(loaded.problems, [""; 0]);
    (keeper, loaded.assessment.unwrap())
}

fn packed_teams(of: &Assessment) -> Vec<&str> {
    let packed = of.answers.iter().filter(|(_, answers)| answers.is_packed());
    packed.map(|(team, _)| team.as_str()).collect()
}

fn packed_cycles(of: &Assessment) -> usize {
    let cycles = of.cycles.values();
    cycles.filter(|cycle| cycle.answers.is_packed()).count()
}

#[test]
fn only_what_is_looked_at_is_unpacked() {
    let (memory, company) = company();
    let (_, found) = open(&memory);
    assert_eq!(packed_teams(&found), ["x", "y", "z"]);
    assert_eq!(packed_cycles(&found), 2);
    assert!(found.answer(&team("y"), "a1").is_some());
    assert_eq!(packed_teams(&found), ["x", "z"]);
    // A copy is not unpacked for being made, and what is unpacked in one is so in both.
    let copy = found.clone();
    assert_eq!(packed_teams(&copy), ["x", "z"]);
    assert!(copy.answer(&team("x"), "a1").is_some());
    assert_eq!(packed_teams(&found), ["z"]);
    // The numbers of one team in the last cycle need that cycle, and no other.
    let (last, _) = found.last_closed().unwrap();
    let then = found.as_of_team(last, &team("x")).unwrap();
    assert_eq!(then.answers.len(), 1);
    assert_eq!(packed_cycles(&found), 1);
    assert_eq!(found, company);
}

#[test]
fn a_change_is_that_of_one_copy_and_unpacks_one_team() {
    let (memory, company) = company();
    let (mut keeper, mut found) = open(&memory);
    let before = found.clone();
    apply(&mut found, answer("y", "new", stage("fully")), &at(90));
    let only = Touched {
        teams: [team("y")].into(),
        ..Touched::default()
    };
    keeper.save(&memory, &mut found, &only).unwrap();
    assert_eq!(packed_teams(&found), ["x", "z"]);
    assert_eq!(packed_cycles(&found), 2);
    assert!(before.answer(&team("y"), "new").is_none());
    assert_eq!(before, company);
    let (_, again) = open(&memory);
    assert_eq!(again, found);
}

#[test]
fn a_change_of_the_head_leaves_snapshots_as_they_are_stored() {
    let (memory, _) = company();
    let (mut keeper, mut found) = open(&memory);
    let snapshots = |memory: &Memory| -> Vec<(String, String)> {
        let texts = memory.texts().into_iter();
        texts.filter(|(key, _)| key.contains("/c/")).collect()
    };
    let before = snapshots(&memory);
    let head = Touched {
        head: true,
        ..Touched::default()
    };
    found.title = "Another title".to_owned();
    keeper.save(&memory, &mut found, &head).unwrap();
    assert_eq!(packed_cycles(&found), 2);
    assert_eq!(snapshots(&memory), before);
    // Where one of them is gone meanwhile, or the answers of a team, they are written again.
    memory.remove(&before[0].0).unwrap();
    let team = before[0].0.replace("/c/first", "/t/x");
    memory.remove(&team).unwrap();
    found.title = "A third one".to_owned();
    keeper.save(&memory, &mut found, &head).unwrap();
    assert_eq!(snapshots(&memory).len(), 2);
    assert!(memory.get(&team).unwrap().is_some());
    assert_eq!(open(&memory).1, found);
}

#[test]
fn another_tab_is_merged_without_unpacking_what_it_did_not_touch() {
    let (memory, _) = company();
    let (mut mine, mut here) = open(&memory);
    let (mut theirs, mut there) = open(&memory);
    apply(&mut there, answer("z", "new", stage("fully")), &at(90));
    let only = Touched {
        teams: [team("z")].into(),
        ..Touched::default()
    };
    theirs.save(&memory, &mut there, &only).unwrap();
    assert!(mine.merge_stored(&memory, &mut here, None).unwrap());
    assert_eq!(packed_teams(&here), ["x", "y"]);
    assert_eq!(packed_cycles(&here), 2);
    // The page saves whatever a merge may have changed.
    let before = memory.texts();
    mine.save(&memory, &mut here, &all()).unwrap();
    assert_eq!(packed_teams(&here), ["x", "y"]);
    assert_eq!(packed_cycles(&here), 2);
    assert_eq!(memory.texts(), before);
    assert_eq!(here, there);
}

/// Whole by its checksum, but not what should stand there.
#[test]
fn what_turns_out_to_be_broken_is_told_and_kept() {
    let (memory, company) = company();
    let texts = memory.texts();
    let key_of = |part: &str| {
        let mut keys = texts.keys();
        keys.find(|key| key.ends_with(part)).unwrap().clone()
    };
    let (record, snapshot) = (key_of("/t/y"), key_of("/c/first"));
    let wrong = texts.get(&snapshot).unwrap();
    memory.set(&record, wrong).unwrap();
    let (mut keeper, mut found) = open(&memory);
    assert!(!keeper.has_broken());
    assert!(found.answer(&team("y"), "a1").is_none());
    assert!(keeper.has_broken());
    apply(&mut found, answer("y", "new", stage("fully")), &at(90));
    let only = Touched {
        teams: [team("y")].into(),
        ..Touched::default()
    };
    keeper.save(&memory, &mut found, &only).unwrap();
    assert!(!keeper.has_broken());
    let aside = Shelf::of(&memory).aside().unwrap();
    assert_eq!(aside.len(), 1);
    assert_eq!(memory.get(&aside[0].key).unwrap().as_ref(), Some(wrong));
    let (_, again) = open(&memory);
    assert!(again.answer(&team("y"), "new").is_some());
    assert_eq!(again.answers.get("x"), company.answers.get("x"));
    assert!(holds(&again, &found));
    // A keeper that reads all says so when it opens it.
    memory.set(&record, wrong).unwrap();
    let loaded = Keeper::default().load(&memory, &[]).unwrap();
    assert_eq!(loaded.problems.len(), 1, "{:?}", loaded.problems);
}

/// What the second thread read is stored as it arrived; what was changed since is packed.
#[test]
fn what_arrives_packed_is_stored_as_it_is() {
    let (_, mut company) = company();
    // One activity whose id stands for itself only in this assessment: it travels in full.
    apply(&mut company, answer("z", "rare", stage("fully")), &at(80));
    let common = ["a0", "a1"].map(ActivityId::new).into_iter().collect();
    let leaving = Leaving::new(&common);
    let mut arriving = Arriving::default();
    for text in leaving.all(&company) {
        arriving.take(&text).unwrap();
    }
    let mut arrived = arriving.whole(day("2026-03-01"));
    let texts: Vec<Option<String>> = ["x", "y", "z"]
        .map(|id| {
            arrived
                .answers
                .get(id)
                .unwrap()
                .source()
                .map(|text| text.to_string())
        })
        .into();
    apply(&mut arrived, answer("y", "new", stage("fully")), &at(90));
    assert!(arrived.answers.get("y").unwrap().source().is_none());
    let memory = Memory::default();
    let mut keeper = Keeper::default();
    keeper.save(&memory, &mut arrived, &all()).unwrap();
    let stored = |id: &str| {
        let records = memory.texts();
        let mut found = records
            .iter()
            .filter(|(key, _)| key.ends_with(&format!("/t/{id}")));
        found.next().map(|(_, text)| text.clone())
    };
    assert_eq!(stored("x"), texts[0]);
    assert_ne!(stored("y"), texts[1]);
    assert_eq!(stored("z"), texts[2]);
    let loaded = Keeper::default().load(&memory, &[]).unwrap();
    assert_eq!(loaded.problems, [""; 0]);
    let found = loaded.assessment.unwrap();
    assert_eq!(
        (&found.answers, &found.cycles),
        (&arrived.answers, &arrived.cycles)
    );
}
