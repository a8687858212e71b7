//! The workshop of the Model page: browse the catalogue, change it, see what is wrong with it.
//!
//! It reads the catalogue for itself, as YAML with lines and columns. What the user changes goes
//! through the page's funnel, so that undo, storage and export know about it. Cards that stand by
//! themselves have files of their own beside this one.

mod add;
mod browse;
mod carried;
mod changes;
mod corrections;
mod findings;
mod focus;
mod form;
mod loading;
mod names;
mod versions;

use std::sync::Arc;

use leptos::prelude::*;
use serde_json::Value;

use crate::assessment::carry::read_aliases;
use crate::assessment::{Assessment, Command, ModelRef};
use crate::browser;
use crate::model::overlay::Overlay;
use crate::model::yaml::{self, Source};
use crate::model::{ActivityId, Model};
use crate::ui::components::{Cell, card};
use crate::ui::extensions;
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::live;

use carried::Plan;
use changes::chosen_files;
use focus::Focus;

/// Files of the catalogue.
const FILES: [&str; 2] = ["outline.yaml", "details.yaml"];
/// How the model differs from the one that the page brings.
#[derive(Clone, PartialEq, Debug, Default)]
struct Setup {
    /// Extensions that are on.
    extensions: Vec<String>,
    /// Changes, as [`Overlay::to_json`].
    overlay: Option<Value>,
}

impl Setup {
    fn of(assessment: &Assessment) -> Self {
        Self {
            extensions: assessment.setup.extensions.clone(),
            overlay: assessment.setup.overlay.clone(),
        }
    }
}

/// The workshop, below the heading of the Model page.
pub fn workshop(state: State) -> AnyView {
    Workshop::provide(state).view()
}

#[derive(Clone, Copy)]
struct Workshop {
    state: State,
    setup: RwSignal<Setup>,
    /// The catalogue with its extensions, without changes.
    base: RwSignal<Option<Arc<Model>>>,
    /// The same with the changes.
    model: RwSignal<Option<Arc<Model>>>,
    /// Texts of the base: files and their names.
    texts: StoredValue<Vec<(String, String)>>,
    /// A sentence about the last thing that could not be done.
    problem: RwSignal<String>,
    /// The activity whose fields are open.
    editing: RwSignal<Option<ActivityId>>,
    /// The place whose name is being changed.
    renaming: RwSignal<Option<names::Spot>>,
    /// The dimension that is shown.
    dimension: RwSignal<usize>,
    /// Rows about the changes.
    findings: RwSignal<Vec<Vec<Cell>>>,
    /// A whole model that was read and waits for a decision.
    asking: RwSignal<Option<loading::Asking>>,
    /// Rows about the files that were loaded last.
    told: RwSignal<Vec<Vec<Cell>>>,
    /// What carrying the answers over would do.
    carry: RwSignal<Option<Arc<Plan>>>,
}

impl Workshop {
    fn provide(state: State) -> Self {
        let setup = Memo::new(move |_| state.assessment.with(Setup::of));
        let workshop = Self {
            state,
            setup: RwSignal::new(setup.get_untracked()),
            base: RwSignal::new(None),
            model: RwSignal::new(None),
            texts: StoredValue::new(Vec::new()),
            problem: RwSignal::new(String::new()),
            editing: RwSignal::new(None),
            renaming: RwSignal::new(None),
            dimension: RwSignal::new(0),
            findings: RwSignal::new(Vec::new()),
            asking: RwSignal::new(None),
            told: RwSignal::new(Vec::new()),
            carry: RwSignal::new(None),
        };
        provide_context(workshop);
        Effect::new(move |before: Option<Setup>| {
            let setup = setup.get();
            if before.is_some_and(|before| before != setup) {
                workshop.take(setup.clone());
            }
            setup
        });
        // Another assessment may be opened while this page is shown, by an import or by undo.
        let made_with = Memo::new(move |_| {
            state
                .assessment
                .with(|assessment| (assessment.id.clone(), assessment.model.clone()))
        });
        Effect::new(move |before: Option<(String, ModelRef)>| {
            let made_with = made_with.get();
            if before.is_some_and(|before| before != made_with) {
                leptos::task::spawn_local(workshop.plan_carrying());
            }
            made_with
        });
        leptos::task::spawn_local(workshop.load());
        workshop
    }

    /// A setup that the page has: after a change of ours, an undo, an import.
    fn take(self, setup: Setup) {
        let old = self.setup.get_untracked();
        let same_extensions = old.extensions == setup.extensions;
        self.setup.set(setup);
        self.judge();
        if same_extensions {
            self.build();
        } else {
            leptos::task::spawn_local(self.load());
        }
    }

    /// Fetches the files of the catalogue and its extensions.
    async fn load(self) {
        let mut texts = Vec::new();
        let extensions = self.setup.get_untracked().extensions;
        let addresses = FILES
            .iter()
            .map(|file| self.state.host.model_file(file))
            .chain(
                extensions
                    .iter()
                    .map(|name| format!("model/extensions/{name}.yaml")),
            );
        for address in addresses {
            match browser::fetch_text(&address).await {
                Ok(text) => texts.push((address, text)),
                Err(problem) => {
                    if !self.is_gone() {
                        self.problem.set(problem);
                    }
                    return;
                }
            }
        }
        if self.is_gone() || self.setup.get_untracked().extensions != extensions {
            // Something newer was asked for meanwhile.
            return;
        }
        self.judge();
        match yaml::read(&sources(&texts)) {
            Ok(read) => self.base.set(Some(Arc::new(read.model))),
            Err(problem) => self.problem.set(problem.to_string()),
        }
        self.texts.set_value(texts);
        self.build();
        self.plan_carrying().await;
    }

    /// Another page is shown by now.
    fn is_gone(self) -> bool {
        self.setup.try_get_untracked().is_none()
    }

    /// Builds the model with the changes.
    fn build(self) {
        let setup = self.setup.get_untracked();
        let Some(overlay) = setup.overlay else {
            self.model.set(self.base.get_untracked());
            self.findings.set(Vec::new());
            return;
        };
        let mut texts = self.texts.get_value();
        // The details are the bulk of the catalogue and most of the time to read it. What they
        // say is known from the base; only a text that was emptied would come back from there.
        let is_light = !overlay.to_string().contains("\"\"");
        if is_light {
            texts.retain(|(name, _)| !name.ends_with(FILES[1]));
        }
        let changes = Some((text::CHANGES, &overlay));
        match (
            yaml::read_with(&sources(&texts), changes),
            self.base.get_untracked(),
        ) {
            (Ok(mut read), Some(base)) => {
                if is_light {
                    fill_texts(&mut read.model, &base);
                }
                self.model.set(Some(Arc::new(read.model)));
            }
            (Err(problem), _) => self.problem.set(problem.to_string()),
            (_, None) => {}
        }
        // The checks read everything once more, with places, which takes a while: only when the
        // user pauses, and only for the latest state.
        let setup = self.setup.get_untracked();
        set_timeout(
            move || {
                if self.setup.try_get_untracked() == Some(setup) {
                    self.check();
                }
            },
            std::time::Duration::from_millis(500),
        );
    }

    fn overlay(self) -> Overlay {
        self.read_overlay().unwrap_or_default()
    }

    /// The changes; the error says why they cannot be read. They are left as they are then.
    fn read_overlay(self) -> Result<Overlay, String> {
        self.setup.with(|setup| match &setup.overlay {
            None => Ok(Overlay::default()),
            Some(value) => Overlay::from_json(value).map_err(|problem| {
                format!(
                    "The changes in this assessment cannot be read, so they do not count. {problem} Nothing can be changed until they are taken back."
                )
            }),
        })
    }

    /// Says what is wrong with the changes that came, or that nothing is.
    fn judge(self) {
        let problem = untrack(|| self.read_overlay()).err().unwrap_or_default();
        self.problem.set(problem);
    }

    /// Changes the setup through the page's funnel.
    fn send(self, extensions: Vec<String>, overlay: Option<Value>, label: String) {
        self.problem.set(String::new());
        self.state.dispatch(Command::SetModel {
            extensions,
            overlay,
            label,
        });
    }

    /// Changes the overlay; a refusal is a sentence.
    fn change(self, label: String, work: impl FnOnce(&mut Overlay, &Model) -> Result<(), String>) {
        let Some(base) = self.base.get_untracked() else {
            return;
        };
        // Rows may go away or change their place: the focus goes along, or to the row beside.
        let focus = Focus::remember();
        request_animation_frame(move || focus.restore());
        let changed = untrack(|| self.read_overlay()).and_then(|mut overlay| {
            work(&mut overlay, &base)?;
            Ok(overlay)
        });
        match changed {
            Ok(overlay) => {
                let extensions = self.setup.get_untracked().extensions;
                self.send(extensions, value_of(&overlay), label);
            }
            Err(problem) => self.problem.set(problem),
        }
    }

    fn view(self) -> AnyView {
        let problem = live(move || {
            let problem = self.problem.get();
            (!problem.is_empty()).then(|| {
                view! {
                    <p class="notice" role="alert" translate="no">
                        {problem}
                    </p>
                }
                .into_any()
            })
        });
        let body = live(move || {
            // The base tells when the files are there; what follows looks at the model itself.
            self.base.get().map(|_| {
                view! {
                    {self.carried()}
                    {self.extensions()}
                    {self.changes()}
                    {self.corrections()}
                    {self.told()}
                    {self.browse()}
                    {self.add()}
                    // Below what is worked with: it comes half a second after a change, and would move a
                    // button away from under the pointer.
                    {self.findings()}
                    {self.versions()}
                }
                .into_any()
            })
        });
        view! {
            {problem}
            {body}
        }
        .into_any()
    }

    fn extensions(self) -> AnyView {
        card(
            "extensions",
            "Extensions".to_owned(),
            text::EXTENSIONS_LEAD,
            extensions::boxes(self.state),
        )
    }

    /// Looks at the stored assessment: was it made with another model?
    async fn plan_carrying(self) {
        let Ok(aliases) = browser::fetch_text("model/aliases.yaml").await else {
            return;
        };
        if self.is_gone() {
            return;
        }
        match read_aliases(&aliases) {
            Ok(aliases) => self.carry.set(self.plan(aliases).map(Arc::new)),
            Err(problem) => self.problem.set(problem),
        }
    }
}

/// Gives activities the texts of the base where they have none of their own.
fn fill_texts(model: &mut Model, base: &Model) {
    for activity in &mut model.activities {
        let Some(known) = base.activity(activity.id.as_str()) else {
            continue;
        };
        let (own, theirs) = (&mut activity.texts, &known.texts);
        for (own, theirs) in [
            (&mut own.description, &theirs.description),
            (&mut own.risk, &theirs.risk),
            (&mut own.measure, &theirs.measure),
            (&mut own.assessment, &theirs.assessment),
            (&mut own.guide, &theirs.guide),
            (&mut own.comments, &theirs.comments),
        ] {
            if own.is_empty() {
                own.clone_from(theirs);
            }
        }
    }
}

fn sources(texts: &[(String, String)]) -> Vec<Source<'_>> {
    texts
        .iter()
        .map(|(name, text)| Source { name, text })
        .collect()
}

/// The changes as the assessment holds them; none at all is nothing.
fn value_of(overlay: &Overlay) -> Option<Value> {
    (!overlay.is_empty()).then(|| overlay.to_json())
}
