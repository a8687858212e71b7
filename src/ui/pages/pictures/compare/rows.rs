//! A row of the comparison: a team, or a group as the mean over its teams.

use std::sync::Arc;

use leptos::prelude::*;

use crate::assessment::TeamId;
use crate::scoring::{self, Part, Score, Scores};
use crate::ui::state::Measure;

use super::super::selection::{groups, members};
use super::Page;

/// What a row is about.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// A team's id, or `group:` and a group's.
    pub key: String,
    /// Name, for a group with the number of its teams.
    pub name: String,
    /// Its teams: one, or those of the group.
    pub teams: Vec<TeamId>,
}

/// The numbers of a row.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Numbers {
    /// The whole.
    pub overall: Option<f64>,
    /// By dimension.
    pub dimensions: Vec<Option<f64>>,
    /// By subdimension.
    pub subdimensions: Vec<Option<f64>>,
}

/// All rows: teams, or groups.
pub fn rows(page: Page, are_groups: bool) -> Vec<Row> {
    if !are_groups {
        let teams = page.teams();
        return page.state.assessment.with(|assessment| {
            let named = teams.into_iter().map(|id| Row {
                key: id.to_string(),
                name: assessment
                    .teams
                    .get(&id)
                    .map(|team| team.name.clone())
                    .unwrap_or_default(),
                teams: vec![id],
            });
            named.collect()
        });
    }
    page.state.assessment.with(|assessment| {
        let all = groups(assessment).into_iter();
        let rows = all.map(|(id, name)| {
            let teams = members(assessment, &id);
            Row {
                key: format!("group:{id}"),
                name: format!("{name} ({})", page.state.host.teams(teams.len())),
                teams,
            }
        });
        rows.collect()
    })
}

/// The numbers of a row, by the measure of the page.
pub fn numbers(page: Page, row: &Row) -> Numbers {
    let scores = page.scores(&row.teams);
    let measure = page.measure.get();
    match scores.as_slice() {
        [only] => {
            let of = |score: &Score| measure.of(score);
            Numbers {
                overall: of(&only.overall),
                dimensions: only.dimensions.iter().map(of).collect(),
                subdimensions: only.subdimensions.iter().map(of).collect(),
            }
        }
        all => {
            let all: Vec<&Scores> = all.iter().map(Arc::as_ref).collect();
            let together = scoring::portfolio(&page.state.model(), &all);
            let of = |part: &Part| {
                let spread = match measure {
                    Measure::Maturity => part.maturity,
                    Measure::Completion => part.completion,
                };
                spread.map(|spread| spread.mean)
            };
            Numbers {
                overall: of(&together.overall),
                dimensions: together.dimensions.iter().map(of).collect(),
                subdimensions: together.subdimensions.iter().map(of).collect(),
            }
        }
    }
}
