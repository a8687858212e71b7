//! Answers as bytes: what is alike stands together, in columns, which are then compressed.

use std::ops::Range;
use std::sync::Arc;

use chrono::Datelike;
use serde_json::Value;

use super::ids::{Ids, RecordError, broken};
use super::pack::{Reader, Writer};
use crate::assessment::{Answer, Answers, Date, StageId, Stamp, TeamId};
use crate::map::Map;
use crate::model::ActivityId;

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

/// What stands in each column.
const KINDS: usize = 0;
const IDS: usize = 1;
const WORDS: usize = 2;
const DAYS: usize = 3;
const MOMENTS: usize = 4;
const TEXTS: usize = 5;
const NAMES: usize = 6;
const COLUMNS: usize = 7;

/// How many times as long something can become: a byte of LZ4 stands for 255 at most.
const MOST: usize = 255;
/// No assessment that is read is longer, in bytes.
const LONGEST: usize = 1 << 28;

/// Makes bytes shorter.
pub(super) fn compress(bytes: &[u8]) -> Vec<u8> {
    lz4_flex::block::compress_prepend_size(bytes)
}

/// Reads [`compress`].
pub(super) fn decompress(bytes: &[u8]) -> Result<Vec<u8>, RecordError> {
    let cannot = || broken("it cannot be unpacked.");
    // What it says about its size may be a lie, and is asked of the memory at once.
    let size = bytes.first_chunk().ok_or_else(cannot)?;
    if u32::from_le_bytes(*size) as usize > bytes.len().saturating_mul(MOST).min(LONGEST) {
        return Err(cannot());
    }
    lz4_flex::block::decompress_size_prepended(bytes).map_err(|_| cannot())
}

/// Texts or ids that come again and again, each with its place.
struct Places<T> {
    of: Map<T, u64>,
    list: Writer,
}

impl<T: Ord + Copy> Places<T> {
    fn new() -> Self {
        Self {
            of: Map::new(),
            list: Writer::default(),
        }
    }

    fn place(&mut self, one: T, write: impl FnOnce(&mut Writer)) -> u64 {
        if let Some(place) = self.of.get(&one) {
            return *place;
        }
        let place = self.of.len() as u64;
        self.of.insert(one, place);
        write(&mut self.list);
        place
    }

    fn append_to(&self, out: &mut Writer) {
        out.number(self.of.len() as u64);
        out.bytes.extend_from_slice(&self.list.bytes);
    }
}

fn day_number(day: Date) -> i64 {
    i64::from(day.num_days_from_ce())
}

fn day(number: i64) -> Option<Date> {
    Date::from_num_days_from_ce_opt(i32::try_from(number).ok()?)
}

/// Packs the answers of teams, one team after the other.
pub(super) struct Packing<'a> {
    ids: &'a Ids,
    activities: Places<&'a ActivityId>,
    /// Stages and names.
    words: Places<&'a str>,
    columns: [Writer; COLUMNS],
    /// Of a snapshot.
    teams: u64,
    // Numbers are written as steps from the ones before: most are near.
    last_id: i64,
    last_day: i64,
    moment: i64,
}

impl<'a> Packing<'a> {
    pub fn of(ids: &'a Ids) -> Self {
        Self {
            ids,
            activities: Places::new(),
            words: Places::new(),
            columns: Default::default(),
            teams: 0,
            last_id: 0,
            last_day: 0,
            moment: 0,
        }
    }

    fn word(&mut self, column: usize, word: &'a str) {
        let place = self.words.place(word, |list| list.text(word));
        self.columns[column].number(place);
    }

    fn day(&mut self, day: Date) {
        let number = day_number(day);
        self.columns[DAYS].signed(number - self.last_day);
        self.last_day = number;
    }

    fn id(&mut self, id: &'a ActivityId) {
        let short = self.ids.short(id);
        let place = self.activities.place(id, |list| match short {
            Some(short) => {
                list.number(0);
                list.five(short);
            }
            None => {
                list.number(1);
                list.text(id.as_str());
            }
        });
        let place = place as i64;
        self.columns[IDS].signed(place - self.last_id);
        self.last_id = place;
    }

    /// A team of a snapshot, with its answers.
    pub fn add_team(&mut self, team: &str, answers: &'a Map<ActivityId, Answer>) {
        self.teams += 1;
        self.columns[TEXTS].text(team);
        self.add(answers);
    }

    /// The answers of a team.
    pub fn add(&mut self, answers: &'a Map<ActivityId, Answer>) {
        self.columns[KINDS].number(answers.len() as u64);
        for (id, answer) in answers {
            self.answer(id, answer);
        }
    }

    fn answer(&mut self, id: &'a ActivityId, answer: &'a Answer) {
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
            (DUE, answer.due.is_some()),
            (OWNER, !answer.owner.is_empty()),
            (KEPT, !answer.kept.is_empty()),
            (NOTE_CHANGED, own_note_stamp),
        ];
        let has = has.iter().filter(|(_, has)| *has).map(|(bit, _)| *bit);
        self.columns[KINDS].number(has.sum());
        self.id(id);
        if let Some(stage) = &answer.stage {
            self.word(WORDS, stage.as_str());
        }
        if let Some(reason) = &answer.not_applicable {
            self.columns[TEXTS].text(reason);
        }
        if let Some(confirmed) = answer.confirmed {
            self.day(confirmed);
        }
        if !answer.reached.is_empty() {
            self.columns[WORDS].number(answer.reached.len() as u64);
            for (stage, day) in &answer.reached {
                self.word(WORDS, stage.as_str());
                self.day(*day);
            }
        }
        if let Some(due) = answer.due {
            self.day(due);
        }
        if !answer.owner.is_empty() {
            self.word(NAMES, &answer.owner);
        }
        let own = own_note_stamp.then_some(&answer.note_changed);
        for stamp in [Some(&answer.changed), own].into_iter().flatten() {
            self.columns[MOMENTS].signed(stamp.at.wrapping_sub(self.moment));
            self.moment = stamp.at;
            self.word(NAMES, &stamp.by);
        }
        if !answer.note.is_empty() {
            self.columns[TEXTS].text(&answer.note);
        }
        if !answer.kept.is_empty() {
            self.columns[TEXTS].text(&Value::Object(answer.kept.clone()).to_string());
        }
    }

    /// All of it. What holds the answers of one team alone is told from a snapshot by its first number.
    pub fn bytes(self) -> Vec<u8> {
        let mut all = Writer::default();
        all.number(self.teams);
        self.activities.append_to(&mut all);
        self.words.append_to(&mut all);
        for column in &self.columns {
            all.number(column.bytes.len() as u64);
        }
        for column in &self.columns {
            all.bytes.extend_from_slice(&column.bytes);
        }
        compress(&all.bytes)
    }
}

/// Reads the answers of one team.
pub(super) fn unpack_one(bytes: &[u8], ids: &Ids) -> Result<Map<ActivityId, Answer>, RecordError> {
    let (teams, whole, mut place) = Whole::of(decompress(bytes)?, ids)?;
    match teams {
        0 => whole.answers(&mut place),
        _ => Err(broken("it is a snapshot of several teams.")),
    }
}

/// Reads a snapshot: teams with their answers. All of it is read, so that it is certain that it can
/// be; kept is where each team begins, until somebody looks at its answers.
pub(super) fn unpack_all(bytes: &[u8], ids: &Ids) -> Result<Map<TeamId, Answers>, RecordError> {
    let (teams, whole, mut place) = Whole::of(decompress(bytes)?, ids)?;
    if teams == 0 {
        return Err(broken("it is no snapshot."));
    }
    let whole = Arc::new(whole);
    let mut all = Vec::new();
    for _ in 0..teams {
        let team = whole.text(&mut place).ok_or_else(cut)?;
        let begin = place.clone();
        whole.answers(&mut place)?;
        let whole = Arc::clone(&whole);
        let answers = Answers::later(None, move || {
            whole.answers(&mut begin.clone()).unwrap_or_default()
        });
        all.push((TeamId::new(&team), answers));
    }
    Ok(Map::from_entries(all))
}

/// Answers in columns, not compressed any more.
struct Whole {
    bytes: Vec<u8>,
    activities: Vec<ActivityId>,
    words: Vec<StageId>,
}

/// Where the answers of a team begin.
#[derive(Clone)]
struct Place {
    /// What is left of each column.
    columns: [Range<usize>; COLUMNS],
    last_id: i64,
    last_day: i64,
    moment: i64,
}

impl Whole {
    /// How many teams there are (none where it is not a snapshot), all of it, and where the first one
    /// begins.
    fn of(bytes: Vec<u8>, ids: &Ids) -> Result<(u64, Self, Place), RecordError> {
        let mut from = Reader { bytes: &bytes };
        let teams = from.number().ok_or_else(cut)?;
        let mut activities = Vec::new();
        for _ in 0..from.number().ok_or_else(cut)? {
            activities.push(match from.number().ok_or_else(cut)? {
                0 => known(&mut from, ids)?,
                _ => ActivityId::new(&from.text().ok_or_else(cut)?),
            });
        }
        let words = words(&mut from).ok_or_else(cut)?;
        let mut lengths = [0; COLUMNS];
        for length in &mut lengths {
            let number = from.number().ok_or_else(cut)?;
            *length = usize::try_from(number).map_err(|_| cut())?;
        }
        let mut columns = [const { 0..0 }; COLUMNS];
        let mut begin = bytes.len() - from.bytes.len();
        for (column, length) in columns.iter_mut().zip(lengths) {
            let end = begin.checked_add(length);
            let end = end.filter(|end| *end <= bytes.len()).ok_or_else(cut)?;
            *column = begin..end;
            begin = end;
        }
        let place = Place {
            columns,
            last_id: 0,
            last_day: 0,
            moment: 0,
        };
        let whole = Self {
            bytes,
            activities,
            words,
        };
        Ok((teams, whole, place))
    }

    fn readers(&self, place: &Place) -> [Reader<'_>; COLUMNS] {
        place.columns.clone().map(|range| Reader {
            bytes: &self.bytes[range],
        })
    }

    /// The next of the texts.
    fn text(&self, place: &mut Place) -> Option<String> {
        let mut readers = self.readers(place);
        let text = readers[TEXTS].text();
        place.go_on(&readers);
        text
    }

    /// The answers of the next team.
    fn answers(&self, place: &mut Place) -> Result<Map<ActivityId, Answer>, RecordError> {
        let mut readers = self.readers(place);
        let mut unpacking = Unpacking {
            moment: place.moment,
            last_day: place.last_day,
            ..Unpacking::of(&self.words, |column| column)
        };
        let count = readers[KINDS].number().ok_or_else(cut)?;
        // A team has one answer to each activity.
        if count > self.activities.len() as u64 {
            return Err(cut());
        }
        let mut answers = Vec::new();
        for _ in 0..count {
            let mut next = || {
                let has = readers[KINDS].number()?;
                place.last_id = place.last_id.checked_add(readers[IDS].signed()?)?;
                let id = self.activities.get(usize::try_from(place.last_id).ok()?)?;
                Some((id.clone(), unpacking.answer(has, &mut readers)?))
            };
            answers.push(next().ok_or_else(cut)?);
        }
        (place.moment, place.last_day) = (unpacking.moment, unpacking.last_day);
        place.go_on(&readers);
        Ok(Map::from_entries(answers))
    }
}

impl Place {
    /// What these have left is what is left.
    fn go_on(&mut self, readers: &[Reader<'_>; COLUMNS]) {
        for (column, reader) in self.columns.iter_mut().zip(readers) {
            column.start = column.end - reader.bytes.len();
        }
    }
}

/// Reads the answers of a team as version 2 had them: in one column, with the texts before it.
pub(super) fn unpack(
    from: &mut Reader<'_>,
    ids: &Ids,
) -> Result<Map<ActivityId, Answer>, RecordError> {
    let words = words(from).ok_or_else(cut)?;
    let mut unpacking = Unpacking::of(&words, |_| 0);
    let mut answers = Map::new();
    for _ in 0..from.number().ok_or_else(cut)? {
        let has = from.number().ok_or_else(cut)?;
        let id = match has & LONG_ID {
            0 => known(from, ids)?,
            _ => ActivityId::new(&from.text().ok_or_else(cut)?),
        };
        let from = std::slice::from_mut(from);
        answers.insert(id, unpacking.answer(has, from).ok_or_else(cut)?);
    }
    Ok(answers)
}

fn cut() -> RecordError {
    broken("it ends too early.")
}

/// An activity by its short id.
fn known(from: &mut Reader<'_>, ids: &Ids) -> Result<ActivityId, RecordError> {
    let short = from.five().ok_or_else(cut)?;
    let unknown = || broken("it means an activity whose id is not stored any more.");
    ids.get(short).cloned().ok_or_else(unknown)
}

/// Stages and names: all are kept as if they were stages, which answers share.
fn words(from: &mut Reader<'_>) -> Option<Vec<StageId>> {
    let mut words = Vec::new();
    for _ in 0..from.number()? {
        words.push(StageId::new(&from.text()?));
    }
    Some(words)
}

/// What was read before tells what is read next.
struct Unpacking<'w> {
    words: &'w [StageId],
    /// Where each column is.
    at: fn(usize) -> usize,
    moment: i64,
    last_day: i64,
}

impl<'w> Unpacking<'w> {
    fn of(words: &'w [StageId], at: fn(usize) -> usize) -> Self {
        Self {
            words,
            at,
            moment: 0,
            last_day: 0,
        }
    }

    fn word(&self, column: usize, from: &mut [Reader<'_>]) -> Option<&'w StageId> {
        let place = from[(self.at)(column)].number()?;
        self.words.get(usize::try_from(place).ok()?)
    }

    fn day(&mut self, from: &mut [Reader<'_>]) -> Option<Date> {
        let step = from[(self.at)(DAYS)].signed()?;
        self.last_day = self.last_day.checked_add(step)?;
        day(self.last_day)
    }

    fn stamp(&mut self, from: &mut [Reader<'_>]) -> Option<Stamp> {
        let step = from[(self.at)(MOMENTS)].signed()?;
        self.moment = self.moment.wrapping_add(step);
        let by = self.word(NAMES, from)?.as_str().to_owned();
        Some(Stamp {
            at: self.moment,
            by,
        })
    }

    /// An answer that has what these bits say; its id has been read.
    fn answer(&mut self, has: u64, from: &mut [Reader<'_>]) -> Option<Answer> {
        let texts = (self.at)(TEXTS);
        let mut answer = Answer {
            not_sure: has & NOT_SURE != 0,
            ..Answer::default()
        };
        if has & STAGE != 0 {
            answer.stage = Some(self.word(WORDS, from)?.clone());
        }
        if has & NOT_APPLICABLE != 0 {
            answer.not_applicable = Some(from[texts].text()?);
        }
        if has & CONFIRMED != 0 {
            answer.confirmed = Some(self.day(from)?);
        }
        if has & REACHED != 0 {
            for _ in 0..from[(self.at)(WORDS)].number()? {
                let stage = self.word(WORDS, from)?.clone();
                let day = self.day(from)?;
                answer.reached.insert(stage, day);
            }
        }
        if has & DUE != 0 {
            answer.due = Some(self.day(from)?);
        }
        if has & OWNER != 0 {
            answer.owner = self.word(NAMES, from)?.as_str().to_owned();
        }
        answer.changed = self.stamp(from)?;
        if has & NOTE_CHANGED != 0 {
            answer.note_changed = self.stamp(from)?;
        } else if has & NOTE != 0 {
            answer.note_changed = answer.changed.clone();
        }
        if has & NOTE != 0 {
            answer.note = from[texts].text()?;
        }
        if has & KEPT != 0 {
            match serde_json::from_str(&from[texts].text()?) {
                Ok(Value::Object(kept)) => answer.kept = kept,
                _ => return None,
            }
        }
        Some(answer)
    }
}
