//! Reports of scanners in their own JSON: what ran and saw something, what looked at nothing, and what
//! could not be read, are three things.

use dsomm_radar::evidence::{Proof, Record};

use crate::evidence::{fixture, proof_of, take};

/// The one record of a text.
fn one(text: &str) -> Record {
    let proofs = take("a file", text.as_bytes()).unwrap_or_else(|problem| panic!("{problem}"));
    let [record] = proofs.records.as_slice() else {
        panic!("{proofs:#?}");
    };
    record.clone()
}

fn findings(record: &Record) -> Vec<&str> {
    let facts = record.facts.iter();
    facts.map(|fact| fact.finding.as_str()).collect()
}

fn limits(record: &Record) -> String {
    record.limits.join(" ")
}

#[test]
fn each_is_recognised_by_its_content() {
    for (name, wanted) in [
        ("bandit.json", Proof::Bandit),
        ("bandit-nothing.json", Proof::Bandit),
        ("checkov.json", Proof::Checkov),
        ("checkov-unread.json", Proof::Checkov),
        ("checkov-nothing.json", Proof::Checkov),
        ("detect-secrets.json", Proof::DetectSecrets),
        ("detect-secrets-nothing.json", Proof::DetectSecrets),
        ("pip-audit-skipped.json", Proof::PipAudit),
    ] {
        assert_eq!(proof_of("x", &fixture(name)), Some(wanted), "{name}");
    }
    // Neither does an empty object say anything, nor is every list of dependencies an audit.
    for text in [
        "{}",
        r#"{"dependencies": {"a": "1.0"}, "devDependencies": {}}"#,
        r#"{"results": []}"#,
        r#"{"metrics": {"loc": 3}}"#,
        r#"{"plugins_used": []}"#,
    ] {
        assert_eq!(proof_of("x", text.as_bytes()), None, "{text}");
    }
}

#[test]
fn bandit_that_read_no_line_shows_nothing() {
    let nothing = one(&String::from_utf8(fixture("bandit-nothing.json")).unwrap());
    assert!(findings(&nothing).is_empty());
    assert!(limits(&nothing).contains("could not read 1 file"));
    let silent = one(
        r#"{"errors": [], "generated_at": "2026-11-27T16:35:13Z", "metrics": {"_totals": {"loc": 0}}, "results": []}"#,
    );
    assert!(findings(&silent).is_empty());
    assert!(limits(&silent).contains("no line of code"));
    // A file with a mistake in its syntax is left out by bandit, so the scan was not complete.
    let partly = one(
        r#"{"errors": [{"filename": "a.py", "reason": "syntax error"}, {"filename": "b.py", "reason": "syntax error"}], "metrics": {"_totals": {"loc": 90}}, "results": [{"issue_severity": "LOW"}]}"#,
    );
    assert!(findings(&partly).is_empty());
    assert!(limits(&partly).contains("could not read 2 files"));
    let problem = take("x", br#"{"metrics": {"_totals": {"loc": 90}}}"#).unwrap_err();
    assert!(problem.contains("-f json"), "{problem}");
}

#[test]
fn checkov_tells_passed_failed_and_unparsed_apart() {
    let read = |name: &str| one(&String::from_utf8(fixture(name)).unwrap());
    assert!(limits(&read("checkov-unread.json")).contains("could not parse 1 file"));
    assert!(limits(&read("checkov-nothing.json")).contains("checked nothing"));
    assert_eq!(findings(&read("checkov.json")), ["scan/iac"]);
    // Everything passed: in its SARIF the same as nothing to check.
    let clean = one(
        r#"{"check_type": "terraform", "results": {"passed_checks": [], "failed_checks": []}, "summary": {"passed": 9, "failed": 0, "skipped": 2, "parsing_errors": 0, "resource_count": 2, "checkov_version": "3.3.30"}}"#,
    );
    assert_eq!(clean.about, "9 passed, 0 failed, 2 skipped");
    assert_eq!(clean.facts[0].said, "a scan: 0 of 9 checks failed");
    // Several kinds of files are a list; what each kind is about decides what it speaks for.
    let part = |kind: &str, passed: usize| {
        format!(
            r#"{{"check_type": "{kind}", "results": {{"failed_checks": []}}, "summary": {{"passed": {passed}, "failed": 1, "parsing_errors": 0, "checkov_version": "3.3.30"}}}}"#
        )
    };
    let several = one(&format!(
        "[{}, {}, {}, {}]",
        part("terraform", 2),
        part("dockerfile", 3),
        part("cloudformation", 4),
        part("github_actions", 5)
    ));
    assert_eq!(findings(&several), ["scan/iac", "scan/dockerfile"]);
    assert_eq!(several.facts[0].said, "a scan: 2 of 8 checks failed");
    assert!(limits(&several).contains("github_actions"));
    let problem = take("x", br#"{"check_type": "x", "checkov_version": "3"}"#).unwrap_err();
    assert!(problem.contains("-o json"), "{problem}");
}

#[test]
fn a_baseline_without_results_is_no_proof() {
    let nothing = one(&String::from_utf8(fixture("detect-secrets-nothing.json")).unwrap());
    assert!(findings(&nothing).is_empty());
    assert!(limits(&nothing).contains("nothing shows that it looked at anything"));
    let judged = one(
        r#"{"version": "1.5.0", "plugins_used": [], "results": {"a.py": [{"type": "x", "is_secret": false}, {"type": "x"}], "/home/kim/b.py": [{"type": "y", "is_secret": true}]}, "generated_at": "2026-11-27T16:35:20Z"}"#,
    );
    assert_eq!(judged.about, "3 results, 2 of them judged");
    assert!(!format!("{judged:?}").contains("kim"));
    let problem = take("x", br#"{"plugins_used": [], "generated_at": ""}"#).unwrap_err();
    assert!(problem.contains("detect-secrets scan"), "{problem}");
}

#[test]
fn pip_audit_says_what_it_could_not_check() {
    // Written by hand after the tool's documentation: the audit itself needs its database.
    let audit = one(
        r#"{"dependencies": [{"name": "a", "version": "1", "vulns": []}, {"name": "b", "version": "2", "vulns": [{"id": "X-1", "fix_versions": [], "aliases": [], "description": ""}, {"id": "X-2"}]}, {"name": "c", "skip_reason": "not found"}], "fixes": []}"#,
    );
    assert_eq!(audit.about, "2 of 3 packages checked, 2 vulnerabilities");
    assert_eq!(findings(&audit), ["scan"]);
    assert!(limits(&audit).contains("1 package could not be checked"));
    assert_eq!(audit.date, None);
    let nothing = one(r#"{"dependencies": [], "fixes": []}"#);
    assert!(findings(&nothing).is_empty());
    assert!(limits(&nothing).contains("could check no package"));
    let problem = take("x", br#"{"dependencies": null, "fixes": []}"#).unwrap_err();
    assert!(problem.contains("-f json"), "{problem}");
}
