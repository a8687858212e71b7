//! What the parser of YAML says, in words for people who write a model: what is wrong, and what to
//! do. The parser names its own states (“block mapping”), which help nobody.

/// Why a text is no YAML.
#[derive(Debug)]
pub(super) struct Complaint {
    /// Line and column, from 1, as far as they are known.
    pub place: Option<(usize, Option<usize>)>,
    /// The start of a sentence, without a full stop.
    pub message: String,
}

/// A part of what the parser says, and what it means. The first that fits counts.
const MEANINGS: &[(&str, &str)] = &[
    ("nested deeper", "it is nested deeper than 64 levels"),
    ("recursion limit", "it is nested deeper than 64 levels"),
    (
        "aliases stand for",
        "its aliases stand for more than is read",
    ),
    (
        "repetition limit",
        "its aliases stand for more than is read",
    ),
    (
        "mapping values are not allowed",
        "there is a second colon in this line, or a line in front of it is indented wrongly; put a text with “: ” in it in quotes",
    ),
    (
        "block sequence entries are not allowed",
        "no list can begin here; write its first “- ” on a line of its own",
    ),
    (
        "did not find expected key",
        "this line does not fit to those above it; indent it like its neighbours, and put a text that begins with a quote, a bracket or a sign in quotes as a whole",
    ),
    (
        "did not find expected '-' indicator",
        "this line stands in a list, but does not begin with “- ”; indent it like the list's other lines, or further",
    ),
    (
        "did not find expected ',' or ']'",
        "a list that begins with “[” is not closed; write “]” behind its last item",
    ),
    (
        "did not find expected ',' or '}'",
        "a mapping that begins with “{” is not closed; write “}” behind its last value",
    ),
    (
        "could not find expected ':'",
        "a name without a colon stands here; write “name: value”, or put a text of several lines in quotes",
    ),
    (
        "unexpected end of stream",
        "a text in quotes is not closed; write the same quote at its end",
    ),
    (
        "unexpected document indicator",
        "a text in quotes is not closed; write the same quote at its end",
    ),
    (
        "unknown escape character",
        "a backslash in double quotes has a meaning of its own; put the text in single quotes, or write two backslashes",
    ),
    (
        "decimal number",
        "a backslash in double quotes has a meaning of its own; put the text in single quotes, or write two backslashes",
    ),
    (
        "while scanning an anchor",
        "“&” and “*” at the start of a text have a meaning of their own; put the text in quotes",
    ),
    (
        "while scanning an alias",
        "“&” and “*” at the start of a text have a meaning of their own; put the text in quotes",
    ),
    (
        "unknown anchor",
        "“*” at the start of a text refers to a place marked with “&”, which is not in this file; put the text in quotes if a star is meant",
    ),
    (
        "tag",
        "“!” at the start of a text has a meaning of its own; put the text in quotes",
    ),
    (
        "cannot start any token",
        "a text cannot begin with this character; put the text in quotes, and indent with spaces, not with tabs",
    ),
    (
        "found a tab",
        "the line is indented with a tab; write spaces",
    ),
    (
        "directive",
        "“%” at the start of a line has a meaning of its own; put the text in quotes",
    ),
    (
        "expected <document start>",
        "the file should end here; write what follows in lines of its own, and “---” in front of a second document",
    ),
    (
        "control characters",
        "a control character stands here, which no text has; remove it",
    ),
    (
        "block scalar",
        "behind “|” or “>” nothing but “+”, “-” or a digit can stand; write the text below it, indented",
    ),
];

/// The meaning of what the parser says about a text.
pub(super) fn of(said: &str, text: &str) -> Complaint {
    let meaning = MEANINGS.iter().find(|(part, _)| said.contains(part));
    let mut message = meaning
        .map_or(
            "this is no YAML; look at this line and the one above it",
            |(_, meaning)| meaning,
        )
        .to_owned();
    // “… at line 4 column 1, while parsing a flow mapping at line 3 column 8”
    let mut places = said.match_indices("line ").filter_map(|(at, word)| {
        let rest = &said[at + word.len()..];
        let line = number(rest)?;
        let column = rest.split_once(" column ").and_then(|(before, rest)| {
            let is_here = before.bytes().all(|byte| byte.is_ascii_digit());
            is_here.then(|| number(rest)).flatten()
        });
        Some((line, column))
    });
    let place = places.next().or_else(|| control(text));
    if let (Some((line, _)), Some(place)) = (places.next(), place)
        && line < place.0
    {
        message.push_str(&format!(" (what it belongs to begins in line {line})"));
    }
    Complaint { place, message }
}

fn number(text: &str) -> Option<usize> {
    let end = text.find(|c: char| !c.is_ascii_digit());
    text[..end.unwrap_or(text.len())].parse().ok()
}

/// Where the first control character stands: the one complaint that comes without a line.
fn control(text: &str) -> Option<(usize, Option<usize>)> {
    let is_control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    let (at, line) = text
        .lines()
        .enumerate()
        .find(|(_, line)| line.contains(is_control))?;
    let column = line.chars().position(is_control).map(|column| column + 1);
    Some((at + 1, column))
}
