//! Audits: a sample of what teams claim to be ready, drawn so that anybody can draw it again, and
//! what came of looking at it.
//!
//! In the file, an audit is an object of registers ([`super::register`]): `drawn`, `results` by team
//! and activity, `finished`. What was drawn is never written again; once an audit is finished,
//! nothing of it is: that register holds all results, as a cycle holds its answers.

use serde_json::Value;

use super::change::REMARK;
use super::command::Planning;
use super::planning::{free, nothing, one};
use super::{
    Answered, Assessment, AuditId, CommandError, Context, Date, Slot, Stage, TeamId, UnknownFields,
    draw as chance, register,
};
use crate::map::{Map, SortedSet};
use crate::model::{ActivityId, Model};

/// The most claims of one sample.
const MAX_CLAIMS: usize = 1000;

/// That a team says an activity is ready.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Claim {
    /// Who says so.
    pub team: TeamId,
    /// What is ready.
    pub activity: ActivityId,
    /// Its level when the sample was drawn.
    pub level: u8,
}

/// What came of looking at a claim.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Outcome {
    /// It was shown.
    Held,
    /// What was shown is less than what was claimed.
    NotHeld,
    /// Nobody could show it; it does not count as confirmed.
    NotSeen,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Outcome; 3] = [Outcome::Held, Outcome::NotHeld, Outcome::NotSeen];

    fn word(self) -> &'static str {
        match self {
            Outcome::Held => "held",
            Outcome::NotHeld => "not_held",
            Outcome::NotSeen => "not_seen",
        }
    }
}

/// What was recorded of a claim.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Look {
    /// What came of it; `None`: nothing yet.
    pub outcome: Option<Outcome>,
    /// What was seen, or what was missing; any text.
    pub remark: String,
    /// On which day.
    pub day: Option<Date>,
    /// Who looked; may be empty.
    pub by: String,
}

/// How likely a claim is to be drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Weight {
    /// All alike.
    Even,
    /// As its level: one of level 3 is three times as likely as one of level 1.
    Level,
}

/// What is to be drawn.
#[derive(Clone, PartialEq, Debug)]
pub struct Wanted {
    /// Whose claims.
    pub teams: SortedSet<TeamId>,
    /// How many.
    pub size: usize,
    /// Any text; the same one draws the same sample.
    pub seed: String,
    /// How likely each is.
    pub weight: Weight,
}

/// A sample that was drawn.
#[derive(Clone, PartialEq, Debug)]
pub struct Sampled {
    /// What was wanted.
    pub seed: String,
    /// How likely each claim was.
    pub weight: Weight,
    /// Whose claims it was drawn from.
    pub teams: SortedSet<TeamId>,
    /// How many claims there were to draw from.
    pub of: usize,
    /// In the order in which they were drawn.
    pub claims: Vec<Claim>,
}

/// An audit as it stands.
#[derive(Clone, PartialEq, Debug)]
pub struct Audit {
    /// Its id.
    pub id: AuditId,
    /// Name as shown.
    pub name: String,
    /// When the sample was drawn.
    pub day: Option<Date>,
    /// Who drew it; may be empty.
    pub by: String,
    /// The sample.
    pub sampled: Sampled,
    /// What was recorded, of claims of the sample only.
    pub looks: Map<(TeamId, ActivityId), Look>,
    /// When it was finished, and by whom; nothing of it changes after that.
    pub finished: Option<(Option<Date>, String)>,
}

impl Audit {
    /// What was recorded of a claim.
    pub fn look(&self, claim: &Claim) -> Option<&Look> {
        let look = self
            .looks
            .get(&(claim.team.clone(), claim.activity.clone()));
        look.filter(|look| look.outcome.is_some() || !look.remark.is_empty())
    }
}

/// What can be done to an audit.
#[derive(Clone, PartialEq, Debug)]
pub enum AuditEdit {
    /// Begins one.
    Start {
        /// A fresh id.
        id: AuditId,
        /// Its name.
        name: String,
        /// What [`draw`] gave.
        sampled: Box<Sampled>,
    },
    /// Says what came of looking at a claim.
    Look {
        /// Which audit.
        audit: AuditId,
        /// Whose claim.
        team: TeamId,
        /// Which one.
        activity: ActivityId,
        /// What came of it; `None`: nothing yet.
        outcome: Option<Outcome>,
    },
    /// Writes the remark on a claim.
    Remark {
        /// Which audit.
        audit: AuditId,
        /// Whose claim.
        team: TeamId,
        /// Which one.
        activity: ActivityId,
        /// Any text.
        text: String,
    },
    /// Finishes one: nothing of it changes any more.
    Finish {
        /// Which one.
        audit: AuditId,
    },
    /// Removes one that is not finished.
    Remove {
        /// Which one.
        audit: AuditId,
    },
}

/// What these teams claim to be ready themselves, by team and activity. What a team inherits is the
/// claim of the team that said it.
pub fn ready_claims(
    model: &Model,
    assessment: &Assessment,
    teams: &SortedSet<TeamId>,
) -> Vec<Claim> {
    let mut claims = Vec::new();
    each_ready(model, assessment, teams, &mut |team, id, level| {
        claims.push(Claim {
            team: team.clone(),
            activity: id.clone(),
            level,
        });
    });
    claims
}

/// How many [`ready_claims`] there are.
pub fn count_ready_claims(
    model: &Model,
    assessment: &Assessment,
    teams: &SortedSet<TeamId>,
) -> usize {
    let mut count = 0;
    each_ready(model, assessment, teams, &mut |_, _, _| count += 1);
    count
}

fn each_ready(
    model: &Model,
    assessment: &Assessment,
    teams: &SortedSet<TeamId>,
    act: &mut dyn FnMut(&TeamId, &ActivityId, u8),
) {
    for (team, answers) in &assessment.answers {
        if !teams.contains(team) || assessment.check_team(team).is_err() {
            continue;
        }
        for (id, answer) in answers {
            let Answered::Stage(stage) = answer.answered() else {
                continue;
            };
            let is_ready = assessment.counts_as(stage).is_some_and(Stage::is_ready);
            if let Some(activity) = model.activity(id.as_str()).filter(|_| is_ready) {
                act(team, id, activity.level);
            }
        }
    }
}

/// Draws a sample. The same answers and the same wish give the same one.
pub fn draw(model: &Model, assessment: &Assessment, wanted: &Wanted) -> Sampled {
    let all = ready_claims(model, assessment, &wanted.teams);
    let weight = |claim: &Claim| match wanted.weight {
        Weight::Even => 1,
        Weight::Level => u64::from(claim.level),
    };
    let weights: Vec<u64> = all.iter().map(weight).collect();
    let drawn = chance::draw(&weights, wanted.size.min(MAX_CLAIMS), &wanted.seed);
    Sampled {
        seed: wanted.seed.clone(),
        weight: wanted.weight,
        teams: wanted.teams.clone(),
        of: all.len(),
        claims: drawn.into_iter().map(|at| all[at].clone()).collect(),
    }
}

/// The field of the file.
const AUDITS: &str = "audits";
const DRAWN: &str = "drawn";
const RESULTS: &str = "results";
const FINISHED: &str = "finished";

fn place(id: &AuditId, keys: &[&str]) -> Vec<String> {
    let start = [AUDITS, id.as_str()];
    let all = start.iter().chain(keys);
    all.map(|&key| key.to_owned()).collect()
}

impl Assessment {
    /// All audits that were not removed, the latest first. One that cannot be read stays in the file
    /// and is passed over.
    pub fn audits(&self) -> Vec<Audit> {
        let all = self.kept.get(AUDITS).and_then(Value::as_object);
        let mut audits: Vec<Audit> = all
            .into_iter()
            .flatten()
            .filter_map(|(id, value)| read(AuditId::new(id), value.as_object()?))
            .collect();
        // By day, and within a day by id, so that the order is the same everywhere.
        audits.reverse();
        crate::order::sorted(audits, |left, right| right.day.cmp(&left.day))
    }

    /// Takes all of them out of a copy, and says how many there were: a merge brings them again.
    pub(crate) fn leave_out_audits(&mut self) -> usize {
        let count = self.audits().len();
        self.kept.shift_remove(AUDITS);
        count
    }

    /// One of them.
    pub fn audit(&self, id: &AuditId) -> Option<Audit> {
        let value = self.kept.get(AUDITS)?.get(id.as_str())?;
        read(id.clone(), value.as_object()?)
    }
}

fn text(fields: &UnknownFields, key: &str) -> String {
    let text = fields.get(key).and_then(Value::as_str);
    text.unwrap_or_default().to_owned()
}

fn day(fields: &UnknownFields, key: &str) -> Option<Date> {
    fields.get(key)?.as_str()?.parse().ok()
}

fn read(id: AuditId, all: &UnknownFields) -> Option<Audit> {
    let drawn = register::read(all, DRAWN)?;
    let claims = drawn.get("claims")?.as_array()?;
    let claims = claims.iter().map(|claim| {
        let field = |key: &str| claim.get(key)?.as_str().filter(|id| !id.is_empty());
        Some(Claim {
            team: TeamId::new(field("team")?),
            activity: ActivityId::new(field("activity")?),
            level: u8::try_from(claim.get("level")?.as_u64()?).ok()?,
        })
    });
    let claims: Vec<Claim> = claims.collect::<Option<_>>()?;
    let finished = register::read(all, FINISHED);
    let results = match finished {
        Some(finished) => finished.get(RESULTS),
        None => all.get(RESULTS),
    };
    let mut looks = Map::new();
    for claim in &claims {
        let of_team = results.and_then(|results| results.get(claim.team.as_str())?.as_object());
        if let Some(look) = of_team.and_then(|it| register::read(it, claim.activity.as_str())) {
            let key = (claim.team.clone(), claim.activity.clone());
            looks.insert(key, read_look(look));
        }
    }
    let teams = drawn.get("teams").and_then(Value::as_array);
    let of = drawn.get("of").and_then(Value::as_u64);
    Some(Audit {
        id,
        name: text(drawn, "name"),
        day: day(drawn, "day"),
        by: text(drawn, "by"),
        sampled: Sampled {
            seed: text(drawn, "seed"),
            weight: match drawn.get("weight").and_then(Value::as_str) {
                Some("level") => Weight::Level,
                _ => Weight::Even,
            },
            teams: match teams {
                Some(ids) => ids
                    .iter()
                    .filter_map(Value::as_str)
                    .map(TeamId::new)
                    .collect(),
                None => claims.iter().map(|claim| claim.team.clone()).collect(),
            },
            of: of
                .and_then(|of| usize::try_from(of).ok())
                .unwrap_or(claims.len()),
            claims,
        },
        looks,
        finished: finished.map(|finished| (day(finished, "day"), text(finished, "by"))),
    })
}

fn read_look(fields: &UnknownFields) -> Look {
    let word = fields.get("result").and_then(Value::as_str);
    Look {
        outcome: Outcome::ALL.into_iter().find(|it| Some(it.word()) == word),
        remark: text(fields, "remark"),
        day: day(fields, "day"),
        by: text(fields, "by"),
    }
}

/// Fields with what somebody did today. Empty texts are left out.
fn fields(context: &Context, texts: &[(&str, &str)]) -> UnknownFields {
    let mut fields = UnknownFields::new();
    let today = context.today.to_string();
    let who = [("day", today.as_str()), ("by", context.by.as_str())];
    for (key, text) in texts.iter().copied().chain(who) {
        if !text.is_empty() {
            fields.insert(key.to_owned(), text.into());
        }
    }
    fields
}

/// Finds out what has to be put.
pub(super) fn plan(now: &Assessment, edit: AuditEdit, context: &Context) -> Planning {
    match edit {
        AuditEdit::Start { id, name, sampled } => start(now, &id, &name, &sampled, context),
        AuditEdit::Look {
            audit,
            team,
            activity,
            outcome,
        } => {
            let old = look(now, &audit, &team, &activity)?;
            if old.outcome == outcome {
                return nothing();
            }
            let label = "Record a result of the audit".to_owned();
            let new = Look { outcome, ..old };
            put_look(now, label, &audit, &team, &activity, &new, context)
        }
        AuditEdit::Remark {
            audit,
            team,
            activity,
            text,
        } => {
            let old = look(now, &audit, &team, &activity)?;
            if old.remark == text {
                return nothing();
            }
            let new = Look {
                remark: text,
                ..old
            };
            let label = REMARK.to_owned();
            put_look(now, label, &audit, &team, &activity, &new, context)
        }
        AuditEdit::Finish { audit: id } => {
            let audit = open(now, &id)?;
            if audit.looks.values().all(|look| look.outcome.is_none()) {
                return Err(CommandError::Refused(
                    "No claim of this audit was looked at yet. Record a result first.",
                ));
            }
            let mut finished = fields(context, &[]);
            let results = now.kept.get(AUDITS).and_then(|all| all.get(id.as_str()));
            if let Some(results) = results.and_then(|audit| audit.get(RESULTS)) {
                finished.insert(RESULTS.to_owned(), results.clone());
            }
            let label = format!("Finish audit “{}”", audit.name);
            register(now, label, place(&id, &[FINISHED]), Some(finished))
        }
        AuditEdit::Remove { audit: id } => {
            let label = format!("Remove audit “{}”", open(now, &id)?.name);
            register(now, label, place(&id, &[DRAWN]), None)
        }
    }
}

fn start(
    now: &Assessment,
    id: &AuditId,
    name: &str,
    sampled: &Sampled,
    context: &Context,
) -> Planning {
    let audits = now.audits();
    let taken: Vec<(&str, &str)> = audits
        .iter()
        .map(|audit| (audit.id.as_str(), audit.name.as_str()))
        .collect();
    let name = free(name, &taken, None)?;
    if taken.iter().any(|(known, _)| *known == id.as_str()) {
        return Err(CommandError::Refused("This audit was added already."));
    }
    if sampled.claims.is_empty() {
        return Err(CommandError::Refused(
            "Nobody claims that anything is ready, so there is nothing to draw from. Choose other teams.",
        ));
    }
    let weight = match sampled.weight {
        Weight::Even => "even",
        Weight::Level => "level",
    };
    let mut drawn = fields(
        context,
        &[
            ("name", name.as_str()),
            ("seed", sampled.seed.as_str()),
            ("weight", weight),
        ],
    );
    let teams = sampled.teams.iter().map(|id| Value::from(id.as_str()));
    drawn.insert("teams".to_owned(), teams.collect());
    drawn.insert("of".to_owned(), sampled.of.into());
    let claims = sampled.claims.iter().map(|claim| {
        let mut fields = UnknownFields::new();
        fields.insert("team".into(), claim.team.as_str().into());
        fields.insert("activity".into(), claim.activity.as_str().into());
        fields.insert("level".into(), claim.level.into());
        Value::Object(fields)
    });
    drawn.insert("claims".to_owned(), claims.collect());
    let label = format!("Draw audit “{name}”");
    register(now, label, place(id, &[DRAWN]), Some(drawn))
}

fn register(
    now: &Assessment,
    label: String,
    place: Vec<String>,
    put: Option<UnknownFields>,
) -> Planning {
    register::check(&now.kept, &place)?;
    one(label, Slot::Register(place, put))
}

fn put_look(
    now: &Assessment,
    label: String,
    id: &AuditId,
    team: &TeamId,
    activity: &ActivityId,
    look: &Look,
    context: &Context,
) -> Planning {
    let word = look.outcome.map_or("", Outcome::word);
    let texts = [("result", word), ("remark", look.remark.as_str())];
    let put = (!word.is_empty() || !look.remark.is_empty()).then(|| fields(context, &texts));
    let place = place(id, &[RESULTS, team.as_str(), activity.as_str()]);
    register(now, label, place, put)
}

/// An audit that can still change.
fn open(now: &Assessment, id: &AuditId) -> Result<Audit, CommandError> {
    let audit = now.audit(id).ok_or(CommandError::Refused(
        "This audit no longer exists. Choose another one.",
    ))?;
    match audit.finished {
        None => Ok(audit),
        Some(_) => Err(CommandError::Refused(
            "This audit is finished, so nothing of it can be changed. Draw another sample.",
        )),
    }
}

/// What was recorded of a claim of an audit that can still change.
fn look(
    now: &Assessment,
    id: &AuditId,
    team: &TeamId,
    activity: &ActivityId,
) -> Result<Look, CommandError> {
    let audit = open(now, id)?;
    let mut claims = audit.sampled.claims.iter();
    if !claims.any(|claim| claim.team == *team && claim.activity == *activity) {
        return Err(CommandError::Refused(
            "This claim is not in the sample. Choose one that is.",
        ));
    }
    let key = (team.clone(), activity.clone());
    Ok(audit.looks.get(&key).cloned().unwrap_or_default())
}
