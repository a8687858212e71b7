//! The teams of a folder that the host has: their numbers come from its index, so none of their files
//! is loaded. There is nothing to change here.

use std::cmp::Ordering;
use std::sync::Arc;

use leptos::prelude::*;

use crate::browser;
use crate::exchange::index_file::{self, Folder, Member};
use crate::order::order;
use crate::scoring::{self, Spread};
use crate::ui::components::card;
use crate::ui::state::Measure;
use crate::ui::text;
use crate::ui::view::{event_handler, live, live_text};

use super::Page;
use super::table::{FIND, FROM, NAME, OVERALL, SORT, cell, head, pages, range};

const ASSESSMENT: &str = "assessment";
const EVIDENCED: &str = "evidenced";

/// The whole, then a dimension each, then what is evidenced.
#[derive(Clone, Copy, PartialEq)]
enum Column {
    Overall,
    Dimension(usize),
    Evidenced,
}

impl Column {
    fn of(self, member: &Member, measure: Measure) -> Option<f64> {
        let by = |(maturity, completion): (Option<f64>, Option<f64>)| match measure {
            Measure::Maturity => maturity,
            Measure::Completion => completion,
        };
        match self {
            Self::Overall => by((member.maturity, member.completion)),
            Self::Dimension(at) => by(*member.dimensions.get(at)?),
            Self::Evidenced => member.evidenced,
        }
    }
}

/// The folder, once it is loaded.
pub fn folder(page: Page) -> AnyView {
    let host = page.state.host;
    let read: RwSignal<Option<Result<Arc<Folder>, String>>> = RwSignal::new(None);
    let address = host
        .config
        .with_untracked(|config| config.portfolio.clone());
    leptos::task::spawn_local(async move {
        let address = address.unwrap_or_default();
        let text = browser::fetch_text(&address).await;
        let folder = text.and_then(|text| {
            let folder = index_file::read(&text);
            folder.map_err(|problem| format!("“{address}” cannot be used. {problem}"))
        });
        // The page may be gone meanwhile.
        let _ = read.try_set(Some(folder.map(Arc::new)));
    });
    live(move || match read.get() {
        None => view! { <p class="muted" role="status">"Loading the numbers of the folder…"</p> }
            .into_any(),
        Some(Err(problem)) => {
            view! { <p class="banner problem" role="alert">{problem}</p> }.into_any()
        }
        Some(Ok(folder)) => loaded(page, folder),
    })
}

fn loaded(page: Page, folder: Arc<Folder>) -> AnyView {
    let choices = page.choices;
    let sought = choices.memo(FIND);
    let sort = choices.memo(SORT);
    let shown: Memo<Arc<Vec<usize>>> = {
        let folder = Arc::clone(&folder);
        Memo::new(move |_| {
            let sought = browser::lower(sought.get().trim());
            let found = matching(&folder, &sought);
            Arc::new(sorted(&folder, found, &sort.get(), page.measure.get()))
        })
    };
    let count = Memo::new(move |_| shown.with(|shown| shown.len()));
    let range = range(page, count);
    let find = event_handler(move |event: leptos::ev::Event| {
        choices.clear(&[FROM]);
        choices.set(FIND, event_target_value(&event).trim_start());
    });
    let said = {
        let teams = untrack(|| page.state.host.teams(folder.teams.len()));
        let assessments = text::plural(folder.assessments, "assessment", "assessments");
        format!(
            "From the host’s folder, to look at: {teams} in {assessments}, with the numbers of {}.",
            folder.day
        )
    };
    let odd = (folder.odd > 0).then(|| {
        let said = text::plural(folder.odd, "entry", "entries");
        view! { <p class="hint">{format!("{said} of the index cannot be read and are left out.")}</p> }.into_any()
    });
    let body = view! {
        <p class="banner">{said}</p>
        {odd}
        <div class="row">
            <input
                type="search"
                aria-label="Find by name, assessment or group"
                placeholder="Find by name"
                prop:value=sought
                on:input=find
            />
        </div>
        {grid(page, folder, shown, range)}
        {pages(page, count, range)}
    }
    .into_any();
    card("folder-title", "The host’s folder".to_owned(), "", body)
}

fn matching(folder: &Folder, sought: &str) -> Vec<usize> {
    let has = |text: &String| browser::lower(text).contains(sought);
    let is_it = |member: &Member| {
        has(&member.name) || has(&member.assessment) || member.groups.iter().any(has)
    };
    let all = folder.teams.iter().enumerate();
    all.filter(|(_, member)| is_it(member))
        .map(|(at, _)| at)
        .collect()
}

/// The same in the order that is asked for; without a number at the end.
fn sorted(folder: &Folder, found: Vec<usize>, sort: &str, measure: Measure) -> Vec<usize> {
    let (column, is_down) = match sort.strip_prefix('-') {
        Some(column) => (column, true),
        None => (sort, false),
    };
    let turned = |order: Ordering| if is_down { order.reverse() } else { order };
    let texts = |of: fn(&Member) -> &String| {
        let texts = found
            .iter()
            .map(|&at| browser::lower(of(&folder.teams[at])));
        let texts: Vec<String> = texts.collect();
        order(found.len(), &|left, right| {
            turned(texts[left].cmp(&texts[right]))
        })
    };
    let column = match column {
        "" => return found,
        NAME => {
            let places = texts(|member| &member.name);
            return places.into_iter().map(|at| found[at]).collect();
        }
        ASSESSMENT => {
            let places = texts(|member| &member.assessment);
            return places.into_iter().map(|at| found[at]).collect();
        }
        EVIDENCED => Column::Evidenced,
        column => column.parse().map_or(Column::Overall, Column::Dimension),
    };
    let values = found
        .iter()
        .map(|&at| column.of(&folder.teams[at], measure));
    let values: Vec<Option<f64>> = values.collect();
    let places = order(
        found.len(),
        &|left, right| match (values[left], values[right]) {
            (Some(left), Some(right)) => turned(left.total_cmp(&right)),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        },
    );
    places.into_iter().map(|at| found[at]).collect()
}

fn columns(folder: &Folder) -> Vec<Column> {
    let dimensions = (0..folder.dimensions.len()).map(Column::Dimension);
    let all = [Column::Overall].into_iter().chain(dimensions);
    all.chain([Column::Evidenced]).collect()
}

fn grid(
    page: Page,
    folder: Arc<Folder>,
    shown: Memo<Arc<Vec<usize>>>,
    range: super::table::Range,
) -> AnyView {
    let heads: Vec<AnyView> = folder
        .dimensions
        .iter()
        .enumerate()
        .map(|(at, name)| head(page, at.to_string(), name.clone(), "turned"))
        .collect();
    let rows = {
        let folder = Arc::clone(&folder);
        live(move || {
            page.measure.track();
            shown.track();
            let (begin, end) = range.get();
            shown.with(|shown| {
                let shown = shown.iter().enumerate().skip(begin).take(end - begin);
                shown
                    .map(|(place, &at)| row(page, &folder, place, &folder.teams[at]))
                    .collect_view()
            })
        })
    };
    let spreads = {
        let folder = Arc::clone(&folder);
        live(move || {
            let measure = page.measure.get();
            let spreads: Vec<Option<Spread>> = columns(&folder)
                .into_iter()
                .map(|column| {
                    let values = shown.with(|shown| {
                        let members = shown.iter().map(|&at| &folder.teams[at]);
                        let values = members.map(|member| column.of(member, measure));
                        values.collect::<Vec<Option<f64>>>()
                    });
                    scoring::spread(&values)
                })
                .collect();
            let line = |name: &'static str, of: fn(&Spread) -> f64| {
                let mut cells: Vec<AnyView> = Vec::new();
                for (column, spread) in columns(&folder).into_iter().zip(&spreads) {
                    cells.push(value(page, column, spread.as_ref().map(of)));
                }
                view! {
                    <tr>
                        <th scope="row" class="name">{name}</th>
                        <td></td>
                        {cells}
                    </tr>
                }
                .into_any()
            };
            [
                line("Mean", |spread| spread.mean),
                line("Median", |spread| spread.median),
                line("Lowest", |spread| spread.min),
                line("Highest", |spread| spread.max),
            ]
            .into_any()
        })
    };
    let count = live_text(move || (shown.with(|shown| shown.len()) + 5).to_string());
    view! {
        <div class="compare-scroll" tabindex="0" role="group" aria-label="Numbers by team and dimension">
            <table class="compare" aria-rowcount=count>
                <thead>
                    <tr aria-rowindex="1">
                        {head(page, NAME.to_owned(), "Name".to_owned(), "name")}
                        {head(page, ASSESSMENT.to_owned(), "Assessment".to_owned(), "")}
                        {head(page, OVERALL.to_owned(), "Overall".to_owned(), "turned first")}
                        {heads}
                        {head(page, EVIDENCED.to_owned(), text::EVIDENCED.to_owned(), "turned first")}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                <tbody>{spreads}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(page: Page, folder: &Folder, place: usize, member: &Member) -> AnyView {
    let cells: Vec<AnyView> = columns(folder)
        .into_iter()
        .map(|column| value(page, column, column.of(member, page.measure.get())))
        .collect();
    let assessment = match member.cycle.as_str() {
        "" => member.assessment.clone(),
        cycle => format!("{}, {cycle}", member.assessment),
    };
    view! {
        <tr aria-rowindex=(place + 2).to_string()>
            <th scope="row" class="name">{member.name.clone()}</th>
            <td class="small">{assessment}</td>
            {cells}
        </tr>
    }
    .into_any()
}

/// A number as a cell; what is evidenced is a share, whatever the measure.
fn value(page: Page, column: Column, value: Option<f64>) -> AnyView {
    match column {
        Column::Evidenced => view! { <td class="num first">{text::percent(value)}</td> }.into_any(),
        column => cell(page, value, column == Column::Overall),
    }
}
