//! The browsers beside Chromium that the page is tested in: Firefox, with geckodriver, which is
//! compiled here, and WebKit, with its driver and a screen in memory. All else comes from Debian.

use std::env;
use std::path::{Path, PathBuf};

use crate::browser::{apt_get, find};
use crate::run::{Result, on_path, say, say_there};
use crate::tools::{Tools, geckodriver};

/// A browser that is there: its file of tests, and where its programs are, as the tests ask for it.
#[derive(Clone, Debug)]
pub struct Other {
    pub file: &'static str,
    pub programs: Vec<(&'static str, PathBuf)>,
}

/// What takes a browser: each program with its Debian package and the variable that names it.
struct Needs {
    name: &'static str,
    file: &'static str,
    programs: &'static [(&'static str, &'static str, &'static str)],
}

const FIREFOX: Needs = Needs {
    name: "Firefox",
    file: "tests/browsers/firefox.test.mjs",
    programs: &[("firefox-esr", "firefox-esr", "FIREFOX")],
};
const WEBKIT: Needs = Needs {
    name: "WebKit",
    file: "tests/browsers/webkit.test.mjs",
    programs: &[
        ("WebKitWebDriver", "webkit2gtk-driver", "WEBKITDRIVER"),
        ("MiniBrowser", "webkit2gtk-driver", "MINIBROWSER"),
        ("Xvfb", "xvfb", "XVFB"),
    ],
};

/// Makes sure of both. Who only changes the page may lack one; what everybody relies on may not.
pub fn others(tools: &Tools) -> Result<Vec<Other>> {
    let mut all = Vec::new();
    for needs in [&FIREFOX, &WEBKIT] {
        match one(needs, tools) {
            Ok(other) => all.push(other),
            Err(problem) if env::var_os("CI").is_some() => return Err(problem),
            Err(problem) => println!("==> NOT TESTED in {}: {problem}", needs.name),
        }
    }
    Ok(all)
}

fn one(needs: &Needs, tools: &Tools) -> Result<Other> {
    let mut programs = match there(needs) {
        Some(programs) => {
            say_there(needs.name);
            programs
        }
        None => install(needs)?,
    };
    if needs.file == FIREFOX.file {
        programs.push(("GECKODRIVER", geckodriver(tools)?));
    }
    Ok(Other {
        file: needs.file,
        programs,
    })
}

fn there(needs: &Needs) -> Option<Vec<(&'static str, PathBuf)>> {
    needs
        .programs
        .iter()
        .map(|(name, _, variable)| Some((*variable, place(name, variable)?)))
        .collect()
}

/// Debian keeps the small browser of WebKitGTK out of PATH, in a folder named after the machine.
fn place(name: &str, variable: &str) -> Option<PathBuf> {
    find(name, variable).or_else(|| {
        let folder = format!("/usr/lib/{}-linux-gnu/webkit2gtk-4.1", env::consts::ARCH);
        Some(Path::new(&folder).join(name)).filter(|file| file.is_file())
    })
}

fn install(needs: &Needs) -> Result<Vec<(&'static str, PathBuf)>> {
    let mut packages: Vec<&str> = needs
        .programs
        .iter()
        .map(|(_, package, _)| *package)
        .collect();
    packages.dedup();
    let by_hand = format!(
        "install {} by hand and call it again",
        packages.join(" and ")
    );
    if on_path("apt-get").is_none() {
        return Err(format!("There is no apt-get to get it with; {by_hand}."));
    }
    say(
        &format!("Installs {} with apt-get", packages.join(" and ")),
        "1 minute",
    );
    apt_get(&["update"], &by_hand)?;
    let options = ["install", "-y", "--no-install-recommends"];
    apt_get(&[&options[..], &packages[..]].concat(), &by_hand)?;
    there(needs).ok_or_else(|| {
        format!(
            "apt-get installed {}, but not all programs of {} can be found; {by_hand}.",
            packages.join(" and "),
            needs.name
        )
    })
}
