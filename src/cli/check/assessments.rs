//! Checking assessments: whether they can be read, and what in them counts for nothing.

use std::collections::{BTreeMap, HashSet};

use crate::assessment::{Assessment, TeamId};
use crate::cli::catalogue::Catalogue;
use crate::cli::files::{File, read_assessment, what_is_wrong};
use crate::cli::out::Problem;
use crate::cli::{context, place};
use crate::exchange::assessment_file;
use crate::exchange::kind::Kind;
use crate::model::Model;
use crate::model::check::Placed;
use crate::model::yaml::Severity;

/// Most findings of a file that are told: nobody reads more.
const MOST: usize = 200;
/// A clock that is further ahead than this is wrong, whatever the time zones, in milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// Checks one file.
pub fn check(file: &File, catalogue: &Catalogue) -> Result<Vec<Placed>, Problem> {
    let mut found = Findings {
        file,
        all: Vec::new(),
        more: 0,
    };
    let assessment = match file.opened.kind {
        Kind::Assessment => match assessment_file::read(&file.opened.text) {
            Ok(assessment) => assessment,
            Err(error) => {
                let (at, message) = what_is_wrong(&file.opened.text, &error);
                found.put(Severity::Error, at, "", message);
                return Ok(found.all);
            }
        },
        _ => match read_assessment(file) {
            Ok(assessment) => assessment,
            Err(Problem(message)) => {
                let prefix = format!("{}: ", file.name);
                let message = message.strip_prefix(&prefix).unwrap_or(&message).to_owned();
                found.put(Severity::Error, None, "", message);
                return Ok(found.all);
            }
        },
    };
    let model = match catalogue.of(&file.name, &assessment) {
        Ok(model) => model,
        Err(Problem(message)) => {
            let prefix = format!("{}: ", file.name);
            let message = message.strip_prefix(&prefix).unwrap_or(&message).to_owned();
            found.at(Severity::Error, "model_extensions", message);
            return Ok(found.all);
        }
    };
    model_of(&mut found, &assessment, &model);
    teams(&mut found, &assessment);
    answers(&mut found, &assessment, &model);
    beside_answers(&mut found, &assessment, &model);
    clocks(&mut found, &assessment);
    let Findings { mut all, more, .. } = found;
    all.sort_by_key(|finding| (finding.line, finding.column));
    if more > 0 {
        all.push(placed(
            &file.name,
            Severity::Hint,
            (1, 1),
            "",
            format!("There is more of this kind: {more} findings are not told."),
        ));
    }
    Ok(all)
}

struct Findings<'f> {
    file: &'f File,
    all: Vec<Placed>,
    more: usize,
}

impl Findings<'_> {
    /// A finding at a place of the file.
    fn at(&mut self, severity: Severity, place: &str, message: String) {
        if self.all.len() >= MOST {
            self.more += 1;
            return;
        }
        let at = place::of(&self.file.opened.text, place);
        self.put(severity, at, place, message);
    }

    fn put(
        &mut self,
        severity: Severity,
        at: Option<(usize, usize)>,
        place: &str,
        message: String,
    ) {
        let at = at.unwrap_or((1, 1));
        let finding = placed(&self.file.name, severity, at, place, message);
        self.all.push(finding);
    }
}

fn placed(
    file: &str,
    severity: Severity,
    (line, column): (usize, usize),
    place: &str,
    message: String,
) -> Placed {
    Placed {
        severity,
        file: file.to_owned(),
        line,
        column,
        place: place.to_owned(),
        message,
    }
}

fn model_of(found: &mut Findings<'_>, assessment: &Assessment, model: &Model) {
    let known = &assessment.model;
    // With extensions or changes the numbers of the catalogue alone stand there.
    let is_plain = assessment.setup.extensions.is_empty() && assessment.setup.overlay.is_none();
    if is_plain && !known.digest.is_empty() && known.digest != model.digest() {
        found.at(
            Severity::Hint,
            "model",
            format!(
                "The answers were given to a model with other activities (version {} there, {} here). Open the file in the page: Model offers to carry the answers over.",
                version(&known.version),
                version(&model.meta.version),
            ),
        );
    }
}

fn version(text: &str) -> &str {
    match text {
        "" => "unknown",
        text => text,
    }
}

fn teams(found: &mut Findings<'_>, assessment: &Assessment) {
    let mut names: BTreeMap<&str, &TeamId> = BTreeMap::new();
    for (id, team) in assessment.living_teams() {
        if let Some(other) = names.insert(&team.name, id) {
            found.at(
                Severity::Warning,
                &format!("teams → {id}"),
                format!(
                    "Two teams are called “{}”; the other one is {other}. Rename one.",
                    team.name
                ),
            );
        }
        let Some(from) = &team.inherits else { continue };
        let place = format!("teams → {id} → inherits");
        match assessment.teams.get(from) {
            None => found.at(
                Severity::Warning,
                &place,
                format!("The team inherits from “{from}”, which is not in the file."),
            ),
            Some(_) if is_circle(assessment, id) => found.at(
                Severity::Warning,
                &place,
                "The teams inherit from one another in a circle. Take one of them out.".to_owned(),
            ),
            Some(_) => {}
        }
    }
}

fn is_circle(assessment: &Assessment, start: &TeamId) -> bool {
    let mut seen = HashSet::new();
    let mut next = Some(start);
    while let Some(id) = next {
        if !seen.insert(id) {
            return true;
        }
        next = assessment
            .teams
            .get(id)
            .and_then(|team| team.inherits.as_ref());
    }
    false
}

fn answers(found: &mut Findings<'_>, assessment: &Assessment, model: &Model) {
    // Of an activity that is not known, one finding for all teams.
    let mut unknown: BTreeMap<&str, (usize, &TeamId)> = BTreeMap::new();
    for (team, answers) in &assessment.answers {
        for (activity, answer) in answers {
            let place = |field: &str| format!("answers → {team} → {activity} → {field}");
            if model.position(activity.as_str()).is_none() {
                unknown.entry(activity.as_str()).or_insert((0, team)).0 += 1;
            }
            if let Some(stage) = &answer.stage
                && assessment.counts_as(stage).is_none()
            {
                found.at(
                    Severity::Warning,
                    &place("stage"),
                    format!(
                        "The stage “{stage}” is not defined, so the answer counts as unanswered. Answer it again."
                    ),
                );
            }
            if let Some(reason) = &answer.not_applicable
                && reason.trim().is_empty()
            {
                found.at(
                    Severity::Hint,
                    &place("not_applicable"),
                    "“Not applicable” counts only with a reason. Give one.".to_owned(),
                );
            }
        }
    }
    for (activity, (count, team)) in unknown {
        let answers = match count {
            1 => "1 answer is".to_owned(),
            _ => format!("{count} answers are"),
        };
        found.at(
            Severity::Hint,
            &format!("answers → {team} → {activity}"),
            format!(
                "{answers} about “{activity}”, which the model does not have: kept, and counted nowhere."
            ),
        );
    }
}

fn beside_answers(found: &mut Findings<'_>, assessment: &Assessment, model: &Model) {
    let knows = |team: &TeamId| assessment.teams.contains_key(team.as_str());
    for (id, piece) in &assessment.evidence {
        let place = format!("evidence → {id}");
        if piece.deleted {
            continue;
        }
        if piece.recorded.is_none() {
            found.at(
                Severity::Warning,
                &place,
                format!(
                    "“{}” has no day on which it was recorded, so it proves nothing. Add one.",
                    piece.title
                ),
            );
        }
        if !piece.teams.iter().any(knows) {
            found.at(
                Severity::Warning,
                &place,
                format!(
                    "“{}” stands for no team of the file, so it proves nothing.",
                    piece.title
                ),
            );
        }
        if model.position(piece.activity.as_str()).is_none() {
            found.at(
                Severity::Hint,
                &place,
                format!(
                    "“{}” is about “{}”, which the model does not have.",
                    piece.title, piece.activity
                ),
            );
        }
    }
    for (aim, target) in &assessment.targets {
        if let Some(part) = &aim.subdimension
            && target.level.is_some()
            && model.subdimensions.iter().all(|sub| sub.id != *part)
        {
            let team = aim.team.as_ref().map_or("*", TeamId::as_str);
            found.at(
                Severity::Hint,
                &format!("targets → {team} → {part}"),
                "The model does not have this subdimension: the target counts for nothing."
                    .to_owned(),
            );
        }
    }
    for (team, planned) in &assessment.plan {
        for (activity, planned) in planned {
            if let Some(cycle) = &planned.cycle
                && assessment
                    .cycles
                    .get(cycle)
                    .is_none_or(|cycle| cycle.deleted)
            {
                found.at(
                    Severity::Hint,
                    &format!("plan → {team} → {activity}"),
                    format!("It is planned for the cycle “{cycle}”, which is not there any more."),
                );
            }
        }
    }
}

/// Answers from a clock that runs ahead win over later ones.
fn clocks(found: &mut Findings<'_>, assessment: &Assessment) {
    let late = context().now.saturating_add(DAY);
    let mut ahead: BTreeMap<&str, (usize, String)> = BTreeMap::new();
    for (team, answers) in &assessment.answers {
        for (activity, answer) in answers {
            let stamps = [&answer.changed, &answer.note_changed];
            for stamp in stamps.into_iter().filter(|stamp| stamp.at > late) {
                let place = || (0, format!("answers → {team} → {activity}"));
                ahead.entry(&stamp.by).or_insert_with(place).0 += 1;
            }
        }
    }
    for (by, (count, place)) in ahead {
        let who = match by {
            "" => "somebody".to_owned(),
            by => format!("“{by}”"),
        };
        found.at(
            Severity::Warning,
            &place,
            format!(
                "The clock of {who} ran more than a day ahead ({count} times): these answers win over later ones in a merge. Answer them again once the clock is right."
            ),
        );
    }
}
