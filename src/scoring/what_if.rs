//! What the numbers would be.

use super::{Scores, Value, score_values};
use crate::assessment::{Assessment, CycleId, TeamId};
use crate::model::Model;

/// The numbers if these activities were ready, by their indexes. What does not apply still does
/// not.
pub fn with_ready(model: &Model, scores: &Scores, activities: &[usize]) -> Scores {
    let mut values = scores.values.clone();
    for &at in activities {
        match values.get_mut(at) {
            Some(Value::NotApplicable) | None => {}
            Some(value) => *value = Value::Scored(1.0),
        }
    }
    score_values(model, values)
}

/// The activities that a team has planned, by their indexes, for one cycle or for any.
pub fn planned(
    model: &Model,
    assessment: &Assessment,
    team: &TeamId,
    cycle: Option<&CycleId>,
) -> Vec<usize> {
    let Some(plan) = assessment.plan.get(team) else {
        return Vec::new();
    };
    let is_planned = |at: &usize| {
        let planned = plan.get(model.activities[*at].id.as_str());
        match planned.and_then(|planned| planned.cycle.as_ref()) {
            Some(known) => cycle.is_none_or(|cycle| cycle == known),
            None => false,
        }
    };
    (0..model.activities.len()).filter(is_planned).collect()
}

/// The numbers of a team if all that it planned were ready, for one cycle or for any.
pub fn if_plan_done(
    model: &Model,
    assessment: &Assessment,
    team: &TeamId,
    scores: &Scores,
    cycle: Option<&CycleId>,
) -> Scores {
    with_ready(model, scores, &planned(model, assessment, team, cycle))
}
