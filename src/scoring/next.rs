//! What to do next: candidates in the order in which they pay, each with its reasons.

use super::{Scores, Value};
use crate::model::Model;
use crate::order::sorted;

/// An activity that would be a good next step, and why.
#[derive(Clone, PartialEq, Debug)]
pub struct Suggestion {
    /// Index into [`Model::activities`].
    pub activity: usize,
    /// The higher, the better; see [`suggestions`].
    pub priority: f64,
    /// It stands at the lowest unfinished level of its subdimension.
    pub is_gate: bool,
    /// It is the last open activity of that level.
    pub completes_level: bool,
    /// Activities not ready that need this one, directly or through others.
    pub unlocks: usize,
    /// Needed activities that are not ready: indexes into [`Model::activities`].
    pub blocked_by: Vec<usize>,
}

/// Candidates: applicable, not ready, at most `target` levels high. Sorted by
/// `gate · usefulness · (1 + log2(1 + unlocks)) / effort`, highest first, ties by level, then by
/// name; a blocked one comes after what unblocks it.
pub fn suggestions(model: &Model, scores: &Scores, target: u8) -> Vec<Suggestion> {
    let open = |at: usize| matches!(scores.values[at].amount(), Some(amount) if amount < 1.0);
    let found: Vec<Suggestion> = (0..model.activities.len())
        .filter(|&at| open(at) && model.activities[at].level <= target)
        .map(|at| suggest(model, scores, at))
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

fn suggest(model: &Model, scores: &Scores, at: usize) -> Suggestion {
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
    let blocked_by = activity
        .needs
        .iter()
        .filter_map(|need| model.position(need.as_str()))
        .filter(|&need| {
            scores.values[need] != Value::NotApplicable && !scores.values[need].is_ready()
        })
        .collect();
    let gate = if is_gate { 2.0 } else { 1.0 };
    let priority = gate * f64::from(activity.usefulness) * (1.0 + (1.0 + unlocks as f64).log2())
        / f64::from(activity.difficulty.effort());
    Suggestion {
        activity: at,
        priority,
        is_gate,
        completes_level,
        unlocks,
        blocked_by,
    }
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
