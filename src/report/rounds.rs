//! What happens from round to round: what changed, what is next, what is proven.

use super::{Block, Cell, Member, Scope, Table, day, paragraph, text};
use crate::assessment::{Answers, Evidence};
use crate::order::sorted;
use crate::say;
use crate::scoring::{self, Goals};

pub(super) fn changes(scope: &Scope<'_>) -> Vec<Block> {
    let Some((_, cycle)) = scope.assessment().last_closed() else {
        return vec![paragraph("There is no earlier cycle to compare with.")];
    };
    let closed = cycle.closed.map(|day| day.to_string()).unwrap_or_default();
    let lead = format!("Compared with “{}”, which ended on {closed}.", cycle.name);
    let mut blocks = vec![Block::Paragraph(lead)];
    blocks.extend(scope.for_each(|member| changed(scope, member)));
    blocks
}

fn changed(scope: &Scope<'_>, member: &Member<'_>) -> Vec<Block> {
    let (model, assessment) = (scope.model(), scope.assessment());
    let Some((id, cycle)) = assessment.last_closed() else {
        return Vec::new();
    };
    let Some(then) = assessment.as_of(id) else {
        return Vec::new();
    };
    let then = scoring::score(model, &then, member.id);
    let numbers = |name: &str, from: Option<f64>, to: Option<f64>| {
        vec![
            text(name),
            text(say::maturity(from)),
            text(say::maturity(to)),
            text(say::change(from, to)),
        ]
    };
    let mut rows: Vec<Vec<Cell>> = scope
        .dimensions()
        .map(|at| {
            let (from, to) = (&then.dimensions[at], &member.scores.dimensions[at]);
            numbers(&model.dimensions[at].name, from.maturity, to.maturity)
        })
        .collect();
    let (from, to) = (then.overall.maturity, member.scores.overall.maturity);
    rows.push(numbers("Overall", from, to));
    let heads = ["Dimension", "#Then", "#Now", "#Change"];
    let mut blocks = vec![Block::Table(Table::new(
        "Maturity then and now",
        &heads,
        rows,
    ))];
    let none = Answers::default();
    let before = cycle.answers.get(member.id).unwrap_or(&none);
    let now = assessment.answers.get(member.id).unwrap_or(&none);
    let rows: Vec<Vec<Cell>> = say::differing(assessment, model, before, now)
        .into_iter()
        .filter_map(|(id, from, to)| {
            let activity = model.activity(id.as_str())?;
            let cells = || vec![text(&activity.name), text(from), text(to)];
            scope.lists(activity).then(cells)
        })
        .collect();
    if rows.is_empty() {
        blocks.push(paragraph("No answer that is listed differs."));
    } else {
        let table = Table::new("Answers that differ", &["Activity", "Then", "Now"], rows);
        blocks.extend(scope.capped(table));
    }
    blocks
}

pub(super) fn next(scope: &Scope<'_>) -> Vec<Block> {
    scope.for_each(|member| actions(scope, member))
}

fn actions(scope: &Scope<'_>, member: &Member<'_>) -> Vec<Block> {
    let (model, assessment) = (scope.model(), scope.assessment());
    let goals = Goals::of(model, assessment, member.id);
    let found = scoring::suggestions(model, &member.scores, &goals);
    let rows: Vec<Vec<Cell>> = found
        .iter()
        .filter(|item| scope.lists(&model.activities[item.activity]))
        .map(|item| {
            let activity = &model.activities[item.activity];
            let answer = assessment.answer(member.id, activity.id.as_str());
            let mut reasons = say::reasons(
                item,
                activity.level,
                &model.subdimension_of(activity).name,
                item.usefulness,
                item.effort,
            );
            let waits = item.blocked_by.iter();
            let waits: Vec<&str> = waits
                .map(|&at| model.activities[at].name.as_str())
                .collect();
            if !waits.is_empty() {
                reasons.push(format!("waits for {}", waits.join(", ")));
            }
            let planned = assessment.plan.get(member.id);
            let planned = planned.and_then(|planned| planned.get(&activity.id));
            let planned = planned.and_then(|planned| planned.cycle.as_ref());
            let cycle = planned.and_then(|id| assessment.cycles.get(id));
            let cycle = cycle.filter(|cycle| !cycle.deleted);
            vec![
                text(&activity.name),
                text(activity.level.to_string()),
                text(reasons.join("; ")),
                text(
                    answer
                        .map(|answer| answer.owner.as_str())
                        .unwrap_or_default(),
                ),
                day(answer.and_then(|answer| answer.due)),
                text(cycle.map(|cycle| cycle.name.as_str()).unwrap_or_default()),
            ]
        })
        .collect();
    if rows.is_empty() {
        let said = "Everything up to the targets that is listed is in place, or was planned.";
        return vec![paragraph(said)];
    }
    let heads = ["Activity", "#Level", "Why", "Owner", "Due", "Planned for"];
    scope.capped(Table::new("What pays most for its effort", &heads, rows))
}

pub(super) fn evidence(scope: &Scope<'_>) -> Vec<Block> {
    let (model, assessment) = (scope.model(), scope.assessment());
    let is_ours = |piece: &Evidence| {
        let mut members = scope.members.iter();
        members.any(|member| piece.teams.contains(member.id))
    };
    // Where the model lists the activity; what it lacks comes last.
    let found = assessment.evidence.iter().filter_map(|(id, piece)| {
        let at = model.position(piece.activity.as_str());
        let is_listed = at.is_none_or(|at| scope.lists(&model.activities[at]));
        let is_wanted = !piece.deleted && is_listed && is_ours(piece);
        let at = at.unwrap_or(usize::MAX);
        is_wanted.then_some(((at, piece.recorded, id), piece))
    });
    let found = sorted(found.collect::<Vec<_>>(), |left, right| {
        left.0.cmp(&right.0)
    });
    if found.is_empty() {
        let said = "There is no evidence. What is only claimed does not count as proven.";
        return vec![paragraph(said)];
    }
    let row = |piece: &Evidence| {
        let activity = model.activity(piece.activity.as_str());
        let activity = match activity {
            Some(activity) => activity.name.clone(),
            None => format!("{} (not in this model)", piece.activity),
        };
        let links = piece.links.iter().map(|link| link.url.trim().to_owned());
        let mut title = match piece.title.trim() {
            "" => "Untitled".to_owned(),
            title => title.to_owned(),
        };
        if scope.options.texts && !piece.description.trim().is_empty() {
            title.push_str(&format!(": {}", piece.description.trim()));
        }
        let members = scope.members.iter();
        let names: Vec<&str> = members
            .filter(|member| piece.teams.contains(member.id))
            .map(|member| member.team.name.as_str())
            .collect();
        let until = scoring::valid_until(assessment, piece);
        let is_valid = scoring::is_valid(assessment, piece, scope.source.today);
        let standing = match (is_valid, piece.recorded, until) {
            (true, ..) => "valid",
            (false, None, _) => "no date, does not count",
            (false, Some(recorded), _) if recorded > scope.source.today => "not yet valid",
            (false, ..) => "expired",
        };
        vec![
            text(activity),
            Cell::Linked(title, links.filter(|link| !link.is_empty()).collect()),
            text(names.join(", ")),
            day(piece.recorded),
            day(until),
            text(standing),
            text(&piece.reviewer),
        ]
    };
    let rows = found.into_iter().map(|(_, piece)| row(piece)).collect();
    let whom = scope.say("Teams");
    let heads = [
        "Activity",
        "Evidence",
        whom.as_str(),
        "Recorded",
        "Valid until",
        "Standing",
        "Reviewer",
    ];
    scope.capped(Table::new("Register of evidence", &heads, rows))
}
