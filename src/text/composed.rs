//! One spelling of what looks the same: Unicode's normal form C.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// `text` with letters and their accents composed: `é` as one character, however it is written.
pub fn composed(text: &str) -> Cow<'_, str> {
    match text.is_ascii() || is_nfc(text) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.nfc().collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_are_composed() {
        assert_eq!(composed("Cre\u{300}me"), "Cr\u{e8}me");
        assert_eq!(composed("A\u{30a}\u{e9}"), "\u{c5}\u{e9}");
        assert!(matches!(composed("plain"), Cow::Borrowed("plain")));
    }
}
