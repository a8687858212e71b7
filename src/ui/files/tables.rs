//! Tables for people: CSV, Markdown, XLSX.

use leptos::prelude::*;

use super::thread::write_workbook;
use crate::browser;
use crate::sheets::{self, SHEETS};
use crate::ui::components::{Pick, Shape, button, card, select};
use crate::ui::state::{State, Status};
use crate::ui::view::live;

/// What an XLSX file is called on the web.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What a table is called where one is chosen.
fn title(name: &str) -> &'static str {
    match name {
        "answers" => "Answers",
        "evidence" => "Evidence",
        "scores" => "Scores",
        "controls" => "Controls of standards",
        _ => "Plan",
    }
}

/// The card with a button for each format.
pub fn card_of_tables(state: State) -> AnyView {
    let which = RwSignal::new(SHEETS[0].to_owned());
    let left: RwSignal<Option<Vec<String>>> = RwSignal::new(None);
    let picks = || {
        let names = SHEETS.iter();
        names
            .map(|name| Pick((*name).to_owned(), title(name).to_owned()))
            .collect()
    };
    let csv = move || {
        let name = which.get_untracked();
        let made = state.assessment.with_untracked(|mine| {
            let today = browser::context().today;
            let made = sheets::build(&state.model(), mine, today, &[&name]);
            made.first().map_or(Err(String::new()), sheets::write_csv)
        });
        let file = file_name(state, Some(&name), "csv");
        left.set(None);
        said(
            state,
            &file,
            made.and_then(|text| browser::download(&file, "text/csv", &text)),
        );
    };
    let markdown = move || {
        let text = state.assessment.with_untracked(|mine| {
            let today = browser::context().today;
            let made = sheets::build(&state.model(), mine, today, &SHEETS);
            sheets::write_markdown(&mine.title, &made)
        });
        let file = file_name(state, None, "md");
        left.set(None);
        said(
            state,
            &file,
            browser::download(&file, "text/markdown", &text),
        );
    };
    let xlsx = move || {
        let file = file_name(state, None, "xlsx");
        left.set(None);
        state.status.set(Status::Note(format!("Writing {file} …")));
        leptos::task::spawn_local(async move {
            let made = write_workbook(state).await.and_then(|made| {
                browser::download_bytes(&file, XLSX, &made.bytes)?;
                left.try_set(Some(made.left));
                Ok(())
            });
            said(state, &file, made);
        });
    };
    let not_said = live(move || {
        left.get().filter(|left| !left.is_empty()).map(|left| {
            let items: Vec<AnyView> = left
                .into_iter()
                .map(|said| view! { <li>{said}</li> }.into_any())
                .collect();
            view! {
                <p>"What the workbook says otherwise, or not at all:"</p>
                <ul class="small">{items}</ul>
            }
            .into_any()
        })
    });
    let body = view! {
        <div class="share-fields">
            <div class="field">
                <label for="table-which">"Table for CSV"</label>
                {select(Some("table-which"), None, picks, which.into(), move |name| which.set(name))}
            </div>
        </div>
        <div class="row">
            {button("button", Some(Shape::Export), "Export CSV".to_owned(), csv)}
            {button("button", Some(Shape::Export), "Export XLSX".to_owned(), xlsx)}
            {button("button", Some(Shape::Export), "Export Markdown".to_owned(), markdown)}
        </div>
        <div role="status">{not_said}</div>
        <p class="muted small">
            "XLSX and Markdown have all tables. Answers that were edited in a table come back through Import at the top of this page, as XLSX or as CSV in UTF-8. What only stands in closed cycles is not in these tables."
        </p>
    }
    .into_any();
    card(
        "tables",
        "Tables".to_owned(),
        "Answers, evidence, scores, controls and plan of today, for spreadsheets, scripts and wikis. No spreadsheet runs what is in them.",
        body,
    )
}

fn file_name(state: State, table: Option<&str>, ending: &str) -> String {
    let title = state.assessment.with_untracked(|mine| mine.title.clone());
    let slug = match crate::model::slug(&title) {
        text if text.is_empty() => "assessment".to_owned(),
        text => text,
    };
    match table {
        Some(table) => format!("{slug}-{table}.{ending}"),
        None => format!("{slug}.{ending}"),
    }
}

fn said(state: State, file: &str, done: Result<(), String>) {
    state.status.set(match done {
        Ok(()) => Status::Note(format!("Exported as {file}")),
        Err(problem) => Status::Problem(problem),
    });
}
