//! An assessment file is read piece by piece, as one of several as a whole: both understand the same.

use dsomm_radar::assessment::Assessment;
use dsomm_radar::exchange::{assessment_file, export, several};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::exchange::FULL;
use crate::support::cases;

/// What is made of a text that stands alone, and of the same among several.
fn both(text: &str) -> [Result<Assessment, String>; 2] {
    let alone = assessment_file::read(text).map_err(|problem| problem.to_string());
    let among = several::read(&format!(
        r#"{{"format": "dsomm-assessments", "version": 1, "assessments": [{text}]}}"#
    ));
    let among = among.map(|mut several| several.assessments.remove(0));
    let among = among.map_err(|problem| {
        let (_, problem) = problem.split_once("and is left out. ").unwrap_or_default();
        problem.to_owned()
    });
    [alone, among]
}

fn file(fields: &str) -> String {
    format!(r#"{{"format": "dsomm-assessment", "version": 1, "id": "i", {fields}}}"#)
}

#[test]
fn odd_answers_mean_the_same_either_way() {
    let answer = |fields: &str| format!(r#""answers": {{"t": {{"a": {{{fields}}}}}}}"#);
    for fields in [
        r#""answers": null"#.to_owned(),
        r#""answers": {"t": null}"#.to_owned(),
        r#""answers": {"t": {}}"#.to_owned(),
        r#""answers": {"t": {"a": null}}"#.to_owned(),
        r#""answers": {"t": {"a": {}, "b": {"stage": "x"}, "a": {"stage": "y"}}}"#.to_owned(),
        r#""answers": {"t": {"a": {"stage": "x"}}}, "answers": {"u": {"b": {"stage": "x"}}}"#
            .to_owned(),
        r#""answers": {"t": {"a": {"stage": "x"}}, "t": {"b": {"stage": "x"}}}"#.to_owned(),
        r#""answers": {"t": {"\u0061\n": {"stage": "\u0078"}}}"#.to_owned(),
        answer(
            r#""stage": null, "note": null, "due": null, "changed": null, "reached": null, "x": null"#,
        ),
        answer(
            r#""stage": "x", "stage": "y", "x": 1, "x": 2.50, "y": {"$serde_json::private::Number": "1"}"#,
        ),
        answer(r#""changed": {}"#),
        answer(r#""changed": {"at": "2026-11-23T09:14:05Z", "by": null}"#),
        answer(r#""changed": {"at": "2026-11-23T09:14:05+02:00", "by": "kim", "x": [1]}"#),
        answer(
            r#""note": "n", "note_changed": null, "changed": {"at": "2026-11-23T09:14:05.120Z"}"#,
        ),
        answer(r#""note": "", "changed": {"at": "2026-11-23T09:14:05.120Z"}"#),
        answer(r#""reached": {"x": null}"#),
        answer(r#""reached": {"x": "2026-11-23", "x": "2026-11-24T08:00:00Z", "y": "2026-02-30"}"#),
        answer(r#""not_sure": "yes""#),
        answer(r#""owner": 3"#),
        r#""cycles": null"#.to_owned(),
        r#""cycles": [null]"#.to_owned(),
        r#""cycles": [{"id": "c"}, {"id": "c"}]"#.to_owned(),
        r#""cycles": [{"id": "z", "answers": {"t": {"a": {}}}}, {"id": "b", "answers": null}]"#
            .to_owned(),
        r#""cycles": [{"id": "z", "answers": {"t": {"a": {"stage": "x"}}}}, {"id": "b"}]"#
            .to_owned(),
        r#""cycles": {"id": "z"}"#.to_owned(),
    ] {
        let [alone, among] = both(&file(&fields));
        assert_eq!(alone, among, "{fields}");
        if let Ok((streamed, _)) = assessment_file::read_from(file(&fields).as_bytes()) {
            assert_eq!(Ok(streamed), alone, "{fields}");
        }
    }
}

#[test]
fn a_file_that_is_streamed_means_the_same() {
    let (streamed, ids) = assessment_file::read_from(FULL.as_bytes()).unwrap();
    assert_eq!((streamed, ids), export::read(FULL).unwrap());
    let marked = format!("\u{feff}{FULL}");
    let (streamed, _) = assessment_file::read_from(marked.as_bytes()).unwrap();
    assert_eq!(Ok(streamed), assessment_file::read(&marked));
}

#[test]
fn a_file_that_goes_away_while_it_is_streamed_is_no_damaged_one() {
    struct Gone;
    impl std::io::Read for Gone {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("gone"))
        }
    }
    use std::io::Read;
    for begin in ["", "{\"format\": \"dsomm-assessment\", "] {
        let problem = assessment_file::read_from(begin.as_bytes().chain(Gone)).unwrap_err();
        assert!(
            problem.to_string().contains("Check that it still exists"),
            "{problem}"
        );
    }
}

#[test]
fn a_file_that_is_streamed_says_where_it_is_damaged() {
    let said = |text: &str| {
        let read = assessment_file::read_from(text.as_bytes());
        read.unwrap_err().to_string()
    };
    let text = FULL.replace("{", "\n{");
    assert!(said(&text[..text.len() / 2]).starts_with("The file is not readable JSON: EOF"));
    let answer =
        "{\n\"format\": \"dsomm-assessment\",\n\"answers\": {\"t\": {\"a\": {\"due\": 3}}}}";
    assert_eq!(
        said(answer),
        "The file is damaged: in line 3, before column 33, stands something that has no place there. Correct it, or ask for the file to be exported again."
    );
    assert!(said("{\"format\": \"other\"}").starts_with("This is not an assessment file"));
}

#[test]
fn an_entry_without_an_answer_tells_of_its_activity() {
    let read = |answers: &str| {
        let (assessment, ids) = export::read(&file(answers)).unwrap();
        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        (assessment.answers.len(), ids)
    };
    let full = r#""answers": {"t": {"b": {}, "a": {"stage": "x"}}, "u": {"c": {}}}"#;
    assert_eq!(read(full), (1, ["a", "b", "c"].map(str::to_owned).to_vec()));
    assert_eq!(read(r#""title": "T""#), (0, vec![]));
}

/// Every place of a value, as a pointer.
fn places(value: &Value, at: &str, all: &mut Vec<String>) {
    all.push(at.to_owned());
    match value {
        Value::Object(map) => {
            for (key, child) in map {
                let key = key.replace('~', "~0").replace('/', "~1");
                places(child, &format!("{at}/{key}"), all);
            }
        }
        Value::Array(items) => {
            for (index, child) in items.iter().enumerate() {
                places(child, &format!("{at}/{index}"), all);
            }
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(cases(400))]

    /// Something else at any place of a file that has every field.
    #[test]
    fn a_damaged_file_means_the_same_either_way(at in any::<prop::sample::Index>(), with in 0..9usize) {
        let mut value: Value = serde_json::from_str(FULL).unwrap();
        let mut all = Vec::new();
        places(&value, "", &mut all);
        let place = at.get(&all[1..]).clone();
        let other = [
            json!(null), json!(true), json!(7), json!(-0.5), json!("x"), json!("2026-11-23"),
            json!([]), json!({}), json!({ "at": "2026-11-23T09:14:05.120Z", "x": {} }),
        ];
        *value.pointer_mut(&place).unwrap() = other[with].clone();
        let [alone, among] = both(&value.to_string());
        // Only a file alone is told from other files by its first fields.
        if !["/format", "/version"].contains(&place.as_str()) {
            prop_assert_eq!(&alone, &among, "{}", place);
        }
        if let Ok((streamed, _)) = assessment_file::read_from(value.to_string().as_bytes()) {
            prop_assert_eq!(Ok(streamed), alone, "{}", place);
        }
    }
}
