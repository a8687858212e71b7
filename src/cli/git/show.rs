//! Assessments in words, for `git diff`, `git show` and `git log -p`.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;

use crate::assessment::Assessment;
use crate::cli::catalogue::{Catalogue, ModelArgs};
use crate::cli::diff::{as_text, between, in_words, model_for_words};
use crate::cli::out::{Problem, print, print_bytes};
use crate::cli::{Outcome, Verdict, files};
use crate::exchange::assessment_file;
use crate::exchange::text_file::decode;

/// Writes what an assessment says, a line each, as `git show` and `git log -p` compare it
#[derive(Args)]
pub struct Textconv {
    /// The file; what is no assessment is written as it is
    file: PathBuf,
    #[command(flatten)]
    model: ModelArgs,
}

/// Tells what differs between two versions, as `git diff` calls it
#[derive(Args)]
pub struct Diff {
    /// path old-file old-hex old-mode new-file new-hex new-mode
    #[arg(required = true, num_args = 1.., value_name = "ARGUMENT", allow_hyphen_values = true)]
    arguments: Vec<String>,
    #[command(flatten)]
    model: ModelArgs,
}

impl Textconv {
    pub fn run(self) -> Outcome {
        let bytes = files::bytes(&self.file)?;
        let text = decode(&bytes).unwrap_or_default();
        let catalogue = Catalogue::open(&self.model)?;
        let words = |text: &str| {
            let assessment = assessment_file::read(text).ok()?;
            let model = model_for_words(&catalogue, &assessment).ok()?;
            Some(as_text(&assessment, &model))
        };
        let both = || {
            let [ours, theirs] = sides(&text)?;
            Some(beside(&words(&ours)?, &words(&theirs)?))
        };
        match words(&text).or_else(both) {
            Some(words) => print(&words)?,
            None => print_bytes(&bytes)?,
        }
        Ok(Verdict::Fine)
    }
}

/// The two versions in a file with marks of a conflict. `None`: there are none.
fn sides(text: &str) -> Option<[String; 2]> {
    let mut sides = [String::new(), String::new()];
    // Which of the two a line belongs to; `None`: both.
    let mut side = None;
    let mut found = false;
    for line in text.lines() {
        match side {
            None if line.starts_with("<<<<<<<") => {
                side = Some(0);
                found = true;
            }
            Some(0) if line.starts_with("=======") => side = Some(1),
            Some(1) if line.starts_with(">>>>>>>") => side = None,
            _ => {
                for (at, text) in sides.iter_mut().enumerate() {
                    if side.is_none_or(|side| side == at) {
                        text.push_str(line);
                        text.push('\n');
                    }
                }
            }
        }
    }
    found.then_some(sides)
}

/// What both versions say, and where they differ, each by itself.
fn beside(ours: &str, theirs: &str) -> String {
    let known: [HashSet<&str>; 2] = [ours, theirs].map(|text| text.lines().collect());
    let place = |line: &str| line.rsplit_once(": ").map(|(place, _)| place.to_owned());
    let mut left: Vec<&str> = theirs
        .lines()
        .filter(|line| !known[0].contains(line))
        .collect();
    let mut text = String::new();
    for line in ours.lines() {
        if known[1].contains(line) {
            text.push_str(&format!("{line}\n"));
            continue;
        }
        text.push_str(&format!("ours: {line}\n"));
        if let Some(at) = left.iter().position(|other| place(other) == place(line)) {
            text.push_str(&format!("theirs: {}\n", left.remove(at)));
        }
    }
    for line in left {
        text.push_str(&format!("theirs: {line}\n"));
    }
    text
}

impl Diff {
    pub fn run(self) -> Outcome {
        // Of a file with a conflict, git gives the path alone.
        let [path, old, _, _, new, ..] = &self.arguments[..] else {
            print(&format!("{}: has a conflict\n", self.arguments[0]))?;
            return Ok(Verdict::Fine);
        };
        // Where one side has no file, there is an empty assessment in its place.
        let read = |path: &str| -> Option<Assessment> {
            if path == "/dev/null" || path == "nul" {
                return Some(Assessment::default());
            }
            let text = decode(&files::bytes(Path::new(path)).ok()?).ok()?;
            assessment_file::read(&text).ok()
        };
        let (Some(before), Some(after)) = (read(old), read(new)) else {
            return line_by_line(old, new);
        };
        let catalogue = Catalogue::open(&self.model)?;
        let models = [&before, &after].map(|copy| model_for_words(&catalogue, copy));
        let [Ok(old_model), Ok(new_model)] = models else {
            return line_by_line(old, new);
        };
        let found = between((&before, &old_model), (&after, &new_model));
        let words = in_words(&found, before != after);
        let mut text = format!("{path}\n");
        for line in words.lines() {
            text.push_str(&format!("  {line}\n"));
        }
        print(&text)?;
        Ok(Verdict::Fine)
    }
}

fn line_by_line(old: &str, new: &str) -> Outcome {
    let mut git = Command::new("git");
    git.args(["diff", "--no-index", "--no-ext-diff", "--no-textconv", "--"]);
    git.args([old, new]);
    // It ends with 1 where they differ, as they do.
    let status = git.status();
    status.map_err(|error| Problem(format!("git cannot be started: {error}.")))?;
    Ok(Verdict::Fine)
}
