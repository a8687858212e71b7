//! The next actions, each with its reasons.

use leptos::prelude::*;

use crate::route::Route;
use crate::scoring::{Goals, suggestions};
use crate::ui::components::level_tag;
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::live;

/// The first few suggestions for the shown team.
pub fn next_actions(count: usize) -> AnyView {
    let state = State::get();
    let model = state.model();
    let items = live(move || {
        let goals = state.team.with(|team| {
            state
                .assessment
                .with(|assessment| Goals::of(&model, assessment, team))
        });
        let mut list = state
            .scores
            .with(|scores| suggestions(&model, scores, &goals));
        list.truncate(count);
        if list.is_empty() {
            let is_complete = state.scores.with(|scores| scores.overall.is_complete());
            let words = if is_complete {
                "Everything that applies is in place."
            } else {
                "Everything up to the targets is in place or was planned."
            };
            return view! { <li class="muted">{words}</li> }.into_any();
        }
        list.iter()
            .map(|item| {
                let activity = &model.activities[item.activity];
                let reasons = text::reasons(
                    item,
                    activity.level,
                    &model.subdimension_of(activity).name,
                    activity.usefulness,
                    activity.difficulty.effort(),
                );
                let href = Route::Activity(activity.id.to_string()).href();
                view! {
                    <li>
                        <a class="next-name" href=href>
                            {activity.name.clone()}
                        </a>
                        {level_tag(activity.level)}
                        <p class="muted">{reasons.join(" · ")}</p>
                    </li>
                }
                .into_any()
            })
            .collect_view()
            .into_any()
    });
    view! { <ol class="next">{items}</ol> }.into_any()
}
