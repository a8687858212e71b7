//! Importing: files are read, a preview says what would change, nothing happens before "Apply".

mod conflicts;
mod others;
mod preview;
mod reading;
mod who;

use std::borrow::Cow;
use std::sync::Arc;

use leptos::prelude::*;

use crate::assessment::{
    Assessment, Command, Differences, Rule, Side, TeamId, Who, as_here, decide, differences_at,
    merge, merge_deciding,
};
use crate::map::{Map, SortedSet};
use crate::model::ActivityId;
use crate::ui::components::{button, dialog, editing, later};
use crate::ui::state::{Incomings, State, Status};
use crate::ui::text;
use crate::ui::view::{live, live_text};
use others::Other;

/// A file that waits for a decision, or several that do so together.
#[derive(Clone, PartialEq, Debug)]
struct Waiting {
    /// Its name; of several, how many they are.
    file: String,
    /// What it is, where it is no file of this page: it is merged then, and nothing else.
    recognised: Option<&'static str>,
    /// What is in it. Shared, because it may be large.
    theirs: Arc<Assessment>,
    /// The copy of it that is kept here without being open.
    kept: Option<Assessment>,
    /// More assessments of the file: they go beside the open one. Of several files, all of them, where
    /// they may be kept one by one instead of being merged.
    others: Vec<Other>,
    /// The files, where there are several.
    files: Vec<Line>,
    /// Sentences about what of the file cannot be used.
    problems: Vec<String>,
}

/// A file among several.
#[derive(Clone, PartialEq, Debug)]
struct Line {
    file: String,
    /// What it is.
    kind: &'static str,
    teams: usize,
    answers: usize,
    evidence: usize,
}

/// How far the reading of files is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Progress {
    done: usize,
    /// Not known as long as a folder is looked through.
    all: Option<usize>,
    /// Of a large file: how much of it is read, and how large it is, in bytes.
    part: Option<(usize, usize)>,
}

/// What to do with the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum How {
    /// Both become one.
    Merge,
    /// It takes the place of what is open.
    Open,
    /// It goes into the list of this browser; what is open stays open.
    Beside,
}

/// The import that is under way, if any.
#[derive(Clone, Copy)]
struct Importing {
    state: State,
    waiting: RwSignal<Option<Waiting>>,
    how: RwSignal<How>,
    /// What decides where the copies disagree.
    rule: RwSignal<Rule>,
    /// Decisions about single answers; they come before the rule.
    single: RwSignal<Map<(TeamId, ActivityId), Side>>,
    /// Ids of further assessments that are not wanted.
    left_out: RwSignal<SortedSet<String>>,
    /// Files of pipeline tools; another part of the program reads them.
    proofs: Incomings,
    /// Which team here a team of the file is.
    who: RwSignal<Who>,
    /// Files are being read.
    progress: RwSignal<Option<Progress>>,
    /// Counts how often reading was stopped: what was begun before is over then.
    run: StoredValue<usize>,
}

impl Importing {
    fn of(state: State) -> Self {
        let importing = Self {
            state,
            waiting: RwSignal::new(None),
            how: RwSignal::new(How::Merge),
            rule: RwSignal::new(Rule::Newer),
            single: RwSignal::new(Map::new()),
            left_out: RwSignal::new(SortedSet::new()),
            proofs: RwSignal::new_local(Vec::new()),
            who: RwSignal::new(Who::new()),
            progress: RwSignal::new(None),
            run: StoredValue::new(0),
        };
        importing.follow();
        importing
    }

    /// Stops reading. Nothing has happened yet.
    fn stop(self) {
        self.run.update_value(|run| *run += 1);
        self.progress.set(None);
        let said = "Stopped. Nothing was imported.".to_owned();
        self.state.status.set(Status::Note(said));
    }

    fn apply(self) {
        let Some(Waiting {
            file,
            theirs,
            others,
            files,
            ..
        }) = self.waiting.get_untracked()
        else {
            return;
        };
        self.waiting.set(None);
        if self.state.is_refused() {
            return;
        }
        let left_out = self.left_out.get_untracked();
        let others = others.into_iter().map(|other| other.assessment);
        let mut beside: Vec<Assessment> = others
            .filter(|other| !left_out.contains(&other.id))
            .collect();
        let is_batch = !files.is_empty();
        if is_batch && self.how.get_untracked() == How::Merge {
            // They are all in what is merged.
            beside.clear();
        }
        let with = match self.how.get_untracked() {
            How::Merge => Some(
                self.state
                    .assessment
                    .with_untracked(|mine| self.merged(mine, &theirs)),
            ),
            How::Open => Some(Arc::unwrap_or_clone(theirs)),
            How::Beside if is_batch => None,
            How::Beside => {
                beside.insert(0, Arc::unwrap_or_clone(theirs));
                None
            }
        };
        let mut said = format!("Imported {file}.");
        let (mut is_problem, mut is_saved) = (false, false);
        if let Some(with) = with {
            let before = self.state.status.get_untracked();
            self.state.status.set(Status::Quiet);
            let imported = self.state.dispatch(Command::Replace {
                how: Default::default(),
                with: Box::new(with),
                label: format!("Import {file}"),
            });
            if !imported {
                // The status says why, and nothing has happened yet.
                return;
            }
            match self.state.status.get_untracked() {
                Status::Saved => {
                    is_saved = true;
                    said = format!("{said} {}", text::SAVED);
                }
                Status::Problem(problem) => (is_problem, said) = (true, problem),
                Status::Note(note) => said = note,
                // Nothing was different, so what was to be said before still is.
                Status::Quiet => match before {
                    Status::Problem(problem) => (is_problem, said) = (true, problem),
                    _ => {
                        let stored = self.state.is_stored().then_some(text::SAVED);
                        let stored = stored.unwrap_or_default();
                        said = format!("{said} {} {stored}", text::NOTHING_NEW);
                    }
                },
            }
        }
        let (done, failed) = others::take(self.state, &beside);
        is_problem |= !failed.is_empty();
        for more in done.into_iter().chain(failed) {
            if !said.ends_with('.') {
                said.push('.');
            }
            said.push(' ');
            said.push_str(&more);
        }
        self.state.status.set(match is_problem {
            true => Status::Problem(said),
            false => Status::Note(said),
        });
        if is_saved {
            self.state.tell_other_model();
        }
    }
}

impl Importing {
    /// The copy, with its teams taken for those here as decided.
    fn as_here<'a>(self, mine: &Assessment, theirs: &'a Assessment) -> Cow<'a, Assessment> {
        self.who.with(|who| match who.is_empty() {
            true => Cow::Borrowed(theirs),
            false => Cow::Owned(as_here(theirs, mine, who)),
        })
    }

    /// Both copies as one, where they disagree as decided.
    fn merged(self, mine: &Assessment, theirs: &Assessment) -> Assessment {
        let theirs = &*untrack(|| self.as_here(mine, theirs));
        let mine = &*without_first_team(mine, theirs);
        let conflicts = self.differences(mine, theirs).conflicts;
        if conflicts.is_empty() {
            return merge(mine, theirs);
        }
        let merged = merge(mine, theirs);
        let rule = self.rule.get_untracked();
        let mut decisions = self.single.get_untracked();
        for conflict in &conflicts {
            decisions
                .entry((conflict.team.clone(), conflict.activity.clone()))
                .or_insert_with(|| decide(&merged, rule, conflict));
        }
        merge_deciding(mine, theirs, &decisions, &self.state.context())
    }

    fn differences(self, mine: &Assessment, theirs: &Assessment) -> Differences {
        let model = self.state.model();
        let known = |id: &ActivityId| model.position(id.as_str()).is_some();
        differences_at(mine, theirs, known, self.state.context().now)
    }
}

/// The team that a new assessment begins with is of no use beside others, as long as nobody has
/// renamed it or answered for it.
fn without_first_team<'a>(mine: &'a Assessment, theirs: &Assessment) -> Cow<'a, Assessment> {
    match first_team_goes(mine, theirs) {
        false => Cow::Borrowed(mine),
        true => Cow::Owned(Assessment {
            teams: Map::new(),
            ..mine.clone()
        }),
    }
}

/// Will the team that a new assessment begins with be gone once `theirs` is merged?
fn first_team_goes(mine: &Assessment, theirs: &Assessment) -> bool {
    let living = mine.living_teams();
    living.len() == 1
        && living[0].1.name == text::FIRST_TEAM
        && mine.answered_count() == 0
        && mine.evidence.is_empty()
        && !theirs.living_teams().is_empty()
        && !theirs.teams.contains_key(living[0].0.as_str())
}

/// The dialog named "Import".
pub fn import_dialog(state: State) -> AnyView {
    let importing = Importing::of(state);
    let close = move || importing.waiting.set(None);
    let body = live(move || {
        importing
            .waiting
            .get()
            .map(|waiting| editing(state, preview::preview(importing, waiting)))
    });
    // Files that come while a preview is open have another one; whoever chose too many need not
    // close all of them.
    let rest = live(move || {
        let waiting = state.incoming.with(Vec::len);
        (waiting > 0).then(|| {
            let said = format!(
                "{} behind this one.",
                text::plural(waiting, "file waits", "files wait")
            );
            let stop = move || state.incoming.set(Vec::new());
            view! {
                <div class="row">
                    <p class="hint">{said}</p>
                    {button("button quiet", None, "Leave them out".to_owned(), stop)}
                </div>
            }
            .into_any()
        })
    });
    let apply = button("button primary", None, "Apply".to_owned(), move || {
        importing.apply();
    });
    // A single file is read in a moment, unless it is large.
    let is_long = Memo::new(move |_| {
        let progress = importing.progress.get();
        progress.is_some_and(|it| it.all != Some(1) || it.part.is_some())
    });
    let reading = live(move || {
        is_long.get().then(|| {
            let said = live_text(move || match importing.progress.get() {
                Some(Progress {
                    done,
                    all: Some(all),
                    part,
                }) => {
                    let part = part.map(|(read, size)| {
                        format!(": {} of {}", text::size(read), text::size(size))
                    });
                    let part = part.unwrap_or_default();
                    format!("Reading file {} of {all}{part} …", done + 1)
                }
                Some(_) => "Looking through the folder …".to_owned(),
                None => String::new(),
            });
            let stop = button("button", None, "Stop".to_owned(), move || importing.stop());
            view! { <div class="offer" translate="no"><p>{said}</p>{stop}</div> }.into_any()
        })
    });
    let evidence = state.chunks.evidence;
    let proofs = importing.proofs;
    let proving = live(move || match evidence.get() {
        Some(has) => (has.dialog)(state, proofs),
        None if proofs.with(|proofs| !proofs.is_empty()) => {
            view! { <div class="offer">{later::loading(evidence)}</div> }.into_any()
        }
        None => ().into_any(),
    });
    let body = view! {
        {body}
        {rest}
        <div class="dialog-actions">
            {button("button", None, "Cancel".to_owned(), close)}
            {editing(state, apply)}
        </div>
    }
    .into_any();
    let is_wanted = move || importing.waiting.with(Option::is_some);
    let shown = dialog("import-title", text::IMPORT, is_wanted, close, body);
    view! {
        {reading}
        {proving}
        {shown}
    }
    .into_any()
}
