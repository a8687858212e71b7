//! Answering an activity. Keys inside: arrows move between the answers, as in every radio group.

use leptos::prelude::*;

use crate::assessment::{Answer, Answered, Choice, Command, Edit, StageId, TeamId};
use crate::browser;
use crate::exchange::assessment_file::parse_date;
use crate::model::ActivityId;
use crate::ui::components::{button, editing, later};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{event_handler, handler, live, live_bool, live_text};

pub use crate::say::answer_label;

/// What is chosen, as the radio group sees it: *not applicable* counts as chosen without a reason.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Chosen {
    None,
    Stage(StageId),
    NotApplicable,
    NotSure,
}

fn chosen(state: State, answer: Option<&Answer>) -> Chosen {
    match answer {
        None => Chosen::None,
        Some(answer) if answer.not_applicable.is_some() => Chosen::NotApplicable,
        Some(answer) => match answer.answered() {
            Answered::NotSure => Chosen::NotSure,
            Answered::Stage(stage) => state.assessment.with(|assessment| {
                // A removed stage counts as another one, which is what the radios show.
                Chosen::Stage(match assessment.counts_as(stage) {
                    Some(now) => now.id.clone(),
                    None => stage.clone(),
                })
            }),
            Answered::No | Answered::NotApplicable => Chosen::None,
        },
    }
}

/// The radios: stages, then *Not applicable* and *Not sure*. `large`: one below the other, with
/// definitions; otherwise in one row.
fn choices(team: TeamId, activity: ActivityId, name: String, large: bool) -> AnyView {
    let state = State::get();
    let answer = state.answer_of(team.clone(), activity.clone());
    let group = format!("answer-{team}-{activity}");
    let is_fixed = live_bool(move || state.host.is_read_only());
    let stages = Memo::new(move |_| {
        state.assessment.with(|assessment| {
            assessment
                .living_stages()
                .map(|stage| {
                    (
                        stage.id.clone(),
                        stage.title.clone(),
                        stage.definition.clone(),
                    )
                })
                .collect::<Vec<_>>()
        })
    });
    let options = live(move || {
        let mut options: Vec<(Chosen, String, String, String)> = Vec::new();
        for (at, (id, title, definition)) in stages.get().into_iter().enumerate() {
            let definition = state.host.definition(definition);
            options.push((Chosen::Stage(id), title, definition, (at + 1).to_string()));
        }
        options.push((
            Chosen::NotApplicable,
            text::NOT_APPLICABLE.to_owned(),
            text::NOT_APPLICABLE_HINT.to_owned(),
            "N".to_owned(),
        ));
        options.push((
            Chosen::NotSure,
            text::NOT_SURE.to_owned(),
            text::NOT_SURE_HINT.to_owned(),
            "S".to_owned(),
        ));
        options
            .into_iter()
            .map(|(value, title, hint, key)| {
                let this = value.clone();
                let is_chosen =
                    live_bool(move || answer.with(|answer| chosen(state, answer.as_ref()) == this));
                let (team, activity) = (team.clone(), activity.clone());
                let class = match value {
                    Chosen::Stage(_) | Chosen::None => "choice",
                    Chosen::NotApplicable | Chosen::NotSure => "choice aside",
                };
                let choose = move || {
                    let choice = match &value {
                        Chosen::None => Choice::Clear,
                        Chosen::Stage(stage) => Choice::Stage(stage.clone()),
                        Chosen::NotSure => Choice::NotSure,
                        Chosen::NotApplicable => Choice::NotApplicable(String::new()),
                    };
                    state.choose(team.clone(), activity.clone(), choice);
                };
                let more = large.then(|| {
                    view! {
                        <kbd aria-hidden="true">{key}</kbd>
                        <span class="choice-hint">{hint}</span>
                    }
                    .into_any()
                });
                view! {
                    <label class=class>
                        <input
                            type="radio"
                            name=group.clone()
                            aria-label=title.clone()
                            prop:checked=is_chosen
                            disabled=is_fixed
                            on:change=handler(choose)
                        />
                        <span class="choice-title">{title}</span>
                        {more}
                    </label>
                }
                .into_any()
            })
            .collect_view()
    });
    let class = if large { "choices large" } else { "choices" };
    view! {
        <div class=class role="radiogroup" aria-label=name>
            {options}
        </div>
    }
    .into_any()
}

/// Asks for the reason while *Not applicable* is chosen.
fn reason(team: TeamId, activity: ActivityId) -> AnyView {
    let state = State::get();
    let answer = state.answer_of(team.clone(), activity.clone());
    let reason = live_text(move || {
        answer.with(|answer| {
            answer
                .as_ref()
                .and_then(|answer| answer.not_applicable.clone())
                .unwrap_or_default()
        })
    });
    let asked = Memo::new(move |_| {
        answer.with(|answer| {
            answer
                .as_ref()
                .is_some_and(|answer| answer.not_applicable.is_some())
        })
    });
    let field = format!("reason-{team}-{activity}");
    live(move || {
        asked.get().then(|| {
            let (team, activity, field) = (team.clone(), activity.clone(), field.clone());
            let hint = format!("{field}-hint");
            let (until_team, until_activity) = (team.clone(), activity.clone());
            let write = move |event: leptos::ev::Event| {
                let reason = event_target_value(&event);
                state.choose(
                    team.clone(),
                    activity.clone(),
                    Choice::NotApplicable(reason),
                );
            };
            let missing = live_text(move || {
                if reason.with(|reason| reason.trim().is_empty()) {
                    text::REASON_MISSING
                } else {
                    ""
                }
            });
            view! {
                <div class="field">
                    <label for=field.clone()>{text::REASON}</label>
                    <input
                        id=field
                        type="text"
                        maxlength="500"
                        aria-describedby=hint.clone()
                        prop:value=reason
                        prop:readOnly=live_bool(move || state.host.is_read_only())
                        on:input=event_handler(write)
                    />
                    <p class="hint" id=hint>
                        {missing}
                    </p>
                </div>
                {until_field(state, until_team.clone(), until_activity.clone(), answer)}
            }
            .into_any()
        })
    })
}

/// The last day on which it does not apply. From the day after, it counts as unanswered.
fn until_field(
    state: State,
    team: TeamId,
    activity: ActivityId,
    answer: Memo<Option<Answer>>,
) -> AnyView {
    let field = format!("until-{team}-{activity}");
    let until = live_text(move || {
        answer.with(|answer| {
            let until = answer.as_ref().and_then(Answer::until);
            until.map(|day| day.to_string()).unwrap_or_default()
        })
    });
    let over = live_text(move || {
        let today = browser::context().today;
        match answer.with(|answer| {
            answer
                .as_ref()
                .is_some_and(|answer| answer.has_ended(today))
        }) {
            true => text::EXCEPTION_OVER,
            false => "",
        }
    });
    let write = move |event: leptos::ev::Event| {
        let typed = event_target_value(&event);
        let until = parse_date(&typed);
        // One that is typed only half-way changes nothing.
        if until.is_some() || typed.is_empty() {
            let (team, activity) = (team.clone(), activity.clone());
            let edit = Edit::SetUntil {
                team,
                activity,
                until,
            };
            state.dispatch(edit.into());
        }
    };
    view! {
        <div class="field">
            <label for=field.clone()>{text::UNTIL}</label>
            <input
                id=field
                type="date"
                prop:value=until
                prop:readOnly=live_bool(move || state.host.is_read_only())
                on:change=event_handler(write)
            />
            <p class="hint">{over}</p>
        </div>
    }
    .into_any()
}

/// The full form: choices with definitions, reason, dates, note, and the way back to no answer.
/// `name`: of the activity, and of the radio group.
pub fn answer_form(team: TeamId, activity: ActivityId, name: String) -> AnyView {
    let state = State::get();
    let answer = state.answer_of(team.clone(), activity.clone());
    let note = live_text(move || {
        answer.with(|answer| {
            answer
                .as_ref()
                .map(|answer| answer.note.clone())
                .unwrap_or_default()
        })
    });
    let dates = live_text(move || {
        let Some(answer) = answer.get() else {
            return String::new();
        };
        state.assessment.with(|assessment| {
            assessment
                .stages
                .iter()
                .filter_map(|stage| {
                    let day = answer.reached.get(&stage.id)?;
                    Some(format!("{} since {day}", stage.title))
                })
                .collect::<Vec<_>>()
                .join(" · ")
        })
    });
    let clear = live({
        let (team, activity) = (team.clone(), activity.clone());
        move || {
            let is_answered = !state.host.is_read_only()
                && answer.with(|answer| chosen(state, answer.as_ref()) != Chosen::None);
            is_answered.then(|| {
                let (team, activity) = (team.clone(), activity.clone());
                button("button quiet", None, text::CLEAR.to_owned(), move || {
                    state.choose(team.clone(), activity.clone(), Choice::Clear)
                })
            })
        }
    });
    let field = format!("note-{team}-{activity}");
    let write = {
        let (team, activity) = (team.clone(), activity.clone());
        move |event: leptos::ev::Event| {
            state.dispatch(Command::Note {
                team: team.clone(),
                activity: activity.clone(),
                text: event_target_value(&event),
            });
        }
    };
    let beside = later::beside(state, team.clone(), activity.clone());
    view! {
        <div class="answer" translate="no">
            {choices(team.clone(), activity.clone(), name, true)}
            {reason(team.clone(), activity.clone())}
            <p class="hint">{dates}</p>
            {confirmation(state, team, activity)}
            <div class="field">
                <label for=field.clone()>{text::NOTE}</label>
                <textarea
                    id=field
                    rows="2"
                    prop:value=note
                    prop:readOnly=live_bool(move || state.host.is_read_only())
                    on:input=event_handler(write)
                ></textarea>
            </div>
            {beside}
            <div class="answer-foot">{clear}</div>
        </div>
    }
    .into_any()
}

/// When the answer was looked at last, and the way to say that it still holds: to give it again.
fn confirmation(state: State, team: TeamId, activity: ActivityId) -> AnyView {
    let answer = state.answer_of(team.clone(), activity.clone());
    live(move || {
        let answer = answer.get()?;
        let choice = match answer.answered() {
            Answered::No => return None,
            Answered::NotSure => Choice::NotSure,
            Answered::NotApplicable => {
                Choice::NotApplicable(answer.not_applicable.clone().unwrap_or_default())
            }
            Answered::Stage(stage) => state.assessment.with(|assessment| {
                // A removed stage cannot be given again, what it counts as can.
                let now = assessment.counts_as(stage)?;
                Some(Choice::Stage(now.id.clone()))
            })?,
        };
        let carried = state
            .assessment
            .with(|assessment| assessment.is_carried_over(&answer));
        if answer.confirmed == Some(browser::context().today) && !carried {
            return None;
        }
        let said = match (answer.confirmed, carried) {
            (Some(day), false) => format!("Confirmed {day}."),
            (Some(day), true) => format!("From before this cycle, confirmed {day}."),
            (None, _) => "Never confirmed.".to_owned(),
        };
        let (team, activity) = (team.clone(), activity.clone());
        let holds = button("button", None, "It still holds".to_owned(), move || {
            state.choose(team.clone(), activity.clone(), choice.clone());
        });
        Some(
            view! {
                <div class="row">
                    <span class="hint">{said}</span>
                    {editing(state, holds)}
                </div>
            }
            .into_any(),
        )
    })
}

/// The short form for lists: choices in one row, and the reason where it is needed.
pub fn answer_row(team: TeamId, activity: ActivityId, name: String) -> AnyView {
    view! {
        <div class="answer" translate="no">
            {choices(team.clone(), activity.clone(), name, false)}
            {reason(team, activity)}
        </div>
    }
    .into_any()
}
