//! What is planned for which cycle.

use super::facts::{ASSESSMENT, Facts};
use super::{Cell, Column, Kind, Of, Rows, Table, column, moment, text};

pub static TABLE: Table = Table {
    name: "plan",
    about: "An activity that a team means to work on in a cycle.",
    by_cycle: false,
    columns: &COLUMNS,
    of: Of::Assessment(rows),
};

static COLUMNS: [Column; 7] = [
    ASSESSMENT,
    column("team", Kind::Text, "Id of the team"),
    column("activity", Kind::Text, "Id of the activity"),
    column(
        "cycle",
        Kind::Text,
        "Name of the cycle; empty: it is not there any more",
    ),
    column("cycle_id", Kind::Text, "Id of the cycle"),
    column("changed", Kind::Moment, "When it was last changed"),
    column("changed_by", Kind::Text, "By whom"),
];

fn rows(table: &Table, facts: &Facts<'_>, rows: &mut dyn Rows) {
    for (team, planned) in &facts.assessment.plan {
        for (activity, planned) in planned {
            let Some(id) = &planned.cycle else { continue };
            let cycle = facts.assessment.cycles.get(id);
            let cycle = cycle.filter(|cycle| !cycle.deleted);
            rows.row(
                table.name,
                "",
                &[
                    Cell::Text(&facts.assessment.id),
                    Cell::Text(team.as_str()),
                    Cell::Text(activity.as_str()),
                    text(cycle.map(|cycle| cycle.name.as_str())),
                    Cell::Text(id.as_str()),
                    moment(planned.changed.at),
                    text(Some(&planned.changed.by)),
                ],
            );
        }
    }
}
