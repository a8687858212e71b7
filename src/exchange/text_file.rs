//! The text of a file, from its bytes. A file that is no UTF-8 is refused rather than read with
//! replacement characters in it: what is lost that way is found out weeks later.

/// Reads bytes as text: UTF-8, with a byte order mark or without, or UTF-16 with one. The error is
/// a sentence that says in which line the first wrong byte is.
pub fn decode(bytes: &[u8]) -> Result<String, String> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => {
            Err(format!("The file is in UTF-32, which is not read. {SAVE}"))
        }
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest),
        _ => utf8(bytes),
    }
}

/// What to do about each of them.
const SAVE: &str = "Open it in an editor, save it as UTF-8, and choose it again.";

fn utf8(bytes: &[u8]) -> Result<String, String> {
    let text = std::str::from_utf8(bytes).map_err(|problem| {
        let line = line_of(bytes, problem.valid_up_to());
        format!(
            "Line {line} has a character that is not written in UTF-8; the file may be in Latin-1 or Windows-1252. {SAVE}"
        )
    })?;
    if let Some(at) = bytes.iter().position(|&byte| byte == 0) {
        let line = line_of(bytes, at);
        return Err(format!(
            "Line {line} has a zero byte, so the file is no text, or it is in UTF-16 without a byte order mark. {SAVE}"
        ));
    }
    Ok(text.to_owned())
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|&pair| unit(pair));
    let mut text = String::with_capacity(bytes.len());
    for c in char::decode_utf16(units) {
        match c {
            Ok(c) => text.push(c),
            Err(_) => return Err(cut(&text)),
        }
    }
    match rest {
        [] => Ok(text),
        _ => Err(cut(&text)),
    }
}

fn cut(before: &str) -> String {
    let line = line_of(before.as_bytes(), before.len());
    format!(
        "The file is in UTF-16, but line {line} has half a character: it may have been cut off. {SAVE}"
    )
}

fn line_of(bytes: &[u8], at: usize) -> usize {
    let before = bytes[..at].iter();
    before.filter(|&&byte| byte == b'\n').count() + 1
}
