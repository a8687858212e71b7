//! What the page knows, and the one funnel through which it changes: [`State::dispatch`].

use crate::map::{Map, SortedSet};
use std::sync::Arc;

use leptos::prelude::*;
use serde_json::Value;

use crate::assessment::{
    Answer, Assessment, Change, Choice, Command, CommandError, Context, Date, History, Step,
    TeamId, Touched,
};
use crate::browser::{self, LocalStore, Mode};
use crate::exchange::undo_file;
use crate::model::file::{self, About, Source};
use crate::model::{Activity, ActivityId, Model};
use crate::route::Route;
use crate::scoring::{self, Scores, Targets};
use crate::storage::{
    self, Keeper, Loaded, LogEntry, Loss, MAX_LOG, PREFIX, Shelf, Store, StoreError,
};

use super::embed::Host;
use super::handover::{FAILED, Given, PLACE as HANDOVER, UNSAVED};
use super::{OUTLINE, Outline, Program, text};

/// In milliseconds.
const HOUR: i64 = 3_600_000;
/// Where the tab remembers the steps of undo: the id of the assessment, then what
/// [`undo_file::write`] gives.
const UNDO: &str = "dsomm-radar/undo";
/// What these may take, in bytes: less than half of what browsers grant a tab.
const UNDO_BYTES: usize = 2 << 20;

/// What the status line says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Status {
    /// Nothing yet.
    Quiet,
    /// Everything shown is stored.
    Saved,
    /// Something worth saying.
    Note(String),
    /// Something went wrong; a sentence that says what to do.
    Problem(String),
}

/// How far the whole program is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Loading {
    /// Nobody has asked for it, or it runs.
    No,
    /// On its way.
    Yes,
    /// It did not come.
    Failed,
}

/// The model's texts: large, so they come when they are first needed.
#[derive(Clone, PartialEq, Debug)]
pub struct Details {
    /// Activities with their texts.
    pub model: Model,
    /// Texts about dimensions and levels.
    pub about: About,
}

/// What is laid over the numbers that a team claims.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Overlays {
    /// What has evidence; `None`: there is no evidence at all.
    pub evidenced: Option<Scores>,
    /// What the team aims at.
    pub targets: Option<Targets>,
    /// What the last cycle or snapshot left, with its name.
    pub previous: Option<(String, Scores)>,
}

impl Overlays {
    fn of(model: &Model, assessment: &Assessment, team: &TeamId, today: Date) -> Self {
        let has_evidence = assessment.evidence.values().any(|piece| !piece.deleted);
        let previous = assessment.last_closed().and_then(|(id, cycle)| {
            let then = assessment.as_of(id)?;
            Some((cycle.name.clone(), scoring::score(model, &then, team)))
        });
        Self {
            evidenced: has_evidence.then(|| scoring::evidenced(model, assessment, team, today)),
            targets: scoring::targets(model, assessment, team),
            previous,
        }
    }
}

/// A file that the user chose, before anybody has looked into it.
#[derive(Clone, PartialEq, Debug)]
pub struct Incoming {
    /// Its name.
    pub name: String,
    /// What is in it.
    pub text: String,
}

/// Everything the page knows. Cheap to copy; found by [`State::get`].
#[derive(Clone, Copy)]
pub struct State {
    /// The program that runs.
    program: Program,
    /// What whoever hosts or embeds the page has set.
    pub host: Host,
    /// The whole program is on its way, or could not be loaded.
    loading: RwSignal<Loading>,
    /// A file that waits to be imported.
    pub incoming: RwSignal<Option<Incoming>>,
    /// What is asked: the catalogue with the assessment's extensions and changes.
    pub model: RwSignal<Arc<Model>>,
    /// [`Model::digest`] of the model that the page brings, without extensions and changes.
    pub base: StoredValue<String>,
    /// Texts of model files, by address, so that each is fetched once.
    files: StoredValue<Map<String, String>>,
    /// The assessment that is open.
    pub assessment: RwSignal<Assessment>,
    /// The team whose answers are shown.
    pub team: RwSignal<TeamId>,
    /// Teams that are answered for along with it.
    pub along: RwSignal<SortedSet<TeamId>>,
    /// Its numbers.
    pub scores: Memo<Arc<Scores>>,
    /// What is laid over them; only computed where a page asks.
    pub overlays: Memo<Arc<Overlays>>,
    /// The page that is shown.
    pub route: RwSignal<Route>,
    /// The status line.
    pub status: RwSignal<Status>,
    /// Undo and redo.
    pub history: RwSignal<History>,
    /// Texts, once they are there.
    pub details: RwSignal<Option<Arc<Details>>>,
    /// Why the texts are not there.
    pub details_problem: RwSignal<Option<String>>,
    asked_for_details: StoredValue<bool>,
    keeper: StoredValue<Keeper>,
    is_newer: StoredValue<bool>,
    /// Something that is shown is not stored.
    unsaved: StoredValue<bool>,
    /// What is not stored stands in a file that was exported.
    in_file: StoredValue<bool>,
    /// The tab does not remember the latest steps of undo yet.
    undo_due: StoredValue<bool>,
    /// Lines for the log about changes that are not stored yet.
    unlogged: StoredValue<Vec<LogEntry>>,
    /// When the last recovery copy was made or looked for, in milliseconds since 1970.
    copied: StoredValue<i64>,
    /// The user's name, as it stands beside what they change; may be empty.
    pub name: RwSignal<String>,
    /// Counts up when something was done to the storage that no other signal tells.
    pub shelf: RwSignal<u32>,
}

impl State {
    /// Opens what is stored, or begins anew. Provides itself to all components.
    pub fn provide(program: Program, host: Host, read: Outline, given: Given) -> Self {
        let (outline, model) = read;
        let is_memory = browser::storage_mode() == Mode::Memory;
        let mut keeper = Keeper::default();
        let store = LocalStore::open();
        let mut status = Status::Quiet;
        let mut is_newer = false;
        let mut loaded = keeper.load(&store, &ids_of(&model));
        if loaded.is_err() && store.is_allowed() && browser::storage_mode() == Mode::Undecided {
            // A record that cannot be read has to be kept aside, which is a copy of what is there.
            host.keep(Mode::Local);
            loaded = keeper.load(&store, &ids_of(&model));
        }
        let stored = match loaded {
            // Nothing is to be kept here.
            _ if is_memory => None,
            Ok(loaded) => {
                if !loaded.problems.is_empty() {
                    status = Status::Problem(loaded.problems.join(" "));
                } else if loaded.assessment.is_some() {
                    status = Status::Saved;
                }
                is_newer = loaded.is_newer;
                loaded.assessment
            }
            Err(problem) => {
                status = Status::Problem(problem.to_string());
                None
            }
        };
        let is_unsaved = given.unsaved.is_some() && (!is_memory || host.is_owing());
        if is_unsaved {
            status = Status::Note(text::NOT_SAVED.to_owned());
        }
        let stored = given.unsaved.or(stored);
        let assessment = stored.unwrap_or_else(|| {
            let mut first = given.start.unwrap_or_else(|| host.first_assessment(&model));
            if status == Status::Quiet && browser::storage_mode() == Mode::Local {
                // Stored at once, so that a second tab opens the same one. If that fails, the
                // first answer will say so.
                let everything = Touched {
                    all: true,
                    ..Touched::default()
                };
                let _ = keeper.save(&store, &mut first, &everything);
            }
            first
        });
        let team = given
            .team
            .filter(|id| assessment.teams.get(id).is_some_and(|team| !team.deleted))
            .or_else(|| host.team_in(&assessment))
            .unwrap_or_else(|| remembered_team(&store, &assessment));
        let undo = given.undo.or_else(|| browser::tab_get(UNDO));
        let history = undo.and_then(|text| {
            // Those of another assessment are none of this one's.
            let (id, steps) = text.split_once('\n')?;
            (program.undo?)(steps).filter(|_| id == assessment.id)
        });
        let assessment = RwSignal::new(assessment);
        let team = RwSignal::new(team);
        let shown_model = RwSignal::new(Arc::clone(&model));
        let scores = Memo::new(move |_| {
            team.with(|team| {
                assessment.with(|assessment| {
                    shown_model.with(|model| Arc::new(scoring::score(model, assessment, team)))
                })
            })
        });
        let overlays = Memo::new(move |_| {
            let today = browser::context().today;
            team.with(|team| {
                assessment.with(|assessment| {
                    shown_model.with(|model| Arc::new(Overlays::of(model, assessment, team, today)))
                })
            })
        });
        let (hash, search) = browser::hash_and_search();
        let route = Route::parse(&hash, &search, |id| model.position(id).is_some());
        let state = Self {
            program,
            host,
            loading: RwSignal::new(Loading::No),
            incoming: RwSignal::new(given.incoming),
            model: shown_model,
            base: StoredValue::new(model.digest()),
            files: StoredValue::new(Map::from([(host.model_file(OUTLINE), outline)])),
            assessment,
            team,
            along: RwSignal::new(SortedSet::new()),
            scores,
            overlays,
            route: RwSignal::new(route),
            status: RwSignal::new(status),
            history: RwSignal::new(history.unwrap_or_default()),
            details: RwSignal::new(None),
            details_problem: RwSignal::new(None),
            asked_for_details: StoredValue::new(false),
            keeper: StoredValue::new(keeper),
            is_newer: StoredValue::new(is_newer),
            unsaved: StoredValue::new(is_unsaved),
            in_file: StoredValue::new(false),
            undo_due: StoredValue::new(false),
            unlogged: StoredValue::default(),
            copied: StoredValue::new(0),
            name: RwSignal::new(
                store
                    .get(&format!("{PREFIX}name"))
                    .ok()
                    .flatten()
                    .unwrap_or_default(),
            ),
            shelf: RwSignal::new(0),
        };
        provide_context(state);
        state.listen();
        state.follow_setup();
        state
    }

    /// The state of this page.
    pub fn get() -> Self {
        expect_context()
    }

    /// The model as it is now. When it changes, the page is made anew.
    pub fn model(self) -> Arc<Model> {
        self.model.get_untracked()
    }

    fn listen(self) {
        browser::on_window("hashchange", move |_| self.read_address());
        browser::on_window("storage", move |event| {
            let record = browser::changed_key(event);
            self.take_in(record.as_deref());
            if !record.is_some_and(|record| record.ends_with("/revision")) {
                self.shelf.update(|count| *count += 1);
            }
        });
        browser::on_window(FAILED, move |_| self.loading.set(Loading::Failed));
        browser::on_window("beforeunload", move |event| {
            self.leave();
            let is_asked = self.unsaved.get_value() && !self.in_file.get_value();
            if is_asked && !self.host.is_embedded {
                // The browser asks whether to leave.
                event.prevent_default();
            }
        });
        browser::on_window("pagehide", move |_| self.leave());
        browser::on_visibility(move |is_visible| {
            if is_visible {
                // A tab in the background may have slept through what others wrote.
                self.take_in(None);
            } else {
                self.leave();
            }
        });
        Effect::new(move |_| {
            let team = self.team.get();
            self.along.update(SortedSet::clear);
            // Only a convenience: if it cannot be kept, the first team is shown next time.
            let _ = LocalStore::open().set(&format!("{PREFIX}team"), team.as_str());
        });
    }

    /// The page of a route, or what is shown while the program is loaded that has it.
    pub fn page(self, route: &Route) -> AnyView {
        if self.host.hides(route) {
            return super::pages::not_found(&route.href());
        }
        match (self.program.page)(route) {
            Some(page) => page,
            None => {
                self.want_whole();
                super::shell::waiting(self, route)
            }
        }
    }

    /// The dialogs of this program.
    pub fn dialogs(self) -> Option<AnyView> {
        self.program.dialogs.map(|dialogs| dialogs())
    }

    /// What is said about whoever hosts or embeds the page.
    pub fn notices(self) -> Option<AnyView> {
        self.program.notices.map(|notices| notices(self))
    }

    /// What there is to say about an answer beside it, or the way there.
    pub fn beside(self, team: TeamId, activity: ActivityId) -> AnyView {
        match self.program.beside {
            Some(beside) => beside(team, activity),
            None => super::components::way_to_more(self, team, activity),
        }
    }

    /// How far the whole program is.
    pub fn loading(self) -> Loading {
        self.loading.get()
    }

    /// Loads the whole program, which takes over.
    pub fn want_whole(self) {
        if self.program.dialogs.is_none() && self.loading.get_untracked() != Loading::Yes {
            self.loading.set(Loading::Yes);
            browser::run_script("./whole-boot.js");
        }
    }

    /// Reads a file that the user chose; the preview of the import is a dialog of the whole
    /// program.
    pub fn take_file(self, file: web_sys::File) {
        leptos::task::spawn_local(async move {
            let name = file.name();
            match browser::read_text(&file, crate::exchange::assessment_file::MAX_BYTES).await {
                Ok(text) => {
                    self.incoming.set(Some(Incoming { name, text }));
                    self.want_whole();
                }
                Err(problem) => self.status.set(Status::Problem(problem)),
            }
        });
    }

    fn read_address(self) {
        let (hash, search) = browser::hash_and_search();
        let model = self.model();
        let route = Route::parse(&hash, &search, |id| model.position(id).is_some());
        if self.route.get_untracked() != route {
            self.route.set(route);
        }
    }

    /// Builds the model anew whenever the assessment's extensions or changes do.
    fn follow_setup(self) {
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
                    move || leptos::task::spawn_local(self.build_model(extensions, overlay)),
                    std::time::Duration::ZERO,
                );
            }
            is_plain
        });
    }

    async fn build_model(self, extensions: Vec<String>, overlay: Option<Value>) {
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

    /// Time and user for a command.
    pub fn context(self) -> Context {
        Context {
            by: self.name.get_untracked(),
            ..browser::context()
        }
    }

    /// Remembers the user's name in this browser.
    pub fn set_name(self, name: &str) {
        let name = name.trim().to_owned();
        // Only a convenience: where nothing can be kept, it lasts until the reload.
        let _ = LocalStore::open().set(&format!("{PREFIX}name"), &name);
        self.name.set(name);
    }

    /// Makes a recovery copy of what is about to change: once an hour, and before large changes.
    fn copy_before(self, command: &Command) {
        let now = browser::context().now;
        let is_large = matches!(
            command,
            Command::Replace { .. } | Command::DeleteTeam { .. } | Command::SetModel { .. }
        );
        if !is_large && now - self.copied.get_value() < HOUR || self.is_newer.get_value() {
            return;
        }
        self.copied.set_value(now);
        self.assessment.with_untracked(|assessment| {
            if assessment.answered_count() > 0 {
                // A convenience, too: the change itself does not depend on it.
                let _ = Shelf::of(&LocalStore::open()).copy(assessment, now);
            }
        });
    }

    /// Opens another assessment of this browser. One step of undo. Returns whether it was opened.
    pub fn open_stored(self, id: &str) -> bool {
        let mut keeper = Keeper::default();
        match keeper.load_id(&LocalStore::open(), id, &self.known_ids()) {
            Ok(Loaded {
                assessment: Some(with),
                problems,
                ..
            }) => {
                let label = format!("Open “{}”", with.title);
                self.dispatch(Command::Replace {
                    how: Default::default(),
                    with: Box::new(with),
                    label,
                });
                if !problems.is_empty() {
                    self.status.set(Status::Problem(problems.join(" ")));
                }
                self.tell_other_model();
                true
            }
            Ok(loaded) => {
                self.status.set(Status::Problem(loaded.problems.join(" ")));
                false
            }
            Err(problem) => {
                self.status.set(Status::Problem(problem.to_string()));
                false
            }
        }
    }

    /// Gives an assessment of this browser another title. Returns whether that was possible.
    pub fn rename_stored(self, id: &str, title: &str) -> bool {
        if self
            .assessment
            .with_untracked(|assessment| assessment.id == id)
        {
            let done = self.dispatch(Command::Retitle {
                title: title.to_owned(),
            });
            self.shelf.update(|count| *count += 1);
            return done;
        }
        let (store, context, known) = (LocalStore::open(), self.context(), self.known_ids());
        let renamed = Shelf::of(&store).rename(id, title, &known, &context);
        self.status.set(match &renamed {
            Ok(true) => Status::Note(format!("Renamed to “{}”", title.trim())),
            Ok(false) => Status::Problem(CommandError::EmptyName.to_string()),
            Err(problem) => Status::Problem(problem.to_string()),
        });
        self.shelf.update(|count| *count += 1);
        renamed == Ok(true)
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

    /// The ids of the activities of the loaded model.
    pub fn known_ids(self) -> Vec<ActivityId> {
        ids_of(&self.model())
    }

    /// Begins another assessment; the one that is open stays in this browser. One step of undo.
    pub fn open_new(self) {
        self.dispatch(Command::Replace {
            how: Default::default(),
            with: Box::new(self.host.first_assessment(&self.model())),
            label: "New assessment".to_owned(),
        });
    }

    /// Opens an assessment that was brought: a recovery copy. One step of undo.
    pub fn open_copy(self, with: Assessment, label: String) {
        self.dispatch(Command::Replace {
            how: Default::default(),
            with: Box::new(with),
            label,
        });
    }

    /// Says what was done, or why it could not be done.
    pub fn say(self, done: Result<String, String>) {
        self.status.set(match done {
            Ok(note) => Status::Note(note),
            Err(problem) => Status::Problem(problem),
        });
    }

    /// Does something to the storage, and says how it went.
    pub fn on_shelf(
        self,
        done: String,
        work: impl FnOnce(&Shelf<'_, LocalStore>) -> Result<(), StoreError>,
    ) {
        let store = LocalStore::open();
        match work(&Shelf::of(&store)) {
            Ok(()) => self.status.set(Status::Note(done)),
            Err(problem) => self.status.set(Status::Problem(problem.to_string())),
        }
        self.shelf.update(|count| *count += 1);
    }

    /// How many answers, notes and teams were changed since the last export; with its moment.
    /// `None`: never exported, or nothing is kept here.
    pub fn since_export(self) -> (Option<i64>, usize) {
        self.shelf.track();
        let store = LocalStore::open();
        self.assessment.with(|assessment| {
            let last = Shelf::of(&store).last_export(&assessment.id).ok().flatten();
            (last, assessment.changes_since(last.unwrap_or(0)))
        })
    }

    /// Applies a command, remembers how to take it back, stores it. Returns whether it was taken.
    pub fn dispatch(self, command: Command) -> bool {
        if self.host.refuses() {
            self.status.set(Status::Problem(text::READ_ONLY.to_owned()));
            return false;
        }
        self.apply(command)
    }

    /// As [`State::dispatch`], for whoever embeds the page: it may change what the user may not.
    pub fn apply(self, command: Command) -> bool {
        let context = self.context();
        self.copy_before(&command);
        let mut result = Ok(None);
        self.assessment
            .update(|assessment| result = assessment.apply(command, &context));
        match result {
            Ok(Some(change)) => {
                let touched = change.touched();
                let line = self.line(&change, "");
                self.history.update(|history| history.push_typed(change));
                self.settle(&touched);
                self.note(line);
                true
            }
            Ok(None) => true,
            Err(problem) => {
                self.status.set(Status::Problem(problem.to_string()));
                false
            }
        }
    }

    /// Takes the last change back, or brings it again.
    pub fn step(self, step: Step) {
        if self.host.refuses() {
            self.status.set(Status::Problem(text::READ_ONLY.to_owned()));
            return;
        }
        let context = self.context();
        let mut change = None;
        self.history.update(|history| {
            self.assessment
                .update(|assessment| change = history.go(step, assessment, &context));
        });
        if let Some(change) = change {
            let done = match step {
                Step::Undo => "Undone",
                Step::Redo => "Redone",
            };
            self.settle(&change.touched());
            self.note(self.line(&change, &format!("{done}: ")));
            if self.status.get_untracked() == Status::Saved {
                self.status.set(Status::Note(format!(
                    "{done}: {}. {}",
                    change.label,
                    text::SAVED
                )));
            }
        }
    }

    fn line(self, change: &Change, done: &str) -> LogEntry {
        self.assessment
            .with_untracked(|assessment| LogEntry::of(change, assessment, done))
    }

    /// After a change, once it is stored: a line for the log, and the tab remembers how to take it
    /// back. Neither is as dear as the answers, so nobody is told where there is no room.
    fn note(self, line: LogEntry) {
        self.in_file.set_value(false);
        self.unlogged.update_value(|lines| {
            lines.push(line);
            if lines.len() > MAX_LOG {
                lines.remove(0);
            }
            if !self.unsaved.get_value() {
                let store = LocalStore::open();
                let id = self
                    .assessment
                    .with_untracked(|assessment| assessment.id.clone());
                for line in lines.drain(..) {
                    let _ = Shelf::of(&store).note(&id, &line);
                }
            }
        });
        if !self.undo_due.get_value() {
            self.undo_due.set_value(true);
            // Should the page be killed now: no steps are better than steps of an earlier state.
            browser::tab_set(UNDO, "");
            set_timeout(move || self.keep_undo(), std::time::Duration::from_secs(1));
        }
    }

    /// What was changed in the open assessment, the latest at the end; with what is not stored yet.
    pub fn log(self) -> Vec<LogEntry> {
        self.shelf.track();
        let store = LocalStore::open();
        let mut lines = self
            .assessment
            .with(|assessment| Shelf::of(&store).log(&assessment.id))
            .unwrap_or_default();
        self.unlogged
            .with_value(|unlogged| lines.extend(unlogged.iter().cloned()));
        lines
    }

    /// The steps of undo, for the tab or for the other program.
    pub fn undo_text(self) -> String {
        let steps = self
            .history
            .with_untracked(|history| undo_file::write(history, UNDO_BYTES));
        self.assessment
            .with_untracked(|assessment| format!("{}\n{steps}", assessment.id))
    }

    fn keep_undo(self) {
        if self.undo_due.get_value() && !browser::is_retired() {
            self.undo_due.set_value(false);
            browser::tab_set(UNDO, &self.undo_text());
        }
    }

    /// After a change: the shown team still exists, and what was touched is stored.
    fn settle(self, touched: &Touched) {
        let team = self.team.get_untracked();
        let gone = self.assessment.with_untracked(|assessment| {
            assessment
                .teams
                .get(&team)
                .is_none_or(|team| team.deleted)
                .then(|| first_team(assessment))
        });
        if let Some(first) = gone {
            self.team.set(first);
        }
        self.save(touched);
    }

    fn save(self, touched: &Touched) {
        match browser::storage_mode() {
            Mode::Local => {}
            Mode::Undecided => self.host.keep(Mode::Local),
            Mode::Memory => {
                self.unsaved.set_value(true);
                self.host.owe();
                self.status.set(Status::Note(text::NOT_SAVED.to_owned()));
                return;
            }
        }
        if self.is_newer.get_value() {
            self.keep_for_rescue();
            self.status
                .set(Status::Problem(StoreError::Newer.to_string()));
            return;
        }
        match self.with_keeper(|keeper, store, assessment| keeper.save(store, assessment, touched))
        {
            Ok(merged) => {
                if merged {
                    self.assessment.notify();
                }
                if self.unsaved.get_value() {
                    self.unsaved.set_value(false);
                    browser::take_attribute(HANDOVER, UNSAVED);
                }
                self.status.set(Status::Saved);
            }
            Err(problem) => {
                self.assessment.notify();
                self.keep_for_rescue();
                self.status.set(Status::Problem(problem.to_string()));
            }
        }
    }

    /// What is shown is not stored: it is put where the rescue screen finds it, which works when
    /// the program does not.
    pub fn keep_for_rescue(self) -> String {
        self.unsaved.set_value(true);
        let text = self
            .assessment
            .with_untracked(crate::exchange::assessment_file::write);
        browser::set_attribute(HANDOVER, UNSAVED, &text);
        text
    }

    /// Whether this browser keeps an assessment of this page.
    pub fn has_stored(self) -> bool {
        let current = LocalStore::open().get(&format!("{PREFIX}current"));
        current.ok().flatten().is_some()
    }

    /// The page around this one has kept everything.
    pub fn is_kept(self) {
        self.unsaved.set_value(false);
        browser::take_attribute(HANDOVER, UNSAVED);
        self.status.set(Status::Saved);
    }

    /// Puts an assessment in place of the one that is open, without a way back: it is kept
    /// elsewhere.
    pub fn put(self, with: Assessment) {
        let team = self.team.get_untracked();
        let is_there = with.teams.get(&team).is_some_and(|team| !team.deleted);
        let wanted = self.host.team_in(&with);
        let next = if is_there {
            None
        } else {
            wanted.or_else(|| Some(first_team(&with)))
        };
        self.unsaved.set_value(false);
        self.history.set(History::default());
        self.assessment.set(with);
        if let Some(team) = next {
            self.team.set(team);
        }
        self.status.set(Status::Quiet);
    }

    /// Another tab wrote something, or something happened to the storage.
    fn take_in(self, record: Option<&str>) {
        let mut loss = None;
        let result = self.with_keeper(|keeper, store, assessment| {
            loss = keeper.loss(store, assessment)?;
            match loss {
                None => keeper.take_in(store, assessment, record),
                Some(loss) => Ok(loss == Loss::Cleared),
            }
        });
        match result {
            Ok(true) => {
                self.assessment.notify();
                self.settle(&Touched {
                    all: true,
                    ..Touched::default()
                });
            }
            Ok(false) => {}
            Err(StoreError::Newer) => {
                self.status
                    .set(Status::Problem(StoreError::Newer.to_string()));
            }
            // The next change says it, and tries again.
            Err(_) => {}
        }
        let is_saved = self.status.get_untracked() == Status::Saved;
        match loss {
            Some(Loss::Cleared) if is_saved => {
                self.status.set(Status::Note(text::CLEARED.to_owned()));
            }
            Some(Loss::Removed) => self.status.set(Status::Note(text::REMOVED.to_owned())),
            _ => {}
        }
    }

    /// A message was read and closed.
    pub fn dismiss(self) {
        self.status.set(if self.unsaved.get_value() {
            Status::Note(text::NOT_SAVED.to_owned())
        } else if browser::storage_mode() == Mode::Memory {
            Status::Quiet
        } else {
            Status::Saved
        });
        browser::focus_heading();
    }

    /// Lets the keeper work on the assessment in place, without telling anybody yet.
    fn with_keeper(
        self,
        work: impl FnOnce(&mut Keeper, &LocalStore, &mut Assessment) -> Result<bool, StoreError>,
    ) -> Result<bool, StoreError> {
        let store = LocalStore::open();
        let mut result = Ok(false);
        self.keeper.update_value(|keeper| {
            self.assessment
                .update_untracked(|assessment| result = work(keeper, &store, assessment));
        });
        result
    }

    /// The page goes away, perhaps for good.
    fn leave(self) {
        self.flush();
        self.keep_undo();
    }

    /// Whatever is not stored yet has its last chance.
    pub fn flush(self) {
        if self.unsaved.get_value() {
            self.save(&Touched {
                all: true,
                ..Touched::default()
            });
        }
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

    /// What the shown team says about an activity.
    pub fn answer_of(self, team: TeamId, activity: ActivityId) -> Memo<Option<Answer>> {
        Memo::new(move |_| {
            self.assessment
                .with(|assessment| assessment.answer(&team, activity.as_str()).cloned())
        })
    }

    /// Answers for one team, and for those that are answered for along with the shown one.
    pub fn choose(self, team: TeamId, activity: ActivityId, choice: Choice) {
        let mut teams = vec![team];
        if self.team.with_untracked(|shown| *shown == teams[0]) {
            self.assessment.with_untracked(|assessment| {
                let along = self.along.get_untracked().into_iter();
                // Another tab may have deleted one meanwhile.
                let is_there =
                    |id: &TeamId| assessment.teams.get(id).is_some_and(|team| !team.deleted);
                let others: Vec<TeamId> =
                    along.filter(|id| is_there(id) && *id != teams[0]).collect();
                teams.extend(others);
            });
        }
        self.dispatch(Command::Answer {
            teams,
            activity,
            choice,
        });
    }

    /// The name of the team that is shown.
    pub fn team_name(self) -> String {
        self.team.with(|team| {
            self.assessment.with(|assessment| {
                assessment
                    .teams
                    .get(team)
                    .map(|team| team.name.clone())
                    .unwrap_or_default()
            })
        })
    }

    /// Name and content of a file with the whole assessment.
    pub fn file(self) -> (String, String) {
        self.assessment.with_untracked(|assessment| {
            let slug = match crate::model::slug(&assessment.title) {
                text if text.is_empty() => "assessment".to_owned(),
                text => text,
            };
            (
                format!("{slug}.dsomm.json"),
                crate::exchange::assessment_file::write(assessment),
            )
        })
    }

    /// Writes a file with the whole assessment.
    pub fn export(self) {
        let (name, content) = self.file();
        let downloaded = browser::download(&name, "application/json", &content);
        if downloaded.is_ok() {
            self.in_file.set_value(true);
            let id = self
                .assessment
                .with_untracked(|assessment| assessment.id.clone());
            let _ = Shelf::of(&LocalStore::open()).exported(&id, browser::context().now);
            self.shelf.update(|count| *count += 1);
        }
        self.status.set(match downloaded {
            Ok(()) if self.unsaved.get_value() => {
                Status::Note(format!("Exported as {name}. {}", text::NOT_SAVED))
            }
            Ok(()) => Status::Note(format!("Exported as {name}")),
            Err(problem) => Status::Problem(problem),
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
}

fn ids_of(model: &Model) -> Vec<ActivityId> {
    let activities = model.activities.iter();
    activities.map(|activity| activity.id.clone()).collect()
}

fn first_team(assessment: &Assessment) -> TeamId {
    assessment
        .living_teams()
        .first()
        .map(|(id, _)| (*id).clone())
        .unwrap_or_else(|| TeamId::new(""))
}

fn remembered_team(store: &LocalStore, assessment: &Assessment) -> TeamId {
    store
        .get(&format!("{}team", storage::PREFIX))
        .ok()
        .flatten()
        .map(|id| TeamId::new(&id))
        .filter(|id| assessment.teams.get(id).is_some_and(|team| !team.deleted))
        .unwrap_or_else(|| first_team(assessment))
}
