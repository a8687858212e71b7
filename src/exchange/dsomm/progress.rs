//! `team-progress.yaml`: activity → team → title of a stage → since when.

use super::{Claim, Day, Found, Named, entries};
use crate::model::yaml::Node;

pub(super) fn read(document: &Node, found: &mut Found) {
    match document.get("progress") {
        None | Some(Node::Null | Node::Map(_)) => {}
        Some(_) => found.odd.note(
            "Under “progress”, activities with their teams have to stand",
            "",
        ),
    }
    let Some(progress) = document.get("progress") else {
        return;
    };
    // An activity called “<<” has teams under it, a team called so has stages; what is put in from
    // elsewhere has one step more.
    for (activity, teams) in entries(progress, |node| is_deep(node, 2)) {
        if !matches!(teams, Node::Null | Node::Map(_)) {
            found
                .odd
                .note("Left out, because no teams stand under it", activity);
        }
        for (team, stages) in entries(teams, |node| is_deep(node, 1)) {
            if !matches!(stages, Node::Null | Node::Map(_)) {
                let place = format!("{activity}, {team}");
                found
                    .odd
                    .note("Left out, because no stages stand under it", place);
            }
            let mut claim = Claim {
                activity: Named {
                    id: activity.to_owned(),
                    name: String::new(),
                },
                team: Some(team.to_owned()),
                ..Claim::default()
            };
            for (stage, day) in entries(stages, |node| is_deep(node, 0)) {
                let place = || format!("{activity}, {team}, {stage}");
                match Day::of(day) {
                    Day::Read(day) => claim.reached.push((stage.to_owned(), Some(day))),
                    Day::None => found.odd.note(
                        "A stage without a day is not reached, and was left out",
                        place(),
                    ),
                    Day::Odd(text) => {
                        let place = format!("{} says “{text}”", place());
                        found
                            .odd
                            .note("A stage counts, but its day cannot be read", place);
                        claim.reached.push((stage.to_owned(), None));
                    }
                }
            }
            found.claims.push(claim);
        }
    }
}

/// Are there mappings, this many steps further in?
fn is_deep(node: &Node, steps: usize) -> bool {
    match (node, steps) {
        (Node::List(_), _) => true,
        (Node::Map(_), 0) => true,
        (Node::Map(entries), _) => {
            let mut inside = entries.iter().map(|(_, value)| value).peekable();
            inside.peek().is_some() && inside.all(|value| is_deep(value, steps - 1))
        }
        _ => false,
    }
}
