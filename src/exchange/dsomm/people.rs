//! `teams.yaml` and `meta.yaml`: teams, groups, stages.

use super::{Defined, Found, entries, text_of};
use crate::model::yaml::Node;

pub(super) fn read(document: &Node, found: &mut Found) {
    if let Some(teams) = document.get("teams") {
        found.teams = names(teams, "teams", found);
    }
    if let Some(groups) = document.get("teamGroups")
        && !is_elsewhere(groups, "teamGroups", found)
    {
        for (group, teams) in entries(groups, |node| matches!(node, Node::Map(_))) {
            let teams = names(teams, group, found);
            found.groups.push((group.to_owned(), teams));
        }
    }
    let Some(stages) = document.get("progressDefinition") else {
        return;
    };
    for (title, stage) in entries(stages, |node| {
        matches!(node, Node::Map(_)) && node.get("score").is_none()
    }) {
        let score = stage.get("score").unwrap_or(stage);
        let definition = stage
            .get("definition")
            .and_then(text_of)
            .unwrap_or_default();
        match text_of(score).and_then(share) {
            Some(score) => found.stages.push(Defined {
                title: title.to_owned(),
                score,
                definition: definition.trim().to_owned(),
            }),
            None => found.odd.note(
                "Left out, because its score is no share such as 20% or 0.2",
                format!("stage “{title}”"),
            ),
        }
    }
}

fn names(node: &Node, place: &str, found: &mut Found) -> Vec<String> {
    if is_elsewhere(node, place, found) {
        return Vec::new();
    }
    let mut names = Vec::new();
    for name in node.items() {
        match text_of(name) {
            Some(name) => names.push(name.to_owned()),
            None => found
                .odd
                .note("Left out, because it is no name", format!("in “{place}”")),
        }
    }
    names
}

/// `$ref`: what is asked for stands in another file.
fn is_elsewhere(node: &Node, place: &str, found: &mut Found) -> bool {
    let Some(file) = node.get("$ref").and_then(text_of) else {
        return false;
    };
    found.odd.note(
        "Import this file too, where more of it stands",
        format!("“{place}” is in {file}"),
    );
    true
}

/// `20%`, `0.2`: from 0 to 1.
fn share(text: &str) -> Option<f64> {
    let text = text.trim();
    let share = match text.strip_suffix('%') {
        Some(percent) => crate::number::read(percent.trim())? / 100.0,
        None => crate::number::read(text)?,
    };
    (0.0..=1.0).contains(&share).then_some(share)
}
