//! Tables for spreadsheets.

use dsomm_radar::assessment::Choice;
use dsomm_radar::exchange::csv::controls;
use dsomm_radar::scoring::{evidenced, score, standards};

use crate::support::{activity, answer, apply, assessment, at, day, model, stage, team};

#[test]
fn controls_are_written_as_text_that_no_spreadsheet_runs() {
    let mut plain = activity("a", 1);
    plain.name = "Say \"no\", twice".to_owned();
    plain.references.insert(
        "iso27001-2022".to_owned(),
        vec!["5.10".to_owned(), "5.1".to_owned(), "=1+1".to_owned()],
    );
    let mut other = activity("b", 2);
    other
        .references
        .insert("iso27001-2022".to_owned(), vec!["5.10".to_owned()]);
    let model = model(&[("D", &[("S", &[plain, other])])]);
    let mut assessment = assessment(&["t"]);
    apply(&mut assessment, answer("t", "a", stage("fully")), &at(10));
    apply(&mut assessment, answer("t", "b", Choice::NotSure), &at(11));
    let t = team("t");
    let text = controls(
        &model,
        &standards(&model)[0],
        &score(&model, &assessment, &t),
        &evidenced(&model, &assessment, &t, day("2026-11-01")),
    );
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(
        lines,
        [
            "\u{feff}standard,control,completion,lowest,evidenced,answered,activities,names",
            "ISO 27001:2022,A.5.1,1.000,1.000,0.000,1,1,\"Say \"\"no\"\", twice\"",
            "ISO 27001:2022,A.5.10,0.500,0.000,0.000,2,2,\"Say \"\"no\"\", twice; b\"",
            "ISO 27001:2022,'=1+1,1.000,1.000,0.000,1,1,\"Say \"\"no\"\", twice\"",
            "",
        ]
    );
}

#[test]
fn controls_of_other_standards_are_written_as_they_are() {
    let mut plain = activity("a", 1);
    plain
        .references
        .insert("samm2".to_owned(), vec!["I-SB-A-2".to_owned()]);
    let model = model(&[("D", &[("S", &[plain])])]);
    let assessment = assessment(&["t"]);
    let scores = score(&model, &assessment, &team("t"));
    let text = controls(&model, &standards(&model)[0], &scores, &scores);
    assert!(text.contains("\r\nOWASP SAMM 2,I-SB-A-2,"), "{text}");
}
