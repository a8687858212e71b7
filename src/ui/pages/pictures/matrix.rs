//! Matrix: every activity of the model in its place, with its state; answered on the spot.
//!
//! Keys, while the focus is on an activity: up and down go through a level, left and right to the
//! levels beside, Enter opens the answers, Escape closes them.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::browser;
use crate::charts::Mark;
use crate::model::Model;
use crate::route::Route;
use crate::say;
use crate::scoring::{self, STANDINGS, Scores, Standing};
use crate::ui::components::{
    Pick, Shape, answer_label, answer_row, any, button, dimension_picks, filter_form, has_words,
    icon_button, level_picks, select, sought,
};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{event_handler, handler, live, live_flag, live_text};

use super::choices::Choices;

// Names of the choices in the address.
const DIMENSION: &str = "dimension";
const LEVEL: &str = "level";
const TAG: &str = "tag";
const STATE: &str = "state";
const WORDS: &str = "text";

/// What a state is called: in the address, and for people.
pub fn names(standing: Standing) -> (&'static str, &'static str) {
    match standing {
        Standing::Ready => ("ready", "Ready"),
        Standing::Begun => ("begun", "Begun"),
        Standing::Nothing => ("nothing", "Not in place"),
        Standing::NotSure => ("not-sure", text::NOT_SURE),
        Standing::NotApplicable => ("not-applicable", text::NOT_APPLICABLE),
        Standing::Open => ("open", say::UNANSWERED),
    }
}

/// A state as pictures show it.
pub fn mark(standing: Standing) -> Mark {
    match standing {
        Standing::Ready => Mark::Ready,
        Standing::Begun => Mark::Begun,
        Standing::Nothing => Mark::Nothing,
        Standing::NotSure => Mark::NotSure,
        Standing::NotApplicable => Mark::NotApplicable,
        Standing::Open => Mark::Open,
    }
}

/// A state as a shape, so that nobody depends on its colour.
pub fn state_icon(standing: Standing) -> AnyView {
    let class = match standing {
        Standing::Ready => "state ready",
        Standing::Begun => "state begun",
        Standing::Nothing => "state nothing",
        Standing::NotSure => "state unsure",
        Standing::NotApplicable => "state aside",
        Standing::Open => "state open",
    };
    let shape = mark(standing).path();
    view! {
        <svg class=class viewBox="0 0 16 16" aria-hidden="true">
            <path d=shape></path>
        </svg>
    }
    .into_any()
}

/// What the page knows. Cheap to copy.
#[derive(Clone, Copy)]
struct Page {
    state: State,
    choices: Choices,
    /// The activities that pass the filters, by index.
    shown: Memo<Arc<Vec<bool>>>,
    /// The activity whose answers are open.
    open: RwSignal<Option<usize>>,
    /// The activity that Tab leads to.
    stop: RwSignal<Option<usize>>,
}

/// The page.
pub fn matrix() -> AnyView {
    let state = State::get();
    let model = state.model();
    let choices = Choices::of(&Route::Matrix);
    // An activity that was just answered stays where it is, whatever the filter says.
    let shown = Memo::new(move |_| {
        state.team.track();
        let scores = state.scores.get_untracked();
        Arc::new(passing(&state.model(), &scores, choices))
    });
    let page = Page {
        state,
        choices,
        shown,
        open: RwSignal::new(None),
        stop: RwSignal::new(None),
    };
    let count = live_text(move || {
        let all = state.model().activities.len();
        match shown.with(|shown| shown.iter().filter(|is_shown| **is_shown).count()) {
            found if found == all => text::activities(all),
            found => format!("{found} of {}", text::activities(all)),
        }
    });
    let lead = live_text(move || format!("{} · {}", state.team_name(), count.get()));
    let heads: Vec<AnyView> = model
        .levels
        .iter()
        .enumerate()
        .map(|(at, name)| {
            view! {
                <div role="columnheader" title=name.clone()>
                    {format!("Level {}", at + 1)}
                    <span class="muted small">{name.clone()}</span>
                </div>
            }
            .into_any()
        })
        .collect();
    let columns = format!("matrix columns-{}", model.levels.len().min(8));
    let body = live(move || rows(page));
    let keys = event_handler(move |event: leptos::ev::KeyboardEvent| press(&event, page));
    view! {
        <div class="page matrix-page">
            <div class="page-head" translate="no">
                <div>
                    <h1 tabindex="-1">{text::MATRIX}</h1>
                    <p class="muted" role="status">{lead}</p>
                </div>
            </div>
            {filters(page)}
            {states(page)}
            <div class="card matrix-card" translate="no">
                <div class=columns role="table" aria-label="Activities by subdimension and level" on:keydown=keys>
                    <div class="matrix-head" role="row">
                        <div role="columnheader">"Subdimension"</div>
                        {heads}
                    </div>
                    {body}
                </div>
            </div>
        </div>
    }
    .into_any()
}

/// Which activities pass the filters.
fn passing(model: &Model, scores: &Scores, choices: Choices) -> Vec<bool> {
    let dimension = choices.get(DIMENSION);
    let level = choices.get(LEVEL);
    let tag = choices.get(TAG);
    let standing = choices.get(STATE);
    let sought = sought(&choices.get(WORDS));
    model
        .activities
        .iter()
        .zip(&scores.values)
        .map(|(activity, value)| {
            (dimension.is_empty() || model.dimension_of(activity).slug == dimension)
                && (level.is_empty() || activity.level.to_string() == level)
                && (tag.is_empty() || activity.tags.contains(&tag))
                && (standing.is_empty() || names(Standing::of(*value)).0 == standing)
                && has_words(activity, &sought)
        })
        .collect()
}

fn filters(page: Page) -> AnyView {
    let (model, choices) = (page.state.model(), page.choices);
    let dimensions = {
        let model = model.clone();
        move || dimension_picks(&model, |_, it| it.slug.clone())
    };
    let levels = {
        let model = model.clone();
        move || level_picks(&model)
    };
    let mut tags: Vec<String> = Vec::new();
    for tag in model.activities.iter().flat_map(|activity| &activity.tags) {
        if !tags.contains(tag) {
            tags.push(tag.clone());
        }
    }
    let tags = crate::order::sorted(tags, |left, right| left.cmp(right));
    let has_tags = !tags.is_empty();
    let tag_picks = move || {
        let named = tags.iter().map(|tag| Pick(tag.clone(), tag.clone()));
        [any("All tags")].into_iter().chain(named).collect()
    };
    let now = move |name: &'static str| live_text(move || choices.get(name));
    let clear = live(move || {
        let is_any = [DIMENSION, LEVEL, TAG, STATE, WORDS]
            .iter()
            .any(|name| !choices.get(name).is_empty());
        is_any.then(|| {
            button(
                "button quiet",
                None,
                "Clear filters".to_owned(),
                move || {
                    choices.clear(&[DIMENSION, LEVEL, TAG, STATE, WORDS]);
                    browser::focus(".picture-filters input");
                },
            )
        })
    });
    let all = view! {
            {select(None, Some("Dimension"), dimensions, now(DIMENSION), move |value| {
                choices.set(DIMENSION, &value);
            })}
            {select(None, Some("Level"), levels, now(LEVEL), move |value| choices.set(LEVEL, &value))}
            {has_tags.then(|| select(None, Some("Tag"), tag_picks, now(TAG), move |value| {
                choices.set(TAG, &value);
            }))}
            {clear}
    }
    .into_any();
    filter_form(
        "picture-filters",
        now(WORDS),
        move |words| choices.set(WORDS, &words),
        all,
    )
}

/// What the shapes mean, how many there are of each, and a filter at once.
fn states(page: Page) -> AnyView {
    let choices = page.choices;
    let counts = Memo::new(move |_| page.state.scores.with(|scores| scoring::standings(scores)));
    let buttons: Vec<AnyView> = STANDINGS
        .iter()
        .enumerate()
        .map(|(at, standing)| {
            let (key, name) = names(*standing);
            let pressed = live_flag(move || choices.get(STATE) == key);
            let press = handler(move || {
                let is_on = choices.get(STATE) == key;
                choices.set(STATE, if is_on { "" } else { key });
            });
            let count = live_text(move || counts.with(|counts| counts[at].to_string()));
            view! {
                <button type="button" class="state-filter" aria-pressed=pressed on:click=press>
                    {state_icon(*standing)}
                    <span>{name}</span>
                    <span class="muted num">{count}</span>
                </button>
            }
            .into_any()
        })
        .collect();
    view! {
        <div class="states" role="group" aria-label="State" translate="no">
            {buttons}
        </div>
    }
    .into_any()
}

fn rows(page: Page) -> AnyView {
    let model = page.state.model();
    let shown = page.shown.get();
    let first = (0..model.activities.len()).find(|&at| shown[at]);
    page.stop.set(first);
    page.open.set(None);
    if first.is_none() {
        return view! {
            <div role="row">
                <div role="cell" class="matrix-empty">
                    "No activity passes the filters."
                </div>
            </div>
        }
        .into_any();
    }
    let mut views: Vec<AnyView> = Vec::new();
    for dimension in &model.dimensions {
        let has_any = |&sub: &usize| {
            let mut members = model.subdimensions[sub].activities.iter();
            members.any(|&at| shown[at])
        };
        let subs: Vec<usize> = dimension
            .subdimensions
            .iter()
            .copied()
            .filter(has_any)
            .collect();
        if subs.is_empty() {
            continue;
        }
        views.push(
            view! {
                <div role="row" class="matrix-dimension">
                    <div role="rowheader">{dimension.name.clone()}</div>
                </div>
            }
            .into_any(),
        );
        views.extend(subs.into_iter().map(|sub| row(page, &model, sub, &shown)));
    }
    views.into_any()
}

fn row(page: Page, model: &Model, sub: usize, shown: &[bool]) -> AnyView {
    let levels = model.highest_level();
    let cells: Vec<AnyView> = (1..=levels)
        .map(|level| {
            let members = model.subdimensions[sub].activities.iter().copied();
            let here: Vec<AnyView> = members
                .filter(|&at| shown[at] && model.activities[at].level == level)
                .map(|at| tile(page, at, sub, level > levels / 2))
                .collect();
            let is_empty = here.is_empty();
            let class = if is_empty {
                "matrix-none"
            } else {
                "matrix-cell"
            };
            let list = (!is_empty).then(|| view! { <ul>{here}</ul> });
            view! {
                <div role="cell" class=class data-level=format!("Level {level}")>
                    {list}
                </div>
            }
            .into_any()
        })
        .collect();
    view! {
        <div role="row" class="matrix-row">
            <div role="rowheader">{model.subdimensions[sub].name.clone()}</div>
            {cells}
        </div>
    }
    .into_any()
}

/// `is_late`: in the right half, where what opens has to open to the left.
fn tile(page: Page, at: usize, sub: usize, is_late: bool) -> AnyView {
    let state = page.state;
    let model = state.model();
    let (id, name) = (
        model.activities[at].id.clone(),
        model.activities[at].name.clone(),
    );
    // A model may list an activity in several places.
    let is_first = model.activities[at].subdimension == sub;
    let place = if is_first {
        format!("tile-{at}")
    } else {
        format!("tile-{at}-{sub}")
    };
    let standing = Memo::new(move |_| {
        let value = state.scores.with(|scores| scores.values[at]);
        // While another model comes, there may be none for a moment.
        names(Standing::of(value)).0
    });
    let label = {
        let (id, name) = (id.clone(), name.clone());
        live_text(move || {
            let said = state.team.with(|team| {
                state.assessment.with(|assessment| {
                    let said = crate::scoring::answering(assessment, team, id.as_str());
                    answer_label(assessment, said.map(|(_, answer)| answer))
                })
            });
            format!("{name}: {said}")
        })
    };
    let icon = live(move || {
        let now = standing.get();
        let found = STANDINGS.into_iter().find(|known| names(*known).0 == now);
        state_icon(found.unwrap_or(Standing::Open))
    });
    let class = live_text(move || format!("tile {}", standing.get()));
    let expanded = live_flag(move || page.open.get() == Some(at));
    let stop = live_text(move || match page.stop.get() == Some(at) {
        true => "0",
        false => "-1",
    });
    let press = handler(move || {
        page.stop.set(Some(at));
        let is_open = page.open.get_untracked() == Some(at);
        page.open.set((!is_open).then_some(at));
        if !is_open {
            request_animation_frame(|| browser::show(".tile-answers"));
        }
    });
    let answers = {
        let name = name.clone();
        live(move || {
            if page.open.get() != Some(at) {
                return None;
            }
            let team = state.team.get();
            let class = if is_late {
                "tile-answers late"
            } else {
                "tile-answers"
            };
            let href = Route::Activity(id.to_string()).href();
            Some(
                view! {
                    <div class=class role="group" aria-label=format!("Answer {name}")>
                        <div class="tile-answers-head">
                            <a href=href>{name.clone()}</a>
                            {icon_button("icon-button", Shape::Close, "Close".to_owned(), live_flag(|| false), move || close(page))}
                        </div>
                        {answer_row(team, id.clone(), name.clone())}
                    </div>
                }
                .into_any(),
            )
        })
    };
    view! {
        <li>
            <button
                type="button"
                id=place
                class=class
                tabindex=stop
                aria-label=label
                aria-expanded=expanded
                on:click=press
                on:focus=handler(move || page.stop.set(Some(at)))
            >
                {icon}
                <span>{name}</span>
            </button>
            {answers}
        </li>
    }
    .into_any()
}

/// Closes the answers; the focus goes back to their activity.
fn close(page: Page) {
    if let Some(at) = page.open.get_untracked() {
        page.open.set(None);
        browser::focus_id(&format!("tile-{at}"));
    }
}

fn press(event: &leptos::ev::KeyboardEvent, page: Page) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    if event.key() == "Escape" && page.open.get_untracked().is_some() {
        event.prevent_default();
        close(page);
        return;
    }
    let is_tile = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|element| element.id().starts_with("tile-"));
    let Some(here) = page.stop.get_untracked().filter(|_| is_tile) else {
        return;
    };
    let model = page.state.model();
    let shown = page.shown.get_untracked();
    let Some(next) = step(&model, &shown, here, &event.key()) else {
        return;
    };
    event.prevent_default();
    page.stop.set(Some(next));
    browser::focus_id(&format!("tile-{next}"));
}

/// Where a key leads from an activity: up and down through its level, to the sides to the nearest
/// level of its subdimension that has something.
fn step(model: &Model, shown: &[bool], here: usize, key: &str) -> Option<usize> {
    let level = model.activities[here].level;
    let sub = model.activities[here].subdimension;
    let rows = || {
        let all = model.dimensions.iter();
        all.flat_map(|dimension| dimension.subdimensions.iter().copied())
    };
    let of_level = |level: u8| -> Vec<usize> {
        rows()
            .flat_map(|sub| model.subdimensions[sub].activities.iter().copied())
            .filter(|&at| shown[at] && model.activities[at].level == level)
            .collect()
    };
    let beside = |levels: Vec<u8>| {
        levels.into_iter().find_map(|level| {
            let mut members = model.subdimensions[sub].activities.iter().copied();
            members.find(|&at| shown[at] && model.activities[at].level == level)
        })
    };
    match key {
        "ArrowDown" | "ArrowUp" => {
            let all = of_level(level);
            let at = all.iter().position(|&known| known == here)?;
            let by = if key == "ArrowDown" { 1 } else { -1 };
            all.get(at.checked_add_signed(by)?).copied()
        }
        "ArrowRight" => beside((level + 1..=model.highest_level()).collect()),
        "ArrowLeft" => beside((1..level).rev().collect()),
        "Home" => (0..shown.len()).find(|&at| shown[at]),
        "End" => (0..shown.len()).rev().find(|&at| shown[at]),
        _ => None,
    }
}
