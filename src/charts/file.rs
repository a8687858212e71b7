//! A picture as a file of its own: with title, source and description, on white, in fixed colours.

use super::ink::{Ink, ROLES, Role};
use super::scale::Scale;
use super::svg::{Anchor, escape, look, n, text};

const MARGIN: f64 = 32.0;
const FONT: &str = "system-ui, -apple-system, Segoe UI, Roboto, Noto Sans, sans-serif";

/// What stands around a picture in a file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Sheet {
    /// The heading: "Completion, Payments".
    pub title: String,
    /// Below it: team, date, model.
    pub about: String,
    /// At the foot: where it comes from.
    pub source: String,
    /// For those who do not see it.
    pub description: String,
    /// What the picture carries, as markup; may be empty.
    pub inside: String,
    /// What its lines are: a name each, and its key of 34 × 14, drawn with [`Ink::File`].
    pub keys: Vec<(String, String)>,
}

/// Room for a key and its name, side by side and below one another.
const KEY: (f64, f64) = (210.0, 26.0);
/// Names of keys beyond this many characters are cut: nothing measures texts.
const NAME: usize = 22;

impl Sheet {
    /// Lays a picture (an SVG document of this size, drawn with [`Ink::File`]) on a sheet. `scale`:
    /// the colours that need a legend.
    pub fn svg(&self, picture: &str, (width, height): (f64, f64), scale: Option<Scale>) -> String {
        let colours = scale.map(|scale| legend(scale, width)).unwrap_or_default();
        let colours_height = if colours.is_empty() { 0.0 } else { 46.0 };
        let (keys, keys_height) = self.keys(width, colours_height);
        let (legend, legend_height) = (colours + &keys, colours_height + keys_height);
        let head = 92.0;
        let foot = 44.0;
        let (w, h) = (width + 2.0 * MARGIN, head + height + legend_height + foot);
        let label = look(Role::Label, Ink::File);
        let faint = look(Role::Faint, Ink::File);
        let bold = r#" font-weight="650""#;
        format!(
            concat!(
                r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}" font-family="{font}" role="img">"#,
                "<title>{title}</title><desc>{desc}</desc>{inside}",
                r##"<rect width="100%" height="100%" fill="#ffffff"/>"##,
                "{heading}{about}",
                r#"<svg x="{x}" y="{y}" width="{pw}" height="{ph}" viewBox="0 0 {pw} {ph}">{inner}</svg>"#,
                r#"<g transform="translate({x} {ly})">{legend}</g>{source}</svg>"#
            ),
            w = n(w),
            h = n(h),
            font = FONT,
            title = escape(&self.title),
            desc = escape(&self.description),
            inside = self.inside,
            heading = text((MARGIN, 40.0), Anchor::Start, 24, label, bold, &self.title),
            about = text((MARGIN, 68.0), Anchor::Start, 15, faint, "", &self.about),
            x = n(MARGIN),
            y = n(head),
            pw = n(width),
            ph = n(height),
            inner = inner(picture),
            ly = n(head + height),
            legend = legend,
            source = text(
                (MARGIN, h - 22.0),
                Anchor::Start,
                13,
                faint,
                "",
                &self.source
            ),
        )
    }

    /// The keys in as many columns as there is room for, from this far down on; and their height.
    fn keys(&self, width: f64, down: f64) -> (String, f64) {
        let (across, below) = KEY;
        let columns = ((width / across) as usize).clamp(1, self.keys.len().max(1));
        let begin = ((width - across * columns as f64) / 2.0).max(0.0);
        let label = look(Role::Label, Ink::File);
        let mut svg = String::new();
        for (at, (name, key)) in self.keys.iter().enumerate() {
            let x = begin + across * (at % columns) as f64;
            let y = down + 16.0 + below * (at / columns) as f64;
            let mut said: String = name.chars().take(NAME).collect();
            if name.chars().count() > NAME {
                said.pop();
                said.push('…');
            }
            svg.push_str(&format!(
                r#"<svg x="{}" y="{}" width="34" height="14" viewBox="0 0 34 14">{}</svg>"#,
                n(x),
                n(y - 7.0),
                inner(key)
            ));
            svg.push_str(&text((x + 44.0, y), Anchor::Start, 15, label, "", &said));
        }
        match self.keys.len().div_ceil(columns) {
            0 => (svg, 0.0),
            rows => (svg, 16.0 + below * rows as f64),
        }
    }
}

/// What the lines of a radar are that the page drew; nothing where there is only one.
pub fn keys_of(svg: &str) -> Vec<(String, String)> {
    let known = [
        (Role::Claimed, "Claimed", ""),
        (Role::Previous, "Last cycle", "6 5"),
        (Role::Target, "Target", "6 5"),
        (Role::Evidenced, "Evidenced", ""),
    ];
    let drawn = known.map(|(role, name, dashes)| {
        let colour = look(role, Ink::File);
        let key = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 34 14" width="34" height="14"><path d="M0 7H34" stroke="{colour}" stroke-width="3" stroke-dasharray="{dashes}"/></svg>"#
        );
        (role, (name.to_owned(), key))
    });
    let found = drawn
        .into_iter()
        .filter(|(role, _)| svg.contains(look(*role, Ink::Page)));
    let keys: Vec<(String, String)> = found.map(|(_, key)| key).collect();
    if keys.len() > 1 { keys } else { Vec::new() }
}

/// A picture of the page in the colours of a file.
pub fn in_file_colours(svg: &str) -> String {
    ROLES.into_iter().fold(svg.to_owned(), |svg, role| {
        svg.replace(look(role, Ink::Page), look(role, Ink::File))
    })
}

/// Width and height that an SVG document names.
pub fn size_of(svg: &str) -> (f64, f64) {
    let named = |name: &str| {
        let (_, rest) = svg.split_once(&format!("{name}=\""))?;
        let (value, _) = rest.split_once('"')?;
        crate::number::read(value).filter(|size| *size > 0.0)
    };
    (
        named(" width").unwrap_or(100.0),
        named(" height").unwrap_or(100.0),
    )
}

/// What stands within the outermost element of an SVG document.
fn inner(document: &str) -> &str {
    let begin = document
        .find("<svg")
        .and_then(|at| Some(at + document.get(at..)?.find('>')? + 1));
    let end = document.rfind("</svg>");
    match (begin, end) {
        (Some(begin), Some(end)) => document.get(begin..end).unwrap_or_default(),
        _ => "",
    }
}

/// The colours of a scale in a row, with the values at its ends.
fn legend(scale: Scale, width: f64) -> String {
    let faint = look(Role::Faint, Ink::File);
    let steps = scale.legend();
    let each = 28.0;
    let begin = (width - each * steps.len() as f64) / 2.0;
    let mut svg = String::new();
    for (at, (step, _)) in steps.iter().enumerate() {
        let (fill, _) = scale.paint(*step, Ink::File);
        svg.push_str(&format!(
            r##"<rect x="{}" y="8" width="{each}" height="14" fill="{fill}" stroke="#ffffff"/>"##,
            n(begin + each * at as f64)
        ));
    }
    let (low, high) = match scale {
        Scale::Share => ("0 %", "100 %"),
        Scale::Change => ("lower", "higher"),
    };
    let end = begin + each * steps.len() as f64;
    svg.push_str(&text((begin - 8.0, 15.0), Anchor::End, 13, faint, "", low));
    svg.push_str(&text((end + 8.0, 15.0), Anchor::Start, 13, faint, "", high));
    svg
}
