//! Settings of whoever hosts or embeds the page, as they hold now. The rules are in [`crate::host`].

use leptos::prelude::*;
use serde_json::{Map, Value};

use crate::assessment::{Assessment, Command, Context, TeamId, default_stages};
use crate::browser::{self, LocalStore, Mode};
use crate::host::config::{self, Keeping, Use};
use crate::host::protocol::{self, Outgoing};
use crate::host::{Config, Finding, Source, locks, words};
use crate::map::{Map as Sorted, SortedSet};
use crate::model::Model;
use crate::route::Route;
use crate::storage::{PREFIX, Store};
use crate::ui::text;

/// Where the catalogue lies, relative to the page.
pub const MODEL_FOLDER: &str = "model/dsomm/";

/// What whoever hosts the page has put beside it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct FromHost {
    /// `config.json`.
    pub config: Config,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
    /// Changes to the model for new assessments.
    overlay: Option<Value>,
}

impl FromHost {
    /// Reads `config.json` and what it names for new assessments.
    pub async fn load() -> Self {
        let (config, findings) = match browser::fetch_if_there("config.json").await {
            None => (Config::default(), Vec::new()),
            Some(Ok(text)) => config::read(&text),
            Some(Err(said)) => {
                let text = format!(
                    "the file could not be loaded{said} The page works without it; reload it to try again."
                );
                (Config::default(), vec![finding("config.json", text)])
            }
        };
        let mut beside = Self {
            config,
            findings,
            overlay: None,
        };
        if let Some(address) = beside.config.overlay.clone() {
            let read = browser::fetch_text(&address).await;
            match read.map(|text| serde_json::from_str::<Value>(&text)) {
                Ok(Ok(overlay)) if overlay.is_object() => beside.overlay = Some(overlay),
                Ok(_) => beside.find("overlay", format!("“{address}” is no JSON object.")),
                Err(problem) => beside.find("overlay", problem),
            }
        }
        beside
    }

    /// Remembers a problem with a key.
    pub fn find(&mut self, key: &str, text: String) {
        self.findings.push(finding(key, text));
    }
}

pub(super) fn finding(key: &str, text: String) -> Finding {
    let key = key.to_owned();
    Finding { key, text }
}

/// What parts of the page are there and how they are called. They are made anew only if this
/// changes, and not whenever something is set.
#[derive(Clone, PartialEq, Debug, Default)]
struct Frame {
    hide: Vec<String>,
    has_header: bool,
    has_nav: bool,
    wording: Sorted<&'static str, String>,
    locked: SortedSet<String>,
}

/// Settings of whoever hosts or embeds the page. Cheap to copy; found in [`State::host`].
#[derive(Clone, Copy)]
pub struct Host {
    /// What holds now.
    pub config: RwSignal<Config>,
    /// What was not taken: sentences that begin with a key.
    pub findings: RwSignal<Vec<String>>,
    /// `light`, `dark`, or nothing for what the system says.
    pub theme: RwSignal<String>,
    /// Where answers are kept.
    pub mode: RwSignal<Mode>,
    /// Another page around this one that may not talk to it.
    pub stranger: RwSignal<Option<String>>,
    /// The page says that it is a part of another one.
    pub is_embedded: bool,
    /// Puts what is set for new assessments into one.
    begin: Begin,
    frame: Memo<Frame>,
    readonly: Memo<bool>,
    pub(super) file: StoredValue<Config>,
    pub(super) link: StoredValue<Config>,
    overlay: StoredValue<Option<Value>>,
    /// What the page around this one has set.
    pub(super) said: StoredValue<Map<String, Value>>,
    /// Where the page around this one comes from, since it said `init`.
    pub(super) origin: RwSignal<Option<String>>,
    /// Counts the changes.
    pub(super) revision: StoredValue<u64>,
    /// The page around this one does not have the last change yet.
    pub(super) owes: StoredValue<bool>,
    /// A moment is waited for before it gets it.
    pub(super) waits: StoredValue<bool>,
    /// The next change is what the page around this one has brought itself.
    pub(super) is_quiet: StoredValue<bool>,
    pub(super) height: StoredValue<u32>,
}

impl Host {
    /// Nobody has set anything, and there is no page around this one.
    pub fn plain() -> Self {
        let host = Self::of(FromHost::default(), Config::default(), Vec::new(), false);
        host.theme.set(own_theme().unwrap_or_default());
        host
    }

    /// What holds from the start.
    pub fn new(beside: FromHost) -> Self {
        let (_, search) = browser::hash_and_search();
        let (link, mut findings) = config::read_link(&search);
        findings.splice(..0, beside.findings.iter().cloned());
        let is_embedded = config::is_embedded(&search);
        let host = Self {
            begin: Config::begin,
            ..Self::of(beside, link, findings, is_embedded)
        };
        host.resolve();
        let is_shown_only = host.file.with_value(shows_published);
        let storage = host.config.with_untracked(|config| config.storage);
        host.keep(if is_shown_only || storage == Some(Keeping::Memory) {
            Mode::Memory
        } else if is_embedded && storage.is_none() && browser::is_framed() {
            Mode::Undecided
        } else {
            Mode::Local
        });
        host.theme.set(host.first_theme());
        host
    }

    fn of(beside: FromHost, link: Config, findings: Vec<Finding>, is_embedded: bool) -> Self {
        let config = RwSignal::new(Config::default());
        let frame = Memo::new(move |_| {
            config.with(|config| Frame {
                hide: config.hide.clone().unwrap_or_default(),
                has_header: !is_embedded || config.header != Some(false),
                has_nav: !is_embedded || config.nav != Some(false),
                wording: config.wording.clone(),
                locked: config.locked.clone(),
            })
        });
        Self {
            config,
            begin: begin_plainly,
            frame,
            readonly: Memo::new(move |_| config.with(|config| config.readonly == Some(true))),
            findings: RwSignal::new(findings.iter().map(ToString::to_string).collect()),
            theme: RwSignal::new(String::new()),
            mode: RwSignal::new(Mode::Local),
            stranger: RwSignal::new(None),
            is_embedded,
            file: StoredValue::new(beside.config),
            link: StoredValue::new(link),
            overlay: StoredValue::new(beside.overlay),
            said: StoredValue::new(Map::new()),
            origin: RwSignal::new(None),
            revision: StoredValue::new(0),
            owes: StoredValue::new(false),
            waits: StoredValue::new(false),
            is_quiet: StoredValue::new(false),
            height: StoredValue::new(0),
        }
    }

    /// Puts together what the sources say; remembers what the embedding page says wrongly.
    pub(super) fn resolve(self) -> Vec<Finding> {
        let said = Value::Object(self.said.get_value());
        let (host, findings) = config::read_value(&said, Source::Host);
        let mut config = self.file.with_value(|file| {
            self.link
                .with_value(|link| config::resolve(file, &host, link))
        });
        if shows_published(&config) {
            config.readonly = Some(true);
        }
        self.config.set(config);
        findings
    }

    /// The user's own choice, unless somebody has decided for this visit.
    pub(super) fn first_theme(self) -> String {
        let said = Value::Object(self.said.get_value());
        let (host, _) = config::read_value(&said, Source::Host);
        let is_locked = self
            .config
            .with_untracked(|config| config.is_locked("theme.mode"));
        let is_decided =
            is_locked || host.theme.is_some() || self.link.with_value(|link| link.theme.is_some());
        let configured = self.config.with_untracked(|config| config.theme);
        let own = if is_decided { None } else { own_theme() };
        own.unwrap_or_else(|| configured.unwrap_or_default().to_owned())
    }

    /// The user chooses a theme, which this browser remembers.
    pub fn choose_theme(self, theme: String) {
        // Only a convenience: where nothing can be kept, it lasts until the reload.
        let _ = LocalStore::open().set(&format!("{PREFIX}theme"), &theme);
        self.theme.set(theme);
    }

    /// Where answers are kept from now on.
    pub fn keep(self, mode: Mode) {
        browser::set_storage_mode(mode);
        self.mode.set(mode);
    }

    /// Whether nothing can be changed.
    pub fn is_read_only(self) -> bool {
        self.readonly.get()
    }

    /// As [`Host::is_read_only`], without following it.
    pub fn refuses(self) -> bool {
        self.readonly.get_untracked()
    }

    /// Whether the user cannot choose this.
    pub fn is_locked(self, key: &str) -> bool {
        self.frame
            .with(|frame| config::is_locked(&frame.locked, key))
    }

    /// Whether the configuration has decided what this command would change.
    pub fn locks(self, now: &Assessment, command: &Command) -> bool {
        self.frame
            .with_untracked(|frame| locks::refuse(&frame.locked, now, command))
    }

    /// A sentence about teams, in the words that the configuration has for them.
    pub fn say(self, sentence: &str) -> String {
        self.frame
            .with(|frame| words::put(&frame.wording, sentence))
    }

    /// What a stage means. The definitions that the page brings name teams; those that somebody
    /// wrote stay as they are.
    pub fn definition(self, definition: String) -> String {
        let is_brought = default_stages()
            .iter()
            .any(|stage| stage.definition == definition);
        match is_brought {
            true => self.say(&definition),
            false => definition,
        }
    }

    /// "1 team", "3 teams", in the words of the configuration.
    pub fn teams(self, count: usize) -> String {
        self.say(&text::plural(count, "team", "teams"))
    }

    /// Whether a page is not there.
    pub fn hides(self, route: &Route) -> bool {
        self.frame
            .with(|frame| config::hides(&frame.hide, &route.href()))
    }

    /// Whether the header is there.
    pub fn has_header(self) -> bool {
        self.frame.with(|frame| frame.has_header)
    }

    /// Whether the navigation is there.
    pub fn has_nav(self) -> bool {
        self.frame.with(|frame| frame.has_nav)
    }

    /// What the page is called.
    pub fn title(self) -> String {
        self.config
            .with(|config| config.title.clone())
            .unwrap_or_else(|| text::APP.to_owned())
    }

    /// A word, or what takes its place here.
    pub fn word(self, key: &str, default: &str) -> String {
        self.frame
            .with(|frame| frame.wording.get(key).cloned())
            .unwrap_or_else(|| default.to_owned())
    }

    /// The address of a file of the model.
    pub fn model_file(self, name: &str) -> String {
        let folder = self.file.with_value(|file| file.model.clone());
        let folder = folder.unwrap_or_else(|| MODEL_FOLDER.to_owned());
        format!("{folder}{name}")
    }

    /// A new assessment, as it is to begin here; `fresh` makes ids.
    pub fn first_assessment(self, model: &Model, fresh: &dyn Fn() -> String) -> Assessment {
        let mut assessment = Assessment::new(&fresh(), text::FIRST_TITLE, model);
        let context = browser::context();
        self.config.with_untracked(|config| {
            (self.begin)(config, &mut assessment, text::FIRST_TEAM, fresh, &context);
        });
        assessment.setup.overlay = self.overlay.get_value();
        assessment
    }

    /// The team to show first, if one is asked for and there.
    pub fn team_in(self, assessment: &Assessment) -> Option<TeamId> {
        let wanted = self.config.with_untracked(|config| config.team.clone())?;
        protocol::find_team(assessment, &wanted)
    }

    /// Tries a configuration out, as if the embedding page had said it; `None`: no more.
    pub fn try_out(self, config: Option<&Config>) {
        self.resolve();
        if let Some(tried) = config {
            self.config
                .update(|config| *config = config::resolve(config, tried, &Config::default()));
        }
    }

    /// The page around this one has to keep what was changed.
    pub fn owe(self) {
        self.owes.set_value(true);
    }

    /// Whether it does not have everything yet.
    pub fn is_owing(self) -> bool {
        self.owes.get_value()
    }

    /// Whether there is a page around this one that keeps what is changed.
    pub fn has_keeper(self) -> bool {
        self.origin.with(Option::is_some) && self.mode.get() == Mode::Memory
    }

    pub(super) fn tell(self, message: &Outgoing<'_>) {
        if let Some(origin) = self.origin.get_untracked() {
            browser::post(&message.write(), &origin);
        }
    }
}

/// How [`Config::begin`] looks.
type Begin = fn(&Config, &mut Assessment, &str, &dyn Fn() -> String, &Context);

/// As [`Config::begin`], where nothing is set.
fn begin_plainly(
    _: &Config,
    assessment: &mut Assessment,
    first_team: &str,
    fresh: &dyn Fn() -> String,
    context: &Context,
) {
    assessment.add_first_team(TeamId::new(&fresh()), first_team, context);
}

/// The theme that the user chose in this browser.
fn own_theme() -> Option<String> {
    let stored = LocalStore::open().get(&format!("{PREFIX}theme"));
    stored.ok().flatten()
}

/// Shows the theme that holds.
pub fn follow_theme(host: Host) {
    Effect::new(move |_| browser::set_theme(&host.theme.get()));
}

pub(super) fn shows_published(config: &Config) -> bool {
    let assessment = config.assessment.as_ref();
    config.assessments.is_some()
        || assessment.is_some_and(|published| published.usage == Use::ReadOnly)
}
