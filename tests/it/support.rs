//! Builders that several test modules share: small models, assessments, and random histories.

use dsomm_radar::assessment::{
    Aim, Answered, Assessment, Choice, Command, Context, CycleId, Date, Edit, Evidence, EvidenceId,
    GroupId, History, Link, Stage, StageId, Step, TeamId,
};
use dsomm_radar::exchange::assessment_file;
use dsomm_radar::map::SortedSet;
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

/// Applies an edit that has to succeed.
pub fn edit(assessment: &mut Assessment, edit: Edit, context: &Context) {
    assessment.edit(edit, context).unwrap();
}

/// A piece of evidence for one activity of one team.
pub fn evidence(activity: &str, of: &str, title: &str) -> Box<Evidence> {
    Box::new(Evidence {
        activity: ActivityId::new(activity),
        teams: SortedSet::from([team(of)]),
        title: title.to_owned(),
        ..Evidence::default()
    })
}

/// The id of a cycle.
pub fn cycle(id: &str) -> CycleId {
    CycleId::new(id)
}

/// The stages of an assessment with one more, before the first one that scores more.
pub fn with_stage(assessment: &Assessment, id: &str, score: f64) -> Vec<Stage> {
    let mut stages = assessment.stages.clone();
    let living = |stage: &Stage| stage.replaced_by.is_none() && stage.score > score;
    let at = stages.iter().position(living).unwrap_or(stages.len());
    let stage = Stage {
        id: StageId::new(id),
        title: id.to_owned(),
        score,
        ..assessment.stages[0].clone()
    };
    stages.insert(at, stage);
    stages
}

/// What a user sees, as lines: title, teams in order, answers of living teams, and everything
/// else that is not removed. Stamps and empty registers do not show.
pub fn visible(assessment: &Assessment) -> Vec<String> {
    let mut lines = vec![format!("title {}", assessment.title)];
    lines.push(format!(
        "months {} {}",
        assessment.cadence_months, assessment.evidence_valid_months
    ));
    for stage in assessment.living_stages() {
        let Stage {
            id, title, score, ..
        } = stage;
        lines.push(format!("stage {id} “{title}” {score}"));
    }
    let is_group = |id: &&GroupId| {
        let group = assessment.groups.get(*id);
        group.is_some_and(|group| !group.deleted)
    };
    for id in assessment.groups.keys().filter(is_group) {
        let group = &assessment.groups[id];
        lines.push(format!("group {id} “{}” {}", group.name, group.order));
    }
    for (id, team) in assessment.living_teams() {
        let groups: Vec<&str> = team
            .groups
            .iter()
            .filter(is_group)
            .map(|id| id.as_str())
            .collect();
        if !groups.is_empty() {
            lines.push(format!("groups of {id} {}", groups.join(" ")));
        }
        for (activity, answer) in assessment.answers.get(id).into_iter().flatten() {
            if !answer.owner.is_empty() || answer.due.is_some() {
                let (owner, due) = (&answer.owner, answer.due);
                lines.push(format!("care {id} {activity} “{owner}” {due:?}"));
            }
        }
        for (activity, planned) in assessment.plan.get(id).into_iter().flatten() {
            if let Some(cycle) = &planned.cycle {
                lines.push(format!("plan {id} {activity} {cycle}"));
            }
        }
    }
    for (id, piece) in assessment
        .evidence
        .iter()
        .filter(|(_, piece)| !piece.deleted)
    {
        let Evidence {
            activity,
            teams,
            title,
            description,
            recorded,
            expires,
            reviewer,
            links,
            ..
        } = piece;
        lines.push(format!(
            "evidence {id} {activity} {teams:?} “{title}” “{description}” {recorded:?} {expires:?} “{reviewer}” {links:?}"
        ));
    }
    for (aim, target) in &assessment.targets {
        if let Some(level) = target.level {
            let subdimension = aim.subdimension.as_deref().unwrap_or("*");
            let team = aim.team.as_ref().map_or("*", TeamId::as_str);
            lines.push(format!(
                "target {team} {subdimension} {level} {:?}",
                target.by
            ));
        }
    }
    for (id, cycle) in assessment.cycles.iter().filter(|(_, cycle)| !cycle.deleted) {
        lines.push(format!(
            "cycle {id} “{}” {:?} {:?} {:?}",
            cycle.name, cycle.opened, cycle.opened_at, cycle.closed
        ));
        for (team, answers) in &cycle.answers {
            for (activity, answer) in answers {
                let then = answer.answered();
                lines.push(format!(
                    "in {id}: {team} {activity} {then:?} {:?}",
                    answer.confirmed
                ));
            }
        }
    }
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
    /// One of [`EDITS`].
    Edit {
        what: &'static str,
        one: usize,
        two: usize,
        three: usize,
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

/// What [`Deed::Edit`] does.
pub const EDITS: [&str; 23] = [
    "add group",
    "rename group",
    "delete group",
    "set groups",
    "inherit",
    "set owner",
    "set due",
    "confirm",
    "put evidence",
    "remove evidence",
    "set target",
    "plan",
    "add cycle",
    "rename cycle",
    "delete cycle",
    "start cycle",
    "take snapshot",
    "add stage",
    "rename stage",
    "remove stage",
    "set months",
    "batch",
    "refused batch",
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

/// All that can be done, edits included. They reach other teams: by inheritance and by stages.
pub fn any_deed() -> impl Strategy<Value = Deed> {
    let number = || 0..8usize;
    prop_oneof![
        5 => deed(),
        1 => Just(Deed::Undo),
        3 => (prop::sample::select(&EDITS[..]), number(), number(), number())
            .prop_map(|(what, one, two, three)| Deed::Edit { what, one, two, three }),
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
            Deed::Edit {
                what,
                one,
                two,
                three,
            } => self.edit(what, &ids, [one, two, three])?.into(),
            Deed::Undo | Deed::Redo => return None,
        })
    }

    fn fresh(&mut self) -> String {
        self.added += 1;
        format!("{}-{}", self.name, self.added)
    }

    /// `None`: there is nothing to do it to.
    fn edit(&mut self, what: &str, teams: &[TeamId], [a, b, c]: [usize; 3]) -> Option<Edit> {
        fn nth<T: Clone>(all: impl Iterator<Item = T>, at: usize) -> Option<T> {
            let all: Vec<T> = all.collect();
            (!all.is_empty()).then(|| all[at % all.len()].clone())
        }
        let team = || nth(teams.iter().cloned(), a);
        let activity = |at: usize| ActivityId::new(["a", "b", "c/ü", "unknown"][at % 4]);
        let name = |at: usize| NAMES[at % NAMES.len()].to_owned();
        let date =
            |at: usize| (!at.is_multiple_of(3)).then(|| day(&format!("2026-0{}-11", at % 3)));
        let group = |at| nth(self.copy.groups.keys().cloned(), at);
        let cycle = |at| nth(self.copy.cycles.keys().cloned(), at);
        let piece = |at| nth(self.copy.evidence.keys().cloned(), at);
        let stage = |at| nth(self.copy.stages.iter().map(|stage| stage.id.clone()), at);
        Some(match what {
            "add group" => Edit::AddGroup {
                id: GroupId::new(&self.fresh()),
                name: name(a),
            },
            "rename group" => Edit::RenameGroup {
                group: group(a)?,
                name: name(b),
            },
            "delete group" => Edit::DeleteGroup { group: group(a)? },
            "set groups" => Edit::SetGroups {
                team: team()?,
                groups: [group(b), group(c)].into_iter().flatten().collect(),
            },
            "inherit" => Edit::Inherit {
                team: team()?,
                from: nth(teams.iter().cloned(), b).filter(|_| c % 3 > 0),
            },
            "set owner" => Edit::SetOwner {
                team: team()?,
                activity: activity(b),
                owner: ["", "ida", "i", "<b>&"][c % 4].to_owned(),
            },
            "set due" => Edit::SetDue {
                team: team()?,
                activity: activity(b),
                due: date(c),
            },
            "confirm" => Edit::Confirm {
                team: team()?,
                activities: vec![activity(b), activity(c)],
            },
            "put evidence" => Edit::PutEvidence {
                id: match piece(b).filter(|_| c % 2 == 0) {
                    Some(id) => id,
                    None => EvidenceId::new(&self.fresh()),
                },
                evidence: Box::new(Evidence {
                    description: name(c),
                    recorded: date(b),
                    links: vec![Link {
                        kind: "link".to_owned(),
                        url: name(b),
                        ..Link::default()
                    }],
                    ..*evidence(["a", "b"][b % 2], team()?.as_str(), &name(a))
                }),
            },
            "remove evidence" => Edit::RemoveEvidence { id: piece(a)? },
            "set target" => Edit::SetTarget {
                aim: Aim {
                    team: team().filter(|_| b % 2 == 0),
                    subdimension: (c % 2 == 0).then(|| "s/1".to_owned()),
                },
                level: u8::try_from(c).ok().filter(|level| *level > 1),
                by: date(b),
            },
            "plan" => Edit::Plan {
                team: team()?,
                activities: vec![activity(b), activity(c)],
                cycle: cycle(b).filter(|_| c % 3 > 0),
            },
            "add cycle" => Edit::AddCycle {
                id: CycleId::new(&self.fresh()),
                name: name(a),
            },
            "rename cycle" => Edit::RenameCycle {
                cycle: cycle(a)?,
                name: name(b),
            },
            "delete cycle" => Edit::DeleteCycle { cycle: cycle(a)? },
            "start cycle" => Edit::StartCycle {
                id: match cycle(b).filter(|_| c % 2 == 0) {
                    Some(id) => id,
                    None => CycleId::new(&self.fresh()),
                },
                name: name(a),
                freeze: (CycleId::new(&self.fresh()), name(a + 1)),
            },
            "take snapshot" => Edit::TakeSnapshot {
                id: CycleId::new(&self.fresh()),
                name: name(a),
            },
            "add stage" => {
                let (id, score) = (self.fresh(), [0.0, 0.1, 0.5, 0.7, 1.0][a % 5]);
                Edit::SetStages {
                    stages: with_stage(&self.copy, &id, score),
                }
            }
            "rename stage" => {
                let (id, mut stages) = (stage(a)?, self.copy.stages.clone());
                let stage = stages.iter_mut().find(|stage| stage.id == id)?;
                stage.title = name(b);
                stage.replaced_by = None;
                Edit::SetStages { stages }
            }
            "remove stage" => Edit::RemoveStage {
                stage: stage(a)?,
                into: stage(b)?,
            },
            "set months" => Edit::SetMonths {
                cadence_months: [1, 3, 6, 120][a % 4],
                evidence_valid_months: [1, 12][b % 2],
            },
            "batch" => {
                let id = CycleId::new(&self.fresh());
                let plan = Edit::Plan {
                    team: team()?,
                    activities: vec![activity(b)],
                    cycle: Some(id.clone()),
                };
                let add = Edit::AddCycle { id, name: name(a) };
                let owner = self.edit("set owner", teams, [a, b, c])?;
                let due = self.edit("set due", teams, [a, b, c])?;
                let mut commands = vec![add.into(), plan.into(), owner.into(), due.into()];
                if c % 4 == 0 {
                    commands.push(Command::DeleteTeam { team: team()? });
                }
                let label = "Batch".to_owned();
                Edit::Batch { commands, label }
            }
            _ => {
                let owner = self.edit("set owner", teams, [a, b, c])?;
                let gone = TeamId::new("gone");
                let refused = Command::DeleteTeam { team: gone };
                Edit::Batch {
                    commands: vec![owner.into(), refused],
                    label: "Refused".to_owned(),
                }
            }
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
        let before = self.copy.clone();
        match self.copy.apply(command, &context) {
            Ok(Some(change)) => {
                self.history.push(change.clone());
                Some(change)
            }
            refused => {
                // Refused, or nothing to do: nothing may have changed.
                assert_eq!(self.copy, before, "{deed:?} {refused:?}");
                None
            }
        }
    }
}

/// What somebody has after these deeds, each at its millisecond of 2026.
pub fn lived(name: &str, start: &Assessment, deeds: &[(Deed, i64)]) -> Assessment {
    let mut person = Person::new(name, start.clone());
    for (deed, millis) in deeds {
        person.act(deed, *millis);
    }
    person.copy
}
