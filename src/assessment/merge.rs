//! Two copies of an assessment become one, and nothing is lost: each register keeps its latest
//! value. Merging is commutative, associative and idempotent.
//!
//! Of two registers with one stamp, the greater content wins, so that it does not matter which
//! copy comes first.

use crate::map::{Map, SortedSet};
use std::cmp::Ordering;

use serde_json::Value;

use super::version::numbers;
use super::{
    Answer, Answers, Assessment, Cycle, Evidence, Group, Planned, Stage, StageId, Stamp, Target,
    Team, UnknownFields,
};
use crate::model::ActivityId;
use crate::order::sorted;

/// Merges two copies. Which one comes first does not matter; the id is that of `mine`.
pub fn merge(mine: &Assessment, theirs: &Assessment) -> Assessment {
    let head = greater(mine, theirs, head_order);
    let settings = greater(mine, theirs, settings_order);
    let setup = greater(mine, theirs, setup_order);
    let teams = union(&mine.teams, &theirs.teams, merge_teams);
    let mut answers = Map::new();
    for team in mine.answers.keys().chain(theirs.answers.keys()) {
        if answers.contains_key(team) {
            continue;
        }
        let sides = [mine, theirs].map(|side| side.answers.get(team));
        let cleared = teams.get(team).and_then(|team| team.cleared.as_ref());
        answers.insert(team.clone(), merge_team(sides, cleared));
    }
    // What is packed is not looked at: nobody has changed it.
    answers.retain(|_, answers: &mut Answers| answers.is_packed() || !answers.is_empty());
    let mut plan = union(&mine.plan, &theirs.plan, |left, right| {
        union(left, right, |left, right| {
            greater(left, right, planned_order).clone()
        })
    });
    plan.retain(|_, planned| !planned.is_empty());
    Assessment {
        id: mine.id.clone(),
        title: head.title.clone(),
        model: head.model.clone(),
        stages: merge_stages(mine, theirs, settings),
        cadence_months: settings.cadence_months,
        evidence_valid_months: settings.evidence_valid_months,
        changed: head.changed.clone(),
        settings_changed: settings.settings_changed.clone(),
        setup: setup.setup.clone(),
        teams,
        answers,
        groups: union(&mine.groups, &theirs.groups, |left, right| {
            greater(left, right, group_order).clone()
        }),
        evidence: union(&mine.evidence, &theirs.evidence, |left, right| {
            greater(left, right, evidence_order).clone()
        }),
        targets: union(&mine.targets, &theirs.targets, |left, right| {
            greater(left, right, target_order).clone()
        }),
        plan,
        cycles: union(&mine.cycles, &theirs.cycles, |left, right| {
            greater(left, right, cycle_order).clone()
        }),
        today: mine.today,
        kept: merge_kept(&mine.kept, &theirs.kept),
    }
}

fn greater<'a, T>(left: &'a T, right: &'a T, order: impl Fn(&T, &T) -> Ordering) -> &'a T {
    match order(left, right) {
        Ordering::Less => right,
        _ => left,
    }
}

pub(super) fn union<K: Ord + Clone, V: Clone>(
    left: &Map<K, V>,
    right: &Map<K, V>,
    both: impl Fn(&V, &V) -> V,
) -> Map<K, V> {
    let mut all = left.clone();
    for (key, value) in right {
        match all.get_mut(key) {
            Some(known) => *known = both(known, value),
            None => {
                all.insert(key.clone(), value.clone());
            }
        }
    }
    all
}

/// The model has no stamp of its own; it goes with the title, and of two the later version.
fn head_order(left: &Assessment, right: &Assessment) -> Ordering {
    let key = |side: &Assessment| {
        let model = &side.model;
        (
            numbers(&model.version),
            model.version.clone(),
            model.publisher.clone(),
            model.digest.clone(),
        )
    };
    (&left.changed, &left.title)
        .cmp(&(&right.changed, &right.title))
        .then_with(|| key(left).cmp(&key(right)))
        .then_with(|| kept_order(&left.model.kept, &right.model.kept))
}

fn setup_order(left: &Assessment, right: &Assessment) -> Ordering {
    let (left, right) = (&left.setup, &right.setup);
    let text = |overlay: &Option<Value>| overlay.as_ref().map(Value::to_string);
    (&left.changed, &left.extensions)
        .cmp(&(&right.changed, &right.extensions))
        .then_with(|| text(&left.overlay).cmp(&text(&right.overlay)))
}

fn settings_order(left: &Assessment, right: &Assessment) -> Ordering {
    let months = |side: &Assessment| (side.cadence_months, side.evidence_valid_months);
    left.settings_changed
        .cmp(&right.settings_changed)
        .then_with(|| {
            list_order(&own_stages(left), &own_stages(right), |left, right| {
                stage_order(left, right)
            })
        })
        .then_with(|| months(left).cmp(&months(right)))
}

/// Without those that a merge brought in from older settings.
fn own_stages(side: &Assessment) -> Vec<&Stage> {
    let own = side.stages.iter().filter(|stage| stage.changed.is_none());
    own.collect()
}

fn list_order<T>(left: &[T], right: &[T], order: impl Fn(&T, &T) -> Ordering) -> Ordering {
    let pairs = left.iter().zip(right);
    let mut orders = pairs.map(|(left, right)| order(left, right));
    let differing = orders.find(|order| order.is_ne());
    differing.unwrap_or_else(|| left.len().cmp(&right.len()))
}

fn stage_order(left: &Stage, right: &Stage) -> Ordering {
    let key = |stage: &Stage| {
        (
            stage.changed.clone(),
            stage.id.clone(),
            stage.title.clone(),
            stage.definition.clone(),
            stage.replaced_by.clone(),
        )
    };
    key(left)
        .cmp(&key(right))
        .then_with(|| left.score.total_cmp(&right.score))
        .then_with(|| kept_order(&left.kept, &right.kept))
}

/// The stages of `mine`, and those of another assessment that its answers need.
pub(crate) fn stages_with(mine: &Assessment, theirs: &Assessment) -> Vec<Stage> {
    merge_stages(mine, theirs, mine)
}

/// The stages of the later settings, and between them those that only other copies have: without
/// them, answers would lose their meaning. These keep the moment of the settings that they come
/// from ([`Stage::changed`]), so that it does not matter which copies met first. Of another
/// assessment, only stages that it uses are taken over, and what these count as.
fn merge_stages(mine: &Assessment, theirs: &Assessment, settings: &Assessment) -> Vec<Stage> {
    let own = own_stages(settings);
    let mut others: Map<StageId, Stage> = Map::new();
    for side in [mine, theirs] {
        let is_foreign = mine.id != theirs.id && !std::ptr::eq(side, settings);
        let used = is_foreign.then(|| used_stages(side));
        for stage in &side.stages {
            if own.iter().any(|own| own.id == stage.id)
                || used.as_ref().is_some_and(|used| !used.contains(&stage.id))
            {
                continue;
            }
            let changed = stage.changed.as_ref().unwrap_or(&side.settings_changed);
            let stage = Stage {
                changed: Some(changed.clone()),
                ..stage.clone()
            };
            match others.get(&stage.id) {
                Some(known) if stage_order(known, &stage).is_ge() => {}
                _ => {
                    others.insert(stage.id.clone(), stage);
                }
            }
        }
    }
    let others = sorted(
        others.into_values().collect(),
        |left: &Stage, right: &Stage| left.score.total_cmp(&right.score),
    );
    // Each before the first one that scores more; the last one stays the last.
    let living = |stage: &&&Stage| stage.replaced_by.is_none();
    let last = own.iter().rfind(living).map(|last| &last.id);
    let mut others = others.into_iter().peekable();
    let mut stages = Vec::new();
    for stage in &own {
        while stage.replaced_by.is_none()
            && let Some(other) =
                others.next_if(|other| other.score < stage.score || Some(&stage.id) == last)
        {
            stages.push(other);
        }
        stages.push((*stage).clone());
    }
    stages.extend(others);
    stages
}

/// The stages of answers and snapshots, and those that these count as: a removed stage says nothing
/// without the one that took its place.
fn used_stages(side: &Assessment) -> SortedSet<&StageId> {
    let snapshots = side
        .cycles
        .values()
        .flat_map(|cycle| cycle.answers.values());
    let answers = side.answers.values().chain(snapshots);
    let said = answers.flat_map(|answers| answers.values());
    let mut used: SortedSet<&StageId> = said.filter_map(|answer| answer.stage.as_ref()).collect();
    // As many steps as there are stages, so that a circle ends.
    for _ in &side.stages {
        let removed = side.stages.iter().filter(|stage| used.contains(&stage.id));
        let next: Vec<&StageId> = removed
            .filter_map(|stage| stage.replaced_by.as_ref())
            .collect();
        used.extend(next);
    }
    used
}

/// The answers of one team in two copies.
fn merge_team(sides: [Option<&Answers>; 2], cleared: Option<&Stamp>) -> Answers {
    let nothing = Answers::default();
    match (sides, cleared) {
        ([Some(one), None] | [None, Some(one)], None) => one.clone(),
        ([Some(left), Some(right)], None) if left.is_same(right) => left.clone(),
        (sides, None) => {
            let [left, right] = sides.map(|side| side.unwrap_or(&nothing));
            union(left, right, merge_answers).into()
        }
        (sides, Some(cleared)) => {
            let [left, right] = sides.map(|side| without_void(side.unwrap_or(&nothing), cleared));
            union(&left, &right, merge_answers).into()
        }
    }
}

/// Leaves out each register that was written at or before `cleared`.
fn without_void(answers: &Map<ActivityId, Answer>, cleared: &Stamp) -> Map<ActivityId, Answer> {
    let left = |answer: &Answer| {
        let mut left = match answer.changed > *cleared {
            true => answer.clone(),
            false => Answer::default(),
        };
        let is_note_left = answer.note_changed > *cleared;
        (left.note, left.note_changed) = match is_note_left {
            true => (answer.note.clone(), answer.note_changed.clone()),
            false => Default::default(),
        };
        (left != Answer::default()).then_some(left)
    };
    answers
        .iter()
        .filter_map(|(activity, answer)| Some((activity.clone(), left(answer)?)))
        .collect()
}

fn merge_teams(left: &Team, right: &Team) -> Team {
    Team {
        cleared: left.cleared.clone().max(right.cleared.clone()),
        ..greater(left, right, team_order).clone()
    }
}

fn team_order(left: &Team, right: &Team) -> Ordering {
    fn key(team: &Team) -> impl Ord + '_ {
        let shown = (&team.name, team.order, &team.inherits, &team.groups);
        (&team.changed, team.deleted, shown)
    }
    key(left)
        .cmp(&key(right))
        .then_with(|| kept_order(&left.kept, &right.kept))
}

pub(super) fn merge_answers(left: &Answer, right: &Answer) -> Answer {
    let note = greater(left, right, |left, right| {
        (&left.note_changed, &left.note).cmp(&(&right.note_changed, &right.note))
    });
    Answer {
        note: note.note.clone(),
        note_changed: note.note_changed.clone(),
        ..greater(left, right, answer_order).clone()
    }
}

/// Which of two answers wins, without their notes.
pub(super) fn answer_order(left: &Answer, right: &Answer) -> Ordering {
    fn key(answer: &Answer) -> impl Ord + '_ {
        (
            &answer.changed,
            (&answer.stage, answer.not_sure, &answer.not_applicable),
            (&answer.reached, &answer.owner, answer.due, answer.confirmed),
        )
    }
    key(left)
        .cmp(&key(right))
        .then_with(|| kept_order(&left.kept, &right.kept))
}

fn group_order(left: &Group, right: &Group) -> Ordering {
    fn key(group: &Group) -> impl Ord + '_ {
        (&group.changed, group.deleted, &group.name, group.order)
    }
    key(left)
        .cmp(&key(right))
        .then_with(|| kept_order(&left.kept, &right.kept))
}

fn evidence_order(left: &Evidence, right: &Evidence) -> Ordering {
    fn key(piece: &Evidence) -> impl Ord + '_ {
        (
            (&piece.changed, piece.deleted),
            (&piece.activity, &piece.teams, &piece.title),
            (&piece.description, piece.recorded, piece.expires),
            &piece.reviewer,
        )
    }
    key(left)
        .cmp(&key(right))
        .then_with(|| {
            list_order(&left.links, &right.links, |left, right| {
                (&left.kind, &left.url)
                    .cmp(&(&right.kind, &right.url))
                    .then_with(|| kept_order(&left.kept, &right.kept))
            })
        })
        .then_with(|| kept_order(&left.kept, &right.kept))
}

fn target_order(left: &Target, right: &Target) -> Ordering {
    (&left.changed, left.level, left.by)
        .cmp(&(&right.changed, right.level, right.by))
        .then_with(|| kept_order(&left.kept, &right.kept))
}

pub(super) fn planned_order(left: &Planned, right: &Planned) -> Ordering {
    (&left.changed, &left.cycle)
        .cmp(&(&right.changed, &right.cycle))
        .then_with(|| kept_order(&left.kept, &right.kept))
}

fn cycle_order(left: &Cycle, right: &Cycle) -> Ordering {
    fn key(cycle: &Cycle) -> impl Ord + '_ {
        let days = (cycle.opened, cycle.opened_at, cycle.closed);
        (&cycle.changed, cycle.deleted, &cycle.name, days)
    }
    fn answers(cycle: &Cycle) -> Vec<(impl Ord + '_, &Answer)> {
        let teams = cycle.answers.iter();
        let all = teams.flat_map(|(team, answers)| {
            let answers = answers.iter();
            answers.map(move |(activity, answer)| ((team, activity), answer))
        });
        all.collect()
    }
    key(left)
        .cmp(&key(right))
        .then_with(|| match left.answers.is_same(&right.answers) {
            true => Ordering::Equal,
            false => list_order(&answers(left), &answers(right), |left, right| {
                left.0
                    .cmp(&right.0)
                    .then_with(|| answer_order(left.1, right.1))
            }),
        })
        .then_with(|| kept_order(&left.kept, &right.kept))
}

fn kept_order(left: &UnknownFields, right: &UnknownFields) -> Ordering {
    let text = |kept: &UnknownFields| Value::Object(kept.clone()).to_string();
    match left.is_empty() && right.is_empty() {
        true => Ordering::Equal,
        false => text(left).cmp(&text(right)),
    }
}

/// Fields that this version does not know, from both copies. Objects in them are merged field by
/// field, unless they say with a stamp (`changed`) that they are registers: then the later one
/// stays. Of other values, nobody can tell which is later: the greater text stays.
fn merge_kept(left: &UnknownFields, right: &UnknownFields) -> UnknownFields {
    let mut keys: Vec<&String> = left.keys().collect();
    keys.extend(right.keys().filter(|key| !left.contains_key(*key)));
    let mut merged = UnknownFields::new();
    for key in sorted(keys, |left: &&String, right| left.cmp(right)) {
        let value = match (left.get(key), right.get(key)) {
            (Some(left), Some(right)) => merge_values(left, right),
            (left, right) => left.or(right).cloned().unwrap_or_default(),
        };
        merged.insert(key.clone(), value);
    }
    merged
}

pub(super) fn merge_values(left: &Value, right: &Value) -> Value {
    /// Objects before all else, registers before other objects.
    fn rank(value: &Value) -> (bool, Option<(&str, &str)>) {
        let text = |field: &str| value.get("changed")?.get(field)?.as_str();
        let stamp = text("at").map(|at| (at, text("by").unwrap_or_default()));
        (value.is_object(), stamp)
    }
    let order = rank(left)
        .cmp(&rank(right))
        .then_with(|| left.to_string().cmp(&right.to_string()));
    match (left, right) {
        (Value::Object(left_map), Value::Object(right_map))
            if order.is_ne() && rank(left) == rank(right) && rank(left).1.is_none() =>
        {
            merge_kept(left_map, right_map).into()
        }
        _ if order.is_lt() => right.clone(),
        _ => left.clone(),
    }
}
