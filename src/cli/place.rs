//! Where something stands in a JSON text, so that a message can say line and column.

/// Line and column, both from 1, of a place such as `answers → <team> → <activity>`; of a list, the
/// number from 1 stands in the place of a key. What is missing is where it would have to be: in the
/// object that lacks it.
pub fn of(text: &str, place: &str) -> Option<(usize, usize)> {
    let path: Vec<&str> = place.split(" → ").collect();
    let at = find(text.as_bytes(), &path)?;
    let before = text.get(..at)?;
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next()?.chars().count() + 1;
    Some((line, column))
}

fn find(bytes: &[u8], path: &[&str]) -> Option<usize> {
    let mut here = blank(bytes, 0);
    for step in path {
        let found = match bytes.get(here)? {
            b'{' => in_object(bytes, here, step),
            b'[' => in_list(bytes, here, step.parse().ok()?),
            _ => None,
        };
        match found {
            Some(at) => here = at,
            None => break,
        }
    }
    Some(here)
}

/// Where the value of a key begins; of a key that stands there twice, the last one counts.
fn in_object(bytes: &[u8], open: usize, key: &str) -> Option<usize> {
    let mut found = None;
    let mut at = blank(bytes, open + 1);
    while *bytes.get(at)? == b'"' {
        let end = value(bytes, at)?;
        let is_it = serde_json::from_slice::<String>(&bytes[at..end]).is_ok_and(|text| text == key);
        let colon = blank(bytes, end);
        at = blank(bytes, colon + 1);
        if is_it {
            found = Some(at);
        }
        at = blank(bytes, value(bytes, at)?);
        if *bytes.get(at)? != b',' {
            break;
        }
        at = blank(bytes, at + 1);
    }
    found
}

fn in_list(bytes: &[u8], open: usize, number: usize) -> Option<usize> {
    let mut at = blank(bytes, open + 1);
    for _ in 1..number {
        at = blank(bytes, value(bytes, at)?);
        if *bytes.get(at)? != b',' {
            return None;
        }
        at = blank(bytes, at + 1);
    }
    (*bytes.get(at)? != b']').then_some(at)
}

/// Past the value that begins here.
fn value(bytes: &[u8], at: usize) -> Option<usize> {
    let (mut here, mut depth) = (at, 0usize);
    loop {
        match bytes.get(here)? {
            b'"' => {
                here += 1;
                while *bytes.get(here)? != b'"' {
                    here += if bytes[here] == b'\\' { 2 } else { 1 };
                }
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 0 => return Some(here),
            b'}' | b']' => depth -= 1,
            b',' if depth == 0 => return Some(here),
            c if depth == 0 && c.is_ascii_whitespace() => return Some(here),
            _ => {}
        }
        here += 1;
        let is_open = matches!(bytes[at], b'{' | b'[' | b'"');
        if depth == 0 && is_open {
            return Some(here);
        }
    }
}

/// Past what is blank.
fn blank(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn places_are_found() {
        let text =
            "{\n  \"a\": { \"b\\\"\": [1, {\"x\": \"}\"}, \"q\"], \"c\": 5 },\n  \"d\": {}\n}";
        for (place, expected) in [
            ("a", (2, 8)),
            ("a → b\"", (2, 17)),
            ("a → b\" → 2 → x", (2, 27)),
            ("a → b\" → 3", (2, 33)),
            ("a → c", (2, 44)),
            ("d → missing", (3, 8)),
            ("missing", (1, 1)),
        ] {
            assert_eq!(of(text, place), Some(expected), "{place}");
        }
        // A text that ends too early: in what lacks it.
        assert_eq!(of("{\"a\": ", "a → b"), Some((1, 1)));
        assert_eq!(of("", "a"), None);
    }
}
