//! Files and links for others, and files of DSOMM's own app. A chunk of its own: most visits need
//! none of it.

mod link;
mod parts;
mod shared;
mod tables;
mod thread;
mod workbook;

use leptos::prelude::*;

use crate::assessment::carry::read_aliases;
use crate::assessment::{Assessment, Context};
use crate::browser;
use crate::exchange::dsomm::{self, Taken, Written};
use crate::exchange::kind::Kind;
use crate::exchange::link as links;
use crate::model::Model;
use crate::route::Route;
use crate::sheets::{self, Grid};
use crate::ui::pages;
use crate::ui::state::{FileText, Files, State};
use crate::ui::text;

pub use workbook::workbook;

/// The functions of this chunk; only to be named where the program is cut.
pub fn files() -> Files {
    Files {
        page,
        cards,
        take,
        workbook: thread::take_workbook,
        large: thread::read_large,
        write,
    }
}

fn page(route: &Route) -> AnyView {
    match route {
        Route::Share(code) => shared::shared(code),
        other => pages::not_found(&other.href()),
    }
}

fn cards(state: State) -> AnyView {
    view! {
        {link::card_of_link(state)}
        {tables::card_of_tables(state)}
        {parts::card_of_parts(state)}
    }
    .into_any()
}

/// Makes a file a copy of an assessment.
fn take(state: State, mine: &Assessment, file: &FileText<'_>) -> Result<Taken, String> {
    let FileText {
        kind,
        name,
        text: content,
        aliases,
    } = *file;
    let known = read_aliases(aliases).unwrap_or_default();
    let mut taken = match kind {
        Kind::Link => links::take(links::read(content)?, mine, &state.model(), &known),
        Kind::Csv => {
            let grid = sheets::read_csv(name, content)?;
            return edited(&[grid], mine, &state.model(), aliases, &state.context());
        }
        _ => dsomm::take(
            dsomm::read(name, kind, content)?,
            mine,
            &state.model(),
            &known,
        ),
    };
    if known.is_empty() {
        taken.remarks.push(text::UNKNOWN_ALIASES.to_owned());
    }
    Ok(taken)
}

/// Makes tables, as somebody edited them, a copy of an assessment.
fn edited(
    tables: &[Grid],
    mine: &Assessment,
    model: &Model,
    aliases: &str,
    context: &Context,
) -> Result<Taken, String> {
    let known = read_aliases(aliases).unwrap_or_default();
    let mut taken = sheets::take(tables, mine, model, &known, context)?;
    if known.is_empty() {
        taken.remarks.push(text::UNKNOWN_ALIASES.to_owned());
    }
    Ok(taken)
}

/// Writes the files; each of them was read back.
fn write(state: State) -> Result<Written, String> {
    let today = browser::context().today;
    let written = state
        .assessment
        .with_untracked(|mine| dsomm::write(mine, &state.model(), today));
    match written.reads_back() {
        true => Ok(written),
        false => Err(
            "The files for DSOMM’s app could not be read back, so none was written. Export the assessment instead.".to_owned(),
        ),
    }
}
