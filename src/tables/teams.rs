//! Teams: the names behind the ids.

use super::facts::{ASSESSMENT, Facts};
use super::{Cell, Column, Kind, Of, Rows, Table, column, text};

pub static TABLE: Table = Table {
    name: "teams",
    about: "A team of an assessment.",
    by_cycle: false,
    columns: &COLUMNS,
    of: Of::Assessment(rows),
};

static COLUMNS: [Column; 9] = [
    ASSESSMENT,
    column("assessment_title", Kind::Text, "Title of the assessment"),
    column("team", Kind::Text, "Id of the team"),
    column("name", Kind::Text, "Name of the team"),
    column("position", Kind::Whole, "Place in the page’s list, from 1"),
    column(
        "groups",
        Kind::Text,
        "Names of its groups, with `; ` between them",
    ),
    column(
        "inherits",
        Kind::Text,
        "Id of the team whose answers count where this one has none",
    ),
    column(
        "model",
        Kind::Text,
        "Digest of the model; the key of `activities` and `controls`",
    ),
    column(
        "model_version",
        Kind::Text,
        "Version of the model that its answers were given to",
    ),
];

fn rows(table: &Table, facts: &Facts<'_>, rows: &mut dyn Rows) {
    let assessment = facts.assessment;
    for (position, (id, team)) in (1..).zip(assessment.living_teams()) {
        let mut groups: Vec<&str> = team
            .groups
            .iter()
            .filter_map(|id| assessment.groups.get(id))
            .filter(|group| !group.deleted)
            .map(|group| group.name.as_str())
            .collect();
        groups.sort_unstable();
        rows.row(
            table.name,
            "",
            &[
                Cell::Text(&assessment.id),
                text(Some(&assessment.title)),
                Cell::Text(id.as_str()),
                text(Some(&team.name)),
                Cell::Whole(position),
                text(Some(&groups.join("; "))),
                text(team.inherits.as_ref().map(|id| id.as_str())),
                Cell::Text(&facts.digest),
                text(Some(&assessment.model.version)),
            ],
        );
    }
}
