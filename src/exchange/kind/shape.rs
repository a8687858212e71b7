//! What a text in YAML or JSON is, by the names in it and how deep they stand. Nothing is parsed: a
//! file with a mistake in it is of its kind all the same.

use std::collections::{HashMap, HashSet};

use super::Kind;
use crate::model::place::{Entry, Places, ROOT};

/// Fields that tell an activity from anything else.
const STRONG: [&str; 12] = [
    "uuid",
    "level",
    "risk",
    "measure",
    "assessment",
    "ignore",
    "usefulness",
    "difficultyOfImplementation",
    "dependsOn",
    "dependesOn",
    "implementation",
    "references",
];
/// Fields that other files have as well.
const WEAK: [&str; 11] = [
    "description",
    "comments",
    "comment",
    "tags",
    "meta",
    "credits",
    "evidence",
    "isImplemented",
    "teamsImplemented",
    "teamsEvidence",
    "<<",
];
/// Without any of these in it, nothing is a whole model.
const NEEDED: [&str; 4] = ["uuid", "level", "risk", "measure"];
/// Fields of an activity that no other mapping has by chance.
const OWN: [&str; 5] = [
    "level",
    "risk",
    "measure",
    "usefulness",
    "difficultyOfImplementation",
];
/// Keys of DSOMM's `meta.yaml`.
const META: [&str; 6] = [
    "progressDefinition",
    "activityFiles",
    "teamProgressFile",
    "teamEvidenceFile",
    "checkForDsommUpdates",
    "allowChangeTeamNameInBrowser",
];

/// Keys with what stands under them.
pub(super) struct Shape<'t> {
    places: Places<'t>,
    inner: HashMap<Entry, Vec<(String, Entry)>>,
}

/// What the activities of a text have, seen as a model.
#[derive(Default)]
struct Activities {
    /// With at least one field.
    count: usize,
    with_level: usize,
    strong: usize,
    needed: bool,
    /// Fields that no activity has.
    foreign: usize,
    answers: bool,
    /// Something is hidden: an activity or a place.
    hides: bool,
}

impl<'t> Shape<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let places = Places::of(text);
        let mut inner: HashMap<Entry, Vec<(String, Entry)>> = HashMap::new();
        for (parent, name, entry) in places.keys() {
            let list = inner.entry(parent).or_default();
            list.push((name.to_owned(), entry));
        }
        Self { places, inner }
    }

    fn inside(&self, entry: Entry) -> &[(String, Entry)] {
        self.inner.get(&entry).map_or(&[], Vec::as_slice)
    }

    fn names(&self, entry: Entry) -> HashSet<&str> {
        let inside = self.inside(entry).iter();
        inside.map(|(name, _)| name.as_str()).collect()
    }

    /// The kind; nothing where there are no names at all.
    pub(super) fn kind(&self) -> Option<Kind> {
        let top = self.names(ROOT);
        if top.is_empty() {
            return self.kind_of_list();
        }
        let all = self.activities();
        if all.strong > 0 && (all.needed || all.foreign <= all.strong) {
            return Some(match () {
                () if !all.needed || all.with_level * 2 <= all.count => Kind::Changes,
                () if all.answers => Kind::ModelWithAnswers,
                () => Kind::Model,
            });
        }
        if META.iter().any(|key| top.contains(key)) || self.has_labels() {
            return Some(Kind::Meta);
        }
        if self.holds(&top, "progress", false) {
            return Some(Kind::Progress);
        }
        if self.holds(&top, "evidence", true) {
            return Some(Kind::Evidence);
        }
        let teams = self.places.key(ROOT, "teams", 0);
        let is_list = teams.is_some_and(|teams| !self.places.items(teams).is_empty());
        if is_list || top.contains("teamGroups") {
            return Some(Kind::Teams);
        }
        let parts = self.parts();
        if top.contains("implementations") || is_tool(&parts) {
            return Some(Kind::Implementations);
        }
        let is_one = OWN.iter().filter(|key| top.contains(*key)).count() > 1;
        if is_one || OWN.iter().any(|key| parts.contains(key)) {
            return Some(Kind::Fragment);
        }
        if all.hides || (all.count > 0 && all.foreign == 0) {
            return Some(Kind::Changes);
        }
        Some(match all.count == 0 && self.is_hollow() {
            true => Kind::NoActivities,
            false => Kind::Yaml,
        })
    }

    fn kind_of_list(&self) -> Option<Kind> {
        let items = self.places.items(ROOT);
        let first = self.names(*items.first()?);
        let is_dataset = ["Dimension", "SubDimension", "Activity"]
            .iter()
            .filter(|key| first.contains(*key))
            .count()
            > 1;
        Some(if is_dataset {
            Kind::Dataset
        } else {
            Kind::Yaml
        })
    }

    /// The places of a model: what stands at the top, but for `meta` and where anchors are parked.
    fn dimensions(&self) -> impl Iterator<Item = &(String, Entry)> {
        let top = self.inside(ROOT).iter();
        top.filter(|(name, _)| name != "meta" && !name.starts_with(['_', '$']))
    }

    fn activities(&self) -> Activities {
        let mut all = Activities::default();
        for (_, dimension) in self.dimensions() {
            for (name, sub) in self.inside(*dimension) {
                all.hides |= name == "ignore";
                for (name, activity) in self.inside(*sub) {
                    all.hides |= name == "ignore";
                    let fields = self.inside(*activity);
                    all.count += usize::from(!fields.is_empty());
                    let mut has_level = false;
                    for (field, entry) in fields {
                        let field = field.as_str();
                        has_level |= field == "level";
                        all.strong += usize::from(STRONG.contains(&field));
                        all.needed |= NEEDED.contains(&field);
                        let is_known = STRONG.contains(&field) || WEAK.contains(&field);
                        all.foreign += usize::from(!is_known);
                        all.answers |= match field {
                            "isImplemented" => self.plain(*entry) == Some("true"),
                            "teamsImplemented" | "teamsEvidence" => !self.inside(*entry).is_empty(),
                            _ => false,
                        };
                    }
                    all.with_level += usize::from(has_level);
                }
            }
        }
        all
    }

    fn plain(&self, entry: Entry) -> Option<&str> {
        self.places.plain(entry)
    }

    /// Does this key hold a mapping (of lists, where asked for), or nothing at all?
    fn holds(&self, top: &HashSet<&str>, key: &str, lists: bool) -> bool {
        let Some(entry) = self.places.key(ROOT, key, 0) else {
            return false;
        };
        let is_nothing = matches!(self.plain(entry), None | Some("null" | "~"));
        let inside = self.inside(entry);
        if inside.is_empty() {
            let has_items = !self.places.items(entry).is_empty();
            return top.len() == 1 && is_nothing && !has_items;
        }
        !lists
            || inside.iter().any(|(_, entry)| {
                let items = self.places.items(*entry);
                let known = ["teams", "title", "evidenceRecorded", "attachment"];
                let is_piece =
                    |item: &Entry| known.iter().any(|key| self.names(*item).contains(key));
                items.iter().any(is_piece)
            })
    }

    /// `strings` with names of levels, as in `meta.yaml`.
    fn has_labels(&self) -> bool {
        let strings = self.places.key(ROOT, "strings", 0);
        let strings = strings.map(|strings| self.inside(strings));
        let languages = strings.unwrap_or_default().iter();
        languages.into_iter().any(|(_, language)| {
            let names = self.names(*language);
            ["maturityLevels", "maturity_levels", "labels"]
                .iter()
                .any(|key| names.contains(key))
        })
    }

    /// The names that stand where a model has its activities.
    fn parts(&self) -> HashSet<&str> {
        self.dimensions()
            .flat_map(|(_, dimension)| self.inside(*dimension))
            .flat_map(|(_, sub)| self.names(*sub))
            .collect()
    }

    /// Names, but nothing under them.
    fn is_hollow(&self) -> bool {
        let is_empty = |entry: Entry| {
            matches!(self.plain(entry), None | Some("" | "null" | "~"))
                && self.places.text(entry).is_none_or(|text| text.is_empty())
                && self.places.items(entry).is_empty()
        };
        self.dimensions().all(|(_, dimension)| {
            is_empty(*dimension)
                && self.inside(*dimension).iter().all(|(_, sub)| {
                    is_empty(*sub) && self.inside(*sub).iter().all(|(_, entry)| is_empty(*entry))
                })
        })
    }
}

/// Are these the fields of a tool?
fn is_tool(names: &HashSet<&str>) -> bool {
    ["uuid", "name", "url"]
        .iter()
        .all(|key| names.contains(key))
        && OWN.iter().all(|key| !names.contains(key))
}
