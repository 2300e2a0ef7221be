//! Properties of texts and positions, against models too simple to be wrong.

use proptest::prelude::*;

use super::position::{Position, PositionEncoding, units};
use super::{ByteRange, Text, TextEdit};

const ENCODINGS: [PositionEncoding; 3] =
    [PositionEncoding::Utf8, PositionEncoding::Utf16, PositionEncoding::Utf32];

/// Short texts made of what breaks positions: every kind of line end, things that are none of LSP's
/// (U+2028, U+0085, form feed), and characters of every width.
fn text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a", "b", "\n", "\r", "\r\n", "\u{2028}", "\u{2029}", "\u{85}", "\u{B}", "\u{C}", "ü", "中", "😀",
        "e\u{301}", "\u{FEFF}", "",
    ]);
    prop_oneof![
        prop::collection::vec(piece.clone(), 0..12).prop_map(|pieces| pieces.concat()),
        // Long enough for a rope of several pieces.
        prop::collection::vec(piece, 500..600).prop_map(|pieces| pieces.concat()),
    ]
}

/// A place in a text or a little past it, as a share of its length.
fn share() -> impl Strategy<Value = f64> {
    0.0..1.05
}

fn at(share: f64, content: &str) -> usize {
    (share * (content.len() + 2) as f64) as usize
}

#[test]
fn a_text_looked_up_at_many_places_lies_in_one_piece() {
    let rope = Text::rope(&"line\n".repeat(1000));
    assert!(matches!(rope.for_places(1), Text::Rope(_)));
    let flat = rope.for_places(1000);
    assert!(matches!(flat, Text::Plain(_)));
    assert_eq!(flat.all(), rope.all());
}

/// Both forms of one text.
fn forms(content: &str) -> [Text; 2] {
    [Text::rope(content), Text::plain(content.to_owned())]
}

/// The lines of `content` with their terminators, by LSP's rule, one character at a time.
fn lines(content: &str) -> Vec<(usize, &str, &str)> {
    let (mut lines, mut start, mut at) = (Vec::new(), 0, 0);
    while at < content.len() {
        let rest = &content[at..];
        let end = ["\r\n", "\n", "\r"].into_iter().find(|end| rest.starts_with(end));
        match end {
            Some(end) => {
                lines.push((start, &content[start..at], &content[at..at + end.len()]));
                at += end.len();
                start = at;
            }
            None => at += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    lines.push((start, &content[start..], ""));
    lines
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lines_end_where_the_protocol_says(content in text()) {
        let expected = lines(&content);
        for text in forms(&content) {
            prop_assert_eq!(text.line_count(), expected.len());
            for (number, (start, line, _)) in expected.iter().enumerate() {
                prop_assert_eq!(text.line_start(number), *start);
                prop_assert_eq!(text.line(number), ByteRange::new(*start, start + line.len()));
                prop_assert_eq!(text.line_of(*start), number);
            }
            prop_assert_eq!(text.line_start(expected.len()), content.len());
        }
    }

    #[test]
    fn every_character_has_a_position_that_leads_back_to_it(content in text()) {
        for text in forms(&content) {
            for encoding in ENCODINGS {
                for (number, (start, line, _)) in lines(&content).into_iter().enumerate() {
                    let ends = line.char_indices().map(|(at, _)| at).chain([line.len()]);
                    for at in ends {
                        let position = Position { line: number, column: units(&line[..at], encoding) };
                        prop_assert_eq!(text.offset(position, encoding), start + at);
                        prop_assert_eq!(text.position(start + at, encoding), position);
                    }
                }
            }
        }
    }

    #[test]
    fn impossible_places_are_clamped(content in text(), line in 0usize..20, column in 0usize..20, offset in share()) {
        let (lines, offset) = (lines(&content), at(offset, &content));
        for text in forms(&content) {
            for encoding in ENCODINGS {
                let found = text.offset(Position { line, column }, encoding);
                prop_assert!(content.is_char_boundary(found));
                match lines.get(line) {
                    None => prop_assert_eq!(found, content.len()),
                    Some((start, bare, _)) => {
                        prop_assert!(*start <= found && found <= start + bare.len());
                        let reached = units(&bare[..found - start], encoding);
                        prop_assert!(reached <= column);
                        // The next character, if there is one, lies beyond.
                        let next = bare[found - start..].chars().next();
                        let width = next.map(|next| units(next.encode_utf8(&mut [0; 4]), encoding));
                        prop_assert!(width.is_none_or(|width| reached + width > column));
                    }
                }
                let floor = text.floor_char(offset);
                prop_assert!(floor <= offset && content.is_char_boundary(floor));
                prop_assert!(offset >= content.len() || offset - floor < 4);
                prop_assert_eq!(text.position(offset, encoding), text.position(floor, encoding));
            }
        }
    }

    #[test]
    fn an_edit_is_a_splice(content in text(), new in text(), start in share(), end in share()) {
        let (start, end) = (at(start, &content), at(end, &content));
        for text in forms(&content) {
            let (from, to) = (text.floor_char(start), text.floor_char(end.max(start)));
            let edited = text.edited(&TextEdit { range: ByteRange::new(start, end), new: new.clone() });
            let expected = format!("{}{new}{}", &content[..from], &content[to..]);
            prop_assert_eq!(edited.all(), expected.as_str());
            prop_assert_eq!(edited.len(), expected.len());
            prop_assert_eq!(edited.line_count(), lines(&expected).len());
            // The text before the edit is unharmed.
            prop_assert_eq!(text.all(), content.as_str());
        }
    }

    #[test]
    fn slices_and_chunks_are_stretches_of_the_text(content in text(), start in share(), end in share()) {
        let (start, end) = (at(start, &content), at(end, &content));
        for text in forms(&content) {
            let (from, to) = (text.floor_char(start), text.floor_char(end.max(start)));
            prop_assert_eq!(text.slice(ByteRange::new(start, end)), &content[from..to]);
            prop_assert_eq!(text.chunks_from(start).collect::<String>(), &content[from..]);
            prop_assert_eq!(text.is_empty(), content.is_empty());
        }
    }
}

#[test]
fn a_line_end_typed_in_halves_becomes_one() {
    let text = Text::rope("a\rb").edited(&TextEdit { range: ByteRange::empty(2), new: "\n".to_owned() });
    assert_eq!(text.line_count(), 2);
    assert_eq!(text.line(0), ByteRange::new(0, 1));
}

#[test]
fn a_position_inside_a_surrogate_pair_is_the_character_s_start() {
    for text in forms("😀b") {
        assert_eq!(text.offset(Position { line: 0, column: 1 }, PositionEncoding::Utf16), 0);
        assert_eq!(text.offset(Position { line: 0, column: 2 }, PositionEncoding::Utf16), 4);
    }
}

#[test]
fn ranges_know_their_neighbours() {
    let range = ByteRange::new(2, 5);
    assert!(range.contains(2) && !range.contains(5) && range.touches(5) && !range.touches(6));
    assert!(range.overlaps(ByteRange::new(4, 9)) && !range.overlaps(ByteRange::new(5, 9)));
    assert!(range.covers(ByteRange::empty(5)) && !range.covers(ByteRange::new(4, 6)));
    assert_eq!(range.join(ByteRange::new(7, 8)), ByteRange::new(2, 8));
    assert_eq!((range.len(), range.shift(3), ByteRange::from(2..5)), (3, ByteRange::new(5, 8), range));
}
