//! Files that are chosen as a model or as changes: which are taken, what is said about them, and
//! what would be lost. Page and checker read them by the same functions.

use std::fs;
use std::path::Path;

use dsomm_radar::assessment::Choice;
use dsomm_radar::exchange::model_files::{Loaded, Loss, changes, check, loss, whole};
use dsomm_radar::model::Model;
use dsomm_radar::model::overlay::{Overlay, Target};
use dsomm_radar::model::yaml::{self, Source};
use dsomm_radar::model::{ActivityId, check};

use crate::support::{answer, apply, assessment, at, outline, read, stage};

const KEY_TWICE: &str = include_str!("../fixtures/odd/key-twice.yaml");
const CUSTOM: &str = include_str!("../fixtures/odd/custom-like-dsomm.yaml");
const NOTHING: &str = include_str!("../fixtures/odd/nothing-in-it.yaml");
const PROGRESS: &str = include_str!("../fixtures/odd/team-progress.yaml");
const ITEM: &str = include_str!("../fixtures/odd/list-item-mapping-refs.yaml");

/// The files of the model that is built in.
fn published() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("model/dsomm");
    let mut files: Vec<(String, String)> = fs::read_dir(root)
        .unwrap()
        .map(|file| {
            let path = file.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

fn sources(files: &[(String, String)]) -> Vec<Source<'_>> {
    let files = files.iter();
    files.map(|(name, text)| Source { name, text }).collect()
}

fn files<'t>(files: &[(&'t str, &'t str)]) -> Vec<Source<'t>> {
    let files = files.iter();
    files.map(|(name, text)| Source { name, text }).collect()
}

/// A few activities of it.
const BASE: &str = "
Build and Deployment:
  Build:
    Defined build process: {uuid: f6f7737f-25a9-4317-8de2-09bf59f29b5b, level: 1}
    SBOM of components: {uuid: 2858ac12-0179-40d9-9acf-1b839c030473, level: 2}
  Deployment:
    Defined deployment process: {uuid: 74938a3f-1269-49b9-9d0f-c43a79a1985a, level: 1}
";

fn base() -> Model {
    read(&[BASE]).unwrap().model
}

/// Loads files as changes to these.
fn load(chosen: &[(&str, &str)]) -> Result<Loaded, String> {
    let base = files(&[("base.yaml", BASE)]);
    changes(&base, &Overlay::default(), &files(chosen))
}

fn said(loaded: &Loaded) -> Vec<String> {
    loaded.findings.iter().map(|f| f.to_string()).collect()
}

/// A line of the outline that has this word in it.
fn line(model: &Model, word: &str) -> Option<String> {
    outline(model).into_iter().find(|line| line.contains(word))
}

#[test]
fn the_page_says_what_the_checker_says() {
    for (name, text) in [
        ("key-twice.yaml", KEY_TWICE),
        ("item.yaml", ITEM),
        ("custom.yaml", CUSTOM),
    ] {
        let loaded = load(&[(name, text)]).unwrap();
        let mut all = files(&[("base.yaml", BASE)]);
        let file = Source { name, text };
        all.push(file);
        let checked = check(&all).findings.into_iter();
        let checked: Vec<_> = checked.filter(|finding| finding.file == name).collect();
        assert_eq!(loaded.findings, checked, "{name}");
        // What the checker says about one file alone is that of a whole model.
        let alone = check(&[file]);
        let base = base();
        if let Ok(loaded) = whole(&base, &[file]) {
            assert_eq!(loaded.findings, alone.findings, "{name}");
            assert_eq!(Some(loaded.model), alone.model, "{name}");
        }
    }
    let loaded = load(&[("key-twice.yaml", KEY_TWICE)]).unwrap();
    assert!(said(&loaded).contains(
        &"key-twice.yaml:11:7: warning: Build and Deployment / Deployment / Rolling update: “dependsOn” is given twice here, and only the last one counts. Keep one of them.".to_owned()
    ));
    assert_eq!(loaded.names, ["key-twice.yaml"]);
    let own = loaded
        .model
        .activity("11111111-aaaa-4aaa-8aaa-000000000003");
    assert_eq!(own.unwrap().needs.len(), 1);
}

#[test]
fn what_is_given_again_elsewhere_is_moved() {
    let loaded = load(&[("custom.yaml", CUSTOM)]).unwrap();
    let expected = "Our own / Moved here / 2 SBOM, moved [2858ac12-0179-40d9-9acf-1b839c030473]";
    assert_eq!(line(&loaded.model, "SBOM").as_deref(), Some(expected));
    assert!(
        !said(&loaded)
            .iter()
            .any(|said| said.contains("both places"))
    );
    // Nothing is left of the old name, so the page has nothing to show again.
    assert_eq!(loaded.overlay.hidden(), []);
    assert_eq!(loaded.model.activities.len(), 3);
    // The changes as they are kept say the same.
    let mut all = files(&[("base.yaml", BASE)]);
    let kept = loaded.overlay.to_yaml();
    all.push(Source {
        name: "kept.yaml",
        text: &kept,
    });
    assert_eq!(yaml::read(&all).unwrap().model, loaded.model);
}

#[test]
fn what_is_hidden_by_its_name_can_be_shown_again() {
    let text = "Build and Deployment:\n  Build:\n    SBOM of components:\n      ignore: true\n";
    let loaded = load(&[("hide.yaml", text)]).unwrap();
    assert_eq!(line(&loaded.model, "SBOM"), None);
    let id = "2858ac12-0179-40d9-9acf-1b839c030473";
    let hidden = loaded.overlay.hidden();
    assert_eq!(hidden, [Target::Activity(ActivityId::new(id))]);
    let mut overlay = loaded.overlay;
    overlay.show(&base(), &hidden[0]);
    assert!(overlay.is_empty());
}

#[test]
fn a_good_file_is_taken_beside_others() {
    for (name, text, expected) in [
        (
            "nothing-in-it.yaml",
            NOTHING,
            "hint: “nothing-in-it.yaml” holds no activities.",
        ),
        ("empty.yaml", " \n", "hint: “empty.yaml” is empty."),
        (
            "team-progress.yaml",
            PROGRESS,
            "warning: “team-progress.yaml” is DSOMM team progress, not a model.",
        ),
        (
            "login.yaml",
            "<html></html>",
            "warning: “login.yaml” is a web page, not a model.",
        ),
    ] {
        let own = ("own.yaml", ITEM);
        for chosen in [[own, (name, text)], [(name, text), own]] {
            let loaded = load(&chosen).unwrap();
            assert_eq!(loaded.names, ["own.yaml"]);
            assert_eq!(loaded.model.activities.len(), 4);
            let model = whole(&base(), &files(&chosen)).unwrap();
            assert_eq!(model.model.activities.len(), 1);
            for loaded in [&loaded, &model] {
                let said = said(loaded);
                let found: Vec<_> = said.iter().filter(|said| said.starts_with(name)).collect();
                assert_eq!(found.len(), 1, "{said:#?}");
                assert!(
                    found[0].starts_with(&format!("{name}:1:1: {expected}")),
                    "{found:#?}"
                );
                assert!(found[0].ends_with("The file was left out."), "{found:#?}");
            }
        }
        let found = check(&files(&[(name, text), ("own.yaml", ITEM)])).findings;
        let found: Vec<_> = found.iter().filter(|found| found.file == name).collect();
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].message.starts_with(&format!("“{name}” ")));
        // Alone, it is refused.
        let refused = load(&[(name, text)]).unwrap_err();
        assert!(
            refused.starts_with(expected.split_once(": ").unwrap().1),
            "{refused}"
        );
        assert!(whole(&base(), &files(&[(name, text)])).is_err());
    }
}

/// A file may hold nothing but the names of levels for the others.
#[test]
fn a_file_that_only_names_levels_is_no_finding() {
    let levels = "meta:\n  strings:\n    en:\n      maturityLevels: [a, b, c, d, e, f]\n";
    let own = "D:\n  S:\n    A: {uuid: a, level: 6}\n";
    let chosen = [("levels.yaml", levels), ("own.yaml", own)];
    let found = check(&files(&chosen)).findings;
    assert!(
        found
            .iter()
            .all(|found| found.file == "own.yaml" && !found.message.contains("levels end"))
    );
    let loaded = whole(&base(), &files(&chosen)).unwrap();
    assert_eq!(loaded.findings, found);
    assert_eq!(loaded.names, ["own.yaml"]);
}

#[test]
fn no_door_of_the_model_takes_what_is_none() {
    let not_activities = "services:\n  web:\n    build:\n      context: .\n      args: {a: b}\n";
    for (name, text) in [
        ("team-progress.yaml", PROGRESS),
        (
            "meta.yaml",
            "progressDefinition:\n  Started: 30%\nteams: [A]\nstrings:\n  en:\n    maturityLevels: [a]\n",
        ),
        (
            "Build.yaml",
            "_meta:\n  label: x\nBuild:\n  Defined build process:\n    risk: r\n    measure: m\n    level: 1\n",
        ),
        (
            "implementations.yaml",
            "implementations:\n  j:\n    uuid: x\n    name: J\n    url: https://j.example\n",
        ),
        ("x.yaml", not_activities),
        ("x.json", r#"{"a": {"b": {"c": {"d": 1}}}}"#),
    ] {
        let refused = [
            load(&[(name, text)]).unwrap_err(),
            whole(&base(), &files(&[(name, text)])).unwrap_err(),
        ];
        for refused in refused {
            assert!(refused.starts_with(&format!("“{name}” is ")), "{refused}");
            assert!(refused.contains("not a model."), "{refused}");
        }
        let report = check(&files(&[(name, text)]));
        assert_eq!((report.findings.len(), report.model), (1, None));
    }
    // Changes are no whole model, but go along with one.
    let refused = whole(&base(), &files(&[("c.yaml", CUSTOM)])).unwrap_err();
    assert!(refused.contains("Use “Load changes”."), "{refused}");
    let model = "D:\n  S:\n    A: {uuid: a, level: 1}\n";
    let both = whole(&base(), &files(&[("m.yaml", model), ("c.yaml", CUSTOM)])).unwrap();
    assert_eq!(outline(&both.model).len(), 2);
    // A model with one mistake is refused for its mistake.
    for text in [
        "D:\n\tS: {}\n",
        "D:\n  S: a: b\n",
        "D: {S: {A: {uuid: a, level: 1}}\n",
    ] {
        for refused in [
            load(&[("m.yaml", text)]),
            whole(&base(), &files(&[("m.yaml", text)])),
        ] {
            let refused = refused.unwrap_err();
            assert!(refused.starts_with("m.yaml, line "), "{refused}");
        }
    }
    assert!(load(&[]).is_err());
}

/// One odd value costs as little here as in a model.
#[test]
fn odd_values_and_what_stands_twice_are_read_as_in_a_model() {
    for text in [
        "D:\n  S:\n    A: {uuid: a, level: 1}\n    B: text\n  T: [x]\nE: 5\n",
        "D:\n  S:\n    A: {uuid: a, level: 1}\n  S:\n    B: {uuid: b, level: 2}\n",
        "D:\n  S:\n    A: {uuid: a, level: 1}\nD:\n  S:\n    B: {uuid: b, level: 2}\n",
        "D:\n  S:\n    A: {uuid: a, level: 1}\n---\nD:\n  T:\n    B: {uuid: b, level: 2}\n",
        "D:\n  S:\n    A: {uuid: a, level: 1}\n    A: {uuid: a, level: 2}\n",
        "D:\n  S:\n    A: {uuid: a, ignore: true}\n    A: {uuid: a, level: 2}\n",
        "D:\n  S:\n    A: {uuid: a, level: 1}\n  S:\n",
        "D:\n  S:\n    A: {uuid: a, level: 1}\n  T:\n    A2: {uuid: a}\n",
    ] {
        let model = read(&["M: {N: {O: {uuid: o, level: 1}}}", text])
            .unwrap()
            .model;
        let base = [("m.yaml", "M: {N: {O: {uuid: o, level: 1}}}")];
        let loaded = changes(
            &files(&base),
            &Overlay::default(),
            &files(&[("c.yaml", text)]),
        );
        let loaded = loaded.unwrap_or_else(|problem| panic!("{problem}\n{text}"));
        assert_eq!(loaded.model, model, "{text}");
    }
}

#[test]
fn changes_come_one_after_the_other() {
    let first = "D:\n  S:\n    A: {uuid: a, level: 3, risk: r}\n";
    let second = "D:\n  T:\n    New: {uuid: a, measure: m}\n";
    let base = "D:\n  S:\n    A: {uuid: a, level: 1}\n    B: {uuid: b, level: 1}\n";
    let base = files(&[("m.yaml", base)]);
    let both = files(&[("1.yaml", first), ("2.yaml", second)]);
    let together = changes(&base, &Overlay::default(), &both).unwrap();
    assert_eq!(
        outline(&together.model),
        ["D / S / 1 B [b]", "D / T / 3 New [a]"]
    );
    let one = changes(&base, &Overlay::default(), &both[..1]).unwrap();
    let two = changes(&base, &one.overlay, &both[1..]).unwrap();
    assert_eq!(two.overlay, together.overlay);
    assert_eq!(two.model, together.model);
}

#[test]
fn what_a_whole_model_would_hide_is_counted() {
    let published = published();
    let published = sources(&published);
    let base = yaml::read(&published).unwrap().model;
    let load = |chosen| changes(&published, &Overlay::default(), &files(chosen));
    let mut ours = assessment(&["a", "b", "gone"]);
    let build = "f6f7737f-25a9-4317-8de2-09bf59f29b5b";
    let sbom = "2858ac12-0179-40d9-9acf-1b839c030473";
    let virtual_ = "a340f46b-6360-4cb8-847b-a0d3483d09d3";
    for (team, id, choice) in [
        ("a", build, stage("fully")),
        ("b", build, stage("started")),
        ("a", sbom, Choice::NotSure),
        ("b", virtual_, Choice::Clear),
    ] {
        apply(&mut ours, answer(team, id, choice), &at(0));
    }
    let one = format!(
        "Build and Deployment:\n  Build:\n    Defined build process: {{uuid: {build}, level: 1}}\n"
    );
    let after = whole(&base, &files(&[("one.yaml", &one)])).unwrap().model;
    let expected = Loss {
        dropped: 209,
        answered: 1,
        of: 210,
    };
    assert_eq!(loss(&base, &after, &ours), expected);
    assert_eq!(
        loss(&after, &after, &ours),
        Loss {
            of: 1,
            ..Loss::default()
        }
    );
    // The same ids under other names lose nothing.
    let moved = load(&[("custom.yaml", CUSTOM)]).unwrap().model;
    assert_eq!(
        loss(&base, &moved, &ours),
        Loss {
            of: 210,
            ..Loss::default()
        }
    );
    let hidden = "Build and Deployment: {ignore: true}\n";
    let hidden = load(&[("hide.yaml", hidden)]).unwrap().model;
    let lost = loss(&base, &hidden, &ours);
    assert_eq!(
        (lost.answered, lost.dropped),
        (2, 210 - hidden.activities.len())
    );
}

#[test]
fn nothing_is_said_about_the_files_in_front() {
    let odd = files(&[("a.yaml", "D: {S: {A: {uuid: a, level: 9, odd: 1}}}")]);
    let good = files(&[("a.yaml", "D: {S: {A: {uuid: a, level: 1}}}")]);
    let report = check::check_behind(&odd, &good);
    assert!(
        report
            .findings
            .iter()
            .all(|finding| !finding.message.contains("odd"))
    );
    assert_eq!(report.model, check::check(&[odd, good].concat()).model);
}
