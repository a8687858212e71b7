//! Exceptions that end: *not applicable* until a day. From the day after, the answer counts as none,
//! and the next review brings it up.
//!
//! The day stands among the unknown fields of the answer, so that only what asks for it has code for
//! it; the owner is that of the answer.

use super::command::Planning;
use super::planning::{answer, nothing, one};
use super::{AUTHOR, Answer, Answered, Assessment, CommandError, Date, Slot, TeamId, UNTIL};
use crate::model::ActivityId;

/// The day on which an assessment is looked at. It belongs to who looks, not to the assessment: no
/// file has it, and two copies do not differ by it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Today(pub Option<Date>);

impl PartialEq for Today {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// What does not apply to a team.
#[derive(Clone, PartialEq, Debug)]
pub struct Exception<'a> {
    /// Whose.
    pub team: &'a TeamId,
    /// What does not apply.
    pub activity: &'a ActivityId,
    /// The answer: its reason and its owner.
    pub answer: &'a Answer,
    /// The last day; `None`: without an end.
    pub until: Option<Date>,
    /// It is over.
    pub has_ended: bool,
}

/// How many exceptions are over, and how many have no end.
pub fn count_exceptions<'a>(all: impl Iterator<Item = &'a Exception<'a>>) -> (usize, usize) {
    all.fold((0, 0), |(over, endless), it| {
        (
            over + usize::from(it.has_ended),
            endless + usize::from(it.until.is_none()),
        )
    })
}

impl Answer {
    /// The last day on which it does not apply, as it is written; `None`: without an end.
    fn until_text(&self) -> Option<&str> {
        self.kept.get(UNTIL)?.as_str()
    }

    /// The last day on which it does not apply. `None`: without an end, or it is no day.
    pub fn until(&self) -> Option<Date> {
        self.until_text()?.parse().ok()
    }

    /// Whether it is *not applicable* with an end that has passed on this day.
    pub fn has_ended(&self, today: Date) -> bool {
        // Days as text sort as they follow each other.
        let is_over = |until: &str| until < today.to_string().as_str();
        self.answered() == Answered::NotApplicable && self.until_text().is_some_and(is_over)
    }
}

impl Assessment {
    /// How an answer counts on the day on which the assessment is looked at: an exception that is
    /// over is no answer.
    pub fn counted<'a>(&self, answer: &'a Answer) -> Answered<'a> {
        match self.today.0 {
            Some(today) if answer.has_ended(today) => Answered::No,
            _ => answer.answered(),
        }
    }

    /// All that does not apply to teams that exist: what is over first, then by the end, those
    /// without one last.
    pub fn exceptions(&self, today: Date) -> Vec<Exception<'_>> {
        let mut found = Vec::new();
        for (team, answers) in &self.answers {
            if self.check_team(team).is_err() {
                continue;
            }
            for (activity, answer) in answers {
                if answer.answered() == Answered::NotApplicable {
                    found.push(Exception {
                        team,
                        activity,
                        answer,
                        until: answer.until(),
                        has_ended: answer.has_ended(today),
                    });
                }
            }
        }
        crate::order::sorted(found, |left: &Exception, right: &Exception| {
            let key = |it: &Exception| (it.until.is_none(), it.until);
            key(left).cmp(&key(right))
        })
    }
}

/// Finds out what has to be put.
pub(super) fn set_until(
    now: &Assessment,
    team: TeamId,
    activity: ActivityId,
    until: Option<Date>,
) -> Planning {
    let mut new = answer(now, &team, &activity)?;
    if new.not_applicable.is_none() {
        return Err(CommandError::Refused(
            "Only what is not applicable can end. Choose “Not applicable” first.",
        ));
    }
    if new.until() == until {
        return nothing();
    }
    new.kept.shift_remove(AUTHOR);
    match until {
        Some(day) => new.kept.insert(UNTIL.to_owned(), day.to_string().into()),
        None => new.kept.shift_remove(UNTIL),
    };
    let label = "End of an exception".to_owned();
    one(label, Slot::answer(team, activity, Some(new)))
}
