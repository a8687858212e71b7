//! The one funnel for change: a [`Command`] is applied to an assessment and leaves a [`Change`],
//! from which it can be taken back.

use std::fmt;

use super::change::{ANSWER, NOTE, REASON, after, clearing};
use super::{
    AUTHOR, Answer, Assessment, Change, Date, Edit, ModelSetup, Slot, StageId, Stamp, Team, TeamId,
    Today, UNTIL,
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
    pub(super) fn stamp(&self) -> Stamp {
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
    /// Everything beyond answering; made from an [`Edit`].
    Put(Put),
    /// Puts another assessment in place of this one: an import, or a merge.
    Replace {
        /// What comes.
        with: Box<Assessment>,
        /// What was done, for the log: "Import payments.dsomm.json".
        label: String,
        /// How to take it back; always the default.
        how: Replacing,
    },
}

/// Finds out which parts a merge has changed. Like [`Put`], so that a program that replaces nothing
/// does not contain it.
#[derive(Clone)]
pub struct Replacing(fn(&Assessment, Assessment) -> Vec<Slot>);

impl Default for Replacing {
    fn default() -> Self {
        Self(Assessment::slots_to)
    }
}

impl PartialEq for Replacing {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl fmt::Debug for Replacing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Replacing")
    }
}

/// An [`Edit`] with the function that finds out what it puts. The first view calls no function
/// that makes one, so the linker leaves all edits out of it.
#[derive(Clone)]
pub struct Put {
    pub(super) edit: Box<Edit>,
    pub(super) plan: fn(Edit, &Assessment, &Context) -> Planning,
}

impl Put {
    /// What is to be done.
    pub fn edit(&self) -> &Edit {
        &self.edit
    }
}

impl PartialEq for Put {
    fn eq(&self, other: &Self) -> bool {
        self.edit == other.edit
    }
}

impl fmt::Debug for Put {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.edit.fmt(f)
    }
}

/// What an edit is called, and the parts as they are to be; none: there is nothing to change.
pub(super) type Planning = Result<(String, Vec<Slot>), CommandError>;

/// Why a command was refused. Nothing was changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CommandError {
    /// The team is not (or no longer) there.
    UnknownTeam(TeamId),
    /// The assessment has no such stage.
    UnknownStage(StageId),
    /// A name was empty.
    EmptyName,
    /// Another thing of this kind has this name.
    NameTaken(String),
    /// What was asked for is not possible, for this reason: a sentence.
    Refused(&'static str),
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
                write!(f, "The name “{name}” is taken. Choose another one.")
            }
            Self::Refused(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for CommandError {}

impl Assessment {
    /// Applies a command, or refuses it and changes nothing. `None`: there was nothing to change.
    pub fn apply(
        &mut self,
        command: Command,
        context: &Context,
    ) -> Result<Option<Change>, CommandError> {
        self.today = Today(Some(context.today));
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
                    && self.living_stages().all(|known| known.id != *stage)
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
                    if let Some(lost) = self.lost(&team, &activity, &new) {
                        before.push(self.put(lost, &stamp));
                    }
                    new.changed = self.later(&stamp, &team, &new.changed);
                    self.answers
                        .entry(team.clone())
                        .or_default()
                        .insert(activity.clone(), new);
                    before.push(Slot::answer(team, activity.clone(), old));
                }
                Ok(if before.is_empty() {
                    None
                } else {
                    change(
                        if only_reasons { REASON } else { ANSWER }.to_owned(),
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
                if self.check_team(&id).is_ok() {
                    return Err(CommandError::Refused("This team was added already."));
                }
                let order = self
                    .living_teams()
                    .iter()
                    .map(|(_, team)| team.order)
                    .max()
                    .map_or(1, |order| order.saturating_add(1));
                let label = format!("Add team “{name}”");
                let old = self.teams.get(&id).cloned();
                let team = Team {
                    name,
                    order,
                    // What a deletion made void stays void.
                    cleared: old.as_ref().and_then(|old| old.cleared.clone()),
                    changed: after(&stamp, old.as_ref().map(|old| &old.changed)),
                    ..Team::default()
                };
                let before = vec![Slot::Team(id.clone(), old)];
                self.teams.insert(id, team);
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
                let before = vec![Slot::Title(self.title.clone())];
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
            Command::Put(Put { edit, plan }) => {
                let (label, slots) = plan(*edit, self, context)?;
                if slots.is_empty() {
                    return Ok(None);
                }
                let wanted = Change {
                    label,
                    stamp: stamp.clone(),
                    before: slots,
                };
                Ok(Some(self.revert(wanted, context)))
            }
            Command::Replace { with, label, how } => {
                if *self == *with {
                    return Ok(None);
                }
                let old = std::mem::replace(self, *with);
                self.today = old.today;
                let is_merge =
                    old.id == self.id && old.teams.keys().all(|team| self.teams.contains_key(team));
                let before = if is_merge {
                    // A merge: only what it changed is taken back, so that what comes in later
                    // from elsewhere stays.
                    (how.0)(self, old)
                } else {
                    vec![Slot::Whole(Box::new(old))]
                };
                Ok(change(label, before))
            }
        }
    }

    pub(super) fn check_team(&self, id: &TeamId) -> Result<&Team, CommandError> {
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
        answer.kept.shift_remove(AUTHOR);
        if !matches!(choice, Choice::NotApplicable(_)) {
            // Whoever says something else has ended the exception.
            answer.kept.shift_remove(UNTIL);
        }
        match choice {
            Choice::Stage(stage) => {
                answer.stage = Some(stage.clone());
                answer.not_sure = false;
                answer.not_applicable = None;
                let top = self.stage_position(stage).unwrap_or(0);
                let passed = self.stages.iter().take(top + 1);
                let passed = passed.filter(|stage| stage.replaced_by.is_none());
                for passed in passed.skip(1) {
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
}
