//! The user's own changes on top of a model: what the edited model is, and what their file is.

use dsomm_radar::model::compare::{TextKind, compare};
use dsomm_radar::model::overlay::{Field, NewActivity, Overlay, Target};
use dsomm_radar::model::{Activity, ActivityId, Difficulty, Model};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{activity, cases, outline, read};

const BASE: &str = "
meta: {version: '1.0'}
---
D:
  S:
    A: {uuid: a, level: 1, risk: Risk of A, dependsOn: [b], tags: [t], usefulness: 4}
    B: {uuid: b, level: 2, references: {iso: [5.10]}, difficultyOfImplementation: {knowledge: 1, time: 2, resources: 3}}
  T:
    C: {uuid: c, level: 1, description: Two lines}
E:
  U:
    No: {uuid: 'd', level: 3, meta: {implementationGuide: Guide of No}}
";

fn base() -> Model {
    read(&[BASE]).unwrap().model
}

/// The edited model, read from the YAML of the changes.
fn edited(overlay: &Overlay) -> Model {
    let read = read(&[BASE, &overlay.to_yaml()])
        .unwrap_or_else(|problem| panic!("{problem}\n{}", overlay.to_yaml()));
    // A need of something that was reset is no fault of the overlay.
    let bad = |message: &str| !message.ends_with("which no activity is.");
    let bad: Vec<_> = read.findings.iter().filter(|f| bad(&f.message)).collect();
    assert!(bad.is_empty(), "{bad:?}\n{}", overlay.to_yaml());
    read.model
}

fn text_of(kind: TextKind, text: &str) -> Field {
    Field::Text(kind, text.to_owned())
}

fn own(id: &str, place: (&str, &str), name: &str) -> NewActivity {
    NewActivity {
        id: ActivityId::new(id),
        dimension: place.0.to_owned(),
        subdimension: place.1.to_owned(),
        name: name.to_owned(),
        level: 2,
    }
}

fn id(text: &str) -> Target {
    Target::Activity(ActivityId::new(text))
}

#[test]
fn the_file_is_plain_yaml_that_gives_only_what_differs() {
    let base = base();
    let mut overlay = Overlay::default();
    let edit = &mut overlay;
    edit.set_field(&base, "a", &Field::Level(3)).unwrap();
    edit.set_field(
        &base,
        "a",
        &text_of(TextKind::Risk, "One: #1\n\n  - two\n- three"),
    )
    .unwrap();
    edit.set_field(&base, "a", &text_of(TextKind::Guide, "No"))
        .unwrap();
    edit.set_field(
        &base,
        "a",
        &Field::Needs(vec![ActivityId::new("c"), ActivityId::new("x:1")]),
    )
    .unwrap();
    edit.set_field(&base, "b", &Field::Tags(Vec::new()))
        .unwrap();
    edit.set_field(
        &base,
        "b",
        &Field::Tags(vec!["12:30".into(), " none ".into()]),
    )
    .unwrap();
    edit.rename(&base, "d", "It's: \"new\"").unwrap();
    edit.move_activity(&base, "c", "D", "- New").unwrap();
    edit.hide(&base, &Target::Dimension("E".into())).unwrap();
    edit.add_place("Empty", None).unwrap();
    assert_eq!(
        overlay.to_yaml(),
        "\
# Changes to a DevSecOps maturity model: only what differs. Read it after the model's own file.
D:
  S:
    A:
      uuid: a
      level: 3
      risk: |-
        One: #1

          - two
        - three
      meta:
        implementationGuide: 'No'
      dependsOn:
        - c
        - 'x:1'
    B:
      uuid: b
      tags:
        - '12:30'
  '- New':
    C:
      uuid: c
E:
  U:
    'It''s: \"new\"':
      uuid: d
  ignore: true
Empty: {}
"
    );
    assert_eq!(
        outline(&edited(&overlay)),
        ["D / S / 2 B [b]", "D / S / 3 A [a]", "D / - New / 1 C [c]"]
    );
}

#[test]
fn nothing_changed_is_a_file_too() {
    let overlay = Overlay::default();
    assert!(overlay.is_empty());
    assert_eq!(edited(&overlay), base());
    assert_eq!(overlay.to_json(), json!({}));
}

#[test]
fn what_the_model_says_anyway_is_no_change() {
    let base = base();
    let mut overlay = Overlay::default();
    for (id, change, back) in [
        ("a", Field::Level(3), Field::Level(1)),
        ("a", Field::Usefulness(1), Field::Usefulness(4)),
        (
            "b",
            Field::Difficulty(Difficulty::default()),
            Field::Difficulty(Difficulty {
                knowledge: 1,
                time: 2,
                resources: 3,
            }),
        ),
        (
            "a",
            Field::Needs(vec![]),
            Field::Needs(vec![ActivityId::new("b")]),
        ),
        ("a", Field::Tags(vec![]), Field::Tags(vec!["t ".into()])),
        (
            "a",
            text_of(TextKind::Risk, ""),
            text_of(TextKind::Risk, " Risk of A\n"),
        ),
        (
            "d",
            text_of(TextKind::Guide, "x"),
            text_of(TextKind::Guide, "Guide of No"),
        ),
    ] {
        overlay.set_field(&base, id, &change).unwrap();
        assert!(overlay.touched(id), "{change:?}");
        assert_eq!(
            compare(&base, &edited(&overlay)).is_empty(),
            matches!(change, Field::Tags(_))
        );
        assert_ne!(edited(&overlay), base, "{change:?}");
        overlay.set_field(&base, id, &back).unwrap();
        assert!(overlay.is_empty(), "{back:?} {overlay:?}");
    }
    overlay.rename(&base, "a", "Other").unwrap();
    overlay.move_activity(&base, "a", "E", "U").unwrap();
    overlay.rename(&base, "a", "A").unwrap();
    assert!(overlay.touched("a"));
    overlay.move_activity(&base, "a", "D", "S").unwrap();
    assert!(overlay.is_empty(), "{overlay:?}");
}

#[test]
fn what_is_hidden_can_be_shown_again() {
    let base = base();
    let targets = [
        Target::Dimension("D".into()),
        Target::Subdimension("D".into(), "S".into()),
        id("b"),
    ];
    for (target, left) in targets.iter().zip([1, 2, 3]) {
        let mut overlay = Overlay::default();
        overlay.hide(&base, target).unwrap();
        assert_eq!(overlay.hidden(), std::slice::from_ref(target));
        assert_eq!(edited(&overlay).activities.len(), left);
        overlay.show(&base, target);
        assert!(overlay.is_empty(), "{overlay:?}");
    }
    let mut overlay = Overlay::default();
    for target in &targets {
        overlay.hide(&base, target).unwrap();
    }
    overlay.set_field(&base, "b", &Field::Level(5)).unwrap();
    for target in &targets {
        overlay.show(&base, target);
        overlay.show(&base, target);
    }
    assert_eq!(overlay.hidden(), []);
    assert_eq!(edited(&overlay).activity("b").unwrap().level, 5);
    overlay.reset_activity(&base, "b").unwrap();
    assert!(overlay.is_empty(), "{overlay:?}");
}

#[test]
fn changes_are_not_taken_back_where_another_one_has_the_name_by_now() {
    let base = base();
    let mut overlay = Overlay::default();
    overlay.rename(&base, "d", "Renamed").unwrap();
    overlay
        .add_activity(&base, &own("own-1", ("E", "U"), "No"))
        .unwrap();
    let before = edited(&overlay);
    let said = overlay.reset_activity(&base, "d").unwrap_err();
    assert!(said.contains("“No” in E / U"), "{said}");
    assert_eq!(edited(&overlay), before);
    overlay.reset_activity(&base, "own-1").unwrap();
    overlay.reset_activity(&base, "d").unwrap();
    assert_eq!(edited(&overlay), base);
}

#[test]
fn an_activity_of_ones_own_comes_and_goes() {
    let base = base();
    let mut overlay = Overlay::default();
    overlay.add_place("D", Some("Own")).unwrap();
    assert_eq!(
        edited(&overlay),
        base,
        "an empty subdimension does not show"
    );
    overlay
        .add_activity(&base, &own("own-1", ("D", "Own"), "Mine"))
        .unwrap();
    overlay
        .set_field(&base, "own-1", &Field::Usefulness(5))
        .unwrap();
    overlay.rename(&base, "own-1", "Still mine").unwrap();
    let model = edited(&overlay);
    let mine = model.activity("own-1").unwrap();
    assert_eq!((mine.level, mine.usefulness), (2, 5));
    assert_eq!(
        outline(&model)[3],
        "D / Own / 2 Still mine [own-1]",
        "{:?}",
        outline(&model)
    );
    overlay.reset_activity(&base, "own-1").unwrap();
    assert_eq!(edited(&overlay), base);
}

#[test]
fn what_cannot_be_is_refused_and_changes_nothing() {
    let base = base();
    let mut overlay = Overlay::default();
    overlay.rename(&base, "b", "B2").unwrap();
    let before = overlay.clone();
    let edit = &mut overlay;
    for (refused, words) in [
        (edit.set_field(&base, "x", &Field::Level(1)), "no activity"),
        (edit.set_field(&base, "a", &Field::Level(0)), "from 1 to 20"),
        (
            edit.set_field(&base, "a", &Field::Usefulness(6)),
            "from 1 to 5",
        ),
        (edit.rename(&base, "a", " \t"), "name is needed"),
        (edit.rename(&base, "a", "ignore"), "meaning of its own"),
        (edit.rename(&base, "a", "<<"), "meaning of its own"),
        (edit.rename(&base, "a", "B2"), "already"),
        (
            edit.move_activity(&base, "a", "meta", "S"),
            "meaning of its own",
        ),
        (
            edit.move_activity(&base, "a", "_anchors", "S"),
            "meaning of its own",
        ),
        (
            edit.move_activity(&base, "a", "D", "ignore"),
            "meaning of its own",
        ),
        (
            edit.add_activity(&base, &own("a", ("D", "S"), "X")),
            "already",
        ),
        (edit.add_activity(&base, &own(" ", ("D", "S"), "X")), "id"),
        (
            edit.add_activity(&base, &own("x", ("D", "S"), "A")),
            "already",
        ),
        (
            edit.add_activity(&base, &own("x", ("D", "S"), "B2")),
            "already",
        ),
        (
            edit.hide(&base, &Target::Dimension("X".into())),
            "no dimension",
        ),
        (
            edit.hide(&base, &Target::Subdimension("D".into(), "U".into())),
            "no subdimension",
        ),
        (edit.hide(&base, &id("x")), "no activity"),
    ] {
        let sentence = refused.expect_err(words);
        assert!(sentence.contains(words), "{sentence} / {words}");
    }
    assert_eq!(overlay, before);
    // The name that B had is free now.
    overlay.rename(&base, "a", "B").unwrap();
    assert_eq!(
        outline(&edited(&overlay))[..2],
        ["D / S / 1 B [a]", "D / S / 2 B2 [b]"]
    );
}

#[test]
fn an_activity_in_two_places_keeps_both_unless_it_is_moved() {
    let text = "D: {S: {A: {uuid: a, level: 1}}, T: {A: {uuid: a, level: 1}}, U: {B: {uuid: b, level: 1}}}";
    let base = read(&[text]).unwrap().model;
    let lines = |overlay: &Overlay| outline(&read(&[text, &overlay.to_yaml()]).unwrap().model);
    let mut overlay = Overlay::default();
    overlay.set_field(&base, "a", &Field::Level(2)).unwrap();
    assert_eq!(
        lines(&overlay),
        ["D / S / 2 A [a]", "D / T / 2 A [a]", "D / U / 1 B [b]"]
    );
    overlay.move_activity(&base, "a", "D", "T").unwrap_err();
    overlay.move_activity(&base, "a", "D", "U").unwrap();
    assert_eq!(
        lines(&overlay),
        ["D / U / 2 A [a]", "D / U / 1 B [b]"]
            .map(String::from)
            .iter()
            .rev()
            .cloned()
            .collect::<Vec<_>>()
    );
}

#[test]
fn what_is_not_known_is_kept() {
    let value = json!({
        "meta": {"strings": {"en": {"maturityLevels": ["One", "Two"]}}},
        "_anchors": [1],
        "D": {"S": {"A": {"uuid": "a", "x-owner": {"list": [[1, 2], {"k": "No", "l": [{}]}], "none": null}, "texts": [" a\nb", "\n\na\nb", "a\nb\n", "a\nb ", "\n", " ", ""], "x-text": " a\nb\n", "comment": "old", "dependesOn": ["C"]}, "Z": null}, "T": null},
    });
    let mut overlay = Overlay::from_json(&value).unwrap();
    assert_eq!(overlay.to_json(), value);
    let base = base();
    overlay.set_field(&base, "a", &Field::Level(4)).unwrap();
    overlay
        .set_field(&base, "a", &text_of(TextKind::Comments, "new"))
        .unwrap();
    overlay
        .set_field(&base, "a", &Field::Needs(vec![ActivityId::new("d")]))
        .unwrap();
    overlay.move_activity(&base, "a", "E", "U").unwrap();
    let now = overlay.to_json();
    let entry = &now["E"]["U"]["A"];
    assert_eq!(entry["dependsOn"], json!(["d"]));
    assert_eq!(entry.get("dependesOn"), None);
    assert_eq!(entry["x-owner"], value["D"]["S"]["A"]["x-owner"]);
    assert_eq!(entry["comments"], "new");
    assert_eq!(entry.get("comment"), None);
    assert_eq!(now["D"]["S"], json!({"Z": null}));
    let again: serde_json::Value = serde_yaml::from_str(&overlay.to_yaml()).unwrap();
    assert_eq!(again, now, "{}", overlay.to_yaml());
}

#[test]
fn another_shape_is_an_error_with_its_place() {
    for (value, place) in [
        (json!([]), "an object { … }"),
        (json!({"D": 1}), "“D”"),
        (json!({"D": {"S": "x"}}), "“D → S”"),
        (json!({"D": {"S": {"A": [1]}}}), "“D → S → A”"),
    ] {
        let sentence = Overlay::from_json(&value).unwrap_err();
        assert!(sentence.contains(place), "{sentence}");
    }
    for fine in [
        json!({}),
        json!({"D": null, "meta": 1, "_x": 2, "E": {"ignore": true, "U": {"ignore": true}}}),
    ] {
        assert!(Overlay::from_json(&fine).is_ok(), "{fine}");
    }
}

/// Texts that have broken writers of YAML before.
const HOSTILE: [&str; 42] = [
    "No",
    "y",
    "on",
    "null",
    "~",
    "true",
    "12:30",
    "2026-01-01",
    "1e3",
    "0x1F",
    ".5",
    "1_000",
    "-",
    "- dash",
    "a: b",
    "a:",
    ": a",
    "a #b",
    "#a",
    "it's",
    "'",
    "\"",
    "\"quoted\"",
    "back\\slash",
    "{a}",
    "[a]",
    "a, b",
    "&a",
    "*a",
    "!a",
    "%a",
    "@a",
    "`a`",
    "? a",
    "| a",
    "> a",
    "<b>&amp;</b>",
    "🦀",
    "ünï",
    "<< a",
    "---",
    "...",
];

/// The same in texts: several lines.
const LINES: [&str; 10] = [
    "a\nb",
    "a\n\n\nb",
    "a\n  b\n\tc",
    "a\n   \nb",
    "- a\n- b",
    "# a\n# b",
    "a: b\nc: d",
    "--- a\n---\n...",
    "```\n{a: [b]}\n```\n\n1. \"x\"",
    "a \nb  \n'c'",
];

#[test]
fn hostile_texts_survive() {
    let base = base();
    let long = "long name ".repeat(200);
    let special = [
        "a\nb",
        "a\r\nb",
        "tab\tb",
        "nul\0b",
        "del\u{7f}",
        "c1\u{80}b",
        "nel\u{85}b",
        "ls\u{2028}b",
        "ps\u{2029}b",
        "bom\u{feff}b",
        "\u{fffe}",
        "e\u{301}",
        &long,
    ];
    for text in HOSTILE.iter().chain(&LINES).chain(&special) {
        let mut overlay = Overlay::default();
        let text = text.trim();
        overlay.rename(&base, "a", text).unwrap();
        overlay.move_activity(&base, "a", text, text).unwrap();
        overlay
            .set_field(&base, "a", &Field::Tags(vec![text.to_owned()]))
            .unwrap();
        overlay
            .add_activity(&base, &own(text, (text, "Sub"), text))
            .unwrap();
        for kind in TextKind::ALL {
            overlay.set_field(&base, "a", &text_of(kind, text)).unwrap();
        }
        let model = edited(&overlay);
        let found = model.activity("a").unwrap();
        assert_eq!(found.name, text);
        assert_eq!(found.tags, [text]);
        assert_eq!(model.dimension_of(found).name, text);
        assert_eq!(model.subdimension_of(found).name, text);
        for kind in TextKind::ALL {
            assert_eq!(kind.of(&found.texts), text, "{}", overlay.to_yaml());
        }
        assert_eq!(model.activity(text).unwrap().name, text);
        let again: Value = serde_yaml::from_str(&overlay.to_yaml()).unwrap();
        assert_eq!(again, overlay.to_json());
    }
}

/// What one does, by numbers that are turned into something that is there.
type Edit = (u8, usize, usize, u8);

/// What is expected of one activity.
struct Expected {
    activity: Activity,
    place: (String, String),
    hidden: bool,
}

/// Does an edit on the overlay; where it is not refused, also on what is expected.
fn act(
    edit: Edit,
    base: &Model,
    overlay: &mut Overlay,
    expected: &mut Vec<Expected>,
    hidden: &mut Vec<Target>,
) {
    let (kind, which, what, number) = edit;
    let at = which % expected.len();
    let id = expected[at].activity.id.clone();
    let text = HOSTILE.iter().chain(&LINES).nth(what % 52).unwrap();
    let name = HOSTILE[what % HOSTILE.len()];
    let place = [
        ("D", "S"),
        ("D", "T"),
        ("E", "U"),
        ("E", "New"),
        ("12:30", "No"),
    ][what % 5];
    let level = number % 5 + 1;
    let small = Difficulty {
        knowledge: level,
        time: 2,
        resources: 3,
    };
    let kind_of_text = TextKind::ALL[usize::from(number) % 6];
    let needs = vec![ActivityId::new(["a", "b", "c", "own-7"][what % 4])];
    let field = match kind % 13 {
        0 => Field::Level(level),
        1 => Field::Usefulness(level),
        2 => Field::Difficulty(small),
        3 => Field::Needs(needs.clone()),
        4 => Field::Tags(vec![name.to_owned()]),
        5 => text_of(kind_of_text, text),
        6 => {
            if overlay.rename(base, id.as_str(), name).is_ok() {
                expected[at].activity.name = name.to_owned();
            }
            return;
        }
        7 => {
            if overlay
                .move_activity(base, id.as_str(), place.0, place.1)
                .is_ok()
            {
                expected[at].place = (place.0.to_owned(), place.1.to_owned());
            }
            return;
        }
        8 => {
            let id = format!("own-{which}");
            let new = NewActivity {
                level,
                ..own(&id, place, name)
            };
            if overlay.add_activity(base, &new).is_ok() {
                expected.push(Expected {
                    activity: Activity {
                        name: name.to_owned(),
                        ..activity(&id, level)
                    },
                    place: (place.0.to_owned(), place.1.to_owned()),
                    hidden: false,
                });
            }
            return;
        }
        9 | 10 => {
            let target = match number % 8 {
                0 => Target::Dimension(place.0.to_owned()),
                1 => Target::Subdimension(place.0.to_owned(), place.1.to_owned()),
                _ => Target::Activity(id),
            };
            let hide = kind % 13 == 9;
            if hide && overlay.hide(base, &target).is_err() {
                return;
            }
            if !hide {
                overlay.show(base, &target);
            }
            hidden.retain(|known| *known != target);
            match target {
                Target::Activity(_) => expected[at].hidden = hide,
                target if hide => hidden.push(target),
                _ => {}
            }
            return;
        }
        11 => {
            if overlay.reset_activity(base, id.as_str()).is_err() {
                return;
            }
            match start(base)
                .into_iter()
                .find(|known| known.activity.id == id)
            {
                Some(known) => expected[at] = known,
                None => {
                    expected.remove(at);
                }
            }
            return;
        }
        _ => {
            let _ = overlay.add_place(place.0, Some(place.1));
            return;
        }
    };
    overlay.set_field(base, id.as_str(), &field).unwrap();
    let now = &mut expected[at].activity;
    match field {
        Field::Level(level) => now.level = level,
        Field::Usefulness(number) => now.usefulness = number,
        Field::Difficulty(difficulty) => now.difficulty = difficulty,
        Field::Needs(needs) => now.needs = needs,
        Field::Tags(tags) => now.tags = tags,
        Field::Text(kind, text) => {
            *match kind {
                TextKind::Description => &mut now.texts.description,
                TextKind::Risk => &mut now.texts.risk,
                TextKind::Measure => &mut now.texts.measure,
                TextKind::Assessment => &mut now.texts.assessment,
                TextKind::Guide => &mut now.texts.guide,
                TextKind::Comments => &mut now.texts.comments,
            } = text;
        }
    }
}

fn start(base: &Model) -> Vec<Expected> {
    base.activities
        .iter()
        .map(|activity| Expected {
            activity: activity.clone(),
            place: (
                base.dimension_of(activity).name.clone(),
                base.subdimension_of(activity).name.clone(),
            ),
            hidden: false,
        })
        .collect()
}

/// Activities with their places, by id.
fn sorted(all: Vec<((String, String), Activity)>) -> Vec<((String, String), Activity)> {
    let mut all = all;
    all.sort_by(|left, right| left.1.id.cmp(&right.1.id));
    all
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn the_model_that_is_read_shows_the_edits(edits in proptest::collection::vec(
        (any::<u8>(), 0..12usize, 0..60usize, any::<u8>()), 0..24,
    )) {
        let base = base();
        let (mut overlay, mut expected, mut hidden) = (Overlay::default(), start(&base), Vec::new());
        for edit in edits {
            act(edit, &base, &mut overlay, &mut expected, &mut hidden);
        }
        let model = edited(&overlay);

        let json = overlay.to_json();
        prop_assert_eq!(&read(&[BASE, &json.to_string()]).unwrap().model, &model);
        prop_assert_eq!(&Overlay::from_json(&json).unwrap(), &overlay);
        let yaml: Value = serde_yaml::from_str(&overlay.to_yaml()).unwrap();
        prop_assert_eq!(&yaml, &json);

        let found = model.activities.iter().map(|activity| {
            let place = (model.dimension_of(activity).name.clone(), model.subdimension_of(activity).name.clone());
            (place, Activity { subdimension: 0, ..activity.clone() })
        }).collect();
        let mut shown: Vec<_> = expected.iter().filter(|it| {
            let (dimension, subdimension) = it.place.clone();
            !it.hidden
                && !hidden.contains(&Target::Dimension(dimension.clone()))
                && !hidden.contains(&Target::Subdimension(dimension, subdimension))
        }).map(|it| (it.place.clone(), Activity { subdimension: 0, ..it.activity.clone() })).collect();
        let ids: Vec<ActivityId> = shown.iter().map(|it| it.1.id.clone()).collect();
        for (_, activity) in &mut shown {
            let own = activity.id.clone();
            activity.needs.retain(|need| *need != own && ids.contains(need));
        }
        prop_assert_eq!(sorted(found), sorted(shown), "{}", overlay.to_yaml());

        // One of them may stand in the place of another, which comes back afterwards.
        for it in &expected {
            let _ = overlay.reset_activity(&base, it.activity.id.as_str());
        }
        for it in &expected {
            prop_assert_eq!(overlay.reset_activity(&base, it.activity.id.as_str()), Ok(()));
            prop_assert!(!overlay.touched(it.activity.id.as_str()));
        }
        for target in overlay.hidden() {
            overlay.show(&base, &target);
        }
        prop_assert_eq!(edited(&overlay), base);
    }
}
