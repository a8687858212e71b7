//! Page, scripts and styles without what only people read: indentation, empty lines, lines that are a comment. No
//! minifier: those in Rust that are small glue imports without semicolons together, which no
//! browser reads, and the others would be the largest tool of the build for another 500 bytes.

use std::fs;
use std::path::Path;

use crate::run::Result;

/// Slims these files of a folder in place.
pub fn files<'a>(folder: &Path, names: impl IntoIterator<Item = &'a str>) -> Result<()> {
    for name in names {
        let file = folder.join(name);
        let failed = |error| {
            format!(
                "{} could not be read or written ({error}); build the app again.",
                file.display()
            )
        };
        let text = fs::read_to_string(&file).map_err(failed)?;
        fs::write(&file, slim(&text)).map_err(failed)?;
    }
    Ok(())
}

/// The same script. A text between backticks that goes over several lines stays as it is.
fn slim(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut is_comment, mut is_text) = (false, false);
    for line in text.lines() {
        let short = line.trim();
        if is_comment {
            is_comment = !short.ends_with("*/");
            continue;
        }
        if !is_text && is_for_people(short) {
            is_comment = short.starts_with("/*") && !short.contains("*/");
            continue;
        }
        let kept = if is_text { line } else { short };
        is_text ^= kept.matches('`').count() % 2 == 1;
        out.push_str(kept);
        out.push('\n');
    }
    out
}

/// An empty line, a comment, or the begin of one.
fn is_for_people(line: &str) -> bool {
    let is_whole = |start: &str, end: &str| {
        line.starts_with(start)
            && line
                .find(end)
                .is_some_and(|at| at + end.len() == line.len())
    };
    line.is_empty()
        || line.starts_with("//")
        || is_whole("<!--", "-->")
        || is_whole("/*", "*/")
        || line.starts_with("/*") && !line.contains("*/")
}

#[cfg(test)]
mod tests {
    use super::slim;

    #[test]
    fn only_what_people_read_goes() {
        let text = "// why\n/** One. */\n/**\n * Two.\n */\nconst a = 1;\n\n  /* x */ b(a); // kept\n  c = \"// no\";\n\
                    const d = `e\n  // f\n`;\n  const g = `h`;\n";
        assert_eq!(
            slim(text),
            "const a = 1;\n/* x */ b(a); // kept\nc = \"// no\";\nconst d = `e\n  // f\n`;\nconst g = `h`;\n"
        );
        assert_eq!(slim(&slim(text)), slim(text));
        let page = "<body>\n  <!-- why -->\n  <p>a</p> <!-- b -->\n</body>\n";
        assert_eq!(slim(page), "<body>\n<p>a</p> <!-- b -->\n</body>\n");
    }
}
