//! `release`: what is handed out. The folder as a zip archive, the page as one HTML file, the bill
//! of materials, and the sums of all three.

use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::offline::hex;
use crate::run::{Result, output, program, root, say};
use crate::sbom::Sbom;
use crate::sizes::{self, list_files};
use crate::tools::{self, Tools};
use crate::trunk::{self, Place};
use crate::{single, zip};

const NAME: &str = "dsomm-radar";
const FOLDER: &str = "release";
const SUMS: &str = "SHA256SUMS";

/// A file by its name, with its content.
type Files = Vec<(String, Vec<u8>)>;

/// What `release` is asked for.
#[derive(clap::Args)]
pub struct Release {
    /// Build a second time, from nothing, and compare the bytes
    #[arg(long)]
    check: bool,
}

impl Release {
    /// Builds, packs, and where it is wanted does it all again and compares.
    pub fn run(self) -> Result<()> {
        let tools = tools::build_tools()?;
        trunk::build_release(&tools)?;
        sizes::report()?;
        let dist = root().join("dist");
        let files = artefacts(&dist)?;
        write(&root().join(FOLDER), &files)?;
        for (name, content) in &files {
            println!("{FOLDER}/{name}  {} bytes", content.len());
        }
        if self.check {
            check(&tools, &dist, &files)?;
        }
        Ok(())
    }
}

/// Everything that is handed out, made of what was built.
fn artefacts(dist: &Path) -> Result<Files> {
    say("Packs the release", "10 seconds");
    let sbom = Sbom::read(&read_text(&root().join("Cargo.lock"))?)?;
    let name = format!("{NAME}-{}", sbom.version()?);
    let mut packed: Files = all(dist)?
        .into_iter()
        .map(|(path, content)| (format!("{name}/{path}"), content))
        .collect();
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        let text = read_text(&root().join(licence))?;
        packed.push((format!("{name}/{licence}"), text.into_bytes()));
    }
    packed.sort();
    let mut files = vec![
        (format!("{name}.cdx.json"), sbom.document()?.into_bytes()),
        (format!("{name}.html"), single::page(dist)?.into_bytes()),
        (format!("{name}.zip"), zip::pack(&packed, moment()?)?),
    ];
    files.push((SUMS.into(), sums(&files).into_bytes()));
    Ok(files)
}

/// When the sources were committed, in seconds since 1970. Where there is no git, the variable
/// `SOURCE_DATE_EPOCH` says it.
fn moment() -> Result<u64> {
    const EPOCH: &str = "SOURCE_DATE_EPOCH";
    let text = match std::env::var(EPOCH) {
        Ok(text) => text,
        Err(_) => output(
            program("git").args(["log", "-1", "--format=%ct"]),
            "set SOURCE_DATE_EPOCH to the time of the sources, in seconds since 1970",
        )?,
    };
    text.trim().parse().map_err(|_| {
        format!(
            "`{}` is no number of seconds; set {EPOCH} to one.",
            text.trim()
        )
    })
}

/// As `sha256sum` writes and checks them.
fn sums(files: &[(String, Vec<u8>)]) -> String {
    files
        .iter()
        .map(|(name, content)| format!("{}  {name}\n", hex(&Sha256::digest(content))))
        .collect()
}

fn all(dist: &Path) -> Result<Files> {
    list_files(dist)?
        .into_iter()
        .map(|path| {
            let content = fs::read(dist.join(&path)).map_err(|error| {
                format!("{path} could not be read ({error}); build the app again.")
            })?;
            Ok((path, content))
        })
        .collect()
}

/// Writes the release; nothing of an older one stays.
fn write(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<()> {
    let failed = |error: std::io::Error| {
        format!(
            "{} could not be written ({error}); check the rights of its directory.",
            folder.display()
        )
    };
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(failed)?;
    }
    fs::create_dir_all(folder).map_err(failed)?;
    for (name, content) in files {
        fs::write(folder.join(name), content).map_err(failed)?;
    }
    Ok(())
}

/// Builds once more, from nothing and elsewhere, and compares byte by byte.
fn check(tools: &Tools, dist: &Path, files: &[(String, Vec<u8>)]) -> Result<()> {
    let target = root().join("target/release-check");
    if target.exists() {
        fs::remove_dir_all(&target).map_err(|error| {
            format!(
                "{} could not be removed ({error}); remove it by hand.",
                target.display()
            )
        })?;
    }
    let place = Place {
        dist: target.join("dist"),
        target,
    };
    trunk::build_elsewhere(tools, &place)?;
    let built = differences(&all(dist)?, &all(&place.dist)?);
    let packed = differences(files, &artefacts(&place.dist)?);
    if built.is_empty() && packed.is_empty() {
        println!("==> The second build has the same bytes.");
        return Ok(());
    }
    Err(format!(
        "Two builds of the same sources differ in {}; compare dist/ with {} to find what differs.",
        [built, packed].concat().join(", "),
        place.dist.display()
    ))
}

/// Names of files that are not the same, or not there, in both.
fn differences(one: &[(String, Vec<u8>)], other: &[(String, Vec<u8>)]) -> Vec<String> {
    let lacks = |files: &[(String, Vec<u8>)], file: &(String, Vec<u8>)| !files.contains(file);
    let mut names: Vec<String> = one
        .iter()
        .filter(|file| lacks(other, file))
        .chain(other.iter().filter(|file| lacks(one, file)))
        .map(|(name, _)| name.clone())
        .collect();
    names.sort();
    names.dedup();
    names
}

fn read_text(file: &Path) -> Result<String> {
    fs::read_to_string(file).map_err(|error| {
        format!(
            "{} could not be read ({error}); restore it with git.",
            file.display()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(list: &[(&str, &str)]) -> Files {
        list.iter()
            .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()))
            .collect()
    }

    #[test]
    fn sums_are_written_as_sha256sum_reads_them() {
        assert_eq!(
            sums(&files(&[("a.zip", "abc")])),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a.zip\n"
        );
    }

    #[test]
    fn differing_and_missing_files_are_named_once() {
        let one = files(&[("a", "1"), ("b", "1"), ("c", "1")]);
        let other = files(&[("a", "1"), ("b", "2"), ("d", "1")]);
        assert_eq!(differences(&one, &other), ["b", "c", "d"]);
        assert!(differences(&one, &one).is_empty());
    }
}
