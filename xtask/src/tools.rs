//! The build tools: Rust's WebAssembly target, wasm-bindgen, Trunk and wasm-opt.
//!
//! They live in a directory of their own in the user's cache, in exactly the versions the project
//! builds with, so that they neither need nor disturb anything else that is installed.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{Result, output, path_with_first, program, root, run, say, say_there};

const WASM_TARGET: &str = "wasm32-unknown-unknown";
const TRUNK_VERSION: &str = "0.21.14";
/// Speaks WebDriver to Firefox; Debian has no package of it.
const GECKODRIVER_VERSION: &str = "0.37.0";
/// The npm package that ships wasm-opt for every platform, as JavaScript.
const BINARYEN_VERSION: &str = "132.0.0";

const INSTALL_RUSTUP: &str = "install rustup from https://rustup.rs and call it again";
pub const INSTALL_NODE: &str = "install Node.js 20.10 or newer (with npm) and call it again";

/// The directory that holds the tools.
pub struct Tools {
    dir: PathBuf,
}

impl Tools {
    fn locate() -> Result<Self> {
        let dir = match env::var_os("DSOMM_RADAR_TOOLS").filter(|dir| !dir.is_empty()) {
            Some(dir) => root().join(dir),
            None => cache_home()?.join("dsomm-radar").join("tools"),
        };
        fs::create_dir_all(dir.join("bin")).map_err(|error| {
            format!(
                "The tools directory {} could not be made ({error}); choose another with \
                 DSOMM_RADAR_TOOLS.",
                dir.display()
            )
        })?;
        Ok(Self { dir })
    }

    fn bin(&self) -> PathBuf {
        self.dir.join("bin")
    }

    pub fn program(&self, name: &str) -> PathBuf {
        self.bin().join(name)
    }

    /// PATH with the tools before everything else.
    pub fn path(&self) -> Result<OsString> {
        path_with_first(&self.bin())
    }

    /// The first words a tool prints as its version, if it is there and runs.
    fn version(&self, name: &str, words: usize) -> Option<String> {
        let output = Command::new(self.program(name))
            .arg("--version")
            .output()
            .ok()
            .filter(|output| output.status.success())?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let words: Vec<&str> = text.split_whitespace().take(words).collect();
        Some(words.join(" "))
    }
}

fn cache_home() -> Result<PathBuf> {
    // The XDG specification tells to ignore a relative path.
    let xdg = env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .filter(|dir| dir.is_absolute());
    xdg.or_else(|| env::home_dir().map(|home| home.join(".cache")))
        .ok_or_else(|| {
            "There is no home directory to keep the tools in; name a directory in \
             DSOMM_RADAR_TOOLS."
                .into()
        })
}

/// Makes sure that everything is there that building the app needs.
pub fn build_tools() -> Result<Tools> {
    wasm_target()?;
    let tools = Tools::locate()?;
    wasm_bindgen(&tools)?;
    trunk(&tools)?;
    wasm_opt(&tools)?;
    Ok(tools)
}

/// Makes sure of Rust's target for WebAssembly.
pub fn wasm_target() -> Result<()> {
    let installed = rustup_list("target")?;
    if installed.lines().any(|target| target == WASM_TARGET) {
        say_there(&format!("Rust's target {WASM_TARGET}"));
        return Ok(());
    }
    say(
        &format!("Adds Rust's target {WASM_TARGET}"),
        "half a minute",
    );
    run(
        program("rustup").args(["target", "add", WASM_TARGET]),
        "check the network and call it again",
    )
}

/// Makes sure of rustfmt and clippy, which rustup's minimal profile lacks.
pub fn lint_components() -> Result<()> {
    let installed = rustup_list("component")?;
    let has = |name: &str| installed.lines().any(|line| line.starts_with(name));
    if has("rustfmt") && has("clippy") {
        say_there("rustfmt and clippy");
        return Ok(());
    }
    say("Adds rustfmt and clippy", "half a minute");
    run(
        program("rustup").args(["component", "add", "rustfmt", "clippy"]),
        "check the network and call it again",
    )
}

fn rustup_list(kind: &str) -> Result<String> {
    output(
        program("rustup").args([kind, "list", "--installed"]),
        INSTALL_RUSTUP,
    )
}

fn wasm_bindgen(tools: &Tools) -> Result<()> {
    let lock_file = root().join("Cargo.lock");
    let lock = fs::read_to_string(&lock_file).map_err(|error| {
        format!(
            "{} could not be read ({error}); it names the version of wasm-bindgen to install, so \
             restore it with `git checkout Cargo.lock`.",
            lock_file.display()
        )
    })?;
    let version = locked_version(&lock, "wasm-bindgen").ok_or_else(|| {
        format!(
            "{} names no version of the package `wasm-bindgen`; bring it up to date with \
             `cargo update --workspace`.",
            lock_file.display()
        )
    })?;
    let is_there = tools.version("wasm-bindgen", 2) == Some(format!("wasm-bindgen {version}"))
        && tools.program("wasm-bindgen-test-runner").is_file();
    if is_there {
        say_there(&format!("wasm-bindgen {version}"));
        return Ok(());
    }
    say(&format!("Compiles wasm-bindgen {version}"), "3 minutes");
    cargo_install(
        tools,
        Pace::Fast,
        &["wasm-bindgen-cli", "--version", version, "--force"],
    )
}

fn trunk(tools: &Tools) -> Result<()> {
    let wanted = format!("trunk {TRUNK_VERSION}");
    if tools.version("trunk", 2).as_ref() == Some(&wanted) {
        say_there(&wanted);
        return Ok(());
    }
    say(&format!("Compiles {wanted}"), "8 minutes");
    // Without its default features Trunk can download nothing: every tool comes from here.
    cargo_install(
        tools,
        Pace::Any,
        &[
            "trunk",
            "--version",
            TRUNK_VERSION,
            "--no-default-features",
            "--force",
        ],
    )
}

/// Makes sure of the driver of Firefox, and says where it is.
pub fn geckodriver(tools: &Tools) -> Result<PathBuf> {
    let wanted = format!("geckodriver {GECKODRIVER_VERSION}");
    if tools.version("geckodriver", 2).as_ref() == Some(&wanted) {
        say_there(&wanted);
    } else {
        say(&format!("Compiles {wanted}"), "3 minutes");
        cargo_install(
            tools,
            Pace::Any,
            &["geckodriver", "--version", GECKODRIVER_VERSION, "--force"],
        )?;
    }
    Ok(tools.program("geckodriver"))
}

/// How fast an installed program has to be. The faster, the longer it takes to compile.
enum Pace {
    /// It works on megabytes.
    Fast,
    /// It waits for others.
    Any,
}

/// Installs a program from its sources, compiled for a short compile time.
fn cargo_install(tools: &Tools, pace: Pace, args: &[&str]) -> Result<()> {
    let target_dir = tools.dir.with_file_name("tools-build");
    run(
        program("cargo")
            // Away from the repository, whose cargo configuration must not matter here.
            .current_dir(&tools.dir)
            .args(["install", "--locked", "--root"])
            .arg(&tools.dir)
            .args(args)
            .env("CARGO_TARGET_DIR", &target_dir)
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env(
                "CARGO_PROFILE_RELEASE_OPT_LEVEL",
                match pace {
                    Pace::Fast => "1",
                    Pace::Any => "0",
                },
            ),
        "check the network and call it again, it goes on from where it stopped",
    )?;
    match fs::remove_dir_all(&target_dir) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(format!(
            "The build directory {} could not be removed ({error}); remove it by hand.",
            target_dir.display()
        )),
        _ => Ok(()),
    }
}

fn wasm_opt(tools: &Tools) -> Result<()> {
    let major = BINARYEN_VERSION.split('.').next().unwrap_or_default();
    let wanted = format!("wasm-opt version {major}");
    if tools.version("wasm-opt", 3).as_ref() == Some(&wanted) {
        say_there(&wanted);
        return Ok(());
    }
    say(&format!("Installs {wanted}"), "half a minute");
    let npm_dir = tools.dir.join("npm");
    run(
        program("npm")
            .args(["install", "--no-audit", "--no-fund", "--prefix"])
            .arg(&npm_dir)
            .arg(format!("binaryen@{BINARYEN_VERSION}")),
        INSTALL_NODE,
    )?;
    let script = npm_dir.join("node_modules/binaryen/bin/wasm-opt");
    write_wrapper(&tools.program("wasm-opt"), &script)?;
    match tools.version("wasm-opt", 3) {
        Some(version) if version == wanted => Ok(()),
        other => Err(format!(
            "{} should say `{wanted}` but says `{}`; remove {} and call it again.",
            tools.program("wasm-opt").display(),
            other.unwrap_or_default(),
            npm_dir.display()
        )),
    }
}

/// Writes a shell script that runs a JavaScript program, independent of its shebang and mode.
fn write_wrapper(wrapper: &Path, script: &Path) -> Result<()> {
    let quoted = script.display().to_string().replace('\'', r"'\''");
    let text = format!("#!/bin/sh\nexec node '{quoted}' \"$@\"\n");
    fs::write(wrapper, text)
        .and_then(|()| fs::set_permissions(wrapper, fs::Permissions::from_mode(0o755)))
        .map_err(|error| {
            format!(
                "{} could not be written ({error}); check the rights of its directory.",
                wrapper.display()
            )
        })
}

/// The version a Cargo.lock names for a package: the line after the one with its name.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name_line = format!("name = \"{package}\"");
    let mut lines = lock.lines().map(str::trim);
    lines.find(|line| *line == name_line)?;
    lines
        .next()?
        .strip_prefix("version = \"")?
        .strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"
version = 4

[[package]]
name = "wasm-bindgen-macro"
version = "0.2.1"
dependencies = [
 "wasm-bindgen",
]

[[package]]
name = "wasm-bindgen"
version = "0.2.128"
source = "registry+https://example.org/index"
"#;

    #[test]
    fn version_is_the_one_of_the_exact_package() {
        assert_eq!(locked_version(LOCK, "wasm-bindgen"), Some("0.2.128"));
        assert_eq!(locked_version(LOCK, "wasm-bindgen-macro"), Some("0.2.1"));
    }

    #[test]
    fn package_that_is_not_locked_has_no_version() {
        assert_eq!(locked_version(LOCK, "wasm"), None);
    }
}
