//! Numbers for pictures: one per subdimension and level, over one or several teams.

use super::portfolio::Spread;
use super::{Scores, Targets, Value, answering, mean, worth};
use crate::assessment::{Assessment, TeamId};
use crate::model::Model;
use crate::order::sorted;

/// What a heatmap shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Measure {
    /// How much is in place.
    #[default]
    Completion,
    /// How much of it is proven.
    Evidenced,
    /// How much is answered at all.
    Coverage,
    /// How much completion has changed since an earlier moment.
    Since,
    /// How much completion lacks up to the target; levels above it have no number.
    ToTarget,
}

/// The numbers of one team that a heatmap may show.
#[derive(Clone, Copy, Debug)]
pub struct Of<'a> {
    /// Its numbers: for [`Measure::Evidenced`] those, otherwise as claimed.
    pub now: &'a Scores,
    /// Its numbers at the earlier moment.
    pub then: Option<&'a Scores>,
    /// What it aims at.
    pub targets: Option<&'a Targets>,
}

/// What is known of a cell.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Heat {
    /// The model has no activity there.
    Empty,
    /// There are activities, and none applies to any of the teams.
    NotApplicable,
    /// There is nothing to compare with: no earlier moment, no target.
    Unknown,
    /// The number over the teams that have one.
    Known(Spread),
}

impl Heat {
    /// The mean over the teams.
    pub fn value(self) -> Option<f64> {
        match self {
            Heat::Known(spread) => Some(spread.mean),
            _ => None,
        }
    }
}

/// All numbers of a heatmap.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct HeatMap {
    /// By subdimension index, then level - 1.
    pub cells: Vec<Vec<Heat>>,
    /// By dimension index: of one team its number, of several their mean.
    pub dimensions: Vec<Option<f64>>,
    /// Of the whole.
    pub overall: Option<f64>,
}

/// The numbers of a heatmap over these teams: in each sector the mean over the teams that have a
/// number there.
pub fn heat(model: &Model, teams: &[Of<'_>], measure: Measure) -> HeatMap {
    let levels = usize::from(model.highest_level());
    let cells = (0..model.subdimensions.len())
        .map(|sub| {
            (0..levels)
                .map(|at| cell(model, teams, measure, sub, at))
                .collect()
        })
        .collect::<Vec<Vec<Heat>>>();
    let dimension = |at: usize| {
        let members = &model.dimensions[at].subdimensions;
        let known = |of: &Of<'_>| match measure {
            Measure::Completion | Measure::Evidenced => of.now.dimensions[at].completion,
            Measure::Coverage => coverage(of.now.dimensions[at]),
            Measure::Since => between(
                of.now.dimensions[at].completion,
                of.then?.dimensions[at].completion,
            ),
            Measure::ToTarget => mean(members.iter().map(|&sub| gap(model, of, sub))),
        };
        mean(teams.iter().map(known))
    };
    let whole = |of: &Of<'_>| match measure {
        Measure::Completion | Measure::Evidenced => of.now.overall.completion,
        Measure::Coverage => coverage(of.now.overall),
        Measure::Since => between(of.now.overall.completion, of.then?.overall.completion),
        Measure::ToTarget => mean((0..model.dimensions.len()).map(|at| {
            let members = model.dimensions[at].subdimensions.iter();
            mean(members.map(|&sub| gap(model, of, sub)))
        })),
    };
    HeatMap {
        cells,
        dimensions: (0..model.dimensions.len()).map(dimension).collect(),
        overall: mean(teams.iter().map(whole)),
    }
}

/// A sector in which something is missing.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Weak {
    /// Index into [`Model::subdimensions`].
    pub subdimension: usize,
    /// Its level, less one.
    pub at: usize,
    /// Its number, of the measure that the heatmap shows.
    pub value: f64,
}

impl Measure {
    /// Whether a sector with this number lacks something: of a share less than all, of a change or
    /// of what is left to a target less than nothing.
    fn lacks(self, value: f64) -> bool {
        /// What the last bits of a mean may be off.
        const NOTHING: f64 = 1e-9;
        let whole = match self {
            Measure::Completion | Measure::Evidenced | Measure::Coverage => 1.0,
            Measure::Since | Measure::ToTarget => 0.0,
        };
        value < whole - NOTHING
    }
}

/// Where the most is missing: the lowest level first, because what is above it counts only once it
/// is done, then the lowest number. At most so many.
pub fn weakest_sectors(map: &HeatMap, measure: Measure, most: usize) -> Vec<Weak> {
    let mut found = Vec::new();
    for (subdimension, row) in map.cells.iter().enumerate() {
        for (at, heat) in row.iter().enumerate() {
            if let Some(value) = heat.value().filter(|value| measure.lacks(*value)) {
                found.push(Weak {
                    subdimension,
                    at,
                    value,
                });
            }
        }
    }
    let mut found = sorted(found, |left, right| {
        left.at
            .cmp(&right.at)
            .then(left.value.total_cmp(&right.value))
    });
    found.truncate(most);
    found
}

/// The activities that two sides answer differently, as indexes into [`Model::activities`]: those
/// first whose numbers are furthest apart.
pub fn apart(left: &Scores, right: &Scores) -> Vec<usize> {
    let far = |at: usize| {
        let of = |scores: &Scores| scores.values[at].amount().unwrap_or(0.0);
        (of(left) - of(right)).abs()
    };
    let found: Vec<usize> = (0..left.values.len())
        .filter(|&at| left.values[at] != right.values[at])
        .collect();
    sorted(found, |&one, &two| far(two).total_cmp(&far(one)))
}

fn coverage(score: super::Score) -> Option<f64> {
    (score.counts.all > 0).then(|| score.counts.coverage())
}

fn between(now: Option<f64>, then: Option<f64>) -> Option<f64> {
    Some(now? - then?)
}

/// What is missing in a subdimension up to the target, as a mean over its levels; 0 or less.
fn gap(model: &Model, of: &Of<'_>, sub: usize) -> Option<f64> {
    let levels = 0..usize::from(model.highest_level());
    mean(levels.map(|at| to_target(of, sub, at)))
}

fn to_target(of: &Of<'_>, sub: usize, at: usize) -> Option<f64> {
    let target = of.targets?.subdimensions[sub]?;
    let is_asked = at < usize::from(target);
    is_asked.then_some(of.now.cells[sub][at]? - 1.0)
}

fn cell(model: &Model, teams: &[Of<'_>], measure: Measure, sub: usize, at: usize) -> Heat {
    let members: Vec<usize> = in_cell(model, sub, at).collect();
    if members.is_empty() {
        return Heat::Empty;
    }
    let value = |of: &Of<'_>| match measure {
        Measure::Completion | Measure::Evidenced => of.now.cells[sub][at],
        Measure::Coverage => mean(members.iter().map(|&at| {
            let is_answered = of.now.values[at].is_answered();
            Some(f64::from(u8::from(is_answered)))
        })),
        Measure::Since => between(of.now.cells[sub][at], of.then?.cells[sub][at]),
        Measure::ToTarget => to_target(of, sub, at),
    };
    match Spread::of(teams.iter().map(value)) {
        Some(spread) => Heat::Known(spread),
        None if teams.iter().all(|of| of.now.cells[sub][at].is_none()) => Heat::NotApplicable,
        None => Heat::Unknown,
    }
}

/// A maturity as a share of the highest level, 0..=1: what pictures and colours need.
pub fn share_of_levels(model: &Model, maturity: f64) -> f64 {
    maturity / f64::from(model.highest_level().max(1))
}

/// The activities of a subdimension at a level, which is given less one.
pub fn in_cell(model: &Model, sub: usize, at: usize) -> impl Iterator<Item = usize> + '_ {
    let members = model.subdimensions[sub].activities.iter().copied();
    members.filter(move |&member| usize::from(model.activities[member].level) == at + 1)
}

/// Of the activities of a subdimension at a level, given less one: how many are ready, and how many
/// apply.
pub fn ready_in_cell(model: &Model, scores: &Scores, sub: usize, at: usize) -> (usize, usize) {
    let values = in_cell(model, sub, at).map(|member| scores.values[member]);
    count_ready(values)
}

/// How many values are ready, and how many apply.
fn count_ready(values: impl Iterator<Item = Value>) -> (usize, usize) {
    values.fold((0, 0), |(ready, all), value| {
        (
            ready + usize::from(value.is_ready()),
            all + usize::from(value.amount().is_some()),
        )
    })
}

/// What an activity is worth to a team: its own answer, or the one that it inherits.
pub fn value(assessment: &Assessment, team: &TeamId, activity: &str) -> Value {
    match answering(assessment, team, activity) {
        Some((team, answer)) => worth(assessment, team, activity, answer),
        None => Value::Unanswered,
    }
}

/// In how many of the teams an activity is ready, and to how many it applies.
pub fn ready_in(assessment: &Assessment, teams: &[TeamId], activity: &str) -> (usize, usize) {
    let values = teams.iter().map(|team| value(assessment, team, activity));
    count_ready(values)
}

/// How an activity stands, in one word: what a matrix shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Fully in place.
    Ready,
    /// Begun.
    Begun,
    /// Looked at, and nothing is in place.
    Nothing,
    /// *Not sure*.
    NotSure,
    /// *Not applicable*.
    NotApplicable,
    /// Not answered.
    Open,
}

/// All standings, from the best to the least known.
pub const STANDINGS: [Standing; 6] = [
    Standing::Ready,
    Standing::Begun,
    Standing::Nothing,
    Standing::NotSure,
    Standing::NotApplicable,
    Standing::Open,
];

/// How many activities stand how, in the order of [`STANDINGS`].
pub fn standings(scores: &Scores) -> [usize; 6] {
    let values = || scores.values.iter().map(|value| Standing::of(*value));
    STANDINGS.map(|standing| values().filter(|found| *found == standing).count())
}

impl Standing {
    /// Of what an activity is worth to a team.
    pub fn of(value: Value) -> Self {
        match value {
            Value::Unanswered => Standing::Open,
            Value::NotSure => Standing::NotSure,
            Value::NotApplicable => Standing::NotApplicable,
            value if value.is_ready() => Standing::Ready,
            Value::Scored(score) if score > 0.0 => Standing::Begun,
            Value::Scored(_) => Standing::Nothing,
        }
    }
}
