//! Developer commands of DSOMM Radar: `cargo xtask <command>`, called from the repository's root.
//!
//! | Command                               | What it does                                           |
//! |---------------------------------------|--------------------------------------------------------|
//! | `setup`                               | installs what building and testing need                |
//! | `serve [--port N] [--release] [--open]` | serves the app and rebuilds it on every change       |
//! | `build`                               | builds the app for release into `dist/`, then `sizes`  |
//! | `release [--check]`                   | what is handed out, into `release/`; see docs/hosting.md |
//! | `sizes`                               | compressed sizes of what the first view loads, gated   |
//! | `test [native\|web\|e2e ...] [--no-build] [-- ARGS]` | runs all tests, or only the named parts |
//! | `check`                               | formatting and lints, for the host and for WebAssembly |
//! | `check-model [FILES ...]`             | checks the model's files                               |
//! | `bench [ARGS ...]`                    | runs the benchmarks                                    |
//! | `bench page [--against REV] [ARGS]`   | times the built page, beside that of another revision  |
//! | `after-build`                         | finishes what Trunk has built; Trunk calls it          |
//!
//! Linux and macOS; on Windows use WSL.

mod bench;
mod browser;
mod check;
mod chunks;
mod emit;
mod house;
mod offline;
mod release;
mod run;
mod sbom;
mod servers;
mod single;
mod sizes;
mod split;
mod test;
mod tools;
mod trunk;
mod zip;

use std::process::ExitCode;
use std::time::Instant;

use run::{Result, cargo, run, say};

const USAGE: &str = "\
Usage: cargo xtask <command>

  setup                      install what building and testing need
  serve [--port N] [--release] [--open]
                             serve the app on http://127.0.0.1:8080/ and rebuild it on changes
  build                      build the app for release into dist/ and check its size
  release [--check]          build and pack what is handed out into release/; --check builds
                             it a second time, from nothing, and compares the bytes
  sizes                      list the compressed sizes of what the first view loads
  test [native|web|e2e ...] [--no-build] [-- ARGS]
                             run all tests, or only the named parts; --no-build tests the
                             dist/ that is there; ARGS go to the single named part
  check                      check formatting and lints
  check-model [FILES ...]    check the model's files
  bench [ARGS ...]           run the benchmarks
  bench page [--against REV] time the built page in Chromium, beside that of another revision
  after-build                finish what Trunk has built: the model, the chunks, the list of
                             files for offline use (called by Trunk)
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some((command, rest)) = args.split_first() else {
        eprint!("{USAGE}");
        return ExitCode::from(2);
    };
    let started = Instant::now();
    let outcome = match command.as_str() {
        "setup" => no_arguments(command, rest).and_then(|()| setup()),
        "serve" => trunk::serve(rest),
        "build" => no_arguments(command, rest).and_then(|()| build()),
        "release" => release::release(rest),
        "sizes" => no_arguments(command, rest).and_then(|()| sizes::report()),
        "test" => test::test(rest),
        "check" => no_arguments(command, rest).and_then(|()| check::check()),
        "check-model" => check_model(rest),
        "bench" => bench::bench(rest),
        "after-build" => no_arguments(command, rest).and_then(|()| after_build()),
        "help" | "-h" | "--help" => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        unknown => {
            eprintln!("There is no command `{unknown}`.\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let took = run::duration(started.elapsed());
    match outcome {
        Ok(()) => {
            println!("==> {command}: done in {took}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("==> {command}: failed after {took}\nError: {error}");
            ExitCode::FAILURE
        }
    }
}

fn no_arguments(command: &str, args: &[String]) -> Result<()> {
    match args.first() {
        None => Ok(()),
        Some(argument) => Err(format!(
            "`cargo xtask {command}` takes no arguments, but got `{argument}`; leave it out."
        )),
    }
}

fn setup() -> Result<()> {
    tools::lint_components()?;
    tools::build_tools()?;
    browser::browser()?;
    browser::e2e_packages()?;
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
