//! All controls of the standards that activities refer to, also those that no activity touches:
//! `model/standards.yaml`, or the JSON that the build makes of it.

use super::file::{ReadError, Source, parse_json};
use super::tree::Node;

/// A standard with all its controls.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Listed {
    /// As the model writes it: `iso27001-2022`.
    pub id: String,
    /// Number and title of each control, in the order of the standard. Numbers are texts: 5.10 is not
    /// 5.1.
    pub controls: Vec<(String, String)>,
}

/// Reads the JSON that the build makes of `standards.yaml`.
pub fn read_json(source: Source<'_>) -> Result<Vec<Listed>, ReadError> {
    read(source.name, &[parse_json(&source)?])
}

/// What the documents of a file say.
pub(super) fn read(name: &str, documents: &[Node]) -> Result<Vec<Listed>, ReadError> {
    let text = |node: &Node, key: &str| node.get(key).map(Node::text).unwrap_or_default();
    let listed = documents
        .iter()
        .filter_map(|document| document.get("standards"));
    let standard = |node: &Node| {
        let controls = node.get("controls").map(Node::list).unwrap_or_default();
        let controls = controls
            .iter()
            .map(|control| (text(control, "id"), text(control, "title")));
        Listed {
            id: text(node, "id"),
            controls: controls.filter(|(id, _)| !id.is_empty()).collect(),
        }
    };
    let found: Vec<Listed> = listed.flat_map(Node::list).map(standard).collect();
    if found.is_empty() {
        return Err(ReadError {
            file: name.to_owned(),
            line: None,
            column: None,
            message: "no standard was found".to_owned(),
            hint: "The file holds a list “standards”, each with id and controls.",
        });
    }
    Ok(found)
}
