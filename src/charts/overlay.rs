//! A radar of several teams, one polygon each: told apart by colour, by dashes and by the shape of
//! their points.

use super::ink::{Ink, Role};
use super::radar::{Unit, wrap};
use super::svg::{Anchor, look, n, polar, text};

/// How many polygons can be told apart.
pub const MOST: usize = 6;

const SIZE: (f64, f64) = (720.0, 520.0);
const CENTRE: (f64, f64) = (360.0, 262.0);
const RADIUS: f64 = 190.0;
const COLOURS: [&str; MOST] = [
    "#2f55d4", "#b8420f", "#0b7a53", "#8b3fa8", "#7d5a00", "#0b6f86",
];
const DASHES: [&str; MOST] = ["", "9 5", "2 5", "14 5 2 5", "5 3", "1 3"];

/// One team.
#[derive(Clone, PartialEq, Debug)]
pub struct Polygon {
    /// Its name.
    pub name: String,
    /// One value per axis: a level, 0..=[`Overlay::highest`], or a share, 0..=1; `None`: nothing to show there.
    pub values: Vec<Option<f64>>,
}

/// A radar of several teams.
#[derive(Clone, PartialEq, Debug)]
pub struct Overlay {
    /// What it shows: "Maturity by dimension".
    pub title: String,
    /// Names of the axes, clockwise from the top.
    pub axes: Vec<String>,
    /// What the rings are.
    pub unit: Unit,
    /// Of levels, the value of the outermost ring.
    pub highest: u8,
    /// At most [`MOST`].
    pub polygons: Vec<Polygon>,
}

impl Overlay {
    /// Width and height of the picture.
    pub fn size(&self) -> (f64, f64) {
        SIZE
    }

    /// The colour of a polygon: a token of the page, or fixed.
    pub fn colour(at: usize, ink: Ink) -> String {
        match ink {
            Ink::Page => format!("var(--team-{})", at % MOST),
            Ink::File => COLOURS[at % MOST].to_owned(),
        }
    }

    fn part(&self, axis: usize) -> f64 {
        axis as f64 / self.axes.len().max(1) as f64
    }

    fn at(&self, axis: usize, value: f64) -> (f64, f64) {
        let share = match self.unit {
            Unit::Level => value / f64::from(self.highest.max(1)),
            Unit::Share => value,
        };
        let share = share.clamp(0.0, 1.0);
        polar(CENTRE, self.part(axis), RADIUS * share)
    }

    /// Draws the radar as an SVG document.
    pub fn svg(&self, ink: Ink) -> String {
        let (grid, faint) = (look(Role::Grid, ink), look(Role::Faint, ink));
        let mut svg = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}">"#,
            w = n(SIZE.0),
            h = n(SIZE.1)
        );
        let rings = match self.unit {
            Unit::Level => self.highest.max(1),
            Unit::Share => 5,
        };
        for ring in 1..=rings {
            let radius = RADIUS * f64::from(ring) / f64::from(rings);
            svg.push_str(&format!(
                r#"<circle cx="{}" cy="{}" r="{}" fill="none" stroke="{grid}"/>"#,
                n(CENTRE.0),
                n(CENTRE.1),
                n(radius)
            ));
            let at = (CENTRE.0 + 5.0, CENTRE.1 - radius + 8.0);
            let said = match self.unit {
                Unit::Level => ring.to_string(),
                Unit::Share => format!("{} %", u16::from(ring) * 100 / u16::from(rings)),
            };
            svg.push_str(&text(at, Anchor::Start, 11, faint, "", &said));
        }
        for (axis, name) in self.axes.iter().enumerate() {
            let (x, y) = polar(CENTRE, self.part(axis), RADIUS);
            svg.push_str(&format!(
                r#"<path d="M{} {}L{} {}" stroke="{grid}"/>"#,
                n(CENTRE.0),
                n(CENTRE.1),
                n(x),
                n(y)
            ));
            svg.push_str(&self.axis_name(axis, name, look(Role::Label, ink)));
        }
        for (at, polygon) in self.polygons.iter().enumerate() {
            svg.push_str(&self.polygon(at, polygon, ink));
        }
        svg.push_str("</svg>");
        svg
    }

    fn axis_name(&self, axis: usize, name: &str, fill: &str) -> String {
        let (x, y) = polar(CENTRE, self.part(axis), RADIUS + 16.0);
        let aside = (x - CENTRE.0) / RADIUS;
        let anchor = match aside {
            aside if aside.abs() < 0.2 => Anchor::Middle,
            aside if aside > 0.0 => Anchor::Start,
            _ => Anchor::End,
        };
        let lines = wrap(name, 14);
        let up = (CENTRE.1 - y) / RADIUS;
        let first = y - 17.0 * (lines.len() as f64 - 1.0) * f64::midpoint(1.0, up);
        let lines = lines.iter().enumerate();
        lines
            .map(|(at, line)| text((x, first + 17.0 * at as f64), anchor, 15, fill, "", line))
            .collect()
    }

    fn polygon(&self, at: usize, polygon: &Polygon, ink: Ink) -> String {
        let colour = Self::colour(at, ink);
        let points: Vec<(f64, f64)> = polygon
            .values
            .iter()
            .enumerate()
            .filter_map(|(axis, value)| value.map(|value| self.at(axis, value)))
            .collect();
        let path: Vec<String> = points
            .iter()
            .map(|(x, y)| format!("{},{}", n(*x), n(*y)))
            .collect();
        let dashes = dashes(at);
        let mut svg = format!(
            r#"<polygon points="{}" fill="{colour}" fill-opacity=".06" stroke="{colour}" stroke-width="2.5" stroke-linejoin="round"{dashes}/>"#,
            path.join(" ")
        );
        for point in points {
            svg.push_str(&mark(at, point, &colour));
        }
        svg
    }

    /// The line and point of a polygon, for a legend: an SVG document of 34 × 14.
    pub fn key(at: usize, ink: Ink) -> String {
        let colour = Self::colour(at, ink);
        let dashes = DASHES[at % MOST];
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 34 14" width="34" height="14"><path d="M0 7H34" stroke="{colour}" stroke-width="2.5" stroke-dasharray="{dashes}"/>{}</svg>"#,
            mark(at, (17.0, 7.0), &colour)
        )
    }

    /// The picture in one sentence, beginning with its kind: the accessible name.
    pub fn describe(&self) -> String {
        let mut said = format!("Radar: {}", self.title);
        for polygon in &self.polygons {
            let values: Vec<String> = self
                .axes
                .iter()
                .zip(&polygon.values)
                .map(|(axis, value)| match value {
                    Some(value) => format!("{axis} {}", self.said(*value)),
                    None => format!("{axis} not applicable"),
                })
                .collect();
            said.push_str(&format!("; {}: {}", polygon.name, values.join(", ")));
        }
        match self.unit {
            Unit::Level => said.push_str(&format!("; of {}.", self.highest)),
            Unit::Share => said.push('.'),
        }
        said
    }

    fn said(&self, value: f64) -> String {
        match self.unit {
            Unit::Level => crate::number::down(value, 1),
            Unit::Share => format!("{} %", crate::number::down(value * 100.0, 0)),
        }
    }
}

/// How the line of one of several is broken, as an attribute.
pub(super) fn dashes(at: usize) -> String {
    match DASHES[at % MOST] {
        "" => String::new(),
        dashes => format!(r#" stroke-dasharray="{dashes}""#),
    }
}

/// A point, in a shape of its own for each polygon.
pub(super) fn mark(at: usize, (x, y): (f64, f64), colour: &str) -> String {
    let corners: &[(f64, f64)] = match at % MOST {
        0 => {
            return format!(
                r#"<circle cx="{}" cy="{}" r="4.5" fill="{colour}"/>"#,
                n(x),
                n(y)
            );
        }
        1 => &[(-4.0, -4.0), (4.0, -4.0), (4.0, 4.0), (-4.0, 4.0)],
        2 => &[(0.0, -5.5), (5.5, 4.0), (-5.5, 4.0)],
        3 => &[(0.0, -6.0), (6.0, 0.0), (0.0, 6.0), (-6.0, 0.0)],
        4 => &[(0.0, 5.5), (5.5, -4.0), (-5.5, -4.0)],
        _ => &[(-6.0, -2.0), (6.0, -2.0), (6.0, 2.0), (-6.0, 2.0)],
    };
    let points: Vec<String> = corners
        .iter()
        .map(|(dx, dy)| format!("{},{}", n(x + dx), n(y + dy)))
        .collect();
    format!(
        r#"<polygon points="{}" fill="{colour}"/>"#,
        points.join(" ")
    )
}
