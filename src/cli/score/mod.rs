//! `score`: the numbers of the page, as a table or as JSON, and as a gate in pipelines.

mod conditions;
mod json;
mod table;

use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDate;
use clap::{Args, ValueEnum};

use super::catalogue::{Catalogue, ModelArgs};
use super::out::{self, Problem};
use super::{Outcome, Verdict, day, files, parse_day};
use crate::assessment::{Assessment, CycleId, TeamId, Today};
use crate::model::Model;
use crate::scoring::{self, Proofs, Scores, Targets};
use conditions::{Condition, Failure};

/// Shows the numbers of each team: maturity, completion, coverage, and what is evidenced
///
/// The numbers are those of the page. With --fail-under it is a gate: the exit code is 1 if a team
/// does not reach what is asked for.
#[derive(Args)]
pub struct Score {
    /// Assessments, or folders with some; “-” for the standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Only this team, by name or id; may be repeated
    #[arg(long, value_name = "TEAM")]
    team: Vec<String>,
    /// The numbers of a closed cycle, by name or id, in place of those of today
    #[arg(long, value_name = "CYCLE")]
    cycle: Option<String>,
    /// Rows of the table
    #[arg(long, value_enum, default_value = "team")]
    by: By,
    /// Write all numbers as JSON
    #[arg(long)]
    json: bool,
    /// End with 1 if a team is below: level=2, maturity=2.5, completion=60, coverage=80,
    /// evidenced=50 (per cent) or target; with a part in front: build-and-deployment:level=2
    #[arg(long, value_name = "[PART:]WHAT=VALUE")]
    fail_under: Vec<Condition>,
    /// Let only answers with valid evidence count for --fail-under
    #[arg(long)]
    require_evidence: bool,
    /// Day on which evidence has to be valid [default: today]
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    on: Option<NaiveDate>,
    #[command(flatten)]
    model: ModelArgs,
}

/// What stands in a row of the table.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum By {
    /// A team
    Team,
    /// A dimension of a team
    Dimension,
    /// A subdimension of a team
    Subdimension,
}

/// One assessment with the numbers of its teams.
pub struct Scored {
    /// Where it comes from.
    pub file: String,
    /// What it holds; of a closed cycle, as of then.
    pub assessment: Assessment,
    /// What its answers are about.
    pub model: Arc<Model>,
    /// The closed cycle that was asked for: its name.
    pub cycle: Option<String>,
    /// In the order of the page.
    pub teams: Vec<Numbers>,
}

/// The numbers of a team.
pub struct Numbers {
    /// Which team.
    pub id: TeamId,
    /// Its name.
    pub name: String,
    /// As claimed.
    pub claimed: Scores,
    /// As far as evidenced; of a closed cycle, nothing is known.
    pub evidenced: Option<Scores>,
    /// What it aims at.
    pub targets: Option<Targets>,
}

impl Score {
    pub fn run(self) -> Outcome {
        if self.require_evidence && self.cycle.is_some() {
            return Err(
                "A closed cycle keeps no evidence, so --require-evidence and --cycle do not go together. Leave one out."
                    .into(),
            );
        }
        let today = day(self.on);
        let catalogue = Catalogue::open(&self.model)?;
        let mut all = Vec::new();
        for path in files::assessments(&self.paths)? {
            let (file, assessment) = files::assessment(&path)?;
            let model = catalogue.of(&file.name, &assessment)?;
            let cycle = self.cycle.as_deref();
            all.push(scored(file.name, assessment, model, cycle, today)?);
        }
        self.choose_teams(&mut all)?;
        let mut failures: Vec<Failure> = Vec::new();
        for condition in &self.fail_under {
            let mut is_known = false;
            for scored in &all {
                if let Some(found) = condition.check(scored, self.require_evidence)? {
                    is_known = true;
                    failures.extend(found);
                }
            }
            if !is_known {
                return Err(Problem(format!(
                    "--fail-under {condition}: the model has no such dimension or subdimension. Name one as in the addresses of the page: build-and-deployment, build-and-deployment/build."
                )));
            }
        }
        match self.json {
            true => out::print(&json::write(&all, today, &failures))?,
            false => out::print(&table::write(&all, self.by))?,
        }
        for failure in &failures {
            out::tell(&failure.to_string());
        }
        match failures.is_empty() {
            true => Ok(Verdict::Fine),
            false => Ok(Verdict::Found),
        }
    }

    fn choose_teams(&self, all: &mut Vec<Scored>) -> Result<(), Problem> {
        for wanted in &self.team {
            let is_it = |team: &Numbers| team.name == *wanted || team.id.as_str() == wanted;
            if !all.iter().any(|scored| scored.teams.iter().any(is_it)) {
                return Err(Problem(format!(
                    "There is no team “{wanted}”. Name one by its name or its id; without --team, all are shown."
                )));
            }
        }
        if !self.team.is_empty() {
            for scored in all.iter_mut() {
                scored.teams.retain(|team| {
                    let is_it =
                        |wanted: &String| team.name == *wanted || team.id.as_str() == wanted;
                    self.team.iter().any(is_it)
                });
            }
            all.retain(|scored| !scored.teams.is_empty());
        }
        Ok(())
    }
}

/// Computes the numbers of an assessment.
fn scored(
    file: String,
    assessment: Assessment,
    model: Arc<Model>,
    cycle: Option<&str>,
    today: NaiveDate,
) -> Result<Scored, Problem> {
    let (assessment, cycle) = match cycle {
        None => (assessment, None),
        Some(wanted) => {
            let id = cycle_called(&assessment, wanted);
            let found = id.and_then(|id| {
                let name = assessment.cycles.get(&id)?.name.clone();
                Some((assessment.as_of(&id)?, Some(name)))
            });
            found.ok_or_else(|| {
                Problem::of(
                    &file,
                    format!(
                        "There is no closed cycle “{wanted}”. {}",
                        closed(&assessment)
                    ),
                )
            })?
        }
    };
    let assessment = Assessment {
        today: Today(cycle.is_none().then_some(today)),
        ..assessment
    };
    let proofs = Proofs::on(&model, &assessment, today);
    let number = |id: &TeamId, name: &str| Numbers {
        id: id.clone(),
        name: name.to_owned(),
        claimed: scoring::score(&model, &assessment, id),
        evidenced: (cycle.is_none()).then(|| proofs.evidenced(&model, &assessment, id)),
        targets: scoring::targets(&model, &assessment, id),
    };
    let teams = assessment.living_teams().into_iter();
    let teams: Vec<Numbers> = teams.map(|(id, team)| number(id, &team.name)).collect();
    drop(proofs);
    if teams.is_empty() {
        return Err(Problem::of(
            &file,
            "The assessment has no teams. Add one in the page and export it again.",
        ));
    }
    Ok(Scored {
        file,
        assessment,
        model,
        cycle,
        teams,
    })
}

fn cycle_called(assessment: &Assessment, wanted: &str) -> Option<CycleId> {
    let mut living = assessment.cycles.iter().filter(|(_, cycle)| !cycle.deleted);
    let found = living.find(|(id, cycle)| cycle.name == wanted || id.as_str() == wanted);
    found.map(|(id, _)| id.clone())
}

/// The closed cycles, in a sentence.
fn closed(assessment: &Assessment) -> String {
    let cycles = assessment.cycles.values();
    let closed = cycles.filter(|cycle| !cycle.deleted && cycle.closed.is_some());
    let names: Vec<String> = closed.map(|cycle| format!("“{}”", cycle.name)).collect();
    match names.is_empty() {
        true => "The assessment has none.".to_owned(),
        false => format!("Closed are {}.", names.join(", ")),
    }
}
