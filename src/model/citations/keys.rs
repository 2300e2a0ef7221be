//! A list of keys, as it is written between braces.

use super::citation::{Key, KeyGroup};
use crate::syntax::prose;
use crate::syntax::tex::Argument;
use crate::text::{ByteRange, composed};

/// Reads a comma-separated list of keys with white space, line ends and comments in it.
pub(in crate::model) fn key_group(text: &str, argument: Argument) -> KeyGroup {
    let inner = argument.inner();
    let mut group = KeyGroup {
        range: argument.range,
        closed: argument.closed,
        keys: Vec::new(),
        holes: Vec::new(),
        prose: None,
    };
    let content = &text[inner.std()];
    let content = if argument.closed { content } else { without_text(content) };
    if content.contains(' ') || content.contains('"') {
        group.prose = prose::read(content).map(|it| it.shifted(inner.start));
    }
    let bytes = content.as_bytes();
    let mut at = 0;
    loop {
        let slot = at;
        at = behind_star(bytes, at);
        let mut key: Option<ByteRange> = None;
        while at < bytes.len() && bytes[at] != b',' {
            match bytes[at] {
                b'%' if at == 0 || bytes[at - 1] != b'\\' => {
                    at += bytes[at..]
                        .iter()
                        .position(|it| matches!(it, b'\n' | b'\r'))
                        .unwrap_or(bytes.len() - at);
                }
                byte if byte.is_ascii_whitespace() => at += 1,
                _ => {
                    let ends = |it: &u8| matches!(it, b',' | b'%') || it.is_ascii_whitespace();
                    let run = bytes[at..].iter().position(ends).unwrap_or(bytes.len() - at).max(1);
                    key = Some(ByteRange::new(key.map_or(at, |it| it.start), at + run));
                    at += run;
                }
            }
        }
        match key {
            Some(range) => {
                group.keys.push(Key {
                    text: composed(&content[range.std()]).into_owned(),
                    range: range.shift(inner.start),
                    affixes: (0, 0),
                });
            }
            // From the delimiter before the place to the one behind it.
            None => {
                let end = inner.start + at + usize::from(at < bytes.len() || argument.closed);
                group.holes.push(ByteRange::new(inner.start + slot - 1, end));
            }
        }
        if at >= bytes.len() {
            break;
        }
        at += 1;
    }
    group
}

/// What of a list that is not closed is keys: the first place that holds several words ends behind the first of
/// them, for the others are text that the list stands before.
fn without_text(content: &str) -> &str {
    let mut at = 0;
    for place in content.split(',') {
        let word = place.trim_start();
        let start = at + place.len() - word.len();
        let key = word.split_whitespace().next().unwrap_or("");
        if word.trim_end().len() > key.len() {
            return content.get(..start + key.len()).unwrap_or(content);
        }
        at += place.len() + 1;
    }
    content
}

/// Behind the star with which natbib and REVTeX join a key to the one before it, and behind the notes that
/// REVTeX lets stand before a key: `*[see][p.~3]key`, `[][{, and others}]key`; `at` where there is neither, or
/// nothing behind it.
fn behind_star(bytes: &[u8], at: usize) -> usize {
    let blanks = |at: usize| at + bytes[at..].iter().take_while(|it| it.is_ascii_whitespace()).count();
    let star = blanks(at);
    let mut next = star + usize::from(bytes.get(star) == Some(&b'*'));
    while bytes.get(blanks(next)) == Some(&b'[') {
        let mut depth = 0;
        let closes = |byte: &u8| {
            match byte {
                b'{' => depth += 1,
                b'}' => depth -= 1,
                _ => {}
            }
            *byte == b']' && depth == 0
        };
        let Some(end) = bytes[next..].iter().position(closes) else { return at };
        next += end + 1;
    }
    let is_last = matches!(bytes.get(blanks(next)), None | Some(b','));
    if is_last { at } else { next }
}
