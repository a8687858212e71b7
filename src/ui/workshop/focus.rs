//! Where the focus is, across a change that makes the page anew.

use crate::browser;
use wasm_bindgen::JsCast;

/// What has the focus, and what could have it when that goes away.
pub(super) struct Focus {
    own: Option<web_sys::HtmlElement>,
    beside: Option<web_sys::HtmlElement>,
}

impl Focus {
    pub(super) fn remember() -> Self {
        let active = web_sys::window()
            .and_then(|window| window.document())
            .and_then(|document| document.active_element());
        let row = active
            .as_ref()
            .and_then(|active| active.closest("li").ok().flatten());
        let beside = row.and_then(|row| {
            row.next_element_sibling()
                .or_else(|| row.previous_element_sibling())?
                .query_selector("button")
                .ok()
                .flatten()
        });
        Self {
            own: active.and_then(|active| active.dyn_into().ok()),
            beside: beside.and_then(|beside| beside.dyn_into().ok()),
        }
    }

    /// Only where the focus was lost: it is on nothing but the page.
    pub(super) fn restore(self) {
        let active = web_sys::window()
            .and_then(|window| window.document())
            .and_then(|document| document.active_element());
        if active.is_some_and(|active| active.tag_name() != "BODY") {
            return;
        }
        let there = |element: &web_sys::HtmlElement| element.is_connected();
        match self.own.filter(there).or(self.beside.filter(there)) {
            Some(element) => {
                let _ = element.focus();
            }
            None => browser::focus("main h1"),
        }
    }
}
