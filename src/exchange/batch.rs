//! Files that come in together and are looked at as one: what each of them says becomes a copy of
//! the open assessment, and all copies become one.

use super::kind::Kind;
use crate::assessment::carry::{Alias, carry_over};
use crate::assessment::merge::stages_with;
use crate::assessment::{Aim, Assessment, Gather, Target};
use crate::map::Map;
use crate::model::Model;

/// Targets for all teams of an assessment are those of each of its teams elsewhere.
fn of_its_teams(copy: &Assessment) -> Map<Aim, Target> {
    let mut targets = Map::new();
    for (aim, target) in &copy.targets {
        let teams = match &aim.team {
            Some(team) => vec![team.clone()],
            None => copy
                .living_teams()
                .into_iter()
                .map(|(id, _)| id.clone())
                .collect(),
        };
        for team in teams {
            let own = Aim {
                team: Some(team),
                subdimension: aim.subdimension.clone(),
            };
            // What was said of the team itself goes before.
            if aim.team.is_some() || !copy.targets.contains_key(&own) {
                targets.insert(own, target.clone());
            }
        }
    }
    targets
}

/// Whether a file of a folder is looked at, by its path: a repository has many that nobody means.
pub fn is_looked_at(path: &str) -> bool {
    const ENDINGS: [&str; 8] = ["json", "yaml", "yml", "csv", "xlsx", "svg", "sarif", "xml"];
    let ending = path
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

/// In which order files are read: of those of DSOMM's own app, one that defines stages or teams
/// comes before those that name them.
pub fn rank(kind: Kind) -> u8 {
    match kind {
        Kind::Meta => 0,
        Kind::Teams => 1,
        _ => 2,
    }
}

/// Parts as one copy of the open assessment.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Batch {
    gather: Gather,
    /// Answers that were given with another model.
    pub carried: Count,
}

/// What became of answers that were given with another model.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Count {
    /// In how many parts.
    pub parts: usize,
    /// Kept by the same id.
    pub kept: usize,
    /// Moved to where their activity is now.
    pub moved: usize,
    /// Kept without counting.
    pub left: usize,
}

impl Batch {
    /// Adds a part. `aliases`: if it was made with another model, to carry it over to this one. What
    /// only one assessment can have, a title and settings, is that of `mine` where the part is of
    /// another one: of two hundred titles none is right for all.
    pub fn add(
        &mut self,
        part: Assessment,
        mine: &Assessment,
        model: &Model,
        aliases: Option<&[Alias]>,
    ) {
        let mut copy = part;
        if let Some(aliases) = aliases {
            let carried = carry_over(&mut copy, model, aliases, true);
            self.carried.parts += 1;
            self.carried.kept += carried.kept;
            self.carried.moved += carried.moved();
            self.carried.left += carried.without_place();
        }
        if copy.id != mine.id {
            copy.stages = stages_with(mine, &copy);
            copy.leave_rule_out();
            copy.targets = of_its_teams(&copy);
            copy.id.clone_from(&mine.id);
            copy.title.clone_from(&mine.title);
            copy.changed.clone_from(&mine.changed);
            copy.setup.clone_from(&mine.setup);
            copy.cadence_months = mine.cadence_months;
            copy.evidence_valid_months = mine.evidence_valid_months;
            copy.settings_changed.clone_from(&mine.settings_changed);
        }
        copy.model.clone_from(&mine.model);
        self.gather.push(copy);
    }

    /// A piece of the work that makes one of all parts; `false`: nothing is to be done before the next
    /// part. `is_last`: no part comes any more.
    pub fn step(&mut self, is_last: bool) -> bool {
        match is_last {
            true => self.gather.join(),
            false => self.gather.step(),
        }
    }

    /// All parts as one; `None`: there was none.
    pub fn whole(self) -> Option<Assessment> {
        self.gather.whole()
    }
}
