//! What readers can find: the names that `model/evidence.yaml` may use.

/// Kinds of scans. The file of rules says which tool does which.
pub const SCANS: [(&str, &str); 10] = [
    ("sast", "static analysis of own code"),
    ("sca", "known vulnerabilities of components"),
    ("secrets", "secrets in code"),
    ("iac", "templates of clouds"),
    ("dockerfile", "definitions of images"),
    ("kubernetes", "resources of clusters"),
    ("image", "finished images"),
    ("dast", "attacks on the running application"),
    ("lint", "style"),
    ("malware", "malware"),
];

/// Everything else.
const FINDINGS: [&str; 44] = [
    // A check has a score from 0 to 10.
    "scorecard/binary-artifacts",
    "scorecard/branch-protection",
    "scorecard/ci-tests",
    "scorecard/cii-best-practices",
    "scorecard/code-review",
    "scorecard/contributors",
    "scorecard/dangerous-workflow",
    "scorecard/dependency-update-tool",
    "scorecard/fuzzing",
    "scorecard/license",
    "scorecard/maintained",
    "scorecard/packaging",
    "scorecard/pinned-dependencies",
    "scorecard/sast",
    "scorecard/sbom",
    "scorecard/security-policy",
    "scorecard/signed-releases",
    "scorecard/token-permissions",
    "scorecard/vulnerabilities",
    "scorecard/webhooks",
    // Scorecard could look at a repository at all.
    "scorecard/repository",
    // A bill of materials with at least one component.
    "sbom",
    // Its components were checked for vulnerabilities.
    "sbom/audit",
    // Vulnerabilities in it were judged: VEX.
    "sbom/judged",
    // It says that it is signed.
    "sbom/signed",
    // A provenance that names its builder.
    "provenance",
    // A statement with a signature, which was not verified.
    "attestation/signed",
    "attestation/verified",
    "attestation/scan",
    "attestation/sbom",
    "attestation/tests",
    // A recorded step whose command succeeded.
    "link",
    // What a project says about itself.
    "insights/sast",
    "insights/dast",
    "insights/sca",
    "insights/secrets",
    "insights/container",
    "insights/iac",
    "insights/threat-model",
    "insights/sbom",
    "insights/champions",
    "insights/pipeline",
    "insights/attestations",
    // A test that ran and whose name says that it is about security.
    "tests/security",
];

/// Is this the name of something that a reader can find?
pub fn is_known(name: &str) -> bool {
    match name.strip_prefix("scan/") {
        Some(scan) => is_scan(scan),
        None => FINDINGS.contains(&name),
    }
}

/// Is this a kind of scan?
pub fn is_scan(name: &str) -> bool {
    SCANS.iter().any(|(scan, _)| *scan == name)
}

/// What can only be claimed: nobody verified it. It supports no answer, whatever the rules say.
pub fn is_claim(name: &str) -> bool {
    ["insights/", "attestation/"]
        .iter()
        .any(|start| name.starts_with(start))
        || name == "sbom/signed"
}
