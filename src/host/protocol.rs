//! The messages between this page and the one that embeds it, version 1: plain objects with
//! `dsomm: 1` and a `type`. [`read`] turns what came into a [`Message`] or a [`Refusal`];
//! [`Outgoing::write`] writes what goes out. Who may talk at all is decided before: see
//! [`Config::allows`](super::Config::allows) and `browser::parent`.

use std::fmt::Write;

use serde_json::{Map, Value};

use crate::assessment::{Assessment, Choice, Command, Context, StageId, TeamId};
use crate::exchange::assessment_file;
use crate::model::ActivityId;

use super::config::Keeping;

/// The version of the protocol.
pub const VERSION: u64 = 1;
/// The largest message that is read, in bytes: an assessment file and what is around it.
pub const MAX_BYTES: usize = assessment_file::MAX_BYTES + (1 << 16);
/// Most answers in one patch.
const MAX_PATCH: usize = 20_000;
/// Longest id of a message.
const MAX_ID: usize = 200;

/// Why a message was refused. Nothing was changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Code {
    /// It is not built as the protocol says.
    BadMessage,
    /// There is no such type.
    UnknownType,
    /// It speaks another version of the protocol.
    UnsupportedVersion,
    /// It is too large to be read.
    TooLarge,
    /// `init` has to come first.
    NotReady,
    /// Nothing can be changed.
    ReadOnly,
    /// `config.json` has locked this.
    Locked,
    /// The assessment in it cannot be read.
    BadAssessment,
    /// There is no such format.
    UnknownFormat,
    /// There is no such team.
    UnknownTeam,
    /// The assessment does not take this change.
    Refused,
    /// Not about a message: something went wrong on the page.
    Problem,
}

impl Code {
    /// As it stands in messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BadMessage => "bad_message",
            Self::UnknownType => "unknown_type",
            Self::UnsupportedVersion => "unsupported_version",
            Self::TooLarge => "too_large",
            Self::NotReady => "not_ready",
            Self::ReadOnly => "read_only",
            Self::Locked => "locked",
            Self::BadAssessment => "bad_assessment",
            Self::UnknownFormat => "unknown_format",
            Self::UnknownTeam => "unknown_team",
            Self::Refused => "refused",
            Self::Problem => "problem",
        }
    }
}

/// A refusal, with a sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// The id of the message, if it had one.
    pub id: Option<Value>,
    /// What kind.
    pub code: Code,
    /// What is wrong, and what would be right.
    pub text: String,
}

impl Refusal {
    /// A refusal of a message whose id is known.
    pub fn new(id: Option<Value>, code: Code, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { id, code, text }
    }
}

/// What the embedding page says first.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Init {
    /// Its configuration; read by [`super::config::read_value`].
    pub config: Map<String, Value>,
    /// What to open.
    pub assessment: Option<Box<Assessment>>,
    /// Who keeps the answers.
    pub storage: Option<Keeping>,
}

/// One answer of a patch.
#[derive(Clone, PartialEq, Debug)]
pub struct Patched {
    /// Id or name of a team.
    pub team: String,
    /// About what.
    pub activity: ActivityId,
    /// The answer; `None`: as it is.
    pub choice: Option<Choice>,
    /// The note; `None`: as it is.
    pub note: Option<String>,
}

/// What to set while the page runs.
#[derive(Clone, PartialEq, Debug)]
pub enum Setting {
    /// `light`, `dark` or `system`.
    Theme(String),
    /// Whether nothing can be changed.
    ReadOnly(bool),
    /// Which page to show: an address from `#` on.
    Route(String),
    /// Which team to show: its id or its name.
    Team(String),
}

/// A message of the embedding page.
#[derive(Clone, PartialEq, Debug)]
pub enum Message {
    /// Comes first.
    Init(Init),
    /// Asks for the assessment.
    Get,
    /// Opens an assessment in place of the one that is open.
    Load(Box<Assessment>),
    /// Changes some answers.
    Patch(Vec<Patched>),
    /// Asks for a file.
    Export(String),
    /// Sets things; all of them, or none.
    Set(Vec<Setting>),
    /// What was given to be saved up to this revision is saved.
    Saved(u64),
    /// It could not be saved; with a sentence for the user.
    NotSaved(u64, String),
}

/// A message with its id.
#[derive(Clone, PartialEq, Debug)]
pub struct Envelope {
    /// Answers carry it back.
    pub id: Option<Value>,
    /// What it says.
    pub message: Message,
}

/// Reads a message, as JSON. `None`: it is none of this protocol, so it is no one's business here.
/// `is_open`: `init` has come before.
pub fn read(text: &str, is_open: bool) -> Option<Result<Envelope, Refusal>> {
    if text.len() > MAX_BYTES {
        return Some(Err(too_large()));
    }
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(_) => {
            return Some(Err(Refusal::new(
                None,
                Code::BadMessage,
                "The message is nested too deeply, or is no plain object.",
            )));
        }
    };
    let Value::Object(mut map) = value else {
        return None;
    };
    let version = map.remove("dsomm")?;
    let id = match map.remove("id") {
        None | Some(Value::Null) => None,
        Some(Value::String(id)) if id.len() <= MAX_ID => Some(Value::String(id)),
        Some(Value::Number(id)) if id.to_string().len() <= MAX_ID => Some(Value::Number(id)),
        Some(_) => {
            return Some(Err(Refusal::new(
                None,
                Code::BadMessage,
                format!("The id has to be a number, or a text of up to {MAX_ID} bytes."),
            )));
        }
    };
    if version.as_u64() != Some(VERSION) {
        return Some(Err(Refusal::new(
            id,
            Code::UnsupportedVersion,
            "This page speaks version 1 of the protocol: { dsomm: 1, type: … }.",
        )));
    }
    let read =
        read_message(map, is_open).map_err(|(code, text)| Refusal::new(id.clone(), code, text));
    Some(read.map(|message| Envelope { id, message }))
}

/// A message that is not even read.
pub fn too_large() -> Refusal {
    Refusal::new(
        None,
        Code::TooLarge,
        format!("Messages of up to {} MB are read.", MAX_BYTES >> 20),
    )
}

type Failure = (Code, String);

fn bad(text: impl Into<String>) -> Failure {
    (Code::BadMessage, text.into())
}

fn read_message(mut map: Map<String, Value>, is_open: bool) -> Result<Message, Failure> {
    let Some(Value::String(kind)) = map.remove("type") else {
        return Err(bad("The message needs a type."));
    };
    let is_known = [
        "init",
        "get",
        "load",
        "patch",
        "export",
        "set",
        "saved",
        "not_saved",
    ]
    .contains(&kind.as_str());
    if !is_known {
        let shown: String = kind.chars().take(60).collect();
        return Err((
            Code::UnknownType,
            format!("There is no message of the type “{shown}”."),
        ));
    }
    if kind != "init" && !is_open {
        return Err((
            Code::NotReady,
            "The first message has to be init.".to_owned(),
        ));
    }
    Ok(match kind.as_str() {
        "init" => Message::Init(init(&mut map)?),
        "get" => Message::Get,
        "load" => Message::Load(
            assessment(map.remove("assessment"))?
                .ok_or_else(|| bad("load needs an assessment."))?,
        ),
        "patch" => Message::Patch(patch(map.remove("answers"))?),
        "export" => Message::Export(match map.remove("format") {
            None => "json".to_owned(),
            Some(Value::String(format)) => format,
            Some(_) => return Err(bad("format has to be a text.")),
        }),
        "set" => Message::Set(settings(&mut map)?),
        "saved" => Message::Saved(revision(&map)?),
        _ => {
            let text = optional_text(&mut map, "message")?.unwrap_or_default();
            let text = text.chars().filter(|sign| !sign.is_control()).take(300);
            Message::NotSaved(revision(&map)?, text.collect())
        }
    })
}

fn revision(map: &Map<String, Value>) -> Result<u64, Failure> {
    let revision = map.get("revision").and_then(Value::as_u64);
    revision.ok_or_else(|| bad("revision has to be the number that save had."))
}

fn optional_text(map: &mut Map<String, Value>, key: &str) -> Result<Option<String>, Failure> {
    match map.remove(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(bad(format!("{key} has to be a text."))),
    }
}

/// An assessment: an object as in an assessment file, or the file's text.
fn assessment(value: Option<Value>) -> Result<Option<Box<Assessment>>, Failure> {
    let text = match value {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(text)) => text,
        Some(value) => value.to_string(),
    };
    match assessment_file::read(&text) {
        Ok(read) => Ok(Some(Box::new(read))),
        Err(problem) => Err((Code::BadAssessment, problem.to_string())),
    }
}

fn init(map: &mut Map<String, Value>) -> Result<Init, Failure> {
    let mut config = match map.remove("config") {
        None | Some(Value::Null) => Map::new(),
        Some(Value::Object(config)) => config,
        Some(_) => return Err(bad("config has to be an object.")),
    };
    let storage = match map.remove("storage") {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) if text == "local" => Some(Keeping::Local),
        Some(Value::String(text)) if text == "memory" => Some(Keeping::Memory),
        Some(_) => return Err(bad("storage has to be \"local\" or \"memory\".")),
    };
    // What stands beside the configuration is a shorter way to say the same.
    for setting in settings_in(map)? {
        setting.put_into(&mut config);
    }
    let assessment = assessment(map.remove("assessment"))?;
    Ok(Init {
        config,
        assessment,
        storage,
    })
}

fn settings(map: &mut Map<String, Value>) -> Result<Vec<Setting>, Failure> {
    let settings = settings_in(map)?;
    if settings.is_empty() {
        return Err(bad("set needs one of theme, readonly, route and team."));
    }
    Ok(settings)
}

fn settings_in(map: &mut Map<String, Value>) -> Result<Vec<Setting>, Failure> {
    let mut settings = Vec::new();
    if let Some(theme) = optional_text(map, "theme")? {
        if !["light", "dark", "system"].contains(&theme.as_str()) {
            return Err(bad("theme has to be \"light\", \"dark\" or \"system\"."));
        }
        settings.push(Setting::Theme(theme));
    }
    match map.remove("readonly") {
        None | Some(Value::Null) => {}
        Some(Value::Bool(readonly)) => settings.push(Setting::ReadOnly(readonly)),
        Some(_) => return Err(bad("readonly has to be true or false.")),
    }
    if let Some(team) = optional_text(map, "team")? {
        settings.push(Setting::Team(team));
    }
    if let Some(route) = optional_text(map, "route")? {
        if !route.starts_with("#/") || route.len() > 2_000 {
            return Err(bad("route has to begin with \"#/\"."));
        }
        settings.push(Setting::Route(route));
    }
    Ok(settings)
}

impl Setting {
    /// Writes it where it stands in a configuration. A route stands in none.
    pub fn put_into(&self, config: &mut Map<String, Value>) {
        match self {
            Self::Theme(mode) => {
                if !config.get("theme").is_some_and(Value::is_object) {
                    config.insert("theme".to_owned(), Map::new().into());
                }
                if let Some(Value::Object(theme)) = config.get_mut("theme") {
                    theme.insert("mode".to_owned(), mode.as_str().into());
                }
            }
            Self::ReadOnly(readonly) => {
                config.insert("readonly".to_owned(), (*readonly).into());
            }
            Self::Team(team) => {
                config.insert("team".to_owned(), team.as_str().into());
            }
            Self::Route(_) => {}
        }
    }

    /// The key in a configuration that may be locked.
    pub fn key(&self) -> Option<&'static str> {
        match self {
            Self::Theme(_) => Some("theme.mode"),
            Self::ReadOnly(_) => Some("readonly"),
            Self::Team(_) => Some("team"),
            Self::Route(_) => None,
        }
    }
}

fn patch(value: Option<Value>) -> Result<Vec<Patched>, Failure> {
    let Some(Value::Array(list)) = value else {
        return Err(bad("patch needs answers: a list."));
    };
    if list.is_empty() || list.len() > MAX_PATCH {
        return Err(bad(format!("patch takes 1 to {MAX_PATCH} answers.")));
    }
    let read = |(at, value)| {
        patched(value).map_err(|(code, text)| (code, format!("answers[{at}]: {text}")))
    };
    list.into_iter().enumerate().map(read).collect()
}

fn patched(value: Value) -> Result<Patched, Failure> {
    let Value::Object(mut map) = value else {
        return Err(bad("an object is needed."));
    };
    let missing = |key: &str| bad(format!("{key} is missing."));
    let team = optional_text(&mut map, "team")?.ok_or_else(|| missing("team"))?;
    let activity = optional_text(&mut map, "activity")?.ok_or_else(|| missing("activity"))?;
    let note = optional_text(&mut map, "note")?;
    let stage = optional_text(&mut map, "stage")?;
    let reason = optional_text(&mut map, "not_applicable")?;
    let mut flag = |key: &str| match map.remove(key) {
        None | Some(Value::Null | Value::Bool(false)) => Ok(false),
        Some(Value::Bool(true)) => Ok(true),
        Some(_) => Err(bad(format!("{key} has to be true."))),
    };
    let mut choices = Vec::new();
    if flag("not_sure")? {
        choices.push(Choice::NotSure);
    }
    if flag("clear")? {
        choices.push(Choice::Clear);
    }
    choices.extend(stage.map(|id| Choice::Stage(StageId::new(&id))));
    choices.extend(reason.map(Choice::NotApplicable));
    if let Some(unknown) = map.keys().next() {
        let shown: String = unknown.chars().take(60).collect();
        return Err(bad(format!("“{shown}” is not known here.")));
    }
    if choices.len() > 1 || choices.is_empty() && note.is_none() {
        return Err(bad(
            "one of stage, not_sure, not_applicable and clear is needed, or a note.",
        ));
    }
    Ok(Patched {
        team,
        activity: ActivityId::new(&activity),
        choice: choices.pop(),
        note,
    })
}

/// The team with this id, or else with this name.
pub fn find_team(assessment: &Assessment, wanted: &str) -> Option<TeamId> {
    let teams = assessment.living_teams();
    let by_id = teams.iter().find(|(id, _)| id.as_str() == wanted);
    let found = by_id.or_else(|| teams.iter().find(|(_, team)| team.name == wanted));
    found.map(|(id, _)| (*id).clone())
}

/// The assessment after a patch: all of it, or a refusal.
pub fn apply_patch(
    assessment: &Assessment,
    patch: &[Patched],
    context: &Context,
) -> Result<Assessment, (Code, String)> {
    let mut after = assessment.clone();
    for (at, answer) in patch.iter().enumerate() {
        let team = find_team(&after, &answer.team).ok_or_else(|| {
            let text = format!("answers[{at}]: there is no such team.");
            (Code::UnknownTeam, text)
        })?;
        let choice = answer.choice.clone().map(|choice| Command::Answer {
            teams: vec![team.clone()],
            activity: answer.activity.clone(),
            choice,
        });
        let note = answer.note.clone().map(|text| Command::Note {
            team,
            activity: answer.activity.clone(),
            text,
        });
        for command in [choice, note].into_iter().flatten() {
            after
                .apply(command, context)
                .map_err(|problem| (Code::Refused, format!("answers[{at}]: {problem}")))?;
        }
    }
    Ok(after)
}

/// Where the team that is shown stands.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Summary {
    /// Title of the assessment.
    pub title: String,
    /// Id of the team.
    pub team: String,
    /// Its name.
    pub team_name: String,
    /// Activities with an answer.
    pub answered: usize,
    /// Activities.
    pub all: usize,
    /// 0 to the highest level.
    pub maturity: Option<f64>,
    /// 0 to 1.
    pub completion: Option<f64>,
}

/// A message to the embedding page.
#[derive(Clone, PartialEq, Debug)]
pub enum Outgoing<'a> {
    /// The page can be talked to. Says nothing about anybody, because everybody may hear it.
    Ready,
    /// So high is the page.
    Resize(u32),
    /// Something was changed.
    Changed(u64, Summary),
    /// It is stored in this browser.
    Saved(u64),
    /// To be saved by whoever embeds the page: an assessment file.
    Save(u64, &'a str),
    /// Another page is shown.
    Navigate(&'a str),
    /// What was asked for was done.
    Done(Option<Value>, Done<'a>),
    /// Something was refused, or went wrong.
    Error(&'a Refusal),
}

/// What an answer says beside its id.
#[derive(Clone, PartialEq, Debug)]
pub enum Done<'a> {
    /// To `init`: who keeps the answers, and what of the configuration was not taken.
    Init(Keeping, &'a [super::Finding]),
    /// To `get`: revision, summary and the assessment file.
    Assessment(u64, Summary, &'a str),
    /// To `export`: name, media type and content.
    File(&'a str, &'a str, &'a str),
    /// To everything else: the revision.
    Revision(u64),
}

impl Outgoing<'_> {
    /// As JSON.
    pub fn write(&self) -> String {
        let mut json = Object::new();
        json.raw("dsomm", VERSION);
        match self {
            Self::Ready => json.text("type", "ready").raw("protocol", "[1]"),
            Self::Resize(height) => json.text("type", "resize").raw("height_px", height),
            Self::Changed(revision, summary) => json
                .text("type", "changed")
                .raw("revision", revision)
                .raw("summary", summary_json(summary)),
            Self::Saved(revision) => json.text("type", "saved").raw("revision", revision),
            Self::Save(revision, file) => json
                .text("type", "save")
                .raw("revision", revision)
                .raw("assessment", file.trim_end()),
            Self::Navigate(route) => json.text("type", "navigate").text("route", route),
            Self::Done(id, done) => {
                json.text("type", "result").id(id.as_ref());
                match done {
                    Done::Init(keeping, findings) => {
                        let storage = match keeping {
                            Keeping::Local => "local",
                            Keeping::Memory => "memory",
                        };
                        let findings: Vec<Value> = findings
                            .iter()
                            .map(|finding| Value::from(finding.to_string()))
                            .collect();
                        json.text("storage", storage)
                            .raw("findings", Value::from(findings))
                    }
                    Done::Assessment(revision, summary, file) => json
                        .raw("revision", revision)
                        .raw("summary", summary_json(summary))
                        .raw("assessment", file.trim_end()),
                    Done::File(name, media_type, content) => json
                        .text("name", name)
                        .text("media_type", media_type)
                        .text("content", content),
                    Done::Revision(revision) => json.raw("revision", revision),
                }
            }
            Self::Error(refusal) => json
                .text("type", "error")
                .id(refusal.id.as_ref())
                .text("code", refusal.code.as_str())
                .text("message", &refusal.text),
        };
        json.end()
    }
}

fn summary_json(summary: &Summary) -> String {
    let number = |value: Option<f64>| match value {
        Some(value) => format!("{value:.4}"),
        None => "null".to_owned(),
    };
    let mut json = Object::new();
    json.text("title", &summary.title)
        .text("team", &summary.team)
        .text("team_name", &summary.team_name)
        .raw("answered", summary.answered)
        .raw("all", summary.all)
        .raw("maturity", number(summary.maturity))
        .raw("completion", number(summary.completion));
    json.end()
}

/// Writes an object key by key, so that a large file in it is not parsed again.
struct Object(String);

impl Object {
    fn new() -> Self {
        Self("{".to_owned())
    }

    /// A value that is JSON already.
    fn raw(&mut self, key: &str, value: impl std::fmt::Display) -> &mut Self {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        // Writing into a text cannot fail.
        let _ = write!(self.0, "\"{key}\":{value}");
        self
    }

    fn text(&mut self, key: &str, value: &str) -> &mut Self {
        self.raw(key, Value::from(value))
    }

    fn id(&mut self, id: Option<&Value>) -> &mut Self {
        match id {
            Some(id) => self.raw("id", id),
            None => self.raw("id", "null"),
        }
    }

    fn end(&mut self) -> String {
        let mut text = std::mem::take(&mut self.0);
        text.push('}');
        text
    }
}
