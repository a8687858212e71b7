//! The file that the rescue screen writes (`public/boot.js`): all records as they stand in the
//! browser, and what could not be stored. It is imported like an assessment file.

use serde_json::Value;

use super::part::key;
use super::{Keeper, Memory, Shelf, Store};
use crate::assessment::{Assessment, merge};
use crate::exchange::assessment_file;
use crate::model::ActivityId;

/// What stands under `format`.
const FORMAT: &str = "dsomm-rescue";

/// What was found in a rescue file.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Rescued {
    /// The assessment that was open, with what was not stored.
    pub open: Option<Assessment>,
    /// The others, deleted ones left out.
    pub others: Vec<Assessment>,
    /// Sentences about records that could not be used.
    pub problems: Vec<String>,
}

/// Reads a rescue file; `None`: it is something else. The error is a sentence.
pub fn read_rescue(text: &str, known: &[ActivityId]) -> Option<Result<Rescued, String>> {
    let value: Value = serde_json::from_str(text).ok()?;
    if value.get("format").and_then(Value::as_str) != Some(FORMAT) {
        return None;
    }
    Some(read(&value, known))
}

fn read(value: &Value, known: &[ActivityId]) -> Result<Rescued, String> {
    // Room for whatever the browser had room for.
    let memory = Memory::with_limit(usize::MAX);
    let problem = |problem: super::StoreError| problem.to_string();
    for (key, text) in value
        .get("records")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        memory
            .set(key, text.as_str().unwrap_or_default())
            .map_err(problem)?;
    }
    let mut rescued = Rescued::default();
    let current = memory.get(&key("current")).map_err(problem)?;
    for entry in Shelf::of(&memory).list().map_err(problem)? {
        let is_open = current.as_ref() == Some(&entry.id);
        if entry.deleted.is_some() && !is_open {
            continue;
        }
        let loaded = Keeper::default()
            .load_id(&memory, &entry.id, known)
            .map_err(problem)?;
        rescued.problems.extend(loaded.problems);
        match loaded.assessment {
            Some(found) if is_open => rescued.open = Some(found),
            Some(found) => rescued.others.push(found),
            None => {}
        }
    }
    let unsaved = value.get("unsaved").and_then(Value::as_str);
    if let Some(unsaved) = unsaved.and_then(|text| assessment_file::read(text).ok()) {
        rescued.open = Some(match rescued.open {
            Some(stored) if stored.id == unsaved.id => merge(&stored, &unsaved),
            Some(stored) => {
                rescued.others.push(stored);
                unsaved
            }
            None => unsaved,
        });
    }
    if rescued.open.is_none() && !rescued.others.is_empty() {
        rescued.open = Some(rescued.others.remove(0));
    }
    if rescued.open.is_none() {
        return Err(format!(
            "The rescue file holds no assessment that can be read. {}",
            rescued.problems.join(" ")
        ));
    }
    Ok(rescued)
}
