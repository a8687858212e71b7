//! What stands in a record: a version, a checksum and the content, `2:0f3c9a17:…`.
//!
//! The checksum tells a damaged record from a whole one, so that a changed digit is not taken for
//! an answer. Answers are packed and compressed (version 3): a thousand teams with two closed cycles
//! have to fit into what a browser grants. Records of version 1 were plain JSON; they are read for
//! ever, as those of version 2 are.

use serde_json::Value;

pub(super) use super::ids::{Ids, RecordError, broken};
use super::pack::{self, Reader};
use super::packed::{self, Packing};
use crate::assessment::{Answer, Answers, Assessment, TeamId};
use crate::exchange::assessment_file::{self, FileError};
use crate::map::{Map, SortedSet};
use crate::model::ActivityId;

/// The version of what is written as plain text. Answers of this version were packed one after the
/// other; they are read for ever.
const PLAIN: u64 = 2;
/// The version of what is packed and compressed, and the highest that is understood.
const PACKED: u64 = 3;
/// A head that is longer is compressed, in bytes: a thousand teams have megabytes of evidence.
const LONG_HEAD: usize = 32 * 1024;

/// Puts version and checksum before a content.
fn seal(version: u64, content: &str) -> String {
    let sum = pack::checksum(content.as_bytes());
    format!("{version}:{sum:08x}:{content}")
}

/// Takes them off again. What is of version 1 had neither.
fn unseal(text: &str) -> Result<(u64, &str), RecordError> {
    if text.starts_with('{') {
        return Ok((1, text));
    }
    let mut parts = text.splitn(3, ':');
    let version = parts.next().and_then(|version| version.parse::<u64>().ok());
    match (version, parts.next(), parts.next()) {
        (Some(version @ PLAIN..=PACKED), Some(sum), Some(content)) => {
            if sum == format!("{:08x}", pack::checksum(content.as_bytes())) {
                Ok((version, content))
            } else {
                Err(broken("its checksum does not fit what is in it."))
            }
        }
        (Some(version), Some(_), Some(_)) if version > PACKED => Err(RecordError::Newer),
        _ => Err(broken("it is no record of this page.")),
    }
}

/// A record of answers that is undamaged, in the way in which they are packed today.
pub(super) fn is_whole(text: &str) -> bool {
    matches!(unseal(text), Ok((PACKED, _)))
}

/// The same of a record that is plain text, and was never of version 1; `what` it should be.
fn unseal_plain<'t>(text: &'t str, what: &str) -> Result<&'t str, RecordError> {
    match unseal(text)? {
        (PLAIN, content) => Ok(content),
        _ => Err(broken(what)),
    }
}

/// The assessment without its answers, as a file.
pub(super) fn head_text(head: &Assessment) -> String {
    let text = assessment_file::write(head);
    match text.len() > LONG_HEAD {
        true => seal(PACKED, &pack::to_text(&packed::compress(text.as_bytes()))),
        false => seal(PLAIN, &text),
    }
}

/// Reads [`head_text`].
pub(super) fn read_head(text: &str) -> Result<Assessment, RecordError> {
    let (version, content) = unseal(text)?;
    let unpacked;
    let content = match version {
        PACKED => {
            let bytes = packed::decompress(&bytes_of(content)?)?;
            unpacked = String::from_utf8(bytes).map_err(|_| broken("it is no text."))?;
            &unpacked
        }
        _ => content,
    };
    assessment_file::read_stored(content).map_err(|problem| match problem {
        FileError::TooNew { .. } => RecordError::Newer,
        problem => RecordError::Broken(problem.to_string()),
    })
}

/// The ids that records of answers stand for, one a line.
pub(super) fn ids_text(ids: &SortedSet<ActivityId>) -> String {
    let ids: Vec<Value> = ids.iter().map(|id| id.as_str().into()).collect();
    seal(PLAIN, &Value::Array(ids).to_string())
}

/// Reads [`ids_text`].
pub(super) fn read_ids(text: &str) -> Result<Vec<ActivityId>, RecordError> {
    let content = unseal_plain(text, "it is no list of ids.")?;
    match serde_json::from_str(content) {
        Ok(Value::Array(ids)) => Ok(ids
            .iter()
            .filter_map(Value::as_str)
            .map(ActivityId::new)
            .collect()),
        _ => Err(broken("it is no list of ids.")),
    }
}

/// The answers of one team.
pub(super) fn answers_text(answers: &Map<ActivityId, Answer>, ids: &Ids) -> String {
    let mut packing = Packing::of(ids);
    packing.add(answers);
    seal(PACKED, &pack::to_text(&packing.bytes()))
}

/// Reads [`answers_text`].
pub(super) fn read_answers(text: &str, ids: &Ids) -> Result<Map<ActivityId, Answer>, RecordError> {
    let (version, content) = unseal(text)?;
    match version {
        1 => read_version_1(content),
        PLAIN => packed::unpack(
            &mut Reader {
                bytes: &bytes_of(content)?,
            },
            ids,
        ),
        _ => packed::unpack_one(&bytes_of(content)?, ids),
    }
}

fn bytes_of(content: &str) -> Result<Vec<u8>, RecordError> {
    pack::to_bytes(content).ok_or_else(|| broken("it is not packed."))
}

/// Answers as they were stored first: JSON in the shape of the file.
fn read_version_1(text: &str) -> Result<Map<ActivityId, Answer>, RecordError> {
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
    let mut packing = Packing::of(ids);
    let mut is_empty = true;
    for (team, answers) in teams {
        packing.add_team(team, answers);
        is_empty = false;
    }
    if is_empty {
        return seal(PLAIN, "");
    }
    seal(PACKED, &pack::to_text(&packing.bytes()))
}

/// Reads [`snapshot_text`].
pub(super) fn read_snapshot(text: &str, ids: &Ids) -> Result<Map<TeamId, Answers>, RecordError> {
    let content = match unseal(text)? {
        (PACKED, content) => return packed::unpack_all(&bytes_of(content)?, ids),
        (PLAIN, content) => content,
        _ => return Err(broken("it is no snapshot.")),
    };
    // Version 2: the record of each team.
    let mut parts = parts(content)?.into_iter();
    let mut teams = Map::new();
    while let (Some(team), Some(answers)) = (parts.next(), parts.next()) {
        teams.insert(TeamId::new(team), read_answers(answers, ids)?.into());
    }
    Ok(teams)
}

/// A whole assessment in one text, for recovery copies.
pub(super) fn whole_text(head: &Assessment, ids: &SortedSet<ActivityId>, rest: &str) -> String {
    let (head, ids) = (head_text(head), ids_text(ids));
    seal(PLAIN, &format!("{}{}{rest}", part(&head), part(&ids)))
}

/// Reads [`whole_text`]: head, ids and the parts of the rest.
pub(super) fn read_whole(text: &str) -> Result<(Assessment, Ids, Vec<&str>), RecordError> {
    let content = unseal_plain(text, "it is no recovery copy.")?;
    let mut parts = parts(content)?;
    if parts.len() < 2 {
        return Err(broken("it ends too early."));
    }
    let rest = parts.split_off(2);
    Ok((read_head(parts[0])?, Ids::of(&read_ids(parts[1])?), rest))
}
