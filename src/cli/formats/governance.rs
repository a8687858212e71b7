//! Files for tools that govern: OSCAL, CycloneDX attestations, a calendar.

use super::{Format, Wish};
use crate::assessment::{Assessment, TeamId};
use crate::cli::out::Problem;
use crate::cli::who::team;
use crate::governance::{self, Source};

pub const OSCAL: Format = Format {
    name: "oscal",
    write: |assessment, wish| {
        made(assessment, wish, |source, teams| {
            governance::oscal(source, teams, wish.standard)
        })
    },
};

pub const ATTESTATIONS: Format = Format {
    name: "attestations",
    write: |assessment, wish| {
        made(assessment, wish, |source, teams| {
            governance::attestations(source, teams, wish.standard)
        })
    },
};

pub const CALENDAR: Format = Format {
    name: "calendar",
    write: |assessment, wish| made(assessment, wish, governance::calendar),
};

/// Of the team that is wanted, or of all.
fn made(
    assessment: &Assessment,
    wish: &Wish<'_>,
    write: impl Fn(&Source<'_>, &[TeamId]) -> String,
) -> Result<Vec<u8>, Problem> {
    let teams: Vec<TeamId> = match wish.team {
        Some(_) => vec![team(assessment, wish.team)?.clone()],
        None => {
            let living = assessment.living_teams().into_iter();
            living.map(|(id, _)| id.clone()).collect()
        }
    };
    if teams.is_empty() {
        return Err("The assessment has no teams. Add one in the page.".into());
    }
    let source = Source {
        model: wish.model,
        assessment,
        today: wish.today,
    };
    Ok(write(&source, &teams).into_bytes())
}
