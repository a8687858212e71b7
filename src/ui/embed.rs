//! Whoever hosts or embeds the page: what they set, and the talk with the page around this one.
//! The rules are in [`crate::host`]; here they meet the state.
//!
//! The page around this one is only answered if `config.json` names its origin, or if it is this
//! page's own. Until it says `init`, it hears nothing but an empty `ready`.

use crate::map::{Map as Sorted, SortedSet};
use std::time::Duration;

use leptos::prelude::*;
use serde_json::{Map, Value};

use crate::assessment::{Assessment, Command, Context, TeamId, default_stages, merge};
use crate::browser::{self, Heard, LocalStore, Mode};
use crate::exchange::assessment_file;
use crate::host::config::{self, Keeping, Use};
use crate::host::protocol::{
    self, Code, Done, Envelope, Message, Outgoing, Refusal, Setting, Summary,
};
use crate::host::{Config, Finding, Source, locks, words};
use crate::model::Model;
use crate::route::Route;
use crate::storage::{PREFIX, Store};
use crate::ui::state::{StartWith, State, Status};
use crate::ui::text;

/// The assessment goes to whoever keeps it with a change, and then no sooner than after this time.
const PAUSE: Duration = Duration::from_millis(300);

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

    /// Loads the assessments that lie beside the page, as far as they are needed.
    pub async fn open(&mut self, model: &Model) -> StartWith {
        let mut with = StartWith::default();
        if let Some(index) = self.config.assessments.clone() {
            with.shown = self.open_all(&index, model).await;
        } else if let Some(published) = self.config.assessment.clone() {
            let has_own = || {
                let current = LocalStore::open().get(&format!("{PREFIX}current"));
                current.ok().flatten().is_some()
            };
            if published.usage == Use::Start && has_own() {
                return with;
            }
            match open_one(&published.address).await {
                Ok(read) if published.usage == Use::Start => with.first = Some(read),
                Ok(read) => with.shown = Some(read),
                Err(problem) => {
                    self.find("assessment", problem);
                    self.config.assessment = None;
                }
            }
        }
        with
    }

    async fn open_all(&mut self, index: &str, model: &Model) -> Option<Assessment> {
        let list = match browser::fetch_text(index).await {
            Ok(text) => config::read_index(&text, index),
            Err(problem) => Err(finding("assessments", problem)),
        };
        let addresses = match list {
            Ok(addresses) => addresses,
            Err(problem) => {
                self.findings.push(problem);
                self.config.assessments = None;
                return None;
            }
        };
        let title = self.config.title.clone();
        let title = title.unwrap_or_else(|| "All assessments".to_owned());
        let mut all = Assessment::new("portfolio", &title, model);
        for (at, address) in addresses.iter().enumerate() {
            let state = format!("Loading assessment {} of {}…", at + 1, addresses.len());
            browser::set_text("boot-state", &state);
            match open_one(address).await {
                Ok(read) => all = merge(&all, &read),
                Err(problem) => self.find("assessments", problem),
            }
        }
        all.title = title;
        Some(all)
    }
}

fn finding(key: &str, text: String) -> Finding {
    let key = key.to_owned();
    Finding { key, text }
}

async fn open_one(address: &str) -> Result<Assessment, String> {
    let text = browser::fetch_text(address).await?;
    assessment_file::read(&text).map_err(|problem| format!("“{address}”: {problem}"))
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
    file: StoredValue<Config>,
    link: StoredValue<Config>,
    overlay: StoredValue<Option<Value>>,
    /// What the page around this one has set.
    said: StoredValue<Map<String, Value>>,
    /// Where the page around this one comes from, since it said `init`.
    origin: RwSignal<Option<String>>,
    /// Counts the changes.
    revision: StoredValue<u64>,
    /// The page around this one does not have the last change yet.
    owes: StoredValue<bool>,
    /// A moment is waited for before it gets it.
    waits: StoredValue<bool>,
    /// The next change is what the page around this one has brought itself.
    is_quiet: StoredValue<bool>,
    height: StoredValue<u32>,
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
    fn resolve(self) -> Vec<Finding> {
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
    fn first_theme(self) -> String {
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
        let folder = folder.unwrap_or_else(|| super::state::MODEL_FOLDER.to_owned());
        format!("{folder}{name}")
    }

    /// A new assessment, as it is to begin here.
    pub fn first_assessment(self, model: &Model) -> Assessment {
        let mut assessment = Assessment::new(&browser::random_id(), text::FIRST_TITLE, model);
        let context = browser::context();
        self.config.with_untracked(|config| {
            let fresh = &browser::random_id;
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

    fn tell(self, message: &Outgoing<'_>) {
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

fn shows_published(config: &Config) -> bool {
    let assessment = config.assessment.as_ref();
    config.assessments.is_some()
        || assessment.is_some_and(|published| published.usage == Use::ReadOnly)
}

/// Follows what is set, and talks with the page around this one.
pub fn connect(state: State) {
    let host = state.host;
    follow_theme(host);
    Effect::new(move |before: Option<Vec<&'static str>>| {
        let tokens = host.config.with(|config| config.tokens.clone());
        for gone in before.unwrap_or_default() {
            if !tokens.contains_key(gone) {
                browser::set_token(gone, None);
            }
        }
        for (name, value) in &tokens {
            browser::set_token(name, Some(value));
        }
        tokens.into_keys().collect()
    });
    if host.is_embedded {
        browser::mark_embedded();
        browser::links_elsewhere_open_anew();
    }
    if !browser::is_framed() {
        follow_changes(state);
        return;
    }
    browser::forms_work_in_sandboxes();
    let own = browser::own_origin();
    let is_wanted = move |origin: &str| {
        let is_known = host.file.with_value(|file| file.allows(origin, &own));
        if !is_known {
            host.stranger.set(Some(origin.chars().take(200).collect()));
        }
        is_known
    };
    browser::on_message(is_wanted, move |heard| hear(state, heard));
    follow_changes(state);
    Effect::new(move |before: Option<Route>| {
        let route = state.route.get();
        if before.is_some_and(|before| before != route) {
            host.tell(&Outgoing::Navigate(&route.href()));
        }
        route
    });
    Effect::new(move |_| match state.status.get() {
        Status::Saved if host.mode.get_untracked() != Mode::Memory => {
            host.tell(&Outgoing::Saved(host.revision.get_value()));
        }
        Status::Problem(problem) => {
            let problem = Refusal::new(None, Code::Problem, problem);
            host.tell(&Outgoing::Error(&problem));
        }
        _ => {}
    });
    // After the page is there.
    request_animation_frame(move || {
        browser::observe_height(".app", move |height| {
            if host.height.get_value() != height {
                host.height.set_value(height);
                host.tell(&Outgoing::Resize(height));
            }
        });
    });
    if host.origin.get_untracked().is_none() {
        // Says nothing about anybody, so everybody may hear it.
        browser::post(&Outgoing::Ready.write(), "*");
    }
}

/// Counts changes, tells them, and gives them to whoever keeps them.
fn follow_changes(state: State) {
    let host = state.host;
    Effect::new(move |before: Option<()>| {
        state.assessment.track();
        if before.is_none() {
            return;
        }
        if host.is_quiet.get_value() {
            host.is_quiet.set_value(false);
            return;
        }
        let revision = host.revision.get_value() + 1;
        host.revision.set_value(revision);
        host.tell(&Outgoing::Changed(revision, summary(state)));
        // At once, because the frame may be gone in a moment; what follows quickly comes together.
        if host.owes.get_value() && !host.waits.get_value() {
            hand_over(state);
            let given = host.revision.get_value();
            host.waits.set_value(true);
            let again = move || {
                host.waits.set_value(false);
                if host.revision.get_value() > given {
                    hand_over(state);
                }
            };
            set_timeout(again, PAUSE);
        }
    });
    browser::on_window("pagehide", move |_| hand_over(state));
}

/// Gives the assessment to the page around this one.
pub fn hand_over(state: State) {
    let host = state.host;
    if !host.owes.get_value() {
        return;
    }
    let text = state.keep_for_rescue();
    if host.origin.get_untracked().is_some() {
        host.tell(&Outgoing::Save(host.revision.get_value(), &text));
    }
}

fn summary(state: State) -> Summary {
    let overall = state.scores.with_untracked(|scores| scores.overall);
    Summary {
        title: state
            .assessment
            .with_untracked(|assessment| assessment.title.clone()),
        team: state.team.get_untracked().to_string(),
        team_name: untrack(|| state.team_name()),
        answered: overall.counts.answered,
        all: overall.counts.all,
        maturity: overall.maturity,
        completion: overall.completion,
    }
}

fn hear(state: State, heard: Heard) {
    let host = state.host;
    let is_open = host.origin.get_untracked().as_ref() == Some(&heard.origin);
    let id = heard.id.map(Value::from);
    let read = match heard.json {
        Some(json) => match protocol::read(&json, is_open) {
            Some(read) => read,
            None => return,
        },
        None => Err(protocol::too_large()),
    };
    let answer = |outgoing: &Outgoing<'_>| browser::post(&outgoing.write(), &heard.origin);
    let refused = match read {
        Ok(envelope) => match act(state, envelope, &heard.origin, &answer) {
            Ok(()) => return,
            Err(refusal) => refusal,
        },
        Err(refusal) => refusal,
    };
    let id = refused.id.or(id);
    answer(&Outgoing::Error(&Refusal { id, ..refused }));
}

/// Does what a message asks for, and answers it.
fn act(
    state: State,
    envelope: Envelope,
    origin: &str,
    answer: &dyn Fn(&Outgoing<'_>),
) -> Result<(), Refusal> {
    let host = state.host;
    let id = envelope.id;
    let refuse = |code, text: String| Err(Refusal::new(id.clone(), code, text));
    let done = |done: Done<'_>| answer(&Outgoing::Done(id.clone(), done));
    match envelope.message {
        Message::Init(init) => {
            if init.storage.is_some() && host.file.with_value(|file| file.is_locked("storage")) {
                return refuse(Code::Locked, LOCKED.to_owned());
            }
            let is_first = host.origin.get_untracked().is_none();
            host.origin.set(Some(origin.to_owned()));
            host.said.set_value(init.config);
            let findings = host.resolve();
            host.theme.set(host.first_theme());
            let keeps = init.storage != Some(Keeping::Memory) && LocalStore::open().is_allowed();
            let keeping = if keeps {
                Keeping::Local
            } else {
                Keeping::Memory
            };
            host.keep(if keeps { Mode::Local } else { Mode::Memory });
            // What was there before init is none of the portal's, and does not know its settings.
            let is_untouched = is_first && host.revision.get_value() == 0;
            if let Some(assessment) = init.assessment {
                show(state, *assessment);
            } else if is_untouched && !host.file.with_value(shows_published) {
                if !keeps || !state.has_stored() {
                    host.is_quiet.set_value(true);
                    state.show_instead(host.first_assessment(&state.model()));
                }
            } else if !keeps && is_first && host.revision.get_value() > 0 {
                // Somebody was quicker: what they changed is the portal's to keep now.
                host.owe();
                hand_over(state);
                state.status.set(Status::Note(text::NOT_SAVED.to_owned()));
            }
            let team = state
                .assessment
                .with_untracked(|assessment| host.team_in(assessment));
            if let Some(team) = team {
                state.team.set(team);
            }
            done(Done::Init(keeping, &findings));
            host.tell(&Outgoing::Resize(host.height.get_value()));
        }
        Message::Get => {
            let text = state.assessment.with_untracked(assessment_file::write);
            done(Done::Assessment(
                host.revision.get_value(),
                summary(state),
                &text,
            ));
        }
        Message::Load(assessment) => {
            show(state, *assessment);
            done(Done::Revision(host.revision.get_value()));
        }
        Message::Patch(patch) => {
            if host.refuses() {
                return refuse(Code::ReadOnly, text::READ_ONLY.to_owned());
            }
            let patched = state
                .assessment
                .with_untracked(|now| protocol::apply_patch(now, &patch, &state.context()));
            match patched {
                Ok(with) => {
                    state.dispatch(Command::Replace {
                        how: Default::default(),
                        with: Box::new(with),
                        label: "Change by the page around this one".to_owned(),
                    });
                    done(Done::Revision(host.revision.get_value() + 1));
                }
                Err((code, text)) => return refuse(code, text),
            }
        }
        Message::Export(format) if format == "json" => {
            // As in the other messages: without what only git needs.
            let (name, _) = state.file();
            let content = state.assessment.with_untracked(assessment_file::write);
            done(Done::File(&name, "application/json", &content));
        }
        Message::Export(_) => {
            let text = "The formats are: json.";
            return refuse(Code::UnknownFormat, text.to_owned());
        }
        Message::Set(settings) => match set(state, &settings) {
            Ok(()) => done(Done::Revision(host.revision.get_value())),
            Err((code, text)) => return refuse(code, text),
        },
        Message::Saved(revision) => {
            if revision >= host.revision.get_value() && host.owes.get_value() {
                host.owes.set_value(false);
                state.is_kept();
            }
            done(Done::Revision(host.revision.get_value()));
        }
        Message::NotSaved(_, why) => {
            let said = format!("{} {why}", text::NOT_KEPT_OUTSIDE);
            state.status.set(Status::Problem(said.trim().to_owned()));
            done(Done::Revision(host.revision.get_value()));
        }
    }
    Ok(())
}

const LOCKED: &str = "The configuration of this page, or its address, has decided this.";

/// Sets all of it, or nothing.
fn set(state: State, settings: &[Setting]) -> Result<(), (Code, String)> {
    let host = state.host;
    let mut said = host.said.get_value();
    for setting in settings {
        let key = setting.key();
        let is_locked = key.is_some_and(|key| host.file.with_value(|file| file.is_locked(key)));
        let link = host.link.get_value();
        let is_fixed = matches!(setting, Setting::ReadOnly(wanted) if link.readonly.is_some_and(|said| said != *wanted))
            || matches!(setting, Setting::ReadOnly(false)) && host.file.with_value(shows_published);
        if is_locked || is_fixed {
            return Err((Code::Locked, LOCKED.to_owned()));
        }
        if let Setting::Team(team) = setting
            && state
                .assessment
                .with_untracked(|now| protocol::find_team(now, team))
                .is_none()
        {
            return Err((Code::UnknownTeam, "There is no such team.".to_owned()));
        }
        setting.put_into(&mut said);
    }
    host.said.set_value(said);
    host.resolve();
    for setting in settings {
        match setting {
            Setting::Theme(mode) if mode == "system" => host.theme.set(String::new()),
            Setting::Theme(mode) => host.theme.set(mode.clone()),
            Setting::Team(team) => {
                let found = state
                    .assessment
                    .with_untracked(|now| protocol::find_team(now, team));
                if let Some(team) = found {
                    state.team.set(team);
                }
            }
            Setting::Route(route) => browser::go_to(route),
            Setting::ReadOnly(_) => {}
        }
    }
    Ok(())
}

/// Shows an assessment that the page around this one has brought. It need not be told of it.
fn show(state: State, with: Assessment) {
    let host = state.host;
    host.is_quiet.set_value(true);
    if host.mode.get_untracked() == Mode::Memory {
        host.owes.set_value(false);
        state.show_instead(with);
        return;
    }
    state.apply(Command::Replace {
        how: Default::default(),
        label: format!("Open “{}”", with.title),
        with: Box::new(with),
    });
}
