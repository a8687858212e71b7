//! Files that are chosen as a model, or as changes to one. The page and the checker both read them
//! here: they take the same files and say the same about them.

use std::collections::HashSet;

use super::kind::{Door, Kind, recognise};
use crate::assessment::{Answered, Assessment};
use crate::model::check::{self, Placed, Report};
use crate::model::overlay::Overlay;
use crate::model::yaml::{self, Severity, Source};
use crate::model::{ActivityId, Model};
use crate::order::sorted;

/// What files of a model, or of changes, give.
#[derive(Clone, PartialEq, Debug)]
pub struct Loaded {
    /// All changes from now on.
    pub overlay: Overlay,
    /// The model with them. Of a whole model, levels have the names that the file gives.
    pub model: Model,
    /// What is to be said about the files, by file, line and column; also which were left out.
    pub findings: Vec<Placed>,
    /// The files that were taken.
    pub names: Vec<String>,
}

/// Stands for the changes that are there already, in messages.
const KNOWN: &str = "your changes";

/// Reads files as one whole model, in place of `base`, the model without changes. The error is a
/// sentence; nothing can be loaded then.
pub fn whole(base: &Model, files: &[Source<'_>]) -> Result<Loaded, String> {
    let chosen = sort(files, Door::Model)?;
    let report = check::check(&chosen.read);
    let (model, findings) = chosen.findings(report)?;
    Ok(Loaded {
        overlay: Overlay::between(base, &model)?,
        model,
        findings: in_order(findings, files),
        names: chosen.names(),
    })
}

/// Reads files as changes, one after the other, behind the model's own files and the changes that
/// are `known` already. The error is a sentence; nothing can be loaded then.
pub fn changes(
    base: &[Source<'_>],
    known: &Overlay,
    files: &[Source<'_>],
) -> Result<Loaded, String> {
    let chosen = sort(files, Door::Changes)?;
    let sentence = |problem: yaml::ReadError| problem.to_string();
    let published = yaml::read(base).map_err(sentence)?.model;
    let yaml = known.to_yaml();
    let mut behind = base.to_vec();
    if !known.is_empty() {
        behind.push(Source {
            name: KNOWN,
            text: &yaml,
        });
    }
    let report = check::check_behind(&behind, &chosen.read);
    let (_, findings) = chosen.findings(report)?;
    let tree = known.to_json();
    let before = yaml::read_with(base, Some((KNOWN, &tree)));
    let before = before.map_err(sentence)?.model;
    let mut overlay = known.clone();
    for source in &chosen.taken {
        let file = yaml::to_json(source).map_err(sentence)?;
        overlay.put_over(file, &[&before, &published])?;
    }
    let tree = overlay.to_json();
    let model = yaml::read_with(base, Some((KNOWN, &tree)));
    Ok(Loaded {
        model: model.map_err(sentence)?.model,
        overlay,
        findings: in_order(findings, files),
        names: chosen.names(),
    })
}

/// Checks files as one model. A file of another kind is an error and left out.
pub fn check(sources: &[Source<'_>]) -> Report {
    let mut taken = Vec::new();
    let mut left_out = Vec::new();
    let mut nothing = Vec::new();
    for source in sources {
        // Changes are fine here, and a file may name levels for the others.
        let kind = recognise(source.name, source.text);
        let is_model = kind.fits(Door::Changes) || matches!(kind, Kind::NoActivities | Kind::Empty);
        match kind.refusal(source.name, Door::Changes) {
            Some(refusal) if !is_model && broken(source, kind).is_none() => {
                left_out.push(placed(source, Severity::Error, refusal));
            }
            Some(refusal) => {
                taken.push(*source);
                nothing.extend(unused(source, kind, &refusal).filter(|_| is_model));
            }
            None => taken.push(*source),
        }
    }
    if taken.is_empty() && !left_out.is_empty() {
        return Report {
            findings: left_out,
            model: None,
        };
    }
    let mut report = check::check(&taken);
    if report.model.is_some() {
        report.findings.extend(nothing);
    }
    report.findings.extend(left_out);
    report.findings = in_order(report.findings, sources);
    report
}

/// Findings in the order of the files.
fn in_order(findings: Vec<Placed>, files: &[Source<'_>]) -> Vec<Placed> {
    let at = |finding: &Placed| files.iter().position(|file| file.name == finding.file);
    sorted(findings, |left: &Placed, right: &Placed| {
        at(left).cmp(&at(right))
    })
}

/// What would be lost if one model took the place of another.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Loss {
    /// Activities of the model before that the one after lacks.
    pub dropped: usize,
    /// Those of them that a team has answered: the answers stay in the file, but nobody sees them.
    pub answered: usize,
    /// All activities of the model before.
    pub of: usize,
}

impl Loss {
    /// Whether somebody has to agree first: an answer is hidden, or more than half of the model.
    pub fn is_large(&self) -> bool {
        self.answered > 0 || self.dropped * 2 > self.of
    }
}

/// What a model in place of the one before would hide, so that the page can ask first.
pub fn loss(before: &Model, after: &Model, assessment: &Assessment) -> Loss {
    let teams = assessment.living_teams();
    let answers = teams
        .iter()
        .filter_map(|(id, _)| assessment.answers.get(*id));
    let answered: HashSet<&ActivityId> = answers
        .flat_map(|answers| answers.iter())
        .filter(|(_, answer)| answer.answered() != Answered::No)
        .map(|(id, _)| id)
        .collect();
    let dropped = before.activities.iter().map(|activity| &activity.id);
    let dropped: Vec<&ActivityId> = dropped
        .filter(|id| after.position(id.as_str()).is_none())
        .collect();
    Loss {
        dropped: dropped.len(),
        answered: dropped.iter().filter(|id| answered.contains(*id)).count(),
        of: before.activities.len(),
    }
}

/// Files by whether they can be used.
struct Chosen<'s> {
    /// Those with activities.
    taken: Vec<Source<'s>>,
    /// The same, and those that may at least name levels.
    read: Vec<Source<'s>>,
    left_out: Vec<Placed>,
}

/// Parts files of a model from others. The error says why none can be used.
fn sort<'s>(files: &[Source<'s>], door: Door) -> Result<Chosen<'s>, String> {
    let kinds: Vec<Kind> = files
        .iter()
        .map(|file| recognise(file.name, file.text))
        .collect();
    let has_model = kinds.iter().any(|kind| kind.fits(door));
    let mut chosen = Chosen {
        taken: Vec::new(),
        read: Vec::new(),
        left_out: Vec::new(),
    };
    let mut refusals = Vec::new();
    for (file, kind) in files.iter().zip(kinds) {
        let goes_along = has_model && kind.fits(Door::Changes);
        let Some(refusal) = kind.refusal(file.name, door).filter(|_| !goes_along) else {
            chosen.taken.push(*file);
            chosen.read.push(*file);
            continue;
        };
        if let Some(problem) = broken(file, kind) {
            return Err(problem);
        }
        if kind == Kind::NoActivities {
            chosen.read.push(*file);
        }
        chosen.left_out.extend(unused(file, kind, &refusal));
        refusals.push(refusal);
    }
    match chosen.taken.is_empty() {
        true if refusals.is_empty() => Err("No file was chosen.".to_owned()),
        true => Err(refusals.join(" ")),
        false => Ok(chosen),
    }
}

/// Says of a file that nothing of it is in the model; of one that names levels, nothing.
fn unused(file: &Source<'_>, kind: Kind, refusal: &str) -> Option<Placed> {
    let is_meta = kind == Kind::NoActivities && file.text.lines().any(|line| line == "meta:");
    let severity = match kind {
        Kind::Empty | Kind::NoActivities => Severity::Hint,
        _ => Severity::Warning,
    };
    let message = format!("{refusal} The file was left out.");
    (!is_meta).then(|| placed(file, severity, message))
}

/// Why a text that looks like nothing is no YAML either: perhaps it is a model with one mistake.
fn broken(file: &Source<'_>, kind: Kind) -> Option<String> {
    if !matches!(kind, Kind::Yaml | Kind::Text | Kind::NoActivities) {
        return None;
    }
    // A text of one scalar is good YAML, and no model.
    let problem = yaml::to_json(file).err()?;
    (problem.column.is_some()).then(|| problem.to_string())
}

fn placed(file: &Source<'_>, severity: Severity, message: String) -> Placed {
    Placed {
        severity,
        file: file.name.to_owned(),
        line: 1,
        column: 1,
        place: String::new(),
        message,
    }
}

impl Chosen<'_> {
    fn names(&self) -> Vec<String> {
        let names = self.taken.iter().map(|file| file.name.to_owned());
        names.collect()
    }

    /// The model of a report, and its findings with those about files that were left out.
    fn findings(&self, report: Report) -> Result<(Model, Vec<Placed>), String> {
        let Report {
            mut findings,
            model,
        } = report;
        let Some(model) = model else {
            let problems = findings.iter().map(|problem| {
                let Placed {
                    file,
                    line,
                    message,
                    ..
                } = problem;
                format!("{file}, line {line}: {message}")
            });
            return Err(problems.collect::<Vec<_>>().join(" "));
        };
        findings.extend(self.left_out.iter().cloned());
        Ok((model, findings))
    }
}
