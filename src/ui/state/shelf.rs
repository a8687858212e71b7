//! What this browser keeps beside what is shown: other assessments, the log, the last export.

use leptos::prelude::*;

use crate::assessment::{Assessment, Command, CommandError};
use crate::browser::{self, LocalStore};
use crate::storage::{Keeper, Loaded, LogEntry, PREFIX, Shelf, Store, StoreError};

use super::{State, Status};

impl State {
    /// Opens another assessment of this browser. One step of undo. Returns whether it was opened.
    pub fn open_stored(self, id: &str) -> bool {
        let mut keeper = Keeper::default();
        match keeper.load_id(&LocalStore::open(), id, &self.known_ids()) {
            Ok(Loaded {
                assessment: Some(with),
                problems,
                ..
            }) => {
                let label = format!("Open “{}”", with.title);
                let is_open = self.dispatch(Command::Replace {
                    how: Default::default(),
                    with: Box::new(with),
                    label,
                });
                if !is_open {
                    return false;
                }
                if !problems.is_empty() {
                    self.status.set(Status::Problem(problems.join(" ")));
                }
                self.tell_other_model();
                true
            }
            Ok(loaded) => {
                self.status.set(Status::Problem(loaded.problems.join(" ")));
                false
            }
            Err(problem) => {
                self.status.set(Status::Problem(problem.to_string()));
                false
            }
        }
    }

    /// Gives an assessment of this browser another title. Returns whether that was possible.
    pub fn rename_stored(self, id: &str, title: &str) -> bool {
        if self
            .assessment
            .with_untracked(|assessment| assessment.id == id)
        {
            let done = self.dispatch(Command::Retitle {
                title: title.to_owned(),
            });
            self.shelf.update(|count| *count += 1);
            return done;
        }
        if self.is_refused() {
            return false;
        }
        let (store, context, known) = (LocalStore::open(), self.context(), self.known_ids());
        let renamed = Shelf::of(&store).rename(id, title, &known, &context);
        self.status.set(match &renamed {
            Ok(true) => Status::Note(format!("Renamed to “{}”", title.trim())),
            Ok(false) => Status::Problem(CommandError::EmptyName.to_string()),
            Err(problem) => Status::Problem(problem.to_string()),
        });
        self.shelf.update(|count| *count += 1);
        renamed == Ok(true)
    }

    /// Begins another assessment; the one that is open stays in this browser. One step of undo.
    pub fn open_new(self) {
        self.dispatch(Command::Replace {
            how: Default::default(),
            with: Box::new(
                self.host
                    .first_assessment(&self.model(), &browser::random_id),
            ),
            label: "New assessment".to_owned(),
        });
    }

    /// Opens an assessment that was brought: a recovery copy. One step of undo.
    pub fn open_copy(self, with: Assessment, label: String) {
        self.dispatch(Command::Replace {
            how: Default::default(),
            with: Box::new(with),
            label,
        });
    }

    /// Does something to the storage, and says how it went.
    pub fn change_storage(
        self,
        done: String,
        work: impl FnOnce(&Shelf<'_, LocalStore>) -> Result<(), StoreError>,
    ) {
        if self.is_refused() {
            return;
        }
        let store = LocalStore::open();
        match work(&Shelf::of(&store)) {
            Ok(()) => self.status.set(Status::Note(done)),
            Err(problem) => self.status.set(Status::Problem(problem.to_string())),
        }
        self.shelf.update(|count| *count += 1);
    }

    /// How many answers, notes and teams were changed since the last export; with its moment.
    /// `None`: never exported, or nothing is kept here.
    pub fn since_export(self) -> (Option<i64>, usize) {
        self.shelf.track();
        let store = LocalStore::open();
        self.assessment.with(|assessment| {
            let last = Shelf::of(&store).last_export(&assessment.id).ok().flatten();
            (last, assessment.changes_since(last.unwrap_or(0)))
        })
    }

    /// Whether looking at the answers of all teams takes no time: they are unpacked, or few. Where
    /// nothing is done ahead of time, waiting is no use either.
    pub fn is_unpacked(self) -> bool {
        const FEW: usize = 12;
        self.keeping.is_unpacked.get()
            || self.assessment.with(|assessment| assessment.answers.len()) <= FEW
            || browser::saves_data()
    }

    /// What was changed in the open assessment, the latest at the end; with what is not stored yet.
    pub fn log(self) -> Vec<LogEntry> {
        self.shelf.track();
        let store = LocalStore::open();
        let mut lines = self
            .assessment
            .with(|assessment| Shelf::of(&store).log(&assessment.id))
            .unwrap_or_default();
        self.keeping
            .unlogged
            .with_value(|unlogged| lines.extend(unlogged.iter().cloned()));
        lines
    }

    /// Whether this browser keeps an assessment of this page.
    pub fn has_stored(self) -> bool {
        let current = LocalStore::open().get(&format!("{PREFIX}current"));
        current.ok().flatten().is_some()
    }
}
