//! Everything beyond answering: groups, inheritance, owners, evidence, targets, plan, cycles,
//! stages. An [`Edit`] looks at an assessment and finds out which parts have to be how; putting
//! them there, and taking that back, is the same for all of them.

use super::change::OWNER;
use super::command::Planning;
use super::planning::{answer, free, nothing, one, set};
use super::{
    AUTHOR, Aim, Answer, Answered, Assessment, AuditEdit, Change, Command, CommandError, Context,
    CycleId, Date, Evidence, EvidenceId, Group, GroupId, LeaveOut, Planned, Put, Settings, Slot,
    Stage, StageId, Target, Team, TeamId, audit, cycles, exception, leave_out, second, stages,
};
use crate::map::SortedSet;
use crate::model::ActivityId;

/// Longest cadence and validity, in months.
const MAX_MONTHS: u32 = 120;
/// Highest level that a target may name.
const MAX_LEVEL: u8 = 20;

/// A change to an assessment that is more than an answer.
#[derive(Clone, PartialEq, Debug)]
pub enum Edit {
    /// Adds a group behind the others.
    AddGroup {
        /// A fresh id.
        id: GroupId,
        /// Its name.
        name: String,
    },
    /// Gives a group another name.
    RenameGroup {
        /// Which group.
        group: GroupId,
        /// The new name.
        name: String,
    },
    /// Deletes a group; its teams stay.
    DeleteGroup {
        /// Which group.
        group: GroupId,
    },
    /// Says which groups a team belongs to.
    SetGroups {
        /// Which team.
        team: TeamId,
        /// All its groups.
        groups: SortedSet<GroupId>,
    },
    /// Says whose answers count where a team has none of its own.
    Inherit {
        /// Which team.
        team: TeamId,
        /// The platform team; `None`: nobody's.
        from: Option<TeamId>,
    },
    /// Says who takes care of an activity.
    SetOwner {
        /// Whose activity.
        team: TeamId,
        /// Which one.
        activity: ActivityId,
        /// Any text; empty: nobody.
        owner: String,
    },
    /// Says until when an activity should be done.
    SetDue {
        /// Whose activity.
        team: TeamId,
        /// Which one.
        activity: ActivityId,
        /// The day; `None`: no day.
        due: Option<Date>,
    },
    /// Says until when an activity does not apply.
    SetUntil {
        /// To whom.
        team: TeamId,
        /// Which one.
        activity: ActivityId,
        /// The last day; `None`: without an end.
        until: Option<Date>,
    },
    /// Says that answers were looked at today and still hold.
    Confirm {
        /// Whose answers.
        team: TeamId,
        /// On what; those without an answer are left out.
        activities: Vec<ActivityId>,
    },
    /// Says *not applicable* for many activities and teams at once.
    LeaveOut(LeaveOut),
    /// Says as a second person that answers are right.
    ConfirmAsSecond {
        /// Whose answers.
        team: TeamId,
        /// On what.
        activities: Vec<ActivityId>,
    },
    /// Takes the confirmation of an answer by a second person back.
    TakeBackSecond {
        /// Whose answer.
        team: TeamId,
        /// On what.
        activity: ActivityId,
    },
    /// Says whether only what two confirmed counts as ready.
    SetNeedsTwo {
        /// Yes or no.
        on: bool,
    },
    /// Draws a sample of claims, and says what came of looking at them.
    Audit(AuditEdit),
    /// Adds a piece of evidence, or changes one.
    PutEvidence {
        /// A fresh id, or that of the piece to change.
        id: EvidenceId,
        /// As it is to be.
        evidence: Box<Evidence>,
    },
    /// Removes a piece of evidence.
    RemoveEvidence {
        /// Which one.
        id: EvidenceId,
    },
    /// Sets a target, or removes it.
    SetTarget {
        /// What for.
        aim: Aim,
        /// The level; `None`: no target.
        level: Option<u8>,
        /// Until when.
        by: Option<Date>,
    },
    /// Plans activities for a cycle.
    Plan {
        /// Whose plan.
        team: TeamId,
        /// What.
        activities: Vec<ActivityId>,
        /// When; `None`: no longer.
        cycle: Option<CycleId>,
    },
    /// Adds a cycle that is still to come.
    AddCycle {
        /// A fresh id.
        id: CycleId,
        /// Its name.
        name: String,
    },
    /// Gives a cycle another name.
    RenameCycle {
        /// Which cycle.
        cycle: CycleId,
        /// The new name.
        name: String,
    },
    /// Deletes a cycle with its snapshot.
    DeleteCycle {
        /// Which cycle.
        cycle: CycleId,
    },
    /// Closes the cycle that is under way with a snapshot of all answers, and opens another one.
    StartCycle {
        /// A fresh id, or that of a planned cycle.
        id: CycleId,
        /// Its name.
        name: String,
        /// Id and name for the snapshot where no cycle is under way.
        freeze: (CycleId, String),
    },
    /// Keeps all answers as they are now, without starting a cycle.
    TakeSnapshot {
        /// A fresh id.
        id: CycleId,
        /// Its name.
        name: String,
    },
    /// Changes the stages.
    SetStages {
        /// All of them, from the lowest up, those that were removed included.
        stages: Vec<Stage>,
    },
    /// Removes a stage; its answers count as another one from now on.
    RemoveStage {
        /// Which stage; neither the first nor the last.
        stage: StageId,
        /// What takes its place.
        into: StageId,
    },
    /// Changes the cadence of reviews and the validity of evidence, in months.
    SetMonths {
        /// 1..=120.
        cadence_months: u32,
        /// 1..=120.
        evidence_valid_months: u32,
    },
    /// Answers and edits that are one step of undo. If one is refused, none is done.
    Batch {
        /// What to do, one after the other.
        commands: Vec<Command>,
        /// What that is called.
        label: String,
    },
}

impl Edit {
    /// The command that does this, or why that is not possible as things are.
    pub fn plan(self, assessment: &Assessment, context: &Context) -> Result<Command, CommandError> {
        slots(self.clone(), assessment, context)?;
        Ok(self.into())
    }
}

/// Finds out what has to be put.
fn slots(edit: Edit, now: &Assessment, context: &Context) -> Planning {
    match edit {
        Edit::AddGroup { id, name } => {
            let name = free(&name, &groups(now), None)?;
            if group(now, &id).is_ok() {
                return Err(CommandError::Refused("This group was added already."));
            }
            let order = now.groups.values().map(|group| group.order).max();
            let group = Group {
                name: name.clone(),
                order: order.map_or(1, |order| order.saturating_add(1)),
                ..Group::default()
            };
            one(format!("Add group “{name}”"), Slot::Group(id, Some(group)))
        }
        Edit::RenameGroup { group: id, name } => {
            let old = group(now, &id)?;
            let name = free(&name, &groups(now), Some(id.as_str()))?;
            if name == old.name {
                return nothing();
            }
            let label = format!("Rename group “{}” to “{name}”", old.name);
            let group = Group {
                name,
                ..old.clone()
            };
            one(label, Slot::Group(id, Some(group)))
        }
        Edit::DeleteGroup { group: id } => {
            let label = format!("Delete group “{}”", group(now, &id)?.name);
            one(label, Slot::Group(id, None))
        }
        Edit::SetGroups { team, groups } => {
            let old = now.check_team(&team)?;
            for id in &groups {
                if !old.groups.contains(id) {
                    group(now, id)?;
                }
            }
            if groups == old.groups {
                return nothing();
            }
            let label = format!("Change groups of “{}”", old.name);
            let changed = Team {
                groups,
                ..old.clone()
            };
            one(label, Slot::Team(team, Some(changed)))
        }
        Edit::Inherit { team, from } => inherit(now, team, from),
        Edit::SetOwner {
            team,
            activity,
            owner,
        } => {
            let old = answer(now, &team, &activity)?;
            if old.owner == owner {
                return nothing();
            }
            let mut new = Answer { owner, ..old };
            new.keep_author(context);
            one(OWNER.to_owned(), Slot::answer(team, activity, Some(new)))
        }
        Edit::SetDue {
            team,
            activity,
            due,
        } => {
            let old = answer(now, &team, &activity)?;
            if old.due == due {
                return nothing();
            }
            let mut new = Answer { due, ..old };
            new.keep_author(context);
            let label = "Due date".to_owned();
            one(label, Slot::answer(team, activity, Some(new)))
        }
        Edit::SetUntil {
            team,
            activity,
            until,
        } => exception::set_until(now, team, activity, until),
        Edit::Confirm { team, activities } => {
            now.check_team(&team)?;
            let mut slots = Vec::new();
            for activity in activities {
                let old = answer(now, &team, &activity)?;
                if old.answered() != Answered::No {
                    let mut new = Answer {
                        confirmed: Some(context.today),
                        ..old
                    };
                    new.kept.shift_remove(AUTHOR);
                    slots.push(Slot::answer(team.clone(), activity, Some(new)));
                }
            }
            let label = match slots.len() {
                1 => "Confirm answer".to_owned(),
                count => format!("Confirm {count} answers"),
            };
            Ok((label, slots))
        }
        Edit::ConfirmAsSecond { team, activities } => {
            second::confirm(now, &team, activities, context)
        }
        Edit::TakeBackSecond { team, activity } => second::take_back(now, &team, &activity),
        Edit::SetNeedsTwo { on } => second::set_rule(now, on),
        Edit::LeaveOut(wanted) => leave_out::plan(now, &wanted, context),
        Edit::Audit(edit) => audit::plan(now, edit, context),
        Edit::PutEvidence { id, evidence } => put_evidence(now, id, *evidence),
        Edit::RemoveEvidence { id } => {
            let old = now.evidence.get(&id).filter(|piece| !piece.deleted);
            let old = old.ok_or(CommandError::Refused(
                "This piece of evidence was removed already. Choose another one.",
            ))?;
            let label = format!("Remove evidence “{}”", name_of(old));
            one(label, Slot::Evidence(id, None))
        }
        Edit::SetTarget { aim, level, by } => set_target(now, aim, level, by),
        Edit::Plan {
            team,
            activities,
            cycle: id,
        } => {
            now.check_team(&team)?;
            let label = match &id {
                Some(id) => format!("Plan for “{}”", cycles::living(now, id)?.name),
                None => "Take out of the plan".to_owned(),
            };
            let planned = now.plan.get(&team);
            let slots = activities.into_iter().filter_map(|activity| {
                let old = planned.and_then(|planned| planned.get(&activity));
                if old.and_then(|old| old.cycle.as_ref()) == id.as_ref() {
                    return None;
                }
                let new = Planned {
                    cycle: id.clone(),
                    ..old.cloned().unwrap_or_default()
                };
                Some(Slot::Planned(team.clone(), activity, Some(new)))
            });
            Ok((label, slots.collect()))
        }
        Edit::AddCycle { id, name } => cycles::add(now, id, &name),
        Edit::RenameCycle { cycle, name } => cycles::rename(now, cycle, &name),
        Edit::DeleteCycle { cycle: id } => {
            let old = cycles::living(now, &id)?;
            // What was closed without having been opened was never a round.
            let what = match (old.opened, old.closed) {
                (None, Some(_)) => "snapshot",
                _ => "cycle",
            };
            let label = format!("Delete {what} “{}”", old.name);
            one(label, Slot::Cycle(id, None))
        }
        Edit::StartCycle { id, name, freeze } => cycles::start(now, id, &name, freeze, context),
        Edit::TakeSnapshot { id, name } => cycles::take_snapshot(now, id, &name, context),
        Edit::SetStages { stages } => stages::set_all(now, stages),
        Edit::RemoveStage { stage, into } => stages::remove(now, &stage, into),
        Edit::SetMonths {
            cadence_months,
            evidence_valid_months,
        } => {
            let is_possible = |months| (1..=MAX_MONTHS).contains(&months);
            if !is_possible(cadence_months) || !is_possible(evidence_valid_months) {
                return Err(CommandError::Refused(
                    "A number of months from 1 to 120 is needed.",
                ));
            }
            let settings = Settings {
                cadence_months,
                evidence_valid_months,
                ..now.settings()
            };
            set(now, "Change months".to_owned(), settings)
        }
        Edit::Batch { commands, label } => {
            let mut then = now.clone();
            for command in commands {
                then.apply(command, context)?;
            }
            let slots = match then.id == now.id {
                true => now.slots_to(then),
                false => vec![Slot::Whole(Box::new(then))],
            };
            Ok((label, slots))
        }
    }
}

impl From<Edit> for Command {
    /// The edit is planned when the command is applied.
    fn from(edit: Edit) -> Self {
        Command::Put(Put {
            edit: Box::new(edit),
            plan: slots,
        })
    }
}

impl Assessment {
    /// Applies an edit.
    pub fn edit(&mut self, edit: Edit, context: &Context) -> Result<Option<Change>, CommandError> {
        self.apply(edit.into(), context)
    }
}

fn group<'a>(now: &'a Assessment, id: &GroupId) -> Result<&'a Group, CommandError> {
    let found = now.groups.get(id).filter(|group| !group.deleted);
    found.ok_or(CommandError::Refused(
        "This group no longer exists. Choose another one.",
    ))
}

fn groups(now: &Assessment) -> Vec<(&str, &str)> {
    let living = now.groups.iter().filter(|(_, group)| !group.deleted);
    living
        .map(|(id, group)| (id.as_str(), group.name.as_str()))
        .collect()
}

fn inherit(now: &Assessment, team: TeamId, from: Option<TeamId>) -> Planning {
    let old = now.check_team(&team)?;
    if old.inherits == from {
        return nothing();
    }
    let label = match &from {
        None => format!("“{}” no longer inherits", old.name),
        Some(from) => format!(
            "“{}” inherits from “{}”",
            old.name,
            now.check_team(from)?.name
        ),
    };
    let mut next = from.as_ref();
    // As many steps as there are teams: an older file may hold a circle already.
    for _ in 0..=now.teams.len() {
        match next {
            Some(id) if *id == team => {
                return Err(CommandError::Refused(
                    "No team can inherit from itself, not even through others. Choose another one.",
                ));
            }
            Some(id) => next = now.teams.get(id).and_then(|team| team.inherits.as_ref()),
            None => break,
        }
    }
    let changed = Team {
        inherits: from,
        ..old.clone()
    };
    one(label, Slot::Team(team, Some(changed)))
}

fn put_evidence(now: &Assessment, id: EvidenceId, mut piece: Evidence) -> Planning {
    if piece.teams.iter().all(|team| now.check_team(team).is_err()) {
        return Err(CommandError::Refused(
            "A piece of evidence has to stand for at least one team. Choose one.",
        ));
    }
    let is_empty = |text: &str| text.trim().is_empty();
    piece.title = piece.title.trim().to_owned();
    piece.links.retain(|link| !is_empty(&link.url));
    if is_empty(&piece.title) && is_empty(&piece.description) && piece.links.is_empty() {
        return Err(CommandError::Refused(
            "A piece of evidence needs a title, a description or a link. Fill in one of them.",
        ));
    }
    if let (Some(recorded), Some(expires)) = (piece.recorded, piece.expires)
        && expires < recorded
    {
        return Err(CommandError::Refused(
            "This piece of evidence would expire before it was recorded. Correct one of the two days.",
        ));
    }
    let old = now.evidence.get(&id);
    let known = old.cloned().unwrap_or_default();
    for link in &mut piece.links {
        let same = known.links.iter().find(|known| known.url == link.url);
        if let Some(same) = same.filter(|_| link.kept.is_empty()) {
            link.kept = same.kept.clone();
        }
    }
    let new = Evidence {
        deleted: false,
        // Whoever makes a piece from nothing knows none of its other fields.
        kept: match piece.kept.is_empty() {
            true => known.kept,
            false => piece.kept,
        },
        changed: known.changed,
        ..piece
    };
    if old == Some(&new) {
        return nothing();
    }
    let verb = match old {
        Some(old) if !old.deleted => "Change",
        _ => "Add",
    };
    let label = format!("{verb} evidence “{}”", name_of(&new));
    one(label, Slot::Evidence(id, Some(new)))
}

/// What a piece of evidence is called: its title, or what else says what it is.
fn name_of(piece: &Evidence) -> &str {
    let description = piece.description.trim().lines().next();
    let link = piece.links.first().map(|link| link.url.trim());
    let names = [Some(piece.title.trim()), description, link];
    let mut names = names.into_iter().flatten().filter(|name| !name.is_empty());
    names.next().unwrap_or_default()
}

fn set_target(now: &Assessment, aim: Aim, level: Option<u8>, by: Option<Date>) -> Planning {
    if let Some(team) = &aim.team {
        now.check_team(team)?;
    }
    // In the file, a star stands for all.
    let is_star = |id: &str| id == "*";
    if aim.team.as_ref().is_some_and(|team| is_star(team.as_str()))
        || aim.subdimension.as_deref().is_some_and(is_star)
    {
        return Err(CommandError::Refused(
            "The id “*” stands for all. Give the subdimension another id.",
        ));
    }
    if level.is_some_and(|level| !(1..=MAX_LEVEL).contains(&level)) {
        return Err(CommandError::Refused("A level from 1 to 20 is needed."));
    }
    let old = now.targets.get(&aim);
    // A day without a level aims at nothing.
    let by = level.and(by);
    if old.map_or((None, None), |old| (old.level, old.by)) == (level, by) {
        return nothing();
    }
    let new = Target {
        level,
        by,
        ..old.cloned().unwrap_or_default()
    };
    let label = match level {
        Some(level) => format!("Set target level {level}"),
        None => "Remove target".to_owned(),
    };
    one(label, Slot::Target(aim, Some(new)))
}
