//! What the rules on bibliographies ask of one .bib file.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::file::{Bibliography, EntryNumber};
use crate::syntax::retraction;

impl Bibliography {
    /// Whether the `ids` of all entries are known; until then a key that is not found may be one of them.
    pub fn knows_aliases(&self) -> bool {
        self.stretches.iter().all(|stretch| stretch.table.details.get().is_some())
    }

    /// Entries whose key an earlier one has, each with the first of that key; in order.
    pub fn duplicate_keys(&self) -> Vec<(EntryNumber, EntryNumber)> {
        let mut first: FxHashMap<&str, EntryNumber> = FxHashMap::default();
        let mut found = Vec::new();
        for (number, key) in (0..).zip(self.keys()) {
            // What Emacs' templates leave is one control character.
            if key.bytes().all(|it| it.is_ascii_control()) {
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
        all.filter_map(|(key, number)| Some((self.first_with_key(key)?, number))).collect()
    }

    /// Entries whose note says UNVERIFIED, in order.
    pub fn unverified(&self) -> Vec<EntryNumber> {
        let mut found: Vec<EntryNumber> = Vec::new();
        for at in self.places_of(&["UNVERIFIED"]) {
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
}

impl Bibliography {
    /// Entries whose title, or a note on it, says that the work was retracted, in order.
    pub fn retracted(&self) -> &[EntryNumber] {
        self.retracted.get_or_init(|| self.find_retracted())
    }

    fn find_retracted(&self) -> Vec<EntryNumber> {
        let places = self.places_of(&retraction::NEEDLES);
        let numbers: BTreeSet<EntryNumber> = places.into_iter().filter_map(|at| self.at(at)).collect();
        let says = |number: &EntryNumber| {
            let entry = self.entry(*number);
            let title =
                entry.field("title").map(|it| it.pieces.iter().map(|it| it.text()).collect::<String>());
            let noted =
                ["titleaddon", "note", "addendum", "pubstate"].iter().filter_map(|it| entry.field(it));
            title.is_some_and(|it| retraction::is_retracted(&it))
                || noted.flat_map(|it| it.pieces.first()).any(|it| retraction::is_note(it.text()))
        };
        numbers.into_iter().filter(says).collect()
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
}
