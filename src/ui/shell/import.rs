//! Importing: a file is read, a preview says what would change, nothing happens before "Apply".

mod conflicts;
mod others;

use leptos::prelude::*;

use crate::assessment::{
    Assessment, Command, Differences, Rule, Side, TeamId, decide, differences_at, merge,
    merge_deciding,
};
use crate::browser;
use crate::exchange::dsomm::{self, Taken};
use crate::exchange::kind::{self, Door, Kind, Opened};
use crate::exchange::several::Several;
use crate::exchange::{assessment_file, several};
use crate::map::{Map, SortedSet};
use crate::model::ActivityId;
use crate::storage::read_rescue;
use crate::ui::carrying;
use crate::ui::components::{Cell, button, dialog, editing, later, table};
use crate::ui::state::{Files, Incoming, Incomings, State, Status};
use crate::ui::text;
use crate::ui::view::{handler, live, live_bool};
use others::Other;

/// A file that waits for a decision.
#[derive(Clone, PartialEq, Debug)]
struct Waiting {
    file: String,
    /// What it is, where it is no file of this page: it is merged then, and nothing else.
    recognised: Option<&'static str>,
    theirs: Assessment,
    /// The copy of it that is kept here without being open.
    kept: Option<Assessment>,
    /// More assessments of the file: they go beside the open one.
    others: Vec<Other>,
    /// Sentences about what of the file cannot be used.
    problems: Vec<String>,
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
    /// A file is being read by a part of the program that is still on its way.
    is_reading: RwSignal<bool>,
}

impl Importing {
    /// Reads each file that comes in and shows the preview, or says why it cannot be read.
    fn of(state: State) -> Self {
        let importing = Self {
            state,
            waiting: RwSignal::new(None),
            how: RwSignal::new(How::Merge),
            rule: RwSignal::new(Rule::Newer),
            single: RwSignal::new(Map::new()),
            left_out: RwSignal::new(SortedSet::new()),
            proofs: RwSignal::new_local(Vec::new()),
            is_reading: RwSignal::new(false),
        };
        Effect::new(move |_| {
            let mut files = state.incoming.get();
            // One preview at a time: what comes behind it waits for its turn.
            let is_busy = || importing.is_reading.get() || importing.waiting.with(Option::is_some);
            let is_late = is_busy();
            if files.is_empty() || is_late {
                return;
            }
            if state.is_refused() {
                files.clear();
            }
            while !files.is_empty() && !untrack(is_busy) {
                importing.read(files.remove(0));
            }
            state.incoming.set(files);
        });
        importing
    }

    fn read(self, file: web_sys::File) {
        self.is_reading.set(true);
        leptos::task::spawn_local(async move {
            let read = Incoming::of(file).await;
            self.is_reading.set(false);
            match read {
                Ok(incoming) => self.take(incoming),
                Err(problem) => self.state.status.set(Status::Problem(problem)),
            }
        });
    }

    fn take(self, incoming: Incoming) {
        let opened = kind::open(&incoming.name, &incoming.bytes);
        if let Ok(opened) = &opened
            && matches!(opened.kind, Kind::Proof(_))
        {
            self.proofs.update(|proofs| proofs.push(incoming));
            self.state.chunks.evidence.want();
            return;
        }
        let name = incoming.name;
        let opened = opened.and_then(|opened| {
            match opened.kind.refusal(&name, Door::Import) {
                // An unknown file may be an assessment that is damaged: its reader says where.
                Some(refusal) if opened.kind != Kind::Json => Err(refusal),
                _ => Ok(opened),
            }
        });
        let opened = match opened {
            Ok(opened) => opened,
            Err(problem) => {
                self.state
                    .status
                    .set(Status::Problem(format!("Nothing was imported. {problem}")));
                return;
            }
        };
        let Opened { kind, .. } = opened;
        if kind == Kind::Xlsx {
            self.read_workbook(name, incoming.bytes);
            return;
        }
        if dsomm::reads(kind) || matches!(kind, Kind::Link | Kind::Csv) {
            let state = self.state;
            let file = name.clone();
            self.read_elsewhere(name, kind, move |files, aliases| {
                (files.take)(state, kind, &file, &opened.text, aliases)
            });
            return;
        }
        let waiting = self.waiting(&name, &opened);
        self.show(&name, waiting);
    }

    /// Reads tables that somebody edited in a spreadsheet. Two parts of the program are needed: one
    /// knows workbooks, the other what is in their tables.
    fn read_workbook(self, name: String, bytes: Vec<u8>) {
        let state = self.state;
        self.is_reading.set(true);
        state.chunks.sheets.then(move |sheets| {
            let tables = (sheets.read)(&name, &bytes);
            self.read_elsewhere(name, Kind::Xlsx, move |files, aliases| {
                (files.edited)(state, &tables?, aliases)
            });
        });
    }

    /// Reads what another part of the program knows: files of DSOMM's own app, links, tables.
    fn read_elsewhere(
        self,
        name: String,
        kind: Kind,
        take: impl FnOnce(Files, &str) -> Result<Taken, String> + 'static,
    ) {
        let state = self.state;
        self.is_reading.set(true);
        state.chunks.files.then(move |files| {
            leptos::task::spawn_local(async move {
                let aliases = browser::fetch_text("model/aliases.yaml").await;
                let taken = take(files, &aliases.unwrap_or_default());
                let here = state.assessment.with_untracked(|mine| mine.id.clone());
                let waiting = taken.map(|Taken { theirs, remarks }| Waiting {
                    file: name.clone(),
                    // A link of another assessment may be opened or kept by itself.
                    recognised: (kind != Kind::Link || theirs.id == here).then_some(kind.name()),
                    kept: others::kept(state, &theirs),
                    theirs,
                    others: Vec::new(),
                    problems: remarks,
                });
                self.show(&name, waiting);
                self.is_reading.set(false);
            });
        });
    }

    fn show(self, name: &str, waiting: Result<Waiting, String>) {
        match waiting {
            Ok(waiting) => {
                let is_one = waiting.others.is_empty();
                let how = self.state.assessment.with_untracked(|mine| {
                    if mine.id == waiting.theirs.id {
                        How::Merge
                    } else if mine.answered_count() == 0 {
                        // Nothing here yet: a merge would only add an empty team.
                        How::Open
                    } else if is_one {
                        How::Merge
                    } else {
                        How::Beside
                    }
                });
                self.how.set(how);
                self.rule.set(Rule::Newer);
                self.single.set(Map::new());
                self.left_out.set(SortedSet::new());
                self.waiting.set(Some(waiting));
            }
            Err(problem) => self.state.status.set(Status::Problem(format!(
                "“{name}” was not imported. {problem}"
            ))),
        }
    }

    /// What is in the file, and what would become of it. The error is a sentence.
    fn waiting(self, name: &str, opened: &Opened) -> Result<Waiting, String> {
        let known = self.state.known_ids();
        let found = match opened.kind {
            Kind::Several => several::read(&opened.text)?,
            _ => match read_rescue(&opened.text, &known) {
                Some(rescued) => rescued?,
                None => {
                    let read = assessment_file::read(&opened.text);
                    Several {
                        assessments: vec![read.map_err(|problem| problem.to_string())?],
                        ..Several::default()
                    }
                }
            },
        };
        let problems = found.problems.clone();
        let here = self.state.assessment.with_untracked(|mine| mine.id.clone());
        let (theirs, others) = found
            .split(&here)
            .ok_or("There is no assessment in it. Choose another file.")?;
        Ok(Waiting {
            file: name.to_owned(),
            recognised: None,
            kept: others::kept(self.state, &theirs),
            theirs,
            others: others
                .into_iter()
                .map(|other| Other::of(self.state, other))
                .collect(),
            problems,
        })
    }

    fn apply(self) {
        let Some(Waiting {
            file,
            theirs,
            others,
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
        let with = match self.how.get_untracked() {
            How::Merge => Some(
                self.state
                    .assessment
                    .with_untracked(|mine| self.merged(mine, &theirs)),
            ),
            How::Open => Some(theirs),
            How::Beside => {
                beside.insert(0, theirs);
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
    /// Both copies as one, where they disagree as decided.
    fn merged(self, mine: &Assessment, theirs: &Assessment) -> Assessment {
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

/// The dialog named "Import".
pub fn import_dialog(state: State) -> AnyView {
    let importing = Importing::of(state);
    let close = move || importing.waiting.set(None);
    let body = live(move || {
        importing
            .waiting
            .get()
            .map(|waiting| editing(state, preview(importing, waiting)))
    });
    // Each file has a preview of its own; whoever chose too many need not close all of them.
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
    let evidence = state.chunks.evidence;
    let proofs = importing.proofs;
    let proving = live(move || match evidence.get() {
        Some(has) => (has.dialog)(state, proofs),
        None if proofs.with(|proofs| !proofs.is_empty()) => {
            view! { <div class="banner waiting">{later::loading(evidence)}</div> }.into_any()
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
        {proving}
        {shown}
    }
    .into_any()
}

fn preview(importing: Importing, waiting: Waiting) -> AnyView {
    let state = importing.state;
    let Waiting {
        file,
        recognised,
        theirs,
        kept,
        others,
        problems,
    } = waiting;
    let more = (!others.is_empty()).then(|| others::list(state, importing.left_out, others));
    let broken = remarks(problems);
    let other_model = match recognised {
        None => carrying::summary(state, &theirs),
        Some(_) => ().into_any(),
    };
    let counts = format!(
        "{} with {}",
        untrack(|| state.host.teams(theirs.living_teams().len())),
        text::plural(theirs.answered_count(), "answer", "answers")
    );
    let summary = match recognised {
        None => format!("{file}: “{}”, {counts}.", theirs.title),
        Some(what) => format!(
            "{file} is {what}: {counts}, {}. It is merged into “{}”: teams and stages of the same name are the same, and what was said later counts.",
            text::plural(
                theirs.evidence.len(),
                "piece of evidence",
                "pieces of evidence"
            ),
            theirs.title
        ),
    };
    let beside = state
        .assessment
        .with_untracked(|mine| mine.id != theirs.id)
        .then(|| {
            let hint = match &kept {
                None => text::KEPT_BESIDE,
                Some(_) => text::KEPT_WITH_COPY,
            };
            how(importing, How::Beside, "Keep beside", hint.to_owned())
        });
    let (merge_hint, open_hint) = state.assessment.with_untracked(|mine| {
        let merge_hint = if mine.id == theirs.id {
            text::MERGE_COPY
        } else {
            text::MERGE_OTHER
        };
        let open_hint = format!(
            "Opens the file. “{}” ({}) stays in the list under Settings, and Undo goes back to it.",
            mine.title,
            text::plural(mine.answered_count(), "answer", "answers")
        );
        (untrack(|| state.host.say(merge_hint)), open_hint)
    });
    let choices = recognised.is_none().then(|| {
        view! {
            <div class="choices large" role="radiogroup" aria-label="How to import">
            {how(importing, How::Merge, "Merge", merge_hint)}
            {how(importing, How::Open, "Open instead", open_hint)}
            {beside}
        </div>
        }
        .into_any()
    });
    let found = {
        let theirs = theirs.clone();
        Memo::new(move |_| match importing.how.get() {
            How::Merge => state
                .assessment
                .with(|mine| importing.differences(mine, &theirs)),
            How::Open | How::Beside => {
                let nothing = Assessment {
                    id: theirs.id.clone(),
                    ..Assessment::default()
                };
                importing.differences(kept.as_ref().unwrap_or(&nothing), &theirs)
            }
        })
    };
    let rows = move || {
        found.with(|found| {
            let teams = found.teams.iter();
            let row = |row| {
                vec![
                    Cell::Text(text::team_of(row)),
                    Cell::Text(state.host.say(&text::difference(row))),
                ]
            };
            teams.map(row).collect()
        })
    };
    let remarks = live(move || {
        let said = found.with(text::beside_answers);
        let said = said
            .into_iter()
            .map(|said| view! { <p class="hint">{said}</p> }.into_any());
        said.collect_view()
    });
    let disagreements = live(move || {
        let conflicts = found.with(|found| found.conflicts.clone());
        let is_merge = importing.how.get() == How::Merge;
        (is_merge && !conflicts.is_empty())
            .then(|| conflicts::disagreeing(importing, &theirs, conflicts))
    });
    let heads = vec![
        state.host.word("team", text::TEAM),
        "What changes".to_owned(),
    ];
    view! {
        <p>{summary}</p>
        {other_model}
        {broken}
        {choices}
        {table("What changes", heads, rows)}
        {remarks}
        {disagreements}
        {more}
    }
    .into_any()
}

/// What of the file cannot be used, or was odd.
fn remarks(said: Vec<String>) -> Option<AnyView> {
    if said.is_empty() {
        return None;
    }
    let items: Vec<AnyView> = said
        .into_iter()
        .map(|said| view! { <li>{said}</li> }.into_any())
        .collect();
    Some(view! { <ul class="hint">{items}</ul> }.into_any())
}

fn how(importing: Importing, how: How, title: &'static str, hint: String) -> AnyView {
    view! {
        <label class="choice">
            <input
                type="radio"
                name="import-how"
                aria-label=title
                prop:checked=live_bool(move || importing.how.get() == how)
                on:change=handler(move || importing.how.set(how))
            />
            <span class="choice-title">{title}</span>
            <span class="choice-hint">{hint}</span>
        </label>
    }
    .into_any()
}
