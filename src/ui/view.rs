//! Keeps the program small. Every Rust closure has a type of its own, and Leptos makes its
//! machinery anew for each type that it meets; these helpers box closures, so that it meets one.

use std::time::Duration;

use leptos::prelude::*;
use leptos::tachys::view::any_view::IntoAny;

/// A part of the page that follows its signals.
pub fn live<V: IntoAny>(view: impl Fn() -> V + Send + 'static) -> AnyView {
    boxed(Box::new(move || view().into_any()))
}

/// As [`live`], but made anew each time instead of brought up to date. For prose: browsers that
/// translate a page put other nodes in the place of its texts, which an update would not reach.
/// What changes in place stands in elements with `translate="no"` instead.
pub fn remade<V: IntoAny>(view: impl Fn() -> V + Send + 'static) -> AnyView {
    let turn = std::cell::Cell::new(false);
    boxed(Box::new(move || {
        turn.set(!turn.get());
        let view = view().into_any();
        // What has another type than before cannot take its elements over.
        if turn.get() { view } else { (view,).into_any() }
    }))
}

/// A part that is made once the frame is painted that shows what stands above it, so that a page
/// opens with its first part and not with its last.
pub fn below(view: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    /// Frames of a hidden window do not come.
    const AT_THE_LATEST: Duration = Duration::from_millis(300);
    let is_due = RwSignal::new(false);
    let show = move || {
        // The page may be gone by now.
        if is_due.try_get_untracked() == Some(false) {
            is_due.set(true);
        }
    };
    request_animation_frame(move || set_timeout(show, Duration::ZERO));
    set_timeout(show, AT_THE_LATEST);
    boxed(Box::new(move || match is_due.get() {
        true => view(),
        false => ().into_any(),
    }))
}

fn boxed(view: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
    (move || view()).into_any()
}

/// A text that follows its signals.
pub fn live_text<T: Into<String>>(text: impl Fn() -> T + Send + Sync + 'static) -> Signal<String> {
    Signal::derive(move || text().into())
}

/// An attribute that is "true" or "false".
pub fn live_flag(value: impl Fn() -> bool + Send + Sync + 'static) -> Signal<&'static str> {
    Signal::derive(move || if value() { "true" } else { "false" })
}

/// A property that is true or false.
pub fn live_bool(value: impl Fn() -> bool + Send + Sync + 'static) -> Signal<bool> {
    Signal::derive(value)
}

/// Does something when an event comes.
pub fn handler<E: 'static>(act: impl Fn() + 'static) -> Box<dyn FnMut(E)> {
    Box::new(move |_| act())
}

/// Does something with the event.
pub fn event_handler<E: 'static>(act: impl Fn(E) + 'static) -> Box<dyn FnMut(E)> {
    Box::new(act)
}
