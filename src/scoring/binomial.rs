//! How sure a share is that was counted in a sample.

/// The probability that the interval holds the true share, at least.
pub const CONFIDENCE: f64 = 0.95;

/// Between which shares the true one lies, 0..=1.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The exact interval of Clopper and Pearson: of `of` things looked at, `held` did. Its ends are the
/// shares for which so many or more, and so few or fewer, would be seen in 2.5 % of all samples.
/// `None`: nothing was looked at.
pub fn interval(held: usize, of: usize) -> Option<Interval> {
    if of == 0 || held > of {
        return None;
    }
    let rare = (1.0 - CONFIDENCE) / 2.0;
    Some(Interval {
        low: match held {
            0 => 0.0,
            // Grows with the share.
            _ => share_where(|share| at_least(held, of, share) < rare),
        },
        high: match held {
            _ if held == of => 1.0,
            // Falls with the share.
            _ => share_where(|share| 1.0 - at_least(held + 1, of, share) > rare),
        },
    })
}

/// The share up to which something is true, by halving.
fn share_where(is_below: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if is_below(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    (low + high) / 2.0
}

/// The probability that at least `least` of `of` hold, where each does with this probability;
/// between 0 and 1, both excluded.
///
/// The terms are made one from the other, beginning at the largest one, which counts as 1; so none
/// of them is too small to be a number where it matters.
fn at_least(least: usize, of: usize, share: f64) -> f64 {
    let odds = share / (1.0 - share);
    let (n, mode) = (of as f64, ((of as f64 + 1.0) * share) as usize);
    let mode = mode.min(of);
    let (mut all, mut tail) = (0.0, 0.0);
    let mut take = |count: usize, term: f64| {
        all += term;
        if count >= least {
            tail += term;
        }
    };
    take(mode, 1.0);
    let mut term = 1.0;
    for count in mode..of {
        let done = count as f64;
        term *= (n - done) / (done + 1.0) * odds;
        take(count + 1, term);
    }
    term = 1.0;
    for count in (0..mode).rev() {
        let more = count as f64 + 1.0;
        term *= more / (n - more + 1.0) / odds;
        take(count, term);
    }
    tail / all
}
