//! The controls of a standard with the numbers of a team, for spreadsheets.

use super::{Format, Wish};
use crate::assessment::Assessment;
use crate::cli::out::Problem;
use crate::cli::who::team;
use crate::exchange::csv;
use crate::scoring;

pub const FORMAT: Format = Format {
    name: "controls",
    write,
};

fn write(assessment: &Assessment, wish: &Wish<'_>) -> Result<Vec<u8>, Problem> {
    let team = team(assessment, wish.team)?;
    let standards = scoring::standards(wish.model);
    let Some(standard) = standards.iter().find(|known| known.name == wish.standard) else {
        let names: Vec<&str> = standards.iter().map(|known| known.name.as_str()).collect();
        return Err(Problem(format!(
            "The model refers to no standard “{}”. It refers to {}.",
            wish.standard,
            names.join(", ")
        )));
    };
    let claimed = scoring::score(wish.model, assessment, team);
    let evidenced = scoring::evidenced(wish.model, assessment, team, wish.today);
    Ok(csv::controls(wish.model, standard, &claimed, &evidenced).into_bytes())
}
