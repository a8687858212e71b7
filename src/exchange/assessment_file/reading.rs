//! Reading the parts of an assessment.

use super::FileError;
use super::fields::{
    DATE, Fields, MOMENT, STAMP, moment, number_of, parse_date, read_stamp, stamp,
};
use crate::assessment::{
    Answer, Cycle, CycleId, Evidence, Group, GroupId, Link, ModelRef, ModelSetup, Planned, Stage,
    StageId, Stamp, Target, Team, TeamId, default_stages,
};
use crate::map::Map as Sorted;
use crate::model::ActivityId;
use serde_json::Value;

pub(in crate::exchange) fn read_model(mut fields: Fields) -> Result<ModelRef, FileError> {
    Ok(ModelRef {
        publisher: fields.text("publisher")?.unwrap_or_default(),
        version: fields.text("version")?.unwrap_or_default(),
        digest: fields.text("digest")?.unwrap_or_default(),
        kept: fields.rest(),
    })
}

pub(in crate::exchange) fn read_setup(file: &mut Fields) -> Result<ModelSetup, FileError> {
    Ok(ModelSetup {
        extensions: file.ids("model_extensions")?,
        overlay: match file.take("model_overlay") {
            None => None,
            Some(overlay) if overlay.is_object() => Some(overlay),
            Some(_) => return Err(file.wrong("model_overlay", "an object { … }")),
        },
        changed: read_stamp(file, "model_changed")?,
    })
}

pub(in crate::exchange) fn read_stages(file: &mut Fields) -> Result<Vec<Stage>, FileError> {
    let items = match file.take("stages") {
        None => return Ok(default_stages()),
        Some(Value::Array(items)) => items,
        Some(_) => return Err(file.wrong("stages", "a list of stages")),
    };
    let mut stages: Vec<Stage> = Vec::new();
    for (at, item) in items.into_iter().enumerate() {
        let place = format!("stages → {}", at + 1);
        let Value::Object(map) = item else {
            return Err(FileError::Field {
                place,
                wanted: "a stage",
            });
        };
        let mut fields = Fields::new(map, place);
        let id = fields.text("id")?.unwrap_or_default();
        if id.is_empty() || stages.iter().any(|stage| stage.id.as_str() == id) {
            return Err(fields.wrong("id", "an id of its own for each stage, a text"));
        }
        let score = match fields.take("score").as_ref().map(number_of) {
            Some(Some(score)) if (0.0..=1.0).contains(&score) => score,
            _ => return Err(fields.wrong("score", "a number from 0 to 1")),
        };
        stages.push(Stage {
            title: fields.text("title")?.unwrap_or_else(|| id.clone()),
            id: StageId::new(&id),
            score,
            definition: fields.text("definition")?.unwrap_or_default(),
            replaced_by: fields.text("replaced_by")?.map(|id| StageId::new(&id)),
            changed: match fields.take("changed") {
                None => None,
                Some(value) => Some(stamp(&value).ok_or_else(|| fields.wrong("changed", STAMP))?),
            },
            kept: fields.rest(),
        });
    }
    let mut living = stages.iter().filter(|stage| stage.replaced_by.is_none());
    match (living.next(), living.next_back()) {
        (Some(first), Some(last)) if first.score == 0.0 && last.score == 1.0 => {}
        _ => {
            return Err(FileError::Field {
                place: "stages".to_owned(),
                wanted: "at least two stages, the first with score 0, the last with score 1",
            });
        }
    }
    for (at, stage) in stages.iter().enumerate() {
        let is_known = |id: &StageId| stages.iter().any(|known| known.id == *id);
        if stage.replaced_by.as_ref().is_some_and(|id| !is_known(id)) {
            return Err(FileError::Field {
                place: format!("stages → {} → replaced_by", at + 1),
                wanted: "the id of another stage of the list",
            });
        }
    }
    Ok(stages)
}

pub(super) fn not_star(key: &str) -> Option<&str> {
    (key != "*").then_some(key)
}

pub(in crate::exchange) fn read_group(mut fields: Fields) -> Result<Group, FileError> {
    Ok(Group {
        name: fields.text("name")?.unwrap_or_default(),
        order: fields.whole("order")?,
        deleted: fields.flag("deleted")?,
        changed: read_stamp(&mut fields, "changed")?,
        kept: fields.rest(),
    })
}

pub(in crate::exchange) fn read_evidence(mut fields: Fields) -> Result<Evidence, FileError> {
    let mut links = Vec::new();
    match fields.take("links") {
        None => {}
        Some(Value::Array(items)) => {
            for (at, item) in items.into_iter().enumerate() {
                let place = format!("{} → {}", fields.inside("links"), at + 1);
                let Value::Object(map) = item else {
                    return Err(FileError::Field {
                        place,
                        wanted: "an object { … }",
                    });
                };
                let mut inner = Fields::new(map, place);
                links.push(Link {
                    kind: inner.text("kind")?.unwrap_or_default(),
                    url: inner.text("url")?.unwrap_or_default(),
                    kept: inner.rest(),
                });
            }
        }
        Some(_) => return Err(fields.wrong("links", "a list of links")),
    }
    Ok(Evidence {
        activity: ActivityId::new(&fields.text("activity")?.unwrap_or_default()),
        teams: fields
            .ids("teams")?
            .iter()
            .map(|id| TeamId::new(id))
            .collect(),
        title: fields.text("title")?.unwrap_or_default(),
        description: fields.text("description")?.unwrap_or_default(),
        recorded: fields.date("recorded")?,
        expires: fields.date("expires")?,
        reviewer: fields.text("reviewer")?.unwrap_or_default(),
        links,
        deleted: fields.flag("deleted")?,
        changed: read_stamp(&mut fields, "changed")?,
        kept: fields.rest(),
    })
}

pub(in crate::exchange) fn read_target(mut fields: Fields) -> Result<Target, FileError> {
    let level = match fields.take("level").as_ref().map(Value::as_u64) {
        None => None,
        Some(Some(level @ 1..=20)) => u8::try_from(level).ok(),
        Some(_) => return Err(fields.wrong("level", "a level from 1 to 20")),
    };
    Ok(Target {
        level,
        by: fields.date("by")?,
        changed: read_stamp(&mut fields, "changed")?,
        kept: fields.rest(),
    })
}

pub(in crate::exchange) fn read_planned(mut fields: Fields) -> Result<Planned, FileError> {
    Ok(Planned {
        cycle: fields.text("cycle")?.map(|id| CycleId::new(&id)),
        changed: read_stamp(&mut fields, "changed")?,
        kept: fields.rest(),
    })
}

pub(super) fn read_cycles(file: &mut Fields) -> Result<Sorted<CycleId, Cycle>, FileError> {
    let items = match file.take("cycles") {
        None => return Ok(Sorted::new()),
        Some(Value::Array(items)) => items,
        Some(_) => return Err(file.wrong("cycles", "a list of cycles")),
    };
    let mut cycles = Sorted::new();
    for (at, item) in items.into_iter().enumerate() {
        let place = format!("cycles → {}", at + 1);
        let Value::Object(map) = item else {
            return Err(FileError::Field {
                place,
                wanted: "a cycle",
            });
        };
        let mut fields = Fields::new(map, place);
        let id = fields.text("id")?.unwrap_or_default();
        if id.is_empty() || cycles.contains_key(id.as_str()) {
            return Err(fields.wrong("id", "an id of its own for each cycle, a text"));
        }
        cycles.insert(CycleId::new(&id), read_cycle(fields)?);
    }
    Ok(cycles)
}

/// Without its id.
pub(in crate::exchange) fn read_cycle(mut fields: Fields) -> Result<Cycle, FileError> {
    let opened_at = match fields.text("opened_at")? {
        None => None,
        Some(text) => match moment(&text) {
            Some(at) => Some(at),
            None => return Err(fields.wrong("opened_at", MOMENT)),
        },
    };
    Ok(Cycle {
        name: fields.text("name")?.unwrap_or_default(),
        opened: fields.date("opened")?,
        opened_at,
        closed: fields.date("closed")?,
        answers: fields
            .all("answers", |team, fields| {
                Ok((TeamId::new(&team), read_answers(fields)?.into()))
            })?
            .into(),
        deleted: fields.flag("deleted")?,
        changed: read_stamp(&mut fields, "changed")?,
        kept: fields.rest(),
    })
}

pub(in crate::exchange) fn read_team(mut fields: Fields) -> Result<Team, FileError> {
    let cleared = match fields.take("cleared") {
        None => None,
        Some(value) => Some(stamp(&value).ok_or_else(|| fields.wrong("cleared", STAMP))?),
    };
    Ok(Team {
        name: fields.text("name")?.unwrap_or_default(),
        order: fields.whole("order")?,
        inherits: fields.text("inherits")?.map(|id| TeamId::new(&id)),
        groups: fields
            .ids("groups")?
            .iter()
            .map(|id| GroupId::new(id))
            .collect(),
        deleted: fields.flag("deleted")?,
        cleared,
        changed: read_stamp(&mut fields, "changed")?,
        kept: fields.rest(),
    })
}

pub(in crate::exchange) fn read_answers(
    fields: Fields,
) -> Result<Sorted<ActivityId, Answer>, FileError> {
    let mut answers = Sorted::new();
    for (activity, fields) in fields.objects()? {
        answers.insert(ActivityId::new(&activity), read_answer(fields)?);
    }
    Ok(answers)
}

pub(in crate::exchange) fn read_answer(mut fields: Fields) -> Result<Answer, FileError> {
    let mut reached = Sorted::new();
    if let Some(inner) = fields.object("reached")? {
        let place = inner.place.clone();
        for (stage, value) in inner.map {
            let day = value.as_str().and_then(parse_date);
            reached.insert(
                StageId::new(&stage),
                day.ok_or(FileError::Field {
                    place: format!("{place} → {stage}"),
                    wanted: DATE,
                })?,
            );
        }
    }
    let changed = read_stamp(&mut fields, "changed")?;
    let note = fields.text("note")?.unwrap_or_default();
    let note_changed = match fields.take("note_changed") {
        Some(value) => stamp(&value).ok_or_else(|| fields.wrong("note_changed", STAMP))?,
        None if note.is_empty() => Stamp::default(),
        None => changed.clone(),
    };
    Ok(Answer {
        stage: fields.text("stage")?.map(|id| StageId::new(&id)),
        reached,
        not_sure: fields.flag("not_sure")?,
        not_applicable: fields.text("not_applicable")?,
        owner: fields.text("owner")?.unwrap_or_default(),
        due: fields.date("due")?,
        confirmed: fields.date("confirmed")?,
        changed,
        note,
        note_changed,
        kept: fields.rest(),
    })
}
