//! An assessment inside a picture: an SVG that was saved with it can be dropped back onto the page.

/// The element around it, which programs that draw leave alone.
const BEGIN: &str = "<metadata id=\"dsomm-assessment\">";
const END: &str = "</metadata>";

/// A file of an assessment as it stands in an SVG document.
pub fn pack(json: &str) -> String {
    let mut safe = String::with_capacity(json.len() + json.len() / 8);
    safe.push_str(BEGIN);
    for c in json.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            // White space between the parts of JSON; within its texts none of these stands as it is.
            '\n' | '\r' | '\t' => safe.push('\n'),
            // XML cannot hold these, not even in another spelling; JSON can.
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {
                safe.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => safe.push(c),
        }
    }
    safe.push_str(END);
    safe
}

/// The file inside an SVG document; `None`: it is none, or has no assessment in it.
pub fn inside(text: &str) -> Option<String> {
    if !is_svg(text) {
        return None;
    }
    let (_, rest) = text.split_once("\"dsomm-assessment\"")?;
    let (_, rest) = rest.split_once('>')?;
    let (packed, _) = rest.split_once(END)?;
    let mut json = String::with_capacity(packed.len());
    let mut rest = packed;
    while let Some((before, after)) = rest.split_once('&') {
        json.push_str(before);
        let (name, after) = after.split_once(';')?;
        json.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            name => numbered(name)?,
        });
        rest = after;
    }
    json.push_str(rest);
    Some(json)
}

/// Whether a text is a picture, whatever is in it.
pub fn is_svg(text: &str) -> bool {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    let start = match start.strip_prefix("<?xml") {
        Some(rest) => rest.split_once('>').map_or("", |(_, rest)| rest),
        None => start,
    };
    start.trim_start().starts_with("<svg")
}

/// `#38` and `#x26`: other programs write signs by their number.
fn numbered(name: &str) -> Option<char> {
    let number = name.strip_prefix('#')?;
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code)
}
