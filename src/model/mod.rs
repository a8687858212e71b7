//! What is asked: the catalogue of dimensions, subdimensions and activities.
//!
//! A [`Model`] is plain, flat data: three lists that point at one another by index. It is built
//! from YAML by [`yaml::read`] and never changes afterwards, so indexes stay valid for its life.

pub mod characteristics;
pub mod check;
pub mod compare;
pub mod file;
pub mod overlay;
pub mod place;
pub(crate) mod quote;
pub mod standards;
mod tree;
pub mod yaml;

use crate::map::Map;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

use crate::order::sorted;

/// The id of an activity: an opaque string, for most activities a UUID.
///
/// Cheap to clone; many thousands of answers share one allocation.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct ActivityId(Arc<str>);

impl ActivityId {
    /// Takes the id as it is written in a file.
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// The id as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ActivityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::borrow::Borrow<str> for ActivityId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// Where a model comes from.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ModelMeta {
    /// Version as written by its publisher, e.g. `5.0.1`; empty when unknown.
    pub version: String,
    /// Release date as written; empty when unknown.
    pub released: String,
    /// Who publishes it, usually an address; empty when unknown.
    pub publisher: String,
}

/// How hard an activity is to put in place. Each number runs from 1 (easy) to 5 (very hard).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Difficulty {
    /// Knowledge needed.
    pub knowledge: u8,
    /// Time needed.
    pub time: u8,
    /// Other resources needed.
    pub resources: u8,
}

impl Difficulty {
    /// Sum of the three numbers, 3..=15.
    pub fn effort(self) -> u8 {
        self.knowledge + self.time + self.resources
    }
}

impl Default for Difficulty {
    /// The middle of each scale: what a model means that gives no numbers.
    fn default() -> Self {
        Self {
            knowledge: 3,
            time: 3,
            resources: 3,
        }
    }
}

/// A tool or text that helps with an activity.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Implementation {
    /// Name of the tool or text.
    pub name: String,
    /// Its address; empty when there is none.
    pub url: String,
    /// What it is about, in Markdown; often empty.
    pub description: String,
    /// Tags; may be empty.
    pub tags: Vec<String>,
}

/// One practice of the model.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Activity {
    /// Stable id.
    pub id: ActivityId,
    /// Name as shown.
    pub name: String,
    /// Level, 1..=[`Model::highest_level`].
    pub level: u8,
    /// Usefulness, 1..=5; 3 where the model gives none.
    pub usefulness: u8,
    /// Difficulty of implementation.
    pub difficulty: Difficulty,
    /// Ids of the activities that this one needs, as far as the model has them.
    pub needs: Vec<ActivityId>,
    /// Standard → controls, as written (5.10 is not 5.1).
    pub references: Map<String, Vec<String>>,
    /// Tags, without `none`.
    pub tags: Vec<String>,
    /// The texts, all Markdown, all possibly empty.
    pub texts: Texts,
    /// Tools and reading.
    pub implementations: Vec<Implementation>,
    /// Where it stands (first): index into [`Model::subdimensions`].
    pub subdimension: usize,
}

/// The texts of an activity: Markdown, each possibly empty.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Texts {
    /// What it is and when it is in place.
    pub description: String,
    /// What happens without it.
    pub risk: String,
    /// What to do.
    pub measure: String,
    /// What to show that proves it.
    pub assessment: String,
    /// How to get there.
    pub guide: String,
    /// Remarks of the model's authors.
    pub comments: String,
}

impl Texts {
    /// True where the model says nothing at all about the activity.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A part of a dimension.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Subdimension {
    /// Stable within a model: `<dimension slug>/<subdimension slug>`.
    pub id: String,
    /// Name as shown.
    pub name: String,
    /// Index into [`Model::dimensions`].
    pub dimension: usize,
    /// Indexes into [`Model::activities`], by level, then in file order.
    pub activities: Vec<usize>,
}

/// One of the model's dimensions: an axis of the overall radar.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dimension {
    /// Used in addresses: `build-and-deployment`.
    pub slug: String,
    /// Name as shown.
    pub name: String,
    /// Indexes into [`Model::subdimensions`], in file order.
    pub subdimensions: Vec<usize>,
}

/// The whole catalogue.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Model {
    /// Publisher and version.
    pub meta: ModelMeta,
    /// Names of the levels, from level 1 up; never empty.
    pub levels: Vec<String>,
    /// All dimensions in file order.
    pub dimensions: Vec<Dimension>,
    /// All subdimensions, grouped by dimension.
    pub subdimensions: Vec<Subdimension>,
    /// All activities, grouped by subdimension, then by level.
    pub activities: Vec<Activity>,
    index: HashMap<ActivityId, usize>,
    dependents: Vec<Vec<usize>>,
}

/// Names with what stands under them, in order.
pub type Named<T> = Vec<(String, T)>;

/// What is known before indexes are drawn: used by readers to build a [`Model`].
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Parts {
    /// Publisher and version.
    pub meta: ModelMeta,
    /// Names of the levels; filled up to the highest level in use.
    pub levels: Vec<String>,
    /// Dimension name → subdimension name → activities, in order. The `subdimension` of each
    /// activity is set by [`Model::build`].
    pub dimensions: Named<Named<Vec<Activity>>>,
}

impl Model {
    /// Draws the indexes. An id that came before is the same activity, listed in both places;
    /// subdimensions without activities stay; a need that no activity has is dropped.
    pub fn build(parts: Parts) -> Self {
        let mut model = Model {
            meta: parts.meta,
            levels: parts.levels,
            dimensions: Vec::new(),
            subdimensions: Vec::new(),
            activities: Vec::new(),
            index: HashMap::new(),
            dependents: Vec::new(),
        };
        let mut slugs = HashSet::new();
        for (name, subdimensions) in parts.dimensions {
            let slug = unique_slug(&name, &mut slugs);
            let dimension = model.dimensions.len();
            let mut sub_slugs = HashSet::new();
            let mut listed = Vec::new();
            for (sub_name, activities) in subdimensions {
                let subdimension = model.subdimensions.len();
                let activities = sorted(activities, |left, right| left.level.cmp(&right.level));
                let mut members = Vec::new();
                for mut activity in activities {
                    if let Some(&known) = model.index.get(&activity.id) {
                        if !members.contains(&known) {
                            members.push(known);
                        }
                        continue;
                    }
                    activity.subdimension = subdimension;
                    model
                        .index
                        .insert(activity.id.clone(), model.activities.len());
                    members.push(model.activities.len());
                    model.activities.push(activity);
                }
                model.subdimensions.push(Subdimension {
                    id: format!("{slug}/{}", unique_slug(&sub_name, &mut sub_slugs)),
                    name: sub_name,
                    dimension,
                    activities: members,
                });
                listed.push(subdimension);
            }
            model.dimensions.push(Dimension {
                slug,
                name,
                subdimensions: listed,
            });
        }
        let highest = model.activities.iter().map(|a| a.level).max().unwrap_or(1);
        while model.levels.len() < usize::from(highest) {
            model
                .levels
                .push(format!("Level {}", model.levels.len() + 1));
        }
        model.draw_dependents();
        model
    }

    fn draw_dependents(&mut self) {
        let index = &self.index;
        for activity in &mut self.activities {
            let own = activity.id.clone();
            activity
                .needs
                .retain(|need| index.contains_key(need) && *need != own);
        }
        self.dependents = vec![Vec::new(); self.activities.len()];
        for (at, activity) in self.activities.iter().enumerate() {
            for need in &activity.needs {
                if let Some(&needed) = self.index.get(need) {
                    self.dependents[needed].push(at);
                }
            }
        }
    }

    /// N: the model's highest level (5 for DSOMM).
    pub fn highest_level(&self) -> u8 {
        u8::try_from(self.levels.len()).unwrap_or(u8::MAX)
    }

    /// Where an activity stands in [`Model::activities`].
    pub fn position(&self, id: &str) -> Option<usize> {
        self.index.get(id).copied()
    }

    /// The activity with this id.
    pub fn activity(&self, id: &str) -> Option<&Activity> {
        self.position(id).map(|at| &self.activities[at])
    }

    /// The activity of which this is the `part` (its id or its name): as it is written, or else with
    /// A to Z in other case.
    pub fn linked(&self, asked: &str, part: fn(&Activity) -> &str) -> Option<&Activity> {
        let mut all = self.activities.iter();
        all.find(|activity| part(activity) == asked).or_else(|| {
            let mut all = self.activities.iter();
            all.find(|activity| part(activity).eq_ignore_ascii_case(asked))
        })
    }

    /// The dimension with this slug, and its index.
    pub fn dimension(&self, slug: &str) -> Option<(usize, &Dimension)> {
        self.dimensions
            .iter()
            .enumerate()
            .find(|(_, dimension)| dimension.slug == slug)
    }

    /// The subdimension that an activity belongs to.
    pub fn subdimension_of(&self, activity: &Activity) -> &Subdimension {
        &self.subdimensions[activity.subdimension]
    }

    /// The dimension that an activity belongs to.
    pub fn dimension_of(&self, activity: &Activity) -> &Dimension {
        &self.dimensions[self.subdimension_of(activity).dimension]
    }

    /// Indexes of the activities that directly need this one.
    pub fn dependents(&self, at: usize) -> &[usize] {
        &self.dependents[at]
    }

    /// Indexes of all activities of a dimension, in model order.
    pub fn activities_of(&self, dimension: usize) -> impl Iterator<Item = usize> + '_ {
        self.dimensions[dimension]
            .subdimensions
            .iter()
            .flat_map(|&sub| self.subdimensions[sub].activities.iter().copied())
    }

    /// Identifies what can be answered: SHA-256 over ids, names and levels, as `sha256:<hex>`.
    /// Texts do not count: a corrected sentence is not another model.
    pub fn digest(&self) -> String {
        use sha2::{Digest, Sha256};
        let mut hash = Sha256::new();
        for activity in &self.activities {
            let sub = &self.subdimensions[activity.subdimension];
            for part in [activity.id.as_str(), &activity.name, &sub.id] {
                hash.update(part.as_bytes());
                hash.update([0]);
            }
            hash.update([activity.level]);
        }
        let mut text = String::from("sha256:");
        for byte in hash.finalize() {
            text.push_str(&format!("{byte:02x}"));
        }
        text
    }
}

fn unique_slug(name: &str, taken: &mut HashSet<String>) -> String {
    let base = match slug(name) {
        text if text.is_empty() => "unnamed".to_owned(),
        text => text,
    };
    let mut candidate = base.clone();
    let mut count = 1;
    while !taken.insert(candidate.clone()) {
        count += 1;
        candidate = format!("{base}-{count}");
    }
    candidate
}

/// A name as it stands in addresses: letters and digits of any script, joined by `-`; A to Z in lower
/// case. Other scripts keep theirs: the tables for them are longer than all the rest of an address.
pub fn slug(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for c in name.chars() {
        if c.is_alphanumeric() {
            text.push(c.to_ascii_lowercase());
        } else if !text.is_empty() && !text.ends_with('-') {
            text.push('-');
        }
    }
    text.truncate(text.trim_end_matches('-').len());
    text
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn slugs_are_plain() {
        for (name, expected) in [
            ("Build and Deployment", "build-and-deployment"),
            (".gitignore", "gitignore"),
            ("App. Hardening Level 1 (50%)", "app-hardening-level-1-50"),
            ("Überwachung", "Überwachung"),
            ("…", ""),
        ] {
            assert_eq!(slug(name), expected, "{name}");
        }
    }
}
