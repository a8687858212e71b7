//! The form that draws a sample.

use leptos::prelude::*;

use crate::assessment::{AuditEdit, AuditId, Edit, Wanted, Weight, count_ready_claims, draw};
use crate::browser;
use crate::map::SortedSet;
use crate::ui::components::{Pick, editing, select, team_checks};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{event_handler, live_text};

/// How many claims are proposed, and the most that the page takes.
const SIZE: usize = 30;
const LARGEST: usize = 200;

/// The form; open where there is no audit yet.
pub fn form(state: State, wanted: RwSignal<Option<AuditId>>) -> AnyView {
    let is_open = state
        .assessment
        .with_untracked(|assessment| assessment.audits().is_empty());
    let is_open = RwSignal::new(is_open);
    let teams = RwSignal::new(state.assessment.with_untracked(|assessment| {
        let living = assessment.living_teams().into_iter();
        living.map(|(id, _)| id.clone()).collect::<SortedSet<_>>()
    }));
    let name = RwSignal::new(free_name(state));
    let seed = RwSignal::new(fresh_seed());
    let size = RwSignal::new(SIZE);
    let by_level = RwSignal::new(true);
    let count = live_text(move || {
        let model = state.model();
        let claims = state
            .assessment
            .with(|assessment| teams.with(|teams| count_ready_claims(&model, assessment, teams)));
        format!(
            "{} to draw from. The same seed draws the same sample from the same answers, so anybody can check that nothing was picked by hand.",
            text::plural(claims, "answer that says ready", "answers that say ready"),
        )
    });
    let submit = event_handler(move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let model = state.model();
        let wish = Wanted {
            teams: teams.get_untracked(),
            size: size.get_untracked(),
            seed: seed.get_untracked(),
            weight: match by_level.get_untracked() {
                true => Weight::Level,
                false => Weight::Even,
            },
        };
        let sampled = state
            .assessment
            .with_untracked(|assessment| draw(&model, assessment, &wish));
        let id = AuditId::new(&browser::random_id());
        let start = AuditEdit::Start {
            id: id.clone(),
            name: name.get_untracked(),
            sampled: Box::new(sampled),
        };
        if state.dispatch(Edit::Audit(start).into()) {
            wanted.set(Some(id));
            name.set(free_name(state));
            seed.set(fresh_seed());
            is_open.set(false);
            request_animation_frame(|| browser::focus_id("audit-claims"));
        }
    });
    let toggled = event_handler(move |event: leptos::ev::Event| {
        is_open.set(event_target::<web_sys::HtmlDetailsElement>(&event).open());
    });
    let resized = event_handler(move |event: leptos::ev::Event| {
        if let Ok(typed) = event_target_value(&event).parse::<usize>() {
            size.set(typed.clamp(1, LARGEST));
        }
    });
    let weights = || {
        [("level", "By level"), ("even", "All alike")]
            .map(|(value, name)| Pick(value.to_owned(), name.to_owned()))
            .to_vec()
    };
    let weight = live_text(move || if by_level.get() { "level" } else { "even" });
    let fields = view! {
        <form class="stack" aria-label="Sample" on:submit=submit>
            <div class="field-row">
                {text_field("audit-name", "Name", name)}
                <div class="field">
                    <label for="audit-size">"Claims"</label>
                    <input id="audit-size" type="number" min="1" max=LARGEST.to_string() prop:value=live_text(move || size.get().to_string()) on:change=resized />
                </div>
                <div class="field">
                    <label for="audit-weight">"How likely"</label>
                    {select(Some("audit-weight"), None, weights, weight, move |value| by_level.set(value == "level"))}
                </div>
                {text_field("audit-seed", "Seed", seed)}
            </div>
            {team_checks(state, teams, "Claims of")}
            <p class="hint">{count}</p>
            <div class="row">
                <button type="submit" class="button primary">"Draw the sample"</button>
            </div>
        </form>
    }
    .into_any();
    view! {
        <details class="card" translate="no" prop:open=is_open on:toggle=toggled>
            <summary>"Draw a sample"</summary>
            {editing(state, fields)}
        </details>
    }
    .into_any()
}

fn text_field(id: &'static str, label: &'static str, value: RwSignal<String>) -> AnyView {
    let typed =
        event_handler(move |event: leptos::ev::Event| value.set(event_target_value(&event)));
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input id=id type="text" maxlength="200" autocomplete="off" prop:value=value on:input=typed />
        </div>
    }
    .into_any()
}

/// "Audit 2026-11-27", or with a number where there is one.
fn free_name(state: State) -> String {
    let day = browser::context().today;
    let taken: Vec<String> = state.assessment.with_untracked(|assessment| {
        let audits = assessment.audits().into_iter();
        audits.map(|audit| audit.name).collect()
    });
    let name = |number: usize| match number {
        1 => format!("Audit {day}"),
        number => format!("Audit {day}, {number}"),
    };
    let mut names = (1..).map(name);
    let free = names.find(|name| !taken.contains(name));
    free.unwrap_or_default()
}

fn fresh_seed() -> String {
    browser::random_id().chars().take(8).collect()
}
