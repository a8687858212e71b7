//! Pages show numbers, they do not compute any: a number that a page works out for itself is one that
//! a report, a table or another page works out otherwise.
//!
//! Looked for are the signs of arithmetic in `src/ui`. Rows and marks are counted and placed too; what
//! is no number of an assessment stands in [`NO_NUMBERS`] with its reason. It is a net, no proof: `+`
//! and `len()` are left alone, because nearly all of them are places in a list.

use std::collections::BTreeMap;

use proc_macro2::{Span, TokenStream, TokenTree};

/// Where the rule holds.
const ROOM: &str = "ui/";

/// What stands in `src/ui` and is no number of an assessment: file, sort, how often, why.
const NO_NUMBERS: &[(&str, Sort, usize, &str)] = &[
    (
        "ui/chunk.rs",
        Sort::Product,
        1,
        "the pause before the next try",
    ),
    (
        "ui/components/later.rs",
        Sort::Count,
        1,
        "the length of a list that the core gives",
    ),
    (
        "ui/components/prose.rs",
        Sort::Product,
        2,
        "every other piece stands between marks",
    ),
    ("ui/files/link.rs", Sort::Product, 1, "squares of a QR code"),
    (
        "ui/files/link.rs",
        Sort::Difference,
        2,
        "squares of a QR code",
    ),
    ("ui/files/shared.rs", Sort::Day, 1, "a moment as a text"),
    (
        "ui/pages/assess/keys.rs",
        Sort::Difference,
        1,
        "key 1 is place 0",
    ),
    (
        "ui/pages/dimension.rs",
        Sort::Difference,
        1,
        "level 1 is place 0",
    ),
    (
        "ui/pages/dimension.rs",
        Sort::Fraction,
        1,
        "a target as a radar takes it",
    ),
    (
        "ui/pages/history/comparison.rs",
        Sort::Difference,
        2,
        "the last place of a list",
    ),
    (
        "ui/pages/mapping.rs",
        Sort::Fraction,
        1,
        "whether there is anything to draw",
    ),
    (
        "ui/pages/overview.rs",
        Sort::Count,
        1,
        "the length of a list that the core gives",
    ),
    ("ui/pages/overview.rs", Sort::Product, 2, "two weeks"),
    (
        "ui/pages/overview.rs",
        Sort::Difference,
        1,
        "the time since the last copy",
    ),
    (
        "ui/pages/pictures/compare/against.rs",
        Sort::Difference,
        1,
        "a colour",
    ),
    (
        "ui/pages/pictures/compare/folder.rs",
        Sort::Difference,
        1,
        "rows of a table",
    ),
    (
        "ui/pages/pictures/compare/folder.rs",
        Sort::Ranking,
        1,
        "sorts a table by a number of the core",
    ),
    (
        "ui/pages/pictures/compare/table.rs",
        Sort::Product,
        2,
        "rows of a table",
    ),
    (
        "ui/pages/pictures/compare/table.rs",
        Sort::Difference,
        1,
        "rows of a table",
    ),
    (
        "ui/pages/pictures/compare/table.rs",
        Sort::Ranking,
        2,
        "sorts a table by a number of the core",
    ),
    (
        "ui/pages/pictures/heatmap.rs",
        Sort::Count,
        1,
        "the length of a list that the core gives",
    ),
    (
        "ui/pages/pictures/heatmap.rs",
        Sort::Product,
        2,
        "the way of an arrow key, and the middle of a legend",
    ),
    (
        "ui/pages/pictures/heatmap.rs",
        Sort::Difference,
        1,
        "the last place of a list",
    ),
    (
        "ui/pages/pictures/matrix.rs",
        Sort::Count,
        1,
        "tiles that a filter leaves",
    ),
    (
        "ui/pages/pictures/matrix.rs",
        Sort::Product,
        1,
        "the side to which a tile opens",
    ),
    (
        "ui/pages/pictures/save.rs",
        Sort::Fraction,
        1,
        "pixels of a picture",
    ),
    (
        "ui/pages/pictures/search.rs",
        Sort::Product,
        1,
        "from the last place to the first",
    ),
    (
        "ui/pages/pictures/selection.rs",
        Sort::Difference,
        1,
        "names that are not shown",
    ),
    (
        "ui/pages/pictures/trends.rs",
        Sort::Fraction,
        4,
        "what a picture shows at least and at most",
    ),
    (
        "ui/pages/round.rs",
        Sort::Count,
        4,
        "the places of the round, a name of ours",
    ),
    ("ui/pages/round.rs", Sort::Difference, 1, "key 1 is place 0"),
    (
        "ui/pages/settings/storage.rs",
        Sort::Product,
        2,
        "how full the browser's room is",
    ),
    (
        "ui/pages/settings/storage.rs",
        Sort::Fraction,
        3,
        "how full the browser's room is",
    ),
    (
        "ui/pages/settings/storage.rs",
        Sort::Rounding,
        1,
        "how full the browser's room is",
    ),
    ("ui/pages/why.rs", Sort::Difference, 1, "level 1 is place 0"),
    (
        "ui/shell/proofs.rs",
        Sort::Count,
        1,
        "rows that somebody has chosen",
    ),
    (
        "ui/shell/proofs.rs",
        Sort::Fraction,
        1,
        "when a file was changed, as the browser says it",
    ),
    (
        "ui/state/files.rs",
        Sort::Fraction,
        1,
        "the size of a file, as the browser says it",
    ),
    (
        "ui/state/keeping.rs",
        Sort::Difference,
        1,
        "the time since the last copy",
    ),
    ("ui/text.rs", Sort::Product, 5, "time and bytes in words"),
    (
        "ui/text.rs",
        Sort::Difference,
        1,
        "the time since the last copy",
    ),
    (
        "ui/workshop/versions.rs",
        Sort::Difference,
        2,
        "the last place of a list, and rows that are not shown",
    ),
];

/// Sorts of arithmetic.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Sort {
    /// `.sum()`, `.fold()`, `.count()`, `+= usize::from(…)`
    Count,
    /// `*`, `/`, `%`
    Product,
    /// `-`
    Difference,
    /// `0.5`, `as f64`
    Fraction,
    /// `.floor()`, `.abs()`
    Rounding,
    /// `total_cmp`, `max_by`
    Ranking,
    /// `chrono`, `checked_add_months`
    Day,
}

/// Checks all files, each with its path in `src/` and its text.
pub fn check(texts: &[(String, String)]) -> Vec<String> {
    compare(&find(texts), NO_NUMBERS)
}

/// Lines by file and sort.
type Found = BTreeMap<(String, Sort), Vec<usize>>;

fn find(texts: &[(String, String)]) -> Found {
    let mut found = Found::new();
    for (file, text) in texts.iter().filter(|(file, _)| file.starts_with(ROOM)) {
        // What is no Rust does not compile either.
        for (sort, line) in text.parse().map(signs).unwrap_or_default() {
            found.entry((file.clone(), sort)).or_default().push(line);
        }
    }
    found
}

fn compare(found: &Found, known: &[(&str, Sort, usize, &str)]) -> Vec<String> {
    let is_known = |file: &str, sort: Sort, count: usize| {
        let mut known = known.iter();
        known.any(|(one, of, many, _)| (*one, *of, *many) == (file, sort, count))
    };
    let new = found
        .iter()
        .filter(|((file, sort), lines)| !is_known(file, *sort, lines.len()))
        .map(|((file, sort), lines)| {
            let lines: Vec<String> = lines.iter().map(usize::to_string).collect();
            format!(
                "src/{file}: a page computes no number, and there is {sort:?} in line {}. Let scoring, assessment, charts or say compute it; if it is no number of an assessment, write ({file:?}, {sort:?}, {}, why) into NO_NUMBERS in xtask/src/arithmetic.rs.",
                lines.join(", "),
                lines.len()
            )
        });
    let old = known
        .iter()
        .filter(|(file, sort, ..)| !found.contains_key(&((*file).to_owned(), *sort)))
        .map(|(file, sort, ..)| {
            format!(
                "src/{file}: has no {sort:?} any more; take it out of NO_NUMBERS in xtask/src/arithmetic.rs."
            )
        });
    new.chain(old).collect()
}

/// A word, sign, literal or bracket, with its line and the columns that it stands in.
struct Token {
    text: String,
    line: usize,
    columns: (usize, usize),
}

impl Token {
    fn new(text: String, span: Span) -> Self {
        let (start, end) = (span.start(), span.end());
        Self {
            text,
            line: start.line,
            columns: (start.column, end.column),
        }
    }
}

/// Comments are no tokens, and what stands in quotes is one.
fn flatten(stream: TokenStream, all: &mut Vec<Token>) {
    for tree in stream {
        match tree {
            TokenTree::Group(group) => {
                all.push(Token::new("(".to_owned(), group.span_open()));
                flatten(group.stream(), all);
                all.push(Token::new(")".to_owned(), group.span_close()));
            }
            other => all.push(Token::new(other.to_string(), other.span())),
        }
    }
}

/// Every sign of arithmetic in a file, with its line.
fn signs(stream: TokenStream) -> Vec<(Sort, usize)> {
    let mut tokens = Vec::new();
    flatten(stream, &mut tokens);
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    let found = tokens.iter().enumerate().filter_map(|(at, token)| {
        let (before, after) = (text(at.wrapping_sub(1)), text(at + 1));
        let is_method = before == "." && matches!(after, "(" | ":");
        let sort = match token.text.as_str() {
            "sum" | "product" | "fold" if is_method => Sort::Count,
            "count" if is_method && text(at + 2) == ")" => Sort::Count,
            "usize" if before == "=" && text(at.wrapping_sub(2)) == "+" => Sort::Count,
            "floor" | "round" | "ceil" | "trunc" | "abs" | "abs_diff" | "powi" | "powf"
            | "sqrt"
                if is_method =>
            {
                Sort::Rounding
            }
            "f64" | "f32" if before == "as" || text(at + 3) == "from" => Sort::Fraction,
            "total_cmp" | "partial_cmp" | "max_by" | "min_by" => Sort::Ranking,
            "chrono" | "checked_add_months" | "checked_sub_months" => Sort::Day,
            "*" | "/" | "%" if is_between(&tokens, at) => Sort::Product,
            "-" if is_between(&tokens, at) && after != ">" => Sort::Difference,
            number if is_fraction(number) => Sort::Fraction,
            _ => return None,
        };
        Some((sort, token.line))
    });
    found.collect()
}

/// Whether a sign stands between two values, and not in a name (`aria-label`), at the end of an element
/// (`</p>`, `/>`), or before what it belongs to (`*value`).
fn is_between(tokens: &[Token], at: usize) -> bool {
    const WORDS: [&str; 6] = ["return", "in", "match", "if", "else", "move"];
    let (Some(before), Some(sign), Some(after)) = (
        tokens.get(at.wrapping_sub(1)),
        tokens.get(at),
        tokens.get(at + 1),
    ) else {
        return false;
    };
    let is_value = before.text == ")"
        || before
            .text
            .chars()
            .all(|sign| sign.is_alphanumeric() || matches!(sign, '_' | '.'))
            && !WORDS.contains(&before.text.as_str());
    let is_apart = before.line != sign.line || before.columns.1 < sign.columns.0;
    is_value && is_apart && after.text != ">"
}

/// Whether a literal is a number that is not whole, or becomes one.
fn is_fraction(text: &str) -> bool {
    let is_number = text.starts_with(|sign: char| sign.is_ascii_digit());
    let is_based = ["0x", "0b", "0o"].iter().any(|base| text.starts_with(base));
    let text = text.trim_end_matches("usize").trim_end_matches("isize");
    is_number && !is_based && text.contains(['.', 'e', 'f'])
}

#[cfg(test)]
mod tests {
    use super::{NO_NUMBERS, Sort, check, compare, find};

    fn found(text: &str) -> Vec<Sort> {
        let texts = [("ui/x.rs".to_owned(), text.to_owned())];
        find(&texts)
            .into_iter()
            .flat_map(|((_, sort), lines)| vec![sort; lines.len()])
            .collect()
    }

    #[test]
    fn arithmetic_is_found_and_what_looks_like_it_is_not() {
        for (text, expected) in [
            ("fn f() { a / b }", Some(Sort::Product)),
            ("fn f() { (a + 1) % 2 }", Some(Sort::Product)),
            ("fn f() { a * *b }", Some(Sort::Product)),
            (
                "fn f() { view! { <p>{move || all - left}</p> } }",
                Some(Sort::Difference),
            ),
            ("fn f() { total -= one }", Some(Sort::Difference)),
            ("fn f() { all.iter().sum::<usize>() }", Some(Sort::Count)),
            ("fn f() { all.filter(is).count() }", Some(Sort::Count)),
            ("fn f() { ready += usize::from(is) }", Some(Sort::Count)),
            ("fn f() { share > 0.5 }", Some(Sort::Fraction)),
            ("fn f() { share < 1e-9 }", Some(Sort::Fraction)),
            ("fn f() { count as f64 }", Some(Sort::Fraction)),
            ("fn f() { f64::from(count) }", Some(Sort::Fraction)),
            ("fn f() { share.floor() }", Some(Sort::Rounding)),
            ("fn f() { left.total_cmp(&right) }", Some(Sort::Ranking)),
            ("use chrono::Months;", Some(Sort::Day)),
            ("// a / b\n/// 0.5\nfn f() { \"a / b - 0.5\" }", None),
            (
                "fn f() -> f64 { view! { <p aria-label=x class=\"a\">\"x\"</p> <br /> } }",
                None,
            ),
            ("fn f() { *value = 3; call(*other); -1 }", None),
            ("fn f(count: f64) { round.count(3); at + 1_usize }", None),
        ] {
            let expected: Vec<Sort> = expected.into_iter().collect();
            assert_eq!(found(text), expected, "{text}");
        }
        let elsewhere = [("scoring/x.rs".to_owned(), "fn f() { a / b }".to_owned())];
        assert!(
            check(&elsewhere)
                .iter()
                .all(|said| said.contains("take it out"))
        );
    }

    #[test]
    fn what_is_known_has_to_be_as_it_is_said() {
        let texts = [(
            "ui/x.rs".to_owned(),
            "fn f() {\n a - b;\n a - c }".to_owned(),
        )];
        let found = find(&texts);
        let known = |count| [("ui/x.rs", Sort::Difference, count, "a place in a list")];
        assert!(compare(&found, &known(2)).is_empty());
        let told = compare(&found, &known(1));
        assert_eq!(told.len(), 1);
        assert!(
            told[0].contains("ui/x.rs") && told[0].contains("line 2, 3"),
            "{told:?}"
        );
        let gone = [("ui/y.rs", Sort::Count, 1, "rows")];
        assert_eq!(compare(&find(&[]), &gone).len(), 1);
        assert!(NO_NUMBERS.iter().all(|(.., why)| !why.is_empty()));
    }
}
