//! Bytes of a file as text.

use dsomm_radar::exchange::text_file::decode;
use proptest::prelude::*;

use crate::support::cases;

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let units = "\u{feff}".encode_utf16().chain(text.encode_utf16());
    units.flat_map(bytes).collect()
}

#[test]
fn what_is_no_utf_8_is_refused_with_its_line() {
    let save = "Open it in an editor, save it as UTF-8, and choose it again.";
    let latin = include_bytes!("../fixtures/odd/latin1.yaml");
    let table: [(&[u8], &str); 8] = [
        (
            latin,
            "Line 1 has a character that is not written in UTF-8; the file may be in Latin-1 or Windows-1252.",
        ),
        (b"a: b\r\nc: \xe4\n", "Line 2 has a character"),
        (b"a\n\nb\xc3", "Line 3 has a character"),
        (
            b"D\0:\0\n\0",
            "Line 1 has a zero byte, so the file is no text, or it is in UTF-16 without",
        ),
        (b"\xff\xfe\0\0D\0\0\0", "The file is in UTF-32"),
        (b"\0\0\xfe\xff\0\0\0D", "The file is in UTF-32"),
        (
            b"\xff\xfea\0\n\0b",
            "The file is in UTF-16, but line 2 has half a character",
        ),
        (
            b"\xfe\xff\xd8\x3d\0a",
            "The file is in UTF-16, but line 1 has half a character",
        ),
    ];
    for (bytes, expected) in table {
        let said = decode(bytes).unwrap_err();
        assert!(said.starts_with(expected), "{said}");
        assert!(said.ends_with(save), "{said}");
    }
}

#[test]
fn a_byte_order_mark_is_taken_off() {
    let bytes = include_bytes!("../fixtures/odd/bom-dashes.yaml");
    assert!(decode(bytes).unwrap().starts_with("---\n"));
    assert_eq!(decode(b""), Ok(String::new()));
    assert_eq!(decode(b"\xef\xbb\xbf"), Ok(String::new()));
    // One is the mark, another one is content.
    assert_eq!(
        decode(b"\xef\xbb\xbf\xef\xbb\xbfx"),
        Ok("\u{feff}x".to_owned())
    );
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn each_text_comes_back(text in "[^\u{0}\u{feff}]*") {
        prop_assert_eq!(decode(text.as_bytes()), Ok(text.clone()));
        prop_assert_eq!(decode(format!("\u{feff}{text}").as_bytes()), Ok(text.clone()));
        prop_assert_eq!(decode(&utf16(&text, u16::to_le_bytes)), Ok(text.clone()));
        prop_assert_eq!(decode(&utf16(&text, u16::to_be_bytes)), Ok(text));
    }

    #[test]
    fn any_bytes_end_in_a_text_or_a_sentence(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
        if let Err(said) = decode(&bytes) {
            prop_assert!(said.ends_with("choose it again."));
        }
    }
}
