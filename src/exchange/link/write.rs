//! Answers into a link.

use super::bits::{self, Writer};
use super::{
    FIRST_STAGE, NAMED, NOT_APPLICABLE, NOT_SURE, NOTHING, OWN_PUBLISHER, OWN_STAGES, PUBLISHER,
    Step, VERSION, check, fingerprint, key, steps, sum, usual_steps, width,
};
use crate::assessment::{Answered, Assessment, TeamId};
use crate::model::Model;
use crate::scoring::answering;

/// A link, without the address of the page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    /// What stands behind [`super::PLACE`].
    pub code: String,
    /// How many teams are in it.
    pub teams: usize,
    /// How many answers are in it.
    pub answers: usize,
    /// Sentences about what is not in it, beyond what never is.
    pub left: Vec<String>,
}

/// Makes a link of what counts for these teams. `named`: title and names are in it; without them
/// nothing tells whose answers they are. `now`: milliseconds since 1970.
pub fn write(
    assessment: &Assessment,
    model: &Model,
    teams: &[TeamId],
    named: bool,
    now: i64,
) -> Link {
    let steps = steps(assessment);
    let said: Vec<Vec<u32>> = teams
        .iter()
        .map(|team| {
            let ids = model.activities.iter();
            ids.map(|activity| value(assessment, &steps, team, activity.id.as_str()))
                .collect()
        })
        .collect();
    // What nobody answered is not named.
    let mut keys: Vec<(u32, usize)> = (0..model.activities.len())
        .filter(|&at| said.iter().any(|said| said[at] != NOTHING))
        .map(|at| (key(model.activities[at].id.as_str()), at))
        .collect();
    keys.sort_unstable();
    let mut left = Vec::new();
    let before = keys.len();
    let all = keys.clone();
    keys.retain(|(key, _)| all.iter().filter(|(other, _)| other == key).count() == 1);
    if keys.len() < before {
        left.push(format!(
            "{} activities are left out, because their ids cannot be told apart in so few letters.",
            before - keys.len()
        ));
    }
    let elsewhere = teams
        .iter()
        .filter_map(|team| assessment.answers.get(team))
        .flat_map(|answers| answers.iter())
        .filter(|(id, answer)| {
            answer.answered() != Answered::No && model.position(id.as_str()).is_none()
        })
        .count();
    let reasons = said
        .iter()
        .flatten()
        .filter(|said| **said == NOT_APPLICABLE);
    let reasons = reasons.count();
    if reasons > 0 {
        left.push(format!(
            "Not applicable is said without its reason: {reasons} times."
        ));
    }
    if elsewhere > 0 {
        left.push(format!(
            "Answers to activities that the model lacks are left out: {elsewhere}."
        ));
    }
    let has_own_stages = steps != usual_steps();
    let has_own_publisher = model.meta.publisher != PUBLISHER;
    let mut out = Writer::default();
    out.bits(VERSION, 8);
    let flag = |is_on: bool, flag: u32| if is_on { flag } else { 0 };
    let flags = flag(named, NAMED)
        | flag(has_own_stages, OWN_STAGES)
        | flag(has_own_publisher, OWN_PUBLISHER);
    out.bits(flags, 8);
    out.bits(fingerprint(&model.digest()), 32);
    out.text(&model.meta.version);
    if has_own_publisher {
        out.text(&model.meta.publisher);
    }
    out.number(u64::try_from(now / 1000).unwrap_or(0));
    if named {
        out.bits(sum(&assessment.id, 32), 32);
        out.text(&assessment.title);
    }
    if has_own_stages {
        out.number(steps.len() as u64);
        for step in &steps {
            out.text(step.id.as_str());
            out.text(&step.title);
            out.number(step.score.into());
        }
    }
    out.number(keys.len() as u64);
    let low = low_bits(keys.len());
    out.bits(low, 5);
    let mut last = 0;
    for &(key, _) in &keys {
        out.step(key - last, low);
        last = key;
    }
    // Without names, teams without answers are nothing that could be told apart.
    let teams = match named || !keys.is_empty() {
        true => teams,
        false => &[],
    };
    out.number(teams.len() as u64);
    let mut answers = 0;
    for (id, said) in teams.iter().zip(&said) {
        if named {
            out.bits(key(id.as_str()), 24);
            let team = assessment.teams.get(id);
            out.text(team.map_or(id.as_str(), |team| &team.name));
        }
        for &(_, at) in &keys {
            out.bits(said[at], width(steps.len()));
            answers += usize::from(said[at] != NOTHING);
        }
    }
    let mut bytes = out.finish();
    bytes.extend(check(&bytes));
    Link {
        code: bits::letters(&bytes),
        teams: teams.len(),
        answers,
        left,
    }
}

/// What counts for a team, as a number.
fn value(assessment: &Assessment, steps: &[Step], team: &TeamId, activity: &str) -> u32 {
    let Some((_, answer)) = answering(assessment, team, activity) else {
        return NOTHING;
    };
    match answer.answered() {
        Answered::No => NOTHING,
        Answered::NotSure => NOT_SURE,
        Answered::NotApplicable => NOT_APPLICABLE,
        Answered::Stage(stage) => {
            let counts = assessment.counts_as(stage);
            let at = counts.and_then(|stage| steps.iter().position(|step| step.id == stage.id));
            at.map_or(NOTHING, |at| FIRST_STAGE + at as u32)
        }
    }
}

/// About as many bits as the steps between that many keys need.
fn low_bits(keys: usize) -> u32 {
    (24 - (keys.max(1) as u32).ilog2()).min(24)
}
