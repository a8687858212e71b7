//! Reviews by two: a second person confirms what a team says, and the rule that only what two
//! confirmed counts as ready.
//!
//! A confirmation says which answer it is about. It holds as long as the answer says the same and was
//! given on the same day; what is said anew has to be confirmed anew. Both stand among the registers
//! of `reviews` ([`super::register`]), so the first view knows no more than what it counts with.

use chrono::Datelike;
use serde_json::Value;

use super::command::Planning;
use super::planning::{answer, nothing, one};
use super::{
    AUTHOR, Answer, Answered, Assessment, CommandError, Context, Date, Slot, TeamId, UNTIL,
    UnknownFields, register,
};
use crate::model::ActivityId;

/// The field of the file.
const REVIEWS: &str = "reviews";
const RULE: &str = "rule";
const NEEDS_TWO: &str = "ready_needs_two";
const ANSWERS: &str = "answers";

/// That a second person confirmed an answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Second<'a> {
    /// Whose answer.
    pub team: &'a str,
    /// To what.
    pub activity: &'a str,
    /// On which day.
    pub day: Option<Date>,
    /// Who confirmed; may be empty.
    pub by: &'a str,
    /// It is about what the team says now.
    pub holds: bool,
}

impl Answer {
    /// Who gave it; may be empty.
    pub fn author(&self) -> &str {
        let kept = self.kept.get(AUTHOR).and_then(Value::as_str);
        kept.unwrap_or(&self.changed.by)
    }

    /// Somebody changes what stands beside the answer: whoever gave it stays who gave it.
    pub(super) fn keep_author(&mut self, context: &Context) {
        if self.answered() != Answered::No
            && self.changed.by != context.by
            && !self.kept.contains_key(AUTHOR)
        {
            let author = self.changed.by.as_str().into();
            self.kept.insert(AUTHOR.to_owned(), author);
        }
    }
}

/// What a confirmation says about the answer that it is about. `None`: there is nothing to confirm.
fn about(answer: &Answer) -> Option<UnknownFields> {
    let mut fields = UnknownFields::new();
    let mut say = |key: &str, value: Value| fields.insert(key.to_owned(), value);
    match answer.answered() {
        Answered::No | Answered::NotSure => return None,
        Answered::Stage(stage) => {
            say("stage", stage.as_str().into());
        }
        Answered::NotApplicable => {
            let reason = answer.not_applicable.as_deref();
            say("not_applicable", reason.unwrap_or_default().into());
            if let Some(until) = answer.kept.get(UNTIL) {
                say(UNTIL, until.clone());
            }
        }
    }
    if let Some(day) = answer.confirmed {
        say("confirmed", day.to_string().into());
    }
    Some(fields)
}

/// Whether a register is about this answer, whatever it says.
fn is_about(register: &UnknownFields, answer: &Answer) -> bool {
    about(answer).is_some_and(|fields| {
        let keys = ["stage", "not_applicable", UNTIL, "confirmed"];
        keys.iter()
            .all(|key| register.get(*key) == fields.get(*key))
    })
}

pub(super) fn place(team: &TeamId, activity: &ActivityId) -> register::Place {
    let keys = [REVIEWS, ANSWERS, team.as_str(), activity.as_str()];
    keys.map(str::to_owned).into()
}

fn day(register: &UnknownFields) -> Option<Date> {
    register.get("day")?.as_str()?.parse().ok()
}

fn by(register: &UnknownFields) -> &str {
    let by = register.get("by").and_then(Value::as_str);
    by.unwrap_or_default()
}

/// The last eight digits of a day as one number, 20261123: to print days takes more code.
fn digits(day: &str) -> i64 {
    let digits = day.bytes().filter(u8::is_ascii_digit);
    digits.fold(0, |number, digit| {
        (number % 10_000_000) * 10 + i64::from(digit - b'0')
    })
}

impl Assessment {
    /// Takes the rule out of a copy: it holds for one assessment, and not for those it is merged into.
    pub(crate) fn leave_rule_out(&mut self) {
        if let Some(Value::Object(reviews)) = self.kept.get_mut(REVIEWS) {
            reviews.shift_remove(RULE);
        }
    }

    /// Whether only what two confirmed counts as ready.
    pub fn needs_two(&self) -> bool {
        let reviews = self.kept.get(REVIEWS);
        reviews.is_some_and(|reviews| reviews[RULE][NEEDS_TWO] == true)
    }

    /// Whether a second person confirmed this stage of a team as it stands there. It is what scores
    /// need, so it is short: of what is not there, every field is null.
    pub(crate) fn is_confirmed_stage(&self, team: &str, activity: &str, answer: &Answer) -> bool {
        let Some(reviews) = self.kept.get(REVIEWS) else {
            return false;
        };
        let register = &reviews[ANSWERS][team][activity];
        register["stage"].as_str() == answer.stage.as_ref().map(super::StageId::as_str)
            && register["confirmed"].as_str().map(digits)
                == answer.confirmed.map(|day| {
                    i64::from(day.year()) * 10_000 + i64::from(day.month() * 100 + day.day())
                })
    }

    /// The register about an answer. A removed one says nothing else, so it is about no answer.
    fn confirmation(&self, team: &str, activity: &str) -> Option<&Value> {
        let all = self.kept.get(REVIEWS)?.get(ANSWERS)?;
        all.get(team)?.get(activity)
    }

    /// Who confirmed what a team says itself about an activity. `None`: nobody, or it was about an
    /// earlier answer.
    pub fn second<'a>(&'a self, team: &'a TeamId, activity: &'a str) -> Option<Second<'a>> {
        let register = self.confirmation(team.as_str(), activity)?.as_object()?;
        let is_it = is_about(register, self.answer(team, activity)?);
        (is_it && register::is_living(register)).then(|| Second {
            team: team.as_str(),
            activity,
            day: day(register),
            by: by(register),
            holds: true,
        })
    }

    /// All confirmations of teams that exist, those too that an answer lost since.
    pub fn seconds(&self) -> Vec<Second<'_>> {
        let all = self.kept.get(REVIEWS).and_then(|all| all.get(ANSWERS));
        let teams = all.and_then(Value::as_object).into_iter().flatten();
        let mut found = Vec::new();
        for (team, activities) in teams {
            let id = TeamId::new(team);
            if self.check_team(&id).is_err() {
                continue;
            }
            for (activity, register) in activities.as_object().into_iter().flatten() {
                let Some(register) = register.as_object() else {
                    continue;
                };
                if register::is_living(register) {
                    let answer = self.answer(&id, activity);
                    found.push(Second {
                        team,
                        activity,
                        day: day(register),
                        by: by(register),
                        holds: answer.is_some_and(|answer| is_about(register, answer)),
                    });
                }
            }
        }
        found
    }

    /// Leaves out confirmations by team and by what they say. For a copy: a merge brings them again.
    pub(crate) fn keep_seconds(&mut self, keep: &dyn Fn(&str, &UnknownFields) -> bool) {
        let all = self
            .kept
            .get_mut(REVIEWS)
            .and_then(|all| all.get_mut(ANSWERS));
        let Some(teams) = all.and_then(Value::as_object_mut) else {
            return;
        };
        for (team, activities) in teams.iter_mut() {
            if let Some(activities) = activities.as_object_mut() {
                let is_kept = |it: &Value| it.as_object().is_none_or(|it| keep(team, it));
                activities.retain(|_, register| is_kept(register));
            }
        }
        teams.retain(|_, activities| activities.as_object().is_none_or(|it| !it.is_empty()));
    }

    /// What has to be put where an answer becomes another one: its confirmation goes for good, so that
    /// it does not come back by itself where somebody says the same again.
    pub(super) fn lost(&self, team: &TeamId, activity: &ActivityId, new: &Answer) -> Option<Slot> {
        self.second(team, activity.as_str())?;
        let old = self.answer(team, activity.as_str())?;
        (about(old) != about(new)).then(|| Slot::Register(place(team, activity), None))
    }
}

/// Finds out what has to be put where a second person confirms answers of a team.
pub(super) fn confirm(
    now: &Assessment,
    team: &TeamId,
    activities: Vec<ActivityId>,
    context: &Context,
) -> Planning {
    now.check_team(team)?;
    let mut slots = Vec::new();
    let mut refused = None;
    for activity in activities {
        let answer = answer(now, team, &activity)?;
        let Some(mut fields) = about(&answer) else {
            refused = Some("There is no answer here that a second person could confirm.");
            continue;
        };
        if !context.by.is_empty() && context.by == answer.author() {
            refused = Some("You gave this answer yourself. A second person has to confirm it.");
            continue;
        }
        if now.second(team, activity.as_str()).is_some() {
            continue;
        }
        fields.insert("day".to_owned(), context.today.to_string().into());
        if !context.by.is_empty() {
            fields.insert("by".to_owned(), context.by.as_str().into());
        }
        let place = place(team, &activity);
        register::check(&now.kept, &place)?;
        slots.push(Slot::Register(place, Some(fields)));
    }
    match (slots.len(), refused) {
        (0, Some(why)) => Err(CommandError::Refused(why)),
        (0, None) => nothing(),
        (1, _) => Ok(("Confirm as second person".to_owned(), slots)),
        (count, _) => Ok((format!("Confirm {count} answers as second person"), slots)),
    }
}

/// Finds out what has to be put where a confirmation is taken back.
pub(super) fn take_back(now: &Assessment, team: &TeamId, activity: &ActivityId) -> Planning {
    now.check_team(team)?;
    if now.second(team, activity.as_str()).is_none() {
        return nothing();
    }
    let label = "Take a confirmation back".to_owned();
    one(label, Slot::Register(place(team, activity), None))
}

/// Finds out what has to be put where the rule is switched.
pub(super) fn set_rule(now: &Assessment, on: bool) -> Planning {
    if now.needs_two() == on {
        return nothing();
    }
    let place = [REVIEWS, RULE].map(str::to_owned).to_vec();
    register::check(&now.kept, &place)?;
    let label = match on {
        true => "Ready needs two",
        false => "Ready needs one",
    };
    let rule = UnknownFields::from_iter([(NEEDS_TWO.to_owned(), on.into())]);
    one(label.to_owned(), Slot::Register(place, Some(rule)))
}
