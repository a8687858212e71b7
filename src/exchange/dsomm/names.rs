//! What becomes of a name that DSOMM's app writes without quotes: it reads YAML 1.1, where such a
//! text may be a number, a day, true or false.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use crate::assessment::Date;

/// What a name turns into.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Misread {
    /// Another text: `false`, `750`.
    Text(String),
    /// A day, which is written out in words: `Fri Jan 02 2026 00:00:00 GMT+0000 (…)`.
    Day(Date),
    /// It vanishes.
    Nothing,
}

/// What a reader of YAML 1.1 makes of a name without quotes; `None`: it stays what it is.
pub fn misread(name: &str) -> Option<Misread> {
    let text = |text: &str| Some(Misread::Text(text.to_owned()));
    match name {
        "<<" => return Some(Misread::Nothing),
        "" | "~" | "null" | "Null" | "NULL" => return text("null").filter(|_| name != "null"),
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" | "True" | "TRUE" => {
            return text("true");
        }
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" | "False" | "FALSE" => {
            return text("false");
        }
        _ => {}
    }
    if let Some(day) = plain_day(name) {
        return Some(Misread::Day(day));
    }
    let number = whole(name)?.to_string();
    (number != name).then_some(Misread::Text(number))
}

/// `2026-01-02`, and `2026-1-2`.
fn plain_day(name: &str) -> Option<Date> {
    let parts: Vec<&str> = name.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return None;
    };
    let is_digits = |text: &str, most: usize| {
        !text.is_empty() && text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    if year.len() != 4 || !is_digits(year, 4) || !is_digits(month, 2) || !is_digits(day, 2) {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// A whole number as YAML 1.1 writes them: `1_000`, `017`, `0x1f`, `0b11`, `12:30`.
fn whole(name: &str) -> Option<i64> {
    let (sign, digits) = match name.as_bytes().first()? {
        b'-' => (-1, &name[1..]),
        b'+' => (1, &name[1..]),
        _ => (1, name),
    };
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'x', ..] => (16, &digits[2..]),
        [b'0', b'b', ..] => (2, &digits[2..]),
        [b'0', _, ..] => (8, &digits[1..]),
        _ => (10, digits),
    };
    if !digits.starts_with(|c: char| c.is_ascii_hexdigit()) {
        return None;
    }
    let number = if radix == 10 && digits.contains(':') {
        let mut number = 0i64;
        for (at, part) in digits.split(':').enumerate() {
            let value: i64 = read(part, 10)?;
            if at > 0 && (value > 59 || part.len() > 2) {
                return None;
            }
            number = number.checked_mul(60)?.checked_add(value)?;
        }
        number
    } else {
        read(digits, radix)?
    };
    Some(sign * number)
}

fn read(digits: &str, radix: u32) -> Option<i64> {
    let digits = digits.replace('_', "");
    match digits.chars().all(|c| c.is_digit(radix)) {
        true => i64::from_str_radix(&digits, radix).ok(),
        false => None,
    }
}

/// The day that a text such as `Fri Jan 02 2026 01:00:00 GMT+0100 (Central European Standard Time)`
/// was before a browser wrote it out: midnight of that day in UTC.
pub fn written_day(text: &str) -> Option<Date> {
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const DAYS: &str = "MonTueWedThuFriSatSun";
    let mut words = text.split_whitespace();
    let mut next = || words.next();
    let (weekday, month, day) = (next()?, next()?, next()?);
    let (year, time, zone) = (next()?, next()?, next()?);
    let at = |all: &str, word: &str| match word.len() {
        3 => all.find(word).filter(|at| at % 3 == 0),
        _ => None,
    };
    at(DAYS, weekday)?;
    let month = u32::try_from(at(MONTHS, month)? / 3 + 1).ok()?;
    let date = NaiveDate::from_ymd_opt(year.parse().ok()?, month, day.parse().ok()?)?;
    let time = NaiveTime::parse_from_str(time, "%H:%M:%S").ok()?;
    let offset = zone.strip_prefix("GMT")?;
    let minutes = match (offset.get(..1)?, offset.get(1..3), offset.get(3..5)) {
        (sign @ ("+" | "-"), Some(hours), Some(minutes)) if offset.len() == 5 => {
            let all = hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?;
            if sign == "-" { -all } else { all }
        }
        _ => return None,
    };
    let moment = NaiveDateTime::new(date, time).checked_sub_signed(TimeDelta::minutes(minutes))?;
    Some(moment.date())
}
