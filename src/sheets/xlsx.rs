//! Tables as a workbook: typed cells, a first row that stays in sight, filters.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use chrono::{Datelike, Timelike};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, Url, Workbook as Book, Worksheet, XlsxError,
};

use super::{Kind, Sheet, Value};
use crate::model::Model;

/// UTF-16 units that a cell holds; the library refuses more.
const LONGEST: usize = 32_767;
/// UTF-16 units of the longest link.
const LONGEST_LINK: usize = 2_080;
/// Rows below the first one that a sheet holds.
const ROWS: usize = 1_048_575;
/// From 65,536 links on their ids would begin again, and the file would be broken without an error.
const LINKS: usize = 60_000;

/// A workbook, and what it cannot say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Workbook {
    /// The file.
    pub bytes: Vec<u8>,
    /// Sentences about what is in it otherwise, or not at all.
    pub left: Vec<String>,
}

/// Writes the tables, and behind them one of the activities with a link to each, if `page` is the
/// address of one. `today`: the day on which the file says it was made. The error is a sentence.
pub fn write(
    title: &str,
    sheets: &[Sheet],
    model: &Model,
    page: &str,
    today: chrono::NaiveDate,
) -> Result<Workbook, String> {
    let mut left = Left::default();
    let bytes = book(title, sheets, model, page, today, &mut left).map_err(|why| {
        format!("The workbook could not be made: {why}. Export the tables as CSV instead.")
    })?;
    match reads_back(&bytes, sheets) {
        true => Ok(Workbook {
            bytes,
            left: left.sentences(),
        }),
        false => Err(
            "The workbook could not be read back, so it was not written. Export the tables as CSV instead."
                .to_owned(),
        ),
    }
}

/// Unpacks each sheet, whose sums are checked by that, and counts its rows.
fn reads_back(bytes: &[u8], sheets: &[Sheet]) -> bool {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return false;
    };
    let mut text = String::new();
    (1..).zip(sheets).all(|(number, sheet)| {
        text.clear();
        let name = format!("xl/worksheets/sheet{number}.xml");
        let read = archive
            .by_name(&name)
            .ok()
            .map(|mut part| part.read_to_string(&mut text));
        let says = |row: &&Vec<Value>| row.iter().any(|value| matches!(value, Value::Text(_)));
        let least = sheet.rows.iter().take(ROWS).filter(says).count() + 1;
        let found = text.matches("<row ").count();
        matches!(read, Some(Ok(_))) && (least..=sheet.rows.len() + 1).contains(&found)
    })
}

/// What does not fit, by reason.
#[derive(Default)]
struct Left {
    cut: usize,
    signs: usize,
    days: usize,
    numbers: usize,
    rows: BTreeSet<&'static str>,
    links: usize,
}

impl Left {
    fn sentences(self) -> Vec<String> {
        let mut said = Vec::new();
        let mut say = |count: usize, what: String| {
            if count > 0 {
                said.push(what);
            }
        };
        say(
            self.cut,
            format!(
                "Texts that end after {LONGEST} letters, because no cell holds more: {}.",
                self.cut
            ),
        );
        say(
            self.signs,
            format!(
                "Texts with signs that no workbook can hold; “\u{fffd}” stands in their place: {}.",
                self.signs
            ),
        );
        say(
            self.days,
            format!(
                "Days before 1900 or after 9999, which spreadsheets do not know; their cells are empty: {}.",
                self.days
            ),
        );
        say(
            self.numbers,
            format!(
                "Cells that are empty, because what should be in them is no number: {}.",
                self.numbers
            ),
        );
        say(
            self.links,
            format!(
                "Activities whose address is no link, because it is too long or there are too many: {}.",
                self.links
            ),
        );
        for name in self.rows {
            said.push(format!(
                "The sheet “{name}” ends after {ROWS} rows, because no sheet holds more. Export CSV."
            ));
        }
        said
    }
}

struct Formats {
    head: Format,
    day: Format,
    moment: Format,
    text: Format,
}

fn book(
    title: &str,
    sheets: &[Sheet],
    model: &Model,
    page: &str,
    today: chrono::NaiveDate,
    left: &mut Left,
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Book::new();
    // The library would take the time of the clock; the same content is to give the same bytes.
    let made = excel_day(today).unwrap_or_default();
    let properties = DocProperties::new()
        .set_title(clean(title, 255, left))
        .set_creation_datetime(&made);
    book.set_properties(&properties);
    let formats = Formats {
        head: Format::new().set_bold(),
        day: Format::new().set_num_format("yyyy-mm-dd"),
        moment: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss.000"),
        text: Format::new().set_num_format("@"),
    };
    for sheet in sheets {
        write_sheet(book.add_worksheet(), sheet, &formats, left)?;
    }
    write_activities(book.add_worksheet(), model, page, &formats, left)?;
    book.save_to_buffer()
}

fn write_sheet(
    to: &mut Worksheet,
    sheet: &Sheet,
    formats: &Formats,
    left: &mut Left,
) -> Result<(), XlsxError> {
    to.set_name(sheet.name)?;
    for (column, at) in sheet.columns.iter().zip(0..) {
        to.write_string_with_format(0, at, column.name, &formats.head)?;
        to.set_column_width(at, width(column.name, column.kind))?;
    }
    if sheet.rows.len() > ROWS {
        left.rows.insert(sheet.name);
    }
    let mut last = 0;
    for (row, at) in sheet.rows.iter().take(ROWS).zip(1..) {
        for (value, column) in row.iter().zip(0..) {
            write_value(to, at, column, value, formats, left)?;
        }
        last = at;
    }
    finish(to, last, sheet.columns.len())
}

fn finish(to: &mut Worksheet, last: u32, columns: usize) -> Result<(), XlsxError> {
    to.set_freeze_panes(1, 0)?;
    let columns = u16::try_from(columns).unwrap_or(1).max(1);
    to.autofilter(0, 0, last, columns - 1)?;
    Ok(())
}

fn write_value(
    to: &mut Worksheet,
    row: u32,
    column: u16,
    value: &Value,
    formats: &Formats,
    left: &mut Left,
) -> Result<(), XlsxError> {
    match value {
        Value::None => {}
        Value::Text(text) => {
            let text = clean(text, LONGEST, left);
            // Said to be a text, so that no program takes `5.10` or `017` for a number.
            to.write_string_with_format(row, column, text, &formats.text)?;
        }
        Value::Whole(number) => {
            to.write_number(row, column, *number as f64)?;
        }
        Value::Number(number) if number.is_finite() => {
            to.write_number(row, column, *number)?;
        }
        Value::Number(_) => left.numbers += 1,
        Value::Flag(flag) => {
            to.write_boolean(row, column, *flag)?;
        }
        Value::Day(day) => match excel_day(*day) {
            Some(day) => {
                to.write_datetime_with_format(row, column, &day, &formats.day)?;
            }
            None => left.days += 1,
        },
        Value::Moment(at) => match excel_moment(*at) {
            Some(moment) => {
                to.write_datetime_with_format(row, column, &moment, &formats.moment)?;
            }
            None => left.days += 1,
        },
    }
    Ok(())
}

/// All activities, each with its address once: as a link, and as a text, because some programs read
/// a link without what stands behind `#`.
fn write_activities(
    to: &mut Worksheet,
    model: &Model,
    page: &str,
    formats: &Formats,
    left: &mut Left,
) -> Result<(), XlsxError> {
    let is_page = page.starts_with("https://") || page.starts_with("http://");
    let heads = [
        "activity_name",
        "dimension",
        "subdimension",
        "level",
        "activity",
        "address",
    ];
    let heads = &heads[..if is_page { 6 } else { 5 }];
    to.set_name("activities")?;
    for (head, at) in heads.iter().zip(0..) {
        to.write_string_with_format(0, at, *head, &formats.head)?;
        to.set_column_width(at, width(head, Kind::Text))?;
    }
    let mut last = 0;
    for (activity, row) in model.activities.iter().take(ROWS).zip(1..) {
        let part = model.subdimension_of(activity);
        let dimension = &model.dimensions[part.dimension];
        for (text, column) in [
            (activity.name.as_str(), 0),
            (dimension.name.as_str(), 1),
            (part.name.as_str(), 2),
            (activity.id.as_str(), 4),
        ] {
            let text = clean(text, LONGEST, left);
            to.write_string_with_format(row, column, text, &formats.text)?;
        }
        to.write_number(row, 3, activity.level)?;
        if is_page {
            let address = format!("{page}#/activity/{}", encoded(activity.id.as_str()));
            let is_short = address.encode_utf16().count() <= LONGEST_LINK;
            if is_short && row as usize <= LINKS {
                let name = clean(&activity.name, 255, left);
                let url = Url::new(&address).set_text(if name.is_empty() { "link" } else { &name });
                to.write_url(row, 0, url)?;
            } else {
                left.links += 1;
            }
            to.write_string_with_format(row, 5, clean(&address, LONGEST, left), &formats.text)?;
        }
        last = row;
    }
    finish(to, last, heads.len())
}

/// As in addresses.
fn encoded(id: &str) -> String {
    let mut text = String::with_capacity(id.len());
    for byte in id.bytes() {
        match byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            true => text.push(char::from(byte)),
            false => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

/// A text as a cell holds it.
fn clean(text: &str, longest: usize, left: &mut Left) -> String {
    let is_held = |sign: char| {
        matches!(sign, '\t' | '\n' | '\r')
            || !(sign.is_control() || matches!(sign, '\u{fffe}' | '\u{ffff}'))
    };
    let mut clean = String::with_capacity(text.len().min(longest));
    let (mut units, mut is_changed) = (0, false);
    for sign in text.chars() {
        units += sign.len_utf16();
        if units > longest {
            left.cut += 1;
            break;
        }
        match is_held(sign) {
            true => clean.push(sign),
            false => {
                is_changed = true;
                clean.push('\u{fffd}');
            }
        }
    }
    left.signs += usize::from(is_changed);
    clean
}

fn excel_day(day: chrono::NaiveDate) -> Option<ExcelDateTime> {
    let year = u16::try_from(day.year())
        .ok()
        .filter(|year| *year >= 1900)?;
    ExcelDateTime::from_ymd(year, day.month() as u8, day.day() as u8).ok()
}

fn excel_moment(at: i64) -> Option<ExcelDateTime> {
    let moment = chrono::DateTime::from_timestamp_millis(at)?.naive_utc();
    let day = excel_day(moment.date())?;
    let millis = (moment.and_utc().timestamp_subsec_millis() % 1000) as u16;
    let (hour, minute, second) = (moment.hour(), moment.minute(), moment.second());
    day.and_hms_milli(hour as u16, minute as u8, second as u8, millis)
        .ok()
}

fn width(name: &str, kind: Kind) -> f64 {
    match (name, kind) {
        ("activity_name" | "note" | "description" | "names" | "title" | "address", _) => 44.0,
        (_, Kind::Text) => 20.0,
        (_, Kind::Moment) => 23.0,
        _ => 12.0,
    }
}
