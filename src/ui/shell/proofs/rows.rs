//! What a file means, row by row: what is contradicted, what can be added, what is suggested.

use leptos::prelude::*;

use crate::assessment::Assessment;
use crate::evidence::{Bearing, Proofs, Row, Side};
use crate::map::{Map, SortedSet};
use crate::model::Model;
use crate::ui::components::button;
use crate::ui::view::{handler, live_bool};

use super::{Proving, key};

/// What a list of rows is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Contradicted,
    Evidence,
    Claims,
    Suggestions,
    Against,
    Known,
}

/// A list of rows under its heading; `id` names the heading.
pub(super) fn group(proving: Proving, id: &'static str, kind: Part, rows: Vec<Row>) -> AnyView {
    let state = proving.state;
    let count = rows.len();
    let (heading, hint) = match kind {
        Part::Contradicted => (
            "Contradicted",
            "These answers say ready, and the file speaks against it. They stay as they are, unless you choose to mark them as not sure.",
        ),
        Part::Evidence => (
            "Evidence to add",
            "With the day of the run and its limits. It changes no answer.",
        ),
        Part::Claims => (
            "Claims",
            "Nobody verified these. They are kept without a day of recording, so they prove nothing until somebody does.",
        ),
        Part::Suggestions => (
            "Suggestions",
            "For activities without an answer. Choose those that are true.",
        ),
        Part::Against => ("Speaks against", "No answer says ready here."),
        Part::Known => ("Nothing new", "The same or a newer run is there already."),
    };
    let all = (kind == Part::Evidence && count > 1).then(|| {
        let ids: Vec<String> = rows
            .iter()
            .filter_map(|row| row.evidence.as_ref().map(|(id, _)| id.to_string()))
            .collect();
        let none = move || {
            proving
                .turned
                .update(|turned| turned.extend(ids.iter().cloned()))
        };
        let every = move || proving.turned.update(SortedSet::clear);
        view! {
            <div class="row">
                {button("button quiet", None, "Choose all".to_owned(), every)}
                {button("button quiet", None, "Choose none".to_owned(), none)}
            </div>
        }
        .into_any()
    });
    // One choice for all of them; none is made by itself.
    let doubt = (kind == Part::Contradicted && count > 1).then(|| {
        let keys: Vec<String> = rows.iter().map(key).collect();
        let press = move || {
            proving
                .taken
                .update(|taken| taken.extend(keys.iter().cloned()))
        };
        view! { <div class="row">{button("button quiet", None, "Mark all as not sure".to_owned(), press)}</div> }
            .into_any()
    });
    let model = state.model();
    let items: Vec<AnyView> = state.assessment.with_untracked(|assessment| {
        let item = |row: Row| item(proving, kind, &model, assessment, row);
        rows.into_iter().map(item).collect()
    });
    view! {
        <section class="proof-part" aria-labelledby=id>
            <h3 id=id>{format!("{heading} ({count})")}</h3>
            <p class="hint">{hint}</p>
            {all}
            {doubt}
            <ul class="proofs">{items}</ul>
        </section>
    }
    .into_any()
}

fn item(proving: Proving, kind: Part, model: &Model, assessment: &Assessment, row: Row) -> AnyView {
    let name = model.activity(row.activity.as_str()).map_or_else(
        || row.activity.to_string(),
        |activity| activity.name.clone(),
    );
    let name = match assessment.living_teams().len() {
        1 => name,
        _ => {
            let team = assessment.teams.get(&row.team);
            format!(
                "{name}, {}",
                team.map(|team| team.name.as_str()).unwrap_or_default()
            )
        }
    };
    let day = row.evidence.as_ref().and_then(|(_, piece)| piece.recorded);
    let day = day.map(|day| format!(" · {day}")).unwrap_or_default();
    let strength = match row.side {
        Side::For => format!(" · {}", row.strength.words()),
        Side::Against => String::new(),
    };
    let facts = format!("{}{day}{strength}", row.said);
    let because = row.because.clone();
    let stage = match &row.bearing {
        Bearing::Suggests(id) => {
            let mut stages = assessment.stages.iter();
            stages
                .find(|stage| stage.id == *id)
                .map(|stage| stage.title.clone())
        }
        _ => None,
    };
    let switch =
        |set: RwSignal<SortedSet<String>>, key: String, is_on: Signal<bool>, label: String| {
            let turn = handler(move || {
                set.update(|set| {
                    if !set.remove(&key) {
                        set.insert(key.clone());
                    }
                });
            });
            view! {
                <label class="check">
                    <input type="checkbox" prop:checked=is_on on:change=turn />
                    <span class="proof-title">{label}</span>
                </label>
            }
            .into_any()
        };
    let title = match (kind, &row.evidence, stage) {
        (Part::Evidence | Part::Claims, Some((id, _)), _) => {
            let this = row.clone();
            switch(
                proving.turned,
                id.to_string(),
                live_bool(move || proving.adds(&this)),
                name,
            )
        }
        (Part::Contradicted, ..) => {
            let this = row.clone();
            let label = format!("{name}: mark as not sure");
            switch(
                proving.taken,
                key(&row),
                live_bool(move || proving.takes(&this)),
                label,
            )
        }
        (Part::Suggestions, _, Some(stage)) => {
            let this = row.clone();
            let label = format!("{name}: {stage}");
            switch(
                proving.taken,
                key(&row),
                live_bool(move || proving.takes(&this)),
                label,
            )
        }
        _ => view! { <p class="proof-title">{name}</p> }.into_any(),
    };
    view! {
        <li class="proof">
            <div class="proof-text">
                {title}
                <p class="muted small">{facts}</p>
                <p class="small">{because}</p>
            </div>
        </li>
    }
    .into_any()
}

/// What the file does not show, each sentence once.
pub(super) fn limits(proofs: &Proofs) -> AnyView {
    let mut said: Map<&str, usize> = Map::new();
    for limit in proofs.records.iter().flat_map(|record| &record.limits) {
        *said.entry(limit).or_insert(0) += 1;
    }
    if said.is_empty() {
        return ().into_any();
    }
    let of = proofs.records.len();
    let items: Vec<AnyView> = said
        .iter()
        .map(|(limit, count)| {
            let share = match of {
                1 => String::new(),
                _ => format!(" ({count} of {of})"),
            };
            view! { <li>{format!("{limit}{share}")}</li> }.into_any()
        })
        .collect();
    view! {
        <section class="proof-part" aria-labelledby="proofs-limits">
            <h3 id="proofs-limits">"What it does not show"</h3>
            <ul class="plain small">{items}</ul>
        </section>
    }
    .into_any()
}
