//! The places of a list of keys: what stands between its commas and braces.

use crate::model::citations::KeyGroup;
use crate::text::ByteRange;

/// The places of a list, between its commas and braces, in bytes of `text`, in which the group stands.
pub fn places(text: &str, group: &KeyGroup) -> Vec<ByteRange> {
    let inner = group.inner();
    let bytes = text.as_bytes();
    let mut places = Vec::new();
    let (mut start, mut at) = (inner.start, inner.start);
    while at < inner.end {
        match bytes[at] {
            b',' => {
                places.push(ByteRange::new(start, at));
                start = at + 1;
            }
            // A comma in a comment parts nothing.
            b'%' if at == 0 || bytes[at - 1] != b'\\' => {
                let line = &bytes[at..inner.end];
                at += line.iter().position(|it| matches!(it, b'\n' | b'\r')).unwrap_or(line.len() - 1);
            }
            _ => {}
        }
        at += 1;
    }
    places.push(ByteRange::new(start, inner.end));
    places
}
