use std::sync::Arc;

use super::*;
use crate::model::bibliography::Bibliography;
use crate::text::Text;

const LIBRARY: &str = r#"
@inproceedings{sutskever14, author = {Sutskever, Ilya and Vinyals, Oriol and Le, Quoc V}, title = {Sequence to Sequence Learning with Neural Networks}, booktitle = {NIPS}, year = 2014}
@article{devlin18, author = {Devlin, Jacob and Chang, Ming-Wei}, title = {{BERT}: Pre-training of Deep Bidirectional Transformers for Language Understanding}, journal = {arXiv preprint arXiv:1810.04805}, year = 2018}
@inproceedings{devlin19, author = {Jacob Devlin and Ming-Wei Chang and others}, title = {{BERT}: {P}re-training of Deep Bidirectional Transformers for Language Understanding}, booktitle = {NAACL}, year = 2019}
@misc{conneau20, author = {Alexis Conneau and Kartikay Khandelwal}, title = {Unsupervised Cross-lingual Representation Learning at Scale}, year = 2020}
@article{lee20, author = {Lee, Jinhyuk and Yoon, Wonjin}, title = {BioBERT: a pre-trained biomedical language representation model for biomedical text mining}, journal = {Bioinformatics}, year = 2020}
@inproceedings{soni20, author = {Soni, Sarvesh and Roberts, Kirk}, title = {Evaluation of Dataset Selection for Pre-Training and Fine-Tuning Transformer Language Models for Clinical Question Answering}, booktitle = {LREC}, year = 2020}
@misc{zhu23, author = {Wei Zhu and Xiaoling Wang}, title = {PromptCBLUE: A Chinese Prompt Tuning Benchmark for the Medical Domain}, year = 2023}
@inproceedings{lample18, author = {Guillaume Lample and Alexis Conneau}, title = {Unsupervised Machine Translation Using Monolingual Corpora Only}, booktitle = {ICLR}, year = 2018}
@article{ray1, author = {Ray, Ann}, title = {On the Theory of Parsers, Part I}, journal = {J. Parsing}, year = 1990}
@article{ray2, author = {Ray, Ann}, title = {On the Theory of Parsers, Part II}, journal = {J. Parsing}, year = 1991}
@book{knuth68, author = {Knuth, Donald}, title = {The Art of Sorting}, publisher = {A}, year = 1968}
@book{knuth98, author = {Knuth, Donald}, title = {The Art of Sorting}, publisher = {B}, year = 1998}
@misc{stub, author = {Nobody, Nora}, title = {A Stub about Nothing at All}, note = {UNVERIFIED}, year = 2020}
"#;

#[track_caller]
fn check(
    author: &str,
    title: &str,
    year: Option<i32>,
    verdict: Verdict,
    keys: &[&str],
) -> (Library, Resolution) {
    let bibliography = Bibliography::parse(Text::plain(LIBRARY.to_owned())).indexed();
    let library = Library::new(vec![Arc::new(bibliography)], 0);
    let work = ProseWork {
        range: Default::default(),
        authors: Some(author.to_owned()).filter(|it| !it.is_empty()).into_iter().collect(),
        et_al: true,
        title: (!title.is_empty()).then(|| title.to_owned()),
        year,
    };
    let resolution = resolve(&work, &library, &|key| key == "devlin19");
    let mut found: Vec<String> =
        resolution.candidates.iter().map(|candidate| library.key(candidate.id)).collect();
    found.sort();
    assert_eq!((resolution.verdict, found), (verdict, keys.iter().map(|key| (*key).to_owned()).collect()));
    assert_eq!(resolution.searched, library.len());
    (library, resolution)
}

#[track_caller]
fn check_nearest(author: &str, title: &str, by_title: Option<&str>, by_author: Option<&str>) {
    let (library, resolution) = check(author, title, None, Verdict::NotFound, &[]);
    let key = |id: Option<EntryId>| id.map(|id| library.key(id));
    assert_eq!(key(resolution.nearest_by_title).as_deref(), by_title);
    assert_eq!(key(resolution.nearest_by_author).as_deref(), by_author);
}

#[test]
fn the_same_title_and_first_author_match() {
    let title = "Sequence to Sequence Learning with Neural Networks";
    check("Sutskever", title, None, Verdict::Match, &["sutskever14"]);
    check(
        "Ilya Sutskever",
        "sequence-to-sequence learning with neural networks.",
        None,
        Verdict::Match,
        &["sutskever14"],
    );
}

#[test]
fn another_first_author_differs_co_author_or_not() {
    let title = "Sequence to Sequence Learning with Neural Networks";
    check("Vinyals", title, None, Verdict::AuthorDiffers, &["sutskever14"]);
    check("Bengio", title, None, Verdict::AuthorDiffers, &["sutskever14"]);
}

#[test]
fn a_title_cut_short_differs() {
    let title = "Unsupervised Cross-Lingual Representation Learning";
    check("Conneau", title, None, Verdict::TitleDiffers, &["conneau20"]);
    check(
        "Devlin",
        "BERT: Pretraining of Deep Bidirectional Transformer for Language Understanding",
        None,
        Verdict::TitleDiffers,
        &["devlin19"],
    );
}

#[test]
fn a_title_without_its_subtitle_differs() {
    check("Devlin", "BERT", None, Verdict::TitleDiffers, &["devlin19"]);
    check("Liu", "BERT", None, Verdict::NotFound, &[]);
}

#[test]
fn versions_of_one_work_are_no_ambiguity() {
    let title = "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding";
    check("Devlin", title, None, Verdict::Match, &["devlin19"]);
}

#[test]
fn different_works_that_fit_equally_are_ambiguous() {
    check("Knuth", "The Art of Sorting", None, Verdict::Ambiguous, &["knuth68", "knuth98"]);
    check("Knuth", "The Art of Sorting", Some(1998), Verdict::Match, &["knuth98"]);
    check("Ray", "On the Theory of Parsers", None, Verdict::Ambiguous, &["ray1", "ray2"]);
    check("Ray", "On the Theory of Parsers, Part II", None, Verdict::Match, &["ray2"]);
}

#[test]
fn what_is_not_there_is_not_found_and_the_nearest_is_named() {
    check_nearest(
        "Lample",
        "An Unsupervised Approach to Sentence-Level Machine Translation",
        None,
        Some("lample18"),
    );
    check_nearest(
        "Lee",
        "Bidirectional Encoder Representations from Transformers for Clinical Question Answering",
        None,
        Some("lee20"),
    );
    check_nearest(
        "Pramanik",
        "Efficient Fine-Tuning of Pre-Trained Transformers for Medical Question Answering",
        None,
        None,
    );
    check_nearest("Ganapathiraju", "Multimodal Fusion Networks for Medical Imaging Analysis", None, None);
    check_nearest(
        "Zhang",
        "PromptCBLUE: A Benchmark for Evaluating Clinical Response Generation",
        Some("zhu23"),
        None,
    );
}

#[test]
fn an_unverified_entry_never_matches() {
    let (library, resolution) = check("Nobody", "A Stub about Nothing at All", None, Verdict::NotFound, &[]);
    assert_eq!(resolution.unverified.map(|id| library.key(id)).as_deref(), Some("stub"));
}

#[test]
fn author_and_year_without_a_title_are_a_choice() {
    check("Devlin", "", Some(2019), Verdict::Ambiguous, &["devlin19"]);
    let nearest = |year| {
        let (library, resolution) = check("Devlin", "", Some(year), Verdict::NotFound, &[]);
        resolution.nearest_by_author.map(|id| library.key(id))
    };
    assert_eq!(nearest(2020).as_deref(), Some("devlin19"));
    assert_eq!(nearest(2005), None);
}

#[test]
fn a_title_without_an_author_is_a_choice() {
    check("", "The Art of Sorting", Some(1968), Verdict::Ambiguous, &["knuth68"]);
    check(
        "",
        "Sequence to sequence learning with neural networks",
        None,
        Verdict::Ambiguous,
        &["sutskever14"],
    );
    check("", "Sequence to Sequence Learning with Neutral Networks", None, Verdict::NotFound, &[]);
}
