//! A part of an assessment as an assessment of its own: one team, one cycle, without notes, without
//! names. What is made is a copy; what is open stays as it is.

use crate::assessment::{Answer, Answers, Assessment, CycleId, Stamp, Team, TeamId, UnknownFields};
use crate::map::{Map, SortedSet};

/// What is wanted.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Wish {
    /// Only this team, with what it inherits.
    pub team: Option<TeamId>,
    /// As it was when this cycle was closed.
    pub cycle: Option<CycleId>,
    /// Without notes, reasons, owners and evidence’s descriptions.
    pub without_notes: bool,
    /// Without anything that tells whose it is: names, titles, links, who wrote what and when.
    pub anonymous: bool,
}

/// A part, and what of the whole is not in it.
#[derive(Clone, PartialEq, Debug)]
pub struct Excerpt {
    /// The part.
    pub assessment: Assessment,
    /// Sentences about what was left out.
    pub left: Vec<String>,
}

/// Stands where a reason has to be, so that the answer counts.
const REASON: &str = "Left out.";

/// Takes the part out. `fresh`: an id that nobody has, for what must not be merged with the whole.
pub fn excerpt(of: &Assessment, wish: &Wish, fresh: &str) -> Option<Excerpt> {
    let mut left = Vec::new();
    let mut part = match &wish.cycle {
        None => of.clone(),
        Some(cycle) => {
            let mut then = of.as_of(cycle)?;
            let name = of.cycles.get(cycle).map_or("", |cycle| &cycle.name);
            then.id = fresh.to_owned();
            then.title = format!("{} – {name}", of.title);
            left.push(
                "Notes, owners, dates, evidence, plan and log, which a closed cycle does not keep."
                    .to_owned(),
            );
            then
        }
    };
    if let Some(team) = &wish.team {
        only(&mut part, team, &mut left);
    }
    // An audit is about claims of many teams, and its remarks are notes: it belongs to the whole.
    if wish.team.is_some() || wish.without_notes || wish.anonymous {
        let audits = part.leave_out_audits();
        if audits > 0 {
            left.push(format!("Audits, with their remarks: {audits}."));
        }
    }
    if wish.without_notes || wish.anonymous {
        without_notes(&mut part);
        left.push("Notes, reasons, owners, and descriptions of evidence.".to_owned());
    }
    if wish.anonymous {
        without_names(&mut part, fresh);
        left.push(
            "Names, titles, links and reviewers of evidence, groups, changes of the model, fields that this page does not know, and who wrote what and when. How a team answers may still tell who it is.".to_owned(),
        );
    }
    Some(Excerpt {
        assessment: part,
        left,
    })
}

/// Only one team. Those that it inherits from come along, or its numbers would be others.
fn only(part: &mut Assessment, team: &TeamId, left: &mut Vec<String>) {
    let mut wanted = SortedSet::new();
    let mut next = Some(team.clone());
    while let Some(id) = next {
        next = part.teams.get(&id).and_then(|team| team.inherits.clone());
        if !wanted.insert(id) {
            break;
        }
    }
    let others = part.living_teams().len();
    let is_wanted = |id: &TeamId| wanted.contains(id);
    part.teams.retain(|id, _| is_wanted(id));
    part.answers.retain(|id, _| is_wanted(id));
    part.plan.retain(|id, _| is_wanted(id));
    part.keep_seconds(&|team, _| wanted.contains(team));
    part.targets
        .retain(|aim, _| aim.team.as_ref().is_none_or(is_wanted));
    for cycle in part.cycles.values_mut() {
        let before = cycle.answers.len();
        cycle.answers.retain(|id, _| is_wanted(id));
        if cycle.answers.len() < before {
            older(&mut cycle.changed);
        }
    }
    let groups: SortedSet<_> = part
        .teams
        .values()
        .flat_map(|team| team.groups.iter().cloned())
        .collect();
    part.groups.retain(|id, _| groups.contains(id));
    // A piece of several teams stands for all of them, so it comes along as it is; a copy that names
    // fewer would take the others out where it is merged.
    part.evidence
        .retain(|_, piece| !piece.deleted && piece.teams.iter().any(is_wanted));
    let rest = others.saturating_sub(part.living_teams().len());
    if rest > 0 {
        left.push(format!("Other teams, with their answers: {rest}."));
    }
    let inherited = part.living_teams().len().saturating_sub(1);
    if inherited > 0 {
        left.push(format!(
            "It inherits, so the teams that it inherits from are in the file too: {inherited}."
        ));
    }
}

/// What was taken out of a register may not win over the whole one where both are merged again.
fn older(changed: &mut Stamp) {
    changed.at = changed.at.saturating_sub(1);
}

fn each_answer(part: &mut Assessment, mut act: impl FnMut(&mut Answer)) {
    let mut act_on = |all: &mut Map<TeamId, Answers>| {
        all.values_mut()
            .flat_map(|answers| answers.values_mut())
            .for_each(&mut act);
    };
    act_on(&mut part.answers);
    for cycle in part.cycles.values_mut() {
        act_on(&mut cycle.answers);
    }
}

fn without_notes(part: &mut Assessment) {
    each_answer(part, |answer| {
        answer.note.clear();
        answer.note_changed = Stamp::default();
        let reason = answer.not_applicable.as_deref().unwrap_or_default();
        let has_reason = !reason.trim().is_empty();
        if has_reason {
            answer.not_applicable = Some(REASON.to_owned());
        }
        if has_reason || !answer.owner.is_empty() || !answer.kept.is_empty() {
            older(&mut answer.changed);
        }
        answer.owner.clear();
        answer.kept = UnknownFields::new();
    });
    // A confirmation says which reason it is about.
    part.keep_seconds(&|_, register| !register.contains_key("not_applicable"));
    // Where nothing but a note stood, nothing is left that a file could say.
    for answers in part.answers.values_mut() {
        answers.retain(|_, answer| *answer != Answer::default());
    }
    for piece in part.evidence.values_mut() {
        if !piece.description.is_empty() || !piece.kept.is_empty() {
            older(&mut piece.changed);
        }
        piece.description.clear();
        piece.kept = UnknownFields::new();
    }
}

fn without_names(part: &mut Assessment, fresh: &str) {
    part.id = fresh.to_owned();
    part.title = "Anonymous".to_owned();
    part.kept = UnknownFields::new();
    part.changed = Stamp::default();
    part.settings_changed = Stamp::default();
    part.setup.overlay = None;
    part.setup.changed = Stamp::default();
    part.groups = Map::new();
    part.teams.retain(|_, team| !team.deleted);
    let order: Vec<TeamId> = part
        .living_teams()
        .into_iter()
        .map(|(id, _)| id.clone())
        .collect();
    // Ids are random, but whoever has the assessment knows them. New ones are those of this file only:
    // of two such files that are merged, each has its own teams.
    let names: Map<TeamId, TeamId> = order
        .iter()
        .zip(1..)
        .map(|(id, number)| (id.clone(), TeamId::new(&format!("{fresh}-team-{number}"))))
        .collect();
    let named = |id: &TeamId| names.get(id).cloned();
    let teams = std::mem::take(&mut part.teams);
    for (id, team) in teams {
        let Some(to) = named(&id) else { continue };
        let number = order.iter().position(|known| *known == id).unwrap_or(0) + 1;
        // Made anew: a field that nobody thought of here stays out.
        let nameless = Team {
            name: format!("Team {number}"),
            order: i64::try_from(number).unwrap_or(0),
            inherits: team.inherits.as_ref().and_then(named),
            ..Team::default()
        };
        part.teams.insert(to, nameless);
    }
    let renamed = |all: Map<TeamId, Answers>| -> Map<TeamId, Answers> {
        all.into_iter()
            .filter_map(|(id, answers)| Some((named(&id)?, answers)))
            .collect()
    };
    part.answers = renamed(std::mem::take(&mut part.answers));
    for (cycle, number) in part.cycles.values_mut().zip(1..) {
        cycle.answers = renamed(std::mem::take(&mut cycle.answers).into_inner()).into();
        cycle.name = format!("Cycle {number}");
        cycle.opened_at = None;
        cycle.changed = Stamp::default();
        cycle.kept = UnknownFields::new();
    }
    each_answer(part, |answer| {
        answer.changed = Stamp::default();
        answer.kept = UnknownFields::new();
    });
    for answers in part.answers.values_mut() {
        answers.retain(|_, answer| *answer != Answer::default());
    }
    let plan = std::mem::take(&mut part.plan);
    part.plan = plan
        .into_iter()
        .filter_map(|(id, planned)| Some((named(&id)?, planned)))
        .collect();
    for planned in part.plan.values_mut().flat_map(|plan| plan.values_mut()) {
        planned.changed = Stamp::default();
        planned.kept = UnknownFields::new();
    }
    let targets = std::mem::take(&mut part.targets);
    part.targets = targets
        .into_iter()
        .filter_map(|(mut aim, mut target)| {
            if let Some(team) = &aim.team {
                aim.team = Some(named(team)?);
            }
            target.changed = Stamp::default();
            target.kept = UnknownFields::new();
            Some((aim, target))
        })
        .collect();
    let evidence = std::mem::take(&mut part.evidence);
    part.evidence = evidence
        .into_iter()
        .filter(|(_, piece)| !piece.deleted)
        .zip(1..)
        .map(|((_, mut piece), number)| {
            piece.teams = piece.teams.iter().filter_map(named).collect();
            piece.title = format!("Evidence {number}");
            piece.reviewer.clear();
            piece.links.clear();
            piece.changed = Stamp::default();
            (
                crate::assessment::EvidenceId::new(&format!("{fresh}-evidence-{number}")),
                piece,
            )
        })
        .collect();
}
