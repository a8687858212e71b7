//! The files of tools: those that are named, and of a folder, all that are recognised.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::assessment::TeamId;
use crate::cli::files;
use crate::cli::out::Problem;
use crate::evidence::{self, MAX_BYTES, Proofs};
use crate::exchange::kind::{self, Kind};

/// A file that was read.
pub struct Read {
    /// Its name in messages.
    pub file: String,
    /// What it says.
    pub proofs: Proofs,
    /// The team of each of its records.
    pub teams: Vec<TeamId>,
    /// The day of what has none of its own, where there is such a record.
    pub day: Option<NaiveDate>,
    /// Sentences about what cannot be used.
    pub remarks: Vec<String>,
}

/// A file that cannot be used, and why.
pub struct Failed {
    /// Its name in messages.
    pub file: String,
    /// A sentence.
    pub message: String,
}

/// Reads all files. One that is broken does not keep the others from being used.
pub fn read(paths: &[PathBuf]) -> Result<(Vec<Read>, Vec<Failed>), Problem> {
    let (mut all, mut failed) = (Vec::new(), Vec::new());
    for path in paths {
        if path.is_dir() {
            let before = (all.len(), failed.len());
            walk(path, &mut all, &mut failed)?;
            if before == (all.len(), failed.len()) {
                failed.push(Failed {
                    file: files::name(path),
                    message: "There is no file of a pipeline tool in this folder.".to_owned(),
                });
            }
            continue;
        }
        let file = files::name(path);
        let bytes = files::bytes(path)?;
        match one(&file, &bytes) {
            Ok(Some(read)) => all.push(read),
            Ok(None) => failed.push(Failed {
                file,
                message: "This is no file of a pipeline tool that is known here; docs/evidence.md lists them."
                    .to_owned(),
            }),
            Err(message) => failed.push(Failed { file, message }),
        }
    }
    Ok((all, failed))
}

/// Reads a file; nothing where no reader knows it. The error is a sentence.
fn one(file: &str, bytes: &[u8]) -> Result<Option<Read>, String> {
    let opened = kind::open(file, bytes)?;
    let proof = match opened.kind {
        Kind::Proof(proof) => proof,
        Kind::Empty => {
            return Err(
                "The file is empty, which is what a tool that failed leaves behind. Run it again."
                    .to_owned(),
            );
        }
        _ => return Ok(None),
    };
    let proofs = evidence::read(proof, bytes)?;
    Ok(Some(Read {
        file: file.to_owned(),
        remarks: proofs.remarks.clone(),
        proofs,
        teams: Vec::new(),
        day: None,
    }))
}

/// Reads what is recognised in a folder and below; anything else in it is left alone.
fn walk(folder: &Path, all: &mut Vec<Read>, failed: &mut Vec<Failed>) -> Result<(), Problem> {
    let cannot = |error| {
        Problem::of(
            &files::name(folder),
            format!("The folder cannot be read: {error}."),
        )
    };
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(cannot)? {
        entries.push(entry.map_err(cannot)?);
    }
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        // A link may lead back here, so none is followed.
        let kind = entry.file_type().map_err(cannot)?;
        let path = entry.path();
        if kind.is_dir() && !is_hidden {
            walk(&path, all, failed)?;
        }
        let size = entry.metadata().map_or(0, |data| data.len());
        let is_read = kind.is_file() && size > 0 && size <= MAX_BYTES as u64;
        if !is_read {
            continue;
        }
        let file = files::name(&path);
        let bytes = files::bytes(&path)?;
        // What no reader knows may be anything, also no text at all.
        let is_known = matches!(
            kind::open(&file, &bytes).map(|opened| opened.kind),
            Ok(Kind::Proof(_))
        );
        if is_known {
            match one(&file, &bytes) {
                Ok(read) => all.extend(read),
                Err(message) => failed.push(Failed { file, message }),
            }
        }
    }
    Ok(())
}
