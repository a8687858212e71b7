//! The trend: one line over moments, from the oldest to the newest.

use plotters::backend::{DrawingBackend, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontFamily, FontStyle, IntoFont, TextStyle};

use super::ink::{Ink, Role};

/// One moment of a trend.
#[derive(Clone, PartialEq, Debug)]
pub struct Moment {
    /// What it is called: "2026 H1".
    pub name: String,
    /// 0..=[`Trend::highest`]; `None`: nothing to show then.
    pub value: Option<f64>,
}

/// A trend of one number.
#[derive(Clone, PartialEq, Debug)]
pub struct Trend {
    /// What it shows: "maturity, Payments".
    pub title: String,
    /// The highest value: the highest level.
    pub highest: u8,
    /// From the oldest to the newest.
    pub moments: Vec<Moment>,
}

// plotters places things on whole units, so the canvas is large and scaled down by the page.
const CANVAS: (u32, u32) = (1440, 560);
const LEFT: i32 = 70;
const RIGHT: i32 = 1390;
const TOP: i32 = 40;
const BOTTOM: i32 = 460;
/// Names beyond this many characters are cut.
const NAME: usize = 16;
/// At most so many moments have their name below them.
const NAMES: usize = 8;

impl Trend {
    /// Draws the chart as an SVG document.
    pub fn svg(&self, ink: Ink) -> String {
        let mut svg = String::new();
        {
            let backend = SVGBackend::with_string(&mut svg, CANVAS);
            // Writing to a string cannot fail; a half-drawn chart is all there could be to show.
            let _ = self.draw(backend);
        }
        ink.apply(&svg)
    }

    /// The chart in one sentence, beginning with its kind: the accessible name.
    pub fn describe(&self) -> String {
        let values: Vec<String> = self
            .moments
            .iter()
            .map(|moment| match moment.value {
                Some(value) => format!("{} {}", moment.name, crate::number::down(value, 1)),
                None => format!("{} not applicable", moment.name),
            })
            .collect();
        format!(
            "Trend: {}; {}; of {}.",
            self.title,
            values.join(", "),
            self.highest
        )
    }

    fn draw(&self, mut backend: SVGBackend<'_>) -> Result<(), Box<dyn std::error::Error>> {
        let highest = self.highest.max(1);
        let grid = Role::Grid.marker();
        for level in 0..=highest {
            let y = height(f64::from(level), highest);
            backend.draw_line((LEFT, y), (RIGHT, y), &grid)?;
            text(
                &mut backend,
                &level.to_string(),
                Role::Faint,
                HPos::Right,
                (LEFT - 16, y),
            )?;
        }
        let step = self.moments.len().div_ceil(NAMES).max(1);
        let last = self.moments.len().saturating_sub(1);
        for (at, moment) in self.moments.iter().enumerate() {
            // The newest one always has its name.
            if (last - at).is_multiple_of(step) {
                let place = (self.across(at), BOTTOM + 48);
                text(
                    &mut backend,
                    &short(&moment.name),
                    Role::Label,
                    self.anchor(at),
                    place,
                )?;
            }
        }
        let claimed = Role::Claimed.marker();
        // A gap where there is no number parts the line.
        for run in self.runs(highest) {
            backend.draw_path(run.iter().copied(), &claimed.stroke_width(6))?;
            for point in run {
                backend.draw_circle(point, 10, &claimed, true)?;
            }
        }
        backend.present()?;
        Ok(())
    }

    fn runs(&self, highest: u8) -> Vec<Vec<(i32, i32)>> {
        let mut runs = vec![Vec::new()];
        for (at, moment) in self.moments.iter().enumerate() {
            match (moment.value, runs.last_mut()) {
                (Some(value), Some(run)) => run.push((self.across(at), height(value, highest))),
                _ => runs.push(Vec::new()),
            }
        }
        runs.retain(|run| !run.is_empty());
        runs
    }

    fn across(&self, at: usize) -> i32 {
        let steps = self.moments.len().saturating_sub(1);
        if steps == 0 {
            return (LEFT + RIGHT) / 2;
        }
        let width = f64::from(RIGHT - LEFT - 120);
        LEFT + 60 + (width * at as f64 / steps as f64).round() as i32
    }

    fn anchor(&self, at: usize) -> HPos {
        match (at, self.moments.len()) {
            (_, 1) => HPos::Center,
            (0, _) => HPos::Left,
            (at, count) if at + 1 == count => HPos::Right,
            _ => HPos::Center,
        }
    }
}

fn height(value: f64, highest: u8) -> i32 {
    let share = (value / f64::from(highest)).clamp(0.0, 1.0);
    BOTTOM - (f64::from(BOTTOM - TOP) * share).round() as i32
}

fn short(name: &str) -> String {
    // Control characters and these two may not stand in XML at all.
    let is_gap = |c: char| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}');
    let plain = name.chars().map(|c| if is_gap(c) { ' ' } else { c });
    let mut text: String = plain.take(NAME).collect();
    if name.chars().count() > NAME {
        text.pop();
        text.push('…');
    }
    text
}

fn text(
    backend: &mut SVGBackend<'_>,
    text: &str,
    role: Role,
    h_pos: HPos,
    at: (i32, i32),
) -> Result<(), Box<dyn std::error::Error>> {
    let colour = role.marker();
    let style = TextStyle::from((FontFamily::SansSerif, 36, FontStyle::Normal).into_font())
        .pos(Pos::new(h_pos, VPos::Center))
        .color(&colour);
    backend.draw_text(text, &style, at)?;
    Ok(())
}
