//! What most teams miss, and what nearly all have.

use std::sync::Arc;

use leptos::prelude::*;

use crate::scoring::{self, Scores};
use crate::ui::components::{activity_row, card};
use crate::ui::view::live;

use super::Page;

/// How many of each are shown.
const SHOWN: usize = 15;

/// Two lists of activities, with the number of teams in which each is ready.
pub fn activities(page: Page) -> AnyView {
    let counts = Memo::new(move |_| {
        let scores = page.scores(&page.teams());
        let all: Vec<&Scores> = scores.iter().map(Arc::as_ref).collect();
        scoring::portfolio(&page.state.model(), &all).activities
    });
    let list = move |is_missed: bool| {
        live(move || {
            let model = page.state.model();
            let counts = counts.get();
            let found = match is_missed {
                true => scoring::most_missed(&model, &counts),
                false => scoring::most_common(&model, &counts),
            };
            let rows: Vec<AnyView> = found
                .into_iter()
                .take(SHOWN)
                .map(|at| {
                    let (ready, all) = counts[at];
                    let said = format!("{ready} of {}", page.state.host.teams(all));
                    let mark = view! { <span class="num muted">{said}</span> }.into_any();
                    activity_row(&model.activities[at], mark)
                })
                .collect();
            match rows.is_empty() {
                true => view! { <p class="muted">"None yet."</p> }.into_any(),
                false => view! { <ul class="activity-list">{rows}</ul> }.into_any(),
            }
        })
    };
    view! {
        <div class="columns halves">
            {card("missed", "Most missed".to_owned(), "Ready in the fewest places; the lowest level first.", list(true))}
            {card("common", "Most common".to_owned(), "Ready in the most places; the highest level first.", list(false))}
        </div>
    }
    .into_any()
}
