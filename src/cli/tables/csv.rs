//! Tables as CSV: a line with the names of the columns, `,` between cells, texts in quotes where they
//! need them. Unlike tables for spreadsheets it has no byte order mark, and no apostrophe in front of
//! what looks like a formula: it is for programs.

use std::fs::File;
use std::io::BufWriter;

use super::batch::Batch;
use super::ndjson::{Reader, text_of};
use super::store::Writer;
use crate::tables::Table;

struct Csv {
    table: &'static Table,
    out: csv::Writer<BufWriter<File>>,
}

/// A writer for a table.
pub fn writer(table: &'static Table, file: File) -> Result<Box<dyn Writer>, String> {
    let mut out = csv::Writer::from_writer(BufWriter::new(file));
    let names = table.columns.iter().map(|column| column.name);
    out.write_record(names).map_err(|why| why.to_string())?;
    Ok(Box::new(Csv { table, out }))
}

impl Writer for Csv {
    fn take(&mut self, rows: Batch) -> Result<(), String> {
        let mut readers: Vec<Reader<'_>> = rows.columns.iter().map(Reader::new).collect();
        let mut text = String::new();
        for row in 0..rows.rows {
            for (reader, column) in readers.iter_mut().zip(self.table.columns) {
                text.clear();
                if let Some(at) = reader.next(row) {
                    text_of(reader.values(), at, column.kind, &mut text);
                }
                let written = self.out.write_field(&text);
                written.map_err(|why| why.to_string())?;
            }
            let end = self.out.write_record(None::<&[u8]>);
            end.map_err(|why| why.to_string())?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), String> {
        self.out.flush().map_err(|why| why.to_string())
    }
}
