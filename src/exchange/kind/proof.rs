//! Files of pipeline tools: what one is, by the names that stand at its top. Nothing is parsed, and
//! where the first part of a file tells enough, the rest is not looked at.

use super::end_of_string;

/// A file in which a tool of the pipeline says what it saw.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Proof {
    /// Results of OpenSSF Scorecard, as JSON.
    Scorecard,
    /// Results of a scanner.
    Sarif,
    /// A bill of materials.
    CycloneDx,
    /// A bill of materials, too.
    Spdx,
    /// A statement about how something was built. Only its reader tells it from
    /// [`Proof::Attestation`], because what says so may be packed.
    Provenance,
    /// Any other statement of in-toto.
    Attestation,
    /// What a project says about itself.
    SecurityInsights,
    /// Results of tests.
    Junit,
    /// Results of bandit in its own JSON.
    Bandit,
    /// Results of checkov in its own JSON.
    Checkov,
    /// A baseline of detect-secrets.
    DetectSecrets,
    /// Results of pip-audit in its own JSON.
    PipAudit,
}

impl Proof {
    /// Its name, as the dialog shows it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Scorecard => "OpenSSF Scorecard",
            Self::Sarif => "SARIF",
            Self::CycloneDx => "CycloneDX SBOM",
            Self::Spdx => "SPDX SBOM",
            Self::Provenance => "SLSA provenance",
            Self::Attestation => "in-toto attestation",
            Self::SecurityInsights => "Security Insights",
            Self::Junit => "JUnit",
            Self::Bandit => "Bandit",
            Self::Checkov => "Checkov",
            Self::DetectSecrets => "detect-secrets",
            Self::PipAudit => "pip-audit",
        }
    }
}

/// What a text is, if a tool of the pipeline wrote it.
pub(super) fn of(text: &str) -> Option<Proof> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    match text.chars().next()? {
        '<' => of_xml(text),
        '{' | '[' => of_json(text),
        _ if text.starts_with("SPDXVersion:") => Some(Proof::Spdx),
        _ => of_yaml(text),
    }
}

/// By the first element behind declarations and comments.
fn of_xml(text: &str) -> Option<Proof> {
    let mut rest = text;
    loop {
        let start = rest.find('<')?;
        rest = &rest[start..];
        let end = match rest {
            _ if rest.starts_with("<!--") => rest.find("-->")?,
            _ if rest.starts_with("<?") || rest.starts_with("<!") => rest.find('>')?,
            _ => break,
        };
        rest = &rest[end..];
    }
    let is_name = |c: char| !c.is_whitespace() && !matches!(c, '>' | '/');
    let name: String = rest[1..].chars().take_while(|c| is_name(*c)).collect();
    match name.as_str() {
        "testsuites" | "testsuite" => Some(Proof::Junit),
        "bom" if rest.contains("cyclonedx.org/schema/bom") => Some(Proof::CycloneDx),
        _ => None,
    }
}

/// Security Insights begins with a header that names the version of its schema.
fn of_yaml(text: &str) -> Option<Proof> {
    let mut in_header = false;
    for line in text.lines() {
        if !line.starts_with([' ', '\t', '#']) {
            in_header = line.starts_with("header:");
        } else if in_header && line.trim_start().starts_with("schema-version:") {
            return Some(Proof::SecurityInsights);
        }
    }
    None
}

/// What was seen at the top of an object.
#[derive(Default)]
struct Seen {
    scorecard: bool,
    /// Fields beside `scorecard`.
    results: bool,
    envelope: bool,
    payload: bool,
    plugins: bool,
    scanned: bool,
    dependencies: bool,
    fixes: bool,
}

impl Seen {
    /// Takes a field: how many objects it is inside of, the field that these stand under, its own
    /// name, and its value if that is a text.
    fn take(&mut self, depth: usize, parent: &str, key: &str, value: &str) -> Option<Proof> {
        match (depth, parent, key) {
            (1, _, "$schema") if value.contains("sarif") => Some(Proof::Sarif),
            (1, _, "$schema") if value.contains("cyclonedx") => Some(Proof::CycloneDx),
            (1, _, "bomFormat") if value == "CycloneDX" => Some(Proof::CycloneDx),
            (1, _, "spdxVersion") if value.starts_with("SPDX-") => Some(Proof::Spdx),
            (1, _, "@context") if value.contains("spdx.org/rdf/3") => Some(Proof::Spdx),
            (2, "runs", "tool" | "results" | "invocations") => Some(Proof::Sarif),
            (2, "metrics", "_totals") => Some(Proof::Bandit),
            (2, "results", "passed_checks" | "failed_checks" | "skipped_checks") => {
                Some(Proof::Checkov)
            }
            (1, _, "checkov_version") => Some(Proof::Checkov),
            (1, _, "dsseEnvelope") | (2, "attestations", "bundle") => Some(Proof::Attestation),
            (1, _, "mediaType") if value.starts_with("application/vnd.dev.sigstore.bundle") => {
                Some(Proof::Attestation)
            }
            (1, _, "_type") if value.starts_with("https://in-toto.io/") => Some(Proof::Attestation),
            (1, _, "_type") | (2, "signed", "_type") if matches!(value, "link" | "layout") => {
                Some(Proof::Attestation)
            }
            (1, ..) => {
                match key {
                    "scorecard" => self.scorecard = true,
                    "checks" | "repo" => self.results = true,
                    "payloadType" => self.envelope = true,
                    "payload" | "signatures" => self.payload = true,
                    "plugins_used" => self.plugins = true,
                    "generated_at" => self.scanned = true,
                    "dependencies" => self.dependencies = true,
                    "fixes" => self.fixes = true,
                    _ => {}
                }
                match () {
                    () if self.scorecard && self.results => Some(Proof::Scorecard),
                    () if self.envelope && self.payload => Some(Proof::Attestation),
                    () if self.plugins && self.scanned => Some(Proof::DetectSecrets),
                    () if self.dependencies && self.fixes => Some(Proof::PipAudit),
                    () => None,
                }
            }
            _ => None,
        }
    }
}

/// Lists do not count as a depth: several results in a list are as one.
fn of_json(text: &str) -> Option<Proof> {
    let bytes = text.as_bytes();
    let mut seen = Seen::default();
    // The brackets that are open, and for each object the field that is being read.
    let (mut open, mut keys): (Vec<u8>, Vec<&str>) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'{' => {
                open.push(b'{');
                keys.push("");
            }
            b'[' => open.push(b'['),
            b'}' | b']' => {
                if open.pop() == Some(b'{') {
                    keys.pop();
                }
                if open.is_empty() {
                    // Of several values one after the other, the first one tells.
                    return None;
                }
            }
            b'"' => {
                let end = end_of_string(bytes, at)?;
                let rest = text[end..].trim_start();
                if open.last() == Some(&b'{') && rest.starts_with(':') {
                    let key = &text[at + 1..end - 1];
                    let value = rest[1..].trim_start().strip_prefix('"');
                    let value = value.and_then(|value| value.split('"').next());
                    let value = value.unwrap_or_default();
                    let depth = keys.len();
                    if depth == 1 && key == "format" && value.starts_with("dsomm-") {
                        return None;
                    }
                    let parent = keys.len().checked_sub(2).map_or("", |at| keys[at]);
                    if let Some(found) = seen.take(depth, parent, key, value) {
                        return Some(found);
                    }
                    if let Some(last) = keys.last_mut() {
                        *last = key;
                    }
                }
                at = end;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    None
}
