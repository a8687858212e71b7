//! The assessment file, version 1 (`*.dsomm.json`); described in `docs/formats.md` and in
//! `public/schema/assessment-1.json`.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, SecondsFormat};
use serde_json::{Map, Value};

use super::json;
use crate::assessment::{
    Answer, Assessment, Date, Kept, ModelRef, ModelSetup, Stage, StageId, Stamp, Team, TeamId,
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
    if text.len() > MAX_BYTES {
        return Err(FileError::TooLarge { bytes: text.len() });
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(FileError::Empty);
    }
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(_) if !text.trim_start().starts_with(['{', '[']) => {
            return Err(FileError::Foreign {
                looks_like: guess(text),
            });
        }
        Err(cause) => {
            let message = cause.to_string();
            return Err(FileError::NotJson {
                line: cause.line(),
                column: cause.column(),
                message: message
                    .split(" at line ")
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
            });
        }
    };
    from_value(value)
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

fn from_value(value: Value) -> Result<Assessment, FileError> {
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
        Some(mut fields) => ModelRef {
            publisher: fields.text("publisher")?.unwrap_or_default(),
            version: fields.text("version")?.unwrap_or_default(),
            digest: fields.text("digest")?.unwrap_or_default(),
            kept: fields.rest(),
        },
    };
    let stages = read_stages(&mut file)?;
    let cadence_months = file.months("cadence_months")?.unwrap_or(6);
    let evidence_valid_months = file.months("evidence_valid_months")?.unwrap_or(12);
    let changed = read_stamp(&mut file, "changed")?;
    let setup = ModelSetup {
        extensions: match file.take("model_extensions") {
            None => Vec::new(),
            Some(Value::Array(items)) if items.iter().all(Value::is_string) => items
                .iter()
                .filter_map(|item| item.as_str().map(str::to_owned))
                .collect(),
            Some(_) => return Err(file.wrong("model_extensions", "a list of texts")),
        },
        overlay: match file.take("model_overlay") {
            None => None,
            Some(overlay) if overlay.is_object() => Some(overlay),
            Some(_) => return Err(file.wrong("model_overlay", "an object { … }")),
        },
        changed: read_stamp(&mut file, "model_changed")?,
    };
    let mut teams = BTreeMap::new();
    if let Some(fields) = file.object("teams")? {
        for (id, fields) in fields.objects()? {
            teams.insert(TeamId::new(&id), read_team(fields)?);
        }
    }
    let mut answers = BTreeMap::new();
    if let Some(fields) = file.object("answers")? {
        for (team, fields) in fields.objects()? {
            answers.insert(TeamId::new(&team), read_answers(fields)?);
        }
    }
    for team in answers.keys() {
        // An answer without its team would be kept, but never seen.
        teams.entry(team.clone()).or_insert_with(|| Team {
            name: team.to_string(),
            ..Team::default()
        });
    }
    Ok(Assessment {
        id,
        title,
        model,
        stages,
        cadence_months,
        evidence_valid_months,
        changed,
        settings_changed: Stamp::default(),
        setup,
        teams,
        answers,
        groups: BTreeMap::new(),
        evidence: BTreeMap::new(),
        targets: BTreeMap::new(),
        plan: BTreeMap::new(),
        cycles: BTreeMap::new(),
        kept: file.rest(),
    })
}

fn read_stages(file: &mut Fields) -> Result<Vec<Stage>, FileError> {
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
        let score = match fields.take("score").as_ref().map(Value::as_f64) {
            Some(Some(score)) if (0.0..=1.0).contains(&score) => score,
            _ => return Err(fields.wrong("score", "a number from 0 to 1")),
        };
        stages.push(Stage {
            title: fields.text("title")?.unwrap_or_else(|| id.clone()),
            id: StageId::new(&id),
            score,
            definition: fields.text("definition")?.unwrap_or_default(),
            replaced_by: fields.text("replaced_by")?.map(|id| StageId::new(&id)),
            kept: fields.rest(),
        });
    }
    let ends = (stages.first(), stages.last());
    match ends {
        (Some(first), Some(last)) if first.score == 0.0 && last.score == 1.0 => Ok(stages),
        _ => Err(FileError::Field {
            place: "stages".to_owned(),
            wanted: "at least two stages, the first with score 0, the last with score 1",
        }),
    }
}

fn read_team(mut fields: Fields) -> Result<Team, FileError> {
    let cleared = match fields.take("cleared") {
        None => None,
        Some(value) => Some(stamp(&value).ok_or_else(|| fields.wrong("cleared", STAMP))?),
    };
    Ok(Team {
        name: fields.text("name")?.unwrap_or_default(),
        order: match fields.take("order") {
            None => 0,
            Some(value) => value
                .as_i64()
                .ok_or_else(|| fields.wrong("order", "a whole number"))?,
        },
        inherits: fields.text("inherits")?.map(|id| TeamId::new(&id)),
        groups: Default::default(),
        deleted: fields.flag("deleted")?,
        cleared,
        changed: read_stamp(&mut fields, "changed")?,
        kept: fields.rest(),
    })
}

fn read_answers(fields: Fields) -> Result<BTreeMap<ActivityId, Answer>, FileError> {
    let mut answers = BTreeMap::new();
    for (activity, fields) in fields.objects()? {
        answers.insert(ActivityId::new(&activity), read_answer(fields)?);
    }
    Ok(answers)
}

fn read_answer(mut fields: Fields) -> Result<Answer, FileError> {
    let mut reached = BTreeMap::new();
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

const DATE: &str = "a date such as 2026-11-23";
const STAMP: &str =
    "a moment and a name such as { \"at\": \"2026-11-23T09:14:05.120Z\", \"by\": \"kim\" }";

fn read_stamp(fields: &mut Fields, key: &str) -> Result<Stamp, FileError> {
    match fields.take(key) {
        None => Ok(Stamp::default()),
        Some(value) => stamp(&value).ok_or_else(|| fields.wrong(key, STAMP)),
    }
}

fn stamp(value: &Value) -> Option<Stamp> {
    let at = DateTime::parse_from_rfc3339(value.get("at")?.as_str()?).ok()?;
    let by = match value.get("by") {
        None => "",
        Some(by) => by.as_str()?,
    };
    Some(Stamp {
        at: at.timestamp_millis(),
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
struct Fields {
    map: Map<String, Value>,
    place: String,
}

impl Fields {
    fn new(map: Map<String, Value>, place: String) -> Self {
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

    fn text(&mut self, key: &str) -> Result<Option<String>, FileError> {
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

    fn months(&mut self, key: &str) -> Result<Option<u32>, FileError> {
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

    fn object(&mut self, key: &str) -> Result<Option<Fields>, FileError> {
        match self.take(key) {
            None => Ok(None),
            Some(Value::Object(map)) => Ok(Some(Fields::new(map, self.inside(key)))),
            Some(_) => Err(self.wrong(key, "an object { … }")),
        }
    }

    /// Every field has to be an object.
    fn objects(self) -> Result<Vec<(String, Fields)>, FileError> {
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

/// Writes the file: the same assessment always gives the same bytes.
pub fn write(assessment: &Assessment) -> String {
    json::write(&to_value(assessment), |path| {
        matches!(
            path,
            ["stages", _]
                | ["model" | "changed"]
                | ["teams" | "groups" | "evidence", _]
                | ["answers" | "targets" | "plan", _, _]
        )
    })
}

fn to_value(assessment: &Assessment) -> Value {
    let mut map = Map::new();
    map.insert("format".into(), FORMAT.into());
    map.insert("version".into(), VERSION.into());
    map.insert("id".into(), assessment.id.as_str().into());
    map.insert("title".into(), assessment.title.as_str().into());
    let mut model = Map::new();
    model.insert(
        "publisher".into(),
        assessment.model.publisher.as_str().into(),
    );
    model.insert("version".into(), assessment.model.version.as_str().into());
    model.insert("digest".into(), assessment.model.digest.as_str().into());
    keep(&mut model, &assessment.model.kept);
    map.insert("model".into(), model.into());
    let stages: Vec<Value> = assessment.stages.iter().map(stage_value).collect();
    map.insert("stages".into(), stages.into());
    map.insert("cadence_months".into(), assessment.cadence_months.into());
    map.insert(
        "evidence_valid_months".into(),
        assessment.evidence_valid_months.into(),
    );
    insert_stamp(&mut map, "changed", &assessment.changed);
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
    let setup = &assessment.setup;
    if !setup.extensions.is_empty() {
        map.insert("model_extensions".into(), setup.extensions.clone().into());
    }
    if let Some(overlay) = &setup.overlay {
        map.insert("model_overlay".into(), overlay.clone());
    }
    insert_stamp(&mut map, "model_changed", &setup.changed);
    keep(&mut map, &assessment.kept);
    Value::Object(map)
}

fn stage_value(stage: &Stage) -> Value {
    let mut map = Map::new();
    map.insert("id".into(), stage.id.as_str().into());
    map.insert("title".into(), stage.title.as_str().into());
    map.insert("score".into(), number(stage.score));
    map.insert("definition".into(), stage.definition.as_str().into());
    keep(&mut map, &stage.kept);
    map.into()
}

/// The shortest text that reads back as the same number: 0 and 1, not 0.0 and 1.0.
fn number(value: f64) -> Value {
    Value::Number(serde_json::Number::from_string_unchecked(value.to_string()))
}

fn team_value(team: &Team) -> Value {
    let mut map = Map::new();
    map.insert("name".into(), team.name.as_str().into());
    map.insert("order".into(), team.order.into());
    if let Some(platform) = &team.inherits {
        map.insert("inherits".into(), platform.as_str().into());
    }
    if team.deleted {
        map.insert("deleted".into(), true.into());
    }
    if let Some(cleared) = &team.cleared {
        insert_stamp(&mut map, "cleared", cleared);
    }
    keep(&mut map, &team.kept);
    insert_stamp(&mut map, "changed", &team.changed);
    map.into()
}

fn answers_value(answers: &BTreeMap<ActivityId, Answer>) -> Value {
    answers
        .iter()
        .map(|(activity, answer)| (activity.to_string(), answer_value(answer)))
        .collect::<Map<String, Value>>()
        .into()
}

fn answer_value(answer: &Answer) -> Value {
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
    if answer.not_sure {
        map.insert("not_sure".into(), true.into());
    }
    if let Some(reason) = &answer.not_applicable {
        map.insert("not_applicable".into(), reason.as_str().into());
    }
    if !answer.note.is_empty() {
        map.insert("note".into(), answer.note.as_str().into());
    }
    if !answer.owner.is_empty() {
        map.insert("owner".into(), answer.owner.as_str().into());
    }
    for (key, day) in [("due", answer.due), ("confirmed", answer.confirmed)] {
        if let Some(day) = day {
            map.insert(key.into(), day.to_string().into());
        }
    }
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

fn stamp_value(stamp: &Stamp) -> Value {
    let at = DateTime::from_timestamp_millis(stamp.at)
        .unwrap_or_default()
        .to_rfc3339_opts(SecondsFormat::Millis, true);
    let mut map = Map::new();
    map.insert("at".into(), at.into());
    if !stamp.by.is_empty() {
        map.insert("by".into(), stamp.by.as_str().into());
    }
    map.into()
}

/// Unknown fields come behind the known ones, sorted, so that the order does not depend on where
/// they came from.
fn keep(map: &mut Map<String, Value>, kept: &Kept) {
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
pub fn write_answers(answers: &BTreeMap<ActivityId, Answer>) -> Value {
    answers_value(answers)
}

/// Reads what [`write_answers`] gave.
pub fn parse_answers(value: Value) -> Result<BTreeMap<ActivityId, Answer>, FileError> {
    match value {
        Value::Object(map) => read_answers(Fields::new(map, "answers".to_owned())),
        _ => Err(FileError::Field {
            place: "answers".to_owned(),
            wanted: "an object { … }",
        }),
    }
}
