//! Activities: the names behind the ids.

use super::{Cell, Column, Kind, Of, Rows, Table, column, text};
use crate::model::Model;

pub static TABLE: Table = Table {
    name: "activities",
    about: "An activity of a model. Each model that an assessment uses, with its extensions and changes, is there once.",
    by_cycle: false,
    columns: &COLUMNS,
    of: Of::Model(rows),
};

static COLUMNS: [Column; 13] = [
    column("model", Kind::Text, "Digest of the model, as in `teams`"),
    column("activity", Kind::Text, "Id of the activity"),
    column("name", Kind::Text, "Its name"),
    column("dimension", Kind::Text, "Dimension, as in addresses"),
    column("dimension_name", Kind::Text, "Its name"),
    column("subdimension", Kind::Text, "Subdimension, as in addresses"),
    column("subdimension_name", Kind::Text, "Its name"),
    column("level", Kind::Whole, "Level, from 1"),
    column("usefulness", Kind::Whole, "1 to 5"),
    column("knowledge", Kind::Whole, "Knowledge that it takes, 1 to 5"),
    column("time", Kind::Whole, "Time that it takes, 1 to 5"),
    column(
        "resources",
        Kind::Whole,
        "Other resources that it takes, 1 to 5",
    ),
    column("tags", Kind::Text, "Tags, with `; ` between them"),
];

fn rows(table: &Table, model: &Model, digest: &str, rows: &mut dyn Rows) {
    for activity in &model.activities {
        let part = model.subdimension_of(activity);
        let dimension = model.dimension_of(activity);
        let small = |value: u8| Cell::Whole(i64::from(value));
        rows.row(
            table.name,
            "",
            &[
                Cell::Text(digest),
                Cell::Text(activity.id.as_str()),
                Cell::Text(&activity.name),
                Cell::Text(&dimension.slug),
                Cell::Text(&dimension.name),
                Cell::Text(&part.id),
                Cell::Text(&part.name),
                small(activity.level),
                small(activity.usefulness),
                small(activity.difficulty.knowledge),
                small(activity.difficulty.time),
                small(activity.difficulty.resources),
                text(Some(&activity.tags.join("; "))),
            ],
        );
    }
}
