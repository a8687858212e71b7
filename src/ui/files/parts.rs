//! A part of the assessment as a file: one team, one cycle, without notes, without names.

use leptos::prelude::*;

use crate::assessment::{CycleId, TeamId};
use crate::browser;
use crate::exchange::excerpt::{Excerpt, Wish, excerpt};
use crate::exchange::{assessment_file, export};
use crate::ui::components::{Pick, Shape, button, card, select};
use crate::ui::state::{State, Status};
use crate::ui::text;
use crate::ui::view::{event_handler, live, live_bool};

/// The card that chooses a part and exports it.
pub fn card_of_parts(state: State) -> AnyView {
    let whom = RwSignal::new(String::new());
    let when = RwSignal::new(String::new());
    let without_notes = RwSignal::new(false);
    let anonymous = RwSignal::new(false);
    let left: RwSignal<Vec<String>> = RwSignal::new(Vec::new());
    let teams = move || {
        let all = format!("All {}", state.host.word("teams", "teams"));
        let mut picks = vec![Pick(String::new(), all)];
        state.assessment.with(|mine| {
            let living = mine.living_teams().into_iter();
            picks.extend(living.map(|(id, team)| Pick(id.to_string(), team.name.clone())));
        });
        picks
    };
    let cycles = move || {
        let mut picks = vec![Pick(String::new(), "Today".to_owned())];
        state.assessment.with(|mine| {
            let closed = mine.cycles.iter();
            let closed = closed.filter(|(_, cycle)| !cycle.deleted && cycle.closed.is_some());
            picks.extend(closed.map(|(id, cycle)| Pick(id.to_string(), cycle.name.clone())));
        });
        picks
    };
    let export = move || {
        let given = |text: String| (!text.is_empty()).then_some(text);
        let wish = Wish {
            team: given(whom.get_untracked()).map(|id| TeamId::new(&id)),
            cycle: given(when.get_untracked()).map(|id| CycleId::new(&id)),
            without_notes: without_notes.get_untracked(),
            anonymous: anonymous.get_untracked(),
        };
        let made = state
            .assessment
            .with_untracked(|mine| excerpt(mine, &wish, &browser::random_id()));
        let done = made
            .ok_or_else(|| "This cycle no longer exists. Choose another one.".to_owned())
            .and_then(|made| write(state, &made).map(|file| (file, made.left)));
        state.status.set(match done {
            Ok((file, said)) => {
                left.set(said);
                Status::Note(format!("Exported as {file}"))
            }
            Err(problem) => Status::Problem(problem),
        });
    };
    let not_in_it = live(move || {
        let left = left.get();
        (!left.is_empty()).then(|| {
            let items: Vec<AnyView> = left
                .into_iter()
                .map(|said| view! { <li>{said}</li> }.into_any())
                .collect();
            view! {
                <p>"Left out of the file:"</p>
                <ul class="small">{items}</ul>
            }
            .into_any()
        })
    });
    let body = view! {
        <div class="share-fields">
            <div class="field">
                <label for="part-whom">"Whose answers"</label>
                {select(Some("part-whom"), None, teams, whom.into(), move |value| whom.set(value))}
            </div>
            <div class="field">
                <label for="part-when">"As of"</label>
                {select(Some("part-when"), None, cycles, when.into(), move |value| when.set(value))}
            </div>
        </div>
        <div class="share-checks">
            {check("Without notes", without_notes)}
            {check("Anonymous", anonymous)}
        </div>
        <div class="row">
            {button("button", Some(Shape::Export), "Export part".to_owned(), export)}
        </div>
        <div role="status">{not_in_it}</div>
    }
    .into_any();
    card(
        "part",
        "A part as a file".to_owned(),
        "The same kind of file as Export writes, with less in it. Imported again, it takes nothing away.",
        body,
    )
}

fn check(name: &'static str, value: RwSignal<bool>) -> AnyView {
    let toggle =
        event_handler(move |event: leptos::ev::Event| value.set(event_target_checked(&event)));
    view! {
        <label class="check">
            <input type="checkbox" prop:checked=live_bool(move || value.get()) on:change=toggle />
            {name}
        </label>
    }
    .into_any()
}

/// Writes the file once it was read back. Gives its name.
fn write(state: State, made: &Excerpt) -> Result<String, String> {
    let part = &made.assessment;
    let text = export::write(part, &state.known_ids());
    let reads_back = assessment_file::read(&text)
        .is_ok_and(|read| export::write(&read, &state.known_ids()) == text);
    if !reads_back {
        return Err(text::NOT_READ_BACK.to_owned());
    }
    let slug = match crate::model::slug(&part.title) {
        text if text.is_empty() => "assessment".to_owned(),
        text => text,
    };
    let file = format!("{slug}-part.dsomm.json");
    browser::download(&file, "application/json", &text)?;
    Ok(file)
}
