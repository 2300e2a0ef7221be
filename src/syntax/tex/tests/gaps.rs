//! Blanks, notes and formulas.

use expect_test::expect;

use super::check;
use crate::syntax::tex::TexFile;
use crate::text::Text;

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
fn parentheses_need_a_cue() {
    check(
        r"(see \cref{a}) (references missing) (TODO: Smith) (2019) (refreshing) (cited by \cite{a}) (so?) (cite",
        expect![[r#"
            (see \cref{a}) (references missing) (TODO: Smith) (2019) (refreshing) (cited by \cite{a}) (so?) (cite
                 ^^^^^ cref
                      ^^^ brace
                           ^^^^^^^^^^^^^^^^^^^^ note "references missing"
                                                ^^^^^^^^^^^^^ note "TODO: Smith"
                                                                                  ^^^^^^^^^^^^^^^^^^^ note "cited by \\cite{a}"
                                                                                            ^^^^^ cite
                                                                                                 ^^^ brace
                                                                                                      ^^^^^ note "so?"
        "#]],
    );
}

#[test]
fn a_mark_alone_in_the_first_or_last_cell_of_a_row_fills_it() {
    for (text, fills) in [
        ("\\begin{tabular}{c} [?] & a \\\\ \\end{tabular}", true),
        ("\\begin{tabular}[t]{@{}c} [?] \\\\ \\end{tabular}", true),
        ("\\begin{tabularx}{\\linewidth}{p{3cm}}\n [?] & a", true),
        ("\\begin{longtable}{cc}\\cline{1-2} [?] & a", true),
        ("\\begin{tabular}{c} a & [?] \\end{tabular}", true),
        ("\\begin{tabular}{c} a & shown in [?] \\end{tabular}", false),
        ("\\begin{itemize}\\item{a} [?] & b", false),
    ] {
        let file = TexFile::parse(&Text::plain(text.to_owned()));
        let notes: Vec<bool> = file.chunks[0].1.notes.iter().map(|it| it.fills_cell).collect();
        assert_eq!(notes, [fills], "{text}");
    }
}
