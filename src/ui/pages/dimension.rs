//! One dimension: radar by subdimension, the grid of levels, and its activities.

use leptos::prelude::*;

use crate::charts::{Radar, Role, Series};
use crate::model::Model;
use crate::route::Route;
use crate::ui::components::{LevelTag, Prose, RadarFigure, Row, answer_label};
use crate::ui::pages::NotFound;
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{part, words};

/// The page of one dimension.
#[component]
pub fn DimensionPage(
    /// Its slug.
    slug: String,
) -> impl IntoView {
    let state = State::get();
    let model = state.model();
    let Some((at, dimension)) = model.dimension(&slug) else {
        return view! { <NotFound path=format!("dimension/{slug}") /> }.into_any();
    };
    state.want_details();
    let name = dimension.name.clone();
    let subdimensions = dimension.subdimensions.clone();
    let rings = model.highest_level();
    let radar = {
        let (name, model, subdimensions) = (name.clone(), model.clone(), subdimensions.clone());
        Memo::new(move |_| Radar {
            title: format!("{name}, {}", state.team_name()),
            axes: subdimensions
                .iter()
                .map(|&sub| model.subdimensions[sub].name.clone())
                .collect(),
            rings,
            series: vec![Series {
                name: "claimed".to_owned(),
                values: state.scores.with(|scores| {
                    subdimensions
                        .iter()
                        .map(|&sub| scores.subdimensions[sub].maturity)
                        .collect()
                }),
                role: Role::Claimed,
            }],
        })
    };
    let rows = {
        let (model, subdimensions) = (model.clone(), subdimensions.clone());
        Memo::new(move |_| {
            state.scores.with(|scores| {
                subdimensions
                    .iter()
                    .map(|&sub| {
                        let score = &scores.subdimensions[sub];
                        Row {
                            name: model.subdimensions[sub].name.clone(),
                            href: String::new(),
                            maturity: score.maturity,
                            completion: score.completion,
                            answered: (score.counts.answered, score.counts.all),
                        }
                    })
                    .collect::<Vec<_>>()
            })
        })
    };
    let about = {
        let name = name.clone();
        move || {
            state.details.with(|details| {
                details
                    .as_ref()
                    .and_then(|details| details.about.dimensions.get(&name).cloned())
            })
        }
    };
    let pictures = {
        let about = about.clone();
        move || {
            about().map(|about| {
                view! {
                    <details class="card pictures">
                        <summary>"What low and high maturity look like"</summary>
                        <div class="pictures-body">
                            <div>
                                <h3>"Low"</h3>
                                <Prose text=about.low />
                            </div>
                            <div>
                                <h3>"High"</h3>
                                <Prose text=about.high />
                            </div>
                        </div>
                    </details>
                }
            })
        }
    };
    let figures = move || {
        state.scores.with(|scores| {
            let score = scores.dimensions[at];
            format!(
                "{} of {rings} maturity · {} complete · {}",
                text::maturity(score.maturity),
                text::percent(score.completion),
                text::answered(&score)
            )
        })
    };
    let groups = subdimensions
        .iter()
        .map(|&sub| view! { <Group subdimension=sub /> })
        .collect_view();
    view! {
        <div class="page">
            <div class="page-head">
                <div>
                    <h1 tabindex="-1">{name}</h1>
                    <p class="muted">{words(figures)}</p>
                </div>
            </div>
            <div class="lead">
                {part(move || about().map(|about| view! { <Prose text=about.description /> }))}
            </div>
            <div class="columns">
                <section class="card" aria-labelledby="radar-title">
                    <h2 id="radar-title">"Radar"</h2>
                    <RadarFigure radar=radar rows=rows axis="Subdimension" />
                </section>
                <section class="card" aria-labelledby="grid-title">
                    <h2 id="grid-title">"Levels"</h2>
                    <p class="muted">"Ready of all that apply. A level counts once everything below it is ready."</p>
                    <Grid subdimensions=subdimensions.clone() />
                </section>
            </div>
            {part(pictures)}
            {groups}
        </div>
    }
    .into_any()
}

/// Subdimensions × levels: ready of applicable, coloured by completion.
#[component]
fn Grid(subdimensions: Vec<usize>) -> impl IntoView {
    let state = State::get();
    let model = state.model();
    let levels = model.highest_level();
    let body = {
        let model = model.clone();
        move || {
            state.scores.with(|scores| {
                subdimensions
                    .iter()
                    .map(|&sub| {
                        let subdimension = &model.subdimensions[sub];
                        let cells = (1..=levels)
                            .map(|level| {
                                let cell = scores.cells[sub][usize::from(level) - 1];
                                let (ready, applicable) = count(&model, scores, sub, level);
                                match cell {
                                    None => {
                                        view! { <td class="cell none"><span aria-label="none">"–"</span></td> }
                                            .into_any()
                                    }
                                    Some(cell) => {
                                        let fill = format!("cell f{}", (cell * 5.0).floor());
                                        view! { <td class=fill>{format!("{ready}/{applicable}")}</td> }
                                            .into_any()
                                    }
                                }
                            })
                            .collect_view();
                        let reached = scores.subdimensions[sub]
                            .level_reached
                            .map_or("n/a".to_owned(), |level| level.to_string());
                        view! {
                            <tr>
                                <th scope="row">{subdimension.name.clone()}</th>
                                {cells}
                                <td class="num">{reached}</td>
                            </tr>
                        }
                    })
                    .collect_view()
            })
        }
    };
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label="Levels by subdimension">
            <table class="grid">
                <thead>
                    <tr>
                        <th scope="col">"Subdimension"</th>
                        {(1..=levels)
                            .map(|level| view! { <th scope="col" class="num">{level}</th> })
                            .collect_view()}
                        <th scope="col" class="num">"Reached"</th>
                    </tr>
                </thead>
                <tbody>{part(body)}</tbody>
            </table>
        </div>
    }
}

fn count(model: &Model, scores: &crate::scoring::Scores, sub: usize, level: u8) -> (usize, usize) {
    let here = model.subdimensions[sub]
        .activities
        .iter()
        .filter(|&&at| model.activities[at].level == level)
        .map(|&at| scores.values[at]);
    here.fold((0, 0), |(ready, applicable), value| {
        (
            ready + usize::from(value.is_ready()),
            applicable + usize::from(value.amount().is_some()),
        )
    })
}

/// The activities of a subdimension with the shown team's answers.
#[component]
fn Group(subdimension: usize) -> impl IntoView {
    let state = State::get();
    let model = state.model();
    let group = &model.subdimensions[subdimension];
    let id = format!("sub-{subdimension}");
    let labelled_by = id.clone();
    let (dimension_name, name) = (
        model.dimensions[group.dimension].name.clone(),
        group.name.clone(),
    );
    let about = {
        let name = name.clone();
        move || {
            state.details.with(|details| {
                let details = details.as_ref()?;
                let text = details
                    .about
                    .dimensions
                    .get(&dimension_name)?
                    .subdimensions
                    .get(&name)?;
                Some(view! { <Prose text=text.clone() /> })
            })
        }
    };
    let rows = group
        .activities
        .iter()
        .map(|&at| {
            let activity = &model.activities[at];
            let id = activity.id.clone();
            let label = Memo::new(move |_| {
                state.team.with(|team| {
                    state.assessment.with(|assessment| {
                        answer_label(assessment, assessment.answer(team, id.as_str()))
                    })
                })
            });
            let state_class = Memo::new(move |_| {
                state.scores.with(|scores| match scores.values[at] {
                    value if value.is_ready() => "chip ready",
                    value if !value.is_answered() => "chip open",
                    value if value.amount().is_some_and(|amount| amount > 0.0) => "chip begun",
                    _ => "chip",
                })
            });
            let href = Route::Activity(activity.id.to_string()).href();
            view! {
                <li class="activity-row">
                    <LevelTag level=activity.level />
                    <a href=href>{activity.name.clone()}</a>
                    <span class=state_class>{label}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card" aria-labelledby=labelled_by>
            <h2 id=id>{name}</h2>
            <div class="muted">{part(about)}</div>
            <ul class="activity-list">{rows}</ul>
        </section>
    }
}
