//! The merge driver, which git calls.

use std::path::PathBuf;
use std::process::Command;
use std::thread;

use clap::{Args, ValueEnum};

use super::three_way::{Copies, Marks, three_way};
use crate::assessment::Rule;
use crate::cli::catalogue::{Catalogue, ModelArgs};
use crate::cli::diff::model_for_words;
use crate::cli::out::{self, Problem};
use crate::cli::{Outcome, Verdict, context, files};
use crate::exchange::export;
use crate::exchange::text_file::decode;

/// Merges three copies of an assessment, as git calls it; `git install` sets it up
#[derive(Args)]
pub struct Merge {
    /// What both were made from
    base: PathBuf,
    /// Ours; the result is written there
    ours: PathBuf,
    /// Theirs
    theirs: PathBuf,
    /// How the file is called in the repository
    #[arg(long, value_name = "PATH")]
    path: Option<String>,
    /// How many signs a mark of a conflict has
    #[arg(long, value_name = "NUMBER", default_value_t = 7)]
    marker_size: usize,
    /// What happens where both changed the same answer
    #[arg(long, value_enum, default_value = "mark")]
    take: Take,
    #[command(flatten)]
    model: ModelArgs,
}

/// What decides where both changed the same answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Take {
    /// Both stand in the file between marks, and git says that there is a conflict
    Mark,
    /// The one that was given last, as in the page
    Newer,
    /// The one of the branch that is checked out
    Mine,
    /// The one of the other branch
    Theirs,
    /// The higher stage
    Higher,
    /// The lower stage
    Lower,
}

impl Take {
    fn rule(self) -> Option<Rule> {
        match self {
            Self::Mark => None,
            Self::Newer => Some(Rule::Newer),
            Self::Mine => Some(Rule::Mine),
            Self::Theirs => Some(Rule::Theirs),
            Self::Higher => Some(Rule::Higher),
            Self::Lower => Some(Rule::Lower),
        }
    }
}

impl Merge {
    pub fn run(self) -> Outcome {
        let name = match &self.path {
            Some(path) => path.clone(),
            None => files::name(&self.ours),
        };
        // What is no assessment, or one with a mistake in it, is merged line by line.
        let read = |path: &PathBuf| {
            let text = decode(&files::bytes(path)?).map_err(Problem)?;
            export::read(&text).map_err(|error| Problem(error.to_string()))
        };
        // The three at the same time: reading is most of the work.
        let (base, ours, theirs) = thread::scope(|scope| {
            let base = scope.spawn(|| read(&self.base));
            let theirs = scope.spawn(|| read(&self.theirs));
            let ours = read(&self.ours);
            let join = |thread: thread::ScopedJoinHandle<'_, _>| {
                let broken = || Problem("The file cannot be read.".to_owned());
                thread.join().unwrap_or_else(|_| Err(broken()))
            };
            (join(base), ours, join(theirs))
        });
        let ((mine, ids), (theirs, their_ids)) = match (ours, theirs) {
            (Ok(mine), Ok(theirs)) if mine.0.id == theirs.0.id => (mine, theirs),
            (Ok(_), Ok(_)) => {
                out::tell(&format!(
                    "{name}: The two are different assessments, so they are merged line by line."
                ));
                return self.line_by_line();
            }
            (Err(Problem(what)), _) | (_, Err(Problem(what))) => {
                out::tell(&format!("{name}: {what} It is merged line by line."));
                return self.line_by_line();
            }
        };
        // Where both added the file there is none; where git merged several bases, it may be broken.
        let base = base.ok().map(|(base, _)| base);
        let base = base.filter(|base| base.id == mine.id);
        let mut ids = [ids, their_ids].concat();
        ids.sort();
        ids.dedup();
        let copies = Copies {
            base: base.as_ref(),
            mine: &mine,
            theirs: &theirs,
            ids: &ids,
        };
        let model = |assessment: &crate::assessment::Assessment| {
            let catalogue = Catalogue::open(&self.model).ok()?;
            model_for_words(&catalogue, assessment).ok()
        };
        let marks = Marks {
            size: self.marker_size.max(1),
            model: &model,
        };
        let merged = three_way(&copies, self.take.rule(), &marks, &context());
        // In its place and not beside it: git made this file for the result.
        std::fs::write(&self.ours, &merged.text)
            .map_err(|error| files::cannot_write(&self.ours, &error))?;
        for line in &merged.conflicts {
            out::tell(&format!("{name}: {line}"));
        }
        let is_whole = merged.conflicts.is_empty() || self.take != Take::Mark;
        // The program ends now, and with it its memory: to give that back piece by piece takes a tenth
        // of the time.
        std::mem::forget((base, mine, theirs, merged));
        match is_whole {
            true => Ok(Verdict::Fine),
            false => Ok(Verdict::Found),
        }
    }

    fn line_by_line(&self) -> Outcome {
        let mut git = Command::new("git");
        git.args(["merge-file", "-L", "ours", "-L", "base", "-L", "theirs"]);
        git.arg(format!("--marker-size={}", self.marker_size));
        git.args([&self.ours, &self.base, &self.theirs]);
        let status = git
            .status()
            .map_err(|error| Problem(format!("git cannot be started: {error}.")))?;
        match status.code() {
            Some(0) => Ok(Verdict::Fine),
            Some(1..=127) => Ok(Verdict::Found),
            _ => Err("git cannot merge the files line by line either.".into()),
        }
    }
}
