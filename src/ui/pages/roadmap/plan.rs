//! The card of what is planned, by cycle, and what it would come to.

use leptos::prelude::*;

use crate::assessment::{CycleId, Edit};
use crate::browser;
use crate::charts::Role;
use crate::route::Route;
use crate::scoring;
use crate::ui::components::{
    Layer, Row, activity_row, card, editing, link_button, maturity_figure,
};
use crate::ui::state::State;
use crate::ui::view::{event_handler, live};

use super::open_cycles;

/// What is planned, by cycle, and what the numbers would be.
pub(super) fn plan(state: State) -> AnyView {
    let cycles = Memo::new(move |_| {
        state.assessment.with(|assessment| {
            let open = open_cycles(assessment).into_iter();
            open.map(|(id, cycle)| (id.clone(), cycle.name.clone(), cycle.opened.is_some()))
                .collect::<Vec<_>>()
        })
    });
    let groups = live(move || {
        let cycles = cycles.get();
        if cycles.is_empty() {
            return view! {
                <div class="stack">
                    <p class="muted">"There is no cycle to plan for yet. Start one or add a later one under History."</p>
                    <div class="row">{link_button("button", Route::History, "Open History")}</div>
                </div>
            }
            .into_any();
        }
        cycles
            .into_iter()
            .map(|(id, name, is_open)| cycle_plan(state, id, name, is_open))
            .collect_view()
            .into_any()
    });
    let what_if = live(move || {
        let model = state.model();
        let has_plan = state.team.with(|team| {
            state
                .assessment
                .with(|assessment| !scoring::planned(&model, assessment, team, None).is_empty())
        });
        has_plan.then(|| {
            view! {
                <section class="proof-part" aria-labelledby="what-if">
                    <h3 id="what-if">"If the whole plan were done"</h3>
                    {what_if(state)}
                </section>
            }
            .into_any()
        })
    });
    let body = view! {
        {groups}
        {what_if}
    }
    .into_any();
    card("plan", "Plan".to_owned(), "", body)
}

fn cycle_plan(state: State, id: CycleId, name: String, is_open: bool) -> AnyView {
    let items = {
        let id = id.clone();
        Memo::new(move |_| {
            let model = state.model();
            state.team.with(|team| {
                state
                    .assessment
                    .with(|assessment| scoring::planned(&model, assessment, team, Some(&id)))
            })
        })
    };
    let rows = live(move || {
        let model = state.model();
        let rows: Vec<AnyView> = items
            .get()
            .into_iter()
            .map(|at| {
                let activity = &model.activities[at];
                let is_ready = live(move || {
                    let is_ready = state.scores.with(|scores| scores.values[at].is_ready());
                    is_ready.then(|| view! { <span class="chip ready">"Ready"</span> }.into_any())
                });
                let take_out = {
                    let id = activity.id.clone();
                    event_handler(move |_: leptos::ev::MouseEvent| {
                        state.dispatch(
                            Edit::Plan {
                                team: state.team.get_untracked(),
                                activities: vec![id.clone()],
                                cycle: None,
                            }
                            .into(),
                        );
                        browser::focus_id("plan");
                    })
                };
                let label = format!("Take out {}", activity.name);
                let take_out = view! {
                    <button type="button" class="button quiet" aria-label=label on:click=take_out>
                        "Take out"
                    </button>
                }
                .into_any();
                let mark = view! {
                    <span class="row">
                        {is_ready}
                        {editing(state, take_out)}
                    </span>
                }
                .into_any();
                activity_row(activity, mark)
            })
            .collect();
        if rows.is_empty() {
            return view! { <p class="muted small">"Nothing yet. Choose this cycle beside an action above."</p> }
                .into_any();
        }
        view! { <ul class="activity-list">{rows}</ul> }.into_any()
    });
    let mark = is_open.then(|| view! { <span class="tag">"Under way"</span> }.into_any());
    view! {
        <div class="cycle-plan">
            <h3>{name} " " {mark}</h3>
            {rows}
        </div>
    }
    .into_any()
}

/// The radar as it is, and as it would be with the plan done.
fn what_if(state: State) -> AnyView {
    let rows = move || {
        let model = state.model();
        state.scores.with(|scores| {
            let dimensions = model.dimensions.iter().zip(&scores.dimensions);
            dimensions
                .map(|(dimension, score)| Row {
                    name: dimension.name.clone(),
                    href: String::new(),
                    score: *score,
                })
                .collect()
        })
    };
    let layers = move || {
        let model = state.model();
        let then = state.team.with(|team| {
            state.assessment.with(|assessment| {
                state
                    .scores
                    .with(|scores| scoring::if_plan_done(&model, assessment, team, scores, None))
            })
        });
        let values = then.dimensions.iter().map(|score| score.maturity);
        vec![Layer {
            name: "With the plan done".to_owned(),
            role: Role::Target,
            values: values.collect(),
        }]
    };
    maturity_figure(
        "maturity if the plan were done".to_owned(),
        "Dimension",
        rows,
        layers,
    )
}
