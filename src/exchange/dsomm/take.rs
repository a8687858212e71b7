//! What was found becomes a copy of the open assessment that is merged into it.

use chrono::NaiveTime;

use super::names::{Misread, misread, written_day};
use super::{BY, Claim, Found, Named, Odd, Piece};
use crate::assessment::carry::{Alias, Place, carry_over, place};
use crate::assessment::{
    Answer, Assessment, Date, Evidence, EvidenceId, Group, GroupId, Stage, StageId, Stamp, Team,
    TeamId, default_stages,
};
use crate::map::Map;
use crate::model::{ActivityId, Model};

/// What ids begin with that are made from a name: the same name gives the same id, so that two
/// people who read one file have one team.
const MADE: &str = "dsomm:";
/// What a team is called that a file does not name.
const UNNAMED: &str = "Default";
/// What that app calls a team or an activity by mistake.
const UNDEFINED: &str = "undefined";

/// A file, made ready to be merged into the open assessment.
#[derive(Clone, PartialEq, Debug)]
pub struct Taken {
    /// A copy of the open assessment with nothing in it but what the file says.
    pub theirs: Assessment,
    /// Sentences about what was odd or could not be taken over.
    pub remarks: Vec<String>,
}

/// Makes what was found a copy of `mine`: teams, groups and stages are those of `mine` where their
/// names are the same, and activities those of the model, also by what ids and names meant once.
pub fn take(found: Found, mine: &Assessment, model: &Model, aliases: &[Alias]) -> Taken {
    let Found {
        model: from,
        teams,
        groups,
        stages,
        claims,
        pieces,
        odd,
    } = found;
    let mut taking = Taking {
        mine,
        theirs: Assessment {
            id: mine.id.clone(),
            title: mine.title.clone(),
            model: from,
            stages: mine.stages.clone(),
            cadence_months: mine.cadence_months,
            evidence_valid_months: mine.evidence_valid_months,
            changed: mine.changed.clone(),
            settings_changed: mine.settings_changed.clone(),
            setup: mine.setup.clone(),
            ..Assessment::default()
        },
        named: Map::new(),
        odd,
    };
    for stage in stages {
        taking.define(&stage.title, stage.score, &stage.definition);
    }
    for team in &teams {
        taking.team(Some(team));
    }
    for (group, names) in groups {
        taking.group(&group, &names);
    }
    let key = |taking: &Taking<'_>, activity: &Named| {
        let is_known = |id: &str| {
            let found = place(id, &taking.theirs.model, model, aliases);
            !id.is_empty() && found != Place::Nowhere
        };
        let by_name = activity.id.is_empty() || !is_known(&activity.id) && is_known(&activity.name);
        ActivityId::new(if by_name {
            &activity.name
        } else {
            &activity.id
        })
    };
    for claim in claims {
        let activity = key(&taking, &claim.activity);
        taking.claim(activity, claim);
    }
    for piece in pieces {
        let activity = key(&taking, &piece.activity);
        taking.piece(activity, piece);
    }
    let Taking {
        mut theirs,
        mut odd,
        ..
    } = taking;
    let carried = carry_over(&mut theirs, model, aliases, true);
    theirs.model = mine.model.clone();
    for left in &carried.left {
        let means = match left.means.is_empty() {
            true => String::new(),
            false => format!(" ({})", left.means),
        };
        odd.note(
            "Kept in the file without counting, because the model has no such activity",
            format!("{}{means}", left.id),
        );
    }
    Taken {
        theirs,
        remarks: odd.sentences(),
    }
}

struct Taking<'m> {
    mine: &'m Assessment,
    theirs: Assessment,
    /// Teams by what the file calls them; `None`: left out.
    named: Map<Option<String>, Option<TeamId>>,
    odd: Odd,
}

impl Taking<'_> {
    /// The team that the file calls so, which is then in the copy. `None`: it is left out.
    fn team(&mut self, name: Option<&str>) -> Option<TeamId> {
        let key = name.map(str::to_owned);
        if let Some(known) = self.named.get(&key) {
            return known.clone();
        }
        let id = self.find_team(name);
        self.named.insert(key, id.clone());
        id
    }

    fn find_team(&mut self, name: Option<&str>) -> Option<TeamId> {
        let mine = self.mine;
        let living = mine.living_teams();
        let is_called = |name: &str| living.iter().find(|(_, team)| team.name == name);
        let Some(name) = name else {
            let id = match living.as_slice() {
                [(id, team)] => {
                    let said = "The file names no team, so what it says is taken for";
                    self.odd.note(said, format!("“{}”", team.name));
                    (*id).clone()
                }
                _ => return self.team(Some(UNNAMED)),
            };
            self.put_team(&id, "");
            return Some(id);
        };
        if let Some((id, _)) = is_called(name) {
            self.put_team(id, name);
            return Some((*id).clone());
        }
        if name == UNDEFINED {
            let said = "Left out: a team that DSOMM’s app called so by mistake";
            self.odd.note(said, format!("“{name}”"));
            return None;
        }
        // What a team of this name would have become in that app.
        let day = written_day(name);
        let misread_here: Vec<_> = living
            .iter()
            .filter(|(_, team)| match (misread(&team.name), day) {
                (Some(Misread::Text(text)), _) => text == name,
                (Some(Misread::Day(of)), Some(day)) => of == day,
                _ => false,
            })
            .collect();
        if let [(id, team)] = misread_here.as_slice() {
            self.odd.note(
                "Taken for a team here, because DSOMM’s app reads its name so where it has no quotes",
                format!("“{name}” for “{}”", team.name),
            );
            self.put_team(id, name);
            return Some((*id).clone());
        }
        let name = match day {
            Some(day) => {
                let day = day.to_string();
                self.odd.note(
                    "A name that looks like a day, which DSOMM’s app had written out, was put back",
                    format!("“{name}” is “{day}”"),
                );
                if let Some((id, _)) = is_called(&day) {
                    self.put_team(id, &day);
                    return Some((*id).clone());
                }
                day
            }
            None => name.to_owned(),
        };
        let perhaps = match name.as_str() {
            "true" => Some("Yes, y or on"),
            "false" => Some("No, n or off"),
            "null" => Some("empty, or ~"),
            _ if name.parse::<i64>().is_ok() => Some("something like 12:30, 017 or 1_000"),
            _ => None,
        };
        if let Some(perhaps) = perhaps {
            self.odd.note(
                "DSOMM’s app changes names that have no quotes; if this was one, rename the team after the import",
                format!("“{name}” was perhaps {perhaps}"),
            );
        }
        let mut id = TeamId::new(&format!("{MADE}{name}"));
        let mut number = 1;
        // Whoever deleted it meant that one.
        while mine.teams.get(&id).is_some_and(|team| team.deleted) {
            number += 1;
            id = TeamId::new(&format!("{MADE}{name}#{number}"));
        }
        if let Some(team) = mine.teams.get(&id) {
            self.odd.note(
                "A team that was read before has another name by now",
                format!("“{name}” is “{}” here", team.name),
            );
        }
        self.put_team(&id, &name);
        Some(id)
    }

    /// Puts a team into the copy: as it is here, or a new one.
    fn put_team(&mut self, id: &TeamId, name: &str) {
        if self.theirs.teams.contains_key(id) {
            return;
        }
        let team = self.mine.teams.get(id).cloned().unwrap_or_else(|| {
            let all = self.mine.teams.values().chain(self.theirs.teams.values());
            let last = all.map(|team| team.order).max().unwrap_or(0);
            Team {
                name: name.to_owned(),
                order: last.saturating_add(1),
                changed: stamp(None),
                ..Team::default()
            }
        });
        self.theirs.teams.insert(id.clone(), team);
    }

    fn group(&mut self, name: &str, teams: &[String]) {
        let here = |(_, group): &(&GroupId, &Group)| !group.deleted && group.name == name;
        let known = self.mine.groups.iter().find(here);
        let id = match known {
            Some((id, _)) => id.clone(),
            None => {
                let mut id = GroupId::new(&format!("{MADE}{name}"));
                let mut number = 1;
                while self.mine.groups.get(&id).is_some_and(|group| group.deleted) {
                    number += 1;
                    id = GroupId::new(&format!("{MADE}{name}#{number}"));
                }
                id
            }
        };
        let group = self.mine.groups.get(&id).cloned().unwrap_or_else(|| {
            let all = self.mine.groups.values().chain(self.theirs.groups.values());
            let last = all.map(|group| group.order).max().unwrap_or(0);
            Group {
                name: name.to_owned(),
                order: last.saturating_add(1),
                changed: stamp(None),
                ..Group::default()
            }
        });
        self.theirs.groups.insert(id.clone(), group);
        for team in teams {
            let Some(team) = self.team(Some(team)) else {
                continue;
            };
            if let Some(team) = self.theirs.teams.get_mut(&team)
                && team.groups.insert(id.clone())
            {
                // Just after what stands here, so that it counts and anything later does, too.
                team.changed.at = team.changed.at.saturating_add(1);
            }
        }
    }

    /// The stage of this title; `None`: nobody has defined it.
    fn stage(&mut self, title: &str) -> Option<Stage> {
        if let Some(stage) = self.defined(title) {
            return Some(stage);
        }
        let usual = default_stages();
        let usual = usual
            .into_iter()
            .find(|stage| is_same(&stage.title, title))?;
        self.define(title, usual.score, &usual.definition);
        self.defined(title)
    }

    fn defined(&self, title: &str) -> Option<Stage> {
        let stages = || self.theirs.stages.iter();
        let named = stages()
            .find(|stage| stage.replaced_by.is_none() && stage.title == title)
            .or_else(|| {
                stages().find(|stage| stage.replaced_by.is_none() && is_same(&stage.title, title))
            })
            .or_else(|| stages().find(|stage| is_same(&stage.title, title)));
        named.cloned()
    }

    /// Adds a stage that is not here, as a merge does: before the first that scores more.
    fn define(&mut self, title: &str, score: f64, definition: &str) {
        if let Some(known) = self.defined(title) {
            if known.score != score {
                self.odd.note(
                    "The score of a stage is kept as it is here",
                    format!("“{title}” has {score} there and {} here", known.score),
                );
            }
            return;
        }
        if self
            .theirs
            .stages
            .iter()
            .any(|stage| stage.id.as_str() == title)
        {
            return;
        }
        self.odd.note(
            "A stage is added",
            format!("“{title}” with a score of {score}"),
        );
        let stages = &mut self.theirs.stages;
        let last = stages.iter().rposition(|stage| stage.replaced_by.is_none());
        let at = stages.iter().position(|stage| stage.score > score);
        let at = at.or(last).unwrap_or(stages.len());
        stages.insert(
            at,
            Stage {
                id: StageId::new(title),
                title: title.to_owned(),
                score,
                definition: definition.to_owned(),
                replaced_by: None,
                changed: Some(stamp(None)),
                kept: Default::default(),
            },
        );
    }

    fn claim(&mut self, activity: ActivityId, claim: Claim) {
        if activity.as_str() == UNDEFINED || activity.as_str().is_empty() {
            let said = "Left out: an activity that DSOMM’s app called so by mistake";
            return self.odd.note(said, format!("“{activity}”"));
        }
        let Some(team) = self.team(claim.team.as_deref()) else {
            return;
        };
        let mut answer = Answer::default();
        if claim.is_done {
            answer.stage = self
                .theirs
                .living_stages()
                .last()
                .map(|stage| stage.id.clone());
        }
        for (title, day) in claim.reached {
            let id = match self.stage(&title) {
                Some(stage) => stage.id,
                None => {
                    self.odd.note(
                        "Kept without counting, because nobody has defined such a stage; add it in Settings, or import the meta.yaml that does",
                        format!("“{title}”"),
                    );
                    StageId::new(&title)
                }
            };
            if let Some(day) = day {
                let first = answer.reached.entry(id.clone()).or_insert(day);
                *first = day.min(*first);
            }
            answer.stage = higher(&self.theirs, answer.stage, id);
        }
        if answer.stage.is_none() {
            return;
        }
        // The same activity twice in one file.
        if let Some(known) = self.theirs.answer(&team, activity.as_str()).cloned() {
            answer.stage = match answer.stage {
                Some(id) => higher(&self.theirs, known.stage, id),
                None => known.stage,
            };
            for (stage, day) in known.reached {
                let first = answer.reached.entry(stage).or_insert(day);
                *first = day.min(*first);
            }
        }
        answer.confirmed = answer.reached.values().max().copied();
        answer.changed = stamp(answer.confirmed);
        let of_team = self.theirs.answers.entry(team);
        of_team.or_default().insert(activity, answer);
    }

    fn piece(&mut self, activity: ActivityId, piece: Piece) {
        if activity.as_str() == UNDEFINED || activity.as_str().is_empty() {
            let said = "Left out: evidence of an activity that DSOMM’s app called so by mistake";
            return self.odd.note(said, format!("“{}”", piece.title));
        }
        let teams = piece.teams.iter();
        let teams: Vec<TeamId> = teams
            .filter_map(|team| self.team(team.as_deref()))
            .collect();
        let made = || {
            let teams: Vec<&str> = piece.teams.iter().flatten().map(String::as_str).collect();
            format!("{MADE}{activity}/{}/{}", teams.join(","), piece.title)
        };
        let start = match piece.id.is_empty() {
            true => made(),
            false => piece.id.clone(),
        };
        let mut id = EvidenceId::new(&start);
        let mut number = 1;
        while self.theirs.evidence.contains_key(&id) {
            number += 1;
            id = EvidenceId::new(&format!("{start}#{number}"));
        }
        if number > 1 && !piece.id.is_empty() {
            self.odd.note(
                "Two pieces of evidence have one id; both are taken",
                &piece.id,
            );
        }
        let evidence = Evidence {
            activity,
            teams: teams.into_iter().collect(),
            title: piece.title,
            description: piece.description,
            recorded: piece.recorded,
            expires: None,
            reviewer: piece.reviewer,
            links: piece.links,
            deleted: false,
            changed: stamp(piece.recorded),
            kept: piece.kept,
        };
        self.theirs.evidence.insert(id, evidence);
    }
}

/// Of two stages the one further up; one that is not defined is below all others.
fn higher(of: &Assessment, one: Option<StageId>, other: StageId) -> Option<StageId> {
    let rank = |id: &StageId| {
        let counts = of.counts_as(id)?;
        of.stage_position(&counts.id)
    };
    match one {
        Some(one) if rank(&one) >= rank(&other) => Some(one),
        _ => Some(other),
    }
}

/// Titles that only differ in case and in spaces around them are the same.
fn is_same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

/// What is written in that app has a day at most: whoever said something later here has the last
/// word. Without a day it gives way to everything that has one.
fn stamp(day: Option<Date>) -> Stamp {
    let at = day.map_or(0, |day| {
        day.and_time(NaiveTime::MIN).and_utc().timestamp_millis()
    });
    Stamp {
        at,
        by: BY.to_owned(),
    }
}
