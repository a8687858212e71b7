//! Importing: a file is read, a preview says what would change, nothing happens before "Apply".

use leptos::html;
use leptos::prelude::*;

use crate::assessment::{Assessment, Command, differences, merge};
use crate::browser::LocalStore;
use crate::exchange::assessment_file;
use crate::storage::{Rescued, Shelf, read_rescue};
use crate::ui::components::{Cell, button, table};
use crate::ui::state::{Incoming, State, Status};
use crate::ui::text;
use crate::ui::view::{act, part, yes};

/// A file that waits for a decision.
#[derive(Clone, PartialEq, Debug)]
struct Waiting {
    file: String,
    theirs: Assessment,
    /// More assessments of a rescue file: they go beside the open one.
    others: Vec<Assessment>,
    /// Sentences about what of the file cannot be used.
    problems: Vec<String>,
}

/// What to do with the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum How {
    /// Both become one.
    Merge,
    /// It takes the place of what is open.
    Open,
}

/// The import that is under way, if any.
#[derive(Clone, Copy)]
struct Importing {
    state: State,
    waiting: RwSignal<Option<Waiting>>,
    how: RwSignal<How>,
}

impl Importing {
    /// Reads each file that comes in and shows the preview, or says why it cannot be read.
    fn of(state: State) -> Self {
        let importing = Self {
            state,
            waiting: RwSignal::new(None),
            how: RwSignal::new(How::Merge),
        };
        Effect::new(move |_| {
            if let Some(incoming) = state.incoming.get() {
                state.incoming.set(None);
                importing.read(incoming);
            }
        });
        importing
    }

    fn read(self, Incoming { name, text }: Incoming) {
        let read = match read_rescue(&text, &self.state.known_ids()) {
            Some(rescued) => rescued.map(|rescued| {
                let Rescued {
                    open,
                    others,
                    problems,
                } = rescued;
                open.map(|theirs| (theirs, others, problems))
            }),
            None => assessment_file::read(&text)
                .map(|theirs| Some((theirs, Vec::new(), Vec::new())))
                .map_err(|problem| problem.to_string()),
        };
        match read {
            Ok(None) => {}
            Ok(Some((theirs, others, problems))) => {
                let how = self.state.assessment.with_untracked(|mine| {
                    if mine.id == theirs.id || mine.answered_count() > 0 {
                        How::Merge
                    } else {
                        // Nothing here yet: a merge would only add an empty team.
                        How::Open
                    }
                });
                self.how.set(how);
                self.waiting.set(Some(Waiting {
                    file: name,
                    theirs,
                    others,
                    problems,
                }));
            }
            Err(problem) => self.state.status.set(Status::Problem(format!(
                "“{name}” was not imported. {problem}"
            ))),
        }
    }

    fn apply(self) {
        let Some(Waiting {
            file,
            theirs,
            others,
            ..
        }) = self.waiting.get_untracked()
        else {
            return;
        };
        self.add_others(others);
        let with = match self.how.get_untracked() {
            How::Merge => self
                .state
                .assessment
                .with_untracked(|mine| merge(mine, &theirs)),
            How::Open => theirs,
        };
        let imported = self.state.dispatch(Command::Replace {
            with: Box::new(with),
            label: format!("Import {file}"),
        });
        self.waiting.set(None);
        if imported && self.state.status.get_untracked() == Status::Saved {
            self.state
                .status
                .set(Status::Note(format!("Imported {file}. {}", text::SAVED)));
        }
    }
}

impl Importing {
    /// Stores the further assessments of a rescue file, unless they are here already.
    fn add_others(self, others: Vec<Assessment>) {
        let store = LocalStore::open();
        let shelf = Shelf::of(&store);
        let known = shelf.list().unwrap_or_default();
        for other in others {
            if known.iter().all(|entry| entry.id != other.id) {
                self.state
                    .on_shelf(format!("Added “{}”", other.title), |shelf| {
                        shelf.add(&other)
                    });
            }
        }
    }
}

/// The dialog named "Import".
pub fn import_dialog(state: State) -> AnyView {
    let importing = Importing::of(state);
    let dialog: NodeRef<html::Dialog> = NodeRef::new();
    Effect::new(move |_| {
        let is_wanted = importing.waiting.with(Option::is_some);
        if let Some(dialog) = dialog.get() {
            match (is_wanted, dialog.open()) {
                (true, false) => {
                    let _ = dialog.show_modal();
                }
                (false, true) => dialog.close(),
                _ => {}
            }
        }
    });
    let close = move || importing.waiting.set(None);
    let body = part(move || {
        importing
            .waiting
            .get()
            .map(|waiting| preview(importing, waiting))
    });
    view! {
        <dialog node_ref=dialog class="dialog" aria-labelledby="import-title" on:close=act(close)>
            <h2 id="import-title">{text::IMPORT}</h2>
            {body}
            <div class="dialog-actions">
                {button("button", None, "Cancel".to_owned(), close)}
                {button("button primary", None, "Apply".to_owned(), move || importing.apply())}
            </div>
        </dialog>
    }
    .into_any()
}

fn preview(importing: Importing, waiting: Waiting) -> AnyView {
    let state = importing.state;
    let model = state.model();
    let Waiting {
        file,
        theirs,
        others,
        problems,
    } = waiting;
    let more = (!others.is_empty()).then(|| {
        let said = format!(
            "{} more of this rescue file will be kept beside it; see Settings.",
            text::plural(others.len(), "assessment", "assessments")
        );
        view! { <p class="hint">{said}</p> }.into_any()
    });
    let broken = (!problems.is_empty())
        .then(|| view! { <p class="hint">{problems.join(" ")}</p> }.into_any());
    let other_model = (!theirs.model.digest.is_empty()
        && theirs.model.digest != state.base.get_value())
    .then(|| {
        let said = text::other_model(&theirs.model.version);
        view! { <p class="hint">{said}</p> }.into_any()
    });
    let summary = format!(
        "{file}: “{}”, {} with {}.",
        theirs.title,
        text::plural(theirs.living_teams().len(), "team", "teams"),
        text::plural(theirs.answered_count(), "answer", "answers")
    );
    let (merge_hint, open_hint) = state.assessment.with_untracked(|mine| {
        let merge_hint = if mine.id == theirs.id {
            text::MERGE_COPY
        } else {
            text::MERGE_OTHER
        };
        let open_hint = format!(
            "Opened instead of “{}” ({}), which stays in the list under Settings. Undo goes back to it.",
            mine.title,
            text::plural(mine.answered_count(), "answer", "answers")
        );
        (merge_hint.to_owned(), open_hint)
    });
    let rows = move || {
        let known = |id: &crate::model::ActivityId| model.position(id.as_str()).is_some();
        let found = match importing.how.get() {
            How::Merge => state
                .assessment
                .with(|mine| differences(mine, &theirs, known)),
            How::Open => {
                let nothing = Assessment {
                    teams: Default::default(),
                    answers: Default::default(),
                    ..theirs.clone()
                };
                differences(&nothing, &theirs, known)
            }
        };
        found
            .teams
            .iter()
            .map(|row| {
                vec![
                    Cell::Text(row.name.clone()),
                    Cell::Text(text::difference(row)),
                ]
            })
            .collect()
    };
    let heads = vec!["Team".to_owned(), "What changes".to_owned()];
    view! {
        <p>{summary}</p>
        {other_model}
        {more}
        {broken}
        <div class="choices large" role="radiogroup" aria-label="How to import">
            {how(importing, How::Merge, "Merge", merge_hint)}
            {how(importing, How::Open, "Open instead", open_hint)}
        </div>
        {table("What changes", heads, rows)}
    }
    .into_any()
}

fn how(importing: Importing, how: How, title: &'static str, hint: String) -> AnyView {
    view! {
        <label class="choice">
            <input
                type="radio"
                name="import-how"
                aria-label=title
                prop:checked=yes(move || importing.how.get() == how)
                on:change=act(move || importing.how.set(how))
            />
            <span class="choice-title">{title}</span>
            <span class="choice-hint">{hint}</span>
        </label>
    }
    .into_any()
}
