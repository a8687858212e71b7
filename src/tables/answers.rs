//! What each team says about each activity, in each cycle.

use super::facts::{ASSESSMENT, CLOSED, CYCLE, CYCLE_ID, Facts, TEAM, first};
use super::{Cell, Column, Kind, Of, Rows, Table, column, day, moment, number, text};
use crate::assessment::{Answer, Answered, TeamId};
use crate::scoring::{self, Value};

pub static TABLE: Table = Table {
    name: "answers",
    about: "What a team says about an activity in a cycle. Each team has a row for each activity of its model, unanswered ones too, so counting rows gives the page’s numbers; and one for each answer to an activity that the model lacks.",
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
        "activity",
        Kind::Text,
        "Id of the activity; its name is in `activities`",
    ),
    column(
        "dimension",
        Kind::Text,
        "Dimension of the activity, as in addresses; empty: the model lacks the activity",
    ),
    column(
        "subdimension",
        Kind::Text,
        "Subdimension of the activity, as in addresses",
    ),
    column("level", Kind::Whole, "Level of the activity"),
    column(
        "said",
        Kind::Text,
        "`stage`, `not sure`, `not applicable` or `unanswered`",
    ),
    column("stage", Kind::Text, "Id of the stage that counts"),
    column(
        "value",
        Kind::Number,
        "What it is worth, 0 to 1; 0 where it is unanswered or not sure; empty: it does not apply, or the model lacks the activity",
    ),
    column(
        "evidenced",
        Kind::Flag,
        "A valid piece of evidence stands behind the stage; empty: a closed cycle, which keeps none, or no stage",
    ),
    column(
        "inherited_from",
        Kind::Text,
        "Id of the team whose answer counts, where it is not the team’s own",
    ),
    column("reason", Kind::Text, "Why it does not apply"),
    column("note", Kind::Text, "The note, in Markdown"),
    column("owner", Kind::Text, "Who takes care of it"),
    column("due", Kind::Day, "Until when"),
    column("reached", Kind::Day, "When the stage was first reached"),
    column(
        "confirmed",
        Kind::Day,
        "When the answer was last given or confirmed",
    ),
    column(
        "carried_over",
        Kind::Flag,
        "It is from before the cycle that is under way, and nobody has looked at it since",
    ),
    column(
        "changed",
        Kind::Moment,
        "When the answer was last changed; empty in closed cycles",
    ),
    column("changed_by", Kind::Text, "By whom"),
    column(
        "note_changed",
        Kind::Moment,
        "When the note was last changed; empty in closed cycles",
    ),
];

fn rows(table: &Table, facts: &Facts<'_>, rows: &mut dyn Rows) {
    let model = facts.model;
    for round in &facts.rounds {
        let then = facts.then(round);
        for team in &round.teams {
            let inherits = then
                .teams
                .get(team.id)
                .is_some_and(|team| team.inherits.is_some());
            let own = then.answers.get(team.id);
            let mut write = |at: Option<usize>, id: &str, answer: Option<(&TeamId, &Answer)>| {
                let part = at.map(|at| model.activities[at].subdimension);
                let part = part.map(|part| &model.subdimensions[part]);
                let answered = answer.map_or(Answered::No, |(_, answer)| answer.answered());
                let value = at.map_or(Value::Unanswered, |at| team.claimed.values[at]);
                let proven = at.and_then(|at| {
                    let evidenced = team.evidenced.as_ref()?;
                    let is_scored = |value| matches!(value, Value::Scored(_));
                    is_scored(value).then(|| evidenced.values[at] == value)
                });
                let stage = match answered {
                    Answered::Stage(stage) => then.counts_as(stage),
                    _ => None,
                };
                let amount = at.and_then(|_| value.amount());
                let answer_of = answer.map(|(_, answer)| answer);
                let reason = match answered {
                    Answered::NotApplicable => {
                        answer_of.and_then(|it| it.not_applicable.as_deref())
                    }
                    _ => None,
                };
                let reached = answer_of
                    .and_then(|answer| answer.reached.get(answer.stage.as_ref()?).copied());
                let from = answer.map(|(from, _)| from).filter(|from| *from != team.id);
                let carried = answer_of.filter(|_| round.closed.is_none());
                let changed = answer_of.map(|answer| &answer.changed);
                let [assessment, team_id, cycle, cycle_id, closed] = first(facts, round, team);
                rows.row(
                    table.name,
                    round.name,
                    &[
                        assessment,
                        team_id,
                        cycle,
                        cycle_id,
                        closed,
                        Cell::Text(id),
                        text(part.map(|part| model.dimensions[part.dimension].slug.as_str())),
                        text(part.map(|part| part.id.as_str())),
                        at.map_or(Cell::None, |at| {
                            Cell::Whole(i64::from(model.activities[at].level))
                        }),
                        Cell::Text(said(answered, stage.is_some())),
                        text(stage.map(|stage| stage.id.as_str())),
                        number(amount),
                        // Where the stage scores nothing, there is nothing to prove.
                        proven
                            .filter(|_| amount > Some(0.0))
                            .map_or(Cell::None, Cell::Flag),
                        text(from.map(|id| id.as_str())),
                        text(reason),
                        text(answer_of.map(|answer| answer.note.as_str())),
                        text(answer_of.map(|answer| answer.owner.as_str())),
                        day(answer_of.and_then(|answer| answer.due)),
                        day(reached),
                        day(answer_of.and_then(|answer| answer.confirmed)),
                        carried.map_or(Cell::None, |answer| {
                            Cell::Flag(then.is_carried_over(answer))
                        }),
                        moment(changed.map_or(0, |stamp| stamp.at)),
                        text(changed.map(|stamp| stamp.by.as_str())),
                        moment(answer_of.map_or(0, |answer| answer.note_changed.at)),
                    ],
                );
            };
            for (at, activity) in model.activities.iter().enumerate() {
                let id = activity.id.as_str();
                let given = own.and_then(|answers| answers.get(id));
                let answer = match inherits {
                    true => scoring::answering(then, team.id, id)
                        .or_else(|| given.map(|answer| (team.id, answer))),
                    false => given.map(|answer| (team.id, answer)),
                };
                write(Some(at), id, answer);
            }
            for (id, answer) in own.into_iter().flatten() {
                let says = answer.answered() != Answered::No || !answer.note.is_empty();
                if says && model.position(id.as_str()).is_none() {
                    write(None, id.as_str(), Some((team.id, answer)));
                }
            }
        }
    }
}

/// An unknown stage says nothing that could be counted.
fn said(answered: Answered<'_>, is_known: bool) -> &'static str {
    match answered {
        Answered::Stage(_) if is_known => "stage",
        Answered::Stage(_) | Answered::No => "unanswered",
        Answered::NotSure => "not sure",
        Answered::NotApplicable => "not applicable",
    }
}
