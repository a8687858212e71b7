//! The activities of a sector, with their answers: beside the heatmap, on phones over its foot.

use leptos::prelude::*;

use crate::model::ActivityId;
use crate::route::Route;
use crate::scoring::{self, Heat, Standing};
use crate::ui::components::{Shape, answer_label, answer_row, icon_button};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{event_handler, live, live_flag, live_text};

use super::heatmap::{Heats, Place, back, said_heat};
use super::matrix::state_icon;

/// What the panel shows: a place, and whether it is open to answer there.
type Shown = Option<(Place, bool)>;

/// The activities of what is looked at, or else of what is open.
pub fn panel(heats: Heats) -> AnyView {
    let shown: Memo<Shown> = Memo::new(move |_| {
        let open = heats.open.get();
        match heats.glimpse.get() {
            Some(place) if open != Some(place) => Some((place, false)),
            _ => open.map(|place| (place, true)),
        }
    });
    let body = live(move || match shown.get() {
        None => intro(heats).into_any(),
        Some((place, is_open)) => of_place(heats, place, is_open),
    });
    let class = live_text(move || match heats.open.get() {
        Some(_) => "card heat-panel open",
        None => "card heat-panel",
    });
    let keys = event_handler(move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" && heats.open.get_untracked().is_some() {
            event.prevent_default();
            back(heats);
        }
    });
    view! {
        <aside class=class aria-label="Activities of a sector" on:keydown=keys>
            {body}
        </aside>
    }
    .into_any()
}

/// Before anything is looked at: what can be done here, and where the most is missing.
fn intro(heats: Heats) -> AnyView {
    let model = heats.state.model();
    let weakest = live(move || {
        let model = heats.state.model();
        let measure = heats.measure.get();
        let weakest = heats
            .numbers
            .with(|numbers| scoring::weakest_sectors(numbers, measure, 5));
        if weakest.is_empty() {
            let nothing = "No sector with a number lacks anything.";
            return view! { <li class="muted">{nothing}</li> }.into_any();
        }
        let rows = weakest.into_iter().map(|weak| {
            let place = (weak.subdimension, weak.at);
            let (sub, at) = place;
            let said = heats.said(Some(weak.value));
            let name = format!("{}, level {}", model.subdimensions[sub].name, at + 1);
            let press = event_handler(move |_: leptos::ev::MouseEvent| {
                heats.stop.set(place);
                heats.open.set(Some(place));
                request_animation_frame(|| crate::browser::focus("#heat-panel-title"));
            });
            view! {
                <li>
                    <button type="button" class="link" on:click=press>
                        {name}
                    </button>
                    <span class="num muted">{said}</span>
                </li>
            }
            .into_any()
        });
        rows.collect_view().into_any()
    });
    let levels = text::plural(usize::from(model.highest_level()), "level", "levels");
    view! {
        <h2 id="heat-panel-title" tabindex="-1">"Activities"</h2>
        <p class="muted">
            {format!("Point at a sector to see its activities; choose it to answer. The {levels} go from the middle outwards.")}
        </p>
        <h3>"Start here"</h3>
        <ul class="heat-weakest">{weakest}</ul>
    }
    .into_any()
}

fn of_place(heats: Heats, (sub, at): Place, is_open: bool) -> AnyView {
    let model = heats.state.model();
    let dimension = &model.dimensions[model.subdimensions[sub].dimension];
    let trail = format!("{} · Level {}", dimension.name, at + 1);
    let heat = Memo::new(move |_| heats.numbers.with(|numbers| numbers.cells[sub][at]));
    let number = live_text(move || said_heat(heats.scale(), heat.get()));
    let spread = live_text(move || match heat.get() {
        Heat::Known(spread) if spread.count > 1 => format!(
            "from {} to {}, {}",
            heats.said(Some(spread.min)),
            heats.said(Some(spread.max)),
            heats.state.host.teams(spread.count)
        ),
        _ => String::new(),
    });
    let rows = live(move || {
        let model = heats.state.model();
        let teams = heats.teams.get();
        scoring::in_cell(&model, sub, at)
            .map(|activity| match teams.as_slice() {
                [team] if is_open => {
                    let (id, name) = named(heats.state, activity);
                    let answers = answer_row(team.clone(), id.clone(), name.clone());
                    view! { <li class="heat-answer">{link(&id, name)} {answers}</li> }.into_any()
                }
                _ => glimpse(heats, activity),
            })
            .collect_view()
    });
    let close = is_open.then(|| {
        icon_button(
            "icon-button",
            Shape::Close,
            "Close".to_owned(),
            live_flag(|| false),
            move || back(heats),
        )
    });
    view! {
        <div class="heat-panel-head">
            <div>
                <p class="muted small">{trail}</p>
                <h2 id="heat-panel-title" tabindex="-1">{model.subdimensions[sub].name.clone()}</h2>
            </div>
            {close}
        </div>
        <p class="heat-panel-number">
            <strong>{number}</strong>
            <span class="muted small">{spread}</span>
        </p>
        <ul class="heat-activities">{rows}</ul>
    }
    .into_any()
}

fn named(state: State, activity: usize) -> (ActivityId, String) {
    let model = state.model();
    let activity = &model.activities[activity];
    (activity.id.clone(), activity.name.clone())
}

fn link(id: &ActivityId, name: String) -> AnyView {
    let href = Route::Activity(id.to_string()).href();
    view! { <a href=href>{name}</a> }.into_any()
}

/// An activity with what the teams say, to be read.
fn glimpse(heats: Heats, at: usize) -> AnyView {
    let state = heats.state;
    let (id, name) = named(state, at);
    let mark = {
        let id = id.clone();
        live(move || {
            let teams = heats.teams.get();
            state.assessment.with(|assessment| match teams.as_slice() {
                [team] => {
                    let said = scoring::answering(assessment, team, id.as_str());
                    let value = scoring::value(assessment, team, id.as_str());
                    let label = answer_label(assessment, said.map(|(_, answer)| answer));
                    view! {
                        <span class="state-mark">{state_icon(Standing::of(value))} {label}</span>
                    }
                    .into_any()
                }
                teams => {
                    let (ready, all) = scoring::ready_in(assessment, teams, id.as_str());
                    let said = format!("{ready} of {all} ready");
                    view! { <span class="state-mark num">{said}</span> }.into_any()
                }
            })
        })
    };
    view! { <li>{link(&id, name)} {mark}</li> }.into_any()
}
