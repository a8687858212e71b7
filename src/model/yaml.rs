//! Reading models from YAML in the shape that DSOMM publishes.
//!
//! The only module that knows serde_yaml. Real files are untidy, so reading has two answers: a
//! [`ReadError`] where a file cannot be used at all, and [`Finding`]s where it can, but something
//! in it deserves a look. Scalars whose exact text matters (ids, control numbers) are read as text
//! and never pass through a number: control 5.10 is not 5.1.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{Activity, ActivityId, Difficulty, Implementation, Model, ModelMeta, Parts, Texts};

/// Largest file that is read, in bytes.
pub const MAX_BYTES: usize = 8 * 1024 * 1024;
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

/// Reads files in order; later ones override only the fields that they give.
pub fn read(sources: &[Source<'_>]) -> Result<Read, ReadError> {
    let mut merged = Merged::default();
    for source in sources {
        merged.take(source.name, parse(source)?)?;
    }
    if merged.activities.is_empty() {
        return Err(ReadError {
            file: sources
                .iter()
                .map(|source| source.name)
                .collect::<Vec<_>>()
                .join(", "),
            line: None,
            message: "no activity was found".to_owned(),
            hint: "A model is YAML: dimension, subdimension, activity, then fields such as uuid and level.",
        });
    }
    Ok(merged.finish())
}

fn parse(source: &Source<'_>) -> Result<RawFile, ReadError> {
    let error = |line, message| ReadError {
        file: source.name.to_owned(),
        line,
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
    let mut file = RawFile::default();
    for document in serde_yaml::Deserializer::from_str(source.text) {
        document
            .deserialize_any(DocumentVisitor(&mut file))
            .map_err(|cause| {
                let line = cause.location().map(|location| location.line());
                error(line, cause.to_string())
            })?;
    }
    Ok(file)
}

// What one file says, before it is merged with others.

#[derive(Default)]
struct RawFile {
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
    ignore: bool,
    subdimensions: Vec<(String, RawSubdimension)>,
}

#[derive(Default)]
struct RawSubdimension {
    ignore: bool,
    activities: Vec<(String, RawActivity)>,
}

/// The fields that a file gives for an activity. `None` means: not given here.
#[derive(Default, Clone)]
struct RawActivity {
    uuid: Option<String>,
    level: Option<Loose>,
    ignore: bool,
    description: Option<Loose>,
    risk: Option<Loose>,
    measure: Option<Loose>,
    assessment: Option<Loose>,
    guide: Option<Loose>,
    comments: Option<Loose>,
    difficulty: Option<Loose>,
    usefulness: Option<Loose>,
    needs: Option<Vec<String>>,
    references: Option<BTreeMap<String, Vec<String>>>,
    tags: Option<Vec<String>>,
    implementations: Option<Loose>,
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
        self.ignore = other.ignore;
        self.unknown.extend(other.unknown);
    }
}

/// Any YAML value, where the exact text of numbers does not matter.
#[derive(Clone, Debug)]
enum Loose {
    Null,
    Text(String),
    Number(f64),
    List(Vec<Loose>),
    Map(Vec<(String, Loose)>),
}

impl Loose {
    fn text(&self) -> String {
        match self {
            Loose::Null => String::new(),
            Loose::Text(text) => text.trim().to_owned(),
            Loose::Number(number) => number.to_string(),
            Loose::List(items) => items
                .iter()
                .map(|item| format!("- {}", item.text()))
                .collect::<Vec<_>>()
                .join("\n"),
            Loose::Map(entries) => entries
                .iter()
                .map(|(key, value)| format!("- {key}: {}", value.text()))
                .collect::<Vec<_>>()
                .join("\n"),
        }
    }

    fn number(&self) -> Option<f64> {
        match self {
            Loose::Number(number) => Some(*number),
            Loose::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// A whole number in `range`.
    fn whole(&self, range: std::ops::RangeInclusive<u8>) -> Option<u8> {
        let number = self.number()?;
        range.into_iter().find(|&n| f64::from(n) == number)
    }

    fn get(&self, key: &str) -> Option<&Loose> {
        match self {
            Loose::Map(entries) => entries
                .iter()
                .find(|(name, _)| name == key)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    fn list(&self) -> &[Loose] {
        match self {
            Loose::List(items) => items,
            _ => &[],
        }
    }

    fn is_true(&self) -> bool {
        matches!(self, Loose::Text(text) if text == "true")
    }
}

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LooseVisitor)
    }
}

struct LooseVisitor;

impl<'de> Visitor<'de> for LooseVisitor {
    type Value = Loose;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }
    fn visit_unit<E>(self) -> Result<Loose, E> {
        Ok(Loose::Null)
    }
    fn visit_bool<E>(self, value: bool) -> Result<Loose, E> {
        Ok(Loose::Text(value.to_string()))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Loose, E> {
        Ok(Loose::Number(value as f64))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Loose, E> {
        Ok(Loose::Number(value as f64))
    }
    fn visit_f64<E>(self, value: f64) -> Result<Loose, E> {
        Ok(Loose::Number(value))
    }
    fn visit_str<E>(self, value: &str) -> Result<Loose, E> {
        Ok(Loose::Text(value.to_owned()))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Loose, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Loose::List(items))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Loose, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = map.next_key::<Exact>()? {
            entries.push((key.0, map.next_value()?));
        }
        Ok(Loose::Map(entries))
    }
    fn visit_enum<A: serde::de::EnumAccess<'de>>(self, access: A) -> Result<Loose, A::Error> {
        // A custom tag (`!something`): its value counts, the tag does not.
        let (_tag, value) = access.variant::<Exact>()?;
        serde::de::VariantAccess::newtype_variant(value)
    }
}

/// A scalar as it is written, never through a number.
struct Exact(String);

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Exact)
    }
}

/// A list of scalars as written; also one scalar alone, or nothing.
struct ExactList(Vec<String>);

impl<'de> Deserialize<'de> for ExactList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ListVisitor;
        impl<'de> Visitor<'de> for ListVisitor {
            type Value = ExactList;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of texts")
            }
            fn visit_unit<E>(self) -> Result<ExactList, E> {
                Ok(ExactList(Vec::new()))
            }
            fn visit_bool<E>(self, value: bool) -> Result<ExactList, E> {
                Ok(ExactList(vec![value.to_string()]))
            }
            fn visit_i64<E>(self, value: i64) -> Result<ExactList, E> {
                Ok(ExactList(vec![value.to_string()]))
            }
            fn visit_u64<E>(self, value: u64) -> Result<ExactList, E> {
                Ok(ExactList(vec![value.to_string()]))
            }
            fn visit_f64<E>(self, value: f64) -> Result<ExactList, E> {
                Ok(ExactList(vec![value.to_string()]))
            }
            fn visit_str<E>(self, value: &str) -> Result<ExactList, E> {
                let text = value.trim();
                Ok(ExactList(if text.is_empty() {
                    Vec::new()
                } else {
                    vec![text.to_owned()]
                }))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<ExactList, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element::<Option<Exact>>()? {
                    let text = item.map(|exact| exact.0).unwrap_or_default();
                    if !text.trim().is_empty() {
                        items.push(text.trim().to_owned());
                    }
                }
                Ok(ExactList(items))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ExactList, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(ExactList(Vec::new()))
            }
        }
        deserializer.deserialize_any(ListVisitor)
    }
}

/// Standard → controls.
#[derive(Default)]
struct References(BTreeMap<String, Vec<String>>);

impl<'de> Deserialize<'de> for References {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ReferencesVisitor;
        impl<'de> Visitor<'de> for ReferencesVisitor {
            type Value = References;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("standards, each with a list of controls")
            }
            fn visit_unit<E>(self) -> Result<References, E> {
                Ok(References::default())
            }
            fn visit_str<E>(self, _: &str) -> Result<References, E> {
                Ok(References::default())
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<References, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(References::default())
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<References, A::Error> {
                let mut given = BTreeMap::new();
                let mut merged = BTreeMap::new();
                while let Some(Exact(standard)) = map.next_key()? {
                    if standard == "<<" {
                        merged = map.next_value::<References>()?.0;
                    } else {
                        given.insert(standard, map.next_value::<ExactList>()?.0);
                    }
                }
                merged.extend(given);
                Ok(References(merged))
            }
        }
        deserializer.deserialize_any(ReferencesVisitor)
    }
}

struct DocumentVisitor<'f>(&'f mut RawFile);

impl<'de> Visitor<'de> for DocumentVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("dimensions with their subdimensions and activities")
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(Exact(name)) = map.next_key()? {
            match name.as_str() {
                "meta" => read_meta(&map.next_value::<Loose>()?, &mut self.0.meta),
                // `_` is where such files park their YAML anchors.
                _ if name.starts_with('_') => {
                    map.next_value::<IgnoredAny>()?;
                }
                _ => {
                    let dimension = map.next_value_seed(DimensionSeed)?;
                    self.0.dimensions.push((name, dimension));
                }
            }
        }
        Ok(())
    }
}

fn read_meta(value: &Loose, meta: &mut RawMeta) {
    let text = |key| value.get(key).map(Loose::text);
    meta.version = text("version").or(meta.version.take());
    meta.released = text("released").or(meta.released.take());
    meta.publisher = text("publisher").or(meta.publisher.take());
    let levels = value
        .get("strings")
        .and_then(|strings| strings.get("en"))
        .and_then(|english| english.get("maturityLevels"));
    if let Some(levels) = levels {
        meta.levels = levels.list().iter().map(Loose::text).collect();
    }
}

struct DimensionSeed;

impl<'de> DeserializeSeed<'de> for DimensionSeed {
    type Value = RawDimension;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<RawDimension, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for DimensionSeed {
    type Value = RawDimension;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the subdimensions of a dimension")
    }
    fn visit_unit<E>(self) -> Result<RawDimension, E> {
        Ok(RawDimension::default())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawDimension, A::Error> {
        let mut dimension = RawDimension::default();
        while let Some(Exact(name)) = map.next_key()? {
            if name == "ignore" {
                dimension.ignore = map.next_value::<Loose>()?.is_true();
            } else {
                let subdimension = map.next_value_seed(SubdimensionSeed)?;
                dimension.subdimensions.push((name, subdimension));
            }
        }
        Ok(dimension)
    }
}

struct SubdimensionSeed;

impl<'de> DeserializeSeed<'de> for SubdimensionSeed {
    type Value = RawSubdimension;
    fn deserialize<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<RawSubdimension, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for SubdimensionSeed {
    type Value = RawSubdimension;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the activities of a subdimension")
    }
    fn visit_unit<E>(self) -> Result<RawSubdimension, E> {
        Ok(RawSubdimension::default())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawSubdimension, A::Error> {
        let mut subdimension = RawSubdimension::default();
        while let Some(Exact(name)) = map.next_key()? {
            if name == "ignore" {
                subdimension.ignore = map.next_value::<Loose>()?.is_true();
            } else {
                subdimension.activities.push((name, map.next_value()?));
            }
        }
        Ok(subdimension)
    }
}

impl<'de> Deserialize<'de> for RawActivity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ActivityVisitor;
        impl<'de> Visitor<'de> for ActivityVisitor {
            type Value = RawActivity;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the fields of an activity")
            }
            fn visit_unit<E>(self) -> Result<RawActivity, E> {
                Ok(RawActivity::default())
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<RawActivity, A::Error> {
                // A merge key may name several anchors; earlier ones win.
                let mut all = Vec::new();
                while let Some(one) = seq.next_element::<RawActivity>()? {
                    all.push(one);
                }
                let mut merged = RawActivity::default();
                for one in all.into_iter().rev() {
                    merged.override_with(one);
                }
                Ok(merged)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RawActivity, A::Error> {
                read_activity(map)
            }
        }
        deserializer.deserialize_any(ActivityVisitor)
    }
}

fn read_activity<'de, A: MapAccess<'de>>(mut map: A) -> Result<RawActivity, A::Error> {
    let mut given = RawActivity::default();
    let mut inherited: Option<RawActivity> = None;
    while let Some(Exact(field)) = map.next_key()? {
        match field.as_str() {
            "uuid" => given.uuid = Some(map.next_value::<Exact>()?.0.trim().to_owned()),
            "level" => given.level = Some(map.next_value()?),
            "ignore" => given.ignore = map.next_value::<Loose>()?.is_true(),
            "description" => given.description = Some(map.next_value()?),
            "risk" => given.risk = Some(map.next_value()?),
            "measure" => given.measure = Some(map.next_value()?),
            "assessment" => given.assessment = Some(map.next_value()?),
            "comments" | "comment" => given.comments = Some(map.next_value()?),
            "difficultyOfImplementation" => given.difficulty = Some(map.next_value()?),
            "usefulness" => given.usefulness = Some(map.next_value()?),
            "dependsOn" | "dependesOn" => given.needs = Some(map.next_value::<ExactList>()?.0),
            "references" => given.references = Some(map.next_value::<References>()?.0),
            "tags" => given.tags = Some(map.next_value::<ExactList>()?.0),
            "implementation" => given.implementations = Some(map.next_value()?),
            "meta" => {
                given.guide = map
                    .next_value::<Loose>()?
                    .get("implementationGuide")
                    .cloned();
            }
            "<<" => inherited = Some(map.next_value()?),
            "credits" | "isImplemented" | "evidence" | "teamsImplemented" | "teamsEvidence" => {
                map.next_value::<IgnoredAny>()?;
            }
            _ => {
                map.next_value::<IgnoredAny>()?;
                given.unknown.push(field);
            }
        }
    }
    Ok(match inherited {
        Some(mut base) => {
            base.override_with(given);
            base
        }
        None => given,
    })
}

// Several files become one model.

struct Merging {
    id: String,
    name: String,
    /// (dimension, subdimension), by name; the first is its home.
    homes: Vec<(String, String)>,
    fields: RawActivity,
    file: usize,
}

#[derive(Default)]
struct Merged {
    meta: ModelMeta,
    levels: Vec<String>,
    /// Dimension → subdimensions, in the order of first appearance; `false`: hidden.
    order: Vec<(String, bool, Vec<(String, bool)>)>,
    activities: Vec<Merging>,
    positions: std::collections::HashMap<String, usize>,
    files: Vec<String>,
    findings: Vec<Finding>,
}

impl Merged {
    fn take(&mut self, file: &str, raw: RawFile) -> Result<(), ReadError> {
        let number = self.files.len();
        self.files.push(file.to_owned());
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
            self.show(&dimension, None, !content.ignore);
            for (subdimension, inner) in content.subdimensions {
                self.show(&dimension, Some(&subdimension), !inner.ignore);
                for (name, fields) in inner.activities {
                    self.take_activity(number, &dimension, &subdimension, name, fields);
                }
            }
        }
        if self.activities.len() > MAX_ACTIVITIES {
            return Err(ReadError {
                file: file.to_owned(),
                line: None,
                message: format!("the model has more than {MAX_ACTIVITIES} activities"),
                hint: "The file was not used.",
            });
        }
        Ok(())
    }

    fn show(&mut self, dimension: &str, subdimension: Option<&str>, shown: bool) {
        let at = match self.order.iter().position(|(name, ..)| name == dimension) {
            Some(at) => at,
            None => {
                self.order.push((dimension.to_owned(), true, Vec::new()));
                self.order.len() - 1
            }
        };
        match subdimension {
            None => self.order[at].1 = shown,
            Some(name) => {
                let list = &mut self.order[at].2;
                match list.iter_mut().find(|(known, _)| known == name) {
                    Some(entry) => entry.1 = shown,
                    None => list.push((name.to_owned(), shown)),
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
        let id = match fields.uuid.clone().filter(|id| !id.is_empty()) {
            Some(id) => id,
            None => match self
                .activities
                .iter()
                .find(|known| known.name == name && known.homes.contains(&home))
            {
                Some(known) => known.id.clone(),
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
                    homes: vec![home],
                    fields,
                    file,
                });
            }
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
            if merging.fields.ignore {
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
        self.findings.sort_by_key(|finding| finding.severity);
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
        let text = |field: Option<Loose>| field.map(|value| value.text()).unwrap_or_default();
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
            tags: fields
                .tags
                .unwrap_or_default()
                .into_iter()
                .filter(|tag| tag != "none")
                .collect(),
            texts,
            implementations: fields
                .implementations
                .as_ref()
                .map(Loose::list)
                .unwrap_or_default()
                .iter()
                .map(implementation)
                .filter(|tool| !tool.name.is_empty() || !tool.url.is_empty())
                .collect(),
            subdimension: 0,
        }
    }
}

fn implementation(value: &Loose) -> Implementation {
    let text = |key| value.get(key).map(Loose::text).unwrap_or_default();
    Implementation {
        name: match value {
            Loose::Text(name) => name.clone(),
            _ => text("name"),
        },
        url: text("url"),
        description: text("description"),
        tags: value
            .get("tags")
            .map(Loose::list)
            .unwrap_or_default()
            .iter()
            .map(Loose::text)
            .filter(|tag| tag != "none")
            .collect(),
    }
}

/// What the dimensions and levels mean, in words: `model/about.yaml`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(default)]
pub struct About {
    /// One text per level, from level 1 up.
    pub levels: Vec<String>,
    /// By dimension name.
    pub dimensions: BTreeMap<String, AboutDimension>,
}

/// What a dimension is about.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AboutDimension {
    /// What the dimension covers.
    pub description: String,
    /// What an organisation of low maturity looks like.
    pub low: String,
    /// What an organisation of high maturity looks like.
    pub high: String,
    /// Subdimension name → what it covers.
    pub subdimensions: BTreeMap<String, String>,
}

/// Reads `about.yaml`.
pub fn read_about(source: Source<'_>) -> Result<About, ReadError> {
    serde_yaml::from_str(source.text).map_err(|cause| ReadError {
        file: source.name.to_owned(),
        line: cause.location().map(|location| location.line()),
        message: cause.to_string(),
        hint: "The texts about dimensions and levels are not shown.",
    })
}
