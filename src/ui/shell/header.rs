//! The header: product, team, status, undo, redo, import, export.

use leptos::html;
use leptos::prelude::*;

use crate::assessment::{Step, TeamId};
use crate::ui::components::{Icon, Shape};
use crate::ui::shell::import::Importing;
use crate::ui::state::{State, Status};
use crate::ui::text;
use crate::ui::view::{act, flag, on, part, words, yes};

/// The header of every page.
#[component]
pub fn Header() -> impl IntoView {
    view! {
        <header class="header">
            <a class="brand" href="#/">
                <img src="./icons/radar.svg" alt="" width="24" height="24" />
                <span>{text::APP}</span>
            </a>
            <TeamChoice />
            <StatusLine />
            <div class="header-actions">
                <StepButton step=Step::Undo />
                <StepButton step=Step::Redo />
                <ImportButton />
                <ExportButton />
            </div>
        </header>
        <ProblemBanner />
    }
}

/// Which team is shown; only where there is a choice.
#[component]
fn TeamChoice() -> impl IntoView {
    let state = State::get();
    let teams = Memo::new(move |_| {
        state.assessment.with(|assessment| {
            assessment
                .living_teams()
                .into_iter()
                .map(|(id, team)| (id.clone(), team.name.clone()))
                .collect::<Vec<_>>()
        })
    });
    view! {
        <div class="team-choice">
            <label for="team" class="visually-hidden">{text::TEAM}</label>
            <select
                id="team"
                on:change=on(move |event| state.team.set(TeamId::new(&event_target_value(&event))))
            >
                {part(move || {
                    teams
                        .get()
                        .into_iter()
                        .map(|(id, name)| {
                            let value = id.to_string();
                            view! {
                                <option
                                    value=value
                                    prop:selected=yes(move || state.team.with(|team| *team == id))
                                >
                                    {name}
                                </option>
                            }
                        })
                        .collect_view()
                })}
            </select>
        </div>
    }
}

/// Says "Saved" once what is shown is stored, or what went wrong.
#[component]
fn StatusLine() -> impl IntoView {
    let state = State::get();
    let class = words(move || match state.status.get() {
        Status::Quiet => "status",
        Status::Saved => "status saved",
        Status::Note(_) => "status note",
        Status::Problem(_) => "status problem",
    });
    let said = words(move || match state.status.get() {
        Status::Quiet => String::new(),
        Status::Saved => text::SAVED.to_owned(),
        Status::Note(note) => note,
        Status::Problem(problem) => problem,
    });
    view! { <div class=class role="status">{said}</div> }
}

/// A problem in full, until it is closed or gone.
#[component]
fn ProblemBanner() -> impl IntoView {
    let state = State::get();
    let problem = Memo::new(move |_| match state.status.get() {
        Status::Problem(problem) => Some(problem),
        _ => None,
    });
    part(move || {
        problem.get().map(|problem| {
            view! {
                <div class="banner problem">
                    <p>{problem}</p>
                    <button
                        type="button"
                        class="icon-button"
                        aria-label="Close message"
                        on:click=act(move || state.status.set(Status::Quiet))
                    >
                        <Icon shape=Shape::Close />
                    </button>
                </div>
            }
        })
    })
}

#[component]
fn StepButton(step: Step) -> impl IntoView {
    let state = State::get();
    let (name, shape) = match step {
        Step::Undo => (text::UNDO, Shape::Undo),
        Step::Redo => (text::REDO, Shape::Redo),
    };
    let label = Memo::new(move |_| {
        state
            .history
            .with(|history| history.label(step).map(str::to_owned))
    });
    view! {
        <button
            type="button"
            class="icon-button"
            aria-label=name
            title=words(move || match label.get() {
                Some(label) => format!("{name}: {label}"),
                None => name.to_owned(),
            })
            // Not `disabled`: the focus would be lost with the last step.
            aria-disabled=flag(move || label.with(Option::is_none))
            on:click=act(move || state.step(step))
        >
            <Icon shape=shape />
        </button>
    }
}

#[component]
fn ImportButton() -> impl IntoView {
    let importing = Importing::get();
    let input: NodeRef<html::Input> = NodeRef::new();
    view! {
        <input
            node_ref=input
            type="file"
            class="visually-hidden"
            accept=".json,application/json"
            aria-label="Assessment file"
            tabindex="-1"
            on:change=act(move || {
                if let Some(input) = input.get() {
                    if let Some(file) = input.files().and_then(|files| files.get(0)) {
                        importing.read(file);
                    }
                    // The same file can be chosen again.
                    input.set_value("");
                }
            })
        />
        <button
            type="button"
            class="button"
            aria-label=text::IMPORT
            on:click=act(move || {
                if let Some(input) = input.get() {
                    input.click();
                }
            })
        >
            <Icon shape=Shape::Import />
            <span class="wide">{text::IMPORT}</span>
        </button>
    }
}

#[component]
fn ExportButton() -> impl IntoView {
    let state = State::get();
    view! {
        <button
            type="button"
            class="button"
            aria-label=text::EXPORT
            on:click=act(move || state.export())
        >
            <Icon shape=Shape::Export />
            <span class="wide">{text::EXPORT}</span>
        </button>
    }
}
