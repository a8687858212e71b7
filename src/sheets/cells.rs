//! Values as texts, and texts that no spreadsheet runs.

use super::Value;

/// A value as it stands in a file of text. Empty where there is none.
pub fn text(value: &Value) -> String {
    match value {
        Value::None => String::new(),
        Value::Text(text) => text.clone(),
        Value::Whole(number) => number.to_string(),
        // The shortest that reads back the same; what is no number is nothing.
        Value::Number(number) if number.is_finite() => format!("{number}"),
        Value::Number(_) => String::new(),
        Value::Flag(flag) => flag.to_string(),
        Value::Day(day) => day.to_string(),
        Value::Moment(at) => chrono::DateTime::from_timestamp_millis(*at)
            .map(|at| at.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string())
            .unwrap_or_default(),
    }
}
