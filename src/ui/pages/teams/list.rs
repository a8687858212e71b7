//! The list of teams: a part of it where there are many, a way to find one, and the form that adds
//! one.

use leptos::html;
use leptos::prelude::*;

use crate::assessment::{Command, TeamId};
use crate::browser;
use crate::ui::components::{Limit, Shape, editing, icon};
use crate::ui::state::State;
use crate::ui::view::{event_handler, live, live_text};

use super::Ids;
use super::row::team_row;

/// How many teams are listed at first, and how many each "more" adds.
const ROWS: usize = 25;

pub(super) fn list(state: State, ids: Ids) -> AnyView {
    let wanted = RwSignal::new(String::new());
    let limit = Limit::new(ROWS);
    let found = Memo::new(move |_| {
        let wanted = browser::lower(wanted.get().trim());
        if wanted.is_empty() {
            return ids.get();
        }
        state.assessment.with(|assessment| {
            let has_it = |id: &&TeamId| {
                let team = assessment.teams.get(*id);
                team.is_some_and(|team| browser::lower(&team.name).contains(&wanted))
            };
            ids.with(|ids| ids.iter().filter(has_it).cloned().collect())
        })
    });
    let listed = Memo::new(move |_| {
        let mut listed = found.with(|found| found[..found.len().min(limit.get())].to_vec());
        // The team that is shown, and so the one that was just added, is always there.
        let shown = state.team.get();
        if wanted.with(String::is_empty) && !listed.contains(&shown) {
            listed.extend(found.with(|found| found.iter().find(|id| **id == shown).cloned()));
        }
        listed
    });
    let rows = live(move || {
        let listed = listed.get().into_iter();
        listed.map(|id| team_row(state, id, ids)).collect_view()
    });
    let is_long = Memo::new(move |_| ids.with(Vec::len) > ROWS);
    let find = live(move || is_long.get().then(|| finder(state, wanted)));
    let none = live(move || {
        found.with(Vec::is_empty).then(|| {
            let said = live_text(move || state.host.say("No team has a name like that."));
            view! { <p class="muted">{said}</p> }.into_any()
        })
    });
    let more = limit.more(move || found.with(Vec::len));
    view! {
        {find}
        {none}
        <ul class="team-list">{rows}</ul>
        {more}
        {add_team(state)}
    }
    .into_any()
}

fn finder(state: State, wanted: RwSignal<String>) -> AnyView {
    let write =
        event_handler(move |event: leptos::ev::Event| wanted.set(event_target_value(&event)));
    view! {
        <div class="field">
            <label for="find-team">{live_text(move || state.host.say("Find a team"))}</label>
            <input id="find-team" type="search" autocomplete="off" prop:value=wanted on:input=write />
        </div>
    }
    .into_any()
}

fn add_team(state: State) -> AnyView {
    let input: NodeRef<html::Input> = NodeRef::new();
    let add = event_handler(move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(input) = input.get() else { return };
        let id = TeamId::new(&browser::random_id());
        let added = state.dispatch(Command::AddTeam {
            id: id.clone(),
            name: input.value(),
        });
        if added {
            input.set_value("");
            state.team.set(id);
        }
    });
    let form = view! {
        <form class="add-team" on:submit=add>
            <div class="field">
                <label for="new-team">{live_text(move || state.host.say("New team"))}</label>
                <input id="new-team" node_ref=input type="text" maxlength="200" autocomplete="off" />
            </div>
            <button type="submit" class="button primary">
                {icon(Shape::Add)}
                {live_text(move || state.host.say("Add team"))}
            </button>
        </form>
    }
    .into_any();
    editing(state, form)
}
