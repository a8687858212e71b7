//! Files that come in: each is read, and what stands in all of them becomes one thing that waits for
//! a decision.

use std::sync::Arc;

use leptos::prelude::*;

use super::others::{self, Other};
use super::{How, Importing, Line, Progress, Waiting};
use crate::assessment::carry::read_aliases;
use crate::assessment::{Assessment, Rule, merge, strangers};
use crate::browser::{self, Breath, Chosen, Found, LocalStore, Mode};
use crate::exchange::batch::{self, Batch};
use crate::exchange::dsomm::{self, Taken};
use crate::exchange::kind::{self, Door, Kind, Opened};
use crate::exchange::several::Several;
use crate::exchange::{assessment_file, several};
use crate::map::{Map, SortedSet};
use crate::order::sorted;
use crate::storage::{QUOTA, Shelf, read_rescue};
use crate::ui::state::{FileText, Incoming, Large, Status};
use crate::ui::text;

/// Up to so many assessments may also be kept one by one.
const MOST_BESIDE: usize = 25;
/// How many files that cannot be used are named in one sentence.
const NAMED: usize = 3;

/// Assessments from this size on are read in a second thread, in bytes.
const LARGE_FILE: usize = 2 << 20;
/// Larger ones are not read, in bytes.
const LARGEST: usize = 256 << 20;

/// A file of which something can be used.
struct Ready {
    name: String,
    kind: Kind,
    found: Several,
}

impl Ready {
    /// It was written by this page, so it may be kept by itself.
    fn is_ours(&self) -> bool {
        !(dsomm::reads(self.kind) || matches!(self.kind, Kind::Link | Kind::Csv | Kind::Xlsx))
    }
}

/// Why a file cannot be used: as it is said where it came alone, and among others.
struct Refused {
    alone: String,
    listed: String,
}

impl Refused {
    /// A sentence that names the file.
    fn said(problem: String) -> Self {
        Self {
            alone: format!("Nothing was imported. {problem}"),
            listed: problem,
        }
    }

    /// A sentence that does not.
    fn of(name: &str, problem: &str) -> Self {
        Self {
            alone: format!("“{name}” was not imported. {problem}"),
            listed: format!("“{name}”: {problem}"),
        }
    }
}

/// A file that has to wait until all are known: its kind, its name, its text.
type Later = (Kind, String, String);

/// What was read so far.
#[derive(Default)]
struct Reading {
    ready: Vec<Ready>,
    refused: Vec<Refused>,
    /// Files of pipeline tools.
    proofs: Vec<Incoming>,
    /// What has to wait until all files are known, with its kind: see [`batch::rank`].
    later: Vec<Later>,
    /// The text of `model/aliases.yaml`, once it was needed; empty where it did not come.
    aliases: Option<String>,
}

impl Reading {
    async fn aliases(&mut self) -> String {
        if self.aliases.is_none() {
            let text = browser::fetch_text("model/aliases.yaml").await;
            self.aliases = Some(text.unwrap_or_default());
        }
        self.aliases.clone().unwrap_or_default()
    }
}

impl Importing {
    /// Reads the files that come in and shows the preview, or says why they cannot be read.
    pub(super) fn follow(self) {
        let state = self.state;
        Effect::new(move |_| {
            let is_empty = state.incoming.with(Vec::is_empty);
            // One preview at a time: what comes behind it waits for its turn.
            let is_busy = self.progress.with(Option::is_some) || self.waiting.with(Option::is_some);
            if is_empty || is_busy {
                return;
            }
            let mut chosen = Vec::new();
            state
                .incoming
                .update(|waiting| std::mem::swap(waiting, &mut chosen));
            if !state.is_refused() {
                let all = match chosen.iter().any(Chosen::is_folder) {
                    true => None,
                    false => Some(chosen.len()),
                };
                self.progress.set(Some(Progress {
                    done: 0,
                    all,
                    part: None,
                }));
                leptos::task::spawn_local(self.read_all(chosen));
            }
        });
    }

    /// Reads one file after the other.
    async fn read_all(self, chosen: Vec<Chosen>) {
        let run = self.run.get_value();
        let found = match browser::files_of(chosen, batch::is_looked_at).await {
            Ok((found, unreadable)) if found.is_empty() && unreadable.is_empty() => {
                Err("Nothing was imported. There is no file in the folder that is looked at: JSON, YAML, CSV, XLSX, SVG, SARIF or XML.".to_owned())
            }
            found => found,
        };
        let (found, unreadable) = match found {
            Ok(found) => found,
            Err(problem) => return self.end(run, Err(problem)),
        };
        let all = Some(found.len());
        let mut reading = Reading::default();
        for path in unreadable {
            let problem = "It could not be read. Check that you may read it, then choose it again.";
            reading.refused.push(Refused::of(&path, problem));
        }
        for (done, file) in found.into_iter().enumerate() {
            if self.run.get_value() != run {
                return;
            }
            self.progress.set(Some(Progress {
                done,
                all,
                part: None,
            }));
            match self.read_large(&mut reading, &file, run).await {
                true => {}
                false => self.read(&mut reading, file).await,
            }
        }
        let later = std::mem::take(&mut reading.later);
        let later = sorted(later, |left: &Later, right| {
            batch::rank(left.0).cmp(&batch::rank(right.0))
        });
        self.read_later(&mut reading, later).await;
        if !reading.proofs.is_empty() && self.run.get_value() == run {
            let proofs = std::mem::take(&mut reading.proofs);
            self.proofs.update(|all| all.extend(proofs));
            self.state.chunks.evidence.want();
            if reading.ready.is_empty() && reading.refused.is_empty() {
                self.progress.set(None);
                return;
            }
        }
        let waiting = match reading.ready.len() {
            0 => Err(nothing(&reading.refused)),
            1 => {
                let one = reading.ready.remove(0);
                self.one(one, reading.refused)
            }
            _ => self.together(reading).await,
        };
        // Comparing and drawing is a task of its own.
        browser::pause().await;
        self.end(run, waiting);
    }

    /// Shows what waits, unless somebody has stopped it meanwhile.
    fn end(self, run: usize, waiting: Result<Waiting, String>) {
        if self.run.get_value() != run {
            return;
        }
        match waiting {
            Ok(waiting) => self.show(waiting),
            Err(problem) => self.state.status.set(Status::Problem(problem)),
        }
        self.progress.set(None);
    }

    /// Reads an assessment that is so large that the page would be held up, in a second thread. `false`:
    /// it is none, or there is no such thread, or something is wrong with it: the usual way says what.
    async fn read_large(self, reading: &mut Reading, found: &Found, run: usize) -> bool {
        let Found { file, path: name } = found;
        let size = found.size();
        if size < LARGE_FILE {
            return false;
        }
        let head = browser::read_part(file, 0, kind::HEAD).await;
        if !head.is_ok_and(|head| kind::is_assessment(&head)) {
            return false;
        }
        if size > LARGEST {
            let problem = format!(
                "It has {}; up to {} are read. {}",
                text::size(size),
                text::size(LARGEST),
                untrack(|| self.state.host.say("Export the teams one by one."))
            );
            reading.refused.push(Refused::of(name, &problem));
            return true;
        }
        let Some(files) = self.state.chunks.files.come().await else {
            return false;
        };
        let goes_on = move |read: usize| {
            let is_wanted = self.run.get_value() == run;
            let part = Some((read, size));
            let shown = self.progress.get_untracked().and_then(|it| it.part);
            if is_wanted && shown != part {
                self.progress
                    .update(|progress| *progress = progress.map(|it| Progress { part, ..it }));
            }
            is_wanted
        };
        if !goes_on(0) {
            return true;
        }
        match (files.large)(file.clone(), Box::new(goes_on)).await {
            Ok(Some(Large { assessment, units })) => {
                let room = self.room_for(&assessment.id, units);
                let found = Several {
                    assessments: vec![assessment],
                    problems: room.into_iter().collect(),
                    ..Several::default()
                };
                let (name, kind) = (name.clone(), Kind::Assessment);
                reading.ready.push(Ready { name, kind, found });
                true
            }
            Err(problem) if size > assessment_file::MAX_BYTES => {
                reading.refused.push(Refused::of(name, &problem));
                true
            }
            // Stopped; or the usual way finds out more.
            _ => self.run.get_value() != run,
        }
    }

    /// A sentence where the browser has too little room to keep so much, in UTF-16 units. Of another
    /// copy of what is open, most is kept already.
    fn room_for(self, id: &str, units: usize) -> Option<String> {
        let is_open = self.state.assessment.with_untracked(|mine| mine.id == id);
        if is_open || browser::storage_mode() == Mode::Memory {
            return None;
        }
        let taken = Shelf::of(&LocalStore::open()).usage().ok()?;
        let free = QUOTA.saturating_sub(taken.total());
        let what = match units {
            _ if units <= free => return None,
            _ if units <= QUOTA => text::NO_ROOM_NOW,
            _ => text::NO_ROOM_EVER,
        };
        let (units, free) = (text::size(units), text::size(free));
        Some(format!(
            "This takes {units} of storage, and {free} are free. {what}"
        ))
    }

    async fn read(self, reading: &mut Reading, file: Found) {
        let incoming = match Incoming::of(file).await {
            Ok(incoming) => incoming,
            Err(problem) => {
                let (alone, listed) = (problem.clone(), problem);
                return reading.refused.push(Refused { alone, listed });
            }
        };
        let opened = match kind::open(&incoming.name, &incoming.bytes) {
            Ok(opened) => opened,
            Err(problem) => return reading.refused.push(Refused::said(problem)),
        };
        let Opened { kind, text } = opened;
        if matches!(kind, Kind::Proof(_)) {
            return reading.proofs.push(incoming);
        }
        let name = incoming.name;
        match kind.refusal(&name, Door::Import) {
            // An unknown file may be an assessment that is damaged: its reader says where.
            Some(refusal) if kind != Kind::Json => {
                return reading.refused.push(Refused::said(refusal));
            }
            _ => {}
        }
        if kind == Kind::Xlsx {
            return self.read_workbook(reading, name, incoming.bytes).await;
        }
        if dsomm::reads(kind) || matches!(kind, Kind::Link | Kind::Csv) {
            return reading.later.push((kind, name, text));
        }
        match self.found(kind, &text) {
            Ok(found) => reading.ready.push(Ready { name, kind, found }),
            Err(problem) => reading.refused.push(Refused::of(&name, &problem)),
        }
    }

    /// Reads tables that somebody edited in a spreadsheet.
    async fn read_workbook(self, reading: &mut Reading, name: String, bytes: Vec<u8>) {
        let state = self.state;
        let Some(files) = state.chunks.files.come().await else {
            return;
        };
        let aliases = reading.aliases().await;
        let taken = (files.workbook)(state, name.clone(), bytes, aliases).await;
        took(reading, Kind::Xlsx, name, taken);
    }

    /// Reads what another part of the program knows: files of DSOMM's own app, links, tables.
    async fn read_later(self, reading: &mut Reading, later: Vec<Later>) {
        if later.is_empty() {
            return;
        }
        let state = self.state;
        let Some(files) = state.chunks.files.come().await else {
            return;
        };
        let aliases = reading.aliases().await;
        // Stages and teams that one of the files defines are known to the next.
        let mut known: Option<Assessment> = None;
        let mut breath = Breath::default();
        for (kind, name, text) in later {
            let file = FileText {
                kind,
                name: &name,
                text: &text,
                aliases: &aliases,
            };
            let take = |mine: &Assessment| (files.take)(state, mine, &file);
            let taken = match &known {
                Some(known) => take(known),
                None => state.assessment.with_untracked(take),
            };
            if let Ok(Taken { theirs, .. }) = &taken
                && matches!(kind, Kind::Meta | Kind::Teams)
            {
                known = Some(match known {
                    Some(known) => merge(&known, theirs),
                    None => state.assessment.with_untracked(|mine| merge(mine, theirs)),
                });
            }
            took(reading, kind, name, taken);
            breath.take().await;
        }
    }

    /// What is in a file of this page. The error is a sentence.
    fn found(self, kind: Kind, text: &str) -> Result<Several, String> {
        if kind == Kind::Several {
            return several::read(text);
        }
        if let Some(rescued) = read_rescue(text, &self.state.known_ids()) {
            return rescued;
        }
        let read = assessment_file::read(text).map_err(|problem| problem.to_string())?;
        Ok(Several {
            assessments: vec![read],
            ..Several::default()
        })
    }

    /// A single file, or the only one among several that can be used.
    fn one(self, ready: Ready, refused: Vec<Refused>) -> Result<Waiting, String> {
        let is_ours = ready.is_ours();
        let Ready { name, kind, found } = ready;
        let here = self.state.assessment.with_untracked(|mine| mine.id.clone());
        let mut problems = found.problems.clone();
        problems.extend(refused.into_iter().map(|refused| refused.listed));
        let (theirs, others) = found.split(&here).ok_or_else(|| {
            let none = "There is no assessment in it. Choose another file.";
            Refused::of(&name, none).alone
        })?;
        // A link of another assessment may be opened or kept by itself.
        let is_copy = !is_ours && (kind != Kind::Link || theirs.id == here);
        Ok(Waiting {
            file: name,
            recognised: is_copy.then_some(kind.name()),
            kept: others::kept(self.state, &theirs),
            theirs: Arc::new(theirs),
            others: others
                .into_iter()
                .map(|other| Other::of(self.state, other))
                .collect(),
            files: Vec::new(),
            problems,
        })
    }

    /// Several files as one. The error is a sentence.
    async fn together(self, mut reading: Reading) -> Result<Waiting, String> {
        let state = self.state;
        let ready = std::mem::take(&mut reading.ready);
        let here = state.assessment.with_untracked(|mine| mine.id.clone());
        let mut all = ready.iter().flat_map(|it| &it.found.assessments);
        let may_be_apart = all.nth(MOST_BESIDE).is_none()
            && ready.iter().all(Ready::is_ours)
            && ready
                .iter()
                .any(|it| it.found.assessments.iter().any(|one| one.id != here));
        let mut batch = Batch::default();
        let mut breath = Breath::default();
        let (mut files, mut problems, mut single) = (Vec::new(), Vec::new(), Several::default());
        let count = ready.len();
        let mut are_aliases_missing = false;
        for ready in ready {
            let is_ours = ready.is_ours();
            let Ready { name, kind, found } = ready;
            for problem in found.problems {
                problems.push(format!("“{name}”: {problem}"));
            }
            for assessment in found.assessments {
                files.push(Line {
                    file: name.clone(),
                    kind: kind.name(),
                    teams: assessment.living_teams().len(),
                    answers: assessment.answered_count(),
                    evidence: assessment.evidence.len(),
                });
                if may_be_apart && assessment.id != here {
                    single.add(assessment.clone());
                } else if may_be_apart {
                    let of_open = format!("“{name}” {}", text::COPY_OF_OPEN);
                    problems.push(of_open);
                }
                // Others were carried over when they were read.
                let aliases = match is_ours && state.is_of_other_model(&assessment) {
                    true => {
                        let known = read_aliases(&reading.aliases().await).ok();
                        let known = known.filter(|known| !known.is_empty());
                        are_aliases_missing |= known.is_none();
                        known
                    }
                    false => None,
                };
                let model = state.model();
                state.assessment.with_untracked(|mine| {
                    batch.add(assessment, mine, &model, aliases.as_deref());
                });
                breath.take().await;
                while batch.step(false) {
                    breath.take().await;
                }
            }
        }
        let carried = batch.carried;
        if carried.parts > 0 {
            let parts = text::plural(
                carried.parts,
                "assessment was made with another model",
                "assessments were made with another model",
            );
            let said = text::carried_as(carried.kept, carried.moved, carried.left, "moved");
            problems.push(format!("{parts}: {said}"));
        }
        if are_aliases_missing {
            problems.push(text::UNKNOWN_ALIASES.to_owned());
        }
        problems.extend(reading.refused.into_iter().map(|refused| refused.listed));
        while batch.step(true) {
            breath.take().await;
        }
        let theirs = batch.whole().ok_or("There is no assessment in them.")?;
        Ok(Waiting {
            file: text::plural(count, "file", "files"),
            recognised: None,
            theirs: Arc::new(theirs),
            kept: None,
            others: single
                .assessments
                .into_iter()
                .map(|other| Other::of(state, other))
                .collect(),
            files,
            problems,
        })
    }

    fn show(self, waiting: Waiting) {
        let how = self.state.assessment.with_untracked(|mine| {
            if mine.id == waiting.theirs.id {
                How::Merge
            } else if mine.answered_count() == 0 {
                // Nothing here yet: a merge would only add an empty team.
                How::Open
            } else if waiting.others.is_empty() {
                How::Merge
            } else {
                How::Beside
            }
        });
        let guessed = self.state.assessment.with_untracked(|mine| {
            let strangers = strangers(mine, &waiting.theirs).into_iter();
            strangers
                .filter_map(|one| Some((one.id, one.perhaps?)))
                .collect()
        });
        self.how.set(how);
        self.rule.set(Rule::Newer);
        self.single.set(Map::new());
        self.left_out.set(SortedSet::new());
        self.who.set(guessed);
        self.waiting.set(Some(waiting));
    }
}

/// Puts a file away that was made a copy of the open assessment.
fn took(reading: &mut Reading, kind: Kind, name: String, taken: Result<Taken, String>) {
    match taken {
        Ok(Taken { theirs, remarks }) => {
            let found = Several {
                assessments: vec![theirs],
                problems: remarks,
                ..Several::default()
            };
            reading.ready.push(Ready { name, kind, found });
        }
        Err(problem) => reading.refused.push(Refused::of(&name, &problem)),
    }
}

/// What is said where no file can be used.
fn nothing(refused: &[Refused]) -> String {
    match refused {
        [] => String::new(),
        [one] => one.alone.clone(),
        many => {
            let mut said = format!(
                "Nothing was imported: none of the {} files can be used.",
                many.len()
            );
            for one in many.iter().take(NAMED) {
                said.push(' ');
                said.push_str(&one.listed);
            }
            if let Some(more @ 1..) = many.len().checked_sub(NAMED) {
                said.push_str(&format!(" And {more} more."));
            }
            said
        }
    }
}
