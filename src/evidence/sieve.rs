//! Reads JSON of any size in pieces and lets through only what is asked for. So a file of 50 MB
//! neither stops the page nor fills its memory, and what nobody asks for is never kept: snippets of
//! code, names of machines, contacts.
//!
//! A list of many similar things can be counted instead: `[{"n": 3, "of": {…}}, …]`.

use crate::map::Map;

/// A field that is let through.
pub(super) struct Want {
    key: &'static str,
    /// What of an object, or of each object in a list; texts and numbers come whole.
    inner: Plan,
    is_counted: bool,
}

/// The fields of an object that are let through.
pub(super) type Plan = &'static [Want];

/// A field with a text or a number; of an object or a list, only that it is there.
pub(super) const fn leaf(key: &'static str) -> Want {
    node(key, &[])
}

/// A field with an object, or a list of them. The name `*` stands for all that are not named: they
/// come through without their names, which may be anything.
pub(super) const fn node(key: &'static str, inner: Plan) -> Want {
    Want {
        key,
        inner,
        is_counted: false,
    }
}

/// A field with a list whose items are counted.
pub(super) const fn count(key: &'static str, inner: Plan) -> Want {
    Want {
        key,
        inner,
        is_counted: true,
    }
}

/// Stands for all names.
const ANY: &str = "*";
/// Most objects and lists inside one another.
const MAX_DEPTH: usize = 512;
/// Most different items of a list that is counted; the others count as `{}`.
const MAX_DIFFERENT: usize = 4_000;
/// The most that is let through, in bytes.
const MAX_OUT: usize = 32 << 20;
/// Longest name of a field that could be wanted.
const MAX_KEY: usize = 64;

/// What is wrong with a file, and in which line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Broken {
    pub(super) line: usize,
    pub(super) what: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// A value has to come.
    Value,
    /// A value, or the end of the list.
    FirstItem,
    /// A name, or the end of the object.
    FirstKey,
    Key,
    InKey,
    Colon,
    InText,
    InScalar,
    /// After a value: a comma, or the end of what it stands in.
    After,
}

struct Frame {
    is_object: bool,
    /// `None`: nothing of it is let through.
    plan: Option<Plan>,
    /// Something was written already.
    has_any: bool,
    counted: Option<Counted>,
}

struct Counted {
    /// Where the item begins in what is written.
    start: usize,
    items: Map<Vec<u8>, usize>,
}

/// Lets through what a plan asks for.
pub(super) struct Sieve {
    plan: Plan,
    out: Vec<u8>,
    stack: Vec<Frame>,
    state: State,
    is_escaped: bool,
    key: Vec<u8>,
    /// How the value that comes next is taken.
    next: Option<(Plan, bool)>,
    line: usize,
}

impl Sieve {
    pub(super) fn new(plan: Plan) -> Self {
        Self {
            plan,
            out: Vec::new(),
            stack: Vec::new(),
            state: State::Value,
            is_escaped: false,
            key: Vec::new(),
            next: Some((plan, false)),
            line: 1,
        }
    }

    /// Takes the next piece of the file.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Result<(), Broken> {
        let mut at = 0;
        while at < bytes.len() {
            match self.state {
                State::InText | State::InKey => at = self.text(bytes, at),
                State::InScalar => at = self.scalar(bytes, at),
                _ => {
                    let byte = bytes[at];
                    at += 1;
                    match byte {
                        b'\n' => self.line += 1,
                        b' ' | b'\t' | b'\r' => {}
                        _ => self.sign(byte)?,
                    }
                }
            }
        }
        if self.out.len() > MAX_OUT {
            return Err(self.broken("there is more in it than this page takes"));
        }
        Ok(())
    }

    /// What was let through: one JSON value a line.
    pub(super) fn finish(mut self) -> Result<String, Broken> {
        if self.state == State::InScalar {
            self.ended();
        }
        if !self.stack.is_empty() || self.state == State::InText {
            return Err(self.broken("it ends in the middle, so it may have been cut off"));
        }
        let line = self.line;
        String::from_utf8(self.out).map_err(|_| Broken {
            line,
            what: "it has a character that is not written in UTF-8",
        })
    }

    fn broken(&self, what: &'static str) -> Broken {
        Broken {
            line: self.line,
            what,
        }
    }

    /// A character between texts and numbers.
    fn sign(&mut self, byte: u8) -> Result<(), Broken> {
        match (self.state, byte) {
            (State::FirstItem, b']') | (State::FirstKey, b'}') => self.close(),
            (State::Value | State::FirstItem, b'{') => self.open(true)?,
            (State::Value | State::FirstItem, b'[') => self.open(false)?,
            (State::Value | State::FirstItem, b'"') => {
                self.begin();
                self.write(b"\"");
                self.state = State::InText;
            }
            (State::Value | State::FirstItem, b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => {
                self.begin();
                self.write(&[byte]);
                self.state = State::InScalar;
            }
            (State::FirstKey | State::Key, b'"') => {
                self.key.clear();
                self.state = State::InKey;
            }
            (State::Colon, b':') => {
                self.named();
                self.state = State::Value;
            }
            (State::After, b',') => {
                let frame = self.stack.last();
                let is_object = frame.is_some_and(|frame| frame.is_object);
                if !is_object {
                    self.next = frame.and_then(|frame| Some((frame.plan?, false)));
                }
                self.state = if is_object { State::Key } else { State::Value };
            }
            (State::After, b'}' | b']') => {
                let is_object = self.stack.last().is_some_and(|frame| frame.is_object);
                if is_object != (byte == b'}') {
                    return Err(self.broken("a bracket does not fit the one that it closes"));
                }
                self.close();
            }
            _ => return Err(self.broken("something stands there that is not JSON")),
        }
        Ok(())
    }

    /// On with a text or a name; gives where it goes on.
    fn text(&mut self, bytes: &[u8], from: usize) -> usize {
        let mut at = from;
        let mut has_ended = false;
        while at < bytes.len() {
            let byte = bytes[at];
            at += 1;
            if self.is_escaped {
                self.is_escaped = false;
            } else if byte == b'\\' {
                self.is_escaped = true;
            } else if byte == b'"' {
                has_ended = true;
                break;
            }
        }
        if self.state == State::InKey {
            let end = at - usize::from(has_ended);
            let room = MAX_KEY.saturating_sub(self.key.len());
            self.key.extend(bytes[from..end].iter().take(room));
            if has_ended {
                self.state = State::Colon;
            }
        } else {
            self.write(&bytes[from..at]);
            if has_ended {
                self.ended();
            }
        }
        at
    }

    fn scalar(&mut self, bytes: &[u8], from: usize) -> usize {
        let is_part =
            |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'-');
        let rest = &bytes[from..];
        let length = rest.iter().position(|byte| !is_part(byte));
        let end = from + length.unwrap_or(rest.len());
        self.write(&bytes[from..end]);
        if length.is_some() {
            self.ended();
        }
        end
    }

    /// A name was read: is what it names wanted?
    fn named(&mut self) {
        self.next = None;
        let Some(frame) = self.stack.last_mut() else {
            return;
        };
        let Some(plan) = frame.plan else {
            return;
        };
        let named = plan.iter().find(|want| want.key.as_bytes() == self.key);
        if let Some(want) = named.or_else(|| plan.iter().find(|want| want.key == ANY)) {
            self.next = Some((want.inner, want.is_counted));
            if frame.has_any {
                self.out.push(b',');
            }
            frame.has_any = true;
            self.out.push(b'"');
            match want.key {
                // Where it stands is a name that no other has.
                ANY => self.out.extend(self.out.len().to_string().bytes()),
                key => self.out.extend(key.as_bytes()),
            }
            self.out.extend(b"\":");
        }
    }

    /// A value begins.
    fn begin(&mut self) {
        if self.next.is_none() {
            return;
        }
        if let Some(frame) = self.stack.last_mut()
            && !frame.is_object
        {
            if let Some(counted) = &mut frame.counted {
                counted.start = self.out.len();
            } else if frame.has_any {
                self.out.push(b',');
            }
            frame.has_any = true;
        }
    }

    fn write(&mut self, bytes: &[u8]) {
        if self.next.is_some() {
            self.out.extend(bytes);
        }
    }

    fn open(&mut self, is_object: bool) -> Result<(), Broken> {
        if self.stack.len() >= MAX_DEPTH {
            return Err(self.broken("too many brackets are open at once"));
        }
        self.begin();
        self.write(if is_object { b"{" } else { b"[" });
        let counted = match self.next {
            Some((_, true)) if !is_object => Some(Counted {
                start: self.out.len(),
                items: Map::new(),
            }),
            _ => None,
        };
        self.stack.push(Frame {
            is_object,
            plan: self.next.map(|(plan, _)| plan),
            has_any: false,
            counted,
        });
        if !is_object {
            self.next = self.next.map(|(plan, _)| (plan, false));
        }
        self.state = if is_object {
            State::FirstKey
        } else {
            State::FirstItem
        };
        Ok(())
    }

    fn close(&mut self) {
        let Some(frame) = self.stack.pop() else {
            return;
        };
        if let Some(plan) = frame.plan {
            if let Some(counted) = frame.counted {
                for (at, (item, number)) in counted.items.iter().enumerate() {
                    let comma = if at > 0 { "," } else { "" };
                    self.out
                        .extend(format!("{comma}{{\"n\":{number},\"of\":").bytes());
                    self.out.extend(item);
                    self.out.push(b'}');
                }
            }
            self.out.push(if frame.is_object { b'}' } else { b']' });
            self.next = Some((plan, false));
        } else {
            self.next = None;
        }
        self.ended();
    }

    /// A value is complete.
    fn ended(&mut self) {
        let was_taken = self.next.is_some();
        self.state = State::After;
        match self.stack.last_mut() {
            None => {
                // One value after the other, a line each.
                self.out.push(b'\n');
                self.next = Some((self.plan, false));
                self.state = State::Value;
            }
            Some(frame) => {
                if let Some(counted) = &mut frame.counted
                    && was_taken
                {
                    let mut item = self.out.split_off(counted.start);
                    if counted.items.len() >= MAX_DIFFERENT && !counted.items.contains_key(&item) {
                        item = b"{}".to_vec();
                    }
                    *counted.items.entry(item).or_insert(0) += 1;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: Plan = &[
        leaf("a"),
        node("b", &[leaf("c"), node("d", &[leaf("e")])]),
        count("many", &[leaf("kind")]),
        node("any", &[count("*", &[leaf("kind")])]),
    ];

    /// What is let through, whatever the size of the pieces.
    fn sieved(text: &str) -> Result<String, Broken> {
        let mut all = Vec::new();
        for size in [1, 2, 7, 64, 1 << 20] {
            let mut sieve = Sieve::new(PLAN);
            let fed = text
                .as_bytes()
                .chunks(size)
                .try_for_each(|piece| sieve.feed(piece));
            all.push(fed.and_then(|()| sieve.finish()));
        }
        assert!(all.windows(2).all(|pair| pair[0] == pair[1]), "{all:?}");
        all.remove(0)
    }

    #[test]
    fn only_what_is_asked_for_comes_through() {
        let table = [
            ("{}", "{}\n"),
            (
                r#"{"a": 1.50, "x": [1, {"a": 2}], "b": null}"#,
                "{\"a\":1.50,\"b\":null}\n",
            ),
            (
                r#"{"b": [{"c": "\"}", "z": "]"}, {"d": {"e": true, "f": {}}}, []], "a": {"q": 1}}"#,
                "{\"b\":[{\"c\":\"\\\"}\"},{\"d\":{\"e\":true}},[]],\"a\":{}}\n",
            ),
            (
                r#"{"many": [{"kind": "x", "text": "1"}, {"kind": "y"}, {"text": "2", "kind": "x"}], "a": "é"}"#,
                "{\"many\":[{\"n\":2,\"of\":{\"kind\":\"x\"}},{\"n\":1,\"of\":{\"kind\":\"y\"}}],\"a\":\"é\"}\n",
            ),
            (r#"{"many": [], "b": []}"#, "{\"many\":[],\"b\":[]}\n"),
            (r#"{"many": null}"#, "{\"many\":null}\n"),
            (
                r#"{"any": {"/home/kim": [{"kind": 1}, {"kind": 1}], "b": [], "a": 1}}"#,
                "{\"any\":{\"9\":[{\"n\":2,\"of\":{\"kind\":1}}],\"39\":[],\"47\":1}}\n",
            ),
            ("{\"a\":1}\n{\"a\":2}", "{\"a\":1}\n{\"a\":2}\n"),
            ("[{\"a\":1,\"k\":0},{\"a\":2}]", "[{\"a\":1},{\"a\":2}]\n"),
            ("", ""),
            ("7", "7\n"),
        ];
        for (text, wanted) in table {
            assert_eq!(sieved(text).unwrap(), wanted, "{text}");
        }
    }

    #[test]
    fn broken_files_are_told_with_their_line() {
        let table = [
            ("{\"a\": 1", 1, "cut off"),
            ("{\n\"x\": [1, 2\n", 3, "cut off"),
            ("{\"x\": \"abc", 1, "cut off"),
            ("{\n\"x\": [1}\n}", 2, "bracket"),
            ("{\"a\" 1}", 1, "not JSON"),
            ("{\"a\": 1,}", 1, "not JSON"),
            ("\n\n<html>", 3, "not JSON"),
        ];
        for (text, line, what) in table {
            let broken = sieved(text).unwrap_err();
            assert_eq!(broken.line, line, "{text}");
            assert!(broken.what.contains(what), "{text}: {}", broken.what);
        }
        let deep = "[".repeat(100_000);
        assert!(
            sieved(&deep)
                .unwrap_err()
                .what
                .contains("too many brackets")
        );
    }

    #[test]
    fn a_list_with_very_many_different_items_stays_small() {
        let items: Vec<String> = (0..10_000).map(|at| format!("{{\"kind\":{at}}}")).collect();
        let text = format!("{{\"many\":[{}]}}", items.join(","));
        let mut sieve = Sieve::new(PLAN);
        sieve.feed(text.as_bytes()).unwrap();
        let out = sieve.finish().unwrap();
        let read: serde_json::Value = serde_json::from_str(&out).unwrap();
        let items = read["many"].as_array().unwrap();
        assert_eq!(items.len(), MAX_DIFFERENT + 1);
        let sum: u64 = items.iter().map(|item| item["n"].as_u64().unwrap()).sum();
        assert_eq!(sum, 10_000);
    }
}
