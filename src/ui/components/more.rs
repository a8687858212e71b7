//! What is not drawn at once: the rest of a long list, and what is folded away.

use leptos::prelude::*;

use super::button;
use crate::ui::view::{handler, live};

/// How much of a long list is shown. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Limit {
    shown: RwSignal<usize>,
    step: usize,
}

impl Limit {
    /// So many at first, and so many more with each press.
    pub fn new(step: usize) -> Self {
        Self {
            shown: RwSignal::new(step),
            step,
        }
    }

    /// How many are shown.
    pub fn get(self) -> usize {
        self.shown.get()
    }

    /// The button behind a list of so many; nothing once all of it is shown.
    pub fn more(self, count: impl Fn() -> usize + Send + 'static) -> AnyView {
        self.more_of(Box::new(count))
    }

    fn more_of(self, count: Box<dyn Fn() -> usize + Send>) -> AnyView {
        live(move || {
            let left = count().saturating_sub(self.get());
            (left > 0).then(|| {
                let label = format!("Show more ({left} left)");
                button("button", None, label, move || {
                    self.shown.update(|shown| *shown += self.step);
                })
            })
        })
    }
}

/// Something folded away, which is drawn once somebody opens it.
pub fn folded(
    class: &'static str,
    summary: Signal<String>,
    body: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    let was_open = RwSignal::new(false);
    let body: Box<dyn Fn() -> AnyView + Send> = Box::new(body);
    let opened = move || {
        if !was_open.get_untracked() {
            was_open.set(true);
        }
    };
    let body = live(move || was_open.get().then(|| untrack(&body)));
    view! {
        <details class=class on:toggle=handler(opened)>
            <summary>{summary}</summary>
            {body}
        </details>
    }
    .into_any()
}
