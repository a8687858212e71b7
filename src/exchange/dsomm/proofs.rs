//! `team-evidence.yaml`: activity → list of pieces of evidence.

use super::{Day, Found, Named, Piece, entries, text_of};
use crate::assessment::Link;
use crate::model::yaml::Node;

pub(super) fn read(document: &Node, found: &mut Found) {
    let Some(evidence) = document.get("evidence") else {
        return;
    };
    if !matches!(evidence, Node::Null | Node::Map(_)) {
        found.odd.note(
            "Under “evidence”, activities with their pieces have to stand",
            "",
        );
    }
    for (activity, pieces) in entries(evidence, |node| matches!(node, Node::Map(_))) {
        for (at, piece) in (1..).zip(pieces.items()) {
            let place = format!("{activity}, {at}");
            match piece {
                Node::Map(_) => {
                    let piece = read_piece(activity, &place, piece, found);
                    found.pieces.push(piece);
                }
                _ => found
                    .odd
                    .note("Left out, because it is no piece of evidence", place),
            }
        }
    }
}

fn read_piece(activity: &str, place: &str, node: &Node, found: &mut Found) -> Piece {
    let mut piece = Piece {
        activity: Named {
            id: activity.to_owned(),
            name: String::new(),
        },
        ..Piece::default()
    };
    for (field, value) in entries(node, |_| true) {
        let text = || text_of(value).unwrap_or_default().to_owned();
        match field {
            "id" => piece.id = text(),
            "title" => piece.title = text(),
            "description" => piece.description = text(),
            "reviewer" => piece.reviewer = text(),
            "teams" => {
                let teams = value.items().iter().filter_map(text_of);
                piece.teams = teams.map(|team| Some(team.to_owned())).collect();
            }
            "evidenceRecorded" => match Day::of(value) {
                Day::None => {}
                Day::Read(day) => piece.recorded = Some(day),
                Day::Odd(text) => found.odd.note(
                    "A day cannot be read, so the evidence has none",
                    format!("{place} says “{text}”"),
                ),
            },
            "attachment" => piece.links = value.items().iter().map(read_link).collect(),
            _ => {
                piece.kept.insert(field.to_owned(), value.json());
                continue;
            }
        }
        if !matches!(field, "teams" | "attachment") && matches!(value, Node::List(_) | Node::Map(_))
        {
            let place = format!("{place}, {field}");
            found
                .odd
                .note("Left out, because a text was expected there", place);
        }
    }
    if piece.teams.is_empty() {
        found
            .odd
            .note("Evidence that stands for no team proves nothing", place);
    }
    piece
}

fn read_link(node: &Node) -> Link {
    let mut link = Link::default();
    if let Some(url) = text_of(node) {
        link.url = url.to_owned();
    }
    for (field, value) in node.entries() {
        match (field.as_str(), text_of(value)) {
            ("type", Some(kind)) => link.kind = kind.to_owned(),
            ("externalLink", Some(url)) => link.url = url.to_owned(),
            _ => {
                link.kept.insert(field.clone(), value.json());
            }
        }
    }
    link
}
