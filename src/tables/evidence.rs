//! Evidence: one row for each piece and each team that it stands for.

use super::facts::{ASSESSMENT, Facts};
use super::{Cell, Column, Kind, Of, Rows, Table, column, count, day, moment, text};
use crate::assessment::TeamId;
use crate::scoring;

pub static TABLE: Table = Table {
    name: "evidence",
    about: "A piece of evidence, for each team that it stands for. One that stands for nobody has one row without a team.",
    by_cycle: false,
    columns: &COLUMNS,
    of: Of::Assessment(rows),
};

static COLUMNS: [Column; 14] = [
    ASSESSMENT,
    column("evidence", Kind::Text, "Id of the piece"),
    column("team", Kind::Text, "Id of a team that it stands for"),
    column("activity", Kind::Text, "Id of the activity that it proves"),
    column("title", Kind::Text, "What it is"),
    column("description", Kind::Text, "More about it, in Markdown"),
    column(
        "recorded",
        Kind::Day,
        "When it was recorded; empty: it is never valid",
    ),
    column(
        "valid_until",
        Kind::Day,
        "The last day on which it is valid",
    ),
    column(
        "valid",
        Kind::Flag,
        "Whether it is valid on the day of the export",
    ),
    column("reviewer", Kind::Text, "Who looked at it"),
    column("link", Kind::Text, "The first address where it can be seen"),
    column("links", Kind::Whole, "How many addresses there are"),
    column("changed", Kind::Moment, "When it was last changed"),
    column("changed_by", Kind::Text, "By whom"),
];

fn rows(table: &Table, facts: &Facts<'_>, rows: &mut dyn Rows) {
    let assessment = facts.assessment;
    for (id, piece) in assessment
        .evidence
        .iter()
        .filter(|(_, piece)| !piece.deleted)
    {
        // Beyond the calendar of most engines it simply stays valid.
        let until = scoring::valid_until(assessment, piece);
        let until = until.filter(|day| *day < chrono::NaiveDate::MAX);
        let mut write = |team: Option<&TeamId>| {
            rows.row(
                table.name,
                "",
                &[
                    Cell::Text(&assessment.id),
                    Cell::Text(id.as_str()),
                    text(team.map(|id| id.as_str())),
                    text(Some(piece.activity.as_str())),
                    text(Some(&piece.title)),
                    text(Some(&piece.description)),
                    day(piece.recorded),
                    day(until),
                    Cell::Flag(scoring::is_valid(assessment, piece, facts.today)),
                    text(Some(&piece.reviewer)),
                    text(piece.links.first().map(|link| link.url.as_str())),
                    count(piece.links.len()),
                    moment(piece.changed.at),
                    text(Some(&piece.changed.by)),
                ],
            );
        };
        match piece.teams.is_empty() {
            true => write(None),
            false => piece.teams.iter().for_each(|team| write(Some(team))),
        }
    }
}
