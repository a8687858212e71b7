//! Looking things up in JSON whose fields may be absent, null, or of another type than agreed: all
//! of that is "not said".

use serde_json::Value;

/// What stands at the end of a way of names.
pub(super) fn at<'v>(value: &'v Value, way: &[&str]) -> Option<&'v Value> {
    let found = way.iter().try_fold(value, |value, key| value.get(key))?;
    (!found.is_null()).then_some(found)
}

/// A text that is not empty.
pub(super) fn text<'v>(value: &'v Value, way: &[&str]) -> Option<&'v str> {
    let text = at(value, way)?.as_str()?.trim();
    (!text.is_empty()).then_some(text)
}

/// The items of a list; none where there is no list.
pub(super) fn list<'v>(value: &'v Value, way: &[&str]) -> &'v [Value] {
    let list = at(value, way).and_then(Value::as_array);
    list.map_or(&[], Vec::as_slice)
}

/// A whole number, also written as `7.0` or as a text.
pub(super) fn whole(value: &Value, way: &[&str]) -> Option<i64> {
    let written = match at(value, way)? {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return None,
    };
    let (whole, rest) = written.split_once('.').unwrap_or((&written, ""));
    rest.bytes()
        .all(|digit| digit == b'0')
        .then(|| whole.parse().ok())?
}

/// True or false, if it says so.
pub(super) fn truth(value: &Value, way: &[&str]) -> Option<bool> {
    at(value, way)?.as_bool()
}

/// The counted items of a list: what the sieve made of it. `None`: there is no list.
pub(super) fn counted<'v>(value: &'v Value, key: &str) -> Option<Vec<(usize, &'v Value)>> {
    let items = at(value, &[key])?.as_array()?.iter();
    let item = |item: &'v Value| {
        let number = whole(item, &["n"])?;
        Some((usize::try_from(number).ok()?, item.get("of")?))
    };
    Some(items.filter_map(item).collect())
}

/// How many there are of counted items.
pub(super) fn sum(items: &[(usize, &Value)]) -> usize {
    items.iter().map(|(count, _)| count).sum()
}
