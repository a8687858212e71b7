//! Keeping: whatever was reported as saved is there after the page is opened again.

use dsomm_radar::map::Map;
use std::cell::Cell;

use dsomm_radar::assessment::{Assessment, Command, Touched, merge};
use dsomm_radar::exchange::assessment_file;
use dsomm_radar::storage::{Keeper, Loaded, Memory, Store, StoreError};
use proptest::prelude::*;

use crate::support::{
    Deed, Person, answer, apply, assessment, at, cases, deed, note, stage, team, visible,
};

/// A browser that goes away in the middle: after some writes nothing is written any more.
struct Crashing<'a> {
    store: &'a Memory,
    left: Cell<usize>,
}

impl Crashing<'_> {
    fn spend(&self) -> Result<(), StoreError> {
        let left = self.left.get().checked_sub(1).ok_or(StoreError::Denied)?;
        self.left.set(left);
        Ok(())
    }
}

impl Store for Crashing<'_> {
    fn get(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.store.get(key)
    }
    fn set(&self, key: &str, text: &str) -> Result<(), StoreError> {
        self.spend()?;
        self.store.set(key, text)
    }
    fn remove(&self, key: &str) -> Result<(), StoreError> {
        self.spend()?;
        self.store.remove(key)
    }
    fn keys(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        self.store.keys(prefix)
    }
}

fn all() -> Touched {
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

fn bytes(assessment: &Assessment) -> String {
    assessment_file::write(assessment)
}

fn load(store: &impl Store) -> Loaded {
    Keeper::default().load(store, &[]).unwrap()
}

/// Opens the page: what is stored has to be in order.
fn open(store: &impl Store) -> (Keeper, Assessment) {
    let mut keeper = Keeper::default();
    let loaded = keeper.load(store, &[]).unwrap();
    assert_eq!(loaded.problems, [""; 0]);
    (keeper, loaded.assessment.unwrap())
}

/// Stores an assessment of the teams `x` and `y` with one answer each.
fn stored() -> (Memory, Keeper, Assessment) {
    let mut assessment = assessment(&["x", "y"]);
    apply(&mut assessment, answer("x", "a", stage("partly")), &at(10));
    apply(&mut assessment, answer("y", "a", stage("fully")), &at(11));
    let (memory, mut keeper) = (Memory::default(), Keeper::default());
    assert_eq!(keeper.save(&memory, &mut assessment, &all()), Ok(false));
    (memory, keeper, assessment)
}

const HEAD: &str = "dsomm-radar/a/assessment-1/head";
const IDS: &str = "dsomm-radar/a/assessment-1/ids";
const REVISION: &str = "dsomm-radar/a/assessment-1/revision";
const X: &str = "dsomm-radar/a/assessment-1/t/x";
const Y: &str = "dsomm-radar/a/assessment-1/t/y";

/// True where `whole` has everything that `part` has, or something later.
fn holds(whole: &Assessment, part: &Assessment) -> bool {
    bytes(&merge(whole, part)) == bytes(&merge(whole, whole))
}

#[test]
fn an_empty_store_holds_nothing() {
    assert_eq!(load(&Memory::default()), Loaded::default());
}

#[test]
fn what_is_saved_is_loaded() {
    let (memory, _, saved) = stored();
    let keys: Vec<String> = memory.texts().into_keys().collect();
    assert_eq!(keys, [HEAD, IDS, REVISION, X, Y, "dsomm-radar/current"]);
    assert_eq!(open(&memory).1, saved);
}

#[test]
fn only_what_was_touched_is_written() {
    let (memory, mut keeper, mut assessment) = stored();
    let before = memory.texts();
    apply(&mut assessment, answer("x", "b", stage("fully")), &at(20));
    keeper.save(&memory, &mut assessment, &only("x")).unwrap();
    let after = memory.texts();
    let changed: Vec<&String> = after
        .iter()
        .filter(|(key, text)| before.get(*key) != Some(text))
        .map(|(key, _)| key)
        .collect();
    // The activity is new, so it is listed; the revision tells the other tabs.
    assert_eq!(changed, [IDS, REVISION, X]);
}

#[test]
fn two_tabs_end_with_the_answers_of_both() {
    let (memory, mut one, mut mine) = stored();
    let (mut other, mut theirs) = open(&memory);
    apply(&mut mine, answer("x", "one", stage("fully")), &at(20));
    assert_eq!(one.save(&memory, &mut mine, &only("x")), Ok(false));
    apply(&mut theirs, answer("x", "other", stage("partly")), &at(21));
    assert_eq!(other.save(&memory, &mut theirs, &only("x")), Ok(true));
    assert_eq!(one.merge_stored(&memory, &mut mine, None), Ok(true));
    assert_eq!(one.merge_stored(&memory, &mut mine, None), Ok(false));
    for copy in [&mine, &theirs, &open(&memory).1] {
        assert_eq!(copy.answers[&team("x")].len(), 3, "{copy:?}");
    }
    assert_eq!(mine, theirs);
}

/// What another tab wrote is not forgotten when the save that brought it fails, even if the page
/// then goes on with what it had.
#[test]
fn a_failed_save_forgets_nothing_of_another_tab() {
    let (memory, mut one, mut mine) = stored();
    let (mut other, mut theirs) = open(&memory);
    apply(&mut theirs, answer("x", "other", stage("partly")), &at(20));
    other.save(&memory, &mut theirs, &only("x")).unwrap();
    apply(&mut mine, answer("x", "one", stage("fully")), &at(21));
    let mut unused = mine.clone();
    let crashing = Crashing {
        store: &memory,
        left: Cell::new(0),
    };
    assert!(one.save(&crashing, &mut unused, &only("x")).is_err());
    one.save(&memory, &mut mine, &only("x")).unwrap();
    assert_eq!(open(&memory).1.answers[&team("x")].len(), 3);
}

/// A page that says "saved" after a save that failed has to have caught up.
#[test]
fn the_next_save_writes_what_a_failed_one_could_not() {
    let (memory, mut keeper, mut assessment) = stored();
    apply(&mut assessment, answer("x", "b", stage("fully")), &at(20));
    let crashing = Crashing {
        store: &memory,
        left: Cell::new(0),
    };
    assert!(keeper.save(&crashing, &mut assessment, &only("x")).is_err());
    apply(&mut assessment, answer("y", "b", stage("fully")), &at(21));
    keeper.save(&memory, &mut assessment, &only("y")).unwrap();
    assert_eq!(open(&memory).1, assessment);
}

#[test]
fn a_full_store_keeps_what_it_has_and_says_so() {
    let (memory, mut keeper, mut assessment) = {
        let (full, keeper, assessment) = stored();
        let used: usize = full
            .texts()
            .iter()
            .map(|(key, text)| key.encode_utf16().count() + text.encode_utf16().count())
            .sum();
        let memory = Memory::with_limit(used + 150);
        for (key, text) in full.texts() {
            memory.set(&key, &text).unwrap();
        }
        (memory, keeper, assessment)
    };
    let before = memory.texts();
    // Nothing that gets much shorter when it is compressed.
    let long: Vec<String> = (100..300)
        .map(|number: u32| (number * number).to_string())
        .collect();
    apply(&mut assessment, note("x", "a", &long.concat()), &at(20));
    let problem = keeper.save(&memory, &mut assessment, &only("x"));
    assert_eq!(problem, Err(StoreError::Full));
    assert_eq!(memory.texts(), before);
    assert!(holds(&assessment, &open(&memory).1));
    // Deleting makes room, although the record of its deletion is written first.
    let delete = Command::DeleteTeam { team: team("y") };
    let deletion = assessment.apply(delete, &at(21)).unwrap().unwrap();
    apply(&mut assessment, note("x", "a", "short"), &at(22));
    let saved = keeper.save(&memory, &mut assessment, &deletion.touched());
    assert_eq!(saved, Ok(false));
    assert_eq!(bytes(&open(&memory).1), bytes(&assessment));
    assert!(memory.get(Y).unwrap().is_none());
}

/// Texts that are no record: cut off, of something else, or with a field of the wrong type.
const BROKEN: [&str; 6] = [
    "",
    "{",
    "null",
    "[1]",
    "{\"record\":1,\"answers\":{\"a\":{\"stage\":7}}}",
    "{\"format\":\"dsomm-assessment\",\"version\":1,\"id\":\"assessment-1\",\"teams\":7}",
];

#[test]
fn a_broken_record_is_set_aside_and_the_rest_loads() {
    for broken in BROKEN {
        for key in [HEAD, X, Y] {
            let (memory, _, saved) = stored();
            memory.set(key, broken).unwrap();
            let mut keeper = Keeper::default();
            let loaded = keeper.load(&memory, &[]).unwrap();
            assert_eq!(loaded.problems.len(), 1, "{key} {broken}");
            assert!(!loaded.is_newer);
            let aside = format!("dsomm-radar/quarantine/1/{}", &key["dsomm-radar/".len()..]);
            assert!(loaded.problems[0].contains(&aside), "{:?}", loaded.problems);
            assert_eq!(memory.get(&aside).unwrap().as_deref(), Some(broken));
            assert_eq!(memory.get(key).unwrap(), None, "{key} {broken}");
            let mut found = loaded.assessment.unwrap();
            for (id, record) in [("x", X), ("y", Y)] {
                let expected = saved.answers.get(&team(id)).filter(|_| record != key);
                assert_eq!(found.answers.get(&team(id)), expected, "{key} {broken}");
            }
            // Whatever is saved afterwards is complete again, however small it was.
            apply(&mut found, answer("x", "new", stage("fully")), &at(30));
            keeper.save(&memory, &mut found, &only("x")).unwrap();
            assert_eq!(bytes(&open(&memory).1), bytes(&found), "{key} {broken}");
        }
    }
}

/// The browser may go away between copying a broken record and freeing its key.
#[test]
fn setting_aside_goes_on_where_it_stopped() {
    let (memory, ..) = stored();
    memory.set(X, "{").unwrap();
    let crashing = Crashing {
        store: &memory,
        left: Cell::new(1),
    };
    assert!(Keeper::default().load(&crashing, &[]).is_err());
    assert_eq!(load(&memory).problems.len(), 1);
    assert_eq!(memory.get(X).unwrap(), None);
    let aside = memory.keys("dsomm-radar/quarantine/").unwrap();
    assert_eq!(aside.len(), 1);
    // Another broken text gets a place of its own.
    memory.set(X, "}").unwrap();
    load(&memory);
    let aside = memory.keys("dsomm-radar/quarantine/").unwrap();
    assert_eq!(aside.len(), 2);
}

/// Opening the page twice must not lose what opening it once recovered.
#[test]
fn answers_without_a_head_are_recovered_each_time() {
    let (memory, _, saved) = stored();
    memory.set(HEAD, "{").unwrap();
    for _ in 0..3 {
        let loaded = load(&memory);
        assert_eq!(loaded.problems.len(), 1);
        assert_eq!(loaded.assessment.unwrap().answers, saved.answers);
    }
}

/// A record that breaks while the page is open is written again from what the page has.
#[test]
fn a_record_that_breaks_under_an_open_page_is_replaced() {
    for key in [HEAD, X, Y] {
        let (memory, mut keeper, mut assessment) = stored();
        memory.set(key, "{").unwrap();
        // The browser tells the other tabs which record was written.
        let changed = keeper.merge_stored(&memory, &mut assessment, Some(key));
        assert_eq!(changed, Ok(true), "{key}");
        apply(&mut assessment, answer("x", "b", stage("fully")), &at(20));
        keeper.save(&memory, &mut assessment, &only("x")).unwrap();
        assert_eq!(open(&memory).1, assessment, "{key}");
        let aside = memory.keys("dsomm-radar/quarantine/").unwrap();
        assert_eq!(aside.len(), 1, "{key}");
    }
}

#[test]
fn what_cannot_be_set_aside_stays_where_it_is() {
    let (full, _, saved) = stored();
    let long = format!("{{{}", " ".repeat(2000));
    let texts: Map<String, String> = full
        .texts()
        .into_iter()
        .map(|(key, text)| {
            if key == Y {
                (key, long.clone())
            } else {
                (key, text)
            }
        })
        .collect();
    let used: usize = texts.iter().map(|(key, text)| key.len() + text.len()).sum();
    let memory = Memory::with_limit(used + 100);
    for (key, text) in &texts {
        memory.set(key, text).unwrap();
    }
    let mut keeper = Keeper::default();
    let loaded = keeper.load(&memory, &[]).unwrap();
    assert_eq!(loaded.problems.len(), 1);
    let mut found = loaded.assessment.unwrap();
    assert_eq!(found.answers[&team("x")], saved.answers[&team("x")]);
    apply(&mut found, answer("y", "b", stage("fully")), &at(20));
    let problem = keeper.save(&memory, &mut found, &only("y"));
    assert_eq!(problem, Err(StoreError::Full));
    assert_eq!(memory.texts(), texts);
}

/// The same record as a later version of the page might write it.
fn newer(text: &str) -> String {
    let (_, rest) = text.split_once(':').unwrap();
    format!("4:{rest}")
}

#[test]
fn records_of_a_newer_version_are_left_untouched() {
    for key in [HEAD, X] {
        let (memory, mut keeper, mut assessment) = stored();
        let text = newer(&memory.get(key).unwrap().unwrap());
        memory.set(key, &text).unwrap();
        let before = memory.texts();
        let loaded = load(&memory);
        assert!(loaded.is_newer && loaded.assessment.is_none(), "{key}");
        assert_eq!(loaded.problems.len(), 1, "{key}");
        // Also by a page that was open when the newer one came.
        apply(&mut assessment, answer("x", "b", stage("fully")), &at(20));
        let problem = keeper
            .save(&memory, &mut assessment, &only("x"))
            .unwrap_err();
        assert!(problem.to_string().contains("newer version"), "{problem}");
        let problem = keeper.merge_stored(&memory, &mut assessment, Some(key));
        assert_eq!(problem, Err(StoreError::Newer), "{key}");
        assert_eq!(memory.texts(), before, "{key}");
    }
}

#[test]
fn an_undone_import_leaves_no_records() {
    let (memory, mut keeper, mut assessment) = stored();
    let mut with = assessment.clone();
    apply(
        &mut with,
        Command::AddTeam {
            id: team("z"),
            name: "z".to_owned(),
        },
        &at(20),
    );
    apply(&mut with, answer("z", "a", stage("fully")), &at(21));
    let import = Command::Replace {
        how: Default::default(),
        with: Box::new(with),
        label: "Import".to_owned(),
    };
    let change = assessment.apply(import, &at(22)).unwrap().unwrap();
    keeper
        .save(&memory, &mut assessment, &change.touched())
        .unwrap();
    assert_eq!(open(&memory).1, assessment);
    let back = assessment.revert(change, &at(23));
    keeper
        .save(&memory, &mut assessment, &back.touched())
        .unwrap();
    assert_eq!(open(&memory).1, assessment);
    assert!(assessment.teams[&team("z")].deleted);
    assert!(!memory.texts().keys().any(|key| key.ends_with("/t/z")));
}

#[test]
fn what_the_browser_does_not_keep_is_no_save() {
    struct Forgetful;
    impl Store for Forgetful {
        fn get(&self, _: &str) -> Result<Option<String>, StoreError> {
            Ok(None)
        }
        fn set(&self, _: &str, _: &str) -> Result<(), StoreError> {
            Ok(())
        }
        fn remove(&self, _: &str) -> Result<(), StoreError> {
            Ok(())
        }
        fn keys(&self, _: &str) -> Result<Vec<String>, StoreError> {
            Ok(Vec::new())
        }
    }
    let saved = Keeper::default().save(&Forgetful, &mut assessment(&["x"]), &all());
    assert_eq!(saved, Err(StoreError::NotKept));
}

/// What happens to a page.
#[derive(Clone, Debug)]
enum Event {
    /// Somebody does something, and it is saved as the page does it.
    Deed(Deed),
    /// The same, but the browser goes away after so many writes, and the page is opened again.
    Crash(Deed, usize),
    /// The page is opened again.
    Reload,
    /// Another tab's write is noticed.
    Notice,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        6 => deed().prop_map(Event::Deed),
        2 => (deed(), 0..4usize).prop_map(|(deed, writes)| Event::Crash(deed, writes)),
        1 => Just(Event::Reload),
        2 => Just(Event::Notice),
    ]
}

struct Tab {
    person: Person,
    keeper: Keeper,
}

impl Tab {
    fn open(name: &str, memory: &Memory) -> Self {
        let (keeper, copy) = open(memory);
        Self {
            person: Person::new(name, copy),
            keeper,
        }
    }

    /// As the page does it: every change is saved at once.
    fn act(&mut self, deed: &Deed, millis: i64, store: &impl Store) -> Result<(), StoreError> {
        let Some(change) = self.person.act(deed, millis) else {
            return Ok(());
        };
        self.keeper
            .save(store, &mut self.person.copy, &change.touched())
            .map(|_| ())
    }

    fn notice(&mut self, memory: &Memory) -> bool {
        let changed = self
            .keeper
            .merge_stored(memory, &mut self.person.copy, None)
            .unwrap();
        if changed {
            self.keeper
                .save(memory, &mut self.person.copy, &all())
                .unwrap();
        }
        changed
    }
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn everything_that_was_saved_is_there_after_a_crash(
        events in prop::collection::vec(event(), 1..25)
    ) {
        let (memory, ..) = stored();
        let mut tab = Tab::open("kim", &memory);
        let mut saved = tab.person.copy.clone();
        for (millis, event) in (100..).zip(&events) {
            match event {
                Event::Deed(deed) => {
                    tab.act(deed, millis, &memory).unwrap();
                    saved = tab.person.copy.clone();
                    continue;
                }
                Event::Crash(deed, writes) => {
                    let crashing = Crashing { store: &memory, left: Cell::new(*writes) };
                    if tab.act(deed, millis, &crashing).is_ok() {
                        saved = tab.person.copy.clone();
                    }
                }
                Event::Reload => {}
                Event::Notice => prop_assert!(!tab.notice(&memory)),
            }
            let added = tab.person.added;
            let last = std::mem::replace(&mut tab, Tab::open("kim", &memory)).person.copy;
            tab.person.added = added;
            let found = &tab.person.copy;
            prop_assert!(holds(found, &saved), "lost:\n{:#?}\n{:#?}", visible(&saved), visible(found));
            prop_assert!(holds(&last, found), "invented:\n{:#?}", visible(found));
            saved = found.clone();
        }
    }

    #[test]
    fn two_tabs_agree_in_the_end_and_lose_nothing(
        events in prop::collection::vec((0..2usize, event()), 1..25)
    ) {
        let (memory, ..) = stored();
        let mut tabs = [Tab::open("a", &memory), Tab::open("b", &memory)];
        for (millis, (at, event)) in (100..).zip(&events) {
            let tab = &mut tabs[*at];
            match event {
                Event::Deed(deed) => tab.act(deed, millis, &memory).unwrap(),
                Event::Notice => {
                    tab.notice(&memory);
                }
                // Crashes are the other test's; here one of the tabs is opened again.
                Event::Crash(..) | Event::Reload => {
                    let before = tab.person.clone();
                    *tab = Tab::open(&before.name, &memory);
                    tab.person.added = before.added;
                    prop_assert!(holds(&tab.person.copy, &before.copy));
                }
            }
        }
        let before: Vec<Assessment> = tabs.iter().map(|tab| tab.person.copy.clone()).collect();
        for _ in 0..3 {
            for tab in &mut tabs {
                tab.notice(&memory);
            }
        }
        prop_assert_eq!(bytes(&tabs[0].person.copy), bytes(&tabs[1].person.copy));
        prop_assert_eq!(bytes(&open(&memory).1), bytes(&tabs[0].person.copy));
        for copy in &before {
            prop_assert!(holds(&tabs[0].person.copy, copy));
        }
    }
}
