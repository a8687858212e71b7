//! The card of the cycle under way: start, close, or take a snapshot.

use leptos::html;
use leptos::prelude::*;

use crate::assessment::{CycleId, Edit, free_cycle_name, next_cycle_name};
use crate::browser;
use crate::route::Route;
use crate::scoring;
use crate::ui::components::{button, card, editing, link_button};
use crate::ui::state::State;
use crate::ui::view::{event_handler, live_text};

/// The cycle under way, and the next one.
pub(super) fn under_way(state: State) -> AnyView {
    let said = live_text(move || {
        state.assessment.with(|assessment| match assessment.current_cycle() {
            None => "No cycle is under way. Starting one saves a snapshot of today's answers and asks for each of them to be confirmed.".to_owned(),
            Some((_, cycle)) => format!(
                "“{}” is under way since {}.",
                cycle.name,
                cycle.opened.map(|day| day.to_string()).unwrap_or_default()
            ),
        })
    });
    let progress = live_text(move || {
        state.team.with(|team| {
            state.assessment.with(|assessment| {
                if assessment.current_cycle().is_none() {
                    return String::new();
                }
                let counts = scoring::carried_over(&state.model(), assessment, team);
                let said = match counts {
                    (0, _) => "This team has no answers yet.".to_owned(),
                    (_, 0) => "No answer of this team waits to be confirmed.".to_owned(),
                    (_, 1) => "1 answer of this team was carried over and waits to be confirmed."
                        .to_owned(),
                    (_, many) => format!(
                        "{many} answers of this team were carried over and wait to be confirmed."
                    ),
                };
                state.host.say(&said)
            })
        })
    });
    let name: NodeRef<html::Input> = NodeRef::new();
    let proposal = move || {
        state
            .assessment
            .with(|assessment| next_cycle_name(assessment, browser::context().today))
    };
    let start = event_handler(move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(field) = name.get_untracked() else {
            return;
        };
        let wanted = field.value();
        let (id, freeze) = state.assessment.with_untracked(|assessment| {
            let planned = assessment.cycles.iter().find(|(_, cycle)| {
                !cycle.deleted
                    && cycle.opened.is_none()
                    && cycle.closed.is_none()
                    && cycle.name == wanted.trim()
            });
            let id = match planned {
                Some((id, _)) => id.clone(),
                None => CycleId::new(&browser::random_id()),
            };
            let before = free_cycle_name(assessment, &format!("Before {}", wanted.trim()));
            (id, (CycleId::new(&browser::random_id()), before))
        });
        state.dispatch(
            Edit::StartCycle {
                id,
                name: wanted,
                freeze,
            }
            .into(),
        );
    });
    let snapshot = move || {
        let name = state.assessment.with_untracked(|assessment| {
            free_cycle_name(
                assessment,
                &format!("Snapshot {}", browser::context().today),
            )
        });
        state.dispatch(
            Edit::TakeSnapshot {
                id: CycleId::new(&browser::random_id()),
                name,
            }
            .into(),
        );
    };
    let form = view! {
        <form class="add-team" on:submit=start>
            <div class="field">
                <label for="next-cycle">"Name of the next cycle"</label>
                <input id="next-cycle" node_ref=name type="text" maxlength="200" autocomplete="off" prop:value=live_text(proposal) />
            </div>
            <button type="submit" class="button primary">"Start cycle"</button>
            {button("button", None, "Take snapshot".to_owned(), snapshot)}
        </form>
    }
    .into_any();
    let body = view! {
        <p>{said}</p>
        <p class="muted">{progress}</p>
        {editing(state, form)}
        <p class="hint">
            "Starting a cycle closes the current one with a snapshot, which stays as it is. All answers are carried over and wait to be confirmed. “Take snapshot” only saves today's answers."
        </p>
        <div class="row">
            {link_button("button", Route::Review, "Review the answers")}
        </div>
    }
    .into_any();
    card("under-way", "This cycle".to_owned(), "", body)
}
