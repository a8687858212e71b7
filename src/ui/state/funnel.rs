//! The one funnel through which an assessment changes: applying a command, and undo; what is kept
//! after it is in `keeping`. A chunk of its own: showing needs none of it.

use leptos::prelude::*;

use crate::assessment::{Command, Step, Touched};
use crate::browser;
use crate::ui::text;

use super::{Funnel, State, Status, first_team};

/// How pages look, as far as the first view can do without.
const LATER: &str = include_str!("../../../public/styles/later.css");

/// The funnel's functions; only to be named where the program is cut.
pub fn funnel() -> Funnel {
    browser::adopt_styles("later", || LATER.to_owned());
    Funnel {
        apply: State::apply_now,
        step: State::step_now,
        keep: State::keep_now,
        read_other_tabs: State::read_other_tabs_now,
        unpack: State::unpack_now,
        leave: State::leave_now,
        export: State::export_now,
        file: |state| state.file().1,
        build_model: State::build_model,
    }
}

impl State {
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
                self.after_change(&touched);
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

    /// As [`crate::ui::host::Host::say`], without following the words.
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
            self.after_change(&change.touched());
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

    /// After a change: the shown team still exists, and what was touched is stored.
    pub(super) fn after_change(self, touched: &Touched) {
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
}
