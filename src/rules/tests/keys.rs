//! Keys that no entry defines, and papers whose bibliographies or files are missing.

use expect_test::expect;

use super::{WORKS, check};
use crate::fixture::Fixture;
use crate::rules::diagnostics;

#[test]
fn keys_that_no_entry_defines() {
    check(
        &format!(
            r"
%- main.tex
\cite{{devlin2018bert}} \cite{{Devlin2019BERT}} \cite{{nosuchkey}} \cite{{devlin2019bert,devlin2019bert}} \nocite{{*}}
\newcommand{{\up}}[1]{{\cite{{#1}}}} \up{{nokey}} \newcommand{{\x}}{{\cite{{nokeyhere}}}} \mycite{{foo}}
{}",
            WORKS.trim_start()
        ),
        expect![[r#"
            \cite{devlin2018bert} \cite{Devlin2019BERT} \cite{nosuchkey} \cite{devlin2019bert,devlin2019bert} \nocite{*}
                  ^^^^^^^^^^^^^^ undefined-citation: No entry has the key `devlin2018bert` (searched 2 entries in 1 bibliography); did you mean `devlin2019bert`?
                                        ^^^^^^^^^^^^^^ key-case: `Devlin2019BERT` differs from the entry's key `devlin2019bert` in case; write it as the entry does
                                                              ^^^^^^^^^ undefined-citation: No entry has the key `nosuchkey` (searched 2 entries in 1 bibliography); correct the key or add the entry
                                                                                              ^^^^^^^^^^^^^^ repeated-key: `devlin2019bert` stands twice in this command; remove one
            \newcommand{\up}[1]{\cite{#1}} \up{nokey} \newcommand{\x}{\cite{nokeyhere}} \mycite{foo}
                                               ^^^^^ placeholder-key: `nokey` stands for a key still to be found; replace it by the key of an entry
                                                                            ^^^^^^^^^ undefined-citation: No entry has the key `nokeyhere` (searched 2 entries in 1 bibliography); correct the key or add the entry
        "#]],
    );
}

#[test]
fn a_missing_bibliography_is_one_report_and_near_misses_are_still_told() {
    check(
        r"
%- main.tex
\documentclass{article}
\begin{document}
\cite{brown2002language} \cite{whatever}
\bibliography{refs,gone}
\include{chapter}
\end{document}
%- refs.bib
@misc{brown2020language, title = {A}}
",
        expect![[r#"
            \bibliography{refs,gone}
                               ^^^^ missing-bibliography: The bibliography `gone` was not found; looked for `/project/gone.bib`; correct the name or add the file
            \include{chapter}
                     ^^^^^^^ missing-file: The file `chapter` was not found; looked for `/project/chapter.tex`; correct the name or add the file
        "#]],
    );
}

#[test]
fn a_document_without_any_bibliography_is_told_so_once() {
    check(
        r#"
%- main.tex
\documentclass{article}
\begin{document}
\cite{a} \cite{b} __**Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers"**__
\end{document}
"#,
        expect![[r#"
            \begin{document}
            ^^^^^^^^^^^^^^^^ no-bibliography: The document cites and has no bibliography; declare one with `\bibliography{...}` or `\addbibresource{...}`, or put a .bib file beside it
            \cite{a} \cite{b} __**Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers"**__
                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ prose-citation: Authors and a title in place of a citation key; replace them by a cite command
        "#]],
    );
}

#[test]
fn items_of_a_thebibliography_define_keys() {
    check(
        r"
%- main.tex
\documentclass{article}
\begin{document}
\cite{knuth} \cite{lamport}
\begin{thebibliography}{9}
\bibitem{knuth} D. Knuth. [?] ____
\bibitem[Lab(2020)]{other} x
\end{thebibliography}
\end{document}
",
        expect![[r#"
            \cite{knuth} \cite{lamport}
                               ^^^^^^^ undefined-citation: No entry has the key `lamport` (searched 2 entries in 1 bibliography); correct the key or add the entry
        "#]],
    );
}

#[test]
fn a_file_that_is_too_large_says_so() {
    let fixture = Fixture::new(&format!("\n%- main.tex\n{}\n", "{".repeat(17 << 20)));
    let messages: Vec<String> =
        diagnostics(&fixture.snapshot, &fixture.id).into_iter().map(|it| it.message).collect();
    assert_eq!(messages, ["The file is too large to be read as LaTeX (17 MiB, at most 16 MiB); split it"]);
}

const TWO_ROOTS: &str = r"
%- shared.tex
\cite{both} \cite{one} \cite{neither}
%- one.tex
\documentclass{article}\input{shared}\bibliography{one}
%- two.tex
\documentclass{article}\input{shared}\bibliography{two}
%- one.bib
@misc{both, title = {A}}
@misc{one, title = {B}}
%- two.bib
@misc{both, title = {A}}
";

#[test]
fn of_a_section_of_two_papers_the_one_that_lacks_a_key_is_named() {
    check(
        TWO_ROOTS,
        expect![[r#"
        \cite{both} \cite{one} \cite{neither}
                          ^^^ undefined-citation: No entry has the key `one` when the root is two.tex (searched 1 entry in 1 bibliography); add it there, too
                                     ^^^^^^^ undefined-citation: No entry has the key `neither` (searched 3 entries in 2 bibliographies of one.tex and two.tex); correct the key or add the entry
    "#]],
    );
}

#[test]
fn a_key_may_be_in_a_bibliography_of_another_paper_that_is_missing() {
    check(&TWO_ROOTS.replace("bibliography{two}", "bibliography{two,gone}"), expect![[""]]);
}

#[test]
fn a_command_that_is_only_named_like_a_cite_command_is_judged_by_its_content() {
    check(
        r#"
%- main.tex
\IEEEcompsocitemizethanks{\IEEEcompsocthanksitem A. Shell is with the Institute of Technology, Atlanta, GA.}
\INGUDsetciteinfo{Cite this paper as: Author, F., Author, J., The Title, 2015} \howtocite{Roe et al., "A Title of Ours", 2020}
\capacite{} \mycite{TODO} \mycitep{Roe et al., "A Title of Theirs"} \mycite{a, nokey} \othercite{b, c}
%- refs.bib
@misc{a, title = {A}}
"#,
        expect![[r#"
            \capacite{} \mycite{TODO} \mycitep{Roe et al., "A Title of Theirs"} \mycite{a, nokey} \othercite{b, c}
                                ^^^^ placeholder-key: `TODO` stands for a key still to be found; replace it by the key of an entry
                                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ prose-citation.not-found: Not found: no entry has these authors and this title (searched 1 entry in 1 bibliography); check that the work exists, then add it
                                                                                           ^^^^^ placeholder-key: `nokey` stands for a key still to be found; replace it by the key of an entry
        "#]],
    );
}
