//! The files of DSOMM's own app, in and out.

use sha2::{Digest, Sha256};

use super::{Format, Wish};
use crate::assessment::carry::read_aliases;
use crate::assessment::{Assessment, merge};
use crate::cli::files::File;
use crate::cli::out::{self, Problem};
use crate::exchange::dsomm::{self, Written};
use crate::model::Model;

/// `team-progress.yaml`
pub const PROGRESS: Format = Format {
    name: "dsomm-progress",
    write: |assessment, wish| write(assessment, wish, |written| &written.progress),
};
/// `team-evidence.yaml`
pub const EVIDENCE: Format = Format {
    name: "dsomm-evidence",
    write: |assessment, wish| write(assessment, wish, |written| &written.evidence),
};
/// `teams.yaml`
pub const TEAMS: Format = Format {
    name: "dsomm-teams",
    write: |assessment, wish| write(assessment, wish, |written| &written.teams),
};

/// What ids and names of older models mean.
const ALIASES: &str = include_str!("../../../model/aliases.yaml");

fn write(
    assessment: &Assessment,
    wish: &Wish<'_>,
    file: fn(&Written) -> &String,
) -> Result<Vec<u8>, Problem> {
    let written = dsomm::write(assessment, wish.model, wish.today);
    if !written.reads_back() {
        return Err(
            "The files for DSOMM’s app could not be read back, so none was written. Write another format."
                .into(),
        );
    }
    for left in &written.left {
        out::tell(left);
    }
    Ok(file(&written).clone().into_bytes())
}

/// Adds what such a file says to an assessment, as Import of the page does.
pub fn add(file: &File, mine: &Assessment, model: &Model) -> Result<Assessment, Problem> {
    let on_file = |what: String| Problem::of(&file.name, what);
    let opened = &file.opened;
    let found = dsomm::read(&file.name, opened.kind, &opened.text).map_err(on_file)?;
    let aliases = read_aliases(ALIASES).map_err(Problem)?;
    let taken = dsomm::take(found, mine, model, &aliases);
    for remark in &taken.remarks {
        out::tell(&format!("{}: {remark}", file.name));
    }
    Ok(merge(mine, &taken.theirs))
}

/// A new assessment for what such a file says. The same file always gives the same one.
pub fn begin(file: &File, model: &Model) -> Assessment {
    let sum = Sha256::digest(file.opened.text.as_bytes());
    let digits = sum.iter().take(12).map(|byte| format!("{byte:02x}"));
    let id = format!("dsomm-{}", digits.collect::<String>());
    Assessment::new(&id, "From DSOMM’s app", model)
}
