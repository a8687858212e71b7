//! A sample: six made-up teams with two cycles, evidence, groups and targets, so that every page can
//! be seen alive before a single answer is given.
//!
//! What a team says comes from its strengths and from the ids of team and activity, so that the
//! same model gives the same sample, and the earlier cycle is a step behind the present one.

use chrono::{Days, Months};

use super::{
    Aim, Answer, Answers, Assessment, Cycle, CycleId, Date, Evidence, EvidenceId, Group, GroupId,
    Stamp, Target, Team, TeamId,
};
use crate::map::{Map, SortedSet};
use crate::model::{ActivityId, Model};

/// The id of every sample.
pub const SAMPLE: &str = "sample";

/// A team: name, how far it is in 1/100, its group, and how far it was at the end of the last cycle.
type Made = (&'static str, i32, &'static str, i32);

const TEAMS: [Made; 6] = [
    ("Shop", 58, "customers", 40),
    ("Mobile app", 47, "customers", 36),
    ("Payments", 82, "customers", 66),
    ("Data platform", 39, "inside", 22),
    ("Cloud platform", 88, "inside", 74),
    ("Office tools", 24, "inside", 18),
];
const GROUPS: [(&str, &str); 2] = [
    ("customers", "Customer products"),
    ("inside", "Inside the company"),
];

/// Makes the sample for a model, as of a day and a moment in milliseconds since 1970.
pub fn sample(model: &Model, today: Date, now: i64) -> Assessment {
    let mut made = Assessment::new(SAMPLE, "Sample assessment", model);
    let stamp = Stamp {
        at: now,
        by: String::new(),
    };
    made.changed = stamp.clone();
    for (order, (id, name)) in (1..).zip(GROUPS) {
        let group = Group {
            name: name.to_owned(),
            order,
            changed: stamp.clone(),
            ..Group::default()
        };
        made.groups.insert(GroupId::new(id), group);
    }
    let opened = back(today, 40);
    let mut before = Map::new();
    for (order, (name, far, group, was)) in (1..).zip(TEAMS) {
        let id = TeamId::new(&format!("sample-{order}"));
        let team = Team {
            name: name.to_owned(),
            order,
            groups: SortedSet::from([GroupId::new(group)]),
            changed: stamp.clone(),
            ..Team::default()
        };
        made.teams.insert(id.clone(), team);
        let then = answers(&made, model, &id, was, back(today, 190), &stamp);
        before.insert(id.clone(), Answers::new(then));
        let answers = answers(&made, model, &id, far, back(today, 12), &stamp);
        made.answers.insert(id, answers.into());
    }
    prove(&mut made, model, today, &stamp);
    made.targets.insert(
        Aim::default(),
        Target {
            level: Some(3.min(model.highest_level())),
            by: today.checked_add_months(Months::new(9)),
            changed: stamp.clone(),
            ..Target::default()
        },
    );
    let closed = Cycle {
        name: super::cycle_name(back(today, 220), 6),
        opened: Some(back(today, 220)),
        closed: Some(opened),
        answers: before.into(),
        changed: stamp.clone(),
        ..Cycle::default()
    };
    // Two cycles need two names, even where both began in one half of a year.
    let name = match super::cycle_name(opened, 6) {
        name if name == closed.name => format!("{name}, second round"),
        name => name,
    };
    let current = Cycle {
        name,
        opened: Some(opened),
        opened_at: Some(now - 40 * 86_400_000),
        changed: stamp,
        ..Cycle::default()
    };
    made.cycles.insert(CycleId::new("sample-then"), closed);
    made.cycles.insert(CycleId::new("sample-now"), current);
    made
}

fn back(today: Date, days: u64) -> Date {
    today.checked_sub_days(Days::new(days)).unwrap_or(today)
}

/// 0..100, from texts alone.
fn chance(parts: &[&str]) -> i32 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in parts.iter().flat_map(|part| part.bytes().chain([0])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    // The last bits of such a hash are the least mixed.
    i32::try_from((hash >> 33) % 100).unwrap_or(0)
}

fn answers(
    made: &Assessment,
    model: &Model,
    team: &TeamId,
    far: i32,
    confirmed: Date,
    stamp: &Stamp,
) -> Map<ActivityId, Answer> {
    let mut answers = Map::new();
    for activity in &model.activities {
        let id = activity.id.as_str();
        let dimension = model.dimension_of(activity).slug.as_str();
        // A team is better at some things than at others.
        let bent = (chance(&[team.as_str(), dimension]) - 50) / 3;
        let reach = far + 35 + bent - 18 * (i32::from(activity.level) - 1);
        let luck = chance(&[team.as_str(), id]);
        let mut answer = Answer {
            confirmed: Some(confirmed),
            changed: stamp.clone(),
            ..Answer::default()
        };
        match reach - luck {
            _ if luck == 97 => {
                answer.not_applicable = Some("The team does not run anything like it.".to_owned());
            }
            _ if luck == 71 || luck == 72 => answer.not_sure = true,
            30.. => stage(made, &mut answer, 3, confirmed),
            12..30 => stage(made, &mut answer, 2, confirmed),
            -4..12 => stage(made, &mut answer, 1, confirmed),
            -45..-4 => stage(made, &mut answer, 0, confirmed),
            // Nobody has come to this yet.
            _ => continue,
        }
        answers.insert(activity.id.clone(), answer);
    }
    answers
}

/// Reaches a stage, and every one before it, some weeks earlier.
fn stage(made: &Assessment, answer: &mut Answer, at: usize, day: Date) {
    for (passed, stage) in made.living_stages().enumerate().take(at + 1).skip(1) {
        let weeks = u64::try_from(at - passed).unwrap_or(0) * 7;
        answer
            .reached
            .insert(stage.id.clone(), back(day, weeks + 30));
    }
    answer.stage = made.living_stages().nth(at).map(|stage| stage.id.clone());
}

/// What proves it: for two in five of what is fully in place.
fn prove(made: &mut Assessment, model: &Model, today: Date, stamp: &Stamp) {
    let last = made.living_stages().last().map(|stage| stage.id.clone());
    let mut found = Vec::new();
    for (team, answers) in &made.answers {
        for (activity, answer) in answers {
            let luck = chance(&["proof", team.as_str(), activity.as_str()]);
            if answer.stage == last && luck < 40 && model.position(activity.as_str()).is_some() {
                let days = u64::try_from(luck).unwrap_or(0) * 9;
                found.push(Evidence {
                    activity: activity.clone(),
                    teams: SortedSet::from([team.clone()]),
                    title: "Pipeline run and its report".to_owned(),
                    recorded: Some(back(today, days)),
                    changed: stamp.clone(),
                    ..Evidence::default()
                });
            }
        }
    }
    for (number, evidence) in found.into_iter().enumerate() {
        let id = EvidenceId::new(&format!("sample-{number}"));
        made.evidence.insert(id, evidence);
    }
}
