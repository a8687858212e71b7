//! Files for tools that govern: their structure, and what validators refuse.

use dsomm_radar::assessment::{Assessment, Choice, Edit, TeamId, Today};
use dsomm_radar::governance::{self, Source};
use dsomm_radar::map::{Map, SortedSet};
use dsomm_radar::model::standards::Listed;
use dsomm_radar::model::{Model, yaml};
use dsomm_radar::report::applicability::Statement;
use dsomm_radar::scoring::{Applies, Stated};
use proptest::prelude::*;
use serde_json::Value;

use crate::published::{cyclonedx_problems, oscal_problems};
use crate::support::{
    NAMES, activity, answer, apply, assessment, at, cases, day, edit, evidence, model, stage, team,
};

/// Three activities that refer to controls; the id of the first is no UUID that OSCAL takes.
fn referring() -> Model {
    let mut all = [activity("a", 1), activity("b", 2), activity("c/ü \t", 3)];
    let refer = |ids: &[&str]| {
        let mut references: Map<String, Vec<String>> = Map::new();
        let ids = ids.iter().map(|id| (*id).to_owned()).collect();
        references.insert("iso27001-2022".to_owned(), ids);
        references
    };
    all[0].references = refer(&["5.10", "8.25"]);
    all[1].references = refer(&["5.10", "5.1"]);
    model(&[("D", &[("S", &all)])])
}

fn answered() -> Assessment {
    let mut made = assessment(&["x", "y"]);
    apply(&mut made, answer("x", "a", stage("fully")), &at(10));
    apply(&mut made, answer("x", "b", stage("partly")), &at(11));
    let reason = Choice::NotApplicable("not\nhere".to_owned());
    apply(&mut made, answer("x", "c/ü \t", reason), &at(12));
    apply(&mut made, answer("y", "a", Choice::NotSure), &at(13));
    let mut piece = evidence("a", "x", "Run 🦀");
    piece.recorded = Some(day("2026-01-01"));
    let id = dsomm_radar::assessment::EvidenceId::new("e");
    edit(
        &mut made,
        Edit::PutEvidence {
            id,
            evidence: piece,
        },
        &at(14),
    );
    made
}

fn teams() -> Vec<TeamId> {
    vec![team("x"), team("y")]
}

fn of<T>(made: &Assessment, write: impl Fn(&Source<'_>) -> T) -> T {
    let model = referring();
    let made = Assessment {
        today: Today(Some(day("2026-01-05"))),
        ..made.clone()
    };
    write(&Source {
        model: &model,
        assessment: &made,
        today: day("2026-01-05"),
    })
}

fn oscal(made: &Assessment) -> Value {
    let text = of(made, |source| {
        governance::oscal(source, &teams(), "iso27001-2022")
    });
    serde_json::from_str(&text).unwrap()
}

fn attested(made: &Assessment) -> Value {
    let text = of(made, |source| {
        governance::attestations(source, &teams(), "iso27001-2022")
    });
    serde_json::from_str(&text).unwrap()
}

fn calendar(made: &Assessment) -> String {
    of(made, |source| governance::calendar(source, &teams()))
}

/// Visits all values with the key that leads to them.
fn visit(value: &Value, key: &str, see: &mut dyn FnMut(&str, &Value)) {
    see(key, value);
    match value {
        Value::Object(map) => map.iter().for_each(|(key, inner)| visit(inner, key, see)),
        Value::Array(items) => items.iter().for_each(|inner| visit(inner, key, see)),
        _ => {}
    }
}

/// Nothing empty, no text with space at its ends, tokens and UUIDs as OSCAL has them.
fn is_oscal(file: &Value) {
    assert_eq!(oscal_problems(file), [""; 0]);
    let mut uuids = SortedSet::new();
    visit(file, "", &mut |key, value| {
        let is_empty = match value {
            Value::Object(map) => map.is_empty() && key != "include-all",
            Value::Array(items) => items.is_empty(),
            Value::String(text) => text.trim() != text || text.is_empty(),
            Value::Null => true,
            _ => false,
        };
        assert!(!is_empty, "{key}: {value}");
        let Some(text) = value.as_str() else { return };
        match key {
            "uuid" => {
                let parts: Vec<usize> = text.split('-').map(str::len).collect();
                assert_eq!(parts, [8, 4, 4, 4, 12]);
                assert!(
                    text[14..].starts_with('4') && "89ab".contains(&text[19..20]),
                    "{text}"
                );
                assert!(uuids.insert(text.to_owned()), "twice: {text}");
            }
            "control-id" | "target-id" | "name" => {
                assert!(
                    text.starts_with(|c: char| c.is_alphabetic() || c == '_'),
                    "{text}"
                );
                assert!(
                    !text.contains(|c: char| !c.is_alphanumeric() && !"._-".contains(c)),
                    "{text}"
                );
            }
            "start" | "end" | "collected" | "last-modified" => {
                assert!(chrono::DateTime::parse_from_rfc3339(text).is_ok(), "{text}");
            }
            _ => {}
        }
    });
}

#[test]
fn oscal_says_what_was_answered_and_what_is_proven() {
    let mut made = answered();
    let file = oscal(&made);
    is_oscal(&file);
    let root = &file["assessment-results"];
    let results = root["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    let observations = results[0]["observations"].as_array().unwrap();
    assert_eq!(observations.len(), 3);
    assert_eq!(
        observations[0]["methods"],
        serde_json::json!(["INTERVIEW", "EXAMINE"])
    );
    assert_eq!(
        observations[0]["relevant-evidence"][0]["description"],
        "Run 🦀"
    );
    let states = |file: &Value| -> Vec<String> {
        let findings = file["assessment-results"]["results"][0]["findings"]
            .as_array()
            .unwrap();
        let said = findings.iter().map(|finding| {
            let target = &finding["target"];
            format!("{} {}", target["target-id"], target["status"]["state"]).replace('"', "")
        });
        said.collect()
    };
    let wanted = [
        "A.5.1 not-satisfied",
        "A.5.10 not-satisfied",
        "A.8.25 satisfied",
    ];
    assert_eq!(states(&file), wanted);
    // Ready without evidence is not satisfied.
    let id = dsomm_radar::assessment::EvidenceId::new("e");
    edit(&mut made, Edit::RemoveEvidence { id }, &at(20));
    assert_eq!(states(&oscal(&made))[2], "A.8.25 not-satisfied");
    // The same assessment gives the same file, and an empty one a file too.
    assert_eq!(oscal(&made), oscal(&made));
    is_oscal(&oscal(&assessment(&["x"])));
}

#[test]
fn every_reference_of_an_attestation_leads_somewhere() {
    let file = attested(&answered());
    let mut known = SortedSet::new();
    let mut meant = Vec::new();
    visit(&file, "", &mut |key, value| match (key, value) {
        ("bom-ref", Value::String(id)) => assert!(known.insert(id.clone()), "twice: {id}"),
        ("requirement" | "assessor" | "target" | "claims" | "evidence", Value::String(id)) => {
            meant.push(id.clone());
        }
        ("score", score) => assert!((0.0..=1.0).contains(&score.as_f64().unwrap())),
        ("openCre", _) => panic!("OpenCRE is not written"),
        _ => {}
    });
    assert!(meant.len() > 10);
    for id in meant {
        assert!(known.contains(&id), "{id}");
    }
    let map = file["declarations"]["attestations"][0]["map"]
        .as_array()
        .unwrap();
    let score = |requirement: &str| {
        let found = map.iter().find(|it| it["requirement"] == requirement);
        found.map(|it| it["conformance"]["score"].as_f64().unwrap())
    };
    assert_eq!(score("activity-a"), Some(1.0));
    assert_eq!(score("iso27001-2022-A.5.10"), Some(0.75));
    assert_eq!(score("activity-c/ü \t"), None);
}

/// Lines as a reader puts them together again.
fn unfolded(text: &str) -> Vec<String> {
    assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains(['\r', '\n']));
    let text = text.replace("\r\n ", "");
    text.split_terminator("\r\n").map(str::to_owned).collect()
}

fn dated(title: &str) -> Assessment {
    let mut made = answered();
    let due = Edit::SetDue {
        team: team("x"),
        activity: dsomm_radar::model::ActivityId::new("b"),
        due: Some(day("2026-03-01")),
    };
    edit(&mut made, due, &at(30));
    let until = Edit::SetUntil {
        team: team("x"),
        activity: dsomm_radar::model::ActivityId::new("c/ü \t"),
        until: Some(day("2026-04-01")),
    };
    edit(&mut made, until, &at(31));
    let target = Edit::SetTarget {
        aim: Default::default(),
        level: Some(3),
        by: Some(day("2026-12-31")),
    };
    edit(&mut made, target, &at(32));
    made.title = title.to_owned();
    made
}

#[test]
fn the_calendar_has_events_and_tasks_beside_them() {
    let lines = unfolded(&calendar(&dated("Shop; 2026, \\ first\nround")));
    assert_eq!(lines[4], "X-WR-CALNAME:Shop\\; 2026\\, \\\\ first\\nround");
    let count = |wanted: &str| lines.iter().filter(|line| *line == wanted).count();
    // A review of each team, a due date, the end of an exception, a target.
    assert_eq!((count("BEGIN:VEVENT"), count("BEGIN:VTODO")), (5, 3));
    assert_eq!((count("END:VEVENT"), count("END:VTODO")), (5, 3));
    for line in [
        "DTSTART;VALUE=DATE:20260301",
        "DUE;VALUE=DATE:20260301",
        "SUMMARY:Exception ends: c/ü  \\, x",
        "DTSTART;VALUE=DATE:20260401",
        "SUMMARY:Level 3: Shop\\; 2026\\, \\\\ first\\nround",
        "DESCRIPTION:not\\nhere",
    ] {
        assert!(count(line) >= 1, "{line}: {lines:#?}");
    }
    let uids: Vec<&String> = lines
        .iter()
        .filter(|line| line.starts_with("UID:"))
        .collect();
    let once: SortedSet<&&String> = uids.iter().collect();
    assert_eq!(once.len(), uids.len());
}

fn listed() -> Vec<Listed> {
    let source = yaml::Source {
        name: "standards.yaml",
        text: include_str!("../../model/standards.yaml"),
    };
    yaml::read_standards(source).unwrap()
}

/// All controls of each edition, each once, in the order of the standard.
#[test]
fn the_standards_are_whole() {
    let counts: Vec<(String, usize)> = listed()
        .into_iter()
        .map(|listed| {
            let ids: SortedSet<String> = listed.controls.iter().map(|(id, _)| id.clone()).collect();
            assert_eq!(ids.len(), listed.controls.len());
            assert!(listed.controls.iter().all(|(_, title)| !title.is_empty()));
            (listed.id, ids.len())
        })
        .collect();
    let wanted = [("iso27001-2022", 93), ("iso27001-2017", 114), ("samm2", 90)];
    assert_eq!(counts, wanted.map(|(id, count)| (id.to_owned(), count)));
}

#[test]
fn a_statement_lists_what_the_model_does_not_touch_too() {
    let made = answered();
    let listed = listed();
    let row = |controls: &[Stated], id: &str| {
        let found = controls.iter().find(|control| control.id == id);
        found.unwrap().clone()
    };
    of(&made, |source| {
        let x = team("x");
        let statement = Statement {
            model: source.model,
            assessment: source.assessment,
            team: &x,
            listed: &listed[0],
            today: source.today,
        };
        let controls = statement.controls();
        assert_eq!(controls.len(), 93);
        assert_eq!(row(&controls, "5.10").standing, Applies::Applicable);
        assert_eq!(row(&controls, "7.4").standing, Applies::NotCovered);
        let said = statement.row(&row(&controls, "8.25"));
        assert_eq!(
            said,
            [
                "A.8.25",
                "Secure development life cycle",
                "Yes",
                "",
                "100 %",
                "100 %",
                "a",
                "Run 🦀"
            ]
        );
        assert_eq!(
            statement.summary(&controls),
            "93 controls: 3 apply, 0 do not apply, 0 unanswered, and 90 are not touched by the model."
        );
        let document = statement.document();
        let text = dsomm_radar::report::markdown::write(&document);
        assert!(text.contains("A mapping is no proof of compliance"));
        assert!(dsomm_radar::report::html::write(&document).contains("A.5.37"));
    });
    let mut made = answered();
    let reason = || Choice::NotApplicable("Nothing is written here.".to_owned());
    for id in ["a", "b"] {
        apply(&mut made, answer("x", id, reason()), &at(60));
    }
    of(&made, |source| {
        let (x, y) = (team("x"), team("y"));
        let of_team = |team| Statement {
            model: source.model,
            assessment: source.assessment,
            team,
            listed: &listed[0],
            today: source.today,
        };
        let statement = of_team(&x);
        let said = statement.row(&row(&statement.controls(), "5.10"));
        assert_eq!(said[2..4], ["No", "Nothing is written here."]);
        let statement = of_team(&y);
        assert_eq!(row(&statement.controls(), "5.1").standing, Applies::Open);
    });
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn lines_of_a_calendar_are_short_and_nothing_is_lost(title in "[ -~🦀üß€]{0,300}") {
        let text = calendar(&dated(&title));
        for line in text.split("\r\n") {
            prop_assert!(line.len() <= 75, "{}", line);
        }
        let said = unfolded(&text);
        let name = said[4].strip_prefix("X-WR-CALNAME:").unwrap();
        let mut plain = String::new();
        let mut chars = name.chars();
        while let Some(c) = chars.next() {
            plain.push(if c == '\\' { chars.next().unwrap() } else { c });
        }
        prop_assert_eq!(plain, title);
    }

    #[test]
    fn names_of_every_kind_give_valid_files(name in prop::sample::select(&NAMES[..]), title in ".{0,40}") {
        let mut made = dated(&title);
        let rename = dsomm_radar::assessment::Command::RenameTeam { team: team("x"), name: name.to_owned() };
        apply(&mut made, rename, &at(40));
        is_oscal(&oscal(&made));
        prop_assert_eq!(cyclonedx_problems(&attested(&made)), [""; 0]);
        unfolded(&calendar(&made));
    }
}
