//! `superseded-preprint`: a cited preprint whose published version is at hand.

use super::compared::{Compared, MOST_COMPARED, SHORTEST_TITLE, second_place};
use super::scope::Judged;
use super::scope::Scope;
use crate::model::library::{EntryId, Library};
use crate::resolve::titles::FoldedTitle;
use crate::rules::report::Report;
use crate::rules::rule::Rule;
use crate::settings::Level;

/// The rule.
pub const RULE: Rule = Rule {
    code: "superseded-preprint",
    level: Level::Information,
    verdicts: &[],
    is_gap: false,
    explanation: "A preprint is cited whose published version is in the library, too.\n\n\
         Example: `devlin2018arxiv` (arXiv:1810.04805) where `devlin2019bert` (NAACL) is at hand.\n\n\
         Fix: cite the published version; a code action does, here or everywhere. Where only a corpus has it, a code \
         action updates the entry.",
};

/// A preprint appears in print within so many years.
const YEARS_TO_PRINT: i32 = 6;

/// Reports cited preprints whose published version the library has, too.
pub(crate) fn check(report: &mut Report, scope: &Scope) {
    let compared = Compared::of(scope);
    let blocks = compared.blocks();
    for (at, preprint) in blocks.all.iter().enumerate() {
        let concerned = preprint.id.bibliography == scope.file && scope.cited.contains(&preprint.id);
        if !concerned || !preprint.is_preprint() || preprint.entry.key.is_empty() {
            continue;
        }
        let title = &blocks.titles[at];
        let beside: Option<Judged> = blocks
            .sharing(at)
            .take(4 * MOST_COMPARED)
            .find(|other| is_published_version(preprint, blocks.all[*other], title, &blocks.titles[*other]))
            .map(|other| Judged::read(&scope.library, blocks.all[other].id));
        // Entries that are not judged now are found by their titles.
        let found = beside.or_else(|| printed(&scope.library, preprint, title));
        if let Some(printed) = found {
            let venue = &printed.work.venue;
            let message = format!(
                "`{}` is a preprint; `{}` is its published version ({venue}); cite that one",
                preprint.entry.key, printed.entry.key
            );
            let related = second_place(report, scope, &printed);
            let diagnostic = report.add(RULE, preprint.entry.key_range, message);
            diagnostic.related.extend(related);
            diagnostic.data.candidates = vec![printed.entry.key];
        } else if let Some((published, source)) = in_corpora(report, preprint) {
            let message = format!(
                "`{}` is a preprint; {source} has its published version, {}; update the entry",
                preprint.entry.key, published
            );
            report.add(RULE, preprint.entry.key_range, message);
        }
    }
}

/// The published version of a preprint in a corpus, and the corpus.
fn in_corpora(report: &Report, preprint: &Judged) -> Option<(String, String)> {
    let verified = preprint.verified(report.snapshot)?;
    let published = verified.published.as_ref()?;
    Some((format!("{} ({})", published.citation(), published.work.venue), verified.names()))
}

/// Whether an entry is a preprint: on arXiv or its likes, and in no journal and at no conference.
pub fn is_preprint(library: &Library, id: EntryId) -> bool {
    Judged::read(library, id).is_preprint()
}

/// The entry of the library that is the published version of a preprint.
pub fn published_version(library: &Library, preprint: EntryId) -> Option<EntryId> {
    let preprint = Judged::read(library, preprint);
    let is_preprint = preprint.is_preprint() && !preprint.entry.key.is_empty();
    let title = is_preprint.then(|| FoldedTitle::new(&preprint.work.title))?;
    printed(library, &preprint, &title).map(|it| it.id)
}

fn printed(library: &Library, preprint: &Judged, title: &FoldedTitle) -> Option<Judged> {
    // Of a title that recurs, only the first.
    let same = library.with_title(&title.words).into_iter().take(MOST_COMPARED);
    same.map(|it| Judged::read(library, it))
        .find(|other| is_published_version(preprint, other, title, &FoldedTitle::new(&other.work.title)))
}

fn is_published_version(
    preprint: &Judged,
    other: &Judged,
    title: &FoldedTitle,
    of_other: &FoldedTitle,
) -> bool {
    let family = |it: &Judged| it.work.authors.first().map(|name| name.folded_family());
    let in_time = match preprint.work.year.zip(other.work.year) {
        Some((before, after)) => (-1..=YEARS_TO_PRINT).contains(&(after - before)),
        None => true,
    };
    // Two preprints are two papers, whatever became of one of them.
    let is_another = preprint.work.arxiv.as_ref().zip(other.work.arxiv.as_ref()).is_some_and(|(a, b)| a != b);
    preprint.id != other.id
        && !is_another
        && preprint.entry.key != other.entry.key
        && other.is_published()
        && title.words.len() >= SHORTEST_TITLE
        && title.same(of_other)
        && family(preprint).is_some()
        && family(preprint) == family(other)
        && in_time
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rules::tests::check;

    #[test]
    fn two_preprints_are_two_papers() {
        check(
            r"
%- refs.bib
@misc{a, title = {A Package for the Rivers of the North}, author = {Hill, A.}, eprint = {2605.16138}, archiveprefix = {arXiv}, year = 2026}
@inproceedings{b, title = {A Package for the Rivers of the North}, author = {Hill, A.}, booktitle = {Workshop on Rivers}, eprint = {2512.15998}, archiveprefix = {arXiv}, year = 2025}
%- main.tex
\cite{a,b} \bibliography{refs}
",
            expect![[""]],
        );
    }

    #[test]
    fn a_preprint_whose_published_version_is_there() {
        check(
            r"
%- refs.bib
@article{a, title = {BERT: Pre-training of Transformers}, author = {Devlin, J.}, journal = {arXiv preprint arXiv:1810.04805}, year = 2018}
@inproceedings{b, title = {{BERT}: Pre-training of Transformers}, author = {Jacob Devlin}, booktitle = {NAACL}, year = 2019}
@misc{c, title = {Another of these works}, author = {C}, eprint = {2001.00001}, year = 2020}
@article{d, title = {Another of these works}, author = {C}, journal = {J}, year = 2021}
@misc{e, title = {Keys of the third kind}, author = {E}, howpublished = {Cryptology ePrint Archive, Paper 2020/1}, year = 2020}
@inproceedings{f, title = {Keys of the Third Kind}, author = {E}, booktitle = {CRYPTO}, year = 2021}
%- main.tex
\cite{a,d,e,f} \bibliography{refs}
",
            expect![[r#"
            @article{a, title = {BERT: Pre-training of Transformers}, author = {Devlin, J.}, journal = {arXiv preprint arXiv:1810.04805}, year = 2018}
                     ^ superseded-preprint: `a` is a preprint; `b` is its published version (NAACL); cite that one
            @inproceedings{b, title = {{BERT}: Pre-training of Transformers}, author = {Jacob Devlin}, booktitle = {NAACL}, year = 2019}
                           ^ unused-entry: Nothing cites `b`; cite it or remove it
            @misc{c, title = {Another of these works}, author = {C}, eprint = {2001.00001}, year = 2020}
                  ^ unused-entry: Nothing cites `c`; cite it or remove it
            @misc{e, title = {Keys of the third kind}, author = {E}, howpublished = {Cryptology ePrint Archive, Paper 2020/1}, year = 2020}
                  ^ superseded-preprint: `e` is a preprint; `f` is its published version (CRYPTO); cite that one
        "#]],
        );
    }
}
