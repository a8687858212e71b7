//! The controls of a standard with the numbers of a team, for spreadsheets.

use super::{Format, Wish};
use crate::assessment::{Assessment, TeamId};
use crate::cli::out::Problem;
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

/// The team that is meant.
fn team<'a>(assessment: &'a Assessment, wanted: Option<&str>) -> Result<&'a TeamId, Problem> {
    let teams = assessment.living_teams();
    let names = || {
        let names: Vec<String> = teams
            .iter()
            .map(|(_, team)| format!("“{}”", team.name))
            .collect();
        names.join(", ")
    };
    match (wanted, &teams[..]) {
        (_, []) => Err("The assessment has no teams. Add one in the page.".into()),
        (None, [(only, _)]) => Ok(only),
        (None, _) => Err(Problem(format!(
            "There are several teams. Choose one with --team: {}.",
            names()
        ))),
        (Some(wanted), _) => {
            let is_it = |(id, team): &&(&TeamId, &crate::assessment::Team)| {
                team.name == wanted || id.as_str() == wanted
            };
            let found = teams.iter().find(is_it);
            found.map(|(id, _)| *id).ok_or_else(|| {
                Problem(format!(
                    "There is no team “{wanted}”. There is {}.",
                    names()
                ))
            })
        }
    }
}
