//! Which activities stand for which control of a standard.

use super::{Cell, Column, Kind, Of, Rows, Table, column};
use crate::exchange::csv::control_number;
use crate::model::Model;
use crate::scoring::{standard_title, standards};

pub static TABLE: Table = Table {
    name: "controls",
    about: "An activity that a model refers to a control of a standard. A mapping is no proof of compliance.",
    by_cycle: false,
    columns: &COLUMNS,
    of: Of::Model(rows),
};

static COLUMNS: [Column; 6] = [
    column("model", Kind::Text, "Digest of the model, as in `teams`"),
    column(
        "standard",
        Kind::Text,
        "The standard, as the model names it",
    ),
    column("standard_title", Kind::Text, "What it is called"),
    column(
        "control",
        Kind::Text,
        "The control, always a text: `A.5.10` is not `A.5.1`",
    ),
    column("position", Kind::Whole, "Place in the standard, from 1"),
    column("activity", Kind::Text, "Id of the activity"),
];

fn rows(table: &Table, model: &Model, digest: &str, rows: &mut dyn Rows) {
    for standard in standards(model) {
        for (position, control) in (1..).zip(&standard.controls) {
            let number = control_number(&standard.name, &control.id);
            for &at in &control.activities {
                rows.row(
                    table.name,
                    "",
                    &[
                        Cell::Text(digest),
                        Cell::Text(&standard.name),
                        Cell::Text(standard_title(&standard.name)),
                        Cell::Text(&number),
                        Cell::Whole(position),
                        Cell::Text(model.activities[at].id.as_str()),
                    ],
                );
            }
        }
    }
}
