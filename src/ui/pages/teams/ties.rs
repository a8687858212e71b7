//! Whose answers count where a team has none, and which groups it belongs to.

use leptos::prelude::*;

use crate::assessment::{Assessment, Edit, GroupId, TeamId};
use crate::map::SortedSet;
use crate::ui::components::{Pick, editing, select_of};
use crate::ui::state::State;
use crate::ui::view::{event_handler, handler, live, live_bool, live_text};

use super::groups::living_groups;

/// Whose answers count where the team has none, and which groups it belongs to.
pub(super) fn ties(state: State, id: TeamId, name: Signal<String>) -> AnyView {
    let said = {
        let id = id.clone();
        live_text(move || {
            state.assessment.with(|assessment| {
                let Some(team) = assessment.teams.get(&id) else {
                    return String::new();
                };
                let mut parts = Vec::new();
                let platform = team.inherits.as_ref();
                if let Some(platform) = platform.and_then(|id| assessment.teams.get(id)) {
                    parts.push(format!("inherits from {}", platform.name));
                }
                let groups: Vec<&str> = living_groups(assessment)
                    .into_iter()
                    .filter(|(id, _)| team.groups.contains(*id))
                    .map(|(_, name)| name)
                    .collect();
                if !groups.is_empty() {
                    parts.push(format!("in {}", groups.join(", ")));
                }
                match parts.is_empty() {
                    true => "Inheritance and groups".to_owned(),
                    false => format!("Inheritance and groups: {}", parts.join("; ")),
                }
            })
        })
    };
    // Drawn when it is opened: it names all other teams.
    let is_open = RwSignal::new(false);
    let body = live(move || {
        let id = id.clone();
        is_open
            .get()
            .then(|| editing(state, fields(state, id, name)))
    });
    view! {
        <details class="team-ties" on:toggle=handler(move || is_open.set(true))>
            <summary>{said}</summary>
            <div class="inset">{body}</div>
        </details>
    }
    .into_any()
}

fn fields(state: State, id: TeamId, name: Signal<String>) -> AnyView {
    let picks = {
        let id = id.clone();
        move || {
            let mut picks = vec![Pick(String::new(), "Nobody".to_owned())];
            state.assessment.with(|assessment| {
                for (other, team) in assessment.living_teams() {
                    if *other != id {
                        picks.push(Pick(other.to_string(), team.name.clone()));
                    }
                }
            });
            picks
        }
    };
    // Asked for again after a refusal, so that the list shows what holds.
    let again = RwSignal::new(0);
    let current = {
        let id = id.clone();
        live_text(move || {
            again.track();
            state.assessment.with(|assessment| {
                let inherits = assessment
                    .teams
                    .get(&id)
                    .and_then(|team| team.inherits.clone());
                inherits.map(|id| id.to_string()).unwrap_or_default()
            })
        })
    };
    let choose = {
        let id = id.clone();
        move |value: String| {
            let from = (!value.is_empty()).then(|| TeamId::new(&value));
            let done = state.dispatch(
                Edit::Inherit {
                    team: id.clone(),
                    from,
                }
                .into(),
            );
            if !done {
                again.update(|count| *count += 1);
            }
        }
    };
    let field = format!("inherits-{id}");
    let checks = live(move || {
        let groups: Vec<(GroupId, String)> = state.assessment.with(|assessment| {
            let groups = living_groups(assessment).into_iter();
            groups
                .map(|(id, name)| (id.clone(), name.to_owned()))
                .collect()
        });
        if groups.is_empty() {
            return view! { <p class="hint">"There are no groups yet. Add one below."</p> }
                .into_any();
        }
        let checks: Vec<AnyView> = groups
            .into_iter()
            .map(|(group, label)| group_check(state, id.clone(), group, label))
            .collect();
        view! {
            <fieldset class="checks">
                <legend>{live_text(move || format!("Groups of {}", name.get()))}</legend>
                {checks}
            </fieldset>
        }
        .into_any()
    });
    let label = live_text(move || format!("{} inherits from", name.get()));
    let hint = live_text(move || {
        state.host.say(
            "Where this team has no answer of its own, the answer of the other one counts. Choose the one that does this work for it, such as a shared platform.",
        )
    });
    view! {
        <div class="field">
            <label for=field.clone()>{label}</label>
            {select_of(Some(field), None, Box::new(picks), current, Box::new(choose))}
            <p class="hint">{hint}</p>
        </div>
        {checks}
    }
    .into_any()
}

fn group_check(state: State, team: TeamId, group: GroupId, label: String) -> AnyView {
    let groups_of = {
        let team = team.clone();
        move |assessment: &Assessment| {
            let team = assessment.teams.get(&team);
            team.map(|team| team.groups.clone()).unwrap_or_default()
        }
    };
    let is_in = {
        let (groups_of, group) = (groups_of.clone(), group.clone());
        live_bool(move || {
            state
                .assessment
                .with(|assessment| groups_of(assessment).contains(&group))
        })
    };
    let switch = event_handler(move |event: leptos::ev::Event| {
        let mut groups: SortedSet<GroupId> = state.assessment.with_untracked(&groups_of);
        match event_target_checked(&event) {
            true => groups.insert(group.clone()),
            false => groups.remove(&group),
        };
        state.dispatch(
            Edit::SetGroups {
                team: team.clone(),
                groups,
            }
            .into(),
        );
    });
    view! {
        <label class="check">
            <input type="checkbox" prop:checked=is_in on:change=switch />
            <span>{label}</span>
        </label>
    }
    .into_any()
}
