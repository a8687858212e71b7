//! What surrounds every page: header, navigation, status line, import.

mod header;
mod import;
mod nav;
mod notices;
mod proofs;

use leptos::prelude::*;

use crate::assessment::{SAMPLE, Step};
use crate::browser;
use crate::route::Route;
use crate::ui::components::{button, later};
use crate::ui::pages;
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{handler, live, live_text, remade};

use header::header;
use import::import_dialog;
use nav::nav;
pub use notices::notices;
pub use proofs::proofs_dialog;

/// The whole page.
pub fn app(state: State) -> AnyView {
    keys(state);
    let is_dragging = RwSignal::new(false);
    drop_files(state, is_dragging);
    follow_route(state);
    let drop_hint = live(move || {
        is_dragging.get().then(|| {
            view! {
                <div class="drop-hint" aria-hidden="true" translate="no">
                    "Drop a file to import it"
                </div>
            }
            .into_any()
        })
    });
    let host = state.host;
    let class = live_text(move || {
        let dragging = if is_dragging.get() { " dragging" } else { "" };
        let nav = if host.has_nav() { "" } else { " no-nav" };
        format!("app{dragging}{nav}")
    });
    view! {
        <div class=class>
            <button type="button" class="skip" on:click=handler(browser::focus_heading)>
                "Skip to content"
            </button>
            {live(move || host.has_header().then(|| header(state)))}
            {live(move || {
                state.model.track();
                host.has_nav().then(|| nav(state))
            })}
            <main id="main">{state.notices()}{sample_notice(state)}{remade(move || {
                let route = state.route.get();
                // The Model page shows a change while it is made; it must not be made anew by it.
                if route != Route::Model {
                    if state.is_model_changing.get() {
                        return ().into_any();
                    }
                    state.model.track();
                }
                page(state, &route)
            })}</main>
            {waiting_dialogs(state)}
            {drop_hint}
        </div>
    }
    .into_any()
}

/// Says that what is shown is no assessment of the user's, with the way back to it.
fn sample_notice(state: State) -> AnyView {
    let is_sample = Memo::new(move |_| state.assessment.with(|open| open.id == SAMPLE));
    live(move || {
        is_sample.get().then(|| {
            view! {
                <div class="host-notices" translate="no">
                    <div class="host-notice row">
                        <span>{text::SAMPLE_OPEN}</span>
                        {button("button", None, text::SAMPLE_CLOSE.to_owned(), move || state.show_sample(false))}
                    </div>
                </div>
            }
            .into_any()
        })
    })
}

/// Shown instead of the page when there is no model; `problem` says what is wrong.
pub fn broken(problem: &str) -> AnyView {
    view! {
        <main class="rescue" role="alert">
            <h1>"The model could not be loaded"</h1>
            <p>{problem.to_owned()}</p>
            <p class="muted">"Answers that are stored in this browser are untouched."</p>
            <p>
                <a class="button primary" href="./">
                    "Reload"
                </a>
                " "
                <a class="button" href="#/rescue">
                    "Download my data"
                </a>
            </p>
        </main>
    }
    .into_any()
}

/// The page of a route, or what is shown while the chunk is loaded that has it.
fn page(state: State, route: &Route) -> AnyView {
    if state.host.hides(route) {
        return pages::not_found(&route.href());
    }
    let name = || page_name(state, route);
    let place = route.clone();
    match route {
        Route::Overview => pages::overview(),
        Route::Unknown(path) => pages::not_found(path),
        Route::Dimension(_)
        | Route::Assess(_)
        | Route::Review
        | Route::Round
        | Route::Activity(_) => later::page_of(state, state.chunks.answers, name(), move |has| {
            (has.page)(&place)
        }),
        Route::Teams
        | Route::Why(_)
        | Route::History
        | Route::Roadmap
        | Route::Mapping
        | Route::Audit
        | Route::Report => {
            let chunk = match route {
                Route::Audit | Route::Report => state.chunks.audit,
                _ => state.chunks.beyond,
            };
            later::page_of(state, chunk, name(), move |has| (has.page)(&place))
        }
        Route::Heatmap | Route::Matrix | Route::Compare | Route::Dependencies => {
            later::page_of(state, state.chunks.pictures, name(), move |has| {
                (has.page)(&place)
            })
        }
        Route::Settings | Route::Help => {
            later::page_of(state, state.chunks.setup, name(), move |has| {
                (has.page)(&place)
            })
        }
        Route::Share(_) => later::page_of(state, state.chunks.files, name(), move |has| {
            (has.page)(&place)
        }),
        Route::Model => later::page_of(state, state.chunks.workshop, name(), |has| (has.page)()),
    }
}

/// The dialogs, once they are loaded. A file that waits for them asks for them.
fn waiting_dialogs(state: State) -> AnyView {
    let extras = state.chunks.extras;
    // Drawn when the first file comes, and there to stay.
    let is_needed = Memo::new(move |before: Option<&bool>| {
        before == Some(&true) || state.incoming.with(|files| !files.is_empty())
    });
    live(move || match (is_needed.get(), extras.get()) {
        (false, _) => ().into_any(),
        (true, Some(has)) => (has.dialogs)(),
        (true, None) => view! { <div class="offer">{later::loading(extras)}</div> }.into_any(),
    })
}

/// The dialogs that may open over every page.
pub fn dialogs() -> AnyView {
    import_dialog(State::get())
}

/// The name of a page, for the window's title.
fn page_name(state: State, route: &Route) -> String {
    let model = state.model();
    match route {
        Route::Overview => text::OVERVIEW.to_owned(),
        Route::Assess(_) | Route::Review => text::ASSESS.to_owned(),
        Route::Round => text::ROUND.to_owned(),
        Route::Teams => state.host.word("teams", text::TEAMS),
        Route::History => text::HISTORY.to_owned(),
        Route::Roadmap => text::ROADMAP.to_owned(),
        Route::Mapping => text::MAPPING.to_owned(),
        Route::Heatmap => text::HEATMAP.to_owned(),
        Route::Matrix => text::MATRIX.to_owned(),
        Route::Compare => text::COMPARE.to_owned(),
        Route::Audit => text::AUDIT.to_owned(),
        Route::Dependencies => text::DEPENDENCIES.to_owned(),
        Route::Report => text::REPORT.to_owned(),
        Route::Share(_) => text::SHARED.to_owned(),
        Route::Model => text::MODEL.to_owned(),
        Route::Settings => text::SETTINGS.to_owned(),
        Route::Help => text::HELP.to_owned(),
        Route::Why(slug) => match model.dimension(slug) {
            Some((_, found)) => format!("Why: {}", found.name),
            None if slug == "overall" => "Why: Overall".to_owned(),
            None => text::NOT_FOUND.to_owned(),
        },
        Route::Dimension(slug) => model
            .dimension(slug)
            .map_or(text::NOT_FOUND.to_owned(), |(_, found)| found.name.clone()),
        Route::Activity(id) => model
            .activity(id)
            .map_or(text::NOT_FOUND.to_owned(), |found| found.name.clone()),
        Route::Unknown(_) => text::NOT_FOUND.to_owned(),
    }
}

/// A new page gets its title, and the focus on its heading; not the first one, which the browser
/// has just loaded.
fn follow_route(state: State) {
    Effect::new(move |before: Option<Route>| {
        let route = state.route.get();
        browser::set_title(&format!(
            "{} · {}",
            page_name(state, &route),
            state.host.title()
        ));
        if before.is_some_and(|before| before != route) {
            request_animation_frame(browser::focus_heading);
        }
        // On a phone the navigation is a strip that may be wider than the screen.
        request_animation_frame(|| browser::show(".nav a[aria-current]"));
        route
    });
}

/// Undo and redo, as everywhere; and search.
fn keys(state: State) {
    use wasm_bindgen::JsCast;
    browser::on_window("keydown", move |event| {
        let Some(key) = event.dyn_ref::<web_sys::KeyboardEvent>() else {
            return;
        };
        let is_command = key.ctrl_key() || key.meta_key();
        let is_typing = browser::is_typing(event);
        if browser::is_dialog_open() {
            return;
        }
        let name = key.key().to_ascii_lowercase();
        if (is_command && name == "k") || (!is_command && !is_typing && name == "/") {
            event.prevent_default();
            state.search();
        }
        if !is_command || is_typing {
            return;
        }
        let step = match (name.as_str(), key.shift_key()) {
            ("z", false) => Step::Undo,
            ("z", true) | ("y", false) => Step::Redo,
            _ => return,
        };
        event.prevent_default();
        state.step(step);
    });
}

/// Files and folders may be dropped anywhere.
fn drop_files(state: State, is_dragging: RwSignal<bool>) {
    use wasm_bindgen::JsCast;
    let files = |event: &web_sys::Event| {
        event
            .dyn_ref::<web_sys::DragEvent>()
            .and_then(|drag| drag.data_transfer())
    };
    browser::on_window("dragover", move |event| {
        let brings_files =
            files(event).is_some_and(|data| data.types().includes(&"Files".into(), 0));
        if brings_files {
            event.prevent_default();
            is_dragging.set(true);
        }
    });
    browser::on_window("dragleave", move |event| {
        // Leaving one element for another is no leaving; only the window has no next target.
        let has_next = event
            .dyn_ref::<web_sys::DragEvent>()
            .is_some_and(|drag| drag.related_target().is_some());
        if !has_next {
            is_dragging.set(false);
        }
    });
    browser::on_window("drop", move |event| {
        is_dragging.set(false);
        let chosen = files(event).map(|data| browser::dropped(&data));
        if let Some(chosen) = chosen.filter(|chosen| !chosen.is_empty()) {
            event.prevent_default();
            state.take_chosen(chosen);
        }
    });
}
