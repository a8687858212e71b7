//! `sizes`: how many compressed bytes the page loads at first and with each part of it, and whether
//! that is few enough.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use brotli::enc::BrotliEncoderParams;

use crate::run::{Result, root, say};

/// The most the first view may load, in bytes compressed with Brotli.
const LIMIT: u64 = 248_000;
/// What a visitor may ask for next, the groups of `src/ui/split.rs` that it takes, and the most that
/// they may add to the first view where nothing else is loaded yet.
const NEXT: [(&str, &[&str], u64); 12] = [
    ("the first change", &["funnel"], 126_600),
    ("Assess, Dimension or an activity", &["answers"], 156_000),
    ("Teams, History, Roadmap or Mapping", &["beyond"], 172_800),
    ("Heatmap, Matrix or Compare", &["pictures"], 252_200),
    ("Report or Audit", &["audit"], 216_300),
    ("Settings or Help", &["setup"], 212_700),
    (
        "an import, or what stands beside an answer",
        &["extras"],
        282_400,
    ),
    // Links, tables and files of DSOMM's own app.
    (
        "a link, a table or a file of DSOMM’s own app",
        &["files"],
        239_900,
    ),
    // The library that writes workbooks takes about 200 kB, the one that reads them about 160.
    ("a workbook (XLSX)", &["files", "sheets"], 632_000),
    ("Model", &["workshop"], 220_700),
    (
        "a file of a pipeline tool",
        &["extras", "evidence"],
        339_700,
    ),
    ("a configuration or a frame", &["host"], 143_000),
];
/// The most that the first view and all groups may load together.
const ALL_LIMIT: u64 = 1_553_000;
/// The most that a start with a configuration or in a frame may load.
const HOSTED_LIMIT: u64 = 391_200;
const FIRST_VIEW: &str = "xtask/first-view.txt";

struct Row {
    file: String,
    raw: u64,
    compressed: u64,
}

/// Prints tables of what is loaded; an error when something is too much.
pub fn report() -> Result<()> {
    say("Compresses what the page loads", "20 seconds");
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
    let first: u64 = rows.iter().map(|row| row.compressed).sum();
    let mut ways = vec![Way {
        name: "the first view".into(),
        requests: rows.len(),
        compressed: first,
        limit: LIMIT,
    }];
    ways.extend(groups(&dist, &files, first)?);
    print!("\n{}", ways_table(&ways));
    match ways.iter().find(|way| way.compressed > way.limit) {
        None => Ok(()),
        Some(way) => Err(format!(
            "For {}, the page loads {} compressed bytes, {} more than the limit of {}; make the \
             largest of its files smaller, or load some of it later (src/ui/split.rs).",
            way.name,
            grouped(way.compressed),
            grouped(way.compressed - way.limit),
            grouped(way.limit)
        )),
    }
}

/// Something that a visitor may do, and what it loads.
struct Way {
    name: String,
    requests: usize,
    compressed: u64,
    limit: u64,
}

/// What each group adds to the first view, and what all are together.
fn groups(dist: &Path, files: &BTreeSet<String>, first: u64) -> Result<Vec<Way>> {
    const AGAIN: &str = "build the app with `cargo xtask build`";
    let loader = files
        .iter()
        .find(|file| file.starts_with("chunks-") && file.ends_with(".js"))
        .ok_or_else(|| format!("dist/ has no loader of chunks; {AGAIN}."))?;
    let text = read_text(&dist.join(loader), AGAIN)?;
    let groups: serde_json::Map<String, serde_json::Value> = text
        .lines()
        .find_map(|line| line.strip_prefix("const GROUPS = ")?.strip_suffix(';'))
        .and_then(|groups| serde_json::from_str(groups).ok())
        .ok_or_else(|| format!("{loader} names no groups; {AGAIN}."))?;
    let hash = loader.trim_start_matches("chunks-").trim_end_matches(".js");
    let mut sizes = BTreeMap::new();
    for part in groups.values().flat_map(names) {
        let row = measure(dist, &format!("{part}-{hash}.wasm"))?;
        sizes.insert(part, row.compressed);
    }
    let mut ways = Vec::new();
    for (name, wanted, limit) in NEXT {
        let mut parts = BTreeSet::new();
        for group in wanted {
            let group = groups.get(*group).ok_or_else(|| {
                format!("The program has no group `{group}`; correct NEXT in xtask/src/sizes.rs.")
            })?;
            parts.extend(names(group));
        }
        ways.push(Way {
            name: format!("then {name}"),
            requests: parts.len(),
            compressed: parts.iter().map(|part| sizes[part]).sum(),
            limit,
        });
    }
    let known = |name: &String| {
        NEXT.iter()
            .any(|(_, groups, _)| groups.contains(&name.as_str()))
    };
    if let Some(group) = groups.keys().find(|name| !known(name)) {
        return Err(format!(
            "The group `{group}` has no limit; add it to NEXT in xtask/src/sizes.rs."
        ));
    }
    let hosted = ways.last().map_or(0, |way| way.compressed);
    ways.push(Way {
        name: "a configured or embedded start".into(),
        requests: 0,
        compressed: first + hosted,
        limit: HOSTED_LIMIT,
    });
    ways.push(Way {
        name: "everything".into(),
        requests: sizes.len(),
        compressed: first + sizes.values().sum::<u64>(),
        limit: ALL_LIMIT,
    });
    Ok(ways)
}

/// The files of a group.
fn names(group: &serde_json::Value) -> impl Iterator<Item = &str> {
    group
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|name| name.as_str())
}

fn ways_table(ways: &[Way]) -> String {
    let width = ways.iter().map(|way| way.name.len()).max().unwrap_or(0);
    let mut text = format!(
        "{:<width$}  {:>5}  {:>9}  {:>9}\n",
        "what is loaded for", "files", "brotli", "limit"
    );
    for way in ways {
        let requests = match way.requests {
            0 => String::new(),
            number => number.to_string(),
        };
        text += &format!(
            "{:<width$}  {requests:>5}  {:>9}  {:>9}\n",
            way.name,
            grouped(way.compressed),
            grouped(way.limit)
        );
    }
    text
}

/// A text file; `advice` says what to do where it cannot be read.
pub fn read_text(file: &Path, advice: &str) -> Result<String> {
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
    let total = format!("{} requests", rows.len());
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
