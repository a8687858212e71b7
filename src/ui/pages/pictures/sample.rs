//! Opening and closing the sample. It is an assessment of its own, so nothing of it can get among the
//! user's answers; when it is closed, it is removed from this browser for good.

use leptos::prelude::*;

use crate::assessment::{Command, History, SAMPLE, sample};
use crate::browser::{self, LocalStore};
use crate::storage::{PREFIX, Shelf, Store};
use crate::ui::state::{State, Status};

/// Where this browser remembers what was open before.
const BEFORE: &str = "before-sample";

/// Opens the sample (`true`), or closes it.
pub fn show_sample(state: State, opens: bool) {
    // What it does to the assessment needs the funnel.
    state.chunks.funnel.then(move |_| match opens {
        true => open(state),
        false => close(state),
    });
}

fn open(state: State) {
    let store = LocalStore::open();
    let before = state.assessment.with_untracked(|now| now.id.clone());
    if before == SAMPLE {
        return;
    }
    // What is left of an earlier one, such as by another tab.
    let _ = Shelf::of(&store).purge(SAMPLE);
    if store.set(&format!("{PREFIX}{BEFORE}"), &before).is_err() {
        state.status.set(Status::Problem(
            "The sample was not opened: this browser keeps nothing for the page, so there would be no way back."
                .to_owned(),
        ));
        return;
    }
    let context = state.context();
    let with = sample(&state.model(), context.today, context.now);
    state.dispatch(Command::Replace {
        with: Box::new(with),
        label: "Open the sample".to_owned(),
        how: Default::default(),
    });
    browser::focus_heading();
}

fn close(state: State) {
    let store = LocalStore::open();
    let key = format!("{PREFIX}{BEFORE}");
    let before = store.get(&key).ok().flatten();
    // Whatever else is kept here is nearer to the user than an empty one.
    let others = Shelf::of(&store).list().unwrap_or_default();
    let other = || {
        let mut own = others
            .iter()
            .filter(|entry| entry.id != SAMPLE && entry.deleted.is_none());
        own.next().map(|entry| entry.id.clone())
    };
    let is_open = before
        .or_else(other)
        .is_some_and(|id| state.open_stored(&id));
    if !is_open {
        state.open_new();
    }
    // Undo would bring it back.
    state.history.set(History::default());
    let purged = Shelf::of(&store).purge(SAMPLE);
    let _ = store.remove(&key);
    state.shelf.update(|count| *count += 1);
    state.status.set(match purged {
        Ok(()) => Status::Note("The sample is gone".to_owned()),
        Err(problem) => Status::Problem(problem.to_string()),
    });
    browser::focus_heading();
}
