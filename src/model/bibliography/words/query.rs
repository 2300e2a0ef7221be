//! Entries that have all words of a query.

use std::ops::Range;

use super::index::{FAMILY, FIRST, Fields, GIVEN, KEY, PARENT, TITLE, Words, YEAR};

/// How well an entry answers a query: less is better.
pub type Rank = u32;

/// Of a query whose words are the beginning of the key; the key itself is 0.
pub const KEY_BEGINS: Rank = 1;

/// Where an entry of this rank has the words: the key itself, its beginning, the title, and so on.
pub fn place(rank: Rank) -> Rank {
    if rank <= KEY_BEGINS { rank } else { rank >> 16 }
}

/// More words of a query than this need not agree to the end.
const MOST_EXACT: u8 = 64;

/// A word of a query.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The word, folded.
    pub word: String,
    /// What a word of an entry may begin with: the word itself; or, where no entry has a word that
    /// begins so, the beginnings at one typo's distance.
    pub beginnings: Vec<String>,
    /// Words of the index that stand for strings that have such a word, and for entries that hand one down.
    pub tokens: Vec<String>,
}

/// Whether a word is long enough to be looked for in abstracts and in what is not written in the entry
/// itself: of more than two letters, or of a script that has many.
pub fn is_telling(word: &str) -> bool {
    word.len() > 2
}

/// Where a word was found, the best place first.
const IN_TITLE: u8 = 0;
const IN_FIRST_AUTHOR_OR_YEAR: u8 = 1;
const IN_AUTHOR_OR_KEY: u8 = 2;
const IN_GIVEN_NAME: u8 = 3;
const ELSEWHERE: u8 = 4;
const INHERITED: u8 = 5;
const IN_ABSTRACT: u8 = 6;
const AS_INITIAL: u8 = 7;

/// What is known of an entry while the query's words are looked up one by one.
#[derive(Clone, Copy, Default)]
struct State {
    /// How many words it has, of those looked up.
    words: u8,
    /// The best place of the last of them, twice, plus one if only its beginning agrees.
    last: u8,
    /// The worst place of the others.
    worst: u8,
    /// How many of the others agree to the end.
    exact: u8,
    /// Whether any of them is an author's family name.
    names_author: bool,
    /// Whether any of the others may be inherited.
    inherits: bool,
}

impl State {
    fn settle(&mut self) {
        self.worst = self.worst.max(self.last / 2);
        self.exact += u8::from(self.last & 1 == 0);
        self.inherits |= self.last / 2 == INHERITED;
    }
}

struct Search {
    states: Vec<State>,
    touched: Vec<u32>,
    /// How many words have been looked up before the present one.
    done: u8,
}

impl Search {
    fn found(&mut self, entry: u32, place: u8, exact: bool, fields: Fields) {
        let quality = 2 * place + u8::from(!exact);
        let state = &mut self.states[entry as usize];
        if state.words == self.done + 1 {
            state.last = state.last.min(quality);
        } else if state.words == self.done {
            match self.done {
                0 => self.touched.push(entry),
                _ => state.settle(),
            }
            state.words += 1;
            state.last = quality;
        } else {
            return;
        }
        state.names_author |= fields & (FIRST | FAMILY) != 0;
    }
}

fn place_in(fields: Fields) -> u8 {
    match fields {
        _ if fields & TITLE != 0 => IN_TITLE,
        _ if fields & (FIRST | YEAR) != 0 => IN_FIRST_AUTHOR_OR_YEAR,
        _ if fields & (FAMILY | KEY) != 0 => IN_AUTHOR_OR_KEY,
        _ if fields & GIVEN != 0 => IN_GIVEN_NAME,
        _ => ELSEWHERE,
    }
}

impl Words {
    /// The entries that have all of `wanted`, unordered, each with its rank and with whether it has a word
    /// only if it inherits it.
    ///
    /// A word of one or two letters is not looked for in abstracts. A longer one may stand for a given
    /// name of which the entry has the initial, if another word is the family name.
    pub fn matching(&self, wanted: &[Wanted]) -> Vec<((Rank, bool), u32)> {
        let mut order: Vec<Lists<'_>> = wanted.iter().map(|wanted| self.lists(wanted)).collect();
        order.sort_by_key(|lists| {
            let tokens = lists.tokens.iter().map(|(at, _)| *at..at + 1);
            lists.ranges.iter().cloned().chain(tokens).map(|range| self.weight(range)).sum::<u32>()
        });
        let states = vec![State::default(); self.title_lengths.len()];
        let mut search = Search { states, touched: Vec::new(), done: 0 };
        for lists in order {
            self.look_up(&lists, &mut search);
            search.done += 1;
        }
        let Search { mut states, touched, done } = search;
        let rank = |entry: u32| {
            let state = &mut states[entry as usize];
            if done == 0 || state.words < done {
                return None;
            }
            state.settle();
            if state.worst == AS_INITIAL && !state.names_author {
                return None;
            }
            let length = u32::from(self.title_lengths[entry as usize]);
            let place = u32::from(state.worst) + KEY_BEGINS + 1;
            // Room is left for what is added to it later.
            let inexact = u32::from(MOST_EXACT.saturating_sub(state.exact));
            let rank = place << 16 | inexact << 8 | length;
            Some(((rank, state.inherits), entry))
        };
        touched.into_iter().filter_map(rank).collect()
    }

    fn lists<'a>(&self, wanted: &'a Wanted) -> Lists<'a> {
        let tokens = wanted.tokens.iter();
        Lists {
            wanted,
            ranges: wanted.beginnings.iter().map(|beginning| self.with_prefix(beginning)).collect(),
            tokens: tokens.filter_map(|it| Some((self.find(it)?, it.starts_with(PARENT)))).collect(),
        }
    }

    fn look_up(&self, lists: &Lists<'_>, search: &mut Search) {
        let Lists { wanted, ranges, tokens } = lists;
        let in_abstracts = is_telling(&wanted.word);
        for (range, beginning) in ranges.iter().zip(&wanted.beginnings) {
            for at in range.clone() {
                let exact = ranges.len() == 1 && self.word_length(at) == beginning.len();
                let postings = self.postings(at);
                for (entry, fields) in postings.front() {
                    search.found(entry, place_in(fields), exact, fields);
                }
                if in_abstracts {
                    postings.back().for_each(|entry| search.found(entry, IN_ABSTRACT, exact, 0));
                }
            }
        }
        for &(at, inherited) in tokens {
            let postings = self.postings(at);
            for (entry, fields) in postings.front() {
                let place = if inherited { INHERITED } else { place_in(fields) };
                search.found(entry, place, false, fields);
            }
            postings.back().for_each(|entry| search.found(entry, IN_ABSTRACT, false, 0));
        }
        if let Some(initial) = initial(&wanted.word).and_then(|initial| self.find(initial)) {
            let names = self.postings(initial).front().filter(|(_, fields)| fields & GIVEN != 0);
            names.for_each(|(entry, _)| search.found(entry, AS_INITIAL, false, 0));
        }
    }

    /// Calls `found` with each entry that has a word elsewhere than in its key, more than once if in several
    /// ways.
    pub fn holders(&self, wanted: &Wanted, mut found: impl FnMut(u32)) {
        let Lists { ranges, tokens, .. } = self.lists(wanted);
        for at in ranges.into_iter().flatten().chain(tokens.into_iter().map(|(at, _)| at)) {
            let postings = self.postings(at);
            postings.front().filter(|(_, fields)| *fields != KEY).for_each(|(entry, _)| found(entry));
            postings.back().for_each(&mut found);
        }
    }

    /// Whether any of the entries that `is_live` accepts has a word that begins with `beginning`.
    pub fn has(&self, beginning: &str, is_live: impl Fn(u32) -> bool) -> bool {
        self.with_prefix(beginning).any(|at| {
            let postings = self.postings(at);
            postings.front().any(|(entry, _)| is_live(entry)) || postings.back().any(&is_live)
        })
    }
}

/// The lists in which a word is looked up.
struct Lists<'a> {
    wanted: &'a Wanted,
    /// The words that begin as it does, for each beginning.
    ranges: Vec<Range<usize>>,
    /// What stands for it, and whether the word is inherited then.
    tokens: Vec<(usize, bool)>,
}

/// The initial that may stand for a name.
pub fn initial(word: &str) -> Option<&str> {
    let first = word.chars().next().filter(|c| c.is_alphabetic())?;
    (word.len() > first.len_utf8()).then(|| &word[..first.len_utf8()])
}

/// What `word` may have been meant to be, if one letter is wrong, missing or too many, or two are
/// swapped. Short words and numbers are left alone.
pub fn typos(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < 4 || letters.iter().any(|c| c.is_numeric()) {
        return Vec::new();
    }
    let alphabet = || if letters[0] < '\u{400}' { 'a'..='z' } else { 'а'..='я' };
    let mut found = Vec::new();
    let mut add = |before: &[char], new: Option<char>, after: &[char]| {
        found.push(before.iter().copied().chain(new).chain(after.iter().copied()).collect::<String>());
    };
    for at in 0..letters.len() {
        let (before, after) = letters.split_at(at);
        add(before, None, &after[1..]);
        if let [first, second, rest @ ..] = after {
            add(&[before, &[*second, *first]].concat(), None, rest);
        }
        for c in alphabet() {
            add(before, Some(c), &after[1..]);
            add(before, Some(c), after);
        }
    }
    found
}
