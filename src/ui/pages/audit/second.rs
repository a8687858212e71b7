//! What waits for a second person, and how much two confirmed.

use leptos::prelude::*;

use crate::assessment::{Edit, TeamId};
use crate::model::ActivityId;
use crate::route::Route;
use crate::scoring;
use crate::ui::components::{Cell, Limit, card, editing, folded, level_tag, table};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{event_handler, live, live_text};

/// Rows that are shown at most; the rest is on the next look, once these are confirmed.
const MOST: usize = 50;

/// How many teams are listed at first, and how many more with each press.
const TEAMS: usize = 25;

/// The card: claimed against confirmed for each team, and what of the shown team waits.
pub fn second(state: State) -> AnyView {
    let rule = live_text(move || match state.assessment.with(|now| now.needs_two()) {
        true => "Ready needs two: only what a second person confirmed counts as ready.",
        false => {
            "Ready needs one: what a second person confirmed stands beside the numbers. Settings can ask for two."
        }
    });
    let limit = Limit::new(TEAMS);
    let rows = move || {
        let model = state.model();
        state.assessment.with(|assessment| {
            let teams = assessment.living_teams().into_iter().take(limit.get());
            teams
                .map(|(id, team)| {
                    let found = scoring::confirmed(&model, assessment, id);
                    vec![
                        Cell::Text(team.name.clone()),
                        Cell::Number(found.claimed.to_string()),
                        Cell::Number(found.confirmed.to_string()),
                        Cell::Number(text::percent(found.share())),
                    ]
                })
                .collect()
        })
    };
    let heads = [
        state.host.word("team", "Team"),
        "#Claimed ready".to_owned(),
        format!("#{}", text::CONFIRMED_BY_TWO),
        "#Share".to_owned(),
    ];
    let waiting = Memo::new(move |_| {
        let model = state.model();
        state.team.with(|team| {
            state.assessment.with(|assessment| {
                let found = scoring::waiting(&model, assessment, team).into_iter();
                let ids = found.map(|at| model.activities[at].id.clone());
                (team.clone(), ids.collect::<Vec<_>>())
            })
        })
    });
    let count = live_text(move || {
        let count = waiting.with(|(_, ids)| ids.len());
        let answers = text::plural(count, "answer", "answers");
        format!("{}: {answers} to confirm", state.team_name())
    });
    let body = view! {
        <p>{rule}</p>
        {table("Ready, and reviewed by two", heads.to_vec(), rows)}
        {limit.more(move || state.assessment.with(|assessment| assessment.living_teams().len()))}
        {folded("", count, move || waiting_list(state, waiting))}
    }
    .into_any();
    card(
        "second",
        "Reviews by two".to_owned(),
        "Somebody else than who gave an answer confirms it. A changed answer has to be confirmed anew.",
        body,
    )
}

/// What of the shown team waits.
fn waiting_list(state: State, waiting: Memo<(TeamId, Vec<ActivityId>)>) -> AnyView {
    live(move || {
        let (team, ids) = waiting.get();
        if ids.is_empty() {
            return view! { <p class="muted">"Nothing waits for a second person here."</p> }
                .into_any();
        }
        let rest = ids.len().saturating_sub(MOST);
        let rest = (rest > 0).then(|| format!("{rest} more follow once these are confirmed."));
        let items: Vec<AnyView> = ids
            .iter()
            .take(MOST)
            .filter_map(|id| row(state, &team, id))
            .collect();
        view! {
            <ul class="proofs">{items}</ul>
            {rest.map(|said| view! { <p class="hint">{said}</p> })}
        }
        .into_any()
    })
}

/// One answer that waits. Whoever gave it sees no button.
fn row(state: State, team: &TeamId, id: &ActivityId) -> Option<AnyView> {
    let model = state.model();
    let activity = model.activity(id.as_str())?;
    let name = activity.name.clone();
    let href = Route::Activity(id.to_string()).href();
    let author = state.assessment.with_untracked(|assessment| {
        let answer = assessment.answer(team, id.as_str());
        answer.map(|answer| answer.author().to_owned())
    });
    let author = author.unwrap_or_default();
    let said = match author.as_str() {
        "" => String::new(),
        author => format!("Answered by {author}"),
    };
    let is_own = {
        let author = author.clone();
        Memo::new(move |_| !author.is_empty() && state.name.get() == author)
    };
    let way = {
        let (team, id, name) = (team.clone(), id.clone(), name.clone());
        live(move || {
            let edit = Edit::ConfirmAsSecond {
                team: team.clone(),
                activities: vec![id.clone()],
            };
            let confirm = event_handler(move |_: leptos::ev::MouseEvent| {
                state.dispatch(edit.clone().into());
                crate::browser::focus_id("second");
            });
            let label = format!("{}: {name}", text::SECOND_CONFIRM);
            (!is_own.get()).then(|| {
                view! {
                    <button type="button" class="button" aria-label=label on:click=confirm>
                        {text::SECOND_CONFIRM}
                    </button>
                }
                .into_any()
            })
        })
    };
    Some(
        view! {
            <li class="proof">
                <div class="proof-text">
                    <div class="activity-row">{level_tag(activity.level)}<a href=href>{name}</a></div>
                    <p class="muted small">{said}</p>
                </div>
                <div class="row">{editing(state, way)}</div>
            </li>
        }
        .into_any(),
    )
}
