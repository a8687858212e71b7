//! The statement of applicability of the shown team.

use std::sync::Arc;

use leptos::prelude::*;

use crate::browser;
use crate::exchange::csv;
use crate::model::file::Source;
use crate::model::standards::{Listed, read_json};
use crate::report::applicability::{HEADS, NO_PROOF, Statement};
use crate::report::{html, markdown};
use crate::scoring;
use crate::ui::components::{Cell, Pick, Shape, button, card, folded, select, table};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{live, live_text};

/// Where the standards lie, relative to the page.
const STANDARDS: &str = "model/standards.json";

/// The card, once the standards are there.
pub fn statement(state: State) -> AnyView {
    let found: RwSignal<Option<Result<Arc<Vec<Listed>>, String>>> = RwSignal::new(None);
    leptos::task::spawn_local(async move {
        let read = browser::fetch_text(STANDARDS).await.and_then(|text| {
            let source = Source {
                name: STANDARDS,
                text: &text,
            };
            read_json(source).map_err(|problem| problem.to_string())
        });
        // The page may be gone by now.
        let _ = found.try_set(Some(read.map(Arc::new)));
    });
    let body = live(move || match found.get() {
        None => view! { <p class="muted">{text::LOADING}</p> }.into_any(),
        Some(Err(problem)) => view! { <p class="muted">{problem}</p> }.into_any(),
        Some(Ok(all)) => of(state, all),
    });
    card(
        "statement",
        "Statement of applicability".to_owned(),
        NO_PROOF,
        body,
    )
}

fn of(state: State, all: Arc<Vec<Listed>>) -> AnyView {
    let shown = RwSignal::new(0_usize);
    let picks = {
        let all = all.clone();
        move || {
            let all = all.iter().enumerate();
            all.map(|(at, listed)| {
                let name = scoring::standard_title(&listed.id).to_owned();
                Pick(at.to_string(), name)
            })
            .collect()
        }
    };
    let made = {
        let all = all.clone();
        move |use_it: &dyn Fn(&Statement<'_>)| {
            let model = state.model();
            let Some(listed) = all.get(shown.get()) else {
                return;
            };
            state.team.with(|team| {
                state.assessment.with(|assessment| {
                    use_it(&Statement {
                        model: &model,
                        assessment,
                        team,
                        listed,
                        today: browser::context().today,
                    });
                });
            });
        }
    };
    let rows = {
        let made = made.clone();
        move || {
            let rows = std::cell::RefCell::new(Vec::new());
            made(&|statement| {
                let controls = statement.controls();
                let cells = controls.iter().map(|control| {
                    let row = statement.row(control).into_iter().zip(HEADS);
                    let cells = row.map(|(text, head)| match head.starts_with('#') {
                        true => Cell::Number(text),
                        false => Cell::Text(text),
                    });
                    cells.collect::<Vec<Cell>>()
                });
                *rows.borrow_mut() = cells.collect();
            });
            rows.into_inner()
        }
    };
    let summary = {
        let made = made.clone();
        live_text(move || {
            let said = std::cell::RefCell::new(String::new());
            made(&|statement| {
                let summary = statement.summary(&statement.controls());
                *said.borrow_mut() = format!("{} · {summary}", state.team_name());
            });
            said.into_inner()
        })
    };
    let save = move |ending: &'static str,
                     media_type: &'static str,
                     write: fn(&Statement<'_>) -> String| {
        let made = made.clone();
        move || {
            untrack(|| {
                made(&|statement| {
                    let title = format!("{}-{}", statement.assessment.title, statement.listed.id);
                    let name = format!("{}-statement.{ending}", crate::model::slug(&title));
                    let done = browser::download(&name, media_type, &write(statement));
                    state.say(done.map(|()| format!("Exported as {name}")));
                });
            });
        }
    };
    let as_csv = save("csv", "text/csv", |statement| {
        let controls = statement.controls();
        let rows: Vec<Vec<String>> = controls.iter().map(|it| statement.row(it)).collect();
        csv::table(&HEADS.map(|head| head.trim_start_matches('#')), &rows)
    });
    let as_html = save("html", "text/html", |it| html::write(&it.document()));
    let as_markdown = save("md", "text/markdown", |it| markdown::write(&it.document()));
    view! {
        <div class="row">
            <div class="field-pair">
                <label for="statement-of">"Standard"</label>
                {select(Some("statement-of"), None, picks, live_text(move || shown.get().to_string()), move |value| shown.set(value.parse().unwrap_or(0)))}
            </div>
            {button("button", Some(Shape::Export), "Statement as CSV".to_owned(), as_csv)}
            {button("button", Some(Shape::Export), "Statement as HTML".to_owned(), as_html)}
            {button("button", Some(Shape::Export), "Statement as Markdown".to_owned(), as_markdown)}
        </div>
        <p>{summary}</p>
        {folded("", live_text(|| "All controls"), move || {
            table("Statement of applicability", HEADS.map(str::to_owned).to_vec(), rows.clone())
        })}
    }
    .into_any()
}
