//! What an audit comes to: what was claimed against what was confirmed.

use crate::assessment::{Assessment, Audit, Claim, Outcome, TeamId, ready_claims};
use crate::map::Map;
use crate::model::Model;

use super::{Interval, interval};

/// The claims of a part: how many there are, were drawn, and what came of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    /// Claims that the teams make today from which the sample was drawn.
    pub claimed: usize,
    /// In the sample.
    pub sampled: usize,
    /// Shown.
    pub held: usize,
    /// Shown to be less.
    pub not_held: usize,
    /// Nobody could show it.
    pub not_seen: usize,
}

impl Tally {
    /// How many were looked at.
    pub fn looked_at(self) -> usize {
        self.held + self.not_held + self.not_seen
    }

    /// How many wait to be looked at.
    pub fn open(self) -> usize {
        self.sampled - self.looked_at()
    }

    /// The share of those looked at that held, 0..=1. What nobody could show does not count as
    /// confirmed. `None`: nothing was looked at.
    pub fn confirmed(self) -> Option<f64> {
        let looked_at = self.looked_at();
        (looked_at > 0).then(|| self.held as f64 / looked_at as f64)
    }

    /// Between which shares the confirmed one lies for all claims that the sample stands for.
    pub fn interval(self) -> Option<Interval> {
        interval(self.held, self.looked_at())
    }

    fn take(&mut self, outcome: Option<Outcome>) {
        self.sampled += 1;
        match outcome {
            Some(Outcome::Held) => self.held += 1,
            Some(Outcome::NotHeld) => self.not_held += 1,
            Some(Outcome::NotSeen) => self.not_seen += 1,
            None => {}
        }
    }
}

/// An audit in numbers.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Audited {
    /// All of it, claims that the model lacks included.
    pub whole: Tally,
    /// By dimension index.
    pub dimensions: Vec<Tally>,
    /// By team, in the order of their ids.
    pub teams: Vec<(TeamId, Tally)>,
}

impl Audited {
    /// The dimensions of which there is something to say, by index.
    pub fn shown(&self) -> impl Iterator<Item = (usize, Tally)> + '_ {
        let all = self.dimensions.iter().copied().enumerate();
        all.filter(|(_, tally)| tally.sampled > 0 || tally.claimed > 0)
    }
}

/// Counts an audit.
pub fn audited(model: &Model, assessment: &Assessment, audit: &Audit) -> Audited {
    let mut whole = Tally::default();
    let mut dimensions = vec![Tally::default(); model.dimensions.len()];
    let mut teams: Map<TeamId, Tally> = Map::new();
    let dimension_of = |claim: &Claim| {
        let activity = model.activity(claim.activity.as_str())?;
        Some(model.subdimensions[activity.subdimension].dimension)
    };
    for claim in &audit.sampled.claims {
        let outcome = audit.look(claim).and_then(|look| look.outcome);
        whole.take(outcome);
        teams.entry(claim.team.clone()).or_default().take(outcome);
        if let Some(at) = dimension_of(claim) {
            dimensions[at].take(outcome);
        }
    }
    for claim in ready_claims(model, assessment, &audit.sampled.teams) {
        whole.claimed += 1;
        teams.entry(claim.team.clone()).or_default().claimed += 1;
        if let Some(at) = dimension_of(&claim) {
            dimensions[at].claimed += 1;
        }
    }
    Audited {
        whole,
        dimensions,
        teams: teams.into_iter().collect(),
    }
}
