//! The command line: each command as it is called, what it says, and how it ends. The numbers are
//! compared with the library's, which are the page's.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use dsomm_radar::assessment::{Assessment, TeamId};
use dsomm_radar::exchange::assessment_file;
use dsomm_radar::model::{Model, yaml};
use dsomm_radar::scoring::{self, Score};
use insta_cmd::assert_cmd_snapshot;
use serde_json::Value;

use crate::support::day;

const SHOP: &str = "tests/fixtures/cli/shop.dsomm.json";
const LATER: &str = "tests/fixtures/cli/shop-later.dsomm.json";
/// A day on which the evidence of the fixtures is valid.
const DAY: &str = "2026-11-27";

/// The program, called in the repository's root.
pub fn program<I: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = I>) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_dsomm-radar"));
    program
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments);
    program
}

/// What it writes, what it says beside that, and its exit code.
pub fn run(arguments: &[&str]) -> (String, String, i32) {
    let output = program(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let code = output.status.code().unwrap();
    (text(output.stdout), text(output.stderr), code)
}

/// A folder that is gone when the test is over.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let name = format!("dsomm-radar-{name}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::create_dir_all(Path::new(&path).parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    /// All files below, by name, with `/` between folders.
    pub fn files(&self) -> Vec<String> {
        fn walk(root: &Path, folder: &Path, found: &mut Vec<String>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => walk(root, &path, found),
                    false => {
                        let path = path.strip_prefix(root).unwrap();
                        found.push(path.to_str().unwrap().replace('\\', "/"));
                    }
                }
            }
        }
        let mut found = Vec::new();
        walk(&self.0, &self.0, &mut found);
        found.sort();
        found
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The model of the page, with its extension where that is wanted.
pub fn model(with_extension: bool) -> Model {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec!["model/dsomm"];
    if with_extension {
        folders.push("model/extensions");
    }
    let mut files = Vec::new();
    for folder in folders {
        let mut paths: Vec<PathBuf> = fs::read_dir(root.join(folder))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        paths.sort();
        files.extend(paths.iter().map(|path| fs::read_to_string(path).unwrap()));
    }
    let sources: Vec<yaml::Source<'_>> = files
        .iter()
        .map(|text| yaml::Source {
            name: "model",
            text,
        })
        .collect();
    yaml::read(&sources).unwrap().model
}

fn shop() -> Assessment {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    assessment_file::read(&fs::read_to_string(root.join(SHOP)).unwrap()).unwrap()
}

/// Compares what a call says with what is kept in `tests/snapshots`.
macro_rules! told {
    ($name:literal, $($argument:expr),* $(,)?) => {
        insta::with_settings!({
            snapshot_path => "../snapshots/cli", prepend_module_to_snapshot => false
        }, {
            assert_cmd_snapshot!($name, program([$($argument),*]));
        })
    };
}

#[test]
fn help_is_there_for_a_newcomer() {
    told!("help", "--help");
    told!("help-check", "check", "--help");
    told!("help-score", "score", "--help");
    told!("help-diff", "diff", "--help");
    told!("help-merge", "merge", "--help");
    told!("help-convert", "convert", "--help");
    told!("help-report", "report", "--help");
    told!("help-evidence", "evidence", "--help");
    told!("help-tables", "tables", "--help");
    told!("help-index", "index", "--help");
    told!("help-serve", "serve", "--help");
    told!("help-git", "git", "--help");
    told!("help-git-install", "git", "install", "--help");
    told!("help-git-merge", "git", "merge", "--help");
    told!("nothing", "-");
    told!("unknown-option", "score", SHOP, "--wat");
}

#[test]
fn check_says_line_and_column() {
    told!("check-fine", "check", SHOP);
    told!(
        "check-broken",
        "check",
        "tests/fixtures/cli/broken.dsomm.json",
        SHOP
    );
    told!(
        "check-warnings",
        "check",
        "tests/fixtures/payments.dsomm.json"
    );
    told!(
        "check-json",
        "check",
        "--json",
        "tests/fixtures/cli/broken.dsomm.json"
    );
    told!(
        "check-no-assessment",
        "check",
        "tests/fixtures/model-counts.json"
    );
    told!(
        "check-not-there",
        "check",
        "tests/fixtures/no-such-file.json"
    );
    told!(
        "check-model",
        "check",
        "model/dsomm",
        "model/extensions",
        "--accepted",
        "model/accepted.yaml"
    );
    told!(
        "check-model-odd",
        "check",
        "--errors-only",
        "tests/fixtures/odd/key-twice.yaml"
    );
    let (_, _, code) = run(&[
        "check",
        "--errors-only",
        "tests/fixtures/payments.dsomm.json",
    ]);
    assert_eq!(code, 0);
}

#[test]
fn score_is_a_table_json_and_a_gate() {
    told!("score", "score", SHOP, "--on", DAY);
    told!(
        "score-by-dimension",
        "score",
        SHOP,
        "--on",
        DAY,
        "--by",
        "dimension",
        "--team",
        "Checkout"
    );
    told!(
        "score-by-subdimension",
        "score",
        SHOP,
        "--on",
        DAY,
        "--by",
        "subdimension",
        "--team",
        "t-ledger"
    );
    told!("score-cycle", "score", SHOP, "--cycle", "2026");
    told!("score-cycle-unknown", "score", SHOP, "--cycle", "2025");
    told!("score-team-unknown", "score", SHOP, "--team", "Nobody");
    told!(
        "score-level",
        "score",
        SHOP,
        "--on",
        DAY,
        "--fail-under",
        "build-and-deployment/build:level=1"
    );
    told!(
        "score-level-evidenced",
        "score",
        SHOP,
        "--on",
        DAY,
        "--require-evidence",
        "--fail-under",
        "build-and-deployment:maturity=0.2",
        "--fail-under",
        "coverage=1"
    );
    told!(
        "score-target",
        "score",
        SHOP,
        "--on",
        DAY,
        "--team",
        "Ledger",
        "--fail-under",
        "build-and-deployment:target"
    );
    told!(
        "score-fine",
        "score",
        SHOP,
        "--on",
        DAY,
        "--fail-under",
        "coverage=1%",
        "--fail-under",
        "evidenced=50"
    );
    told!(
        "score-part-unknown",
        "score",
        SHOP,
        "--fail-under",
        "built:level=1"
    );
    told!(
        "score-level-too-high",
        "score",
        SHOP,
        "--fail-under",
        "level=6"
    );
    told!(
        "score-condition-odd",
        "score",
        SHOP,
        "--fail-under",
        "height=2"
    );
    told!(
        "score-evidence-then",
        "score",
        SHOP,
        "--cycle",
        "2026",
        "--require-evidence"
    );
    told!(
        "score-broken",
        "score",
        "tests/fixtures/cli/broken.dsomm.json"
    );
    told!("score-model", "score", "model/dsomm/implementation.yaml");
    told!("score-empty-folder", "score", "model");
}

/// Numbers by a model that is not the one of the answers would be others.
#[test]
fn the_model_is_that_of_the_assessment() {
    const EXTENDED: &str = "tests/fixtures/cli/extended.dsomm.json";
    told!("score-extension-unknown", "score", EXTENDED);
    told!(
        "score-extension",
        "score",
        EXTENDED,
        "--extensions",
        "tests/fixtures/cli/extensions",
        "--on",
        DAY,
        "--by",
        "dimension",
        "--team",
        "Ledger",
    );
    told!(
        "score-other-model",
        "score",
        SHOP,
        "--model",
        "tests/fixtures/cli/extensions",
        "--by",
        "dimension",
        "--team",
        "Ledger",
        "--on",
        DAY,
    );
    told!(
        "score-no-model",
        "score",
        SHOP,
        "--model",
        "tests/fixtures/odd/latin1.yaml"
    );
}

#[test]
fn the_standard_input_is_a_file() {
    let mut child = program(["score", "-", "--on", DAY])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let text = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(SHOP)).unwrap();
    child.stdin.take().unwrap().write_all(&text).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.starts_with("Shop 2026 (standard input)\n"), "{said}");
    let (same, _, _) = run(&["score", SHOP, "--on", DAY]);
    assert_eq!(
        said.lines().skip(1).collect::<Vec<_>>(),
        same.lines().skip(1).collect::<Vec<_>>()
    );
}

fn equals(value: &Value, score: Score, evidenced: Option<Score>) {
    let number = |name: &str| value[name].as_f64();
    assert_eq!(number("maturity"), score.maturity, "{value}");
    assert_eq!(number("completion"), score.completion);
    assert_eq!(number("coverage"), Some(score.counts.coverage()));
    assert_eq!(value["ready"].as_u64(), Some(score.counts.ready as u64));
    let proven = |name: &str| value["evidenced"][name].as_f64();
    assert_eq!(
        proven("maturity"),
        evidenced.and_then(|score| score.maturity)
    );
    let share = evidenced.and_then(|proven| scoring::evidenced_share(score.counts, proven.counts));
    assert_eq!(proven("share"), share);
}

#[test]
fn each_number_is_that_of_the_library() {
    let (text, _, code) = run(&["score", SHOP, "--json", "--on", DAY]);
    assert_eq!(code, 0);
    let value: Value = serde_json::from_str(&text).unwrap();
    let (model, shop) = (model(false), shop());
    let teams = value["assessments"][0]["teams"].as_array().unwrap();
    assert_eq!(teams.len(), 2);
    for team in teams {
        let id = TeamId::new(team["id"].as_str().unwrap());
        let claimed = scoring::score(&model, &shop, &id);
        let proven = scoring::evidenced(&model, &shop, &id, day(DAY));
        equals(team, claimed.overall, Some(proven.overall));
        for (at, dimension) in team["dimensions"].as_array().unwrap().iter().enumerate() {
            equals(
                dimension,
                claimed.dimensions[at],
                Some(proven.dimensions[at]),
            );
            let parts = dimension["subdimensions"].as_array().unwrap();
            for (part, &sub) in parts.iter().zip(&model.dimensions[at].subdimensions) {
                assert_eq!(part["id"], model.subdimensions[sub].id.as_str());
                equals(
                    part,
                    claimed.subdimensions[sub],
                    Some(proven.subdimensions[sub]),
                );
                let level = claimed.subdimensions[sub].level_reached.map(u64::from);
                assert_eq!(part["level"].as_u64(), level);
                let cells: Vec<Option<f64>> = part["cells"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(Value::as_f64)
                    .collect();
                assert_eq!(cells, claimed.cells[sub]);
            }
        }
    }
}

#[test]
fn diff_tells_in_words() {
    told!("diff", "diff", SHOP, LATER);
    told!("diff-back", "diff", LATER, SHOP, "--exit-code");
    told!("diff-same", "diff", SHOP, SHOP, "--exit-code");
    told!("diff-json", "diff", SHOP, LATER, "--json");
    told!(
        "diff-broken",
        "diff",
        SHOP,
        "tests/fixtures/cli/broken.dsomm.json"
    );
}

#[test]
fn merge_says_what_it_decided() {
    let folder = Folder::new("merge");
    let out = folder.path("c.dsomm.json");
    told!("merge-one", "merge", SHOP);
    let (_, said, code) = run(&["merge", SHOP, LATER, "-o", &out]);
    assert_eq!(code, 0);
    insta::assert_snapshot!(said, @"tests/fixtures/cli/shop-later.dsomm.json: Checkout: Defined build process: Partly implemented (kim, 2026-11-20) or Fully implemented (kim, 2026-11-25): took the second.");
    let read = |path: &str| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        assessment_file::read(&fs::read_to_string(root.join(path)).unwrap()).unwrap()
    };
    let (mine, theirs) = (read(SHOP), read(LATER));
    assert_eq!(read(&out), dsomm_radar::assessment::merge(&mine, &theirs));
    let (_, said, _) = run(&["merge", SHOP, LATER, "--take", "mine", "-o", &out]);
    assert!(said.ends_with("took the first.\n"), "{said}");
    let (team, activity) = (
        TeamId::new("t-checkout"),
        "f6f7737f-25a9-4317-8de2-09bf59f29b5b",
    );
    let stage = |of: &Assessment| of.answer(&team, activity).unwrap().stage.clone();
    assert_eq!(stage(&read(&out)), stage(&mine));
    // What is chosen against the newer one stays when the same file comes again.
    run(&["merge", &out, LATER, "-q", "-o", &out]);
    assert_eq!(stage(&read(&out)), stage(&mine));
    assert_eq!(folder.files(), ["c.dsomm.json"]);
}

#[test]
fn convert_writes_each_format() {
    let folder = Folder::new("convert");
    let (file, compact) = (folder.path("file.json"), folder.path("compact.json"));
    run(&["convert", SHOP, "--to", "file", "-o", &file]);
    run(&["convert", &file, "--to", "compact", "-o", &compact]);
    let read = |path: &str| fs::read_to_string(path).unwrap();
    assert_eq!(assessment_file::read(&read(&file)), Ok(shop()));
    assert_eq!(read(&compact), assessment_file::write(&shop()));
    let (table, _, _) = run(&[
        "convert", SHOP, "-t", "controls", "--team", "Ledger", "--on", DAY,
    ]);
    assert!(table.starts_with("\u{feff}standard,control,"), "{table}");
    assert!(table.contains("ISO 27001:2022,A.5.10,"), "{table}");
    // DSOMM's own files, out and in again.
    let progress = folder.path("team-progress.yaml");
    run(&[
        "convert",
        SHOP,
        "-t",
        "dsomm-progress",
        "-o",
        &progress,
        "--on",
        DAY,
    ]);
    let (teams, _, _) = run(&["convert", SHOP, "-t", "dsomm-teams"]);
    assert!(teams.contains("Checkout"), "{teams}");
    let (pieces, _, _) = run(&["convert", SHOP, "-t", "dsomm-evidence", "--on", DAY]);
    assert!(pieces.contains("Pipeline of the shop"), "{pieces}");
    let (first, told, code) = run(&["convert", &progress, "-t", "file"]);
    assert_eq!(code, 0, "{told}");
    let back = assessment_file::read(&first).unwrap();
    let ledger = back
        .teams
        .iter()
        .find(|(_, team)| team.name == "Ledger")
        .unwrap()
        .0;
    let answer = back
        .answer(ledger, "74938a3f-1269-49b9-9d0f-c43a79a1985a")
        .unwrap();
    assert_eq!(answer.stage.as_ref().unwrap().as_str(), "fully");
    // Again, the same bytes; and into an assessment, by the rules of Import.
    assert_eq!(run(&["convert", &progress, "-t", "file"]).0, first);
    let (both, _, _) = run(&["convert", &progress, "-t", "file", "--into", SHOP]);
    let both = assessment_file::read(&both).unwrap();
    assert_eq!((both.id.as_str(), both.living_teams().len()), ("a-shop", 2));
    told!(
        "convert-into",
        "convert",
        SHOP,
        "-t",
        "file",
        "--into",
        SHOP
    );
    told!("convert-team", "convert", SHOP, "-t", "controls");
    told!(
        "convert-standard",
        "convert",
        SHOP,
        "-t",
        "controls",
        "--team",
        "Ledger",
        "--standard",
        "nist"
    );
    told!("convert-unknown", "convert", SHOP, "-t", "xls");
    told!(
        "convert-nowhere",
        "convert",
        SHOP,
        "-t",
        "file",
        "-o",
        "no-such-folder/x.json"
    );
}

#[test]
fn the_index_has_the_numbers_of_the_library() {
    let folder = Folder::new("index");
    folder.write(
        "b/shop #1.dsomm.json",
        fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(SHOP)).unwrap(),
    );
    let root = folder.path("");
    let (_, said, code) = run(&["index", &root, "--on", DAY]);
    assert_eq!(code, 0, "{said}");
    let text = fs::read_to_string(folder.path("index.json")).unwrap();
    insta::with_settings!({ snapshot_path => "../snapshots/cli", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("index", text);
    });
    let value: Value = serde_json::from_str(&text).unwrap();
    let (model, shop) = (model(false), shop());
    let team = &value["assessments"][0]["teams"][0];
    let scores = scoring::score(&model, &shop, &TeamId::new("t-checkout"));
    let close = |value: &Value, number: Option<f64>| match number {
        Some(number) => (value.as_f64().unwrap() - number).abs() < 1e-4,
        None => value.is_null(),
    };
    assert!(close(&team["maturity"], scores.overall.maturity));
    for (at, score) in scores.subdimensions.iter().enumerate() {
        assert!(close(
            &team["subdimensions"]["maturity"][at],
            score.maturity
        ));
    }
    // What the page can name as an index in its configuration.
    let addresses = dsomm_radar::host::config::read_index(&text, "all/index.json");
    assert_eq!(addresses.unwrap(), ["all/b/shop%20%231.dsomm.json"]);
    // Again, the same bytes; the index itself is no assessment.
    run(&["index", &root, "--on", DAY]);
    assert_eq!(fs::read_to_string(folder.path("index.json")).unwrap(), text);
    // Two copies of one assessment would count twice.
    folder.write(
        "copy.dsomm.json",
        fs::read(folder.path("b/shop #1.dsomm.json")).unwrap(),
    );
    let (_, said, code) = run(&["index", &root]);
    assert_eq!(code, 2);
    assert!(
        said.contains("This is a copy of the assessment in"),
        "{said}"
    );
}

#[test]
fn shells_and_man_learn_all_commands() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (text, _, code) = run(&["completions", shell]);
        assert_eq!(code, 0);
        assert!(text.contains("fail-under"), "{shell}");
    }
    let folder = Folder::new("man");
    run(&["man", "-o", &folder.path("")]);
    insta::assert_snapshot!(folder.files().join(" "), @"dsomm-radar-check.1 dsomm-radar-completions.1 dsomm-radar-convert.1 dsomm-radar-diff.1 dsomm-radar-evidence.1 dsomm-radar-git-diff.1 dsomm-radar-git-install.1 dsomm-radar-git-merge.1 dsomm-radar-git-textconv.1 dsomm-radar-git.1 dsomm-radar-index.1 dsomm-radar-man.1 dsomm-radar-merge.1 dsomm-radar-report.1 dsomm-radar-score.1 dsomm-radar-serve.1 dsomm-radar-tables.1 dsomm-radar.1");
    let (page, _, _) = run(&["man"]);
    assert!(page.contains(".TH dsomm-radar 1"), "{page}");
    told!("completions-unknown", "completions", "cmd");
}

#[test]
fn serve_gives_what_is_in_the_folder_and_nothing_else() {
    let folder = Folder::new("serve");
    folder.write("secret.txt", "secret");
    folder.write("page/index.html", "<p>hello");
    folder.write("page/a b.wasm", "wasm");
    folder.write("page/sub/index.html", "sub");
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path("secret.txt"), folder.path("page/link.txt")).unwrap();
    let mut child = program(["serve", &folder.path("page"), "--port", "0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut out = child.stdout.take().unwrap();
    let mut address = String::new();
    while !address.ends_with('\n') {
        let mut byte = [0];
        assert_eq!(out.read(&mut byte).unwrap(), 1, "it ended: {address}");
        address.push(char::from(byte[0]));
    }
    let port = address
        .trim()
        .trim_end_matches('/')
        .rsplit(':')
        .next()
        .unwrap()
        .to_owned();
    let ask = |method: &str, path: &str, host: &str| {
        let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    };
    let get = |path: &str| ask("GET", path, &format!("localhost:{port}"));
    let code = |answer: &str| answer.split(' ').nth(1).unwrap().to_owned();
    let page = get("/?x=1");
    assert!(
        page.contains("text/html; charset=utf-8") && page.ends_with("<p>hello"),
        "{page}"
    );
    assert!(get("/a%20b.wasm").contains("application/wasm"));
    assert!(get("/sub").contains("Location: /sub/"));
    assert!(get("/sub/").ends_with("sub"));
    assert!(get("//example.org/..").starts_with("HTTP/1.1 403"));
    for outside in [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/sub/../../secret.txt",
        "/..%5csecret.txt",
        "/link.txt",
    ] {
        let answer = get(outside);
        assert_eq!(code(&answer), "403", "{outside}: {answer}");
        assert!(!answer.ends_with("secret"));
    }
    assert_eq!(code(&get("/none")), "404");
    assert_eq!(code(&get("/%zz")), "400");
    assert_eq!(code(&ask("POST", "/", "localhost")), "405");
    assert_eq!(code(&ask("GET", "/", "evil.example")), "403");
    child.kill().unwrap();
    let _ = child.wait();
    told!("serve-not-there", "serve", "no-such-folder");
}

#[test]
fn a_reader_that_stops_is_no_problem() {
    let mut child = program(["check", "tests/fixtures/three-teams.dsomm.json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[test]
fn a_report_is_that_of_the_page() {
    told!(
        "report-brief",
        "report",
        SHOP,
        "--size",
        "brief",
        "--team",
        "Ledger",
        "--on",
        DAY
    );
    told!("report-team", "report", SHOP, "--team", "Nobody");
    told!("report-group", "report", SHOP, "--group", "Nobody");
    let folder = Folder::new("report");
    let file = folder.path("report.html");
    run(&[
        "report", SHOP, "--to", "html", "--size", "full", "--on", DAY, "-o", &file,
    ]);
    let page = std::fs::read_to_string(&file).unwrap();
    assert!(page.starts_with("<!doctype html>") && page.contains("Content-Security-Policy"));
    assert!(!page.contains("<script"));
}
