use std::fmt::Write;

use expect_test::{Expect, expect};

use super::*;

fn render(text: &str, citation: &ProseCitation) -> String {
    let mut out = format!("{}\n", &text[citation.range.std()]);
    for work in &citation.works {
        let more = if work.et_al { " +" } else { "" };
        let _ = writeln!(
            out,
            "  [{}] {}{more} | {} | {}",
            &text[work.range.std()],
            work.authors.join("; "),
            work.title.as_deref().unwrap_or("-"),
            work.year.map_or("-".to_owned(), |year| year.to_string()),
        );
    }
    out
}

#[track_caller]
fn check(text: &str, expected: Expect) {
    let found: String = find(text, &|_| true).iter().map(|citation| render(text, citation)).collect();
    expected.assert_eq(&found);
}

#[track_caller]
fn check_read(text: &str, expected: Expect) {
    expected.assert_eq(&read(text).map_or("none".to_owned(), |citation| render(text, &citation)));
}

#[track_caller]
fn check_nothing(text: &str) {
    assert_eq!(find(text, &|_| true), [], "{text}");
}

#[test]
fn masked_groups_are_read_work_by_work() {
    check(
        r#"reasoning __**Vinyals et al., "Sequence to Sequence"**, **Sutskever et al., "Sequence to Sequence"**__. Next"#,
        expect![[r#"
            __**Vinyals et al., "Sequence to Sequence"**, **Sutskever et al., "Sequence to Sequence"**__
              [Vinyals et al., "Sequence to Sequence"] Vinyals + | Sequence to Sequence | -
              [Sutskever et al., "Sequence to Sequence"] Sutskever + | Sequence to Sequence | -
        "#]],
    );
}

#[test]
fn groups_need_no_underscores() {
    check(
        r#"As shown **Devlin et al., "BERT: Pre-training"**, **Liu and Ott, "RoBERTa: A Robust Approach"** before."#,
        expect![[r#"
            **Devlin et al., "BERT: Pre-training"**, **Liu and Ott, "RoBERTa: A Robust Approach"**
              [Devlin et al., "BERT: Pre-training"] Devlin + | BERT: Pre-training | -
              [Liu and Ott, "RoBERTa: A Robust Approach"] Liu; Ott | RoBERTa: A Robust Approach | -
        "#]],
    );
    check(
        r#"As shown [Devlin et al., "BERT"] and (Liu et al., ``A Robust Approach'', 2019)."#,
        expect![[r#"
            [Devlin et al., "BERT"]
              [Devlin et al., "BERT"] Devlin + | BERT | -
            (Liu et al., ``A Robust Approach'', 2019)
              [Liu et al., ``A Robust Approach'', 2019] Liu + | A Robust Approach | 2019
        "#]],
    );
    check(
        "As shown (see Devlin et al., \"A Robustly\n  Optimized Approach\")",
        expect![[r#"
        Devlin et al., "A Robustly
          Optimized Approach"
          [Devlin et al., "A Robustly
          Optimized Approach"] Devlin + | A Robustly Optimized Approach | -
    "#]],
    );
}

#[test]
fn other_quotes_and_scripts() {
    check(
        r#"x __**M\"uller and O'Brien, „Über die Sache“**__ y __**Иванов и др., «Язык и мысль»**__"#,
        expect![[r#"
            __**M\"uller and O'Brien, „Über die Sache“**__
              [M\"uller and O'Brien, „Über die Sache“] M\"uller; O'Brien | Über die Sache | -
            __**Иванов и др., «Язык и мысль»**__
              [Иванов и др., «Язык и мысль»] Иванов + | Язык и мысль | -
        "#]],
    );
    check(
        r"x __A. Smith, J. Wu \& K. van der Berg, \emph{The Long {T}itle}, NIPS 2017__",
        expect![[r#"
        __A. Smith, J. Wu \& K. van der Berg, \emph{The Long {T}itle}, NIPS 2017__
          [A. Smith, J. Wu \& K. van der Berg, \emph{The Long {T}itle}, NIPS 2017] A. Smith; J. Wu; K. van der Berg | The Long {T}itle | 2017
    "#]],
    );
}

#[test]
fn masked_authors_with_a_year_need_no_title() {
    check(
        "x __Devlin et al., 2019__ y __**Wu and Li (2020)**__ z __Devlin__",
        expect![[r#"
        __Devlin et al., 2019__
          [Devlin et al., 2019] Devlin + | - | 2019
        __**Wu and Li (2020)**__
          [Wu and Li (2020)] Wu; Li | - | 2020
    "#]],
    );
}

#[test]
fn a_venue_behind_the_title_is_passed_over() {
    check(
        r#"x __**Devlin et al., "BERT: Pre-training", in Proceedings of NAACL, pp. 1--3**__ y"#,
        expect![[r#"
            __**Devlin et al., "BERT: Pre-training", in Proceedings of NAACL, pp. 1--3**__
              [Devlin et al., "BERT: Pre-training"] Devlin + | BERT: Pre-training | -
        "#]],
    );
}

#[test]
fn quotations_are_no_citations() {
    check_nothing(r#"Smith said, "this is a long sentence" to Jones."#);
    check_nothing(r#"He wrote (Smith et al., "we find that this is so")."#);
    check_nothing(r#"(Alice and Bob, "this is what they said")"#);
    check_nothing(r#"**Note, "this is an important remark"**"#);
    check_nothing(r#"\cite[Devlin et al., "BERT: Pre-training of Transformers"]{key}"#);
    check_nothing(r#"\item[Devlin et al., "BERT: Pre-training of Transformers"]"#);
    check_nothing(r#"(Devlin et al., 2019), Devlin et al. (2019), [Devlin et al., 2019]"#);
    check_nothing("the blank ____ and $a_{__**}$ and __init__ and **bold text** and (see below)");
}

#[test]
fn braces_hold_authors_with_title_or_year() {
    check_read(
        "Devlin et al., 2019",
        expect![[r#"
        Devlin et al., 2019
          [Devlin et al., 2019] Devlin + | - | 2019
    "#]],
    );
    check_read(
        r#"Devlin et al., "BERT: Pre-training", Liu and Ott, 2019"#,
        expect![[r#"
            Devlin et al., "BERT: Pre-training", Liu and Ott, 2019
              [Devlin et al., "BERT: Pre-training"] Devlin + | BERT: Pre-training | -
              [Liu and Ott, 2019] Liu; Ott | - | 2019
        "#]],
    );
    check_read(
        "Miller, J., Wu, K. & Berg, L. (2019). The art of long titles.",
        expect![[r#"
        Miller, J., Wu, K. & Berg, L. (2019). The art of long titles.
          [Miller, J., Wu, K. & Berg, L. (2019). The art of long titles] Miller, J.; Wu, K.; Berg, L. | The art of long titles | 2019
    "#]],
    );
    check_read(
        r#""The Art of Titles" (Miller et al., 2019)"#,
        expect![[r#"
        "The Art of Titles" (Miller et al., 2019)
          ["The Art of Titles" (Miller et al., 2019)] Miller + | The Art of Titles | 2019
    "#]],
    );
    check_read(
        "Devlin et al., BERT: Pre-training of Transformers, Part I",
        expect![[r#"
        Devlin et al., BERT: Pre-training of Transformers, Part I
          [Devlin et al., BERT: Pre-training of Transformers, Part I] Devlin + | BERT: Pre-training of Transformers, Part I | -
    "#]],
    );
    check_read(
        r#"__**Devlin et al., "BERT"**__"#,
        expect![[r#"
        __**Devlin et al., "BERT"**__
          [Devlin et al., "BERT"] Devlin + | BERT | -
    "#]],
    );
}

#[test]
fn years_part_works_that_commas_join() {
    check_read(
        "Vaswani et al., 2017, Devlin et al. (2018), Liu and Ott 2019",
        expect![[r#"
        Vaswani et al., 2017, Devlin et al. (2018), Liu and Ott 2019
          [Vaswani et al., 2017] Vaswani + | - | 2017
          [Devlin et al. (2018)] Devlin + | - | 2018
          [Liu and Ott 2019] Liu; Ott | - | 2019
    "#]],
    );
}

#[test]
fn a_bare_title_ends_before_its_venue() {
    let found = read("Ji et al., Generalized Proofs of Liabilities, Proc. of ACL 2010").unwrap();
    assert_eq!(found.works[0].title.as_deref(), Some("Generalized Proofs of Liabilities"));
    let found = read("Ji et al., Simple Stochastic Games, Parsers and Dice, ACL 2010").unwrap();
    assert_eq!(found.works[0].title.as_deref(), Some("Simple Stochastic Games, Parsers and Dice"));
    for text in [
        "Vaswani et al., Attention is all you need, NeurIPS 2017",
        "Vaswani et al., Attention is all you need (2017)",
        "Vaswani et al., Attention is all you need, Proc. of NeurIPS 2017",
        "Vaswani et al. Attention is all you need. In Advances in Neural Information Processing Systems, 2017.",
    ] {
        let found = read(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(
            (found.works[0].title.as_deref(), found.works[0].year),
            (Some("Attention is all you need"), Some(2017)),
            "{text}"
        );
    }
}

#[test]
fn a_bare_title_may_stand_first() {
    for text in [
        "Deep Residual Learning (He et al., 2016)",
        "Deep Residual Learning by He et al.",
        "Attention is all you need, Vaswani et al. 2017",
        "__Deep Residual Learning (He and Zhang, 2016)__",
    ] {
        let found = read(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(
            (found.works[0].title.as_deref(), found.works[0].authors[0].as_str()),
            if text.contains("Deep") {
                (Some("Deep Residual Learning"), "He")
            } else {
                (Some("Attention is all you need"), "Vaswani")
            },
            "{text}"
        );
    }
}

#[test]
fn a_title_alone_is_read_in_a_mask() {
    check(
        r#"x __**Attention is All You Need**__, __**"Pointer Networks"**__ y __**Note this well**__ z __**Remarks**__"#,
        expect![[r#"
            __**Attention is All You Need**__
              [Attention is All You Need]  | Attention is All You Need | -
            __**"Pointer Networks"**__
              ["Pointer Networks"]  | Pointer Networks | -
        "#]],
    );
}

#[test]
fn keys_and_notes_are_not_read() {
    for text in [
        "",
        " ",
        "devlin2019bert",
        "a,b",
        "a, b",
        "TODO",
        "Knuth",
        "Knuth, Lamport",
        "Knuth:1984, Lamport:94",
        "??",
        "succinct rep of reg lang by boolean automata",
        "a, cashman et al snowcast",
        "smith et al",
        "citation needed",
        "DBLP:conf/cvpr/VinyalsTBE15",
        "Smith, 20191",
        "Hopcroft1979",
        "Lucas2005,Koza1992",
        "Petrovskaya2009a, Darms2008",
        "\"A quoted title alone\"",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}

#[test]
fn reading_never_panics_on_any_cut() {
    let text = r#"x __**Dvo\v{r}ák et al., "Über „das“ Ding", 2019**, **王 等, 《标题》**__ (see A & B, ``T U V'') \emph{é"#;
    for start in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
        for end in (start..=text.len()).filter(|at| text.is_char_boundary(*at)) {
            let part = &text[start..end];
            for citation in find(part, &|_| true).into_iter().chain(read(part)) {
                assert!(citation.works.iter().all(|work| citation.range.covers(work.range)), "{part}");
            }
        }
    }
}
