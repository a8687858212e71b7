//! JUnit: results of tests. Only tests whose names say that they are about security show something;
//! that other tests ran is no practice that is asked for. What was skipped shows nothing.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Proof, Proofs, Record, clean, day, plural};

/// Parts of words in the name of a test, its class or its suite.
const SECURITY: [&str; 14] = [
    "security",
    "authz",
    "authoriz",
    "authoris",
    "authentic",
    "permission",
    "privilege",
    "csrf",
    "xss",
    "injection",
    "owasp",
    "accesscontrol",
    "access_control",
    "access control",
];

/// How a test ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Passed,
    Failed,
    /// It could not run.
    Broken,
    Skipped,
}

#[derive(Default)]
struct Counts {
    passed: usize,
    failed: usize,
    broken: usize,
    skipped: usize,
    /// Tests about security that ran.
    security: usize,
    security_failed: usize,
    security_skipped: usize,
}

pub(super) fn read(text: &str, mut proofs: Proofs) -> Result<Proofs, String> {
    let mut reader = Reader::from_str(text);
    let mut counts = Counts::default();
    let mut suites: Vec<String> = Vec::new();
    let mut first_suite = None;
    let mut dates = Vec::new();
    // The test that is being read: its name, and how it ended.
    let mut case: Option<(bool, End)> = None;
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(text.len());
        let event = reader.read_event().map_err(|_| broken(text, at))?;
        match event {
            Event::Eof => break,
            Event::Start(element) if element.local_name().as_ref() == "testsuite" => {
                let name = attribute(&element, "name").unwrap_or_default();
                if first_suite.is_none() && !name.is_empty() {
                    first_suite = Some(name.clone());
                }
                if let Some(day) = attribute(&element, "timestamp").and_then(|text| day::of(&text))
                {
                    dates.push(day);
                }
                suites.push(name);
            }
            Event::Start(element) if element.local_name().as_ref() == "testcase" => {
                case = Some((is_security(&element, &suites), End::Passed));
            }
            Event::Empty(element) if element.local_name().as_ref() == "testcase" => {
                counts.add(is_security(&element, &suites), End::Passed);
            }
            Event::Start(element) | Event::Empty(element) => {
                if let Some((_, end)) = &mut case {
                    *end = match element.local_name().as_ref() {
                        "failure" => End::Failed,
                        "error" => End::Broken,
                        "skipped" => End::Skipped,
                        _ => *end,
                    };
                }
            }
            Event::End(element) if element.local_name().as_ref() == "testcase" => {
                if let Some((is_security, end)) = case.take() {
                    counts.add(is_security, end);
                }
            }
            Event::End(element) if element.local_name().as_ref() == "testsuite" => {
                suites.pop();
            }
            _ => {}
        }
    }
    if case.is_some() || !text.trim_end().ends_with('>') {
        return Err(broken(text, text.len()));
    }
    let mut record = record(&counts);
    record.subject = first_suite
        .as_deref()
        .and_then(clean::name)
        .unwrap_or_default();
    record.date = dates.into_iter().min();
    proofs.records.push(record);
    Ok(proofs)
}

impl Counts {
    fn add(&mut self, is_security: bool, end: End) {
        match end {
            End::Passed => self.passed += 1,
            End::Failed => self.failed += 1,
            End::Broken => self.broken += 1,
            End::Skipped => self.skipped += 1,
        }
        if is_security {
            match end {
                End::Passed => self.security += 1,
                End::Failed => {
                    self.security += 1;
                    self.security_failed += 1;
                }
                End::Broken | End::Skipped => self.security_skipped += 1,
            }
        }
    }
}

fn record(counts: &Counts) -> Record {
    let mut record = Record::of(Proof::Junit);
    let ran = counts.passed + counts.failed;
    let mut said = vec![plural(ran, "test ran", "tests ran")];
    for (count, what) in [
        (counts.failed, "failed"),
        (counts.broken, "could not run"),
        (counts.skipped, "skipped"),
    ] {
        if count > 0 {
            said.push(format!("{count} {what}"));
        }
    }
    record.about = said.join(", ");
    if counts.security > 0 {
        let mut said = format!(
            "{} by their names about security",
            plural(counts.security, "test is", "tests are")
        );
        if counts.security_failed > 0 {
            said.push_str(&format!(", {} of them failed", counts.security_failed));
        }
        record.fact("tests/security", said);
        record.limits.push(
            "That these tests are about security is taken from their names. It does not show what they cover, nor that a failing one stops a change."
                .to_owned(),
        );
    } else if ran == 0 {
        record.limits.push("No test ran.".to_owned());
    } else if counts.security_skipped > 0 {
        record
            .limits
            .push("The tests about security were skipped or could not run.".to_owned());
    } else {
        record.limits.push(
            "No test is about security by its name, so it shows no security tests.".to_owned(),
        );
    }
    record
}

fn is_security(case: &BytesStart<'_>, suites: &[String]) -> bool {
    let own = ["name", "classname"].map(|key| attribute(case, key).unwrap_or_default());
    own.iter().chain(suites).any(|name| {
        let name = name.to_lowercase();
        SECURITY.iter().any(|word| name.contains(word))
    })
}

fn attribute(element: &BytesStart<'_>, key: &str) -> Option<String> {
    let attribute = element.try_get_attribute(key).ok()??;
    let raw = attribute.value.as_ref();
    // What it cannot resolve stays as it is written.
    let text = quick_xml::escape::unescape(raw);
    Some(text.map_or_else(|_| raw.to_owned(), |text| text.into_owned()))
}

fn broken(text: &str, at: usize) -> String {
    let before = text.as_bytes().iter().take(at);
    let line = before.filter(|&&byte| byte == b'\n').count() + 1;
    format!(
        "The file is not readable XML: line {line} is broken, or the file was cut off there. Run the tests again, and choose what they write."
    )
}
