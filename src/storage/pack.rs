//! Small numbers and texts as bytes, and bytes as text for a storage that holds UTF-16.
//!
//! Each code unit carries 15 bits: the characters from U+0800 on, 32,768 of them, none of which is
//! a surrogate or means anything to the storage. A short last group is padded with zeros, and a
//! leading unit says how many bytes there are modulo 15, so that the end is certain.

/// First of the 32,768 characters that carry bits.
const FIRST: u32 = 0x0800;

/// Writes bytes as text.
pub(super) fn to_text(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 8 / 15 * 3 + 8);
    let mut put = |bits: u32| text.extend(char::from_u32(FIRST + bits));
    put(u32::try_from(bytes.len() % 15).unwrap_or(0));
    let (mut held, mut count) = (0u32, 0u32);
    for &byte in bytes {
        held = (held << 8) | u32::from(byte);
        count += 8;
        if count >= 15 {
            count -= 15;
            put(held >> count);
            held &= (1 << count) - 1;
        }
    }
    if count > 0 {
        put(held << (15 - count));
    }
    text
}

/// Reads what [`to_text`] wrote; `None`: it was something else.
pub(super) fn to_bytes(text: &str) -> Option<Vec<u8>> {
    let mut units = text.chars().map(|unit| {
        u32::from(unit)
            .checked_sub(FIRST)
            .filter(|bits| *bits < 1 << 15)
    });
    let rest = units.next()??;
    let mut bytes = Vec::with_capacity(text.len() / 3 * 15 / 8 + 1);
    let (mut held, mut count) = (0u32, 0u32);
    for bits in units {
        held = (held << 15) | bits?;
        count += 15;
        while count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(held >> count).ok()?);
            held &= (1 << count) - 1;
        }
    }
    // The padding of the last unit may have looked like one byte more.
    if bytes.len() % 15 != rest as usize {
        bytes.pop();
    }
    (bytes.len() % 15 == rest as usize && to_text(&bytes) == text).then_some(bytes)
}

/// 32 bits that change whenever one byte does (FNV-1a).
pub(super) fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |sum, byte| {
        (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    })
}

/// 40 bits that stand for an id (FNV-1a of 64 bits, cut).
pub(super) fn short(id: &str) -> u64 {
    let sum = id.bytes().fold(0xcbf2_9ce4_8422_2325, |sum: u64, byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    sum >> 24
}

/// Writes numbers and texts one after the other.
#[derive(Default)]
pub(super) struct Writer {
    pub bytes: Vec<u8>,
}

impl Writer {
    /// Seven bits a byte, the lowest first.
    pub fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push((number & 0x7f) as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    /// Small where the number is near zero, on either side.
    pub fn signed(&mut self, number: i64) {
        self.number(((number << 1) ^ (number >> 63)) as u64);
    }

    /// The lowest 40 bits.
    pub fn five(&mut self, number: u64) {
        self.bytes.extend_from_slice(&number.to_le_bytes()[..5]);
    }

    pub fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes.extend_from_slice(text.as_bytes());
    }
}

/// Reads what a [`Writer`] wrote; `None` at the end, and wherever it is something else.
pub(super) struct Reader<'b> {
    pub bytes: &'b [u8],
}

impl Reader<'_> {
    pub fn number(&mut self) -> Option<u64> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            number |= u64::from(byte & 0x7f).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    pub fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    pub fn five(&mut self) -> Option<u64> {
        let (taken, rest) = self.bytes.split_at_checked(5)?;
        self.bytes = rest;
        let mut number = [0; 8];
        number[..5].copy_from_slice(taken);
        Some(u64::from_le_bytes(number))
    }

    pub fn text(&mut self) -> Option<String> {
        let length = usize::try_from(self.number()?).ok()?;
        let (taken, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        String::from_utf8(taken.to_vec()).ok()
    }
}
