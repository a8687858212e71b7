//! What a value of the configuration has to be: each reads one, or says what would be right.

use super::{
    COLOURS, KEYS, Keeping, LENGTHS, MAX_LIST, MAX_TEXT, Published, Use, WORDS, shortened,
};
use crate::assessment::Stage;
use crate::exchange::assessment_file;
use crate::map::SortedSet;
use serde_json::{Map, Value};

/// A value, or what would be right.
pub(super) type Read<T> = Result<T, String>;

pub(super) fn text(value: &Value) -> Read<String> {
    let wanted = || format!("has to be plain text of 1 to {MAX_TEXT} characters, without < and >.");
    let text = value.as_str().ok_or_else(wanted)?.trim();
    let is_plain = !text
        .chars()
        .any(|sign| sign.is_control() || matches!(sign, '<' | '>'));
    if is_plain && !text.is_empty() && text.chars().count() <= MAX_TEXT {
        Ok(text.to_owned())
    } else {
        Err(wanted())
    }
}

pub(super) fn yes_or_no(value: &Value) -> Read<bool> {
    value
        .as_bool()
        .ok_or_else(|| "has to be true or false.".to_owned())
}

pub(super) fn mode(value: &Value) -> Read<&'static str> {
    match value.as_str() {
        Some("system") => Ok(""),
        Some("light") => Ok("light"),
        Some("dark") => Ok("dark"),
        _ => Err("has to be \"light\", \"dark\" or \"system\".".to_owned()),
    }
}

pub(super) fn keeping(value: &Value) -> Read<Keeping> {
    match value.as_str() {
        Some("local") => Ok(Keeping::Local),
        Some("memory") => Ok(Keeping::Memory),
        _ => Err("has to be \"local\" or \"memory\".".to_owned()),
    }
}

pub(super) fn months(value: &Value) -> Read<u32> {
    let months = value.as_u64().filter(|months| (1..=120).contains(months));
    months
        .and_then(|months| u32::try_from(months).ok())
        .ok_or_else(|| "has to be a whole number of months, from 1 to 120.".to_owned())
}

pub(super) fn list(value: &Value, read: impl Fn(&str) -> Read<String>) -> Read<Vec<String>> {
    let wanted = || format!("has to be a list of up to {MAX_LIST} texts: [ \"…\" ].");
    let list = value.as_array().ok_or_else(wanted)?;
    if list.len() > MAX_LIST {
        return Err(wanted());
    }
    list.iter()
        .map(|entry| read(entry.as_str().ok_or_else(wanted)?))
        .collect()
}

pub(super) fn names(value: &Value) -> Read<Vec<String>> {
    let names = list(value, |name| text(&Value::from(name)))?;
    let different: SortedSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
    if names.is_empty() || different.len() < names.len() {
        return Err("has to list at least one team, each of them once.".to_owned());
    }
    Ok(names)
}

pub(super) fn one_of(text: &str, known: &[&str]) -> Read<String> {
    if known.contains(&text) {
        Ok(text.to_owned())
    } else {
        Err(format!(
            "“{}” is none of: {}.",
            shortened(text),
            known.join(", ")
        ))
    }
}

pub(super) fn lockable(text: &str) -> Read<String> {
    let (group, name) = text.split_once('.').unwrap_or((text, ""));
    let is_known = match group {
        "theme" => {
            name.is_empty() || name == "mode" || COLOURS.contains(&name) || LENGTHS.contains(&name)
        }
        "wording" => name.is_empty() || WORDS.contains(&name),
        "embed" => name.is_empty() || KEYS.contains(&text),
        _ => KEYS.contains(&text),
    };
    if is_known {
        Ok(text.to_owned())
    } else {
        Err(format!(
            "“{}” is no key that could be locked.",
            shortened(text)
        ))
    }
}

pub(super) fn extension(text: &str) -> Read<String> {
    let is_name = !text.is_empty()
        && text.len() <= 60
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if is_name {
        Ok(text.to_owned())
    } else {
        Err(format!(
            "“{}” is no extension: write the name of its file in model/extensions without the ending.",
            shortened(text)
        ))
    }
}

/// Whether an address lies on the page's own server. The policy of the page allows no other.
pub(super) fn is_beside(address: &str) -> bool {
    let first = address.split(['/', '?', '#']).next().unwrap_or_default();
    !address.is_empty()
        && address.len() <= 2_000
        && !address.starts_with("//")
        && !first.contains(':')
        && !address
            .chars()
            .any(|sign| sign.is_control() || sign.is_whitespace() || sign == '\\')
}

pub(super) fn address(value: &Value) -> Read<String> {
    let address = value.as_str().filter(|address| is_beside(address));
    address.map(str::to_owned).ok_or_else(|| {
        "has to be an address on the page's own server, such as \"data/file.json\".".to_owned()
    })
}

pub(super) fn picture(value: &Value) -> Read<String> {
    if let Some(data) = value.as_str()
        && data.starts_with("data:image/")
        && data.len() <= 100_000
        && data.bytes().all(|byte| byte.is_ascii_graphic())
    {
        return Ok(data.to_owned());
    }
    address(value)
}

pub(super) fn published(value: &Value) -> Read<Published> {
    let Value::Object(map) = value else {
        return Ok(Published {
            address: address(value)?,
            usage: Use::ReadOnly,
        });
    };
    let wanted =
        "has to be an address, or { \"url\": address, \"mode\": \"read-only\" or \"start\" }.";
    if map
        .keys()
        .any(|key| !["url", "mode"].contains(&key.as_str()))
    {
        return Err(wanted.to_owned());
    }
    let usage = match map.get("mode").map(Value::as_str) {
        None | Some(Some("read-only")) => Use::ReadOnly,
        Some(Some("start")) => Use::Start,
        _ => return Err(wanted.to_owned()),
    };
    let address = address(map.get("url").unwrap_or(&Value::Null))?;
    Ok(Published { address, usage })
}

/// Stages are written as in an assessment file, so its reader reads them.
pub(super) fn stages(value: &Value) -> Read<Vec<Stage>> {
    let wanted = "has to be a list of stages as in an assessment file: at least two, with different ids and titles, their scores rising from 0 to 1.";
    let mut file = Map::new();
    file.insert("format".into(), "dsomm-assessment".into());
    file.insert("version".into(), 1.into());
    file.insert("id".into(), "config".into());
    file.insert("stages".into(), value.clone());
    let stages = assessment_file::read(&Value::Object(file).to_string())
        .map_err(|_| wanted.to_owned())?
        .stages;
    let ids: SortedSet<&str> = stages.iter().map(|stage| stage.id.as_str()).collect();
    let titles: SortedSet<&str> = stages.iter().map(|stage| stage.title.trim()).collect();
    let is_rising = stages.is_sorted_by(|low, high| low.score <= high.score);
    let is_right = ids.len() == stages.len()
        && titles.len() == stages.len()
        && is_rising
        && stages.iter().all(|stage| {
            stage.replaced_by.is_none()
                && text(&Value::from(stage.title.as_str())).is_ok()
                && !ids.contains("")
        });
    if is_right {
        Ok(stages)
    } else {
        Err(wanted.to_owned())
    }
}

pub(super) fn origin(text: &str) -> Read<String> {
    let rest = ["https://", "http://"]
        .iter()
        .find_map(|scheme| text.strip_prefix(scheme));
    let is_origin = rest.is_some_and(|rest| {
        !rest.is_empty()
            && rest.len() <= 260
            && rest.bytes().all(|byte| {
                byte.is_ascii_lowercase()
                    || byte.is_ascii_digit()
                    || matches!(byte, b'.' | b'-' | b':' | b'[' | b']')
            })
    });
    if is_origin {
        Ok(text.to_owned())
    } else {
        Err(format!(
            "“{}” is no origin: write scheme and host in small letters, such as \"https://portal.example.com\", without a path and without *.",
            shortened(text)
        ))
    }
}

/// One colour, or one for each theme.
pub(super) fn both_colours(value: &Value) -> Read<String> {
    let wanted = || {
        "has to be a colour such as \"#0b6b49\" or \"oklch(0.5 0.1 160)\", or { \"light\": colour, \"dark\": colour }."
            .to_owned()
    };
    match value {
        Value::String(text) if is_colour(text) => Ok(text.clone()),
        Value::Object(map) if map.len() == 2 => {
            let part = |name: &str| map.get(name)?.as_str().filter(|text| is_colour(text));
            let light = part("light").ok_or_else(wanted)?;
            let dark = part("dark").ok_or_else(wanted)?;
            Ok(format!("light-dark({light}, {dark})"))
        }
        _ => Err(wanted()),
    }
}

/// Whether a text is a colour and nothing else, so that it cannot end the declaration.
fn is_colour(text: &str) -> bool {
    if let Some(digits) = text.strip_prefix('#') {
        return matches!(digits.len(), 3 | 4 | 6 | 8)
            && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    }
    let Some((function, rest)) = text.split_once('(') else {
        return false;
    };
    let Some(inner) = rest.strip_suffix(')') else {
        return false;
    };
    let parts: Vec<&str> = inner
        .split([' ', ',', '/'])
        .filter(|part| !part.is_empty())
        .collect();
    text.len() <= 80
        && matches!(
            function,
            "rgb" | "rgba" | "hsl" | "hsla" | "hwb" | "lab" | "lch" | "oklab" | "oklch"
        )
        && matches!(parts.len(), 3 | 4)
        && parts.iter().all(|part| {
            let number = part.strip_suffix('%').or(part.strip_suffix("deg"));
            is_number(number.unwrap_or(part))
        })
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !rest.is_empty()
        && digits.len() <= 12
        && is_digits(whole)
        && is_digits(rest)
        && !digits.is_empty()
}

pub(super) fn length(value: &Value) -> Read<String> {
    let number = value.as_str().and_then(|text| {
        ["px", "rem", "em"]
            .iter()
            .find_map(|unit| text.strip_suffix(unit))
    });
    match (number, value.as_str()) {
        (Some(number), Some(text)) if is_number(number) && !number.starts_with('-') => {
            Ok(text.to_owned())
        }
        _ => Err("has to be a length such as \"8px\" or \"0.5rem\".".to_owned()),
    }
}
