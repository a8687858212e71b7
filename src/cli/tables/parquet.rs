//! Tables as Parquet, by its low-level writer: columns go in as they are.

use std::fs::File;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;

use super::batch::{Batch, Column, Values};
use super::store::Writer;
use crate::tables::{Kind, Table};

/// How many rows are kept until they are written as one group. More make smaller files and take
/// more memory.
const ROWS: usize = 40_000;

struct Parquet {
    table: &'static Table,
    out: SerializedFileWriter<File>,
    rows: Batch,
}

/// A writer for a table.
pub fn writer(table: &'static Table, file: File) -> Result<Box<dyn Writer>, String> {
    let out = open(table, file).map_err(|why| why.to_string())?;
    Ok(Box::new(Parquet {
        table,
        out,
        rows: Batch::new(table.columns),
    }))
}

fn open(table: &Table, file: File) -> Result<SerializedFileWriter<File>, ParquetError> {
    let mut fields = Vec::new();
    for column in table.columns {
        let (physical, logical) = match column.kind {
            Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Kind::Whole => (Physical::INT64, None),
            Kind::Number => (Physical::DOUBLE, None),
            Kind::Flag => (Physical::BOOLEAN, None),
            Kind::Day => (Physical::INT32, Some(LogicalType::Date)),
            Kind::Moment => (
                Physical::INT64,
                Some(LogicalType::timestamp(true, TimeUnit::MILLIS)),
            ),
        };
        let field = Type::primitive_type_builder(column.name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical);
        fields.push(Arc::new(field.build()?));
    }
    let schema = Type::group_type_builder(table.name).with_fields(fields);
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        // The same rows give the same bytes, whatever the version of the library.
        .set_created_by(concat!("dsomm-radar ", env!("CARGO_PKG_VERSION")).to_owned());
    SerializedFileWriter::new(
        file,
        Arc::new(schema.build()?),
        Arc::new(properties.build()),
    )
}

impl Writer for Parquet {
    fn take(&mut self, rows: Batch) -> Result<(), String> {
        self.rows.append(rows);
        match self.rows.rows >= ROWS {
            true => self.flush().map_err(|why| why.to_string()),
            false => Ok(()),
        }
    }

    fn finish(mut self: Box<Self>) -> Result<(), String> {
        let written = self.flush().and_then(|()| self.out.close().map(|_| ()));
        written.map_err(|why| why.to_string())
    }
}

impl Parquet {
    fn flush(&mut self) -> Result<(), ParquetError> {
        let rows = std::mem::replace(&mut self.rows, Batch::new(self.table.columns));
        if rows.rows == 0 {
            return Ok(());
        }
        let mut group = self.out.next_row_group()?;
        for column in rows.columns {
            write(&mut group, column)?;
        }
        group.close()?;
        Ok(())
    }
}

fn write(
    group: &mut SerializedRowGroupWriter<'_, File>,
    column: Column,
) -> Result<(), ParquetError> {
    let Some(mut out) = group.next_column()? else {
        return Err(ParquetError::General("a column too many".to_owned()));
    };
    let Column { there, values } = column;
    let there = Some(&there[..]);
    match values {
        Values::Text(bytes, ends) => {
            // All texts share one block of memory.
            let all = ByteArray::from(bytes);
            let mut start = 0;
            let mut texts = Vec::with_capacity(ends.len());
            for end in ends {
                texts.push(all.slice(start, end - start));
                start = end;
            }
            out.typed::<ByteArrayType>()
                .write_batch(&texts, there, None)?;
        }
        Values::Whole(values) => {
            out.typed::<Int64Type>().write_batch(&values, there, None)?;
        }
        Values::Number(values) => {
            out.typed::<DoubleType>()
                .write_batch(&values, there, None)?;
        }
        Values::Flag(values) => {
            out.typed::<BoolType>().write_batch(&values, there, None)?;
        }
        Values::Day(values) => {
            out.typed::<Int32Type>().write_batch(&values, there, None)?;
        }
    }
    out.close()
}
