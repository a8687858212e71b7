//! Writing `team-progress.yaml`, `team-evidence.yaml` and `teams.yaml` so that DSOMM's app shows the
//! same state. Every text stands in quotes: the app reads YAML 1.1, where a team called No is false.

use chrono::DateTime;

use super::quote::remark;
use super::text_list;
use crate::assessment::{
    Answer, Answered, Assessment, Date, Evidence, Stage, StageId, TeamId, default_stages,
};
use crate::exchange::kind::Kind;
use crate::map::{Map, SortedSet};
use crate::model::quote::quoted;
use crate::model::{ActivityId, Model};
use crate::scoring;

/// The files, and what they do not say.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Written {
    /// `team-progress.yaml`
    pub progress: String,
    /// `team-evidence.yaml`
    pub evidence: String,
    /// `teams.yaml`
    pub teams: String,
    /// Sentences about what could not be expressed.
    pub left: Vec<String>,
}

impl Written {
    /// Can each of the files be read again?
    pub fn reads_back(&self) -> bool {
        let files = [
            (Kind::Progress, &self.progress, "progress: {}\n"),
            (Kind::Evidence, &self.evidence, "evidence: {}\n"),
            (Kind::Teams, &self.teams, "teams: []\nteamGroups: {}\n"),
        ];
        files
            .into_iter()
            .all(|(kind, text, nothing)| text == nothing || super::read("", kind, text).is_ok())
    }
}

/// Writes the files. `today` stands where nobody knows since when a stage holds.
pub fn write(assessment: &Assessment, model: &Model, today: Date) -> Written {
    let mut writing = Writing {
        assessment,
        model,
        names: Map::new(),
        today,
        counts: Counts::default(),
    };
    writing.name_teams();
    let (teams, evidence) = (writing.teams(), writing.evidence());
    let progress = writing.progress();
    Written {
        progress,
        evidence,
        teams,
        left: writing.left(),
    }
}

/// How often something could not be said.
#[derive(Default)]
struct Counts {
    not_sure: usize,
    not_applicable: usize,
    at_start: usize,
    beside: usize,
    inherited: usize,
    undated: usize,
    undefined: usize,
    expiring: usize,
    unproving: usize,
    renamed: Vec<String>,
}

struct Writing<'a> {
    assessment: &'a Assessment,
    model: &'a Model,
    /// What teams are called in the files: each name once.
    names: Map<&'a TeamId, String>,
    today: Date,
    counts: Counts,
}

impl<'a> Writing<'a> {
    fn name_teams(&mut self) {
        let mut taken: SortedSet<String> = SortedSet::new();
        for (id, team) in self.assessment.living_teams() {
            let mut name = team.name.clone();
            let mut number = 1;
            // In that app a name is all there is of a team.
            while name.is_empty() || name == "undefined" || taken.contains(&name) {
                number += 1;
                name = format!("{} ({number})", team.name);
            }
            if number > 1 {
                self.counts
                    .renamed
                    .push(format!("“{}” is “{name}”", team.name));
            }
            taken.insert(name.clone());
            self.names.insert(id, name);
        }
    }

    fn living(&self) -> Vec<&'a TeamId> {
        let living = self.assessment.living_teams().into_iter();
        living.map(|(id, _)| id).collect()
    }

    fn teams(&self) -> String {
        let living = self.living();
        let mut out = "teams:".to_owned();
        list(
            &mut out,
            living.iter().map(|id| self.names[id].as_str()),
            "  ",
        );
        let groups = self
            .assessment
            .groups
            .iter()
            .filter(|(_, group)| !group.deleted);
        let groups: Vec<_> = groups.collect();
        if groups.is_empty() {
            out.push_str("teamGroups: {}\n");
            return out;
        }
        out.push_str("teamGroups:\n");
        let mut taken: SortedSet<String> = SortedSet::new();
        for (group_id, group) in groups {
            let mut name = group.name.clone();
            let mut number = 1;
            while taken.contains(&name) {
                number += 1;
                name = format!("{} ({number})", group.name);
            }
            taken.insert(name.clone());
            out.push_str(&format!("  {}:", quoted(&name)));
            let is_in = |id: &&&TeamId| {
                let team = self.assessment.teams.get(**id);
                team.is_some_and(|team| team.groups.contains(group_id))
            };
            let members = living.iter().filter(is_in);
            list(&mut out, members.map(|id| self.names[id].as_str()), "    ");
        }
        out
    }

    fn progress(&mut self) -> String {
        let living = self.living();
        let mut activities: SortedSet<&ActivityId> = SortedSet::new();
        for answers in self.assessment.answers.values() {
            activities.extend(answers.keys());
        }
        let mut out = String::new();
        for activity in activities {
            let mut of_activity = String::new();
            for team in &living {
                let reached = self.reached(team, activity);
                if reached.is_empty() {
                    continue;
                }
                of_activity.push_str(&format!("    {}:\n", quoted(&self.names[team])));
                for (title, day) in reached {
                    of_activity.push_str(&format!("      {}: {day}\n", quoted(&title)));
                }
            }
            if !of_activity.is_empty() {
                out.push_str(&self.head(activity));
                out.push_str(&of_activity);
            }
        }
        match out.is_empty() {
            true => "progress: {}\n".to_owned(),
            false => format!("progress:\n{out}"),
        }
    }

    /// An activity's line, with its name behind it.
    fn head(&self, activity: &ActivityId) -> String {
        let name = self.model.activity(activity.as_str());
        let name = name
            .map(|activity| activity.name.as_str())
            .unwrap_or_default();
        format!("  {}:{}\n", quoted(activity.as_str()), remark(name))
    }

    /// Titles of stages, with the day since when they hold, from the lowest up. The app takes the
    /// highest, so what was reached once and lost again is left out.
    fn reached(&mut self, team: &TeamId, activity: &ActivityId) -> Vec<(String, Date)> {
        let own = self.assessment.answer(team, activity.as_str());
        if let Some(own) = own {
            self.counts.beside +=
                usize::from(!own.note.is_empty() || !own.owner.is_empty() || own.due.is_some());
        }
        let answering = scoring::answering(self.assessment, team, activity.as_str());
        let (said_by, answer) = match (answering, own) {
            (Some(found), _) => found,
            // Perhaps at a stage that nobody has defined, which is kept.
            (None, Some(own)) => (team, own),
            (None, None) => return Vec::new(),
        };
        let now = match answer.answered() {
            Answered::Stage(id) => self.assessment.counts_as(id),
            Answered::NotSure => {
                self.counts.not_sure += 1;
                return Vec::new();
            }
            Answered::NotApplicable => {
                self.counts.not_applicable += 1;
                return Vec::new();
            }
            Answered::No => return Vec::new(),
        };
        let stages: Vec<&Stage> = self.assessment.living_stages().collect();
        let position = |id: &StageId| {
            let stage = self.assessment.counts_as(id)?;
            stages.iter().position(|known| known.id == stage.id)
        };
        let now = now.and_then(|now| position(&now.id));
        if now == Some(0) {
            self.counts.at_start += 1;
        }
        if said_by != team && now > Some(0) {
            self.counts.inherited += 1;
        }
        let mut reached: Vec<Option<Date>> = vec![None; stages.len()];
        let mut unknown = Vec::new();
        for (id, day) in &answer.reached {
            match position(id) {
                Some(at) if Some(at) <= now && at > 0 => {
                    reached[at] = Some(reached[at].map_or(*day, |known| known.min(*day)));
                }
                Some(_) => {}
                None => {
                    self.counts.undefined += 1;
                    unknown.push((id.as_str().to_owned(), *day));
                }
            }
        }
        if let Some(now) = now
            && now > 0
            && reached[now].is_none()
        {
            reached[now] = Some(self.day_of(answer));
        }
        let known = stages.iter().zip(reached);
        let mut all: Vec<(String, Date)> = known
            .filter_map(|(stage, day)| Some((stage.title.clone(), day?)))
            .collect();
        all.extend(unknown);
        all
    }

    /// Since when, where the answer does not say it for its stage.
    fn day_of(&mut self, answer: &Answer) -> Date {
        let written = (answer.changed.at > 0)
            .then(|| DateTime::from_timestamp_millis(answer.changed.at))
            .flatten()
            .map(|moment| moment.date_naive());
        answer.confirmed.or(written).unwrap_or_else(|| {
            self.counts.undated += 1;
            self.today
        })
    }

    fn evidence(&mut self) -> String {
        let mut by_activity: Map<&ActivityId, String> = Map::new();
        for (id, piece) in self
            .assessment
            .evidence
            .iter()
            .filter(|(_, piece)| !piece.deleted)
        {
            let teams: Vec<&str> = self
                .living()
                .into_iter()
                .filter(|team| piece.teams.contains(*team))
                .map(|team| self.names[team].as_str())
                .collect();
            if piece.activity.as_str().is_empty() || teams.is_empty() {
                self.counts.unproving += 1;
                continue;
            }
            let text = entry(id.as_str(), &teams, piece);
            self.counts.expiring += usize::from(piece.expires.is_some());
            by_activity
                .entry(&piece.activity)
                .or_default()
                .push_str(&text);
        }
        if by_activity.is_empty() {
            return "evidence: {}\n".to_owned();
        }
        let mut out = "evidence:\n".to_owned();
        for (activity, pieces) in by_activity {
            out.push_str(&self.head(activity));
            out.push_str(&pieces);
        }
        out
    }

    fn left(self) -> Vec<String> {
        let Counts {
            not_sure,
            not_applicable,
            at_start,
            beside,
            inherited,
            undated,
            undefined,
            expiring,
            unproving,
            renamed,
        } = self.counts;
        let mut left = Vec::new();
        let mut say = |count: usize, what: &str| {
            if count > 0 {
                left.push(format!("{count} × {what}."));
            }
        };
        say(
            not_sure,
            "“not sure”: DSOMM’s app knows no such answer and shows none",
        );
        say(
            not_applicable,
            "“not applicable” with a reason: DSOMM’s app knows no such answer and shows none",
        );
        say(
            at_start,
            "the lowest stage: DSOMM’s app shows the same where there is no answer",
        );
        say(beside, "a note, an owner or a due date: they stay here");
        say(
            inherited,
            "an answer of a platform team: written for each team that inherits it",
        );
        say(
            undated,
            "a stage without a day: the day of today stands there",
        );
        say(
            undefined,
            "a stage that is not defined here: written as it came, and shown by DSOMM’s app only if its meta.yaml defines it",
        );
        say(
            expiring,
            "a day until which evidence is valid: it stays here",
        );
        say(
            unproving,
            "a piece of evidence without an activity or a team: it stays here",
        );
        if !renamed.is_empty() {
            left.push(format!(
                "Names that DSOMM’s app could not tell apart: {}.",
                text_list(&renamed)
            ));
        }
        let usual = default_stages();
        let is_usual = |stage: &&Stage| {
            let same = |usual: &Stage| usual.title == stage.title && usual.score == stage.score;
            usual.iter().any(same)
        };
        let own: Vec<String> = self
            .assessment
            .living_stages()
            .filter(|stage| !is_usual(stage))
            .map(|stage| format!("“{}” ({})", stage.title, stage.score))
            .collect();
        if !own.is_empty() {
            left.push(format!(
                "Stages that DSOMM’s app does not have: add them under progressDefinition in its meta.yaml: {}.",
                text_list(&own)
            ));
        }
        let a = self.assessment;
        let plans = a.plan.values().flat_map(|of_team| of_team.values());
        let has_more = a.targets.values().any(|target| target.level.is_some())
            || plans.into_iter().any(|planned| planned.cycle.is_some())
            || a.cycles.values().any(|cycle| !cycle.deleted);
        if has_more {
            left.push("Targets, plan and cycles stay here.".to_owned());
        }
        left
    }
}

fn entry(id: &str, teams: &[&str], piece: &Evidence) -> String {
    let teams: Vec<String> = teams.iter().map(|team| quoted(team)).collect();
    let mut out = format!("    - id: {}\n", quoted(id));
    out.push_str(&format!("      teams: [{}]\n", teams.join(", ")));
    out.push_str(&format!("      title: {}\n", quoted(&piece.title)));
    out.push_str(&format!(
        "      description: {}\n",
        quoted(&piece.description)
    ));
    if let Some(day) = piece.recorded {
        // That app takes it for a text, and the days of progress for days.
        out.push_str(&format!("      evidenceRecorded: '{day}'\n"));
    }
    out.push_str(&format!("      reviewer: {}\n", quoted(&piece.reviewer)));
    if piece.links.is_empty() {
        out.push_str("      attachment: []\n");
        return out;
    }
    out.push_str("      attachment:\n");
    for link in &piece.links {
        out.push_str(&format!("        - type: {}\n", quoted(&link.kind)));
        out.push_str(&format!("          externalLink: {}\n", quoted(&link.url)));
    }
    out
}

/// A list behind `key:`, each text in quotes on a line of its own.
fn list<'t>(out: &mut String, texts: impl Iterator<Item = &'t str>, indent: &str) {
    let before = out.len();
    for text in texts {
        out.push_str(&format!("\n{indent}- {}", quoted(text)));
    }
    if out.len() == before {
        out.push_str(" []");
    }
    out.push('\n');
}
