//! Every form in which people and language models write a citation out.

use crate::fixture::Fixture;
use crate::rules::diagnostics;

const REFS: &str = r#"
%- refs.bib
@inproceedings{bert, author = {Devlin, Jacob and Chang, Ming-Wei and Lee, Kenton}, title = {{BERT}: Pre-training of Deep Transformers}, booktitle = {NAACL}, year = 2019}
@article{pointer, author = {Vinyals, Oriol and Fortunato, Meire}, title = {Pointer Networks for Everything}, journal = {J}, year = 2015}
@article{mueller, author = {M{\"u}ller, Anna and Dvo{\v r}{\'a}k, Jan}, title = {Die Kunst der langen Titel}, journal = {J}, year = 2001}
@article{berg, author = {van der Berg, Karl}, title = {On Roads and Other Works}, journal = {J}, year = 1999}
@article{cruz, author = {de la Cruz, Juan and Wu, Kai}, title = {The Long Way Home Again}, journal = {J}, year = 2003}
@article{ivanov, author = {Иванов, Иван and Петров, Пётр}, title = {Сети указателей и слов}, journal = {J}, year = 2010}
@article{wang, author = {王, 伟 and 李, 娜}, title = {深度学习的方法}, journal = {J}, year = 2018}
"#;

/// The reports of prose citations on a text: `verdict key`.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let fixture = Fixture::new(&format!("%- main.tex\nWords {text} here.\n{}", REFS.trim_start()));
    let found: Vec<String> = diagnostics(&fixture.snapshot, &fixture.id)
        .into_iter()
        .filter_map(|it| Some(format!("{} {}", it.data.verdict?, it.data.candidates.join(","))))
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn masked_and_bold_groups() {
    for text in [
        r#"__**Devlin et al., "BERT: Pre-training of Deep Transformers"**__"#,
        r#"**Devlin et al., "BERT: Pre-training of Deep Transformers"**"#,
        r#"__Devlin et al., "BERT: Pre-training of Deep Transformers"__"#,
        r#"[Devlin et al., "BERT: Pre-training of Deep Transformers"]"#,
        r#"(Devlin et al., "BERT: Pre-training of Deep Transformers")"#,
        r#"\cite{Devlin et al., "BERT: Pre-training of Deep Transformers"}"#,
        r#"[Devlin et al., "BERT: Pre-training of Deep Transformers"](https://arxiv.org/abs/1810.04805)"#,
        r#"[**Devlin et al., "BERT: Pre-training of Deep Transformers"**]"#,
    ] {
        check(text, &["match bert"]);
    }
    check(
        r#"__**Devlin et al., "BERT: Pre-training of Deep Transformers"**, **Vinyals et al., "Pointer Networks for Everything"**__"#,
        &["match bert", "match pointer"],
    );
    check(
        r#"(Devlin et al., "BERT: Pre-training of Deep Transformers"; Vinyals and Fortunato, "Pointer Networks for Everything")"#,
        &["match bert", "match pointer"],
    );
}

#[test]
fn quotes_of_every_kind() {
    for quoted in [
        "``Pointer Networks for Everything''",
        "\"Pointer Networks for Everything\"",
        "“Pointer Networks for Everything”",
        "„Pointer Networks for Everything“",
        "«Pointer Networks for Everything»",
        "`Pointer Networks for Everything'",
        "‘Pointer Networks for Everything’",
        r"\emph{Pointer Networks for Everything}",
        r"\textit{Pointer Networks for Everything}",
    ] {
        check(&format!("__**Vinyals et al., {quoted}**__"), &["match pointer"]);
        check(&format!("(Vinyals et al., {quoted}, 2015)"), &["match pointer"]);
        check(&format!("[Vinyals and Fortunato, {quoted}]"), &["match pointer"]);
    }
}

#[test]
fn orders_of_authors_title_and_year() {
    for text in [
        r#"(Vinyals and Fortunato, "Pointer Networks for Everything", 2015)"#,
        r#"("Pointer Networks for Everything" (Vinyals et al., 2015))"#,
        r#"["Pointer Networks for Everything" (Vinyals et al., 2015)]"#,
        r#"__**"Pointer Networks for Everything" by Vinyals and Fortunato**__"#,
        r#"\cite{"Pointer Networks for Everything" (Vinyals et al., 2015)}"#,
        r#"\cite{Vinyals, O. & Fortunato, M. (2015). Pointer networks for everything.}"#,
        r#"__**Vinyals, O., Fortunato, M. & Other, A. (2015). Pointer networks for everything.**__"#,
        r#"__**O. Vinyals and M. Fortunato, "Pointer Networks for Everything," 2015**__"#,
        r#"__**Vinyals, Oriol, "Pointer Networks for Everything", NeurIPS 2015**__"#,
    ] {
        check(text, &["match pointer"]);
    }
    check(r"\cite{Devlin et al., 2019}", &["ambiguous bert"]);
    check(r"\citep{Vinyals and Fortunato, 2015}", &["ambiguous pointer"]);
}

#[test]
fn names_in_every_spelling() {
    for name in [
        "Müller et al.",
        "Mueller et al.",
        "Muller u.a.",
        "Müller und Dvořák",
        r#"M\"uller and Dvorak"#,
        "Anna Müller and Jan Dvořák",
        "Müller, A. und Dvořák, J.",
    ] {
        check(&format!("__**{name}, „Die Kunst der langen Titel“**__"), &["match mueller"]);
    }
    for name in ["van der Berg", "Berg", "K. van der Berg", "Berg, K."] {
        check(&format!("__**{name}, \"On Roads and Other Works\"**__"), &["match berg"]);
    }
    for name in ["de la Cruz et al.", "Cruz and Wu", "J. de la Cruz and K. Wu", "De la Cruz et al."] {
        check(&format!("__**{name}, \"The Long Way Home Again\"**__"), &["match cruz"]);
    }
    check("__**Иванов и др., «Сети указателей и слов»**__", &["match ivanov"]);
    check("__**Иванов и Петров, «Сети указателей и слов»**__", &["match ivanov"]);
    check("__**王等，《深度学习的方法》**__", &["match wang"]);
    check("__**王伟 等, 《深度学习的方法》**__", &["match wang"]);
}

#[test]
fn near_twins_and_other_authors_do_not_match() {
    check(r#"__**Vinyals et al., "Pointer Networks for Nothing"**__"#, &["title-differs pointer"]);
    check(r#"__**Chang et al., "BERT: Pre-training of Deep Transformers"**__"#, &["author-differs bert"]);
    check(r#"__**Vinyals et al., "A Neural Conversational Model"**__"#, &["not-found "]);
}

#[test]
fn prose_that_only_looks_like_it_is_left_alone() {
    for text in [
        r#"As Devlin et al. say, "this is not a title at all", and so on"#,
        r#"the "Pointer Networks for Everything" idea of Vinyals et al."#,
        r#"(see Figure 3, "the long way")"#,
        r#"[Smith, "who cares" about it]"#,
        r#"a `quoted' word and a [link](https://a.b/c)"#,
        r"(Smith, \emph{emphasis added})",
        r#"(John, "you are late")"#,
        "(Vinyals et al., 2015) and [Vinyals et al., 2015]",
        r"\footnote{See \emph{Pointer Networks for Everything}}",
        r#"the (so-called, "Pointer Networks for Everything") models"#,
    ] {
        check(text, &[]);
    }
}
