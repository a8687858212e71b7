//! Reading a file of a tool: at once, or piece by piece, so that a large one does not stop the page.

use sha2::{Digest, Sha256};

use super::sieve::{Broken, Plan, Sieve};
use super::{
    Proof, Proofs, attestation, bandit, checkov, cyclonedx, detect_secrets, insights, junit,
    pip_audit, sarif, scorecard, spdx,
};
use crate::exchange::text_file::decode;
use serde_json::Value;

/// Largest file that is read, in bytes.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;
/// Largest file that is read as a whole, because it is no JSON.
const MAX_WHOLE: usize = 8 * 1024 * 1024;
/// How much is taken at a time, in bytes: so much takes some milliseconds.
pub const PIECE: usize = 1 << 20;

/// A file that is being read. Of JSON, nothing is kept but what is looked at.
pub struct Reading {
    format: Proof,
    size: usize,
    taken: usize,
    sum: Sha256,
    sieve: Option<Sieve>,
    broken: Option<Broken>,
    /// The file itself, where it is no JSON.
    whole: Vec<u8>,
}

impl Reading {
    /// Begins to read a file of so many bytes, by what it begins with; its pieces are given to
    /// [`Self::feed`], the first one too. The error is a sentence.
    pub fn of(format: Proof, size: usize, head: &[u8]) -> Result<Self, String> {
        if size > MAX_BYTES {
            return Err(format!(
                "The file has {} MB; files of up to {} MB are read.",
                size.div_ceil(1 << 20),
                MAX_BYTES >> 20
            ));
        }
        let is_json = first_sign(head).is_some_and(|sign| matches!(sign, b'{' | b'['));
        let plan = plan(format).filter(|_| is_json);
        if plan.is_none() && size > MAX_WHOLE {
            return Err(format!(
                "The file has {} MB; of this kind, files of up to {} MB are read.",
                size.div_ceil(1 << 20),
                MAX_WHOLE >> 20
            ));
        }
        Ok(Self {
            format,
            size,
            taken: 0,
            sum: Sha256::new(),
            sieve: plan.map(Sieve::new),
            broken: None,
            whole: Vec::new(),
        })
    }

    /// Takes the next piece, of up to [`PIECE`] bytes. A byte order mark stands in one piece.
    pub fn feed(&mut self, piece: &[u8]) {
        self.sum.update(piece);
        match &mut self.sieve {
            None => self.whole.extend_from_slice(piece),
            Some(sieve) if self.broken.is_none() => {
                let mark: &[u8] = if self.taken == 0 {
                    b"\xef\xbb\xbf"
                } else {
                    b""
                };
                self.broken = sieve.feed(piece.strip_prefix(mark).unwrap_or(piece)).err();
            }
            Some(_) => {}
        }
        self.taken += piece.len();
    }

    /// How much was taken, from 0 to 100.
    pub fn percent(&self) -> usize {
        match self.size {
            0 => 100,
            size => self.taken.min(size) * 100 / size,
        }
    }

    /// What the file says, when all of it was taken. The error is a sentence or some.
    pub fn finish(self) -> Result<Proofs, String> {
        let digest = self.sum.finalize();
        let digest = digest.iter().map(|byte| format!("{byte:02x}"));
        let digest = format!("sha256:{}", digest.collect::<String>());
        let mut proofs = Proofs {
            format: self.format,
            digest,
            records: Vec::new(),
            remarks: Vec::new(),
        };
        let values = match (self.sieve, self.broken) {
            (_, Some(broken)) => return Err(told(broken)),
            (Some(sieve), None) => sieve.finish().map_err(told).and_then(|text| parse(&text))?,
            (None, None) => {
                let text = decode(&self.whole)?;
                match (self.format, plan(self.format)) {
                    (Proof::Junit, _) => return junit::read(&text, proofs),
                    (Proof::SecurityInsights, _) => return insights::read(&text, proofs),
                    (_, Some(plan)) if text.trim_start().starts_with(['{', '[']) => {
                        sift(plan, text.as_bytes())?
                    }
                    (format, _) => return Err(other_shape(format)),
                }
            }
        };
        match self.format {
            Proof::Scorecard => scorecard::read(&values, &mut proofs)?,
            Proof::Sarif => sarif::read(&values, &mut proofs)?,
            Proof::CycloneDx => cyclonedx::read(&values, &mut proofs)?,
            Proof::Spdx => spdx::read(&values, &mut proofs)?,
            Proof::Provenance | Proof::Attestation => attestation::read(&values, &mut proofs)?,
            Proof::Bandit => bandit::read(&values, &mut proofs)?,
            Proof::Checkov => checkov::read(&values, &mut proofs)?,
            Proof::DetectSecrets => detect_secrets::read(&values, &mut proofs)?,
            Proof::PipAudit => pip_audit::read(&values, &mut proofs)?,
            Proof::SecurityInsights | Proof::Junit => {}
        }
        if let [record] = proofs.records.as_slice() {
            proofs.format = record.format;
        }
        Ok(proofs)
    }
}

/// Reads a whole file at once.
pub fn read(format: Proof, bytes: &[u8]) -> Result<Proofs, String> {
    let mut reading = Reading::of(format, bytes.len(), bytes)?;
    bytes.chunks(PIECE).for_each(|piece| reading.feed(piece));
    reading.finish()
}

/// What of a file is looked at.
fn plan(format: Proof) -> Option<Plan> {
    match format {
        Proof::Scorecard => Some(scorecard::PLAN),
        Proof::Sarif => Some(sarif::PLAN),
        Proof::CycloneDx => Some(cyclonedx::PLAN),
        Proof::Spdx => Some(spdx::PLAN),
        Proof::Provenance | Proof::Attestation => Some(attestation::PLAN),
        Proof::Bandit => Some(bandit::PLAN),
        Proof::Checkov => Some(checkov::PLAN),
        Proof::DetectSecrets => Some(detect_secrets::PLAN),
        Proof::PipAudit => Some(pip_audit::PLAN),
        Proof::SecurityInsights | Proof::Junit => None,
    }
}

/// What a plan lets through of a text, value by value.
pub(super) fn sift(plan: Plan, bytes: &[u8]) -> Result<Vec<Value>, String> {
    let mut sieve = Sieve::new(plan);
    sieve
        .feed(bytes)
        .and_then(|()| sieve.finish())
        .map_err(told)
        .and_then(|text| parse(&text))
}

fn parse(text: &str) -> Result<Vec<Value>, String> {
    let mut values = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        match value {
            Ok(Value::Array(items)) => values.extend(items),
            Ok(value) => values.push(value),
            Err(_) => {
                return Err(
                    "The file is not readable JSON: a text or a number in it is written wrongly. Ask for it to be exported again."
                        .to_owned(),
                );
            }
        }
    }
    Ok(values)
}

fn told(Broken { line, what }: Broken) -> String {
    format!(
        "The file is not readable JSON: in line {line}, {what}. Run the tool again, and choose what it writes."
    )
}

/// The file is of its kind, but not in the shape that is read.
fn other_shape(format: Proof) -> String {
    let name = format.name();
    format!("{name} is read as JSON. Let the tool write JSON, and choose that file.")
}

/// The first byte that is no white space, behind a byte order mark.
fn first_sign(bytes: &[u8]) -> Option<u8> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut signs = bytes.iter().copied();
    signs.find(|byte| !byte.is_ascii_whitespace())
}
