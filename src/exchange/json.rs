//! Writing JSON so that it reads well and differs well: two-space indent, small records on one
//! line, a newline at the end.

use serde_json::Value;

/// Longest record that stays on one line, in bytes.
const ONE_LINE: usize = 160;

/// Writes a value. Records at the paths for which `is_record` answers yes stand on one line where
/// they fit; the path is the list of keys from the root.
pub fn write(value: &Value, is_record: impl Fn(&[&str]) -> bool) -> String {
    let mut text = String::new();
    let mut path = Vec::new();
    write_value(value, &mut path, &is_record, &mut text);
    text.push('\n');
    text
}

/// Writes a value that stands at a path, as [`write`] does; the line goes on behind it.
pub(super) fn write_value<'v>(
    value: &'v Value,
    path: &mut Vec<&'v str>,
    is_record: &dyn Fn(&[&str]) -> bool,
    out: &mut String,
) {
    let inner = "  ".repeat(path.len() + 1);
    match value {
        Value::Object(map) if !map.is_empty() => {
            if is_record(path) {
                let line = one_line(value);
                if line.len() <= ONE_LINE {
                    out.push_str(&line);
                    return;
                }
            }
            out.push_str("{\n");
            for (at, (key, child)) in map.iter().enumerate() {
                out.push_str(&inner);
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push_str(": ");
                path.push(key);
                write_value(child, path, is_record, out);
                path.pop();
                out.push_str(if at + 1 < map.len() { ",\n" } else { "\n" });
            }
            out.push_str(&"  ".repeat(path.len()));
            out.push('}');
        }
        Value::Array(items) if !items.is_empty() => {
            if items
                .iter()
                .all(|item| !item.is_object() && !item.is_array())
            {
                let line = one_line(value);
                if line.len() <= ONE_LINE {
                    out.push_str(&line);
                    return;
                }
            }
            out.push_str("[\n");
            for (at, child) in items.iter().enumerate() {
                out.push_str(&inner);
                path.push("");
                write_value(child, path, is_record, out);
                path.pop();
                out.push_str(if at + 1 < items.len() { ",\n" } else { "\n" });
            }
            out.push_str(&"  ".repeat(path.len()));
            out.push(']');
        }
        _ => out.push_str(&value.to_string()),
    }
}

/// A value on one line.
pub(super) fn one_line(value: &Value) -> String {
    match value {
        Value::Object(map) if map.is_empty() => "{}".to_owned(),
        Value::Object(map) => {
            let parts: Vec<String> = map
                .iter()
                .map(|(key, child)| format!("{}: {}", Value::from(key.as_str()), one_line(child)))
                .collect();
            format!("{{ {} }}", parts.join(", "))
        }
        Value::Array(items) => {
            let parts: Vec<String> = items.iter().map(one_line).collect();
            format!("[{}]", parts.join(", "))
        }
        _ => value.to_string(),
    }
}
