//! One activity: its texts, what it needs and unlocks, and every team's answer.

use leptos::prelude::*;

use crate::model::Activity;
use crate::route::Route;
use crate::ui::components::{AnswerForm, Icon, LevelTag, Prose, Shape, answer_label};
use crate::ui::pages::NotFound;
use crate::ui::state::State;
use crate::ui::view::{part, words};

/// The page of one activity.
#[component]
pub fn ActivityPage(
    /// Its id.
    id: String,
) -> impl IntoView {
    let state = State::get();
    let model = state.model();
    let Some(at) = model.position(&id) else {
        return view! { <NotFound path=format!("activity/{id}") /> }.into_any();
    };
    state.want_details();
    let activity = model.activities[at].clone();
    let dimension = model.dimension_of(&activity);
    let dimension_href = Route::Dimension(dimension.slug.clone()).href();
    let trail = (
        dimension.name.clone(),
        model.subdimension_of(&activity).name.clone(),
    );
    let name = activity.name.clone();
    let form = {
        let (id, name) = (activity.id.clone(), name.clone());
        move || {
            let team = state.team.get();
            view! { <AnswerForm team=team activity=id.clone() name=name.clone() /> }
        }
    };
    let needs: Vec<usize> = activity
        .needs
        .iter()
        .filter_map(|need| model.position(need.as_str()))
        .collect();
    let unlocks = model.dependents(at).to_vec();
    let assess = Route::Assess(Some(id)).href();
    view! {
        <div class="page">
            <nav class="trail" aria-label="Where this is">
                <a href=dimension_href>{trail.0}</a>
                <span aria-hidden="true">"/"</span>
                <span>{trail.1}</span>
            </nav>
            <div class="page-head">
                <h1 tabindex="-1">{name}</h1>
                <a class="button" href=assess>
                    "Go on assessing from here"
                    <Icon shape=Shape::Next />
                </a>
            </div>
            <Facts activity=activity.clone() />
            <div class="columns activity">
                <div class="stack">
                    <section class="card" aria-labelledby="answer-title">
                        <h2 id="answer-title">
                            {words(move || format!("Where does {} stand?", state.team_name()))}
                        </h2>
                        {part(form)}
                    </section>
                    <TeamAnswers activity=activity.clone() />
                </div>
                <div class="stack">
                    <Texts activity=activity.clone() />
                    <Links title="Needs first" activities=needs />
                    <Links title="Unlocks" activities=unlocks />
                    <References activity=activity />
                </div>
            </div>
        </div>
    }
    .into_any()
}

/// Level, effort and usefulness in one line.
#[component]
pub fn Facts(activity: Activity) -> impl IntoView {
    let difficulty = activity.difficulty;
    view! {
        <ul class="facts">
            <li>
                <LevelTag level=activity.level />
            </li>
            <li>{format!("Usefulness {} of 5", activity.usefulness)}</li>
            <li>
                {format!(
                    "Effort {} of 15: knowledge {}, time {}, resources {}",
                    difficulty.effort(),
                    difficulty.knowledge,
                    difficulty.time,
                    difficulty.resources,
                )}
            </li>
            {activity
                .tags
                .iter()
                .map(|tag| view! { <li class="tag">{tag.clone()}</li> })
                .collect_view()}
        </ul>
    }
}

/// What the model says about an activity; loaded when first needed.
#[component]
pub fn Texts(activity: Activity) -> impl IntoView {
    let state = State::get();
    let section = |title: &'static str, text: String| {
        (!text.is_empty()).then(|| {
            view! {
                <h3>{title}</h3>
                <Prose text=text />
            }
        })
    };
    part(move || {
        match state.detail(&activity.id) {
        None => match state.details_problem.get() {
            Some(problem) => view! { <section class="card"><p>{problem}</p></section> }.into_any(),
            None => view! { <section class="card loading" aria-busy="true"><p class="muted">"Loading the texts…"</p></section> }.into_any(),
        },
        Some(detail) => {
            let texts = detail.texts;
            if texts.is_empty() && detail.implementations.is_empty() {
                return view! { <section class="card"><p class="muted">"The model says nothing more about this activity."</p></section> }
                    .into_any();
            }
            let tools = (!detail.implementations.is_empty()).then(|| {
                view! {
                    <h3>"Tools and reading"</h3>
                    <ul class="tools">
                        {detail
                            .implementations
                            .iter()
                            .map(|tool| {
                                let is_web = tool.url.starts_with("https://")
                                    || tool.url.starts_with("http://");
                                let name = if tool.name.is_empty() {
                                    tool.url.clone()
                                } else {
                                    tool.name.clone()
                                };
                                if is_web {
                                    view! {
                                        <li>
                                            <a
                                                href=tool.url.clone()
                                                target="_blank"
                                                rel="noopener noreferrer"
                                            >
                                                {name}
                                            </a>
                                        </li>
                                    }
                                        .into_any()
                                } else {
                                    view! { <li>{name}</li> }.into_any()
                                }
                            })
                            .collect_view()}
                    </ul>
                }
            });
            view! {
                <section class="card texts" aria-label="About this activity">
                    {section("What it is", texts.description)}
                    {section("How to tell", texts.assessment)}
                    {section("Risk without it", texts.risk)}
                    {section("What to do", texts.measure)}
                    {section("How to get there", texts.guide)}
                    {section("Remarks", texts.comments)}
                    {tools}
                </section>
            }
            .into_any()
        }
    }
    })
}

#[component]
fn Links(title: &'static str, activities: Vec<usize>) -> impl IntoView {
    let state = State::get();
    let model = state.model();
    (!activities.is_empty()).then(|| {
        let rows = activities
            .into_iter()
            .map(|at| {
                let activity = &model.activities[at];
                let href = Route::Activity(activity.id.to_string()).href();
                let mark = move || {
                    state
                        .scores
                        .with(|scores| scores.values[at].is_ready())
                        .then(|| view! { <span class="chip ready">"Ready"</span> })
                };
                view! {
                    <li class="activity-row">
                        <LevelTag level=activity.level />
                        <a href=href>{activity.name.clone()}</a>
                        {part(mark)}
                    </li>
                }
            })
            .collect_view();
        view! {
            <section class="card" aria-label=title>
                <h2>{title}</h2>
                <ul class="activity-list">{rows}</ul>
            </section>
        }
    })
}

#[component]
fn References(activity: Activity) -> impl IntoView {
    (!activity.references.is_empty()).then(|| {
        let rows = activity
            .references
            .iter()
            .map(|(standard, controls)| {
                view! {
                    <tr>
                        <th scope="row">{standard_name(standard)}</th>
                        <td>{controls.join(", ")}</td>
                    </tr>
                }
            })
            .collect_view();
        view! {
            <section class="card" aria-label="References">
                <h2>"References"</h2>
                <table class="numbers">
                    <thead class="visually-hidden">
                        <tr>
                            <th scope="col">"Standard"</th>
                            <th scope="col">"Controls"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
                <p class="hint">"A mapping helps to find your way; it is no proof of compliance."</p>
            </section>
        }
    })
}

fn standard_name(key: &str) -> String {
    match key {
        "samm2" => "OWASP SAMM 2".to_owned(),
        "iso27001-2017" => "ISO 27001:2017".to_owned(),
        "iso27001-2022" => "ISO 27001:2022".to_owned(),
        "openCRE" => "OpenCRE".to_owned(),
        "d3f" => "MITRE D3FEND".to_owned(),
        other => other.to_owned(),
    }
}

/// Every team's answer, where there are several.
#[component]
fn TeamAnswers(activity: Activity) -> impl IntoView {
    let state = State::get();
    let rows = Memo::new(move |_| {
        state.assessment.with(|assessment| {
            assessment
                .living_teams()
                .into_iter()
                .map(|(id, team)| {
                    let answer = assessment.answer(id, activity.id.as_str());
                    (
                        team.name.clone(),
                        answer_label(assessment, answer),
                        answer
                            .and_then(|answer| answer.confirmed)
                            .map(|day| day.to_string())
                            .unwrap_or_default(),
                    )
                })
                .collect::<Vec<_>>()
        })
    });
    part(move || {
        let rows = rows.get();
        (rows.len() > 1).then(|| {
            view! {
                <section class="card" aria-label="All teams">
                    <h2>"All teams"</h2>
                    <table class="numbers">
                        <thead>
                            <tr>
                                <th scope="col">"Team"</th>
                                <th scope="col">"Answer"</th>
                                <th scope="col">"Confirmed"</th>
                            </tr>
                        </thead>
                        <tbody>
                            {rows
                                .into_iter()
                                .map(|(name, answer, day)| {
                                    view! {
                                        <tr>
                                            <th scope="row">{name}</th>
                                            <td>{answer}</td>
                                            <td>{day}</td>
                                        </tr>
                                    }
                                })
                                .collect_view()}
                        </tbody>
                    </table>
                </section>
            }
        })
    })
}
