//! Files that mean harm, or that were harmed: each gives a sentence or an assessment, soon, and
//! nothing that is open changes. Every reader behind “Import” is asked, as the page asks it.

use std::time::{Duration, Instant};

use dsomm_radar::assessment::Assessment;
use dsomm_radar::exchange::kind::{self, Door, Kind};
use dsomm_radar::exchange::{assessment_file, dsomm, export, link, several};
use dsomm_radar::model::Model;
use dsomm_radar::sheets;
use proptest::prelude::*;

use crate::support::{activity, answer, apply, assessment, at, cases, model, stage};

/// A debug build on a busy machine; each takes milliseconds otherwise.
const PATIENCE: Duration = Duration::from_secs(20);

fn small() -> Model {
    model(&[("D", &[("S", &[activity("a", 1), activity("b", 2)])])])
}

fn mine() -> Assessment {
    let mut mine = assessment(&["Shop"]);
    apply(&mut mine, answer("Shop", "a", stage("fully")), &at(10));
    mine
}

/// What the preview would be made of.
fn import(name: &str, bytes: &[u8]) -> Result<Vec<Assessment>, String> {
    let opened = kind::open(name, bytes)?;
    if let Some(refusal) = opened.kind.refusal(name, Door::Import)
        && opened.kind != Kind::Json
    {
        return Err(refusal);
    }
    let (mine, model) = (mine(), small());
    match opened.kind {
        Kind::Proof(_) => Err("Another reader takes it, with tests of its own.".to_owned()),
        Kind::Link => {
            let shared = link::read(&opened.text)?;
            Ok(vec![link::take(shared, &mine, &model, &[]).theirs])
        }
        Kind::Csv => {
            let grid = sheets::read_csv(name, &opened.text)?;
            let taken = sheets::take(&[grid], &mine, &model, &[], &at(99))?;
            Ok(vec![taken.theirs])
        }
        Kind::Several => Ok(several::read(&opened.text)?.assessments),
        kind if dsomm::reads(kind) => {
            let found = dsomm::read(name, kind, &opened.text)?;
            Ok(vec![dsomm::take(found, &mine, &model, &[]).theirs])
        }
        _ => {
            let read = assessment_file::read(&opened.text);
            Ok(vec![read.map_err(|problem| problem.to_string())?])
        }
    }
}

fn refused(name: &str, bytes: &[u8]) -> String {
    let begun = Instant::now();
    let said = import(name, bytes).unwrap_err();
    assert!(begun.elapsed() < PATIENCE, "{name}: {:?}", begun.elapsed());
    assert!(said.len() > 20 && said.len() < 2_000, "{name}: {said}");
    assert!(said.ends_with(['.', ')', '…']), "{name}: {said}");
    said
}

/// One file of each kind that Import reads.
fn seeds() -> Vec<(&'static str, Vec<u8>)> {
    let (mine, model) = (mine(), small());
    let teams: Vec<_> = mine
        .living_teams()
        .into_iter()
        .map(|(id, _)| id.clone())
        .collect();
    let code = link::write(&mine, &model, &teams, true, 1_000_000).code;
    let table = sheets::build(
        &model,
        &mine,
        crate::support::day("2026-11-23"),
        &["answers"],
    );
    vec![
        ("ours.dsomm.json", export::write(&mine, &[]).into_bytes()),
        ("payments.dsomm.json", include_bytes!("../fixtures/payments.dsomm.json").to_vec()),
        ("team-progress.yaml", include_bytes!("../fixtures/odd/team-progress.yaml").to_vec()),
        (
            "team-evidence.yaml",
            b"evidence:\n  a:\n  - id: e\n    teams: ['Shop']\n    title: t\n    evidenceRecorded: 2026-01-02\n    attachment:\n    - {type: link, externalLink: 'https://x.example'}\n".to_vec(),
        ),
        ("teams.yaml", b"teams: ['Shop', 'No']\nteamGroups:\n  G: ['Shop']\n".to_vec()),
        (
            "meta.yaml",
            b"progressDefinition:\n  Half: {score: '50%', definition: d}\nteams: ['Shop']\n".to_vec(),
        ),
        (
            "generated.yaml",
            b"D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      teamsImplemented: {Shop: true}\n".to_vec(),
        ),
        (
            "dataset.json",
            br#"[{"Dimension":"D","SubDimension":"S","Level":"1","Activity":[{"uuid":"a","activityName":"a","teamsImplemented":{"Shop":true}}]}]"#.to_vec(),
        ),
        ("link.txt", format!("https://x.example/#/share/{code}").into_bytes()),
        ("answers.csv", sheets::write_csv(&table[0]).unwrap().into_bytes()),
    ]
}

#[test]
fn every_seed_is_read() {
    for (name, bytes) in seeds() {
        assert!(
            import(name, &bytes).is_ok(),
            "{name}: {:?}",
            import(name, &bytes)
        );
    }
}

#[test]
fn what_was_cut_off_is_read_or_gives_a_sentence() {
    for (name, bytes) in seeds() {
        for end in (0..bytes.len()).step_by((bytes.len() / 60).max(1)) {
            if import(name, &bytes[..end]).is_err() {
                refused(name, &bytes[..end]);
            }
        }
    }
}

#[test]
fn bombs_are_refused_soon() {
    // Aliases that would be millions of values.
    let mut yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..9 {
        let of = format!("*a{}", level - 1);
        yaml.push_str(&format!(
            "a{level}: &a{level} [{}]\n",
            vec![of; 10].join(", ")
        ));
    }
    yaml.push_str("progress:\n  a:\n    Shop: *a8\n");
    let begun = Instant::now();
    let _ = import("team-progress.yaml", yaml.as_bytes());
    assert!(begun.elapsed() < PATIENCE);
    // Deep.
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{}1{}", open.repeat(200_000), close.repeat(200_000));
        refused("deep.json", deep.as_bytes());
        let inside = format!(
            "{{\"format\": \"dsomm-assessment\", \"version\": 1, \"id\": \"x\", \"odd\": {deep}}}"
        );
        let begun = Instant::now();
        let _ = import("deep.dsomm.json", inside.as_bytes());
        assert!(begun.elapsed() < PATIENCE);
        let yaml = format!("progress:\n  a: {deep}\n");
        let begun = Instant::now();
        let _ = import("team-progress.yaml", yaml.as_bytes());
        assert!(begun.elapsed() < PATIENCE);
    }
    // Large.
    let large = format!(
        "{{\"format\": \"dsomm-assessment\", \"x\": \"{}\"}}",
        "x".repeat(50 << 20)
    );
    refused("large.dsomm.json", large.as_bytes());
    refused("large.csv", &b"a,b\n1,2\n".repeat(7 << 20));
}

#[test]
fn other_encodings_are_read_or_named() {
    let text = export::write(&mine(), &[]).replace("Start", "Stärt");
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let with_mark = [&[0xff, 0xfe][..], &utf16].concat();
    assert!(import("x.json", &with_mark).is_ok());
    assert!(import("x.json", &[&b"\xef\xbb\xbf"[..], text.as_bytes()].concat()).is_ok());
    refused("x.json", &utf16);
    let latin: Vec<u8> = text.chars().map(|sign| sign as u8).collect();
    assert!(refused("x.json", &latin).contains("UTF-8"));
    let utf32: Vec<u8> = [0xfeff]
        .into_iter()
        .chain(text.chars().map(u32::from))
        .flat_map(u32::to_le_bytes)
        .collect();
    assert!(refused("x.json", &utf32).contains("UTF-32"));
    for bytes in [
        &b"\x00\x01\x02\x03"[..],
        b"\x89PNG\r\n\x1a\n",
        b"%PDF-1.7",
        b"\x7fELF",
        b"MZ\x90\x00",
        b"\x1f\x8b\x08\x00",
    ] {
        refused("x.bin", bytes);
    }
}

#[test]
fn names_that_scripts_give_a_meaning_are_names() {
    for name in [
        "__proto__",
        "constructor",
        "prototype",
        "toString",
        "hasOwnProperty",
    ] {
        let file = format!(
            r#"{{"format": "dsomm-assessment", "version": 1, "id": "x", "{name}": {{"a": 1}}, "teams": {{"{name}": {{"name": "{name}"}}}}, "answers": {{"{name}": {{"{name}": {{"stage": "fully"}}}}}}}}"#
        );
        let read = import("x.json", file.as_bytes()).unwrap().remove(0);
        assert_eq!(read.living_teams()[0].1.name, name);
        assert!(export::write(&read, &[]).contains(&format!("\"{name}\"")));
        let yaml = format!("progress:\n  {name}:\n    {name}:\n      Started: 2026-01-02\n");
        let read = import("p.yaml", yaml.as_bytes()).unwrap().remove(0);
        assert_eq!(read.living_teams()[0].1.name, name);
    }
}

#[test]
fn a_script_in_every_text_stays_a_text() {
    const SCRIPT: &str = "<img src=x onerror=alert(1)>{{7*7}}${7*7}javascript:alert(1)";
    let text = export::write(&mine(), &[]);
    let text = text
        .replace("\"Start\"", &format!("\"{SCRIPT}\""))
        .replace("\"Shop\",\n", &format!("\"{SCRIPT}\",\n"));
    let read = import("x.json", text.as_bytes()).unwrap().remove(0);
    assert_eq!(read.title, SCRIPT);
    let yaml = format!("teams: ['{SCRIPT}']\n");
    let read = import("teams.yaml", yaml.as_bytes()).unwrap().remove(0);
    assert_eq!(read.living_teams()[0].1.name, SCRIPT);
}

proptest! {
    #![proptest_config(cases(300))]

    /// A few bytes of a good file changed, taken out, or put in twice.
    #[test]
    fn harmed_files_are_read_or_give_a_sentence(
        seed in 0usize..10,
        harms in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..4, 1usize..40), 1..6),
    ) {
        let (name, mut bytes) = seeds().swap_remove(seed);
        for (at, byte, how, length) in harms {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            let end = (at + length).min(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => { bytes.drain(at..end); }
                2 => { let part = bytes[at..end].to_vec(); bytes.splice(at..at, part); }
                _ => bytes.insert(at, byte),
            }
        }
        let begun = Instant::now();
        match import(name, &bytes) {
            Ok(read) => for read in read {
                // Whatever was read can be written and read again.
                let text = export::write(&read, &[]);
                prop_assert!(assessment_file::read(&text).is_ok(), "{name}");
            },
            Err(said) => prop_assert!(said.len() > 15, "{name}: {said}"),
        }
        prop_assert!(begun.elapsed() < PATIENCE);
    }

    #[test]
    fn any_bytes_give_a_sentence(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = import("x", &bytes);
    }
}
