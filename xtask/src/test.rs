//! `test`: the native tests, the tests in the browser, and the end-to-end tests of the built app.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::browser::{self, Browser};
use crate::check::xtask_cargo;
use crate::run::{Result, cargo, program, root, run, say};
use crate::tools::{self, Tools};
use crate::{servers, single, trunk};

const FAILED: &str = "see the failed tests above";
/// The page as one file, which the end-to-end tests open from disk.
const SINGLE_FILE: &str = "target/single-file.html";

#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    Native,
    Web,
    E2e,
}

const ALL_PARTS: [Part; 3] = [Part::Native, Part::Web, Part::E2e];

#[derive(Debug, PartialEq)]
struct Options {
    /// In the order they run.
    parts: Vec<Part>,
    build: bool,
    extra: Vec<String>,
}

impl Options {
    fn parse(args: &[String]) -> Result<Self> {
        let (own, extra) = match args.iter().position(|arg| arg == "--") {
            Some(at) => (&args[..at], &args[at + 1..]),
            None => (args, &[][..]),
        };
        let mut named = Vec::new();
        let mut build = true;
        for arg in own {
            match arg.as_str() {
                "native" => named.push(Part::Native),
                "web" => named.push(Part::Web),
                "e2e" => named.push(Part::E2e),
                "--no-build" => build = false,
                other => {
                    return Err(format!(
                        "`cargo xtask test` does not know `{other}`; it takes the parts `native`, \
                         `web` and `e2e`, `--no-build`, and `-- ARGS` for a single part."
                    ));
                }
            }
        }
        let parts: Vec<Part> = ALL_PARTS
            .into_iter()
            .filter(|part| named.is_empty() || named.contains(part))
            .collect();
        if !extra.is_empty() && parts.len() != 1 {
            return Err(
                "Arguments after `--` need exactly one part to go to; name it, for example \
                 `cargo xtask test web -- NAME`."
                    .into(),
            );
        }
        Ok(Self {
            parts,
            build,
            extra: extra.to_vec(),
        })
    }
}

/// `test`: runs the wanted parts; stops at the first that fails.
pub fn test(args: &[String]) -> Result<()> {
    let options = Options::parse(args)?;
    if options.parts == [Part::Native] {
        return native(&options.extra);
    }
    // Everything is installed before the first test, so that nothing fails half-way through.
    let tools = tools::build_tools()?;
    let browser = browser::browser()?;
    let mut servers = Vec::new();
    if options.parts.contains(&Part::E2e) {
        browser::e2e_packages()?;
        servers = servers::servers()?;
    }
    for part in &options.parts {
        match part {
            Part::Native => native(&options.extra)?,
            Part::Web => web(&tools, &browser, &options.extra)?,
            Part::E2e => {
                if options.build {
                    trunk::build_release(&tools)?;
                }
                e2e(&browser, &servers, &options.extra)?;
            }
        }
    }
    Ok(())
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
    let dist = root().join("dist");
    if !dist.join("index.html").is_file() {
        return Err(format!(
            "There is no app to test in {}; build it with `cargo xtask build`, or leave out \
             `--no-build`.",
            dist.display()
        ));
    }
    let (files, options): (Vec<String>, Vec<String>) =
        extra.iter().cloned().partition(|arg| arg.ends_with(".mjs"));
    let files = if files.is_empty() {
        test_files(&root().join("tests/e2e"))?
    } else {
        files
    };
    let single = root().join(SINGLE_FILE);
    single::write(&dist, &single)?;
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

    fn parse(args: &[&str]) -> Result<Options> {
        let args: Vec<String> = args.iter().map(ToString::to_string).collect();
        Options::parse(&args)
    }

    #[test]
    fn no_part_means_all_parts() {
        let options = parse(&[]).unwrap();
        assert_eq!(options.parts, ALL_PARTS);
        assert!(options.build);
    }

    #[test]
    fn parts_run_in_their_own_order() {
        let options = parse(&["e2e", "native", "--no-build"]).unwrap();
        assert_eq!(options.parts, [Part::Native, Part::E2e]);
        assert!(!options.build);
    }

    #[test]
    fn extra_arguments_need_a_single_part() {
        assert_eq!(parse(&["web", "--", "a", "--"]).unwrap().extra, ["a", "--"]);
        assert!(parse(&["--", "a"]).is_err());
        assert!(parse(&["wep"]).is_err());
    }
}
