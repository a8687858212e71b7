//! What has to be known before anything on the page: what is wrong with the configuration, that
//! nothing can be changed, and where the answers are kept if not here as usual.

use leptos::prelude::*;

use crate::browser::{self, Mode};
use crate::ui::components::{Shape, icon_button};
use crate::ui::state::State;
use crate::ui::view::{live, live_flag};

use super::header::{problem_banner, status_line};

/// The notices above every page.
pub fn notices(state: State) -> AnyView {
    let host = state.host;
    let is_cross_site = browser::is_cross_site();
    let sentences = live(move || {
        let mut sentences: Vec<String> = Vec::new();
        if host.is_read_only() {
            sentences.push("Read-only: you can look at everything, but change nothing.".to_owned());
        }
        match host.mode.get() {
            Mode::Memory if host.is_read_only() => {}
            Mode::Memory if host.has_keeper() => {
                sentences.push("The page around this one keeps your answers; this browser does not.".to_owned());
            }
            Mode::Memory => {
                sentences.push("Nothing is kept in this browser. Export a file before you leave.".to_owned());
            }
            _ if host.is_embedded && is_cross_site => sentences.push(
                "This page is part of another site. What you enter here is kept apart: you do not see it when you open the page by itself.".to_owned(),
            ),
            _ => {}
        }
        if let Some(origin) = host.stranger.get() {
            sentences.push(format!(
                "The page around this one ({origin}) is not answered: embed.origins in config.json does not name it."
            ));
        }
        sentences
            .into_iter()
            .map(|sentence| view! { <p class="host-notice">{sentence}</p> }.into_any())
            .collect_view()
    });
    let findings = live(move || {
        let findings = host.findings.get();
        (!findings.is_empty()).then(|| {
            let list = findings
                .into_iter()
                .map(|finding| view! { <li>{finding}</li> }.into_any())
                .collect_view();
            let close = icon_button(
                "icon-button",
                Shape::Close,
                "Close problems of the configuration".to_owned(),
                live_flag(|| false),
                move || host.findings.set(Vec::new()),
            );
            view! {
                <section class="host-notice problem" aria-label="Problems of the configuration">
                    <div>
                        <p>"Some of the configuration is not used. What it should be:"</p>
                        <ul>{list}</ul>
                    </div>
                    {close}
                </section>
            }
            .into_any()
        })
    });
    // Without a header, what it says stands here.
    let said = live(move || {
        (!host.has_header()).then(|| {
            view! { <div class="host-status">{status_line(state)}{problem_banner(state)}</div> }
                .into_any()
        })
    });
    view! { <div class="host-notices" translate="no">{said}{findings}{sentences}</div> }.into_any()
}
