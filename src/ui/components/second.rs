//! Reviews by two, on the page: who confirmed an answer as a second person, and the way to do so.

use leptos::prelude::*;

use crate::assessment::{Answered, Assessment, Edit, Stage, TeamId};
use crate::browser;
use crate::model::ActivityId;
use crate::scoring;
use crate::ui::components::{button, editing, stat};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{live, live_text};

/// What can be done about an answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Nobody has confirmed it.
    Confirm,
    /// Somebody has.
    TakeBack,
    /// Whoever is here gave it.
    Own,
}

/// Who confirmed what a team says about an activity, or the way to confirm it. Nothing where there is
/// nothing to confirm.
pub fn second(state: State, team: TeamId, activity: ActivityId) -> AnyView {
    let field = format!("second-{team}-{activity}");
    let shown = {
        let (team, activity) = (team.clone(), activity.clone());
        Memo::new(move |_| {
            let name = state.name.get();
            state
                .assessment
                .with(|assessment| said(assessment, &team, &activity, &name))
        })
    };
    let has_answer = Memo::new(move |_| shown.with(Option::is_some));
    let said = live_text(move || shown.get().map(|(said, _)| said).unwrap_or_default());
    live(move || {
        has_answer.get().then(|| {
            let way = {
                let (team, activity, field) = (team.clone(), activity.clone(), field.clone());
                live(move || {
                    let way = shown.with(|shown| shown.as_ref().map(|(_, way)| *way))?;
                    let (team, activity, field) = (team.clone(), activity.clone(), field.clone());
                    let (label, edit) = match way {
                        Way::Own => return None,
                        Way::Confirm => (text::SECOND_CONFIRM, confirm(team, activity)),
                        Way::TakeBack => {
                            (text::SECOND_BACK, Edit::TakeBackSecond { team, activity })
                        }
                    };
                    Some(button("button", None, label.to_owned(), move || {
                        // The button gives way to another one.
                        browser::focus_id(&field);
                        state.dispatch(edit.clone().into());
                    }))
                })
            };
            view! {
                <div class="row">
                    <span class="hint" id=field.clone() tabindex="-1">{said}</span>
                    {editing(state, way)}
                </div>
            }
            .into_any()
        })
    })
}

/// Confirms one answer.
fn confirm(team: TeamId, activity: ActivityId) -> Edit {
    Edit::ConfirmAsSecond {
        team,
        activities: vec![activity],
    }
}

fn said(
    assessment: &Assessment,
    team: &TeamId,
    activity: &ActivityId,
    name: &str,
) -> Option<(String, Way)> {
    let answer = assessment.answer(team, activity.as_str())?;
    let stage = match answer.answered() {
        Answered::No | Answered::NotSure => return None,
        Answered::NotApplicable => None,
        Answered::Stage(stage) => assessment.counts_as(stage),
    };
    if let Some(second) = assessment.second(team, activity.as_str()) {
        let by = match second.by {
            "" => "a second person".to_owned(),
            by => format!("{by} as second person"),
        };
        let on = second.day.map(|day| format!(" on {day}"));
        let said = format!("Confirmed by {by}{}.", on.unwrap_or_default());
        return Some((said, Way::TakeBack));
    }
    let is_own = !name.is_empty() && name == answer.author();
    let waits = assessment.needs_two() && stage.is_some_and(Stage::is_ready);
    let mut said = match waits {
        true => match scoring::best_unready(assessment) {
            Some(lower) => format!(
                "Waits for a second person; until then it counts as “{}”.",
                lower.title
            ),
            None => "Waits for a second person.".to_owned(),
        },
        false => "No second person has confirmed this.".to_owned(),
    };
    if is_own {
        said.push_str(" You gave this answer yourself.");
    }
    Some((said, if is_own { Way::Own } else { Way::Confirm }))
}

/// How much of what the shown team claims two confirmed, as one of the figures of the overview.
pub fn second_figure(state: State) -> AnyView {
    let found = Memo::new(move |_| {
        let model = state.model();
        state.team.with(|team| {
            state
                .assessment
                .with(|assessment| scoring::confirmed(&model, assessment, team))
        })
    });
    let share = live_text(move || text::percent(found.get().share()));
    let note = live_text(move || {
        let found = found.get();
        match found.claimed {
            0 => "nothing is claimed ready yet".to_owned(),
            claimed => format!(
                "{} of {claimed} claimed ready; only these count as ready",
                found.confirmed
            ),
        }
    });
    stat(text::CONFIRMED_BY_TWO, share, note)
}
