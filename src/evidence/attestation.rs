//! Statements of in-toto, SLSA provenance among them: bare, in a DSSE envelope, in a bundle of
//! Sigstore, in npm's list of them, one a line. And the older links of in-toto, which are no
//! statements but stand in the same envelopes.
//!
//! What a statement is about is said by its `predicateType`; the type of the envelope says nothing.
//! Signatures are not verified here, so that something is signed is a claim.

use serde_json::Value;

use super::reading::sift;
use super::sieve::{Plan, leaf, node};
use super::{Proof, Proofs, Record, clean, day, json};

/// Envelopes, and the statements in them.
pub(super) const PLAN: Plan = &[
    // A list of npm, and a bundle of Sigstore.
    node("attestations", &[node("bundle", BUNDLE)]),
    node("dsseEnvelope", ENVELOPE),
    node("verificationMaterial", MATERIAL),
    leaf("mediaType"),
    // An envelope.
    leaf("payload"),
    leaf("payloadType"),
    node("signatures", &[]),
    node("signed", STATEMENT),
    // A statement, or a link.
    leaf("_type"),
    leaf("predicateType"),
    node("subject", &[leaf("name")]),
    node("predicate", PREDICATE),
    leaf("name"),
    node("byproducts", &[leaf("return-value")]),
];

const BUNDLE: Plan = &[
    leaf("mediaType"),
    node("dsseEnvelope", ENVELOPE),
    node("verificationMaterial", MATERIAL),
];
const ENVELOPE: Plan = &[
    leaf("payload"),
    leaf("payloadType"),
    node("signatures", &[]),
];
const MATERIAL: Plan = &[node("tlogEntries", &[leaf("integratedTime")])];
const STATEMENT: Plan = &[
    leaf("_type"),
    leaf("predicateType"),
    node("subject", &[leaf("name")]),
    node("predicate", PREDICATE),
    leaf("name"),
    node("byproducts", &[leaf("return-value")]),
];
const PREDICATE: Plan = &[
    // SLSA 1
    node(
        "buildDefinition",
        &[
            leaf("buildType"),
            node(
                "externalParameters",
                &[
                    node("workflow", &[leaf("repository")]),
                    node("source", &[leaf("uri")]),
                ],
            ),
        ],
    ),
    node(
        "runDetails",
        &[
            node("builder", &[leaf("id")]),
            node("metadata", &[leaf("startedOn"), leaf("finishedOn")]),
        ],
    ),
    // SLSA 0.2, and what else says when it was made
    node("builder", &[leaf("id")]),
    leaf("buildType"),
    node("invocation", &[node("configSource", &[leaf("uri")])]),
    node(
        "metadata",
        &[
            leaf("buildStartedOn"),
            leaf("buildFinishedOn"),
            leaf("scanStartedOn"),
            leaf("scanFinishedOn"),
            leaf("timestamp"),
        ],
    ),
    leaf("timeVerified"),
    leaf("verificationResult"),
    leaf("result"),
    node("creationInfo", &[leaf("created")]),
];

/// What is known from around a statement.
#[derive(Clone, Copy, Default)]
struct Around {
    is_signed: bool,
    logged: Option<crate::assessment::Date>,
}

pub(super) fn read(values: &[Value], proofs: &mut Proofs) -> Result<(), String> {
    for value in values {
        let bundles = json::list(value, &["attestations"]);
        for bundle in bundles.iter().filter_map(|one| json::at(one, &["bundle"])) {
            unpack(bundle, proofs);
        }
        if bundles.is_empty() {
            unpack(value, proofs);
        }
    }
    match (proofs.records.is_empty(), proofs.remarks.first()) {
        (false, _) => Ok(()),
        (true, Some(remark)) => Err(remark.clone()),
        (true, None) => Err("There is no statement in it.".to_owned()),
    }
}

/// Opens whatever a statement is packed in.
fn unpack(value: &Value, proofs: &mut Proofs) {
    let entries = json::list(value, &["verificationMaterial", "tlogEntries"]);
    let moments = entries
        .iter()
        .filter_map(|entry| json::whole(entry, &["integratedTime"]));
    let mut around = Around {
        is_signed: false,
        logged: moments.filter_map(day::of_seconds).min(),
    };
    if json::text(value, &["mediaType"]).is_some() && json::at(value, &["dsseEnvelope"]).is_none() {
        proofs.remarks.push(
            "The bundle holds a signature of a file and no statement, so it says nothing about how the file was made."
                .to_owned(),
        );
        return;
    }
    let envelope = json::at(value, &["dsseEnvelope"]).unwrap_or(value);
    around.is_signed = !json::list(envelope, &["signatures"]).is_empty();
    match json::text(envelope, &["payload"]) {
        Some(payload) => match decode(payload) {
            None => proofs.remarks.push(
                "The payload of an envelope is not written in Base64. Ask for the file to be exported again."
                    .to_owned(),
            ),
            Some(bytes) => match sift(PLAN, &bytes) {
                Err(_) => {
                    let kind = json::text(envelope, &["payloadType"]).map(clean::words);
                    let kind = kind.unwrap_or_else(|| "nothing said".to_owned());
                    proofs.remarks.push(format!(
                        "The payload of an envelope is no JSON (its type: {kind}), so it is no statement of in-toto."
                    ));
                }
                Ok(statements) => {
                    for one in &statements {
                        statement(one, around, proofs);
                    }
                }
            },
        },
        None => statement(json::at(value, &["signed"]).unwrap_or(value), around, proofs),
    }
}

fn statement(value: &Value, around: Around, proofs: &mut Proofs) {
    match json::text(value, &["_type"]) {
        Some("link") => proofs.records.push(link(value, around)),
        Some("https://in-toto.io/Statement/v0.1" | "https://in-toto.io/Statement/v1") => {
            proofs.records.push(predicate(value, around));
        }
        other => {
            let found = other.map_or("nothing".to_owned(), clean::words);
            proofs.remarks.push(format!(
                "Under “_type” stands {found}, where a statement of in-toto or a link is expected."
            ));
        }
    }
}

fn predicate(value: &Value, around: Around) -> Record {
    let kind = json::text(value, &["predicateType"])
        .map(clean::words)
        .unwrap_or_default();
    let content = json::at(value, &["predicate"]).unwrap_or(&Value::Null);
    let mut record = Record::of(Proof::Attestation);
    let names = json::list(value, &["subject"]).iter();
    let mut names = names.filter_map(|subject| json::text(subject, &["name"]));
    record.subject = names.find_map(clean::name).unwrap_or_default();
    let dates: [&[&str]; 10] = [
        &["runDetails", "metadata", "finishedOn"],
        &["runDetails", "metadata", "startedOn"],
        &["metadata", "buildFinishedOn"],
        &["metadata", "buildStartedOn"],
        &["metadata", "scanFinishedOn"],
        &["metadata", "scanStartedOn"],
        &["metadata", "timestamp"],
        &["creationInfo", "created"],
        &["timeVerified"],
        &["runDetails", "metadata", "finishedOn"],
    ];
    let said = dates
        .iter()
        .find_map(|way| day::of(json::text(content, way)?));
    record.date = said.or(around.logged);
    if kind.starts_with("https://slsa.dev/provenance/") {
        provenance(content, &mut record);
    } else {
        let (finding, words) = match kind.as_str() {
            kind if kind.starts_with("https://slsa.dev/verification_summary/") => {
                let result = json::text(content, &["verificationResult"]);
                match result {
                    Some("PASSED") => ("attestation/verified", "a verification that passed"),
                    _ => ("", "a verification that did not pass"),
                }
            }
            kind if kind.starts_with("https://cosign.sigstore.dev/attestation/vuln/")
                || kind.starts_with("https://in-toto.io/attestation/vulns") =>
            {
                ("attestation/scan", "a scan for vulnerabilities")
            }
            kind if kind.starts_with("https://cyclonedx.org/bom")
                || kind.starts_with("https://spdx.dev/Document") =>
            {
                ("attestation/sbom", "a bill of materials")
            }
            kind if kind.starts_with("https://in-toto.io/attestation/test-result/") => {
                match json::text(content, &["result"]) {
                    Some("PASSED" | "WARNED") => ("attestation/tests", "tests that passed"),
                    _ => ("", "tests that did not pass"),
                }
            }
            "" => ("", "something without a type"),
            other => ("", other),
        };
        record.about = words.to_owned();
        match finding {
            "" => record.limits.push(format!(
                "Nothing is known here about a statement of {words}."
            )),
            finding => record.fact(finding, format!("a statement of {words}")),
        }
    }
    if around.is_signed {
        record.fact(
            "attestation/signed",
            "a signed statement about an artifact".to_owned(),
        );
        record
            .limits
            .push("Its signature was not verified here.".to_owned());
    } else {
        record
            .limits
            .push("It is not signed, so anybody may have written it.".to_owned());
    }
    record
}

fn provenance(content: &Value, record: &mut Record) {
    record.format = Proof::Provenance;
    let builder = json::text(content, &["runDetails", "builder", "id"])
        .or(json::text(content, &["builder", "id"]));
    let builder_name = builder.and_then(clean::name);
    let sources: [&[&str]; 3] = [
        &[
            "buildDefinition",
            "externalParameters",
            "workflow",
            "repository",
        ],
        &["buildDefinition", "externalParameters", "source", "uri"],
        &["invocation", "configSource", "uri"],
    ];
    record.link = sources
        .iter()
        .find_map(|way| clean::link(json::text(content, way)?));
    match builder_name {
        Some(builder) => {
            record.about = format!("built by {builder}");
            record.fact("provenance", format!("a build by {builder}"));
        }
        None => {
            record.about = "a build".to_owned();
            record.limits.push("It does not name the builder in a way that could be shown, so it says little about the build.".to_owned());
        }
    }
}

/// A step that somebody recorded. A command that failed is signed all the same.
fn link(value: &Value, around: Around) -> Record {
    let mut record = Record::of(Proof::Attestation);
    record.tool = "in-toto".to_owned();
    let name = json::text(value, &["name"])
        .map(clean::words)
        .unwrap_or_default();
    record.date = around.logged;
    record.about = format!("the recorded step “{name}”");
    record.subject = name;
    match json::whole(value, &["byproducts", "return-value"]) {
        Some(0) => record.fact("link", format!("{} that succeeded", record.about)),
        Some(code) => record.limits.push(format!(
            "The command of this step failed (code {code}), and was recorded all the same."
        )),
        None => record
            .limits
            .push("It does not say whether the command of this step succeeded.".to_owned()),
    }
    record.limits.push(
        "It is a link of in-toto, which says what a step did and not when; it is no provenance."
            .to_owned(),
    );
    record
}

/// Base64 of both alphabets, with or without padding and line breaks.
fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0);
    for sign in text.bytes().filter(|sign| !sign.is_ascii_whitespace()) {
        let value = match sign {
            b'A'..=b'Z' => sign - b'A',
            b'a'..=b'z' => sign - b'a' + 26,
            b'0'..=b'9' => sign - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => continue,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_of_both_alphabets() {
        for (text, wanted) in [
            ("aGk=", Some("hi")),
            ("aGk", Some("hi")),
            ("aG\nk=", Some("hi")),
            ("", Some("")),
            ("Pz8_Pz8-", Some("???>?>")),
            ("a%", None),
        ] {
            let bytes = decode(text).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
            if text == "Pz8_Pz8-" {
                assert_eq!(decode(text), decode("Pz8/Pz8+"));
                continue;
            }
            assert_eq!(bytes.as_deref(), wanted, "{text}");
        }
    }
}
