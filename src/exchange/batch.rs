//! Files that come in together and are looked at as one: what each of them says becomes a copy of
//! the open assessment, and all copies become one.

use super::kind::Kind;
use crate::assessment::carry::{Alias, carry_over};
use crate::assessment::{Assessment, Gather, Stamp};
use crate::model::Model;

/// Whether a file of a folder is looked at, by its path: a repository has many that nobody means.
pub fn is_looked_at(path: &str) -> bool {
    const ENDINGS: [&str; 8] = ["json", "yaml", "yml", "csv", "xlsx", "svg", "sarif", "xml"];
    let mut folders = path.split('/');
    let ending = path
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
        && !folders.any(|name| name == "node_modules")
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
            copy.id.clone_from(&mine.id);
            copy.title.clone_from(&mine.title);
            copy.changed.clone_from(&mine.changed);
            copy.setup.clone_from(&mine.setup);
            copy.cadence_months = mine.cadence_months;
            copy.evidence_valid_months = mine.evidence_valid_months;
            copy.settings_changed = Stamp::default();
        }
        copy.model.clone_from(&mine.model);
        self.gather.add(copy);
    }

    /// All parts as one; `None`: there was none.
    pub fn whole(self) -> Option<Assessment> {
        self.gather.whole()
    }
}
