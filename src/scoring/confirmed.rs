//! Claimed against confirmed by a second person.

use super::{heard, line, value_of};
use crate::assessment::{Assessment, TeamId};
use crate::model::Model;

/// Ready activities of a team, as claimed and as confirmed by a second person.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Confirmed {
    /// Those that a team says are ready, whatever the rule.
    pub claimed: usize,
    /// Those of them that a second person confirmed.
    pub confirmed: usize,
}

impl Confirmed {
    /// The share of what is claimed to be ready that two confirmed, 0..=1. `None`: nothing is ready.
    pub fn share(self) -> Option<f64> {
        (self.claimed > 0).then(|| self.confirmed as f64 / self.claimed as f64)
    }

    /// How many wait for a second person.
    pub fn waiting(self) -> usize {
        self.claimed - self.confirmed
    }

    /// The numbers of several teams together.
    pub fn and(self, other: Confirmed) -> Confirmed {
        Confirmed {
            claimed: self.claimed + other.claimed,
            confirmed: self.confirmed + other.confirmed,
        }
    }
}

/// Whose answer counts for each ready activity, by its index, and whether a second person confirmed
/// it. What a team inherits is confirmed by whoever confirmed it for the team that said it.
fn ready(model: &Model, assessment: &Assessment, team: &TeamId) -> Vec<(usize, TeamId, bool)> {
    let line = line(assessment, team);
    let found = heard(model, assessment, &line, |assessment, _, _, answer| {
        value_of(assessment, assessment.counted(answer))
    });
    let found = found.into_iter().enumerate();
    found
        .filter(|(_, (value, _))| value.is_ready())
        .map(|(at, (_, place))| {
            let (whose, answers) = line[place];
            let id = model.activities[at].id.as_str();
            let answer = answers.and_then(|answers| answers.get(id));
            let is_confirmed = answer
                .is_some_and(|answer| assessment.is_confirmed_stage(whose.as_str(), id, answer));
            (at, whose.clone(), is_confirmed)
        })
        .collect()
}

/// How many of the activities that count as ready as claimed a second person confirmed. One that the
/// model lists in two places counts in both, as in all counts.
pub fn confirmed(model: &Model, assessment: &Assessment, team: &TeamId) -> Confirmed {
    let mut found = Confirmed::default();
    let mut places = vec![0; model.activities.len()];
    for &at in model.subdimensions.iter().flat_map(|sub| &sub.activities) {
        places[at] += 1;
    }
    for (at, _, is_confirmed) in ready(model, assessment, team) {
        found.claimed += places[at];
        found.confirmed += places[at] * usize::from(is_confirmed);
    }
    found
}

/// Activities that count as claimed ready for a team, by itself or by whom it inherits from, and that
/// nobody confirmed as a second person, by their index.
pub fn unconfirmed(model: &Model, assessment: &Assessment, team: &TeamId) -> Vec<usize> {
    let found = ready(model, assessment, team).into_iter();
    found
        .filter(|(.., is_confirmed)| !is_confirmed)
        .map(|(at, ..)| at)
        .collect()
}

/// Activities that a team says itself are ready and that nobody confirmed as a second person, by their
/// index. What it inherits waits with the team that said it.
pub fn waiting(model: &Model, assessment: &Assessment, team: &TeamId) -> Vec<usize> {
    let found = ready(model, assessment, team).into_iter();
    found
        .filter(|(_, whose, is_confirmed)| whose == team && !is_confirmed)
        .map(|(at, ..)| at)
        .collect()
}
