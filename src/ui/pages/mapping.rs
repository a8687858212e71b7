//! Mapping: the same answers by characteristic, and by control of a standard.

use std::sync::Arc;

use leptos::prelude::*;

use crate::browser;
use crate::charts::Role;
use crate::model::characteristics::{Characteristic, read_json};
use crate::model::file::Source;
use crate::route::Route;
use crate::scoring::{self, Mapped, Scores};
use crate::ui::components::{Cell, Pick, button, card, select, shares_figure, table};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{below, live, live_text};

/// Where the characteristics lie, relative to the page.
const CHARACTERISTICS: &str = "model/characteristics.json";

/// The page of characteristics and standards.
pub fn mapping() -> AnyView {
    let state = State::get();
    let found: RwSignal<Option<Result<Arc<Vec<Characteristic>>, String>>> = RwSignal::new(None);
    leptos::task::spawn_local(async move {
        let read = browser::fetch_text(CHARACTERISTICS).await.and_then(|text| {
            let source = Source {
                name: CHARACTERISTICS,
                text: &text,
            };
            read_json(source).map_err(|problem| problem.to_string())
        });
        // The page may be gone by now.
        let _ = found.try_set(Some(read.map(Arc::new)));
    });
    let numbers = Memo::new(move |_| {
        let model = state.model();
        let today = browser::context().today;
        let evidenced = state.team.with(|team| {
            state
                .assessment
                .with(|assessment| scoring::evidenced(&model, assessment, team, today))
        });
        (state.scores.get(), Arc::new(evidenced))
    });
    let characteristics = live(move || match found.get() {
        None => view! { <p class="muted">{text::LOADING}</p> }.into_any(),
        Some(Err(problem)) => view! { <p class="muted">{problem}</p> }.into_any(),
        Some(Ok(found)) => {
            let cards: Vec<AnyView> = (0..found.len())
                .map(|at| characteristic(state, found.clone(), at, numbers))
                .collect();
            view! { <div class="stack">{together(state, found, numbers)} {cards}</div> }.into_any()
        }
    });
    view! {
        <div class="page">
            <div class="page-head" translate="no">
                <div>
                    <h1 tabindex="-1">{text::MAPPING}</h1>
                    <p class="muted">{live_text(move || format!(
                        "{} · the same answers, sorted by characteristics and by the controls of standards. This is no proof of compliance.",
                        state.team_name(),
                    ))}</p>
                </div>
            </div>
            <section aria-labelledby="characteristics">
                <h2 id="characteristics" class="section-title">"Characteristics"</h2>
                {characteristics}
            </section>
            {below(move || standards(state, numbers))}
        </div>
    }
    .into_any()
}

/// All characteristics in one radar.
fn together(state: State, all: Arc<Vec<Characteristic>>, numbers: Numbers) -> AnyView {
    let names: Vec<String> = all.iter().map(|it| it.name.clone()).collect();
    let axes = names.clone();
    let results = Memo::new(move |_| {
        let model = state.model();
        numbers
            .with(|(claimed, evidenced)| scoring::characteristics(&model, &all, claimed, evidenced))
    });
    let shares = move || {
        results.with(|results| {
            let claimed = results.iter().map(|it| it.whole.mean).collect();
            let proven = results.iter().map(|it| it.whole.evidenced_mean);
            let proven: Vec<Option<f64>> = proven.collect();
            let mut shares = vec![(text::CLAIMED.to_ascii_lowercase(), Role::Claimed, claimed)];
            if proven.iter().flatten().any(|share| *share > 0.0) {
                let name = text::EVIDENCED.to_ascii_lowercase();
                shares.push((name, Role::Evidenced, proven));
            }
            shares
        })
    };
    let rows = move || {
        results.with(|results| {
            let rows = names.iter().zip(results);
            rows.map(|(name, result)| row(Cell::Text(name.clone()), &result.whole))
                .collect()
        })
    };
    let numbers = table(
        "Numbers of the characteristics",
        heads("Characteristic"),
        rows,
    );
    let title = move || format!("Characteristics, {}", state.team_name());
    let figure = shares_figure(state, title, axes, shares, numbers);
    card(
        "characteristics-radar",
        "All characteristics".to_owned(),
        "",
        figure,
    )
}

type Numbers = Memo<(Arc<Scores>, Arc<Scores>)>;

fn characteristic(
    state: State,
    all: Arc<Vec<Characteristic>>,
    at: usize,
    numbers: Numbers,
) -> AnyView {
    let this = &all[at];
    let (name, about) = (this.name.clone(), this.description.clone());
    let id = format!("characteristic-{}", this.id);
    let results = {
        let all = all.clone();
        Memo::new(move |_| {
            let model = state.model();
            numbers.with(|(claimed, evidenced)| {
                let mut found = scoring::characteristics(&model, &all[at..=at], claimed, evidenced);
                found.pop().unwrap_or_default()
            })
        })
    };
    let rows = {
        let all = all.clone();
        move || {
            results.with(|results| {
                let points = all[at].points.iter().zip(&results.points);
                let mut rows: Vec<Vec<Cell>> = points
                    .map(|(point, mapped)| row(Cell::Text(point.name.clone()), mapped))
                    .collect();
                rows.push(row(Cell::Text("All points".to_owned()), &results.whole));
                rows
            })
        }
    };
    let missing = live_text(move || match results.with(|results| results.missing) {
        0 => String::new(),
        count => {
            let them = if count == 1 { "it. It" } else { "them. They" };
            format!(
                "{} left out: this model does not have {them} may belong to an extension that is switched off.",
                text::plural(count, "activity is", "activities are"),
            )
        }
    });
    let weakest = live_text(move || {
        let model = state.model();
        results.with(|results| match results.whole.weakest {
            Some(at) => format!("Weakest: {}.", model.activities[at].name),
            None => String::new(),
        })
    });
    let body = view! {
        <p class="lead">{about}</p>
        {table("Points of the characteristic", heads("Point"), rows)}
        <p class="hint">{weakest}</p>
        <p class="hint">{missing}</p>
    }
    .into_any();
    card(&id, name, "", body)
}

fn heads(first: &str) -> Vec<String> {
    let heads = [
        first,
        concat!("#", "Completion"),
        concat!("#", "Lowest"),
        concat!("#", "Evidenced"),
        concat!("#", "Answered"),
    ];
    heads.map(str::to_owned).to_vec()
}

fn row(name: Cell, mapped: &Mapped) -> Vec<Cell> {
    vec![
        name,
        Cell::Number(text::percent(mapped.mean)),
        Cell::Number(text::percent(mapped.min)),
        Cell::Number(text::percent(mapped.evidenced_mean)),
        Cell::Number(format!(
            "{} / {}",
            mapped.counts.answered, mapped.counts.all
        )),
    ]
}

/// One standard at a time, control by control.
fn standards(state: State, numbers: Numbers) -> AnyView {
    let model = state.model();
    let all = Arc::new(scoring::standards(&model));
    if all.is_empty() {
        return ().into_any();
    }
    // The one that most companies ask for, where the model has it.
    let first = all
        .iter()
        .position(|standard| standard.name == "iso27001-2022")
        .unwrap_or(0);
    let shown = RwSignal::new(first);
    let picks = {
        let all = all.clone();
        move || {
            let all = all.iter().enumerate();
            all.map(|(at, standard)| {
                let controls = text::plural(standard.controls.len(), "control", "controls");
                let name = format!("{} ({controls})", text::standard(&standard.name));
                Pick(at.to_string(), name)
            })
            .collect()
        }
    };
    let rows = {
        let (all, model) = (all.clone(), model.clone());
        move || {
            let standard = &all[shown.get()];
            numbers.with(|(claimed, evidenced)| {
                let mut rows = Vec::new();
                for control in &standard.controls {
                    let mapped = scoring::mapped(claimed, evidenced, &control.activities);
                    let names: Vec<&str> = control
                        .activities
                        .iter()
                        .map(|&at| model.activities[at].name.as_str())
                        .collect();
                    let mut cells = row(Cell::Text(control.id.clone()), &mapped);
                    cells.push(Cell::Text(match names.as_slice() {
                        [one] => (*one).to_owned(),
                        [first, rest @ ..] => format!("{first} and {} more", rest.len()),
                        [] => String::new(),
                    }));
                    rows.push(cells);
                }
                rows
            })
        }
    };
    let prose = {
        let (all, model) = (all.clone(), model.clone());
        live(move || {
            let standard = &all[shown.get()];
            let lines: Vec<AnyView> = standard
                .prose
                .iter()
                .map(|(at, said)| {
                    let activity = &model.activities[*at];
                    let href = Route::Activity(activity.id.to_string()).href();
                    view! {
                        <li>
                            <a href=href>{activity.name.clone()}</a>
                            {format!(": {said}")}
                        </li>
                    }
                    .into_any()
                })
                .collect();
            (!lines.is_empty()).then(|| {
                view! {
                    <details>
                        <summary>{format!("Remarks in place of controls ({})", lines.len())}</summary>
                        <ul class="plain">{lines}</ul>
                    </details>
                }
                .into_any()
            })
        })
    };
    let mut heads = heads("Control");
    heads.push("Activities".to_owned());
    let export = {
        let (all, model) = (all.clone(), model.clone());
        move || {
            let standard = &all[shown.get_untracked()];
            let csv = numbers.with_untracked(|(claimed, evidenced)| {
                crate::exchange::csv::controls(&model, standard, claimed, evidenced)
            });
            let name = format!("{}.csv", standard.name);
            let done = browser::download(&name, "text/csv", &csv);
            state.say(done.map(|()| format!("Exported as {name}")));
        }
    };
    let body = view! {
        <div class="row">
            <div class="field-pair">
                <label for="standard">"Standard"</label>
                {select(Some("standard"), None, picks, live_text(move || shown.get().to_string()), move |value| shown.set(value.parse().unwrap_or(first)))}
            </div>
            {button("button", None, "Export CSV".to_owned(), export)}
        </div>
        {table("Controls and their numbers", heads, rows)}
        {prose}
    }
    .into_any();
    card(
        "standards",
        "Controls of standards".to_owned(),
        "Completion is the mean over all activities that refer to a control; Lowest is the least complete of them.",
        body,
    )
}
