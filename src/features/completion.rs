//! Completion of citations: keys inside a cite command, whole cite commands at a blank.
//!
//! Entries are found by key, title, author, year and venue; an empty place is filled by the words around
//! it. The order is the server's: clients are given nothing to filter by but what was typed.

use crate::gaps::context::{Surroundings, rank, use_contexts};
use crate::gaps::reasons::why;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::edits::cite_style::CiteStyle;
use crate::edits::fill_gap::fill;
use crate::gaps::gap::Gap;
use crate::model::citations::{Citation, DocumentCitations, KeyGroup};
use crate::model::document::DocumentId;
use crate::model::library::EntryId;
use crate::model::project::Project;
use crate::model::project_bibitems;
use crate::model::snapshot::Snapshot;
use crate::model::uses;
use crate::resolve::context::Ranked;
use crate::resolve::copies::arrange;
use crate::syntax::latex_text::fold_words;
use crate::syntax::tex::Silence;
use crate::text::ByteRange;

/// What is offered at a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Completions {
    /// What an accepted item replaces; on one line, and the cursor touches it.
    pub range: ByteRange,
    /// What was typed: from the range's start to the cursor.
    pub typed: String,
    /// The gap whose surroundings the entries were ranked by, with these; nothing where the entries answer
    /// what was typed.
    pub gap: Option<(ByteRange, Surroundings)>,
    /// Best first.
    pub items: Vec<Item>,
    /// What the documents write in lists of their own, in reading order.
    pub printed: Vec<Printed>,
}

/// A `\bibitem` that is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// Its key, which replaces the range.
    pub key: String,
    /// Its text as it is printed; of a set of entries their keys.
    pub words: String,
}

/// One offer.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The entry.
    pub entry: EntryId,
    /// Its key.
    pub key: String,
    /// What replaces the range.
    pub text: String,
    /// Whether it stands in a master library only.
    pub master: bool,
    /// What speaks for it, if it is offered for what stands around.
    pub ranked: Option<Ranked>,
    /// The key of the entry that stands for its work, if it is another one.
    pub copy_of: Option<String>,
    /// The words of what was typed that it does not have.
    pub lacks: Option<String>,
}

/// The entries that fit at `offset` of a LaTeX file, at most the settings' limit.
pub fn completion(snapshot: &Snapshot, id: &DocumentId, offset: usize) -> Option<Completions> {
    let project = snapshot.project(id)?;
    let tex = snapshot.tex(id)?;
    if tex.silence_at(offset.saturating_sub(1)) >= Some(Silence::Template) {
        return None;
    }
    in_keys(snapshot, project, id, offset).or_else(|| at_gap(snapshot, project, id, offset))
}

fn in_keys(snapshot: &Snapshot, project: &Project, id: &DocumentId, offset: usize) -> Option<Completions> {
    let citations = snapshot.citations(id)?;
    let (start, citation, group) = match citations.at(offset) {
        Some((start, citation)) => {
            let group = citation.groups.iter().find(|it| it.inner().shift(start).touches(offset))?;
            (start, citation, group)
        }
        None => unclosed_before(citations, offset)?,
    };
    let place = Place::find(snapshot, id, group, start, offset)?;
    let others: Vec<&str> = citation
        .groups
        .iter()
        .flat_map(|it| &it.keys)
        .filter(|it| !it.range.shift(start).touches(offset))
        .map(|it| it.text.as_str())
        .collect();
    let limit = snapshot.settings.completion_limit;
    let mut gap = None;
    let mut items: Vec<Item> = if place.typed.trim().is_empty() {
        let around = Surroundings::of(snapshot, id, group.range.shift(start));
        let items = likeliest(snapshot, project, &around);
        gap = Some((group.range.shift(start), around));
        items
    } else {
        let found = match project.library.is_indexed() {
            true => project.library.search(&place.typed, limit),
            false => project.library.with_key_prefix(place.typed.trim(), limit),
        };
        let partly = match found.is_empty() {
            true => project.library.search_most(&place.typed, limit),
            false => Vec::new(),
        };
        let partly =
            partly.into_iter().map(|(id, lacks)| Item { lacks: Some(lacks), ..item(project, id, None) });
        found.into_iter().map(|entry| item(project, entry, None)).chain(partly).collect()
    };
    items.retain(|it| !others.contains(&it.key.as_str()));
    let room = limit.saturating_sub(items.len());
    let printed = printed_items(snapshot, project, place.typed.trim());
    let printed = printed.filter(|it| !others.contains(&it.key.as_str())).take(room).collect();
    let items = arranged(snapshot, project, items);
    Some(Completions { range: place.range, typed: place.typed, gap, items, printed })
}

/// The unclosed group of keys on an earlier line that the list before `offset` belongs to: every line
/// between ends in a comma.
fn unclosed_before(citations: &DocumentCitations, offset: usize) -> Option<(usize, &Citation, &KeyGroup)> {
    let (start, chunk, cited) = citations.chunks.get(citations.chunk_index(offset)?)?;
    let within = offset - start;
    let citation = cited.citations.iter().rfind(|it| it.command.end <= within)?;
    let group = citation.groups.last().filter(|it| !it.closed)?;
    let between = chunk.text.get(group.range.end..within)?;
    let listed = chunk.text[group.range.start..group.range.end].trim_end().ends_with([',', '{'])
        && !between.contains(['}', '\\', '{'])
        && between.lines().rev().skip(1).all(|line| line.trim().is_empty() || line.trim_end().ends_with(','));
    listed.then_some((*start, citation, group))
}

/// The place of one key in a group.
struct Place {
    range: ByteRange,
    typed: String,
}

impl Place {
    /// From the `{` or `,` before the cursor to the next `,` or `}`, without the blanks at its ends; in an
    /// unclosed group to the cursor. On one line.
    fn find(
        snapshot: &Snapshot,
        id: &DocumentId,
        group: &KeyGroup,
        start: usize,
        offset: usize,
    ) -> Option<Self> {
        let document = snapshot.document(id)?;
        let inner = group.inner().shift(start);
        let before = document.text.slice(ByteRange::new(inner.start, offset));
        let from = before.rfind([',', '\n', '\r']).map_or(0, |at| at + 1);
        let typed = &before[from..];
        // Behind a `%` there is a comment, not a key.
        if typed.contains('%') {
            return None;
        }
        let typed = typed.trim_start();
        let begin = offset - typed.len();
        let end = if group.closed {
            let behind = document.text.slice(ByteRange::new(offset, inner.end));
            let reach = behind.find([',', '\n', '\r', '%']).unwrap_or(behind.len());
            offset + behind[..reach].trim_end().len()
        } else {
            offset
        };
        Some(Self { range: ByteRange::new(begin, end), typed: typed.to_owned() })
    }
}

/// At `____`, `[?]` and their like: whole cite commands.
fn at_gap(snapshot: &Snapshot, project: &Project, id: &DocumentId, offset: usize) -> Option<Completions> {
    let range = crate::rules::gaps::masked_citation::mark_at(snapshot, id, offset)?;
    let document = snapshot.document(id)?;
    let around = Surroundings::of(snapshot, id, range);
    let style = CiteStyle::of(snapshot, id);
    let mut items = arranged(snapshot, project, likeliest(snapshot, project, &around));
    // What filling the gap would write, with the white space before it: all replace the same.
    let mut replaced = range;
    for it in &mut items {
        let edit = fill(&Gap::Mark(range), snapshot, id, &style, std::slice::from_ref(&it.key))?;
        (replaced, it.text) = (edit.range, edit.new);
    }
    let one_line = document.text.line_of(replaced.start) == document.text.line_of(replaced.end);
    let typed = document.text.slice(ByteRange::new(replaced.start.min(offset), offset)).into_owned();
    (one_line && replaced.touches(offset)).then_some(Completions {
        range: replaced,
        typed,
        gap: Some((range, around)),
        items,
        printed: Vec::new(),
    })
}

/// The entries that what stands around a gap speaks for most; where it says nothing, the library in its
/// order.
fn likeliest(snapshot: &Snapshot, project: &Project, around: &Surroundings) -> Vec<Item> {
    let limit = snapshot.settings.completion_limit;
    let ranked = rank(project, &use_contexts(snapshot, project), around, limit);
    let seen: FxHashSet<EntryId> = ranked.iter().map(|it| it.id).collect();
    let citable = |id: &EntryId| project.library.bibliography(*id).is_some_and(|it| !it.is_store(id.entry));
    let rest = project.library.keys().map(|(entry, _)| entry).filter(|it| !seen.contains(it) && citable(it));
    let rest = rest.take(limit.saturating_sub(ranked.len())).map(|entry| (entry, None));
    let ranked = ranked.into_iter().map(|it| (it.id, Some(it)));
    ranked.chain(rest).map(|(entry, ranked)| item(project, entry, ranked)).collect()
}

/// `items` with the copies of one work made plain.
fn arranged(snapshot: &Snapshot, project: &Project, items: Vec<Item>) -> Vec<Item> {
    let found: Vec<EntryId> = items.iter().map(|it| it.entry).collect();
    let times = |key: &str| uses::of_key(snapshot, project, key).len();
    let mut items: FxHashMap<EntryId, Item> = items.into_iter().map(|it| (it.entry, it)).collect();
    let list = arrange(&project.library, &found, &times).into_iter();
    list.filter_map(|it| Some(Item { copy_of: it.copy_of, ..items.remove(&it.id)? })).collect()
}

/// The `\bibitem`s of the project in which every word that was typed begins a word, of the key or the text.
fn printed_items<'a>(
    snapshot: &'a Snapshot,
    project: &'a Project,
    typed: &str,
) -> impl Iterator<Item = Printed> + use<'a> {
    let wanted = fold_words(typed);
    let lower = typed.to_lowercase();
    let fits = move |it: &Printed| {
        let key = it.key.to_lowercase();
        let words = || fold_words(&it.words).into_iter().chain(fold_words(&key));
        let has = |wanted: &String| words().any(|word| word.starts_with(wanted.as_str()));
        key.starts_with(&lower) || (!wanted.is_empty() && wanted.iter().all(has))
    };
    let items = project_bibitems::all(snapshot, project).filter(|it| !project.library.defines(&it.key));
    items.map(|it| Printed { words: project_bibitems::shown(&it), key: it.key }).filter(fits)
}

/// Why `key` is offered at a gap, in a few words; nothing where nothing speaks for it.
pub fn why_offered(snapshot: &Snapshot, id: &DocumentId, gap: ByteRange, key: &str) -> Option<String> {
    let project = snapshot.project(id)?;
    let around = Surroundings::of(snapshot, id, gap);
    let ranked = rank(project, &use_contexts(snapshot, project), &around, snapshot.settings.completion_limit);
    let found = ranked.iter().find(|it| project.library.key(it.id) == key && !it.reasons.is_empty())?;
    Some(why(snapshot, project, id, &around, found))
}

fn item(project: &Project, entry: EntryId, ranked: Option<Ranked>) -> Item {
    let key = project.library.key(entry);
    let master = project.library.is_master(entry);
    Item { entry, text: key.clone(), key, master, ranked, copy_of: None, lacks: None }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::completion;
    use crate::fixture::Fixture;

    const REFS: &str = r"
%- refs.bib
@article{vaswani2017attention, author = {Vaswani, Ashish}, title = {Attention Is All You Need}, year = 2017}
@article{brown2020language, author = {Brown, Tom}, title = {Language Models are Few-Shot Learners}, year = 2020}
@article{devlin2019bert, author = {Devlin, Jacob}, title = {{BERT}: Pre-training of Deep Bidirectional Transformers}, year = 2019}
";

    /// Draws the range that is replaced, what was typed, and the keys offered.
    #[track_caller]
    fn check(text: &str, expected: Expect) {
        let fixture = Fixture::new(&format!("\n%- main.tex\n{text}\n{}", REFS.trim_start()));
        let shown = match completion(&fixture.snapshot, &fixture.id, fixture.offset) {
            Some(found) => {
                let items: Vec<_> = found.items.iter().map(|it| it.text.as_str()).collect();
                fixture.draw(&[(found.range, format!("{:?}: {}", found.typed, items.join(" ")))])
            }
            None => "nothing\n".to_owned(),
        };
        expected.assert_eq(&shown);
    }

    /// Draws the same in a paper that writes its list of references itself.
    #[track_caller]
    fn check_items(text: &str, expected: Expect) {
        let list = "\\begin{thebibliography}{9}\n\\bibitem{Alder} A. Alder, \\emph{Hedges}, 1987.\n\n\
                    \\bibitem[B]{Birch1} B. Birch, \\newblock Banks, 2002.\n\\end{thebibliography}";
        let fixture = Fixture::new(&format!("%- main.tex\n{text}\n\n{list}\n"));
        let found = completion(&fixture.snapshot, &fixture.id, fixture.offset).unwrap();
        assert_eq!(found.items, []);
        let shown = found.printed.iter().map(|it| format!("{}: {}\n", it.key, it.words));
        expected.assert_eq(&shown.collect::<String>());
    }

    #[test]
    fn items_of_the_document_are_offered() {
        check_items(
            "\\cite{‸}",
            expect![[r#"
                Alder: A. Alder, Hedges, 1987.
                Birch1: B. Birch, Banks, 2002.
            "#]],
        );
        check_items(
            "\\cite{bi‸}",
            expect![[r#"
                Birch1: B. Birch, Banks, 2002.
            "#]],
        );
        check_items("\\cite{Alder, hedg‸}", expect![[""]]);
        check_items(
            "\\cite{banks 2002‸}",
            expect![[r#"
                Birch1: B. Birch, Banks, 2002.
            "#]],
        );
    }

    #[test]
    fn entries_are_found_by_words_of_title_author_and_year() {
        check(
            r"\cite{few shot‸}",
            expect![[r#"
            \cite{few shot}
                  ^^^^^^^^ "few shot": brown2020language
        "#]],
        );
        check(
            r"\cite{a,brown‸, b}",
            expect![[r#"
            \cite{a,brown, b}
                    ^^^^^ "brown": brown2020language
        "#]],
        );
        check(
            r"\cite{devlin 2019‸}",
            expect![[r#"
            \cite{devlin 2019}
                  ^^^^^^^^^^^ "devlin 2019": devlin2019bert
        "#]],
        );
        check(
            r"\citep[see][p.~3]{attention all‸}",
            expect![[r#"
            \citep[see][p.~3]{attention all}
                              ^^^^^^^^^^^^^ "attention all": vaswani2017attention
        "#]],
        );
    }

    #[test]
    fn where_no_entry_has_all_words_those_that_have_most_come_and_say_what_they_lack() {
        let fixture =
            Fixture::new(&format!("\n%- main.tex\n\\cite{{brown few unicorns‸}}\n{}", REFS.trim_start()));
        let found = completion(&fixture.snapshot, &fixture.id, fixture.offset).unwrap();
        let shown: Vec<_> = found.items.iter().map(|it| (it.key.as_str(), it.lacks.as_deref())).collect();
        assert_eq!(shown, [("brown2020language", Some("unicorns"))]);
    }

    #[test]
    fn an_empty_place_is_filled_by_the_words_around_it() {
        check(
            r"Pre-training of deep bidirectional transformers \cite{‸}.",
            expect![[r#"
            Pre-training of deep bidirectional transformers \cite{}.
                                                                   "": devlin2019bert vaswani2017attention brown2020language
        "#]],
        );
        check(
            r"Language models are few-shot learners \cite{devlin2019bert, ‸}.",
            expect![[r#"
            Language models are few-shot learners \cite{devlin2019bert, }.
                                                                         "": brown2020language vaswani2017attention
        "#]],
        );
    }

    #[test]
    fn whole_commands_are_offered_at_a_blank() {
        check(
            r"\citep{brown2020language} is large. Attention is all one needs ____‸.",
            expect![[r#"
                \citep{brown2020language} is large. Attention is all one needs ____.
                                                                              ^^^^^ " ____": ~\citep{vaswani2017attention} ~\citep{devlin2019bert} ~\citep{brown2020language}
            "#]],
        );
        check(
            r"Few-shot learners [‸?] are models.",
            expect![[r#"
                Few-shot learners [?] are models.
                                 ^^^^ " [": ~\cite{brown2020language} ~\cite{vaswani2017attention} ~\cite{devlin2019bert}
            "#]],
        );
    }

    #[test]
    fn an_unclosed_group_takes_nothing_of_what_follows() {
        check(
            "\\cite{vasw‸ and then text\n\nNext paragraph",
            expect![[r#"
            \cite{vasw and then text
                  ^^^^ "vasw": vaswani2017attention
        "#]],
        );
        check(
            "\\cite{a,\nbrown‸\n",
            expect![[r#"
                  brown
                  ^^^^^ "brown": brown2020language
            "#]],
        );
    }

    #[test]
    fn nothing_is_offered_outside_citations_and_in_comments() {
        check(
            r"Some brown‸ text",
            expect![[r#"
            nothing
        "#]],
        );
        check(
            r"% \cite{brown‸}",
            expect![[r#"
            nothing
        "#]],
        );
        check(
            r"\verb|\cite{brown‸}|",
            expect![[r#"
            nothing
        "#]],
        );
    }
}
