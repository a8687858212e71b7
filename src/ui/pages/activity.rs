//! One activity: its texts, what it needs and unlocks, and every team's answer.

use leptos::prelude::*;

use crate::model::{Activity, Implementation};
use crate::route::Route;
use crate::ui::components::{
    Cell, activity_row, answer_form, answer_label, card, lacking, later, level_tag, link_button,
    prose, table,
};
use crate::ui::pages::not_found;
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{live, live_text, remade};

/// The page of the activity with this id.
pub fn activity_page(id: &str) -> AnyView {
    let state = State::get();
    let model = state.model();
    let Some(at) = model.position(id) else {
        return not_found(&format!("activity/{id}"));
    };
    state.want_details();
    let activity = &model.activities[at];
    let dimension = model.dimension_of(activity);
    let dimension_href = Route::Dimension(dimension.slug.clone()).href();
    let name = activity.name.clone();
    let form = {
        let (id, name) = (activity.id.clone(), name.clone());
        live(move || answer_form(state.team.get(), id.clone(), name.clone()))
    };
    let question = live_text(move || format!("Where does {} stand?", state.team_name()));
    let needs = activity
        .needs
        .iter()
        .filter_map(|need| model.position(need.as_str()))
        .collect();
    let unlocks = model.dependents(at).to_vec();
    view! {
        <div class="page">
            <nav class="trail" aria-label="Where this is" translate="no">
                <a href=dimension_href>{dimension.name.clone()}</a>
                <span aria-hidden="true">"/"</span>
                <span>{model.subdimension_of(activity).name.clone()}</span>
            </nav>
            <div class="page-head" translate="no">
                <h1 tabindex="-1">{name}</h1>
                {link_button(
                    "button",
                    Route::Assess(Some(id.to_owned())),
                    "Go on assessing from here",
                )}
            </div>
            {facts(activity)}
            {lacking(state, at)}
            <div class="columns activity">
                <div class="stack">
                    {card("answer-title", question, "", form)}
                    {team_answers(state, activity)}
                </div>
                <div class="stack">
                    {texts(state, activity)}
                    {links(state, "needs", "Needs first", needs)}
                    {links(state, "unlocks", "Unlocks", unlocks)}
                    {references(activity)}
                </div>
            </div>
            {graph(state, at)}
        </div>
    }
    .into_any()
}

/// Level, effort and usefulness in one line.
pub fn facts(activity: &Activity) -> AnyView {
    let difficulty = activity.difficulty;
    let effort = format!(
        "Effort {} of 15: knowledge {}, time {}, resources {}",
        difficulty.effort(),
        difficulty.knowledge,
        difficulty.time,
        difficulty.resources,
    );
    let tags: Vec<AnyView> = activity
        .tags
        .iter()
        .map(|tag| view! { <li class="tag">{tag.clone()}</li> }.into_any())
        .collect();
    view! {
        <ul class="facts" translate="no">
            <li>{level_tag(activity.level)}</li>
            <li>{format!("Usefulness {} of 5", activity.usefulness)}</li>
            <li>{effort}</li>
            {tags}
        </ul>
    }
    .into_any()
}

/// What the model says about an activity; loaded when first needed.
pub fn texts(state: State, activity: &Activity) -> AnyView {
    let id = activity.id.clone();
    let body = remade(move || {
        let Some(detail) = state.detail(&id) else {
            let said = state
                .details_problem
                .get()
                .unwrap_or_else(|| "Loading the texts…".to_owned());
            return view! { <p class="muted">{said}</p> }.into_any();
        };
        let texts = detail.texts;
        if texts.is_empty() && detail.implementations.is_empty() {
            return view! { <p class="muted">"The model says nothing more about this activity."</p> }
                .into_any();
        }
        let mut sections: Vec<AnyView> = [
            ("What it is", &texts.description),
            ("How to tell", &texts.assessment),
            ("Risk without it", &texts.risk),
            ("What to do", &texts.measure),
            ("How to get there", &texts.guide),
            ("Remarks", &texts.comments),
        ]
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(title, text)| {
            view! {
                <h3>{title}</h3>
                {prose(text)}
            }
            .into_any()
        })
        .collect();
        if !detail.implementations.is_empty() {
            let tools: Vec<AnyView> = detail.implementations.iter().map(tool).collect();
            sections.push(
                view! {
                    <h3>"Tools and reading"</h3>
                    <ul class="tools">{tools}</ul>
                }
                .into_any(),
            );
        }
        sections.into_any()
    });
    view! {
        <section class="card texts" aria-label="About this activity">
            {body}
        </section>
    }
    .into_any()
}

fn tool(tool: &Implementation) -> AnyView {
    let name = if tool.name.is_empty() {
        tool.url.clone()
    } else {
        tool.name.clone()
    };
    // Only web addresses become links: a model file may come from anywhere.
    let is_web = tool.url.starts_with("https://") || tool.url.starts_with("http://");
    let name = if is_web {
        view! {
            <a href=tool.url.clone() target="_blank" rel="noopener noreferrer">
                {name}
            </a>
        }
        .into_any()
    } else {
        name.into_any()
    };
    view! { <li>{name}</li> }.into_any()
}

fn links(state: State, id: &str, title: &str, activities: Vec<usize>) -> Option<AnyView> {
    if activities.is_empty() {
        return None;
    }
    let model = state.model();
    let rows: Vec<AnyView> = activities
        .into_iter()
        .map(|at| {
            let mark = live(move || {
                state
                    .scores
                    .with(|scores| scores.values[at].is_ready())
                    .then(|| view! { <span class="chip ready">"Ready"</span> }.into_any())
            });
            activity_row(&model.activities[at], mark)
        })
        .collect();
    let list = view! { <ul class="activity-list">{rows}</ul> }.into_any();
    Some(card(id, title.to_owned(), "", list))
}

/// Everything that it needs and unlocks, as a picture, once the part of the program is there that
/// draws it.
fn graph(state: State, at: usize) -> Option<AnyView> {
    let model = state.model();
    if model.activities[at].needs.is_empty() && model.dependents(at).is_empty() {
        return None;
    }
    let pictures = state.chunks.pictures;
    pictures.want();
    let body = live(move || match pictures.get() {
        Some(has) => (has.graph)(at),
        None => later::loading(pictures),
    });
    Some(card("graph", text::DEPENDENCIES.to_owned(), "", body))
}

fn references(activity: &Activity) -> Option<AnyView> {
    if activity.references.is_empty() {
        return None;
    }
    let rows: Vec<Vec<Cell>> = activity
        .references
        .iter()
        .map(|(standard, controls)| {
            vec![
                Cell::Text(text::standard(standard)),
                Cell::Text(controls.join(", ")),
            ]
        })
        .collect();
    let list = table(
        "Controls by standard",
        vec!["Standard".to_owned(), "Controls".to_owned()],
        move || rows.clone(),
    );
    Some(card(
        "references",
        "References".to_owned(),
        "A mapping helps to find your way; it is no proof of compliance.",
        list,
    ))
}

/// Every team's answer, where there are several.
fn team_answers(state: State, activity: &Activity) -> AnyView {
    let id = activity.id.clone();
    live(move || {
        let several = state
            .assessment
            .with(|assessment| assessment.living_teams().len() > 1);
        let id = id.clone();
        several.then(|| {
            let heads = ["Team", "Answer", "#Confirmed"];
            let list = table(
                "All answers",
                heads.map(|head| state.host.say(head)).to_vec(),
                move || {
                    state.assessment.with(|assessment| {
                        assessment
                            .living_teams()
                            .into_iter()
                            .map(|(team_id, team)| {
                                let answer = assessment.answer(team_id, id.as_str());
                                let day = answer
                                    .and_then(|answer| answer.confirmed)
                                    .map(|day| day.to_string());
                                vec![
                                    Cell::Text(team.name.clone()),
                                    Cell::Text(answer_label(assessment, answer)),
                                    Cell::Number(day.unwrap_or_default()),
                                ]
                            })
                            .collect()
                    })
                },
            );
            card("all-teams", state.host.say("All teams"), "", list)
        })
    })
}
