//! The exported file and git: two people who change different things need no hands to merge.

use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::sync::atomic::{AtomicUsize, Ordering};

use dsomm_radar::assessment::{
    Aim, Assessment, Choice, Command, CycleId, Edit, EvidenceId, GroupId, TeamId, merge,
};
use dsomm_radar::exchange::assessment_file::{self, read};
use dsomm_radar::exchange::export::write;
use dsomm_radar::model::ActivityId;
use proptest::prelude::*;

use crate::exchange::{FULL, GOLDEN};
use crate::schema::problems;
use crate::support::{answer, assessment, by, cases, day, edit, evidence, note, stage, team};

/// A folder that is gone when the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("dsomm-radar-git-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.join(name), text).unwrap();
    }

    /// Whether git was content, and what it said.
    fn git(&self, arguments: &[&str]) -> (bool, String) {
        git(&self.0, arguments)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// git without the settings of the machine.
fn git(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let mut git = Process::new("git");
    git.current_dir(folder).args(arguments);
    for name in ["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"] {
        git.env(name, "/dev/null");
    }
    for who in ["AUTHOR", "COMMITTER"] {
        git.env(format!("GIT_{who}_NAME"), "kim");
        git.env(format!("GIT_{who}_EMAIL"), "kim@example.org");
    }
    let output = git.output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    (output.status.success(), said)
}

/// What git makes of two copies of a file. `None`: a conflict.
fn merged(base: &str, mine: &str, theirs: &str, algorithm: &str) -> Option<String> {
    let folder = Folder::new();
    folder.write("base", base);
    folder.write("mine", mine);
    folder.write("theirs", theirs);
    let algorithm = format!("--diff-algorithm={algorithm}");
    let files = ["mine", "base", "theirs"];
    let (is_clean, text) = folder.git(&[&["merge-file", "-p", &algorithm][..], &files].concat());
    is_clean.then_some(text)
}

/// As many activities as a small model has, with ids that look like those of a model.
fn activities() -> Vec<ActivityId> {
    let id = |number: usize| format!("{number:02}e263-415b-815d-e7161b6b905e");
    (0..24).map(|number| ActivityId::new(&id(number))).collect()
}

fn piece(number: usize) -> EvidenceId {
    EvidenceId::new(&format!("e{number:02}"))
}

fn change(copy: &mut Assessment, command: Command, name: &str, millis: i64) {
    copy.apply(command, &by(name, millis)).unwrap();
}

/// Two teams of which one has answered nothing and one every second activity; evidence, targets, a
/// plan and a cycle.
fn base() -> Assessment {
    let mut base = assessment(&["x", "y", "z"]);
    for (number, activity) in activities().iter().enumerate() {
        if number % 2 == 0 {
            let choice = stage(["partly", "fully"][number % 4 / 2]);
            change(&mut base, answer("x", activity.as_str(), choice), "al", 10);
        }
    }
    let mut put = |what: Edit| {
        edit(&mut base, what, &by("al", 20));
    };
    for number in (0..20).step_by(2) {
        put(Edit::PutEvidence {
            id: piece(number),
            evidence: evidence(activities()[number].as_str(), "x", "Log"),
        });
    }
    for part in ["b/one", "b/two", "c/one"] {
        put(aim(part, 2));
    }
    put(Edit::AddGroup {
        id: GroupId::new("g"),
        name: "Web".to_owned(),
    });
    put(Edit::AddCycle {
        id: CycleId::new("c"),
        name: "Next".to_owned(),
    });
    put(Edit::Plan {
        team: team("x"),
        activities: activities(),
        cycle: Some(CycleId::new("c")),
    });
    base
}

fn aim(part: &str, level: u8) -> Edit {
    Edit::SetTarget {
        aim: Aim {
            team: None,
            subdimension: Some(part.to_owned()),
        },
        level: Some(level),
        by: Some(day("2027-06-30")),
    }
}

/// One place that somebody may change, and how.
type Place = (usize, usize);

/// How many places [`act`] knows.
const PLACES: usize = 3 * 24 + 20 + 3 + 24 + 3 + 4;

fn act(copy: &mut Assessment, (place, how): Place, name: &str, millis: i64) {
    let activities = activities();
    let put = |copy: &mut Assessment, what: Edit| {
        change(copy, what.into(), name, millis);
    };
    let mut at = place;
    for of in ["x", "y", "z"] {
        if at < activities.len() {
            let activity = activities[at].as_str();
            let long = "A long reason with “quotes”.\n".repeat(how + 1);
            let command = match how {
                0 => answer(of, activity, stage("started")),
                1 => answer(of, activity, stage("fully")),
                2 => answer(of, activity, Choice::NotSure),
                3 => answer(of, activity, Choice::Clear),
                4 => note(of, activity, &long),
                5 => note(of, activity, name),
                _ => answer(of, activity, Choice::NotApplicable(long)),
            };
            change(copy, command, name, millis);
            return;
        }
        at -= activities.len();
    }
    if at < 20 {
        let is_there = copy.evidence.contains_key(piece(at).as_str());
        let what = match is_there && how % 2 == 1 {
            true => Edit::RemoveEvidence { id: piece(at) },
            false => Edit::PutEvidence {
                id: piece(at),
                evidence: evidence(activities[at].as_str(), "y", &name.repeat(how * 20 + 1)),
            },
        };
        return put(copy, what);
    }
    at -= 20;
    if at < 3 {
        let level = u8::try_from(how % 4 + 1).unwrap();
        return put(copy, aim(["b/one", "b/two", "c/one"][at], level));
    }
    at -= 3;
    if at < 24 {
        let what = Edit::Plan {
            team: team("x"),
            activities: vec![activities[at].clone()],
            cycle: None,
        };
        return put(copy, what);
    }
    at -= 24;
    if at < 3 {
        let command = Command::RenameTeam {
            team: team(["x", "y", "z"][at]),
            name: format!("{name} {at}"),
        };
        return change(copy, command, name, millis);
    }
    match at - 3 {
        0 => {
            let title = format!("By {name}");
            change(copy, Command::Retitle { title }, name, millis);
        }
        1 => {
            let (cadence_months, evidence_valid_months) = (3, 24);
            let what = Edit::SetMonths {
                cadence_months,
                evidence_valid_months,
            };
            put(copy, what);
        }
        2 => {
            let command = Command::SetModel {
                extensions: vec!["agentic-ai".to_owned()],
                overlay: Some(serde_json::json!({ "A": { "B": {} } })),
                label: "Switch on".to_owned(),
            };
            change(copy, command, name, millis);
        }
        _ => {
            let (cycle, group) = (CycleId::new("c"), GroupId::new("g"));
            let name = format!("By {name}");
            match how % 2 {
                0 => put(copy, Edit::RenameCycle { cycle, name }),
                _ => put(copy, Edit::RenameGroup { group, name }),
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(60))]

    /// Each place is changed by one of them or by none: first answers of neighbours, notes, what is
    /// cleared, evidence that is added, changed and removed, targets, plan, names and settings.
    #[test]
    fn different_changes_merge_and_say_what_our_own_merge_says(
        who in prop::collection::vec((0..4usize, 0..7usize), PLACES)
    ) {
        let base = base();
        let of = |side: usize| -> Vec<Place> {
            let all = (0..).zip(&who);
            all.filter(|(_, (who, _))| *who == side).map(|(place, (_, how))| (place, *how)).collect()
        };
        let (kim, bo) = (of(0), of(1));
        let copy = |places: &[Place], name: &str, start: i64| {
            let mut copy = base.clone();
            for (millis, place) in (start..).zip(places) {
                act(&mut copy, *place, name, millis);
            }
            copy
        };
        let (kim, bo) = (copy(&kim, "kim", 1000), copy(&bo, "bo", 1500));
        let ids = activities();
        let [base, mine, theirs] = [&base, &kim, &bo].map(|copy| write(copy, &ids));
        for algorithm in ["myers", "histogram", "patience"] {
            let text = merged(&base, &mine, &theirs, algorithm);
            prop_assert!(text.is_some(), "a conflict with {algorithm}");
            let text = text.unwrap();
            let ours = merge(&kim, &bo);
            prop_assert_eq!(read(&text), Ok(ours.clone()));
            // The next export gives what git made.
            prop_assert_eq!(write(&ours, &ids), text);
        }
    }
}

/// The usual day: two people work through one dimension of a team that has answered nothing yet,
/// each on a branch.
#[test]
fn two_branches_with_first_answers_of_neighbours_merge() {
    let ids = activities();
    let start = assessment(&["x", "y"]);
    let folder = Folder::new();
    let save = |copy: &Assessment, message: &str| {
        folder.write("shop.dsomm.json", &write(copy, &ids));
        assert!(folder.git(&["add", "."]).0);
        assert!(folder.git(&["commit", "-q", "-m", message]).0);
    };
    assert!(folder.git(&["init", "-q", "-b", "main"]).0);
    save(&start, "start");
    let answered = |name: &str, odd: usize, millis: i64| {
        let mut copy = start.clone();
        for activity in ids.iter().skip(odd).step_by(2) {
            let command = answer("x", activity.as_str(), stage("fully"));
            change(&mut copy, command, name, millis);
        }
        copy
    };
    let (kim, bo) = (answered("kim", 0, 10), answered("bo", 1, 20));
    assert!(folder.git(&["checkout", "-q", "-b", "bo"]).0);
    save(&bo, "bo");
    assert!(folder.git(&["checkout", "-q", "main"]).0);
    save(&kim, "kim");
    assert!(folder.git(&["merge", "-q", "-m", "both", "bo"]).0);
    let text = std::fs::read_to_string(folder.0.join("shop.dsomm.json")).unwrap();
    assert_eq!(read(&text), Ok(merge(&kim, &bo)));
}

/// What git cannot know: two new things at the same place. It says so, and makes no file that looks
/// whole and is not.
#[test]
fn new_things_at_the_same_place_are_a_conflict() {
    let start = assessment(&["x"]);
    let with = |id: &str, name: &str| {
        let mut copy = start.clone();
        let (id, name) = (TeamId::new(id), name.to_owned());
        change(&mut copy, Command::AddTeam { id, name }, "kim", 10);
        copy
    };
    let ids = activities();
    let texts = [&start, &with("y", "Y"), &with("z", "Z")].map(|copy| write(copy, &ids));
    assert_eq!(merged(&texts[0], &texts[1], &texts[2], "myers"), None);
    // On two sides of what is there, they are none.
    let (first, last) = (with("a", "A"), with("z", "Z"));
    let texts = [&start, &first, &last].map(|copy| write(copy, &ids));
    let text = merged(&texts[0], &texts[1], &texts[2], "myers").unwrap();
    assert_eq!(read(&text), Ok(merge(&first, &last)));
    // Nor is a new one beside one that changes.
    let mut renamed = start.clone();
    let command = Command::RenameTeam {
        team: team("x"),
        name: "Checkout".to_owned(),
    };
    change(&mut renamed, command, "bo", 10);
    for added in [&first, &last] {
        let texts = [&start, &renamed, added].map(|copy| write(copy, &ids));
        let text = merged(&texts[0], &texts[1], &texts[2], "myers").unwrap();
        assert_eq!(read(&text), Ok(merge(&renamed, added)));
    }
}

/// Files from before this layout are read as ever, and what is exported says the same.
#[test]
fn both_layouts_say_the_same() {
    for old in [GOLDEN, FULL] {
        let known = read(old).unwrap();
        let text = write(&known, &activities());
        assert_eq!(read(&text), Ok(known.clone()));
        assert_eq!(write(&read(&text).unwrap(), &activities()), text);
        assert_eq!(problems(&text), [""; 0]);
        assert_eq!(assessment_file::write(&known), old);
    }
    let ids = ["a-1", "a-4"].map(ActivityId::new);
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("file-exported", write(&read(FULL).unwrap(), &ids));
    });
}

/// A line for each activity is paid for by each team.
#[test]
fn the_layout_costs_little() {
    let id = |number: usize| format!("{number:08x}-e263-415b-815d-e7161b6b905e");
    let ids: Vec<ActivityId> = (0..250)
        .map(|number| ActivityId::new(&id(number)))
        .collect();
    let sizes = |teams: usize, share: usize| {
        let names: Vec<String> = (0..teams).map(|number| format!("team-{number}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut all = assessment(&names);
        for activity in ids.iter().step_by(share) {
            let command = Command::Answer {
                teams: names.iter().map(|name| team(name)).collect(),
                activity: activity.clone(),
                choice: stage("partly"),
            };
            change(&mut all, command, "kim", 10);
        }
        let (compact, exported) = (assessment_file::write(&all), write(&all, &ids));
        (compact.len(), exported.len())
    };
    let (compact, exported) = sizes(1, 1);
    assert!(exported < compact, "all: {compact} {exported}");
    let (compact, exported) = sizes(1, 2);
    assert!(exported * 4 < compact * 5, "half: {compact} {exported}");
    let (compact, exported) = sizes(1, 5);
    assert!(exported < compact * 2, "a fifth: {compact} {exported}");
    let (_, exported) = sizes(300, 250);
    assert!(
        exported < 5_200_000,
        "almost nothing, 300 times: {exported}"
    );
    // What could not be read again is written without the empty entries.
    let long = |number: usize| ActivityId::new(&format!("{number}{}", "x".repeat(1000)));
    let many: Vec<ActivityId> = (0..12_000).map(long).collect();
    assert!(read(&write(&assessment(&["x", "y", "z"]), &many)).is_ok());
}
