//! An activity of the user's own.

use super::Workshop;
use crate::browser;
use crate::model::overlay::NewActivity;
use crate::model::{ActivityId, Model};
use crate::ui::components::{card, editing};
use crate::ui::view::{event_handler, live};
use leptos::prelude::*;

impl Workshop {
    pub(super) fn add(self) -> AnyView {
        let fields: [NodeRef<leptos::html::Input>; 4] = std::array::from_fn(|_| NodeRef::new());
        let add = event_handler(move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            let value = |at: usize| {
                fields[at]
                    .get()
                    .map(|input| input.value())
                    .unwrap_or_default()
            };
            let new = NewActivity {
                id: ActivityId::new(&browser::random_id()),
                dimension: value(0),
                subdimension: value(1),
                name: value(2),
                level: value(3).parse().unwrap_or(1),
            };
            let label = format!("Add “{}”", new.name);
            self.change(label, |overlay, base| overlay.add_activity(base, &new));
            if self.problem.with_untracked(String::is_empty)
                && let Some(input) = fields[2].get()
            {
                input.set_value("");
            }
        });
        let list = |of: fn(&Model) -> Vec<String>| {
            live(move || {
                let model = self.model.get();
                model.map(|model| {
                    of(&model)
                        .into_iter()
                        .map(|name| view! { <option value=name></option> }.into_any())
                        .collect::<Vec<_>>()
                })
            })
        };
        let dimensions = list(|model| model.dimensions.iter().map(|d| d.name.clone()).collect());
        let subdimensions = list(|model| {
            model
                .subdimensions
                .iter()
                .map(|sub| sub.name.clone())
                .collect()
        });
        let body = view! {
            <datalist id="dimension-names">{dimensions}</datalist>
            <datalist id="subdimension-names">{subdimensions}</datalist>
            <form class="add-activity" on:submit=add>
                <div class="field">
                    <label for="add-dimension">"Dimension"</label>
                    <input
                        id="add-dimension"
                        type="text"
                        list="dimension-names"
                        node_ref=fields[0]
                    />
                </div>
                <div class="field">
                    <label for="add-subdimension">"Subdimension"</label>
                    <input
                        id="add-subdimension"
                        type="text"
                        list="subdimension-names"
                        node_ref=fields[1]
                    />
                </div>
                <div class="field">
                    <label for="add-name">"Name"</label>
                    <input id="add-name" type="text" maxlength="200" node_ref=fields[2] />
                </div>
                <div class="field">
                    <label for="add-level">"Level"</label>
                    <input id="add-level" type="number" min="1" max="20" value="1" node_ref=fields[3] />
                </div>
                <button type="submit" class="button primary">
                    "Add activity"
                </button>
            </form>
        }
        .into_any();
        card(
            "add",
            "Add an activity".to_owned(),
            "A new name of a dimension or subdimension makes a new one.",
            editing(self.state, body),
        )
    }
}
