//! Cases of lists of keys and of bibliographies that other tools are known to get wrong.

use super::{fixture, reported};
use crate::features::{hover, references};
use crate::model::card::Format;
use crate::rules::diagnostics;

const BIB: &str = "\n%- refs.bib\n@misc{a, title = {A}}\n@misc{b, title = {B}}\n";

/// What is reported in a document beside entries of the keys `a` and `b`: rules with their words.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let fixture = crate::fixture::Fixture::new(&format!("%- main.tex\n{text}{BIB}"));
    let main = fixture.text();
    let found = diagnostics(&fixture.snapshot, &fixture.id);
    let found: Vec<_> =
        found.iter().map(|it| format!("{} {}", it.rule.code, &main[it.range.std()])).collect();
    assert_eq!(found, expected, "{text}");
}

/// What is reported in a bibliography whose entries `a` is cited.
#[track_caller]
fn check_bib(bib: &str, expected: &[&str]) {
    let text = format!(
        "%- main.tex\n\\nocite{{*}}\\bibliographystyle{{plain}}\\bibliography{{refs}}\n%- refs.bib\n‸{bib}\n"
    );
    let fixture = crate::fixture::Fixture::new(&text);
    let found = diagnostics(&fixture.snapshot, &fixture.id);
    let text = fixture.text();
    let found = found.iter().filter(|it| it.rule.code != "missing-field");
    let found: Vec<_> = found.map(|it| format!("{} {}", it.rule.code, &text[it.range.std()])).collect();
    assert_eq!(found, expected, "{bib}");
}

#[test]
fn optional_arguments_may_hold_brackets_braces_formulas_and_citations() {
    check(r"\citep[{]}]{a} \citep[{[}][{]}]{b} \citep[$a[1]$]{a}", &[]);
    check(r"\citep[see][p.~3, \cite{none}]{a}", &["undefined-citation none"]);
    check(
        r"\citep[see \citealp[p.~3]{none1}][]{none2}",
        &["undefined-citation none1", "undefined-citation none2"],
    );
}

#[test]
fn lists_may_hold_blanks_line_ends_comments_and_empty_places() {
    check("\\cite{a, % note, with comma\n b} \\cite{ a , b } \\cite {a} \\cite\n{a}", &[]);
    check(r"\cite{a,}", &["empty-citation ,}"]);
    check(r"\cite{,a}", &["empty-citation {,"]);
    check(r"\cite{a,,b}", &["empty-citation ,,"]);
    check("\\cite{a, % \\cite{none}\n b}", &[]);
}

#[test]
fn a_key_twice_and_in_another_case() {
    check(r"\cite{a,b,a}", &["repeated-key a"]);
    check(r"\cite{a,A}", &["key-case A"]);
    check(r"\cites{a}{a}", &[]);
}

#[test]
fn every_entry_may_be_cited_at_once_and_a_wrong_key_is_wrong_still() {
    check(r"\nocite{*} \cite{none}", &["undefined-citation none"]);
    check(r"\cite{*} \cite{a,*b} \cite{*a}", &[]);
}

#[test]
fn an_unclosed_list_does_no_harm_to_what_follows() {
    check("\\cite{a", &[]);
    check(
        "\\cite{none\n\nText \\cite{b} \\cite{none2}.",
        &["undefined-citation none", "undefined-citation none2"],
    );
    let fixture = fixture(&format!("%- main.tex\nText \\cite{{a‸\n\nMore text, \\cite{{a}}.{BIB}"));
    assert!(hover::hover(&fixture.snapshot, &fixture.id, fixture.offset, Format::Plain, None).is_some());
    let found = references::references(&fixture.snapshot, &fixture.id, fixture.offset, false).unwrap();
    assert_eq!(found.len(), 2);
}

#[test]
fn items_are_keys_whatever_their_labels_hold() {
    let text = r"
%- main.tex
\documentclass{article}
\begin{document}
\cite{h,s,t,u,none}
\begin{thebibliography}{9}
\harvarditem[S]{Smith}{2020}{h} Text
\bib{s}{article}{author={A}, title={B}}
\bibitem[{Smith(2020)}]{t} T
\bibitem{u}
\end{thebibliography}
\defbibentryset{set}{h,s} \cite{set}
\end{document}
";
    assert_eq!(reported(text), ["none"]);
}

#[test]
fn entries_in_parentheses_and_keys_with_parentheses() {
    check_bib("@article(k, title = {A (b)}, year = 2020)\n@misc{smith(2020), title = {B}}", &[]);
    check_bib("@misc(smith(2020), title = \"C ) d\")\n@misc{e, title = {D}}", &[]);
}

#[test]
fn junk_between_entries_is_no_entry() {
    check_bib("Contact foo@bar.com for help, or @ me.\n@misc{a, title = {A}} trailing words", &[]);
}

#[test]
fn comments_are_passed_over_with_what_they_hold() {
    check_bib(
        "@comment{@article{x, title = {y}}}\n@comment{jabref-meta: groups:{a;{b};};}\n@misc{a, title = {A}}",
        &[],
    );
    let paper =
        "%- main.tex\n\\cite{a,x}\n%- refs.bib\n@comment{@article{x, title = {y}}}\n@misc{a, title = {A}}\n";
    assert_eq!(reported(paper), ["x"]);
}

#[test]
fn one_unclosed_entry_is_reported_where_it_is_and_the_next_survive() {
    check_bib("@misc{a, title = {A},\n@misc{b, title = {B}}\n@misc{c, title = {C}}", &["bib-syntax @misc{"]);
    let paper = "%- main.tex\n\\cite{a,b,c,none}\n%- refs.bib\n@misc{a, title = {A},\n@misc{b, title = {B}}\n@misc{c, title = {C}}\n";
    assert_eq!(reported(paper), ["none"]);
}

#[test]
fn quotes_in_braces_and_braces_in_quotes() {
    check_bib("@misc{a, title = {A 12\" disk}}\n@misc{b, title = \"{\"}B{\"} and {\\\"U}ber\"}", &[]);
    // A quote outside braces ends the value, whatever stands before it.
    let ends_early = "@misc{a, title = \"The \\\"{U}ber\", year = 2001}\n@misc{b, title = {B}}";
    check_bib(ends_early, &["bib-syntax {U}ber\""]);
}

#[test]
fn an_escaped_brace_counts_as_a_brace() {
    check_bib("@misc{a, title = {A \\{ b \\}}}\n@misc{b, title = {B}}", &[]);
    check_bib("@misc{a, title = {A \\{ b}}\n@misc{b, title = {B}}", &["bib-syntax @misc{"]);
}

#[test]
fn a_percent_sign_is_text_in_a_value_and_begins_a_comment_between_fields() {
    check_bib(
        "@misc{a, title = {50% of it}, % a comment, title = {no}\n note = {n}\n}\n% @misc{b, title = {B}}",
        &[],
    );
}

#[test]
fn entries_without_key_fields_or_values() {
    check_bib("@misc{, title = {A}}", &["bib-syntax {"]);
    check_bib("@misc{   \n   a ,\n title = {A}}\n@misc{b}\n@misc{c,}\n@misc{d, title = {D},}", &[]);
    check_bib("@misc{a, title}", &["bib-syntax title"]);
    check_bib("@misc{a, title = {A}, key = {other}, url = 10.1/x_(y)}", &["undefined-string 10.1/x_(y)"]);
    check_bib("@misc{a, title = {A}, url = /}\n@misc{b, title = {B}}", &["undefined-string /"]);
    let paper = "%- main.tex\n\\cite{a,other}\n%- refs.bib\n@misc{a, title = {A}, key = {other}}\n";
    assert_eq!(reported(paper), ["other"]);
}

#[test]
fn strings_may_be_joined_named_oddly_and_stand_anywhere() {
    check_bib(
        "@misc{a, journal = edn:2 # { x }, month = jan, title = t2}\n@string(t2 = \"x\")\n@string{edn:2 = {y}}",
        &[],
    );
    check_bib("@misc{a, journal = nowhere, title = nowhere}", &["undefined-string nowhere"]);
}

#[test]
fn dates_in_every_form_are_no_fault() {
    for date in [
        "year = {in press}",
        "year = {forthcoming}",
        "year = \"{2020}\"",
        "year = {{2020}}",
        "year = 2020, month = {may}",
        "year = 2020, month = may # \"~12\"",
        "date = {2020-05/2021}",
        "date = {2020~}",
        "date = {2020-21}",
        "date = {/2020}",
    ] {
        check_bib(
            &format!("@article{{k, author = {{Roe, Jane}}, title = {{On it}}, journal = {{J}}, {date}}}"),
            &[],
        );
    }
}

#[test]
fn a_bibliography_named_twice_defines_its_keys_once() {
    for declaration in
        ["\\bibliography{refs,./refs.bib}", "\\addbibresource{refs.bib}\\addbibresource{refs.bib}"]
    {
        let text = format!(
            "%- main.tex\n{declaration}\\cite{{a}}\n%- refs.bib\n‸@misc{{a, title = {{A}}, year = 1}}\n"
        );
        assert_eq!(reported(&text), [""; 0], "{declaration}");
    }
    let text = "%- main.tex\n\\bibliography{one,two}\\cite{a}\n%- one.bib\n@misc{a, title = {A}}\n%- two.bib\n‸@misc{a, title = {B}}\n";
    assert_eq!(reported(text), ["a"]);
}

#[test]
fn entries_named_by_others_are_used_and_need_not_be_whole() {
    let paper = "%- main.tex\n\\cite{child,set,old,heir}\n%- refs.bib\n‸@inproceedings{child, author = {A B}, title = {C}, crossref = {Parent}}\n@proceedings{Parent, title = {P}, year = 2020, xdata = {x}}\n@xdata{x, publisher = {Q}}\n@misc{heir, title = {H}, xdata = {y,z}, related = {other}}\n@xdata{y, year = 1}\n@xdata{z, note = {N}}\n@misc{other, title = {O}}\n@set{set, entryset = {one, two}}\n@misc{one, title = {O}}\n@misc{two, title = {T}, ids = {old}}\n@misc{ring, crossref = {ring}, title = {R}}\n";
    assert_eq!(reported(paper), ["ring"]);
}
