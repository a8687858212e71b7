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
}

impl Keeper {
    /// Reads the assessment that was open last. Unreadable records are moved aside and reported;
    /// the rest loads.
    pub fn load(&mut self, store: &impl Store) -> Result<Loaded, StoreError> {
        let mut loaded = Loaded::default();
        let Some(id) = store.get(&key("current"))? else {
            return Ok(loaded);
        };
        let head_key = head_key(&id);
        let Some(text) = store.get(&head_key)? else {
            return Ok(loaded);
        };
        let mut assessment = match assessment_file::read(&text) {
            Ok(assessment) => assessment,
            Err(FileError::TooNew { .. }) => {
                loaded.is_newer = true;
                loaded.problems.push(
                    "What is stored here was written by a newer version of this page. It was left untouched; reload the page to get the newest version.".to_owned(),
                );
                return Ok(loaded);
            }
            Err(problem) => {
                let aside = set_aside(store, &head_key, &text)?;
                loaded.problems.push(format!(
                    "The stored assessment could not be read ({problem}) It was kept unchanged as “{aside}”."
                ));
                // The answers may still be good: they get a new head.
                Assessment {
                    id: id.clone(),
                    title: "Recovered".to_owned(),
                    ..empty()
                }
            }
        };
        self.written.insert(head_key, text);
        for record in store.keys(&team_prefix(&id))? {
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
                Err(problem) => {
                    let aside = set_aside(store, &record, &text)?;
                    loaded.problems.push(format!(
                        "The stored answers of one team could not be read ({problem}) They were kept unchanged as “{aside}”."
                    ));
                }
            }
        }
        loaded.assessment = Some(assessment);
        Ok(loaded)
    }

    /// Writes what was touched. What another tab wrote meanwhile is merged into `assessment`
    /// first. Returns whether anything was merged, so that the page shows it.
    pub fn save(
        &mut self,
        store: &impl Store,
        assessment: &mut Assessment,
        touched: &Touched,
    ) -> Result<bool, StoreError> {
        let merged = self.take_in(store, assessment)?;
        let mut records = Vec::new();
        if touched.all || touched.head || merged {
            records.push((head_key(&assessment.id), head_text(assessment)));
        }
        let teams: BTreeSet<&TeamId> = if touched.all || merged {
            assessment
                .answers
                .keys()
                .chain(touched.teams.iter())
                .collect()
        } else {
            touched.teams.iter().collect()
        };
        for team in teams {
            let record = team_key(&assessment.id, team);
            match assessment.answers.get(team) {
                Some(answers) => records.push((record, team_text(answers))),
                None => {
                    store.remove(&record)?;
                    self.written.remove(&record);
                }
            }
        }
        if touched.head || touched.all {
            self.remove_deleted(store, assessment)?;
        }
        for (record, text) in records {
            if self.written.get(&record) != Some(&text) {
                write(store, &record, &text)?;
                self.written.insert(record, text);
            }
        }
        let current = key("current");
        if store.get(&current)?.as_deref() != Some(&assessment.id) {
            write(store, &current, &assessment.id)?;
        }
        Ok(merged)
    }

    /// Merges what other tabs wrote into `assessment`. Returns whether anything changed.
    pub fn take_in(
        &mut self,
        store: &impl Store,
        assessment: &mut Assessment,
    ) -> Result<bool, StoreError> {
        let mut theirs: Option<Assessment> = None;
        let head = head_key(&assessment.id);
        if let Some(text) = self.foreign(store, &head)? {
            match assessment_file::read(&text) {
                Ok(other) => theirs = Some(other),
                Err(_) => {
                    set_aside(store, &head, &text)?;
                }
            }
            self.written.insert(head, text);
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
                }
                Err(_) => {
                    set_aside(store, &record, &text)?;
                }
            }
            self.written.insert(record, text);
        }
        let Some(theirs) = theirs else {
            return Ok(false);
        };
        let merged = merge(assessment, &theirs);
        let changed = merged != *assessment;
        *assessment = merged;
        Ok(changed)
    }

    /// The text of a record, if it is not what this tab wrote or read there.
    fn foreign(&self, store: &impl Store, record: &str) -> Result<Option<String>, StoreError> {
        let text = store.get(record)?;
        Ok(text.filter(|text| self.written.get(record) != Some(text)))
    }

    fn remove_deleted(
        &mut self,
        store: &impl Store,
        assessment: &Assessment,
    ) -> Result<(), StoreError> {
        for (team, _) in assessment.teams.iter().filter(|(_, team)| team.deleted) {
            if !assessment.answers.contains_key(team) {
                let record = team_key(&assessment.id, team);
                store.remove(&record)?;
                self.written.remove(&record);
            }
        }
        Ok(())
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
        teams: BTreeMap::new(),
        answers: BTreeMap::new(),
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

fn read_team(
    text: &str,
) -> Result<BTreeMap<crate::model::ActivityId, crate::assessment::Answer>, String> {
    let mut value: Value = serde_json::from_str(text).map_err(|cause| format!("{cause}."))?;
    match value.get("record").and_then(Value::as_u64) {
        Some(1) => {}
        _ => return Err("it is no record of this version.".to_owned()),
    }
    let answers = value
        .get_mut("answers")
        .map(Value::take)
        .unwrap_or(Value::Null);
    assessment_file::parse_answers(answers).map_err(|problem| problem.to_string())
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

/// Copies an unreadable record to a place where nothing writes, then frees its key.
fn set_aside(store: &impl Store, record: &str, text: &str) -> Result<String, StoreError> {
    let name = record.strip_prefix(PREFIX).unwrap_or(record);
    let mut number = 1;
    loop {
        let aside = format!("{PREFIX}quarantine/{number}/{name}");
        match store.get(&aside)? {
            Some(known) if known == text => return Ok(aside),
            Some(_) => number += 1,
            None => {
                write(store, &aside, text)?;
                store.remove(record)?;
                return Ok(aside);
            }
        }
    }
}
