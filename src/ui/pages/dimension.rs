//! One dimension: radar by subdimension, the grid of levels, and its activities.

use leptos::prelude::*;

use crate::charts;
use crate::model::Model;
use crate::model::yaml::AboutDimension;
use crate::route::Route;
use crate::scoring::{self, Scores, Standing};
use crate::ui::components::{
    activity_row, answer_label, card, card_about, later, layers, link_button, measure_choice,
    prose, radar_figure,
};
use crate::ui::pages::not_found;
use crate::ui::pages::overview::subdimension_rows;
use crate::ui::state::{Measure, State};
use crate::ui::text;
use crate::ui::view::{below, live, live_text, remade};

/// The page of the dimension with this slug.
pub fn dimension_page(slug: &str) -> AnyView {
    let state = State::get();
    let model = state.model();
    let Some((at, dimension)) = model.dimension(slug) else {
        return not_found(&format!("dimension/{slug}"));
    };
    state.want_details();
    let name = dimension.name.clone();
    let about = about(state, name.clone());
    let lead = {
        let about = about.clone();
        remade(move || about().map(|about| prose(&about.description)))
    };
    let pictures = remade(move || {
        about().map(|about| {
            view! {
                <details class="card pictures">
                    <summary>"What low and high maturity look like"</summary>
                    <div class="pictures-body">
                        <div>
                            <h3>"Low"</h3>
                            {prose(&about.low)}
                        </div>
                        <div>
                            <h3>"High"</h3>
                            {prose(&about.high)}
                        </div>
                    </div>
                </details>
            }
            .into_any()
        })
    });
    let figures = live_text(move || {
        let score = state.scores.with(|scores| scores.dimensions[at]);
        format!(
            "{} of {} maturity · {} complete · {}",
            text::maturity(score.maturity),
            state.model().highest_level(),
            text::percent(score.completion),
            text::answered(&score)
        )
    });
    let parts = dimension.subdimensions.clone();
    let members = dimension.subdimensions.clone();
    let title = name.clone();
    let radar = radar_figure(
        move |measure| match measure {
            Measure::Maturity => title.clone(),
            Measure::Completion => format!("{title}, completion"),
        },
        "Subdimension",
        subdimension_rows(state, at),
        move || {
            let members = || members.iter().copied();
            layers(
                state,
                |scores| members().map(|at| scores.subdimensions[at]).collect(),
                |targets| {
                    members()
                        .map(|at| targets.subdimensions[at].map(f64::from))
                        .collect()
                },
            )
        },
    );
    view! {
        <div class="page">
            <div class="page-head" translate="no">
                <div>
                    <h1 tabindex="-1">{name}</h1>
                    <p class="muted">{figures}</p>
                </div>
                {link_button("button", Route::Why(slug.to_owned()), text::WHY)}
            </div>
            <div class="lead">{lead}</div>
            <div class="columns">
                {card("radar-title", "Radar".to_owned(), "", view! { {measure_choice(state)} {radar} }.into_any())}
                {card("grid-title", "Levels".to_owned(), text::GRID_LEAD, grid(state, at))}
            </div>
            {pictures}
            {below(move || {
                let groups: Vec<AnyView> = parts.iter().map(|&sub| group(state, sub)).collect();
                view! {
                    {groups}
                    {later::leave_out(state, at)}
                }
                .into_any()
            })}
        </div>
    }
    .into_any()
}

/// The texts about a dimension, once they are there.
fn about(state: State, name: String) -> impl Fn() -> Option<AboutDimension> + Clone + Send + Sync {
    move || {
        state.details.with(|details| {
            details
                .as_ref()
                .and_then(|details| details.about.dimensions.get(&name).cloned())
        })
    }
}

/// Subdimensions × levels: ready of applicable, coloured by completion.
fn grid(state: State, dimension: usize) -> AnyView {
    let model = state.model();
    let levels = model.highest_level();
    let heads: Vec<AnyView> = (1..=levels)
        .map(|level| view! { <th scope="col" class="num">{level.to_string()}</th> }.into_any())
        .collect();
    let body = live(move || {
        state.scores.with(|scores| {
            model.dimensions[dimension]
                .subdimensions
                .iter()
                .map(|&sub| grid_row(&model, scores, sub))
                .collect_view()
        })
    });
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label="Levels by subdimension">
            <table class="grid">
                <thead>
                    <tr>
                        <th scope="col">"Subdimension"</th>
                        {heads}
                        <th scope="col" class="num">
                            "Reached"
                        </th>
                    </tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn grid_row(model: &Model, scores: &Scores, sub: usize) -> AnyView {
    let cells: Vec<AnyView> = (1..=model.highest_level())
        .map(|level| {
            let at = usize::from(level) - 1;
            let (class, text) = match scores.cells[sub][at] {
                None => ("cell none".to_owned(), "–".to_owned()),
                Some(cell) => {
                    let (ready, applicable) = scoring::ready_in_cell(model, scores, sub, at);
                    (
                        format!("cell f{}", charts::fifth(cell)),
                        format!("{ready}/{applicable}"),
                    )
                }
            };
            view! { <td class=class>{text}</td> }.into_any()
        })
        .collect();
    let reached = scores.subdimensions[sub]
        .level_reached
        .map_or("n/a".to_owned(), |level| level.to_string());
    view! {
        <tr>
            <th scope="row">{model.subdimensions[sub].name.clone()}</th>
            {cells}
            <td class="num">{reached}</td>
        </tr>
    }
    .into_any()
}

/// The activities of a subdimension with the shown team's answers.
fn group(state: State, subdimension: usize) -> AnyView {
    let model = state.model();
    let group = &model.subdimensions[subdimension];
    let name = group.name.clone();
    let lead = {
        let name = name.clone();
        let about = about(state, model.dimensions[group.dimension].name.clone());
        remade(move || {
            about().and_then(|about| about.subdimensions.get(&name).map(|text| prose(text)))
        })
    };
    let rows: Vec<AnyView> = group
        .activities
        .iter()
        .map(|&at| activity_row(&model.activities[at], chip(state, at)))
        .collect();
    let lead = view! { <div class="muted">{lead}</div> }.into_any();
    let body = view! { <ul class="activity-list">{rows}</ul> }.into_any();
    card_about(&format!("sub-{subdimension}"), name, lead, body)
}

/// The shown team's answer in a word.
fn chip(state: State, at: usize) -> AnyView {
    let id = state.model().activities[at].id.clone();
    let label = live_text(move || {
        state.team.with(|team| {
            state
                .assessment
                .with(|assessment| answer_label(assessment, assessment.answer(team, id.as_str())))
        })
    });
    let class = live_text(move || {
        let value = state.scores.with(|scores| scores.values[at]);
        match Standing::of(value) {
            Standing::Ready => "chip ready",
            Standing::Begun => "chip begun",
            Standing::Open => "chip open",
            Standing::Nothing | Standing::NotSure | Standing::NotApplicable => "chip",
        }
    });
    view! { <span class=class>{label}</span> }.into_any()
}
