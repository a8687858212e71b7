//! The parts of an assessment as JSON.

use crate::assessment::register::moment_text;
pub(in crate::exchange) use crate::assessment::register::stamp_value;
use crate::assessment::{
    Answer, Assessment, Cycle, CycleId, Date, Evidence, Group, ModelRef, ModelSetup, Planned,
    Stage, Stamp, Target, Team, TeamId, UnknownFields,
};
use crate::map::Map as Sorted;
use crate::model::ActivityId;
use crate::order::sorted;
use serde_json::{Map, Value};

pub(in crate::exchange) fn model_value(model: &ModelRef) -> Value {
    let mut map = Map::new();
    map.insert("publisher".into(), model.publisher.as_str().into());
    map.insert("version".into(), model.version.as_str().into());
    map.insert("digest".into(), model.digest.as_str().into());
    keep(&mut map, &model.kept);
    map.into()
}

pub(in crate::exchange) fn stages_value(stages: &[Stage]) -> Value {
    stages.iter().map(stage_value).collect()
}

pub(in crate::exchange) fn insert_setup(map: &mut Map<String, Value>, setup: &ModelSetup) {
    if !setup.extensions.is_empty() {
        map.insert("model_extensions".into(), setup.extensions.clone().into());
    }
    if let Some(overlay) = &setup.overlay {
        map.insert("model_overlay".into(), overlay.clone());
    }
    insert_stamp(map, "model_changed", &setup.changed);
}

/// Evidence, targets, plan and cycles, where there are some.
pub(super) fn insert_rest(map: &mut Map<String, Value>, assessment: &Assessment) {
    let evidence: Map<String, Value> = assessment
        .evidence
        .iter()
        .map(|(id, piece)| (id.to_string(), evidence_value(piece)))
        .collect();
    let mut targets = Map::new();
    for (aim, target) in &assessment.targets {
        let team = aim.team.as_ref().map_or("*", TeamId::as_str);
        let subdimension = aim.subdimension.as_deref().unwrap_or("*");
        if let Value::Object(inner) = targets
            .entry(team)
            .or_insert_with(|| Value::Object(Map::new()))
        {
            inner.insert(subdimension.to_owned(), target_value(target));
        }
    }
    let mut plan = Map::new();
    for (team, planned) in &assessment.plan {
        let planned: Map<String, Value> = planned
            .iter()
            .map(|(activity, planned)| (activity.to_string(), planned_value(planned)))
            .collect();
        plan.insert(team.to_string(), planned.into());
    }
    for (key, value) in [("evidence", evidence), ("targets", targets), ("plan", plan)] {
        if !value.is_empty() {
            map.insert(key.into(), value.into());
        }
    }
}

/// The cycles in the order of the file: by when they began.
pub(in crate::exchange) fn cycles_in_order(assessment: &Assessment) -> Vec<(&CycleId, &Cycle)> {
    sorted(
        assessment.cycles.iter().collect(),
        |(left_id, left): &(&CycleId, &Cycle), (right_id, right)| {
            (left.opened, left.opened_at, left.closed, left_id).cmp(&(
                right.opened,
                right.opened_at,
                right.closed,
                right_id,
            ))
        },
    )
}

pub(in crate::exchange) fn group_value(group: &Group) -> Value {
    let mut map = Map::new();
    if !group.deleted || !group.name.is_empty() {
        map.insert("name".into(), group.name.as_str().into());
    }
    if !group.deleted || group.order != 0 {
        map.insert("order".into(), group.order.into());
    }
    insert_flag(&mut map, "deleted", group.deleted);
    keep(&mut map, &group.kept);
    insert_stamp(&mut map, "changed", &group.changed);
    map.into()
}

pub(in crate::exchange) fn evidence_value(piece: &Evidence) -> Value {
    let mut map = Map::new();
    insert_text(&mut map, "activity", piece.activity.as_str());
    if !piece.teams.is_empty() {
        let teams = piece.teams.iter().map(|id| Value::from(id.as_str()));
        map.insert("teams".into(), teams.collect());
    }
    insert_text(&mut map, "title", &piece.title);
    insert_text(&mut map, "description", &piece.description);
    insert_date(&mut map, "recorded", piece.recorded);
    insert_date(&mut map, "expires", piece.expires);
    insert_text(&mut map, "reviewer", &piece.reviewer);
    if !piece.links.is_empty() {
        let links = piece.links.iter().map(|link| {
            let mut map = Map::new();
            insert_text(&mut map, "kind", &link.kind);
            insert_text(&mut map, "url", &link.url);
            keep(&mut map, &link.kept);
            Value::Object(map)
        });
        map.insert("links".into(), links.collect());
    }
    insert_flag(&mut map, "deleted", piece.deleted);
    keep(&mut map, &piece.kept);
    insert_stamp(&mut map, "changed", &piece.changed);
    map.into()
}

pub(in crate::exchange) fn target_value(target: &Target) -> Value {
    let mut map = Map::new();
    if let Some(level) = target.level {
        map.insert("level".into(), level.into());
    }
    insert_date(&mut map, "by", target.by);
    keep(&mut map, &target.kept);
    insert_stamp(&mut map, "changed", &target.changed);
    map.into()
}

pub(in crate::exchange) fn planned_value(planned: &Planned) -> Value {
    let mut map = Map::new();
    if let Some(cycle) = &planned.cycle {
        map.insert("cycle".into(), cycle.as_str().into());
    }
    keep(&mut map, &planned.kept);
    insert_stamp(&mut map, "changed", &planned.changed);
    map.into()
}

pub(in crate::exchange) fn cycle_value(id: &CycleId, cycle: &Cycle) -> Value {
    let mut map = Map::new();
    map.insert("id".into(), id.as_str().into());
    if !cycle.deleted || !cycle.name.is_empty() {
        map.insert("name".into(), cycle.name.as_str().into());
    }
    insert_date(&mut map, "opened", cycle.opened);
    if let Some(at) = cycle.opened_at {
        map.insert("opened_at".into(), moment_text(at).into());
    }
    insert_date(&mut map, "closed", cycle.closed);
    insert_flag(&mut map, "deleted", cycle.deleted);
    if !cycle.answers.is_empty() {
        let answers: Map<String, Value> = cycle
            .answers
            .iter()
            .map(|(team, answers)| (team.to_string(), answers_value(answers)))
            .collect();
        map.insert("answers".into(), answers.into());
    }
    keep(&mut map, &cycle.kept);
    insert_stamp(&mut map, "changed", &cycle.changed);
    map.into()
}

pub(super) fn insert_text(map: &mut Map<String, Value>, key: &str, text: &str) {
    if !text.is_empty() {
        map.insert(key.into(), text.into());
    }
}

pub(super) fn insert_flag(map: &mut Map<String, Value>, key: &str, flag: bool) {
    if flag {
        map.insert(key.into(), true.into());
    }
}

pub(super) fn insert_date(map: &mut Map<String, Value>, key: &str, day: Option<Date>) {
    if let Some(day) = day {
        map.insert(key.into(), day.to_string().into());
    }
}

pub(super) fn stage_value(stage: &Stage) -> Value {
    let mut map = Map::new();
    map.insert("id".into(), stage.id.as_str().into());
    map.insert("title".into(), stage.title.as_str().into());
    map.insert("score".into(), number(stage.score));
    map.insert("definition".into(), stage.definition.as_str().into());
    if let Some(next) = &stage.replaced_by {
        map.insert("replaced_by".into(), next.as_str().into());
    }
    keep(&mut map, &stage.kept);
    if let Some(changed) = &stage.changed {
        map.insert("changed".into(), stamp_value(changed));
    }
    map.into()
}

/// The shortest text that reads back as the same number: 0 and 1, not 0.0 and 1.0.
pub(super) fn number(value: f64) -> Value {
    Value::Number(serde_json::Number::from_string_unchecked(
        crate::number::shortest(value),
    ))
}

pub(in crate::exchange) fn team_value(team: &Team) -> Value {
    let mut map = Map::new();
    map.insert("name".into(), team.name.as_str().into());
    map.insert("order".into(), team.order.into());
    if let Some(platform) = &team.inherits {
        map.insert("inherits".into(), platform.as_str().into());
    }
    if !team.groups.is_empty() {
        let groups = team.groups.iter().map(|id| Value::from(id.as_str()));
        map.insert("groups".into(), groups.collect());
    }
    insert_flag(&mut map, "deleted", team.deleted);
    if let Some(cleared) = &team.cleared {
        map.insert("cleared".into(), stamp_value(cleared));
    }
    keep(&mut map, &team.kept);
    insert_stamp(&mut map, "changed", &team.changed);
    map.into()
}

pub(in crate::exchange) fn answers_value(answers: &Sorted<ActivityId, Answer>) -> Value {
    answers
        .iter()
        .map(|(activity, answer)| (activity.to_string(), answer_value(answer)))
        .collect::<Map<String, Value>>()
        .into()
}

pub(in crate::exchange) fn answer_value(answer: &Answer) -> Value {
    let mut map = Map::new();
    if let Some(stage) = &answer.stage {
        map.insert("stage".into(), stage.as_str().into());
    }
    if !answer.reached.is_empty() {
        let reached: Map<String, Value> = answer
            .reached
            .iter()
            .map(|(stage, day)| (stage.to_string(), day.to_string().into()))
            .collect();
        map.insert("reached".into(), reached.into());
    }
    insert_flag(&mut map, "not_sure", answer.not_sure);
    if let Some(reason) = &answer.not_applicable {
        map.insert("not_applicable".into(), reason.as_str().into());
    }
    insert_text(&mut map, "note", &answer.note);
    insert_text(&mut map, "owner", &answer.owner);
    insert_date(&mut map, "due", answer.due);
    insert_date(&mut map, "confirmed", answer.confirmed);
    keep(&mut map, &answer.kept);
    let default = if answer.note.is_empty() {
        Stamp::default()
    } else {
        answer.changed.clone()
    };
    if answer.note_changed != default {
        insert_stamp(&mut map, "note_changed", &answer.note_changed);
        if answer.note_changed == Stamp::default() {
            map.insert("note_changed".into(), stamp_value(&answer.note_changed));
        }
    }
    insert_stamp(&mut map, "changed", &answer.changed);
    map.into()
}

pub(super) fn insert_stamp(map: &mut Map<String, Value>, key: &str, stamp: &Stamp) {
    if *stamp != Stamp::default() {
        map.insert(key.into(), stamp_value(stamp));
    }
}

/// Unknown fields come behind the known ones, sorted, so that the order does not depend on where
/// they came from.
pub(in crate::exchange) fn keep(map: &mut Map<String, Value>, kept: &UnknownFields) {
    let keys = sorted(kept.keys().collect(), |left: &&String, right| {
        left.cmp(right)
    });
    for key in keys {
        if !map.contains_key(key) {
            map.insert(key.clone(), kept[key].clone());
        }
    }
}
