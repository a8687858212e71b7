//! Merging three copies: as the page merges two, and the third one, from which both come, tells
//! where both really changed the same answer.

use super::super::merge::{place, who};
use crate::assessment::{
    Answer, Assessment, Conflict, Context, Rule, Side, Stamp, TeamId, decide, differences, merge,
    merge_deciding,
};
use crate::cli::diff::{answer_in_words, one_line};
use crate::exchange::export;
use crate::map::Map;
use crate::model::{ActivityId, Model};

/// Three copies of one assessment.
pub struct Copies<'a> {
    /// What both were made from; `None` where there is no such copy.
    pub base: Option<&'a Assessment>,
    /// Ours.
    pub mine: &'a Assessment,
    /// Theirs.
    pub theirs: &'a Assessment,
    /// What entries the file has; see [`export::read`].
    pub ids: &'a [ActivityId],
}

/// What a merge gives.
#[derive(Clone, PartialEq, Debug)]
pub struct Merged {
    /// The file; with conflicts, both versions stand in it between marks.
    pub text: String,
    /// Answers that both changed, in words.
    pub conflicts: Vec<String>,
}

/// How conflicts are marked.
pub struct Marks<'a> {
    /// How many signs a mark has.
    pub size: usize,
    /// Names answers.
    pub model: &'a dyn Fn(&Assessment) -> Option<std::sync::Arc<Model>>,
}

/// Merges. `rule`: what decides where both changed an answer; `None`: nobody, both are marked.
pub fn three_way(
    copies: &Copies<'_>,
    rule: Option<Rule>,
    marks: &Marks<'_>,
    context: &Context,
) -> Merged {
    let Copies { mine, theirs, .. } = copies;
    let merged = merge(mine, theirs);
    let conflicts = conflicts(copies);
    let notes = notes(copies, &merged);
    let write = |assessment: &Assessment| export::write(assessment, copies.ids);
    if conflicts.is_empty() && notes.is_empty() {
        return Merged {
            text: write(&merged),
            conflicts: Vec::new(),
        };
    }
    let model = (marks.model)(&merged);
    let told = |place_of: &Conflict, what: String| match &model {
        Some(model) => format!("{}: {what}", place(&merged, model, place_of)),
        None => format!("{}: {}: {what}", place_of.team, place_of.activity),
    };
    if let Some(rule) = rule {
        let mut decisions = Map::new();
        let mut lines = Vec::new();
        for conflict in &conflicts {
            let side = decide(&merged, rule, conflict);
            let (taken, left) = match side {
                Side::Mine => (said(mine, &conflict.mine), said(theirs, &conflict.theirs)),
                Side::Theirs => (said(theirs, &conflict.theirs), said(mine, &conflict.mine)),
            };
            lines.push(told(conflict, format!("took {taken}, not {left}")));
            let key = (conflict.team.clone(), conflict.activity.clone());
            decisions.insert(key, side);
        }
        for note in &notes {
            lines.push(told(note, "took the later note".to_owned()));
        }
        return Merged {
            text: write(&merge_deciding(mine, theirs, &decisions, context)),
            conflicts: lines,
        };
    }
    let all = [&conflicts[..], &notes[..]].concat();
    let of = |side: Side| write(&taking(copies, &all, side, context));
    let (ours, other) = (of(Side::Mine), of(Side::Theirs));
    // By the order of the file: teams, then activities.
    let mut places: Map<(TeamId, ActivityId), (&Conflict, bool)> = Map::new();
    for (list, is_note) in [(&notes, true), (&conflicts, false)] {
        for conflict in list {
            let key = (conflict.team.clone(), conflict.activity.clone());
            places.insert(key, (conflict, is_note));
        }
    }
    let label = |conflict: &Conflict, is_note: bool, copy: &Assessment, answer: &Answer| {
        let what = match is_note {
            true => format!("note{}", note_by(answer)),
            false => said(copy, answer),
        };
        told(conflict, what)
    };
    let words = |(conflict, is_note): &(&Conflict, bool)| {
        [
            label(conflict, *is_note, mine, &conflict.mine),
            label(conflict, *is_note, theirs, &conflict.theirs),
        ]
    };
    let labels: Vec<[String; 2]> = places.values().map(words).collect();
    let lines = labels.iter().map(|[ours, theirs]| {
        let theirs = theirs.rsplit(": ").next().unwrap_or_default();
        format!("{ours} or {theirs}")
    });
    Merged {
        text: marked(&ours, &other, &labels, marks.size).unwrap_or_else(|| write(&merged)),
        conflicts: lines.collect(),
    }
}

fn said(copy: &Assessment, answer: &Answer) -> String {
    let words = answer_in_words(copy, answer);
    one_line(&format!("{words}{}", who(answer)))
}

/// Who wrote a note.
fn note_by(answer: &Answer) -> String {
    who(&Answer {
        changed: answer.note_changed.clone(),
        ..answer.clone()
    })
}

/// Answers that disagree, and that both copies changed.
fn conflicts(copies: &Copies<'_>) -> Vec<Conflict> {
    let Copies {
        base, mine, theirs, ..
    } = copies;
    let mut found = differences(mine, theirs, |_| true).conflicts;
    if let Some(base) = base {
        found.retain(|conflict| {
            let before = base.answer(&conflict.team, conflict.activity.as_str());
            let is_new =
                |answer: &Answer| before.is_none_or(|before| plain(before) != plain(answer));
            is_new(&conflict.mine) && is_new(&conflict.theirs)
        });
    }
    found
}

/// Without the note, which is a part of its own.
fn plain(answer: &Answer) -> Answer {
    Answer {
        note: String::new(),
        note_changed: Stamp::default(),
        ..answer.clone()
    }
}

/// Notes that both copies changed to something else: a merge would keep one of two texts.
fn notes(copies: &Copies<'_>, merged: &Assessment) -> Vec<Conflict> {
    let Copies {
        base, mine, theirs, ..
    } = copies;
    let mut found = Vec::new();
    for (team, answers) in &mine.answers {
        for (activity, ours) in answers {
            let Some(other) = theirs.answer(team, activity.as_str()) else {
                continue;
            };
            if ours.note == other.note
                || ours.note.is_empty()
                || other.note.is_empty()
                || merged.answer(team, activity.as_str()).is_none()
            {
                continue;
            }
            let before = base.and_then(|base| base.answer(team, activity.as_str()));
            let before = before.map_or("", |before| &before.note);
            if ours.note != before && other.note != before {
                found.push(Conflict {
                    team: team.clone(),
                    activity: activity.clone(),
                    mine: ours.clone(),
                    theirs: other.clone(),
                    newer: Side::Mine,
                });
            }
        }
    }
    found
}

/// The merged assessment with one side's answers and notes where both changed them. What is older
/// gets a stamp later than both, so that it stays when it is chosen.
fn taking(
    copies: &Copies<'_>,
    conflicts: &[Conflict],
    side: Side,
    context: &Context,
) -> Assessment {
    let mut decisions = Map::new();
    for conflict in conflicts {
        let key = (conflict.team.clone(), conflict.activity.clone());
        decisions.insert(key, side);
    }
    let mut taken = merge_deciding(copies.mine, copies.theirs, &decisions, context);
    for conflict in conflicts {
        let chosen = match side {
            Side::Mine => &conflict.mine,
            Side::Theirs => &conflict.theirs,
        };
        let answers = taken.answers.get_mut(&conflict.team);
        let answer = answers.and_then(|answers| answers.get_mut(&conflict.activity));
        let Some(answer) = answer else { continue };
        if answer.note != chosen.note && !chosen.note.is_empty() {
            answer.note.clone_from(&chosen.note);
            let latest = answer.note_changed.at.max(chosen.note_changed.at);
            answer.note_changed = Stamp {
                at: context.now.max(latest.saturating_add(1)),
                by: context.by.clone(),
            };
        }
    }
    taken
}

/// Two versions of a file as one, with marks around each entry that differs. `None`: they differ
/// elsewhere too.
fn marked(ours: &str, theirs: &str, labels: &[[String; 2]], size: usize) -> Option<String> {
    /// The last line of an entry under `answers`.
    const END: &str = "      }";
    let (left, right): (Vec<&str>, Vec<&str>) = (ours.lines().collect(), theirs.lines().collect());
    let end = |lines: &[&str], from: usize| (from..lines.len()).find(|&at| lines[at] == END);
    let mark = |sign: &str, label: &str| format!("{} {label}", sign.repeat(size));
    let (mut at, mut beside) = (0, 0);
    let mut labels = labels.iter();
    let mut text = String::with_capacity(ours.len() + 1024);
    let mut push = |line: &str| {
        text.push_str(line);
        text.push('\n');
    };
    while at < left.len() || beside < right.len() {
        if left.get(at) == right.get(beside) {
            push(left[at]);
            at += 1;
            beside += 1;
            continue;
        }
        let (stop, stop_beside) = (end(&left, at)?, end(&right, beside)?);
        let [our_label, their_label] = labels.next()?;
        push(&mark("<", &format!("ours: {our_label}")));
        left[at..stop].iter().for_each(|line| push(line));
        push(&"=".repeat(size));
        right[beside..stop_beside]
            .iter()
            .for_each(|line| push(line));
        push(&mark(">", &format!("theirs: {their_label}")));
        (at, beside) = (stop, stop_beside);
    }
    labels.next().is_none().then_some(text)
}
