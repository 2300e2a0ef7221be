//! BM25: entries that share most with a list of words, rare words counting for more.
//!
//! Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009). The mean
//! lengths are constants, so that a score does not depend on how the file is cut into tables.

use super::index::{Fields, KEYWORD, TITLE, Words};

const SATURATION: f32 = 1.2;

/// What a query's words are weighed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The title alone.
    Title,
    /// Title, keywords and abstract, in which a word weighs 3, 2 and 1.
    Whole,
}

impl Subject {
    /// Words in a typical entry, and how much a longer one is held against it.
    fn length(self) -> (f32, f32) {
        match self {
            Self::Title => (10.0, 0.6),
            Self::Whole => (60.0, 0.3),
        }
    }
}

impl Words {
    /// In how many of its entries `word` stands: outside abstracts (or, for [`Subject::Title`], in the title), and
    /// in abstracts. Where `is_live` is given, in how many that it accepts.
    pub fn frequency(
        &self,
        word: &str,
        subject: Subject,
        is_live: Option<&dyn Fn(u32) -> bool>,
    ) -> (u32, u32) {
        let Some(at) = self.find(word) else { return (0, 0) };
        let postings = self.postings(at);
        let Some(is_live) = is_live else {
            return match subject {
                Subject::Title => (postings.titles, 0),
                Subject::Whole => (postings.fronts, postings.abstracts),
            };
        };
        let counts = |fields: Fields| subject == Subject::Whole || fields & TITLE != 0;
        let fronts = postings.front().filter(|(entry, fields)| counts(*fields) && is_live(*entry)).count();
        let abstracts = match subject {
            Subject::Title => 0,
            Subject::Whole => postings.back().filter(|entry| is_live(*entry)).count(),
        };
        (fronts as u32, abstracts as u32)
    }

    /// The entries that have any of these words, unordered, each with its score. Each word comes with its
    /// weight, its rarity included.
    pub fn scored(&self, words: &[(&str, f32)], subject: Subject) -> Vec<(f32, u32)> {
        let mut scores = vec![0.0f32; self.title_lengths.len()];
        let mut touched = Vec::new();
        let mut add = |entry: u32, score: f32| {
            let total = &mut scores[entry as usize];
            if *total == 0.0 {
                touched.push(entry);
            }
            *total += score;
        };
        for &(word, weight) in words {
            let Some(at) = self.find(word) else { continue };
            let postings = self.postings(at);
            let mut back = postings.back().filter(|_| subject == Subject::Whole).peekable();
            for (entry, fields) in postings.front() {
                while let Some(earlier) = back.next_if(|&earlier| earlier < entry) {
                    add(earlier, weight * self.gain(earlier, 1.0, subject));
                }
                let in_abstract = back.next_if_eq(&entry).is_some();
                let count = count(fields, subject) + f32::from(u8::from(in_abstract));
                if count > 0.0 {
                    add(entry, weight * self.gain(entry, count, subject));
                }
            }
            back.for_each(|entry| add(entry, weight * self.gain(entry, 1.0, subject)));
        }
        touched.into_iter().map(|entry| (scores[entry as usize], entry)).collect()
    }

    fn gain(&self, entry: u32, count: f32, subject: Subject) -> f32 {
        let length = match subject {
            Subject::Title => f32::from(self.title_lengths[entry as usize]),
            Subject::Whole => f32::from(self.lengths[entry as usize]),
        };
        let (typical, penalty) = subject.length();
        let damping = SATURATION * (1.0 - penalty + penalty * length / typical);
        count * (SATURATION + 1.0) / (count + damping)
    }
}

fn count(fields: Fields, subject: Subject) -> f32 {
    let title = f32::from(u8::from(fields & TITLE != 0));
    match subject {
        Subject::Title => title,
        Subject::Whole => 3.0 * title + 2.0 * f32::from(u8::from(fields & KEYWORD != 0)),
    }
}

/// How much a word tells that stands in `frequency` of `entries`; never nothing.
pub fn rarity(frequency: u32, entries: usize) -> f32 {
    let (frequency, entries) = (frequency as f32, entries as f32);
    (1.0 + ((entries - frequency).max(0.0) + 0.5) / (frequency + 0.5)).ln()
}
