//! Builders that several test modules share: small models, assessments, and random histories.

use dsomm_radar::assessment::{
    Answered, Assessment, Choice, Command, Context, Date, History, StageId, Step, TeamId,
};
use dsomm_radar::exchange::assessment_file;
use dsomm_radar::model::yaml::{self, Read, Severity, Source};
use dsomm_radar::model::{Activity, ActivityId, Difficulty, Model, ModelMeta, Parts, Texts};
use proptest::prelude::*;

/// Dimension → subdimension → activities.
pub type Outline<'a> = &'a [(&'a str, &'a [(&'a str, &'a [Activity])])];

/// An activity whose name is its id.
pub fn activity(id: &str, level: u8) -> Activity {
    Activity {
        id: ActivityId::new(id),
        name: id.to_owned(),
        level,
        usefulness: 3,
        difficulty: Difficulty::default(),
        needs: Vec::new(),
        references: Default::default(),
        tags: Vec::new(),
        texts: Texts::default(),
        implementations: Vec::new(),
        subdimension: 0,
    }
}

/// The same activity, needing others.
pub fn needing(mut activity: Activity, needs: &[&str]) -> Activity {
    activity.needs = needs.iter().map(|id| ActivityId::new(id)).collect();
    activity
}

/// A model of five levels.
pub fn model(outline: Outline<'_>) -> Model {
    Model::build(Parts {
        meta: ModelMeta::default(),
        levels: (1..=5).map(|level| format!("Level {level}")).collect(),
        dimensions: outline
            .iter()
            .map(|(dimension, subdimensions)| {
                let subdimensions = subdimensions
                    .iter()
                    .map(|(name, activities)| ((*name).to_owned(), activities.to_vec()))
                    .collect();
                ((*dimension).to_owned(), subdimensions)
            })
            .collect(),
    })
}

/// Reads YAML texts as files called `1.yaml`, `2.yaml` …
pub fn read(texts: &[&str]) -> Result<Read, yaml::ReadError> {
    let names: Vec<String> = (1..=texts.len()).map(|n| format!("{n}.yaml")).collect();
    let sources: Vec<Source> = names
        .iter()
        .zip(texts)
        .map(|(name, text)| Source { name, text })
        .collect();
    yaml::read(&sources)
}

/// One line per place where an activity is listed: `D / S / 2 Name [id]`.
pub fn outline(model: &Model) -> Vec<String> {
    let mut lines = Vec::new();
    for subdimension in &model.subdimensions {
        for &at in &subdimension.activities {
            let activity = &model.activities[at];
            lines.push(format!(
                "{} / {} / {} {} [{}]",
                model.dimensions[subdimension.dimension].name,
                subdimension.name,
                activity.level,
                activity.name,
                activity.id
            ));
        }
    }
    lines
}

/// One line per finding: `warning 1.yaml, D / S / A: sentence`.
pub fn findings(read: &Read) -> Vec<String> {
    read.findings
        .iter()
        .map(|finding| {
            let severity = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Hint => "hint",
            };
            format!(
                "{severity} {}, {}: {}",
                finding.file, finding.place, finding.message
            )
        })
        .collect()
}

/// A calendar date.
pub fn day(text: &str) -> Date {
    assessment_file::parse_date(text).unwrap()
}

/// Milliseconds since 1970 of 2026-01-01T00:00:00Z: where the clocks of the tests start.
pub const START: i64 = 1_767_225_600_000;

/// `kim`, this many milliseconds into 2026.
pub fn at(millis: i64) -> Context {
    by("kim", millis)
}

/// Somebody, this many milliseconds into 2026.
pub fn by(name: &str, millis: i64) -> Context {
    Context {
        now: START + millis,
        by: name.to_owned(),
        today: day("2026-01-01"),
    }
}

/// The id of a team.
pub fn team(id: &str) -> TeamId {
    TeamId::new(id)
}

/// An assessment with these teams, whose names are their ids.
pub fn assessment(teams: &[&str]) -> Assessment {
    let model = model(&[("D", &[("S", &[activity("a", 1)])])]);
    let mut assessment = Assessment::new("assessment-1", "Start", &model);
    for (millis, id) in (0..).zip(teams) {
        let add = Command::AddTeam {
            id: team(id),
            name: (*id).to_owned(),
        };
        assessment.apply(add, &at(millis)).unwrap();
    }
    assessment
}

/// The command that answers one activity for one team.
pub fn answer(to: &str, activity: &str, choice: Choice) -> Command {
    Command::Answer {
        teams: vec![team(to)],
        activity: ActivityId::new(activity),
        choice,
    }
}

/// A stage of the default definition.
pub fn stage(id: &str) -> Choice {
    Choice::Stage(StageId::new(id))
}

/// The command that writes a note.
pub fn note(of: &str, activity: &str, text: &str) -> Command {
    Command::Note {
        team: team(of),
        activity: ActivityId::new(activity),
        text: text.to_owned(),
    }
}

/// Applies a command that has to succeed.
pub fn apply(assessment: &mut Assessment, command: Command, context: &Context) {
    assessment.apply(command, context).unwrap();
}

/// What a user sees, as lines: title, teams in order, answers of living teams. Stamps and empty
/// registers do not show.
pub fn visible(assessment: &Assessment) -> Vec<String> {
    let mut lines = vec![format!("title {}", assessment.title)];
    for (id, team) in assessment.living_teams() {
        lines.push(format!("team {id} “{}” {:?}", team.name, team.inherits));
        for (activity, answer) in assessment.answers.get(id).into_iter().flatten() {
            if answer.answered() != Answered::No || !answer.note.is_empty() {
                lines.push(format!(
                    "  {activity} {:?} {:?} {:?} “{}”",
                    answer.answered(),
                    answer.reached,
                    answer.confirmed,
                    answer.note
                ));
            }
        }
    }
    lines
}

/// How many cases a property is tried on. Failures are not kept in files: what was found becomes a
/// test with a name.
pub fn cases(number: u32) -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(number)
    }
}

/// Something a user does, still without ids: they are found among what is there.
#[derive(Clone, Debug)]
pub enum Deed {
    Answer {
        team: usize,
        also: bool,
        activity: usize,
        choice: usize,
    },
    Note {
        team: usize,
        activity: usize,
        text: usize,
    },
    Add {
        name: usize,
    },
    Rename {
        team: usize,
        name: usize,
    },
    Delete {
        team: usize,
    },
    Move {
        team: usize,
        by: i64,
    },
    Retitle {
        name: usize,
    },
    Undo,
    Redo,
}

/// Names that have broken programs before.
pub const NAMES: [&str; 6] = [
    "Payments",
    "Bob's <b>No</b>",
    "12:30",
    "- No",
    "🦀 Team",
    "\"quoted\" \\ \t",
];

/// Deeds in the mix in which they happen: mostly answers.
pub fn deed() -> impl Strategy<Value = Deed> {
    let team = 0..4usize;
    let activity = 0..4usize;
    prop_oneof![
        8 => (team.clone(), any::<bool>(), activity.clone(), 0..7usize)
            .prop_map(|(team, also, activity, choice)| Deed::Answer { team, also, activity, choice }),
        3 => (team.clone(), activity, 0..4usize)
            .prop_map(|(team, activity, text)| Deed::Note { team, activity, text }),
        2 => (0..NAMES.len()).prop_map(|name| Deed::Add { name }),
        1 => (team.clone(), 0..NAMES.len()).prop_map(|(team, name)| Deed::Rename { team, name }),
        1 => team.clone().prop_map(|team| Deed::Delete { team }),
        1 => (team, -2..3i64).prop_map(|(team, by)| Deed::Move { team, by }),
        1 => (0..NAMES.len()).prop_map(|name| Deed::Retitle { name }),
        2 => Just(Deed::Undo),
        1 => Just(Deed::Redo),
    ]
}

/// A person at a page: a copy of the assessment, an undo history, and fresh ids of their own.
#[derive(Clone, Debug)]
pub struct Person {
    pub name: String,
    pub copy: Assessment,
    pub history: History,
    pub added: usize,
}

impl Person {
    pub fn new(name: &str, copy: Assessment) -> Self {
        Self {
            name: name.to_owned(),
            copy,
            history: History::default(),
            added: 0,
        }
    }

    /// Turns a deed into a command on what is there now. `None`: undo, redo, or no team.
    pub fn command(&mut self, deed: &Deed) -> Option<Command> {
        let ids: Vec<TeamId> = self
            .copy
            .living_teams()
            .iter()
            .map(|(id, _)| (*id).clone())
            .collect();
        let one = |at: usize| (!ids.is_empty()).then(|| ids[at % ids.len()].clone());
        let activity = |at: usize| ActivityId::new(["a", "b", "c/ü", "unknown"][at % 4]);
        Some(match *deed {
            Deed::Answer {
                team,
                also,
                activity: what,
                choice,
            } => Command::Answer {
                teams: if also { ids } else { vec![one(team)?] },
                activity: activity(what),
                choice: match choice {
                    0 => stage("not-implemented"),
                    1 => stage("started"),
                    2 => stage("partly"),
                    3 => stage("fully"),
                    4 => Choice::NotSure,
                    5 => Choice::NotApplicable("no such thing here".to_owned()),
                    _ => Choice::Clear,
                },
            },
            Deed::Note {
                team,
                activity: what,
                text,
            } => Command::Note {
                team: one(team)?,
                activity: activity(what),
                text: ["", "one\ntwo", "<b>&\"", "🦀"][text % 4].to_owned(),
            },
            Deed::Add { name } => {
                self.added += 1;
                Command::AddTeam {
                    id: TeamId::new(&format!("{}-{}", self.name, self.added)),
                    name: NAMES[name].to_owned(),
                }
            }
            Deed::Rename { team, name } => Command::RenameTeam {
                team: one(team)?,
                name: NAMES[name].to_owned(),
            },
            Deed::Delete { team } => Command::DeleteTeam { team: one(team)? },
            Deed::Move { team, by } => Command::MoveTeam {
                team: one(team)?,
                by,
            },
            Deed::Retitle { name } => Command::Retitle {
                title: NAMES[name].to_owned(),
            },
            Deed::Undo | Deed::Redo => return None,
        })
    }

    /// Does a deed; a refusal (a name that is taken) is fine. Returns the change.
    pub fn act(&mut self, deed: &Deed, millis: i64) -> Option<dsomm_radar::assessment::Change> {
        let context = by(&self.name.clone(), millis);
        let step = match deed {
            Deed::Undo => Some(Step::Undo),
            Deed::Redo => Some(Step::Redo),
            _ => None,
        };
        if let Some(step) = step {
            return self.history.go(step, &mut self.copy, &context);
        }
        let command = self.command(deed)?;
        let change = self.copy.apply(command, &context).ok().flatten()?;
        self.history.push(change.clone());
        Some(change)
    }
}
