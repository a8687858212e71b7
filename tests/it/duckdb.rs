//! The questions of `examples/duckdb`, asked with DuckDB itself, against the numbers of the page.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use dsomm_radar::assessment::TeamId;
use dsomm_radar::scoring::{self, Proofs, Scores, mapped, portfolio, standards};
use serde_json::Value;

use crate::cli::{Folder, run};
use crate::support::day;
use crate::tables::{DAY, read_many, write_many};

/// How many assessments, each of two teams.
const COUNT: usize = 30;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Where the package is, for Python's path. `None`: it cannot be installed here.
fn duckdb() -> Option<PathBuf> {
    let folder = root().join("target/duckdb-2.0.1");
    let python = |arguments: &[&str]| {
        let output = Command::new("python3")
            .args(arguments)
            .env("PYTHONPATH", &folder)
            .output();
        output.is_ok_and(|output| output.status.success())
    };
    const VERSION: &str = "import duckdb; assert duckdb.__version__ == '2.0.1'";
    let list = root().join("examples/duckdb/requirements.txt");
    let install = ["-m", "pip", "install", "--quiet", "--target"];
    let is_there = python(&["-c", VERSION])
        || (python(&[&install[..], &[folder.to_str()?, "-r", list.to_str()?]].concat())
            && python(&["-c", VERSION]));
    is_there.then_some(folder)
}

/// The rows that queries give, as JSON.
fn ask(duckdb: &Path, folder: &Folder, views: &str, question: &str) -> Vec<Vec<Value>> {
    const SCRIPT: &str = "
import duckdb, json, sys
connection = duckdb.connect()
connection.execute(open(sys.argv[1]).read())
rows = connection.execute(open(sys.argv[2]).read()).fetchall()
print(json.dumps(rows, default=str))
";
    let file = |name: &str| root().join("examples/duckdb").join(name);
    let output = Command::new("python3")
        .args(["-c", SCRIPT])
        .args([file(views), file(question)])
        .env("PYTHONPATH", duckdb)
        .current_dir(&folder.0)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{question}: {said}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn close(value: &Value, number: Option<f64>) -> bool {
    match number {
        Some(number) => value
            .as_f64()
            .is_some_and(|value| (value - number).abs() < 1e-9),
        None => value.is_null(),
    }
}

#[test]
fn answers_of_duckdb_are_the_numbers_of_the_page() {
    let Some(duckdb) = duckdb() else {
        println!(
            "DuckDB cannot be installed here (python3 with pip), so its questions are not asked."
        );
        return;
    };
    let folder = Folder::new("duckdb");
    write_many(&folder, COUNT);
    for format in ["parquet", "csv", "ndjson"] {
        let (from, to) = (folder.path("in"), folder.path("tables"));
        let (_, said, code) = run(&["tables", &from, "-o", &to, "--on", DAY, "--format", format]);
        assert_eq!(code, 0, "{said}");
    }
    let all = read_many(&folder, COUNT);

    let rows = ask(&duckdb, &folder, "views.sql", "below-target.sql");
    let mut expected = Vec::new();
    for (assessment, model) in &all {
        for (id, team) in assessment.living_teams() {
            let scores = scoring::score(model, assessment, id);
            let targets = scoring::targets(model, assessment, id).unwrap();
            for (at, part) in model.subdimensions.iter().enumerate() {
                let (reached, target) = (
                    scores.subdimensions[at].level_reached,
                    targets.subdimensions[at],
                );
                if reached.is_some() && reached < target {
                    expected.push((team.name.clone(), part.id.clone(), reached.map(u64::from)));
                }
            }
        }
    }
    let mut found: Vec<(String, String, Option<u64>)> = rows
        .iter()
        .map(|row| {
            let text = |at: usize| row[at].as_str().unwrap().to_owned();
            (text(0), text(1), row[2].as_u64())
        })
        .collect();
    expected.sort();
    found.sort();
    assert!(expected.len() > 100);
    assert_eq!(found, expected);
    for views in ["views-csv.sql", "views-ndjson.sql"] {
        assert_eq!(
            ask(&duckdb, &folder, views, "below-target.sql"),
            rows,
            "{views}"
        );
    }

    let rows = ask(&duckdb, &folder, "views.sql", "control-numbers.sql");
    let mut count = 0;
    let mut proven: std::collections::BTreeMap<String, usize> = Default::default();
    let mut rows_of = std::collections::HashMap::new();
    for row in &rows {
        let key = (row[0].as_str().unwrap(), row[1].as_str().unwrap());
        rows_of.insert(key, row);
    }
    for (assessment, model) in &all {
        let standards = standards(model);
        let standard = standards
            .iter()
            .find(|it| it.name == "iso27001-2022")
            .unwrap();
        let proofs = Proofs::on(model, assessment, day(DAY));
        for (id, _) in assessment.living_teams() {
            let claimed = scoring::score(model, assessment, id);
            let evidenced = proofs.evidenced(model, assessment, id);
            for control in &standard.controls {
                let numbers = mapped(&claimed, &evidenced, &control.activities);
                let name = format!("A.{}", control.id);
                let row = rows_of[&(id.as_str(), name.as_str())];
                assert!(close(&row[2], numbers.mean), "{row:?} {numbers:?}");
                assert!(close(&row[3], numbers.min));
                assert!(
                    close(&row[4], numbers.evidenced_mean),
                    "{row:?} {numbers:?}"
                );
                assert_eq!(row[5].as_u64(), Some(numbers.counts.answered as u64));
                assert_eq!(row[6].as_u64(), Some(numbers.counts.all as u64));
                *proven.entry(name).or_default() += usize::from(numbers.evidenced_mean > Some(0.0));
                count += 1;
            }
        }
    }
    assert_eq!(rows.len(), count);

    let rows = ask(
        &duckdb,
        &folder,
        "views.sql",
        "controls-without-evidence.sql",
    );
    let mut found: Vec<&str> = rows.iter().map(|row| row[0].as_str().unwrap()).collect();
    let nobody = proven.iter().filter(|(_, count)| **count == 0);
    let expected: Vec<&str> = nobody.map(|(name, _)| name.as_str()).collect();
    found.sort_unstable();
    assert_eq!(found, expected);

    let rows = ask(&duckdb, &folder, "views.sql", "speed.sql");
    let names: Vec<&str> = rows.iter().map(|row| row[0].as_str().unwrap()).collect();
    assert_eq!(names, ["2025 H1", "2025 H2", "2026", "2026 H2"]);
    for row in &rows {
        let mut scores: Vec<Scores> = Vec::new();
        for (assessment, model) in &all {
            let cycle = assessment
                .cycles
                .iter()
                .find(|(_, cycle)| cycle.name == row[0].as_str().unwrap());
            let then = assessment.as_of(cycle.unwrap().0);
            let then = then.as_ref().unwrap_or(assessment);
            let teams: Vec<&TeamId> = assessment
                .living_teams()
                .iter()
                .map(|(id, _)| *id)
                .collect();
            scores.extend(teams.iter().map(|team| scoring::score(model, then, team)));
        }
        // Only what is overall is looked at, which has no index into a model.
        let mut overall: Vec<Scores> = Vec::new();
        for score in scores {
            overall.push(Scores {
                overall: score.overall,
                ..Scores::default()
            });
        }
        let empty = dsomm_radar::model::Model::build(Default::default());
        let of = |scores: &Vec<Scores>| {
            let mut padded = scores.clone();
            padded
                .iter_mut()
                .for_each(|scores| scores.levels = vec![(0, 0)]);
            let references: Vec<&Scores> = padded.iter().collect();
            portfolio(&empty, &references).overall.maturity.unwrap()
        };
        let spread = of(&overall);
        assert_eq!(row[1].as_u64(), Some(spread.count as u64));
        assert!(close(&row[2], Some(spread.mean)), "{row:?} {spread:?}");
        assert!(close(&row[3], Some(spread.median)));
    }

    let rows = ask(&duckdb, &folder, "views.sql", "coverage.sql");
    let mut count = 0;
    for (assessment, model) in &all {
        for (id, _) in assessment.living_teams() {
            let scores = scoring::score(model, assessment, id);
            for (at, dimension) in model.dimensions.iter().enumerate() {
                let is_it =
                    |row: &&Vec<Value>| row[0] == id.as_str() && row[1] == dimension.slug.as_str();
                let row = rows.iter().find(is_it).unwrap();
                let counts = scores.dimensions[at].counts;
                assert!(close(&row[2], Some(counts.coverage())));
                assert_eq!(row[3].as_u64(), Some(counts.ready as u64));
                count += 1;
            }
        }
    }
    assert_eq!(rows.len(), count);
    assert!(fs::exists(folder.path("tables/scores/2026/all.parquet")).unwrap());
}
