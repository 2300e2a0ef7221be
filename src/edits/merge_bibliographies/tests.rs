use std::fmt::Write as _;
use std::sync::Arc;

use expect_test::{Expect, expect};

use super::{Fate, merge};
use crate::model::bibliography::Bibliography;
use crate::text::Text;

/// Merges the bibliographies of a text, each behind a line `%- name`.
#[track_caller]
fn check(text: &str, expected: Expect) {
    let (names, files): (Vec<&str>, Vec<&str>) =
        text.trim_start().split("%- ").skip(1).map(|it| it.split_once('\n').unwrap()).unzip();
    let bibs: Vec<_> =
        files.iter().map(|it| Arc::new(Bibliography::parse(Text::plain((*it).to_owned())))).collect();
    let merged = merge(&bibs);
    let mut shown = format!("{}-- {} entries, {} equal\n", merged.text, merged.entries, merged.equal);
    for it in &merged.changes {
        let (file, key) = (names[it.file], &it.key);
        assert!(it.key.is_empty() || files[it.file][it.range.std()] == it.key);
        let _ = match &it.fate {
            Fate::Dropped { kept, of, taken, differing } => {
                writeln!(
                    shown,
                    "{file}: {key} is {kept} of {}; taken {taken:?}, differing {differing:?}",
                    names[*of]
                )
            }
            fate => writeln!(shown, "{file}: {key} {fate:?}"),
        };
    }
    expected.assert_eq(&shown);
}

#[test]
fn every_work_once_and_every_key_with_one_meaning() {
    check(
        r#"
%- a.bib
% Ours.
@preamble{"\newcommand{\x}{y}"}

@article{smith, author = {Smith, A.}, title = {On the Nature of Hedges}, journal = {J}, year = 2001}

@book{hill, author = {Hill, B.}, title = {Trees}, publisher = {P}, year = 1999}
%- b.bib
@preamble{"\newcommand{\x}{y}"}
@Book{hill,
  publisher = {P},
  author = {Hill,  B.}, title = "Trees",
  year = {1999}
}
% Kept though its entry goes.
@article{smith2001hedges, author = {Smith, Ann}, title = {{On} the nature of hedges}, journal = {J}, year = 2001, doi = {10.1/x}}
@misc{smith, author = {Smith, Z.}, title = {Something Else Entirely}, year = 2020}
@misc{note, title = {See \cite{smith2001hedges} and \cite{smith}}, related = {smith2001hedges, smith}}
"#,
        expect![[r#"
            % Ours.
            @preamble{"\newcommand{\x}{y}"}

            @article{smith, author = {Smith, A.}, title = {On the Nature of Hedges}, journal = {J}, year = 2001, doi = {10.1/x}}

            @book{hill, author = {Hill, B.}, title = {Trees}, publisher = {P}, year = 1999}

            % Kept though its entry goes.

            @misc{smith-2, author = {Smith, Z.}, title = {Something Else Entirely}, year = 2020}
            @misc{note, title = {See \cite{smith} and \cite{smith-2}}, related = {smith, smith-2}}
            -- 4 entries, 1 equal
            b.bib: smith2001hedges is smith of a.bib; taken ["doi"], differing ["author"]
            b.bib: smith Renamed("smith-2")
        "#]],
    );
}

#[test]
fn strings_keep_their_meaning() {
    check(
        r#"
%- a.bib
@string{acm = "ACM"}
@misc{a, publisher = acm}
%- b.bib
@string{ACM = {ACM}}
@string{ieee = "IEEE"}
@misc{b, publisher = ACM, note = ieee}
%- c.bib
@string{acm = {Association}}
@string{both = acm # " and " # ieee}
@misc{c, publisher = acm # { Press}, note = both}
"#,
        expect![[r#"
            @string{acm = "ACM"}
            @misc{a, publisher = acm}

            @string{ieee = "IEEE"}
            @misc{b, publisher = ACM, note = ieee}

            @string{acm2 = {Association}}
            @string{both = acm2 # " and " # ieee}
            @misc{c, publisher = acm2 # { Press}, note = both}
            -- 3 entries, 0 equal
            c.bib: acm StringRenamed("acm2")
        "#]],
    );
}

#[test]
fn a_parent_stands_behind_its_children() {
    check(
        r#"
%- a.bib
@inproceedings{one, title = {One}, crossref = {vol}}
@proceedings{vol, title = {Proceedings of Banks}, year = 1994}
@misc{last}
%- b.bib
@inproceedings{two, title = {Two}, crossref = {vol}}
@proceedings{vol, title = {Proceedings of Banks}, year = {1994}}
"#,
        expect![[r#"
            @inproceedings{one, title = {One}, crossref = {vol}}
            @misc{last}

            @inproceedings{two, title = {Two}, crossref = {vol}}

            @proceedings{vol, title = {Proceedings of Banks}, year = 1994}
            -- 4 entries, 1 equal
        "#]],
    );
}

#[test]
fn what_is_malformed_stands_as_it_is() {
    check(
        "%- a.bib\n@misc{a, title = {A}\n@misc{b, title = {B}}\n%- b.bib\n\r\n\r\n@misc{b, title {B}}\r\n@comment{x}\r\n@comment{x}",
        expect![[r#"
            @misc{a, title = {A}
            @misc{b, title = {B}}

            @misc{b, title {B}}
            @comment{x}
            -- 3 entries, 0 equal
            a.bib: a Malformed
            b.bib: b Malformed
        "#]],
    );
}

#[test]
fn parts_and_versions() {
    check(
        r#"
%- a.bib
@misc{bert, author = {Devlin, J.}, title = {BERT: Pre-training}, eprint = {1810.04805}, archiveprefix = {arXiv}}
@article{p1, author = {S}, title = {Great minds at work, Part I}, journal = {J}, volume = 7, year = 2012}
@misc{Case, title = {A}}
@misc{case, title = {B}}
%- b.bib
@inproceedings{bert, author = {Devlin, Jacob}, title = {{BERT}: Pre-Training}, booktitle = {NAACL}, year = 2019}
@article{p1, author = {S}, title = {Great minds at work, Part II}, journal = {J}, volume = 7, year = 2012}
@misc{CASE, title = {C}}
"#,
        expect![[r#"
            @misc{bert, author = {Devlin, J.}, title = {BERT: Pre-training}, eprint = {1810.04805}, archiveprefix = {arXiv}}
            @article{p1, author = {S}, title = {Great minds at work, Part I}, journal = {J}, volume = 7, year = 2012}
            @misc{Case, title = {A}}
            @misc{case, title = {B}}

            @article{p1-2, author = {S}, title = {Great minds at work, Part II}, journal = {J}, volume = 7, year = 2012}
            @misc{CASE-2, title = {C}}
            -- 6 entries, 0 equal
            b.bib: bert is bert of a.bib; taken [], differing ["author"]
            b.bib: p1 Renamed("p1-2")
            b.bib: CASE Renamed("CASE-2")
        "#]],
    );
}
