//! What is left out before anything is kept or shown: addresses of files, folders of somebody's
//! machine, mail addresses, names and passwords in addresses.

/// Longest text that is taken over, in characters.
const MAX_TEXT: usize = 200;
/// Longest address.
const MAX_LINK: usize = 500;
/// What stands in place of something that is left out.
const LEFT_OUT: &str = "…";

/// A text of a tool in one line, without what says something about a machine or a person.
pub(super) fn words(text: &str) -> String {
    let mut kept = String::new();
    for word in text.split_whitespace() {
        let bare = word
            .trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '/' | '\\' | '.' | '~'));
        let word = match is_local(bare) || is_mail(bare) {
            true => LEFT_OUT,
            false => word,
        };
        if !kept.is_empty() {
            kept.push(' ');
        }
        kept.extend(word.chars().filter(|c| !c.is_control()));
    }
    short(&kept)
}

/// What something is called: `None` where that is the place of a file on a machine.
pub(super) fn name(text: &str) -> Option<String> {
    let text = text.trim();
    let is_place = matches!(text, "" | "." | "..") || is_local(text) || is_mail(text);
    if is_place {
        return None;
    }
    match text.split_once("://") {
        Some(_) => link(text),
        None => Some(words(text)).filter(|name| name != LEFT_OUT),
    }
}

/// The address of a page, without a name, a password, a query or a fragment. `None`: it is none, or
/// it leads to the machine that the tool ran on.
pub(super) fn link(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.strip_prefix("git+").unwrap_or(text);
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme @ ("https" | "http"), rest)) => (scheme, rest),
        Some(_) => return None,
        // Scorecard writes `github.com/owner/name`.
        None => ("https", text),
    };
    let rest = rest.split(['?', '#']).next()?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.rsplit('@').next()?;
    // Provenance names a branch or a tag behind it.
    let path = path.split("@refs/").next()?;
    let name = host.split(':').next()?;
    let is_host = name.contains('.')
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
        && name.chars().any(|c| c.is_ascii_alphabetic())
        && !name.starts_with(['.', '-'])
        && !name.ends_with(".local")
        && !name.ends_with(".localdomain");
    let is_clean =
        |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>' | '"' | '\\');
    let is_fine = is_host && path.chars().all(is_clean) && rest.len() <= MAX_LINK;
    is_fine.then(|| match path.is_empty() {
        true => format!("{scheme}://{host}"),
        false => format!("{scheme}://{host}/{path}"),
    })
}

/// A package's address, without what says where it was fetched from.
pub(super) fn purl(text: &str) -> Option<String> {
    let text = text.trim();
    let is_purl = text.starts_with("pkg:") && !text.contains(char::is_whitespace);
    let text = text.split(['?', '#']).next()?;
    is_purl.then(|| short(text))
}

fn short(text: &str) -> String {
    match text.char_indices().nth(MAX_TEXT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A place on somebody's machine?
fn is_local(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let bytes = lower.as_bytes();
    let has_drive = bytes.len() > 2
        && bytes[0].is_ascii_alphabetic()
        && bytes[1] == b':'
        && matches!(bytes[2], b'\\' | b'/');
    lower.contains("file:/")
        || lower.contains("path+file")
        || lower.starts_with(['/', '~', '\\'])
        || lower.starts_with("./")
        || lower.starts_with("../")
        || has_drive
        || ["=/", "(/", ":/home/", ":/users/"]
            .iter()
            .any(|sign| lower.contains(sign))
}

fn is_mail(text: &str) -> bool {
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    let parts = text.split_once('@');
    parts.is_some_and(|(person, host)| {
        !person.is_empty()
            && !person.contains(['/', ':'])
            && host.contains('.')
            && is_host_of_mail(host)
    })
}

/// `ms@2.1.3` is a package and not a person.
fn is_host_of_mail(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or_default();
    last.len() > 1 && last.chars().all(|c| c.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_machine_or_a_person_is_left() {
        let table = [
            ("3 results", "3 results"),
            ("in file:///home/kim/a.js now", "in … now"),
            ("read /home/kim/.netrc", "read …"),
            (r"in C:\Users\kim\a.cs now", "in … now"),
            ("kim@example.org did it", "… did it"),
            (
                "uses @scope/pkg@1.2.3 and ms@2.1.3",
                "uses @scope/pkg@1.2.3 and ms@2.1.3",
            ),
            ("a\u{7}b\n c", "ab c"),
        ];
        for (text, wanted) in table {
            assert_eq!(words(text), wanted, "{text}");
        }
        assert!(words(&"ä".repeat(900)).chars().count() <= MAX_TEXT + 1);
    }

    #[test]
    fn names_and_links() {
        assert_eq!(name("/home/kim/shop"), None);
        assert_eq!(name("."), None);
        assert_eq!(name("path+file:///home/kim/shop#shop@0.1.0"), None);
        assert_eq!(name("shop 1.0").as_deref(), Some("shop 1.0"));
        let table = [
            ("github.com/shop/cart", Some("https://github.com/shop/cart")),
            (
                "https://kim:secret@example.org/a?token=1#x",
                Some("https://example.org/a"),
            ),
            (
                "git+https://github.com/shop/cart@refs/heads/main",
                Some("https://github.com/shop/cart"),
            ),
            ("file:///home/kim", None),
            ("https://localhost/x", None),
            ("http://127.0.0.1/x", None),
            ("https://build-7.local/job", None),
            ("javascript:alert(1)", None),
            ("ssh://git@example.org/x", None),
            ("not a link", None),
            (
                "https://example.org:8443/a",
                Some("https://example.org:8443/a"),
            ),
        ];
        for (text, wanted) in table {
            assert_eq!(link(text).as_deref(), wanted, "{text}");
        }
        assert_eq!(
            purl("pkg:npm/%40shop/cart@1.2.0?download_url=file:///x").as_deref(),
            Some("pkg:npm/%40shop/cart@1.2.0")
        );
        assert_eq!(purl("cart"), None);
    }
}
