//! Checking model files.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;

use super::{counts, line, told, verdict};
use crate::cli::Outcome;
use crate::cli::out::{self, Problem};
use crate::evidence::rules;
use crate::exchange::model_files;
use crate::exchange::text_file::decode;
use crate::model::Model;
use crate::model::check::{Accepted, Placed, Report, read_accepted};
use crate::model::yaml::{Severity, Source};

/// Findings of the built-in model that its authors stand by.
const ACCEPTED: &str = "model/accepted.yaml";

/// The rules for evidence that come with it.
const EVIDENCE: &str = "model/evidence.yaml";

const AFTER_HELP: &str = "\
Prints FILE:LINE:COLUMN: SEVERITY: PLACE: MESSAGE, then a summary.
Exit code: 0 when there are no errors or warnings (hints are fine), 1 when there are,
2 when a file cannot be read.";

/// Checks model files
///
/// Several files are one model, in the order given; of a folder, its *.yaml and *.yml by name.
/// Without any: model/dsomm, then each file of model/extensions on top of it, with the findings
/// that model/accepted.yaml accepts, and the rules of model/evidence.yaml.
#[derive(Parser)]
#[command(name = "check-model", after_help = AFTER_HELP, term_width = 100)]
pub struct OlderName {
    /// Files or folders
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// End with 0 also when there are warnings
    #[arg(long)]
    errors_only: bool,
    /// File with findings that are not told, with the reasons
    #[arg(long, value_name = "FILE")]
    accepted: Option<PathBuf>,
    /// File with rules for evidence, checked against these models
    #[arg(long, value_name = "FILE")]
    evidence: Option<PathBuf>,
}

impl OlderName {
    /// The program `check-model`.
    pub fn run(self) -> Outcome {
        let ours = |given: Option<PathBuf>, path: &str| {
            given.or_else(|| Some(PathBuf::from(path)).filter(|path| path.is_file()))
        };
        let (models, accepted, evidence) = if self.paths.is_empty() {
            (
                default_models()?,
                ours(self.accepted, ACCEPTED),
                ours(self.evidence, EVIDENCE),
            )
        } else {
            let mut files = Vec::new();
            for path in &self.paths {
                files.extend(yaml_files(path)?);
            }
            (vec![files], self.accepted, self.evidence)
        };
        let checked = check(&models, accepted.as_deref(), evidence.as_deref())?;
        let mut text = String::new();
        for finding in &checked.findings {
            text.push_str(&line(finding));
        }
        out::print(&format!("{text}{}.\n", checked.summary()))?;
        Ok(verdict(counts(&checked.findings), self.errors_only))
    }
}

/// What was found in some models.
pub struct Checked {
    /// Each once.
    pub findings: Vec<Placed>,
    files: usize,
    activities: usize,
    accepted: usize,
}

impl Checked {
    /// A line, without its full stop.
    pub fn summary(&self) -> String {
        let accepted = match self.accepted {
            0 => String::new(),
            took => format!("; {took} accepted"),
        };
        format!(
            "{} and up to {} in a model: {}{accepted}",
            out::count(self.files, "file", "files"),
            out::count(self.activities, "activity", "activities"),
            told(counts(&self.findings)),
        )
    }
}

/// Checks models, each from some files. `list`: the file of accepted findings; `evidence`: the one
/// with rules for evidence.
pub fn check(
    models: &[Vec<PathBuf>],
    list: Option<&Path>,
    evidence: Option<&Path>,
) -> Result<Checked, Problem> {
    let accepted = match list {
        Some(file) => accepted(file)?,
        None => Vec::new(),
    };
    let mut told = HashSet::new();
    let mut findings = Vec::new();
    // The base is checked again below each extension, so the most that one took counts.
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    let (mut checked, mut activities) = (HashSet::new(), 0);
    let mut read_models: Vec<Model> = Vec::new();
    for paths in models {
        let mut report = check_files(paths)?;
        for (at, count) in report.accept(&accepted).into_iter().enumerate() {
            let most = taken.entry(at).or_default();
            *most = count.max(*most);
        }
        checked.extend(paths);
        let count = report.model.as_ref().map_or(0, |m| m.activities.len());
        activities = activities.max(count);
        for finding in report.findings {
            if told.insert(finding.to_string()) {
                findings.push(finding);
            }
        }
        read_models.extend(report.model);
    }
    if let Some(file) = evidence {
        let (name, text) = read(file)?;
        let source = Source {
            name: &name,
            text: &text,
        };
        let models: Vec<&Model> = read_models.iter().collect();
        findings.extend(rules::check(&source, &models));
    }
    for (at, one) in accepted.iter().enumerate() {
        if taken.get(&at).is_none_or(|&count| count == 0) {
            // Else the list would grow, and one day accept what nobody has looked at.
            findings.push(accepts_nothing(list, at, one));
        }
    }
    Ok(Checked {
        findings,
        files: checked.len(),
        activities,
        accepted: taken.values().sum(),
    })
}

fn accepts_nothing(list: Option<&Path>, at: usize, one: &Accepted) -> Placed {
    let file = list.map(Path::display).map(|name| name.to_string());
    Placed {
        severity: Severity::Warning,
        file: file.unwrap_or_default(),
        line: 0,
        column: 0,
        place: String::new(),
        message: format!(
            "item {} accepts nothing: no finding about {} says “{}”. Remove it.",
            at + 1,
            one.activity,
            one.finding
        ),
    }
}

/// The built-in model, then the same with each extension.
fn default_models() -> Result<Vec<Vec<PathBuf>>, Problem> {
    let base = yaml_files(Path::new("model/dsomm"))?;
    let mut models = vec![base.clone()];
    let extensions = Path::new("model/extensions");
    if extensions.is_dir() {
        for extension in yaml_files(extensions)? {
            models.push(base.iter().cloned().chain([extension]).collect());
        }
    }
    Ok(models)
}

/// A file, or the YAML files of a folder by name.
pub fn yaml_files(path: &Path) -> Result<Vec<PathBuf>, Problem> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let cannot = |error| Problem(format!("{} cannot be read: {error}", path.display()));
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(cannot)? {
        let file = entry.map_err(cannot)?.path();
        let yaml = file.extension().is_some_and(|e| e == "yaml" || e == "yml");
        if yaml && file.is_file() {
            files.push(file);
        }
    }
    if files.is_empty() {
        return Err(Problem(format!(
            "{} has neither assessments (*.dsomm.json) nor YAML files",
            path.display()
        )));
    }
    files.sort();
    Ok(files)
}

fn accepted(file: &Path) -> Result<Vec<Accepted>, Problem> {
    let (name, text) = read(file)?;
    let read = read_accepted(&Source {
        name: &name,
        text: &text,
    });
    read.map_err(Problem)
}

/// A file's name and its text.
fn read(path: &Path) -> Result<(String, String), Problem> {
    let name = path.display().to_string();
    let cannot = |problem: String| Problem(format!("{name} cannot be read: {problem}"));
    let bytes = fs::read(path).map_err(|error| cannot(error.to_string()))?;
    let text = decode(&bytes).map_err(cannot)?;
    Ok((name, text))
}

fn check_files(paths: &[PathBuf]) -> Result<Report, Problem> {
    let mut files = Vec::new();
    for path in paths {
        files.push(read(path)?);
    }
    let sources: Vec<Source> = files
        .iter()
        .map(|(name, text)| Source { name, text })
        .collect();
    Ok(model_files::check(&sources))
}
