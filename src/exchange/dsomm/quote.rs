//! Texts in YAML that nobody can read as something else.

/// A text in quotes: single ones, or double ones where something has to be escaped.
pub(super) fn quoted(text: &str) -> String {
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
fn needs_escape(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
        )
}

/// A remark behind something, up to the end of the line.
pub(super) fn remark(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| if needs_escape(c) { ' ' } else { c })
        .collect();
    match text.trim() {
        "" => String::new(),
        text => format!(" # {text}"),
    }
}

/// That app puts names into quotes without doubling the apostrophes in them. Doubles them; also gives
/// the names.
pub(super) fn mend(text: &str) -> (String, Vec<String>) {
    let mut mended = String::with_capacity(text.len());
    let mut names = Vec::new();
    for line in text.lines() {
        let start = line.len() - line.trim_start().len();
        let end = match line.trim_end().strip_suffix("':") {
            Some(before) => Some(before.len()),
            None => line.rfind("': "),
        };
        // `'` and the name, up to where the closing one is.
        match end.filter(|end| line[start..].starts_with('\'') && *end > start) {
            Some(end) if line[start + 1..end].contains('\'') => {
                let name = &line[start + 1..end];
                mended.push_str(&line[..=start]);
                mended.push_str(&name.replace('\'', "''"));
                mended.push_str(&line[end..]);
                names.push(name.to_owned());
            }
            _ => mended.push_str(line),
        }
        mended.push('\n');
    }
    names.dedup();
    (mended, names)
}
