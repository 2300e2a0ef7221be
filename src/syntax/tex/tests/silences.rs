//! Definitions and silences.

use expect_test::expect;

use super::check;
use crate::syntax::tex::TexFile;
use crate::text::Text;

#[test]
fn definitions_and_their_bodies() {
    check(
        "\\newcommand{\\a}[1]{\\cite{#1} ____}\n\\newcommand*\\b{[?] \\cite{k}}\n\\def\\c#1.#2{\\d} \\let\\e=\\citep\n\\NewDocumentCommand{\\f}{m o}{x}\n\\newenvironment{g}[2][d]{y}{z}\n\\DeclareCiteCommand{\\h}[w]{i}{j}{k}{l}",
        expect![[r#"
            \newcommand{\a}[1]{\cite{#1} ____}
            ^^^^^^^^^^^ newcommand
                       ^^^^ brace
                        ^^ defines a, takes arguments
                           ^^^ bracket
                              ^^^^^^^^^^^^^^^^ brace
                               ^^^^^ cite in 1
                               ^^^^^^^^^^^^^^ its body
                               ^^^^^^^^^^^^^^ silence Template
                                    ^^^^ brace
                                         ^^^^ blank
            \newcommand*\b{[?] \cite{k}}
            ^^^^^^^^^^^^ newcommand*
                        ^^ defines b
                          ^^^^^^^^^^^^^^ brace
                           ^^^ note "?"
                           ^^^^^^^^^^^^ its body
                           ^^^^^^^^^^^^ silence Gaps
                               ^^^^^ cite in 1
                                    ^^^ brace
            \def\c#1.#2{\d} \let\e=\citep
            ^^^^ def
                ^^ defines c, takes arguments
                       ^^^^ brace
                        ^^ d in 1
                        ^^ its body
                        ^^ silence Template
                            ^^^^ let
                                ^^ defines e
                                   ^^^^^^ citep
                                   ^^^^^^ its body
            \NewDocumentCommand{\f}{m o}{x}
            ^^^^^^^^^^^^^^^^^^^ NewDocumentCommand
                               ^^^^ brace
                                ^^ defines f, takes arguments
                                   ^^^^^ brace
                                        ^^^ brace
                                         ^ its body
                                         ^ silence Template
            \newenvironment{g}[2][d]{y}{z}
            ^^^^^^^^^^^^^^^ newenvironment
                           ^^^ brace
                            ^ defines g, takes arguments
                              ^^^ bracket
                                 ^^^ bracket
                                    ^^^ brace
                                     ^ its body
                                     ^ silence Template
                                       ^^^ brace
                                        ^ its body
                                        ^ silence Template
            \DeclareCiteCommand{\h}[w]{i}{j}{k}{l}
            ^^^^^^^^^^^^^^^^^^^ DeclareCiteCommand
                               ^^^^ brace
                                ^^ defines h, takes arguments
                                   ^^^ bracket
                                      ^^^ brace
                                       ^ its body
                                       ^ silence Template
                                         ^^^ brace
                                          ^ its body
                                          ^ silence Template
                                            ^^^ brace
                                             ^ its body
                                             ^ silence Template
                                               ^^^ brace
                                                ^ its body
                                                ^ silence Template
        "#]],
    );
}

#[test]
fn a_body_over_several_paragraphs() {
    check(
        "\\newcommand{\\a}[1]{x\n\n\\cite{#1} {y\n\nz}\n\nw} v",
        expect![[r#"
        \newcommand{\a}[1]{x
        ^^^^^^^^^^^ newcommand
                   ^^^^ brace
                    ^^ defines a, takes arguments
                       ^^^ bracket
                          ^^ brace unclosed
                          ^ loose, opens
                          ^^… far silence Template
                           ^ its body
                           ^ silence Template

        \cite{#1} {y
         chunk
        ^^^^^ cite
             ^^^^ brace
                  ^^ brace spaced unclosed
                  ^ loose, opens

        z}
         chunk
         ^ loose, closes

        w} v
         chunk
         ^ loose, closes
    "#]],
    );
}

#[test]
fn environments_that_are_silent() {
    check(
        "\\begin{align*}[?] \\end{align*}\n\\begin{thebibliography}{9}\n\n[1] a\n\n\\end{thebibliography}\n\\begin{equation}",
        expect![[r#"
            \begin{align*}[?] \end{align*}
            ^^^^^^ begin
            ^^^^^^^^^^^^^^ beginning of align*
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ silence Gaps
                  ^^^^^^^^ brace
                          ^^^ bracket
                              ^^^^ end
                              ^^^^^^^^^^^^ end of align*
                                  ^^^^^^^^ brace
            \begin{thebibliography}{9}
            ^^^^^^ begin
            ^^^^^^^^^^^^^^^^^^^^^^^ beginning of thebibliography
            ^^^^^^^^^^^^^^^^^^^^^^^^^^… far silence Gaps
                  ^^^^^^^^^^^^^^^^^ brace
                                   ^^^ brace

            [1] a
             chunk
            ^^^ note "1"

            \end{thebibliography}
             chunk
            ^^^^ end
            ^^^^^^^^^^^^^^^^^^^^^ end of thebibliography
                ^^^^^^^^^^^^^^^^^ brace
            \begin{equation}
            ^^^^^^ begin
            ^^^^^^^^^^^^^^^^ beginning of equation
                  ^^^^^^^^^^ brace
        "#]],
    );
}

#[test]
fn what_follows_the_document_is_no_tex() {
    check(
        "\\begin{document}\n\\end{document} \\cite{a}\n\n\\cite{b}\n",
        expect![[r#"
        \begin{document}
        ^^^^^^ begin
        ^^^^^^^^^^^^^^^^ beginning of document
              ^^^^^^^^^^ brace
        \end{document} \cite{a}
        ^^^^ end
        ^^^^^^^^^^^^^^ end of document
            ^^^^^^^^^^ brace
                      ^^^^^^^^^… far silence NotTex
                       ^^^^^ cite
                            ^^^ brace

        \cite{b}
         chunk
        ^^^^^ cite
             ^^^ brace
    "#]],
    );
    let file = TexFile::parse(&Text::plain("\\cite{a}\\end{document}\n\n\\cite{b}".into()));
    assert_eq!(file.calls().map(|(_, call, _)| call.name.as_str()).collect::<Vec<_>>(), ["cite", "end"]);
}

#[test]
fn verbatim_environments_of_the_document_itself() {
    check(
        "\\lstnewenvironment{code}{}{}\n\\newminted{rust}{}\n\n\\begin{code}\n\\cite{a}\n\n[?]\n\\end{code}\n\\begin{rustcode}____\\end{rustcode} \\cite{b}",
        expect![[r#"
            \lstnewenvironment{code}{}{}
            ^^^^^^^^^^^^^^^^^^ lstnewenvironment
                              ^^^^^^ brace
                                    ^^ brace
                                      ^^ brace
            \newminted{rust}{}
            ^^^^^^^^^^ newminted
                      ^^^^^^ brace
                            ^^ brace

            \begin{code}
             chunk
            ^^^^^^ begin
            ^^^^^^^^^^^^ beginning of code
                  ^^^^^^ brace
                        … far silence NotTex
            \cite{a}
            ^^^^^ cite
                 ^^^ brace

            [?]
             chunk
            ^^^ note "?"
            \end{code}
            ^^^^ end
            ^^^^^^^^^^ end of code
                ^^^^^^ brace
            \begin{rustcode}____\end{rustcode} \cite{b}
            ^^^^^^ begin
            ^^^^^^^^^^^^^^^^ beginning of rustcode
                  ^^^^^^^^^^ brace
                            ^^^^ blank
                            ^^^^ far silence NotTex
                                ^^^^ end
                                ^^^^^^^^^^^^^^ end of rustcode
                                    ^^^^^^^^^^ brace
                                               ^^^^^ cite
                                                    ^^^ brace
        "#]],
    );
}
