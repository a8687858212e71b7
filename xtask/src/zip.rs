//! A zip archive that is made of nothing but its files and the moment that is given: the time of the
//! build, the owner of a file and the order of a directory do not count.
//!
//! All files get the same moment, that of the commit. It must not be the same for every version:
//! web servers take a file of the same time and size for the same file.

use std::io::{Cursor, Write};

use chrono::DateTime;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::run::Result;

/// A regular file that everybody may read.
const RIGHTS: u32 = 0o644;
/// The most that Deflate can do; smaller is worth the second that it takes.
const LEVEL: i64 = 9;

/// Packs files, which come as path and content, in the order in which they come. The moment is in
/// seconds since 1970.
pub fn pack(files: &[(String, Vec<u8>)], moment: u64) -> Result<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(LEVEL))
        .last_modified_time(date_and_time(moment)?)
        .unix_permissions(RIGHTS);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in files {
        archive
            .start_file(path.as_str(), options)
            .map_err(|error| error.to_string())
            .and_then(|()| {
                archive
                    .write_all(content)
                    .map_err(|error| error.to_string())
            })
            .map_err(|error| format!("{path} could not be packed into the archive ({error})."))?;
    }
    archive
        .finish()
        .map(Cursor::into_inner)
        .map_err(|error| format!("The archive could not be finished ({error})."))
}

/// A moment as the format writes it, in UTC: from 1980 to 2107, in steps of two seconds.
fn date_and_time(moment: u64) -> Result<zip::DateTime> {
    i64::try_from(moment)
        .ok()
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .and_then(|time| zip::DateTime::try_from(time.naive_utc()).ok())
        .ok_or_else(|| {
            format!(
                "An archive cannot hold a file that is {moment} seconds from 1970; it takes the \
                 years from 1980 to 2107. Check the clock."
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    /// 29 February 2024, 13:14:16.
    const MOMENT: u64 = 1_709_212_456;

    #[test]
    fn moments_are_those_of_a_calendar() {
        let said = |moment| date_and_time(moment).map(|time| time.to_string());
        assert_eq!(said(MOMENT), Ok("2024-02-29 13:14:16".to_owned()));
        // The last second of a year counts as the one before, and the first of the next year.
        assert_eq!(said(1_704_067_199), Ok("2023-12-31 23:59:58".to_owned()));
        assert_eq!(said(1_704_067_200), Ok("2024-01-01 00:00:00".to_owned()));
        assert!(said(0).is_err());
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
