//! Workbooks, and all that a second thread does for the page. A chunk of its own: what writes workbooks
//! is as large as the first view, and so is what reads them.

use js_sys::{Array, Uint8Array};
use leptos::prelude::WithUntracked;
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue};

use super::edited;
use super::thread::word;
use crate::assessment::{Assessment, Context, Date, Touched};
use crate::browser::{self, BROKE, FileBytes, Line};
use crate::exchange::assessment_file;
use crate::model::Model;
use crate::model::file::{self, Source};
use crate::sheets::{self, SHEETS, Workbook};
use crate::storage::{Arriving, Keeper, Leaving, Memory};
use crate::ui::state::{Sheets, State};
use crate::ui::text;

/// The functions of this chunk; only to be named where the program is cut.
pub fn workbook() -> Sheets {
    Sheets {
        xlsx,
        read: sheets::read_xlsx,
        work,
    }
}

fn xlsx(state: State) -> Result<Workbook, String> {
    let today = browser::context().today;
    let page = browser::page_address();
    state
        .assessment
        .with_untracked(|mine| write(mine, &state.model(), &page, today))
}

fn write(mine: &Assessment, model: &Model, page: &str, today: Date) -> Result<Workbook, String> {
    let made = sheets::build(model, mine, today, &SHEETS);
    sheets::write_xlsx(&mine.title, &made, model, page, today)
}

/// What the page has said.
#[derive(Default)]
struct Told {
    sources: Vec<(String, String)>,
    mine: Arriving,
    aliases: String,
    bytes: Vec<u8>,
    file: Option<web_sys::Blob>,
}

/// Does one piece of work; a thread lives as long as that.
fn work() {
    wasm_bindgen_futures::spawn_local(async {
        if let Some(page) = Line::to_page() {
            let done = match page.say(word::READY, JsValue::NULL) {
                Ok(()) => listen(&page).await,
                Err(problem) => Err(problem),
            };
            let _ = match done {
                Ok(()) => page.say(word::END, JsValue::NULL),
                Err(problem) => page.say(word::PROBLEM, problem),
            };
        }
    });
}

async fn listen(page: &Line) -> Result<(), String> {
    let mut told = Told::default();
    loop {
        let (said, value) = page.hear().await;
        let text = || value.as_string().unwrap_or_default();
        match &*said {
            word::SOURCE => {
                let pair = Array::from(&value);
                let part = |at| pair.get(at).as_string().unwrap_or_default();
                told.sources.push((part(0), part(1)));
            }
            word::PART => told.mine.take(&text())?,
            word::ALIASES => told.aliases = text(),
            word::BYTES => told.bytes = Uint8Array::new(&value).to_vec(),
            word::FILE => told.file = value.dyn_into().ok(),
            word::DO => {
                let order = serde_json::from_str(&text()).unwrap_or_default();
                return obey(page, &order, told);
            }
            _ => {}
        }
    }
}

fn obey(page: &Line, order: &Value, told: Told) -> Result<(), String> {
    let said = |key: &str| order[key].as_str().unwrap_or_default();
    match said("do") {
        word::READ_FILE => return read(page, told.file),
        word::WRITE_WORKBOOK | word::TAKE_WORKBOOK => {}
        _ => return Err(BROKE.to_owned()),
    }
    let today = assessment_file::parse_date(said("today")).unwrap_or_default();
    let mine = told.mine.whole(today);
    let model = model_of(&told.sources, &mine)?;
    let remarks = if said("do") == word::WRITE_WORKBOOK {
        let made = write(&mine, &model, said("page"), today)?;
        page.say(word::BYTES, Uint8Array::from(&*made.bytes))?;
        made.left
    } else {
        let context = Context {
            now: order["now"].as_i64().unwrap_or_default(),
            by: said("by").to_owned(),
            today,
        };
        let tables = sheets::read_xlsx(said("name"), &told.bytes)?;
        let taken = edited(&tables, &mine, &model, &told.aliases, &context)?;
        let ids = model.activities.iter().map(|one| one.id.clone());
        send(page, &taken.theirs, &Leaving::new(&ids.collect()))?;
        taken.remarks
    };
    for remark in remarks {
        page.say(word::REMARK, remark)?;
    }
    Ok(())
}

/// The model of the assessment; where its extensions or changes cannot be used, the plain one, as the
/// page does.
fn model_of(sources: &[(String, String)], mine: &Assessment) -> Result<Model, String> {
    let sources: Vec<Source<'_>> = sources
        .iter()
        .map(|(name, text)| Source { name, text })
        .collect();
    let changes = mine.setup.overlay.as_ref();
    let changes = changes.map(|changes| (text::CHANGES, changes));
    let read = file::read_json(&sources, changes);
    let read = read.or_else(|_| file::read_json(&sources[..sources.len().min(1)], None));
    read.map(|read| read.model)
        .map_err(|problem| problem.to_string())
}

fn read(page: &Line, file: Option<web_sys::Blob>) -> Result<(), String> {
    let told = {
        let page = page.clone();
        // Whoever stops hears nothing any more.
        Box::new(move |bytes: f64| drop(page.say(word::READ, bytes)))
    };
    let file = file.and_then(|file| FileBytes::of(file, told));
    let bytes = file.ok_or("The file could not be read. Choose it again.")?;
    let read = assessment_file::read_from(bytes);
    let (mut theirs, ids) = read.map_err(|problem| problem.to_string())?;
    send(page, &theirs, &Leaving::new(&ids.into_iter().collect()))?;
    let room = Memory::with_limit(usize::MAX);
    let touched = Touched {
        all: true,
        ..Touched::default()
    };
    let kept = Keeper::default().save(&room, &mut theirs, &touched);
    kept.map_err(|problem| problem.to_string())?;
    page.say(word::UNITS, room.used())
}

fn send(page: &Line, assessment: &Assessment, leaving: &Leaving) -> Result<(), String> {
    for text in leaving.all(assessment) {
        page.say(word::PART, text)?;
    }
    Ok(())
}
