//! Titles without quotes: in the braces of a cite command and in a mask, where something must be meant.

use super::authors::{Authors, authors};
use super::citation::year_only;
use super::cursor::Cursor;
use super::title;

/// A title without quotes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bare {
    /// White space folded; without the venue behind it.
    pub title: String,
    /// The year behind it.
    pub year: Option<i32>,
    /// Where it ends (bytes), its venue and year included.
    pub end: usize,
}

/// Fewer words than these are rather a name or a key, more are a sentence.
const WORDS: std::ops::RangeInclusive<usize> = 3..=40;

/// What a venue begins with, behind the full stop of a title.
const VENUES: [&str; 8] =
    ["in ", "arxiv", "corr", "proc", "journal", "advances in", "transactions", "conference"];

/// The title behind authors: `Attention is all you need, NeurIPS 2017`, to the end of `text[at..stop]` or to
/// a semicolon.
pub(super) fn behind_authors(text: &str, at: usize, stop: usize) -> Option<Bare> {
    let whole = upto_semicolon(text, at, stop);
    // `Vaswani et al., 2017, Devlin et al., 2018` are two works.
    if begins_with_authors(text, at) {
        return None;
    }
    let (title, year) = without_venue(whole);
    is_title(title).then(|| Bare { title: folded(title), year, end: at + whole.len() })
}

/// The title before its authors: `Attention is all you need (Vaswani et al., 2017)`, `.. by Vaswani et al.`.
pub(super) fn before_authors(text: &str, at: usize, stop: usize) -> Option<(Bare, Authors)> {
    let whole = upto_semicolon(text, at, stop);
    let joints = [" (", " [", " by ", ", ", ". ", ": "];
    let mut places: Vec<(usize, &str)> = joints.iter().flat_map(|joint| whole.match_indices(joint)).collect();
    places.sort_unstable();
    places.into_iter().find_map(|(offset, joint)| {
        let title = whole[..offset].trim_end_matches(',');
        let mut cursor = Cursor::new(text, at + offset + joint.len());
        let list = authors(text, cursor.at).filter(|_| is_title(title))?;
        cursor.at = list.end;
        let year = year_only(&mut cursor);
        let is_sure = match joint {
            " (" => cursor.eat(")"),
            " [" => cursor.eat("]"),
            " by " => list.et_al || year.is_some() || list.names.len() > 1,
            _ => list.et_al,
        };
        let rest = text.get(cursor.at..at + whole.len()).unwrap_or_default();
        let is_whole = rest.trim_matches(['.', ',', ' ']).is_empty();
        (is_sure && is_whole).then(|| (Bare { title: folded(title), year, end: cursor.at }, list))
    })
}

/// A title and nothing else.
pub(super) fn alone(text: &str, at: usize, stop: usize) -> Option<Bare> {
    let whole = upto_semicolon(text, at, stop);
    let (title, year) = without_venue(whole);
    (is_title(title) && title::is_title_case(title)).then(|| Bare {
        title: folded(title),
        year,
        end: at + whole.len(),
    })
}

fn upto_semicolon(text: &str, at: usize, stop: usize) -> &str {
    let rest = &text[at..stop];
    rest[..rest.find(';').unwrap_or(rest.len())]
        .trim_end_matches(|c: char| c.is_whitespace() || ".,".contains(c))
}

/// Whether authors come with a year or with `et al.`: names of two capitalised words at most, which parts of a
/// title seldom are.
fn begins_with_authors(text: &str, at: usize) -> bool {
    let Some(list) = authors(text, at) else { return false };
    let capitals = |name: &str| name.split_whitespace().filter(|it| !title::begins_lower(it)).count();
    let is_dated = || year_only(&mut Cursor::new(text, list.end)).is_some();
    list.names.iter().all(|it| capitals(it) <= 2) && (list.et_al || is_dated())
}

/// A title without the year and the venue behind it: `, NeurIPS 2017`, ` (2017)`, `. In Proc. of ACL, 2017`.
fn without_venue(text: &str) -> (&str, Option<i32>) {
    let enough = |title: &str| WORDS.contains(&title.split_whitespace().count());
    let sentence = text.match_indices(". ").find(|(at, _)| {
        let behind = text[at + 2..].trim_start().to_lowercase();
        enough(&text[..*at]) && VENUES.iter().any(|it| behind.starts_with(it))
    });
    if let Some((at, _)) = sentence {
        return (&text[..at], last_year(&text[at..]));
    }
    let brackets = text.ends_with(')').then(|| text.rfind(" (")).flatten();
    let comma = text.rfind(", ").filter(|at| text[*at..].split_whitespace().count() <= 8);
    for at in [brackets, comma].into_iter().flatten() {
        let year = last_year(&text[at..]);
        if year.is_some() && enough(&text[..at]) {
            return (&text[..at], year);
        }
    }
    (text, None)
}

/// The year with which a text ends, a closing parenthesis aside.
fn last_year(text: &str) -> Option<i32> {
    let text = text.trim_end_matches([')', '.', ' ']);
    let at = text.len() - text.bytes().rev().take_while(u8::is_ascii_digit).count();
    title::year(&mut Cursor::new(text, at))
}

fn is_title(title: &str) -> bool {
    let plain = !title.contains(['"', '“', '\\', '{', '\n']) && !title.contains("``");
    plain && WORDS.contains(&title.split_whitespace().count()) && !title::begins_lower(title)
}

fn folded(title: &str) -> String {
    title.split_whitespace().collect::<Vec<_>>().join(" ")
}
