//! An assessment as a list of facts in words, each with a key by which it is found again.

use crate::assessment::{
    Aim, Answer, Answered, Assessment, Cycle, Evidence, Planned, StageId, Target, TeamId,
};
use crate::cli::numbers::percent;
use crate::cli::out;
use crate::model::{ActivityId, Model};

/// Where a fact stands: section, then two places in it, then texts.
pub type Order = (u8, (i64, String, String), usize, String, u8);

/// Something that an assessment says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fact {
    /// What kind, then the ids of what it is about.
    pub key: Vec<String>,
    /// The same in words: “Checkout: Pinning of artifacts”.
    pub place: String,
    /// What is said.
    pub value: String,
    /// The same by ids, so that a new name of a team is told once and not everywhere.
    pub same: String,
    /// What is said where the fact is missing; empty: it is new or removed as a whole.
    pub without: &'static str,
    /// Only worth telling by itself.
    pub is_quiet: bool,
    /// For sorting.
    pub order: Order,
}

/// What an answer says, in words.
pub fn answer_in_words(assessment: &Assessment, answer: &Answer) -> String {
    match answer.answered() {
        Answered::No => "no answer".to_owned(),
        Answered::NotSure => "Not sure".to_owned(),
        Answered::NotApplicable => {
            let reason = answer.not_applicable.as_deref().unwrap_or_default();
            format!("Not applicable ({})", super::one_line(reason))
        }
        Answered::Stage(stage) => stage_title(assessment, stage),
    }
}

fn stage_title(assessment: &Assessment, id: &StageId) -> String {
    match assessment.counts_as(id) {
        Some(stage) => stage.title.clone(),
        None => format!("unknown stage “{id}”"),
    }
}

/// All facts, section by section.
pub fn facts(assessment: &Assessment, model: &Model) -> Vec<Fact> {
    let mut facts = Facts {
        assessment,
        model,
        all: Vec::new(),
    };
    facts.head();
    facts.teams();
    facts.answers();
    facts.evidence();
    facts.targets_and_plan();
    facts.cycles();
    facts.all
}

struct Facts<'a> {
    assessment: &'a Assessment,
    model: &'a Model,
    all: Vec<Fact>,
}

/// A fact that is still to be placed.
struct Said {
    place: String,
    value: String,
    without: &'static str,
}

impl Facts<'_> {
    fn put(&mut self, order: Order, key: &[&str], said: Said) {
        let same = said.value.clone();
        self.put_as(order, key, said, same);
    }

    /// `same`: what is compared in place of the words.
    fn put_as(&mut self, order: Order, key: &[&str], said: Said, same: String) {
        self.all.push(Fact {
            same,
            key: key.iter().map(|part| (*part).to_owned()).collect(),
            place: said.place,
            value: said.value,
            without: said.without,
            is_quiet: false,
            order,
        });
    }

    fn team_name(&self, id: &TeamId) -> String {
        match self.assessment.teams.get(id) {
            Some(team) if !team.name.is_empty() => team.name.clone(),
            _ => id.to_string(),
        }
    }

    /// By the order of lists.
    fn team_order(&self, id: &TeamId) -> (i64, String, String) {
        let team = self.assessment.teams.get(id);
        let order = team.map_or(i64::MAX, |team| team.order);
        (order, self.team_name(id), id.to_string())
    }

    fn activity(&self, id: &ActivityId) -> (usize, String) {
        match self.model.position(id.as_str()) {
            Some(at) => (at, self.model.activities[at].name.clone()),
            None => (usize::MAX, id.to_string()),
        }
    }

    fn part(&self, id: &str) -> String {
        let mut parts = self.model.subdimensions.iter();
        parts
            .find(|part| part.id == id)
            .map_or(id.to_owned(), |part| part.name.clone())
    }

    fn head(&mut self) {
        let now = self.assessment;
        let order = |number: u8| (0, (i64::from(number), String::new(), String::new()));
        let at = |number: u8| {
            let (section, first) = order(number);
            (section, first, 0, String::new(), 0)
        };
        let say = |place: &str, value: String| Said {
            place: place.to_owned(),
            value,
            without: "",
        };
        self.put(at(0), &["title"], say("Title", now.title.clone()));
        self.put(
            at(1),
            &["model"],
            say("Model", format!("version {}", now.model.version)),
        );
        let months = |months: u32| out::count(months as usize, "month", "months");
        self.put(
            at(2),
            &["cadence"],
            say("Answers are reviewed every", months(now.cadence_months)),
        );
        self.put(
            at(3),
            &["validity"],
            say("Evidence is valid for", months(now.evidence_valid_months)),
        );
        for (number, stage) in (0..).zip(&now.stages) {
            let value = match &stage.replaced_by {
                None => format!("{}, {}", stage.title, percent(Some(stage.score))),
                Some(next) => format!("{}, counts as {next}", stage.title),
            };
            let mut order = at(4);
            order.2 = number;
            let key = ["stage", stage.id.as_str()];
            self.put(order, &key, say("Stage", value));
        }
        for name in &now.setup.extensions {
            let key = ["extension", name.as_str()];
            self.put(at(5), &key, say("Extension of the model", name.clone()));
        }
        let overlay = now.setup.overlay.as_ref().and_then(|all| all.as_object());
        for (dimension, parts) in overlay.into_iter().flatten() {
            for (part, activities) in parts.as_object().into_iter().flatten() {
                for (activity, fields) in activities.as_object().into_iter().flatten() {
                    let place = format!("Change of the model: {dimension} / {part} / {activity}");
                    let key = ["change", dimension, part, activity];
                    let mut order = at(6);
                    order.3 = place.clone();
                    self.put(order, &key, say(&place, fields.to_string()));
                }
            }
        }
    }

    fn teams(&mut self) {
        let now = self.assessment;
        for (id, group) in now.groups.iter().filter(|(_, group)| !group.deleted) {
            let order = (group.order, group.name.clone(), id.to_string());
            self.put(
                (1, order, 0, String::new(), 0),
                &["group", id.as_str()],
                Said {
                    place: "Group".to_owned(),
                    value: group.name.clone(),
                    without: "",
                },
            );
        }
        for (id, team) in now.living_teams() {
            let order = |number: u8| (2, self.team_order(id), 0, String::new(), number);
            let (first, second, third) = (order(0), order(1), order(2));
            self.put(
                first,
                &["team", id.as_str()],
                Said {
                    place: "Team".to_owned(),
                    value: self.team_name(id),
                    without: "",
                },
            );
            if let Some(from) = &team.inherits {
                let value = self.team_name(from);
                let place = format!("Team {} inherits from", self.team_name(id));
                let said = Said {
                    place,
                    value,
                    without: "nobody",
                };
                self.put_as(second, &["inherits", id.as_str()], said, from.to_string());
            }
            if !team.groups.is_empty() {
                let name = |id| now.groups.get(id).map(|group| group.name.clone());
                let mut names: Vec<String> = team.groups.iter().filter_map(name).collect();
                names.sort();
                let place = format!("Groups of {}", self.team_name(id));
                let said = Said {
                    place,
                    value: names.join(", "),
                    without: "none",
                };
                let ids: Vec<&str> = team.groups.iter().map(|id| id.as_str()).collect();
                self.put_as(third, &["groups", id.as_str()], said, ids.join(" "));
            }
        }
    }

    fn answers(&mut self) {
        let now = self.assessment;
        for (team, answers) in &now.answers {
            if now.teams.get(team).is_some_and(|team| team.deleted) {
                continue;
            }
            let (team_name, team_order) = (self.team_name(team), self.team_order(team));
            for (id, answer) in answers {
                let (at, name) = self.activity(id);
                let order = |number: u8| (3, team_order.clone(), at, id.to_string(), number);
                let place = format!("{team_name}: {name}");
                let key = ["answer", team.as_str(), id.as_str()];
                if answer.answered() != Answered::No {
                    let said = Said {
                        place: place.clone(),
                        value: answer_in_words(now, answer),
                        without: "no answer",
                    };
                    self.put(order(0), &[key[0], key[1], key[2], "answer"], said);
                }
                let day = |day: Option<crate::assessment::Date>| {
                    day.map(|day| day.to_string()).unwrap_or_default()
                };
                let beside = [
                    ("note", answer.note.clone()),
                    ("owner", answer.owner.clone()),
                    ("due", day(answer.due)),
                    ("confirmed", day(answer.confirmed)),
                ];
                for (number, (what, value)) in (1..).zip(beside) {
                    if value.trim().is_empty() {
                        continue;
                    }
                    let said = Said {
                        place: format!("{place}: {what}"),
                        value,
                        without: "none",
                    };
                    self.put(order(number), &[key[0], key[1], key[2], what], said);
                    if let Some(last) = self.all.last_mut() {
                        last.is_quiet = what == "confirmed";
                    }
                }
            }
        }
    }

    fn evidence(&mut self) {
        let now = self.assessment;
        for (id, piece) in now.evidence.iter().filter(|(_, piece)| !piece.deleted) {
            let (at, name) = self.activity(&piece.activity);
            let order = (4, (0, String::new(), String::new()), at, id.to_string(), 0);
            let said = Said {
                place: format!("Evidence for {name}"),
                value: self.piece(piece, &|team| self.team_name(team)),
                without: "",
            };
            let same = self.piece(piece, &|team| team.to_string());
            self.put_as(order, &["evidence", id.as_str()], said, same);
        }
    }

    fn piece(&self, piece: &Evidence, name: &dyn Fn(&TeamId) -> String) -> String {
        let teams: Vec<String> = piece.teams.iter().map(name).collect();
        let mut parts = vec![format!("“{}”", piece.title), teams.join(" and ")];
        if let Some(day) = piece.recorded {
            parts.push(format!("recorded {day}"));
        }
        if let Some(day) = piece.expires {
            parts.push(format!("valid until {day}"));
        }
        if !piece.reviewer.is_empty() {
            parts.push(format!("looked at by {}", piece.reviewer));
        }
        parts.extend(piece.links.iter().map(|link| link.url.clone()));
        if !piece.description.is_empty() {
            parts.push(piece.description.clone());
        }
        parts.retain(|part| !part.is_empty());
        parts.join(", ")
    }

    fn targets_and_plan(&mut self) {
        let now = self.assessment;
        for (aim, target) in &now.targets {
            let Some(level) = target.level else { continue };
            let Aim { team, subdimension } = aim;
            let who = team.as_ref().map(|team| self.team_name(team));
            let what = subdimension.as_deref().map(|part| self.part(part));
            let place = format!(
                "Target of {} in {}",
                who.unwrap_or_else(|| "all teams".to_owned()),
                what.unwrap_or_else(|| "all subdimensions".to_owned())
            );
            let key = [
                "target",
                team.as_ref().map_or("*", TeamId::as_str),
                subdimension.as_deref().unwrap_or("*"),
            ];
            let order = (5, (0, place.clone(), String::new()), 0, String::new(), 0);
            let value = level_by(level, target);
            let without = "none";
            let said = Said {
                place,
                value,
                without,
            };
            self.put(order, &key, said);
        }
        for (team, planned) in &now.plan {
            for (id, Planned { cycle, .. }) in planned {
                let Some(cycle) = cycle else { continue };
                let (at, name) = self.activity(id);
                let order = (6, self.team_order(team), at, id.to_string(), 0);
                let known = now.cycles.get(cycle).filter(|cycle| !cycle.deleted);
                let said = Said {
                    place: format!("Plan of {}: {name}", self.team_name(team)),
                    value: known.map_or(cycle.to_string(), |cycle| cycle.name.clone()),
                    without: "not planned",
                };
                let same = cycle.to_string();
                self.put_as(order, &["plan", team.as_str(), id.as_str()], said, same);
            }
        }
    }

    fn cycles(&mut self) {
        for (id, cycle) in self.assessment.cycles.iter() {
            if cycle.deleted {
                continue;
            }
            let began = cycle.opened.or(cycle.closed);
            let began = began.map(|day| day.to_string()).unwrap_or_default();
            let order = (7, (0, began, id.to_string()), 0, String::new(), 0);
            let said = Said {
                place: "Cycle".to_owned(),
                value: cycle_in_words(cycle),
                without: "",
            };
            self.put(order, &["cycle", id.as_str()], said);
        }
    }
}

fn level_by(level: u8, target: &Target) -> String {
    match target.by {
        Some(day) => format!("level {level} by {day}"),
        None => format!("level {level}"),
    }
}

fn cycle_in_words(cycle: &Cycle) -> String {
    let mut parts = vec![cycle.name.clone()];
    if let Some(day) = cycle.opened {
        parts.push(format!("began {day}"));
    }
    if let Some(day) = cycle.closed {
        let answers = out::count(cycle.answered_count(), "answer", "answers");
        parts.push(format!("closed {day} with {answers}"));
    }
    parts.join(", ")
}
