//! Numbers and how they look.

use crate::ui::view::words;
use leptos::prelude::*;

/// A number with its name: one entry of a list of figures.
#[component]
pub fn Stat(
    /// What it is.
    label: &'static str,
    /// The number.
    #[prop(into)]
    value: Signal<String>,
    /// What it is out of, or what is beside it.
    #[prop(into)]
    note: Signal<String>,
) -> impl IntoView {
    view! {
        <div class="stat">
            <dt>{label}</dt>
            <dd>
                <span class="stat-value">{value}</span>
                <span class="stat-note">{note}</span>
            </dd>
        </div>
    }
}

/// A bar from 0 to 1.
#[component]
pub fn Bar(
    /// Name for those who do not see it.
    #[prop(into)]
    label: Signal<String>,
    /// 0..=1.
    #[prop(into)]
    value: Signal<f64>,
) -> impl IntoView {
    view! { <progress class="bar" aria-label=label max="1" value=words(move || format!("{:.4}", value.get()))></progress> }
}

/// "Level 2".
#[component]
pub fn LevelTag(
    /// The level.
    level: u8,
) -> impl IntoView {
    view! { <span class="tag level">{format!("Level {level}")}</span> }
}
