//! The command line: the same core without the page, for pipelines, for git, and for programs that
//! query many teams. A command is one file; [`Commands`] lists them.
//!
//! What is computed is computed by the core, so every number is the page's. Only here, on this side
//! of the house, are files, the clock and other programs.

mod catalogue;
mod check;
mod convert;
mod diff;
mod evidence;
mod files;
mod formats;
mod git;
mod index;
mod merge;
mod numbers;
mod out;
mod place;
mod report;
mod score;
mod serve;
mod shell;
mod tables;
mod who;

use std::process::ExitCode;

use chrono::{Local, NaiveDate, Utc};
use clap::{Parser, Subcommand};

use crate::assessment::Context;
use out::Problem;

/// What a command ends with; see [`finish`].
type Outcome = Result<Verdict, Problem>;

/// What a command that did its work has found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Verdict {
    /// Nothing to complain about.
    Fine,
    /// What was asked about: findings, a number that is too low, a difference, a conflict.
    Found,
}

const AFTER_HELP: &str = "\
Exit codes:
  0  done, nothing to complain about
  1  done, and something was found: errors or warnings in a file, a number that is
     too low, a difference (with --exit-code), a conflict
  2  not done: a wrong argument, or a file that cannot be read or written

“-” in the place of a file is the standard input; results go to the standard output
unless -o names a file. Nothing is sent anywhere.";

const LONG_VERSION: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    "\nThe program: MIT or Apache 2.0. The model in it: CC BY-SA 4.0, after OWASP DSOMM."
);

/// Works with DSOMM assessments without the page: checks, scores, compares and merges the files
/// that it exports (*.dsomm.json).
#[derive(Parser)]
#[command(name = "dsomm-radar", version, long_version = LONG_VERSION, after_help = AFTER_HELP)]
#[command(disable_help_subcommand = true, term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Commands,
}

#[derive(Subcommand)]
enum Commands {
    Check(check::Check),
    Score(score::Score),
    Diff(diff::Diff),
    Merge(merge::Merge),
    Convert(convert::Convert),
    Report(report::Report),
    Evidence(evidence::Evidence),
    Git(git::Git),
    Tables(tables::Tables),
    Index(index::Index),
    Serve(serve::Serve),
    Completions(shell::Completions),
    Man(shell::Man),
}

/// Runs the program with the arguments that it was called with.
pub fn start() -> ExitCode {
    let outcome = match Cli::parse().command {
        Commands::Check(command) => command.run(),
        Commands::Score(command) => command.run(),
        Commands::Diff(command) => command.run(),
        Commands::Merge(command) => command.run(),
        Commands::Convert(command) => command.run(),
        Commands::Report(command) => command.run(),
        Commands::Evidence(command) => command.run(),
        Commands::Git(command) => command.run(),
        Commands::Tables(command) => command.run(),
        Commands::Index(command) => command.run(),
        Commands::Serve(command) => command.run(),
        Commands::Completions(command) => command.run(),
        Commands::Man(command) => command.run(),
    };
    finish("dsomm-radar", outcome)
}

/// What `check-model` does: the check of model files under its older name.
pub fn check_model() -> ExitCode {
    finish("check-model", check::OlderName::parse().run())
}

fn finish(program: &str, outcome: Outcome) -> ExitCode {
    match outcome {
        Ok(Verdict::Fine) => ExitCode::SUCCESS,
        Ok(Verdict::Found) => ExitCode::from(1),
        Err(Problem(message)) => {
            out::tell(&format!("{program}: {message}"));
            ExitCode::from(2)
        }
    }
}

/// The day on which evidence has to be valid: the one that was asked for, or today.
fn day(asked: Option<NaiveDate>) -> NaiveDate {
    asked.unwrap_or_else(|| Local::now().date_naive())
}

/// Now, for what is written anew.
fn context() -> Context {
    Context {
        now: Utc::now().timestamp_millis(),
        by: String::new(),
        today: day(None),
    }
}

/// A day as it is typed.
fn parse_day(text: &str) -> Result<NaiveDate, String> {
    let exact = text.len() == 10;
    crate::exchange::assessment_file::parse_date(text)
        .filter(|_| exact)
        .ok_or_else(|| "write a day as 2026-11-23".to_owned())
}
