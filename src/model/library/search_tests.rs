use proptest::prelude::*;
use proptest::sample::Index;

use super::tests::library;
use super::*;
use crate::model::bibliography::Bibliography;
use crate::syntax::latex_text::fold_words;
use crate::text::{ByteRange, Text, TextEdit};
use std::sync::Arc;

const WORDS: [&str; 16] = [
    "attention",
    "attending",
    "neural",
    "network",
    "networks",
    "survey",
    "deep",
    "learning",
    "learned",
    "Gödel",
    "smith",
    "smithson",
    "2017",
    "2018",
    "a",
    "graph",
];

fn words(count: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    prop::collection::vec(0..WORDS.len(), count)
        .prop_map(|picks| picks.iter().map(|&at| WORDS[at]).collect::<Vec<_>>().join(" "))
}

fn entry() -> impl Strategy<Value = String> {
    (words(1..3), words(0..6), words(1..3), words(0..9), 2016..2019).prop_map(|(key, title, author, summary, year)| {
        // The pieces of a key are told apart, so that no word is hidden in the middle of one.
        let key = key.replace(' ', "_");
        format!("@misc{{{key}, title = {{{title}}}, author = {{{author}}}, year = {year}, abstract = {{{summary}}}}}\n")
    })
}

fn bibliography() -> impl Strategy<Value = String> {
    prop::collection::vec(entry(), 0..25).prop_map(|entries| entries.concat())
}

/// Every word that an entry may be found by.
fn all_words(library: &Library, id: EntryId) -> Vec<String> {
    let entry = library.raw_entry(id);
    let values = entry.fields.iter().flat_map(|field| &field.pieces).map(|piece| piece.text());
    fold_words(&values.chain([entry.key.as_str()]).collect::<Vec<_>>().join(" "))
}

proptest! {
    #[test]
    fn what_is_found_has_every_word_and_what_has_every_word_is_found(bib in bibliography(), query in words(1..4)) {
        let library = library(&[&bib]);
        let found = library.search(&query, usize::MAX);
        let wanted = fold_words(&query);
        let has = |id: EntryId, wanted: &String| all_words(&library, id).iter().any(|word| word.starts_with(wanted.as_str()) || (word.chars().count() == 1 && wanted.starts_with(word.as_str())));
        for &id in &found {
            // A word nobody has is looked up with one typo, and an initial stands for a given name.
            let known = |wanted: &&String| library.keys().any(|(id, _)| has(id, wanted));
            prop_assert!(wanted.iter().filter(known).all(|wanted| has(id, wanted)), "{query}: {:?}", library.raw_entry(id));
        }
        for (id, _) in library.keys() {
            let begins = |wanted: &String| wanted.len() > 2 && all_words(&library, id).iter().any(|word| word.starts_with(wanted.as_str()));
            prop_assert!(!wanted.iter().all(begins) || found.contains(&id), "{query}: {:?}", library.raw_entry(id));
        }
    }

    #[test]
    fn an_index_brought_up_to_date_answers_like_a_fresh_one(
        bib in bibliography(),
        edits in prop::collection::vec((any::<Index>(), 0..60usize, prop_oneof![words(0..2), entry()]), 1..6),
        queries in prop::collection::vec(words(1..3), 6),
    ) {
        let mut text = Text::rope(&bib);
        let mut file = Bibliography::parse(text.clone()).indexed();
        for (at, removed, new) in edits {
            let at = text.floor_char(at.index(text.len() + 1));
            let edit = TextEdit { range: ByteRange::new(at, text.floor_char(at + removed)), new };
            text = text.edited(&edit);
            file = file.edited(&edit, text.clone());
        }
        prop_assert!(file.is_indexed());
        let edited = Library::new(vec![Arc::new(file.clone())], 0);
        let merged = Library::new(vec![Arc::new(file.indexed())], 0);
        let fresh = library(&[&text.all()]);
        for query in &queries {
            let expected = fresh.search(query, 20);
            prop_assert_eq!(&edited.search(query, 20), &expected, "{}", query);
            prop_assert_eq!(&merged.search(query, 20), &expected, "{}", query);
            let titled = |library: &Library| {
                let mut ids: Vec<EntryId> = library.titled(&fold_words(query), usize::MAX).into_iter().map(|(id, _)| id).collect();
                ids.sort();
                ids
            };
            prop_assert_eq!(titled(&edited), titled(&fresh));
        }
    }
}

fn sample() -> Library {
    library(&[r#"
@inproceedings{vaswani2017attention, title = {Attention is All you Need}, author = {Vaswani, Ashish and Shazeer, Noam}, year = 2017}
@article{other, title = {Is all attention}, author = {Doe, Jane}, abstract = {We need the transformer.}}
@article{DBLP:conf/naacl/DevlinCLT19, title = {{BERT}: Pre-training of Deep Transformers}, author = {J. Devlin and Ming-Wei Chang}, year = {2019}}
@misc{attention, title = {Something else}, author = {Vaswani Prize Committee}}
@misc{gr, title = {Über formal unentscheidbare Sätze}, author = {G{\"o}del, Kurt}, journal = {Monatshefte}}
"#])
}

#[track_caller]
fn check(query: &str, expected: &[&str]) {
    let library = sample();
    let keys: Vec<String> = library.search(query, 10).into_iter().map(|id| library.key(id)).collect();
    assert_eq!(keys, expected, "{query}");
}

#[test]
fn the_key_comes_first_then_titles_in_order() {
    check("attention", &["attention", "vaswani2017attention", "other"]);
    check("attention is all", &["vaswani2017attention", "other"]);
    check("DBLP:conf/naacl/Dev", &["DBLP:conf/naacl/DevlinCLT19"]);
}

#[test]
fn all_fields_and_any_order_are_searched() {
    check("2017 vasw", &["vaswani2017attention"]);
    check("chang bert", &["DBLP:conf/naacl/DevlinCLT19"]);
    check("godel monatsh", &["gr"]);
    check("transf", &["DBLP:conf/naacl/DevlinCLT19", "other"]);
    check("naacl", &["DBLP:conf/naacl/DevlinCLT19"]);
    check("nowhere", &[]);
    check("  ", &[]);
}

#[test]
fn a_title_that_begins_with_the_words_comes_before_one_that_has_them_to_the_letter() {
    let library = library(&["\
@misc{late, title = {An Uninstantiable Random-Oracle Scheme}, author = {Bellare, M.}}
@misc{first, title = {Random Oracles are Practical: a Paradigm for Protocols}, author = {Bellare, M.}}"]);
    let found = library.search("bellare random oracle", 9).into_iter();
    assert_eq!(found.map(|id| library.key(id)).collect::<Vec<_>>(), ["first", "late"]);
}

#[test]
fn one_typo_and_an_initial_are_forgiven() {
    check("atention need", &["vaswani2017attention", "other"]);
    check("tarnsformers", &["DBLP:conf/naacl/DevlinCLT19"]);
    check("jacob devlin", &["DBLP:conf/naacl/DevlinCLT19"]);
    check("jacob bert", &[]);
    check("2071", &[]);
}

#[test]
fn similar_keys_are_near_ones_first() {
    let library = sample();
    let similar =
        |key: &str| library.similar_keys(key, 2).into_iter().map(|id| library.key(id)).collect::<Vec<_>>();
    assert_eq!(similar("vaswani2017attentoin"), ["vaswani2017attention"]);
    assert_eq!(similar("Attentoin"), ["attention"]);
}
