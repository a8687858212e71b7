//! How much is left.

use leptos::prelude::*;

use crate::route::Route;
use crate::scoring;
use crate::ui::components::link_button;
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{handler, live, live_flag};

use super::adopt_looks;
use super::filters::{Filter, Standing};

/// How many have no answer yet at each level, and the way to them.
pub(super) fn left_by_level(state: State, filter: RwSignal<Filter>) -> AnyView {
    adopt_looks();
    let left = Memo::new(move |_| {
        let model = state.model();
        state
            .scores
            .with(|scores| scoring::left_by_level(&model, scores))
    });
    let round = live(move || {
        let open = left.with(|left| left.first().map_or(0, |(open, _)| *open));
        (open > 0).then(|| link_button("button", Route::Round, text::ROUND))
    });
    let buttons = live(move || {
        (1u8..)
            .zip(left.get())
            .filter(|(_, (open, _))| *open > 0)
            .map(|(level, (open, _))| {
                let wanted = move |filter: &Filter| {
                    filter.level == Some(level) && filter.standing == Standing::Unanswered
                };
                let pressed = live_flag(move || filter.with(wanted));
                let press = handler(move || {
                    filter.update(|filter| match wanted(filter) {
                        true => *filter = Filter::NONE,
                        false => {
                            filter.level = Some(level);
                            filter.standing = Standing::Unanswered;
                        }
                    });
                });
                view! {
                    <button type="button" aria-pressed=pressed on:click=press>
                        {format!("Level {level}: {open}")}
                    </button>
                }
                .into_any()
            })
            .collect_view()
    });
    view! {
        <div class="left-by-level" role="group" aria-label="Unanswered by level" translate="no">
            <span>"Unanswered"</span>
            {buttons}
            {round}
        </div>
    }
    .into_any()
}
