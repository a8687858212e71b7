//! `index`: a folder of assessments as one small file with the numbers of all teams.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::Args;
use sha2::{Digest, Sha256};

use super::catalogue::{Catalogue, ModelArgs};
use super::out::{self, Problem};
use super::{Outcome, Verdict, day, files, parse_day};
use crate::assessment::Today;
use crate::exchange::index_file::{Entry, Index as Writer};

/// Writes the index of a folder of assessments, with the numbers of each team, for a static server
///
/// With it, a page can list and compare all teams without loading their files. The same folder and
/// the same day always give the same bytes.
#[derive(Args)]
pub struct Index {
    /// The folder; the folders below it count as well
    folder: PathBuf,
    /// Where to write it [default: index.json in the folder]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Day on which evidence has to be valid [default: today]
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    on: Option<NaiveDate>,
    #[command(flatten)]
    model: ModelArgs,
}

impl Index {
    pub fn run(self) -> Outcome {
        let name = files::name(&self.folder);
        if !self.folder.is_dir() {
            return Err(Problem::of(
                &name,
                "This is no folder. Name one with assessments.",
            ));
        }
        let catalogue = Catalogue::open(&self.model)?;
        let today = day(self.on);
        let mut index = Writer::default();
        let mut ids = std::collections::HashMap::new();
        let paths = files::assessments(std::slice::from_ref(&self.folder))?;
        for path in &paths {
            let bytes = files::bytes(path)?;
            let file = files::of_bytes(path, &bytes)?;
            let mut assessment = files::read_assessment(&file)?;
            assessment.today = Today(Some(today));
            let model = catalogue.of(&file.name, &assessment)?;
            if let Some(other) = ids.insert(assessment.id.clone(), file.name.clone()) {
                return Err(Problem::of(
                    &file.name,
                    format!(
                        "This is a copy of the assessment in {other}. Merge the two first, or leave one out."
                    ),
                ));
            }
            index.add(
                &Entry {
                    url: &address(&self.folder, path)?,
                    bytes: bytes.len(),
                    digest: digest(&bytes),
                    assessment: &assessment,
                    model: &model,
                },
                today,
            );
        }
        let output = match &self.output {
            Some(output) => output.clone(),
            None => self.folder.join("index.json"),
        };
        files::write(Some(&output), index.write(today).as_bytes())?;
        let count = out::count(paths.len(), "assessment", "assessments");
        out::tell(&format!("{count} in {}.", files::name(&output)));
        Ok(Verdict::Fine)
    }
}

fn digest(bytes: &[u8]) -> String {
    let mut text = String::from("sha256:");
    for byte in Sha256::digest(bytes) {
        text.push_str(&format!("{byte:02x}"));
    }
    text
}

/// The address of a file beside the index: `/` between names, and `%20` for what addresses cannot
/// hold.
fn address(folder: &Path, path: &Path) -> Result<String, Problem> {
    let relative = path.strip_prefix(folder).unwrap_or(path);
    let mut parts = Vec::new();
    for part in relative.components() {
        let part = part.as_os_str().to_str().ok_or_else(|| {
            Problem::of(
                &files::name(path),
                "The name of the file is no UTF-8, so it can have no address. Rename it.",
            )
        })?;
        let mut text = String::new();
        for byte in part.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                    text.push(char::from(byte));
                }
                byte => text.push_str(&format!("%{byte:02X}")),
            }
        }
        parts.push(text);
    }
    Ok(parts.join("/"))
}
