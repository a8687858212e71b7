//! Dependencies: what an activity needs and what it unlocks, through all steps; and what is said to
//! be ready although what it needs is not.

use std::sync::Arc;

use leptos::prelude::*;

use crate::browser;
use crate::charts::{Graph, GraphLayout, Ink, Node};
use crate::model::Model;
use crate::order::sorted;
use crate::route::Route;
use crate::scoring::{self, Around, STANDINGS, Standing};
use crate::ui::components::{Pick, card, level_tag, link_button, select};
use crate::ui::pages::not_found;
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{live, live_text};

use super::choices::Choices;
use super::matrix::{mark, names, state_icon};
use super::save::{FILE, Picture, save};

/// The name of the choice in the address.
const ACTIVITY: &str = "activity";

/// The page.
pub fn dependencies() -> AnyView {
    let state = State::get();
    let choices = Choices::of(&Route::Dependencies);
    let model = state.model();
    let linked: Vec<usize> = (0..model.activities.len())
        .filter(|&at| is_linked(&model, at))
        .collect();
    let Some(first) = scoring::most_needed(&model) else {
        return none();
    };
    let said = choices.memo(ACTIVITY);
    let chosen = {
        let model = model.clone();
        Memo::new(move |_| match said.with(String::is_empty) {
            true => Some(first),
            false => said.with(|id| model.position(id)),
        })
    };
    let picks = {
        let model = model.clone();
        move || {
            let names = linked.iter().map(|&at| {
                let activity = &model.activities[at];
                Pick(activity.id.to_string(), activity.name.clone())
            });
            names.collect()
        }
    };
    let current = {
        let model = model.clone();
        live_text(move || match chosen.get() {
            Some(at) => model.activities[at].id.to_string(),
            None => String::new(),
        })
    };
    let pick = select(Some("around"), None, picks, current, move |id| {
        choices.set(ACTIVITY, &id);
    });
    let lead = live_text(move || format!("{} · what comes before what", state.team_name()));
    let body = live(move || match chosen.get() {
        Some(at) => around(state, at),
        None => not_found(&choices.get(ACTIVITY)),
    });
    view! {
        <div class="page graph-page">
            <div class="page-head" translate="no">
                <div>
                    <h1 tabindex="-1">{text::DEPENDENCIES}</h1>
                    <p class="muted">{lead}</p>
                </div>
            </div>
            <div class="picture-filters" translate="no">
                <label for="around">"Around the activity"</label>
                {pick}
            </div>
            {body}
            {early(state)}
        </div>
    }
    .into_any()
}

fn none() -> AnyView {
    view! {
        <div class="page">
            <h1 tabindex="-1">{text::DEPENDENCIES}</h1>
            <section class="card empty">
                <p>"No activity of this model needs another one."</p>
            </section>
        </div>
    }
    .into_any()
}

fn is_linked(model: &Model, at: usize) -> bool {
    !model.activities[at].needs.is_empty() || !model.dependents(at).is_empty()
}

/// The part of the page that is about one activity.
fn around(state: State, at: usize) -> AnyView {
    let model = state.model();
    let activity = &model.activities[at];
    let route = Route::Activity(activity.id.to_string());
    let title = activity.name.clone();
    let body = view! {
        {figure(state, at)}
        {twin(state, at)}
        {link_button("button", route, "Everything about this activity")}
    }
    .into_any();
    card("graph-title", title, "", body)
}

/// The graph of an activity for another page, with its list folded away.
pub fn graph_of(at: usize) -> AnyView {
    super::adopt_looks();
    let state = State::get();
    let id = state.model().activities[at].id.to_string();
    let href =
        crate::route::with_choices(&Route::Dependencies.href(), &[(ACTIVITY.to_owned(), id)]);
    view! {
        {figure(state, at)}
        <details class="graph-list">
            <summary>"As a list"</summary>
            {twin(state, at)}
        </details>
        <p class="small">
            <a href=href>"On a page of its own"</a>
        </p>
    }
    .into_any()
}

fn standing(state: State, at: usize) -> Standing {
    state.scores.with(|scores| {
        scores
            .values
            .get(at)
            .map_or(Standing::Open, |value| Standing::of(*value))
    })
}

fn picture(state: State, around: &Around) -> Graph {
    let model = state.model();
    let nodes = around.members.iter().map(|&member| Node {
        name: model.activities[member].name.clone(),
        note: format!("L{}", model.activities[member].level),
        mark: mark(standing(state, member)),
    });
    let middle = &model.activities[around.members[around.needs]];
    Graph {
        title: format!("{}, {}", middle.name, state.team_name()),
        nodes: nodes.collect(),
        edges: around.edges.clone(),
        middle: around.needs,
    }
}

/// The picture, with links over its boxes, what the shapes mean, and ways to save it.
fn figure(state: State, at: usize) -> AnyView {
    let model = state.model();
    let around = Arc::new(scoring::around(&model, at));
    let layout = Arc::new(GraphLayout::new(around.members.len(), &around.edges));
    let links = links(&model, &around, &layout);
    let shown = Memo::new({
        let around = around.clone();
        move |_| picture(state, &around)
    });
    let name = live_text(move || shown.with(Graph::describe));
    let svg = {
        let layout = layout.clone();
        live_text(move || shown.with(|graph| graph.svg(&layout, Ink::Page)))
    };
    // On a phone the graph is wider than the page: what it is about is seen first.
    if let Some(middle) = layout.middle_of(around.needs) {
        Effect::new(move |_| browser::scroll_within(".graph-scroll", middle));
    }
    let title = model.activities[at].name.clone();
    let file = move || {
        let graph = shown.get_untracked();
        Picture {
            svg: graph.svg(&layout, FILE),
            size: layout.size(),
            scale: None,
            keys: Vec::new(),
            title: format!("What “{title}” needs and unlocks"),
            team: state.team_name(),
            description: graph.describe(),
        }
    };
    let shapes: Vec<AnyView> = STANDINGS
        .iter()
        .map(|standing| view! { <li>{state_icon(*standing)} {names(*standing).1}</li> }.into_any())
        .collect();
    view! {
        <figure class="graph-figure">
            <div class="graph-scroll" tabindex="0" role="group" aria-label="Graph">
                <div class="graph">
                    <div role="img" aria-label=name inner_html=svg></div>
                    {links}
                </div>
            </div>
            <ul class="graph-legend">
                {shapes}
                <li class="arrow">"Needed first, to the left"</li>
                <li class="arrow early">"Ready, but what it needs is not"</li>
            </ul>
            {save(file)}
        </figure>
    }
    .into_any()
}

/// Links over the boxes, for the pointer; the list has the same for everybody.
fn links(model: &Model, around: &Around, layout: &GraphLayout) -> AnyView {
    let (width, height) = layout.size();
    let size = |value: f64| crate::number::down(value, 1);
    let view_box = format!("0 0 {} {}", size(width), size(height));
    let boxes = around.members.iter().zip(layout.boxes());
    let boxes: Vec<AnyView> = boxes
        .map(|(&member, [x, y, w, h])| {
            let href = Route::Activity(model.activities[member].id.to_string()).href();
            view! {
                <a href=href tabindex="-1">
                    <rect x=size(x) y=size(y) width=size(w) height=size(h) rx="8"></rect>
                </a>
            }
            .into_any()
        })
        .collect();
    view! {
        <svg
            class="graph-links"
            viewBox=view_box
            width=size(width)
            height=size(height)
            aria-hidden="true"
        >
            {boxes}
        </svg>
    }
    .into_any()
}

/// The same as lists, side by side where there is something on both sides.
fn twin(state: State, at: usize) -> AnyView {
    let model = state.model();
    let around = scoring::around(&model, at);
    let is_one_sided = around.needs == 0 || around.needs + 1 == around.members.len();
    let class = match is_one_sided {
        true => "stack",
        false => "columns halves",
    };
    let members = around.members.iter().copied();
    let all: Vec<(usize, usize)> = members.zip(around.steps.iter().copied()).collect();
    let list = |members: &[(usize, usize)], heading: &'static str, nothing: &'static str| {
        let members = sorted(members.to_vec(), |left, right| left.1.cmp(&right.1));
        let count = members.len();
        let rows: Vec<AnyView> = members
            .into_iter()
            .map(|(member, step)| row(state, &model, member, step))
            .collect();
        let body = match rows.is_empty() {
            true => view! { <p class="muted">{nothing}</p> }.into_any(),
            false => view! { <ol class="graph-rows">{rows}</ol> }.into_any(),
        };
        view! {
            <div>
                <h3>{heading} " " <span class="muted num">{count}</span></h3>
                {body}
            </div>
        }
        .into_any()
    };
    let before = list(
        &all[..around.needs],
        "Needed before it",
        "Nothing has to be there first.",
    );
    let after = list(
        &all[around.needs + 1..],
        "Waits for it",
        "Nothing waits for it.",
    );
    view! { <div class=class>{before} {after}</div> }.into_any()
}

fn row(state: State, model: &Model, at: usize, away: usize) -> AnyView {
    let activity = &model.activities[at];
    let href = Route::Activity(activity.id.to_string()).href();
    let said = live(move || {
        let standing = standing(state, at);
        view! {
            <span class="state-mark">
                {state_icon(standing)} {names(standing).1}
            </span>
        }
        .into_any()
    });
    let steps = text::plural(away, "step", "steps");
    view! {
        <li>
            {level_tag(activity.level)}
            <a href=href>{activity.name.clone()}</a>
            {said}
            <span class="muted small">{steps}</span>
        </li>
    }
    .into_any()
}

/// What is ready although what it needs is not.
fn early(state: State) -> AnyView {
    let found = Memo::new(move |_| {
        let model = state.model();
        state
            .scores
            .with(|scores| scoring::too_early(&model, scores))
    });
    let body = live(move || {
        let model = state.model();
        let found = found.get();
        if found.is_empty() {
            return view! { <p class="muted">"Nothing is ready before what it needs."</p> }
                .into_any();
        }
        let link = |at: usize| {
            let activity = &model.activities[at];
            let href = Route::Activity(activity.id.to_string()).href();
            view! { <a href=href>{activity.name.clone()}</a> }.into_any()
        };
        let rows: Vec<AnyView> = found
            .into_iter()
            .map(|early| {
                let lacks: Vec<AnyView> = early
                    .lacks
                    .into_iter()
                    .map(|at| {
                        let standing = standing(state, at);
                        view! {
                            <li>
                                {link(at)}
                                <span class="state-mark">
                                    {state_icon(standing)} {names(standing).1}
                                </span>
                            </li>
                        }
                        .into_any()
                    })
                    .collect();
                view! {
                    <li>
                        <p>{link(early.activity)} " is ready, but needs:"</p>
                        <ul>{lacks}</ul>
                    </li>
                }
                .into_any()
            })
            .collect();
        view! { <ul class="early">{rows}</ul> }.into_any()
    });
    card(
        "early-title",
        "Ready too early?".to_owned(),
        "One of the two answers is probably wrong: look at both again.",
        body,
    )
}
