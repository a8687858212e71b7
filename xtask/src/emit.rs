//! Writes YAML that is small and that every YAML reader understands in the same way.
//!
//! Mappings stand in lines of their own with one space of indentation, lists of scalars in
//! brackets, and every string that is not plainly a word in double quotes: `"5.10"` stays a string.

use serde_yaml::{Mapping, Value};

use crate::run::Result;

/// Writes the documents of a stream.
pub fn documents<'a>(documents: impl IntoIterator<Item = &'a Mapping>) -> Result<String> {
    let mut text = String::new();
    for document in documents {
        if !text.is_empty() {
            text += "---\n";
        }
        if document.is_empty() {
            text += "{}\n";
        }
        mapping(&mut text, document, 0)?;
    }
    Ok(text)
}

fn mapping(text: &mut String, entries: &Mapping, indent: usize) -> Result<()> {
    for (key, value) in entries {
        *text += &" ".repeat(indent);
        entry(text, key, value, indent)?;
    }
    Ok(())
}

fn entry(text: &mut String, key: &Value, value: &Value, indent: usize) -> Result<()> {
    *text += &scalar(key)?;
    text.push(':');
    match value {
        Value::Mapping(entries) if !entries.is_empty() => {
            text.push('\n');
            mapping(text, entries, indent + 1)
        }
        Value::Sequence(items) if items.iter().any(Value::is_mapping) => {
            text.push('\n');
            block_list(text, items, indent + 1)
        }
        other => {
            text.push(' ');
            *text += &flow(other)?;
            text.push('\n');
            Ok(())
        }
    }
}

/// A list with an item a line; only lists with mappings are worth it.
fn block_list(text: &mut String, items: &[Value], indent: usize) -> Result<()> {
    for item in items {
        *text += &" ".repeat(indent);
        *text += "- ";
        match item {
            Value::Mapping(entries) if !entries.is_empty() => {
                for (index, (key, value)) in entries.iter().enumerate() {
                    // The first key stands beside the dash, the others below it.
                    let indent = indent + 2;
                    if index > 0 {
                        *text += &" ".repeat(indent);
                    }
                    entry(text, key, value, indent)?;
                }
            }
            other => {
                *text += &flow(other)?;
                text.push('\n');
            }
        }
    }
    Ok(())
}

/// A value within one line.
fn flow(value: &Value) -> Result<String> {
    match value {
        Value::Sequence(items) => {
            let items = items.iter().map(flow).collect::<Result<Vec<_>>>()?;
            Ok(format!("[{}]", items.join(", ")))
        }
        Value::Mapping(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| Ok(format!("{}: {}", scalar(key)?, flow(value)?)))
                .collect::<Result<Vec<_>>>()?;
            Ok(format!("{{{}}}", entries.join(", ")))
        }
        other => scalar(other),
    }
}

fn scalar(value: &Value) -> Result<String> {
    match value {
        Value::Null => Ok("null".into()),
        Value::Bool(truth) => Ok(truth.to_string()),
        Value::Number(number) => Ok(number.to_string()),
        Value::String(string) if is_plain(string) => Ok(string.clone()),
        Value::String(string) => Ok(quoted(string)),
        Value::Tagged(tagged) => Err(format!(
            "it uses the YAML tag `{}`; write the value without a tag",
            tagged.tag
        )),
        Value::Sequence(_) | Value::Mapping(_) => {
            Err("it uses a list or a mapping as a key; write a text as the key".into())
        }
    }
}

/// Whether a string reads back as the same string without quotes, even in YAML 1.1.
fn is_plain(string: &str) -> bool {
    const OTHER_MEANING: [&str; 9] = ["yes", "no", "true", "false", "null", "on", "off", "y", "n"];
    string.starts_with(|first: char| first.is_ascii_alphabetic())
        && !string.ends_with(' ')
        && string
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || " _./()-".contains(c))
        && !OTHER_MEANING
            .iter()
            .any(|word| word.eq_ignore_ascii_case(string))
}

fn quoted(string: &str) -> String {
    let mut text = String::from('"');
    for c in string.chars() {
        match c {
            '"' => text += "\\\"",
            '\\' => text += "\\\\",
            '\n' => text += "\\n",
            '\t' => text += "\\t",
            // Line separators and the byte order mark would not survive as they are.
            '\u{2028}' | '\u{2029}' | '\u{feff}' => text += &escape(c),
            c if c.is_control() => text += &escape(c),
            c => text.push(c),
        }
    }
    text.push('"');
    text
}

fn escape(c: char) -> String {
    format!("\\u{:04x}", u32::from(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mappings_are_lines_and_lists_are_brackets() {
        let source = "a:\n    b: [x, '5.10', 1]\n    c: {}\n    d: []\n    e:\n    f: 8.5\n";
        let parsed: Mapping = serde_yaml::from_str(source).unwrap();
        let text = documents([&parsed, &Mapping::new()]).unwrap();
        assert_eq!(
            text,
            "a:\n b: [x, \"5.10\", 1]\n c: {}\n d: []\n e: null\n f: 8.5\n---\n{}\n"
        );
    }

    #[test]
    fn awkward_values_read_back_equal() {
        let source = r#"
"no": ["yes", "N", "~", "", " x", "x ", "a: b", "a #b", "- a", "0x10", "1e3", "null", "2022-01-01"]
text: "first\n\n  second\ttab \"quoted\" \\ back \u2028 \x07 \x85 \uFEFF é 😀\n"
1: {true: .5, ~: -3}
list:
  - {a: 1, b: {c: [d, {e: f}]}, g: [{h: i}]}
  - {}
  - [x, {y: z}]
  - plain words (of v1.2/x)
"#;
        let parsed: Mapping = serde_yaml::from_str(source).unwrap();
        let text = documents([&parsed]).unwrap();
        let again: Mapping = serde_yaml::from_str(&text).unwrap();
        assert_eq!(again, parsed, "{text}");
        assert_eq!(documents([&again]).unwrap(), text);
    }

    #[test]
    fn tags_are_errors() {
        let parsed: Mapping = serde_yaml::from_str("a: !b c").unwrap();
        assert!(documents([&parsed]).is_err());
    }
}
