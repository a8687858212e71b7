//! The fields of one activity.

use super::Workshop;
use crate::model::ActivityId;
use crate::model::compare::TextKind;
use crate::model::overlay::Field;
use crate::ui::components::{Pick, button, select};
use crate::ui::view::{event_handler, live_text};
use leptos::prelude::*;

impl Workshop {
    /// The fields of an activity. Each is sent when it is left.
    pub(super) fn form(self, id: &ActivityId, name: Memo<String>) -> AnyView {
        let rename = {
            let id = id.clone();
            event_handler(move |event: leptos::ev::Event| {
                let label = format!("Rename “{}”", name.get_untracked());
                let new = event_target_value(&event);
                self.change(label, |overlay, base| {
                    overlay.rename(base, id.as_str(), &new)
                });
                if !self.problem.with_untracked(String::is_empty) {
                    event_target::<web_sys::HtmlInputElement>(&event)
                        .set_value(&name.get_untracked());
                }
            })
        };
        let set = {
            let id = id.clone();
            move |field: Field| {
                let label = format!("Change “{}”", name.get_untracked());
                self.change(label, |overlay, base| {
                    overlay.set_field(base, id.as_str(), &field)
                });
            }
        };
        let (set_level, set_usefulness) = (set.clone(), set.clone());
        let level = self.about(id, |activity| activity.level.to_string());
        let usefulness = self.about(id, |activity| activity.usefulness.to_string());
        let upto = |highest: u8| {
            (1..=highest)
                .map(|number| Pick(number.to_string(), number.to_string()))
                .collect::<Vec<_>>()
        };
        let levels = move || {
            let highest = self
                .model
                .with(|model| model.as_ref().map_or(5, |model| model.highest_level()));
            upto(highest)
        };
        let level = select(None, Some("Level"), levels, level.into(), move |value| {
            set_level(Field::Level(value.parse().unwrap_or(1)))
        });
        let usefulness = select(
            None,
            Some("Usefulness"),
            move || upto(5),
            usefulness.into(),
            move |value| set_usefulness(Field::Usefulness(value.parse().unwrap_or(3))),
        );
        let texts: Vec<AnyView> = [
            (TextKind::Description, "What it is"),
            (TextKind::Risk, "Risk without it"),
            (TextKind::Measure, "What to do"),
            (TextKind::Assessment, "How to tell"),
            (TextKind::Guide, "How to get there"),
        ]
        .into_iter()
        .map(|(kind, title)| {
            let set = set.clone();
            let field = format!("{}-{id}", kind.key());
            let value = self.about(id, move |activity| kind.of(&activity.texts).to_owned());
            let write = event_handler(move |event: leptos::ev::Event| {
                set(Field::Text(kind, event_target_value(&event)));
            });
            view! {
                <div class="field">
                    <label for=field.clone()>{title}</label>
                    <textarea id=field rows="3" prop:value=value on:change=write></textarea>
                </div>
            }
            .into_any()
        })
        .collect();
        let reset = {
            let id = id.clone();
            button(
                "button quiet",
                None,
                "Take back changes".to_owned(),
                move || {
                    let label = format!("Take back changes to “{}”", name.get_untracked());
                    self.change(label, |overlay, base| {
                        overlay.reset_activity(base, id.as_str())
                    });
                },
            )
        };
        let places = move || {
            self.model.with(|model| {
                let Some(model) = model else {
                    return Vec::new();
                };
                model
                    .subdimensions
                    .iter()
                    .map(|sub| {
                        let dimension = &model.dimensions[sub.dimension].name;
                        Pick(sub.id.clone(), format!("{dimension} / {}", sub.name))
                    })
                    .collect()
            })
        };
        let here = {
            let id = id.clone();
            live_text(move || {
                self.model
                    .with(|model| {
                        let model = model.as_ref()?;
                        let activity = model.activity(id.as_str())?;
                        Some(model.subdimension_of(activity).id.clone())
                    })
                    .unwrap_or_default()
            })
        };
        let place = {
            let id = id.clone();
            select(None, Some("Subdimension"), places, here, move |chosen| {
                let Some(model) = self.model.get_untracked() else {
                    return;
                };
                let Some(sub) = model.subdimensions.iter().find(|sub| sub.id == chosen) else {
                    return;
                };
                let dimension = &model.dimensions[sub.dimension].name;
                let label = format!("Move “{}”", name.get_untracked());
                self.change(label, |overlay, base| {
                    overlay.move_activity(base, id.as_str(), dimension, &sub.name)
                });
            })
        };
        let field = format!("name-{id}");
        view! {
            <div class="model-form">
                <div class="field">
                    <label for=field.clone()>"Name"</label>
                    <input id=field type="text" maxlength="200" prop:value=name on:change=rename />
                </div>
                <div class="row">
                    <span class="field-pair">"Level" {level}</span>
                    <span class="field-pair">"Usefulness" {usefulness}</span>
                    <span class="field-pair">"In" {place}</span>
                </div>
                {texts}
                <div class="row">{reset}</div>
            </div>
        }
        .into_any()
    }
}
