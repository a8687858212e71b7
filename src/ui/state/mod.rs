//! What the page knows, and the one funnel through which it changes: [`State::dispatch`].

use crate::map::{Map, SortedSet};
use std::sync::Arc;

use leptos::prelude::*;

use crate::assessment::{
    Answer, Assessment, Choice, Command, CommandError, Context, Date, History, Step, TeamId,
};
use crate::browser::{self, LocalStore, Mode};
use crate::model::file::About;
use crate::model::{Activity, ActivityId, Model};
use crate::route::{self, Named, Route};
use crate::scoring::{self, Scores, Targets};
use crate::storage::{self, Keeper, Loaded, LogEntry, PREFIX, Shelf, Store, StoreError};

use super::embed::Host;
use super::text;

mod catalogue;
mod chunks;
mod funnel;

pub use chunks::{
    Answers, Beyond, Chunks, Evidence, Extras, Files, Funnel, Hosted, Pictures, Setup, Workshop,
};
pub use funnel::funnel;

/// Where the tab remembers the steps of undo: the id of the assessment, then what
/// `exchange::undo_file` writes.
const UNDO: &str = "dsomm-radar/undo";
/// How that ends where there is nothing to take back.
const NO_STEPS: &str = r#""done":[],"undone":[]}"#;
/// Id of the element where the rescue screen finds what is not stored, and the attribute that holds
/// it as a file. See `public/boot.js`.
const RESCUE: &str = "unsaved";
const UNSAVED: &str = "data-unsaved";

/// Where the catalogue lies, relative to the page.
pub const MODEL_FOLDER: &str = "model/dsomm/";
/// The part of it that is needed to ask and to count.
pub const OUTLINE: &str = "outline.json";

/// The text of an outline, and the model that it means.
pub type Outline = (String, Arc<Model>);

/// The steps of undo that the tab remembers, with the id of their assessment; nothing where there
/// are none.
pub fn kept_undo() -> Option<(String, String)> {
    let text = browser::tab_get(UNDO).filter(|text| !text.ends_with(NO_STEPS))?;
    let (id, steps) = text.split_once('\n')?;
    Some((id.to_owned(), steps.to_owned()))
}

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

/// What the radars show.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Measure {
    /// How far a team is without a gap below: 0 to the highest level.
    #[default]
    Maturity,
    /// How much is in place, wherever it stands: 0 to 1.
    Completion,
}

/// In the address, and where this browser remembers it.
const MEASURE: &str = "radar";
const COMPLETION: &str = "completion";

/// What the page starts with beyond what is stored. A plain page starts with nothing of it.
#[derive(Clone, Default)]
pub struct StartWith {
    /// The assessment that is shown, whatever is stored.
    pub shown: Option<Assessment>,
    /// Where nothing is stored yet, this is begun with.
    pub first: Option<Assessment>,
    /// Steps of undo from before a reload, with the id of their assessment.
    pub undo: Option<(String, History)>,
    /// What has to be known about whoever hosts or embeds the page.
    pub notices: Option<fn(State) -> AnyView>,
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
    pub bytes: Vec<u8>,
    /// When it was changed last, in milliseconds since 1970.
    pub changed: f64,
}

/// Everything the page knows. Cheap to copy; found by [`State::get`].
#[derive(Clone, Copy)]
pub struct State {
    /// What whoever hosts or embeds the page has set.
    pub host: Host,
    /// What has to be known about whoever hosts or embeds the page.
    notices: Option<fn(State) -> AnyView>,
    /// The parts of the program that are loaded when they are asked for.
    pub chunks: Chunks,
    /// Files that wait to be imported.
    pub incoming: RwSignal<Vec<Incoming>>,
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
    /// What the radars show.
    pub measure: RwSignal<Measure>,
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
    /// Commands wait for the funnel: what the status was before, and whether all was stored.
    before_waiting: StoredValue<Option<(Status, bool)>>,
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
    pub fn provide(host: Host, read: Outline, with: StartWith, chunks: Chunks) -> Self {
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
        let is_unsaved = with.shown.is_some() && (!is_memory || host.is_owing());
        if is_unsaved {
            status = Status::Note(text::NOT_SAVED.to_owned());
        }
        let stored = with.shown.or(stored);
        let mut is_new = false;
        let assessment = stored.unwrap_or_else(|| {
            let first = with.first.unwrap_or_else(|| host.first_assessment(&model));
            is_new = status == Status::Quiet && browser::storage_mode() == Mode::Local;
            first
        });
        let team = host
            .team_in(&assessment)
            .unwrap_or_else(|| remembered_team(&store, &assessment));
        // Steps of another assessment are none of this one's.
        let undo = with.undo.filter(|(id, _)| *id == assessment.id);
        let history = undo.map(|(_, steps)| steps);
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
        let route = asked_for(&model);
        let state = Self {
            host,
            notices: with.notices,
            chunks,
            incoming: RwSignal::new(Vec::new()),
            model: shown_model,
            base: StoredValue::new(model.digest()),
            files: StoredValue::new(Map::from([(host.model_file(OUTLINE), outline)])),
            assessment,
            team,
            along: RwSignal::new(SortedSet::new()),
            scores,
            overlays,
            measure: RwSignal::new(first_measure(&store, &browser::hash_and_search().1)),
            route: RwSignal::new(route),
            status: RwSignal::new(status),
            history: RwSignal::new(history.unwrap_or_default()),
            details: RwSignal::new(None),
            details_problem: RwSignal::new(None),
            asked_for_details: StoredValue::new(false),
            keeper: StoredValue::new(keeper),
            is_newer: StoredValue::new(is_newer),
            unsaved: StoredValue::new(is_unsaved),
            before_waiting: StoredValue::new(None),
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
        if is_new {
            chunks.funnel.then(move |funnel| (funnel.keep)(state));
        }
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
            self.take_in(record.clone());
            if !record.is_some_and(|record| record.ends_with("/revision")) {
                self.shelf.update(|count| *count += 1);
            }
        });
        browser::on_window("online", move |_| self.chunks.try_again());
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

    /// Opens the sample assessment, or closes it and what was open before is there again.
    pub fn show_sample(self, opens: bool) {
        self.chunks
            .pictures
            .then(move |pictures| (pictures.sample)(self, opens));
    }

    /// What is said about whoever hosts or embeds the page.
    pub fn notices(self) -> Option<AnyView> {
        self.notices.map(|notices| notices(self))
    }

    /// Reads the files that the user chose; the preview of the import is a dialog. What is too large
    /// for its kind is refused where the kind is known.
    pub fn take_files(self, files: web_sys::FileList) {
        // The list may be emptied before they are read.
        let files: Vec<web_sys::File> =
            (0..files.length()).filter_map(|at| files.get(at)).collect();
        leptos::task::spawn_local(async move {
            for file in files {
                match browser::read_bytes(&file, crate::evidence::MAX_BYTES).await {
                    Ok(bytes) => {
                        let incoming = Incoming {
                            name: file.name(),
                            bytes,
                            changed: file.last_modified(),
                        };
                        self.incoming.update(|waiting| waiting.push(incoming));
                        self.chunks.extras.want();
                    }
                    Err(problem) => self.status.set(Status::Problem(problem)),
                }
            }
        });
    }

    fn read_address(self) {
        let route = asked_for(&self.model());
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

    /// Time and user for a command.
    pub fn context(self) -> Context {
        Context {
            by: self.name.get_untracked(),
            ..browser::context()
        }
    }

    /// What the radars show from now on: in the address, and remembered in this browser.
    pub fn choose_measure(self, measure: Measure) {
        let value = match measure {
            Measure::Maturity => "maturity",
            Measure::Completion => COMPLETION,
        };
        // Only a convenience: where nothing can be kept, it lasts until the reload.
        let _ = LocalStore::open().set(&format!("{PREFIX}{MEASURE}"), value);
        browser::set_query(MEASURE, value);
        self.measure.set(measure);
    }

    /// Remembers the user's name in this browser.
    pub fn set_name(self, name: &str) {
        if self.is_refused() {
            return;
        }
        let name = name.trim().to_owned();
        // Only a convenience: where nothing can be kept, it lasts until the reload.
        let _ = LocalStore::open().set(&format!("{PREFIX}name"), &name);
        self.name.set(name);
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
                let is_open = self.dispatch(Command::Replace {
                    how: Default::default(),
                    with: Box::new(with),
                    label,
                });
                if !is_open {
                    return false;
                }
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
        if self.is_refused() {
            return false;
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
        if self.is_refused() {
            return;
        }
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
        !self.is_refused() && self.apply(command)
    }

    /// Whether nothing can be changed here, which is said then. Whatever changes something without
    /// a command has to ask.
    pub fn is_refused(self) -> bool {
        let is_refused = self.host.refuses();
        if is_refused {
            self.status.set(Status::Problem(text::READ_ONLY.to_owned()));
        }
        is_refused
    }

    /// As [`State::dispatch`], for whoever embeds the page: it may change what the user may not.
    /// Every page that can change something comes with the funnel; where it is still on its way,
    /// the command waits for it and counts as taken, but nothing is called saved meanwhile.
    pub fn apply(self, command: Command) -> bool {
        match self.chunks.funnel.now() {
            Some(funnel) => (funnel.apply)(self, command),
            None => {
                self.wait();
                self.chunks.funnel.then(move |funnel| {
                    self.go_on();
                    (funnel.apply)(self, command);
                });
                true
            }
        }
    }

    /// A command waits: leaving the page now would lose it.
    fn wait(self) {
        if self.before_waiting.with_value(Option::is_none) {
            let before = (self.status.get_untracked(), self.unsaved.get_value());
            self.before_waiting.set_value(Some(before));
            self.unsaved.set_value(true);
            self.status.set(Status::Note(text::WAITING.to_owned()));
        }
    }

    /// The first of the commands that waited is about to be applied.
    fn go_on(self) {
        let mut before = None;
        self.before_waiting
            .update_value(|waiting| before = waiting.take());
        if let Some((status, is_unsaved)) = before {
            self.status.set(status);
            self.unsaved.set_value(is_unsaved);
        }
    }

    /// Takes the last change back, or brings it again.
    pub fn step(self, step: Step) {
        self.chunks
            .funnel
            .then(move |funnel| (funnel.step)(self, step));
    }

    /// Writes a file with the whole assessment.
    pub fn export(self) {
        self.chunks.funnel.then(move |funnel| (funnel.export)(self));
    }

    /// Another tab wrote something, or something happened to the storage.
    fn take_in(self, record: Option<String>) {
        self.chunks
            .funnel
            .then(move |funnel| (funnel.take_in)(self, record.as_deref()));
    }

    /// The page goes away, perhaps for good. Without the funnel, nothing has changed.
    fn leave(self) {
        if let Some(funnel) = self.chunks.funnel.now() {
            (funnel.leave)(self);
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

    /// Whether this browser keeps an assessment of this page.
    pub fn has_stored(self) -> bool {
        let current = LocalStore::open().get(&format!("{PREFIX}current"));
        current.ok().flatten().is_some()
    }

    /// Whether all that is shown is kept in this browser.
    pub fn is_stored(self) -> bool {
        !self.unsaved.get_value() && browser::storage_mode() != Mode::Memory
    }

    /// What is shown stands in a file that was exported.
    pub fn is_in_file(self) {
        self.in_file.set_value(true);
    }

    /// The page around this one has kept everything.
    pub fn is_kept(self) {
        self.unsaved.set_value(false);
        browser::take_attribute(RESCUE, UNSAVED);
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

/// What the address says, else what this browser remembers.
fn first_measure(store: &LocalStore, search: &str) -> Measure {
    let said = route::query(search, MEASURE).or_else(|| {
        let kept = store.get(&format!("{PREFIX}{MEASURE}"));
        kept.ok().flatten()
    });
    match said.as_deref() {
        Some(COMPLETION) => Measure::Completion,
        _ => Measure::Maturity,
    }
}

/// The page that the address asks for.
fn asked_for(model: &Model) -> Route {
    let (hash, search) = browser::hash_and_search();
    Route::parse(&hash, &search, |named| {
        let activity = match named {
            Named::ById(id) => model.linked(id, |activity| activity.id.as_str()),
            Named::ByName(name) => model.linked(name, |activity| &activity.name),
        };
        activity.map(|activity| activity.id.to_string())
    })
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
