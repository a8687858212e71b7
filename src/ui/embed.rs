//! What is done with what a host brings, and the talk with the page around this one.
//! The rules are in [`crate::host`]; here they meet the state.
//!
//! The page around this one is only answered if `config.json` names its origin, or if it is this
//! page's own. Until it says `init`, it hears nothing but an empty `ready`.

use leptos::prelude::*;
use serde_json::Value;
use std::time::Duration;

use crate::assessment::{Assessment, Command, merge};
use crate::browser::{self, Heard, LocalStore, Mode};
use crate::exchange::assessment_file;
use crate::host::config::{self, Keeping, Use};
use crate::host::protocol::{
    self, Code, Done, Envelope, Message, Outgoing, Refusal, Setting, Summary,
};
use crate::model::Model;
use crate::route::Route;
use crate::storage::{PREFIX, Store};
use crate::ui::state::{StartWith, State, Status};
use crate::ui::text;

use super::host::{FromHost, finding, follow_theme, shows_published};

/// The assessment goes to whoever keeps it with a change, and then no sooner than after this time.
const PAUSE: Duration = Duration::from_millis(300);

impl FromHost {
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

async fn open_one(address: &str) -> Result<Assessment, String> {
    let text = browser::fetch_text(address).await?;
    assessment_file::read(&text).map_err(|problem| format!("“{address}”: {problem}"))
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
                    state.show_instead(host.first_assessment(&state.model(), &browser::random_id));
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
