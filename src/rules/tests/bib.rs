use expect_test::expect;

use super::check;
use crate::fixture::Fixture;
use crate::rules::diagnostics;

#[test]
fn fields_that_bibtex_requires() {
    check(
        r"
%- refs.bib
@article{a, author = {A}, title = {T}, year = 2020}
@book{b, editor = {B}, title = {T}, publisher = {P}, year = {}}
@inproceedings{c, author = {C}, title = {T}, crossref = {p}}
@proceedings{p, title = {P}, year = 2020}
@inproceedings{d, author = {D}, title = {T}, crossref = {elsewhere}}
@article{e, author = {E}, title = {T}, journal = {J}, note = {to appear}}
@misc{f}
@software{g}
%- main.tex
\cite{a,b,c,d,e,f,g,p} \bibliography{refs}
",
        expect![[r#"
            @article{a, author = {A}, title = {T}, year = 2020}
                     ^ missing-field: `a` has no `journal`, which entries of the type @article require; add it
            @book{b, editor = {B}, title = {T}, publisher = {P}, year = {}}
                  ^ missing-field: `b` has no `year`, which entries of the type @book require; add it
        "#]],
    );
}

#[test]
fn fields_that_biblatex_requires() {
    check(
        r"
%- refs.bib
@article{a, author = {A}, title = {T}, journaltitle = {J}, date = {2020-01}}
@online{b, title = {T}, date = {2020}}
@phdthesis{c, author = {C}, title = {T}, school = {S}, year = 2020}
@thesis{d, author = {D}, title = {T}, year = 2020}
@book{e, title = {The Law}, publisher = {P}, year = 2020}
@book{f, title = {T}, year = 2020}
@inreference{g, title = {T}, booktitle = {Encyclopedia}, year = 2020}
@patent{h, author = {H}, title = {T}, reqnumber = {1/2}, year = 2020}
@patent{i, author = {I}, title = {T}, year = 2020}
%- main.tex
\usepackage{biblatex} \addbibresource{refs.bib} \cite{a,b,c,d,e,f,g,h,i}
",
        expect![[r#"
            @online{b, title = {T}, date = {2020}}
                    ^ missing-field: `b` has no `url` or `doi` or `eprint`, which entries of the type @online require; add it
            @thesis{d, author = {D}, title = {T}, year = 2020}
                    ^ missing-field: `d` has no `type`, `institution`, which entries of the type @thesis require; add them
            @book{f, title = {T}, year = 2020}
                  ^ missing-field: `f` has no `author` or `editor`, which entries of the type @book require; add it
            @patent{i, author = {I}, title = {T}, year = 2020}
                    ^ missing-field: `i` has no `number`, which entries of the type @patent require; add it
        "#]],
    );
}

#[test]
fn keys_that_differ_in_case_are_one_key_for_bibtex_alone() {
    let bibs = "\n%- refs.bib\n@misc{Roe, title = {A}}\n@misc{x, title = {B}}\n%- more.bib\n‸@misc{roe, title = {C}}\n@misc{X, title = {D}}\n";
    check(
        &format!("\n%- main.tex\n\\cite{{roe}}\\bibliography{{refs,more}}{bibs}"),
        expect![[r#"
        @misc{roe, title = {C}}
              ^^^ duplicate-key: `roe` differs from `Roe` in case only, and BibTeX takes them for one key; rename or remove one
        @misc{X, title = {D}}
              ^ unused-entry: Nothing cites `X`; cite it or remove it
    "#]],
    );
    check(
        &format!(
            "\n%- main.tex\n\\cite{{roe}}\\usepackage{{biblatex}}\\addbibresource{{refs.bib}}\\addbibresource{{more.bib}}{bibs}"
        ),
        expect![[r#"
            @misc{roe, title = {C}}
                  ^^^ missing-field: `roe` has no `year`, which entries of the type @misc require; add it
            @misc{X, title = {D}}
                  ^ missing-field: `X` has no `year`, which entries of the type @misc require; add it
        "#]],
    );
}

#[test]
fn strings_that_nothing_defines() {
    check(
        r"
%- refs.bib
@string{acl = {ACL}}
@misc{a, title = {A}, month = jan, publisher = ACL # emnlp, year = 2020}
@misc{b, title = {B}, month = sept, publisher = emnlp, series = lncs, journal = jacm}
%- strings.bib
@string{LNCS = {Lecture Notes}}
%- main.tex
\bibliography{strings,refs} \bibliographystyle{plainnat} \cite{a,b}
",
        expect![[r#"
            @misc{a, title = {A}, month = jan, publisher = ACL # emnlp, year = 2020}
                                                                 ^^^^^ undefined-string: No `@string` defines `emnlp`; define it, or put the value in braces
            @misc{b, title = {B}, month = sept, publisher = emnlp, series = lncs, journal = jacm}
                                          ^^^^ undefined-string: No `@string` defines `sept`; define it, or put the value in braces
        "#]],
    );
}

#[test]
fn strings_that_the_style_may_define_are_not_missed() {
    for style in [
        r"\bibliographystyle{achemso}",
        r"\usepackage{achemso}",
        r"\bibliographystyle{plain}\bibliographystyle{own}",
    ] {
        let files = "@misc{a, title = {A}, publisher = jacsat, year = 2020}\n%- main.tex\n\\bibliography{refs} \\cite{a} ";
        check(&format!("\n%- refs.bib\n{files}{style}\n"), expect![[""]]);
    }
}

#[test]
fn many_undefined_strings_are_one_report() {
    let entries: String = (0..30).map(|it| format!("@misc{{k{it}, title = word{it}}}\n")).collect();
    check(
        &format!("\n%- refs.bib\n{entries}"),
        expect![[r#"
            @misc{k0, title = word0}
                              ^^^^^ undefined-string: No `@string` defines `word0` and 29 other bare words of this file; name the file that does in the document's bibliography
        "#]],
    );
}

#[test]
fn signs_of_damage() {
    check(
        r"
%- refs.bib
@misc{a, title = {A}, doi = {not-a-doi}, year = 2990}
@misc{b, title = {B}, doi = {https://doi.org/10.1145/3292500}, pages = {345--321}}
@misc{c, title = {C}, author = {Devlin, Jacob et al.}, pages = {345--52}}
@misc{d, title = {TODO}, author = {Firstname Lastname}}
@misc{e, title = {E}, eprint = {2103.01234}, archiveprefix = {arXiv}, year = 2018}
@misc{ee, title = {E}, eprint = {2001.01234}, archiveprefix = {arXiv}, year = 2019}
@misc{f, title = {F}, eprint = {2199.01234}, archiveprefix = {arXiv}, year = 2021}
@article{g, title = {G}, journal = {J}, eprint = {2103.01234}, archiveprefix = {arXiv}, year = 2018}
@misc{i, title = {I}, url = {https://a.org/?utm_source=chatgpt.com}, note = {turn0search1}, doi = {10.1000/x y}}
@misc{h, title = {$\lambda$}, author = {Unknown}, doi = {10.1/x}, pages = {12:1--12:20}}
",
        expect![[r#"
            @misc{a, title = {A}, doi = {not-a-doi}, year = 2990}
                                         ^^^^^^^^^ implausible-entry: `not-a-doi` is no DOI, which would begin as `10.1234/` does; correct it
                                                            ^^^^ implausible-entry: The year 2990 is yet to come; check it
            @misc{b, title = {B}, doi = {https://doi.org/10.1145/3292500}, pages = {345--321}}
                                                                                    ^^^^^^^^ implausible-entry: The pages `345--321` end before they begin; correct them
            @misc{c, title = {C}, author = {Devlin, Jacob et al.}, pages = {345--52}}
                                            ^^^^^^^^^^^^^^^^^^^^ implausible-entry: `et al.` inside the field `author`; write the names, or `and others`
            @misc{d, title = {TODO}, author = {Firstname Lastname}}
                              ^^^^ implausible-entry: `TODO` stands in the place of a title; write the title
                                               ^^^^^^^^^^^^^^^^^^ implausible-entry: `Firstname Lastname` stands in the place of a name; write the name
            @misc{e, title = {E}, eprint = {2103.01234}, archiveprefix = {arXiv}, year = 2018}
                                            ^^^^^^^^^^ implausible-entry: The arXiv id `2103.01234` was given in 2021, but the entry's year is 2018; check both
            @misc{f, title = {F}, eprint = {2199.01234}, archiveprefix = {arXiv}, year = 2021}
                                            ^^^^^^^^^^ implausible-entry: `2199.01234` is no arXiv id, which would begin with year and month; correct it
            @article{g, title = {G}, journal = {J}, eprint = {2103.01234}, archiveprefix = {arXiv}, year = 2018}
                     ^ missing-field: `g` has no `author`, which entries of the type @article require; add it
            @misc{i, title = {I}, url = {https://a.org/?utm_source=chatgpt.com}, note = {turn0search1}, doi = {10.1000/x y}}
                                                        ^^^^^^^^^^^^^^^^^^^^^^ generated-text: `utm_source=chatgpt.com` tells that a chat tool gave the address; check it and remove this
                                                                                         ^^^^^^^^^^^^ generated-text: `turn0search1` is a chat tool's mark of a source; cite the source instead
                                                                                                               ^^^^^^^^^^^ implausible-entry: The field holds more than the DOI `10.1000/x`; remove the rest
            @misc{h, title = {$\lambda$}, author = {Unknown}, doi = {10.1/x}, pages = {12:1--12:20}}
                                                                     ^^^^^^ implausible-entry: `10.1/x` is no DOI, which would begin as `10.1234/` does; correct it
        "#]],
    );
}

#[test]
fn what_an_exporter_puts_beside_every_doi_is_told_of_once() {
    let entry =
        |key: &str| format!("@misc{{{key}, title = {{On {key}}}, doi = {{10.1000/{key} {key} [pii]}}}}\n");
    let bib = ["a", "b", "c", "d"].map(entry).concat() + "@misc{e, title = {On e}, doi = {gkd027 [pii]}}\n";
    check(
        &format!("%- refs.bib\n{bib}%- main.tex\n\\bibliography{{refs}}\\cite{{a,b,c,d,e}}"),
        expect![[r#"
            @misc{a, title = {On a}, doi = {10.1000/a a [pii]}}
                                            ^^^^^^^^^^^^^^^^^ implausible-entry: The field holds more than the DOI `10.1000/a`; remove the rest, here and in 3 other entries of this file
            @misc{e, title = {On e}, doi = {gkd027 [pii]}}
                                            ^^^^^^^^^^^^ implausible-entry: `gkd027 [pii]` is a publisher's number, no DOI; correct it
        "#]],
    );
}

#[test]
fn one_doi_on_two_titles() {
    check(
        r"
%- refs.bib
@article{a, title = {Attention is all you need}, journal = {J}, author = {A}, year = 2017, doi = {10.1000/x}}
@article{b, title = {Deep residual learning}, journal = {J}, author = {B}, year = 2016, doi = {10.1000/X}}
@incollection{c, title = {Chapter on parsing}, booktitle = {B}, author = {C}, publisher = {P}, year = 2016, doi = {10.1000/y}}
@incollection{d, title = {Tagging in practice}, booktitle = {B}, author = {C}, publisher = {P}, year = 2016, doi = {10.1000/y}}
",
        expect![[r#"
            @article{b, title = {Deep residual learning}, journal = {J}, author = {B}, year = 2016, doi = {10.1000/X}}
                                                                                                           ^^^^^^^^^ implausible-entry: `a` has the same DOI and another title; check which of the two DOIs is wrong
        "#]],
    );
}

#[test]
fn two_keys_for_one_work() {
    check(
        r"
%- refs.bib
@article{a, title = {Attention is All you Need}, journal = {J}, author = {Vaswani, A. and B}, year = 2017}
@article{b, title = {{Attention} Is All You Need}, journal = {J.}, author = {Ashish Vaswani}, year = 2018}
@inproceedings{c, title = {Attention is all you need}, booktitle = {NIPS}, author = {Vaswani, A.}, year = 2017}
@article{d, title = {Attention is all you need}, journal = {J}, author = {Other, O.}, year = 2017}
@article{e, title = {Notes on sheaves and schemes}, journal = {J}, author = {F}, volume = 1, year = 2001}
@article{f, title = {Notes on sheaves and schemes}, journal = {J}, author = {F}, volume = 2, year = 2001}
@article{g, title = {Erratum: Notes on sheaves and schemes}, journal = {J}, author = {F}, volume = 2, year = 2001}
@misc{h, title = {Some preprint of ours}, author = {H}, eprint = {2103.01234}, archiveprefix = {arXiv}, year = 2021}
@article{i, title = {Some Preprint of Ours}, author = {H}, journal = {arXiv preprint arXiv:2103.01234}, year = 2022}
@misc{k, title = {How to build this}, author = {K and L}, howpublished = {Cryptology ePrint Archive, Report 2018/9}, year = 2018}
@misc{l, title = {How to build this}, author = {K and L and M}, howpublished = {Cryptology ePrint Archive, Report 2019/1}, year = 2019}
@misc{m, title = {How to build this}, author = {K and L}, howpublished = {Cryptology ePrint Archive, Report 2018/7}, year = 2018}
@misc{n, title = {How to build this}, author = {K and L}, howpublished = {Cryptology ePrint Archive, Paper 2018/009}, year = 2018}
@incollection{o, title = {Security for all: the one-user model}, booktitle = {B}, author = {O}, pages = {1--20}, doi = {10.1000/b}, year = 2010}
@incollection{p, title = {Security for all: the two-user model}, booktitle = {B}, author = {P}, pages = {21--42}, doi = {10.1000/b}, year = 2010}
@incollection{q, title = {On broad beans}, author = {Q}, crossref = {book}}
@incollection{r, title = {On broad beans}, author = {R}, crossref = {book}}
@article{s, title = {Great minds at work, Part I}, journal = {J}, author = {S}, volume = 7, year = 2012}
@article{t, title = {Great minds at work, Part II}, journal = {J}, author = {S}, volume = 7, year = 2012}
@book{book, title = {Beans}, editor = {E}, publisher = {P}, doi = {10.1000/c}, year = 2011}
",
        expect![[r#"
            @article{b, title = {{Attention} Is All You Need}, journal = {J.}, author = {Ashish Vaswani}, year = 2018}
                     ^ duplicate-work: `b` is the same work as `a`; cite one of them throughout
            @article{i, title = {Some Preprint of Ours}, author = {H}, journal = {arXiv preprint arXiv:2103.01234}, year = 2022}
                     ^ duplicate-work: `i` is the same work as `h`; cite one of them throughout
            @misc{n, title = {How to build this}, author = {K and L}, howpublished = {Cryptology ePrint Archive, Paper 2018/009}, year = 2018}
                  ^ duplicate-work: `n` is the same work as `k`; cite one of them throughout
        "#]],
    );
}

#[test]
fn a_preprint_whose_published_version_is_there() {
    check(
        r"
%- refs.bib
@article{a, title = {BERT: Pre-training of Transformers}, author = {Devlin, J.}, journal = {arXiv preprint arXiv:1810.04805}, year = 2018}
@inproceedings{b, title = {{BERT}: Pre-training of Transformers}, author = {Jacob Devlin}, booktitle = {NAACL}, year = 2019}
@misc{c, title = {Another of these works}, author = {C}, eprint = {2001.00001}, year = 2020}
@article{d, title = {Another of these works}, author = {C}, journal = {J}, year = 2021}
@misc{e, title = {Keys of the third kind}, author = {E}, howpublished = {Cryptology ePrint Archive, Paper 2020/1}, year = 2020}
@inproceedings{f, title = {Keys of the Third Kind}, author = {E}, booktitle = {CRYPTO}, year = 2021}
%- main.tex
\cite{a,d,e,f} \bibliography{refs}
",
        expect![[r#"
            @article{a, title = {BERT: Pre-training of Transformers}, author = {Devlin, J.}, journal = {arXiv preprint arXiv:1810.04805}, year = 2018}
                     ^ superseded-preprint: `a` is a preprint; `b` is its published version (NAACL); cite that one
            @inproceedings{b, title = {{BERT}: Pre-training of Transformers}, author = {Jacob Devlin}, booktitle = {NAACL}, year = 2019}
                           ^ unused-entry: Nothing cites `b`; cite it or remove it
            @misc{c, title = {Another of these works}, author = {C}, eprint = {2001.00001}, year = 2020}
                  ^ unused-entry: Nothing cites `c`; cite it or remove it
            @misc{e, title = {Keys of the third kind}, author = {E}, howpublished = {Cryptology ePrint Archive, Paper 2020/1}, year = 2020}
                  ^ superseded-preprint: `e` is a preprint; `f` is its published version (CRYPTO); cite that one
        "#]],
    );
}

#[test]
fn entries_that_nothing_cites() {
    let bib = "
%- refs.bib
@book{a, title = {A}, author = {A}, publisher = {P}, year = 2020}
@inbook{b, author = {B}, title = {T}, crossref = {c}, pages = 1}
@book{c, title = {A}, author = {A}, publisher = {P}, year = 2020}
@book{d, title = {A}, author = {A}, publisher = {P}, year = 2020, ids = {dd}}
";
    check(
        &format!("{bib}%- main.tex\n\\cite{{b,dd}} \\bibliography{{refs}}"),
        expect![[r#"
            @book{a, title = {A}, author = {A}, publisher = {P}, year = 2020}
                  ^ unused-entry: Nothing cites `a`; cite it or remove it
        "#]],
    );
    check(&format!("{bib}%- main.tex\n\\cite{{b,dd}} \\nocite{{*}} \\bibliography{{refs}}"), expect![""]);
    check(bib, expect![""]);
}

#[test]
fn an_entry_cited_in_another_case_is_used_for_bibtex() {
    let bib = "%- refs.bib\n@misc{knuth, title = {A}, year = 1968}\n%- main.tex\n";
    check(&format!("{bib}\\cite{{Knuth}} \\bibliography{{refs}}"), expect![[""]]);
    check(
        &format!("{bib}\\usepackage{{biblatex}}\\addbibresource{{refs.bib}}\\cite{{Knuth}}"),
        expect![[r#"
            @misc{knuth, title = {A}, year = 1968}
                  ^^^^^ unused-entry: Nothing cites `knuth`; cite it or remove it
        "#]],
    );
}

#[test]
fn entries_of_a_closed_file_are_judged_where_they_are_cited() {
    let text = "
%- main.tex
\\cite{a} \\bibliography{refs}
%- refs.bib
@article{a, title = {A}}
@article{b, title = {B}}
";
    let fixture = Fixture::new(text);
    let bib = fixture.snapshot.documents.keys().find(|it| it.as_str().ends_with("bib")).unwrap();
    let found: Vec<_> = diagnostics(&fixture.snapshot, bib)
        .iter()
        .map(|it| format!("{}: {}", it.rule.code(), it.message))
        .collect();
    expect![
        "missing-field: `a` has no `author`, `journal`, `year`, which entries of the type @article require; add them"
    ]
    .assert_eq(&found.join("\n"));
}

#[test]
fn more_than_two_hundred_reports_are_counted() {
    let entries: String = (0..300).map(|it| format!("@misc{{k{it}, title = {{TODO}}}}\n")).collect();
    let fixture = Fixture::new(&format!("\n%- refs.bib\n{entries}"));
    let found = diagnostics(&fixture.snapshot, &fixture.id);
    assert_eq!(found.len(), 201);
    assert_eq!(found[200].message, "100 further problems in this file are not shown; mend those above first");
}
