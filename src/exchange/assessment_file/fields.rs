//! The fields of an object, taken out one by one.

use super::FileError;
pub(super) use crate::assessment::register::{moment, stamp};
use crate::assessment::{Date, Stamp, UnknownFields};
use crate::map::Map as Sorted;
use serde_json::{Map, Value};

pub(super) const MOMENT: &str = "a moment such as 2026-11-23T09:14:05.120Z";

pub(super) const DATE: &str = "a date such as 2026-11-23";

pub(super) const STAMP: &str =
    "a moment and a name such as { \"at\": \"2026-11-23T09:14:05.120Z\", \"by\": \"kim\" }";

pub(super) fn read_stamp(fields: &mut Fields, key: &str) -> Result<Stamp, FileError> {
    match fields.take(key) {
        None => Ok(Stamp::default()),
        Some(value) => stamp(&value).ok_or_else(|| fields.wrong(key, STAMP)),
    }
}

/// Reads a calendar date, `2026-11-23`. A time of day behind it is left out.
pub fn parse_date(text: &str) -> Option<Date> {
    let day = text.get(..10)?;
    if text.len() > 10 && !matches!(text.as_bytes()[10], b'T' | b' ') {
        return None;
    }
    let is_date = |(at, byte): (usize, u8)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    if !day.bytes().enumerate().all(is_date) {
        return None;
    }
    Date::from_ymd_opt(
        day[..4].parse().ok()?,
        day[5..7].parse().ok()?,
        day[8..].parse().ok()?,
    )
}

/// The fields of one JSON object, taken out one by one; what is left is unknown and kept.
pub(in crate::exchange) struct Fields {
    pub(super) map: Map<String, Value>,
    pub(super) place: String,
}

impl Fields {
    pub(in crate::exchange) fn new(map: Map<String, Value>, place: String) -> Self {
        Self { map, place }
    }

    pub(super) fn inside(&self, key: &str) -> String {
        if self.place.is_empty() {
            key.to_owned()
        } else {
            format!("{} → {key}", self.place)
        }
    }

    pub(super) fn wrong(&self, key: &str, wanted: &'static str) -> FileError {
        FileError::Field {
            place: self.inside(key),
            wanted,
        }
    }

    /// `null` counts as not given.
    pub(super) fn take(&mut self, key: &str) -> Option<Value> {
        self.map.shift_remove(key).filter(|value| !value.is_null())
    }

    pub(in crate::exchange) fn text(&mut self, key: &str) -> Result<Option<String>, FileError> {
        match self.take(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.wrong(key, "a text")),
        }
    }

    pub(super) fn flag(&mut self, key: &str) -> Result<bool, FileError> {
        match self.take(key) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(flag),
            Some(_) => Err(self.wrong(key, "true or false")),
        }
    }

    pub(super) fn whole(&mut self, key: &str) -> Result<i64, FileError> {
        match self.take(key) {
            None => Ok(0),
            Some(value) => value
                .as_i64()
                .ok_or_else(|| self.wrong(key, "a whole number")),
        }
    }

    pub(super) fn ids(&mut self, key: &str) -> Result<Vec<String>, FileError> {
        match self.take(key) {
            None => Ok(Vec::new()),
            Some(Value::Array(items)) if items.iter().all(Value::is_string) => Ok(items
                .iter()
                .filter_map(|item| item.as_str().map(str::to_owned))
                .collect()),
            Some(_) => Err(self.wrong(key, "a list of texts")),
        }
    }

    /// Reads each entry of an object whose entries are objects.
    pub(super) fn all<K: Ord, V>(
        &mut self,
        key: &str,
        read: impl Fn(String, Fields) -> Result<(K, V), FileError>,
    ) -> Result<Sorted<K, V>, FileError> {
        let mut all = Sorted::new();
        if let Some(fields) = self.object(key)? {
            for (key, fields) in fields.objects()? {
                let (key, value) = read(key, fields)?;
                all.insert(key, value);
            }
        }
        Ok(all)
    }

    pub(in crate::exchange) fn months(&mut self, key: &str) -> Result<Option<u32>, FileError> {
        match self.take(key) {
            None => Ok(None),
            Some(value) => match value.as_u64() {
                Some(months @ 1..=120) => Ok(u32::try_from(months).ok()),
                _ => Err(self.wrong(key, "a whole number of months from 1 to 120")),
            },
        }
    }

    pub(super) fn date(&mut self, key: &str) -> Result<Option<Date>, FileError> {
        match self.text(key)? {
            None => Ok(None),
            Some(text) => match parse_date(&text) {
                Some(day) => Ok(Some(day)),
                None => Err(self.wrong(key, DATE)),
            },
        }
    }

    pub(in crate::exchange) fn object(&mut self, key: &str) -> Result<Option<Fields>, FileError> {
        match self.take(key) {
            None => Ok(None),
            Some(Value::Object(map)) => Ok(Some(Fields::new(map, self.inside(key)))),
            Some(_) => Err(self.wrong(key, "an object { … }")),
        }
    }

    /// Every field has to be an object.
    pub(in crate::exchange) fn objects(self) -> Result<Vec<(String, Fields)>, FileError> {
        let Fields { map, place } = self;
        map.into_iter()
            .map(|(key, value)| {
                let place = format!("{place} → {key}");
                match value {
                    Value::Object(map) => Ok((key, Fields::new(map, place))),
                    _ => Err(FileError::Field {
                        place,
                        wanted: "an object { … }",
                    }),
                }
            })
            .collect()
    }

    pub(super) fn rest(self) -> UnknownFields {
        self.map
    }
}

pub(super) fn number_of(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => crate::number::read(number.as_str()),
        _ => None,
    }
}
