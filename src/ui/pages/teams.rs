//! Teams: add, rename, reorder, delete; where each stands.

use leptos::html;
use leptos::prelude::*;

use crate::assessment::{Command, TeamId};
use crate::browser;
use crate::scoring;
use crate::ui::components::{Icon, Shape};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{act, flag, on, words};

/// The page of all teams.
#[component]
pub fn Teams() -> impl IntoView {
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
    let title = Memo::new(move |_| state.assessment.with(|assessment| assessment.title.clone()));
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
            <section class="card" aria-labelledby="assessment-title">
                <h2 id="assessment-title">"Assessment"</h2>
                <div class="field">
                    <label for="title">"Title"</label>
                    <input
                        id="title"
                        type="text"
                        maxlength="200"
                        prop:value=title
                        on:change=on(move |event| {
                            let taken = state
                                .dispatch(Command::Retitle { title: event_target_value(&event) });
                            if !taken {
                                event_target::<web_sys::HtmlInputElement>(&event)
                                    .set_value(&title.get_untracked());
                            }
                        })
                    />
                </div>
            </section>
            <section class="card" aria-labelledby="teams-title">
                <h2 id="teams-title">{words(move || text::plural(ids.with(Vec::len), "team", "teams"))}</h2>
                <ul class="team-list">
                    <For each=move || ids.get() key=|id| id.clone() let:id>
                        <TeamRow id=id />
                    </For>
                </ul>
                <AddTeam />
            </section>
        </div>
    }
}

#[component]
fn TeamRow(id: TeamId) -> impl IntoView {
    let state = State::get();
    let name = {
        let id = id.clone();
        Memo::new(move |_| {
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
        Memo::new(move |_| {
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
        Memo::new(move |_| state.team.with(|team| *team == id))
    };
    let field = format!("name-{id}");
    let rename = {
        let id = id.clone();
        move |event: leptos::ev::Event| {
            let taken = state.dispatch(Command::RenameTeam {
                team: id.clone(),
                name: event_target_value(&event),
            });
            if !taken {
                event_target::<web_sys::HtmlInputElement>(&event).set_value(&name.get_untracked());
            }
        }
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
    let (up, down) = (step(-1), step(1));
    let delete_id = id.clone();
    let show_id = id.clone();
    view! {
        <li class="team-row" class:shown=is_shown>
            <div class="team-name">
                <label for=field.clone() class="visually-hidden">
                    {words(move || format!("Name of {}", name.get()))}
                </label>
                <input id=field type="text" maxlength="200" prop:value=name on:change=on(rename) />
                <p class="muted small">{summary}</p>
            </div>
            <div class="team-actions">
                <button
                    type="button"
                    class="button"
                    aria-pressed=flag(move || is_shown.get())
                    aria-label=words(move || format!("Show {}", name.get()))
                    on:click=act(move || state.team.set(show_id.clone()))
                >
                    {words(move || if is_shown.get() { "Shown" } else { "Show" })}
                </button>
                <button
                    type="button"
                    class="icon-button"
                    aria-label=words(move || format!("Move {} up", name.get()))
                    on:click=act(up)
                >
                    <Icon shape=Shape::Up />
                </button>
                <button
                    type="button"
                    class="icon-button"
                    aria-label=words(move || format!("Move {} down", name.get()))
                    on:click=act(down)
                >
                    <Icon shape=Shape::Down />
                </button>
                <button
                    type="button"
                    class="icon-button danger"
                    aria-label=words(move || format!("Delete {}", name.get()))
                    on:click=act(move || {
                        state.dispatch(Command::DeleteTeam { team: delete_id.clone() });
                        browser::focus_heading();
                    })
                >
                    <Icon shape=Shape::Delete />
                </button>
            </div>
        </li>
    }
}

#[component]
fn AddTeam() -> impl IntoView {
    let state = State::get();
    let input: NodeRef<html::Input> = NodeRef::new();
    let add = move |event: leptos::ev::SubmitEvent| {
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
    };
    view! {
        <form class="add-team" on:submit=on(add)>
            <div class="field">
                <label for="new-team">"New team"</label>
                <input id="new-team" node_ref=input type="text" maxlength="200" autocomplete="off" />
            </div>
            <button type="submit" class="button primary">
                <Icon shape=Shape::Add />
                "Add team"
            </button>
        </form>
    }
}
