//! The changes as YAML.

use super::tree::{entries, is_dimension, is_hidden, is_nothing, uuid};
use super::{Object, Overlay, fields_of, listed};
use crate::model::Model;
use crate::model::quote::{needs_escape, quoted};
use serde_json::Value;

impl Overlay {
    /// The changes as a YAML file to be read behind the model's, here or by DSOMM's own app.
    pub fn to_yaml(&self) -> String {
        self.written(
            "# Changes to a DevSecOps maturity model: only what differs. Read it after the model's own file.\n",
        )
    }

    /// The same for readers that empty what a file does not repeat, as DSOMM's own app does: all
    /// fields of each activity that is touched. `model` is the one with these changes.
    pub fn to_full_yaml(&self, model: &Model) -> String {
        let mut full = self.clone();
        for (dimension, value) in &self.dimensions {
            if !is_dimension(dimension) {
                continue;
            }
            for (subdimension, value) in entries(value) {
                for (name, value) in entries(value) {
                    let id = uuid(value).map(str::to_owned).or_else(|| {
                        let here = [dimension, subdimension];
                        let mut named = model.activities.iter().filter(|one| one.name == *name);
                        let found =
                            named.find(|one| listed(model, one.id.as_str()).contains(&here));
                        found.map(|one| one.id.to_string())
                    });
                    let activity = id.and_then(|id| model.activity(&id));
                    let Some(activity) = activity.filter(|_| !is_hidden(value)) else {
                        continue;
                    };
                    let mut fields = Object::new();
                    fields.insert("uuid".into(), activity.id.as_str().into());
                    for (key, value) in fields_of(activity) {
                        if !is_nothing(&value) {
                            fields.insert(key, value);
                        }
                    }
                    for (key, value) in value.as_object().into_iter().flatten() {
                        let is_known = key == "comment" || key == "dependesOn";
                        if !is_known && !fields.contains_key(key) {
                            fields.insert(key.clone(), value.clone());
                        }
                    }
                    let path = [dimension.clone(), subdimension.clone(), name.clone()];
                    *full.fields(&path) = fields;
                }
            }
        }
        full.written(
            "# Changes to a DevSecOps maturity model: all fields of the activities that differ. Read it after the\n# model's own file.\n",
        )
    }

    fn written(&self, comment: &str) -> String {
        let mut text = comment.to_owned();
        if self.dimensions.is_empty() {
            text.push_str("{}\n");
        } else {
            write_block(&Value::Object(self.dimensions.clone()), 0, &mut text);
        }
        text
    }
}

/// Longest key that may stand before its colon.
const MAX_KEY: usize = 1000;

/// Writes an object or a list that is not empty, each entry on a line of its own.
fn write_block(value: &Value, indent: usize, out: &mut String) {
    let space = " ".repeat(indent);
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let key = scalar(key);
                if key.chars().count() > MAX_KEY {
                    out.push_str(&format!("{space}? {key}\n{space}:"));
                } else {
                    out.push_str(&format!("{space}{key}:"));
                }
                write_value(value, indent, out);
            }
        }
        Value::Array(items) => {
            for item in items {
                match item {
                    Value::Object(map) if !map.is_empty() => {
                        let mut text = String::new();
                        write_block(item, indent + 2, &mut text);
                        // The first entry stands behind the dash.
                        out.push_str(&format!("{space}- {}", &text[indent + 2..]));
                    }
                    _ => {
                        out.push_str(&format!("{space}-"));
                        write_value(item, indent, out);
                    }
                }
            }
        }
        _ => {}
    }
}

/// Writes what comes behind `key:` or `-`, up to the end of the line.
fn write_value(value: &Value, indent: usize, out: &mut String) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            out.push('\n');
            write_block(value, indent + 2, out);
        }
        Value::Array(items) if !items.is_empty() => {
            out.push('\n');
            write_block(value, indent + 2, out);
        }
        Value::String(text) if is_block_text(text) => {
            out.push_str(" |-\n");
            for line in text.split('\n') {
                if !line.is_empty() {
                    out.push_str(&" ".repeat(indent + 2));
                    out.push_str(line);
                }
                out.push('\n');
            }
        }
        Value::String(text) => out.push_str(&format!(" {}\n", scalar(text))),
        _ => out.push_str(&format!(" {value}\n")),
    }
}

/// May the text stand as a `|-` block, which can not escape anything?
fn is_block_text(text: &str) -> bool {
    text.contains('\n')
        && !text.starts_with(char::is_whitespace)
        && !text.ends_with(char::is_whitespace)
        && !text.chars().any(|c| c != '\n' && needs_escape(c))
}

/// A text on one line: plain where no reader can take it for something else, else quoted.
fn scalar(text: &str) -> String {
    match is_plain(text) {
        true => text.to_owned(),
        false => quoted(text),
    }
}

fn is_plain(text: &str) -> bool {
    // What some version of YAML takes for true, false or nothing.
    const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && !text.ends_with(' ')
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || " -_./(),".contains(c))
        && !WORDS.contains(&text.to_ascii_lowercase().as_str())
}
