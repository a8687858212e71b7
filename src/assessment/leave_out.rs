//! *Not applicable* for a part of the model at once: many activities, one or several teams, one
//! reason.

use super::command::Planning;
use super::{Answer, Answered, Assessment, CommandError, Context, Slot, TeamId};
use crate::map::SortedSet;
use crate::model::ActivityId;

/// What does not apply, to whom and why.
#[derive(Clone, PartialEq, Debug)]
pub struct LeaveOut {
    /// Who answers.
    pub teams: Vec<TeamId>,
    /// What does not apply; one that is listed twice counts once.
    pub activities: Vec<ActivityId>,
    /// Why; the same for all of them.
    pub reason: String,
    /// Answers that are there already are changed too; otherwise they stay.
    pub also_answered: bool,
}

/// How many answers that concerns.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct LeftOut {
    /// Say *not applicable* afterwards, and did not before for this reason.
    pub changed: usize,
    /// Are there already, and stay as they are.
    pub kept: usize,
}

impl LeaveOut {
    /// How many answers would change, and how many stay.
    pub fn count(&self, now: &Assessment) -> LeftOut {
        let mut found = LeftOut::default();
        self.each(now, &mut |_, _, _, is_changed| {
            if is_changed {
                found.changed += 1;
            } else {
                found.kept += 1;
            }
        });
        found
    }

    /// Looks at every answer: what it is now, and whether it changes.
    fn each(&self, now: &Assessment, look: &mut dyn FnMut(&TeamId, &ActivityId, Answer, bool)) {
        let teams: SortedSet<&TeamId> = self.teams.iter().collect();
        let activities: SortedSet<&ActivityId> = self.activities.iter().collect();
        for team in teams {
            for &activity in &activities {
                let old = now.answer(team, activity.as_str()).cloned();
                let old = old.unwrap_or_default();
                let is_changed = match old.answered() {
                    Answered::No => true,
                    _ => self.also_answered && old.not_applicable.as_deref() != Some(self.why()),
                };
                look(team, activity, old, is_changed);
            }
        }
    }

    fn why(&self) -> &str {
        self.reason.trim()
    }
}

/// Finds out which answers have to be how. Stages and notes under them stay, as they do when a
/// single answer becomes *not applicable*.
pub(super) fn plan(now: &Assessment, wanted: &LeaveOut, context: &Context) -> Planning {
    if wanted.teams.is_empty() {
        return Err(CommandError::Refused(
            "No team is chosen. Choose at least one.",
        ));
    }
    for team in &wanted.teams {
        now.check_team(team)?;
    }
    if wanted.why().is_empty() {
        return Err(CommandError::Refused(
            "Say why this does not apply: without a reason it does not count.",
        ));
    }
    let mut slots = Vec::new();
    wanted.each(now, &mut |team, activity, old, is_changed| {
        if is_changed {
            let new = Answer {
                not_applicable: Some(wanted.why().to_owned()),
                not_sure: false,
                confirmed: Some(context.today),
                ..old
            };
            slots.push(Slot::answer(team.clone(), activity.clone(), Some(new)));
        }
    });
    let label = match slots.len() {
        1 => "Not applicable: 1 answer".to_owned(),
        count => format!("Not applicable: {count} answers"),
    };
    Ok((label, slots))
}
