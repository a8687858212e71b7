//! What teams are called on a page whose configuration has another word for them.

use crate::map::Map;

/// A sentence with the configured words in the place of “team” and “teams”. What stands in
/// quotation marks is somebody's own text, a name or a title, and stays.
pub fn put(wording: &Map<&'static str, String>, sentence: &str) -> String {
    if wording.is_empty() {
        return sentence.to_owned();
    }
    let mut said = String::new();
    let mut is_quoted = false;
    let mut rest = sentence;
    while let Some(sign) = rest.chars().next() {
        let end = match is_letter(sign) {
            true => rest.find(|sign| !is_letter(sign)),
            false => Some(sign.len_utf8()),
        };
        let (piece, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        match sign {
            '“' => is_quoted = true,
            '”' => is_quoted = false,
            _ => {}
        }
        let configured = match piece {
            "team" | "Team" if !is_quoted => wording.get("team"),
            "teams" | "Teams" if !is_quoted => wording.get("teams"),
            _ => None,
        };
        match configured {
            Some(word) if sign == 'T' => said.push_str(&with_first(word, true)),
            Some(word) => said.push_str(&with_first(word, false)),
            None => said.push_str(piece),
        }
    }
    said
}

/// Whether it can be a part of a word. Not by the tables of Unicode: they are eight kilobytes, and
/// the sentences are the page's own.
fn is_letter(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || !sign.is_ascii() && !"“”‘’–—…·→".contains(sign)
}

/// The word as it stands at the start of a sentence, or inside of one. One with further capital
/// letters, such as an abbreviation, stays as it is, and so does a first letter beyond A to Z.
fn with_first(word: &str, is_large: bool) -> String {
    let (first, rest) = match word.split_at_checked(1) {
        Some(parts) if !parts.1.chars().any(|sign| sign.is_ascii_uppercase()) => parts,
        _ => return word.to_owned(),
    };
    let first = match is_large {
        true => first.to_ascii_uppercase(),
        false => first.to_ascii_lowercase(),
    };
    first + rest
}
