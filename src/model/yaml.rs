//! Reading models from YAML in the shape that DSOMM publishes.
//!
//! The only module that knows serde_yaml; what a file means is up to [`super::file`]. Scalars whose
//! exact text matters (ids, control numbers, versions) are read as text and never pass through a
//! number: control 5.10 is not 5.1.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

mod complaint;

use super::Named;
use super::characteristics::{self, Characteristic};
use super::file;
pub use super::file::{
    About, AboutDimension, Finding, MAX_ACTIVITIES, Read, ReadError, Severity, Source,
};
use super::standards::{self, Listed};
pub(crate) use super::tree::Node;
use complaint::Complaint;

/// Up to here a float holds each whole number.
const MAX_WHOLE: f64 = 9_007_199_254_740_992.0;
/// Largest file that is read, in bytes.
pub const MAX_BYTES: usize = 8 * 1024 * 1024;
/// Most brackets open at once: the parser's time grows with the square of it.
const MAX_OPEN: usize = 256;
/// Most mappings and lists inside one another.
const MAX_DEPTH: u8 = 64;
/// What a file may grow to where aliases are put in; see [`Seed::spend`]. DSOMM's own files take a
/// hundredth of it.
const MAX_EXPANDED: usize = 4 * MAX_BYTES;
/// What each value costs beside its text: about what it takes in memory.
const NODE_BYTES: usize = 32;

/// Reads files in order; later ones override only the fields that they give.
pub fn read(sources: &[Source<'_>]) -> Result<Read, ReadError> {
    read_with(sources, None)
}

/// As [`read`]; on top come changes in the shape of a model file, as the assessment file holds
/// them, under a name for messages.
pub fn read_with(
    sources: &[Source<'_>],
    changes: Option<(&str, &serde_json::Value)>,
) -> Result<Read, ReadError> {
    let mut files = Vec::new();
    for source in sources {
        files.push((source.name, parse(source)?));
    }
    file::build(files, changes)
}

/// Reads all documents of a file, each as a tree.
pub(super) fn parse(source: &Source<'_>) -> Result<Vec<Node>, ReadError> {
    parse_as(source, None)
}

/// As [`parse`], with every number, true and false as the text that is written. `merges`: what `<<`
/// names is put in; otherwise it is a name like any other.
pub(crate) fn read_written(source: &Source<'_>, merges: bool) -> Result<Vec<Node>, ReadError> {
    parse_as(source, Some(merges))
}

/// `exact`: see [`read_written`].
fn parse_as(source: &Source<'_>, exact: Option<bool>) -> Result<Vec<Node>, ReadError> {
    let error = |line, message| ReadError {
        file: source.name.to_owned(),
        line,
        column: None,
        message,
        hint: "The file was not used.",
    };
    if source.text.len() > MAX_BYTES {
        return Err(error(
            None,
            format!(
                "the file has {} bytes, more than the {MAX_BYTES} that are read",
                source.text.len()
            ),
        ));
    }
    if let Some(line) = too_many_open(source.text) {
        return Err(error(
            Some(line),
            format!("more than {MAX_OPEN} brackets are open at once"),
        ));
    }
    let reading = || Reading {
        is_exact: exact.is_some(),
        merges: exact.unwrap_or(true),
        ..Reading::default()
    };
    let first = reading();
    let documents = documents(source, &first)?;
    let lossy = first.lossy.into_inner();
    if lossy.is_empty() {
        return Ok(documents);
    }
    // serde_yaml gives a number, or the text of it, but only one of them and only if it is told
    // before. So what the first reading found to be worth its text is read once more.
    let second = Reading {
        written: lossy,
        ..reading()
    };
    self::documents(source, &second)
}

/// One reading of a file.
struct Reading {
    /// What may still come: a few aliases can stand for more than fits into memory.
    budget: Cell<usize>,
    /// How many values were begun; they come in the same order each time.
    begun: Cell<usize>,
    /// Values whose text is not the one that was given: 5.10 as 5.1.
    lossy: RefCell<HashSet<usize>>,
    /// Values to read as they are written.
    written: HashSet<usize>,
    /// All scalars are wanted as they are written.
    is_exact: bool,
    /// What `<<` names is put in its place.
    merges: bool,
}

impl Default for Reading {
    fn default() -> Self {
        Self {
            budget: Cell::new(MAX_EXPANDED),
            begun: Cell::new(0),
            lossy: RefCell::default(),
            written: HashSet::new(),
            is_exact: false,
            merges: true,
        }
    }
}

fn documents(source: &Source<'_>, reading: &Reading) -> Result<Vec<Node>, ReadError> {
    let error = |place: (usize, Option<usize>), message| ReadError {
        file: source.name.to_owned(),
        line: Some(place.0),
        column: place.1,
        message,
        hint: "The file was not used.",
    };
    let mut documents = Vec::new();
    // A byte order mark in front of `---` would be content.
    let text = source.text.trim_start_matches('\u{feff}');
    for document in serde_yaml::Deserializer::from_str(text) {
        let seed = Seed {
            exact: reading.is_exact,
            is_key: false,
            depth: 0,
            reading,
        };
        let tree = seed.deserialize(document).map_err(|cause| {
            let Complaint { place, message } = complaint::of(&cause.to_string(), text);
            let at = cause.location();
            let at = at.map(|location| (location.line(), Some(location.column())));
            let place = place.or(at).unwrap_or((1, None));
            error(place, message)
        })?;
        documents.push(tree);
    }
    let is_odd = |tree: &Node| !matches!(tree, Node::Map(_) | Node::Null);
    let has_map = documents.iter().any(|tree| matches!(tree, Node::Map(_)));
    if !has_map && documents.iter().any(is_odd) {
        return Err(error(
            (1, None),
            "dimensions with their subdimensions and activities were expected".to_owned(),
        ));
    }
    Ok(documents)
}

/// A model file as JSON of the same shape, all documents in one; without its `meta`. Scalars keep
/// their text wherever it matters, and what is given twice is what the reader makes of it.
pub fn to_json(source: &Source<'_>) -> Result<serde_json::Value, ReadError> {
    let mut all = serde_json::Map::new();
    for document in parse(source)? {
        for (key, value) in document.entries() {
            if key != "meta" && !key.starts_with('_') {
                put(&mut all, key, value, ACTIVITIES);
            }
        }
    }
    Ok(all.into())
}

/// Any YAML file as JSON: its first document that holds something.
pub fn tree(source: &Source<'_>) -> Result<serde_json::Value, ReadError> {
    let documents = parse(source)?;
    let held = documents.iter().find(|tree| **tree != Node::Null);
    Ok(held.map_or(serde_json::Value::Null, Node::json))
}

/// In how many mappings the activities of a file stand.
const ACTIVITIES: u8 = 2;

/// Puts a part of a file beside others: places of one name are one, and of an activity the first
/// counts, unless it only hides what the second gives.
fn put(all: &mut serde_json::Map<String, serde_json::Value>, key: &str, value: &Node, depth: u8) {
    use serde_json::Value;
    let hides = |node: &Node| node.get("ignore").is_some_and(Node::is_true);
    match (value, all.get_mut(key)) {
        (Node::Map(entries), known) if depth > 0 => {
            let mut inner = match known {
                Some(Value::Object(known)) => std::mem::take(known),
                _ => serde_json::Map::new(),
            };
            for (name, value) in entries {
                put(&mut inner, name, value, depth - 1);
            }
            all.insert(key.to_owned(), inner.into());
        }
        (Node::Null, Some(_)) if depth > 0 => {}
        (Node::Map(_), Some(Value::Object(known)))
            if hides(value) || known.get("ignore") != Some(&true.into()) => {}
        _ => {
            all.insert(key.to_owned(), value.json());
        }
    }
}

/// The line in which more than [`MAX_OPEN`] brackets are open. Brackets in texts count as well:
/// no honest text opens that many without closing one.
fn too_many_open(text: &str) -> Option<usize> {
    let mut open = 0usize;
    let mut line = 1;
    for byte in text.bytes() {
        match byte {
            b'\n' => line += 1,
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        if open > MAX_OPEN {
            return Some(line);
        }
    }
    None
}

/// Fields that hold scalars as they are written, however deep.
const EXACT: [&str; 5] = ["uuid", "references", "dependsOn", "dependesOn", "tags"];

/// Reads a value of any shape. One type for the whole tree: serde makes its code anew for each.
#[derive(Clone, Copy)]
struct Seed<'b> {
    /// Scalars below are text as written, never numbers.
    exact: bool,
    /// It is the key of a mapping: a text, even where it looks like nothing.
    is_key: bool,
    /// In how many mappings and lists it stands.
    depth: u8,
    reading: &'b Reading,
}

impl Seed<'_> {
    fn spend<E: serde::de::Error>(self, amount: usize) -> Result<(), E> {
        match self.reading.budget.get().checked_sub(amount) {
            Some(left) => {
                self.reading.budget.set(left);
                Ok(())
            }
            None => Err(E::custom("its aliases stand for more than is read")),
        }
    }

    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth >= MAX_DEPTH {
            return Err(E::custom(format!(
                "it is nested deeper than {MAX_DEPTH} levels"
            )));
        }
        Ok(Self {
            depth: self.depth + 1,
            is_key: false,
            ..self
        })
    }

    /// The value at hand would have to be read as text to keep what is written.
    fn lossy(self) {
        let last = self.reading.begun.get() - 1;
        self.reading.lossy.borrow_mut().insert(last);
    }

    fn whole(self, value: f64) -> Node {
        // Everywhere else, 0x10 is 16 for all that anybody wants.
        if self.exact || value.abs() > MAX_WHOLE {
            self.lossy();
        }
        Node::Number(value)
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Node;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        let number = self.reading.begun.get();
        self.reading.begun.set(number + 1);
        if self.reading.written.contains(&number) {
            deserializer.deserialize_str(self)
        } else {
            deserializer.deserialize_any(self)
        }
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }
    /// A document with nothing in it.
    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }
    fn visit_unit<E>(self) -> Result<Node, E> {
        if self.is_key {
            self.lossy();
        }
        Ok(Node::Null)
    }
    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        if self.exact {
            self.lossy();
        }
        Ok(Node::Text(value.to_string()))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(self.whole(value as f64))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(self.whole(value as f64))
    }
    fn visit_i128<E>(self, value: i128) -> Result<Node, E> {
        Ok(self.whole(value as f64))
    }
    fn visit_u128<E>(self, value: u128) -> Result<Node, E> {
        Ok(self.whole(value as f64))
    }
    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        self.lossy();
        Ok(Node::Number(value))
    }
    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Node, E> {
        self.spend(value.len())?;
        Ok(Node::Text(value.to_owned()))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node, A::Error> {
        let inner = self.deeper()?;
        let mut items = Vec::new();
        loop {
            self.spend(NODE_BYTES)?;
            match seq.next_element_seed(inner)? {
                Some(item) => items.push(item),
                None => return Ok(Node::List(items)),
            }
        }
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let inner = self.deeper()?;
        let mut entries: Vec<(String, Node)> = Vec::new();
        let mut merged: Vec<(String, Node)> = Vec::new();
        let key = Seed {
            exact: true,
            is_key: true,
            ..inner
        };
        while let Some(key) = map.next_key_seed(key)? {
            let key = match key {
                Node::Text(key) => key,
                // A list or a mapping as a key: its text is a name like any other.
                other => other.text().replace('\n', " "),
            };
            self.spend(NODE_BYTES)?;
            let exact = self.exact || EXACT.contains(&key.as_str());
            let value = map.next_value_seed(Seed { exact, ..inner })?;
            match (key.as_str(), value) {
                ("<<", Node::Map(base)) if self.reading.merges => merged.extend(base),
                // Several anchors: earlier ones win.
                ("<<", Node::List(bases)) if self.reading.merges => {
                    for base in bases {
                        if let Node::Map(base) = base {
                            merged.extend(base);
                        }
                    }
                }
                (_, value) => entries.push((key, value)),
            }
        }
        for (key, value) in merged {
            if !entries.iter().any(|(known, _)| *known == key) {
                entries.push((key, value));
            }
        }
        Ok(Node::Map(entries))
    }
    fn visit_enum<A: serde::de::EnumAccess<'de>>(self, access: A) -> Result<Node, A::Error> {
        // A custom tag (`!something`): its value counts, the tag does not.
        let (_tag, value) = access.variant::<serde::de::IgnoredAny>()?;
        serde::de::VariantAccess::newtype_variant_seed(value, self)
    }
}

/// Reads `characteristics.yaml`.
pub fn read_characteristics(source: Source<'_>) -> Result<Vec<Characteristic>, ReadError> {
    characteristics::read(source.name, &parse(&source)?)
}

/// Reads `standards.yaml`.
pub fn read_standards(source: Source<'_>) -> Result<Vec<Listed>, ReadError> {
    standards::read(source.name, &parse(&source)?)
}

/// Reads `about.yaml`.
pub fn read_about(source: Source<'_>) -> Result<About, ReadError> {
    Ok(file::about(&parse(&source)?))
}

/// The list under `key` in a small file of our own: the fields of each item, `None` where
/// something else than a text stands.
pub(crate) fn read_records(
    source: &Source<'_>,
    key: &str,
) -> Result<Vec<Named<Option<String>>>, ReadError> {
    let mut records = Vec::new();
    for document in parse(source)? {
        for item in document.get(key).map(Node::list).unwrap_or_default() {
            let fields = item.entries().iter().map(|(field, value)| {
                let text = match value {
                    Node::Text(text) => Some(text.clone()),
                    _ => None,
                };
                (field.clone(), text)
            });
            records.push(fields.collect());
        }
    }
    Ok(records)
}
