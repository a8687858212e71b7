//! Files of pipeline tools: each is recognised and read, what is wrong is said in words, and nothing
//! of a machine or a person comes out. The files are described in tests/fixtures/evidence/README.md.

use std::fs;
use std::path::PathBuf;

use dsomm_radar::evidence::{PIECE, Proof, Proofs, Reading, Record, read};
use dsomm_radar::exchange::kind::{Door, Kind, open, recognise};
use proptest::prelude::*;

use crate::support::cases;

fn folder() -> PathBuf {
    PathBuf::from("tests/fixtures/evidence")
}

/// A file of the fixtures.
pub fn fixture(name: &str) -> Vec<u8> {
    fs::read(folder().join(name)).unwrap()
}

/// What a file is, as the dialog finds out.
pub fn proof_of(name: &str, bytes: &[u8]) -> Option<Proof> {
    match open(name, bytes).unwrap().kind {
        Kind::Proof(proof) => Some(proof),
        _ => None,
    }
}

/// Recognises and reads a file.
pub fn take(name: &str, bytes: &[u8]) -> Result<Proofs, String> {
    let proof = proof_of(name, bytes).unwrap_or_else(|| panic!("{name} is not recognised"));
    read(proof, bytes)
}

fn take_text(text: &str) -> Result<Proofs, String> {
    take("a file", text.as_bytes())
}

/// The one record of a text.
fn one(text: &str) -> Record {
    let proofs = take_text(text).unwrap_or_else(|problem| panic!("{problem}\n{text}"));
    let [record] = proofs.records.as_slice() else {
        panic!("{proofs:#?}");
    };
    record.clone()
}

/// A record in a line: source, subject, day, what it says, findings.
fn line(record: &Record) -> String {
    let date = record
        .date
        .map_or("no day".to_owned(), |day| day.to_string());
    let facts: Vec<String> = record
        .facts
        .iter()
        .map(|fact| match fact.value {
            Some(value) => format!("{}={value}", fact.finding),
            None => fact.finding.clone(),
        })
        .collect();
    format!(
        "{}, {} | {} | {date} | {} | {}",
        record.format.name(),
        record.source(),
        record.subject,
        record.about,
        facts.join(" ")
    )
}

fn has_limit(record: &Record, words: &str) -> bool {
    record.limits.iter().any(|limit| limit.contains(words))
}

#[test]
fn each_file_of_a_real_tool_gives_the_right_fields() {
    let table: [(&str, &[&str]); 26] = [
        (
            "bandit.sarif",
            &["SARIF, Bandit |  | 2026-11-27 | 3 results, 2 errors | scan"],
        ),
        (
            "bandit-clean.sarif",
            &["SARIF, Bandit |  | 2026-11-27 | 0 results | scan"],
        ),
        (
            "bandit-nothing.sarif",
            &["SARIF, Bandit |  | 2026-11-27 | 0 results | "],
        ),
        (
            "bandit.json",
            &[
                "Bandit, Bandit |  | 2026-11-27 | 3 results, 1 of them high, 9 lines, 1 left out by comments | scan",
            ],
        ),
        (
            "bandit-clean.json",
            &["Bandit, Bandit |  | 2026-11-27 | 0 results, 2 lines | scan"],
        ),
        (
            "bandit-nothing.json",
            &["Bandit, Bandit |  | 2026-11-27 | 0 results, 0 lines | "],
        ),
        (
            "checkov.json",
            &["Checkov, Checkov 3.3.30 |  | no day | 6 passed, 8 failed | scan/iac"],
        ),
        (
            "checkov-unread.json",
            &["Checkov, Checkov 3.3.30 |  | no day | 0 passed, 0 failed | "],
        ),
        (
            "checkov-nothing.json",
            &["Checkov, Checkov 3.3.30 |  | no day | 0 passed, 0 failed | "],
        ),
        (
            "detect-secrets.json",
            &["detect-secrets, detect-secrets 1.5.0 |  | 2026-11-27 | 2 results | scan"],
        ),
        (
            "detect-secrets-nothing.json",
            &["detect-secrets, detect-secrets 1.5.0 |  | 2026-11-27 | 0 results | "],
        ),
        (
            "pip-audit-skipped.json",
            &["pip-audit, pip-audit |  | no day | 0 of 1 package checked, 0 vulnerabilities | "],
        ),
        (
            "checkov.sarif",
            &["SARIF, Checkov 3.3.30 |  | no day | 2 results, 2 errors | scan"],
        ),
        (
            "checkov-empty.sarif",
            &["SARIF, Checkov 3.3.30 |  | no day | 0 results | "],
        ),
        (
            "eslint.sarif",
            &["SARIF, ESLint 10.15.0 |  | no day | 2 results, 1 error, 1 warning | scan"],
        ),
        (
            "eslint-clean.sarif",
            &["SARIF, ESLint 10.15.0 |  | no day | 0 results | scan"],
        ),
        (
            "npm.cdx.json",
            &[
                "CycloneDX SBOM, npm 11.19.1 | pkg:npm/%40shop/cart@1.2.0 | 2026-11-27 | 2 components | sbom",
            ],
        ),
        (
            "npm.spdx.json",
            &["SPDX SBOM, npm 11.19.1 | @shop/cart@1.2.0 | 2026-11-27 | 3 packages | sbom"],
        ),
        (
            "pip-audit.cdx.json",
            &["CycloneDX SBOM, CycloneDX SBOM |  | 2026-11-27 | 0 components | "],
        ),
        (
            "in-toto.link",
            &["in-toto attestation, in-toto | old | no day | the recorded step “old” | link"],
        ),
        (
            "in-toto-dsse.link",
            &["in-toto attestation, in-toto | build | no day | the recorded step “build” | link"],
        ),
        (
            "in-toto-failed.link",
            &["in-toto attestation, in-toto | fail | no day | the recorded step “fail” | "],
        ),
        (
            "pytest.xml",
            &[
                "JUnit, JUnit | pytest | 2026-11-27 | 3 tests ran, 1 failed, 2 skipped | tests/security",
            ],
        ),
        (
            "npm-attestations.json",
            &[
                "SLSA provenance, SLSA provenance | pkg:npm/%40example-shop/cart@1.2.0 | 2026-11-25 | built by https://github.com/actions/runner/github-hosted | provenance attestation/signed",
            ],
        ),
        (
            "security-insights-1.yml",
            &[
                "Security Insights, Security Insights | https://github.com/example-shop/cart | 2026-06-30 | sast with CodeQL, a threat model, a bill of materials | insights/sast insights/threat-model insights/sbom",
            ],
        ),
        (
            "security-insights-2.yml",
            &[
                "Security Insights, Security Insights | https://github.com/example-shop/cart | 2026-10-02 | sast with Semgrep, security champions, an automated release pipeline, attestations of releases | insights/sast insights/champions insights/pipeline insights/attestations",
            ],
        ),
    ];
    for (name, wanted) in table {
        let proofs =
            take(name, &fixture(name)).unwrap_or_else(|problem| panic!("{name}: {problem}"));
        let lines: Vec<String> = proofs.records.iter().map(line).collect();
        assert_eq!(lines, wanted, "{name}");
        assert!(proofs.remarks.is_empty(), "{name}: {:?}", proofs.remarks);
        assert!(proofs.digest.starts_with("sha256:") && proofs.digest.len() == 71);
    }
}

#[test]
fn scorecard_of_both_versions() {
    let proofs = take("scorecard.json", &fixture("scorecard-v4.json")).unwrap();
    assert_eq!(
        proofs.records.iter().map(line).collect::<Vec<_>>(),
        ["OpenSSF Scorecard, OpenSSF Scorecard v4.13.1 | https://github.com/example-shop/cart | 2026-11-20 | 10 checks | \
          scorecard/binary-artifacts=10 scorecard/branch-protection=0 scorecard/ci-tests=9 scorecard/code-review=10 \
          scorecard/dependency-update-tool=10 scorecard/maintained=10 scorecard/pinned-dependencies=1 scorecard/sast=8 \
          scorecard/security-policy=0 scorecard/token-permissions=0 scorecard/repository"
            .replace("https://github.com", "github.com")]
    );
    assert!(has_limit(
        &proofs.records[0],
        "nothing about Signed-Releases"
    ));
    let proofs = take("scorecard.jsonl", &fixture("scorecard-v5.jsonl")).unwrap();
    assert_eq!(proofs.records.len(), 10);
    assert_eq!(proofs.records[1].date.unwrap().to_string(), "2026-11-21");
    // The same in a list.
    let text = String::from_utf8(fixture("scorecard-v5.jsonl")).unwrap();
    let list = format!("[{}]", text.trim().replace('\n', ","));
    assert_eq!(take_text(&list).unwrap().records, proofs.records);
    // Unknown is neither 0 nor passed.
    let unknown = &proofs.records[8];
    assert!(
        unknown
            .facts
            .iter()
            .all(|fact| fact.finding != "scorecard/branch-protection")
    );
    assert!(has_limit(unknown, "Branch-Protection"));
}

#[test]
fn scorecard_with_nothing_in_it() {
    let none = r#"{"date": "2026-11-20", "repo": {"name": "x"}, "scorecard": {"version": "v5"}, "score": -1.0, "checks": null}"#;
    assert!(
        take_text(none)
            .unwrap_err()
            .contains("No check in it has a result")
    );
    let odd = r#"{"scorecard": {}, "repo": null, "metadata": null, "checks": [{"name": "SAST", "score": 7.0, "details": null}, {"name": "X", "score": 11}, {"score": 3}, null]}"#;
    let record = one(odd);
    assert_eq!(
        line(&record),
        "OpenSSF Scorecard, OpenSSF Scorecard |  | no day | 1 check | scorecard/sast=7 scorecard/repository"
    );
    assert!(has_limit(&record, "nothing about X"));
}

/// A SARIF with one run.
fn sarif(run: &str) -> String {
    format!(
        r#"{{"version": "2.1.0", "runs": [{{"tool": {{"driver": {{"name": "Semgrep OSS", "rules": [{{"id": "a", "defaultConfiguration": {{"level": "note"}}}}, {{"id": "b"}}]}}}}, {run}}}]}}"#
    )
}

#[test]
fn absent_null_and_empty_results_are_three_things() {
    for absent in [r#""artifacts": []"#, r#""results": null"#] {
        let record = one(&sarif(absent));
        assert!(
            record.facts.is_empty() && has_limit(&record, "no scan"),
            "{absent}"
        );
    }
    let record = one(&sarif(r#""results": []"#));
    assert!(record.facts.is_empty() && has_limit(&record, "nothing shows that it looked"));
    let record = one(&sarif(
        r#""results": [], "artifacts": [{"location": {"uri": "a.py"}}]"#,
    ));
    assert_eq!(record.facts.len(), 1);
    // Nothing was read, and it says so only in numbers.
    let record = one(&sarif(
        r#""results": [], "properties": {"metrics": {"_totals": {"loc": 0}}}, "invocations": [{"executionSuccessful": true}]"#,
    ));
    assert!(record.facts.is_empty());
}

#[test]
fn a_run_that_failed_shows_nothing() {
    for failed in [
        r#"{"executionSuccessful": false}"#,
        r#"{"executionSuccessful": true, "toolExecutionNotifications": [{"level": "note"}, {"level": "error"}]}"#,
        r#"{"toolConfigurationNotifications": [{"level": "error"}]}"#,
    ] {
        let record = one(&sarif(&format!(
            r#""results": [{{"ruleId": "a"}}], "invocations": [{failed}]"#
        )));
        assert!(
            record.facts.is_empty() && has_limit(&record, "could not do all"),
            "{failed}"
        );
    }
    let fine = one(&sarif(
        r#""results": [{"ruleId": "a"}], "invocations": [{"toolExecutionNotifications": [{"level": "warning"}]}]"#,
    ));
    assert_eq!(fine.facts.len(), 1);
}

#[test]
fn levels_kinds_suppressions_and_baselines() {
    let table = [
        (r#"{"ruleId": "a"}"#, "1 result"),
        (r#"{"ruleIndex": 0}"#, "1 result"),
        (r#"{"rule": {"id": "a"}}"#, "1 result"),
        (r#"{"ruleId": "b"}"#, "1 result, 1 warning"),
        (r#"{"ruleId": "unheard of"}"#, "1 result, 1 warning"),
        (r#"{"ruleId": "a", "level": "error"}"#, "1 result, 1 error"),
        (r#"{"ruleId": "b", "kind": "pass"}"#, "0 results"),
        (r#"{"ruleId": "a", "suppressions": []}"#, "1 result"),
        (r#"{"ruleId": "a", "suppressions": null}"#, "1 result"),
        (
            r#"{"ruleId": "a", "suppressions": [{"kind": "inSource"}]}"#,
            "0 results, 1 suppressed",
        ),
        (
            r#"{"ruleId": "a", "suppressions": [{"status": "accepted"}]}"#,
            "0 results, 1 suppressed",
        ),
        (
            r#"{"ruleId": "a", "suppressions": [{"status": "accepted"}, {"status": "underReview"}]}"#,
            "1 result",
        ),
        (
            r#"{"ruleId": "a", "suppressions": [{"status": "rejected"}]}"#,
            "1 result",
        ),
        (
            r#"{"ruleId": "a", "baselineState": "absent"}, {"ruleId": "a"}"#,
            "1 result",
        ),
        // One fingerprint for all is none: nothing is folded.
        (
            r#"{"ruleId": "a", "fingerprints": {"v": "requires login"}}, {"ruleId": "a", "fingerprints": {"v": "requires login"}}"#,
            "2 results",
        ),
    ];
    for (results, wanted) in table {
        assert_eq!(
            one(&sarif(&format!(r#""results": [{results}]"#))).about,
            wanted,
            "{results}"
        );
    }
}

#[test]
fn runs_of_one_tool_are_one_and_the_oldest_day_counts() {
    let run = |name: &str, day: &str| {
        let time = match day {
            "" => String::new(),
            day => format!(
                r#", "invocations": [{{"startTimeUtc": "{day}T00:00:00Z", "executionSuccessful": true}}]"#
            ),
        };
        format!(
            r#"{{"tool": {{"driver": {{"name": "{name}"}}}}, "results": [{{"ruleId": "a"}}]{time}}}"#
        )
    };
    let file = |runs: &[String]| {
        format!(
            r#"{{"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "runs": [{}]}}"#,
            runs.join(",")
        )
    };
    let record = one(&file(&[
        run("Trivy", "2026-11-02"),
        run("trivy", "2026-11-01"),
    ]));
    assert_eq!(record.date.unwrap().to_string(), "2026-11-01");
    assert_eq!(record.about, "2 results, 2 warnings");
    let record = one(&file(&[run("Trivy", "2026-11-02"), run("Trivy", "")]));
    assert_eq!(record.date, None, "nobody knows which is the oldest");
    let two = take_text(&file(&[run("Trivy", "2026-11-02"), run("Gitleaks", "")])).unwrap();
    assert_eq!(two.records.len(), 2);
    assert!(take_text(&file(&[])).is_err());
    let old = file(&[run("X", "")]).replace(r#""runs""#, r#""version": "2.0.0", "runs""#);
    assert!(take_text(&old).unwrap_err().contains("SARIF 2.0.0"));
}

#[test]
fn scorecards_own_sarif_says_too_little() {
    let text = sarif(r#""results": [{"ruleId": "SASTID"}]"#).replace("Semgrep OSS", "Scorecard");
    let record = one(&text);
    assert!(record.facts.is_empty() && has_limit(&record, "--format json"));
}

#[test]
fn bills_of_materials() {
    let bom = |rest: &str| {
        format!(
            r#"{{{rest}, "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", "bomFormat": "CycloneDX", "specVersion": "1.6"}}"#
        )
    };
    // The root's name may be that of a folder, and its reference a place on a machine.
    let record = one(&bom(
        r#""metadata": {"component": {"bom-ref": "path+file:///home/kim/shop#0.1.0", "name": "/home/kim/shop", "purl": "pkg:cargo/shop@0.1.0?download_url=file://."}, "tools": {"components": [{"name": "syft", "version": "1.2"}]}}, "components": [{"type": "library", "name": "a"}]"#,
    ));
    assert_eq!(
        line(&record),
        "CycloneDX SBOM, syft 1.2 | pkg:cargo/shop@0.1.0 | no day | 1 component | sbom"
    );
    assert!(has_limit(
        &record,
        "does not say whether the components were checked"
    ));
    let record = one(&bom(
        r#""metadata": {"component": {"name": "/home/kim/shop"}, "tools": null}, "components": [{}, {}]"#,
    ));
    assert_eq!(record.subject, "");
    // Checked, and nothing known; judged vulnerabilities; and no component at all.
    let record = one(&bom(r#""components": [{}], "vulnerabilities": []"#));
    assert_eq!(record.facts[1].finding, "sbom/audit");
    let record = one(&bom(
        r#""components": [{}], "vulnerabilities": [{"id": "x", "analysis": {"state": "not_affected"}}, {"id": "y"}, {"id": "z", "analysis": {"state": "in_triage"}}]"#,
    ));
    assert_eq!(record.facts[2].said, "1 of 3 vulnerabilities judged");
    let record = one(&bom(r#""vulnerabilities": [], "components": []"#));
    assert!(record.facts.is_empty());
    let record = one(&bom(
        r#""signature": {"algorithm": "ES256", "value": "x"}, "components": [{}]"#,
    ));
    assert!(
        has_limit(&record, "not verified")
            && record
                .facts
                .iter()
                .any(|fact| fact.finding == "sbom/signed")
    );
    let xml =
        r#"<?xml version="1.0"?><!-- x --><bom xmlns="http://cyclonedx.org/schema/bom/1.5"/>"#;
    assert!(take_text(xml).unwrap_err().contains("read as JSON"));
    assert!(
        take_text("SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\n")
            .unwrap_err()
            .contains("read as JSON")
    );
    let three = r#"{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": []}"#;
    assert!(take_text(three).unwrap_err().contains("SPDX 3"));
    let record = one(
        r#"{"spdxVersion": "SPDX-2.2", "name": ".", "creationInfo": {"created": "1970-01-01T00:00:00Z", "creators": ["Person: Kim (kim@example.org)", "Tool: syft-1.2.0"]}, "packages": [{}]}"#,
    );
    assert_eq!(
        line(&record),
        "SPDX SBOM, syft 1.2.0 |  | no day | 1 package | sbom"
    );
}

#[test]
fn statements_in_all_their_wrappings() {
    let proofs = take(
        "provenance.intoto.jsonl",
        &fixture("provenance.intoto.jsonl"),
    )
    .unwrap();
    assert_eq!(
        proofs.records.iter().map(line).collect::<Vec<_>>(),
        [
            "SLSA provenance, SLSA provenance | cart_1.2.0_linux.tar.gz | 2026-11-25 | built by https://github.com/slsa-framework/slsa-github-generator/.github/workflows/generator_generic_slsa3.yml | provenance attestation/signed",
            "in-toto attestation, in-toto attestation | registry.example.org/cart | 2026-11-25 | a scan for vulnerabilities | attestation/scan attestation/signed",
        ]
    );
    assert_eq!(
        proofs.records[0].link.as_deref(),
        Some("https://github.com/example-shop/cart")
    );
    let list = take("npm.json", &fixture("npm-attestations.json")).unwrap();
    for media in [
        "application/vnd.dev.sigstore.bundle.v0.3+json",
        "application/vnd.dev.sigstore.bundle+json;version=0.1",
        "application/vnd.dev.sigstore.bundle.v0.2+json",
    ] {
        let text = String::from_utf8(fixture("bundle.sigstore.json")).unwrap();
        let text = text.replace("application/vnd.dev.sigstore.bundle.v0.3+json", media);
        let bundle = take_text(&text).unwrap();
        assert_eq!(bundle.records, list.records, "{media}");
        assert_eq!(bundle.format, Proof::Provenance);
    }
    let failed = take("x.link", &fixture("in-toto-failed.link")).unwrap();
    assert!(has_limit(&failed.records[0], "failed (code 3)"));
    let bare = one(
        r#"{"_type": "https://in-toto.io/Statement/v1", "predicateType": "https://slsa.dev/provenance/v1", "subject": [{"name": "/home/kim/a"}], "predicate": {"runDetails": {"builder": {"id": "file:///home/kim/build"}}}}"#,
    );
    assert_eq!(
        line(&bare),
        "SLSA provenance, SLSA provenance |  | no day | a build | "
    );
    assert!(has_limit(&bare, "not signed"));
    let other = one(
        r#"{"_type": "https://in-toto.io/Statement/v1", "predicateType": "https://example.org/lunch/v1", "predicate": {}}"#,
    );
    assert!(has_limit(&other, "https://example.org/lunch/v1"));
    let vsa = one(
        r#"{"_type": "https://in-toto.io/Statement/v1", "predicateType": "https://slsa.dev/verification_summary/v1", "predicate": {"timeVerified": "2026-11-01T00:00:00Z", "verificationResult": "FAILED"}}"#,
    );
    assert!(vsa.facts.is_empty());
}

#[test]
fn statements_that_are_none() {
    let table = [
        (
            r#"{"payloadType": "application/vnd.in-toto+json", "payload": "%%%", "signatures": []}"#,
            "Base64",
        ),
        (
            r#"{"payloadType": "text/plain", "payload": "aGVsbG8=", "signatures": []}"#,
            "text/plain",
        ),
        (
            r#"{"payloadType": "application/vnd.in-toto+json", "payload": "e30=", "signatures": []}"#,
            "stands nothing",
        ),
        (
            r#"{"_type": "https://in-toto.io/Statement/v9", "predicateType": "x"}"#,
            "Statement/v9",
        ),
        (
            r#"{"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json", "messageSignature": {}}"#,
            "no statement",
        ),
        (
            r#"{"signed": {"_type": "layout"}, "signatures": []}"#,
            "layout",
        ),
    ];
    for (text, words) in table {
        let problem = take_text(text).unwrap_err();
        assert!(problem.contains(words), "{text}: {problem}");
    }
}

#[test]
fn tests_about_security_by_their_names() {
    let file = |cases: &str| {
        format!(
            r#"<testsuites><testsuite name="unit" timestamp="2026-11-27T23:59:59">{cases}</testsuite></testsuites>"#
        )
    };
    let record = one(&file(
        r#"<testcase name="sums &amp; more"/><testcase classname="shop.AuthorizationTest" name="a"><failure/></testcase>"#,
    ));
    assert_eq!(record.about, "2 tests ran, 1 failed");
    assert_eq!(
        record.date.unwrap().to_string(),
        "2026-11-27",
        "without an offset, the day as written"
    );
    assert!(record.facts[0].said.contains("1 of them failed"));
    assert!(has_limit(
        &one(&file(r#"<testcase name="sum"/>"#)),
        "No test is about security"
    ));
    assert!(has_limit(
        &one(&file(
            r#"<testcase name="csrf"><skipped/></testcase><testcase name="sum"/>"#
        )),
        "skipped"
    ));
    assert!(has_limit(
        &one(&file(r#"<testcase name="csrf"><error/></testcase>"#)),
        "No test ran"
    ));
    assert!(has_limit(&one(r#"<testsuite tests="0"/>"#), "No test ran"));
    for broken in [
        r#"<testsuite name="a"><testcase name="b">"#,
        "<testsuite name=\"a\">\n<testcase",
        "<testsuite></testcase>",
    ] {
        let problem = take_text(broken).unwrap_err();
        assert!(
            problem.contains("not readable XML: line"),
            "{broken}: {problem}"
        );
    }
    // Entities of the file's own are not resolved.
    let bomb = r#"<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]><testsuite name="&b;"><testcase name="csrf &b;"/></testsuite>"#;
    assert_eq!(one(bomb).facts.len(), 1);
}

#[test]
fn what_a_project_says_of_itself_is_a_claim() {
    let proofs = take("SECURITY-INSIGHTS.yml", &fixture("security-insights-1.yml")).unwrap();
    let record = &proofs.records[0];
    assert!(
        has_limit(record, "nothing in it is proven")
            && has_limit(record, "By hand does not run by itself")
    );
    assert_eq!(record.expires.unwrap().to_string(), "2027-06-30");
    let problem = take_text("header:\n  schema-version: 3.0.0\n").unwrap_err();
    assert!(problem.contains("3.0.0"), "{problem}");
    let problem = take_text("header:\n  schema-version: 2.0.0\n  url: [\n").unwrap_err();
    assert!(problem.contains("The file"), "{problem}");
    assert_eq!(
        one("header:\n  schema-version: '2.0.0'\nrepository: null\n").about,
        "nothing that an activity asks for"
    );
}

#[test]
fn nothing_of_a_machine_or_a_person_comes_out() {
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if name == "README.md" {
            continue;
        }
        let proofs = take(&name, &fixture(&name)).unwrap();
        let told = format!("{proofs:?}");
        for private in [
            "kim",
            "/home",
            "file:",
            "internal.example",
            "@example.org",
            "app.py",
            "main.tf",
            "0000000000",
            "snippet",
            "security@",
        ] {
            assert!(
                !told.to_lowercase().contains(private),
                "{name} tells {private}: {told}"
            );
        }
    }
}

#[test]
fn files_are_recognised_by_their_content_alone() {
    for (text, wanted) in [
        (
            r#"{"version": "2.1.0", "runs": [{"results": []}]}"#,
            Some(Proof::Sarif),
        ),
        (r#"{"runs": []}"#, None),
        (r#"{"bomFormat": "other"}"#, None),
        (
            r#"{"$schema": "http://json-schema.org/draft-07/schema#", "properties": {"runs": {"tool": 1}}}"#,
            None,
        ),
        (r#"{"scorecard": {"version": "v5"}}"#, None),
        (
            r#"{"format": "dsomm-assessment", "runs": [{"tool": {}}]}"#,
            None,
        ),
        ("<html><testsuite>", None),
        (
            "\u{feff}<?xml version='1.0'?>\n<testsuite/>",
            Some(Proof::Junit),
        ),
        ("header:\n  title: x\n", None),
        (
            "# comment\nheader:\n  # more\n  schema-version: 1.0.0\n",
            Some(Proof::SecurityInsights),
        ),
        ("other:\n  schema-version: 1.0.0\n", None),
    ] {
        assert_eq!(proof_of("x", text.as_bytes()), wanted, "{text}");
    }
    // What tells stands behind a list that is longer than what is looked at first.
    let long = format!(
        r#"{{"components": [{}{{}}], "bomFormat": "CycloneDX", "specVersion": "1.4"}}"#,
        r#"{"name": "abcdefghijklmnopqrstuvwxyz"}, "#.repeat(20_000)
    );
    assert_eq!(proof_of("x", long.as_bytes()), Some(Proof::CycloneDx));
    assert_eq!(one(&long).about, "20001 components");
    // Windows' shell writes UTF-16.
    let text = String::from_utf8(fixture("npm.cdx.json")).unwrap();
    let wide: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert_eq!(
        take("x", &wide).unwrap().records,
        take("x", text.as_bytes()).unwrap().records
    );
    let marked = format!("\u{feff}{text}");
    assert_eq!(
        take("x", marked.as_bytes()).unwrap().records,
        take("x", text.as_bytes()).unwrap().records
    );
}

#[test]
fn other_doors_send_such_files_to_import() {
    let kind = recognise("x", r#"{"bomFormat": "CycloneDX"}"#);
    assert_eq!(kind.refusal("x", Door::Import), None);
    assert_eq!(
        kind.refusal("x", Door::Changes).unwrap(),
        "“x” is CycloneDX SBOM, not a model. Use “Import” at the top of the page."
    );
}

#[test]
fn broken_files_are_told_in_words() {
    let whole = String::from_utf8(fixture("bandit.sarif")).unwrap();
    let cut = &whole[..whole.len() / 2];
    let problem = take_text(cut).unwrap_err();
    assert!(
        problem.contains("cut off") && problem.contains("in line "),
        "{problem}"
    );
    let wrong = whole.replacen("\"results\": [", "\"results\": [,", 1);
    assert!(take_text(&wrong).unwrap_err().contains("not JSON"));
    assert!(Reading::of(Proof::Sarif, 65 << 20, b"{").is_err());
}

/// A SARIF file of about so many megabytes.
pub fn large_sarif(megabytes: usize) -> Vec<u8> {
    let result = |at: usize| {
        format!(
            r#"{{"ruleId":"rule-{}","ruleIndex":{},"level":"{}","message":{{"text":"{}"}},"locations":[{{"physicalLocation":{{"artifactLocation":{{"uri":"src/file-{at}.py"}},"region":{{"startLine":{at},"snippet":{{"text":"{}"}}}}}}}}],"partialFingerprints":{{"primaryLocationLineHash":"{at:x}"}}}}"#,
            at % 300,
            at % 300,
            if at.is_multiple_of(3) {
                "error"
            } else {
                "warning"
            },
            "A long message with \\\"quotes\\\" in it. ".repeat(12),
            "let x = 1;\\n".repeat(30)
        )
    };
    let one = result(0).len();
    let results: Vec<String> = (0..(megabytes << 20) / one).map(result).collect();
    sarif(&format!(r#""results": [{}]"#, results.join(","))).into_bytes()
}

#[test]
fn a_large_file_is_read_in_pieces() {
    let bytes = large_sarif(4);
    let head = &bytes[..9];
    let mut reading = Reading::of(Proof::Sarif, bytes.len(), head).unwrap();
    let mut seen = vec![reading.percent()];
    for piece in bytes.chunks(PIECE / 3) {
        reading.feed(piece);
        seen.push(reading.percent());
    }
    assert!(seen.len() > 12 && seen.is_sorted(), "{seen:?}");
    assert_eq!((seen[0], seen.last()), (0, Some(&100)));
    let proofs = reading.finish().unwrap();
    assert_eq!(proofs, read(Proof::Sarif, &bytes).unwrap());
    assert!(proofs.records[0].about.contains("results"));
}

/// `cargo test --release -- --ignored fifty` says how long it takes.
#[test]
#[ignore = "measures"]
fn fifty_megabytes() {
    let bytes = large_sarif(50);
    let begin = std::time::Instant::now();
    let proof = proof_of("large.sarif", &bytes).unwrap();
    let mut reading = Reading::of(proof, bytes.len(), &bytes).unwrap();
    let mut longest = std::time::Duration::ZERO;
    for piece in bytes.chunks(PIECE) {
        let step = std::time::Instant::now();
        reading.feed(piece);
        longest = longest.max(step.elapsed());
    }
    let proofs = reading.finish().unwrap();
    println!(
        "{:?} in all, {longest:?} for the longest step: {}",
        begin.elapsed(),
        proofs.records[0].about
    );
}

proptest! {
    #![proptest_config(cases(200))]

    /// Whatever stands in a file, reading it ends with records or a sentence.
    #[test]
    fn no_file_is_too_odd(at in 0usize..4000, byte in any::<u8>(), which in 0usize..31) {
        let mut names: Vec<PathBuf> = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
        names.sort();
        let mut bytes = fs::read(&names[which % names.len()]).unwrap();
        let at = at % bytes.len();
        bytes[at] = byte;
        for proof in [Proof::Scorecard, Proof::Sarif, Proof::CycloneDx, Proof::Spdx, Proof::Attestation, Proof::SecurityInsights, Proof::Junit, Proof::Bandit, Proof::Checkov, Proof::DetectSecrets, Proof::PipAudit] {
            match read(proof, &bytes) {
                Ok(proofs) => prop_assert!(proofs.digest.len() == 71),
                Err(problem) => prop_assert!(problem.ends_with('.'), "{problem}"),
            }
        }
    }
}
