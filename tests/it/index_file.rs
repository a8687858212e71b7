//! The index of a folder as the page reads it: the numbers that were written, whatever else stands in it.

use dsomm_radar::exchange::index_file::{self, Entry, Index};
use dsomm_radar::scoring;
use proptest::prelude::*;

use crate::cli::model;
use crate::support::{answer, apply, assessment, at as moment, cases, day, stage, team};

fn entry_of(names: &[&str], url: &str) -> (String, Vec<Option<f64>>) {
    let model = model(false);
    let mut shop = assessment(names);
    shop.title = format!("Title of {url}");
    for (at, name) in names.iter().enumerate() {
        for activity in model.activities.iter().skip(at).step_by(3 + at) {
            apply(
                &mut shop,
                answer(name, activity.id.as_str(), stage("fully")),
                &moment(10),
            );
        }
    }
    let mut index = Index::default();
    let entry = Entry {
        url,
        bytes: 10,
        digest: "sha256:0".to_owned(),
        assessment: &shop,
        model: &model,
    };
    index.add(&entry, day("2026-11-27"));
    let scores = names
        .iter()
        .map(|name| scoring::score(&model, &shop, &team(name)).overall.maturity);
    let scores = scores.collect();
    (index.write(day("2026-11-27")), scores)
}

#[test]
fn what_is_written_is_read() {
    let (text, scores) = entry_of(&["x", "y"], "shop.dsomm.json");
    let folder = index_file::read(&text).unwrap();
    assert_eq!(folder.day, "2026-11-27");
    assert_eq!(
        (folder.assessments, folder.teams.len(), folder.odd),
        (1, 2, 0)
    );
    assert_eq!(folder.dimensions.len(), model(false).dimensions.len());
    for (member, score) in folder.teams.iter().zip(scores) {
        assert_eq!(member.assessment, "Title of shop.dsomm.json");
        assert!((member.maturity.unwrap() - score.unwrap()).abs() < 1e-4);
        assert!(
            member
                .dimensions
                .iter()
                .all(|(maturity, _)| maturity.is_some())
        );
    }
}

#[test]
fn models_with_other_dimensions_stand_beside_one_another() {
    let text = r#"{"format": "dsomm-index", "version": 1, "day": "2026-11-27",
        "models": {"a": {"dimensions": [{"name": "Build"}, {"name": "Test"}]}, "b": {"dimensions": [{"name": "Test"}, {"name": "Run"}]}},
        "assessments": [
            {"url": "a", "title": "A", "model": "a", "cycle": "2026", "teams": [{"name": "x", "groups": ["Web", 7], "maturity": 1.25, "evidenced": null, "dimensions": {"maturity": [1, 2.5], "completion": [0.1, 0.25]}}]},
            {"url": "b", "title": "B", "model": "b", "teams": [{"name": "y", "dimensions": {"maturity": [3, null, 9]}}, null, 7]},
            {"url": "c", "model": "nobody", "teams": [{}]}, "bare.dsomm.json"]}"#;
    let folder = index_file::read(text).unwrap();
    assert_eq!(folder.dimensions, ["Build", "Test", "Run"]);
    assert_eq!((folder.assessments, folder.odd), (4, 2));
    let [x, y, empty] = folder.teams.as_slice() else {
        panic!("{folder:?}")
    };
    assert_eq!(
        (x.maturity, x.evidenced, x.cycle.as_str()),
        (Some(1.25), None, "2026")
    );
    assert_eq!(x.groups, ["Web"]);
    assert_eq!(
        x.dimensions,
        [
            (Some(1.0), Some(0.1)),
            (Some(2.5), Some(0.25)),
            (None, None)
        ]
    );
    assert_eq!(
        y.dimensions,
        [(None, None), (Some(3.0), None), (None, None)]
    );
    assert_eq!(empty.dimensions, [(None, None); 3]);
}

#[test]
fn what_is_no_index_is_told() {
    for (text, told) in [
        ("{\n", "see line "),
        (r#"["a.dsomm.json"]"#, "no index of a folder"),
        (r#"{"assessments": []}"#, "no index of a folder"),
        (
            r#"{"format": "dsomm-index", "version": 2}"#,
            "newer version",
        ),
        (r#"{"format": "dsomm-index"}"#, "newer version"),
    ] {
        let problem = index_file::read(text).unwrap_err();
        assert!(problem.contains(told), "{text}: {problem}");
    }
}

/// 1,500 teams are one file, and it is read at once.
#[test]
fn a_folder_of_fifteen_hundred_teams_is_small() {
    let (text, _) = entry_of(&["x"], "shop.dsomm.json");
    let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let one = value["assessments"][0].clone();
    value["assessments"] = vec![one; 1500].into();
    let text = value.to_string();
    assert!(text.len() < 3 << 20, "{} bytes", text.len());
    assert_eq!(index_file::read(&text).unwrap().teams.len(), 1500);
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn no_index_is_too_odd(at in 0usize..6000, byte in any::<u8>()) {
        let (text, _) = entry_of(&["x"], "a");
        let mut bytes = text.into_bytes();
        let at = at % bytes.len();
        bytes[at] = byte;
        if let Ok(text) = String::from_utf8(bytes) {
            match index_file::read(&text) {
                Ok(folder) => prop_assert!(folder.teams.iter().all(|team| team.dimensions.len() == folder.dimensions.len())),
                Err(problem) => prop_assert!(problem.ends_with('.'), "{problem}"),
            }
        }
    }
}
