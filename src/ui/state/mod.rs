//! What the page knows. Each file beside this one is one thing that it does with it.

use std::sync::Arc;

use leptos::prelude::*;

use crate::assessment::{Answer, Assessment, Context, Date, History, TeamId, Today};
use crate::browser::{self, LocalStore, Mode};
use crate::map::SortedSet;
use crate::model::{ActivityId, Model};
use crate::route::Route;
use crate::scoring::{self, Scores, Targets};
use crate::storage::{Keeper, PREFIX, Store};

use super::host::Host;
use super::text;

mod address;
mod catalogue;
mod chunks;
mod dispatch;
mod files;
mod funnel;
mod keeping;
mod shelf;

use address::{asked_for, first_measure};
use catalogue::{Fetched, ids_of};
use keeping::Keeping;

pub use address::Measure;
pub use catalogue::{Details, OUTLINE, Outline};
pub use chunks::{
    Answers, Beyond, Chunks, Evidence, Extras, FileText, Files, Funnel, GoesOn, Hosted, Large,
    Later, Pictures, Setup, Sheets, Workshop,
};
pub use files::{Incoming, Incomings};
pub use funnel::funnel;
pub use keeping::kept_undo;

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
            let then = assessment.as_of_team(id, team)?;
            Some((cycle.name.clone(), scoring::score(model, &then, team)))
        });
        Self {
            evidenced: has_evidence.then(|| scoring::evidenced(model, assessment, team, today)),
            targets: scoring::targets(model, assessment, team),
            previous,
        }
    }
}

/// Everything the page knows. Cheap to copy; found by [`State::get`].
#[derive(Clone, Copy)]
pub struct State {
    /// What whoever hosts or embeds the page has set.
    pub host: Host,
    /// Makes the notices about the configuration, and about the page around this one.
    notices: Option<fn(State) -> AnyView>,
    /// The parts of the program that are loaded when they are asked for.
    pub chunks: Chunks,
    /// Files that wait to be imported.
    pub incoming: RwSignal<Vec<browser::Chosen>, LocalStorage>,
    /// What is asked: the catalogue with the assessment's extensions and changes.
    pub model: RwSignal<Arc<Model>>,
    /// Another model is about to be there; pages of the one before are gone by then.
    pub is_model_changing: RwSignal<bool>,
    /// [`Model::digest`] of the model that the page brings, without extensions and changes.
    pub base: StoredValue<String>,
    fetched: Fetched,
    /// The assessment that is open.
    pub assessment: RwSignal<Assessment>,
    /// The team whose answers are shown.
    pub team: RwSignal<TeamId>,
    /// Other teams that each answer is given for, too.
    pub also_for: RwSignal<SortedSet<TeamId>>,
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
    keeping: Keeping,
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
        let mut keeper = Keeper::lazy();
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
            is_new = status == Status::Quiet && browser::storage_mode() == Mode::Local;
            with.first.unwrap_or_else(|| match is_new {
                true => host.first_assessment(&model, &keeping::first_ids(&store)),
                false => host.first_assessment(&model, &browser::random_id),
            })
        });
        let team = host
            .team_in(&assessment)
            .unwrap_or_else(|| remembered_team(&store, &assessment));
        // Steps of another assessment are none of this one's.
        let undo = with.undo.filter(|(id, _)| *id == assessment.id);
        let history = undo.map(|(_, steps)| steps);
        let mut assessment = assessment;
        assessment.today = Today(Some(browser::context().today));
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
            incoming: RwSignal::new_local(Vec::new()),
            model: shown_model,
            is_model_changing: RwSignal::new(false),
            base: StoredValue::new(model.digest()),
            fetched: Fetched::with(host.model_file(OUTLINE), outline),
            assessment,
            team,
            also_for: RwSignal::new(SortedSet::new()),
            scores,
            overlays,
            measure: RwSignal::new(first_measure(&store, &browser::hash_and_search().1)),
            route: RwSignal::new(route),
            status: RwSignal::new(status),
            history: RwSignal::new(history.unwrap_or_default()),
            details: RwSignal::new(None),
            details_problem: RwSignal::new(None),
            keeping: Keeping::with(keeper, is_newer, is_unsaved),
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

    /// Opens the sample assessment, or closes it and what was open before is there again.
    pub fn show_sample(self, opens: bool) {
        self.chunks
            .pictures
            .then(move |pictures| (pictures.sample)(self, opens));
    }

    /// Opens search and commands.
    pub fn search(self) {
        self.chunks
            .pictures
            .then(move |pictures| (pictures.search)(self));
    }

    /// Notices about the configuration, and about the page around this one.
    pub fn notices(self) -> Option<AnyView> {
        self.notices.map(|notices| notices(self))
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
        if self.is_refused() {
            return;
        }
        let name = name.trim().to_owned();
        // Only a convenience: where nothing can be kept, it lasts until the reload.
        let _ = LocalStore::open().set(&format!("{PREFIX}name"), &name);
        self.name.set(name);
    }

    /// Says what was done, or why it could not be done.
    pub fn say(self, done: Result<String, String>) {
        self.status.set(match done {
            Ok(note) => Status::Note(note),
            Err(problem) => Status::Problem(problem),
        });
    }

    /// A message was read and closed.
    pub fn dismiss(self) {
        self.status.set(if self.keeping.unsaved.get_value() {
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
        .get(&format!("{}team", PREFIX))
        .ok()
        .flatten()
        .map(|id| TeamId::new(&id))
        .filter(|id| assessment.teams.get(id).is_some_and(|team| !team.deleted))
        .unwrap_or_else(|| first_team(assessment))
}
