//! Importing: a file is read, a preview says what would change, nothing happens before "Apply".

use crate::map::Map;
use leptos::html;
use leptos::prelude::*;

use crate::assessment::{
    Assessment, Command, Conflict, Differences, Rule, Side, TeamId, decide, differences_at, merge,
    merge_deciding,
};
use crate::browser::LocalStore;
use crate::exchange::assessment_file;
use crate::exchange::kind::{self, Door, Kind};
use crate::model::ActivityId;
use crate::storage::{Rescued, Shelf, read_rescue};
use crate::ui::carrying;
use crate::ui::components::{Cell, Pick, answer_label, button, later, select, select_of, table};
use crate::ui::state::{Incoming, State, Status};
use crate::ui::text;
use crate::ui::view::{act, part, words, yes};

/// How many disagreements are listed at first, and how many each "more" adds.
const ROWS: usize = 20;

/// A file that waits for a decision.
#[derive(Clone, PartialEq, Debug)]
struct Waiting {
    file: String,
    theirs: Assessment,
    /// More assessments of a rescue file: they go beside the open one.
    others: Vec<Assessment>,
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
    /// Files of pipeline tools; another part of the program reads them.
    proofs: RwSignal<Vec<Incoming>>,
}

const RULES: [(Rule, &str); 5] = [
    (Rule::Newer, "the newer answer"),
    (Rule::Mine, "the answer here"),
    (Rule::Theirs, "the answer of the file"),
    (Rule::Higher, "the higher stage"),
    (Rule::Lower, "the lower stage"),
];

impl Importing {
    /// Reads each file that comes in and shows the preview, or says why it cannot be read.
    fn of(state: State) -> Self {
        let importing = Self {
            state,
            waiting: RwSignal::new(None),
            how: RwSignal::new(How::Merge),
            rule: RwSignal::new(Rule::Newer),
            single: RwSignal::new(Map::new()),
            proofs: RwSignal::new(Vec::new()),
        };
        Effect::new(move |_| {
            let files = state.incoming.get();
            if !files.is_empty() {
                state.incoming.set(Vec::new());
                for file in files {
                    importing.read(file);
                }
            }
        });
        importing
    }

    fn read(self, incoming: Incoming) {
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
                _ => Ok(opened.text),
            }
        });
        let text = match opened {
            Ok(text) => text,
            Err(problem) => {
                self.state
                    .status
                    .set(Status::Problem(format!("Nothing was imported. {problem}")));
                return;
            }
        };
        let read = match read_rescue(&text, &self.state.known_ids()) {
            Some(rescued) => rescued.map(|rescued| {
                let Rescued {
                    open,
                    others,
                    problems,
                } = rescued;
                open.map(|theirs| (theirs, others, problems))
            }),
            None => assessment_file::read(&text)
                .map(|theirs| Some((theirs, Vec::new(), Vec::new())))
                .map_err(|problem| problem.to_string()),
        };
        match read {
            Ok(None) => {}
            Ok(Some((theirs, others, problems))) => {
                let how = self.state.assessment.with_untracked(|mine| {
                    if mine.id == theirs.id || mine.answered_count() > 0 {
                        How::Merge
                    } else {
                        // Nothing here yet: a merge would only add an empty team.
                        How::Open
                    }
                });
                self.how.set(how);
                self.rule.set(Rule::Newer);
                self.single.set(Map::new());
                self.waiting.set(Some(Waiting {
                    file: name,
                    theirs,
                    others,
                    problems,
                }));
            }
            Err(problem) => self.state.status.set(Status::Problem(format!(
                "“{name}” was not imported. {problem}"
            ))),
        }
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
        self.add_others(others);
        let with = match self.how.get_untracked() {
            How::Merge => self
                .state
                .assessment
                .with_untracked(|mine| self.merged(mine, &theirs)),
            How::Open => theirs,
        };
        let imported = self.state.dispatch(Command::Replace {
            how: Default::default(),
            with: Box::new(with),
            label: format!("Import {file}"),
        });
        self.waiting.set(None);
        if imported && self.state.status.get_untracked() == Status::Saved {
            self.state
                .status
                .set(Status::Note(format!("Imported {file}. {}", text::SAVED)));
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

    /// Stores the further assessments of a rescue file, unless they are here already.
    fn add_others(self, others: Vec<Assessment>) {
        let store = LocalStore::open();
        let shelf = Shelf::of(&store);
        let known = shelf.list().unwrap_or_default();
        for other in others {
            if known.iter().all(|entry| entry.id != other.id) {
                self.state
                    .on_shelf(format!("Added “{}”", other.title), |shelf| {
                        shelf.add(&other)
                    });
            }
        }
    }
}

/// The dialog named "Import".
pub fn import_dialog(state: State) -> AnyView {
    let importing = Importing::of(state);
    let dialog: NodeRef<html::Dialog> = NodeRef::new();
    Effect::new(move |_| {
        let is_wanted = importing.waiting.with(Option::is_some);
        if let Some(dialog) = dialog.get() {
            match (is_wanted, dialog.open()) {
                (true, false) => {
                    let _ = dialog.show_modal();
                }
                (false, true) => dialog.close(),
                _ => {}
            }
        }
    });
    let close = move || importing.waiting.set(None);
    let body = part(move || {
        importing
            .waiting
            .get()
            .map(|waiting| preview(importing, waiting))
    });
    let evidence = state.chunks.evidence;
    let proofs = importing.proofs;
    let proving = part(move || match evidence.get() {
        Some(has) => (has.dialog)(state, proofs),
        None if proofs.with(|proofs| !proofs.is_empty()) => {
            view! { <div class="banner waiting">{later::loading(evidence)}</div> }.into_any()
        }
        None => ().into_any(),
    });
    view! {
        {proving}
        <dialog node_ref=dialog class="dialog" translate="no" aria-labelledby="import-title" on:close=act(close)>
            <h2 id="import-title">{text::IMPORT}</h2>
            {body}
            <div class="dialog-actions">
                {button("button", None, "Cancel".to_owned(), close)}
                {button("button primary", None, "Apply".to_owned(), move || importing.apply())}
            </div>
        </dialog>
    }
    .into_any()
}

fn preview(importing: Importing, waiting: Waiting) -> AnyView {
    let state = importing.state;
    let Waiting {
        file,
        theirs,
        others,
        problems,
    } = waiting;
    let more = (!others.is_empty()).then(|| {
        let said = format!(
            "{} more of this rescue file will be kept beside it; see Settings.",
            text::plural(others.len(), "assessment", "assessments")
        );
        view! { <p class="hint">{said}</p> }.into_any()
    });
    let broken = (!problems.is_empty())
        .then(|| view! { <p class="hint">{problems.join(" ")}</p> }.into_any());
    let other_model = carrying::summary(state, &theirs);
    let summary = format!(
        "{file}: “{}”, {} with {}.",
        theirs.title,
        text::plural(theirs.living_teams().len(), "team", "teams"),
        text::plural(theirs.answered_count(), "answer", "answers")
    );
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
        (merge_hint.to_owned(), open_hint)
    });
    let found = {
        let theirs = theirs.clone();
        Memo::new(move |_| match importing.how.get() {
            How::Merge => state
                .assessment
                .with(|mine| importing.differences(mine, &theirs)),
            How::Open => {
                let nothing = Assessment {
                    id: theirs.id.clone(),
                    ..Assessment::default()
                };
                importing.differences(&nothing, &theirs)
            }
        })
    };
    let rows = move || {
        found.with(|found| {
            let teams = found.teams.iter();
            let row = |row| {
                vec![
                    Cell::Text(text::team_of(row)),
                    Cell::Text(text::difference(row)),
                ]
            };
            teams.map(row).collect()
        })
    };
    let remarks = part(move || {
        let said = found.with(text::beside_answers);
        let said = said
            .into_iter()
            .map(|said| view! { <p class="hint">{said}</p> }.into_any());
        said.collect_view()
    });
    let disagreements = part(move || {
        let conflicts = found.with(|found| found.conflicts.clone());
        let is_merge = importing.how.get() == How::Merge;
        (is_merge && !conflicts.is_empty()).then(|| disagreeing(importing, &theirs, conflicts))
    });
    let heads = vec!["Team".to_owned(), "What changes".to_owned()];
    view! {
        <p>{summary}</p>
        {other_model}
        {more}
        {broken}
        <div class="choices large" role="radiogroup" aria-label="How to import">
            {how(importing, How::Merge, "Merge", merge_hint)}
            {how(importing, How::Open, "Open instead", open_hint)}
        </div>
        {table("What changes", heads, rows)}
        {remarks}
        {disagreements}
    }
    .into_any()
}

/// Where both copies say something else: what is kept, all at once or one by one.
fn disagreeing(importing: Importing, theirs: &Assessment, conflicts: Vec<Conflict>) -> AnyView {
    let state = importing.state;
    let limit = RwSignal::new(ROWS);
    let merged = state
        .assessment
        .with_untracked(|mine| std::sync::Arc::new(merge(mine, theirs)));
    let rule_picks = || {
        let all = RULES.iter().enumerate();
        all.map(|(at, (_, name))| Pick(at.to_string(), (*name).to_owned()))
            .collect()
    };
    let rule = words(move || {
        let now = importing.rule.get();
        let at = RULES.iter().position(|(rule, _)| *rule == now);
        at.unwrap_or_default().to_string()
    });
    let choose_rule = move |value: String| {
        if let Some((rule, _)) = value.parse().ok().and_then(|at: usize| RULES.get(at)) {
            // A decision about all of them is the latest word on each.
            importing.single.set(Map::new());
            importing.rule.set(*rule);
        }
    };
    let count = conflicts.len();
    let rows = {
        let conflicts = conflicts.clone();
        part(move || {
            let shown = conflicts.iter().take(limit.get());
            shown
                .map(|conflict| disagreement(importing, &merged, conflict))
                .collect_view()
        })
    };
    let more = part(move || {
        let left = count.saturating_sub(limit.get());
        (left > 0).then(|| {
            button(
                "button",
                None,
                format!("Show more ({left} left)"),
                move || limit.update(|limit| *limit += ROWS),
            )
        })
    });
    let differ = text::plural(count, "answer differs", "answers differ");
    let heading = format!("{differ} between here and the file");
    view! {
        <section class="proof-part" aria-labelledby="disagree">
            <h3 id="disagree">{heading}</h3>
            <div class="field-pair">
                <label for="rule">"Keep"</label>
                {select(Some("rule"), None, rule_picks, rule, choose_rule)}
            </div>
            <details>
                <summary>"Decide one by one"</summary>
                <ul class="disagreements">{rows}</ul>
                {more}
            </details>
        </section>
    }
    .into_any()
}

fn disagreement(
    importing: Importing,
    merged: &std::sync::Arc<Assessment>,
    conflict: &Conflict,
) -> AnyView {
    let state = importing.state;
    let model = state.model();
    let name = model.activity(conflict.activity.as_str()).map_or_else(
        || conflict.activity.to_string(),
        |activity| activity.name.clone(),
    );
    let team = merged
        .teams
        .get(&conflict.team)
        .map(|team| team.name.clone())
        .unwrap_or_default();
    let said = |side: &str, answer: &crate::assessment::Answer| {
        let mut said = format!("{side}: {}", answer_label(merged, Some(answer)));
        if let Some(day) = answer.confirmed {
            said.push_str(&format!(", {day}"));
        }
        if !answer.changed.by.is_empty() {
            said.push_str(&format!(", {}", answer.changed.by));
        }
        said
    };
    let picks = {
        let picks = vec![
            Pick("mine".to_owned(), said("Here", &conflict.mine)),
            Pick("theirs".to_owned(), said("File", &conflict.theirs)),
        ];
        move || picks.clone()
    };
    let key = (conflict.team.clone(), conflict.activity.clone());
    let side = {
        let (key, conflict, merged) = (key.clone(), conflict.clone(), merged.clone());
        words(move || {
            let single = importing.single.with(|single| single.get(&key).copied());
            match single.unwrap_or_else(|| decide(&merged, importing.rule.get(), &conflict)) {
                Side::Mine => "mine",
                Side::Theirs => "theirs",
            }
        })
    };
    let choose = move |value: String| {
        let side = match value.as_str() {
            "mine" => Side::Mine,
            _ => Side::Theirs,
        };
        importing.single.update(|single| {
            single.insert(key.clone(), side);
        });
    };
    let label = format!("Keep for {name}, {team}");
    view! {
        <li>
            <span>{name}<span class="muted small">{format!(" {team}")}</span></span>
            {select_of(None, Some(label), Box::new(picks), side, Box::new(choose))}
        </li>
    }
    .into_any()
}

fn how(importing: Importing, how: How, title: &'static str, hint: String) -> AnyView {
    view! {
        <label class="choice">
            <input
                type="radio"
                name="import-how"
                aria-label=title
                prop:checked=yes(move || importing.how.get() == how)
                on:change=act(move || importing.how.set(how))
            />
            <span class="choice-title">{title}</span>
            <span class="choice-hint">{hint}</span>
        </label>
    }
    .into_any()
}
