//! Registers that only some pages know. They stand among the unknown fields ([`Assessment::kept`]) as
//! the file writes them, so reading, storing and merging need not know them, and the first view has
//! no code for them. Versions of the page from before them keep and merge them too: a merge goes
//! into objects field by field, down to those that bear a stamp under `changed`, and of these the
//! later one stays.
//!
//! [`Assessment::kept`]: super::Assessment::kept

use chrono::{DateTime, SecondsFormat};
use serde_json::Value;

use super::{CommandError, Stamp, UnknownFields, change::after};
use crate::map::Map;

/// Where a register stands: the keys that lead to it.
pub(crate) type Place = Vec<String>;

/// The fields of the file that hold such registers.
pub(crate) const REGISTERS: [&str; 2] = ["audits", "reviews"];

/// The key of the stamp.
const CHANGED: &str = "changed";
/// What stands in a removed register.
const DELETED: &str = "deleted";

/// The moments that can be written with four digits of a year.
const MOMENTS: (i64, i64) = (-62_167_219_200_000, 253_402_300_799_999);

/// Reads a moment: `2026-11-23T09:14:05.120Z`.
pub(crate) fn moment(text: &str) -> Option<i64> {
    let at = DateTime::parse_from_rfc3339(text).ok()?;
    Some(at.timestamp_millis())
}

/// Writes a moment. All have the same length, so their texts sort as they do.
pub(crate) fn moment_text(at: i64) -> String {
    DateTime::from_timestamp_millis(at.clamp(MOMENTS.0, MOMENTS.1))
        .unwrap_or_default()
        .to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// Reads a stamp as a file has it.
pub(crate) fn stamp(value: &Value) -> Option<Stamp> {
    let at = moment(value.get("at")?.as_str()?)?;
    let by = match value.get("by") {
        None => "",
        Some(by) => by.as_str()?,
    };
    Some(Stamp {
        at,
        by: by.to_owned(),
    })
}

/// Writes a stamp as a file has it.
pub(crate) fn stamp_value(stamp: &Stamp) -> Value {
    let mut map = UnknownFields::new();
    map.insert("at".into(), moment_text(stamp.at).into());
    if !stamp.by.is_empty() {
        map.insert("by".into(), stamp.by.as_str().into());
    }
    map.into()
}

/// When each of the registers was last written.
pub(crate) fn stamps(kept: &UnknownFields) -> Vec<Stamp> {
    let mut found = Vec::new();
    each(kept, &mut |_, register| {
        found.extend(register.get(CHANGED).and_then(stamp));
    });
    found
}

/// Goes through all registers.
fn each(kept: &UnknownFields, see: &mut dyn FnMut(&[String], &UnknownFields)) {
    fn go(value: &Value, place: &mut Place, see: &mut dyn FnMut(&[String], &UnknownFields)) {
        let Value::Object(map) = value else { return };
        if map.get(CHANGED).and_then(stamp).is_some() {
            return see(place, map);
        }
        for (key, value) in map {
            place.push(key.clone());
            go(value, place, see);
            place.pop();
        }
    }
    for key in REGISTERS {
        if let Some(value) = kept.get(key) {
            go(value, &mut vec![key.to_owned()], see);
        }
    }
}

/// All registers by their place, with their stamps.
pub(super) fn all(kept: &UnknownFields) -> Map<Place, UnknownFields> {
    let mut found = Map::new();
    each(kept, &mut |place, register| {
        found.insert(place.to_vec(), register.clone());
    });
    found
}

/// What stands in a register; `None`: nothing, or it was removed.
pub(super) fn read<'a>(parent: &'a UnknownFields, key: &str) -> Option<&'a UnknownFields> {
    let register = parent.get(key)?.as_object()?;
    (register.get(DELETED) != Some(&Value::Bool(true))).then_some(register)
}

/// Whether a register that is there says something, beside that it was removed.
pub(super) fn is_living(register: &UnknownFields) -> bool {
    register.get(DELETED) != Some(&Value::Bool(true))
}

/// Refuses where the file has something else than objects on the way to a register: it is not ours,
/// so it is not overwritten.
pub(super) fn check(kept: &UnknownFields, place: &[String]) -> Result<(), CommandError> {
    let mut here = kept;
    for key in place {
        match here.get(key) {
            None => break,
            Some(Value::Object(inner)) => here = inner,
            Some(_) => {
                return Err(CommandError::Refused(
                    "This assessment has something else in the place where that is kept. Export it, and correct the field in the file.",
                ));
            }
        }
    }
    Ok(())
}

/// Puts a register into its place, with a new stamp, and gives what stood there, without its stamp.
/// `None`: nothing, or what is removed. Where something else stands in the way, nothing is done.
pub(super) fn put(
    kept: &mut UnknownFields,
    place: &[String],
    wanted: Option<UnknownFields>,
    now: &Stamp,
) -> Option<UnknownFields> {
    let (last, path) = place.split_last()?;
    let mut here = kept;
    for key in path {
        if !here.contains_key(key) {
            here.insert(key.clone(), UnknownFields::new().into());
            // Where it stands must not depend on who was first.
            here.sort_keys();
        }
        here = here.get_mut(key)?.as_object_mut()?;
    }
    let old = here.get(last).cloned();
    if old.as_ref().is_some_and(|old| !old.is_object()) {
        return None;
    }
    let written = old.as_ref().and_then(|old| stamp(old.get(CHANGED)?));
    let mut new =
        wanted.unwrap_or_else(|| UnknownFields::from_iter([(DELETED.to_owned(), true.into())]));
    let changed = stamp_value(&after(now, written.as_ref()));
    new.insert(CHANGED.into(), changed);
    here.insert(last.clone(), new.into());
    here.sort_keys();
    match old {
        Some(Value::Object(mut old)) => {
            old.shift_remove(CHANGED);
            Some(old)
        }
        _ => None,
    }
}

/// Takes all fields that are no registers out, and puts others in their place.
pub(super) fn replace_others(kept: &mut UnknownFields, mut others: UnknownFields) -> UnknownFields {
    others.retain(|key, _| !REGISTERS.contains(&key.as_str()));
    for key in REGISTERS {
        if let Some(registers) = kept.shift_remove(key) {
            others.insert(key.to_owned(), registers);
        }
    }
    let mut before = std::mem::replace(kept, others);
    before.retain(|key, _| !REGISTERS.contains(&key.as_str()));
    before
}
