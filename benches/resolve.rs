//! How well are prose citations resolved? An experiment over real bibliographies.
//!
//! ```text
//! LACUNA_BIBS=a.bib:b.bib LACUNA_TRIALS=2000 LACUNA_SEED=7 cargo bench --bench resolve
//! ```
//!
//! For each file, works are drawn at random and cited in prose: as they are (exact), with a misquoted
//! title (damaged), with a title made of two, and with another's first author. Printed: how often the
//! verdict names the right work, how often a wrong one, the same for other thresholds, and the time.

#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use lacuna::model::bibliography::Bibliography;
use lacuna::model::library::{EntryId, Library, Work};
use lacuna::resolve::context::{Surroundings, UseContexts, rank};
use lacuna::resolve::near_key::near_keys;
use lacuna::resolve::prose::{Thresholds, Verdict, resolve_within};
use lacuna::syntax::latex_text::fold_words;
use lacuna::syntax::prose::ProseWork;
use lacuna::text::Text;

fn main() {
    let Ok(paths) = std::env::var("LACUNA_BIBS") else {
        println!("LACUNA_BIBS names no .bib file: nothing to measure");
        return;
    };
    let number =
        |name: &str, default| std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(default);
    let trials = number("LACUNA_TRIALS", 2000);
    for path in paths.split(':') {
        let text = String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
        let bibliography = Bibliography::parse(Text::plain(text)).indexed();
        let library = Library::new(vec![Arc::new(bibliography)], 0);
        println!("{path}: {} entries", library.len());
        Experiment::new(&library, number("LACUNA_SEED", 7) as u64).run(trials);
    }
}

/// A title and first author in a form in which copies of one work are equal.
fn identity(work: &Work) -> (String, String) {
    let mut words = fold_words(&work.title);
    if words.len() > 1 && ["a", "an", "the"].contains(&words[0].as_str()) {
        words.remove(0);
    }
    let family = work.authors.first().map(|author| fold_words(&author.family).concat());
    (words.concat(), family.unwrap_or_default())
}

struct Experiment<'a> {
    library: &'a Library,
    works: Vec<Work>,
    random: u64,
}

#[derive(Default)]
struct Tally {
    trials: usize,
    right: usize,
    wrong_match: usize,
    wrong: usize,
    ambiguous: usize,
    not_found: usize,
    times: Vec<Duration>,
}

impl Tally {
    fn print(mut self, name: &str) {
        let share = |n: usize| 100.0 * n as f64 / self.trials.max(1) as f64;
        self.times.sort();
        let time = |at: f64| {
            let index = (at * self.times.len().saturating_sub(1) as f64) as usize;
            self.times.get(index).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
        };
        println!(
            "  {name:<22} {:>5} trials  right {:6.2} %  wrong match {:5.2} %  wrong {:5.2} %  ambiguous {:5.2} %  \
             not found {:5.2} %  median {:.2} ms  p99 {:.2} ms",
            self.trials,
            share(self.right),
            share(self.wrong_match),
            share(self.wrong),
            share(self.ambiguous),
            share(self.not_found),
            time(0.5),
            time(0.99),
        );
    }
}

const DAMAGES: [&str; 5] = ["word dropped", "word replaced", "word added", "subtitle dropped", "two typos"];

impl<'a> Experiment<'a> {
    /// With one entry of each work whose title has at least three words.
    fn new(library: &'a Library, seed: u64) -> Self {
        let mut seen = HashSet::new();
        let works = library
            .keys()
            .map(|(id, _)| library.work(id))
            .filter(|work| work.title.split_whitespace().count() >= 3 && !work.authors.is_empty())
            .filter(|work| seen.insert(identity(work)))
            .collect();
        Self { library, works, random: seed | 1 }
    }

    /// xorshift64*.
    fn below(&mut self, bound: usize) -> usize {
        self.random ^= self.random >> 12;
        self.random ^= self.random << 25;
        self.random ^= self.random >> 27;
        (self.random.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % bound.max(1)
    }

    fn run(&mut self, trials: usize) {
        println!("  {} distinct works", self.works.len());
        let normal = Thresholds::default();
        let mut exact = Tally::default();
        for _ in 0..trials {
            let work = self.draw();
            self.judge(&work, &work.title, &work, &normal, &mut exact);
        }
        exact.print("exact");

        let mut cases = Vec::new();
        for round in 0..trials {
            let work = self.draw();
            let damage = round % DAMAGES.len();
            if let Some(title) = self.damaged(&work.title, damage) {
                cases.push((damage, work, title));
            }
        }
        let mut all = Tally::default();
        for (damage, name) in DAMAGES.iter().enumerate() {
            let mut tally = Tally::default();
            for (_, work, title) in cases.iter().filter(|case| case.0 == damage) {
                self.judge(work, title, work, &normal, &mut tally);
                self.judge(work, title, work, &normal, &mut all);
            }
            tally.print(name);
        }
        all.print("damaged, all");

        let mut mixed = Vec::new();
        for _ in 0..trials / 2 {
            let (a, b) = (self.draw(), self.draw());
            let head: Vec<&str> = a.title.split_whitespace().collect();
            let tail: Vec<&str> = b.title.split_whitespace().collect();
            let title = [&head[..head.len().div_ceil(2)], &tail[tail.len() / 2..]].concat().join(" ");
            if identity(&a) != identity(&b) {
                mixed.push((a, title));
            }
        }
        let nobody = Work::default();
        let mut tally = Tally::default();
        for (a, title) in &mixed {
            self.judge(a, title, &nobody, &normal, &mut tally);
        }
        tally.print("titles of two");
        let mut tally = Tally::default();
        for _ in 0..trials / 2 {
            let (a, b) = (self.draw(), self.draw());
            if identity(&a).1 != identity(&b).1 {
                self.judge(&b, &a.title, &a, &normal, &mut tally);
            }
        }
        tally.print("another's author");

        self.keys_and_gaps(trials / 4);

        println!("  threshold of likeness: damaged named right / named wrong; titles of two named");
        for same_work in [0.70, 0.75, 0.80, 0.85, 0.90, 0.95] {
            let thresholds = Thresholds { same_work, ..normal };
            let (mut damaged, mut two) = (Tally::default(), Tally::default());
            for (_, work, title) in cases.iter().step_by(3) {
                self.judge(work, title, work, &thresholds, &mut damaged);
            }
            for (a, title) in mixed.iter().step_by(2) {
                self.judge(a, title, &nobody, &thresholds, &mut two);
            }
            let share = |n: usize, tally: &Tally| 100.0 * n as f64 / tally.trials.max(1) as f64;
            println!(
                "    {same_work:.2}  {:6.2} % / {:5.2} %   {:5.2} %",
                share(damaged.right, &damaged),
                share(damaged.wrong, &damaged),
                share(two.wrong, &two)
            );
        }
    }

    /// How long misspelt keys take, how often the right one comes first, and how long a gap takes.
    fn keys_and_gaps(&mut self, trials: usize) {
        let mut keys = Tally::default();
        let mut gaps = Tally::default();
        let uses = UseContexts::default();
        for _ in 0..trials {
            let work = self.draw();
            let mut letters: Vec<char> = work.key.chars().collect();
            let at = self.below(letters.len().max(2) - 1);
            if letters.len() < 6 || letters[at].is_ascii_digit() || letters[at + 1].is_ascii_digit() {
                continue;
            }
            letters.swap(at, at + 1);
            let written: String = letters.into_iter().collect();
            let start = Instant::now();
            let near = near_keys(&written, self.library, 5);
            keys.times.push(start.elapsed());
            keys.trials += 1;
            let found = near.iter().any(|near| self.library.key(near.id) == work.key);
            keys.right += usize::from(found);
            keys.not_found += usize::from(!found);

            let sentence = format!("As {} and others have shown, {} is", work.authors[0].family, work.title);
            let paragraph = format!("{sentence}. {}", self.draw().title);
            let place = Surroundings {
                before: &sentence,
                after: " of interest.",
                paragraph: &paragraph,
                heading: "Related work",
                cited_here: &[],
                cited_near: &[],
            };
            let start = Instant::now();
            let ranked = rank(&place, self.library, &uses, 10);
            gaps.times.push(start.elapsed());
            gaps.trials += 1;
            let found = ranked.iter().any(|near| identity(&self.library.work(near.id)) == identity(&work));
            gaps.right += usize::from(found);
            gaps.not_found += usize::from(!found);
        }
        keys.print("keys, letters swapped");
        gaps.print("gaps, title in text");
    }

    fn draw(&mut self) -> Work {
        let at = self.below(self.works.len());
        self.works[at].clone()
    }

    /// Cites `title` with the first author of `author`; right is what names `right`.
    fn judge(&self, author: &Work, title: &str, right: &Work, thresholds: &Thresholds, tally: &mut Tally) {
        let first = &author.authors[0];
        let family = format!("{} {}", first.particle, first.family);
        let work = ProseWork {
            range: Default::default(),
            authors: vec![family.trim().to_owned()],
            et_al: true,
            title: Some(title.to_owned()),
            year: None,
        };
        let start = Instant::now();
        let resolution = resolve_within(&work, self.library, &|_| false, thresholds);
        tally.times.push(start.elapsed());
        tally.trials += 1;
        let is_right = |id: EntryId| identity(&self.library.work(id)) == identity(right);
        let named = resolution.candidates.iter().any(|candidate| is_right(candidate.id));
        // A damaged or mixed title may be the title of another entry: then that entry matches rightly.
        let another = |id: EntryId| {
            let found = identity(&self.library.work(id));
            found == identity(&Work { title: title.to_owned(), ..author.clone() }) && found != identity(right)
        };
        match resolution.verdict {
            Verdict::Ambiguous => tally.ambiguous += 1,
            Verdict::NotFound => tally.not_found += 1,
            _ if named => tally.right += 1,
            verdict => {
                tally.wrong += 1;
                let honest = resolution.candidates.iter().any(|candidate| another(candidate.id));
                tally.wrong_match += usize::from(verdict == Verdict::Match && !honest);
            }
        }
    }

    fn damaged(&mut self, title: &str, damage: usize) -> Option<String> {
        const WORDS: [&str; 8] =
            ["efficient", "models", "large", "novel", "systems", "data", "robust", "analysis"];
        let mut words: Vec<String> = title.split_whitespace().map(str::to_owned).collect();
        let at = self.below(words.len());
        match damage {
            0 => drop(words.remove(at)),
            1 => words[at] = WORDS[self.below(WORDS.len())].to_owned(),
            2 => words.insert(at, WORDS[self.below(WORDS.len())].to_owned()),
            3 => {
                let (head, rest) = title.split_once(": ")?;
                return (!rest.is_empty()).then(|| head.to_owned());
            }
            _ => {
                let mut letters: Vec<char> = title.chars().collect();
                for _ in 0..2 {
                    let at = self.below(letters.len() - 1);
                    if letters[at].is_alphabetic() && letters[at + 1].is_alphabetic() {
                        letters.swap(at, at + 1);
                    } else {
                        letters.insert(at, 'e');
                    }
                }
                return Some(letters.into_iter().collect());
            }
        }
        Some(words.join(" "))
    }
}
