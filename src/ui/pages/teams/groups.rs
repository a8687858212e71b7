//! The card of groups: add, rename, delete.

use leptos::html;
use leptos::prelude::*;

use crate::assessment::{Assessment, Edit, GroupId};
use crate::browser;
use crate::ui::components::{Shape, card, editing, icon, icon_button};
use crate::ui::state::State;
use crate::ui::view::{event_handler, live, live_flag, live_text};

use super::name_field;

/// Groups that exist, by their order, then by name.
pub(super) fn living_groups(assessment: &Assessment) -> Vec<(&GroupId, &str)> {
    let living = assessment.groups.iter().filter(|(_, group)| !group.deleted);
    let sorted = crate::order::sorted(living.collect(), |left, right| {
        let key = |(id, group): &(&GroupId, &crate::assessment::Group)| {
            (group.order, group.name.clone(), (*id).clone())
        };
        key(left).cmp(&key(right))
    });
    sorted
        .into_iter()
        .map(|(id, group)| (id, group.name.as_str()))
        .collect()
}

pub(super) fn groups(state: State) -> AnyView {
    let ids = Memo::new(move |_| {
        state.assessment.with(|assessment| {
            let groups = living_groups(assessment).into_iter();
            groups.map(|(id, _)| id.clone()).collect::<Vec<_>>()
        })
    });
    let rows = live(move || {
        ids.get()
            .into_iter()
            .map(|id| group_row(state, id))
            .collect_view()
    });
    let input: NodeRef<html::Input> = NodeRef::new();
    let add = event_handler(move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(input) = input.get() else { return };
        let added = state.dispatch(
            Edit::AddGroup {
                id: GroupId::new(&browser::random_id()),
                name: input.value(),
            }
            .into(),
        );
        if added {
            input.set_value("");
        }
    });
    let form = view! {
        <form class="add-team" on:submit=add>
            <div class="field">
                <label for="new-group">"New group"</label>
                <input id="new-group" node_ref=input type="text" maxlength="200" autocomplete="off" />
            </div>
            <button type="submit" class="button">
                {icon(Shape::Add)}
                "Add group"
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
        "groups-title",
        "Groups".to_owned(),
        "Departments, products, sites: to look at several together.",
        body,
    )
}

fn group_row(state: State, id: GroupId) -> AnyView {
    let name = {
        let id = id.clone();
        live_text(move || {
            state.assessment.with(|assessment| {
                let group = assessment.groups.get(&id);
                group.map(|group| group.name.clone()).unwrap_or_default()
            })
        })
    };
    let members = {
        let id = id.clone();
        live_text(move || {
            state
                .assessment
                .with(|assessment| state.host.teams(assessment.members(&id).len()))
        })
    };
    let field = format!("group-{id}");
    let rename = {
        let id = id.clone();
        name_field(field.clone(), name, move |name| {
            Edit::RenameGroup {
                group: id.clone(),
                name,
            }
            .into()
        })
    };
    let delete = move || {
        state.dispatch(Edit::DeleteGroup { group: id.clone() }.into());
        browser::focus_heading();
    };
    let remove = icon_button(
        "icon-button danger",
        Shape::Delete,
        live_text(move || format!("Delete group {}", name.get())),
        live_flag(|| false),
        delete,
    );
    view! {
        <li class="team-row">
            <div class="team-name">
                <label for=field class="visually-hidden">
                    {live_text(move || format!("Name of group {}", name.get()))}
                </label>
                {rename}
                <p class="muted small">{members}</p>
            </div>
            <div class="team-actions">{editing(state, remove)}</div>
        </li>
    }
    .into_any()
}
