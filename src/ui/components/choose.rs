//! Choosing files, or a folder of them.

use leptos::html;
use leptos::prelude::*;

use crate::ui::components::{Shape, icon};
use crate::ui::state::State;
use crate::ui::view::handler;

/// A button called `name` that lets files be chosen and imports them; `label` names the field behind
/// it, and `class` is that of the button's text. A browser lets one field choose either files or a
/// folder.
pub fn choose_files(
    state: State,
    is_folder: bool,
    label: &'static str,
    name: &'static str,
    class: &'static str,
) -> AnyView {
    let input: NodeRef<html::Input> = NodeRef::new();
    let chosen = handler(move || {
        if let Some(input) = input.get() {
            if let Some(files) = input.files() {
                state.take_files(files);
            }
            // The same one can be chosen again.
            input.set_value("");
        }
    });
    let press = handler(move || {
        if let Some(input) = input.get() {
            input.click();
        }
    });
    view! {
        <input
            node_ref=input
            type="file"
            multiple
            prop:webkitdirectory=is_folder
            class="visually-hidden"
            aria-label=label
            tabindex="-1"
            on:change=chosen
        />
        <button type="button" class="button" aria-label=name on:click=press>
            {icon(Shape::Import)}
            <span class=class>{name}</span>
        </button>
    }
    .into_any()
}
