//! How well are gaps filled from the words around them? An experiment over real surveys, and the fit
//! of the weights in `resolve::context`.
//!
//! ```text
//! LACUNA_SURVEYS=folder:folder LACUNA_SITES=100 LACUNA_SEED=7 cargo bench --bench context
//! ```
//!
//! Citations are drawn at random and blanked: alone (one), or with all others of their file (all). The
//! baseline is BM25 over title, abstract and keywords with the sentence as the query. Printed for each
//! survey: the baseline, the weights as they stand, and weights fitted on the other surveys; at the
//! end the weights fitted on all.

#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use lacuna::model::bibliography::Bibliography;
use lacuna::model::library::{EntryId, Library};
use lacuna::resolve::context::{
    Features, REASONS, Surroundings, Use, UseContexts, WEIGHTS, features, use_words,
};
use lacuna::syntax::latex_text::fold_words;
use lacuna::text::Text;

const COLUMNS: usize = REASONS.len();

fn main() {
    let Ok(paths) = std::env::var("LACUNA_SURVEYS") else {
        println!("LACUNA_SURVEYS names no folder: nothing to measure");
        return;
    };
    let number =
        |name: &str, default| std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(default);
    let (count, seed) = (number("LACUNA_SITES", 100) as usize, number("LACUNA_SEED", 7));
    let surveys: Vec<(String, Vec<Site>)> = paths
        .split(':')
        .map(|path| {
            let survey = Survey::read(Path::new(path));
            let sites = survey.sites(count, seed);
            let name = Path::new(path).file_name().unwrap().to_string_lossy().into_owned();
            println!("{name}: {} entries, {} sites", survey.library.len(), sites.len());
            (name, sites)
        })
        .collect();

    let mut held_out: [Vec<usize>; 2] = Default::default();
    for (at, (name, sites)) in surveys.iter().enumerate() {
        let others =
            surveys.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, (_, sites))| sites);
        let weights = fit(others);
        println!("{name}");
        for (mode, held_out) in held_out.iter_mut().enumerate() {
            let of_mode: Vec<&Site> = sites.iter().filter(|site| site.mode == mode).collect();
            report(mode, "baseline", &of_mode.iter().map(|site| site.baseline).collect::<Vec<_>>());
            report(mode, "weights", &of_mode.iter().map(|site| site.rank(&WEIGHTS)).collect::<Vec<_>>());
            let ranks: Vec<usize> = of_mode.iter().map(|site| site.rank(&weights)).collect();
            report(mode, "held out", &ranks);
            held_out.extend(ranks);
        }
    }
    println!("all");
    let fitted = fit(surveys.iter().map(|(_, sites)| sites));
    for (mode, held_out) in held_out.iter().enumerate() {
        let all: Vec<&Site> =
            surveys.iter().flat_map(|(_, sites)| sites).filter(|site| site.mode == mode).collect();
        report(mode, "baseline", &all.iter().map(|site| site.baseline).collect::<Vec<_>>());
        report(mode, "weights", &all.iter().map(|site| site.rank(&WEIGHTS)).collect::<Vec<_>>());
        report(mode, "held out", held_out);
        report(mode, "fitted on all", &all.iter().map(|site| site.rank(&fitted)).collect::<Vec<_>>());
        for (column, reason) in REASONS.iter().enumerate() {
            let mut without = fitted;
            without[column] = 0.0;
            let ranks: Vec<usize> = all.iter().map(|site| site.rank(&without)).collect();
            report(mode, &format!("without {reason:?}"), &ranks);
        }
    }
    println!("fitted on all: {fitted:.2?}");
    for (name, time) in
        [("ranking", (|site| site.time) as fn(&Site) -> f64), ("building uses", |site| site.building)]
    {
        let mut times: Vec<f64> = surveys.iter().flat_map(|(_, sites)| sites).map(time).collect();
        times.sort_by(f64::total_cmp);
        println!(
            "{name}: median {:.2} ms, p99 {:.2} ms",
            times[times.len() / 2],
            times[times.len() * 99 / 100]
        );
    }
}

fn report(mode: usize, name: &str, ranks: &[usize]) {
    let share =
        |most: usize| ranks.iter().filter(|rank| **rank < most).count() as f64 / ranks.len().max(1) as f64;
    let mrr = ranks.iter().map(|rank| 1.0 / (*rank as f64 + 1.0)).sum::<f64>() / ranks.len().max(1) as f64;
    let mode = ["one", "all"][mode];
    println!(
        "  {mode} {name:<22} @1 {:.3}  @5 {:.3}  @10 {:.3}  MRR {mrr:.3}",
        share(1),
        share(5),
        share(10)
    );
}

/// A blanked citation with the figures of every candidate.
struct Site {
    mode: usize,
    rows: Vec<Features>,
    /// Which rows are right.
    right: Vec<usize>,
    baseline: usize,
    /// Of the ranking, and of building the words of all uses; milliseconds.
    time: f64,
    building: f64,
}

impl Site {
    fn rank(&self, weights: &Features) -> usize {
        let score = |row: &Features| row.iter().zip(weights).map(|(a, b)| a * b).sum::<f32>();
        let best = self.right.iter().map(|row| score(&self.rows[*row])).fold(f32::MIN, f32::max);
        if self.right.is_empty() {
            return 1_000_000;
        }
        self.rows.iter().filter(|row| score(row) > best).count()
    }
}

/// Multinomial logit by gradient ascent: the weights under which the right entries are likeliest.
fn fit<'a>(surveys: impl Iterator<Item = &'a Vec<Site>>) -> Features {
    let surveys: Vec<&Vec<Site>> = surveys.collect();
    let mut weights = [1.0f32; COLUMNS];
    let mut squares = [1e-6f32; COLUMNS];
    for _ in 0..250 {
        let mut gradient = [0.0f32; COLUMNS];
        for sites in &surveys {
            // Each survey counts alike, whatever its size.
            let share = 1.0 / sites.len().max(1) as f32;
            for site in sites.iter().filter(|site| !site.right.is_empty()) {
                let scores: Vec<f32> =
                    site.rows.iter().map(|row| row.iter().zip(&weights).map(|(a, b)| a * b).sum()).collect();
                let top = scores.iter().copied().fold(f32::MIN, f32::max);
                let all: f32 = scores.iter().map(|score| (score - top).exp()).sum();
                let right: f32 = site.right.iter().map(|row| (scores[*row] - top).exp()).sum();
                for (row, (score, features)) in scores.iter().zip(&site.rows).enumerate() {
                    let mass = (score - top).exp();
                    let gain =
                        if site.right.contains(&row) { mass / right.max(1e-20) } else { 0.0 } - mass / all;
                    for (sum, value) in gradient.iter_mut().zip(features) {
                        *sum += share * gain * value;
                    }
                }
            }
        }
        for column in 0..COLUMNS {
            // A faint pull to zero, and steps by AdaGrad.
            let slope = gradient[column] - 0.002 * weights[column];
            squares[column] += slope * slope;
            weights[column] += 0.3 * slope / squares[column].sqrt();
        }
    }
    weights
}

struct Cite {
    file: usize,
    start: usize,
    end: usize,
    keys: Vec<String>,
    before: String,
    after: String,
    words: Vec<String>,
    paragraph: usize,
    paragraph_text: String,
    heading: String,
    commented: bool,
}

struct Survey {
    library: Library,
    cites: Vec<Cite>,
    baseline: Bm25,
}

impl Survey {
    fn read(folder: &Path) -> Self {
        let read = |path: &PathBuf| String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
        let bibliographies = files(folder, "bib")
            .iter()
            .map(|path| Arc::new(Bibliography::parse(Text::plain(read(path))).indexed()))
            .collect();
        let library = Library::new(bibliographies, 0);
        let mut cites = Vec::new();
        let mut paragraphs = 0;
        for (file, path) in files(folder, "tex").iter().enumerate() {
            collect(&read(path), file, &mut paragraphs, &mut cites);
        }
        let baseline = Bm25::new(&library);
        Self { library, cites, baseline }
    }

    fn sites(&self, count: usize, seed: u64) -> Vec<Site> {
        let known = |cite: &Cite| cite.keys.iter().any(|key| self.library.get(key).is_some());
        let mut order: Vec<usize> = (0..self.cites.len())
            .filter(|at| !self.cites[*at].commented && known(&self.cites[*at]))
            .collect();
        let mut random = seed | 1;
        for at in (1..order.len()).rev() {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            order.swap(at, (random >> 20) as usize % (at + 1));
        }
        order.truncate(count);
        order.iter().flat_map(|at| [self.site(*at, 0), self.site(*at, 1)]).collect()
    }

    fn site(&self, at: usize, mode: usize) -> Site {
        let gap = &self.cites[at];
        let shown =
            |(other, cite): &(usize, &Cite)| if mode == 0 { *other != at } else { cite.file != gap.file };
        let visible: Vec<(usize, &Cite)> = self.cites.iter().enumerate().filter(shown).collect();
        let start = Instant::now();
        let uses = UseContexts::build(visible.iter().map(|(_, cite)| Use {
            keys: &cite.keys,
            words: &cite.words,
            paragraph: cite.paragraph,
        }));
        let building = start.elapsed().as_secs_f64() * 1000.0;
        let mut near = Vec::new();
        for (other, cite) in visible.iter().filter(|(_, cite)| cite.file == gap.file) {
            let distance = other.abs_diff(at) as u32 - 1;
            if distance < 20 {
                near.extend(cite.keys.iter().map(|key| (key.clone(), distance)));
            }
        }
        let place = Surroundings {
            before: &gap.before,
            after: &gap.after,
            paragraph: &gap.paragraph_text,
            heading: &gap.heading,
            cited_here: &[],
            cited_near: &near,
        };
        let start = Instant::now();
        let rows = features(&place, &self.library, &uses);
        let time = start.elapsed().as_secs_f64() * 1000.0;
        let answers: Vec<EntryId> = gap.keys.iter().filter_map(|key| self.library.get(key)).collect();
        let right = (0..rows.len()).filter(|row| answers.contains(&rows[*row].0)).collect();
        Site {
            mode,
            right,
            rows: rows.into_iter().map(|(_, row)| row).collect(),
            baseline: self.baseline.rank(&gap.before, &gap.after, &gap.keys),
            time,
            building,
        }
    }
}

/// Files below a folder with an extension, in the order of their names.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|other| other == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The citations of a file with what stands around them.
fn collect(text: &str, file: usize, paragraphs: &mut usize, cites: &mut Vec<Cite>) {
    let spans = spans(text);
    let mut headings: HashMap<&str, &str> = HashMap::new();
    let mut last = 0;
    for (start, end, keys) in &spans {
        *paragraphs += usize::from(text[last..*start].contains("\n\n"));
        for level in ["chapter", "section", "subsection"] {
            let marker = format!("\\{level}");
            if let Some(at) = text[last..*start].rfind(&marker) {
                let rest = &text[last + at..*start];
                let title = rest
                    .split_once('{')
                    .and_then(|(_, rest)| rest.split_once('}'))
                    .map_or("", |(title, _)| title);
                headings.insert(level, title);
            }
        }
        last = *end;
        let from = text[..*start].rfind("\n\n").unwrap_or(0);
        let to = text[*end..].find("\n\n").map_or(text.len(), |at| end + at);
        let (before, after) = (plain(&text[from..*start]), plain(&text[*end..to]));
        let cut = sentence_ends(&before).last().copied().unwrap_or(0);
        let stop =
            sentence_ends(&format!("{after} ")).first().copied().unwrap_or(after.len()).min(after.len());
        let line = text[..*start].rfind('\n').map_or(0, |at| at + 1);
        let heading = ["chapter", "section", "subsection"].iter().filter_map(|level| headings.get(level));
        cites.push(Cite {
            file,
            start: *start,
            end: *end,
            keys: keys.clone(),
            words: use_words(&format!("{} {}", &before[cut..], &after[..stop])),
            paragraph_text: format!("{before} {after}"),
            before: before[cut..].to_owned(),
            after: after[..stop].to_owned(),
            paragraph: *paragraphs,
            heading: heading.copied().collect::<Vec<_>>().join(" "),
            commented: text[line..*start].replace("\\%", "").contains('%'),
        });
        debug_assert!(cites.last().is_some_and(|cite| cite.start < cite.end));
    }
    *paragraphs += 1;
}

/// Where sentences end: behind `.`, `!` or `?` and white space.
fn sentence_ends(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    (1..bytes.len())
        .filter(|at| b".!?".contains(&bytes[at - 1]) && bytes[*at].is_ascii_whitespace())
        .collect()
}

/// Text without its citations and comments.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut last = 0;
    for (start, end, _) in spans(text) {
        out.push_str(&text[last..start]);
        last = end;
    }
    out.push_str(&text[last..]);
    out.lines().map(|line| line.split('%').next().unwrap_or("")).collect::<Vec<_>>().join("\n")
}

/// Cite commands: where each begins and ends, and its keys.
fn spans(text: &str) -> Vec<(usize, usize, Vec<String>)> {
    let mut found = Vec::new();
    for (start, _) in text.match_indices('\\') {
        let name = text[start + 1..].bytes().take_while(u8::is_ascii_alphabetic).count();
        let command = &text[start + 1..start + 1 + name];
        if !(command.contains("cite") || command.contains("Cite")) || command == "nocite" {
            continue;
        }
        let mut at = start + 1 + name;
        at += usize::from(text[at..].starts_with('*'));
        while text[at..].starts_with('[') {
            let Some(close) = text[at..].find(']') else { break };
            at += close + 1;
        }
        if let Some(close) = text[at..].find('}').filter(|_| text[at..].starts_with('{')) {
            let keys = text[at + 1..at + close].split(',').map(|key| key.trim().to_owned()).collect();
            found.push((start, at + close + 1, keys));
        }
    }
    found
}

/// The baseline: BM25 over title (twice), abstract and keywords.
struct Bm25 {
    keys: Vec<String>,
    postings: HashMap<String, Vec<(usize, f32)>>,
    lengths: Vec<f32>,
}

const STOP: &str = " the and for with from are was were been that this these those its our their they can has have had \
     not which also such than more most into between using used use based ";

fn terms(text: &str) -> Vec<String> {
    let mut words = fold_words(&lacuna::syntax::latex_text::to_unicode(text));
    words.retain(|word| word.chars().count() > 2 && !STOP.contains(&format!(" {word} ")));
    for word in &mut words {
        let ending = ["ations", "ation", "ings", "ing", "ies", "es", "s", "ed"]
            .into_iter()
            .find(|ending| word.ends_with(ending) && word.len() - ending.len() >= 4);
        word.truncate(word.len() - ending.map_or(0, str::len));
    }
    words
}

impl Bm25 {
    fn new(library: &Library) -> Self {
        let mut this = Self { keys: Vec::new(), postings: HashMap::new(), lengths: Vec::new() };
        for (id, key) in library.keys() {
            let work = library.work(id);
            let rest =
                [work.abstract_text, work.keywords].into_iter().flatten().collect::<Vec<_>>().join(" ");
            let terms = terms(&format!("{0} {0} {rest}", work.title));
            let mut counts: HashMap<String, f32> = HashMap::new();
            this.lengths.push(terms.len().max(1) as f32);
            terms.into_iter().for_each(|term| *counts.entry(term).or_default() += 1.0);
            for (term, count) in counts {
                this.postings.entry(term).or_default().push((this.keys.len(), count));
            }
            this.keys.push(key.to_owned());
        }
        this
    }

    fn rank(&self, before: &str, after: &str, right: &[String]) -> usize {
        let mut scores = vec![0.0f32; self.keys.len()];
        let all = self.keys.len() as f32;
        let mean = self.lengths.iter().sum::<f32>() / all;
        for (words, weight) in [(terms(before), 2.0), (terms(after), 1.0)] {
            for word in words {
                let Some(postings) = self.postings.get(&word) else { continue };
                let with = postings.len() as f32;
                let rarity = (1.0 + (all - with + 0.5) / (with + 0.5)).ln();
                for (at, count) in postings {
                    let length = self.lengths[*at] / mean;
                    scores[*at] += weight * rarity * count * 2.5 / (count + 1.5 * (0.25 + 0.75 * length));
                }
            }
        }
        let rank = |key: &String| {
            let at = self.keys.iter().position(|other| other == key)?;
            Some(
                (0..scores.len())
                    .filter(|i| scores[*i] > scores[at] || (scores[*i] == scores[at] && *i < at))
                    .count(),
            )
        };
        right.iter().filter_map(rank).min().unwrap_or(1_000_000)
    }
}
