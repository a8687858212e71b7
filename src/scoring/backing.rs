//! What stands behind what a team says: a run of a tool, what a person recorded, or nothing but the
//! claim; and which runs are to be done again.

use super::{answering, is_valid, score, valid_until};
use crate::assessment::{Assessment, Date, Run, TeamId};
use crate::model::Model;

/// What stands behind an answer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Backing {
    /// A valid piece of evidence that a tool's file gave.
    Tool,
    /// A valid piece that a person recorded.
    Person,
    /// Nothing: it is only claimed.
    Claim,
}

/// What stands behind an answer on a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Behind {
    /// The strongest of it.
    pub backing: Backing,
    /// The last day on which a run of a tool was valid that has no valid one behind it: it is due
    /// again.
    pub lapsed: Option<Date>,
}

/// What stands behind an answer of this team on a day. An inherited answer is backed by evidence of
/// the team that gave it.
pub fn behind(assessment: &Assessment, team: &TeamId, activity: &str, today: Date) -> Behind {
    let answers = answering(assessment, team, activity);
    let team = answers.map_or(team, |(team, _)| team);
    let mut backing = Backing::Claim;
    let mut lapsed = None;
    for (_, piece) in assessment.evidence_of(team, activity) {
        let is_run = Run::of(piece).is_some();
        match (is_valid(assessment, piece, today), is_run) {
            (true, true) => backing = Backing::Tool,
            (true, false) => backing = backing.min(Backing::Person),
            (false, true) => {
                let ended = valid_until(assessment, piece).filter(|last| *last < today);
                lapsed = lapsed.max(ended);
            }
            (false, false) => {}
        }
    }
    Behind {
        backing,
        lapsed: lapsed.filter(|_| backing != Backing::Tool),
    }
}

/// What stands behind all ready activities of a team, and which runs are due again.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Backed {
    /// Ready activities that a tool proves.
    pub tool: usize,
    /// Those that only a person proves.
    pub person: usize,
    /// Those that are only claimed.
    pub claim: usize,
    /// Activities by their index, ready or not, whose last run of a tool is older than evidence is
    /// valid, and the last day on which it was.
    pub lapsed: Vec<(usize, Date)>,
}

/// Looks through all activities of a team.
pub fn backed(model: &Model, assessment: &Assessment, team: &TeamId, today: Date) -> Backed {
    let scores = score(model, assessment, team);
    let mut backed = Backed::default();
    for (at, activity) in model.activities.iter().enumerate() {
        let behind = behind(assessment, team, activity.id.as_str(), today);
        if scores.values[at].is_ready() {
            match behind.backing {
                Backing::Tool => backed.tool += 1,
                Backing::Person => backed.person += 1,
                Backing::Claim => backed.claim += 1,
            }
        }
        if let Some(last) = behind.lapsed {
            backed.lapsed.push((at, last));
        }
    }
    backed
}
