use expect_test::{Expect, expect};

use super::diagnostics;
use crate::fixture::Fixture;

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
Known ____. Marked [?], [XXX], not [XX], [??, ?] and [12, ?], \textbf{____}; not [1989?], \_\_\_, a___b, $x_{___}$, \label{t:a___b}, (?).
\begin{tabular}{c} [?] & a \\ \end{tabular} \item[?] x \\[?] \verb|____| \underline{\hspace{2cm}}
%- refs.bib
@misc{a, title = {A}}
",
        expect![[r#"
            Known ____. Marked [?], [XXX], not [XX], [??, ?] and [12, ?], \textbf{____}; not [1989?], \_\_\_, a___b, $x_{___}$, \label{t:a___b}, (?).
                  ^^^^ masked-citation: A blank where a citation should stand; replace it by a cite command
                               ^^^ masked-citation: A blank where a citation should stand; replace it by a cite command
                                    ^^^^^ masked-citation: A blank where a citation should stand; replace it by a cite command
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
Not \mycmd{cite}, \macroindex{cite}, \sty{cite}, \nb{cite command}, \textbackslash{cite}, \tocite{a}.
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
fn requests_in_many_words() {
    check(
        r"
%- main.tex
So [insert reference here], (Wu et al., 20XX), [Author, Year], TODO: cite BERT, {\color{red} cite}, [\emph{cite}], (REF).

Not ``[citation needed]'', a [CITATION] token, the Reference (REF), (cite as: x), [the citation], (Firm, Year), (many citations).
%- refs.bib
@misc{a, title = {A}}
",
        expect![[r#"
            So [insert reference here], (Wu et al., 20XX), [Author, Year], TODO: cite BERT, {\color{red} cite}, [\emph{cite}], (REF).
               ^^^^^^^^^^^^^^^^^^^^^^^ citation-todo: `[insert reference here]` asks for a citation; replace it by a cite command
                                        ^^^^^^^^^^^^^^^^^ citation-todo: `(Wu et al., 20XX)` asks for a citation; replace it by a cite command
                                                           ^^^^^^^^^^^^^^ citation-todo: `[Author, Year]` asks for a citation; replace it by a cite command
                                                                           ^^^^^^^^^^^^^^^ citation-todo: `TODO: cite BERT` asks for a citation; replace it by a cite command
                                                                                                         ^^^^ citation-todo: `cite` asks for a citation; replace it by a cite command
                                                                                                                ^^^^^^^^^^^^^ citation-todo: `[\emph{cite}]` asks for a citation; replace it by a cite command
                                                                                                                               ^^^^^ citation-todo: `(REF)` asks for a citation; replace it by a cite command
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
                                     ^^^^^^^^^ bib-syntax: A field without `=` and a value; write them or remove it
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
mod edits;
mod keys;
mod prose;
mod text;
