//! The assessment file, version 1 (`*.dsomm.json`); described in `docs/formats.md` and in
//! `public/schema/assessment-1.json`.

use crate::map::Map as Sorted;
use std::fmt;

use chrono::{DateTime, SecondsFormat};
use serde_json::{Map, Value};

use super::json;
use crate::assessment::{
    Aim, Answer, Assessment, Cycle, CycleId, Date, Evidence, EvidenceId, Group, GroupId, Kept,
    Link, ModelRef, ModelSetup, Planned, Stage, StageId, Stamp, Target, Team, TeamId,
    default_stages,
};
use crate::model::ActivityId;
use crate::order::sorted;

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
    from_value(parse(text)?)
}

/// The file as JSON.
pub(super) fn parse(text: &str) -> Result<Value, FileError> {
    if text.len() > MAX_BYTES {
        return Err(FileError::TooLarge { bytes: text.len() });
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(FileError::Empty);
    }
    match serde_json::from_str(text) {
        Ok(value) => Ok(value),
        Err(_) if !text.trim_start().starts_with(['{', '[']) => Err(FileError::Foreign {
            looks_like: guess(text),
        }),
        Err(cause) => {
            let message = cause.to_string();
            Err(FileError::NotJson {
                line: cause.line(),
                column: cause.column(),
                message: message
                    .split(" at line ")
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
            })
        }
    }
}

fn guess(text: &str) -> &'static str {
    let has = |word: &str| text.lines().any(|line| line.starts_with(word));
    if has("progress:") {
        "team progress of DSOMM's own app"
    } else if has("evidence:") {
        "team evidence of DSOMM's own app"
    } else if has("Build and Deployment:") {
        "a DSOMM model"
    } else if text.trim_start().starts_with('<') {
        "a web page"
    } else {
        "some other text"
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
                answers.insert(TeamId::new(&team), of_team);
            }
        }
    }
    for team in answers.keys() {
        // An answer without its team would be kept, but never seen.
        teams.entry(team.clone()).or_insert_with(|| Team {
            name: team.to_string(),
            ..Team::default()
        });
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
        kept: file.rest(),
    })
}

pub(super) fn read_model(mut fields: Fields) -> Result<ModelRef, FileError> {
    Ok(ModelRef {
        publisher: fields.text("publisher")?.unwrap_or_default(),
        version: fields.text("version")?.unwrap_or_default(),
        digest: fields.text("digest")?.unwrap_or_default(),
        kept: fields.rest(),
    })
}

pub(super) fn read_setup(file: &mut Fields) -> Result<ModelSetup, FileError> {
    Ok(ModelSetup {
        extensions: file.ids("model_extensions")?,
        overlay: match file.take("model_overlay") {
            None => None,
            Some(overlay) if overlay.is_object() => Some(overlay),
            Some(_) => return Err(file.wrong("model_overlay", "an object { … }")),
        },
        changed: read_stamp(file, "model_changed")?,
    })
}

pub(super) fn read_stages(file: &mut Fields) -> Result<Vec<Stage>, FileError> {
    let items = match file.take("stages") {
        None => return Ok(default_stages()),
        Some(Value::Array(items)) => items,
        Some(_) => return Err(file.wrong("stages", "a list of stages")),
    };
    let mut stages: Vec<Stage> = Vec::new();
    for (at, item) in items.into_iter().enumerate() {
        let place = format!("stages → {}", at + 1);
        let Value::Object(map) = item else {
            return Err(FileError::Field {
                place,
                wanted: "a stage",
            });
        };
        let mut fields = Fields::new(map, place);
        let id = fields.text("id")?.unwrap_or_default();
        if id.is_empty() || stages.iter().any(|stage| stage.id.as_str() == id) {
            return Err(fields.wrong("id", "an id of its own for each stage, a text"));
        }
        let score = match fields.take("score").as_ref().map(number_of) {
            Some(Some(score)) if (0.0..=1.0).contains(&score) => score,
            _ => return Err(fields.wrong("score", "a number from 0 to 1")),
        };
        stages.push(Stage {
            title: fields.text("title")?.unwrap_or_else(|| id.clone()),
            id: StageId::new(&id),
            score,
            definition: fields.text("definition")?.unwrap_or_default(),
            replaced_by: fields.text("replaced_by")?.map(|id| StageId::new(&id)),
            changed: match fields.take("changed") {
                None => None,
                Some(value) => Some(stamp(&value).ok_or_else(|| fields.wrong("changed", STAMP))?),
            },
            kept: fields.rest(),
        });
    }
    let mut living = stages.iter().filter(|stage| stage.replaced_by.is_none());
    match (living.next(), living.next_back()) {
        (Some(first), Some(last)) if first.score == 0.0 && last.score == 1.0 => {}
        _ => {
            return Err(FileError::Field {
                place: "stages".to_owned(),
                wanted: "at least two stages, the first with score 0, the last with score 1",
            });
        }
    }
    for (at, stage) in stages.iter().enumerate() {
        let is_known = |id: &StageId| stages.iter().any(|known| known.id == *id);
        if stage.replaced_by.as_ref().is_some_and(|id| !is_known(id)) {
            return Err(FileError::Field {
                place: format!("stages → {} → replaced_by", at + 1),
                wanted: "the id of another stage of the list",
            });
        }
    }
    Ok(stages)
}

fn not_star(key: &str) -> Option<&str> {
    (key != "*").then_some(key)
}

pub(super) fn read_group(mut fields: Fields) -> Result<Group, FileError> {
    Ok(Group {
        name: fields.text("name")?.unwrap_or_default(),
        order: fields.whole("order")?,
        deleted: fields.flag("deleted")?,
        changed: read_stamp(&mut fields, "changed")?,
        kept: fields.rest(),
    })
}

pub(super) fn read_evidence(mut fields: Fields) -> Result<Evidence, FileError> {
    let mut links = Vec::new();
    match fields.take("links") {
        None => {}
        Some(Value::Array(items)) => {
            for (at, item) in items.into_iter().enumerate() {
                let place = format!("{} → {}", fields.inside("links"), at + 1);
                let Value::Object(map) = item else {
                    return Err(FileError::Field {
                        place,
                        wanted: "an object { … }",
                    });
                };
                let mut inner = Fields::new(map, place);
                links.push(Link {
                    kind: inner.text("kind")?.unwrap_or_default(),
                    url: inner.text("url")?.unwrap_or_default(),
                    kept: inner.rest(),
                });
            }
        }
        Some(_) => return Err(fields.wrong("links", "a list of links")),
    }
    Ok(Evidence {
        activity: ActivityId::new(&fields.text("activity")?.unwrap_or_default()),
        teams: fields
            .ids("teams")?
            .iter()
            .map(|id| TeamId::new(id))
            .collect(),
        title: fields.text("title")?.unwrap_or_default(),
        description: fields.text("description")?.unwrap_or_default(),
        recorded: fields.date("recorded")?,
        expires: fields.date("expires")?,
        reviewer: fields.text("reviewer")?.unwrap_or_default(),
        links,
        deleted: fields.flag("deleted")?,
        changed: read_stamp(&mut fields, "changed")?,
        kept: fields.rest(),
    })
}

pub(super) fn read_target(mut fields: Fields) -> Result<Target, FileError> {
    let level = match fields.take("level").as_ref().map(Value::as_u64) {
        None => None,
        Some(Some(level @ 1..=20)) => u8::try_from(level).ok(),
        Some(_) => return Err(fields.wrong("level", "a level from 1 to 20")),
    };
    Ok(Target {
        level,
        by: fields.date("by")?,
        changed: read_stamp(&mut fields, "changed")?,
        kept: fields.rest(),
    })
}

pub(super) fn read_planned(mut fields: Fields) -> Result<Planned, FileError> {
    Ok(Planned {
        cycle: fields.text("cycle")?.map(|id| CycleId::new(&id)),
        changed: read_stamp(&mut fields, "changed")?,
        kept: fields.rest(),
    })
}

fn read_cycles(file: &mut Fields) -> Result<Sorted<CycleId, Cycle>, FileError> {
    let items = match file.take("cycles") {
        None => return Ok(Sorted::new()),
        Some(Value::Array(items)) => items,
        Some(_) => return Err(file.wrong("cycles", "a list of cycles")),
    };
    let mut cycles = Sorted::new();
    for (at, item) in items.into_iter().enumerate() {
        let place = format!("cycles → {}", at + 1);
        let Value::Object(map) = item else {
            return Err(FileError::Field {
                place,
                wanted: "a cycle",
            });
        };
        let mut fields = Fields::new(map, place);
        let id = fields.text("id")?.unwrap_or_default();
        if id.is_empty() || cycles.contains_key(id.as_str()) {
            return Err(fields.wrong("id", "an id of its own for each cycle, a text"));
        }
        cycles.insert(CycleId::new(&id), read_cycle(fields)?);
    }
    Ok(cycles)
}

/// Without its id.
pub(super) fn read_cycle(mut fields: Fields) -> Result<Cycle, FileError> {
    let opened_at = match fields.text("opened_at")? {
        None => None,
        Some(text) => match moment(&text) {
            Some(at) => Some(at),
            None => return Err(fields.wrong("opened_at", MOMENT)),
        },
    };
    Ok(Cycle {
        name: fields.text("name")?.unwrap_or_default(),
        opened: fields.date("opened")?,
        opened_at,
        closed: fields.date("closed")?,
        answers: fields.all("answers", |team, fields| {
            Ok((TeamId::new(&team), read_answers(fields)?))
        })?,
        deleted: fields.flag("deleted")?,
        changed: read_stamp(&mut fields, "changed")?,
        kept: fields.rest(),
    })
}

pub(super) fn read_team(mut fields: Fields) -> Result<Team, FileError> {
    let cleared = match fields.take("cleared") {
        None => None,
        Some(value) => Some(stamp(&value).ok_or_else(|| fields.wrong("cleared", STAMP))?),
    };
    Ok(Team {
        name: fields.text("name")?.unwrap_or_default(),
        order: fields.whole("order")?,
        inherits: fields.text("inherits")?.map(|id| TeamId::new(&id)),
        groups: fields
            .ids("groups")?
            .iter()
            .map(|id| GroupId::new(id))
            .collect(),
        deleted: fields.flag("deleted")?,
        cleared,
        changed: read_stamp(&mut fields, "changed")?,
        kept: fields.rest(),
    })
}

pub(super) fn read_answers(fields: Fields) -> Result<Sorted<ActivityId, Answer>, FileError> {
    let mut answers = Sorted::new();
    for (activity, fields) in fields.objects()? {
        answers.insert(ActivityId::new(&activity), read_answer(fields)?);
    }
    Ok(answers)
}

pub(super) fn read_answer(mut fields: Fields) -> Result<Answer, FileError> {
    let mut reached = Sorted::new();
    if let Some(inner) = fields.object("reached")? {
        let place = inner.place.clone();
        for (stage, value) in inner.map {
            let day = value.as_str().and_then(parse_date);
            reached.insert(
                StageId::new(&stage),
                day.ok_or(FileError::Field {
                    place: format!("{place} → {stage}"),
                    wanted: DATE,
                })?,
            );
        }
    }
    let changed = read_stamp(&mut fields, "changed")?;
    let note = fields.text("note")?.unwrap_or_default();
    let note_changed = match fields.take("note_changed") {
        Some(value) => stamp(&value).ok_or_else(|| fields.wrong("note_changed", STAMP))?,
        None if note.is_empty() => Stamp::default(),
        None => changed.clone(),
    };
    Ok(Answer {
        stage: fields.text("stage")?.map(|id| StageId::new(&id)),
        reached,
        not_sure: fields.flag("not_sure")?,
        not_applicable: fields.text("not_applicable")?,
        owner: fields.text("owner")?.unwrap_or_default(),
        due: fields.date("due")?,
        confirmed: fields.date("confirmed")?,
        changed,
        note,
        note_changed,
        kept: fields.rest(),
    })
}

const MOMENT: &str = "a moment such as 2026-11-23T09:14:05.120Z";
const DATE: &str = "a date such as 2026-11-23";
const STAMP: &str =
    "a moment and a name such as { \"at\": \"2026-11-23T09:14:05.120Z\", \"by\": \"kim\" }";

fn read_stamp(fields: &mut Fields, key: &str) -> Result<Stamp, FileError> {
    match fields.take(key) {
        None => Ok(Stamp::default()),
        Some(value) => stamp(&value).ok_or_else(|| fields.wrong(key, STAMP)),
    }
}

fn moment(text: &str) -> Option<i64> {
    let at = DateTime::parse_from_rfc3339(text).ok()?;
    Some(at.timestamp_millis())
}

fn stamp(value: &Value) -> Option<Stamp> {
    let at = moment(value.get("at")?.as_str()?)?;
    let by = match value.get("by") {
        None => "",
        Some(by) => by.as_str()?,
    };
    Some(Stamp {
        at,
        by: by.to_owned(),
    })
}

/// Reads a calendar date, `2026-11-23`. A time of day behind it is left out.
pub fn parse_date(text: &str) -> Option<Date> {
    let day = text.get(..10)?;
    if text.len() > 10 && !matches!(text.as_bytes()[10], b'T' | b' ') {
        return None;
    }
    let is_date = |(at, byte): (usize, u8)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    if !day.bytes().enumerate().all(is_date) {
        return None;
    }
    Date::from_ymd_opt(
        day[..4].parse().ok()?,
        day[5..7].parse().ok()?,
        day[8..].parse().ok()?,
    )
}

/// The fields of one JSON object, taken out one by one; what is left is unknown and kept.
pub(super) struct Fields {
    map: Map<String, Value>,
    place: String,
}

impl Fields {
    pub(super) fn new(map: Map<String, Value>, place: String) -> Self {
        Self { map, place }
    }

    fn inside(&self, key: &str) -> String {
        if self.place.is_empty() {
            key.to_owned()
        } else {
            format!("{} → {key}", self.place)
        }
    }

    fn wrong(&self, key: &str, wanted: &'static str) -> FileError {
        FileError::Field {
            place: self.inside(key),
            wanted,
        }
    }

    /// `null` counts as not given.
    fn take(&mut self, key: &str) -> Option<Value> {
        self.map.shift_remove(key).filter(|value| !value.is_null())
    }

    pub(super) fn text(&mut self, key: &str) -> Result<Option<String>, FileError> {
        match self.take(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.wrong(key, "a text")),
        }
    }

    fn flag(&mut self, key: &str) -> Result<bool, FileError> {
        match self.take(key) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(flag),
            Some(_) => Err(self.wrong(key, "true or false")),
        }
    }

    fn whole(&mut self, key: &str) -> Result<i64, FileError> {
        match self.take(key) {
            None => Ok(0),
            Some(value) => value
                .as_i64()
                .ok_or_else(|| self.wrong(key, "a whole number")),
        }
    }

    fn ids(&mut self, key: &str) -> Result<Vec<String>, FileError> {
        match self.take(key) {
            None => Ok(Vec::new()),
            Some(Value::Array(items)) if items.iter().all(Value::is_string) => Ok(items
                .iter()
                .filter_map(|item| item.as_str().map(str::to_owned))
                .collect()),
            Some(_) => Err(self.wrong(key, "a list of texts")),
        }
    }

    /// Reads each entry of an object whose entries are objects.
    fn all<K: Ord, V>(
        &mut self,
        key: &str,
        read: impl Fn(String, Fields) -> Result<(K, V), FileError>,
    ) -> Result<Sorted<K, V>, FileError> {
        let mut all = Sorted::new();
        if let Some(fields) = self.object(key)? {
            for (key, fields) in fields.objects()? {
                let (key, value) = read(key, fields)?;
                all.insert(key, value);
            }
        }
        Ok(all)
    }

    pub(super) fn months(&mut self, key: &str) -> Result<Option<u32>, FileError> {
        match self.take(key) {
            None => Ok(None),
            Some(value) => match value.as_u64() {
                Some(months @ 1..=120) => Ok(u32::try_from(months).ok()),
                _ => Err(self.wrong(key, "a whole number of months from 1 to 120")),
            },
        }
    }

    fn date(&mut self, key: &str) -> Result<Option<Date>, FileError> {
        match self.text(key)? {
            None => Ok(None),
            Some(text) => match parse_date(&text) {
                Some(day) => Ok(Some(day)),
                None => Err(self.wrong(key, DATE)),
            },
        }
    }

    pub(super) fn object(&mut self, key: &str) -> Result<Option<Fields>, FileError> {
        match self.take(key) {
            None => Ok(None),
            Some(Value::Object(map)) => Ok(Some(Fields::new(map, self.inside(key)))),
            Some(_) => Err(self.wrong(key, "an object { … }")),
        }
    }

    /// Every field has to be an object.
    pub(super) fn objects(self) -> Result<Vec<(String, Fields)>, FileError> {
        let Fields { map, place } = self;
        map.into_iter()
            .map(|(key, value)| {
                let place = format!("{place} → {key}");
                match value {
                    Value::Object(map) => Ok((key, Fields::new(map, place))),
                    _ => Err(FileError::Field {
                        place,
                        wanted: "an object { … }",
                    }),
                }
            })
            .collect()
    }

    fn rest(self) -> Kept {
        self.map
    }
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
    let answers: Map<String, Value> = assessment
        .answers
        .iter()
        .map(|(id, answers)| (id.to_string(), answers_value(answers)))
        .collect();
    map.insert("answers".into(), answers.into());
    insert_rest(&mut map, assessment);
    insert_setup(&mut map, &assessment.setup);
    keep(&mut map, &assessment.kept);
    map
}

pub(super) fn model_value(model: &ModelRef) -> Value {
    let mut map = Map::new();
    map.insert("publisher".into(), model.publisher.as_str().into());
    map.insert("version".into(), model.version.as_str().into());
    map.insert("digest".into(), model.digest.as_str().into());
    keep(&mut map, &model.kept);
    map.into()
}

pub(super) fn stages_value(stages: &[Stage]) -> Value {
    stages.iter().map(stage_value).collect()
}

pub(super) fn insert_setup(map: &mut Map<String, Value>, setup: &ModelSetup) {
    if !setup.extensions.is_empty() {
        map.insert("model_extensions".into(), setup.extensions.clone().into());
    }
    if let Some(overlay) = &setup.overlay {
        map.insert("model_overlay".into(), overlay.clone());
    }
    insert_stamp(map, "model_changed", &setup.changed);
}

/// Evidence, targets, plan and cycles, where there are some.
fn insert_rest(map: &mut Map<String, Value>, assessment: &Assessment) {
    let evidence: Map<String, Value> = assessment
        .evidence
        .iter()
        .map(|(id, piece)| (id.to_string(), evidence_value(piece)))
        .collect();
    let mut targets = Map::new();
    for (aim, target) in &assessment.targets {
        let team = aim.team.as_ref().map_or("*", TeamId::as_str);
        let subdimension = aim.subdimension.as_deref().unwrap_or("*");
        if let Value::Object(inner) = targets
            .entry(team)
            .or_insert_with(|| Value::Object(Map::new()))
        {
            inner.insert(subdimension.to_owned(), target_value(target));
        }
    }
    let mut plan = Map::new();
    for (team, planned) in &assessment.plan {
        let planned: Map<String, Value> = planned
            .iter()
            .map(|(activity, planned)| (activity.to_string(), planned_value(planned)))
            .collect();
        plan.insert(team.to_string(), planned.into());
    }
    let cycles = sorted(
        assessment.cycles.iter().collect(),
        |(left_id, left): &(&CycleId, &Cycle), (right_id, right)| {
            (left.opened, left.opened_at, left.closed, left_id).cmp(&(
                right.opened,
                right.opened_at,
                right.closed,
                right_id,
            ))
        },
    );
    let cycles: Vec<Value> = cycles
        .into_iter()
        .map(|(id, cycle)| cycle_value(id, cycle))
        .collect();
    for (key, value) in [("evidence", evidence), ("targets", targets), ("plan", plan)] {
        if !value.is_empty() {
            map.insert(key.into(), value.into());
        }
    }
    if !cycles.is_empty() {
        map.insert("cycles".into(), cycles.into());
    }
}

pub(super) fn group_value(group: &Group) -> Value {
    let mut map = Map::new();
    if !group.deleted || !group.name.is_empty() {
        map.insert("name".into(), group.name.as_str().into());
    }
    if !group.deleted || group.order != 0 {
        map.insert("order".into(), group.order.into());
    }
    insert_flag(&mut map, "deleted", group.deleted);
    keep(&mut map, &group.kept);
    insert_stamp(&mut map, "changed", &group.changed);
    map.into()
}

pub(super) fn evidence_value(piece: &Evidence) -> Value {
    let mut map = Map::new();
    insert_text(&mut map, "activity", piece.activity.as_str());
    if !piece.teams.is_empty() {
        let teams = piece.teams.iter().map(|id| Value::from(id.as_str()));
        map.insert("teams".into(), teams.collect());
    }
    insert_text(&mut map, "title", &piece.title);
    insert_text(&mut map, "description", &piece.description);
    insert_date(&mut map, "recorded", piece.recorded);
    insert_date(&mut map, "expires", piece.expires);
    insert_text(&mut map, "reviewer", &piece.reviewer);
    if !piece.links.is_empty() {
        let links = piece.links.iter().map(|link| {
            let mut map = Map::new();
            insert_text(&mut map, "kind", &link.kind);
            insert_text(&mut map, "url", &link.url);
            keep(&mut map, &link.kept);
            Value::Object(map)
        });
        map.insert("links".into(), links.collect());
    }
    insert_flag(&mut map, "deleted", piece.deleted);
    keep(&mut map, &piece.kept);
    insert_stamp(&mut map, "changed", &piece.changed);
    map.into()
}

pub(super) fn target_value(target: &Target) -> Value {
    let mut map = Map::new();
    if let Some(level) = target.level {
        map.insert("level".into(), level.into());
    }
    insert_date(&mut map, "by", target.by);
    keep(&mut map, &target.kept);
    insert_stamp(&mut map, "changed", &target.changed);
    map.into()
}

pub(super) fn planned_value(planned: &Planned) -> Value {
    let mut map = Map::new();
    if let Some(cycle) = &planned.cycle {
        map.insert("cycle".into(), cycle.as_str().into());
    }
    keep(&mut map, &planned.kept);
    insert_stamp(&mut map, "changed", &planned.changed);
    map.into()
}

pub(super) fn cycle_value(id: &CycleId, cycle: &Cycle) -> Value {
    let mut map = Map::new();
    map.insert("id".into(), id.as_str().into());
    if !cycle.deleted || !cycle.name.is_empty() {
        map.insert("name".into(), cycle.name.as_str().into());
    }
    insert_date(&mut map, "opened", cycle.opened);
    if let Some(at) = cycle.opened_at {
        map.insert("opened_at".into(), moment_text(at).into());
    }
    insert_date(&mut map, "closed", cycle.closed);
    insert_flag(&mut map, "deleted", cycle.deleted);
    if !cycle.answers.is_empty() {
        let answers: Map<String, Value> = cycle
            .answers
            .iter()
            .map(|(team, answers)| (team.to_string(), answers_value(answers)))
            .collect();
        map.insert("answers".into(), answers.into());
    }
    keep(&mut map, &cycle.kept);
    insert_stamp(&mut map, "changed", &cycle.changed);
    map.into()
}

fn insert_text(map: &mut Map<String, Value>, key: &str, text: &str) {
    if !text.is_empty() {
        map.insert(key.into(), text.into());
    }
}

fn insert_flag(map: &mut Map<String, Value>, key: &str, flag: bool) {
    if flag {
        map.insert(key.into(), true.into());
    }
}

fn insert_date(map: &mut Map<String, Value>, key: &str, day: Option<Date>) {
    if let Some(day) = day {
        map.insert(key.into(), day.to_string().into());
    }
}

fn stage_value(stage: &Stage) -> Value {
    let mut map = Map::new();
    map.insert("id".into(), stage.id.as_str().into());
    map.insert("title".into(), stage.title.as_str().into());
    map.insert("score".into(), number(stage.score));
    map.insert("definition".into(), stage.definition.as_str().into());
    if let Some(next) = &stage.replaced_by {
        map.insert("replaced_by".into(), next.as_str().into());
    }
    keep(&mut map, &stage.kept);
    if let Some(changed) = &stage.changed {
        map.insert("changed".into(), stamp_value(changed));
    }
    map.into()
}

/// The shortest text that reads back as the same number: 0 and 1, not 0.0 and 1.0.
fn number(value: f64) -> Value {
    Value::Number(serde_json::Number::from_string_unchecked(
        crate::number::shortest(value),
    ))
}

fn number_of(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => crate::number::read(number.as_str()),
        _ => None,
    }
}

pub(super) fn team_value(team: &Team) -> Value {
    let mut map = Map::new();
    map.insert("name".into(), team.name.as_str().into());
    map.insert("order".into(), team.order.into());
    if let Some(platform) = &team.inherits {
        map.insert("inherits".into(), platform.as_str().into());
    }
    if !team.groups.is_empty() {
        let groups = team.groups.iter().map(|id| Value::from(id.as_str()));
        map.insert("groups".into(), groups.collect());
    }
    insert_flag(&mut map, "deleted", team.deleted);
    if let Some(cleared) = &team.cleared {
        map.insert("cleared".into(), stamp_value(cleared));
    }
    keep(&mut map, &team.kept);
    insert_stamp(&mut map, "changed", &team.changed);
    map.into()
}

pub(super) fn answers_value(answers: &Sorted<ActivityId, Answer>) -> Value {
    answers
        .iter()
        .map(|(activity, answer)| (activity.to_string(), answer_value(answer)))
        .collect::<Map<String, Value>>()
        .into()
}

pub(super) fn answer_value(answer: &Answer) -> Value {
    let mut map = Map::new();
    if let Some(stage) = &answer.stage {
        map.insert("stage".into(), stage.as_str().into());
    }
    if !answer.reached.is_empty() {
        let reached: Map<String, Value> = answer
            .reached
            .iter()
            .map(|(stage, day)| (stage.to_string(), day.to_string().into()))
            .collect();
        map.insert("reached".into(), reached.into());
    }
    insert_flag(&mut map, "not_sure", answer.not_sure);
    if let Some(reason) = &answer.not_applicable {
        map.insert("not_applicable".into(), reason.as_str().into());
    }
    insert_text(&mut map, "note", &answer.note);
    insert_text(&mut map, "owner", &answer.owner);
    insert_date(&mut map, "due", answer.due);
    insert_date(&mut map, "confirmed", answer.confirmed);
    keep(&mut map, &answer.kept);
    let default = if answer.note.is_empty() {
        Stamp::default()
    } else {
        answer.changed.clone()
    };
    if answer.note_changed != default {
        insert_stamp(&mut map, "note_changed", &answer.note_changed);
        if answer.note_changed == Stamp::default() {
            map.insert("note_changed".into(), stamp_value(&answer.note_changed));
        }
    }
    insert_stamp(&mut map, "changed", &answer.changed);
    map.into()
}

fn insert_stamp(map: &mut Map<String, Value>, key: &str, stamp: &Stamp) {
    if *stamp != Stamp::default() {
        map.insert(key.into(), stamp_value(stamp));
    }
}

/// The moments that can be written with four digits of a year.
const MOMENTS: (i64, i64) = (-62_167_219_200_000, 253_402_300_799_999);

fn moment_text(at: i64) -> String {
    DateTime::from_timestamp_millis(at.clamp(MOMENTS.0, MOMENTS.1))
        .unwrap_or_default()
        .to_rfc3339_opts(SecondsFormat::Millis, true)
}

pub(super) fn stamp_value(stamp: &Stamp) -> Value {
    let mut map = Map::new();
    map.insert("at".into(), moment_text(stamp.at).into());
    if !stamp.by.is_empty() {
        map.insert("by".into(), stamp.by.as_str().into());
    }
    map.into()
}

/// Unknown fields come behind the known ones, sorted, so that the order does not depend on where
/// they came from.
pub(super) fn keep(map: &mut Map<String, Value>, kept: &Kept) {
    let keys = sorted(kept.keys().collect(), |left: &&String, right| {
        left.cmp(right)
    });
    for key in keys {
        if !map.contains_key(key) {
            map.insert(key.clone(), kept[key].clone());
        }
    }
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
