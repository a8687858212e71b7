//! A statement of applicability: each control of a standard, what a team says about it, and what the
//! model does not touch.

use super::mapping::control_id;
use super::{Mapped, Scores, answering, mapped, standards};
use crate::assessment::{Answered, Assessment, TeamId};
use crate::model::Model;
use crate::model::standards::Listed;

/// Whether a control applies, as far as the answers say.
#[derive(Clone, PartialEq, Debug)]
pub enum Applies {
    /// At least one activity that refers to it applies.
    Applicable,
    /// All activities that refer to it are *not applicable*, for these reasons.
    NotApplicable(Vec<String>),
    /// Activities refer to it, but none of them is answered.
    Open,
    /// No activity of the model refers to it: it has to be decided elsewhere.
    NotCovered,
}

/// A control of a statement.
#[derive(Clone, PartialEq, Debug)]
pub struct Stated {
    /// Its number.
    pub id: String,
    /// Its title; empty where the standard's list does not have it.
    pub title: String,
    /// Whether it applies.
    pub standing: Applies,
    /// The numbers of the activities that refer to it.
    pub mapped: Mapped,
}

/// The controls of a standard in its order, and behind them what activities refer to beyond its list,
/// such as headings of the standard.
pub fn statement(
    model: &Model,
    assessment: &Assessment,
    team: &TeamId,
    listed: &Listed,
    claimed: &Scores,
    evidenced: &Scores,
) -> Vec<Stated> {
    let all = standards(model);
    let referred = all.iter().find(|known| known.name == listed.id);
    let referred = referred
        .map(|it| it.controls.as_slice())
        .unwrap_or_default();
    let stated = |id: &str, title: &str| {
        let wanted = control_id(&listed.id, id);
        let control = referred.iter().find(|control| control.id == wanted);
        let activities = control
            .map(|it| it.activities.as_slice())
            .unwrap_or_default();
        let mapped = mapped(claimed, evidenced, activities);
        let standing = match mapped.counts {
            counts if counts.all == 0 => Applies::NotCovered,
            counts if counts.answered == 0 => Applies::Open,
            counts if counts.applicable > 0 => Applies::Applicable,
            _ => Applies::NotApplicable(reasons(model, assessment, team, activities)),
        };
        Stated {
            id: id.to_owned(),
            title: title.to_owned(),
            standing,
            mapped,
        }
    };
    let mut rows: Vec<Stated> = listed
        .controls
        .iter()
        .map(|(id, title)| stated(id, title))
        .collect();
    for control in referred {
        let is_listed = listed
            .controls
            .iter()
            .any(|(id, _)| control_id(&listed.id, id) == control.id);
        if !is_listed {
            rows.push(stated(&control.id, ""));
        }
    }
    rows
}

/// Why the activities do not apply, each reason once.
fn reasons(
    model: &Model,
    assessment: &Assessment,
    team: &TeamId,
    activities: &[usize],
) -> Vec<String> {
    let mut reasons: Vec<String> = Vec::new();
    for &at in activities {
        let said = answering(assessment, team, model.activities[at].id.as_str());
        let answer = said.map(|(_, answer)| answer);
        let answer = answer.filter(|answer| answer.answered() == Answered::NotApplicable);
        let reason = answer.and_then(|answer| answer.not_applicable.as_deref());
        if let Some(reason) = reason.map(str::trim)
            && reasons.iter().all(|known| known != reason)
        {
            reasons.push(reason.to_owned());
        }
    }
    reasons
}
