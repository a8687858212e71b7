//! `evidence`: what pipeline tools saw becomes evidence in an assessment, by the rules of the page's
//! dialog. No answer changes.

mod reading;
mod told;

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;

use super::catalogue::{Catalogue, ModelArgs};
use super::merge::ids;
use super::out::{self, Problem};
use super::who;
use super::{Outcome, Verdict, context, day, files, parse_day};
use crate::assessment::{Assessment, Context, TeamId};
use crate::evidence::offer::remembered;
use crate::evidence::{self, Choices, Record, Row, Rules, Strength};
use crate::exchange::export;
use crate::model::Model;
use crate::model::yaml::Source;
use reading::{Failed, Read};
use told::Told;

/// The rules that come with the program.
const RULES: &str = include_str!("../../../model/evidence.yaml");

/// Adds what pipeline tools saw to an assessment, as dated evidence
///
/// Takes the files that the page takes: OpenSSF Scorecard, SARIF, CycloneDX, SPDX, provenance, results
/// of tests and more. A newer run takes the place of an older one, the same file again changes nothing,
/// and no answer ever changes. It says what the files support, what they contradict, and which answers
/// nothing speaks for.
#[derive(Args)]
pub struct Evidence {
    /// Files of pipeline tools, or folders with some; “-” for the standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The team that they stand for, by name or id; with a repository or package in front, only what is
    /// about that; may be repeated [default: the team of the last time, or the only one]
    #[arg(long, value_name = "[SUBJECT=]TEAM")]
    team: Vec<String>,
    /// Where to write the assessment with its evidence; without it, nothing is written
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The assessment; “-” for the standard input [default: the file behind -o]
    #[arg(short, long, value_name = "FILE", required_unless_present = "output")]
    assessment: Option<PathBuf>,
    /// Day of the run, for files that do not say it
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    date: Option<NaiveDate>,
    /// Where the run can be seen
    #[arg(long, value_name = "URL")]
    link: Option<String>,
    /// Add claims as well; they have no day of recording, so they prove nothing until somebody verifies
    /// them
    #[arg(long)]
    claims: bool,
    /// Rules in place of the built-in ones, as model/evidence.yaml
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,
    /// Write what was found as JSON
    #[arg(long)]
    json: bool,
    /// End with 1 if an answer is contradicted
    #[arg(long)]
    exit_code: bool,
    /// Day on which it is looked at: what ran recently, and which evidence is valid [default: today]
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    on: Option<NaiveDate>,
    #[command(flatten)]
    model: ModelArgs,
}

/// A row of an offer, and what was done about it.
struct Done {
    file: usize,
    row: Row,
    is_added: bool,
}

impl Evidence {
    pub fn run(self) -> Outcome {
        let stream = std::ffi::OsStr::new(files::STREAM);
        let to_stream = self
            .output
            .as_ref()
            .is_some_and(|path| path.as_os_str() == stream);
        if to_stream && self.json {
            return Err(
                "With -o -, the assessment goes to the standard output, so --json has no place. Name a file behind -o."
                    .into(),
            );
        }
        let place = self.assessment.as_ref().or(self.output.as_ref());
        let Some(place) = place else {
            return Err("Name an assessment with --assessment, or with -o.".into());
        };
        let (file, assessment) = files::assessment(place)?;
        let model = Catalogue::open(&self.model)?.of(&file.name, &assessment)?;
        let rules = self.rules()?;
        let on_file = |Problem(what): Problem| Problem::of(&file.name, what);
        let teams = teams(&assessment, &self.team).map_err(on_file)?;
        let (read, mut failed) = reading::read(&self.paths)?;
        let mut after = assessment.clone();
        let mut session = Session {
            model: &model,
            rules: &rules,
            teams: &teams,
            args: &self,
            context: Context {
                today: day(self.on),
                ..context()
            },
        };
        let (mut used, mut done) = (Vec::new(), Vec::new());
        for one in read {
            match session.take(&mut after, one, used.len(), &mut done)? {
                Ok(one) => used.push(one),
                Err(one) => failed.push(one),
            }
        }
        for Failed { file, message } in &failed {
            out::tell(&format!("{file}: {message}"));
        }
        if used.is_empty() {
            return Err("None of the files could be used, so nothing was written.".into());
        }
        session.sort(&mut done);
        let told = Told {
            place: &file.name,
            assessment: &after,
            model: &model,
            today: session.context.today,
            files: &used,
            failed: &failed,
            rows: &done,
        };
        match (self.json, to_stream) {
            (true, _) => out::print(&told.json())?,
            (false, true) => out::tell(told.words().trim_end()),
            (false, false) => out::print(&told.words())?,
        }
        if let Some(output) = &self.output {
            let added = done.iter().filter(|done| done.is_added).count();
            let is_in_place = output == place && !to_stream;
            let name = files::name(output);
            // What says the same stays as it is, byte for byte.
            if after == assessment && is_in_place {
                out::tell(&format!("{name}: nothing new, left as it is."));
            } else {
                files::write(Some(output), export::write(&after, &ids(&model)).as_bytes())?;
                if !to_stream {
                    let added = out::count(added, "piece of evidence", "pieces of evidence");
                    out::tell(&format!(
                        "{name}: {added} added or renewed, no answer changed."
                    ));
                }
            }
        }
        let is_contradicted = told.contradicts() && self.exit_code;
        match failed.is_empty() && !is_contradicted {
            true => Ok(Verdict::Fine),
            false => Ok(Verdict::Found),
        }
    }

    fn rules(&self) -> Result<Rules, Problem> {
        let (name, text) = match &self.rules {
            None => ("model/evidence.yaml".to_owned(), RULES.to_owned()),
            Some(path) => (files::name(path), files::open(path)?.opened.text),
        };
        let source = Source {
            name: &name,
            text: &text,
        };
        let (rules, odd) = Rules::read_yaml(&source).map_err(Problem)?;
        if !odd.is_empty() {
            let count = out::count(odd.len(), "item", "items");
            out::tell(&format!(
                "{name}: {count} cannot be used and were left out. `dsomm-radar check model/dsomm --evidence {name}` says why."
            ));
        }
        Ok(rules)
    }
}

/// For what a team is meant: for all, or for one repository or package.
type Wanted = (Option<String>, TeamId);

/// The teams of the command line.
fn teams(assessment: &Assessment, wanted: &[String]) -> Result<Vec<Wanted>, Problem> {
    let one = |text: &String| -> Result<Wanted, Problem> {
        // A name of a team may hold the sign, too.
        let whole = who::team(assessment, Some(text));
        match (whole, text.rsplit_once('=')) {
            (Ok(team), _) => Ok((None, team.clone())),
            (Err(_), Some((subject, team))) => {
                let team = who::team(assessment, Some(team))?;
                Ok((Some(subject.to_owned()), team.clone()))
            }
            (Err(problem), None) => Err(problem),
        }
    };
    wanted.iter().map(one).collect()
}

/// Is a record about this? Addresses of repositories may be named by their last parts.
fn is_about(record: &Record, subject: &str) -> bool {
    let rest = record.subject.strip_suffix(subject);
    rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
}

/// What all files are put beside.
struct Session<'a> {
    model: &'a Model,
    rules: &'a Rules,
    teams: &'a [Wanted],
    args: &'a Evidence,
    context: Context,
}

impl Session<'_> {
    /// Adds what one file gives. The inner error: the file cannot be used.
    fn take(
        &mut self,
        after: &mut Assessment,
        mut read: Read,
        file: usize,
        done: &mut Vec<Done>,
    ) -> Result<Result<Read, Failed>, Problem> {
        let mut teams = Vec::new();
        for record in &read.proofs.records {
            teams.push(Some(self.team_of(after, record, &read.file)?));
        }
        let choices = Choices {
            teams,
            day: self.args.date,
            link: self.args.link.clone().unwrap_or_default(),
        };
        let today = self.context.today;
        let offer = evidence::offer(self.model, after, self.rules, &read.proofs, &choices, today);
        if offer.needs_day && self.args.date.is_none() {
            return Ok(Err(Failed {
                file: read.file,
                message:
                    "The file does not say when the tool ran. Give the day of the run with --date 2026-11-27."
                        .to_owned(),
            }));
        }
        read.day = self.args.date.filter(|_| offer.needs_day);
        read.teams = choices.teams.into_iter().flatten().collect();
        read.remarks.extend(offer.remarks.iter().cloned());
        let adds = |row: &Row| row.adds() && (row.strength > Strength::Stated || self.args.claims);
        let is_added: Vec<bool> = offer.rows.iter().map(adds).collect();
        if is_added.contains(&true) {
            let label = format!("Import {}", read.file);
            let command = offer.command(|at| is_added[at], |_| false, label);
            after
                .apply(command, &self.context)
                .map_err(|problem| Problem::of(&read.file, problem))?;
        }
        let rows = offer.rows.into_iter().zip(is_added);
        done.extend(rows.map(|(row, is_added)| Done {
            file,
            row,
            is_added,
        }));
        Ok(Ok(read))
    }

    fn team_of(
        &self,
        assessment: &Assessment,
        record: &Record,
        file: &str,
    ) -> Result<TeamId, Problem> {
        let of_subject = |(subject, _): &&Wanted| {
            let subject = subject.as_ref();
            subject.is_some_and(|subject| is_about(record, subject))
        };
        let for_all = |(subject, _): &&Wanted| subject.is_none();
        let named = self.teams.iter().find(of_subject);
        let named = named.or_else(|| self.teams.iter().find(for_all));
        if let Some((_, team)) = named {
            return Ok(team.clone());
        }
        if let Some(team) = remembered(assessment, record) {
            return Ok(team.clone());
        }
        let about = match record.subject.as_str() {
            "" => file.to_owned(),
            subject => format!("{file}, about {subject}"),
        };
        who::team(assessment, None)
            .cloned()
            .map_err(|Problem(what)| Problem(format!("{about}: {what}")))
    }

    /// By team and activity, as the page lists them.
    fn sort(&self, done: &mut [Done]) {
        done.sort_by_cached_key(|done| {
            (
                done.row.team.clone(),
                self.model.position(done.row.activity.as_str()),
                done.file,
            )
        });
    }
}
