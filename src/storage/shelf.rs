//! What else lies in the storage: the other assessments, recovery copies, records that were moved
//! aside, and how much room all of it takes.

use super::aside::write;
use super::part::{assessment_prefix, deleted_key, head_key, head_of, key, snapshot_text};
use super::record::{self, Ids, RecordError};
use super::room::drop_oldest_copy;
use super::{Keeper, PREFIX, Store, StoreError};
use crate::assessment::{Answers, Assessment, Command, Context, CycleId, Touched};
use crate::map::SortedSet;
use crate::model::ActivityId;
use crate::order::sorted;

/// What browsers grant a page, in UTF-16 units, keys included.
pub const QUOTA: usize = 5_242_880;
/// Most recovery copies of one assessment.
pub const MAX_COPIES: usize = 10;
/// What all recovery copies together may take, in UTF-16 units.
const COPIES_QUOTA: usize = QUOTA / 5;

/// An assessment that lies in the storage.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// Its title; "Not readable" where its head is damaged.
    pub title: String,
    /// How many teams it has.
    pub teams: usize,
    /// What it takes, in UTF-16 units.
    pub size: usize,
    /// The moment of its deletion, in milliseconds since 1970; it can still be brought back.
    pub deleted: Option<i64>,
}

/// A recovery copy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Copy {
    /// Its key.
    pub key: String,
    /// When it was made, in milliseconds since 1970.
    pub at: i64,
    /// What it takes, in UTF-16 units.
    pub size: usize,
}

/// A record that was moved aside, because it could not be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Aside {
    /// Its key.
    pub key: String,
    /// Where it stood.
    pub name: String,
    /// What it takes, in UTF-16 units.
    pub size: usize,
}

/// How much room is taken, in UTF-16 units.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Usage {
    /// By assessments that are not deleted.
    pub assessments: usize,
    /// By deleted ones.
    pub deleted: usize,
    /// By recovery copies.
    pub copies: usize,
    /// By records moved aside.
    pub aside: usize,
    /// By everything else of this page.
    pub other: usize,
    /// By other pages on the same origin.
    pub foreign: usize,
}

impl Usage {
    /// All of it.
    pub fn total(self) -> usize {
        self.assessments + self.deleted + self.copies + self.aside + self.other + self.foreign
    }
}

/// What lies in a [`Store`], beside the assessment that is open.
#[derive(Clone, Copy, Debug)]
pub struct Shelf<'s, S> {
    store: &'s S,
}

impl<'s, S: Store> Shelf<'s, S> {
    /// Looks into a store.
    pub fn of(store: &'s S) -> Self {
        Self { store }
    }

    pub(super) fn store(&self) -> &'s S {
        self.store
    }

    /// All assessments, by title; deleted ones come last.
    pub fn list(&self) -> Result<Vec<Entry>, StoreError> {
        let ids = ids_in(&self.store.keys(&key("a/"))?);
        let mut entries = Vec::new();
        for id in ids {
            let head = self.store.get(&head_key(&id))?;
            let head = head.and_then(|text| record::read_head(&text).ok());
            entries.push(Entry {
                title: head
                    .as_ref()
                    .map_or_else(|| "Not readable".to_owned(), |head| head.title.clone()),
                teams: head.map_or(0, |head| head.living_teams().len()),
                size: self.size(&assessment_prefix(&id))?,
                deleted: self
                    .store
                    .get(&deleted_key(&id))?
                    .map(|at| at.parse().unwrap_or(0)),
                id,
            });
        }
        Ok(sorted(entries, |left, right| {
            (left.deleted.is_some(), &left.title, &left.id).cmp(&(
                right.deleted.is_some(),
                &right.title,
                &right.id,
            ))
        }))
    }

    /// Marks an assessment as deleted. Nothing is removed before [`Shelf::purge`].
    pub fn delete(&self, id: &str, now: i64) -> Result<(), StoreError> {
        write(self.store, &deleted_key(id), &now.to_string())
    }

    pub(super) fn is_deleted(&self, id: &str) -> Result<bool, StoreError> {
        Ok(self.store.get(&deleted_key(id))?.is_some())
    }

    /// Takes the deletion back.
    pub fn restore(&self, id: &str) -> Result<(), StoreError> {
        self.store.remove(&deleted_key(id))
    }

    /// Removes an assessment and its recovery copies for good.
    pub fn purge(&self, id: &str) -> Result<(), StoreError> {
        for record in self.store.keys(&assessment_prefix(id))? {
            if is_of(&record, id) {
                self.store.remove(&record)?;
            }
        }
        for copy in self.copies(id)? {
            self.store.remove(&copy.key)?;
        }
        Ok(())
    }

    /// Gives an assessment that is not open another title.
    pub fn rename(
        &self,
        id: &str,
        title: &str,
        known: &[ActivityId],
        context: &Context,
    ) -> Result<bool, StoreError> {
        let mut keeper = Keeper::default();
        let Some(mut assessment) = keeper.load_id(self.store, id, known)?.assessment else {
            return Ok(false);
        };
        let command = Command::Retitle {
            title: title.to_owned(),
        };
        match assessment.apply(command, context) {
            Ok(Some(change)) => {
                keeper.save(self.store, &mut assessment, &change.touched())?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// Makes a second assessment of one that is stored; from here on they have nothing to do with
    /// each other. What is open stays open.
    pub fn duplicate(
        &self,
        id: &str,
        new_id: &str,
        title: &str,
        known: &[ActivityId],
    ) -> Result<bool, StoreError> {
        let loaded = Keeper::default().load_id(self.store, id, known)?;
        let Some(assessment) = loaded.assessment else {
            return Ok(false);
        };
        self.add(&Assessment {
            id: new_id.to_owned(),
            title: title.to_owned(),
            ..assessment
        })?;
        Ok(true)
    }

    /// Stores an assessment beside the others, without opening it. If there is no room for it,
    /// nothing of it is left.
    pub fn add(&self, assessment: &Assessment) -> Result<(), StoreError> {
        let everything = Touched {
            all: true,
            ..Touched::default()
        };
        // It says that this one is open, so that it does not take the place of the one that is.
        let mut keeper = match self.store.get(&key("current"))? {
            Some(_) => Keeper::beside(&assessment.id),
            None => Keeper::default(),
        };
        let stored = keeper.save(self.store, &mut assessment.clone(), &everything);
        if stored.is_err() {
            self.purge(&assessment.id)?;
        }
        stored.map(|_| ())
    }

    /// Remembers that the assessment was exported.
    pub fn exported(&self, id: &str, now: i64) -> Result<(), StoreError> {
        write(self.store, &exported_key(id), &now.to_string())
    }

    /// The moment of the last export.
    pub fn last_export(&self, id: &str) -> Result<Option<i64>, StoreError> {
        let text = self.store.get(&exported_key(id))?;
        Ok(text.and_then(|text| text.parse().ok()))
    }

    /// Makes a recovery copy, unless the last one says the same. Older ones are thinned out. Where
    /// there is no room, none is made: the copies are a convenience, the assessment is not.
    pub fn copy(&self, assessment: &Assessment, now: i64) -> Result<(), StoreError> {
        if least_units(assessment) > COPIES_QUOTA / 2 {
            return Ok(());
        }
        let text = copy_text(assessment);
        let copies = self.copies(&assessment.id)?;
        let last = copies.last().map(|copy| self.store.get(&copy.key));
        if let Some(last) = last
            && last?.as_deref() == Some(&text)
        {
            return Ok(());
        }
        if units(&text) > COPIES_QUOTA / 2 {
            return Ok(());
        }
        let record = format!("{}{now:015}", copies_prefix(&assessment.id));
        match write(self.store, &record, &text) {
            Err(StoreError::Full) => return Ok(()),
            written => written?,
        }
        let mut moments: Vec<i64> = self
            .copies(&assessment.id)?
            .iter()
            .map(|copy| copy.at)
            .collect();
        while moments.len() > MAX_COPIES {
            let at = least_needed(&moments, now);
            let gone = moments.remove(at);
            self.store
                .remove(&format!("{}{gone:015}", copies_prefix(&assessment.id)))?;
        }
        while self.size(&key("copies/"))? > COPIES_QUOTA && drop_oldest_copy(self.store)? {}
        Ok(())
    }

    /// The recovery copies of an assessment, the oldest first.
    pub fn copies(&self, id: &str) -> Result<Vec<Copy>, StoreError> {
        let prefix = copies_prefix(id);
        let mut copies = Vec::new();
        for record in self.store.keys(&prefix)? {
            let Ok(at) = record[prefix.len()..].parse() else {
                continue;
            };
            copies.push(Copy {
                at,
                size: self.size(&record)?,
                key: record,
            });
        }
        Ok(sorted(copies, |left, right| left.at.cmp(&right.at)))
    }

    /// Reads a recovery copy. `Err`: a sentence.
    pub fn read_copy(&self, copy: &Copy) -> Result<Assessment, String> {
        let text = self
            .store
            .get(&copy.key)
            .map_err(|problem| problem.to_string())?
            .ok_or("This copy is gone: another tab may have thinned them out.")?;
        read_copy_text(&text).map_err(|problem| match problem {
            RecordError::Newer => {
                "This copy was made by a newer version of this page. Reload the page to get the newest version.".to_owned()
            }
            RecordError::Broken(what) => format!("This copy could not be read: {what}"),
        })
    }

    /// Records that were moved aside.
    pub fn aside(&self) -> Result<Vec<Aside>, StoreError> {
        let prefix = key("quarantine/");
        let mut records = Vec::new();
        for record in self.store.keys(&prefix)? {
            let name = &record[prefix.len()..];
            records.push(Aside {
                name: name
                    .split_once('/')
                    .map_or(name, |(_, name)| name)
                    .to_owned(),
                size: self.size(&record)?,
                key: record,
            });
        }
        Ok(records)
    }

    /// How much room is taken, and by what.
    pub fn usage(&self) -> Result<Usage, StoreError> {
        let mut usage = Usage::default();
        let deleted: SortedSet<String> = self
            .list()?
            .into_iter()
            .filter(|entry| entry.deleted.is_some())
            .map(|entry| entry.id)
            .collect();
        for record in self.store.keys("")? {
            let size = self.size_of(&record)?;
            let Some(name) = record.strip_prefix(PREFIX) else {
                usage.foreign += size;
                continue;
            };
            let place = match name.split_once('/') {
                Some(("a", rest)) => {
                    let id = rest.split('/').next().unwrap_or_default();
                    if deleted.contains(id) {
                        &mut usage.deleted
                    } else {
                        &mut usage.assessments
                    }
                }
                Some(("copies", _)) => &mut usage.copies,
                Some(("quarantine", _)) => &mut usage.aside,
                _ => &mut usage.other,
            };
            *place += size;
        }
        Ok(usage)
    }

    /// What all records take whose keys begin like this.
    fn size(&self, prefix: &str) -> Result<usize, StoreError> {
        let mut size = 0;
        for record in self.store.keys(prefix)? {
            size += self.size_of(&record)?;
        }
        Ok(size)
    }

    fn size_of(&self, record: &str) -> Result<usize, StoreError> {
        let text = self.store.get(record)?.unwrap_or_default();
        Ok(units(record) + units(&text))
    }
}

/// Is it one of the records of this assessment? Ids are any texts, so one may begin with another and
/// a slash.
fn is_of(record: &str, id: &str) -> bool {
    let Some(name) = record.strip_prefix(&assessment_prefix(id)) else {
        return false;
    };
    ["head", "ids", "revision", "exported", "deleted", "log"].contains(&name)
        || name.starts_with("t/")
        || name.starts_with("c/")
}

/// The ids of the assessments that these records are of.
fn ids_in(records: &[String]) -> SortedSet<String> {
    let names = || records.iter().map(|record| &record[PREFIX.len() + 2..]);
    let heads: SortedSet<&str> = names()
        .filter_map(|name| name.strip_suffix("/head"))
        .collect();
    // A team or a cycle may be called “head”.
    let is_part = |id: &str| {
        let of = id.strip_suffix("/t").or_else(|| id.strip_suffix("/c"));
        of.is_some_and(|of| heads.contains(of))
    };
    let ids = heads.iter().filter(|id| !is_part(id));
    let mut ids: SortedSet<String> = ids.map(|id| (*id).to_owned()).collect();
    // Where a head is lost, the rest still says that there was an assessment.
    for (record, name) in records.iter().zip(names()) {
        if !ids.iter().any(|id| is_of(record, id))
            && let Some((id, _)) = name.split_once('/')
        {
            ids.insert(id.to_owned());
        }
    }
    ids
}

pub(super) fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

fn exported_key(id: &str) -> String {
    format!("{}exported", assessment_prefix(id))
}

fn copies_prefix(id: &str) -> String {
    format!("{PREFIX}copies/{id}/")
}

/// Which of these moments, the oldest first, is missed the least: the one whose neighbours are
/// nearest for its age. So the copies lie close together today and far apart last year. The newest
/// and the oldest stay.
fn least_needed(moments: &[i64], now: i64) -> usize {
    let mut best = (f64::INFINITY, 1);
    for (at, around) in (1..).zip(moments.windows(3)) {
        let gap = (around[2] - around[0]) as f64;
        let age = (now - around[1]).max(1) as f64;
        if gap / age < best.0 {
            best = (gap / age, at);
        }
    }
    best.1
}

/// What a copy takes at the least: flags, five signs for the id, and a moment for each answer. So
/// a large company does not wait for a text that is too long to keep.
fn least_units(assessment: &Assessment) -> usize {
    const OF_AN_ANSWER: usize = 7;
    const BYTES_OF_A_UNIT: usize = 3;
    // What is packed is not looked at for this. A copy packs all teams together, so it may be
    // somewhat shorter than its records.
    let of_source = |source: &str| source.len() / BYTES_OF_A_UNIT * 3 / 4;
    let of_team = |answers: &Answers| match answers.source() {
        Some(source) => of_source(source),
        None => answers.len() * OF_AN_ANSWER,
    };
    let snapshots = assessment.cycles.values();
    let snapshots = snapshots.map(|cycle| match cycle.answers.source() {
        Some(source) => of_source(source),
        None => cycle.answers.values().map(of_team).sum(),
    });
    let teams = assessment.answers.values().map(of_team);
    teams.chain(snapshots).sum()
}

fn copy_text(assessment: &Assessment) -> String {
    let mut ids: SortedSet<ActivityId> = SortedSet::new();
    let snapshots = assessment
        .cycles
        .values()
        .flat_map(|cycle| cycle.answers.values());
    for answers in assessment.answers.values().chain(snapshots) {
        ids.extend(answers.keys().cloned());
    }
    let known = Ids::of(&ids);
    let teams = assessment
        .answers
        .iter()
        .map(|(team, answers)| (team.as_str(), answers));
    let mut rest = record::part(&record::snapshot_text(teams, &known));
    for (id, cycle) in &assessment.cycles {
        if !cycle.answers.is_empty() {
            rest.push_str(&record::part(id.as_str()));
            rest.push_str(&record::part(&snapshot_text(cycle, &known)));
        }
    }
    record::whole_text(&head_of(assessment), &ids, &rest)
}

fn read_copy_text(text: &str) -> Result<Assessment, RecordError> {
    let (head, ids, rest) = record::read_whole(text)?;
    let mut assessment = head;
    let mut parts = rest.into_iter();
    if let Some(answers) = parts.next() {
        assessment.answers = record::read_snapshot(answers, &ids)?;
    }
    while let (Some(id), Some(snapshot)) = (parts.next(), parts.next()) {
        let teams = record::read_snapshot(snapshot, &ids)?;
        if let Some(cycle) = assessment.cycles.get_mut(&CycleId::new(id)) {
            cycle.answers = teams.into();
        }
    }
    Ok(assessment)
}
