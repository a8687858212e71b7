//! What the program says, and where: results to the standard output, everything else to the
//! standard error, so that results can be piped on.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write};

/// Why a command was not done: a sentence with the place and what to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem(pub String);

impl Problem {
    /// A problem with a file.
    pub fn of(file: &str, what: impl Display) -> Self {
        Self(format!("{file}: {what}"))
    }
}

impl From<String> for Problem {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Problem {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// Writes a result. Whoever reads it may stop in the middle, as `head` does.
pub fn print(text: &str) -> Result<(), Problem> {
    print_bytes(text.as_bytes())
}

/// The same for what may be no text.
pub fn print_bytes(bytes: &[u8]) -> Result<(), Problem> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Problem(format!(
            "The result cannot be written to the standard output: {error}."
        ))),
        _ => Ok(()),
    }
}

/// Says something beside the result.
pub fn tell(line: &str) {
    // If nobody can hear it, nothing is lost that was asked for.
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Rows with columns as wide as their widest cell; those of numbers, all but the first, to the
/// right. The first row has the heads.
pub fn columns(rows: &[Vec<String>], left: usize) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (at, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let space = " ".repeat(width - cell.chars().count());
            let gap = if at > 0 { "  " } else { "" };
            match at < left {
                true => line.push_str(&format!("{gap}{cell}{space}")),
                false => line.push_str(&format!("{gap}{space}{cell}")),
            }
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// “1 team”, “2 teams”.
pub fn count(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
