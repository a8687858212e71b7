//! `git`: merging and comparing assessments in git, answer by answer.

mod install;
mod merge;
mod show;
mod three_way;

use std::path::Path;
use std::process::Command;

use clap::{Args, Subcommand};

use super::Outcome;
use super::out::Problem;

/// Lets git merge and compare assessments answer by answer
#[derive(Args)]
pub struct Git {
    #[command(subcommand)]
    command: Commands,
}

#[derive(Subcommand)]
enum Commands {
    Install(install::Install),
    Merge(merge::Merge),
    Textconv(show::Textconv),
    Diff(show::Diff),
}

impl Git {
    pub fn run(self) -> Outcome {
        match self.command {
            Commands::Install(command) => command.run(),
            Commands::Merge(command) => command.run(),
            Commands::Textconv(command) => command.run(),
            Commands::Diff(command) => command.run(),
        }
    }
}

/// What git says; the error is what it complains about.
fn git(arguments: &[&str]) -> Result<String, Problem> {
    let output = Command::new("git").args(arguments).output();
    let output = output.map_err(|error| {
        Problem(format!(
            "git cannot be started: {error}. Install it, and call this again."
        ))
    })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout)
            .trim_end()
            .to_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Problem(format!(
        "`git {}` failed: {}",
        arguments.join(" "),
        said.trim()
    )))
}

/// A path as git takes it.
fn text(path: &Path) -> Result<&str, Problem> {
    path.to_str().ok_or_else(|| {
        Problem::of(
            &path.display().to_string(),
            "The name of the file is no UTF-8. Rename it.",
        )
    })
}
