//! The service worker's list: every file of what Trunk built, with the sum that it must have.
//!
//! A version is its list: when a file differs, so does the version, and browsers that have the
//! page offline download it anew. A development build has no list and keeps nothing, because
//! whoever changes the page wants to see the change.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::run::{Result, root, say};
use crate::sizes::list_files;

/// The worker: its source, and its name beside the page.
const SOURCE: &str = "public/sw.js";
const NAME: &str = "sw.js";
/// What the host may write at any time; the worker always asks for it.
const CONFIG: &str = "config.json";
const VERSION_LINE: &str = "const VERSION = \"\";";
const FILES_LINE: &str = "const FILES = {};";

/// Writes the worker into what Trunk builds. Trunk calls it, by way of `after-build`.
pub fn write_worker() -> Result<()> {
    let Some(staging) = env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from) else {
        return Err(
            "TRUNK_STAGING_DIR is not set, so there is no place to write to; Trunk sets it when it \
             calls `cargo xtask after-build` as a hook, set it by hand to try the command."
                .into(),
        );
    };
    say("Lists the files for offline use", "1 second");
    let file = root().join(SOURCE);
    let source = fs::read_to_string(&file).map_err(|error| {
        format!(
            "{} could not be read ({error}); restore it with git.",
            file.display()
        )
    })?;
    let is_release = env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release");
    let text = if is_release {
        worker(&source, &sums(&staging)?)?
    } else {
        source
    };
    let target = staging.join(NAME);
    fs::write(&target, text).map_err(|error| {
        format!(
            "{} could not be written ({error}); check the rights of its directory.",
            target.display()
        )
    })
}

/// Paths with their sums, in the order of the paths.
fn sums(dist: &Path) -> Result<Vec<(String, String)>> {
    let files: BTreeSet<String> = list_files(dist)?;
    files
        .into_iter()
        .filter(|path| path != NAME && path != CONFIG)
        .map(|path| {
            let content = fs::read(dist.join(&path)).map_err(|error| {
                format!("{path} could not be read ({error}); build the app again.")
            })?;
            Ok((path, format!("sha256-{}", base64(&Sha256::digest(content)))))
        })
        .collect()
}

/// The worker with its version and its list filled in.
fn worker(source: &str, sums: &[(String, String)]) -> Result<String> {
    for line in [VERSION_LINE, FILES_LINE] {
        if source.matches(line).count() != 1 {
            return Err(format!(
                "{SOURCE} should have the line `{line}` exactly once, where the build fills in \
                 what belongs there; put it back."
            ));
        }
    }
    let mut list = serde_json::Map::new();
    for (path, sum) in sums {
        list.insert(path.clone(), sum.as_str().into());
    }
    let list = serde_json::Value::Object(list).to_string();
    let mut version = Sha256::new();
    version.update(source);
    version.update(&list);
    let version = hex(&version.finalize());
    Ok(source
        .replacen(
            VERSION_LINE,
            &format!("const VERSION = \"{}\";", &version[..16]),
            1,
        )
        .replacen(FILES_LINE, &format!("const FILES = {list};"), 1))
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes in Base64, with padding.
pub fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let number = (0..3).fold(0, |number: usize, at| {
            number << 8 | group.get(at).map_or(0, |byte| usize::from(*byte))
        });
        for at in 0..4 {
            let sign = SIGNS[number >> (18 - 6 * at) & 63];
            text.push(if at <= group.len() {
                char::from(sign)
            } else {
                '='
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "// a\nconst VERSION = \"\";\nconst FILES = {};\nrest\n";

    fn sum(path: &str, sum: &str) -> (String, String) {
        (path.to_owned(), sum.to_owned())
    }

    #[test]
    fn base64_has_padding() {
        assert_eq!(base64(b""), "");
        assert_eq!(base64(b"f"), "Zg==");
        assert_eq!(base64(b"fo"), "Zm8=");
        assert_eq!(base64(b"foobar"), "Zm9vYmFy");
        assert_eq!(base64(&[0xff, 0xfe, 0xfd]), "//79");
    }

    #[test]
    fn another_file_or_another_worker_is_another_version() {
        let one = worker(SOURCE, &[sum("a.js", "sha256-x")]).unwrap();
        assert!(
            one.contains("const FILES = {\"a.js\":\"sha256-x\"};"),
            "{one}"
        );
        assert_eq!(one, worker(SOURCE, &[sum("a.js", "sha256-x")]).unwrap());
        let version = |text: &str| text.lines().nth(1).unwrap().to_owned();
        let sums = worker(SOURCE, &[sum("a.js", "sha256-y")]).unwrap();
        let source = format!("{SOURCE}more\n");
        let code = worker(&source, &[sum("a.js", "sha256-x")]).unwrap();
        assert_ne!(version(&one), version(&sums));
        assert_ne!(version(&one), version(&code));
    }

    #[test]
    fn worker_without_places_to_fill_in_is_an_error() {
        assert!(worker("const VERSION = \"\";\n", &[]).is_err());
        assert!(worker(&SOURCE.repeat(2), &[]).is_err());
    }
}
