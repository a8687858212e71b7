//! Teams: add, rename, reorder, delete; where each stands.

use leptos::html;
use leptos::prelude::*;
use std::sync::Arc;

use crate::assessment::{Command, TeamId};
use crate::browser;
use crate::map::Map;
use crate::scoring::{self, Scores};
use crate::ui::components::{Shape, card, editing, icon};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{on, part, words};

mod groups;
mod row;
mod ties;
mod together;

use groups::groups;
use row::team_row;
use together::together;

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
