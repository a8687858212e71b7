//! Commands, their refusals, undo and redo.

use dsomm_radar::assessment::{
    Assessment, Choice, Command, CommandError, History, StageId, Step, Touched,
};
use dsomm_radar::model::ActivityId;
use proptest::prelude::*;

use crate::support::{
    Deed, NAMES, Person, answer, any_deed, apply, assessment, at, by, cases, day, note, stage,
    team, visible,
};

fn add(id: &str, name: &str) -> Command {
    Command::AddTeam {
        id: team(id),
        name: name.to_owned(),
    }
}

fn rename(id: &str, name: &str) -> Command {
    Command::RenameTeam {
        team: team(id),
        name: name.to_owned(),
    }
}

fn delete(id: &str) -> Command {
    Command::DeleteTeam { team: team(id) }
}

fn shift(id: &str, by: i64) -> Command {
    Command::MoveTeam { team: team(id), by }
}

fn retitle(title: &str) -> Command {
    Command::Retitle {
        title: title.to_owned(),
    }
}

/// Teams `x`, `y` and `z`; `x` has an answer with a note, `y` one that does not apply.
fn start() -> Assessment {
    let mut start = assessment(&["x", "y", "z"]);
    apply(&mut start, answer("x", "a", stage("partly")), &at(10));
    apply(&mut start, note("x", "a", "why"), &at(11));
    let reason = Choice::NotApplicable("none here".to_owned());
    apply(&mut start, answer("y", "b", reason), &at(12));
    start
}

/// What a command changes in what is seen: lines that go (`-`) and come (`+`).
fn difference(before: &[String], after: &[String]) -> Vec<String> {
    let gone = before.iter().filter(|line| !after.contains(line));
    let come = after.iter().filter(|line| !before.contains(line));
    gone.map(|line| format!("- {}", line.trim()))
        .chain(come.map(|line| format!("+ {}", line.trim())))
        .collect()
}

#[test]
fn commands_change_what_they_say_and_nothing_else() {
    let d = r#"Some(2026-01-01)"#;
    let partly = r#"{StageId("partly"): 2026-01-01, StageId("started"): 2026-01-01}"#;
    let a = |answered: &str, note: &str| format!("a {answered} {partly} {d} “{note}”");
    let claimed = |stage: &str| format!("Stage(StageId(\"{stage}\"))");
    let fully = r#"{StageId("fully"): 2026-01-01, StageId("partly"): 2026-01-01, StageId("started"): 2026-01-01}"#;
    for (command, label, expected) in [
        (
            answer("x", "a", stage("fully")),
            "Answer",
            vec![
                format!("- {}", a(&claimed("partly"), "why")),
                format!("+ a {} {fully} {d} “why”", claimed("fully")),
            ],
        ),
        (
            answer("x", "a", stage("not-implemented")),
            "Answer",
            vec![
                format!("- {}", a(&claimed("partly"), "why")),
                format!("+ {}", a(&claimed("not-implemented"), "why")),
            ],
        ),
        (
            answer("x", "a", Choice::NotSure),
            "Answer",
            vec![
                format!("- {}", a(&claimed("partly"), "why")),
                format!("+ {}", a("NotSure", "why")),
            ],
        ),
        (
            answer("x", "a", Choice::NotApplicable(" r ".to_owned())),
            "Answer",
            vec![
                format!("- {}", a(&claimed("partly"), "why")),
                format!("+ {}", a("NotApplicable", "why")),
            ],
        ),
        (
            answer("y", "b", Choice::Clear),
            "Answer",
            vec![format!("- b NotApplicable {{}} {d} “”")],
        ),
        (
            note("x", "a", ""),
            "Note",
            vec![
                format!("- {}", a(&claimed("partly"), "why")),
                format!("+ {}", a(&claimed("partly"), "")),
            ],
        ),
        (
            note("z", "a", "n"),
            "Note",
            vec!["+ a No {} None “n”".to_owned()],
        ),
        (
            add("w", " Bob's <b>No</b> "),
            "Add team “Bob's <b>No</b>”",
            vec!["+ team w “Bob's <b>No</b>” None".to_owned()],
        ),
        (
            rename("x", "🦀 12:30"),
            "Rename team “x” to “🦀 12:30”",
            vec![
                "- team x “x” None".to_owned(),
                "+ team x “🦀 12:30” None".to_owned(),
            ],
        ),
        (
            delete("x"),
            "Delete team “x”",
            vec![
                "- team x “x” None".to_owned(),
                format!("- {}", a(&claimed("partly"), "why")),
            ],
        ),
        (
            retitle(" 2027 "),
            "Rename assessment",
            vec!["- title Start".to_owned(), "+ title 2027".to_owned()],
        ),
    ] {
        let mut after = start();
        let change = after.apply(command.clone(), &at(20)).unwrap().unwrap();
        let found = difference(&visible(&start()), &visible(&after));
        assert_eq!(found, expected, "{command:?}");
        assert_eq!(change.label, label, "{command:?}");
    }
}

#[test]
fn every_command_can_be_taken_back_and_brought_again() {
    for command in [
        answer("x", "a", stage("fully")),
        answer("x", "a", Choice::Clear),
        answer("z", "b", Choice::NotSure),
        Command::Answer {
            teams: vec![team("x"), team("y"), team("x")],
            activity: ActivityId::new("a"),
            choice: stage("started"),
        },
        note("x", "a", "other"),
        note("z", "b", "first"),
        add("w", "w"),
        rename("x", "w"),
        delete("x"),
        delete("z"),
        shift("x", 2),
        retitle("2027"),
        Command::Replace {
            how: Default::default(),
            with: Box::new(assessment(&["w"])),
            label: "Import".to_owned(),
        },
    ] {
        let mut copy = start();
        let change = copy.apply(command.clone(), &at(20)).unwrap().unwrap();
        let after = visible(&copy);
        assert_ne!(after, visible(&start()), "{command:?}");
        let change = copy.revert(change, &at(21));
        assert_eq!(visible(&copy), visible(&start()), "{command:?}");
        let change = copy.revert(change, &at(22));
        assert_eq!(visible(&copy), after, "{command:?}");
        copy.revert(change, &at(23));
        assert_eq!(visible(&copy), visible(&start()), "{command:?}");
    }
}

#[test]
fn commands_say_which_records_they_touch() {
    let head = |all| Touched {
        all,
        head: !all,
        ..Touched::default()
    };
    let teams = |ids: &[&str], head| Touched {
        head,
        teams: ids.iter().map(|id| team(id)).collect(),
        ..Touched::default()
    };
    for (command, expected) in [
        (answer("x", "a", stage("fully")), teams(&["x"], false)),
        (note("y", "a", "n"), teams(&["y"], false)),
        (add("w", "w"), head(false)),
        (rename("x", "n"), head(false)),
        (delete("x"), teams(&["x"], true)),
        (shift("x", 1), head(false)),
        (retitle("t"), head(false)),
        (
            Command::Replace {
                how: Default::default(),
                with: Box::new(assessment(&[])),
                label: "Import".to_owned(),
            },
            head(true),
        ),
    ] {
        let mut copy = start();
        let change = copy.apply(command.clone(), &at(20)).unwrap().unwrap();
        assert_eq!(change.touched(), expected, "{command:?}");
        // Taking back touches the same records.
        assert_eq!(copy.revert(change, &at(21)).touched(), expected);
    }
}

#[test]
fn refusals_say_why_and_change_nothing() {
    let gone = CommandError::UnknownTeam(team("gone"));
    for (command, expected) in [
        (answer("gone", "a", stage("fully")), gone.clone()),
        (note("gone", "a", "n"), gone.clone()),
        (rename("gone", "n"), gone.clone()),
        (delete("gone"), gone.clone()),
        (shift("gone", 1), gone.clone()),
        (
            answer("x", "a", stage("half")),
            CommandError::UnknownStage(StageId::new("half")),
        ),
        (add("w", " \t"), CommandError::EmptyName),
        (rename("x", ""), CommandError::EmptyName),
        (retitle("  "), CommandError::EmptyName),
        (add("w", " y "), CommandError::NameTaken("y".to_owned())),
        (rename("x", "y"), CommandError::NameTaken("y".to_owned())),
        (
            // One team that is not there spoils the answer of all.
            Command::Answer {
                teams: vec![team("x"), team("gone")],
                activity: ActivityId::new("a"),
                choice: stage("fully"),
            },
            gone,
        ),
    ] {
        let mut copy = start();
        assert_eq!(
            copy.apply(command.clone(), &at(20)),
            Err(expected),
            "{command:?}"
        );
        assert_eq!(copy, start(), "{command:?}");
    }
}

#[test]
fn refusals_are_sentences() {
    for (error, expected) in [
        (
            CommandError::UnknownTeam(team("x")),
            "This team no longer exists. Choose another one.",
        ),
        (
            CommandError::UnknownStage(StageId::new("half")),
            "This assessment has no stage “half”. Choose another one.",
        ),
        (
            CommandError::EmptyName,
            "A name is needed. Type at least one letter.",
        ),
        (
            CommandError::NameTaken("y".to_owned()),
            "The name “y” is taken. Choose another one.",
        ),
    ] {
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn where_nothing_changes_there_is_nothing_to_undo() {
    for command in [
        note("x", "a", "why"),
        note("z", "a", ""),
        rename("x", " x "),
        retitle("Start"),
        shift("x", 0),
        shift("x", -1),
        shift("z", 5),
        answer("z", "a", Choice::Clear),
        Command::Answer {
            teams: vec![],
            activity: ActivityId::new("a"),
            choice: Choice::NotSure,
        },
        Command::Replace {
            how: Default::default(),
            with: Box::new(start()),
            label: "Import".to_owned(),
        },
    ] {
        let mut copy = start();
        assert_eq!(
            copy.apply(command.clone(), &at(20)),
            Ok(None),
            "{command:?}"
        );
        assert_eq!(copy, start(), "{command:?}");
    }
}

#[test]
fn raising_dates_the_stages_on_the_way_and_lowering_keeps_them() {
    let mut copy = assessment(&["x"]);
    let mut dates = |choice: Choice, today: &str| {
        let mut context = at(20);
        context.today = day(today);
        apply(&mut copy, answer("x", "a", choice), &context);
        let answer = copy.answer(&team("x"), "a").unwrap();
        let reached: Vec<String> = answer
            .reached
            .iter()
            .map(|(stage, day)| format!("{stage} {day}"))
            .collect();
        (
            reached.join(", "),
            answer
                .confirmed
                .map(|day| day.to_string())
                .unwrap_or_default(),
        )
    };
    let [jan, feb, mar] = ["2026-01-10", "2026-02-11", "2026-03-12"];
    for (choice, today, reached) in [
        (stage("not-implemented"), jan, String::new()),
        (stage("started"), jan, format!("started {jan}")),
        (
            stage("fully"),
            feb,
            format!("fully {feb}, partly {feb}, started {jan}"),
        ),
        (
            stage("started"),
            mar,
            format!("fully {feb}, partly {feb}, started {jan}"),
        ),
        (
            Choice::NotSure,
            mar,
            format!("fully {feb}, partly {feb}, started {jan}"),
        ),
        (
            stage("fully"),
            mar,
            format!("fully {feb}, partly {feb}, started {jan}"),
        ),
    ] {
        assert_eq!(
            dates(choice.clone(), today),
            (reached, today.to_owned()),
            "{choice:?}"
        );
    }
    assert_eq!(dates(Choice::Clear, mar).1, "");
}

#[test]
fn teams_move_and_stop_at_the_ends() {
    for (command, expected) in [
        (shift("x", 1), "y x z"),
        (shift("z", -1), "x z y"),
        (shift("x", 99), "y z x"),
        (shift("z", i64::MIN), "z x y"),
        (shift("x", i64::MAX), "y z x"),
    ] {
        let mut copy = start();
        apply(&mut copy, command.clone(), &at(20));
        let ids: Vec<&str> = copy
            .living_teams()
            .iter()
            .map(|(id, _)| id.as_str())
            .collect();
        assert_eq!(ids.join(" "), expected, "{command:?}");
    }
}

#[test]
fn any_name_is_a_name() {
    let mut copy = assessment(&[]);
    for (number, name) in NAMES.iter().enumerate() {
        apply(&mut copy, add(&format!("t{number}"), name), &at(20));
    }
    let names: Vec<&str> = copy
        .living_teams()
        .iter()
        .map(|(_, team)| team.name.as_str())
        .collect();
    assert_eq!(names, NAMES.map(str::trim));
}

#[test]
fn deleting_a_team_and_undoing_it_brings_its_answers_back() {
    let mut person = Person::new("kim", start());
    let change = person.copy.apply(delete("x"), &at(20)).unwrap().unwrap();
    person.history.push(change);
    assert_eq!(person.copy.answered_count(), 1);
    assert_eq!(person.history.label(Step::Undo), Some("Delete team “x”"));
    person.act(&Deed::Undo, 21);
    assert_eq!(visible(&person.copy), visible(&start()));
    assert_eq!(person.history.label(Step::Undo), None);
    assert_eq!(person.history.label(Step::Redo), Some("Delete team “x”"));
}

#[test]
fn an_undone_import_leaves_no_trace() {
    let mut copy = start();
    let mut other = assessment(&["w"]);
    other.id = "another".to_owned();
    let import = Command::Replace {
        how: Default::default(),
        with: Box::new(other),
        label: "Import w.dsomm.json".to_owned(),
    };
    let mut history = History::default();
    history.push(copy.apply(import, &at(20)).unwrap().unwrap());
    assert_eq!(copy.id, "another");
    history.go(Step::Undo, &mut copy, &at(21));
    assert_eq!(copy, start());
}

/// Other tabs have taken the import in and answered since: only what it brought goes away.
#[test]
fn undoing_a_merge_keeps_what_came_later() {
    let mut mine = assessment(&["x"]);
    let mut history = History::default();
    let mut with = assessment(&["x", "w"]);
    apply(&mut with, answer("w", "a", stage("fully")), &by("bo", 20));
    apply(&mut with, answer("x", "a", stage("fully")), &by("bo", 20));
    let import = Command::Replace {
        how: Default::default(),
        with: Box::new(dsomm_radar::assessment::merge(&mine, &with)),
        label: "Import".to_owned(),
    };
    history.push(mine.apply(import, &at(21)).unwrap().unwrap());
    let mut elsewhere = mine.clone();
    apply(
        &mut elsewhere,
        answer("x", "b", stage("partly")),
        &by("bo", 22),
    );
    mine = dsomm_radar::assessment::merge(&mine, &elsewhere);
    history.go(Step::Undo, &mut mine, &at(23));
    for copy in [
        mine.clone(),
        dsomm_radar::assessment::merge(&elsewhere, &mine),
    ] {
        let later = copy.answer(&team("x"), "b").unwrap();
        assert_eq!(later.stage, Some(StageId::new("partly")));
        assert_eq!(copy.answer(&team("x"), "a").unwrap().stage, None);
        assert!(copy.teams[&team("w")].deleted);
    }
    history.go(Step::Redo, &mut mine, &at(24));
    assert!(!mine.teams[&team("w")].deleted);
    let back = mine.answer(&team("x"), "a").unwrap();
    assert_eq!(back.stage, Some(StageId::new("fully")));
}

/// What is typed letter by letter is one step back.
#[test]
fn a_text_that_is_typed_is_one_step() {
    let mut copy = assessment(&["x"]);
    let mut history = History::default();
    for (millis, text) in (20..).zip(["w", "wh", "why"]) {
        history.push_typed(
            copy.apply(note("x", "a", text), &at(millis))
                .unwrap()
                .unwrap(),
        );
    }
    history.push_typed(
        copy.apply(note("x", "b", "other"), &at(30))
            .unwrap()
            .unwrap(),
    );
    history.go(Step::Undo, &mut copy, &at(31));
    assert_eq!(copy.answer(&team("x"), "b").unwrap().note, "");
    assert_eq!(copy.answer(&team("x"), "a").unwrap().note, "why");
    history.go(Step::Undo, &mut copy, &at(32));
    assert_eq!(copy.answer(&team("x"), "a").unwrap().note, "");
    assert_eq!(history.label(Step::Undo), None);
}

/// A stage and a note are two registers: taking one back leaves the other as somebody else wrote
/// it meanwhile.
#[test]
fn undoing_an_answer_keeps_a_note_that_came_meanwhile() {
    let mut mine = assessment(&["x"]);
    let mut history = History::default();
    let mut theirs = mine.clone();
    let answered = mine.apply(answer("x", "a", stage("fully")), &at(20));
    history.push(answered.unwrap().unwrap());
    apply(&mut theirs, note("x", "a", "theirs"), &by("bo", 21));
    mine = dsomm_radar::assessment::merge(&mine, &theirs);
    history.go(Step::Undo, &mut mine, &at(22));
    let answer = mine.answer(&team("x"), "a").unwrap();
    assert_eq!(
        (answer.stage.clone(), answer.note.as_str()),
        (None, "theirs")
    );
}

/// The same for a team: what somebody else answered after its deletion is still there.
#[test]
fn undoing_a_deletion_keeps_answers_that_came_meanwhile() {
    let (mut mine, mut theirs) = (start(), start());
    let change = mine.apply(delete("x"), &at(20)).unwrap().unwrap();
    apply(&mut theirs, answer("x", "b", stage("fully")), &by("bo", 30));
    mine = dsomm_radar::assessment::merge(&mine, &theirs);
    mine.revert(change, &at(40));
    assert_eq!(visible(&mine), visible(&theirs));
}

#[test]
fn a_new_change_ends_redo_and_old_steps_are_forgotten() {
    let mut person = Person::new("kim", assessment(&[]));
    for number in 0..600 {
        let command = add(&format!("{number}"), &format!("Team {number}"));
        let change = person.copy.apply(command, &at(number)).unwrap().unwrap();
        person.history.push(change);
    }
    person.act(&Deed::Undo, 700);
    assert!(person.history.label(Step::Redo).is_some());
    person.act(&Deed::Retitle { name: 0 }, 701);
    assert_eq!(person.history.label(Step::Redo), None);
    let undone = (0..)
        .take_while(|n| person.act(&Deed::Undo, 800 + n).is_some())
        .count();
    assert_eq!(undone, 500);
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn undoing_all_and_redoing_all_comes_back(deeds in prop::collection::vec(any_deed(), 0..30)) {
        let mut person = Person::new("kim", assessment(&["x", "y"]));
        let mut seen = vec![visible(&person.copy)];
        for (millis, deed) in (100..).zip(&deeds) {
            if !matches!(deed, Deed::Undo | Deed::Redo) && person.act(deed, millis).is_some() {
                seen.push(visible(&person.copy));
            }
        }
        for expected in seen.iter().rev().skip(1) {
            prop_assert!(person.act(&Deed::Undo, 1000).is_some());
            prop_assert_eq!(&visible(&person.copy), expected);
        }
        prop_assert!(person.act(&Deed::Undo, 1000).is_none());
        for expected in seen.iter().skip(1) {
            prop_assert!(person.act(&Deed::Redo, 2000).is_some());
            prop_assert_eq!(&visible(&person.copy), expected);
        }
        prop_assert!(person.act(&Deed::Redo, 2000).is_none());
    }

    /// Every step back has to be the latest thing that happened also for somebody who took in the
    /// state before it, whatever the clock says.
    #[test]
    fn what_is_taken_back_stays_taken_back(
        deeds in prop::collection::vec((any_deed(), 0..200i64), 1..25)
    ) {
        let mut person = Person::new("kim", assessment(&["x", "y"]));
        for (deed, millis) in &deeds {
            let before = person.copy.clone();
            person.act(deed, *millis);
            let merged = dsomm_radar::assessment::merge(&before, &person.copy);
            prop_assert_eq!(visible(&merged), visible(&person.copy), "{:?}", deed);
        }
    }
}

#[test]
fn a_new_assessment_begins_as_the_command_would() {
    let (mut begun, mut commanded) = (assessment(&[]), assessment(&[]));
    begun.add_first_team(team("t"), "My team", &at(10));
    let add = Command::AddTeam {
        id: team("t"),
        name: "My team".to_owned(),
    };
    apply(&mut commanded, add, &at(10));
    assert_eq!(begun, commanded);
}
