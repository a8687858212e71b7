//! A team of the list: its name, its place, and how it stands.

use leptos::prelude::*;

use crate::assessment::{Command, TeamId};
use crate::browser;
use crate::scoring;
use crate::ui::components::{Shape, button, editing, icon_button};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{live, live_flag, live_text};

use super::ties::ties;
use super::{Ids, name_field};

pub(super) fn team_row(state: State, id: TeamId, ids: Ids) -> AnyView {
    let name = {
        let id = id.clone();
        live_text(move || {
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
        live_text(move || {
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
    let trend = trend(state, id.clone());
    let is_shown = {
        let id = id.clone();
        Signal::derive(move || state.team.with(|team| *team == id))
    };
    let named = move |verb: &'static str, rest: &'static str| {
        live_text(move || format!("{verb} {}{rest}", name.get()))
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
            live_flag(move || {
                ids.with(|ids| {
                    let end = if last { ids.last() } else { ids.first() };
                    end == Some(&id)
                })
            })
        }
    };
    let is_only = live_flag(move || ids.with(Vec::len) < 2);
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
        live_text(move || if is_shown.get() { "Shown" } else { "Show" }),
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
    let class = live_text(move || {
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
                <p class="muted small">{summary} {trend}</p>
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

/// How it went from cycle to cycle, once the part of the program is there that draws it.
fn trend(state: State, id: TeamId) -> AnyView {
    let has_past = Memo::new(move |_| state.assessment.with(|it| !it.snapshots().is_empty()));
    live(move || {
        if !has_past.get() {
            return None;
        }
        let pictures = state.chunks.pictures;
        pictures.want();
        pictures.get().map(|has| (has.spark)(state, id.clone()))
    })
}
