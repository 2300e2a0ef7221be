//! Works cited in prose, found and read.

use super::authors::Authors;
use super::citation::{ProseCitation, ProseWork, after_prefix, is_argument, year_only};
use super::cursor::Cursor;
use super::{authors, bare, title};

use crate::text::ByteRange;

/// What holds a group together in running text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Frame {
    /// `__..__`
    Mask,
    /// `**..**`
    Bold,
    /// `[..]`
    Bracket,
    /// `(..)`
    Paren,
    /// The braces of a cite command; the whole text.
    Braces,
}

/// Every prose citation of a paragraph.
///
/// `is_text(range)` says whether a stretch is running text: not math, comment or verbatim.
pub fn find(text: &str, is_text: &dyn Fn(ByteRange) -> bool) -> Vec<ProseCitation> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(offset) = text[at..].find(['_', '*', '[', '(']) {
        at += offset;
        match framed(text, at).filter(|citation| is_text(citation.range)) {
            Some(citation) => {
                at = citation.range.end;
                found.push(citation);
            }
            // The inside of a run is no other opening.
            None => at += run(text, at, text.as_bytes()[at]).max(1),
        }
    }
    found
}

/// Reads the content of a cite command's braces, or of brackets, as one prose citation: authors and a
/// title or year. `None` where it reads as keys or as nothing.
///
/// `Knuth, 1984` reads as author and year, `Knuth, Lamport` as two keys; whether entries with such
/// keys exist is for the caller to ask first.
pub fn read(text: &str) -> Option<ProseCitation> {
    let start = text.len() - text.trim_start().len();
    let end = text.trim_end().len();
    if start >= end {
        return None;
    }
    let whole = ByteRange::new(start, end);
    if let Some(citation) = framed(&text[..end], start).filter(|citation| citation.range == whole) {
        return Some(citation);
    }
    let (works, at) = works(&text[..end], start, Frame::Braces)?;
    let rest = text[at..end].trim_matches(|c: char| c.is_whitespace() || ".,;".contains(c));
    rest.is_empty().then_some(ProseCitation { range: whole, works })
}

/// How many times `byte` stands at `at`.
fn run(text: &str, at: usize, byte: u8) -> usize {
    text.as_bytes()[at..].iter().take_while(|other| **other == byte).count()
}

/// The group that opens at `at`.
fn framed(text: &str, at: usize) -> Option<ProseCitation> {
    let byte = *text.as_bytes().get(at)?;
    let length = run(text, at, byte);
    let (frame, closing) = match byte {
        b'_' if length >= 2 => (Frame::Mask, "__"),
        b'*' if length == 2 => (Frame::Bold, "**"),
        b'[' if length == 1 && !is_argument(text, at) => (Frame::Bracket, "]"),
        b'(' if length == 1 && !is_argument(text, at) => (Frame::Paren, ")"),
        _ => return None,
    };
    let inside = at + length;
    let from =
        if matches!(frame, Frame::Bracket | Frame::Paren) { after_prefix(text, inside) } else { inside };
    let (works, end) = works(text, from, frame)?;
    if !works.iter().all(|work| is_clear(work, frame)) {
        return None;
    }
    let mut cursor = Cursor::new(text, end);
    cursor.eat_blanks();
    if matches!(frame, Frame::Mask | Frame::Bold) {
        // A venue or a page behind the title: passed over.
        let rest = &text[cursor.at..title::floor_char(text, (cursor.at + 120).min(text.len()))];
        let close = rest.find(closing)?;
        if rest[..close].contains(['"', '“', '\n', '*', '\\']) || rest[..close].contains("``") {
            return None;
        }
        cursor.at += close;
        cursor.at += run(text, cursor.at, byte);
    } else {
        cursor.eat(".");
        if !cursor.eat(closing) {
            return None;
        }
    }
    let range = match (works.first(), works.last()) {
        (Some(first), Some(last)) if from > inside => first.range.join(last.range),
        _ => ByteRange::new(at, cursor.at),
    };
    Some(ProseCitation { range, works })
}

/// Reads works joined by commas, semicolons or `and`, with asterisks around any of them; says where
/// the last one ends, its asterisks included.
fn works(text: &str, at: usize, frame: Frame) -> Option<(Vec<ProseWork>, usize)> {
    let mut works = Vec::new();
    let mut cursor = Cursor::new(text, at);
    let mut end = at;
    loop {
        cursor.eat_blanks();
        let starred = frame != Frame::Bold && cursor.eat("**");
        let inner = if starred && frame != Frame::Braces { Frame::Mask } else { frame };
        let Some(work) = work(text, cursor.at, inner) else { break };
        cursor.at = work.range.end;
        if starred && !cursor.eat("**") {
            // `**A et al., "T", NAACL**`
            let close = cursor.rest().find("**").filter(|close| !cursor.rest()[..*close].contains('"'))?;
            cursor.at += close + 2;
        }
        end = cursor.at;
        works.push(work);
        cursor.eat_blanks();
        if frame == Frame::Bold && cursor.rest().starts_with("**") {
            // `**A**, **B**` without underscores is one group.
            let mut next = cursor;
            next.eat("**");
            next.eat_blanks();
            let joined = [",", ";", "and"].into_iter().any(|mark| next.eat(mark));
            next.eat_blanks();
            if !(joined && next.eat("**") && self::work(text, next.at, inner).is_some()) {
                break;
            }
            cursor = next;
            continue;
        }
        let marked = [",", ";", "."].into_iter().any(|mark| cursor.eat(mark));
        cursor.eat_blanks();
        let joined = ["and", "&", "\\&"].into_iter().any(|word| cursor.eat_word(word));
        if !(marked || joined) {
            break;
        }
    }
    (!works.is_empty()).then_some((works, end))
}

/// Reads one work: authors and title, authors and year, or title and authors.
fn work(text: &str, at: usize, frame: Frame) -> Option<ProseWork> {
    let mut cursor = Cursor::new(text, at);
    cursor.eat_blanks();
    let start = cursor.at;
    // Where a title without quotes may stand: to the end of the braces or the mask.
    let stop = match frame {
        Frame::Braces => Some(text.len()),
        Frame::Mask => text[start..].find(['*', '_']).map(|it| start + it),
        _ => None,
    };
    let title_first = || titled_first(text, start, frame).or_else(|| bare_first(text, start, stop?, frame));
    let Some(list) = authors::authors(text, start) else { return title_first() };
    cursor.at = list.end;
    let (year, parted) = year_behind(&mut cursor);
    if let Some(quoted) = title::title(text, cursor.at) {
        cursor.at = quoted.range.end;
        let later = if year.is_none() { later_year(&mut cursor) } else { None };
        return Some(built(start, cursor.at, list, Some(quoted.text), year.or(later)));
    }
    let stop = stop?;
    if year.is_some() && parted || year.is_none() && list.et_al {
        // `Miller and Wu (2019). A title without quotes.`
        if let Some(bare) = bare::behind_authors(text, cursor.at, stop) {
            return Some(built(start, bare.end, list, Some(bare.title), year.or(bare.year)));
        }
    }
    if year.is_none() {
        // `Deep Residual Learning (He et al., 2016)` begins like a name.
        return title_first();
    }
    let mut end = Cursor::new(text, list.end);
    year_only(&mut end)?;
    Some(built(start, end.at, list, None, year))
}

fn built(start: usize, end: usize, list: Authors, title: Option<String>, year: Option<i32>) -> ProseWork {
    ProseWork { range: ByteRange::new(start, end), authors: list.names, et_al: list.et_al, title, year }
}

/// `"T" (A et al., 2019)`, `"T" by A and B`.
fn titled_first(text: &str, start: usize, frame: Frame) -> Option<ProseWork> {
    let quoted = title::title(text, start)?;
    let mut cursor = Cursor::new(text, quoted.range.end);
    cursor.eat_blanks();
    cursor.eat(",");
    cursor.eat_blanks();
    let open = cursor.eat("(") || cursor.eat("[");
    if !open && !cursor.eat_word("by") {
        return None;
    }
    cursor.eat_blanks();
    let list = authors::authors(text, cursor.at)?;
    cursor.at = list.end;
    let year = year_only(&mut cursor);
    if open && !(cursor.eat(")") || cursor.eat("]")) || (!open && frame == Frame::Paren && year.is_none()) {
        return None;
    }
    Some(built(start, cursor.at, list, Some(quoted.text), year))
}

/// `T (A et al., 2019)` without quotes; in a mask also a title alone.
fn bare_first(text: &str, start: usize, stop: usize, frame: Frame) -> Option<ProseWork> {
    if let Some((bare, list)) = bare::before_authors(text, start, stop) {
        return Some(built(start, bare.end, list, Some(bare.title), bare.year));
    }
    let alone = || match title::title(text, start) {
        Some(quoted) if quoted.text.contains(' ') => Some((quoted.text, quoted.range.end, None)),
        _ => bare::alone(text, start, stop).map(|it| (it.title, it.end, it.year)),
    };
    // Behind the asterisks of a mask.
    let (title, end, year) = (frame == Frame::Mask && text[..start].ends_with('*')).then(alone).flatten()?;
    Some(built(start, end, Authors::default(), Some(title), year))
}

/// Moves over what stands between authors and title: a comma or colon, a year; says the year and
/// whether a full stop or comma follows it.
fn year_behind(cursor: &mut Cursor) -> (Option<i32>, bool) {
    let year = year_only(cursor);
    cursor.eat_blanks();
    let stop = [",", ":", ".", "，", "："].into_iter().any(|mark| cursor.eat(mark));
    cursor.eat_blanks();
    (year, stop)
}

/// The year behind a title: `, 2019`, ` (2019)`, `, NAACL 2019`, ` (NAACL 2019)`.
fn later_year(cursor: &mut Cursor) -> Option<i32> {
    if let Some(year) = year_only(cursor) {
        return Some(year);
    }
    let mut inner = *cursor;
    inner.eat_blanks();
    inner.eat(",");
    inner.eat_blanks();
    let open = inner.eat("(");
    for _ in 0..8 {
        if let Some(year) = title::year(&mut inner) {
            if open && !inner.eat(")") {
                return None;
            }
            *cursor = inner;
            return Some(year);
        }
        // `"T", Liu and Ott, 2019`: that is the next work.
        if ["and", "et"].iter().any(|word| inner.eat_word(word)) {
            return None;
        }
        let word = inner.eat_while(|c| c.is_alphanumeric() || "-.':&".contains(c));
        inner.eat(",");
        if word == 0 || !inner.eat_blanks() {
            return None;
        }
    }
    None
}

/// Whether a work in a frame is surely a citation and not a quotation, a dialogue or emphasis.
fn is_clear(work: &ProseWork, frame: Frame) -> bool {
    let Some(title) = &work.title else { return matches!(frame, Frame::Mask | Frame::Braces) };
    let words = title.split_whitespace().count();
    let evident = work.et_al || work.year.is_some();
    match frame {
        Frame::Mask | Frame::Braces => true,
        _ if title::begins_lower(title) => false,
        Frame::Bold => evident || title::is_title_case(title),
        Frame::Bracket => evident || words >= 3 && title::is_title_case(title),
        Frame::Paren => {
            words >= 3
                && (evident || work.authors.len() > 1)
                && (work.year.is_some() || title::is_title_case(title))
        }
    }
}
