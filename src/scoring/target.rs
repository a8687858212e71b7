//! Targets beside the numbers that they are compared with.

use super::mean;
use crate::assessment::{Assessment, TeamId};
use crate::model::Model;

/// What a team aims at.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Targets {
    /// By subdimension index: the level that is to be reached; `None`: no target.
    pub subdimensions: Vec<Option<u8>>,
    /// By dimension index: the mean over its subdimensions that have a target; `None`: none has.
    pub dimensions: Vec<Option<f64>>,
}

/// The targets of a team; `None`: it has none at all.
pub fn targets(model: &Model, assessment: &Assessment, team: &TeamId) -> Option<Targets> {
    let level = |id: &str| assessment.target(team, id)?.level;
    let subdimensions: Vec<Option<u8>> = model
        .subdimensions
        .iter()
        // A target above the model's levels asks for all of them.
        .map(|sub| Some(level(&sub.id)?.min(model.highest_level())))
        .collect();
    if subdimensions.iter().all(Option::is_none) {
        return None;
    }
    let dimensions = model.dimensions.iter().map(|dimension| {
        let levels = dimension.subdimensions.iter();
        mean(levels.map(|&at| subdimensions[at].map(f64::from)))
    });
    Some(Targets {
        dimensions: dimensions.collect(),
        subdimensions,
    })
}
