//! Writing a record, and moving one aside that cannot be read.

use super::{PREFIX, Store, StoreError};

/// Writes and reads back: "saved" has to be true.
pub(super) fn write(store: &impl Store, record: &str, text: &str) -> Result<(), StoreError> {
    store.set(record, text)?;
    if store.get(record)?.as_deref() == Some(text) {
        Ok(())
    } else {
        Err(StoreError::NotKept)
    }
}

/// As [`set_aside`]; where there is no room for that, the record stays where it is, and nothing is
/// saved over it before there is.
pub(super) fn keep_aside(
    store: &impl Store,
    record: &str,
    text: &str,
) -> Result<String, StoreError> {
    match set_aside(store, record, text) {
        Err(StoreError::Full) => Ok(record.to_owned()),
        result => result,
    }
}

/// Copies an unreadable record to a place where nothing writes, then frees its key.
pub(super) fn set_aside(
    store: &impl Store,
    record: &str,
    text: &str,
) -> Result<String, StoreError> {
    let name = record.strip_prefix(PREFIX).unwrap_or(record);
    let mut number = 1;
    loop {
        let aside = format!("{PREFIX}quarantine/{number}/{name}");
        match store.get(&aside)? {
            // It was copied, but the browser went away before its key was freed.
            Some(known) if known == text => {}
            Some(_) => {
                number += 1;
                continue;
            }
            None => {
                store.copy(record, &aside)?;
                if store.get(&aside)?.as_deref() != Some(text) {
                    return Err(StoreError::NotKept);
                }
            }
        }
        store.remove(record)?;
        return Ok(aside);
    }
}
