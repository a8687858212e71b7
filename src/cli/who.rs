//! Which team or group is meant on the command line: by name or by id.

use super::out::Problem;
use crate::assessment::{Assessment, GroupId, Team, TeamId};

/// The team that is meant.
pub fn team<'a>(assessment: &'a Assessment, wanted: Option<&str>) -> Result<&'a TeamId, Problem> {
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
            let is_it =
                |(id, team): &&(&TeamId, &Team)| team.name == wanted || id.as_str() == wanted;
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

/// The group that is meant.
pub fn group<'a>(assessment: &'a Assessment, wanted: &str) -> Result<&'a GroupId, Problem> {
    let living = || assessment.groups.iter().filter(|(_, group)| !group.deleted);
    let found = living().find(|(id, group)| group.name == wanted || id.as_str() == wanted);
    found.map(|(id, _)| id).ok_or_else(|| {
        let names: Vec<String> = living()
            .map(|(_, group)| format!("“{}”", group.name))
            .collect();
        Problem(match names.is_empty() {
            true => format!("There is no group “{wanted}”: the assessment has none."),
            false => format!(
                "There is no group “{wanted}”. There is {}.",
                names.join(", ")
            ),
        })
    })
}
