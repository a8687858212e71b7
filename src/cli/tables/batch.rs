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
type ByTable = BTreeMap<(&'static str, String), Batch>;

/// Collects rows.
#[derive(Default)]
pub struct Batches {
    all: ByTable,
    wanted: Vec<&'static str>,
    /// Where the rows of now go, with their table and cycle; it is not in `all` meanwhile. Thousands of
    /// rows of one table and cycle come one after the other.
    open: Option<Open>,
}

struct Open {
    table: &'static str,
    cycle: String,
    folder: String,
    /// Nothing where the table is not wanted.
    batch: Option<Batch>,
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

    /// All rows.
    pub fn into_tables(mut self) -> ByTable {
        self.close();
        self.all
    }

    fn close(&mut self) {
        let Some(open) = self.open.take() else {
            return;
        };
        if let Some(batch) = open.batch {
            self.all.insert((open.table, open.folder), batch);
        }
    }

    fn begin(&mut self, table: &'static str, cycle: &str) {
        self.close();
        let folder = match cycle {
            "" => String::new(),
            cycle => folder(cycle),
        };
        let is_wanted = self.wanted.contains(&table);
        let batch = is_wanted.then(|| {
            let known = self.all.remove(&(table, folder.clone()));
            known.unwrap_or_else(|| {
                let columns = TABLES.iter().find(|known| known.name == table);
                Batch::new(columns.map_or(&[][..], |known| known.columns))
            })
        });
        self.open = Some(Open {
            table,
            cycle: cycle.to_owned(),
            folder,
            batch,
        });
    }
}

impl Rows for Batches {
    fn row(&mut self, table: &'static str, cycle: &str, cells: &[Cell<'_>]) {
        let is_open = |open: &Open| std::ptr::eq(open.table, table) && open.cycle == cycle;
        if !self.open.as_ref().is_some_and(is_open) {
            self.begin(table, cycle);
        }
        if let Some(Open {
            batch: Some(batch), ..
        }) = &mut self.open
        {
            batch.rows += 1;
            for (column, cell) in batch.columns.iter_mut().zip(cells) {
                column.push(cell);
            }
        }
    }
}
