//! Other teams that are answered for at the same time.

use leptos::prelude::*;

use crate::ui::components::editing;
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{event_handler, live, live_bool, live_text};

/// Which other teams are answered for at the same time; only where there are others.
pub(super) fn also_for(state: State) -> AnyView {
    let others = Memo::new(move |_| {
        state.team.with(|team| {
            state.assessment.with(|assessment| {
                let living = assessment.living_teams().into_iter();
                let others = living.filter(|(id, _)| *id != team);
                others
                    .map(|(id, team)| (id.clone(), team.name.clone()))
                    .collect::<Vec<_>>()
            })
        })
    });
    let said = live_text(move || {
        let along = state.also_for.get();
        let names: Vec<String> = others.with(|others| {
            let chosen = others.iter().filter(|(id, _)| along.contains(id));
            chosen.map(|(_, name)| name.clone()).collect()
        });
        match names.is_empty() {
            true => state.host.say("Answer for several teams"),
            false => format!("Each answer is also given for: {}", names.join(", ")),
        }
    });
    live(move || {
        let others = others.get();
        if others.is_empty() {
            return None;
        }
        let checks: Vec<AnyView> = others
            .into_iter()
            .map(|(id, name)| {
                let this = id.clone();
                let is_chosen =
                    live_bool(move || state.also_for.with(|along| along.contains(&this)));
                let switch = event_handler(move |event: leptos::ev::Event| {
                    let is_on = event_target_checked(&event);
                    state.also_for.update(|along| {
                        match is_on {
                            true => along.insert(id.clone()),
                            false => along.remove(&id),
                        };
                    });
                });
                view! {
                    <label class="check">
                        <input type="checkbox" prop:checked=is_chosen on:change=switch />
                        <span>{name}</span>
                    </label>
                }
                .into_any()
            })
            .collect();
        let checks = view! {
            <fieldset class="checks" translate="no">
                <legend class="visually-hidden">{state.host.word("teams", text::TEAMS)}</legend>
                {checks}
            </fieldset>
        }
        .into_any();
        Some(
            view! {
                <details class="along">
                    <summary>{said}</summary>
                    {editing(state, checks)}
                </details>
            }
            .into_any(),
        )
    })
}
