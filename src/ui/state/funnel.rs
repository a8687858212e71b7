//! The one funnel through which an assessment changes: applying a command, undo, keeping what has
//! changed, and taking in what another tab has written. A chunk of its own: showing needs none of it.

use leptos::prelude::*;

use crate::assessment::{Assessment, Change, Command, Step, Touched};
use crate::browser::{self, LocalStore, Mode};
use crate::exchange::undo_file;
use crate::storage::{Keeper, LogEntry, Loss, MAX_LOG, Shelf, StoreError};
use crate::ui::text;

use super::{Funnel, RESCUE, State, Status, UNDO, UNSAVED, first_team};

/// In milliseconds.
const HOUR: i64 = 3_600_000;
/// What the steps of undo may take in the tab, in bytes: less than half of what browsers grant it.
const UNDO_BYTES: usize = 2 << 20;

/// The funnel's functions; only to be named where the program is cut.
pub fn funnel() -> Funnel {
    Funnel {
        apply: State::apply_now,
        step: State::step_now,
        keep: State::keep_now,
        take_in: State::take_in_now,
        leave: State::leave_now,
        export: State::export_now,
        build_model: State::build_model,
    }
}

impl State {
    /// Stores a new assessment at once, so that a second tab opens the same one. If that fails, the
    /// first answer will say so.
    fn keep_now(self) {
        let everything = Touched {
            all: true,
            ..Touched::default()
        };
        let _ = self
            .with_keeper(|keeper, store, assessment| keeper.save(store, assessment, &everything));
    }

    /// Makes a recovery copy of what is about to change: once an hour, and before large changes.
    fn copy_before(self, command: &Command) {
        let now = browser::context().now;
        let is_large = matches!(
            command,
            Command::Replace { .. } | Command::DeleteTeam { .. } | Command::SetModel { .. }
        );
        if !is_large && now - self.copied.get_value() < HOUR || self.is_newer.get_value() {
            return;
        }
        self.copied.set_value(now);
        self.assessment.with_untracked(|assessment| {
            if assessment.answered_count() > 0 {
                // A convenience, too: the change itself does not depend on it.
                let _ = Shelf::of(&LocalStore::open()).copy(assessment, now);
            }
        });
    }

    /// Applies a command, remembers how to take it back, stores it. Returns whether it was taken.
    fn apply_now(self, command: Command) -> bool {
        let context = self.context();
        let is_locked = self
            .assessment
            .with_untracked(|now| self.host.locks(now, &command));
        if is_locked {
            self.status.set(Status::Problem(text::LOCKED.to_owned()));
            return false;
        }
        self.copy_before(&command);
        let mut result = Ok(None);
        self.assessment
            .update(|assessment| result = assessment.apply(command, &context));
        match result {
            Ok(Some(change)) => {
                let touched = change.touched();
                let line = self.line(&change, "");
                self.history.update(|history| history.push_typed(change));
                self.settle(&touched);
                self.note(line);
                true
            }
            Ok(None) => true,
            Err(problem) => {
                self.status
                    .set(Status::Problem(self.worded(&problem.to_string())));
                false
            }
        }
    }

    /// As [`crate::ui::embed::Host::say`], without following the words.
    fn worded(self, sentence: &str) -> String {
        untrack(|| self.host.say(sentence))
    }

    /// Takes the last change back, or brings it again.
    fn step_now(self, step: Step) {
        if self.is_refused() {
            return;
        }
        let context = self.context();
        let mut change = None;
        self.history.update(|history| {
            self.assessment
                .update(|assessment| change = history.go(step, assessment, &context));
        });
        if let Some(change) = change {
            let done = match step {
                Step::Undo => "Undone",
                Step::Redo => "Redone",
            };
            self.settle(&change.touched());
            self.note(self.line(&change, &format!("{done}: ")));
            if self.status.get_untracked() == Status::Saved {
                self.status.set(Status::Note(format!(
                    "{done}: {}. {}",
                    self.worded(&change.label),
                    text::SAVED
                )));
            }
        }
    }

    fn line(self, change: &Change, done: &str) -> LogEntry {
        self.assessment
            .with_untracked(|assessment| LogEntry::of(change, assessment, done))
    }

    /// After a change, once it is stored: a line for the log, and the tab remembers how to take it
    /// back. Neither is as dear as the answers, so nobody is told where there is no room.
    fn note(self, line: LogEntry) {
        self.in_file.set_value(false);
        self.unlogged.update_value(|lines| {
            lines.push(line);
            if lines.len() > MAX_LOG {
                lines.remove(0);
            }
            if !self.unsaved.get_value() {
                let store = LocalStore::open();
                let id = self
                    .assessment
                    .with_untracked(|assessment| assessment.id.clone());
                for line in lines.drain(..) {
                    let _ = Shelf::of(&store).note(&id, &line);
                }
            }
        });
        if !self.undo_due.get_value() {
            self.undo_due.set_value(true);
            // Should the page be killed now: no steps are better than steps of an earlier state.
            browser::tab_set(UNDO, "");
            set_timeout(move || self.keep_undo(), std::time::Duration::from_secs(1));
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
        if self.undo_due.get_value() {
            self.undo_due.set_value(false);
            browser::tab_set(UNDO, &self.undo_text());
        }
    }

    /// After a change: the shown team still exists, and what was touched is stored.
    fn settle(self, touched: &Touched) {
        let team = self.team.get_untracked();
        let gone = self.assessment.with_untracked(|assessment| {
            assessment
                .teams
                .get(&team)
                .is_none_or(|team| team.deleted)
                .then(|| first_team(assessment))
        });
        if let Some(first) = gone {
            self.team.set(first);
        }
        self.save(touched);
    }

    fn save(self, touched: &Touched) {
        match browser::storage_mode() {
            Mode::Local => {}
            Mode::Undecided => self.host.keep(Mode::Local),
            Mode::Memory => {
                self.unsaved.set_value(true);
                self.host.owe();
                self.status.set(Status::Note(text::NOT_SAVED.to_owned()));
                return;
            }
        }
        if self.is_newer.get_value() {
            self.keep_for_rescue();
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
                if self.unsaved.get_value() {
                    self.unsaved.set_value(false);
                    browser::take_attribute(RESCUE, UNSAVED);
                }
                self.status.set(Status::Saved);
            }
            Err(problem) => {
                self.assessment.notify();
                self.keep_for_rescue();
                self.status.set(Status::Problem(problem.to_string()));
            }
        }
    }

    /// What is shown is not stored: it is put where the rescue screen finds it, which works when
    /// the program does not.
    pub fn keep_for_rescue(self) -> String {
        self.unsaved.set_value(true);
        let text = self
            .assessment
            .with_untracked(crate::exchange::assessment_file::write);
        browser::set_attribute(RESCUE, UNSAVED, &text);
        text
    }

    /// Another tab wrote something, or something happened to the storage.
    fn take_in_now(self, record: Option<&str>) {
        let mut loss = None;
        let result = self.with_keeper(|keeper, store, assessment| {
            loss = keeper.loss(store, assessment)?;
            match loss {
                None => keeper.take_in(store, assessment, record),
                Some(loss) => Ok(loss == Loss::Cleared),
            }
        });
        match result {
            Ok(true) => {
                self.assessment.notify();
                self.settle(&Touched {
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
        match loss {
            Some(Loss::Cleared) if is_saved => {
                self.status.set(Status::Note(text::CLEARED.to_owned()));
            }
            Some(Loss::Removed) => self.status.set(Status::Note(text::REMOVED.to_owned())),
            _ => {}
        }
    }

    /// Lets the keeper work on the assessment in place, without telling anybody yet.
    fn with_keeper(
        self,
        work: impl FnOnce(&mut Keeper, &LocalStore, &mut Assessment) -> Result<bool, StoreError>,
    ) -> Result<bool, StoreError> {
        let store = LocalStore::open();
        let mut result = Ok(false);
        self.keeper.update_value(|keeper| {
            self.assessment
                .update_untracked(|assessment| result = work(keeper, &store, assessment));
        });
        result
    }

    /// The page goes away, perhaps for good.
    fn leave_now(self) {
        self.flush();
        self.keep_undo();
    }

    /// Whatever is not stored yet has its last chance.
    fn flush(self) {
        if self.unsaved.get_value() {
            self.save(&Touched {
                all: true,
                ..Touched::default()
            });
        }
    }

    /// Writes a file with the whole assessment.
    fn export_now(self) {
        let (name, content) = self.file();
        let downloaded = browser::download(&name, "application/json", &content);
        if downloaded.is_ok() {
            self.in_file.set_value(true);
            let id = self
                .assessment
                .with_untracked(|assessment| assessment.id.clone());
            let _ = Shelf::of(&LocalStore::open()).exported(&id, browser::context().now);
            self.shelf.update(|count| *count += 1);
        }
        self.status.set(match downloaded {
            Ok(()) if self.unsaved.get_value() => {
                Status::Note(format!("Exported as {name}. {}", text::NOT_SAVED))
            }
            Ok(()) => Status::Note(format!("Exported as {name}")),
            Err(problem) => Status::Problem(problem),
        });
    }

    /// Name and content of a file with the whole assessment.
    pub fn file(self) -> (String, String) {
        self.assessment.with_untracked(|assessment| {
            let slug = match crate::model::slug(&assessment.title) {
                text if text.is_empty() => "assessment".to_owned(),
                text => text,
            };
            (
                format!("{slug}.dsomm.json"),
                crate::exchange::export::write(assessment, &self.known_ids()),
            )
        })
    }
}
