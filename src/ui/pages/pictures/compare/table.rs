//! Teams × subdimensions as a table of colours and numbers, so many rows at a time: of a thousand
//! teams only those are counted that are shown, unless the rows are sorted by a number.

use std::cmp::Ordering;
use std::sync::Arc;

use leptos::prelude::*;

use crate::browser;
use crate::charts::{MOST, Scale};
use crate::order::order;
use crate::ui::components::{Shape, card, icon_button};
use crate::ui::text;
use crate::ui::view::{event_handler, handler, live, live_bool, live_flag, live_text};

use super::Page;
use super::rows::{Numbers, Row, numbers, rows};
use super::together::together;

const ROWS: &str = "rows";
const GROUPS: &str = "groups";
pub(super) const SORT: &str = "sort";
const PICKED: &str = "picked";
/// Names, and the whole; everything else is a subdimension's index.
pub(super) const NAME: &str = "name";
pub(super) const OVERALL: &str = "overall";
pub(super) const FROM: &str = "from";
pub(super) const FIND: &str = "find";
/// How many rows are in the page at once.
const SHOWN: usize = 50;

/// The table, the picked rows as a radar.
pub fn table(page: Page) -> AnyView {
    let choices = page.choices;
    let kind = choices.memo(ROWS);
    let all: Memo<Arc<Vec<Row>>> = Memo::new(move |_| Arc::new(rows(page, kind.get() == GROUPS)));
    let sought = choices.memo(FIND);
    let found = Memo::new(move |_| {
        let sought = browser::lower(sought.get().trim());
        all.with(|all| {
            let found = all
                .iter()
                .filter(|row| browser::lower(&row.name).contains(&sought));
            Arc::new(found.cloned().collect::<Vec<_>>())
        })
    });
    let sort = choices.memo(SORT);
    let sorted = Memo::new(move |_| Arc::new(sorted_rows(page, &found.get(), &sort.get())));
    let kinds = ["", GROUPS].map(|value| {
        let name = match value {
            "" => untrack(|| page.state.host.word("teams", text::TEAMS)),
            _ => "Groups".to_owned(),
        };
        let press = handler(move || {
            choices.clear(&[FROM]);
            choices.set(ROWS, value);
        });
        let pressed = live_flag(move || kind.get() == value);
        view! {
            <button type="button" aria-pressed=pressed on:click=press>
                {name}
            </button>
        }
        .into_any()
    });
    let hint = live_text(
        move || match (kind.get().as_str(), all.with(|all| all.len())) {
            (GROUPS, 0) => page
                .state
                .host
                .say("There are no groups yet. Add one under Teams."),
            (GROUPS, _) => page
                .state
                .host
                .say("A group's numbers are means over its teams."),
            _ => format!("Pick up to {MOST} to see them in one radar."),
        },
    );
    let count = Memo::new(move |_| sorted.with(|sorted| sorted.len()));
    let range = range(page, count);
    let find = event_handler(move |event: leptos::ev::Event| {
        choices.clear(&[FROM]);
        choices.set(FIND, event_target_value(&event).trim_start());
    });
    let body = view! {
        <div class="row">
            <div class="segmented" role="group" aria-label="Rows">{Vec::from(kinds)}</div>
            <input
                type="search"
                aria-label="Find by name"
                placeholder="Find by name"
                prop:value=sought
                on:input=find
            />
            <span class="hint">{hint}</span>
        </div>
        {grid(page, sorted, range)}
        {pages(page, count, range)}
    }
    .into_any();
    view! {
        {card("compare-title", "Where each stands".to_owned(), "", body)}
        {together(page, all, choices.memo(PICKED))}
    }
    .into_any()
}

/// Rows in the order that is asked for; without a number at the end.
fn sorted_rows(page: Page, all: &[Row], sort: &str) -> Vec<Row> {
    let (column, is_down) = match sort.strip_prefix('-') {
        Some(column) => (column, true),
        None => (sort, false),
    };
    let places: Vec<usize> = match column {
        "" => return all.to_vec(),
        NAME => {
            let names: Vec<String> = all.iter().map(|row| browser::lower(&row.name)).collect();
            order(all.len(), &|left, right| {
                let order = names[left].cmp(&names[right]);
                if is_down { order.reverse() } else { order }
            })
        }
        column => {
            let at = column.parse::<usize>().ok();
            let value = |numbers: Numbers| match at {
                Some(at) => numbers.subdimensions.get(at).copied().flatten(),
                None => numbers.overall,
            };
            let values: Vec<Option<f64>> =
                all.iter().map(|row| value(numbers(page, row))).collect();
            order(
                all.len(),
                &|left, right| match (values[left], values[right]) {
                    (Some(left), Some(right)) if is_down => right.total_cmp(&left),
                    (Some(left), Some(right)) => left.total_cmp(&right),
                    (Some(_), None) => Ordering::Less,
                    (None, Some(_)) => Ordering::Greater,
                    (None, None) => Ordering::Equal,
                },
            )
        }
    };
    places.into_iter().map(|at| all[at].clone()).collect()
}

/// A head that sorts. Numbers begin with the highest.
pub(super) fn head(page: Page, column: String, name: String, class: &'static str) -> AnyView {
    let choices = page.choices;
    let is_name = column == NAME;
    let state = {
        let column = column.clone();
        Memo::new(move |_| {
            let sort = choices.get(SORT);
            match sort.strip_prefix('-') {
                Some(sort) if sort == column => Some(true),
                None if sort == column => Some(false),
                _ => None,
            }
        })
    };
    let sorted: Signal<&'static str> = Signal::derive(move || match state.get() {
        Some(true) => "descending",
        Some(false) => "ascending",
        None => "none",
    });
    let press = handler(move || {
        let down = format!("-{column}");
        let next = match (state.get_untracked(), is_name) {
            (None, true) | (Some(true), false) => column.clone(),
            (None, false) | (Some(false), true) => down,
            _ => String::new(),
        };
        choices.clear(&[FROM]);
        choices.set(SORT, &next);
    });
    view! {
        <th scope="col" class=class aria-sort=sorted>
            <button type="button" on:click=press>
                <span>{name}</span>
            </button>
        </th>
    }
    .into_any()
}

/// The rows that are in the page: from which one on, and up to which one.
pub(super) type Range = Memo<(usize, usize)>;

pub(super) fn range(page: Page, count: Memo<usize>) -> Range {
    Memo::new(move |_| {
        let all = count.get();
        let from = page.choices.get(FROM).parse::<usize>().unwrap_or(0);
        // Fewer than there were when the address was written: the last ones.
        let begin = from.min(all.saturating_sub(1)) / SHOWN * SHOWN;
        (begin, (begin + SHOWN).min(all))
    })
}

/// The way through more rows than are in the page at once.
pub(super) fn pages(page: Page, count: Memo<usize>, range: Range) -> AnyView {
    live(move || {
        let all = count.get();
        let (begin, end) = range.get();
        let go = move |from: usize| {
            let from = if from == 0 {
                String::new()
            } else {
                from.to_string()
            };
            page.choices.set(FROM, &from);
        };
        let step = |shape: Shape, name: &'static str, to: Option<usize>| {
            let idle = if to.is_some() { "false" } else { "true" };
            icon_button(
                "icon-button",
                shape,
                name.to_owned(),
                Signal::derive(move || idle),
                move || {
                    if let Some(to) = to {
                        go(to);
                    }
                },
            )
        };
        (all > SHOWN).then(|| {
            view! {
                <div class="row rows-shown" role="group" aria-label="Rows shown">
                    {step(Shape::Previous, "Previous rows", begin.checked_sub(SHOWN))}
                    <span class="num muted">{format!("{}–{end} of {all}", begin + 1)}</span>
                    {step(Shape::Next, "Next rows", (end < all).then_some(end))}
                </div>
            }
            .into_any()
        })
    })
}

fn grid(page: Page, sorted: Memo<Arc<Vec<Row>>>, range: Range) -> AnyView {
    let model = page.state.model();
    let heads: Vec<AnyView> = model
        .dimensions
        .iter()
        .flat_map(|dimension| dimension.subdimensions.iter().enumerate())
        .map(|(at, &sub)| {
            let class = if at == 0 { "turned first" } else { "turned" };
            head(
                page,
                sub.to_string(),
                model.subdimensions[sub].name.clone(),
                class,
            )
        })
        .collect();
    let groups: Vec<AnyView> = model
        .dimensions
        .iter()
        .filter(|dimension| !dimension.subdimensions.is_empty())
        .map(|dimension| {
            let span = dimension.subdimensions.len().to_string();
            view! { <th scope="colgroup" colspan=span class="first" title=dimension.name.clone()><span>{dimension.name.clone()}</span></th> }.into_any()
        })
        .collect();
    let columns: Arc<Vec<(usize, bool)>> = Arc::new(
        model
            .dimensions
            .iter()
            .flat_map(|dimension| {
                let subs = dimension.subdimensions.iter().enumerate();
                subs.map(|(at, &sub)| (sub, at == 0))
            })
            .collect(),
    );
    let body = live(move || {
        // These first: `range` looks at them too, and what it has looked at counts as seen.
        page.measure.track();
        sorted.track();
        let (begin, end) = range.get();
        sorted.with(|sorted| {
            let shown = sorted.iter().enumerate().skip(begin).take(end - begin);
            shown
                .map(|(at, row)| body_row(page, at, row, &columns))
                .collect_view()
        })
    });
    let count = live_text(move || (sorted.with(|sorted| sorted.len()) + 2).to_string());
    view! {
        <div
            class="compare-scroll"
            tabindex="0"
            role="group"
            aria-label="Numbers by row and subdimension"
        >
            <table class="compare" aria-rowcount=count>
                <thead>
                    <tr aria-rowindex="1">
                        <td class="name"></td>
                        <td class="first"></td>
                        {groups}
                    </tr>
                    <tr aria-rowindex="2">
                        {head(page, NAME.to_owned(), "Name".to_owned(), "name")}
                        {head(page, OVERALL.to_owned(), "Overall".to_owned(), "turned first")}
                        {heads}
                    </tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn body_row(page: Page, at: usize, row: &Row, columns: &[(usize, bool)]) -> AnyView {
    let numbers = numbers(page, row);
    let mut cells = vec![cell(page, numbers.overall, true)];
    for &(sub, is_first) in columns {
        cells.push(cell(page, numbers.subdimensions[sub], is_first));
    }
    let index = (at + 3).to_string();
    view! {
        <tr aria-rowindex=index>
            <th scope="row" class="name">{pick(page, row)}</th>
            {cells}
        </tr>
    }
    .into_any()
}

pub(super) fn cell(page: Page, value: Option<f64>, is_first: bool) -> AnyView {
    let colour = match value {
        Some(value) => Scale::Share.class(Scale::Share.step(page.share(value))),
        None => "hatched".to_owned(),
    };
    let first = if is_first { " first" } else { "" };
    let said = match value {
        Some(_) => page.said(value).trim_end_matches(" %").to_owned(),
        None => "n/a".to_owned(),
    };
    view! { <td class=format!("{colour}{first}")>{said}</td> }.into_any()
}

/// The keys of the picked rows.
fn picked(said: &str) -> Vec<String> {
    let all = said.split(',').filter(|key| !key.is_empty());
    all.map(str::to_owned).collect()
}

fn pick(page: Page, row: &Row) -> AnyView {
    let choices = page.choices;
    let key = row.key.clone();
    let is_picked = {
        let key = key.clone();
        live_bool(move || picked(&choices.get(PICKED)).contains(&key))
    };
    let is_full = {
        let key = key.clone();
        live_bool(move || {
            let now = picked(&choices.get(PICKED));
            now.len() >= MOST && !now.contains(&key)
        })
    };
    let switch = event_handler(move |event: leptos::ev::Event| {
        let mut now = picked(&choices.get(PICKED));
        now.retain(|known| *known != key);
        if event_target_checked(&event) {
            now.push(key.clone());
        }
        choices.set(PICKED, &now.join(","));
    });
    view! {
        <label class="pick" title=row.name.clone()>
            <input type="checkbox" prop:checked=is_picked disabled=is_full on:change=switch />
            <span>{if row.name.is_empty() { text::TEAM.to_owned() } else { row.name.clone() }}</span>
        </label>
    }
    .into_any()
}
