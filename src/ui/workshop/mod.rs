//! The workshop of the Model page: browse the catalogue, change it, see what is wrong with it.
//!
//! It reads the catalogue for itself, as YAML with lines and columns. What the user changes goes
//! through the page's funnel, so that undo, storage and export know about it. Cards that stand by
//! themselves have files of their own beside this one.

mod corrections;
mod loading;
mod names;
mod versions;

use std::sync::Arc;

use leptos::prelude::*;
use serde_json::Value;
use wasm_bindgen::JsCast;

use crate::assessment::carry::{Alias, Carried, carry_over, read_aliases};
use crate::assessment::{Assessment, Command, ModelRef};
use crate::browser;
use crate::model::check::check;
use crate::model::compare::{TextKind, compare};
use crate::model::overlay::{Field, NewActivity, Overlay, Target};
use crate::model::yaml::{self, Source};
use crate::model::{Activity, ActivityId, Model};
use crate::ui::components::{Cell, Pick, button, card, editing, select, table};
use crate::ui::extensions;
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{on, part, words};

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

/// What carrying the answers over to this model would do.
struct Plan {
    from: ModelRef,
    carried: Carried,
    /// The assessment afterwards.
    with: Assessment,
    aliases: Vec<Alias>,
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

    /// What is to be said about the changes, by place in the exported file.
    fn check(self) {
        let overlay = untrack(|| self.overlay());
        let mut texts = self.texts.get_value();
        texts.push((text::CHANGES.to_owned(), overlay.to_yaml()));
        let rows = check(&sources(&texts))
            .findings
            .into_iter()
            .filter(|finding| finding.file == text::CHANGES)
            .map(|finding| {
                let place = format!("line {}, column {}", finding.line, finding.column);
                loading::row(&finding, place)
            })
            .collect();
        self.findings.set(rows);
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
        let problem = part(move || {
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
        let body = part(move || {
            // The base tells when the files are there; what follows looks at the model itself.
            self.base.get().map(|_| {
                view! {
                    {self.carried()}
                    {self.extensions()}
                    {self.changes()}
                    {self.corrections()}
                    {self.told()}
                    {self.findings()}
                    {self.browse()}
                    {self.add()}
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

    fn changes(self) -> AnyView {
        let list = part(move || {
            let (Some(base), Some(model)) = (self.base.get(), self.model.get()) else {
                return ().into_any();
            };
            let changes = compare(&base, &model);
            if changes.is_empty() {
                return view! { <p class="muted">"None. The model is as published."</p> }
                    .into_any();
            }
            let items: Vec<AnyView> = changes
                .iter()
                .map(|change| view! { <li>{change.to_string()}</li> }.into_any())
                .collect();
            view! { <ul class="plain">{items}</ul> }.into_any()
        });
        let export = move || {
            let yaml = untrack(|| self.overlay().to_yaml());
            if let Err(problem) = browser::download("model-changes.yaml", "text/yaml", &yaml) {
                self.problem.set(problem);
            }
        };
        let export_full = move || {
            let texts = self.texts.get_value();
            let overlay = untrack(|| self.overlay());
            // All of it once more: what is shown was read without tools.
            let tree = overlay.to_json();
            let yaml = match yaml::read_with(&sources(&texts), Some((text::CHANGES, &tree))) {
                Ok(read) => overlay.to_full_yaml(&read.model),
                Err(problem) => {
                    self.problem.set(problem.to_string());
                    return;
                }
            };
            if let Err(problem) = browser::download("model-changes-full.yaml", "text/yaml", &yaml) {
                self.problem.set(problem);
            }
        };
        let reset = move || {
            let extensions = self.setup.get_untracked().extensions;
            self.send(
                extensions,
                None,
                "Take back all changes to the model".to_owned(),
            );
        };
        let load = on(move |event: leptos::ev::Event| {
            let input = event_target::<web_sys::HtmlInputElement>(&event);
            leptos::task::spawn_local(self.load_changes(chosen_files(&input)));
            input.set_value("");
        });
        let load_model = on(move |event: leptos::ev::Event| {
            let input = event_target::<web_sys::HtmlInputElement>(&event);
            leptos::task::spawn_local(self.load_model(chosen_files(&input)));
            input.set_value("");
        });
        let loading = view! {
            <label class="button file">
                "Load changes"
                <input type="file" multiple accept=".yaml,.yml" aria-label="Load changes" on:change=load />
            </label>
            <label class="button file">
                "Load a whole model"
                <input
                    type="file"
                    multiple
                    accept=".yaml,.yml"
                    aria-label="Load a whole model"
                    on:change=load_model
                />
            </label>
            {button("button quiet", None, "Take back all".to_owned(), reset)}
        }
        .into_any();
        let body = view! {
            {list}
            <div class="row">
                {button("button", None, "Export changes".to_owned(), export)}
                {button("button", None, "Export for DSOMM’s app".to_owned(), export_full)}
                {editing(self.state, loading)}
            </div>
            {editing(self.state, self.question())}
            <p class="hint">
                "A file of changes is a DSOMM model file with only the fields that differ. “Load changes” puts it over what is here; activities that it does not name stay as they are. DSOMM's own app empties the fields that a file does not repeat, so “Export for DSOMM’s app” repeats all fields of what is changed."
            </p>
            <p class="hint">
                "“Load a whole model” takes a DSOMM model.yaml, or several files of one model, in place of the published model: what it lacks is hidden, and your changes from before are replaced. Its version and the names of its levels are not taken over. Each of the two is one step of undo. Changes travel in the assessment file, so teammates see the same model."
            </p>
        }
        .into_any();
        card("changes", "Your changes".to_owned(), "", body)
    }

    fn findings(self) -> AnyView {
        part(move || {
            let rows = self.findings.get();
            if rows.is_empty() {
                return None;
            }
            let heads = ["How much", "In the exported file", "Where", "What"];
            let list = table("Findings", heads.map(str::to_owned).to_vec(), move || {
                rows.clone()
            });
            Some(card(
                "findings",
                "Findings in your changes".to_owned(),
                "",
                list,
            ))
        })
    }

    /// Where the assessment was made with another model: what becomes of its answers.
    fn carried(self) -> AnyView {
        part(move || {
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

    /// What carrying over would do now; `None` where the assessment was made with this model.
    fn plan(self, aliases: Vec<Alias>) -> Option<Plan> {
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

    fn browse(self) -> AnyView {
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
            words(move || shown.get().to_string()),
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
        let hide_dimension = part(move || {
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
        let hidden = part(move || {
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

    fn group(self, dimension: String, name: String) -> AnyView {
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
    fn about<T: Clone + Default + PartialEq + Send + Sync + 'static>(
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

    fn row(self, id: ActivityId) -> AnyView {
        let name = self.about(&id, |activity| activity.name.clone());
        let level = self.about(&id, |activity| format!("Level {}", activity.level));
        let changed = {
            let id = id.clone();
            part(move || {
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
            let label = words(move || if is_open.get() { "Close" } else { "Edit" });
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
        let form = part(move || is_open.get().then(|| self.form(&id, name)));
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

    fn hide_button(self, label: &'static str, name: &str, target: Target) -> AnyView {
        let name = name.to_owned();
        button("button quiet", None, label.to_owned(), move || {
            self.change(format!("Hide “{name}”"), |overlay, base| {
                overlay.hide(base, &target)
            });
        })
    }

    fn hidden_row(self, base: &Model, target: Target) -> AnyView {
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
    fn own_name(self, id: &ActivityId) -> String {
        let overlay = self.overlay().to_json();
        let names = overlay.as_object().into_iter().flatten();
        names
            .flat_map(|(_, dimension)| dimension.as_object().into_iter().flatten())
            .flat_map(|(_, subdimension)| subdimension.as_object().into_iter().flatten())
            .find(|(_, fields)| fields.get("uuid").and_then(Value::as_str) == Some(id.as_str()))
            .map_or_else(|| id.to_string(), |(name, _)| name.clone())
    }

    /// The fields of an activity. Each is sent when it is left.
    fn form(self, id: &ActivityId, name: Memo<String>) -> AnyView {
        let rename = {
            let id = id.clone();
            on(move |event: leptos::ev::Event| {
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
            let write = on(move |event: leptos::ev::Event| {
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
                    self.change(label, |overlay, _| {
                        overlay.reset_activity(id.as_str());
                        Ok(())
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
            words(move || {
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

    fn add(self) -> AnyView {
        let fields: [NodeRef<leptos::html::Input>; 4] = std::array::from_fn(|_| NodeRef::new());
        let add = on(move |event: leptos::ev::SubmitEvent| {
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
            part(move || {
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

/// What has the focus, and what could have it when that goes away.
struct Focus {
    own: Option<web_sys::HtmlElement>,
    beside: Option<web_sys::HtmlElement>,
}

impl Focus {
    fn remember() -> Self {
        let active = web_sys::window()
            .and_then(|window| window.document())
            .and_then(|document| document.active_element());
        let row = active
            .as_ref()
            .and_then(|active| active.closest("li").ok().flatten());
        let beside = row.and_then(|row| {
            row.next_element_sibling()
                .or_else(|| row.previous_element_sibling())?
                .query_selector("button")
                .ok()
                .flatten()
        });
        Self {
            own: active.and_then(|active| active.dyn_into().ok()),
            beside: beside.and_then(|beside| beside.dyn_into().ok()),
        }
    }

    /// Only where the focus was lost: it is on nothing but the page.
    fn restore(self) {
        let active = web_sys::window()
            .and_then(|window| window.document())
            .and_then(|document| document.active_element());
        if active.is_some_and(|active| active.tag_name() != "BODY") {
            return;
        }
        let there = |element: &web_sys::HtmlElement| element.is_connected();
        match self.own.filter(there).or(self.beside.filter(there)) {
            Some(element) => {
                let _ = element.focus();
            }
            None => browser::focus("main h1"),
        }
    }
}

/// The files that somebody chose.
fn chosen_files(input: &web_sys::HtmlInputElement) -> Vec<web_sys::File> {
    input
        .files()
        .map(|files| (0..files.length()).filter_map(|at| files.get(at)).collect())
        .unwrap_or_default()
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
