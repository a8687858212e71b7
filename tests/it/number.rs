//! Decimal numbers.

use dsomm_radar::number::{down, read, shortest};
use proptest::prelude::*;

use crate::support::cases;

#[test]
fn numbers_are_read_as_they_are_written() {
    for (text, value) in [
        ("0", 0.0),
        ("1", 1.0),
        ("0.2", 0.2),
        ("-3", -3.0),
        ("+4.50", 4.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("2e-1", 0.2),
        ("1E2", 100.0),
        ("0.000001", 0.000_001),
        ("123456789012345", 123_456_789_012_345.0),
        ("1e-400", 0.0),
    ] {
        assert_eq!(read(text), Some(value), "{text}");
    }
    for text in [
        "", "-", ".", "e1", "1e", "1,5", "0x1", "NaN", "inf", "1 ", "١",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
    assert_eq!(read("1e999999999"), Some(f64::INFINITY));
    assert_eq!(
        read("0.1234567890123456789").map(shortest).as_deref(),
        Some("0.123456789012345")
    );
}

#[test]
fn numbers_are_rounded_towards_zero() {
    for (value, digits, text) in [
        (1.999, 2, "1.99"),
        (0.57, 2, "0.57"),
        (0.29 * 100.0, 0, "29"),
        (-0.561, 2, "-0.56"),
        (-0.001, 2, "0.00"),
        (5.0, 1, "5.0"),
        (f64::NAN, 2, "0.00"),
    ] {
        assert_eq!(down(value, digits), text);
    }
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn up_to_fifteen_digits_reading_is_exact(number in 0..10u64.pow(15), decimals in 0..16usize) {
        let digits = format!("{number:016}");
        let text = format!("{}.{}", &digits[..16 - decimals], &digits[16 - decimals..]);
        prop_assert_eq!(read(&text), text.parse().ok(), "{}", text);
    }

    #[test]
    fn what_is_written_reads_back(number in 0..1_000_001u32) {
        let value = f64::from(number) / 1_000_000.0;
        prop_assert_eq!(read(&shortest(value)), Some(value));
        prop_assert_eq!(shortest(value), value.to_string());
    }

    #[test]
    fn reading_never_panics(text in "[-+0-9.eE]{0,40}") {
        if let Some(value) = read(&text) {
            shortest(value);
            down(value, 2);
        }
    }
}
