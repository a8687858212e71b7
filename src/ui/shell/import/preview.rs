//! The preview: what would change, before anything does.

use leptos::prelude::*;

use super::{
    How, Importing, Line, Waiting, conflicts, first_team_goes, others, who, without_first_team,
};
use crate::assessment::{Assessment, strangers};
use crate::ui::carrying;
use crate::ui::components::{Cell, Limit, table};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{handler, live, live_bool};

/// How many teams are listed at first, and how many more with each press.
const TEAMS: usize = 25;

/// All files, each with what it is and what is in it.
fn list(state: State, what: &str, files: Vec<Line>) -> AnyView {
    let items: Vec<AnyView> = files
        .into_iter()
        .map(|line| {
            let teams = untrack(|| state.host.teams(line.teams));
            let answers = text::plural(line.answers, "answer", "answers");
            let evidence = (line.evidence > 0).then(|| {
                let pieces = text::plural(line.evidence, "piece of evidence", "pieces of evidence");
                format!(", {pieces}")
            });
            let said = format!(
                "{}: {teams}, {answers}{}",
                line.kind,
                evidence.unwrap_or_default()
            );
            view! {
                <li>
                    <span translate="no">{line.file}</span>
                    <span class="muted small">{said}</span>
                </li>
            }
            .into_any()
        })
        .collect();
    view! {
        <details class="files">
            <summary>{format!("What is in these {what}")}</summary>
            <ul class="disagreements">{items}</ul>
        </details>
    }
    .into_any()
}

/// What is in the file or the files, and what would become of it.
pub(super) fn preview(importing: Importing, waiting: Waiting) -> AnyView {
    let state = importing.state;
    let Waiting {
        file,
        recognised,
        theirs,
        kept,
        others,
        files,
        problems,
    } = waiting;
    let is_batch = !files.is_empty();
    let may_be_apart = is_batch && !others.is_empty();
    let what = file.clone();
    let more = live(move || {
        let is_shown = !others.is_empty() && (!is_batch || importing.how.get() == How::Beside);
        is_shown.then(|| others::list(state, importing.left_out, others.clone(), is_batch))
    });
    let broken = remarks(problems, is_batch);
    let other_model = match recognised.is_none() && !is_batch {
        true => carrying::summary(state, &theirs),
        false => ().into_any(),
    };
    let counts = format!(
        "{} with {}",
        untrack(|| state.host.teams(theirs.living_teams().len())),
        text::plural(theirs.answered_count(), "answer", "answers")
    );
    let summary = match recognised {
        None if is_batch => format!("{file}: {counts}. {}", text::FILES_TOGETHER),
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
    let choices = match (recognised.is_none(), is_batch) {
        (true, false) => Some(vec![
            how(importing, How::Merge, "Merge", merge_hint),
            how(importing, How::Open, "Open instead", open_hint),
            beside.into_any(),
        ]),
        (true, true) if may_be_apart => Some(vec![
            how(
                importing,
                How::Merge,
                "Merge",
                untrack(|| state.host.say(text::MERGE_FILES)),
            ),
            how(
                importing,
                How::Beside,
                "Keep beside",
                text::FILES_BESIDE.to_owned(),
            ),
        ]),
        _ => None,
    };
    let choices = choices.map(|choices| {
        view! {
            <div class="choices large" role="radiogroup" aria-label="How to import">
                {choices}
            </div>
        }
        .into_any()
    });
    let strangers = state
        .assessment
        .with_untracked(|mine| strangers(mine, &theirs));
    let who = move || who::who_is_who(importing, strangers.clone());
    let who = live(move || {
        (importing.how.get() == How::Merge)
            .then(|| untrack(&who))
            .flatten()
    });
    let found = {
        let theirs = theirs.clone();
        Memo::new(move |_| match importing.how.get() {
            How::Merge => state.assessment.with(|mine| {
                let theirs = importing.as_here(mine, &theirs);
                importing.differences(&without_first_team(mine, &theirs), &theirs)
            }),
            How::Open | How::Beside => {
                let nothing = Assessment {
                    id: theirs.id.clone(),
                    ..Assessment::default()
                };
                importing.differences(kept.as_ref().unwrap_or(&nothing), &theirs)
            }
        })
    };
    let limit = Limit::new(TEAMS);
    let rows = move || {
        found.with(|found| {
            // Those that change come first: they are what is decided here.
            let (changed, same): (Vec<_>, Vec<_>) =
                found.teams.iter().partition(|row| !row.is_same());
            let teams = changed.into_iter().chain(same).take(limit.get());
            let row = |row| {
                vec![
                    Cell::Text(text::team_of(row)),
                    Cell::Text(state.host.say(&text::difference(row))),
                ]
            };
            teams.map(row).collect()
        })
    };
    let goes = {
        let theirs = theirs.clone();
        move || {
            let mine = state.assessment;
            mine.with_untracked(|mine| first_team_goes(mine, &importing.as_here(mine, &theirs)))
        }
    };
    let remarks = live(move || {
        let said = found.with(text::beside_answers);
        let goes = importing.how.get() == How::Merge && goes();
        let said = said
            .into_iter()
            .chain(goes.then(|| text::FIRST_TEAM_GOES.to_owned()))
            .map(|said| view! { <p class="hint">{said}</p> }.into_any());
        said.collect_view()
    });
    let disagreements = live(move || {
        let conflicts = found.with(|found| found.conflicts.clone());
        let is_merge = importing.how.get() == How::Merge;
        (is_merge && !conflicts.is_empty()).then(|| {
            let copy = state
                .assessment
                .with_untracked(|mine| importing.as_here(mine, &theirs).into_owned());
            conflicts::disagreeing(importing, &copy, conflicts)
        })
    });
    let heads = vec![
        state.host.word("team", text::TEAM),
        "What changes".to_owned(),
    ];
    // What is kept one by one says for itself what becomes of it.
    let changes = live(move || {
        let is_shown = !(is_batch && importing.how.get() == How::Beside);
        is_shown.then(|| {
            let shown = table("What changes", heads.clone(), rows);
            let more = limit.more(move || found.with(|found| found.teams.len()));
            view! { {shown} {more} }.into_any()
        })
    });
    view! {
        <p>{summary}</p>
        {is_batch.then(|| list(state, &what, files))}
        {other_model}
        {broken}
        {choices}
        {who}
        {changes}
        {remarks}
        {disagreements}
        {more}
    }
    .into_any()
}

/// What of the file cannot be used, or was odd. Of many files, that has a heading.
fn remarks(said: Vec<String>, is_batch: bool) -> Option<AnyView> {
    if said.is_empty() {
        return None;
    }
    let items: Vec<AnyView> = said
        .into_iter()
        .map(|said| view! { <li>{said}</li> }.into_any())
        .collect();
    let list = view! { <ul class="hint">{items}</ul> }.into_any();
    if !is_batch {
        return Some(list);
    }
    Some(
        view! {
            <section class="proof-part" aria-labelledby="import-odd">
                <h3 id="import-odd">"What was left out or is odd"</h3>
                {list}
            </section>
        }
        .into_any(),
    )
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
