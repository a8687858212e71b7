//! People who do things at random, for rules that hold for every course of things.

use dsomm_radar::assessment::{
    Aim, Assessment, AuditEdit, AuditId, Choice, Claim, Command, CycleId, Edit, Evidence,
    EvidenceId, GroupId, History, Link, Outcome, Sampled, Step, TeamId, Weight,
};
use dsomm_radar::model::ActivityId;
use proptest::prelude::*;

use super::{by, day, evidence, stage, with_stage};

/// How many cases a property is tried on; so many times more where `TIMES` says so, for a search that
/// takes half an hour. Failures are not kept in files: what was found becomes a test with a name.
pub fn cases(number: u32) -> ProptestConfig {
    let times = std::env::var("TIMES").ok().and_then(|it| it.parse().ok());
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(number.saturating_mul(times.unwrap_or(1)))
    }
}

/// Something a user does, still without ids: they are found among what is there.
#[derive(Clone, Debug)]
pub enum Deed {
    Answer {
        team: usize,
        also: bool,
        activity: usize,
        choice: usize,
    },
    Note {
        team: usize,
        activity: usize,
        text: usize,
    },
    Add {
        name: usize,
    },
    Rename {
        team: usize,
        name: usize,
    },
    Delete {
        team: usize,
    },
    Move {
        team: usize,
        by: i64,
    },
    Retitle {
        name: usize,
    },
    /// One of [`EDITS`].
    Edit {
        what: &'static str,
        one: usize,
        two: usize,
        three: usize,
    },
    Undo,
    Redo,
}

/// Names that have broken programs before.
pub const NAMES: [&str; 6] = [
    "Payments",
    "Bob's <b>No</b>",
    "12:30",
    "- No",
    "🦀 Team",
    "\"quoted\" \\ \t",
];

/// What [`Deed::Edit`] does.
const EDITS: [&str; 32] = [
    "add group",
    "rename group",
    "delete group",
    "set groups",
    "inherit",
    "set owner",
    "set due",
    "set until",
    "confirm",
    "second",
    "second back",
    "needs two",
    "put evidence",
    "remove evidence",
    "set target",
    "plan",
    "add cycle",
    "rename cycle",
    "delete cycle",
    "start cycle",
    "take snapshot",
    "add stage",
    "rename stage",
    "remove stage",
    "set months",
    "draw audit",
    "look",
    "remark",
    "finish audit",
    "remove audit",
    "batch",
    "refused batch",
];

/// Deeds in the mix in which they happen: mostly answers.
pub fn deed() -> impl Strategy<Value = Deed> {
    let team = 0..4usize;
    let activity = 0..4usize;
    prop_oneof![
        8 => (team.clone(), any::<bool>(), activity.clone(), 0..7usize)
            .prop_map(|(team, also, activity, choice)| Deed::Answer { team, also, activity, choice }),
        3 => (team.clone(), activity, 0..4usize)
            .prop_map(|(team, activity, text)| Deed::Note { team, activity, text }),
        2 => (0..NAMES.len()).prop_map(|name| Deed::Add { name }),
        1 => (team.clone(), 0..NAMES.len()).prop_map(|(team, name)| Deed::Rename { team, name }),
        1 => team.clone().prop_map(|team| Deed::Delete { team }),
        1 => (team, -2..3i64).prop_map(|(team, by)| Deed::Move { team, by }),
        1 => (0..NAMES.len()).prop_map(|name| Deed::Retitle { name }),
        2 => Just(Deed::Undo),
        1 => Just(Deed::Redo),
    ]
}

/// All that can be done, edits included. They reach other teams: by inheritance and by stages.
pub fn any_deed() -> impl Strategy<Value = Deed> {
    let number = || 0..8usize;
    prop_oneof![
        5 => deed(),
        1 => Just(Deed::Undo),
        3 => (prop::sample::select(&EDITS[..]), number(), number(), number())
            .prop_map(|(what, one, two, three)| Deed::Edit { what, one, two, three }),
    ]
}

/// A person at a page: a copy of the assessment, an undo history, and fresh ids of their own.
#[derive(Clone, Debug)]
pub struct Person {
    pub name: String,
    pub copy: Assessment,
    pub history: History,
    pub added: usize,
}

impl Person {
    pub fn new(name: &str, copy: Assessment) -> Self {
        Self {
            name: name.to_owned(),
            copy,
            history: History::default(),
            added: 0,
        }
    }

    /// Turns a deed into a command on what is there now. `None`: undo, redo, or no team.
    pub fn command(&mut self, deed: &Deed) -> Option<Command> {
        let ids: Vec<TeamId> = self
            .copy
            .living_teams()
            .iter()
            .map(|(id, _)| (*id).clone())
            .collect();
        let one = |at: usize| (!ids.is_empty()).then(|| ids[at % ids.len()].clone());
        let activity = |at: usize| ActivityId::new(["a", "b", "c/ü", "unknown"][at % 4]);
        Some(match *deed {
            Deed::Answer {
                team,
                also,
                activity: what,
                choice,
            } => Command::Answer {
                teams: if also { ids } else { vec![one(team)?] },
                activity: activity(what),
                choice: match choice {
                    0 => stage("not-implemented"),
                    1 => stage("started"),
                    2 => stage("partly"),
                    3 => stage("fully"),
                    4 => Choice::NotSure,
                    5 => Choice::NotApplicable("no such thing here".to_owned()),
                    _ => Choice::Clear,
                },
            },
            Deed::Note {
                team,
                activity: what,
                text,
            } => Command::Note {
                team: one(team)?,
                activity: activity(what),
                text: ["", "one\ntwo", "<b>&\"", "🦀"][text % 4].to_owned(),
            },
            Deed::Add { name } => {
                self.added += 1;
                Command::AddTeam {
                    id: TeamId::new(&format!("{}-{}", self.name, self.added)),
                    name: NAMES[name].to_owned(),
                }
            }
            Deed::Rename { team, name } => Command::RenameTeam {
                team: one(team)?,
                name: NAMES[name].to_owned(),
            },
            Deed::Delete { team } => Command::DeleteTeam { team: one(team)? },
            Deed::Move { team, by } => Command::MoveTeam {
                team: one(team)?,
                by,
            },
            Deed::Retitle { name } => Command::Retitle {
                title: NAMES[name].to_owned(),
            },
            Deed::Edit {
                what,
                one,
                two,
                three,
            } => self.edit(what, &ids, [one, two, three])?.into(),
            Deed::Undo | Deed::Redo => return None,
        })
    }

    fn fresh(&mut self) -> String {
        self.added += 1;
        format!("{}-{}", self.name, self.added)
    }

    /// `None`: there is nothing to do it to.
    fn edit(&mut self, what: &str, teams: &[TeamId], [a, b, c]: [usize; 3]) -> Option<Edit> {
        fn nth<T: Clone>(all: impl Iterator<Item = T>, at: usize) -> Option<T> {
            let all: Vec<T> = all.collect();
            (!all.is_empty()).then(|| all[at % all.len()].clone())
        }
        let team = || nth(teams.iter().cloned(), a);
        let activity = |at: usize| ActivityId::new(["a", "b", "c/ü", "unknown"][at % 4]);
        let name = |at: usize| NAMES[at % NAMES.len()].to_owned();
        let date =
            |at: usize| (!at.is_multiple_of(3)).then(|| day(&format!("2026-0{}-11", at % 3)));
        let group = |at| nth(self.copy.groups.keys().cloned(), at);
        let cycle = |at| nth(self.copy.cycles.keys().cloned(), at);
        let piece = |at| nth(self.copy.evidence.keys().cloned(), at);
        let stage = |at| nth(self.copy.stages.iter().map(|stage| stage.id.clone()), at);
        Some(match what {
            "add group" => Edit::AddGroup {
                id: GroupId::new(&self.fresh()),
                name: name(a),
            },
            "rename group" => Edit::RenameGroup {
                group: group(a)?,
                name: name(b),
            },
            "delete group" => Edit::DeleteGroup { group: group(a)? },
            "set groups" => Edit::SetGroups {
                team: team()?,
                groups: [group(b), group(c)].into_iter().flatten().collect(),
            },
            "inherit" => Edit::Inherit {
                team: team()?,
                from: nth(teams.iter().cloned(), b).filter(|_| c % 3 > 0),
            },
            "set owner" => Edit::SetOwner {
                team: team()?,
                activity: activity(b),
                owner: ["", "ida", "i", "<b>&"][c % 4].to_owned(),
            },
            "set due" => Edit::SetDue {
                team: team()?,
                activity: activity(b),
                due: date(c),
            },
            "set until" => Edit::SetUntil {
                team: team()?,
                activity: activity(b),
                until: date(c),
            },
            "confirm" => Edit::Confirm {
                team: team()?,
                activities: vec![activity(b), activity(c)],
            },
            "second" => Edit::ConfirmAsSecond {
                team: team()?,
                activities: vec![activity(b), activity(c)],
            },
            "second back" => Edit::TakeBackSecond {
                team: team()?,
                activity: activity(b),
            },
            "needs two" => Edit::SetNeedsTwo { on: a % 2 == 0 },
            "put evidence" => Edit::PutEvidence {
                id: match piece(b).filter(|_| c % 2 == 0) {
                    Some(id) => id,
                    None => EvidenceId::new(&self.fresh()),
                },
                evidence: Box::new(Evidence {
                    description: name(c),
                    recorded: date(b),
                    links: vec![Link {
                        kind: "link".to_owned(),
                        url: name(b),
                        ..Link::default()
                    }],
                    ..*evidence(["a", "b"][b % 2], team()?.as_str(), &name(a))
                }),
            },
            "remove evidence" => Edit::RemoveEvidence { id: piece(a)? },
            "set target" => Edit::SetTarget {
                aim: Aim {
                    team: team().filter(|_| b % 2 == 0),
                    subdimension: (c % 2 == 0).then(|| "s/1".to_owned()),
                },
                level: u8::try_from(c).ok().filter(|level| *level > 1),
                by: date(b),
            },
            "plan" => Edit::Plan {
                team: team()?,
                activities: vec![activity(b), activity(c)],
                cycle: cycle(b).filter(|_| c % 3 > 0),
            },
            "add cycle" => Edit::AddCycle {
                id: CycleId::new(&self.fresh()),
                name: name(a),
            },
            "rename cycle" => Edit::RenameCycle {
                cycle: cycle(a)?,
                name: name(b),
            },
            "delete cycle" => Edit::DeleteCycle { cycle: cycle(a)? },
            "start cycle" => Edit::StartCycle {
                id: match cycle(b).filter(|_| c % 2 == 0) {
                    Some(id) => id,
                    None => CycleId::new(&self.fresh()),
                },
                name: name(a),
                freeze: (CycleId::new(&self.fresh()), name(a + 1)),
            },
            "take snapshot" => Edit::TakeSnapshot {
                id: CycleId::new(&self.fresh()),
                name: name(a),
            },
            "add stage" => {
                let (id, score) = (self.fresh(), [0.0, 0.1, 0.5, 0.7, 1.0][a % 5]);
                Edit::SetStages {
                    stages: with_stage(&self.copy, &id, score),
                }
            }
            "rename stage" => {
                let (id, mut stages) = (stage(a)?, self.copy.stages.clone());
                let stage = stages.iter_mut().find(|stage| stage.id == id)?;
                stage.title = name(b);
                stage.replaced_by = None;
                Edit::SetStages { stages }
            }
            "remove stage" => Edit::RemoveStage {
                stage: stage(a)?,
                into: stage(b)?,
            },
            "draw audit" => {
                let claim = |team: &TeamId, at: usize| Claim {
                    team: team.clone(),
                    activity: activity(at),
                    level: 1,
                };
                let claims = teams.iter().map(|team| claim(team, b));
                Edit::Audit(AuditEdit::Start {
                    id: AuditId::new(&self.fresh()),
                    name: name(a),
                    sampled: Box::new(Sampled {
                        seed: name(c),
                        weight: [Weight::Even, Weight::Level][c % 2],
                        teams: teams.iter().cloned().collect(),
                        of: 9,
                        claims: claims.collect(),
                    }),
                })
            }
            "look" | "remark" => {
                let audit = nth(self.copy.audits().into_iter(), a)?;
                let claim = nth(audit.sampled.claims.iter().cloned(), b)?;
                Edit::Audit(match what {
                    "look" => AuditEdit::Look {
                        audit: audit.id,
                        team: claim.team,
                        activity: claim.activity,
                        outcome: Outcome::ALL.get(c % 4).copied(),
                    },
                    _ => AuditEdit::Remark {
                        audit: audit.id,
                        team: claim.team,
                        activity: claim.activity,
                        text: ["", "seen", "<b>&"][c % 3].to_owned(),
                    },
                })
            }
            "finish audit" | "remove audit" => {
                let audit = nth(self.copy.audits().into_iter(), a)?.id;
                Edit::Audit(match what {
                    "finish audit" => AuditEdit::Finish { audit },
                    _ => AuditEdit::Remove { audit },
                })
            }
            "set months" => Edit::SetMonths {
                cadence_months: [1, 3, 6, 120][a % 4],
                evidence_valid_months: [1, 12][b % 2],
            },
            "batch" => {
                let id = CycleId::new(&self.fresh());
                let plan = Edit::Plan {
                    team: team()?,
                    activities: vec![activity(b)],
                    cycle: Some(id.clone()),
                };
                let add = Edit::AddCycle { id, name: name(a) };
                let owner = self.edit("set owner", teams, [a, b, c])?;
                let due = self.edit("set due", teams, [a, b, c])?;
                let mut commands = vec![add.into(), plan.into(), owner.into(), due.into()];
                if c % 4 == 0 {
                    commands.push(Command::DeleteTeam { team: team()? });
                }
                let label = "Batch".to_owned();
                Edit::Batch { commands, label }
            }
            _ => {
                let owner = self.edit("set owner", teams, [a, b, c])?;
                let gone = TeamId::new("gone");
                let refused = Command::DeleteTeam { team: gone };
                Edit::Batch {
                    commands: vec![owner.into(), refused],
                    label: "Refused".to_owned(),
                }
            }
        })
    }

    /// Does a deed; a refusal (a name that is taken) is fine. Returns the change.
    pub fn act(&mut self, deed: &Deed, millis: i64) -> Option<dsomm_radar::assessment::Change> {
        let context = by(&self.name.clone(), millis);
        let step = match deed {
            Deed::Undo => Some(Step::Undo),
            Deed::Redo => Some(Step::Redo),
            _ => None,
        };
        if let Some(step) = step {
            return self.history.go(step, &mut self.copy, &context);
        }
        let command = self.command(deed)?;
        let before = self.copy.clone();
        match self.copy.apply(command, &context) {
            Ok(Some(change)) => {
                self.history.push(change.clone());
                Some(change)
            }
            refused => {
                // Refused, or nothing to do: nothing may have changed.
                assert_eq!(self.copy, before, "{deed:?} {refused:?}");
                None
            }
        }
    }
}

/// What somebody has after these deeds, each at its millisecond of 2026.
pub fn lived(name: &str, start: &Assessment, deeds: &[(Deed, i64)]) -> Assessment {
    let mut person = Person::new(name, start.clone());
    for (deed, millis) in deeds {
        person.act(deed, *millis);
    }
    person.copy
}
