//! The tables of an assessment as it is today.

use chrono::NaiveDate;

use super::{Column, Kind, Sheet, Value};
use crate::assessment::Assessment;
use crate::exchange::csv::control_number;
use crate::model::Model;
use crate::scoring::{self, Mapped, mapped, standard_title, standards};
use crate::tables::{self, Cell, Rows};

/// The names of all tables, in the order in which people want them.
pub const SHEETS: [&str; 5] = ["answers", "evidence", "scores", "controls", "plan"];

/// What people do not need of a table: what is the same in each row, or tells cycles apart.
const LEFT_OUT: [&str; 4] = ["cycle", "cycle_id", "closed", "links"];

/// Makes the tables of these names. Evidence has to be valid on `today`.
pub fn build(
    model: &Model,
    assessment: &Assessment,
    today: NaiveDate,
    wanted: &[&str],
) -> Vec<Sheet> {
    let wanted: Vec<&str> = SHEETS
        .into_iter()
        .filter(|name| wanted.contains(name))
        .collect();
    let mut collecting = Collecting {
        model,
        assessment,
        sheets: wanted
            .iter()
            .filter_map(|name| Collected::of(name))
            .collect(),
    };
    tables::write(model, assessment, today, &mut collecting);
    let mut made: Vec<Sheet> = collecting
        .sheets
        .into_iter()
        .map(|made| made.sheet)
        .collect();
    if wanted.contains(&"controls") {
        made.push(controls(model, assessment, today));
    }
    made.sort_by_key(|sheet| SHEETS.iter().position(|name| *name == sheet.name));
    made
}

/// Where the values of a column come from.
enum From {
    /// The cell at this place.
    Cell(usize),
    /// The name of the team whose id is in this cell.
    TeamOf(usize),
    /// The name of the activity whose id is in this cell.
    ActivityOf(usize),
}

struct Collected {
    sheet: Sheet,
    from: Vec<From>,
    /// The cell that says when the cycle of the row was closed.
    closed: Option<usize>,
}

impl Collected {
    fn of(name: &str) -> Option<Self> {
        let table = tables::called(name).filter(|table| table.name != "controls")?;
        let (mut columns, mut from) = (Vec::new(), Vec::new());
        let place = |wanted: &str| {
            table
                .columns
                .iter()
                .position(|column| column.name == wanted)
        };
        // Names first, because people read from the left.
        if let Some(at) = place("team") {
            columns.push(Column {
                name: "team_name",
                kind: Kind::Text,
            });
            from.push(From::TeamOf(at));
        }
        if let Some(at) = place("activity") {
            columns.push(Column {
                name: "activity_name",
                kind: Kind::Text,
            });
            from.push(From::ActivityOf(at));
        }
        let keeps_cycle = table.name == "plan";
        for (at, column) in table.columns.iter().enumerate() {
            if LEFT_OUT.contains(&column.name) && !(keeps_cycle && column.name.starts_with("cycle"))
            {
                continue;
            }
            columns.push(Column {
                name: column.name,
                kind: column.kind,
            });
            from.push(From::Cell(at));
        }
        Some(Self {
            sheet: Sheet {
                name: table.name,
                columns,
                rows: Vec::new(),
            },
            from,
            closed: place("closed"),
        })
    }
}

struct Collecting<'a> {
    model: &'a Model,
    assessment: &'a Assessment,
    sheets: Vec<Collected>,
}

impl Rows for Collecting<'_> {
    fn row(&mut self, table: &'static str, _cycle: &str, cells: &[Cell<'_>]) {
        let Some(made) = self.sheets.iter_mut().find(|made| made.sheet.name == table) else {
            return;
        };
        // Closed cycles are in the tables of the command line; people edit what is open.
        let is_closed = made.closed.and_then(|at| cells.get(at));
        if is_closed.is_some_and(|closed| *closed != Cell::None) {
            return;
        }
        let id = |at: &usize| match cells.get(*at) {
            Some(Cell::Text(id)) => Some(*id),
            _ => None,
        };
        let row = made.from.iter().map(|from| match from {
            From::Cell(at) => cells.get(*at).map_or(Value::None, value),
            From::TeamOf(at) => {
                let team = id(at).and_then(|id| self.assessment.teams.get(id));
                team.map_or(Value::None, |team| Value::Text(team.name.clone()))
            }
            From::ActivityOf(at) => {
                let activity = id(at).and_then(|id| self.model.activity(id));
                activity.map_or(Value::None, |activity| Value::Text(activity.name.clone()))
            }
        });
        made.sheet.rows.push(row.collect());
    }
}

fn value(cell: &Cell<'_>) -> Value {
    match cell {
        Cell::None => Value::None,
        Cell::Text(text) => Value::Text((*text).to_owned()),
        Cell::Whole(number) => Value::Whole(*number),
        Cell::Number(number) => Value::Number(*number),
        Cell::Flag(flag) => Value::Flag(*flag),
        Cell::Day(day) => Value::Day(*day),
        Cell::Moment(at) => Value::Moment(*at),
    }
}

/// Each control of each standard with the numbers of each team.
fn controls(model: &Model, assessment: &Assessment, today: NaiveDate) -> Sheet {
    let column = |name, kind| Column { name, kind };
    let columns = vec![
        column("team_name", Kind::Text),
        column("standard", Kind::Text),
        column("control", Kind::Text),
        column("completion", Kind::Number),
        column("lowest", Kind::Number),
        column("evidenced", Kind::Number),
        column("answered", Kind::Whole),
        column("activities", Kind::Whole),
        column("names", Kind::Text),
        column("team", Kind::Text),
    ];
    let standards = standards(model);
    let proofs = scoring::Proofs::on(model, assessment, today);
    let mut rows = Vec::new();
    let number = |value: Option<f64>| value.map_or(Value::None, Value::Number);
    let count = |value: usize| Value::Whole(i64::try_from(value).unwrap_or(i64::MAX));
    for (id, team) in assessment.living_teams() {
        let claimed = scoring::score(model, assessment, id);
        let evidenced = proofs.evidenced(model, assessment, id);
        for standard in &standards {
            for control in &standard.controls {
                let Mapped {
                    mean,
                    min,
                    evidenced_mean,
                    counts,
                    ..
                } = mapped(&claimed, &evidenced, &control.activities);
                let names: Vec<&str> = control
                    .activities
                    .iter()
                    .map(|&at| model.activities[at].name.as_str())
                    .collect();
                rows.push(vec![
                    Value::Text(team.name.clone()),
                    Value::Text(standard_title(&standard.name).to_owned()),
                    Value::Text(control_number(&standard.name, &control.id)),
                    number(mean),
                    number(min),
                    number(evidenced_mean),
                    count(counts.answered),
                    count(counts.all),
                    Value::Text(names.join("; ")),
                    Value::Text(id.to_string()),
                ]);
            }
        }
    }
    Sheet {
        name: "controls",
        columns,
        rows,
    }
}
