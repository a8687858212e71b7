//! Extensions of the model that come with the page, and switching them.

use leptos::prelude::*;

use crate::assessment::Command;
use crate::ui::components::editing;
use crate::ui::state::State;
use crate::ui::view::{event_handler, live_bool};

/// An extension.
pub struct Extension {
    /// The name of its file, without its ending; what assessments remember.
    pub file: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What it asks.
    pub about: &'static str,
    /// How many activities it adds.
    pub activities: usize,
}

/// All that the page offers.
pub const EXTENSIONS: [Extension; 1] = [Extension {
    file: "agentic-ai",
    name: "Agentic AI",
    about: "40 activities about coding agents and other AI systems in development. Adds a sixth dimension.",
    activities: 40,
}];

/// Is it on in the assessment that is open?
pub fn is_on(state: State, file: &str) -> bool {
    state.assessment.with(|assessment| {
        let extensions = &assessment.setup.extensions;
        extensions.iter().any(|known| known == file)
    })
}

/// Switches an extension on or off. One step of undo.
pub fn switch(state: State, extension: &Extension, on: bool) {
    let setup = state
        .assessment
        .with_untracked(|assessment| assessment.setup.clone());
    let mut extensions = setup.extensions;
    extensions.retain(|known| known != extension.file);
    if on {
        extensions.push(extension.file.to_owned());
    }
    let verb = if on { "Switch on" } else { "Switch off" };
    state.dispatch(Command::SetModel {
        extensions,
        overlay: setup.overlay,
        label: format!("{verb} {}", extension.name),
    });
}

/// A box to check for each.
pub fn boxes(state: State) -> AnyView {
    let boxes = EXTENSIONS
        .iter()
        .map(|extension| {
            let change = event_handler(move |event: leptos::ev::Event| {
                switch(state, extension, event_target_checked(&event));
            });
            view! {
                <label class="check">
                    <input
                        type="checkbox"
                        prop:checked=live_bool(move || is_on(state, extension.file))
                        on:change=change
                    />
                    <span class="choice-title">{extension.name}</span>
                    <span class="choice-hint">{extension.about}</span>
                </label>
            }
            .into_any()
        })
        .collect::<Vec<AnyView>>()
        .into_any();
    editing(state, boxes)
}
