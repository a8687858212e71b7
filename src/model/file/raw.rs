//! What one file says, before it is merged with others.

use crate::map::Map;
use crate::model::tree::Node;

#[derive(Default)]
pub(super) struct RawFile {
    /// Places that hold something else than they should, and are left out.
    pub(super) odd: Vec<String>,
    pub(super) meta: RawMeta,
    pub(super) dimensions: Vec<(String, RawDimension)>,
}

#[derive(Default)]
pub(super) struct RawMeta {
    pub(super) version: Option<String>,
    pub(super) released: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) levels: Vec<String>,
}

#[derive(Default)]
pub(super) struct RawDimension {
    pub(super) ignore: Option<bool>,
    pub(super) subdimensions: Vec<(String, RawSubdimension)>,
}

#[derive(Default)]
pub(super) struct RawSubdimension {
    pub(super) ignore: Option<bool>,
    pub(super) activities: Vec<(String, RawActivity)>,
}

/// The fields that a file gives for an activity. `None` means: not given here.
#[derive(Default, Clone)]
pub(super) struct RawActivity {
    pub(super) uuid: Option<String>,
    pub(super) level: Option<Node>,
    pub(super) ignore: Option<bool>,
    pub(super) description: Option<Node>,
    pub(super) risk: Option<Node>,
    pub(super) measure: Option<Node>,
    pub(super) assessment: Option<Node>,
    pub(super) guide: Option<Node>,
    pub(super) comments: Option<Node>,
    pub(super) difficulty: Option<Node>,
    pub(super) usefulness: Option<Node>,
    pub(super) needs: Option<Vec<String>>,
    pub(super) references: Option<Map<String, Vec<String>>>,
    pub(super) tags: Option<Node>,
    pub(super) implementations: Option<Node>,
    pub(super) unknown: Vec<String>,
}

impl RawActivity {
    /// Fields that `other` gives win.
    pub(super) fn override_with(&mut self, other: RawActivity) {
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

pub(super) fn raw_file(documents: Vec<Node>) -> RawFile {
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
