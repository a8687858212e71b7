//! Keeps one assessment in a store: reading it, taking in what other tabs wrote, writing.

mod merging;
mod reading;
mod writing;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::assessment::Assessment;
use crate::map::{Map, SortedSet};

use super::record::Ids;

/// How often in a row a tab writes a record again that lacks what it has. Two versions of the page
/// that disagree for ever about what a merge gives would never stop otherwise.
const MAX_ECHOES: u32 = 20;

/// What was found in storage.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Loaded {
    /// The assessment that was open last.
    pub assessment: Option<Assessment>,
    /// Sentences about records that could not be used; they were moved aside unchanged.
    pub problems: Vec<String>,
    /// A newer version of the page wrote these records: they must not be written here.
    pub is_newer: bool,
}

/// What happened to the records of the open assessment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Gone {
    /// Somebody cleared the storage.
    Cleared,
    /// Another tab removed this assessment for good.
    Removed,
}

/// Keeps one assessment in a [`Store`].
#[derive(Clone, Debug, Default)]
pub struct Keeper {
    /// What stands in each record as far as this tab knows.
    written: Map<String, Arc<str>>,
    /// Records that have to be written or removed. They stay here where that fails, so that the
    /// next save catches up.
    pending: SortedSet<String>,
    /// The assessment that this tab said was open. Another tab may have opened another one since;
    /// it is not called back.
    opened: Option<String>,
    /// The ids that records of answers stand for.
    ids: Arc<Ids>,
    /// Answers are unpacked when somebody looks at them.
    is_lazy: bool,
    /// Something turned out to be broken only then.
    broken: Arc<AtomicBool>,
    /// What stood under `revision` when this tab looked last.
    revision: Option<String>,
    /// How often in a row a record was written again only because it lacked something.
    echoes: u32,
}

impl Keeper {
    /// One that unpacks answers when somebody looks at them, so that a large company does not wait for
    /// what it does not see. What turns out to be broken then is noted ([`Keeper::has_broken`]), and nothing is written
    /// over it. Any other keeper reads all, and says at once what it cannot.
    pub fn lazy() -> Self {
        Self {
            is_lazy: true,
            ..Self::default()
        }
    }

    /// Whether something that was stored could not be unpacked. It is moved aside with the next save,
    /// or with [`Keeper::merge_stored`].
    pub fn has_broken(&self) -> bool {
        self.broken.load(Ordering::Relaxed)
    }

    /// One that keeps the assessment with this id without making it the one that is opened next.
    pub(super) fn beside(id: &str) -> Self {
        Self {
            opened: Some(id.to_owned()),
            ..Self::default()
        }
    }
}
