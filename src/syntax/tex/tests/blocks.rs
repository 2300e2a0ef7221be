//! Verbatim, comments and the borders of chunks.

use expect_test::expect;

use super::check;
use crate::syntax::tex::{MAX_BRACES, MAX_BYTES, TexFile};
use crate::text::Text;

#[test]
fn environments_and_verbatim() {
    check(
        "\\begin{figure*}[t]\n\\begin{verbatim}\n\\cite{no}\n\n}$% \\end{verbatim}\n\\end{figure*} \\verb|\\cite{x}| \\url{a%b} \\lstinline[x]!}! \\mintinline{c}|}|",
        expect![[r#"
            \begin{figure*}[t]
            ^^^^^^ begin
            ^^^^^^^^^^^^^^^ beginning of figure*
                  ^^^^^^^^^ brace
                           ^^^ bracket
            \begin{verbatim}
            ^^^^^^^^^^^^^^^^… no text
            \cite{no}

            }$% \end{verbatim}
            \end{figure*} \verb|\cite{x}| \url{a%b} \lstinline[x]!}! \mintinline{c}|}|
            ^^^^ end
            ^^^^^^^^^^^^^ end of figure*
                ^^^^^^^^^ brace
                          ^^^^^^^^^^^^^^^ no text
                                          ^^^^^^^^^ no text
                                                    ^^^^^^^^^^^^^^^^ no text
                                                                     ^^^^^^^^^^^^^^^^^ no text
        "#]],
    );
}

#[test]
fn an_unclosed_block_leaves_the_text_alone() {
    check(
        "\\begin{verbatim}\n\\cite{a}\n\n\\begin{verbatim}x\\end{verbatim} \\iffalse \\cite{b}",
        expect![[r#"
        \begin{verbatim}
        ^^^^^^ begin
        ^^^^^^^^^^^^^^^^ beginning of verbatim
              ^^^^^^^^^^ brace
        \cite{a}
        ^^^^^ cite
             ^^^ brace

        \begin{verbatim}x\end{verbatim} \iffalse \cite{b}
         chunk
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no text
                                        ^^^^^^^^ iffalse
                                                 ^^^^^ cite
                                                      ^^^ brace
    "#]],
    );
}

#[test]
fn conditionals_nest() {
    check(
        "\\iffalse \\ifx\\a\\b \\cite{no} \\fi % \\fi\n\\iff no \\fi yes \\iffalse a \\else \\cite{yes} \\fi",
        expect![[r#"
            \iffalse \ifx\a\b \cite{no} \fi % \fi
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^… no text
            \iff no \fi yes \iffalse a \else \cite{yes} \fi
                            ^^^^^^^^^^^^^^^^ no text
                                             ^^^^^ cite
                                                  ^^^^^ brace
                                                        ^^^ fi
        "#]],
    );
}

#[test]
fn headings_and_blank_lines_begin_chunks() {
    check(
        "a\n\\section[s]{S} x\ny\n \t\n\nz \\section{no}\n\n% c\n\nw\n\n\\subsection*{T}\n\\paragraph{P}",
        expect![[r#"
            a
            \section[s]{S} x
             chunk
            ^^^^^^^^ section
                    ^^^ bracket
                       ^^^ brace
            y


            z \section{no}
             chunk
              ^^^^^^^^ section
                      ^^^^ brace

            % c
             chunk
            ^^^ no text

            w
             chunk

            \subsection*{T}
             chunk
            ^^^^^^^^^^^^ subsection*
                        ^^^ brace
            \paragraph{P}
             chunk
            ^^^^^^^^^^ paragraph
                      ^^^ brace
        "#]],
    );
}

#[test]
fn comments_that_speak_to_us() {
    check(
        "%!TEX root = ../main.tex\n% !TeX  ROOT=b.tex\n%%% TeX-master: \"c\"\ntext % lacuna: ignore[x]\n  % lacuna: off\n\\% lacuna: no",
        expect![[r#"
            %!TEX root = ../main.tex
            ^^^^^^^^^^^^^^^^^^^^^^^^ no text
                         ^^^^^^^^^^^ root "../main.tex"
            % !TeX  ROOT=b.tex
            ^^^^^^^^^^^^^^^^^^ no text
                         ^^^^^ root "b.tex"
            %%% TeX-master: "c"
            ^^^^^^^^^^^^^^^^^^^ no text
                             ^ root "c"
            text % lacuna: ignore[x]
                 ^^^^^^^^^^^^^^^^^^^ no text
                 ^^^^^^^^^^^^^^^^^^^ suppression
                           ^^^^^^^^^ its body
              % lacuna: off
              ^^^^^^^^^^^^^ no text
              ^^^^^^^^^^^^^ suppression, own line
                        ^^^ its body
            \% lacuna: no
        "#]],
    );
}

#[test]
fn old_line_ends() {
    check(
        "a % c\r\n\r\nb\r\rc % d\re",
        expect![[r#"
        a % c
          ^^^ no text

        b␍␍c % d␍e
         chunk
            chunk
             ^^^ no text
    "#]],
    );
}

#[test]
fn a_text_beyond_the_limit_is_not_parsed() {
    let text = "{".repeat(MAX_BYTES + 1);
    let file = TexFile::parse(&Text::plain(text));
    assert!(file.is_too_large() && file.is_empty() && file.calls().next().is_none());
    assert!(!TexFile::parse(&Text::plain(String::new())).is_too_large());
    let file = TexFile::parse(&Text::plain("{".repeat(MAX_BRACES + 1)));
    assert!(file.is_too_large());
}
