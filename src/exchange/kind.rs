//! What a file is, by what stands in it, and through which door of the page it comes in. Every door
//! asks here, so that a file at the wrong one is named and sent to the right one.

mod proof;
mod shape;

use std::borrow::Cow;

use super::assessment_file::{FORMAT, FileError, MAX_BYTES};
use super::link;
use super::picture;
use super::text_file::decode;
pub use proof::Proof;
use shape::Shape;

/// What a file is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// Nothing but white space.
    Empty,
    /// A share link, as text.
    Link,
    /// Our assessment file.
    Assessment,
    /// All assessments of a browser in one file of ours.
    Several,
    /// The file that our rescue screen writes.
    Rescue,
    /// A model: activities with their levels.
    Model,
    /// A model of DSOMM 3.x that says which activities are implemented.
    ModelWithAnswers,
    /// Changes to a model: activities that are changed or hidden, few of them with all fields.
    Changes,
    /// The shape of a model without any activity: labels, anchors, empty places.
    NoActivities,
    /// A file of the source of DSOMM's model: a dimension's folder, or a single activity.
    Fragment,
    /// The tools that the source of DSOMM's model refers to.
    Implementations,
    /// DSOMM's `team-progress.yaml`.
    Progress,
    /// DSOMM's `team-evidence.yaml`.
    Evidence,
    /// DSOMM's `teams.yaml`.
    Teams,
    /// DSOMM's `meta.yaml`.
    Meta,
    /// What DSOMM 3.x keeps in the browser: a list in JSON.
    Dataset,
    /// What a tool of the pipeline wrote.
    Proof(Proof),
    /// A table as text.
    Csv,
    /// A table as a spreadsheet.
    Xlsx,
    /// Some other archive.
    Zip,
    /// A picture (SVG) without an assessment in it.
    Picture,
    /// A page, mostly one that a server sends in place of the file.
    WebPage,
    /// Some other JSON.
    Json,
    /// Some other YAML.
    Yaml,
    /// Some other text.
    Text,
    /// No text.
    Binary,
}

/// A place of the page where a file can be chosen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Door {
    /// “Import”: assessments, and what tools of the pipeline wrote.
    Import,
    /// “Load changes” on the page Model.
    Changes,
    /// “Load a whole model”, there.
    Model,
}

/// A file that was opened: its kind, and its text where it has one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Opened {
    /// What it is.
    pub kind: Kind,
    /// Its text; empty where the kind has none, and where the start of a file was enough to tell
    /// what it is: readers of large files take the bytes.
    pub text: String,
}

/// What stands under `format` where a file holds several assessments.
pub const SEVERAL: &str = "dsomm-assessments";
/// What stands under `format` in a rescue file.
pub const RESCUE: &str = "dsomm-rescue";

/// How much of a text is looked at where that tells enough, in bytes.
pub const HEAD: usize = 256 * 1024;

/// What a file is, where its beginning tells.
pub fn of_head(bytes: &[u8]) -> Option<Kind> {
    let head = &bytes[..bytes.len().min(HEAD)];
    let head = match str::from_utf8(head) {
        Ok(head) => Cow::Borrowed(head),
        // Cut within a letter: what stands before it is text.
        Err(error) if error.error_len().is_none() => {
            String::from_utf8_lossy(&head[..error.valid_up_to()])
        }
        Err(_) => String::from_utf8_lossy(head),
    };
    let told = packed(&head).or_else(|| proof::of(&head).map(Kind::Proof));
    told.filter(|_| !picture::is_svg(&head))
}

/// Whether a file is one assessment of this page, where its beginning tells.
pub fn is_assessment(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]);
    let start = head.trim_start_matches('\u{feff}').trim_start();
    start.starts_with('{') && format(start) == Some(FORMAT)
}

/// Reads a file of any kind. The error is a sentence: the bytes are no text that can be read.
pub fn open(name: &str, bytes: &[u8]) -> Result<Opened, String> {
    if let Some(kind) = of_head(bytes) {
        let text = String::new();
        return Ok(Opened { kind, text });
    }
    let told = |problem: String| format!("“{name}” cannot be read. {problem}");
    if bytes.len() > MAX_BYTES {
        let bytes = bytes.len();
        return Err(told(FileError::TooLarge { bytes }.to_string()));
    }
    let mut text = decode(bytes).map_err(told)?;
    if let Some(inside) = picture::inside(&text) {
        text = inside;
    }
    Ok(Opened {
        kind: recognise(name, &text),
        text,
    })
}

/// What a file is, by its text; the name only counts where the text leaves it open.
pub fn recognise(name: &str, text: &str) -> Kind {
    let text = text.trim_start_matches('\u{feff}');
    let head = head(text);
    if let Some(kind) = packed(head) {
        return kind;
    }
    if head.contains('\0') {
        return Kind::Binary;
    }
    if let Some(proof) = proof::of(head) {
        return Kind::Proof(proof);
    }
    let start = text.trim_start();
    let Some(first) = start.chars().next() else {
        return Kind::Empty;
    };
    if is_link(start) {
        return Kind::Link;
    }
    if picture::is_svg(text) {
        return Kind::Picture;
    }
    if first == '<' && !start.starts_with("<<") {
        return match is_web_page(head) {
            true => Kind::WebPage,
            false => Kind::Text,
        };
    }
    if start.lines().all(is_nothing) {
        return Kind::NoActivities;
    }
    if first == '{' {
        match format(start) {
            Some(FORMAT) => return Kind::Assessment,
            Some(SEVERAL) => return Kind::Several,
            Some(RESCUE) => return Kind::Rescue,
            _ => {}
        }
    }
    let is_json = matches!(first, '{' | '[');
    // Some tools write the fields that tell at the end.
    if is_json
        && head.len() < text.len()
        && let Some(proof) = proof::of(text)
    {
        return Kind::Proof(proof);
    }
    if !is_json && is_table(name, head) {
        return Kind::Csv;
    }
    let mut kind = Shape::of(head).kind();
    if matches!(kind, None | Some(Kind::NoActivities)) && head.len() < text.len() {
        kind = Shape::of(text).kind();
    }
    if kind == Some(Kind::Model) && text.contains("isImplemented: true") {
        kind = Some(Kind::ModelWithAnswers);
    }
    match kind {
        Some(Kind::Yaml) | None if is_json => Kind::Json,
        Some(kind) => kind,
        None => Kind::Text,
    }
}

impl Kind {
    /// In words, as they stand behind “is”; changes, behind “holds”.
    pub fn name(self) -> &'static str {
        match self {
            Self::Empty => "an empty file",
            Self::Link => "a share link",
            Self::Assessment => "an assessment of this page",
            Self::Several => "a file with several assessments of this page",
            Self::Rescue => "a rescue file of this page",
            Self::Model => "a DSOMM model",
            Self::ModelWithAnswers => "a model of DSOMM 3.x with answers in it",
            Self::Changes => "changes to a model",
            Self::NoActivities => "a model file without activities",
            Self::Fragment => "a part of the source of DSOMM’s model",
            Self::Implementations => "a list of tools from the source of DSOMM’s model",
            Self::Progress => "DSOMM team progress",
            Self::Evidence => "DSOMM team evidence",
            Self::Teams => "a list of DSOMM teams",
            Self::Meta => "the setup of DSOMM’s own app (meta.yaml)",
            Self::Proof(proof) => proof.name(),
            Self::Dataset => "answers that DSOMM 3.x kept in a browser",
            Self::Csv => "a table (CSV)",
            Self::Xlsx => "a spreadsheet (XLSX)",
            Self::Zip => "a packed file (zip)",
            Self::Picture => "a picture",
            Self::WebPage => "a web page",
            Self::Json => "JSON of a kind that this page does not know",
            Self::Yaml => "YAML of a kind that this page does not know",
            Self::Text => "a text, neither YAML nor JSON",
            Self::Binary => "no text",
        }
    }

    /// Where it belongs; nothing where no door takes it.
    pub fn door(self) -> Option<Door> {
        match self {
            Self::Link
            | Self::Assessment
            | Self::Several
            | Self::Rescue
            | Self::Proof(_)
            | Self::Progress
            | Self::Evidence
            | Self::Teams
            | Self::Meta
            | Self::Dataset
            | Self::Csv
            | Self::Xlsx => Some(Door::Import),
            Self::Model | Self::ModelWithAnswers => Some(Door::Model),
            Self::Changes => Some(Door::Changes),
            _ => None,
        }
    }

    /// Does this door take it? Changes may also be a whole model's activities, and a model with
    /// answers in it is both.
    pub fn fits(self, door: Door) -> bool {
        let own = self.door();
        own == Some(door)
            || (own == Some(Door::Model) && door == Door::Changes)
            || (self == Self::ModelWithAnswers && door == Door::Import)
    }

    /// Why this door does not take the file, and where it belongs: a sentence or some. `None`: it
    /// does.
    pub fn refusal(self, name: &str, door: Door) -> Option<String> {
        if self.fits(door) {
            return None;
        }
        let (wanted, example) = match door {
            Door::Import => (
                "an assessment",
                "Choose a file that was exported here (*.dsomm.json), or one of DSOMM’s own app.",
            ),
            Door::Changes | Door::Model => (
                "a model",
                "A model is YAML: dimension, subdimension, activity, then fields such as uuid and level.",
            ),
        };
        let advice = match self {
            Self::Empty => {
                return Some(format!(
                    "“{name}” is empty. Ask for it to be exported again."
                ));
            }
            Self::NoActivities if door != Door::Import => {
                return Some(format!("“{name}” holds no activities. {example}"));
            }
            Self::Changes if door == Door::Model => {
                return Some(format!(
                    "“{name}” holds changes to a model, not a whole one: most of its activities have no level. Use “Load changes”."
                ));
            }
            Self::Link
            | Self::Assessment
            | Self::Several
            | Self::Rescue
            | Self::Proof(_)
            | Self::Progress
            | Self::Evidence
            | Self::Teams
            | Self::Meta
            | Self::Dataset
            | Self::Csv
            | Self::Xlsx => "Use “Import” at the top of the page.",
            // No door refuses a model with answers.
            Self::Model | Self::ModelWithAnswers => {
                "On the page Model, “Load a whole model” takes it in place of the published model."
            }
            Self::Changes => "On the page Model, use “Load changes”.",
            Self::Fragment | Self::Implementations => {
                "Use the model.yaml that DSOMM publishes: it has all parts in one file."
            }
            Self::Zip => "Unpack it, and choose a file from it.",
            Self::Picture => {
                "It has no assessment inside: save it again with “Assessment inside” ticked."
            }
            Self::WebPage => {
                "Perhaps the server answered with a login instead of the file. Open the address in a browser, sign in, and download the file again."
            }
            Self::Yaml if door != Door::Import => {
                "Nothing in it looks like an activity, which has fields such as uuid, level, risk or measure."
            }
            Self::NoActivities | Self::Json | Self::Yaml | Self::Text | Self::Binary => example,
        };
        let verb = match self {
            Self::Changes => "holds",
            _ => "is",
        };
        let what = self.name();
        Some(format!("“{name}” {verb} {what}, not {wanted}. {advice}"))
    }
}

/// The first part of a text, up to the end of a line where there is one.
fn head(text: &str) -> &str {
    if text.len() <= HEAD {
        return text;
    }
    let head = &text[..text.floor_char_boundary(HEAD)];
    match head.rfind('\n') {
        Some(end) => &head[..=end],
        None => head,
    }
}

/// Kinds whose bytes begin in a way of their own; they survive being read as text.
fn packed(head: &str) -> Option<Kind> {
    if head.starts_with("PK\u{3}\u{4}") {
        let is_sheet = head.contains("xl/") || head.contains("[Content_Types].xml");
        return Some(if is_sheet { Kind::Xlsx } else { Kind::Zip });
    }
    let is_picture = head.contains("PNG\r\n\u{1a}\n");
    (is_picture || head.starts_with("%PDF-")).then_some(Kind::Binary)
}

/// One line that is an address with answers in it.
fn is_link(start: &str) -> bool {
    let line = start.trim_end().trim_start_matches('<');
    line.starts_with(link::PLACE)
        || (line.starts_with("http") && line.contains(link::PLACE) && !line.contains(['\n', ' ']))
}

fn is_web_page(head: &str) -> bool {
    let start: String = head.chars().take(4096).collect();
    let start = start.to_ascii_lowercase();
    let tags = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<script",
        "<title",
    ];
    tags.iter().any(|tag| start.contains(tag))
}

/// Does a line of YAML hold nothing?
fn is_nothing(line: &str) -> bool {
    let line = line.trim();
    line.starts_with('#') || matches!(line, "" | "---" | "..." | "{}")
}

/// The text under `format` at the top of a JSON object, wherever it stands. Nothing else is read:
/// assessments may be large, and a damaged one is an assessment all the same.
fn format(text: &str) -> Option<&str> {
    const KEY: &str = "\"format\"";
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (0, 0usize);
    while at < bytes.len() {
        match bytes[at] {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                let end = end_of_string(bytes, at)?;
                if depth == 1 && bytes[at..end] == *KEY.as_bytes() {
                    let value = text[end..].trim_start().strip_prefix(':');
                    if let Some(value) = value {
                        let value = value.trim_start().strip_prefix('"')?;
                        return value.split('"').next();
                    }
                }
                at = end;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// Past the closing quote of the string that opens at `at`.
fn end_of_string(bytes: &[u8], at: usize) -> Option<usize> {
    let mut here = at + 1;
    loop {
        match bytes.get(here)? {
            b'\\' => here += 2,
            b'"' => return Some(here + 1),
            _ => here += 1,
        }
    }
}

/// Two lines with the same number of commas, semicolons or tabs, the first of them names of columns.
fn is_table(name: &str, head: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let is_named = name.ends_with(".csv") || name.ends_with(".tsv");
    let lines = head.lines().filter(|line| !line.trim().is_empty());
    // “sep=;” is a hint for spreadsheets.
    let mut lines = lines.skip_while(|line| line.starts_with("sep="));
    let Some(first) = lines.next() else {
        return false;
    };
    let is_yaml = first.contains(": ")
        || first.trim_end().ends_with(':')
        || first.trim_start().starts_with(['#', '-', '%']);
    let second = lines.next();
    !is_yaml
        && [',', ';', '\t'].into_iter().any(|separator| {
            let count = |line: &str| {
                let mut is_quoted = false;
                let cells = line.chars().filter(|&c| {
                    is_quoted ^= c == '"';
                    c == separator && !is_quoted
                });
                cells.count()
            };
            let columns = count(first);
            columns > 0 && (is_named || second.is_some_and(|second| count(second) == columns))
        })
}
