//! Teams: add, rename, reorder, delete; where each stands.

use leptos::html;
use leptos::prelude::*;

use crate::assessment::{Command, TeamId};
use crate::browser;
use crate::scoring;
use crate::ui::components::{Shape, button, card, icon, icon_button};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{flag, on, part, words};

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
    let rows = part(move || {
        ids.get()
            .into_iter()
            .map(|id| team_row(state, id))
            .collect_view()
    });
    let list = view! {
        <ul class="team-list">{rows}</ul>
        {add_team(state)}
    }
    .into_any();
    let count = words(move || text::plural(ids.with(Vec::len), "team", "teams"));
    view! {
        <div class="page">
            <div class="page-head">
                <div>
                    <h1 tabindex="-1">{text::TEAMS}</h1>
                    <p class="muted">
                        "Everybody who answers for something of their own. Deleting can be undone."
                    </p>
                </div>
            </div>
            {card("assessment-title", "Assessment".to_owned(), "", title_field(state))}
            {card("teams-title", count, "", list)}
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
    view! { <input id=id type="text" maxlength="200" prop:value=text on:change=write /> }.into_any()
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

fn team_row(state: State, id: TeamId) -> AnyView {
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
            let model = state.model();
            let score = state
                .assessment
                .with(|assessment| scoring::score(&model, assessment, &id).overall);
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
                {icon_button("icon-button", Shape::Up, named("Move", " up"), place(false), step(-1))}
                {icon_button("icon-button", Shape::Down, named("Move", " down"), place(true), step(1))}
                {icon_button("icon-button danger", Shape::Delete, named("Delete", ""), is_only, delete)}
            </div>
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
    view! {
        <form class="add-team" on:submit=add>
            <div class="field">
                <label for="new-team">"New team"</label>
                <input id="new-team" node_ref=input type="text" maxlength="200" autocomplete="off" />
            </div>
            <button type="submit" class="button primary">
                {icon(Shape::Add)}
                "Add team"
            </button>
        </form>
    }
    .into_any()
}
