//! An assessment for tools that govern: OSCAL assessment results, CycloneDX attestations, and a
//! calendar of what is due. None of them is read back; they say what stands in the assessment on a
//! day, and a mapping to controls is no proof of compliance.

mod attestations;
mod calendar;
mod oscal;

pub use attestations::write as attestations;
pub use calendar::write as calendar;
pub use oscal::write as oscal;

use sha2::{Digest, Sha256};

use crate::assessment::{Answer, Answered, Assessment, Date, Evidence, EvidenceId, TeamId};
use crate::model::Model;
use crate::scoring::{self, Value};

/// What stands on every file that names controls.
const NO_PROOF: &str = "A mapping is no proof of compliance: it says which activities refer to a control, not that the control is met.";

/// What is written, and as of which day.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// What was asked.
    pub model: &'a Model,
    /// What was answered.
    pub assessment: &'a Assessment,
    /// The day on which evidence has to be valid.
    pub today: Date,
}

/// What a team says about an activity.
struct Said<'a> {
    /// Index into [`Model::activities`].
    at: usize,
    /// What it is worth; never unanswered.
    value: Value,
    /// The answer, of the team or of the one that it inherits from.
    answer: &'a Answer,
    /// How it looks: "Partly implemented".
    label: String,
    /// Evidence of whoever gave the answer that is valid on the day.
    evidence: Vec<(&'a EvidenceId, &'a Evidence)>,
}

impl<'a> Source<'a> {
    /// All that a team says, as the model lists it.
    fn said(&self, team: &'a TeamId) -> Vec<Said<'a>> {
        let values = scoring::values(self.model, self.assessment, team);
        let all = self.model.activities.iter().zip(values).enumerate();
        all.filter_map(|(at, (activity, value))| {
            let id = activity.id.as_str();
            let (whose, answer) = scoring::answering(self.assessment, team, id)?;
            let evidence = self.assessment.evidence.iter().filter(|(_, piece)| {
                piece.activity.as_str() == id
                    && piece.teams.contains(whose)
                    && scoring::is_valid(self.assessment, piece, self.today)
            });
            Some(Said {
                at,
                value,
                answer,
                label: crate::say::answer_label(self.assessment, Some(answer)),
                evidence: evidence.collect(),
            })
        })
        .collect()
    }

    /// The beginning of the day, which every tool takes for a moment.
    fn moment(&self) -> String {
        moment(self.today)
    }
}

impl Said<'_> {
    /// Ready, and proven.
    fn is_proven(&self) -> bool {
        self.value.is_ready() && !self.evidence.is_empty()
    }

    fn is_not_applicable(&self) -> bool {
        self.answer.answered() == Answered::NotApplicable
    }
}

fn moment(day: Date) -> String {
    format!("{day}T00:00:00Z")
}

/// A UUID that the same parts always give. It has the form of version 4, because validators refuse
/// others, ids of the model among them.
fn uuid(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let sum = hash.finalize();
    let mut hex = String::new();
    for (at, byte) in sum.iter().take(16).enumerate() {
        let byte = match at {
            6 => byte & 0x0f | 0x40,
            8 => byte & 0x3f | 0x80,
            _ => *byte,
        };
        if matches!(at, 4 | 6 | 8 | 10) {
            hex.push('-');
        }
        hex.push_str(&format!("{byte:02x}"));
    }
    hex
}

/// The id of a control as a token: `A.5.10` for ISO 27001, since a token begins with a letter, and
/// bare numbers lose their last zero in spreadsheets.
fn control_token(standard: &str, id: &str) -> String {
    let mut token: String = id
        .chars()
        .map(|c| match c {
            c if c.is_alphanumeric() || matches!(c, '.' | '-' | '_') => c,
            _ => '_',
        })
        .collect();
    if standard.starts_with("iso27001") && !token.starts_with("A.") {
        token.insert_str(0, "A.");
    }
    if !token.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        token.insert(0, '_');
    }
    token
}

/// A text on one line without space at its ends; `None` where nothing is left.
fn line(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}
