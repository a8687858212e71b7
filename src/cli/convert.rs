//! `convert`: from one format to another. The formats are in [`super::formats`].

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;
use clap::builder::PossibleValuesParser;

use super::catalogue::{Catalogue, ModelArgs};
use super::files::File;
use super::formats::{FORMATS, Wish, called, dsomm};
use super::out::{self, Problem};
use super::{Outcome, Verdict, day, files, parse_day};
use crate::assessment::{Assessment, Context, Today, merge};
use crate::exchange::dsomm::reads;
use crate::sheets::{self, SHEETS};

/// Writes an assessment in another format
#[derive(Args)]
pub struct Convert {
    /// The assessment, or a file of DSOMM’s own app: team-progress.yaml, team-evidence.yaml,
    /// teams.yaml, meta.yaml and those of its versions 3.x; “-” for the standard input
    file: PathBuf,
    /// Format to write: file is what Export of the page writes, laid out for git; compact the same
    /// with few lines; controls a table (CSV) of the controls of a standard; dsomm-progress,
    /// dsomm-evidence and dsomm-teams the three files of DSOMM’s own app; xlsx a workbook with all
    /// tables for people, markdown the same as text, csv one of them
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
    /// For files of DSOMM’s own app: the assessment that they are added to [default: a new one]
    #[arg(long, value_name = "FILE")]
    into: Option<PathBuf>,
    /// For csv: the table
    #[arg(long, default_value = "answers", value_parser = PossibleValuesParser::new(SHEETS))]
    table: String,
    /// Take what somebody edited in a table of answers (XLSX or CSV) back into it first
    #[arg(long, value_name = "TABLE")]
    take: Option<PathBuf>,
    /// For tables: day on which evidence has to be valid; for DSOMM’s files: day of what has none
    /// [default: today]
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    on: Option<NaiveDate>,
    #[command(flatten)]
    model: ModelArgs,
}

impl Convert {
    pub fn run(self) -> Outcome {
        let catalogue = Catalogue::open(&self.model)?;
        let file = files::open(&self.file)?;
        let mut assessment = self.assessment(&file, &catalogue)?;
        assessment.today = Today(Some(day(self.on)));
        let model = catalogue.of(&file.name, &assessment)?;
        let Some(format) = called(&self.to) else {
            return Err(Problem(format!("The format “{}” is not known.", self.to)));
        };
        let today = day(self.on);
        let assessment = match &self.take {
            Some(table) => {
                let context = Context {
                    now: chrono::Utc::now().timestamp_millis(),
                    by: String::new(),
                    today,
                };
                let (name, bytes) = (table.display().to_string(), files::bytes(table)?);
                let told = |what: String| Problem::of(&name, what);
                let grids = match bytes.starts_with(b"PK") {
                    true => sheets::read_xlsx(&name, &bytes).map_err(told)?,
                    false => {
                        let text = crate::exchange::text_file::decode(&bytes).map_err(told)?;
                        vec![sheets::read_csv(&name, &text).map_err(told)?]
                    }
                };
                let taken = sheets::take(&grids, &assessment, &model, &[], &context);
                let taken = taken.map_err(told)?;
                for remark in &taken.remarks {
                    out::tell(remark);
                }
                merge(&assessment, &taken.theirs)
            }
            None => assessment,
        };
        let wish = Wish {
            model: &model,
            standard: &self.standard,
            team: self.team.as_deref(),
            table: &self.table,
            today,
        };
        let written = (format.write)(&assessment, &wish);
        let bytes = written.map_err(|Problem(what)| Problem::of(&file.name, what))?;
        files::write(self.output.as_deref(), &bytes)?;
        Ok(Verdict::Fine)
    }

    fn assessment(&self, file: &File, catalogue: &Catalogue) -> Result<Assessment, Problem> {
        if !reads(file.opened.kind) {
            return match self.into {
                Some(_) => Err(Problem::of(
                    &file.name,
                    "Only files of DSOMM’s own app are added with --into. Use merge for two assessments.",
                )),
                None => files::read_assessment(file),
            };
        }
        let mine = match &self.into {
            Some(path) => files::assessment(path)?.1,
            None => {
                let model = catalogue.of(&file.name, &Assessment::default())?;
                dsomm::begin(file, &model)
            }
        };
        let model = catalogue.of(&file.name, &mine)?;
        dsomm::add(file, &mine, &model)
    }
}
