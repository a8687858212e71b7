//! Undo and redo.

use std::collections::VecDeque;

use super::{Assessment, Change, Context};

/// How many steps can be taken back.
pub const MAX_STEPS: usize = 500;

/// The changes that can be taken back or brought again.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct History {
    /// What can be taken back; the latest step stands at the end.
    pub(crate) done: VecDeque<Change>,
    /// What can be brought again; the next step stands at the end.
    pub(crate) undone: Vec<Change>,
}

/// Which way to go in a [`History`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// Take the last change back.
    Undo,
    /// Bring the last one taken back again.
    Redo,
}

impl History {
    /// Remembers a change. What had been taken back can no longer be brought again.
    pub fn push(&mut self, change: Change) {
        self.undone.clear();
        self.done.push_back(change);
        if self.done.len() > MAX_STEPS {
            self.done.pop_front();
        }
    }

    /// Remembers a change of a text that is being typed: one step with the last one, if that
    /// changed the same text.
    pub fn push_typed(&mut self, change: Change) {
        match self.done.back() {
            Some(last) if change.goes_on(last) => self.undone.clear(),
            _ => self.push(change),
        }
    }

    /// What the step would do, in words; `None`: nothing to do.
    pub fn label(&self, step: Step) -> Option<&str> {
        match step {
            Step::Undo => self.done.back(),
            Step::Redo => self.undone.last(),
        }
        .map(|change| change.label.as_str())
    }

    /// Goes one step and returns what it did; `None`: nothing to do.
    pub fn go(
        &mut self,
        step: Step,
        assessment: &mut Assessment,
        context: &Context,
    ) -> Option<Change> {
        let change = match step {
            Step::Undo => self.done.pop_back(),
            Step::Redo => self.undone.pop(),
        }?;
        let reverted = assessment.revert(change, context);
        match step {
            Step::Undo => self.undone.push(reverted.clone()),
            Step::Redo => self.done.push_back(reverted.clone()),
        }
        Some(reverted)
    }
}
