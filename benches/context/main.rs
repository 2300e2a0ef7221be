//! How well are gaps filled from the words around them? An experiment over real surveys, and the fit
//! of the weights in `resolve::context`.
//!
//! ```text
//! LACUNA_SURVEYS=folder:folder LACUNA_SITES=300 LACUNA_SEED=7 cargo bench --bench context
//! ```
//!
//! Each folder is a project: LaTeX files with their bibliographies. Citations are drawn at random and
//! blanked: alone (one), or with all others of their file (all). The project is read, edited and ranked
//! as in the server, so that a place here is a place in the list that a writer sees. The baseline is BM25
//! over title, abstract and keywords with the sentence as the query. Printed for each survey: the baseline,
//! the weights as they stand, and weights fitted on the other surveys (held out), with a paired test of
//! these against the baseline; at the end the weights fitted on all, for `WEIGHTS`, and what each figure
//! is worth.

#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

mod baseline;
mod fit;
mod scan;
mod survey;

use std::path::Path;

use lacuna::resolve::context::{REASONS, WEIGHTS};

use fit::fit;
use survey::{MODES, Site, Survey};

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
            let mut survey = Survey::read(Path::new(path));
            let sites = survey.sites(count, seed);
            let name = Path::new(path).file_name().unwrap().to_string_lossy().into_owned();
            println!("{name}: {} entries, {} sites", survey.len(), sites.len());
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
            let baseline: Vec<usize> = of_mode.iter().map(|site| site.baseline).collect();
            report(mode, "baseline", &baseline);
            report(mode, "weights", &of_mode.iter().map(|site| site.rank(&WEIGHTS)).collect::<Vec<_>>());
            let ranks: Vec<usize> = of_mode.iter().map(|site| site.rank(&weights)).collect();
            report(mode, "held out", &ranks);
            paired(&ranks, &baseline);
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
    let mut times: Vec<f64> = surveys.iter().flat_map(|(_, sites)| sites).map(|site| site.time).collect();
    times.sort_by(f64::total_cmp);
    println!("ranking: median {:.2} ms, p99 {:.2} ms", times[times.len() / 2], times[times.len() * 99 / 100]);
}

fn report(mode: usize, name: &str, ranks: &[usize]) {
    let count = ranks.len().max(1) as f64;
    let share = |most: usize| ranks.iter().filter(|rank| **rank < most).count() as f64 / count;
    let mrr = ranks.iter().map(|rank| 1.0 / (*rank as f64 + 1.0)).sum::<f64>() / count;
    let [first, five, ten] = [1, 5, 10].map(share);
    println!("  {} {name:<26} @1 {first:.3}  @5 {five:.3}  @10 {ten:.3}  MRR {mrr:.3}", MODES[mode]);
}

/// How many sites the one places better than the other, and whether that may be chance: the sign test.
fn paired(ours: &[usize], theirs: &[usize]) {
    let pairs = || ours.iter().zip(theirs);
    let better = pairs().filter(|(ours, theirs)| ours < theirs).count();
    let worse = pairs().filter(|(ours, theirs)| ours > theirs).count();
    let gained = pairs().filter(|(ours, theirs)| **ours < 10 && **theirs >= 10).count();
    let lost = pairs().filter(|(ours, theirs)| **ours >= 10 && **theirs < 10).count();
    println!(
        "      better {better}, worse {worse}: p {:.4}; into the first ten {gained}, out of them {lost}: p {:.4}",
        chance(better, worse),
        chance(gained, lost)
    );
}

/// How likely a split at least so uneven is, if both sides are equally likely: the binomial, two-sided.
fn chance(one: usize, other: usize) -> f64 {
    let all = one + other;
    let log_factorial = |n: usize| (1..=n).map(|it| (it as f64).ln()).sum::<f64>();
    let exactly = |k: usize| {
        (log_factorial(all) - log_factorial(k) - log_factorial(all - k) - all as f64 * 2f64.ln()).exp()
    };
    let tail: f64 = (0..=one.min(other)).map(exactly).sum();
    (2.0 * tail).min(1.0)
}
