//! Reviews by two: to which answer a confirmation belongs, who may give it, and what it counts for.

use dsomm_radar::assessment::{Assessment, Choice, Command, Context, Edit, merge};
use dsomm_radar::charts::Ink;
use dsomm_radar::exchange::assessment_file;
use dsomm_radar::exchange::excerpt::{Wish, excerpt};
use dsomm_radar::model::{ActivityId, Model};
use dsomm_radar::report::{self, Options};
use dsomm_radar::scoring::{self, Value, confirmed, score, waiting};

use crate::schema::problems;
use crate::support::{
    activity, answer, apply, assessment, by, day, edit, evidence, model, stage, team,
};

fn two() -> Model {
    let all = [activity("a", 1), activity("b", 1)];
    model(&[("D", &[("S", &all)])])
}

fn confirm(of: &str, activities: &[&str]) -> Edit {
    Edit::ConfirmAsSecond {
        team: team(of),
        activities: activities.iter().map(|id| ActivityId::new(id)).collect(),
    }
}

fn back(of: &str, activity: &str) -> Edit {
    Edit::TakeBackSecond {
        team: team(of),
        activity: ActivityId::new(activity),
    }
}

/// On another day than [`by`].
fn later(name: &str, millis: i64, on: &str) -> Context {
    Context {
        today: day(on),
        ..by(name, millis)
    }
}

/// Kim answered both activities of `x` as ready; Ben confirmed `a`.
fn reviewed() -> Assessment {
    let mut made = assessment(&["x", "y"]);
    for (millis, id) in [(10, "a"), (11, "b")] {
        apply(
            &mut made,
            answer("x", id, stage("fully")),
            &by("kim", millis),
        );
    }
    edit(&mut made, confirm("x", &["a"]), &by("ben", 20));
    made
}

fn holds(made: &Assessment, activity: &str) -> bool {
    made.second(&team("x"), activity).is_some()
}

fn refused(made: &Assessment, wanted: Edit, context: &Context) -> String {
    let said = made.clone().edit(wanted, context);
    said.unwrap_err().to_string()
}

#[test]
fn it_says_who_and_when() {
    let made = reviewed();
    let (x, found) = (team("x"), made.clone());
    let second = found.second(&x, "a").unwrap();
    assert_eq!((second.by, second.day), ("ben", Some(by("ben", 20).today)));
    assert!(!holds(&made, "b"));
    let mut again = made.clone();
    let nothing = again.edit(confirm("x", &["a"]), &by("eve", 30)).unwrap();
    assert_eq!((nothing, &again), (None, &made));
}

#[test]
fn nobody_confirms_an_answer_of_their_own_nor_what_is_none() {
    let made = reviewed();
    let own = refused(&made, confirm("x", &["b"]), &by("kim", 30));
    assert!(own.starts_with("You gave this answer yourself."), "{own}");
    // A name that is not known is nobody's.
    let mut unnamed = made.clone();
    edit(&mut unnamed, confirm("x", &["b"]), &by("", 30));
    assert!(holds(&unnamed, "b"));
    let none = refused(&made, confirm("y", &["a"]), &by("ben", 30));
    assert!(none.starts_with("There is no answer here"), "{none}");
    let mut unsure = made.clone();
    apply(
        &mut unsure,
        answer("x", "b", Choice::NotSure),
        &by("kim", 30),
    );
    let none = refused(&unsure, confirm("x", &["b"]), &by("ben", 31));
    assert!(none.starts_with("There is no answer here"), "{none}");
}

/// Whoever writes an owner or a day beside an answer has not answered.
#[test]
fn who_answered_stays_who_answered() {
    let mut made = reviewed();
    let activity = || ActivityId::new("b");
    let owner = Edit::SetOwner {
        team: team("x"),
        activity: activity(),
        owner: "ida".to_owned(),
    };
    edit(&mut made, owner, &by("ben", 30));
    let due = Edit::SetDue {
        team: team("x"),
        activity: activity(),
        due: Some(day("2026-06-30")),
    };
    edit(&mut made, due, &by("ida", 31));
    let own = refused(&made, confirm("x", &["b"]), &by("kim", 32));
    assert!(own.starts_with("You gave this answer yourself."), "{own}");
    let mut other = made.clone();
    edit(&mut other, confirm("x", &["b"]), &by("ben", 32));
    assert!(holds(&other, "b"));
    // Who says that it still holds answers anew.
    let still = Edit::Confirm {
        team: team("x"),
        activities: vec![activity()],
    };
    edit(&mut made, still, &by("ben", 33));
    let own = refused(&made, confirm("x", &["b"]), &by("ben", 34));
    assert!(own.starts_with("You gave this answer yourself."), "{own}");
}

#[test]
fn what_stands_beside_the_answer_leaves_it() {
    let mut made = reviewed();
    let owner = Edit::SetOwner {
        team: team("x"),
        activity: ActivityId::new("a"),
        owner: "ida".to_owned(),
    };
    edit(&mut made, owner, &by("kim", 30));
    let note = Command::Note {
        team: team("x"),
        activity: ActivityId::new("a"),
        text: "seen".to_owned(),
    };
    apply(&mut made, note, &by("kim", 31));
    assert!(holds(&made, "a"));
}

#[test]
fn a_changed_answer_loses_it_and_undo_brings_it_back() {
    let mut made = reviewed();
    let change = made.apply(answer("x", "a", stage("partly")), &by("kim", 30));
    let change = change.unwrap().unwrap();
    assert!(!holds(&made, "a"));
    let mut undone = made.clone();
    let redo = undone.revert(change, &by("kim", 31));
    assert!(holds(&undone, "a"));
    undone.revert(redo, &by("kim", 32));
    assert!(!holds(&undone, "a"));
    // Saying the same again does not bring it back, not even on the same day.
    apply(&mut made, answer("x", "a", stage("fully")), &by("kim", 33));
    assert!(!holds(&made, "a"));
    // Nor does an answer that is given anew on another day keep it.
    let mut made = reviewed();
    apply(&mut made, answer("x", "a", stage("fully")), &by("kim", 30));
    assert!(holds(&made, "a"), "the same answer on the same day");
    let anew = later("kim", 40, "2026-03-01");
    apply(&mut made, answer("x", "a", stage("fully")), &anew);
    assert!(!holds(&made, "a"));
}

/// A confirmation that came later than a change of the answer elsewhere is about the older answer.
#[test]
fn a_late_confirmation_of_an_older_answer_takes_nothing_back() {
    let mut before = assessment(&["x"]);
    apply(
        &mut before,
        answer("x", "a", stage("fully")),
        &by("kim", 10),
    );
    let (mut mine, mut theirs) = (before.clone(), before);
    apply(&mut mine, answer("x", "a", stage("partly")), &by("kim", 20));
    edit(&mut theirs, confirm("x", &["a"]), &by("ben", 30));
    let both = merge(&mine, &theirs);
    assert_eq!(both, merge(&theirs, &mine));
    assert!(!holds(&both, "a"));
    let said = both.answer(&team("x"), "a").unwrap().stage.clone();
    assert_eq!(said.unwrap().as_str(), "partly");
    let lost: Vec<bool> = both.seconds().iter().map(|it| it.holds).collect();
    assert_eq!(lost, [false]);
}

#[test]
fn it_is_taken_back_and_brought_again() {
    let mut made = reviewed();
    let change = made.edit(back("x", "a"), &by("kim", 30)).unwrap().unwrap();
    assert!(!holds(&made, "a"));
    assert!(made.seconds().is_empty());
    assert!(made.edit(back("x", "a"), &by("kim", 31)).unwrap().is_none());
    made.revert(change, &by("kim", 32));
    assert!(holds(&made, "a"));
    let mut made = reviewed();
    let change = made.edit(confirm("x", &["b"]), &by("ben", 40));
    made.revert(change.unwrap().unwrap(), &by("ben", 41));
    assert!(!holds(&made, "b") && holds(&made, "a"));
}

#[test]
fn what_does_not_apply_can_be_confirmed_with_its_reason_and_its_end() {
    let mut made = assessment(&["x"]);
    let reason = |text: &str| Choice::NotApplicable(text.to_owned());
    apply(
        &mut made,
        answer("x", "a", reason("no such thing")),
        &by("kim", 10),
    );
    edit(&mut made, confirm("x", &["a"]), &by("ben", 20));
    assert!(holds(&made, "a"));
    let mut until = made.clone();
    let end = Edit::SetUntil {
        team: team("x"),
        activity: ActivityId::new("a"),
        until: Some(day("2026-06-30")),
    };
    edit(&mut until, end, &by("kim", 30));
    assert!(!holds(&until, "a"));
    apply(
        &mut made,
        answer("x", "a", reason("another")),
        &by("kim", 30),
    );
    assert!(!holds(&made, "a"));
}

#[test]
fn with_the_rule_only_what_two_confirmed_is_ready() {
    let (model, mut made) = (two(), reviewed());
    let values = |made: &Assessment, of: &str| score(&model, made, &team(of)).values;
    let full = Value::Scored(1.0);
    assert_eq!(values(&made, "x"), [full, full]);
    let numbers = confirmed(&model, &made, &team("x"));
    assert_eq!((numbers.claimed, numbers.confirmed), (2, 1));
    assert_eq!(numbers.share(), Some(0.5));
    edit(&mut made, Edit::SetNeedsTwo { on: true }, &by("kim", 30));
    assert!(made.needs_two());
    assert_eq!(values(&made, "x"), [full, Value::Scored(0.5)]);
    assert_eq!(score(&model, &made, &team("x")).overall.counts.ready, 1);
    // What is claimed stays what is claimed.
    assert_eq!(confirmed(&model, &made, &team("x")), numbers);
    assert_eq!(waiting(&model, &made, &team("x")), [1]);
    // What is inherited was confirmed for the team that said it.
    let inherit = Edit::Inherit {
        team: team("y"),
        from: Some(team("x")),
    };
    edit(&mut made, inherit, &by("kim", 31));
    assert_eq!(values(&made, "y"), [full, Value::Scored(0.5)]);
    assert_eq!(confirmed(&model, &made, &team("y")), numbers);
    assert!(waiting(&model, &made, &team("y")).is_empty());
    assert_eq!(scoring::value(&made, &team("y"), "b"), Value::Scored(0.5));
    // Evidence does not stand in for a second person.
    let mut piece = evidence("b", "x", "Run");
    piece.recorded = Some(day("2026-01-01"));
    let put = Edit::PutEvidence {
        id: dsomm_radar::assessment::EvidenceId::new("e"),
        evidence: piece,
    };
    edit(&mut made, put, &by("kim", 32));
    let proven = scoring::evidenced(&model, &made, &team("x"), day("2026-01-05"));
    assert_eq!(proven.values, [Value::Scored(0.0), Value::Scored(0.5)]);
    edit(&mut made, confirm("x", &["b"]), &by("ben", 33));
    assert_eq!(values(&made, "x"), [full, full]);
    let change = made.edit(Edit::SetNeedsTwo { on: false }, &by("kim", 34));
    made.revert(change.unwrap().unwrap(), &by("kim", 35));
    assert!(made.needs_two());
}

#[test]
fn the_file_keeps_it_and_older_files_have_none() {
    let mut made = reviewed();
    edit(&mut made, Edit::SetNeedsTwo { on: true }, &by("kim", 30));
    let text = assessment_file::write(&made);
    assert_eq!(problems(&text), [""; 0]);
    let read = assessment_file::read(&text).unwrap();
    assert_eq!(read, made);
    assert!(read.needs_two() && holds(&read, "a"));
    let older = assessment_file::read(&assessment_file::write(&assessment(&["x"]))).unwrap();
    assert!(!older.needs_two() && older.seconds().is_empty());
    let mut odd = older;
    odd.kept
        .insert("reviews".to_owned(), serde_json::json!(["?"]));
    assert!(!odd.needs_two() && odd.seconds().is_empty());
    let said = refused(&odd, Edit::SetNeedsTwo { on: true }, &by("kim", 40));
    assert!(said.contains("something else"), "{said}");
}

#[test]
fn parts_hold_what_belongs_to_them() {
    let mut made = reviewed();
    let reason = Choice::NotApplicable("a secret reason".to_owned());
    apply(&mut made, answer("y", "a", reason), &by("kim", 30));
    edit(&mut made, confirm("y", &["a"]), &by("ben", 31));
    edit(&mut made, Edit::SetNeedsTwo { on: true }, &by("kim", 32));
    let part = |wish: Wish| excerpt(&made, &wish, "fresh").unwrap().assessment;
    let one = part(Wish {
        team: Some(team("x")),
        ..Wish::default()
    });
    assert!(one.needs_two() && holds(&one, "a"));
    assert!(!assessment_file::write(&one).contains("secret"));
    let short = part(Wish {
        without_notes: true,
        ..Wish::default()
    });
    assert!(short.needs_two() && holds(&short, "a"));
    assert!(!assessment_file::write(&short).contains("secret"));
    assert_eq!(merge(&made, &short), made);
    let nameless = part(Wish {
        anonymous: true,
        ..Wish::default()
    });
    assert!(nameless.seconds().is_empty());
}

/// The chapter of the report, and the sentence of its summary.
#[test]
fn the_report_says_who_confirmed_what() {
    let (model, mut made) = (two(), reviewed());
    edit(&mut made, confirm("x", &["b"]), &by("zoe", 25));
    apply(&mut made, answer("x", "b", stage("partly")), &by("kim", 26));
    let written = |made: &Assessment| {
        let source = report::Source {
            model: &model,
            assessment: made,
            standards: &[],
            today: day("2026-03-01"),
            ink: Ink::File,
            say: &str::to_owned,
        };
        report::markdown::write(&report::build(&source, &Options::full()))
    };
    let text = written(&made);
    let on = by("ben", 20).today;
    for line in [
        "| x | 1 | 1 | 100 % |".to_owned(),
        format!("| a | x | Fully implemented | kim | ben | {on} |"),
        "The rest counts as ready all the same.".to_owned(),
    ] {
        assert!(text.contains(&line), "{line}: {text}");
    }
    assert!(!text.contains("zoe"));
    edit(&mut made, Edit::SetNeedsTwo { on: true }, &by("kim", 30));
    let text = written(&made);
    assert!(text.contains("Only these count as ready."), "{text}");
    assert!(text.contains("Ready needs two: only what"), "{text}");
}
