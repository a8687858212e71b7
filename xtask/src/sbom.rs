//! The bill of materials: what the program is made of, as CycloneDX.
//!
//! It holds the crates that become part of the program in the browser. Tools, tests and macros,
//! which only work while it is built, are not in it. Neither the
//! time nor anything random is in it: the serial number comes from the content, so the same commit
//! gives the same bytes.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::run::{Result, cargo, output};

/// What is said about the program, from `cargo metadata` and the lock file.
pub struct Sbom {
    metadata: Value,
    /// What becomes part of the program, as name and version. `cargo metadata` knows more than
    /// that: there, what only tests and tools ask for is mixed in.
    linked: BTreeSet<String>,
    /// Sums of the packages, by name and version.
    sums: BTreeMap<(String, String), String>,
}

impl Sbom {
    /// Asks cargo.
    pub fn read(lock: &str) -> Result<Self> {
        let text = output(
            &mut cargo([
                "metadata",
                "--locked",
                "--format-version=1",
                "--filter-platform=wasm32-unknown-unknown",
            ]),
            "correct what it names",
        )?;
        let metadata = serde_json::from_str(&text)
            .map_err(|error| format!("`cargo metadata` wrote no JSON ({error})."))?;
        let tree = output(
            &mut cargo([
                "tree",
                "--locked",
                "--target=wasm32-unknown-unknown",
                "--edges=normal,no-proc-macro",
                "--prefix=none",
                "--format={p}",
            ]),
            "correct what it names",
        )?;
        Ok(Self {
            metadata,
            linked: linked(&tree),
            sums: sums(lock),
        })
    }

    /// The version of the program.
    pub fn version(&self) -> Result<String> {
        let root = self.root()?;
        Ok(text(self.package(&root)?, "version"))
    }

    /// The document.
    pub fn document(&self) -> Result<String> {
        let root = self.root()?;
        let needs = self.needs(&root)?;
        let mut components = Vec::new();
        let mut dependencies = Vec::new();
        for (id, others) in &needs {
            let package = self.package(id)?;
            if *id != root {
                components.push(self.component(package, "library"));
            }
            let others: BTreeSet<String> = others
                .iter()
                .map(|id| self.package(id).map(reference))
                .collect::<Result<_>>()?;
            dependencies.push(json!({"ref": reference(package), "dependsOn": others}));
        }
        let by = |key: &'static str| move |one: &Value| text(one, key);
        components.sort_by_key(by("bom-ref"));
        dependencies.sort_by_key(by("ref"));
        let mut document = json!({
            "bomFormat": "CycloneDX",
            "specVersion": "1.5",
            "serialNumber": "",
            "version": 1,
            "metadata": {"component": self.component(self.package(&root)?, "application")},
            "components": components,
            "dependencies": dependencies,
        });
        document["serialNumber"] = serial(&document.to_string()).into();
        serde_json::to_string_pretty(&document)
            .map(|text| text + "\n")
            .map_err(|error| format!("The bill of materials could not be written ({error})."))
    }

    fn root(&self) -> Result<String> {
        self.metadata["resolve"]["root"]
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| "`cargo metadata` names no package as the root.".into())
    }

    fn package(&self, id: &str) -> Result<&Value> {
        list(&self.metadata["packages"])
            .find(|package| package["id"] == id)
            .ok_or_else(|| format!("`cargo metadata` does not describe the package {id}."))
    }

    /// What becomes part of the program, each with what it needs.
    fn needs(&self, root: &str) -> Result<BTreeMap<String, BTreeSet<String>>> {
        let mut known = BTreeMap::new();
        let mut waiting = vec![root.to_owned()];
        while let Some(id) = waiting.pop() {
            if known.contains_key(&id) {
                continue;
            }
            let node = list(&self.metadata["resolve"]["nodes"])
                .find(|node| node["id"] == id.as_str())
                .ok_or_else(|| format!("`cargo metadata` resolves no package {id}."))?;
            let mut others = BTreeSet::new();
            for dependency in list(&node["deps"]) {
                // What is needed for building or testing has a kind.
                let is_linked = list(&dependency["dep_kinds"]).any(|kind| kind["kind"].is_null());
                let other = text(dependency, "pkg");
                if is_linked && self.linked.contains(&known_as(self.package(&other)?)) {
                    others.insert(other.clone());
                    waiting.push(other);
                }
            }
            known.insert(id, others);
        }
        Ok(known)
    }

    fn component(&self, package: &Value, kind: &str) -> Value {
        let (name, version) = (text(package, "name"), text(package, "version"));
        let mut component = json!({
            "type": kind,
            "bom-ref": reference(package),
            "name": name,
            "version": version,
            "purl": reference(package),
        });
        if let Some(licence) = package["license"].as_str() {
            // The slash is what crates wrote before there was a rule.
            let expression = licence.replace('/', " OR ").replace("  ", " ");
            component["licenses"] = json!([{"expression": expression}]);
        }
        if let Some(sum) = self.sums.get(&(name, version)) {
            component["hashes"] = json!([{"alg": "SHA-256", "content": sum}]);
        }
        component
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}

fn reference(package: &Value) -> String {
    format!(
        "pkg:cargo/{}@{}",
        text(package, "name"),
        text(package, "version")
    )
}

fn known_as(package: &Value) -> String {
    format!("{} {}", text(package, "name"), text(package, "version"))
}

/// The packages of a tree whose lines are like `name v1.0.0 (/where/it/lies)`.
fn linked(tree: &str) -> BTreeSet<String> {
    tree.lines()
        .filter_map(|line| {
            let (name, rest) = line.split_once(" v")?;
            Some(format!("{name} {}", rest.split(' ').next()?))
        })
        .collect()
}

/// A UUID of version 8, the one for own rules, made of the content.
fn serial(content: &str) -> String {
    let mut bytes = [0; 16];
    let count = bytes.len();
    bytes.copy_from_slice(&Sha256::digest(content)[..count]);
    Uuid::new_v8(bytes).urn().to_string()
}

/// The sums of a lock file, by name and version.
fn sums(lock: &str) -> BTreeMap<(String, String), String> {
    lock.split("[[package]]")
        .filter_map(|package| {
            let value = |key: &str| {
                package
                    .lines()
                    .find_map(|line| line.strip_prefix(key)?.strip_prefix(" = \""))
                    .map(|rest| rest.trim_end_matches('"').to_owned())
            };
            Some(((value("name")?, value("version")?), value("checksum")?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page that needs `part`, which needs `deep`; a macro, a tool and a test help.
    fn sbom() -> Sbom {
        let package = |name: &str| {
            json!({
                "id": name, "name": name, "version": "1.0.0", "license": "MIT/Apache-2.0",
            })
        };
        let need = |name: &str, kind: Value| json!({"pkg": name, "dep_kinds": [{"kind": kind}]});
        let node = |name: &str, deps: Vec<Value>| json!({"id": name, "deps": deps});
        let metadata = json!({
            "packages": [
                package("page"), package("part"), package("deep"),
                package("derive"), package("syntax"),
                package("tool"), package("tester"),
            ],
            "resolve": {"root": "page", "nodes": [
                node("page", vec![
                    need("part", Value::Null), need("derive", Value::Null),
                    need("tool", "build".into()), need("tester", "dev".into()),
                ]),
                node("part", vec![need("deep", Value::Null)]),
                node("deep", vec![]), node("tool", vec![]), node("tester", vec![]),
                node("derive", vec![need("syntax", Value::Null)]), node("syntax", vec![]),
            ]},
        });
        let lock = "[[package]]\nname = \"deep\"\nversion = \"1.0.0\"\nchecksum = \"abc\"\n";
        let tree = "page v1.0.0 (/page)\npart v1.0.0\ndeep v1.0.0\ndeep v1.0.0 (*)\n";
        Sbom {
            metadata,
            linked: linked(tree),
            sums: sums(lock),
        }
    }

    #[test]
    fn only_what_is_in_the_program_is_listed() {
        let document: Value = serde_json::from_str(&sbom().document().unwrap()).unwrap();
        let names: Vec<String> = list(&document["components"])
            .map(|one| text(one, "name"))
            .collect();
        assert_eq!(names, ["deep", "part"]);
        assert_eq!(document["components"][0]["hashes"][0]["content"], "abc");
        assert_eq!(
            document["components"][0]["licenses"][0]["expression"],
            "MIT OR Apache-2.0"
        );
        assert_eq!(document["metadata"]["component"]["type"], "application");
        assert_eq!(
            document["dependencies"][1],
            json!({"ref": "pkg:cargo/page@1.0.0", "dependsOn": ["pkg:cargo/part@1.0.0"]})
        );
    }

    #[test]
    fn serial_number_comes_from_the_content() {
        assert_eq!(sbom().document(), sbom().document());
        let mut other = sbom();
        other.sums.clear();
        let serial = |sbom: &Sbom| {
            let document: Value = serde_json::from_str(&sbom.document().unwrap()).unwrap();
            text(&document, "serialNumber")
        };
        assert_ne!(serial(&sbom()), serial(&other));
        assert_eq!(serial(&other).len(), "urn:uuid:".len() + 36);
    }
}
