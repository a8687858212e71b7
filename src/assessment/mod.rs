//! What was answered: teams and groups, stages, answers, evidence, targets, plan, cycles. Pure data
//! and pure rules; the clock and chance are arguments ([`Context`]).
//!
//! Every answer, note, team, target and so on is a register that knows when and by whom it was last
//! written ([`Stamp`]). Nothing is ever taken out of its map: what is cleared or deleted stays as a
//! dated register, so that merging two files can not bring it back by accident.

mod audit;
pub mod carry;
mod change;
mod command;
mod counts;
mod cycles;
mod differences;
mod draw;
mod edit;
mod exception;
mod gather;
mod history;
mod leave_out;
pub(crate) mod merge;
mod planning;
pub(crate) mod register;
mod run;
mod sample;
mod second;
mod stages;
mod version;
mod who;

use crate::map::{Map, SortedSet};
pub use audit::{
    Audit, AuditEdit, Claim, Look, Outcome, Sampled, Wanted, Weight, count_ready_claims, draw,
    ready_claims,
};
pub(crate) use change::{ANSWER, Settings, Slot};
pub use change::{Change, Touched};
pub use chrono::NaiveDate as Date;
pub use command::{Choice, Command, CommandError, Context, Put, Replacing};
pub use cycles::{cycle_name, free_cycle_name, next_cycle_name};
pub use differences::{
    Ahead, Conflict, Differences, Others, Rule, Side, TeamDifferences, decide, differences,
    differences_at, merge_deciding,
};
pub use edit::Edit;
pub use exception::{Exception, Today, count_exceptions};
pub use gather::Gather;
pub use history::{History, MAX_STEPS, Step};
pub use leave_out::{LeaveOut, LeftOut};
pub use merge::merge;
pub use run::Run;
pub use sample::{SAMPLE, sample};
pub use second::Second;
pub use stages::{default_stages, with_new_stage};
pub use who::{Stranger, Who, as_here, known_and_new, strangers};

use std::fmt;

use crate::lazy::Lazy;
use crate::model::{ActivityId, Model};
use crate::order::sorted;

/// A field that only some pages know, of an answer: the last day on which it does not apply.
const UNTIL: &str = "not_applicable_until";
/// Another one: who gave it, where somebody else changed its owner or its due date since.
const AUTHOR: &str = "answered_by";

/// Fields that this version does not know; kept and written back unchanged.
pub type UnknownFields = serde_json::Map<String, serde_json::Value>;

/// Declares the id types: opaque texts that cannot be mixed up.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(std::sync::Arc<str>);

        impl $name {
            /// Takes the id as it is written in a file.
            pub fn new(text: &str) -> Self {
                Self(text.into())
            }
            /// The id as written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    )+};
}

ids! {
    /// Identifies a team for ever; its name is only a label.
    TeamId,
    /// Identifies a group of teams for ever; its name is only a label.
    GroupId,
    /// Identifies a piece of evidence for ever.
    EvidenceId,
    /// Identifies a cycle for ever; its name is only a label.
    CycleId,
    /// Identifies a stage for ever; its title is only a label.
    StageId,
    /// Identifies an audit for ever; its name is only a label.
    AuditId
}

/// When something was last written, and by whom. Later wins; the name breaks a tie.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Stamp {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub at: i64,
    /// Who wrote it; may be empty.
    pub by: String,
}

impl Stamp {
    /// This moment, or the one just after `written` where that is not earlier. Whoever writes a
    /// register has seen what stands in it, so the new content is the later one even if a clock
    /// that runs ahead wrote the old one.
    fn after(&self, written: &Stamp) -> Stamp {
        Stamp {
            at: self.at.max(written.at.saturating_add(1)),
            by: self.by.clone(),
        }
    }
}

/// A step of the progress definition.
#[derive(Clone, PartialEq, Debug)]
pub struct Stage {
    /// Stable id.
    pub id: StageId,
    /// Title as shown.
    pub title: String,
    /// Score in 0..=1.
    pub score: f64,
    /// When an activity is at this stage.
    pub definition: String,
    /// The stage that its answers count as since it was removed. A removed stage stays in the
    /// list, so that no answer, no snapshot and no older copy loses its meaning.
    pub replaced_by: Option<StageId>,
    /// Where a merge brought the stage in beside later settings that lack it: when its settings
    /// were changed. `None`: it belongs to [`Assessment::settings_changed`] like the others.
    pub changed: Option<Stamp>,
    /// Unknown fields.
    pub kept: UnknownFields,
}

impl Stage {
    /// Whether an activity at this stage is fully in place.
    pub fn is_ready(&self) -> bool {
        self.score >= 1.0
    }
}

/// Which model was answered.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ModelRef {
    /// Publisher as the model says.
    pub publisher: String,
    /// Version as the model says.
    pub version: String,
    /// [`Model::digest`].
    pub digest: String,
    /// Unknown fields.
    pub kept: UnknownFields,
}

impl ModelRef {
    /// Names a loaded model.
    pub fn of(model: &Model) -> Self {
        Self {
            publisher: model.meta.publisher.clone(),
            version: model.meta.version.clone(),
            digest: model.digest(),
            kept: UnknownFields::new(),
        }
    }
}

/// How the assessment's model differs from the one that the page brings: a register of its own.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ModelSetup {
    /// Extensions that are switched on, by the name of their file without its ending.
    pub extensions: Vec<String>,
    /// The user's own changes, in the shape of a model file.
    pub overlay: Option<serde_json::Value>,
    /// Last change.
    pub changed: Stamp,
}

/// A team that answers.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Team {
    /// Name as shown; any text.
    pub name: String,
    /// Place in lists; ties by id.
    pub order: i64,
    /// The platform team whose answers count where this one has none.
    pub inherits: Option<TeamId>,
    /// The groups that it belongs to.
    pub groups: SortedSet<GroupId>,
    /// True for a tombstone.
    pub deleted: bool,
    /// Answers written at or before this moment are void: what a deleted team leaves behind.
    pub cleared: Option<Stamp>,
    /// Last change of the fields above.
    pub changed: Stamp,
    /// Unknown fields.
    pub kept: UnknownFields,
}

/// What one team says about one activity.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Answer {
    /// The stage claimed; `None`: none yet, or cleared.
    pub stage: Option<StageId>,
    /// When each stage was reached first. Lowering the stage keeps the dates.
    pub reached: Map<StageId, Date>,
    /// The team is not sure; such an answer never scores.
    pub not_sure: bool,
    /// The reason why the activity does not apply. Empty: said, but the reason is still missing.
    pub not_applicable: Option<String>,
    /// Who takes care of it; may be empty.
    pub owner: String,
    /// When it should be done.
    pub due: Option<Date>,
    /// When the answer was last looked at.
    pub confirmed: Option<Date>,
    /// Last change of the fields above.
    pub changed: Stamp,
    /// Markdown; a register of its own, so that a note and a stage by two people both survive.
    pub note: String,
    /// Last change of the note.
    pub note_changed: Stamp,
    /// Unknown fields.
    pub kept: UnknownFields,
}

/// What one team answered. Copies share it, and what was stored is unpacked when somebody looks.
pub type Answers = Lazy<Map<ActivityId, Answer>>;

/// What each team had answered when a cycle was closed: stage, *not sure*, *not applicable*,
/// confirmed; neither notes nor stamps.
pub type Snapshot = Lazy<Map<TeamId, Answers>>;

/// A group of teams: a department, a product line.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Group {
    /// Name as shown; any text.
    pub name: String,
    /// Place in lists; ties by name.
    pub order: i64,
    /// True for a tombstone.
    pub deleted: bool,
    /// Last change.
    pub changed: Stamp,
    /// Unknown fields.
    pub kept: UnknownFields,
}

/// Something that can be opened to see a piece of evidence.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Link {
    /// What kind of thing it is, as DSOMM's files say: `link`, `document` …
    pub kind: String,
    /// Where it is; any text, shown as a link only where it is http, https or mailto.
    pub url: String,
    /// Unknown fields.
    pub kept: UnknownFields,
}

/// A proof that one or several teams do what an activity asks. One register.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Evidence {
    /// The activity that it proves.
    pub activity: ActivityId,
    /// Whom it stands for.
    pub teams: SortedSet<TeamId>,
    /// What it is, in a line.
    pub title: String,
    /// Markdown.
    pub description: String,
    /// When it was recorded. Without a date it is never valid.
    pub recorded: Option<Date>,
    /// The last day on which it is valid; `None`: as long as
    /// [`Assessment::evidence_valid_months`] says.
    pub expires: Option<Date>,
    /// Who looked at it; may be empty.
    pub reviewer: String,
    /// Where it can be seen.
    pub links: Vec<Link>,
    /// True for a tombstone.
    pub deleted: bool,
    /// Last change.
    pub changed: Stamp,
    /// Unknown fields.
    pub kept: UnknownFields,
}

/// What a [`Target`] is for. `None` on either side: for all.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Aim {
    /// One team, or all that have no target of their own.
    pub team: Option<TeamId>,
    /// One subdimension, as [`crate::model::Subdimension::id`] names it, or all that have no target
    /// of their own. An id that the model lacks is kept and counts for nothing.
    pub subdimension: Option<String>,
}

/// The level that is to be reached. One register.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Target {
    /// The level; `None`: the target was removed.
    pub level: Option<u8>,
    /// Until when.
    pub by: Option<Date>,
    /// Last change.
    pub changed: Stamp,
    /// Unknown fields.
    pub kept: UnknownFields,
}

/// That a team means to work on an activity in a cycle. One register.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Planned {
    /// The cycle; `None`: no longer planned.
    pub cycle: Option<CycleId>,
    /// Last change.
    pub changed: Stamp,
    /// Unknown fields.
    pub kept: UnknownFields,
}

/// A round of the assessment, and once it is closed, what was answered in it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Cycle {
    /// Name as shown: "2026 H2".
    pub name: String,
    /// The day on which it began; `None`: it is only planned, or began before cycles were kept.
    pub opened: Option<Date>,
    /// The moment of that, in milliseconds since 1970: answers last changed before it were carried
    /// over.
    pub opened_at: Option<i64>,
    /// The day on which it ended; its answers are a snapshot then, which nothing changes.
    pub closed: Option<Date>,
    /// What was answered when it was closed.
    pub answers: Snapshot,
    /// True for a tombstone.
    pub deleted: bool,
    /// Last change.
    pub changed: Stamp,
    /// Unknown fields.
    pub kept: UnknownFields,
}

/// How an answer counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answered<'a> {
    /// Nothing said (or *not applicable* without its reason).
    No,
    /// *Not sure*.
    NotSure,
    /// *Not applicable*, with a reason.
    NotApplicable,
    /// A stage.
    Stage(&'a StageId),
}

impl Answer {
    /// How this answer counts: *not applicable* before *not sure* before the stage.
    pub fn answered(&self) -> Answered<'_> {
        match (&self.not_applicable, self.not_sure, &self.stage) {
            (Some(reason), ..) if reason.trim().is_empty() => Answered::No,
            (Some(_), ..) => Answered::NotApplicable,
            (None, true, _) => Answered::NotSure,
            (None, false, Some(stage)) => Answered::Stage(stage),
            (None, false, None) => Answered::No,
        }
    }
}

/// The assessment: everything that goes into the file.
#[derive(Clone, PartialEq, Debug)]
pub struct Assessment {
    /// Identifies the assessment for ever: files with the same id are merged.
    pub id: String,
    /// Title as shown.
    pub title: String,
    /// The model that was answered.
    pub model: ModelRef,
    /// Stages from the lowest up. The first scores 0, the last 1.
    pub stages: Vec<Stage>,
    /// Months after which an answer is due for review.
    pub cadence_months: u32,
    /// Months for which a piece of evidence is valid.
    pub evidence_valid_months: u32,
    /// Last change of the title.
    pub changed: Stamp,
    /// Last change of stages, cadence and validity.
    pub settings_changed: Stamp,
    /// Extensions and changes of the model.
    pub setup: ModelSetup,
    /// All teams, deleted ones included.
    pub teams: Map<TeamId, Team>,
    /// Team → activity → answer. Activities that the loaded model lacks are kept.
    pub answers: Map<TeamId, Answers>,
    /// All groups of teams, deleted ones included.
    pub groups: Map<GroupId, Group>,
    /// All evidence, removed pieces included.
    pub evidence: Map<EvidenceId, Evidence>,
    /// All targets, removed ones included.
    pub targets: Map<Aim, Target>,
    /// Team → activity → when it is planned.
    pub plan: Map<TeamId, Map<ActivityId, Planned>>,
    /// All cycles, deleted ones included.
    pub cycles: Map<CycleId, Cycle>,
    /// The day on which it is looked at; in no file.
    pub today: Today,
    /// Unknown fields, and the registers that only some pages know.
    pub kept: UnknownFields,
}

impl Default for Assessment {
    fn default() -> Self {
        Self {
            id: String::new(),
            title: String::new(),
            model: ModelRef::default(),
            stages: default_stages(),
            cadence_months: 6,
            evidence_valid_months: 12,
            changed: Stamp::default(),
            setup: ModelSetup::default(),
            settings_changed: Stamp::default(),
            teams: Map::new(),
            answers: Map::new(),
            groups: Map::new(),
            evidence: Map::new(),
            targets: Map::new(),
            plan: Map::new(),
            cycles: Map::new(),
            today: Today::default(),
            kept: UnknownFields::new(),
        }
    }
}

impl Assessment {
    /// A new, empty assessment without teams.
    pub fn new(id: &str, title: &str, model: &Model) -> Self {
        Self {
            id: id.to_owned(),
            title: title.to_owned(),
            model: ModelRef::of(model),
            ..Self::default()
        }
    }

    /// Adds the first team of a new assessment, as [`Command::AddTeam`] would. Commands are not part of
    /// the first view, and this has to be.
    pub fn add_first_team(&mut self, id: TeamId, name: &str, context: &Context) {
        let team = Team {
            name: name.to_owned(),
            order: 1,
            changed: Stamp {
                at: context.now,
                by: context.by.clone(),
            },
            ..Team::default()
        };
        self.teams.insert(id, team);
    }

    /// The teams that exist, as shown: by their order, then by name.
    pub fn living_teams(&self) -> Vec<(&TeamId, &Team)> {
        let teams = self
            .teams
            .iter()
            .filter(|(_, team)| !team.deleted)
            .collect();
        sorted(
            teams,
            |(left_id, left): &(&TeamId, &Team), (right_id, right)| {
                (left.order, &left.name, left_id).cmp(&(right.order, &right.name, right_id))
            },
        )
    }

    /// What a team said itself about an activity.
    pub fn answer(&self, team: &TeamId, activity: &str) -> Option<&Answer> {
        self.answers.get(team)?.get(activity)
    }

    /// The stages that can be chosen, from the lowest up.
    pub fn living_stages(&self) -> impl Iterator<Item = &Stage> {
        self.stages
            .iter()
            .filter(|stage| stage.replaced_by.is_none())
    }

    /// The stage that an answer's stage counts as: itself, or what took its place. `None`: this
    /// assessment does not define it.
    pub fn counts_as(&self, id: &StageId) -> Option<&Stage> {
        let mut id = id;
        // As many steps as there are stages, so that a circle ends.
        for _ in 0..=self.stages.len() {
            let stage = self.stages.iter().find(|stage| stage.id == *id)?;
            match &stage.replaced_by {
                Some(next) => id = next,
                None => return Some(stage),
            }
        }
        None
    }

    /// The cycle that is under way: of those opened and not closed, the one opened last.
    pub fn current_cycle(&self) -> Option<(&CycleId, &Cycle)> {
        self.cycles
            .iter()
            .filter(|(_, cycle)| !cycle.deleted && cycle.opened.is_some() && cycle.closed.is_none())
            .max_by_key(|(id, cycle)| (cycle.opened_at, cycle.opened, *id))
    }

    /// The target that holds for a team in a subdimension: its own one there, its own one, the one
    /// for all there, the one for all.
    pub fn target(&self, team: &TeamId, subdimension: &str) -> Option<&Target> {
        let aim = |team: Option<&TeamId>, subdimension: Option<&str>| Aim {
            team: team.cloned(),
            subdimension: subdimension.map(str::to_owned),
        };
        [
            aim(Some(team), Some(subdimension)),
            aim(Some(team), None),
            aim(None, Some(subdimension)),
            aim(None, None),
        ]
        .iter()
        .filter_map(|aim| self.targets.get(aim))
        .find(|target| target.level.is_some())
    }

    /// The pieces of evidence that stand for a team and an activity, in the order of their ids.
    pub fn evidence_of<'a>(
        &'a self,
        team: &'a TeamId,
        activity: &'a str,
    ) -> impl Iterator<Item = (&'a EvidenceId, &'a Evidence)> {
        self.evidence.iter().filter(move |(_, piece)| {
            !piece.deleted && piece.activity.as_str() == activity && piece.teams.contains(team)
        })
    }

    /// Where a stage stands among [`Assessment::stages`].
    pub fn stage_position(&self, id: &StageId) -> Option<usize> {
        self.stages.iter().position(|stage| stage.id == *id)
    }

    /// When each part was last written.
    fn stamps(&self) -> impl Iterator<Item = &Stamp> {
        let answers = self.answers.values().flat_map(|answers| answers.values());
        let plan = self.plan.values().flat_map(Map::values);
        answers
            .flat_map(|answer| [&answer.changed, &answer.note_changed])
            .chain(self.teams.values().map(|team| &team.changed))
            .chain(self.groups.values().map(|group| &group.changed))
            .chain(self.evidence.values().map(|piece| &piece.changed))
            .chain(self.targets.values().map(|target| &target.changed))
            .chain(plan.map(|planned| &planned.changed))
            .chain(self.cycles.values().map(|cycle| &cycle.changed))
            .chain([&self.changed, &self.settings_changed, &self.setup.changed])
    }

    /// How many answers, notes, teams and other parts were changed after a moment, in milliseconds
    /// since 1970.
    pub fn changes_since(&self, moment: i64) -> usize {
        let later = |stamp: &&Stamp| stamp.at > moment;
        let registers = register::stamps(&self.kept);
        self.stamps().filter(later).count() + registers.iter().filter(later).count()
    }
}
