//! Calls and what belongs to them.

use expect_test::expect;

use super::check;

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
fn control_symbols_are_no_calls() {
    check(
        "\\\\cite \\%x \\_ \\",
        expect![[r#"
        \\cite \%x \_ \
    "#]],
    );
}
