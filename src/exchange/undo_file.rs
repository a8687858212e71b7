//! The steps that can be taken back or brought again, as a text, so that they survive the page
//! being closed. It stands beside the stored assessment and is no file for users: what a later
//! version wrote is not read.
//!
//! Each part that a step changed is a list: what it is, whose, and what stood there; `null` where
//! nothing did. The parts themselves look as in the assessment file.

use serde_json::{Map, Value};

use super::assessment_file::{self as file, Fields};
use crate::assessment::{
    Aim, Answers, Assessment, Change, CycleId, EvidenceId, GroupId, History, MAX_STEPS, Settings,
    Slot, Stamp, TeamId,
};
use crate::model::ActivityId;

/// What stands under `undo`: the version.
const VERSION: u64 = 1;

/// Writes as many steps as fit into `max_bytes`, those nearest to now first. Where one does not
/// fit, those beyond it are left out too: they lead on from a state that could not be reached.
/// Empty if nothing fits at all.
pub fn write(history: &History, max_bytes: usize) -> String {
    let mut used = text(&[], &[]).len();
    if used > max_bytes {
        return String::new();
    }
    let mut done = Vec::new();
    let mut undone = Vec::new();
    let (mut back, mut forth) = (history.done.iter().rev(), history.undone.iter().rev());
    let mut fits = |texts: &mut Vec<String>, step: Option<&Change>| {
        let Some(step) = step.filter(|step| used + least(step) <= max_bytes) else {
            return false;
        };
        let step = step_value(step).to_string();
        let more = step.len() + usize::from(!texts.is_empty());
        let fits = used + more <= max_bytes;
        if fits {
            used += more;
            texts.push(step);
        }
        fits
    };
    // In turns, so that a long list of one kind does not push the other out.
    let (mut is_back_open, mut is_forth_open) = (true, true);
    while is_back_open || is_forth_open {
        is_back_open = is_back_open && fits(&mut done, back.next());
        is_forth_open = is_forth_open && fits(&mut undone, forth.next());
    }
    done.reverse();
    undone.reverse();
    text(&done, &undone)
}

/// What a step takes at the very least, in bytes: a whole assessment is not written out only to
/// find that it does not fit.
fn least(step: &Change) -> usize {
    let answers = |answers: &Answers| -> usize {
        if let Some(source) = answers.source() {
            // Written out it is longer, by far: ids have 36 letters there.
            return source.len() * 2;
        }
        let entries = answers.keys().map(|id| id.as_str().len() + "\"\":{}".len());
        entries.sum()
    };
    let slots = step.before.iter().map(|slot| match slot {
        Slot::Whole(whole) => whole.answers.values().map(answers).sum(),
        Slot::Answers(_, Some(of_team)) => answers(of_team),
        Slot::Cycle(_, Some(cycle)) => match cycle.answers.source() {
            Some(source) => source.len() * 2,
            None => cycle.answers.values().map(answers).sum(),
        },
        _ => "[\"title\",\"\"]".len(),
    });
    slots.sum()
}

fn text(done: &[String], undone: &[String]) -> String {
    let (done, undone) = (done.join(","), undone.join(","));
    format!("{{\"undo\":{VERSION},\"done\":[{done}],\"undone\":[{undone}]}}")
}

/// Reads what [`write`] gave. `None`: it is damaged, or a later version wrote it.
pub fn read(text: &str) -> Option<History> {
    let Value::Object(mut map) = serde_json::from_str(text).ok()? else {
        return None;
    };
    if map.get("undo")?.as_u64()? != VERSION {
        return None;
    }
    let mut steps = |key: &str| -> Option<Vec<Change>> {
        let Value::Array(mut steps) = map.shift_remove(key)? else {
            return None;
        };
        // The latest stand at the end.
        steps.drain(..steps.len().saturating_sub(MAX_STEPS));
        steps.into_iter().map(read_step).collect()
    };
    Some(History {
        done: steps("done")?.into(),
        undone: steps("undone")?,
    })
}

fn step_value(step: &Change) -> Value {
    let before = step.before.iter().map(slot_value).collect();
    Value::Array(vec![
        step.label.as_str().into(),
        step.stamp.at.into(),
        step.stamp.by.as_str().into(),
        before,
    ])
}

fn read_step(value: Value) -> Option<Change> {
    let Ok([label, at, by, before]) = <[Value; 4]>::try_from(list(value)?) else {
        return None;
    };
    Some(Change {
        label: label.as_str()?.to_owned(),
        stamp: Stamp {
            at: at.as_i64()?,
            by: by.as_str()?.to_owned(),
        },
        before: list(before)?
            .into_iter()
            .map(read_slot)
            .collect::<Option<_>>()?,
    })
}

fn slot_value(slot: &Slot) -> Value {
    let (kind, mut parts): (&str, Vec<Value>) = match slot {
        Slot::Answer(team, activity, answer) => {
            let answer = answer.as_ref().map(file::answer_value);
            let [team, activity] = [team.as_str(), activity.as_str()].map(Value::from);
            ("answer", vec![team, activity, answer.into()])
        }
        Slot::Note(team, activity, text) => {
            let texts = [team.as_str(), activity.as_str(), text.as_str()];
            ("note", texts.map(Value::from).into())
        }
        Slot::Team(id, team) => named("team", id.as_str(), team.as_ref().map(file::team_value)),
        Slot::Answers(team, answers) => {
            let answers = answers.as_ref().map(|answers| file::answers_value(answers));
            named("answers", team.as_str(), answers)
        }
        Slot::Group(id, group) => {
            named("group", id.as_str(), group.as_ref().map(file::group_value))
        }
        Slot::Evidence(id, piece) => {
            let piece = piece.as_ref().map(file::evidence_value);
            named("evidence", id.as_str(), piece)
        }
        Slot::Target(aim, target) => {
            let team = aim.team.as_ref().map(TeamId::as_str);
            let subdimension = aim.subdimension.as_deref();
            let target = target.as_ref().map(file::target_value);
            let parts = vec![team.into(), subdimension.into(), target.into()];
            ("target", parts)
        }
        Slot::Planned(team, activity, planned) => {
            let planned = planned.as_ref().map(file::planned_value);
            let [team, activity] = [team.as_str(), activity.as_str()].map(Value::from);
            ("plan", vec![team, activity, planned.into()])
        }
        Slot::Cycle(id, cycle) => {
            let cycle = cycle.as_ref().map(|cycle| file::cycle_value(id, cycle));
            named("cycle", id.as_str(), cycle)
        }
        Slot::Register(place, register) => {
            let place = place.clone().into();
            let parts = vec![place, register.clone().into()];
            ("register", parts)
        }
        Slot::Title(title) => ("title", vec![title.as_str().into()]),
        Slot::Settings(settings) => {
            let mut map = Map::new();
            map.insert("stages".into(), file::stages_value(&settings.stages));
            map.insert("cadence_months".into(), settings.cadence_months.into());
            let valid = settings.evidence_valid_months.into();
            map.insert("evidence_valid_months".into(), valid);
            ("settings", vec![map.into()])
        }
        Slot::Setup(setup) => {
            let mut map = Map::new();
            file::insert_setup(&mut map, setup);
            ("setup", vec![map.into()])
        }
        Slot::Rest(rest) => {
            let (model, kept) = rest.as_ref();
            ("rest", vec![file::model_value(model), kept.clone().into()])
        }
        Slot::Whole(whole) => ("whole", vec![file::to_value(whole)]),
    };
    parts.insert(0, kind.into());
    parts.into()
}

fn named(kind: &'static str, id: &str, part: Option<Value>) -> (&'static str, Vec<Value>) {
    (kind, vec![id.into(), part.into()])
}

fn read_slot(value: Value) -> Option<Slot> {
    let mut parts = Parts(list(value)?.into_iter());
    let kind = parts.text()?;
    let slot = match kind.as_str() {
        "answer" => Slot::Answer(
            parts.team()?,
            parts.activity()?,
            parts.read(file::read_answer)?,
        ),
        "note" => Slot::Note(parts.team()?, parts.activity()?, parts.text()?),
        "team" => Slot::Team(parts.team()?, parts.read(file::read_team)?),
        "answers" => Slot::Answers(
            parts.team()?,
            parts.read(file::read_answers)?.map(Answers::new),
        ),
        "group" => Slot::Group(GroupId::new(&parts.text()?), parts.read(file::read_group)?),
        "evidence" => Slot::Evidence(
            EvidenceId::new(&parts.text()?),
            parts.read(file::read_evidence)?,
        ),
        "target" => {
            let (team, subdimension) = (parts.next()?, parts.next()?);
            let aim = Aim {
                team: team.as_str().map(TeamId::new),
                subdimension: subdimension.as_str().map(str::to_owned),
            };
            Slot::Target(aim, parts.read(file::read_target)?)
        }
        "plan" => Slot::Planned(
            parts.team()?,
            parts.activity()?,
            parts.read(file::read_planned)?,
        ),
        "cycle" => {
            let id = parts.text()?;
            let cycle = parts.read(|mut fields| {
                fields.text("id")?;
                file::read_cycle(fields)
            })?;
            Slot::Cycle(CycleId::new(&id), cycle)
        }
        "register" => {
            let place = list(parts.next()?)?.into_iter().map(|key| match key {
                Value::String(key) => Some(key),
                _ => None,
            });
            let place = place.collect::<Option<_>>()?;
            let register = match parts.next()? {
                Value::Null => None,
                Value::Object(register) => Some(register),
                _ => return None,
            };
            Slot::Register(place, register)
        }
        "title" => Slot::Title(parts.text()?),
        "settings" => Slot::Settings(Box::new(parts.read(|mut fields| {
            Ok(Settings {
                stages: file::read_stages(&mut fields)?,
                cadence_months: fields.months("cadence_months")?.unwrap_or_default(),
                evidence_valid_months: fields.months("evidence_valid_months")?.unwrap_or_default(),
            })
        })??)),
        "setup" => Slot::Setup(Box::new(
            parts.read(|mut fields| file::read_setup(&mut fields))??,
        )),
        "rest" => {
            let model = parts.read(file::read_model)??;
            let Value::Object(kept) = parts.next()? else {
                return None;
            };
            Slot::Rest(Box::new((model, kept)))
        }
        "whole" => {
            let whole: Assessment = file::from_value(parts.next()?).ok()?;
            Slot::Whole(Box::new(whole))
        }
        _ => return None,
    };
    parts.0.next().is_none().then_some(slot)
}

fn list(value: Value) -> Option<Vec<Value>> {
    match value {
        Value::Array(items) => Some(items),
        _ => None,
    }
}

/// What a list still holds.
struct Parts(std::vec::IntoIter<Value>);

impl Parts {
    fn next(&mut self) -> Option<Value> {
        self.0.next()
    }

    fn text(&mut self) -> Option<String> {
        match self.next()? {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    fn team(&mut self) -> Option<TeamId> {
        Some(TeamId::new(&self.text()?))
    }

    fn activity(&mut self) -> Option<ActivityId> {
        Some(ActivityId::new(&self.text()?))
    }

    /// A part of the assessment file; the inner `None` stands for `null`.
    fn read<T>(
        &mut self,
        read: impl FnOnce(Fields) -> Result<T, file::FileError>,
    ) -> Option<Option<T>> {
        match self.next()? {
            Value::Null => Some(None),
            Value::Object(map) => read(Fields::new(map, String::new())).ok().map(Some),
            _ => None,
        }
    }
}
