//! The characteristics of a mature organisation, which cut across the dimensions, and the
//! activities that carry them: `model/characteristics.yaml`, or the JSON that the build makes of it.

use super::ActivityId;
use super::file::{ReadError, Source, parse_json};
use super::tree::Node;

/// One characteristic.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Characteristic {
    /// Stable id.
    pub id: String,
    /// Name as shown.
    pub name: String,
    /// What it is about, in a few sentences.
    pub description: String,
    /// Its points, in file order.
    pub points: Vec<Point>,
}

/// A point of a characteristic.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Point {
    /// Stable within the characteristic.
    pub id: String,
    /// Name as shown.
    pub name: String,
    /// What it is about, in a sentence or two.
    pub description: String,
    /// The activities that carry it; the loaded model may lack some.
    pub activities: Vec<ActivityId>,
}

/// Reads the JSON that the build makes of `characteristics.yaml`.
pub fn read_json(source: Source<'_>) -> Result<Vec<Characteristic>, ReadError> {
    read(source.name, &[parse_json(&source)?])
}

/// What the documents of a file say.
pub(super) fn read(name: &str, documents: &[Node]) -> Result<Vec<Characteristic>, ReadError> {
    let listed = documents
        .iter()
        .filter_map(|document| document.get("characteristics"));
    let found: Vec<Characteristic> = listed.flat_map(Node::list).map(characteristic).collect();
    if found.is_empty() {
        return Err(ReadError {
            file: name.to_owned(),
            line: None,
            column: None,
            message: "no characteristic was found".to_owned(),
            hint: "The file holds a list “characteristics”, each with id, name and points.",
        });
    }
    Ok(found)
}

fn characteristic(value: &Node) -> Characteristic {
    let (id, name, description) = named(value);
    let points = value.get("points").map(Node::list).unwrap_or_default();
    Characteristic {
        id,
        name,
        description,
        points: points.iter().map(point).collect(),
    }
}

fn point(value: &Node) -> Point {
    let (id, name, description) = named(value);
    let activities = value.get("activities").map(Node::texts).unwrap_or_default();
    Point {
        id,
        name,
        description,
        activities: activities.iter().map(|id| ActivityId::new(id)).collect(),
    }
}

fn named(value: &Node) -> (String, String, String) {
    let text = |key| value.get(key).map(Node::text).unwrap_or_default();
    (text("id"), text("name"), text("description"))
}
