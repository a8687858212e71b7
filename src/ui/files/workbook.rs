//! Workbooks. A chunk of its own: what writes them is as large as the first view, and so is what reads
//! them.

use leptos::prelude::WithUntracked;

use crate::browser;
use crate::sheets::{self, SHEETS, Workbook};
use crate::ui::state::{Sheets, State};

/// The functions of this chunk; only to be named where the program is cut.
pub fn workbook() -> Sheets {
    Sheets {
        xlsx,
        read: sheets::read_xlsx,
    }
}

fn xlsx(state: State) -> Result<Workbook, String> {
    let today = browser::context().today;
    state.assessment.with_untracked(|mine| {
        let model = state.model();
        let made = sheets::build(&model, mine, today, &SHEETS);
        let page = browser::page_address();
        sheets::write_xlsx(&mine.title, &made, &model, &page, today)
    })
}
