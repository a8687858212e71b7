//! A zip archive that depends on nothing but what is in it and the moment that is given: no clock,
//! no owner, no order of a directory.
//!
//! All files get the same moment, that of the commit. It must not be the same for every version:
//! web servers take a file of the same time and size for the same file.

use std::io::Write;

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

use crate::run::Result;

/// Version 2.0 of the format, and names in UTF-8.
const NEEDED: u16 = 20;
const FLAGS: u16 = 1 << 11;
const DEFLATE: u16 = 8;
/// Made on Unix, so that the rights below count.
const MADE_BY: u16 = 3 << 8 | NEEDED;
/// A regular file that everybody may read.
const RIGHTS: u32 = 0o100_644 << 16;

/// Packs files, which come as path and content, in the order in which they come. The moment is in
/// seconds since 1970.
pub fn pack(files: &[(String, Vec<u8>)], moment: u64) -> Result<Vec<u8>> {
    let (day, time) = day_and_time(moment)?;
    let mut archive = Vec::new();
    let mut directory = Vec::new();
    for (path, content) in files {
        let start = size(archive.len())?;
        let mut about = Vec::new();
        let packed = deflate(content)?;
        let mut sum = Crc::new();
        sum.update(content);
        for number in [NEEDED, FLAGS, DEFLATE, time, day] {
            about.extend(number.to_le_bytes());
        }
        for number in [sum.sum(), size(packed.len())?, size(content.len())?] {
            about.extend(number.to_le_bytes());
        }
        about.extend(count(path.len())?.to_le_bytes());
        // No extra field.
        about.extend(0_u16.to_le_bytes());

        archive.extend(b"PK\x03\x04");
        archive.extend(&about);
        archive.extend(path.as_bytes());
        archive.extend(packed);

        directory.extend(b"PK\x01\x02");
        directory.extend(MADE_BY.to_le_bytes());
        directory.extend(&about);
        // No comment, first disk, no sign that it is text.
        directory.extend([0; 6]);
        directory.extend(RIGHTS.to_le_bytes());
        directory.extend(start.to_le_bytes());
        directory.extend(path.as_bytes());
    }
    let start = size(archive.len())?;
    let number = count(files.len())?;
    let length = size(directory.len())?;
    archive.append(&mut directory);
    archive.extend(b"PK\x05\x06");
    archive.extend([0; 4]);
    archive.extend(number.to_le_bytes());
    archive.extend(number.to_le_bytes());
    archive.extend(length.to_le_bytes());
    archive.extend(start.to_le_bytes());
    archive.extend([0; 2]);
    Ok(archive)
}

/// A moment as the format writes it, in UTC: the years since 1980, and steps of two seconds.
fn day_and_time(moment: u64) -> Result<(u16, u16)> {
    const DAY: u64 = 86_400;
    let (mut year, mut days) = (1970_u64, moment / DAY);
    let is_leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    while days >= 365 + u64::from(is_leap(year)) {
        days -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let february = 28 + u64::from(is_leap(year));
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    let years = year
        .checked_sub(1980)
        .filter(|years| *years < 128)
        .ok_or_else(|| {
            format!("An archive cannot hold files of the year {year}; check the clock.")
        })?;
    let seconds = moment % DAY;
    let day = years << 9 | month << 5 | (days + 1);
    let time = (seconds / 3600) << 11 | (seconds / 60 % 60) << 5 | (seconds % 60 / 2);
    Ok((day as u16, time as u16))
}

fn deflate(content: &[u8]) -> Result<Vec<u8>> {
    let mut packer = DeflateEncoder::new(Vec::new(), Compression::best());
    packer
        .write_all(content)
        .and_then(|()| packer.finish())
        .map_err(|error| format!("A file of the archive could not be compressed ({error})."))
}

fn size(number: usize) -> Result<u32> {
    u32::try_from(number).map_err(|_| "The archive is larger than 4 GB; make it smaller.".into())
}

fn count(number: usize) -> Result<u16> {
    u16::try_from(number).map_err(|_| "The archive has more than 65,535 files.".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    /// 29 February 2024, 13:14:16.
    const MOMENT: u64 = 1_709_212_456;

    #[test]
    fn moments_are_those_of_a_calendar() {
        let day = |years: u16, month: u16, day: u16| years << 9 | month << 5 | day;
        assert_eq!(
            day_and_time(MOMENT),
            Ok((day(44, 2, 29), 13 << 11 | 14 << 5 | 8))
        );
        // 31 December 2023, 23:59:59, and a second later.
        assert_eq!(
            day_and_time(1_704_067_199),
            Ok((day(43, 12, 31), 23 << 11 | 59 << 5 | 29))
        );
        assert_eq!(day_and_time(1_704_067_200), Ok((day(44, 1, 1), 0)));
        assert!(day_and_time(0).is_err());
    }

    fn files() -> Vec<(String, Vec<u8>)> {
        vec![
            ("a/one.txt".into(), b"one ".repeat(500)),
            ("a/\u{e9}.bin".into(), vec![0, 255, 7]),
            ("empty".into(), Vec::new()),
        ]
    }

    #[test]
    fn same_files_make_the_same_bytes() {
        assert_eq!(pack(&files(), MOMENT), pack(&files(), MOMENT));
        assert_ne!(pack(&files(), MOMENT), pack(&files(), MOMENT + 2));
    }

    #[test]
    fn another_program_reads_it() {
        let dir = std::env::temp_dir().join(format!("dsomm-zip-{}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        let file = dir.join("a.zip");
        std::fs::write(&file, pack(&files(), MOMENT).unwrap()).unwrap();
        let script = "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nprint(*(f'{i.filename}:{len(z.read(i))}' for i in z.infolist()))";
        let run = Command::new("python3")
            .args(["-c", script])
            .arg(&file)
            .env("PYTHONIOENCODING", "utf-8")
            .output();
        std::fs::remove_dir_all(&dir).unwrap();
        match run {
            Ok(output) => {
                let said = String::from_utf8_lossy(&output.stdout).into_owned();
                assert_eq!(said.trim(), "a/one.txt:2000 a/\u{e9}.bin:3 empty:0");
            }
            Err(_) => println!("python3 is not here, so nobody else has read the archive."),
        }
    }
}
