//! Another name for a dimension or a subdimension.

use leptos::prelude::*;

use super::Workshop;
use crate::browser;
use crate::ui::components::button;
use crate::ui::view::{event_handler, handler, live, live_flag};

/// A dimension, or a subdimension of it.
pub(super) type Spot = (String, Option<String>);

impl Workshop {
    /// The button that opens the form, to stand beside the place's name.
    pub(super) fn rename_button(self, spot: Spot) -> AnyView {
        let label = match spot.1 {
            Some(_) => "Rename subdimension",
            None => "Rename this dimension",
        };
        let this = spot.clone();
        let open = live_flag(move || self.renaming.with(|open| open.as_ref() == Some(&this)));
        let this = spot.clone();
        let press = handler(move || {
            let is_open = self
                .renaming
                .with_untracked(|open| open.as_ref() == Some(&this));
            self.renaming.set((!is_open).then(|| this.clone()));
        });
        view! {
            <button
                type="button"
                class="button quiet"
                data-place=mark(&spot)
                aria-expanded=open
                on:click=press
            >
                {label}
            </button>
        }
        .into_any()
    }

    /// The form, where it is open for this place.
    pub(super) fn rename_form(self, spot: Spot) -> AnyView {
        live(move || {
            let is_open = self.renaming.with(|open| open.as_ref() == Some(&spot));
            is_open.then(|| self.rename_fields(spot.clone()))
        })
    }

    fn rename_fields(self, spot: Spot) -> AnyView {
        let name = spot.1.clone().unwrap_or_else(|| spot.0.clone());
        let label = format!("New name of {name}");
        let input: NodeRef<leptos::html::Input> = NodeRef::new();
        let cancel = {
            let spot = spot.clone();
            move || self.close_names(&spot)
        };
        let submit = event_handler(move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            let new = input.get().map(|input| input.value()).unwrap_or_default();
            self.rename(&spot, new.trim());
        });
        request_animation_frame(move || {
            if let Some(input) = input.get_untracked() {
                let _ = input.focus();
                input.select();
            }
        });
        view! {
            <form class="row rename" on:submit=submit>
                <input
                    type="text"
                    maxlength="200"
                    aria-label=label
                    prop:value=name
                    node_ref=input
                />
                <button type="submit" class="button primary">
                    "Save name"
                </button>
                {button("button quiet", None, "Cancel".to_owned(), cancel)}
            </form>
        }
        .into_any()
    }

    fn rename(self, spot: &Spot, new: &str) {
        let (dimension, subdimension) = spot;
        let old = subdimension.as_ref().unwrap_or(dimension);
        self.change(format!("Rename “{old}”"), |overlay, base| {
            overlay.rename_place(base, dimension, subdimension.as_deref(), new)
        });
        if self.problem.with_untracked(String::is_empty) {
            let now = match subdimension {
                Some(_) => (dimension.clone(), Some(new.to_owned())),
                None => (new.to_owned(), None),
            };
            self.close_names(&now);
        }
    }

    fn close_names(self, spot: &Spot) {
        self.renaming.set(None);
        let mark = mark(spot);
        request_animation_frame(move || browser::focus(&format!("[data-place=\"{mark}\"]")));
    }
}

/// Finds the button of a place again, whatever its name holds.
fn mark((dimension, subdimension): &Spot) -> String {
    let text = format!("{dimension}\n{}", subdimension.as_deref().unwrap_or(""));
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}
