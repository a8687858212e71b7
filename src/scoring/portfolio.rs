//! Several teams together. A mean never stands alone: beside it stand median, lowest, highest and
//! the number of teams.

use super::{Counts, Mean, Scores};
use crate::model::Model;
use crate::order::order;

/// Activities that apply to a team and are not ready in all of them, as indexes into
/// [`Model::activities`]: those ready in the fewest teams first; of what is missed as often, the lowest
/// level, which hurts most. `counts` as in [`Portfolio::activities`].
pub fn most_missed(model: &Model, counts: &[(usize, usize)]) -> Vec<usize> {
    let level = |at: usize| model.activities[at].level;
    let sorted = order(counts.len(), &|left, right| {
        let shares = ready_share(counts[left]).total_cmp(&ready_share(counts[right]));
        shares.then(level(left).cmp(&level(right)))
    });
    let is_missed = |at: &usize| counts[*at].0 < counts[*at].1;
    sorted.into_iter().filter(is_missed).collect()
}

/// Activities that are ready somewhere: those ready in the most teams first; of what is as common, the
/// highest level, which is worth most.
pub fn most_common(model: &Model, counts: &[(usize, usize)]) -> Vec<usize> {
    let level = |at: usize| model.activities[at].level;
    let sorted = order(counts.len(), &|left, right| {
        let shares = ready_share(counts[right]).total_cmp(&ready_share(counts[left]));
        shares.then(level(right).cmp(&level(left)))
    });
    let is_there = |at: &usize| counts[*at].0 > 0;
    sorted.into_iter().filter(is_there).collect()
}

fn ready_share((ready, all): (usize, usize)) -> f64 {
    ready as f64 / all.max(1) as f64
}

/// How one number is spread over the teams that have it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Spread {
    /// The mean.
    pub mean: f64,
    /// The middle one, or the mean of the two in the middle.
    pub median: f64,
    /// The lowest.
    pub min: f64,
    /// The highest.
    pub max: f64,
    /// How many teams have the number; where nothing applies to a team, it is left out.
    pub count: usize,
    /// Which team has the lowest: the first of them in the given list.
    pub lowest: usize,
    /// Which team has the highest: the first of them in the given list.
    pub highest: usize,
}

impl Spread {
    /// Spread of what the teams have, in the order of their list; `None`: none has a number.
    pub(super) fn of(values: impl Iterator<Item = Option<f64>>) -> Option<Self> {
        let known: Vec<(usize, f64)> = values
            .enumerate()
            .filter_map(|(team, value)| Some((team, value?)))
            .collect();
        let places = order(known.len(), &|left, right| {
            known[left].1.total_cmp(&known[right].1)
        });
        let value = |place: usize| known[places[place]].1;
        let count = known.len();
        let last = count.checked_sub(1)?;
        // Summed from the lowest up, so that the order of the teams does not matter to a bit.
        let mut mean = Mean::default();
        places
            .iter()
            .for_each(|&place| mean.take(Some(known[place].1)));
        let max = value(last);
        Some(Spread {
            // Rounding must not push the mean out of its bounds.
            mean: mean.value()?.clamp(value(0), max),
            median: f64::midpoint(value(last / 2), value(count / 2)),
            min: value(0),
            max,
            count,
            lowest: known[places[0]].0,
            highest: known.iter().find(|known| known.1 == max)?.0,
        })
    }
}

/// How numbers that are known already are spread, as [`portfolio`] does it. `None`: there is none.
pub fn spread(values: &[Option<f64>]) -> Option<Spread> {
    Spread::of(values.iter().copied())
}

/// The numbers of a subdimension, a dimension or the whole over all teams.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Part {
    /// `None`: nothing there applies to any team.
    pub maturity: Option<Spread>,
    /// `None`: nothing there applies to any team.
    pub completion: Option<Spread>,
    /// Of all teams together.
    pub counts: Counts,
    /// Index of the part with the lowest mean of maturity; for a subdimension none.
    pub weakest: Option<usize>,
}

/// All numbers of several teams.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Portfolio {
    /// How many teams went in.
    pub teams: usize,
    /// The whole; `weakest` is a dimension index.
    pub overall: Part,
    /// By dimension index; `weakest` is a subdimension index.
    pub dimensions: Vec<Part>,
    /// By subdimension index.
    pub subdimensions: Vec<Part>,
    /// The sectors of the heatmap, by subdimension index, then level − 1.
    pub cells: Vec<Vec<Option<Spread>>>,
    /// By level − 1: activities ready in every team that they apply to, and all that apply to at
    /// least one.
    pub levels: Vec<(usize, usize)>,
    /// By activity index: in how many teams it is ready, and to how many it applies.
    pub activities: Vec<(usize, usize)>,
}

/// The numbers of several teams together, claimed or evidenced: all of one model. A dimension is
/// the spread of the teams' own numbers for it, not a mean over spreads.
pub fn portfolio(model: &Model, teams: &[&Scores]) -> Portfolio {
    let part = |of: &dyn Fn(&Scores) -> super::Score, weakest: Option<usize>| {
        let mut counts = Counts::default();
        teams
            .iter()
            .for_each(|scores| counts.add(of(scores).counts));
        Part {
            maturity: Spread::of(teams.iter().map(|scores| of(scores).maturity)),
            completion: Spread::of(teams.iter().map(|scores| of(scores).completion)),
            counts,
            weakest,
        }
    };
    let subdimensions: Vec<Part> = (0..model.subdimensions.len())
        .map(|at| part(&|scores| scores.subdimensions[at], None))
        .collect();
    let dimensions: Vec<Part> = (0..model.dimensions.len())
        .map(|at| {
            let parts = &model.dimensions[at].subdimensions;
            let weakest = weakest(parts.iter().map(|&sub| (sub, &subdimensions[sub])));
            part(&|scores| scores.dimensions[at], weakest)
        })
        .collect();
    let overall = part(
        &|scores| scores.overall,
        weakest(dimensions.iter().enumerate()),
    );
    let levels = usize::from(model.highest_level());
    let cells = (0..model.subdimensions.len())
        .map(|sub| {
            (0..levels)
                .map(|level| Spread::of(teams.iter().map(|scores| scores.cells[sub][level])))
                .collect()
        })
        .collect();
    let mut portfolio = Portfolio {
        teams: teams.len(),
        overall,
        dimensions,
        subdimensions,
        cells,
        levels: vec![(0, 0); levels],
        activities: vec![(0, 0); model.activities.len()],
    };
    for scores in teams {
        for ((ready, applicable), value) in portfolio.activities.iter_mut().zip(&scores.values) {
            *ready += usize::from(value.is_ready());
            *applicable += usize::from(value.amount().is_some());
        }
    }
    for (activity, &(ready, applicable)) in model.activities.iter().zip(&portfolio.activities) {
        let level = &mut portfolio.levels[usize::from(activity.level) - 1];
        level.0 += usize::from(applicable > 0 && ready == applicable);
        level.1 += usize::from(applicable > 0);
    }
    portfolio
}

fn weakest<'a>(parts: impl Iterator<Item = (usize, &'a Part)>) -> Option<usize> {
    let mut found: Option<(usize, f64)> = None;
    for (at, part) in parts {
        if let Some(maturity) = part.maturity
            && found.is_none_or(|(_, lowest)| maturity.mean < lowest)
        {
            found = Some((at, maturity.mean));
        }
    }
    found.map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::Spread;

    #[test]
    fn spreads_by_hand() {
        let spread = |values: &[Option<f64>]| Spread::of(values.iter().copied());
        assert_eq!(spread(&[]), None);
        assert_eq!(spread(&[None, None]), None);
        let expected = Spread {
            mean: 2.0,
            median: 1.5,
            min: 1.0,
            max: 4.0,
            count: 4,
            lowest: 2,
            highest: 1,
        };
        let found = spread(&[None, Some(4.0), Some(1.0), Some(1.0), Some(2.0)]);
        assert_eq!(found, Some(expected));
    }
}
