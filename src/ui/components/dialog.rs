//! A dialog over the page.

use leptos::html;
use leptos::prelude::*;

use crate::ui::view::handler;

/// A dialog that is open while `is_wanted` says so. `close` is called when the user closes it by the
/// browser's means. `id` is that of its heading.
pub fn dialog(
    id: &'static str,
    heading: &'static str,
    is_wanted: impl Fn() -> bool + 'static,
    close: impl Fn() + 'static,
    body: AnyView,
) -> AnyView {
    dialog_of(
        "dialog",
        id,
        heading,
        Box::new(is_wanted),
        Box::new(close),
        body,
    )
}

/// As [`dialog`], with a class of its own.
pub fn dialog_of(
    class: &'static str,
    id: &'static str,
    heading: &'static str,
    is_wanted: Box<dyn Fn() -> bool>,
    close: Box<dyn Fn()>,
    body: AnyView,
) -> AnyView {
    let dialog: NodeRef<html::Dialog> = NodeRef::new();
    Effect::new(move |_| {
        let is_wanted = is_wanted();
        if let Some(dialog) = dialog.get() {
            match (is_wanted, dialog.open()) {
                (true, false) => {
                    let _ = dialog.show_modal();
                }
                (false, true) => dialog.close(),
                _ => {}
            }
        }
    });
    view! {
        <dialog node_ref=dialog class=class translate="no" aria-labelledby=id on:close=handler(close)>
            <h2 id=id>{heading}</h2>
            {body}
        </dialog>
    }
    .into_any()
}
