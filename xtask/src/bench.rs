//! `bench`: the native benchmarks, and with `page` those of the built page in Chromium, side by side
//! with the page of another revision.

use std::fs;
use std::path::PathBuf;

use crate::run::{Result, cargo, output, program, root, run, say, say_there};
use crate::{browser, tools, trunk};

/// `bench [ARGS …]` or `bench page [--against REV] [ARGS …]`.
pub fn bench(args: &[String]) -> Result<()> {
    match args.split_first() {
        Some((first, rest)) if first == "page" => page(rest),
        _ => {
            say("Runs the benchmarks", "5 minutes");
            run(
                cargo(["bench", "--locked"]).args(args),
                "see its messages above",
            )
        }
    }
}

fn page(args: &[String]) -> Result<()> {
    let (other, rest) = match args {
        [flag, revision, rest @ ..] if flag == "--against" => (Some(revision), rest),
        rest => (None, rest),
    };
    let tools = tools::build_tools()?;
    let browser = browser::browser()?;
    browser::packages(browser::E2E)?;
    let other = other.map(|revision| build_of(revision)).transpose()?;
    trunk::build_release(&tools)?;
    let figures = root().join("target/bench/page.json");
    make_folder(&root().join("target/bench"))?;
    say(
        "Times the page in Chromium; the machine should do nothing else",
        "10 minutes for each number of teams",
    );
    let mut command = program("node");
    command
        .arg("tests/e2e/bench-page.mjs")
        .arg(&figures)
        .env("CHROMIUM", &browser.chromium);
    if let Some((name, dist)) = &other {
        command.arg(format!("{name}={}", dist.display()));
    }
    command.arg(format!("now={}", root().join("dist").display()));
    run(command.args(rest), "see its messages above")?;
    println!("All figures: {}", figures.display());
    Ok(())
}

/// The page of another revision, built by the means of that revision: its name and its folder.
fn build_of(revision: &str) -> Result<(String, PathBuf)> {
    let full = output(
        program("git").args(["rev-parse", "--verify", &format!("{revision}^{{commit}}")]),
        "name a revision that `git log` knows",
    )?;
    let name: String = full.trim().chars().take(9).collect();
    let folder = root().join("target/bench").join(&name);
    let dist = folder.join("dist");
    if dist.join("index.html").is_file() {
        say_there(&format!("The page of {name}"));
        return Ok((name, dist));
    }
    make_folder(&root().join("target/bench"))?;
    if !folder.exists() {
        run(
            program("git")
                .args(["worktree", "add", "--detach"])
                .arg(&folder)
                .arg(&name),
            "run `git worktree prune` and call it again",
        )?;
    }
    say(&format!("Builds the page of {name}"), "10 minutes");
    run(
        cargo(["xtask", "build"])
            .current_dir(&folder)
            .env_remove("CARGO_MANIFEST_DIR")
            .env("CARGO_TARGET_DIR", folder.join("target")),
        "see its messages above",
    )?;
    Ok((name, dist))
}

fn make_folder(folder: &std::path::Path) -> Result<()> {
    fs::create_dir_all(folder).map_err(|error| {
        format!(
            "{} could not be made ({error}); check the rights of its directory.",
            folder.display()
        )
    })
}
