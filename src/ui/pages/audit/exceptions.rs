//! What does not apply, to whom, why, and until when.

use leptos::prelude::*;

use crate::assessment::count_exceptions;
use crate::browser;
use crate::route::Route;
use crate::ui::components::{Cell, Limit, card, table};
use crate::ui::state::State;
use crate::ui::view::live_text;

/// How many are listed at first, and how many more with each press.
const ROWS: usize = 50;

/// The exceptions of all, those that are over first.
pub fn exceptions(state: State) -> AnyView {
    let today = browser::context().today;
    let counts = Memo::new(move |_| {
        state.assessment.with(|assessment| {
            let all = assessment.exceptions(today);
            let (over, endless) = count_exceptions(all.iter());
            (all.len(), over, endless)
        })
    });
    let said = live_text(move || {
        let (all, over, endless) = counts.get();
        match all {
            0 => "Nothing is marked as not applicable.".to_owned(),
            _ => format!(
                "{all} marked as not applicable; {over} over, which count as unanswered and come up in the review; {endless} without an end."
            ),
        }
    });
    let limit = Limit::new(ROWS);
    let rows = move || {
        let model = state.model();
        state.assessment.with(|assessment| {
            let all = assessment.exceptions(today).into_iter().take(limit.get());
            all.map(|it| {
                let known = model.activity(it.activity.as_str());
                let name =
                    known.map_or_else(|| it.activity.to_string(), |known| known.name.clone());
                let team = assessment.teams.get(it.team);
                let ends = match it.until {
                    None => "without an end".to_owned(),
                    Some(day) if it.has_ended => format!("{day}, over"),
                    Some(day) => day.to_string(),
                };
                vec![
                    Cell::Link(name, Route::Activity(it.activity.to_string()).href()),
                    Cell::Text(team.map(|team| team.name.clone()).unwrap_or_default()),
                    Cell::Text(it.answer.not_applicable.clone().unwrap_or_default()),
                    Cell::Text(it.answer.owner.clone()),
                    Cell::Text(ends),
                ]
            })
            .collect()
        })
    };
    let heads = [
        "Activity".to_owned(),
        state.host.word("team", "Team"),
        "Reason".to_owned(),
        "Owner".to_owned(),
        "Until".to_owned(),
    ];
    let body = view! {
        <p>{said}</p>
        {table("Exceptions", heads.to_vec(), rows)}
        {limit.more(move || counts.get().0)}
    }
    .into_any();
    card(
        "exceptions",
        "Exceptions".to_owned(),
        "What does not apply is left out of every number, so it is worth a look. Who takes care and until when is said beside the answer.",
        body,
    )
}
