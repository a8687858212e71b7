//! What a review has to look at, and when the next one is due.

use chrono::Months;

use crate::assessment::{Answer, Answered, Assessment, Date, TeamId};
use crate::model::Model;
use crate::order::sorted;

/// Why an answer is due for review, in the order in which a review goes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Why {
    /// It did not apply, and that ended: it counts as unanswered.
    Ended,
    /// The team was not sure.
    NotSure,
    /// It is from before the cycle that is under way, and nobody has looked at it since.
    CarriedOver,
    /// Nobody ever said when it was last looked at.
    NeverConfirmed,
    /// It was last looked at longer ago than the cadence: due since this day.
    Old(Date),
}

/// Of the answers of a team to activities of the model: how many there are, and how many of them
/// were carried over into the cycle that is under way and wait to be confirmed.
pub fn carried_over(model: &Model, assessment: &Assessment, team: &TeamId) -> (usize, usize) {
    let (mut given, mut carried) = (0, 0);
    let answers = assessment.answers.get(team).into_iter();
    for (id, answer) in answers.flat_map(|answers| answers.iter()) {
        if answer.answered() != Answered::No && model.position(id.as_str()).is_some() {
            given += 1;
            carried += usize::from(assessment.is_carried_over(answer));
        }
    }
    (given, carried)
}

/// An answer that is due for review.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Due {
    /// Index into [`Model::activities`].
    pub activity: usize,
    /// The first reason of those that hold.
    pub why: Why,
    /// When it was last looked at.
    pub confirmed: Option<Date>,
}

/// The answers of a team that are due on a day: exceptions that ended first, then *not sure*, then what was carried over, then
/// what was never confirmed, then the oldest; within all but the last as the model lists them.
///
/// Only what the team says itself: an inherited answer is reviewed by the team that gave it.
pub fn due(model: &Model, assessment: &Assessment, team: &TeamId, today: Date) -> Vec<Due> {
    let mut found = Vec::new();
    for (at, activity) in model.activities.iter().enumerate() {
        if let Some(answer) = assessment.answer(team, activity.id.as_str())
            && let Some(why) = why(assessment, answer, today)
        {
            found.push(Due {
                activity: at,
                why,
                confirmed: answer.confirmed,
            });
        }
    }
    sorted(found, |left, right| left.why.cmp(&right.why))
}

fn why(assessment: &Assessment, answer: &Answer, today: Date) -> Option<Why> {
    if answer.has_ended(today) {
        return Some(Why::Ended);
    }
    match answer.answered() {
        Answered::No => return None,
        Answered::NotSure => return Some(Why::NotSure),
        Answered::NotApplicable | Answered::Stage(_) => {}
    }
    if assessment.is_carried_over(answer) {
        return Some(Why::CarriedOver);
    }
    let Some(confirmed) = answer.confirmed else {
        return Some(Why::NeverConfirmed);
    };
    let first = falls_due(assessment, confirmed)?;
    (first <= today).then_some(Why::Old(first))
}

/// The first day on which an answer is due that was last looked at on this one: the day after the
/// cadence has passed. `None`: after the end of the calendar.
fn falls_due(assessment: &Assessment, confirmed: Date) -> Option<Date> {
    confirmed
        .checked_add_months(Months::new(assessment.cadence_months))?
        .succ_opt()
}

/// The earliest day, today or later, on which an answer of the team is due; `today` where one is
/// due already, `None` where there is nothing to review.
pub fn next_review(
    model: &Model,
    assessment: &Assessment,
    team: &TeamId,
    today: Date,
) -> Option<Date> {
    let answers = assessment.answers.get(team)?;
    let counting = answers.iter().filter(|(id, answer)| {
        model.position(id.as_str()).is_some() && answer.answered() != Answered::No
    });
    counting
        .filter_map(|(_, answer)| match why(assessment, answer, today) {
            Some(_) => Some(today),
            None => {
                let ends = answer.until().and_then(|last| last.succ_opt());
                let ends = ends.filter(|_| answer.answered() == Answered::NotApplicable);
                [falls_due(assessment, answer.confirmed?), ends]
                    .into_iter()
                    .flatten()
                    .min()
            }
        })
        .min()
}
