//! What the dimensions and levels mean, in words.

use crate::map::Map;
use crate::model::tree::Node;

use super::{ReadError, Source, parse_json};

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
pub(in crate::model) fn about(documents: &[Node]) -> About {
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
