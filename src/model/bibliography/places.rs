//! What stands where in one .bib file, and where it names entries and strings.

use aho_corasick::{AhoCorasick, MatchKind};
use unicode_normalization::UnicodeNormalization;

use super::file::{Bibliography, EntryNumber, shifted_by};
use super::keys::same_but_for_case;
use super::named::{NamedKey, named_keys};
use crate::syntax::bib::{Field, Piece};
use crate::text::ByteRange;

impl Bibliography {
    /// The `@string` at a byte offset: a cursor there touches it. With the range of the whole item.
    pub fn string_at(&self, offset: usize) -> Option<(Field, ByteRange)> {
        let last = self.stretches.partition_point(|stretch| stretch.start <= offset);
        self.stretches[..last].iter().rev().find_map(|stretch| {
            let at = offset.wrapping_add_signed(-stretch.shift);
            let others = &stretch.table.others[stretch.others.start as usize..stretch.others.end as usize];
            let before = others.partition_point(|(_, place)| place.range().start <= at).checked_sub(1)?;
            let range = shifted_by(others[before].1.range(), stretch.shift);
            let field = stretch.table.definition(stretch.others.start + before as u32, stretch.shift)?;
            range.touches(offset).then_some((field, range))
        })
    }

    /// Where fields name `key`, in `any_case` if that is the same key, in order. Cheap once all fields have
    /// been read; until then the text is searched.
    pub fn naming(&self, key: &str, any_case: bool) -> Vec<(EntryNumber, NamedKey)> {
        // Further keys are biber's, which minds the case.
        let is_it = |named: &str, is_alias: bool| {
            named == key || (any_case && !is_alias && same_but_for_case(named, key))
        };
        let known = self.stretches.iter().map(|stretch| Some((stretch, stretch.table.details.get()?)));
        let mut entries: Vec<EntryNumber> = match known.collect::<Option<Vec<_>>>() {
            Some(known) => {
                let entries = known.iter().flat_map(|(stretch, details)| {
                    let exact = [details.aliases.get(key), details.named.get(key)];
                    let alike =
                        details.named.iter().filter(|it| any_case && is_it(it.0, false)).map(|it| it.1);
                    let naming = exact.into_iter().flatten().chain(alike).flatten();
                    naming.filter_map(|entry| stretch.number(*entry))
                });
                entries.collect()
            }
            None if any_case => {
                let text = self.text.all();
                places_in_any_case(&text, key).filter_map(|at| self.at(at)).collect()
            }
            None => {
                let decomposed: String = key.nfd().collect();
                let written: &[&str] = if decomposed == key { &[key] } else { &[key, &decomposed] };
                self.places_of(written).into_iter().filter_map(|at| self.at(at)).collect()
            }
        };
        entries.sort_unstable();
        entries.dedup();
        let named = |number| named_keys(&self.entry(number)).into_iter().map(move |it| (number, it));
        entries.into_iter().flat_map(named).filter(|(_, it)| is_it(&it.key, it.is_alias)).collect()
    }

    /// Where a `@string` of this name, in any case, is defined (`true`) or used, in order.
    pub fn string_places(&self, name: &str) -> Vec<(bool, ByteRange)> {
        let mut found = Vec::new();
        let mut read = 0;
        let text = self.text().all();
        for at in places_in_any_case(&text, name) {
            if at < read {
                continue;
            }
            if let Some(number) = self.at(at) {
                let entry = self.entry(number);
                read = entry.range.end;
                entry.fields.iter().for_each(|field| names_in(field, name, &mut found));
            } else if let Some((field, range)) = self.string_at(at) {
                read = range.end;
                if field.name == name.to_lowercase() {
                    found.push((true, field.name_range));
                }
                names_in(&field, name, &mut found);
            }
        }
        found
    }

    /// Where any of the `needles` stands in the file, each place at least once.
    pub(super) fn places_of(&self, needles: &[&str]) -> Vec<usize> {
        let Some(before) = needles.iter().map(|it| it.len()).max().and_then(|it| it.checked_sub(1)) else {
            return Vec::new();
        };
        // Only so are many needles looked for at the speed of memory.
        let all = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(needles);
        let Ok(all) = all else { return Vec::new() };
        let mut found = Vec::new();
        // The end of the pieces before, in which a needle may begin that ends in the next piece.
        let mut tail: Vec<u8> = Vec::new();
        let mut at = 0;
        for piece in self.text.chunks_from(0) {
            let piece = piece.as_bytes();
            let seam = tail.len();
            let mut joined = tail.clone();
            joined.extend_from_slice(&piece[..piece.len().min(before)]);
            found.extend(all.find_iter(&joined).map(|it| at - seam + it.start()));
            found.extend(all.find_iter(piece).map(|it| at + it.start()));
            at += piece.len();
            tail.extend_from_slice(&piece[piece.len().saturating_sub(before)..]);
            let excess = tail.len().saturating_sub(before);
            tail.drain(..excess);
        }
        found
    }
}

fn names_in(field: &Field, name: &str, found: &mut Vec<(bool, ByteRange)>) {
    for piece in &field.pieces {
        if let Piece::Name(word, range) = piece
            && word.to_lowercase() == name.to_lowercase()
        {
            found.push((false, *range));
        }
    }
}

/// Where an ASCII word stands whose letters may be of either case; of any other word, where it stands as
/// it is.
fn places_in_any_case<'a>(text: &'a str, word: &'a str) -> Box<dyn Iterator<Item = usize> + 'a> {
    let bytes = text.as_bytes();
    match word.as_bytes() {
        [first, ..] if word.is_ascii() => {
            let starts = memchr::memchr2_iter(first.to_ascii_lowercase(), first.to_ascii_uppercase(), bytes);
            Box::new(starts.filter(move |at| {
                bytes.get(*at..at + word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word.as_bytes()))
            }))
        }
        [] => Box::new(std::iter::empty()),
        _ => Box::new(text.match_indices(word).map(|it| it.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    fn bib() -> Bibliography {
        Bibliography::parse(Text::plain(
            "@string{JACM = \"Journal of the ACM\"}\n\
             @string{long = jacm # \" (long)\"}\n\
             @a{x, crossref = {p}, ids = {y, p}, title = {p}, journal = Jacm # long}\n\
             @b{p, xdata = \"q, p ,r\"}\n"
                .into(),
        ))
    }

    #[test]
    fn a_key_is_named_by_fields_of_keys_only() {
        let bib = bib();
        let found: Vec<_> = bib.naming("p", false).into_iter().map(|(n, it)| (n, it.is_alias)).collect();
        assert_eq!(found, [(0, false), (0, true), (1, false)]);
        for (_, named) in bib.naming("p", false) {
            assert_eq!(bib.text().slice(named.range), "p");
        }
        assert_eq!(bib.naming("", false).len(), 0);
    }

    #[test]
    fn a_string_is_found_in_any_case_where_it_is_defined_and_used() {
        let bib = bib();
        let found: Vec<_> = bib
            .string_places("jacm")
            .into_iter()
            .map(|(def, it)| (def, bib.text().slice(it).into_owned()))
            .collect();
        assert_eq!(
            found,
            [(true, "JACM".to_owned()), (false, "jacm".to_owned()), (false, "Jacm".to_owned())]
        );
    }

    #[test]
    fn the_string_at_a_place() {
        let bib = bib();
        let name = |at: usize| bib.string_at(at).map(|it| it.0.name);
        assert_eq!(name(10), Some("jacm".to_owned()));
        assert_eq!(name(45), Some("long".to_owned()));
        assert_eq!(name(85), None);
    }
}
