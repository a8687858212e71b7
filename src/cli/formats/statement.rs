//! The statement of applicability of a team, for spreadsheets, wikis and as one HTML file.

use super::{Format, Wish};
use crate::assessment::Assessment;
use crate::cli::out::Problem;
use crate::cli::who::team;
use crate::exchange::csv;
use crate::model::standards::Listed;
use crate::model::yaml::{self, Source};
use crate::report::applicability::{HEADS, Statement};
use crate::report::{html, markdown};

pub const CSV: Format = Format {
    name: "statement",
    write: |assessment, wish| {
        made(assessment, wish, |statement| {
            let controls = statement.controls();
            let rows: Vec<Vec<String>> = controls.iter().map(|it| statement.row(it)).collect();
            csv::table(&HEADS.map(|head| head.trim_start_matches('#')), &rows)
        })
    },
};

pub const HTML: Format = Format {
    name: "statement-html",
    write: |assessment, wish| made(assessment, wish, |it| html::write(&it.document())),
};

pub const MARKDOWN: Format = Format {
    name: "statement-markdown",
    write: |assessment, wish| made(assessment, wish, |it| markdown::write(&it.document())),
};

/// The standards that the program knows.
pub fn standards() -> Result<Vec<Listed>, Problem> {
    let source = Source {
        name: "model/standards.yaml",
        text: include_str!("../../../model/standards.yaml"),
    };
    yaml::read_standards(source).map_err(|problem| Problem(problem.to_string()))
}

fn made(
    assessment: &Assessment,
    wish: &Wish<'_>,
    write: impl Fn(&Statement<'_>) -> String,
) -> Result<Vec<u8>, Problem> {
    let all = standards()?;
    let Some(listed) = all.iter().find(|known| known.id == wish.standard) else {
        let names: Vec<&str> = all.iter().map(|known| known.id.as_str()).collect();
        return Err(Problem(format!(
            "The controls of “{}” are not listed. There is {}.",
            wish.standard,
            names.join(", ")
        )));
    };
    let statement = Statement {
        model: wish.model,
        assessment,
        team: team(assessment, wish.team)?,
        listed,
        today: wish.today,
    };
    Ok(write(&statement).into_bytes())
}
