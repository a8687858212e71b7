//! Loading files on the page Model: changes, or a whole model. A file that belongs elsewhere is
//! named; before a model would hide much, or anything that is answered, the page asks.

use leptos::prelude::*;

use crate::browser;
use crate::exchange::kind::{self, Door};
use crate::exchange::model_files::{self, Loaded, Loss};
use crate::model::check::Placed;
use crate::model::overlay::Overlay;
use crate::model::yaml::{self, Severity};
use crate::ui::components::{Cell, button, card, table};
use crate::ui::text;
use crate::ui::view::live;

use super::{Workshop, sources, value_of};

const NOTHING: &str = "Nothing was changed.";

/// A model that was read, and waits for a decision.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Asking {
    names: String,
    overlay: Overlay,
    loss: Loss,
}

impl Workshop {
    /// The texts of files, with their names; `None` where one cannot be taken, which is said after
    /// `otherwise`.
    pub(super) async fn read_files(
        self,
        files: Vec<web_sys::File>,
        door: Door,
        otherwise: &str,
    ) -> Option<Vec<(String, String)>> {
        let mut texts = Vec::new();
        for file in files {
            let bytes = browser::read_bytes(&file, yaml::MAX_BYTES).await;
            if self.is_gone() {
                return None;
            }
            let name = file.name();
            match bytes.and_then(|bytes| kind::open(&name, &bytes)) {
                // What has no text fits no door here; of the others, `model_files` says more.
                Ok(opened) if opened.text.is_empty() => {
                    let refusal = opened.kind.refusal(&name, door).unwrap_or_default();
                    self.problem.set(format!("{otherwise} {refusal}"));
                    return None;
                }
                Ok(opened) => texts.push((name, opened.text)),
                Err(problem) => {
                    self.problem.set(format!("{otherwise} {problem}"));
                    return None;
                }
            }
        }
        Some(texts)
    }

    /// Reads files as the model itself.
    pub(super) async fn load_model(self, files: Vec<web_sys::File>) {
        let Some(texts) = self.read_files(files, Door::Model, NOTHING).await else {
            return;
        };
        let Some(base) = self.base.get_untracked() else {
            return;
        };
        let loaded = match model_files::whole(&base, &sources(&texts)) {
            Ok(loaded) => loaded,
            Err(problem) => {
                self.problem.set(format!("{NOTHING} {problem}"));
                return;
            }
        };
        self.tell(&loaded.findings);
        let shown = self.model.get_untracked().unwrap_or(base);
        let loss = self
            .state
            .assessment
            .with_untracked(|assessment| model_files::loss(&shown, &loaded.model, assessment));
        let names = loaded.names.join(", ");
        let Loaded { overlay, .. } = loaded;
        if loss.is_large() {
            self.problem.set(String::new());
            self.asking.set(Some(Asking {
                names,
                overlay,
                loss,
            }));
            request_animation_frame(|| browser::focus_id("asking"));
        } else {
            self.take_model(&names, &overlay);
        }
    }

    fn take_model(self, names: &str, overlay: &Overlay) {
        let extensions = self.setup.get_untracked().extensions;
        self.send(
            extensions,
            value_of(overlay),
            format!("Load the model {names}"),
        );
    }

    /// Reads model files as changes to this model, one after the other.
    pub(super) async fn load_changes(self, files: Vec<web_sys::File>) {
        let Some(texts) = self.read_files(files, Door::Changes, NOTHING).await else {
            return;
        };
        let known = untrack(|| self.overlay());
        let base = self.texts.get_value();
        match model_files::changes(&sources(&base), &known, &sources(&texts)) {
            Ok(loaded) => {
                self.tell(&loaded.findings);
                let extensions = self.setup.get_untracked().extensions;
                self.send(
                    extensions,
                    value_of(&loaded.overlay),
                    format!("Load {}", loaded.names.join(", ")),
                );
            }
            Err(problem) => self.problem.set(format!("{NOTHING} {problem}")),
        }
    }

    /// Shows what is to be said about files that were just read.
    fn tell(self, findings: &[Placed]) {
        self.asking.set(None);
        let rows = findings.iter().map(|finding| {
            let place = format!(
                "{}, line {}, column {}",
                finding.file, finding.line, finding.column
            );
            row(finding, place)
        });
        self.told.set(rows.collect());
    }

    /// What is to be said about the files that were loaded last.
    pub(super) fn told(self) -> AnyView {
        live(move || {
            let rows = self.told.get();
            if rows.is_empty() {
                return None;
            }
            let heads = ["How much", "In the loaded file", "Where", "What"];
            let list = table(
                "Findings in the loaded files",
                heads.map(str::to_owned).to_vec(),
                move || rows.clone(),
            );
            Some(card(
                "told",
                "Findings in the loaded files".to_owned(),
                "",
                list,
            ))
        })
    }

    /// The question before a model takes the place of one that has more in it.
    pub(super) fn question(self) -> AnyView {
        live(move || {
            let Asking {
                names,
                overlay,
                loss,
            } = self.asking.get()?;
            let said = format!(
                "{names} lacks {} of the {} that are asked here now.",
                loss.dropped,
                text::activities(loss.of)
            );
            let answered = match loss.answered {
                0 => String::new(),
                1 => "One of them is answered: its answers stay in the assessment, but nobody sees them or counts them.".to_owned(),
                number => format!("{number} of them are answered: their answers stay in the assessment, but nobody sees them or counts them."),
            };
            let load = move || {
                self.asking.set(None);
                self.take_model(&names, &overlay);
            };
            let keep = move || {
                self.asking.set(None);
                self.told.set(Vec::new());
                browser::focus_heading();
            };
            Some(
                view! {
                    <div class="question" role="group" aria-labelledby="asking">
                        <p id="asking" tabindex="-1">
                            {said} " " {answered}
                        </p>
                        <div class="row">
                            {button("button primary", None, "Keep the model".to_owned(), keep)}
                            {button("button", None, "Load it all the same".to_owned(), load)}
                        </div>
                    </div>
                }
                .into_any(),
            )
        })
    }
}

/// A finding as a row of a table.
pub(super) fn row(finding: &Placed, place_in_file: String) -> Vec<Cell> {
    let severity = match finding.severity {
        Severity::Error => "Error",
        Severity::Warning => "Warning",
        Severity::Hint => "Hint",
    };
    vec![
        Cell::Text(severity.to_owned()),
        Cell::Text(place_in_file),
        Cell::Text(finding.place.clone()),
        Cell::Text(finding.message.clone()),
    ]
}
