//! The main navigation: beside the page, on phones below it.

use leptos::prelude::*;

use crate::route::Route;
use crate::ui::components::{Pick, Shape, icon, select};
use crate::ui::host::Host;
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{live, live_text};

/// The navigation named "Main".
pub fn nav(state: State) -> AnyView {
    let (model, host) = (state.model(), state.host);
    let dimensions: Vec<AnyView> = model
        .dimensions
        .iter()
        .enumerate()
        .map(|(at, dimension)| {
            let maturity = live_text(move || {
                state.scores.with(|scores| {
                    // Fewer ones may be counted a moment before the navigation is made anew.
                    let dimension = scores.dimensions.get(at);
                    text::maturity(dimension.and_then(|dimension| dimension.maturity))
                })
            });
            // The number is a glance, not part of the link's name.
            let number = view! {
                <span class="nav-number" aria-hidden="true">
                    {maturity}
                </span>
            }
            .into_any();
            let route = Route::Dimension(dimension.slug.clone());
            entry(state, route, &dimension.name, None, Some(number))
        })
        .collect();
    let teams = host.word("teams", text::TEAMS);
    let pages: Vec<AnyView> = [
        (Route::Overview, text::OVERVIEW, Shape::Overview),
        (Route::Assess(None), text::ASSESS, Shape::Assess),
        (Route::Heatmap, text::HEATMAP, Shape::Heatmap),
        (Route::Matrix, text::MATRIX, Shape::Matrix),
        (Route::Teams, &teams, Shape::Teams),
        (Route::Compare, text::COMPARE, Shape::Compare),
        (Route::Roadmap, text::ROADMAP, Shape::Roadmap),
        (Route::History, text::HISTORY, Shape::History),
        (Route::Dependencies, text::DEPENDENCIES, Shape::Dependencies),
        (Route::Mapping, text::MAPPING, Shape::Mapping),
        (Route::Audit, text::AUDIT, Shape::Audit),
        (Route::Report, text::REPORT, Shape::Report),
        (Route::Model, text::MODEL, Shape::Model),
        (Route::Settings, text::SETTINGS, Shape::Settings),
        (Route::Help, text::HELP, Shape::Help),
    ]
    .into_iter()
    .filter(|(route, ..)| !host.hides(route))
    .map(|(route, name, shape)| entry(state, route, name, Some(shape), None))
    .collect();
    view! {
        <nav class="nav" aria-label=text::MAIN translate="no">
            <div class="nav-inner">
                <ul class="nav-pages">{pages}</ul>
                <div class="nav-dimensions">
                    <h2 class="nav-heading">{text::DIMENSIONS}</h2>
                    <ul>{dimensions}</ul>
                </div>
                {live(move || (!host.is_locked("theme.mode")).then(|| theme_choice(host)))}
            </div>
        </nav>
    }
    .into_any()
}

fn entry(
    state: State,
    route: Route,
    name: &str,
    shape: Option<Shape>,
    number: Option<AnyView>,
) -> AnyView {
    let href = route.href();
    let current: Signal<Option<&'static str>> = Signal::derive(move || {
        let is_here = state.route.with(|here| match (here, &route) {
            (Route::Assess(_) | Route::Review | Route::Round, Route::Assess(_)) => true,
            (here, route) => here == route,
        });
        is_here.then_some("page")
    });
    view! {
        <li>
            <a href=href aria-current=current>
                {shape.map(icon)}
                <span class="nav-name">{name.to_owned()}</span>
                {number}
            </a>
        </li>
    }
    .into_any()
}

/// System, light or dark; remembered in this browser.
fn theme_choice(host: Host) -> AnyView {
    let picks = || {
        [("", "System"), ("light", "Light"), ("dark", "Dark")]
            .map(|(value, name)| Pick(value.to_owned(), name.to_owned()))
            .to_vec()
    };
    let choose = move |value: String| host.choose_theme(value);
    view! {
        <div class="theme-choice">
            <label for="theme">{text::THEME}</label>
            {select(Some("theme"), None, picks, host.theme.into(), choose)}
        </div>
    }
    .into_any()
}
