//! `sizes`: how many compressed bytes the first view loads, and whether that is few enough.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use brotli::enc::BrotliEncoderParams;

use crate::run::{Result, root, say};

/// The most the first view may load, in bytes compressed with Brotli.
const LIMIT: u64 = 300_000;
const FIRST_VIEW: &str = "xtask/first-view.txt";

struct Row {
    file: String,
    raw: u64,
    compressed: u64,
}

/// Prints a table of what the first view loads; an error when it is too much.
pub fn report() -> Result<()> {
    say("Compresses what the first view loads", "10 seconds");
    let dist = root().join("dist");
    let patterns = read_text(
        &root().join(FIRST_VIEW),
        "restore it with `git checkout xtask`",
    )?;
    let files = list_files(&dist)?;
    let rows = first_view(&patterns, &files)?
        .into_iter()
        .map(|file| measure(&dist, file))
        .collect::<Result<Vec<_>>>()?;
    print!("{}", table(&rows));
    let total: u64 = rows.iter().map(|row| row.compressed).sum();
    if total > LIMIT {
        return Err(format!(
            "The first view loads {} compressed bytes, {} more than the limit of {}; make the \
             largest files of the table above smaller, or load some of them later.",
            grouped(total),
            grouped(total - LIMIT),
            grouped(LIMIT)
        ));
    }
    Ok(())
}

fn read_text(file: &Path, advice: &str) -> Result<String> {
    fs::read_to_string(file)
        .map_err(|error| format!("{} could not be read ({error}); {advice}.", file.display()))
}

/// The files that the patterns match, each once, in the order of the patterns.
fn first_view<'a>(patterns: &str, files: &'a BTreeSet<String>) -> Result<Vec<&'a str>> {
    let mut found: Vec<&str> = Vec::new();
    for (index, line) in patterns.lines().enumerate() {
        let pattern = line.split('#').next().unwrap_or_default().trim();
        if pattern.is_empty() {
            continue;
        }
        let mut matches_any = false;
        for file in files.iter().filter(|file| glob_matches(pattern, file)) {
            matches_any = true;
            if !found.contains(&file.as_str()) {
                found.push(file);
            }
        }
        if !matches_any {
            return Err(format!(
                "Line {} of {FIRST_VIEW}, `{pattern}`, matches no file of dist/; correct the line, \
                 or build the app with `cargo xtask build`.",
                index + 1
            ));
        }
    }
    Ok(found)
}

/// Whether a path matches a pattern in which `*` stands for any characters but `/`.
fn glob_matches(pattern: &str, path: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == path,
        Some((before, after)) => path.strip_prefix(before).is_some_and(|rest| {
            let segment_end = rest.find('/').unwrap_or(rest.len());
            (0..=segment_end)
                .filter(|at| rest.is_char_boundary(*at))
                .any(|at| glob_matches(after, &rest[at..]))
        }),
    }
}

/// All files below a directory, as paths relative to it with `/` between the segments.
pub fn list_files(dist: &Path) -> Result<BTreeSet<String>> {
    let mut files = BTreeSet::new();
    collect_files(dist, "", &mut files).map_err(|error| {
        format!(
            "{} could not be read ({error}); build the app with `cargo xtask build`.",
            dist.display()
        )
    })?;
    Ok(files)
}

fn collect_files(dir: &Path, prefix: &str, files: &mut BTreeSet<String>) -> std::io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect_files(&entry.path(), &format!("{path}/"), files)?;
        } else {
            files.insert(path);
        }
    }
    Ok(())
}

fn measure(dist: &Path, file: &str) -> Result<Row> {
    let path = dist.join(file);
    let advice = "build the app again with `cargo xtask build`";
    let content = fs::read(&path)
        .map_err(|error| format!("{} could not be read ({error}); {advice}.", path.display()))?;
    let compressed = brotli_size(&content).map_err(|error| {
        format!(
            "{} could not be compressed ({error}); {advice}.",
            path.display()
        )
    })?;
    Ok(Row {
        file: file.to_owned(),
        raw: content.len() as u64,
        compressed,
    })
}

/// The size a web server would send: Brotli at its best quality with its usual window.
fn brotli_size(content: &[u8]) -> std::io::Result<u64> {
    let parameters = BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: content.len(),
        ..BrotliEncoderParams::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &content[..], &mut compressed, &parameters)?;
    Ok(compressed.len() as u64)
}

fn table(rows: &[Row]) -> String {
    let total = format!("{} requests of at most {}", rows.len(), grouped(LIMIT));
    let names = rows.iter().map(|row| row.file.len());
    let width = names.chain([total.len()]).max().unwrap_or_default();
    let line = |name: &str, raw: &str, compressed: &str| {
        format!("{name:<width$}  {raw:>11}  {compressed:>11}\n")
    };
    let mut text = line("file", "bytes", "brotli");
    for row in rows {
        text += &line(&row.file, &grouped(row.raw), &grouped(row.compressed));
    }
    text += &line(
        &total,
        &grouped(rows.iter().map(|row| row.raw).sum()),
        &grouped(rows.iter().map(|row| row.compressed).sum()),
    );
    text
}

/// A number with commas between groups of three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn star_stands_for_characters_of_one_segment() {
        assert!(glob_matches("index.html", "index.html"));
        assert!(glob_matches("*_bg.wasm", "dsomm-radar-1a2b3c_bg.wasm"));
        assert!(glob_matches("boot*.js", "boot.js"));
        assert!(glob_matches("a*b*c", "a-b-b-c"));
        assert!(glob_matches("*/x.css", "styles/x.css"));
        assert!(!glob_matches("*.css", "styles/x.css"));
        assert!(!glob_matches("boot*.js", "boot.js.map"));
        assert!(!glob_matches("*.js", "ü/x.js"));
        assert!(glob_matches("*.js", "ü.js"));
    }

    #[test]
    fn first_view_lists_each_file_once() {
        let files = files(&["a-1.js", "b.css", "z.txt"]);
        let found = first_view("# all\n*.css # styles\n\na*.js\n*.js\n", &files);
        assert_eq!(found, Ok(vec!["b.css", "a-1.js"]));
    }

    #[test]
    fn pattern_without_a_file_is_an_error() {
        let error = first_view("a.js\nboot*.js\n", &files(&["a.js"])).unwrap_err();
        assert!(error.starts_with("Line 2 of xtask/first-view.txt, `boot*.js`"));
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(300_000), "300,000");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }

    #[test]
    fn compressed_size_is_that_of_brotli() {
        let size = brotli_size("radar ".repeat(1000).as_bytes()).unwrap();
        assert!(size < 40, "{size}");
    }
}
