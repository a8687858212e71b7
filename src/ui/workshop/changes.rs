//! What was changed: export, load, take back.

use super::{Workshop, sources};
use crate::browser;
use crate::model::compare::compare;
use crate::model::yaml;
use crate::ui::components::{button, card, editing};
use crate::ui::text;
use crate::ui::view::{event_handler, live};
use leptos::prelude::*;

/// The files that somebody chose.
pub(super) fn chosen_files(input: &web_sys::HtmlInputElement) -> Vec<web_sys::File> {
    input
        .files()
        .map(|files| (0..files.length()).filter_map(|at| files.get(at)).collect())
        .unwrap_or_default()
}

impl Workshop {
    pub(super) fn changes(self) -> AnyView {
        let list = live(move || {
            let (Some(base), Some(model)) = (self.base.get(), self.model.get()) else {
                return ().into_any();
            };
            let changes = compare(&base, &model);
            if changes.is_empty() {
                return view! { <p class="muted">"None. The model is as published."</p> }
                    .into_any();
            }
            let items: Vec<AnyView> = changes
                .iter()
                .map(|change| view! { <li>{change.to_string()}</li> }.into_any())
                .collect();
            view! { <ul class="plain">{items}</ul> }.into_any()
        });
        let export = move || {
            let yaml = untrack(|| self.overlay().to_yaml());
            if let Err(problem) = browser::download("model-changes.yaml", "text/yaml", &yaml) {
                self.problem.set(problem);
            }
        };
        let export_full = move || {
            let texts = self.texts.get_value();
            let overlay = untrack(|| self.overlay());
            // All of it once more: what is shown was read without tools.
            let tree = overlay.to_json();
            let yaml = match yaml::read_with(&sources(&texts), Some((text::CHANGES, &tree))) {
                Ok(read) => overlay.to_full_yaml(&read.model),
                Err(problem) => {
                    self.problem.set(problem.to_string());
                    return;
                }
            };
            if let Err(problem) = browser::download("model-changes-full.yaml", "text/yaml", &yaml) {
                self.problem.set(problem);
            }
        };
        let reset = move || {
            let extensions = self.setup.get_untracked().extensions;
            self.send(
                extensions,
                None,
                "Take back all changes to the model".to_owned(),
            );
        };
        let load = event_handler(move |event: leptos::ev::Event| {
            let input = event_target::<web_sys::HtmlInputElement>(&event);
            leptos::task::spawn_local(self.load_changes(chosen_files(&input)));
            input.set_value("");
        });
        let load_model = event_handler(move |event: leptos::ev::Event| {
            let input = event_target::<web_sys::HtmlInputElement>(&event);
            leptos::task::spawn_local(self.load_model(chosen_files(&input)));
            input.set_value("");
        });
        let loading = view! {
            <label class="button file">
                "Load changes"
                <input type="file" multiple accept=".yaml,.yml" aria-label="Load changes" on:change=load />
            </label>
            <label class="button file">
                "Load a whole model"
                <input
                    type="file"
                    multiple
                    accept=".yaml,.yml"
                    aria-label="Load a whole model"
                    on:change=load_model
                />
            </label>
            {button("button quiet", None, "Take back all".to_owned(), reset)}
        }
        .into_any();
        let body = view! {
            {list}
            <div class="row">
                {button("button", None, "Export changes".to_owned(), export)}
                {button("button", None, "Export for DSOMM’s app".to_owned(), export_full)}
                {editing(self.state, loading)}
            </div>
            {editing(self.state, self.question())}
            <p class="hint">
                "A file of changes is a DSOMM model file with only the fields that differ. “Load changes” puts it over what is here; activities that it does not name stay as they are. DSOMM's own app empties the fields that a file does not repeat, so “Export for DSOMM’s app” repeats all fields of what is changed."
            </p>
            <p class="hint">
                "“Load a whole model” takes a DSOMM model.yaml, or several files of one model, in place of the published model: what it lacks is hidden, and your changes from before are replaced. Its version and the names of its levels are not taken over. Each of the two is one step of undo. Changes travel in the assessment file, so teammates see the same model."
            </p>
        }
        .into_any();
        card("changes", "Your changes".to_owned(), "", body)
    }
}
