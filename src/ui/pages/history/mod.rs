//! History: the cycle under way, earlier cycles and snapshots, the trend, what changed between two.

use leptos::prelude::*;
use std::sync::Arc;

use crate::assessment::{CycleId, Date};
use crate::scoring::{self, Scores};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{below, live, live_text};

mod comparison;
mod cycles;
mod log;
mod trend;
mod under_way;

use comparison::comparison;
use cycles::{cycles, planned};
use log::log;
use trend::{more_trends, trend};
use under_way::under_way;

/// How many changed answers are listed at first, and how many each "more" adds.
const ROWS: usize = 30;

/// A snapshot with its numbers for the shown team, or what is now.
#[derive(Clone, PartialEq)]
struct Point {
    /// `None`: now.
    id: Option<CycleId>,
    name: String,
    opened: Option<Date>,
    closed: Option<Date>,
    scores: Arc<Scores>,
}

/// The page of cycles and snapshots.
pub fn history() -> AnyView {
    let state = State::get();
    view! {
        <div class="page" translate="no">
            <div class="page-head" translate="no">
                <div>
                    <h1 tabindex="-1">{text::HISTORY}</h1>
                    <p class="muted">{live_text(move || format!(
                        "{} · what was answered in each round, and how it changed.",
                        state.team_name(),
                    ))}</p>
                </div>
            </div>
            {under_way(state)}
            {below(move || view! { {past(state)} {planned(state)} {log(state)} }.into_any())}
        </div>
    }
    .into_any()
}

/// What there is to see of earlier rounds, if there were any.
fn past(state: State) -> AnyView {
    let points = Memo::new(move |_| {
        let model = state.model();
        let now = state.scores.get();
        state.team.with(|team| {
            state.assessment.with(|assessment| {
                let mut points: Vec<Point> = assessment
                    .snapshots()
                    .into_iter()
                    .filter_map(|(id, cycle)| {
                        let then = assessment.as_of_team(id, team)?;
                        Some(Point {
                            id: Some(id.clone()),
                            name: cycle.name.clone(),
                            opened: cycle.opened,
                            closed: cycle.closed,
                            scores: Arc::new(scoring::score(&model, &then, team)),
                        })
                    })
                    .collect();
                points.push(Point {
                    id: None,
                    name: "Now".to_owned(),
                    opened: None,
                    closed: None,
                    scores: now,
                });
                points
            })
        })
    });
    live(move || {
        let has_past = points.with(|points| points.len() > 1);
        has_past.then(|| {
            view! {
                {trend(state, points)}
                {more_trends(state)}
                {cycles(state, points)}
                {comparison(state, points)}
            }
            .into_any()
        })
    })
}
