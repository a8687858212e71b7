//! Reading a file piece by piece. Answers are nearly all of a large file; they become answers as they
//! come, and never stand in memory as JSON, which takes many times the room of the file.
//!
//! Whatever is not as it should be ends this way of reading, without a word: then the file is read
//! once more as a whole, by the reader that can say what is wrong and where. The page reads small files
//! only that way: ten more kilobytes to download would save it at most a quarter of a second with three
//! hundred teams. Large ones are read here, in a thread of their own.

use std::io::Read as _;
use std::marker::PhantomData;
use std::{fmt, io};

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::error::Category;
use serde_json::{Map, Value};

use super::FileError;
use super::fields::{moment, parse_date};
use crate::assessment::{Answer, Answers, Assessment, CycleId, Date, StageId, Stamp, TeamId};
use crate::map::Map as Sorted;
use crate::model::ActivityId;

/// Answers by team.
type ByTeam = Sorted<TeamId, Answers>;

/// A file whose answers were taken out while it was read.
struct Pieces {
    /// Everything else, as it stands there.
    rest: Map<String, Value>,
    /// The answers of today; entries without an answer too.
    answers: ByTeam,
    /// The answers of the closed cycles, in the order of the list `cycles` in `rest`.
    cycles: Vec<ByTeam>,
}

/// What some programs write before a text in UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Reads the text of a file; gives it, and the ids of the activities that it has entries for, empty
/// ones too. `None`: something in it is not as it should be.
#[cfg(not(target_arch = "wasm32"))]
pub(in crate::exchange) fn read(text: &str) -> Option<(Assessment, Vec<ActivityId>)> {
    whole(taken_apart(&mut serde_json::Deserializer::from_str(text)).ok()?).ok()
}

/// The same of a file that is too large for its text to stand in memory. The error says where it is
/// damaged, but not what should stand there.
pub fn read_from(mut file: impl io::Read) -> Result<(Assessment, Vec<ActivityId>), FileError> {
    let mut start = Vec::new();
    let read = file
        .by_ref()
        .take(MARK.len() as u64)
        .read_to_end(&mut start);
    read.map_err(|_| FileError::Unread)?;
    if start == MARK {
        start.clear();
    }
    let file = io::Read::chain(&*start, file);
    let mut json = serde_json::Deserializer::from_reader(file);
    let taken = taken_apart(&mut json).map_err(|cause| match cause.classify() {
        Category::Data => FileError::Damaged {
            line: cause.line(),
            column: cause.column(),
        },
        Category::Io => FileError::Unread,
        _ => super::not_json(&cause),
    });
    whole(taken?)
}

fn taken_apart<'de, R: serde_json::de::Read<'de>>(
    json: &mut serde_json::Deserializer<R>,
) -> serde_json::Result<Pieces> {
    let pieces = json.deserialize_map(Object(Whole::default()))?;
    json.end()?;
    Ok(pieces)
}

fn whole(pieces: Pieces) -> Result<(Assessment, Vec<ActivityId>), FileError> {
    let Pieces {
        rest,
        mut answers,
        cycles,
    } = pieces;
    let ids = ids(&answers);
    // Entries that only keep lines apart; see `export`.
    answers.retain(|_, of_team| {
        of_team.retain(|_, answer| *answer != Answer::default());
        !of_team.is_empty()
    });
    let no_id = || FileError::Field {
        place: "cycles".to_owned(),
        wanted: "an id of its own for each cycle",
    };
    let of_cycles: Vec<(CycleId, ByTeam)> = match rest.get("cycles") {
        Some(Value::Array(items)) => {
            let id = |item: &Value| item.get("id").and_then(Value::as_str).map(CycleId::new);
            let pairs = items.iter().map(id).zip(cycles);
            pairs
                .map(|(id, answers)| Some((id?, answers)))
                .collect::<Option<_>>()
                .ok_or_else(no_id)?
        }
        _ => Vec::new(),
    };
    let mut assessment = super::from_value(rest.into())?;
    for team in answers.keys() {
        super::give_a_team(&mut assessment.teams, team);
    }
    assessment.answers = answers;
    for (id, answers) in of_cycles {
        let cycle = assessment.cycles.get_mut(id.as_str()).ok_or_else(no_id)?;
        cycle.answers = answers.into();
    }
    Ok((assessment, ids))
}

fn ids(answers: &ByTeam) -> Vec<ActivityId> {
    let mut ids: Vec<&ActivityId> = Vec::new();
    for of_team in answers.values() {
        // Teams mostly have the same entries.
        if !of_team.keys().eq(ids.iter().copied()) {
            let all = ids.into_iter().chain(of_team.keys());
            let all: Sorted<&ActivityId, ()> = all.map(|id| (id, ())).collect();
            ids = all.into_keys().collect();
        }
    }
    ids.into_iter().cloned().collect()
}

/// As numbers keep all their digits, `serde_json` hands them on as an object with this key.
const NUMBER: &str = "$serde_json::private::Number";

/// What is made of an object: told each key, and takes its value.
trait Take<'de>: Sized {
    type Made;
    fn take<M: MapAccess<'de>>(&mut self, key: &str, map: &mut M) -> Result<(), M::Error>;
    /// What `null` means in its place.
    fn null() -> Option<Self::Made> {
        None
    }
    /// At the end of the object. `None`: something is missing.
    fn made(self) -> Option<Self::Made>;
}

/// Goes through an object.
struct Object<T>(T);

impl<'de, T: Take<'de>> Visitor<'de> for Object<T> {
    type Value = T::Made;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_unit<E: Error>(self) -> Result<T::Made, E> {
        T::null().ok_or_else(|| E::custom("null"))
    }

    fn visit_map<M: MapAccess<'de>>(mut self, mut map: M) -> Result<T::Made, M::Error> {
        while let Some(key) = map.next_key::<Text<'de>>()? {
            if key.as_str() == NUMBER {
                return Err(M::Error::custom("a number"));
            }
            self.0.take(key.as_str(), &mut map)?;
        }
        self.0.made().ok_or_else(|| M::Error::custom("unfinished"))
    }
}

impl<'de, T: Take<'de>> DeserializeSeed<'de> for Object<T> {
    type Value = T::Made;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<T::Made, D::Error> {
        from.deserialize_any(self)
    }
}

/// A text, borrowed from the file where it stands there as it is.
enum Text<'de> {
    Borrowed(&'de str),
    Owned(String),
}

impl Text<'_> {
    fn as_str(&self) -> &str {
        match self {
            Self::Borrowed(text) => text,
            Self::Owned(text) => text,
        }
    }
}

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Any<'de>(PhantomData<&'de str>);

        impl<'de> Visitor<'de> for Any<'de> {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text::Borrowed(text))
            }

            fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text::Owned(text.to_owned()))
            }
        }

        from.deserialize_str(Any(PhantomData))
    }
}

/// Ids that were met, so that each stands in memory once, however many teams have answered.
#[derive(Default)]
struct Known {
    activities: Sorted<ActivityId, ActivityId>,
    stages: Sorted<StageId, StageId>,
}

impl Known {
    fn activity(&mut self, text: &str) -> ActivityId {
        if let Some(id) = self.activities.get(text) {
            return id.clone();
        }
        let id = ActivityId::new(text);
        self.activities.insert(id.clone(), id.clone());
        id
    }

    fn stage(&mut self, text: &str) -> StageId {
        if let Some(id) = self.stages.get(text) {
            return id.clone();
        }
        let id = StageId::new(text);
        self.stages.insert(id.clone(), id.clone());
        id
    }
}

/// The whole file.
#[derive(Default)]
struct Whole {
    rest: Map<String, Value>,
    answers: ByTeam,
    cycles: Vec<ByTeam>,
    known: Known,
}

impl<'de> Take<'de> for Whole {
    type Made = Pieces;

    fn take<M: MapAccess<'de>>(&mut self, key: &str, map: &mut M) -> Result<(), M::Error> {
        match key {
            // Of a key that stands there twice, the last counts.
            "answers" => {
                let teams = Object(Teams::of(&mut self.known));
                self.answers = map.next_value_seed(teams)?;
            }
            "cycles" => {
                let (items, answers) = map.next_value_seed(Cycles(&mut self.known))?;
                self.rest.insert(key.to_owned(), items);
                self.cycles = answers;
            }
            _ => {
                self.rest.insert(key.to_owned(), map.next_value()?);
            }
        }
        Ok(())
    }

    fn made(self) -> Option<Pieces> {
        Some(Pieces {
            rest: self.rest,
            answers: self.answers,
            cycles: self.cycles,
        })
    }
}

/// The list of closed cycles: what it is without answers, and the answers of each.
struct Cycles<'k>(&'k mut Known);

impl<'de> DeserializeSeed<'de> for Cycles<'_> {
    type Value = (Value, Vec<ByTeam>);

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Cycles<'_> {
    type Value = (Value, Vec<ByTeam>);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of cycles")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok((Value::Null, Vec::new()))
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<Self::Value, S::Error> {
        let (mut items, mut all) = (Vec::new(), Vec::new());
        loop {
            let cycle = OneCycle {
                rest: Map::new(),
                answers: ByTeam::new(),
                known: self.0,
            };
            let Some((rest, answers)) = list.next_element_seed(Object(cycle))? else {
                return Ok((items.into(), all));
            };
            items.push(Value::Object(rest));
            all.push(answers);
        }
    }
}

struct OneCycle<'k> {
    rest: Map<String, Value>,
    answers: ByTeam,
    known: &'k mut Known,
}

impl<'de> Take<'de> for OneCycle<'_> {
    type Made = (Map<String, Value>, ByTeam);

    fn take<M: MapAccess<'de>>(&mut self, key: &str, map: &mut M) -> Result<(), M::Error> {
        match key {
            "answers" => self.answers = map.next_value_seed(Object(Teams::of(self.known)))?,
            _ => {
                self.rest.insert(key.to_owned(), map.next_value()?);
            }
        }
        Ok(())
    }

    fn made(self) -> Option<Self::Made> {
        Some((self.rest, self.answers))
    }
}

/// Answers by team.
struct Teams<'k> {
    all: ByTeam,
    known: &'k mut Known,
}

impl<'k> Teams<'k> {
    fn of(known: &'k mut Known) -> Self {
        Self {
            all: ByTeam::new(),
            known,
        }
    }
}

impl<'de> Take<'de> for Teams<'_> {
    type Made = ByTeam;

    fn take<M: MapAccess<'de>>(&mut self, key: &str, map: &mut M) -> Result<(), M::Error> {
        let team = OneTeam {
            answers: Vec::new(),
            known: self.known,
        };
        let answers = map.next_value_seed(Object(team))?;
        self.all.insert(TeamId::new(key), answers);
        Ok(())
    }

    fn null() -> Option<Self::Made> {
        Some(ByTeam::new())
    }

    fn made(self) -> Option<ByTeam> {
        Some(self.all)
    }
}

/// The answers of a team.
struct OneTeam<'k> {
    answers: Vec<(ActivityId, Answer)>,
    known: &'k mut Known,
}

impl<'de> Take<'de> for OneTeam<'_> {
    type Made = Answers;

    fn take<M: MapAccess<'de>>(&mut self, key: &str, map: &mut M) -> Result<(), M::Error> {
        let id = self.known.activity(key);
        let answer = OneAnswer {
            answer: Answer::default(),
            note_changed: None,
            known: self.known,
        };
        let answer = map.next_value_seed(Object(answer))?;
        self.answers.push((id, answer));
        Ok(())
    }

    fn made(self) -> Option<Answers> {
        Some(Sorted::from_entries(self.answers).into())
    }
}

/// An answer; see `read_answer`, which reads the same of a value.
struct OneAnswer<'k> {
    answer: Answer,
    note_changed: Option<Stamp>,
    known: &'k mut Known,
}

impl<'de> Take<'de> for OneAnswer<'_> {
    type Made = Answer;

    fn take<M: MapAccess<'de>>(&mut self, key: &str, map: &mut M) -> Result<(), M::Error> {
        let answer = &mut self.answer;
        match key {
            "stage" => {
                let stage: Option<Text<'de>> = map.next_value()?;
                answer.stage = stage.map(|stage| self.known.stage(stage.as_str()));
            }
            "reached" => {
                let reached = Reached {
                    days: Sorted::new(),
                    known: self.known,
                };
                answer.reached = map.next_value_seed(Object(reached))?;
            }
            "not_sure" => answer.not_sure = map.next_value::<Option<bool>>()?.unwrap_or_default(),
            "not_applicable" => answer.not_applicable = map.next_value()?,
            "owner" => answer.owner = map.next_value::<Option<String>>()?.unwrap_or_default(),
            "due" => answer.due = day(map)?,
            "confirmed" => answer.confirmed = day(map)?,
            "changed" => {
                answer.changed = map
                    .next_value_seed(Object(Changed::default()))?
                    .unwrap_or_default()
            }
            "note" => answer.note = map.next_value::<Option<String>>()?.unwrap_or_default(),
            "note_changed" => {
                self.note_changed = map.next_value_seed(Object(Changed::default()))?
            }
            _ => {
                answer.kept.insert(key.to_owned(), map.next_value()?);
            }
        }
        Ok(())
    }

    fn made(self) -> Option<Answer> {
        let mut answer = self.answer;
        answer.note_changed = match self.note_changed {
            Some(changed) => changed,
            None if answer.note.is_empty() => Stamp::default(),
            None => answer.changed.clone(),
        };
        Some(answer)
    }
}

/// On which day each stage was reached.
struct Reached<'k> {
    days: Sorted<StageId, Date>,
    known: &'k mut Known,
}

impl<'de> Take<'de> for Reached<'_> {
    type Made = Sorted<StageId, Date>;

    fn take<M: MapAccess<'de>>(&mut self, key: &str, map: &mut M) -> Result<(), M::Error> {
        let day = day(map)?.ok_or_else(|| M::Error::custom("no day"))?;
        self.days.insert(self.known.stage(key), day);
        Ok(())
    }

    fn null() -> Option<Self::Made> {
        Some(Sorted::new())
    }

    fn made(self) -> Option<Self::Made> {
        Some(self.days)
    }
}

fn day<'de, M: MapAccess<'de>>(map: &mut M) -> Result<Option<Date>, M::Error> {
    let text: Option<Text<'de>> = map.next_value()?;
    match text.map(|text| parse_date(text.as_str())) {
        Some(None) => Err(M::Error::custom("no day")),
        Some(day) => Ok(day),
        None => Ok(None),
    }
}

/// Who changed something, and when.
#[derive(Default)]
struct Changed {
    at: Option<i64>,
    by: String,
}

impl<'de> Take<'de> for Changed {
    type Made = Option<Stamp>;

    fn take<M: MapAccess<'de>>(&mut self, key: &str, map: &mut M) -> Result<(), M::Error> {
        match key {
            "at" => {
                let at = moment(map.next_value::<Text<'de>>()?.as_str());
                self.at = Some(at.ok_or_else(|| M::Error::custom("no moment"))?);
            }
            "by" => self.by = map.next_value()?,
            _ => {
                map.next_value::<serde::de::IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn null() -> Option<Self::Made> {
        Some(None)
    }

    fn made(self) -> Option<Self::Made> {
        let by = self.by;
        self.at.map(|at| Some(Stamp { at, by }))
    }
}
