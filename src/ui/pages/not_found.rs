//! An address that leads nowhere.

use leptos::prelude::*;

use crate::ui::text;

/// Says so, and leads back.
#[component]
pub fn NotFound(
    /// What was asked for.
    path: String,
) -> impl IntoView {
    view! {
        <div class="page narrow">
            <h1 tabindex="-1">{text::NOT_FOUND}</h1>
            <p>{format!("There is nothing at “{path}” in this model.")}</p>
            <p>
                <a class="button primary" href="#/">
                    "Go to the overview"
                </a>
            </p>
        </div>
    }
}
