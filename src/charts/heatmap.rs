//! The circular heatmap: a sector for each subdimension and level, the lowest level innermost, the
//! dimensions around it.
//!
//! Where everything lies depends on the names and the number of levels alone ([`Layout`]), so that a
//! page can lay what reacts to the pointer over a picture that is drawn anew with each answer.

use super::ink::{Ink, Role};
use super::radar::wrap;
use super::scale::Scale;
use super::svg::{Anchor, escape, look, n, polar, text};

/// Width and height of the picture.
const SIZE: (f64, f64) = (1080.0, 760.0);
const CENTRE: (f64, f64) = (540.0, 380.0);
/// Inner and outer end of the sectors.
const HOLE: f64 = 84.0;
const OUTER: f64 = 288.0;
/// The band with the names of the dimensions.
const BAND: (f64, f64) = (294.0, 318.0);
/// Where lines to the names of subdimensions end.
const NAMES: f64 = 330.0;
/// The part of the turn that is left open at the top for the numbers of the levels.
const GAP: f64 = 0.034;
/// The part of the turn between two dimensions.
const PAUSE: f64 = 0.006;
/// Longest line of a name, in characters, and from one line to the next.
const LINE: usize = 17;
const PITCH: f64 = 20.0;
const NAME: u32 = 18;
/// Between two names.
const AIR: f64 = 5.0;
/// How wide a character is at most, on an average, per unit of its size.
const CHARACTER: f64 = 0.56;

/// A dimension with the names of its subdimensions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Section {
    /// Its name.
    pub name: String,
    /// Names of the subdimensions, clockwise.
    pub parts: Vec<String>,
}

/// What a sector shows.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Sector {
    /// There is no activity: left open.
    Empty,
    /// There are activities, and none applies: hatched.
    NotApplicable,
    /// There is nothing to compare with: a dash.
    Unknown,
    /// A value of the picture's scale.
    Value(f64),
}

/// A heatmap.
#[derive(Clone, PartialEq, Debug)]
pub struct Heatmap {
    /// What it shows and of whom: "Completion, Payments".
    pub title: String,
    /// Dimensions in order.
    pub sections: Vec<Section>,
    /// Number of rings.
    pub levels: u8,
    /// By subdimension, through all sections, then level - 1.
    pub sectors: Vec<Vec<Sector>>,
    /// How values become colours.
    pub scale: Scale,
    /// In the middle: a number and what it is.
    pub middle: (String, String),
    /// For the description: a name and its value each.
    pub summary: Vec<(String, String)>,
}

/// Where a name stands.
#[derive(Clone, PartialEq, Debug)]
pub struct Spot {
    /// The name, broken into lines.
    pub lines: Vec<String>,
    /// Where the text begins (right of the circle) or ends (left of it).
    pub x: f64,
    /// The middle of all lines.
    pub y: f64,
    /// Right of the circle.
    pub is_right: bool,
}

impl Spot {
    fn height(&self) -> f64 {
        PITCH * self.lines.len().max(1) as f64
    }

    /// Left, top, right and bottom of the room that is kept for the name.
    pub fn room(&self) -> (f64, f64, f64, f64) {
        let longest = self.lines.iter().map(|line| line.chars().count()).max();
        let width = longest.unwrap_or(0) as f64 * CHARACTER * f64::from(NAME);
        let left = if self.is_right {
            self.x
        } else {
            self.x - width
        };
        let half = self.height() / 2.0;
        (left, self.y - half, left + width, self.y + half)
    }
}

/// Where everything of a heatmap lies.
#[derive(Clone, PartialEq, Debug)]
pub struct Layout {
    /// Of each section: where it begins and ends, in parts of a turn.
    sections: Vec<(f64, f64)>,
    /// Of each subdimension.
    parts: Vec<(f64, f64)>,
    levels: u8,
    /// Of each subdimension; empty: they do not fit, and have numbers in place of names.
    names: Vec<Spot>,
}

impl Layout {
    /// Places everything.
    pub fn new(sections: &[Section], levels: u8) -> Self {
        let count: usize = sections.iter().map(|section| section.parts.len()).sum();
        let filled = sections.iter().filter(|it| !it.parts.is_empty()).count();
        let pauses = PAUSE * filled.saturating_sub(1) as f64;
        let width = (1.0 - GAP - pauses) / count.max(1) as f64;
        let mut at = GAP / 2.0;
        let mut layout = Self {
            sections: Vec::new(),
            parts: Vec::new(),
            levels: levels.max(1),
            names: Vec::new(),
        };
        for section in sections {
            let begin = at;
            for _ in &section.parts {
                layout.parts.push((at, at + width));
                at += width;
            }
            layout.sections.push((begin, at));
            if !section.parts.is_empty() {
                at += PAUSE;
            }
        }
        let names: Vec<&str> = sections
            .iter()
            .flat_map(|section| section.parts.iter().map(String::as_str))
            .collect();
        layout.names = layout.place(&names);
        layout
    }

    /// Width and height of the picture.
    pub fn size(&self) -> (f64, f64) {
        SIZE
    }

    /// The middle of the circle, and how far the sectors keep away from it.
    pub fn hole(&self) -> ((f64, f64), f64) {
        (CENTRE, HOLE)
    }

    /// Whether subdimensions have numbers in place of their names, counting from 1.
    pub fn is_numbered(&self) -> bool {
        self.names.is_empty() && !self.parts.is_empty()
    }

    /// Where the names of the subdimensions stand; none where they are numbered.
    pub fn names(&self) -> &[Spot] {
        &self.names
    }

    /// Inner and outer end of a level's ring.
    pub fn ring(&self, level: u8) -> (f64, f64) {
        let width = (OUTER - HOLE) / f64::from(self.levels);
        let inner = HOLE + width * f64::from(level.saturating_sub(1));
        (inner, inner + width)
    }

    /// Where a subdimension begins and ends, in parts of a turn, clockwise from the top.
    pub fn turn(&self, part: usize) -> (f64, f64) {
        self.parts.get(part).copied().unwrap_or_default()
    }

    /// The outline of a sector, as the `d` of a path.
    pub fn outline(&self, part: usize, level: u8) -> String {
        let (inner, outer) = self.ring(level);
        arc_band(self.turn(part), (inner, outer))
    }

    /// The middle of a sector.
    pub fn middle(&self, part: usize, level: u8) -> (f64, f64) {
        let (from, to) = self.turn(part);
        let (inner, outer) = self.ring(level);
        polar(CENTRE, f64::midpoint(from, to), f64::midpoint(inner, outer))
    }

    /// Whether a text of so many characters fits into a sector.
    fn fits(&self, part: usize, level: u8, characters: usize, size: u32) -> bool {
        let (from, to) = self.turn(part);
        let (inner, outer) = self.ring(level);
        // The chord is a little shorter than the arc.
        let across = (to - from).min(0.5) * 6.0 * f64::midpoint(inner, outer);
        let wanted = characters as f64 * CHARACTER * f64::from(size) + 3.0;
        across >= wanted && outer - inner >= f64::from(size) + 2.0
    }

    /// Names go beside the circle at the height of their sector; where two would meet, the one
    /// farther from the middle gives way, upwards above it and downwards below it. Nothing, where
    /// they do not fit or would read alike.
    fn place(&self, names: &[&str]) -> Vec<Spot> {
        let wrapped: Vec<Vec<String>> = names.iter().map(|name| wrap(name, LINE)).collect();
        for (at, lines) in wrapped.iter().enumerate() {
            let is_alike = |other: usize| wrapped[other] == *lines && names[other] != names[at];
            if (0..at).any(is_alike) {
                return Vec::new();
            }
        }
        let mut spots: Vec<Spot> = wrapped
            .into_iter()
            .enumerate()
            .map(|(at, lines)| {
                let (from, to) = self.turn(at);
                let (x, y) = polar(CENTRE, f64::midpoint(from, to), NAMES);
                Spot {
                    lines,
                    x,
                    y,
                    is_right: f64::midpoint(from, to) < 0.5,
                }
            })
            .collect();
        for is_right in [true, false] {
            let mut down: Vec<usize> = (0..spots.len())
                .filter(|&at| spots[at].is_right == is_right)
                .collect();
            if !is_right {
                down.reverse();
            }
            let middle = down
                .iter()
                .position(|&at| spots[at].y >= CENTRE.1)
                .unwrap_or(down.len());
            // From the middle up, then from the middle down.
            for at in (1..middle).rev() {
                let (below, above) = (down[at], down[at - 1]);
                let apart = (spots[below].height() + spots[above].height()) / 2.0 + AIR;
                spots[above].y = spots[above].y.min(spots[below].y - apart);
            }
            for at in middle.max(1)..down.len() {
                let (above, below) = (down[at - 1], down[at]);
                let apart = (spots[below].height() + spots[above].height()) / 2.0 + AIR;
                spots[below].y = spots[below].y.max(spots[above].y + apart);
            }
            for &at in &down {
                let spot = &mut spots[at];
                // The corner that is nearest to the circle keeps away from it.
                let nearest = ((spot.y - CENTRE.1).abs() - spot.height() / 2.0).max(0.0);
                let reach = (NAMES * NAMES - nearest * nearest).max(0.0).sqrt();
                let side = if is_right { 1.0 } else { -1.0 };
                let far = reach.max((spot.x - CENTRE.0).abs()) + 6.0;
                spot.x = CENTRE.0 + side * far;
            }
        }
        let fits = |spot: &Spot| {
            let (left, top, right, bottom) = spot.room();
            left >= 0.0 && top >= 0.0 && right <= SIZE.0 && bottom <= SIZE.1
        };
        if spots.iter().all(fits) {
            spots
        } else {
            Vec::new()
        }
    }
}

/// A part of a ring.
fn arc_band((from, to): (f64, f64), (inner, outer): (f64, f64)) -> String {
    let large = u8::from(to - from > 0.5);
    let point = |part: f64, distance: f64| {
        let (x, y) = polar(CENTRE, part, distance);
        format!("{} {}", n(x), n(y))
    };
    format!(
        "M{} A{outer_n} {outer_n} 0 {large} 1 {} L{} A{inner_n} {inner_n} 0 {large} 0 {} Z",
        point(from, outer),
        point(to, outer),
        point(to, inner),
        point(from, inner),
        outer_n = n(outer),
        inner_n = n(inner),
    )
}

impl Heatmap {
    /// Where everything lies.
    pub fn layout(&self) -> Layout {
        Layout::new(&self.sections, self.levels)
    }

    /// Draws the heatmap as an SVG document.
    pub fn svg(&self, layout: &Layout, ink: Ink) -> String {
        let grid = look(Role::Grid, ink);
        let faint = look(Role::Faint, ink);
        let mut svg = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}">"#,
            w = n(SIZE.0),
            h = n(SIZE.1)
        );
        svg.push_str(&format!(
            r#"<defs><pattern id="heat-hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V7" stroke="{faint}" stroke-width="1.6" stroke-opacity=".55"/></pattern></defs>"#
        ));
        for (part, sectors) in self.sectors.iter().enumerate() {
            for (level, sector) in (1u8..).zip(sectors) {
                svg.push_str(&self.sector(layout, part, level, *sector, ink));
            }
        }
        for level in 1..=layout.levels {
            let (inner, outer) = layout.ring(level);
            let at = polar(CENTRE, 0.0, f64::midpoint(inner, outer));
            svg.push_str(&text(at, Anchor::Middle, 14, faint, "", &level.to_string()));
        }
        for (section, turn) in self.sections.iter().zip(&layout.sections) {
            if !section.parts.is_empty() {
                svg.push_str(&band(&section.name, *turn, ink));
            }
        }
        for part in 0..layout.parts.len() {
            let (from, to) = layout.turn(part);
            let way = f64::midpoint(from, to);
            let Some(spot) = layout.names.get(part) else {
                let number = (part + 1).to_string();
                let at = polar(CENTRE, way, NAMES);
                let label = look(Role::Label, ink);
                svg.push_str(&text(at, Anchor::Middle, NAME, label, "", &number));
                continue;
            };
            let begin = polar(CENTRE, way, BAND.1 + 2.0);
            let side = if spot.is_right { 1.0 } else { -1.0 };
            svg.push_str(&format!(
                r#"<path d="M{} {}L{} {}" stroke="{grid}" stroke-width="1.5" fill="none"/>"#,
                n(begin.0),
                n(begin.1),
                n(spot.x - side * 4.0),
                n(spot.y)
            ));
            svg.push_str(&name(spot, look(Role::Label, ink)));
        }
        let (number, said) = &self.middle;
        let label = look(Role::Label, ink);
        let at = |down: f64| (CENTRE.0, CENTRE.1 + down);
        let bold = r#" font-weight="650""#;
        svg.push_str(&text(at(-8.0), Anchor::Middle, 38, label, bold, number));
        svg.push_str(&text(at(20.0), Anchor::Middle, 15, faint, "", said));
        svg.push_str("</svg>");
        svg
    }

    fn sector(&self, layout: &Layout, part: usize, level: u8, sector: Sector, ink: Ink) -> String {
        let outline = layout.outline(part, level);
        let grid = look(Role::Grid, ink);
        let edge = match ink {
            Ink::Page => "var(--surface)",
            Ink::File => "#ffffff",
        };
        let solid = |fill: &str| {
            format!(r#"<path d="{outline}" fill="{fill}" stroke="{edge}" stroke-width="2"/>"#)
        };
        let (shape, letters, said) = match sector {
            Sector::Empty => {
                return format!(
                    r#"<path d="{outline}" fill="none" stroke="{grid}" stroke-width="1" stroke-dasharray="2 4"/>"#
                );
            }
            Sector::NotApplicable => {
                let hatched = solid("url(#heat-hatch)");
                return format!("{hatched}<path d=\"{outline}\" fill=\"none\" stroke=\"{grid}\"/>");
            }
            Sector::Unknown => {
                let ring = format!(r#"<path d="{outline}" fill="none" stroke="{grid}"/>"#);
                (ring, look(Role::Faint, ink).to_owned(), "–".to_owned())
            }
            Sector::Value(value) => {
                let (fill, letters) = self.scale.paint(self.scale.step(value), ink);
                (solid(&fill), letters, short(self.scale, value))
            }
        };
        let size = 15;
        if !layout.fits(part, level, said.chars().count(), size) {
            return shape;
        }
        let at = layout.middle(part, level);
        shape + &text(at, Anchor::Middle, size, &letters, "", &said)
    }

    /// The picture in one sentence, beginning with its kind: the accessible name.
    pub fn describe(&self) -> String {
        let values: Vec<String> = self
            .summary
            .iter()
            .map(|(name, value)| format!("{name} {value}"))
            .collect();
        let parts = self.sectors.len();
        format!(
            "Heatmap: {}; {parts} subdimensions by {} levels; {}.",
            self.title,
            self.levels,
            values.join(", ")
        )
    }
}

/// A value as it stands in a sector: whole percents without their sign, rounded towards nothing.
pub fn short(scale: Scale, value: f64) -> String {
    let size = value.abs();
    let number = match size {
        size if size > 0.0 && size < 0.01 => "<1".to_owned(),
        size => crate::number::down(size * 100.0, 0),
    };
    match scale {
        Scale::Share => number,
        Scale::Change if value > 1e-9 => format!("+{number}"),
        Scale::Change if value < -1e-9 => format!("−{number}"),
        Scale::Change => "0".to_owned(),
    }
}

fn name(spot: &Spot, fill: &str) -> String {
    let anchor = if spot.is_right {
        Anchor::Start
    } else {
        Anchor::End
    };
    let first = spot.y - PITCH * (spot.lines.len() as f64 - 1.0) / 2.0;
    let lines = spot.lines.iter().enumerate();
    lines
        .map(|(at, line)| {
            let at = (spot.x, first + PITCH * at as f64);
            text(at, anchor, NAME, fill, "", line)
        })
        .collect()
}

/// The name of a dimension along its arc; in the lower half the other way round, so that it stands
/// upright.
fn band(name: &str, (from, to): (f64, f64), ink: Ink) -> String {
    const SIZE: u32 = 15;
    let fill = match ink {
        Ink::Page => "var(--surface-2)",
        Ink::File => "#f1f3f7",
    };
    let shape = format!(
        r#"<path d="{}" fill="{fill}"/>"#,
        arc_band((from, to), BAND)
    );
    let way = f64::midpoint(from, to);
    let is_below = way > 0.25 && way < 0.75;
    let middle = f64::midpoint(BAND.0, BAND.1);
    let radius = match is_below {
        true => middle + f64::from(SIZE) * 0.36,
        false => middle - f64::from(SIZE) * 0.36,
    };
    let length = (to - from) * std::f64::consts::TAU * radius;
    let most = ((length - 12.0) / (CHARACTER * f64::from(SIZE))).max(0.0) as usize;
    let Some(said) = cut(name, most) else {
        return shape;
    };
    let (begin, end, sweep) = match is_below {
        true => (to, from, 0),
        false => (from, to, 1),
    };
    let id = format!("heat-arc-{}", (from * 1000.0) as u32);
    let large = u8::from(to - from > 0.5);
    let (start, stop) = (polar(CENTRE, begin, radius), polar(CENTRE, end, radius));
    format!(
        r##"{shape}<path id="{id}" d="M{} {}A{r} {r} 0 {large} {sweep} {} {}" fill="none"/><text font-size="{SIZE}" font-weight="600" fill="{}" text-anchor="middle"><textPath href="#{id}" startOffset="50%">{}</textPath></text>"##,
        n(start.0),
        n(start.1),
        n(stop.0),
        n(stop.1),
        look(Role::Faint, ink),
        escape(&said),
        r = n(radius),
    )
}

/// A name of at most so many characters; nothing, where hardly any fits.
fn cut(name: &str, most: usize) -> Option<String> {
    if name.chars().count() <= most {
        return Some(name.to_owned());
    }
    if most < 4 {
        return None;
    }
    let mut text: String = name.chars().take(most - 1).collect();
    text.truncate(text.trim_end().len());
    text.push('…');
    Some(text)
}
