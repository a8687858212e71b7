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
mod embed;
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

use crate::assessment::{History, TeamId};
use crate::browser;
use crate::exchange::undo_file;
use crate::model::file::{self, Source};
use crate::model::{ActivityId, Model};
use crate::route::Route;

use state::State;

/// Where the catalogue lies, relative to the page.
const MODEL_FOLDER: &str = "model/dsomm/";
/// The part of it that is needed to ask and to count.
const OUTLINE: &str = "outline.json";

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
    /// What is said about whoever hosts or embeds the page; `None`: nobody does.
    notices: Option<fn(State) -> AnyView>,
    /// Reads the steps of undo from before a reload; `None`: the other program does, and
    /// `public/boot.js` starts with it where there are some.
    undo: Option<fn(&str) -> Option<History>>,
}

const FIRST: Program = Program {
    page: pages::first_page,
    dialogs: None,
    beside: None,
    notices: None,
    undo: None,
};

/// Starts the page.
pub fn start() {
    browser::install_panic_screen();
    // Leptos has no executor before it has mounted something.
    wasm_bindgen_futures::spawn_local(async {
        let read = read_outline(format!("{MODEL_FOLDER}{OUTLINE}")).await;
        match read {
            Ok(read) => {
                browser::remove("#boot");
                mount_to_body(move || {
                    let host = embed::Host::plain();
                    let state = State::provide(FIRST, host, read, handover::Given::default());
                    embed::follow_theme(host);
                    handover::give_when_asked(state);
                    shell::app(state)
                });
            }
            Err(problem) => {
                browser::remove("#boot");
                mount_to_body(move || shell::broken(&problem));
            }
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
        notices: Some(shell::notices),
        undo: Some(undo_file::read),
    };
    wasm_bindgen_futures::spawn_local(async move {
        match load_parts().await {
            Ok((read, mut beside)) => {
                let opened = beside.open(&read.1).await;
                // Where the page is not plain, no other program ran before.
                let is_first = browser::remove("#boot");
                let given = handover::take().or(opened);
                let is_import = given.incoming.is_some();
                mount_to_body(move || {
                    let host = embed::Host::new(beside);
                    let state = State::provide(whole, host, read, given);
                    embed::connect(state);
                    shell::app(state)
                });
                if is_first {
                    // The page was just loaded: the focus is where the browser puts it.
                } else if is_import {
                    // The dialog gives the focus back to where it was: the button of the first
                    // program, whose place this one takes.
                    browser::focus("button[aria-label='Import']");
                } else {
                    browser::focus_heading();
                }
            }
            Err(problem) => {
                if browser::remove("#boot") {
                    mount_to_body(move || shell::broken(&problem));
                } else {
                    // The first program has the same files and says what is wrong with them.
                    browser::send(handover::FAILED);
                }
            }
        }
    });
}

/// Loads model and configuration at the same time.
async fn load_parts() -> Result<(Outline, embed::Beside), String> {
    let beside = browser::soon(embed::Beside::load());
    // Nearly nobody has another model, so this one is on its way before that is known.
    let own = browser::soon(read_outline(format!("{MODEL_FOLDER}{OUTLINE}")));
    let mut beside = beside.await.unwrap_or_default();
    let mut read = None;
    if let Some(folder) = &beside.config.model {
        match read_outline(format!("{folder}{OUTLINE}")).await {
            Ok(other) => read = Some(other),
            Err(problem) => {
                beside.find("model", problem);
                beside.config.model = None;
            }
        }
    }
    let read = match read {
        Some(read) => read,
        None => own.await.ok_or("The model could not be loaded.")??,
    };
    Ok((read, beside))
}

/// The text of an outline, and the model that it means.
type Outline = (String, Arc<Model>);

async fn read_outline(address: String) -> Result<Outline, String> {
    let text = browser::fetch_text(&address).await?;
    let read = file::read_json(
        &[Source {
            name: &address,
            text: &text,
        }],
        None,
    )
    .map_err(|problem| problem.to_string())?;
    Ok((text, Arc::new(read.model)))
}
