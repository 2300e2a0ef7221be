//! Bytes of a file -> text.
//!
//! A file on disk may begin with a byte order mark, and old bibliographies hold single bytes of
//! Windows-1252 amid UTF-8. Nothing is refused: what was done is said in [`Decoding`].

/// How a file's bytes became text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Decoding {
    /// UTF-8 throughout, perhaps after a byte order mark.
    #[default]
    Utf8,
    /// UTF-16 with a byte order mark.
    Utf16,
    /// Some bytes were no UTF-8 and were read as Windows-1252.
    Windows1252,
}

/// The text of `bytes` and how it was read. The text has no byte order mark.
pub fn decode(bytes: Vec<u8>) -> (String, Decoding) {
    if let Some(rest) = bytes.strip_prefix(&[0xFF, 0xFE]) {
        return (utf16(rest, u16::from_le_bytes), Decoding::Utf16);
    }
    if let Some(rest) = bytes.strip_prefix(&[0xFE, 0xFF]) {
        return (utf16(rest, u16::from_be_bytes), Decoding::Utf16);
    }
    match String::from_utf8(bytes) {
        Ok(mut text) => {
            if text.starts_with('\u{FEFF}') {
                text.drain(..'\u{FEFF}'.len_utf8());
            }
            (text, Decoding::Utf8)
        }
        Err(error) => (repaired(error.as_bytes()), Decoding::Windows1252),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

fn repaired(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(bytes);
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 16);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|&byte| windows_1252(byte)));
    }
    text
}

/// The bytes 0x80..=0x9F of Windows-1252; the five it leaves undefined stay control characters, as in
/// the WHATWG Encoding Standard.
const HIGH_CONTROLS: [char; 32] = [
    '\u{20AC}', '\u{81}', '\u{201A}', '\u{192}', '\u{201E}', '\u{2026}', '\u{2020}', '\u{2021}', '\u{2C6}',
    '\u{2030}', '\u{160}', '\u{2039}', '\u{152}', '\u{8D}', '\u{17D}', '\u{8F}', '\u{90}', '\u{2018}',
    '\u{2019}', '\u{201C}', '\u{201D}', '\u{2022}', '\u{2013}', '\u{2014}', '\u{2DC}', '\u{2122}', '\u{161}',
    '\u{203A}', '\u{153}', '\u{9D}', '\u{17E}', '\u{178}',
];

/// The character that a byte of Windows-1252 stands for.
pub(super) fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9F => HIGH_CONTROLS[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_bytes_of_windows_1252_are_read_as_such() {
        assert_eq!(decode(b"M\xFCller \x93x\x94".to_vec()), ("Müller “x”".to_owned(), Decoding::Windows1252));
        assert_eq!(decode("Müller".as_bytes().to_vec()), ("Müller".to_owned(), Decoding::Utf8));
    }

    #[test]
    fn byte_order_marks_are_dropped() {
        assert_eq!(decode(b"\xEF\xBB\xBF@a".to_vec()), ("@a".to_owned(), Decoding::Utf8));
        assert_eq!(decode(b"\xEF\xBB\xBF\xFC".to_vec()), ("ü".to_owned(), Decoding::Windows1252));
        assert_eq!(decode(b"\xFF\xFEa\0\xFC\0".to_vec()), ("aü".to_owned(), Decoding::Utf16));
        assert_eq!(decode(b"\xFE\xFF\0a".to_vec()), ("a".to_owned(), Decoding::Utf16));
    }
}
