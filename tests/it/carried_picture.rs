//! Pictures that carry their assessment.

use dsomm_radar::assessment::sample;
use dsomm_radar::charts::Sheet;
use dsomm_radar::exchange::kind::{self, Kind};
use dsomm_radar::exchange::picture::{inside, is_svg, pack};
use dsomm_radar::exchange::{assessment_file, export};
use proptest::prelude::*;

use crate::support::{START, activity, cases, day, model};

const PICTURE: &str =
    r#"<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><path d="M0 0"/></svg>"#;

fn sheet(inside: String) -> String {
    Sheet {
        title: "Heatmap".to_owned(),
        inside,
        ..Sheet::default()
    }
    .svg(PICTURE, (4.0, 4.0), None)
}

#[test]
fn an_assessment_comes_back_out_of_its_picture() {
    let all = [activity("a", 1), activity("b", 2), activity("c", 3)];
    let model = model(&[("D", &[("S", &all)])]);
    let made = sample(&model, day("2026-03-31"), START);
    let file = export::write(&made, &[]);
    let svg = sheet(pack(&file));
    crate::pictures::is_xml(&svg.replace(&pack(&file), ""));
    let opened = kind::open("heatmap.svg", svg.as_bytes()).unwrap();
    assert_eq!(opened.kind, Kind::Assessment);
    let expected = assessment_file::read(&file).unwrap();
    assert_eq!(assessment_file::read(&opened.text).unwrap(), expected);
    // As other programs write it.
    let edited = svg.replace(": \"", ": &#x22;");
    assert_ne!(edited, svg);
    let edited = format!("\u{feff}<?xml version=\"1.0\"?>\n{edited}");
    let opened = kind::open("heatmap.svg", edited.as_bytes()).unwrap();
    assert_eq!(assessment_file::read(&opened.text).unwrap(), expected);
}

#[test]
fn a_picture_without_an_assessment_is_named() {
    let svg = sheet(String::new());
    assert!(!svg.contains("metadata"));
    let opened = kind::open("heatmap.svg", svg.as_bytes()).unwrap();
    assert_eq!(opened.kind, Kind::Picture);
    let said = opened
        .kind
        .refusal("heatmap.svg", kind::Door::Import)
        .unwrap();
    assert!(
        said.starts_with("“heatmap.svg” is a picture, not an assessment. "),
        "{said}"
    );
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn any_text_survives(value in "\\PC{0,40}", odd in any::<String>()) {
        for text in [value, odd] {
            let json = serde_json::to_string_pretty(&serde_json::json!({ "a": text, "b": [text] })).unwrap();
            let svg = sheet(pack(&json));
            prop_assert!(is_svg(&svg));
            let back: serde_json::Value = serde_json::from_str(&inside(&svg).unwrap()).unwrap();
            prop_assert_eq!(back, serde_json::from_str::<serde_json::Value>(&json).unwrap());
        }
    }

    #[test]
    fn any_file_is_looked_into(text in ".{0,200}") {
        let _ = inside(&text);
        let _ = inside(&format!("<svg>\"dsomm-assessment\">{text}</metadata>"));
    }
}
