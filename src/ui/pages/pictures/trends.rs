//! Trends that other pages show: levels in place with where their pace leads, a line per dimension,
//! and lines so small that they stand in a row.

use std::sync::Arc;

use leptos::prelude::*;

use crate::assessment::TeamId;
use crate::charts::{Ink, Line, Lines, Overlay, Unit, sparkline};
use crate::scoring::{self, Scores};
use crate::ui::components::{Cell, card, table};
use crate::ui::state::{Measure, State};
use crate::ui::text;
use crate::ui::view::{live, live_text};

use super::save::{FILE, Picture, keys, save};

/// How many moments are looked ahead.
const AHEAD: usize = 3;
/// How many moments a large picture, and a small one, go back.
const LONG: usize = 24;
const SHORT: usize = 6;

/// Less than a level, or a fifth, does not fill the height of a small picture.
const LEAST: f64 = 1.0;
const LEAST_SHARE: f64 = 0.2;

/// Names of the moments, and the numbers of the shown team then; at the end, now.
type Way = Memo<Arc<(Vec<String>, Vec<Arc<Scores>>)>>;

fn way(state: State) -> Way {
    let past = Memo::new(move |_| {
        let model = state.model();
        state.team.with(|team| {
            state.assessment.with(|assessment| {
                let past = scoring::past(&model, assessment, team, LONG).into_iter();
                let (names, scores): (Vec<String>, Vec<Arc<Scores>>) =
                    past.map(|(name, scores)| (name, Arc::new(scores))).unzip();
                Arc::new((names, scores))
            })
        })
    });
    Memo::new(move |_| {
        let (mut names, mut scores) = (*past.get()).clone();
        names.push("Now".to_owned());
        scores.push(state.scores.get());
        Arc::new((names, scores))
    })
}

/// The cards that History shows below its own trend.
pub fn trends() -> AnyView {
    super::adopt_looks();
    let state = State::get();
    let way = way(state);
    let burn_up = Memo::new(move |_| way.with(|way| levels(state, &way.0, &way.1)));
    let parts = Memo::new(move |_| way.with(|way| dimensions(state, &way.0, &way.1)));
    let pace = live_text(move || burn_up.with(pace));
    let burn = view! {
        {figure(state, burn_up)}
        <p class="muted">{pace}</p>
    }
    .into_any();
    (
        card(
            "burn-up",
            "Levels in place".to_owned(),
            "Ready of all that applies at each level; the dotted lines go on at the pace of the last two moments.",
            burn,
        ),
        card(
            "trend-by-dimension",
            "Trend by dimension".to_owned(),
            "",
            figure(state, parts),
        ),
    )
        .into_any()
}

fn levels(state: State, names: &[String], scores: &[Arc<Scores>]) -> Lines {
    let by_moment: Vec<Vec<Option<f64>>> =
        scores.iter().map(|it| scoring::level_shares(it)).collect();
    let lines = (0..usize::from(state.model().highest_level())).map(|at| {
        let values: Vec<Option<f64>> = by_moment
            .iter()
            .map(|shares| shares.get(at).copied().flatten())
            .collect();
        Line {
            name: format!("Level {}", at + 1),
            ahead: scoring::at_this_pace(&values, AHEAD, 1.0),
            values,
        }
    });
    Lines {
        kind: "Burn-up",
        title: format!("levels in place, {}", state.team_name()),
        moments: names.to_vec(),
        lines: lines.collect(),
        highest: 1,
        unit: Unit::Share,
    }
}

fn dimensions(state: State, names: &[String], scores: &[Arc<Scores>]) -> Lines {
    let model = state.model();
    let lines = model.dimensions.iter().enumerate().map(|(at, dimension)| {
        let values = scores.iter().map(|scores| {
            let score = scores.dimensions.get(at);
            score.and_then(|score| score.maturity)
        });
        Line {
            name: dimension.name.clone(),
            values: values.collect(),
            ahead: Vec::new(),
        }
    });
    Lines {
        kind: "Trend lines",
        title: format!("maturity by dimension, {}", state.team_name()),
        moments: names.to_vec(),
        lines: lines.collect(),
        highest: model.highest_level(),
        unit: Unit::Level,
    }
}

/// When the levels are in place at this pace, in a sentence each.
fn pace(lines: &Lines) -> String {
    let said = lines.lines.iter().filter_map(|line| {
        let name = &line.name;
        match scoring::moments_to(&line.values, f64::from(lines.highest)) {
            Some(0) => Some(format!("{name} is in place.")),
            Some(1) => Some(format!("{name} is in place after the next cycle.")),
            Some(many) => Some(format!("{name} is in place after {many} more cycles.")),
            None => None,
        }
    });
    let said: Vec<String> = said.collect();
    match said.is_empty() {
        true => "No level comes nearer at this pace.".to_owned(),
        false => said.join(" "),
    }
}

/// The picture with its legend, its numbers and ways to save it.
fn figure(state: State, drawn: Memo<Lines>) -> AnyView {
    let name = live_text(move || drawn.with(Lines::describe));
    let svg = live_text(move || drawn.with(|drawn| drawn.svg(Ink::Page)));
    let legend = live(move || {
        let names = drawn.with(|drawn| {
            let lines = drawn.lines.iter();
            lines.map(|line| line.name.clone()).collect::<Vec<_>>()
        });
        let entries = names.into_iter().enumerate().map(|(at, name)| {
            view! {
                <li>
                    <span class="key" aria-hidden="true" inner_html=Overlay::key(at, Ink::Page)></span>
                    {name}
                </li>
            }
            .into_any()
        });
        entries.collect_view()
    });
    let heads = {
        let lines = drawn.with_untracked(|drawn| {
            let lines = drawn.lines.iter();
            lines
                .map(|line| format!("#{}", line.name))
                .collect::<Vec<_>>()
        });
        let mut heads = vec!["When".to_owned()];
        heads.extend(lines);
        heads
    };
    let rows = move || {
        drawn.with(|drawn| {
            let moments = drawn.moments.iter().enumerate();
            moments
                .map(|(at, moment)| {
                    let mut cells = vec![Cell::Text(moment.clone())];
                    cells.extend(drawn.lines.iter().map(|line| {
                        let value = line.values.get(at).copied().flatten();
                        Cell::Number(match drawn.unit {
                            Unit::Level => text::maturity(value),
                            Unit::Share => text::percent(value),
                        })
                    }));
                    cells
                })
                .collect()
        })
    };
    let file = move || {
        let drawn = drawn.get_untracked();
        let title = drawn.title.split(',').next().unwrap_or_default().to_owned();
        Picture {
            svg: drawn.svg(FILE),
            size: drawn.size(),
            scale: None,
            keys: keys(drawn.lines.iter().map(|line| line.name.clone())),
            title: format!("{}: {title}", drawn.kind),
            team: state.team_name(),
            description: drawn.describe(),
        }
    };
    view! {
        <figure class="overlay">
            <div class="overlay-picture" role="img" aria-label=name inner_html=svg></div>
            <ul class="overlay-legend">{legend}</ul>
        </figure>
        {save(file)}
        <details class="graph-list">
            <summary>"Numbers"</summary>
            {table("Numbers of the lines", heads, rows)}
        </details>
    }
    .into_any()
}

/// The maturity of a team, so small that it stands in a row; nothing where there is no cycle yet.
pub fn spark(state: State, team: TeamId) -> AnyView {
    super::adopt_looks();
    let values = Memo::new(move |_| {
        let model = state.model();
        state.assessment.with(|assessment| {
            let past = scoring::past(&model, assessment, &team, SHORT);
            let now = scoring::score(&model, assessment, &team);
            let all = past.iter().map(|(_, scores)| scores).chain([&now]);
            all.map(|scores| scores.overall.maturity)
                .collect::<Vec<_>>()
        })
    });
    live(move || {
        let (name, svg) = small(&values.get(), Measure::Maturity);
        let is_drawn = !svg.is_empty();
        is_drawn.then(|| {
            view! { <span class="spark" role="img" aria-label=name inner_html=svg></span> }
                .into_any()
        })
    })
}

/// How the shown team went from cycle to cycle in one dimension, small; nothing where there is no
/// cycle yet.
pub fn spark_of(state: State, dimension: usize) -> AnyView {
    super::adopt_looks();
    let (model, measure) = (state.model(), state.measure.get());
    let mut moments = state.team.with(|team| {
        state
            .assessment
            .with(|assessment| scoring::past(&model, assessment, team, SHORT))
    });
    moments.push((String::new(), (*state.scores.get()).clone()));
    let values = moments.iter().map(|(_, scores)| {
        let score = scores.dimensions.get(dimension);
        score.and_then(|score| measure.of(score))
    });
    let (name, svg) = small(&values.collect::<Vec<_>>(), measure);
    match svg.is_empty() {
        true => ().into_any(),
        false => view! { <span class="spark" role="img" aria-label=name inner_html=svg></span> }
            .into_any(),
    }
}

/// What a small picture of these values is called, and its SVG.
fn small(values: &[Option<f64>], measure: Measure) -> (String, String) {
    let (kind, least) = match measure {
        Measure::Maturity => ("maturity", LEAST),
        Measure::Completion => ("completion", LEAST_SHARE),
    };
    let said = values.iter().map(|value| match measure {
        Measure::Maturity => text::maturity(*value),
        Measure::Completion => text::percent(*value),
    });
    let said = said.collect::<Vec<_>>().join(", ");
    (
        format!("Sparkline: {kind} {said}"),
        sparkline(values, least, Ink::Page),
    )
}
