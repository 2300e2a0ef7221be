use crate::model::cite_commands::CiteCommands;
use crate::text::ByteRange;
use expect_test::{Expect, expect};

use super::*;
use crate::syntax::tex::TexFile;
use crate::text::Text;

#[track_caller]
fn check(source: &str, expected: Expect) {
    let file = TexFile::parse(&Text::plain(source.to_owned()));
    let commands = CiteCommands::collect(file.chunks.iter().map(|(_, chunk)| &**chunk), &[]);
    let mut out = String::new();
    for (start, citation) in DocumentCitations::read(&file, &commands, None).iter() {
        let shown = |range: ByteRange| source[range.shift(start).std()].replace('\n', "⏎");
        out += &format!("{}:", citation.name);
        for group in &citation.groups {
            let keys: Vec<_> = group.keys.iter().map(|it| it.text.as_str()).collect();
            let holes: Vec<_> = group.holes.iter().map(|it| shown(*it)).collect();
            out += &format!(" {keys:?}");
            if !holes.is_empty() {
                out += &format!(" holes {holes:?}");
            }
        }
        out += "\n";
    }
    expected.assert_eq(&out);
}

#[test]
fn keys_between_blanks_line_ends_and_comments() {
    check(
        "\\cite{ a , b,% note, with comma\n c}",
        expect![[r#"
        cite: ["a", "b", "c"]
    "#]],
    );
}

#[test]
fn empty_places() {
    check(
        r"\cite{} \citep{ } \cite[p.~3]{} \cite{a,,b} \cite{a,} \cite{,a}",
        expect![[r#"
        cite: [] holes ["{}"]
        citep: [] holes ["{ }"]
        cite: [] holes ["{}"]
        cite: ["a", "b"] holes [",,"]
        cite: ["a"] holes [",}"]
        cite: ["a"] holes ["{,"]
    "#]],
    );
}

#[test]
fn every_group_of_a_multicite() {
    check(
        r"\cites(pre)(post)[p]{a}[q]{b,c}{d} \volcite{2}[5]{a} \volcites{1}{a}[x]{2}[y]{b}",
        expect![[r#"
        cites: ["a"] ["b", "c"] ["d"]
        volcite: ["a"]
        volcites: ["a"] ["b"]
    "#]],
    );
}

#[test]
fn quotations_that_cite() {
    check(
        r"\textcquote[a][b]{key}[.]{Some text} \foreigntextcquote{german}[5]{k}{T} \begin{displaycquote}[3]{q}",
        expect![[r#"
            textcquote: ["key"]
            foreigntextcquote: ["k"]
            begin: ["q"]
        "#]],
    );
}

#[test]
fn parameters_do_not_cite_but_their_uses_do() {
    check(
        r"\newcommand{\up}[1]{\cite{#1}} \up{a} \newcommand{\bert}[1]{\cite{b}}",
        expect![[r#"
        up: ["a"]
        cite: ["b"]
    "#]],
    );
}

#[test]
fn a_star_before_a_key_is_no_part_of_it() {
    check(
        r"\cite{a,*b} \nocite{*}",
        expect![[r#"
        cite: ["a", "b"]
        nocite: ["*"]
    "#]],
    );
}
