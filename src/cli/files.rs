//! Reading and writing files, “-” for streams.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::out::{Problem, print_bytes};
use super::place;
use crate::assessment::Assessment;
use crate::exchange::assessment_file::{self, FileError};
use crate::exchange::kind::{self, Kind, Opened};

/// Stands for the standard input and output.
pub const STREAM: &str = "-";
/// How the ending of an assessment's name is written.
pub const ENDING: &str = ".dsomm.json";

/// A file as it was given.
pub struct File {
    /// Its name in messages.
    pub name: String,
    /// What it is, and its text.
    pub opened: Opened,
}

/// The bytes of a file or of the standard input.
pub fn bytes(path: &Path) -> Result<Vec<u8>, Problem> {
    let read = if path.as_os_str() == STREAM {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else if path.is_dir() {
        return Err(Problem::of(
            &name(path),
            "This is a folder. Name a file in it.",
        ));
    } else {
        fs::read(path)
    };
    read.map_err(|error| {
        Problem::of(
            &name(path),
            format!("The file cannot be read: {error}. Check its name and your rights."),
        )
    })
}

/// Reads a file of any kind.
pub fn open(path: &Path) -> Result<File, Problem> {
    of_bytes(path, &bytes(path)?)
}

/// The same, of what was read already.
pub fn of_bytes(path: &Path, bytes: &[u8]) -> Result<File, Problem> {
    let name = name(path);
    let opened = kind::open(&name, bytes).map_err(Problem)?;
    Ok(File { name, opened })
}

/// Reads an assessment.
pub fn assessment(path: &Path) -> Result<(File, Assessment), Problem> {
    let file = open(path)?;
    let read = read_assessment(&file)?;
    Ok((file, read))
}

/// Makes an assessment of what was read.
pub fn read_assessment(file: &File) -> Result<Assessment, Problem> {
    let Opened { kind, text } = &file.opened;
    match kind {
        Kind::Assessment => {}
        Kind::Empty => {
            return Err(Problem::of(
                &file.name,
                "The file is empty. Export it again.",
            ));
        }
        kind => {
            let what = kind.name();
            return Err(Problem::of(
                &file.name,
                format!(
                    "This is {what}, not an assessment. Name a file that the page exported (*{ENDING})."
                ),
            ));
        }
    }
    assessment_file::read(text).map_err(|error| damaged(&file.name, text, &error))
}

/// Says what is wrong with an assessment, with line and column where they are known.
fn damaged(name: &str, text: &str, error: &FileError) -> Problem {
    let (at, message) = what_is_wrong(text, error);
    match at {
        Some((line, column)) => Problem(format!("{name}:{line}:{column}: {message}")),
        None => Problem::of(name, message),
    }
}

/// Line and column of what is wrong with an assessment, and a sentence.
pub fn what_is_wrong(text: &str, error: &FileError) -> (Option<(usize, usize)>, String) {
    match error {
        FileError::NotJson {
            line,
            column,
            message,
        } => (
            Some((*line, *column)),
            format!(
                "The file is not readable JSON: {message}. It may have been cut off, or hold a conflict of git; correct that place, or export it again."
            ),
        ),
        FileError::Field { place, .. } => (place::of(text, place), error.to_string()),
        FileError::TooNew { version } => (
            place::of(text, "version"),
            format!(
                "The file was written by a newer version (format {version}; this program reads up to {}). Install the newest one.",
                assessment_file::VERSION
            ),
        ),
        _ => (None, error.to_string()),
    }
}

/// The files that are meant: those that are named, and of a folder, all assessments in it and in
/// the folders below, by name.
pub fn assessments(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Problem> {
    let mut all = Vec::new();
    for path in paths {
        if path.is_dir() {
            let before = all.len();
            walk(path, &mut all)?;
            if all.len() == before {
                return Err(Problem::of(
                    &name(path),
                    format!("There is no assessment (*{ENDING}) in this folder."),
                ));
            }
        } else {
            all.push(path.clone());
        }
    }
    Ok(all)
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), Problem> {
    let cannot = |error| {
        Problem::of(
            &name(folder),
            format!("The folder cannot be read: {error}."),
        )
    };
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(cannot)? {
        entries.push(entry.map_err(cannot)?);
    }
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        // A link to a folder may lead back here, so it is not followed.
        let kind = entry.file_type().map_err(cannot)?;
        if kind.is_dir() && !name.starts_with('.') {
            walk(&entry.path(), found)?;
        } else if !kind.is_dir() && name.ends_with(ENDING) && entry.path().is_file() {
            found.push(entry.path());
        }
    }
    Ok(())
}

/// Writes a result to a file, or to the standard output where none or “-” is named. A file is
/// written beside its place and then put there, so that nobody ever reads half of it.
pub fn write(path: Option<&Path>, bytes: &[u8]) -> Result<(), Problem> {
    match path {
        None => print_bytes(bytes),
        Some(path) if path.as_os_str() == STREAM => print_bytes(bytes),
        Some(path) => {
            let part = beside(path);
            let written = fs::File::create(&part)
                .and_then(|mut file| file.write_all(bytes))
                .and_then(|()| fs::rename(&part, path));
            written.map_err(|error| {
                let _ = fs::remove_file(&part);
                cannot_write(path, &error)
            })
        }
    }
}

/// Where a file is written before it is put in its place.
pub fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    path.with_file_name(name)
}

/// That a file cannot be written.
pub fn cannot_write(path: &Path, error: &io::Error) -> Problem {
    Problem::of(
        &name(path),
        format!("The file cannot be written: {error}. Check the folder and your rights."),
    )
}

/// How a path is called in messages.
pub fn name(path: &Path) -> String {
    match path.as_os_str() == STREAM {
        true => "standard input".to_owned(),
        false => path.display().to_string(),
    }
}
