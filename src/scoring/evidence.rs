//! Evidenced against claimed: the same formulas, where an answer counts only while a valid piece
//! of evidence stands behind it.

use crate::map::{Map, SortedSet};

use chrono::Months;

use super::{Counts, Scores, Value, heard, line, score_values, worth};
use crate::assessment::{Assessment, Date, Evidence, TeamId};
use crate::model::Model;

/// The last day on which a piece of evidence is valid: the one that it names, or
/// [`Assessment::evidence_valid_months`] after it was recorded. Without a day of recording there is
/// none, and it is never valid.
pub fn valid_until(assessment: &Assessment, piece: &Evidence) -> Option<Date> {
    let recorded = piece.recorded?;
    piece.expires.or_else(|| {
        let months = Months::new(assessment.evidence_valid_months);
        // Beyond the end of the calendar it never expires.
        Some(recorded.checked_add_months(months).unwrap_or(Date::MAX))
    })
}

/// Whether a piece of evidence proves something on a day: recorded on it or before, and not
/// expired. A removed one proves nothing.
pub fn is_valid(assessment: &Assessment, piece: &Evidence, today: Date) -> bool {
    let has_begun = piece.recorded.is_some_and(|recorded| recorded <= today);
    let ends = valid_until(assessment, piece);
    !piece.deleted && has_begun && ends.is_some_and(|last| today <= last)
}

/// What is proven on a day, for all teams: made once, where the numbers of many teams are wanted.
#[derive(Clone, Debug, Default)]
pub struct Proofs<'a> {
    /// Team → activities by their index.
    teams: Map<&'a TeamId, SortedSet<usize>>,
}

impl<'a> Proofs<'a> {
    /// Looks through all evidence.
    pub fn on(model: &Model, assessment: &'a Assessment, today: Date) -> Self {
        let mut proofs = Self::default();
        for piece in assessment.evidence.values() {
            if let Some(at) = model.position(piece.activity.as_str())
                && is_valid(assessment, piece, today)
            {
                for team in &piece.teams {
                    proofs.teams.entry(team).or_default().insert(at);
                }
            }
        }
        proofs
    }

    /// Whether a team has a valid piece of evidence for an activity, by its index.
    pub fn prove(&self, team: &TeamId, activity: usize) -> bool {
        let proven = self.teams.get(team);
        proven.is_some_and(|proven| proven.contains(&activity))
    }

    /// As [`evidenced`].
    pub fn evidenced(&self, model: &Model, assessment: &Assessment, team: &TeamId) -> Scores {
        let line = line(assessment, team);
        let proven = |(at, (value, place)): (usize, (Value, usize))| match value {
            Value::Scored(_) if !self.prove(line[place].0, at) => Value::Scored(0.0),
            value => value,
        };
        let heard = heard(model, assessment, &line, worth).into_iter();
        let values = heard.enumerate().map(proven).collect();
        score_values(model, values)
    }
}

/// All numbers of one team as far as they are proven on a day: the same formulas, with the score of
/// a stage replaced by 0 unless a valid piece of evidence stands for it. *Not applicable* stays
/// out, and no answer becomes or stops being one, so coverage is the same as claimed.
///
/// A piece of evidence proves the answer of the teams that it names. So an inherited answer is
/// proven by evidence of the team whose answer counts; evidence of the one that inherits proves
/// its own answers only.
pub fn evidenced(model: &Model, assessment: &Assessment, team: &TeamId, today: Date) -> Scores {
    Proofs::on(model, assessment, today).evidenced(model, assessment, team)
}

/// The share of the ready activities that is proven, 0..=1, from the counts of the same part as
/// claimed and as evidenced. `None`: nothing is ready.
pub fn evidenced_share(claimed: Counts, evidenced: Counts) -> Option<f64> {
    (claimed.ready > 0).then(|| evidenced.ready as f64 / claimed.ready as f64)
}
