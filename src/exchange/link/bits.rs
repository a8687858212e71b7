//! Bits behind one another, and the letters in which they stand in an address.

/// Writes bits, the highest of each number first.
#[derive(Default)]
pub struct Writer {
    bytes: Vec<u8>,
    /// How many bits of the last byte are free.
    free: u32,
}

impl Writer {
    pub fn bits(&mut self, value: u32, count: u32) {
        for at in (0..count).rev() {
            if self.free == 0 {
                self.bytes.push(0);
                self.free = 8;
            }
            self.free -= 1;
            if let Some(last) = self.bytes.last_mut() {
                *last |= ((value >> at & 1) as u8) << self.free;
            }
        }
    }

    /// A whole number of any size: seven bits at a time, the lowest first.
    pub fn number(&mut self, mut value: u64) {
        loop {
            let low = (value & 127) as u32;
            value >>= 7;
            self.bits(u32::from(value != 0) << 7 | low, 8);
            if value == 0 {
                return;
            }
        }
    }

    pub fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        for byte in text.bytes() {
            self.bits(byte.into(), 8);
        }
    }

    /// A number of which small ones are likely: how often 2^`low` is in it as ones and a zero, then
    /// the rest.
    pub fn step(&mut self, value: u32, low: u32) {
        for _ in 0..value >> low {
            self.bits(1, 1);
        }
        self.bits(0, 1);
        self.bits(value & ((1 << low) - 1), low);
    }

    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

/// Reads what [`Writer`] writes. `None`: it ends too early.
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub fn of(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    pub fn bits(&mut self, count: u32) -> Option<u32> {
        let mut value = 0;
        for _ in 0..count {
            let byte = self.bytes.get(self.at / 8)?;
            value = value << 1 | u32::from(byte >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        Some(value)
    }

    pub fn number(&mut self) -> Option<u64> {
        let mut value = 0u64;
        for shift in (0..63).step_by(7) {
            let byte = self.bits(8)?;
            value |= u64::from(byte & 127) << shift;
            if byte < 128 {
                return Some(value);
            }
        }
        None
    }

    /// A number that counts things of at least `bits` bits each, so never more than can follow.
    pub fn count(&mut self, bits: usize) -> Option<usize> {
        let count = usize::try_from(self.number()?).ok()?;
        let room = (self.bytes.len() * 8).saturating_sub(self.at);
        (count.checked_mul(bits)? <= room).then_some(count)
    }

    pub fn text(&mut self) -> Option<String> {
        let count = self.count(8)?;
        let bytes: Option<Vec<u8>> = (0..count).map(|_| Some(self.bits(8)? as u8)).collect();
        String::from_utf8(bytes?).ok()
    }

    pub fn step(&mut self, low: u32) -> Option<u32> {
        let mut high = 0u32;
        while self.bits(1)? == 1 {
            high += 1;
        }
        high.checked_mul(1 << low)?.checked_add(self.bits(low)?)
    }

    /// Whether nothing but the rest of the last byte is left.
    pub fn is_at_end(&self) -> bool {
        self.at.div_ceil(8) == self.bytes.len()
    }
}

/// Letters that no address changes, no chat breaks a line at, and that need no `%`.
const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Bytes as letters (the URL-safe form of Base64, without `=`).
pub fn letters(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 4 / 3 + 2);
    for three in bytes.chunks(3) {
        let mut value = 0u32;
        for at in 0..3 {
            value = value << 8 | u32::from(three.get(at).copied().unwrap_or(0));
        }
        for at in 0..=three.len() {
            let letter = LETTERS[(value >> (18 - 6 * at) & 63) as usize];
            text.push(char::from(letter));
        }
    }
    text
}

/// Is it one of the letters?
pub fn is_letter(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_')
}

/// Undoes [`letters`].
pub fn bytes(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    for four in text.as_bytes().chunks(4) {
        let mut value = 0u32;
        for at in 0..4 {
            let six = match four.get(at) {
                Some(letter) => LETTERS.iter().position(|known| known == letter)? as u32,
                None => 0,
            };
            value = value << 6 | six;
        }
        let whole = value.to_be_bytes();
        match four.len() {
            1 => return None,
            count => bytes.extend_from_slice(&whole[1..count]),
        }
    }
    Some(bytes)
}
