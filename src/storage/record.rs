//! What stands in a record: a version, a checksum and the content, `2:0f3c9a17:…`.
//!
//! The checksum tells a damaged record from a whole one, so that a changed digit is not taken for
//! an answer. Answers are packed: a thousand teams have to fit into what a browser grants. Records
//! of version 1 were plain JSON; they are read for ever.

use crate::map::{Map, SortedSet};

use chrono::Datelike;
use serde_json::Value;

use super::pack::{self, Reader, Writer};
use crate::assessment::{Answer, Assessment, Date, StageId, Stamp};
use crate::exchange::assessment_file::{self, FileError};
use crate::model::ActivityId;

/// The version that is written, and the highest that is understood.
const VERSION: u64 = 2;

/// The answers of one team.
pub(super) type Answers = Map<ActivityId, Answer>;

/// Why a record cannot be used.
#[derive(Debug)]
pub(super) enum RecordError {
    /// A newer version of the page wrote it.
    Newer,
    /// A sentence about what is wrong.
    Broken(String),
}

fn broken(what: &str) -> RecordError {
    RecordError::Broken(what.to_owned())
}

/// Puts version and checksum before a content.
fn seal(content: &str) -> String {
    let sum = pack::checksum(content.as_bytes());
    format!("{VERSION}:{sum:08x}:{content}")
}

/// Takes them off again. `Ok(None)`: a record of version 1.
fn unseal(text: &str) -> Result<Option<&str>, RecordError> {
    if text.starts_with('{') {
        return Ok(None);
    }
    let mut parts = text.splitn(3, ':');
    let version = parts.next().and_then(|version| version.parse::<u64>().ok());
    match (version, parts.next(), parts.next()) {
        (Some(VERSION), Some(sum), Some(content)) => {
            if sum == format!("{:08x}", pack::checksum(content.as_bytes())) {
                Ok(Some(content))
            } else {
                Err(broken("its checksum does not fit what is in it."))
            }
        }
        (Some(version), Some(_), Some(_)) if version > VERSION => Err(RecordError::Newer),
        _ => Err(broken("it is no record of this page.")),
    }
}

/// The assessment without its answers, as a file.
pub(super) fn head_text(head: &Assessment) -> String {
    seal(&assessment_file::write(head))
}

/// Reads [`head_text`].
pub(super) fn read_head(text: &str) -> Result<Assessment, RecordError> {
    let content = unseal(text)?.unwrap_or(text);
    assessment_file::read(content).map_err(|problem| match problem {
        FileError::TooNew { .. } => RecordError::Newer,
        problem => RecordError::Broken(problem.to_string()),
    })
}

/// The ids that records of answers stand for, one a line.
pub(super) fn ids_text(ids: &SortedSet<ActivityId>) -> String {
    let ids: Vec<Value> = ids.iter().map(|id| id.as_str().into()).collect();
    seal(&Value::Array(ids).to_string())
}

/// Reads [`ids_text`].
pub(super) fn read_ids(text: &str) -> Result<Vec<ActivityId>, RecordError> {
    let content = unseal(text)?.ok_or_else(|| broken("it is no list of ids."))?;
    match serde_json::from_str(content) {
        Ok(Value::Array(ids)) => Ok(ids
            .iter()
            .filter_map(Value::as_str)
            .map(ActivityId::new)
            .collect()),
        _ => Err(broken("it is no list of ids.")),
    }
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

    fn short(&self, id: &ActivityId) -> Option<u64> {
        let short = pack::short(id.as_str());
        let known = self.by_short.get(&short)?.as_ref()?;
        (known == id).then_some(short)
    }

    fn get(&self, short: u64) -> Option<&ActivityId> {
        self.by_short.get(&short)?.as_ref()
    }
}

// What an answer has; the bits of the first number of each.
const STAGE: u64 = 1;
const NOT_SURE: u64 = 1 << 1;
const NOT_APPLICABLE: u64 = 1 << 2;
const CONFIRMED: u64 = 1 << 3;
const REACHED: u64 = 1 << 4;
const NOTE: u64 = 1 << 5;
const LONG_ID: u64 = 1 << 6;
const DUE: u64 = 1 << 7;
const OWNER: u64 = 1 << 8;
const KEPT: u64 = 1 << 9;
const NOTE_CHANGED: u64 = 1 << 10;

/// The texts that come again and again: stages and names.
#[derive(Default)]
struct Words<'a> {
    list: Vec<&'a str>,
}

impl<'a> Words<'a> {
    fn place(&mut self, word: &'a str) -> u64 {
        let known = self.list.iter().position(|known| *known == word);
        let place = known.unwrap_or_else(|| {
            self.list.push(word);
            self.list.len() - 1
        });
        place as u64
    }
}

fn day_number(day: Date) -> i64 {
    i64::from(day.num_days_from_ce())
}

fn day(number: i64) -> Option<Date> {
    Date::from_num_days_from_ce_opt(i32::try_from(number).ok()?)
}

/// The answers of one team, or of one team in a snapshot.
pub(super) fn answers_text(answers: &Answers, ids: &Ids) -> String {
    let mut words = Words::default();
    let mut out = Writer::default();
    out.number(answers.len() as u64);
    // Moments and days are written as steps from the ones before: most are near.
    let (mut moment, mut last_day) = (0i64, 0i64);
    for (id, answer) in answers {
        let short = ids.short(id);
        let own_note_stamp = if answer.note.is_empty() {
            answer.note_changed != Stamp::default()
        } else {
            answer.note_changed != answer.changed
        };
        let has = [
            (STAGE, answer.stage.is_some()),
            (NOT_SURE, answer.not_sure),
            (NOT_APPLICABLE, answer.not_applicable.is_some()),
            (CONFIRMED, answer.confirmed.is_some()),
            (REACHED, !answer.reached.is_empty()),
            (NOTE, !answer.note.is_empty()),
            (LONG_ID, short.is_none()),
            (DUE, answer.due.is_some()),
            (OWNER, !answer.owner.is_empty()),
            (KEPT, !answer.kept.is_empty()),
            (NOTE_CHANGED, own_note_stamp),
        ];
        out.number(
            has.iter()
                .filter(|(_, has)| *has)
                .map(|(bit, _)| *bit)
                .sum(),
        );
        match short {
            Some(short) => out.five(short),
            None => out.text(id.as_str()),
        }
        if let Some(stage) = &answer.stage {
            out.number(words.place(stage.as_str()));
        }
        if let Some(reason) = &answer.not_applicable {
            out.text(reason);
        }
        let mut put_day = |out: &mut Writer, day: Date| {
            let number = day_number(day);
            out.signed(number - last_day);
            last_day = number;
        };
        if let Some(confirmed) = answer.confirmed {
            put_day(&mut out, confirmed);
        }
        if !answer.reached.is_empty() {
            out.number(answer.reached.len() as u64);
            for (stage, day) in &answer.reached {
                out.number(words.place(stage.as_str()));
                put_day(&mut out, *day);
            }
        }
        if let Some(due) = answer.due {
            put_day(&mut out, due);
        }
        if !answer.owner.is_empty() {
            out.number(words.place(&answer.owner));
        }
        let own = own_note_stamp.then_some(&answer.note_changed);
        for stamp in [Some(&answer.changed), own].into_iter().flatten() {
            out.signed(stamp.at.wrapping_sub(moment));
            moment = stamp.at;
            out.number(words.place(&stamp.by));
        }
        if !answer.note.is_empty() {
            out.text(&answer.note);
        }
        if !answer.kept.is_empty() {
            out.text(&Value::Object(answer.kept.clone()).to_string());
        }
    }
    let mut all = Writer::default();
    all.number(words.list.len() as u64);
    for word in &words.list {
        all.text(word);
    }
    all.bytes.extend_from_slice(&out.bytes);
    seal(&pack::to_text(&all.bytes))
}

/// Reads [`answers_text`].
pub(super) fn read_answers(text: &str, ids: &Ids) -> Result<Answers, RecordError> {
    match unseal(text)? {
        Some(content) => {
            let bytes = pack::to_bytes(content).ok_or_else(|| broken("it is not packed."))?;
            unpack(&mut Reader { bytes: &bytes }, ids)
        }
        None => read_version_1(text),
    }
}

fn unpack(from: &mut Reader<'_>, ids: &Ids) -> Result<Answers, RecordError> {
    let cut = || broken("it ends too early.");
    let unknown = || broken("it means an activity whose id is not stored any more.");
    let mut words = Vec::new();
    for _ in 0..from.number().ok_or_else(cut)? {
        words.push(from.text().ok_or_else(cut)?);
    }
    let word = |place: u64| {
        usize::try_from(place)
            .ok()
            .and_then(|place| words.get(place))
    };
    let mut answers = Answers::new();
    let (mut moment, mut last_day) = (0i64, 0i64);
    for _ in 0..from.number().ok_or_else(cut)? {
        let has = from.number().ok_or_else(cut)?;
        let id = if has & LONG_ID != 0 {
            ActivityId::new(&from.text().ok_or_else(cut)?)
        } else {
            let short = from.five().ok_or_else(cut)?;
            ids.get(short).ok_or_else(unknown)?.clone()
        };
        let mut read = || -> Option<Answer> {
            let mut answer = Answer {
                not_sure: has & NOT_SURE != 0,
                ..Answer::default()
            };
            if has & STAGE != 0 {
                answer.stage = Some(StageId::new(word(from.number()?)?));
            }
            if has & NOT_APPLICABLE != 0 {
                answer.not_applicable = Some(from.text()?);
            }
            let mut take_day = |from: &mut Reader<'_>| {
                last_day = last_day.checked_add(from.signed()?)?;
                day(last_day)
            };
            if has & CONFIRMED != 0 {
                answer.confirmed = Some(take_day(from)?);
            }
            if has & REACHED != 0 {
                for _ in 0..from.number()? {
                    let stage = StageId::new(word(from.number()?)?);
                    answer.reached.insert(stage, take_day(from)?);
                }
            }
            if has & DUE != 0 {
                answer.due = Some(take_day(from)?);
            }
            if has & OWNER != 0 {
                answer.owner = word(from.number()?)?.clone();
            }
            let mut take_stamp = |from: &mut Reader<'_>| {
                moment = moment.wrapping_add(from.signed()?);
                let by = word(from.number()?)?.clone();
                Some(Stamp { at: moment, by })
            };
            answer.changed = take_stamp(from)?;
            if has & NOTE_CHANGED != 0 {
                answer.note_changed = take_stamp(from)?;
            } else if has & NOTE != 0 {
                answer.note_changed = answer.changed.clone();
            }
            if has & NOTE != 0 {
                answer.note = from.text()?;
            }
            if has & KEPT != 0 {
                match serde_json::from_str(&from.text()?) {
                    Ok(Value::Object(kept)) => answer.kept = kept,
                    _ => return None,
                }
            }
            Some(answer)
        };
        answers.insert(id, read().ok_or_else(cut)?);
    }
    Ok(answers)
}

/// Answers as they were stored first: JSON in the shape of the file.
fn read_version_1(text: &str) -> Result<Answers, RecordError> {
    let mut value: Value =
        serde_json::from_str(text).map_err(|cause| RecordError::Broken(format!("{cause}.")))?;
    match value.get("record").and_then(Value::as_u64) {
        Some(1) => {}
        Some(2..) => return Err(RecordError::Newer),
        _ => return Err(broken("it is no record of this page.")),
    }
    let answers = value.get_mut("answers").map_or(Value::Null, Value::take);
    assessment_file::parse_answers(answers)
        .map_err(|problem| RecordError::Broken(problem.to_string()))
}

/// One of several texts in one: its length in bytes, then itself.
pub(super) fn part(text: &str) -> String {
    format!("{}:{text}", text.len())
}

/// Takes texts apart that [`part`] put one after the other.
pub(super) fn parts(mut text: &str) -> Result<Vec<&str>, RecordError> {
    let mut parts = Vec::new();
    while !text.is_empty() {
        let taken = text
            .split_once(':')
            .and_then(|(length, rest)| rest.split_at_checked(length.parse().ok()?));
        let (part, rest) = taken.ok_or_else(|| broken("it ends too early."))?;
        parts.push(part);
        text = rest;
    }
    Ok(parts)
}

/// The answers of all teams in a closed cycle.
pub(super) fn snapshot_text<'a>(
    teams: impl IntoIterator<Item = (&'a str, &'a Answers)>,
    ids: &Ids,
) -> String {
    let mut content = String::new();
    for (team, answers) in teams {
        content.push_str(&part(team));
        content.push_str(&part(&answers_text(answers, ids)));
    }
    seal(&content)
}

/// Reads [`snapshot_text`].
pub(super) fn read_snapshot(text: &str, ids: &Ids) -> Result<Vec<(String, Answers)>, RecordError> {
    let content = unseal(text)?.ok_or_else(|| broken("it is no snapshot."))?;
    let mut parts = parts(content)?.into_iter();
    let mut teams = Vec::new();
    while let (Some(team), Some(answers)) = (parts.next(), parts.next()) {
        teams.push((team.to_owned(), read_answers(answers, ids)?));
    }
    Ok(teams)
}

/// A whole assessment in one text, for recovery copies.
pub(super) fn whole_text(head: &Assessment, ids: &SortedSet<ActivityId>, rest: &str) -> String {
    let (head, ids) = (head_text(head), ids_text(ids));
    seal(&format!("{}{}{rest}", part(&head), part(&ids)))
}

/// Reads [`whole_text`]: head, ids and the parts of the rest.
pub(super) fn read_whole(text: &str) -> Result<(Assessment, Ids, Vec<&str>), RecordError> {
    let content = unseal(text)?.ok_or_else(|| broken("it is no recovery copy."))?;
    let mut parts = parts(content)?;
    if parts.len() < 2 {
        return Err(broken("it ends too early."));
    }
    let rest = parts.split_off(2);
    Ok((read_head(parts[0])?, Ids::of(&read_ids(parts[1])?), rest))
}
