//! Model: where the catalogue comes from, and the workshop in which it is changed.

use leptos::prelude::*;

use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::words;
use crate::ui::workshop::workshop;

/// The page of the model.
pub fn model() -> AnyView {
    let state = State::get();
    let subtitle = words(move || {
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
