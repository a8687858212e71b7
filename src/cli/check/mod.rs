//! `check`: what is wrong with assessments and with model files, with line and column.

mod assessments;
mod models;

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use super::catalogue::{Catalogue, ModelArgs};
use super::out::{self, Problem};
use super::{Outcome, Verdict, files};
use crate::exchange::kind::Kind;
use crate::model::check::Placed;
use crate::model::yaml::Severity;
pub use models::{OlderName, yaml_files};

/// Checks assessments and model files, and says line and column of what deserves a look
///
/// All model files that are named are checked as one model, in the order given. Of a folder, all
/// assessments in it and below are checked, or where it has none, its *.yaml and *.yml as one model.
#[derive(Args)]
pub struct Check {
    /// Files or folders; “-” for the standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// End with 0 also when there are warnings
    #[arg(long)]
    errors_only: bool,
    /// File with findings about model files that are not told, with the reasons
    #[arg(long, value_name = "FILE")]
    accepted: Option<PathBuf>,
    /// File with rules for evidence, checked against the model files
    #[arg(long, value_name = "FILE")]
    evidence: Option<PathBuf>,
    /// Write the findings as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    model: ModelArgs,
}

/// Counts of errors, warnings and hints.
type Counts = [usize; 3];

impl Check {
    pub fn run(self) -> Outcome {
        let (assessments, models) = sort(&self.paths)?;
        let mut found: Vec<Placed> = Vec::new();
        let mut summary = Vec::new();
        if !assessments.is_empty() {
            let catalogue = Catalogue::open(&self.model)?;
            for file in &assessments {
                found.extend(assessments::check(file, &catalogue)?);
            }
            let files = out::count(assessments.len(), "assessment", "assessments");
            summary.push(format!("{files}: {}", told(counts(&found))));
        }
        if !models.is_empty() {
            let checked = models::check(
                &[models],
                self.accepted.as_deref(),
                self.evidence.as_deref(),
            )?;
            summary.push(checked.summary());
            found.extend(checked.findings);
        }
        if self.json {
            let findings: Vec<Value> = found.iter().map(value).collect();
            let [errors, warnings, hints] = counts(&found);
            let all = json!({
                "format": "dsomm-findings", "version": 1,
                "errors": errors, "warnings": warnings, "hints": hints, "findings": findings,
            });
            out::print(&format!("{all:#}\n"))?;
        } else {
            let mut text = String::new();
            for finding in &found {
                text.push_str(&line(finding));
            }
            for line in summary {
                text.push_str(&format!("{line}.\n"));
            }
            out::print(&text)?;
        }
        Ok(verdict(counts(&found), self.errors_only))
    }
}

/// Files by how they are checked: assessments one by one, models together.
fn sort(paths: &[PathBuf]) -> Result<(Vec<files::File>, Vec<PathBuf>), Problem> {
    let (mut assessments, mut models) = (Vec::new(), Vec::new());
    for path in paths {
        if path.is_dir() {
            match files::assessments(std::slice::from_ref(path)) {
                Ok(found) => {
                    for path in found {
                        assessments.push(files::open(&path)?);
                    }
                }
                Err(_) => models.extend(yaml_files(path)?),
            }
            continue;
        }
        let is_model_name = has_ending(path, &["yaml", "yml"]);
        if is_model_name {
            models.push(path.clone());
            continue;
        }
        let file = files::open(path)?;
        let is_model = matches!(
            file.opened.kind,
            Kind::Model | Kind::ModelWithAnswers | Kind::Changes | Kind::NoActivities
        );
        match is_model && path.as_os_str() != files::STREAM {
            true => models.push(path.clone()),
            false => assessments.push(file),
        }
    }
    Ok((assessments, models))
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    let ending = path.extension().unwrap_or_default();
    endings.iter().any(|known| ending == *known)
}

/// As compilers write it; without a place where it is about the file as a whole.
fn line(finding: &Placed) -> String {
    match finding.line {
        0 => format!("{}: warning: {}\n", finding.file, finding.message),
        _ => format!("{finding}\n"),
    }
}

fn counts(findings: &[Placed]) -> Counts {
    let mut counts = [0; 3];
    for finding in findings {
        counts[finding.severity as usize] += 1;
    }
    counts
}

fn told([errors, warnings, hints]: Counts) -> String {
    format!(
        "{}, {}, {}",
        out::count(errors, "error", "errors"),
        out::count(warnings, "warning", "warnings"),
        out::count(hints, "hint", "hints"),
    )
}

fn verdict([errors, warnings, _]: Counts, errors_only: bool) -> Verdict {
    match errors > 0 || (warnings > 0 && !errors_only) {
        true => Verdict::Found,
        false => Verdict::Fine,
    }
}

fn value(finding: &Placed) -> Value {
    let severity = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "hint",
    };
    json!({
        "severity": severity,
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
        "place": finding.place,
        "message": finding.message,
    })
}
