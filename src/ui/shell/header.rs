//! The header: product, team, status, undo, redo, import, export.

use leptos::prelude::*;

use crate::assessment::{Step, TeamId};
use crate::browser;
use crate::ui::components::{Pick, Shape, choose_files, icon, icon_button, select};
use crate::ui::state::{State, Status};
use crate::ui::text;
use crate::ui::view::{handler, live, live_flag, live_text};

/// The header of every page.
pub fn header(state: State) -> AnyView {
    view! {
        <header class="header" translate="no">
            {brand(state)}
            {live(move || (!state.host.is_locked("team")).then(|| team_choice(state)))}
            {status_line(state)}
            <div class="header-actions">
                {icon_button("icon-button", Shape::Search, text::SEARCH.to_owned(), live_flag(|| false), move || state.search())}
                {step_button(state, Step::Undo)}
                {step_button(state, Step::Redo)}
                {live(move || (!state.host.is_read_only()).then(|| import_button(state)))}
                {wide_button(Shape::Export, text::EXPORT, move || state.export())}
            </div>
            {problem_banner(state)}
        </header>
    }
    .into_any()
}

/// What the page is called here.
fn brand(state: State) -> AnyView {
    let host = state.host;
    let name = live_text(move || host.title());
    let logo = live_text(move || {
        let logo = host.config.with(|config| config.logo.clone());
        logo.unwrap_or_else(browser::icon)
    });
    view! {
        <a class="brand" href="#/" aria-label=name>
            <img src=logo alt="" width="24" height="24" />
            <span>{name}</span>
        </a>
    }
    .into_any()
}

/// Which team is shown.
fn team_choice(state: State) -> AnyView {
    let teams = move || {
        state.assessment.with(|assessment| {
            assessment
                .living_teams()
                .into_iter()
                .map(|(id, team)| Pick(id.to_string(), team.name.clone()))
                .collect()
        })
    };
    let current = live_text(move || state.team.with(|team| team.to_string()));
    let choose = move |id: String| state.team.set(TeamId::new(&id));
    view! {
        <div class="team-choice">
            <label for="team" class="visually-hidden">
                {live_text(move || state.host.word("team", text::TEAM))}
            </label>
            {select(Some("team"), None, teams, current, choose)}
        </div>
    }
    .into_any()
}

/// Says "Saved" once what is shown is stored, or what went wrong.
pub fn status_line(state: State) -> AnyView {
    let class = live_text(move || match state.status.get() {
        Status::Quiet => "status",
        Status::Saved => "status saved",
        Status::Note(_) => "status note",
        Status::Problem(_) => "status problem",
    });
    let said = live_text(move || match state.status.get() {
        Status::Quiet => String::new(),
        Status::Saved => text::SAVED.to_owned(),
        Status::Note(note) => note,
        Status::Problem(problem) => problem,
    });
    view! {
        <div class=class role="status">
            {said}
        </div>
    }
    .into_any()
}

/// A problem in full, until it is closed or gone.
pub fn problem_banner(state: State) -> AnyView {
    live(move || match state.status.get() {
        Status::Problem(problem) => {
            let close = icon_button(
                "icon-button",
                Shape::Close,
                "Close message".to_owned(),
                live_flag(|| false),
                move || state.dismiss(),
            );
            Some(
                view! {
                    <div class="banner problem">
                        <p>{problem}</p>
                        {close}
                    </div>
                }
                .into_any(),
            )
        }
        _ => None,
    })
}

fn step_button(state: State, step: Step) -> AnyView {
    let (name, shape) = match step {
        Step::Undo => (text::UNDO, Shape::Undo),
        Step::Redo => (text::REDO, Shape::Redo),
    };
    let idle = live_flag(move || {
        state.host.is_read_only() || state.history.with(|history| history.label(step).is_none())
    });
    icon_button("icon-button", shape, name.to_owned(), idle, move || {
        state.step(step)
    })
}

/// A button whose text is left out where there is little room.
fn wide_button(shape: Shape, name: &'static str, press: impl Fn() + 'static) -> AnyView {
    view! {
        <button type="button" class="button" aria-label=name on:click=handler(press)>
            {icon(shape)}
            <span class="wide">{name}</span>
        </button>
    }
    .into_any()
}

fn import_button(state: State) -> AnyView {
    choose_files(state, false, "Assessment file", text::IMPORT, "wide")
}
