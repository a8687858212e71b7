//! What real model files contain, and a reader has to stand.

use dsomm_radar::model::Activity;
use proptest::prelude::*;
use serde_json::Value;

use crate::support::{cases, findings, outline, read};

/// Files in order → where each activity is listed. No finding is expected.
fn check(texts: &[&str], expected: &[&str]) {
    check_with(texts, expected, &[]);
}

/// The same, with the findings that are expected.
fn check_with(texts: &[&str], expected: &[&str], expected_findings: &[&str]) {
    let read = read(texts).unwrap_or_else(|problem| panic!("{problem}\n{texts:#?}"));
    assert_eq!(outline(&read.model), expected, "{texts:#?}");
    assert_eq!(findings(&read), expected_findings, "{texts:#?}");
}

/// The activity `a` of the last file's model.
fn first(texts: &[&str]) -> Activity {
    read(texts).unwrap().model.activity("a").unwrap().clone()
}

/// The fields of an activity `a`, in a model around it.
fn with_fields(fields: &str) -> Activity {
    first(&[&format!("D: {{S: {{A: {{uuid: a, level: 1, {fields}}}}}}}")])
}

const A: &str = "D: {S: {A: {uuid: a, level: 1}}}";

#[test]
fn one_document_or_two() {
    for text in [
        A.to_owned(),
        format!("---\n{A}\n"),
        format!("meta: {{version: 1}}\n---\n{A}\n"),
        format!("---\nmeta: {{version: 1}}\n---\n{A}\n---\n"),
        format!("{A}\n---\n"),
        format!("{A}\n...\n"),
        format!("\u{feff}{A}"),
        A.replace('\n', "\r\n"),
    ] {
        check(&[&text], &["D / S / 1 A [a]"]);
    }
    // A version is no number either.
    let model = read(&[&format!("meta: {{version: 5.10}}\n---\n{A}")]);
    assert_eq!(model.unwrap().model.meta.version, "5.10");
}

#[test]
fn implementation_may_be_nothing() {
    for (fields, expected) in [
        ("implementation: null", vec![]),
        ("implementation: ''", vec![]),
        ("implementation: []", vec![]),
        ("risk: x", vec![]),
        (
            "implementation: [{name: N, url: 'https://u', tags: [t, none]}, '']",
            vec![("N", "https://u")],
        ),
        ("implementation: [Text]", vec![("Text", "")]),
    ] {
        let activity = with_fields(fields);
        let found: Vec<(&str, &str)> = activity
            .implementations
            .iter()
            .map(|tool| (tool.name.as_str(), tool.url.as_str()))
            .collect();
        assert_eq!(found, expected, "{fields}");
        assert!(
            activity
                .implementations
                .iter()
                .all(|tool| !tool.tags.contains(&"none".into()))
        );
    }
}

#[test]
fn fields_typed_wrongly_are_understood() {
    for field in ["comments", "comment"] {
        assert_eq!(
            with_fields(&format!("{field}: 'No. 5'")).texts.comments,
            "No. 5"
        );
    }
    for field in ["dependsOn", "dependesOn"] {
        let text = format!(
            "D: {{S: {{A: {{uuid: a, level: 2, {field}: [b]}}, B: {{uuid: b, level: 1}}}}}}"
        );
        assert_eq!(first(&[&text]).needs[0].as_str(), "b", "{field}");
    }
    check_with(
        &["D: {S: {A: {uuid: a, level: 1, levle: 2}}}"],
        &["D / S / 1 A [a]"],
        &["hint 1.yaml, D / S / A: The field “levle” is not known and was left out."],
    );
}

#[test]
fn an_activity_without_uuid_goes_by_its_name() {
    check_with(
        &["D: {S: {A b: {level: 1}}}"],
        &["D / S / 1 A b [A b]"],
        &[
            "warning 1.yaml, D / S / A b: The activity has no uuid; its name is used. Renaming it will part it from its answers.",
        ],
    );
    // An overlay need not repeat the uuid.
    check(&[A, "D: {S: {A: {level: 3}}}"], &["D / S / 3 A [a]"]);
}

#[test]
fn a_level_that_is_none_is_an_error_and_level_1() {
    for level in [
        "",
        "level: 0",
        "level: 21",
        "level: two",
        "level: 1.5",
        "level: [1]",
    ] {
        check_with(
            &[&format!("D: {{S: {{A: {{uuid: a, {level}}}}}}}")],
            &["D / S / 1 A [a]"],
            &[
                "error 1.yaml, D / S / A: The level is missing or not a number from 1 to 20; level 1 is used.",
            ],
        );
    }
    check(
        &["D: {S: {A: {uuid: a, level: '2'}}}"],
        &["D / S / 2 A [a]"],
    );
}

#[test]
fn dependencies_by_id_name_and_prefix() {
    let needs = |list: &str| {
        let text = format!(
            "D: {{S: {{A: {{uuid: a, level: 2, dependsOn: {list}}}, The b: {{uuid: b, level: 1}}}}}}"
        );
        let read = read(&[&text]).unwrap();
        let activity = read.model.activity("a").unwrap();
        let ids: Vec<String> = activity.needs.iter().map(|id| id.to_string()).collect();
        (ids.join(" "), findings(&read).join(" "))
    };
    for (list, expected, finding) in [
        ("[b]", "b", ""),
        ("b", "b", ""),
        ("[The b]", "b", ""),
        ("['uuid:b']", "b", ""),
        ("['uuid: b']", "b", ""),
        ("[]", "", ""),
        ("null", "", ""),
        ("['']", "", ""),
        ("[a]", "", ""),
        (
            "[b, gone]",
            "b",
            "warning 1.yaml, D / S / A: It depends on “gone”, which no activity is.",
        ),
    ] {
        assert_eq!(needs(list), (expected.into(), finding.into()), "{list}");
    }
}

#[test]
fn a_circle_of_dependencies_reads() {
    let text = "D: {S: {A: {uuid: a, level: 1, dependsOn: [c]}, B: {uuid: b, level: 1, dependsOn: [a]}, C: {uuid: c, level: 1, dependsOn: [b]}}}";
    let model = read(&[text]).unwrap().model;
    let dependents: Vec<&[usize]> = (0..3).map(|at| model.dependents(at)).collect();
    assert_eq!(dependents, [[1], [2], [0]]);
}

#[test]
fn references_keep_their_text() {
    for (list, expected) in [
        ("[8.10, 8.20, 5.1]", vec!["8.10", "8.20", "5.1"]),
        ("['8.10']", vec!["8.10"]),
        (
            "[010, 0x1F, 1e3, 1_000]",
            vec!["010", "0x1F", "1e3", "1_000"],
        ),
        ("[true, null, ~, '']", vec!["true"]),
        (
            "Not explicitly covered, yes",
            vec!["Not explicitly covered", "yes"],
        ),
        ("[]", vec![]),
    ] {
        let list = list.strip_suffix(", yes").map_or(list.to_owned(), |prose| {
            // Prose in a list is shown as it is.
            format!("[{prose}, yes]")
        });
        let activity = with_fields(&format!("references: {{iso: {list}}}"));
        assert_eq!(activity.references["iso"], expected, "{list}");
    }
    // One alone, without a list; also through an alias, and behind a tag.
    for written in [
        "8.10",
        "010",
        "0x1F",
        "1e3",
        "5",
        "True",
        "8.10 # ten\n ",
        "\n  8.10\n",
    ] {
        let activity = with_fields(&format!("references: {{iso: {written}}}"));
        let plain = written.split('#').next().unwrap().trim();
        assert_eq!(activity.references["iso"], [plain], "{written}");
    }
    for nothing in ["", "null", "~"] {
        let activity = with_fields(&format!("references: {{iso: {nothing}}}"));
        assert_eq!(activity.references["iso"], [""; 0], "{nothing}");
    }
    let alias = "_c: &c 8.10\nD: {S: {A: {uuid: a, level: 1, usefulness: 4.0, references: {x: *c, y: [*c, 5.10], z: !t 5.20}}}}";
    let activity = first(&[alias]);
    assert_eq!(activity.references["x"], ["8.10"]);
    assert_eq!(activity.references["y"], ["8.10", "5.10"]);
    assert_eq!(activity.references["z"], ["5.20"]);
    assert_eq!(activity.usefulness, 4);
    assert_eq!(with_fields("references: ''").references.len(), 0);
    assert_eq!(with_fields("references: null").references.len(), 0);
    let block = "D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      references:\n        iso:\n          - 8.10\n          - 8.2\n";
    assert_eq!(first(&[block]).references["iso"], ["8.10", "8.2"]);
}

#[test]
fn ids_keep_their_text() {
    for uuid in ["007", "1.10", "1e5", "0x10", "f0e01814-medium", "true"] {
        check(
            &[&format!("D: {{S: {{A: {{uuid: {uuid}, level: 1}}}}}}")],
            &[&format!("D / S / 1 A [{uuid}]")],
        );
    }
}

#[test]
fn the_tag_none_is_no_tag() {
    for (tags, expected) in [
        ("[none]", vec![]),
        ("[a, none, b]", vec!["a", "b"]),
        ("a", vec!["a"]),
        ("null", vec![]),
    ] {
        assert_eq!(
            with_fields(&format!("tags: {tags}")).tags,
            expected,
            "{tags}"
        );
    }
}

const THREE: &str = "\
D: {S: {A: {uuid: a, level: 1}, B: {uuid: b, level: 2}}, T: {C: {uuid: c, level: 1}}}
E: {U: {F: {uuid: f, level: 1}}}";

#[test]
fn a_later_file_hides() {
    let (a, b, c, f) = (
        "D / S / 1 A [a]",
        "D / S / 2 B [b]",
        "D / T / 1 C [c]",
        "E / U / 1 F [f]",
    );
    check(&[THREE], &[a, b, c, f]);
    check(&[THREE, "D: {S: {A: {uuid: a, ignore: true}}}"], &[b, c, f]);
    check(&[THREE, "D: {S: {A: {ignore: true}}}"], &[b, c, f]);
    check(&[THREE, "D: {S: {ignore: true}}"], &[c, f]);
    check(&[THREE, "D: {ignore: true}"], &[f]);
    check(&[THREE, "D: {T: {C: {uuid: c, ignore: true}}}"], &[a, b, f]);
    check(&[THREE, "D: {ignore: false}"], &[a, b, c, f]);
    check(
        &[THREE, "D: {ignore: true}", "D: {ignore: false}"],
        &[a, b, c, f],
    );
}

/// `ignore` is a field like any other: a file that does not give it does not change it.
#[test]
fn what_is_hidden_stays_hidden_until_a_file_says_otherwise() {
    let f = "E / U / 1 F [f]";
    for overlay in [
        "D: {ignore: true}",
        "D: {S: {ignore: true}, T: {ignore: true}}",
    ] {
        check(&[THREE, overlay, "D: {S: {A: {uuid: a, risk: x}}}"], &[f]);
    }
    let hide_a = "D: {S: {A: {uuid: a, ignore: true}}}";
    let touch_a = "D: {S: {A: {uuid: a, risk: x}}}";
    check(
        &[THREE, hide_a, touch_a],
        &["D / S / 2 B [b]", "D / T / 1 C [c]", f],
    );
    let show_a = "D: {S: {A: {uuid: a, ignore: false}}}";
    assert_eq!(
        read(&[THREE, hide_a, show_a])
            .unwrap()
            .model
            .activities
            .len(),
        4
    );
}

#[test]
fn a_later_file_renames_moves_and_adds() {
    check(&[A, "D: {S: {New: {uuid: a}}}"], &["D / S / 1 New [a]"]);
    check(&[A, "D: {T: {A: {uuid: a}}}"], &["D / T / 1 A [a]"]);
    check(&[A, "E: {T: {B: {uuid: a}}}"], &["E / T / 1 B [a]"]);
    check(
        &[A, "D: {S: {B: {uuid: b, level: 1}}}"],
        &["D / S / 1 A [a]", "D / S / 1 B [b]"],
    );
}

#[test]
fn a_later_file_overrides_only_what_it_gives() {
    let base = "D: {S: {A: {uuid: a, level: 2, description: d, risk: r, measure: m, assessment: s, \
                comments: c, meta: {implementationGuide: g}, usefulness: 4, \
                difficultyOfImplementation: {knowledge: 1, time: 2, resources: 5}, tags: [t], \
                references: {x: ['1']}, implementation: [{name: N}]}}}";
    let before = first(&[base]);
    let mut expected = before.clone();
    expected.texts.risk = "other".to_owned();
    assert_eq!(
        first(&[base, "D: {S: {A: {uuid: a, risk: other}}}"]),
        expected
    );
    assert_eq!(before.difficulty.effort(), 8);
    assert_eq!((before.usefulness, before.texts.guide.as_str()), (4, "g"));
}

#[test]
fn a_uuid_given_twice_is_one_activity_in_both_places() {
    check_with(
        &["D: {S: {A: {uuid: a, level: 1}}, T: {A2: {uuid: a, level: 3}}}"],
        &["D / S / 1 A [a]", "D / T / 1 A [a]"],
        &[
            "warning 1.yaml, D / T / A2: The uuid a is given twice in this file (first for “A”). It is one activity, listed in both places.",
        ],
    );
}

#[test]
fn merge_keys_and_anchors() {
    let text = "\
_base: &base
  level: 3
  risk: base risk
  usefulness: 5
_other: &other
  risk: other risk
  measure: other measure
D:
  S:
    A:
      <<: *base
      uuid: a
      risk: own risk
    B:
      <<: [*base, *other]
      uuid: b
    C:
      uuid: c
      level: 1
      difficultyOfImplementation: &difficulty {knowledge: 1, time: 1, resources: 1}
    D:
      uuid: d
      level: 1
      difficultyOfImplementation:
        <<: *difficulty
        time: 5
";
    check(
        &[text],
        &[
            "D / S / 1 C [c]",
            "D / S / 1 D [d]",
            "D / S / 3 A [a]",
            "D / S / 3 B [b]",
        ],
    );
    let model = read(&[text]).unwrap().model;
    let texts = |id: &str| {
        let activity = model.activity(id).unwrap();
        (
            activity.texts.risk.as_str(),
            activity.texts.measure.as_str(),
            activity.usefulness,
        )
    };
    assert_eq!(texts("a"), ("own risk", "", 5));
    assert_eq!(texts("b"), ("base risk", "other measure", 5));
    assert_eq!(model.activity("d").unwrap().difficulty.effort(), 7);
}

/// The generator of DSOMM's files numbers anchors anew in each part, so that names come again.
#[test]
fn an_anchor_that_comes_again_means_the_last_one() {
    let text = "\
_a: &x {level: 2, risk: first}
D:
  S:
    A: {<<: *x, uuid: a}
_b: &x {level: 3, risk: second}
E:
  U:
    B: {<<: *x, uuid: b}
";
    check(&[text], &["D / S / 2 A [a]", "E / U / 3 B [b]"]);
    let model = read(&[text]).unwrap().model;
    assert_eq!(model.activity("a").unwrap().texts.risk, "first");
    assert_eq!(model.activity("b").unwrap().texts.risk, "second");
}

#[test]
fn control_characters_end_in_a_sentence_or_in_the_text() {
    for byte in ["\0", "\u{1}", "\u{8}", "\u{1b}", "\u{7f}", "\u{fffe}"] {
        let text = format!("D: {{S: {{A: {{uuid: a, level: 1, risk: x{byte}y}}}}}}");
        match read(&[&text]) {
            Ok(read) => assert!(read.model.activity("a").unwrap().texts.risk.contains(byte)),
            Err(problem) => assert!(problem.to_string().starts_with("1.yaml"), "{problem}"),
        }
        // Written as an escape they are as good as any other letter.
        let code = u32::from(byte.chars().next().unwrap());
        let text = format!("D: {{S: {{A: {{uuid: a, level: 1, risk: \"x\\U{code:08X}y\"}}}}}}");
        assert_eq!(first(&[&text]).texts.risk, format!("x{byte}y"));
    }
}

/// What is no control is kept to be shown, as it is written; the checker says that it counts for
/// nothing.
#[test]
fn prose_and_both_orders_of_samm_ids_are_kept() {
    let activity = with_fields(
        "references: {iso27001-2017: [Not explicitly covered by ISO 27001 - too specific, 12.1.1], samm2: [I-SB-2-A, I-SB-A-2]}",
    );
    assert_eq!(
        activity.references["iso27001-2017"],
        [
            "Not explicitly covered by ISO 27001 - too specific",
            "12.1.1"
        ]
    );
    assert_eq!(activity.references["samm2"], ["I-SB-2-A", "I-SB-A-2"]);
}

#[test]
fn names_may_hold_anything() {
    for name in [
        "a/b (c) 50%, d.",
        "Bob's \"quoted\"",
        ".gitignore",
        "<b>&amp;",
        "12:30",
        "No",
        "🦀",
        "# no comment",
    ] {
        let quoted = serde_json::to_string(name).unwrap();
        let text = format!("{quoted}: {{{quoted}: {{{quoted}: {{uuid: a, level: 1}}}}}}");
        check(&[&text], &[&format!("{name} / {name} / 1 {name} [a]")]);
        let model = read(&[&text]).unwrap().model;
        assert!(!model.dimensions[0].slug.is_empty(), "{name}");
    }
}

/// Two dimensions of one name in their address are still told apart.
#[test]
fn slugs_are_unique() {
    let text = "A b: {S.: {X: {uuid: x, level: 1}}, S!: {Z: {uuid: z, level: 1}}}\nA-B: {S: {Y: {uuid: y, level: 1}}}";
    let model = read(&[text]).unwrap().model;
    let slugs: Vec<&str> = model.dimensions.iter().map(|d| d.slug.as_str()).collect();
    assert_eq!(slugs, ["a-b", "a-b-2"]);
    let ids: Vec<&str> = model.subdimensions.iter().map(|s| s.id.as_str()).collect();
    assert_eq!(ids, ["a-b/s", "a-b/s-2", "a-b-2/s"]);
}

#[test]
fn broken_yaml_names_its_line() {
    for (text, line) in [
        ("D:\n  S:\n    A: {uuid: a\n", Some(4)),
        ("D:\n\tS: {}\n", Some(2)),
        ("D:\n  S:\n    A: [1, 2\n  T: x\n", Some(4)),
        ("D: *nowhere\n", Some(1)),
        ("- a list\n- of things\n", Some(1)),
        ("", None),
        ("---\n---\n", None),
        ("meta: {version: 1}\n", None),
        ("D: {S: {}}\n", None),
        ("just text", Some(1)),
        ("<html>\n<body>", Some(1)),
    ] {
        let problem = read(&[text]).unwrap_err();
        assert_eq!(problem.line, line, "{text:?}: {problem}");
        assert_eq!(problem.file, "1.yaml", "{text:?}");
        assert!(problem.to_string().starts_with("1.yaml"), "{problem}");
    }
}

#[test]
fn the_second_file_is_the_one_that_is_named() {
    assert_eq!(read(&[A, "x: [", A]).unwrap_err().file, "2.yaml");
}

/// A hostile file has to end in a sentence. If it hung, so would the test.
fn refused(text: &str) -> String {
    read(&[text]).unwrap_err().to_string()
}

#[test]
fn files_beyond_the_limit_are_refused() {
    let text = format!("{A}\n# {}", "x".repeat(9 * 1024 * 1024));
    let problem = refused(&text);
    assert!(
        problem.contains("more than the 8388608 that are read"),
        "{problem}"
    );
}

#[test]
fn billion_laughs_end_soon() {
    let mut text = String::from("_a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for n in 1..10 {
        let inner = vec![format!("*a{}", n - 1); 9].join(", ");
        text.push_str(&format!("_a{n}: &a{n} [{inner}]\n"));
    }
    text.push_str("D: {S: {A: {uuid: a, level: 1, description: *a9}}}\n");
    refused(&text);
}

/// Few aliases to something large pass a limit on the number of aliases.
#[test]
fn large_things_repeated_end_soon() {
    let many = |item: &str, n: usize| vec![item; n].join(",");
    // 100 kB that mean 100 million values.
    let values = format!(
        "_a: &a [{}]\nD: {{S: {{A: {{uuid: a, level: 1, description: [{}]}}}}}}",
        many("x", 10_000),
        many("*a", 10_000)
    );
    // 1.3 MB that mean 100 GB of text.
    let texts = format!(
        "_a: &a {}\nD: {{S: {{A: {{uuid: a, level: 1, tags: [{}]}}}}}}",
        "x".repeat(1_000_000),
        many("*a", 100_000)
    );
    for text in [values, texts] {
        let problem = refused(&text);
        assert!(problem.contains("1.yaml"), "{problem}");
    }
}

#[test]
fn more_activities_than_allowed_are_refused() {
    let mut text = String::from("D:\n S:\n");
    for n in 0..200_000 {
        text.push_str(&format!("  a{n}: {{}}\n"));
    }
    assert!(refused(&text).contains("more than 20000 activities"));
    let mut text = String::new();
    for n in 0..200_000 {
        text.push_str(&format!("d{n}: {{s: {{}}}}\n"));
    }
    refused(&text);
}

#[test]
fn deep_nesting_is_refused() {
    for (open, close) in [("[", "]"), ("{a: ", "}"), ("- ", "")] {
        let text = format!(
            "D: {{S: {{A: {{uuid: a, level: 1}}}}}}\n_x:\n  {}{}\nE: {{S: {{A: x}}}}",
            open.repeat(50_000),
            close.repeat(50_000)
        );
        refused(&text);
    }
}

/// Whoever writes by hand stays far below this; a parser's time and stack do not.
#[test]
fn nesting_ends_at_64_levels() {
    // The dimension is the first level, the list's innermost brackets the last.
    for (levels, is_read) in [(60, true), (61, false)] {
        let (open, close) = ("[".repeat(levels), "]".repeat(levels));
        let text = format!("D: {{S: {{A: {{uuid: a, level: 1, credits: {open}{close}}}}}}}");
        let read = read(&[&text]);
        assert_eq!(read.is_ok(), is_read, "{levels}");
        if let Err(problem) = read {
            assert!(
                problem.to_string().contains("deeper than 64 levels"),
                "{problem}"
            );
        }
    }
    // Aliases count with what they stand for.
    let half = "[".repeat(40) + &"]".repeat(40);
    let text = format!(
        "_a: &a {half}\nD: {{S: {{A: {{uuid: a, level: 1, x: {}*a{}}}}}}}",
        "[".repeat(30),
        "]".repeat(30)
    );
    assert!(refused(&text).contains("deeper than 64 levels"));
}

/// A model with everything that the reader looks at, to be mutated.
const SEED: &str = "\
---
meta: {version: 5.0.1, strings: {en: {maturityLevels: [one, two]}}}
---
_b: &b {level: 2, risk: r}
D:
  S:
    A:
      <<: *b
      uuid: a
      references: {iso: [8.10, 'x'], samm2: []}
      dependsOn: ['uuid: b', A]
      tags: [none, t]
      difficultyOfImplementation: {knowledge: 1, time: 2, resources: 3}
      implementation: [{name: N, url: u, tags: [x]}]
    B: {uuid: b, level: 5, ignore: true, meta: {implementationGuide: |-
      x}}
  ignore: false
";

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn reading_any_text_never_panics(text in "(?s).{0,200}") {
        let _ = read(&[&text]);
    }

    #[test]
    fn reading_yaml_like_text_never_panics(
        text in "(- |\\? |: |\\{|\\}|\\[|\\]|,|'|\"|&a |\\*a|!t |<<|\\||>|\n|  |uuid|level|D|1|~|#|%|---\n){0,60}"
    ) {
        let _ = read(&[&text, A]);
        let _ = read(&[A, &text]);
    }

    #[test]
    fn reading_mutated_files_never_panics(
        cuts in prop::collection::vec((0..SEED.len(), 0..12usize, ".{0,3}"), 1..6)
    ) {
        let mut text: Vec<char> = SEED.chars().collect();
        for (at, length, with) in cuts {
            let at = at.min(text.len());
            let end = (at + length).min(text.len());
            text.splice(at..end, with.chars());
        }
        let text: String = text.into_iter().collect();
        if let Ok(read) = read(&[A, &text]) {
            let levels = read.model.highest_level();
            prop_assert!(read.model.activities.iter().all(|a| (1..=levels).contains(&a.level)));
        }
    }

    /// The same with whole branches: gone, doubled, in another place, of another shape.
    #[test]
    fn reading_files_of_another_structure_never_panics(
        edits in prop::collection::vec((any::<u16>(), any::<u16>(), 0..7u8), 1..8)
    ) {
        let mut tree: Value = serde_yaml::from_str(TREE).unwrap();
        for (at, from, kind) in edits {
            let donor = nth(&mut tree, from.into()).clone();
            let node = nth(&mut tree, at.into());
            match kind {
                0 => *node = Value::Null,
                1 => *node = donor,
                2 => *node = Value::from(vec![donor.clone(), donor]),
                3 => *node = serde_json::json!({"ignore": true, "uuid": donor}),
                4 => *node = Value::from("x"),
                5 => *node = serde_json::json!(8.10),
                _ => if let Value::Object(map) = node {
                    map.insert("a".to_owned(), donor);
                },
            }
            // Branches double with each step; what is large is tested elsewhere.
            prop_assume!(tree.to_string().len() < 100_000);
        }
        let text = serde_yaml::to_string(&tree).unwrap();
        for texts in [vec![text.as_str()], vec![A, &text], vec![&text, A]] {
            if let Ok(read) = read(&texts) {
                let levels = read.model.highest_level();
                prop_assert!(read.model.activities.iter().all(|a| (1..=levels).contains(&a.level)));
            }
        }
    }
}

/// What the seed above says, in one document and without anchors.
const TREE: &str = "\
meta: {version: 5.0.1, strings: {en: {maturityLevels: [one, two]}}}
D:
  S:
    A: {uuid: a, level: 2, risk: r, references: {iso: ['8.10', 'x'], samm2: []}, dependsOn: ['uuid: b', A], tags: [none, t], difficultyOfImplementation: {knowledge: 1, time: 2, resources: 3}, implementation: [{name: N, url: u, tags: [x]}]}
    B: {uuid: b, level: 5, ignore: true, meta: {implementationGuide: x}}
  ignore: false
";

/// One of the nodes of a tree, counted from the root and around.
fn nth(tree: &mut Value, number: usize) -> &mut Value {
    fn count(tree: &Value) -> usize {
        1 + match tree {
            Value::Array(items) => items.iter().map(count).sum(),
            Value::Object(map) => map.values().map(count).sum(),
            _ => 0,
        }
    }
    fn pick(tree: &mut Value, mut number: usize) -> &mut Value {
        if number == 0 {
            return tree;
        }
        number -= 1;
        let children: Vec<&mut Value> = match tree {
            Value::Array(items) => items.iter_mut().collect(),
            Value::Object(map) => map.values_mut().collect(),
            _ => unreachable!("counted before"),
        };
        for child in children {
            let inside = count(child);
            if number < inside {
                return pick(child, number);
            }
            number -= inside;
        }
        unreachable!("counted before")
    }
    let all = count(tree);
    pick(tree, number % all)
}
