//! The web servers that the examples in examples/servers/, and the page as it is, are tried with.
//!
//! Their Debian packages are unpacked into a directory of their own, not installed: an installed
//! web server would start and take port 80.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::browser::apt_get;
use crate::run::{Result, on_path, program, root, run, say, say_there};

/// Program, its Debian package, and the environment variable that tells the tests where it is.
const SERVERS: [(&str, &str, &str); 5] = [
    ("nginx", "nginx", "NGINX"),
    ("apache2", "apache2-bin", "APACHE"),
    ("caddy", "caddy", "CADDY"),
    ("lighttpd", "lighttpd", "LIGHTTPD"),
    ("busybox", "busybox-static", "BUSYBOX"),
];
/// Where the packages are unpacked, and the variable that says so.
const PLACE: &str = "target/servers";
const VARIABLE: &str = "SERVERS";

/// Environment for the tests: where each server is.
pub fn servers() -> Result<Vec<(&'static str, PathBuf)>> {
    let place = root().join(PLACE);
    if SERVERS
        .iter()
        .all(|(name, ..)| find(&place, name).is_some())
    {
        say_there("The web servers");
    } else if let Err(problem) = unpack(&place) {
        // Who only changes the page need not have them; what everybody relies on must.
        if env::var_os("CI").is_some() {
            return Err(problem);
        }
        println!("==> NOT TESTED: some of the web servers, because they are not there. {problem}");
    }
    let mut found: Vec<(&str, PathBuf)> = SERVERS
        .iter()
        .filter_map(|(name, _, variable)| Some((*variable, find(&place, name)?)))
        .collect();
    found.push((VARIABLE, place));
    Ok(found)
}

fn find(place: &Path, name: &str) -> Option<PathBuf> {
    [place, Path::new("/")]
        .into_iter()
        .flat_map(|root| ["usr/sbin", "usr/bin", "bin"].map(|folder| root.join(folder).join(name)))
        .find(|file| file.is_file())
        .or_else(|| on_path(name))
}

/// Fetches the packages with all that they need and this computer lacks, and unpacks them.
fn unpack(place: &Path) -> Result<()> {
    const BY_HAND: &str =
        "install nginx, apache2-bin, caddy, lighttpd and busybox by hand and call it again";
    if on_path("apt-get").is_none() {
        return Err(format!("There is no apt-get to get them with; {BY_HAND}."));
    }
    say("Gets the web servers with apt-get", "1 minute");
    let archives = place.join("archives");
    fs::create_dir_all(archives.join("partial")).map_err(|error| {
        format!(
            "{} could not be made ({error}); check the rights of its directory.",
            archives.display()
        )
    })?;
    apt_get(&["update"], BY_HAND)?;
    let cache = format!("Dir::Cache::archives={}", archives.display());
    let packages = SERVERS.map(|(_, package, _)| package);
    let options = [
        "install",
        "-y",
        "--no-install-recommends",
        "--download-only",
        "-o",
        &cache,
    ];
    apt_get(&[&options[..], &packages[..]].concat(), BY_HAND)?;
    let listed = fs::read_dir(&archives)
        .map_err(|error| format!("{} could not be read ({error}).", archives.display()))?;
    for file in listed.flatten().map(|entry| entry.path()) {
        if file.extension().is_some_and(|extension| extension == "deb") {
            let mut command = program("dpkg-deb");
            run(command.arg("-x").arg(&file).arg(place), BY_HAND)?;
        }
    }
    match SERVERS
        .iter()
        .find(|(name, ..)| find(place, name).is_none())
    {
        None => Ok(()),
        Some((name, ..)) => Err(format!(
            "apt-get brought no `{name}` that can be found; {BY_HAND}."
        )),
    }
}
