//! Numbers: what the answers of a team come to. Pure functions; each number has one formula, here.
//!
//! Sources: the rules in `docs/scoring.md`.

mod next;

pub use next::{Suggestion, suggestions};

use crate::assessment::{Answered, Assessment, TeamId};
use crate::model::Model;

/// What an answer is worth.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Value {
    /// Nothing said: 0, and it lowers coverage.
    Unanswered,
    /// *Not sure*: 0.
    NotSure,
    /// *Not applicable*: out of every sum.
    NotApplicable,
    /// A stage's score, 0..=1.
    Scored(f64),
}

impl Value {
    /// 0..=1; `None` where the activity does not apply.
    pub fn amount(self) -> Option<f64> {
        match self {
            Value::NotApplicable => None,
            Value::Unanswered | Value::NotSure => Some(0.0),
            Value::Scored(score) => Some(score),
        }
    }

    /// Fully in place.
    pub fn is_ready(self) -> bool {
        self.amount().is_some_and(|amount| amount >= 1.0)
    }

    /// Anything was said at all.
    pub fn is_answered(self) -> bool {
        self != Value::Unanswered
    }
}

/// What is counted beside every score.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// All activities.
    pub all: usize,
    /// Answered with anything.
    pub answered: usize,
    /// Not marked *not applicable*.
    pub applicable: usize,
    /// Fully in place.
    pub ready: usize,
    /// *Not sure*.
    pub not_sure: usize,
}

impl Counts {
    /// Share of activities that were answered, 0..=1; 0 where there are none.
    pub fn coverage(self) -> f64 {
        if self.all == 0 {
            0.0
        } else {
            self.answered as f64 / self.all as f64
        }
    }

    fn take(&mut self, value: Value) {
        self.all += 1;
        self.answered += usize::from(value.is_answered());
        self.applicable += usize::from(value != Value::NotApplicable);
        self.ready += usize::from(value.is_ready());
        self.not_sure += usize::from(value == Value::NotSure);
    }

    fn add(&mut self, other: Counts) {
        self.all += other.all;
        self.answered += other.answered;
        self.applicable += other.applicable;
        self.ready += other.ready;
        self.not_sure += other.not_sure;
    }
}

/// The numbers of a subdimension, a dimension or the whole. `None`: nothing there applies.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Score {
    /// 0..=N.
    pub maturity: Option<f64>,
    /// 0..=1.
    pub completion: Option<f64>,
    /// What it is made of.
    pub counts: Counts,
    /// Only for a subdimension: the level reached, 0..=N.
    pub level_reached: Option<u8>,
    /// Only for a mean: index of the part with the lowest maturity.
    pub weakest: Option<usize>,
}

/// All numbers of one team.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Scores {
    /// By activity index.
    pub values: Vec<Value>,
    /// By subdimension index, then level − 1: mean of the values there; `None`: nothing applies.
    pub cells: Vec<Vec<Option<f64>>>,
    /// By subdimension index.
    pub subdimensions: Vec<Score>,
    /// By dimension index; `weakest` is a subdimension index.
    pub dimensions: Vec<Score>,
    /// The whole; `weakest` is a dimension index.
    pub overall: Score,
    /// By level − 1: activities ready, and all that apply.
    pub levels: Vec<(usize, usize)>,
}

/// Computes all numbers of one team.
pub fn score(model: &Model, assessment: &Assessment, team: &TeamId) -> Scores {
    score_values(model, values(model, assessment, team))
}

/// What each activity is worth to a team, by activity index. Where the team says nothing itself,
/// what the platform team says counts that it inherits from.
pub fn values(model: &Model, assessment: &Assessment, team: &TeamId) -> Vec<Value> {
    let mut line = Vec::new();
    let mut next = Some(team);
    while let Some(id) = next {
        // A circle of inheritance ends where it closes.
        if line.contains(&id) {
            break;
        }
        line.push(id);
        next = assessment
            .teams
            .get(id)
            .and_then(|team| team.inherits.as_ref());
    }
    let answers: Vec<_> = line
        .into_iter()
        .filter_map(|id| assessment.answers.get(id))
        .collect();
    model
        .activities
        .iter()
        .map(|activity| {
            answers
                .iter()
                .filter_map(|answers| answers.get(&activity.id))
                .map(|answer| value_of(assessment, answer.answered()))
                .find(|value| value.is_answered())
                .unwrap_or(Value::Unanswered)
        })
        .collect()
}

fn value_of(assessment: &Assessment, answered: Answered<'_>) -> Value {
    match answered {
        Answered::No => Value::Unanswered,
        Answered::NotSure => Value::NotSure,
        Answered::NotApplicable => Value::NotApplicable,
        Answered::Stage(id) => match assessment.stages.iter().find(|stage| stage.id == *id) {
            Some(stage) => Value::Scored(stage.score.clamp(0.0, 1.0)),
            // A stage that this assessment does not define says nothing that could be counted.
            None => Value::Unanswered,
        },
    }
}

/// Computes all numbers from the values of the activities, by activity index.
pub fn score_values(model: &Model, values: Vec<Value>) -> Scores {
    let levels = usize::from(model.highest_level());
    let mut scores = Scores {
        cells: Vec::with_capacity(model.subdimensions.len()),
        subdimensions: Vec::with_capacity(model.subdimensions.len()),
        ..Scores::default()
    };
    for subdimension in &model.subdimensions {
        let mut sums = vec![(0.0, 0usize); levels];
        let mut counts = Counts::default();
        for &at in &subdimension.activities {
            counts.take(values[at]);
            if let Some(amount) = values[at].amount() {
                let (sum, count) = &mut sums[usize::from(model.activities[at].level) - 1];
                *sum += amount;
                *count += 1;
            }
        }
        let cells: Vec<Option<f64>> = sums
            .iter()
            .map(|&(sum, count)| (count > 0).then(|| sum / count as f64))
            .collect();
        let (level_reached, maturity) = climb(&cells);
        let applicable = counts.applicable;
        let total: f64 = sums.iter().map(|(sum, _)| sum).sum();
        scores.subdimensions.push(Score {
            maturity,
            completion: (applicable > 0).then(|| total / applicable as f64),
            counts,
            level_reached,
            weakest: None,
        });
        scores.cells.push(cells);
    }
    for dimension in &model.dimensions {
        scores.dimensions.push(roll_up(
            dimension
                .subdimensions
                .iter()
                .map(|&at| (at, scores.subdimensions[at])),
        ));
    }
    scores.overall = roll_up(scores.dimensions.iter().copied().enumerate());
    scores.levels = vec![(0, 0); levels];
    for (activity, value) in model.activities.iter().zip(&values) {
        let (ready, applicable) = &mut scores.levels[usize::from(activity.level) - 1];
        *ready += usize::from(value.is_ready());
        *applicable += usize::from(value.amount().is_some());
    }
    scores.values = values;
    scores
}

/// Level reached and maturity from the cells of a subdimension, lowest level first. A level with
/// nothing applicable neither gives nor takes.
fn climb(cells: &[Option<f64>]) -> (Option<u8>, Option<f64>) {
    let highest = u8::try_from(cells.len()).unwrap_or(u8::MAX);
    let mut reached = 0u8;
    let mut any = false;
    for (level, cell) in (1u8..).zip(cells) {
        let Some(cell) = *cell else { continue };
        any = true;
        if cell < 1.0 {
            let from = f64::from(reached);
            let maturity = from + (f64::from(level) - from) * cell;
            return (Some(reached), Some(maturity));
        }
        reached = level;
    }
    if any {
        (Some(highest), Some(f64::from(highest)))
    } else {
        (None, None)
    }
}

/// Mean over parts (not over activities: the parts differ in size); `None` is left out.
fn roll_up(parts: impl Iterator<Item = (usize, Score)>) -> Score {
    let mut maturity = Mean::default();
    let mut completion = Mean::default();
    let mut counts = Counts::default();
    let mut weakest: Option<(usize, f64)> = None;
    for (at, part) in parts {
        counts.add(part.counts);
        if let Some(value) = part.maturity {
            maturity.take(value);
            if weakest.is_none_or(|(_, lowest)| value < lowest) {
                weakest = Some((at, value));
            }
        }
        if let Some(value) = part.completion {
            completion.take(value);
        }
    }
    Score {
        maturity: maturity.value(),
        completion: completion.value(),
        counts,
        level_reached: None,
        weakest: weakest.map(|(at, _)| at),
    }
}

#[derive(Default)]
struct Mean {
    sum: f64,
    count: usize,
}

impl Mean {
    fn take(&mut self, value: f64) {
        self.sum += value;
        self.count += 1;
    }

    fn value(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum / self.count as f64)
    }
}
