//! Bytes to text, and edits in every encoding.

use lacuna::settings::Settings;
use lacuna::settings::file::SettingsFile;
use lacuna::text::decode::decode;
use lacuna::text::encode;
use lacuna::text::position::{Position, PositionEncoding};
use lacuna::text::visible::{visible, visible_line};
use lacuna::text::{ByteRange, Text, TextEdit};

use crate::ugly::{Random, floor, run};

const ENCODINGS: [PositionEncoding; 3] =
    [PositionEncoding::Utf8, PositionEncoding::Utf16, PositionEncoding::Utf32];

const SEEDS: [&str; 4] = [
    "first\r\nsecond 😀 line\rthird\n\nlast",
    "% !TeX encoding = latin1\nGr\\\"o\\ss e \u{fc}ber alles\n",
    "\u{feff}\\documentclass{article}\n",
    "a\u{2028}b\u{85}c\u{c}d\n",
];

const PIECES: [&str; 12] = ["a", "\n", "\r\n", "\r", " ", "é", "😀", "中", "\u{feff}", "\\", "{", "}"];

#[test]
fn any_bytes_are_a_text() {
    run(
        500,
        |random| random.bytes(&SEEDS, &PIECES),
        |random, bytes| {
            let (text, _) = decode(bytes.clone());
            let start = random.boundary(&text);
            let end = floor(&text, (start + random.below(9)).min(text.len())).max(start);
            let edit = TextEdit { range: ByteRange::new(start, end), new: random.piece(&PIECES).to_owned() };
            let expected = Text::rope(&text).edited(&edit);
            // What is written back reads as what was meant, or is refused.
            if let Some(written) = encode::edited(bytes, std::slice::from_ref(&edit)) {
                assert_eq!(decode(written).0, *expected.all());
            }
            for shown in [visible(&text), visible_line(&text)] {
                assert!(!shown.contains(['\u{1b}', '\u{202e}', '\u{9b}', '\u{7f}']), "{shown:?}");
            }
            assert!(!visible_line(&text).contains(['\n', '\r']));
        },
    );
}

#[test]
fn an_edit_at_any_position_is_the_edit_of_those_bytes() {
    run(
        500,
        |random| random.text(&SEEDS, &PIECES),
        |random, content| {
            let mut naive = content.clone();
            let mut text = Text::rope(content);
            for _ in 0..6 {
                let encoding = ENCODINGS[random.below(3)];
                let position = |random: &mut Random| {
                    let line = random.below(6);
                    Position {
                        line,
                        column: if random.below(9) == 0 { usize::MAX } else { random.below(30) },
                    }
                };
                let (from, to) = (position(random), position(random));
                let [start, end] = [from, to].map(|it| text.offset(it, encoding));
                assert!(naive.is_char_boundary(start) && naive.is_char_boundary(end));
                for at in [start, end] {
                    assert_eq!(text.offset(text.position(at, encoding), encoding), at, "{encoding:?}");
                }
                let (start, end) = (start.min(end), start.max(end));
                let new = random.piece(&PIECES);
                text = text.edited(&TextEdit { range: ByteRange::new(start, end), new: new.to_owned() });
                naive.replace_range(start..end, new);
                assert_eq!(*text.all(), naive);
                assert_eq!(text.line_count(), Text::plain(naive.clone()).line_count());
            }
        },
    );
}

#[test]
fn any_settings_are_read() {
    const TOML: [&str; 3] = [
        "citeCommands = [\"mycite\"]\nmarkers = [\"???\"]\nbibliographies = [\"refs/*.bib\"]\n[rules]\nunused-entry = \"off\"\n",
        "[completion]\nlimit = 100\n[inlayHints]\nenabled = true\nlength = 3\n",
        "libraries = [\"~/zotero.bib\"]\n[rules.prose-citation]\nmatch = \"error\"\n",
    ];
    const PARTS: [&str; 14] =
        ["[", "]", "\"", "=", "\n", "rules", ".", "-1", "99999999999999999999", "{", "}", "'''", "#", "true"];
    run(
        500,
        |random| random.text(&TOML, &PARTS),
        |_, text| {
            let file = SettingsFile::read(text);
            file.apply(&mut Settings::default());
        },
    );
}
