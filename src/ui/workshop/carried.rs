//! Answers that were given to another model.

use super::{Workshop, sources};
use crate::assessment::carry::{Alias, Carried, carry_over};
use crate::assessment::{Assessment, Command, ModelRef};
use crate::model::yaml;
use crate::ui::components::{button, card, editing};
use crate::ui::text;
use crate::ui::view::live;
use leptos::prelude::*;

/// What carrying the answers over to this model would do.
pub(super) struct Plan {
    pub(super) from: ModelRef,
    pub(super) carried: Carried,
    /// The assessment afterwards.
    pub(super) with: Assessment,
    pub(super) aliases: Vec<Alias>,
}

impl Workshop {
    /// Where the assessment was made with another model: what becomes of its answers.
    pub(super) fn carried(self) -> AnyView {
        live(move || {
            let base = self.base.get()?;
            let plan = self.carry.get()?;
            let from = &plan.from;
            let lead = format!(
                "The answers were given to {}, version {}. {} by the same id.",
                if from.publisher.is_empty() {
                    "another model"
                } else {
                    &from.publisher
                },
                if from.version.is_empty() {
                    "unknown"
                } else {
                    &from.version
                },
                text::plural(plan.carried.kept, "answer is", "answers are") + " kept",
            );
            let mut items: Vec<AnyView> = Vec::new();
            let moved = plan.carried.by_alias.iter().chain(&plan.carried.by_name);
            for moved in moved {
                let now = base
                    .activity(moved.to.as_str())
                    .map_or_else(|| moved.to.to_string(), |activity| activity.name.clone());
                let count = text::plural(moved.answers, "answer", "answers");
                items.push(
                    view! { <li>{format!("“{}”: {count} to “{now}”", moved.name)}</li> }.into_any(),
                );
            }
            for left in &plan.carried.left {
                let count = text::plural(left.answers, "answer", "answers");
                let name = if left.means.is_empty() {
                    left.id.to_string()
                } else {
                    left.means.clone()
                };
                items.push(
                    view! { <li>{format!("“{name}”: {count} without a place here; kept in the file")}</li> }
                        .into_any(),
                );
            }
            let aliases = plan.aliases.clone();
            let apply = button(
                "button primary",
                None,
                "Carry answers over".to_owned(),
                move || {
                    // Once more, on what is stored now: it may have changed since.
                    if let Some(plan) = self.plan(aliases.clone()) {
                        self.state.dispatch(Command::Replace {
                            how: Default::default(),
                            with: Box::new(plan.with),
                            label: text::CARRY.to_owned(),
                        });
                    }
                    self.carry.set(None);
                },
            );
            let body = view! {
                <p>{lead}</p>
                <ul class="plain">{items}</ul>
                <div class="row">{editing(self.state, apply)}</div>
            }
            .into_any();
            Some(card(
                "carry",
                "This assessment was made with another model".to_owned(),
                "",
                body,
            ))
        })
    }

    /// What carrying over would do now; `None` where the assessment was made with this model.
    pub(super) fn plan(self, aliases: Vec<Alias>) -> Option<Plan> {
        let mut assessment = self.state.assessment.get_untracked();
        let model = self.base.get_untracked()?;
        // An assessment names the model that the page brings, without extensions and changes.
        let plain = self
            .texts
            .with_value(|texts| yaml::read(&sources(&texts[..1])))
            .ok()?
            .model;
        let from = assessment.model.clone();
        if from.digest.is_empty() || from.digest == plain.digest() {
            return None;
        }
        let carried = carry_over(&mut assessment, &model, &aliases, true);
        assessment.model = ModelRef::of(&plain);
        Some(Plan {
            from,
            carried,
            with: assessment,
            aliases,
        })
    }
}
