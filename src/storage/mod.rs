//! The rules of keeping: which records there are, and how a change gets into them without losing
//! anything. Written over the trait [`Store`], so that tests run them against memory.
//!
//! Records (all keys begin with [`PREFIX`]):
//!
//! | key | holds |
//! |---|---|
//! | `current` | id of the assessment that is open |
//! | `a/<id>/head` | the assessment without its answers |
//! | `a/<id>/t/<team>` | the answers of one team |
//! | `quarantine/<n>/<key>` | a record that could not be read, unchanged |
//!
//! Before a record is written, what stands there is read: another tab may have been quicker. What
//! it says is merged, never overwritten; what cannot be read is moved aside first.

mod memory;

pub use memory::Memory;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::{Map, Value};

use crate::assessment::{Assessment, TeamId, Touched, merge};
use crate::exchange::assessment_file::{self, FileError};

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

/// Keeps one assessment in a [`Store`].
#[derive(Clone, Debug, Default)]
pub struct Keeper {
    /// What stands in each record as far as this tab knows.
    written: BTreeMap<String, String>,
    /// Records that have to be written or removed. They stay here where that fails, so that the
    /// next save catches up.
    pending: BTreeSet<String>,
    /// The assessment that this tab said was open. Another tab may have opened another one since;
    /// it is not called back.
    opened: Option<String>,
}

impl Keeper {
    /// Reads the assessment that was open last. Unreadable records are moved aside and reported;
    /// the rest loads.
    pub fn load(&mut self, store: &impl Store) -> Result<Loaded, StoreError> {
        let mut loaded = Loaded::default();
        let Some(id) = store.get(&key("current"))? else {
            return Ok(loaded);
        };
        self.opened = Some(id.clone());
        let head_key = head_key(&id);
        let records = store.keys(&team_prefix(&id))?;
        // Its id is all that is sure about an assessment whose head is lost. The answers may still
        // be good: they get a new head, which the next save writes.
        let recovered = || Assessment {
            id: id.clone(),
            title: "Recovered".to_owned(),
            ..empty()
        };
        let mut assessment = match store.get(&head_key)? {
            None if records.is_empty() => return Ok(loaded),
            None => {
                loaded.problems.push(
                    "The title and the teams of the stored assessment are missing; its answers are there."
                        .to_owned(),
                );
                recovered()
            }
            Some(text) => match assessment_file::read(&text) {
                Ok(assessment) => {
                    self.written.insert(head_key, text);
                    assessment
                }
                Err(FileError::TooNew { .. }) => return Ok(Loaded::newer()),
                Err(problem) => {
                    let aside = keep_aside(store, &head_key, &text)?;
                    loaded.problems.push(format!(
                        "The stored assessment could not be read ({problem}) It was kept unchanged as “{aside}”."
                    ));
                    recovered()
                }
            },
        };
        for record in records {
            let Some(text) = store.get(&record)? else {
                continue;
            };
            let team = TeamId::new(&record[team_prefix(&id).len()..]);
            match read_team(&text) {
                Ok(answers) => {
                    assessment.teams.entry(team.clone()).or_insert_with(|| {
                        crate::assessment::Team {
                            name: format!("Recovered {team}"),
                            ..Default::default()
                        }
                    });
                    assessment.answers.insert(team, answers);
                    self.written.insert(record, text);
                }
                Err(RecordError::Newer) => {
                    *self = Self::default();
                    return Ok(Loaded::newer());
                }
                Err(RecordError::Broken(problem)) => {
                    let aside = keep_aside(store, &record, &text)?;
                    loaded.problems.push(format!(
                        "The stored answers of one team could not be read ({problem}) They were kept unchanged as “{aside}”."
                    ));
                }
            }
        }
        loaded.assessment = Some(assessment);
        Ok(loaded)
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
            // Somebody cleared the storage: nothing is there any more of what was written.
            self.written.clear();
            self.opened = None;
            touched.all = true;
        }
        let (merged, taken) = self.merge_foreign(store, assessment)?;
        self.expect(store, assessment, &touched, merged)?;
        let written = self.write_pending(store, assessment);
        if written.is_err() {
            // The page may drop what was merged, so it has to be found again.
            for record in taken {
                if self.pending.contains(&record) {
                    self.written.remove(&record);
                }
            }
        }
        written.map(|()| merged)
    }

    /// Merges what other tabs wrote into `assessment`. Returns whether anything changed.
    pub fn take_in(
        &mut self,
        store: &impl Store,
        assessment: &mut Assessment,
    ) -> Result<bool, StoreError> {
        self.merge_foreign(store, assessment)
            .map(|(merged, _)| merged)
    }

    /// As [`Keeper::take_in`]; also says which records were taken in.
    fn merge_foreign(
        &mut self,
        store: &impl Store,
        assessment: &mut Assessment,
    ) -> Result<(bool, Vec<String>), StoreError> {
        let mut theirs: Option<Assessment> = None;
        let mut taken = Vec::new();
        let mut broken = Vec::new();
        let head = head_key(&assessment.id);
        if let Some(text) = self.foreign(store, &head)? {
            match assessment_file::read(&text) {
                Ok(other) => {
                    theirs = Some(other);
                    taken.push((head, text));
                }
                Err(FileError::TooNew { .. }) => return Err(StoreError::Newer),
                Err(_) => broken.push((head, text)),
            }
        }
        let prefix = team_prefix(&assessment.id);
        for record in store.keys(&prefix)? {
            let Some(text) = self.foreign(store, &record)? else {
                continue;
            };
            let team = TeamId::new(&record[prefix.len()..]);
            match read_team(&text) {
                Ok(answers) => {
                    theirs
                        .get_or_insert_with(|| Assessment {
                            answers: BTreeMap::new(),
                            ..assessment.clone()
                        })
                        .answers
                        .insert(team, answers);
                    taken.push((record, text));
                }
                Err(RecordError::Newer) => return Err(StoreError::Newer),
                Err(RecordError::Broken(_)) => broken.push((record, text)),
            }
        }
        for (record, text) in broken {
            set_aside(store, &record, &text)?;
            // The next save writes it again from what this tab has.
            self.written.remove(&record);
        }
        let records = taken.iter().map(|(record, _)| record.clone()).collect();
        self.written.extend(taken);
        let Some(theirs) = theirs else {
            return Ok((false, records));
        };
        let merged = merge(assessment, &theirs);
        let changed = merged != *assessment;
        *assessment = merged;
        Ok((changed, records))
    }

    /// The text of a record, if it is not what this tab wrote or read there.
    fn foreign(&self, store: &impl Store, record: &str) -> Result<Option<String>, StoreError> {
        let text = store.get(record)?;
        Ok(text.filter(|text| self.written.get(record) != Some(text)))
    }

    /// Finds out which records have to be written or removed.
    fn expect(
        &mut self,
        store: &impl Store,
        assessment: &Assessment,
        touched: &Touched,
        merged: bool,
    ) -> Result<(), StoreError> {
        let id = &assessment.id;
        self.pending.retain(|record| belongs_to(record, id));
        let head = head_key(id);
        if touched.all || touched.head || merged || !self.written.contains_key(&head) {
            self.pending.insert(head);
        }
        for team in assessment.answers.keys() {
            let record = team_key(id, team);
            if touched.all || merged || !self.written.contains_key(&record) {
                self.pending.insert(record);
            }
        }
        for team in &touched.teams {
            self.pending.insert(team_key(id, team));
        }
        if touched.all || touched.head {
            // Teams that are gone: deleted, or of an import that was taken back.
            for record in store.keys(&team_prefix(id))? {
                if !assessment
                    .answers
                    .contains_key(&record[team_prefix(id).len()..])
                {
                    self.pending.insert(record);
                }
            }
        }
        Ok(())
    }

    /// Writes first and removes then: at no moment may answers be missing that the head still
    /// names. Only where there is no room left, removing has to make some.
    fn write_pending(
        &mut self,
        store: &impl Store,
        assessment: &Assessment,
    ) -> Result<(), StoreError> {
        match self.write_changed(store, assessment) {
            Ok(()) => self.remove_gone(store, assessment),
            Err(StoreError::Full) => {
                self.remove_gone(store, assessment)?;
                self.write_changed(store, assessment)
            }
            Err(problem) => Err(problem),
        }
    }

    fn write_changed(
        &mut self,
        store: &impl Store,
        assessment: &Assessment,
    ) -> Result<(), StoreError> {
        // The head comes first in the order of the keys; a team is named there before its answers
        // are written.
        for record in self.pending.clone() {
            let Some(text) = record_text(assessment, &record) else {
                continue;
            };
            if self.written.get(&record) != Some(&text) {
                write(store, &record, &text)?;
                self.written.insert(record.clone(), text);
            }
            self.pending.remove(&record);
        }
        if self.opened.as_deref() != Some(&assessment.id) {
            write(store, &key("current"), &assessment.id)?;
            self.opened = Some(assessment.id.clone());
        }
        Ok(())
    }

    fn remove_gone(
        &mut self,
        store: &impl Store,
        assessment: &Assessment,
    ) -> Result<(), StoreError> {
        for record in self.pending.clone() {
            if record_text(assessment, &record).is_none() {
                store.remove(&record)?;
                self.written.remove(&record);
                self.pending.remove(&record);
            }
        }
        Ok(())
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

/// What has to stand in a record; `None`: it has to go.
fn record_text(assessment: &Assessment, record: &str) -> Option<String> {
    match record.strip_prefix(&team_prefix(&assessment.id)) {
        Some(team) => assessment.answers.get(team).map(team_text),
        None => Some(head_text(assessment)),
    }
}

fn empty() -> Assessment {
    Assessment {
        id: String::new(),
        title: String::new(),
        model: Default::default(),
        stages: crate::assessment::default_stages(),
        cadence_months: 6,
        evidence_valid_months: 12,
        changed: Default::default(),
        settings_changed: Default::default(),
        setup: Default::default(),
        teams: BTreeMap::new(),
        answers: BTreeMap::new(),
        groups: BTreeMap::new(),
        evidence: BTreeMap::new(),
        targets: BTreeMap::new(),
        plan: BTreeMap::new(),
        cycles: BTreeMap::new(),
        kept: Default::default(),
    }
}

fn key(name: &str) -> String {
    format!("{PREFIX}{name}")
}

fn head_key(id: &str) -> String {
    format!("{PREFIX}a/{id}/head")
}

fn team_prefix(id: &str) -> String {
    format!("{PREFIX}a/{id}/t/")
}

fn team_key(id: &str, team: &TeamId) -> String {
    format!("{}{team}", team_prefix(id))
}

/// True for keys of records that hold parts of this assessment.
pub fn belongs_to(record: &str, id: &str) -> bool {
    record == head_key(id) || record.starts_with(&team_prefix(id))
}

fn head_text(assessment: &Assessment) -> String {
    let head = Assessment {
        answers: BTreeMap::new(),
        ..assessment.clone()
    };
    assessment_file::write(&head)
}

fn team_text(answers: &BTreeMap<crate::model::ActivityId, crate::assessment::Answer>) -> String {
    let mut map = Map::new();
    map.insert("record".into(), 1.into());
    map.insert("answers".into(), assessment_file::write_answers(answers));
    Value::Object(map).to_string()
}

/// Why the record of a team cannot be used.
enum RecordError {
    Newer,
    Broken(String),
}

fn read_team(
    text: &str,
) -> Result<BTreeMap<crate::model::ActivityId, crate::assessment::Answer>, RecordError> {
    let mut value: Value =
        serde_json::from_str(text).map_err(|cause| RecordError::Broken(format!("{cause}.")))?;
    match value.get("record").and_then(Value::as_u64) {
        Some(1) => {}
        Some(2..) => return Err(RecordError::Newer),
        _ => {
            return Err(RecordError::Broken(
                "it is no record of this version.".to_owned(),
            ));
        }
    }
    let answers = value
        .get_mut("answers")
        .map(Value::take)
        .unwrap_or(Value::Null);
    assessment_file::parse_answers(answers)
        .map_err(|problem| RecordError::Broken(problem.to_string()))
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
            None => write(store, &aside, text)?,
        }
        store.remove(record)?;
        return Ok(aside);
    }
}
