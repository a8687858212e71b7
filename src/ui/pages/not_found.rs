//! An address that leads nowhere.

use leptos::prelude::*;

use crate::route::Route;
use crate::ui::components::link_button;
use crate::ui::text;

/// Says so, and leads back. `path`: what was asked for.
pub fn not_found(path: &str) -> AnyView {
    view! {
        <div class="page narrow">
            <h1 tabindex="-1">{text::NOT_FOUND}</h1>
            <p>{format!("There is nothing at “{path}” in this model.")}</p>
            <p>{link_button("button primary", Route::Overview, "Go to the overview")}</p>
        </div>
    }
    .into_any()
}
