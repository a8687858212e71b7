//! What several tests need: small models, teams and commands.

use dsomm_radar::assessment::{
    Answered, Assessment, Choice, Claim, Command, Context, CycleId, Date, Edit, Evidence, GroupId,
    Stage, StageId, TeamId,
};
use dsomm_radar::exchange::assessment_file;
use dsomm_radar::map::SortedSet;
use dsomm_radar::model::yaml::{self, Read, Severity, Source};
use dsomm_radar::model::{Activity, ActivityId, Difficulty, Model, ModelMeta, Parts, Texts};

mod deeds;

pub use deeds::{Deed, NAMES, Person, any_deed, cases, deed, lived};

/// Dimension → subdimension → activities.
pub type Outline<'a> = &'a [(&'a str, &'a [(&'a str, &'a [Activity])])];

/// An activity whose name is its id.
pub fn activity(id: &str, level: u8) -> Activity {
    Activity {
        id: ActivityId::new(id),
        name: id.to_owned(),
        level,
        usefulness: 3,
        difficulty: Difficulty::default(),
        needs: Vec::new(),
        references: Default::default(),
        tags: Vec::new(),
        texts: Texts::default(),
        implementations: Vec::new(),
        subdimension: 0,
    }
}

/// The same activity, needing others.
pub fn needing(mut activity: Activity, needs: &[&str]) -> Activity {
    activity.needs = needs.iter().map(|id| ActivityId::new(id)).collect();
    activity
}

/// A model of five levels.
pub fn model(outline: Outline<'_>) -> Model {
    Model::build(Parts {
        meta: ModelMeta::default(),
        levels: (1..=5).map(|level| format!("Level {level}")).collect(),
        dimensions: outline
            .iter()
            .map(|(dimension, subdimensions)| {
                let subdimensions = subdimensions
                    .iter()
                    .map(|(name, activities)| ((*name).to_owned(), activities.to_vec()))
                    .collect();
                ((*dimension).to_owned(), subdimensions)
            })
            .collect(),
    })
}

/// Reads YAML texts as files called `1.yaml`, `2.yaml` …
pub fn read(texts: &[&str]) -> Result<Read, yaml::ReadError> {
    let names: Vec<String> = (1..=texts.len()).map(|n| format!("{n}.yaml")).collect();
    let sources: Vec<Source> = names
        .iter()
        .zip(texts)
        .map(|(name, text)| Source { name, text })
        .collect();
    yaml::read(&sources)
}

/// One line per place where an activity is listed: `D / S / 2 Name [id]`.
pub fn outline(model: &Model) -> Vec<String> {
    let mut lines = Vec::new();
    for subdimension in &model.subdimensions {
        for &at in &subdimension.activities {
            let activity = &model.activities[at];
            lines.push(format!(
                "{} / {} / {} {} [{}]",
                model.dimensions[subdimension.dimension].name,
                subdimension.name,
                activity.level,
                activity.name,
                activity.id
            ));
        }
    }
    lines
}

/// One line per finding: `warning 1.yaml, D / S / A: sentence`.
pub fn findings(read: &Read) -> Vec<String> {
    read.findings
        .iter()
        .map(|finding| {
            let severity = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Hint => "hint",
            };
            format!(
                "{severity} {}, {}: {}",
                finding.file, finding.place, finding.message
            )
        })
        .collect()
}

/// A calendar date.
pub fn day(text: &str) -> Date {
    assessment_file::parse_date(text).unwrap()
}

/// Milliseconds since 1970 of 2026-01-01T00:00:00Z: where the clocks of the tests start.
pub const START: i64 = 1_767_225_600_000;

/// `kim`, this many milliseconds into 2026.
pub fn at(millis: i64) -> Context {
    by("kim", millis)
}

/// Somebody, this many milliseconds into 2026.
pub fn by(name: &str, millis: i64) -> Context {
    Context {
        now: START + millis,
        by: name.to_owned(),
        today: day("2026-01-01"),
    }
}

/// The id of a team.
pub fn team(id: &str) -> TeamId {
    TeamId::new(id)
}

/// An assessment with these teams, whose names are their ids.
pub fn assessment(teams: &[&str]) -> Assessment {
    let model = model(&[("D", &[("S", &[activity("a", 1)])])]);
    let mut assessment = Assessment::new("assessment-1", "Start", &model);
    for (millis, id) in (0..).zip(teams) {
        let add = Command::AddTeam {
            id: team(id),
            name: (*id).to_owned(),
        };
        assessment.apply(add, &at(millis)).unwrap();
    }
    assessment
}

/// The command that answers one activity for one team.
pub fn answer(to: &str, activity: &str, choice: Choice) -> Command {
    Command::Answer {
        teams: vec![team(to)],
        activity: ActivityId::new(activity),
        choice,
    }
}

/// A stage of the default definition.
pub fn stage(id: &str) -> Choice {
    Choice::Stage(StageId::new(id))
}

/// The command that writes a note.
pub fn note(of: &str, activity: &str, text: &str) -> Command {
    Command::Note {
        team: team(of),
        activity: ActivityId::new(activity),
        text: text.to_owned(),
    }
}

/// Applies a command that has to succeed.
pub fn apply(assessment: &mut Assessment, command: Command, context: &Context) {
    assessment.apply(command, context).unwrap();
}

/// Applies an edit that has to succeed.
pub fn edit(assessment: &mut Assessment, edit: Edit, context: &Context) {
    assessment.edit(edit, context).unwrap();
}

/// A piece of evidence for one activity of one team.
pub fn evidence(activity: &str, of: &str, title: &str) -> Box<Evidence> {
    Box::new(Evidence {
        activity: ActivityId::new(activity),
        teams: SortedSet::from([team(of)]),
        title: title.to_owned(),
        ..Evidence::default()
    })
}

/// The id of a cycle.
pub fn cycle(id: &str) -> CycleId {
    CycleId::new(id)
}

/// The stages of an assessment with one more, before the first one that scores more.
pub fn with_stage(assessment: &Assessment, id: &str, score: f64) -> Vec<Stage> {
    let mut stages = assessment.stages.clone();
    let living = |stage: &Stage| stage.replaced_by.is_none() && stage.score > score;
    let at = stages.iter().position(living).unwrap_or(stages.len());
    let stage = Stage {
        id: StageId::new(id),
        title: id.to_owned(),
        score,
        ..assessment.stages[0].clone()
    };
    stages.insert(at, stage);
    stages
}

/// What a user sees, as lines: title, teams in order, answers of living teams, and everything
/// else that is not removed. Stamps and empty registers do not show.
pub fn visible(assessment: &Assessment) -> Vec<String> {
    let mut lines = vec![format!("title {}", assessment.title)];
    lines.push(format!(
        "months {} {}",
        assessment.cadence_months, assessment.evidence_valid_months
    ));
    for stage in assessment.living_stages() {
        let Stage {
            id, title, score, ..
        } = stage;
        lines.push(format!("stage {id} “{title}” {score}"));
    }
    let is_group = |id: &&GroupId| {
        let group = assessment.groups.get(*id);
        group.is_some_and(|group| !group.deleted)
    };
    for id in assessment.groups.keys().filter(is_group) {
        let group = &assessment.groups[id];
        lines.push(format!("group {id} “{}” {}", group.name, group.order));
    }
    for (id, team) in assessment.living_teams() {
        let groups: Vec<&str> = team
            .groups
            .iter()
            .filter(is_group)
            .map(|id| id.as_str())
            .collect();
        if !groups.is_empty() {
            lines.push(format!("groups of {id} {}", groups.join(" ")));
        }
        for (activity, answer) in assessment.answers.get(id).into_iter().flatten() {
            if !answer.owner.is_empty() || answer.due.is_some() {
                let (owner, due) = (&answer.owner, answer.due);
                lines.push(format!("care {id} {activity} “{owner}” {due:?}"));
            }
            if let Some(day) = answer.until().filter(|_| answer.not_applicable.is_some()) {
                lines.push(format!("until {id} {activity} {day}"));
            }
        }
        for (activity, planned) in assessment.plan.get(id).into_iter().flatten() {
            if let Some(cycle) = &planned.cycle {
                lines.push(format!("plan {id} {activity} {cycle}"));
            }
        }
    }
    for (id, piece) in assessment
        .evidence
        .iter()
        .filter(|(_, piece)| !piece.deleted)
    {
        let Evidence {
            activity,
            teams,
            title,
            description,
            recorded,
            expires,
            reviewer,
            links,
            ..
        } = piece;
        lines.push(format!(
            "evidence {id} {activity} {teams:?} “{title}” “{description}” {recorded:?} {expires:?} “{reviewer}” {links:?}"
        ));
    }
    for (aim, target) in &assessment.targets {
        if let Some(level) = target.level {
            let subdimension = aim.subdimension.as_deref().unwrap_or("*");
            let team = aim.team.as_ref().map_or("*", TeamId::as_str);
            lines.push(format!(
                "target {team} {subdimension} {level} {:?}",
                target.by
            ));
        }
    }
    for (id, cycle) in assessment.cycles.iter().filter(|(_, cycle)| !cycle.deleted) {
        lines.push(format!(
            "cycle {id} “{}” {:?} {:?} {:?}",
            cycle.name, cycle.opened, cycle.opened_at, cycle.closed
        ));
        for (team, answers) in &cycle.answers {
            for (activity, answer) in answers {
                let then = answer.answered();
                lines.push(format!(
                    "in {id}: {team} {activity} {then:?} {:?}",
                    answer.confirmed
                ));
            }
        }
    }
    for audit in assessment.audits() {
        // How a removed result and one that was never there look is the same.
        let said = |claim: &Claim| audit.look(claim).cloned().map(|look| (claim.clone(), look));
        let looks: Vec<_> = audit.sampled.claims.iter().filter_map(said).collect();
        lines.push(format!(
            "audit {} “{}” {:?} {:?} {:?} {looks:?}",
            audit.id, audit.name, audit.day, audit.sampled, audit.finished
        ));
    }
    for (id, team) in assessment.living_teams() {
        lines.push(format!("team {id} “{}” {:?}", team.name, team.inherits));
        for (activity, answer) in assessment.answers.get(id).into_iter().flatten() {
            if answer.answered() != Answered::No || !answer.note.is_empty() {
                lines.push(format!(
                    "  {activity} {:?} {:?} {:?} “{}”",
                    answer.answered(),
                    answer.reached,
                    answer.confirmed,
                    answer.note
                ));
            }
        }
    }
    lines
}
