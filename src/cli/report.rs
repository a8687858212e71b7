//! `report`: the report of the page, as a file.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, ValueEnum};

use super::catalogue::{Catalogue, ModelArgs};
use super::formats::statement;
use super::out::Problem;
use super::{Outcome, Verdict, day, files, parse_day, who};
use crate::assessment::Today;
use crate::charts::Ink;
use crate::report::{self, Options, Whom};

/// Writes a report: the same that the page Report exports
#[derive(Args)]
pub struct Report {
    /// The assessment; “-” for the standard input
    file: PathBuf,
    /// How it is written: one page of HTML that needs no script, or Markdown for a wiki
    #[arg(short, long, value_enum, default_value_t = To::Markdown)]
    to: To,
    /// How much of it
    #[arg(short, long, value_enum, default_value_t = Size::Standard)]
    size: Size,
    /// Of one team, by name or id [default: all of them]
    #[arg(long)]
    team: Option<String>,
    /// Of the teams of a group, by name or id
    #[arg(long, conflicts_with = "team")]
    group: Option<String>,
    /// The day of the report, on which evidence has to be valid [default: today]
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    on: Option<NaiveDate>,
    /// Where to write it [default: the standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    model: ModelArgs,
}

#[derive(Clone, Copy, ValueEnum)]
enum To {
    Html,
    Markdown,
}

#[derive(Clone, Copy, ValueEnum)]
enum Size {
    /// One page for management
    Brief,
    /// What a team talks about after a round
    Standard,
    /// Everything, with texts and with how each number is made
    Full,
}

impl Report {
    pub fn run(self) -> Outcome {
        let (file, mut assessment) = files::assessment(&self.file)?;
        assessment.today = Today(Some(day(self.on)));
        let catalogue = Catalogue::open(&self.model)?;
        let model = catalogue.of(&file.name, &assessment)?;
        let of_file = |Problem(what): Problem| Problem::of(&file.name, what);
        let whom = match (&self.team, &self.group) {
            (Some(team), _) => who::team(&assessment, Some(team)).map(|id| Whom::Team(id.clone())),
            (None, Some(group)) => who::group(&assessment, group).map(|id| Whom::Group(id.clone())),
            (None, None) => Ok(Whom::All),
        };
        let options = Options {
            whom: whom.map_err(of_file)?,
            ..match self.size {
                Size::Brief => Options::brief(),
                Size::Standard => Options::standard(),
                Size::Full => Options::full(),
            }
        };
        let standards = statement::standards()?;
        let source = report::Source {
            model: &model,
            assessment: &assessment,
            standards: &standards,
            today: day(self.on),
            ink: Ink::File,
            say: &|sentence| sentence.to_owned(),
        };
        let document = report::build(&source, &options);
        let text = match self.to {
            To::Html => report::html::write(&document),
            To::Markdown => report::markdown::write(&document),
        };
        files::write(self.output.as_deref(), text.as_bytes())?;
        Ok(Verdict::Fine)
    }
}
