//! Whom a picture is about: the shown team, all teams, a group, or some that are picked.

use std::sync::Arc;

use leptos::prelude::*;

use crate::assessment::{Assessment, GroupId, TeamId};
use crate::browser;
use crate::order::sorted;
use crate::ui::components::{Pick, select_of};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{event_handler, live, live_bool, live_text};

use super::choices::Choices;

/// The name of the choice in the address.
pub const TEAMS: &str = "teams";
const ALL: &str = "all";
const GROUP: &str = "group:";
const SOME: &str = "some:";
/// How many teams the list for picking shows at once.
const LISTED: usize = 40;

/// The teams, in the order of the page.
pub fn chosen(state: State, choices: Choices) -> Memo<Arc<Vec<TeamId>>> {
    let said = choices.memo(TEAMS);
    Memo::new(move |_| {
        let said = said.get();
        let found = state.assessment.with(|assessment| {
            let living = assessment.living_teams().into_iter();
            let ids = |keep: &dyn Fn(&TeamId) -> bool| {
                living
                    .clone()
                    .map(|(id, _)| id.clone())
                    .filter(|id| keep(id))
                    .collect::<Vec<_>>()
            };
            if said == ALL {
                ids(&|_| true)
            } else if let Some(group) = said.strip_prefix(GROUP) {
                ids(&|id| is_in(assessment, id, group))
            } else if let Some(some) = said.strip_prefix(SOME) {
                ids(&|id| some.split(',').any(|picked| picked == id.as_str()))
            } else {
                Vec::new()
            }
        });
        Arc::new(match found.is_empty() {
            // Nobody is left of what the address names: the shown team.
            true => vec![state.team.get()],
            false => found,
        })
    })
}

fn is_in(assessment: &Assessment, team: &TeamId, group: &str) -> bool {
    let team = assessment.teams.get(team);
    team.is_some_and(|team| team.groups.iter().any(|id| id.as_str() == group))
}

/// Groups that exist, by their order, then by name: id and name.
pub fn groups(assessment: &Assessment) -> Vec<(GroupId, String)> {
    let living = assessment.groups.iter().filter(|(_, group)| !group.deleted);
    let sorted = sorted(living.collect(), |(left_id, left), (right_id, right)| {
        (left.order, &left.name, left_id).cmp(&(right.order, &right.name, right_id))
    });
    let named = sorted.into_iter();
    named
        .map(|(id, group)| (id.clone(), group.name.clone()))
        .collect()
}

/// The teams of a group, in the order of the page.
pub fn members(assessment: &Assessment, group: &GroupId) -> Vec<TeamId> {
    let living = assessment.living_teams().into_iter();
    living
        .filter(|(_, team)| team.groups.contains(group))
        .map(|(id, _)| id.clone())
        .collect()
}

/// Whom the picture is about, in words: a team's name, "All 12 teams", "Retail, 3 teams".
pub fn named(state: State, choices: Choices, teams: Memo<Arc<Vec<TeamId>>>) -> Signal<String> {
    live_text(move || {
        let count = teams.with(|teams| teams.len());
        let said = choices.get(TEAMS);
        state.assessment.with(|assessment| {
            if count == 1 {
                let only = teams.with(|teams| teams.first().cloned());
                return only
                    .and_then(|id| assessment.teams.get(&id).map(|team| team.name.clone()))
                    .unwrap_or_default();
            }
            let teams = state.host.teams(count);
            if said == ALL {
                return format!("All {teams}");
            }
            let group = said.strip_prefix(GROUP).map(GroupId::new);
            match group.and_then(|id| assessment.groups.get(&id)) {
                Some(group) => format!("{}, {teams}", group.name),
                None => teams,
            }
        })
    })
}

/// The choice of teams, for a row of filters.
pub fn team_choice(state: State, choices: Choices) -> AnyView {
    let picks = move || {
        let mut picks = vec![
            Pick(
                String::new(),
                format!(
                    "{}: {}",
                    state.host.word("team", text::TEAM),
                    state.team_name()
                ),
            ),
            Pick(ALL.to_owned(), state.host.say("All teams")),
        ];
        let groups = state.assessment.with(groups);
        picks.extend(
            groups
                .into_iter()
                .map(|(id, name)| Pick(format!("{GROUP}{id}"), format!("Group: {name}"))),
        );
        picks.push(Pick(SOME.to_owned(), state.host.say("Several teams…")));
        picks
    };
    let current = live_text(move || match choices.get(TEAMS) {
        said if said.starts_with(SOME) => SOME.to_owned(),
        said => said,
    });
    let label = untrack(|| state.host.word("teams", text::TEAMS));
    let choose = move |value: String| {
        let value = match value.as_str() {
            SOME => format!("{SOME}{}", state.team.get_untracked()),
            _ => value,
        };
        choices.set(TEAMS, &value);
    };
    select_of(
        None,
        Some(label),
        Box::new(picks),
        current,
        Box::new(choose),
    )
}

/// Where several teams are picked: a list to pick from.
pub fn team_list(state: State, choices: Choices) -> AnyView {
    let is_some = Memo::new(move |_| choices.get(TEAMS).starts_with(SOME));
    let sought = RwSignal::new(String::new());
    let picked = Memo::new(move |_| {
        let said = choices.get(TEAMS);
        let some = said.strip_prefix(SOME).unwrap_or_default().split(',');
        some.filter(|id| !id.is_empty())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    });
    let found = Memo::new(move |_| {
        let sought = browser::lower(sought.get().trim());
        state.assessment.with(|assessment| {
            let living = assessment.living_teams().into_iter();
            living
                .filter(|(_, team)| browser::lower(&team.name).contains(&sought))
                .map(|(id, team)| (id.to_string(), team.name.clone()))
                .collect::<Vec<_>>()
        })
    });
    let check = move |id: String, name: String| {
        let this = id.clone();
        let is_picked = live_bool(move || picked.with(|picked| picked.contains(&this)));
        let switch = event_handler(move |event: leptos::ev::Event| {
            let mut now = picked.get_untracked();
            now.retain(|known| *known != id);
            if event_target_checked(&event) {
                now.push(id.clone());
            }
            choices.set(TEAMS, &format!("{SOME}{}", now.join(",")));
        });
        view! {
            <label class="check">
                <input type="checkbox" prop:checked=is_picked on:change=switch />
                <span>{name}</span>
            </label>
        }
        .into_any()
    };
    let more = live_text(move || match found.with(Vec::len) {
        count if count > LISTED => format!("{} more: type a part of the name.", count - LISTED),
        _ => String::new(),
    });
    live(move || {
        is_some.get().then(|| {
            let checks = live(move || {
                let found = found.get().into_iter().take(LISTED);
                found.map(|(id, name)| check(id, name)).collect_view()
            });
            let typed = event_handler(move |event: leptos::ev::Event| {
                sought.set(event_target_value(&event))
            });
            view! {
                <fieldset class="checks pick-teams">
                    <legend>{untrack(|| state.host.say("Teams in the picture"))}</legend>
                    <input
                        type="search"
                        aria-label="Find by name"
                        placeholder="Find by name"
                        prop:value=sought
                        on:input=typed
                    />
                    <div class="pick-list">{checks}</div>
                    <p class="hint">{more}</p>
                </fieldset>
            }
            .into_any()
        })
    })
}
