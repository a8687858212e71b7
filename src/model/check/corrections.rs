//! Control numbers that published data has wrong, and what is right.

use crate::model::yaml::{self, Node, Source};

/// Published values that are known to be wrong; see the file's comment.
const CORRECTIONS: &str = include_str!("../../../model/corrections.yaml");

/// A value that published data has wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Correction {
    /// Id of the activity.
    pub activity: String,
    /// Name of the standard, as in `references`.
    pub standard: String,
    /// The control that the published data has.
    pub wrong: String,
    /// The control that is meant.
    pub right: String,
}

/// The known corrections of published data, from `model/corrections.yaml`.
pub fn corrections() -> Vec<Correction> {
    let source = Source {
        name: "corrections.yaml",
        text: CORRECTIONS,
    };
    let documents = yaml::parse(&source).unwrap_or_default();
    let lists = documents.iter().filter_map(|tree| tree.get("corrections"));
    lists
        .flat_map(Node::list)
        .map(|entry| {
            let text = |key| entry.get(key).map(Node::text).unwrap_or_default();
            Correction {
                activity: text("activity"),
                standard: text("standard"),
                wrong: text("wrong"),
                right: text("right"),
            }
        })
        .collect()
}

/// `I-SB-A-2` for `I-SB-2-A`.
pub(super) fn samm_in_new_order(id: &str) -> Option<String> {
    let [function, practice, level, stream]: [&str; 4] =
        id.split('-').collect::<Vec<_>>().try_into().ok()?;
    let upper = |text: &str, length| {
        text.len() == length && text.bytes().all(|byte| byte.is_ascii_uppercase())
    };
    let digit = level.len() == 1 && level.bytes().all(|byte| byte.is_ascii_digit());
    (upper(function, 1) && upper(practice, 2) && digit && upper(stream, 1))
        .then(|| format!("{function}-{practice}-{stream}-{level}"))
}

/// What readers of YAML make of a text that looks like a number to them, written as a number.
pub(super) fn as_number(text: &str) -> Option<String> {
    let digits = text.trim_start_matches(['+', '-']);
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') || text.len() > 40 {
        return None;
    }
    for (prefix, base) in [("0x", 16), ("0o", 8)] {
        if let Some(rest) = digits.strip_prefix(prefix) {
            let number = u64::from_str_radix(rest, base).ok()?;
            return Some(number.to_string());
        }
    }
    let number: f64 = text.parse().ok()?;
    Some(number.to_string())
}
