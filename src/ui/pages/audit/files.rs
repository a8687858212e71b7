//! Files for tools that govern, and for calendars.

use leptos::prelude::*;

use crate::assessment::TeamId;
use crate::browser;
use crate::governance::{self, Source};
use crate::ui::components::{Pick, Shape, button, card, select};
use crate::ui::state::State;
use crate::ui::view::live_text;

/// Whose controls go into the files.
const STANDARD: &str = "iso27001-2022";

/// Buttons that make the files, of all or of one.
pub fn files(state: State) -> AnyView {
    let whose = RwSignal::new(String::new());
    let picks = move || {
        let mut picks = vec![Pick(String::new(), state.host.say("All teams"))];
        state.assessment.with(|assessment| {
            for (id, team) in assessment.living_teams() {
                picks.push(Pick(id.to_string(), team.name.clone()));
            }
        });
        picks
    };
    let save =
        move |ending: &str, media_type: &str, write: &dyn Fn(&Source<'_>, &[TeamId]) -> String| {
            let model = state.model();
            let (title, text) = state.assessment.with_untracked(|assessment| {
                let wanted = whose.get_untracked();
                let living = assessment.living_teams().into_iter();
                let teams: Vec<TeamId> = living
                    .filter(|(id, _)| wanted.is_empty() || id.as_str() == wanted)
                    .map(|(id, _)| id.clone())
                    .collect();
                let source = Source {
                    model: &model,
                    assessment,
                    today: browser::context().today,
                };
                (
                    crate::model::slug(&assessment.title),
                    write(&source, &teams),
                )
            });
            let name = match title.as_str() {
                "" => format!("assessment{ending}"),
                title => format!("{title}{ending}"),
            };
            let done = browser::download(&name, media_type, &text);
            state.say(done.map(|()| format!("Exported as {name}")));
        };
    let calendar = move || save(".ics", "text/calendar", &governance::calendar);
    let oscal = move || {
        save("-oscal.json", "application/json", &|source, teams| {
            governance::oscal(source, teams, STANDARD)
        });
    };
    let attestations = move || {
        save(".cdx.json", "application/json", &|source, teams| {
            governance::attestations(source, teams, STANDARD)
        });
    };
    let body = view! {
        <div class="field-pair">
            <label for="audit-whose">"Of"</label>
            {select(Some("audit-whose"), None, picks, live_text(move || whose.get()), move |value| whose.set(value))}
        </div>
        <div class="row">
            {button("button", Some(Shape::Export), "Export calendar".to_owned(), calendar)}
            {button("button", Some(Shape::Export), "Export OSCAL".to_owned(), oscal)}
            {button("button", Some(Shape::Export), "Export attestations".to_owned(), attestations)}
        </div>
        <p class="hint">"The calendar has due dates, reviews, targets and ends of exceptions as events, and what is to be done as tasks beside them. OSCAL assessment results and CycloneDX attestations name the activities and the controls of ISO 27001:2022 that they refer to. A mapping is no proof of compliance."</p>
    }
    .into_any();
    card(
        "audit-files",
        "For calendars and governance tools".to_owned(),
        "",
        body,
    )
}
