//! The folder of tables: a file for each table and cycle.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use super::batch::{Batch, Batches};
use super::{Format, csv, ndjson, parquet};
use crate::cli::files;
use crate::cli::out::Problem;
use crate::tables::{TABLES, Table, called};

/// Writes the rows of one table into one file.
pub trait Writer: Send {
    /// Takes rows.
    fn take(&mut self, rows: Batch) -> Result<(), String>;
    /// Writes the end of the file.
    fn finish(self: Box<Self>) -> Result<(), String>;
}

impl Format {
    /// The ending of its files, without a dot.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
        }
    }

    fn writer(self, table: &'static Table, file: fs::File) -> Result<Box<dyn Writer>, String> {
        match self {
            Self::Parquet => parquet::writer(table, file),
            Self::Csv => csv::writer(table, file),
            Self::Ndjson => ndjson::writer(table, file),
        }
    }
}

/// A table, and the folder of a cycle in it.
type Place = (&'static str, String);

/// A file that is being written, and where it is to stand.
type Open = (PathBuf, Box<dyn Writer>);

/// All files of a run. They are put in their places together, when all are whole.
pub struct Store<'a> {
    root: &'a Path,
    /// Name of the files, with their ending.
    file: String,
    format: Format,
    tables: Vec<&'static Table>,
    writers: BTreeMap<Place, Open>,
    rows: usize,
}

impl<'a> Store<'a> {
    pub fn new(root: &'a Path, name: &str, format: Format, wanted: &dyn Fn(&str) -> bool) -> Self {
        let tables = TABLES.into_iter().filter(|table| wanted(table.name));
        Self {
            root,
            file: format!("{name}.{}", format.ending()),
            format,
            tables: tables.collect(),
            writers: BTreeMap::new(),
            rows: 0,
        }
    }

    /// Writes rows.
    pub fn take(&mut self, batches: Batches) -> Result<(), Problem> {
        for ((table, folder), batch) in batches.into_tables() {
            self.rows += batch.rows;
            let Some(table) = called(table) else { continue };
            let (path, writer) = self.writer(table, folder)?;
            writer.take(batch).map_err(|why| cannot(path, &why))?;
        }
        Ok(())
    }

    fn writer(&mut self, table: &'static Table, folder: String) -> Result<&mut Open, Problem> {
        let key = (table.name, folder);
        if !self.writers.contains_key(&key) {
            let folder = self.root.join(key.0).join(&key.1);
            let path = folder.join(&self.file);
            let opened = fs::create_dir_all(&folder)
                .and_then(|()| fs::File::create(files::beside(&path)))
                .map_err(|error| files::cannot_write(&path, &error))?;
            let writer = self.format.writer(table, opened);
            let writer = writer.map_err(|why| cannot(&path, &why))?;
            self.writers.insert(key.clone(), (path, writer));
        }
        let found = self.writers.get_mut(&key);
        found.ok_or_else(|| Problem(format!("{}: The table cannot be written.", key.0)))
    }

    /// Ends all files and puts them in their places; takes away what an earlier run of this name
    /// left and this one has not written. Gives the number of rows.
    pub fn finish(mut self) -> Result<usize, Problem> {
        // A table without rows is there all the same: a query must not fail for want of a file.
        for table in self.tables.clone() {
            let is_there = self.writers.keys().any(|(name, _)| *name == table.name);
            if !is_there {
                let folder = if table.by_cycle {
                    crate::tables::NOW
                } else {
                    ""
                };
                self.writer(table, folder.to_owned())?;
            }
        }
        let paths = finish_all(std::mem::take(&mut self.writers).into_values().collect())?;
        for path in &paths {
            fs::rename(files::beside(path), path)
                .map_err(|error| files::cannot_write(path, &error))?;
        }
        for table in &self.tables {
            self.tidy(table, &paths)?;
        }
        Ok(self.rows)
    }

    fn tidy(&self, table: &Table, written: &[PathBuf]) -> Result<(), Problem> {
        let folder = self.root.join(table.name);
        let Ok(entries) = fs::read_dir(&folder) else {
            return Ok(());
        };
        let mut cycles: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        cycles.sort();
        for cycle in cycles.iter().filter(|path| path.is_dir()) {
            let old = cycle.join(&self.file);
            if old.is_file() && !written.contains(&old) {
                fs::remove_file(&old).map_err(|error| files::cannot_write(&old, &error))?;
                // Only where nothing else is in it.
                let _ = fs::remove_dir(cycle);
            }
        }
        Ok(())
    }
}

impl Drop for Store<'_> {
    /// A run that was not finished leaves nothing behind.
    fn drop(&mut self) {
        for (path, _) in self.writers.values() {
            let _ = fs::remove_file(files::beside(path));
        }
    }
}

fn cannot(path: &Path, why: &str) -> Problem {
    Problem::of(
        &files::name(path),
        format!(
            "The file cannot be written: {why}. Check the folder, your rights and the room on the disk."
        ),
    )
}

/// Ends files, some at a time: a part of each is still to be packed. Gives their places.
fn finish_all(mut writers: Vec<Open>) -> Result<Vec<PathBuf>, Problem> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let share = writers.len().div_ceil(threads).max(1);
    let end = |writers: Vec<Open>| -> Result<Vec<PathBuf>, Problem> {
        let ended = writers.into_iter().map(|(path, writer)| {
            writer.finish().map_err(|why| cannot(&path, &why))?;
            Ok(path)
        });
        ended.collect()
    };
    let parts: Vec<_> = thread::scope(|scope| {
        let mut parts = Vec::new();
        while !writers.is_empty() {
            let part = writers.split_off(writers.len().saturating_sub(share));
            parts.push(scope.spawn(move || end(part)));
        }
        let broken = || Problem("A table cannot be written.".to_owned());
        let join =
            |part: thread::ScopedJoinHandle<'_, _>| part.join().unwrap_or_else(|_| Err(broken()));
        parts.into_iter().map(join).collect()
    });
    let mut paths = Vec::new();
    for part in parts {
        paths.extend(part?);
    }
    Ok(paths)
}
