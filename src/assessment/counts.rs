//! How many answers and teams there are.

use super::{Answered, Assessment, GroupId, StageId, Team, TeamId};

impl Assessment {
    /// How many answers, of teams that exist, count as this stage.
    pub fn answers_at(&self, stage: &StageId) -> usize {
        self.living_teams()
            .iter()
            .filter_map(|(id, _)| self.answers.get(*id))
            .flat_map(|answers| answers.values())
            .filter(|answer| match answer.answered() {
                Answered::Stage(id) => self.counts_as(id).is_some_and(|it| it.id == *stage),
                _ => false,
            })
            .count()
    }

    /// The teams of a group, in their order.
    pub fn members(&self, group: &GroupId) -> Vec<(&TeamId, &Team)> {
        let mut teams = self.living_teams();
        teams.retain(|(_, team)| team.groups.contains(group));
        teams
    }

    /// Answers that count, of one team.
    pub fn answered_by(&self, team: &TeamId) -> usize {
        let answers = self.answers.get(team).into_iter();
        answers
            .flat_map(|answers| answers.values())
            .filter(|answer| answer.answered() != Answered::No)
            .count()
    }

    /// Whether a team that exists has an answer that counts. Looks at no more teams than it has to.
    pub fn has_answers(&self) -> bool {
        let teams = self.living_teams();
        teams.iter().any(|(id, _)| self.answered_by(id) > 0)
    }

    /// Answers that count, of teams that exist.
    pub fn answered_count(&self) -> usize {
        let teams = self.living_teams();
        teams.iter().map(|(id, _)| self.answered_by(id)).sum()
    }
}
