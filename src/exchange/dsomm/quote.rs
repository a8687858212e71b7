//! Remarks in YAML, and quotes that DSOMM's app gets wrong.

use crate::model::quote::needs_escape;

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
