//! Answering an activity. Keys inside: arrows move between the answers, as in every radio group.

use leptos::prelude::*;

use crate::assessment::{Answer, Answered, Assessment, Choice, Command, StageId, TeamId};
use crate::model::ActivityId;
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{act, on, part, words, yes};

/// What is chosen, as the radio group sees it: *not applicable* counts as chosen without a reason.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Chosen {
    None,
    Stage(StageId),
    NotApplicable,
    NotSure,
}

fn chosen(answer: Option<&Answer>) -> Chosen {
    match answer {
        None => Chosen::None,
        Some(answer) if answer.not_applicable.is_some() => Chosen::NotApplicable,
        Some(answer) => match answer.answered() {
            Answered::NotSure => Chosen::NotSure,
            Answered::Stage(stage) => Chosen::Stage(stage.clone()),
            Answered::No | Answered::NotApplicable => Chosen::None,
        },
    }
}

/// An answer in a word: a stage's title, "Not sure", …
pub fn answer_label(assessment: &Assessment, answer: Option<&Answer>) -> String {
    match answer.map(Answer::answered) {
        None | Some(Answered::No) => text::UNANSWERED.to_owned(),
        Some(Answered::NotSure) => text::NOT_SURE.to_owned(),
        Some(Answered::NotApplicable) => text::NOT_APPLICABLE.to_owned(),
        Some(Answered::Stage(id)) => assessment
            .stages
            .iter()
            .find(|stage| stage.id == *id)
            .map(|stage| stage.title.clone())
            .unwrap_or_else(|| format!("Unknown stage “{id}”")),
    }
}

/// The radios: stages, then *Not applicable* and *Not sure*.
#[component]
fn Choices(
    /// Who answers.
    team: TeamId,
    /// What is answered.
    activity: ActivityId,
    /// Its name: the name of the group.
    name: String,
    /// With definitions, one below the other; otherwise in one row.
    large: bool,
) -> impl IntoView {
    let state = State::get();
    let answer = state.answer_of(team.clone(), activity.clone());
    let current = Memo::new(move |_| answer.with(|answer| chosen(answer.as_ref())));
    let group = format!("answer-{team}-{activity}");
    let options = {
        let team = team.clone();
        let activity = activity.clone();
        move || {
            let stages = state
                .assessment
                .with(|assessment| assessment.stages.clone());
            let mut options: Vec<(Chosen, String, String, String)> = stages
                .into_iter()
                .enumerate()
                .map(|(at, stage)| {
                    (
                        Chosen::Stage(stage.id),
                        stage.title,
                        stage.definition,
                        (at + 1).to_string(),
                    )
                })
                .collect();
            options.push((
                Chosen::NotApplicable,
                text::NOT_APPLICABLE.to_owned(),
                "Outside what the team does. Needs a reason; left out of every number.".to_owned(),
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
                    let is_chosen = {
                        let value = value.clone();
                        Memo::new(move |_| current.with(|current| *current == value))
                    };
                    let choose = {
                        let team = team.clone();
                        let activity = activity.clone();
                        let value = value.clone();
                        move || {
                            let choice = match &value {
                                Chosen::None => Choice::Clear,
                                Chosen::Stage(stage) => Choice::Stage(stage.clone()),
                                Chosen::NotSure => Choice::NotSure,
                                Chosen::NotApplicable => Choice::NotApplicable(String::new()),
                            };
                            state.choose(team.clone(), activity.clone(), choice);
                        }
                    };
                    let class = match value {
                        Chosen::Stage(_) | Chosen::None => "choice",
                        Chosen::NotApplicable | Chosen::NotSure => "choice aside",
                    };
                    let tip = (!large).then(|| title.clone());
                    view! {
                        <label class=class title=tip>
                            <input
                                type="radio"
                                name=group.clone()
                                aria-label=title.clone()
                                prop:checked=is_chosen
                                on:change=act(choose)
                            />
                            <span class="choice-title">{title}</span>
                            {large
                                .then(|| {
                                    view! {
                                        <kbd aria-hidden="true">{key}</kbd>
                                        <span class="choice-hint">{hint}</span>
                                    }
                                })}
                        </label>
                    }
                })
                .collect_view()
        }
    };
    let class = if large { "choices large" } else { "choices" };
    view! {
        <div class=class role="radiogroup" aria-label=name>
            {part(options)}
        </div>
    }
}

/// Asks for the reason while *Not applicable* is chosen.
#[component]
fn Reason(
    /// Who answers.
    team: TeamId,
    /// What is answered.
    activity: ActivityId,
) -> impl IntoView {
    let state = State::get();
    let answer = state.answer_of(team.clone(), activity.clone());
    let reason = Memo::new(move |_| answer.with(|answer| answer.as_ref()?.not_applicable.clone()));
    let asked = Memo::new(move |_| reason.with(Option::is_some));
    let field = format!("reason-{team}-{activity}");
    part(move || {
        asked.get().then(|| {
            let (team, activity, field) = (team.clone(), activity.clone(), field.clone());
            let hint = format!("{field}-hint");
            view! {
                <div class="field">
                    <label for=field.clone()>{text::REASON}</label>
                    <input
                        id=field
                        type="text"
                        maxlength="500"
                        aria-describedby=hint.clone()
                        prop:value=words(move || reason.get().unwrap_or_default())
                        on:change=on(move |event| {
                            state
                                .choose(
                                    team.clone(),
                                    activity.clone(),
                                    Choice::NotApplicable(event_target_value(&event)),
                                );
                        })
                    />
                    <p class="hint" id=hint>
                        {part(move || {
                            reason
                                .with(|reason| reason.as_deref().is_some_and(str::is_empty))
                                .then_some(text::REASON_MISSING)
                        })}
                    </p>
                </div>
            }
        })
    })
}

/// The full form: choices with definitions, reason, note, and the way back to no answer.
#[component]
pub fn AnswerForm(
    /// Who answers.
    team: TeamId,
    /// What is answered.
    activity: ActivityId,
    /// Its name.
    name: String,
) -> impl IntoView {
    let state = State::get();
    let answer = state.answer_of(team.clone(), activity.clone());
    let note = Memo::new(move |_| {
        answer.with(|answer| {
            answer
                .as_ref()
                .map(|answer| answer.note.clone())
                .unwrap_or_default()
        })
    });
    let is_answered =
        Memo::new(move |_| answer.with(|answer| chosen(answer.as_ref()) != Chosen::None));
    let dates = move || {
        let answer = answer.get()?;
        let text = state.assessment.with(|assessment| {
            assessment
                .stages
                .iter()
                .filter_map(|stage| {
                    let day = answer.reached.get(&stage.id)?;
                    Some(format!("{} since {day}", stage.title))
                })
                .collect::<Vec<_>>()
                .join(" · ")
        });
        (!text.is_empty()).then(|| view! { <p class="hint">{text}</p> })
    };
    let field = format!("note-{team}-{activity}");
    let (note_team, note_activity) = (team.clone(), activity.clone());
    let (clear_team, clear_activity) = (team.clone(), activity.clone());
    view! {
        <div class="answer">
            <Choices team=team.clone() activity=activity.clone() name=name large=true />
            <Reason team=team activity=activity />
            {part(dates)}
            <div class="field">
                <label for=field.clone()>{text::NOTE}</label>
                <textarea
                    id=field
                    rows="2"
                    prop:value=note
                    on:change=on(move |event| {
                        state
                            .dispatch(Command::Note {
                                team: note_team.clone(),
                                activity: note_activity.clone(),
                                text: event_target_value(&event),
                            });
                    })
                ></textarea>
            </div>
            <div class="answer-foot">
                <button
                    type="button"
                    class="button quiet"
                    disabled=yes(move || !is_answered.get())
                    on:click=act(move || {
                        state.choose(clear_team.clone(), clear_activity.clone(), Choice::Clear)
                    })
                >
                    "Clear answer"
                </button>
            </div>
        </div>
    }
}

/// The short form for lists: choices in one row, and the reason where it is needed.
#[component]
pub fn AnswerRow(
    /// Who answers.
    team: TeamId,
    /// What is answered.
    activity: ActivityId,
    /// Its name.
    name: String,
) -> impl IntoView {
    view! {
        <div class="answer">
            <Choices team=team.clone() activity=activity.clone() name=name large=false />
            <Reason team=team activity=activity />
        </div>
    }
}
