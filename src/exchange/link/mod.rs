//! A link that holds the answers of some teams: `#/share/<code>`. No server has them; they stand in
//! the address. Notes, evidence, owners and dates are not in it.
//!
//! Activities are named by 24 bits of a sum over their id, so that a page with another model finds
//! them too. All answers of an activity take three bits each where there are four stages.

mod bits;
mod read;
mod take;
mod write;

pub use read::{Shared, SharedTeam, read};
pub use take::take;
pub use write::{Link, write};

use sha2::{Digest, Sha256};

use crate::assessment::{Assessment, StageId, default_stages};

/// What stands in front of the code in an address.
pub const PLACE: &str = "#/share/";
/// The first byte: other versions are refused.
const VERSION: u32 = 1;
/// Letters of the longest code that is read.
const LONGEST: usize = 512 * 1024;
/// Bytes of the sum at the end.
const SUM: usize = 4;

/// What a team says about an activity, as a number: nothing, not sure, not applicable, then the
/// stages from the lowest up.
const NOTHING: u32 = 0;
const NOT_SURE: u32 = 1;
const NOT_APPLICABLE: u32 = 2;
const FIRST_STAGE: u32 = 3;

/// Which parts a code has.
const NAMED: u32 = 1;
const OWN_STAGES: u32 = 2;
const OWN_PUBLISHER: u32 = 4;

/// A stage as a link has it.
#[derive(Clone, PartialEq, Debug)]
struct Step {
    id: StageId,
    title: String,
    /// In thousandths.
    score: u32,
}

/// The stages of an assessment that can be chosen.
fn steps(assessment: &Assessment) -> Vec<Step> {
    let stages = assessment.living_stages();
    stages
        .map(|stage| Step {
            id: stage.id.clone(),
            title: stage.title.clone(),
            score: (stage.score * 1000.0).round() as u32,
        })
        .collect()
}

/// The stages of every new assessment.
fn usual_steps() -> Vec<Step> {
    steps(&Assessment {
        stages: default_stages(),
        ..Assessment::default()
    })
}

/// How many bits hold every answer.
fn width(steps: usize) -> u32 {
    usize::BITS - (steps + FIRST_STAGE as usize - 1).leading_zeros()
}

/// The first bits of the sum over a text.
fn sum(text: &str, bits: u32) -> u32 {
    let digest = Sha256::digest(text.as_bytes());
    let first = u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]);
    first >> (32 - bits)
}

/// By what a link names an activity or a team.
fn key(id: &str) -> u32 {
    sum(id, 24)
}

/// The sum at the end of the bytes.
fn check(bytes: &[u8]) -> [u8; SUM] {
    let digest = Sha256::digest(bytes);
    [digest[0], digest[1], digest[2], digest[3]]
}

/// Does the model name DSOMM as its publisher? Its long address is not written then.
const PUBLISHER: &str = "https://github.com/devsecopsmaturitymodel/DevSecOps-MaturityModel-data";

/// The bits of a digest that tell models apart.
fn fingerprint(digest: &str) -> u32 {
    let hex = digest.strip_prefix("sha256:").unwrap_or(digest);
    hex.get(..8)
        .and_then(|hex| u32::from_str_radix(hex, 16).ok())
        .unwrap_or(0)
}
