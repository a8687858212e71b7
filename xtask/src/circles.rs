//! Circles between the files of one folder: where two files need each other, neither can be read by
//! itself. What is looked at are the paths in the code, from `crate`, `super` or `self`; methods of a
//! type that another file adds are not seen.

use std::collections::{BTreeMap, BTreeSet};

/// Arrows that close a circle and are left, as folder, file and file; with the reason.
const LEFT: [(&str, &str, &str, &str); 7] = [
    (
        "assessment",
        "register",
        "change",
        "a register is stamped as every change is",
    ),
    (
        "cli",
        "catalogue",
        "check",
        "both read folders of model files; what does is to move below both",
    ),
    (
        "cli/tables",
        "store",
        "*",
        "the list of formats names each of them, and each is written by what stands beside the list",
    ),
    (
        "evidence",
        "attestation",
        "reading",
        "an envelope holds a file of another kind, which is read as any other",
    ),
    (
        "exchange",
        "link",
        "dsomm",
        "a link brings teams as a file of DSOMM's app does, and says so with the same type",
    ),
    (
        "ui",
        "split",
        "start",
        "the program is cut at the functions of `split`, and the start is one of them",
    ),
    (
        "ui/pages/pictures",
        "panel",
        "heatmap",
        "the panel of a picture takes the focus back to the place that it came from",
    ),
];

/// An arrow from one file or folder to another beside it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Arrow {
    folder: String,
    from: String,
    to: String,
}

/// Takes all files of `src/` with their texts; gives what closes a circle, and what is left in the
/// list for nothing.
pub fn check(files: &[(String, String)]) -> Vec<String> {
    let all = arrows(files);
    let mut wrong = Vec::new();
    for (folder, from, to, _) in LEFT {
        if !all.iter().any(|arrow| is_left(arrow, folder, from, to)) {
            wrong.push(format!(
                "src/{folder}: `{from}` does not name `{to}` any more; take it out of LEFT in xtask/src/circles.rs."
            ));
        }
    }
    let counted: Vec<&Arrow> = all
        .iter()
        .filter(|arrow| {
            !LEFT
                .iter()
                .any(|(folder, from, to, _)| is_left(arrow, folder, from, to))
        })
        .collect();
    for arrow in &counted {
        if reaches(&counted, &arrow.folder, &arrow.to, &arrow.from) {
            wrong.push(format!(
                "src/{}: `{}` and `{}` need each other; move what both need below both.",
                arrow.folder, arrow.from, arrow.to
            ));
        }
    }
    wrong
}

fn is_left(arrow: &Arrow, folder: &str, from: &str, to: &str) -> bool {
    arrow.folder == folder && arrow.from == from && (to == "*" || arrow.to == to)
}

/// Whether arrows lead from one file of a folder to another.
fn reaches(arrows: &[&Arrow], folder: &str, from: &str, to: &str) -> bool {
    let mut known = BTreeSet::from([from]);
    let mut waiting = vec![from];
    while let Some(here) = waiting.pop() {
        if here == to {
            return true;
        }
        for arrow in arrows {
            let is_next = arrow.folder == folder && arrow.from == here;
            if is_next && known.insert(&arrow.to) {
                waiting.push(&arrow.to);
            }
        }
    }
    false
}

fn arrows(files: &[(String, String)]) -> BTreeSet<Arrow> {
    let modules: BTreeMap<Vec<&str>, &str> = files
        .iter()
        .map(|(file, text)| (module(file), text.as_str()))
        .collect();
    let mut found = BTreeSet::new();
    for (own, text) in &modules {
        let code: String = text
            .split("#[cfg(test)]")
            .next()
            .unwrap_or(text)
            .lines()
            .map(|line| line.split("//").next().unwrap_or(line))
            .collect::<Vec<_>>()
            .join(" ");
        for path in paths(&code) {
            let Some(other) = target(&modules, own, &path) else {
                continue;
            };
            let same = own.iter().zip(&other).take_while(|(a, b)| a == b).count();
            if let (Some(from), Some(to), true) = (own.get(same), other.get(same), same > 0) {
                found.insert(Arrow {
                    folder: own[..same].join("/"),
                    from: (*from).to_owned(),
                    to: (*to).to_owned(),
                });
            }
        }
    }
    found
}

/// A file as the path of its module.
fn module(file: &str) -> Vec<&str> {
    let path = file.strip_suffix(".rs").unwrap_or(file);
    path.strip_suffix("/mod")
        .unwrap_or(path)
        .split('/')
        .collect()
}

/// The module that a path leads to, seen from another.
fn target<'a>(
    modules: &BTreeMap<Vec<&'a str>, &str>,
    own: &[&'a str],
    path: &[&'a str],
) -> Option<Vec<&'a str>> {
    let mut full = match path.first() {
        Some(&"crate") => Vec::new(),
        _ => own.to_vec(),
    };
    for name in path {
        match *name {
            "crate" | "self" => {}
            "super" => {
                full.pop();
            }
            name => full.push(name),
        }
    }
    while !full.is_empty() && !modules.contains_key(&full) {
        full.pop();
    }
    (!full.is_empty()).then_some(full)
}

/// All paths in a text that begin with `crate`, `super` or `self`, with braces written out.
fn paths(code: &str) -> Vec<Vec<&str>> {
    let mut found = Vec::new();
    let is_name = |sign: char| sign.is_ascii_alphanumeric() || sign == '_';
    for (at, _) in code.match_indices("::") {
        let start = code[..at]
            .rfind(|sign| !is_name(sign))
            .map_or(0, |before| before + 1);
        let is_whole = !code[..start].ends_with("::");
        if is_whole && ["crate", "super", "self"].contains(&&code[start..at]) {
            write_out(&code[start..], &[], &mut found);
        }
    }
    found
}

/// Follows a path; returns what is behind it.
fn write_out<'a>(code: &'a str, before: &[&'a str], found: &mut Vec<Vec<&'a str>>) -> &'a str {
    let mut path = before.to_vec();
    let mut rest = code.trim_start();
    loop {
        let end = rest
            .find(|sign: char| !sign.is_ascii_alphanumeric() && sign != '_')
            .unwrap_or(rest.len());
        if end > 0 {
            path.push(&rest[..end]);
        }
        rest = &rest[end..];
        let Some(behind) = rest.strip_prefix("::") else {
            break;
        };
        let Some(mut list) = behind.strip_prefix('{') else {
            rest = behind;
            if !rest.starts_with(|sign: char| sign.is_ascii_alphanumeric() || sign == '_') {
                // A star, or the types of a function.
                break;
            }
            continue;
        };
        while !list.trim_start().is_empty() && !list.trim_start().starts_with('}') {
            list = write_out(list, &path, found);
            // `as` and another name.
            let end = list.find([',', '}']).unwrap_or(list.len());
            list = list[end..].strip_prefix(',').unwrap_or(&list[end..]);
        }
        let list = list.trim_start();
        return list.strip_prefix('}').unwrap_or(list);
    }
    found.push(path);
    rest
}

#[cfg(test)]
mod tests {
    use super::{Arrow, LEFT, arrows, check, paths};

    fn files(list: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = |(file, text): &(&str, &str)| ((*file).to_owned(), (*text).to_owned());
        list.iter().map(owned).collect()
    }

    /// What is said about circles, without what the list has for nothing.
    fn circles(list: &[(&str, &str)]) -> Vec<String> {
        let said = check(&files(list)).into_iter();
        said.filter(|line| line.contains("need each other"))
            .collect()
    }

    #[test]
    fn braces_are_written_out() {
        let code =
            "use super::{a::{b, self}, c as d, E}; x(crate::f::g()); use self::h::*; Self::i";
        assert_eq!(
            paths(code),
            [
                vec!["super", "a", "b"],
                vec!["super", "a", "self"],
                vec!["super", "c"],
                vec!["super", "E"],
                vec!["crate", "f", "g"],
                vec!["self", "h"],
            ]
        );
    }

    #[test]
    fn an_arrow_goes_from_file_to_file_of_one_folder() {
        let found = arrows(&files(&[
            ("room/mod.rs", "mod a; mod b; use self::a::A;"),
            ("room/a/mod.rs", "use super::b::B;"),
            (
                "room/a/deep.rs",
                "use super::super::{Room, b}; use super::A;",
            ),
            ("room/b.rs", "// use super::a::A;\nuse crate::other::Other;"),
            ("other.rs", "#[cfg(test)] mod tests { use crate::room::a; }"),
        ]));
        let only = Arrow {
            folder: "room".into(),
            from: "a".into(),
            to: "b".into(),
        };
        assert_eq!(found.into_iter().collect::<Vec<_>>(), [only]);
    }

    #[test]
    fn circles_are_told_also_where_they_are_long() {
        let one_way = [
            ("room/a.rs", "use super::b;"),
            ("room/b.rs", "use super::c;"),
        ];
        assert!(circles(&[one_way[0], one_way[1], ("room/c.rs", "")]).is_empty());
        let round = [
            one_way[0],
            one_way[1],
            ("room/c.rs", "use crate::room::a::A;"),
        ];
        assert_eq!(circles(&round).len(), 3, "{:?}", circles(&round));
    }

    #[test]
    fn what_is_left_has_a_reason_and_is_there() {
        assert!(LEFT.iter().all(|(.., why)| !why.is_empty()));
        assert_eq!(check(&[]).len(), LEFT.len(), "each is missed");
    }
}
