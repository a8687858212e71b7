//! Finding things by what is typed, forgiving of slips. All texts come in lower case.

/// How well a name fits what was typed, the higher, the better; `None`: not at all. Each word that
/// was typed has to fit a word of the name or, for less, of what else is known about it.
pub fn fit(typed: &str, name: &str, beside: &str) -> Option<u32> {
    let typed = typed.trim();
    let mut sum = match () {
        () if typed.is_empty() => return Some(0),
        () if name == typed => 300,
        () if name.starts_with(typed) => 25,
        () if name.contains(typed) => 10,
        () => 0,
    };
    for sought in words(typed) {
        let best = |text: &str| words(text).filter_map(|word| fit_word(sought, word)).max();
        let found = match (best(name), best(beside)) {
            (Some(name), Some(beside)) => name.max(beside / 2),
            (Some(name), None) => name,
            (None, Some(beside)) => beside / 2,
            (None, None) => return None,
        };
        sum += found;
    }
    Some(sum)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

fn fit_word(sought: &str, word: &str) -> Option<u32> {
    if word == sought {
        return Some(100);
    }
    if word.starts_with(sought) {
        return Some(80);
    }
    let length = sought.chars().count();
    if length > 2 && word.contains(sought) {
        return Some(50);
    }
    // A short word with a slip is another word.
    let slips = match length {
        0..4 => return None,
        4..8 => 1,
        _ => 2,
    };
    let found = distance(sought, word);
    (found <= slips).then(|| 40 - 10 * found)
}

/// How many letters have to be put in, left out, changed or swapped with their neighbour to make
/// what was typed the beginning of a word.
fn distance(typed: &str, word: &str) -> u32 {
    let word: Vec<char> = word.chars().collect();
    let start = u32::try_from(word.len()).unwrap_or(u32::MAX);
    let mut before: Vec<u32> = Vec::new();
    let mut row: Vec<u32> = (0..=start).collect();
    let mut last = None;
    for (at, c) in typed.chars().enumerate() {
        let mut next = vec![row[0] + 1];
        for (place, other) in word.iter().enumerate() {
            let mut least = (row[place] + u32::from(c != *other))
                .min(row[place + 1] + 1)
                .min(next[place] + 1);
            let is_swapped = at > 0 && place > 0 && c == word[place - 1] && last == Some(*other);
            if is_swapped {
                least = least.min(before[place - 1] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
        last = Some(c);
    }
    row.into_iter().min().unwrap_or(0)
}
