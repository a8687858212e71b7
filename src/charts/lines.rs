//! Several numbers over moments, one line each, told apart by colour, dashes and the shape of their
//! points; behind now, where they lead. And one line so small that it stands in a row.

use super::ink::{Ink, Role};
use super::overlay::{Overlay, dashes, mark};
use super::radar::Unit;
use super::svg::{Anchor, look, n, text};

/// One line.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    /// Its name.
    pub name: String,
    /// A value for each moment, 0..=[`Lines::highest`]; `None`: nothing to show then.
    pub values: Vec<Option<f64>>,
    /// What follows the last moment at this pace; may be empty.
    pub ahead: Vec<f64>,
}

/// Lines over moments.
#[derive(Clone, PartialEq, Debug)]
pub struct Lines {
    /// What kind of picture it is called: "Burn-up".
    pub kind: &'static str,
    /// What it shows: "levels in place, Payments".
    pub title: String,
    /// Names of the moments, from the oldest to the newest.
    pub moments: Vec<String>,
    /// The lines.
    pub lines: Vec<Line>,
    /// The highest value.
    pub highest: u8,
    /// What the values are.
    pub unit: Unit,
}

const SIZE: (f64, f64) = (760.0, 340.0);
const LEFT: f64 = 52.0;
const RIGHT: f64 = 736.0;
const TOP: f64 = 18.0;
const BOTTOM: f64 = 292.0;
/// Names of moments beyond this many letters are cut.
const NAME: usize = 14;
/// At most so many moments have their name below them.
const NAMES: usize = 8;

impl Lines {
    /// Width and height of the picture.
    pub fn size(&self) -> (f64, f64) {
        SIZE
    }

    /// How many moments are shown behind now.
    fn ahead(&self) -> usize {
        let lines = self.lines.iter();
        lines.map(|line| line.ahead.len()).max().unwrap_or(0)
    }

    fn across(&self, at: usize) -> f64 {
        let steps = (self.moments.len() + self.ahead()).saturating_sub(1);
        match steps {
            0 => f64::midpoint(LEFT, RIGHT),
            steps => LEFT + 24.0 + (RIGHT - LEFT - 60.0) * at as f64 / steps as f64,
        }
    }

    fn height(&self, value: f64) -> f64 {
        let share = (value / f64::from(self.highest.max(1))).clamp(0.0, 1.0);
        BOTTOM - (BOTTOM - TOP) * share
    }

    /// Draws the lines as an SVG document.
    pub fn svg(&self, ink: Ink) -> String {
        let (grid, faint, label) = (
            look(Role::Grid, ink),
            look(Role::Faint, ink),
            look(Role::Label, ink),
        );
        let mut svg = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}">"#,
            w = n(SIZE.0),
            h = n(SIZE.1)
        );
        let rings = match self.unit {
            Unit::Level => self.highest.max(1),
            Unit::Share => 5,
        };
        for ring in 0..=rings {
            let value = f64::from(self.highest) * f64::from(ring) / f64::from(rings);
            let y = self.height(value);
            svg.push_str(&format!(
                r#"<path d="M{} {y}H{}" stroke="{grid}"/>"#,
                n(LEFT),
                n(RIGHT),
                y = n(y)
            ));
            let said = match self.unit {
                Unit::Level => ring.to_string(),
                Unit::Share => format!("{} %", u32::from(ring) * 20),
            };
            svg.push_str(&text((LEFT - 8.0, y), Anchor::End, 12, faint, "", &said));
        }
        let last = self.moments.len().saturating_sub(1);
        if self.ahead() > 0 {
            let x = n(self.across(last));
            svg.push_str(&format!(
                r#"<path d="M{x} {}V{}" stroke="{faint}" stroke-dasharray="2 4"/>"#,
                n(TOP),
                n(BOTTOM)
            ));
        }
        let step = self.moments.len().div_ceil(NAMES).max(1);
        for (at, name) in self.moments.iter().enumerate() {
            // The newest one always has its name.
            if (last - at).is_multiple_of(step) {
                let spot = (self.across(at), BOTTOM + 20.0);
                svg.push_str(&text(spot, Anchor::Middle, 12, label, "", &short(name)));
            }
        }
        for away in 1..=self.ahead() {
            let spot = (self.across(last + away), BOTTOM + 20.0);
            svg.push_str(&text(
                spot,
                Anchor::Middle,
                12,
                faint,
                "",
                &format!("+{away}"),
            ));
        }
        for (at, line) in self.lines.iter().enumerate() {
            svg.push_str(&self.line(at, line, ink));
        }
        svg.push_str("</svg>");
        svg
    }

    fn line(&self, at: usize, line: &Line, ink: Ink) -> String {
        let colour = Overlay::colour(at, ink);
        let mut svg = String::new();
        let mut path = String::new();
        let mut points = Vec::new();
        let mut is_open = false;
        for (moment, value) in line.values.iter().enumerate() {
            // A gap where there is no number parts the line.
            let Some(value) = *value else {
                is_open = false;
                continue;
            };
            let point = (self.across(moment), self.height(value));
            let verb = if is_open { 'L' } else { 'M' };
            path.push_str(&format!("{verb}{} {}", n(point.0), n(point.1)));
            points.push(point);
            is_open = true;
        }
        if points.len() > 1 {
            svg.push_str(&format!(
                r#"<path d="{path}" fill="none" stroke="{colour}" stroke-width="2.500" stroke-linejoin="round"{}/>"#,
                dashes(at)
            ));
        }
        if let Some(&(x, y)) = points.last().filter(|_| !line.ahead.is_empty()) {
            let now = line.values.len().saturating_sub(1);
            let mut path = format!("M{} {}", n(x), n(y));
            for (away, value) in line.ahead.iter().enumerate() {
                let spot = (self.across(now + away + 1), self.height(*value));
                path.push_str(&format!("L{} {}", n(spot.0), n(spot.1)));
            }
            svg.push_str(&format!(
                r#"<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.500" stroke-dasharray="2 4"/>"#
            ));
        }
        for point in points {
            svg.push_str(&mark(at, point, &colour));
        }
        svg
    }

    fn said(&self, value: f64) -> String {
        match self.unit {
            Unit::Level => crate::number::down(value, 1),
            Unit::Share => format!("{} %", (value * 100.0 + 1e-9).floor()),
        }
    }

    /// The lines in words, beginning with their kind: the accessible name.
    pub fn describe(&self) -> String {
        let mut said = format!("{}: {}", self.kind, self.title);
        for line in &self.lines {
            let values = self.moments.iter().zip(&line.values);
            let values: Vec<String> = values
                .map(|(moment, value)| match value {
                    Some(value) => format!("{moment} {}", self.said(*value)),
                    None => format!("{moment} not applicable"),
                })
                .collect();
            said.push_str(&format!("; {}: {}", line.name, values.join(", ")));
            if let Some(last) = line.ahead.last() {
                said.push_str(&format!(", at this pace {}", self.said(*last)));
            }
        }
        said.push('.');
        said
    }
}

fn short(name: &str) -> String {
    let mut text: String = name.chars().take(NAME).collect();
    if name.chars().count() > NAME {
        text.pop();
        text.push('…');
    }
    text
}

/// One line that fits into a row: an SVG document of 96 × 24. Nothing where no line can be drawn. Its
/// height is that between its lowest and its highest value, but at least `least`: so that a small
/// change does not look like a large one.
pub fn sparkline(values: &[Option<f64>], least: f64, ink: Ink) -> String {
    let known: Vec<(usize, f64)> = values
        .iter()
        .enumerate()
        .filter_map(|(at, value)| Some((at, (*value)?)))
        .collect();
    let [.., (end, last)] = known[..] else {
        return String::new();
    };
    if known.len() < 2 {
        return String::new();
    }
    let steps = values.len().saturating_sub(1).max(1) as f64;
    let all = || known.iter().map(|(_, value)| *value);
    let low = all().fold(f64::INFINITY, f64::min);
    let high = all().fold(f64::NEG_INFINITY, f64::max);
    let span = (high - low).max(least).max(1e-9);
    let spot = |at: usize, value: f64| {
        let share = ((value - low) / span).clamp(0.0, 1.0);
        (4.0 + 86.0 * at as f64 / steps, 20.0 - 16.0 * share)
    };
    let path: Vec<String> = known
        .iter()
        .map(|&(at, value)| {
            let (x, y) = spot(at, value);
            format!("{} {}", n(x), n(y))
        })
        .collect();
    let (x, y) = spot(end, last);
    let colour = look(Role::Claimed, ink);
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 24" width="96" height="24"><path d="M{}" fill="none" stroke="{colour}" stroke-width="1.800" stroke-linejoin="round"/><circle cx="{}" cy="{}" r="2.800" fill="{colour}"/></svg>"#,
        path.join("L"),
        n(x),
        n(y)
    )
}
