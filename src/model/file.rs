//! The shape of a model file: dimension → subdimension → activity → fields, whether it came as YAML
//! ([`super::yaml`]) or as the JSON that the page's build makes of it.
//!
//! Real files are untidy, so reading has two answers: a [`ReadError`] where a file cannot be used
//! at all, and [`Finding`]s where it can, but something in it deserves a look.

use crate::map::Map;
use std::fmt;

use crate::order::{order, sorted};

use super::{
    Activity, ActivityId, Difficulty, Implementation, Model, ModelMeta, Named, Parts, Texts,
};

/// Most activities that a model may have.
pub const MAX_ACTIVITIES: usize = 20_000;

/// A file to read: its name for messages, and its text.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Name as the user knows it.
    pub name: &'a str,
    /// Its content.
    pub text: &'a str,
}

/// Why a file cannot be used at all.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReadError {
    /// Name of the file.
    pub file: String,
    /// Line, from 1, where it is known.
    pub line: Option<usize>,
    /// Column, from 1, where it is known; only with a line.
    pub column: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: &'static str,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}. {}", self.message, self.hint)
    }
}

impl std::error::Error for ReadError {}

/// How much a finding matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// Something is lost or wrong in the model as it is read.
    Error,
    /// The model works, but surely not as meant.
    Warning,
    /// Worth knowing.
    Hint,
}

/// Something in a usable file that deserves a look.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// Name of the file.
    pub file: String,
    /// Where in the model: `dimension / subdimension / activity`.
    pub place: String,
    /// A sentence.
    pub message: String,
}

/// A model, and what is to be said about its files.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Read {
    /// The model.
    pub model: Model,
    /// In the order of the files.
    pub findings: Vec<Finding>,
}

/// Reads files in order, each JSON of the shape of a model file; later ones override only the
/// fields that they give. On top come changes of the same shape, under a name for messages.
pub fn read_json(
    sources: &[Source<'_>],
    changes: Option<(&str, &serde_json::Value)>,
) -> Result<Read, ReadError> {
    let mut files = Vec::new();
    for source in sources {
        files.push((source.name, vec![parse_json(source)?]));
    }
    build(files, changes)
}

/// One JSON file as a tree.
pub(super) fn parse_json(source: &Source<'_>) -> Result<Node, ReadError> {
    match serde_json::from_str(source.text) {
        Ok(value) => Ok(Node::of_json(&value)),
        Err(cause) => Err(ReadError {
            file: source.name.to_owned(),
            line: Some(cause.line()),
            column: Some(cause.column()),
            message: cause.to_string(),
            hint: "The file was not used.",
        }),
    }
}

/// Makes one model of the trees of several files.
pub(super) fn build(
    files: Vec<(&str, Vec<Node>)>,
    changes: Option<(&str, &serde_json::Value)>,
) -> Result<Read, ReadError> {
    let mut merged = Merged::default();
    let mut names = Vec::new();
    for (name, documents) in files {
        merged.take(name, raw_file(documents))?;
        names.push(name);
    }
    if let Some((name, changes)) = changes {
        merged.take(name, raw_file(vec![Node::of_json(changes)]))?;
    }
    if merged.activities.is_empty() {
        return Err(ReadError {
            file: names.join(", "),
            line: None,
            column: None,
            message: "no activity was found".to_owned(),
            hint: "A model is YAML: dimension, subdimension, activity, then fields such as uuid and level.",
        });
    }
    Ok(merged.finish())
}

// What one file says, before it is merged with others.

#[derive(Default)]
struct RawFile {
    /// Places that hold something else than they should, and are left out.
    odd: Vec<String>,
    meta: RawMeta,
    dimensions: Vec<(String, RawDimension)>,
}

#[derive(Default)]
struct RawMeta {
    version: Option<String>,
    released: Option<String>,
    publisher: Option<String>,
    levels: Vec<String>,
}

#[derive(Default)]
struct RawDimension {
    ignore: Option<bool>,
    subdimensions: Vec<(String, RawSubdimension)>,
}

#[derive(Default)]
struct RawSubdimension {
    ignore: Option<bool>,
    activities: Vec<(String, RawActivity)>,
}

/// The fields that a file gives for an activity. `None` means: not given here.
#[derive(Default, Clone)]
struct RawActivity {
    uuid: Option<String>,
    level: Option<Node>,
    ignore: Option<bool>,
    description: Option<Node>,
    risk: Option<Node>,
    measure: Option<Node>,
    assessment: Option<Node>,
    guide: Option<Node>,
    comments: Option<Node>,
    difficulty: Option<Node>,
    usefulness: Option<Node>,
    needs: Option<Vec<String>>,
    references: Option<Map<String, Vec<String>>>,
    tags: Option<Node>,
    implementations: Option<Node>,
    unknown: Vec<String>,
}

impl RawActivity {
    /// Fields that `other` gives win.
    fn override_with(&mut self, other: RawActivity) {
        fn take<T>(mine: &mut Option<T>, theirs: Option<T>) {
            if theirs.is_some() {
                *mine = theirs;
            }
        }
        take(&mut self.uuid, other.uuid);
        take(&mut self.level, other.level);
        take(&mut self.description, other.description);
        take(&mut self.risk, other.risk);
        take(&mut self.measure, other.measure);
        take(&mut self.assessment, other.assessment);
        take(&mut self.guide, other.guide);
        take(&mut self.comments, other.comments);
        take(&mut self.difficulty, other.difficulty);
        take(&mut self.usefulness, other.usefulness);
        take(&mut self.needs, other.needs);
        take(&mut self.references, other.references);
        take(&mut self.tags, other.tags);
        take(&mut self.implementations, other.implementations);
        take(&mut self.ignore, other.ignore);
        self.unknown.extend(other.unknown);
    }
}

/// Any value. Where the text of a number matters, it is a [`Node::Text`].
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Node {
    Null,
    Text(String),
    Number(f64),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

impl Node {
    pub(crate) fn text(&self) -> String {
        match self {
            Node::Null => String::new(),
            Node::Text(text) => text.trim().to_owned(),
            Node::Number(number) => crate::number::shortest(*number),
            Node::List(items) => items
                .iter()
                .map(|item| format!("- {}", item.text()))
                .collect::<Vec<_>>()
                .join("\n"),
            Node::Map(entries) => entries
                .iter()
                .map(|(key, value)| format!("- {key}: {}", value.text()))
                .collect::<Vec<_>>()
                .join("\n"),
        }
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        use serde_json::{Number, Value};
        match self {
            Node::Null => Value::Null,
            Node::Text(text) if text == "true" || text == "false" => (text == "true").into(),
            Node::Text(text) => text.as_str().into(),
            Node::Number(number) => Value::Number(Number::from_string_unchecked(
                crate::number::shortest(*number),
            )),
            Node::List(items) => items.iter().map(Node::json).collect(),
            Node::Map(entries) => entries
                .iter()
                .map(|(key, value)| (key.clone(), value.json()))
                .collect(),
        }
    }

    /// Numbers stay text: what is to be a number is read from it.
    pub(crate) fn of_json(value: &serde_json::Value) -> Self {
        use serde_json::Value;
        match value {
            Value::Null => Node::Null,
            Value::Bool(value) => Node::Text(value.to_string()),
            Value::Number(number) => Node::Text(number.to_string()),
            Value::String(text) => Node::Text(text.clone()),
            Value::Array(items) => Node::List(items.iter().map(Node::of_json).collect()),
            Value::Object(map) => Node::Map(
                map.iter()
                    .map(|(key, value)| (key.clone(), Node::of_json(value)))
                    .collect(),
            ),
        }
    }

    /// A whole number in `range`.
    pub(crate) fn whole(&self, range: std::ops::RangeInclusive<u8>) -> Option<u8> {
        let number = match self {
            Node::Number(number) => *number,
            Node::Text(text) => crate::number::read(text.trim())?,
            _ => return None,
        };
        range.into_iter().find(|&n| f64::from(n) == number)
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.entries()
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }

    pub(crate) fn list(&self) -> &[Node] {
        match self {
            Node::List(items) => items,
            _ => &[],
        }
    }

    pub(crate) fn entries(&self) -> &[(String, Node)] {
        match self {
            Node::Map(entries) => entries,
            _ => &[],
        }
    }

    /// What a list holds; something else alone is its one item.
    pub(crate) fn items(&self) -> &[Node] {
        match self {
            Node::Null => &[],
            Node::List(items) => items,
            one => std::slice::from_ref(one),
        }
    }

    /// A list of texts; also one text alone, or nothing. Of `uuid: …`, the uuid.
    pub(crate) fn texts(&self) -> Vec<String> {
        match self {
            Node::List(items) => items.iter().flat_map(Node::texts).collect(),
            Node::Null => Vec::new(),
            Node::Map(_) => self.named().map(Node::texts).unwrap_or_default(),
            Node::Text(_) | Node::Number(_) => {
                let text = self.text();
                if text.is_empty() {
                    Vec::new()
                } else {
                    vec![text]
                }
            }
        }
    }

    /// What a mapping is about, where a text was expected: its uuid or its name.
    pub(crate) fn named(&self) -> Option<&Node> {
        self.get("uuid").or_else(|| self.get("name"))
    }

    pub(crate) fn is_true(&self) -> bool {
        matches!(self, Node::Text(text) if text == "true")
    }
}
fn raw_file(documents: Vec<Node>) -> RawFile {
    let mut file = RawFile::default();
    for document in documents {
        let Node::Map(entries) = document else {
            continue;
        };
        for (name, value) in entries {
            match name.as_str() {
                "meta" => read_meta(&value, &mut file.meta),
                // `_` is where such files park their YAML anchors.
                _ if name.starts_with('_') => {}
                _ => {
                    let dimension = raw_dimension(&name, value, &mut file.odd);
                    file.dimensions.push((name, dimension));
                }
            }
        }
    }
    file
}

fn read_meta(value: &Node, meta: &mut RawMeta) {
    let text = |key| value.get(key).map(Node::text);
    meta.version = text("version").or(meta.version.take());
    meta.released = text("released").or(meta.released.take());
    meta.publisher = text("publisher").or(meta.publisher.take());
    let levels = value
        .get("strings")
        .and_then(|strings| strings.get("en"))
        .and_then(|english| english.get("maturityLevels"));
    if let Some(levels) = levels {
        meta.levels = levels.list().iter().map(Node::text).collect();
    }
}

/// The entries of a mapping. Nothing has none; anything else is odd.
fn parts(place: &str, value: Node, odd: &mut Vec<String>) -> Vec<(String, Node)> {
    match value {
        Node::Map(entries) => entries,
        Node::Null => Vec::new(),
        _ => {
            odd.push(place.to_owned());
            Vec::new()
        }
    }
}

fn raw_dimension(name: &str, value: Node, odd: &mut Vec<String>) -> RawDimension {
    let mut dimension = RawDimension::default();
    for (sub_name, value) in parts(name, value, odd) {
        if sub_name == "ignore" {
            dimension.ignore = Some(value.is_true());
            continue;
        }
        let place = format!("{name} / {sub_name}");
        let mut subdimension = RawSubdimension::default();
        for (activity, value) in parts(&place, value, odd) {
            match value {
                _ if activity == "ignore" => subdimension.ignore = Some(value.is_true()),
                Node::Map(_) | Node::Null => {
                    subdimension
                        .activities
                        .push((activity, raw_activity(value)));
                }
                _ => odd.push(format!("{place} / {activity}")),
            }
        }
        dimension.subdimensions.push((sub_name, subdimension));
    }
    dimension
}

fn raw_activity(value: Node) -> RawActivity {
    let mut given = RawActivity::default();
    let Node::Map(entries) = value else {
        return given;
    };
    for (field, value) in entries {
        match field.as_str() {
            "uuid" => given.uuid = value.texts().pop(),
            "level" => given.level = Some(value),
            "ignore" => given.ignore = Some(value.is_true()),
            "description" => given.description = Some(value),
            "risk" => given.risk = Some(value),
            "measure" => given.measure = Some(value),
            "assessment" => given.assessment = Some(value),
            "comments" | "comment" => given.comments = Some(value),
            "difficultyOfImplementation" => given.difficulty = Some(value),
            "usefulness" => given.usefulness = Some(value),
            "dependsOn" | "dependesOn" => given.needs = Some(value.texts()),
            "references" => {
                let mut references = Map::new();
                for (standard, controls) in value.entries() {
                    references.insert(standard.clone(), controls.texts());
                }
                given.references = Some(references);
            }
            "tags" => given.tags = Some(value),
            "implementation" => given.implementations = Some(value),
            "meta" => given.guide = value.get("implementationGuide").cloned(),
            "credits" | "isImplemented" | "evidence" | "teamsImplemented" | "teamsEvidence" => {}
            _ => given.unknown.push(field),
        }
    }
    given
}

// Several files become one model.

/// Which places are others under a new name.
#[derive(Default)]
struct Renamed<'m> {
    origins: std::collections::HashMap<(&'m str, &'m str), Origin<'m>>,
}

/// Where the activities of a place come from.
struct Origin<'m> {
    /// The one other place, if it is one.
    from: Option<(&'m str, &'m str)>,
    /// They come from several.
    is_mixed: bool,
    /// The first file that moved one here.
    moved: usize,
    /// The first file that has an activity of this place's own.
    own: usize,
}

impl<'m> Renamed<'m> {
    fn note(&mut self, now: (&'m str, &'m str), from: (&'m str, &'m str), activity: &Merging) {
        let known = self.origins.entry(now).or_insert(Origin {
            from: None,
            is_mixed: false,
            moved: usize::MAX,
            own: usize::MAX,
        });
        if now == from {
            known.own = known.own.min(activity.first);
        } else {
            known.is_mixed |= known.from.is_some_and(|other| other != from);
            known.from = Some(from);
            known.moved = known.moved.min(activity.file);
        }
    }

    /// The place that this one was; it has to be empty by now.
    fn before(&self, place: (&str, &str)) -> Option<(&'m str, &'m str)> {
        let known = self.origins.get(&place)?;
        // Where it had activities before some came, it is a place of its own.
        let is_new = !known.is_mixed && known.own >= known.moved;
        known
            .from
            .filter(|from| is_new && !self.origins.contains_key(from))
    }

    /// The order in which these places should stand, where it is another one.
    fn order(&self, places: &[(&str, &str)]) -> Option<Vec<usize>> {
        let numbers: std::collections::HashMap<(&str, &str), usize> = places
            .iter()
            .enumerate()
            .map(|(at, place)| (*place, at))
            .collect();
        let mut is_other = false;
        let keys: Vec<usize> = places
            .iter()
            .enumerate()
            .map(
                |(at, place)| match self.before(*place).and_then(|from| numbers.get(&from)) {
                    Some(&number) if number < at => {
                        is_other = true;
                        number
                    }
                    _ => at,
                },
            )
            .collect();
        is_other.then(|| order(places.len(), &|left, right| keys[left].cmp(&keys[right])))
    }
}

struct Merging {
    id: String,
    name: String,
    /// (dimension, subdimension), by name; the first is its home.
    homes: Vec<(String, String)>,
    /// Where the first file that has it lists it first, and which that is.
    origin: (String, String),
    first: usize,
    fields: RawActivity,
    file: usize,
    /// The file that hid it last.
    hidden_in: Option<usize>,
}

#[derive(Default)]
struct Merged {
    meta: ModelMeta,
    levels: Vec<String>,
    /// Dimension → subdimensions, in the order of first appearance; `false`: hidden.
    order: Vec<(String, bool, Named<bool>)>,
    activities: Vec<Merging>,
    positions: std::collections::HashMap<String, usize>,
    files: Vec<String>,
    findings: Vec<Finding>,
}

impl Merged {
    fn take(&mut self, file: &str, raw: RawFile) -> Result<(), ReadError> {
        let count = raw.dimensions.iter().flat_map(|(_, dimension)| {
            let subdimensions = &dimension.subdimensions;
            [1, subdimensions.len()]
                .into_iter()
                .chain(subdimensions.iter().map(|(_, sub)| sub.activities.len()))
        });
        // Before anything is done whose time grows with the square of it.
        if self.activities.len() + count.sum::<usize>() > MAX_ACTIVITIES {
            return Err(ReadError {
                file: file.to_owned(),
                line: None,
                column: None,
                message: format!("the model has more than {MAX_ACTIVITIES} activities"),
                hint: "The file was not used.",
            });
        }
        let number = self.files.len();
        self.files.push(file.to_owned());
        for place in raw.odd {
            self.find(
                Severity::Error,
                number,
                &place,
                "Fields were expected here; what stands there was left out.".to_owned(),
            );
        }
        let meta = raw.meta;
        for (mine, theirs) in [
            (&mut self.meta.version, meta.version),
            (&mut self.meta.released, meta.released),
            (&mut self.meta.publisher, meta.publisher),
        ] {
            // The first file is the model; overlays do not rename it.
            if mine.is_empty() {
                *mine = theirs.unwrap_or_default();
            }
        }
        if !meta.levels.is_empty() {
            self.levels = meta.levels;
        }
        for (dimension, content) in raw.dimensions {
            self.show(&dimension, None, content.ignore);
            for (subdimension, inner) in content.subdimensions {
                self.show(&dimension, Some(&subdimension), inner.ignore);
                for (name, fields) in inner.activities {
                    self.take_activity(number, &dimension, &subdimension, name, fields);
                }
            }
        }
        Ok(())
    }

    /// Lists a dimension or subdimension; a file that does not give `ignore` does not change it.
    fn show(&mut self, dimension: &str, subdimension: Option<&str>, ignore: Option<bool>) {
        let at = match self.order.iter().position(|(name, ..)| name == dimension) {
            Some(at) => at,
            None => {
                self.order.push((dimension.to_owned(), true, Vec::new()));
                self.order.len() - 1
            }
        };
        match subdimension {
            None => self.order[at].1 = ignore.map_or(self.order[at].1, |ignore| !ignore),
            Some(name) => {
                let list = &mut self.order[at].2;
                match list.iter_mut().find(|(known, _)| known == name) {
                    Some(entry) => entry.1 = ignore.map_or(entry.1, |ignore| !ignore),
                    None => list.push((name.to_owned(), ignore != Some(true))),
                }
            }
        }
    }

    fn take_activity(
        &mut self,
        file: usize,
        dimension: &str,
        subdimension: &str,
        name: String,
        mut fields: RawActivity,
    ) {
        let place = format!("{dimension} / {subdimension} / {name}");
        for unknown in std::mem::take(&mut fields.unknown) {
            self.find(
                Severity::Hint,
                file,
                &place,
                format!("The field “{unknown}” is not known and was left out."),
            );
        }
        let home = (dimension.to_owned(), subdimension.to_owned());
        let hides = fields.ignore == Some(true);
        let id = match fields.uuid.clone().filter(|id| !id.is_empty()) {
            Some(id) => id,
            None => match self
                .activities
                .iter()
                .find(|known| known.name == name && known.homes.contains(&home))
            {
                Some(known) => known.id.clone(),
                None if hides => name.clone(),
                None => {
                    self.find(
                        Severity::Warning,
                        file,
                        &place,
                        "The activity has no uuid; its name is used. Renaming it will part it from its answers.".to_owned(),
                    );
                    name.clone()
                }
            },
        };
        match self.positions.get(&id).copied() {
            // Hidden in one place and given in another, in either order: it stands in the other.
            Some(at) if self.moves(at, file, hides) => {
                let known = &mut self.activities[at];
                known.name = name;
                known.homes = vec![home];
                known.hidden_in = None;
                fields.ignore = Some(false);
                known.fields.override_with(fields);
            }
            Some(at)
                if hides
                    && self.activities[at].file == file
                    && (self.activities[at].name != name
                        || !self.activities[at].homes.contains(&home)) => {}
            Some(at) if self.activities[at].file == file => {
                let first = self.activities[at].name.clone();
                self.find(
                    Severity::Warning,
                    file,
                    &place,
                    format!("The uuid {id} is given twice in this file (first for “{first}”). It is one activity, listed in both places."),
                );
                if !self.activities[at].homes.contains(&home) {
                    self.activities[at].homes.push(home);
                }
            }
            Some(at) => {
                let known = &mut self.activities[at];
                known.name = name;
                known.file = file;
                if hides {
                    known.hidden_in = Some(file);
                }
                if !known.homes.contains(&home) {
                    known.homes = vec![home];
                }
                known.fields.override_with(fields);
            }
            None => {
                self.positions.insert(id.clone(), self.activities.len());
                self.activities.push(Merging {
                    id,
                    name,
                    origin: home.clone(),
                    first: file,
                    homes: vec![home],
                    fields,
                    file,
                    hidden_in: hides.then_some(file),
                });
            }
        }
    }

    /// Does a file that hid this activity give it again, elsewhere or under another name?
    fn moves(&self, at: usize, file: usize, hides: bool) -> bool {
        !hides && self.activities[at].hidden_in == Some(file)
    }

    /// A dimension or subdimension whose activities all come from one that is empty now is that
    /// one under a new name: it stands in its place.
    fn keep_places(&mut self) {
        let mut dimensions = Renamed::default();
        let mut subdimensions = Renamed::default();
        for activity in &self.activities {
            let (dimension, subdimension) = &activity.origin;
            for (now, sub) in &activity.homes {
                let from = (dimension.as_str(), "");
                dimensions.note((now.as_str(), ""), from, activity);
                let from = (dimension.as_str(), subdimension.as_str());
                subdimensions.note((now.as_str(), sub.as_str()), from, activity);
            }
        }
        let places: Vec<(&str, &str)> = self
            .order
            .iter()
            .map(|(name, ..)| (name.as_str(), ""))
            .collect();
        let order = dimensions.order(&places);
        let inner: Vec<Option<Vec<usize>>> = self
            .order
            .iter()
            .map(|(dimension, _, list)| {
                let places: Vec<(&str, &str)> = list
                    .iter()
                    .map(|(name, _)| (dimension.as_str(), name.as_str()))
                    .collect();
                subdimensions.order(&places)
            })
            .collect();
        for ((.., list), order) in self.order.iter_mut().zip(inner) {
            if let Some(order) = order {
                *list = order.into_iter().map(|at| list[at].clone()).collect();
            }
        }
        if let Some(order) = order {
            self.order = order.into_iter().map(|at| self.order[at].clone()).collect();
        }
    }

    fn find(&mut self, severity: Severity, file: usize, place: &str, message: String) {
        self.findings.push(Finding {
            severity,
            file: self.files[file].clone(),
            place: place.to_owned(),
            message,
        });
    }

    fn finish(mut self) -> Read {
        self.keep_places();
        let activities = std::mem::take(&mut self.activities);
        let ids: std::collections::HashMap<String, String> = activities
            .iter()
            .map(|activity| (activity.name.clone(), activity.id.clone()))
            .chain(
                activities
                    .iter()
                    .map(|activity| (activity.id.clone(), activity.id.clone())),
            )
            .collect();
        let mut by_home: std::collections::HashMap<(String, String), Vec<Activity>> =
            std::collections::HashMap::new();
        for merging in activities {
            if merging.fields.ignore == Some(true) {
                continue;
            }
            let homes = merging.homes.clone();
            let activity = self.convert(merging, &ids);
            for home in homes {
                by_home.entry(home).or_default().push(activity.clone());
            }
        }
        let mut dimensions = Vec::new();
        for (dimension, shown, subdimensions) in std::mem::take(&mut self.order) {
            if !shown {
                continue;
            }
            let mut listed = Vec::new();
            for (subdimension, shown) in subdimensions {
                let activities = by_home
                    .remove(&(dimension.clone(), subdimension.clone()))
                    .unwrap_or_default();
                if shown && !activities.is_empty() {
                    listed.push((subdimension, activities));
                }
            }
            if !listed.is_empty() {
                dimensions.push((dimension, listed));
            }
        }
        self.findings = sorted(std::mem::take(&mut self.findings), |left, right| {
            left.severity.cmp(&right.severity)
        });
        Read {
            model: Model::build(Parts {
                meta: self.meta,
                levels: self.levels,
                dimensions,
            }),
            findings: self.findings,
        }
    }

    fn convert(
        &mut self,
        merging: Merging,
        ids: &std::collections::HashMap<String, String>,
    ) -> Activity {
        let Merging {
            id,
            name,
            homes,
            fields,
            file,
            ..
        } = merging;
        let place = format!("{} / {} / {name}", homes[0].0, homes[0].1);
        let level = fields.level.as_ref().and_then(|level| level.whole(1..=20));
        if level.is_none() {
            self.find(
                Severity::Error,
                file,
                &place,
                "The level is missing or not a number from 1 to 20; level 1 is used.".to_owned(),
            );
        }
        let mut needs = Vec::new();
        for need in fields.needs.unwrap_or_default() {
            let wanted = need.strip_prefix("uuid:").map_or(need.as_str(), str::trim);
            match ids.get(wanted) {
                Some(found) => needs.push(ActivityId::new(found)),
                None => self.find(
                    Severity::Warning,
                    file,
                    &place,
                    format!("It depends on “{wanted}”, which no activity is."),
                ),
            }
        }
        let text = |field: Option<Node>| field.map(|value| value.text()).unwrap_or_default();
        let texts = Texts {
            description: text(fields.description),
            risk: text(fields.risk),
            measure: text(fields.measure),
            assessment: text(fields.assessment),
            guide: text(fields.guide),
            comments: text(fields.comments),
        };
        let default = Difficulty::default();
        let grade = |key, otherwise| {
            fields
                .difficulty
                .as_ref()
                .and_then(|value| value.get(key))
                .and_then(|value| value.whole(1..=5))
                .unwrap_or(otherwise)
        };
        Activity {
            id: ActivityId::new(&id),
            name,
            level: level.unwrap_or(1),
            usefulness: fields
                .usefulness
                .as_ref()
                .and_then(|value| value.whole(1..=5))
                .unwrap_or(3),
            difficulty: Difficulty {
                knowledge: grade("knowledge", default.knowledge),
                time: grade("time", default.time),
                resources: grade("resources", default.resources),
            },
            needs,
            references: fields.references.unwrap_or_default(),
            tags: tags(fields.tags.as_ref()),
            texts,
            implementations: fields
                .implementations
                .as_ref()
                .map(Node::items)
                .unwrap_or_default()
                .iter()
                .map(implementation)
                .filter(|tool| !tool.name.is_empty() || !tool.url.is_empty())
                .collect(),
            subdimension: 0,
        }
    }
}

fn tags(value: Option<&Node>) -> Vec<String> {
    let mut tags = value.map(Node::texts).unwrap_or_default();
    tags.retain(|tag| tag != "none");
    tags
}

fn implementation(value: &Node) -> Implementation {
    let text = |key| value.get(key).map(Node::text).unwrap_or_default();
    let (name, url) = match value {
        Node::Map(_) => (text("name"), text("url")),
        Node::List(_) => (String::new(), String::new()),
        // A text alone is the name, and if it is an address, that too.
        _ => {
            let name = value.text();
            let is_url = name.starts_with("http") && !name.contains(' ');
            (name.clone(), if is_url { name } else { String::new() })
        }
    };
    Implementation {
        name,
        url,
        description: text("description"),
        tags: tags(value.get("tags")),
    }
}

/// What the dimensions and levels mean, in words: `model/about.yaml`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct About {
    /// One text per level, from level 1 up.
    pub levels: Vec<String>,
    /// By dimension name.
    pub dimensions: Map<String, AboutDimension>,
}

/// What a dimension is about.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AboutDimension {
    /// What the dimension covers.
    pub description: String,
    /// What an organisation of low maturity looks like.
    pub low: String,
    /// What an organisation of high maturity looks like.
    pub high: String,
    /// Subdimension name → what it covers.
    pub subdimensions: Map<String, String>,
}

/// Reads the JSON that the build makes of `about.yaml`.
pub fn read_about_json(source: Source<'_>) -> Result<About, ReadError> {
    Ok(about(&[parse_json(&source)?]))
}

/// What `about.yaml` says.
pub(super) fn about(documents: &[Node]) -> About {
    let mut about = About::default();
    for document in documents {
        if let Some(levels) = document.get("levels") {
            about.levels = levels.list().iter().map(Node::text).collect();
        }
        let dimensions = document.get("dimensions").map(Node::entries);
        for (name, value) in dimensions.unwrap_or_default() {
            let text = |key| value.get(key).map(Node::text).unwrap_or_default();
            let mut dimension = AboutDimension {
                description: text("description"),
                low: text("low"),
                high: text("high"),
                subdimensions: Map::new(),
            };
            let parts = value.get("subdimensions").map(Node::entries);
            for (name, value) in parts.unwrap_or_default() {
                dimension.subdimensions.insert(name.clone(), value.text());
            }
            about.dimensions.insert(name.clone(), dimension);
        }
    }
    about
}
