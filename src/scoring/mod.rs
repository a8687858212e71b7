//! Numbers: what the answers of a team come to. Pure functions; each number has one formula, here.
//!
//! Sources: the rules in `docs/scoring.md`.

mod applicability;
mod audit;
mod backing;
mod binomial;
mod cache;
mod confirmed;
mod due;
mod evidence;
mod heat;
mod levels;
mod mapping;
mod needs;
mod next;
mod pace;
mod portfolio;
mod quartiles;
mod target;
mod terms;
mod what_if;

pub use applicability::{Applies, Stated, statement};
pub use audit::{Audited, Tally, audited};
pub use backing::{Backed, Backing, Behind, backed, behind};
pub use binomial::{CONFIDENCE, Interval, interval};
pub use cache::Cache;
pub use confirmed::{Confirmed, confirmed, unconfirmed, waiting};
pub use due::{Due, Why, carried_over, due, next_review};
pub use evidence::{Proofs, evidenced, evidenced_share, is_valid, valid_until};
pub use heat::{
    Heat, HeatMap, Measure, Of, STANDINGS, Standing, Weak, apart, heat, in_cell, ready_in,
    ready_in_cell, share_of_levels, standings, value, weakest_sectors,
};
pub use levels::{AtLevel, at_level, left_by_level};
pub use mapping::{
    Control, ForCharacteristic, Mapped, Standard, characteristics, mapped, standard_title,
    standards,
};
pub use needs::{Around, Early, around, lacking, most_needed, too_early};
pub use next::{Goals, Suggestion, When, suggestions};
pub use pace::{at_this_pace, level_share, level_shares, moments_to, past};
pub use portfolio::{Part, Portfolio, Spread, most_common, most_missed, portfolio, spread};
pub use quartiles::Quartiles;
pub use target::{Targets, targets};
pub use terms::{
    ActivityTerm, Ascent, PartTerm, Step, Terms, Verdict, why_cell, why_completion, why_dimension,
    why_maturity, why_overall,
};
pub use what_if::{if_plan_done, planned, with_ready};

use crate::assessment::{Answer, Answered, Answers, Assessment, Stage, TeamId};
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

    /// It applies and is not fully in place.
    pub fn is_unready(self) -> bool {
        self.amount().is_some_and(|amount| amount < 1.0)
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

    /// Marked *not applicable*.
    pub fn left_out(self) -> usize {
        self.all - self.applicable
    }

    /// Not answered.
    pub fn open(self) -> usize {
        self.all - self.answered
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

impl Score {
    /// Everything that applies is in place, or nothing applies.
    pub fn is_complete(&self) -> bool {
        self.completion.is_none_or(|share| share >= 1.0)
    }
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
    let heard = heard(model, assessment, &line(assessment, team), worth);
    heard.into_iter().map(|(value, _)| value).collect()
}

/// Whose answer counts for a team and an activity: its own, or the one of the team that it
/// inherits from. `None`: nobody in the line says anything.
pub fn answering<'a>(
    assessment: &'a Assessment,
    team: &'a TeamId,
    activity: &str,
) -> Option<(&'a TeamId, &'a Answer)> {
    line(assessment, team)
        .into_iter()
        .find_map(|(id, answers)| {
            let answer = answers?.get(activity)?;
            let value = value_of(assessment, assessment.counted(answer));
            value.is_answered().then_some((id, answer))
        })
}

/// A team with its answers, and those that it inherits from, the nearest first.
type Line<'a> = Vec<(&'a TeamId, Option<&'a Answers>)>;

fn line<'a>(assessment: &'a Assessment, team: &'a TeamId) -> Line<'a> {
    let mut line: Line<'a> = Vec::new();
    let mut next = Some(team);
    while let Some(id) = next {
        // A circle of inheritance ends where it closes.
        if line.iter().any(|(known, _)| *known == id) {
            break;
        }
        line.push((id, assessment.answers.get(id)));
        next = assessment
            .teams
            .get(id)
            .and_then(|team| team.inherits.as_ref());
    }
    line
}

/// By activity index: what counts, and where in the line it was said.
///
/// Each team's answers are gone through once in their own order: with many teams, looking up every
/// activity waits for memory several times as long.
fn heard(
    model: &Model,
    assessment: &Assessment,
    line: &Line<'_>,
    worth: impl Fn(&Assessment, &TeamId, &str, &Answer) -> Value,
) -> Vec<(Value, usize)> {
    let mut heard = vec![(Value::Unanswered, 0); model.activities.len()];
    for (place, (team, answers)) in line.iter().enumerate() {
        for (id, answer) in answers.iter().copied().flatten() {
            if let Some(at) = model.position(id.as_str())
                && !heard[at].0.is_answered()
            {
                heard[at] = (worth(assessment, team, id.as_str(), answer), place);
            }
        }
    }
    heard
}

/// What an answer is worth. Where ready needs two, one that nobody confirmed as a second person counts
/// as the best stage that is not ready.
fn worth(assessment: &Assessment, team: &TeamId, activity: &str, answer: &Answer) -> Value {
    let value = value_of(assessment, assessment.counted(answer));
    if value.is_ready()
        && assessment.needs_two()
        && !assessment.is_confirmed_stage(team.as_str(), activity, answer)
    {
        return Value::Scored(best_unready(assessment).map_or(0.0, |stage| stage.score));
    }
    value
}

/// The best stage that is not ready: stages go from the lowest up.
pub fn best_unready(assessment: &Assessment) -> Option<&Stage> {
    let stages = assessment.living_stages();
    stages.filter(|stage| !stage.is_ready()).last()
}

fn value_of(assessment: &Assessment, answered: Answered<'_>) -> Value {
    match answered {
        Answered::No => Value::Unanswered,
        Answered::NotSure => Value::NotSure,
        Answered::NotApplicable => Value::NotApplicable,
        Answered::Stage(id) => match assessment.counts_as(id) {
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
        let mut means = vec![Mean::default(); levels];
        let mut completion = Mean::default();
        let mut counts = Counts::default();
        for &at in &subdimension.activities {
            counts.take(values[at]);
            means[usize::from(model.activities[at].level) - 1].take(values[at].amount());
            completion.take(values[at].amount());
        }
        let cells: Vec<Option<f64>> = means.iter().map(Mean::value).collect();
        let climb = climb(&cells);
        scores.subdimensions.push(Score {
            maturity: climb.map(|climb| climb.maturity),
            completion: completion.value(),
            counts,
            level_reached: climb.map(|climb| climb.reached),
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

/// How far a team got in a subdimension.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Climb {
    /// The level reached, 0..=N.
    pub(crate) reached: u8,
    /// The first level that is not finished; `None`: all are.
    pub(crate) stopped: Option<u8>,
    /// 0..=N.
    pub(crate) maturity: f64,
}

/// Level reached and maturity from the cells of a subdimension, lowest level first. A level with
/// nothing applicable neither gives nor takes; `None` where that is all of them.
fn climb(cells: &[Option<f64>]) -> Option<Climb> {
    let highest = u8::try_from(cells.len()).unwrap_or(u8::MAX);
    let mut reached = 0u8;
    let mut any = false;
    for (level, cell) in (1u8..).zip(cells) {
        let Some(cell) = *cell else { continue };
        any = true;
        if cell < 1.0 {
            let from = f64::from(reached);
            return Some(Climb {
                reached,
                stopped: Some(level),
                maturity: from + (f64::from(level) - from) * cell,
            });
        }
        reached = level;
    }
    any.then_some(Climb {
        reached: highest,
        stopped: None,
        maturity: f64::from(highest),
    })
}

/// Mean over parts (not over activities: the parts differ in size); `None` is left out.
fn roll_up(parts: impl Iterator<Item = (usize, Score)>) -> Score {
    let mut maturity = Mean::default();
    let mut completion = Mean::default();
    let mut counts = Counts::default();
    let mut weakest: Option<(usize, f64)> = None;
    for (at, part) in parts {
        counts.add(part.counts);
        maturity.take(part.maturity);
        completion.take(part.completion);
        if let Some(value) = part.maturity
            && weakest.is_none_or(|(_, lowest)| value < lowest)
        {
            weakest = Some((at, value));
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

/// The one mean of this crate: what has no number is left out; nothing has none.
#[derive(Clone, Copy, Default)]
struct Mean {
    sum: f64,
    count: usize,
}

impl Mean {
    fn take(&mut self, value: Option<f64>) {
        if let Some(value) = value {
            self.sum += value;
            self.count += 1;
        }
    }

    fn value(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum / self.count as f64)
    }
}

/// The mean of what has a number.
fn mean(values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let mut mean = Mean::default();
    values.for_each(|value| mean.take(value));
    mean.value()
}
