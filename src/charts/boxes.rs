//! A box plot in a row of a table: lowest, quartiles and highest of several teams.

/// Where its parts lie in a picture of 200 × 20.
#[derive(Clone, PartialEq, Debug)]
pub struct BoxPlot {
    /// The line from the lowest to the highest, with its ends: a path.
    pub line: String,
    /// The left end of the box.
    pub left: String,
    /// Its width; at least one, so that it can be seen.
    pub width: String,
    /// The median: a path.
    pub median: String,
}

impl BoxPlot {
    /// Of lowest, lower quartile, median, upper quartile and highest, each 0..=1.
    pub fn of(shares: [f64; 5]) -> Self {
        let [low, lower, median, upper, high] = shares.map(|share| 4.0 + share * 192.0);
        Self {
            line: format!("M{low} 10H{high}M{low} 6v8M{high} 6v8"),
            left: lower.to_string(),
            width: (upper - lower).max(1.0).to_string(),
            median: format!("M{median} 3v14"),
        }
    }
}
