//! Writing SVG by hand: numbers, texts, and colours that a page or a file gives.

use super::ink::{Ink, Role};
use super::radar::turn;

/// A coordinate with one decimal at most.
pub(super) fn n(value: f64) -> String {
    let tenths = (value * 10.0).round() as i64;
    let sign = if tenths < 0 { "-" } else { "" };
    let (whole, rest) = (tenths.abs() / 10, tenths.abs() % 10);
    match rest {
        0 => format!("{sign}{whole}"),
        rest => format!("{sign}{whole}.{rest}"),
    }
}

/// A text as it may stand between tags and in quotes. What XML cannot hold becomes a space.
pub(super) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}

/// What a role looks like.
pub(super) fn look(role: Role, ink: Ink) -> &'static str {
    match ink {
        Ink::Page => role.variable(),
        Ink::File => role.colour(),
    }
}

/// The point at a part of a full turn, clockwise from the top, and a distance.
pub(super) fn polar(centre: (f64, f64), part: f64, distance: f64) -> (f64, f64) {
    let (sine, cosine) = turn(part);
    (centre.0 + sine * distance, centre.1 - cosine * distance)
}

/// How a text is placed beside its point.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A line of text; `more`: further attributes.
pub(super) fn text(
    (x, y): (f64, f64),
    anchor: Anchor,
    size: u32,
    fill: &str,
    more: &str,
    said: &str,
) -> String {
    let anchor = match anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    // A third of the size down: the middle of figures and capitals, where no browser disagrees.
    let y = y + f64::from(size) * 0.35;
    format!(
        r#"<text x="{}" y="{}" text-anchor="{anchor}" font-size="{size}" fill="{fill}"{more}>{}</text>"#,
        n(x),
        n(y),
        escape(said)
    )
}
