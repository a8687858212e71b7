//! The way from cycle to cycle: what stood then, and where the pace of the last two leads.

use super::{Scores, score};
use crate::assessment::{Assessment, TeamId};
use crate::model::Model;

/// The numbers of a team at the end of the latest `most` cycles and snapshots, from the oldest to the
/// newest, each with its name.
pub fn past(
    model: &Model,
    assessment: &Assessment,
    team: &TeamId,
    most: usize,
) -> Vec<(String, Scores)> {
    let all = assessment.snapshots();
    let early = all.len().saturating_sub(most);
    let late = all.into_iter().skip(early);
    late.filter_map(|(id, cycle)| {
        let then = assessment.as_of_team(id, team)?;
        Some((cycle.name.clone(), score(model, &then, team)))
    })
    .collect()
}

/// The share of what applies on a level, given less one, that is ready; `None`: nothing applies.
pub fn level_share(scores: &Scores, at: usize) -> Option<f64> {
    let (ready, all) = scores.levels[at];
    (all > 0).then(|| ready as f64 / all as f64)
}

/// By level - 1: the share of what applies that is ready; `None`: nothing applies.
pub fn level_shares(scores: &Scores) -> Vec<Option<f64>> {
    (0..scores.levels.len())
        .map(|at| level_share(scores, at))
        .collect()
}

/// Where a number is that goes on as between the last two moments: that many moments ahead, and never
/// beyond 0 and `highest`. Nothing where there are no two.
pub fn at_this_pace(values: &[Option<f64>], ahead: usize, highest: f64) -> Vec<f64> {
    let [.., Some(before), Some(now)] = values else {
        return Vec::new();
    };
    let step = now - before;
    (1..=ahead)
        .map(|away| (now + step * away as f64).clamp(0.0, highest))
        .collect()
}

/// After how many more moments a number reaches `highest` at the pace of the last two: 0 where it is
/// there; `None` where it never gets there.
pub fn moments_to(values: &[Option<f64>], highest: f64) -> Option<usize> {
    let now = (*values.last()?)?;
    if now >= highest - 1e-9 {
        return Some(0);
    }
    let [.., Some(before), Some(_)] = values else {
        return None;
    };
    let step = now - before;
    // A rounding error is no pace.
    (step > 1e-9).then(|| ((highest - now) / step - 1e-9).ceil() as usize)
}
