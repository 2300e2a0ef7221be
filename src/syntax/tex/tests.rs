use expect_test::{Expect, expect};

use super::*;

/// Draws each fact below the line on which it begins; `…` where it goes on behind that line.
fn draw(source: &str) -> String {
    let file = TexFile::parse(&Text::plain(source.into()));
    let covered: String = file.chunks.iter().map(|(_, chunk)| chunk.text.as_str()).collect();
    assert_eq!(covered, source, "the chunks cover the text");

    let mut facts: Vec<(ByteRange, String)> = Vec::new();
    for (start, chunk) in &file.chunks {
        let mut fact = |range: ByteRange, label: String| facts.push((range.shift(*start), label));
        if *start > 0 {
            fact(ByteRange::empty(0), "chunk".into());
        }
        for call in &chunk.calls {
            let star = if call.starred { "*" } else { "" };
            let depth = if call.depth > 0 { format!(" in {}", call.depth) } else { String::new() };
            fact(call.command, format!("{}{star}{depth}", call.name));
            for argument in &call.arguments {
                let mut label = format!("{:?}", argument.delimiter).to_lowercase();
                label += if argument.spaced { " spaced" } else { "" };
                label += if argument.closed { "" } else { " unclosed" };
                fact(argument.range, label);
            }
        }
        for mark in &chunk.environments {
            fact(mark.range, format!("{} of {}", if mark.begins { "beginning" } else { "end" }, mark.name));
        }
        chunk.blanks.iter().for_each(|it| fact(*it, "blank".into()));
        for note in &chunk.notes {
            let cell = if note.fills_cell { ", fills a cell" } else { "" };
            fact(note.range, format!("note {:?}{cell}", note.text));
        }
        chunk.math.iter().for_each(|it| fact(*it, "math".into()));
        chunk.not_text.iter().for_each(|it| fact(*it, "no text".into()));
        for (opens, at) in &chunk.loose_braces {
            fact(ByteRange::new(*at, at + 1), if *opens { "loose, opens" } else { "loose, closes" }.into());
        }
        for it in &chunk.suppressions {
            let own = if it.own_line { ", own line" } else { "" };
            fact(it.range, format!("suppression{own}"));
            fact(it.body, "its body".into());
        }
        chunk.root_hints.iter().for_each(|it| fact(it.range, format!("root {:?}", it.path)));
        for it in &chunk.definitions {
            let takes = if it.takes_arguments { ", takes arguments" } else { "" };
            fact(it.name_range, format!("defines {}{takes}", it.name));
            it.bodies.iter().for_each(|it| fact(*it, "its body".into()));
        }
        chunk.silences.iter().for_each(|(range, why)| fact(*range, format!("silence {why:?}")));
    }
    file.silences.iter().for_each(|(range, why)| facts.push((*range, format!("far silence {why:?}"))));
    facts.sort_by_key(|(range, _)| range.start);

    let mut drawn = String::new();
    let mut start = 0;
    for line in source.split_inclusive('\n') {
        let end = start + line.len();
        let shown = line.trim_end_matches(['\n', '\r']);
        drawn += &format!("{}\n", shown.trim_end().replace('\r', "␍"));
        let last = end == source.len();
        for (range, label) in &facts {
            if range.start < start || (range.start >= end && !(last && range.start == end)) {
                continue;
            }
            let before = source[start..range.start].chars().count();
            let within =
                source[range.start..range.end.min(start + shown.len()).max(range.start)].chars().count();
            let more = if range.end > end { "…" } else { "" };
            drawn += &format!("{}{}{more} {label}\n", " ".repeat(before), "^".repeat(within).as_str());
        }
        start = end;
    }
    drawn
}

#[track_caller]
fn check(source: &str, expected: Expect) {
    expected.assert_eq(&draw(source));
}

#[test]
fn a_citation_with_all_its_arguments() {
    check(
        r"See~\citep*[see][p.~3, \cite{b}]{a, c}.",
        expect![[r#"
        See~\citep*[see][p.~3, \cite{b}]{a, c}.
            ^^^^^^^ citep*
                   ^^^^^ bracket
                        ^^^^^^^^^^^^^^^^ bracket
                               ^^^^^ cite in 1
                                    ^^^ brace
                                        ^^^^^^ brace
    "#]],
    );
}

#[test]
fn comments_and_line_ends_between_a_command_and_its_group() {
    check(
        "\\cite%\n{a} \\cite {b} \\cite\n{c} \\cite[p]%\n  [q]{d} \\cite [x]{e}",
        expect![[r#"
        \cite%
        ^^^^^ cite
             ^ no text
        {a} \cite {b} \cite
        ^^^ brace spaced
            ^^^^^ cite
                  ^^^ brace spaced
                      ^^^^^ cite
        {c} \cite[p]%
        ^^^ brace spaced
            ^^^^^ cite
                 ^^^ bracket
                    ^ no text
          [q]{d} \cite [x]{e}
          ^^^ bracket spaced
             ^^^ brace
                 ^^^^^ cite
                       ^^^ bracket spaced
                          ^^^ brace
    "#]],
    );
}

#[test]
fn brackets_and_braces_within_arguments() {
    check(
        r"\cite[{]}]{a} \cite[$a[1]$]{b} \cite[see [1]]{c}",
        expect![[r#"
        \cite[{]}]{a} \cite[$a[1]$]{b} \cite[see [1]]{c}
        ^^^^^ cite
             ^^^^^ bracket
                  ^^^ brace
                      ^^^^^ cite
                           ^^^^^^^^ bracket
                            ^^^^^^ math
                                   ^^^ brace
                                       ^^^^^ cite
                                            ^^^^^^^^^ bracket
                                                     ^^^ brace
    "#]],
    );
}

#[test]
fn multicite_and_apacite() {
    check(
        r"\cites(pre)(post)[p]{a}[q]{b} \citeA<see>[p.~2]{a} $\alpha(x)$ \pause(a)",
        expect![[r#"
        \cites(pre)(post)[p]{a}[q]{b} \citeA<see>[p.~2]{a} $\alpha(x)$ \pause(a)
        ^^^^^^ cites
              ^^^^^ paren
                   ^^^^^^ paren
                         ^^^ bracket
                            ^^^ brace
                               ^^^ bracket
                                  ^^^ brace
                                      ^^^^^^ citeA
                                            ^^^^^ angle
                                                 ^^^^^^ bracket
                                                       ^^^ brace
                                                           ^^^^^^^^^^^ math
                                                            ^^^^^^ alpha
                                                                       ^^^^^^ pause
    "#]],
    );
}

#[test]
fn a_bracket_behind_a_blank_is_text() {
    check(
        "\\textbf{Foo} [citation needed] \\LaTeX [12] \\textbf{[CITE]}\n[?] \\\\[2pt] \\item[x]",
        expect![[r#"
        \textbf{Foo} [citation needed] \LaTeX [12] \textbf{[CITE]}
        ^^^^^^^ textbf
               ^^^^^ brace
                     ^^^^^^^^^^^^^^^^^ note "citation needed"
                                       ^^^^^^ LaTeX
                                              ^^^^ note "12"
                                                   ^^^^^^^ textbf
                                                          ^^^^^^^^ brace
                                                           ^^^^^^ note "CITE"
        [?] \\[2pt] \item[x]
        ^^^ note "?"
                    ^^^^^ item
                         ^^^ bracket
    "#]],
    );
}

#[test]
fn an_unclosed_group_ends_with_its_line() {
    check(
        "so \\cite{abc and\nmore \\emph{text}\n\nnext \\cite[p.~3{k} and \\cite[see\nx",
        expect![[r#"
        so \cite{abc and
           ^^^^^ cite
                ^^^^^^^^ brace unclosed
                ^ loose, opens
        more \emph{text}
             ^^^^^ emph
                  ^^^^^^ brace

        next \cite[p.~3{k} and \cite[see
         chunk
             ^^^^^ cite
                  ^^^^^ bracket unclosed
                       ^^^ brace
                               ^^^^^ cite
                                    ^^^^ bracket unclosed
        x
    "#]],
    );
}

#[test]
fn blanks_that_stand_alone() {
    check(
        r"As ____ says \textbf{____}, a___b \_\_\_ $x___$ \label{t:a___b} \cite{a___b} \verb|____| ___. (___) word____",
        expect![[r#"
            As ____ says \textbf{____}, a___b \_\_\_ $x___$ \label{t:a___b} \cite{a___b} \verb|____| ___. (___) word____
               ^^^^ blank
                         ^^^^^^^ textbf
                                ^^^^^^ brace
                                 ^^^^ blank
                                                     ^^^^^^ math
                                                            ^^^^^^ label
                                                                  ^^^^^^^^^ brace
                                                                            ^^^^^ cite
                                                                                 ^^^^^^^ brace
                                                                                         ^^^^^^^^^^^ no text
                                                                                                     ^^^ blank
                                                                                                           ^^^ blank
        "#]],
    );
}

#[test]
fn notes() {
    check(
        "a [?] b (CITE) c (see below) d (cite\nSphinx) & [?] & [1, 2] \\\\ [see \\cite{x}] {[ref]}",
        expect![[r#"
            a [?] b (CITE) c (see below) d (cite
              ^^^ note "?"
                    ^^^^^^ note "CITE"
                                           ^^^^^… note "cite Sphinx"
            Sphinx) & [?] & [1, 2] \\ [see \cite{x}] {[ref]}
                      ^^^ note "?", fills a cell
                            ^^^^^^ note "1, 2", fills a cell
                                      ^^^^^^^^^^^^^^ note "see \\cite{x}"
                                           ^^^^^ cite
                                                ^^^ brace
                                                      ^^^^^ note "ref"
        "#]],
    );
}

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
fn formulas() {
    check(
        r"$a$ $$b$$ \(c\) \[ d \text{$e$} \] costs \$5, {$ 5} and $x$$y$ \textbf{$\{$}",
        expect![[r#"
        $a$ $$b$$ \(c\) \[ d \text{$e$} \] costs \$5, {$ 5} and $x$$y$ \textbf{$\{$}
        ^^^ math
            ^^^^^ math
                  ^^^^^ math
                        ^^^^^^^^^^^^^^^^^^ math
                             ^^^^^ text
                                  ^^^^^ brace
                                                                ^^^ math
                                                                   ^^^ math
                                                                       ^^^^^^^ textbf
                                                                              ^^^^^^ brace
                                                                               ^^^^ math
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
fn control_symbols_are_no_calls() {
    check(
        "\\\\cite \\%x \\_ \\",
        expect![[r#"
        \\cite \%x \_ \
    "#]],
    );
}

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
