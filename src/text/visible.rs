//! Text that shows all it holds: what steers a terminal or hides itself becomes a mark.

use std::borrow::Cow;
use std::fmt::Write as _;

/// `text` with marks in place of signs that cannot be seen or that change how others are shown: of controls
/// their pictures (`␛`), of others their names (`⟨U+202E⟩`). Line ends and tabulators stay, but for a lone
/// carriage return, behind which a terminal writes over the line.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(|c: char| c == '\r' || is_hidden(c)) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for (at, c) in text.char_indices() {
        match c {
            '\r' if text[at + 1..].starts_with('\n') => shown.push(c),
            '\r' => shown.push('␍'),
            _ if !is_hidden(c) => shown.push(c),
            '\u{7f}' => shown.push('\u{2421}'),
            '\0'..='\u{1f}' => shown.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}')),
            _ => {
                let _ = write!(shown, "⟨U+{:04X}⟩", u32::from(c));
            }
        }
    }
    Cow::Owned(shown)
}

/// The same for what has to stay on one line: a name, a message.
pub fn visible_line(text: &str) -> Cow<'_, str> {
    match text.contains(['\n', '\r', '\t']) {
        true => {
            Cow::Owned(visible(&text.replace('\n', "␊").replace('\r', "␍").replace('\t', "␉")).into_owned())
        }
        false => visible(text),
    }
}

/// Whether a sign is a control, turns the direction of writing, or is not shown at all. Joiners and selectors
/// of variants shape what stands beside them, and a soft hyphen does no harm: they stay.
pub fn is_hidden(c: char) -> bool {
    match c {
        '\n' | '\r' | '\t' => false,
        _ if c.is_control() => true,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{3164}' | '\u{ffa0}' => true,
        '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2064}' | '\u{206a}'..='\u{206f}' => true,
        '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_becomes_a_mark() {
        assert_eq!(visible("a\u{1b}[31mb\u{9b}c\u{7f}"), "a␛[31mb⟨U+009B⟩c␡");
        assert_eq!(visible("a\u{202e}b\u{200b}\u{e0041}"), "a⟨U+202E⟩b⟨U+200B⟩⟨U+E0041⟩");
        assert_eq!(visible_line("a\nb\u{7}"), "a␊b␇");
        assert_eq!(visible("a\r\nb\rc"), "a\r\nb␍c");
    }

    #[test]
    fn what_can_be_seen_stays() {
        for text in ["Müller\n\tB", "می\u{200c}خواهم", "👩\u{200d}🔬\u{fe0f}", "co\u{ad}operate"]
        {
            assert!(matches!(visible(text), Cow::Borrowed(_)), "{text}");
        }
    }
}
