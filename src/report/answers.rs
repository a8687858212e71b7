//! Every answer, by dimension.

use super::{Block, Cell, Member, Scope, Table, day, text};
use crate::assessment::Answer;
use crate::say;
use crate::scoring;

pub(super) fn blocks(scope: &Scope<'_>) -> Vec<Block> {
    scope.for_each(|member| {
        let tables = scope.dimensions().flat_map(|at| {
            let name = &scope.model().dimensions[at].name;
            // The name of the table is not seen, and there is one for each dimension.
            let lead = Block::Paragraph(format!("{name}:"));
            let rest = scope.capped(table(scope, member, at));
            std::iter::once(lead).chain(rest)
        });
        tables.collect()
    })
}

fn table(scope: &Scope<'_>, member: &Member<'_>, dimension: usize) -> Table {
    let model = scope.model();
    let activities = model
        .activities_of(dimension)
        .map(|at| &model.activities[at]);
    let rows = activities.filter(|one| scope.lists(one)).map(|activity| {
        let own = scope.assessment().answer(member.id, activity.id.as_str());
        let heard = scoring::answering(scope.assessment(), member.id, activity.id.as_str());
        let (answer, from) = match heard {
            Some((id, answer)) if id != member.id => (Some(answer), Some(id)),
            Some((_, answer)) => (Some(answer), None),
            None => (own, None),
        };
        let mut said = say::answer_label(scope.assessment(), answer);
        let platform = from.and_then(|id| scope.assessment().teams.get(id));
        if let Some(platform) = platform {
            said.push_str(&format!(" (from {})", platform.name));
        }
        let mut row = vec![
            text(&activity.name),
            text(activity.level.to_string()),
            text(said),
            day(answer.and_then(|answer| answer.confirmed)),
            text(own.map(|own| own.owner.as_str()).unwrap_or_default()),
        ];
        if scope.options.texts {
            row.push(text(remarks(answer, own)));
        }
        row
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    let mut heads = vec!["Activity", "#Level", "Answer", "Confirmed", "Owner"];
    if scope.options.texts {
        heads.push("Reason and note");
    }
    let name = format!("Answers: {}", model.dimensions[dimension].name);
    Table::new(&name, &heads, rows)
}

fn remarks(answer: Option<&Answer>, own: Option<&Answer>) -> String {
    let reason = answer.and_then(|answer| answer.not_applicable.as_deref());
    let note = own.map(|own| own.note.as_str());
    let remarks = [reason, note].into_iter().flatten().map(str::trim);
    let remarks = remarks.filter(|remark| !remark.is_empty());
    remarks.collect::<Vec<_>>().join(" · ")
}
