//! How numbers look, as on the page: rounded down, so that 100 % always means everything.

/// Maturity: “3.25”; “n/a” where nothing applies.
pub fn maturity(value: Option<f64>) -> String {
    value.map_or("n/a".to_owned(), |value| {
        format!("{:.2}", floor_to(value, 2))
    })
}

/// A share as percentage: “54 %”; a little more than nothing shows.
pub fn percent(value: Option<f64>) -> String {
    match value {
        Some(value) if value > 0.0 && value < 0.01 => "< 1 %".to_owned(),
        Some(value) => format!("{:.0} %", floor_to(value * 100.0, 0)),
        None => "n/a".to_owned(),
    }
}

/// Rounds down, but not because of the last bit of a float.
fn floor_to(value: f64, digits: i32) -> f64 {
    let scale = 10f64.powi(digits);
    (value * scale + 1e-9).floor() / scale
}
