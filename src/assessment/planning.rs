//! What edits give back, and what several of them check.

use super::command::Planning;
use super::{Answer, Assessment, CommandError, Settings, Slot, TeamId};
use crate::model::ActivityId;

/// One part is to be otherwise.
pub(super) fn one(label: String, slot: Slot) -> Planning {
    Ok((label, vec![slot]))
}

/// All is as it has to be.
pub(super) fn nothing() -> Planning {
    Ok((String::new(), Vec::new()))
}

/// What a team has said, or an empty answer to write into.
pub(super) fn answer(
    now: &Assessment,
    team: &TeamId,
    activity: &ActivityId,
) -> Result<Answer, CommandError> {
    now.check_team(team)?;
    Ok(now
        .answer(team, activity.as_str())
        .cloned()
        .unwrap_or_default())
}

/// A name that no other one of its kind has.
pub(super) fn free(
    name: &str,
    taken: &[(&str, &str)],
    own: Option<&str>,
) -> Result<String, CommandError> {
    let name = name.trim();
    if name.is_empty() {
        return Err(CommandError::EmptyName);
    }
    let mut others = taken.iter().filter(|(id, _)| own != Some(*id));
    match others.any(|(_, known)| *known == name) {
        true => Err(CommandError::NameTaken(name.to_owned())),
        false => Ok(name.to_owned()),
    }
}

/// Other settings than now.
pub(super) fn set(now: &Assessment, label: String, settings: Settings) -> Planning {
    if settings == now.settings() {
        return nothing();
    }
    one(label, Slot::Settings(Box::new(settings)))
}
