//! Choosing files, or a folder of them.

use leptos::html;
use leptos::prelude::*;

use crate::ui::state::State;
use crate::ui::view::handler;

/// Makes a button that does what it is given when it is pressed.
type MakeButton = fn(Box<dyn Fn()>) -> AnyView;

/// A button that lets files be chosen and imports them; `label` names the field behind it. A browser
/// lets one field choose either files or a folder.
pub fn choose_files(
    state: State,
    label: &'static str,
    is_folder: bool,
    make_button: MakeButton,
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
    let press = move || {
        if let Some(input) = input.get() {
            input.click();
        }
    };
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
        {make_button(Box::new(press))}
    }
    .into_any()
}
