//! Work that would hold the page up, given to a second thread; `workbook.rs` is its other end. Where
//! there can be no second thread, workbooks are written and read here.

use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use serde_json::json;
use wasm_bindgen::JsValue;

use super::edited;
use crate::browser::{self, BROKE, BROKEN, Breath, Line};
use crate::exchange::dsomm::Taken;
use crate::sheets::Workbook;
use crate::storage::{Arriving, Leaving};
use crate::ui::state::{GoesOn, Large, Later, State};
use crate::ui::text;

/// What both ends say.
pub(super) mod word {
    /// The thread listens.
    pub const READY: &str = "ready";
    /// Name and text of a file of the model.
    pub const SOURCE: &str = "source";
    /// A part of an assessment; see [`crate::storage::Leaving`].
    pub const PART: &str = "part";
    /// The text of `model/aliases.yaml`.
    pub const ALIASES: &str = "aliases";
    /// The bytes of a workbook.
    pub const BYTES: &str = "bytes";
    /// A file on the user's disk.
    pub const FILE: &str = "file";
    /// What is to be done, as JSON. Everything it takes was said before.
    pub const DO: &str = "do";
    /// So many bytes are read.
    pub const READ: &str = "read";
    /// So much room it takes in the storage of a browser, in UTF-16 units.
    pub const UNITS: &str = "units";
    /// A sentence about what was odd or left out.
    pub const REMARK: &str = "remark";
    /// A sentence: it cannot be done.
    pub const PROBLEM: &str = "problem";
    /// That was all.
    pub const END: &str = "end";

    // What can be done.
    pub const WRITE_WORKBOOK: &str = "write workbook";
    pub const TAKE_WORKBOOK: &str = "take workbook";
    pub const READ_FILE: &str = "read file";
}

/// A thread that listens; `None`: there is none here.
async fn thread() -> Option<Line> {
    let line = Line::to_thread()?;
    (line.hear().await.0 == word::READY).then_some(line)
}

/// Tells the thread the model and the open assessment, without closed cycles: no table needs those.
/// `open`: which one is meant; the user may open another one meanwhile.
async fn tell(state: State, line: &Line, open: &str) -> Result<(), String> {
    for (name, text) in state.model_sources().await? {
        let source = Array::of2(&name.into(), &text.into());
        line.say(word::SOURCE, source)?;
    }
    let leaving = Leaving::new(&state.known_ids().into_iter().collect());
    let is_open = || {
        let same = state.assessment.with_untracked(|mine| mine.id == open);
        same.then_some(())
            .ok_or_else(|| text::ANOTHER_OPENED.to_owned())
    };
    is_open()?;
    let mine = state.assessment;
    let first = mine.with_untracked(|mine| leaving.first(mine));
    for text in first {
        line.say(word::PART, text)?;
    }
    let mut breath = Breath::default();
    let teams: Vec<_> = mine.with_untracked(|mine| mine.answers.keys().cloned().collect());
    for team in teams {
        breath.take().await;
        is_open()?;
        if let Some(text) = mine.with_untracked(|mine| leaving.team(mine, &team)) {
            line.say(word::PART, text)?;
        }
    }
    Ok(())
}

fn open_id(state: State) -> String {
    state.assessment.with_untracked(|mine| mine.id.clone())
}

fn order(state: State, what: &str, name: &str) -> JsValue {
    let context = state.context();
    let order = json!({
        "do": what,
        "name": name,
        "page": browser::page_address(),
        "now": context.now,
        "by": context.by,
        "today": context.today.to_string(),
    });
    order.to_string().into()
}

/// All that a thread answers.
#[derive(Default)]
struct Answered {
    arriving: Arriving,
    /// What it takes in the storage of a browser, in UTF-16 units.
    units: usize,
    remarks: Vec<String>,
    bytes: Vec<u8>,
}

/// Hears the answer to an end. `goes_on` is told how many bytes are read; `Ok(None)`: it said no.
async fn hear(line: &Line, goes_on: impl Fn(usize) -> bool) -> Result<Option<Answered>, String> {
    let mut answered = Answered::default();
    let mut read = 0;
    loop {
        let (said, value) = line.hear().await;
        let text = || value.as_string().unwrap_or_default();
        let number = || value.as_f64().unwrap_or_default() as usize;
        match &*said {
            word::PART => answered.arriving.take(&text())?,
            word::REMARK => answered.remarks.push(text()),
            word::BYTES => answered.bytes = Uint8Array::new(&value).to_vec(),
            word::UNITS => answered.units = number(),
            word::READ => read = number(),
            word::END => return Ok(Some(answered)),
            word::PROBLEM => return Err(text()),
            BROKEN => return Err(BROKE.to_owned()),
            _ => {}
        }
        if !goes_on(read) {
            return Ok(None);
        }
    }
}

async fn hear_all(line: &Line) -> Result<Answered, String> {
    let answered = hear(line, |_| true).await?;
    answered.ok_or_else(|| BROKE.to_owned())
}

/// Writes all tables as a workbook; it was read back. The error is a sentence.
pub(super) async fn write_workbook(state: State) -> Result<Workbook, String> {
    let open = open_id(state);
    let Some(line) = thread().await else {
        let here = state.chunks.sheets.come().await;
        return here.map_or_else(|| Err(BROKE.to_owned()), |has| (has.xlsx)(state));
    };
    tell(state, &line, &open).await?;
    line.say(word::DO, order(state, word::WRITE_WORKBOOK, ""))?;
    let answered = hear_all(&line).await?;
    Ok(Workbook {
        bytes: answered.bytes,
        left: answered.remarks,
    })
}

/// Makes a workbook that somebody edited a copy of the open assessment.
pub(super) fn take_workbook(
    state: State,
    name: String,
    bytes: Vec<u8>,
    aliases: String,
) -> Later<Taken> {
    Box::pin(async move {
        let open = open_id(state);
        let Some(line) = thread().await else {
            return take_here(state, &name, &bytes, &aliases).await;
        };
        tell(state, &line, &open).await?;
        line.say(word::ALIASES, aliases)?;
        line.say(word::BYTES, Uint8Array::from(&*bytes))?;
        line.say(word::DO, order(state, word::TAKE_WORKBOOK, &name))?;
        let answered = hear_all(&line).await?;
        Ok(Taken {
            theirs: answered.arriving.whole(browser::context().today),
            remarks: answered.remarks,
        })
    })
}

async fn take_here(state: State, name: &str, bytes: &[u8], aliases: &str) -> Result<Taken, String> {
    let Some(sheets) = state.chunks.sheets.come().await else {
        return Err(BROKE.to_owned());
    };
    let tables = (sheets.read)(name, bytes)?;
    let (model, context) = (state.model(), state.context());
    let mine = state.assessment;
    mine.with_untracked(|mine| edited(&tables, mine, &model, aliases, &context))
}

/// Reads a large assessment file.
pub(super) fn read_large(file: web_sys::File, goes_on: GoesOn) -> Later<Option<Large>> {
    Box::pin(async move {
        let Some(line) = thread().await else {
            return Ok(None);
        };
        line.tick();
        line.say(word::FILE, file)?;
        let order = json!({ "do": word::READ_FILE });
        line.say(word::DO, order.to_string())?;
        let answered = hear(&line, goes_on).await?;
        Ok(answered.map(|answered| Large {
            assessment: answered.arriving.whole(browser::context().today),
            units: answered.units,
        }))
    })
}
