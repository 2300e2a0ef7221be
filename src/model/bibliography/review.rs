//! What the rules on bibliographies ask of one .bib file.

use memchr::memmem;
use rustc_hash::FxHashMap;

use super::{Bibliography, EntryNumber};
use crate::text::ByteRange;

/// A `lacuna:` instruction in a `%` line or an `@comment`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuppressionLine {
    /// From the `%` or `@` to the end of the instruction.
    pub range: ByteRange,
    /// What follows `lacuna:`.
    pub body: ByteRange,
    /// Whether nothing but blanks stands before it on its line.
    pub own_line: bool,
}

impl Bibliography {
    /// Entries whose key an earlier one has, each with the first of that key; in order.
    pub fn duplicate_keys(&self) -> Vec<(EntryNumber, EntryNumber)> {
        let mut first: FxHashMap<&str, EntryNumber> = FxHashMap::default();
        let mut found = Vec::new();
        for (number, key) in (0..).zip(self.keys()) {
            if key.is_empty() {
                continue;
            }
            match first.get(key) {
                Some(earlier) => found.push((*earlier, number)),
                None => {
                    first.insert(key, number);
                }
            }
        }
        found
    }

    /// Keys of `other` that an entry here has: the number here and the number there, in `other`'s order.
    pub fn shared_keys(&self, other: &Self) -> Vec<(EntryNumber, EntryNumber)> {
        let all = other.keys().zip(0..).filter(|(key, _)| !key.is_empty());
        all.filter_map(|(key, number)| Some((*self.with_key(key).first()?, number))).collect()
    }

    /// Entries whose note says UNVERIFIED, in order.
    pub fn unverified(&self) -> Vec<EntryNumber> {
        let mut found: Vec<EntryNumber> = Vec::new();
        for at in self.places_of("UNVERIFIED") {
            let Some(number) = self.at(at).filter(|it| found.last() != Some(it)) else { continue };
            let entry = self.entry(number);
            let noted = entry.fields.iter().any(|field| {
                matches!(field.name.as_str(), "note" | "annotation" | "annote")
                    && field.value_range.contains(at)
            });
            if noted {
                found.push(number);
            }
        }
        found
    }

    /// The `lacuna:` instructions, in order.
    pub fn suppressions(&self) -> Vec<SuppressionLine> {
        let places = self.places_of("lacuna:");
        places.into_iter().filter_map(|at| self.suppression(at)).collect()
    }

    fn suppression(&self, at: usize) -> Option<SuppressionLine> {
        let line = self.text.line(self.text.line_of(at));
        let text = self.text.slice(line);
        let (before, behind) = text.split_at_checked(at - line.start)?;
        let body = at + "lacuna:".len();
        let bare = before.trim_end();
        if let Some(lead) = bare.strip_suffix('%') {
            let own_line = lead.trim_matches(['%', ' ', '\t']).is_empty();
            let range = ByteRange::new(line.start + lead.len(), line.end);
            return Some(SuppressionLine { range, body: ByteRange::new(body, line.end), own_line });
        }
        let opener = bare.strip_suffix(['{', '('])?.trim_end();
        let length = opener.len().checked_sub("@comment".len())?;
        opener.get(length..)?.eq_ignore_ascii_case("@comment").then_some(())?;
        let end = line.start + before.len() + behind.find(['}', ')'])?;
        Some(SuppressionLine {
            range: ByteRange::new(line.start + length, end + 1),
            body: ByteRange::new(body, end),
            own_line: opener[..length].trim().is_empty(),
        })
    }

    /// Where `needle` stands in the file.
    fn places_of(&self, needle: &str) -> Vec<usize> {
        let finder = memmem::Finder::new(needle);
        let mut found = Vec::new();
        // The end of the pieces before, in which a needle may begin that ends in the next piece.
        let mut tail: Vec<u8> = Vec::new();
        let mut at = 0;
        for piece in self.text.chunks_from(0) {
            let piece = piece.as_bytes();
            let seam = tail.len();
            let mut joined = tail.clone();
            joined.extend_from_slice(&piece[..piece.len().min(needle.len() - 1)]);
            found.extend(finder.find_iter(&joined).map(|it| at - seam + it));
            found.extend(finder.find_iter(piece).map(|it| at + it));
            at += piece.len();
            tail.extend_from_slice(&piece[piece.len().saturating_sub(needle.len() - 1)..]);
            let excess = tail.len().saturating_sub(needle.len() - 1);
            tail.drain(..excess);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use crate::model::bibliography::Bibliography;
    use crate::text::Text;

    #[test]
    fn needles_are_found_across_the_pieces_of_a_rope() {
        let line = format!("@misc{{k, note = {{{} UNVERIFIED: x}}}}\n", "y".repeat(61));
        let text = line.repeat(400);
        let rope = Bibliography::parse(Text::rope(&text));
        assert_eq!(rope.unverified().len(), 400);
        assert_eq!(rope.unverified(), Bibliography::parse(Text::plain(text)).unverified());
    }

    #[test]
    fn later_entries_of_a_key_are_found_with_the_first() {
        let bib = Bibliography::parse(Text::plain("@a{x,} @a{y,} @a{x,} @a{x,}".into()));
        assert_eq!(bib.duplicate_keys(), [(0, 2), (0, 3)]);
    }

    #[test]
    fn instructions_in_comments() {
        let bib = Bibliography::parse(Text::plain(
            "% lacuna: off\n@a{x,}\n@comment{lacuna: ignore[bib-syntax]}\ntitle = {lacuna: no}\n".into(),
        ));
        let shown: Vec<_> =
            bib.suppressions().iter().map(|it| bib.text().slice(it.body).into_owned()).collect();
        assert_eq!(shown, [" off", " ignore[bib-syntax]"]);
    }
}
