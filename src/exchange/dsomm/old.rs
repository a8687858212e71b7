//! DSOMM 3.x: the model with answers in it (`generated.yaml`), and what it kept in the browser.

use super::{Claim, Found, Named, Piece, text_of};
use crate::model::yaml::Node;

/// What a piece of evidence is called that had no title.
const TITLE: &str = "Evidence from DSOMM 3";

pub(super) fn read_model(document: &Node, found: &mut Found) {
    if let Some(meta) = document.get("meta") {
        let text = |field: &str| meta.get(field).and_then(text_of).unwrap_or_default();
        found.model.version = text("version").to_owned();
        found.model.publisher = text("publisher").to_owned();
    }
    for (dimension, parts) in document.entries() {
        if dimension == "meta" || dimension.starts_with('_') {
            continue;
        }
        for (_, activities) in parts.entries() {
            for (name, activity) in activities.entries() {
                read_activity(name, activity, found);
            }
        }
    }
}

pub(super) fn read_dataset(document: &Node, found: &mut Found) {
    for part in document.items() {
        let Some(activities) = part.get("Activity") else {
            continue;
        };
        for activity in activities.items() {
            match activity.get("activityName").and_then(text_of) {
                Some(name) => read_activity(name, activity, found),
                None => {
                    let place = part
                        .get("SubDimension")
                        .and_then(text_of)
                        .unwrap_or_default();
                    found
                        .odd
                        .note("Left out, because the activity has no name", place);
                }
            }
        }
    }
}

fn read_activity(name: &str, fields: &Node, found: &mut Found) {
    let activity = Named {
        id: fields
            .get("uuid")
            .and_then(text_of)
            .unwrap_or_default()
            .to_owned(),
        name: name.to_owned(),
    };
    let mut claim = |team: Option<&str>, is_done: bool| {
        found.claims.push(Claim {
            activity: activity.clone(),
            team: team.map(str::to_owned),
            is_done,
            ..Claim::default()
        });
    };
    let teams = fields
        .get("teamsImplemented")
        .map(Node::entries)
        .unwrap_or_default();
    for (team, value) in teams {
        claim(Some(team), value.is_true());
    }
    // Where teams are named, this is about all of them at once.
    if teams.is_empty() && fields.get("isImplemented").is_some_and(Node::is_true) {
        claim(None, true);
    }
    for (team, value) in teams {
        let is_known = matches!(text_of(value), Some("true" | "false")) || *value == Node::Null;
        if !is_known {
            let place = format!("{name}, {team}");
            found.odd.note(
                "Taken for no, because neither true nor false stands there",
                place,
            );
        }
    }
    let mut piece = |team: Option<&str>, said: &Node| {
        let said = said.text();
        if !said.is_empty() {
            found.pieces.push(Piece {
                activity: activity.clone(),
                teams: vec![team.map(str::to_owned)],
                title: TITLE.to_owned(),
                description: said,
                ..Piece::default()
            });
        }
    };
    let evidence = fields
        .get("teamsEvidence")
        .map(Node::entries)
        .unwrap_or_default();
    for (team, said) in evidence {
        piece(Some(team), said);
    }
    if evidence.is_empty()
        && teams.is_empty()
        && let Some(said) = fields.get("evidence")
    {
        piece(None, said);
    }
}
