//! Teams: add, rename, reorder, delete; where each stands.

use crate::map::{Map, SortedSet};
use leptos::html;
use leptos::prelude::*;

use std::sync::Arc;

use crate::assessment::{Assessment, Command, Edit, GroupId, TeamId};
use crate::browser;
use crate::scoring::{self, Part, Scores, Spread};
use crate::ui::components::{
    Cell, Pick, Shape, button, card, editing, icon, icon_button, select, select_of, table,
};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{flag, on, part, words, yes};

/// The numbers of every team.
type AllScores = Memo<Arc<Map<TeamId, Arc<Scores>>>>;

/// The page of all teams.
pub fn teams() -> AnyView {
    let state = State::get();
    let ids = Memo::new(move |_| {
        state.assessment.with(|assessment| {
            assessment
                .living_teams()
                .into_iter()
                .map(|(id, _)| id.clone())
                .collect::<Vec<_>>()
        })
    });
    // All teams at once, so that each is counted once for its row and for the portfolio.
    let scores: AllScores = Memo::new(move |_| {
        let model = state.model();
        state.assessment.with(|assessment| {
            let teams = assessment.living_teams().into_iter();
            let scored = teams.map(|(id, _)| {
                let scores = Arc::new(scoring::score(&model, assessment, id));
                (id.clone(), scores)
            });
            Arc::new(scored.collect())
        })
    });
    let rows = part(move || {
        ids.get()
            .into_iter()
            .map(|id| team_row(state, id, scores))
            .collect_view()
    });
    let list = view! {
        <ul class="team-list">{rows}</ul>
        {add_team(state)}
    }
    .into_any();
    let count = words(move || state.host.teams(ids.with(Vec::len)));
    view! {
        <div class="page" translate="no">
            <div class="page-head" translate="no">
                <div>
                    <h1 tabindex="-1">{words(move || state.host.word("teams", text::TEAMS))}</h1>
                    <p class="muted">
                        {words(move || {
                            state.host.say("Each team answers for what it is responsible for. Deleting can be undone.")
                        })}
                    </p>
                </div>
            </div>
            {card("assessment-title", "Assessment".to_owned(), "", title_field(state))}
            {card("teams-title", count, "", list)}
            {groups(state)}
            {together(state, scores)}
        </div>
    }
    .into_any()
}

/// A text field that sends a command when it is left, and takes its old text back if refused.
fn name_field(
    id: String,
    text: Signal<String>,
    command: impl Fn(String) -> Command + 'static,
) -> AnyView {
    let state = State::get();
    let write = on(move |event: leptos::ev::Event| {
        if !state.dispatch(command(event_target_value(&event))) {
            event_target::<web_sys::HtmlInputElement>(&event).set_value(&text.get_untracked());
        }
    });
    let field =
        view! { <input id=id type="text" maxlength="200" prop:value=text on:change=write /> };
    editing(state, field.into_any())
}

fn title_field(state: State) -> AnyView {
    let title = words(move || state.assessment.with(|assessment| assessment.title.clone()));
    view! {
        <div class="field">
            <label for="title">"Title"</label>
            {name_field("title".to_owned(), title, |title| Command::Retitle { title })}
        </div>
    }
    .into_any()
}

fn team_row(state: State, id: TeamId, scores: AllScores) -> AnyView {
    let name = {
        let id = id.clone();
        words(move || {
            state.assessment.with(|assessment| {
                assessment
                    .teams
                    .get(&id)
                    .map(|team| team.name.clone())
                    .unwrap_or_default()
            })
        })
    };
    let summary = {
        let id = id.clone();
        words(move || {
            let score = scores.with(|scores| {
                let own = scores.get(&id);
                own.map(|scores| scores.overall).unwrap_or_default()
            });
            format!(
                "Maturity {} · {} complete · {}",
                text::maturity(score.maturity),
                text::percent(score.completion),
                text::answered(&score)
            )
        })
    };
    let is_shown = {
        let id = id.clone();
        Signal::derive(move || state.team.with(|team| *team == id))
    };
    let named = move |verb: &'static str, rest: &'static str| {
        words(move || format!("{verb} {}{rest}", name.get()))
    };
    let step = |by: i64| {
        let id = id.clone();
        move || {
            state.dispatch(Command::MoveTeam {
                team: id.clone(),
                by,
            });
        }
    };
    let place = {
        let id = id.clone();
        move |last: bool| {
            let id = id.clone();
            flag(move || {
                state.assessment.with(|assessment| {
                    let teams = assessment.living_teams();
                    let end = if last { teams.last() } else { teams.first() };
                    end.is_some_and(|(end, _)| **end == id)
                })
            })
        }
    };
    let is_only = flag(move || {
        state
            .assessment
            .with(|assessment| assessment.living_teams().len() < 2)
    });
    let field = format!("name-{id}");
    let rename_id = id.clone();
    let delete_id = id.clone();
    let show_id = id.clone();
    let rename = name_field(field.clone(), name, move |name| Command::RenameTeam {
        team: rename_id.clone(),
        name,
    });
    let show = button(
        "button",
        None,
        words(move || if is_shown.get() { "Shown" } else { "Show" }),
        move || state.team.set(show_id.clone()),
    );
    let delete = move || {
        if is_only.get_untracked() == "true" {
            return;
        }
        state.dispatch(Command::DeleteTeam {
            team: delete_id.clone(),
        });
        browser::focus_heading();
    };
    let changes = view! {
        {icon_button("icon-button", Shape::Up, named("Move", " up"), place(false), step(-1))}
        {icon_button("icon-button", Shape::Down, named("Move", " down"), place(true), step(1))}
        {icon_button("icon-button danger", Shape::Delete, named("Delete", ""), is_only, delete)}
    }
    .into_any();
    let class = words(move || {
        if is_shown.get() {
            "team-row shown"
        } else {
            "team-row"
        }
    });
    view! {
        <li class=class>
            <div class="team-name">
                <label for=field class="visually-hidden">
                    {named("Name of", "")}
                </label>
                {rename}
                <p class="muted small">{summary}</p>
            </div>
            <div class="team-actions" role="group" aria-label=name>
                {show}
                {editing(state, changes)}
            </div>
            {ties(state, id, name)}
        </li>
    }
    .into_any()
}

/// Whose answers count where the team has none, and which groups it belongs to.
fn ties(state: State, id: TeamId, name: Signal<String>) -> AnyView {
    let said = {
        let id = id.clone();
        words(move || {
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
        words(move || {
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
    let checks = part(move || {
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
                <legend>{words(move || format!("Groups of {}", name.get()))}</legend>
                {checks}
            </fieldset>
        }
        .into_any()
    });
    let label = words(move || format!("{} inherits from", name.get()));
    let hint = words(move || {
        state.host.say(
            "Where this team has no answer of its own, the answer of the other one counts. Choose the one that does this work for it, such as a shared platform.",
        )
    });
    let fields = view! {
        <div class="field">
            <label for=field.clone()>{label}</label>
            {select_of(Some(field), None, Box::new(picks), current, Box::new(choose))}
            <p class="hint">{hint}</p>
        </div>
        {checks}
    }
    .into_any();
    view! {
        <details class="team-ties">
            <summary>{said}</summary>
            <div class="inset">{editing(state, fields)}</div>
        </details>
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
        yes(move || {
            state
                .assessment
                .with(|assessment| groups_of(assessment).contains(&group))
        })
    };
    let switch = on(move |event: leptos::ev::Event| {
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

/// Groups that exist, by their order, then by name.
fn living_groups(assessment: &Assessment) -> Vec<(&GroupId, &str)> {
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

fn groups(state: State) -> AnyView {
    let ids = Memo::new(move |_| {
        state.assessment.with(|assessment| {
            let groups = living_groups(assessment).into_iter();
            groups.map(|(id, _)| id.clone()).collect::<Vec<_>>()
        })
    });
    let rows = part(move || {
        ids.get()
            .into_iter()
            .map(|id| group_row(state, id))
            .collect_view()
    });
    let input: NodeRef<html::Input> = NodeRef::new();
    let add = on(move |event: leptos::ev::SubmitEvent| {
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

/// All teams, or those of a group, together. A mean never stands alone.
fn together(state: State, scores: AllScores) -> AnyView {
    let group = RwSignal::new(String::new());
    let picks = move || {
        let mut picks = vec![Pick(String::new(), state.host.say("All teams"))];
        state.assessment.with(|assessment| {
            for (id, name) in living_groups(assessment) {
                picks.push(Pick(id.to_string(), name.to_owned()));
            }
        });
        picks
    };
    let rows = move || {
        let model = state.model();
        let wanted = group.get();
        let members: Vec<(String, Arc<Scores>)> = state.assessment.with(|assessment| {
            scores.with(|scores| {
                let teams = assessment.living_teams().into_iter();
                let members = teams
                    .filter(|(_, team)| wanted.is_empty() || team.groups.contains(wanted.as_str()));
                let scored = members.filter_map(|(id, team)| {
                    Some((team.name.clone(), Arc::clone(scores.get(id)?)))
                });
                scored.collect()
            })
        });
        let list: Vec<&Scores> = members.iter().map(|(_, scores)| &**scores).collect();
        let found = scoring::portfolio(&model, &list);
        let names = |at: usize| members[at].0.clone();
        let row = |name: &str, part: &Part| match &part.maturity {
            Some(spread) => spread_row(name, spread, &names),
            None => vec![Cell::Text(name.to_owned()), Cell::Text("n/a".to_owned())],
        };
        let dimensions = model.dimensions.iter().zip(&found.dimensions);
        let mut rows: Vec<Vec<Cell>> = dimensions
            .map(|(dimension, part)| row(&dimension.name, part))
            .collect();
        rows.push(row("Overall", &found.overall));
        rows
    };
    let heads = [
        "Maturity", "#Mean", "#Median", "#Lowest", "Team", "#Highest", "Team", "#Teams",
    ];
    let body = view! {
        <div class="field-pair">
            <label for="together-group">"Group"</label>
            {select(Some("together-group"), None, picks, group.into(), move |value| group.set(value))}
        </div>
        {table("Numbers taken together", heads.map(|head| state.host.say(head)).to_vec(), rows)}
    }
    .into_any();
    card(
        "together",
        "Together".to_owned(),
        "How far they lie apart. Whoever has nothing that applies in a dimension is left out of it.",
        body,
    )
}

fn spread_row(name: &str, spread: &Spread, names: &dyn Fn(usize) -> String) -> Vec<Cell> {
    let number = |value: f64| Cell::Number(text::maturity(Some(value)));
    vec![
        Cell::Text(name.to_owned()),
        number(spread.mean),
        number(spread.median),
        number(spread.min),
        Cell::Text(names(spread.lowest)),
        number(spread.max),
        Cell::Text(names(spread.highest)),
        Cell::Number(spread.count.to_string()),
    ]
}

fn group_row(state: State, id: GroupId) -> AnyView {
    let name = {
        let id = id.clone();
        words(move || {
            state.assessment.with(|assessment| {
                let group = assessment.groups.get(&id);
                group.map(|group| group.name.clone()).unwrap_or_default()
            })
        })
    };
    let members = {
        let id = id.clone();
        words(move || {
            state.assessment.with(|assessment| {
                let teams = assessment.living_teams();
                let members = teams.iter().filter(|(_, team)| team.groups.contains(&id));
                state.host.teams(members.count())
            })
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
        words(move || format!("Delete group {}", name.get())),
        flag(|| false),
        delete,
    );
    view! {
        <li class="team-row">
            <div class="team-name">
                <label for=field class="visually-hidden">
                    {words(move || format!("Name of group {}", name.get()))}
                </label>
                {rename}
                <p class="muted small">{members}</p>
            </div>
            <div class="team-actions">{editing(state, remove)}</div>
        </li>
    }
    .into_any()
}

fn add_team(state: State) -> AnyView {
    let input: NodeRef<html::Input> = NodeRef::new();
    let add = on(move |event: leptos::ev::SubmitEvent| {
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
                <label for="new-team">{words(move || state.host.say("New team"))}</label>
                <input id="new-team" node_ref=input type="text" maxlength="200" autocomplete="off" />
            </div>
            <button type="submit" class="button primary">
                {icon(Shape::Add)}
                {words(move || state.host.say("Add team"))}
            </button>
        </form>
    }
    .into_any();
    editing(state, form)
}
