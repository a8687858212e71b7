//! What a configuration has decided for whoever works on an assessment.

use super::config::is_locked;
use crate::assessment::{Assessment, Command, Edit};
use crate::map::SortedSet;

/// Whether a command would change something that is locked: the stages, or the months. Opening
/// another assessment, which brings its own, is no change of this one.
pub fn refuse(locked: &SortedSet<String>, now: &Assessment, command: &Command) -> bool {
    let Command::Put(put) = command else {
        return false;
    };
    match put.edit() {
        Edit::SetStages { .. } | Edit::RemoveStage { .. } => is_locked(locked, "stages"),
        Edit::SetMonths {
            cadence_months,
            evidence_valid_months,
        } => {
            let differs = |key, now, wanted| now != wanted && is_locked(locked, key);
            differs("cadence_months", now.cadence_months, *cadence_months)
                || differs(
                    "evidence_valid_months",
                    now.evidence_valid_months,
                    *evidence_valid_months,
                )
        }
        Edit::Batch { commands, .. } => {
            let mut commands = commands.iter();
            commands.any(|command| refuse(locked, now, command))
        }
        _ => false,
    }
}
