//! Splits the model in what the first view needs (`outline`) and the texts that are
//! read later (`details`). Trunk calls it after every build by way of `after-build`, see Trunk.toml.
//!
//! Both are written as YAML, for the Model page, which says what is wrong where, and as JSON, so
//! that the first view gets along without a reader of YAML. The extensions and the texts about the
//! dimensions are written as JSON as well.
//!
//! A model file is a YAML stream: perhaps a document `meta: {...}`, then a document that maps
//! dimensions to sub-dimensions to activities. An activity is a mapping with a `level`, a
//! sub-dimension a mapping with an activity in it; whatever else stands beside them is a detail.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_yaml::{Deserializer, Mapping, Value};

use crate::emit;
use crate::run::{Result, root, say};

/// Where the model is in the source tree, and where its parts go in what Trunk builds.
const MODEL_DIR: &str = "model/dsomm";
/// What both parts of an activity hold.
const BOTH: [&str; 2] = ["uuid", "level"];
/// What only the outline of an activity holds; everything else is a detail.
const OUTLINE: [&str; 5] = [
    "usefulness",
    "difficultyOfImplementation",
    "dependsOn",
    "references",
    "tags",
];

/// Reads the model's files and writes the two parts into Trunk's staging directory.
pub fn split_model() -> Result<()> {
    say("Splits the model in outline and details", "1 second");
    let Some(staging) = env::var_os("TRUNK_STAGING_DIR") else {
        return Err(
            "TRUNK_STAGING_DIR is not set, so there is no place to write to; Trunk sets it when it \
             calls `cargo xtask after-build` as a hook, set it by hand to try the command."
                .into(),
        );
    };
    let source = env::var_os("TRUNK_SOURCE_DIR").map_or_else(root, PathBuf::from);
    let model = Model::read(&source.join(MODEL_DIR))?;
    let target = PathBuf::from(staging).join(MODEL_DIR);
    let (outline, details) = model.texts()?;
    for (name, text) in [("outline", &outline), ("details", &details)] {
        write(&target.join(format!("{name}.yaml")), text)?;
        write(&target.join(format!("{name}.json")), &json(name, text)?)?;
    }
    let target = target.parent().unwrap_or(&target);
    let mut others = model_files(&source.join("model/extensions"))?;
    others.push(source.join("model/about.yaml"));
    others.push(source.join("model/characteristics.yaml"));
    others.push(source.join("model/evidence.yaml"));
    others.push(source.join("model/standards.yaml"));
    for file in others {
        let name = file.display().to_string();
        let text = fs::read_to_string(&file)
            .map_err(|error| format!("{name} could not be read ({error}); check its rights."))?;
        let place = file
            .strip_prefix(source.join("model"))
            .unwrap_or(&file)
            .with_extension("json");
        write(&target.join(place), &json(&name, &text)?)?;
    }
    Ok(())
}

/// The documents of a YAML file as one JSON object.
fn json(name: &str, text: &str) -> Result<String> {
    let mut all = serde_json::Map::new();
    for document in Deserializer::from_str(text) {
        let document = Value::deserialize(document)
            .map_err(|error| format!("{name} is not valid YAML: {error}. Correct it there."))?;
        if let Some(number) = first_float(&document) {
            return Err(format!(
                "{name} holds {number} without quotes, which reads as a number and loses zeros at \
                 its end; put it in quotes."
            ));
        }
        let Value::Mapping(entries) = document else {
            continue;
        };
        for (key, value) in entries {
            let value = serde_json::to_value(&value)
                .map_err(|error| format!("{name} does not go into JSON: {error}."))?;
            all.insert(shown(&key), value);
        }
    }
    Ok(serde_json::Value::Object(all).to_string())
}

fn write(file: &Path, text: &str) -> Result<()> {
    let parent = file.parent().unwrap_or(file);
    fs::create_dir_all(parent)
        .and_then(|()| fs::write(file, text))
        .map_err(|error| {
            format!(
                "{} could not be written ({error}); check the rights of its directory.",
                file.display()
            )
        })
}

/// The model, split.
#[derive(Default)]
struct Model {
    /// The first `meta` of all files; both parts start with it.
    meta: Option<Value>,
    outline: Mapping,
    details: Mapping,
}

impl Model {
    fn read(dir: &Path) -> Result<Self> {
        let mut model = Self::default();
        for file in model_files(dir)? {
            let name = file.display().to_string();
            let text = fs::read_to_string(&file).map_err(|error| {
                format!("{name} could not be read ({error}); check its rights.")
            })?;
            model.add_file(&name, &text)?;
        }
        Ok(model)
    }

    fn add_file(&mut self, name: &str, text: &str) -> Result<()> {
        for document in Deserializer::from_str(text) {
            let document = Value::deserialize(document)
                .map_err(|error| format!("{name} is not valid YAML: {error}. Correct it there."))?;
            match document {
                Value::Null => {}
                Value::Mapping(entries) => self.add_document(name, entries)?,
                _ => {
                    return Err(format!(
                        "{name} holds a document that is no mapping of dimensions; correct it or \
                         leave it out."
                    ));
                }
            }
        }
        Ok(())
    }

    fn add_document(&mut self, name: &str, entries: Mapping) -> Result<()> {
        for (key, value) in entries {
            if key == "meta" {
                self.meta.get_or_insert(value);
                continue;
            }
            let place = format!("{name}, dimension `{}`", shown(&key));
            let Value::Mapping(dimension) = value else {
                return Err(format!(
                    "{place}, is no mapping of sub-dimensions; correct it there."
                ));
            };
            self.add_dimension(&place, key, dimension)?;
        }
        Ok(())
    }

    /// Adds a dimension; several files may hold parts of the same one.
    fn add_dimension(&mut self, place: &str, key: Value, dimension: Mapping) -> Result<()> {
        let (outline, details) = split_dimension(place, dimension)?;
        merge(place, &mut self.outline, key.clone(), outline)?;
        merge(place, &mut self.details, key, details)
    }

    /// The text of the outline and that of the details.
    fn texts(&self) -> Result<(String, String)> {
        Ok((self.text(&self.outline)?, self.text(&self.details)?))
    }

    fn text(&self, dimensions: &Mapping) -> Result<String> {
        let meta = self.meta.iter().map(|meta| {
            let mut document = Mapping::new();
            document.insert("meta".into(), meta.clone());
            document
        });
        let documents: Vec<Mapping> = meta.chain([dimensions.clone()]).collect();
        let text = emit::documents(&documents)
            .map_err(|error| format!("The model in {MODEL_DIR} cannot be split: {error}."))?;
        assert_reads_back(&text, &documents)?;
        Ok(text)
    }
}

/// Refuses a text that does not say the same as the documents it was written from.
fn assert_reads_back(text: &str, documents: &[Mapping]) -> Result<()> {
    let again = Deserializer::from_str(text)
        .map(Mapping::deserialize)
        .collect::<std::result::Result<Vec<_>, _>>();
    // Equal mappings may differ in their order; the texts written from them may not.
    let reads_back = again.as_ref().is_ok_and(|again| {
        again == documents && emit::documents(again) == emit::documents(documents)
    });
    if reads_back {
        Ok(())
    } else {
        Err(format!(
            "The model in {MODEL_DIR} holds something that xtask/src/emit.rs writes wrongly ({}); \
             add a test there and correct it.",
            again.err().map_or_else(
                || "it reads back as something else".into(),
                |error| error.to_string()
            )
        ))
    }
}

/// The model's files in the order of their names.
fn model_files(dir: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(dir).map_err(|error| {
        format!(
            "The model's directory {} could not be read ({error}); restore it with git.",
            dir.display()
        )
    })?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "yaml")
        })
        .collect();
    files.sort();
    if files.is_empty() {
        return Err(format!(
            "There is no model in {}, no file ends in `.yaml`; restore it with git.",
            dir.display()
        ));
    }
    Ok(files)
}

fn merge(place: &str, all: &mut Mapping, key: Value, dimension: Mapping) -> Result<()> {
    let Some(Value::Mapping(earlier)) = all.get_mut(&key) else {
        all.insert(key, Value::Mapping(dimension));
        return Ok(());
    };
    for (key, value) in dimension {
        match earlier.get(&key) {
            Some(there) if *there == value => {}
            Some(_) => {
                return Err(format!(
                    "{place}, holds `{}`, which an earlier file holds as well; keep it in one file.",
                    shown(&key)
                ));
            }
            None => {
                earlier.insert(key, value);
            }
        }
    }
    Ok(())
}

fn split_dimension(place: &str, dimension: Mapping) -> Result<(Mapping, Mapping)> {
    let (mut outline, mut details) = (Mapping::new(), Mapping::new());
    for (key, value) in dimension {
        match value {
            Value::Mapping(entries) if entries.values().any(is_activity) => {
                let place = format!("{place}, `{}`", shown(&key));
                let (brief, long) = split_subdimension(&place, entries)?;
                outline.insert(key.clone(), Value::Mapping(brief));
                details.insert(key, Value::Mapping(long));
            }
            other => {
                details.insert(key, other);
            }
        }
    }
    Ok((outline, details))
}

fn split_subdimension(place: &str, entries: Mapping) -> Result<(Mapping, Mapping)> {
    let (mut outline, mut details) = (Mapping::new(), Mapping::new());
    for (key, value) in entries {
        match value {
            Value::Mapping(activity) if activity.contains_key("level") => {
                check_references(&activity)
                    .map_err(|error| format!("{place}, activity `{}`, {error}", shown(&key)))?;
                let (brief, long) = split_activity(activity);
                outline.insert(key.clone(), Value::Mapping(brief));
                details.insert(key, Value::Mapping(long));
            }
            other => {
                details.insert(key, other);
            }
        }
    }
    Ok((outline, details))
}

fn is_activity(value: &Value) -> bool {
    value
        .as_mapping()
        .is_some_and(|mapping| mapping.contains_key("level"))
}

fn split_activity(activity: Mapping) -> (Mapping, Mapping) {
    let (mut outline, mut details) = (Mapping::new(), Mapping::new());
    for (key, value) in activity {
        let is_one_of = |names: &[&str]| key.as_str().is_some_and(|key| names.contains(&key));
        if is_one_of(&BOTH) {
            outline.insert(key.clone(), value.clone());
            details.insert(key, value);
        } else if is_one_of(&OUTLINE) {
            outline.insert(key, value);
        } else {
            details.insert(key, value);
        }
    }
    (outline, details)
}

/// Refuses numbers with a point among the references: an unquoted `5.10` has become `5.1` already.
fn check_references(activity: &Mapping) -> Result<()> {
    match activity.get("references").and_then(first_float) {
        Some(number) => Err(format!(
            "has a reference {number} without quotes, which reads as a number and loses zeros at \
             its end; put it in quotes."
        )),
        None => Ok(()),
    }
}

fn first_float(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) if number.is_f64() => number.as_f64(),
        Value::Sequence(items) => items.iter().find_map(first_float),
        Value::Mapping(entries) => entries.values().find_map(first_float),
        _ => None,
    }
}

/// A key for a message.
fn shown(key: &Value) -> String {
    key.as_str()
        .map_or_else(|| format!("{key:?}"), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = r#"
meta:
  version: '1.10'
---
Build and Deployment:
  _meta: {label: Build}
  description: How software is built.
  Build:
    description: The pipeline.
    Defined build process:
      uuid: f6f7737f-25a9-4317-8de2-09bf59f29b5b
      level: 1
      description: |
        A *build process*
        is more than compiling.
      risk: Mistakes
      usefulness: 4
      difficultyOfImplementation: {knowledge: 2, time: 3, resources: 2}
      dependsOn: []
      references:
        iso27001-2022: ['5.10', '8.20', 'not explicitly covered: x']
      tags: [none]
      comments: ""
"#;

    const SECOND: &str = r#"
meta: {version: ignored}
---
Build and Deployment:
  Deployment:
    Rollback:
      uuid: 1a2b
      level: 2
      measure: Roll back.
Culture: {}
"#;

    fn model(files: &[&str]) -> Result<Model> {
        let mut model = Model::default();
        for (index, text) in files.iter().enumerate() {
            model.add_file(&format!("{index}.yaml"), text)?;
        }
        Ok(model)
    }

    #[test]
    fn outline_holds_what_the_first_view_needs() {
        let (outline, _) = model(&[FIRST, SECOND]).unwrap().texts().unwrap();
        assert_eq!(
            outline,
            r#"meta:
 version: "1.10"
---
Build and Deployment:
 Build:
  Defined build process:
   uuid: f6f7737f-25a9-4317-8de2-09bf59f29b5b
   level: 1
   usefulness: 4
   difficultyOfImplementation:
    knowledge: 2
    time: 3
    resources: 2
   dependsOn: []
   references:
    iso27001-2022: ["5.10", "8.20", "not explicitly covered: x"]
   tags: [none]
 Deployment:
  Rollback:
   uuid: "1a2b"
   level: 2
Culture: {}
"#
        );
    }

    #[test]
    fn details_hold_everything_else() {
        let (_, details) = model(&[FIRST, SECOND]).unwrap().texts().unwrap();
        assert_eq!(
            details,
            r#"meta:
 version: "1.10"
---
Build and Deployment:
 "_meta":
  label: Build
 description: How software is built.
 Build:
  description: The pipeline.
  Defined build process:
   uuid: f6f7737f-25a9-4317-8de2-09bf59f29b5b
   level: 1
   description: "A *build process*\nis more than compiling.\n"
   risk: Mistakes
   comments: ""
 Deployment:
  Rollback:
   uuid: "1a2b"
   level: 2
   measure: Roll back.
Culture: {}
"#
        );
    }

    #[test]
    fn json_is_one_object_in_the_order_of_the_file() {
        let (outline, _) = model(&[FIRST, SECOND]).unwrap().texts().unwrap();
        let json = json("outline", &outline).unwrap();
        assert!(
            json.starts_with(
                r#"{"meta":{"version":"1.10"},"Build and Deployment":{"Build":{"Defined"#
            ),
            "{json}"
        );
        assert!(json.contains(r#""iso27001-2022":["5.10","8.20","not"#));
    }

    #[test]
    fn unquoted_versions_are_errors() {
        let text = "D: {S: {A: {level: 1, references: {iso: [5.10]}}}}";
        let error = model(&[text]).err().unwrap();
        assert!(
            error.starts_with(
                "0.yaml, dimension `D`, `S`, activity `A`, has a reference 5.1 without quotes"
            ),
            "{error}"
        );
    }

    #[test]
    fn subdimension_of_two_files_is_an_error() {
        let error = model(&[SECOND, &SECOND.replace("2\n", "3\n")])
            .err()
            .unwrap();
        assert!(error.contains("holds `Deployment`"), "{error}");
    }

    #[test]
    fn texts_that_read_back_differently_are_errors() {
        let documents = vec![serde_yaml::from_str("{a: 1, b: 2}").unwrap()];
        assert!(assert_reads_back("a: 1\nb: 2\n", &documents).is_ok());
        assert!(assert_reads_back("a: 1\nb: 3\n", &documents).is_err());
        assert!(assert_reads_back("b: 2\na: 1\n", &documents).is_err());
        assert!(assert_reads_back("a: [", &documents).is_err());
    }
}
