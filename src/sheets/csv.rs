//! Tables as CSV, and CSV as spreadsheets give it back: with commas, semicolons or tabs.

use super::cells::text;
use super::{Grid, Sheet, Value};
use crate::exchange::csv::{cell, unmarked};

/// Writes a table, and reads it back. The error is a sentence.
pub fn write(sheet: &Sheet) -> Result<String, String> {
    let heads = sheet.columns.iter().map(|column| column.name.to_owned());
    let mut written = String::from("\u{feff}");
    line(&mut written, heads);
    for row in &sheet.rows {
        let cells = row.iter().map(|value| match value {
            // Only texts can be taken for a formula; a number below zero is none.
            Value::Text(text) => cell(text),
            other => text(other),
        });
        line(&mut written, cells);
    }
    match reads_back(sheet, &written) {
        true => Ok(written),
        false => Err(format!(
            "The table “{}” could not be read back, so it was not written. Export the assessment instead.",
            sheet.name
        )),
    }
}

fn line(out: &mut String, cells: impl Iterator<Item = String>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            out.push(',');
        }
        out.push_str(&cell);
    }
    out.push_str("\r\n");
}

fn reads_back(sheet: &Sheet, written: &str) -> bool {
    let Ok(grid) = read(sheet.name, written) else {
        return false;
    };
    let is_same_row = |(row, read): (&Vec<Value>, &(usize, Vec<String>))| {
        let wanted = row.iter().map(text);
        wanted.eq(read.1.iter().cloned())
    };
    grid.heads
        .iter()
        .eq(sheet.columns.iter().map(|column| column.name))
        && grid.rows.len() == sheet.rows.len()
        && sheet.rows.iter().zip(&grid.rows).all(is_same_row)
}

/// Reads a table. What was marked so that no spreadsheet runs it loses its mark. The error is a
/// sentence.
pub fn read(name: &str, text: &str) -> Result<Grid, String> {
    let text = text.trim_start_matches('\u{feff}');
    let (separator, text) = match text.strip_prefix("sep=") {
        Some(rest) => {
            let (hint, rest) = rest.split_once('\n').unwrap_or((rest, ""));
            (hint.trim_end_matches('\r').chars().next(), rest)
        }
        None => (None, text),
    };
    let separator = separator.unwrap_or_else(|| separator_of(text));
    let mut rows = Rows {
        text,
        separator,
        line: 1,
    };
    let heads = rows.next().ok_or("The table is empty.")??.1;
    let heads: Vec<String> = heads.iter().map(|head| head.trim().to_owned()).collect();
    let mut all = Vec::new();
    for row in rows {
        let (line, cells) = row?;
        if cells.iter().all(String::is_empty) {
            continue;
        }
        if cells.len() > heads.len() && cells[heads.len()..].iter().any(|cell| !cell.is_empty()) {
            return Err(format!(
                "Line {line} has {} cells, but there are {} columns. Perhaps a text with “{separator}” in it lost its quotes.",
                cells.len(),
                heads.len()
            ));
        }
        let mut cells = cells;
        cells.resize(heads.len(), String::new());
        all.push((line, cells));
    }
    Ok(Grid {
        name: name.to_owned(),
        heads,
        rows: all,
    })
}

/// The sign that stands most often in the first line.
fn separator_of(text: &str) -> char {
    let first = text.lines().next().unwrap_or_default();
    let mut best = (0, ',');
    for sign in [',', ';', '\t'] {
        let count = first.matches(sign).count();
        if count > best.0 {
            best = (count, sign);
        }
    }
    best.1
}

struct Rows<'a> {
    text: &'a str,
    separator: char,
    line: usize,
}

impl Iterator for Rows<'_> {
    /// The line on which the row begins, and its cells.
    type Item = Result<(usize, Vec<String>), String>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.text.is_empty() {
            return None;
        }
        let start = self.line;
        let mut cells = Vec::new();
        loop {
            let (cell, is_closed) = self.cell();
            if !is_closed {
                self.text = "";
                return Some(Err(format!(
                    "The text that begins with a quote in line {start} has no end: the file was cut off, or a quote is missing."
                )));
            }
            cells.push(unmarked(&cell));
            if let Some(rest) = self.text.strip_prefix(self.separator) {
                self.text = rest;
                continue;
            }
            let rest = self.text.strip_prefix('\r').unwrap_or(self.text);
            self.text = rest.strip_prefix('\n').unwrap_or(rest);
            self.line += 1;
            return Some(Ok((start, cells)));
        }
    }
}

impl Rows<'_> {
    /// The next cell, and whether its quote was closed.
    fn cell(&mut self) -> (String, bool) {
        let ends = |sign: char| sign == self.separator || sign == '\r' || sign == '\n';
        let Some(mut rest) = self.text.strip_prefix('"') else {
            let end = self.text.find(ends).unwrap_or(self.text.len());
            let (cell, rest) = self.text.split_at(end);
            self.text = rest;
            return (cell.to_owned(), true);
        };
        let mut cell = String::new();
        while let Some((inside, after)) = rest.split_once('"') {
            cell.push_str(inside);
            self.line += inside.matches('\n').count();
            match after.strip_prefix('"') {
                Some(more) => {
                    cell.push('"');
                    rest = more;
                }
                None => {
                    // Whatever stands behind the quote belongs to the text, as spreadsheets do it.
                    let end = after.find(ends).unwrap_or(after.len());
                    cell.push_str(&after[..end]);
                    self.text = &after[end..];
                    return (cell, true);
                }
            }
        }
        (cell, false)
    }
}
