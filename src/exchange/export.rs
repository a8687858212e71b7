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

use serde_json::{Map, Value};

use super::assessment_file::{self as file, FileError, MAX_BYTES};
use super::json;
use crate::assessment::Assessment;
use crate::assessment::register::REGISTERS;
use crate::map::Map as Sorted;
use crate::model::ActivityId;

/// Longest content of an entry that stays on one line, in bytes.
const ONE_LINE: usize = 160;

/// Writes the file: the same assessment and the same activities always give the same bytes.
/// `activities`: all of the loaded model, in any order; each team that is not deleted gets an entry
/// for each of them, unless the file would be too large to be read then.
pub fn write(assessment: &Assessment, activities: &[ActivityId]) -> String {
    let mut out = "{\n".to_owned();
    for (at, (key, value)) in fields(assessment, activities).iter().enumerate() {
        if at > 0 {
            out.push_str(",\n\n");
        }
        out.push_str("  ");
        push_key(&mut out, key);
        match value {
            Value::Object(all) if ["groups", "teams", "evidence"].contains(&key.as_str()) => {
                write_entries(&mut out, all, "  ");
            }
            Value::Object(all) if ["answers", "targets", "plan"].contains(&key.as_str()) => {
                write_nested(&mut out, all);
            }
            Value::Object(all) if REGISTERS.contains(&key.as_str()) => {
                write_registers(&mut out, all, "  ");
            }
            Value::Array(cycles) if key == "cycles" => write_cycles(&mut out, cycles),
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
    file::read_with_ids(text)
}

/// What stands on one line, of the fields that have no entries.
fn is_record(path: &[&str]) -> bool {
    matches!(
        path,
        ["stages", _] | ["model" | "changed" | "settings_changed" | "model_changed"]
    )
}

/// The fields of the file. Those that somebody may add first are always there, empty or not, so
/// that nothing has to be put in at the same place as something else.
fn fields(assessment: &Assessment, activities: &[ActivityId]) -> Map<String, Value> {
    let mut rest = file::to_map(assessment);
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
    fields.insert("answers".into(), answers(assessment, activities).into());
    if assessment.setup.overlay.is_none() {
        fields.shift_remove("model_overlay");
    }
    fields.extend(rest);
    fields
}

/// All answers, and empty ones for activities that have none.
fn answers(assessment: &Assessment, activities: &[ActivityId]) -> Map<String, Value> {
    let mut teams: Sorted<&str, bool> = Sorted::new();
    for team in assessment.answers.keys() {
        teams.insert(team.as_str(), false);
    }
    for (team, _) in assessment.living_teams() {
        teams.insert(team.as_str(), true);
    }
    let mut all = Map::new();
    for (team, is_living) in &teams {
        let mut of_team: Sorted<&str, Value> = Sorted::new();
        for activity in activities.iter().filter(|_| *is_living) {
            of_team.insert(activity.as_str(), Map::new().into());
        }
        for (activity, answer) in assessment.answers.get(*team).into_iter().flatten() {
            of_team.insert(activity.as_str(), file::answer_value(answer));
        }
        if !of_team.is_empty() {
            let of_team = of_team.into_iter();
            let of_team: Map<String, Value> =
                of_team.map(|(id, value)| (id.to_owned(), value)).collect();
            all.insert((*team).to_owned(), of_team.into());
        }
    }
    all
}

fn push_key(out: &mut String, key: &str) {
    out.push_str(&Value::from(key).to_string());
    out.push_str(": ");
}

/// By id, each with its own first and last line. `indent`: that of the line behind the last one;
/// entries stand one step further in.
fn write_entries(out: &mut String, entries: &Map<String, Value>, indent: &str) {
    out.push_str("{\n");
    for (at, (key, value)) in entries.iter().enumerate() {
        if at > 0 {
            out.push_str(indent);
            out.push_str("  ,\n");
        }
        out.push_str(indent);
        out.push_str("  ");
        push_key(out, key);
        write_entry(out, value, indent);
        out.push('\n');
    }
    out.push_str(indent);
    out.push('}');
}

/// By id, entries by another id.
fn write_nested(out: &mut String, all: &Map<String, Value>) {
    out.push_str("{\n");
    for (at, (key, value)) in all.iter().enumerate() {
        if at > 0 {
            out.push_str("    ,\n");
        }
        out.push_str("    ");
        push_key(out, key);
        if let Value::Object(entries) = value {
            write_entries(out, entries, "    ");
        }
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
fn write_cycles(out: &mut String, cycles: &[Value]) {
    out.push_str("[\n");
    for (at, cycle) in cycles.iter().enumerate() {
        if at > 0 {
            out.push_str("    ,\n");
        }
        let fits = |path: &[&str]| match path {
            [] => false,
            ["answers", inner @ ..] => inner.len() == 2,
            _ => true,
        };
        let mut text = String::new();
        json::write_value(cycle, &mut Vec::new(), &fits, &mut text);
        for line in text.lines() {
            out.push_str("    ");
            out.push_str(line);
            out.push('\n');
        }
    }
    out.push_str("  ]");
}
