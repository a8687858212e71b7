//! What holds for the whole assessment: the stages, the cadence, how long evidence is valid.

use leptos::prelude::*;

use crate::assessment::{Assessment, Edit, Stage, StageId, with_new_stage};
use crate::browser;
use crate::model::slug;
use crate::say;
use crate::ui::components::{
    Pick, Shape, button, card, editing, editing_unless_locked, icon_button, select_of,
};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{event_handler, live, live_bool, live_flag, live_text};

/// The stages of the assessment, from the lowest up.
pub fn stages(state: State) -> AnyView {
    let ids = Memo::new(move |_| {
        state.assessment.with(|assessment| {
            let stages = assessment.living_stages();
            stages.map(|stage| stage.id.clone()).collect::<Vec<_>>()
        })
    });
    let rows = live(move || {
        let ids = ids.get();
        let last = ids.len().saturating_sub(1);
        let rows: Vec<AnyView> = ids
            .into_iter()
            .enumerate()
            .map(|(at, id)| stage_row(state, id, at, at == 0 || at == last))
            .collect();
        rows.into_any()
    });
    let gone = live(move || {
        let said = state.assessment.with(|assessment| {
            let removed = assessment
                .stages
                .iter()
                .filter(|stage| stage.replaced_by.is_some());
            let said = removed.filter_map(|stage| {
                let now = assessment.counts_as(&stage.id)?;
                Some(format!("“{}” now counts as “{}”", stage.title, now.title))
            });
            said.collect::<Vec<_>>()
        });
        (!said.is_empty()).then(|| {
            let said = format!("Removed stages: {}.", said.join("; "));
            view! { <p class="hint">{said}</p> }.into_any()
        })
    });
    let add = move || {
        let stages = state.assessment.with_untracked(|assessment| {
            let id = StageId::new(&format!("stage-{}", browser::random_id()));
            with_new_stage(assessment, id)
        });
        state.dispatch(Edit::SetStages { stages }.into());
    };
    let body = view! {
        <ol class="stage-list">{rows}</ol>
        {gone}
        <div class="row">{button("button", Some(Shape::Add), "Add stage".to_owned(), add)}</div>
    }
    .into_any();
    card(
        "stages",
        "Stages".to_owned(),
        "The steps of an answer, from nothing to everywhere. The first scores 0 %, the last 100 %. Other scores change all numbers. No answer is lost.",
        editing_unless_locked(state, "stages", body),
    )
}

fn stage_row(state: State, id: StageId, at: usize, is_end: bool) -> AnyView {
    // Asked for again after a refusal, so that the fields show what holds.
    let again = RwSignal::new(0);
    let about = {
        let id = id.clone();
        move |pick: fn(&Stage) -> String| {
            let id = id.clone();
            live_text(move || {
                again.track();
                state.assessment.with(|assessment| {
                    let stage = assessment.stages.iter().find(|stage| stage.id == id);
                    stage.map(pick).unwrap_or_default()
                })
            })
        }
    };
    let title = about(|stage| stage.title.clone());
    let change = {
        let id = id.clone();
        move |change: Box<dyn Fn(&mut Stage)>| {
            let mut stages = state
                .assessment
                .with_untracked(|assessment| assessment.stages.clone());
            stages
                .iter_mut()
                .filter(|stage| stage.id == id)
                .for_each(&change);
            if !state.dispatch(Edit::SetStages { stages }.into()) {
                again.update(|count| *count += 1);
            }
        }
    };
    let field = |label: &'static str,
                 kind: &'static str,
                 value: Signal<String>,
                 set: fn(&mut Stage, &str)| {
        let change = change.clone();
        let id = format!("stage-{label}-{}-{at}", slug(id.as_str()));
        let name = live_text(move || format!("{label} of stage {}", at + 1));
        let write = event_handler(move |event: leptos::ev::Event| {
            let typed = event_target_value(&event);
            change(Box::new(move |stage| set(stage, &typed)));
        });
        view! {
            <div class="field">
                <label for=id.clone()>{label}</label>
                <input id=id type=kind maxlength="500" min="0" max="100" aria-label=name prop:value=value on:change=write />
            </div>
        }
        .into_any()
    };
    let score = if is_end {
        let said = live_text(move || match at {
            0 => "0 %".to_owned(),
            _ => "100 %".to_owned(),
        });
        view! { <p class="stage-score">{said}</p> }.into_any()
    } else {
        field(
            "Score in %",
            "number",
            about(|stage| say::percent_field(stage.score)),
            |stage, typed| {
                // What is no number is refused with the range that is allowed.
                stage.score = say::read_percent(typed).unwrap_or(f64::NAN);
            },
        )
    };
    let remove = (!is_end).then(|| removal(state, id.clone(), title));
    view! {
        <li class="stage-row">
            {field("Title", "text", title, |stage, typed| stage.title = typed.to_owned())}
            {score}
            {field(
                "Definition",
                "text",
                about(|stage| stage.definition.clone()),
                |stage, typed| stage.definition = typed.to_owned(),
            )}
            {remove}
        </li>
    }
    .into_any()
}

/// Removing a stage asks what its answers count as then.
fn removal(state: State, id: StageId, title: Signal<String>) -> AnyView {
    let is_open = RwSignal::new(false);
    let into = RwSignal::new(String::new());
    let others = {
        let id = id.clone();
        move || {
            state.assessment.with(|assessment| {
                let others = assessment.living_stages().filter(|stage| stage.id != id);
                others
                    .map(|stage| Pick(stage.id.to_string(), stage.title.clone()))
                    .collect::<Vec<_>>()
            })
        }
    };
    let ask = {
        let others = others.clone();
        move || {
            let first = untrack(&others).first().map(|pick| pick.0.clone());
            into.set(first.unwrap_or_default());
            is_open.set(true);
        }
    };
    let form = live(move || {
        let id = id.clone();
        is_open.get().then(|| {
            let answers = state.assessment.with(|assessment| assessment.answers_at(&id));
            let label = match answers {
                0 => "Older answers at it will count as".to_owned(),
                _ => format!(
                    "Its {} will count as",
                    text::plural(answers, "answer", "answers")
                ),
            };
            let field = format!("into-{}", slug(id.as_str()));
            let remove = move || {
                is_open.set(false);
                state.dispatch(
                    Edit::RemoveStage {
                        stage: id.clone(),
                        into: StageId::new(&into.get_untracked()),
                    }
                    .into(),
                );
                browser::focus_id("stages");
            };
            view! {
                <div class="stage-removal inset">
                    <label for=field.clone()>{label}</label>
                    {select_of(Some(field), None, Box::new(others.clone()), into.into(), Box::new(move |value| into.set(value)))}
                    <div class="row">
                        {button("button danger", None, "Remove stage".to_owned(), remove)}
                        {button("button", None, "Cancel".to_owned(), move || is_open.set(false))}
                    </div>
                </div>
            }
            .into_any()
        })
    });
    view! {
        {icon_button(
            "icon-button danger",
            Shape::Delete,
            live_text(move || format!("Remove stage {}", title.get())),
            live_flag(|| false),
            ask,
        )}
        {form}
    }
    .into_any()
}

/// Cadence of reviews, and for how long evidence is valid.
pub fn months(state: State) -> AnyView {
    let again = RwSignal::new(0);
    let number = |id: &'static str,
                  key: &'static str,
                  label: &'static str,
                  hint: &'static str,
                  pick: fn(&Assessment) -> u32,
                  edit: fn(&Assessment, u32) -> Edit| {
        let value = live_text(move || {
            again.track();
            state
                .assessment
                .with(|assessment| pick(assessment).to_string())
        });
        let write = event_handler(move |event: leptos::ev::Event| {
            // What is no number is refused with the range that is allowed.
            let months = event_target_value(&event).trim().parse().unwrap_or(0);
            let edit = state
                .assessment
                .with_untracked(|assessment| edit(assessment, months));
            if !state.dispatch(edit.into()) {
                again.update(|count| *count += 1);
            }
        });
        let hint_id = format!("{id}-hint");
        let field = view! {
            <div class="field">
                <label for=id>{label}</label>
                <input id=id type="number" min="1" max="120" aria-describedby=hint_id.clone() prop:value=value on:change=write />
                <p class="hint" id=hint_id>{hint}</p>
            </div>
        }
        .into_any();
        view! { <div class="field">{editing_unless_locked(state, key, field)}</div> }.into_any()
    };
    let body = view! {
        <div class="field-row">
            {number(
                "cadence",
                "cadence_months",
                "Months between two reviews",
                "An answer that was confirmed longer ago is due for review. Half-yearly or yearly suits most.",
                |assessment| assessment.cadence_months,
                |assessment, months| Edit::SetMonths {
                    cadence_months: months,
                    evidence_valid_months: assessment.evidence_valid_months,
                },
            )}
            {number(
                "validity",
                "evidence_valid_months",
                "Months for which evidence is valid",
                "Counted from the day on which it was recorded, unless a piece has its own end date.",
                |assessment| assessment.evidence_valid_months,
                |assessment, months| Edit::SetMonths {
                    cadence_months: assessment.cadence_months,
                    evidence_valid_months: months,
                },
            )}
        </div>
    }
    .into_any();
    card("months", "Cadence and evidence".to_owned(), "", body)
}

/// Whether only what a second person confirmed counts as ready.
pub fn needs_two(state: State) -> AnyView {
    let is_on = live_bool(move || state.assessment.with(Assessment::needs_two));
    let switch = event_handler(move |event: leptos::ev::Event| {
        let on = event_target_checked(&event);
        state.dispatch(Edit::SetNeedsTwo { on }.into());
    });
    let field = view! {
        <label class="check">
            <input type="checkbox" aria-describedby="needs-two-hint" prop:checked=is_on on:change=switch />
            <span>{text::NEEDS_TWO}</span>
        </label>
        <p class="hint" id="needs-two-hint">
            "Then only what a second person confirmed counts as ready, in every number; until then it counts as the stage below. An answer that changes has to be confirmed anew. Travels with the file."
        </p>
    }
    .into_any();
    let body = editing(state, field);
    card(
        "reviews",
        "Reviews by two".to_owned(),
        "Beside every answer, somebody else than who gave it can confirm it.",
        body,
    )
}
