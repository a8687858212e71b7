//! The summary: sentences that are made from numbers, each with how these came about.

use super::{Block, Cell, Member, Scope, Table, paragraph, text};
use crate::say;
use crate::scoring::{self, Score, Scores, Why, portfolio};

pub(super) fn blocks(scope: &Scope<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    if scope.members.len() > 1 {
        blocks.extend(together(scope));
    }
    blocks.extend(scope.for_each(|member| sentences(scope, member)));
    blocks
}

/// All of them together: never a mean alone.
fn together(scope: &Scope<'_>) -> Option<Block> {
    let all: Vec<&Scores> = scope.members.iter().map(|member| &member.scores).collect();
    let spread = portfolio(scope.model(), &all).overall.maturity?;
    let name = |at: usize| &scope.members[at].team.name;
    let counted = scope.say(&say::plural(spread.count, "team", "teams"));
    let said = format!(
        "{counted}: maturity from {} (“{}”) to {} (“{}”), mean {}, median {}.",
        say::maturity(Some(spread.min)),
        name(spread.lowest),
        say::maturity(Some(spread.max)),
        name(spread.highest),
        say::maturity(Some(spread.mean)),
        say::maturity(Some(spread.median)),
    );
    let row = |member: &Member<'_>| {
        let Score {
            maturity,
            completion,
            counts,
            ..
        } = member.scores.overall;
        let proven = scoring::evidenced_share(counts, member.evidenced.overall.counts);
        vec![
            text(&member.team.name),
            text(say::maturity(maturity)),
            text(say::percent(completion)),
            text(say::percent(Some(counts.coverage()))),
            text(say::percent(proven)),
        ]
    };
    let first = scope.say("Team");
    let heads = [
        first.as_str(),
        "#Maturity",
        "#Completion",
        "#Coverage",
        "#Proven",
    ];
    let rows = scope.members.iter().map(row).collect();
    let table = Table::new("Numbers side by side", &heads, rows);
    Some(Block::Statement(said, vec![Block::Table(table)]))
}

fn sentences(scope: &Scope<'_>, member: &Member<'_>) -> Vec<Block> {
    let all = [
        Some(maturity(scope, member)),
        weakest(scope, member),
        Some(coverage(scope, member)),
        Some(evidence(scope, member)),
        confirmed(scope, member),
        Some(due(scope, member)),
        before(scope, member),
        targets(scope, member),
    ];
    all.into_iter().flatten().collect()
}

fn maturity(scope: &Scope<'_>, member: &Member<'_>) -> Block {
    let terms = scoring::why_overall(&member.scores);
    let Some(mean) = terms.mean else {
        return paragraph("Nothing applies, so there is no number.");
    };
    let model = scope.model();
    let said = format!(
        "Maturity is {} of {}; {} of what applies is in place.",
        say::maturity(Some(mean)),
        model.highest_level(),
        say::percent(terms.completion()),
    );
    let row = |term: &scoring::PartTerm| {
        vec![
            text(&model.dimensions[term.part].name),
            text(say::maturity(term.maturity)),
            text(say::percent(term.completion)),
        ]
    };
    let rows = terms.terms.iter().map(row).collect();
    let heads = ["Dimension", "#Maturity", "#Completion"];
    let why = vec![
        paragraph(&format!(
            "Means over {}, which count equally, whatever their size.",
            say::plural(terms.divisor, "dimension", "dimensions")
        )),
        Block::Table(Table::new("Terms of the overall numbers", &heads, rows)),
    ];
    Block::Statement(said, why)
}

fn weakest(scope: &Scope<'_>, member: &Member<'_>) -> Option<Block> {
    let model = scope.model();
    let at = member.scores.overall.weakest?;
    let value = |at: usize| member.scores.dimensions[at].maturity;
    let strongest = (0..model.dimensions.len())
        .filter(|at| value(*at).is_some())
        .reduce(|best, at| if value(at) > value(best) { at } else { best })?;
    let named = |at: usize| {
        let name = &model.dimensions[at].name;
        format!("{name} with {}", say::maturity(value(at)))
    };
    let said = match value(strongest) == value(at) {
        true => format!("All dimensions stand at {}.", say::maturity(value(at))),
        false => format!(
            "Weakest is {}, strongest is {}.",
            named(at),
            named(strongest)
        ),
    };
    let terms = scoring::why_dimension(model, &member.scores, at);
    let row = |term: &scoring::PartTerm| {
        vec![
            text(&model.subdimensions[term.part].name),
            text(say::maturity(term.maturity)),
            text(say::percent(term.completion)),
        ]
    };
    let rows = terms.terms.iter().map(row).collect();
    let name = format!("Terms of {}", model.dimensions[at].name);
    let table = Table::new(&name, &["Subdimension", "#Maturity", "#Completion"], rows);
    Some(Block::Statement(said, vec![Block::Table(table)]))
}

/// A row for each dimension.
fn by_dimension(
    scope: &Scope<'_>,
    name: &str,
    heads: &[&str],
    of: impl Fn(usize) -> Vec<usize>,
) -> Vec<Block> {
    let dimensions = scope.model().dimensions.iter().enumerate();
    let rows = dimensions.map(|(at, dimension)| {
        let mut row: Vec<Cell> = vec![text(&dimension.name)];
        row.extend(of(at).into_iter().map(|count| text(count.to_string())));
        row
    });
    vec![Block::Table(Table::new(name, heads, rows.collect()))]
}

fn coverage(scope: &Scope<'_>, member: &Member<'_>) -> Block {
    let counts = member.scores.overall.counts;
    let outside = counts.left_out();
    let said = format!(
        "{} of {} are answered ({}), {} with “Not sure”, {outside} with “Not applicable”.",
        counts.answered,
        say::activities(counts.all),
        say::percent(Some(counts.coverage())),
        counts.not_sure,
    );
    let heads = [
        "Dimension",
        "#Activities",
        "#Answered",
        "#Not sure",
        "#Not applicable",
    ];
    let why = by_dimension(scope, "What is answered", &heads, |at| {
        let counts = member.scores.dimensions[at].counts;
        let left_out = counts.left_out();
        vec![counts.all, counts.answered, counts.not_sure, left_out]
    });
    Block::Statement(said, why)
}

fn evidence(scope: &Scope<'_>, member: &Member<'_>) -> Block {
    let counts = member.scores.overall.counts;
    let proven = member.evidenced.overall.counts;
    let said = match counts.ready {
        0 => "Nothing is fully in place yet.".to_owned(),
        ready => format!(
            "{ready} of {} that apply are fully in place; valid evidence proves {} of these ({}). The rest is claimed.",
            say::activities(counts.applicable),
            proven.ready,
            say::percent(scoring::evidenced_share(counts, proven)),
        ),
    };
    let heads = ["Dimension", "#Applicable", "#Fully in place", "#Proven"];
    let why = by_dimension(scope, "What is in place and proven", &heads, |at| {
        let counts = member.scores.dimensions[at].counts;
        let proven = member.evidenced.dimensions[at].counts;
        vec![counts.applicable, counts.ready, proven.ready]
    });
    Block::Statement(said, why)
}

/// Only where ready needs two, or somebody confirmed something: most never do.
fn confirmed(scope: &Scope<'_>, member: &Member<'_>) -> Option<Block> {
    let assessment = scope.assessment();
    let found = scoring::confirmed(scope.model(), assessment, member.id);
    let rule = match (assessment.needs_two(), found.confirmed) {
        (true, _) => "Only these count as ready.",
        (false, 0) => return None,
        (false, _) => "The rest counts as ready all the same.",
    };
    Some(paragraph(&format!(
        "Of {} claimed to be fully in place, a second person confirmed {} ({}). {rule}",
        say::activities(found.claimed),
        found.confirmed,
        say::percent(found.share()),
    )))
}

fn due(scope: &Scope<'_>, member: &Member<'_>) -> Block {
    let due = scoring::due(
        scope.model(),
        scope.assessment(),
        member.id,
        scope.source.today,
    );
    if due.is_empty() {
        return paragraph("No answer is due for review.");
    }
    let count = |wanted: fn(&Why) -> bool| due.iter().filter(|due| wanted(&due.why)).count();
    let reasons = [
        (
            count(|why| *why == Why::Ended),
            "no longer not applicable, as that ended",
        ),
        (count(|why| *why == Why::NotSure), "not sure"),
        (
            count(|why| *why == Why::CarriedOver),
            "carried over into this cycle, not confirmed yet",
        ),
        (count(|why| *why == Why::NeverConfirmed), "never confirmed"),
        (
            count(|why| matches!(why, Why::Old(_))),
            "confirmed too long ago",
        ),
    ];
    let reasons = reasons.into_iter().filter(|(count, _)| *count > 0);
    let why = reasons.map(|(count, why)| format!("{count}: {why}."));
    let are = say::plural(due.len(), "answer is", "answers are");
    Block::Statement(
        format!("{are} due for review."),
        vec![Block::List(why.collect())],
    )
}

fn before(scope: &Scope<'_>, member: &Member<'_>) -> Option<Block> {
    let assessment = scope.assessment();
    let (id, cycle) = assessment.last_closed()?;
    let then = scoring::score(
        scope.model(),
        &assessment.as_of_team(id, member.id)?,
        member.id,
    );
    let (from, to) = (then.overall.maturity, member.scores.overall.maturity);
    let said = format!(
        "Since “{}” maturity went from {} to {} ({}).",
        cycle.name,
        say::maturity(from),
        say::maturity(to),
        say::change(from, to),
    );
    let why = "The answers of then were counted with the model and the stages of today, so that only answers make a difference.";
    Some(Block::Statement(said, vec![paragraph(why)]))
}

fn targets(scope: &Scope<'_>, member: &Member<'_>) -> Option<Block> {
    let model = scope.model();
    let targets = scoring::targets(model, scope.assessment(), member.id)?;
    let mut below = Vec::new();
    let mut counted = 0;
    for (at, target) in targets.subdimensions.iter().enumerate() {
        if let (Some(target), Some(maturity)) = (target, member.scores.subdimensions[at].maturity) {
            counted += 1;
            if maturity < f64::from(*target) {
                below.push(vec![
                    text(&model.subdimensions[at].name),
                    text(say::maturity(Some(maturity))),
                    text(target.to_string()),
                ]);
            }
        }
    }
    let with = say::plural(counted, "subdimension", "subdimensions");
    if below.is_empty() {
        return Some(Block::Paragraph(format!(
            "Of {with} with a target, none is below it."
        )));
    }
    let are = match below.len() {
        1 => "1 is".to_owned(),
        many => format!("{many} are"),
    };
    let heads = ["Subdimension", "#Maturity", "#Target"];
    let table = Table::new("What is below its target", &heads, below);
    Some(Block::Statement(
        format!("Of {with} with a target, {are} below it."),
        vec![Block::Table(table)],
    ))
}
