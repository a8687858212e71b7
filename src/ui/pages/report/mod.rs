//! Report: what is answered as a document, to read, to print, or to take along as a file.

mod document;
mod options;

use std::sync::Arc;

use leptos::prelude::*;

use crate::browser;
use crate::charts::Ink;
use crate::model::file;
use crate::model::standards::{Listed, read_json};
use crate::report::{Document, Options, Part, Source, Whom, build, html, markdown};
use crate::ui::components::{Shape, button, card};
use crate::ui::state::{State, Status};
use crate::ui::text;
use crate::ui::view::live;

/// Where the standards lie, relative to the page.
const STANDARDS: &str = "model/standards.json";

/// The page of the report.
pub fn report() -> AnyView {
    let state = State::get();
    let options = RwSignal::new(begin_with(state));
    let is_whole = RwSignal::new(false);
    let before = window_event_listener_untyped("beforeprint", move |_| is_whole.set(true));
    on_cleanup(move || before.remove());
    let print = move || {
        is_whole.set(true);
        leptos::task::spawn_local(async {
            leptos::task::tick().await;
            browser::print();
        });
    };
    let standards = standards(state, options);
    let html = move || {
        let document = untrack(|| made(state, &options.get_untracked(), standards, Ink::File));
        let name = html::file_name(&document.title, "html");
        save(state, &name, "text/html", &html::write(&document));
    };
    let markdown = move || {
        let document = untrack(|| made(state, &options.get_untracked(), standards, Ink::File));
        let name = markdown::file_name(&document.title, "md");
        save(state, &name, "text/markdown", &markdown::write(&document));
    };
    let wanted = view! {
        {options::options(state, options)}
        <div class="row">
            {button("button primary", None, "Print".to_owned(), print)}
            {button("button", Some(Shape::Export), "Export as HTML".to_owned(), html)}
            {button("button", Some(Shape::Export), "Export as Markdown".to_owned(), markdown)}
        </div>
    }
    .into_any();
    let document = live(move || {
        is_whole.set(false);
        let made = options.with(|options| made(state, options, standards, Ink::Page));
        document::document(&made, is_whole)
    });
    view! {
        <div class="page" translate="no">
            <div class="page-head no-print" translate="no">
                <div>
                    <h1 tabindex="-1">{text::REPORT}</h1>
                    <p class="muted">"From one page for management to everything. The files open anywhere, without this page."</p>
                </div>
            </div>
            <div class="no-print">{card("wanted", "What is in it".to_owned(), "", wanted)}</div>
            {document}
        </div>
    }
    .into_any()
}

/// A document of hundreds of teams is long, and nobody reads it: with so many it begins with the team
/// that is shown.
const MANY_TEAMS: usize = 12;

/// What is wanted at first.
fn begin_with(state: State) -> Options {
    let are_many = state
        .assessment
        .with_untracked(|assessment| assessment.living_teams().len() > MANY_TEAMS);
    let whom = match are_many {
        true => Whom::Team(state.team.get_untracked()),
        false => Whom::All,
    };
    Options {
        whom,
        ..Options::standard()
    }
}

/// The standards; none until they are there.
type Standards = RwSignal<Arc<Vec<Listed>>>;

/// Fetches the standards once the part is wanted that needs them.
fn standards(state: State, options: RwSignal<Options>) -> Standards {
    let standards: Standards = RwSignal::new(Arc::new(Vec::new()));
    let is_wanted =
        Memo::new(move |_| options.with(|options| options.parts.contains(&Part::Statement)));
    Effect::new(move |_| {
        if !is_wanted.get() || standards.with_untracked(|known| !known.is_empty()) {
            return;
        }
        leptos::task::spawn_local(async move {
            let read = browser::fetch_text(STANDARDS).await.and_then(|text| {
                let source = file::Source {
                    name: STANDARDS,
                    text: &text,
                };
                read_json(source).map_err(|problem| problem.to_string())
            });
            match read {
                // The page may be gone by now.
                Ok(read) => drop(standards.try_set(Arc::new(read))),
                Err(problem) => state.say(Err(problem)),
            }
        });
    });
    standards
}

/// The report as it is wanted.
fn made(state: State, options: &Options, standards: Standards, ink: Ink) -> Document {
    let model = state.model();
    let say = |sentence: &str| state.host.say(sentence);
    let standards = standards.get();
    state.assessment.with(|assessment| {
        let source = Source {
            model: &model,
            assessment,
            standards: &standards,
            today: browser::context().today,
            ink,
            say: &say,
        };
        build(&source, options)
    })
}

fn save(state: State, name: &str, media_type: &str, text: &str) {
    let saved = browser::download(name, media_type, text);
    state.status.set(match saved {
        Ok(()) => Status::Note(format!("Exported as {name}")),
        Err(problem) => Status::Problem(problem),
    });
}
