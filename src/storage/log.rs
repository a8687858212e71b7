//! The log of an assessment: what was changed, when and by whom. It is for people to read, and has
//! nothing to do with undo. One line for each change, the latest at the end:
//!
//! `<milliseconds> <by> <team> <activity> <label>`, with tabs between them.
//!
//! It is written after what it tells about, and it is the first to go where room is short. Two tabs
//! that write in the same moment may lose a line of it, but never an answer.

use super::aside::write;
use super::part::assessment_prefix;
use super::shelf::units;
use super::{Shelf, Store, StoreError};
use crate::assessment::{ANSWER, Answered, Assessment, Change, TeamId};
use crate::model::ActivityId;

/// Most lines of one log.
pub const MAX_LOG: usize = 500;
/// What a log may take, in UTF-16 units.
const LOG_QUOTA: usize = 40_000;
/// Changes of one text in a row are one line, as long as no more time than this lies between them,
/// in milliseconds.
const GOES_ON: i64 = 60_000;

/// One change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogEntry {
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// By whom; may be empty.
    pub by: String,
    /// The team that it was about, if it was one.
    pub team: Option<TeamId>,
    /// The activity that it was about, if it was one.
    pub activity: Option<ActivityId>,
    /// What was done, in words.
    pub label: String,
}

impl LogEntry {
    /// The line about a change that led to `now`; `done` stands before its label, as for an undo.
    pub fn of(change: &Change, now: &Assessment, done: &str) -> Self {
        let (team, activity) = change.about();
        let mut label = format!("{done}{}", change.label);
        // Of one answer, what it is since then.
        if change.label == ANSWER
            && let (Some(team), Some(activity)) = (team, activity)
        {
            let answer = now.answer(team, activity.as_str());
            let said = match answer.map_or(Answered::No, |answer| answer.answered()) {
                Answered::No => "cleared",
                Answered::NotSure => "not sure",
                Answered::NotApplicable => "not applicable",
                Answered::Stage(id) => {
                    let stage = now.stages.iter().find(|stage| stage.id == *id);
                    stage.map_or(id.as_str(), |stage| stage.title.as_str())
                }
            };
            label.push_str(": ");
            label.push_str(said);
        }
        Self {
            at: change.stamp.at,
            by: change.stamp.by.clone(),
            team: team.cloned(),
            activity: activity.cloned(),
            label,
        }
    }

    fn line(&self) -> String {
        let plain = |text: &str| text.replace(|c: char| c.is_control(), " ");
        format!(
            "{}\t{}\t{}\t{}\t{}",
            self.at,
            plain(&self.by),
            plain(self.team.as_ref().map_or("", TeamId::as_str)),
            plain(self.activity.as_ref().map_or("", ActivityId::as_str)),
            plain(&self.label)
        )
    }

    fn read(line: &str) -> Option<Self> {
        let mut parts = line.splitn(5, '\t');
        let mut next = || parts.next();
        let at = next()?.parse().ok()?;
        let (by, team, activity, label) = (next()?, next()?, next()?, next()?);
        Some(Self {
            at,
            by: by.to_owned(),
            team: (!team.is_empty()).then(|| TeamId::new(team)),
            activity: (!activity.is_empty()).then(|| ActivityId::new(activity)),
            label: label.to_owned(),
        })
    }

    /// True where this is the same text, typed on.
    fn goes_on(&self, last: &Self) -> bool {
        let same = Self {
            at: self.at,
            ..last.clone()
        };
        same.line() == self.line()
            && self.activity.is_some()
            && (0..GOES_ON).contains(&(self.at - last.at))
    }
}

pub(super) fn log_key(id: &str) -> String {
    format!("{}log", assessment_prefix(id))
}

impl<S: Store> Shelf<'_, S> {
    /// What was changed in an assessment, the latest at the end. Lines that make no sense are left
    /// out.
    pub fn log(&self, id: &str) -> Result<Vec<LogEntry>, StoreError> {
        let text = self.store().get(&log_key(id))?.unwrap_or_default();
        Ok(text.lines().filter_map(LogEntry::read).collect())
    }

    /// Adds a line to the log. Where there is no room, the older half of it goes, or all of it.
    pub fn note(&self, id: &str, entry: &LogEntry) -> Result<(), StoreError> {
        let (store, record) = (self.store(), log_key(id));
        let text = store.get(&record)?.unwrap_or_default();
        let mut lines: Vec<&str> = text.lines().collect();
        let last = lines.last().and_then(|line| LogEntry::read(line));
        if last.is_some_and(|last| entry.goes_on(&last)) {
            lines.pop();
        }
        let line = entry.line();
        lines.push(&line);
        let mut from = lines.len().saturating_sub(MAX_LOG);
        loop {
            let text = lines[from..].join("\n");
            let written = if units(&text) > LOG_QUOTA {
                Err(StoreError::Full)
            } else {
                write(store, &record, &text)
            };
            match written {
                Err(StoreError::Full) if from + 1 < lines.len() => {
                    from = from.midpoint(lines.len());
                }
                written => return written,
            }
        }
    }
}
