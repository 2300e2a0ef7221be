use std::sync::Arc;

use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::diagnostics;
use crate::features::fixture::Fixture;
use crate::model::snapshot::Snapshot;
use crate::text::{ByteRange, TextEdit};
use crate::workspace::session::{Edit, Event};

/// Draws the reports under the lines they are about.
#[track_caller]
fn check(text: &str, expected: Expect) {
    let fixture = Fixture::new(text);
    let ranges: Vec<_> = diagnostics(&fixture.snapshot, &fixture.id)
        .into_iter()
        .map(|it| {
            let verdict = it.data.verdict.map(|it| format!(".{it}")).unwrap_or_default();
            (it.range, format!("{}{verdict}: {}", it.rule.code(), it.message))
        })
        .collect();
    expected.assert_eq(&fixture.draw(&ranges));
}

#[test]
fn empty_citations() {
    check(
        r"
%- main.tex
\cite{} \citep[p.~3]{ } \cite{a,,b} \cites{a}{} \verb|\cite{}| % \cite{}
%- refs.bib
@misc{a, title = {A}}
@misc{b, title = {B}}
",
        expect![[r#"
            \cite{} \citep[p.~3]{ } \cite{a,,b} \cites{a}{} \verb|\cite{}| % \cite{}
                 ^^ empty-citation: `\cite` has no key; fill in the key of an entry
                                ^^^ empty-citation: `\citep` has no key; fill in the key of an entry
                                           ^^ empty-citation: An empty place among the keys of `\cite`; fill it or remove it
                                                         ^^ empty-citation: `\cites` has no key; fill in the key of an entry
        "#]],
    );
}

#[test]
fn blanks_and_marks() {
    check(
        r"
%- main.tex
Known ____. Marked [?], [??, ?] and [12, ?], \textbf{____}; not \_\_\_, a___b, $x_{___}$, \label{t:a___b}, (?).
\begin{tabular}{c} [?] & a \\ \end{tabular} \item[?] x \\[?] \verb|____| \underline{\hspace{2cm}}
%- refs.bib
@misc{a, title = {A}}
",
        expect![[r#"
            Known ____. Marked [?], [??, ?] and [12, ?], \textbf{____}; not \_\_\_, a___b, $x_{___}$, \label{t:a___b}, (?).
                  ^^^^ masked-citation: A blank where a citation should stand; replace it by a cite command
                               ^^^ masked-citation: A blank where a citation should stand; replace it by a cite command
                                    ^^^^^^^ masked-citation: A blank where a citation should stand; replace it by a cite command
                                                ^^^^^^^ masked-citation: A blank where a citation should stand; replace it by a cite command
                                                                 ^^^^ masked-citation: A blank where a citation should stand; replace it by a cite command
        "#]],
    );
}

#[test]
fn placeholder_keys() {
    check(
        r"
%- main.tex
\cite{TODO} \cite{a, ?} \citep{citation_needed} \cite{todorov} \cite{TODOa}
%- refs.bib
@misc{a, title = {A}}
@misc{todorov, title = {B}}
@misc{TODOa, title = {C}}
",
        expect![[r#"
            \cite{TODO} \cite{a, ?} \citep{citation_needed} \cite{todorov} \cite{TODOa}
                  ^^^^ placeholder-key: `TODO` stands for a key still to be found; replace it by the key of an entry
                                 ^ placeholder-key: `?` stands for a key still to be found; replace it by the key of an entry
                                           ^^^^^^^^^^^^^^^ placeholder-key: `citation_needed` stands for a key still to be found; replace it by the key of an entry
        "#]],
    );
}

#[test]
fn notes_that_ask_for_a_citation() {
    check(
        r"
%- main.tex
This [citation needed], that [ref smith] and (CITE) or (cite Sphinx) \todo{cite Knuth} \needcite \red{cite} \tocite{}.
Not \emph{cite}, \usepackage{cite}, \texttt{cite}, \cs{cite}, (ref. 3), [ref 12], \section{References}, [a note].
%- refs.bib
@misc{a, title = {A}}
",
        expect![[r#"
            This [citation needed], that [ref smith] and (CITE) or (cite Sphinx) \todo{cite Knuth} \needcite \red{cite} \tocite{}.
                 ^^^^^^^^^^^^^^^^^ citation-todo: `[citation needed]` asks for a citation; replace it by a cite command
                                         ^^^^^^^^^^^ citation-todo: `[ref smith]` asks for a citation; replace it by a cite command
                                                         ^^^^^^ citation-todo: `(CITE)` asks for a citation; replace it by a cite command
                                                                   ^^^^^^^^^^^^^ citation-todo: `(cite Sphinx)` asks for a citation; replace it by a cite command
                                                                                 ^^^^^^^^^^^^^^^^^ citation-todo: `\todo{cite Knuth}` asks for a citation; replace it by a cite command
                                                                                                   ^^^^^^^^^ citation-todo: `\needcite` asks for a citation; replace it by a cite command
                                                                                                             ^^^^^^^^^^ citation-todo: `\red{cite}` asks for a citation; replace it by a cite command
                                                                                                                        ^^^^^^^^^ citation-todo: `\tocite{}` asks for a citation; replace it by a cite command
        "#]],
    );
}

#[test]
fn markers_of_the_settings() {
    let settings = crate::settings::Settings { markers: vec!["Beleg".into()], ..Default::default() };
    let fixture = Fixture::with_settings(
        "\n%- main.tex\nDas gilt [Beleg] und [Anmerkung] \\mf{beleg}.\n%- refs.bib\n@misc{a,}\n",
        settings,
    );
    let found = diagnostics(&fixture.snapshot, &fixture.id);
    let ranges: Vec<_> = found.into_iter().map(|it| (it.range, it.rule.code().to_owned())).collect();
    expect![[r#"
        Das gilt [Beleg] und [Anmerkung] \mf{beleg}.
                 ^^^^^^^ citation-todo
                                         ^^^^^^^^^^ citation-todo
    "#]]
    .assert_eq(&fixture.draw(&ranges));
}

const WORKS: &str = r"
%- refs.bib
@inproceedings{sutskever2014sequence,
  author = {Sutskever, Ilya and Vinyals, Oriol and Le, Quoc},
  title = {Sequence to Sequence Learning with Neural Networks}, year = 2014}
@article{devlin2019bert, author = {Devlin, Jacob and Chang, Ming-Wei},
  title = {{BERT}: Pre-training of Deep Bidirectional Transformers for Language Understanding}, year = 2019}
";

#[test]
fn prose_citations_with_their_verdicts() {
    check(
        &format!(
            r#"
%- main.tex
A __**Vinyals et al., "Sequence to Sequence Learning with Neural Networks"**, **Sutskever et al., "Sequence to Sequence Learning with Neural Networks"**__.
B \cite{{Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers"}} and \citep{{Devlin et al., 2019}}.
C __**Nobody et al., "A Title that Nobody Wrote"**__.
{}"#,
            WORKS.trim_start()
        ),
        expect![[r#"
            A __**Vinyals et al., "Sequence to Sequence Learning with Neural Networks"**, **Sutskever et al., "Sequence to Sequence Learning with Neural Networks"**__.
                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ prose-citation.author-differs: Author differs: the work of this title in the bibliography, `sutskever2014sequence`, is by Sutskever et al., not by Vinyals; check which is meant
                                                                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ prose-citation.match: Match: Sutskever et al. (2014) is in the bibliography as `sutskever2014sequence`; replace the words by a cite command
            B \cite{Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers"} and \citep{Devlin et al., 2019}.
                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ prose-citation.title-differs: Title differs: `devlin2019bert` by Devlin and Chang is called “BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding”; check which is meant
                                                                                                       ^^^^^^^^^^^^^^^^^^^ prose-citation.ambiguous: Ambiguous: no title is named; by authors and year it may be `devlin2019bert`, “BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding”; check it
            C __**Nobody et al., "A Title that Nobody Wrote"**__.
                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ prose-citation.not-found: Not found: no entry has these authors and this title (searched 2 entries in 1 bibliography); check that the work exists, then add it
        "#]],
    );
}

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
fn malformed_and_doubled_entries() {
    check(
        r"
%- refs.bib
@article{a, title = {A}, year 2020}
@article{b, title = {B
@article{a, title = {C}}
@misc{, title = {D}}
@misc{e, title = {E}, note = {UNVERIFIED: from the text}‸}
%- main.tex
\cite{a}
",
        expect![[r#"
            @article{a, title = {A}, year 2020}
                                     ^^^^ bib-syntax: A field without `=` and a value; write them or remove it
                                          ^^^^ bib-syntax: A field without `=` and a value; write them or remove it
            @article{b, title = {B
            ^^^^^^^^^ bib-syntax: The braces of this entry do not balance, so it was read up to the next entry; balance them
            @article{a, title = {C}}
                     ^ duplicate-key: `a` is defined twice and this later entry is not used; rename or remove one
            @misc{, title = {D}}
                 ^ bib-syntax: This entry has no key; write one behind the opening brace
            @misc{e, title = {E}, note = {UNVERIFIED: from the text}}
                  ^ unverified-entry: `e` is marked UNVERIFIED; check that the work exists, then remove the mark
        "#]],
    );
}

#[test]
fn a_citation_of_an_unverified_entry_stays_reported() {
    check(
        r"
%- main.tex
\cite{a} \cite{b}
%- refs.bib
@misc{a, title = {A}, note = {UNVERIFIED: from the text}}
@misc{b, title = {UNVERIFIED claims}}
",
        expect![[r#"
            \cite{a} \cite{b}
                  ^ unverified-entry: `a` is marked UNVERIFIED; check that the work exists, then remove the mark
        "#]],
    );
}

#[test]
fn suppressions() {
    check(
        r#"
%- main.tex
\cite{} % lacuna: ignore
\cite{} ____ % lacuna: ignore[empty-citation]
% lacuna: ignore[masked-citation: "____ b"]
a ____ b ____
% lacuna: off
\cite{} ____
% lacuna: on
\cite{} % lacuna: ignore[no-such-rule]
% lacuna: nonsense
%- refs.bib
@misc{a,}
"#,
        expect![[r#"
            \cite{} ____ % lacuna: ignore[empty-citation]
                    ^^^^ masked-citation: A blank where a citation should stand; replace it by a cite command
            a ____ b ____
                     ^^^^ masked-citation: A blank where a citation should stand; replace it by a cite command
            \cite{} % lacuna: ignore[no-such-rule]
                 ^^ empty-citation: `\cite` has no key; fill in the key of an entry
                              ^^^^^^^^^^^^^^^^^^^^ bad-suppression: There is no rule `no-such-rule`; `lacuna explain` lists them
            % lacuna: nonsense
                      ^^^^^^^^ bad-suppression: `nonsense` is no instruction; write `ignore`, `ignore[code]`, `off` or `on`
        "#]],
    );
}

#[test]
fn silent_places() {
    check(
        r"
%- main.tex
\documentclass{article}
\newcommand{\gap}{____ \cite{}}
\begin{document}
\begin{comment}
\cite{} ____
\end{comment}
\iffalse \cite{} \ifx a b ____ \fi \cite{x} \fi
\begin{equation} ____ \cite{} \cite{nokey} \end{equation}
\begin{lstlisting}
____ \cite{}
\end{lstlisting}
\url{http://a___b} \href{http://x___y}{____}
\end{document}
\cite{} ____
%- refs.bib
@misc{a,}
",
        expect![[r#"
            \url{http://a___b} \href{http://x___y}{____}
                                                   ^^^^ masked-citation: A blank where a citation should stand; replace it by a cite command
        "#]],
    );
}

#[test]
fn an_empty_place_is_not_reported_while_one_types_in_it() {
    let mut fixture =
        Fixture::new("\n%- main.tex\n\\cite{} \\cite{br} \\cite{xyz}\n%- refs.bib\n@misc{brown,}\n");
    let codes = |fixture: &Fixture| -> Vec<&str> {
        let snapshot = fixture.session.snapshot();
        diagnostics(&snapshot, &fixture.id).iter().map(|it| it.rule.code()).collect()
    };
    assert_eq!(codes(&fixture), ["empty-citation", "undefined-citation", "undefined-citation"]);
    let mut version = 1;
    let mut type_at = |fixture: &mut Fixture, offset: usize, text: &str| {
        version += 1;
        let edit =
            crate::text::TextEdit { range: crate::text::ByteRange::empty(offset), new: text.to_owned() };
        let edits = vec![crate::workspace::session::Edit::Part(edit)];
        fixture.session.apply(crate::workspace::session::Event::Changed {
            id: fixture.id.clone(),
            version,
            edits,
        });
    };
    // A letter in the second key: it is a prefix of a key, the others are as before.
    type_at(&mut fixture, 16, "o");
    assert_eq!(codes(&fixture), ["empty-citation", "undefined-citation"]);
    fixture.session.apply(crate::workspace::session::Event::TypingPaused);
    assert_eq!(codes(&fixture), ["empty-citation", "undefined-citation", "undefined-citation"]);
    // A blank in the empty braces.
    type_at(&mut fixture, 6, " ");
    assert_eq!(codes(&fixture), ["undefined-citation", "undefined-citation"]);
}

mod bib;
mod text;

#[test]
fn a_file_that_is_too_large_says_so() {
    let fixture = Fixture::new(&format!("\n%- main.tex\n{}\n", "{".repeat(17 << 20)));
    let messages: Vec<String> =
        diagnostics(&fixture.snapshot, &fixture.id).into_iter().map(|it| it.message).collect();
    assert_eq!(messages, ["The file is too large to be read as LaTeX (17 MiB, at most 16 MiB); split it"]);
}

const DRAFT: &str = r#"
%- main.tex
\documentclass{article}
\begin{document}
\section{One}
Known ____ and \cite{a, b} as Brown et al.~\cite{a} say; \cite{} too, [citation needed].

As __**Devlin et al., "BERT: Pre-training of Deep Transformers"**__ show, [12] is **wide**.

Smith et al. (2019) is not \cite{misspelt} nor \citep{TODO}. % lacuna: ignore

\begin{comment}
____
\end{comment}

Certainly! Here is [?] and $x$ \newcommand{\x}[1]{\cite{#1}}.
\bibliography{refs}
\end{document}
%- refs.bib
@misc{a, author = {Devlin, Jacob}, title = {BERT: Pre-training of Deep Transformers}, year = 2018}
@misc{b, author = {Devlin, Jacob}, title = {BERT: Pre-training of Deep Transformers}, year = 2019}
@misc{mispelt, author = {Roe, Jane}, title = {Words}, note = {UNVERIFIED}}
"#;

/// What may be typed or pasted.
const TYPED: [&str; 14] = [
    "x",
    " ",
    "\n\n",
    "{",
    "}",
    "%",
    "\\cite{b}",
    "\\cite{",
    "____",
    "\\begin{comment}",
    "\\end{comment}",
    "\\newcommand{\\y}{",
    "% lacuna: off\n",
    "\\end{document}",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_taken_over_after_an_edit_is_what_a_fresh_look_finds(
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..9_usize, prop::sample::select(&TYPED[..])), 1..12)
    ) {
        let mut fixture = Fixture::new(DRAFT);
        let id = fixture.id.clone();
        let mut text = fixture.text();
        for (version, (place, length, new)) in (2..).zip(edits) {
            let start = place.index(text.len() + 1);
            let range = ByteRange::new(start, (start + length).min(text.len()));
            if !text.is_char_boundary(range.start) || !text.is_char_boundary(range.end) {
                continue;
            }
            text.replace_range(range.std(), new);
            let edit = Edit::Part(TextEdit { range, new: new.to_owned() });
            let mut snapshot = fixture.session.apply(Event::Changed { id: id.clone(), version, edits: vec![edit] });
            if length == 0 {
                snapshot = fixture.session.apply(Event::TypingPaused);
            }
            let fresh = Snapshot { memo: Arc::default(), ..(*snapshot).clone() };
            prop_assert_eq!(diagnostics(&snapshot, &id), diagnostics(&fresh, &id), "{}", text);
        }
    }
}
