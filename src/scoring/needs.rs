//! What an activity waits for, what waits for it, and what is said to be in place too early.

use super::{Scores, Value};
use crate::model::Model;

/// What an activity needs directly, applies, and is not ready: indexes into
/// [`Model::activities`], in the order of the model file.
pub fn lacking(model: &Model, scores: &Scores, at: usize) -> Vec<usize> {
    let needs = model.activities[at].needs.iter();
    needs
        .filter_map(|need| model.position(need.as_str()))
        .filter(|&need| {
            scores.values[need] != Value::NotApplicable && !scores.values[need].is_ready()
        })
        .collect()
}

/// An activity that is ready although something that it needs is not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Early {
    /// Index into [`Model::activities`].
    pub activity: usize,
    /// What it needs and lacks; never empty.
    pub lacks: Vec<usize>,
}

/// All activities that are ready too early, in the order of the model: each is a reason to look at
/// two answers again.
pub fn too_early(model: &Model, scores: &Scores) -> Vec<Early> {
    (0..model.activities.len())
        .filter(|&at| scores.values[at].is_ready())
        .map(|activity| Early {
            activity,
            lacks: lacking(model, scores, activity),
        })
        .filter(|early| !early.lacks.is_empty())
        .collect()
}

/// An activity with everything that it needs and that needs it, directly or through others.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Around {
    /// Indexes into [`Model::activities`]: what it needs, the activity itself, what needs it.
    pub members: Vec<usize>,
    /// How many of them come before the activity.
    pub needs: usize,
    /// By place in `members`: over how many needs the shortest way leads from it to the activity; 0
    /// is the activity itself.
    pub steps: Vec<usize>,
    /// Who needs whom, as places in `members`: what is needed, then what needs it.
    pub edges: Vec<(usize, usize)>,
}

/// What is around an activity. Where activities need one another in a circle, those of the circle
/// stand among what is needed.
pub fn around(model: &Model, at: usize) -> Around {
    let count = model.activities.len();
    let needs = reach(count, at, |current| {
        let needs = model.activities[current].needs.iter();
        needs
            .filter_map(|need| model.position(need.as_str()))
            .collect()
    });
    let mut unlocks = reach(count, at, |current| model.dependents(current).to_vec());
    unlocks.retain(|(other, _)| needs.iter().all(|(need, _)| need != other));
    let before = needs.len();
    let (members, steps): (Vec<usize>, Vec<usize>) =
        needs.into_iter().chain([(at, 0)]).chain(unlocks).unzip();
    let mut place = vec![None; model.activities.len()];
    for (here, &member) in members.iter().enumerate() {
        place[member] = Some(here);
    }
    let mut edges = Vec::new();
    for (here, &member) in members.iter().enumerate() {
        let later = model.dependents(member).iter();
        edges.extend(later.filter_map(|&next| Some((here, place[next]?))));
    }
    Around {
        members,
        needs: before,
        steps,
        edges,
    }
}

/// The activity that most others wait for, the first of those that are equal; `None`: nothing needs
/// anything.
pub fn most_needed(model: &Model) -> Option<usize> {
    let waiting = |at: usize| {
        let around = around(model, at);
        around.members.len() - around.needs - 1
    };
    let is_linked =
        |at: &usize| !model.activities[*at].needs.is_empty() || !model.dependents(*at).is_empty();
    let linked = (0..model.activities.len()).filter(is_linked);
    linked.rev().max_by_key(|&at| waiting(at))
}

/// Everything that `next` leads to from an activity and in how many steps, the nearest first.
fn reach(count: usize, from: usize, next: impl Fn(usize) -> Vec<usize>) -> Vec<(usize, usize)> {
    let mut is_in = vec![false; count];
    is_in[from] = true;
    let mut found = Vec::new();
    let mut waiting = std::collections::VecDeque::from([(from, 0)]);
    while let Some((current, steps)) = waiting.pop_front() {
        for other in next(current) {
            if !std::mem::replace(&mut is_in[other], true) {
                found.push((other, steps + 1));
                waiting.push_back((other, steps + 1));
            }
        }
    }
    found
}
