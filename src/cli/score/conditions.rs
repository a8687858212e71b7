//! What a pipeline may ask for: `level=2`, `build-and-deployment:completion=60`, `target`.

use std::fmt;
use std::str::FromStr;

use serde_json::{Value, json};

use super::{Numbers, Scored};
use crate::cli::numbers;
use crate::cli::out::Problem;
use crate::scoring::{self, Score};

/// Something that each team has to reach.
#[derive(Clone, PartialEq, Debug)]
pub struct Condition {
    /// Slug of a dimension or id of a subdimension; `None`: everything.
    part: Option<String>,
    what: What,
    /// As it was typed.
    text: String,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum What {
    /// The level reached in each subdimension.
    Level(u8),
    Maturity(f64),
    Completion(f64),
    Coverage(f64),
    Evidenced(f64),
    /// The target of each subdimension.
    Target,
}

/// A team that does not reach it.
#[derive(Clone, PartialEq, Debug)]
pub struct Failure {
    file: String,
    team: String,
    team_id: String,
    part: String,
    what: &'static str,
    wanted: f64,
    found: Option<f64>,
    proven: bool,
}

const HOW: &str = "write level=2, maturity=2.5, completion=60, coverage=80, evidenced=50 or target, perhaps with a part in front: build-and-deployment:level=2";

impl FromStr for Condition {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (part, rest) = match text.rsplit_once(':') {
            Some((part, rest)) => (Some(part.to_owned()), rest),
            None => (None, text),
        };
        let (name, value) = rest.split_once('=').unwrap_or((rest, ""));
        let number = |most: f64| {
            let value: f64 = value.trim_end_matches('%').trim().parse().ok()?;
            (0.0..=most).contains(&value).then_some(value)
        };
        let share = || Some(number(100.0)? / 100.0);
        let what = match name {
            "level" => value.parse().ok().map(What::Level),
            "maturity" => number(20.0).map(What::Maturity),
            "completion" => share().map(What::Completion),
            "coverage" => share().map(What::Coverage),
            "evidenced" => share().map(What::Evidenced),
            "target" if value.is_empty() => Some(What::Target),
            _ => None,
        };
        match what {
            Some(what) => Ok(Self {
                part,
                what,
                text: text.to_owned(),
            }),
            None => Err(HOW.to_owned()),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A part of the model that a condition is about.
enum Part {
    Whole,
    Dimension(usize),
    Subdimension(usize),
}

impl Condition {
    /// The teams that do not reach it; `None`: the model does not have the part. `proven`: only
    /// what is evidenced counts.
    pub fn check(&self, scored: &Scored, proven: bool) -> Result<Option<Vec<Failure>>, Problem> {
        let model = &scored.model;
        if let What::Level(level) = self.what
            && level > model.highest_level()
        {
            return Err(Problem(format!(
                "--fail-under {}: the model has {} levels.",
                self.text,
                model.highest_level()
            )));
        }
        let Some(part) = self.part_of(scored) else {
            return Ok(None);
        };
        let mut failures = Vec::new();
        for team in &scored.teams {
            self.check_team(scored, team, &part, proven, &mut failures);
        }
        Ok(Some(failures))
    }

    fn part_of(&self, scored: &Scored) -> Option<Part> {
        let Some(wanted) = &self.part else {
            return Some(Part::Whole);
        };
        let model = &scored.model;
        let is_dimension = |at: &usize| {
            let dimension = &model.dimensions[*at];
            dimension.slug == *wanted || dimension.name == *wanted
        };
        let is_part = |at: &usize| {
            let part = &model.subdimensions[*at];
            part.id == *wanted || part.name == *wanted
        };
        let dimension = (0..model.dimensions.len()).find(is_dimension);
        let part = (0..model.subdimensions.len()).find(is_part);
        dimension
            .map(Part::Dimension)
            .or_else(|| part.map(Part::Subdimension))
    }

    fn check_team(
        &self,
        scored: &Scored,
        team: &Numbers,
        part: &Part,
        proven: bool,
        failures: &mut Vec<Failure>,
    ) {
        let model = &scored.model;
        // Without evidence of its own, a closed cycle is refused before.
        let evidenced = team.evidenced.as_ref().unwrap_or(&team.claimed);
        let counting = if proven { evidenced } else { &team.claimed };
        let mut fail = |name: &str, what, wanted, found: Option<f64>| {
            failures.push(Failure {
                file: scored.file.clone(),
                team: team.name.clone(),
                team_id: team.id.to_string(),
                part: name.to_owned(),
                what,
                wanted,
                found,
                proven,
            });
        };
        if let What::Level(_) | What::Target = self.what {
            let parts: Vec<usize> = match part {
                Part::Whole => (0..model.subdimensions.len()).collect(),
                Part::Dimension(at) => model.dimensions[*at].subdimensions.clone(),
                Part::Subdimension(at) => vec![*at],
            };
            for at in parts {
                let target = team.targets.as_ref().and_then(|all| all.subdimensions[at]);
                let (what, wanted) = match self.what {
                    What::Level(level) => ("level", Some(level)),
                    _ => ("target", target),
                };
                // Where nothing applies, there is nothing to reach.
                let reached = counting.subdimensions[at].level_reached;
                if let (Some(wanted), Some(reached)) = (wanted, reached)
                    && reached < wanted
                {
                    let name = &model.subdimensions[at].id;
                    fail(name, what, f64::from(wanted), Some(f64::from(reached)));
                }
            }
            return;
        }
        let of = |scores: &scoring::Scores| -> Score {
            match part {
                Part::Whole => scores.overall,
                Part::Dimension(at) => scores.dimensions[*at],
                Part::Subdimension(at) => scores.subdimensions[*at],
            }
        };
        let name = match part {
            Part::Whole => "",
            Part::Dimension(at) => &model.dimensions[*at].slug,
            Part::Subdimension(at) => &model.subdimensions[*at].id,
        };
        let score = of(counting);
        let (what, wanted, found) = match self.what {
            What::Maturity(wanted) => ("maturity", wanted, score.maturity),
            What::Completion(wanted) => ("completion", wanted, score.completion),
            What::Coverage(wanted) => ("coverage", wanted, Some(score.counts.coverage())),
            What::Evidenced(wanted) => {
                let share =
                    scoring::evidenced_share(of(&team.claimed).counts, of(evidenced).counts);
                ("evidenced", wanted, share)
            }
            What::Level(_) | What::Target => return,
        };
        // The last bit of a float is not a failure.
        if found.is_some_and(|found| found + 1e-9 < wanted) {
            fail(name, what, wanted, found);
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let show = |value: f64| match self.what {
            "level" | "target" => format!("level {value:.0}"),
            "maturity" => numbers::maturity(Some(value)),
            _ => numbers::percent(Some(value)),
        };
        let part = match self.part.as_str() {
            "" => String::new(),
            part => format!(" in {part}"),
        };
        let what = match (self.what, self.proven) {
            ("level" | "target", true) => "is evidenced at".to_owned(),
            ("level" | "target", false) => "is at".to_owned(),
            ("evidenced", _) => "has evidence for".to_owned(),
            ("coverage", _) | (_, false) => format!("has {}", self.what),
            (what, true) => format!("has evidenced {what}"),
        };
        let mut found = self.found.map(show).unwrap_or_default();
        if self.what == "evidenced" {
            found.push_str(" of what is ready");
        }
        let below = match self.what {
            "target" => format!("below its target, {}", show(self.wanted)),
            _ => format!("below {}", show(self.wanted)),
        };
        let (file, team) = (&self.file, &self.team);
        write!(f, "{file}: {team} {what} {found}{part}, {below}.")
    }
}

impl Failure {
    /// For programs.
    pub fn value(&self) -> Value {
        json!({
            "file": self.file,
            "team": self.team_id,
            "name": self.team,
            "part": (!self.part.is_empty()).then_some(&self.part),
            "what": self.what,
            "evidenced": self.proven,
            "wanted": self.wanted,
            "found": self.found,
        })
    }
}
