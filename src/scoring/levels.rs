//! One level at a time: what is left to answer, and how the lowest level stands.

use super::{Counts, Mean, Scores};
use crate::model::Model;

/// By level - 1: how many activities have no answer, and how many there are.
pub fn left_by_level(model: &Model, scores: &Scores) -> Vec<(usize, usize)> {
    let mut left = vec![(0, 0); usize::from(model.highest_level())];
    for (activity, value) in model.activities.iter().zip(&scores.values) {
        if let Some((open, all)) = left.get_mut(usize::from(activity.level).saturating_sub(1)) {
            *open += usize::from(!value.is_answered());
            *all += 1;
        }
    }
    left
}

/// A level of the whole, and of each dimension.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct AtLevel {
    /// What is counted at the level.
    pub counts: Counts,
    /// By dimension index: what is counted there, and the mean of what applies; `None`: nothing does.
    pub dimensions: Vec<(Counts, Option<f64>)>,
}

/// How a level stands, each activity counted once in a dimension.
pub fn at_level(model: &Model, scores: &Scores, level: u8) -> AtLevel {
    let is_here = |at: usize| model.activities[at].level == level;
    let mut found = AtLevel::default();
    for at in (0..model.activities.len()).filter(|&at| is_here(at)) {
        found.counts.take(scores.values[at]);
    }
    for dimension in 0..model.dimensions.len() {
        let mut members: Vec<usize> = Vec::new();
        for at in model.activities_of(dimension).filter(|&at| is_here(at)) {
            if !members.contains(&at) {
                members.push(at);
            }
        }
        let mut counts = Counts::default();
        let mut mean = Mean::default();
        for at in members {
            counts.take(scores.values[at]);
            mean.take(scores.values[at].amount());
        }
        found.dimensions.push((counts, mean.value()));
    }
    found
}
