//! Rules of the house that no compiler knows: which folder may know which, that
//! files of one folder form no circle (`circles`), and how long a file is.
//! ARCHITECTURE.md says why.

use std::collections::BTreeSet;

use crate::run::{Result, root, say};
use crate::sizes::{list_files, read_text};
use crate::{arithmetic, circles};

/// Each folder or file of `src/`, and what of the others it may name.
const MAY_KNOW: [(&str, &[&str]); 25] = [
    ("order", &[]),
    ("number", &[]),
    ("find", &[]),
    ("lazy", &[]),
    ("map", &["order"]),
    ("model", &["map", "order", "number"]),
    ("assessment", &["model", "map", "lazy", "order"]),
    ("scoring", &["assessment", "model", "map", "order"]),
    (
        "exchange",
        &["scoring", "assessment", "model", "map", "order", "number"],
    ),
    ("evidence", &["exchange", "assessment", "model", "map"]),
    (
        "storage",
        &["exchange", "assessment", "model", "map", "lazy", "order"],
    ),
    ("route", &[]),
    ("host", &["exchange", "assessment", "model", "map", "route"]),
    ("charts", &["number"]),
    ("say", &["scoring", "assessment", "model", "map", "number"]),
    (
        "report",
        &[
            "charts",
            "say",
            "scoring",
            "assessment",
            "model",
            "map",
            "order",
        ],
    ),
    (
        "governance",
        &["exchange", "say", "scoring", "assessment", "model", "map"],
    ),
    ("tables", &["exchange", "scoring", "assessment", "model"]),
    (
        "sheets",
        &[
            "tables",
            "exchange",
            "scoring",
            "assessment",
            "model",
            "map",
        ],
    ),
    (
        "cli",
        &[
            "sheets",
            "evidence",
            "exchange",
            "governance",
            "report",
            "charts",
            "tables",
            "scoring",
            "assessment",
            "model",
            "map",
        ],
    ),
    ("browser", &["host", "storage", "assessment", "order"]),
    (
        "ui",
        &[
            "governance",
            "browser",
            "sheets",
            "host",
            "report",
            "evidence",
            "storage",
            "exchange",
            "charts",
            "find",
            "say",
            "route",
            "scoring",
            "assessment",
            "model",
            "map",
            "order",
            "number",
        ],
    ),
    ("lib", &[]),
    ("main", &[]),
    ("bin", &[]),
];

/// Beyond this many lines a file has more than one concern.
const LINES: usize = 600;

/// Longer files, with the reason.
const LONGER: [(&str, &str); 3] = [
    (
        "src/host/protocol.rs",
        "one table of messages, read and written side by side",
    ),
    (
        "src/model/place.rs",
        "one scanner, whose states need each other",
    ),
    (
        "src/ui/pages/pictures/heatmap.rs",
        "one picture with its keyboard",
    ),
];

/// Checks the rules; the error lists all that break one.
pub fn check() -> Result<()> {
    say("Checks the rules of the house", "1 second");
    let mut wrong = Vec::new();
    let mut texts = Vec::new();
    for file in list_files(&root().join("src"))? {
        if !file.ends_with(".rs") {
            continue;
        }
        let text = read_text(&root().join("src").join(&file), "check the file out again")?;
        wrong.extend(arrows(&file, &text));
        wrong.extend(length(&format!("src/{file}"), text.lines().count()));
        texts.push((file, text));
    }
    wrong.extend(circles::check(&texts));
    wrong.extend(arithmetic::check(&texts));
    match wrong.is_empty() {
        true => Ok(()),
        false => Err(wrong.join("\n")),
    }
}

/// The folder or file of `src/` that a file belongs to.
fn room(file: &str) -> &str {
    let first = file.split('/').next().unwrap_or(file);
    first.strip_suffix(".rs").unwrap_or(first)
}

fn arrows(file: &str, text: &str) -> Vec<String> {
    let own = room(file);
    let Some((_, known)) = MAY_KNOW.iter().find(|(name, _)| *name == own) else {
        return vec![format!(
            "src/{file}: `{own}` is new; add it to MAY_KNOW in xtask/src/house.rs, with what it may name."
        )];
    };
    named(text)
        .into_iter()
        .filter(|name| *name != own && MAY_KNOW.iter().any(|(known, _)| known == name))
        .filter(|name| !known.contains(name))
        .map(|name| {
            format!(
                "src/{file}: `{own}` may not know `{name}`; move what both need below both, or hand it in."
            )
        })
        .collect()
}

/// What follows `crate::` outside of comments.
fn named(text: &str) -> BTreeSet<&str> {
    text.lines()
        .map(|line| line.split("//").next().unwrap_or(line))
        .flat_map(|line| line.split("crate::").skip(1))
        .map(|rest| {
            let end = rest.find(|sign: char| !sign.is_ascii_alphanumeric() && sign != '_');
            &rest[..end.unwrap_or(rest.len())]
        })
        .collect()
}

fn length(file: &str, lines: usize) -> Option<String> {
    let is_excused = LONGER.iter().any(|(known, _)| *known == file);
    match (lines > LINES, is_excused) {
        (true, false) => Some(format!(
            "{file}: {lines} lines are more than one concern; part it (at most {LINES})."
        )),
        (false, true) => Some(format!(
            "{file}: has {lines} lines now; take it out of LONGER in xtask/src/house.rs."
        )),
        _ => None,
    }
}

/// Whether a path stands in the list; used by the tests.
#[cfg(test)]
fn stands(file: &str) -> bool {
    root().join(file).is_file()
}

#[cfg(test)]
mod tests {
    use super::{LONGER, arrows, length, named, stands};

    #[test]
    fn an_arrow_upwards_is_told() {
        assert!(arrows("model/file.rs", "use crate::map::Map;\n").is_empty());
        let told = arrows("model/file.rs", "use crate::ui::text;\n");
        assert_eq!(told.len(), 1);
        assert!(told[0].contains("`model` may not know `ui`"), "{told:?}");
        assert!(arrows("model/file.rs", "// see crate::ui\n").is_empty());
        assert_eq!(
            arrows("attic/x.rs", "").len(),
            1,
            "a new room is asked about"
        );
    }

    #[test]
    fn names_end_where_they_end() {
        assert_eq!(
            named("pub(in crate::exchange) use crate::model::Model;")
                .into_iter()
                .collect::<Vec<_>>(),
            ["exchange", "model"]
        );
    }

    #[test]
    fn long_files_need_a_reason_and_short_ones_none() {
        assert!(length("src/x.rs", 601).is_some());
        assert!(length("src/x.rs", 600).is_none());
        assert!(length(LONGER[0].0, 601).is_none());
        assert!(length(LONGER[0].0, 600).is_some());
        assert!(
            LONGER
                .iter()
                .all(|(file, why)| stands(file) && !why.is_empty())
        );
    }
}
