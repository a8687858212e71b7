//! Overview: the overall radar, the figures, the next actions, a card for each dimension.

use leptos::prelude::*;

use crate::charts::{Radar, Role, Series};
use crate::route::Route;
use crate::scoring::Score;
use crate::ui::components::{Bar, Icon, NextActions, RadarFigure, Row, Shape, Stat, Thumbnail};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{part, words};

/// The first page.
#[component]
pub fn Overview() -> impl IntoView {
    let state = State::get();
    let is_empty = Memo::new(move |_| {
        state
            .scores
            .with(|scores| scores.overall.counts.answered == 0)
    });
    view! {
        <div class="page">
            <div class="page-head">
                <div>
                    <h1 tabindex="-1">{text::OVERVIEW}</h1>
                    <p class="muted">{words(move || subtitle(state))}</p>
                </div>
                {part(move || {
                    (!is_empty.get()).then(|| view! {
                        <a class="button primary" href=Route::Assess(None).href()>
                            "Continue the assessment"
                            <Icon shape=Shape::Next />
                        </a>
                    })
                })}
            </div>
            {part(move || is_empty.get().then(|| view! { <Welcome /> }))}
            <Figures />
            <div class="columns">
                <section class="card" aria-labelledby="overall">
                    <h2 id="overall">"Overall"</h2>
                    <OverallRadar />
                </section>
                <div class="stack">
                    <section class="card" aria-labelledby="next">
                        <h2 id="next">"Next three actions"</h2>
                        <p class="muted">
                            "What pays most for its effort, from where the team stands."
                        </p>
                        <NextActions count=3 />
                    </section>
                    <section class="card" aria-labelledby="levels">
                        <h2 id="levels">"Levels"</h2>
                        <p class="muted">"Activities ready, of all that apply at each level."</p>
                        <LevelList />
                    </section>
                </div>
            </div>
            <section aria-labelledby="dimensions">
                <h2 id="dimensions" class="section-title">{text::DIMENSIONS}</h2>
                <div class="cards">{dimension_cards(state)}</div>
            </section>
        </div>
    }
}

fn subtitle(state: State) -> String {
    let model = state.model();
    let title = state.assessment.with(|assessment| assessment.title.clone());
    let version = if model.meta.version.is_empty() {
        String::new()
    } else {
        format!(" · DSOMM {}", model.meta.version)
    };
    format!("{} · {title}{version}", state.team_name())
}

/// Leads a newcomer into the first answer.
#[component]
fn Welcome() -> impl IntoView {
    view! {
        <section class="welcome" aria-labelledby="welcome">
            <div>
                <h2 id="welcome">"How mature is your DevSecOps practice?"</h2>
                <p>
                    "Go through the activities with your team and say honestly which are in place. The radar fills as you answer; the next actions follow. An hour is enough for a first picture."
                </p>
                <p class="muted">
                    "Answers stay in this browser. Share them as a file with Export; a teammate opens it with Import."
                </p>
            </div>
            <div class="welcome-actions">
                <a class="button primary large" href=Route::Assess(None).href()>
                    "Answer the first activity"
                </a>
                <a class="button large" href=Route::Help.href()>
                    "How it works"
                </a>
            </div>
        </section>
    }
}

#[component]
fn Figures() -> impl IntoView {
    let state = State::get();
    let highest = state.model().highest_level();
    let overall = move |pick: fn(&Score) -> String| {
        Signal::derive(move || state.scores.with(|scores| pick(&scores.overall)))
    };
    let weakest = Signal::derive(move || {
        let model = state.model();
        state.scores.with(|scores| match scores.overall.weakest {
            Some(at) if scores.overall.counts.answered > 0 => {
                format!("of {highest}, weakest: {}", model.dimensions[at].name)
            }
            _ => format!("of {highest}"),
        })
    });
    view! {
        <dl class="figures">
            <Stat
                label=text::MATURITY
                value=overall(|score| text::maturity(score.maturity))
                note=weakest
            />
            <Stat
                label=text::COMPLETION
                value=overall(|score| text::percent(score.completion))
                note=overall(|score| {
                    format!("{} of {} ready", score.counts.ready, score.counts.applicable)
                })
            />
            <Stat
                label=text::COVERAGE
                value=overall(|score| text::percent(Some(score.counts.coverage())))
                note=overall(text::answered)
            />
            <Stat
                label=text::NOT_SURE
                value=overall(|score| score.counts.not_sure.to_string())
                note=overall(|_| "to look at again".to_owned())
            />
        </dl>
    }
}

#[component]
fn OverallRadar() -> impl IntoView {
    let state = State::get();
    let model = state.model();
    let radar = {
        let model = model.clone();
        Memo::new(move |_| Radar {
            title: format!("maturity by dimension, {}", state.team_name()),
            axes: model.dimensions.iter().map(|d| d.name.clone()).collect(),
            rings: model.highest_level(),
            series: vec![Series {
                name: "claimed".to_owned(),
                values: state
                    .scores
                    .with(|scores| scores.dimensions.iter().map(|s| s.maturity).collect()),
                role: Role::Claimed,
            }],
        })
    };
    let rows = Memo::new(move |_| {
        state.scores.with(|scores| {
            model
                .dimensions
                .iter()
                .zip(&scores.dimensions)
                .map(|(dimension, score)| Row {
                    name: dimension.name.clone(),
                    href: Route::Dimension(dimension.slug.clone()).href(),
                    maturity: score.maturity,
                    completion: score.completion,
                    answered: (score.counts.answered, score.counts.all),
                })
                .collect::<Vec<_>>()
        })
    });
    view! { <RadarFigure radar=radar rows=rows axis="Dimension" /> }
}

fn dimension_cards(state: State) -> Vec<impl IntoView> {
    let model = state.model();
    (0..model.dimensions.len())
        .map(|at| {
            let model = model.clone();
            let dimension = &model.dimensions[at];
            let name = dimension.name.clone();
            let href = Route::Dimension(dimension.slug.clone()).href();
            let axes: Vec<String> = dimension
                .subdimensions
                .iter()
                .map(|&sub| model.subdimensions[sub].name.clone())
                .collect();
            let subdimensions = dimension.subdimensions.clone();
            let title = name.clone();
            let rings = model.highest_level();
            let radar = Memo::new(move |_| Radar {
                title: format!("{title}, {}", state.team_name()),
                axes: axes.clone(),
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
            });
            let score = Memo::new(move |_| state.scores.with(|scores| scores.dimensions[at]));
            let weakest = move || {
                score.with(|score| {
                    let part = score.weakest.filter(|_| score.counts.answered > 0)?;
                    Some(format!("Weakest: {}", model.subdimensions[part].name))
                })
            };
            let bar = format!("{name}: share answered");
            view! {
                <article class="card dimension">
                    <h3>
                        <a href=href>{name}</a>
                    </h3>
                    <Thumbnail radar=radar />
                    <p class="dimension-number">
                        <span class="stat-value">
                            {words(move || text::maturity(score.get().maturity))}
                        </span>
                        <span class="muted">{format!("of {rings}")}</span>
                    </p>
                    <Bar label=bar value=Signal::derive(move || score.get().counts.coverage()) />
                    <p class="muted small">{words(move || text::answered(&score.get()))}</p>
                    <p class="muted small">{part(weakest)}</p>
                </article>
            }
        })
        .collect()
}

/// For each level: how much of it is ready.
#[component]
fn LevelList() -> impl IntoView {
    let state = State::get();
    let model = state.model();
    let rows = model
        .levels
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let ready = Signal::derive(move || state.scores.with(|scores| scores.levels[at]));
            let label = format!("Level {}: share ready", at + 1);
            let share = Signal::derive(move || {
                let (ready, applicable) = ready.get();
                if applicable == 0 {
                    0.0
                } else {
                    ready as f64 / applicable as f64
                }
            });
            view! {
                <li>
                    <span>{format!("{} · {name}", at + 1)}</span>
                    <span class="num muted">
                        {words(move || {
                            let (ready, applicable) = ready.get();
                            format!("{ready} / {applicable}")
                        })}
                    </span>
                    <Bar label=Signal::stored(label) value=share />
                </li>
            }
        })
        .collect_view();
    view! { <ul class="level-list">{rows}</ul> }
}
