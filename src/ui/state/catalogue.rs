//! The model as it is asked: the catalogue with extensions and changes, and its texts. What a plain
//! page starts with is read in `ui/start.rs`; everything here comes later.

use std::sync::Arc;

use leptos::prelude::*;
use serde_json::Value;

use crate::browser;
use crate::model::file::{self, Source};
use crate::ui::text;

use super::{Details, OUTLINE, State, Status};

impl State {
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
                self.model.set(Arc::new(read.model));
                self.read_address();
                if self.asked_for_details.get_value() {
                    self.asked_for_details.set_value(false);
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
        let mut texts = vec![(base.to_owned(), self.model_file(base.to_owned()).await?)];
        for name in extensions {
            let address = format!("model/extensions/{name}.json");
            let text = self.model_file(address.clone()).await?;
            texts.push((address, text));
        }
        let sources: Vec<Source<'_>> = texts
            .iter()
            .map(|(name, text)| Source { name, text })
            .collect();
        let changes = overlay.as_ref().map(|overlay| (text::CHANGES, overlay));
        file::read_json(&sources, changes).map_err(|problem| problem.to_string())
    }

    /// The text of a model file; fetched once.
    async fn model_file(self, address: String) -> Result<String, String> {
        let known = self.files.with_value(|files| files.get(&address).cloned());
        if let Some(text) = known {
            return Ok(text);
        }
        let text = browser::fetch_text(&address).await?;
        self.files.update_value(|files| {
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
        if self.asked_for_details.get_value() {
            return;
        }
        self.asked_for_details.set_value(true);
        leptos::task::spawn_local(async move {
            match self.load_details().await {
                Ok(details) => {
                    self.details_problem.set(None);
                    self.details.set(Some(Arc::new(details)));
                }
                Err(problem) => {
                    // Asked for again when a page needs them next.
                    self.asked_for_details.set_value(false);
                    self.details_problem.set(Some(problem));
                }
            }
        });
    }
}
