//! Settings: who answers here, the rules of the assessment, and what this browser keeps.

mod dsomm;
mod extensions;
mod rules;
mod share;
mod storage;

use leptos::prelude::*;

use crate::ui::components::{card, editing, later};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{below, event_handler, live};

/// The page of settings.
pub fn settings() -> AnyView {
    let state = State::get();
    view! {
        <div class="page">
            <div class="page-head" translate="no">
                <div>
                    <h1 tabindex="-1">{text::SETTINGS}</h1>
                    <p class="muted">"What holds for this assessment, and what this browser keeps."</p>
                </div>
            </div>
            {card("you", "You".to_owned(), "", you(state))}
            {rules::months(state)}
            {rules::needs_two(state)}
            {rules::stages(state)}
            {extensions::extensions(state)}
            {below(move || kept(state))}
        </div>
    }
    .into_any()
}

/// What lies in this browser, and what goes elsewhere.
fn kept(state: State) -> AnyView {
    view! {
        {storage::assessments(state)}
        {storage::room(state)}
        {below(move || {
            view! {
                {handing_on(state)}
                {dsomm::dsomm(state)}
                {storage::copies(state)}
                {storage::aside(state)}
                {share::share(state)}
            }
            .into_any()
        })}
    }
    .into_any()
}

/// What hands answers on to others; a part of the program that comes once this page is there.
fn handing_on(state: State) -> AnyView {
    let files = state.chunks.files;
    files.want();
    live(move || match files.get() {
        Some(has) => (has.cards)(state),
        None => later::loading(files).into_any(),
    })
}

fn you(state: State) -> AnyView {
    let name = state.name;
    let write =
        event_handler(move |event: leptos::ev::Event| state.set_name(&event_target_value(&event)));
    let field = view! {
        <div class="field">
            <label for="your-name">"Your name"</label>
            <input
                id="your-name"
                type="text"
                maxlength="80"
                autocomplete="off"
                aria-describedby="your-name-hint"
                prop:value=name
                on:change=write
            />
            <p id="your-name-hint" class="muted small">
                "Stands beside what you change, in the files that you share too. It may stay empty."
            </p>
        </div>
    }
    .into_any();
    editing(state, field)
}
