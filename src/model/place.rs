//! Line and column of what stands in a YAML text.
//!
//! A reader of YAML gives values without saying where they stood. [`Places`] finds them again by
//! its own scan: keys and list items, in block and in flow style, with the lines of block scalars,
//! quoted texts and comments left alone. It reads no value and judges nothing; in a text that is
//! no YAML it finds something, or nothing, but always ends.

use std::borrow::Cow;
use std::collections::HashMap;

/// A place in a text, as editors count.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in characters.
    pub column: usize,
}

/// A key or list item of a [`Places`]; only valid there.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Entry(usize);

/// The text as a whole: what all top-level keys stand in.
pub const ROOT: Entry = Entry(0);

/// Keys and list items of one text, each with its place.
#[derive(Debug)]
pub struct Places<'t> {
    text: &'t str,
    nodes: Vec<Node>,
    keys: HashMap<(Entry, String), Vec<Entry>>,
    items: HashMap<Entry, Vec<Entry>>,
}

#[derive(Debug)]
struct Node {
    place: Place,
    /// The bytes of a scalar that stands there as a value, quotes included.
    scalar: Option<(usize, usize)>,
}

impl<'t> Places<'t> {
    /// Scans a text.
    pub fn of(text: &'t str) -> Self {
        let mut scan = Scan {
            places: Places {
                text,
                nodes: vec![Node {
                    place: Place { line: 1, column: 1 },
                    scalar: None,
                }],
                keys: HashMap::new(),
                items: HashMap::new(),
            },
            bytes: text.as_bytes(),
            frames: Vec::new(),
            beyond: None,
            mark: Mark::default(),
        };
        scan.run();
        scan.places
    }

    /// Where an entry stands: the first character of the key, or a list item's dash in block
    /// style and first character in flow style.
    pub fn place(&self, entry: Entry) -> Place {
        self.nodes[entry.0].place
    }

    /// The `nth` key (from 0) of this name in `parent`; several are there in a text with several
    /// documents, or by mistake.
    pub fn key(&self, parent: Entry, name: &str, nth: usize) -> Option<Entry> {
        // An owned key to look up with; the texts are short.
        let found = self.keys.get(&(parent, name.to_owned()))?;
        found.get(nth).copied()
    }

    /// The `nth` item (from 0) of the list `parent`.
    pub fn item(&self, parent: Entry, nth: usize) -> Option<Entry> {
        self.items.get(&parent)?.get(nth).copied()
    }

    /// All items of the list `parent`.
    pub fn items(&self, parent: Entry) -> &[Entry] {
        self.items.get(&parent).map_or(&[], Vec::as_slice)
    }

    /// All keys: what each stands in, its name, and itself; in no order.
    pub fn keys(&self) -> impl Iterator<Item = (Entry, &str, Entry)> {
        self.keys.iter().flat_map(|((parent, name), entries)| {
            let entries = entries.iter();
            entries.map(move |entry| (*parent, name.as_str(), *entry))
        })
    }

    /// The scalar of an entry exactly as written, if it stands there without quotes, on one line.
    pub fn plain(&self, entry: Entry) -> Option<&'t str> {
        let (start, end) = self.nodes[entry.0].scalar?;
        let written = &self.text[start..end];
        (!written.starts_with(['"', '\'']) && !written.contains(['\n', '\r'])).then_some(written)
    }

    /// The scalar of an entry, without quotes and escapes.
    pub fn text(&self, entry: Entry) -> Option<Cow<'t, str>> {
        let (start, end) = self.nodes[entry.0].scalar?;
        Some(unquoted(&self.text[start..end]))
    }

    /// The place of a path of keys; the last step may also be the text of a list item. Where a
    /// step is not found, the place of the nearest one above it.
    pub fn find(&self, path: &[&str]) -> Place {
        let mut here = vec![ROOT];
        for (depth, step) in path.iter().enumerate() {
            let keys = here
                .iter()
                .filter_map(|&parent| self.keys.get(&(parent, (*step).to_owned())));
            let mut next: Vec<Entry> = keys.flatten().copied().collect();
            if next.is_empty() && depth + 1 == path.len() {
                let items = here.iter().filter_map(|parent| self.items.get(parent));
                next = items
                    .flatten()
                    .copied()
                    .filter(|&item| self.text(item).is_some_and(|text| text == *step))
                    .collect();
            }
            if next.is_empty() {
                break;
            }
            here = next;
        }
        self.place(here[0])
    }

    fn add(&mut self, place: Place) -> Entry {
        self.nodes.push(Node {
            place,
            scalar: None,
        });
        Entry(self.nodes.len() - 1)
    }

    fn add_key(&mut self, parent: Entry, name: Cow<'_, str>, place: Place) -> Entry {
        let entry = self.add(place);
        self.keys
            .entry((parent, name.into_owned()))
            .or_default()
            .push(entry);
        entry
    }

    fn add_item(&mut self, parent: Entry, place: Place) -> Entry {
        let entry = self.add(place);
        self.items.entry(parent).or_default().push(entry);
        entry
    }
}

/// What is open in block style: a key or a list item, and the column (from 0) it began in.
struct Frame {
    indent: usize,
    entry: Entry,
    item: bool,
}

/// How far lines and columns are counted: entries come in order, so that each character is
/// counted once even where the whole text is one line.
struct Mark {
    at: usize,
    place: Place,
}

impl Default for Mark {
    fn default() -> Self {
        Self {
            at: 0,
            place: Place { line: 1, column: 1 },
        }
    }
}

struct Scan<'t> {
    places: Places<'t>,
    bytes: &'t [u8],
    frames: Vec<Frame>,
    /// A scalar or flow collection was given to the innermost frame: lines further in than this
    /// column, or all (`Some(None)`), belong to it and hold no keys.
    beyond: Option<Option<usize>>,
    mark: Mark,
}

impl<'t> Scan<'t> {
    fn run(&mut self) {
        let mut at = 0;
        if self.places.text.starts_with('\u{feff}') {
            at = '\u{feff}'.len_utf8();
            self.mark.at = at;
        }
        while at < self.bytes.len() {
            at = self.line(at);
        }
    }

    fn place_at(&mut self, at: usize) -> Place {
        if at < self.mark.at {
            self.mark = Mark::default();
        }
        for here in self.mark.at..at {
            match self.bytes[here] {
                b'\r' if self.bytes.get(here + 1) == Some(&b'\n') => {}
                b'\n' | b'\r' => {
                    self.mark.place.line += 1;
                    self.mark.place.column = 1;
                }
                // The second to fourth byte of a character.
                0x80..=0xbf => {}
                _ => self.mark.place.column += 1,
            }
        }
        self.mark.at = at;
        self.mark.place
    }

    fn end_of_line(&self, at: usize) -> usize {
        let rest = self.bytes[at..].iter();
        rest.take_while(|byte| !matches!(byte, b'\n' | b'\r'))
            .count()
            + at
    }

    fn next_line(&self, at: usize) -> usize {
        let end = self.end_of_line(at);
        let crlf = self.bytes[end..].starts_with(b"\r\n");
        (end + if crlf { 2 } else { 1 }).min(self.bytes.len())
    }

    fn blank(&self, at: usize) -> bool {
        matches!(
            self.bytes.get(at),
            None | Some(b' ' | b'\t' | b'\n' | b'\r')
        )
    }

    fn after_blanks(&self, mut at: usize) -> usize {
        while matches!(self.bytes.get(at), Some(b' ' | b'\t')) {
            at += 1;
        }
        at
    }

    /// Past anchors and tags, which stand before what they belong to.
    fn after_properties(&self, mut at: usize, end: usize) -> usize {
        loop {
            at = self.after_blanks(at);
            if at >= end || !matches!(self.bytes[at], b'&' | b'!') {
                return at;
            }
            while at < end && !self.blank(at) {
                at += 1;
            }
        }
    }

    /// Scans the line that starts at `start`, with all that its value spans; gives the start of
    /// the next line to scan.
    fn line(&mut self, start: usize) -> usize {
        let end = self.end_of_line(start);
        let next = self.next_line(start);
        let line = &self.bytes[start..end];
        let indent = line.iter().take_while(|&&byte| byte == b' ').count();
        let rest = &line[indent..];
        if indent == 0
            && (rest.starts_with(b"---") || rest.starts_with(b"..."))
            && self.blank(start + 3)
        {
            self.frames.clear();
            self.beyond = None;
            let at = self.after_blanks(start + 3);
            return if at < end && rest.starts_with(b"---") {
                self.value(ROOT, None, at, end)
            } else {
                next
            };
        }
        if rest.iter().all(u8::is_ascii_whitespace) {
            return next;
        }
        if let Some(limit) = self.beyond
            && limit.is_none_or(|limit| indent > limit)
        {
            return next;
        }
        if rest.starts_with(b"#") {
            return next;
        }
        self.beyond = None;
        let mut at = self.after_blanks(start);
        while at < end {
            let column = at - start;
            match self.bytes[at] {
                b'-' if self.blank(at + 1) => {
                    let parent = self.close(column, true);
                    let place = self.place_at(at);
                    let entry = self.places.add_item(parent, place);
                    self.frames.push(Frame {
                        indent: column,
                        entry,
                        item: true,
                    });
                    at = self.after_blanks(at + 1);
                    if self.bytes.get(at) == Some(&b'#') {
                        return next;
                    }
                }
                b'?' if self.blank(at + 1) => {
                    let from = self.after_properties(at + 1, end);
                    if from < end {
                        let to = self.plain_end(from, end);
                        self.key(column, from, to);
                    }
                    return next;
                }
                // The value of such a key.
                b':' if self.blank(at + 1) => {
                    while self.frames.last().is_some_and(|top| top.indent > column) {
                        self.frames.pop();
                    }
                    at = self.after_blanks(at + 1);
                }
                _ => {
                    if let Some((from, to, colon)) = self.key_at(at, end) {
                        let entry = self.key(column, from, to);
                        let at = self.after_blanks(colon + 1);
                        return self.value(entry, Some(column), at, end);
                    }
                    while self.frames.last().is_some_and(|top| top.indent >= column) {
                        self.frames.pop();
                    }
                    let top = self.frames.last().map(|top| (top.entry, top.indent));
                    let (entry, limit) = match top {
                        Some((entry, indent)) => (entry, Some(indent)),
                        None => (ROOT, None),
                    };
                    return self.value(entry, limit, at, end);
                }
            }
        }
        next
    }

    /// Closes what a key or list item in this column ends; gives what it stands in.
    fn close(&mut self, column: usize, item: bool) -> Entry {
        while let Some(top) = self.frames.last() {
            // A list may stand in the column of its key.
            if top.indent > column || (top.indent == column && (top.item || !item)) {
                self.frames.pop();
            } else {
                return top.entry;
            }
        }
        ROOT
    }

    fn key(&mut self, column: usize, from: usize, to: usize) -> Entry {
        let parent = self.close(column, false);
        let place = self.place_at(from);
        let name = unquoted(&self.places.text[from..to]);
        let entry = self.places.add_key(parent, name, place);
        self.frames.push(Frame {
            indent: column,
            entry,
            item: false,
        });
        entry
    }

    /// A key that begins at `at`: its bytes, and where its colon is.
    fn key_at(&self, at: usize, end: usize) -> Option<(usize, usize, usize)> {
        let from = self.after_properties(at, end);
        if from >= end {
            return None;
        }
        match self.bytes[from] {
            b'"' | b'\'' => {
                let to = self.quoted_end(from, end)?;
                let colon = self.after_blanks(to);
                (colon < end && self.bytes[colon] == b':' && self.blank(colon + 1))
                    .then_some((from, to, colon))
            }
            b'[' | b']' | b'{' | b'}' | b'|' | b'>' | b'#' | b',' => None,
            _ => {
                let line = &self.bytes[..end];
                let colon = (from..end).find(|&here| {
                    (line[here] == b':' && self.blank(here + 1))
                        || (line[here] == b'#' && self.blank(here - 1))
                })?;
                let to = self.trimmed(from, colon);
                (line[colon] == b':' && to > from).then_some((from, to, colon))
            }
        }
    }

    /// Past the closing quote of what is quoted from `from` on, if it is closed before `end`.
    fn quoted_end(&self, from: usize, end: usize) -> Option<usize> {
        let quote = self.bytes[from];
        let mut at = from + 1;
        while at < end {
            match self.bytes[at] {
                b'\\' if quote == b'"' => at += 1,
                byte if byte == quote => {
                    if quote == b'"' || self.bytes.get(at + 1) != Some(&b'\'') {
                        return Some(at + 1);
                    }
                    at += 1;
                }
                _ => {}
            }
            at += 1;
        }
        None
    }

    /// The end of an unquoted text in one line, before a comment.
    fn plain_end(&self, from: usize, end: usize) -> usize {
        let end = (from + 1..end)
            .find(|&here| self.bytes[here] == b'#' && self.blank(here - 1))
            .unwrap_or(end);
        self.trimmed(from, end)
    }

    /// The end of a text without the blanks and line breaks behind it.
    fn trimmed(&self, from: usize, mut end: usize) -> usize {
        while end > from && self.blank(end - 1) {
            end -= 1;
        }
        end
    }

    /// A value that begins at `at`; lines further in than `limit` belong to it. Gives the start
    /// of the line after it.
    fn value(&mut self, entry: Entry, limit: Option<usize>, at: usize, end: usize) -> usize {
        let at = self.after_properties(at, end);
        if at >= end || self.bytes[at] == b'#' {
            return self.next_line(at.min(end));
        }
        self.beyond = Some(limit);
        let to = match self.bytes[at] {
            b'|' | b'>' => return self.next_line(at),
            b'[' | b'{' => self.flow(entry, at),
            b'"' | b'\'' => {
                let to = self.quoted_end(at, self.bytes.len());
                let to = to.unwrap_or(self.bytes.len());
                self.places.nodes[entry.0].scalar = Some((at, to));
                to
            }
            _ => {
                let to = self.plain_end(at, end);
                self.places.nodes[entry.0].scalar = Some((at, to));
                to
            }
        };
        self.next_line(to)
    }

    /// A flow collection that opens at `at`; gives where it ends.
    fn flow(&mut self, entry: Entry, mut at: usize) -> usize {
        struct Open {
            entry: Entry,
            map: bool,
            /// The key or item that came last.
            last: Option<Entry>,
            /// Its colon came.
            colon: bool,
        }
        let mut open: Vec<Open> = Vec::new();
        while at < self.bytes.len() {
            let byte = self.bytes[at];
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' => at += 1,
                b'#' if self.blank(at - 1) => at = self.end_of_line(at),
                b'[' | b'{' => {
                    let target = match open.last_mut() {
                        None => entry,
                        Some(top) => match top.last {
                            Some(key) if top.colon => key,
                            _ if top.map => top.entry,
                            _ => {
                                let (parent, place) = (top.entry, self.place_at(at));
                                let item = self.places.add_item(parent, place);
                                top.last = Some(item);
                                item
                            }
                        },
                    };
                    open.push(Open {
                        entry: target,
                        map: byte == b'{',
                        last: None,
                        colon: false,
                    });
                    at += 1;
                }
                b']' | b'}' => {
                    open.pop();
                    at += 1;
                    if open.is_empty() {
                        return at;
                    }
                }
                b',' => {
                    if let Some(top) = open.last_mut() {
                        top.last = None;
                        top.colon = false;
                    }
                    at += 1;
                }
                b'&' | b'!' => {
                    while at < self.bytes.len() && !self.blank(at) && !self.separates(at) {
                        at += 1;
                    }
                }
                b'?' if self.blank(at + 1) => at += 1,
                b':' if self.colon_at(at)
                    || (at > 0 && matches!(self.bytes[at - 1], b'"' | b'\'')) =>
                {
                    at += 1;
                    let Some(top) = open.last_mut() else { continue };
                    top.colon = true;
                    // `[key: value]` is a list of one mapping.
                    if let (false, Some(item)) = (top.map, top.last) {
                        let name = self.places.text(item).unwrap_or_default();
                        let place = self.places.place(item);
                        self.places.nodes[item.0].scalar = None;
                        top.last = Some(self.places.add_key(item, name, place));
                    }
                }
                _ => {
                    let to = if matches!(byte, b'"' | b'\'') {
                        let to = self.quoted_end(at, self.bytes.len());
                        to.unwrap_or(self.bytes.len())
                    } else {
                        self.flow_plain_end(at)
                    };
                    let Some(top) = open.last_mut() else {
                        return to;
                    };
                    match top.last {
                        Some(key) if top.colon => {
                            self.places.nodes[key.0].scalar = Some((at, to));
                        }
                        _ => {
                            let (parent, map) = (top.entry, top.map);
                            let place = self.place_at(at);
                            top.last = Some(if map {
                                let name = unquoted(&self.places.text[at..to]);
                                self.places.add_key(parent, name, place)
                            } else {
                                let item = self.places.add_item(parent, place);
                                self.places.nodes[item.0].scalar = Some((at, to));
                                item
                            });
                        }
                    }
                    at = to;
                }
            }
        }
        at
    }

    fn separates(&self, at: usize) -> bool {
        matches!(self.bytes.get(at), Some(b',' | b'[' | b']' | b'{' | b'}'))
    }

    fn colon_at(&self, at: usize) -> bool {
        self.bytes[at] == b':' && (self.blank(at + 1) || self.separates(at + 1))
    }

    /// The end of an unquoted text in a flow collection; it may span lines.
    fn flow_plain_end(&self, from: usize) -> usize {
        let ends = |&at: &usize| {
            let comment = self.bytes[at] == b'#' && self.blank(at - 1);
            comment || self.separates(at) || self.colon_at(at)
        };
        let end = (from + 1..self.bytes.len()).find(ends);
        let end = end.unwrap_or(self.bytes.len());
        self.trimmed(from, end)
    }
}

/// The text of a scalar on one or several lines, without quotes and escapes.
fn unquoted(written: &str) -> Cow<'_, str> {
    let inside = |quote| {
        let inner = written.strip_prefix(quote)?;
        Some(inner.strip_suffix(quote).unwrap_or(inner))
    };
    let text = if let Some(inner) = inside('\'') {
        if inner.contains("''") {
            Cow::Owned(inner.replace("''", "'"))
        } else {
            Cow::Borrowed(inner)
        }
    } else if let Some(inner) = inside('"') {
        if inner.contains('\\') {
            Cow::Owned(unescaped(inner))
        } else {
            Cow::Borrowed(inner)
        }
    } else {
        Cow::Borrowed(written)
    };
    if written.contains(['\n', '\r']) {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        return Cow::Owned(lines.collect::<Vec<_>>().join(" "));
    }
    text
}

fn unescaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            result.push(c);
            continue;
        }
        let Some(escape) = rest.next() else { break };
        let digits = match escape {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        if digits > 0 {
            let code: String = rest.by_ref().take(digits).collect();
            let code = u32::from_str_radix(&code, 16).ok();
            result.extend(code.and_then(char::from_u32));
            continue;
        }
        result.push(match escape {
            '0' => '\0',
            'a' => '\u{7}',
            'b' => '\u{8}',
            't' => '\t',
            'n' => '\n',
            'v' => '\u{b}',
            'f' => '\u{c}',
            'r' => '\r',
            'e' => '\u{1b}',
            'N' => '\u{85}',
            '_' => '\u{a0}',
            'L' => '\u{2028}',
            'P' => '\u{2029}',
            other => other,
        });
    }
    result
}
