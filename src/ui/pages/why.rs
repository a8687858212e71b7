//! Why: how the numbers of a dimension came about, down to single answers.

use std::sync::Arc;

use leptos::prelude::*;

use crate::assessment::Assessment;
use crate::browser;
use crate::model::Model;
use crate::route::Route;
use crate::scoring::{self, Scores, Value, Verdict};
use crate::ui::components::{Cell, card, link_button, table};
use crate::ui::pages::not_found;
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{live, live_text};

/// Address of the whole instead of a dimension.
pub const OVERALL: &str = "overall";

/// The terms of a dimension's numbers, or of the overall ones.
pub fn why(slug: &str) -> AnyView {
    let state = State::get();
    let model = state.model();
    if slug == OVERALL {
        return whole(state);
    }
    let Some((at, dimension)) = model.dimension(slug) else {
        return not_found(&format!("why/{slug}"));
    };
    let name = dimension.name.clone();
    let title = format!("Why: {name}");
    let said = live_text(move || {
        state.scores.with(|scores| {
            let terms = scoring::why_dimension(&state.model(), scores, at);
            format!(
                "Maturity {} and completion {}: means over {}.",
                text::maturity(terms.mean),
                text::percent(terms.completion()),
                text::plural(terms.divisor, "subdimension", "subdimensions"),
            )
        })
    });
    let parts: Vec<AnyView> = dimension
        .subdimensions
        .iter()
        .map(|&sub| subdimension(state, sub))
        .collect();
    view! {
        <div class="page" translate="no">
            <div class="page-head" translate="no">
                <div>
                    <h1 tabindex="-1">{title}</h1>
                    <p class="muted">{said}</p>
                </div>
                {link_button("button", Route::Dimension(slug.to_owned()), "Back to the dimension")}
            </div>
            {parts}
        </div>
    }
    .into_any()
}

fn whole(state: State) -> AnyView {
    let heads = ["Dimension", "#Maturity", "#Completion", "Why"];
    let rows = move || {
        let model = state.model();
        state.scores.with(|scores| {
            let terms = scoring::why_overall(scores).terms;
            let row = |term: scoring::PartTerm| {
                let dimension = &model.dimensions[term.part];
                vec![
                    Cell::Text(dimension.name.clone()),
                    Cell::Number(match term.maturity {
                        Some(_) => text::maturity(term.maturity),
                        None => "left out: nothing applies".to_owned(),
                    }),
                    Cell::Number(text::percent(term.completion)),
                    Cell::Link(
                        "Details".to_owned(),
                        Route::Why(dimension.slug.clone()).href(),
                    ),
                ]
            };
            terms.into_iter().map(row).collect()
        })
    };
    let said = live_text(move || {
        state.scores.with(|scores| {
            let terms = scoring::why_overall(scores);
            format!(
                "Maturity {} and completion {}: means over {}. Dimensions count equally, whatever their size.",
                text::maturity(terms.mean),
                text::percent(terms.completion()),
                text::plural(terms.divisor, "dimension", "dimensions"),
            )
        })
    });
    let counted = live_text(move || {
        let counts = state.scores.with(|scores| scores.overall.counts);
        let unsure = match counts.not_sure {
            0 => String::new(),
            1 => " 1 is not sure, which scores 0.".to_owned(),
            many => format!(" {many} are not sure, which score 0."),
        };
        format!(
            "Coverage: {} of {} answered. {} left out as not applicable.{unsure}",
            counts.answered,
            text::activities(counts.all),
            counts.left_out(),
        )
    });
    let two = live(move || needs_two(state));
    let body = view! {
        <p>{said}</p>
        {two}
        {table("Terms of the overall numbers", heads.map(str::to_owned).to_vec(), rows)}
        <p class="muted">{counted}</p>
    }
    .into_any();
    view! {
        <div class="page" translate="no">
            <div class="page-head" translate="no">
                <div>
                    <h1 tabindex="-1">"Why: Overall"</h1>
                    <p class="muted">{live_text(move || state.team_name())}</p>
                </div>
                {link_button("button", Route::Overview, "Back to the overview")}
            </div>
            {card("terms", "How they are made up".to_owned(), "", body)}
            {card("backing", "What stands behind them".to_owned(), "", backing(state))}
        </div>
    }
    .into_any()
}

/// What the rule that ready needs two does to the numbers.
fn needs_two(state: State) -> Option<AnyView> {
    let model = state.model();
    let said = state.team.with(|team| {
        state.assessment.with(|assessment| {
            if !assessment.needs_two() {
                return None;
            }
            let found = scoring::confirmed(&model, assessment, team);
            let lower = scoring::best_unready(assessment);
            Some(format!(
                "Ready needs two: of {} claimed ready, a second person confirmed {}. The others count as “{}”.",
                text::activities(found.claimed),
                found.confirmed,
                lower.map(|stage| stage.title.clone()).unwrap_or_default(),
            ))
        })
    })?;
    Some(view! { <p>{said}</p> }.into_any())
}

/// How many of the ready activities a tool proves, a person, or nobody; and which runs are due again.
fn backing(state: State) -> AnyView {
    let found = Memo::new(move |_| {
        let today = browser::context().today;
        let model = state.model();
        let team = state.team.get();
        state
            .assessment
            .with(|assessment| Arc::new(scoring::backed(&model, assessment, &team, today)))
    });
    let confirmed = Memo::new(move |_| {
        let model = state.model();
        state.team.with(|team| {
            state.assessment.with(|assessment| {
                let found = scoring::confirmed(&model, assessment, team);
                (assessment.needs_two(), found)
            })
        })
    });
    let heads = ["Ready activities", "#How many"];
    let rows = move || {
        let row = |name: &str, count: usize| {
            vec![Cell::Text(name.to_owned()), Cell::Number(count.to_string())]
        };
        found.with(|found| {
            let mut rows = vec![
                row("Proven by a tool", found.tool),
                row("Proven by a person", found.person),
                row("Only claimed", found.claim),
            ];
            // Most never ask for a second person.
            let (needs_two, confirmed) = confirmed.get();
            if needs_two || confirmed.confirmed > 0 {
                rows.push(row("Confirmed by a second person", confirmed.confirmed));
                rows.push(row("Not confirmed by a second person", confirmed.waiting()));
            }
            rows
        })
    };
    let lapsed = live(move || {
        let model = state.model();
        let months = state
            .assessment
            .with(|assessment| assessment.evidence_valid_months);
        found.with(|found| {
            let items: Vec<AnyView> = found
                .lapsed
                .iter()
                .map(|(at, last)| {
                    let activity = &model.activities[*at];
                    let href = Route::Activity(activity.id.to_string()).href();
                    view! { <li><a href=href>{activity.name.clone()}</a>{format!(", until {last}")}</li> }
                        .into_any()
                })
                .collect();
            (!items.is_empty()).then(|| {
                let months = text::plural(months as usize, "month", "months");
                view! {
                    <h3>"Runs to renew"</h3>
                    <p class="hint">{format!("Evidence of tools that is older than {months}, or past its own end.")}</p>
                    <ul class="plain">{items}</ul>
                }
                .into_any()
            })
        })
    });
    view! {
        {table("What stands behind ready activities", heads.map(str::to_owned).to_vec(), rows)}
        {lapsed}
    }
    .into_any()
}

fn subdimension(state: State, at: usize) -> AnyView {
    let model = state.model();
    let name = model.subdimensions[at].name.clone();
    let formula = live_text(move || {
        state.scores.with(|scores| {
            let ascent = scoring::why_maturity(scores, at);
            match (ascent.reached, ascent.next, ascent.maturity) {
                (Some(reached), Some(next), Some(maturity)) => {
                    let cell = ascent.steps[usize::from(next) - 1].cell;
                    format!(
                        "Maturity {} = {reached} + ({next} − {reached}) × {}: level {reached} is reached, and that much of level {next} is in place.",
                        text::maturity(Some(maturity)),
                        text::share(cell),
                    )
                }
                (Some(_), None, Some(maturity)) => format!(
                    "Maturity {}: everything that applies is ready.",
                    text::maturity(Some(maturity))
                ),
                _ => "No number: nothing here applies.".to_owned(),
            }
        })
    });
    let levels = {
        let model = model.clone();
        move || {
            state.scores.with(|scores| {
                let steps = scoring::why_maturity(scores, at).steps;
                let row = |step: scoring::Step| {
                    let verdict = match step.verdict {
                        Verdict::Empty => "nothing applies: stepped over",
                        Verdict::Finished => "finished",
                        Verdict::Unfinished => "unfinished: counts in part",
                        Verdict::Above => "above an unfinished level: does not count yet",
                    };
                    vec![
                        Cell::Text(format!("Level {}", step.level)),
                        Cell::Number(text::share(step.cell)),
                        Cell::Text(verdict.to_owned()),
                        Cell::Text(members(state, &model, scores, at, step.level)),
                    ]
                };
                steps.into_iter().map(row).collect()
            })
        }
    };
    let completion = live_text(move || {
        let model = state.model();
        state.scores.with(|scores| {
            let terms = scoring::why_completion(&model, scores, at);
            format!(
                "Completion {}: the mean over {} that apply, whatever their level.",
                text::percent(terms.mean),
                text::activities(terms.divisor),
            )
        })
    });
    let heads = ["Level", "#Mean", "Effect", "Activities"];
    let body = view! {
        <p>{formula}</p>
        {table("Levels of the subdimension", heads.map(str::to_owned).to_vec(), levels)}
        <p class="muted">{completion}</p>
        {live(move || inherited(state))}
    }
    .into_any();
    card(&format!("why-{at}"), name, "", body)
}

/// The activities of a level with what each is worth: "Backup 100 %, Alerting not sure 0 %".
fn members(state: State, model: &Model, scores: &Scores, subdimension: usize, level: u8) -> String {
    let today = browser::context().today;
    let ended = |at: usize| {
        let id = model.activities[at].id.as_str();
        state.team.with(|team| {
            let answer = |assessment: &Assessment| {
                let answer = assessment.answer(team, id);
                answer.is_some_and(|answer| answer.has_ended(today))
            };
            state.assessment.with(answer)
        })
    };
    // Nothing is in the way of what is shown where ready needs one.
    let unconfirmed = state.team.with(|team| {
        state
            .assessment
            .with(|assessment| match assessment.needs_two() {
                true => scoring::unconfirmed(model, assessment, team),
                false => Vec::new(),
            })
    });
    let terms = scoring::why_cell(model, scores, subdimension, level).terms;
    let said = terms.iter().map(|term| {
        let worth = match term.value {
            Value::Unanswered if ended(term.activity) => {
                "0 %, unanswered: “not applicable” has ended".to_owned()
            }
            Value::Unanswered => "0 %, unanswered".to_owned(),
            Value::NotSure => "0 %, not sure".to_owned(),
            Value::NotApplicable => "left out, not applicable".to_owned(),
            Value::Scored(score) if unconfirmed.contains(&term.activity) => format!(
                "{}, not confirmed by a second person",
                text::percent(Some(score))
            ),
            Value::Scored(score) => text::percent(Some(score)),
        };
        format!("{}: {worth}", model.activities[term.activity].name)
    });
    said.collect::<Vec<_>>().join("; ")
}

/// Nothing of the shown numbers comes from elsewhere, unless the team inherits.
fn inherited(state: State) -> Option<AnyView> {
    let platform = state.team.with(|team| {
        state.assessment.with(|assessment| {
            let platform = assessment.teams.get(team)?.inherits.clone()?;
            Some(assessment.teams.get(&platform)?.name.clone())
        })
    })?;
    let said = format!("Where no answer was given, the answer of {platform} counts.");
    Some(view! { <p class="hint">{said}</p> }.into_any())
}
