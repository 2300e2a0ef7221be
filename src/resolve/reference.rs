//! An item of a printed list of references -> the entry it describes: `[3] J. Devlin and M. Chang. BERT:
//! Pre-training of ... In NAACL, 2019.`
//!
//! Styles differ, so the item is not taken apart: a title of the library is looked for in it, set off by
//! punctuation on both sides, behind the name of its first author.

use super::author_names::Named;
use super::prose::{Verdict, resolve};
use super::titles::FoldedTitle;
use crate::model::library::{EntryId, Library};
use crate::syntax::latex_text::{fold_words, to_unicode};
use crate::syntax::prose::ProseWork;
use crate::text::ByteRange;

/// So many entries with titles like the item's words are looked at.
const LOOKED_AT: usize = 8;
/// So many words of an item are read.
const MOST_WORDS: usize = 80;
/// A shorter title (letters) may stand in an item by chance.
const SHORTEST_TITLE: usize = 8;
/// The first author stands among so many words at the item's head.
const HEAD: usize = 6;
/// A preprint and its printed version lie so many years apart.
const YEARS_APART: i32 = 3;

/// The entry that an item describes for certain.
pub fn described(item: &str, library: &Library, cited: &dyn Fn(&str) -> bool) -> Option<EntryId> {
    let item = to_unicode(item);
    let words = words(&item);
    let folded: Vec<String> = words.iter().map(|it| it.0.clone()).collect();
    let years: Vec<i32> =
        folded.iter().filter_map(|it| it.parse().ok().filter(|year| (1800..2100).contains(year))).collect();
    let mut found: Vec<(usize, EntryId)> = Vec::new();
    for (id, _) in library.titled(&folded, LOOKED_AT) {
        let entry = library.work(id);
        let title = FoldedTitle::new(&entry.title).words.concat();
        let in_time = |year: i32| years.is_empty() || years.iter().any(|it| (it - year).abs() <= YEARS_APART);
        let Some(first) = entry.authors.first().filter(|_| entry.year.is_none_or(in_time)) else { continue };
        if title.len() < SHORTEST_TITLE {
            continue;
        }
        let Some((from, to)) = place(&item, &words, &title) else { continue };
        let author = (0..from.min(HEAD)).find_map(|at| {
            let ends = (at..from.min(at + 3)).map(|last| words[last].1.end);
            ends.map(|end| &item[words[at].1.start..end]).find(|it| Named::new(it).means(first))
        });
        let Some(author) = author else { continue };
        let work = ProseWork {
            range: ByteRange::default(),
            authors: vec![author.to_owned()],
            et_al: false,
            title: Some(item[words[from].1.start..words[to].1.end].to_owned()),
            year: years.last().copied(),
        };
        let resolution = resolve(&work, library, cited);
        if let (Verdict::Match, Some(best)) = (resolution.verdict, resolution.candidates.first()) {
            found.push((title.len(), best.id));
        }
    }
    let longest = found.iter().map(|it| it.0).max()?;
    let mut best = found.into_iter().filter(|it| it.0 == longest).map(|it| it.1);
    let first = best.next()?;
    best.all(|it| it == first).then_some(first)
}

/// The folded words of a text and where they stand.
fn words(text: &str) -> Vec<(String, ByteRange)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let folded = fold_words(&text[from..at]).concat();
                words.push((folded, ByteRange::new(from, at)));
                start = None;
            }
            _ => {}
        }
        if words.len() == MOST_WORDS {
            break;
        }
    }
    words
}

/// The first and last word of the place where `title` (folded letters) stands by itself.
fn place(item: &str, words: &[(String, ByteRange)], title: &str) -> Option<(usize, usize)> {
    let parted = |from: usize, to: usize, marks: &str| item[from..to].contains(|c| marks.contains(c));
    (1..words.len()).find_map(|first| {
        let mut rest = title;
        let mut last = first;
        loop {
            rest = rest.strip_prefix(words[last].0.as_str())?;
            if rest.is_empty() {
                break;
            }
            last = (last + 1 < words.len()).then_some(last + 1)?;
        }
        // An article at the head of a title counts for nothing.
        let is_article = ["a", "an", "the", "der", "die", "das"].contains(&words[first - 1].0.as_str());
        let lead = if is_article && first > 1 { first - 1 } else { first };
        let opens = parted(words[lead - 1].1.end, words[lead].1.start, ".,:;\"“”„«‘'()\n");
        let end = words.get(last + 1).map_or(item.len(), |it| it.1.start);
        let closes = end == item.len() || parted(words[last].1.end, end, ".,;?!\"”“»’'()\n");
        (opens && closes).then_some((lead, last))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    const REFS: &str = r"
%- main.tex
\cite{bert}
%- refs.bib
@inproceedings{bert, author = {Devlin, Jacob and Chang, Ming-Wei}, title = {{BERT}: Pre-training of Deep Transformers}, booktitle = {NAACL}, year = 2019}
@article{van, author = {van der Berg, Karl}, title = {The Art of Titles}, journal = {J}, year = 2001}
@article{one, author = {Lee, Al}, title = {On Parsers, Part I}, journal = {J}, year = 2001}
@article{two, author = {Lee, Al}, title = {On Parsers, Part II}, journal = {J}, year = 2002}
@article{nets, author = {Wu, Kai}, title = {Graph Neural Networks}, journal = {J}, year = 2018}
";

    #[track_caller]
    fn check(item: &str, expected: Option<&str>) {
        let fixture = Fixture::new(REFS);
        let library = &fixture.snapshot.project(&fixture.id).unwrap().library;
        let found = described(item, library, &|_| false).map(|it| library.key(it));
        assert_eq!(found.as_deref(), expected, "{item}");
    }

    #[test]
    fn items_of_many_styles_are_known() {
        check(
            "J. Devlin, M.-W. Chang, ``BERT: Pre-training of deep transformers,'' in NAACL, 2019.",
            Some("bert"),
        );
        check(
            "Devlin, J., & Chang, M. (2019). BERT: Pre-training of deep transformers. NAACL, 1--10.",
            Some("bert"),
        );
        check(
            r"Jacob Devlin and Ming-Wei Chang. \newblock {BERT}: Pre-training of Deep Transformers. \newblock In \emph{NAACL}, 2019.",
            Some("bert"),
        );
        check("K. van der Berg, The art of titles, J 3 (2001) 1–9.", Some("van"));
        check("Berg, K. v. d.: Art of titles. J, 2001", Some("van"));
        check("A. Lee. On parsers, part II. J, 2002.", Some("two"));
    }

    #[test]
    fn what_is_not_certain_is_not_known() {
        check("M. Chang. BERT: Pre-training of deep transformers. NAACL, 2019.", None);
        check("J. Devlin. BERT: Pre-training of deep transformers. NAACL, 2009.", None);
        check("K. Wu. A survey of graph neural networks. J, 2018.", None);
        check("K. Wu. Graph neural networks for chemistry. J, 2018.", None);
        check("A. Lee. On parsers, part III. J, 2003.", None);
        check("", None);
    }
}
