//! The numbers of each team in each cycle: those of the page.

use super::facts::{ASSESSMENT, CLOSED, CYCLE, CYCLE_ID, Facts, Numbers, Round, TEAM, first};
use super::{Cell, Column, Kind, Of, Rows, Table, column, count, day, number, text, whole};
use crate::scoring::{self, Score};

pub static TABLE: Table = Table {
    name: "scores",
    about: "The numbers of a team in a cycle: one row for the whole, one for each dimension, one for each subdimension, and one for each level of each subdimension. `part` says which.",
    by_cycle: true,
    columns: &COLUMNS,
    of: Of::Assessment(rows),
};

static COLUMNS: [Column; 24] = [
    ASSESSMENT,
    TEAM,
    CYCLE,
    CYCLE_ID,
    CLOSED,
    column(
        "part",
        Kind::Text,
        "`overall`, `dimension`, `subdimension` or `level`",
    ),
    column(
        "dimension",
        Kind::Text,
        "Dimension, as in addresses; empty for `overall`",
    ),
    column(
        "subdimension",
        Kind::Text,
        "Subdimension, as in addresses; empty for `overall` and `dimension`",
    ),
    column("level", Kind::Whole, "Level; only for `level`"),
    column(
        "maturity",
        Kind::Number,
        "0 to the highest level; empty: nothing applies, or a `level`",
    ),
    column(
        "completion",
        Kind::Number,
        "Mean of the values, 0 to 1; for `level`, the sector of the heatmap",
    ),
    column(
        "coverage",
        Kind::Number,
        "Share of the activities that were answered, 0 to 1; empty for `level`",
    ),
    column(
        "evidenced_maturity",
        Kind::Number,
        "Maturity as far as evidenced; empty in closed cycles",
    ),
    column(
        "evidenced_completion",
        Kind::Number,
        "Completion as far as evidenced; empty in closed cycles",
    ),
    column(
        "evidenced_share",
        Kind::Number,
        "Share of the ready activities that is evidenced; empty: none is ready, or a closed cycle",
    ),
    column(
        "level_reached",
        Kind::Whole,
        "The level reached; only for `subdimension`",
    ),
    column(
        "evidenced_level",
        Kind::Whole,
        "The level reached as far as evidenced; only for `subdimension`",
    ),
    column(
        "target",
        Kind::Number,
        "The target of today: a level, or for `dimension` the mean of its subdimensions’ targets; empty: there is none",
    ),
    column(
        "target_by",
        Kind::Day,
        "Until when the target is to be reached; only for `subdimension`",
    ),
    column("activities", Kind::Whole, "How many activities there are"),
    column(
        "answered",
        Kind::Whole,
        "How many were answered with anything; empty for `level`",
    ),
    column(
        "applicable",
        Kind::Whole,
        "How many are not marked as not applicable; empty for `level`",
    ),
    column(
        "ready",
        Kind::Whole,
        "How many are fully in place; empty for `level`",
    ),
    column(
        "not_sure",
        Kind::Whole,
        "How many were answered with not sure; empty for `level`",
    ),
];

/// Where a row stands.
#[derive(Clone, Copy)]
struct At<'a> {
    part: &'static str,
    dimension: Option<&'a str>,
    subdimension: Option<&'a str>,
}

fn rows(table: &Table, facts: &Facts<'_>, rows: &mut dyn Rows) {
    let model = facts.model;
    // How many activities stand at each level of a subdimension.
    let levels = usize::from(model.highest_level());
    let sizes: Vec<Vec<usize>> = model
        .subdimensions
        .iter()
        .map(|part| {
            let mut sizes = vec![0; levels];
            for &at in &part.activities {
                sizes[usize::from(model.activities[at].level) - 1] += 1;
            }
            sizes
        })
        .collect();
    for round in &facts.rounds {
        for team in &round.teams {
            let overall = At {
                part: "overall",
                dimension: None,
                subdimension: None,
            };
            let evidenced = team.evidenced.as_ref();
            let scores = (team.claimed.overall, evidenced.map(|all| all.overall));
            write(table, facts, round, team, overall, scores, None, rows);
            for (at, dimension) in model.dimensions.iter().enumerate() {
                let place = At {
                    part: "dimension",
                    dimension: Some(&dimension.slug),
                    subdimension: None,
                };
                let scores = (
                    team.claimed.dimensions[at],
                    evidenced.map(|all| all.dimensions[at]),
                );
                let target = team.targets.as_ref().and_then(|all| all.dimensions[at]);
                write(table, facts, round, team, place, scores, target, rows);
            }
            for (at, part) in model.subdimensions.iter().enumerate() {
                let dimension = Some(model.dimensions[part.dimension].slug.as_str());
                let place = At {
                    part: "subdimension",
                    dimension,
                    subdimension: Some(&part.id),
                };
                let scores = (
                    team.claimed.subdimensions[at],
                    evidenced.map(|all| all.subdimensions[at]),
                );
                let target = team.targets.as_ref().and_then(|all| all.subdimensions[at]);
                let target = target.map(f64::from);
                write(table, facts, round, team, place, scores, target, rows);
                for (level, cell) in (1..).zip(&team.claimed.cells[at]) {
                    let size = sizes[at][usize::from(level) - 1];
                    if size == 0 {
                        continue;
                    }
                    let proven = evidenced.and_then(|all| all.cells[at][usize::from(level) - 1]);
                    write_level(
                        table,
                        facts,
                        round,
                        team,
                        place,
                        level,
                        (*cell, proven),
                        size,
                        rows,
                    );
                }
            }
        }
    }
}

fn head<'a>(
    facts: &'a Facts<'_>,
    round: &'a Round<'_>,
    team: &'a Numbers<'_>,
    at: At<'a>,
) -> [Cell<'a>; 8] {
    let [assessment, team, cycle, cycle_id, closed] = first(facts, round, team);
    [
        assessment,
        team,
        cycle,
        cycle_id,
        closed,
        Cell::Text(at.part),
        text(at.dimension),
        text(at.subdimension),
    ]
}

#[allow(clippy::too_many_arguments)] // One row is made of all these.
fn write(
    table: &Table,
    facts: &Facts<'_>,
    round: &Round<'_>,
    team: &Numbers<'_>,
    at: At<'_>,
    (claimed, evidenced): (Score, Option<Score>),
    target: Option<f64>,
    rows: &mut dyn Rows,
) {
    let counts = claimed.counts;
    let share = evidenced.and_then(|proven| scoring::evidenced_share(counts, proven.counts));
    let by = at
        .subdimension
        .and_then(|part| facts.assessment.target(team.id, part)?.by);
    let mut cells = [Cell::None; COLUMNS.len()];
    cells[..8].copy_from_slice(&head(facts, round, team, at));
    cells[9..].copy_from_slice(&[
        number(claimed.maturity),
        number(claimed.completion),
        Cell::Number(counts.coverage()),
        number(evidenced.and_then(|score| score.maturity)),
        number(evidenced.and_then(|score| score.completion)),
        number(share),
        whole(claimed.level_reached),
        whole(evidenced.and_then(|score| score.level_reached)),
        number(target),
        day(by),
        count(counts.all),
        count(counts.answered),
        count(counts.applicable),
        count(counts.ready),
        count(counts.not_sure),
    ]);
    rows.row(table.name, round.name, &cells);
}

#[allow(clippy::too_many_arguments)] // One row is made of all these.
fn write_level(
    table: &Table,
    facts: &Facts<'_>,
    round: &Round<'_>,
    team: &Numbers<'_>,
    at: At<'_>,
    level: u8,
    (cell, proven): (Option<f64>, Option<f64>),
    size: usize,
    rows: &mut dyn Rows,
) {
    let at = At {
        part: "level",
        ..at
    };
    let mut cells = [Cell::None; COLUMNS.len()];
    cells[..8].copy_from_slice(&head(facts, round, team, at));
    cells[8] = whole(Some(level));
    cells[10] = number(cell);
    cells[13] = number(proven);
    cells[19] = count(size);
    rows.row(table.name, round.name, &cells);
}
