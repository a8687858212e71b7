//! Taking in what other tabs wrote.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::assessment::{Assessment, Cycle, CycleId, merge};
use crate::map::SortedSet;
use crate::model::ActivityId;
use crate::storage::aside::set_aside;
use crate::storage::part::{
    Part, assessment_prefix, cycle_key, has_snapshot, head_of, ids_key, keep_snapshots,
    keeps_answers, revision_key,
};
use crate::storage::record::{self, RecordError};
use crate::storage::{Store, StoreError};

use super::{Keeper, MAX_ECHOES};

/// Unpacks the answers of which a record is.
fn look(assessment: &Assessment, part: &Part) {
    match part {
        Part::Team(team) => {
            assessment.answers.get(*team).map(|answers| answers.look());
        }
        Part::Cycle(cycle) => {
            assessment
                .cycles
                .get(*cycle)
                .map(|cycle| cycle.answers.look());
        }
        Part::Head | Part::Ids => {}
    }
}

impl Keeper {
    /// Merges what other tabs wrote into `assessment`. Returns whether anything has to be shown and
    /// saved: something changed, or a record is broken or lacks something that this tab can write
    /// again. `record`: the one that is known to have changed; `None`: look at all of them, if the
    /// revision says so.
    pub fn merge_stored(
        &mut self,
        store: &impl Store,
        assessment: &mut Assessment,
        record: Option<&str>,
    ) -> Result<bool, StoreError> {
        let records = record.map(|record| [record.to_owned()]);
        let records = records.as_ref().map(|record| record.as_slice());
        self.merge_foreign(store, assessment, records)
            .map(|(merged, _)| merged)
    }

    /// As [`Keeper::merge_stored`]; also says which records were taken in.
    pub(super) fn merge_foreign(
        &mut self,
        store: &impl Store,
        assessment: &mut Assessment,
        records: Option<&[String]>,
    ) -> Result<(bool, Vec<String>), StoreError> {
        let id = assessment.id.clone();
        let all;
        let mut records = records;
        if self.broken.swap(false, Ordering::Relaxed) {
            // All is read once more, so that what is broken is found before anything is written over it.
            self.written.clear();
            self.revision = None;
            records = None;
        }
        let revision = store.get(&revision_key(&id))?;
        let records = match records {
            Some(records) => records,
            None if revision.is_some() && revision == self.revision => {
                return Ok((false, Vec::new()));
            }
            None => {
                all = store.keys(&assessment_prefix(&id))?;
                &all
            }
        };
        let mut found = Vec::new();
        let mut is_missing = false;
        for record in records {
            let Some(part) = Part::of(record, &id) else {
                continue;
            };
            let Some(text) = store.get(record)? else {
                // Should the same text come back, it is read like any other.
                let stood = self.written.remove(record).is_some();
                // Removed by a tab that did not know what was written there in the same moment.
                if stood && self.has_text(assessment, record) {
                    self.pending.insert(record.clone());
                    is_missing = true;
                }
                continue;
            };
            if self.written.get(record).map(AsRef::as_ref) != Some(text.as_str()) {
                found.push((part, record.clone(), text));
            }
        }
        let mut broken = Vec::new();
        let mut taken = Vec::new();
        if !found.is_empty() {
            let mut theirs = None;
            // New ids first: the answers need them.
            let ids = |part: &Part| matches!(part, Part::Ids | Part::Head);
            let (first, then): (Vec<_>, Vec<_>) =
                found.into_iter().partition(|(part, ..)| ids(part));
            let has_ids = first.iter().any(|(part, ..)| matches!(part, Part::Ids));
            if !then.is_empty()
                && !has_ids
                && let Some(text) = store.get(&ids_key(&id))?
                && let Ok(ids) = record::read_ids(&text)
            {
                Arc::make_mut(&mut self.ids).add(&ids);
            }
            for (part, record, text) in first.into_iter().chain(then) {
                let into = theirs.get_or_insert_with(|| {
                    let mut head = head_of(assessment);
                    keep_snapshots(&mut head, assessment);
                    head
                });
                match self.read_part(&part, &text, into) {
                    Ok(()) => {
                        if matches!(part, Part::Head) {
                            keep_snapshots(into, assessment);
                            self.find_snapshots(store, into)?;
                        }
                        taken.push((record, text));
                    }
                    Err(RecordError::Newer) => return Err(StoreError::Newer),
                    Err(RecordError::Broken(_)) => {
                        // Whoever holds it packed finds that out now, before it is moved aside.
                        look(assessment, &part);
                        broken.push((record, text));
                    }
                }
            }
            self.broken.store(false, Ordering::Relaxed);
            let is_broken = !broken.is_empty();
            for (record, text) in broken {
                set_aside(store, &record, &text)?;
                // The next save writes it again from what this tab has.
                self.written.remove(&record);
                self.pending.insert(record);
            }
            let names: Vec<String> = taken.iter().map(|(record, _)| record.clone()).collect();
            let lost_ids = self.lost_ids(&ids_key(&id), &taken);
            let taken = taken
                .into_iter()
                .map(|(record, text)| (record, text.into()));
            self.written.extend(taken);
            if let Some(theirs) = theirs {
                let merged = merge(assessment, &theirs);
                let changed = merged != *assessment;
                *assessment = merged;
                self.revision = revision;
                let lacks =
                    self.expect_lacking(assessment, &theirs, &names, lost_ids) || is_missing;
                if changed {
                    self.echoes = 0;
                } else if lacks {
                    self.echoes += 1;
                }
                let again = lacks && self.echoes <= MAX_ECHOES;
                return Ok((changed || is_broken || again, names));
            }
        }
        self.revision = revision;
        if is_missing {
            self.echoes += 1;
        }
        Ok((is_missing && self.echoes <= MAX_ECHOES, Vec::new()))
    }

    /// A snapshot may have arrived before the head that says which cycle it is of; nobody could
    /// use it then.
    fn find_snapshots(
        &mut self,
        store: &impl Store,
        head: &mut Assessment,
    ) -> Result<(), StoreError> {
        let lacking =
            |(_, cycle): &(&CycleId, &Cycle)| has_snapshot(cycle) && !keeps_answers(cycle);
        let cycles: Vec<CycleId> = head
            .cycles
            .iter()
            .filter(lacking)
            .map(|(id, _)| id.clone())
            .collect();
        for cycle in cycles {
            if let Some(text) = store.get(&cycle_key(&head.id, &cycle))? {
                // One that cannot be read is told where it is found itself.
                let _ = self.read_part(&Part::Cycle(cycle.as_str()), &text, head);
            }
        }
        Ok(())
    }

    /// True where a list of ids lacks some that stood there before.
    fn lost_ids(&self, record: &str, taken: &[(String, String)]) -> bool {
        let listed = |text: &str| record::read_ids(text).unwrap_or_default();
        let new = taken.iter().find(|(taken, _)| taken == record);
        let (Some((_, new)), Some(old)) = (new, self.written.get(record)) else {
            return false;
        };
        let new: SortedSet<ActivityId> = listed(new).into_iter().collect();
        !listed(old).iter().all(|id| new.contains(id))
    }

    /// Another tab wrote these records before it had seen everything that is known here: they have
    /// to be written again. Returns whether there are any.
    fn expect_lacking(
        &mut self,
        merged: &Assessment,
        theirs: &Assessment,
        records: &[String],
        lost_ids: bool,
    ) -> bool {
        let mut lacks = lost_ids;
        for record in records {
            let differs = match Part::of(record, &merged.id) {
                Some(Part::Head) => head_of(merged) != head_of(theirs),
                Some(Part::Team(team)) => merged.answers.get(team) != theirs.answers.get(team),
                Some(Part::Cycle(cycle)) => {
                    let answers = |of: &Assessment| {
                        let cycle = of.cycles.get(cycle);
                        cycle.map(|cycle| cycle.answers.clone()).unwrap_or_default()
                    };
                    answers(merged) != answers(theirs)
                }
                Some(Part::Ids) | None => false,
            };
            if differs {
                self.pending.insert(record.clone());
                lacks = true;
            }
        }
        if lost_ids {
            // The list is made of what the records to be written need.
            self.expect_all(merged, true);
        }
        lacks
    }
}
