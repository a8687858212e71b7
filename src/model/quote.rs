//! Texts in YAML that nobody can read as something else.

/// A text in quotes: single ones, or double ones where something has to be escaped.
pub(crate) fn quoted(text: &str) -> String {
    if !text.chars().any(needs_escape) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '\n' => quoted.push_str("\\n"),
            '"' | '\\' => quoted.extend(['\\', c]),
            _ if needs_escape(c) => quoted.push_str(&format!("\\U{:08X}", u32::from(c))),
            _ => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// Line ends, and what YAML does not allow or does not keep as it is.
pub(crate) fn needs_escape(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
        )
}
