//! What the page knows, and the one funnel through which it changes: [`State::dispatch`].

use std::sync::Arc;

use leptos::prelude::*;

use crate::assessment::{Answer, Assessment, Choice, Command, History, Step, TeamId, Touched};
use crate::browser::{self, LocalStore};
use crate::model::yaml::{self, About, Source};
use crate::model::{Activity, ActivityId, Model};
use crate::route::Route;
use crate::scoring::{self, Scores};
use crate::storage::{self, Keeper, PREFIX, Store, StoreError};

use super::text;

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

/// The model's texts: large, so they come when they are first needed.
#[derive(Clone, PartialEq, Debug)]
pub struct Details {
    /// Activities with their texts.
    pub model: Model,
    /// Texts about dimensions and levels.
    pub about: About,
}

/// Everything the page knows. Cheap to copy; found by [`State::get`].
#[derive(Clone, Copy)]
pub struct State {
    model: StoredValue<Arc<Model>>,
    /// The assessment that is open.
    pub assessment: RwSignal<Assessment>,
    /// The team whose answers are shown.
    pub team: RwSignal<TeamId>,
    /// Its numbers.
    pub scores: Memo<Arc<Scores>>,
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
}

impl State {
    /// Opens what is stored, or begins anew. Provides itself to all components.
    pub fn provide(model: Arc<Model>) -> Self {
        let mut keeper = Keeper::default();
        let store = LocalStore::open();
        let mut status = Status::Quiet;
        let mut is_newer = false;
        let stored = match keeper.load(&store) {
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
        let assessment = stored.unwrap_or_else(|| {
            let mut first = first_assessment(&model);
            if status == Status::Quiet {
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
        let team = remembered_team(&store, &assessment);
        let assessment = RwSignal::new(assessment);
        let team = RwSignal::new(team);
        let stored_model = StoredValue::new(Arc::clone(&model));
        let scores = Memo::new(move |_| {
            team.with(|team| {
                assessment.with(|assessment| {
                    stored_model
                        .with_value(|model| Arc::new(scoring::score(model, assessment, team)))
                })
            })
        });
        let (hash, search) = browser::hash_and_search();
        let route = Route::parse(&hash, &search, |id| model.position(id).is_some());
        let state = Self {
            model: stored_model,
            assessment,
            team,
            scores,
            route: RwSignal::new(route),
            status: RwSignal::new(status),
            history: RwSignal::new(History::default()),
            details: RwSignal::new(None),
            details_problem: RwSignal::new(None),
            asked_for_details: StoredValue::new(false),
            keeper: StoredValue::new(keeper),
            is_newer: StoredValue::new(is_newer),
        };
        provide_context(state);
        state.listen();
        state
    }

    /// The state of this page.
    pub fn get() -> Self {
        expect_context()
    }

    /// The model; it never changes while the page is open.
    pub fn model(self) -> Arc<Model> {
        self.model.get_value()
    }

    fn listen(self) {
        let model = self.model();
        browser::on_window("hashchange", move |_| {
            let (hash, search) = browser::hash_and_search();
            let route = Route::parse(&hash, &search, |id| model.position(id).is_some());
            self.route.set(route);
        });
        browser::on_window("storage", move |_| self.take_in());
        browser::on_window("pagehide", move |_| self.flush());
        Effect::new(move |_| {
            let team = self.team.get();
            // Only a convenience: if it cannot be kept, the first team is shown next time.
            let _ = LocalStore::open().set(&format!("{PREFIX}team"), team.as_str());
        });
    }

    /// Applies a command, remembers how to take it back, stores it. Returns whether it was taken.
    pub fn dispatch(self, command: Command) -> bool {
        let context = browser::context();
        let mut result = Ok(None);
        self.assessment
            .update(|assessment| result = assessment.apply(command, &context));
        match result {
            Ok(Some(change)) => {
                let touched = change.touched();
                self.history.update(|history| history.push(change));
                self.settle(&touched);
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
        let context = browser::context();
        let mut change = None;
        self.history.update(|history| {
            self.assessment
                .update(|assessment| change = history.go(step, assessment, &context));
        });
        if let Some(change) = change {
            self.settle(&change.touched());
            if self.status.get_untracked() == Status::Saved {
                let done = match step {
                    Step::Undo => "Undone",
                    Step::Redo => "Redone",
                };
                self.status.set(Status::Note(format!(
                    "{done}: {}. {}",
                    change.label,
                    text::SAVED
                )));
            }
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
        if self.is_newer.get_value() {
            self.status.set(Status::Problem(
                "Not saved: what is stored here belongs to a newer version of this page. Export a file, then reload the page.".to_owned(),
            ));
            return;
        }
        let store = LocalStore::open();
        let mut assessment = self.assessment.get_untracked();
        let mut result = Ok(false);
        self.keeper
            .update_value(|keeper| result = keeper.save(&store, &mut assessment, touched));
        match result {
            Ok(merged) => {
                if merged {
                    self.assessment.set(assessment);
                }
                self.status.set(Status::Saved);
            }
            Err(problem) => self.status.set(Status::Problem(problem.to_string())),
        }
    }

    /// Another tab wrote something.
    fn take_in(self) {
        let store = LocalStore::open();
        let mut assessment = self.assessment.get_untracked();
        let mut result: Result<bool, StoreError> = Ok(false);
        self.keeper
            .update_value(|keeper| result = keeper.take_in(&store, &mut assessment));
        if result == Ok(true) {
            self.assessment.set(assessment);
            self.settle(&Touched {
                all: true,
                ..Touched::default()
            });
        }
    }

    /// The page goes away: whatever is not stored yet has its last chance.
    fn flush(self) {
        if let Status::Problem(_) = self.status.get_untracked() {
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
            match load_details().await {
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

    /// Answers for one team.
    pub fn choose(self, team: TeamId, activity: ActivityId, choice: Choice) {
        self.dispatch(Command::Answer {
            teams: vec![team],
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

    /// Writes a file with the whole assessment.
    pub fn export(self) {
        let (name, content) = self.assessment.with_untracked(|assessment| {
            let slug = match crate::model::slug(&assessment.title) {
                text if text.is_empty() => "assessment".to_owned(),
                text => text,
            };
            (
                format!("{slug}.dsomm.json"),
                crate::exchange::assessment_file::write(assessment),
            )
        });
        self.status.set(
            match browser::download(&name, "application/json", &content) {
                Ok(()) => Status::Note(format!("Exported as {name}")),
                Err(problem) => Status::Problem(problem),
            },
        );
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

fn first_assessment(model: &Model) -> Assessment {
    let mut assessment = Assessment::new(&browser::random_id(), text::FIRST_TITLE, model);
    let added = assessment.apply(
        Command::AddTeam {
            id: TeamId::new(&browser::random_id()),
            name: text::FIRST_TEAM.to_owned(),
        },
        &browser::context(),
    );
    debug_assert!(added.is_ok());
    assessment
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

async fn load_details() -> Result<Details, String> {
    let texts = browser::fetch_text("model/dsomm/details.yaml").await?;
    let read = yaml::read(&[Source {
        name: "model/dsomm/details.yaml",
        text: &texts,
    }])
    .map_err(|problem| problem.to_string())?;
    let about = browser::fetch_text("model/about.yaml").await?;
    let about = yaml::read_about(Source {
        name: "model/about.yaml",
        text: &about,
    })
    .map_err(|problem| problem.to_string())?;
    Ok(Details {
        model: read.model,
        about,
    })
}
