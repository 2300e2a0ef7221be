//! Every place that names what the cursor is on, and those of them that stand in the same document.

use rustc_hash::FxHashSet;

use crate::model::bibliography::named_keys;
use crate::model::document::DocumentId;
use crate::model::occurrences;
use crate::model::occurrences::Occurrence;
use crate::model::snapshot::Snapshot;
use crate::model::target::{Target, Thing, target};

/// Every place that names what stands at `offset`, in all projects that share it; the places that define
/// it only with `declaration`. `None` where nothing stands that can be named.
pub fn references(
    snapshot: &Snapshot,
    id: &DocumentId,
    offset: usize,
    declaration: bool,
) -> Option<Vec<Occurrence>> {
    let Target { document: id, thing, .. } = &target(snapshot, id, offset)?;
    let mut found: Vec<Occurrence> = match thing {
        Thing::String(name, _) => occurrences::of_string(snapshot, id, name),
        Thing::Citation(keys) => keys.iter().flat_map(|key| of_entry(snapshot, id, key)).collect(),
        thing => of_entry(snapshot, id, thing.key()?),
    };
    let mut seen = FxHashSet::default();
    found.retain(|it| (declaration || !it.defines) && seen.insert(it.clone()));
    Some(found)
}

/// The places in the document itself that name what stands at `offset`; what defines it is written, the
/// rest read.
pub fn highlights(snapshot: &Snapshot, id: &DocumentId, offset: usize) -> Option<Vec<Occurrence>> {
    let Target { thing, .. } = &target(snapshot, id, offset)?;
    let found = match thing {
        Thing::String(name, _) => {
            let here = std::iter::once(id).chain(snapshot.carried_by(id));
            let bibs = here.filter_map(|it| Some((it, snapshot.document(it)?.bib()?)));
            bibs.flat_map(|(it, bib)| occurrences::string_in(snapshot, it, bib, name)).collect()
        }
        thing => occurrences::in_document(snapshot, id, thing.key()?),
    };
    Some(found)
}

/// Every place that names an entry, by `key` or by another of its keys (`ids`).
fn of_entry(snapshot: &Snapshot, id: &DocumentId, key: &str) -> Vec<Occurrence> {
    let mut keys = vec![key.to_owned()];
    for (_, bib) in &occurrences::Scope::of_key(snapshot, id, key).bibliographies {
        for number in bib.with_key(key).into_iter().chain(bib.with_alias(key)) {
            let entry = bib.entry(number);
            keys.extend(named_keys(&entry).into_iter().filter(|it| it.is_alias).map(|it| it.key));
            keys.push(entry.key);
        }
    }
    let mut seen = FxHashSet::default();
    keys.retain(|it| !it.is_empty() && seen.insert(it.clone()));
    keys.iter().flat_map(|key| occurrences::of_key(snapshot, id, key)).collect()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture::Fixture;

    fn shown(fixture: &Fixture, found: &[Occurrence]) -> String {
        let mut shown = String::new();
        for it in found {
            let document = fixture.snapshot.document(&it.document).unwrap();
            let line = document.text.line_of(it.range.start);
            let text = document.text.slice(document.text.line(line));
            let at = it.range.start - document.text.line_start(line);
            let mark = if it.defines { "=" } else { "" };
            let (before, rest) = text.split_at(at);
            let (name, behind) = rest.split_at(it.range.len());
            let _ = writeln!(shown, "{}: {before}<{mark}{name}>{behind}", document.name());
        }
        shown
    }

    #[track_caller]
    fn check(fixture: &str, declaration: bool, expected: Expect) {
        let fixture = Fixture::new(fixture);
        let found = references(&fixture.snapshot, &fixture.id, fixture.offset, declaration);
        expected.assert_eq(&found.map_or("nothing".to_owned(), |it| shown(&fixture, &it)));
    }

    #[track_caller]
    fn check_highlights(fixture: &str, expected: Expect) {
        let fixture = Fixture::new(fixture);
        let found = highlights(&fixture.snapshot, &fixture.id, fixture.offset);
        expected.assert_eq(&found.map_or("nothing".to_owned(), |it| shown(&fixture, &it)));
    }

    const PAPER: &str = r"
%- main.tex
\documentclass{article}\bibliography{refs}
\cites{a}[p. 3]{k‸, b} \citep*[see][\cite{k}]{a} \nocite{k}
\input{part}
% \cite{k}
\verb|\cite{k}| \newcommand{\x}[1]{#1~\cite{k}}
\end{document} \cite{k}
%- part.tex
\citet{ k } \url{k}
%- refs.bib
@a{k, title = {k}}
@b{c, crossref = {k}, xdata = {a, k}, related = {k}, ids = {d}}
%- other.tex
\documentclass{article}\bibliography{refs}\textcite{k}
%- alone/stranger.tex
\documentclass{article}\cite{k}
";

    #[test]
    fn citations_in_all_projects_that_share_the_bibliography() {
        check(
            PAPER,
            false,
            expect![[r#"
                main.tex: \cites{a}[p. 3]{<k>, b} \citep*[see][\cite{k}]{a} \nocite{k}
                main.tex: \cites{a}[p. 3]{k, b} \citep*[see][\cite{<k>}]{a} \nocite{k}
                main.tex: \cites{a}[p. 3]{k, b} \citep*[see][\cite{k}]{a} \nocite{<k>}
                main.tex: \verb|\cite{k}| \newcommand{\x}[1]{#1~\cite{<k>}}
                part.tex: \citet{ <k> } \url{k}
                other.tex: \documentclass{article}\bibliography{refs}\textcite{<k>}
                refs.bib: @b{c, crossref = {<k>}, xdata = {a, k}, related = {k}, ids = {d}}
                refs.bib: @b{c, crossref = {k}, xdata = {a, <k>}, related = {k}, ids = {d}}
                refs.bib: @b{c, crossref = {k}, xdata = {a, k}, related = {<k>}, ids = {d}}
            "#]],
        );
    }

    #[test]
    fn a_string_that_another_file_defines() {
        check(
            "
%- more.bib
@a{k, journal = ac‸m}
%- refs.bib
@string{ACM = {x}}
@a{l, journal = acm}
%- main.tex
\\bibliography{refs,more}
%- alone.bib
@string{acm = {y}}
",
            true,
            expect![[r#"
                more.bib: @a{k, journal = <acm>}
                refs.bib: @string{<=ACM> = {x}}
                refs.bib: @a{l, journal = <acm>}
            "#]],
        );
    }

    #[test]
    fn a_key_beyond_ascii_in_another_case_of_its_ascii_letters() {
        check(
            "\\bibliography{refs}\\cite{Müller‸,müller,MÜLLER}\n%- refs.bib\n@a{müller,}\n",
            true,
            expect![[r#"
                main.tex: \bibliography{refs}\cite{<Müller>,müller,MÜLLER}
                main.tex: \bibliography{refs}\cite{Müller,<müller>,MÜLLER}
                refs.bib: @a{<=müller>,}
            "#]],
        );
    }

    #[test]
    fn from_the_bibliography_with_the_declaration() {
        check(
            "
%- refs.bib
@a{k‸, title = {k}, ids = {old}}
%- main.tex
\\addbibresource{refs.bib}\\cite{k,old}
",
            true,
            expect![[r#"
                main.tex: \addbibresource{refs.bib}\cite{<k>,old}
                refs.bib: @a{<=k>, title = {k}, ids = {old}}
                main.tex: \addbibresource{refs.bib}\cite{k,<old>}
                refs.bib: @a{k, title = {k}, ids = {<=old>}}
            "#]],
        );
    }

    #[test]
    fn items_of_the_document() {
        check(
            "\\cite{k‸}\n\\begin{thebibliography}{9}\n\\bibitem{k} Text\n\\end{thebibliography}",
            true,
            expect![[r#"
                main.tex: \cite{<k>}
                main.tex: \bibitem{<=k>} Text
            "#]],
        );
    }

    #[test]
    fn a_key_that_nothing_defines_has_its_citations() {
        check(
            "\\cite{k‸} and \\citep{l,k}",
            true,
            expect![[r#"
                main.tex: \cite{<k>} and \citep{l,k}
                main.tex: \cite{k} and \citep{l,<k>}
            "#]],
        );
    }

    #[test]
    fn strings_in_all_bibliographies_of_the_project() {
        check(
            "\\bibliography{abbrev,refs}\n%- abbrev.bib\n@string{ACM‸ = {x}}\n%- refs.bib\n@a{k, journal = acm # { acm}}",
            true,
            expect![[r#"
                abbrev.bib: @string{<=ACM> = {x}}
                refs.bib: @a{k, journal = <acm> # { acm}}
            "#]],
        );
    }

    const CARRIED: &str = "
%- main.tex
\\begin{filecontents}{refs.bib}
@a{k, title = st}
@b{l, crossref = {k‸}}
@string{st = {S}}
\\end{filecontents}
\\documentclass{article}\\bibliography{refs}
\\cite{k,l}
";

    #[test]
    fn entries_that_a_document_carries_in_itself() {
        for place in ["crossref = {‸k", "cite{‸k", "@a{‸k"] {
            check(
                &CARRIED.replace('‸', "").replace(&place.replace('‸', ""), place),
                true,
                expect![[r#"
                main.tex: \cite{<k>,l}
                main.tex: @a{<=k>, title = st}
                main.tex: @b{l, crossref = {<k>}}
            "#]],
            );
        }
        check_highlights(
            CARRIED,
            expect![[r#"
            main.tex: @a{<=k>, title = st}
            main.tex: @b{l, crossref = {<k>}}
            main.tex: \cite{<k>,l}
        "#]],
        );
        check_highlights(
            &CARRIED.replace('‸', "").replace("= st", "= ‸st"),
            expect![[r#"
            main.tex: @a{k, title = <st>}
            main.tex: @string{<=st> = {S}}
        "#]],
        );
    }

    #[test]
    fn nothing_stands_between_keys() {
        check("\\cite{a ‸ , b}", true, expect!["nothing"]);
    }

    #[test]
    fn highlights_stay_in_the_document() {
        check_highlights(
            "\\bibliography{refs}\\cite{k‸} and \\citep{l,k}\n%- refs.bib\n@a{k,}",
            expect![[r#"
                main.tex: \bibliography{refs}\cite{<k>} and \citep{l,k}
                main.tex: \bibliography{refs}\cite{k} and \citep{l,<k>}
            "#]],
        );
        check_highlights(
            "%- refs.bib\n@a{k,}\n@b{l, crossref = {k‸}}\n@string{k = {}}",
            expect![[r#"
                refs.bib: @a{<=k>,}
                refs.bib: @b{l, crossref = {<k>}}
            "#]],
        );
        check_highlights(
            "%- refs.bib\n@a{k, title = k‸}\n@string{K = {}}",
            expect![[r#"
                refs.bib: @a{k, title = <k>}
                refs.bib: @string{<=K> = {}}
            "#]],
        );
    }
}
