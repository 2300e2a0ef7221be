//! Titles and years as they stand in running text.

use super::cursor::Cursor;
use crate::text::ByteRange;

/// A title between quotes or in italics.
#[derive(Clone, Debug, PartialEq)]
pub struct Title {
    /// Without quotes and the comma that American usage puts inside them, white space folded.
    pub text: String,
    /// With its quotes or its command.
    pub range: ByteRange,
}

/// The longest title, in bytes.
const LONGEST: usize = 400;

/// Opening marks with the marks that may close them.
const QUOTES: [(&str, &[&str]); 10] = [
    ("``", &["''", "\"", "”"]),
    ("\"`", &["\"'"]),
    ("\"", &["\"", "''", "”"]),
    ("“", &["”", "\"", "''"]),
    ("„", &["“", "”", "\""]),
    ("«", &["»"]),
    ("‘", &["’"]),
    ("`", &["'", "’"]),
    ("「", &["」"]),
    ("《", &["》"]),
];
const COMMANDS: [&str; 5] = ["\\emph{", "\\textit{", "\\textsl{", "{\\em ", "\\enquote{"];

/// Reads a quoted or italic title at `at`.
pub fn title(text: &str, at: usize) -> Option<Title> {
    let rest = &text[at..];
    if let Some(opening) = COMMANDS.iter().find(|opening| rest.starts_with(**opening)) {
        let end = at + opening.len() + closing_brace(&rest[opening.len()..])?;
        return finish(text, at + opening.len(), end, at, end + 1);
    }
    // TeX's own quotes at the beginning of a title are no German ones.
    let is_nested = rest.starts_with("\"``");
    let opens = |opening: &str| rest.starts_with(opening) && !(is_nested && opening == "\"`");
    let (opening, closings) = QUOTES.iter().find(|(opening, _)| opens(opening))?;
    let start = at + opening.len();
    let bound = floor_char(text, (start + LONGEST).min(text.len()));
    let inner = &text[start..bound];
    let inner = &inner[..inner.find("\n\n").unwrap_or(inner.len())];
    let mut from = 0;
    loop {
        let (offset, closing) =
            closings.iter().filter_map(|mark| inner[from..].find(mark).map(|at| (from + at, *mark))).min()?;
        from = offset + closing.len();
        let escaped = inner[..offset].ends_with('\\');
        // In `""Why Should I Trust You?": Explaining ..."` only the last quote ends the title.
        if !escaped && offset > 0 && ends_work(&text[start + from..]) {
            return finish(text, start, start + offset, at, start + from);
        }
    }
}

/// Whether what follows a closing quote may follow a title.
fn ends_work(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.is_empty()
        || rest.starts_with([',', ';', '.', ')', ']', '}', '*', '_', '(', '，', '、', '；', '[', '%'])
        || rest.starts_with(|c: char| c.is_ascii_digit())
        || ["and ", "& ", "\\&", "in ", "In ", "by "].iter().any(|word| rest.starts_with(word))
}

fn finish(text: &str, start: usize, end: usize, from: usize, to: usize) -> Option<Title> {
    let words = text[start..end].split_whitespace().collect::<Vec<_>>().join(" ");
    let trimmed = words.trim_end_matches([',', '.', ' ']).trim_start();
    trimmed
        .chars()
        .any(char::is_alphanumeric)
        .then(|| Title { text: trimmed.to_owned(), range: ByteRange::new(from, to) })
}

/// Where the `}` of a group stands whose content begins `text`.
fn closing_brace(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, byte) in text.bytes().enumerate().take(LONGEST) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return Some(at),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Reads a year, bare or in parentheses or brackets, with a letter behind it (`2019a`).
pub fn year(cursor: &mut Cursor) -> Option<i32> {
    let mut inner = *cursor;
    let closing = if inner.eat("(") {
        Some(")")
    } else if inner.eat("[") {
        Some("]")
    } else {
        None
    };
    let from = inner.at;
    if inner.eat_while(|c| c.is_ascii_digit()) != 4 {
        return None;
    }
    let year = inner.text[from..inner.at].parse().ok().filter(|year| (1500..2100).contains(year))?;
    inner.eat_while(|c| c.is_ascii_lowercase());
    if closing.is_some_and(|mark| !inner.eat(mark)) || inner.peek().is_some_and(char::is_alphanumeric) {
        return None;
    }
    *cursor = inner;
    Some(year)
}

/// Whether a title is set like one: it begins with a capital or a digit, and at least half of its
/// longer words are capitalised.
pub fn is_title_case(title: &str) -> bool {
    let long: Vec<&str> = title.split([' ', '-']).filter(|word| word.chars().count() > 3).collect();
    let capitals = long.iter().filter(|word| !begins_lower(word)).count();
    !begins_lower(title) && capitals * 2 >= long.len()
}

/// Whether the first letter is lower case.
pub fn begins_lower(text: &str) -> bool {
    text.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_lowercase)
}

pub fn floor_char(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(title(text, 0).map(|title| title.text).as_deref(), Some(expected));
    }

    #[test]
    fn every_kind_of_quote_closes() {
        check("``Pointer Networks''.", "Pointer Networks");
        check("\"Pointer Networks,\" 2015", "Pointer Networks");
        check("“Pointer Networks”", "Pointer Networks");
        check("„Pointer Networks“", "Pointer Networks");
        check("«Сети указателей»", "Сети указателей");
        check(r"\emph{Pointer {N}etworks}", "Pointer {N}etworks");
        check("\"`Zeiger\"'", "Zeiger");
    }

    #[test]
    fn quotes_inside_a_title_do_not_end_it() {
        check(
            r#"""Why Should I Trust You?": Explaining Predictions", 2016"#,
            r#""Why Should I Trust You?": Explaining Predictions"#,
        );
        check(r#""``Shhh!'' Reducing Interruptions""#, "``Shhh!'' Reducing Interruptions");
        check(r#""Stra\"se nach Rom""#, r#"Stra\"se nach Rom"#);
    }

    #[test]
    fn an_unclosed_quote_is_no_title() {
        assert_eq!(title("\"Pointer Networks", 0), None);
        assert_eq!(title("\"Pointer\n\nNetworks\"", 0), None);
    }
}
