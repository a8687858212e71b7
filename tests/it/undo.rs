//! Steps that can be taken back after the page was closed.

use dsomm_radar::assessment::{Assessment, Command, Edit, History, Step, merge};
use dsomm_radar::exchange::{assessment_file, undo_file};
use dsomm_radar::model::ActivityId;
use proptest::prelude::*;

use crate::support::{
    Person, answer, any_deed, apply, assessment, at, by, cases, note, stage, team, visible,
};

const ROOM: usize = 1 << 20;

/// What is left after the page was closed and opened again.
fn reload(history: &History) -> History {
    let text = undo_file::write(history, ROOM);
    undo_file::read(&text).unwrap()
}

/// The steps, newest first, as long as there is one.
fn steps(history: &History, step: Step, copy: &Assessment) -> Vec<String> {
    let (mut history, mut copy) = (history.clone(), copy.clone());
    let mut labels = Vec::new();
    while let Some(change) = history.go(step, &mut copy, &at(5000)) {
        labels.push(change.label);
    }
    labels
}

fn retitle(title: &str) -> Command {
    Command::Retitle {
        title: title.to_owned(),
    }
}

/// A page on which these commands were given.
fn person(commands: Vec<Command>) -> Person {
    let mut person = Person::new("kim", assessment(&["x", "y"]));
    for (millis, command) in (100..).zip(commands) {
        let change = person.copy.apply(command, &at(millis)).unwrap().unwrap();
        person.history.push_typed(change);
    }
    person
}

/// Also what only an import or a merge changes: the model, unknown fields, everything at once.
#[test]
fn imports_and_merges_can_be_taken_back_after_a_reload() {
    let start = assessment(&["x", "y"]);
    let mut theirs = start.clone();
    theirs.title = "Theirs".to_owned();
    theirs.changed.at = 1_900_000_000_000;
    theirs.model.version = "9".to_owned();
    theirs
        .model
        .kept
        .insert("x_from".to_owned(), "there".into());
    let unknown = serde_json::json!({ "big": 12_345_678_901_234_567_890_u64, "text": "🦀\n" });
    theirs.kept.insert("x_future".to_owned(), unknown);
    apply(&mut theirs, answer("x", "a", stage("fully")), &by("bo", 50));
    let setup = Command::SetModel {
        extensions: vec!["agentic-ai".to_owned()],
        overlay: serde_json::from_str(r#"{"D": {"S": {"A": {"level": 1.50}}}}"#).unwrap(),
        label: "Change model".to_owned(),
    };
    apply(&mut theirs, setup, &by("bo", 51));
    let mut other = theirs.clone();
    other.id = "another".to_owned();
    for (with, label) in [(merge(&start, &theirs), "Import"), (other, "Open instead")] {
        let replace = Command::Replace {
            how: Default::default(),
            with: Box::new(with.clone()),
            label: label.to_owned(),
        };
        let Person {
            mut copy, history, ..
        } = person(vec![retitle("Mine"), replace]);
        assert_eq!(reload(&history), history);
        let mut history = reload(&history);
        let after = visible(&copy);
        history.go(Step::Undo, &mut copy, &at(200)).unwrap();
        assert_eq!(
            (copy.title.as_str(), copy.id.as_str()),
            ("Mine", "assessment-1")
        );
        assert_eq!((&copy.model, &copy.kept), (&start.model, &start.kept));
        assert!(copy.setup.overlay.is_none());
        let mut history = reload(&history);
        history.go(Step::Redo, &mut copy, &at(201)).unwrap();
        assert_eq!(visible(&copy), after);
        assert_eq!((&copy.model, &copy.kept), (&with.model, &with.kept));
        assert_eq!(copy.setup.overlay, with.setup.overlay);
        let mut history = reload(&history);
        history.go(Step::Undo, &mut copy, &at(202)).unwrap();
        history.go(Step::Undo, &mut copy, &at(203)).unwrap();
        assert_eq!(visible(&copy), visible(&start));
    }
}

#[test]
fn typing_goes_on_after_a_reload() {
    let owner = |text: &str| -> Command {
        let edit = Edit::SetOwner {
            team: team("x"),
            activity: ActivityId::new("a"),
            owner: text.to_owned(),
        };
        edit.into()
    };
    for [one, two, three] in [
        [
            note("x", "a", "w"),
            note("x", "a", "wh"),
            note("x", "b", "other"),
        ],
        [owner("i"), owner("id"), note("x", "a", "w")],
    ] {
        let mut person = person(vec![one]);
        person.history = reload(&person.history);
        let mut type_on = |command| {
            let change = person.copy.apply(command, &at(200)).unwrap().unwrap();
            person.history.push_typed(change);
        };
        type_on(two);
        type_on(three);
        assert_eq!(steps(&person.history, Step::Undo, &person.copy).len(), 2);
        // A new change ends what could have been brought again.
        person.act(&crate::support::Deed::Undo, 300);
        person.history = reload(&person.history);
        assert!(person.history.label(Step::Redo).is_some());
        let change = person.copy.apply(retitle("New"), &at(301));
        person.history.push_typed(change.unwrap().unwrap());
        assert_eq!(person.history.label(Step::Redo), None);
    }
}

/// The steps beyond one that is too large would not fit what is left.
#[test]
fn a_step_that_is_too_large_ends_the_list() {
    let long = "long ".repeat(2000);
    let person = person(vec![
        retitle("first"),
        retitle(&long),
        retitle("small"),
        retitle("after"),
    ]);
    let kept = |history: &History, room: usize| {
        let text = undo_file::write(history, room);
        assert!(text.len() <= room, "{} {room}", text.len());
        undo_file::read(&text).map(|kept| {
            let back = steps(&kept, Step::Undo, &person.copy);
            (back.len(), kept.label(Step::Redo).is_some())
        })
    };
    // What stood there before “small” is the long title.
    assert_eq!(kept(&person.history, 20_000), Some((4, false)));
    assert_eq!(kept(&person.history, 9_000), Some((1, false)));
    assert_eq!(kept(&person.history, 60), Some((0, false)));
    assert_eq!(kept(&person.history, 10), None);
    assert_eq!(undo_file::write(&person.history, 0), "");
    // A long list of steps back does not push out the steps forth.
    let mut person = self::person(vec![retitle("a"); 1]);
    for number in 0..400 {
        let change = person
            .copy
            .apply(retitle(&format!("{number}")), &at(200 + number));
        person.history.push(change.unwrap().unwrap());
    }
    for _ in 0..3 {
        person.act(&crate::support::Deed::Undo, 700);
    }
    let text = undo_file::write(&person.history, 2_000);
    let kept = undo_file::read(&text).unwrap();
    assert_eq!(kept.label(Step::Redo), Some("Rename assessment"));
    assert_eq!(kept.label(Step::Undo), Some("Rename assessment"));
    assert_eq!(steps(&kept, Step::Redo, &person.copy).len(), 3);
    assert!(steps(&kept, Step::Undo, &person.copy).len() > 3);
}

#[test]
fn a_list_that_is_too_long_keeps_its_newest_steps() {
    let step = |number: usize| format!(r#"["Step {number}", 0, "", [["title", "{number}"]]]"#);
    let all: Vec<String> = (0..600).map(step).collect();
    let text = format!(
        r#"{{"undo": 1, "done": [{}], "undone": []}}"#,
        all.join(",")
    );
    let history = undo_file::read(&text).unwrap();
    let labels = steps(&history, Step::Undo, &assessment(&[]));
    assert_eq!((labels.len(), labels[0].as_str()), (500, "Step 599"));
}

#[test]
fn what_is_not_understood_is_no_history() {
    let step = r#"["Answer", 5, "kim", [["note", "x", "a", "old"]]]"#;
    let with = |from: &str, to: &str| {
        let text = format!(r#"{{"undo": 1, "done": [{step}], "undone": [{step}]}}"#);
        assert!(text.contains(from), "{from}");
        undo_file::read(&text.replace(from, to)).is_some()
    };
    assert!(with("kim", "bo"));
    assert!(with("\"undo\": 1", "\"undo\": 1, \"later\": []"));
    for (from, to) in [
        ("\"undo\": 1", "\"undo\": 2"),
        ("\"undo\": 1", "\"undo\": \"1\""),
        ("\"undo\": 1", "\"x\": 1"),
        ("\"done\"", "\"gone\""),
        ("\"undone\": [", "\"undone\": {}, \"x\": ["),
        ("5, ", ""),
        ("5, ", "5, 6, "),
        ("5, ", "\"5\", "),
        ("5, ", "5.5, "),
        ("\"kim\"", "null"),
        ("\"Answer\"", "1"),
        ("\"note\"", "\"later\""),
        ("\"note\"", "\"answer\""),
        ("\"note\"", "\"title\""),
        ("\"x\", ", ""),
        ("\"old\"", "null"),
        ("\"old\"", "\"old\", 1"),
        ("[[\"note\", \"x\", \"a\", \"old\"]]", "{}"),
        ("[\"note\", \"x\", \"a\", \"old\"]", "[]"),
        ("[\"note\", \"x\", \"a\", \"old\"]", "[\"team\", \"x\", 1]"),
        (
            "[\"note\", \"x\", \"a\", \"old\"]",
            "[\"team\", \"x\", {\"order\": \"\"}]",
        ),
        ("[\"note\", \"x\", \"a\", \"old\"]", "[\"settings\", null]"),
        (
            "[\"note\", \"x\", \"a\", \"old\"]",
            "[\"settings\", {\"stages\": []}]",
        ),
        ("[\"note\", \"x\", \"a\", \"old\"]", "[\"whole\", {}]"),
        ("[\"note\", \"x\", \"a\", \"old\"]", "[\"rest\", {}, 1]"),
    ] {
        assert!(!with(from, to), "{from} → {to}");
    }
    for text in ["", "[]", "null", "{", "dsomm"] {
        assert!(undo_file::read(text).is_none(), "{text}");
    }
}

proptest! {
    #![proptest_config(cases(150))]

    /// A page that is closed and opened again after each deed is like one that stays open.
    #[test]
    fn reloading_changes_nothing(deeds in prop::collection::vec((any_deed(), any::<bool>()), 1..30)) {
        let mut open = Person::new("kim", assessment(&["x", "y"]));
        let mut closed = open.clone();
        for (millis, (deed, is_closed)) in (100..).zip(&deeds) {
            open.act(deed, millis);
            closed.act(deed, millis);
            if *is_closed {
                prop_assert_eq!(&reload(&closed.history), &closed.history);
                closed.history = reload(&closed.history);
                let file = assessment_file::write(&closed.copy);
                closed.copy = assessment_file::read(&file).unwrap();
            }
        }
        prop_assert_eq!(&open.copy, &closed.copy);
        for step in [Step::Undo, Step::Redo] {
            loop {
                let [one, other] = [&mut open, &mut closed]
                    .map(|person| person.history.go(step, &mut person.copy, &at(1000)).is_some());
                prop_assert_eq!(one, other);
                prop_assert_eq!(&open.copy, &closed.copy);
                if !one {
                    break;
                }
            }
        }
    }

    /// However little room there is: what is kept takes the same steps back as before.
    #[test]
    fn what_is_kept_still_fits(deeds in prop::collection::vec(any_deed(), 1..25), room in 0..3000usize) {
        let mut person = Person::new("kim", assessment(&["x", "y"]));
        for (millis, deed) in (100..).zip(&deeds) {
            person.act(deed, millis);
        }
        let all = undo_file::write(&person.history, ROOM);
        prop_assert_eq!(&undo_file::write(&person.history, all.len()), &all);
        let text = undo_file::write(&person.history, room);
        prop_assert!(text.len() <= room);
        if let Some(mut kept) = undo_file::read(&text) {
            let mut copy = person.copy.clone();
            while let Some(change) = kept.go(Step::Undo, &mut copy, &at(1000)) {
                let expected = person.history.go(Step::Undo, &mut person.copy, &at(1000));
                prop_assert_eq!(Some(change), expected);
            }
            prop_assert_eq!(copy, person.copy);
        } else {
            prop_assert!(text.is_empty());
        }
    }

    #[test]
    fn reading_damaged_steps_never_panics(
        deeds in prop::collection::vec(any_deed(), 1..12),
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0..9usize, "[\"{}\\[\\],:0-9a-z ]{0,3}"), 1..4)
    ) {
        let mut person = Person::new("kim", assessment(&["x", "y"]));
        for (millis, deed) in (100..).zip(&deeds) {
            person.act(deed, millis);
        }
        let mut bytes = undo_file::write(&person.history, ROOM).into_bytes();
        for (at, length, with) in cuts {
            let at = at.index(bytes.len());
            let end = (at + length).min(bytes.len());
            bytes.splice(at..end, with.bytes());
        }
        if let Some(mut history) = undo_file::read(&String::from_utf8_lossy(&bytes)) {
            while history.go(Step::Undo, &mut person.copy, &at(1000)).is_some() {}
        }
    }
}
