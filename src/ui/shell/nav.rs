//! The main navigation: beside the page, on phones below it.

use leptos::prelude::*;

use crate::browser::{self, LocalStore};
use crate::route::Route;
use crate::storage::{PREFIX, Store};
use crate::ui::components::{Icon, Shape};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{on, words, yes};

/// The navigation named "Main".
#[component]
pub fn Nav() -> impl IntoView {
    let state = State::get();
    let model = state.model();
    let dimensions = model
        .dimensions
        .iter()
        .enumerate()
        .map(|(at, dimension)| {
            let route = Route::Dimension(dimension.slug.clone());
            let href = route.href();
            let current = current(state, route);
            let maturity = words(move || {
                state
                    .scores
                    .with(|scores| text::maturity(scores.dimensions[at].maturity))
            });
            view! {
                <li>
                    <a href=href aria-current=current>
                        <span class="nav-name">{dimension.name.clone()}</span>
                        // The number is a glance, not part of the link's name.
                        <span class="nav-number" aria-hidden="true">{maturity}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="nav" aria-label=text::MAIN>
            <ul class="nav-pages">
                <Entry route=Route::Overview name=text::OVERVIEW shape=Shape::Overview />
                <Entry route=Route::Assess(None) name=text::ASSESS shape=Shape::Assess />
                <Entry route=Route::Teams name=text::TEAMS shape=Shape::Teams />
                <Entry route=Route::Help name=text::HELP shape=Shape::Help />
            </ul>
            <div class="nav-dimensions">
                <h2 class="nav-heading">{text::DIMENSIONS}</h2>
                <ul>{dimensions}</ul>
            </div>
            <ThemeChoice />
        </nav>
    }
}

#[component]
fn Entry(route: Route, name: &'static str, shape: Shape) -> impl IntoView {
    let href = route.href();
    let current = current(State::get(), route);
    view! {
        <li>
            <a href=href aria-current=current>
                <Icon shape=shape />
                <span class="nav-name">{name}</span>
            </a>
        </li>
    }
}

fn current(state: State, route: Route) -> Signal<Option<&'static str>> {
    Signal::derive(move || {
        let is_here = state.route.with(|here| match (here, &route) {
            (Route::Assess(_), Route::Assess(_)) => true,
            (here, route) => here == route,
        });
        is_here.then_some("page")
    })
}

/// System, light or dark; remembered in this browser.
#[component]
fn ThemeChoice() -> impl IntoView {
    let key = format!("{PREFIX}theme");
    let stored = LocalStore::open().get(&key).ok().flatten();
    let theme = RwSignal::new(stored.unwrap_or_default());
    Effect::new(move |_| browser::set_theme(&theme.get()));
    view! {
        <div class="theme-choice">
            <label for="theme">{text::THEME}</label>
            <select
                id="theme"
                on:change=on(move |event| {
                    let value = event_target_value(&event);
                    // Only a convenience: where nothing can be kept, it lasts until the reload.
                    let _ = LocalStore::open().set(&key, &value);
                    theme.set(value);
                })
            >
                {[("", "System"), ("light", "Light"), ("dark", "Dark")]
                    .into_iter()
                    .map(|(value, name)| {
                        view! {
                            <option value=value prop:selected=yes(move || theme.get() == value)>
                                {name}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
        </div>
    }
}
