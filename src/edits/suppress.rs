//! The edit that turns one report off: a comment at the end of its line, or above it.

use crate::model::document::Document;
use crate::rules::Diagnostic;
use crate::text::{ByteRange, TextEdit};

/// The edit that turns `found` off; `None` where no comment can stand.
pub fn suppress(document: &Document, found: &Diagnostic) -> Option<TextEdit> {
    let text = &document.text;
    let number = text.line_of(found.range.start);
    let line = text.line(number);
    let written = text.slice(line).into_owned();
    let mark = mark(&written, line, found.range);
    let code = found.rule.code;
    let part = if mark.is_empty() { code.to_owned() } else { format!("{code}: \"{mark}\"") };
    if let Some(bib) = document.bib() {
        // Within an entry a comment is none.
        let entry = bib.at(found.range.start)?;
        if text.line_of(bib.range(entry).start) != number {
            return None;
        }
        return Some(above(&written, line, &part, text.line_end()));
    }
    let comment = document.tex()?.chunks.iter().find_map(|(start, chunk)| {
        let own = chunk.suppressions.iter().map(|it| (it.range.shift(*start), it.own_line));
        let concerns =
            |range: ByteRange, own_line: bool| text.line_of(range.start) + usize::from(own_line) == number;
        own.filter(|(range, own_line)| concerns(*range, *own_line)).map(|it| it.0).next()
    });
    if let Some(comment) = comment {
        let body = text.slice(comment).into_owned();
        if let Some(at) = body.rfind(']') {
            return Some(TextEdit { range: ByteRange::empty(comment.start + at), new: format!(", {part}") });
        }
    }
    let has_comment = line.start < line.end && document.tex()?.silence_at(line.end - 1).is_some();
    if has_comment {
        return Some(above(&written, line, &part, text.line_end()));
    }
    let lead = if written.ends_with([' ', '\t']) || written.is_empty() { "" } else { " " };
    let new = format!("{lead}% lacuna: ignore[{part}]");
    Some(TextEdit { range: ByteRange::empty(line.end), new })
}

fn above(written: &str, line: ByteRange, part: &str, line_end: &str) -> TextEdit {
    let indent = &written[..written.len() - written.trim_start().len()];
    TextEdit {
        range: ByteRange::empty(line.start),
        new: format!("{indent}% lacuna: ignore[{part}]{line_end}"),
    }
}

/// Text of the line that only this report overlaps; empty where the whole rule has to go.
fn mark(written: &str, line: ByteRange, range: ByteRange) -> String {
    let start = (range.start - line.start).min(written.len());
    let end = (range.end.min(line.end) - line.start).max(start);
    // A mark cannot hold quotes: its longest stretch without any stands for it.
    let pieces = written[start..end].split('"');
    let Some(piece) = pieces.max_by_key(|it| it.trim().len()).map(str::trim).filter(|it| !it.is_empty())
    else {
        return String::new();
    };
    let at = piece.as_ptr() as usize - written.as_ptr() as usize;
    let end = at + piece.len();
    let unique = |from: usize| written.matches(&written[from..end]).count() == 1;
    if unique(at) {
        return piece.to_owned();
    }
    // Of several equal marks, this one by the words before it.
    let mut from = at;
    for (index, c) in written[..at].char_indices().rev().take(40) {
        if c == '"' {
            break;
        }
        from = index;
        if c != ' ' && unique(from) {
            return written[from..end].to_owned();
        }
    }
    if unique(from) { written[from..end].trim_start().to_owned() } else { piece.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;
    use crate::rules::diagnostics;

    /// Turns off the first report; what stands there then, and how many reports are left.
    #[track_caller]
    fn check(text: &str, expected: &str, left: usize) {
        let fixture = Fixture::new(text);
        let document = fixture.snapshot.document(&fixture.id).unwrap();
        let found = diagnostics(&fixture.snapshot, &fixture.id);
        let edit = suppress(document, &found[0]).unwrap();
        let after = fixture.edited(&fixture.id, &[edit]);
        assert_eq!(after, expected);
        let name = fixture.id.path().unwrap().file_name().unwrap().to_str().unwrap();
        let after = Fixture::new(&format!("%- {name}\n{after}%- r.bib\n@misc{{a}}\n"));
        assert_eq!(diagnostics(&after.snapshot, &after.id).len(), left);
    }

    #[test]
    fn a_comment_at_the_end_of_the_line_turns_one_mark_off() {
        check("A ____.\n%- r.bib\n@misc{a}\n", "A ____. % lacuna: ignore[masked-citation: \"____\"]\n", 0);
        check(
            "A ____ b ____.\n%- r.bib\n@misc{a}\n",
            "A ____ b ____. % lacuna: ignore[masked-citation: \"A ____\"]\n",
            1,
        );
        check(
            "It __**Devlin et al., \"BERT: Pre-training\"**__.\n%- r.bib\n@misc{a}\n",
            "It __**Devlin et al., \"BERT: Pre-training\"**__. % lacuna: ignore[prose-citation: \"BERT: Pre-training\"]\n",
            0,
        );
    }

    #[test]
    fn where_a_comment_stands_already_it_is_extended_or_another_stands_above() {
        check(
            "A ____ \\cite{}. % lacuna: ignore[empty-citation]\n%- r.bib\n@misc{a}\n",
            "A ____ \\cite{}. % lacuna: ignore[empty-citation, masked-citation: \"____\"]\n",
            0,
        );
        check(
            "  A ____. % why\n%- r.bib\n@misc{a}\n",
            "  % lacuna: ignore[masked-citation: \"____\"]\n  A ____. % why\n",
            0,
        );
    }
}
