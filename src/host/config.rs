//! The configuration: `config.json` beside the page, what the embedding page adds, and what the
//! link says. Each key stands for itself: what is wrong is a [`Finding`] that names the key, and
//! the key counts as not given.

mod values;

use crate::map::{Map as Sorted, SortedSet};
use std::fmt;

use serde_json::{Map, Value};

use crate::assessment::{Assessment, Command, Context, Stage, TeamId};
use crate::route;

use super::words;
use values::{
    Read, address, both_colours, extension, is_beside, keeping, length, list, lockable, mode,
    months, names, one_of, origin, picture, published, stages, text, yes_or_no,
};

/// The largest configuration that is read, in bytes.
pub const MAX_BYTES: usize = 1 << 20;
/// As many findings are told; the rest is counted.
const MAX_FINDINGS: usize = 40;
/// Longest text, in characters.
const MAX_TEXT: usize = 200;
/// Most entries of a list.
const MAX_LIST: usize = 2_000;

/// Colours that may be set, as they are called in the style sheet.
pub const COLOURS: [&str; 20] = [
    "accent",
    "accent-soft",
    "on-accent",
    "bg",
    "surface",
    "surface-2",
    "line",
    "line-strong",
    "text",
    "muted",
    "good",
    "good-soft",
    "warn",
    "warn-soft",
    "bad",
    "bad-soft",
    "chart-claimed",
    "chart-evidenced",
    "chart-target",
    "chart-previous",
];
/// Lengths that may be set.
pub const LENGTHS: [&str; 2] = ["radius", "radius-s"];
/// Pages that can be hidden: the first part of their address. The Overview always stays.
pub const PAGES: [&str; 19] = [
    "assess",
    "review",
    "round",
    "why",
    "dimension",
    "activity",
    "teams",
    "history",
    "roadmap",
    "mapping",
    "heatmap",
    "matrix",
    "compare",
    "audit",
    "dependencies",
    "report",
    "model",
    "settings",
    "help",
];
/// Words that can be replaced.
pub const WORDS: [&str; 2] = ["team", "teams"];

/// Something in a configuration that was not taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// Which key: `theme.accent`.
    pub key: String,
    /// What is wrong with it and what would be right: a sentence.
    pub text: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.key, self.text)
    }
}

/// Who says it. Some keys are for `config.json` alone: they are needed before another page can
/// say anything, or decide what it may say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    /// `config.json`.
    File,
    /// The page that embeds this one.
    Host,
}

/// What an assessment that lies beside the page is there for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Use {
    /// To look at. Nothing is kept in the browser.
    ReadOnly,
    /// Whoever has nothing yet begins with it.
    Start,
}

/// An assessment that lies beside the page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Published {
    /// Where, relative to the page.
    pub address: String,
    /// What for.
    pub usage: Use,
}

/// Where the answers are kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Keeping {
    /// In this browser.
    Local,
    /// Nowhere: the embedding page keeps them, or nobody.
    Memory,
}

macro_rules! settings {
    ($($(#[$doc:meta])* $field:ident: $type:ty = $key:literal,)+) => {
        /// What one source says, or all of them together. `None`: nothing, so the default holds.
        #[derive(Clone, PartialEq, Debug, Default)]
        pub struct Config {
            $($(#[$doc])* pub $field: Option<$type>,)+
            /// Tokens of the style sheet, by name, as CSS values.
            pub tokens: Sorted<&'static str, String>,
            /// Replaced words.
            pub wording: Sorted<&'static str, String>,
            /// Keys that those who come later may not set.
            pub locked: SortedSet<String>,
        }

        impl Config {
            /// Takes what a later source says, except for what is locked. What it locks itself is
            /// locked for those behind it.
            fn take(&mut self, later: Config) {
                $(if later.$field.is_some() && !self.is_locked($key) {
                    self.$field = later.$field;
                })+
                for (name, value) in later.tokens {
                    if !self.is_locked(&format!("theme.{name}")) {
                        self.tokens.insert(name, value);
                    }
                }
                for (name, value) in later.wording {
                    if !self.is_locked(&format!("wording.{name}")) {
                        self.wording.insert(name, value);
                    }
                }
                self.locked.extend(later.locked);
            }
        }

        /// All keys but tokens and words.
        const KEYS: &[&str] = &[$($key),+];
    };
}

settings! {
    /// What the page is called.
    title: String = "title",
    /// Address of a picture beside the title.
    logo: String = "logo",
    /// `light`, `dark`, or nothing for what the system says.
    theme: &'static str = "theme.mode",
    /// Folder of the model, with a slash at its end.
    model: String = "model",
    /// Extensions that a new assessment has switched on.
    extensions: Vec<String> = "extensions",
    /// Address of changes to the model that a new assessment begins with.
    overlay: String = "overlay",
    /// The assessment to open.
    assessment: Published = "assessment",
    /// Address of an index of assessments, which are all shown together.
    assessments: String = "assessments",
    /// Address of the index of a folder, whose teams Compare shows.
    portfolio: String = "portfolio",
    /// Stages of a new assessment.
    stages: Vec<Stage> = "stages",
    /// Months after which an answer is due for review, in a new assessment.
    cadence_months: u32 = "cadence_months",
    /// Months for which evidence is valid, in a new assessment.
    evidence_valid_months: u32 = "evidence_valid_months",
    /// Teams of a new assessment.
    teams: Vec<String> = "teams",
    /// The team that is shown first: its id or its name.
    team: String = "team",
    /// Nothing can be changed.
    readonly: bool = "readonly",
    /// Pages that are not there, of [`PAGES`].
    hide: Vec<String> = "hide",
    /// Where the answers are kept.
    storage: Keeping = "storage",
    /// The header is there. Only looked at where the page is embedded.
    header: bool = "embed.header",
    /// The navigation is there. Only looked at where the page is embedded.
    nav: bool = "embed.nav",
    /// Origins of pages that may talk to this one.
    origins: Vec<String> = "embed.origins",
}

/// Keys that only `config.json` may set.
const FILE_ONLY: [&str; 7] = [
    "model",
    "overlay",
    "assessment",
    "assessments",
    "portfolio",
    "storage",
    "embed.origins",
];

/// What holds in the end: built in < `config.json` < embedding page < link, minus what is locked.
pub fn resolve(file: &Config, host: &Config, link: &Config) -> Config {
    let mut config = file.clone();
    config.take(host.clone());
    config.take(link.clone());
    config
}

impl Config {
    /// Whether a key, or the group that it stands in, is locked.
    pub fn is_locked(&self, key: &str) -> bool {
        is_locked(&self.locked, key)
    }

    /// Whether a page is hidden; `href` is its address from `#` on.
    pub fn hides(&self, href: &str) -> bool {
        hides(self.hide.as_deref().unwrap_or_default(), href)
    }

    /// Whether a page of this origin may talk to this one, which is at `own`.
    pub fn allows(&self, origin: &str, own: &str) -> bool {
        // Every page without an origin calls itself so.
        origin != "null"
            && (origin == own || self.origins.iter().flatten().any(|known| known == origin))
    }

    /// Gives a new assessment what a new one is to have. `fresh` gives ids.
    pub fn begin(
        &self,
        assessment: &mut Assessment,
        first_team: &str,
        fresh: &dyn Fn() -> String,
        context: &Context,
    ) {
        if let Some(stages) = &self.stages {
            assessment.stages.clone_from(stages);
        }
        if let Some(months) = self.cadence_months {
            assessment.cadence_months = months;
        }
        if let Some(months) = self.evidence_valid_months {
            assessment.evidence_valid_months = months;
        }
        if let Some(extensions) = &self.extensions {
            assessment.setup.extensions.clone_from(extensions);
        }
        let first = [words::put(&self.wording, first_team)];
        for name in self.teams.as_deref().unwrap_or(&first) {
            let added = assessment.apply(
                Command::AddTeam {
                    id: TeamId::new(&fresh()),
                    name: name.clone(),
                },
                context,
            );
            debug_assert!(added.is_ok());
        }
    }
}

/// Whether a key, or the group that it stands in, is among those that are locked.
pub fn is_locked(locked: &SortedSet<String>, key: &str) -> bool {
    let group = key.split('.').next().unwrap_or_default();
    locked.contains(key) || locked.contains(group)
}

/// Whether a page is among those that are hidden; `href` is its address from `#` on.
pub fn hides(hidden: &[String], href: &str) -> bool {
    let page = href.trim_start_matches("#/").split(['/', '?']).next();
    page.is_some_and(|page| hidden.iter().any(|hidden| hidden == page))
}

/// Reads `config.json`.
pub fn read(text: &str) -> (Config, Vec<Finding>) {
    let whole = |text: String| {
        let finding = Finding {
            key: "config.json".to_owned(),
            text,
        };
        (Config::default(), vec![finding])
    };
    if text.len() > MAX_BYTES {
        return whole(format!(
            "the file has {} kB, and up to {} kB are read. Nothing of it is used.",
            text.len() >> 10,
            MAX_BYTES >> 10
        ));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match serde_json::from_str(text) {
        Ok(value) => read_value(&value, Source::File),
        Err(problem) => whole(format!(
            "line {}, column {} is no JSON. Nothing of the file is used.",
            problem.line(),
            problem.column()
        )),
    }
}

/// Reads a configuration that is parsed already.
pub fn read_value(value: &Value, source: Source) -> (Config, Vec<Finding>) {
    let mut reader = Reader::new(source);
    match value {
        Value::Object(map) => reader.read_group("", map),
        _ => reader.find("config.json", "has to be an object: { … }."),
    }
    if reader.more > 0 {
        let text = format!("{} more problems are not listed.", reader.more);
        reader.findings.push(Finding {
            key: "config.json".to_owned(),
            text,
        });
    }
    (reader.config, reader.findings)
}

/// Reads what the link says: `?theme=dark&team=…&readonly=1&header=0&nav=0&storage=memory`.
pub fn read_link(search: &str) -> (Config, Vec<Finding>) {
    let mut reader = Reader::new(Source::File);
    for (name, key) in [
        ("team", "team"),
        ("storage", "storage"),
        ("theme", "theme.mode"),
        ("readonly", "readonly"),
        ("header", "embed.header"),
        ("nav", "embed.nav"),
    ] {
        let Some(text) = route::query(search, name) else {
            continue;
        };
        let is_flag = !matches!(key, "team" | "storage" | "theme.mode");
        let value = match text.as_str() {
            "1" | "true" if is_flag => Value::Bool(true),
            "0" | "false" if is_flag => Value::Bool(false),
            _ => Value::String(text),
        };
        reader.read_key(key, &value);
    }
    (reader.config, reader.findings)
}

/// Whether the link says that the page is part of another one.
pub fn is_embedded(search: &str) -> bool {
    route::query(search, "embed").is_some_and(|value| value != "0" && value != "false")
}

/// Reads an index of assessments: a list of addresses, or an object with it under `assessments`.
/// An entry is an address, or an object with one under `url`; they are relative to the index.
pub fn read_index(text: &str, address: &str) -> Result<Vec<String>, Finding> {
    let wrong = |text: String| Finding {
        key: "assessments".to_owned(),
        text: format!("“{address}” {text}"),
    };
    let folder = address.rfind('/').map_or("", |at| &address[..=at]);
    let value: Value = serde_json::from_str(text)
        .map_err(|problem| wrong(format!("is no JSON: line {}.", problem.line())))?;
    let list = match &value {
        Value::Object(map) => map.get("assessments").and_then(Value::as_array),
        other => other.as_array(),
    };
    let list = list.ok_or_else(|| wrong("has to be a list of addresses.".to_owned()))?;
    if list.is_empty() || list.len() > MAX_LIST {
        return Err(wrong(format!(
            "lists {} files; 1 to {MAX_LIST} can be shown.",
            list.len()
        )));
    }
    let mut addresses = Vec::new();
    for (at, entry) in list.iter().enumerate() {
        let entry = entry.get("url").unwrap_or(entry);
        let found = entry.as_str().filter(|entry| is_beside(entry));
        let found =
            found.ok_or_else(|| wrong(format!("names no file beside it in entry {}.", at + 1)))?;
        addresses.push(if found.starts_with('/') {
            found.to_owned()
        } else {
            format!("{folder}{found}")
        });
    }
    Ok(addresses)
}

struct Reader {
    config: Config,
    findings: Vec<Finding>,
    more: usize,
    source: Source,
}

impl Reader {
    fn new(source: Source) -> Self {
        Self {
            config: Config::default(),
            findings: Vec::new(),
            more: 0,
            source,
        }
    }

    fn find(&mut self, key: &str, text: &str) {
        if self.findings.len() < MAX_FINDINGS {
            self.findings.push(Finding {
                key: shortened(key),
                text: text.to_owned(),
            });
        } else {
            self.more += 1;
        }
    }

    /// The value, or nothing and a finding.
    fn take<T>(&mut self, key: &str, read: Read<T>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(text) => {
                self.find(key, &text);
                None
            }
        }
    }

    fn read_group(&mut self, group: &str, map: &Map<String, Value>) {
        for (name, value) in map {
            let key = if group.is_empty() {
                name.clone()
            } else {
                format!("{group}.{name}")
            };
            if value.is_null() || key == "$schema" {
                continue;
            }
            if self.source == Source::Host && FILE_ONLY.contains(&key.as_str()) {
                self.find(&key, "only config.json can set this.");
                continue;
            }
            self.read_key(&key, value);
        }
    }

    fn read_key(&mut self, key: &str, value: &Value) {
        match key {
            "version" => {
                if value.as_u64() != Some(1) {
                    self.find(
                        key,
                        "this page reads version 1. The rest is used as far as it is understood.",
                    );
                }
            }
            "theme" | "wording" | "embed" => match value {
                Value::Object(map) => self.read_group(key, map),
                _ => self.find(key, "has to be an object: { … }."),
            },
            "title" => self.config.title = self.take(key, text(value)),
            "logo" => self.config.logo = self.take(key, picture(value)),
            "theme.mode" => self.config.theme = self.take(key, mode(value)),
            "model" => {
                self.config.model = self
                    .take(key, address(value))
                    .map(|folder| format!("{}/", folder.trim_end_matches('/')));
            }
            "extensions" => self.config.extensions = self.take(key, list(value, extension)),
            "overlay" => self.config.overlay = self.take(key, address(value)),
            "assessment" => self.config.assessment = self.take(key, published(value)),
            "assessments" => self.config.assessments = self.take(key, address(value)),
            "portfolio" => self.config.portfolio = self.take(key, address(value)),
            "stages" => self.config.stages = self.take(key, stages(value)),
            "cadence_months" => self.config.cadence_months = self.take(key, months(value)),
            "evidence_valid_months" => {
                self.config.evidence_valid_months = self.take(key, months(value));
            }
            "teams" => self.config.teams = self.take(key, names(value)),
            "team" => self.config.team = self.take(key, text(value)),
            "readonly" => self.config.readonly = self.take(key, yes_or_no(value)),
            "hide" => self.config.hide = self.take(key, list(value, |text| one_of(text, &PAGES))),
            "storage" => self.config.storage = self.take(key, keeping(value)),
            "embed.header" => self.config.header = self.take(key, yes_or_no(value)),
            "embed.nav" => self.config.nav = self.take(key, yes_or_no(value)),
            "embed.origins" => self.config.origins = self.take(key, list(value, origin)),
            "locked" => {
                if let Some(keys) = self.take(key, list(value, lockable)) {
                    self.config.locked = keys.into_iter().collect();
                }
            }
            _ => self.read_named(key, value),
        }
    }

    /// Tokens and words, whose names come from a list.
    fn read_named(&mut self, key: &str, value: &Value) {
        let (group, name) = key.split_once('.').unwrap_or(("", key));
        let among = |names: &[&'static str]| names.iter().copied().find(|known| *known == name);
        if let Some(name) = among(&COLOURS).filter(|_| group == "theme") {
            if let Some(value) = self.take(key, both_colours(value)) {
                self.config.tokens.insert(name, value);
            }
        } else if let Some(name) = among(&LENGTHS).filter(|_| group == "theme") {
            if let Some(value) = self.take(key, length(value)) {
                self.config.tokens.insert(name, value);
            }
        } else if let Some(name) = among(&WORDS).filter(|_| group == "wording") {
            if let Some(value) = self.take(key, text(value)) {
                self.config.wording.insert(name, value);
            }
        } else {
            self.find(key, "this page knows no such key. Check how it is written.");
        }
    }
}

/// A key as it can be shown: whoever wrote it may have written anything.
fn shortened(key: &str) -> String {
    let shown: String = key
        .chars()
        .filter(|sign| !sign.is_control())
        .take(60)
        .collect();
    if shown.len() < key.len() {
        format!("{shown}…")
    } else {
        shown
    }
}
