//! One activity, large.

use leptos::prelude::*;

use crate::route::Route;
use crate::ui::components::{Shape, answer_form, icon, lacking};
use crate::ui::pages::{facts, texts};
use crate::ui::text;
use crate::ui::view::{handler, live_flag, live_text, remade};

use super::Walk;

/// One activity, large.
pub(super) fn one_by_one(walk: Walk) -> AnyView {
    let state = walk.state;
    let model = state.model();
    let place = live_text(move || {
        let (at, of) = walk.place();
        format!("{at} of {of}")
    });
    let is_first = live_flag(move || walk.place().0 <= 1);
    let is_last = live_flag(move || {
        let (at, of) = walk.place();
        at >= of
    });
    let body = remade(move || {
        let at = walk.current.get()?;
        let activity = model.activities.get(at)?;
        let subdimension = model.subdimension_of(activity);
        let trail = format!(
            "{} / {}",
            model.dimensions[subdimension.dimension].name, subdimension.name
        );
        let href = Route::Activity(activity.id.to_string()).href();
        let name = activity.name.clone();
        let form = answer_form(state.team.get(), activity.id.clone(), name.clone());
        Some(
            view! {
                <div class="columns assess">
                    <section class="card" aria-labelledby="card-title">
                        <p class="muted small" translate="no">{trail}</p>
                        <h2 id="card-title" class="card-title" tabindex="-1" translate="no">
                            {name}
                        </h2>
                        {facts(activity)}
                        {lacking(state, at)}
                        {form}
                        <p class="small">
                            <a href=href>"Everything about this activity"</a>
                        </p>
                    </section>
                    {texts(state, activity)}
                </div>
            }
            .into_any(),
        )
    });
    view! {
        <div class="stepper" translate="no">
            <button
                type="button"
                class="button"
                aria-disabled=is_first
                on:click=handler(move || walk.go(-1))
            >
                {icon(Shape::Previous)}
                "Previous"
            </button>
            <span class="muted">{place}</span>
            <button
                type="button"
                class="button primary"
                aria-disabled=is_last
                on:click=handler(move || walk.go(1))
            >
                "Next"
                {icon(Shape::Next)}
            </button>
        </div>
        {body}
        <p class="keys muted small">{text::ASSESS_KEYS}</p>
    }
    .into_any()
}
