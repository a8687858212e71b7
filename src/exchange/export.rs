//! The assessment file as it is exported: laid out so that git merges what two people wrote.
//!
//! git merges line by line, and calls it a conflict where two changes touch: there has to be a line
//! between them that both left alone. So an entry begins and ends on lines that never change with
//! what is in it, and the comma between two entries has a line of its own. Activities without an
//! answer have an empty entry, which the reader passes over: two first answers to neighbouring
//! activities do not touch either.
//!
//! What stays in the browser or goes to the page around this one is written without all this, by
//! [`assessment_file::write`](super::assessment_file::write).

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::assessment_file::{self as file, FileError, MAX_BYTES};
use super::json;
use crate::assessment::Assessment;
use crate::assessment::register::REGISTERS;
use crate::map::Map as Sorted;
use crate::model::ActivityId;
use crate::order::sorted;

/// Longest content of an entry that stays on one line, in bytes.
const ONE_LINE: usize = 160;

/// Writes the file: the same assessment and the same activities always give the same bytes.
/// `activities`: all of the loaded model, in any order; each team that is not deleted gets an entry
/// for each of them, unless the file would be too large to be read then.
pub fn write(assessment: &Assessment, activities: &[ActivityId]) -> String {
    let mut out = "{\n".to_owned();
    for (at, (key, value)) in fields(assessment).iter().enumerate() {
        if at > 0 {
            out.push_str(",\n\n");
        }
        out.push_str("  ");
        push_key(&mut out, key);
        match value {
            Value::Object(all) if ["groups", "teams", "evidence"].contains(&key.as_str()) => {
                write_entries(&mut out, entries(all), "  ");
            }
            Value::Object(_) if key == "answers" => write_answers(&mut out, assessment, activities),
            Value::Object(all) if ["targets", "plan"].contains(&key.as_str()) => {
                let all = all.iter();
                write_nested(
                    &mut out,
                    &mut all
                        .filter_map(|(key, all)| Some((key.as_str(), entries(all.as_object()?)))),
                );
            }
            Value::Object(all) if REGISTERS.contains(&key.as_str()) => {
                write_registers(&mut out, all, "  ");
            }
            Value::Array(_) if key == "cycles" => write_cycles(&mut out, assessment),
            _ => json::write_value(value, &mut vec![key], &is_record, &mut out),
        }
    }
    out.push_str("\n}\n");
    match out.len() > MAX_BYTES && !activities.is_empty() {
        true => write(assessment, &[]),
        false => out,
    }
}

/// Reads a file, and says for which activities it has entries, empty ones too: with them, [`write`]
/// lays it out as it was, whatever the model.
pub fn read(text: &str) -> Result<(Assessment, Vec<ActivityId>), FileError> {
    #[cfg(not(target_arch = "wasm32"))]
    if let Some(read) = file::read_pieces(file::plain(text)?) {
        return Ok(read);
    }
    let value = file::parse(text)?;
    let mut ids: Vec<&str> = Vec::new();
    let teams = value.get("answers").and_then(Value::as_object);
    for answers in teams.into_iter().flat_map(Map::values) {
        let keys = answers.as_object().into_iter().flat_map(Map::keys);
        ids.extend(keys.map(String::as_str));
    }
    let mut ids = sorted(ids, |left: &&str, right| left.cmp(right));
    ids.dedup();
    let ids = ids.into_iter().map(ActivityId::new).collect();
    Ok((file::from_value(value)?, ids))
}

/// What stands on one line, of the fields that have no entries.
fn is_record(path: &[&str]) -> bool {
    matches!(
        path,
        ["stages", _] | ["model" | "changed" | "settings_changed" | "model_changed"]
    )
}

/// The fields of the file. Those that somebody may add first are always there, empty or not, so
/// that nothing has to be put in at the same place as something else. Answers and cycles are only
/// places: they are most of a large file, and are written without making values of all of them.
fn fields(assessment: &Assessment) -> Map<String, Value> {
    let mut rest = file::to_map_with(assessment, Map::new(), Vec::new());
    let mut fields = Map::new();
    let mut put = |key: &str, usual: Value| {
        let value = rest.shift_remove(key).unwrap_or(usual);
        fields.insert(key.to_owned(), value);
    };
    for key in [
        "format",
        "version",
        "id",
        "title",
        "model",
        "stages",
        "cadence_months",
        "evidence_valid_months",
    ] {
        put(key, Value::Null);
    }
    put("changed", file::stamp_value(&assessment.changed));
    let settings_changed = file::stamp_value(&assessment.settings_changed);
    put("settings_changed", settings_changed);
    for key in ["groups", "teams", "answers", "evidence", "targets", "plan"] {
        put(key, Map::new().into());
    }
    put("cycles", Vec::<Value>::new().into());
    put("model_extensions", Vec::<Value>::new().into());
    put("model_overlay", Value::Null);
    put(
        "model_changed",
        file::stamp_value(&assessment.setup.changed),
    );
    if assessment.setup.overlay.is_none() {
        fields.shift_remove("model_overlay");
    }
    fields.extend(rest);
    fields
}

/// All answers, and empty ones for activities that have none.
fn write_answers(out: &mut String, assessment: &Assessment, activities: &[ActivityId]) {
    let mut teams: Sorted<&str, bool> = Sorted::new();
    for team in assessment.answers.keys() {
        teams.insert(team.as_str(), false);
    }
    for (team, _) in assessment.living_teams() {
        teams.insert(team.as_str(), true);
    }
    let ids = activities.iter().map(ActivityId::as_str).collect();
    let mut activities = sorted(ids, |left: &&str, right| left.cmp(right));
    activities.dedup();
    let mut all = teams.iter().filter_map(|(team, is_living)| {
        let mut of_team: Entries<'_> = Vec::new();
        let without = |id| (id, Cow::Owned(Value::Object(Map::new())));
        let mut ids = match is_living {
            true => activities.iter().copied().peekable(),
            false => [].iter().copied().peekable(),
        };
        // Both are sorted.
        for (activity, answer) in assessment.answers.get(*team).into_iter().flatten() {
            while let Some(id) = ids.next_if(|id| *id < activity.as_str()) {
                of_team.push(without(id));
            }
            ids.next_if_eq(&activity.as_str());
            let value = Cow::Owned(file::answer_value(answer));
            of_team.push((activity.as_str(), value));
        }
        of_team.extend(ids.map(without));
        (!of_team.is_empty()).then_some((*team, of_team))
    });
    write_nested(out, &mut all);
}

/// Values by their keys, in order.
type Entries<'v> = Vec<(&'v str, Cow<'v, Value>)>;

fn entries(map: &Map<String, Value>) -> Entries<'_> {
    let all = map.iter();
    all.map(|(key, value)| (key.as_str(), Cow::Borrowed(value)))
        .collect()
}

fn push_key(out: &mut String, key: &str) {
    out.push_str(&Value::from(key).to_string());
    out.push_str(": ");
}

/// By id, each with its own first and last line. `indent`: that of the line behind the last one;
/// entries stand one step further in.
fn write_entries(out: &mut String, entries: Entries<'_>, indent: &str) {
    out.push_str("{\n");
    for (at, (key, value)) in entries.into_iter().enumerate() {
        if at > 0 {
            out.push_str(indent);
            out.push_str("  ,\n");
        }
        out.push_str(indent);
        out.push_str("  ");
        push_key(out, key);
        write_entry(out, &value, indent);
        out.push('\n');
    }
    out.push_str(indent);
    out.push('}');
}

/// By id, entries by another id.
fn write_nested<'v>(out: &mut String, all: &mut dyn Iterator<Item = (&'v str, Entries<'v>)>) {
    out.push_str("{\n");
    for (at, (key, entries)) in all.enumerate() {
        if at > 0 {
            out.push_str("    ,\n");
        }
        out.push_str("    ");
        push_key(out, key);
        write_entries(out, entries, "    ");
        out.push('\n');
    }
    out.push_str("  }");
}

/// Objects within objects, down to those that change as a whole.
fn write_registers(out: &mut String, all: &Map<String, Value>, indent: &str) {
    out.push_str("{\n");
    for (at, (key, value)) in all.iter().enumerate() {
        if at > 0 {
            out.push_str(indent);
            out.push_str("  ,\n");
        }
        out.push_str(indent);
        out.push_str("  ");
        push_key(out, key);
        match value {
            Value::Object(inner) if !inner.is_empty() && !inner.contains_key("changed") => {
                write_registers(out, inner, &format!("{indent}  "));
            }
            _ => write_entry(out, value, indent),
        }
        out.push('\n');
    }
    out.push_str(indent);
    out.push('}');
}

fn write_entry(out: &mut String, value: &Value, indent: &str) {
    let mut text = String::new();
    let line = json::one_line(value);
    match line
        .strip_prefix('{')
        .and_then(|line| line.strip_suffix('}'))
    {
        Some("") => text.push_str("{\n}"),
        Some(content) if content.len() <= ONE_LINE + 2 => {
            text.push_str("{\n  ");
            text.push_str(content.trim_matches(' '));
            text.push_str("\n}");
        }
        _ => json::write_value(value, &mut Vec::new(), &|path| !path.is_empty(), &mut text),
    }
    for (at, line) in text.lines().enumerate() {
        if at > 0 {
            out.push('\n');
            out.push_str(indent);
            out.push_str("  ");
        }
        out.push_str(line);
    }
}

/// A list; each cycle begins and ends on lines of its own.
fn write_cycles(out: &mut String, assessment: &Assessment) {
    out.push_str("[\n");
    let cycles = file::cycles_in_order(assessment);
    for (at, (id, cycle)) in cycles.into_iter().enumerate() {
        if at > 0 {
            out.push_str("    ,\n");
        }
        let fits = |path: &[&str]| match path {
            [] => false,
            ["answers", inner @ ..] => inner.len() == 2,
            _ => true,
        };
        let mut text = String::new();
        json::write_value(
            &file::cycle_value(id, cycle),
            &mut Vec::new(),
            &fits,
            &mut text,
        );
        for line in text.lines() {
            out.push_str("    ");
            out.push_str(line);
            out.push('\n');
        }
    }
    out.push_str("  ]");
}
