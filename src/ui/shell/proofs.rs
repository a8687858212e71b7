//! Importing what a tool of the pipeline wrote: the dialog "Import" again, with what was read, for
//! which team, which evidence it gives, which answers it contradicts, and what it suggests. Nothing
//! happens before "Apply", and no answer changes that is not chosen here.

mod rows;

use std::sync::Arc;

use leptos::prelude::*;

use crate::assessment::{Date, TeamId};
use crate::browser;
use crate::evidence::{
    Bearing, Choices, Offer, PIECE, Proof, Proofs, Reading, Row, Rules, Side, Strength, offer,
};
use crate::exchange::assessment_file::parse_date;
use crate::exchange::kind::{self, Kind};
use crate::map::SortedSet;
use crate::ui::components::{Pick, button, dialog, select_of};
use crate::ui::host::MODEL_FOLDER;
use crate::ui::state::{Incoming, Incomings, State, Status};
use crate::ui::text;
use crate::ui::view::{event_handler, live, live_text};

use rows::{Part, group, limits};

/// The rules, relative to the folder of the model's files or to the page.
const RULES: &str = "evidence.json";

/// A file that was read and waits for a decision.
#[derive(Clone, PartialEq, Debug)]
struct Waiting {
    file: String,
    proofs: Arc<Proofs>,
    rules: Arc<Rules>,
    /// The day on which the file was changed last, as a proposal.
    changed: Option<Date>,
}

/// The import that is under way, if any.
#[derive(Clone, Copy)]
struct Proving {
    state: State,
    /// Files that were dropped; the first one is read or shown.
    files: Incomings,
    waiting: RwSignal<Option<Waiting>>,
    /// How far the reading is, in percent; `None`: nothing is being read.
    reading: RwSignal<Option<usize>>,
    /// The team for each record; empty: left out.
    teams: RwSignal<Vec<String>>,
    day: RwSignal<String>,
    link: RwSignal<String>,
    /// Evidence that is not taken as it is proposed, by its id.
    turned: RwSignal<SortedSet<String>>,
    /// Suggestions that are taken, by team and activity.
    taken: RwSignal<SortedSet<String>>,
}

/// The dialog for files of tools; `files` are those that wait.
pub fn proofs_dialog(state: State, files: Incomings) -> AnyView {
    let proving = Proving {
        state,
        files,
        waiting: RwSignal::new(None),
        reading: RwSignal::new(None),
        teams: RwSignal::new(Vec::new()),
        day: RwSignal::new(String::new()),
        link: RwSignal::new(String::new()),
        turned: RwSignal::new(SortedSet::new()),
        taken: RwSignal::new(SortedSet::new()),
    };
    Effect::new(move |_| {
        let is_free =
            proving.waiting.with(Option::is_none) && proving.reading.with(Option::is_none);
        if is_free && proving.files.with(|files| !files.is_empty()) {
            let mut next = None;
            proving.files.update(|files| next = Some(files.remove(0)));
            if let Some(next) = next {
                proving.reading.set(Some(0));
                leptos::task::spawn_local(proving.read(next));
            }
        }
    });
    let close = move || proving.waiting.set(None);
    let body = live(move || {
        proving
            .waiting
            .get()
            .map(|waiting| preview(proving, waiting))
    });
    let progress = live(move || {
        proving.reading.get().map(|percent| {
            let said = format!("Reading the file: {percent} %");
            view! { <div class="offer" translate="no"><p>{said}</p></div> }.into_any()
        })
    });
    let is_wanted = move || proving.waiting.with(Option::is_some);
    let shown = dialog("proofs-title", text::IMPORT, is_wanted, close, body);
    view! {
        {progress}
        {shown}
    }
    .into_any()
}

impl Proving {
    async fn read(self, file: Incoming) {
        let read = self.try_read(&file).await;
        self.reading.set(None);
        let Incoming { name, changed, .. } = file;
        match read {
            Ok((proofs, rules)) => self.show(name, proofs, rules, changed),
            Err(problem) => self.state.status.set(Status::Problem(format!(
                "“{name}” was not imported. {problem}"
            ))),
        }
    }

    async fn try_read(self, file: &Incoming) -> Result<(Proofs, Rules), String> {
        let Kind::Proof(proof) = kind::open(&file.name, &file.bytes)?.kind else {
            return Err("It is no file of a pipeline tool.".to_owned());
        };
        let mut reading = Reading::of(proof, file.size(), &file.bytes)?;
        let mut taken = 0;
        while taken < file.size() {
            // The page goes on meanwhile.
            let piece = file.piece(taken, PIECE).await?;
            reading.feed(&piece);
            taken += piece.len();
            self.reading.set(Some(reading.percent()));
        }
        let proofs = reading.finish()?;
        Ok((proofs, self.rules().await?))
    }

    /// The rules of whoever hosts the model, else those that come with the page.
    async fn rules(self) -> Result<Rules, String> {
        let own = self.state.host.model_file(RULES);
        let text = match own.starts_with(MODEL_FOLDER) {
            true => None,
            false => browser::fetch_if_there(&own).await.and_then(Result::ok),
        };
        let text = match text {
            Some(text) => text,
            None => browser::fetch_text(&format!("model/{RULES}")).await?,
        };
        Rules::read_json(&text)
    }

    fn show(self, file: String, proofs: Proofs, rules: Rules, changed: f64) {
        let state = self.state;
        let shown = state.team.get_untracked();
        let teams = state.assessment.with_untracked(|assessment| {
            let of = |record| {
                let known = offer::remembered(assessment, record);
                known.unwrap_or(&shown).to_string()
            };
            proofs.records.iter().map(of).collect()
        });
        let changed = parse_date(&browser::moment(changed as i64)).filter(|_| changed > 0.0);
        self.teams.set(teams);
        self.day
            .set(changed.map(|day| day.to_string()).unwrap_or_default());
        self.link.set(String::new());
        self.turned.set(SortedSet::new());
        self.taken.set(SortedSet::new());
        self.waiting.set(Some(Waiting {
            file,
            proofs: Arc::new(proofs),
            rules: Arc::new(rules),
            changed,
        }));
    }

    fn choices(self) -> Choices {
        let team = |id: &String| (!id.is_empty()).then(|| TeamId::new(id));
        Choices {
            teams: self.teams.with(|teams| teams.iter().map(team).collect()),
            day: self.day.with(|day| parse_date(day)),
            link: self.link.get(),
        }
    }

    /// Is a row's evidence chosen? What is only claimed has to be asked for.
    fn adds(self, row: &Row) -> bool {
        let Some((id, _)) = &row.evidence else {
            return false;
        };
        let turned = self.turned.with(|turned| turned.contains(id.as_str()));
        row.adds() && (row.strength > Strength::Stated) != turned
    }

    fn takes(self, row: &Row) -> bool {
        self.taken.with(|taken| taken.contains(&key(row)))
    }

    fn apply(self, offer: &Offer, file: &str) {
        let chosen = |place: usize, of: fn(Self, &Row) -> bool| {
            offer
                .rows
                .get(place)
                .is_some_and(|row| untrack(|| of(self, row)))
        };
        let count = |of: fn(Self, &Row) -> bool| {
            (0..offer.rows.len())
                .filter(|&place| chosen(place, of))
                .count()
        };
        let (added, taken) = (count(Self::adds), count(Self::takes));
        if added + taken == 0 {
            self.state
                .status
                .set(Status::Note(format!("Nothing of “{file}” was chosen.")));
            self.waiting.set(None);
            return;
        }
        let command = offer.command(
            |place| chosen(place, Self::adds),
            |place| chosen(place, Self::takes),
            format!("Import {file}"),
        );
        let state = self.state;
        let imported = state.dispatch(command);
        self.waiting.set(None);
        if imported && state.status.get_untracked() == Status::Saved {
            let added = text::plural(added, "piece of evidence", "pieces of evidence");
            state.status.set(Status::Note(format!(
                "Imported {file}: {added}. {}",
                text::SAVED
            )));
        }
    }
}

/// What a suggestion is for.
fn key(row: &Row) -> String {
    format!("{}/{}", row.team, row.activity)
}

fn preview(proving: Proving, waiting: Waiting) -> AnyView {
    let state = proving.state;
    let Waiting {
        file,
        proofs,
        rules,
        changed,
    } = waiting;
    let found = {
        let proofs = Arc::clone(&proofs);
        Memo::new(move |_| {
            let choices = proving.choices();
            let today = browser::context().today;
            let model = state.model();
            state.assessment.with(|assessment| {
                Arc::new(offer(&model, assessment, &rules, &proofs, &choices, today))
            })
        })
    };
    let summary = match proofs.records.as_slice() {
        [record] => {
            let subject = match record.subject.as_str() {
                "" => String::new(),
                subject => format!(" about {subject}"),
            };
            let tool = match record.tool.as_str() {
                "" => String::new(),
                tool if tool == record.format.name() && record.version.is_empty() => String::new(),
                tool if tool == record.format.name() => format!(" {}", record.version),
                _ => format!(" by {}", record.source()),
            };
            format!(
                "{file}: {}{tool}{subject}, {}.",
                proofs.format.name(),
                record.about
            )
        }
        records => format!(
            "{file}: {}, {}.",
            proofs.format.name(),
            text::plural(
                records.len(),
                part_name(proofs.format).0,
                part_name(proofs.format).1
            )
        ),
    };
    let hint = |said: String| view! { <p class="hint">{said}</p> }.into_any();
    let remarks: Vec<AnyView> = proofs.remarks.iter().cloned().map(hint).collect();
    let unknown = live(move || {
        found.with(|found| {
            found
                .remarks
                .iter()
                .cloned()
                .map(hint)
                .collect::<Vec<AnyView>>()
        })
    });
    let day = live(move || {
        found
            .with(|found| found.needs_day)
            .then(|| day_field(proving, changed))
    });
    let typed =
        event_handler(move |event: leptos::ev::Event| proving.link.set(event_target_value(&event)));
    let section = move |id: &'static str, of: fn(&Row) -> bool, kind: Part| {
        live(move || {
            let rows: Vec<Row> =
                found.with(|found| found.rows.iter().filter(|row| of(row)).cloned().collect());
            (!rows.is_empty()).then(|| group(proving, id, kind, rows))
        })
    };
    let nothing = live(move || {
        let is_empty = found.with(|found| found.rows.is_empty());
        is_empty.then(|| {
            hint("Nothing in it speaks for or against an activity of this model.".to_owned())
        })
    });
    let limits = limits(&proofs);
    let apply = {
        let file = file.clone();
        move || found.with_untracked(|found| proving.apply(found, &file))
    };
    view! {
        <p>{summary}</p>
        {remarks}
        {teams(proving, &proofs)}
        {day}
        <div class="field">
            <label for="proofs-link">"Link to the run (optional)"</label>
            <input id="proofs-link" type="text" inputmode="url" maxlength="500" autocomplete="off" prop:value=proving.link on:input=typed />
        </div>
        {unknown}
        {nothing}
        {section("proofs-against", |row| row.bearing == Bearing::Contradicts, Part::Contradicted)}
        {section("proofs-add", |row| row.adds() && row.strength > Strength::Stated, Part::Evidence)}
        {section("proofs-claims", |row| row.adds() && row.strength == Strength::Stated, Part::Claims)}
        {section("proofs-suggest", |row| matches!(row.bearing, Bearing::Suggests(_)), Part::Suggestions)}
        {section("proofs-weak", |row| row.side == Side::Against && row.bearing != Bearing::Contradicts, Part::Against)}
        {section("proofs-known", |row| row.evidence.is_some() && !row.adds(), Part::Known)}
        {limits}
        <div class="dialog-actions">
            {button("button", None, "Cancel".to_owned(), move || proving.waiting.set(None))}
            {button("button primary", None, "Apply".to_owned(), apply)}
        </div>
    }
    .into_any()
}

/// What one part of a file is called.
fn part_name(format: Proof) -> (&'static str, &'static str) {
    match format {
        Proof::Scorecard => ("repository", "repositories"),
        Proof::Sarif => ("tool", "tools"),
        Proof::CycloneDx | Proof::Spdx => ("bill of materials", "bills of materials"),
        _ => ("statement", "statements"),
    }
}

/// Which team each part of the file stands for.
fn teams(proving: Proving, proofs: &Proofs) -> AnyView {
    let state = proving.state;
    let picks: Vec<Pick> = state.assessment.with_untracked(|assessment| {
        let living = assessment.living_teams().into_iter();
        living
            .map(|(id, team)| Pick(id.to_string(), team.name.clone()))
            .chain([Pick(String::new(), "nobody: leave it out".to_owned())])
            .collect()
    });
    let rows: Vec<AnyView> = proofs
        .records
        .iter()
        .enumerate()
        .map(|(at, record)| {
            let name = match record.subject.as_str() {
                "" => record.source(),
                subject => subject.to_owned(),
            };
            let day = record.date.map_or("no day".to_owned(), |day| day.to_string());
            let current = live_text(move || proving.teams.with(|teams| teams.get(at).cloned().unwrap_or_default()));
            let choose = move |id: String| {
                proving.teams.update(|teams| {
                    if let Some(team) = teams.get_mut(at) {
                        *team = id;
                    }
                });
            };
            let picks = picks.clone();
            let label = untrack(|| state.host.say(&format!("Team for {name}")));
            let choice = select_of(None, Some(label), Box::new(move || picks.clone()), current, Box::new(choose));
            view! {
                <li>
                    <span>{name}<span class="muted small">{format!(" {day}, {}", record.about)}</span></span>
                    {choice}
                </li>
            }
            .into_any()
        })
        .collect();
    view! {
        <section class="proof-part" aria-labelledby="proofs-teams">
            <h3 id="proofs-teams">"What was read, and for whom"</h3>
            <ul class="disagreements">{rows}</ul>
        </section>
    }
    .into_any()
}

fn day_field(proving: Proving, changed: Option<Date>) -> AnyView {
    let typed =
        event_handler(move |event: leptos::ev::Event| proving.day.set(event_target_value(&event)));
    let hint = match changed {
        Some(day) => format!(
            "The file does not say when the tool ran. It was last changed on {day}, which may be the day of a download: check it."
        ),
        None => {
            "The file does not say when the tool ran. Without a day, nothing of it can be added."
                .to_owned()
        }
    };
    view! {
        <div class="field">
            <label for="proofs-day">"Day of the run"</label>
            <input id="proofs-day" type="date" aria-describedby="proofs-day-hint" prop:value=proving.day on:change=typed />
            <p id="proofs-day-hint" class="hint">{hint}</p>
        </div>
    }
    .into_any()
}
