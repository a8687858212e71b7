//! Versions: what differs between two models, whichever they are.

use std::sync::Arc;

use leptos::prelude::*;

use super::Workshop;
use crate::exchange::kind::{Door, recognise};
use crate::model::Model;
use crate::model::compare::{Change, Sort, compare};
use crate::model::yaml;
use crate::ui::components::{Pick, card, select};
use crate::ui::view::{event_handler, live};

/// The model that the page brings, with the extensions that are on.
const PUBLISHED: &str = "published";
/// The same with the user's changes.
const OWN: &str = "own";
/// Most differences of one sort that are listed.
const MOST: usize = 500;

/// A model from files.
#[derive(Clone)]
struct Loaded {
    name: String,
    model: Arc<Model>,
}

/// Two models side by side.
#[derive(Clone, Copy)]
struct Pair {
    workshop: Workshop,
    loaded: RwSignal<Vec<Loaded>>,
    old: RwSignal<String>,
    new: RwSignal<String>,
}

impl Workshop {
    /// The card in which two models are compared.
    pub(super) fn versions(self) -> AnyView {
        let pair = Pair {
            workshop: self,
            loaded: RwSignal::new(Vec::new()),
            old: RwSignal::new(PUBLISHED.to_owned()),
            new: RwSignal::new(String::new()),
        };
        let body = view! {
            {pair.side("Old model", "Load the old model", pair.old)}
            {pair.side("New model", "Load the new model", pair.new)}
            {live(move || pair.differences())}
        }
        .into_any();
        card(
            "versions",
            "Compare two models".to_owned(),
            "Choose two, or load model files; nothing in your model changes. Files that are chosen together are read as one model, in the order of their list. Activities are matched by their id.",
            body,
        )
    }
}

impl Pair {
    fn side(self, title: &'static str, load: &'static str, side: RwSignal<String>) -> AnyView {
        let picks = move || {
            let mut picks = vec![
                Pick(String::new(), "Choose a model".to_owned()),
                Pick(PUBLISHED.to_owned(), "The published model".to_owned()),
                Pick(OWN.to_owned(), "Your model, with your changes".to_owned()),
            ];
            self.loaded.with(|loaded| {
                for (at, loaded) in loaded.iter().enumerate() {
                    picks.push(Pick(at.to_string(), loaded.name.clone()));
                }
            });
            picks
        };
        let choose = select(None, Some(title), picks, side.into(), move |value| {
            side.set(value);
        });
        let read = event_handler(move |event: leptos::ev::Event| {
            let input = event_target::<web_sys::HtmlInputElement>(&event);
            leptos::task::spawn_local(self.load(super::chosen_files(&input), side));
            input.set_value("");
        });
        view! {
            <div class="row">
                <span class="field-pair">{title} {choose}</span>
                <label class="button file">
                    {load}
                    <input
                        type="file"
                        multiple
                        accept=".yaml,.yml"
                        aria-label=load
                        on:change=read
                    />
                </label>
            </div>
        }
        .into_any()
    }

    async fn load(self, files: Vec<web_sys::File>, side: RwSignal<String>) {
        let Some(texts) = self
            .workshop
            .read_files(files, Door::Model, "Nothing was loaded.")
            .await
        else {
            return;
        };
        let wrong = texts
            .iter()
            .find_map(|(name, text)| recognise(name, text).refusal(name, Door::Model));
        let read = match wrong {
            Some(refusal) => Err(refusal),
            None => yaml::read(&super::sources(&texts)).map_err(|problem| problem.to_string()),
        };
        match read {
            Ok(read) => {
                let names: Vec<&str> = texts.iter().map(|(name, _)| name.as_str()).collect();
                let mut name = names.join(", ");
                if !read.model.meta.version.is_empty() {
                    name.push_str(&format!(" (version {})", read.model.meta.version));
                }
                let model = Arc::new(read.model);
                self.workshop.problem.set(String::new());
                self.loaded
                    .update(|loaded| loaded.push(Loaded { name, model }));
                side.set((self.loaded.with_untracked(Vec::len) - 1).to_string());
            }
            Err(problem) => self
                .workshop
                .problem
                .set(format!("Nothing was loaded. {problem}")),
        }
    }

    fn model(self, side: RwSignal<String>) -> Option<Arc<Model>> {
        match side.get().as_str() {
            PUBLISHED => self.workshop.base.get(),
            OWN => self.workshop.model.get(),
            number => {
                let at: usize = number.parse().ok()?;
                self.loaded
                    .with(|loaded| loaded.get(at).map(|loaded| loaded.model.clone()))
            }
        }
    }

    fn differences(self) -> AnyView {
        let (Some(old), Some(new)) = (self.model(self.old), self.model(self.new)) else {
            return ().into_any();
        };
        let changes = compare(&old, &new);
        if changes.is_empty() {
            return view! { <p role="status">"They do not differ."</p> }.into_any();
        }
        let sorts: Vec<(Sort, Vec<&Change>)> = Sort::ALL
            .into_iter()
            .map(|sort| {
                let these = changes.iter().filter(|change| change.what.sort() == sort);
                (sort, these.collect())
            })
            .filter(|(_, these): &(Sort, Vec<&Change>)| !these.is_empty())
            .collect();
        let counts: Vec<String> = sorts
            .iter()
            .map(|(sort, these)| format!("{} {}", these.len(), word(*sort)))
            .collect();
        let lists: Vec<AnyView> = sorts
            .iter()
            .map(|(sort, these)| {
                let mut items: Vec<AnyView> = these
                    .iter()
                    .take(MOST)
                    .map(|change| view! { <li>{change.to_string()}</li> }.into_any())
                    .collect();
                if these.len() > MOST {
                    let more = format!("{} more.", these.len() - MOST);
                    items.push(view! { <li class="muted">{more}</li> }.into_any());
                }
                view! {
                    <h3>{heading(*sort)}</h3>
                    <ul class="plain">{items}</ul>
                }
                .into_any()
            })
            .collect();
        view! {
            <p role="status">{format!("{}.", counts.join(", "))}</p>
            {lists}
        }
        .into_any()
    }
}

fn heading(sort: Sort) -> &'static str {
    match sort {
        Sort::Added => "Added",
        Sort::Removed => "Removed",
        Sort::Renamed => "Renamed",
        Sort::Moved => "Moved",
        Sort::Relevelled => "On another level",
        Sort::Texts => "Other texts",
        Sort::Other => "Other values",
    }
}

/// Behind a number.
fn word(sort: Sort) -> &'static str {
    match sort {
        Sort::Added => "added",
        Sort::Removed => "removed",
        Sort::Renamed => "renamed",
        Sort::Moved => "moved",
        Sort::Relevelled => "on another level",
        Sort::Texts => "with other texts",
        Sort::Other => "with other values",
    }
}
