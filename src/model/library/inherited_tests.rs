//! Search sees what an entry has by strings of other files and from its parents.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::FileFailurePersistence;

use super::tests::library;
use super::*;
use crate::model::bibliography::Bibliography;
use crate::syntax::bib::Piece;
use crate::syntax::latex_text::fold_words;
use crate::text::{ByteRange, Text, TextEdit};
use std::sync::Arc;

const WORDS: [&str; 8] = ["alpha", "alphabet", "beta", "gamma", "delta", "omega", "sigma", "theta"];
/// Names of strings; `s3` is defined nowhere.
const NAMES: [&str; 4] = ["s0", "S1", "s2", "s3"];
const KEYS: [&str; 6] = ["k:a", "k:b", "K:b", "k:c", "k:d", "k:e"];

fn words() -> impl Strategy<Value = String> {
    prop::collection::vec(select(&WORDS[..]), 1..3).prop_map(|words| words.join(" "))
}

fn value() -> impl Strategy<Value = String> {
    let piece =
        prop_oneof![words().prop_map(|it| format!("{{ {it} }}")), select(&NAMES[..]).prop_map(Into::into)];
    prop::collection::vec(piece, 1..3).prop_map(|pieces| pieces.join(" # "))
}

fn item() -> impl Strategy<Value = String> {
    let string =
        (select(&NAMES[..3]), value()).prop_map(|(name, value)| format!("@string{{{name} = {value}}}\n"));
    let kind = select(vec!["inproceedings", "proceedings", "article", "xdata"]);
    let names = ["title", "booktitle", "author", "journal", "keywords", "abstract", "editor", "note"];
    let field = prop_oneof![
        3 => (select(names.to_vec()), value()).prop_map(|(name, value)| format!("{name} = {value}")),
        1 => (select(vec!["crossref", "xdata"]), select(&KEYS[..])).prop_map(|(name, key)| format!("{name} = {{{key}}}")),
    ];
    let entry = (kind, select(&KEYS[..]), prop::collection::vec(field, 0..5))
        .prop_map(|(kind, key, fields)| format!("@{kind}{{{key}, {}}}\n", fields.join(", ")));
    prop_oneof![1 => string, 3 => entry]
}

fn file() -> impl Strategy<Value = String> {
    prop::collection::vec(item(), 0..12).prop_map(|items| items.concat())
}

/// Fields whose words an entry is found by.
const SEARCHED: [&str; 7] = ["title", "booktitle", "author", "journal", "keywords", "abstract", "editor"];

/// Every word that an entry may be found by, inherited ones included.
fn all_words(library: &Library, id: EntryId) -> Vec<String> {
    let fields = library.fields(id);
    let values = fields.iter().filter(|it| SEARCHED.contains(&it.name.as_str())).map(|it| it.value.as_str());
    let mut words: Vec<String> = values.flat_map(fold_words).collect();
    words.extend(fold_words(&library.key(id)));
    // The name of a string stands for itself, too.
    let written = library.raw_entry(id).fields;
    let pieces = written.iter().filter(|it| SEARCHED.contains(&it.name.as_str())).flat_map(|it| &it.pieces);
    words.extend(pieces.filter(|it| matches!(it, Piece::Name(..))).flat_map(|it| fold_words(it.text())));
    words
}

/// Whether the library finds by `query` exactly what has its words; a word that nothing has is left out.
fn check(library: &Library, query: &str) -> Result<(), TestCaseError> {
    let wanted = fold_words(query);
    let ids: Vec<EntryId> = (0..library.bibliographies.len() as u32)
        .flat_map(|bibliography| {
            let entries = library.bibliographies[bibliography as usize].len() as u32;
            (0..entries).map(move |entry| EntryId { bibliography, entry })
        })
        .collect();
    // Damage may make a field a part of a name; of one in three parts, `Jr` is not looked for. And it may
    // leave single letters, which are the initials of the words wanted.
    let is_odd = |value: &str| value.contains('=') || fold_words(value).iter().any(|it| it.len() < 2);
    let is_damaged = |id: &EntryId| library.fields(*id).iter().any(|it| is_odd(&it.value));
    if ids.iter().any(is_damaged) {
        return Ok(());
    }
    let has = |id: EntryId, wanted: &String| all_words(library, id).iter().any(|it| it.starts_with(wanted));
    if !wanted.iter().all(|wanted| ids.iter().any(|id| has(*id, wanted))) {
        return Ok(());
    }
    let mut found = library.search(query, usize::MAX);
    found.sort_unstable();
    let is_store = |id: &EntryId| library.raw_entry(*id).kind == "xdata";
    let expected: Vec<EntryId> =
        ids.into_iter().filter(|id| !is_store(id) && wanted.iter().all(|wanted| has(*id, wanted))).collect();
    let texts: Vec<_> = library.bibliographies.iter().map(|it| it.text().all()).collect();
    prop_assert_eq!(found, expected, "{} in {:#?}", query, texts);
    Ok(())
}

proptest! {
    // What failed once stands beside this file.
    #![proptest_config(ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_has_the_words_by_strings_and_parents_of_any_file_is_found_and_nothing_else(
        files in prop::collection::vec(file(), 1..4),
        queries in prop::collection::vec(words(), 4),
    ) {
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        let library = library(&files);
        for query in &queries {
            check(&library, query)?;
        }
    }

    #[test]
    fn so_it_is_after_edits(
        files in [file(), file()],
        edits in prop::collection::vec((any::<Index>(), 0..40usize, prop_oneof![Just(String::new()), item()]), 1..5),
        query in words(),
    ) {
        let mut text = Text::rope(&files[0]);
        let mut edited = Bibliography::parse(text.clone()).indexed();
        for (at, removed, new) in edits {
            let at = text.floor_char(at.index(text.len() + 1));
            let edit = TextEdit { range: ByteRange::new(at, text.floor_char(at + removed)), new };
            text = text.edited(&edit);
            edited = edited.edited(&edit, text.clone());
        }
        let other = Bibliography::parse(Text::plain(files[1].clone())).indexed();
        check(&Library::new(vec![Arc::new(edited), Arc::new(other)], 0), &query)?;
    }
}

#[track_caller]
fn found(files: &[&str], query: &str, expected: &[&str]) {
    let library = library(files);
    let keys: Vec<String> = library.search(query, 10).into_iter().map(|id| library.key(id)).collect();
    assert_eq!(keys, expected, "{query}");
}

const STRINGS: &str = "@string{ccsname = {Computer and Communications Security}}\n\
                       @string{ccs93name = \"ACM CCS 93\" # ccsname}\n";
const PAPERS: &str = "@inproceedings{bell, author = {Bellare, M.}, title = {Random Oracles}, booktitle = ccs93name}\n\
                      @inproceedings{part, title = {Part}, crossref = {Volume}}\n\
                      @inproceedings{odd, title = {Odd}, booktitle = {Mine}, crossref = {volume}}\n";
const VOLUMES: &str =
    "@proceedings{volume, title = {Great Volume}, editor = {Gray, J.}, publisher = ccsname}\n";

#[test]
fn the_strings_of_other_files_are_seen() {
    for files in [[STRINGS, PAPERS], [PAPERS, STRINGS]] {
        found(&files, "communications oracle", &["bell"]);
        found(&files, "ccs bellare", &["bell"]);
        found(&files, "ccs93name", &["bell"]);
        found(&files, "security", &["bell"]);
    }
    found(&[PAPERS], "security", &[]);
}

#[test]
fn what_is_inherited_is_seen_under_its_new_name_only() {
    let files = [PAPERS, VOLUMES, STRINGS];
    found(&files, "part great", &["part"]);
    found(&files, "odd great", &[]);
    found(&files, "odd gray", &["odd"]);
    found(&files, "odd security", &["odd"]);
    found(&files, "volume", &["volume", "part"]);
}

#[test]
fn authors_by_string_and_by_xdata_are_found() {
    let files = [
        "@misc{a, author = dek} @misc{b, xdata = {x}} @misc{c, author = {Knuthson, D.}}",
        "@string{dek = {Knuth, Donald}} @xdata{x, author = {Donald Knuth}}",
    ];
    let library = library(&files);
    let keys: Vec<String> = library.by_author("knuth", 9).into_iter().map(|id| library.key(id)).collect();
    assert_eq!(keys, ["a", "b", "x"]);
}
