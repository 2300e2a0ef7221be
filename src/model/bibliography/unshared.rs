//! What an edit changed in a file: the entries that two of its versions do not share.

use std::ops::Range;
use std::sync::Arc;

use super::file::{Bibliography, EntryNumber, Stretch};

impl Bibliography {
    /// The entries of `self` that `other`, an earlier or later version, has not; `None` where they are more than
    /// `most`, or where a `@string`, `@preamble` or `@comment` is not shared.
    pub fn unshared(&self, other: &Self, most: usize) -> Option<Vec<EntryNumber>> {
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
        let keys = |one: &Bibliography, other: &Bibliography| {
            let found = one.unshared(other, 4)?;
            Some(found.into_iter().map(|it| one.key(it).to_owned()).collect::<Vec<_>>())
        };
        let expected =
            expected.map(|(old, new)| [old, new].map(|it| it.iter().map(ToString::to_string).collect()));
        let found: Option<[Vec<String>; 2]> =
            keys(&before, &after).and_then(|old| Some([old, keys(&after, &before)?]));
        assert_eq!(found, expected, "{new:?} at {range:?}");
    }

    #[test]
    fn an_edit_concerns_what_it_was_made_in() {
        // The entry before one is split again with it.
        check("x", 37..37, Some((&["a", "b"], &["a", "b"])));
        check("@misc{d,}\n", 264..264, Some((&["c"], &["c", "d"])));
        check("@string{s = {S}}\n", 0..0, None);
        check(&"@misc{d,}\n".repeat(5), 0..0, None);
    }
}
