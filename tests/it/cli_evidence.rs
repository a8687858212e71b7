//! `dsomm-radar evidence`: what it says, what it writes, and that no answer changes.

use std::fs;
use std::path::Path;

use dsomm_radar::assessment::{Assessment, Run};
use dsomm_radar::exchange::assessment_file;
use insta_cmd::assert_cmd_snapshot;
use serde_json::Value;

use crate::cli::{Folder, program, run};

const SHOP: &str = "tests/fixtures/cli/shop.dsomm.json";
const DAY: &str = "2026-11-28";
const TOOLS: &str = "tests/fixtures/evidence";

/// Compares what a call says with what is kept in `tests/snapshots`.
macro_rules! told {
    ($name:literal, $($argument:expr),* $(,)?) => {
        insta::with_settings!({
            snapshot_path => "../snapshots/cli", prepend_module_to_snapshot => false
        }, {
            assert_cmd_snapshot!($name, program([$(String::from($argument)),*]));
        })
    };
}

fn tool(name: &str) -> String {
    format!("{TOOLS}/{name}")
}

/// A folder with a copy of the shop, in which Checkout says that force pushes are blocked.
fn shop(name: &str) -> (Folder, String) {
    let folder = Folder::new(name);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join(SHOP)).unwrap();
    let claim = r#""c7d99b18-c3e1-4d22-b2e3-9aa9146c0b17": { "stage": "fully" }"#;
    let empty = r#""c7d99b18-c3e1-4d22-b2e3-9aa9146c0b17": {}"#;
    let text = match text.contains(empty) {
        true => text.replacen(empty, claim, 1),
        false => text
            .replacen(
                "\"t-checkout\": {\n",
                &format!("\"t-checkout\": {{\n      {claim},\n"),
                2,
            )
            .replacen(
                &format!("\"plan\": {{\n    \"t-checkout\": {{\n      {claim},\n"),
                "\"plan\": {\n    \"t-checkout\": {\n",
                1,
            ),
    };
    let path = folder.write("shop.dsomm.json", text);
    (folder, path)
}

fn read(path: &str) -> Assessment {
    assessment_file::read(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn it_says_what_the_files_mean() {
    told!(
        "evidence",
        "evidence",
        tool("bandit.json"),
        tool("scorecard-v4.json"),
        tool("security-insights-1.yml"),
        tool("eslint.sarif"),
        "--team",
        "Checkout",
        "--assessment",
        SHOP,
        "--date",
        "2026-11-26",
        "--on",
        DAY
    );
    told!(
        "evidence-json",
        "evidence",
        tool("checkov.json"),
        tool("npm.cdx.json"),
        tool("bandit-nothing.json"),
        "--team",
        "Ledger",
        "-a",
        SHOP,
        "--date",
        "2026-11-26",
        "--on",
        DAY,
        "--json"
    );
}

#[test]
fn it_says_what_is_wrong() {
    let bandit = tool("bandit.json");
    told!("evidence-no-assessment", "evidence", &bandit);
    told!("evidence-no-team", "evidence", &bandit, "-a", SHOP);
    told!(
        "evidence-unknown-team",
        "evidence",
        &bandit,
        "-a",
        SHOP,
        "--team",
        "Nobody"
    );
    told!(
        "evidence-unknown-subject-team",
        "evidence",
        &bandit,
        "-a",
        SHOP,
        "--team",
        "cart=Nobody"
    );
    told!(
        "evidence-no-day",
        "evidence",
        tool("eslint.sarif"),
        "-a",
        SHOP,
        "--team",
        "Checkout"
    );
    told!(
        "evidence-no-proof",
        "evidence",
        SHOP,
        "-a",
        SHOP,
        "--team",
        "Checkout"
    );
    told!(
        "evidence-not-there",
        "evidence",
        "no-such-file.json",
        "-a",
        SHOP,
        "--team",
        "Checkout"
    );
    told!(
        "evidence-stream-and-json",
        "evidence",
        &bandit,
        "-a",
        SHOP,
        "-o",
        "-",
        "--json"
    );
}

#[test]
fn evidence_is_added_once_and_no_answer_changes() {
    let (folder, path) = shop("evidence");
    let before = read(&path);
    folder.write(
        "reports/scorecard.json",
        fs::read(tool("scorecard-v4.json")).unwrap(),
    );
    folder.write(
        "reports/deep/bandit.json",
        fs::read(tool("bandit.json")).unwrap(),
    );
    folder.write("reports/notes.txt", "Anything else is left alone.");
    folder.write("reports/sbom.json", "");
    let reports = folder.path("reports");
    let call = [
        "evidence", &reports, "--team", "Checkout", "-o", &path, "--on", DAY,
    ];
    let (said, told, code) = run(&call);
    assert_eq!(code, 0, "{told}");
    assert!(
        told.contains("pieces of evidence added or renewed, no answer changed."),
        "{told}"
    );
    assert!(
        said.contains("Contradicted (1):\n  Checkout: Block force pushes"),
        "{said}"
    );
    let after = read(&path);
    let added: Vec<_> = after.evidence.values().filter_map(Run::of).collect();
    assert!(
        added
            .iter()
            .any(|run| run.tool == "Bandit" && run.at == "2026-11-27")
    );
    assert!(
        added
            .iter()
            .any(|run| run.subject == "github.com/example-shop/cart")
    );
    let bare = Assessment {
        evidence: before.evidence.clone(),
        ..after.clone()
    };
    assert_eq!(bare, before, "nothing but evidence");
    // The same again changes not one byte.
    let bytes = fs::read(&path).unwrap();
    let (_, told, code) = run(&call);
    assert_eq!((code, fs::read(&path).unwrap()), (0, bytes));
    assert!(told.contains("nothing new, left as it is"), "{told}");
    // Contradictions are a gate for those who want it.
    let gate = [&call[..], &["--exit-code"]].concat();
    assert_eq!(run(&gate).2, 1);
}

#[test]
fn a_newer_run_takes_the_place_of_an_older_one_in_any_order() {
    let newer = String::from_utf8(fs::read(tool("bandit.json")).unwrap()).unwrap();
    let older = newer.replace("2026-11-27", "2026-10-05");
    for order in [["older.json", "newer.json"], ["newer.json", "older.json"]] {
        let (folder, path) = shop("evidence-newer");
        folder.write("older.json", &older);
        folder.write("newer.json", &newer);
        for name in order {
            let (_, told, code) = run(&[
                "evidence",
                &folder.path(name),
                "--team",
                "Checkout",
                "-o",
                &path,
                "--on",
                DAY,
            ]);
            assert_eq!(code, 0, "{told}");
        }
        let runs: Vec<Run> = read(&path).evidence.values().filter_map(Run::of).collect();
        assert_eq!(runs.len(), 1, "{runs:?}");
        assert_eq!(
            (runs[0].at.as_str(), runs[0].first.as_str()),
            ("2026-11-27", "2026-10-05"),
            "{order:?}"
        );
    }
}

#[test]
fn a_broken_file_is_told_and_the_others_are_used() {
    let (folder, path) = shop("evidence-broken");
    let empty = folder.write("sbom.cdx.json", "");
    let cut = folder.write(
        "cut.sarif",
        r#"{"version": "2.1.0", "runs": [{"results": ["#,
    );
    let bandit = tool("bandit.json");
    let (_, told, code) = run(&[
        "evidence", &empty, &cut, &bandit, "--team", "Checkout", "-o", &path, "--on", DAY,
    ]);
    assert_eq!(code, 1);
    assert!(
        told.contains("what a tool that failed leaves behind"),
        "{told}"
    );
    assert!(told.contains("cut off"), "{told}");
    assert_eq!(read(&path).evidence.values().filter_map(Run::of).count(), 1);
    let bytes = fs::read(&path).unwrap();
    let (_, _, code) = run(&["evidence", &empty, &cut, "--team", "Checkout", "-o", &path]);
    assert_eq!((code, fs::read(&path).unwrap()), (2, bytes));
}

#[test]
fn a_day_that_was_given_is_said_and_kept() {
    let (_folder, path) = shop("evidence-day");
    let eslint = tool("eslint.sarif");
    let call = [
        "evidence",
        &eslint,
        "--team",
        "Checkout",
        "-o",
        &path,
        "--date",
        "2026-11-20",
        "--on",
        DAY,
    ];
    let (said, _, code) = run(&call);
    assert_eq!(code, 0);
    assert!(said.contains("2026-11-20 as given by --date"), "{said}");
    let runs: Vec<Run> = read(&path).evidence.values().filter_map(Run::of).collect();
    assert_eq!(runs[0].at, "2026-11-20");
    let json = [&call[..], &["--json"]].concat();
    let (said, _, _) = run(&json);
    let value: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(value["files"][0]["records"][0]["dayIsGiven"], true);
    assert_eq!(value["findings"][0]["is"][0], "suggested");
}

#[test]
fn repositories_go_to_their_teams_and_that_is_remembered() {
    let (_folder, path) = shop("evidence-teams");
    let (card, bandit) = (tool("scorecard-v4.json"), tool("bandit.json"));
    let teams = |path: &str| {
        let pieces = read(path).evidence;
        let of = |tool: &str| {
            let piece = pieces
                .values()
                .find(|piece| Run::of(piece).is_some_and(|run| run.tool.contains(tool)));
            piece
                .unwrap()
                .teams
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
        };
        [of("Scorecard"), of("Bandit")]
    };
    let (_, told, code) = run(&[
        "evidence",
        &card,
        &bandit,
        "--team",
        "Checkout",
        "--team",
        "example-shop/cart=Ledger",
        "-o",
        &path,
        "--on",
        DAY,
    ]);
    assert_eq!(code, 0, "{told}");
    assert_eq!(teams(&path), [["t-ledger"], ["t-checkout"]]);
    // The next time, the repository is known; what is about nothing still has to be told.
    let (said, told, code) = run(&["evidence", &card, "-o", &path, "--on", DAY]);
    assert_eq!(code, 0, "{told}");
    assert!(said.contains("for Ledger"), "{said}");
}

#[test]
fn streams_are_files() {
    use std::io::Write;
    use std::process::Stdio;
    let bandit = fs::read(tool("bandit.json")).unwrap();
    let mut child = program([
        "evidence", "-", "--team", "Checkout", "-a", SHOP, "-o", "-", "--on", DAY,
    ])
    .stdin(Stdio::piped())
    .stdout(Stdio::piped())
    .stderr(Stdio::piped())
    .spawn()
    .unwrap();
    child.stdin.take().unwrap().write_all(&bandit).unwrap();
    let output = child.wait_with_output().unwrap();
    let written = assessment_file::read(&String::from_utf8(output.stdout).unwrap()).unwrap();
    assert_eq!(written.evidence.values().filter_map(Run::of).count(), 1);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        told.contains("standard input: Bandit, 2026-11-27"),
        "{told}"
    );
}

#[test]
fn claims_and_rules_are_choices() {
    let (folder, path) = shop("evidence-claims");
    let insights = tool("security-insights-1.yml");
    run(&[
        "evidence", &insights, "--team", "Checkout", "-o", &path, "--on", DAY,
    ]);
    assert_eq!(read(&path).evidence.values().filter_map(Run::of).count(), 0);
    run(&[
        "evidence", &insights, "--team", "Checkout", "-o", &path, "--on", DAY, "--claims",
    ]);
    let after = read(&path);
    let claims: Vec<_> = after
        .evidence
        .values()
        .filter(|piece| Run::of(piece).is_some())
        .collect();
    assert_eq!(claims.len(), 3);
    assert!(
        claims.iter().all(|piece| piece.recorded.is_none()),
        "they prove nothing"
    );
    let rules = folder.write(
        "own.yaml",
        "tools: []\nfindings:\n  - finding: nobody/finds-this\n",
    );
    let bandit = tool("bandit.json");
    let (said, told, _) = run(&[
        "evidence", &bandit, "--team", "Checkout", "-a", &path, "--rules", &rules,
    ]);
    assert!(told.contains("1 item cannot be used"), "{told}");
    assert!(
        said.contains("What kind of scan Bandit does is not known here"),
        "{said}"
    );
}
