//! Tables as Markdown, for wikis and tickets. It is for reading: it does not come back.

use super::cells::text;
use super::{Column, Kind, Sheet, Value};

/// Columns that only programs need.
const FOR_PROGRAMS: [&str; 12] = [
    "assessment",
    "team",
    "activity",
    "evidence",
    "changed",
    "changed_by",
    "cycle_id",
    "dimension",
    "value",
    "carried_over",
    "link",
    "names",
];

/// Writes the tables below one another. Rows that say nothing are left out.
pub fn write(title: &str, sheets: &[Sheet]) -> String {
    let mut out = format!("# {}\n", said(title));
    for sheet in sheets {
        let keeps = |column: &Column| {
            // The addresses of evidence are what one reads it for.
            let is_link = sheet.name == "evidence" && column.name == "link";
            let is_name = sheet.name == "controls" && column.name == "names";
            let is_part = sheet.name == "scores" && column.name == "dimension";
            is_link || is_name || is_part || !FOR_PROGRAMS.contains(&column.name)
        };
        let wanted: Vec<usize> = (0..sheet.columns.len())
            .filter(|&at| keeps(&sheet.columns[at]))
            .collect();
        out.push_str(&format!("\n## {}\n\n|", heading(sheet.name)));
        for &at in &wanted {
            out.push_str(&format!(" {} |", said(sheet.columns[at].name)));
        }
        out.push_str("\n|");
        for &at in &wanted {
            let is_number = matches!(sheet.columns[at].kind, Kind::Whole | Kind::Number);
            out.push_str(if is_number { " --: |" } else { " --- |" });
        }
        out.push('\n');
        for row in sheet.rows.iter().filter(|row| says(sheet, row)) {
            out.push('|');
            for &at in &wanted {
                let value = match &row[at] {
                    Value::Number(number) if number.is_finite() => format!("{number:.3}"),
                    other => text(other),
                };
                out.push_str(&format!(" {} |", said(&value)));
            }
            out.push('\n');
        }
    }
    out
}

fn heading(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// Answers that were not given, and the numbers of single levels, would hide everything else.
fn says(sheet: &Sheet, row: &[Value]) -> bool {
    let of = |name: &str| {
        let at = sheet.columns.iter().position(|column| column.name == name);
        at.and_then(|at| row.get(at))
    };
    let is = |name: &str, what: &str| of(name) == Some(&Value::Text(what.to_owned()));
    match sheet.name {
        "answers" => {
            !is("said", "unanswered") || of("note").is_some_and(|note| *note != Value::None)
        }
        "scores" => !is("part", "level"),
        _ => true,
    }
}

/// A text of somebody: no sign in it is markup, and it stays in its cell.
fn said(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.trim().chars() {
        match sign {
            '\n' | '\r' | '\t' => out.push(' '),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '!' => {
                out.push('\\');
                out.push(sign);
            }
            sign if sign.is_control() => {}
            sign => out.push(sign),
        }
    }
    out
}
