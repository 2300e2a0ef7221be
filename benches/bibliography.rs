//! Bibliographies of 5,000, 20,000 and 100,000 entries: splitting, reading, indexing, editing, searching.
//! The first bench, one pass of `memchr`, is the limit that memory sets.

use std::hint::black_box;
use std::sync::Arc;

use divan::Bencher;
use divan::counter::BytesCount;
use lacuna::model::bibliography::Bibliography;
use lacuna::model::library::Library;
use lacuna::syntax::bib::split::Splitter;
use lacuna::syntax::latex_text::fold_words;
use lacuna::text::{ByteRange, Text, TextEdit};

const SIZES: [usize; 3] = [5_000, 20_000, 100_000];

fn main() {
    divan::main();
}

/// A xorshift generator: the same numbers in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 as usize % limit
    }

    /// A word of a vocabulary in which some words are far more frequent than others.
    fn word(&mut self) -> String {
        let bound = 1 + self.below(30_000);
        let mut number = self.below(bound);
        let mut word = String::new();
        while word.is_empty() || number > 0 {
            word += ["ka", "lo", "mi", "ne", "ru", "sta", "ter", "vo"][number % 8];
            number /= 8;
        }
        word
    }

    fn words(&mut self, count: usize) -> String {
        (0..count).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }
}

/// About 530 bytes an entry, a third of them with an abstract.
fn bibliography(entries: usize) -> String {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut text = String::new();
    for number in 0..entries {
        let (first, second, year) = (random.word(), random.word(), 1990 + random.below(35));
        let (length, in_venue) = (4 + random.below(10), 3 + random.below(5));
        let (title, venue) = (random.words(length), random.words(in_venue));
        text += &format!(
            "@article{{{first}{year}:{number},\n  title = {{{{The}} {title}}},\n  author = {{{first}, Ada and \
             {second}, B{{\\\"o}}rn}},\n  journal = \"{venue}\",\n  year = {year},\n  doi = {{10.1000/{number}}},\n"
        );
        if number % 3 == 0 {
            text += &format!("  abstract = {{{}}},\n", random.words(130));
        }
        text += "}\n\n";
    }
    text
}

fn library(entries: usize) -> Library {
    let file = Bibliography::parse(Text::plain(bibliography(entries))).indexed();
    Library::new(vec![Arc::new(file)], 0)
}

#[divan::bench(args = SIZES)]
fn limit_one_pass_of_memchr(bencher: Bencher<'_, '_>, entries: usize) {
    let text = bibliography(entries);
    let bencher = bencher.counter(BytesCount::of_str(&text));
    bencher.bench(|| memchr::memchr3_iter(b'@', b'{', b'}', black_box(text.as_bytes())).count());
}

#[divan::bench(args = SIZES)]
fn split(bencher: Bencher<'_, '_>, entries: usize) {
    let text = bibliography(entries);
    bencher.counter(BytesCount::of_str(&text)).bench(|| Splitter::new(black_box(&text)).count());
}

#[divan::bench(args = SIZES)]
fn split_with_keys(bencher: Bencher<'_, '_>, entries: usize) {
    let text = Text::plain(bibliography(entries));
    bencher.counter(BytesCount::new(text.len())).bench(|| Bibliography::parse(black_box(text.clone())));
}

#[divan::bench]
fn read_the_fields_of_an_entry(bencher: Bencher<'_, '_>) {
    let file = Bibliography::parse(Text::plain(bibliography(1000)));
    bencher.bench(|| file.entry(black_box(500)));
}

#[divan::bench]
fn read_a_work(bencher: Bencher<'_, '_>) {
    let library = library(1000);
    let id = library.keys().nth(500).map(|(id, _)| id);
    bencher.bench(|| id.map(|id| library.work(black_box(id))));
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn index(bencher: Bencher<'_, '_>, entries: usize) {
    let text = Text::plain(bibliography(entries));
    bencher.with_inputs(|| Bibliography::parse(text.clone())).bench_values(|file| file.indexed());
}

#[divan::bench(args = SIZES)]
fn edit_one_letter(bencher: Bencher<'_, '_>, entries: usize) {
    let text = Text::rope(&bibliography(entries));
    let file = Bibliography::parse(text.clone());
    let edit =
        TextEdit { range: ByteRange::empty(file.range(entries as u32 / 2).end - 20), new: "x".to_owned() };
    let edited = text.edited(&edit);
    bencher.bench(|| file.edited(black_box(&edit), edited.clone()));
}

const QUERIES: [&str; 5] = ["k", "sta", "kalo", "kalo mine", "kalo mine ruka"];

#[divan::bench(args = QUERIES, consts = SIZES)]
fn search<const ENTRIES: usize>(bencher: Bencher<'_, '_>, query: &str) {
    let library = library(ENTRIES);
    bencher.bench(|| library.search(black_box(query), 100));
}

#[divan::bench]
fn titled_100000(bencher: Bencher<'_, '_>) {
    let library = library(100_000);
    let title = Random(7).words(10);
    let words = fold_words(&title);
    bencher.bench(|| library.titled(black_box(&words), 50));
}

#[divan::bench]
fn about_100000(bencher: Bencher<'_, '_>) {
    let library = library(100_000);
    let sentence = Random(11).words(33);
    let words: Vec<(String, f32)> = fold_words(&sentence).into_iter().map(|word| (word, 1.0)).collect();
    bencher.bench(|| library.about(black_box(&words), 50));
}

#[divan::bench]
fn similar_keys_100000(bencher: Bencher<'_, '_>) {
    let library = library(100_000);
    bencher.bench(|| library.similar_keys(black_box("kalo2001:77"), 10));
}
