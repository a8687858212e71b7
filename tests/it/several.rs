//! All assessments of a browser in one file, and back: nothing is lost, and nothing overwritten.

use dsomm_radar::assessment::{Assessment, Command, Touched};
use dsomm_radar::exchange::assessment_file;
use dsomm_radar::exchange::several::{Several, read, write};
use dsomm_radar::map::Map;
use dsomm_radar::model::ActivityId;
use dsomm_radar::storage::{Keeper, Memory, Outcome, Shelf, Store, StoreError, read_rescue};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::schema;
use crate::support::{
    Deed, answer, any_deed, apply, assessment, at, cases, lived, stage, team, visible,
};

fn of_id(id: &str, title: &str) -> Assessment {
    Assessment {
        id: id.to_owned(),
        title: title.to_owned(),
        ..assessment(&["x", "y"])
    }
}

fn answered(id: &str, activity: &str, how: &str, millis: i64) -> Assessment {
    let mut one = of_id(id, id);
    apply(&mut one, answer("x", activity, stage(how)), &at(millis));
    one
}

/// One text for one content.
fn bytes(assessment: &Assessment) -> String {
    assessment_file::write(assessment)
}

fn everything() -> Touched {
    Touched {
        all: true,
        ..Touched::default()
    }
}

/// Stores an assessment as the one that is open.
fn opened(assessment: &Assessment) -> Memory {
    let memory = Memory::default();
    let mut keeper = Keeper::default();
    let saved = keeper.save(&memory, &mut assessment.clone(), &everything());
    assert_eq!(saved, Ok(false));
    memory
}

fn kept(memory: &impl Store, id: &str) -> Assessment {
    Shelf::of(memory).kept(id, &[]).unwrap().unwrap()
}

fn activities() -> Vec<ActivityId> {
    ["a", "b", "c/ü"].map(ActivityId::new).to_vec()
}

fn file(all: &[Assessment]) -> String {
    write(all.first().map(|one| one.id.as_str()), all, &activities()).unwrap()
}

#[test]
fn a_browser_goes_into_a_file_and_comes_back() {
    let (one, two) = (
        answered("1", "a", "partly", 10),
        answered("2", "b", "fully", 11),
    );
    let memory = opened(&one);
    let shelf = Shelf::of(&memory);
    assert_eq!(shelf.take(&two, &[], 0), Ok(Outcome::Added));
    assert_eq!(shelf.take(&of_id("3", "gone"), &[], 0), Ok(Outcome::Added));
    shelf.delete("3", 5).unwrap();
    let before = memory.texts();
    let (others, problems) = shelf.others("1", &[]).unwrap();
    assert_eq!((others.len(), problems.len()), (1, 0));
    assert_eq!(memory.texts(), before, "looking writes nothing");
    let all = [one.clone(), others[0].clone()];
    let found = read(&file(&all)).unwrap();
    assert_eq!(found.open.as_deref(), Some("1"));
    assert_eq!(found.problems, [""; 0]);
    let (first, rest) = found.split("elsewhere").unwrap();
    assert_eq!(first, one);
    assert_eq!(rest, [two]);
}

#[test]
fn what_is_open_comes_first_then_what_was() {
    let all = ["1", "2", "3"].map(|id| of_id(id, id));
    let with = |open: &str| Several {
        open: Some(open.to_owned()),
        assessments: all.to_vec(),
        problems: Vec::new(),
    };
    let first = |open: &str, here: &str| with(open).split(here).unwrap().0.id;
    assert_eq!(first("2", "3"), "3");
    assert_eq!(first("2", "9"), "2");
    assert_eq!(first("8", "9"), "1");
    assert_eq!(with("2").split("3").unwrap().1.len(), 2);
    assert_eq!(Several::default().split("1"), None);
}

#[test]
fn copies_in_one_file_are_merged() {
    let older = answered("1", "a", "partly", 10);
    let mut newer = older.clone();
    apply(&mut newer, answer("y", "b", stage("fully")), &at(20));
    let mut other = older.clone();
    apply(&mut other, answer("x", "a", stage("started")), &at(30));
    for all in [[&newer, &other], [&other, &newer]] {
        let found = read(&file(&all.map(Clone::clone))).unwrap();
        assert_eq!(found.assessments.len(), 1);
        let lines = visible(&found.assessments[0]).join("\n");
        assert!(
            lines.contains("started") && lines.contains("fully"),
            "{lines}"
        );
    }
}

#[test]
fn a_broken_entry_is_told_and_the_others_are_read() {
    let text = file(&["1", "2", "3"].map(|id| answered(id, "a", "partly", 10)));
    let mut value: Value = serde_json::from_str(&text).unwrap();
    value["assessments"][1]["answers"]["x"]["a"]["stage"] = json!(7);
    value["assessments"][0]["later"] = json!({ "kept": 1.50 });
    value["also"] = json!("unknown");
    value["open"] = json!(3);
    let found = read(&value.to_string()).unwrap();
    assert_eq!(
        found.problems,
        [
            "Which assessment was open is not readable.",
            "Assessment 2 of the file, “2”, cannot be used and is left out. The file is damaged: at “answers → x → a → stage” there has to be a text. Correct that place, or ask for the file to be exported again.",
        ]
    );
    let ids: Vec<&str> = found
        .assessments
        .iter()
        .map(|one| one.id.as_str())
        .collect();
    assert_eq!(ids, ["1", "3"]);
    assert!(bytes(&found.assessments[0]).contains("later"));
    for wrong in [json!(null), json!([]), json!(1), json!({ "format": "x" })] {
        let mut value = value.clone();
        value["assessments"][2] = wrong;
        let found = read(&value.to_string()).unwrap();
        assert_eq!((found.assessments.len(), found.problems.len()), (1, 3));
    }
}

#[test]
fn what_cannot_be_read_at_all_says_why() {
    for (text, said) in [
        ("", "The file is empty."),
        (
            "x: y",
            "This is not an assessment file: it looks like some other text.",
        ),
        (
            "[]",
            "This is not an assessment file: it looks like a JSON list",
        ),
        (
            "{}",
            "This is not an assessment file: it looks like other JSON data.",
        ),
        (
            r#"{"format": "dsomm-assessments""#,
            "The file is not readable JSON: EOF",
        ),
        (
            r#"{"format": "dsomm-assessments", "version": 2, "assessments": []}"#,
            "The file was written by a newer version of this page (format 2;",
        ),
        (
            r#"{"format": "dsomm-assessments", "assessments": []}"#,
            "The file is damaged: at “version” there has to be a version number",
        ),
        (
            r#"{"format": "dsomm-assessments", "version": 1}"#,
            "The file is damaged: at “assessments” there has to be a list",
        ),
        (
            r#"{"format": "dsomm-assessments", "version": 1, "assessments": []}"#,
            "The file holds no assessment that can be read.",
        ),
        (
            r#"{"format": "dsomm-assessments", "version": 1, "assessments": [1]}"#,
            "The file holds no assessment that can be read. Assessment 1 of the file cannot",
        ),
    ] {
        let found = read(text).unwrap_err();
        assert!(found.starts_with(said), "{text}: {found}");
    }
}

#[test]
fn what_is_kept_is_merged_and_never_overwritten() {
    let memory = opened(&of_id("open", "Open"));
    let shelf = Shelf::of(&memory);
    let here = answered("1", "a", "fully", 100);
    let theirs = {
        let mut theirs = answered("1", "a", "partly", 50);
        apply(&mut theirs, answer("x", "b", stage("started")), &at(51));
        theirs
    };
    shelf.add(&here).unwrap();
    assert_eq!(shelf.would_take(&theirs, &[]), Ok(Outcome::Merged));
    assert_eq!(shelf.take(&theirs, &[], 7), Ok(Outcome::Merged));
    let lines = visible(&kept(&memory, "1")).join("\n");
    assert!(
        lines.contains("fully") && lines.contains("started"),
        "{lines}"
    );
    assert_eq!(shelf.copies("1").unwrap().len(), 1, "a recovery copy");
    assert_eq!(memory.get("dsomm-radar/current").unwrap().unwrap(), "open");
    // An older copy says nothing new.
    assert_eq!(shelf.take(&here, &[], 8), Ok(Outcome::Same));
    assert_eq!(shelf.copies("1").unwrap().len(), 1);
}

#[test]
fn a_deleted_one_comes_back_with_what_both_copies_have() {
    let memory = opened(&of_id("open", "Open"));
    let shelf = Shelf::of(&memory);
    let here = answered("1", "a", "fully", 100);
    for theirs in [here.clone(), answered("1", "b", "started", 50)] {
        shelf.add(&here).unwrap();
        shelf.delete("1", 3).unwrap();
        assert_eq!(shelf.would_take(&theirs, &[]), Ok(Outcome::Restored));
        assert_eq!(shelf.take(&theirs, &[], 7), Ok(Outcome::Restored));
        let listed = shelf.list().unwrap();
        assert!(listed.iter().all(|entry| entry.deleted.is_none()));
        assert!(visible(&kept(&memory, "1")).join("\n").contains("fully"));
        assert_eq!(shelf.take(&theirs, &[], 8), Ok(Outcome::Same));
        shelf.purge("1").unwrap();
        assert_eq!(shelf.would_take(&theirs, &[]), Ok(Outcome::Added));
    }
}

/// As much as fits, fits; what does not leaves everything as it stood.
#[test]
fn a_full_storage_loses_nothing() {
    let open = of_id("open", "Open");
    let here = answered("1", "a", "fully", 100);
    let mut theirs = here.clone();
    for number in 0..60 {
        let id = format!("activity-{number:03}");
        apply(&mut theirs, answer("y", &id, stage("partly")), &at(200));
    }
    let new = Assessment {
        id: "2".to_owned(),
        ..theirs.clone()
    };
    let base = opened(&open);
    Shelf::of(&base).add(&here).unwrap();
    let (mut full, mut taken) = (0, 0);
    for more in (0..6000).step_by(40) {
        let memory = Memory::with_limit(base.used() + more);
        for (key, text) in base.texts() {
            memory.set(&key, &text).unwrap();
        }
        let shelf = Shelf::of(&memory);
        for (one, wanted) in [(&theirs, Outcome::Merged), (&new, Outcome::Added)] {
            let before = memory.texts();
            match shelf.take(one, &[], 7) {
                Ok(outcome) => {
                    assert_eq!(outcome, wanted);
                    assert_eq!(kept(&memory, &one.id), *one);
                    taken += 1;
                }
                Err(problem) => {
                    assert_eq!(problem, StoreError::Full);
                    // But for what counts saves, and for recovery copies.
                    let plain = |texts: Map<String, String>| -> Vec<(String, String)> {
                        let is_plain = |key: &str| !key.contains("copies/");
                        texts.into_iter().filter(|(key, _)| is_plain(key)).collect()
                    };
                    assert_eq!(plain(memory.texts()), plain(before), "{more}");
                    full += 1;
                }
            }
        }
    }
    assert!(full > 10 && taken > 10, "{full} {taken}");
}

#[test]
fn what_a_newer_page_wrote_is_left_alone() {
    let memory = opened(&of_id("open", "Open"));
    let shelf = Shelf::of(&memory);
    shelf.add(&of_id("1", "One")).unwrap();
    let head = "dsomm-radar/a/1/head";
    memory.set(head, "9:00000000:{}").unwrap();
    let before = memory.texts();
    let theirs = answered("1", "a", "fully", 9);
    assert_eq!(shelf.would_take(&theirs, &[]), Err(StoreError::Newer));
    assert_eq!(shelf.take(&theirs, &[], 7), Err(StoreError::Newer));
    let (others, problems) = shelf.others("open", &[]).unwrap();
    assert!(others.is_empty() && problems[0].contains("newer version"));
    assert_eq!(memory.texts(), before);
}

#[test]
fn a_damaged_record_is_told_and_the_file_mends_it() {
    let memory = opened(&of_id("open", "Open"));
    let shelf = Shelf::of(&memory);
    let whole = answered("1", "a", "fully", 9);
    shelf.add(&whole).unwrap();
    memory.set("dsomm-radar/a/1/t/x", "2:00000000:?").unwrap();
    let before = memory.texts();
    let (others, problems) = shelf.others("open", &[]).unwrap();
    assert_eq!(others.len(), 1);
    assert!(
        problems[0].starts_with("“1”: A part of the stored answers"),
        "{problems:?}"
    );
    assert_eq!(shelf.would_take(&whole, &[]), Ok(Outcome::Merged));
    assert_eq!(memory.texts(), before, "looking writes nothing");
    assert_eq!(shelf.take(&whole, &[], 7), Ok(Outcome::Merged));
    assert_eq!(kept(&memory, "1"), whole);
    assert_eq!(shelf.aside().unwrap().len(), 1);
}

#[test]
fn a_rescue_file_gives_several() {
    let one = answered("1", "a", "partly", 10);
    let memory = opened(&one);
    let shelf = Shelf::of(&memory);
    shelf.add(&of_id("2", "Two")).unwrap();
    shelf.add(&of_id("3", "Three")).unwrap();
    shelf.delete("3", 1).unwrap();
    let mut unsaved = one.clone();
    apply(&mut unsaved, answer("y", "b", stage("fully")), &at(20));
    let records: Value = memory
        .texts()
        .into_iter()
        .map(|(k, v)| (k, v.into()))
        .collect::<serde_json::Map<_, Value>>()
        .into();
    let file = |unsaved: &Assessment| {
        let file = json!({ "format": "dsomm-rescue", "version": 1, "records": records, "unsaved": bytes(unsaved) });
        read_rescue(&file.to_string(), &[]).unwrap().unwrap()
    };
    let found = file(&unsaved);
    assert_eq!(found.assessments, [unsaved.clone(), of_id("2", "Two")]);
    assert_eq!(found.open.as_deref(), Some("1"));
    assert_eq!(found.split("2").unwrap().1, [unsaved]);
    let other = file(&of_id("9", "Unsaved"));
    assert_eq!(other.assessments.len(), 3);
    assert_eq!(other.split("").unwrap().0.id, "9");
}

/// Each assessment stands in the file line by line as in one of its own, so that git merges it.
#[test]
fn it_is_laid_out_as_single_files_are() {
    let all = [
        answered("1", "a", "partly", 10),
        answered("2", "b", "fully", 11),
    ];
    let text = file(&all);
    for one in &all {
        let single = dsomm_radar::exchange::export::write(one, &activities());
        let indented: String = single
            .lines()
            .map(|line| match line.is_empty() {
                true => "\n".to_owned(),
                false => format!("    {line}\n"),
            })
            .collect();
        assert!(text.contains(&indented), "{text}");
    }
    assert!(text.lines().all(|line| line.trim_end() == line));
    let backwards = [all[1].clone(), all[0].clone()];
    assert_eq!(write(Some("1"), &backwards, &activities()).unwrap(), text);
    assert_eq!(schema::problems_of_several(&text), [""; 0]);
    let mut wrong: Value = serde_json::from_str(&text).unwrap();
    wrong["assessments"][0]["cadence_months"] = json!(0);
    wrong["version"] = json!("1");
    assert_eq!(schema::problems_of_several(&wrong.to_string()).len(), 2);
}

/// Ids are any texts: one may hold a slash, or begin with another one and a slash.
#[test]
fn an_id_may_hold_a_slash() {
    let memory = opened(&of_id("x", "Open"));
    let shelf = Shelf::of(&memory);
    let mut head = of_id("x/y", "Inner");
    apply(
        &mut head,
        Command::AddTeam {
            id: team("head"),
            name: "Head".to_owned(),
        },
        &at(5),
    );
    apply(&mut head, answer("head", "a", stage("fully")), &at(6));
    shelf.take(&head, &[], 0).unwrap();
    let ids = |shelf: &Shelf<'_, Memory>| -> Vec<String> {
        shelf
            .list()
            .unwrap()
            .into_iter()
            .map(|entry| entry.id)
            .collect()
    };
    assert_eq!(ids(&shelf), ["x/y", "x"]);
    memory.remove("dsomm-radar/a/x/y/head").unwrap();
    assert_eq!(ids(&shelf).len(), 2, "a lost head hides nothing");
    shelf.take(&head, &[], 0).unwrap();
    shelf.purge("x").unwrap();
    assert_eq!(ids(&shelf), ["x/y"]);
    assert_eq!(kept(&memory, "x/y").answers, head.answers);
}

/// Assessments of some people, which some of them have begun from the same one.
fn some() -> impl Strategy<Value = Vec<Assessment>> {
    let deeds = proptest::collection::vec((any_deed(), 100..10_000i64), 0..14);
    proptest::collection::vec((0..3usize, deeds), 1..5).prop_map(|people| {
        let mut all = Vec::new();
        for (number, (id, deeds)) in people.into_iter().enumerate() {
            let start = of_id(["one", "two", "Ü/3 %"][id], "Start");
            let deeds: Vec<(Deed, i64)> = deeds;
            all.push(lived(&format!("p{number}"), &start, &deeds));
        }
        all
    })
}

fn all_kept(memory: &Memory) -> Vec<String> {
    let shelf = Shelf::of(memory);
    let entries = shelf.list().unwrap();
    let mut all: Vec<String> = entries
        .iter()
        .map(|entry| bytes(&kept(memory, &entry.id)))
        .collect();
    all.sort();
    all
}

proptest! {
    #![proptest_config(cases(96))]

    /// Out into a file, into an empty browser, out again: the same file. Once more: nothing changes.
    #[test]
    fn out_and_in_is_the_same(all in some()) {
        let merged = {
            let mut merged = Several::default();
            all.iter().cloned().for_each(|one| merged.add(one));
            merged.assessments
        };
        let text = file(&merged);
        let found = read(&text).unwrap();
        prop_assert_eq!(found.problems.len(), 0);
        prop_assert_eq!(schema::problems_of_several(&text), [""; 0]);
        let memory = Memory::default();
        let shelf = Shelf::of(&memory);
        for one in &found.assessments {
            prop_assert_eq!(shelf.would_take(one, &[]), Ok(Outcome::Added));
            prop_assert_eq!(shelf.take(one, &[], 0), Ok(Outcome::Added));
        }
        let (others, problems) = shelf.others("", &[]).unwrap();
        prop_assert_eq!(problems.len(), 0);
        let again = write(merged.first().map(|one| one.id.as_str()), &others, &activities()).unwrap();
        prop_assert_eq!(&again, &text);
        let before = memory.texts();
        for one in &found.assessments {
            prop_assert_eq!(shelf.would_take(one, &[]), Ok(Outcome::Same));
            prop_assert_eq!(shelf.take(one, &[], 1), Ok(Outcome::Same));
        }
        prop_assert_eq!(memory.texts(), before);
    }

    /// In whatever order copies come, alone or together in a file, the same is kept in the end.
    #[test]
    fn the_order_does_not_matter(all in some(), seed in any::<u64>()) {
        let taken = |order: &[&Assessment]| {
            let memory = opened(&of_id("open", "Open"));
            let shelf = Shelf::of(&memory);
            for one in order {
                let would = shelf.would_take(one, &[]).unwrap();
                assert_eq!(shelf.take(one, &[], 3), Ok(would));
            }
            assert_eq!(kept(&memory, "open"), of_id("open", "Open"));
            all_kept(&memory)
        };
        let order: Vec<&Assessment> = all.iter().collect();
        let mut other = order.clone();
        let len = other.len();
        other.rotate_left(usize::try_from(seed % 4).unwrap() % len);
        if seed % 8 > 3 {
            other.reverse();
        }
        let wanted = taken(&order);
        prop_assert_eq!(&taken(&other), &wanted);
        let file = read(&file(&all)).unwrap();
        let order: Vec<&Assessment> = file.assessments.iter().collect();
        prop_assert_eq!(&taken(&order), &wanted);
    }
}
