//! `bench`: the native benchmarks, and with `page` those of the built page in Chromium, side by side
//! with the page of another revision.

use std::fs;
use std::path::{Path, PathBuf};

use crate::run::{Result, cargo, output, program, root, run, say, say_there};
use crate::{browser, tools, trunk};

/// `bench [--against REV] [ARGS …]` or `bench page [--against REV] [ARGS …]`.
pub fn bench(args: &[String]) -> Result<()> {
    match args {
        [first, rest @ ..] if first == "page" => page(rest),
        [flag, revision, rest @ ..] if flag == "--against" => beside(revision, rest),
        _ => {
            say("Runs the benchmarks", "5 minutes");
            run(
                cargo(["bench", "--locked"]).args(args),
                "see its messages above",
            )
        }
    }
}

/// The native benchmarks of another revision and of this one, with how many times as long this one takes.
fn beside(revision: &str, args: &[String]) -> Result<()> {
    let (name, folder) = folder_of(revision)?;
    let timed = |what: &str, folder: &Path| {
        say(
            &format!("Runs the benchmarks of {what}"),
            "10 minutes the first time",
        );
        let mut command = cargo(["bench", "--locked"]);
        command
            .args(args)
            .current_dir(folder)
            .env_remove("CARGO_MANIFEST_DIR");
        if folder != root() {
            command.env("CARGO_TARGET_DIR", folder.join("target"));
        }
        output(&mut command, "see its messages above").map(|text| times(&text))
    };
    let before = timed(&name, &folder)?;
    let now = timed("this revision", &root())?;
    println!(
        "{:<58}{name:>12}{:>12}{:>8}",
        "milliseconds", "now", "ratio"
    );
    for (what, now) in now {
        match before.iter().find(|(other, _)| *other == what) {
            Some((_, before)) => {
                println!("{what:<58}{before:>12.3}{now:>12.3}{:>8.2}", now / before);
            }
            None => println!("{what:<58}{:>12}{now:>12.3}{:>8}", "–", "–"),
        }
    }
    Ok(())
}

/// What was timed, and how long it took in milliseconds, from the lines of the benchmarks.
fn times(text: &str) -> Vec<(String, f64)> {
    let timed = |line: &str| {
        let (what, time) = line.strip_suffix(" ms")?.trim_end().rsplit_once(' ')?;
        Some((what.trim_end().to_owned(), time.parse().ok()?))
    };
    text.lines().filter_map(timed).collect()
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
    let (name, folder) = folder_of(revision)?;
    let dist = folder.join("dist");
    if dist.join("index.html").is_file() {
        say_there(&format!("The page of {name}"));
        return Ok((name, dist));
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

/// The files of another revision: its name and its folder.
fn folder_of(revision: &str) -> Result<(String, PathBuf)> {
    let full = output(
        program("git").args(["rev-parse", "--verify", &format!("{revision}^{{commit}}")]),
        "name a revision that `git log` knows",
    )?;
    let name: String = full.trim().chars().take(9).collect();
    let folder = root().join("target/bench").join(&name);
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
    Ok((name, folder))
}

fn make_folder(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).map_err(|error| {
        format!(
            "{} could not be made ({error}); check the rights of its directory.",
            folder.display()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::times;

    #[test]
    fn times_are_found_among_other_lines() {
        let text =
            "   Running benches\nread the model                      12.345 ms\nratio   4x\nx 1 ms";
        let found = times(text);
        assert_eq!(
            found,
            [("read the model".to_owned(), 12.345), ("x".to_owned(), 1.0)]
        );
    }
}
