//! History: the cycle under way, earlier cycles and snapshots, the trend, what changed between two.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;

use crate::assessment::{Answered, Assessment, Cycle, CycleId, Date, Edit, TeamId, cycle_name};
use crate::browser;
use crate::charts::{Ink, Moment, Trend};
use crate::order::sorted;
use crate::route::Route;
use crate::scoring::{self, Scores};
use crate::ui::components::{
    Cell, Pick, Shape, answer_label, button, card, editing, icon, icon_button, later, link_button,
    select, table,
};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{flag, on, part, words};

/// How many changed answers are listed at first, and how many each "more" adds.
const ROWS: usize = 30;

/// A snapshot with its numbers for the shown team, or what is now.
#[derive(Clone, PartialEq)]
struct Point {
    /// `None`: now.
    id: Option<CycleId>,
    name: String,
    opened: Option<Date>,
    closed: Option<Date>,
    scores: Arc<Scores>,
}

/// The page of cycles and snapshots.
pub fn history() -> AnyView {
    let state = State::get();
    let points = Memo::new(move |_| {
        let model = state.model();
        let now = state.scores.get();
        state.team.with(|team| {
            state.assessment.with(|assessment| {
                let mut points: Vec<Point> = snapshots(assessment)
                    .into_iter()
                    .filter_map(|(id, cycle)| {
                        let then = assessment.as_of(id)?;
                        Some(Point {
                            id: Some(id.clone()),
                            name: cycle.name.clone(),
                            opened: cycle.opened,
                            closed: cycle.closed,
                            scores: Arc::new(scoring::score(&model, &then, team)),
                        })
                    })
                    .collect();
                points.push(Point {
                    id: None,
                    name: "Now".to_owned(),
                    opened: None,
                    closed: None,
                    scores: now,
                });
                points
            })
        })
    });
    let past = part(move || {
        let has_past = points.with(|points| points.len() > 1);
        has_past.then(|| {
            view! {
                {trend(state, points)}
                {cycles(state, points)}
                {comparison(state, points)}
            }
            .into_any()
        })
    });
    view! {
        <div class="page" translate="no">
            <div class="page-head" translate="no">
                <div>
                    <h1 tabindex="-1">{text::HISTORY}</h1>
                    <p class="muted">{words(move || format!(
                        "{} · what was answered in each round, and how it changed.",
                        state.team_name(),
                    ))}</p>
                </div>
            </div>
            {under_way(state)}
            {past}
            {planned(state)}
            {log(state)}
        </div>
    }
    .into_any()
}

/// Closed cycles and snapshots, the oldest first.
fn snapshots(assessment: &Assessment) -> Vec<(&CycleId, &Cycle)> {
    let closed = assessment
        .cycles
        .iter()
        .filter(|(_, cycle)| !cycle.deleted && cycle.closed.is_some());
    sorted(closed.collect(), |left, right| {
        let key = |(id, cycle): &(&CycleId, &Cycle)| {
            (
                cycle.closed,
                cycle.changed.at,
                cycle.name.clone(),
                (*id).clone(),
            )
        };
        key(left).cmp(&key(right))
    })
}

/// A name that no cycle has yet.
fn free_name(assessment: &Assessment, wanted: &str) -> String {
    let is_free = |name: &str| {
        let mut living = assessment.cycles.values().filter(|cycle| !cycle.deleted);
        living.all(|cycle| cycle.name != name)
    };
    (1..)
        .map(|number| match number {
            1 => wanted.to_owned(),
            _ => format!("{wanted} ({number})"),
        })
        .find(|name| is_free(name))
        .unwrap_or_default()
}

/// What the next cycle is called: after today, or after the next time that is free.
fn next_name(assessment: &Assessment, today: Date) -> String {
    let cadence = assessment.cadence_months;
    let later = (0..8).filter_map(|cycles| {
        let months = chrono::Months::new(cadence * cycles);
        Some(cycle_name(today.checked_add_months(months)?, cadence))
    });
    let taken = |name: &String| {
        let mut begun = assessment
            .cycles
            .values()
            .filter(|cycle| !cycle.deleted && (cycle.opened.is_some() || cycle.closed.is_some()));
        begun.any(|cycle| cycle.name == *name)
    };
    later
        .into_iter()
        .find(|name| !taken(name))
        .unwrap_or_else(|| free_name(assessment, &cycle_name(today, cadence)))
}

/// The cycle under way, and the next one.
fn under_way(state: State) -> AnyView {
    let said = words(move || {
        state.assessment.with(|assessment| match assessment.current_cycle() {
            None => "No cycle is under way. Starting one saves a snapshot of today's answers and asks for each of them to be confirmed.".to_owned(),
            Some((_, cycle)) => format!(
                "“{}” is under way since {}.",
                cycle.name,
                cycle.opened.map(|day| day.to_string()).unwrap_or_default()
            ),
        })
    });
    let progress = words(move || {
        state.team.with(|team| {
            state.assessment.with(|assessment| {
                if assessment.current_cycle().is_none() {
                    return String::new();
                }
                let answers = assessment.answers.get(team).into_iter();
                let answers = answers.flat_map(|answers| answers.values());
                let (mut given, mut carried) = (0, 0);
                for answer in answers.filter(|answer| answer.answered() != Answered::No) {
                    given += 1;
                    carried += usize::from(assessment.is_carried_over(answer));
                }
                let said = match (given, carried) {
                    (0, _) => "This team has no answers yet.".to_owned(),
                    (_, 0) => "No answer of this team waits to be confirmed.".to_owned(),
                    (_, 1) => "1 answer of this team was carried over and waits to be confirmed."
                        .to_owned(),
                    (_, many) => format!(
                        "{many} answers of this team were carried over and wait to be confirmed."
                    ),
                };
                state.host.say(&said)
            })
        })
    });
    let name: NodeRef<html::Input> = NodeRef::new();
    let proposal = move || {
        state
            .assessment
            .with(|assessment| next_name(assessment, browser::context().today))
    };
    let start = on(move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(field) = name.get_untracked() else {
            return;
        };
        let wanted = field.value();
        let (id, freeze) = state.assessment.with_untracked(|assessment| {
            let planned = assessment.cycles.iter().find(|(_, cycle)| {
                !cycle.deleted
                    && cycle.opened.is_none()
                    && cycle.closed.is_none()
                    && cycle.name == wanted.trim()
            });
            let id = match planned {
                Some((id, _)) => id.clone(),
                None => CycleId::new(&browser::random_id()),
            };
            let before = free_name(assessment, &format!("Before {}", wanted.trim()));
            (id, (CycleId::new(&browser::random_id()), before))
        });
        state.dispatch(
            Edit::StartCycle {
                id,
                name: wanted,
                freeze,
            }
            .into(),
        );
    });
    let snapshot = move || {
        let name = state.assessment.with_untracked(|assessment| {
            free_name(
                assessment,
                &format!("Snapshot {}", browser::context().today),
            )
        });
        state.dispatch(
            Edit::TakeSnapshot {
                id: CycleId::new(&browser::random_id()),
                name,
            }
            .into(),
        );
    };
    let form = view! {
        <form class="add-team" on:submit=start>
            <div class="field">
                <label for="next-cycle">"Name of the next cycle"</label>
                <input id="next-cycle" node_ref=name type="text" maxlength="200" autocomplete="off" prop:value=words(proposal) />
            </div>
            <button type="submit" class="button primary">"Start cycle"</button>
            {button("button", None, "Take snapshot".to_owned(), snapshot)}
        </form>
    }
    .into_any();
    let body = view! {
        <p>{said}</p>
        <p class="muted">{progress}</p>
        {editing(state, form)}
        <p class="hint">
            "Starting a cycle closes the current one with a snapshot, which stays as it is. All answers are carried over and wait to be confirmed. “Take snapshot” only saves today's answers."
        </p>
        <div class="row">
            {link_button("button", Route::Review, "Review the answers")}
        </div>
    }
    .into_any();
    card("under-way", "This cycle".to_owned(), "", body)
}

fn trend(state: State, points: Memo<Vec<Point>>) -> AnyView {
    let both = Memo::new(move |_| {
        let trend = Trend {
            title: format!("maturity, {}", state.team_name()),
            highest: state.model().highest_level(),
            moments: points.with(|points| {
                let points = points.iter();
                let moment = |point: &Point| Moment {
                    name: point.name.clone(),
                    value: point.scores.overall.maturity,
                };
                points.map(moment).collect()
            }),
        };
        let name = trend.describe().replace('\n', " ");
        format!("{name}\n{}", trend.svg(Ink::Page))
    });
    let half = move |behind: bool| {
        words(move || {
            both.with(|both| {
                let (name, svg) = both.split_once('\n').unwrap_or_default();
                if behind { svg } else { name }.to_owned()
            })
        })
    };
    let (name, svg) = (half(false), half(true));
    let heads = ["When", "#Maturity", "#Completion", "#Answered"];
    let rows = move || {
        points.with(|points| {
            let row = |point: &Point| {
                let overall = &point.scores.overall;
                vec![
                    Cell::Text(point.name.clone()),
                    Cell::Number(text::maturity(overall.maturity)),
                    Cell::Number(text::percent(overall.completion)),
                    Cell::Number(format!(
                        "{} / {}",
                        overall.counts.answered, overall.counts.all
                    )),
                ]
            };
            points.iter().map(row).collect()
        })
    };
    let body = view! {
        <figure class="radar-figure">
            <div class="trend" role="img" aria-label=name inner_html=svg></div>
            {later::save(state, both)}
            {table("Numbers of the trend", heads.map(str::to_owned).to_vec(), rows)}
        </figure>
    }
    .into_any();
    card(
        "trend",
        "Trend".to_owned(),
        "Calculated with today's model and stages, so that only the answers differ.",
        body,
    )
}

/// The list of snapshots: rename, delete.
fn cycles(state: State, points: Memo<Vec<Point>>) -> AnyView {
    let ids = Memo::new(move |_| {
        points.with(|points| {
            let ids = points.iter().rev().filter_map(|point| point.id.clone());
            ids.collect::<Vec<_>>()
        })
    });
    let rows = part(move || {
        ids.get()
            .into_iter()
            .map(|id| cycle_row(state, id, true))
            .collect_view()
    });
    let list = view! { <ul class="team-list">{rows}</ul> }.into_any();
    card(
        "cycles",
        "Cycles and snapshots".to_owned(),
        "What was answered then stays as it was.",
        list,
    )
}

/// Cycles that are still to come.
fn planned(state: State) -> AnyView {
    let ids = Memo::new(move |_| {
        state.assessment.with(|assessment| {
            let living = assessment.cycles.iter().filter(|(_, cycle)| {
                !cycle.deleted && cycle.opened.is_none() && cycle.closed.is_none()
            });
            let named = living.map(|(id, cycle)| (cycle.name.clone(), id.clone()));
            let named: Vec<_> = sorted(named.collect(), |left: &(String, CycleId), right| {
                left.cmp(right)
            });
            named.into_iter().map(|(_, id)| id).collect::<Vec<_>>()
        })
    });
    let rows = part(move || {
        ids.get()
            .into_iter()
            .map(|id| cycle_row(state, id, false))
            .collect_view()
    });
    let name: NodeRef<html::Input> = NodeRef::new();
    let add = on(move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(field) = name.get_untracked() else {
            return;
        };
        let added = state.dispatch(
            Edit::AddCycle {
                id: CycleId::new(&browser::random_id()),
                name: field.value(),
            }
            .into(),
        );
        if added {
            field.set_value("");
        }
    });
    let form = view! {
        <form class="add-team" on:submit=add>
            <div class="field">
                <label for="planned-cycle">"Name of a later cycle"</label>
                <input id="planned-cycle" node_ref=name type="text" maxlength="200" autocomplete="off" />
            </div>
            <button type="submit" class="button">
                {icon(Shape::Add)}
                "Add cycle"
            </button>
        </form>
    }
    .into_any();
    let body = view! {
        <ul class="team-list">{rows}</ul>
        {editing(state, form)}
    }
    .into_any();
    card(
        "planned",
        "Cycles to come".to_owned(),
        "Activities can be planned for them on the roadmap. To start one, type its name above.",
        body,
    )
}

fn cycle_row(state: State, id: CycleId, is_past: bool) -> AnyView {
    let about = {
        let id = id.clone();
        move |pick: fn(&Cycle) -> String| {
            let id = id.clone();
            words(move || {
                state
                    .assessment
                    .with(|assessment| assessment.cycles.get(&id).map(pick).unwrap_or_default())
            })
        }
    };
    let name = about(|cycle| cycle.name.clone());
    let days = about(|cycle| {
        let answers: usize = cycle.answers.values().map(|answers| answers.len()).sum();
        let answers = text::plural(answers, "answer", "answers");
        match (cycle.opened, cycle.closed) {
            (Some(opened), Some(closed)) => format!("{opened} to {closed} · {answers}"),
            (None, Some(closed)) => format!("Snapshot of {closed} · {answers}"),
            _ => "To come".to_owned(),
        }
    });
    let field = format!("cycle-{id}");
    let rename_id = id.clone();
    let rename = on(move |event: leptos::ev::Event| {
        let done = state.dispatch(
            Edit::RenameCycle {
                cycle: rename_id.clone(),
                name: event_target_value(&event),
            }
            .into(),
        );
        if !done {
            event_target::<web_sys::HtmlInputElement>(&event).set_value(&name.get_untracked());
        }
    });
    let delete = move || {
        state.dispatch(Edit::DeleteCycle { cycle: id.clone() }.into());
        browser::focus_heading();
    };
    let what = if is_past { "snapshot" } else { "cycle" };
    let input = view! { <input id=field.clone() type="text" maxlength="200" prop:value=name on:change=rename /> }
        .into_any();
    let remove = icon_button(
        "icon-button danger",
        Shape::Delete,
        words(move || format!("Delete {what} {}", name.get())),
        flag(|| false),
        delete,
    );
    view! {
        <li class="team-row">
            <div class="team-name">
                <label for=field class="visually-hidden">
                    {words(move || format!("Name of {what} {}", name.get()))}
                </label>
                {editing(state, input)}
                <p class="muted small">{days}</p>
            </div>
            <div class="team-actions">{editing(state, remove)}</div>
        </li>
    }
    .into_any()
}

/// What changed between two of the points.
fn comparison(state: State, points: Memo<Vec<Point>>) -> AnyView {
    // Places in the list; `None`: the last snapshot, and now.
    let from: RwSignal<Option<usize>> = RwSignal::new(None);
    let to: RwSignal<Option<usize>> = RwSignal::new(None);
    let limit = RwSignal::new(ROWS);
    let pair = Memo::new(move |_| {
        let count = points.with(Vec::len);
        let from = from.get().unwrap_or(count.saturating_sub(2));
        let to = to.get().unwrap_or(count.saturating_sub(1));
        (from.min(count - 1), to.min(count - 1))
    });
    let picks = move || {
        points.with(|points| {
            let points = points.iter().enumerate();
            points
                .map(|(at, point)| Pick(at.to_string(), point.name.clone()))
                .collect::<Vec<_>>()
        })
    };
    let heads = ["Dimension", "#From", "#To", "#Change"];
    let rows = move || {
        let (from, to) = pair.get();
        points.with(|points| {
            let [from, to] = [from, to].map(|at| &points[at].scores);
            let model = state.model();
            let names = model
                .dimensions
                .iter()
                .map(|dimension| dimension.name.clone());
            let parts = from.dimensions.iter().zip(&to.dimensions);
            let mut rows: Vec<Vec<Cell>> = names
                .zip(parts)
                .map(|(name, (from, to))| numbers(name, from.maturity, to.maturity))
                .collect();
            let overall = (from.overall.maturity, to.overall.maturity);
            rows.push(numbers("Overall".to_owned(), overall.0, overall.1));
            rows
        })
    };
    let changed = Memo::new(move |_| {
        let (from, to) = pair.get();
        let ids = points.with(|points| [from, to].map(|at| points[at].id.clone()));
        state.team.with(|team| {
            state
                .assessment
                .with(|assessment| changes(state, assessment, team, ids))
        })
    });
    let list = part(move || {
        let changed = changed.get();
        if changed.is_empty() {
            let said = state.host.say("No answer of this team differs.");
            return view! { <p class="muted">{said}</p> }.into_any();
        }
        let count = changed.len();
        let shown: Vec<Vec<Cell>> = changed.into_iter().take(limit.get()).collect();
        let heads = ["Activity", "From", "To"].map(str::to_owned).to_vec();
        let left = count.saturating_sub(limit.get());
        let more = (left > 0).then(|| {
            button(
                "button",
                None,
                format!("Show more ({left} left)"),
                move || limit.update(|limit| *limit += ROWS),
            )
        });
        view! {
            <p>{format!("{}.", text::plural(count, "answer differs", "answers differ"))}</p>
            {table("Answers that differ", heads, move || shown.clone())}
            {more}
        }
        .into_any()
    });
    let body = view! {
        <div class="field-row">
            <div class="field">
                <label for="compare-from">"From"</label>
                {select(Some("compare-from"), None, picks, words(move || pair.get().0.to_string()), move |value| from.set(value.parse().ok()))}
            </div>
            <div class="field">
                <label for="compare-to">"To"</label>
                {select(Some("compare-to"), None, picks, words(move || pair.get().1.to_string()), move |value| to.set(value.parse().ok()))}
            </div>
        </div>
        {table("Maturity then and later", heads.map(str::to_owned).to_vec(), rows)}
        {list}
    }
    .into_any();
    card("compare", "What changed".to_owned(), "", body)
}

fn numbers(name: String, from: Option<f64>, to: Option<f64>) -> Vec<Cell> {
    vec![
        Cell::Text(name),
        Cell::Number(text::maturity(from)),
        Cell::Number(text::maturity(to)),
        Cell::Number(text::change(from, to)),
    ]
}

/// The activities that a team answered differently, in the model's order; behind them those that
/// the model lacks.
fn changes(
    state: State,
    assessment: &Assessment,
    team: &TeamId,
    ids: [Option<CycleId>; 2],
) -> Vec<Vec<Cell>> {
    let model = state.model();
    let none = Default::default();
    let [from, to] = ids.map(|id| {
        let answers = match id {
            None => assessment.answers.get(team),
            Some(id) => assessment
                .cycles
                .get(&id)
                .and_then(|cycle| cycle.answers.get(team)),
        };
        answers.unwrap_or(&none)
    });
    let said = |answer| answer_label(assessment, answer);
    let mut rows = Vec::new();
    for activity in &model.activities {
        let (from, to) = (said(from.get(&activity.id)), said(to.get(&activity.id)));
        if from != to {
            let href = Route::Activity(activity.id.to_string()).href();
            rows.push(vec![
                Cell::Link(activity.name.clone(), href),
                Cell::Text(from),
                Cell::Text(to),
            ]);
        }
    }
    let mut unknown: Vec<_> = from.keys().chain(to.keys()).collect();
    unknown.retain(|id| model.position(id.as_str()).is_none());
    unknown.dedup();
    for id in unknown {
        let (from, to) = (said(from.get(id)), said(to.get(id)));
        if from != to {
            rows.push(vec![
                Cell::Text(id.to_string()),
                Cell::Text(from),
                Cell::Text(to),
            ]);
        }
    }
    rows
}

/// What was changed, when and by whom, the latest first.
fn log(state: State) -> AnyView {
    let limit = RwSignal::new(ROWS);
    let lines = Memo::new(move |_| {
        let mut lines = state.log();
        lines.reverse();
        lines
    });
    let body = part(move || {
        let lines = lines.get();
        if lines.is_empty() {
            return view! { <p class="muted">"Nothing was changed here yet."</p> }.into_any();
        }
        let count = lines.len();
        let model = state.model();
        let rows: Vec<Vec<Cell>> = state.assessment.with(|assessment| {
            let shown = lines.into_iter().take(limit.get());
            shown
                .map(|line| {
                    let team = line.team.and_then(|id| {
                        let team = assessment.teams.get(&id)?;
                        Some(team.name.clone())
                    });
                    let activity = line.activity.as_ref().map(|id| {
                        let known = model.activity(id.as_str());
                        known.map_or_else(|| id.to_string(), |activity| activity.name.clone())
                    });
                    // What was done may name one of them already.
                    let places = [team, activity].into_iter().flatten();
                    let places = places.filter(|place| !line.label.contains(place.as_str()));
                    vec![
                        Cell::Text(browser::moment(line.at)),
                        Cell::Text(state.host.say(&line.label)),
                        Cell::Text(places.collect::<Vec<_>>().join(" · ")),
                        Cell::Text(line.by),
                    ]
                })
                .collect()
        });
        let heads = ["When", "What", "Where", "By"];
        let left = count.saturating_sub(limit.get());
        let more = (left > 0).then(|| {
            button(
                "button",
                None,
                format!("Show more ({left} left)"),
                move || limit.update(|limit| *limit += ROWS),
            )
        });
        view! {
            {table("Changes", heads.map(str::to_owned).to_vec(), move || rows.clone())}
            {more}
        }
        .into_any()
    });
    card(
        "log",
        "Log".to_owned(),
        "What was changed in this browser, the latest first.",
        body,
    )
}
