//! Tables for people: a workbook, Markdown, and single tables as CSV.

use super::{Format, Wish};
use crate::assessment::Assessment;
use crate::cli::out::Problem;
use crate::sheets::{self, SHEETS, Sheet};

pub const XLSX: Format = Format {
    name: "xlsx",
    write: |assessment, wish| {
        let made = all(assessment, wish, &SHEETS);
        let written = sheets::write_xlsx(&assessment.title, &made, wish.model, "", wish.today);
        let written = written.map_err(Problem)?;
        for left in &written.left {
            crate::cli::out::tell(left);
        }
        Ok(written.bytes)
    },
};

pub const MARKDOWN: Format = Format {
    name: "markdown",
    write: |assessment, wish| {
        let made = all(assessment, wish, &SHEETS);
        Ok(sheets::write_markdown(&assessment.title, &made).into_bytes())
    },
};

pub const CSV: Format = Format {
    name: "csv",
    write: |assessment, wish| {
        let made = all(assessment, wish, &[wish.table]);
        let Some(sheet) = made.first() else {
            return Err(Problem(format!(
                "There is no table “{}”. There are {}.",
                wish.table,
                SHEETS.join(", ")
            )));
        };
        sheets::write_csv(sheet)
            .map(String::into_bytes)
            .map_err(Problem)
    },
};

fn all(assessment: &Assessment, wish: &Wish<'_>, names: &[&str]) -> Vec<Sheet> {
    sheets::build(wish.model, assessment, wish.today, names)
}
