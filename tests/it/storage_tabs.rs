//! Several tabs, each a process of its own, with messages that come late: nothing that was called
//! saved is lost.

use std::cell::RefCell;
use std::collections::VecDeque;

use dsomm_radar::assessment::{Assessment, Touched};
use dsomm_radar::map::Map;
use dsomm_radar::storage::{Keeper, Store, StoreError};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngSeed, TestRunner};

use crate::storage_fire::{all, copy_of, holds, open, stored};
use crate::support::{Deed, Person, any_deed, cases};

/// Local storage as browsers with a process for each tab have it. Every tab reads from a copy of
/// its own. What it writes stands there at once, and goes to the others later, in one order for
/// all. Until its own write has come back, a tab takes nothing from others for the same key.
#[derive(Default)]
struct Browser {
    stands: Map<String, String>,
    tabs: Vec<View>,
}

type Shared = RefCell<Browser>;

#[derive(Default)]
struct View {
    texts: Map<String, String>,
    /// Writes of the tab that have not come back yet, by key.
    underway: Map<String, usize>,
    /// What was written, and whether by this tab.
    inbox: VecDeque<(String, Option<String>, bool)>,
}

struct Process<'b> {
    browser: &'b Shared,
    at: usize,
}

fn put(texts: &mut Map<String, String>, key: &str, text: Option<&str>) {
    match text {
        Some(text) => texts.insert(key.to_owned(), text.to_owned()),
        None => texts.remove(key),
    };
}

impl Process<'_> {
    fn write(&self, key: &str, text: Option<&str>) {
        let mut browser = self.browser.borrow_mut();
        let browser = &mut *browser;
        put(&mut browser.stands, key, text);
        for (at, tab) in browser.tabs.iter_mut().enumerate() {
            let is_own = at == self.at;
            if is_own {
                put(&mut tab.texts, key, text);
                *tab.underway.entry(key.to_owned()).or_default() += 1;
            }
            tab.inbox
                .push_back((key.to_owned(), text.map(str::to_owned), is_own));
        }
    }

    /// The next message arrives. Returns the key that another tab wrote.
    fn hear(&self) -> Option<String> {
        let mut browser = self.browser.borrow_mut();
        let tab = &mut browser.tabs[self.at];
        let (key, text, is_own) = tab.inbox.pop_front()?;
        if is_own {
            let left = tab.underway.get_mut(&key).unwrap();
            *left -= 1;
            if *left == 0 {
                tab.underway.remove(&key);
            }
            return None;
        }
        if !tab.underway.contains_key(&key) {
            put(&mut tab.texts, &key, text.as_deref());
        }
        Some(key)
    }

    fn is_quiet(&self) -> bool {
        self.browser.borrow().tabs[self.at].inbox.is_empty()
    }
}

impl Store for Process<'_> {
    fn get(&self, key: &str) -> Result<Option<String>, StoreError> {
        Ok(self.browser.borrow().tabs[self.at].texts.get(key).cloned())
    }
    fn set(&self, key: &str, text: &str) -> Result<(), StoreError> {
        self.write(key, Some(text));
        Ok(())
    }
    fn remove(&self, key: &str) -> Result<(), StoreError> {
        self.write(key, None);
        Ok(())
    }
    fn keys(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        let browser = self.browser.borrow();
        let keys = browser.tabs[self.at].texts.keys();
        Ok(keys
            .filter(|key| key.starts_with(prefix))
            .cloned()
            .collect())
    }
}

/// A tab with its person, as the page runs it.
struct Tab<'b> {
    person: Person,
    keeper: Keeper,
    process: Process<'b>,
}

impl<'b> Tab<'b> {
    fn open(name: &str, browser: &'b Shared, at: usize) -> Self {
        {
            // A new process begins with what stands there.
            let mut browser = browser.borrow_mut();
            let texts = browser.stands.clone();
            browser.tabs[at] = View {
                texts,
                ..View::default()
            };
        }
        let process = Process { browser, at };
        let (keeper, copy) = open(&process);
        Self {
            person: Person::new(name, copy),
            keeper,
            process,
        }
    }

    fn act(&mut self, deed: &Deed, millis: i64) {
        if let Some(change) = self.person.act(deed, millis) {
            self.save(&change.touched());
        }
    }

    fn save(&mut self, touched: &Touched) {
        self.keeper
            .save(&self.process, &mut self.person.copy, touched)
            .unwrap();
    }

    /// A message arrives, and the page does with it what it does with a `storage` event.
    fn hear(&mut self) {
        let Some(key) = self.process.hear() else {
            return;
        };
        let copy = &mut self.person.copy;
        if self
            .keeper
            .merge_stored(&self.process, copy, Some(&key))
            .unwrap()
        {
            self.save(&all());
        }
    }
}

#[derive(Clone, Debug)]
enum Event {
    Deed(Deed),
    /// So many messages arrive.
    Hear(usize),
    /// The process is killed and the page opened again.
    Kill,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        5 => any_deed().prop_map(Event::Deed),
        4 => (1..6usize).prop_map(Event::Hear),
        1 => Just(Event::Kill),
    ]
}

const TABS: usize = 3;

/// Lets everything arrive, in turns; that has to end.
fn settle(tabs: &mut [Tab<'_>]) {
    for _ in 0..10_000 {
        if tabs.iter().all(|tab| tab.process.is_quiet()) {
            return;
        }
        for tab in &mut *tabs {
            tab.hear();
        }
    }
    panic!("the tabs never stop writing");
}

/// Plays events in [`TABS`] tabs, lets everything arrive, and says where something is missing that
/// was called saved.
fn lost(events: &[(usize, Event)]) -> Option<String> {
    let browser = Shared::default();
    browser.borrow_mut().stands = stored().0.texts();
    browser.borrow_mut().tabs.resize_with(TABS, View::default);
    let mut tabs: Vec<Tab<'_>> = (0..TABS)
        .map(|at| Tab::open(&format!("p{at}"), &browser, at))
        .collect();
    // What was called saved, by the tab that said so.
    let mut saved: Vec<Assessment> = Vec::new();
    for (millis, (at, event)) in (100..).zip(events) {
        let tab = &mut tabs[*at];
        match event {
            Event::Deed(deed) => tab.act(deed, millis),
            Event::Hear(count) => (0..*count).for_each(|_| tab.hear()),
            Event::Kill => {
                // A save that nobody else has seen yet may be written over by a tab that
                // writes in the same moment; while one of the two lives, it comes back. So
                // kills come between messages, not into them.
                settle(&mut tabs);
                let (name, added) = (tabs[*at].person.name.clone(), tabs[*at].person.added);
                saved.push(tabs[*at].person.copy.clone());
                tabs[*at] = Tab::open(&name, &browser, *at);
                tabs[*at].person.added = added;
            }
        }
    }
    saved.extend(tabs.iter().map(|tab| tab.person.copy.clone()));
    settle(&mut tabs);
    let in_storage = open(&copy_of(&browser.borrow().stands)).1;
    let in_tabs = tabs.iter().map(|tab| &tab.person.copy);
    for cycle in in_tabs
        .chain([&in_storage])
        .flat_map(|copy| copy.cycles.values())
    {
        if (cycle.deleted || cycle.closed.is_none()) && !cycle.answers.is_empty() {
            return Some(format!("{} is under way and has a snapshot", cycle.name));
        }
    }
    for (number, copy) in saved.iter().enumerate() {
        if !holds(&in_storage, copy) {
            return Some(format!("save {number} is lost in the storage"));
        }
        for (at, tab) in tabs.iter().enumerate() {
            if !holds(&tab.person.copy, copy) {
                return Some(format!("save {number} is lost in tab {at}"));
            }
        }
    }
    None
}

/// The same cases each time: there are so many orders of messages that some are met only once in a
/// thousand runs, and a run that fails has to fail again.
fn seeded(number: u32) -> ProptestConfig {
    ProptestConfig {
        rng_seed: RngSeed::Fixed(5),
        ..cases(number)
    }
}

proptest! {
    #![proptest_config(seeded(200))]

    #[test]
    fn tabs_in_processes_of_their_own_lose_nothing(
        events in prop::collection::vec((0..TABS, event()), 1..30)
    ) {
        prop_assert_eq!(lost(&events), None);
    }
}

/// More orders than anybody waits for; run by hand, in the release profile:
/// `ORDERS=1000000 SEED=1 cargo test --release --test it -- --ignored many_orders`.
#[test]
#[ignore = "a million orders take hours"]
fn many_orders_of_messages_lose_nothing() {
    let asked = |name: &str, usual: u64| {
        let text = std::env::var(name).ok();
        text.map_or(usual, |text| text.parse().unwrap())
    };
    let mut runner = TestRunner::new(ProptestConfig {
        rng_seed: RngSeed::Fixed(asked("SEED", 1)),
        ..cases(1)
    });
    let events = prop::collection::vec((0..TABS, event()), 1..30);
    for number in 0..asked("ORDERS", 1000) {
        let events = events.new_tree(&mut runner).unwrap().current();
        assert_eq!(lost(&events), None, "order {number}: {events:?}");
    }
}

fn edit_of(what: &'static str, [one, two, three]: [usize; 3]) -> Event {
    let deed = Deed::Edit {
        what,
        one,
        two,
        three,
    };
    Event::Deed(deed)
}

/// Orders that lost something once. In all of them a snapshot and the head that names its cycle
/// arrive at different moments.
#[test]
fn no_order_that_lost_something_does_so_again() {
    let edit = edit_of;
    let answer = |choice| {
        Event::Deed(Deed::Answer {
            team: 0,
            also: false,
            activity: 0,
            choice,
        })
    };
    let snapshot = || edit("take snapshot", [0, 0, 0]);
    let start = || edit("start cycle", [0, 0, 1]);
    let orders = [
        (
            "a tab removed the snapshot of a cycle that it had not heard of",
            vec![
                (2, snapshot()),
                (1, answer(0)),
                (0, Event::Deed(Deed::Move { team: 1, by: -1 })),
                (1, edit("put evidence", [0, 0, 0])),
            ],
        ),
        (
            "a snapshot went and came again as it was, and the second time it was not read",
            vec![
                (0, snapshot()),
                (0, Event::Deed(Deed::Undo)),
                (0, Event::Hear(1)),
                (1, Event::Deed(Deed::Add { name: 0 })),
                (0, Event::Deed(Deed::Redo)),
                (0, Event::Hear(1)),
            ],
        ),
        (
            "the same with a cycle that was deleted and came back",
            vec![
                (0, edit("delete cycle", [2, 0, 0])),
                (2, Event::Hear(1)),
                (0, Event::Deed(Deed::Undo)),
                (2, edit("add cycle", [0, 0, 0])),
            ],
        ),
        (
            "a cycle that was open again took on the snapshot of its end",
            vec![(0, start()), (0, Event::Deed(Deed::Undo)), (1, snapshot())],
        ),
    ];
    for (what, events) in orders {
        assert_eq!(lost(&events), None, "{what}");
    }
}
