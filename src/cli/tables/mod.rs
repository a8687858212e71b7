//! `tables`: assessments as long tables, for DuckDB, Polars, Spark and the like.

mod batch;
mod csv;
mod ndjson;
mod parquet;
mod reading;
mod store;

use std::collections::HashSet;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};

use super::catalogue::{Catalogue, ModelArgs};
use super::out::{self, Problem};
use super::{Outcome, Verdict, day, files, parse_day};
use crate::tables::{self, TABLES};
use batch::Batches;
use store::Store;

/// Writes assessments as long tables, one row per fact, for engines that query thousands of teams
///
/// A table is a folder; those by cycle have a folder for each cycle in it. A run replaces what an
/// earlier run wrote under the same --name, and leaves the files of other names alone. So several
/// jobs can write into one folder, each under its name. docs/tables.md has all columns.
#[derive(Args)]
pub struct Tables {
    /// Assessments, or folders with some
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Folder to write into
    #[arg(short, long, value_name = "FOLDER")]
    output: PathBuf,
    /// Format of the files; Parquet keeps types, so it is the one to choose
    #[arg(long, value_enum, default_value = "parquet")]
    format: Format,
    /// Only these tables
    #[arg(long, value_name = "TABLE", value_delimiter = ',',
        value_parser = PossibleValuesParser::new(TABLES.iter().map(|table| table.name)))]
    only: Vec<String>,
    /// Name of the files that this run writes, without ending
    #[arg(long, default_value = "all")]
    name: String,
    /// Day on which evidence has to be valid [default: today]
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    on: Option<NaiveDate>,
    #[command(flatten)]
    model: ModelArgs,
}

/// How tables are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Format {
    /// Apache Parquet: columns have types
    Parquet,
    /// Text with commas; types are lost
    Csv,
    /// A JSON object on each line
    Ndjson,
}

impl Tables {
    pub fn run(self) -> Outcome {
        let is_plain = |c: char| c.is_alphanumeric() || "-_.".contains(c);
        if self.name.is_empty() || self.name.starts_with('.') || !self.name.chars().all(is_plain) {
            return Err(Problem(format!(
                "--name {}: letters, digits, “-”, “_” and “.” only, because it becomes the name of files.",
                self.name
            )));
        }
        let catalogue = Catalogue::open(&self.model)?;
        let paths = files::assessments(&self.paths)?;
        let today = day(self.on);
        let wanted = |table: &str| self.only.is_empty() || self.only.iter().any(|it| it == table);
        let mut store = Store::new(&self.output, &self.name, self.format, &wanted);
        let mut models = HashSet::new();
        let mut seen = std::collections::HashMap::new();
        let (mut teams, mut assessments) = (0, 0);
        reading::each(&paths, &catalogue, today, &wanted, &mut |read| {
            if let Some(other) = seen.insert(read.id.clone(), read.file.clone()) {
                return Err(Problem::of(
                    &read.file,
                    format!(
                        "This is a copy of the assessment in {other}, so its teams would count twice. Merge the two first, or leave one out."
                    ),
                ));
            }
            assessments += 1;
            teams += read.teams;
            if models.insert(read.model.digest()) {
                let mut batches = Batches::new(&wanted);
                tables::write_model(&read.model, &mut batches);
                store.take(batches)?;
            }
            store.take(read.batches)
        })?;
        let rows = store.finish()?;
        out::tell(&format!(
            "{} and {} in {}: {}.",
            out::count(assessments, "assessment", "assessments"),
            out::count(teams, "team", "teams"),
            self.output.display(),
            out::count(rows, "row", "rows"),
        ));
        Ok(Verdict::Fine)
    }
}
