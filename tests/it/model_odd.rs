//! One odd value costs that value, never the model: what real files hold where a text, a list or a
//! mapping should stand.

use dsomm_radar::model::Activity;
use dsomm_radar::model::check::check;
use dsomm_radar::model::yaml::Source;
use proptest::prelude::*;

use crate::support::{cases, outline, read};

/// Another activity, so that there is something to depend on.
const OTHER: &str = "    B:\n      uuid: b\n      level: 1\n";

/// An activity with these lines among its fields.
fn with(lines: &str) -> String {
    let lines = lines.trim_end().replace('\n', "\n      ");
    format!("D:\n  S:\n    A:\n      uuid: a\n      level: 2\n      {lines}\n{OTHER}")
}

/// Reads the text, and gives activity `a` with the findings that say something of `word`.
fn reading(text: &str, word: &str) -> (Activity, Vec<String>) {
    let source = Source {
        name: "m.yaml",
        text,
    };
    let report = check(&[source]);
    let all: Vec<String> = report.findings.iter().map(|f| f.to_string()).collect();
    let model = report.model.unwrap_or_else(|| panic!("{text}\n{all:#?}"));
    // The reader and the checker go the same way.
    assert_eq!(read(&[text]).unwrap().model, model, "{text}");
    let found = (all.into_iter())
        .filter(|line| line.contains(word) && !line.contains(" is missing"))
        .collect();
    (model.activity("a").unwrap().clone(), found)
}

/// Fields, what is made of them, and the start of each finding about them: place and words.
fn table(rows: &[(&str, &str, &[&str])], shown: fn(&Activity) -> String) {
    for (lines, expected, sentences) in rows {
        let text = with(lines);
        let word = format!("“{}”", lines.split(':').next().unwrap());
        let (activity, found) = reading(&text, &word);
        assert_eq!(shown(&activity), *expected, "{text}\n{found:#?}");
        assert_eq!(found.len(), sentences.len(), "{text}\n{found:#?}");
        for (found, sentence) in found.iter().zip(*sentences) {
            assert!(found.contains(sentence), "{sentence}\n{found}");
            assert!(found.starts_with("m.yaml:"), "{found}");
        }
    }
}

#[test]
fn an_item_that_is_no_text_is_understood_or_left_out() {
    let references = |activity: &Activity| {
        let lists = activity.references.iter();
        let lists = lists.map(|(standard, list)| format!("{standard}={}", list.join("|")));
        lists.collect::<Vec<_>>().join(" ")
    };
    table(
        &[
            (
                "references:\n  samm2:\n    - TODO: write this down\n    - I-SB-A-2",
                "samm2=I-SB-A-2",
                &[
                    "m.yaml:8:11: warning: D / S / A: In “references”, a text was expected; “TODO: write this down” was left out. Put",
                ],
            ),
            (
                "references:\n  iso:\n    - 8.10\n    - {a: [1, 2]}\n    - [5.10, x]\n    - null",
                "iso=8.10|5.10|x",
                &["m.yaml:9:11: warning: D / S / A: In “references”, a text"],
            ),
            (
                "references:\n  iso: {a: b}\n  samm2: [I-SB-A-2]",
                "iso= samm2=I-SB-A-2",
                &["m.yaml:7:9: warning: D / S / A: In “references”, a text was expected; “a: b”"],
            ),
            ("references:\n  iso: 5.10", "iso=5.10", &[]),
            (
                "references:\n  - a\n  - b: c",
                "",
                &["m.yaml:6:7: warning: D / S / A: “references” should hold standards"],
            ),
            (
                "references: text",
                "",
                &["m.yaml:6:7: warning: D / S / A: “references” should hold standards"],
            ),
            (
                "references: {iso: [5.10, {k: v}, 340282366920938463463374607431768211456]}",
                "iso=5.10|340282366920938463463374607431768211456",
                &["m.yaml:6:32: warning: D / S / A: In “references”, a text"],
            ),
        ],
        references,
    );
    let needs = |activity: &Activity| {
        let ids: Vec<String> = activity.needs.iter().map(|id| id.to_string()).collect();
        ids.join(" ")
    };
    table(
        &[
            (
                "dependsOn:\n  - uuid: b",
                "b",
                &[
                    "m.yaml:7:9: hint: D / S / A: In “dependsOn”, “uuid: b” is understood as “b”. Write that alone",
                ],
            ),
            (
                "dependsOn:\n  - name: B",
                "b",
                &["“name: B” is understood as “B”"],
            ),
            (
                "dependsOn: {uuid: b}",
                "b",
                &["m.yaml:6:7: hint: D / S / A: In “dependsOn”, “uuid: b”"],
            ),
            (
                "dependsOn:\n  - {uuid: b, name: The B}",
                "b",
                &["is understood as “b”"],
            ),
            (
                "dependsOn:\n  - TODO: later\n  - b",
                "b",
                &[
                    "m.yaml:7:9: warning: D / S / A: In “dependsOn”, a text was expected; “TODO: later” was left out",
                ],
            ),
            ("dependsOn:\n  - [b]", "b", &[]),
            ("dependsOn:\n  - uuid: [b]", "b", &["understood as “b”"]),
            ("dependsOn:\n  - uuid:", "", &["“uuid: ” was left out"]),
        ],
        needs,
    );
    let tags = |activity: &Activity| activity.tags.join("|");
    table(
        &[
            ("tags: ci", "ci", &[]),
            (
                "tags:\n  - ci\n  - later: yes",
                "ci",
                &["m.yaml:8:9: warning: D / S / A: In “tags”, a text was expected; “later: yes”"],
            ),
            (
                "tags: {ci: true}",
                "",
                &["m.yaml:6:7: warning: D / S / A: In “tags”, a text was expected; “ci: true”"],
            ),
            (
                "tags: [[a, [b]], 1.10, yes, true]",
                "a|b|1.10|yes|true",
                &[],
            ),
        ],
        tags,
    );
}

#[test]
fn tools_may_be_texts() {
    let tools = |activity: &Activity| {
        let tools = activity.implementations.iter();
        let tools = tools.map(|tool| format!("{}<{}>{}", tool.name, tool.url, tool.tags.join("+")));
        tools.collect::<Vec<_>>().join(" ")
    };
    table(
        &[
            (
                "implementation:\n  - Jenkins\n  - name: N\n    url: https://n.example",
                "Jenkins<> N<https://n.example>",
                &[],
            ),
            (
                "implementation: Jenkins",
                "Jenkins<>",
                &[
                    "m.yaml:6:7: hint: D / S / A: “implementation” should hold a list; what stands there is understood as its one item",
                ],
            ),
            (
                "implementation: {name: N, url: 'https://n.example'}",
                "N<https://n.example>",
                &["“implementation” should hold a list; what"],
            ),
            (
                "implementation: https://n.example/x",
                "https://n.example/x<https://n.example/x>",
                &["understood as its one item"],
            ),
            ("implementation: ''", "", &[]),
            ("implementation: ~", "", &[]),
            (
                "implementation:\n  - 5\n  - [a]\n  -\n  - N",
                "5<> N<>",
                &[
                    "m.yaml:8:9: warning: D / S / A: In “implementation”, a name and a url were expected; “- a” was left out",
                ],
            ),
            ("implementation:\n  - name: N\n    tags: one", "N<>one", &[]),
            (
                "implementation:\n  - name: N\n    tags:\n      - one\n      - {a: b}",
                "N<>one",
                &[
                    "m.yaml:10:13: warning: D / S / A: In “tags” of “implementation”, a text was expected; “a: b” was left out",
                ],
            ),
        ],
        tools,
    );
}

#[test]
fn scalars_may_be_anything() {
    let texts = |activity: &Activity| {
        let texts = &activity.texts;
        format!("{}|{}|{}", texts.risk, texts.comments, texts.guide)
    };
    table(
        &[
            ("comments:\n  - one\n  - two", "|- one\n- two|", &[]),
            ("risk:\n  - one", "- one||", &[]),
            ("risk: {a: b}", "- a: b||", &[]),
            ("risk: true", "true||", &[]),
            (
                "risk: 99999999999999999999999999999999",
                "99999999999999999999999999999999||",
                &[],
            ),
            (
                "risk: -170141183460469231731687303715884105729",
                "-170141183460469231731687303715884105729||",
                &[],
            ),
            ("risk: .nan", ".nan||", &[]),
            ("risk: !t\n  x: y", "- x: y||", &[]),
            ("risk: {{ risk }}", "- - risk: : ||", &[]),
            (
                "meta: text",
                "||",
                &[
                    "m.yaml:6:7: warning: D / S / A: “meta” should hold fields; what stands there was left out",
                ],
            ),
            (
                "meta:\n  - implementationGuide: g",
                "||",
                &["“meta” should hold fields"],
            ),
            ("meta:\n  implementationGuide:\n    - g", "||- g", &[]),
        ],
        texts,
    );
    let grade = |activity: &Activity| format!("{} {}", activity.usefulness, activity.level);
    table(
        &[
            (
                "usefulness: 99999999999999999999999999",
                "3 2",
                &["“usefulness” is “99999999999999999999999999”, not a whole number"],
            ),
            (
                "usefulness: {a: 1}",
                "3 2",
                &["“usefulness” is a mapping, not"],
            ),
            ("usefulness: [4]", "3 2", &["“usefulness” is a list, not"]),
            (
                "ignore: maybe",
                "3 2",
                &[
                    "m.yaml:6:7: warning: D / S / A: “ignore” is “maybe”, neither true nor false; nothing is hidden. Write true",
                ],
            ),
            ("ignore: yes", "3 2", &["“ignore” is “yes”, neither"]),
            ("ignore:", "3 2", &[]),
            ("ignore: false", "3 2", &[]),
        ],
        grade,
    );
}

#[test]
fn ids_may_be_odd() {
    for (written, expected, sentence) in [
        ("[a]", "D / S / 1 A [a]", "“uuid” should hold one text"),
        ("{x: y}", "D / S / 1 A [A]", "“uuid” should hold one text"),
        ("[]", "D / S / 1 A [A]", "The activity has no uuid"),
        ("null", "D / S / 1 A [A]", "The activity has no uuid"),
        ("~", "D / S / 1 A [A]", "The activity has no uuid"),
        ("", "D / S / 1 A [A]", "The activity has no uuid"),
        ("1.10", "D / S / 1 A [1.10]", ""),
        (
            "340282366920938463463374607431768211456",
            "D / S / 1 A [340282366920938463463374607431768211456]",
            "",
        ),
    ] {
        let text = format!("D: {{S: {{A: {{uuid: {written}, level: 1}}}}}}");
        assert_eq!(
            outline(&read(&[&text]).unwrap().model),
            [expected],
            "{text}"
        );
        let report = check(&[Source {
            name: "m.yaml",
            text: &text,
        }]);
        let all: Vec<String> = report.findings.iter().map(|f| f.to_string()).collect();
        assert!(
            sentence.is_empty()
                != all
                    .iter()
                    .any(|line| line.contains("uuid") && line.contains(sentence)),
            "{text}\n{all:#?}"
        );
    }
}

#[test]
fn a_key_that_is_no_text_costs_nothing_else() {
    for text in [
        "D: {S: {A: {uuid: a, level: 1, ? [x, y] : z, ? {k: v} : w, risk: r}}}",
        "D: {S: {A: {uuid: a, level: 1, {x: y}: z, risk: r}}}",
        "D: {S: {A: {uuid: a, level: 1, null: x, ~: y, 1.10: z, true: w, risk: r}}}",
        "D: {S: {A: {uuid: a, level: 1, !t tagged: x, risk: r}}}",
        "D: {S: {A: {uuid: a, level: 1, risk: r}}}\n---\n- a list\n---\n",
        "just text\n---\nD: {S: {A: {uuid: a, level: 1, risk: r}}}",
    ] {
        let (activity, _) = reading(text, "");
        assert_eq!(activity.texts.risk, "r", "{text}");
    }
    // Names of activities that a reader of YAML takes for something else.
    let text =
        "D: {S: {null: {uuid: a, level: 1}, 1.10: {uuid: b, level: 1}, True: {uuid: c, level: 1}}}";
    let expected = [
        "D / S / 1 null [a]",
        "D / S / 1 1.10 [b]",
        "D / S / 1 True [c]",
    ];
    assert_eq!(outline(&read(&[text]).unwrap().model), expected);
}

#[test]
fn a_document_that_is_no_mapping_is_told() {
    let (_, found) = reading(
        "D: {S: {A: {uuid: a, level: 1}}}\n---\n- a list\n",
        "Document",
    );
    assert_eq!(
        found,
        [
            "m.yaml:1:1: warning: Document 2 of this file is a list, not dimensions with their activities, and was left out. Documents are parted by “---”."
        ]
    );
}

#[test]
fn the_small_inputs_that_failed() {
    let (name, text) = (
        "list-item-mapping-refs.yaml",
        include_str!("../fixtures/odd/list-item-mapping-refs.yaml"),
    );
    let report = check(&[Source { name, text }]);
    let found = report.findings.iter().map(|f| f.to_string());
    let found: Vec<String> = found.filter(|line| line.contains("left out")).collect();
    assert_eq!(
        found,
        [
            "list-item-mapping-refs.yaml:10:11: warning: Build and Deployment / Build / Own: In “references”, a text was expected; “TODO: write this down” was left out. Put it in quotes if it is meant as a text, or move it to “comments”."
        ]
    );
    assert_eq!(report.model.unwrap().activities.len(), 1);
}

/// Any YAML value, in flow style.
fn value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        "[a-z]{1,4}",
        Just("null".to_owned()),
        Just("''".to_owned()),
        Just("5.10".to_owned()),
        Just("true".to_owned()),
        Just("-1e999".to_owned()),
        Just("!t x".to_owned()),
        Just("99999999999999999999999999999999999999999999".to_owned()),
        Just("*x".to_owned()),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4)
                .prop_map(|items| format!("[{}]", items.join(", "))),
            prop::collection::vec((inner.clone(), inner), 0..4).prop_map(|entries| {
                let entries = entries
                    .iter()
                    .map(|(key, value)| format!("? {key} : {value}"));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
            }),
        ]
    })
}

const FIELDS: [&str; 19] = [
    "uuid",
    "level",
    "ignore",
    "description",
    "risk",
    "measure",
    "assessment",
    "comments",
    "difficultyOfImplementation",
    "usefulness",
    "dependsOn",
    "references",
    "references: {x",
    "tags",
    "implementation",
    "implementation: [{name: N, tags",
    "meta",
    "credits",
    "other",
];

proptest! {
    #![proptest_config(cases(200))]

    /// Whatever stands in one field, the other activity is there, and both ways of reading agree.
    #[test]
    fn no_value_of_a_field_refuses_the_model(field in 0..FIELDS.len(), value in value()) {
        let field = FIELDS[field];
        let close = match field.chars().find(|c| matches!(c, '{' | '[')) {
            Some('{') => "}",
            Some(_) => "}]",
            None => "",
        };
        let text = format!(
            "_x: &x {{k: [v, {{uuid: b}}]}}\nD: {{S: {{A: {{{field}: {value}{close}}}, Other: {{uuid: other, level: 1}}}}}}"
        );
        let read = read(&[&text]);
        prop_assert!(read.is_ok(), "{text}\n{read:?}");
        let model = read.unwrap().model;
        prop_assert!(model.activity("other").is_some(), "{text}");
        let report = check(&[Source { name: "m.yaml", text: &text }]);
        prop_assert_eq!(report.model, Some(model), "{}", text);
        for finding in report.findings {
            prop_assert!(finding.line <= 2, "{finding}");
        }
    }
}

/// What is no YAML at all is refused in words that say what to do.
#[test]
fn broken_yaml_is_refused_in_our_words() {
    let mut wrong = Vec::new();
    for (text, place, said) in [
        ("D:\n  S: a: b\n", "2:7", "second colon"),
        ("D:\n  S:\n    A: - x\n", "3:8", "no list can begin here"),
        (
            "D:\n  S:\n    A: {uuid: a\n",
            "4:1",
            "“{” is not closed; write “}” behind its last value (what it belongs to begins in line 3)",
        ),
        ("D:\n  S: [a\n", "3:1", "“[” is not closed"),
        (
            "D:\n  S:\n    A: 'x' y\n",
            "3:12",
            "does not fit to those above it",
        ),
        ("D:\n  - a\n  b: c\n", "3:3", "does not begin with “- ”"),
        ("D:\n  S:\n  text\n  T: x\n", "4:3", "without a colon"),
        ("D:\n  S: 'x\n", "3:1", "not closed; write the same quote"),
        ("D:\n  S: \"C:\\Users\"\n", "2:11", "backslash"),
        ("D:\n  S: *important* x\n", "2:", "“*”"),
        ("D: *nowhere\n", "1:4", "not in this file"),
        ("D:\n  S: @x\n", "2:6", "cannot begin with this character"),
        ("D:\n  S: `x`\n", "2:6", "cannot begin with this character"),
        ("D:\n\tS: {}\n", "2:1", "with a tab; write spaces"),
        ("D: {}\n%x\n", "2:", "“%”"),
        ("D:\n  S: \u{1}\n", "2:6", "control character"),
        ("D:\n  S: |x\n    y\n", "2:", "behind “|”"),
        ("{a: b} c\n", "1:8", "should end here"),
        ("D:\n  S: !<x y\n", "2:", "“!”"),
    ] {
        let report = check(&[Source {
            name: "m.yaml",
            text,
        }]);
        let found: Vec<String> = report.findings.iter().map(|f| f.to_string()).collect();
        assert_eq!(found.len(), 1, "{text}\n{found:#?}");
        let found = &found[0];
        let parser = [
            "parsing",
            "scanning",
            "block",
            "flow",
            "token",
            "invalid type",
        ];
        let is_right = found.starts_with(&format!("m.yaml:{place}"))
            && found.contains(said)
            && found.ends_with("The file was not used.")
            && !parser.iter().any(|word| found.contains(word));
        if !is_right {
            wrong.push(format!("{text:?} {place} {said}\n{found}"));
        }
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn a_byte_order_mark_is_no_content() {
    let text = include_str!("../fixtures/odd/bom-dashes.yaml");
    assert!(text.starts_with("\u{feff}---"));
    let report = check(&[Source {
        name: "m.yaml",
        text,
    }]);
    assert!(report.findings.iter().all(|finding| finding.line > 1));
    let expected = ["A / B / 1 C [55555555-aaaa-4aaa-8aaa-000000000001]"];
    assert_eq!(outline(&report.model.unwrap()), expected);
}

/// DSOMM's own app moves what a file hides under its old name and gives again by its id.
#[test]
fn hidden_in_one_place_and_given_in_another_is_moved() {
    let base = "D: {S: {A: {uuid: a, level: 1, risk: r}, B: {uuid: b, level: 2}}}";
    for (changes, expected) in [
        (
            "D: {S: {A: {ignore: true}}}\nE: {T: {New: {uuid: a}}}",
            "D / S / 2 B [b], E / T / 1 New [a]",
        ),
        (
            "E: {T: {New: {uuid: a}}}\nD: {S: {A: {ignore: true}}}",
            "D / S / 2 B [b], E / T / 1 New [a]",
        ),
        (
            "D: {S: {A: {uuid: a, ignore: true}}}\nE: {T: {New: {uuid: a, level: 3}}}",
            "D / S / 2 B [b], E / T / 3 New [a]",
        ),
        (
            "E: {T: {New: {uuid: a, level: 3}}}\nD: {S: {A: {uuid: a, ignore: true}}}",
            "D / S / 2 B [b], E / T / 3 New [a]",
        ),
        (
            "D: {S: {A: {ignore: true}, New: {uuid: a}}}",
            "D / S / 1 New [a], D / S / 2 B [b]",
        ),
        (
            "D: {S: {New: {uuid: a}, A: {uuid: a, ignore: true}}}",
            "D / S / 1 New [a], D / S / 2 B [b]",
        ),
        (
            "D: {S: {A: {ignore: true}}}\nE: {T: {New: {uuid: a, ignore: true}}}",
            "D / S / 2 B [b]",
        ),
        (
            "D: {S: {Gone: {ignore: true}}}",
            "D / S / 1 A [a], D / S / 2 B [b]",
        ),
    ] {
        let model = read(&[base, changes]).unwrap().model;
        assert_eq!(outline(&model).join(", "), expected, "{changes}");
        let sources =
            [("m.yaml", base), ("c.yaml", changes)].map(|(name, text)| Source { name, text });
        let report = check(&sources);
        for finding in &report.findings {
            let said = &finding.message;
            assert!(
                !said.contains("both places") && !said.contains("no uuid"),
                "{changes}\n{finding}"
            );
        }
        assert_eq!(report.model, Some(model), "{changes}");
    }
    // A file that has a say afterwards finds it where it is.
    let moved = "D: {S: {A: {ignore: true}}}\nE: {T: {New: {uuid: a}}}";
    for (later, expected) in [
        (
            "E: {T: {New: {level: 4}}}",
            "D / S / 2 B [b], E / T / 4 New [a]",
        ),
        ("E: {T: {New: {ignore: true}}}", "D / S / 2 B [b]"),
    ] {
        let model = read(&[base, moved, later]).unwrap().model;
        assert_eq!(outline(&model).join(", "), expected, "{later}");
    }
    // What an earlier file hides stays hidden, however often a later one lists it.
    let hide = "D: {S: {A: {ignore: true}}}";
    let twice = "E: {T: {X: {uuid: a}, Y: {uuid: a}}}";
    let model = read(&[base, hide, twice]).unwrap().model;
    assert_eq!(outline(&model), ["D / S / 2 B [b]"]);
}
