//! The radar: one axis per dimension or subdimension, one ring per level.

use std::f64::consts::TAU;

use plotters::backend::{DrawingBackend, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontFamily, FontStyle, IntoFont, ShapeStyle, TextStyle};

use super::ink::{Ink, Role};

/// One polygon.
#[derive(Clone, PartialEq, Debug)]
pub struct Series {
    /// Name for the description: "claimed".
    pub name: String,
    /// One value per axis: a level, 0..=[`Radar::rings`], or a share, 0..=1, as [`Radar::unit`]
    /// says; `None`: nothing to show there.
    pub values: Vec<Option<f64>>,
    /// Its look.
    pub role: Role,
}

/// What the values of a radar are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Unit {
    /// Levels: a ring each.
    #[default]
    Level,
    /// Shares of a whole, 0..=1, shown as percentages.
    Share,
}

/// A radar chart.
#[derive(Clone, PartialEq, Debug)]
pub struct Radar {
    /// What it shows: "Overall maturity, Payments".
    pub title: String,
    /// Names of the axes, clockwise from the top.
    pub axes: Vec<String>,
    /// Number of rings: the highest level; of shares, the parts into which the whole is divided.
    pub rings: u8,
    /// What the values are.
    pub unit: Unit,
    /// Polygons; later ones are drawn over earlier ones.
    pub series: Vec<Series>,
}

/// How large the radar will be seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Size {
    /// With names and ring numbers.
    Full,
    /// A thumbnail without any text.
    Small,
}

// plotters places things on whole units, so the canvas is large and scaled down by the page.
const FULL: (u32, u32) = (1440, 960);
const SMALL: (u32, u32) = (600, 590);
/// Longest line of an axis name, in characters.
const LINE: usize = 14;
/// From the middle to the outermost ring of a full picture.
const RADIUS: f64 = 330.0;

impl Radar {
    /// Draws the chart as an SVG document.
    pub fn svg(&self, size: Size, ink: Ink) -> String {
        let mut svg = String::new();
        {
            let canvas = match size {
                Size::Full => FULL,
                Size::Small => SMALL,
            };
            let backend = SVGBackend::with_string(&mut svg, canvas);
            // Writing to a string cannot fail; a half-drawn chart is all there could be to show.
            let _ = Pen::new(self, backend, size, canvas).draw();
        }
        let dashed = format!("{DASHED} stroke=");
        let mut text = svg.clone();
        for role in [Role::Target, Role::Previous] {
            let m = role.marker();
            let stroke = format!("stroke=\"#{:02X}{:02X}{:02X}\"", m.0, m.1, m.2);
            text = text.replace(&stroke, &stroke.replacen("stroke=", &dashed, 1));
        }
        ink.apply(&text)
    }

    /// The chart in one sentence, beginning with its kind: the accessible name.
    pub fn describe(&self) -> String {
        let mut text = format!("Radar: {}", self.title);
        for series in &self.series {
            let values: Vec<String> = self
                .axes
                .iter()
                .zip(&series.values)
                .map(|(axis, value)| match value {
                    Some(value) => format!("{axis} {}", self.value(*value)),
                    None => format!("{axis} not applicable"),
                })
                .collect();
            text.push_str(&format!("; {}: {}", series.name, values.join(", ")));
        }
        match self.unit {
            Unit::Level => text.push_str(&format!("; of {}.", self.rings)),
            Unit::Share => text.push_str("; of 100 %."),
        }
        text
    }

    fn value(&self, value: f64) -> String {
        match self.unit {
            Unit::Level => crate::number::down(value, 1),
            Unit::Share => format!("{} %", crate::number::down(value * 100.0, 0)),
        }
    }

    /// Whether the axes have numbers in place of their names, because these would overlap, leave
    /// the picture or read alike once they are cut. Whoever shows the picture says beside it which
    /// number is which, counting from 1.
    pub fn is_numbered(&self) -> bool {
        let labels = self.labels();
        let boxes: Vec<Space> = labels.iter().map(Label::space).collect();
        let is_cut_alike = labels.iter().enumerate().any(|(at, label)| {
            labels[..at]
                .iter()
                .zip(&self.axes)
                .any(|(other, name)| other.lines == label.lines && *name != self.axes[at])
        });
        let leaves = |space: &Space| {
            space.left < 0.0
                || space.top < 0.0
                || space.right > f64::from(FULL.0)
                || space.bottom > f64::from(FULL.1)
        };
        is_cut_alike
            || boxes.iter().any(leaves)
            || boxes
                .iter()
                .enumerate()
                .any(|(at, space)| boxes[..at].iter().any(|other| other.meets(space)))
    }

    /// The names of the axes as they are placed around a full picture.
    fn labels(&self) -> Vec<Label> {
        let centre = centre(Size::Full, FULL);
        let place = |(axis, name): (usize, &String)| {
            let (sine, cosine) = turn(axis as f64 / self.axes.len().max(1) as f64);
            Label::place(wrap(name, LINE), centre, (sine, -cosine))
        };
        self.axes.iter().enumerate().map(place).collect()
    }
}

/// A name beside its axis.
struct Label {
    lines: Vec<String>,
    h_pos: HPos,
    /// Where the text begins, ends, or has its middle, as `h_pos` says.
    x: f64,
    /// The middle of the first line.
    y: f64,
}

/// From one line of a name to the next.
const PITCH: f64 = 42.0;
/// Half of what a line is high.
const HALF_LINE: f64 = 18.0;
const LABEL: u32 = 44;
/// How wide a character is at most, on an average: nothing here can measure a text.
const CHARACTER: f64 = 24.0;

impl Label {
    /// `direction`: where the axis points, of length 1.
    fn place(lines: Vec<String>, centre: (f64, f64), direction: (f64, f64)) -> Self {
        let (x, y) = direction;
        let (h_pos, gap) = if x.abs() < 0.2 {
            (HPos::Center, 26.0)
        } else if x > 0.0 {
            (HPos::Left, 30.0)
        } else {
            (HPos::Right, 30.0)
        };
        let height = PITCH * (lines.len() as f64 - 1.0);
        Self {
            lines,
            h_pos,
            x: centre.0 + x * (RADIUS + gap),
            // Names above the chart grow upwards, those below downwards, others both ways.
            y: centre.1 + y * (RADIUS + gap + 12.0) - height * (1.0 - y) / 2.0,
        }
    }

    fn space(&self) -> Space {
        let longest = self.lines.iter().map(|line| line.chars().count()).max();
        let width = longest.unwrap_or(0) as f64 * CHARACTER;
        let left = match self.h_pos {
            HPos::Left => self.x,
            HPos::Center => self.x - width / 2.0,
            HPos::Right => self.x - width,
        };
        Space {
            left,
            right: left + width,
            top: self.y - HALF_LINE,
            bottom: self.y + PITCH * (self.lines.len() as f64 - 1.0) + HALF_LINE,
        }
    }
}

/// A part of the picture.
struct Space {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Space {
    fn meets(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

/// Where the middle of the radar lies.
fn centre(size: Size, canvas: (u32, u32)) -> (f64, f64) {
    let down = match size {
        Size::Full => 10.0,
        Size::Small => 6.0,
    };
    (f64::from(canvas.0) / 2.0, f64::from(canvas.1) / 2.0 + down)
}

const DASHED: &str = "stroke-dasharray=\"12 9\"";

struct Pen<'a, 'b> {
    radar: &'a Radar,
    backend: SVGBackend<'b>,
    size: Size,
    centre: (f64, f64),
    radius: f64,
}

/// A point on the canvas, in its units.
type BackendCoord = (i32, i32);

type Drawn = Result<(), Box<dyn std::error::Error>>;

impl<'a, 'b> Pen<'a, 'b> {
    fn new(radar: &'a Radar, backend: SVGBackend<'b>, size: Size, canvas: (u32, u32)) -> Self {
        let radius = match size {
            Size::Full => RADIUS,
            Size::Small => 265.0,
        };
        Self {
            radar,
            backend,
            size,
            centre: centre(size, canvas),
            radius,
        }
    }

    fn draw(mut self) -> Drawn {
        self.grid()?;
        for series in &self.radar.series {
            self.series(series)?;
        }
        if self.size == Size::Full {
            self.labels()?;
        }
        self.backend.present()?;
        Ok(())
    }

    /// The point at `value` on an axis.
    fn at(&self, axis: usize, value: f64) -> BackendCoord {
        let (x, y) = self.direction(axis);
        let whole = match self.radar.unit {
            Unit::Level => f64::from(self.radar.rings.max(1)),
            Unit::Share => 1.0,
        };
        let distance = self.radius * (value / whole).clamp(0.0, 1.0);
        self.place(x * distance, y * distance)
    }

    /// The point where an axis meets a ring, counted from the middle.
    fn on_ring(&self, axis: usize, ring: u8) -> BackendCoord {
        let part = match self.radar.unit {
            Unit::Level => f64::from(ring),
            Unit::Share => f64::from(ring) / f64::from(self.radar.rings.max(1)),
        };
        self.at(axis, part)
    }

    fn place(&self, x: f64, y: f64) -> BackendCoord {
        (
            (self.centre.0 + x).round() as i32,
            (self.centre.1 + y).round() as i32,
        )
    }

    /// Clockwise from the top.
    fn direction(&self, axis: usize) -> (f64, f64) {
        let (sine, cosine) = turn(axis as f64 / self.radar.axes.len().max(1) as f64);
        (sine, -cosine)
    }

    fn grid(&mut self) -> Drawn {
        let axes = self.radar.axes.len();
        let rings = self.radar.rings.max(1);
        let thin = stroke(Role::Grid, 2);
        for ring in 1..=rings {
            // One or two axes make no polygon; a circle still shows the levels.
            if axes < 3 {
                let radius = self.radius * f64::from(ring) / f64::from(rings);
                let centre = self.place(0.0, 0.0);
                self.backend
                    .draw_circle(centre, radius.round() as u32, &thin, false)?;
            } else {
                let mut points: Vec<_> = (0..axes).map(|axis| self.on_ring(axis, ring)).collect();
                points.push(points[0]);
                self.backend.draw_path(points, &thin)?;
            }
        }
        for axis in 0..axes {
            let spoke = [self.at(axis, 0.0), self.on_ring(axis, rings)];
            self.backend.draw_path(spoke, &thin)?;
        }
        Ok(())
    }

    fn series(&mut self, series: &Series) -> Drawn {
        let mut points: Vec<_> = series
            .values
            .iter()
            .enumerate()
            .filter_map(|(axis, value)| value.map(|value| self.at(axis, value)))
            .collect();
        if points.is_empty() {
            return Ok(());
        }
        let (fill, width, dot) = match (series.role, self.size) {
            (Role::Claimed | Role::Evidenced, Size::Full) => (0.18, 5, 9),
            (Role::Claimed | Role::Evidenced, Size::Small) => (0.22, 7, 10),
            _ => (0.0, 4, 0),
        };
        if fill > 0.0 && points.len() > 2 {
            let area = series.role.marker().mix(fill);
            self.backend.fill_polygon(points.clone(), &area)?;
        }
        if dot > 0 {
            let colour = series.role.marker();
            for &point in &points {
                self.backend.draw_circle(point, dot, &colour, true)?;
            }
        }
        points.push(points[0]);
        self.backend
            .draw_path(points, &stroke(series.role, width))?;
        Ok(())
    }

    fn labels(&mut self) -> Drawn {
        for ring in 1..=self.radar.rings {
            let (x, y) = self.on_ring(0, ring);
            let said = match self.radar.unit {
                Unit::Level => ring.to_string(),
                Unit::Share => format!(
                    "{} %",
                    u32::from(ring) * 100 / u32::from(self.radar.rings.max(1))
                ),
            };
            self.text(&said, Role::Faint, 30, HPos::Left, (x + 9, y + 14))?;
        }
        let labels = match self.radar.is_numbered() {
            false => self.radar.labels(),
            true => (0..self.radar.axes.len())
                .map(|axis| {
                    let number = (axis + 1).to_string();
                    Label::place(vec![number], self.centre, self.direction(axis))
                })
                .collect(),
        };
        for label in labels {
            for (number, line) in label.lines.iter().enumerate() {
                let position = (
                    label.x.round() as i32,
                    (label.y + PITCH * number as f64).round() as i32,
                );
                self.text(line, Role::Label, LABEL, label.h_pos, position)?;
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &str, role: Role, size: u32, h_pos: HPos, at: BackendCoord) -> Drawn {
        let colour = role.marker();
        let style = TextStyle::from((FontFamily::SansSerif, size, FontStyle::Normal).into_font())
            .pos(Pos::new(h_pos, VPos::Center))
            .color(&colour);
        self.backend.draw_text(text, &style, at)?;
        Ok(())
    }
}

/// Sine and cosine of a part of a full turn, 0..1, exact to a millionth of a pixel. Those of the
/// standard library reduce angles of any size, which takes several kilobytes.
pub(super) fn turn(part: f64) -> (f64, f64) {
    // Into the first eighth, where the series are short.
    let eighth = (part * 8.0) as usize;
    let rest = part * 8.0 - eighth as f64;
    let within = if eighth.is_multiple_of(2) {
        rest
    } else {
        1.0 - rest
    };
    let angle = within * TAU / 8.0;
    let square = angle * angle;
    let series = |first: f64| {
        let (mut sum, mut term, mut divisor) = (0.0, if first == 0.0 { 1.0 } else { angle }, first);
        for _ in 0..9 {
            sum += term;
            term *= -square / ((divisor + 1.0) * (divisor + 2.0));
            divisor += 2.0;
        }
        sum
    };
    let (sine, cosine) = (series(1.0), series(0.0));
    match eighth % 8 {
        0 => (sine, cosine),
        1 => (cosine, sine),
        2 => (cosine, -sine),
        3 => (sine, -cosine),
        4 => (-sine, -cosine),
        5 => (-cosine, -sine),
        6 => (-cosine, sine),
        _ => (-sine, cosine),
    }
}

fn stroke(role: Role, width: u32) -> ShapeStyle {
    role.marker().stroke_width(width)
}

/// Breaks a name into lines of at most `width` characters at spaces; a longer word stands alone,
/// and what goes past three lines is cut with an ellipsis.
pub(super) fn wrap(name: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    // Control characters and these two may not stand in XML at all.
    let is_gap =
        |c: char| c.is_whitespace() || c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}');
    for word in name.split(is_gap).filter(|word| !word.is_empty()) {
        let word = shorten(word, width + 3);
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    if lines.len() > 3 {
        lines.truncate(3);
        if let Some(last) = lines.last_mut() {
            last.push('…');
        }
    }
    lines
}

fn shorten(word: &str, width: usize) -> String {
    if word.chars().count() <= width {
        return word.to_owned();
    }
    let mut text: String = word.chars().take(width - 1).collect();
    text.push('…');
    text
}

#[cfg(test)]
mod tests {
    use super::{TAU, turn, wrap};

    #[test]
    fn a_turn_is_that_of_the_standard_library() {
        for step in 0..720 {
            let part = f64::from(step) / 720.0;
            let (sine, cosine) = turn(part);
            assert!((sine - (part * TAU).sin()).abs() < 1e-12, "{part}");
            assert!((cosine - (part * TAU).cos()).abs() < 1e-12, "{part}");
        }
    }

    #[test]
    fn names_are_broken_at_spaces() {
        for (name, expected) in [
            ("Build", vec!["Build"]),
            (
                "Culture and Organization",
                vec!["Culture and", "Organization"],
            ),
            (
                "Static depth for infrastructure",
                vec!["Static depth", "for", "infrastructure"],
            ),
            (
                "Donaudampfschifffahrtsgesellschaft",
                vec!["Donaudampfschiff…"],
            ),
            ("", vec![]),
        ] {
            assert_eq!(wrap(name, 14), expected, "{name}");
        }
    }
}
