//! Tables as NDJSON: an object on each line. Every line has every column, empty ones as `null`:
//! engines look at the first lines only to find out what columns there are.

use std::fs::File;
use std::io::{BufWriter, Write};

use chrono::{DateTime, Days, NaiveDate, SecondsFormat};

use super::batch::{Batch, Column, Values};
use super::store::Writer;
use crate::tables::{Kind, Table};

struct Ndjson {
    table: &'static Table,
    out: BufWriter<File>,
}

/// A writer for a table.
pub fn writer(table: &'static Table, file: File) -> Result<Box<dyn Writer>, String> {
    let out = BufWriter::new(file);
    Ok(Box::new(Ndjson { table, out }))
}

impl Writer for Ndjson {
    fn take(&mut self, rows: Batch) -> Result<(), String> {
        let mut readers: Vec<Reader<'_>> = rows.columns.iter().map(Reader::new).collect();
        let (mut line, mut value) = (String::new(), String::new());
        for row in 0..rows.rows {
            line.clear();
            for (at, (reader, column)) in readers.iter_mut().zip(self.table.columns).enumerate() {
                line.push(if at > 0 { ',' } else { '{' });
                // Names are plain words.
                line.push_str(&format!("\"{}\":", column.name));
                let Some(at) = reader.next(row) else {
                    line.push_str("null");
                    continue;
                };
                value.clear();
                text_of(reader.values(), at, column.kind, &mut value);
                match column.kind {
                    Kind::Whole | Kind::Number | Kind::Flag => line.push_str(&value),
                    Kind::Text | Kind::Day | Kind::Moment => {
                        line.push_str(&serde_json::Value::from(value.as_str()).to_string());
                    }
                }
            }
            line.push_str("}\n");
            let written = self.out.write_all(line.as_bytes());
            written.map_err(|why| why.to_string())?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), String> {
        self.out.flush().map_err(|why| why.to_string())
    }
}

/// Goes through a column row by row.
pub struct Reader<'c> {
    column: &'c Column,
    used: usize,
}

impl<'c> Reader<'c> {
    pub fn new(column: &'c Column) -> Self {
        Self { column, used: 0 }
    }

    pub fn values(&self) -> &'c Values {
        &self.column.values
    }

    /// Where the value of this row stands; rows have to come in their order.
    pub fn next(&mut self, row: usize) -> Option<usize> {
        if self.column.there.get(row) != Some(&1) {
            return None;
        }
        self.used += 1;
        Some(self.used - 1)
    }
}

/// Writes a value as text: days as `2026-11-23`, moments in UTC.
pub fn text_of(values: &Values, at: usize, kind: Kind, out: &mut String) {
    match values {
        Values::Text(bytes, ends) => {
            let start = if at == 0 { 0 } else { ends[at - 1] };
            out.push_str(&String::from_utf8_lossy(&bytes[start..ends[at]]));
        }
        Values::Whole(values) if kind == Kind::Moment => {
            let moment = DateTime::from_timestamp_millis(values[at]).unwrap_or_default();
            out.push_str(&moment.to_rfc3339_opts(SecondsFormat::Millis, true));
        }
        Values::Whole(values) => out.push_str(&values[at].to_string()),
        Values::Number(values) => out.push_str(&values[at].to_string()),
        Values::Flag(values) => out.push_str(&values[at].to_string()),
        Values::Day(values) => {
            let days = Days::new(u64::from(values[at].unsigned_abs()));
            let start = NaiveDate::default();
            let day = match values[at] < 0 {
                true => start.checked_sub_days(days),
                false => start.checked_add_days(days),
            };
            out.push_str(&day.unwrap_or_default().to_string());
        }
    }
}
