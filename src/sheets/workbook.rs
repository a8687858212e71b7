//! Workbooks, read. Formulas are not computed, links not followed; what a cell shows is what counts.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx, XlsxError};

use super::Grid;

/// How large all parts of a workbook may be once they are unpacked.
const MAX_UNPACKED: u64 = 64 * 1024 * 1024;
/// How many parts it may have.
const MAX_PARTS: usize = 2_000;
/// How many cells a sheet may have, empty ones in its rows too.
const MAX_CELLS: usize = 8_000_000;

/// Reads all sheets. The error is a sentence.
pub fn read(name: &str, bytes: &[u8]) -> Result<Vec<Grid>, String> {
    check_size(name, bytes)?;
    let mut room = MAX_UNPACKED;
    let damaged = |why: String| {
        format!(
            "“{name}” is no workbook that can be read: {why}. Save it again as XLSX, or as CSV."
        )
    };
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes))
        .map_err(|why: calamine::XlsxError| damaged(why.to_string()))?;
    let mut grids = Vec::new();
    for sheet in book.sheet_names() {
        let mut cells = match book.worksheet_cells_reader(&sheet) {
            Ok(cells) => cells,
            // A sheet that is only a chart.
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(why) => return Err(damaged(why.to_string())),
        };
        // Only what is there: the library's own tables have every cell between the first and the
        // last, and two cells at the ends of a sheet are enough to fill the memory.
        let mut rows: BTreeMap<u32, Vec<(u32, String)>> = BTreeMap::new();
        let (mut left, mut right) = (u32::MAX, 0);
        while let Some(cell) = cells.next_cell().map_err(|why| damaged(why.to_string()))? {
            let (row, column) = cell.get_position();
            let said = text(&Data::from(cell.get_value().clone()));
            if said.is_empty() {
                continue;
            }
            // Many cells may show one long text that stands in the file once.
            room = room.checked_sub(said.len() as u64).ok_or_else(|| {
                format!(
                    "The tables of “{name}” hold more than {} MB of text; that is too much. Delete what is not needed, and save it again.",
                    MAX_UNPACKED >> 20
                )
            })?;
            (left, right) = (left.min(column), right.max(column));
            rows.entry(row).or_default().push((column, said));
        }
        let (height, width) = (rows.len(), right.saturating_sub(left) as usize + 1);
        if height.saturating_mul(width) > MAX_CELLS {
            return Err(format!(
                "The sheet “{sheet}” of “{name}” has {height} rows and {width} columns; that is too much. Delete what is empty, and save it again."
            ));
        }
        let mut rows = rows.into_iter().map(|(row, found)| {
            let mut cells = vec![String::new(); width];
            for (column, said) in found {
                cells[(column - left) as usize] = said;
            }
            (row as usize + 1, cells)
        });
        let Some((_, heads)) = rows.next() else {
            continue;
        };
        grids.push(Grid {
            name: sheet,
            heads: heads.iter().map(|head| head.trim().to_owned()).collect(),
            rows: rows.collect(),
        });
    }
    Ok(grids)
}

/// Unpacks every part once, and keeps nothing of it: what is written about sizes may be a lie.
fn check_size(name: &str, bytes: &[u8]) -> Result<(), String> {
    let damaged =
        |why: String| format!("“{name}” is no workbook that can be read: {why}. Save it again.");
    let mut archive =
        zip::ZipArchive::new(Cursor::new(bytes)).map_err(|why| damaged(why.to_string()))?;
    if archive.len() > MAX_PARTS {
        return Err(format!(
            "“{name}” has {} parts; up to {MAX_PARTS} are read.",
            archive.len()
        ));
    }
    let mut room = MAX_UNPACKED;
    for at in 0..archive.len() {
        let part = archive
            .by_index(at)
            .map_err(|why| damaged(why.to_string()))?;
        let copied = std::io::copy(&mut part.take(room + 1), &mut std::io::sink());
        let copied = copied.map_err(|why| damaged(why.to_string()))?;
        room = room.checked_sub(copied).ok_or_else(|| {
            format!(
                "“{name}” is larger than {} MB once it is unpacked. Check that it is the right one.",
                MAX_UNPACKED >> 20
            )
        })?;
    }
    Ok(())
}

/// A cell as CSV has it.
fn text(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => format!("{number}"),
        Data::Bool(flag) => flag.to_string(),
        Data::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
            match (hour, minute, second, milli) {
                (0, 0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
                _ => format!(
                    "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z"
                ),
            }
        }
        Data::DateTime(number) => format!("{}", number.as_f64()),
    }
}
