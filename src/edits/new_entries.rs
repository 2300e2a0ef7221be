//! Entries that are added to a project's bibliography: to which, where, and stubs.

use rustc_hash::FxHashMap;

use crate::model::citations::Citation;
use crate::model::document::DocumentId;
use crate::model::library::{Library, Work};
use crate::model::project::Project;
use crate::model::snapshot::Snapshot;
use crate::resolve::words::content_words;
use crate::syntax::latex_text::fold_words;
use crate::syntax::names::Name;
use crate::syntax::prose::ProseWork;
use crate::text::{ByteRange, Text, TextEdit};

/// The bibliography to which entries of a document are added: the one that most of its keys come from, else
/// most of the project's. Only a .bib file that is there: not a compiled bibliography, nor a part of a
/// document (`filecontents`).
pub fn home(snapshot: &Snapshot, project: &Project, id: &DocumentId) -> Option<DocumentId> {
    let takes_entries = |source: &DocumentId| {
        let Some(document) = snapshot.document(source).filter(|it| it.bib().is_some()) else { return false };
        document.version.is_some()
            || source.path().is_some_and(|path| {
                path.extension().is_some_and(|it| it == "bib") && !snapshot.world.absent.contains_key(path)
            })
    };
    let sources = || project.sources.iter().take(project.library.own().len()).enumerate();
    let most = |counts: Vec<usize>| {
        let best = sources().filter(|it| counts[it.0] > 0 && takes_entries(it.1)).map(|it| it.0);
        best.max_by_key(|at| (counts[*at], std::cmp::Reverse(*at)))
    };
    let count = |citations: &mut dyn Iterator<Item = &Citation>| {
        let mut counts = vec![0_usize; project.library.own().len()];
        for key in citations.flat_map(|it| &it.groups).flat_map(|it| &it.keys) {
            if let Some(found) = project.library.get(&key.text) {
                counts[found.bibliography as usize] += 1;
            }
        }
        counts
    };
    let own = snapshot.citations(id).into_iter().flat_map(|it| it.iter().map(|it| it.1));
    let best = most(count(&mut { own }))
        .or_else(|| most(count(&mut snapshot.project_citations(project).map(|it| it.2))))
        .or_else(|| sources().find(|it| takes_entries(it.1)).map(|it| it.0))?;
    project.sources.get(best).cloned()
}

/// The edit that adds `entries` at the end of a bibliography, with its line ends.
pub fn append(snapshot: &Snapshot, bib: &DocumentId, entries: &[String]) -> Option<TextEdit> {
    let text = &snapshot.document(bib)?.text;
    let end = ByteRange::empty(text.len());
    let tail = text.slice(ByteRange::new(text.len().saturating_sub(4), text.len())).into_owned();
    let lead = match tail.replace('\r', "") {
        it if it.trim().is_empty() && text.len() < 4 => "",
        it if it.ends_with("\n\n") => "",
        it if it.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    let new = format!("{lead}{}\n", entries.join("\n\n"));
    Some(TextEdit { range: end, new: with_line_ends(&new, text) })
}

/// The edit that puts `entries` before the entry that begins at `start`.
pub fn insert(snapshot: &Snapshot, bib: &DocumentId, start: usize, entries: &[String]) -> Option<TextEdit> {
    let text = &snapshot.document(bib)?.text;
    let new = format!("{}\n\n", entries.join("\n\n"));
    Some(TextEdit { range: ByteRange::empty(start), new: with_line_ends(&new, text) })
}

/// `new` with the line ends of `text`.
fn with_line_ends(new: &str, text: &Text) -> String {
    new.replace("\r\n", "\n").replace('\n', text.line_end())
}

/// An entry for a work that is known from the text alone: nothing in it is invented, and its note says
/// UNVERIFIED. The key follows the library's habit.
pub fn stub(work: &ProseWork, project: &Project) -> (String, String) {
    let title = work.title.clone().unwrap_or_default();
    let key = new_key(work, KeyHabit::of(&project.library), &|key| project.defines(key));
    let mut authors = work.authors.clone();
    if work.et_al {
        authors.push("others".to_owned());
    }
    let mut fields = vec![("author", authors.join(" and "))];
    if !title.is_empty() {
        fields.push(("title", title));
    }
    fields.extend(work.year.map(|year| ("year", year.to_string())));
    fields.push(("note", "UNVERIFIED: taken from the text, not checked".to_owned()));
    let mut entry = format!("@misc{{{key},\n");
    for (name, value) in fields.into_iter().filter(|it| !it.1.is_empty()) {
        entry += &format!("  {name:<6} = {{{}}},\n", balanced(&value));
    }
    (key, entry + "}")
}

/// A value in which every brace has its partner.
fn balanced(value: &str) -> String {
    let mut depth = 0_i32;
    let even = value.chars().all(|c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        depth >= 0
    });
    if even && depth == 0 { value.to_owned() } else { value.replace(['{', '}'], "") }
}

/// How the keys of a library are made of author, year and title.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyHabit {
    capital: bool,
    /// What parts author, year and word.
    separator: &'static str,
    with_word: bool,
}

const SEPARATORS: [&str; 4] = ["", "_", "-", ":"];
/// So many entries tell a library's habit.
const ASKED: usize = 64;

impl KeyHabit {
    /// Of a library's first entries; whoever makes many keys asks once.
    pub fn of(library: &Library) -> Self {
        let mut counts: FxHashMap<Self, usize> = FxHashMap::default();
        for (id, key) in library.keys().take(ASKED) {
            if let Some(habit) = Self::seen(key, &library.work(id)) {
                *counts.entry(habit).or_default() += 1;
            }
        }
        let most = counts.into_iter().max_by_key(|(habit, count)| (*count, std::cmp::Reverse(*habit)));
        most.map_or(Self { capital: false, separator: "", with_word: true }, |it| it.0)
    }

    fn seen(key: &str, work: &Work) -> Option<Self> {
        let family = compact(&work.authors.first()?.family);
        let year = work.year?.to_string();
        let rest = key.to_lowercase().strip_prefix(&family)?.to_owned();
        let (separator, rest) = SEPARATORS.iter().rev().find_map(|separator| {
            let rest = rest.strip_prefix(separator)?.strip_prefix(year.as_str())?;
            Some((*separator, rest))
        })?;
        let word = rest.strip_prefix(separator).unwrap_or(rest);
        let with_word = title_word(&work.title).is_some_and(|it| word == it);
        (with_word || rest.len() <= 1).then_some(Self {
            capital: key.starts_with(char::is_uppercase),
            separator,
            with_word,
        })
    }
}

fn compact(text: &str) -> String {
    fold_words(text).concat()
}

fn title_word(title: &str) -> Option<String> {
    fold_words(title).into_iter().find(|it| content_words(it).len() == 1)
}

/// A key in a library's habit that is not `taken`.
pub fn new_key(work: &ProseWork, habit: KeyHabit, taken: &dyn Fn(&str) -> bool) -> String {
    let mut family = work.authors.first().map(|it| compact(&Name::read(it).family)).unwrap_or_default();
    family.retain(|c| c.is_ascii_alphanumeric());
    if family.is_empty() {
        family.push_str("anonymous");
    }
    if habit.capital {
        family = family[..1].to_uppercase() + &family[1..];
    }
    let mut parts = vec![family];
    parts.extend(work.year.map(|it| it.to_string()));
    if habit.with_word || work.year.is_none() {
        let mut word = work.title.as_deref().and_then(title_word).unwrap_or_default();
        word.retain(|c| c.is_ascii_alphanumeric());
        parts.extend((!word.is_empty()).then_some(word));
    }
    let key = parts.join(habit.separator);
    let suffixed = ('a'..='z').map(|c| format!("{key}{c}"));
    std::iter::once(key.clone()).chain(suffixed).find(|it| !taken(it)).unwrap_or(key)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture::Fixture;

    #[track_caller]
    fn check_stub(bib: &str, work: ProseWork, expected: Expect) {
        let fixture = Fixture::new(&format!("%- main.tex\n\\cite{{x}}\n%- refs.bib\n{bib}"));
        let project = fixture.snapshot.project(&fixture.id).unwrap();
        expected.assert_eq(&stub(&work, project).1);
    }

    fn work(author: &str, et_al: bool, title: &str, year: Option<i32>) -> ProseWork {
        let authors = vec![author.to_owned()];
        ProseWork { range: ByteRange::default(), authors, et_al, title: Some(title.to_owned()), year }
    }

    #[test]
    fn a_stub_holds_what_the_text_says_and_no_more() {
        check_stub(
            "@misc{devlin2019bert, author = {Devlin, Jacob}, title = {{BERT}}, year = 2019}",
            work("Vinyals", true, "A {Neural Model", None),
            expect![[r#"
                @misc{vinyalsneural,
                  author = {Vinyals and others},
                  title  = {A Neural Model},
                  note   = {UNVERIFIED: taken from the text, not checked},
                }"#]],
        );
    }

    #[test]
    fn its_key_follows_the_habit_of_the_library_and_is_new() {
        check_stub(
            "@misc{Devlin_2019, author = {Devlin, Jacob}, title = {{BERT}}, year = 2019}\n@misc{Wu_2020}",
            work("Kai Wu", false, "On {X}", Some(2020)),
            expect![[r#"
                @misc{Wu_2020a,
                  author = {Kai Wu},
                  title  = {On {X}},
                  year   = {2020},
                  note   = {UNVERIFIED: taken from the text, not checked},
                }"#]],
        );
    }
}
