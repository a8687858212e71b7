//! `convert`: from one format to another. The formats are in [`super::formats`].

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;
use clap::builder::PossibleValuesParser;

use super::catalogue::{Catalogue, ModelArgs};
use super::formats::{FORMATS, Wish, called};
use super::out::Problem;
use super::{Outcome, Verdict, day, files, parse_day};

/// Writes an assessment in another format
#[derive(Args)]
pub struct Convert {
    /// The assessment; “-” for the standard input
    file: PathBuf,
    /// Format to write: file is what Export of the page writes, laid out for git; compact the same
    /// with few lines; controls a table (CSV) of the controls of a standard
    #[arg(short, long, value_name = "FORMAT", value_parser = PossibleValuesParser::new(FORMATS.iter().map(|format| format.name)))]
    to: String,
    /// Where to write the result [default: the standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// For controls: the standard, as the model names it
    #[arg(long, default_value = "iso27001-2022")]
    standard: String,
    /// For controls: the team, by name or id; not needed where there is only one
    #[arg(long)]
    team: Option<String>,
    /// For controls: day on which evidence has to be valid [default: today]
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    on: Option<NaiveDate>,
    #[command(flatten)]
    model: ModelArgs,
}

impl Convert {
    pub fn run(self) -> Outcome {
        let (file, assessment) = files::assessment(&self.file)?;
        let catalogue = Catalogue::open(&self.model)?;
        let model = catalogue.of(&file.name, &assessment)?;
        let Some(format) = called(&self.to) else {
            return Err(Problem(format!("The format “{}” is not known.", self.to)));
        };
        let wish = Wish {
            model: &model,
            standard: &self.standard,
            team: self.team.as_deref(),
            today: day(self.on),
        };
        let written = (format.write)(&assessment, &wish);
        let bytes = written.map_err(|Problem(what)| Problem::of(&file.name, what))?;
        files::write(self.output.as_deref(), &bytes)?;
        Ok(Verdict::Fine)
    }
}
