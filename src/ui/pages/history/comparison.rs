//! The card of what changed between two moments.

use leptos::prelude::*;

use crate::assessment::{Assessment, CycleId, TeamId};
use crate::route::Route;
use crate::say;
use crate::ui::components::{Cell, Limit, Pick, card, select, table};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{live, live_text};

use super::{Point, ROWS};

/// What changed between two of the points.
pub(super) fn comparison(state: State, points: Memo<Vec<Point>>) -> AnyView {
    // Places in the list; `None`: the last snapshot, and now.
    let from: RwSignal<Option<usize>> = RwSignal::new(None);
    let to: RwSignal<Option<usize>> = RwSignal::new(None);
    let limit = Limit::new(ROWS);
    let pair = Memo::new(move |_| {
        let count = points.with(Vec::len);
        let from = from.get().unwrap_or(count.saturating_sub(2));
        let to = to.get().unwrap_or(count.saturating_sub(1));
        (from.min(count - 1), to.min(count - 1))
    });
    let picks = move || {
        points.with(|points| {
            let points = points.iter().enumerate();
            points
                .map(|(at, point)| Pick(at.to_string(), point.name.clone()))
                .collect::<Vec<_>>()
        })
    };
    let heads = ["Dimension", "#From", "#To", "#Change"];
    let rows = move || {
        let (from, to) = pair.get();
        points.with(|points| {
            let [from, to] = [from, to].map(|at| &points[at].scores);
            let model = state.model();
            let names = model
                .dimensions
                .iter()
                .map(|dimension| dimension.name.clone());
            let parts = from.dimensions.iter().zip(&to.dimensions);
            let mut rows: Vec<Vec<Cell>> = names
                .zip(parts)
                .map(|(name, (from, to))| numbers(name, from.maturity, to.maturity))
                .collect();
            let overall = (from.overall.maturity, to.overall.maturity);
            rows.push(numbers("Overall".to_owned(), overall.0, overall.1));
            rows
        })
    };
    let changed = Memo::new(move |_| {
        let (from, to) = pair.get();
        let ids = points.with(|points| [from, to].map(|at| points[at].id.clone()));
        state.team.with(|team| {
            state
                .assessment
                .with(|assessment| changes(state, assessment, team, ids))
        })
    });
    let list = live(move || {
        let changed = changed.get();
        if changed.is_empty() {
            let said = state.host.say("No answer of this team differs.");
            return view! { <p class="muted">{said}</p> }.into_any();
        }
        let count = changed.len();
        let shown: Vec<Vec<Cell>> = changed.into_iter().take(limit.get()).collect();
        let heads = ["Activity", "From", "To"].map(str::to_owned).to_vec();
        let more = limit.more(move || count);
        view! {
            <p>{format!("{}.", text::plural(count, "answer differs", "answers differ"))}</p>
            {table("Answers that differ", heads, move || shown.clone())}
            {more}
        }
        .into_any()
    });
    let body = view! {
        <div class="field-row">
            <div class="field">
                <label for="compare-from">"From"</label>
                {select(Some("compare-from"), None, picks, live_text(move || pair.get().0.to_string()), move |value| from.set(value.parse().ok()))}
            </div>
            <div class="field">
                <label for="compare-to">"To"</label>
                {select(Some("compare-to"), None, picks, live_text(move || pair.get().1.to_string()), move |value| to.set(value.parse().ok()))}
            </div>
        </div>
        {table("Maturity then and later", heads.map(str::to_owned).to_vec(), rows)}
        {list}
    }
    .into_any();
    card("compare", "What changed".to_owned(), "", body)
}

fn numbers(name: String, from: Option<f64>, to: Option<f64>) -> Vec<Cell> {
    vec![
        Cell::Text(name),
        Cell::Number(text::maturity(from)),
        Cell::Number(text::maturity(to)),
        Cell::Number(text::change(from, to)),
    ]
}

/// The activities that a team answered differently, in the model's order; behind them those that
/// the model lacks.
fn changes(
    state: State,
    assessment: &Assessment,
    team: &TeamId,
    ids: [Option<CycleId>; 2],
) -> Vec<Vec<Cell>> {
    let model = state.model();
    let none = Default::default();
    let [from, to] = ids.map(|id| {
        let answers = match id {
            None => assessment.answers.get(team),
            Some(id) => assessment
                .cycles
                .get(&id)
                .and_then(|cycle| cycle.answers.get(team)),
        };
        answers.unwrap_or(&none)
    });
    say::differing(assessment, &model, from, to)
        .into_iter()
        .map(|(id, from, to)| {
            let name = match model.activity(id.as_str()) {
                Some(activity) => {
                    let href = Route::Activity(id.to_string()).href();
                    Cell::Link(activity.name.clone(), href)
                }
                None => Cell::Text(id.to_string()),
            };
            vec![name, Cell::Text(from), Cell::Text(to)]
        })
        .collect()
}
