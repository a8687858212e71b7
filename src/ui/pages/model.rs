//! Model: where the catalogue comes from, and the workshop in which it is changed.

use leptos::prelude::*;

use crate::browser;
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::live_text;
use crate::ui::workshop::workshop;

/// How this page looks: with it, not with the first view.
const LOOKS: &str = include_str!("../../../public/styles/workshop.css");

/// The page of the model.
pub fn model() -> AnyView {
    browser::adopt_styles("workshop", || LOOKS.to_owned());
    let state = State::get();
    let subtitle = live_text(move || {
        state.model.with(|model| {
            format!(
                "DSOMM {} · {} in {}",
                model.meta.version,
                text::activities(model.activities.len()),
                text::plural(model.dimensions.len(), "dimension", "dimensions")
            )
        })
    });
    view! {
        <div class="page">
            <div class="page-head" translate="no">
                <div>
                    <h1 tabindex="-1">{text::MODEL}</h1>
                    <p class="muted">{subtitle}</p>
                </div>
            </div>
            <div id="workshop" class="stack">
                {workshop(state)}
            </div>
        </div>
    }
    .into_any()
}
