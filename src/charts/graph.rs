//! What needs what: boxes in layers from left to right, and arrows from what is needed to what needs
//! it.

use super::ink::{Ink, Role};
use super::layers::{Layers, ROW, layers};
use super::mark::Mark;
use super::radar::wrap;
use super::svg::{Anchor, escape, look, n, text};

/// A box.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Node {
    /// Its name.
    pub name: String,
    /// A few letters below the mark: "L2".
    pub note: String,
    /// How it stands.
    pub mark: Mark,
}

/// Boxes and arrows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Graph {
    /// What it shows: "Defined build process, Payments".
    pub title: String,
    /// The boxes.
    pub nodes: Vec<Node>,
    /// Arrows, as places in `nodes`: what is needed, then what needs it.
    pub edges: Vec<(usize, usize)>,
    /// The box that the graph is about: those before it in `nodes` are what it needs.
    pub middle: usize,
}

/// Where the boxes are: hangs on the arrows alone, not on the answers.
#[derive(Clone, PartialEq, Debug)]
pub struct GraphLayout {
    layers: Layers,
}

const BOX: (f64, f64) = (198.0, 56.0);
const COLUMN: f64 = 256.0;
const MARGIN: f64 = 8.0;
/// Letters in a line of a box.
const LINE: usize = 25;

impl GraphLayout {
    /// Finds a place for each of so many boxes.
    pub fn new(count: usize, edges: &[(usize, usize)]) -> Self {
        Self {
            layers: layers(count, edges),
        }
    }

    /// Width and height of the picture.
    pub fn size(&self) -> (f64, f64) {
        let columns = self.layers.count.max(1) as f64 - 1.0;
        (
            columns * COLUMN + BOX.0 + 2.0 * MARGIN,
            self.layers.height.max(ROW) + 2.0 * MARGIN,
        )
    }

    /// The middle of a box, as shares of width and height; `None`: there is no such box.
    pub fn middle_of(&self, place: usize) -> Option<(f64, f64)> {
        let [left, top, wide, high] = self.boxes().get(place).copied()?;
        let (width, height) = self.size();
        Some(((left + wide / 2.0) / width, (top + high / 2.0) / height))
    }

    /// The boxes, each with left, top, width and height.
    pub fn boxes(&self) -> Vec<[f64; 4]> {
        let nodes = self.layers.nodes.iter();
        nodes
            .map(|&spot| {
                let (x, y) = at(spot);
                [x, y - BOX.1 / 2.0, BOX.0, BOX.1]
            })
            .collect()
    }
}

/// The left end of a place, and its middle from the top.
fn at((layer, y): (usize, f64)) -> (f64, f64) {
    (MARGIN + COLUMN * layer as f64, MARGIN + y)
}

impl Graph {
    /// Draws the graph as an SVG document.
    pub fn svg(&self, layout: &GraphLayout, ink: Ink) -> String {
        let (w, h) = layout.size();
        let mut svg = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}">"#,
            w = n(w),
            h = n(h)
        );
        for (edge, way) in self.edges.iter().zip(&layout.layers.ways) {
            svg.push_str(&self.arrow(layout, *edge, way, ink));
        }
        for (place, node) in self.nodes.iter().enumerate() {
            if let Some(&spot) = layout.layers.nodes.get(place) {
                svg.push_str(&self.node(spot, node, place == self.middle, ink));
            }
        }
        svg.push_str("</svg>");
        svg
    }

    /// Whether something is in place although what it needs is not.
    fn is_early(&self, (from, to): (usize, usize)) -> bool {
        let is_open = !matches!(self.nodes[from].mark, Mark::Ready | Mark::NotApplicable);
        is_open && self.nodes[to].mark == Mark::Ready
    }

    fn arrow(
        &self,
        layout: &GraphLayout,
        edge: (usize, usize),
        way: &[(usize, f64)],
        ink: Ink,
    ) -> String {
        let nodes = &layout.layers.nodes;
        let (Some(&from), Some(&to)) = (nodes.get(edge.0), nodes.get(edge.1)) else {
            return String::new();
        };
        let (mut x, mut y) = at(from);
        x += BOX.0;
        let mut path = format!("M{} {}", n(x), n(y));
        let mut curve = |to: (f64, f64)| {
            let half = f64::midpoint(x, to.0);
            path.push_str(&format!(
                "C{} {} {} {} {} {}",
                n(half),
                n(y),
                n(half),
                n(to.1),
                n(to.0),
                n(to.1)
            ));
            (x, y) = to;
        };
        for &passed in way {
            let (left, height) = at(passed);
            curve((left, height));
            curve((left + BOX.0, height));
        }
        let end = at(to);
        curve((end.0 - 7.0, end.1));
        let is_early = self.is_early(edge);
        let is_kept = matches!(self.nodes[edge.0].mark, Mark::Ready | Mark::NotApplicable);
        let role = match is_early {
            true => Role::Target,
            false => Role::Faint,
        };
        let colour = look(role, ink);
        let width = if is_early { "2.5" } else { "1.3" };
        // What is not there yet is a broken line.
        let dashes = if is_kept {
            ""
        } else {
            r#" stroke-dasharray="5 4""#
        };
        format!(
            r#"<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}"{dashes}/><path d="M{} {}l-8 -4.500v9z" fill="{colour}"/>"#,
            n(end.0 - 1.0),
            n(end.1)
        )
    }

    fn node(&self, spot: (usize, f64), node: &Node, is_middle: bool, ink: Ink) -> String {
        let (x, y) = at(spot);
        let role = node.mark.role();
        let stroke = match is_middle {
            true => look(Role::Label, ink),
            false => look(role, ink),
        };
        let fill = match ink {
            Ink::Page => "var(--surface)",
            Ink::File => "#ffffff",
        };
        let width = if is_middle { "3" } else { "1.3" };
        let dashes = match node.mark {
            Mark::Open if !is_middle => r#" stroke-dasharray="4 3""#,
            _ => "",
        };
        let mut svg = format!(
            r#"<rect x="{}" y="{}" width="{}" height="{}" rx="8" fill="{fill}" stroke="{stroke}" stroke-width="{width}"{dashes}/>"#,
            n(x),
            n(y - BOX.1 / 2.0),
            n(BOX.0),
            n(BOX.1)
        );
        let inside = match node.mark {
            Mark::Begun => format!(r#" fill="{}" fill-rule="evenodd""#, look(role, ink)),
            _ => r#" fill="none""#.to_owned(),
        };
        let broken = match node.mark {
            Mark::Open => r#" stroke-dasharray="2.200 3.200""#,
            _ => "",
        };
        let up = if node.note.is_empty() { 8.0 } else { 16.0 };
        svg.push_str(&format!(
            r#"<path transform="translate({} {})" d="{}"{inside} stroke="{}" stroke-width="1.600"{broken}/>"#,
            n(x + 9.0),
            n(y - up),
            node.mark.path(),
            look(role, ink)
        ));
        let faint = look(Role::Faint, ink);
        svg.push_str(&text(
            (x + 17.0, y + 12.0),
            Anchor::Middle,
            11,
            faint,
            "",
            &node.note,
        ));
        let label = look(Role::Label, ink);
        let bold = if is_middle {
            r#" font-weight="650""#
        } else {
            ""
        };
        let lines = wrap(&node.name, LINE);
        let first = y - 7.5 * (lines.len() as f64 - 1.0);
        for (at, line) in lines.iter().enumerate() {
            let spot = (x + 33.0, first + 15.0 * at as f64);
            svg.push_str(&text(spot, Anchor::Start, 12, label, bold, line));
        }
        format!("<g><title>{}</title>{svg}</g>", escape(&node.name))
    }

    /// The graph in two sentences, beginning with its kind: the accessible name.
    pub fn describe(&self) -> String {
        let ready = self.nodes.iter().filter(|node| node.mark == Mark::Ready);
        let early = self.edges.iter().filter(|edge| self.is_early(**edge));
        let warning = match early.count() {
            0 => String::new(),
            1 => "; 1 is ready although what it needs is not".to_owned(),
            many => format!("; {many} times something is ready although what it needs is not"),
        };
        format!(
            "Graph: {}; {} activities, {} before it, {} after it; {} ready{warning}.",
            self.title,
            self.nodes.len(),
            self.middle,
            self.nodes.len().saturating_sub(self.middle + 1),
            ready.count()
        )
    }
}
