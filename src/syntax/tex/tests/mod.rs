//! Each test draws every fact of a text below the line on which it begins.

mod arguments;
mod blocks;
mod gaps;
mod silences;

use crate::text::ByteRange;
use crate::text::Text;
use expect_test::Expect;

use super::*;

/// Draws each fact below the line on which it begins; `…` where it goes on behind that line.
fn draw(source: &str) -> String {
    let file = TexFile::parse(&Text::plain(source.into()));
    let covered: String = file.chunks.iter().map(|(_, chunk)| chunk.text.as_str()).collect();
    assert_eq!(covered, source, "the chunks cover the text");

    let mut facts: Vec<(ByteRange, String)> = Vec::new();
    for (start, chunk) in &file.chunks {
        let mut fact = |range: ByteRange, label: String| facts.push((range.shift(*start), label));
        if *start > 0 {
            fact(ByteRange::empty(0), "chunk".into());
        }
        for call in &chunk.calls {
            let star = if call.starred { "*" } else { "" };
            let depth = if call.depth > 0 { format!(" in {}", call.depth) } else { String::new() };
            fact(call.command, format!("{}{star}{depth}", call.name));
            for argument in &call.arguments {
                let mut label = format!("{:?}", argument.delimiter).to_lowercase();
                label += if argument.spaced { " spaced" } else { "" };
                label += if argument.closed { "" } else { " unclosed" };
                fact(argument.range, label);
            }
        }
        for mark in &chunk.environments {
            fact(mark.range, format!("{} of {}", if mark.begins { "beginning" } else { "end" }, mark.name));
        }
        chunk.blanks.iter().for_each(|it| fact(*it, "blank".into()));
        for note in &chunk.notes {
            let cell = if note.fills_cell { ", fills a cell" } else { "" };
            fact(note.range, format!("note {:?}{cell}", note.text));
        }
        chunk.math.iter().for_each(|it| fact(*it, "math".into()));
        chunk.not_text.iter().for_each(|it| fact(*it, "no text".into()));
        for (opens, at) in &chunk.loose_braces {
            fact(ByteRange::new(*at, at + 1), if *opens { "loose, opens" } else { "loose, closes" }.into());
        }
        for it in &chunk.suppressions {
            let own = if it.own_line { ", own line" } else { "" };
            fact(it.range, format!("suppression{own}"));
            fact(it.body, "its body".into());
        }
        chunk.root_hints.iter().for_each(|it| fact(it.range, format!("root {:?}", it.path)));
        for it in &chunk.definitions {
            let takes = if it.takes_arguments { ", takes arguments" } else { "" };
            fact(it.name_range, format!("defines {}{takes}", it.name));
            it.bodies.iter().for_each(|it| fact(*it, "its body".into()));
        }
        chunk.silences.iter().for_each(|(range, why)| fact(*range, format!("silence {why:?}")));
    }
    file.silences.iter().for_each(|(range, why)| facts.push((*range, format!("far silence {why:?}"))));
    facts.sort_by_key(|(range, _)| range.start);

    let mut drawn = String::new();
    let mut start = 0;
    for line in source.split_inclusive('\n') {
        let end = start + line.len();
        let shown = line.trim_end_matches(['\n', '\r']);
        drawn += &format!("{}\n", shown.trim_end().replace('\r', "␍"));
        let last = end == source.len();
        for (range, label) in &facts {
            if range.start < start || (range.start >= end && !(last && range.start == end)) {
                continue;
            }
            let before = source[start..range.start].chars().count();
            let within =
                source[range.start..range.end.min(start + shown.len()).max(range.start)].chars().count();
            let more = if range.end > end { "…" } else { "" };
            drawn += &format!("{}{}{more} {label}\n", " ".repeat(before), "^".repeat(within).as_str());
        }
        start = end;
    }
    drawn
}

#[track_caller]
fn check(source: &str, expected: Expect) {
    expected.assert_eq(&draw(source));
}
