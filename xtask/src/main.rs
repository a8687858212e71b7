//! Developer commands of DSOMM Radar: `cargo xtask <command>`, called from the repository's root.
//! `cargo xtask help` lists them.

mod arithmetic;
mod bench;
mod browser;
mod check;
mod chunks;
mod circles;
mod emit;
mod house;
mod offline;
mod others;
mod release;
mod run;
mod sbom;
mod servers;
mod shots;
mod single;
mod sizes;
mod slim;
mod split;
mod test;
mod tools;
mod trunk;
mod zip;

use std::process::ExitCode;
use std::time::Instant;

use clap::{Parser, Subcommand};

use run::{Result, cargo, run, say};

/// Developer commands of DSOMM Radar, called from the repository's root
///
/// They install what they need. Linux and macOS; on Windows use WSL.
#[derive(Parser)]
#[command(name = "xtask", bin_name = "cargo xtask", max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what building and testing need
    Setup,
    /// Serve the app and build it again on every change
    Serve(trunk::Serve),
    /// Build the app for release into dist/ and check its size
    Build,
    /// Build and pack what is handed out, into release/; see docs/hosting.md
    Release(release::Release),
    /// List the compressed sizes of what the first view loads
    Sizes,
    /// Run all tests, or only the named parts
    Test(test::Test),
    /// Picture every page of dist/ in every look and width, into shots/
    ///
    /// A name is a part of a picture's name, such as `heatmap` or `dark+320`; none means all.
    Shots(Passed),
    /// Check formatting, lints and the rules of the house
    Check,
    /// Check the model's files
    CheckModel(Passed),
    /// Run the benchmarks; with `page [--against REV]` those of the built page, in Chromium
    ///
    /// `--against REV`, before other arguments, times another revision beside this one.
    Bench(Passed),
    /// Finish what Trunk has built: the model, the chunks, the list of files for offline use
    ///
    /// Trunk calls it.
    AfterBuild,
}

/// What goes on to another program as it is.
#[derive(clap::Args)]
struct Passed {
    /// Files and options for the program that is called
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<String>,
}

fn main() -> ExitCode {
    let command = Cli::parse().command;
    let name = std::env::args().nth(1).unwrap_or_default();
    let started = Instant::now();
    let outcome = match command {
        Command::Setup => setup(),
        Command::Serve(options) => options.run(),
        Command::Build => build(),
        Command::Release(options) => options.run(),
        Command::Sizes => sizes::report(),
        Command::Test(options) => options.run(),
        Command::Shots(passed) => shots::shots(&passed.args),
        Command::Check => check::check(),
        Command::CheckModel(passed) => check_model(&passed.args),
        Command::Bench(passed) => bench::bench(&passed.args),
        Command::AfterBuild => after_build(),
    };
    let took = run::duration(started.elapsed());
    match outcome {
        Ok(()) => {
            println!("==> {name}: done in {took}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("==> {name}: failed after {took}\nError: {error}");
            ExitCode::FAILURE
        }
    }
}

fn setup() -> Result<()> {
    tools::lint_components()?;
    let tools = tools::build_tools()?;
    browser::browser()?;
    browser::packages(browser::E2E)?;
    browser::packages(browser::BROWSERS)?;
    others::others(&tools)?;
    servers::servers().map(|_| ())
}

fn build() -> Result<()> {
    trunk::build_release(&tools::build_tools()?)?;
    sizes::report()
}

/// One hook, because Trunk would run two at the same time, and the list needs all files.
fn after_build() -> Result<()> {
    let staging = std::env::var_os("TRUNK_STAGING_DIR").ok_or(
        "TRUNK_STAGING_DIR is not set, so there is no place to write to; Trunk sets it when it \
         calls `cargo xtask after-build` as a hook, set it by hand to try the command.",
    )?;
    split::split_model()?;
    chunks::finish(std::path::Path::new(&staging))?;
    offline::write_worker()
}

fn check_model(files: &[String]) -> Result<()> {
    say("Checks the model", "1 minute when it must be compiled");
    let mut command = cargo(["run", "--locked", "--quiet", "--bin", "check-model", "--"]);
    run(
        command.args(files),
        "correct what it names and call it again",
    )
}

#[cfg(test)]
mod tests {
    use clap::{Args, CommandFactory, FromArgMatches};

    use super::Cli;

    /// Reads the options of one command; the error is what would be said.
    pub fn parse<T: Args + FromArgMatches>(args: &[&str]) -> Result<T, String> {
        T::augment_args(clap::Command::new("command"))
            .try_get_matches_from(["command"].iter().chain(args))
            .and_then(|matches| T::from_arg_matches(&matches))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn the_command_line_contradicts_itself_nowhere() {
        Cli::command().debug_assert();
    }
}
