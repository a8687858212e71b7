//! The assessment file: what is written reads back, and what cannot be read says why.

use dsomm_radar::assessment::Assessment;
use dsomm_radar::assessment::{EvidenceId, GroupId};
use dsomm_radar::exchange::assessment_file::{FileError, MAX_BYTES, parse_date, read, write};
use proptest::prelude::*;

use crate::support::{Person, answer, apply, assessment, at, cases, day, deed, note, stage, team};

const GOLDEN: &str = include_str!("../fixtures/payments.dsomm.json");

/// The smallest file, with these fields beside the ones that have to be there.
fn file(fields: &str) -> String {
    format!(r#"{{"format": "dsomm-assessment", "version": 1, "id": "i"{fields}}}"#)
}

#[test]
fn the_golden_file_is_written_back_byte_for_byte() {
    assert_eq!(write(&read(GOLDEN).unwrap()), GOLDEN);
}

#[test]
fn the_golden_file_is_understood() {
    let golden = read(GOLDEN).unwrap();
    let names: Vec<&str> = golden
        .living_teams()
        .iter()
        .map(|(_, team)| team.name.as_str())
        .collect();
    assert_eq!(names, ["12:30", "Bob's <b>No</b>", "- No 🦀"]);
    assert_eq!(golden.answered_count(), 4);
    assert_eq!(
        (golden.cadence_months, golden.evidence_valid_months),
        (3, 18)
    );
    let mobile = golden
        .answer(&team("t-mobile"), "f6f7737f-25a9-4317-8de2-09bf59f29b5b")
        .unwrap();
    assert_eq!(mobile.due, Some(day("2027-01-31")));
    assert_eq!(mobile.note_changed.by, "bo");
    assert_eq!(mobile.kept["x_votes"][2]["by"], "bo");
    let kept: Vec<&String> = golden.kept.keys().collect();
    assert_eq!(kept, ["x_future"]);
    assert_eq!(golden.groups[&GroupId::new("g-1")].name, "Payments");
    let proof = &golden.evidence[&EvidenceId::new("e-1")];
    assert_eq!(proof.recorded, Some(day("2026-11-01")));
    assert_eq!(proof.links[0].url, "https://example.org/pipeline");
    let target = golden.target(&team("t-web"), "any").unwrap();
    assert_eq!(
        (target.level, target.by),
        (Some(3), Some(day("2027-06-30")))
    );
    let (current, cycle) = golden.current_cycle().unwrap();
    assert_eq!(
        (current.as_str(), cycle.name.as_str()),
        ("2026-h2", "2026 H2")
    );
    let planned = golden.plan[&team("t-web")].values().next().unwrap();
    assert_eq!(planned.cycle.as_ref(), Some(current));
}

/// What two machines add to a file does not have to change it.
#[test]
fn byte_order_marks_and_line_ends_do_not_matter() {
    let golden = read(GOLDEN).unwrap();
    for text in [
        format!("\u{feff}{GOLDEN}"),
        GOLDEN.replace('\n', "\r\n"),
        format!("\u{feff}{}", GOLDEN.replace('\n', "\r\n")),
        format!("\n\n{GOLDEN}\n\n"),
        GOLDEN.replace("\n", " "),
    ] {
        assert_eq!(read(&text).unwrap(), golden);
    }
}

#[test]
fn the_order_of_fields_does_not_matter() {
    let written = |text: &str| write(&read(text).unwrap());
    let one = file(r#", "b": 1, "a": {"y": 1, "x": 2}, "title": "t", "teams": {"u": {}, "t": {}}"#);
    let other = r#"{"teams": {"t": {}, "u": {}}, "a": {"y": 1, "x": 2}, "title": "t", "id": "i", "b": 1, "version": 1, "format": "dsomm-assessment"}"#;
    assert_eq!(written(&one), written(other));
}

#[test]
fn what_is_not_given_has_a_default() {
    let defaults = read(&file("")).unwrap();
    assert_eq!(defaults.stages.len(), 4);
    assert_eq!(
        (defaults.cadence_months, defaults.evidence_valid_months),
        (6, 12)
    );
    // `null` means: not given.
    let null =
        file(r#", "title": null, "teams": null, "answers": null, "stages": null, "changed": null"#);
    assert_eq!(read(&null).unwrap(), defaults);
}

#[test]
fn answers_without_a_team_get_one() {
    let read = read(&file(r#", "answers": {"t": {"a": {"not_sure": true}}}"#)).unwrap();
    assert_eq!(read.teams[&team("t")].name, "t");
    assert_eq!(read.answered_count(), 1);
}

fn lines(assessment: &Assessment) -> Vec<String> {
    write(assessment).lines().map(str::to_owned).collect()
}

/// Two people's edits merge in git where they touch different lines with an untouched one between
/// them, or at least not the same line.
#[test]
fn an_answer_has_a_line_of_its_own() {
    let mut base = assessment(&["x"]);
    for activity in ["a", "b", "c"] {
        apply(
            &mut base,
            answer("x", activity, stage("not-implemented")),
            &at(10),
        );
    }
    let edited = |activity: &str| -> Vec<usize> {
        let mut copy = base.clone();
        apply(
            &mut copy,
            answer("x", activity, dsomm_radar::assessment::Choice::NotSure),
            &at(20),
        );
        let (before, after) = (lines(&base), lines(&copy));
        assert_eq!(before.len(), after.len());
        (0..before.len())
            .filter(|&at| before[at] != after[at])
            .collect()
    };
    let (a, b, c) = (edited("a"), edited("b"), edited("c"));
    assert_eq!((a.len(), b.len(), c.len()), (1, 1, 1));
    assert_eq!((b[0] - a[0], c[0] - b[0]), (1, 1));
    // A note that makes the record long does not move into its neighbours' lines.
    let mut copy = base.clone();
    apply(&mut copy, note("x", "b", &"long ".repeat(60)), &at(20));
    let (before, after) = (lines(&base), lines(&copy));
    assert_eq!(before[..b[0]], after[..b[0]]);
    assert_eq!(
        before[b[0] + 1..],
        after[after.len() - (before.len() - b[0] - 1)..]
    );
}

/// A file → the sentence that refuses it.
fn check(text: &str, expected: &str) {
    let start: String = text.chars().take(120).collect();
    match read(text) {
        Ok(_) => panic!("was read: {start}"),
        Err(problem) => assert_eq!(problem.to_string(), expected, "{start}"),
    }
}

#[test]
fn what_is_no_file_of_ours_is_named() {
    for (text, looks_like) in [
        ("progress:\n  a: {}\n", "team progress of DSOMM's own app"),
        (
            "---\nevidence:\n  a: []\n",
            "team evidence of DSOMM's own app",
        ),
        (
            "---\nmeta: {}\n---\nBuild and Deployment:\n  Build:\n",
            "a DSOMM model",
        ),
        ("<!DOCTYPE html>\n<html></html>", "a web page"),
        ("\u{feff}  <html>", "a web page"),
        ("PK\u{3}\u{4}", "some other text"),
        ("name,value\n1,2\n", "some other text"),
        ("{}", "other JSON data"),
        (r#"{"format": "other", "version": 1}"#, "other JSON data"),
        (r#"{"format": 1, "version": 1}"#, "other JSON data"),
        ("[]", "a JSON list or a single value"),
        (
            r#"[{"Dimension": "Build"}]"#,
            "a JSON list or a single value",
        ),
        ("42", "a JSON list or a single value"),
        ("null", "a JSON list or a single value"),
    ] {
        check(
            text,
            &format!(
                "This is not an assessment file: it looks like {looks_like}. Choose a file that was exported here (*.dsomm.json)."
            ),
        );
    }
}

#[test]
fn files_that_cannot_be_read_say_why() {
    for text in ["", " \r\n\t", "\u{feff}"] {
        check(text, "The file is empty. Ask for it to be exported again.");
    }
    for version in [2, 3, 1_000_000] {
        check(
            &file("").replace("\"version\": 1", &format!("\"version\": {version}")),
            &format!(
                "The file was written by a newer version of this page (format {version}; this page reads up to 1). Reload the page to get the newest version, then import again."
            ),
        );
    }
    check(
        &format!("{GOLDEN}{}", " ".repeat(MAX_BYTES)),
        "The file has 33 MB; files of up to 32 MB are read. Check that it is an assessment file.",
    );
    let broken = |what: &str, line: usize, column: usize| {
        format!(
            "The file is not readable JSON: {what} in line {line}, column {column}. It may have been cut off or edited; ask for it to be exported again."
        )
    };
    check(
        "{\"format\": \"dsomm-assessment\",\n",
        &broken("EOF while parsing a value", 2, 0),
    );
    check("{\n  \"a\": x\n}", &broken("expected value", 2, 8));
    check(
        "<<<<<<< HEAD\n",
        "This is not an assessment file: it looks like a web page. Choose a file that was exported here (*.dsomm.json).",
    );
    check("{\n<<<<<<< HEAD\n", &broken("key must be a string", 2, 1));
    check(
        &format!("{GOLDEN}{{}}"),
        &broken("trailing characters", GOLDEN.lines().count() + 1, 1),
    );
    let deep = file(&format!(
        ", \"x\": {}{}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    ));
    check(&deep, &broken("recursion limit exceeded", 1, 188));
}

#[test]
fn a_file_that_was_cut_off_is_refused_wherever_it_was_cut() {
    // The newline at the end is the only thing that is not missed.
    for end in (1..GOLDEN.len() - 1).step_by(37) {
        if let Some(text) = GOLDEN.get(..end) {
            assert!(
                matches!(read(text), Err(FileError::NotJson { .. })),
                "{end}"
            );
        }
    }
}

#[test]
fn a_wrong_field_is_named_with_its_place() {
    let (text, date) = ("a text", "a date such as 2026-11-23");
    let stamp =
        "a moment and a name such as { \"at\": \"2026-11-23T09:14:05.120Z\", \"by\": \"kim\" }";
    let (object, flag) = ("an object { … }", "true or false");
    let months = "a whole number of months from 1 to 120";
    let two = "at least two stages, the first with score 0, the last with score 1";
    let own = "an id of its own for each stage, a text";
    let in_answer = |field: &str| format!(", \"answers\": {{\"t\": {{\"a\": {{{field}}}}}}}");
    let in_team = |field: &str| format!(", \"teams\": {{\"t\": {{{field}}}}}");
    let stages = |list: &str| format!(", \"stages\": [{list}]");
    for (fields, place, wanted) in [
        (", \"title\": 1".to_owned(), "title", text),
        (", \"model\": []".to_owned(), "model", object),
        (
            ", \"model\": {\"version\": 5.0}".to_owned(),
            "model → version",
            text,
        ),
        (
            ", \"cadence_months\": 0".to_owned(),
            "cadence_months",
            months,
        ),
        (
            ", \"cadence_months\": 121".to_owned(),
            "cadence_months",
            months,
        ),
        (
            ", \"evidence_valid_months\": 1.5".to_owned(),
            "evidence_valid_months",
            months,
        ),
        (", \"changed\": {}".to_owned(), "changed", stamp),
        (
            ", \"changed\": {\"at\": \"2026-11-23\"}".to_owned(),
            "changed",
            stamp,
        ),
        (", \"teams\": []".to_owned(), "teams", object),
        (", \"teams\": {\"t\": 1}".to_owned(), "teams → t", object),
        (
            in_team("\"name\": null, \"order\": \"1\""),
            "teams → t → order",
            "a whole number",
        ),
        (in_team("\"name\": 7"), "teams → t → name", text),
        (in_team("\"deleted\": \"yes\""), "teams → t → deleted", flag),
        (
            in_team("\"cleared\": \"2026\""),
            "teams → t → cleared",
            stamp,
        ),
        (in_team("\"inherits\": 1"), "teams → t → inherits", text),
        (
            in_team("\"changed\": {\"at\": 1}"),
            "teams → t → changed",
            stamp,
        ),
        (", \"answers\": 1".to_owned(), "answers", object),
        (
            ", \"answers\": {\"t\": []}".to_owned(),
            "answers → t",
            object,
        ),
        (
            ", \"answers\": {\"t\": {\"a\": \"fully\"}}".to_owned(),
            "answers → t → a",
            object,
        ),
        (in_answer("\"stage\": 3"), "answers → t → a → stage", text),
        (
            in_answer("\"reached\": []"),
            "answers → t → a → reached",
            object,
        ),
        (
            in_answer("\"reached\": {\"fully\": true}"),
            "answers → t → a → reached → fully",
            date,
        ),
        (
            in_answer("\"reached\": {\"fully\": \"2026-02-30\"}"),
            "answers → t → a → reached → fully",
            date,
        ),
        (
            in_answer("\"not_sure\": 1"),
            "answers → t → a → not_sure",
            flag,
        ),
        (
            in_answer("\"not_applicable\": true"),
            "answers → t → a → not_applicable",
            text,
        ),
        (
            in_answer("\"due\": \"soon\""),
            "answers → t → a → due",
            date,
        ),
        (
            in_answer("\"confirmed\": 20261123"),
            "answers → t → a → confirmed",
            text,
        ),
        (in_answer("\"note\": []"), "answers → t → a → note", text),
        (
            in_answer("\"note_changed\": 0"),
            "answers → t → a → note_changed",
            stamp,
        ),
        (
            in_answer("\"changed\": {\"at\": \"2026-11-23T09:14:05Z\", \"by\": 1}"),
            "answers → t → a → changed",
            stamp,
        ),
        (", \"stages\": {}".to_owned(), "stages", "a list of stages"),
        (stages(""), "stages", two),
        (stages("{\"id\": \"a\", \"score\": 0}"), "stages", two),
        (
            stages("{\"id\": \"a\", \"score\": 1}, {\"id\": \"b\", \"score\": 0}"),
            "stages",
            two,
        ),
        (stages("1"), "stages → 1", "a stage"),
        (stages("{\"score\": 0}"), "stages → 1 → id", own),
        (
            stages("{\"id\": \"a\", \"score\": 0}, {\"id\": \"a\", \"score\": 1}"),
            "stages → 2 → id",
            own,
        ),
        (
            stages("{\"id\": \"a\", \"score\": 1.01}"),
            "stages → 1 → score",
            "a number from 0 to 1",
        ),
        (
            stages("{\"id\": \"a\", \"score\": \"20%\"}"),
            "stages → 1 → score",
            "a number from 0 to 1",
        ),
    ] {
        check(
            &file(&fields),
            &format!(
                "The file is damaged: at “{place}” there has to be {wanted}. Correct that place, or ask for the file to be exported again."
            ),
        );
    }
    for (from, to, place, wanted) in [
        (
            "\"version\": 1",
            "\"version\": 0",
            "version",
            "a version number from 1 on",
        ),
        (
            "\"version\": 1",
            "\"version\": \"1\"",
            "version",
            "a version number from 1 on",
        ),
        (
            "\"version\": 1, ",
            "",
            "version",
            "a version number from 1 on",
        ),
        (
            "\"id\": \"i\"",
            "\"id\": \"\"",
            "id",
            "the assessment's id, a text",
        ),
        (
            "\"id\": \"i\"",
            "\"x\": 1",
            "id",
            "the assessment's id, a text",
        ),
    ] {
        check(
            &file("").replace(from, to),
            &format!(
                "The file is damaged: at “{place}” there has to be {wanted}. Correct that place, or ask for the file to be exported again."
            ),
        );
    }
}

#[test]
fn dates_are_calendar_dates() {
    for (text, expected) in [
        ("2026-11-23", Some("2026-11-23")),
        ("2026-11-23T23:59:59+14:00", Some("2026-11-23")),
        ("2026-11-23 10:00", Some("2026-11-23")),
        ("2024-02-29", Some("2024-02-29")),
        ("2026-02-29", None),
        ("2026-13-01", None),
        ("2026-11-23x", None),
        ("23.11.2026", None),
        ("2026-11", None),
        ("+026-11-23", None),
        ("2026-1-023", None),
        ("2026-11-2ü", None),
        ("", None),
    ] {
        assert_eq!(
            parse_date(text).map(|day| day.to_string()).as_deref(),
            expected,
            "{text}"
        );
    }
}

proptest! {
    #![proptest_config(cases(120))]

    #[test]
    fn what_is_written_reads_back(deeds in prop::collection::vec((deed(), -100..100i64), 0..25)) {
        let mut person = Person::new("kim", assessment(&["x", "y"]));
        for (deed, millis) in &deeds {
            person.act(deed, *millis);
        }
        let text = write(&person.copy);
        let back = read(&text).unwrap();
        prop_assert_eq!(&back, &person.copy);
        prop_assert_eq!(write(&back), text);
    }

    /// Also what this version does not know, whatever it is.
    #[test]
    fn unknown_values_are_kept(keys in prop::collection::vec("[^\u{0}]{1,6}", 4), text in ".{0,40}", number in any::<i64>()) {
        let mut value: serde_json::Value = serde_json::from_str(GOLDEN).unwrap();
        let places = ["", "/model", "/stages/1", "/teams/t-web", "/answers/t-platform/f6f7737f-25a9-4317-8de2-09bf59f29b5b"];
        for (place, key) in places.iter().zip(keys.iter().cycle()) {
            let object = value.pointer_mut(place).unwrap().as_object_mut().unwrap();
            object.insert(format!("x_{key}"), serde_json::json!({ "text": text, "number": number }));
        }
        let read = read(&value.to_string()).unwrap();
        let written: serde_json::Value = serde_json::from_str(&write(&read)).unwrap();
        prop_assert_eq!(written, value);
    }

    #[test]
    fn reading_any_text_never_panics(text in "(?s).{0,200}") {
        let _ = read(&text);
    }

    #[test]
    fn reading_mutated_files_never_panics(
        cuts in prop::collection::vec((0..GOLDEN.len(), 0..9usize, "[\"{}\\[\\],:0-9a-z\\\\ ]{0,3}"), 1..5)
    ) {
        let mut bytes = GOLDEN.as_bytes().to_vec();
        for (at, length, with) in cuts {
            let at = at.min(bytes.len());
            let end = (at + length).min(bytes.len());
            bytes.splice(at..end, with.bytes());
        }
        if let Ok(file) = read(&String::from_utf8_lossy(&bytes)) {
            let text = write(&file);
            prop_assert_eq!(write(&read(&text).unwrap()), text);
        }
    }
}

proptest! {
    #![proptest_config(cases(300))]

    /// Percentages to a hundredth of a percent, and amounts of money: nobody writes more digits.
    #[test]
    fn numbers_do_not_drift(number in -1_000_000..1_000_000i32, score in 0..=10_000u32) {
        let (number, score) = (f64::from(number) / 100.0, f64::from(score) / 10_000.0);
        let text = file(&format!(
            ", \"x\": {number}, \"stages\": [{{\"id\": \"a\", \"score\": 0}}, {{\"id\": \"b\", \"score\": {score}}}, {{\"id\": \"c\", \"score\": 1}}]"
        ));
        let file = read(&write(&read(&text).unwrap())).unwrap();
        prop_assert_eq!(file.stages[1].score, score);
        prop_assert_eq!(file.kept["x"].as_f64(), Some(number));
    }
}
