//! The user's own changes on top of a model.
//!
//! An [`Overlay`] is a model file that gives only what differs: dimension → subdimension →
//! activity name → `uuid` and the fields given. So its text is read behind the model's by
//! [`super::yaml::read`], which alone decides what the edited model is; nothing here applies
//! anything. It is kept as the tree that stands under `model_overlay` in the assessment file, and
//! whatever in it is not known stays there.
//!
//! Commands take the model *without* the overlay: what is set back to what that model says is no
//! change and leaves the overlay again.

mod edit;
mod join;
mod tree;
mod writing;

use serde_json::{Map, Value};

use super::compare::TextKind;
use super::{Activity, ActivityId, Difficulty, Model};

use tree::{child, entries, id_of, is_dimension, is_hidden, is_nothing, parts};

type Object = Map<String, Value>;

/// The user's own changes on top of a model.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Overlay {
    dimensions: Object,
}

/// A field of an activity, with what is to stand there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Field {
    /// The level, 1..=20.
    Level(u8),
    /// The usefulness, 1..=5.
    Usefulness(u8),
    /// The difficulty, each number 1..=5.
    Difficulty(Difficulty),
    /// The activities that it needs.
    Needs(Vec<ActivityId>),
    /// The tags.
    Tags(Vec<String>),
    /// One of the texts, Markdown; may be empty.
    Text(TextKind, String),
}

/// What can be hidden.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Target {
    /// A dimension, by name, with all that is in it.
    Dimension(String),
    /// A subdimension, by the names of its dimension and its own, with its activities.
    Subdimension(String, String),
    /// An activity.
    Activity(ActivityId),
}

/// An activity of the user's own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewActivity {
    /// A fresh id.
    pub id: ActivityId,
    /// Name of its dimension, which may be a new one.
    pub dimension: String,
    /// Name of its subdimension, which may be a new one.
    pub subdimension: String,
    /// Its name.
    pub name: String,
    /// Its level, 1..=20.
    pub level: u8,
}

/// Where an activity's changes stand: dimension, subdimension, name.
type Path = [String; 3];

const IGNORE: &str = "ignore";

impl Overlay {
    /// Takes what [`Overlay::to_json`] gave, or anything of that shape. The error is a sentence.
    pub fn from_json(value: &Value) -> Result<Self, String> {
        let Value::Object(dimensions) = value else {
            return Err("The changes to the model have to be an object { … }.".to_owned());
        };
        for (dimension, value) in dimensions {
            if !is_dimension(dimension) {
                continue;
            }
            for (subdimension, value) in parts(value, dimension)? {
                let place = format!("{dimension} → {subdimension}");
                if subdimension == IGNORE {
                    continue;
                }
                for (activity, value) in parts(value, &place)? {
                    if activity != IGNORE {
                        parts(value, &format!("{place} → {activity}"))?;
                    }
                }
            }
        }
        Ok(Self {
            dimensions: dimensions.clone(),
        })
    }

    /// What stands under `model_overlay` in the assessment file.
    pub fn to_json(&self) -> Value {
        Value::Object(self.dimensions.clone())
    }

    /// The changes that make `wanted` of `base`: what is the same is left out, and what `wanted`
    /// lacks is hidden. Names of levels, version and publisher are not among them. The error is a
    /// sentence.
    pub fn between(base: &Model, wanted: &Model) -> Result<Self, String> {
        let mut overlay = Self::default();
        for sub in &wanted.subdimensions {
            let dimension = &wanted.dimensions[sub.dimension].name;
            for &at in &sub.activities {
                let activity = &wanted.activities[at];
                let id = activity.id.as_str();
                let path = [dimension.clone(), sub.name.clone(), activity.name.clone()];
                if overlay.entry(&path).is_some() {
                    return Err(format!(
                        "Two activities are called “{}” in {dimension} / {}. Give one of them another name.",
                        path[2], path[1]
                    ));
                }
                let known = base.activity(id);
                let mut fields = Object::new();
                // Where it is listed a second time, its fields stand at the first place.
                if wanted.subdimension_of(activity).id == sub.id {
                    let theirs = known.map(fields_of);
                    for (key, value) in fields_of(activity) {
                        let same = match &theirs {
                            Some(theirs) => theirs.get(&key) == Some(&value),
                            None => is_nothing(&value),
                        };
                        if !same {
                            fields.insert(key, value);
                        }
                    }
                }
                let stays = known.is_some_and(|known| known.name == activity.name)
                    && listed(base, id) == listed(wanted, id);
                if !stays || !fields.is_empty() {
                    let entry = overlay.fields(&path);
                    entry.insert("uuid".into(), id.into());
                    entry.extend(fields);
                }
            }
        }
        for activity in &base.activities {
            let id = activity.id.as_str();
            let Some(mut path) = home(base, id).filter(|_| wanted.position(id).is_none()) else {
                continue;
            };
            // Another id may have its name now; what is hidden may be called anything.
            while overlay.entry(&path).is_some() {
                path[2].push_str(" (hidden)");
            }
            let entry = overlay.fields(&path);
            entry.insert("uuid".into(), id.into());
            entry.insert(IGNORE.into(), true.into());
        }
        Ok(overlay)
    }

    /// True where nothing is changed.
    pub fn is_empty(&self) -> bool {
        self.dimensions.is_empty()
    }

    /// True where something about this activity is changed, or it is the user's own.
    pub fn touched(&self, id: &str) -> bool {
        self.find(id).is_some()
    }

    /// All that is hidden, in the overlay's order; the model that is read does not show it.
    pub fn hidden(&self) -> Vec<Target> {
        let mut hidden = Vec::new();
        for (dimension, value) in &self.dimensions {
            if !is_dimension(dimension) {
                continue;
            }
            if is_hidden(value) {
                hidden.push(Target::Dimension(dimension.clone()));
            }
            for (subdimension, value) in entries(value) {
                if is_hidden(value) {
                    let place = (dimension.clone(), subdimension.clone());
                    hidden.push(Target::Subdimension(place.0, place.1));
                }
                for (name, value) in entries(value) {
                    if is_hidden(value) {
                        hidden.push(Target::Activity(ActivityId::new(id_of(name, value))));
                    }
                }
            }
        }
        hidden
    }

    fn fields(&mut self, [dimension, subdimension, name]: &Path) -> &mut Object {
        let list = child(child(&mut self.dimensions, dimension), subdimension);
        child(list, name)
    }

    fn entry(&self, [dimension, subdimension, name]: &Path) -> Option<&Value> {
        self.dimensions.get(dimension)?.get(subdimension)?.get(name)
    }
}

/// All fields of an activity but its id, as a model file has them; what is empty too.
fn fields_of(activity: &Activity) -> Object {
    let strings = |list: &[String]| Value::from(list.to_vec());
    let mut fields = Object::new();
    let mut put = |key: &str, value: Value| {
        fields.insert(key.to_owned(), value);
    };
    put("level", activity.level.into());
    for kind in TextKind::ALL {
        if kind != TextKind::Guide {
            put(kind.key(), kind.of(&activity.texts).into());
        }
    }
    let mut difficulty = Object::new();
    difficulty.insert("knowledge".into(), activity.difficulty.knowledge.into());
    difficulty.insert("time".into(), activity.difficulty.time.into());
    difficulty.insert("resources".into(), activity.difficulty.resources.into());
    put("difficultyOfImplementation", difficulty.into());
    put("usefulness", activity.usefulness.into());
    let needs = activity.needs.iter().map(|need| need.as_str());
    put("dependsOn", needs.map(Value::from).collect());
    let tools = activity.implementations.iter().map(|tool| {
        let mut fields = Object::new();
        for (key, text) in [
            ("name", &tool.name),
            ("url", &tool.url),
            ("description", &tool.description),
        ] {
            if !text.is_empty() {
                fields.insert(key.to_owned(), text.as_str().into());
            }
        }
        if !tool.tags.is_empty() {
            fields.insert("tags".to_owned(), strings(&tool.tags));
        }
        Value::Object(fields)
    });
    put("implementation", tools.collect());
    let references = activity.references.iter();
    let references: Object = references
        .map(|(standard, controls)| (standard.clone(), strings(controls)))
        .collect();
    put("references", references.into());
    put("tags", strings(&activity.tags));
    let guide = TextKind::Guide;
    let mut meta = Object::new();
    meta.insert(guide.key().into(), guide.of(&activity.texts).into());
    put("meta", meta.into());
    fields
}

/// All places where the model lists an activity: dimension, subdimension.
fn listed<'m>(base: &'m Model, id: &str) -> Vec<[&'m String; 2]> {
    let Some(at) = base.position(id) else {
        return Vec::new();
    };
    base.subdimensions
        .iter()
        .filter(|sub| sub.activities.contains(&at))
        .map(|sub| [&base.dimensions[sub.dimension].name, &sub.name])
        .collect()
}

// YAML. Written so carefully that readers of any version understand the same.

/// Where the model has an activity first.
fn home(base: &Model, id: &str) -> Option<Path> {
    let activity = base.activity(id)?;
    Some([
        base.dimension_of(activity).name.clone(),
        base.subdimension_of(activity).name.clone(),
        activity.name.clone(),
    ])
}
