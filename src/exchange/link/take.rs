//! A link becomes an assessment that the preview of the import shows like that of a file.

use super::{
    FIRST_STAGE, NOT_APPLICABLE, NOT_SURE, NOTHING, Shared, Step, fingerprint, key, steps, sum,
};
use crate::assessment::carry::{Alias, carry_over};
use crate::assessment::{
    Answer, Answered, Answers, Assessment, ModelRef, Stage, Stamp, Team, TeamId, UnknownFields,
};
use crate::exchange::dsomm::Taken;
use crate::map::{Map, SortedSet};
use crate::model::{ActivityId, Model};
use crate::scoring::answering;

/// What stands in the stamps, and in front of ids that are made for a link.
const BY: &str = "share link";
const MADE: &str = "link:";
/// The reason that stands where only the answer came.
const NO_REASON: &str = "Said in a share link, which has no reasons.";

/// Makes a link ready to be merged into `mine`, or to be opened beside it. Where it was made of the
/// same assessment, teams are those of `mine`, by id and else by name.
pub fn take(shared: Shared, mine: &Assessment, model: &Model, aliases: &[Alias]) -> Taken {
    let mut remarks = Vec::new();
    let is_named = shared.title.is_some();
    let is_mine = is_named && shared.assessment == sum(&mine.id, 32);
    let made = match is_named {
        true => format!("{MADE}{:08x}", shared.assessment),
        false => format!("{MADE}{:08x}", contents(&shared)),
    };
    let stamp = Stamp {
        at: shared.at,
        by: BY.to_owned(),
    };
    let is_same_stages = shared.steps == steps(mine);
    let mut theirs = Assessment {
        id: match is_mine {
            true => mine.id.clone(),
            false => made.clone(),
        },
        title: match (&shared.title, is_mine) {
            (_, true) => mine.title.clone(),
            (Some(title), false) => title.clone(),
            (None, false) => "Shared answers".to_owned(),
        },
        model: ModelRef {
            publisher: shared.publisher.clone(),
            version: shared.version.clone(),
            digest: format!("sha256:{:08x}", shared.model),
            kept: UnknownFields::new(),
        },
        stages: match is_same_stages {
            true => mine.stages.clone(),
            false => shared.steps.iter().map(stage).collect(),
        },
        ..Assessment::default()
    };
    if is_same_stages || is_mine {
        theirs.cadence_months = mine.cadence_months;
        theirs.evidence_valid_months = mine.evidence_valid_months;
        theirs.settings_changed = mine.settings_changed.clone();
    }
    if is_mine {
        theirs.changed = mine.changed.clone();
        theirs.setup = mine.setup.clone();
    }
    let ids = Ids::of(mine, model, aliases);
    let (mut unknown, mut unclear) = (SortedSet::new(), SortedSet::new());
    for (at, team) in shared.teams.iter().enumerate() {
        let id = place_of(&shared, at, mine, is_mine, &made, &theirs);
        theirs.teams.insert(
            id.clone(),
            mine.teams.get(&id).cloned().unwrap_or_else(|| Team {
                name: match &team.name {
                    Some(name) => name.clone(),
                    None => format!("Team {}", at + 1),
                },
                order: i64::try_from(at).unwrap_or(0) + 1,
                changed: stamp.clone(),
                ..Team::default()
            }),
        );
        let mut answers = Map::new();
        for (&key, &said) in shared.keys.iter().zip(&team.said) {
            if said == NOTHING {
                continue;
            }
            match ids.called(key) {
                [] => {
                    unknown.insert(key);
                }
                [id] => {
                    answers.insert(id.clone(), answer(&shared, said, &stamp));
                }
                _ => {
                    unclear.insert(key);
                }
            }
        }
        theirs.answers.insert(id, Answers::new(answers));
    }
    if !unknown.is_empty() {
        remarks.push(format!(
            "Left out: answers to {} activities that this model lacks. Perhaps an extension of the model has to be switched on first.",
            unknown.len()
        ));
    }
    if !unclear.is_empty() {
        remarks.push(format!(
            "Left out: answers to {} activities that the link does not tell apart from others.",
            unclear.len()
        ));
    }
    let is_other_model = shared.model != fingerprint(&model.digest());
    let carried = carry_over(&mut theirs, model, aliases, true);
    if is_other_model {
        let moved = carried.moved();
        remarks.push(format!(
            "The link was made with another model (version {}): {} answers stand where they stood, {moved} have moved with their activity.",
            shared.version, carried.kept
        ));
    }
    if is_mine {
        theirs.model = mine.model.clone();
        keep_what_is_the_same(&mut theirs, mine);
    }
    remarks.push(
        "A link has no notes, evidence, owners, dates, targets or plans; what stands here of these stays.".to_owned(),
    );
    Taken { theirs, remarks }
}

/// A number for what is in a link without names: the same for the same link.
fn contents(shared: &Shared) -> u32 {
    let all = format!("{} {:?} {:?}", shared.at, shared.keys, shared.teams);
    sum(&all, 32)
}

fn stage(step: &Step) -> Stage {
    Stage {
        id: step.id.clone(),
        title: step.title.clone(),
        score: f64::from(step.score) / 1000.0,
        definition: String::new(),
        replaced_by: None,
        changed: None,
        kept: UnknownFields::new(),
    }
}

/// Which team of `mine` it is, or the id that it gets.
fn place_of(
    shared: &Shared,
    at: usize,
    mine: &Assessment,
    is_mine: bool,
    made: &str,
    theirs: &Assessment,
) -> TeamId {
    let team = &shared.teams[at];
    let is_free = |id: &&TeamId| !theirs.teams.contains_key(*id);
    let living = mine.living_teams();
    let by_id = living.iter().map(|(id, _)| *id);
    let by_id = by_id
        .filter(|id| key(id.as_str()) == team.key)
        .find(is_free);
    let by_name = living
        .iter()
        .filter(|(_, mine)| Some(&mine.name) == team.name.as_ref());
    let by_name = by_name.map(|(id, _)| *id).find(is_free);
    if is_mine && let Some(id) = by_id.or(by_name) {
        return id.clone();
    }
    let start = match team.name.is_some() {
        true => format!("{made}/{:06x}", team.key),
        false => format!("{made}/{}", at + 1),
    };
    let mut id = TeamId::new(&start);
    let mut number = 1;
    // Two teams of one sum, or one that was deleted here: whoever did that meant that one.
    while theirs.teams.contains_key(&id) || mine.teams.get(&id).is_some_and(|team| team.deleted) {
        number += 1;
        id = TeamId::new(&format!("{start}#{number}"));
    }
    id
}

fn answer(shared: &Shared, said: u32, stamp: &Stamp) -> Answer {
    let mut answer = Answer {
        changed: stamp.clone(),
        ..Answer::default()
    };
    match said {
        NOT_SURE => answer.not_sure = true,
        NOT_APPLICABLE => answer.not_applicable = Some(NO_REASON.to_owned()),
        said => {
            let step = shared.steps.get((said - FIRST_STAGE) as usize);
            answer.stage = step.map(|step| step.id.clone());
        }
    }
    answer.confirmed = chrono::DateTime::from_timestamp_millis(shared.at).map(|at| at.date_naive());
    answer
}

/// Where both say the same, what stands here has more to it, so the link says nothing. Where they do
/// not, what a link cannot say stays as it is here.
fn keep_what_is_the_same(theirs: &mut Assessment, mine: &Assessment) {
    let stages = theirs.stages.clone();
    for (team, answers) in theirs.answers.iter_mut() {
        answers.retain(|activity, theirs| {
            let counts = answering(mine, team, activity.as_str());
            let is_same =
                counts.is_some_and(|(_, here)| match (here.answered(), theirs.answered()) {
                    (Answered::Stage(here), Answered::Stage(there)) => {
                        let here = mine.counts_as(here).map(|stage| &stage.id);
                        here == Some(there) && stages.iter().any(|stage| stage.id == *there)
                    }
                    (here, there) => here == there,
                });
            !is_same
        });
        let Some(own) = mine.answers.get(team) else {
            continue;
        };
        for (activity, answer) in answers.iter_mut() {
            if let Some(own) = own.get(activity) {
                let said = answer.clone();
                *answer = own.clone();
                answer.stage = said.stage;
                answer.not_sure = said.not_sure;
                answer.not_applicable = said.not_applicable;
                answer.confirmed = said.confirmed;
                answer.changed = said.changed;
            }
        }
    }
}

/// All ids that a key may mean.
struct Ids(Map<u32, Vec<ActivityId>>);

impl Ids {
    fn of(mine: &Assessment, model: &Model, aliases: &[Alias]) -> Self {
        let mut ids = Self(Map::new());
        for activity in &model.activities {
            ids.add(&activity.id);
        }
        for alias in aliases {
            ids.add(&ActivityId::new(&alias.id));
            ids.add(&alias.now);
        }
        for id in mine.answers.values().flat_map(|answers| answers.keys()) {
            ids.add(id);
        }
        ids
    }

    fn add(&mut self, id: &ActivityId) {
        let known = self.0.entry(key(id.as_str())).or_default();
        if !known.contains(id) {
            known.push(id.clone());
        }
    }

    fn called(&self, key: u32) -> &[ActivityId] {
        self.0.get(&key).map_or(&[], Vec::as_slice)
    }
}
