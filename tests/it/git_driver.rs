//! The merge driver and the words for git: as the page merges, and with git itself.

use std::fs;
use std::path::Path;
use std::process::Command as Process;

use dsomm_radar::assessment::{Answered, Assessment, Choice, Command, TeamId, merge};
use dsomm_radar::exchange::assessment_file::read;
use dsomm_radar::exchange::export;
use dsomm_radar::map::Map;
use dsomm_radar::model::ActivityId;
use proptest::prelude::*;

use crate::cli::{Folder, program};
use crate::support::{answer, assessment, by, cases, note, stage, team};

const STAGES: [&str; 4] = ["not-implemented", "started", "partly", "fully"];

fn ids() -> Vec<ActivityId> {
    let id = |number: usize| format!("{number:03}e263-415b-815d-e7161b6b905e");
    (0..120)
        .map(|number| ActivityId::new(&id(number)))
        .collect()
}

fn apply(copy: &mut Assessment, command: Command, name: &str, millis: i64) {
    copy.apply(command, &by(name, millis)).unwrap();
}

/// An answer or a note that somebody gives: which team, which activity, what.
type Deed = (usize, usize, usize);

fn act(copy: &mut Assessment, (of, activity, what): Deed, name: &str, millis: i64) {
    let (of, ids) = (["x", "y"][of], ids());
    let activity = ids[activity].as_str();
    let command = match what {
        0..4 => answer(of, activity, stage(STAGES[what])),
        4 => answer(of, activity, Choice::NotSure),
        5 => answer(of, activity, Choice::NotApplicable(format!("By {name}"))),
        6 => answer(of, activity, Choice::Clear),
        _ => note(of, activity, &format!("A note by {name}.\nAnd a line.")),
    };
    apply(copy, command, name, millis);
}

/// What the driver makes of three texts: the result, what it says, and its exit code.
fn driven(folder: &Folder, texts: [&str; 3], take: &str) -> (String, String, i32) {
    let [base, ours, theirs] = ["base", "ours", "theirs"];
    for (name, text) in [base, ours, theirs].into_iter().zip(texts) {
        folder.write(name, text);
    }
    let take = format!("--take={take}");
    let output = program([
        "git",
        "merge",
        &take,
        "--path=a b.dsomm.json",
        base,
        ours,
        theirs,
    ])
    .current_dir(&folder.0)
    .output()
    .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    let text = fs::read_to_string(folder.path(ours)).unwrap();
    (text, said, output.status.code().unwrap())
}

/// One side of each conflict, as a person decides.
fn choose(text: &str, side: usize) -> String {
    let (mut here, mut out) = (None, String::new());
    for line in text.lines() {
        match here {
            None if line.starts_with("<<<<<<< ours: ") => here = Some(0),
            Some(0) if line == "=======" => here = Some(1),
            Some(1) if line.starts_with(">>>>>>> theirs: ") => here = None,
            _ if here.is_none_or(|here| here == side) => out.push_str(&format!("{line}\n")),
            _ => {}
        }
    }
    out
}

/// What teams say, without stamps.
fn said(copy: &Assessment) -> Map<(TeamId, ActivityId), String> {
    let mut all = Map::new();
    for (team, answers) in &copy.answers {
        for (activity, answer) in answers {
            let words = format!("{:?} {}", answer.answered(), answer.note);
            all.insert((team.clone(), activity.clone()), words);
        }
    }
    all
}

fn start() -> Assessment {
    let mut base = assessment(&["x", "y"]);
    for (at, activity) in ids().iter().enumerate().step_by(2) {
        let command = answer("x", activity.as_str(), stage(STAGES[at % 4]));
        apply(&mut base, command, "al", 10);
    }
    base
}

proptest! {
    #![proptest_config(cases(12))]

    /// Whatever two people do: without marks the result is the page's merge, byte for byte; with
    /// marks, both sides can be read, and say what their people said.
    #[test]
    fn the_driver_merges_as_the_page(
        kim in prop::collection::vec((0..2usize, 0..40usize, 0..8usize), 0..30),
        bo in prop::collection::vec((0..2usize, 0..40usize, 0..8usize), 0..30),
    ) {
        let base = start();
        let copy = |deeds: &[Deed], name: &str, start: i64| {
            let mut copy = base.clone();
            for (millis, deed) in (start..).zip(deeds) {
                act(&mut copy, *deed, name, millis);
            }
            copy
        };
        let (kim, bo) = (copy(&kim, "kim", 1000), copy(&bo, "bo", 1010));
        let texts = [&base, &kim, &bo].map(|copy| export::write(copy, &ids()));
        let [base_text, mine, theirs] = [&texts[0], &texts[1], &texts[2]].map(|text| text.as_str());
        let folder = Folder::new("driver");
        let page = merge(&kim, &bo);
        let (text, told, code) = driven(&folder, [base_text, mine, theirs], "newer");
        prop_assert_eq!(code, 0, "{}", told);
        prop_assert_eq!(&text, &export::write(&page, &ids()));
        let (marked, told, code) = driven(&folder, [base_text, mine, theirs], "mark");
        prop_assert_eq!(code, i32::from(!told.is_empty()), "{}", told);
        if told.is_empty() {
            prop_assert_eq!(&marked, &text);
        }
        let count = marked.lines().filter(|line| line.starts_with("<<<<<<<")).count();
        prop_assert_eq!(count, told.lines().count());
        let page = said(&page);
        for (side, own) in [&kim, &bo].into_iter().enumerate() {
            let chosen = read(&choose(&marked, side));
            prop_assert!(chosen.is_ok(), "{:?}", chosen);
            // Saying again what was said before is said anew, too.
            let stamp = |copy: &Assessment, (team, activity): &(TeamId, ActivityId)| {
                copy.answer(team, activity.as_str()).map(|answer| answer.changed.clone())
            };
            let is_anew = |place| stamp(own, place) != stamp(&base, place);
            let (chosen, words_of_own) = (said(&chosen.unwrap()), said(own));
            for (place, words) in &chosen {
                // What the page merges to, or what this side has said anew.
                let is_page = page.get(place) == Some(words);
                let is_own = words_of_own.get(place) == Some(words) && is_anew(place);
                let is_mixed = words.contains("A note by");
                prop_assert!(is_page || is_own || is_mixed, "{:?}: {}", place, words);
            }
        }
    }
}

/// git in a folder, without the settings of the machine.
fn git(folder: &Folder, arguments: &[&str]) -> (bool, String) {
    let mut git = Process::new("git");
    git.current_dir(&folder.0).args(arguments);
    for name in ["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"] {
        git.env(name, "/dev/null");
    }
    for who in ["AUTHOR", "COMMITTER"] {
        git.env(format!("GIT_{who}_NAME"), "kim");
        git.env(format!("GIT_{who}_EMAIL"), "kim@example.org");
    }
    let output = git.output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

const FILE: &str = "teams of 2026/shop's.dsomm.json";

fn repository(name: &str, install: &[&str]) -> Folder {
    let folder = Folder::new(name);
    assert!(git(&folder, &["init", "-q", "-b", "main"]).0);
    let output = program([&["git", "install"], install].concat())
        .current_dir(&folder.0)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    folder
}

fn save(folder: &Folder, copy: &Assessment, message: &str) {
    folder.write(FILE, export::write(copy, &ids()));
    assert!(git(folder, &["add", "."]).0);
    assert!(git(folder, &["commit", "-q", "-m", message]).0);
}

fn stored(folder: &Folder) -> String {
    fs::read_to_string(folder.0.join(Path::new(FILE))).unwrap()
}

/// Two branches, 200 edits each, of neighbours and of the same answers.
#[test]
fn git_merges_two_branches_with_200_edits_each() {
    let folder = repository("git-200", &["--take", "newer"]);
    let base = start();
    save(&folder, &base, "start");
    let deeds = |seed: usize| -> Vec<Deed> {
        (0..200)
            .map(|at| {
                let mixed = (at * 7919 + seed * 104_729) % 1_000_003;
                (mixed % 2, mixed / 2 % 120, mixed / 240 % 8)
            })
            .collect()
    };
    let copy = |seed: usize, name: &str, start: i64| {
        let mut copy = base.clone();
        for (millis, deed) in (start..).step_by(2).zip(deeds(seed)) {
            act(&mut copy, deed, name, millis);
        }
        copy
    };
    let (kim, bo) = (copy(1, "kim", 1000), copy(2, "bo", 1001));
    git(&folder, &["checkout", "-q", "-b", "bo"]);
    save(&folder, &bo, "bo");
    git(&folder, &["checkout", "-q", "main"]);
    save(&folder, &kim, "kim");
    let (is_fine, said) = git(&folder, &["merge", "-m", "both", "bo"]);
    assert!(is_fine, "{said}");
    assert_eq!(read(&stored(&folder)), Ok(merge(&kim, &bo)));
    let agreed = kim.answers[&team("x")].len();
    assert!(agreed > 60, "too few: {agreed}");
}

#[test]
fn git_shows_answers_in_words_and_marks_conflicts() {
    let folder = repository("git-words", &[]);
    let again = program(["git", "install"])
        .current_dir(&folder.0)
        .output()
        .unwrap();
    assert!(again.status.success());
    let lines = fs::read_to_string(folder.path(".gitattributes")).unwrap();
    assert_eq!(lines, "*.dsomm.json merge=dsomm diff=dsomm\n");
    let base = start();
    save(&folder, &base, "start");
    let with = |what: usize, name: &str, millis: i64| {
        let mut copy = base.clone();
        act(&mut copy, (0, 2, what), name, millis);
        act(&mut copy, (1, 3 + what, 3), name, millis);
        copy
    };
    let (kim, bo) = (with(3, "kim", 5000), with(0, "bo", 6000));
    git(&folder, &["checkout", "-q", "-b", "bo"]);
    save(&folder, &bo, "bo");
    git(&folder, &["checkout", "-q", "main"]);
    folder.write(FILE, export::write(&kim, &ids()));
    let (_, words) = git(&folder, &["diff"]);
    let name = |number: usize| ids()[number].to_string();
    let expected = format!(
        "{FILE}\n  x: {}: Partly implemented → Fully implemented\n  y: {}: no answer → Fully implemented\n",
        name(2),
        name(6)
    );
    assert_eq!(words, expected);
    save(&folder, &kim, "kim");
    let (_, words) = git(&folder, &["show"]);
    let line = |sign: &str, what: &str| format!("\n{sign}x: {}: {what}\n", name(2));
    assert!(words.contains(&line("-", "Partly implemented")), "{words}");
    assert!(words.contains(&line("+", "Fully implemented")), "{words}");
    let (is_fine, said) = git(&folder, &["merge", "bo"]);
    assert!(!is_fine, "{said}");
    let told = format!(
        "{FILE}: x: {}: Fully implemented (kim, 2026-01-01) or Not implemented (bo, 2026-01-01)",
        name(2)
    );
    assert!(said.contains(&told), "{said}");
    let marked = stored(&folder);
    let marks: Vec<&str> = marked
        .lines()
        .filter(|line| line.contains(": x: "))
        .collect();
    assert_eq!(
        marks,
        [
            format!(
                "<<<<<<< ours: x: {}: Fully implemented (kim, 2026-01-01)",
                name(2)
            ),
            format!(
                ">>>>>>> theirs: x: {}: Not implemented (bo, 2026-01-01)",
                name(2)
            ),
        ]
    );
    // Only the one answer: what each has said elsewhere is merged.
    for side in 0..2 {
        let chosen = read(&choose(&marked, side)).unwrap();
        for number in [3, 6] {
            let answer = chosen.answer(&team("y"), &name(number)).unwrap();
            assert!(matches!(answer.answered(), Answered::Stage(_)));
        }
    }
    let (_, words) = git(&folder, &["diff"]);
    assert!(words.contains("theirs: x: 002e263"), "{words}");
    let output = program(["git", "install", "--remove"])
        .current_dir(&folder.0)
        .output()
        .unwrap();
    assert!(output.status.success());
    let (_, settings) = git(&folder, &["config", "--list", "--local"]);
    assert!(!settings.contains("dsomm") && !Path::new(&folder.path(".gitattributes")).exists());
}

/// Files that cannot be read are merged as git would, and nothing is lost.
#[test]
fn what_is_no_assessment_is_merged_line_by_line() {
    let folder = Folder::new("driver-lines");
    let (text, said, code) = driven(&folder, ["a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n"], "mark");
    assert_eq!((text.as_str(), code), ("A\nb\nC\n", 0));
    assert!(
        said.contains("a b.dsomm.json: ") && said.contains("line by line"),
        "{said}"
    );
    let (text, _, code) = driven(&folder, ["a\n", "b\n", "c\n"], "mark");
    assert_eq!(
        (text.as_str(), code),
        ("<<<<<<< ours\nb\n=======\nc\n>>>>>>> theirs\n", 1)
    );
    // Where there is no common copy, only what differs is a conflict.
    let (mut kim, mut bo) = (start(), start());
    act(&mut kim, (0, 2, 3), "kim", 100);
    act(&mut bo, (0, 4, 3), "bo", 100);
    let [mine, theirs] = [&kim, &bo].map(|copy| export::write(copy, &ids()));
    let (_, said, code) = driven(&folder, ["", &mine, &theirs], "mark");
    assert_eq!((said.lines().count(), code), (1 + 1, 1), "{said}");
}

#[test]
fn outside_a_repository_install_says_so() {
    let folder = Folder::new("git-outside");
    let output = program(["git", "install"])
        .current_dir(&folder.0)
        .env("GIT_CEILING_DIRECTORIES", std::env::temp_dir())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("Call this inside a repository"), "{said}");
}
