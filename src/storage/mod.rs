//! The rules of keeping: which records there are, and how a change gets into them without losing
//! anything. Written over the trait [`Store`], so that tests run them against memory.
//!
//! Records (all keys begin with [`PREFIX`]):
//!
//! | key | holds |
//! |---|---|
//! | `current` | id of the assessment that was opened last |
//! | `a/<id>/head` | the assessment without its answers |
//! | `a/<id>/ids` | the ids of the activities that the answers are about |
//! | `a/<id>/t/<team>` | the answers of one team |
//! | `a/<id>/c/<cycle>` | the snapshot of a closed cycle |
//! | `a/<id>/revision` | changes with every save, so that a tab knows whether another one wrote |
//! | `a/<id>/exported` | the moment of the last export |
//! | `a/<id>/deleted` | the assessment was deleted, and can be brought back |
//! | `a/<id>/log` | what was changed, when and by whom: the latest lines |
//! | `copies/<id>/<moment>` | the whole assessment as it was then |
//! | `quarantine/<n>/<key>` | a record that could not be read, unchanged |
//!
//! Before a record is written, what stands there is read: another tab may have been quicker. What
//! it says is merged, never overwritten; what cannot be read is moved aside first.
//!
//! Two tabs that write in the same moment do not see each other yet. So a tab that finds a record
//! that lacks what it has writes it again; in the end both stand in the storage.
//!
//! A snapshot and the head that names its cycle are two records, and either may arrive first. So a
//! snapshot without its cycle is left where it is, and one that went and came again is read again.
//!
//! A save is kept whole or not at all: where the room ends in the middle, everything is put back as
//! it stood, so that what is stored is one state and not half of two.
//!
//! The steps of undo are not here. They belong to one tab and not to the assessment, so the page
//! keeps them in the storage of the tab, where they take no room from the answers.

mod journal;
mod log;
mod memory;
mod pack;
mod record;
mod rescue;
mod several;
mod shelf;

use crate::map::{Map, SortedSet};
pub use log::{LogEntry, MAX_LOG};
pub use memory::Memory;
pub use rescue::read_rescue;
pub use several::Outcome;
pub use shelf::{Aside, Copy, Entry, MAX_COPIES, QUOTA, Shelf, Usage};

use std::fmt;

use crate::assessment::{Assessment, Cycle, CycleId, Team, TeamId, Touched, merge};
use crate::model::ActivityId;

use journal::Journal;
use record::{Ids, RecordError};

/// How often in a row a tab writes a record again that lacks what it has. Two versions of the page
/// that disagree for ever about what a merge gives would never stop otherwise.
const MAX_ECHOES: u32 = 20;

/// What all keys begin with. Other applications may live on the same origin.
pub const PREFIX: &str = "dsomm-radar/";

/// Why the browser did not store something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum StoreError {
    /// No storage here: a sandboxed frame, or switched off.
    Denied,
    /// No room left.
    Full,
    /// What was read back is not what was written.
    NotKept,
    /// A newer version of the page wrote here: its records must not be touched.
    Newer,
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Denied => {
                "Not saved: this browser keeps nothing for this page. Export a file before you leave."
            }
            Self::Full => {
                "Not saved: the browser's storage is full. Export a file now, then free some space."
            }
            Self::NotKept => {
                "Not saved: the browser did not keep what was written. Export a file before you leave."
            }
            Self::Newer => {
                "Not saved: what is stored here belongs to a newer version of this page. Export a file, then reload the page."
            }
        })
    }
}

impl std::error::Error for StoreError {}

/// A place for texts under keys.
pub trait Store {
    /// The text under a key, if there is one.
    fn get(&self, key: &str) -> Result<Option<String>, StoreError>;
    /// Writes a text.
    fn set(&self, key: &str, text: &str) -> Result<(), StoreError>;
    /// Removes a text; it is fine if there is none.
    fn remove(&self, key: &str) -> Result<(), StoreError>;
    /// Copies what stands under a key to another one, unchanged, even where it is damaged so that
    /// [`Store::get`] can only give something like it.
    fn copy(&self, from: &str, to: &str) -> Result<(), StoreError> {
        match self.get(from)? {
            Some(text) => self.set(to, &text),
            None => Ok(()),
        }
    }
    /// All keys that begin with a prefix.
    fn keys(&self, prefix: &str) -> Result<Vec<String>, StoreError>;
}

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
pub enum Loss {
    /// Somebody cleared the storage.
    Cleared,
    /// Another tab removed this assessment for good.
    Removed,
}

/// Keeps one assessment in a [`Store`].
#[derive(Clone, Debug, Default)]
pub struct Keeper {
    /// What stands in each record as far as this tab knows.
    written: Map<String, String>,
    /// Records that have to be written or removed. They stay here where that fails, so that the
    /// next save catches up.
    pending: SortedSet<String>,
    /// The assessment that this tab said was open. Another tab may have opened another one since;
    /// it is not called back.
    opened: Option<String>,
    /// The ids that records of answers stand for.
    ids: Ids,
    /// What stood under `revision` when this tab looked last.
    revision: Option<String>,
    /// How often in a row a record was written again only because it lacked something.
    echoes: u32,
}

impl Keeper {
    /// Reads the assessment that was open last. Unreadable records are moved aside and reported;
    /// the rest loads. `known`: the activities of the loaded model, in case the list of ids is
    /// lost.
    pub fn load(&mut self, store: &impl Store, known: &[ActivityId]) -> Result<Loaded, StoreError> {
        let Some(id) = store.get(&key("current"))? else {
            return Ok(Loaded::default());
        };
        let loaded = self.load_id(store, &id, known)?;
        if loaded.assessment.is_some() || loaded.is_newer {
            return Ok(loaded);
        }
        let heads = store.keys(&key("a/"))?;
        let Some(other) = heads.iter().find_map(|record| {
            let id = record.strip_prefix(&key("a/"))?.strip_suffix("/head")?;
            matches!(store.get(&shelf::deleted_key(id)), Ok(None)).then_some(id)
        }) else {
            return Ok(loaded);
        };
        let mut found = self.load_id(store, other, known)?;
        // The next save says that this one is open.
        self.opened = None;
        found.problems.push(
            "The assessment that was open last is not stored here any more, so another one was opened. Settings lists all of them.".to_owned(),
        );
        Ok(found)
    }

    /// Whether the records of the open assessment are gone, although nobody closed it.
    pub fn loss(
        &self,
        store: &impl Store,
        assessment: &Assessment,
    ) -> Result<Option<Loss>, StoreError> {
        let head = head_key(&assessment.id);
        if !self.written.contains_key(&head) || store.get(&head)?.is_some() {
            return Ok(None);
        }
        Ok(Some(match store.get(&key("current"))? {
            None => Loss::Cleared,
            Some(_) => Loss::Removed,
        }))
    }

    /// As [`Keeper::load`], of a certain assessment.
    pub fn load_id(
        &mut self,
        store: &impl Store,
        id: &str,
        known: &[ActivityId],
    ) -> Result<Loaded, StoreError> {
        let loaded = self.read_all(store, id, known)?;
        if loaded.is_newer {
            *self = Self::default();
        }
        Ok(loaded)
    }

    fn read_all(
        &mut self,
        store: &impl Store,
        id: &str,
        known: &[ActivityId],
    ) -> Result<Loaded, StoreError> {
        let mut loaded = Loaded::default();
        *self = Self {
            opened: Some(id.to_owned()),
            ids: Ids::of(known),
            // Before anything is read: what is written meanwhile is found later.
            revision: store.get(&revision_key(id))?,
            ..Self::default()
        };
        let records: Vec<String> = store
            .keys(&assessment_prefix(id))?
            .into_iter()
            .filter(|record| Part::of(record, id).is_some())
            .collect();
        if records.is_empty() {
            return Ok(loaded);
        }
        // Its id is all that is sure about an assessment whose head is lost. The answers may still
        // be good: they get a new head, which the next save writes.
        let mut assessment = Assessment {
            id: id.to_owned(),
            title: "Recovered".to_owned(),
            ..Assessment::default()
        };
        let has_head = records.contains(&head_key(id));
        if !has_head {
            loaded.problems.push(
                "The title and the teams of the stored assessment are missing; its answers are there."
                    .to_owned(),
            );
        }
        // In the order of the keys: the snapshots come before the head and the list of ids, which
        // both are needed to read them.
        let parts = |wanted: fn(&Part) -> bool| {
            records.iter().filter_map(move |record| {
                let part = Part::of(record, id)?;
                wanted(&part).then_some((record, part))
            })
        };
        let in_order = parts(|part| matches!(part, Part::Head))
            .chain(parts(|part| matches!(part, Part::Ids)))
            .chain(parts(|part| matches!(part, Part::Team(_))))
            .chain(parts(|part| matches!(part, Part::Cycle(_))));
        for (record, part) in in_order {
            let Some(text) = store.get(record)? else {
                continue;
            };
            match self.read_part(&part, &text, &mut assessment) {
                Ok(()) => {
                    self.written.insert(record.clone(), text);
                }
                Err(RecordError::Newer) => return Ok(Loaded::newer()),
                Err(RecordError::Broken(problem)) => {
                    let aside = keep_aside(store, record, &text)?;
                    let what = match part {
                        Part::Head => "The stored assessment",
                        Part::Ids => "The stored list of activities",
                        Part::Team(_) => "The stored answers of one team",
                        Part::Cycle(_) => "The stored snapshot of one cycle",
                    };
                    loaded.problems.push(format!(
                        "{what} could not be read ({problem}) It was kept unchanged as “{aside}”."
                    ));
                }
            }
        }
        loaded.assessment = Some(assessment);
        Ok(loaded)
    }

    /// Puts what a record says into an assessment.
    fn read_part(
        &mut self,
        part: &Part,
        text: &str,
        into: &mut Assessment,
    ) -> Result<(), RecordError> {
        match part {
            Part::Head => {
                let head = record::read_head(text)?;
                *into = Assessment {
                    answers: std::mem::take(&mut into.answers),
                    ..head
                };
            }
            Part::Ids => self.ids.add(&record::read_ids(text)?),
            Part::Team(team) => {
                let answers = record::read_answers(text, &self.ids)?;
                let team = TeamId::new(team);
                into.teams.entry(team.clone()).or_insert_with(|| Team {
                    name: format!("Recovered {team}"),
                    ..Team::default()
                });
                into.answers.insert(team, answers);
            }
            Part::Cycle(id) => {
                let id = CycleId::new(id);
                let teams = record::read_snapshot(text, &self.ids)?;
                // A snapshot whose cycle is gone, or was brought to life again, is no one's.
                if let Some(cycle) = into.cycles.get_mut(&id)
                    && has_snapshot(cycle)
                {
                    cycle.answers = teams
                        .into_iter()
                        .map(|(team, answers)| (TeamId::new(&team), answers))
                        .collect();
                }
            }
        }
        Ok(())
    }

    /// Writes what was touched, and what an earlier save could not write. What another tab wrote
    /// meanwhile is merged into `assessment` first. Returns whether anything was merged, so that
    /// the page shows it.
    pub fn save(
        &mut self,
        store: &impl Store,
        assessment: &mut Assessment,
        touched: &Touched,
    ) -> Result<bool, StoreError> {
        let mut touched = touched.clone();
        if self.opened.is_some() && store.get(&key("current"))?.is_none() {
            self.opened = None;
        }
        if self.loss(store, assessment)?.is_some() {
            // Nothing is there any more of what was written.
            self.written.clear();
            self.revision = None;
            touched.all = true;
        }
        if touched.head || !touched.teams.is_empty() {
            self.echoes = 0;
        }
        if self.opened.as_deref() != Some(&assessment.id) {
            // The revision is that of another assessment.
            self.revision = None;
        }
        self.expect(store, assessment, &touched)?;
        let (mut merged, mut taken) = self.merge_foreign(store, assessment, None)?;
        if merged {
            self.expect_all(assessment);
        }
        // The head tells whether a newer version was here, so it is looked at each time.
        let mut due: Vec<String> = self.pending.iter().cloned().collect();
        due.push(head_key(&assessment.id));
        let (late, more) = self.merge_foreign(store, assessment, Some(&due))?;
        if late {
            merged = true;
            taken.extend(more);
            self.expect_all(assessment);
        }
        let written = self.write_pending(store, assessment);
        if written.is_err() {
            // The page may drop what was merged, so it has to be found again.
            for record in taken {
                if self.pending.contains(&record) {
                    self.written.remove(&record);
                }
            }
            self.revision = None;
        }
        written.map(|()| merged)
    }

    /// Merges what other tabs wrote into `assessment`. Returns whether anything has to be shown and
    /// saved: something changed, or a record is broken or lacks something that this tab can write
    /// again. `record`: the one that is known to have changed; `None`: look at all of them, if the
    /// revision says so.
    pub fn take_in(
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

    /// As [`Keeper::take_in`]; also says which records were taken in.
    fn merge_foreign(
        &mut self,
        store: &impl Store,
        assessment: &mut Assessment,
        records: Option<&[String]>,
    ) -> Result<(bool, Vec<String>), StoreError> {
        let id = assessment.id.clone();
        let revision = store.get(&revision_key(&id))?;
        let all;
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
                if stood && self.text(assessment, record).is_some() {
                    self.pending.insert(record.clone());
                    is_missing = true;
                }
                continue;
            };
            if self.written.get(record) != Some(&text) {
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
                self.ids.add(&ids);
            }
            for (part, record, text) in first.into_iter().chain(then) {
                let into = theirs.get_or_insert_with(|| Assessment {
                    answers: Map::new(),
                    ..head_of(assessment)
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
                    Err(RecordError::Broken(_)) => broken.push((record, text)),
                }
            }
            let is_broken = !broken.is_empty();
            for (record, text) in broken {
                set_aside(store, &record, &text)?;
                // The next save writes it again from what this tab has.
                self.written.remove(&record);
                self.pending.insert(record);
            }
            let names: Vec<String> = taken.iter().map(|(record, _)| record.clone()).collect();
            let lost_ids = self.lost_ids(&ids_key(&id), &taken);
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
            |(_, cycle): &(&CycleId, &Cycle)| has_snapshot(cycle) && cycle.answers.is_empty();
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
            self.expect_all(merged);
        }
        lacks
    }

    /// Finds out which records have to be written or removed.
    fn expect(
        &mut self,
        store: &impl Store,
        assessment: &Assessment,
        touched: &Touched,
    ) -> Result<(), StoreError> {
        let id = &assessment.id;
        self.pending.retain(|record| Part::of(record, id).is_some());
        if touched.all {
            self.expect_all(assessment);
        }
        let head = head_key(id);
        if touched.head || !self.written.contains_key(&head) {
            self.pending.insert(head);
        }
        for team in assessment.answers.keys() {
            let record = team_key(id, team);
            if !self.written.contains_key(&record) {
                self.pending.insert(record);
            }
        }
        for (cycle, content) in &assessment.cycles {
            let record = cycle_key(id, cycle);
            if touched.head && (!content.answers.is_empty() || self.written.contains_key(&record)) {
                self.pending.insert(record);
            }
        }
        for team in &touched.teams {
            self.pending.insert(team_key(id, team));
        }
        if touched.all || touched.head {
            // What is gone: deleted teams, or those of an import that was taken back.
            for record in store.keys(&assessment_prefix(id))? {
                if Part::of(&record, id).is_some() && self.text(assessment, &record).is_none() {
                    self.pending.insert(record);
                }
            }
        }
        Ok(())
    }

    fn expect_all(&mut self, assessment: &Assessment) {
        let id = &assessment.id;
        self.pending.insert(head_key(id));
        for team in assessment.answers.keys() {
            self.pending.insert(team_key(id, team));
        }
        for (cycle, content) in &assessment.cycles {
            if !content.answers.is_empty() {
                self.pending.insert(cycle_key(id, cycle));
            }
        }
    }

    /// Writes all of it or nothing: where there is no room, everything is put back as it stood.
    fn write_pending(
        &mut self,
        store: &impl Store,
        assessment: &Assessment,
    ) -> Result<(), StoreError> {
        let (pending, opened) = (self.pending.clone(), self.opened.clone());
        let journal = Journal::of(store);
        let result = self.make_room_and_write(&journal, assessment);
        if result == Err(StoreError::Full) {
            for (record, stands) in journal.put_back() {
                match stands {
                    Some(text) if Part::of(&record, &assessment.id).is_some() => {
                        self.written.insert(record, text);
                    }
                    _ => {
                        self.written.remove(&record);
                    }
                }
            }
            self.pending = pending;
            self.opened = opened;
            self.revision = None;
        }
        result
    }

    /// Writes first and removes then: at no moment may answers be missing that the head still
    /// names. Only where there is no room left, removing has to make some; after that the log goes,
    /// and the recovery copies, the oldest first.
    fn make_room_and_write(
        &mut self,
        store: &impl Store,
        assessment: &Assessment,
    ) -> Result<(), StoreError> {
        let mut result = self.write_changed(store, assessment);
        if result == Err(StoreError::Full) {
            self.remove_gone(store, assessment)?;
            store.remove(&log::log_key(&assessment.id))?;
            result = self.write_changed(store, assessment);
        }
        while result == Err(StoreError::Full) && shelf::drop_oldest_copy(store)? {
            result = self.write_changed(store, assessment);
        }
        result?;
        self.remove_gone(store, assessment)
    }

    fn write_changed(
        &mut self,
        store: &impl Store,
        assessment: &Assessment,
    ) -> Result<(), StoreError> {
        let before = self.written.len();
        let mut sum = 0u32;
        self.write_ids(store, assessment)?;
        // The head comes before the teams in the order of the keys: a team is named there before
        // its answers are written.
        let snapshots =
            |record: &String| matches!(Part::of(record, &assessment.id), Some(Part::Cycle(_)));
        let (last, first): (Vec<String>, Vec<String>) =
            self.pending.iter().cloned().partition(snapshots);
        for record in first.into_iter().chain(last) {
            let Some(text) = self.text(assessment, &record) else {
                continue;
            };
            if self.written.get(&record) != Some(&text) {
                write(store, &record, &text)?;
                sum = sum.rotate_left(1) ^ pack::checksum(text.as_bytes());
                self.written.insert(record.clone(), text);
            }
            self.pending.remove(&record);
        }
        if sum != 0 || before != self.written.len() {
            self.count_up(store, &assessment.id, sum)?;
        }
        if self.opened.as_deref() != Some(&assessment.id) {
            write(store, &key("current"), &assessment.id)?;
            // What is open is not deleted: an undo may have brought it back.
            store.remove(&shelf::deleted_key(&assessment.id))?;
            self.opened = Some(assessment.id.clone());
        }
        Ok(())
    }

    /// Tells other tabs that something was written. The sum keeps two tabs apart that count to the
    /// same number at once.
    fn count_up(&mut self, store: &impl Store, id: &str, sum: u32) -> Result<(), StoreError> {
        let count = self
            .revision
            .as_deref()
            .and_then(|revision| revision.split('-').next()?.parse::<u64>().ok())
            .unwrap_or(0);
        let revision = format!("{}-{sum:08x}", count.wrapping_add(1));
        write(store, &revision_key(id), &revision)?;
        self.revision = Some(revision);
        Ok(())
    }

    /// Adds the ids to the list that the answers to be written need.
    fn write_ids(&mut self, store: &impl Store, assessment: &Assessment) -> Result<(), StoreError> {
        let record = ids_key(&assessment.id);
        let mut listed: SortedSet<ActivityId> = self
            .written
            .get(&record)
            .and_then(|text| record::read_ids(text).ok())
            .unwrap_or_default()
            .into_iter()
            .collect();
        let before = listed.len();
        for pending in &self.pending {
            match Part::of(pending, &assessment.id) {
                Some(Part::Team(team)) => {
                    let answers = assessment.answers.get(team);
                    listed.extend(
                        answers
                            .into_iter()
                            .flat_map(|answers| answers.keys().cloned()),
                    );
                }
                Some(Part::Cycle(cycle)) => {
                    let cycle = assessment.cycles.get(cycle);
                    let teams = cycle.into_iter().flat_map(|cycle| cycle.answers.values());
                    listed.extend(teams.flat_map(|answers| answers.keys().cloned()));
                }
                _ => {}
            }
        }
        self.ids.add(&listed);
        if listed.len() == before && self.written.contains_key(&record) {
            return Ok(());
        }
        let text = record::ids_text(&listed);
        write(store, &record, &text)?;
        self.written.insert(record, text);
        Ok(())
    }

    /// What has to stand in a record; `None`: it has to go.
    fn text(&self, assessment: &Assessment, record: &str) -> Option<String> {
        match Part::of(record, &assessment.id)? {
            Part::Head => Some(record::head_text(&head_of(assessment))),
            Part::Ids => self.written.get(record).cloned(),
            Part::Team(team) => assessment
                .answers
                .get(team)
                .map(|answers| record::answers_text(answers, &self.ids)),
            Part::Cycle(cycle) => assessment
                .cycles
                .get(cycle)
                .filter(|cycle| !cycle.answers.is_empty())
                .map(|cycle| snapshot_text(cycle, &self.ids)),
        }
    }

    fn remove_gone(
        &mut self,
        store: &impl Store,
        assessment: &Assessment,
    ) -> Result<(), StoreError> {
        for record in self.pending.clone() {
            if self.text(assessment, &record).is_none() {
                let is_awaited = match Part::of(&record, &assessment.id) {
                    // Another tab closed it; its snapshot, or the head that names it, has not
                    // arrived yet.
                    Some(Part::Cycle(cycle)) => {
                        assessment.cycles.get(cycle).is_none_or(has_snapshot)
                    }
                    _ => false,
                };
                if is_awaited {
                    self.pending.remove(&record);
                    continue;
                }
                store.remove(&record)?;
                self.written.remove(&record);
                self.pending.remove(&record);
            }
        }
        Ok(())
    }
}

/// True for a cycle whose answers lie in a record of their own.
fn has_snapshot(cycle: &Cycle) -> bool {
    cycle.closed.is_some() && !cycle.deleted
}

/// A head says nothing about the answers in closed cycles, so those that are known still hold.
fn keep_snapshots(head: &mut Assessment, known: &Assessment) {
    for (id, cycle) in &mut head.cycles {
        if let Some(known) = known.cycles.get(id)
            && !cycle.deleted
            && !known.deleted
            && cycle.closed == known.closed
        {
            cycle.answers = known.answers.clone();
        }
    }
}

fn snapshot_text(cycle: &Cycle, ids: &Ids) -> String {
    let teams = cycle
        .answers
        .iter()
        .map(|(team, answers)| (team.as_str(), answers));
    record::snapshot_text(teams, ids)
}

impl Loaded {
    fn newer() -> Self {
        Self {
            assessment: None,
            problems: vec![
                "What is stored here was written by a newer version of this page. It was left untouched; reload the page to get the newest version.".to_owned(),
            ],
            is_newer: true,
        }
    }
}

/// The assessment without what has records of its own: answers and snapshots.
fn head_of(assessment: &Assessment) -> Assessment {
    let cycle = |cycle: &Cycle| Cycle {
        name: cycle.name.clone(),
        answers: Map::new(),
        changed: cycle.changed.clone(),
        kept: cycle.kept.clone(),
        ..*cycle
    };
    Assessment {
        id: assessment.id.clone(),
        title: assessment.title.clone(),
        model: assessment.model.clone(),
        stages: assessment.stages.clone(),
        cadence_months: assessment.cadence_months,
        evidence_valid_months: assessment.evidence_valid_months,
        changed: assessment.changed.clone(),
        settings_changed: assessment.settings_changed.clone(),
        setup: assessment.setup.clone(),
        teams: assessment.teams.clone(),
        answers: Map::new(),
        groups: assessment.groups.clone(),
        evidence: assessment.evidence.clone(),
        targets: assessment.targets.clone(),
        plan: assessment.plan.clone(),
        cycles: assessment
            .cycles
            .iter()
            .map(|(id, content)| (id.clone(), cycle(content)))
            .collect(),
        kept: assessment.kept.clone(),
    }
}

/// What a record of an assessment holds.
enum Part<'r> {
    Head,
    Ids,
    /// Id of the team.
    Team(&'r str),
    /// Id of the cycle.
    Cycle(&'r str),
}

impl<'r> Part<'r> {
    fn of(record: &'r str, id: &str) -> Option<Self> {
        let name = record
            .strip_prefix(PREFIX)?
            .strip_prefix("a/")?
            .strip_prefix(id)?
            .strip_prefix('/')?;
        match name.split_once('/') {
            None if name == "head" => Some(Part::Head),
            None if name == "ids" => Some(Part::Ids),
            Some(("t", team)) => Some(Part::Team(team)),
            Some(("c", cycle)) => Some(Part::Cycle(cycle)),
            _ => None,
        }
    }
}

fn key(name: &str) -> String {
    format!("{PREFIX}{name}")
}

fn assessment_prefix(id: &str) -> String {
    format!("{PREFIX}a/{id}/")
}

fn head_key(id: &str) -> String {
    format!("{PREFIX}a/{id}/head")
}

fn ids_key(id: &str) -> String {
    format!("{PREFIX}a/{id}/ids")
}

fn revision_key(id: &str) -> String {
    format!("{PREFIX}a/{id}/revision")
}

fn team_key(id: &str, team: &TeamId) -> String {
    format!("{PREFIX}a/{id}/t/{team}")
}

fn cycle_key(id: &str, cycle: &CycleId) -> String {
    format!("{PREFIX}a/{id}/c/{cycle}")
}

/// True for keys of records that hold parts of this assessment.
pub fn belongs_to(record: &str, id: &str) -> bool {
    Part::of(record, id).is_some()
}

/// Writes and reads back: "saved" has to be true.
fn write(store: &impl Store, record: &str, text: &str) -> Result<(), StoreError> {
    store.set(record, text)?;
    if store.get(record)?.as_deref() == Some(text) {
        Ok(())
    } else {
        Err(StoreError::NotKept)
    }
}

/// As [`set_aside`]; where there is no room for that, the record stays where it is, and nothing is
/// saved over it before there is.
fn keep_aside(store: &impl Store, record: &str, text: &str) -> Result<String, StoreError> {
    match set_aside(store, record, text) {
        Err(StoreError::Full) => Ok(record.to_owned()),
        result => result,
    }
}

/// Copies an unreadable record to a place where nothing writes, then frees its key.
fn set_aside(store: &impl Store, record: &str, text: &str) -> Result<String, StoreError> {
    let name = record.strip_prefix(PREFIX).unwrap_or(record);
    let mut number = 1;
    loop {
        let aside = format!("{PREFIX}quarantine/{number}/{name}");
        match store.get(&aside)? {
            // It was copied, but the browser went away before its key was freed.
            Some(known) if known == text => {}
            Some(_) => {
                number += 1;
                continue;
            }
            None => {
                store.copy(record, &aside)?;
                if store.get(&aside)?.as_deref() != Some(text) {
                    return Err(StoreError::NotKept);
                }
            }
        }
        store.remove(record)?;
        return Ok(aside);
    }
}
