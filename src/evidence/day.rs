//! The day on which a tool ran, from the ways in which tools write it.

use chrono::{DateTime, Datelike};

use crate::assessment::Date;
use crate::exchange::assessment_file::parse_date;

/// Builds that can be repeated write the beginning of 1970, and unset clocks even earlier days.
/// Nothing that is read here is that old.
const FIRST_YEAR: i32 = 2000;

/// The day of a moment in UTC: with any number of digits behind the second, with `Z` or an offset.
/// A bare day is taken as it is; so is that of a moment without an offset, which is the local time
/// of a machine that nobody knows.
pub(super) fn of(text: &str) -> Option<Date> {
    let text = text.trim();
    let moment = DateTime::parse_from_rfc3339(text);
    let day = match moment {
        Ok(moment) => moment.naive_utc().date(),
        Err(_) => parse_date(text)?,
    };
    Some(day).filter(|day| day.year() >= FIRST_YEAR)
}

/// The day of a moment in seconds since 1970.
pub(super) fn of_seconds(seconds: i64) -> Option<Date> {
    let moment = DateTime::from_timestamp(seconds, 0)?;
    Some(moment.date_naive()).filter(|day| day.year() >= FIRST_YEAR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_ways_that_tools_write_a_day() {
        let table = [
            ("2026-11-27", Some("2026-11-27")),
            ("2026-11-27T13:16:13Z", Some("2026-11-27")),
            ("2026-11-27T13:16:13.884Z", Some("2026-11-27")),
            ("2026-11-27T13:17:35.475992+00:00", Some("2026-11-27")),
            ("2026-11-27T13:17:35.475992123Z", Some("2026-11-27")),
            ("2026-11-27T21:30:00.475992-05:00", Some("2026-11-28")),
            ("2026-11-27T23:30:00", Some("2026-11-27")),
            ("2026-11-27 23:30:00", Some("2026-11-27")),
            ("1970-01-01T00:00:00Z", None),
            ("0001-01-01T00:00:00Z", None),
            ("2026-02-30", None),
            ("27.11.2026", None),
            ("yesterday", None),
            ("", None),
        ];
        for (text, wanted) in table {
            let day = of(text).map(|day| day.to_string());
            assert_eq!(day.as_deref(), wanted, "{text}");
        }
        assert_eq!(of_seconds(1_795_000_000).unwrap().to_string(), "2026-11-18");
        assert_eq!(of_seconds(0), None);
    }
}
