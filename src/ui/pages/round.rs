//! The round through the lowest level: one activity at a time, one keystroke an answer. It can be
//! left at any time; the answers say where it goes on. It ends in a result.
//!
//! Keys, while the focus is in no text field: `1`-`9` answer with a stage and go on, `n` *not
//! applicable*, `s` *not sure*, `j` or → leaves the activity out for now, `k` or ← goes back.

use std::sync::Arc;

use leptos::prelude::*;

use crate::assessment::{Answered, Choice};
use crate::browser;
use crate::charts::Role;
use crate::model::{ActivityId, Model};
use crate::route::Route;
use crate::scoring::{self, AtLevel, Goals};
use crate::ui::components::{
    Cell, bar, button, card, editing, lacking, level_tag, link_button, prose, shares_figure, table,
};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{event_handler, handler, live, live_bool, live_flag, live_text, remade};

use super::assess::{adopt_looks, no_team};

/// The level that the round is about.
const LEVEL: u8 = 1;

/// What the page knows. Cheap to copy.
#[derive(Clone, Copy)]
struct Round {
    state: State,
    /// The activities, by index.
    members: StoredValue<Arc<Vec<usize>>>,
    /// A place in `members`; at their end stands the result.
    here: RwSignal<usize>,
    /// A reason is asked for.
    asks_reason: RwSignal<bool>,
}

impl Round {
    fn count(self) -> usize {
        self.members.with_value(|members| members.len())
    }

    fn activity(self, here: usize) -> Option<usize> {
        self.members
            .with_value(|members| members.get(here).copied())
    }

    fn go(self, to: usize) {
        self.asks_reason.set(false);
        self.here.set(to.min(self.count()));
        request_animation_frame(|| browser::focus("#round-title"));
    }

    /// To the next one without an answer behind this one, else to one that was left out, else to the
    /// result.
    fn on(self) {
        let here = self.here.get_untracked();
        self.go(self.open_from(here + 1));
    }

    fn open_from(self, begin: usize) -> usize {
        let count = self.count();
        self.state.scores.with_untracked(|scores| {
            let mut all = (begin..count).chain(0..begin.min(count));
            let found = all.find(|&place| {
                let at = self.activity(place);
                at.is_some_and(|at| !scores.values[at].is_answered())
            });
            found.unwrap_or(count)
        })
    }

    fn answer(self, choice: Choice) {
        let Some(at) = self.activity(self.here.get_untracked()) else {
            return;
        };
        if self.state.is_refused() {
            return;
        }
        let id = self.state.model().activities[at].id.clone();
        let asks = matches!(&choice, Choice::NotApplicable(reason) if reason.is_empty());
        self.state
            .choose(self.state.team.get_untracked(), id, choice);
        if asks {
            self.asks_reason.set(true);
            request_animation_frame(|| browser::focus("#round-reason"));
        } else {
            self.on();
        }
    }
}

/// The page.
pub fn round() -> AnyView {
    let state = State::get();
    adopt_looks();
    state.want_details();
    let model = state.model();
    let members: Vec<usize> = (0..model.activities.len())
        .filter(|&at| model.activities[at].level == LEVEL)
        .collect();
    let round = Round {
        state,
        members: StoredValue::new(Arc::new(members)),
        here: RwSignal::new(0),
        asks_reason: RwSignal::new(false),
    };
    // Each team has its own place.
    Effect::new(move |_| {
        state.team.track();
        round.asks_reason.set(false);
        round.here.set(round.open_from(0));
    });
    let keys = window_event_listener(leptos::ev::keydown, move |event| press(&event, round));
    on_cleanup(move || keys.remove());
    let found = Memo::new(move |_| {
        let model = state.model();
        state
            .scores
            .with(|scores| scoring::at_level(&model, scores, LEVEL))
    });
    let figures = live_text(move || {
        let counts = found.with(|found| found.counts);
        let done = format!("{} of {} answered", counts.answered, counts.all);
        format!("{} · {done}", state.team_name())
    });
    let is_teamless = Memo::new(move |_| {
        state
            .assessment
            .with(|assessment| assessment.living_teams().is_empty())
    });
    let body = remade(move || {
        if is_teamless.get() {
            return no_team(state);
        }
        match round.activity(round.here.get()) {
            Some(at) => question(round, at),
            None => result(round, found),
        }
    });
    view! {
        <div class="page round">
            <div class="page-head" translate="no">
                <div>
                    <h1 tabindex="-1">{text::ROUND}</h1>
                    <p class="muted">{figures}</p>
                </div>
                {link_button("button", Route::Assess(None), "All activities")}
            </div>
            {bar(
                "Share of the round answered".to_owned(),
                move || found.with(|found| found.counts.coverage()),
            )}
            {body}
        </div>
    }
    .into_any()
}

fn press(event: &leptos::ev::KeyboardEvent, round: Round) {
    let is_other = event.ctrl_key() || event.meta_key() || event.alt_key();
    if is_other || browser::is_typing(event) || browser::is_dialog_open() {
        return;
    }
    let here = round.here.get_untracked();
    if here >= round.count() {
        return;
    }
    match event.key().as_str() {
        "j" | "ArrowRight" => round.go(here + 1),
        "k" | "ArrowLeft" => round.go(here.saturating_sub(1)),
        "n" => round.answer(Choice::NotApplicable(String::new())),
        "s" => round.answer(Choice::NotSure),
        key => {
            let number = key.parse::<usize>().ok().filter(|number| *number > 0);
            let stage = number.and_then(|number| {
                round.state.assessment.with_untracked(|assessment| {
                    let mut stages = assessment.living_stages();
                    stages.nth(number - 1).map(|stage| stage.id.clone())
                })
            });
            match stage {
                Some(stage) => round.answer(Choice::Stage(stage)),
                None => return,
            }
        }
    }
    event.prevent_default();
}

fn question(round: Round, at: usize) -> AnyView {
    let state = round.state;
    let model = state.model();
    let activity = &model.activities[at];
    let here = round.here.get_untracked();
    let place = format!(
        "{} of {} · {}",
        here + 1,
        round.count(),
        model.dimension_of(activity).name
    );
    let name = activity.name.clone();
    let about = {
        let id = activity.id.clone();
        remade(move || {
            let texts = state.detail(&id)?.texts;
            let said = match texts.assessment.is_empty() {
                true => texts.description,
                false => texts.assessment,
            };
            (!said.is_empty()).then(|| prose(&said))
        })
    };
    let href = Route::Activity(activity.id.to_string()).href();
    let foot = view! {
        <div class="round-foot">
            {button("button quiet", None, "Back".to_owned(), move || round.go(here.saturating_sub(1)))}
            <a href=href>"Everything about this activity"</a>
            {button("button quiet", None, "Later".to_owned(), move || round.go(here + 1))}
        </div>
    }
    .into_any();
    view! {
        <section class="card" aria-labelledby="round-title">
            <p class="muted small" translate="no">{place}</p>
            <h2 id="round-title" class="card-title" tabindex="-1" translate="no">{name.clone()}</h2>
            {about}
            {lacking(state, at)}
            {editing(state, choices(round, activity.id.clone(), name))}
            {reason(round, activity.id.clone())}
            {foot}
        </section>
        <p class="keys muted small" translate="no">
            "Keys: 1 to 9 stage, N not applicable, S not sure, J later, K back"
        </p>
    }
    .into_any()
}

/// A button for each answer.
fn choices(round: Round, activity: ActivityId, name: String) -> AnyView {
    let state = round.state;
    let mut all: Vec<(Choice, String, String, String)> = Vec::new();
    let stages = state.assessment.with_untracked(|assessment| {
        let stages = assessment.living_stages();
        let stages = stages.map(|it| (it.id.clone(), it.title.clone(), it.definition.clone()));
        stages.collect::<Vec<_>>()
    });
    for (at, (id, title, definition)) in stages.into_iter().enumerate() {
        let hint = state.host.definition(definition);
        all.push((Choice::Stage(id), title, hint, (at + 1).to_string()));
    }
    all.push((
        Choice::NotApplicable(String::new()),
        text::NOT_APPLICABLE.to_owned(),
        text::NOT_APPLICABLE_HINT.to_owned(),
        "N".to_owned(),
    ));
    all.push((
        Choice::NotSure,
        text::NOT_SURE.to_owned(),
        text::NOT_SURE_HINT.to_owned(),
        "S".to_owned(),
    ));
    let answer = state.answer_of(state.team.get_untracked(), activity);
    let buttons: Vec<AnyView> = all
        .into_iter()
        .map(|(choice, title, hint, key)| {
            let this = choice.clone();
            let pressed = live_flag(move || {
                answer.with(|answer| {
                    let said = answer.as_ref().map(|answer| answer.answered());
                    match (&this, said) {
                        (Choice::Stage(id), Some(Answered::Stage(said))) => id == said,
                        (Choice::NotSure, Some(Answered::NotSure))
                        | (Choice::NotApplicable(_), Some(Answered::NotApplicable)) => true,
                        _ => false,
                    }
                })
            });
            let press = handler(move || round.answer(choice.clone()));
            let keys = key.to_ascii_lowercase();
            view! {
                <button
                    type="button"
                    aria-pressed=pressed
                    aria-keyshortcuts=keys
                    on:click=press
                >
                    <kbd aria-hidden="true">{key}</kbd>
                    <span class="said">{title}</span>
                    <span class="muted">{hint}</span>
                </button>
            }
            .into_any()
        })
        .collect();
    view! {
        <div class="round-answers" role="group" aria-label=name translate="no">
            {buttons}
        </div>
    }
    .into_any()
}

/// Why it does not apply; Enter goes on.
fn reason(round: Round, activity: ActivityId) -> AnyView {
    let state = round.state;
    live(move || {
        if !round.asks_reason.get() {
            return None;
        }
        let team = state.team.get_untracked();
        let (id, who) = (activity.clone(), team.clone());
        let known = state.assessment.with_untracked(|assessment| {
            let answer = assessment.answer(&team, activity.as_str());
            answer.and_then(|answer| answer.not_applicable.clone())
        });
        let write = event_handler(move |event: leptos::ev::Event| {
            let reason = Choice::NotApplicable(event_target_value(&event));
            state.choose(who.clone(), id.clone(), reason);
        });
        let next = event_handler(move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            round.on();
        });
        Some(
            view! {
                <form class="field" on:submit=next translate="no">
                    <label for="round-reason">{text::REASON}</label>
                    <input
                        id="round-reason"
                        type="text"
                        maxlength="500"
                        aria-describedby="round-reason-hint"
                        value=known.unwrap_or_default()
                        prop:readOnly=live_bool(move || state.host.is_read_only())
                        on:input=write
                    />
                    <p class="hint" id="round-reason-hint">{text::REASON_MISSING}</p>
                    <button type="submit" class="button primary">"Go on"</button>
                </form>
            }
            .into_any(),
        )
    })
}

/// What came out: a number, a picture, where the gaps are, what to do first.
fn result(round: Round, found: Memo<AtLevel>) -> AnyView {
    let state = round.state;
    let model = state.model();
    let left = found.with(|found| found.counts.open());
    let (heading, more) = match left {
        0 => ("The level-1 round is done", String::new()),
        left => (
            "The level-1 round so far",
            format!("{} still without an answer.", text::activities(left)),
        ),
    };
    let number = live_text(move || {
        let counts = found.with(|found| found.counts);
        format!("{} of {}", counts.ready, counts.applicable)
    });
    let unsure = live_text(move || match found.with(|found| found.counts.not_sure) {
        0 => String::new(),
        1 => "1 answer is not sure and comes back in the next review.".to_owned(),
        many => format!("{many} answers are not sure and come back in the next review."),
    });
    let go_on = (left > 0).then(|| {
        button(
            "button primary",
            None,
            "Go on with the round".to_owned(),
            move || {
                round.go(round.open_from(0));
            },
        )
    });
    let head = view! {
        <section class="card" aria-labelledby="round-title" translate="no">
            <h2 id="round-title" class="card-title" tabindex="-1">{heading}</h2>
            <p><span class="round-number">{number}</span> " basics are in place."</p>
            <p class="muted">{more} " " {unsure}</p>
            <div class="round-actions">
                {go_on}
                {link_button("button", Route::Overview, "See the whole picture")}
                {link_button("button", Route::Assess(None), "Go on with level 2")}
                {button("button quiet", None, "Go through it again".to_owned(), move || round.go(0))}
            </div>
        </section>
    }
    .into_any();
    let picture = card(
        "round-picture",
        "Where the basics are".to_owned(),
        "",
        picture(state, &model, found),
    );
    let next = card(
        "round-next",
        "Do these first".to_owned(),
        text::NEXT_LEAD,
        first(state),
    );
    (head, picture, next).into_any()
}

fn picture(state: State, model: &Arc<Model>, found: Memo<AtLevel>) -> AnyView {
    let names: Vec<String> = model.dimensions.iter().map(|it| it.name.clone()).collect();
    let axes = names.clone();
    let heads = [
        "Dimension",
        "#Ready",
        "#Applies",
        "#Not sure",
        "#Completion",
    ];
    let rows = move || {
        found.with(|found| {
            let rows = names.iter().zip(&found.dimensions);
            rows.map(|(name, (counts, mean))| {
                vec![
                    Cell::Text(name.clone()),
                    Cell::Number(counts.ready.to_string()),
                    Cell::Number(counts.applicable.to_string()),
                    Cell::Number(counts.not_sure.to_string()),
                    Cell::Number(text::percent(*mean)),
                ]
            })
            .collect()
        })
    };
    let shares = move || {
        let means = found.with(|found| found.dimensions.iter().map(|(_, mean)| *mean).collect());
        vec![(text::CLAIMED.to_ascii_lowercase(), Role::Claimed, means)]
    };
    let title = move || format!("Level {LEVEL} in place, {}", state.team_name());
    let numbers = table(
        "Numbers of the round",
        heads.map(str::to_owned).to_vec(),
        rows,
    );
    shares_figure(state, title, axes, shares, numbers)
}

/// The next actions of the lowest level.
fn first(state: State) -> AnyView {
    let model = state.model();
    let items = live(move || {
        let goals = Goals::up_to(&model, LEVEL);
        let found = state
            .scores
            .with(|scores| scoring::suggestions(&model, scores, &goals));
        if found.is_empty() {
            return view! { <li class="muted">"All basics that apply are in place."</li> }
                .into_any();
        }
        found
            .into_iter()
            .take(3)
            .map(|item| {
                let activity = &model.activities[item.activity];
                let href = Route::Activity(activity.id.to_string()).href();
                let effort = format!(
                    "Usefulness {} of 5, effort {} of 15",
                    item.usefulness, item.effort
                );
                view! {
                    <li>
                        <a class="next-name" href=href>{activity.name.clone()}</a>
                        {level_tag(activity.level)}
                        <p class="muted">{effort}</p>
                    </li>
                }
                .into_any()
            })
            .collect_view()
            .into_any()
    });
    view! { <ol class="next">{items}</ol> }.into_any()
}
