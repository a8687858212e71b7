//! All activities that pass the filter, one row each.

use leptos::prelude::*;

use crate::route::Route;
use crate::ui::components::{Limit, answer_row, level_tag};
use crate::ui::view::live;

use super::Walk;

/// How many rows the list shows at first, and how many each "more" adds.
const ROWS: usize = 40;

/// All activities that pass the filter, one row each.
pub(super) fn list(walk: Walk) -> AnyView {
    let state = walk.state;
    let model = state.model();
    let limit = Limit::new(ROWS);
    let rows = live(move || {
        let team = state.team.get();
        walk.queue.with(|queue| {
            queue
                .iter()
                .take(limit.get())
                .map(|&at| {
                    let activity = &model.activities[at];
                    let subdimension = model.subdimension_of(activity).name.clone();
                    let href = Route::Activity(activity.id.to_string()).href();
                    let name = activity.name.clone();
                    view! {
                        <li class="answer-item">
                            <div class="answer-item-name">
                                <a href=href>{name.clone()}</a>
                                <p class="muted small">
                                    {level_tag(activity.level)}
                                    {subdimension}
                                </p>
                            </div>
                            {answer_row(team.clone(), activity.id.clone(), name)}
                        </li>
                    }
                    .into_any()
                })
                .collect_view()
        })
    });
    let more = limit.more(move || walk.queue.with(Vec::len));
    view! {
        <section class="card" aria-label="Activities" translate="no">
            <ul class="answer-list">{rows}</ul>
            {more}
        </section>
    }
    .into_any()
}
