//! What differs between two models: activity by activity, matched by id.

use std::collections::BTreeMap;
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
}

/// One difference. An activity may have several.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// The activity.
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

/// All differences: what is in the new model in its order, then what was removed, in the order of
/// the old one. Tags, tools and the order of activities do not count.
pub fn compare(old: &Model, new: &Model) -> Vec<Change> {
    let (before, after) = (places(old), places(new));
    let mut changes = Vec::new();
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
                if before[at] != *to {
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

/// Where each activity is listed, in words.
fn places(model: &Model) -> Vec<String> {
    let mut places = vec![String::new(); model.activities.len()];
    for subdimension in &model.subdimensions {
        let dimension = &model.dimensions[subdimension.dimension].name;
        for &at in &subdimension.activities {
            if !places[at].is_empty() {
                places[at].push_str(" and ");
            }
            places[at].push_str(&format!("{dimension} / {}", subdimension.name));
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

type References = BTreeMap<String, Vec<String>>;

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
