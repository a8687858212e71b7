//! Changing the stages: what has to stay true, so that every answer keeps its meaning.

use super::command::Planning;
use super::planning::set;
use super::{Assessment, CommandError, Settings, Stage, StageId, UnknownFields};
use crate::map::SortedSet;

/// The stages of a new assessment: DSOMM's four, with our definitions.
pub fn default_stages() -> Vec<Stage> {
    [
        (
            "not-implemented",
            "Not implemented",
            0.0,
            "Nothing of it is done, or nobody could show it.",
        ),
        (
            "started",
            "Started",
            0.2,
            "Work has begun: decided, planned or tried out in one place.",
        ),
        (
            "partly",
            "Partly implemented",
            0.5,
            "In daily use for an important part of what the team is responsible for.",
        ),
        (
            "fully",
            "Fully implemented",
            1.0,
            "In daily use everywhere, and the team can prove it today.",
        ),
    ]
    .into_iter()
    .map(|(id, title, score, definition)| Stage {
        id: StageId::new(id),
        title: title.to_owned(),
        score,
        definition: definition.to_owned(),
        replaced_by: None,
        changed: None,
        kept: UnknownFields::new(),
    })
    .collect()
}

/// The stages with a new one before the last, and half-way to it.
pub fn with_new_stage(now: &Assessment, id: StageId) -> Vec<Stage> {
    let living: Vec<&Stage> = now.living_stages().collect();
    let title = (1..)
        .map(|number| match number {
            1 => "New stage".to_owned(),
            _ => format!("New stage {number}"),
        })
        .find(|title| living.iter().all(|stage| stage.title != *title))
        .unwrap_or_default();
    let below = living.iter().rev().nth(1).map_or(0.0, |stage| stage.score);
    let mut stages = now.stages.clone();
    let at = living
        .last()
        .and_then(|last| stages.iter().position(|stage| stage.id == last.id))
        .unwrap_or(stages.len());
    let new = Stage {
        id,
        title,
        // In whole per cent: that is what is shown and typed.
        score: ((below + 1.0) * 50.0).floor() / 100.0,
        definition: String::new(),
        replaced_by: None,
        changed: None,
        kept: UnknownFields::new(),
    };
    stages.insert(at, new);
    stages
}

pub(super) fn set_all(now: &Assessment, mut stages: Vec<Stage>) -> Planning {
    for stage in &mut stages {
        stage.title = stage.title.trim().to_owned();
        stage.changed = None;
    }
    check(now, &stages)?;
    let settings = Settings {
        stages,
        ..now.settings()
    };
    set(now, "Change stages".to_owned(), settings)
}

/// Says what is wrong with a list of stages that is to take the place of the one here.
fn check(now: &Assessment, stages: &[Stage]) -> Result<(), CommandError> {
    let refused = |why| Err(CommandError::Refused(why));
    let ids: SortedSet<&StageId> = stages.iter().map(|stage| &stage.id).collect();
    if ids.len() < stages.len() || ids.iter().any(|id| id.as_str().is_empty()) {
        return refused("Each stage needs an id of its own.");
    }
    if stages
        .iter()
        .any(|stage| !(0.0..=1.0).contains(&stage.score))
    {
        return refused("The score of a stage is 0 % to 100 %. Correct the one that is not.");
    }
    if now.stages.iter().any(|stage| !ids.contains(&stage.id)) {
        return refused(
            "A stage that was in use cannot vanish: its answers would lose their meaning. Remove it in favour of another one.",
        );
    }
    let living: Vec<&Stage> = stages
        .iter()
        .filter(|stage| stage.replaced_by.is_none())
        .collect();
    let titles: SortedSet<&str> = living.iter().map(|stage| stage.title.trim()).collect();
    if titles.contains("") {
        return Err(CommandError::EmptyName);
    }
    if titles.len() < living.len() {
        return refused("Two stages have the same title. Give each one of its own.");
    }
    let scores: Vec<f64> = living.iter().map(|stage| stage.score).collect();
    if scores.len() < 2 || scores.first() != Some(&0.0) || scores.last() != Some(&1.0) {
        return refused(
            "At least two stages are needed; the first has to score 0 %, the last one 100 %.",
        );
    }
    if !scores.is_sorted() {
        return refused(
            "A stage cannot score less than the one before it. Change its score or its place.",
        );
    }
    let then = Assessment {
        stages: stages.to_vec(),
        ..Assessment::default()
    };
    if stages
        .iter()
        .any(|stage| then.counts_as(&stage.id).is_none())
    {
        return refused("A removed stage has to count as one that is still there. Choose which.");
    }
    Ok(())
}

pub(super) fn remove(now: &Assessment, stage: &StageId, into: StageId) -> Planning {
    let living: Vec<&Stage> = now.living_stages().collect();
    for id in [stage, &into] {
        if living.iter().all(|stage| stage.id != *id) {
            return Err(CommandError::UnknownStage(id.clone()));
        }
    }
    let mut ends = [living.first(), living.last()].into_iter().flatten();
    if ends.any(|end| end.id == *stage) {
        return Err(CommandError::Refused(
            "The first and the last stage stay: they are what 0 % and 100 % mean. Rename them instead.",
        ));
    }
    if *stage == into {
        return Err(CommandError::Refused(
            "A removed stage has to count as another one. Choose which.",
        ));
    }
    let mut settings = now.settings();
    let mut label = String::new();
    for known in &mut settings.stages {
        if known.id == *stage {
            label = format!("Remove stage “{}”", known.title);
            known.replaced_by = Some(into.clone());
        }
    }
    set(now, label, settings)
}
