//! How far what is shown is kept: what is not stored yet, other tabs, leaving the page. What stores
//! is part of the funnel, so the second half of this file is in its chunk.

use std::cell::Cell;
use std::time::Duration;

use leptos::prelude::*;

use crate::assessment::{Answers, Assessment, Change, Command, History, Today, Touched};
use crate::browser::{self, Breath, LocalStore, Mode};
use crate::exchange::undo_file;
use crate::map::SortedSet;
use crate::storage::{Gone, Keeper, LogEntry, MAX_LOG, PREFIX, Shelf, Store, StoreError};
use crate::ui::text;

use super::{State, Status, first_team};

/// Where the tab remembers the steps of undo: the id of the assessment, then what
/// `exchange::undo_file` writes.
const UNDO: &str = "dsomm-radar/undo";
/// How that ends where there is nothing to take back.
const NO_STEPS: &str = r#""done":[],"undone":[]}"#;
/// Id of the element where the rescue screen finds what is not stored, and the attribute that holds
/// it as a file. See `public/boot.js`.
const RESCUE: &str = "unsaved";
const UNSAVED: &str = "data-unsaved";

/// The steps of undo that the tab remembers, with the id of their assessment; nothing where there
/// are none.
pub fn kept_undo() -> Option<(String, String)> {
    let text = browser::tab_get(UNDO).filter(|text| !text.ends_with(NO_STEPS))?;
    let (id, steps) = text.split_once('\n')?;
    Some((id.to_owned(), steps.to_owned()))
}

/// Where tabs agree on the ids of the first assessment until one of them has stored it.
const FIRST: &str = "first";

/// Makes the ids of the first assessment. Tabs that begin before one of them has stored it make the
/// same ones, so that all of them work on the same assessment.
pub(super) fn first_ids(store: &LocalStore) -> impl Fn() -> String {
    let key = format!("{PREFIX}{FIRST}");
    let agreed = store.get(&key).ok().flatten();
    let begin = agreed.and_then(|id| id.get(..34).map(str::to_owned));
    let begin = begin.unwrap_or_else(|| {
        let id = browser::random_id();
        // Where nothing can be kept, no other tab keeps anything either.
        let _ = store.set(&key, &id);
        id[..34].to_owned()
    });
    // Two digits take the place of the two that were cut off.
    let count = Cell::new(10);
    move || format!("{begin}{}", count.replace(count.get() + 1))
}

/// In milliseconds.
const HOUR: i64 = 3_600_000;
/// What the steps of undo may take in the tab, in bytes: less than half of what browsers grant it.
const UNDO_BYTES: usize = 2 << 20;

/// How far what is shown is kept.
#[derive(Clone, Copy)]
pub(super) struct Keeping {
    keeper: StoredValue<Keeper>,
    is_newer: StoredValue<bool>,
    /// Something that is shown is not stored.
    pub(super) unsaved: StoredValue<bool>,
    /// Commands wait for the funnel: what the status was before, and whether all was stored.
    pub(super) before_waiting: StoredValue<Option<(Status, bool)>>,
    /// The answers of all teams have been unpacked.
    pub(super) is_unpacked: RwSignal<bool>,
    /// Something that turned out to be broken was moved aside, and nobody has been told.
    found_broken: StoredValue<bool>,
    /// How many times something could not be stored.
    failed: StoredValue<u32>,
    /// What is not stored stands in a file that was exported.
    pub(super) in_file: StoredValue<bool>,
    /// The tab does not remember the latest steps of undo yet.
    undo_due: StoredValue<bool>,
    /// Lines for the log about changes that are not stored yet.
    pub(super) unlogged: StoredValue<Vec<LogEntry>>,
    /// When the last recovery copy was made or looked for, in milliseconds since 1970.
    copied: StoredValue<i64>,
}

impl Keeping {
    /// What the keeper has loaded; `is_newer`: a newer version of the page has written it.
    pub(super) fn with(keeper: Keeper, is_newer: bool, is_unsaved: bool) -> Self {
        Self {
            keeper: StoredValue::new(keeper),
            is_newer: StoredValue::new(is_newer),
            unsaved: StoredValue::new(is_unsaved),
            before_waiting: StoredValue::new(None),
            is_unpacked: RwSignal::new(false),
            found_broken: StoredValue::new(false),
            failed: StoredValue::new(0),
            in_file: StoredValue::new(false),
            undo_due: StoredValue::new(false),
            unlogged: StoredValue::default(),
            copied: StoredValue::new(0),
        }
    }
}

impl State {
    pub(super) fn listen(self) {
        browser::on_window("hashchange", move |_| self.read_address());
        browser::on_window("storage", move |event| {
            let record = browser::changed_key(event);
            self.read_other_tabs(record.clone());
            if !record.is_some_and(|record| record.ends_with("/revision")) {
                self.shelf.update(|count| *count += 1);
            }
        });
        browser::on_window("online", move |_| self.chunks.try_again());
        browser::on_window("beforeunload", move |event| {
            self.leave();
            let is_asked = self.keeping.unsaved.get_value() && !self.keeping.in_file.get_value();
            if is_asked && !self.host.is_embedded {
                // The browser asks whether to leave.
                event.prevent_default();
            }
        });
        browser::on_window("pagehide", move |_| self.leave());
        browser::on_visibility(move |is_visible| {
            if is_visible {
                // A tab in the background may have slept through what others wrote.
                self.read_other_tabs(None);
            } else {
                self.leave();
            }
        });
        Effect::new(move |_| {
            let team = self.team.get();
            self.also_for.update(SortedSet::clear);
            // Only a convenience: if it cannot be kept, the first team is shown next time.
            let _ = LocalStore::open().set(&format!("{PREFIX}team"), team.as_str());
        });
    }

    /// Another tab wrote something, or something happened to the storage.
    fn read_other_tabs(self, record: Option<String>) {
        self.chunks
            .funnel
            .then(move |funnel| (funnel.read_other_tabs)(self, record.as_deref()));
    }

    /// Only the team that is shown was unpacked so far. The others are soon wanted by pages, and with
    /// the first change.
    pub fn unpack_ahead(self) {
        if !browser::saves_data() {
            self.chunks.funnel.then(move |funnel| (funnel.unpack)(self));
        }
    }

    /// The page goes away, perhaps for good. Without the funnel, nothing has changed.
    fn leave(self) {
        if let Some(funnel) = self.chunks.funnel.now() {
            (funnel.leave)(self);
        }
    }

    /// Whether all that is shown is kept in this browser.
    pub fn is_stored(self) -> bool {
        !self.keeping.unsaved.get_value() && browser::storage_mode() != Mode::Memory
    }

    /// What is shown stands in a file that was exported.
    pub fn is_in_file(self) {
        self.keeping.in_file.set_value(true);
    }

    /// The page around this one has kept everything.
    pub fn is_kept(self) {
        self.keeping.unsaved.set_value(false);
        browser::take_attribute(RESCUE, UNSAVED);
        self.status.set(Status::Saved);
    }

    /// Puts an assessment in place of the one that is open, without a way back: it is kept
    /// elsewhere.
    pub fn show_instead(self, with: Assessment) {
        let team = self.team.get_untracked();
        let is_there = with.teams.get(&team).is_some_and(|team| !team.deleted);
        let wanted = self.host.team_in(&with);
        let next = if is_there {
            None
        } else {
            wanted.or_else(|| Some(first_team(&with)))
        };
        self.keeping.unsaved.set_value(false);
        self.history.set(History::default());
        self.assessment.set(Assessment {
            today: Today(Some(browser::context().today)),
            ..with
        });
        if let Some(team) = next {
            self.team.set(team);
        }
        self.status.set(Status::Quiet);
    }
}

/// Named by the funnel only.
impl State {
    /// Stores a new assessment at once, so that a second tab opens the same one. If that fails, the
    /// first answer will say so.
    pub(super) fn keep_now(self) {
        let everything = Touched {
            all: true,
            ..Touched::default()
        };
        let kept = self
            .with_keeper(|keeper, store, assessment| keeper.save(store, assessment, &everything));
        if kept.is_ok() {
            let _ = LocalStore::open().remove(&format!("{PREFIX}{FIRST}"));
        }
    }

    pub(super) fn save(self, touched: &Touched) {
        match browser::storage_mode() {
            Mode::Local => {}
            Mode::Undecided => self.host.keep(Mode::Local),
            Mode::Memory => {
                self.keeping.unsaved.set_value(true);
                self.host.owe();
                self.status.set(Status::Note(text::NOT_SAVED.to_owned()));
                return;
            }
        }
        if self.keeping.is_newer.get_value() {
            self.keep_for_rescue_soon();
            self.status
                .set(Status::Problem(StoreError::Newer.to_string()));
            return;
        }
        match self.with_keeper(|keeper, store, assessment| keeper.save(store, assessment, touched))
        {
            Ok(merged) => {
                if merged {
                    self.assessment.notify();
                }
                if self.keeping.unsaved.get_value() {
                    self.keeping.unsaved.set_value(false);
                    browser::take_attribute(RESCUE, UNSAVED);
                }
                self.status
                    .set(match self.keeping.found_broken.get_value() {
                        true => Status::Problem(text::BROKEN.to_owned()),
                        false => Status::Saved,
                    });
                self.keeping.found_broken.set_value(false);
            }
            Err(problem) => {
                self.assessment.notify();
                self.keep_for_rescue_soon();
                self.status.set(Status::Problem(problem.to_string()));
            }
        }
    }

    /// As [`State::keep_for_rescue`]; a large company only once nothing was changed for a while,
    /// because its text takes seconds.
    fn keep_for_rescue_soon(self) {
        const MANY: usize = 100;
        const A_WHILE: Duration = Duration::from_secs(5);
        self.keeping.unsaved.set_value(true);
        if self
            .assessment
            .with_untracked(|assessment| assessment.answers.len() <= MANY)
        {
            self.keep_for_rescue();
            return;
        }
        let count = self.keeping.failed.get_value().wrapping_add(1);
        self.keeping.failed.set_value(count);
        let keep = move || {
            if self.keeping.failed.get_value() == count && self.keeping.unsaved.get_value() {
                self.keep_for_rescue();
            }
        };
        set_timeout(keep, A_WHILE);
    }

    /// What is shown is not stored: it is put where the rescue screen finds it, which works when
    /// the program does not.
    pub fn keep_for_rescue(self) -> String {
        self.keeping.unsaved.set_value(true);
        let text = self
            .assessment
            .with_untracked(crate::exchange::assessment_file::write);
        browser::set_attribute(RESCUE, UNSAVED, &text);
        text
    }

    /// Lets the keeper work on the assessment in place, without telling anybody yet.
    fn with_keeper(
        self,
        work: impl FnOnce(&mut Keeper, &LocalStore, &mut Assessment) -> Result<bool, StoreError>,
    ) -> Result<bool, StoreError> {
        let store = LocalStore::open();
        let mut result = Ok(false);
        self.keeping.keeper.update_value(|keeper| {
            let was_broken = keeper.has_broken();
            self.assessment
                .update_untracked(|assessment| result = work(keeper, &store, assessment));
            if was_broken && !keeper.has_broken() && result.is_ok() {
                self.keeping.found_broken.set_value(true);
            }
        });
        result
    }

    /// Another tab wrote something, or something happened to the storage.
    pub(super) fn read_other_tabs_now(self, record: Option<&str>) {
        let mut gone = None;
        let result = self.with_keeper(|keeper, store, assessment| {
            gone = keeper.gone(store, assessment)?;
            match gone {
                None => keeper.merge_stored(store, assessment, record),
                Some(gone) => Ok(gone == Gone::Cleared),
            }
        });
        match result {
            Ok(true) => {
                self.assessment.notify();
                self.after_change(&Touched {
                    all: true,
                    ..Touched::default()
                });
            }
            Ok(false) => {}
            Err(StoreError::Newer) => {
                self.status
                    .set(Status::Problem(StoreError::Newer.to_string()));
            }
            // The next change says it, and tries again.
            Err(_) => {}
        }
        let is_saved = self.status.get_untracked() == Status::Saved;
        match gone {
            Some(Gone::Cleared) if is_saved => {
                self.status.set(Status::Note(text::CLEARED.to_owned()));
            }
            Some(Gone::Removed) => self.status.set(Status::Note(text::REMOVED.to_owned())),
            _ => {}
        }
    }

    /// Unpacks what is stored, team by team, and says it where something cannot be.
    pub(super) fn unpack_now(self) {
        let mut packed: Vec<Answers> = self
            .assessment
            .with_untracked(|assessment| assessment.answers.values().cloned().collect());
        packed.retain(Answers::is_packed);
        leptos::task::spawn_local(async move {
            let mut breath = Breath::default();
            for answers in packed {
                answers.look();
                breath.take().await;
            }
            if self.keeping.keeper.with_value(Keeper::has_broken) {
                self.read_other_tabs_now(None);
            }
            self.keeping.is_unpacked.set(true);
        });
    }

    /// The page goes away, perhaps for good.
    pub(super) fn leave_now(self) {
        self.flush();
        self.keep_undo();
    }

    /// Whatever is not stored yet has its last chance.
    fn flush(self) {
        if self.keeping.unsaved.get_value() {
            self.save(&Touched {
                all: true,
                ..Touched::default()
            });
        }
    }

    /// Makes a recovery copy of what is about to change: once an hour, and before large changes.
    pub(super) fn copy_before(self, command: &Command) {
        let now = browser::context().now;
        let is_large = matches!(
            command,
            Command::Replace { .. } | Command::DeleteTeam { .. } | Command::SetModel { .. }
        );
        if !is_large && now - self.keeping.copied.get_value() < HOUR
            || self.keeping.is_newer.get_value()
        {
            return;
        }
        self.keeping.copied.set_value(now);
        self.assessment.with_untracked(|assessment| {
            if assessment.has_answers() {
                // A convenience, too: the change itself does not depend on it.
                let _ = Shelf::of(&LocalStore::open()).copy(assessment, now);
            }
        });
    }

    pub(super) fn line(self, change: &Change, done: &str) -> LogEntry {
        self.assessment
            .with_untracked(|assessment| LogEntry::of(change, assessment, done))
    }

    /// After a change, once it is stored: a line for the log, and the tab remembers how to take it
    /// back. Neither is as dear as the answers, so nobody is told where there is no room.
    pub(super) fn note(self, line: LogEntry) {
        self.keeping.in_file.set_value(false);
        self.keeping.unlogged.update_value(|lines| {
            lines.push(line);
            if lines.len() > MAX_LOG {
                lines.remove(0);
            }
            if !self.keeping.unsaved.get_value() {
                let store = LocalStore::open();
                let id = self
                    .assessment
                    .with_untracked(|assessment| assessment.id.clone());
                for line in lines.drain(..) {
                    let _ = Shelf::of(&store).note(&id, &line);
                }
            }
        });
        if !self.keeping.undo_due.get_value() {
            self.keeping.undo_due.set_value(true);
            // Should the page be killed now: no steps are better than steps of an earlier state.
            browser::tab_set(UNDO, "");
            set_timeout(move || self.keep_undo(), Duration::from_secs(1));
        }
    }

    /// The steps of undo, for the tab.
    fn undo_text(self) -> String {
        let steps = self
            .history
            .with_untracked(|history| undo_file::write(history, UNDO_BYTES));
        self.assessment
            .with_untracked(|assessment| format!("{}\n{steps}", assessment.id))
    }

    fn keep_undo(self) {
        if self.keeping.undo_due.get_value() {
            self.keeping.undo_due.set_value(false);
            browser::tab_set(UNDO, &self.undo_text());
        }
    }
}
