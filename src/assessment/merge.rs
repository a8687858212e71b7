//! Two copies of an assessment become one, and nothing is lost: each register keeps its latest
//! value. Merging is commutative, associative and idempotent.

use std::collections::BTreeMap;

use super::{Answer, Answered, Assessment, Stamp, Team, TeamId};
use crate::model::ActivityId;

/// Merges two copies. Which one comes first does not matter; the id is that of `mine`.
pub fn merge(mine: &Assessment, theirs: &Assessment) -> Assessment {
    let (newer, older) = if (&mine.changed, &mine.title) >= (&theirs.changed, &theirs.title) {
        (mine, theirs)
    } else {
        (theirs, mine)
    };
    let mut merged = Assessment {
        id: mine.id.clone(),
        teams: BTreeMap::new(),
        answers: BTreeMap::new(),
        ..newer.clone()
    };
    for (key, value) in &older.kept {
        if !merged.kept.contains_key(key) {
            merged.kept.insert(key.clone(), value.clone());
        }
    }
    for stage in &older.stages {
        if merged.stage_position(&stage.id).is_none() && uses_stage(older, stage.id.as_str()) {
            // A stage that only the older copy has would leave its answers without a meaning.
            let at = merged
                .stages
                .iter()
                .position(|known| known.score > stage.score)
                .unwrap_or(merged.stages.len());
            merged.stages.insert(at, stage.clone());
        }
    }
    merged.setup = if setup_rank(mine) >= setup_rank(theirs) {
        mine.setup.clone()
    } else {
        theirs.setup.clone()
    };
    for id in mine.teams.keys().chain(theirs.teams.keys()) {
        if !merged.teams.contains_key(id) {
            let team = match (mine.teams.get(id), theirs.teams.get(id)) {
                (Some(left), Some(right)) => merge_teams(left, right),
                (Some(only), None) | (None, Some(only)) => only.clone(),
                (None, None) => continue,
            };
            merged.teams.insert(id.clone(), team);
        }
    }
    for side in [mine, theirs] {
        for (team, answers) in &side.answers {
            let cleared = merged.teams.get(team).and_then(|team| team.cleared.clone());
            let into = merged.answers.entry(team.clone()).or_default();
            for (activity, answer) in answers {
                let answer = match &cleared {
                    Some(cleared) => without_void(answer, cleared),
                    None => Some(answer.clone()),
                };
                let Some(answer) = answer else { continue };
                let both = match into.get(activity) {
                    Some(known) => merge_answers(known, &answer),
                    None => answer,
                };
                into.insert(activity.clone(), both);
            }
        }
    }
    merged.answers.retain(|_, answers| !answers.is_empty());
    merged
}

/// What decides whose model setup wins; the content breaks ties, whoever comes first.
fn setup_rank(side: &Assessment) -> (&Stamp, &Vec<String>, Option<String>) {
    let setup = &side.setup;
    let overlay = setup.overlay.as_ref().map(serde_json::Value::to_string);
    (&setup.changed, &setup.extensions, overlay)
}

fn uses_stage(assessment: &Assessment, stage: &str) -> bool {
    assessment
        .answers
        .values()
        .flat_map(BTreeMap::values)
        .any(|answer| answer.stage.as_ref().is_some_and(|id| id.as_str() == stage))
}

/// Leaves out each register that was written at or before `cleared`; `None` if that is both.
fn without_void(answer: &Answer, cleared: &Stamp) -> Option<Answer> {
    let mut left = if answer.changed > *cleared {
        answer.clone()
    } else {
        Answer::default()
    };
    let (note, note_changed) = if answer.note_changed > *cleared {
        (answer.note.clone(), answer.note_changed.clone())
    } else {
        Default::default()
    };
    left.note = note;
    left.note_changed = note_changed;
    (left != Answer::default()).then_some(left)
}

fn merge_teams(left: &Team, right: &Team) -> Team {
    let key = |team: &Team| {
        (
            team.changed.clone(),
            team.deleted,
            team.name.clone(),
            team.order,
        )
    };
    let mut winner = if key(left) >= key(right) { left } else { right }.clone();
    winner.cleared = left.cleared.clone().max(right.cleared.clone());
    winner
}

fn merge_answers(left: &Answer, right: &Answer) -> Answer {
    let mut merged = if rank(left) >= rank(right) {
        left
    } else {
        right
    }
    .clone();
    let note = if (&left.note_changed, &left.note) >= (&right.note_changed, &right.note) {
        left
    } else {
        right
    };
    merged.note = note.note.clone();
    merged.note_changed = note.note_changed.clone();
    merged
}

/// Everything that decides which of two answers wins: the stamp, then the content, so that the
/// result does not depend on which side comes first.
fn rank(answer: &Answer) -> impl Ord + '_ {
    (
        &answer.changed,
        (&answer.stage, answer.not_sure, &answer.not_applicable),
        (&answer.reached, &answer.owner, answer.due, answer.confirmed),
    )
}

/// What a merge would do to one team.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TeamDifferences {
    /// The team's name as it will be.
    pub name: String,
    /// The team itself is new here.
    pub is_new: bool,
    /// Answers that are new here.
    pub added: usize,
    /// Answers here that theirs would replace.
    pub changed: usize,
    /// Answers of theirs that are older than ours and stay out.
    pub older: usize,
    /// Answers on activities that the loaded model does not have; they are kept.
    pub unknown: usize,
}

/// What a merge would do.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Differences {
    /// By team, in the order of the merged list.
    pub teams: Vec<TeamDifferences>,
    /// The latest stamp in their copy, for warnings about clocks.
    pub latest: Stamp,
}

/// Says what [`merge`] of theirs into mine would change. `known`: is the activity in the model?
pub fn differences(
    mine: &Assessment,
    theirs: &Assessment,
    known: impl Fn(&ActivityId) -> bool,
) -> Differences {
    let merged = merge(mine, theirs);
    let none = BTreeMap::new();
    let of = |side: &Assessment, team: &TeamId| side.answers.get(team).cloned().unwrap_or_default();
    let empty = |answer: &Answer| answer.answered() == Answered::No && answer.note.is_empty();
    let answers = theirs.answers.values().flat_map(BTreeMap::values);
    let mut result = Differences {
        teams: Vec::new(),
        latest: answers
            .flat_map(|answer| [&answer.changed, &answer.note_changed])
            .chain(theirs.teams.values().map(|team| &team.changed))
            .fold(&theirs.changed, std::cmp::max)
            .clone(),
    };
    for (id, team) in merged.living_teams() {
        let before = of(mine, id);
        let after = merged.answers.get(id).unwrap_or(&none);
        let incoming = of(theirs, id);
        let mut row = TeamDifferences {
            name: team.name.clone(),
            is_new: mine.teams.get(id).is_none_or(|team| team.deleted),
            ..TeamDifferences::default()
        };
        for (activity, answer) in &incoming {
            if empty(answer) && before.get(activity).is_none_or(empty) {
                continue;
            }
            if !known(activity) {
                row.unknown += 1;
            }
            match (before.get(activity), after.get(activity)) {
                (None, Some(_)) => row.added += 1,
                (Some(old), Some(new)) if old != new => row.changed += 1,
                (Some(old), _) if old != answer => row.older += 1,
                _ => {}
            }
        }
        result.teams.push(row);
    }
    result
}
