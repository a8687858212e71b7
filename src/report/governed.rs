//! What an auditor asks for: who confirmed what, what audits came to, what does not apply and until
//! when, and which controls of a standard apply.

use super::applicability::{HEADS, NO_PROOF, Statement};
use super::{Block, Cell, Member, Scope, Table, day, paragraph, text};
use crate::assessment::{Audit, Second, count_exceptions};
use crate::say;
use crate::scoring::{self, Tally};

fn member<'a, 'b>(scope: &'b Scope<'a>, team: &str) -> Option<&'b Member<'a>> {
    let mut members = scope.members.iter();
    members.find(|member| member.id.as_str() == team)
}

/// Whether an activity is listed, and what it is called; one that the model lacks is, by its id.
fn named(scope: &Scope<'_>, activity: &str) -> Option<String> {
    match scope.model().activity(activity) {
        Some(known) => scope.lists(known).then(|| known.name.clone()),
        None => Some(format!("{activity} (not in this model)")),
    }
}

pub(super) fn confirmations(scope: &Scope<'_>) -> Vec<Block> {
    let (model, assessment) = (scope.model(), scope.assessment());
    let rule = match assessment.needs_two() {
        true => {
            "Ready needs two: only what a second person confirmed counts as ready. What nobody confirmed counts as the stage below."
        }
        false => {
            "What a second person confirmed stands beside what is claimed; it changes no number."
        }
    };
    let row = |member: &Member<'_>| {
        let found = scoring::confirmed(model, assessment, member.id);
        vec![
            text(&member.team.name),
            text(found.claimed.to_string()),
            text(found.confirmed.to_string()),
            text(say::percent(found.share())),
        ]
    };
    let whom = scope.say("Team");
    let heads = [
        whom.as_str(),
        "#Claimed ready",
        "#Confirmed by two",
        "#Share",
    ];
    let rows = scope.members.iter().map(row).collect();
    let mut blocks = vec![
        paragraph(rule),
        Block::Table(Table::new("Claimed and confirmed by two", &heads, rows)),
    ];
    let row = |second: &Second<'_>| {
        let member = member(scope, second.team)?;
        let answer = assessment.answer(member.id, second.activity);
        let author = answer.map(|answer| answer.author()).unwrap_or_default();
        Some(vec![
            text(named(scope, second.activity)?),
            text(&member.team.name),
            match second.holds {
                true => text(say::answer_label(assessment, answer)),
                false => text("answered anew since, so it no longer counts"),
            },
            text(if second.holds { author } else { "" }),
            text(second.by),
            day(second.day),
        ])
    };
    let rows: Vec<Vec<Cell>> = assessment.seconds().iter().filter_map(row).collect();
    if rows.is_empty() {
        blocks.push(paragraph(
            "No answer that is listed was confirmed by a second person.",
        ));
        return blocks;
    }
    let heads = [
        "Activity",
        whom.as_str(),
        "Answer",
        "Answered by",
        "Confirmed by",
        "On",
    ];
    blocks.extend(scope.capped(Table::new("Confirmations", &heads, rows)));
    blocks
}

pub(super) fn audits(scope: &Scope<'_>) -> Vec<Block> {
    let assessment = scope.assessment();
    let is_ours = |audit: &Audit| {
        let mut teams = audit.sampled.teams.iter();
        teams.any(|team| member(scope, team.as_str()).is_some())
    };
    let audits: Vec<Audit> = assessment.audits().into_iter().filter(is_ours).collect();
    if audits.is_empty() {
        let said = "No audit was drawn. What is claimed was not looked at by an auditor.";
        return vec![paragraph(said)];
    }
    let mut blocks = Vec::new();
    for audit in &audits {
        blocks.push(Block::Heading(match &audit.finished {
            Some(_) => audit.name.clone(),
            None => format!("{} (under way)", audit.name),
        }));
        blocks.extend(audited(scope, audit));
    }
    blocks
}

fn audited(scope: &Scope<'_>, audit: &Audit) -> Vec<Block> {
    let (model, assessment) = (scope.model(), scope.assessment());
    let numbers = scoring::audited(model, assessment, audit);
    let said = format!(
        "{} {}",
        say::audit_count(numbers.whole),
        say::audit_result(numbers.whole)
    );
    let row = |name: &str, tally: Tally| {
        let cells = say::audit_row(tally).into_iter().map(Cell::Text);
        [text(name)].into_iter().chain(cells).collect()
    };
    let mut rows: Vec<Vec<Cell>> = numbers
        .shown()
        .map(|(at, tally)| row(&model.dimensions[at].name, tally))
        .collect();
    rows.push(row("All", numbers.whole));
    let mut blocks = vec![
        paragraph(&say::audit_facts(audit)),
        Block::Statement(
            said.trim().to_owned(),
            vec![
                paragraph(
                    "Confirmed is the share of claims looked at that held; what nobody could show does not count. Between is the exact binomial interval of 95 %.",
                ),
                Block::Table(Table::new("Claimed and confirmed", &say::AUDIT_HEADS, rows)),
            ],
        ),
    ];
    blocks.extend(failed(scope, audit));
    blocks
}

/// Claims of whoever is reported on that nobody could confirm.
fn failed(scope: &Scope<'_>, audit: &Audit) -> Vec<Block> {
    use crate::assessment::Outcome;
    let rows: Vec<Vec<Cell>> = audit
        .sampled
        .claims
        .iter()
        .filter_map(|claim| {
            let look = audit.look(claim)?;
            let said = match look.outcome? {
                Outcome::Held => return None,
                Outcome::NotHeld => "did not hold",
                Outcome::NotSeen => "could not be seen",
            };
            let member = member(scope, claim.team.as_str())?;
            let remark = match scope.options.texts {
                true => look.remark.as_str(),
                false => "",
            };
            Some(vec![
                text(named(scope, claim.activity.as_str())?),
                text(&member.team.name),
                text(said),
                text(remark),
                text(&look.by),
                day(look.day),
            ])
        })
        .collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let whom = scope.say("Team");
    let heads = ["Activity", whom.as_str(), "Result", "Remark", "By", "On"];
    scope.capped(Table::new("Claims that were not confirmed", &heads, rows))
}

pub(super) fn exceptions(scope: &Scope<'_>) -> Vec<Block> {
    let today = scope.source.today;
    let all = scope.assessment().exceptions(today);
    let found: Vec<_> = all
        .iter()
        .filter_map(|it| {
            let member = member(scope, it.team.as_str())?;
            Some((it, member, named(scope, it.activity.as_str())?))
        })
        .collect();
    if found.is_empty() {
        return vec![paragraph(
            "Nothing that is listed is marked as not applicable.",
        )];
    }
    let (over, endless) = count_exceptions(found.iter().map(|(it, ..)| *it));
    let lead = format!(
        "{} marked as not applicable, which leaves every number; {over} over, which count as unanswered; {endless} without an end.",
        found.len()
    );
    let rows = found.into_iter().map(|(it, member, name)| {
        let reason = match scope.options.texts {
            true => it.answer.not_applicable.as_deref().unwrap_or_default(),
            false => "",
        };
        vec![
            text(name),
            text(&member.team.name),
            text(reason),
            text(&it.answer.owner),
            text(match it.until {
                None => "without an end".to_owned(),
                Some(day) if it.has_ended => format!("{day}, over"),
                Some(day) => day.to_string(),
            }),
        ]
    });
    let whom = scope.say("Team");
    let heads = ["Activity", whom.as_str(), "Reason", "Owner", "Until"];
    let table = Table::new("Exceptions", &heads, rows.collect());
    let mut blocks = vec![Block::Paragraph(lead)];
    blocks.extend(scope.capped(table));
    blocks
}

pub(super) fn statement(scope: &Scope<'_>) -> Vec<Block> {
    let Some(listed) = scope.source.standards.first() else {
        return vec![paragraph("The list of controls is not there.")];
    };
    let standard = scoring::standard_title(&listed.id);
    let mut blocks = vec![paragraph(&format!("{standard}. {NO_PROOF}"))];
    blocks.extend(scope.for_each(|member| {
        let made = Statement {
            model: scope.model(),
            assessment: scope.assessment(),
            team: member.id,
            listed,
            today: scope.source.today,
        };
        let controls = made.controls();
        let rows = controls.iter().map(|control| {
            let cells = made.row(control).into_iter();
            cells.map(Cell::Text).collect()
        });
        let mut blocks = vec![Block::Paragraph(made.summary(&controls))];
        blocks.extend(scope.capped(Table::new("Controls", &HEADS, rows.collect())));
        blocks
    }));
    blocks
}
