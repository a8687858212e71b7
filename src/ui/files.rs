//! The files of DSOMM's own app, as the page needs them. A chunk of its own: most people have none.

use leptos::prelude::WithUntracked;

use crate::assessment::carry::read_aliases;
use crate::browser;
use crate::exchange::dsomm::{self, Taken, Written};
use crate::exchange::kind::Kind;
use crate::ui::state::{Files, State};

/// The functions of this chunk; only to be named where the program is cut.
pub fn files() -> Files {
    Files { take, write }
}

/// Makes a file a copy of the open assessment. `aliases`: the text of `model/aliases.yaml`, if it
/// came.
fn take(state: State, kind: Kind, name: &str, text: &str, aliases: &str) -> Result<Taken, String> {
    let found = dsomm::read(name, kind, text)?;
    let known = read_aliases(aliases).unwrap_or_default();
    let mut taken = state
        .assessment
        .with_untracked(|mine| dsomm::take(found, mine, &state.model(), &known));
    if known.is_empty() {
        taken.remarks.push(
            "What ids and names of older models mean could not be loaded, so some activities may not be found. Cancel, and import again when the line is back.".to_owned(),
        );
    }
    Ok(taken)
}

/// Writes the files; each of them was read back.
fn write(state: State) -> Result<Written, String> {
    let today = browser::context().today;
    let written = state
        .assessment
        .with_untracked(|mine| dsomm::write(mine, &state.model(), today));
    match written.reads_back() {
        true => Ok(written),
        false => Err(
            "The files for DSOMM’s app could not be read back, so none was written. Export the assessment instead.".to_owned(),
        ),
    }
}
