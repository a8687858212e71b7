//! Findings in model files with their places, and the program that prints them.

use std::fs;
use std::path::Path;
use std::process::Command;

use dsomm_radar::model::check::{Accepted, Report, check, corrections, read_accepted};
use dsomm_radar::model::place::{Entry, Place, Places, ROOT};
use dsomm_radar::model::yaml::{self, Severity, Source};
use proptest::prelude::*;

use crate::support::cases;

/// Stands for the fields of an activity that nothing is to be said about.
const REST: &str = "      description: d\n      risk: r\n      measure: m\n      assessment: s\n      usefulness: 3\n      difficultyOfImplementation: {knowledge: 1, time: 1, resources: 1}\n";

/// Marks where the finding is expected.
const MARK: char = '‸';

fn report(texts: &[impl AsRef<str>]) -> Report {
    let names: Vec<String> = (1..=texts.len()).map(|n| format!("{n}.yaml")).collect();
    let sources: Vec<Source> = (names.iter().zip(texts))
        .map(|(name, text)| Source {
            name,
            text: text.as_ref(),
        })
        .collect();
    check(&sources)
}

/// Files with `MARK` where the one finding is, and `…` for the fields in [`REST`].
fn one(severity: &str, sentence: &str, texts: &[&str]) {
    let mut expected = None;
    let clean: Vec<String> = (1..)
        .zip(texts)
        .map(|(file, text)| {
            let text = text.replace("      …\n", REST);
            if let Some((before, _)) = text.split_once(MARK) {
                let line = before.matches('\n').count() + 1;
                let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
                expected = Some(format!("{file}.yaml:{line}:{column}: {severity}: "));
            }
            text.replace(MARK, "")
        })
        .collect();
    let expected = expected.expect("a mark");
    let report = report(&clean);
    let found: Vec<String> = report.findings.iter().map(|f| f.to_string()).collect();
    assert_eq!(found.len(), 1, "{clean:#?}\n{found:#?}");
    assert!(
        found[0].starts_with(&expected),
        "{expected}{sentence}\n{found:#?}\n{}",
        clean.join("\n")
    );
    assert!(found[0].contains(sentence), "{sentence}\n{found:#?}");
    assert_eq!(report.model.is_none(), sentence.contains("was not used"));
}

#[test]
fn each_finding_has_its_place() {
    let table: &[(&str, &str, &[&str])] = &[
        (
            "warning",
            "D / T / B: The uuid a is given twice in this file (first for “A”). It is one activity, listed in both places. If two",
            &[
                "D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      …\n  T:\n    B:\n      ‸uuid: a\n",
            ],
        ),
        (
            "warning",
            "D / T / A: Another activity, in “D / S”, has the same name.",
            &[
                "D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      …\n  T:\n    ‸A:\n      uuid: b\n      level: 1\n      …\n",
            ],
        ),
        (
            "warning",
            "It depends on “gone”, which no activity is. Correct the uuid",
            &[
                "D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      dependsOn:\n        - b # gone\n        ‸- gone\n      …\n    B:\n      uuid: b\n      level: 1\n      …\n",
            ],
        ),
        (
            "warning",
            "It depends on “gone”",
            &[
                "D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      dependsOn: [ 'b', ‸\"gone\" ]\n      …\n    B:\n      uuid: b\n      level: 1\n      …\n",
            ],
        ),
        (
            "warning",
            "which no activity is. Is “The B” meant?",
            &[
                "D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      ‸dependsOn: the b\n      …\n    The B:\n      uuid: b\n      level: 1\n      …\n",
            ],
        ),
        (
            // In the file that gives the field, whichever came last.
            "warning",
            "It depends on “gone”",
            &[
                "D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      dependsOn:\n      ‸- gone\n      …\n",
                "D:\n  S:\n    A:\n      uuid: a\n      risk: other\n",
            ],
        ),
        (
            "warning",
            "It depends on itself, which was left out.",
            &[
                "D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      dependsOn: [‸'uuid: a']\n      …\n",
            ],
        ),
        (
            "warning",
            "D / S / A: It depends on “The B” twice; the second is left out. Keep one of them.",
            &[
                "D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      dependsOn: [b, c, ‸The B]\n      …\n    The B:\n      uuid: b\n      level: 1\n      …\n    C:\n      uuid: c\n      level: 1\n      …\n",
            ],
        ),
        (
            "warning",
            "The dependencies go in a circle: A → B → C → A. Remove one of them.",
            &[
                "D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      dependsOn: [‸b]\n      …\n    B:\n      uuid: b\n      level: 1\n      dependsOn: [c]\n      …\n    C:\n      uuid: c\n      level: 1\n      dependsOn: [d, a]\n      …\n    D:\n      uuid: d\n      level: 1\n      …\n",
            ],
        ),
        (
            "hint",
            "It is on level 1 and depends on “B” on level 2",
            &[
                "D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      dependsOn: [‸b]\n      …\n    B:\n      uuid: b\n      level: 2\n      …\n",
            ],
        ),
        (
            "error",
            "D / S / A: The level is missing; level 1 is used. Add “level:” with a number from 1 to 5.",
            &["D:\n  S:\n    ‸A:\n      uuid: a\n      …\n"],
        ),
        (
            "error",
            "The level is “1.50”, not a whole number from 1 to 5; level 1 is used.",
            &["D:\n  S:\n    A:\n      uuid: a\n      …\n      ‸level: 1.50 # half\n"],
        ),
        (
            "warning",
            "The level is 6, but the levels end at 5.",
            &["D:\n  S:\n    A:\n      uuid: a\n      …\n      ‸level: 6\n"],
        ),
        (
            "warning",
            "The level is 3, but the levels end at 2.",
            &[
                "meta: {strings: {en: {maturityLevels: [one, two]}}}\n---\nD:\n  S:\n    A:\n      uuid: a\n      …\n      ‸level: 3\n",
            ],
        ),
        (
            "hint",
            "The description is missing. Add “description:” and say what it is",
            &[
                "D:\n  S:\n    ‸A: {uuid: a, level: 1, risk: r, measure: m, assessment: s, usefulness: 3, difficultyOfImplementation: {knowledge: 1, time: 1, resources: 1}}\n",
            ],
        ),
        (
            "warning",
            "The risk is missing.",
            &[
                "D:\n  S:\n    A: {uuid: a, level: 1, ‸risk: '', description: d, measure: m, assessment: s, usefulness: 3, difficultyOfImplementation: {knowledge: 1, time: 1, resources: 1}}\n",
            ],
        ),
        (
            "warning",
            "The measure is missing.",
            &[
                "D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      …\n",
                "D:\n  S:\n    A:\n      ‸measure:\n",
            ],
        ),
        (
            "hint",
            "The assessment is missing.",
            &[
                "D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      …\n",
                "D:\n  S:\n    A:\n      ‸assessment: ''\n",
            ],
        ),
        (
            "warning",
            "D / T: The subdimension has no activities",
            &["D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      …\n  ‸T: {}\n"],
        ),
        (
            "warning",
            "E: The dimension has no activities",
            &["D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      …\n‸E:\n"],
        ),
        (
            "warning",
            "The field “levle” is not known and was left out. Is “level” meant?",
            &["D:\n  S:\n    A:\n      uuid: a\n      ‸levle: 2\n      level: 1\n      …\n"],
        ),
        (
            "hint",
            "The field “colour” is not known and was left out. Known here are: uuid, level,",
            &["D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      …\n      ‸'colour': blue\n"],
        ),
        (
            "warning",
            "“knowlege” is not known and was left out. Is “knowledge” meant?",
            &[
                "D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      …\n",
                "D:\n  S:\n    A:\n      difficultyOfImplementation: {knowledge: 1, time: 1, ‸knowlege: 2, resources: 1}\n",
            ],
        ),
        (
            "hint",
            "“dependesOn” is understood as dependsOn.",
            &["D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      ‸dependesOn: []\n      …\n"],
        ),
        (
            "hint",
            "“comment” is understood as comments.",
            &[
                "D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      …\n      ‸comment: |\n        comments: x\n",
            ],
        ),
        (
            "warning",
            "“risk” is given twice here, and only the last one counts.",
            &["D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      …\n      ‸risk: again\n"],
        ),
        (
            "hint",
            "E / S: A subdimension of “D” has the same name.",
            &[
                "D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      …\nE:\n  ‸S:\n    B:\n      uuid: b\n      level: 1\n      …\n",
            ],
        ),
        (
            "warning",
            "D / S / A: The activity has no uuid; its name is used.",
            &["D:\n  S:\n    ‸\"A\":\n      level: 1\n      …\n"],
        ),
        (
            "hint",
            "The usefulness is missing; 3 is used.",
            &[
                "D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      …\n",
                "D:\n  S:\n    A:\n      ‸usefulness:\n",
            ],
        ),
        (
            "warning",
            "“usefulness” is “6”, not a whole number from 1 to 5; 3 is used.",
            &[
                "D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      …\n",
                "D:\n  S:\n    A:\n      ‸usefulness: 6\n",
            ],
        ),
        (
            "hint",
            "The difficulty lacks time and resources; 3 is used.",
            &[
                "D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      …\n",
                "D:\n  S:\n    A:\n      ‸difficultyOfImplementation:\n        knowledge: 2\n",
            ],
        ),
        (
            "hint",
            "The difficulty is missing; 3 is used.",
            &[
                "D:\n  S:\n    ‸A: {uuid: a, level: 1, risk: r, description: d, measure: m, assessment: s, usefulness: 3}\n",
            ],
        ),
        (
            "warning",
            "“time” is “0”, not a whole number from 1 to 5",
            &[
                "D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      …\n",
                "D:\n  S:\n    A:\n      difficultyOfImplementation:\n        knowledge: 2\n        resources: 2\n        ‸time: 0\n",
            ],
        ),
        (
            "hint",
            "“Not explicitly covered by ISO 27001 - too specific” is text, not a control",
            &[
                "D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      …\n      references:\n        iso27001-2022:\n          - '8.1'\n          ‸- Not explicitly covered by ISO 27001 - too specific\n",
            ],
        ),
        (
            "warning",
            "“5.10” is written as a number; most readers of YAML make 5.1 of it. Put it in quotes: '5.10'.",
            &[
                "D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      …\n      references:\n        iso27001-2022: ['5.10', 5.1, ‸5.10, 12.1.1]\n",
            ],
        ),
        (
            "warning",
            "“I-SB-2-A” has the order of old SAMM ids. Write “I-SB-A-2”.",
            &[
                "D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      …\n      references:\n        samm2:\n        - I-SB-A-1\n        ‸- I-SB-2-A\n",
            ],
        ),
        (
            "warning",
            "DSOMM's published data says 5.1 here where its source says 5.10. Write '5.10', in quotes.",
            &[
                "D:\n  S:\n    A:\n      uuid: c922981b-65ed-40f3-a947-96fee9a0125f\n      level: 1\n      …\n      references:\n        iso27001-2022:\n          - 5.25\n          ‸- 5.1\n",
            ],
        ),
        (
            "warning",
            "DSOMM's published data says 8.2 here where its source says 8.20.",
            &[
                "D:\n  S:\n    A:\n      uuid: e808028c-351c-42f1-bcd9-fba738d1fc55\n      level: 1\n      …\n      references: {iso27001-2022: ['8.15', ‸'8.2']}\n",
            ],
        ),
        (
            "warning",
            "“javascript:alert(1)” is not an address on the web",
            &[
                "D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      …\n      implementation:\n        - name: M\n          url: HTTPS://m.example\n        - name: N\n          ‸url: javascript:alert(1)\n",
            ],
        ),
        (
            "warning",
            "The implementation has no name. Give it one.",
            &[
                "D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      …\n      implementation: [{name: M}, ‸{url: 'http://n.example'}]\n",
            ],
        ),
        (
            "warning",
            "The implementation has no name and no url, and was left out.",
            &[
                "D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      …\n      implementation:\n      - uuid: b\n        ‸name: ''\n",
            ],
        ),
        (
            "hint",
            "A “$ref” is not followed",
            &[
                "D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      …\n      implementation:\n      ‸- $ref: x.yaml#/y\n",
            ],
        ),
        (
            "hint",
            "“implementation” should hold a list; what stands there is understood as its one item.",
            &[
                "D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      …\n      ‸implementation: {name: N}\n",
            ],
        ),
        (
            "warning",
            "The name of this activity is empty.",
            &["D:\n  S:\n    ‸'':\n      uuid: a\n      level: 1\n      …\n"],
        ),
        (
            "warning",
            "The name of this dimension is empty.",
            &["‸\" \":\n  S:\n    A:\n      uuid: a\n      level: 1\n      …\n"],
        ),
        (
            "hint",
            "A tab stands here. It looks different in every editor, and YAML forbids it in indentation; write spaces. One more line has tabs.",
            &["# ü‸\tx\nD:\n  S:\n    A:\n      uuid:\ta\n      level: 1\n      …\n"],
        ),
        (
            "error",
            "D / S / B: Fields were expected here; what stands there was left out. Write",
            &["D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      …\n    ‸B: text\n"],
        ),
        (
            "error",
            "a mapping that begins with “{” is not closed; write “}” behind its last value (what it belongs to begins in line 3). The file was not used.",
            &["D:\n  S:\n    A: {uuid: a\n‸"],
        ),
        (
            "error",
            "The line is indented with a tab; write spaces. The file was not used.",
            &["D:\n‸\tS: {}\n"],
        ),
    ];
    for (severity, sentence, texts) in table {
        one(severity, sentence, texts);
    }
}

/// Reads the model's files below the repository.
fn files(paths: &[&str]) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("model");
    paths
        .iter()
        .map(|path| {
            let text = fs::read_to_string(root.join(path)).unwrap();
            ((*path).to_owned(), text)
        })
        .collect()
}

const OURS: [&str; 6] = [
    "dsomm/build-and-deployment.yaml",
    "dsomm/culture-and-organization.yaml",
    "dsomm/implementation.yaml",
    "dsomm/information-gathering.yaml",
    "dsomm/test-and-verification.yaml",
    "extensions/agentic-ai.yaml",
];

#[test]
fn our_own_model_is_clean() {
    let files = files(&OURS);
    let sources: Vec<Source> = (files.iter())
        .map(|(name, text)| Source { name, text })
        .collect();
    let accepted = read_accepted(&Source {
        name: "accepted.yaml",
        text: include_str!("../../model/accepted.yaml"),
    })
    .unwrap();
    let mut report = check(&sources);
    let taken = report.accept(&accepted);
    let found: Vec<String> = report.findings.iter().map(|f| f.to_string()).collect();
    assert_eq!(found, [""; 0]);
    assert_eq!(taken, vec![1; accepted.len()], "each acceptance is needed");
    assert_eq!(report.model, Some(yaml::read(&sources).unwrap().model));
}

/// Only warnings and hints can be accepted, and only those of the activity that is named.
#[test]
fn errors_and_other_activities_are_not_accepted() {
    let text = "D: {S: {A: {uuid: a, level: no}, B: {uuid: b, level: 1}}}";
    let mut report = report(&[text]);
    let before = report.findings.len();
    let accepted = |activity: &str, finding: &str| Accepted {
        activity: activity.to_owned(),
        finding: finding.to_owned(),
        reason: String::new(),
    };
    let list = [
        accepted("a", "The level is"),
        accepted("b", "The risk is missing"),
        accepted("c", "The measure is missing"),
    ];
    assert_eq!(report.accept(&list), [0, 1, 0]);
    assert_eq!(report.findings.len(), before - 1);
    let of_a = report.findings.iter().filter(|f| f.place == "D / S / A");
    assert!(of_a.clone().any(|f| f.message.contains("The risk")));
    assert!(of_a.clone().any(|f| f.message.contains("The level")));
}

/// Every correction is offered where it is due, and fits the model that is built in.
#[test]
fn corrections_fit_our_model() {
    let files = files(&OURS);
    let sources: Vec<Source> = (files.iter())
        .map(|(name, text)| Source { name, text })
        .collect();
    let model = yaml::read(&sources).unwrap().model;
    let corrections = corrections();
    let count = |right: &str| corrections.iter().filter(|c| c.right == right).count();
    assert_eq!(
        (count("5.10"), count("8.20"), corrections.len()),
        (14, 1, 15)
    );
    for correction in &corrections {
        let activity = model.activity(&correction.activity).unwrap();
        let controls = &activity.references[&correction.standard];
        assert!(controls.contains(&correction.right), "{}", activity.name);
        assert!(!controls.contains(&correction.wrong), "{}", activity.name);
        let text = format!(
            "D: {{S: {{A: {{uuid: {}, references: {{{}: ['{}']}}}}}}}}",
            correction.activity, correction.standard, correction.wrong
        );
        let report = report(&[text]);
        let offered = format!("Write '{}', in quotes", correction.right);
        assert!(report.findings.iter().any(|f| f.message.contains(&offered)));
    }
}

/// What is merged in by an alias has the place of the mapping that takes it in.
#[test]
fn aliases_and_merge_keys_have_the_nearest_place() {
    let report = report(&[
        "_base: &base\n  level: 9\nD:\n  S:\n    A:\n      <<: *base\n      uuid: a\n      level: 1\n    B:\n      <<: *base\n      uuid: b\n",
    ]);
    let levels: Vec<String> = (report.findings.iter())
        .filter(|finding| finding.message.starts_with("The level"))
        .map(|finding| format!("{}:{}", finding.line, finding.column))
        .collect();
    assert_eq!(levels, ["9:5"]);
}

#[test]
fn findings_stand_in_the_order_of_the_files() {
    let text = "D:\n  S:\n    B: {level: 9}\n    A: {level: 9}\n";
    let report = report(&[text, text]);
    let places: Vec<(&str, usize, usize)> = (report.findings.iter())
        .map(|finding| (finding.file.as_str(), finding.line, finding.column))
        .collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(places.len() > 10);
}

#[test]
fn several_needs_once_each_are_fine() {
    let rest = REST.trim_end();
    let text = format!(
        "D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      dependsOn: [b, C]\n{rest}\n    B:\n      uuid: b\n      level: 1\n{rest}\n    C:\n      uuid: c\n      level: 1\n{rest}\n"
    );
    assert_eq!(report(&[text]).findings, []);
}

/// A long chain needs no long stack, and a long circle no long sentence.
#[test]
fn long_chains_and_circles_end() {
    let mut text = String::from("D:\n  S:\n");
    for n in 0..5_000 {
        let need = (n + 1) % 5_000;
        text.push_str(&format!(
            "    a{n}: {{uuid: a{n}, level: 1, dependsOn: [a{need}]}}\n"
        ));
    }
    let report = report(&[text]);
    let circles: Vec<&str> = (report.findings.iter())
        .map(|finding| finding.message.as_str())
        .filter(|message| message.contains("circle"))
        .collect();
    assert_eq!(
        circles,
        [
            "The dependencies go in a circle: a0 → a1 → a2 → a3 → a4 → a5 → a6 → a7 → 4992 more → a0. Remove one of them."
        ]
    );
    // A hostile file does not make a report that nobody can hold.
    assert_eq!(report.count(Severity::Warning), 5_000);
}

#[test]
fn a_file_that_cannot_be_used_is_one_error_in_that_file() {
    let good = "D: {S: {A: {uuid: a, level: 1}}}";
    for (texts, place) in [
        (vec![good, "x: [\n"], "2.yaml:2:1: error: "),
        (vec!["", ""], "1.yaml:1:1: error: no activity was found"),
        (vec!["- list"], "1.yaml:1:1: error: "),
    ] {
        let report = report(&texts);
        assert_eq!(report.findings.len(), 1);
        assert!(report.model.is_none());
        let found = report.findings[0].to_string();
        assert!(found.starts_with(place), "{found}");
    }
    assert_eq!(check(&[]).findings.len(), 1);
}

// Places.

/// Where keys and items stand, by path; text list items as last step.
#[test]
fn places_of_many_shapes() {
    let text = "\u{feff}# D: no key\n--- # first\nmeta: {\"a: b\": 1, list: [x, 'it''s', {k: v}, [y]],\n  next:\n    'value'}\n---\nD & co:\r\n  'it''s': &anchor\r\n    \"q\\\"\\u00e4\" : |2-\r\n      fake: key\r\n\r\n     - fake\r\n    plain: some text\r\n      fake: continued\r\n    # comment: here\r\n    quoted: 'fake: x\r\n\r\nstill: quoted' # fake: y\r\n    list:\r\n    - one # 1\r\n    -   name: two\r\n        url: 'u'\r\n    - - nested\r\n    - >\r\n      fake: folded\r\n    after: !tag {ü: 1, z: 2}\r\n  url: http://a:80/#b\n...\n---\nlast: ~\n";
    let places = Places::of(text);
    for (path, line, column) in [
        (vec!["meta"], 3, 1),
        (vec!["meta", "a: b"], 3, 8),
        (vec!["meta", "list"], 3, 19),
        (vec!["meta", "list", "it's"], 3, 29),
        (vec!["meta", "next"], 4, 3),
        (vec!["D & co"], 7, 1),
        (vec!["D & co", "it's"], 8, 3),
        (vec!["D & co", "it's", "q\"ä"], 9, 5),
        (vec!["D & co", "it's", "q\"ä", "fake"], 9, 5),
        (vec!["D & co", "it's", "fake"], 8, 3),
        (vec!["D & co", "it's", "plain"], 13, 5),
        (vec!["D & co", "it's", "quoted"], 16, 5),
        (vec!["D & co", "it's", "list"], 19, 5),
        (vec!["D & co", "it's", "list", "one"], 20, 5),
        (vec!["D & co", "it's", "after"], 26, 5),
        (vec!["D & co", "it's", "after", "z"], 26, 24),
        (vec!["D & co", "url"], 27, 3),
        (vec!["last"], 30, 1),
        (vec!["gone", "last"], 1, 1),
    ] {
        assert_eq!(places.find(&path), Place { line, column }, "{path:?}");
    }
    let inner = places.key(ROOT, "D & co", 0).unwrap();
    let inner = places.key(inner, "it's", 0).unwrap();
    let list = places.key(inner, "list", 0).unwrap();
    let second = places.item(list, 1).unwrap();
    let url = places.key(second, "url", 0).unwrap();
    assert_eq!(
        places.place(url),
        Place {
            line: 22,
            column: 9
        }
    );
    assert_eq!(places.text(url).unwrap(), "u");
    assert_eq!(places.plain(url), None);
    let nested = places.item(places.item(list, 2).unwrap(), 0).unwrap();
    assert_eq!(places.plain(nested), Some("nested"));
    assert_eq!(places.item(list, 4), None);
}

#[test]
fn places_in_our_model_are_where_the_ids_are() {
    for (name, text) in files(&OURS) {
        let source = Source {
            name: &name,
            text: &text,
        };
        let model = yaml::read(&[source]).unwrap().model;
        let places = Places::of(&text);
        for activity in &model.activities {
            let (dimension, sub) = (
                model.dimension_of(activity),
                model.subdimension_of(activity),
            );
            let place = places.find(&[&dimension.name, &sub.name, &activity.name, "uuid"]);
            let line = text.lines().nth(place.line - 1).unwrap();
            assert!(
                line.starts_with("      uuid: ") && line.contains(activity.id.as_str()),
                "{}: {line}",
                activity.name
            );
            assert_eq!(place.column, 7);
        }
    }
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Step {
    Key(String),
    Item(usize),
}

/// Writes YAML as people write it, and notes where each key and list item stands.
struct Writer {
    choices: Vec<u8>,
    at: usize,
    text: String,
    keys: usize,
    expected: Vec<(Vec<Step>, Place)>,
}

impl Writer {
    /// A number below `count`.
    fn pick(&mut self, count: usize) -> usize {
        self.at += 1;
        usize::from(self.choices[self.at % self.choices.len()]) % count
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.pick(of.len())]
    }

    fn line(&mut self, indent: usize, text: &str) {
        self.text.push_str(&" ".repeat(indent));
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn note(&mut self, path: &[Step]) {
        let line = self.text.matches('\n').count() + 1;
        let column = self.text.rsplit('\n').next().unwrap().chars().count() + 1;
        self.expected.push((path.to_vec(), Place { line, column }));
    }

    fn key(&mut self) -> (String, String) {
        self.keys += 1;
        let n = self.keys;
        match self.pick(7) {
            0 => (format!("a key {n}"), format!("a key {n}")),
            1 => (format!("it's: {n}"), format!("'it''s: {n}'")),
            2 => (format!("a \"q\" # {n}"), format!("\"a \\\"q\\\" # {n}\"")),
            3 => (format!("ü/({n}%)"), format!("ü/({n}%)")),
            4 => (format!(".a:b#{n}"), format!(".a:b#{n}")),
            5 => (format!("- {n}"), format!("\"- {n}\"")),
            _ => (format!("k{n}"), format!("k{n}")),
        }
    }

    /// The text so far ends in spaces or in a `-`: the first key goes there.
    fn map(&mut self, indent: usize, mut inline: bool, depth: usize, path: &mut Vec<Step>) {
        for _ in 0..=self.pick(3) {
            if !inline {
                match self.pick(6) {
                    0 => self.line(0, ""),
                    1 => self.line(indent, "# fake: comment"),
                    2 => self.line(0, "# fake:"),
                    _ => {}
                }
                self.text.push_str(&" ".repeat(indent));
            }
            inline = false;
            let (name, written) = self.key();
            path.push(Step::Key(name));
            self.note(path);
            self.text.push_str(&written);
            let colon = self.one(&[":", ":", " :"]);
            self.text.push_str(colon);
            self.value(indent, true, depth, path);
            path.pop();
        }
    }

    /// A value after `key:` or `-`, with the end of its line.
    fn value(&mut self, indent: usize, of_key: bool, depth: usize, path: &mut Vec<Step>) {
        let choice = self.pick(if depth == 0 { 6 } else { 11 });
        match choice {
            0 => {
                let text = self.one(&[
                    " plain",
                    " 5.10 # fake: 1",
                    " http://x#y",
                    " 'fake: q' # c",
                    " \"fake: \\\" q\"",
                    "",
                    "  # fake: none",
                    " &a{} x",
                    " [a, 'b: c', {d: e}]",
                ]);
                let text = text.replace("{}", &self.keys.to_string());
                self.text.push_str(&text);
                self.text.push('\n');
            }
            1 | 2 => {
                let style = self.one(&[" |", " >-", " |+", "  >  # fake: x"]);
                self.text.push_str(style);
                self.text.push('\n');
                let inner = indent + 1 + self.pick(3);
                self.line(inner, "first: line");
                for _ in 0..self.pick(4) {
                    match self.pick(6) {
                        0 => self.line(0, ""),
                        1 => self.line(inner, "- item: x"),
                        2 => self.line(inner, "# no comment:"),
                        3 => self.line(inner + 2, "fake:"),
                        4 => self.line(inner, "---"),
                        _ => self.line(inner, "'quote: [ {"),
                    }
                }
            }
            3 => {
                self.text.push_str(" plain\n");
                self.line(indent + 2, "over#lines");
                self.line(indent + 1, "- two");
            }
            4 => {
                self.text.push_str(" 'fake: a\n");
                self.line(indent + 1, "fake: ''b");
                self.line(indent + 3, "# c'");
            }
            5 => {
                self.text.push_str(" \"fake: a\n\n");
                self.line(indent + 1, "- \\\" c\" # fake: d");
            }
            6 | 7 => {
                let inner = indent + 1 + self.pick(4);
                if of_key || self.pick(2) == 0 {
                    let note = self.one(&["\n", " # fake: c\n", " &m{}\n", " !t\n"]);
                    let note = note.replace("{}", &self.keys.to_string());
                    self.text.push_str(&note);
                    self.map(inner, false, depth - 1, path);
                } else {
                    self.text.push_str(&" ".repeat(inner - indent - 1));
                    if inner == indent + 1 {
                        self.text.push(' ');
                    }
                    let inner = inner.max(indent + 2);
                    self.map(inner, true, depth - 1, path);
                }
            }
            8 => {
                self.text.push_str(" {");
                for n in 0..=self.pick(3) {
                    if n > 0 {
                        let comma = self.one(&[", ", ",", " ,\n   "]);
                        self.text.push_str(comma);
                        if comma.ends_with(' ') {
                            self.text.push_str(&" ".repeat(indent));
                        }
                    }
                    let (name, written) = self.key();
                    // Commas and the like in keys are another matter.
                    path.push(Step::Key(name));
                    self.note(path);
                    self.text.push_str(&written);
                    let value = self.one(&[": 1", ": 'a, b: c'", ": [x, {y: z}]", ": p q"]);
                    self.text.push_str(value);
                    path.pop();
                }
                self.text.push_str("} # fake: x\n");
            }
            _ => {
                self.text.push('\n');
                // A list may stand in its key's column, but not in another item's.
                let inner = indent + self.pick(3) + usize::from(!of_key);
                for n in 0..=self.pick(3) {
                    self.text.push_str(&" ".repeat(inner));
                    path.push(Step::Item(n));
                    self.note(path);
                    self.text.push('-');
                    self.value(inner, false, depth - 1, path);
                    path.pop();
                }
            }
        }
    }
}

fn resolve(places: &Places<'_>, path: &[Step]) -> Option<Entry> {
    path.iter().try_fold(ROOT, |parent, step| match step {
        Step::Key(name) => places.key(parent, name, 0),
        Step::Item(n) => places.item(parent, *n),
    })
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn every_key_is_found_where_it_is(
        choices in prop::collection::vec(any::<u8>(), 40..200),
        documents in 1..3usize,
        crlf: bool,
    ) {
        let mut writer = Writer {
            choices,
            at: 0,
            text: String::new(),
            keys: 0,
            expected: Vec::new(),
        };
        for _ in 0..documents {
            writer.text.push_str("--- # fake: x\n");
            writer.map(0, false, 4, &mut Vec::new());
        }
        let text = if crlf { writer.text.replace('\n', "\r\n") } else { writer.text };
        // What is written is YAML.
        for document in serde_yaml::Deserializer::from_str(&text) {
            let value = <serde_yaml::Value as serde::Deserialize>::deserialize(document);
            prop_assert!(value.is_ok(), "{value:?}\n{text}");
        }
        let places = Places::of(&text);
        for (path, place) in &writer.expected {
            let found = resolve(&places, path).map(|entry| places.place(entry));
            prop_assert_eq!(found, Some(*place), "{:?}\n{}", path, text);
            let keys: Option<Vec<&str>> = path.iter().map(|step| match step {
                Step::Key(name) => Some(name.as_str()),
                Step::Item(_) => None,
            }).collect();
            if let Some(keys) = keys {
                prop_assert_eq!(places.find(&keys), *place);
            }
        }
        prop_assert_eq!(places.key(ROOT, "fake", 0), None);
    }
}

/// A model with much that the checks look at, to be mutated.
const SEED: &str = "\
meta: {version: 5.0.1, strings: {en: {maturityLevels: [one, two]}}}
---
_b: &b {level: 2, risk: r}
D:
  S:
    A:
      <<: *b
      uuid: a
      references: {iso: [8.10, 'x y z no'], samm2: [I-SB-2-A]}
      dependsOn: ['uuid: b', A, gone]
      tags: [none, t]
      difficultyOfImplementation: {knowledge: 1, time: 2, resources: 9}
      implementation: [{name: N, url: u, tags: [x]}]
    B: {uuid: b, level: 5, dependsOn: [a], meta: {implementationGuide: |-
      x}}
    C:
      uuid: c
      description: >
        level: 1
      references:
        iso27001-2022:
        - 5.10
        - \"8.1\"
      implementation:
        - name: 'ü'
          url: http://x
  T:
  ignore: false
";

/// All that the reader says is said here too, at a place that is there.
fn covers_the_reader(texts: &[&str]) -> Result<(), TestCaseError> {
    let names: Vec<String> = (1..=texts.len()).map(|n| format!("{n}.yaml")).collect();
    let sources: Vec<Source> = (names.iter().zip(texts))
        .map(|(name, text)| Source { name, text })
        .collect();
    let report = check(&sources);
    for finding in &report.findings {
        prop_assert!(finding.line >= 1 && finding.column >= 1, "{finding}");
        prop_assert!(
            !finding.message.is_empty() && names.contains(&finding.file),
            "{finding}"
        );
    }
    let Ok(read) = yaml::read(&sources) else {
        prop_assert!(report.model.is_none() && report.findings.len() == 1);
        return Ok(());
    };
    prop_assert_eq!(report.model, Some(read.model));
    for finding in &read.findings {
        prop_assert!(
            report
                .findings
                .iter()
                .any(|placed| placed.place == finding.place && placed.severity <= finding.severity),
            "{finding:?}\n{:#?}",
            report.findings
        );
    }
    Ok(())
}

const A: &str = "D: {S: {A: {uuid: a, level: 1}}}";

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn checking_any_text_never_panics(text in "(?s).{0,200}") {
        let _ = Places::of(&text).find(&["D", "S"]);
        covers_the_reader(&[&text])?;
    }

    #[test]
    fn checking_yaml_like_text_never_panics(
        text in "(- |\\? |: |\\{|\\}|\\[|\\]|,|'|\"|&a |\\*a|!t |<<|\\||>|\n|\r|\u{a0}|ü|  |\t|uuid|level|D|1|~|#|%|---\n){0,60}"
    ) {
        let _ = Places::of(&text).find(&["D", "1"]);
        covers_the_reader(&[&text, A])?;
        covers_the_reader(&[A, &text])?;
    }

    #[test]
    fn checking_mutated_files_never_panics(
        cuts in prop::collection::vec((0..SEED.len(), 0..12usize, ".{0,3}"), 1..6)
    ) {
        let mut text: Vec<char> = SEED.chars().collect();
        for (at, length, with) in cuts {
            let at = at.min(text.len());
            let end = (at + length).min(text.len());
            text.splice(at..end, with.chars());
        }
        let text: String = text.into_iter().collect();
        let _ = Places::of(&text).find(&["D", "S", "A", "references", "iso", "8.10"]);
        covers_the_reader(&[A, &text])?;
        covers_the_reader(&[SEED, &text])?;
    }
}

// The program.

/// What it prints, and its exit code.
fn run(args: &[&str]) -> (String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_check-model"))
        .args(args)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (String::from_utf8(text).unwrap(), output.status.code())
}

#[test]
fn the_program_says_by_its_exit_code_what_it_found() {
    let folder = std::env::temp_dir().join(format!("check-model-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("odd.yaml");
    let odd = "D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      dependsOn: [b]\n";
    fs::write(&file, format!("{odd}{REST}")).unwrap();
    let (file, path) = (file.to_str().unwrap(), folder.to_str().unwrap());

    let (text, code) = run(&[]);
    assert_eq!(code, Some(0), "{text}");
    assert!(
        text.ends_with(
            "6 files and up to 250 activities in a model: 0 errors, 0 warnings, 0 hints; 1 accepted.\n"
        ),
        "{text}"
    );

    let (text, code) = run(&[path]);
    assert_eq!(code, Some(1), "{text}");
    assert_eq!(
        text,
        format!(
            "{file}:6:19: warning: D / S / A: It depends on “b”, which no activity is. Correct the uuid, or remove it.\n1 file and up to 1 activity in a model: 0 errors, 1 warning, 0 hints.\n"
        )
    );
    assert_eq!(run(&["--errors-only", file]).1, Some(0));

    // What is accepted is counted and not told; what accepts nothing is told.
    let list = folder.join("accepted.list");
    let accept = |finding: &str| {
        let item = format!("accepted:\n- {{activity: a, finding: {finding}, reason: as meant}}\n");
        fs::write(&list, item).unwrap();
        run(&["--accepted", list.to_str().unwrap(), file])
    };
    let (text, code) = accept("It depends on “b”");
    assert_eq!(
        (text.as_str(), code),
        (
            "1 file and up to 1 activity in a model: 0 errors, 0 warnings, 0 hints; 1 accepted.\n",
            Some(0)
        )
    );
    let (text, code) = accept("It depends on “c”");
    assert_eq!(code, Some(1));
    assert!(
        text.contains("accepted.list: warning: item 1 accepts nothing") && text.contains(":6:19:"),
        "{text}"
    );
    assert_eq!(run(&["--accepted"]).1, Some(2));
    fs::write(&list, "accepted: [{activity: a, finding: b}]").unwrap();
    let (text, code) = run(&["--accepted", list.to_str().unwrap(), file]);
    assert_eq!(
        (text.contains("item 1: activity, finding"), code),
        (true, Some(2))
    );

    fs::write(file, "D: {").unwrap();
    assert_eq!(run(&["--errors-only", file]).1, Some(1));
    fs::write(file, b"\xff").unwrap();
    let (text, code) = run(&[file]);
    assert_eq!((text.contains("cannot be read"), code), (true, Some(2)));
    let (text, code) = run(&["tests/fixtures/odd/latin1.yaml"]);
    assert_eq!(code, Some(2), "{text}");
    assert!(
        text.contains("latin1.yaml cannot be read: Line 1 has a character"),
        "{text}"
    );
    // A byte order mark, and three dashes behind it.
    let (text, code) = run(&["--errors-only", "tests/fixtures/odd/bom-dashes.yaml"]);
    assert_eq!(code, Some(0), "{text}");
    fs::remove_dir_all(&folder).unwrap();
    let (text, code) = run(&[file]);
    assert_eq!((text.contains("cannot be read"), code), (true, Some(2)));
    assert_eq!(run(&["--what"]).1, Some(2));
    assert_eq!(run(&["--help"]).1, Some(0));
}
