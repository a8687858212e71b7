//! Heatmap: a sector per subdimension and level, with its number.
//!
//! Keys, while the focus is on a sector or on a cell of the table: the arrow keys move (in the circle
//! up and down go outwards and inwards, left and right around), Home and End go to the first and the
//! last, Enter opens the activities, Escape comes back.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::assessment::{Assessment, CycleId, TeamId};
use crate::browser;
use crate::charts::{Heatmap, Ink, Layout, Scale, Section, Sector};
use crate::model::Model;
use crate::route::Route;
use crate::say;
use crate::scoring::{self, Heat, HeatMap, Measure, Of, Scores, Targets};
use crate::ui::components::{Pick, card, select};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{event_handler, live, live_text};

use super::choices::Choices;
use super::panel::panel;
use super::save::{Picture, save};
use super::selection::{chosen, named, team_choice, team_list};

/// The name of the choice in the address.
const MEASURE: &str = "measure";
/// What can be shown: in the address, in the list, in sentences.
const MEASURES: [(Measure, &str, &str); 5] = [
    (Measure::Completion, "", text::COMPLETION),
    (Measure::Evidenced, "evidenced", text::EVIDENCED),
    (Measure::Coverage, "coverage", text::COVERAGE),
    (Measure::Since, "since", "Change since the last cycle"),
    (Measure::ToTarget, "target", "Gap to the target"),
];

/// A subdimension's index, and a level less one.
pub type Place = (usize, usize);

/// What the page knows. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Heats {
    pub state: State,
    pub teams: Memo<Arc<Vec<TeamId>>>,
    pub measure: Memo<Measure>,
    pub numbers: Memo<Arc<HeatMap>>,
    /// Whom it is about, in words.
    pub whom: Signal<String>,
    /// What is under the pointer or has the focus.
    pub glimpse: RwSignal<Option<Place>>,
    /// What was opened.
    pub open: RwSignal<Option<Place>>,
    /// The sector that Tab leads to.
    pub stop: RwSignal<Place>,
}

impl Heats {
    /// How values become colours.
    pub fn scale(self) -> Scale {
        match self.measure.get() {
            Measure::Since | Measure::ToTarget => Scale::Change,
            _ => Scale::Share,
        }
    }

    /// A value as it is said: "54 %", "+12 %", "n/a".
    pub fn said(self, value: Option<f64>) -> String {
        said(self.scale(), value)
    }
}

/// A value as it is said: "54 %", "+12 %", "n/a".
pub fn said(scale: Scale, value: Option<f64>) -> String {
    match (scale, value) {
        (Scale::Change, Some(value)) => say::signed_percent(value),
        (_, value) => text::percent(value),
    }
}

/// What there is to say where there is no number.
pub fn said_heat(scale: Scale, heat: Heat) -> String {
    match heat {
        Heat::Empty => "no activity".to_owned(),
        Heat::NotApplicable => "n/a".to_owned(),
        Heat::Unknown => "nothing to compare with".to_owned(),
        Heat::Known(spread) => said(scale, Some(spread.mean)),
    }
}

/// The page.
pub fn heatmap() -> AnyView {
    let state = State::get();
    let model = state.model();
    let choices = Choices::of(&Route::Heatmap);
    let teams = chosen(state, choices);
    let said = choices.memo(MEASURE);
    let measure = Memo::new(move |_| {
        let said = said.get();
        let found = MEASURES.iter().find(|(_, name, _)| *name == said);
        found.map(|(measure, ..)| *measure).unwrap_or_default()
    });
    let numbers = Memo::new(move |_| {
        let model = state.model();
        let (teams, measure) = (teams.get(), measure.get());
        let is_shown = teams.len() == 1 && state.team.with(|team| *team == teams[0]);
        if is_shown && matches!(measure, Measure::Completion | Measure::Coverage) {
            // What an answer changes is counted already.
            return state
                .scores
                .with(|scores| Arc::new(heats(&model, scores, measure)));
        }
        state
            .assessment
            .with(|assessment| Arc::new(count(&model, assessment, &teams, measure)))
    });
    let first = first_place(&model);
    let heats = Heats {
        state,
        teams,
        measure,
        numbers,
        whom: named(state, choices, teams),
        glimpse: RwSignal::new(None),
        open: RwSignal::new(None),
        stop: RwSignal::new(first),
    };
    let layout = Arc::new(Layout::new(&sections(&model), model.highest_level()));
    let lead = live_text(move || {
        let measure = measure.get();
        let name = MEASURES.iter().find(|(known, ..)| *known == measure);
        let overall = heats.said(numbers.with(|numbers| numbers.overall));
        let name = name.map(|(.., name)| *name).unwrap_or_default();
        format!("{} · {name}: {overall}", heats.whom.get())
    });
    let pick_measure = select(
        None,
        Some("Measure"),
        || {
            let all = MEASURES.iter();
            all.map(|(_, value, name)| Pick((*value).to_owned(), (*name).to_owned()))
                .collect()
        },
        live_text(move || choices.get(MEASURE)),
        move |value| choices.set(MEASURE, &value),
    );
    let hint = live_text(move || hint(heats));
    view! {
        <div class="page heat-page">
            <div class="page-head" translate="no">
                <div>
                    <h1 tabindex="-1">{text::HEATMAP}</h1>
                    <p class="muted">{lead}</p>
                </div>
                {save({
                    let layout = layout.clone();
                    move || file(heats, &layout)
                })}
            </div>
            <div class="picture-filters" role="group" aria-label="What is shown" translate="no">
                {team_choice(state, choices)} {pick_measure}
            </div>
            {team_list(state, choices)}
            <div class="heat-columns" translate="no">
                <section class="card heat-card" aria-label="Circle">
                    {circle(heats, layout)} {legend(heats)} <p class="hint">{hint}</p>
                </section>
                {panel(heats)}
            </div>
            {card("heat-numbers", "Numbers".to_owned(), "Subdimensions by level; the same as in the circle.", table(heats))}
        </div>
    }
    .into_any()
}

/// What is missing for a comparison, in a sentence.
fn hint(heats: Heats) -> String {
    let has_number = heats.numbers.with(|numbers| {
        numbers
            .cells
            .iter()
            .flatten()
            .any(|heat| heat.value().is_some())
    });
    match heats.measure.get() {
        Measure::Since if !has_number => {
            "No cycle has been closed yet. Start one under History, and this shows what changes."
        }
        Measure::ToTarget if !has_number => {
            "There is no target yet. Set one under Roadmap, and this shows what is missing."
        }
        Measure::Evidenced => "A stage counts only where valid evidence stands for it.",
        Measure::ToTarget => "Levels above the target have no number.",
        _ => "",
    }
    .to_owned()
}

fn first_place(model: &Model) -> Place {
    let all = (0..model.subdimensions.len())
        .flat_map(|sub| (0..usize::from(model.highest_level())).map(move |at| (sub, at)));
    let mut all = all.filter(|&(sub, at)| scoring::in_cell(model, sub, at).next().is_some());
    all.next().unwrap_or_default()
}

/// Dimensions with their subdimensions, as the picture needs them.
fn sections(model: &Model) -> Vec<Section> {
    model
        .dimensions
        .iter()
        .map(|dimension| Section {
            name: dimension.name.clone(),
            parts: dimension
                .subdimensions
                .iter()
                .map(|&sub| model.subdimensions[sub].name.clone())
                .collect(),
        })
        .collect()
}

fn heats(model: &Model, scores: &Scores, measure: Measure) -> HeatMap {
    let of = Of {
        now: scores,
        then: None,
        targets: None,
    };
    scoring::heat(model, &[of], measure)
}

/// The numbers of these teams.
fn count(model: &Model, assessment: &Assessment, teams: &[TeamId], measure: Measure) -> HeatMap {
    let today = browser::context().today;
    let proofs =
        (measure == Measure::Evidenced).then(|| scoring::Proofs::on(model, assessment, today));
    let last: Option<CycleId> = match measure {
        Measure::Since => assessment.last_closed().map(|(id, _)| id.clone()),
        _ => None,
    };
    let then = last.and_then(|id| assessment.as_of(&id));
    let all: Vec<(Scores, Option<Scores>, Option<Targets>)> = teams
        .iter()
        .map(|team| {
            let now = match &proofs {
                Some(proofs) => proofs.evidenced(model, assessment, team),
                None => scoring::score(model, assessment, team),
            };
            let then = then.as_ref().map(|then| scoring::score(model, then, team));
            let targets = match measure {
                Measure::ToTarget => scoring::targets(model, assessment, team),
                _ => None,
            };
            (now, then, targets)
        })
        .collect();
    let of: Vec<Of<'_>> = all
        .iter()
        .map(|(now, then, targets)| Of {
            now,
            then: then.as_ref(),
            targets: targets.as_ref(),
        })
        .collect();
    scoring::heat(model, &of, measure)
}

/// The picture as plain data. Sectors come in the order of the circle.
fn picture(heats: Heats) -> Heatmap {
    let model = heats.state.model();
    let measure = heats.measure.get();
    let name = MEASURES.iter().find(|(known, ..)| *known == measure);
    let name = name.map(|(.., name)| *name).unwrap_or_default();
    heats.numbers.with(|numbers| {
        let sectors = order(&model)
            .into_iter()
            .map(|sub| {
                let row = numbers.cells[sub].iter();
                row.map(|heat| match heat {
                    Heat::Empty => Sector::Empty,
                    Heat::NotApplicable => Sector::NotApplicable,
                    Heat::Unknown => Sector::Unknown,
                    Heat::Known(spread) => Sector::Value(spread.mean),
                })
                .collect()
            })
            .collect();
        let dimensions = model.dimensions.iter().zip(&numbers.dimensions);
        let summary = dimensions
            .map(|(dimension, value)| (dimension.name.clone(), heats.said(*value)))
            .collect();
        Heatmap {
            title: format!("{name}, {}", heats.whom.get()),
            sections: sections(&model),
            levels: model.highest_level(),
            sectors,
            scale: heats.scale(),
            middle: (heats.said(numbers.overall), name.to_ascii_lowercase()),
            summary,
        }
    })
}

/// Subdimensions in the order of the circle: dimension by dimension.
fn order(model: &Model) -> Vec<usize> {
    let all = model.dimensions.iter();
    all.flat_map(|dimension| dimension.subdimensions.iter().copied())
        .collect()
}

fn file(heats: Heats, layout: &Layout) -> Picture {
    let drawn = picture(heats);
    let measure = heats.measure.get();
    let name = MEASURES.iter().find(|(known, ..)| *known == measure);
    Picture {
        svg: drawn.svg(layout, Ink::File),
        size: layout.size(),
        scale: Some(drawn.scale),
        keys: Vec::new(),
        title: format!(
            "Heatmap: {}",
            name.map(|(.., name)| *name).unwrap_or_default()
        ),
        team: heats.whom.get(),
        description: drawn.describe(),
    }
}

/// The circle: a picture, and over it what can be pointed at and reached by keys.
fn circle(heats: Heats, layout: Arc<Layout>) -> AnyView {
    let drawn = {
        let layout = layout.clone();
        // One memo for both: the name and the drawing, parted by a line break.
        Memo::new(move |_| {
            let drawn = picture(heats);
            let name = drawn.describe().replace('\n', " ");
            format!("{name}\n{}", drawn.svg(&layout, Ink::Page))
        })
    };
    let half = move |behind: bool| {
        live_text(move || {
            drawn.with(|drawn| {
                let (name, svg) = drawn.split_once('\n').unwrap_or_default();
                if behind { svg } else { name }.to_owned()
            })
        })
    };
    let model = heats.state.model();
    let sectors: Vec<AnyView> = order(&model)
        .into_iter()
        .enumerate()
        .flat_map(|(part, sub)| {
            (0..usize::from(model.highest_level())).map(move |at| (part, sub, at))
        })
        .filter(|&(_, sub, at)| scoring::in_cell(&model, sub, at).next().is_some())
        .map(|(part, sub, at)| {
            let level = u8::try_from(at + 1).unwrap_or(u8::MAX);
            sector(heats, (sub, at), layout.outline(part, level))
        })
        .collect();
    let (width, height) = layout.size();
    let view_box = format!("0 0 {width} {height}");
    let keys =
        event_handler(move |event: leptos::ev::KeyboardEvent| press(&event, heats, "sector"));
    let leave = event_handler(move |_: leptos::ev::PointerEvent| heats.glimpse.set(None));
    view! {
        <div class="heat">
            <div class="heat-picture" role="img" aria-label=half(false) inner_html=half(true)></div>
            <svg
                class="heat-sectors"
                viewBox=view_box
                role="group"
                aria-label="Sectors: arrow keys move, Enter opens"
                on:keydown=keys
                on:pointerleave=leave
            >
                {sectors}
            </svg>
            {caption(heats)}
        </div>
    }
    .into_any()
}

/// What is in the middle while a sector is looked at.
fn caption(heats: Heats) -> AnyView {
    live(move || {
        let (sub, at) = heats.glimpse.get()?;
        let model = heats.state.model();
        let heat = heats.numbers.with(|numbers| numbers.cells[sub][at]);
        let number = match heat.value() {
            Some(value) => heats.said(Some(value)),
            None => "–".to_owned(),
        };
        Some(
            view! {
                <div class="heat-caption" aria-hidden="true">
                    <strong>{number}</strong>
                    <span>{model.subdimensions[sub].name.clone()}</span>
                    <span class="muted">{format!("Level {}", at + 1)}</span>
                </div>
            }
            .into_any(),
        )
    })
}

/// "Build, level 1: 54 %, 1 activity"
fn place_name(heats: Heats, (sub, at): Place) -> String {
    let model = heats.state.model();
    let heat = heats.numbers.with(|numbers| numbers.cells[sub][at]);
    let count = scoring::in_cell(&model, sub, at).count();
    format!(
        "{}, level {}: {}, {}",
        model.subdimensions[sub].name,
        at + 1,
        said_heat(heats.scale(), heat),
        text::activities(count)
    )
}

fn id_of(kind: &str, (sub, at): Place) -> String {
    format!("{kind}-{sub}-{}", at + 1)
}

fn sector(heats: Heats, place: Place, outline: String) -> AnyView {
    let label = live_text(move || place_name(heats, place));
    let class = live_text(move || match heats.open.get() == Some(place) {
        true => "heat-sector open",
        false => "heat-sector",
    });
    let stop = live_text(move || match heats.stop.get() == place {
        true => "0",
        false => "-1",
    });
    let look = move || {
        heats.glimpse.set(Some(place));
    };
    view! {
        <path
            id=id_of("sector", place)
            class=class
            d=outline
            role="button"
            tabindex=stop
            aria-label=label
            on:pointerenter=event_handler(move |_: leptos::ev::PointerEvent| look())
            on:focus=event_handler(move |_: leptos::ev::FocusEvent| {
                heats.stop.set(place);
                look();
            })
            on:blur=event_handler(move |_: leptos::ev::FocusEvent| heats.glimpse.set(None))
            on:click=event_handler(move |_: leptos::ev::MouseEvent| show(heats, place, false))
        ></path>
    }
    .into_any()
}

/// Opens the activities of a place. With keys, the focus goes there.
fn show(heats: Heats, place: Place, goes_there: bool) {
    heats.stop.set(place);
    heats.open.set(Some(place));
    if goes_there {
        request_animation_frame(|| browser::focus("#heat-panel-title"));
    }
}

/// Keys on a sector of the circle or a cell of the table.
fn press(event: &leptos::ev::KeyboardEvent, heats: Heats, kind: &'static str) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    // Only where the focus is on one of them.
    let is_there = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|element| element.id().starts_with(kind));
    if !is_there {
        return;
    }
    let model = heats.state.model();
    let here = heats.stop.get_untracked();
    let key = event.key();
    if key == "Enter" || key == " " {
        event.prevent_default();
        show(heats, here, true);
        return;
    }
    let Some(next) = step(&model, here, &key, kind == "sector") else {
        return;
    };
    event.prevent_default();
    heats.stop.set(next);
    browser::focus_drawn(&id_of(kind, next));
}

/// Where an arrow key leads: to the next place that has activities. In the circle around and outwards,
/// in the table to the sides and down.
fn step(model: &Model, (sub, at): Place, key: &str, is_circle: bool) -> Option<Place> {
    let around = order(model);
    let levels = usize::from(model.highest_level());
    let has = |place: &Place| scoring::in_cell(model, place.0, place.1).next().is_some();
    let here = around.iter().position(|&known| known == sub)?;
    // (subdimensions forth, levels up)
    let (forth, up): (isize, isize) = match (key, is_circle) {
        ("ArrowRight", true) | ("ArrowDown", false) => (1, 0),
        ("ArrowLeft", true) | ("ArrowUp", false) => (-1, 0),
        ("ArrowUp", true) | ("ArrowRight", false) => (0, 1),
        ("ArrowDown", true) | ("ArrowLeft", false) => (0, -1),
        ("Home", _) => {
            let all = around
                .iter()
                .flat_map(|&sub| (0..levels).map(move |at| (sub, at)));
            return all.into_iter().find(has);
        }
        ("End", _) => {
            let all = around.iter().rev();
            let mut all = all.flat_map(|&sub| (0..levels).rev().map(move |at| (sub, at)));
            return all.find(has);
        }
        _ => return None,
    };
    if up != 0 {
        let mut level = at;
        loop {
            level = level
                .checked_add_signed(up)
                .filter(|level| *level < levels)?;
            if has(&(sub, level)) {
                return Some((sub, level));
            }
        }
    }
    let count = around.len();
    (1..count)
        .map(|far| {
            let far = far as isize * forth;
            around[(here as isize + far).rem_euclid(count as isize) as usize]
        })
        .map(|sub| (sub, at))
        .find(has)
}

/// What the colours mean.
fn legend(heats: Heats) -> AnyView {
    let steps = live(move || {
        let scale = heats.scale();
        let steps = scale.legend();
        let last = steps.len() - 1;
        steps
            .into_iter()
            .enumerate()
            .map(|(at, (step, said))| {
                let class = format!("swatch {}", scale.class(step));
                let is_end = at == 0 || at == last || (scale == Scale::Change && at == last / 2);
                let shown = match (scale, at) {
                    (Scale::Change, 0) => "less".to_owned(),
                    (Scale::Change, at) if at == last => "more".to_owned(),
                    (Scale::Change, _) => "same".to_owned(),
                    _ => said.clone(),
                };
                view! {
                    <li title=said>
                        <i class=class></i>
                        {is_end.then_some(shown)}
                    </li>
                }
                .into_any()
            })
            .collect_view()
    });
    view! {
        <div class="heat-legend" aria-hidden="true">
            <ol class="swatches">{steps}</ol>
            <ul>
                <li><i class="swatch empty"></i>"No activity"</li>
                <li><i class="swatch hatched"></i>"Not applicable"</li>
            </ul>
        </div>
    }
    .into_any()
}

/// The linear form: subdimensions by level, and the twin of the circle.
fn table(heats: Heats) -> AnyView {
    let model = heats.state.model();
    let layout = Layout::new(&sections(&model), model.highest_level());
    let is_numbered = layout.is_numbered();
    let heads: Vec<AnyView> = model
        .levels
        .iter()
        .enumerate()
        .map(|(at, name)| {
            view! { <th scope="col" class="num" title=name.clone()><span class="unit">"Level "</span>{(at + 1).to_string()}</th> }
                .into_any()
        })
        .collect();
    let mut number = 0;
    let groups: Vec<AnyView> = model
        .dimensions
        .iter()
        .enumerate()
        .filter(|(_, dimension)| !dimension.subdimensions.is_empty())
        .map(|(at, dimension)| {
            let value = live_text(move || heats.said(heats.numbers.with(|all| all.dimensions[at])));
            let rows: Vec<AnyView> = dimension
                .subdimensions
                .iter()
                .map(|&sub| {
                    number += 1;
                    let name = &model.subdimensions[sub].name;
                    let name = match is_numbered {
                        true => format!("{number}. {name}"),
                        false => name.clone(),
                    };
                    row(heats, sub, name)
                })
                .collect();
            let span = (model.levels.len() + 1).to_string();
            view! {
                <tbody>
                    <tr class="heat-group">
                        <th scope="rowgroup" colspan=span>
                            {dimension.name.clone()}
                            <span class="muted">{value}</span>
                        </th>
                    </tr>
                    {rows}
                </tbody>
            }
            .into_any()
        })
        .collect();
    let keys = event_handler(move |event: leptos::ev::KeyboardEvent| press(&event, heats, "cell"));
    view! {
        <div class="table-scroll" on:keydown=keys>
            <table class="heat-table">
                <caption class="visually-hidden">"Numbers of the heatmap"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Subdimension"</th>
                        {heads}
                    </tr>
                </thead>
                {groups}
            </table>
        </div>
    }
    .into_any()
}

fn row(heats: Heats, sub: usize, name: String) -> AnyView {
    let model = heats.state.model();
    let cells: Vec<AnyView> = (0..usize::from(model.highest_level()))
        .map(|at| cell(heats, (sub, at)))
        .collect();
    view! {
        <tr>
            <th scope="row">{name}</th>
            {cells}
        </tr>
    }
    .into_any()
}

fn cell(heats: Heats, place: Place) -> AnyView {
    let (sub, at) = place;
    let heat = Memo::new(move |_| heats.numbers.with(|numbers| numbers.cells[sub][at]));
    let model = heats.state.model();
    if scoring::in_cell(&model, sub, at).next().is_none() {
        return view! {
            <td class="heat-none">
                <span aria-hidden="true">"·"</span>
                <span class="visually-hidden">"no activity"</span>
            </td>
        }
        .into_any();
    }
    let class = live_text(move || {
        let scale = heats.scale();
        let colour = match heat.get() {
            Heat::Known(spread) => scale.class(scale.step(spread.mean)),
            Heat::NotApplicable => "hatched".to_owned(),
            _ => "empty".to_owned(),
        };
        let open = if heats.open.get() == Some(place) {
            " open"
        } else {
            ""
        };
        format!("heat-cell {colour}{open}")
    });
    let shown = live_text(move || match heat.get() {
        Heat::Known(spread) => {
            let said = heats.said(Some(spread.mean));
            said.trim_end_matches(" %").to_owned()
        }
        Heat::NotApplicable => "n/a".to_owned(),
        _ => "–".to_owned(),
    });
    let unit = live_text(move || match heat.get() {
        Heat::Known(_) => " %",
        _ => "",
    });
    let stop = live_text(move || match heats.stop.get() == place {
        true => "0",
        false => "-1",
    });
    view! {
        <td>
            <button
                type="button"
                id=id_of("cell", place)
                class=class
                tabindex=stop
                aria-label=live_text(move || place_name(heats, place))
                on:focus=event_handler(move |_: leptos::ev::FocusEvent| heats.stop.set(place))
                on:click=event_handler(move |_: leptos::ev::MouseEvent| show(heats, place, false))
            >
                {shown} <span class="unit">{unit}</span>
            </button>
        </td>
    }
    .into_any()
}

/// Back from the activities to where they were opened: in the circle, or in the table where there is
/// no circle.
pub fn back(heats: Heats) {
    let Some(place) = heats.open.get_untracked() else {
        return;
    };
    heats.open.set(None);
    let is_circle = browser::is_shown(&format!("#{}", id_of("sector", place)));
    let kind = if is_circle { "sector" } else { "cell" };
    browser::focus_drawn(&id_of(kind, place));
}
