//! Numbers as a table for people.

use super::{By, Numbers, Scored};
use crate::cli::numbers::{maturity, percent};
use crate::cli::out::columns;
use crate::scoring::{self, Score};

/// Writes a table for each assessment.
pub fn write(all: &[Scored], by: By) -> String {
    let mut text = String::new();
    for (at, scored) in all.iter().enumerate() {
        if at > 0 {
            text.push('\n');
        }
        let title = match scored.assessment.title.trim() {
            "" => "Untitled",
            title => title,
        };
        let then = match &scored.cycle {
            Some(cycle) => format!(", as of {cycle}"),
            None => String::new(),
        };
        text.push_str(&format!("{title} ({}{then})\n", scored.file));
        text.push_str(&columns(
            &rows(scored, by),
            if by == By::Team { 1 } else { 2 },
        ));
    }
    text
}

fn rows(scored: &Scored, by: By) -> Vec<Vec<String>> {
    let mut heads = vec!["team"];
    match by {
        By::Team => {}
        By::Dimension => heads.push("dimension"),
        By::Subdimension => heads.push("subdimension"),
    }
    heads.push("maturity");
    if by != By::Team {
        heads.push("target");
    }
    if by == By::Subdimension {
        heads.push("level");
    }
    heads.extend(["completion", "coverage", "evidenced"]);
    let mut rows = vec![heads.into_iter().map(str::to_owned).collect()];
    for team in &scored.teams {
        rows.extend(rows_of(scored, team, by));
    }
    rows
}

fn rows_of(scored: &Scored, team: &Numbers, by: By) -> Vec<Vec<String>> {
    let model = &scored.model;
    let ends = |claimed: Score, evidenced: Option<Score>| {
        let share = evidenced
            .and_then(|evidenced| scoring::evidenced_share(claimed.counts, evidenced.counts));
        [
            percent(claimed.completion),
            percent(Some(claimed.counts.coverage())),
            percent(share),
        ]
    };
    let mut rows = Vec::new();
    let name = || team.name.clone();
    match by {
        By::Team => {
            let claimed = team.claimed.overall;
            let evidenced = team.evidenced.as_ref().map(|scores| scores.overall);
            let mut row = vec![name(), maturity(claimed.maturity)];
            row.extend(ends(claimed, evidenced));
            rows.push(row);
        }
        By::Dimension => {
            for (at, dimension) in model.dimensions.iter().enumerate() {
                let claimed = team.claimed.dimensions[at];
                let evidenced = team.evidenced.as_ref().map(|scores| scores.dimensions[at]);
                let target = team.targets.as_ref().and_then(|all| all.dimensions[at]);
                let target = target.map_or(String::new(), |target| maturity(Some(target)));
                let mut row = vec![name(), dimension.name.clone(), maturity(claimed.maturity)];
                row.push(target);
                row.extend(ends(claimed, evidenced));
                rows.push(row);
            }
        }
        By::Subdimension => {
            for (at, part) in model.subdimensions.iter().enumerate() {
                let claimed = team.claimed.subdimensions[at];
                let evidenced = team
                    .evidenced
                    .as_ref()
                    .map(|scores| scores.subdimensions[at]);
                let level = |level: Option<u8>| level.map_or(String::new(), |it| it.to_string());
                let target = team.targets.as_ref().and_then(|all| all.subdimensions[at]);
                let mut row = vec![name(), part.id.clone(), maturity(claimed.maturity)];
                row.extend([level(target), level(claimed.level_reached)]);
                row.extend(ends(claimed, evidenced));
                rows.push(row);
            }
        }
    }
    rows
}
