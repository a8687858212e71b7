//! What rows of filters over activities share.

use leptos::prelude::*;

use crate::browser;
use crate::model::{Activity, Dimension, Model};
use crate::ui::components::Pick;
use crate::ui::view::event_handler;

/// The entry of a choice that filters nothing.
pub fn any(name: &str) -> Pick {
    Pick(String::new(), name.to_owned())
}

/// All dimensions, and each one under what `value` makes of it.
pub fn dimension_picks(model: &Model, value: fn(usize, &Dimension) -> String) -> Vec<Pick> {
    let all = model.dimensions.iter().enumerate();
    let named = all.map(|(at, it)| Pick(value(at, it), it.name.clone()));
    [any("All dimensions")].into_iter().chain(named).collect()
}

/// All levels, and each one.
pub fn level_picks(model: &Model) -> Vec<Pick> {
    let all = 1..=model.highest_level();
    let named = all.map(|level| Pick(level.to_string(), format!("Level {level}")));
    [any("All levels")].into_iter().chain(named).collect()
}

/// The words of a text that is searched for.
pub fn sought(text: &str) -> Vec<String> {
    text.split_whitespace().map(browser::lower).collect()
}

/// Whether an activity has all these words in its name or its tags.
pub fn has_words(activity: &Activity, sought: &[String]) -> bool {
    sought.iter().all(|word| {
        browser::lower(&activity.name).contains(word)
            || activity.tags.iter().any(|tag| tag.contains(word.as_str()))
    })
}

/// The row itself: a field for words, then the choices.
pub fn filter_form(
    class: &'static str,
    now: Signal<String>,
    search: impl Fn(String) + 'static,
    choices: AnyView,
) -> AnyView {
    let search: Box<dyn Fn(String)> = Box::new(search);
    view! {
        <form
            class=class
            translate="no"
            role="search"
            aria-label="Filter activities"
            on:submit=event_handler(|event: leptos::ev::SubmitEvent| event.prevent_default())
        >
            <input
                type="search"
                aria-label="Search"
                placeholder="Search activities"
                prop:value=now
                on:input=event_handler(move |event| search(event_target_value(&event)))
            />
            {choices}
        </form>
    }
    .into_any()
}
