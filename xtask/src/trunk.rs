//! Trunk, which builds and serves the app.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::chunks;
use crate::run::{Result, program, root, run, say};
use crate::tools::{self, Tools};

/// Only for the program: `RUSTFLAGS` would also reach what Trunk calls, such as these commands.
const RUST_FLAGS: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";

/// What `serve` is asked for.
#[derive(clap::Args, Debug, PartialEq)]
pub struct Serve {
    /// Port on 127.0.0.1
    #[arg(long, value_name = "N", default_value_t = 8080, value_parser = clap::value_parser!(u16).range(1..))]
    port: u16,
    /// Build as for a release: smaller, but it takes longer
    #[arg(long)]
    release: bool,
    /// Open the page in a browser
    #[arg(long)]
    open: bool,
}

impl Serve {
    /// Builds the app, serves it, and builds it again on every change.
    pub fn run(self) -> Result<()> {
        let tools = tools::build_tools()?;
        say(
            &format!(
                "Builds the app and serves it on http://127.0.0.1:{}/ until Ctrl-C",
                self.port
            ),
            "3 minutes the first time",
        );
        let mut command = trunk(&tools)?;
        command.args(["serve", "--port", &self.port.to_string()]);
        if self.release {
            command.arg("--release");
        }
        if self.open {
            command.arg("--open");
        }
        run(
            &mut command,
            "see its messages above; when the port is taken, choose another with `--port N`",
        )
    }
}

/// Builds the app for release into `dist/`.
pub fn build_release(tools: &Tools) -> Result<()> {
    say(
        "Builds the app for release into dist/",
        "5 minutes the first time",
    );
    let mut command = release(tools, &root().join("target"))?;
    run(&mut command, "see its messages above")
}

/// Another place for everything that a build writes.
pub struct Place {
    pub target: PathBuf,
    pub dist: PathBuf,
}

/// Builds the app for release in another place, from nothing.
pub fn build_elsewhere(tools: &Tools, place: &Place) -> Result<()> {
    say("Builds the app a second time, from nothing", "10 minutes");
    let mut command = release(tools, &place.target)?;
    run(
        command
            .arg("--dist")
            .arg(&place.dist)
            .env("CARGO_TARGET_DIR", &place.target),
        "see its messages above",
    )
}

/// A build for release, with the program in parts.
fn release(tools: &Tools, target: &Path) -> Result<Command> {
    let mut command = trunk(tools)?;
    command.args(["build", "--release", "--locked"]);
    // The splitter needs to know what refers to what.
    let flags = format!("{} -Clink-arg=--emit-relocs", rust_flags());
    command.env(RUST_FLAGS, flags);
    chunks::prepare(&mut command, tools, target)?;
    Ok(command)
}

fn trunk(tools: &Tools) -> Result<Command> {
    let mut command = program(tools.program("trunk"));
    command
        .env("PATH", tools.path()?)
        .env(RUST_FLAGS, rust_flags())
        // Trunk takes it for its own yes-or-no option and refuses the customary value `1`.
        .env_remove("NO_COLOR");
    Ok(command)
}

/// Flags for the program, beside those of `.cargo/config.toml`: no paths of the builder's machine in
/// it, which every visitor would download.
fn rust_flags() -> String {
    let mut flags = String::new();
    let home = std::env::var_os("HOME").map(std::path::PathBuf::from);
    let cargo = std::env::var_os("CARGO_HOME")
        .map(std::path::PathBuf::from)
        .or(home.map(|home| home.join(".cargo")));
    let registries = cargo.map(|cargo| cargo.join("registry/src"));
    let folders = registries.and_then(|folder| std::fs::read_dir(folder).ok());
    for folder in folders.into_iter().flatten().flatten() {
        if let Some(path) = folder.path().to_str().filter(|path| !path.contains(' ')) {
            flags.push_str(&format!(" --remap-path-prefix={path}/="));
        }
    }
    flags
}

#[cfg(test)]
mod tests {
    use super::Serve;
    use crate::tests::parse;

    #[test]
    fn options_have_defaults_and_any_order() {
        let defaults = Serve {
            port: 8080,
            release: false,
            open: false,
        };
        assert_eq!(parse(&[]), Ok(defaults));
        let all = Serve {
            port: 9000,
            release: true,
            open: true,
        };
        assert_eq!(parse(&["--open", "--port", "9000", "--release"]), Ok(all));
    }

    #[test]
    fn wrong_options_are_errors() {
        assert!(parse::<Serve>(&["--port"]).is_err());
        assert!(parse::<Serve>(&["--port", "0"]).is_err());
        assert!(parse::<Serve>(&["--prot=1"]).is_err());
    }
}
