//! The model, place by place.

use super::Workshop;
use crate::model::overlay::Target;
use crate::model::{Activity, ActivityId, Model};
use crate::ui::components::{Pick, button, card, editing, select};
use crate::ui::view::{live, live_text};
use leptos::prelude::*;
use serde_json::Value;

impl Workshop {
    pub(super) fn browse(self) -> AnyView {
        let names = move || {
            self.model.with(|model| {
                model
                    .as_ref()
                    .map(|model| {
                        model
                            .dimensions
                            .iter()
                            .enumerate()
                            .map(|(at, dimension)| Pick(at.to_string(), dimension.name.clone()))
                            .collect()
                    })
                    .unwrap_or_default()
            })
        };
        let shown = Memo::new(move |_| {
            let count = self
                .model
                .with(|model| model.as_ref().map_or(0, |model| model.dimensions.len()));
            self.dimension.get().min(count.saturating_sub(1))
        });
        let choose = select(
            None,
            Some("Dimension"),
            names,
            live_text(move || shown.get().to_string()),
            move |value| self.dimension.set(value.parse().unwrap_or(0)),
        );
        let subdimensions = move || {
            self.model.with(|model| {
                let model = model.as_ref();
                let dimension = model.and_then(|model| model.dimensions.get(shown.get()));
                match (model, dimension) {
                    (Some(model), Some(dimension)) => dimension
                        .subdimensions
                        .iter()
                        .map(|&sub| {
                            let name = model.subdimensions[sub].name.clone();
                            (dimension.name.clone(), name)
                        })
                        .collect(),
                    _ => Vec::new(),
                }
            })
        };
        let hide_dimension = live(move || {
            let name = self.model.with(|model| {
                let model = model.as_ref()?;
                Some(model.dimensions.get(shown.get())?.name.clone())
            })?;
            let target = Target::Dimension(name.clone());
            let spot = (name.clone(), None);
            let fields = view! {
                {self.rename_button(spot.clone())}
                {self.hide_button("Hide this dimension", &name, target)}
                {self.rename_form(spot)}
            };
            Some(editing(self.state, fields.into_any()))
        });
        let hidden = live(move || {
            let base = self.base.get()?;
            self.model.track();
            let rows: Vec<AnyView> = self
                .overlay()
                .hidden()
                .into_iter()
                .map(|target| self.hidden_row(&base, target))
                .collect();
            (!rows.is_empty()).then(|| {
                view! {
                    <h3>"Hidden"</h3>
                    <ul class="activity-list">{rows}</ul>
                }
                .into_any()
            })
        });
        // Keyed, so that a row and its form stay while the model around them changes: what is
        // being typed, and the focus, must not get lost.
        let body = view! {
            <div class="row">{choose} {hide_dimension}</div>
            <For each=subdimensions key=|place| place.clone() let:place>
                {self.group(place.0, place.1)}
            </For>
            {hidden}
        }
        .into_any();
        card("activities", "Activities".to_owned(), "", body)
    }

    pub(super) fn group(self, dimension: String, name: String) -> AnyView {
        let target = Target::Subdimension(dimension.clone(), name.clone());
        let hide = self.hide_button("Hide subdimension", &name, target);
        let spot = (dimension.clone(), Some(name.clone()));
        let rename = self.rename_button(spot.clone());
        let form = self.rename_form(spot);
        let title = name.clone();
        let activities = move || {
            self.model.with(|model| {
                let Some(model) = model else {
                    return Vec::new();
                };
                model
                    .subdimensions
                    .iter()
                    .filter(|sub| {
                        sub.name == name && model.dimensions[sub.dimension].name == dimension
                    })
                    .flat_map(|sub| &sub.activities)
                    .map(|&at| model.activities[at].id.clone())
                    .collect()
            })
        };
        view! {
            <div class="group-head">
                <h3>{title}</h3>
                <span class="row">{editing(self.state, view! { {rename} {hide} }.into_any())}</span>
            </div>
            {editing(self.state, form)}
            <ul class="activity-list">
                <For each=activities key=|id| id.clone() let:id>
                    {self.row(id)}
                </For>
            </ul>
        }
        .into_any()
    }

    /// Something about an activity as it is now.
    pub(super) fn about<T: Clone + Default + PartialEq + Send + Sync + 'static>(
        self,
        id: &ActivityId,
        pick: impl Fn(&Activity) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        let id = id.clone();
        Memo::new(move |_| {
            self.model.with(|model| {
                model
                    .as_ref()
                    .and_then(|model| model.activity(id.as_str()))
                    .map(&pick)
                    .unwrap_or_default()
            })
        })
    }

    pub(super) fn row(self, id: ActivityId) -> AnyView {
        let name = self.about(&id, |activity| activity.name.clone());
        let level = self.about(&id, |activity| format!("Level {}", activity.level));
        let changed = {
            let id = id.clone();
            live(move || {
                self.overlay()
                    .touched(id.as_str())
                    .then(|| view! { <span class="chip begun">"Changed"</span> }.into_any())
            })
        };
        let is_open = {
            let id = id.clone();
            Memo::new(move |_| self.editing.with(|editing| editing.as_ref() == Some(&id)))
        };
        let edit = {
            let id = id.clone();
            let label = live_text(move || if is_open.get() { "Close" } else { "Edit" });
            button("button", None, label, move || {
                self.editing
                    .set((!is_open.get_untracked()).then(|| id.clone()));
            })
        };
        let hide = {
            let id = id.clone();
            button("button", None, "Hide".to_owned(), move || {
                self.change(
                    format!("Hide “{}”", name.get_untracked()),
                    |overlay, base| overlay.hide(base, &Target::Activity(id.clone())),
                );
            })
        };
        let form = live(move || is_open.get().then(|| self.form(&id, name)));
        view! {
            <li class="model-row" aria-label=name>
                <span class="tag level">{level}</span>
                <span class="model-name">{name} " " {changed}</span>
                <span class="row">{editing(self.state, view! { {edit} {hide} }.into_any())}</span>
                {editing(self.state, form)}
            </li>
        }
        .into_any()
    }

    pub(super) fn hide_button(self, label: &'static str, name: &str, target: Target) -> AnyView {
        let name = name.to_owned();
        button("button quiet", None, label.to_owned(), move || {
            self.change(format!("Hide “{name}”"), |overlay, base| {
                overlay.hide(base, &target)
            });
        })
    }

    pub(super) fn hidden_row(self, base: &Model, target: Target) -> AnyView {
        let name = match &target {
            Target::Dimension(name) => format!("{name} (dimension)"),
            Target::Subdimension(dimension, name) => {
                format!("{name} (subdimension of {dimension})")
            }
            Target::Activity(id) => base
                .activity(id.as_str())
                .map_or_else(|| self.own_name(id), |activity| activity.name.clone()),
        };
        let label = name.clone();
        let show = button("button", None, "Show".to_owned(), move || {
            self.change(format!("Show “{label}”"), |overlay, base| {
                overlay.show(base, &target);
                Ok(())
            });
        });
        let label = name.clone();
        view! {
            <li class="model-row" aria-label=label>
                <span class="model-name wide-name">{name}</span>
                {editing(self.state, show)}
            </li>
        }
        .into_any()
    }

    /// The name of one of the user's own activities, hidden or not.
    pub(super) fn own_name(self, id: &ActivityId) -> String {
        let overlay = self.overlay().to_json();
        let names = overlay.as_object().into_iter().flatten();
        names
            .flat_map(|(_, dimension)| dimension.as_object().into_iter().flatten())
            .flat_map(|(_, subdimension)| subdimension.as_object().into_iter().flatten())
            .find(|(_, fields)| fields.get("uuid").and_then(Value::as_str) == Some(id.as_str()))
            .map_or_else(|| id.to_string(), |(name, _)| name.clone())
    }
}
