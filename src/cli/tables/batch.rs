//! Rows, column by column, as they go from who reads to who writes.

use std::collections::BTreeMap;

use crate::tables::{Cell, Kind, Rows, TABLES, folder};

/// The cells of a column. What is empty has no value, only a place in `there`.
pub struct Column {
    /// 1 for each row with a value, else 0.
    pub there: Vec<i16>,
    /// The values.
    pub values: Values,
}

/// Values of one kind.
pub enum Values {
    /// All texts, one behind the other, and where each ends.
    Text(Vec<u8>, Vec<usize>),
    /// Whole numbers and moments.
    Whole(Vec<i64>),
    /// Numbers.
    Number(Vec<f64>),
    /// Flags.
    Flag(Vec<bool>),
    /// Days since 1970-01-01.
    Day(Vec<i32>),
}

/// Rows of one table.
pub struct Batch {
    /// By column.
    pub columns: Vec<Column>,
    /// How many rows.
    pub rows: usize,
}

/// Rows by table and by the folder of their cycle; of tables without cycles, that is empty.
#[derive(Default)]
pub struct Batches {
    pub all: BTreeMap<(&'static str, String), Batch>,
    wanted: Vec<&'static str>,
    /// The last cycle and its folder: rows come cycle by cycle.
    last: (String, String),
}

impl Column {
    pub fn new(kind: Kind) -> Self {
        let values = match kind {
            Kind::Text => Values::Text(Vec::new(), Vec::new()),
            Kind::Whole | Kind::Moment => Values::Whole(Vec::new()),
            Kind::Number => Values::Number(Vec::new()),
            Kind::Flag => Values::Flag(Vec::new()),
            Kind::Day => Values::Day(Vec::new()),
        };
        Self {
            there: Vec::new(),
            values,
        }
    }

    fn push(&mut self, cell: &Cell<'_>) {
        match (&mut self.values, cell) {
            (Values::Text(bytes, ends), Cell::Text(text)) => {
                bytes.extend_from_slice(text.as_bytes());
                ends.push(bytes.len());
            }
            (Values::Whole(values), Cell::Whole(value) | Cell::Moment(value)) => {
                values.push(*value);
            }
            (Values::Number(values), Cell::Number(value)) => values.push(*value),
            (Values::Flag(values), Cell::Flag(value)) => values.push(*value),
            (Values::Day(values), Cell::Day(value)) => values.push(days(*value)),
            // A cell of another kind than its column cannot come; the tests see to that.
            _ => {
                self.there.push(0);
                return;
            }
        }
        self.there.push(1);
    }

    fn append(&mut self, other: Self) {
        self.there.extend(other.there);
        match (&mut self.values, other.values) {
            (Values::Text(bytes, ends), Values::Text(more, more_ends)) => {
                let start = bytes.len();
                bytes.extend(more);
                ends.extend(more_ends.into_iter().map(|end| start + end));
            }
            (Values::Whole(values), Values::Whole(more)) => values.extend(more),
            (Values::Number(values), Values::Number(more)) => values.extend(more),
            (Values::Flag(values), Values::Flag(more)) => values.extend(more),
            (Values::Day(values), Values::Day(more)) => values.extend(more),
            _ => {}
        }
    }
}

/// Days since 1970-01-01.
fn days(day: chrono::NaiveDate) -> i32 {
    let days = day.signed_duration_since(chrono::NaiveDate::default());
    i32::try_from(days.num_days()).unwrap_or(i32::MAX)
}

impl Batch {
    pub fn new(columns: &[crate::tables::Column]) -> Self {
        Self {
            columns: columns.iter().map(|it| Column::new(it.kind)).collect(),
            rows: 0,
        }
    }

    /// Puts other rows behind these.
    pub fn append(&mut self, other: Self) {
        self.rows += other.rows;
        for (column, more) in self.columns.iter_mut().zip(other.columns) {
            column.append(more);
        }
    }
}

impl Batches {
    /// Keeps the rows of these tables only.
    pub fn new(wanted: &dyn Fn(&str) -> bool) -> Self {
        let tables = TABLES.iter().map(|table| table.name);
        Self {
            wanted: tables.filter(|name| wanted(name)).collect(),
            ..Self::default()
        }
    }
}

impl Rows for Batches {
    fn row(&mut self, table: &'static str, cycle: &str, cells: &[Cell<'_>]) {
        if !self.wanted.contains(&table) {
            return;
        }
        if cycle.is_empty() {
            self.last = (String::new(), String::new());
        } else if self.last.0 != cycle {
            self.last = (cycle.to_owned(), folder(cycle));
        }
        // Looked up by a borrowed key first, because almost every row finds its batch.
        let key = (table, std::mem::take(&mut self.last.1));
        if !self.all.contains_key(&key) {
            let columns = TABLES.iter().find(|known| known.name == table);
            let columns = columns.map_or(&[][..], |known| known.columns);
            self.all.insert((table, key.1.clone()), Batch::new(columns));
        }
        if let Some(batch) = self.all.get_mut(&key) {
            batch.rows += 1;
            for (column, cell) in batch.columns.iter_mut().zip(cells) {
                column.push(cell);
            }
        }
        self.last.1 = key.1;
    }
}
