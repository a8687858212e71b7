//! The open assessment as files for DSOMM's own app.

use leptos::prelude::*;

use crate::browser;
use crate::exchange::dsomm::Written;
use crate::ui::components::{Shape, button, card};
use crate::ui::state::{State, Status};
use crate::ui::view::live;

/// Gives the text of one of the files.
type TextOf = fn(&Written) -> &str;

/// The files, each with what it is called in that app.
const FILES: [(&str, TextOf); 3] = [
    ("team-progress.yaml", |written| &written.progress),
    ("team-evidence.yaml", |written| &written.evidence),
    ("teams.yaml", |written| &written.teams),
];

/// The card with a button for each file, and what they cannot say.
pub fn dsomm(state: State) -> AnyView {
    let left: RwSignal<Option<Vec<String>>> = RwSignal::new(None);
    let export = move |name: &'static str, text: TextOf| {
        state.chunks.files.then(move |files| {
            let written = (files.write)(state).and_then(|written| {
                browser::download(name, "application/yaml", text(&written))?;
                Ok(written)
            });
            state.status.set(match written {
                Ok(written) => {
                    left.set(Some(written.left));
                    Status::Note(format!("Exported as {name}"))
                }
                Err(problem) => Status::Problem(problem),
            });
        });
    };
    let buttons: Vec<AnyView> = FILES
        .into_iter()
        .map(|(name, text)| {
            let label = format!("Export {name}");
            button("button", Some(Shape::Export), label, move || {
                export(name, text)
            })
        })
        .collect();
    let said = live(move || {
        left.get().map(|left| {
            if left.is_empty() {
                return view! { <p class="muted small">"The files say all that is said here."</p> }
                    .into_any();
            }
            let items: Vec<AnyView> = left
                .into_iter()
                .map(|said| view! { <li>{said}</li> }.into_any())
                .collect();
            view! {
                <p>"What these files say otherwise, or not at all:"</p>
                <ul class="small">{items}</ul>
            }
            .into_any()
        })
    });
    let body = view! {
        <div class="row">{buttons}</div>
        <div role="status">{said}</div>
        <p class="muted small">
            "Put them in place of the files of these names in the folder of that app. Import at the top of this page reads them again."
        </p>
    }
    .into_any();
    card(
        "dsomm",
        "Files for DSOMM’s own app".to_owned(),
        "Answers, evidence and names of the open assessment, as that app reads them.",
        body,
    )
}
