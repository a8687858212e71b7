//! Known mistakes of published data that came in with a file, and what is right.

use leptos::prelude::*;

use super::Workshop;
use crate::model::check::corrections;
use crate::ui::components::{button, card, editing};
use crate::ui::text;
use crate::ui::view::live;

impl Workshop {
    /// The card, where something is to be corrected.
    pub(super) fn corrections(self) -> AnyView {
        live(move || {
            let model = self.model.get()?;
            let due = self.overlay().corrections_due(&corrections());
            if due.is_empty() {
                return None;
            }
            let items: Vec<AnyView> = due
                .iter()
                .map(|one| {
                    let known = model.activity(&one.activity);
                    let name = known.map_or(one.activity.as_str(), |known| known.name.as_str());
                    let said = format!(
                        "“{name}”: {} {} should be {}",
                        one.standard, one.wrong, one.right
                    );
                    view! { <li>{said}</li> }.into_any()
                })
                .collect();
            let count = text::plural(due.len(), "control number", "control numbers");
            let press = move || {
                self.change("Correct control numbers".to_owned(), |overlay, base| {
                    overlay.correct(base, &corrections());
                    Ok(())
                });
            };
            let correct = button("button primary", None, format!("Correct {count}"), press);
            let body = view! {
                <ul class="plain">{items}</ul>
                <div class="row">{editing(self.state, correct)}</div>
            }
            .into_any();
            Some(card(
                "corrections",
                "Known mistakes in what you loaded".to_owned(),
                "DSOMM's published file lost the last zero of these controls. Its own source has them right.",
                body,
            ))
        })
    }
}
