//! Teams: add, rename, reorder, delete; where each stands.

use leptos::prelude::*;

use crate::assessment::{Command, TeamId};
use crate::ui::components::{card, editing};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{below, event_handler, live_text};

mod groups;
mod list;
mod row;
mod ties;
mod together;

use groups::groups;
use list::list;
use together::together;

/// The teams that are not deleted, in their order.
type Ids = Memo<Vec<TeamId>>;

/// The page of all teams.
pub fn teams() -> AnyView {
    let state = State::get();
    let ids: Ids = Memo::new(move |_| {
        state.assessment.with(|assessment| {
            assessment
                .living_teams()
                .into_iter()
                .map(|(id, _)| id.clone())
                .collect::<Vec<_>>()
        })
    });
    let count = live_text(move || state.host.teams(ids.with(Vec::len)));
    view! {
        <div class="page" translate="no">
            <div class="page-head" translate="no">
                <div>
                    <h1 tabindex="-1">{live_text(move || state.host.word("teams", text::TEAMS))}</h1>
                    <p class="muted">
                        {live_text(move || {
                            state.host.say("Each team answers for what it is responsible for. Deleting can be undone.")
                        })}
                    </p>
                </div>
            </div>
            {card("assessment-title", "Assessment".to_owned(), "", title_field(state))}
            {card("teams-title", count, "", list(state, ids))}
            {groups(state)}
            {below(move || together(state))}
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
    let write = event_handler(move |event: leptos::ev::Event| {
        if !state.dispatch(command(event_target_value(&event))) {
            event_target::<web_sys::HtmlInputElement>(&event).set_value(&text.get_untracked());
        }
    });
    let field =
        view! { <input id=id type="text" maxlength="200" prop:value=text on:change=write /> };
    editing(state, field.into_any())
}

fn title_field(state: State) -> AnyView {
    let title = live_text(move || state.assessment.with(|assessment| assessment.title.clone()));
    view! {
        <div class="field">
            <label for="title">"Title"</label>
            {name_field("title".to_owned(), title, |title| Command::Retitle { title })}
        </div>
    }
    .into_any()
}
