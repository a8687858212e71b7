//! The numbers of many teams, computed again only where they can differ.

use crate::map::{Map, SortedSet};
use std::sync::Arc;

use super::{Scores, score};
use crate::assessment::{Assessment, TeamId, Touched};
use crate::model::Model;

/// Scores by team. It belongs to one model and one assessment; for another model, make a new one.
#[derive(Clone, Debug, Default)]
pub struct Cache {
    scores: Map<TeamId, Arc<Scores>>,
}

impl Cache {
    /// The numbers of a team.
    pub fn score(&mut self, model: &Model, assessment: &Assessment, team: &TeamId) -> Arc<Scores> {
        if let Some(known) = self.scores.get(team) {
            return Arc::clone(known);
        }
        let scores = Arc::new(score(model, assessment, team));
        self.scores.insert(team.clone(), Arc::clone(&scores));
        scores
    }

    /// Forgets what a change makes stale: the teams that were answered for and those that inherit
    /// from them; everything where settings, teams or the whole changed.
    pub fn forget(&mut self, assessment: &Assessment, touched: &Touched) {
        if touched.all || touched.head {
            self.scores.clear();
            return;
        }
        let mut heirs: Map<&TeamId, Vec<&TeamId>> = Map::new();
        for (id, team) in &assessment.teams {
            if let Some(from) = &team.inherits {
                heirs.entry(from).or_default().push(id);
            }
        }
        let mut stale = SortedSet::new();
        let mut waiting: Vec<&TeamId> = touched.teams.iter().collect();
        while let Some(id) = waiting.pop() {
            if stale.insert(id) {
                self.scores.remove(id);
                waiting.extend(heirs.get(id).into_iter().flatten());
            }
        }
    }
}
