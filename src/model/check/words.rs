//! Words near to others, and long ones made short.

use super::MAX_QUOTED;

/// A quotation of bearable length, on one line.
pub(super) fn short(text: &str) -> String {
    let mut chars = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut result: String = chars.by_ref().take(MAX_QUOTED).collect();
    if chars.next().is_some() {
        result.push('…');
    }
    result
}

/// Three words at least: no control is called that, but a remark may be.
pub(super) fn is_prose(text: &str) -> bool {
    let word = |word: &&str| {
        let word = word.trim_matches(|c: char| c.is_ascii_punctuation());
        word.chars().count() > 1 && word.chars().all(char::is_alphabetic)
    };
    text.split_whitespace().filter(word).count() >= 3
}

/// The known name that is nearly this one.
pub(super) fn close<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    let name = name.to_lowercase();
    let length = name.chars().count();
    if !(3..=40).contains(&length) {
        return None;
    }
    let allowed = if length < 6 { 1 } else { 2 };
    known
        .iter()
        .map(|known| (distance(&name, &known.to_lowercase()), *known))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
        .or_else(|| {
            let begins = |known: &&&str| known.to_lowercase().starts_with(&name);
            known.iter().find(begins).copied().filter(|_| length > 4)
        })
}

/// How many letters to add, drop, replace or swap with their neighbour.
fn distance(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let width = right.len() + 1;
    let mut rows: Vec<Vec<usize>> = vec![(0..width).collect()];
    for (i, a) in left.iter().enumerate() {
        let mut row = vec![i + 1; width];
        for (j, b) in right.iter().enumerate() {
            let replaced = rows[i][j] + usize::from(a != b);
            row[j + 1] = replaced.min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == right[j - 1] && left[i - 1] == *b {
                row[j + 1] = row[j + 1].min(rows[i - 1][j - 1] + 1);
            }
        }
        rows.push(row);
    }
    rows[left.len()][right.len()]
}
