//! What a merge would do, before it is done; and deciding by hand what the clock would decide
//! otherwise.

use super::merge::{answer_order, merge};
use super::{
    ActivityId, Answer, Answered, Answers, Assessment, Context, Cycle, Evidence, Group, Planned,
    StageId, Stamp, Target, TeamId, register,
};
use crate::map::Map;

/// What a merge would do to one team.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TeamDifferences {
    /// The team's name as it will be.
    pub name: String,
    /// The team itself is new here.
    pub is_new: bool,
    /// Their copy deletes the team, which is still there in ours.
    pub is_deleted: bool,
    /// Answers that are new here.
    pub added: usize,
    /// Answers here that theirs would replace.
    pub changed: usize,
    /// Answers here that go, because their copy deleted the team.
    pub gone: usize,
    /// Answers of theirs that are older than ours and stay out.
    pub older: usize,
    /// Answers on activities that the loaded model does not have; they are kept.
    pub unknown: usize,
}

impl TeamDifferences {
    /// Nothing of the team would change, and nothing of the copy stays out.
    pub fn is_same(&self) -> bool {
        let name = self.name.clone();
        *self
            == Self {
                name,
                ..Self::default()
            }
    }
}

/// What a merge would do to groups, evidence, targets, plan and cycles: how many of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Others {
    /// New here.
    pub added: usize,
    /// Different from ours.
    pub changed: usize,
    /// Removed by theirs.
    pub removed: usize,
}

/// What somebody wrote with a clock that runs ahead.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ahead {
    /// The latest moment, in milliseconds since 1970.
    pub at: i64,
    /// Who wrote it; may be empty.
    pub by: String,
    /// How many parts.
    pub count: usize,
}

/// Two answers that say different things.
#[derive(Clone, PartialEq, Debug)]
pub struct Conflict {
    /// Whose answers.
    pub team: TeamId,
    /// On what.
    pub activity: ActivityId,
    /// What our copy says.
    pub mine: Answer,
    /// What theirs says.
    pub theirs: Answer,
    /// The one that a merge keeps.
    pub newer: Side,
}

/// One of two copies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// The copy that is here.
    Mine,
    /// The copy that comes.
    Theirs,
}

/// What decides all conflicts at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rule {
    /// Ours.
    Mine,
    /// Theirs.
    Theirs,
    /// The one written last, as in every merge.
    Newer,
    /// The stage that scores more. *Not sure* and *not applicable* rank below every stage; between
    /// equal ones the newer.
    Higher,
    /// The stage that scores less, or *not sure* or *not applicable*, which rank below every
    /// stage; between equal ones the newer.
    Lower,
}

/// What a merge would do.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Differences {
    /// By team, in the order of the merged list; teams that theirs deletes come last, in our
    /// order.
    pub teams: Vec<TeamDifferences>,
    /// Groups, evidence, targets, plan and cycles.
    pub others: Others,
    /// Answers on which the copies disagree, by the order of the teams, then by activity.
    pub conflicts: Vec<Conflict>,
    /// Who wrote parts of theirs more than a day after now, by name. Only [`differences_at`] knows
    /// what time it is.
    pub ahead: Vec<Ahead>,
    /// The latest stamp in their copy, for warnings about clocks.
    pub latest: Stamp,
}

/// A clock that is further ahead than this is wrong, whatever the time zones.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// Says what [`merge`] of theirs into mine would change. `known`: is the activity in the model?
pub fn differences(
    mine: &Assessment,
    theirs: &Assessment,
    known: impl Fn(&ActivityId) -> bool,
) -> Differences {
    differences_at(mine, theirs, known, i64::MAX)
}

/// The same, at this moment in milliseconds since 1970: also says whose clock runs ahead.
pub fn differences_at(
    mine: &Assessment,
    theirs: &Assessment,
    known: impl Fn(&ActivityId) -> bool,
    now: i64,
) -> Differences {
    let merged = merge(mine, theirs);
    let late = now.saturating_add(DAY);
    let registers = register::stamps(&theirs.kept);
    let stamps = || theirs.stamps().chain(&registers);
    let mut ahead: Map<&str, Ahead> = Map::new();
    for stamp in stamps().filter(|stamp| stamp.at > late) {
        let entry = ahead.entry(&stamp.by).or_insert_with(|| Ahead {
            at: stamp.at,
            by: stamp.by.clone(),
            count: 0,
        });
        entry.at = entry.at.max(stamp.at);
        entry.count += 1;
    }
    let mut result = Differences {
        others: others(mine, &merged),
        ahead: ahead.into_values().collect(),
        latest: stamps().max().cloned().unwrap_or_default(),
        ..Differences::default()
    };
    let none = Answers::default();
    let is_empty = |answer: &Answer| answer.answered() == Answered::No && answer.note.is_empty();
    for (id, team) in merged.living_teams() {
        let [before, incoming, after] =
            [mine, theirs, &merged].map(|side| side.answers.get(id).unwrap_or(&none));
        let mut row = TeamDifferences {
            name: team.name.clone(),
            is_new: mine.teams.get(id).is_none_or(|team| team.deleted),
            ..TeamDifferences::default()
        };
        for (activity, answer) in incoming {
            if is_empty(answer) && before.get(activity).is_none_or(is_empty) {
                continue;
            }
            if !known(activity) {
                row.unknown += 1;
            }
            match (before.get(activity), after.get(activity)) {
                (None, Some(_)) => row.added += 1,
                (Some(old), Some(new)) if old != new => row.changed += 1,
                (Some(old), _) if old != answer => row.older += 1,
                _ => {}
            }
            let both = before
                .get(activity)
                .filter(|_| after.contains_key(activity));
            if let Some(old) = both
                && disagree(&merged, old, answer)
            {
                result.conflicts.push(Conflict {
                    team: id.clone(),
                    activity: activity.clone(),
                    mine: old.clone(),
                    theirs: answer.clone(),
                    newer: newer(old, answer),
                });
            }
        }
        row.gone = before
            .iter()
            .filter(|(activity, answer)| !is_empty(answer) && !after.contains_key(*activity))
            .count();
        result.teams.push(row);
    }
    for (id, team) in mine.living_teams() {
        if merged.teams.get(id).is_some_and(|team| team.deleted) {
            let answers = mine.answers.get(id).unwrap_or(&none).values();
            result.teams.push(TeamDifferences {
                name: team.name.clone(),
                is_deleted: true,
                gone: answers.filter(|answer| !is_empty(answer)).count(),
                ..TeamDifferences::default()
            });
        }
    }
    result
}

fn others(mine: &Assessment, merged: &Assessment) -> Others {
    let mut others = Others::default();
    let is_group = |group: &Group| !group.deleted;
    others.count(&mine.groups, &merged.groups, is_group);
    let is_piece = |piece: &Evidence| !piece.deleted;
    others.count(&mine.evidence, &merged.evidence, is_piece);
    let is_target = |target: &Target| target.level.is_some();
    others.count(&mine.targets, &merged.targets, is_target);
    let is_cycle = |cycle: &Cycle| !cycle.deleted;
    others.count(&mine.cycles, &merged.cycles, is_cycle);
    let none = Map::new();
    let is_planned = |planned: &Planned| planned.cycle.is_some();
    for (team, planned) in &merged.plan {
        let before = mine.plan.get(team).unwrap_or(&none);
        others.count(before, planned, is_planned);
    }
    let (before, after) = (register::all(&mine.kept), register::all(&merged.kept));
    others.count(&before, &after, register::is_living);
    others
}

impl Others {
    /// Counts what comes, differs and goes. After a merge nothing is missing that was there.
    fn count<K: Ord, V: PartialEq>(
        &mut self,
        before: &Map<K, V>,
        after: &Map<K, V>,
        is_there: impl Fn(&V) -> bool,
    ) {
        for (key, new) in after {
            let old = before.get(key);
            match (old.is_some_and(&is_there), is_there(new)) {
                (false, true) => self.added += 1,
                (true, false) => self.removed += 1,
                (true, true) if old != Some(new) => self.changed += 1,
                _ => {}
            }
        }
    }
}

/// Both count and say different things. Two stages of which one took the place of the other say
/// the same.
fn disagree(merged: &Assessment, left: &Answer, right: &Answer) -> bool {
    let same = |left: &StageId, right: &StageId| {
        let now = |id| merged.counts_as(id).map(|stage| &stage.id);
        left == right || now(left).is_some() && now(left) == now(right)
    };
    match (left.answered(), right.answered()) {
        (Answered::No, _) | (_, Answered::No) => false,
        (Answered::Stage(left), Answered::Stage(right)) => !same(left, right),
        (Answered::NotApplicable, Answered::NotApplicable) => {
            left.not_applicable != right.not_applicable
        }
        (left, right) => left != right,
    }
}

fn newer(mine: &Answer, theirs: &Answer) -> Side {
    match answer_order(mine, theirs).is_ge() {
        true => Side::Mine,
        false => Side::Theirs,
    }
}

/// Says which side of a conflict a rule takes. `assessment`: whose stages count, those of the
/// merged copies at best.
pub fn decide(assessment: &Assessment, rule: Rule, conflict: &Conflict) -> Side {
    let rank = |answer: &Answer| match answer.answered() {
        Answered::Stage(stage) => assessment
            .counts_as(stage)
            .map_or(-1.0, |stage| stage.score),
        _ => -1.0,
    };
    let (mine, theirs) = (rank(&conflict.mine), rank(&conflict.theirs));
    match rule {
        Rule::Mine => Side::Mine,
        Rule::Theirs => Side::Theirs,
        Rule::Higher if mine > theirs => Side::Mine,
        Rule::Higher if mine < theirs => Side::Theirs,
        Rule::Lower if mine < theirs => Side::Mine,
        Rule::Lower if mine > theirs => Side::Theirs,
        Rule::Newer | Rule::Higher | Rule::Lower => conflict.newer,
    }
}

/// Merges two copies, and where a decision is against the newer answer, puts the other one back,
/// without its note. It is stamped after both, so that reading the same file again changes
/// nothing.
pub fn merge_deciding(
    mine: &Assessment,
    theirs: &Assessment,
    decisions: &Map<(TeamId, ActivityId), Side>,
    context: &Context,
) -> Assessment {
    let mut merged = merge(mine, theirs);
    for ((team, activity), side) in decisions {
        let [mine, theirs] = [mine, theirs].map(|copy| copy.answer(team, activity.as_str()));
        let (Some(mine), Some(theirs)) = (mine, theirs) else {
            continue;
        };
        let chosen = match side {
            Side::Mine => mine,
            Side::Theirs => theirs,
        };
        if *side == newer(mine, theirs) {
            continue;
        }
        let stamp = context.stamp().after(&mine.changed).after(&theirs.changed);
        let changed = merged.later(&stamp, team, &Stamp::default());
        let answers = merged.answers.get_mut(team);
        if let Some(answer) = answers.and_then(|answers| answers.get_mut(activity)) {
            *answer = Answer {
                changed,
                note: std::mem::take(&mut answer.note),
                note_changed: std::mem::take(&mut answer.note_changed),
                ..chosen.clone()
            };
        }
    }
    merged
}
