//! Looking into the tree of changes.

use super::{IGNORE, Object};
use serde_json::Value;

/// An empty text, list or mapping, or a mapping of empty texts.
pub(super) fn is_nothing(value: &Value) -> bool {
    match value {
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.values().all(|value| value == ""),
        _ => false,
    }
}

/// False for the top-level keys of model files that are no dimensions.
pub(super) fn is_dimension(name: &str) -> bool {
    name != "meta" && !name.starts_with('_')
}

pub(super) fn uuid(fields: &Value) -> Option<&str> {
    fields.get("uuid").and_then(Value::as_str).map(str::trim)
}

pub(super) fn id_of<'v>(name: &'v str, fields: &'v Value) -> &'v str {
    uuid(fields).unwrap_or(name)
}

pub(super) fn is_true(value: &Value) -> bool {
    *value == true || *value == "true"
}

pub(super) fn is_hidden(value: &Value) -> bool {
    value.get(IGNORE).is_some_and(is_true)
}

/// What stands in an object, `ignore` left out; nothing where it is none.
pub(super) fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let entries = value.as_object().into_iter().flatten();
    entries.filter(|(name, _)| *name != IGNORE)
}

pub(super) fn parts<'v>(
    value: &'v Value,
    place: &str,
) -> Result<Vec<(&'v String, &'v Value)>, String> {
    match value {
        Value::Object(map) => Ok(map.iter().collect()),
        Value::Null => Ok(Vec::new()),
        _ => Err(format!(
            "In the changes to the model, an object {{ … }} has to stand at “{place}”."
        )),
    }
}

/// The object under a key, made where there is none.
pub(super) fn child<'m>(map: &'m mut Object, key: &str) -> &'m mut Object {
    let value = map.entry(key).or_insert(Value::Null);
    if !value.is_object() {
        *value = Value::Object(Object::new());
    }
    match value {
        Value::Object(inner) => inner,
        _ => unreachable!("made an object just now"),
    }
}
