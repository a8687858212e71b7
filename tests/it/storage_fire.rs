//! Storage under fire: any broken byte, any full moment. Nothing that
//! was called saved is lost, and nothing that could not be read is written over.

use dsomm_radar::map::Map;

use dsomm_radar::assessment::{Assessment, Command, Context, Touched, merge};
use dsomm_radar::storage::{
    Gone, Keeper, LogEntry, MAX_COPIES, MAX_LOG, Memory, Shelf, Store, StoreError, read_rescue,
};
use proptest::prelude::*;

use crate::support::{
    Person, START, answer, any_deed, apply, assessment, at, cases, edit, evidence, note, stage,
    team,
};
use dsomm_radar::assessment::{CycleId, Edit, EvidenceId};

const PREFIX: &str = "dsomm-radar/";
const CURRENT: &str = "dsomm-radar/current";

pub fn all() -> Touched {
    Touched {
        all: true,
        ..Touched::default()
    }
}

fn only(id: &str) -> Touched {
    Touched {
        teams: [team(id)].into(),
        ..Touched::default()
    }
}

pub fn open(store: &impl Store) -> (Keeper, Assessment) {
    let mut keeper = Keeper::default();
    let loaded = keeper.load(store, &[]).unwrap();
    assert_eq!(loaded.problems, [""; 0]);
    (keeper, loaded.assessment.unwrap())
}

/// True where `whole` has everything that `part` has, or something later.
pub fn holds(whole: &Assessment, part: &Assessment) -> bool {
    merge(whole, part) == merge(whole, whole)
}

/// A small assessment with a record of each kind.
fn small() -> Assessment {
    let mut small = assessment(&["x", "y"]);
    apply(&mut small, answer("x", "a", stage("partly")), &at(10));
    apply(&mut small, note("x", "a", "Ü 🦀"), &at(11));
    let start = Edit::StartCycle {
        id: CycleId::new("second"),
        name: "Second".to_owned(),
        freeze: (CycleId::new("first"), "First".to_owned()),
    };
    edit(&mut small, start, &at(12));
    apply(&mut small, answer("y", "b", stage("fully")), &at(13));
    small
}

pub fn stored() -> (Memory, Keeper, Assessment) {
    let (memory, mut keeper, mut small) = (Memory::default(), Keeper::default(), small());
    keeper.save(&memory, &mut small, &all()).unwrap();
    (memory, keeper, small)
}

pub fn copy_of(texts: &Map<String, String>) -> Memory {
    let memory = Memory::with_limit(usize::MAX);
    for (key, text) in texts {
        memory.set(key, text).unwrap();
    }
    memory
}

proptest! {
    #![proptest_config(cases(100))]

    /// Whatever room there is, a save is whole or leaves everything as it was, recovery copies too.
    #[test]
    fn a_save_is_whole_or_nothing(
        deeds in prop::collection::vec(any_deed(), 1..12), room in 0..1200usize
    ) {
        let (full, _, before) = stored();
        let shelf = Shelf::of(&full);
        shelf.copy(&before, START + 1000).unwrap();
        shelf.note(&before.id, &line(1, "Something")).unwrap();
        let memory = Memory::with_limit(full.used() + room);
        for (key, text) in full.texts() {
            memory.set(&key, &text).unwrap();
        }
        let (mut keeper, copy) = open(&memory);
        let mut person = Person::new("kim", copy);
        let mut touched = Touched::default();
        for (millis, deed) in (2000..).zip(&deeds) {
            if let Some(change) = person.act(deed, millis) {
                let more = change.touched();
                touched.head |= more.head;
                touched.all |= more.all;
                touched.teams.extend(more.teams);
            }
        }
        let texts = memory.texts();
        match keeper.save(&memory, &mut person.copy, &touched) {
            Ok(_) => prop_assert!(holds(&open(&memory).1, &person.copy)),
            Err(problem) => {
                prop_assert_eq!(problem, StoreError::Full);
                prop_assert_eq!(memory.texts(), texts);
                // Once there is room, everything is written.
                let roomy = copy_of(&memory.texts());
                keeper.save(&roomy, &mut person.copy, &Touched::default()).unwrap();
                prop_assert!(holds(&open(&roomy).1, &person.copy));
            }
        }
    }
}

/// The tab that hears of it has everything; the one that wrote did not know of it.
#[test]
fn a_tab_writes_again_what_another_one_wrote_over() {
    let (memory, mut one, mut mine) = stored();
    let (mut other, mut theirs) = open(&memory);
    let record = "dsomm-radar/a/assessment-1/t/x";
    apply(&mut theirs, note("x", "a", "theirs"), &at(40));
    other.save(&memory, &mut theirs, &only("x")).unwrap();
    let early = memory.get(record).unwrap().unwrap();
    apply(&mut mine, answer("x", "mine", stage("fully")), &at(50));
    assert_eq!(one.save(&memory, &mut mine, &only("x")), Ok(true));
    // The other tab's write was on its way all the time and arrives only now.
    memory.set(record, &early).unwrap();
    assert_eq!(one.merge_stored(&memory, &mut mine, Some(record)), Ok(true));
    one.save(&memory, &mut mine, &all()).unwrap();
    assert!(holds(&open(&memory).1, &mine));
    assert_eq!(
        one.merge_stored(&memory, &mut mine, Some(record)),
        Ok(false)
    );
}

// Storage that goes away.

#[test]
fn what_was_cleared_is_stored_again() {
    let (memory, mut keeper, mut small) = stored();
    assert_eq!(keeper.gone(&memory, &small), Ok(None));
    for key in memory.keys("").unwrap() {
        memory.remove(&key).unwrap();
    }
    assert_eq!(keeper.gone(&memory, &small), Ok(Some(Gone::Cleared)));
    apply(&mut small, answer("x", "b", stage("fully")), &at(50));
    keeper.save(&memory, &mut small, &only("x")).unwrap();
    assert_eq!(open(&memory).1, small);
    assert_eq!(keeper.gone(&memory, &small), Ok(None));
}

#[test]
fn what_another_tab_removed_for_good_is_whole_again_with_the_next_change() {
    let (memory, mut keeper, mut small) = stored();
    let other = Assessment {
        id: "other".to_owned(),
        ..small.clone()
    };
    Keeper::default()
        .save(&memory, &mut other.clone(), &all())
        .unwrap();
    Shelf::of(&memory).purge(&small.id).unwrap();
    assert_eq!(keeper.gone(&memory, &small), Ok(Some(Gone::Removed)));
    apply(&mut small, answer("x", "b", stage("fully")), &at(50));
    keeper.save(&memory, &mut small, &only("x")).unwrap();
    let found = Keeper::default()
        .load_id(&memory, &small.id, &[])
        .unwrap()
        .assessment;
    assert_eq!(found.unwrap(), small);
    // What the other tab has open stays what is opened next.
    assert_eq!(memory.get(CURRENT).unwrap().as_deref(), Some("other"));
}

/// An undo may bring back what was open before it was deleted.
#[test]
fn what_is_opened_is_not_deleted() {
    let (memory, _, mut small) = stored();
    Shelf::of(&memory).delete(&small.id, START).unwrap();
    Keeper::default().save(&memory, &mut small, &all()).unwrap();
    assert_eq!(Shelf::of(&memory).list().unwrap()[0].deleted, None);
}

#[test]
fn where_the_open_one_is_unknown_another_one_is_opened() {
    let (memory, _, small) = stored();
    memory.set(CURRENT, "nobody").unwrap();
    let loaded = Keeper::default().load(&memory, &[]).unwrap();
    assert_eq!(loaded.assessment.unwrap(), small);
    assert_eq!(loaded.problems.len(), 1);
    // Beginning anew forgets it on purpose.
    memory.remove(CURRENT).unwrap();
    let loaded = Keeper::default().load(&memory, &[]).unwrap();
    assert_eq!((loaded.assessment, loaded.problems.len()), (None, 0));
}

// Damage.

/// The same text with one character changed, left out, or the last one before the cut.
fn damaged(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let mut texts = Vec::new();
    for at in 0..letters.len() {
        let with = |letter: Option<char>| -> String {
            let (before, after) = (&letters[..at], &letters[at + 1..]);
            before.iter().chain(&letter).chain(after).collect()
        };
        let bit = char::from_u32(u32::from(letters[at]) ^ 1);
        texts.extend([
            with(bit),
            with(None),
            with(Some('0')),
            with(Some('\u{fffd}')),
        ]);
        texts.push(letters[..at].iter().collect());
    }
    texts.retain(|damaged| damaged != text);
    texts
}

/// Opens a damaged storage, answers something, opens it again. Whatever could not be read still
/// stands somewhere, unchanged, and the rest is there. The same where answers are unpacked when
/// somebody looks.
fn survives(texts: &Map<String, String>, record: &str, whole: &Assessment) {
    for keeper in [Keeper::default(), Keeper::lazy()] {
        survives_with(keeper, texts, record, whole);
    }
}

fn survives_with(
    mut keeper: Keeper,
    texts: &Map<String, String>,
    record: &str,
    whole: &Assessment,
) {
    let bad = texts.get(record).unwrap();
    let memory = copy_of(texts);
    let is_kept = || memory.texts().values().any(|text| text == bad);
    let loaded = keeper.load(&memory, &[]).unwrap();
    if loaded.is_newer {
        assert!(loaded.assessment.is_none());
        assert_eq!(&memory.texts(), texts, "{record}");
        return;
    }
    let Some(mut found) = loaded.assessment else {
        panic!("{record} {bad:?}: nothing opens");
    };
    let same = found == *whole;
    let is_told = !loaded.problems.is_empty() || keeper.has_broken();
    assert!(same || is_told, "{record} {bad:?}");
    assert!(is_kept(), "{record} {bad:?}");
    apply(&mut found, answer("x", "new", stage("fully")), &at(90));
    keeper.save(&memory, &mut found, &only("x")).unwrap();
    assert!(is_kept() || same, "{record} {bad:?} was written over");
    assert!(holds(&open(&memory).1, &found), "{record} {bad:?}");
    // The file of the rescue screen is readable, too.
    let records: serde_json::Map<String, serde_json::Value> = memory
        .texts()
        .into_iter()
        .map(|(key, text)| (key, text.into()))
        .collect();
    let file = serde_json::json!({ "format": "dsomm-rescue", "version": 1, "records": records });
    let rescued = read_rescue(&file.to_string(), &[]).unwrap().unwrap();
    let (open, _) = rescued.split("").unwrap();
    assert!(holds(&open, &found));
}

#[test]
fn no_damaged_byte_loses_or_overwrites_anything() {
    let (memory, _, whole) = stored();
    let texts = memory.texts();
    for (record, text) in &texts {
        // Of the long head, some texts will do: it is one sealed text like the others.
        let step = if text.len() > 600 { 23 } else { 1 };
        for bad in damaged(text).into_iter().step_by(step) {
            let mut texts = texts.clone();
            texts.insert(record.clone(), bad);
            survives(&texts, record, &whole);
        }
    }
}

proptest! {
    #![proptest_config(cases(60))]

    /// Records are exchanged, emptied, or hold anything.
    #[test]
    fn any_text_in_any_record_is_survived(
        at in 0..8usize, other in 0..8usize, text in ".{0,40}", kind in 0..3usize
    ) {
        let (memory, _, whole) = stored();
        let mut texts = memory.texts();
        let records: Vec<String> = texts.keys().cloned().collect();
        let record = &records[at % records.len()];
        let text = match kind {
            0 => text,
            1 => texts[&records[other % records.len()]].clone(),
            _ => format!("2:00000000:{text}"),
        };
        // The answers of another team look like those of this one.
        let is_alike = kind == 1 && records[other % records.len()].contains("/t/");
        texts.insert(record.clone(), text);
        if record != CURRENT && !record.ends_with("/revision") && !is_alike {
            survives(&texts, record, &whole);
        }
    }
}

// The log.

fn line(at: i64, label: &str) -> LogEntry {
    LogEntry {
        at: START + at,
        by: "kim".to_owned(),
        team: None,
        activity: None,
        label: label.to_owned(),
    }
}

#[test]
fn the_log_tells_what_was_changed_when_and_by_whom() {
    let (memory, _, mut small) = stored();
    let shelf = Shelf::of(&memory);
    let mut told = Vec::new();
    let commands = [
        answer("x", "a", stage("fully")),
        Command::Retitle {
            title: "Two\tlines\n".to_owned(),
        },
        note("y", "b", "t"),
        note("y", "b", "te"),
    ];
    for (millis, command) in (50..).zip(commands) {
        let context = Context {
            by: "ida\tb".to_owned(),
            ..at(millis)
        };
        let change = small.apply(command, &context).unwrap().unwrap();
        let entry = LogEntry::of(&change, &small, "");
        shelf.note(&small.id, &entry).unwrap();
        told.push((entry.at, entry.team, entry.activity));
    }
    let log = shelf.log(&small.id).unwrap();
    // What is typed in a row is one line, with its latest moment.
    told.remove(2);
    let found: Vec<_> = log
        .iter()
        .map(|entry| (entry.at, entry.team.clone(), entry.activity.clone()))
        .collect();
    assert_eq!(found, told);
    assert!(log.iter().all(|entry| entry.by == "ida b"));
    assert_eq!(log[0].label, "Answer: Fully implemented");
    assert!(log.iter().all(|entry| !entry.label.is_empty()));
    // It is no part of the assessment, and goes with it.
    assert!(holds(&open(&memory).1, &stored().2));
    shelf.purge(&small.id).unwrap();
    assert_eq!(shelf.log(&small.id), Ok(Vec::new()));
}

#[test]
fn the_log_keeps_its_latest_lines_and_takes_little_room() {
    let memory = Memory::default();
    let shelf = Shelf::of(&memory);
    for number in 0..1200 {
        let label = format!("{number} {}", "long ".repeat(40));
        shelf.note("id", &line(number, &label)).unwrap();
    }
    assert!(memory.used() < 45_000, "{}", memory.used());
    let log = shelf.log("id").unwrap();
    assert!(log.len() <= MAX_LOG);
    assert_eq!(log.last().unwrap().at, START + 1199);
    assert!(log.len() > 50, "{}", log.len());
    let moments: Vec<i64> = log.iter().map(|line| line.at).collect();
    assert!(moments.windows(2).all(|two| two[0] + 1 == two[1]));
    // Damage costs the damaged lines only.
    let text = memory.get("dsomm-radar/a/id/log").unwrap().unwrap();
    memory
        .set("dsomm-radar/a/id/log", &format!("?\n{text}"))
        .unwrap();
    assert_eq!(shelf.log("id").unwrap(), log);
}

#[test]
fn the_log_gives_way_to_answers() {
    let (full, mut keeper, mut small) = stored();
    let shelf = Shelf::of(&full);
    for number in 0..20 {
        shelf.note(&small.id, &line(number, "Something")).unwrap();
    }
    let memory = Memory::with_limit(full.used() + 20);
    for (key, text) in full.texts() {
        memory.set(&key, &text).unwrap();
    }
    apply(&mut small, note("x", "a", &"long ".repeat(30)), &at(50));
    keeper.save(&memory, &mut small, &only("x")).unwrap();
    assert!(holds(&open(&memory).1, &small));
    // And where there is little, the latest lines are kept.
    let shelf = Shelf::of(&memory);
    for number in 0..30 {
        let _ = shelf.note(&small.id, &line(number, "Something"));
    }
    let log = shelf.log(&small.id).unwrap();
    assert!(
        !log.is_empty() && log.last().unwrap().at == START + 29,
        "{log:?}"
    );
}

// Recovery copies.

const DAY: i64 = 24 * 3_600_000;

#[test]
fn copies_lie_close_together_lately_and_far_apart_long_ago() {
    let (memory, _, mut small) = stored();
    let shelf = Shelf::of(&memory);
    let hours = 400 * 24;
    for hour in 0..hours {
        let now = START + hour * 3_600_000;
        if hour % 9 == 0 {
            let title = format!("Hour {hour}");
            small.title = title;
            shelf.copy(&small, now).unwrap();
        }
    }
    let now = START + hours * 3_600_000;
    let ages: Vec<i64> = shelf
        .copies(&small.id)
        .unwrap()
        .iter()
        .map(|copy| now - copy.at)
        .collect();
    assert_eq!(ages.len(), MAX_COPIES);
    let within = |days: i64| ages.iter().filter(|age| **age <= days * DAY).count();
    assert!(within(1) >= 1, "one of today: {ages:?}");
    assert!(within(7) >= 3, "some of this week: {ages:?}");
    assert!(within(60) >= 5, "some of these months: {ages:?}");
    assert!(ages[0] > 300 * DAY, "the first one: {ages:?}");
    for copy in shelf.copies(&small.id).unwrap() {
        let hour = (copy.at - START) / 3_600_000;
        let found = shelf.read_copy(&copy).unwrap();
        assert_eq!(found.title, format!("Hour {hour}"));
        assert_eq!(found.answers, small.answers);
        assert_eq!(found.cycles, small.cycles);
    }
}

#[test]
fn a_copy_that_says_the_same_is_not_made_twice() {
    let (memory, _, mut small) = stored();
    let shelf = Shelf::of(&memory);
    for hour in 0..5 {
        shelf.copy(&small, START + hour).unwrap();
    }
    assert_eq!(shelf.copies(&small.id).unwrap().len(), 1);
    let put = Edit::PutEvidence {
        id: EvidenceId::new("e"),
        evidence: evidence("a", "x", "Log"),
    };
    edit(&mut small, put, &at(60));
    shelf.copy(&small, START + 10).unwrap();
    assert_eq!(shelf.copies(&small.id).unwrap().len(), 2);
    // Another assessment has copies of its own.
    small.id = "other".to_owned();
    shelf.copy(&small, START + 11).unwrap();
    assert_eq!(shelf.copies("other").unwrap().len(), 1);
}

#[test]
fn a_copy_without_answers_is_read_back() {
    let memory = Memory::default();
    let shelf = Shelf::of(&memory);
    let bare = assessment(&["x"]);
    shelf.copy(&bare, START).unwrap();
    let copies = shelf.copies(&bare.id).unwrap();
    assert_eq!(shelf.read_copy(&copies[0]), Ok(bare));
}

/// A damaged copy is told, and harms nothing.
#[test]
fn a_damaged_copy_is_a_sentence() {
    let (memory, _, small) = stored();
    let shelf = Shelf::of(&memory);
    shelf.copy(&small, START).unwrap();
    let copy = shelf.copies(&small.id).unwrap().remove(0);
    let text = memory.get(&copy.key).unwrap().unwrap();
    for bad in damaged(&text).into_iter().step_by(7) {
        memory.set(&copy.key, &bad).unwrap();
        let problem = shelf.read_copy(&copy).unwrap_err();
        assert!(problem.contains("copy") && problem.len() < 300, "{problem}");
    }
    assert!(memory.keys(PREFIX).unwrap().contains(&copy.key));
}
