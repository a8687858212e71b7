//! The one funnel for change: a [`Command`] is applied to an assessment and leaves a [`Change`],
//! from which it can be taken back.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::{
    Answer, Assessment, Date, Kept, ModelRef, ModelSetup, Stage, StageId, Stamp, Team, TeamId,
};
use crate::model::ActivityId;

/// What a command may not find out by itself: the time and who is asking.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Context {
    /// Now, in milliseconds since 1970-01-01T00:00:00Z.
    pub now: i64,
    /// The user's name; may be empty.
    pub by: String,
    /// Today where the user is.
    pub today: Date,
}

impl Context {
    fn stamp(&self) -> Stamp {
        Stamp {
            at: self.now,
            by: self.by.clone(),
        }
    }
}

/// What a team says about an activity.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Choice {
    /// A stage of the assessment.
    Stage(StageId),
    /// Does not apply, for this reason.
    NotApplicable(String),
    /// Not sure.
    NotSure,
    /// Nothing: the answer is taken back.
    Clear,
}

/// Everything that can be done to an assessment.
#[derive(Clone, PartialEq, Debug)]
pub enum Command {
    /// Answers an activity for one or several teams.
    Answer {
        /// Who answers.
        teams: Vec<TeamId>,
        /// What is answered.
        activity: ActivityId,
        /// The answer.
        choice: Choice,
    },
    /// Writes the note of an answer.
    Note {
        /// Whose note.
        team: TeamId,
        /// On what.
        activity: ActivityId,
        /// Markdown; empty removes it.
        text: String,
    },
    /// Adds a team behind the others.
    AddTeam {
        /// A fresh id.
        id: TeamId,
        /// Its name.
        name: String,
    },
    /// Gives a team another name.
    RenameTeam {
        /// Which team.
        team: TeamId,
        /// The new name.
        name: String,
    },
    /// Deletes a team with its answers.
    DeleteTeam {
        /// Which team.
        team: TeamId,
    },
    /// Puts a team one place up (`-1`) or down (`1`).
    MoveTeam {
        /// Which team.
        team: TeamId,
        /// How many places.
        by: i64,
    },
    /// Gives the assessment another title.
    Retitle {
        /// The new title.
        title: String,
    },
    /// Switches extensions of the model on or off, and changes the overlay.
    SetModel {
        /// All extensions that are on now.
        extensions: Vec<String>,
        /// All changes to the model; `None`: none.
        overlay: Option<serde_json::Value>,
        /// What was done, for the log: "Hide “Backup”".
        label: String,
    },
    /// Puts another assessment in place of this one: an import, or a merge.
    Replace {
        /// What comes.
        with: Box<Assessment>,
        /// What was done, for the log: "Import payments.dsomm.json".
        label: String,
    },
}

/// Why a command was refused. Nothing was changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CommandError {
    /// The team is not (or no longer) there.
    UnknownTeam(TeamId),
    /// The assessment has no such stage.
    UnknownStage(StageId),
    /// A name was empty.
    EmptyName,
    /// Another team has this name.
    NameTaken(String),
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownTeam(_) => f.write_str("This team no longer exists. Choose another one."),
            Self::UnknownStage(stage) => {
                write!(
                    f,
                    "This assessment has no stage “{stage}”. Choose another one."
                )
            }
            Self::EmptyName => f.write_str("A name is needed. Type at least one letter."),
            Self::NameTaken(name) => {
                write!(
                    f,
                    "There is a team called “{name}” already. Choose another name."
                )
            }
        }
    }
}

impl std::error::Error for CommandError {}

/// A part of an assessment that changes as a whole, with what it holds.
#[derive(Clone, PartialEq, Debug)]
enum Slot {
    /// All but the note, which is a register of its own.
    Answer(TeamId, ActivityId, Option<Answer>),
    Note(TeamId, ActivityId, String),
    Team(TeamId, Option<Team>),
    Answers(TeamId, Option<BTreeMap<ActivityId, Answer>>),
    Head(Box<Head>),
    Setup(Box<ModelSetup>),
    /// The model that was answered, and fields that are only carried along.
    Rest(Box<(ModelRef, Kept)>),
    Whole(Box<Assessment>),
}

#[derive(Clone, PartialEq, Debug)]
struct Head {
    title: String,
    stages: Vec<Stage>,
    cadence_months: u32,
    evidence_valid_months: u32,
    changed: Stamp,
}

/// Which records have to be stored again.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Touched {
    /// Everything: another assessment may stand there.
    pub all: bool,
    /// Title, settings, list of teams.
    pub head: bool,
    /// Answers of these teams.
    pub teams: BTreeSet<TeamId>,
}

/// What a command did, with all that is needed to take it back.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// What was done, in words: "Answer “Backup”".
    pub label: String,
    /// When.
    pub stamp: Stamp,
    before: Vec<Slot>,
}

/// Labels of changes that come with every letter that is typed.
const NOTE: &str = "Note";
const REASON: &str = "Reason";

impl Change {
    /// True where this goes on with the text that the other began: the two are one step.
    pub(super) fn goes_on(&self, begun: &Change) -> bool {
        let place = |change: &Change| match change.before.as_slice() {
            [Slot::Note(team, activity, _)] => Some((team.clone(), activity.clone())),
            [Slot::Answer(team, activity, _)] if change.label == REASON => {
                Some((team.clone(), activity.clone()))
            }
            _ => None,
        };
        self.label == begun.label && place(self).is_some() && place(self) == place(begun)
    }

    /// Which records differ now.
    pub fn touched(&self) -> Touched {
        let mut touched = Touched::default();
        for slot in &self.before {
            match slot {
                Slot::Answer(team, ..) | Slot::Note(team, ..) | Slot::Answers(team, _) => {
                    touched.teams.insert(team.clone());
                }
                Slot::Team(..) | Slot::Head(_) | Slot::Setup(_) | Slot::Rest(_) => {
                    touched.head = true;
                }
                Slot::Whole(_) => touched.all = true,
            }
        }
        touched
    }
}

impl Assessment {
    /// Applies a command, or refuses it and changes nothing. `None`: there was nothing to change.
    pub fn apply(
        &mut self,
        command: Command,
        context: &Context,
    ) -> Result<Option<Change>, CommandError> {
        let stamp = context.stamp();
        let change = |label: String, before| {
            Some(Change {
                label,
                stamp: stamp.clone(),
                before,
            })
        };
        match command {
            Command::Answer {
                teams,
                activity,
                choice,
            } => {
                for team in &teams {
                    self.check_team(team)?;
                }
                if let Choice::Stage(stage) = &choice
                    && self.stage_position(stage).is_none()
                {
                    return Err(CommandError::UnknownStage(stage.clone()));
                }
                let mut before = Vec::new();
                let mut only_reasons = matches!(choice, Choice::NotApplicable(_));
                for team in teams {
                    let old = self.answer(&team, activity.as_str()).cloned();
                    let mut new = old.clone().unwrap_or_default();
                    self.choose(&mut new, &choice, context);
                    only_reasons &= old.as_ref().is_some_and(|old| old.not_applicable.is_some());
                    if choice == Choice::Clear && new == old.clone().unwrap_or_default() {
                        continue;
                    }
                    new.changed = self.later(&stamp, &team, &new.changed);
                    self.answers
                        .entry(team.clone())
                        .or_default()
                        .insert(activity.clone(), new);
                    before.push(Slot::Answer(team, activity.clone(), old));
                }
                Ok(if before.is_empty() {
                    None
                } else {
                    change(
                        if only_reasons { REASON } else { "Answer" }.to_owned(),
                        before,
                    )
                })
            }
            Command::Note {
                team,
                activity,
                text,
            } => {
                self.check_team(&team)?;
                let old = self.answer(&team, activity.as_str()).cloned();
                let mut new = old.unwrap_or_default();
                if new.note == text {
                    return Ok(None);
                }
                let old = std::mem::replace(&mut new.note, text);
                new.note_changed = self.later(&stamp, &team, &new.note_changed);
                self.answers
                    .entry(team.clone())
                    .or_default()
                    .insert(activity.clone(), new);
                Ok(change(
                    NOTE.to_owned(),
                    vec![Slot::Note(team, activity, old)],
                ))
            }
            Command::AddTeam { id, name } => {
                let name = self.free_name(&name, None)?;
                let order = self
                    .living_teams()
                    .iter()
                    .map(|(_, team)| team.order)
                    .max()
                    .map_or(1, |order| order.saturating_add(1));
                let label = format!("Add team “{name}”");
                let before = vec![Slot::Team(id.clone(), self.teams.get(&id).cloned())];
                self.teams.insert(
                    id,
                    Team {
                        name,
                        order,
                        changed: stamp.clone(),
                        ..Team::default()
                    },
                );
                Ok(change(label, before))
            }
            Command::RenameTeam { team, name } => {
                let name = self.free_name(&name, Some(&team))?;
                let old = self.check_team(&team)?.clone();
                if old.name == name {
                    return Ok(None);
                }
                let label = format!("Rename team “{}” to “{name}”", old.name);
                if let Some(entry) = self.teams.get_mut(&team) {
                    entry.name = name;
                    entry.changed = stamp.after(&entry.changed);
                }
                Ok(change(label, vec![Slot::Team(team, Some(old))]))
            }
            Command::DeleteTeam { team } => {
                let old = self.check_team(&team)?.clone();
                let label = format!("Delete team “{}”", old.name);
                let answers = self.answers.remove(&team);
                if let Some(entry) = self.teams.get_mut(&team) {
                    entry.deleted = true;
                    let cleared = Some(clearing(&stamp, answers.as_ref()));
                    entry.cleared = entry.cleared.take().max(cleared);
                    entry.changed = stamp.after(&entry.changed);
                }
                Ok(change(
                    label,
                    vec![
                        Slot::Team(team.clone(), Some(old)),
                        Slot::Answers(team, answers),
                    ],
                ))
            }
            Command::MoveTeam { team, by } => {
                self.check_team(&team)?;
                let ids: Vec<TeamId> = self
                    .living_teams()
                    .iter()
                    .map(|(id, _)| (*id).clone())
                    .collect();
                let at = ids.iter().position(|id| *id == team).unwrap_or(0);
                let to = i64::try_from(at)
                    .unwrap_or(0)
                    .saturating_add(by)
                    .clamp(0, i64::try_from(ids.len()).unwrap_or(1) - 1);
                let mut sorted = ids;
                let moved = sorted.remove(at);
                sorted.insert(usize::try_from(to).unwrap_or(0), moved);
                let mut before = Vec::new();
                for (order, id) in (1..).zip(&sorted) {
                    if let Some(entry) = self.teams.get_mut(id)
                        && entry.order != order
                    {
                        before.push(Slot::Team(id.clone(), Some(entry.clone())));
                        entry.order = order;
                        entry.changed = stamp.after(&entry.changed);
                    }
                }
                Ok(if before.is_empty() {
                    None
                } else {
                    change("Move team".to_owned(), before)
                })
            }
            Command::Retitle { title } => {
                let title = title.trim();
                if title.is_empty() {
                    return Err(CommandError::EmptyName);
                }
                if title == self.title {
                    return Ok(None);
                }
                let before = vec![Slot::Head(Box::new(self.head()))];
                self.title = title.to_owned();
                self.changed = stamp.after(&self.changed);
                Ok(change("Rename assessment".to_owned(), before))
            }
            Command::SetModel {
                extensions,
                overlay,
                label,
            } => {
                if extensions == self.setup.extensions && overlay == self.setup.overlay {
                    return Ok(None);
                }
                let changed = stamp.after(&self.setup.changed);
                let setup = ModelSetup {
                    extensions,
                    overlay,
                    changed,
                };
                let old = std::mem::replace(&mut self.setup, setup);
                Ok(change(label, vec![Slot::Setup(Box::new(old))]))
            }
            Command::Replace { with, label } => {
                if *self == *with {
                    return Ok(None);
                }
                let old = std::mem::replace(self, *with);
                let is_merge =
                    old.id == self.id && old.teams.keys().all(|team| self.teams.contains_key(team));
                let before = if is_merge {
                    // A merge: only what it changed is taken back, so that what comes in later
                    // from elsewhere stays.
                    self.slots_to(old)
                } else {
                    vec![Slot::Whole(Box::new(old))]
                };
                Ok(change(label, before))
            }
        }
    }

    /// What has to be put back to get from here to an earlier state of the same assessment.
    fn slots_to(&self, old: Assessment) -> Vec<Slot> {
        let mut slots = Vec::new();
        let (mine, theirs) = (self.head(), old.head());
        if mine != theirs {
            slots.push(Slot::Head(Box::new(theirs)));
        }
        if self.setup != old.setup {
            slots.push(Slot::Setup(Box::new(old.setup)));
        }
        if (&self.model, &self.kept) != (&old.model, &old.kept) {
            slots.push(Slot::Rest(Box::new((old.model, old.kept))));
        }
        let mut before = old.answers;
        for (id, team) in &self.teams {
            let earlier = old.teams.get(id);
            if earlier != Some(team) {
                slots.push(Slot::Team(id.clone(), earlier.cloned()));
            }
            let mut earlier_answers = before.remove(id).unwrap_or_default();
            if earlier.is_none() {
                slots.push(Slot::Answers(id.clone(), None));
                continue;
            }
            for (activity, answer) in self.answers.get(id).into_iter().flatten() {
                let was = earlier_answers.remove(activity);
                if was.as_ref() != Some(answer) {
                    let note = was.as_ref().map(|was| was.note.clone()).unwrap_or_default();
                    if note != answer.note {
                        slots.push(Slot::Note(id.clone(), activity.clone(), note));
                    }
                    slots.push(Slot::Answer(id.clone(), activity.clone(), was));
                }
            }
            for (activity, was) in earlier_answers {
                slots.push(Slot::Note(id.clone(), activity.clone(), was.note.clone()));
                slots.push(Slot::Answer(id.clone(), activity, Some(was)));
            }
        }
        slots
    }

    /// Takes a change back and returns the change that would bring it again. What is restored is
    /// stamped anew: for other people's copies, taking back is the latest thing that happened.
    pub fn revert(&mut self, change: Change, context: &Context) -> Change {
        let stamp = context.stamp();
        let mut before = Vec::new();
        for slot in change.before.into_iter().rev() {
            before.push(self.put(slot, &stamp));
        }
        Change {
            label: change.label,
            stamp,
            before,
        }
    }

    fn put(&mut self, slot: Slot, stamp: &Stamp) -> Slot {
        match slot {
            Slot::Answer(team, activity, answer) => {
                let old = self.answer(&team, activity.as_str()).cloned();
                let now = old.clone().unwrap_or_default();
                let restored = Answer {
                    changed: self.later(stamp, &team, &now.changed),
                    note: now.note,
                    note_changed: now.note_changed,
                    ..answer.unwrap_or_default()
                };
                self.answers
                    .entry(team.clone())
                    .or_default()
                    .insert(activity.clone(), restored);
                Slot::Answer(team, activity, old)
            }
            Slot::Note(team, activity, text) => {
                let mut restored = self
                    .answer(&team, activity.as_str())
                    .cloned()
                    .unwrap_or_default();
                let old = std::mem::replace(&mut restored.note, text);
                restored.note_changed = self.later(stamp, &team, &restored.note_changed);
                self.answers
                    .entry(team.clone())
                    .or_default()
                    .insert(activity.clone(), restored);
                Slot::Note(team, activity, old)
            }
            Slot::Team(id, team) => {
                let old = self.teams.get(&id).cloned();
                let mut restored = match team {
                    Some(team) => team,
                    None => Team {
                        deleted: true,
                        ..old.clone().unwrap_or_default()
                    },
                };
                // What was void stays void: the answers come back with new stamps.
                let cleared = old.as_ref().and_then(|team| team.cleared.clone());
                restored.cleared = restored.cleared.max(cleared);
                restored.changed = match &old {
                    Some(old) => stamp.after(&old.changed),
                    None => stamp.clone(),
                };
                self.teams.insert(id.clone(), restored);
                Slot::Team(id, old)
            }
            Slot::Answers(team, answers) => {
                let old = self.answers.remove(&team);
                if let Some(answers) = answers {
                    let mut restored: BTreeMap<_, _> = answers
                        .into_iter()
                        .map(|(id, answer)| (id, self.restamped(answer, &team, stamp)))
                        .collect();
                    // What somebody else wrote after the deletion, and a merge brought.
                    restored.extend(old.clone().unwrap_or_default());
                    self.answers.insert(team.clone(), restored);
                } else if let Some(entry) = self.teams.get_mut(&team) {
                    let cleared = Some(clearing(stamp, old.as_ref()));
                    entry.cleared = entry.cleared.take().max(cleared);
                }
                Slot::Answers(team, old)
            }
            Slot::Head(head) => {
                let old = self.head();
                let head = *head;
                self.title = head.title;
                self.stages = head.stages;
                self.cadence_months = head.cadence_months;
                self.evidence_valid_months = head.evidence_valid_months;
                self.changed = stamp.after(&self.changed);
                Slot::Head(Box::new(old))
            }
            Slot::Setup(setup) => {
                let setup = ModelSetup {
                    changed: stamp.after(&self.setup.changed),
                    ..*setup
                };
                Slot::Setup(Box::new(std::mem::replace(&mut self.setup, setup)))
            }
            Slot::Rest(rest) => {
                let (model, kept) = *rest;
                let model = std::mem::replace(&mut self.model, model);
                let kept = std::mem::replace(&mut self.kept, kept);
                Slot::Rest(Box::new((model, kept)))
            }
            Slot::Whole(whole) => Slot::Whole(Box::new(std::mem::replace(self, *whole))),
        }
    }

    fn head(&self) -> Head {
        Head {
            title: self.title.clone(),
            stages: self.stages.clone(),
            cadence_months: self.cadence_months,
            evidence_valid_months: self.evidence_valid_months,
            changed: self.changed.clone(),
        }
    }

    fn check_team(&self, id: &TeamId) -> Result<&Team, CommandError> {
        self.teams
            .get(id)
            .filter(|team| !team.deleted)
            .ok_or_else(|| CommandError::UnknownTeam(id.clone()))
    }

    fn free_name(&self, name: &str, own: Option<&TeamId>) -> Result<String, CommandError> {
        let name = name.trim();
        if name.is_empty() {
            return Err(CommandError::EmptyName);
        }
        let taken = self
            .living_teams()
            .iter()
            .any(|(id, team)| Some(*id) != own && team.name == name);
        if taken {
            return Err(CommandError::NameTaken(name.to_owned()));
        }
        Ok(name.to_owned())
    }

    /// Writes a choice into an answer. Raising the stage dates every stage reached on the way that
    /// has no date yet; lowering it keeps the dates.
    fn choose(&self, answer: &mut Answer, choice: &Choice, context: &Context) {
        match choice {
            Choice::Stage(stage) => {
                answer.stage = Some(stage.clone());
                answer.not_sure = false;
                answer.not_applicable = None;
                let top = self.stage_position(stage).unwrap_or(0);
                for passed in self.stages.iter().take(top + 1).skip(1) {
                    answer
                        .reached
                        .entry(passed.id.clone())
                        .or_insert(context.today);
                }
                answer.confirmed = Some(context.today);
            }
            Choice::NotApplicable(reason) => {
                answer.not_applicable = Some(reason.clone());
                answer.not_sure = false;
                answer.confirmed = Some(context.today);
            }
            Choice::NotSure => {
                answer.not_sure = true;
                answer.not_applicable = None;
                answer.confirmed = Some(context.today);
            }
            Choice::Clear => {
                answer.stage = None;
                answer.not_sure = false;
                answer.not_applicable = None;
                answer.confirmed = None;
            }
        }
    }

    /// The stamp of a register of an answer that is written now, over what was `written` there.
    fn later(&self, stamp: &Stamp, team: &TeamId, written: &Stamp) -> Stamp {
        let stamp = stamp.after(written);
        match self.teams.get(team).and_then(|team| team.cleared.as_ref()) {
            Some(cleared) => stamp.after(cleared),
            None => stamp,
        }
    }

    fn restamped(&self, mut answer: Answer, team: &TeamId, stamp: &Stamp) -> Answer {
        answer.changed = self.later(stamp, team, &answer.changed);
        if answer.note_changed != Stamp::default() || !answer.note.is_empty() {
            answer.note_changed = self.later(stamp, team, &answer.note_changed);
        }
        answer
    }
}

/// The moment that voids these answers: now, or later where a clock that runs ahead wrote one.
fn clearing(stamp: &Stamp, answers: Option<&BTreeMap<ActivityId, Answer>>) -> Stamp {
    answers
        .into_iter()
        .flat_map(BTreeMap::values)
        .flat_map(|answer| [&answer.changed, &answer.note_changed])
        .fold(stamp, std::cmp::max)
        .clone()
}
