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
}

impl Sheet {
    /// Lays a picture (an SVG document of this size, drawn with [`Ink::File`]) on a sheet. `scale`:
    /// the colours that need a legend.
    pub fn svg(&self, picture: &str, (width, height): (f64, f64), scale: Option<Scale>) -> String {
        let legend = scale.map(|scale| legend(scale, width)).unwrap_or_default();
        let legend_height = if legend.is_empty() { 0.0 } else { 46.0 };
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
