//! The generator: seeds, pieces, and what is done to them.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// Xorshift.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit
    }

    pub fn pick<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }

    pub fn boundary(&mut self, text: &str) -> usize {
        floor(text, self.below(text.len() + 1))
    }

    /// A seed, or a heap of pieces, with some damage.
    pub fn text(&mut self, seeds: &[&str], pieces: &[&str]) -> String {
        let mut text = match self.below(4) {
            0 => String::new(),
            1 => self.pick(seeds).to_owned(),
            _ => self.pick(seeds).to_owned() + self.pick(seeds),
        };
        if text.is_empty() {
            for _ in 0..self.below(40) {
                text += self.piece(pieces);
            }
        }
        for _ in 0..self.below(8) {
            self.damage(&mut text, pieces);
        }
        text
    }

    /// A piece of the target's, or one that is ugly anywhere.
    pub fn piece<'a>(&mut self, pieces: &[&'a str]) -> &'a str {
        if self.below(8) == 0 { self.pick(&UGLY) } else { self.pick(pieces) }
    }

    /// Something is taken out, put in, doubled, moved, repeated or cut off.
    pub fn damage(&mut self, text: &mut String, pieces: &[&str]) {
        let start = self.boundary(text);
        let reach = if self.below(4) == 0 { 200 } else { 8 };
        let end = floor(text, (start + self.below(reach)).min(text.len())).max(start);
        let part = text[start..end].to_owned();
        let at = self.boundary(text);
        match self.below(8) {
            0 => text.replace_range(start..end, ""),
            1 => text.insert_str(at, &part),
            2 => text.insert_str(at, &part.repeat(2 + self.below(9))),
            3 => text.truncate(at),
            4 => text.replace_range(start..end, self.piece(pieces)),
            5 => text.insert_str(at, &self.piece(pieces).repeat(1 + self.below(30))),
            _ => text.insert_str(at, self.piece(pieces)),
        }
    }

    /// The same of bytes that need not be a text.
    pub fn bytes(&mut self, seeds: &[&str], pieces: &[&str]) -> Vec<u8> {
        let mut bytes = self.text(seeds, pieces).into_bytes();
        for _ in 0..self.below(4) {
            let at = self.below(bytes.len() + 1);
            match self.below(3) {
                0 => bytes.insert(at, self.below(256) as u8),
                1 => bytes.truncate(at),
                _ => {
                    if let Some(byte) = bytes.get_mut(at) {
                        *byte ^= 1 << self.below(8);
                    }
                }
            }
        }
        bytes
    }
}

/// What is ugly anywhere: signs of every width, what looks like others or like nothing, what turns the line round,
/// line ends that are none, half-built accents, what case or composition makes longer.
const UGLY: [&str; 34] = [
    "\0",
    "\u{1}",
    "\u{7f}",
    "\u{80}",
    "\u{85}",
    "\u{a0}",
    "\u{ad}",
    "\u{200b}",
    "\u{200d}",
    "\u{202e}",
    "\u{2066}",
    "\u{2028}",
    "\u{feff}",
    "\u{fffd}",
    "\u{10ffff}",
    "e\u{301}",
    "\u{301}",
    "İ",
    "ß",
    "ŉ",
    "ﬁ",
    "ǆ",
    "Σ",
    "😀",
    "👩‍👩‍👧",
    "中",
    "ﷺ",
    "\u{1e9e}",
    "\r",
    "\r\n",
    "\t",
    "\u{b}",
    "\\",
    "½",
];

pub fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Runs `usual` cases, or as many as are wanted, each on the text that `make` makes.
#[track_caller]
pub fn run<T: std::fmt::Debug>(usual: u64, make: impl Fn(&mut Random) -> T, check: impl Fn(&mut Random, &T)) {
    let first = number("LACUNA_FUZZ_SEED").unwrap_or(1);
    for seed in first..first + number("LACUNA_FUZZ_CASES").unwrap_or(usual) {
        let mut random = Random::new(seed);
        let input = make(&mut random);
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| check(&mut random, &input))) {
            eprintln!("with LACUNA_FUZZ_SEED={seed}, of\n{input:?}");
            resume_unwind(panic);
        }
    }
}

/// A slice of `text` is one: within it, on character boundaries, its ends in order.
#[track_caller]
pub fn assert_within(text: &str, range: lacuna::text::ByteRange) {
    assert!(text.get(range.start..range.end).is_some(), "{range:?} of {} bytes", text.len());
}
