//! The card of the next best actions.

use leptos::prelude::*;

use crate::assessment::{CycleId, Edit};
use crate::model::ActivityId;
use crate::route::Route;
use crate::scoring::{Goals, suggestions};
use crate::ui::components::{Limit, Pick, card, editing, level_tag, select_of};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{live, live_text};

use super::open_cycles;

/// How many suggestions are shown at first, and how many each "more" adds.
const ROWS: usize = 10;

/// The next best actions with their reasons; each can be planned.
pub(super) fn next(state: State) -> AnyView {
    let limit = Limit::new(ROWS);
    let found = Memo::new(move |_| {
        let model = state.model();
        let goals = state.team.with(|team| {
            state
                .assessment
                .with(|assessment| Goals::of(&model, assessment, team))
        });
        state
            .scores
            .with(|scores| suggestions(&model, scores, &goals))
    });
    let rows = live(move || {
        let model = state.model();
        let rows: Vec<AnyView> = found.with(|found| {
            let shown = found.iter().take(limit.get());
            shown
                .map(|item| {
                    let activity = &model.activities[item.activity];
                    let mut reasons = text::reasons(
                        item,
                        activity.level,
                        &model.subdimension_of(activity).name,
                        item.usefulness,
                        item.effort,
                    );
                    let waits: Vec<&str> = item
                        .blocked_by
                        .iter()
                        .map(|&at| model.activities[at].name.as_str())
                        .collect();
                    if !waits.is_empty() {
                        reasons.push(format!("waits for {}", waits.join(", ")));
                    }
                    let href = Route::Activity(activity.id.to_string()).href();
                    view! {
                        <li>
                            <a class="next-name" href=href>{activity.name.clone()}</a>
                            {level_tag(activity.level)}
                            <p class="muted">{reasons.join(" · ")}</p>
                            {plan_for(state, activity.id.clone(), activity.name.clone())}
                        </li>
                    }
                    .into_any()
                })
                .collect()
        });
        if rows.is_empty() {
            return view! {
                <p class="muted">"Everything up to the targets is in place, or stays in the plan of an earlier cycle."</p>
            }
            .into_any();
        }
        view! { <ol class="next planning">{rows}</ol> }.into_any()
    });
    let more = limit.more(move || found.with(Vec::len));
    let body = view! {
        {rows}
        {more}
    }
    .into_any();
    card(
        "next",
        "Next best actions".to_owned(),
        text::NEXT_LEAD,
        body,
    )
}

/// For which cycle an activity is planned.
fn plan_for(state: State, activity: ActivityId, name: String) -> AnyView {
    let picks = move || {
        state.assessment.with(|assessment| {
            let mut picks = vec![Pick(String::new(), "Not planned".to_owned())];
            for (id, cycle) in open_cycles(assessment) {
                picks.push(Pick(id.to_string(), cycle.name.clone()));
            }
            picks
        })
    };
    let current = {
        let activity = activity.clone();
        live_text(move || {
            state.team.with(|team| {
                state.assessment.with(|assessment| {
                    let planned = assessment.plan.get(team);
                    let planned = planned.and_then(|planned| planned.get(&activity));
                    let cycle = planned.and_then(|planned| planned.cycle.as_ref());
                    cycle.map(|cycle| cycle.to_string()).unwrap_or_default()
                })
            })
        })
    };
    let choose = move |value: String| {
        state.dispatch(
            Edit::Plan {
                team: state.team.get_untracked(),
                activities: vec![activity.clone()],
                cycle: (!value.is_empty()).then(|| CycleId::new(&value)),
            }
            .into(),
        );
    };
    let has_cycles = live(move || {
        let has_cycles = state
            .assessment
            .with(|assessment| !open_cycles(assessment).is_empty());
        let (choose, name) = (choose.clone(), name.clone());
        has_cycles.then(|| {
            let label = format!("Plan {name} for");
            let choice = select_of(
                None,
                Some(label),
                Box::new(picks),
                current,
                Box::new(choose),
            );
            editing(state, choice)
        })
    });
    view! { <div class="plan-for">{has_cycles}</div> }.into_any()
}
