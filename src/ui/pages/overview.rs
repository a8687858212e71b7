//! Overview: the overall radar, the figures, the next actions, a card for each dimension.

use leptos::prelude::*;

use crate::assessment::SAMPLE;
use crate::browser;
use crate::route::Route;
use crate::scoring::{self, Score, Why};
use crate::ui::components::{
    Row, bar, button, card, later, layers, link_button, measure_choice, next_actions, radar_figure,
    stat, thumbnail,
};
use crate::ui::extensions;
use crate::ui::state::{Measure, State};
use crate::ui::text;
use crate::ui::view::{below, live, live_text};

/// The first page.
pub fn overview() -> AnyView {
    let state = State::get();
    let is_empty = Memo::new(move |_| {
        state
            .scores
            .with(|scores| scores.overall.counts.answered == 0)
    });
    let go_on = live(move || {
        (!is_empty.get()).then(|| {
            view! {
                <div class="row">
                    {link_button("button", Route::Review, "Review")}
                    {link_button("button primary", Route::Assess(None), "Continue the assessment")}
                </div>
            }
            .into_any()
        })
    });
    view! {
        <div class="page">
            <div class="page-head" translate="no">
                <div>
                    <h1 tabindex="-1">{text::OVERVIEW}</h1>
                    <p class="muted">{live_text(move || subtitle(state))}</p>
                </div>
                {go_on}
            </div>
            {live(move || is_empty.get().then(|| welcome(state)))}
            {figures(state)}
            {live(move || export_hint(state))}
            {below(move || overall(state))}
        </div>
    }
    .into_any()
}

/// The overall radar, with what to do next and the levels beside it; then each dimension.
fn overall(state: State) -> AnyView {
    let overall = view! {
        {measure_choice(state)}
        {overall_radar(state)}
        <p class="small">
            <a href=Route::Why("overall".to_owned()).href()>{text::WHY}</a>
        </p>
    }
    .into_any();
    let levels = view! { <ul class="level-list">{level_list(state)}</ul> }.into_any();
    view! {
        <div class="columns">
            {card("overall", "Overall".to_owned(), "", overall)}
            <div class="stack">
                {card("next", "Next three actions".to_owned(), text::NEXT_LEAD, next_actions(3))}
                {card("levels", "Levels".to_owned(), text::LEVELS_LEAD, levels)}
            </div>
        </div>
        {below(move || dimensions(state))}
    }
    .into_any()
}

fn dimensions(state: State) -> AnyView {
    view! {
        <section aria-labelledby="dimensions" translate="no">
            <h2 id="dimensions" class="section-title">
                {text::DIMENSIONS}
            </h2>
            <div class="cards">{dimension_cards(state)}</div>
        </section>
    }
    .into_any()
}

fn subtitle(state: State) -> String {
    let version = state.model().meta.version.clone();
    let title = state.assessment.with(|assessment| assessment.title.clone());
    let mut text = format!("{} · {title}", state.team_name());
    if !version.is_empty() {
        text.push_str(&format!(" · DSOMM {version}"));
    }
    text
}

/// Leads a newcomer into the first answer.
fn welcome(state: State) -> AnyView {
    // A portal may keep them instead.
    let kept = live_text(move || match state.host.mode.get() {
        browser::Mode::Local => "Answers stay in this browser. ",
        _ => "",
    });
    // Offered while nothing is answered; later it is in Settings and on the page Model.
    let offers: Vec<AnyView> = extensions::EXTENSIONS
        .iter()
        .map(|extension| {
            live(move || {
                let label = format!(
                    "Add {} ({})",
                    extension.name,
                    text::activities(extension.activities)
                );
                let add = move || extensions::switch(state, extension, true);
                let is_offered =
                    !state.host.is_read_only() && !extensions::is_on(state, extension.file);
                is_offered.then(|| button("button large quiet", None, label, add))
            })
        })
        .collect();
    view! {
        <section class="welcome" aria-labelledby="welcome">
            <div>
                <h2 id="welcome">"How mature is your DevSecOps practice?"</h2>
                <p>
                    "Go through the activities together and say honestly which are in place. The radar fills as you answer; the next actions follow. An hour is enough for a first picture."
                </p>
                <p class="muted" translate="no">{kept} "Share them as a file with Export; a teammate opens it with Import."</p>
            </div>
            <div class="welcome-actions">
                {link_button("button primary large", Route::Assess(None), "Answer the first activity")}
                {link_button("button large", Route::Help, "How it works")}
                {live(move || {
                    let is_kept = state.host.mode.get() == browser::Mode::Local && !state.host.is_read_only();
                    is_kept.then(|| button("button large", None, text::SAMPLE.to_owned(), move || state.show_sample(true)))
                })}
                {offers}
            </div>
        </section>
    }
    .into_any()
}

/// Reminds of the file that keeps answers safe: quietly, and less so when much would be lost.
fn export_hint(state: State) -> Option<AnyView> {
    const MANY: usize = 60;
    const LONG: i64 = 14 * 24 * 3_600_000;
    // Nothing of the sample would be missed.
    let is_dear = state
        .assessment
        .with(|assessment| assessment.id != SAMPLE && assessment.has_answers());
    if !is_dear {
        return None;
    }
    if !state.is_unpacked() {
        // How much was changed is not known yet; the place is kept.
        return Some(view! { <p class="export-hint small">"\u{a0}"</p> }.into_any());
    }
    let now = browser::context().now;
    let (last, changes) = state.since_export();
    let is_long = last.is_some_and(|at| now - at > LONG) && changes > 0;
    let mut said = text::exported(last, changes, now);
    said.push('.');
    let class = if is_long || changes >= MANY {
        said.push_str(" Export a file, so that they are safe should this browser lose them.");
        "export-hint due small"
    } else {
        "export-hint muted small"
    };
    Some(view! { <p class=class translate="no">{said}</p> }.into_any())
}

fn figures(state: State) -> AnyView {
    let overall = move |pick: fn(&Score) -> String| {
        live_text(move || state.scores.with(|scores| pick(&scores.overall)))
    };
    let weakest = live_text(move || {
        let model = state.model();
        let highest = model.highest_level();
        state.scores.with(|scores| match scores.overall.weakest {
            Some(at) if scores.overall.counts.answered > 0 => {
                format!("of {highest}, weakest: {}", model.dimensions[at].name)
            }
            _ => format!("of {highest}"),
        })
    });
    let evidenced = live_text(move || {
        let claimed = state.scores.with(|scores| scores.overall.counts);
        state.overlays.with(|overlays| {
            let proven = overlays
                .evidenced
                .as_ref()
                .map(|scores| scores.overall.counts);
            text::percent(scoring::evidenced_share(
                claimed,
                proven.unwrap_or_default(),
            ))
        })
    });
    let proofs = live_text(move || {
        let ready = state.scores.with(|scores| scores.overall.counts.ready);
        state.overlays.with(|overlays| {
            let proven = overlays
                .evidenced
                .as_ref()
                .map_or(0, |scores| scores.overall.counts.ready);
            if ready == 0 {
                return "nothing is ready yet".to_owned();
            }
            let ready = text::plural(ready, "ready activity", "ready activities");
            format!("{proven} of {ready} proven")
        })
    });
    let due = Memo::new(move |_| due(state));
    let unsure = live_text(move || match due.get().1 {
        0 => "answers to look at again".to_owned(),
        count => format!("answers, {count} of them not sure"),
    });
    let due = live_text(move || due.get().0.to_string());
    view! {
        <dl class="figures" translate="no">
            {stat(text::MATURITY, overall(|score| text::maturity(score.maturity)), weakest)}
            {stat(
                text::COMPLETION,
                overall(|score| text::percent(score.completion)),
                overall(|score| {
                    format!("{} of {} ready", score.counts.ready, score.counts.applicable)
                }),
            )}
            {stat(
                text::COVERAGE,
                overall(|score| text::percent(Some(score.counts.coverage()))),
                overall(text::answered),
            )}
            {stat(text::EVIDENCED, evidenced, proofs)}
            {later::second(state)}
            {stat(text::TO_REVIEW, due, unsure)}
        </dl>
    }
    .into_any()
}

/// How many answers of the shown team are due for review today, and how many of them because the
/// team is not sure.
fn due(state: State) -> (usize, usize) {
    let (model, today) = (state.model(), browser::context().today);
    let due = state.team.with(|team| {
        state
            .assessment
            .with(|assessment| scoring::due(&model, assessment, team, today))
    });
    let unsure = due.iter().filter(|due| due.why == Why::NotSure);
    (due.len(), unsure.count())
}

fn overall_radar(state: State) -> AnyView {
    let model = state.model();
    radar_figure(
        |measure| match measure {
            Measure::Maturity => "maturity by dimension".to_owned(),
            Measure::Completion => "completion by dimension".to_owned(),
        },
        "Dimension",
        move || {
            state.scores.with(|scores| {
                model
                    .dimensions
                    .iter()
                    .zip(&scores.dimensions)
                    .map(|(dimension, score)| Row {
                        name: dimension.name.clone(),
                        href: Route::Dimension(dimension.slug.clone()).href(),
                        score: *score,
                    })
                    .collect()
            })
        },
        move || {
            layers(
                state,
                |scores| scores.dimensions.clone(),
                |targets| targets.dimensions.clone(),
            )
        },
    )
}

/// For each level: how much of it is ready.
fn level_list(state: State) -> Vec<AnyView> {
    state
        .model()
        .levels
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let ready = move || state.scores.with(|scores| scores.levels[at]);
            let share = move || {
                let share = state.scores.with(|scores| scoring::level_share(scores, at));
                share.unwrap_or_default()
            };
            let count = live_text(move || {
                let (ready, applicable) = ready();
                format!("{ready} / {applicable}")
            });
            view! {
                <li>
                    <span>{format!("{} · {name}", at + 1)}</span>
                    <span class="num muted">{count}</span>
                    {bar(format!("Level {}: share ready", at + 1), share)}
                </li>
            }
            .into_any()
        })
        .collect()
}

fn dimension_cards(state: State) -> Vec<AnyView> {
    let model = state.model();
    (0..model.dimensions.len())
        .map(|at| {
            let dimension = &model.dimensions[at];
            let name = dimension.name.clone();
            let href = Route::Dimension(dimension.slug.clone()).href();
            let score = move || state.scores.with(|scores| scores.dimensions[at]);
            let weakest = {
                let model = model.clone();
                live_text(move || {
                    let score = score();
                    match score.weakest.filter(|_| score.counts.answered > 0) {
                        Some(part) => format!("Weakest: {}", model.subdimensions[part].name),
                        None => String::new(),
                    }
                })
            };
            let rings = format!("of {}", model.highest_level());
            view! {
                <article class="card dimension">
                    <h3>
                        <a href=href>{name.clone()}</a>
                    </h3>
                    {thumbnail(name.clone(), subdimension_rows(state, at))}
                    <p class="dimension-number">
                        <span class="stat-value">
                            {live_text(move || match state.measure.get() {
                                Measure::Maturity => text::maturity(score().maturity),
                                Measure::Completion => text::percent(score().completion),
                            })}
                        </span>
                        <span class="muted">
                            {live_text(move || match state.measure.get() {
                                Measure::Maturity => rings.clone(),
                                Measure::Completion => "complete".to_owned(),
                            })}
                        </span>
                        {later::spark(state, at)}
                    </p>
                    {bar(format!("{name}: share answered"), move || score().counts.coverage())}
                    <p class="muted small">{live_text(move || text::answered(&score()))}</p>
                    <p class="muted small">{weakest}</p>
                </article>
            }
            .into_any()
        })
        .collect()
}

/// The subdimensions of a dimension as rows of a radar.
pub fn subdimension_rows(
    state: State,
    dimension: usize,
) -> impl Fn() -> Vec<Row> + Clone + Send + Sync + 'static {
    let model = state.model();
    move || {
        state.scores.with(|scores| {
            model.dimensions[dimension]
                .subdimensions
                .iter()
                .map(|&sub| Row {
                    name: model.subdimensions[sub].name.clone(),
                    href: String::new(),
                    score: scores.subdimensions[sub],
                })
                .collect()
        })
    }
}
