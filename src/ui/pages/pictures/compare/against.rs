//! Two sides: team against team, or a team now against itself in an earlier cycle.

use std::sync::Arc;

use leptos::prelude::*;

use crate::assessment::{Assessment, CycleId, TeamId};
use crate::charts::Scale;
use crate::route::Route;
use crate::say;
use crate::scoring::{self, Scores};
use crate::ui::components::{Pick, answer_label, button, card, select_of};
use crate::ui::state::Measure;
use crate::ui::text;
use crate::ui::view::{live, live_text};

use super::Page;

/// A side: the names of its choices in the address.
const SIDES: [(&str, &str, &str); 2] = [
    ("a", "a-cycle", "First side"),
    ("b", "b-cycle", "Second side"),
];

/// How many differing activities are shown at first.
const FEW: usize = 30;

/// One side with its numbers.
#[derive(Clone, PartialEq)]
struct Side {
    name: String,
    team: TeamId,
    scores: Arc<Scores>,
    /// The answers of an earlier cycle; `None`: those of now.
    then: Option<Arc<Assessment>>,
}

/// Both sides: by subdimension, then what they answer differently.
pub fn against(page: Page) -> AnyView {
    let sides = [0, 1].map(|at| Memo::new(move |_| side(page, at)));
    let choices = [0, 1].map(|at| side_choice(page, at));
    let numbers = live(move || numbers(page, &sides[0].get(), &sides[1].get()));
    let all = RwSignal::new(false);
    let differing = live(move || differing(page, &sides[0].get(), &sides[1].get(), all));
    view! {
        <div class="sides" role="group" aria-label="Sides" translate="no">{Vec::from(choices)}</div>
        {card("against-title", "By subdimension".to_owned(), "The difference goes from the first side to the second.", numbers)}
        {card("differing", "Answered differently".to_owned(), "The largest differences first.", differing)}
    }
    .into_any()
}

/// The team of a side: the chosen one, or the shown one and the one after it.
fn team_of(page: Page, at: usize) -> TeamId {
    let said = page.choices.get(SIDES[at].0);
    page.state.assessment.with(|assessment| {
        let living = assessment.living_teams();
        let ids: Vec<&TeamId> = living.iter().map(|(id, _)| *id).collect();
        let chosen = ids.iter().find(|id| id.as_str() == said);
        let shown = page.state.team.get();
        let other = ids.iter().find(|id| ***id != shown);
        match (chosen, at, other) {
            (Some(id), ..) => (**id).clone(),
            (None, 1, Some(id)) => (**id).clone(),
            _ => shown,
        }
    })
}

fn side(page: Page, at: usize) -> Side {
    let team = team_of(page, at);
    let cycle = page.choices.get(SIDES[at].1);
    let model = page.state.model();
    page.state.assessment.with(|assessment| {
        let name = assessment.teams.get(&team).map(|team| team.name.clone());
        let name = name.unwrap_or_default();
        let id = CycleId::new(&cycle);
        let then = match cycle.is_empty() {
            true => None,
            false => assessment.as_of(&id),
        };
        let Some(then) = then else {
            let scores = page.score(&model, assessment, &team);
            return Side {
                name,
                team,
                scores,
                then: None,
            };
        };
        let named = assessment.cycles.get(&id).map(|cycle| cycle.name.clone());
        Side {
            name: format!("{name}, {}", named.unwrap_or_default()),
            scores: Arc::new(scoring::score(&model, &then, &team)),
            team,
            then: Some(Arc::new(then)),
        }
    })
}

fn side_choice(page: Page, at: usize) -> AnyView {
    let (team_key, cycle_key, name) = SIDES[at];
    let (state, choices) = (page.state, page.choices);
    let teams = move || {
        state.assessment.with(|assessment| {
            let living = assessment.living_teams().into_iter();
            living
                .map(|(id, team)| Pick(id.to_string(), team.name.clone()))
                .collect()
        })
    };
    let cycles = move || {
        let mut picks = vec![Pick(String::new(), "Now".to_owned())];
        state.assessment.with(|assessment| {
            for (id, cycle) in &assessment.cycles {
                if cycle.closed.is_some() && !cycle.deleted {
                    picks.push(Pick(id.to_string(), cycle.name.clone()));
                }
            }
        });
        picks
    };
    let team = live_text(move || team_of(page, at).to_string());
    let cycle = live_text(move || choices.get(cycle_key));
    view! {
        <div class="side">
            {select_of(
                None,
                Some(untrack(|| page.state.host.say(&format!("{name}: team")))),
                Box::new(teams),
                team,
                Box::new(move |value| choices.set(team_key, &value)),
            )}
            {select_of(
                None,
                Some(format!("{name}: when")),
                Box::new(cycles),
                cycle,
                Box::new(move |value| choices.set(cycle_key, &value)),
            )}
        </div>
    }
    .into_any()
}

fn numbers(page: Page, left: &Side, right: &Side) -> AnyView {
    let model = page.state.model();
    let measure = page.measure.get();
    let row = |name: String, sub: Option<usize>| {
        let of = |side: &Side| {
            measure.of(match sub {
                Some(sub) => &side.scores.subdimensions[sub],
                None => &side.scores.overall,
            })
        };
        let (from, to) = (of(left), of(right));
        let (change, class) = match (from, to) {
            (Some(from), Some(to)) => {
                let share = page.share(to) - page.share(from);
                let shown = match measure {
                    Measure::Maturity => text::change(Some(from), Some(to)),
                    Measure::Completion => say::percent_change(from, to),
                };
                (shown, Scale::Change.class(Scale::Change.step(share)))
            }
            _ => ("n/a".to_owned(), "hatched".to_owned()),
        };
        let class = format!("num change {class}");
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="num">{page.said(from)}</td>
                <td class="num">{page.said(to)}</td>
                <td class=class>{change}</td>
            </tr>
        }
        .into_any()
    };
    let mut rows = vec![row("Overall".to_owned(), None)];
    for dimension in &model.dimensions {
        for &sub in &dimension.subdimensions {
            rows.push(row(model.subdimensions[sub].name.clone(), Some(sub)));
        }
    }
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label="Both sides by subdimension">
            <table class="numbers against">
                <thead>
                    <tr>
                        <th scope="col">"Subdimension"</th>
                        <th scope="col" class="num">{left.name.clone()}</th>
                        <th scope="col" class="num">{right.name.clone()}</th>
                        <th scope="col" class="num">"Difference"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// What a side says about an activity, in a word.
fn says(now: &Assessment, side: &Side, activity: &str) -> String {
    let assessment = side.then.as_deref().unwrap_or(now);
    let said = scoring::answering(assessment, &side.team, activity);
    answer_label(assessment, said.map(|(_, answer)| answer))
}

fn differing(page: Page, left: &Side, right: &Side, all: RwSignal<bool>) -> AnyView {
    let shows_all = all.get();
    let model = page.state.model();
    let found = scoring::apart(&left.scores, &right.scores);
    if found.is_empty() {
        return view! { <p class="muted">"Both say the same about everything."</p> }.into_any();
    }
    let count = found.len();
    let shown = if shows_all { count } else { FEW.min(count) };
    let rows: Vec<AnyView> = page.state.assessment.with(|assessment| {
        let rows = found.into_iter().take(shown).map(|at| {
            let activity = &model.activities[at];
            let href = Route::Activity(activity.id.to_string()).href();
            let [one, two] = [left, right].map(|side| says(assessment, side, activity.id.as_str()));
            view! {
                <tr>
                    <th scope="row">
                        <a href=href>{activity.name.clone()}</a>
                    </th>
                    <td class="num">{activity.level.to_string()}</td>
                    <td>{one}</td>
                    <td>{two}</td>
                </tr>
            }
            .into_any()
        });
        rows.collect()
    });
    view! {
        <p class="hint">{text::activities(count)}</p>
        <div class="table-scroll" tabindex="0" role="group" aria-label="Answered differently">
            <table class="numbers">
                <thead>
                    <tr>
                        <th scope="col">"Activity"</th>
                        <th scope="col" class="num">"Level"</th>
                        <th scope="col">{left.name.clone()}</th>
                        <th scope="col">{right.name.clone()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {(shown < count).then(|| button("button", None, format!("Show all {count}"), move || all.set(true)))}
    }
    .into_any()
}
