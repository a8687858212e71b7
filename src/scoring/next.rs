//! What to do next: candidates in the order in which they pay, each with its reasons.

use super::{Scores, Value};
use crate::assessment::{Assessment, CycleId, TeamId};
use crate::model::Model;
use crate::order::sorted;

/// An activity that would be a good next step, and why.
#[derive(Clone, PartialEq, Debug)]
pub struct Suggestion {
    /// Index into [`Model::activities`].
    pub activity: usize,
    /// The higher, the better; see [`suggestions`]. Its terms are the other fields: gate is 2 where
    /// [`Suggestion::is_gate`], else 1.
    pub priority: f64,
    /// It stands at the lowest unfinished level of its subdimension.
    pub is_gate: bool,
    /// It is the last open activity of that level.
    pub completes_level: bool,
    /// Activities not ready that need this one, directly or through others.
    pub unlocks: usize,
    /// Needed activities that are not ready: indexes into [`Model::activities`].
    pub blocked_by: Vec<usize>,
    /// The model's number, 1..=5.
    pub usefulness: u8,
    /// Knowledge, time and resources together, 3..=15.
    pub effort: u8,
    /// Whether it is in the plan.
    pub planned: When,
}

/// When an activity is planned.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum When {
    /// Not at all, or in a cycle that is not there (any more).
    #[default]
    Never,
    /// In a cycle that is over.
    Earlier,
    /// In the cycle that is under way.
    Now,
    /// In a cycle that has not begun.
    Later,
}

/// What a team wants: how high to go in each subdimension, and what is planned already.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Goals {
    /// By subdimension index: the level that is to be reached.
    pub targets: Vec<u8>,
    /// By activity index.
    pub plan: Vec<When>,
}

impl Goals {
    /// The same level everywhere, and no plan.
    pub fn up_to(model: &Model, level: u8) -> Self {
        Goals {
            targets: vec![level; model.subdimensions.len()],
            plan: vec![When::Never; model.activities.len()],
        }
    }

    /// The targets and the plan of a team. Where there is no target, it is the highest level.
    pub fn of(model: &Model, assessment: &Assessment, team: &TeamId) -> Self {
        let mut goals = Self::up_to(model, model.highest_level());
        if !assessment.targets.is_empty() {
            for (target, subdimension) in goals.targets.iter_mut().zip(&model.subdimensions) {
                let wanted = assessment.target(team, &subdimension.id);
                *target = wanted.and_then(|target| target.level).unwrap_or(*target);
            }
        }
        if let Some(plan) = assessment.plan.get(team) {
            for (id, planned) in plan {
                if let (Some(at), Some(cycle)) = (model.position(id.as_str()), &planned.cycle) {
                    goals.plan[at] = when(assessment, cycle);
                }
            }
        }
        goals
    }
}

fn when(assessment: &Assessment, id: &CycleId) -> When {
    let Some(cycle) = assessment.cycles.get(id).filter(|cycle| !cycle.deleted) else {
        return When::Never;
    };
    let current = assessment.current_cycle();
    if current.is_some_and(|(current, _)| current == id) {
        When::Now
    } else if cycle.closed.is_some() || cycle.opened.is_some() {
        When::Earlier
    } else {
        When::Later
    }
}

/// Candidates: applicable, not ready, not above the target of their subdimension, not planned for
/// a cycle that is over. Sorted by `gate · usefulness · (1 + log2(1 + unlocks)) / effort`, highest
/// first, ties by level, then by name; a blocked one comes after what unblocks it.
pub fn suggestions(model: &Model, scores: &Scores, goals: &Goals) -> Vec<Suggestion> {
    let open = |at: usize| matches!(scores.values[at].amount(), Some(amount) if amount < 1.0);
    let wanted = |at: usize| {
        let activity = &model.activities[at];
        activity.level <= goals.targets[activity.subdimension] && goals.plan[at] != When::Earlier
    };
    let found: Vec<Suggestion> = (0..model.activities.len())
        .filter(|&at| open(at) && wanted(at))
        .map(|at| suggest(model, scores, at, goals.plan[at]))
        .collect();
    let found = sorted(found, |left, right| {
        let (l, r) = (
            &model.activities[left.activity],
            &model.activities[right.activity],
        );
        right
            .priority
            .total_cmp(&left.priority)
            .then(l.level.cmp(&r.level))
            .then_with(|| l.name.cmp(&r.name))
    });
    after_what_unblocks(found, model.activities.len())
}

fn suggest(model: &Model, scores: &Scores, at: usize, planned: When) -> Suggestion {
    let activity = &model.activities[at];
    let cells = &scores.cells[activity.subdimension];
    let lowest_open = (1u8..)
        .zip(cells)
        .find(|(_, cell)| cell.is_some_and(|cell| cell < 1.0))
        .map(|(level, _)| level);
    let is_gate = lowest_open == Some(activity.level);
    let completes_level = is_gate
        && model.subdimensions[activity.subdimension]
            .activities
            .iter()
            .filter(|&&other| other != at && model.activities[other].level == activity.level)
            .all(|&other| {
                scores.values[other] == Value::NotApplicable || scores.values[other].is_ready()
            });
    let unlocks = unlocks(model, scores, at);
    let mut suggestion = Suggestion {
        activity: at,
        priority: 0.0,
        is_gate,
        completes_level,
        unlocks,
        blocked_by: super::lacking(model, scores, at),
        usefulness: activity.usefulness,
        effort: activity.difficulty.effort(),
        planned,
    };
    suggestion.priority = priority(&suggestion);
    suggestion
}

/// What a suggestion is worth, from the terms that it shows.
fn priority(terms: &Suggestion) -> f64 {
    let gate = if terms.is_gate { 2.0 } else { 1.0 };
    gate * f64::from(terms.usefulness) * (1.0 + (1.0 + terms.unlocks as f64).log2())
        / f64::from(terms.effort)
}

/// Activities not ready that need this one, directly or through others.
fn unlocks(model: &Model, scores: &Scores, at: usize) -> usize {
    let mut seen = vec![false; model.activities.len()];
    seen[at] = true;
    let mut waiting = vec![at];
    let mut count = 0;
    while let Some(current) = waiting.pop() {
        for &dependent in model.dependents(current) {
            if !std::mem::replace(&mut seen[dependent], true) {
                waiting.push(dependent);
                if matches!(scores.values[dependent].amount(), Some(amount) if amount < 1.0) {
                    count += 1;
                }
            }
        }
    }
    count
}

/// Keeps the order, but puts what a candidate waits for before it.
fn after_what_unblocks(sorted: Vec<Suggestion>, activities: usize) -> Vec<Suggestion> {
    let mut place = vec![None; activities];
    for (at, suggestion) in sorted.iter().enumerate() {
        place[suggestion.activity] = Some(at);
    }
    let mut taken = vec![false; sorted.len()];
    let mut order = Vec::with_capacity(sorted.len());
    for start in 0..sorted.len() {
        // A stack instead of recursion: chains of dependencies may be long. `taken` is set when a
        // candidate is first seen, so a circle ends.
        let mut stack = vec![(start, 0)];
        if std::mem::replace(&mut taken[start], true) {
            continue;
        }
        while let Some((current, child)) = stack.pop() {
            match sorted[current].blocked_by.get(child) {
                Some(&blocker) => {
                    stack.push((current, child + 1));
                    if let Some(next) = place[blocker]
                        && !std::mem::replace(&mut taken[next], true)
                    {
                        stack.push((next, 0));
                    }
                }
                None => order.push(current),
            }
        }
    }
    let mut slots: Vec<Option<Suggestion>> = sorted.into_iter().map(Some).collect();
    order
        .into_iter()
        .filter_map(|at| slots[at].take())
        .collect()
}
