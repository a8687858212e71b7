//! `check`: formatting, lints and the rules of the house, of the app for both of its targets and of these commands.

use std::process::Command;

use crate::run::{Result, cargo, run, say};
use crate::{house, tools};

const XTASK: [&str; 2] = ["--manifest-path", "xtask/Cargo.toml"];
/// The same directory as the alias in .cargo/config.toml uses.
pub const XTASK_TARGET_DIR: [&str; 2] = ["--target-dir", "target/xtask"];

/// Runs rustfmt and clippy; stops at the first that complains.
pub fn check() -> Result<()> {
    tools::lint_components()?;
    tools::wasm_target()?;

    say("Checks the formatting", "1 second");
    const FORMAT: &str = "format the files with `cargo fmt` (and those of xtask with `cargo fmt \
                          --manifest-path xtask/Cargo.toml`)";
    run(&mut cargo(["fmt", "--check"]), FORMAT)?;
    run(cargo(["fmt", "--check"]).args(XTASK), FORMAT)?;

    house::check()?;
    say("Lints the app for this computer", "1 minute");
    clippy(&[])?;
    say("Lints the app for the browser", "2 minutes");
    clippy(&["--target", "wasm32-unknown-unknown"])?;
    say("Lints the developer commands", "half a minute");
    clippy(&[XTASK, XTASK_TARGET_DIR].concat())
}

fn clippy(args: &[&str]) -> Result<()> {
    run(
        cargo(["clippy", "--locked", "--all-targets"])
            .args(args)
            .args(["--", "-D", "warnings"]),
        "correct what it names above",
    )
}

/// A call of cargo for the xtask crate itself.
pub fn xtask_cargo(command: &str) -> Command {
    let mut call = cargo([command, "--locked"]);
    call.args(XTASK).args(XTASK_TARGET_DIR);
    call
}
