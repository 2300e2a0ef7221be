//! Author and year behind keys that do not tell them.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use crate::model::card;
use crate::model::card::{Format, card};
use crate::model::document::DocumentId;
use crate::model::library::{Library, Work};
use crate::model::snapshot::Snapshot;
use crate::syntax::latex_text::fold_words;
use crate::text::ByteRange;

/// A few words behind a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InlayHint {
    /// Behind which byte of the document they stand.
    pub offset: usize,
    /// The words: `Vaswani+ 2017`.
    pub label: String,
    /// The key.
    pub key: String,
}

/// The hints for the keys that stand in `range` of a LaTeX file, in order.
pub fn inlay_hints(snapshot: &Snapshot, id: &DocumentId, range: ByteRange) -> Vec<InlayHint> {
    let Some(citations) = snapshot.citations(id) else { return Vec::new() };
    let Some(labels) = Labels::of(snapshot, id).filter(|_| snapshot.settings.inlay_hints) else {
        return Vec::new();
    };
    let hints = citations.keys_in(range).filter(|(place, _)| range.touches(place.end));
    let hints = hints.filter_map(|(place, key)| {
        let label = labels.of_key(&key.text)?;
        Some(InlayHint { offset: place.end, label, key: key.text.clone() })
    });
    let mut hints: Vec<InlayHint> = hints.collect();
    hints.sort_by_key(|it| it.offset);
    hints
}

/// The card of the work that `key` means in a LaTeX file: what a hint tells when pointed at.
pub fn tooltip(snapshot: &Snapshot, id: &DocumentId, key: &str, format: Format) -> Option<String> {
    let library = &snapshot.project(id)?.library;
    Some(card(&library.work(library.get(key)?), snapshot.settings.abstract_lines, format))
}

/// What stands behind which key. Editors ask for all hints of a document after each edit, and most keys are
/// the same then.
#[derive(Clone)]
struct Labels {
    library: Arc<Library>,
    length: usize,
    known: Arc<Mutex<FxHashMap<String, Option<String>>>>,
}

impl Labels {
    fn of(snapshot: &Snapshot, id: &DocumentId) -> Option<Arc<Self>> {
        let library = &snapshot.project(id)?.library;
        let length = snapshot.settings.inlay_hint_length;
        let still_holds = |it: &&Self| Arc::ptr_eq(&it.library, library) && it.length == length;
        let new = || Self { library: Arc::clone(library), length, known: Arc::default() };
        Some(
            snapshot
                .memo
                .get(id, |former: Option<&Self>| former.filter(still_holds).cloned().unwrap_or_else(new)),
        )
    }

    fn of_key(&self, key: &str) -> Option<String> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(label) = known.get(key) {
            return label.clone();
        }
        let work = self.library.get(key).map(|it| self.library.work(it));
        let work = work.filter(|it| !it.authors.is_empty() && !tells(key, it));
        let label = work.map(|it| label(&it, self.length));
        known.insert(key.to_owned(), label.clone());
        label
    }
}

/// Whether a key tells author and year: the first author's family name and either the whole year or,
/// directly behind the name, its last two digits.
fn tells(key: &str, work: &Work) -> bool {
    let folded = |text: &str| fold_words(text).concat();
    let (key, year) = (folded(key), work.year.map(|it| it.to_string()));
    let Some(name) = work.authors.first().map(|it| folded(&it.family)).filter(|it| !it.is_empty()) else {
        return false;
    };
    let Some(at) = key.find(&name) else { return false };
    let Some(year) = year else { return true };
    let behind = key[at + name.len()..].trim_start_matches("etal");
    key.contains(&year) || year.get(2..).is_some_and(|short| behind.starts_with(short))
}

/// `Vaswani+ 2017`, `Knuth & Plass 1981`, at most `length` characters: the name gives way.
fn label(work: &Work, length: usize) -> String {
    let year = work.year.map_or(String::new(), |it| format!(" {it}"));
    let names = match work.authors.as_slice() {
        [] => String::new(),
        [one] if !work.others => card::family(one),
        [one, two] if !work.others => format!("{} & {}", card::family(one), card::family(two)),
        [one, ..] => format!("{}+", card::family(one)),
    };
    let room = length.saturating_sub(year.chars().count());
    if names.chars().count() <= room {
        return names + &year;
    }
    let first = work.authors.first().map_or(String::new(), card::family);
    let many = if work.authors.len() > 1 || work.others { "+" } else { "" };
    let room = room.saturating_sub(many.len());
    if first.chars().count() <= room {
        return format!("{first}{many}{year}");
    }
    let cut: String = first.chars().take(room.saturating_sub(1).max(1)).collect();
    format!("{cut}…{many}{year}")
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture::Fixture;
    use crate::settings::Settings;

    const REFS: &str = r"
%- refs.bib
@a{DBLP:conf/nips/VaswaniSPUJGKP17, author = {Vaswani, Ashish and Shazeer, Noam and others}, year = 2017}
@a{vaswani2017attention, author = {Vaswani, Ashish and Shazeer, Noam and others}, year = 2017}
@a{Erdos59, author = {Erd{\H o}s, Paul}, year = 1959}
@a{x1, author = {Knuth, Donald and Plass, Michael}, year = 1981}
@a{x2, author = {Featherstonehaugh-Cholmondeley, A.}, year = 1999}
@a{x3, author = {{World Health Organization}}, title = {T}}
@a{x4, title = {T}, year = 1999}
";

    #[track_caller]
    fn check(line: &str, settings: Settings, expected: Expect) {
        let text = format!("%- main.tex\n\\bibliography{{refs}}\n{line}\n{}", REFS.trim_start());
        let fixture = Fixture::with_settings(&text, settings);
        let mut text = fixture.text();
        let all = ByteRange::new(0, text.len());
        let hints = inlay_hints(&fixture.snapshot, &fixture.id, all);
        for hint in hints.iter().rev() {
            text.insert_str(hint.offset, &format!("<{}>", hint.label));
        }
        expected.assert_eq(text.lines().nth(1).unwrap_or_default());
    }

    #[test]
    fn keys_that_tell_nothing_get_author_and_year() {
        check(
            r"\cite{DBLP:conf/nips/VaswaniSPUJGKP17, vaswani2017attention} \cite{Erdos59,x1}",
            Settings::default(),
            expect![
                r"\cite{DBLP:conf/nips/VaswaniSPUJGKP17<Vaswani+ 2017>, vaswani2017attention} \cite{Erdos59,x1<Knuth & Plass 1981>}"
            ],
        );
        check(
            r"\cite{x2,x3,x4,none} % \cite{x1}",
            Settings::default(),
            expect![[
                r#"\cite{x2<Featherstonehaugh-… 1999>,x3<World Health Organizati…>,x4,none} % \cite{x1}"#
            ]],
        );
    }

    #[test]
    fn hints_keep_to_their_length() {
        check(
            r"\cite{x1,x2}",
            Settings { inlay_hint_length: 12, ..Settings::default() },
            expect![r"\cite{x1<Knuth+ 1981>,x2<Feathe… 1999>}"],
        );
    }

    #[test]
    fn hints_can_be_turned_off() {
        check(r"\cite{x1}", Settings { inlay_hints: false, ..Settings::default() }, expect![r"\cite{x1}"]);
    }
}
