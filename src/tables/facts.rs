//! What several tables need of an assessment, computed once.

use chrono::NaiveDate;

use super::{Cell, Column, Kind, column, day, text};
use crate::assessment::{Answered, Assessment, Cycle, CycleId, Team, TeamId};
use crate::model::Model;
use crate::scoring::{self, Proofs, Scores, Targets};

/// The first column of almost every table.
pub const ASSESSMENT: Column = column("assessment", Kind::Text, "Id of the assessment");
/// Of tables by team and cycle, as the three behind it.
pub const TEAM: Column = column("team", Kind::Text, "Id of the team; its name is in `teams`");
pub const CYCLE: Column = column(
    "cycle",
    Kind::Text,
    "Name of the cycle; `now`: none is under way",
);
pub const CYCLE_ID: Column = column("cycle_id", Kind::Text, "Id of the cycle; empty for `now`");
pub const CLOSED: Column = column(
    "closed",
    Kind::Day,
    "The day on which the cycle ended; empty: it has not",
);

/// The cells of these columns.
pub fn first<'a>(
    facts: &'a Facts<'_>,
    round: &'a Round<'_>,
    team: &'a Numbers<'_>,
) -> [Cell<'a>; 5] {
    [
        Cell::Text(&facts.assessment.id),
        Cell::Text(team.id.as_str()),
        Cell::Text(round.name),
        text(round.id.map(|id| id.as_str())),
        day(round.closed),
    ]
}

/// An assessment with its numbers.
pub struct Facts<'a> {
    pub model: &'a Model,
    pub digest: String,
    pub assessment: &'a Assessment,
    pub today: NaiveDate,
    /// Closed cycles by the day on which they ended, then today.
    pub rounds: Vec<Round<'a>>,
}

/// The answers of a cycle.
pub struct Round<'a> {
    /// Name of the cycle.
    pub name: &'a str,
    /// Its id; `None`: today, and no cycle is under way.
    pub id: Option<&'a CycleId>,
    /// The day on which it ended; `None`: it has not.
    pub closed: Option<NaiveDate>,
    /// The assessment with the answers of then; `None`: those of today.
    then: Option<Assessment>,
    /// In the order of the page.
    pub teams: Vec<Numbers<'a>>,
}

/// The numbers of a team in a cycle.
pub struct Numbers<'a> {
    pub id: &'a TeamId,
    pub claimed: Scores,
    /// `None`: a closed cycle keeps no evidence.
    pub evidenced: Option<Scores>,
    pub targets: Option<Targets>,
}

impl<'a> Facts<'a> {
    pub fn of(model: &'a Model, assessment: &'a Assessment, today: NaiveDate) -> Self {
        let teams = assessment.living_teams();
        let targets: Vec<Option<Targets>> = teams
            .iter()
            .map(|(id, _)| scoring::targets(model, assessment, id))
            .collect();
        let mut closed: Vec<(&CycleId, &Cycle)> = assessment
            .cycles
            .iter()
            .filter(|(_, cycle)| !cycle.deleted && cycle.closed.is_some())
            .collect();
        closed.sort_by_key(|(id, cycle)| (cycle.closed, cycle.changed.at, *id));
        let mut rounds = Vec::with_capacity(closed.len() + 1);
        for (id, cycle) in closed {
            let then = assessment.as_of(id);
            let mut of_teams = Vec::new();
            for ((team, _), targets) in teams.iter().zip(&targets) {
                // Whoever came later has no numbers of then.
                let Some(then) = then.as_ref().filter(|then| was_there(then, team)) else {
                    continue;
                };
                of_teams.push(Numbers {
                    id: team,
                    claimed: scoring::score(model, then, team),
                    evidenced: None,
                    targets: targets.clone(),
                });
            }
            rounds.push(Round {
                name: &cycle.name,
                id: Some(id),
                closed: cycle.closed,
                then,
                teams: of_teams,
            });
        }
        rounds.push(now(model, assessment, today, &teams, &targets));
        Self {
            model,
            digest: model.digest(),
            assessment,
            today,
            rounds,
        }
    }

    /// The assessment as of a round.
    pub fn then<'s>(&'s self, round: &'s Round<'a>) -> &'s Assessment {
        round.then.as_ref().unwrap_or(self.assessment)
    }
}

fn now<'a>(
    model: &Model,
    assessment: &'a Assessment,
    today: NaiveDate,
    teams: &[(&'a TeamId, &'a Team)],
    targets: &[Option<Targets>],
) -> Round<'a> {
    let proofs = Proofs::on(model, assessment, today);
    let current = assessment.current_cycle();
    let numbers = |((id, _), targets): (&(&'a TeamId, &'a Team), &Option<Targets>)| Numbers {
        id,
        claimed: scoring::score(model, assessment, id),
        evidenced: Some(proofs.evidenced(model, assessment, id)),
        targets: targets.clone(),
    };
    Round {
        name: current.map_or(super::NOW, |(_, cycle)| &cycle.name),
        id: current.map(|(id, _)| id),
        closed: None,
        then: None,
        teams: teams.iter().zip(targets).map(numbers).collect(),
    }
}

/// Whether a team, or one that it inherits from, has answers.
fn was_there(then: &Assessment, team: &TeamId) -> bool {
    let mut next = Some(team);
    // As many steps as there are teams, so that a circle ends.
    for _ in 0..=then.teams.len() {
        let Some(id) = next else { return false };
        let answers = then.answers.get(id);
        let mut answers = answers.into_iter().flat_map(|answers| answers.values());
        if answers.any(|answer| answer.answered() != Answered::No) {
            return true;
        }
        next = then.teams.get(id).and_then(|team| team.inherits.as_ref());
    }
    false
}
