//! Due dates, reviews, targets and ends of exceptions as iCalendar (RFC 5545).
//!
//! Outlook and Google take events and pass over tasks, so each day is an event; what is to be done
//! is a task beside it.

use super::Source;
use crate::assessment::{Date, TeamId};
use crate::scoring;

/// A line has at most so many octets, without its end.
const OCTETS: usize = 75;

/// An entry of the calendar.
struct Entry<'a> {
    /// Stable, so that a calendar that takes the file again changes what it has.
    uid: String,
    day: Date,
    summary: String,
    description: String,
    /// A task as well; `true`: it is done.
    task: Option<bool>,
    categories: &'a str,
}

/// Writes the calendar of these teams.
pub fn write(source: &Source<'_>, teams: &[TeamId]) -> String {
    let mut out = String::new();
    let assessment = source.assessment;
    for text in [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//DSOMM Radar//DSOMM Radar//EN",
        "CALSCALE:GREGORIAN",
    ] {
        push(&mut out, text);
    }
    push(
        &mut out,
        &format!("X-WR-CALNAME:{}", escaped(&assessment.title)),
    );
    let stamp = format!("{}T000000Z", compact(source.today));
    for entry in entries(source, teams) {
        for kind in ["VEVENT", "VTODO"] {
            let is_task = kind == "VTODO";
            if is_task && entry.task.is_none() {
                continue;
            }
            let day = compact(entry.day);
            push(&mut out, &format!("BEGIN:{kind}"));
            let suffix = if is_task { "-task" } else { "" };
            push(&mut out, &format!("UID:{}{suffix}", escaped(&entry.uid)));
            push(&mut out, &format!("DTSTAMP:{stamp}"));
            let field = if is_task { "DUE" } else { "DTSTART" };
            push(&mut out, &format!("{field};VALUE=DATE:{day}"));
            push(&mut out, &format!("SUMMARY:{}", escaped(&entry.summary)));
            if !entry.description.is_empty() {
                let said = escaped(&entry.description);
                push(&mut out, &format!("DESCRIPTION:{said}"));
            }
            push(&mut out, &format!("CATEGORIES:{}", entry.categories));
            match entry.task {
                Some(is_done) if is_task => {
                    let status = if is_done { "COMPLETED" } else { "NEEDS-ACTION" };
                    push(&mut out, &format!("STATUS:{status}"));
                }
                _ => push(&mut out, "TRANSP:TRANSPARENT"),
            }
            push(&mut out, &format!("END:{kind}"));
        }
    }
    push(&mut out, "END:VCALENDAR");
    out
}

fn entries(source: &Source<'_>, teams: &[TeamId]) -> Vec<Entry<'static>> {
    let Source {
        model,
        assessment,
        today,
    } = *source;
    let mut entries = Vec::new();
    let uid = |parts: &[&str]| format!("{}@{}", parts.join("-"), assessment.id);
    for (aim, target) in &assessment.targets {
        let is_wanted = aim.team.as_ref().is_none_or(|team| teams.contains(team));
        if let (Some(level), Some(day), true) = (target.level, target.by, is_wanted) {
            let whose = aim.team.as_ref().and_then(|id| assessment.teams.get(id));
            let whose = whose.map_or_else(|| assessment.title.clone(), |team| team.name.clone());
            let place = aim.subdimension.as_deref();
            let known = place.and_then(|id| model.subdimensions.iter().find(|sub| sub.id == id));
            let what = match (known, place) {
                (Some(sub), _) => format!(" in {}", sub.name),
                (None, Some(id)) => format!(" in {id}"),
                (None, None) => String::new(),
            };
            let team = aim.team.as_ref().map_or("all", TeamId::as_str);
            entries.push(Entry {
                uid: uid(&["target", team, place.unwrap_or("all")]),
                day,
                summary: format!("Level {level}{what}: {whose}"),
                description: "The day until which this level is to be reached.".to_owned(),
                task: None,
                categories: "Target",
            });
        }
    }
    for id in teams {
        let Some(team) = assessment.teams.get(id).filter(|team| !team.deleted) else {
            continue;
        };
        let name = &team.name;
        if let Some(day) = scoring::next_review(model, assessment, id, today) {
            let due = scoring::due(model, assessment, id, today).len();
            entries.push(Entry {
                uid: uid(&["review", id.as_str()]),
                day,
                summary: format!("Review answers: {name}"),
                description: match due {
                    0 => "The first answer falls due for review.".to_owned(),
                    due => format!(
                        "Due for review already: {}.",
                        crate::say::plural(due, "answer", "answers")
                    ),
                },
                task: Some(false),
                categories: "Review",
            });
        }
        let values = scoring::values(model, assessment, id);
        for (activity, value) in model.activities.iter().zip(values) {
            let Some(answer) = assessment.answer(id, activity.id.as_str()) else {
                continue;
            };
            let owner = match answer.owner.trim() {
                "" => String::new(),
                owner => format!("Owner: {owner}"),
            };
            if let Some(day) = answer.due {
                entries.push(Entry {
                    uid: uid(&["due", id.as_str(), activity.id.as_str()]),
                    day,
                    summary: format!("{}: {name}", activity.name),
                    description: owner.clone(),
                    task: Some(value.is_ready()),
                    categories: "Due",
                });
            }
            if answer.answered() == crate::assessment::Answered::NotApplicable
                && let Some(last) = answer.until()
            {
                let reason = answer.not_applicable.as_deref().unwrap_or_default();
                let said = [reason, owner.as_str()].join("\n");
                entries.push(Entry {
                    uid: uid(&["until", id.as_str(), activity.id.as_str()]),
                    day: last,
                    summary: format!("Exception ends: {}, {name}", activity.name),
                    description: said.trim().to_owned(),
                    task: None,
                    categories: "Exception",
                });
            }
        }
    }
    entries
}

fn compact(day: Date) -> String {
    day.format("%Y%m%d").to_string()
}

/// A text as a value: backslash, semicolon, comma and the ends of lines are written with a backslash.
/// Other control characters may not stand in a calendar.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\r' => out.push_str("\\n"),
            '\t' => out.push(' '),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// A line, folded where it is longer: octets are counted, and no character is cut.
fn push(out: &mut String, text: &str) {
    let mut used = 0;
    for c in text.chars() {
        if used + c.len_utf8() > OCTETS {
            out.push_str("\r\n ");
            used = 1;
        }
        out.push(c);
        used += c.len_utf8();
    }
    out.push_str("\r\n");
}
