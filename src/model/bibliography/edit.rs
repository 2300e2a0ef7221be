//! An edit: splitting again what it touched, and nothing else.
//!
//! It begins behind the last closed item that cannot have seen the edit, and ends where an item begins
//! that also began there before: from there on both texts are split alike (see
//! [`crate::syntax::bib::split`]). So the result equals that of splitting the whole text.

use std::sync::Arc;

use super::file::{Bibliography, Stretch};
use super::table::{Place, Table};
use crate::syntax::bib::split::{COMMENT_REACH, ItemKind, KEY_REACH, QUOTE_REACH, Splitter};
use crate::text::{ByteRange, Text, TextEdit};

/// How much text behind an edit is taken at first, in bytes; eight times as much each time it does not
/// suffice. (Small in tests, so that it often does not.)
const WINDOW: usize = if cfg!(test) { 1 << 6 } else { 1 << 14 };

impl Bibliography {
    /// After `edit` (in bytes of the former text) led to `text`. What is shared with `self` is not copied.
    pub fn edited(&self, edit: &TextEdit, text: Text) -> Self {
        let end = edit.range.end.min(self.text.len());
        let start = edit.range.start.min(end);
        let grown = text.len() as isize - self.text.len() as isize;
        if start as isize + edit.new.len() as isize != end as isize + grown {
            return Self::parse(text);
        }
        let restart = self.restart(start);
        let edit_end = end.wrapping_add_signed(grown);
        let (table, stop) = self.split_again(&text, restart, edit_end, grown);
        let mut stretches = Vec::with_capacity(self.stretches.len() + 2);
        for stretch in self.stretches.iter() {
            stretches.extend(stretch.part(0, restart, 0));
        }
        if table.is_small() {
            table.words();
        }
        stretches.push(Stretch::of(Arc::new(table), restart));
        let kept = stop.wrapping_add_signed(-grown);
        for stretch in self.stretches.iter() {
            stretches.extend(stretch.part(kept, usize::MAX, grown));
        }
        number(&mut stretches);
        Self::of(text, stretches.into())
    }

    /// The same file after its text became another, of which no edit is known.
    pub fn replaced(&self, text: Text) -> Self {
        // What an editor opens is mostly what was read from disk.
        if self.text == text {
            return Self { text, ..self.clone() };
        }
        let edit = difference(&self.text.all(), &text.all());
        self.edited(&edit, text)
    }

    /// Where to begin splitting again after an edit at `edit`: between two items, and before any that
    /// looked as far as there.
    fn restart(&self, edit: usize) -> usize {
        let last_closed = |limit: usize| {
            let stretches =
                self.stretches[..self.stretches.partition_point(|stretch| stretch.start < limit)].iter();
            stretches.rev().find_map(|stretch| stretch.last_closed(limit)).unwrap_or(0)
        };
        let Some(limit) = edit.checked_sub(KEY_REACH) else { return 0 };
        let restart = last_closed(limit);
        // What was given up may have been so for what stands as far behind it.
        let restart = match self.given_up(edit.saturating_sub(QUOTE_REACH + KEY_REACH), restart) {
            Some(entry) => last_closed(entry),
            None => restart,
        };
        match self.open_comment(edit.saturating_sub(2 * COMMENT_REACH), restart) {
            Some(comment) => last_closed(comment),
            None => restart,
        }
    }

    /// Where the first unclosed item of those that end behind `from` and begin before `to` begins.
    fn given_up(&self, from: usize, to: usize) -> Option<usize> {
        let first = |stretch: &Stretch| {
            let others: Vec<Place> = stretch.others().iter().map(|it| it.1).collect();
            let open = [stretch.places(), &others].map(|places| {
                let moved = |offset: usize| offset.wrapping_add_signed(stretch.shift);
                let places = &places[places.partition_point(|place| moved(place.range().end) < from)..];
                let places = &places[..places.partition_point(|place| moved(place.range().start) < to)];
                places.iter().find(|place| !place.closed).map(|place| moved(place.range().start))
            });
            open.into_iter().flatten().min()
        };
        self.stretches.iter().find_map(first)
    }

    /// Where the first unclosed `@comment` of those that begin in `from..to` begins.
    fn open_comment(&self, from: usize, to: usize) -> Option<usize> {
        self.stretches.iter().find_map(|stretch| {
            let start = |place: &Place| place.range().start.wrapping_add_signed(stretch.shift);
            let others = stretch.others();
            let others = &others[others.partition_point(|(_, place)| start(place) < from)..];
            let others = &others[..others.partition_point(|(_, place)| start(place) < to)];
            let open = others.iter().find(|(kind, place)| *kind == ItemKind::Comment && !place.closed)?;
            Some(start(&open.1))
        })
    }

    /// Splits `text` from `restart` until an item begins that began there before; returns where.
    fn split_again(&self, text: &Text, restart: usize, edit_end: usize, grown: isize) -> (Table, usize) {
        let mut reach = WINDOW;
        loop {
            let end = text.floor_char(edit_end.saturating_add(reach).min(text.len()));
            let window = text.slice(ByteRange::new(restart, end));
            let whole = end == text.len();
            let mut table = Table::default();
            let mut splitter = Splitter::new(&window);
            let stop = loop {
                let item = splitter.next();
                let settled = whole || !splitter.starved;
                match item {
                    Some(item) => {
                        let start = restart + item.range.start;
                        if start >= edit_end && self.begins_item(start.wrapping_add_signed(-grown)) {
                            break Some(start);
                        }
                        if !settled {
                            break None;
                        }
                        table.push(&window, &item);
                    }
                    None => break settled.then_some(text.len()),
                }
            };
            if let Some(stop) = stop {
                table.finish(Text::plain(window[..stop - restart].to_owned()));
                return (table, stop);
            }
            reach = reach.saturating_mul(8);
        }
    }

    /// Whether an item begins at `offset`.
    fn begins_item(&self, offset: usize) -> bool {
        let last = self.stretches.partition_point(|stretch| stretch.start <= offset);
        last.checked_sub(1).is_some_and(|at| self.stretches[at].begins_item(offset))
    }
}

impl Stretch {
    /// All of a table whose text begins at `start` in the file.
    pub fn of(table: Arc<Table>, start: usize) -> Self {
        let (entries, others) = (0..table.entries.len() as u32, 0..table.others.len() as u32);
        Self { table, entries, others, shift: start as isize, first: 0, start }
    }

    /// The part whose items begin in `from..to`, moved by `by`.
    fn part(&self, from: usize, to: usize, by: isize) -> Option<Self> {
        let begins_here = (from..to).contains(&self.start);
        let start = self.start.max(from).wrapping_add_signed(by);
        let local = |offset: usize| (offset as isize).saturating_sub(self.shift).max(0) as usize;
        let to = if to == usize::MAX { to } else { local(to) };
        let from = local(from);
        let entry = |offset: usize| {
            let at = self.table.entries.partition_point(|place| place.range().start < offset) as u32;
            at.clamp(self.entries.start, self.entries.end)
        };
        let other = |offset: usize| {
            let at = self.table.others.partition_point(|(_, place)| place.range().start < offset) as u32;
            at.clamp(self.others.start, self.others.end)
        };
        let (entries, others) = (entry(from)..entry(to), other(from)..other(to));
        if entries.is_empty() && others.is_empty() && !begins_here {
            return None;
        }
        Some(Self { table: self.table.clone(), entries, others, shift: self.shift + by, start, ..*self })
    }

    /// The end of the last closed item that ends at or before `limit`.
    fn last_closed(&self, limit: usize) -> Option<usize> {
        let end = |place: &Place| place.range().end.wrapping_add_signed(self.shift);
        let entries = &self.places()[..self.places().partition_point(|place| end(place) <= limit)];
        let others = &self.others()[..self.others().partition_point(|(_, place)| end(place) <= limit)];
        let entry = entries.iter().rev().find(|place| place.closed).map(end);
        let other = others.iter().rev().find(|(_, place)| place.closed).map(|(_, place)| end(place));
        entry.max(other)
    }

    fn begins_item(&self, offset: usize) -> bool {
        let at = offset.wrapping_add_signed(-self.shift);
        self.places().binary_search_by_key(&at, |place| place.range().start).is_ok()
            || self.others().binary_search_by_key(&at, |(_, place)| place.range().start).is_ok()
    }
}

/// Numbers the entries of each stretch behind those of the one before.
fn number(stretches: &mut [Stretch]) {
    let mut first = 0;
    for stretch in stretches {
        stretch.first = first;
        first += stretch.len();
    }
}

/// The one edit that turns `old` into `new`: all but what they begin and end with alike.
fn difference(old: &str, new: &str) -> TextEdit {
    let mut start = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
    while !old.is_char_boundary(start) {
        start -= 1;
    }
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let mut same = old_rest.bytes().rev().zip(new_rest.bytes().rev()).take_while(|(a, b)| a == b).count();
    while !old_rest.is_char_boundary(old_rest.len() - same) {
        same -= 1;
    }
    let range = ByteRange::new(start, old.len() - same);
    TextEdit { range, new: new_rest[..new_rest.len() - same].to_owned() }
}
