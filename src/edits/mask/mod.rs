//! Citations blanked for other eyes, and restored: in the place of each key stands a mark that says nothing.
//!
//! Marks are numbered, one for each key, so that a text may be edited in between. They are put into the bytes of a
//! file and taken out of them: whatever else it is made of stays, and what is restored is what was there.

#[cfg(test)]
mod tests;

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::model::document::DocumentId;
use crate::model::snapshot::Snapshot;
use crate::rules::every_diagnostic;
use crate::rules::gaps::placeholder_key;
use crate::text::decode::{Decoding, decode};
use crate::text::encode::{located, written_as};
use crate::text::{ByteRange, Text};

/// The keys of a document that are masked: in cite commands and where the document defines them. What stands for a
/// key that is not known yet, as `TODO`, is no secret.
pub fn keys(snapshot: &Snapshot, id: &DocumentId) -> Vec<ByteRange> {
    let Some(citations) = snapshot.citations(id) else { return Vec::new() };
    let cited = citations.iter().flat_map(|(start, it)| {
        let keys = it.groups.iter().flat_map(|it| &it.keys).filter(|it| it.text != "*");
        keys.map(move |it| it.range.shift(start))
    });
    let items = citations.items().map(|(start, it)| it.range.shift(start));
    let mut ranges: Vec<ByteRange> = cited.chain(items).filter(|it| !it.is_empty()).collect();
    ranges.sort_unstable();
    ranges.dedup_by(|later, former| later.start < former.end);
    let is_placeholder = |it: &&crate::rules::Diagnostic| it.rule == placeholder_key::RULE;
    let open: Vec<ByteRange> =
        every_diagnostic(snapshot, id).iter().filter(is_placeholder).map(|it| it.range).collect();
    ranges.retain(|it| !open.iter().any(|gap| gap.overlaps(*it)));
    ranges
}

/// What one mark stands for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Masked {
    /// The key, or the part of one that stood there.
    pub key: String,
    /// Its bytes, where the letters alone do not tell them, with whether all else in the file was UTF-8.
    pub bytes: Option<(Vec<u8>, bool)>,
}

/// The marks of some files, and what they stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marks {
    /// What they begin with; a number follows.
    pub prefix: String,
    /// What they stand for, the first being number 1.
    pub all: Vec<Masked>,
    known: FxHashMap<Masked, usize>,
}

/// A file after its marks were taken out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Restored {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The number of each mark that was met.
    pub met: Vec<usize>,
    /// Marks that stand for nothing, or for what the file's encoding cannot hold; they stay.
    pub strange: Vec<String>,
}

/// What marks begin with, unless a text has such a word.
const PREFIX: &str = "lacuna-";

impl Marks {
    /// None yet, for these texts: no mark will be a word of theirs.
    pub fn unlike(texts: &[&Text]) -> Self {
        let is_free = |prefix: &String| {
            texts.iter().all(|text| {
                let text = text.all();
                let mut found = text.match_indices(prefix.as_str());
                !found.any(|(at, _)| text[at + prefix.len()..].starts_with(|c: char| c.is_ascii_digit()))
            })
        };
        let prefixes = std::iter::successors(Some(PREFIX.to_owned()), |it| Some(format!("{it}x-")));
        Self::new(prefixes.into_iter().find(is_free).unwrap_or_default(), Vec::new())
    }

    /// Those that were written to a file.
    pub fn new(prefix: String, all: Vec<Masked>) -> Self {
        Self { prefix, all, known: FxHashMap::default() }
    }

    /// The mark of this number.
    pub fn name(&self, number: usize) -> String {
        format!("{}{number:04}", self.prefix)
    }

    /// A file with marks in the place of these ranges of its text, which are in order and apart; and how many. `None`
    /// where its bytes are not those of the text.
    pub fn mask(&mut self, bytes: &[u8], ranges: &[ByteRange]) -> Option<(Vec<u8>, usize)> {
        let (text, decoding) = decode(bytes.to_vec());
        // A digit behind it would be read as the mark's.
        let ends = |it: &&ByteRange| !text[it.end..].starts_with(|c: char| c.is_ascii_digit());
        let ranges: Vec<ByteRange> = ranges.iter().filter(ends).copied().collect();
        let places = located(bytes, &ranges)?;
        let is_utf8 = std::str::from_utf8(&without(bytes, &places)).is_ok();
        let mut out = Vec::with_capacity(bytes.len());
        let mut end = 0;
        for (range, place) in ranges.iter().zip(&places) {
            let key = text.get(range.std())?.to_owned();
            let raw = bytes.get(place.clone())?.to_vec();
            let is_plain = match decoding {
                Decoding::Utf8 => true,
                Decoding::Windows1252 => key.is_ascii(),
                Decoding::Utf16 => written_as(bytes, &key)? == raw,
            };
            let number = self.number(Masked { key, bytes: (!is_plain).then_some((raw, is_utf8)) });
            let mark = self.name(number);
            out.extend_from_slice(bytes.get(end..place.start)?);
            out.extend(written_as(bytes, &mark)?);
            end = place.end;
        }
        out.extend_from_slice(bytes.get(end..)?);
        Some((out, ranges.len()))
    }

    fn number(&mut self, masked: Masked) -> usize {
        let next = self.all.len() + 1;
        let number = *self.known.entry(masked.clone()).or_insert(next);
        if number == next {
            self.all.push(masked);
        }
        number
    }

    /// A file with what stood in the place of the marks.
    pub fn restore(&self, bytes: &[u8]) -> Restored {
        let (text, decoding) = decode(bytes.to_vec());
        let mut found: Vec<(ByteRange, usize)> = Vec::new();
        for (at, _) in text.match_indices(&self.prefix) {
            let digits = &text[at + self.prefix.len()..];
            let length = digits.bytes().take_while(u8::is_ascii_digit).count();
            if length > 0 {
                let range = ByteRange::new(at, at + self.prefix.len() + length);
                found.push((range, digits[..length].parse().unwrap_or(usize::MAX)));
            }
        }
        let ranges: Vec<ByteRange> = found.iter().map(|it| it.0).collect();
        let mut restored = Restored::default();
        let Some(places) = located(bytes, &ranges) else {
            return Restored { bytes: bytes.to_vec(), ..restored };
        };
        let is_utf8 = std::str::from_utf8(bytes).is_ok();
        let mut end = 0;
        for ((range, number), place) in found.into_iter().zip(places) {
            let masked = number.checked_sub(1).and_then(|it| self.all.get(it));
            let written = masked.and_then(|it| match &it.bytes {
                Some((raw, was_utf8)) if *was_utf8 == is_utf8 || decoding == Decoding::Utf16 => {
                    Some(raw.clone())
                }
                // It has another encoding now.
                _ => written_as(bytes, &it.key),
            });
            let Some(written) = written else {
                restored.strange.push(text[range.std()].to_owned());
                continue;
            };
            restored.bytes.extend_from_slice(&bytes[end..place.start]);
            restored.bytes.extend(written);
            restored.met.push(number);
            end = place.end;
        }
        restored.bytes.extend_from_slice(&bytes[end..]);
        restored
    }
}

fn without(bytes: &[u8], places: &[Range<usize>]) -> Vec<u8> {
    let mut rest = Vec::with_capacity(bytes.len());
    let mut end = 0;
    for place in places {
        rest.extend_from_slice(&bytes[end..place.start]);
        end = place.end;
    }
    rest.extend_from_slice(&bytes[end..]);
    rest
}
