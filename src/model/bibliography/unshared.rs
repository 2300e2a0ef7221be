//! What an edit changed in a file: the entries that two of its versions do not have in common.

use std::ops::Range;
use std::sync::Arc;

use super::file::{Bibliography, EntryNumber, Stretch};

impl Bibliography {
    /// The entries of `former`, an earlier version, that are not here any more, and those that are new here; `None`
    /// where they are many more than `most`, or where a `@string`, `@preamble` or `@comment` is new or gone.
    pub fn changes_since(&self, former: &Self, most: usize) -> Option<(Vec<EntryNumber>, Vec<EntryNumber>)> {
        let (old, new) = (former.unshared(self, most)?, self.unshared(former, most)?);
        // An edit has its neighbours split again, which then read as they did and where they did.
        let alike = |(before, old): (usize, &EntryNumber), (before_new, new): (usize, &EntryNumber)| {
            *old as usize - before == *new as usize - before_new
                && former.text().slice(former.range(*old)) == self.text().slice(self.range(*new))
        };
        let (olds, news) = (|| old.iter().enumerate(), || new.iter().enumerate());
        let first = olds().zip(news()).take_while(|(a, b)| alike(*a, *b)).count();
        let rest = old.len().min(new.len()) - first;
        let last = olds().rev().zip(news().rev()).take(rest).take_while(|(a, b)| alike(*a, *b)).count();
        let changed = |all: &[EntryNumber]| all.iter().take(all.len() - last).skip(first).copied().collect();
        Some((changed(&old), changed(&new)))
    }

    fn unshared(&self, other: &Self, most: usize) -> Option<Vec<EntryNumber>> {
        let mut found = Vec::new();
        for stretch in self.stretches.iter() {
            let same = other.stretches.iter().filter(|it| Arc::ptr_eq(&it.table, &stretch.table));
            let same: Vec<&Stretch> = same.collect();
            if !without(stretch.others.clone(), same.iter().map(|it| &it.others)).is_empty() {
                return None;
            }
            for range in without(stretch.entries.clone(), same.iter().map(|it| &it.entries)) {
                if found.len() + range.len() > most {
                    return None;
                }
                found.extend(range.filter_map(|entry| stretch.number(entry)));
            }
        }
        Some(found)
    }
}

/// What is left of `range` without `others`; no empty ranges.
fn without<'a>(range: Range<u32>, others: impl Iterator<Item = &'a Range<u32>>) -> Vec<Range<u32>> {
    let mut left = vec![range];
    for other in others {
        let parts = left
            .into_iter()
            .flat_map(|it| [it.start..it.end.min(other.start), it.start.max(other.end)..it.end]);
        left = parts.filter(|it| !it.is_empty()).collect();
    }
    left.retain(|it| !it.is_empty());
    left
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{ByteRange, Text, TextEdit};

    #[track_caller]
    fn check(new: &str, range: Range<usize>, expected: Option<(&[&str], &[&str])>) {
        let old = "@misc{a, title = {A}}\n@misc{b, title = {B}}\n@misc{c, title = {C}}\n".repeat(4);
        let before = Bibliography::parse(Text::rope(&old));
        let edit = TextEdit { range: ByteRange::new(range.start, range.end), new: new.to_owned() };
        let text = before.text().edited(&edit);
        let after = before.edited(&edit, text);
        let keys = |of: &Bibliography, all: &[EntryNumber]| -> Vec<String> {
            all.iter().map(|it| of.key(*it).to_owned()).collect()
        };
        let found = after.changes_since(&before, 8);
        let found = found.map(|(old, new)| [keys(&before, &old), keys(&after, &new)]);
        let expected =
            expected.map(|(old, new)| [old, new].map(|it| it.iter().map(ToString::to_string).collect()));
        assert_eq!(found, expected, "{new:?} at {range:?}");
    }

    #[test]
    fn an_edit_concerns_what_it_was_made_in() {
        check("x", 38..38, Some((&["b"], &["b"])));
        check("@misc{d,}\n", 264..264, Some((&[], &["d"])));
        check("", 22..44, Some((&["b"], &[])));
        check("@string{s = {S}}\n", 0..0, None);
        check(&"@misc{d,}\n".repeat(9), 0..0, None);
    }
}
