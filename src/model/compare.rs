//! What differs between two models: activity by activity, matched by id.

use crate::map::Map;
use std::collections::{HashMap, HashSet};
use std::fmt;

use super::{Activity, ActivityId, Difficulty, Model, Texts};

/// One of an activity's texts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TextKind {
    /// [`Texts::description`].
    Description,
    /// [`Texts::risk`].
    Risk,
    /// [`Texts::measure`].
    Measure,
    /// [`Texts::assessment`].
    Assessment,
    /// [`Texts::guide`].
    Guide,
    /// [`Texts::comments`].
    Comments,
}

impl TextKind {
    /// All of them, in the order in which they are shown.
    pub const ALL: [TextKind; 6] = [
        TextKind::Description,
        TextKind::Risk,
        TextKind::Measure,
        TextKind::Assessment,
        TextKind::Guide,
        TextKind::Comments,
    ];

    /// The text of this kind.
    pub fn of(self, texts: &Texts) -> &str {
        match self {
            Self::Description => &texts.description,
            Self::Risk => &texts.risk,
            Self::Measure => &texts.measure,
            Self::Assessment => &texts.assessment,
            Self::Guide => &texts.guide,
            Self::Comments => &texts.comments,
        }
    }

    /// What the field of a model file is called.
    pub fn key(self) -> &'static str {
        match self {
            Self::Description => "description",
            Self::Risk => "risk",
            Self::Measure => "measure",
            Self::Assessment => "assessment",
            Self::Guide => "implementationGuide",
            Self::Comments => "comments",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Guide => "implementation guide",
            kind => kind.key(),
        }
    }
}

/// What is different about an activity.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum What {
    /// Only the new model has it.
    Added {
        /// Where: `dimension / subdimension`.
        to: String,
        /// At which level.
        level: u8,
    },
    /// Only the old model has it.
    Removed {
        /// Where it stood: `dimension / subdimension`.
        from: String,
    },
    /// It has another name.
    Renamed {
        /// The old name.
        from: String,
        /// The new name.
        to: String,
    },
    /// It stands elsewhere; several places are joined by ` and `.
    Moved {
        /// The old place: `dimension / subdimension`.
        from: String,
        /// The new place.
        to: String,
    },
    /// It has another level.
    Relevelled {
        /// The old level.
        from: u8,
        /// The new level.
        to: u8,
    },
    /// These texts differ.
    Texts(Vec<TextKind>),
    /// Usefulness or difficulty differ: the old and the new one.
    Numbers {
        /// `None`: the same in both.
        usefulness: Option<(u8, u8)>,
        /// `None`: the same in both.
        difficulty: Option<(Difficulty, Difficulty)>,
    },
    /// It needs other activities; given by name.
    Needs {
        /// Needed in the new model only.
        more: Vec<String>,
        /// Needed in the old model only.
        less: Vec<String>,
    },
    /// Its references to these standards differ.
    References(Vec<String>),
    /// No activity, but the dimension or subdimension that they stand in has another name.
    Place {
        /// The old name; of a subdimension `dimension / subdimension`, each as it was.
        from: String,
        /// The new one, in the same way.
        to: String,
    },
}

/// What sort of difference it is; the order in which they are best read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Sort {
    /// [`What::Added`].
    Added,
    /// [`What::Removed`].
    Removed,
    /// [`What::Renamed`] and [`What::Place`].
    Renamed,
    /// [`What::Moved`].
    Moved,
    /// [`What::Relevelled`].
    Relevelled,
    /// [`What::Texts`].
    Texts,
    /// All others.
    Other,
}

impl Sort {
    /// All of them, in order.
    pub const ALL: [Sort; 7] = [
        Sort::Added,
        Sort::Removed,
        Sort::Renamed,
        Sort::Moved,
        Sort::Relevelled,
        Sort::Texts,
        Sort::Other,
    ];
}

impl What {
    /// What sort of difference it is.
    pub fn sort(&self) -> Sort {
        match self {
            Self::Added { .. } => Sort::Added,
            Self::Removed { .. } => Sort::Removed,
            Self::Renamed { .. } | Self::Place { .. } => Sort::Renamed,
            Self::Moved { .. } => Sort::Moved,
            Self::Relevelled { .. } => Sort::Relevelled,
            Self::Texts(_) => Sort::Texts,
            Self::Numbers { .. } | Self::Needs { .. } | Self::References(_) => Sort::Other,
        }
    }
}

/// One difference. An activity may have several.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// The activity; nothing where a place has another name.
    pub id: ActivityId,
    /// Its name in the new model, or in the old one where it was removed.
    pub name: String,
    /// What differs.
    pub what: What,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        match &self.what {
            What::Added { to, level } => write!(f, "“{name}” is new in {to}, level {level}."),
            What::Removed { from } => write!(f, "“{name}” was removed from {from}."),
            What::Renamed { from, to } => write!(f, "“{from}” is called “{to}” now."),
            What::Moved { from, to } => write!(f, "“{name}” moved from {from} to {to}."),
            What::Relevelled { from, to } => {
                write!(f, "“{name}” went from level {from} to level {to}.")
            }
            What::Texts(kinds) => {
                let kinds: Vec<String> = kinds.iter().map(|kind| kind.words().into()).collect();
                write!(f, "“{name}” has another {}.", listed(&kinds))
            }
            What::Numbers {
                usefulness,
                difficulty,
            } => {
                let mut parts = Vec::new();
                let mut part = |what: &str, from: u8, to: u8| {
                    if from != to {
                        parts.push(format!("{what} from {from} to {to}"));
                    }
                };
                if let Some((from, to)) = usefulness {
                    part("usefulness", *from, *to);
                }
                if let Some((from, to)) = difficulty {
                    part("knowledge", from.knowledge, to.knowledge);
                    part("time", from.time, to.time);
                    part("resources", from.resources, to.resources);
                }
                write!(f, "“{name}” changed in {}.", listed(&parts))
            }
            What::Needs { more, less } => {
                let mut parts = Vec::new();
                for (words, names) in [("now needs", more), ("no longer needs", less)] {
                    let names: Vec<String> = names.iter().map(|n| format!("“{n}”")).collect();
                    if !names.is_empty() {
                        parts.push(format!("{words} {}", listed(&names)));
                    }
                }
                write!(f, "“{name}” {}.", parts.join("; it "))
            }
            What::Place { from, to } => write!(f, "{from} is called {to} now."),
            What::References(standards) => {
                write!(f, "“{name}” has other references to {}.", listed(standards))
            }
        }
    }
}

/// `a, b and c`.
fn listed(items: &[String]) -> String {
    match items {
        [init @ .., last] if !init.is_empty() => format!("{} and {last}", init.join(", ")),
        _ => items.concat(),
    }
}

/// All differences: places that have another name, what is in the new model in its order, then what was removed, in the order of
/// the old one. Tags, tools and the order of activities do not count.
pub fn compare(old: &Model, new: &Model) -> Vec<Change> {
    let names = renamed_places(old, new);
    let (before, after) = (places(old, &HashMap::new()), places(new, &HashMap::new()));
    // An activity that is where its place went did not move.
    let followed = places(old, &names);
    let mut changes: Vec<Change> = listed_names(old, &names);
    for (activity, to) in new.activities.iter().zip(&after) {
        let mut add = |what| {
            changes.push(Change {
                id: activity.id.clone(),
                name: activity.name.clone(),
                what,
            });
        };
        match old.position(activity.id.as_str()) {
            None => add(What::Added {
                to: to.clone(),
                level: activity.level,
            }),
            Some(at) => {
                let known = &old.activities[at];
                if known.name != activity.name {
                    add(What::Renamed {
                        from: known.name.clone(),
                        to: activity.name.clone(),
                    });
                }
                if followed[at] != *to {
                    add(What::Moved {
                        from: before[at].clone(),
                        to: to.clone(),
                    });
                }
                compare_content(known, activity, &mut add);
                let more = missing(&activity.needs, &known.needs, new);
                let less = missing(&known.needs, &activity.needs, old);
                if !more.is_empty() || !less.is_empty() {
                    add(What::Needs { more, less });
                }
                let standards = other_references(&known.references, &activity.references);
                if !standards.is_empty() {
                    add(What::References(standards));
                }
            }
        }
    }
    for (activity, from) in old.activities.iter().zip(before) {
        if new.position(activity.id.as_str()).is_none() {
            changes.push(Change {
                id: activity.id.clone(),
                name: activity.name.clone(),
                what: What::Removed { from },
            });
        }
    }
    changes
}

/// Level, texts and numbers.
fn compare_content(known: &Activity, activity: &Activity, add: &mut dyn FnMut(What)) {
    if known.level != activity.level {
        add(What::Relevelled {
            from: known.level,
            to: activity.level,
        });
    }
    let mut kinds = TextKind::ALL.to_vec();
    kinds.retain(|kind| kind.of(&known.texts) != kind.of(&activity.texts));
    if !kinds.is_empty() {
        add(What::Texts(kinds));
    }
    let usefulness = (known.usefulness, activity.usefulness);
    let difficulty = (known.difficulty, activity.difficulty);
    let usefulness = (usefulness.0 != usefulness.1).then_some(usefulness);
    let difficulty = (difficulty.0 != difficulty.1).then_some(difficulty);
    if usefulness.is_some() || difficulty.is_some() {
        add(What::Numbers {
            usefulness,
            difficulty,
        });
    }
}

/// Dimension, subdimension; an empty subdimension means the dimension itself.
type Spot<'m> = (&'m str, &'m str);

/// Old places that have another name: the new model lacks the old name, the old one lacks the new
/// name, and all activities that both models have went from the one to the other.
fn renamed_places<'m>(old: &'m Model, new: &'m Model) -> HashMap<Spot<'m>, Spot<'m>> {
    let spots = |model: &'m Model| -> HashSet<Spot<'m>> {
        let of = |sub: &'m super::Subdimension| {
            let dimension = model.dimensions[sub.dimension].name.as_str();
            [(dimension, ""), (dimension, sub.name.as_str())]
        };
        model.subdimensions.iter().flat_map(of).collect()
    };
    let (before, after) = (spots(old), spots(new));
    // From each old place to each new one in which its activities are, and back.
    let mut to: HashMap<Spot<'m>, HashSet<Spot<'m>>> = HashMap::new();
    let mut from: HashMap<Spot<'m>, HashSet<Spot<'m>>> = HashMap::new();
    for activity in &old.activities {
        let Some(now) = new.activity(activity.id.as_str()) else {
            continue;
        };
        let spot = |model: &'m Model, activity: &'m Activity| {
            let dimension = model.dimension_of(activity).name.as_str();
            let subdimension = model.subdimension_of(activity).name.as_str();
            [(dimension, ""), (dimension, subdimension)]
        };
        for (one, other) in spot(old, activity).into_iter().zip(spot(new, now)) {
            to.entry(one).or_default().insert(other);
            from.entry(other).or_default().insert(one);
        }
    }
    let only = |set: Option<&HashSet<Spot<'m>>>| match set {
        Some(set) if set.len() == 1 => set.iter().next().copied(),
        _ => None,
    };
    let mut names: HashMap<Spot<'m>, Spot<'m>> = HashMap::new();
    for &spot in to.keys() {
        let Some(now) = only(to.get(&spot)).filter(|now| *now != spot) else {
            continue;
        };
        if !after.contains(&spot) && !before.contains(&now) && only(from.get(&now)) == Some(spot) {
            names.insert(spot, now);
        }
    }
    // A subdimension only where its dimension stays or is renamed along; elsewhere it moved.
    let dimensions = names.clone();
    names.retain(|(dimension, sub), (now, _)| {
        let along = dimensions.get(&(*dimension, "")).map(|(name, _)| *name);
        sub.is_empty() || *now == along.unwrap_or(dimension)
    });
    names
}

/// The differences that [`renamed_places`] are, in the order of the old model.
fn listed_names(old: &Model, names: &HashMap<Spot<'_>, Spot<'_>>) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut add = |from: String, to: String| {
        changes.push(Change {
            id: ActivityId::default(),
            name: to.clone(),
            what: What::Place { from, to },
        });
    };
    for dimension in &old.dimensions {
        let name = dimension.name.as_str();
        if let Some((now, _)) = names.get(&(name, "")) {
            add(format!("“{name}”"), format!("“{now}”"));
        }
        for &sub in &dimension.subdimensions {
            let sub = old.subdimensions[sub].name.as_str();
            if let Some((dimension, now)) = names.get(&(name, sub)).filter(|now| now.1 != sub) {
                add(
                    format!("“{name} / {sub}”"),
                    format!("“{dimension} / {now}”"),
                );
            }
        }
    }
    changes
}

/// Where each activity is listed, in words; of places that have other names, in the new ones.
fn places(model: &Model, names: &HashMap<Spot<'_>, Spot<'_>>) -> Vec<String> {
    let mut places = vec![String::new(); model.activities.len()];
    for subdimension in &model.subdimensions {
        let dimension = model.dimensions[subdimension.dimension].name.as_str();
        let sub = subdimension.name.as_str();
        let (dimension, sub) = match (names.get(&(dimension, sub)), names.get(&(dimension, ""))) {
            (Some(now), _) => *now,
            (None, Some((now, _))) => (*now, sub),
            (None, None) => (dimension, sub),
        };
        for &at in &subdimension.activities {
            if !places[at].is_empty() {
                places[at].push_str(" and ");
            }
            places[at].push_str(&format!("{dimension} / {sub}"));
        }
    }
    places
}

/// Names of the needs that `others` lack; their order does not count.
fn missing(needs: &[ActivityId], others: &[ActivityId], model: &Model) -> Vec<String> {
    needs
        .iter()
        .filter(|need| !others.contains(need))
        .map(|need| match model.activity(need.as_str()) {
            Some(activity) => activity.name.clone(),
            None => need.to_string(),
        })
        .collect()
}

type References = Map<String, Vec<String>>;

/// The standards of which one side lists other controls. A standard without controls is none.
fn other_references(old: &References, new: &References) -> Vec<String> {
    let mut standards: Vec<String> = Vec::new();
    for standard in old.keys().chain(new.keys()) {
        let controls = |side: &References| side.get(standard).cloned().unwrap_or_default();
        if !standards.contains(standard) && controls(old) != controls(new) {
            standards.push(standard.clone());
        }
    }
    standards
}
