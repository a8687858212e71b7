//! What records of answers are about, and why one cannot be used.

use super::pack;
use crate::map::Map;
use crate::model::ActivityId;

/// Why a record cannot be used.
#[derive(Debug)]
pub(super) enum RecordError {
    /// A newer version of the page wrote it.
    Newer,
    /// A sentence about what is wrong.
    Broken(String),
}

pub(super) fn broken(what: &str) -> RecordError {
    RecordError::Broken(what.to_owned())
}

/// Which id a packed record means. Two ids with the same short form are both left out: answers to
/// them are written with the id in full.
#[derive(Clone, Debug, Default)]
pub(super) struct Ids {
    by_short: Map<u64, Option<ActivityId>>,
}

impl Ids {
    pub fn of<'i>(ids: impl IntoIterator<Item = &'i ActivityId>) -> Self {
        let mut known = Self::default();
        known.add(ids);
        known
    }

    pub fn add<'i>(&mut self, ids: impl IntoIterator<Item = &'i ActivityId>) {
        for id in ids {
            let short = pack::short(id.as_str());
            match self.by_short.get(&short) {
                Some(Some(known)) if known != id => {
                    self.by_short.insert(short, None);
                }
                Some(_) => {}
                None => {
                    self.by_short.insert(short, Some(id.clone()));
                }
            }
        }
    }

    pub fn short(&self, id: &ActivityId) -> Option<u64> {
        let short = pack::short(id.as_str());
        let known = self.by_short.get(&short)?.as_ref()?;
        (known == id).then_some(short)
    }

    pub fn get(&self, short: u64) -> Option<&ActivityId> {
        self.by_short.get(&short)?.as_ref()
    }
}
