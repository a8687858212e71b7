//! `test`: the native tests, the tests in the browser, and the end-to-end tests of the built app.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::browser::{self, Browser};
use crate::check::xtask_cargo;
use crate::others::{self, Other};
use crate::run::{Result, cargo, program, root, run, say};
use crate::tools::{self, Tools};
use crate::{servers, single, trunk};

const FAILED: &str = "see the failed tests above";
/// The page as one file, which the end-to-end tests open from disk.
const SINGLE_FILE: &str = "target/single-file.html";

#[derive(Clone, Copy, Debug, PartialEq, clap::ValueEnum)]
enum Part {
    Native,
    Web,
    E2e,
    /// The promises in Firefox and WebKit
    Browsers,
}

const ALL_PARTS: [Part; 4] = [Part::Native, Part::Web, Part::E2e, Part::Browsers];

/// What `test` is asked for.
#[derive(clap::Args, Debug, PartialEq)]
pub struct Test {
    /// Which tests to run; without one, all of them
    parts: Vec<Part>,
    /// Test the dist/ that is there
    #[arg(long)]
    no_build: bool,
    /// Arguments for the single named part
    #[arg(last = true)]
    args: Vec<String>,
}

impl Test {
    /// The wanted parts, in the order they run.
    fn wanted(&self) -> Result<Vec<Part>> {
        let parts: Vec<Part> = ALL_PARTS
            .into_iter()
            .filter(|part| self.parts.is_empty() || self.parts.contains(part))
            .collect();
        if !self.args.is_empty() && parts.len() != 1 {
            return Err(
                "Arguments after `--` need exactly one part to go to; name it, for example \
                 `cargo xtask test web -- NAME`."
                    .into(),
            );
        }
        Ok(parts)
    }

    /// Runs the wanted parts; stops at the first that fails.
    pub fn run(self) -> Result<()> {
        let parts = self.wanted()?;
        if parts == [Part::Native] {
            return native(&self.args);
        }
        // Everything is installed before the first test, so that nothing fails half-way through.
        let tools = tools::build_tools()?;
        let browser = browser::browser()?;
        let mut servers = Vec::new();
        if parts.contains(&Part::E2e) {
            browser::packages(browser::E2E)?;
            servers = servers::servers()?;
        }
        let mut others = Vec::new();
        if parts.contains(&Part::Browsers) {
            browser::packages(browser::BROWSERS)?;
            others = others::others(&tools)?;
        }
        let mut is_built = self.no_build;
        for part in parts {
            match part {
                Part::Native => native(&self.args)?,
                Part::Web => web(&tools, &browser, &self.args)?,
                Part::E2e | Part::Browsers => {
                    if !is_built {
                        trunk::build_release(&tools)?;
                        is_built = true;
                    }
                    if part == Part::E2e {
                        e2e(&browser, &servers, &self.args)?;
                    } else {
                        in_others(&others, &self.args)?;
                    }
                }
            }
        }
        Ok(())
    }
}

fn native(extra: &[String]) -> Result<()> {
    say("Runs the native tests", "2 minutes the first time");
    run(cargo(["test", "--locked"]).args(extra), FAILED)?;
    if extra.is_empty() {
        say("Runs the tests of the developer commands", "half a minute");
        run(&mut xtask_cargo("test"), FAILED)?;
    }
    Ok(())
}

fn web(tools: &Tools, browser: &Browser, extra: &[String]) -> Result<()> {
    say("Runs the tests in the browser", "3 minutes the first time");
    let mut command = cargo(["test", "--locked", "--target", "wasm32-unknown-unknown"]);
    command
        .args(["--test", "web"])
        .args(extra)
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
            tools.program("wasm-bindgen-test-runner"),
        )
        .env("CHROMEDRIVER", &browser.chromedriver)
        // The tests themselves say that they run in a browser.
        .env_remove("WASM_BINDGEN_TEST_ONLY_WEB");
    if env::var_os("WASM_BINDGEN_TEST_TIMEOUT").is_none() {
        // The default of 20 seconds is too short for a busy computer that starts a browser.
        command.env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    }
    run(&mut command, FAILED)
}

fn e2e(browser: &Browser, servers: &[(&str, PathBuf)], extra: &[String]) -> Result<()> {
    let (dist, single) = built()?;
    let (files, options): (Vec<String>, Vec<String>) =
        extra.iter().cloned().partition(|arg| arg.ends_with(".mjs"));
    let files = if files.is_empty() {
        test_files(&root().join("tests/e2e"))?
    } else {
        files
    };
    say("Runs the end-to-end tests", "3 minutes");
    run(
        program("node")
            .args(["--test", "--test-concurrency=2"])
            .args(options)
            .args(files)
            .env("CHROMIUM", &browser.chromium)
            .env("DIST", &dist)
            .env("SINGLE_FILE", &single)
            .envs(servers.iter().cloned()),
        FAILED,
    )
}

/// The same promises in other browsers, all of them at the same time.
fn in_others(others: &[Other], extra: &[String]) -> Result<()> {
    if others.is_empty() {
        return Ok(());
    }
    let (dist, single) = built()?;
    say("Runs the tests in Firefox and WebKit", "3 minutes");
    let mut command = program("node");
    command.args(["--test", "--test-concurrency=2"]).args(extra);
    for other in others {
        command.arg(other.file).envs(other.programs.iter().cloned());
    }
    run(
        command.env("DIST", &dist).env("SINGLE_FILE", &single),
        FAILED,
    )
}

/// The built app, and the same as one file.
fn built() -> Result<(PathBuf, PathBuf)> {
    let dist = root().join("dist");
    if !dist.join("index.html").is_file() {
        return Err(format!(
            "There is no app to test in {}; build it with `cargo xtask build`, or leave out \
             `--no-build`.",
            dist.display()
        ));
    }
    let single = root().join(SINGLE_FILE);
    single::write(&dist, &single)?;
    Ok((dist, single))
}

/// The test files of a directory, relative to the root for short lines in messages.
fn test_files(dir: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(dir).map_err(|error| {
        format!(
            "{} could not be read ({error}); restore it with git.",
            dir.display()
        )
    })?;
    let mut files: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".test.mjs"))
        .map(|name| format!("tests/e2e/{name}"))
        .collect();
    files.sort();
    if files.is_empty() {
        return Err(format!(
            "There is no end-to-end test in {}; their names end in `.test.mjs`.",
            dir.display()
        ));
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::parse;

    #[test]
    fn no_part_means_all_parts() {
        let asked: Test = parse(&[]).unwrap();
        assert_eq!(asked.wanted().unwrap(), ALL_PARTS);
        assert!(!asked.no_build);
    }

    #[test]
    fn parts_run_in_their_own_order() {
        let asked: Test = parse(&["e2e", "native", "--no-build"]).unwrap();
        assert_eq!(asked.wanted().unwrap(), [Part::Native, Part::E2e]);
        assert!(asked.no_build);
    }

    #[test]
    fn extra_arguments_need_a_single_part() {
        let asked: Test = parse(&["web", "--", "a", "--"]).unwrap();
        assert_eq!(asked.args, ["a", "--"]);
        assert!(asked.wanted().is_ok());
        assert!(parse::<Test>(&["--", "a"]).unwrap().wanted().is_err());
        assert!(parse::<Test>(&["wep"]).is_err());
    }
}
