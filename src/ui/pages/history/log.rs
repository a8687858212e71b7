//! The card of the log.

use leptos::prelude::*;

use crate::browser;
use crate::ui::components::{Cell, Limit, card, table};
use crate::ui::state::State;
use crate::ui::view::live;

use super::ROWS;

/// What was changed, when and by whom, the latest first.
pub(super) fn log(state: State) -> AnyView {
    let limit = Limit::new(ROWS);
    let lines = Memo::new(move |_| {
        let mut lines = state.log();
        lines.reverse();
        lines
    });
    let body = live(move || {
        let lines = lines.get();
        if lines.is_empty() {
            return view! { <p class="muted">"Nothing was changed here yet."</p> }.into_any();
        }
        let count = lines.len();
        let model = state.model();
        let rows: Vec<Vec<Cell>> = state.assessment.with(|assessment| {
            let shown = lines.into_iter().take(limit.get());
            shown
                .map(|line| {
                    let team = line.team.and_then(|id| {
                        let team = assessment.teams.get(&id)?;
                        Some(team.name.clone())
                    });
                    let activity = line.activity.as_ref().map(|id| {
                        let known = model.activity(id.as_str());
                        known.map_or_else(|| id.to_string(), |activity| activity.name.clone())
                    });
                    // What was done may name one of them already.
                    let places = [team, activity].into_iter().flatten();
                    let places = places.filter(|place| !line.label.contains(place.as_str()));
                    vec![
                        Cell::Text(browser::moment(line.at)),
                        Cell::Text(state.host.say(&line.label)),
                        Cell::Text(places.collect::<Vec<_>>().join(" · ")),
                        Cell::Text(line.by),
                    ]
                })
                .collect()
        });
        let heads = ["When", "What", "Where", "By"];
        let more = limit.more(move || count);
        view! {
            {table("Changes", heads.map(str::to_owned).to_vec(), move || rows.clone())}
            {more}
        }
        .into_any()
    });
    card(
        "log",
        "Log".to_owned(),
        "What was changed in this browser, the latest first.",
        body,
    )
}
