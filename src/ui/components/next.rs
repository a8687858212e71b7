//! The next actions, each with its reasons.

use leptos::prelude::*;

use crate::route::Route;
use crate::scoring::suggestions;
use crate::ui::components::LevelTag;
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::part;

/// The first few suggestions for the shown team.
#[component]
pub fn NextActions(
    /// How many.
    count: usize,
) -> impl IntoView {
    let state = State::get();
    let model = state.model();
    let items = Memo::new(move |_| {
        let model = state.model();
        state.scores.with(|scores| {
            let mut all = suggestions(&model, scores, model.highest_level());
            all.truncate(count);
            all
        })
    });
    view! {
        <ol class="next">
            {part(move || {
                let list = items.get();
                if list.is_empty() {
                    return view! { <li class="muted">"Everything that applies is in place."</li> }
                        .into_any();
                }
                list.into_iter()
                    .map(|item| {
                        let activity = &model.activities[item.activity];
                        let subdimension = &model.subdimension_of(activity).name;
                        let reasons = text::reasons(
                            &item,
                            activity.level,
                            subdimension,
                            activity.usefulness,
                            activity.difficulty.effort(),
                        );
                        let href = Route::Activity(activity.id.to_string()).href();
                        view! {
                            <li>
                                <a class="next-name" href=href>{activity.name.clone()}</a>
                                <LevelTag level=activity.level />
                                <p class="muted">{reasons.join(" · ")}</p>
                            </li>
                        }
                    })
                    .collect_view()
                    .into_any()
            })}
        </ol>
    }
}
