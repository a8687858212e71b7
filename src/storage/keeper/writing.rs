//! Writing what has changed: all of it or nothing.

use std::sync::Arc;

use crate::assessment::{Answers, Assessment, Touched};
use crate::map::SortedSet;
use crate::model::ActivityId;
use crate::storage::aside::write;
use crate::storage::journal::Journal;
use crate::storage::part::{
    Part, assessment_prefix, cycle_key, deleted_key, has_snapshot, head_key, head_of, ids_key,
    keeps_answers, key, revision_key, snapshot_text, team_key,
};
use crate::storage::{Store, StoreError, log, pack, record, room};

use super::Keeper;

impl Keeper {
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
        if self.gone(store, assessment)?.is_some() {
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
            self.expect_all(assessment, false);
        }
        // The head tells whether a newer version was here, so it is looked at each time.
        let mut due: Vec<String> = self.pending.iter().cloned().collect();
        due.push(head_key(&assessment.id));
        let (late, more) = self.merge_foreign(store, assessment, Some(&due))?;
        if late {
            merged = true;
            taken.extend(more);
            self.expect_all(assessment, false);
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
            self.expect_all(assessment, false);
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
        for team in &touched.teams {
            self.pending.insert(team_key(id, team));
        }
        if touched.all || touched.head {
            let stored: SortedSet<String> =
                store.keys(&assessment_prefix(id))?.into_iter().collect();
            // What something else took away is found, although it need not be written for a change.
            for team in assessment.answers.keys() {
                let record = team_key(id, team);
                if !stored.contains(&record) {
                    self.pending.insert(record);
                }
            }
            for (cycle, content) in &assessment.cycles {
                let record = cycle_key(id, cycle);
                let is_kept = self.is_kept(&record, content.answers.source());
                let is_due = self.written.contains_key(&record) || keeps_answers(content);
                if is_due && !(is_kept && stored.contains(&record)) {
                    self.pending.insert(record);
                }
            }
            // What is gone: deleted teams, or those of an import that was taken back.
            for record in stored {
                if Part::of(&record, id).is_some() && !self.has_text(assessment, &record) {
                    self.pending.insert(record);
                }
            }
        }
        Ok(())
    }

    /// All records have to be written. `known_too`: also those that are known to be as they were read,
    /// because the list of ids is made of what is written.
    pub(super) fn expect_all(&mut self, assessment: &Assessment, known_too: bool) {
        let id = &assessment.id;
        let known_too = known_too || !self.written.contains_key(&ids_key(id));
        self.pending.insert(head_key(id));
        for (team, answers) in &assessment.answers {
            let record = team_key(id, team);
            if known_too || !self.is_kept(&record, answers.source()) {
                self.pending.insert(record);
            }
        }
        for (cycle, content) in &assessment.cycles {
            let record = cycle_key(id, cycle);
            let is_due = known_too || !self.is_kept(&record, content.answers.source());
            if is_due && keeps_answers(content) {
                self.pending.insert(record);
            }
        }
    }

    /// A record stands as it was read, and nobody has changed what was read from it.
    fn is_kept(&self, record: &str, source: Option<&Arc<str>>) -> bool {
        source.is_some() && self.written.get(record) == source
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
                        self.written.insert(record, text.into());
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
        while result == Err(StoreError::Full) && room::drop_oldest_copy(store)? {
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
            if self.written.get(&record).map(AsRef::as_ref) != Some(text.as_str()) {
                write(store, &record, &text)?;
                sum = sum.rotate_left(1) ^ pack::checksum(text.as_bytes());
                self.written.insert(record.clone(), text.into());
            }
            self.pending.remove(&record);
        }
        if sum != 0 || before != self.written.len() {
            self.count_up(store, &assessment.id, sum)?;
        }
        if self.opened.as_deref() != Some(&assessment.id) {
            write(store, &key("current"), &assessment.id)?;
            // What is open is not deleted: an undo may have brought it back.
            store.remove(&deleted_key(&assessment.id))?;
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
        Arc::make_mut(&mut self.ids).add(&listed);
        if listed.len() == before && self.written.contains_key(&record) {
            return Ok(());
        }
        let text = record::ids_text(&listed);
        write(store, &record, &text)?;
        self.written.insert(record, text.into());
        Ok(())
    }

    /// What has to stand in a record; `None`: it has to go.
    pub(super) fn text(&self, assessment: &Assessment, record: &str) -> Option<String> {
        match Part::of(record, &assessment.id)? {
            Part::Head => Some(record::head_text(&head_of(assessment))),
            Part::Ids => self.written.get(record).map(|text| text.to_string()),
            Part::Team(team) => {
                let answers = assessment.answers.get(team)?;
                Some(match self.ready_text(answers) {
                    Some(text) => text.to_owned(),
                    None => record::answers_text(answers, &self.ids),
                })
            }
            Part::Cycle(cycle) => assessment
                .cycles
                .get(cycle)
                .filter(|cycle| keeps_answers(cycle))
                .map(|cycle| snapshot_text(cycle, &self.ids)),
        }
    }

    /// The record of which answers were read, here or by the second thread, if it means the same here:
    /// then they need not be packed once more.
    fn ready_text<'a>(&self, answers: &'a Answers) -> Option<&'a str> {
        let source = answers.source()?;
        let means_the_same = |id| self.ids.short(id).is_some();
        // Nothing: it could not be unpacked.
        let is_ready = !answers.is_empty() && answers.keys().all(means_the_same);
        is_ready.then_some(source.as_ref())
    }

    /// Whether something has to stand in a record; nobody has to look at answers for that.
    pub(super) fn has_text(&self, assessment: &Assessment, record: &str) -> bool {
        match Part::of(record, &assessment.id) {
            Some(Part::Head) => true,
            Some(Part::Ids) => self.written.contains_key(record),
            Some(Part::Team(team)) => assessment.answers.contains_key(team),
            Some(Part::Cycle(cycle)) => assessment.cycles.get(cycle).is_some_and(keeps_answers),
            None => false,
        }
    }

    fn remove_gone(
        &mut self,
        store: &impl Store,
        assessment: &Assessment,
    ) -> Result<(), StoreError> {
        for record in self.pending.clone() {
            if !self.has_text(assessment, &record) {
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
