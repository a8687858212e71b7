//! Reading what stands in a [`Store`].

use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::assessment::{Answers, Assessment, Snapshot, Team, TeamId};
use crate::lazy::Lazy;
use crate::model::ActivityId;
use crate::storage::aside::keep_aside;
use crate::storage::part::{
    Part, assessment_prefix, deleted_key, has_snapshot, head_key, ids_key, key, revision_key,
};
use crate::storage::record::{self, Ids, RecordError};
use crate::storage::{Store, StoreError};

use super::{Gone, Keeper, Loaded};

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
            matches!(store.get(&deleted_key(id)), Ok(None)).then_some(id)
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
    pub fn gone(
        &self,
        store: &impl Store,
        assessment: &Assessment,
    ) -> Result<Option<Gone>, StoreError> {
        let head = head_key(&assessment.id);
        if !self.written.contains_key(&head) || store.get(&head)?.is_some() {
            return Ok(None);
        }
        Ok(Some(match store.get(&key("current"))? {
            None => Gone::Cleared,
            Some(_) => Gone::Removed,
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
            ids: Arc::new(Ids::of(known)),
            is_lazy: self.is_lazy,
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
                "The title and the names in the stored assessment are missing; its answers are there."
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
            let text: Arc<str> = text.into();
            // What is packed means nothing without the list of ids.
            let can_wait = self.is_lazy && self.written.contains_key(&ids_key(id));
            let read = if can_wait && record::is_whole(&text) {
                self.read_later(&part, &text, &mut assessment);
                Ok(())
            } else {
                self.read_part(&part, &text, &mut assessment)
            };
            match read {
                Ok(()) => {
                    self.written.insert(record.clone(), text);
                }
                Err(RecordError::Newer) => return Ok(Loaded::newer()),
                Err(RecordError::Broken(problem)) => {
                    let aside = keep_aside(store, record, &text)?;
                    let what = match part {
                        Part::Head => "The stored assessment",
                        Part::Ids => "The stored list of activities",
                        Part::Team(_) => "A part of the stored answers",
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
    pub(super) fn read_part(
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
            Part::Ids => Arc::make_mut(&mut self.ids).add(&record::read_ids(text)?),
            Part::Team(team) => {
                let answers = record::read_answers(text, &self.ids)?;
                put_team(into, team, answers.into());
            }
            Part::Cycle(id) => {
                let teams = record::read_snapshot(text, &self.ids)?;
                put_snapshot(into, id, teams.into());
            }
        }
        Ok(())
    }

    /// As [`Keeper::read_part`], of a record that is whole and packed: what is in it is read when
    /// somebody looks. Most of a large company is not looked at for a long time.
    fn read_later(&self, part: &Part, text: &Arc<str>, into: &mut Assessment) {
        match part {
            Part::Team(team) => put_team(into, team, self.later(text, record::read_answers)),
            Part::Cycle(id) => put_snapshot(into, id, self.later(text, record::read_snapshot)),
            Part::Head | Part::Ids => {}
        }
    }

    fn later<T: Default + 'static>(
        &self,
        text: &Arc<str>,
        read: fn(&str, &Ids) -> Result<T, RecordError>,
    ) -> Lazy<T> {
        let (ids, broken) = (Arc::clone(&self.ids), Arc::clone(&self.broken));
        let source = Arc::clone(text);
        Lazy::later(Some(Arc::clone(text)), move || {
            let read = read(&source, &ids);
            broken.fetch_or(read.is_err(), Ordering::Relaxed);
            read.unwrap_or_default()
        })
    }
}

fn put_team(into: &mut Assessment, team: &str, answers: Answers) {
    let team = TeamId::new(team);
    into.teams.entry(team.clone()).or_insert_with(|| Team {
        name: format!("Recovered {team}"),
        ..Team::default()
    });
    into.answers.insert(team, answers);
}

/// A snapshot whose cycle is gone, or was brought to life again, is no one's.
fn put_snapshot(into: &mut Assessment, cycle: &str, teams: Snapshot) {
    if let Some(cycle) = into.cycles.get_mut(cycle)
        && has_snapshot(cycle)
    {
        cycle.answers = teams;
    }
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
