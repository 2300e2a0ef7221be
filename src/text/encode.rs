//! Edits of a text -> edits of the bytes that it was read from, so that a file keeps its encoding, its byte
//! order mark and every byte that is not edited.

use std::ops::Range;

use super::decode::{Decoding, decode, windows_1252};
use super::{ByteRange, TextEdit};

/// The bytes of a file after `edits` of its text, in order and without overlaps; `None` where what is new
/// cannot be written in the file's encoding.
pub fn edited(bytes: &[u8], edits: &[TextEdit]) -> Option<Vec<u8>> {
    let (text, decoding) = decode(bytes.to_vec());
    let encoding = Encoding::of(bytes, decoding);
    let places = places(bytes, &text, encoding, edits.iter().map(|it| it.range))?;
    let mut out = Vec::with_capacity(bytes.len());
    let mut expected = String::with_capacity(text.len());
    let (mut at, mut raw) = (0, 0);
    for (edit, place) in edits.iter().zip(places) {
        out.extend_from_slice(bytes.get(raw..place.start)?);
        encoding.write(&edit.new, &mut out)?;
        expected += &text[at..edit.range.start];
        expected += &edit.new;
        (at, raw) = (edit.range.end, place.end);
    }
    out.extend_from_slice(bytes.get(raw..)?);
    expected += &text[at..];
    // Whatever a file is made of: it is read back as it should be, or not written.
    (decode(out.clone()).0 == expected).then_some(out)
}

/// The bytes of a file that were read as `ranges` of its text, which are in order and apart.
pub fn located(bytes: &[u8], ranges: &[ByteRange]) -> Option<Vec<Range<usize>>> {
    let (text, decoding) = decode(bytes.to_vec());
    places(bytes, &text, Encoding::of(bytes, decoding), ranges.iter().copied())
}

/// `text` in the encoding of a file; `None` where that has no such letters.
pub fn written_as(bytes: &[u8], text: &str) -> Option<Vec<u8>> {
    let decoding = decode(bytes.to_vec()).1;
    let mut out = Vec::with_capacity(text.len());
    Encoding::of(bytes, decoding).write(text, &mut out)?;
    Some(out)
}

fn places(
    bytes: &[u8],
    text: &str,
    encoding: Encoding,
    ranges: impl Iterator<Item = ByteRange>,
) -> Option<Vec<Range<usize>>> {
    let (mut at, mut raw) = (0, encoding.mark(bytes));
    let mut places = Vec::new();
    for range in ranges {
        let start = raw + encoding.length(&bytes[raw..], text.get(at..range.start)?);
        let end = start + encoding.length(&bytes[start..], text.get(range.std())?);
        places.push(start..end);
        (at, raw) = (range.end, end);
    }
    Some(places)
}

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf16 {
        little: bool,
    },
    /// Single bytes; with `mixed` amid UTF-8.
    Windows1252 {
        mixed: bool,
    },
}

impl Encoding {
    fn of(bytes: &[u8], decoding: Decoding) -> Self {
        match decoding {
            Decoding::Utf8 => Self::Utf8,
            Decoding::Utf16 => Self::Utf16 { little: bytes.starts_with(&[0xFF, 0xFE]) },
            Decoding::Windows1252 => {
                Self::Windows1252 { mixed: bytes.utf8_chunks().any(|it| !it.valid().is_ascii()) }
            }
        }
    }

    /// The length of the byte order mark.
    fn mark(self, bytes: &[u8]) -> usize {
        match self {
            Self::Utf16 { .. } => 2,
            _ if bytes.starts_with("\u{FEFF}".as_bytes()) => 3,
            _ => 0,
        }
    }

    /// How many of `bytes` were read as `text`, which they begin with.
    fn length(self, bytes: &[u8], text: &str) -> usize {
        match self {
            Self::Utf8 => text.len(),
            Self::Utf16 { .. } => 2 * text.encode_utf16().count(),
            Self::Windows1252 { .. } => {
                let (mut read, mut length) = (0, 0);
                for chunk in bytes.utf8_chunks() {
                    let valid = chunk.valid().len().min(text.len() - read);
                    (read, length) = (read + valid, length + valid);
                    for byte in chunk.invalid() {
                        if read < text.len() {
                            read += windows_1252(*byte).len_utf8();
                            length += 1;
                        }
                    }
                    if read >= text.len() {
                        break;
                    }
                }
                length
            }
        }
    }

    fn write(self, text: &str, out: &mut Vec<u8>) -> Option<()> {
        match self {
            Self::Utf8 | Self::Windows1252 { mixed: true } => out.extend_from_slice(text.as_bytes()),
            Self::Utf16 { little } => {
                for unit in text.encode_utf16() {
                    out.extend_from_slice(&if little { unit.to_le_bytes() } else { unit.to_be_bytes() });
                }
            }
            Self::Windows1252 { mixed: false } => {
                for c in text.chars() {
                    out.push((0..=255).find(|byte| windows_1252(*byte) == c)?);
                }
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `ü` becomes `new`.
    #[track_caller]
    fn check(before: &[u8], new: &str, after: Option<&[u8]>) {
        let text = decode(before.to_vec()).0;
        let at = text.find('ü').unwrap();
        let edit = TextEdit { range: ByteRange::new(at, at + 'ü'.len_utf8()), new: new.to_owned() };
        assert_eq!(edited(before, &[edit]).as_deref(), after);
    }

    #[test]
    fn a_file_keeps_its_encoding() {
        check("\u{FEFF}é ü é\r\n".as_bytes(), "ö", Some("\u{FEFF}é ö é\r\n".as_bytes()));
        check(b"\xE9 \xFC \xE9\r", "\u{201C}\u{F6}\u{201D}", Some(b"\xE9 \x93\xF6\x94 \xE9\r"));
        check(b"\xC3\xA9 \xE9 \xFC \xE9", "x", Some(b"\xC3\xA9 \xE9 x \xE9"));
        check(b"\xFF\xFEe\0\xFC\0e\0", "\u{1F600}", Some(b"\xFF\xFEe\0\x3D\xD8\0\xDEe\0"));
        check(b"\xFE\xFF\0e\0\xFC\0e", "x", Some(b"\xFE\xFF\0e\0x\0e"));
        // Half a character, and half a unit.
        check(b"\xFF\xFE\0\xD8\xFC\0e\0x", "y", Some(b"\xFF\xFE\0\xD8y\0e\0x"));
    }

    #[test]
    fn what_the_encoding_cannot_hold_is_refused() {
        check(b"\xE9 \xFC", "ж", None);
    }
}
