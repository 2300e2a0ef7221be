//! Finding entries of one file by what stands at their head.

use std::ops::Range;

use super::file::{Bibliography, EntryNumber};
use super::headings::{Headings, ShortYear};
use super::table::Table;
use crate::cores::on_every_core;
use crate::faults::contained;

impl Table {
    /// What stands at the head of its entries, read on every core when first asked for.
    pub fn headings(&self) -> &Headings {
        self.headings.get_or_init(|| {
            let mut headings = Headings::default();
            on_every_core(&self.shares(), |share| self.headings_of(share.clone()))
                .into_iter()
                .for_each(|it| headings.append(it));
            headings.finish();
            headings
        })
    }

    fn headings_of(&self, entries: Range<usize>) -> Headings {
        let mut headings = Headings::default();
        let (mut word, mut joined) = (String::new(), String::new());
        for number in entries {
            let text = self.slice(self.entries[number].range());
            contained(self.keys.get(number), &text, || {
                headings.add(number as u32, &text, &mut word, &mut joined);
            });
        }
        headings
    }
}

impl Bibliography {
    /// Entries whose titles, with the subtitle, have these folded letters, a leading article aside; others may be
    /// among them.
    pub fn with_title(&self, letters: &str) -> Vec<EntryNumber> {
        self.by_headings(|headings| headings.titled(letters))
    }

    /// Entries whose first author (editor, where there is none) has this folded family name, one word, and whose
    /// year may be one of these; others may be among them. Not those whose authors are [elsewhere](Self::unnamed).
    pub fn by_first_author(&self, family: &str, years: &[ShortYear]) -> Vec<EntryNumber> {
        self.by_headings(|headings| headings.by_first_author(family, years))
    }

    /// Entries whose first author is written elsewhere: in a string, or in another entry.
    pub fn unnamed(&self) -> Vec<EntryNumber> {
        self.by_headings(|headings| headings.unnamed.clone())
    }

    fn by_headings(&self, find: impl Fn(&Headings) -> Vec<u32>) -> Vec<EntryNumber> {
        let mut found = Vec::new();
        for live in self.tables() {
            found.extend(find(live.table.headings()).into_iter().filter_map(|entry| live.number(entry)));
        }
        found.sort_unstable();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{ByteRange, Text, TextEdit};

    const REFS: &str = "@misc{a, title = {The {Rivers} of the North}, author = {Hill, Ann and Moor, B}, year = 1999}\n\
        @misc{b, TITLE = \"Rivers\", subtitle = {of the North}, editor = {B. Hill}, date = {2001-02}}\n\
        @misc{c, title = {A}, author = hill # { and Moor}, year = 2001}\n\
        @misc{d, title = {}, crossref = {a}}\n\
        @misc{e, title = {Fens}, author = {van den Berg, A and {Hill}}}\n\
        @misc{f, title = {Fens}, author = {{Hill and Sons} and Hill}, year = {1999}, date = {2000}}\n\
        @misc{g, title = {Fens}, author = { and Hill}, year = thisyear}\n";

    fn keys(bib: &Bibliography, found: Vec<EntryNumber>) -> String {
        found.into_iter().map(|it| bib.key(it)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn entries_are_found_by_title_and_first_author() {
        let bib = Bibliography::parse(Text::plain(REFS.to_owned()));
        assert_eq!(keys(&bib, bib.with_title("riversofthenorth")), "a b");
        assert_eq!(keys(&bib, bib.with_title("a")), "c");
        assert_eq!(keys(&bib, bib.with_title("")), "");
        assert_eq!(keys(&bib, bib.by_first_author("hill", &[99])), "a g");
        assert_eq!(keys(&bib, bib.by_first_author("hill", &[0, 1])), "b g");
        assert_eq!(keys(&bib, bib.by_first_author("berg", &[1])), "e");
        assert_eq!(keys(&bib, bib.unnamed()), "c d");
    }

    #[test]
    fn what_an_edit_replaced_is_found_no_more() {
        let before = Bibliography::parse(Text::rope(REFS));
        before.with_title("fens");
        let start = REFS.find("Fens").unwrap();
        let edit = TextEdit { range: ByteRange::new(start, start + 4), new: "Moors".to_owned() };
        let after = before.edited(&edit, before.text().edited(&edit));
        assert_eq!(keys(&after, after.with_title("fens")), "f g");
        assert_eq!(keys(&after, after.with_title("moors")), "e");
    }
}
