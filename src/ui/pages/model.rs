//! Model: where the catalogue comes from, and a place for the workshop in which it is changed.

use leptos::prelude::*;

use crate::browser;
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::words;
use crate::ui::workshop::{OPEN, PLACE, Setup, UPDATED};

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
    let setup = Memo::new(move |_| {
        state.assessment.with(|assessment| {
            Setup {
                extensions: assessment.setup.extensions.clone(),
                overlay: assessment.setup.overlay.clone(),
                label: String::new(),
            }
            .to_text()
        })
    });
    Effect::new(move |_| {
        browser::set_attribute(PLACE, "data-setup", &setup.get());
        let event = if browser::run_script("./workshop-boot.js") {
            if browser::attribute(PLACE, "data-open").is_some() {
                UPDATED
            } else {
                OPEN
            }
        } else {
            return;
        };
        browser::send(event);
    });
    // Another element than the other pages have, so that none of them is made out of this one: the
    // workshop has put things into it that the page does not know.
    view! {
        <section class="page">
            <div class="page-head">
                <div>
                    <h1 tabindex="-1">{text::MODEL}</h1>
                    <p class="muted">{subtitle}</p>
                </div>
            </div>
            <div id=PLACE class="stack">
                <p class="muted">"Loading the workshop…"</p>
            </div>
        </section>
    }
    .into_any()
}
