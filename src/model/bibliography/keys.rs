//! The keys of a table of entries: by number, by key, and by key with case aside.

use std::hash::Hasher;

use rustc_hash::FxHasher;

use crate::text::composed;

/// Keys in order of their entries. Looked up by a hash of the key in lower case, so that one table
/// answers both kinds of question.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    /// All keys, one behind the other.
    arena: String,
    /// Where each begins; one more at the end.
    starts: Vec<u32>,
    /// Which letters each holds: see [`signature`].
    signatures: Vec<u64>,
    /// Open addressing, linear probing, a power of two long: 1 + the number of the first entry of a key, case
    /// aside; 0 where free.
    slots: Vec<u32>,
    /// 1 + the number of the next entry of the same key, case aside; 0 where there is none.
    next: Vec<u32>,
}

impl Keys {
    /// Adds the key of the next entry, composed: biber compares keys so. What is looked up is to be composed, too.
    pub fn push(&mut self, key: &str) {
        if self.starts.is_empty() {
            self.starts.push(0);
        }
        let key = composed(key);
        self.arena.push_str(&key);
        self.signatures.push(signature(&key));
        self.starts.push(self.arena.len() as u32);
    }

    /// Makes the keys findable; called once, behind the last [`Keys::push`].
    pub fn finish(&mut self) {
        self.arena.shrink_to_fit();
        self.starts.shrink_to_fit();
        self.signatures.shrink_to_fit();
        let mut slots: Vec<u32> = vec![0; (2 * self.len()).next_power_of_two()];
        let mask = slots.len() - 1;
        self.next = vec![0; self.len()];
        // From the last to the first, so that each comes before those of its key that follow it.
        for number in (0..self.len()).rev() {
            let key = self.get(number);
            let mut slot = folded_hash(key) as usize & mask;
            while slots[slot] != 0 && !same_but_for_case(self.get(slots[slot] as usize - 1), key) {
                slot = (slot + 1) & mask;
            }
            self.next[number] = std::mem::replace(&mut slots[slot], number as u32 + 1);
        }
        self.slots = slots;
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The key of entry `number`.
    pub fn get(&self, number: usize) -> &str {
        &self.arena[self.starts[number] as usize..self.starts[number + 1] as usize]
    }

    /// The entries with a key equal to `key` but for case, in order.
    pub fn folded<'a>(&'a self, key: &'a str) -> impl Iterator<Item = u32> + 'a {
        let mask = self.slots.len().wrapping_sub(1);
        let first = folded_hash(key) as usize & mask;
        let number = |slot: u32| slot.checked_sub(1);
        let of_key = (0..self.slots.len())
            .map_while(|step| number(self.slots[(first + step) & mask]))
            .find(|&it| same_but_for_case(self.get(it as usize), key));
        std::iter::successors(of_key, move |it| number(self.next[*it as usize]))
    }

    /// The entries whose keys begin with `prefix`, its letters of ASCII in any case, in order.
    pub fn beginning_with(&self, prefix: &str) -> impl Iterator<Item = u32> {
        let begins = |start: u32, end: u32| {
            let key = &self.arena.as_bytes()[start as usize..end as usize];
            key.get(..prefix.len()).is_some_and(|it| it.eq_ignore_ascii_case(prefix.as_bytes()))
        };
        let all = (0..).zip(self.starts.windows(2));
        all.filter(move |(_, pair)| begins(pair[0], pair[1])).map(|(number, _)| number)
    }

    /// The entries whose keys may become `key` by `most` edits of a letter, case aside, in order: none that
    /// does is missing, though some that need more are among them.
    pub fn perhaps_near(&self, key: &str, most: usize) -> impl Iterator<Item = u32> {
        let (wanted, length) = (signature(key), key.len());
        let spans = self.starts.windows(2).map(|pair| (pair[1] - pair[0]) as usize);
        let all = (0..).zip(self.signatures.iter().zip(spans));
        all.filter(move |(_, (signature, span))| {
            // A letter takes up to four bytes; putting one for another changes two of the set.
            let longest = if (wanted | *signature) & NOT_ASCII == 0 { 1 } else { 4 };
            span.abs_diff(length) <= longest * most && (wanted ^ *signature).count_ones() as usize <= 2 * most
        })
        .map(|(number, _)| number)
    }

    /// The entries with exactly this key, in order.
    pub fn exact<'a>(&'a self, key: &'a str) -> impl Iterator<Item = u32> + 'a {
        self.folded(key).filter(move |&number| self.get(number as usize) == key)
    }
}

/// In a signature: letters beyond ASCII.
const NOT_ASCII: u64 = 1 << 63;

/// Which letters and digits a key holds, case aside, as a set of 64: most keys that differ much differ in it,
/// and comparing all keys of a large file letter by letter takes milliseconds.
fn signature(key: &str) -> u64 {
    key.bytes().fold(0, |set, byte| {
        set | match byte.to_ascii_lowercase() {
            letter @ b'a'..=b'z' => 1 << (letter - b'a'),
            digit @ b'0'..=b'9' => 1 << (26 + digit - b'0'),
            other if other.is_ascii() => 1 << (36 + other % 27),
            _ => NOT_ASCII,
        }
    })
}

/// Whether two keys are equal, case aside.
pub fn same_but_for_case(a: &str, b: &str) -> bool {
    match a.is_ascii() && b.is_ascii() {
        true => a.eq_ignore_ascii_case(b),
        false => a.chars().flat_map(char::to_lowercase).eq(b.chars().flat_map(char::to_lowercase)),
    }
}

fn folded_hash(key: &str) -> u64 {
    let mut hasher = FxHasher::default();
    match key.is_ascii() {
        true => key.bytes().for_each(|byte| hasher.write_u8(byte.to_ascii_lowercase())),
        false => key.chars().flat_map(char::to_lowercase).for_each(|c| hasher.write_u32(c.into())),
    }
    let hash = hasher.finish();
    hash ^ (hash >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(list: &[&str]) -> Keys {
        let mut keys = Keys::default();
        list.iter().for_each(|key| keys.push(key));
        keys.finish();
        keys
    }

    #[test]
    fn keys_are_found_in_order_and_by_case() {
        let keys = keys(&["a", "B", "b", "a", "", "Ä"]);
        assert_eq!(keys.exact("a").collect::<Vec<_>>(), [0, 3]);
        assert_eq!(keys.exact("b").collect::<Vec<_>>(), [2]);
        assert_eq!(keys.folded("b").collect::<Vec<_>>(), [1, 2]);
        assert_eq!(keys.folded("ä").collect::<Vec<_>>(), [5]);
        assert_eq!(keys.exact("c").count(), 0);
    }

    #[test]
    fn a_key_with_letters_wrong_is_among_the_perhaps_near() {
        let keys = keys(&["Müller2019", "mueller2019", "Other"]);
        let near = |key, most| keys.perhaps_near(key, most).collect::<Vec<_>>();
        assert_eq!(near("müller2019", 0), [0]);
        assert_eq!(near("mller2019", 1), [0]);
        assert_eq!(near("muller2091", 1), [0, 1]);
        assert_eq!(near("muler2018", 2), [0, 1]);
        assert_eq!(near("oter", 1), [2]);
        assert_eq!(keys.beginning_with("MUeLLER").collect::<Vec<_>>(), [1]);
        assert_eq!(keys.beginning_with("mü").collect::<Vec<_>>(), [0]);
        assert_eq!(keys.beginning_with("Others").count(), 0);
    }

    #[test]
    fn equal_keys_take_one_slot() {
        let keys = keys(&["a", "A", "b", "a", "a"]);
        assert_eq!(keys.slots.iter().filter(|it| **it != 0).count(), 2);
        assert_eq!(keys.folded("a").collect::<Vec<_>>(), [0, 1, 3, 4]);
    }

    #[test]
    fn an_empty_table_finds_nothing() {
        assert_eq!(keys(&[]).exact("a").count(), 0);
        assert_eq!(Keys::default().exact("a").count(), 0);
    }
}
