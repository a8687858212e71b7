//! Targets as they were set; the one that holds for a team is in `scores`.

use super::facts::{ASSESSMENT, Facts};
use super::{Cell, Column, Kind, Of, Rows, Table, column, day, moment, text, whole};
use crate::assessment::TeamId;

pub static TABLE: Table = Table {
    name: "targets",
    about: "A target as it was set. Which one holds for a team in a subdimension stands in `scores`.",
    by_cycle: false,
    columns: &COLUMNS,
    of: Of::Assessment(rows),
};

static COLUMNS: [Column; 7] = [
    ASSESSMENT,
    column("team", Kind::Text, "Id of the team; empty: for all teams"),
    column(
        "subdimension",
        Kind::Text,
        "Subdimension, as in addresses; empty: for all",
    ),
    column("level", Kind::Whole, "The level to reach"),
    column("by", Kind::Day, "Until when"),
    column("changed", Kind::Moment, "When it was last changed"),
    column("changed_by", Kind::Text, "By whom"),
];

fn rows(table: &Table, facts: &Facts<'_>, rows: &mut dyn Rows) {
    for (aim, target) in &facts.assessment.targets {
        if target.level.is_none() {
            continue;
        }
        rows.row(
            table.name,
            "",
            &[
                Cell::Text(&facts.assessment.id),
                text(aim.team.as_ref().map(TeamId::as_str)),
                text(aim.subdimension.as_deref()),
                whole(target.level),
                day(target.by),
                moment(target.changed.at),
                text(Some(&target.changed.by)),
            ],
        );
    }
}
