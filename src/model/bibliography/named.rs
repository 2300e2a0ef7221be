//! The keys that an entry's fields name.

use super::fields::{ALIAS_FIELD, GRANULAR, KEY_FIELDS};
use crate::model::citations::DocumentCitations;
use crate::model::cite_commands::CiteCommands;
use crate::syntax::bib::{Entry, Piece};
use crate::syntax::tex::TexFile;
use crate::text::{ByteRange, Text, composed};

/// A key in the value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedKey {
    /// The key.
    pub key: String,
    /// Where it stands.
    pub range: ByteRange,
    /// Whether the field gives the entry a further key ([`ALIAS_FIELD`]) rather than naming another entry.
    pub is_alias: bool,
}

/// The keys in an entry's fields, in order.
pub fn named_keys(entry: &Entry) -> Vec<NamedKey> {
    let mut keys = Vec::new();
    for field in &entry.fields {
        let is_of_keys = holds_keys(&field.name);
        for piece in &field.pieces {
            match piece {
                // A list that is joined of pieces spells no key in one place.
                Piece::Text(..) | Piece::Number(..) if is_of_keys && field.pieces.len() > 1 => {}
                Piece::Text(text, range) | Piece::Number(text, range) => {
                    keys.extend(keys_in(&field.name, text, range.start));
                }
                Piece::Name(..) => {}
            }
        }
    }
    keys
}

/// Whether a field of this name, in any case, is a list of keys.
fn holds_keys(name: &str) -> bool {
    name.eq_ignore_ascii_case(ALIAS_FIELD) || KEY_FIELDS.iter().any(|it| name.eq_ignore_ascii_case(it))
}

/// The keys in `text`, which stands at `at` in the value of the field `name`: all of a list of keys; in any other
/// value those that cite commands have, which act where the entry is printed, and of `xdata=KEY-FIELD`.
pub fn keys_in(name: &str, text: &str, at: usize) -> Vec<NamedKey> {
    let is_alias = name.eq_ignore_ascii_case(ALIAS_FIELD);
    if holds_keys(name) {
        let mut next = at;
        let parts = text.split(',').filter_map(|part| {
            let start = next;
            next += part.len() + 1;
            named(part, start, is_alias)
        });
        return parts.collect();
    }
    let mut keys = Vec::new();
    if text.contains(GRANULAR) {
        for (start, _) in text.match_indices(GRANULAR) {
            let start = start + GRANULAR.len();
            let item = text.get(start..).unwrap_or_default();
            let item =
                item.split(|c: char| c.is_whitespace() || ",{}".contains(c)).next().unwrap_or_default();
            // `KEY-FIELD` or `KEY-FIELD-NUMBER`
            let field = item.rsplit_once('-').map(|(lead, last)| match last.parse::<usize>() {
                Ok(_) => lead.rsplit_once('-').map_or(lead, |it| it.0),
                Err(_) => lead,
            });
            keys.extend(field.and_then(|it| named(it, at + start, false)));
        }
    }
    if text.contains('\\') && (text.contains("cite") || text.contains("Cite")) {
        let file = TexFile::parse(&Text::plain(text.to_owned()));
        let cited = DocumentCitations::read(&file, &CiteCommands::default(), None);
        for (start, citation) in cited.iter() {
            let written = citation.groups.iter().flat_map(|it| &it.keys).filter(|it| it.is_whole());
            keys.extend(written.map(|it| NamedKey {
                key: it.text.clone(),
                range: it.range.shift(start + at),
                is_alias: false,
            }));
        }
    }
    keys
}

/// The key in `part`, which stands at `at`.
fn named(part: &str, at: usize, is_alias: bool) -> Option<NamedKey> {
    let key = part.trim();
    let start = at + part.len() - part.trim_start().len();
    let range = ByteRange::new(start, start + key.len());
    (!key.is_empty()).then(|| NamedKey { key: composed(key).into_owned(), range, is_alias })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::bib::fields;

    #[track_caller]
    fn check(source: &str, expected: &[&str]) {
        let found = named_keys(&fields::read(source, 0).0);
        assert!(found.iter().all(|it| source[it.range.std()] == it.key));
        assert_eq!(found.iter().map(|it| it.key.as_str()).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn lists_of_keys() {
        check("@a{k, crossref = {p}, xdata = \"a, b\", ids = {old}, title = {k}}", &["p", "a", "b", "old"]);
    }

    #[test]
    fn cite_commands_in_any_value() {
        check(
            "@a{k, note = {In \\cite[p.~3]{a1,b2}}, annote = \"See \\parencites{c}[4]{d}\" # { and \\citet{e}}, \
             title = {We cite C\\#}}",
            &["a1", "b2", "c", "d", "e"],
        );
    }

    #[test]
    fn fields_of_stores() {
        check(
            "@a{k, author = {xdata=people-author-2 and White, C}, publisher = {xdata=house-x-publisher}}",
            &["people", "house-x"],
        );
    }
}
