//! Several assessments in one file: all that a browser keeps. Each of them stands in it as in a file
//! of its own, so that git merges them as well; described in `docs/formats.md` and in
//! `public/schema/assessments-1.json`.

use serde_json::Value;

use super::assessment_file::{self as file, FileError, MAX_BYTES};
use super::export;
use super::kind::SEVERAL;
use crate::assessment::{Assessment, merge};
use crate::model::ActivityId;
use crate::order::sorted;

/// The version that is written, and the highest that is understood.
pub const VERSION: u64 = 1;

/// What was found in a file that holds more than one assessment.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Several {
    /// The id of the assessment that was open where the file was made.
    pub open: Option<String>,
    /// The assessments, each id once, in the order of the file.
    pub assessments: Vec<Assessment>,
    /// Sentences about what cannot be used.
    pub problems: Vec<String>,
}

impl Several {
    /// Adds an assessment. If there is one of its id already, both are copies, and become one.
    pub fn add(&mut self, assessment: Assessment) {
        let known = self
            .assessments
            .iter_mut()
            .find(|known| known.id == assessment.id);
        match known {
            Some(known) => *known = merge(known, &assessment),
            None => self.assessments.push(assessment),
        }
    }

    /// The assessment that comes first for somebody who has `here` open, and the others: another
    /// copy of that one, else what was open where the file was made.
    pub fn split(mut self, here: &str) -> Option<(Assessment, Vec<Assessment>)> {
        let at = |id: &str| self.assessments.iter().position(|one| one.id == id);
        let first = at(here).or_else(|| self.open.as_deref().and_then(at));
        if self.assessments.is_empty() {
            return None;
        }
        let first = self.assessments.remove(first.unwrap_or(0));
        Some((first, self.assessments))
    }
}

/// Writes the file; the same assessments always give the same bytes, in whatever order they come.
/// `activities`: see [`export::write`]. The error is a sentence: no page would read it back.
pub fn write(
    open: Option<&str>,
    assessments: &[Assessment],
    activities: &[ActivityId],
) -> Result<String, String> {
    let in_order = sorted(
        assessments.iter().collect(),
        |left: &&Assessment, right: &&Assessment| left.id.cmp(&right.id),
    );
    let mut out = format!("{{\n  \"format\": \"{SEVERAL}\",\n\n  \"version\": {VERSION},\n\n");
    if let Some(open) = open {
        out.push_str(&format!("  \"open\": {},\n\n", Value::from(open)));
    }
    out.push_str("  \"assessments\": [\n");
    for (at, assessment) in in_order.into_iter().enumerate() {
        if at > 0 {
            out.push_str("    ,\n");
        }
        for line in export::write(assessment, activities).lines() {
            if !line.is_empty() {
                out.push_str("    ");
                out.push_str(line);
            }
            out.push('\n');
        }
    }
    out.push_str("  ]\n}\n");
    if out.len() <= MAX_BYTES {
        return Ok(out);
    }
    // Entries that only keep lines apart, again; see `export`.
    match activities.is_empty() {
        false => write(open, assessments, &[]),
        true => Err(format!(
            "All assessments together are too large for one file: {} MB, where {} MB can be read. Open them one after the other and export each.",
            out.len().div_ceil(1 << 20),
            MAX_BYTES >> 20
        )),
    }
}

/// Reads a file. What is wrong with one assessment does not keep the others from being read. The
/// error is a sentence.
pub fn read(text: &str) -> Result<Several, String> {
    let foreign = |looks_like| FileError::Foreign { looks_like }.to_string();
    let value = file::parse(text).map_err(|problem| problem.to_string())?;
    let Value::Object(mut map) = value else {
        return Err(foreign("a JSON list or a single value"));
    };
    if map.get("format").and_then(Value::as_str) != Some(SEVERAL) {
        return Err(foreign("other JSON data"));
    }
    let wrong = |place: &str, wanted| {
        let place = place.to_owned();
        FileError::Field { place, wanted }.to_string()
    };
    match map.get("version").map(Value::as_u64) {
        Some(Some(1)) => {}
        Some(Some(version)) if version > VERSION => {
            return Err(FileError::TooNew { version }.to_string());
        }
        _ => return Err(wrong("version", "a version number from 1 on")),
    }
    let mut several = Several::default();
    match map.remove("open") {
        None | Some(Value::Null) => {}
        Some(Value::String(open)) => several.open = Some(open),
        // Without it, the file says all that matters.
        Some(_) => several
            .problems
            .push("Which assessment was open is not readable.".to_owned()),
    }
    let Some(Value::Array(entries)) = map.remove("assessments") else {
        return Err(wrong("assessments", "a list of assessments"));
    };
    for (at, entry) in (1..).zip(entries) {
        let title = entry.get("title").and_then(Value::as_str);
        let title = title.map_or_else(String::new, |title| format!(", “{title}”,"));
        match file::from_value(entry) {
            Ok(assessment) => several.add(assessment),
            Err(problem) => several.problems.push(format!(
                "Assessment {at} of the file{title} cannot be used and is left out. {problem}"
            )),
        }
    }
    if several.assessments.is_empty() {
        let mut said = "The file holds no assessment that can be read.".to_owned();
        for problem in several.problems {
            said.push(' ');
            said.push_str(&problem);
        }
        return Err(said);
    }
    Ok(several)
}
