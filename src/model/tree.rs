//! A file as a tree, whether it was YAML or JSON.

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
