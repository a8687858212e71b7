//! Tables for people, out and in.

use std::collections::BTreeSet;

use dsomm_radar::assessment::{Assessment, Choice, Context, Edit, EvidenceId, merge, sample};
use dsomm_radar::model::Model;
use dsomm_radar::sheets::{
    Column, Grid, Kind, SHEETS, Sheet, Value, build, read_csv, read_xlsx, take, write_csv,
    write_markdown, write_xlsx,
};
use proptest::prelude::*;

use crate::cli;
use crate::support::{
    START, activity, answer, apply, assessment, at, cases, day, edit, evidence, model, note, stage,
    team,
};

const TODAY: &str = "2026-11-23";
const PAGE: &str = "https://radar.example/";

/// Texts that spreadsheets, YAML or readers take for something else.
const NASTY: [&str; 24] = [
    "=1+1",
    "+49 30",
    "-3",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "'=1",
    "''@",
    "'",
    "\"",
    "a,b;c\td",
    "two\nlines",
    "a\r\nb",
    "No",
    "017",
    "1_000",
    "12:30",
    "2026-01-02",
    "5.10",
    "<b>&amp;</b>",
    "_x0001_",
    "nö \u{202e}abc",
    "\u{1f600}",
    "=HYPERLINK(\"http://x\")",
];

fn small() -> Model {
    let mut a = activity("a", 1);
    a.name = "=Activity".to_owned();
    a.references.insert(
        "iso27001-2022".to_owned(),
        vec!["5.10".to_owned(), "5.1".to_owned()],
    );
    model(&[("D", &[("S", &[a, activity("b", 2), activity("c", 3)])])])
}

fn answered() -> Assessment {
    let mut mine = assessment(&["Shop", "=Bank"]);
    apply(&mut mine, answer("Shop", "a", stage("fully")), &at(1_000));
    apply(
        &mut mine,
        note("Shop", "a", "=cmd|' /C calc'!A0\nsecond, line"),
        &at(2_000),
    );
    apply(&mut mine, answer("=Bank", "b", Choice::NotSure), &at(3_000));
    let reason = Choice::NotApplicable("no servers".to_owned());
    apply(&mut mine, answer("=Bank", "c", reason), &at(4_000));
    let piece = evidence("a", "Shop", "-1 pipeline");
    edit(
        &mut mine,
        Edit::PutEvidence {
            id: EvidenceId::new("e"),
            evidence: piece,
        },
        &at(5_000),
    );
    mine
}

fn sheets(of: &Assessment, model: &Model) -> Vec<Sheet> {
    build(model, of, day(TODAY), &SHEETS)
}

fn later() -> Context {
    at(1_000_000)
}

fn grid(sheet: &Sheet) -> Grid {
    read_csv(sheet.name, &write_csv(sheet).unwrap()).unwrap()
}

/// Changes a cell in the row in which these columns have these values.
fn put(grid: &mut Grid, team: &str, activity: &str, column: &str, to: &str) {
    let at = |name: &str| grid.heads.iter().position(|head| head == name).unwrap();
    let (of, by, column) = (at("team"), at("activity"), at(column));
    let row = grid
        .rows
        .iter_mut()
        .find(|(_, row)| row[of] == team && row[by] == activity);
    row.unwrap().1[column] = to.to_owned();
}

fn taken(grid: Grid, mine: &Assessment, model: &Model) -> Assessment {
    take(&[grid], mine, model, &[], &later()).unwrap().theirs
}

#[test]
fn every_table_has_names_beside_ids_and_one_kind_in_each_column() {
    let (model, mine) = (small(), answered());
    let made = sheets(&mine, &model);
    let names: Vec<&str> = made.iter().map(|sheet| sheet.name).collect();
    assert_eq!(names, SHEETS);
    for sheet in &made {
        for row in &sheet.rows {
            assert_eq!(row.len(), sheet.columns.len());
            for (value, column) in row.iter().zip(&sheet.columns) {
                let fits = match value {
                    Value::None => true,
                    Value::Text(_) => column.kind == Kind::Text,
                    Value::Whole(_) => column.kind == Kind::Whole,
                    Value::Number(number) => column.kind == Kind::Number && number.is_finite(),
                    Value::Flag(_) => column.kind == Kind::Flag,
                    Value::Day(_) => column.kind == Kind::Day,
                    Value::Moment(_) => column.kind == Kind::Moment,
                };
                assert!(fits, "{} {} {value:?}", sheet.name, column.name);
            }
        }
    }
    assert_eq!(made[0].rows.len(), 6);
    let controls = &made[3].rows;
    let numbers: Vec<&Value> = controls.iter().map(|row| &row[2]).collect();
    assert_eq!(
        numbers[..2],
        [
            &Value::Text("A.5.1".to_owned()),
            &Value::Text("A.5.10".to_owned())
        ]
    );
}

#[test]
fn csv_is_marked_where_a_spreadsheet_would_run_it_and_comes_back() {
    let (model, mine) = (small(), answered());
    for sheet in sheets(&mine, &model) {
        let text = write_csv(&sheet).unwrap();
        assert!(text.starts_with('\u{feff}') && text.ends_with("\r\n"));
        // No cell begins with what runs.
        let plain = text.replace("\"\"", "");
        for line in plain.split("\r\n") {
            for cell in line.split([',', '"']) {
                let number = cell.parse::<f64>().is_ok();
                assert!(
                    number || !cell.starts_with(['=', '+', '@']),
                    "{cell} in {line}"
                );
            }
        }
    }
    let text = write_csv(&sheets(&mine, &model)[0]).unwrap();
    assert!(
        text.contains("'=Bank") && text.contains("'=Activity"),
        "{text}"
    );
}

#[test]
fn nothing_that_was_not_edited_changes() {
    let (model, mine) = (small(), answered());
    let theirs = taken(grid(&sheets(&mine, &model)[0]), &mine, &model);
    assert!(theirs.answers.is_empty(), "{:?}", theirs.answers);
    assert_eq!(merge(&mine, &theirs), mine);
    // Nor where spreadsheets in other countries have saved it.
    let text = write_csv(&sheets(&mine, &model)[0]).unwrap();
    let mut out = csv::WriterBuilder::new()
        .delimiter(b';')
        .from_writer(Vec::new());
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    for row in reader.records() {
        out.write_record(&row.unwrap()).unwrap();
    }
    let saved = String::from_utf8(out.into_inner().unwrap()).unwrap();
    for saved in [saved.clone(), format!("sep=;\r\n{saved}")] {
        let theirs = taken(read_csv("x", &saved).unwrap(), &mine, &model);
        assert!(theirs.answers.is_empty(), "{:?}", theirs.answers);
    }
}

#[test]
fn what_was_edited_is_taken_and_says_who_and_when() {
    let (model, mine) = (small(), answered());
    let mut table = grid(&sheets(&mine, &model)[0]);
    put(&mut table, "Shop", "a", "stage", "Partly Implemented");
    put(&mut table, "Shop", "a", "note", "new note");
    put(&mut table, "Shop", "b", "stage", "started");
    put(&mut table, "Shop", "b", "owner", "kim");
    put(&mut table, "Shop", "b", "due", "2027-01-31");
    put(&mut table, "=Bank", "b", "said", "not applicable");
    put(&mut table, "=Bank", "b", "reason", "none");
    put(&mut table, "=Bank", "c", "said", "unanswered");
    let merged = merge(&mine, &taken(table, &mine, &model));
    let of = |team_: &str, id: &str| merged.answer(&team(team_), id).unwrap();
    let a = of("Shop", "a");
    assert_eq!(
        (a.stage.as_ref().unwrap().as_str(), a.note.as_str()),
        ("partly", "new note")
    );
    assert_eq!(a.changed.at, START + 1_001);
    let b = of("Shop", "b");
    assert_eq!(
        (b.stage.as_ref().unwrap().as_str(), b.owner.as_str()),
        ("started", "kim")
    );
    assert_eq!(b.due, Some(day("2027-01-31")));
    assert_eq!(of("=Bank", "b").not_applicable.as_deref(), Some("none"));
    let cleared = of("=Bank", "c");
    assert!(cleared.not_applicable.is_none() && cleared.stage.is_none());
}

#[test]
fn an_old_table_takes_nothing_back_that_was_said_since() {
    let (model, mut mine) = (small(), answered());
    let old = grid(&sheets(&mine, &model)[0]);
    apply(
        &mut mine,
        answer("Shop", "a", stage("started")),
        &at(50_000),
    );
    apply(&mut mine, answer("Shop", "b", stage("partly")), &at(60_000));
    apply(&mut mine, note("Shop", "a", "newer"), &at(70_000));
    let merged = merge(&mine, &taken(old, &mine, &model));
    assert_eq!(merged, mine);
}

#[test]
fn a_column_of_answers_is_about_a_team_or_named() {
    let (model, mine) = (small(), answered());
    let text = "Activity,Risk,Team Tills,Shop,Status,Done,Remark\n\
                b,high,x,,fully implemented,x,fine\nc,low,,yes,,x,x\n";
    let grid = read_csv("kept.csv", text).unwrap();
    let taken = take(&[grid], &mine, &model, &[], &later()).unwrap();
    let names: Vec<&str> = (taken.theirs.teams.values())
        .map(|team| team.name.as_str())
        .collect();
    assert_eq!(names, ["Shop", "Tills"]);
    assert_eq!(taken.theirs.answers.len(), 2);
    let said = taken.remarks.join("\n");
    assert!(
        said.contains("“Status” of “kept.csv”; “Done” of “kept.csv”"),
        "{said}"
    );
    assert!(!said.contains("Remark") && !said.contains("Risk"), "{said}");
}

#[test]
fn rows_that_cannot_be_taken_are_named() {
    let (model, mine) = (small(), answered());
    let text = "team_name,activity_name,stage,due\nShop,=Activity,dreamt of,\nShop,nothing like it,fully,\n,b,fully,\nShop,b,fully,31.01.2027\nNew team,b,fully,\n";
    let taken = take(
        &[read_csv("edited.csv", text).unwrap()],
        &mine,
        &model,
        &[],
        &later(),
    )
    .unwrap();
    let said = taken.remarks.join("\n");
    for odd in [
        "row 2 of “edited.csv” (“dreamt of”)",
        "row 3 of “edited.csv” (“nothing like it”)",
        "row 4 of “edited.csv” (“b”)",
        "row 5 of “edited.csv” (“31.01.2027”)",
        "5 rows were read; 2 of them",
    ] {
        assert!(said.contains(odd), "{odd}\n{said}");
    }
    let names: BTreeSet<&str> = taken
        .theirs
        .living_teams()
        .iter()
        .map(|(_, team)| team.name.as_str())
        .collect();
    assert_eq!(names, BTreeSet::from(["New team", "Shop"]));
}

#[test]
fn a_table_with_a_column_for_each_team_is_read() {
    let (model, mine) = (small(), answered());
    let text = "Dimension;Activity;Status Shop;=Bank\nD;b;Partly implemented;true\nD;c;;false\nD;x;true;true\n";
    let taken = take(
        &[read_csv("DSOMM - Activities", text).unwrap()],
        &mine,
        &model,
        &[],
        &later(),
    )
    .unwrap();
    let of = |team_: &str| {
        taken
            .theirs
            .answer(&team(team_), "b")
            .unwrap()
            .stage
            .clone()
            .unwrap()
    };
    assert_eq!(
        (of("Shop").as_str(), of("=Bank").as_str()),
        ("partly", "fully")
    );
    assert!(taken.theirs.answer(&team("Shop"), "c").is_none());
    assert!(
        taken.remarks.join(" ").contains("row 4"),
        "{:?}",
        taken.remarks
    );
    let other = read_csv("scores", "team,maturity\nShop,3\n").unwrap();
    let said = take(&[other], &mine, &model, &[], &later()).unwrap_err();
    assert!(said.contains("no table of answers"), "{said}");
}

#[test]
fn what_is_no_table_gives_a_sentence() {
    for (text, expected) in [
        ("", "empty"),
        ("a,b\n\"c", "no end"),
        ("a,b\n1,2,3\n", "has 3 cells"),
    ] {
        let said = read_csv("x", text).unwrap_err();
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn markdown_holds_no_markup_of_anybody() {
    let (model, mut mine) = (small(), answered());
    apply(
        &mut mine,
        note("Shop", "a", "<script>|x|\n![i](http://x) **b**"),
        &at(9_000),
    );
    let text = write_markdown("Start", &sheets(&mine, &model));
    assert!(
        !text.contains("<script>") && !text.contains("![i]") && !text.contains("**b**"),
        "{text}"
    );
    let table: Vec<&str> = text.lines().filter(|line| line.starts_with('|')).collect();
    for rows in table.windows(2) {
        let cells = |line: &str| line.replace("\\|", "").matches('|').count();
        assert!(
            cells(rows[0]) == cells(rows[1]) || rows[1].contains("team\\_name"),
            "{rows:?}"
        );
    }
}

/// A workbook with one table, and what stands in it when it is read.
fn through_a_workbook(sheet: &Sheet, model: &Model) -> (Vec<Grid>, Vec<String>) {
    let book = write_xlsx("T", std::slice::from_ref(sheet), model, PAGE, day(TODAY)).unwrap();
    (read_xlsx("x.xlsx", &book.bytes).unwrap(), book.left)
}

#[test]
fn a_workbook_holds_the_same_cells_as_csv() {
    for (model, mine) in [(small(), answered()), {
        let model = cli::model(false);
        let mine = sample(&model, day(TODAY), START);
        (model, mine)
    }] {
        let made = sheets(&mine, &model);
        let book = write_xlsx("T", &made, &model, PAGE, day(TODAY)).unwrap();
        assert_eq!(book.left, Vec::<String>::new());
        assert_eq!(
            book.bytes,
            write_xlsx("T", &made, &model, PAGE, day(TODAY))
                .unwrap()
                .bytes,
            "no clock is in it"
        );
        let read = read_xlsx("x.xlsx", &book.bytes).unwrap();
        let names: Vec<&str> = read.iter().map(|grid| grid.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "answers",
                "evidence",
                "scores",
                "controls",
                "plan",
                "activities"
            ]
        );
        for (sheet, read) in made.iter().zip(&read) {
            let wanted = grid(sheet);
            assert_eq!(wanted.heads, read.heads);
            let rows = |grid: &Grid| {
                grid.rows
                    .iter()
                    .map(|(_, row)| row.clone())
                    .collect::<Vec<_>>()
            };
            for (wanted, read) in rows(&wanted).iter().zip(&rows(read)) {
                for (wanted, read) in wanted.iter().zip(read) {
                    // Line ends are those of the file format, and midnight is a day there.
                    let wanted = wanted.replace("T00:00:00.000Z", "");
                    assert_eq!(wanted.replace("\r\n", "\n"), read.replace("\r\n", "\n"));
                }
            }
            assert_eq!(wanted.rows.len(), read.rows.len(), "{}", sheet.name);
        }
        // What comes back unchanged changes nothing.
        let theirs = take(&read, &mine, &model, &[], &later()).unwrap().theirs;
        assert!(theirs.answers.is_empty(), "{:?}", theirs.answers);
    }
}

#[test]
fn a_workbook_has_what_no_workbook_holds_otherwise_and_says_so() {
    let column = |name, kind| Column { name, kind };
    let long = "\u{1f600}".repeat(20_000);
    let sheet = Sheet {
        name: "answers",
        columns: vec![
            column("text", Kind::Text),
            column("number", Kind::Number),
            column("day", Kind::Day),
        ],
        rows: vec![
            vec![
                Value::Text(long),
                Value::Number(f64::NAN),
                Value::Day(day("1899-12-31")),
            ],
            vec![
                Value::Text("a\u{1}b\u{ffff}".to_owned()),
                Value::Number(f64::INFINITY),
                Value::Day(day("1900-03-01")),
            ],
            vec![
                Value::Text("_x0001_".to_owned()),
                Value::Number(-0.1),
                Value::Day(day("9999-12-31")),
            ],
        ],
    };
    let (read, left) = through_a_workbook(&sheet, &small());
    let rows: Vec<&Vec<String>> = read[0].rows.iter().map(|(_, row)| row).collect();
    assert_eq!(rows[0][0].encode_utf16().count(), 32_766);
    assert_eq!(rows[0][1..], ["", ""]);
    assert_eq!(*rows[1], ["a\u{fffd}b\u{fffd}", "", "1900-03-01"]);
    assert_eq!(*rows[2], ["_x0001_", "-0.1", "9999-12-31"]);
    assert_eq!(left.len(), 4, "{left:?}");
}

#[test]
fn each_activity_is_linked_once_and_its_address_is_a_text_too() {
    let mut odd = activity(&"x".repeat(3_000), 1);
    odd.name = "Long".to_owned();
    let model = model(&[("D", &[("S", &[activity("a b", 1), odd])])]);
    let book = write_xlsx("T", &[], &model, PAGE, day(TODAY)).unwrap();
    let read = read_xlsx("x.xlsx", &book.bytes).unwrap();
    let row = &read[0].rows[0].1;
    assert_eq!(
        (row[0].as_str(), row[5].as_str()),
        ("a b", "https://radar.example/#/activity/a%20b")
    );
    assert!(
        book.left[0].contains("address is no link") && book.left[0].ends_with("1."),
        "{:?}",
        book.left
    );
    // A page that was opened from a disk has no address that others could use.
    let book = write_xlsx("T", &[], &model, "file:///x", day(TODAY)).unwrap();
    assert_eq!(read_xlsx("x", &book.bytes).unwrap()[0].heads.len(), 5);
}

#[test]
fn hostile_workbooks_give_a_sentence() {
    let (model, mine) = (small(), answered());
    let good = write_xlsx("T", &sheets(&mine, &model), &model, PAGE, day(TODAY))
        .unwrap()
        .bytes;
    for bytes in [
        &b""[..],
        b"PK\x03\x04",
        b"no zip",
        &good[..good.len() / 2],
        &good[100..],
    ] {
        let said = read_xlsx("x.xlsx", bytes).unwrap_err();
        assert!(
            said.starts_with("“x.xlsx” ") && said.ends_with('.'),
            "{said}"
        );
    }
    // A part that unpacks to more than there may be.
    let mut bomb = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated);
    bomb.start_file("xl/worksheets/sheet1.xml", options)
        .unwrap();
    let block = vec![b' '; 1 << 20];
    for _ in 0..80 {
        std::io::Write::write_all(&mut bomb, &block).unwrap();
    }
    let bomb = bomb.finish().unwrap().into_inner();
    assert!(bomb.len() < 200_000);
    let begun = std::time::Instant::now();
    let said = read_xlsx("bomb.xlsx", &bomb).unwrap_err();
    assert!(said.contains("larger than 64 MB"), "{said}");
    assert!(begun.elapsed().as_secs() < 20);
    // Broken bytes anywhere: a table or a sentence, never a crash.
    for at in (0..good.len()).step_by(97) {
        let mut broken = good.clone();
        broken[at] ^= 0x55;
        let _ = read_xlsx("x.xlsx", &broken);
    }
}

/// What a workbook says costs, not where in the sheet it stands, nor how often it is shown.
#[test]
fn a_workbook_costs_what_it_holds() {
    let mut far = rust_xlsxwriter::Workbook::new();
    let sheet = far.add_worksheet();
    for column in 0..10 {
        sheet
            .write_string(0, column, format!("head {column}"))
            .unwrap();
    }
    sheet.write_string(900_000, 9, "far").unwrap();
    let grids = read_xlsx("far.xlsx", &far.save_to_buffer().unwrap()).unwrap();
    let [(row, cells)] = &grids[0].rows[..] else {
        panic!("{} rows", grids[0].rows.len());
    };
    assert_eq!((*row, cells.len(), cells[9].as_str()), (900_001, 10, "far"));

    let mut long = rust_xlsxwriter::Workbook::new();
    let sheet = long.add_worksheet();
    let text = "x".repeat(32_767);
    for row in 0..2_100 {
        sheet.write_string(row, 0, &text).unwrap();
    }
    let said = read_xlsx("long.xlsx", &long.save_to_buffer().unwrap()).unwrap_err();
    assert!(said.contains("more than 64 MB of text"), "{said}");
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn texts_of_every_kind_come_back(texts in proptest::collection::vec(
        prop_oneof![
            prop::sample::select(&NASTY[..]).prop_map(str::to_owned),
            "\\PC{0,12}",
            "[='+@,;\"\t\r\n-]{0,6}",
        ], 1..8,
    )) {
        let columns = vec![Column { name: "text", kind: Kind::Text }, Column { name: "end", kind: Kind::Whole }];
        let rows = texts.iter().map(|text| {
            let text = match text.is_empty() { true => Value::None, false => Value::Text(text.clone()) };
            vec![text, Value::Whole(1)]
        });
        let sheet = Sheet { name: "answers", columns, rows: rows.collect() };
        let back = |grid: &Grid| grid.rows.iter().map(|(_, row)| row[0].clone()).collect::<Vec<_>>();
        prop_assert_eq!(&back(&grid(&sheet)), &texts);
        // Another program reads the same cells, with the mark in front.
        let text = write_csv(&sheet).unwrap();
        let mut reader = csv::ReaderBuilder::new().from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        for (row, wanted) in reader.records().zip(&texts) {
            let cell = row.unwrap()[0].to_owned();
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']));
            let marked = format!("'{wanted}");
            prop_assert!(cell == *wanted || cell == marked);
        }
        let held: Vec<String> = texts.iter().map(|text| text.replace("\r\n", "\n").replace('\r', "\n")).collect();
        let (read, _) = through_a_workbook(&sheet, &small());
        let read: Vec<String> = back(&read[0]).iter().map(|text| text.replace("\r\n", "\n").replace('\r', "\n")).collect();
        prop_assert_eq!(read, held);
    }

    #[test]
    fn any_text_is_a_table_or_a_sentence(text in "[a-c,;\"\t\r\n='-]{0,60}", any in "\\PC*") {
        for text in [text, any] {
            if let Ok(table) = read_csv("x", &text) {
                let _ = take(&[table], &answered(), &small(), &[], &later());
            }
        }
    }
}
