//! What only the tests need: a browser, its driver, and the npm packages that drive it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::run::{Result, on_path, output, program, root, run, say, say_there};
use crate::tools::INSTALL_NODE;

/// Folders of tests that have npm packages: end to end, and those in other browsers.
pub const E2E: &str = "tests/e2e";
pub const BROWSERS: &str = "tests/browsers";

/// Where the browser and its driver are.
pub struct Browser {
    pub chromium: PathBuf,
    pub chromedriver: PathBuf,
}

impl Browser {
    fn find() -> Option<Self> {
        Some(Self {
            chromium: find("chromium", "CHROMIUM")?,
            chromedriver: find("chromedriver", "CHROMEDRIVER")?,
        })
    }
}

/// A program named by an environment variable, in Debian's place, or on PATH.
pub fn find(name: &str, variable: &str) -> Option<PathBuf> {
    env::var_os(variable)
        .map(PathBuf::from)
        .into_iter()
        .chain([Path::new("/usr/bin").join(name)])
        .find(|file| file.is_file())
        .or_else(|| on_path(name))
}

/// Makes sure of Chromium and chromedriver.
pub fn browser() -> Result<Browser> {
    if let Some(browser) = Browser::find() {
        say_there("Chromium and chromedriver");
        return Ok(browser);
    }
    const BY_HAND: &str = "install Chromium and the chromedriver of the same version by hand (or \
                           name their paths in CHROMIUM and CHROMEDRIVER) and call it again";
    if on_path("apt-get").is_none() {
        return Err(format!(
            "Chromium or chromedriver is missing, and there is no apt-get to install them; \
             {BY_HAND}."
        ));
    }
    say(
        "Installs Chromium and chromedriver with apt-get",
        "1 minute",
    );
    apt_get(&["update"], BY_HAND)?;
    apt_get(
        &[
            "install",
            "-y",
            "--no-install-recommends",
            "chromium",
            "chromium-driver",
        ],
        BY_HAND,
    )?;
    Browser::find().ok_or_else(|| {
        format!("apt-get installed no `chromium` and `chromedriver` that can be found; {BY_HAND}.")
    })
}

/// Calls apt-get as root, or with sudo.
pub fn apt_get(args: &[&str], advice: &str) -> Result<()> {
    let user = output(program("id").arg("-u"), advice)?;
    let mut command = if user.trim() == "0" {
        program("env")
    } else {
        let mut command = program("sudo");
        command.arg("env");
        command
    };
    // Through `env`, because sudo drops the caller's environment.
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    run(command.args(args), advice)
}

/// Makes sure of the npm packages that the package-lock.json of a folder names.
pub fn packages(folder: &str) -> Result<()> {
    check_node()?;
    let dir = root().join(folder);
    if packages_are_current(&dir) {
        say_there(&format!("npm packages of {folder}"));
        return Ok(());
    }
    say(
        &format!("Installs the npm packages of {folder}"),
        "half a minute",
    );
    run(
        program("npm")
            .current_dir(&dir)
            .args(["ci", "--no-audit", "--no-fund"]),
        &format!("check the network and {folder}/package-lock.json and call it again"),
    )
}

fn packages_are_current(dir: &Path) -> bool {
    let modified = |file: &str| fs::metadata(dir.join(file)).and_then(|file| file.modified());
    // npm writes this file last, so an interrupted installation does not count.
    match (
        modified("node_modules/.package-lock.json"),
        modified("package-lock.json"),
    ) {
        (Ok(installed), Ok(wanted)) => installed >= wanted,
        _ => false,
    }
}

/// The end-to-end tests use options of Node's test runner that came with 20.10.
fn check_node() -> Result<()> {
    let version = output(program("node").arg("--version"), INSTALL_NODE)?;
    if node_is_recent(&version) {
        Ok(())
    } else {
        Err(format!(
            "Node.js {} is too old for the end-to-end tests; {INSTALL_NODE}.",
            version.trim()
        ))
    }
}

fn node_is_recent(version: &str) -> bool {
    let mut numbers = version.trim().trim_start_matches('v').split('.');
    let mut next = || numbers.next().and_then(|number| number.parse::<u32>().ok());
    (next(), next()) >= (Some(20), Some(10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_compare_as_numbers() {
        assert!(node_is_recent("v20.10.0\n"));
        assert!(node_is_recent("v24.1.0"));
        assert!(!node_is_recent("v20.9.0"));
        assert!(!node_is_recent("v8.17.0"));
        assert!(!node_is_recent(""));
    }
}
