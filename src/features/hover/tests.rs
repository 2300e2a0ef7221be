use expect_test::{Expect, expect};

use super::hover;
use crate::fixture::Fixture;
use crate::model::card::Format;

const REFS: &str = r"
%- refs.bib
@article{vaswani2017attention, author = {Vaswani, Ashish and Shazeer, Noam}, title = {Attention Is All You Need}, year = 2017, journal = {NeurIPS}, eprint = {1706.03762}, archiveprefix = {arXiv}}
@article{devlin2019bert, author = {Devlin, Jacob and others}, title = {{BERT}: Pre-training of Deep Bidirectional Transformers}, year = 2019}
";

/// Draws what the card is about, then the card.
#[track_caller]
fn check(text: &str, expected: Expect) {
    let fixture = Fixture::new(&format!("\n%- main.tex\n{text}\n{}", REFS.trim_start()));
    let shown = match hover(&fixture.snapshot, &fixture.id, fixture.offset, Format::Plain, None) {
        Some(found) => format!("{}{}\n", fixture.draw(&[(found.range, String::new())]), found.text),
        None => "nothing\n".to_owned(),
    };
    expected.assert_eq(&shown);
}

#[test]
fn a_key_shows_its_work_and_where_it_is_cited() {
    check(
        "\\section{Introduction}\n\\cite{vaswani2017atten‸tion}\n\n\\section{More}\n\\cite{vaswani2017attention}",
        expect![[r#"
            \cite{vaswani2017attention}
                  ^^^^^^^^^^^^^^^^^^^^ 
            Attention Is All You Need

            Ashish Vaswani, Noam Shazeer, 2017
            NeurIPS
            arXiv:1706.03762: https://arxiv.org/abs/1706.03762

            vaswani2017attention in refs.bib, cited twice: Introduction, More
        "#]],
    );
}

#[test]
fn a_key_in_another_case_shows_its_work_as_bibtex_reads_it() {
    check(
        "\\section{A}\\bibliography{refs}\n\\cite{Devlin2019‸BERT} \\cite{devlin2019bert}",
        expect![[r#"
                \cite{Devlin2019BERT} \cite{devlin2019bert}
                      ^^^^^^^^^^^^^^ 
                BERT: Pre-training of Deep Bidirectional Transformers

                Jacob Devlin and others, 2019

                devlin2019bert in refs.bib, cited twice: A
            "#]],
    );
    check(
        "\\usepackage{biblatex}\\addbibresource{refs.bib}\n\\cite{Devlin2019‸BERT}",
        expect![[r#"
                nothing
            "#]],
    );
}

#[test]
fn an_entry_says_where_it_is_cited_in_all_papers_and_by_all_its_keys() {
    let fixture = Fixture::new(
        "%- refs.bib\n@a{ne‸w, title = {T}, ids = {old}}\n\
             %- one.tex\n\\documentclass{a}\\bibliography{refs}\\section{One}\\cite{old}\\cite{new}\n\
             %- two.tex\n\\documentclass{a}\\bibliography{refs}\\section{Two}\\cite{NEW}\n",
    );
    let found = hover(&fixture.snapshot, &fixture.id, fixture.offset, Format::Plain, None).unwrap();
    expect![[r#"
            T

            cited 3 times: One, Two"#]]
    .assert_eq(&found.text);
}

#[test]
fn a_set_of_entries_shows_its_members() {
    check(
        r"\defbibentryset{pair}{vaswani2017attention, devlin2019bert, gone} \cite{pa‸ir}",
        expect![[r#"
            \defbibentryset{pair}{vaswani2017attention, devlin2019bert, gone} \cite{pair}
                                                                                    ^^^^ 
            A set of entries: vaswani2017attention, devlin2019bert, gone

            - Vaswani and Shazeer (2017): Attention Is All You Need
            - Devlin et al. (2019): BERT: Pre-training of Deep Bidirectional Transformers
            - gone
        "#]],
    );
}

#[test]
fn an_item_shows_its_text_where_it_is_cited_and_where_it_stands() {
    let list = "\\begin{thebibliography}{9}\n\\bibitem{own} A.~Wu. % note\n\\newblock {\\em Rivers}, 1999.\n\\end{thebibliography}";
    check(
        &format!("\\cite{{o‸wn}}\n\n{list}"),
        expect![[r#"
        \cite{own}
              ^^^ 
        A. Wu. Rivers, 1999.
    "#]],
    );
    check(
        &format!("\\cite{{own}}\n\n{}", list.replace("{own}", "{own‸}")),
        expect![[r#"
        \bibitem{own} A.~Wu. % note
                 ^^^ 
        A. Wu. Rivers, 1999.
    "#]],
    );
}

#[test]
fn an_empty_command_shows_what_it_may_cite() {
    check(
        r"Attention is all that pre-training needs \ci‸te{}.",
        expect![[r#"
            Attention is all that pre-training needs \cite{}.
                                                     ^^^^^ 
            A citation is missing here. It might be:

            - Vaswani and Shazeer (2017): Attention Is All You Need (vaswani2017attention): shares: attention, needs
            - Devlin et al. (2019): BERT: Pre-training of Deep Bidirectional Transformers (devlin2019bert): shares: pre, training
        "#]],
    );
}

#[test]
fn the_command_shows_all_its_works() {
    check(
        r"\ci‸te{vaswani2017attention, devlin2019bert}",
        expect![[r#"
            \cite{vaswani2017attention, devlin2019bert}
            ^^^^^ 
            - Vaswani and Shazeer (2017): Attention Is All You Need
            - Devlin et al. (2019): BERT: Pre-training of Deep Bidirectional Transformers
        "#]],
    );
}

#[test]
fn a_prose_citation_shows_the_verdict_and_both_sides() {
    check(
        r#"Good __**Dev‸lin et al., "BERT: Pre-training of Deep Transformers"**__."#,
        expect![[r#"
                Good __**Devlin et al., "BERT: Pre-training of Deep Transformers"**__.
                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 
                Title differs

                - text: Devlin et al., “BERT: Pre-training of Deep Transformers”

                BERT: Pre-training of Deep Bidirectional Transformers

                Jacob Devlin and others, 2019

                devlin2019bert
            "#]],
    );
    check(
        r#"Good __**No‸body et al., "A Paper That Does Not Exist"**__."#,
        expect![[r#"
                Good __**Nobody et al., "A Paper That Does Not Exist"**__.
                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 
                Not found

                - text: Nobody et al., “A Paper That Does Not Exist”

                Look this title up: https://scholar.google.com/scholar?q=A%20Paper%20That%20Does%20Not%20Exist%20Nobody
            "#]],
    );
}

#[test]
fn a_blank_shows_the_best_candidates() {
    check(
        r"Attention is all you need __‸__.",
        expect![[r#"
                Attention is all you need ____.
                                          ^^^^ 
                A citation is missing here. It might be:

                - Vaswani and Shazeer (2017): Attention Is All You Need (vaswani2017attention): shares: attention, need
                - Devlin et al. (2019): BERT: Pre-training of Deep Bidirectional Transformers (devlin2019bert): little speaks for it
            "#]],
    );
}

#[test]
fn between_keys_there_is_no_card() {
    check(
        r"\cite{vaswani2017attention, ‸ devlin2019bert}",
        expect![[r#"
            nothing
        "#]],
    );
}

#[test]
fn a_heading_tells_how_much_is_cited_and_open_below_it() {
    check(
        "\\section{In‸troduction}\n\\cite{devlin2019bert} \\cite{TODO} ____\n\\section{More}\n\\cite{vaswani2017attention}",
        expect![[r#"
                \section{Introduction}
                ^^^^^^^^^^^^^^^^^^^^^^ 
                1 work, 2 open citations
            "#]],
    );
    check(
        "\\section{In‸troduction}\nNothing.",
        expect![[r#"
            nothing
        "#]],
    );
}
