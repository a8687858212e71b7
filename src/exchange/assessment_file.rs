//! The assessment file, version 1 (`*.dsomm.json`); described in `docs/formats.md` and in
//! `public/schema/assessment-1.json`.

mod fields;
mod pieces;
mod reading;
mod writing;

use crate::map::Map as Sorted;
use std::fmt;

use serde_json::{Map, Value};

use super::json;
use crate::assessment::{
    Aim, Answer, Answers, Assessment, EvidenceId, GroupId, ModelRef, Team, TeamId, Today,
};
use crate::model::ActivityId;

pub(super) use fields::Fields;
pub use fields::parse_date;
use fields::read_stamp;
#[cfg(not(target_arch = "wasm32"))]
pub(super) use pieces::read as read_pieces;
pub use pieces::read_from;
pub(super) use reading::*;
pub(super) use writing::*;

/// The version that is written, and the highest that is understood.
pub const VERSION: u64 = 1;
/// What stands under `format`.
pub const FORMAT: &str = "dsomm-assessment";
/// Largest file that is read, in bytes.
pub const MAX_BYTES: usize = 32 * 1024 * 1024;

/// Why a file cannot be read. Its text is a sentence for the user; nothing was changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FileError {
    /// More than [`MAX_BYTES`].
    TooLarge {
        /// Size in bytes.
        bytes: usize,
    },
    /// The file has nothing in it.
    Empty,
    /// No JSON.
    NotJson {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What the parser says.
        message: String,
    },
    /// JSON, but at this place is something else than there has to be.
    Damaged {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// It could not be read to its end.
    Unread,
    /// JSON or YAML, but not ours.
    Foreign {
        /// What it looks like.
        looks_like: &'static str,
    },
    /// Written by a later version.
    TooNew {
        /// Its version.
        version: u64,
    },
    /// A field does not hold what it has to.
    Field {
        /// Where: `answers → <team> → <activity> → stage`.
        place: String,
        /// What has to stand there: "a text".
        wanted: &'static str,
    },
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { bytes } => write!(
                f,
                "The file has {} MB; files of up to {} MB are read. Check that it is an assessment file.",
                bytes.div_ceil(1 << 20),
                MAX_BYTES >> 20
            ),
            Self::Empty => f.write_str("The file is empty. Ask for it to be exported again."),
            Self::NotJson {
                line,
                column,
                message,
            } => write!(
                f,
                "The file is not readable JSON: {message} in line {line}, column {column}. It may have been cut off or edited; ask for it to be exported again."
            ),
            Self::Damaged { line, column } => write!(
                f,
                "The file is damaged: in line {line}, before column {column}, stands something that has no place there. Correct it, or ask for the file to be exported again."
            ),
            Self::Unread => f.write_str(
                "The file could not be read to its end. Check that it still exists, then choose it again.",
            ),
            Self::Foreign { looks_like } => write!(
                f,
                "This is not an assessment file: it looks like {looks_like}. Choose a file that was exported here (*.dsomm.json)."
            ),
            Self::TooNew { version } => write!(
                f,
                "The file was written by a newer version of this page (format {version}; this page reads up to {VERSION}). Reload the page to get the newest version, then import again."
            ),
            Self::Field { place, wanted } => write!(
                f,
                "The file is damaged: at “{place}” there has to be {wanted}. Correct that place, or ask for the file to be exported again."
            ),
        }
    }
}

impl std::error::Error for FileError {}

/// Reads a file of any version up to [`VERSION`].
pub fn read(text: &str) -> Result<Assessment, FileError> {
    #[cfg(not(target_arch = "wasm32"))]
    if let Some((assessment, _)) = pieces::read(plain(text)?) {
        return Ok(assessment);
    }
    from_value(parse(text)?)
}

/// Reads what stands in a record of this browser, however long.
pub(crate) fn read_stored(text: &str) -> Result<Assessment, FileError> {
    from_value(serde_json::from_str(text).map_err(|cause| not_json(&cause))?)
}

/// The text without its mark, where it may be read.
pub(super) fn plain(text: &str) -> Result<&str, FileError> {
    if text.len() > MAX_BYTES {
        return Err(FileError::TooLarge { bytes: text.len() });
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(FileError::Empty);
    }
    Ok(text)
}

/// Reads JSON of any kind.
pub(super) fn parse(text: &str) -> Result<Value, FileError> {
    let text = plain(text)?;
    serde_json::from_str(text).map_err(|cause| {
        if !text.trim_start().starts_with(['{', '[']) {
            // Whoever wants to know more asks `kind`.
            return FileError::Foreign {
                looks_like: "some other text",
            };
        }
        not_json(&cause)
    })
}

fn not_json(cause: &serde_json::Error) -> FileError {
    let message = cause.to_string();
    FileError::NotJson {
        line: cause.line(),
        column: cause.column(),
        message: message
            .split(" at line ")
            .next()
            .unwrap_or_default()
            .to_owned(),
    }
}

/// Reads what [`to_value`] gave.
pub(super) fn from_value(value: Value) -> Result<Assessment, FileError> {
    let Value::Object(map) = value else {
        return Err(FileError::Foreign {
            looks_like: "a JSON list or a single value",
        });
    };
    let mut file = Fields::new(map, String::new());
    match file.take("format") {
        Some(Value::String(format)) if format == FORMAT => {}
        _ => {
            return Err(FileError::Foreign {
                looks_like: "other JSON data",
            });
        }
    }
    match file.take("version").as_ref().map(Value::as_u64) {
        Some(Some(1)) => {}
        Some(Some(version)) if version > VERSION => return Err(FileError::TooNew { version }),
        _ => return Err(file.wrong("version", "a version number from 1 on")),
    }
    let id = file.text("id")?.unwrap_or_default();
    if id.is_empty() {
        return Err(file.wrong("id", "the assessment's id, a text"));
    }
    let title = file.text("title")?.unwrap_or_default();
    let model = match file.object("model")? {
        None => ModelRef::default(),
        Some(fields) => read_model(fields)?,
    };
    let stages = read_stages(&mut file)?;
    let cadence_months = file.months("cadence_months")?.unwrap_or(6);
    let evidence_valid_months = file.months("evidence_valid_months")?.unwrap_or(12);
    let changed = read_stamp(&mut file, "changed")?;
    // Files from before had one stamp for title and settings.
    let settings_changed = match file.map.contains_key("settings_changed") {
        true => read_stamp(&mut file, "settings_changed")?,
        false => changed.clone(),
    };
    let setup = read_setup(&mut file)?;
    let mut teams = Sorted::new();
    if let Some(fields) = file.object("teams")? {
        for (id, fields) in fields.objects()? {
            teams.insert(TeamId::new(&id), read_team(fields)?);
        }
    }
    let mut answers = Sorted::new();
    if let Some(fields) = file.object("answers")? {
        for (team, fields) in fields.objects()? {
            let mut of_team = read_answers(fields)?;
            // Entries that only keep lines apart; see `export`.
            of_team.retain(|_, answer| *answer != Answer::default());
            if !of_team.is_empty() {
                answers.insert(TeamId::new(&team), Answers::new(of_team));
            }
        }
    }
    for team in answers.keys() {
        give_a_team(&mut teams, team);
    }
    let groups = file.all("groups", |id, fields| {
        Ok((GroupId::new(&id), read_group(fields)?))
    })?;
    let evidence = file.all("evidence", |id, fields| {
        Ok((EvidenceId::new(&id), read_evidence(fields)?))
    })?;
    let mut targets = Sorted::new();
    for (team, fields) in file.all("targets", |team, fields| Ok((team, fields)))? {
        for (subdimension, fields) in fields.objects()? {
            let aim = Aim {
                team: not_star(&team).map(TeamId::new),
                subdimension: not_star(&subdimension).map(str::to_owned),
            };
            targets.insert(aim, read_target(fields)?);
        }
    }
    let plan = file.all("plan", |team, fields| {
        let mut planned = Sorted::new();
        for (activity, fields) in fields.objects()? {
            planned.insert(ActivityId::new(&activity), read_planned(fields)?);
        }
        Ok((TeamId::new(&team), planned))
    })?;
    let cycles = read_cycles(&mut file)?;
    Ok(Assessment {
        id,
        title,
        model,
        stages,
        cadence_months,
        evidence_valid_months,
        changed,
        settings_changed,
        setup,
        teams,
        answers,
        groups,
        evidence,
        targets,
        plan,
        cycles,
        today: Today::default(),
        kept: file.rest(),
    })
}

/// An answer without its team would be kept, but never seen.
fn give_a_team(teams: &mut Sorted<TeamId, Team>, id: &TeamId) {
    let named = || Team {
        name: id.to_string(),
        ..Team::default()
    };
    teams.entry(id.clone()).or_insert_with(named);
}

/// Writes the file with as little as it takes, for records and messages; for people who keep it,
/// [`export::write`](super::export::write) does. The same assessment always gives the same bytes.
pub fn write(assessment: &Assessment) -> String {
    json::write(&to_value(assessment), |path| {
        matches!(
            path,
            ["stages", _]
                | ["model" | "changed" | "settings_changed" | "model_changed"]
                | ["teams" | "groups" | "evidence", _]
                | ["evidence", _, "links", _]
                | ["answers" | "targets" | "plan", _, _]
                | ["cycles", _, "answers", _, _]
        )
    })
}

/// The file as a value.
pub(super) fn to_value(assessment: &Assessment) -> Value {
    to_map(assessment).into()
}

/// The fields of the file.
pub(super) fn to_map(assessment: &Assessment) -> Map<String, Value> {
    let answers = assessment.answers.iter();
    let answers: Map<String, Value> = answers
        .map(|(id, answers)| (id.to_string(), answers_value(answers)))
        .collect();
    let cycles = cycles_in_order(assessment).into_iter();
    let cycles: Vec<Value> = cycles.map(|(id, cycle)| cycle_value(id, cycle)).collect();
    to_map_with(assessment, answers, cycles)
}

/// The same; what stands under `answers` and `cycles` is given.
pub(super) fn to_map_with(
    assessment: &Assessment,
    answers: Map<String, Value>,
    cycles: Vec<Value>,
) -> Map<String, Value> {
    let mut map = Map::new();
    map.insert("format".into(), FORMAT.into());
    map.insert("version".into(), VERSION.into());
    map.insert("id".into(), assessment.id.as_str().into());
    map.insert("title".into(), assessment.title.as_str().into());
    map.insert("model".into(), model_value(&assessment.model));
    map.insert("stages".into(), stages_value(&assessment.stages));
    map.insert("cadence_months".into(), assessment.cadence_months.into());
    map.insert(
        "evidence_valid_months".into(),
        assessment.evidence_valid_months.into(),
    );
    insert_stamp(&mut map, "changed", &assessment.changed);
    if assessment.settings_changed != assessment.changed {
        map.insert(
            "settings_changed".into(),
            stamp_value(&assessment.settings_changed),
        );
    }
    if !assessment.groups.is_empty() {
        let groups = assessment.groups.iter();
        let groups: Map<String, Value> = groups
            .map(|(id, group)| (id.to_string(), group_value(group)))
            .collect();
        map.insert("groups".into(), groups.into());
    }
    let teams: Map<String, Value> = assessment
        .teams
        .iter()
        .map(|(id, team)| (id.to_string(), team_value(team)))
        .collect();
    map.insert("teams".into(), teams.into());
    map.insert("answers".into(), answers.into());
    insert_rest(&mut map, assessment);
    if !cycles.is_empty() {
        map.insert("cycles".into(), cycles.into());
    }
    insert_setup(&mut map, &assessment.setup);
    keep(&mut map, &assessment.kept);
    map
}

/// The answers of one team as the file holds them; used for storage records.
pub fn write_answers(answers: &Sorted<ActivityId, Answer>) -> Value {
    answers_value(answers)
}

/// Reads what [`write_answers`] gave.
pub fn parse_answers(value: Value) -> Result<Sorted<ActivityId, Answer>, FileError> {
    match value {
        Value::Object(map) => read_answers(Fields::new(map, "answers".to_owned())),
        _ => Err(FileError::Field {
            place: "answers".to_owned(),
            wanted: "an object { … }",
        }),
    }
}
