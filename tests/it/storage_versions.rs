//! What earlier versions of the page have stored is read for ever.

use dsomm_radar::assessment::Assessment;
use dsomm_radar::exchange::assessment_file;
use dsomm_radar::storage::{Keeper, Memory, Store, read_rescue};

use crate::exchange::FULL;

/// All records, as the browser held them: a file of the rescue screen, made from the file with every
/// field by the version that its name tells.
const VERSION_2: &str = include_str!("../fixtures/stored-2.json");
const VERSION_3: &str = include_str!("../fixtures/stored-3.json");

fn full() -> Assessment {
    assessment_file::read(FULL).unwrap()
}

#[test]
fn records_of_each_version_are_read() {
    for stored in [VERSION_2, VERSION_3] {
        let mut read = read_rescue(stored, &[]).unwrap().unwrap();
        assert_eq!(read.problems, Vec::<String>::new());
        assert_eq!(read.assessments.remove(0), full());
    }
}

#[test]
fn records_of_this_version_stay_as_they_are() {
    let memory = Memory::default();
    let records: serde_json::Value = serde_json::from_str(VERSION_3).unwrap();
    for (key, text) in records["records"].as_object().unwrap() {
        memory.set(key, text.as_str().unwrap()).unwrap();
    }
    let before = memory.texts();
    let mut keeper = Keeper::default();
    let mut found = keeper.load(&memory, &[]).unwrap().assessment.unwrap();
    let touched = dsomm_radar::assessment::Touched {
        all: true,
        ..Default::default()
    };
    keeper.save(&memory, &mut found, &touched).unwrap();
    assert_eq!(
        memory.texts(),
        before,
        "the same answers are the same records"
    );
}

/// A record of version 3 around bytes that were made up; its checksum is right.
fn sealed(bytes: &[u8]) -> String {
    let mut bits = bytes
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |at| byte >> at & 1));
    let mut content = String::new();
    content.extend(char::from_u32(
        0x800 + u32::try_from(bytes.len() % 15).unwrap(),
    ));
    loop {
        let group: Vec<u8> = bits.by_ref().take(15).collect();
        if group.is_empty() {
            break;
        }
        let value = (0..15).fold(0, |sum, at| {
            sum << 1 | u32::from(group.get(at).copied().unwrap_or(0))
        });
        content.extend(char::from_u32(0x800 + value));
    }
    let sum = content.bytes().fold(0x811c_9dc5u32, |sum, byte| {
        (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    format!("3:{sum:08x}:{content}")
}

#[test]
fn a_record_that_lies_about_its_size_is_refused_at_once() {
    let records: serde_json::Value = serde_json::from_str(VERSION_3).unwrap();
    let lies = [
        &[0xff, 0xff, 0xff, 0xff, 0x10, 0x00][..],
        &[0xff, 0xff, 0xff, 0x0f, 0x1f, 0x00, 0x01, 0x00, 0xff, 0xff],
        &[],
        &[4, 0],
        // Four bytes as they are: one team that says it has 127 answers.
        &[4, 0, 0, 0, 0x40, 0, 0, 0, 0x7f],
    ];
    for lie in lies {
        let mut records = records.clone();
        let all = records["records"].as_object_mut().unwrap();
        let keys: Vec<String> = all.keys().cloned().collect();
        for key in keys
            .iter()
            .filter(|key| key.contains("/t/") || key.contains("/c/"))
        {
            all.insert(key.clone(), sealed(lie).into());
        }
        let read = read_rescue(&records.to_string(), &[]).unwrap().unwrap();
        let refused = read.problems.len();
        assert!(refused >= 3, "{lie:?}: {:?}", read.problems);
        assert!(read.assessments[0].answers.is_empty());
    }
}
