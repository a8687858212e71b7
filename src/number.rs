//! Decimal numbers, read and written with whole numbers: the standard library brings tables for
//! that, twenty kilobytes that do not compress and that everybody would download.

/// More digits than these say nothing about a score: they are read as zeros.
const DIGITS: u32 = 15;

/// Reads a decimal number such as `0.2`, `-3` or `5e-1`. Exact up to 15 digits and 22 decimals.
/// `None`: it is none.
pub fn read(text: &str) -> Option<f64> {
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, decimals) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() && decimals.is_empty() {
        return None;
    }
    let (mut number, mut count) = (0u64, 0);
    let mut exponent = exponent;
    for (at, digit) in whole.bytes().chain(decimals.bytes()).enumerate() {
        if !digit.is_ascii_digit() {
            return None;
        }
        let is_decimal = at >= whole.len();
        if count < DIGITS {
            number = number * 10 + u64::from(digit - b'0');
            count += u32::from(number > 0);
            exponent = exponent.saturating_sub(i32::from(is_decimal));
        } else {
            exponent = exponent.saturating_add(i32::from(!is_decimal));
        }
    }
    let mut value = number as f64;
    // A single division by an exact power of ten rounds once, as reading should.
    let mut left = exponent.clamp(-400, 400);
    while left != 0 {
        let step = left.clamp(-22, 22);
        match step > 0 {
            true => value *= power(step),
            false => value /= power(-step),
        }
        left -= step;
    }
    Some(sign * value)
}

/// Ten to the power of 0..=22, exactly.
fn power(exponent: i32) -> f64 {
    (0..exponent).fold(1.0, |power, _| power * 10.0)
}

/// The shortest decimal number that reads as this one, with at most 15 decimals: `0.2`, `1`.
pub fn shortest(value: f64) -> String {
    let size = value.abs();
    for digits in 0..=15 {
        let scaled = (size * power(digits)).round();
        if scaled < 9e15 && scaled / power(digits) == size {
            return decimal(value < 0.0, scaled as u64, digits as u32);
        }
    }
    let digits = if size < 1.0 { 15 } else { 3 };
    decimal(
        value < 0.0,
        (size * power(digits)).round() as u64,
        digits as u32,
    )
}

/// With so many decimals, rounded towards zero, but not because of the last bit of a float. What is
/// no number is written as 0.
pub fn down(value: f64, digits: u32) -> String {
    let scaled = (value.abs() * power(digits as i32) + 1e-9) as u64;
    decimal(value < 0.0 && scaled > 0, scaled, digits)
}

fn decimal(is_negative: bool, scaled: u64, digits: u32) -> String {
    let sign = if is_negative { "-" } else { "" };
    if digits == 0 {
        return format!("{sign}{scaled}");
    }
    let unit = 10u64.pow(digits);
    let width = digits as usize;
    format!("{sign}{}.{:0width$}", scaled / unit, scaled % unit)
}
