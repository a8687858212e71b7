//! The assessment file: what is written reads back, and what cannot be read says why.

use dsomm_radar::map::{Map, SortedSet};

use dsomm_radar::assessment::{
    Aim, Answer, Assessment, Command, CycleId, Evidence, EvidenceId, Group, GroupId, Link, Planned,
    Stage, StageId, Stamp, Target, Team, merge,
};
use dsomm_radar::exchange::assessment_file::{FileError, MAX_BYTES, parse_date, read, write};
use dsomm_radar::model::ActivityId;
use proptest::prelude::*;

use crate::schema::problems;
use crate::support::{Deed, any_deed, apply, assessment, at, cases, day, lived, team};

pub const GOLDEN: &str = include_str!("../fixtures/payments.dsomm.json");

/// A file that has every field there is.
pub const FULL: &str = include_str!("../fixtures/full.dsomm.json");

/// The smallest file, with these fields beside the ones that have to be there.
fn file(fields: &str) -> String {
    format!(r#"{{"format": "dsomm-assessment", "version": 1, "id": "i"{fields}}}"#)
}

#[test]
fn the_golden_file_is_written_back_byte_for_byte() {
    assert_eq!(write(&read(GOLDEN).unwrap()), GOLDEN);
    assert_eq!(write(&read(FULL).unwrap()), FULL);
}

fn stamp(text: &str, by: &str) -> Stamp {
    let answers = format!(", \"changed\": {{\"at\": \"2026-{text}.000Z\", \"by\": \"{by}\"}}");
    read(&file(&answers)).unwrap().changed
}

fn kept(key: &str, value: &str) -> dsomm_radar::assessment::UnknownFields {
    let value = serde_json::from_str(value).unwrap();
    [(key.to_owned(), value)].into_iter().collect()
}

#[test]
fn every_field_is_understood() {
    let full = read(FULL).unwrap();
    assert_eq!((full.cadence_months, full.evidence_valid_months), (12, 18));
    assert_eq!(full.changed, stamp("11-20T08:00:00", "kim"));
    assert_eq!(full.settings_changed, stamp("11-21T08:00:00", "bo"));
    assert_eq!(full.setup.extensions, ["agentic-ai"]);
    let half = Stage {
        id: StageId::new("half"),
        title: "Half".to_owned(),
        score: 0.5,
        definition: "In daily use here and there.".to_owned(),
        replaced_by: Some(StageId::new("begun")),
        changed: None,
        kept: Default::default(),
    };
    assert_eq!(full.stages[3], half);
    assert_eq!(full.stages[1].changed, Some(stamp("08-01T06:00:00", "al")));
    let web = Group {
        name: "Web & shop".to_owned(),
        order: 1,
        deleted: false,
        changed: stamp("09-01T07:30:00", "kim"),
        kept: kept("x_cost_centre", "4711.00"),
    };
    assert_eq!(full.groups[&GroupId::new("g-web")], web);
    let gone = Group {
        deleted: true,
        changed: stamp("09-30T10:00:00", "kim"),
        ..Group::default()
    };
    assert_eq!(full.groups[&GroupId::new("g-gone")], gone);
    let shop = Team {
        name: "- No 🦀".to_owned(),
        order: 2,
        inherits: Some(team("t-platform")),
        groups: ["g-web", "g-gone"].map(GroupId::new).into(),
        deleted: false,
        cleared: None,
        changed: full.teams[&team("t-shop")].changed.clone(),
        kept: kept("x_lead", "\"ida\""),
    };
    assert_eq!(full.teams[&team("t-shop")], shop);
    let one = Answer {
        stage: Some(StageId::new("yes")),
        reached: [
            ("begun", "2026-01-10"),
            ("half", "2026-02-01"),
            ("yes", "2026-03-02"),
        ]
        .map(|(id, date)| (StageId::new(id), day(date)))
        .into(),
        not_sure: false,
        not_applicable: None,
        owner: "ida".to_owned(),
        due: Some(day("2027-01-31")),
        confirmed: Some(day("2026-11-20")),
        changed: stamp("11-20T09:00:00", "kim"),
        note: "Shown to the auditors.".to_owned(),
        note_changed: stamp("11-21T09:00:00", "bo"),
        kept: kept("x_votes", "[1, 2]"),
    };
    assert_eq!(full.answer(&team("t-platform"), "a-1"), Some(&one));
    let link = |kind: &str, url: &str| Link {
        kind: kind.to_owned(),
        url: url.to_owned(),
        kept: Default::default(),
    };
    let proof = Evidence {
        activity: ActivityId::new("a-1"),
        teams: SortedSet::from([team("t-platform"), team("t-shop")]),
        title: "Pipeline definition".to_owned(),
        description: "All *branches*.\nSee line 12.".to_owned(),
        recorded: Some(day("2026-11-01")),
        expires: Some(day("2027-05-01")),
        reviewer: "bo".to_owned(),
        links: vec![
            Link {
                kept: kept("x_size", "12"),
                ..link("link", "https://example.org/pipeline")
            },
            link("document", "shelf 3, folder 7"),
            link("", "mailto:ida@example.org"),
        ],
        deleted: false,
        changed: stamp("11-01T12:00:00", "bo"),
        kept: kept("x_rating", "{\"stars\": 4}"),
    };
    assert_eq!(full.evidence[&EvidenceId::new("e-full")], proof);
    assert!(full.evidence[&EvidenceId::new("e-gone")].deleted);
    let targets: Vec<_> = full
        .targets
        .iter()
        .map(|(Aim { team, subdimension }, target)| {
            let Target { level, by, .. } = target;
            let team = team.as_ref().map_or("all", |team| team.as_str());
            let part = subdimension.as_deref().unwrap_or("all");
            (team, part, *level, by.map(|day| day.to_string()))
        })
        .collect();
    assert_eq!(
        targets,
        [
            ("all", "all", Some(3), Some("2027-06-30".to_owned())),
            ("all", "build", Some(5), None),
            ("t-shop", "all", None, None),
            ("t-shop", "patch-management", Some(20), None),
        ]
    );
    let planned = Planned {
        cycle: Some(CycleId::new("2026")),
        changed: stamp("11-05T12:00:00", "kim"),
        kept: kept("x_rank", "1"),
    };
    assert_eq!(full.plan[&team("t-shop")]["a-1"], planned);
    assert_eq!(full.plan[&team("t-shop")]["a-2"].cycle, None);
    let before = &full.cycles[&CycleId::new("before")];
    assert_eq!((before.name.as_str(), before.opened), ("Before", None));
    assert_eq!(before.closed, Some(day("2026-01-05")));
    assert_eq!(before.kept, kept("x_mood", "\"fine\""));
    let sure = |answer: &Answer| !answer.not_sure;
    let then: Map<&str, bool> = before.answers[&team("t-platform")]
        .iter()
        .map(|(id, answer)| (id.as_str(), sure(answer)))
        .collect();
    assert_eq!(
        then,
        Map::from([("a-1", true), ("a-2", false), ("a-3", true)])
    );
    let (id, current) = full.current_cycle().unwrap();
    assert_eq!(
        (id.as_str(), current.opened),
        ("2026", Some(day("2026-01-05")))
    );
    assert_eq!(current.opened_at, Some(stamp("01-05T08:00:00", "").at));
    assert!(full.cycles[&CycleId::new("gone")].deleted);
    let unknown: Vec<&str> = full.kept.keys().map(String::as_str).collect();
    assert_eq!(unknown, ["x_future"]);
}

/// Whatever a text in the file is changed to, the assessment differs: no field is passed over.
#[test]
fn every_text_matters() {
    fn texts(value: &serde_json::Value, place: String, found: &mut Vec<String>) {
        match value {
            serde_json::Value::Object(map) => {
                for (key, value) in map {
                    let key = key.replace('~', "~0").replace('/', "~1");
                    texts(value, format!("{place}/{key}"), found);
                }
            }
            serde_json::Value::Array(items) => {
                for (at, value) in items.iter().enumerate() {
                    texts(value, format!("{place}/{at}"), found);
                }
            }
            serde_json::Value::String(_) => found.push(place),
            _ => {}
        }
    }
    let value: serde_json::Value = serde_json::from_str(FULL).unwrap();
    let mut places = Vec::new();
    texts(&value, String::new(), &mut places);
    assert!(places.len() > 100, "{}", places.len());
    for place in places {
        let mut other = value.clone();
        *other.pointer_mut(&place).unwrap() = "2025-12-24T10:11:12.131Z".into();
        if let Ok(changed) = read(&other.to_string()) {
            assert_ne!(write(&changed), FULL, "{place}");
        }
    }
}

/// One stamp stood for the title and the settings once.
#[test]
fn the_settings_of_an_earlier_file_changed_with_its_title() {
    let at = |field: &str, second: u8| {
        format!(", \"{field}\": {{\"at\": \"2026-01-01T00:00:0{second}.000Z\"}}")
    };
    let stamps = |fields: &str| {
        let assessment = read(&file(fields)).unwrap();
        let text = write(&assessment);
        assert_eq!(read(&text).unwrap(), assessment);
        let [title, settings] = [&assessment.changed, &assessment.settings_changed]
            .map(|stamp| stamp.at.rem_euclid(60_000) / 1000);
        (title, settings, text.contains("settings_changed"))
    };
    assert_eq!(stamps(""), (0, 0, false));
    assert_eq!(stamps(&at("changed", 5)), (5, 5, false));
    let both = at("changed", 5) + &at("settings_changed", 5);
    assert_eq!(stamps(&both), (5, 5, false));
    let later = at("changed", 5) + &at("settings_changed", 7);
    assert_eq!(stamps(&later), (5, 7, true));
    assert_eq!(stamps(&at("settings_changed", 7)), (0, 7, true));
    // The title was changed, the settings never were.
    let mut titled = read(&file(&at("changed", 5))).unwrap();
    titled.settings_changed = Stamp::default();
    assert_eq!(read(&write(&titled)).unwrap(), titled);
}

/// Cycles stand in the order in which they began, planned ones and bare snapshots first.
#[test]
fn cycles_are_written_in_order() {
    let cycles = ", \"cycles\": [{\"id\": \"d\", \"opened\": \"2026-02-01\"}, {\"id\": \"c\", \"opened\": \"2026-01-01\", \"opened_at\": \"2026-01-01T09:00:00Z\"}, {\"id\": \"b\", \"opened\": \"2026-01-01\"}, {\"id\": \"a\", \"closed\": \"2025-01-01\"}, {\"id\": \"z\"}, {\"id\": \"y\"}]";
    let text = write(&read(&file(cycles)).unwrap());
    let ids: Vec<&str> = text
        .lines()
        .filter_map(|line| line.trim().strip_prefix("\"id\": \""))
        .map(|rest| &rest[..1])
        .collect();
    assert_eq!(ids.join(" "), "i y z a b c d");
}

/// A clock at the end of time: the next change would be a moment that no file can hold.
#[test]
fn moments_stay_within_what_can_be_read() {
    let last = "9999-12-31T23:59:59.999Z";
    let mut late = read(&file(&format!(
        ", \"teams\": {{\"x\": {{\"name\": \"x\"}}}}, \"changed\": {{\"at\": \"{last}\"}}"
    )))
    .unwrap();
    let title = "Later".to_owned();
    apply(&mut late, Command::Retitle { title }, &at(1));
    assert!(write(&late).contains(last));
    assert_eq!(read(&write(&late)).unwrap().title, "Later");
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

/// However long a number is, its digits come back; only an exponent gets a small `e` and its
/// sign.
#[test]
fn numbers_in_what_is_kept_come_back_digit_for_digit() {
    for (number, written) in [
        ("4711.00", "4711.00"),
        ("-0", "-0"),
        (
            "0.10000000000000000000000000000000000001",
            "0.10000000000000000000000000000000000001",
        ),
        (
            "123456789012345678901234567890",
            "123456789012345678901234567890",
        ),
        ("1e-07", "1e-07"),
        ("1E+400", "1e+400"),
        ("1e3", "1e+3"),
        ("1.50E3", "1.50e+3"),
    ] {
        let known = read(&file(&format!(", \"x\": {number}"))).unwrap();
        let text = write(&known);
        assert!(text.contains(&format!("\"x\": {written}\n")), "{text}");
        assert_eq!(write(&read(&text).unwrap()), text);
    }
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
        ("progress:\n  a: {}\n", "some other text"),
        ("<!DOCTYPE html>\n<html></html>", "some other text"),
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
        "This is not an assessment file: it looks like some other text. Choose a file that was exported here (*.dsomm.json).",
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
    let ends = "{\"id\": \"a\", \"score\": 0}, {\"id\": \"b\", \"score\": 1}";
    let (texts, level) = ("a list of texts", "a level from 1 to 20");
    let moment = "a moment such as 2026-11-23T09:14:05.120Z";
    let own_cycle = "an id of its own for each cycle, a text";
    let in_group = |field: &str| format!(", \"groups\": {{\"g\": {{{field}}}}}");
    let in_evidence = |field: &str| format!(", \"evidence\": {{\"e\": {{{field}}}}}");
    let in_target = |field: &str| format!(", \"targets\": {{\"t\": {{\"s\": {{{field}}}}}}}");
    let in_plan = |field: &str| format!(", \"plan\": {{\"t\": {{\"a\": {{{field}}}}}}}");
    let in_cycle = |field: &str| format!(", \"cycles\": [{{\"id\": \"c\", {field}}}]");
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
        (
            stages(&format!(
                "{ends}, {{\"id\": \"c\", \"score\": 1, \"replaced_by\": 1}}"
            )),
            "stages → 3 → replaced_by",
            text,
        ),
        (
            stages(&format!(
                "{{\"id\": \"c\", \"score\": 1, \"replaced_by\": \"gone\"}}, {ends}"
            )),
            "stages → 1 → replaced_by",
            "the id of another stage of the list",
        ),
        (
            // Only one is left that can be chosen.
            stages(
                "{\"id\": \"a\", \"score\": 0}, {\"id\": \"b\", \"score\": 1, \"replaced_by\": \"a\"}",
            ),
            "stages",
            two,
        ),
        (
            stages(&format!(
                "{ends}, {{\"id\": \"c\", \"score\": 1, \"changed\": 1}}"
            )),
            "stages → 3 → changed",
            stamp,
        ),
        (
            ", \"settings_changed\": 1".to_owned(),
            "settings_changed",
            stamp,
        ),
        (in_team("\"groups\": \"g\""), "teams → t → groups", texts),
        (in_team("\"groups\": [1]"), "teams → t → groups", texts),
        (", \"groups\": []".to_owned(), "groups", object),
        (", \"groups\": {\"g\": 1}".to_owned(), "groups → g", object),
        (in_group("\"name\": 1"), "groups → g → name", text),
        (
            in_group("\"order\": 1.5"),
            "groups → g → order",
            "a whole number",
        ),
        (in_group("\"deleted\": 1"), "groups → g → deleted", flag),
        (in_group("\"changed\": 1"), "groups → g → changed", stamp),
        (", \"evidence\": []".to_owned(), "evidence", object),
        (
            in_evidence("\"activity\": 1"),
            "evidence → e → activity",
            text,
        ),
        (in_evidence("\"teams\": {}"), "evidence → e → teams", texts),
        (in_evidence("\"title\": 1"), "evidence → e → title", text),
        (
            in_evidence("\"description\": []"),
            "evidence → e → description",
            text,
        ),
        (
            in_evidence("\"recorded\": \"today\""),
            "evidence → e → recorded",
            date,
        ),
        (
            in_evidence("\"expires\": \"2026-02-29\""),
            "evidence → e → expires",
            date,
        ),
        (
            in_evidence("\"reviewer\": 1"),
            "evidence → e → reviewer",
            text,
        ),
        (
            in_evidence("\"links\": {}"),
            "evidence → e → links",
            "a list of links",
        ),
        (
            in_evidence("\"links\": [\"x\"]"),
            "evidence → e → links → 1",
            object,
        ),
        (
            in_evidence("\"links\": [{}, {\"url\": 1}]"),
            "evidence → e → links → 2 → url",
            text,
        ),
        (
            in_evidence("\"links\": [{\"kind\": 1}]"),
            "evidence → e → links → 1 → kind",
            text,
        ),
        (
            in_evidence("\"deleted\": \"\""),
            "evidence → e → deleted",
            flag,
        ),
        (
            in_evidence("\"changed\": \"\""),
            "evidence → e → changed",
            stamp,
        ),
        (", \"targets\": 1".to_owned(), "targets", object),
        (
            ", \"targets\": {\"*\": 1}".to_owned(),
            "targets → *",
            object,
        ),
        (
            ", \"targets\": {\"*\": {\"*\": 3}}".to_owned(),
            "targets → * → *",
            object,
        ),
        (in_target("\"level\": 0"), "targets → t → s → level", level),
        (in_target("\"level\": 21"), "targets → t → s → level", level),
        (
            in_target("\"level\": \"3\""),
            "targets → t → s → level",
            level,
        ),
        (
            in_target("\"level\": 2.5"),
            "targets → t → s → level",
            level,
        ),
        (in_target("\"by\": \"x\""), "targets → t → s → by", date),
        (
            in_target("\"changed\": {}"),
            "targets → t → s → changed",
            stamp,
        ),
        (", \"plan\": []".to_owned(), "plan", object),
        (", \"plan\": {\"t\": []}".to_owned(), "plan → t", object),
        (
            ", \"plan\": {\"t\": {\"a\": \"c\"}}".to_owned(),
            "plan → t → a",
            object,
        ),
        (in_plan("\"cycle\": 2026"), "plan → t → a → cycle", text),
        (in_plan("\"changed\": []"), "plan → t → a → changed", stamp),
        (", \"cycles\": {}".to_owned(), "cycles", "a list of cycles"),
        (", \"cycles\": [1]".to_owned(), "cycles → 1", "a cycle"),
        (
            ", \"cycles\": [{}]".to_owned(),
            "cycles → 1 → id",
            own_cycle,
        ),
        (
            ", \"cycles\": [{\"id\": \"c\"}, {\"id\": \"c\"}]".to_owned(),
            "cycles → 2 → id",
            own_cycle,
        ),
        (in_cycle("\"name\": 1"), "cycles → 1 → name", text),
        (in_cycle("\"opened\": 1"), "cycles → 1 → opened", text),
        (in_cycle("\"opened\": \"1\""), "cycles → 1 → opened", date),
        (
            in_cycle("\"opened_at\": \"2026-01-01\""),
            "cycles → 1 → opened_at",
            moment,
        ),
        (in_cycle("\"opened_at\": 1"), "cycles → 1 → opened_at", text),
        (in_cycle("\"closed\": \"\""), "cycles → 1 → closed", date),
        (in_cycle("\"deleted\": 0"), "cycles → 1 → deleted", flag),
        (in_cycle("\"changed\": 0"), "cycles → 1 → changed", stamp),
        (in_cycle("\"answers\": []"), "cycles → 1 → answers", object),
        (
            in_cycle("\"answers\": {\"t\": {\"a\": {\"not_sure\": 1}}}"),
            "cycles → 1 → answers → t → a → not_sure",
            flag,
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

fn deeds() -> impl Strategy<Value = Vec<(Deed, i64)>> {
    prop::collection::vec((any_deed(), -100..100i64), 0..15)
}

proptest! {
    #![proptest_config(cases(120))]

    /// Of three people, two of whom work on copies of one assessment and the third on another one,
    /// before and after they merge. The schema has nothing against it either.
    #[test]
    fn what_is_written_reads_back(common in deeds(), kim in deeds(), bo in deeds(), ida in deeds()) {
        let start = assessment(&["x", "y"]);
        let common = lived("common", &start, &common);
        let [kim, bo] = [("kim", &kim), ("bo", &bo)].map(|(name, deeds)| lived(name, &common, deeds));
        let other = Assessment { id: "assessment-2".to_owned(), ..start };
        let ida = lived("ida", &other, &ida);
        for copy in [&kim, &bo, &merge(&kim, &bo), &merge(&kim, &ida), &merge(&ida, &bo)] {
            let text = write(copy);
            let back = read(&text);
            prop_assert!(back.is_ok(), "{:?}", back);
            let back = back.unwrap();
            prop_assert_eq!(&back, copy);
            prop_assert_eq!(write(&back), &*text);
            prop_assert_eq!(problems(&text), Vec::<String>::new());
        }
    }

    /// Also what this version does not know, whatever it is.
    #[test]
    fn unknown_values_are_kept(keys in prop::collection::vec("[^\u{0}]{1,6}", 4), text in ".{0,40}", number in any::<i64>()) {
        let mut value: serde_json::Value = serde_json::from_str(FULL).unwrap();
        let places = [
            "",
            "/model",
            "/stages/1",
            "/stages/3",
            "/groups/g-gone",
            "/teams/t-shop",
            "/answers/t-platform/a-1",
            "/evidence/e-gone",
            "/evidence/e-full/links/0",
            "/targets/*/*",
            "/targets/t-shop/*",
            "/plan/t-shop/a-2",
            "/cycles/0",
            "/cycles/2/answers/t-gone/a-1",
            "/model_overlay",
        ];
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
        cuts in prop::collection::vec((0..FULL.len(), 0..9usize, "[\"{}\\[\\],:0-9a-z\\\\ ]{0,3}"), 1..5)
    ) {
        let mut bytes = FULL.as_bytes().to_vec();
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
