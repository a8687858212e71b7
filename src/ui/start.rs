//! Starting the page: from the model and what is stored, and where somebody hosts, configures or
//! embeds it, from what they have set.

use std::sync::Arc;

use leptos::prelude::*;

use crate::browser;
use crate::exchange::undo_file;
use crate::model::Model;
use crate::model::file::{self, Source};

use super::host::{FromHost, Host, MODEL_FOLDER, follow_theme};
use super::state::{OUTLINE, Outline, StartWith, State, kept_undo};
use super::{embed, shell, split, text};

/// Starts the page.
pub fn start() {
    if browser::is_worker() {
        return wasm_bindgen_futures::spawn_local(async {
            match split::load_work().await {
                Ok(has) => (has.work)(),
                // The page hears of it as of any other fault.
                Err(_) => wasm_bindgen::throw_str(text::NOT_STARTED),
            }
        });
    }
    browser::install_panic_screen();
    // Leptos has no executor before it has mounted something.
    wasm_bindgen_futures::spawn_local(async {
        if browser::is_hosted() || kept_undo().is_some() {
            match split::load_host().await {
                Ok(host) => (host.start)(),
                Err(_) => give_up(text::NOT_STARTED),
            }
            return;
        }
        let read = read_outline(format!("{MODEL_FOLDER}{OUTLINE}")).await;
        // Reading and drawing are two pieces of work; between them the browser may do its own.
        browser::pause().await;
        match read {
            Ok(read) => mount(move || {
                let host = Host::plain();
                let state = State::provide(host, read, StartWith::default(), split::chunks());
                follow_theme(host);
                state
            }),
            Err(problem) => give_up(&problem),
        }
    });
}

/// Starts a page that is configured or embedded, or that has steps of undo from before a reload.
pub fn hosted() {
    wasm_bindgen_futures::spawn_local(async {
        match load_parts().await {
            Ok((read, mut beside)) => {
                let mut with = beside.open(&read.1).await;
                with.notices = Some(shell::notices);
                with.undo =
                    kept_undo().and_then(|(id, steps)| Some((id, undo_file::read(&steps)?)));
                browser::pause().await;
                mount(move || {
                    let host = Host::new(beside);
                    let state = State::provide(host, read, with, split::chunks());
                    embed::connect(state);
                    state
                });
            }
            Err(problem) => give_up(&problem),
        }
    });
}

fn mount(provide: impl FnOnce() -> State + 'static) {
    browser::remove("#boot");
    mount_to_body(move || {
        let state = provide();
        state.chunks.fetch_ahead();
        state.unpack_ahead();
        shell::app(state)
    });
}

fn give_up(problem: &str) {
    browser::remove("#boot");
    let problem = problem.to_owned();
    mount_to_body(move || shell::broken(&problem));
}

/// Loads model and configuration at the same time.
async fn load_parts() -> Result<(Outline, FromHost), String> {
    let beside = browser::soon(FromHost::load());
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
    Ok((text, Arc::<Model>::new(read.model)))
}
