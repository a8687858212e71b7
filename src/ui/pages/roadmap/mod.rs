//! Roadmap: targets, what to do next, the plan by cycle, and what it would come to.

use leptos::prelude::*;

use crate::assessment::{Assessment, Cycle, CycleId};
use crate::order::sorted;
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{below, live_text};

mod next;
mod plan;
mod targets;

use next::next;
use plan::plan;
use targets::targets;

/// The page of targets and plans.
pub fn roadmap() -> AnyView {
    let state = State::get();
    view! {
        <div class="page" translate="no">
            <div class="page-head" translate="no">
                <div>
                    <h1 tabindex="-1">{text::ROADMAP}</h1>
                    <p class="muted">{live_text(move || format!(
                        "{} · what to do next, for when it is planned, and which level to reach.",
                        state.team_name(),
                    ))}</p>
                </div>
            </div>
            {next(state)}
            {below(move || view! { {plan(state)} {targets(state)} }.into_any())}
        </div>
    }
    .into_any()
}

/// Cycles for which something can be planned: the one under way, then those to come by name.
fn open_cycles(assessment: &Assessment) -> Vec<(&CycleId, &Cycle)> {
    let open = assessment
        .cycles
        .iter()
        .filter(|(_, cycle)| !cycle.deleted && cycle.closed.is_none());
    sorted(open.collect(), |left, right| {
        let key = |(id, cycle): &(&CycleId, &Cycle)| {
            (cycle.opened.is_none(), cycle.name.clone(), (*id).clone())
        };
        key(left).cmp(&key(right))
    })
}
