//! What an audit came to.

use leptos::prelude::*;

use crate::assessment::Weight;
use crate::say;
use crate::scoring::{Audited, Tally, audited};
use crate::ui::components::{Cell, table};
use crate::ui::state::State;
use crate::ui::view::live_text;

use super::Shown;

/// Where the sample comes from, the result with its interval, and a table by dimension and team.
pub fn result(state: State, shown: Shown) -> AnyView {
    let numbers: Memo<Audited> = Memo::new(move |_| {
        let model = state.model();
        state.assessment.with(|assessment| {
            shown.with(|audit| match audit {
                Some(audit) => audited(&model, assessment, audit),
                None => Audited::default(),
            })
        })
    });
    let facts = live_text(move || {
        shown.with(|audit| audit.as_ref().map(say::audit_facts).unwrap_or_default())
    });
    let counted = live_text(move || numbers.with(|numbers| say::audit_count(numbers.whole)));
    let confirmed = live_text(move || numbers.with(|numbers| say::audit_result(numbers.whole)));
    let weighted = live_text(move || {
        let is_weighted = shown.with(|audit| {
            let audit = audit.as_ref();
            audit.is_some_and(|audit| audit.sampled.weight == Weight::Level)
        });
        match is_weighted {
            true => {
                "Weighted by level: the result speaks of claims in the same mix, in which a claim of level 3 counts three times as much as one of level 1."
            }
            false => "",
        }
    });
    let rows = move || {
        let model = state.model();
        numbers.with(|numbers| {
            let mut rows: Vec<Vec<Cell>> = numbers
                .shown()
                .map(|(at, tally)| row(model.dimensions[at].name.clone(), tally))
                .collect();
            if numbers.teams.len() > 1 {
                state.assessment.with(|assessment| {
                    for (id, tally) in &numbers.teams {
                        let name = assessment.teams.get(id).map(|team| team.name.clone());
                        rows.push(row(name.unwrap_or_else(|| id.to_string()), *tally));
                    }
                });
            }
            rows.push(row("All".to_owned(), numbers.whole));
            rows
        })
    };
    let heads = say::AUDIT_HEADS.map(str::to_owned).to_vec();
    view! {
        <p class="muted">{facts}</p>
        <p class="lead">{counted} " " {confirmed}</p>
        <p class="hint">{weighted}</p>
        {table("Claimed and confirmed", heads, rows)}
        <p class="hint">"Confirmed is the share of claims looked at that held; what nobody could show does not count as confirmed. Between says where that share lies for all such claims: the exact binomial interval of 95 %. A part with few claims in the sample has a wide one."</p>
    }
    .into_any()
}

fn row(name: String, tally: Tally) -> Vec<Cell> {
    let cells = say::audit_row(tally).into_iter().map(Cell::Number);
    [Cell::Text(name)].into_iter().chain(cells).collect()
}
