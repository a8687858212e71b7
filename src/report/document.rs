//! What a report is made of, before anybody writes it: a small tree of plain texts. No text in it
//! is markup; each writer escapes what its format would take for some.

use crate::charts::Role;

/// A report.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Document {
    /// Its title.
    pub title: String,
    /// What it is, in a line.
    pub subtitle: String,
    /// What stands on the cover: name and value.
    pub facts: Vec<(String, String)>,
    /// How statements came about is shown from the start, and on paper; otherwise where somebody opens
    /// it.
    pub is_opened: bool,
    /// The parts, as the contents list them.
    pub sections: Vec<Section>,
}

impl Document {
    /// Whether it is long enough for a list of its parts.
    pub fn has_contents(&self) -> bool {
        self.sections.len() > 3
    }
}

/// A part of a report.
#[derive(Clone, PartialEq, Debug)]
pub struct Section {
    /// Where links lead; letters and hyphens.
    pub id: &'static str,
    /// Its heading.
    pub title: String,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

/// With so many columns of words a table is too narrow for a page that stands upright.
const MANY_COLUMNS: usize = 6;

impl Section {
    /// Whether its pages lie on their side, on paper.
    pub fn is_wide(&self) -> bool {
        self.blocks.iter().any(|block| match block {
            Block::Table(table) => {
                let of_words = table.heads.iter().filter(|(_, is_number)| !is_number);
                of_words.count() >= MANY_COLUMNS
            }
            _ => false,
        })
    }
}

/// A piece of a section.
#[derive(Clone, PartialEq, Debug)]
pub enum Block {
    /// A heading below that of the section.
    Heading(String),
    /// A sentence or a few.
    Paragraph(String),
    /// A sentence that was made from numbers, and how these came about.
    Statement(String, Vec<Block>),
    /// Sentences of equal rank.
    List(Vec<String>),
    /// Rows and columns.
    Table(Table),
    /// A picture.
    Figure(Figure),
}

/// A table. Each row is as long as the list of heads; its first cell names it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Table {
    /// What it shows, for those who do not see it.
    pub name: String,
    /// One for each column; of numbers, with `true`.
    pub heads: Vec<(String, bool)>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// A table; heads that begin with `#` are of numbers.
    pub fn new(name: &str, heads: &[&str], rows: Vec<Vec<Cell>>) -> Self {
        let head = |head: &&str| match head.strip_prefix('#') {
            Some(head) => (head.to_owned(), true),
            None => ((*head).to_owned(), false),
        };
        Self {
            name: name.to_owned(),
            heads: heads.iter().map(head).collect(),
            rows,
        }
    }
}

/// A cell of a table.
#[derive(Clone, PartialEq, Debug)]
pub enum Cell {
    /// A text, or a number: how it is set is said by the head.
    Text(String),
    /// A text, and addresses that belong to it. Only some of them are safe to follow, see
    /// [`is_safe`].
    Linked(String, Vec<String>),
}

/// A picture with what it shows in words; the numbers stand in a table beside it.
#[derive(Clone, PartialEq, Debug)]
pub struct Figure {
    /// A sentence that says what it shows.
    pub describe: String,
    /// An SVG document, whose texts are escaped by whoever drew it.
    pub svg: String,
    /// What its lines are.
    pub legend: Vec<(String, Role)>,
}

/// Whether an address leads to a page or a person. Others are shown as texts: a file may come from
/// anywhere.
pub fn is_safe(address: &str) -> bool {
    let address = address.trim().to_ascii_lowercase();
    ["https://", "http://", "mailto:"]
        .iter()
        .any(|start| address.starts_with(start))
}

/// A text on one line, without what would break it.
pub(super) fn on_one_line(text: &str) -> String {
    let mut said = String::with_capacity(text.len());
    for word in text.split(|sign: char| sign.is_whitespace() || sign.is_control()) {
        if !word.is_empty() {
            if !said.is_empty() {
                said.push(' ');
            }
            said.push_str(word);
        }
    }
    said
}
