//! The model as it is asked: the catalogue with extensions and changes, and its texts. What a plain
//! page starts with is read in `ui/start.rs`; everything here comes later.

use std::sync::Arc;

use leptos::prelude::*;
use serde_json::Value;

use crate::assessment::Assessment;
use crate::browser;
use crate::map::Map;
use crate::model::file::{self, About, Source};
use crate::model::{Activity, ActivityId, Model};
use crate::ui::text;

use super::{State, Status};

/// The part of it that is needed to ask and to count.
pub const OUTLINE: &str = "outline.json";

/// The text of an outline, and the model that it means.
pub type Outline = (String, Arc<Model>);

/// The model's texts: large, so they come when they are first needed.
#[derive(Clone, PartialEq, Debug)]
pub struct Details {
    /// Activities with their texts.
    pub model: Model,
    /// Texts about dimensions and levels.
    pub about: About,
}

/// What has been fetched of the model.
#[derive(Clone, Copy)]
pub(super) struct Fetched {
    /// Texts of model files, by address, so that each is fetched once.
    files: StoredValue<Map<String, String>>,
    /// The texts about activities were asked for.
    details: StoredValue<bool>,
}

impl Fetched {
    /// The outline is there from the start.
    pub(super) fn with(address: String, outline: String) -> Self {
        Self {
            files: StoredValue::new(Map::from([(address, outline)])),
            details: StoredValue::new(false),
        }
    }
}

impl State {
    /// The model as it is now. When it changes, the page is made anew.
    pub fn model(self) -> Arc<Model> {
        self.model.get_untracked()
    }

    /// The ids of the activities of the loaded model.
    pub fn known_ids(self) -> Vec<ActivityId> {
        ids_of(&self.model())
    }

    /// Was it made with another model than the one that the page brings?
    pub fn is_of_other_model(self, assessment: &Assessment) -> bool {
        let digest = &assessment.model.digest;
        !digest.is_empty() && self.base.with_value(|base| base != digest)
    }

    /// After another assessment was opened: says if it was made with another model.
    pub fn tell_other_model(self) {
        let is_other = self
            .assessment
            .with_untracked(|assessment| self.is_of_other_model(assessment));
        let said = match self.status.get_untracked() {
            Status::Saved => text::SAVED.to_owned(),
            Status::Note(said) => said,
            _ => return,
        };
        if is_other {
            let said = format!("{said} {}", text::OTHER_MODEL);
            self.status.set(Status::Note(said));
        }
    }

    /// Builds the model anew whenever the assessment's extensions or changes do.
    pub(super) fn follow_setup(self) {
        let setup = Memo::new(move |_| {
            self.assessment.with(|assessment| {
                let setup = &assessment.setup;
                (setup.extensions.clone(), setup.overlay.clone())
            })
        });
        Effect::new(move |before: Option<bool>| {
            let (extensions, overlay) = setup.get();
            let is_plain = extensions.is_empty() && overlay.is_none();
            // The plain model is what the page began with.
            if !is_plain || before == Some(false) {
                // After what the user did is on the screen: reading the model takes a moment.
                set_timeout(
                    move || {
                        self.chunks
                            .funnel
                            .then(move |funnel| (funnel.build_model)(self, extensions, overlay));
                    },
                    std::time::Duration::ZERO,
                );
            }
            is_plain
        });
    }

    /// The texts of an activity, if they are there.
    pub fn detail(self, id: &ActivityId) -> Option<Activity> {
        self.details.with(|details| {
            details
                .as_ref()
                .and_then(|details| details.model.activity(id.as_str()).cloned())
        })
    }

    /// Builds the model anew from the catalogue, these extensions and these changes.
    pub(super) fn build_model(self, extensions: Vec<String>, overlay: Option<Value>) {
        leptos::task::spawn_local(self.read_setup(extensions, overlay));
    }

    async fn read_setup(self, extensions: Vec<String>, overlay: Option<Value>) {
        let read = self
            .read_model(&self.host.model_file(OUTLINE), &extensions, overlay.clone())
            .await;
        let is_wanted = self.assessment.with_untracked(|assessment| {
            assessment.setup.extensions == extensions && assessment.setup.overlay == overlay
        });
        if !is_wanted {
            // Something newer was asked for while the files came.
            return;
        }
        match read {
            Ok(read) => {
                // Parts of a page hold on to the model that they were made with, and what they count
                // is about the latest. In no moment may both be there.
                self.is_model_changing.set(true);
                leptos::task::tick().await;
                self.model.set(Arc::new(read.model));
                self.is_model_changing.set(false);
                self.read_address();
                if self.fetched.details.get_value() {
                    self.fetched.details.set_value(false);
                    self.want_details();
                }
            }
            Err(problem) => self.status.set(Status::Problem(format!(
                "The model is shown without its extensions and changes. {problem}"
            ))),
        }
    }

    /// Reads a file of the catalogue, the extensions and the changes, in this order.
    async fn read_model(
        self,
        base: &str,
        extensions: &[String],
        overlay: Option<Value>,
    ) -> Result<file::Read, String> {
        let texts = self.model_texts(base, extensions).await?;
        let sources: Vec<Source<'_>> = texts
            .iter()
            .map(|(name, text)| Source { name, text })
            .collect();
        let changes = overlay.as_ref().map(|overlay| (text::CHANGES, overlay));
        file::read_json(&sources, changes).map_err(|problem| problem.to_string())
    }

    /// Names and texts of the files that the model is read from, without changes to it. Where an
    /// extension does not come, the model is the plain one.
    pub async fn model_sources(self) -> Result<Vec<(String, String)>, String> {
        let setup = self.assessment.with_untracked(|mine| mine.setup.clone());
        let base = self.host.model_file(OUTLINE);
        match self.model_texts(&base, &setup.extensions).await {
            Ok(texts) => Ok(texts),
            Err(_) => self.model_texts(&base, &[]).await,
        }
    }

    async fn model_texts(
        self,
        base: &str,
        extensions: &[String],
    ) -> Result<Vec<(String, String)>, String> {
        let mut texts = vec![(base.to_owned(), self.model_file(base.to_owned()).await?)];
        for name in extensions {
            let address = format!("model/extensions/{name}.json");
            let text = self.model_file(address.clone()).await?;
            texts.push((address, text));
        }
        Ok(texts)
    }

    /// The text of a model file; fetched once.
    async fn model_file(self, address: String) -> Result<String, String> {
        let known = self
            .fetched
            .files
            .with_value(|files| files.get(&address).cloned());
        if let Some(text) = known {
            return Ok(text);
        }
        let text = browser::fetch_text(&address).await?;
        self.fetched.files.update_value(|files| {
            files.insert(address, text.clone());
        });
        Ok(text)
    }

    async fn load_details(self) -> Result<Details, String> {
        let setup = self
            .assessment
            .with_untracked(|assessment| assessment.setup.clone());
        let read = self
            .read_model(
                &self.host.model_file("details.json"),
                &setup.extensions,
                setup.overlay,
            )
            .await?;
        let about = self.model_file("model/about.json".to_owned()).await?;
        let about = file::read_about_json(Source {
            name: "model/about.json",
            text: &about,
        })
        .map_err(|problem| problem.to_string())?;
        Ok(Details {
            model: read.model,
            about,
        })
    }

    /// Loads the texts, once.
    pub fn want_details(self) {
        if self.fetched.details.get_value() {
            return;
        }
        self.fetched.details.set_value(true);
        leptos::task::spawn_local(async move {
            match self.load_details().await {
                Ok(details) => {
                    self.details_problem.set(None);
                    self.details.set(Some(Arc::new(details)));
                }
                Err(problem) => {
                    // Asked for again when a page needs them next.
                    self.fetched.details.set_value(false);
                    self.details_problem.set(Some(problem));
                }
            }
        });
    }
}

pub(super) fn ids_of(model: &Model) -> Vec<ActivityId> {
    let activities = model.activities.iter();
    activities.map(|activity| activity.id.clone()).collect()
}
