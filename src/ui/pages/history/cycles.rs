//! The cards of cycles: those that are closed, and those to come.

use leptos::html;
use leptos::prelude::*;

use crate::assessment::{Cycle, CycleId, Edit};
use crate::browser;
use crate::order::sorted;
use crate::ui::components::{Shape, card, editing, icon, icon_button};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{event_handler, live, live_flag, live_text};

use super::Point;

/// The list of snapshots: rename, delete.
pub(super) fn cycles(state: State, points: Memo<Vec<Point>>) -> AnyView {
    let ids = Memo::new(move |_| {
        points.with(|points| {
            let ids = points.iter().rev().filter_map(|point| point.id.clone());
            ids.collect::<Vec<_>>()
        })
    });
    let rows = live(move || {
        ids.get()
            .into_iter()
            .map(|id| cycle_row(state, id, true))
            .collect_view()
    });
    let list = view! { <ul class="team-list">{rows}</ul> }.into_any();
    card(
        "cycles",
        "Cycles and snapshots".to_owned(),
        "What was answered then stays as it was.",
        list,
    )
}

/// Cycles that are still to come.
pub(super) fn planned(state: State) -> AnyView {
    let ids = Memo::new(move |_| {
        state.assessment.with(|assessment| {
            let living = assessment.cycles.iter().filter(|(_, cycle)| {
                !cycle.deleted && cycle.opened.is_none() && cycle.closed.is_none()
            });
            let named = living.map(|(id, cycle)| (cycle.name.clone(), id.clone()));
            let named: Vec<_> = sorted(named.collect(), |left: &(String, CycleId), right| {
                left.cmp(right)
            });
            named.into_iter().map(|(_, id)| id).collect::<Vec<_>>()
        })
    });
    let rows = live(move || {
        ids.get()
            .into_iter()
            .map(|id| cycle_row(state, id, false))
            .collect_view()
    });
    let name: NodeRef<html::Input> = NodeRef::new();
    let add = event_handler(move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(field) = name.get_untracked() else {
            return;
        };
        let added = state.dispatch(
            Edit::AddCycle {
                id: CycleId::new(&browser::random_id()),
                name: field.value(),
            }
            .into(),
        );
        if added {
            field.set_value("");
        }
    });
    let form = view! {
        <form class="add-team" on:submit=add>
            <div class="field">
                <label for="planned-cycle">"Name of a later cycle"</label>
                <input id="planned-cycle" node_ref=name type="text" maxlength="200" autocomplete="off" />
            </div>
            <button type="submit" class="button">
                {icon(Shape::Add)}
                "Add cycle"
            </button>
        </form>
    }
    .into_any();
    let body = view! {
        <ul class="team-list">{rows}</ul>
        {editing(state, form)}
    }
    .into_any();
    card(
        "planned",
        "Cycles to come".to_owned(),
        "Activities can be planned for them on the roadmap. To start one, type its name above.",
        body,
    )
}

fn cycle_row(state: State, id: CycleId, is_past: bool) -> AnyView {
    let about = {
        let id = id.clone();
        move |pick: fn(&Cycle) -> String| {
            let id = id.clone();
            live_text(move || {
                state
                    .assessment
                    .with(|assessment| assessment.cycles.get(&id).map(pick).unwrap_or_default())
            })
        }
    };
    let name = about(|cycle| cycle.name.clone());
    let days = about(|cycle| {
        let answers = text::plural(cycle.answered_count(), "answer", "answers");
        match (cycle.opened, cycle.closed) {
            (Some(opened), Some(closed)) => format!("{opened} to {closed} · {answers}"),
            (None, Some(closed)) => format!("Snapshot of {closed} · {answers}"),
            _ => "To come".to_owned(),
        }
    });
    let field = format!("cycle-{id}");
    let rename_id = id.clone();
    let rename = event_handler(move |event: leptos::ev::Event| {
        let done = state.dispatch(
            Edit::RenameCycle {
                cycle: rename_id.clone(),
                name: event_target_value(&event),
            }
            .into(),
        );
        if !done {
            event_target::<web_sys::HtmlInputElement>(&event).set_value(&name.get_untracked());
        }
    });
    let delete = move || {
        state.dispatch(Edit::DeleteCycle { cycle: id.clone() }.into());
        browser::focus_heading();
    };
    let what = if is_past { "snapshot" } else { "cycle" };
    let input = view! { <input id=field.clone() type="text" maxlength="200" prop:value=name on:change=rename /> }
        .into_any();
    let remove = icon_button(
        "icon-button danger",
        Shape::Delete,
        live_text(move || format!("Delete {what} {}", name.get())),
        live_flag(|| false),
        delete,
    );
    view! {
        <li class="team-row">
            <div class="team-name">
                <label for=field class="visually-hidden">
                    {live_text(move || format!("Name of {what} {}", name.get()))}
                </label>
                {editing(state, input)}
                <p class="muted small">{days}</p>
            </div>
            <div class="team-actions">{editing(state, remove)}</div>
        </li>
    }
    .into_any()
}
