//! Addresses: [`Route`] ⇄ `#/…`. Hash routes, so that any static host and any sub-path works.

/// A page.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
pub enum Route {
    /// `#/`
    Overview,
    /// `#/dimension/<slug>`
    Dimension(String),
    /// `#/assess`, also `#/assess/<activity id>` to start there.
    Assess(Option<String>),
    /// `#/why/<dimension slug>`, or `overall`: how the numbers came about.
    Why(String),
    /// `#/round`: Assess, through the lowest level.
    Round,
    /// `#/review`: Assess with what is due.
    Review,
    /// `#/activity/<id>`
    Activity(String),
    /// `#/teams`
    Teams,
    /// `#/history`
    History,
    /// `#/roadmap`
    Roadmap,
    /// `#/mapping`
    Mapping,
    /// `#/heatmap`; what is shown stands behind `?`, and the page reads it.
    Heatmap,
    /// `#/matrix`, likewise.
    Matrix,
    /// `#/compare`, likewise.
    Compare,
    /// `#/audit`
    Audit,
    /// `#/dependencies`, likewise.
    Dependencies,
    /// `#/report`
    Report,
    /// `#/share/<code>`: answers that stand in the address.
    Share(String),
    /// `#/model`
    Model,
    /// `#/settings`
    Settings,
    /// `#/help`
    Help,
    /// Anything else.
    Unknown(String),
}

/// How a link names an activity.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Named<'a> {
    /// By its id: `#<id>`, `?uuid=<id>`.
    ById(&'a str),
    /// By its name: `?name=<name>`.
    ByName(&'a str),
}

impl Route {
    /// The address, from `#` on.
    pub fn href(&self) -> String {
        match self {
            Route::Overview => "#/".to_owned(),
            Route::Dimension(slug) => format!("#/dimension/{}", encode(slug)),
            Route::Assess(None) => "#/assess".to_owned(),
            Route::Assess(Some(id)) => format!("#/assess/{}", encode(id)),
            Route::Activity(id) => format!("#/activity/{}", encode(id)),
            Route::Why(slug) => format!("#/why/{}", encode(slug)),
            Route::Review => "#/review".to_owned(),
            Route::Round => "#/round".to_owned(),
            Route::Teams => "#/teams".to_owned(),
            Route::History => "#/history".to_owned(),
            Route::Roadmap => "#/roadmap".to_owned(),
            Route::Mapping => "#/mapping".to_owned(),
            Route::Heatmap => "#/heatmap".to_owned(),
            Route::Matrix => "#/matrix".to_owned(),
            Route::Compare => "#/compare".to_owned(),
            Route::Audit => "#/audit".to_owned(),
            Route::Dependencies => "#/dependencies".to_owned(),
            Route::Report => "#/report".to_owned(),
            Route::Share(code) => format!("#/share/{code}"),
            Route::Model => "#/model".to_owned(),
            Route::Settings => "#/settings".to_owned(),
            Route::Help => "#/help".to_owned(),
            Route::Unknown(path) => format!("#/{path}"),
        }
    }

    /// Reads an address. `hash` is what follows the page's path, with or without `#`; `search` the
    /// query, with or without `?`. `?uuid=<id>`, `#<id>` and `?name=<name>` open the activity, as
    /// links to DSOMM do; `find` gives the id of the one that the model has.
    pub fn parse(hash: &str, search: &str, find: impl Fn(Named<'_>) -> Option<String>) -> Route {
        let hash = hash.strip_prefix('#').unwrap_or(hash);
        let Some(path) = hash.strip_prefix('/') else {
            let id = match hash {
                "" => query(search, "uuid"),
                hash => Some(decode(hash)),
            };
            let (asked, found) = if let Some(id) = id {
                let found = find(Named::ById(&id));
                (id, found)
            } else if let Some(name) = query(search, "name") {
                let found = find(Named::ByName(&name));
                (name, found)
            } else {
                return Route::Overview;
            };
            return match found {
                Some(id) => Route::Activity(id),
                None => Route::Unknown(asked),
            };
        };
        let parts: Vec<String> = path
            .split('?')
            .next()
            .unwrap_or_default()
            .split('/')
            .filter(|part| !part.is_empty())
            .map(decode)
            .collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        match parts.as_slice() {
            [] => Route::Overview,
            ["dimension", slug] => Route::Dimension((*slug).to_owned()),
            ["assess"] => Route::Assess(None),
            ["assess", id] => Route::Assess(Some((*id).to_owned())),
            ["activity", id] => Route::Activity((*id).to_owned()),
            ["why", slug] => Route::Why((*slug).to_owned()),
            ["review"] => Route::Review,
            ["round"] => Route::Round,
            ["teams"] => Route::Teams,
            ["history"] => Route::History,
            ["roadmap"] => Route::Roadmap,
            ["mapping"] => Route::Mapping,
            ["heatmap"] => Route::Heatmap,
            ["matrix"] => Route::Matrix,
            ["compare"] => Route::Compare,
            ["audit"] => Route::Audit,
            ["dependencies"] => Route::Dependencies,
            ["report"] => Route::Report,
            ["share", code] => Route::Share((*code).to_owned()),
            ["model"] => Route::Model,
            ["settings"] => Route::Settings,
            ["help"] => Route::Help,
            _ => Route::Unknown(path.to_owned()),
        }
    }
}

/// What a page keeps in its address: names and values behind `?` in the part behind `#`.
pub fn choices(hash: &str) -> Vec<(String, String)> {
    let Some((_, all)) = hash.split_once('?') else {
        return Vec::new();
    };
    all.split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

/// An address with what [`choices`] reads; empty values are left out.
pub fn with_choices(href: &str, choices: &[(String, String)]) -> String {
    let mut address = href.to_owned();
    for (name, value) in choices.iter().filter(|(_, value)| !value.is_empty()) {
        address.push(if address.contains('?') { '&' } else { '?' });
        address.push_str(&format!("{}={}", encode(name), encode(value)));
    }
    address
}

/// The value of a parameter in the part of an address behind `?`. What a form or a script writes
/// there has `+` for a space; a plus is `%2B`.
pub fn query(search: &str, wanted: &str) -> Option<String> {
    search
        .strip_prefix('?')
        .unwrap_or(search)
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| *key == wanted)
        .map(|(_, value)| decode(&value.replace('+', " ")))
}

/// Percent-encodes what may not stand in one part of an address.
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Undoes [`encode`]; what is no valid encoding stays as it is.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let byte = match (bytes[at], text.get(at + 1..at + 3)) {
            // A sign in front is no part of an encoding, though it is one of a number.
            (b'%', Some(hex)) if !hex.starts_with('+') => match u8::from_str_radix(hex, 16) {
                Ok(byte) => {
                    at += 2;
                    byte
                }
                Err(_) => b'%',
            },
            (byte, _) => byte,
        };
        decoded.push(byte);
        at += 1;
    }
    String::from_utf8(decoded).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Named, Route};

    #[test]
    fn addresses_read_back() {
        for route in [
            Route::Overview,
            Route::Dimension("überwachung".into()),
            Route::Assess(None),
            Route::Assess(Some("a/b %".into())),
            Route::Activity("f0e01814-3b88-4bd0-a3a9-f91db001d20b-medium".into()),
            Route::Teams,
            Route::Model,
            Route::Help,
        ] {
            assert_eq!(Route::parse(&route.href(), "", |_| None), route);
        }
    }

    #[test]
    fn links_to_activities_work_as_in_dsomm() {
        let known = |named: Named<'_>| (named == Named::ById("abc")).then(|| "abc".to_owned());
        let activity = Route::Activity("abc".into());
        assert_eq!(Route::parse("#abc", "", known), activity);
        assert_eq!(Route::parse("", "?x=1&uuid=abc", known), activity);
        assert_eq!(Route::parse("#/teams", "?uuid=abc", known), Route::Teams);
        let unknown = Route::Unknown("zzz".into());
        assert_eq!(Route::parse("", "?uuid=zzz", known), unknown);
        assert_eq!(
            Route::parse("#%zz%", "", known),
            Route::Unknown("%zz%".into())
        );
    }
}
