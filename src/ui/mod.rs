//! The page: Leptos components over [`state::State`]. Components read signals and send commands;
//! rules and numbers live in the core.
//!
//! The page comes as two programs made of the same parts. The first one is what everybody
//! downloads: answering, and seeing where a team stands. The second one is whole. When something
//! is asked for that the first does not have, it loads the whole one, which takes over: it gets
//! what the first one knows ([`handover`]), mounts in the same instant, and the first one is silent
//! from then on.

mod carrying;
mod components;
mod extensions;
mod handover;
mod pages;
mod shell;
mod state;
mod text;
mod view;
mod workshop;

use std::sync::Arc;

use leptos::prelude::*;

use crate::assessment::TeamId;
use crate::browser;
use crate::model::file::{self, Source};
use crate::model::{ActivityId, Model};
use crate::route::Route;

/// Where the catalogue lies, relative to the page: what is needed to ask and to count.
const OUTLINE: &str = "model/dsomm/outline.json";

/// What one of the two programs has.
#[derive(Clone, Copy)]
pub struct Program {
    /// Gives the page of a route; `None`: the other program has it.
    page: fn(&Route) -> Option<AnyView>,
    /// The dialogs that may open over every page; `None`: the other program has them.
    dialogs: Option<fn() -> AnyView>,
    /// What there is to say about an answer beside it: owner, due date, evidence; `None`: the
    /// other program has it.
    beside: Option<fn(TeamId, ActivityId) -> AnyView>,
}

const FIRST: Program = Program {
    page: pages::first_page,
    dialogs: None,
    beside: None,
};

/// Starts the page.
pub fn start() {
    browser::install_panic_screen();
    // Leptos has no executor before it has mounted something.
    wasm_bindgen_futures::spawn_local(async {
        let model = load_model().await;
        browser::remove("#boot");
        match model {
            Ok((outline, model)) => mount_to_body(move || {
                let state = state::State::provide(FIRST, outline, model, None);
                handover::give_when_asked(state);
                shell::app(state)
            }),
            Err(problem) => mount_to_body(move || shell::broken(&problem)),
        }
    });
}

/// Starts the whole program in place of the first one.
pub fn start_whole() {
    browser::install_panic_screen();
    let whole = Program {
        page: pages::any_page,
        dialogs: Some(shell::dialogs),
        beside: Some(components::beside),
    };
    wasm_bindgen_futures::spawn_local(async move {
        match load_model().await {
            Ok((outline, model)) => {
                // In the single file, no other program ran before.
                browser::remove("#boot");
                let given = handover::take();
                let is_import = given.incoming.is_some();
                mount_to_body(move || {
                    let state = state::State::provide(whole, outline, model, Some(given));
                    shell::app(state)
                });
                if is_import {
                    // The dialog gives the focus back to where it was: the button of the first
                    // program, whose place this one takes.
                    browser::focus("button[aria-label='Import']");
                } else {
                    browser::focus_heading();
                }
            }
            // The first program has the same files and says what is wrong with them.
            Err(_) => browser::send(handover::FAILED),
        }
    });
}

/// The text of the outline, and the model that it means.
async fn load_model() -> Result<(String, Arc<Model>), String> {
    let text = browser::fetch_text(OUTLINE).await?;
    let read = file::read_json(
        &[Source {
            name: OUTLINE,
            text: &text,
        }],
        None,
    )
    .map_err(|problem| problem.to_string())?;
    Ok((text, Arc::new(read.model)))
}
