//! Cycles: the rounds in which teams assess themselves, and the snapshots that they leave.

use chrono::{Datelike, Months};

use super::command::Planning;
use super::planning::{free, nothing, one};
use super::{
    Answer, Answered, Answers, Assessment, CommandError, Context, Cycle, CycleId, Date, Slot,
    Snapshot, Team, TeamId,
};
use crate::map::Map;
use crate::order::sorted;

/// What a cycle that begins on this day is called: `2026`, `2026 H2`, `2026 Q4` or `2026-11`.
pub fn cycle_name(day: Date, cadence_months: u32) -> String {
    let (year, month) = (day.year(), day.month0());
    match cadence_months {
        12.. => format!("{year}"),
        6 => format!("{year} H{}", month / 6 + 1),
        3 => format!("{year} Q{}", month / 3 + 1),
        _ => format!("{year}-{:02}", month + 1),
    }
}

/// What the next cycle is called: after today, or after the next time that is free.
pub fn next_cycle_name(assessment: &Assessment, today: Date) -> String {
    let cadence = assessment.cadence_months;
    let later = (0..8).filter_map(|cycles| {
        let day = today.checked_add_months(Months::new(cadence * cycles))?;
        Some(cycle_name(day, cadence))
    });
    let is_begun = |name: &str| {
        let mut begun = assessment
            .cycles
            .values()
            .filter(|cycle| !cycle.deleted && (cycle.opened.is_some() || cycle.closed.is_some()));
        begun.any(|cycle| cycle.name == name)
    };
    later
        .into_iter()
        .find(|name| !is_begun(name))
        .unwrap_or_else(|| free_cycle_name(assessment, &cycle_name(today, cadence)))
}

/// A name that no cycle has yet: the wanted one, with a number behind it where that is taken.
pub fn free_cycle_name(assessment: &Assessment, wanted: &str) -> String {
    let is_free = |name: &str| {
        let mut living = assessment.cycles.values().filter(|cycle| !cycle.deleted);
        living.all(|cycle| cycle.name != name)
    };
    (1..)
        .map(|number| match number {
            1 => wanted.to_owned(),
            _ => format!("{wanted} ({number})"),
        })
        .find(|name| is_free(name))
        .unwrap_or_default()
}

impl Cycle {
    /// How many answers of all teams its snapshot keeps.
    pub fn answered_count(&self) -> usize {
        self.answers.values().map(|answers| answers.len()).sum()
    }
}

impl Assessment {
    /// An answer from the time before the cycle that is under way, which nobody has looked at
    /// since.
    pub fn is_carried_over(&self, answer: &Answer) -> bool {
        let Some((_, cycle)) = self.current_cycle() else {
            return false;
        };
        if answer.answered() == Answered::No {
            return false;
        }
        match (answer.confirmed, cycle.opened) {
            (Some(confirmed), Some(opened)) if confirmed == opened => {
                // On the first day the hour decides.
                cycle.opened_at.is_some_and(|at| answer.changed.at <= at)
            }
            (confirmed, opened) => confirmed < opened,
        }
    }

    /// The cycle or snapshot that was closed last.
    pub fn last_closed(&self) -> Option<(&CycleId, &Cycle)> {
        self.cycles
            .iter()
            .filter(|(_, cycle)| !cycle.deleted && cycle.closed.is_some())
            .max_by_key(|(id, cycle)| (cycle.closed, cycle.changed.at, *id))
    }

    /// The assessment with the answers of a snapshot, for its numbers; without cycles, plan and
    /// evidence. `None`: the cycle has no snapshot.
    pub fn as_of(&self, cycle: &CycleId) -> Option<Assessment> {
        let cycle = closed(self, cycle)?;
        Some(self.with_answers(self.teams.clone(), cycle.answers.look().clone()))
    }

    /// The same with one team, and those that it inherits from: that is all that its numbers need,
    /// and a small part of a large company.
    pub fn as_of_team(&self, cycle: &CycleId, team: &TeamId) -> Option<Assessment> {
        let cycle = closed(self, cycle)?;
        let (mut teams, mut answers) = (Map::new(), Map::new());
        let mut next = Some(team);
        while let Some(id) = next.filter(|id| !teams.contains_key(*id)) {
            let found = self.teams.get(id);
            if let Some(found) = found {
                teams.insert(id.clone(), found.clone());
            }
            if let Some(said) = cycle.answers.get(id) {
                answers.insert(id.clone(), said.clone());
            }
            next = found.and_then(|team| team.inherits.as_ref());
        }
        Some(self.with_answers(teams, answers))
    }

    fn with_answers(&self, teams: Map<TeamId, Team>, answers: Map<TeamId, Answers>) -> Assessment {
        // One by one: a copy of all answers would be made in vain.
        Assessment {
            id: self.id.clone(),
            title: self.title.clone(),
            model: self.model.clone(),
            stages: self.stages.clone(),
            cadence_months: self.cadence_months,
            evidence_valid_months: self.evidence_valid_months,
            changed: self.changed.clone(),
            settings_changed: self.settings_changed.clone(),
            setup: self.setup.clone(),
            teams,
            answers,
            groups: self.groups.clone(),
            targets: self.targets.clone(),
            ..Self::default()
        }
    }
}

/// A cycle that has a snapshot.
fn closed<'a>(now: &'a Assessment, id: &CycleId) -> Option<&'a Cycle> {
    let cycle = living(now, id).ok()?;
    cycle.closed.map(|_| cycle)
}

impl Assessment {
    /// Cycles and snapshots that are closed, from the oldest to the newest.
    pub fn snapshots(&self) -> Vec<(&CycleId, &Cycle)> {
        let cycles = self.cycles.iter();
        let closed = cycles.filter(|(_, cycle)| !cycle.deleted && cycle.closed.is_some());
        sorted(closed.collect(), |left, right| {
            let key = |(id, cycle): &(&CycleId, &Cycle)| {
                (
                    cycle.closed,
                    cycle.changed.at,
                    cycle.name.clone(),
                    (*id).clone(),
                )
            };
            key(left).cmp(&key(right))
        })
    }
}

/// A cycle that is not deleted.
pub(super) fn living<'a>(now: &'a Assessment, id: &CycleId) -> Result<&'a Cycle, CommandError> {
    let found = now.cycles.get(id).filter(|cycle| !cycle.deleted);
    found.ok_or(CommandError::Refused(
        "This cycle no longer exists. Choose another one.",
    ))
}

/// Ids and names of the cycles that are not deleted.
fn names(now: &Assessment) -> Vec<(&str, &str)> {
    let living = now.cycles.iter().filter(|(_, cycle)| !cycle.deleted);
    living
        .map(|(id, cycle)| (id.as_str(), cycle.name.as_str()))
        .collect()
}

fn is_new(now: &Assessment, id: &CycleId) -> Result<(), CommandError> {
    match living(now, id) {
        Ok(_) => Err(CommandError::Refused("This cycle was added already.")),
        Err(_) => Ok(()),
    }
}

pub(super) fn add(now: &Assessment, id: CycleId, name: &str) -> Planning {
    let name = free(name, &names(now), None)?;
    is_new(now, &id)?;
    let label = format!("Add cycle “{name}”");
    let new = Cycle {
        name,
        ..Cycle::default()
    };
    one(label, Slot::Cycle(id, Some(new)))
}

pub(super) fn rename(now: &Assessment, id: CycleId, name: &str) -> Planning {
    let old = living(now, &id)?;
    let name = free(name, &names(now), Some(id.as_str()))?;
    if name == old.name {
        return nothing();
    }
    let label = format!("Rename cycle “{}” to “{name}”", old.name);
    let new = Cycle {
        name,
        ..old.clone()
    };
    one(label, Slot::Cycle(id, Some(new)))
}

pub(super) fn take_snapshot(
    now: &Assessment,
    id: CycleId,
    name: &str,
    context: &Context,
) -> Planning {
    let name = free(name, &names(now), None)?;
    is_new(now, &id)?;
    let label = format!("Take snapshot “{name}”");
    let new = Cycle {
        name,
        closed: Some(context.today),
        answers: frozen(now),
        ..Cycle::default()
    };
    one(label, Slot::Cycle(id, Some(new)))
}

/// `freeze`: id and name of the snapshot where no cycle is under way.
pub(super) fn start(
    now: &Assessment,
    id: CycleId,
    name: &str,
    freeze: (CycleId, String),
    context: &Context,
) -> Planning {
    let planned = living(now, &id).ok();
    if planned.is_some_and(|cycle| cycle.opened.is_some() || cycle.closed.is_some()) {
        return Err(CommandError::Refused(
            "This cycle has begun already. Start another one.",
        ));
    }
    let mut taken = names(now);
    let name = free(name, &taken, Some(id.as_str()))?;
    let (closing, old) = match now.current_cycle() {
        Some((id, cycle)) => (id.clone(), cycle.clone()),
        None => {
            let (freeze, frozen_name) = freeze;
            is_new(now, &freeze)?;
            if freeze == id {
                return Err(CommandError::Refused(
                    "The snapshot and the new cycle need an id each.",
                ));
            }
            taken.push((id.as_str(), &name));
            let cycle = Cycle {
                name: free(&frozen_name, &taken, None)?,
                ..Cycle::default()
            };
            (freeze, cycle)
        }
    };
    let closed = Cycle {
        closed: Some(context.today),
        answers: frozen(now),
        ..old
    };
    let label = format!("Start cycle “{name}”");
    let opened = Cycle {
        name,
        opened: Some(context.today),
        opened_at: Some(context.now),
        ..planned.cloned().unwrap_or_default()
    };
    let slots = vec![
        Slot::Cycle(closing, Some(closed)),
        Slot::Cycle(id, Some(opened)),
    ];
    Ok((label, slots))
}

/// What every living team says now: no notes, no stamps.
fn frozen(now: &Assessment) -> Snapshot {
    let freeze = |answer: &Answer| Answer {
        stage: answer.stage.clone(),
        not_sure: answer.not_sure,
        not_applicable: answer.not_applicable.clone(),
        confirmed: answer.confirmed,
        ..Answer::default()
    };
    let mut teams = Map::new();
    for (id, answers) in &now.answers {
        let counting = answers
            .iter()
            .filter(|(_, answer)| answer.answered() != Answered::No);
        let frozen: Map<_, _> = counting
            .map(|(activity, answer)| (activity.clone(), freeze(answer)))
            .collect();
        if now.check_team(id).is_ok() && !frozen.is_empty() {
            teams.insert(id.clone(), Answers::new(frozen));
        }
    }
    teams.into()
}
