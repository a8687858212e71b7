//! Cards, tables, buttons, choices, bars.

use leptos::prelude::*;

use crate::model::Activity;
use crate::route::Route;
use crate::ui::components::{Shape, icon};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{event_handler, handler, live, live_bool, live_text};

/// A titled box. `id` names the heading, which names the box.
pub fn card(
    id: &str,
    heading: impl Into<Signal<String>>,
    lead: &'static str,
    body: AnyView,
) -> AnyView {
    let lead = (!lead.is_empty()).then(|| view! { <p class="muted">{lead}</p> });
    card_of(id.to_owned(), heading.into(), lead.into_any(), body)
}

/// As [`card`], with a lead that is prose.
pub fn card_about(id: &str, heading: String, lead: AnyView, body: AnyView) -> AnyView {
    card_of(id.to_owned(), heading.into(), lead, body)
}

fn card_of(id: String, heading: Signal<String>, lead: AnyView, body: AnyView) -> AnyView {
    let labelled_by = id.clone();
    view! {
        <section class="card" aria-labelledby=labelled_by>
            <h2 id=id translate="no">
                {heading}
            </h2>
            {lead}
            <div class="card-body" translate="no">
                {body}
            </div>
        </section>
    }
    .into_any()
}

/// One cell of a table.
#[derive(Clone, PartialEq, Debug)]
pub enum Cell {
    /// Text; in the first column: the row's heading.
    Text(String),
    /// A number, to the right.
    Number(String),
    /// A text that leads to a page of ours; never an address out of a file: see `evidence_link`.
    Link(String, String),
}

/// A table that scrolls by itself where it is too wide. Heads that begin with `#` are numbers.
pub fn table(
    name: &'static str,
    heads: Vec<String>,
    rows: impl Fn() -> Vec<Vec<Cell>> + Send + 'static,
) -> AnyView {
    let heads = heads
        .into_iter()
        .map(|head| {
            let (class, head) = match head.strip_prefix('#') {
                Some(head) => ("num", head.to_owned()),
                None => ("", head),
            };
            view! { <th scope="col" class=class>{head}</th> }.into_any()
        })
        .collect_view();
    let body = live(move || rows().into_iter().map(table_row).collect_view());
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label=name>
            <table class="numbers">
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn table_row(cells: Vec<Cell>) -> AnyView {
    let cells = cells
        .into_iter()
        .enumerate()
        .map(|(at, cell)| {
            let (class, content) = match cell {
                Cell::Text(text) => ("", text.into_any()),
                Cell::Number(text) => ("num", text.into_any()),
                Cell::Link(text, href) => ("", view! { <a href=href>{text}</a> }.into_any()),
            };
            if at == 0 {
                view! { <th scope="row">{content}</th> }.into_any()
            } else {
                view! { <td class=class>{content}</td> }.into_any()
            }
        })
        .collect_view();
    view! { <tr>{cells}</tr> }.into_any()
}

/// What changes the assessment or what this browser keeps: where the page is read-only, nothing in
/// it can be used. Why is said once, above the page.
pub fn editing(state: State, body: AnyView) -> AnyView {
    editing_of(live_bool(move || state.host.is_read_only()), body)
}

/// As [`editing`]; also where the configuration has decided `key`, which is said in front of it.
pub fn editing_unless_locked(state: State, key: &'static str, body: AnyView) -> AnyView {
    let why = live(move || {
        let is_locked = state.host.is_locked(key);
        is_locked.then(|| view! { <p class="hint">{text::LOCKED}</p> }.into_any())
    });
    let is_fixed = live_bool(move || state.host.is_read_only() || state.host.is_locked(key));
    (why, editing_of(is_fixed, body)).into_any()
}

fn editing_of(is_fixed: Signal<bool>, body: AnyView) -> AnyView {
    view! { <fieldset class="editing" role="presentation" disabled=is_fixed>{body}</fieldset> }
        .into_any()
}

/// A button with an icon (if any) and a text.
pub fn button(
    class: &'static str,
    shape: Option<Shape>,
    label: impl Into<Signal<String>>,
    press: impl Fn() + 'static,
) -> AnyView {
    button_of(class, shape, label.into(), Box::new(press))
}

fn button_of(
    class: &'static str,
    shape: Option<Shape>,
    label: Signal<String>,
    press: Box<dyn Fn()>,
) -> AnyView {
    let picture = shape.map(icon);
    view! {
        <button type="button" class=class on:click=handler(press)>
            {picture}
            {label}
        </button>
    }
    .into_any()
}

/// A button that is only an icon; `name` says what it does. Where it can do nothing it says so,
/// but keeps the focus.
pub fn icon_button(
    class: &'static str,
    shape: Shape,
    name: impl Into<Signal<String>>,
    idle: Signal<&'static str>,
    press: impl Fn() + 'static,
) -> AnyView {
    icon_button_of(class, shape, name.into(), idle, Box::new(press))
}

fn icon_button_of(
    class: &'static str,
    shape: Shape,
    name: Signal<String>,
    idle: Signal<&'static str>,
    press: Box<dyn Fn()>,
) -> AnyView {
    view! {
        <button
            type="button"
            class=class
            aria-label=name
            title=name
            aria-disabled=idle
            on:click=handler(press)
        >
            {icon(shape)}
        </button>
    }
    .into_any()
}

/// A link that looks like a button.
pub fn link_button(class: &'static str, route: Route, label: &'static str) -> AnyView {
    view! { <a class=class href=route.href()>{label}</a> }.into_any()
}

/// One entry of a [`select`]: value and name.
#[derive(Clone, PartialEq, Debug)]
pub struct Pick(pub String, pub String);

/// A choice from a list. With an `id` a label outside names it, otherwise `name` does.
pub fn select(
    id: Option<&'static str>,
    name: Option<&'static str>,
    picks: impl Fn() -> Vec<Pick> + Send + Sync + 'static,
    current: Signal<String>,
    choose: impl Fn(String) + 'static,
) -> AnyView {
    let (id, name) = (id.map(str::to_owned), name.map(str::to_owned));
    select_of(id, name, Box::new(picks), current, Box::new(choose))
}

/// As [`select`], with an id or a name that is only known when the page runs.
pub fn select_of(
    id: Option<String>,
    name: Option<String>,
    picks: Box<dyn Fn() -> Vec<Pick> + Send + Sync>,
    current: Signal<String>,
    choose: Box<dyn Fn(String)>,
) -> AnyView {
    // What is offered often depends on the whole assessment, and rarely changes with it.
    let picks = Memo::new(move |_| picks());
    let options = live(move || {
        picks
            .get()
            .into_iter()
            .map(|Pick(value, name)| {
                let this = value.clone();
                let is_chosen = live_bool(move || current.with(|current| *current == this));
                view! {
                    <option value=value prop:selected=is_chosen>
                        {name}
                    </option>
                }
                .into_any()
            })
            .collect_view()
    });
    view! {
        <select
            id=id
            aria-label=name
            on:change=event_handler(move |event| choose(event_target_value(&event)))
        >
            {options}
        </select>
    }
    .into_any()
}

/// A number with its name: one entry of a list of figures.
pub fn stat(label: &'static str, value: Signal<String>, note: Signal<String>) -> AnyView {
    view! {
        <div class="stat">
            <dt>{label}</dt>
            <dd>
                <span class="stat-value">{value}</span>
                <span class="stat-note">{note}</span>
            </dd>
        </div>
    }
    .into_any()
}

/// A bar from 0 to 1; `label` names it for those who do not see it.
pub fn bar(label: String, value: impl Fn() -> f64 + Send + Sync + 'static) -> AnyView {
    let value = live_text(move || crate::number::down(value(), 3));
    view! { <progress class="bar" aria-label=label max="1" value=value></progress> }.into_any()
}

/// "Level 2".
pub fn level_tag(level: u8) -> AnyView {
    view! { <span class="tag level">{format!("Level {level}")}</span> }.into_any()
}

/// A line with an activity and what is to be said about it.
pub fn activity_row(activity: &Activity, mark: AnyView) -> AnyView {
    let href = Route::Activity(activity.id.to_string()).href();
    view! {
        <li class="activity-row">
            {level_tag(activity.level)}
            <a href=href>{activity.name.clone()}</a>
            {mark}
        </li>
    }
    .into_any()
}
