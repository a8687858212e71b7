//! How a number is spread over teams: the five that a box plot shows.

use crate::order::order;

/// Five numbers of a distribution.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Quartiles {
    /// The lowest.
    pub lowest: f64,
    /// A quarter of the teams is at or below it.
    pub lower: f64,
    /// Half of them.
    pub median: f64,
    /// Three quarters.
    pub upper: f64,
    /// The highest.
    pub highest: f64,
    /// How many teams have the number.
    pub count: usize,
}

impl Quartiles {
    /// All five, from the lowest up.
    pub fn all(&self) -> [f64; 5] {
        [
            self.lowest,
            self.lower,
            self.median,
            self.upper,
            self.highest,
        ]
    }

    /// Of what the teams have; `None`: none has a number. Between two teams the number is taken from
    /// both, by how near it lies to each.
    pub fn of(values: impl Iterator<Item = Option<f64>>) -> Option<Self> {
        let known: Vec<f64> = values.flatten().collect();
        let places = order(known.len(), &|left, right| {
            known[left].total_cmp(&known[right])
        });
        let last = known.len().checked_sub(1)?;
        let at = |quarters: usize| {
            let place = last * quarters;
            let (low, rest) = (place / 4, (place % 4) as f64 / 4.0);
            let from = known[places[low]];
            let to = known[places[(low + 1).min(last)]];
            // Both ends hold exactly, whatever rounding does.
            (from + (to - from) * rest).clamp(from, to)
        };
        Some(Self {
            lowest: at(0),
            lower: at(1),
            median: at(2),
            upper: at(3),
            highest: at(4),
            count: known.len(),
        })
    }
}
