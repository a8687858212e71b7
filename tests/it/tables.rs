//! Long tables: every number is the page's, in every format, and the dictionary is that of the code.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

use dsomm_radar::assessment::Assessment;
use dsomm_radar::exchange::assessment_file;
use dsomm_radar::model::Model;
use dsomm_radar::scoring;
use dsomm_radar::tables::{self, Cell, Kind, Rows, TABLES};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use serde_json::{Value, json};

use crate::cli::{Folder, model, run};
use crate::support::day;

pub const DAY: &str = "2026-11-27";
const STAGES: [&str; 4] = ["not-implemented", "started", "partly", "fully"];

/// Numbers that look like chance and are always the same.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Writes so many assessments, each of two teams in four cycles; every second one with the extension.
pub fn write_many(folder: &Folder, count: usize) {
    let models = [model(false), model(true)];
    for number in 0..count {
        let mut dice = Dice(number as u64 + 1);
        let with_extension = number % 2 == 1;
        let ids: Vec<&str> = models[usize::from(with_extension)]
            .activities
            .iter()
            .map(|activity| activity.id.as_str())
            .collect();
        let teams = [format!("t-{number}-a"), format!("t-{number}-b")];
        let mut answers = |more: u64| -> Value {
            let mut all = serde_json::Map::new();
            for team in &teams {
                let mut of_team = serde_json::Map::new();
                for id in &ids {
                    let answer = match dice.roll(10) {
                        0 | 1 => continue,
                        2 => json!({ "not_sure": true }),
                        3 => json!({ "not_applicable": "Not ours, \"really\";\n=1+1" }),
                        _ => {
                            let stage = (dice.roll(4) + dice.roll(more)).min(3);
                            json!({ "stage": STAGES[stage as usize], "confirmed": "2026-10-01" })
                        }
                    };
                    of_team.insert((*id).to_owned(), answer);
                }
                of_team.insert("elsewhere".to_owned(), json!({ "stage": "fully" }));
                all.insert(team.clone(), of_team.into());
            }
            all.into()
        };
        let days = ["2025-01-01", "2025-07-01", "2026-01-01", "2026-07-01"];
        let mut cycles = Vec::new();
        for (at, name) in ["2025 H1", "2025 H2", "2026"].iter().enumerate() {
            cycles.push(json!({
                "id": format!("c-{number}-{at}"), "name": name, "opened": days[at],
                "closed": days[at + 1], "answers": answers(at as u64 + 1),
            }));
        }
        cycles.push(json!({ "id": format!("c-{number}-3"), "name": "2026 H2", "opened": days[3] }));
        let now = answers(4);
        let mut evidence = serde_json::Map::new();
        for (at, id) in ids.iter().enumerate().filter(|(at, _)| at % 3 == 0) {
            let team = &teams[at % 2];
            let recorded = if at % 2 == 0 {
                "2026-09-01"
            } else {
                "2024-01-01"
            };
            evidence.insert(
                format!("e-{number}-{at}"),
                json!({ "activity": id, "teams": [team], "title": "Log", "recorded": recorded }),
            );
        }
        let file = json!({
            "format": "dsomm-assessment", "version": 1, "id": format!("a-{number}"),
            "title": format!("Assessment {number}"),
            "model_extensions": if with_extension { json!(["agentic-ai"]) } else { json!([]) },
            "teams": {
                &teams[0]: { "name": format!("Team {number} A"), "order": 1 },
                &teams[1]: { "name": format!("Team {number} B"), "order": 2, "inherits": teams[0] },
            },
            "answers": now,
            "evidence": evidence,
            "targets": {
                "*": { "*": { "level": 1, "by": "2027-06-30" } },
                &teams[1]: { "build-and-deployment/build": { "level": 7 } },
            },
            "plan": { &teams[0]: { ids[0]: { "cycle": format!("c-{number}-3") } } },
            "cycles": cycles,
        });
        folder.write(
            &format!("in/{}/{number}.dsomm.json", number % 3),
            file.to_string(),
        );
    }
}

/// What [`write_many`] wrote, each with its model.
pub fn read_many(folder: &Folder, count: usize) -> Vec<(Assessment, Model)> {
    let models = [model(false), model(true)];
    let read = |number: usize| {
        let path = folder.path(&format!("in/{}/{number}.dsomm.json", number % 3));
        let text = fs::read_to_string(path).unwrap();
        (
            assessment_file::read(&text).unwrap(),
            models[number % 2].clone(),
        )
    };
    (0..count).map(read).collect()
}

/// A row by the names of its columns; empty cells are null.
type Row = BTreeMap<String, Value>;

fn parquet_rows(path: &str) -> Vec<Row> {
    let reader = SerializedFileReader::new(fs::File::open(path).unwrap()).unwrap();
    let value = |field: &Field| match field {
        Field::Null => Value::Null,
        Field::Bool(value) => json!(value),
        Field::Long(value) => json!(value),
        Field::Double(value) => json!(value),
        Field::Str(value) => json!(value),
        Field::Date(days) => {
            let start = chrono::NaiveDate::default();
            json!((start + chrono::Duration::days(i64::from(*days))).to_string())
        }
        Field::TimestampMillis(at) => json!(at),
        other => panic!("{other:?}"),
    };
    reader
        .get_row_iter(None)
        .unwrap()
        .map(|row| {
            let row = row.unwrap();
            row.get_column_iter()
                .map(|(name, field)| (name.clone(), value(field)))
                .collect()
        })
        .collect()
}

fn parts(folder: &Folder, table: &str, ending: &str) -> Vec<String> {
    let files = folder.files().into_iter();
    let start = format!("out/{table}/");
    files
        .filter(|file| file.starts_with(&start) && file.ends_with(ending))
        .collect()
}

fn all_rows(folder: &Folder, table: &str) -> Vec<Row> {
    let parts = parts(folder, table, ".parquet");
    parts
        .iter()
        .flat_map(|file| parquet_rows(&folder.path(file)))
        .collect()
}

fn write(folder: &Folder, more: &[&str]) -> (String, i32) {
    let (from, to) = (folder.path("in"), folder.path("out"));
    let (_, said, code) = run(&[&["tables", &from, "-o", &to, "--on", DAY], more].concat());
    (said, code)
}

#[test]
fn scores_and_answers_are_those_of_the_page() {
    let folder = Folder::new("tables-numbers");
    write_many(&folder, 4);
    let (said, code) = write(&folder, &[]);
    assert_eq!(code, 0, "{said}");
    assert!(said.starts_with("4 assessments and 8 teams in "), "{said}");
    let scores = all_rows(&folder, "scores");
    let mut found: HashMap<[String; 5], &Row> = HashMap::new();
    for row in &scores {
        let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        let part = match row["part"].as_str().unwrap() {
            "overall" => String::new(),
            "dimension" => text("dimension"),
            "subdimension" => text("subdimension"),
            _ => format!("{} {}", text("subdimension"), row["level"]),
        };
        let key = [
            text("assessment"),
            text("team"),
            text("cycle"),
            text("part"),
            part,
        ];
        assert!(found.insert(key.clone(), row).is_none(), "{key:?}");
    }
    let (mut expected, mut levels) = (0, 0);
    let answers = all_rows(&folder, "answers");
    let mut counts: HashMap<(String, String), usize> = HashMap::new();
    for row in &answers {
        if !row["dimension"].is_null() {
            let text = |name: &str| row[name].as_str().unwrap().to_owned();
            *counts.entry((text("team"), text("cycle"))).or_default() += 1;
        }
    }
    for (assessment, model) in read_many(&folder, 4) {
        let mut rounds: Vec<(String, Assessment, bool)> = assessment
            .cycles
            .iter()
            .filter(|(_, cycle)| cycle.closed.is_some())
            .map(|(id, cycle)| (cycle.name.clone(), assessment.as_of(id).unwrap(), true))
            .collect();
        rounds.push(("2026 H2".to_owned(), assessment.clone(), false));
        for (cycle, then, is_closed) in &rounds {
            for (team, _) in assessment.living_teams() {
                let scores = scoring::score(&model, then, team);
                let proven = scoring::evidenced(&model, then, team, day(DAY));
                let key = |part: &str, place: &str| {
                    let all = [assessment.id.as_str(), team.as_str(), cycle, part, place];
                    all.map(str::to_owned)
                };
                let number = |row: &Row, name: &str| row[name].as_f64();
                let mut check =
                    |part: &str, place: &str, score: scoring::Score, evidenced: scoring::Score| {
                        let row = found[&key(part, place)];
                        assert_eq!(number(row, "maturity"), score.maturity);
                        assert_eq!(number(row, "completion"), score.completion);
                        assert_eq!(number(row, "coverage"), Some(score.counts.coverage()));
                        assert_eq!(
                            row["level_reached"].as_u64(),
                            score.level_reached.map(u64::from)
                        );
                        assert_eq!(row["ready"], json!(score.counts.ready));
                        let maturity = evidenced.maturity.filter(|_| !is_closed);
                        assert_eq!(number(row, "evidenced_maturity"), maturity);
                        expected += 1;
                    };
                check("overall", "", scores.overall, proven.overall);
                for (at, dimension) in model.dimensions.iter().enumerate() {
                    check(
                        "dimension",
                        &dimension.slug,
                        scores.dimensions[at],
                        proven.dimensions[at],
                    );
                }
                for (at, part) in model.subdimensions.iter().enumerate() {
                    check(
                        "subdimension",
                        &part.id,
                        scores.subdimensions[at],
                        proven.subdimensions[at],
                    );
                    let targets = scoring::targets(&model, &assessment, team).unwrap();
                    let row = found[&key("subdimension", &part.id)];
                    assert_eq!(
                        number(row, "target"),
                        targets.subdimensions[at].map(f64::from)
                    );
                    for (level, cell) in (1..).zip(&scores.cells[at]) {
                        if let Some(row) = found.get(&key("level", &format!("{} {level}", part.id)))
                        {
                            assert_eq!(number(row, "completion"), *cell);
                            levels += 1;
                        } else {
                            assert_eq!(*cell, None);
                        }
                    }
                }
                let count = counts[&(team.to_string(), cycle.clone())];
                assert_eq!(count, model.activities.len());
            }
        }
    }
    assert_eq!(scores.len(), expected + levels);
    // The value of each answer is what the page counts.
    for (assessment, model) in read_many(&folder, 4) {
        for (team, _) in assessment.living_teams() {
            let values = scoring::values(&model, &assessment, team);
            let is_it = |row: &&Row| row["team"] == team.as_str() && row["closed"].is_null();
            for row in answers.iter().filter(is_it) {
                let Some(at) = model.position(row["activity"].as_str().unwrap()) else {
                    continue;
                };
                assert_eq!(row["value"].as_f64(), values[at].amount());
                assert_eq!(row["said"] != "unanswered", values[at].is_answered());
            }
        }
    }
    assert!(answers.iter().any(|row| !row["inherited_from"].is_null()));
    let is_outside = |row: &&Row| row["dimension"].is_null() && row["activity"] == "elsewhere";
    assert_eq!(answers.iter().filter(is_outside).count(), 8 * 4);
}

/// The same rows in all formats; each row has each column.
#[test]
fn all_formats_hold_the_same() {
    let folder = Folder::new("tables-formats");
    write_many(&folder, 2);
    for format in ["parquet", "csv", "ndjson"] {
        let (said, code) = write(&folder, &["--format", format]);
        assert_eq!(code, 0, "{said}");
    }
    for table in TABLES {
        let files = parts(&folder, table.name, ".parquet");
        assert!(!files.is_empty(), "{}", table.name);
        for file in files {
            let rows = parquet_rows(&folder.path(&file));
            let stem = folder.path(file.strip_suffix(".parquet").unwrap());
            let lines = fs::read_to_string(format!("{stem}.ndjson")).unwrap();
            assert_eq!(lines.lines().count(), rows.len());
            let mut csv = csv::Reader::from_path(format!("{stem}.csv")).unwrap();
            let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
            assert_eq!(csv.headers().unwrap().iter().collect::<Vec<_>>(), names);
            let records: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
            assert_eq!(records.len(), rows.len());
            for ((row, line), record) in rows.iter().zip(lines.lines()).zip(&records) {
                let object: Row = serde_json::from_str(line).unwrap();
                assert_eq!(
                    object.keys().collect::<Vec<_>>(),
                    row.keys().collect::<Vec<_>>()
                );
                for (column, cell) in table.columns.iter().zip(record) {
                    let (value, other) = (&row[column.name], &object[column.name]);
                    let text = match (column.kind, value) {
                        (_, Value::Null) => String::new(),
                        (Kind::Moment, value) => {
                            let at =
                                chrono::DateTime::from_timestamp_millis(value.as_i64().unwrap());
                            at.unwrap()
                                .to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
                        }
                        (_, Value::String(text)) => text.clone(),
                        (Kind::Number, value) => value.as_f64().unwrap().to_string(),
                        (_, value) => value.to_string(),
                    };
                    assert_eq!(cell, text, "{} {}", table.name, column.name);
                    match (column.kind, value) {
                        (Kind::Moment, Value::Number(_)) => assert_eq!(other, &json!(text)),
                        (Kind::Number, Value::Number(_)) => {
                            assert_eq!(other.as_f64(), value.as_f64())
                        }
                        _ => assert_eq!(other, value, "{} {}", table.name, column.name),
                    }
                }
            }
        }
    }
    let controls = all_rows(&folder, "controls");
    assert!(controls.iter().any(|row| row["control"] == "A.5.10"));
}

#[test]
fn a_folder_grows_by_files_and_forgets_what_is_no_more() {
    let folder = Folder::new("tables-store");
    write_many(&folder, 2);
    write(&folder, &[]);
    let before: Vec<Vec<u8>> = folder
        .files()
        .iter()
        .map(|file| fs::read(folder.path(file)).unwrap())
        .collect();
    write(&folder, &[]);
    let after: Vec<Vec<u8>> = folder
        .files()
        .iter()
        .map(|file| fs::read(folder.path(file)).unwrap())
        .collect();
    assert_eq!(before, after, "the same bytes");
    let answers = |folder: &Folder| parts(folder, "answers", "");
    assert_eq!(
        answers(&folder),
        ["2025-h1", "2025-h2", "2026-h2", "2026"]
            .map(|cycle| format!("out/answers/{cycle}/all.parquet"))
    );
    // Another job adds its files; nothing of the first is touched.
    write(&folder, &["--name", "payments", "--only", "answers,teams"]);
    assert_eq!(answers(&folder).len(), 8);
    assert_eq!(parts(&folder, "teams", "").len(), 2);
    assert_eq!(parts(&folder, "scores", "").len(), 4);
    // A cycle that is called otherwise is not left behind under its old name.
    for number in 0..2 {
        let path = format!("in/{number}/{number}.dsomm.json");
        let text = fs::read_to_string(folder.path(&path)).unwrap();
        folder.write(&path, text.replace("2025 H1", "First"));
    }
    write(&folder, &[]);
    assert!(answers(&folder).contains(&"out/answers/first/all.parquet".to_owned()));
    assert!(!answers(&folder).contains(&"out/answers/2025-h1/all.parquet".to_owned()));
    assert!(answers(&folder).contains(&"out/answers/2025-h1/payments.parquet".to_owned()));
    // Nothing half written is left.
    assert!(!folder.files().iter().any(|file| file.ends_with(".part")));
    let copy = fs::read(folder.path("in/0/0.dsomm.json")).unwrap();
    folder.write("in/2/copy.dsomm.json", copy);
    let (said, code) = write(&folder, &[]);
    assert_eq!(code, 2);
    assert!(
        said.contains("This is a copy of the assessment in"),
        "{said}"
    );
    let (said, code) = write(&folder, &["--name", "../x"]);
    assert_eq!(code, 2);
    assert!(said.contains("--name ../x: letters"), "{said}");
    folder.write(
        "in/2/copy.dsomm.json",
        "{\n \"format\": \"dsomm-assessment\",",
    );
    let (said, code) = write(&folder, &[]);
    assert_eq!(code, 2);
    assert!(said.contains("copy.dsomm.json:2:"), "{said}");
}

/// A cell that does not fit its column would be left empty without a word.
#[test]
fn cells_fit_their_columns() {
    struct Check(usize);
    impl Rows for Check {
        fn row(&mut self, table: &'static str, cycle: &str, cells: &[Cell<'_>]) {
            let table = tables::called(table).unwrap();
            assert_eq!(table.by_cycle, !cycle.is_empty());
            assert_eq!(cells.len(), table.columns.len());
            for (cell, column) in cells.iter().zip(table.columns) {
                let fits = match (cell, column.kind) {
                    (Cell::None, _) => true,
                    (Cell::Text(text), Kind::Text) => !text.is_empty(),
                    (Cell::Whole(_), Kind::Whole)
                    | (Cell::Number(_), Kind::Number)
                    | (Cell::Flag(_), Kind::Flag)
                    | (Cell::Day(_), Kind::Day)
                    | (Cell::Moment(_), Kind::Moment) => true,
                    _ => false,
                };
                assert!(fits, "{} {} {cell:?}", table.name, column.name);
            }
            self.0 += 1;
        }
    }
    let mut check = Check(0);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let model = model(true);
    for file in ["full", "payments", "three-teams", "cli/shop"] {
        let text = fs::read_to_string(root.join(format!("{file}.dsomm.json"))).unwrap();
        let assessment = assessment_file::read(&text).unwrap();
        tables::write(&model, &assessment, day(DAY), &mut check);
    }
    tables::write_model(&model, &mut check);
    assert!(check.0 > 3000, "{}", check.0);
}

/// What DuckDB calls a kind.
fn sql(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "VARCHAR",
        Kind::Whole => "BIGINT",
        Kind::Number => "DOUBLE",
        Kind::Flag => "BOOLEAN",
        Kind::Day => "DATE",
        Kind::Moment => "TIMESTAMPTZ",
    }
}

/// Compares a file with what the code makes of it; `UPDATE_DOCS=1` writes it.
fn keep(path: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, text).unwrap();
    }
    let known = fs::read_to_string(&path).unwrap();
    let name = path.display();
    assert!(
        known == text,
        "{name} is not that of the code: run the test with UPDATE_DOCS=1"
    );
}

#[test]
fn the_dictionary_is_that_of_the_code() {
    const MARKS: [&str; 2] = ["<!-- tables -->\n", "<!-- end of tables -->\n"];
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/tables.md");
    let known = fs::read_to_string(path).unwrap();
    let (before, rest) = known.split_once(MARKS[0]).unwrap();
    let (_, after) = rest.split_once(MARKS[1]).unwrap();
    let mut text = String::new();
    for table in TABLES {
        let folder = if table.by_cycle { "<cycle>/" } else { "" };
        text.push_str(&format!("\n### {}\n\n{}\n\n", table.name, table.about));
        text.push_str(&format!(
            "Files: `{}/{folder}<name>.parquet`.\n\n",
            table.name
        ));
        text.push_str("| column | type | meaning |\n|---|---|---|\n");
        for column in table.columns {
            let kind = match column.kind {
                Kind::Text => "text",
                Kind::Whole => "whole number",
                Kind::Number => "number",
                Kind::Flag => "true or false",
                Kind::Day => "day",
                Kind::Moment => "moment",
            };
            text.push_str(&format!(
                "| `{}` | {kind} | {} |\n",
                column.name, column.meaning
            ));
        }
    }
    keep(
        "docs/tables.md",
        &format!("{before}{}{text}\n{}{after}", MARKS[0], MARKS[1]),
    );
    for (ending, reader, options) in [
        ("csv", "read_csv", "header = true, "),
        ("ndjson", "read_json", "format = 'newline_delimited', "),
    ] {
        let mut views = format!(
            "-- All tables of the folder `tables/`, written with --format {ending}. Types are named, because\n-- guessing takes controls for days and ids for numbers.\n"
        );
        for table in TABLES {
            let columns: Vec<String> = table
                .columns
                .iter()
                .map(|column| format!("'{}': '{}'", column.name, sql(column.kind)))
                .collect();
            let folder = if table.by_cycle { "*/" } else { "" };
            views.push_str(&format!(
                "CREATE VIEW {0} AS SELECT DISTINCT * FROM {reader}('tables/{0}/{folder}*.{ending}', {options}columns = {{{1}}});\n",
                table.name,
                columns.join(", ")
            ));
        }
        keep(&format!("examples/duckdb/views-{ending}.sql"), &views);
    }
}
