//! Radar, levels, and the way to the targets.

use super::{Block, Figure, Member, Scope, Table, paragraph, text};
use crate::charts::{Radar, Role, Series, Size, Unit};
use crate::order::sorted;
use crate::say;
use crate::scoring::{self, Scores, Targets};

pub(super) fn radars(scope: &Scope<'_>) -> Vec<Block> {
    scope.for_each(|member| radar(scope, member))
}

/// The radar over the dimensions, and its numbers.
fn radar(scope: &Scope<'_>, member: &Member<'_>) -> Vec<Block> {
    let dimensions = scope.model().dimensions.iter();
    picture(
        scope,
        member,
        &Shown {
            title: "maturity by dimension",
            axis: "Dimension",
            names: dimensions
                .map(|dimension| dimension.name.as_str())
                .collect(),
            of: &|scores| {
                scores
                    .dimensions
                    .iter()
                    .map(|score| score.maturity)
                    .collect()
            },
            aims: &|targets| targets.dimensions.clone(),
        },
    )
}

pub(super) fn dimensions(scope: &Scope<'_>) -> Vec<Block> {
    scope.for_each(|member| {
        let each = scope.dimensions().flat_map(|at| {
            let dimension = &scope.model().dimensions[at];
            let parts = || dimension.subdimensions.iter().copied();
            let subdimensions = &scope.model().subdimensions;
            let shown = Shown {
                title: &dimension.name,
                axis: "Subdimension",
                names: parts().map(|at| subdimensions[at].name.as_str()).collect(),
                of: &|scores| {
                    parts()
                        .map(|at| scores.subdimensions[at].maturity)
                        .collect()
                },
                aims: &|targets| {
                    let aims = parts().map(|at| targets.subdimensions[at]);
                    aims.map(|aim| aim.map(f64::from)).collect()
                },
            };
            let mut blocks = vec![Block::Paragraph(format!("{}:", dimension.name))];
            blocks.extend(picture(scope, member, &shown));
            blocks
        });
        each.collect()
    })
}

/// What a radar is about.
struct Shown<'a> {
    title: &'a str,
    /// What an axis stands for.
    axis: &'static str,
    names: Vec<&'a str>,
    /// The values of its axes.
    of: &'a dyn Fn(&Scores) -> Vec<Option<f64>>,
    aims: &'a dyn Fn(&Targets) -> Vec<Option<f64>>,
}

/// A radar, and its numbers.
fn picture(scope: &Scope<'_>, member: &Member<'_>, shown: &Shown<'_>) -> Vec<Block> {
    let (model, assessment) = (scope.model(), scope.assessment());
    let values = shown.of;
    let mut lines = vec![("Claimed".to_owned(), Role::Claimed, values(&member.scores))];
    if let Some((id, cycle)) = assessment.last_closed()
        && let Some(then) = assessment.as_of(id)
    {
        let then = scoring::score(model, &then, member.id);
        lines.push((cycle.name.clone(), Role::Previous, values(&then)));
    }
    if let Some(targets) = scoring::targets(model, assessment, member.id) {
        lines.push(("Target".to_owned(), Role::Target, (shown.aims)(&targets)));
    }
    if assessment.evidence.values().any(|piece| !piece.deleted) {
        let proven = values(&member.evidenced);
        lines.push(("Evidenced".to_owned(), Role::Evidenced, proven));
    }
    let series = lines.iter().map(|(name, role, values)| Series {
        name: match role {
            Role::Claimed => "claimed".to_owned(),
            _ => name.clone(),
        },
        values: values.clone(),
        role: *role,
    });
    let radar = Radar {
        title: format!("{}, {}", shown.title, member.team.name),
        axes: shown.names.iter().map(|name| (*name).to_owned()).collect(),
        rings: model.highest_level(),
        unit: Unit::Level,
        series: series.collect(),
    };
    let is_numbered = radar.is_numbered();
    let mut heads = vec![shown.axis.to_owned()];
    heads.extend(lines.iter().map(|(name, ..)| format!("#{name}")));
    let rows = shown.names.iter().enumerate().map(|(at, name)| {
        let name = match is_numbered {
            true => format!("{}. {name}", at + 1),
            false => (*name).to_owned(),
        };
        let values = lines.iter().map(|(.., values)| values[at]);
        let mut row = vec![text(name)];
        row.extend(values.map(|value| text(say::maturity(value))));
        row
    });
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let table = Table::new(
        &format!("Numbers of the radar: {}", shown.title),
        &heads,
        rows.collect(),
    );
    let figure = Figure {
        describe: radar.describe(),
        svg: radar.svg(Size::Full, scope.source.ink),
        legend: lines
            .into_iter()
            .map(|(name, role, _)| (name, role))
            .collect(),
    };
    vec![Block::Figure(figure), Block::Table(table)]
}

pub(super) fn levels(scope: &Scope<'_>) -> Vec<Block> {
    let lead = "Ready of all that apply, by subdimension and level. A level counts once everything below it is ready.";
    let mut blocks = vec![paragraph(lead)];
    blocks.extend(scope.for_each(|member| vec![Block::Table(grid(scope, member))]));
    blocks
}

fn grid(scope: &Scope<'_>, member: &Member<'_>) -> Table {
    let model = scope.model();
    let mut heads = vec!["Subdimension".to_owned()];
    heads.extend((1..=scope.highest()).map(|level| format!("#{level}")));
    heads.extend(["#Reached".to_owned(), "#Maturity".to_owned()]);
    let rows = scope.subdimensions().map(|at| {
        let sub = &model.subdimensions[at];
        let mut row = vec![text(&sub.name)];
        for level in 1..=scope.highest() {
            let level = usize::from(level) - 1;
            let counts = scoring::ready_in_cell(model, &member.scores, at, level);
            row.push(text(match counts {
                (_, 0) => "–".to_owned(),
                (ready, applicable) => format!("{ready}/{applicable}"),
            }));
        }
        let score = &member.scores.subdimensions[at];
        let reached = score.level_reached.map(|level| level.to_string());
        row.push(text(reached.unwrap_or_else(|| "n/a".to_owned())));
        row.push(text(say::maturity(score.maturity)));
        row
    });
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    Table::new("Levels by subdimension", &heads, rows.collect())
}

pub(super) fn gaps(scope: &Scope<'_>) -> Vec<Block> {
    scope.for_each(|member| gap(scope, member))
}

/// What is below its target, the furthest first.
fn gap(scope: &Scope<'_>, member: &Member<'_>) -> Vec<Block> {
    let (model, assessment) = (scope.model(), scope.assessment());
    let Some(targets) = scoring::targets(model, assessment, member.id) else {
        return vec![paragraph("No target is set.")];
    };
    let below = scope.subdimensions().filter_map(|at| {
        let target = f64::from(targets.subdimensions[at]?);
        let maturity = member.scores.subdimensions[at].maturity?;
        (maturity < target).then_some((at, maturity, target))
    });
    let below = sorted(below.collect(), |left: &(usize, f64, f64), right| {
        (right.2 - right.1).total_cmp(&(left.2 - left.1))
    });
    if below.is_empty() {
        return vec![paragraph("Nothing that is listed is below its target.")];
    }
    let rows = below.into_iter().map(|(at, maturity, target)| {
        let sub = &model.subdimensions[at];
        let by = assessment.target(member.id, &sub.id);
        let by = by.and_then(|target| target.by);
        let until = by.map_or_else(String::new, |by| match by < scope.source.today {
            true => format!("{by}, overdue"),
            false => by.to_string(),
        });
        vec![
            text(&sub.name),
            text(&model.dimensions[sub.dimension].name),
            text(say::maturity(Some(maturity))),
            text(say::maturity(Some(target))),
            text(say::change(Some(maturity), Some(target))),
            text(until),
        ]
    });
    let heads = [
        "Subdimension",
        "Dimension",
        "#Maturity",
        "#Target",
        "#Missing",
        "Until",
    ];
    let table = Table::new("What is below its target", &heads, rows.collect());
    scope.capped(table)
}
