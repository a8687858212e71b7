//! Tables for spreadsheets.

use dsomm_radar::assessment::Choice;
use dsomm_radar::exchange::csv::controls;
use dsomm_radar::scoring::{evidenced, score, standards};

use crate::support::{activity, answer, apply, assessment, at, day, model, stage, team};

#[test]
fn controls_are_written_as_text_that_no_spreadsheet_runs() {
    let mut plain = activity("a", 1);
    plain.name = "Say \"no\", twice".to_owned();
    plain
        .references
        .insert("iso".to_owned(), vec!["5.10".to_owned(), "=1+1".to_owned()]);
    let mut other = activity("b", 2);
    other
        .references
        .insert("iso".to_owned(), vec!["5.10".to_owned()]);
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
            "control,completion,lowest,evidenced,answered,activities,names",
            "5.10,0.500,0.000,0.000,2,2,\"Say \"\"no\"\", twice; b\"",
            "'=1+1,1.000,1.000,0.000,1,1,\"Say \"\"no\"\", twice\"",
            "",
        ]
    );
}
