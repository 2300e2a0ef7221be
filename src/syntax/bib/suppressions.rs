//! Comments of a .bib file that turn rules off: `% lacuna: ignore` and `@comment{lacuna: ignore}`.

use memchr::memmem;

use crate::syntax::tex::SuppressionComment;
use crate::text::ByteRange;

const MARK: &str = "lacuna:";

/// Where the marks of suppression comments stand in `text`; not all need be in comments.
pub fn marks(text: &str) -> Vec<usize> {
    memmem::find_iter(text.as_bytes(), MARK).collect()
}

/// The comment whose mark stands at `at`, if it is one.
pub fn read(text: &str, at: usize) -> Option<SuppressionComment> {
    let line = text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let before = text[line..at].trim_end();
    let rest = &text[at..];
    let line_end = at + rest.find(['\n', '\r']).unwrap_or(rest.len());
    let (start, body_end, end) = if let Some(code) = before.strip_suffix('%') {
        (line + code.trim_end_matches('%').len(), line_end, line_end)
    } else {
        let name = before.strip_suffix(['{', '('])?.trim_end();
        let start = name.len().checked_sub("@comment".len())?;
        name.get(start..).filter(|name| name.eq_ignore_ascii_case("@comment"))?;
        let body_end = at + rest[..line_end - at].find(['}', ')'])?;
        (line + start, body_end, body_end + 1)
    };
    let body_start = at + MARK.len();
    let written = &text[body_start..body_end];
    let body = body_start + (written.len() - written.trim_start().len());
    Some(SuppressionComment {
        range: ByteRange::new(start, end),
        body: ByteRange::new(body, body + written.trim().len()),
        own_line: text[line..start].trim().is_empty(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_found_with_their_bodies() {
        let text = "  % lacuna: ignore[unused-entry]\n@misc{a, % lacuna: off \r\n title = {lacuna: no}}\n@Comment{ lacuna: on }";
        let found: Vec<(&str, &str, bool)> = marks(text)
            .into_iter()
            .filter_map(|mark| read(text, mark))
            .map(|found| (&text[found.range.std()], &text[found.body.std()], found.own_line))
            .collect();
        let expected = [
            ("% lacuna: ignore[unused-entry]", "ignore[unused-entry]", true),
            ("% lacuna: off ", "off", false),
            ("@Comment{ lacuna: on }", "on", true),
        ];
        assert_eq!(found, expected);
    }
}
