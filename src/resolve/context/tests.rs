use std::sync::Arc;

use super::*;
use crate::model::bibliography::Bibliography;
use crate::model::library::Library;
use crate::text::Text;

const LIBRARY: &str = r"
@article{vaswani, author = {Ashish Vaswani}, title = {Attention is all you need}, year = 2017}
@article{collobert, author = {Ronan Collobert}, title = {Natural language processing from scratch}, year = 2011}
@article{he, author = {Kaiming He}, title = {Deep residual learning for image recognition}, year = 2016}
@article{koehn, author = {Philipp Koehn}, title = {Statistical phrase-based translation}, year = 2003}
@article{chiang, author = {David Chiang}, title = {Hierarchical phrases}, year = 2005}
@article{odd, author = {Odd One}, title = {Something else}, year = 2000}
";

const NOWHERE: Surroundings =
    Surroundings { before: "", after: "", paragraph: "", heading: "", cited_here: &[], cited_near: &[] };

fn library() -> Library {
    let bibliography = Bibliography::parse(Text::plain(LIBRARY.to_owned())).indexed();
    Library::new(vec![Arc::new(bibliography)], 0)
}

/// The first entry, and whether `reason` is among those given for it.
#[track_caller]
fn check(place: Surroundings, cited: &[(&[&str], &str)], first: &str, reason: Reason) {
    let library = library();
    let keys: Vec<Vec<String>> =
        cited.iter().map(|(keys, _)| keys.iter().map(|key| (*key).to_owned()).collect()).collect();
    let words: Vec<Vec<String>> = cited.iter().map(|(_, sentence)| use_words(sentence)).collect();
    let uses = keys.iter().zip(&words).map(|(keys, words)| Use { keys, words });
    let ranked = rank(&place, &library, &UseContexts::build(uses), 10);
    assert_eq!(library.key(ranked[0].id), first);
    assert!(ranked[0].reasons.contains(&reason), "{:?}", ranked[0].reasons);
    assert!(ranked.windows(2).all(|pair| pair[0].score >= pair[1].score));
}

#[test]
fn the_words_of_the_sentence_find_titles_endings_aside() {
    check(Surroundings { before: "Residuals help images", ..NOWHERE }, &[], "he", Reason::Sentence);
}

#[test]
fn a_named_author_is_found() {
    check(Surroundings { before: "as done by Koehn et al.", ..NOWHERE }, &[], "koehn", Reason::AuthorNamed);
}

#[test]
fn the_words_around_other_citations_count() {
    let cited: &[(&[&str], &str)] =
        &[(&["collobert"], "Tagging with convolutions works"), (&["he"], "Pictures are another matter")];
    let place = Surroundings { before: "convolutions for tagging", ..NOWHERE };
    check(place, cited, "collobert", Reason::UsedAlike);
}

#[test]
fn the_year_that_is_named_counts() {
    check(Surroundings { before: "as in 2003", ..NOWHERE }, &[], "koehn", Reason::YearNamed);
}

#[test]
fn what_stands_beside_the_neighbours_in_the_bibliography_counts() {
    let near = [("odd".to_owned(), 0)];
    check(Surroundings { before: "y", cited_near: &near, ..NOWHERE }, &[], "chiang", Reason::Beside);
}

#[test]
fn what_stands_in_the_command_is_not_offered_again() {
    let library = library();
    let here = ["koehn".to_owned()];
    let place = Surroundings { before: "statistical translation by Koehn", cited_here: &here, ..NOWHERE };
    let ranked = rank(&place, &library, &UseContexts::default(), 10);
    assert!(ranked.iter().all(|entry| library.key(entry.id) != "koehn"));
}

#[test]
fn an_empty_place_and_an_empty_library_are_no_trouble() {
    assert_eq!(rank(&NOWHERE, &library(), &UseContexts::default(), 3).len(), 3);
    assert_eq!(rank(&NOWHERE, &Library::default(), &UseContexts::default(), 3), []);
}
