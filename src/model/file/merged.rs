//! Several files become one model.

use crate::model::tree::Node;
use crate::model::{
    Activity, ActivityId, Difficulty, Implementation, Model, ModelMeta, Named, Parts, Texts,
};
use crate::order::{order, sorted};

use super::raw::{RawActivity, RawFile};
use super::{Finding, MAX_ACTIVITIES, Read, ReadError, Severity};

/// Which places are others under a new name.
#[derive(Default)]
struct Renamed<'m> {
    origins: std::collections::HashMap<(&'m str, &'m str), Origin<'m>>,
}

/// Where the activities of a place come from.
struct Origin<'m> {
    /// The one other place, if it is one.
    from: Option<(&'m str, &'m str)>,
    /// They come from several.
    is_mixed: bool,
    /// The first file that moved one here.
    moved: usize,
    /// The first file that has an activity of this place's own.
    own: usize,
}

impl<'m> Renamed<'m> {
    fn note(&mut self, now: (&'m str, &'m str), from: (&'m str, &'m str), activity: &Merging) {
        let known = self.origins.entry(now).or_insert(Origin {
            from: None,
            is_mixed: false,
            moved: usize::MAX,
            own: usize::MAX,
        });
        if now == from {
            known.own = known.own.min(activity.first);
        } else {
            known.is_mixed |= known.from.is_some_and(|other| other != from);
            known.from = Some(from);
            known.moved = known.moved.min(activity.file);
        }
    }

    /// The place that this one was; it has to be empty by now.
    fn before(&self, place: (&str, &str)) -> Option<(&'m str, &'m str)> {
        let known = self.origins.get(&place)?;
        // Where it had activities before some came, it is a place of its own.
        let is_new = !known.is_mixed && known.own >= known.moved;
        known
            .from
            .filter(|from| is_new && !self.origins.contains_key(from))
    }

    /// The order in which these places should stand, where it is another one.
    fn order(&self, places: &[(&str, &str)]) -> Option<Vec<usize>> {
        let numbers: std::collections::HashMap<(&str, &str), usize> = places
            .iter()
            .enumerate()
            .map(|(at, place)| (*place, at))
            .collect();
        let mut is_other = false;
        let keys: Vec<usize> = places
            .iter()
            .enumerate()
            .map(
                |(at, place)| match self.before(*place).and_then(|from| numbers.get(&from)) {
                    Some(&number) if number < at => {
                        is_other = true;
                        number
                    }
                    _ => at,
                },
            )
            .collect();
        is_other.then(|| order(places.len(), &|left, right| keys[left].cmp(&keys[right])))
    }
}

pub(super) struct Merging {
    id: String,
    name: String,
    /// (dimension, subdimension), by name; the first is its home.
    homes: Vec<(String, String)>,
    /// Where the first file that has it lists it first, and which that is.
    origin: (String, String),
    first: usize,
    fields: RawActivity,
    file: usize,
    /// The file that hid it last.
    hidden_in: Option<usize>,
}

#[derive(Default)]
pub(super) struct Merged {
    meta: ModelMeta,
    levels: Vec<String>,
    /// Dimension → subdimensions, in the order of first appearance; `false`: hidden.
    order: Vec<(String, bool, Named<bool>)>,
    pub(super) activities: Vec<Merging>,
    positions: std::collections::HashMap<String, usize>,
    files: Vec<String>,
    findings: Vec<Finding>,
}

impl Merged {
    pub(super) fn take(&mut self, file: &str, raw: RawFile) -> Result<(), ReadError> {
        let count = raw.dimensions.iter().flat_map(|(_, dimension)| {
            let subdimensions = &dimension.subdimensions;
            [1, subdimensions.len()]
                .into_iter()
                .chain(subdimensions.iter().map(|(_, sub)| sub.activities.len()))
        });
        // Before anything is done whose time grows with the square of it.
        if self.activities.len() + count.sum::<usize>() > MAX_ACTIVITIES {
            return Err(ReadError {
                file: file.to_owned(),
                line: None,
                column: None,
                message: format!("the model has more than {MAX_ACTIVITIES} activities"),
                hint: "The file was not used.",
            });
        }
        let number = self.files.len();
        self.files.push(file.to_owned());
        for place in raw.odd {
            self.find(
                Severity::Error,
                number,
                &place,
                "Fields were expected here; what stands there was left out.".to_owned(),
            );
        }
        let meta = raw.meta;
        for (mine, theirs) in [
            (&mut self.meta.version, meta.version),
            (&mut self.meta.released, meta.released),
            (&mut self.meta.publisher, meta.publisher),
        ] {
            // The first file is the model; overlays do not rename it.
            if mine.is_empty() {
                *mine = theirs.unwrap_or_default();
            }
        }
        if !meta.levels.is_empty() {
            self.levels = meta.levels;
        }
        for (dimension, content) in raw.dimensions {
            self.show(&dimension, None, content.ignore);
            for (subdimension, inner) in content.subdimensions {
                self.show(&dimension, Some(&subdimension), inner.ignore);
                for (name, fields) in inner.activities {
                    self.take_activity(number, &dimension, &subdimension, name, fields);
                }
            }
        }
        Ok(())
    }

    /// Lists a dimension or subdimension; a file that does not give `ignore` does not change it.
    fn show(&mut self, dimension: &str, subdimension: Option<&str>, ignore: Option<bool>) {
        let at = match self.order.iter().position(|(name, ..)| name == dimension) {
            Some(at) => at,
            None => {
                self.order.push((dimension.to_owned(), true, Vec::new()));
                self.order.len() - 1
            }
        };
        match subdimension {
            None => self.order[at].1 = ignore.map_or(self.order[at].1, |ignore| !ignore),
            Some(name) => {
                let list = &mut self.order[at].2;
                match list.iter_mut().find(|(known, _)| known == name) {
                    Some(entry) => entry.1 = ignore.map_or(entry.1, |ignore| !ignore),
                    None => list.push((name.to_owned(), ignore != Some(true))),
                }
            }
        }
    }

    fn take_activity(
        &mut self,
        file: usize,
        dimension: &str,
        subdimension: &str,
        name: String,
        mut fields: RawActivity,
    ) {
        let place = format!("{dimension} / {subdimension} / {name}");
        for unknown in std::mem::take(&mut fields.unknown) {
            self.find(
                Severity::Hint,
                file,
                &place,
                format!("The field “{unknown}” is not known and was left out."),
            );
        }
        let home = (dimension.to_owned(), subdimension.to_owned());
        let hides = fields.ignore == Some(true);
        let id = match fields.uuid.clone().filter(|id| !id.is_empty()) {
            Some(id) => id,
            None => match self
                .activities
                .iter()
                .find(|known| known.name == name && known.homes.contains(&home))
            {
                Some(known) => known.id.clone(),
                None if hides => name.clone(),
                None => {
                    self.find(
                        Severity::Warning,
                        file,
                        &place,
                        "The activity has no uuid; its name is used. Renaming it will part it from its answers.".to_owned(),
                    );
                    name.clone()
                }
            },
        };
        match self.positions.get(&id).copied() {
            // Hidden in one place and given in another, in either order: it stands in the other.
            Some(at) if self.moves(at, file, hides) => {
                let known = &mut self.activities[at];
                known.name = name;
                known.homes = vec![home];
                known.hidden_in = None;
                fields.ignore = Some(false);
                known.fields.override_with(fields);
            }
            Some(at)
                if hides
                    && self.activities[at].file == file
                    && (self.activities[at].name != name
                        || !self.activities[at].homes.contains(&home)) => {}
            Some(at) if self.activities[at].file == file => {
                let first = self.activities[at].name.clone();
                self.find(
                    Severity::Warning,
                    file,
                    &place,
                    format!("The uuid {id} is given twice in this file (first for “{first}”). It is one activity, listed in both places."),
                );
                if !self.activities[at].homes.contains(&home) {
                    self.activities[at].homes.push(home);
                }
            }
            Some(at) => {
                let known = &mut self.activities[at];
                known.name = name;
                known.file = file;
                if hides {
                    known.hidden_in = Some(file);
                }
                if !known.homes.contains(&home) {
                    known.homes = vec![home];
                }
                known.fields.override_with(fields);
            }
            None => {
                self.positions.insert(id.clone(), self.activities.len());
                self.activities.push(Merging {
                    id,
                    name,
                    origin: home.clone(),
                    first: file,
                    homes: vec![home],
                    fields,
                    file,
                    hidden_in: hides.then_some(file),
                });
            }
        }
    }

    /// Does a file that hid this activity give it again, elsewhere or under another name?
    fn moves(&self, at: usize, file: usize, hides: bool) -> bool {
        !hides && self.activities[at].hidden_in == Some(file)
    }

    /// A dimension or subdimension whose activities all come from one that is empty now is that
    /// one under a new name: it stands in its place.
    fn keep_places(&mut self) {
        let mut dimensions = Renamed::default();
        let mut subdimensions = Renamed::default();
        for activity in &self.activities {
            let (dimension, subdimension) = &activity.origin;
            for (now, sub) in &activity.homes {
                let from = (dimension.as_str(), "");
                dimensions.note((now.as_str(), ""), from, activity);
                let from = (dimension.as_str(), subdimension.as_str());
                subdimensions.note((now.as_str(), sub.as_str()), from, activity);
            }
        }
        let places: Vec<(&str, &str)> = self
            .order
            .iter()
            .map(|(name, ..)| (name.as_str(), ""))
            .collect();
        let order = dimensions.order(&places);
        let inner: Vec<Option<Vec<usize>>> = self
            .order
            .iter()
            .map(|(dimension, _, list)| {
                let places: Vec<(&str, &str)> = list
                    .iter()
                    .map(|(name, _)| (dimension.as_str(), name.as_str()))
                    .collect();
                subdimensions.order(&places)
            })
            .collect();
        for ((.., list), order) in self.order.iter_mut().zip(inner) {
            if let Some(order) = order {
                *list = order.into_iter().map(|at| list[at].clone()).collect();
            }
        }
        if let Some(order) = order {
            self.order = order.into_iter().map(|at| self.order[at].clone()).collect();
        }
    }

    fn find(&mut self, severity: Severity, file: usize, place: &str, message: String) {
        self.findings.push(Finding {
            severity,
            file: self.files[file].clone(),
            place: place.to_owned(),
            message,
        });
    }

    pub(super) fn finish(mut self) -> Read {
        self.keep_places();
        let activities = std::mem::take(&mut self.activities);
        let ids: std::collections::HashMap<String, String> = activities
            .iter()
            .map(|activity| (activity.name.clone(), activity.id.clone()))
            .chain(
                activities
                    .iter()
                    .map(|activity| (activity.id.clone(), activity.id.clone())),
            )
            .collect();
        let mut by_home: std::collections::HashMap<(String, String), Vec<Activity>> =
            std::collections::HashMap::new();
        for merging in activities {
            if merging.fields.ignore == Some(true) {
                continue;
            }
            let homes = merging.homes.clone();
            let activity = self.convert(merging, &ids);
            for home in homes {
                by_home.entry(home).or_default().push(activity.clone());
            }
        }
        let mut dimensions = Vec::new();
        for (dimension, shown, subdimensions) in std::mem::take(&mut self.order) {
            if !shown {
                continue;
            }
            let mut listed = Vec::new();
            for (subdimension, shown) in subdimensions {
                let activities = by_home
                    .remove(&(dimension.clone(), subdimension.clone()))
                    .unwrap_or_default();
                if shown && !activities.is_empty() {
                    listed.push((subdimension, activities));
                }
            }
            if !listed.is_empty() {
                dimensions.push((dimension, listed));
            }
        }
        self.findings = sorted(std::mem::take(&mut self.findings), |left, right| {
            left.severity.cmp(&right.severity)
        });
        Read {
            model: Model::build(Parts {
                meta: self.meta,
                levels: self.levels,
                dimensions,
            }),
            findings: self.findings,
        }
    }

    fn convert(
        &mut self,
        merging: Merging,
        ids: &std::collections::HashMap<String, String>,
    ) -> Activity {
        let Merging {
            id,
            name,
            homes,
            fields,
            file,
            ..
        } = merging;
        let place = format!("{} / {} / {name}", homes[0].0, homes[0].1);
        let level = fields.level.as_ref().and_then(|level| level.whole(1..=20));
        if level.is_none() {
            self.find(
                Severity::Error,
                file,
                &place,
                "The level is missing or not a number from 1 to 20; level 1 is used.".to_owned(),
            );
        }
        let mut needs = Vec::new();
        for need in fields.needs.unwrap_or_default() {
            let wanted = need.strip_prefix("uuid:").map_or(need.as_str(), str::trim);
            match ids.get(wanted) {
                // Named twice, by id and by name for example, it is needed once.
                Some(found)
                    if needs
                        .iter()
                        .any(|known: &ActivityId| known.as_str() == *found) => {}
                Some(found) => needs.push(ActivityId::new(found)),
                None => self.find(
                    Severity::Warning,
                    file,
                    &place,
                    format!("It depends on “{wanted}”, which no activity is."),
                ),
            }
        }
        let text = |field: Option<Node>| field.map(|value| value.text()).unwrap_or_default();
        let texts = Texts {
            description: text(fields.description),
            risk: text(fields.risk),
            measure: text(fields.measure),
            assessment: text(fields.assessment),
            guide: text(fields.guide),
            comments: text(fields.comments),
        };
        let default = Difficulty::default();
        let grade = |key, otherwise| {
            fields
                .difficulty
                .as_ref()
                .and_then(|value| value.get(key))
                .and_then(|value| value.whole(1..=5))
                .unwrap_or(otherwise)
        };
        Activity {
            id: ActivityId::new(&id),
            name,
            level: level.unwrap_or(1),
            usefulness: fields
                .usefulness
                .as_ref()
                .and_then(|value| value.whole(1..=5))
                .unwrap_or(3),
            difficulty: Difficulty {
                knowledge: grade("knowledge", default.knowledge),
                time: grade("time", default.time),
                resources: grade("resources", default.resources),
            },
            needs,
            references: fields.references.unwrap_or_default(),
            tags: tags(fields.tags.as_ref()),
            texts,
            implementations: fields
                .implementations
                .as_ref()
                .map(Node::items)
                .unwrap_or_default()
                .iter()
                .map(implementation)
                .filter(|tool| !tool.name.is_empty() || !tool.url.is_empty())
                .collect(),
            subdimension: 0,
        }
    }
}

fn tags(value: Option<&Node>) -> Vec<String> {
    let mut tags = value.map(Node::texts).unwrap_or_default();
    tags.retain(|tag| tag != "none");
    tags
}

fn implementation(value: &Node) -> Implementation {
    let text = |key| value.get(key).map(Node::text).unwrap_or_default();
    let (name, url) = match value {
        Node::Map(_) => (text("name"), text("url")),
        Node::List(_) => (String::new(), String::new()),
        // A text alone is the name, and if it is an address, that too.
        _ => {
            let name = value.text();
            let is_url = name.starts_with("http") && !name.contains(' ');
            (name.clone(), if is_url { name } else { String::new() })
        }
    };
    Implementation {
        name,
        url,
        description: text("description"),
        tags: tags(value.get("tags")),
    }
}
