//! The page: Leptos components over [`state::State`]. Components read signals and send commands;
//! rules and numbers live in the core.

mod components;
mod pages;
mod shell;
mod state;
mod text;
mod view;
mod workshop;

pub use workshop::start_workshop;

use std::sync::Arc;

use leptos::prelude::*;

use crate::browser;
use crate::model::Model;
use crate::model::yaml::{self, Source};

/// Where the catalogue lies, relative to the page: what is needed to ask and to count.
const OUTLINE: &str = "model/dsomm/outline.yaml";

/// Loads the model and starts the page.
pub fn start() {
    browser::install_panic_screen();
    // Leptos has no executor before it has mounted something.
    wasm_bindgen_futures::spawn_local(async {
        let model = load_model().await;
        browser::remove_boot_screen();
        match model {
            Ok((outline, model)) => mount_to_body(move || shell::app(outline, model)),
            Err(problem) => mount_to_body(move || shell::broken(&problem)),
        }
    });
}

/// The text of the outline, and the model that it means.
async fn load_model() -> Result<(String, Arc<Model>), String> {
    let text = browser::fetch_text(OUTLINE).await?;
    let read = yaml::read(&[Source {
        name: OUTLINE,
        text: &text,
    }])
    .map_err(|problem| problem.to_string())?;
    Ok((text, Arc::new(read.model)))
}
