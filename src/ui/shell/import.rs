//! Importing: a file is read, a preview says what would change, nothing happens before "Apply".

use leptos::html;
use leptos::prelude::*;

use crate::assessment::{Assessment, Command, differences, merge};
use crate::browser;
use crate::exchange::assessment_file;
use crate::ui::state::{State, Status};
use crate::ui::text;
use crate::ui::view::{act, part, yes};

/// A file that waits for a decision.
#[derive(Clone, PartialEq, Debug)]
struct Waiting {
    file: String,
    theirs: Assessment,
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
pub struct Importing {
    state: State,
    waiting: RwSignal<Option<Waiting>>,
    how: RwSignal<How>,
}

impl Importing {
    /// Makes it available to all components.
    pub fn provide(state: State) -> Self {
        let importing = Self {
            state,
            waiting: RwSignal::new(None),
            how: RwSignal::new(How::Merge),
        };
        provide_context(importing);
        importing
    }

    /// The import of this page.
    pub fn get() -> Self {
        expect_context()
    }

    /// Reads a file and shows the preview, or says why it cannot be read.
    pub fn read(self, file: web_sys::File) {
        leptos::task::spawn_local(async move {
            let name = file.name();
            let read = match browser::read_text(&file, assessment_file::MAX_BYTES).await {
                Ok(text) => assessment_file::read(&text)
                    .map_err(|problem| format!("“{name}” was not imported. {problem}")),
                Err(problem) => Err(problem),
            };
            match read {
                Ok(theirs) => {
                    let how = self.state.assessment.with_untracked(|mine| {
                        if mine.id == theirs.id || mine.answered_count() > 0 {
                            How::Merge
                        } else {
                            // Nothing here yet: a merge would only add an empty team.
                            How::Open
                        }
                    });
                    self.how.set(how);
                    self.waiting.set(Some(Waiting { file: name, theirs }));
                }
                Err(problem) => self.state.status.set(Status::Problem(problem)),
            }
        });
    }

    fn apply(self) {
        let Some(Waiting { file, theirs }) = self.waiting.get_untracked() else {
            return;
        };
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

/// The dialog named "Import".
#[component]
pub fn ImportDialog() -> impl IntoView {
    let importing = Importing::get();
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
    view! {
        <dialog
            node_ref=dialog
            class="dialog"
            aria-labelledby="import-title"
            on:close=act(move || importing.waiting.set(None))
        >
            <h2 id="import-title">{text::IMPORT}</h2>
            {part(move || importing.waiting.get().map(|waiting| view! { <Preview waiting=waiting /> }))}
            <div class="dialog-actions">
                <button
                    type="button"
                    class="button"
                    on:click=act(move || importing.waiting.set(None))
                >
                    "Cancel"
                </button>
                <button type="button" class="button primary" on:click=act(move || importing.apply())>
                    "Apply"
                </button>
            </div>
        </dialog>
    }
}

#[component]
fn Preview(waiting: Waiting) -> impl IntoView {
    let importing = Importing::get();
    let state = importing.state;
    let model = state.model();
    let Waiting { file, theirs } = waiting;
    let is_same = state.assessment.with_untracked(|mine| mine.id == theirs.id);
    let other_model = (!theirs.model.digest.is_empty() && theirs.model.digest != model.digest())
        .then(|| {
            let version = theirs.model.version.clone();
            view! {
                <p class="hint">
                    {format!(
                        "It was made with another model{}. Answers are carried over by the activity's id; what has no place in this model is kept in the file.",
                        if version.is_empty() { String::new() } else { format!(" (version {version})") },
                    )}
                </p>
            }
        });
    let summary = format!(
        "{file}: “{}”, {} with {}.",
        theirs.title,
        text::plural(theirs.living_teams().len(), "team", "teams"),
        text::plural(theirs.answered_count(), "answer", "answers")
    );
    let choice = move |how: How, title: &'static str, hint: String| {
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
    };
    let merge_hint = if is_same {
        "Another copy of what is open here. Each answer keeps its latest version; nothing is lost."
    } else {
        "A different assessment. Its teams are added beside yours; both keep their answers."
    };
    let open_hint = state.assessment.with_untracked(|mine| {
        format!(
            "Takes the place of “{}” ({}). Undo brings it back.",
            mine.title,
            text::plural(mine.answered_count(), "answer", "answers")
        )
    });
    let rows = Memo::new({
        let model = model.clone();
        let theirs = theirs.clone();
        move |_| {
            let known = |id: &crate::model::ActivityId| model.position(id.as_str()).is_some();
            match importing.how.get() {
                How::Merge => state
                    .assessment
                    .with(|mine| differences(mine, &theirs, known).teams),
                How::Open => {
                    let nothing = Assessment {
                        teams: Default::default(),
                        answers: Default::default(),
                        ..theirs.clone()
                    };
                    differences(&nothing, &theirs, known).teams
                }
            }
        }
    });
    view! {
        <p>{summary}</p>
        {other_model}
        <div class="choices large" role="radiogroup" aria-label="How to import">
            {choice(How::Merge, "Merge", merge_hint.to_owned())}
            {choice(How::Open, "Open instead", open_hint)}
        </div>
        <div class="table-scroll" tabindex="0" role="group" aria-label="What changes">
            <table class="numbers">
                <thead>
                    <tr>
                        <th scope="col">"Team"</th>
                        <th scope="col">"What changes"</th>
                    </tr>
                </thead>
                <tbody>
                    {part(move || {
                        rows.get()
                            .iter()
                            .map(|row| {
                                view! {
                                    <tr>
                                        <th scope="row">{row.name.clone()}</th>
                                        <td>{text::difference(row)}</td>
                                    </tr>
                                }
                            })
                            .collect_view()
                    })}
                </tbody>
            </table>
        </div>
    }
}
