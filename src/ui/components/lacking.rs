//! What has to be there first and is not: beside the answer, before it is given.

use leptos::prelude::*;

use crate::route::Route;
use crate::scoring;
use crate::ui::state::State;
use crate::ui::view::live;

/// What the activity with this index needs and lacks; nothing where it lacks nothing.
pub fn lacking(state: State, at: usize) -> AnyView {
    let found = Memo::new(move |_| {
        let model = state.model();
        state.scores.with(|scores| match scores.values.get(at) {
            Some(value) => (scoring::lacking(&model, scores, at), value.is_ready()),
            // While another model comes, there may be none for a moment.
            None => (Vec::new(), false),
        })
    });
    live(move || {
        let (lacks, is_ready) = found.get();
        if lacks.is_empty() {
            return None;
        }
        let model = state.model();
        let links: Vec<AnyView> = lacks
            .into_iter()
            .map(|need| {
                let activity = &model.activities[need];
                let href = Route::Activity(activity.id.to_string()).href();
                view! { <li><a href=href>{activity.name.clone()}</a></li> }.into_any()
            })
            .collect();
        let (class, said) = match is_ready {
            true => (
                "host-notice problem lacking",
                "Ready, although what it needs is not. Look at both answers again:",
            ),
            false => ("host-notice lacking", "Needs first, and is not ready yet:"),
        };
        Some(
            view! {
                <div class=class role="note" translate="no">
                    <div>
                        <p>{said}</p>
                        <ul>{links}</ul>
                    </div>
                </div>
            }
            .into_any(),
        )
    })
}
