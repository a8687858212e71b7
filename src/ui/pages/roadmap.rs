//! Roadmap: targets, what to do next, the plan by cycle, and what it would come to.

use leptos::prelude::*;

use crate::assessment::{Aim, Assessment, Command, Cycle, CycleId, Date, Edit, TeamId};
use crate::browser;
use crate::charts::Role;
use crate::exchange::assessment_file::parse_date;
use crate::model::ActivityId;
use crate::order::sorted;
use crate::route::Route;
use crate::scoring::{self, Goals, suggestions};
use crate::ui::components::{
    Layer, Pick, Row, activity_row, button, card, editing, level_tag, link_button, maturity_figure,
    select, select_of,
};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{on, part, words};

/// How many suggestions are shown at first, and how many each "more" adds.
const ROWS: usize = 10;

/// The page of targets and plans.
pub fn roadmap() -> AnyView {
    let state = State::get();
    view! {
        <div class="page" translate="no">
            <div class="page-head" translate="no">
                <div>
                    <h1 tabindex="-1">{text::ROADMAP}</h1>
                    <p class="muted">{words(move || format!(
                        "{} · what to do next, for when it is planned, and which level to reach.",
                        state.team_name(),
                    ))}</p>
                </div>
            </div>
            {next(state)}
            {plan(state)}
            {targets(state)}
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

/// The next best actions with their reasons; each can be planned.
fn next(state: State) -> AnyView {
    let limit = RwSignal::new(ROWS);
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
    let rows = part(move || {
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
    let more = part(move || {
        let left = found.with(Vec::len).saturating_sub(limit.get());
        (left > 0).then(|| {
            button(
                "button",
                None,
                format!("Show more ({left} left)"),
                move || limit.update(|limit| *limit += ROWS),
            )
        })
    });
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
        words(move || {
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
    let has_cycles = part(move || {
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

/// What is planned, by cycle, and what the numbers would be.
fn plan(state: State) -> AnyView {
    let cycles = Memo::new(move |_| {
        state.assessment.with(|assessment| {
            let open = open_cycles(assessment).into_iter();
            open.map(|(id, cycle)| (id.clone(), cycle.name.clone(), cycle.opened.is_some()))
                .collect::<Vec<_>>()
        })
    });
    let groups = part(move || {
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
    let what_if = part(move || {
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
    let rows = part(move || {
        let model = state.model();
        let rows: Vec<AnyView> = items
            .get()
            .into_iter()
            .map(|at| {
                let activity = &model.activities[at];
                let is_ready = part(move || {
                    let is_ready = state.scores.with(|scores| scores.values[at].is_ready());
                    is_ready.then(|| view! { <span class="chip ready">"Ready"</span> }.into_any())
                });
                let take_out = {
                    let id = activity.id.clone();
                    on(move |_: leptos::ev::MouseEvent| {
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

/// For whom and where a target is set.
#[derive(Clone, PartialEq)]
struct Place {
    for_all: bool,
    /// Id of the subdimension; `None`: everywhere.
    subdimension: Option<String>,
}

impl Place {
    fn aim(&self, team: &TeamId) -> Aim {
        Aim {
            team: (!self.for_all).then(|| team.clone()),
            subdimension: self.subdimension.clone(),
        }
    }
}

fn targets(state: State) -> AnyView {
    let for_all = RwSignal::new(false);
    let whom = move || {
        vec![
            Pick("team".to_owned(), state.team_name()),
            Pick("all".to_owned(), state.host.say("All teams")),
        ]
    };
    let now = words(move || if for_all.get() { "all" } else { "team" });
    let body = part(move || {
        let for_all = for_all.get();
        state.team.track();
        let model = state.model();
        let mut rows = vec![target_row(
            state,
            "Everywhere".to_owned(),
            Place {
                for_all,
                subdimension: None,
            },
            None,
        )];
        for (at, dimension) in model.dimensions.iter().enumerate() {
            rows.push(dimension_row(state, at, for_all));
            for &sub in &dimension.subdimensions {
                let place = Place {
                    for_all,
                    subdimension: Some(model.subdimensions[sub].id.clone()),
                };
                rows.push(target_row(
                    state,
                    model.subdimensions[sub].name.clone(),
                    place,
                    Some(sub),
                ));
            }
        }
        rows.into_any()
    });
    let list = view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label="Targets by subdimension">
            <table class="numbers targets">
                <thead>
                    <tr>
                        <th scope="col">"Subdimension"</th>
                        <th scope="col" class="num">"Maturity"</th>
                        <th scope="col">"Target"</th>
                        <th scope="col">"Until"</th>
                        <th scope="col">"Otherwise counts"</th>
                    </tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
    .into_any();
    let body = view! {
        <div class="field-pair">
            <label for="target-whom">"Targets of"</label>
            {select(Some("target-whom"), None, whom, now, move |value| for_all.set(value == "all"))}
        </div>
        {editing(state, list)}
    }
    .into_any();
    card(
        "targets",
        "Targets".to_owned(),
        "The level to reach. What is set for one counts before what is set for all. Within each, a subdimension counts before “Everywhere”.",
        body,
    )
}

/// A dimension: its name, and a target for all of its subdimensions at once.
fn dimension_row(state: State, at: usize, for_all: bool) -> AnyView {
    let model = state.model();
    let dimension = &model.dimensions[at];
    let name = dimension.name.clone();
    let maturity = words(move || {
        state
            .scores
            .with(|scores| text::maturity(scores.dimensions[at].maturity))
    });
    let mean = words(move || {
        // The mean is of what counts for the shown team, which is not what is set for all.
        if for_all {
            return String::new();
        }
        state.overlays.with(|overlays| {
            let aim = overlays
                .targets
                .as_ref()
                .and_then(|targets| targets.dimensions[at]);
            aim.map(|aim| format!("{} on average", text::maturity(Some(aim))))
                .unwrap_or_default()
        })
    });
    let members: Vec<String> = dimension
        .subdimensions
        .iter()
        .map(|&sub| model.subdimensions[sub].id.clone())
        .collect();
    let highest = model.highest_level();
    let again = RwSignal::new(0);
    let current = words(move || {
        again.track();
        String::new()
    });
    let label = format!("Target for all of {name}");
    let choose = {
        let name = name.clone();
        move |value: String| {
            let level = value.parse().ok();
            let team = state.team.get_untracked();
            let commands: Vec<Command> = members
                .iter()
                .map(|id| {
                    let aim = Place {
                        for_all,
                        subdimension: Some(id.clone()),
                    }
                    .aim(&team);
                    Edit::SetTarget {
                        aim,
                        level,
                        by: None,
                    }
                    .into()
                })
                .collect();
            let label = match level {
                Some(level) => format!("Set target level {level} in {name}"),
                None => format!("Remove the targets in {name}"),
            };
            state.dispatch(Edit::Batch { commands, label }.into());
            again.update(|count| *count += 1);
        }
    };
    let picks = move || {
        let mut picks = vec![Pick(String::new(), "Set all…".to_owned())];
        picks.extend((1..=highest).map(|level| Pick(level.to_string(), format!("Level {level}"))));
        picks.push(Pick("none".to_owned(), "None".to_owned()));
        picks
    };
    view! {
        <tr class="group-row">
            <th scope="row">{name}</th>
            <td class="num">{maturity}</td>
            <td>{select_of(None, Some(label), Box::new(picks), current, Box::new(choose))}</td>
            <td></td>
            <td class="muted">{mean}</td>
        </tr>
    }
    .into_any()
}

fn target_row(state: State, name: String, place: Place, sub: Option<usize>) -> AnyView {
    let maturity = words(move || {
        state.scores.with(|scores| {
            text::maturity(match sub {
                Some(sub) => scores.subdimensions[sub].maturity,
                None => scores.overall.maturity,
            })
        })
    });
    let own = {
        let place = place.clone();
        Memo::new(move |_| {
            let aim = state.team.with(|team| place.aim(team));
            state.assessment.with(|assessment| {
                let target = assessment.targets.get(&aim);
                target.map_or((None, None), |target| (target.level, target.by))
            })
        })
    };
    let holds = {
        let place = place.clone();
        words(move || {
            let Some(subdimension) = &place.subdimension else {
                return String::new();
            };
            if own.get().0.is_some() {
                return String::new();
            }
            state.team.with(|team| {
                state.assessment.with(|assessment| {
                    let target = match place.for_all {
                        false => assessment.target(team, subdimension),
                        true => assessment.targets.get(&Aim::default()),
                    };
                    let level = target.and_then(|target| Some((target.level?, target.by)));
                    match level {
                        Some((level, Some(by))) => {
                            format!("Level {level} by {by}, set for everywhere or for all")
                        }
                        Some((level, None)) => {
                            format!("Level {level}, set for everywhere or for all")
                        }
                        None => String::new(),
                    }
                })
            })
        })
    };
    let set = {
        let place = place.clone();
        move |level: Option<u8>, by: Option<Date>| {
            let aim = place.aim(&state.team.get_untracked());
            state.dispatch(Edit::SetTarget { aim, level, by }.into());
        }
    };
    let highest = state.model().highest_level();
    let picks = move || {
        let mut picks = vec![Pick(String::new(), "None".to_owned())];
        picks.extend((1..=highest).map(|level| Pick(level.to_string(), format!("Level {level}"))));
        // A file may aim higher than this model goes.
        if let (Some(level), _) = own.get()
            && level > highest
        {
            picks.push(Pick(level.to_string(), format!("Level {level}")));
        }
        picks
    };
    let level = words(move || {
        own.get()
            .0
            .map(|level| level.to_string())
            .unwrap_or_default()
    });
    let choose = {
        let set = set.clone();
        move |value: String| set(value.parse().ok(), own.get_untracked().1)
    };
    let by = words(move || own.get().1.map(|day| day.to_string()).unwrap_or_default());
    let write = on(move |event: leptos::ev::Event| {
        let typed = event_target_value(&event);
        let day = parse_date(&typed);
        if day.is_some() || typed.is_empty() {
            set(own.get_untracked().0, day);
        }
    });
    let has_no_level = Signal::derive(move || own.get().0.is_none());
    let label = format!("Target for {name}");
    let until = format!("Until when for {name}");
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td class="num">{maturity}</td>
            <td>{select_of(None, Some(label), Box::new(picks), level, Box::new(choose))}</td>
            <td><input type="date" aria-label=until prop:value=by disabled=has_no_level on:change=write /></td>
            <td class="muted">{holds}</td>
        </tr>
    }
    .into_any()
}
