//! Which part of an assessment stands in which record.

use crate::assessment::{Assessment, Cycle, CycleId, Snapshot, TeamId};
use crate::map::Map;

use super::PREFIX;
use super::record::{self, Ids};

/// What a record of an assessment holds.
pub(super) enum Part<'r> {
    Head,
    Ids,
    /// Id of the team.
    Team(&'r str),
    /// Id of the cycle.
    Cycle(&'r str),
}

impl<'r> Part<'r> {
    pub(super) fn of(record: &'r str, id: &str) -> Option<Self> {
        let name = record
            .strip_prefix(PREFIX)?
            .strip_prefix("a/")?
            .strip_prefix(id)?
            .strip_prefix('/')?;
        match name.split_once('/') {
            None if name == "head" => Some(Part::Head),
            None if name == "ids" => Some(Part::Ids),
            Some(("t", team)) => Some(Part::Team(team)),
            Some(("c", cycle)) => Some(Part::Cycle(cycle)),
            _ => None,
        }
    }
}

pub(super) fn key(name: &str) -> String {
    format!("{PREFIX}{name}")
}

pub(super) fn assessment_prefix(id: &str) -> String {
    format!("{PREFIX}a/{id}/")
}

pub(super) fn head_key(id: &str) -> String {
    format!("{PREFIX}a/{id}/head")
}

pub(super) fn ids_key(id: &str) -> String {
    format!("{PREFIX}a/{id}/ids")
}

pub(super) fn revision_key(id: &str) -> String {
    format!("{PREFIX}a/{id}/revision")
}

pub(super) fn deleted_key(id: &str) -> String {
    format!("{}deleted", assessment_prefix(id))
}

pub(super) fn team_key(id: &str, team: &TeamId) -> String {
    format!("{PREFIX}a/{id}/t/{team}")
}

pub(super) fn cycle_key(id: &str, cycle: &CycleId) -> String {
    format!("{PREFIX}a/{id}/c/{cycle}")
}

/// True for keys of records that hold parts of this assessment.
pub fn belongs_to(record: &str, id: &str) -> bool {
    Part::of(record, id).is_some()
}

/// The assessment without what has records of its own: answers and snapshots.
pub(super) fn head_of(assessment: &Assessment) -> Assessment {
    let cycle = |cycle: &Cycle| Cycle {
        name: cycle.name.clone(),
        answers: Snapshot::default(),
        changed: cycle.changed.clone(),
        kept: cycle.kept.clone(),
        ..*cycle
    };
    Assessment {
        id: assessment.id.clone(),
        title: assessment.title.clone(),
        model: assessment.model.clone(),
        stages: assessment.stages.clone(),
        cadence_months: assessment.cadence_months,
        evidence_valid_months: assessment.evidence_valid_months,
        changed: assessment.changed.clone(),
        settings_changed: assessment.settings_changed.clone(),
        setup: assessment.setup.clone(),
        teams: assessment.teams.clone(),
        answers: Map::new(),
        groups: assessment.groups.clone(),
        evidence: assessment.evidence.clone(),
        targets: assessment.targets.clone(),
        plan: assessment.plan.clone(),
        cycles: assessment
            .cycles
            .iter()
            .map(|(id, content)| (id.clone(), cycle(content)))
            .collect(),
        today: assessment.today,
        kept: assessment.kept.clone(),
    }
}

/// True for a cycle whose answers lie in a record of their own.
pub(super) fn has_snapshot(cycle: &Cycle) -> bool {
    cycle.closed.is_some() && !cycle.deleted
}

/// True for a cycle that has answers. What is packed is some, and not looked at.
pub(super) fn keeps_answers(cycle: &Cycle) -> bool {
    cycle.answers.is_packed() || !cycle.answers.is_empty()
}

/// A head says nothing about the answers in closed cycles, so those that are known still hold.
pub(super) fn keep_snapshots(head: &mut Assessment, known: &Assessment) {
    for (id, cycle) in &mut head.cycles {
        if let Some(known) = known.cycles.get(id)
            && !cycle.deleted
            && !known.deleted
            && cycle.closed == known.closed
        {
            cycle.answers = known.answers.clone();
        }
    }
}

pub(super) fn snapshot_text(cycle: &Cycle, ids: &Ids) -> String {
    let teams = cycle
        .answers
        .iter()
        .map(|(team, answers)| (team.as_str(), answers));
    record::snapshot_text(teams, ids)
}
