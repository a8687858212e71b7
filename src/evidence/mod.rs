//! Files of pipeline tools: what they say, and what that means for an assessment. They give dated
//! evidence and suggestions, never an answer.
//!
//! A reader takes a file apart into [`Record`]s: a run of a tool, a repository, a statement, each
//! with [`Fact`]s. [`Rules`] (`model/evidence.yaml`) say which fact speaks for or against which
//! activity. [`offer`] puts both beside an assessment.
//!
//! What is not known stays unknown: an absent date is asked for, an absent list is no empty one, and
//! what a file claims about itself is shown as a claim.

mod attestation;
mod bandit;
mod checkov;
mod clean;
mod cyclonedx;
mod day;
mod detect_secrets;
pub mod findings;
mod insights;
mod json;
mod junit;
pub mod offer;
mod pip_audit;
mod reading;
pub mod rules;
mod sarif;
mod scorecard;
mod sieve;
mod spdx;

pub use offer::{Bearing, Choices, Offer, Row, Side, State, offer};
pub use reading::{MAX_BYTES, PIECE, Reading, read};
pub use rules::{Rules, Strength};

use crate::assessment::Date;
pub use crate::exchange::kind::Proof;

/// What a file of a tool says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proofs {
    /// What the file is.
    pub format: Proof,
    /// `sha256:` and the sum of its bytes. Of the file itself nothing is kept.
    pub digest: String,
    /// What stands in it, part by part.
    pub records: Vec<Record>,
    /// Sentences about parts of the file that could not be used.
    pub remarks: Vec<String>,
}

/// One run of a tool, one repository, or one statement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    /// What it is; a file may hold statements of several kinds.
    pub format: Proof,
    /// The tool that wrote it; empty where it does not say.
    pub tool: String,
    /// The tool's version; empty where it does not say.
    pub version: String,
    /// What it is about: a repository, a package; empty where it does not say, or where that was
    /// the place of a file on a machine.
    pub subject: String,
    /// The day of the run in UTC; `None`: the file has none.
    pub date: Option<Date>,
    /// The last day on which it holds, by its own words.
    pub expires: Option<Date>,
    /// Where it can be seen.
    pub link: Option<String>,
    /// What it says, in a few words: "3 results, 1 suppressed".
    pub about: String,
    /// What can speak for or against an activity.
    pub facts: Vec<Fact>,
    /// Sentences about what it does not show.
    pub limits: Vec<String>,
}

impl Record {
    fn of(format: Proof) -> Self {
        Self {
            format,
            tool: String::new(),
            version: String::new(),
            subject: String::new(),
            date: None,
            expires: None,
            link: None,
            about: String::new(),
            facts: Vec::new(),
            limits: Vec::new(),
        }
    }

    /// The tool with its version, or what the file is.
    pub fn source(&self) -> String {
        match (self.tool.as_str(), self.version.as_str()) {
            ("", _) => self.format.name().to_owned(),
            (tool, "") => tool.to_owned(),
            (tool, version) => format!("{tool} {version}"),
        }
    }

    fn fact(&mut self, finding: &str, said: String) {
        self.facts.push(Fact {
            finding: finding.to_owned(),
            value: None,
            said,
        });
    }
}

/// Something that a record shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fact {
    /// Its name, as [`findings`] lists it.
    pub finding: String,
    /// How much of it, where it is a number: a score from 0 to 10.
    pub value: Option<i64>,
    /// The same in words.
    pub said: String,
}

/// "1 result", "3 results".
fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
