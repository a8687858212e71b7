//! Further assessments of a file that holds several: which of them are wanted, and what becomes of
//! them.

use leptos::prelude::*;

use crate::assessment::Assessment;
use crate::browser::{self, LocalStore};
use crate::map::SortedSet;
use crate::storage::{Outcome, Shelf, StoreError};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{event_handler, live_bool};

/// An assessment that would be kept beside the open one.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Other {
    pub(super) assessment: Assessment,
    /// What taking it would do.
    would: Result<Outcome, StoreError>,
}

impl Other {
    pub(super) fn of(state: State, assessment: Assessment) -> Self {
        let store = LocalStore::open();
        let would = Shelf::of(&store).would_take(&assessment, &state.known_ids());
        Self { assessment, would }
    }

    fn says(&self, state: State) -> String {
        let what = match &self.would {
            Ok(Outcome::Added) => "is added to the list under Settings".to_owned(),
            Ok(Outcome::Merged) => "is in the list here; both copies become one".to_owned(),
            Ok(Outcome::Same) => "is in the list here, with nothing different".to_owned(),
            Ok(Outcome::Restored) => "was deleted here, and comes back".to_owned(),
            Err(problem) => problem.to_string(),
        };
        let teams = self.assessment.living_teams().len();
        format!(
            "{}, {} · {what}",
            untrack(|| state.host.teams(teams)),
            text::plural(self.assessment.answered_count(), "answer", "answers")
        )
    }
}

/// The copy that is kept of an assessment that is not open.
pub(super) fn kept(state: State, theirs: &Assessment) -> Option<Assessment> {
    let is_open = state.assessment.with_untracked(|mine| mine.id == theirs.id);
    let store = LocalStore::open();
    let kept = (!is_open).then(|| Shelf::of(&store).kept(&theirs.id, &state.known_ids()));
    kept.and_then(Result::ok).flatten()
}

/// The part of the preview that lists them, each with a box to tick.
pub(super) fn list(
    state: State,
    left_out: RwSignal<SortedSet<String>>,
    others: Vec<Other>,
    is_all: bool,
) -> AnyView {
    let legend = match is_all {
        true => {
            let count = text::plural(others.len(), "assessment", "assessments");
            format!("Keep {count}, each by itself")
        }
        false => {
            let count = text::plural(others.len(), "more assessment", "more assessments");
            format!("Keep {count} of this file beside it")
        }
    };
    let rows: Vec<AnyView> = others
        .iter()
        .map(|other| {
            let id = other.assessment.id.clone();
            let is_wanted = {
                let id = id.clone();
                live_bool(move || left_out.with(|left_out| !left_out.contains(&id)))
            };
            let switch = event_handler(move |event: leptos::ev::Event| {
                left_out.update(|left_out| {
                    if event_target_checked(&event) {
                        left_out.remove(&id);
                    } else {
                        left_out.insert(id.clone());
                    }
                });
            });
            view! {
                <label class="check">
                    <input type="checkbox" prop:checked=is_wanted on:change=switch />
                    <span class="choice-title">{other.assessment.title.clone()}</span>
                    <span class="choice-hint">{other.says(state)}</span>
                </label>
            }
            .into_any()
        })
        .collect();
    view! {
        <fieldset class="checks">
            <legend>{legend}</legend>
            {rows}
        </fieldset>
    }
    .into_any()
}

/// Stores them. Sentences about what was done, and about what was not.
pub(super) fn take(state: State, others: &[Assessment]) -> (Vec<String>, Vec<String>) {
    let store = LocalStore::open();
    let shelf = Shelf::of(&store);
    let (known, now) = (state.known_ids(), browser::context().now);
    let (mut done, mut failed) = (Vec::new(), Vec::new());
    for other in others {
        let title = &other.title;
        match shelf.take(other, &known, now) {
            Ok(Outcome::Added) => done.push(format!("“{title}” was added.")),
            Ok(Outcome::Merged) => done.push(format!("“{title}” was merged.")),
            Ok(Outcome::Same) => done.push(format!("“{title}” was here already.")),
            Ok(Outcome::Restored) => done.push(format!("“{title}” came back.")),
            Err(problem) => failed.push(format!("“{title}”: {problem}")),
        }
    }
    if !others.is_empty() {
        state.shelf.update(|count| *count += 1);
    }
    (done, failed)
}
