//! Assessments beside the one that is open: all of them out, and some from elsewhere in. What is
//! kept already is merged, never overwritten.

use super::{Keeper, Shelf, Store, StoreError};
use crate::assessment::{Assessment, Touched, merge};
use crate::model::ActivityId;

/// What becomes of an assessment that comes from elsewhere.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// None of its id was kept.
    Added,
    /// Another copy of it was kept; both become one.
    Merged,
    /// It says nothing that is not kept already.
    Same,
    /// Another copy of it was deleted, and comes back.
    Restored,
}

/// A store that is only looked at: a record that cannot be read stays where it is.
struct Untouched<'s, S>(&'s S);

impl<S: Store> Store for Untouched<'_, S> {
    fn get(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.0.get(key)
    }
    fn set(&self, _: &str, _: &str) -> Result<(), StoreError> {
        Err(StoreError::Full)
    }
    fn remove(&self, _: &str) -> Result<(), StoreError> {
        Err(StoreError::Full)
    }
    fn copy(&self, _: &str, _: &str) -> Result<(), StoreError> {
        Err(StoreError::Full)
    }
    fn keys(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        self.0.keys(prefix)
    }
}

impl<S: Store> Shelf<'_, S> {
    /// All assessments but the one of this id, without those that were deleted; and sentences about
    /// records that cannot be read. Nothing is written.
    pub fn others(
        &self,
        open: &str,
        known: &[ActivityId],
    ) -> Result<(Vec<Assessment>, Vec<String>), StoreError> {
        let mut others = Vec::new();
        let mut problems = Vec::new();
        for entry in self.list()? {
            if entry.id == open || entry.deleted.is_some() {
                continue;
            }
            let store = Untouched(self.store());
            let loaded = Keeper::default().load_id(&store, &entry.id, known)?;
            others.extend(loaded.assessment);
            for problem in loaded.problems {
                problems.push(format!("“{}”: {problem}", entry.title));
            }
        }
        Ok((others, problems))
    }

    /// The copy that is kept of an assessment, deleted or not. Nothing is written.
    pub fn kept(&self, id: &str, known: &[ActivityId]) -> Result<Option<Assessment>, StoreError> {
        let loaded = Keeper::default().load_id(&Untouched(self.store()), id, known)?;
        match loaded.is_newer {
            true => Err(StoreError::Newer),
            false => Ok(loaded.assessment),
        }
    }

    /// What [`Shelf::take`] would do. Nothing is written.
    pub fn would_take(
        &self,
        assessment: &Assessment,
        known: &[ActivityId],
    ) -> Result<Outcome, StoreError> {
        let kept = self.kept(&assessment.id, known)?;
        let is_deleted = self.is_deleted(&assessment.id)?;
        Ok(match kept {
            None => Outcome::Added,
            Some(_) if is_deleted => Outcome::Restored,
            Some(kept) if merge(&kept, assessment) == kept => Outcome::Same,
            Some(_) => Outcome::Merged,
        })
    }

    /// Stores an assessment beside the one that is open. A copy that is kept already is merged with
    /// it, after a recovery copy was made. Where there is no room, everything stays as it was.
    pub fn take(
        &self,
        assessment: &Assessment,
        known: &[ActivityId],
        now: i64,
    ) -> Result<Outcome, StoreError> {
        let store = self.store();
        let is_deleted = self.is_deleted(&assessment.id)?;
        let mut keeper = Keeper::default();
        let loaded = keeper.load_id(store, &assessment.id, known)?;
        if loaded.is_newer {
            return Err(StoreError::Newer);
        }
        let outcome = match loaded.assessment {
            None => {
                self.add(assessment)?;
                Outcome::Added
            }
            Some(kept) => {
                let mut merged = merge(&kept, assessment);
                let differs = merged != kept;
                if differs {
                    // A convenience: taking it does not depend on that.
                    let _ = self.copy(&kept, now);
                    let everything = Touched {
                        all: true,
                        ..Touched::default()
                    };
                    keeper.save(store, &mut merged, &everything)?;
                }
                match differs {
                    _ if is_deleted => Outcome::Restored,
                    true => Outcome::Merged,
                    false => Outcome::Same,
                }
            }
        };
        if is_deleted {
            self.restore(&assessment.id)?;
        }
        Ok(outcome)
    }
}
