//! The file that the rescue screen writes (`public/boot.js`): all records as they stand in the
//! browser, and what could not be stored. It is imported like an assessment file.

use serde_json::Value;

use super::part::key;
use super::{Keeper, Memory, Shelf, Store};
use crate::exchange::assessment_file;
use crate::exchange::kind::RESCUE;
use crate::exchange::several::Several;
use crate::model::ActivityId;

/// Reads a rescue file: its assessments, without deleted ones. `None`: it is something else. The
/// error is a sentence.
pub fn read_rescue(text: &str, known: &[ActivityId]) -> Option<Result<Several, String>> {
    let value: Value = serde_json::from_str(text).ok()?;
    if value.get("format").and_then(Value::as_str) != Some(RESCUE) {
        return None;
    }
    Some(read(&value, known))
}

fn read(value: &Value, known: &[ActivityId]) -> Result<Several, String> {
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
    let mut rescued = Several {
        open: memory.get(&key("current")).map_err(problem)?,
        ..Several::default()
    };
    for entry in Shelf::of(&memory).list().map_err(problem)? {
        if entry.deleted.is_some() && rescued.open.as_ref() != Some(&entry.id) {
            continue;
        }
        let loaded = Keeper::default()
            .load_id(&memory, &entry.id, known)
            .map_err(problem)?;
        rescued.problems.extend(loaded.problems);
        rescued.assessments.extend(loaded.assessment);
    }
    let unsaved = value.get("unsaved").and_then(Value::as_str);
    match unsaved.map(assessment_file::read_stored) {
        Some(Ok(unsaved)) => {
            rescued.open = Some(unsaved.id.clone());
            rescued.add(unsaved);
        }
        Some(Err(problem)) => {
            let lost = format!("What was shown and not stored cannot be read. {problem}");
            rescued.problems.push(lost);
        }
        None => {}
    }
    if rescued.assessments.is_empty() {
        return Err(format!(
            "The rescue file holds no assessment that can be read. {}",
            rescued.problems.join(" ")
        ));
    }
    Ok(rescued)
}
