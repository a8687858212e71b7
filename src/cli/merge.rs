//! `merge`: several copies become one, by the rules of the page.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::catalogue::{Catalogue, ModelArgs};
use super::diff::{answer_in_words, model_for_words};
use super::{Outcome, Verdict, context, files, out};
use crate::assessment::{
    Answer, Assessment, Conflict, Rule, Side, decide, differences, merge_deciding,
};
use crate::exchange::export;
use crate::map::Map;
use crate::model::{ActivityId, Model};

/// Merges assessments answer by answer, as Import of the page does
///
/// Of each part, the one that was written last stays. Where two copies give different answers, they
/// are told, and --take says which one counts. Files of different assessments are merged as well;
/// the result has the id and the title of the first.
#[derive(Args)]
pub struct Merge {
    /// Two or more assessments; “-” for the standard input
    #[arg(required = true, num_args = 2.., value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Where to write the result [default: the standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Which of two different answers counts
    #[arg(long, value_enum, default_value = "newer")]
    take: Take,
    /// Say nothing about what was decided
    #[arg(short, long)]
    quiet: bool,
    #[command(flatten)]
    model: ModelArgs,
}

/// What decides between two answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Take {
    /// The one that was given last
    Newer,
    /// That of the file that was named first
    Mine,
    /// That of the file that was named later
    Theirs,
    /// The higher stage
    Higher,
    /// The lower stage
    Lower,
}

impl From<Take> for Rule {
    fn from(take: Take) -> Self {
        match take {
            Take::Newer => Self::Newer,
            Take::Mine => Self::Mine,
            Take::Theirs => Self::Theirs,
            Take::Higher => Self::Higher,
            Take::Lower => Self::Lower,
        }
    }
}

impl Merge {
    pub fn run(self) -> Outcome {
        let catalogue = Catalogue::open(&self.model)?;
        let (first, mut merged) = files::assessment(&self.files[0])?;
        let mut name = first.name;
        for path in &self.files[1..] {
            let (file, theirs) = files::assessment(path)?;
            let model = model_for_words(&catalogue, &merged)?;
            let (result, conflicts) = deciding(&merged, &theirs, self.take.into());
            if !self.quiet {
                if merged.id != theirs.id {
                    out::tell(&format!(
                        "{}: This is another assessment than {name}; both are merged all the same.",
                        file.name
                    ));
                }
                for (conflict, side) in &conflicts {
                    let (mine, theirs) = (Some(&merged), Some(&theirs));
                    let told = tell(&result, [mine, theirs], &model, conflict, *side);
                    out::tell(&format!("{}: {told}", file.name));
                }
            }
            merged = result;
            name = file.name;
        }
        let model = catalogue.of(&name, &merged)?;
        let text = export::write(&merged, &ids(&model));
        files::write(self.output.as_deref(), text.as_bytes())?;
        Ok(Verdict::Fine)
    }
}

/// All activities of a model: each team gets an entry for them in the file.
pub fn ids(model: &Model) -> Vec<ActivityId> {
    let all = model.activities.iter();
    all.map(|activity| activity.id.clone()).collect()
}

/// Merges two copies with one rule for all answers that disagree; says what was decided.
pub fn deciding(
    mine: &Assessment,
    theirs: &Assessment,
    rule: Rule,
) -> (Assessment, Vec<(Conflict, Side)>) {
    let conflicts = differences(mine, theirs, |_| true).conflicts;
    let plain = crate::assessment::merge(mine, theirs);
    let decided: Vec<(Conflict, Side)> = conflicts
        .into_iter()
        .map(|conflict| {
            let side = decide(&plain, rule, &conflict);
            (conflict, side)
        })
        .collect();
    let mut decisions = Map::new();
    for (conflict, side) in &decided {
        let key = (conflict.team.clone(), conflict.activity.clone());
        decisions.insert(key, *side);
    }
    (
        merge_deciding(mine, theirs, &decisions, &context()),
        decided,
    )
}

/// “Checkout: Pinning of artifacts: Partly implemented (kim, 2026-11-23) or Fully implemented (bo,
/// 2026-11-24): took the second.”
pub fn tell(
    merged: &Assessment,
    [mine, theirs]: [Option<&Assessment>; 2],
    model: &Model,
    conflict: &Conflict,
    side: Side,
) -> String {
    let said = |copy: Option<&Assessment>, answer: &Answer| {
        let words = answer_in_words(copy.unwrap_or(merged), answer);
        let who = who(answer);
        format!("{words}{who}")
    };
    let took = match side {
        Side::Mine => "the first",
        Side::Theirs => "the second",
    };
    format!(
        "{}: {} or {}: took {took}.",
        place(merged, model, conflict),
        said(mine, &conflict.mine),
        said(theirs, &conflict.theirs)
    )
}

/// Team and activity in words.
pub fn place(merged: &Assessment, model: &Model, conflict: &Conflict) -> String {
    let team = merged.teams.get(&conflict.team);
    let team = team.map_or(conflict.team.as_str(), |team| &team.name);
    let activity = model.activity(conflict.activity.as_str());
    let activity = activity.map_or(conflict.activity.as_str(), |activity| &activity.name);
    format!("{team}: {activity}")
}

/// “ (kim, 2026-11-23)”; nothing where it is not known.
pub fn who(answer: &Answer) -> String {
    let day = chrono::DateTime::from_timestamp_millis(answer.changed.at);
    let day = day.map(|moment| moment.date_naive().to_string());
    let by = answer.changed.by.clone();
    let known = [
        Some(by).filter(|by| !by.is_empty()),
        day.filter(|_| answer.changed.at != 0),
    ];
    let known: Vec<String> = known.into_iter().flatten().collect();
    match known.is_empty() {
        true => String::new(),
        false => format!(" ({})", known.join(", ")),
    }
}
