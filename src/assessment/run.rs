//! Where a piece of evidence came from, if a tool's file gave it. It is kept among the fields that
//! most of the program only carries along, under `run`: the first view has no use for it.

use serde_json::Value;

use super::{Evidence, UnknownFields};

/// The name of the field.
pub(super) const RUN: &str = "run";

/// The run of a tool that a piece of evidence comes from.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Run {
    /// The tool; may be empty.
    pub tool: String,
    /// Its version; may be empty.
    pub version: String,
    /// What was found, as `model/evidence.yaml` names it.
    pub finding: String,
    /// What it is about: a repository, a package; may be empty.
    pub subject: String,
    /// `sha256:` and the sum of the file.
    pub digest: String,
    /// The day of the run, as `2026-11-27`.
    pub at: String,
    /// The day on which the same was seen first.
    pub first: String,
}

impl Run {
    /// The run of a piece of evidence; `None`: a person added it.
    pub fn of(piece: &Evidence) -> Option<Self> {
        let fields = piece.kept.get(RUN)?.as_object()?;
        let text = |key: &str| {
            let text = fields.get(key).and_then(Value::as_str);
            text.unwrap_or_default().to_owned()
        };
        let run = Self {
            tool: text("tool"),
            version: text("version"),
            finding: text("finding"),
            subject: text("subject"),
            digest: text("digest"),
            at: text("at"),
            first: text("first"),
        };
        let first = match run.first.is_empty() {
            true => run.at.clone(),
            false => run.first.clone(),
        };
        (!run.at.is_empty() && !run.digest.is_empty()).then_some(Self { first, ..run })
    }

    /// Writes it into a piece of evidence; fields of it that are not known here stay.
    pub fn put_into(self, piece: &mut Evidence) {
        let known = piece.kept.get(RUN).and_then(Value::as_object);
        let mut fields: UnknownFields = known.cloned().unwrap_or_default();
        for (key, text) in [
            ("tool", self.tool),
            ("version", self.version),
            ("finding", self.finding),
            ("subject", self.subject),
            ("digest", self.digest),
            ("at", self.at),
            ("first", self.first),
        ] {
            match text.is_empty() {
                true => fields.remove(key),
                false => fields.insert(key.to_owned(), text.into()),
            };
        }
        piece.kept.insert(RUN.to_owned(), fields.into());
    }
}
