//! Each file is recognised at every door, and the wrong door says where the right one is.

use std::fs;
use std::path::Path;

use dsomm_radar::exchange::assessment_file;
use dsomm_radar::exchange::kind::{Door, Kind, Proof, open, recognise};
use proptest::prelude::*;

use crate::support::{assessment, cases};

const PROGRESS: &str = include_str!("../fixtures/odd/team-progress.yaml");

#[test]
fn each_kind_by_its_content() {
    let ours = assessment_file::write(&assessment(&["a"]));
    let table = [
        (Kind::Empty, ""),
        (Kind::Empty, "\u{feff} \n\n"),
        (Kind::Assessment, ours.as_str()),
        (
            Kind::Assessment,
            include_str!("../fixtures/payments.dsomm.json"),
        ),
        (
            Kind::Assessment,
            r#"{"title": "\"format\": \"x\"", "teams": {"format": "y"}, "format" : "dsomm-assessment"}"#,
        ),
        (
            Kind::Assessment,
            r#"{"format": "dsomm-assessment", "answers": {"#,
        ),
        (Kind::Rescue, r#"{"format": "dsomm-rescue", "records": {}}"#),
        (
            Kind::Several,
            r#"{"format": "dsomm-assessments", "assessments": [{"format": "dsomm-assessment"}"#,
        ),
        // Models of all generations: with and without ids, in flow style, as JSON, with anchors.
        (
            Kind::Model,
            include_str!("../../model/dsomm/implementation.yaml"),
        ),
        (
            Kind::Model,
            include_str!("../../model/extensions/agentic-ai.yaml"),
        ),
        (
            Kind::Model,
            "D:\n  S:\n    A:\n      risk: r\n      measure: m\n      level: 1\n      implementation: []\n",
        ),
        (Kind::Model, "{D: {S: {A: {uuid: a, level: 1}}}}"),
        (
            Kind::Model,
            r#"{"meta": {"version": "1"}, "D": {"S": {"A": {"uuid": "a", "level": 1}}}}"#,
        ),
        (
            Kind::Model,
            "_refs: &r {k: v}\nmeta: {version: 1}\n---\nD:\n  S:\n    A:\n      <<: *r\n      level: 1\n",
        ),
        (
            Kind::Model,
            "D:\n  S:\n    A:\n      level: 1\n      implementation:\n        - $ref: implementations.yaml#/implementations/x\n",
        ),
        (
            Kind::Model,
            "progress:\n  S:\n    A:\n      uuid: a\n      level: 1\n",
        ),
        (
            Kind::Model,
            "D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      isImplemented: false\n",
        ),
        (Kind::Model, "D:\n  S:\n    A: {uuid: a, level: 1\n"),
        (
            Kind::ModelWithAnswers,
            "D:\n  S:\n    A:\n      level: 1\n      isImplemented: true\n",
        ),
        (
            Kind::ModelWithAnswers,
            "D:\n  S:\n    A:\n      level: 1\n      teamsImplemented:\n        Default: false\n        B: true\n",
        ),
        (
            Kind::Changes,
            include_str!("../fixtures/odd/custom-like-dsomm.yaml"),
        ),
        (Kind::Changes, "D:\n  ignore: true\n"),
        (Kind::Changes, "D:\n  S:\n    ignore: true\n"),
        (Kind::Changes, "D:\n  S:\n    A:\n      ignore: true\n"),
        (
            Kind::Changes,
            "D:\n  S:\n    A:\n      description: only this\n      tags: [x]\n",
        ),
        (
            Kind::Changes,
            "D:\n  S:\n    A:\n      references:\n        iso: ['1']\n",
        ),
        (
            Kind::Changes,
            "D:\n  S:\n    A:\n      uuid: a\n      risk: r\n",
        ),
        (
            Kind::NoActivities,
            include_str!("../fixtures/odd/nothing-in-it.yaml"),
        ),
        (Kind::NoActivities, "meta:\n  version: 1\n"),
        (Kind::NoActivities, "D:\n  S:\n"),
        (Kind::NoActivities, "D:\n  S:\n    A:\n    B: ''\n"),
        (Kind::NoActivities, "{}"),
        (Kind::NoActivities, "# only a remark\n"),
        (Kind::NoActivities, "---\n---\n"),
        (
            Kind::Fragment,
            "_meta:\n  label: x\nBuild:\n  Defined build process:\n    risk: r\n    measure: m\n    level: 1\n    difficultyOfImplementation:\n      knowledge: 1\n",
        ),
        (
            Kind::Fragment,
            "id: x\ntitle: y\nrisk: r\nmeasure: m\nusefulness: 4\n",
        ),
        (
            Kind::Implementations,
            "implementations:\n  jenkins:\n    uuid: x\n    name: Jenkins\n    url: https://j.example\n    tags: [ci]\n",
        ),
        (
            Kind::Implementations,
            "tools:\n  jenkins:\n    uuid: x\n    name: Jenkins\n    url: https://j.example\n",
        ),
        (Kind::Progress, PROGRESS),
        (Kind::Progress, "progress:\n"),
        (Kind::Progress, "---\nprogress: {}\n"),
        (
            Kind::Progress,
            "progress:\n  undefined:\n    undefined:\n      Started: 2026-01-01T00:00:00Z\n",
        ),
        (
            Kind::Progress,
            r#"{"progress": {"x": {"A": {"Started": "2026-01-01"}}}}"#,
        ),
        (Kind::Evidence, "  # remark\nevidence:\n"),
        (
            Kind::Evidence,
            "evidence:\n  x:\n    - id: a\n      teams: [A]\n      title: t\n      attachment:\n        - type: link\n",
        ),
        (
            Kind::Teams,
            "---\n#\nteams: ['A', 'B']\nteamGroups:\n  G: ['A']\n",
        ),
        (Kind::Teams, "teams:\n- A\n"),
        (
            Kind::Meta,
            "progressDefinition:\n  Started: 30%\nteams:\n  $ref: 'teams.yaml#/teams'\n",
        ),
        (
            Kind::Meta,
            "strings:\n  en: &en\n    labels: [Low]\n    maturity_levels: ['Level 1']\n",
        ),
        (
            Kind::Meta,
            "lang: en\nactivityFiles:\n  - default/model.yaml\nteams: [A]\n",
        ),
        (
            Kind::Dataset,
            r#"[{"Dimension": "D", "SubDimension": "S", "Level": "1", "Done%": 0, "Activity": [{"activityName": "A", "teamsImplemented": {"T": true}}]}]"#,
        ),
        (Kind::Csv, "Activity,Level,Team\nA,1,x\n"),
        (Kind::Csv, "sep=;\nActivity;Level\n\"A; B\";1\n"),
        (Kind::Csv, "a\tb\n1\t2\n"),
        (Kind::WebPage, "<!DOCTYPE html>\n<html>"),
        (Kind::WebPage, "\n<html lang=en><body>"),
        (Kind::WebPage, "<!-- x --><HEAD>"),
        (Kind::Text, "<?xml version='1.0'?><x/>"),
        (Kind::Text, "Dear all,\nhere it is.\n"),
        (Kind::Json, "[1, 2]"),
        (
            Kind::Json,
            r#"{"name": "x", "version": "1.0.0", "scripts": {"a": {"b": {"c": 1}}}}"#,
        ),
        (
            Kind::Json,
            r#"{"openapi": "3.1.0", "paths": {"/x": {"get": {"description": "d", "tags": ["t"], "responses": {}}}}}"#,
        ),
        (
            Kind::Yaml,
            "services:\n  web:\n    build:\n      context: .\n      tags: [x]\n    image: x\n",
        ),
        (
            Kind::Yaml,
            "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: y\n",
        ),
        (Kind::Yaml, "- a\n- b\n"),
        (Kind::Yaml, "a: 1\n"),
        (Kind::Yaml, "progress: 50\nname: x\n"),
        (Kind::Binary, "a\0b"),
        (Kind::Binary, "%PDF-1.7\n"),
        (Kind::Zip, "PK\u{3}\u{4}\u{fffd}\0a/b.yaml"),
        (Kind::Xlsx, "PK\u{3}\u{4}\u{fffd}\0[Content_Types].xml"),
    ];
    let wrong: Vec<String> = (table.iter())
        .filter_map(|(expected, text)| {
            let found = recognise("file.x", text);
            let start: String = text.chars().take(60).collect();
            (found != *expected).then(|| format!("{expected:?} is {found:?}: {start:?}"))
        })
        .collect();
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn the_name_breaks_a_tie_only() {
    assert_eq!(recognise("teams.csv", "Team,Level\n"), Kind::Csv);
    assert_eq!(recognise("teams.txt", "Team,Level\n"), Kind::Text);
    assert_eq!(recognise("model.yaml", PROGRESS), Kind::Progress);
    assert_eq!(recognise("x.csv", PROGRESS), Kind::Progress);
}

#[test]
fn our_model_files_and_the_page_s_own_are_models() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("model/dsomm");
    for file in fs::read_dir(root).unwrap() {
        let path = file.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(recognise("x", &text), Kind::Model, "{path:?}");
        // Cut off anywhere in its text, too.
        assert_eq!(
            recognise("x", &text[..text.len() / 2]),
            Kind::Model,
            "{path:?}"
        );
    }
}

#[test]
fn bytes_are_opened_once() {
    let opened = open("x.yaml", "\u{feff}progress:\n".as_bytes()).unwrap();
    assert_eq!(
        (opened.kind, opened.text.as_str()),
        (Kind::Progress, "progress:\n")
    );
    let sheet = b"PK\x03\x04\x14\x00\x06\x00\x08\x00\xff\xffxl/workbook.xml";
    let opened = open("x.xlsx", sheet).unwrap();
    assert_eq!((opened.kind, opened.text.as_str()), (Kind::Xlsx, ""));
    assert_eq!(
        open("x.png", b"\x89PNG\r\n\x1a\n\0\0").unwrap().kind,
        Kind::Binary
    );
    let said = open("old.yaml", include_bytes!("../fixtures/odd/latin1.yaml")).unwrap_err();
    assert!(
        said.starts_with("“old.yaml” cannot be read. Line 1 has a character"),
        "{said}"
    );
}

/// The head tells, so a large file costs no more than a small one; without it, one pass is enough.
#[test]
fn large_files_are_recognised_fast() {
    let filler = "x".repeat(30 << 20);
    let begun = std::time::Instant::now();
    let text = format!("{{\"format\": \"dsomm-assessment\", \"title\": \"{filler}\"}}");
    assert_eq!(recognise("x", &text), Kind::Assessment);
    let text = format!("{{\"title\": \"{filler}\", \"format\": \"dsomm-assessment\"}}");
    assert_eq!(recognise("x", &text), Kind::Assessment);
    let text = format!("D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      risk: {filler}\n");
    assert_eq!(recognise("x", &text), Kind::Model);
    assert!(begun.elapsed().as_secs() < 20);
}

const ALL: [Kind; 25] = [
    Kind::Empty,
    Kind::Link,
    Kind::Assessment,
    Kind::Several,
    Kind::Rescue,
    Kind::Model,
    Kind::ModelWithAnswers,
    Kind::Changes,
    Kind::NoActivities,
    Kind::Fragment,
    Kind::Implementations,
    Kind::Progress,
    Kind::Evidence,
    Kind::Teams,
    Kind::Meta,
    Kind::Dataset,
    Kind::Proof(Proof::Sarif),
    Kind::Csv,
    Kind::Xlsx,
    Kind::Zip,
    Kind::WebPage,
    Kind::Json,
    Kind::Yaml,
    Kind::Text,
    Kind::Binary,
];

#[test]
fn each_wrong_door_says_what_it_is() {
    for kind in ALL {
        let fitting: Vec<Door> = [Door::Import, Door::Changes, Door::Model]
            .into_iter()
            .filter(|door| kind.refusal("f.x", *door).is_none())
            .collect();
        assert_eq!(kind.door().is_some(), !fitting.is_empty(), "{kind:?}");
        if let Some(door) = kind.door() {
            assert!(fitting.contains(&door), "{kind:?}");
        }
        for door in [Door::Import, Door::Changes, Door::Model] {
            if let Some(said) = kind.refusal("f.x", door) {
                assert!(
                    said.starts_with("“f.x” ") && said.ends_with(['.', ')']),
                    "{said}"
                );
            }
        }
    }
    for (kind, door, expected) in [
        (
            Kind::Progress,
            Door::Model,
            "“f.x” is DSOMM team progress, not a model. Use “Import” at the top of the page.",
        ),
        (
            Kind::Assessment,
            Door::Changes,
            "“f.x” is an assessment of this page, not a model. Use “Import” at the top of the page.",
        ),
        (
            Kind::Changes,
            Door::Model,
            "“f.x” holds changes to a model, not a whole one: most of its activities have no level. Use “Load changes”.",
        ),
        (
            Kind::Changes,
            Door::Import,
            "“f.x” holds changes to a model, not an assessment. On the page Model, use “Load changes”.",
        ),
        (
            Kind::WebPage,
            Door::Import,
            "“f.x” is a web page, not an assessment. Perhaps the server answered with a login instead of the file. Open the address in a browser, sign in, and download the file again.",
        ),
        (
            Kind::NoActivities,
            Door::Changes,
            "“f.x” holds no activities. A model is YAML: dimension, subdimension, activity, then fields such as uuid and level.",
        ),
    ] {
        assert_eq!(kind.refusal("f.x", door).as_deref(), Some(expected));
    }
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn any_text_and_any_bytes_have_a_kind(text in "\\PC*", bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
        recognise("x", &text);
        recognise("x", &format!("{{\"format{text}"));
        let _ = open("x", &bytes);
    }
}
