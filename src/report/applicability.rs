//! A statement of applicability as a document.

use super::{Block, Cell, Document, Section, Table};
use crate::assessment::{Assessment, Date, TeamId};
use crate::model::Model;
use crate::model::standards::Listed;
use crate::say;
use crate::scoring::{self, Applies, Stated};

/// What stands on every statement.
pub const NO_PROOF: &str = "A mapping is no proof of compliance: it says which activities of the model refer to a control, not that the control is met. Controls that the model does not touch have to be decided and shown elsewhere.";

/// The heads of its table.
pub const HEADS: [&str; 8] = [
    "Control",
    "Title",
    "Applicable",
    "Reason",
    "#Completion",
    "#Evidenced",
    "Activities",
    "Evidence",
];

/// What a statement is made of.
#[derive(Clone, Copy)]
pub struct Statement<'a> {
    /// What was asked.
    pub model: &'a Model,
    /// What was answered.
    pub assessment: &'a Assessment,
    /// Whose statement.
    pub team: &'a TeamId,
    /// The standard.
    pub listed: &'a Listed,
    /// The day on which evidence has to be valid.
    pub today: Date,
}

impl Statement<'_> {
    /// The controls with their numbers.
    pub fn controls(&self) -> Vec<Stated> {
        let Self {
            model,
            assessment,
            team,
            listed,
            today,
        } = *self;
        let claimed = scoring::score(model, assessment, team);
        let evidenced = scoring::evidenced(model, assessment, team, today);
        scoring::statement(model, assessment, team, listed, &claimed, &evidenced)
    }

    /// A control as texts, in the order of [`HEADS`].
    pub fn row(&self, control: &Stated) -> Vec<String> {
        let activities = &control.mapped.activities;
        let names: Vec<&str> = activities
            .iter()
            .map(|&at| self.model.activities[at].name.as_str())
            .collect();
        let mut evidence: Vec<String> = Vec::new();
        for &at in activities {
            let id = self.model.activities[at].id.as_str();
            let Some((whose, _)) = scoring::answering(self.assessment, self.team, id) else {
                continue;
            };
            for piece in self.assessment.evidence.values() {
                if piece.activity.as_str() == id
                    && piece.teams.contains(whose)
                    && scoring::is_valid(self.assessment, piece, self.today)
                    && !evidence.contains(&piece.title)
                {
                    evidence.push(piece.title.clone());
                }
            }
        }
        let (applicable, reason) = match &control.standing {
            Applies::Applicable => ("Yes", String::new()),
            Applies::NotApplicable(reasons) => ("No", reasons.join("; ")),
            Applies::Open => (
                "Not decided",
                "No activity that refers to it is answered.".to_owned(),
            ),
            Applies::NotCovered => (
                "Not decided here",
                "No activity of the model refers to it.".to_owned(),
            ),
        };
        let title = match control.title.as_str() {
            "" => "Not a control of the standard: a heading, or a control of another edition",
            title => title,
        };
        let number = |value: Option<f64>| match activities.is_empty() {
            true => String::new(),
            false => say::percent(value),
        };
        vec![
            number_of(&self.listed.id, &control.id),
            title.to_owned(),
            applicable.to_owned(),
            reason,
            number(control.mapped.mean),
            number(control.mapped.evidenced_mean),
            names.join("; "),
            evidence.join("; "),
        ]
    }

    /// How many controls there are of each kind, in a sentence.
    pub fn summary(&self, controls: &[Stated]) -> String {
        let count =
            |is: fn(&Applies) -> bool| controls.iter().filter(|it| is(&it.standing)).count();
        format!(
            "{}: {} apply, {} do not apply, {} unanswered, and {} are not touched by the model.",
            say::plural(controls.len(), "control", "controls"),
            count(|it| *it == Applies::Applicable),
            count(|it| matches!(it, Applies::NotApplicable(_))),
            count(|it| *it == Applies::Open),
            count(|it| *it == Applies::NotCovered),
        )
    }

    /// The statement as a document.
    pub fn document(&self) -> Document {
        let controls = self.controls();
        let rows = controls.iter().map(|control| {
            let cells = self.row(control).into_iter();
            cells.map(Cell::Text).collect()
        });
        let team = self.assessment.teams.get(self.team);
        let standard = scoring::standard_title(&self.listed.id);
        Document {
            title: format!("{}: {standard}", self.assessment.title),
            subtitle: "Statement of applicability".to_owned(),
            facts: vec![
                (
                    "Of".to_owned(),
                    team.map(|team| team.name.clone()).unwrap_or_default(),
                ),
                ("As of".to_owned(), self.today.to_string()),
            ],
            is_opened: false,
            sections: vec![Section {
                id: "statement",
                title: "Statement of applicability".to_owned(),
                blocks: vec![
                    Block::Paragraph(self.summary(&controls)),
                    Block::Paragraph(NO_PROOF.to_owned()),
                    Block::Table(Table::new("Controls", &HEADS, rows.collect())),
                ],
            }],
        }
    }
}

/// A control as auditors write it: `A.5.10`.
fn number_of(standard: &str, id: &str) -> String {
    let is_bare = id.starts_with(|sign: char| sign.is_ascii_digit());
    match standard.starts_with("iso27001") && is_bare {
        true => format!("A.{id}"),
        false => id.to_owned(),
    }
}
