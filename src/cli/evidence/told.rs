//! What was found, in words and as JSON.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::Done;
use super::reading::{Failed, Read};
use crate::assessment::{Answered, Assessment, Run, StageId, TeamId};
use crate::evidence::{Bearing, Record, Side, State, Strength};
use crate::model::Model;
use crate::scoring::Proofs;

/// All that is told.
pub struct Told<'a> {
    pub place: &'a str,
    pub assessment: &'a Assessment,
    pub model: &'a Model,
    pub today: NaiveDate,
    pub files: &'a [Read],
    pub failed: &'a [Failed],
    pub rows: &'a [Done],
}

/// What a row is told under: its heading, and a word for programs.
const PARTS: [(&str, &str); 8] = [
    ("added", "Added"),
    ("renewed", "Renewed"),
    ("claim", "Claims, not added (--claims adds them)"),
    ("contradicted", "Contradicted"),
    ("supported", "Supported"),
    ("suggested", "Suggested where nothing is answered"),
    ("against", "Speaks against, where no answer says ready"),
    ("known", "Nothing new"),
];

impl Told<'_> {
    /// Does a file contradict an answer?
    pub fn contradicts(&self) -> bool {
        let mut rows = self.rows.iter();
        rows.any(|done| done.row.bearing == Bearing::Contradicts)
    }

    /// For people.
    pub fn words(&self) -> String {
        let mut text = format!("{} ({})\n\nRead:\n", self.assessment.title, self.place);
        for read in self.files {
            for (at, record) in read.proofs.records.iter().enumerate() {
                text.push_str(&format!("  {}\n", self.record(read, at, record)));
                for limit in &record.limits {
                    text.push_str(&format!("    {limit}\n"));
                }
            }
            for remark in &read.remarks {
                text.push_str(&format!("    {remark}\n"));
            }
        }
        for (part, heading) in PARTS {
            let rows: Vec<&Done> = self
                .rows
                .iter()
                .filter(|done| belongs(done, part))
                .collect();
            if !rows.is_empty() {
                text.push_str(&format!("\n{heading} ({}):\n", rows.len()));
            }
            for done in rows {
                text.push_str(&format!("  {}\n", self.row(done, part)));
            }
        }
        for team in self.teams() {
            let silent = self.silent(team);
            if !silent.is_empty() {
                let heading = format!("Nothing speaks for, of what {} says", self.team(team));
                text.push_str(&format!("\n{heading} ({}):\n", silent.len()));
            }
            for (activity, stage) in silent {
                let name = &self.model.activities[activity].name;
                text.push_str(&format!("  {name}: {}\n", self.stage(stage)));
            }
        }
        text
    }

    /// For programs.
    pub fn json(&self) -> String {
        let files: Vec<Value> = self.files.iter().map(|read| self.file(read)).collect();
        let failed = self.failed.iter();
        let failed: Vec<Value> = failed
            .map(|failed| json!({ "file": failed.file, "message": failed.message }))
            .collect();
        let findings: Vec<Value> = self.rows.iter().map(|done| self.finding(done)).collect();
        let mut silent = Vec::new();
        for team in self.teams() {
            for (at, stage) in self.silent(team) {
                let activity = &self.model.activities[at];
                silent.push(json!({
                    "team": team.as_str(),
                    "activity": activity.id.as_str(),
                    "name": activity.name,
                    "stage": stage.as_str(),
                }));
            }
        }
        let value = json!({
            "format": "dsomm-evidence",
            "version": 1,
            "day": self.today.to_string(),
            "assessment": { "file": self.place, "id": self.assessment.id, "title": self.assessment.title },
            "files": files,
            "failed": failed,
            "findings": findings,
            "silent": silent,
        });
        format!("{value:#}\n")
    }

    /// “bandit.sarif: SARIF by Bandit, 2026-11-27, for Checkout: 3 results.”
    fn record(&self, read: &Read, at: usize, record: &Record) -> String {
        let by = match record.tool.as_str() {
            "" => String::new(),
            tool if tool == record.format.name() => {
                format!(" {}", record.version).trim_end().to_owned()
            }
            _ => format!(" by {}", record.source()),
        };
        let about = match record.subject.as_str() {
            "" => String::new(),
            subject => format!(" about {subject}"),
        };
        let day = match (record.date, read.day) {
            (Some(day), _) => day.to_string(),
            (None, Some(day)) => format!("{day} as given by --date"),
            (None, None) => "no day".to_owned(),
        };
        let team = read.teams.get(at).map(|team| self.team(team));
        format!(
            "{}: {}{by}{about}, {day}, for {}: {}",
            read.file,
            record.format.name(),
            team.unwrap_or_default(),
            record.about
        )
    }

    fn row(&self, done: &Done, part: &str) -> String {
        let row = &done.row;
        let day = day(done).map(|day| format!(", {day}")).unwrap_or_default();
        let place = format!("{}: {}", self.team(&row.team), self.activity(done));
        match part {
            "contradicted" | "against" => format!("{place}: {}. {}", row.said, row.because),
            "suggested" => {
                let stage = match &row.bearing {
                    Bearing::Suggests(stage) => self.stage(stage),
                    _ => "",
                };
                format!("{place}: {stage}? {}{day}. {}", row.said, row.because)
            }
            "claim" => format!("{place}: {}{day}", row.said),
            _ => format!("{place}: {}{day}, {}", row.said, row.strength.words()),
        }
    }

    fn file(&self, read: &Read) -> Value {
        let records = read.proofs.records.iter().enumerate();
        let records: Vec<Value> = records
            .map(|(at, record)| {
                json!({
                    "format": record.format.name(),
                    "tool": record.tool,
                    "version": record.version,
                    "subject": record.subject,
                    "day": record.date.or(read.day).map(|day| day.to_string()),
                    "dayIsGiven": record.date.is_none() && read.day.is_some(),
                    "team": read.teams.get(at).map(TeamId::as_str),
                    "about": record.about,
                    "limits": record.limits,
                })
            })
            .collect();
        json!({
            "file": read.file,
            "digest": read.proofs.digest,
            "records": records,
            "remarks": read.remarks,
        })
    }

    fn finding(&self, done: &Done) -> Value {
        let row = &done.row;
        let parts = PARTS.iter().filter(|(part, _)| belongs(done, part));
        let parts: Vec<&str> = parts.map(|(part, _)| *part).collect();
        let stage = match &row.bearing {
            Bearing::Suggests(stage) => Some(stage.as_str()),
            _ => None,
        };
        json!({
            "file": self.files.get(done.file).map(|read| read.file.as_str()),
            "team": row.team.as_str(),
            "teamName": self.team(&row.team),
            "activity": row.activity.as_str(),
            "activityName": self.activity(done),
            "is": parts,
            "evidence": row.evidence.as_ref().map(|(id, _)| id.as_str()),
            "day": day(done),
            "strength": strength(row.strength),
            "said": row.said,
            "because": row.because,
            "hits": row.hits,
            "of": row.of,
            "stage": stage,
        })
    }

    fn team<'a>(&'a self, id: &'a TeamId) -> &'a str {
        let team = self.assessment.teams.get(id);
        team.map_or(id.as_str(), |team| team.name.as_str())
    }

    fn activity<'a>(&'a self, done: &'a Done) -> &'a str {
        let id = done.row.activity.as_str();
        let activity = self.model.activity(id);
        activity.map_or(id, |activity| activity.name.as_str())
    }

    fn stage<'a>(&'a self, id: &'a StageId) -> &'a str {
        let mut stages = self.assessment.stages.iter();
        let stage = stages.find(|stage| stage.id == *id);
        stage.map_or(id.as_str(), |stage| stage.title.as_str())
    }

    /// The teams that the files stand for, as the page lists them.
    fn teams(&self) -> Vec<&TeamId> {
        let living = self.assessment.living_teams().into_iter();
        let is_meant = |id: &&TeamId| self.files.iter().any(|read| read.teams.contains(id));
        living.map(|(id, _)| id).filter(is_meant).collect()
    }

    /// What a team says is at some stage, and no valid evidence of any kind stands behind it.
    fn silent(&self, team: &TeamId) -> Vec<(usize, &StageId)> {
        let proofs = Proofs::on(self.model, self.assessment, self.today);
        let mut silent = Vec::new();
        for (at, activity) in self.model.activities.iter().enumerate() {
            let answer = self.assessment.answer(team, activity.id.as_str());
            let Some(Answered::Stage(stage)) = answer.map(|answer| answer.answered()) else {
                continue;
            };
            let counts = self.assessment.counts_as(stage);
            if counts.is_some_and(|stage| stage.score > 0.0) && !proofs.prove(team, at) {
                silent.push((at, stage));
            }
        }
        silent
    }
}

/// Is a row told under this heading? One that adds evidence may support an answer, too.
fn belongs(done: &Done, part: &str) -> bool {
    let row = &done.row;
    match part {
        "added" => done.is_added && row.state == State::New,
        "renewed" => done.is_added && row.state == State::Renews,
        "claim" => row.adds() && !done.is_added,
        "contradicted" => row.bearing == Bearing::Contradicts,
        "supported" => row.bearing == Bearing::Supports,
        "suggested" => matches!(row.bearing, Bearing::Suggests(_)),
        "against" => row.side == Side::Against && row.bearing != Bearing::Contradicts,
        "known" => row.evidence.is_some() && !row.adds(),
        _ => false,
    }
}

/// The day of the run that a row's evidence has.
fn day(done: &Done) -> Option<String> {
    let (_, piece) = done.row.evidence.as_ref()?;
    Run::of(piece).map(|run| run.at)
}

fn strength(strength: Strength) -> &'static str {
    match strength {
        Strength::Stated => "stated",
        Strength::Exists => "exists",
        Strength::Recent => "recent",
        Strength::Enforced => "enforced",
        Strength::Held => "held",
    }
}
