//! Why a number is what it is: what went into it, and what was left out. Each is made by the same
//! functions that make the number, from the [`Scores`] that show it, claimed, evidenced or of a
//! cycle alike.

use super::{Mean, Scores, Value, climb, mean};
use crate::model::Model;

/// A mean and what it is made of.
#[derive(Clone, PartialEq, Debug)]
pub struct Terms<T> {
    /// The number; `None`: nothing goes in.
    pub mean: Option<f64>,
    /// What went in, and what was left out.
    pub terms: Vec<T>,
    /// How many went in: what the sum is divided by.
    pub divisor: usize,
}

impl<T> Terms<T> {
    fn of(terms: Vec<T>, amount: impl Fn(&T) -> Option<f64>) -> Self {
        let mut mean = Mean::default();
        terms.iter().for_each(|term| mean.take(amount(term)));
        Terms {
            mean: mean.value(),
            divisor: mean.count,
            terms,
        }
    }
}

/// An activity in a mean. Its [`Value`] says why it counts 0, or why it is left out
/// ([`Value::amount`] is `None`).
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ActivityTerm {
    /// Index into [`Model::activities`].
    pub activity: usize,
    /// What it is worth.
    pub value: Value,
}

/// A subdimension in a dimension, or a dimension in the whole.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct PartTerm {
    /// Index into [`Model::subdimensions`] or [`Model::dimensions`].
    pub part: usize,
    /// Its maturity; `None`: nothing there applies, so it is left out.
    pub maturity: Option<f64>,
    /// Its completion; `None` where there is no maturity.
    pub completion: Option<f64>,
}

/// What a level does to the maturity of a subdimension.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// No activity there applies: it is stepped over.
    Empty,
    /// Everything there is ready.
    Finished,
    /// The first level that is not finished: what is done there counts in part.
    Unfinished,
    /// Above an unfinished level: it does not show.
    Above,
}

/// A level on the way up.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Step {
    /// The level, from 1.
    pub level: u8,
    /// The mean of its activities; `None`: nothing applies.
    pub cell: Option<f64>,
    /// What it does.
    pub verdict: Verdict,
}

/// How level reached and maturity of a subdimension came about:
/// `maturity = reached + (next − reached) · cell(next)`.
#[derive(Clone, PartialEq, Debug)]
pub struct Ascent {
    /// All levels, from 1 up.
    pub steps: Vec<Step>,
    /// The level reached; `None`: nothing applies.
    pub reached: Option<u8>,
    /// The first level that is not finished; `None`: all are, so maturity is N.
    pub next: Option<u8>,
    /// The maturity; `None`: nothing applies.
    pub maturity: Option<f64>,
}

fn activity_terms(scores: &Scores, activities: impl Iterator<Item = usize>) -> Terms<ActivityTerm> {
    let term = |activity: usize| ActivityTerm {
        activity,
        value: scores.values[activity],
    };
    Terms::of(activities.map(term).collect(), |term| term.value.amount())
}

/// Why a cell is what it is: the activities of one level of a subdimension.
pub fn why_cell(
    model: &Model,
    scores: &Scores,
    subdimension: usize,
    level: u8,
) -> Terms<ActivityTerm> {
    let members = &model.subdimensions[subdimension].activities;
    let at_level = |at: &usize| model.activities[*at].level == level;
    activity_terms(scores, members.iter().copied().filter(at_level))
}

/// Why the completion of a subdimension is what it is: all its activities.
pub fn why_completion(model: &Model, scores: &Scores, subdimension: usize) -> Terms<ActivityTerm> {
    let members = &model.subdimensions[subdimension].activities;
    activity_terms(scores, members.iter().copied())
}

/// Why maturity and level reached of a subdimension are what they are: its levels.
pub fn why_maturity(scores: &Scores, subdimension: usize) -> Ascent {
    let cells = &scores.cells[subdimension];
    let climb = climb(cells);
    let next = climb.and_then(|climb| climb.stopped);
    let step = |(level, &cell): (u8, &Option<f64>)| Step {
        level,
        cell,
        verdict: match (cell, next) {
            (None, _) => Verdict::Empty,
            (Some(_), Some(next)) if level == next => Verdict::Unfinished,
            (Some(_), Some(next)) if level > next => Verdict::Above,
            (Some(_), _) => Verdict::Finished,
        },
    };
    Ascent {
        steps: (1u8..).zip(cells).map(step).collect(),
        reached: climb.map(|climb| climb.reached),
        next,
        maturity: climb.map(|climb| climb.maturity),
    }
}

fn part_terms(parts: impl Iterator<Item = (usize, super::Score)>) -> Terms<PartTerm> {
    let term = |(part, score): (usize, super::Score)| PartTerm {
        part,
        maturity: score.maturity,
        completion: score.completion,
    };
    Terms::of(parts.map(term).collect(), |term| term.maturity)
}

impl Terms<PartTerm> {
    /// The mean of the completions; [`Terms::mean`] is the one of the maturities.
    pub fn completion(&self) -> Option<f64> {
        mean(self.terms.iter().map(|term| term.completion))
    }
}

/// Why a dimension's numbers are what they are: its subdimensions.
pub fn why_dimension(model: &Model, scores: &Scores, dimension: usize) -> Terms<PartTerm> {
    let parts = model.dimensions[dimension].subdimensions.iter();
    part_terms(parts.map(|&at| (at, scores.subdimensions[at])))
}

/// Why the overall numbers are what they are: the dimensions.
pub fn why_overall(scores: &Scores) -> Terms<PartTerm> {
    part_terms(scores.dimensions.iter().copied().enumerate())
}
