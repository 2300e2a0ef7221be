//! Misspelt key -> candidates: by spelling, and by the pieces of which keys are made (author, year,
//! first word of the title).

use rapidfuzz::distance::osa;

use crate::model::bibliography::ShortYear;
use crate::model::library::{EntryId, Library};
use crate::syntax::latex_text::fold_words;

/// An entry whose key may have been meant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NearKey {
    /// The entry.
    pub id: EntryId,
    /// Why it may be meant.
    pub kind: Nearness,
}

/// Why a key may have been meant; the likelier first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nearness {
    /// So many letters are wrong, missing, added or swapped with their neighbour; case aside.
    Spelling(usize),
    /// The pieces of the key fit the entry: so many of them.
    Pieces(std::cmp::Reverse<usize>),
}

/// How many letters may be wrong in a key of so many letters.
fn most_edits(letters: usize) -> usize {
    match letters {
        0..=3 => 0,
        4..=8 => 1,
        9..=14 => 2,
        _ => 3,
    }
}

/// Misspelt keys taken from the index.
const BY_SPELLING: usize = 8;

/// The entries whose keys, authors, years and titles come nearest to `key`, best first.
pub fn near_keys(key: &str, library: &Library, limit: usize) -> Vec<NearKey> {
    let most = most_edits(key.chars().count());
    let mut near: Vec<NearKey> = library
        .similar_keys(key, BY_SPELLING)
        .into_iter()
        .map(|id| (distance(key, &library.key(id)), id))
        .filter(|(distance, _)| *distance <= most)
        .map(|(distance, id)| NearKey { id, kind: Nearness::Spelling(distance) })
        .collect();
    if near.iter().all(|candidate| candidate.kind > Nearness::Spelling(1)) {
        near.extend(by_pieces(key, library));
    }
    near.sort_by_key(|candidate| candidate.kind);
    let mut seen = rustc_hash::FxHashSet::default();
    near.retain(|candidate| seen.insert(candidate.id));
    near.truncate(limit);
    near
}

/// Letters wrong, missing, added or swapped with their neighbour between two keys; case aside.
fn distance(a: &str, b: &str) -> usize {
    osa::distance(a.to_lowercase().chars(), b.to_lowercase().chars())
}

/// Whether `written` is so surely `key` misspelt that it may be said while a bibliography is missing:
/// one letter wrong, missing, added or swapped, two in keys over eight letters; never a digit, and
/// never the last letter alone (`smith2019a` and `smith2019b` are two works).
pub fn is_near_miss(written: &str, key: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (a, b): (Vec<char>, Vec<char>) = (written.chars().collect(), key.chars().collect());
    let most = if a.len().min(b.len()) > 8 { 2 } else { 1 };
    let shared = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let last_alone = shared + 1 >= a.len().max(b.len());
    !last_alone && digits(written) == digits(key) && (1..=most).contains(&osa::distance(a, b))
}

/// Entries by an author whose name the key holds, with its year, and words of their titles.
fn by_pieces(key: &str, library: &Library) -> Vec<NearKey> {
    let pieces = pieces(key);
    let Some(year) = pieces.iter().find_map(|piece| short_year(piece)) else {
        return Vec::new();
    };
    let words: Vec<&String> =
        pieces.iter().filter(|piece| piece.chars().count() >= 3 && is_word(piece)).collect();
    let mut near = Vec::new();
    for author in &words {
        // A preprint and its printed version lie a year or so apart.
        let years = [year - 1, year, year + 1].map(|it| it.rem_euclid(100) as ShortYear);
        for id in library.by_first_author(author, &years) {
            let work = library.work(id);
            let Some(first) = work.authors.first() else { continue };
            if fold_words(&first.family).concat() != **author {
                continue;
            }
            let years = work.year.map(|other| (other - year).rem_euclid(100));
            let years = match years {
                Some(0) => 2,
                Some(1 | 99) => 1,
                _ => 0,
            };
            let title = fold_words(&work.title);
            let named = words.iter().filter(|word| *word != author && title.contains(word)).count();
            if years == 2 || (years == 1 && named > 0) {
                near.push(NearKey { id, kind: Nearness::Pieces(std::cmp::Reverse(1 + years + 2 * named)) });
            }
        }
    }
    near
}

/// The pieces of a key: cut at punctuation, between letters and digits, and before a capital that
/// follows a small letter; in lower case.
fn pieces(key: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut former = ' ';
    for c in key.chars() {
        let cut = !c.is_alphanumeric()
            || c.is_ascii_digit() != former.is_ascii_digit()
            || (c.is_uppercase() && former.is_lowercase());
        if cut {
            pieces.push(String::new());
        }
        if let Some(piece) = pieces.last_mut().filter(|_| c.is_alphanumeric()) {
            piece.extend(c.to_lowercase());
        }
        former = c;
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

fn is_word(piece: &str) -> bool {
    piece.chars().all(char::is_alphabetic) && !matches!(piece, "etal" | "and" | "the")
}

/// The last two digits of a year written with two digits or four.
fn short_year(piece: &str) -> Option<i32> {
    let year: i32 = piece.parse().ok()?;
    match piece.len() {
        2 => Some(year),
        4 if (1500..2100).contains(&year) => Some(year % 100),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::bibliography::Bibliography;
    use crate::text::{ByteRange, Text, TextEdit};

    const LIBRARY: &str = r"
@article{devlin2019bert, author = {Devlin, Jacob}, title = {BERT: Pre-training}, year = 2019}
@article{vaswani2017attention, author = {Ashish Vaswani}, title = {Attention is all you need}, year = 2017}
@article{liu-etal-2020-one, author = {Liu, Ann}, title = {One Thing}, year = 2020}
@article{liu-etal-2020-two, author = {Liu, Ann}, title = {Two Things}, year = 2020}
";

    #[track_caller]
    fn check(key: &str, expected: &[&str]) {
        let bibliography = Bibliography::parse(Text::plain(LIBRARY.to_owned())).indexed();
        let library = Library::new(vec![Arc::new(bibliography)], 0);
        let found: Vec<String> =
            near_keys(key, &library, 5).into_iter().map(|near| library.key(near.id)).collect();
        assert_eq!(found, expected, "{key}");
    }

    #[test]
    fn a_key_is_known_by_its_spelling_or_its_pieces() {
        check("devlin2018bert", &["devlin2019bert"]);
        check("delvin2019bert", &["devlin2019bert"]);
        check("vaswani17", &["vaswani2017attention"]);
        check("Vaswani:2017", &["vaswani2017attention"]);
        check("liu2020two", &["liu-etal-2020-two", "liu-etal-2020-one"]);
        check("miller1999nothing", &[]);
    }

    #[track_caller]
    fn check_miss(written: &str, key: &str, near: bool) {
        assert_eq!(is_near_miss(written, key), near, "{written} / {key}");
        assert_eq!(is_near_miss(key, written), near, "{key} / {written}");
    }

    #[test]
    fn a_near_miss_is_a_slip_of_the_hand() {
        check_miss("delvin2019bert", "devlin2019bert", true);
        check_miss("devln2019brt", "devlin2019bert", true);
        check_miss("knuht", "knuth", true);
        check_miss("knht", "knuth", false);
        check_miss("devlin2018bert", "devlin2019bert", false);
        check_miss("smith2019a", "smith2019b", false);
        check_miss("smith2019", "smith2019a", false);
        check_miss("knuth", "knuth", false);
    }

    const REFS: &str = "@misc{liu2020one, author = {Liu, Ann}, title = {One Thing}, year = 2020}\n\
        @misc{smith99, author = {Smith, Bob}, title = {Networks}, year = 1999}\n\
        @misc{other, author = {Nobody}, title = {Graphs}, year = 2001}\n";
    const KEYS: [&str; 4] = ["liu2020on", "smith1999networks", "othr", "nobody2001"];

    fn keys_near(library: &Library, key: &str) -> Vec<String> {
        near_keys(key, library, 3).iter().map(|it| library.key(it.id)).collect()
    }

    /// Of which keys the library looks again after an edit; what it then says of each must be what a fresh one says.
    #[track_caller]
    fn check_kept(old: &str, new: &str, expected: &[&str]) {
        let text = REFS.to_owned() + &"@misc{filler, title = {F}}\n".repeat(30);
        let before = Bibliography::parse(Text::rope(&text)).indexed();
        let first = Arc::new(Library::new(vec![Arc::new(before.clone())], 0));
        KEYS.iter().for_each(|key| drop(first.near(key, || keys_near(&first, key))));
        let start = text.find(old).unwrap();
        let edit = TextEdit { range: ByteRange::new(start, start + old.len()), new: new.to_owned() };
        let after = before.edited(&edit, before.text().edited(&edit));
        let second = Library::new(vec![Arc::new(after.clone())], 0);
        second.succeed(&first);
        let mut looked = Vec::new();
        for key in KEYS {
            let found = second.near(key, || {
                looked.push(key);
                keys_near(&second, key)
            });
            let fresh = Bibliography::parse(after.text().clone()).indexed();
            let fresh = Library::new(vec![Arc::new(fresh)], 0);
            assert_eq!(found, keys_near(&fresh, key), "{key}");
        }
        assert_eq!(looked, expected);
    }

    #[test]
    fn what_no_change_can_touch_is_looked_for_once() {
        check_kept("title = {F}", "title = {Words}", &[]);
        check_kept("{Graphs}", "{Smithy}", &["smith1999networks", "othr", "nobody2001"]);
        check_kept("filler", "otter", &["othr"]);
        check_kept("{Networks}", "{Nothing}", &["smith1999networks"]);
        check_kept("title = {F}", "crossref = {other}", &["othr", "nobody2001"]);
        check_kept("@misc{liu", "@string{s = {S}}\n@misc{liu", &KEYS);
    }
}
