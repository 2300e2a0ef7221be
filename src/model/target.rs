//! The thing under the cursor.

use super::bibliography::{Bibliography, EntryNumber, named_keys};
use super::citations::Citation;
use super::document::{Content, Document, DocumentId};
use super::snapshot::Snapshot;
use crate::syntax::bib::{Field, Piece};
use crate::syntax::prose::ProseWork;
use crate::syntax::tex::{Silence, TexFile};
use crate::text::ByteRange;

/// A thing and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// The document it is part of: the one asked about, or a file that this one carries in itself.
    pub document: DocumentId,
    /// Without its neighbours: of a key in a list the key alone (bytes of the document asked about).
    pub range: ByteRange,
    /// What it is.
    pub thing: Thing,
}

/// What a cursor can stand on.
#[derive(Clone, Debug, PartialEq)]
pub enum Thing {
    /// A key where it is cited.
    Key(String),
    /// The name of a cite command, with the keys of the citation in order.
    Citation(Vec<String>),
    /// A work cited in prose; its range is in bytes of the document.
    Prose(ProseWork),
    /// A blank or mark in the text, empty braces or an empty place in a list.
    Gap,
    /// The name of a file: which of the document's [`Links::links`](crate::model::links::Links::links).
    Link(usize),
    /// The key of a `\bibitem`.
    Item(String),
    /// The key of an entry, where the .bib file defines it.
    Entry(EntryNumber, String),
    /// A further key of an entry (`ids`).
    Alias(EntryNumber, String),
    /// A key by which an entry names another: `crossref`, `xdata` and the like.
    Reference(EntryNumber, String),
    /// The name of a `@string`, as written; whether it is defined here.
    String(String, bool),
}

impl Thing {
    /// The key, if it is one.
    pub fn key(&self) -> Option<&str> {
        match self {
            Self::Key(key)
            | Self::Item(key)
            | Self::Entry(_, key)
            | Self::Alias(_, key)
            | Self::Reference(_, key) => Some(key),
            Self::Citation(_) | Self::Prose(_) | Self::Gap | Self::Link(_) | Self::String(..) => None,
        }
    }
}

/// The thing that a cursor at `offset` touches; nothing on blanks and commas, in comments and verbatim.
pub fn target(snapshot: &Snapshot, id: &DocumentId, offset: usize) -> Option<Target> {
    let (id, offset) = snapshot.read_as(id, offset);
    let document = snapshot.document(&id)?;
    let (range, thing) = match &document.content {
        Content::Tex(tex) => in_tex(snapshot, document, tex, offset),
        Content::Bib(bib) => in_bib(bib, offset),
        Content::Settings(_) => None,
    }?;
    let (_, range) = snapshot.written(&id, range);
    Some(Target { document: id, range, thing })
}

/// A thing and where it stands in the document that it is part of.
type Found = (ByteRange, Thing);

fn in_tex(snapshot: &Snapshot, document: &Document, tex: &TexFile, offset: usize) -> Option<Found> {
    let found = |range: ByteRange, thing| range.touches(offset).then_some((range, thing));
    let citations = snapshot.citations(&document.id);
    if let Some((start, _, it)) = citations.and_then(|it| it.chunk_at(offset)) {
        let item =
            |it: &crate::model::bibitems::BibItem| found(it.range.shift(start), Thing::Item(it.key.clone()));
        let defines = |key: &str| snapshot.projects_of(&document.id).any(|it| it.defines(key));
        let near = it.citations.iter().filter(|it| it.range.shift(start).touches(offset));
        // Of citations that touch each other or lie in each other, a key comes before a command.
        let key = near.clone().find_map(|it| in_groups(it, start, offset, &defines));
        let command = near.clone().find_map(|it| {
            let keys = it.groups.iter().flat_map(|it| &it.keys).map(|it| it.text.clone());
            found(it.command.shift(start), Thing::Citation(keys.collect()))
        });
        if let Some(target) = it.items.iter().find_map(item).or(key).or(command) {
            return Some(target);
        }
    }
    if tex.silence_at(offset) == Some(Silence::NotTex) {
        return None;
    }
    let links = &document.links.links;
    if let Some(index) = links.iter().position(|it| it.range.touches(offset)) {
        return found(links[index].range, Thing::Link(index));
    }
    let (start, chunk) = tex.chunk_at(offset)?;
    let mut works = chunk.prose.iter().flat_map(|it| &it.works).filter(|_| tex.silence_at(offset).is_none());
    if let Some(target) = works.find_map(|it| prose(it, start, offset)) {
        return Some(target);
    }
    let mut marks = chunk.blanks.iter().chain(chunk.notes.iter().map(|it| &it.range));
    marks.find_map(|it| found(it.shift(start), Thing::Gap).filter(|_| tex.silence_at(offset).is_none()))
}

fn in_groups(
    citation: &Citation,
    start: usize,
    offset: usize,
    defines: &dyn Fn(&str) -> bool,
) -> Option<Found> {
    for group in citation.groups.iter().filter(|it| it.range.shift(start).touches(offset)) {
        // A group that reads as authors and a title is no list of keys, unless one of them is a key.
        if let Some(words) = &group.prose
            && !group.keys.iter().any(|it| defines(&it.text))
        {
            if let Some(target) = words.works.iter().find_map(|it| prose(it, start, offset)) {
                return Some(target);
            }
            continue;
        }
        for key in &group.keys {
            let range = key.range.shift(start);
            if range.touches(offset) {
                return Some((range, Thing::Key(key.text.clone())));
            }
        }
        for hole in &group.holes {
            let range = hole.shift(start);
            if range.start < offset && offset <= range.end {
                return Some((range, Thing::Gap));
            }
        }
    }
    None
}

fn prose(work: &ProseWork, start: usize, offset: usize) -> Option<Found> {
    let range = work.range.shift(start);
    range.touches(offset).then(|| (range, Thing::Prose(ProseWork { range, ..work.clone() })))
}

fn in_bib(bib: &Bibliography, offset: usize) -> Option<Found> {
    let Some(number) = bib.at(offset) else {
        let (field, _) = bib.string_at(offset)?;
        return name_in(&field, offset).or_else(|| {
            let name = bib.text().slice(field.name_range).into_owned();
            field.name_range.touches(offset).then_some((field.name_range, Thing::String(name, true)))
        });
    };
    let entry = bib.entry(number);
    if !entry.key.is_empty() && entry.key_range.touches(offset) {
        return Some((entry.key_range, Thing::Entry(number, entry.key)));
    }
    if let Some(named) = named_keys(&entry).into_iter().find(|it| it.range.touches(offset)) {
        let thing = match named.is_alias {
            true => Thing::Alias(number, named.key),
            false => Thing::Reference(number, named.key),
        };
        return Some((named.range, thing));
    }
    entry.fields.iter().find_map(|field| name_in(field, offset))
}

/// The name of a `@string` in a value.
fn name_in(field: &Field, offset: usize) -> Option<Found> {
    field.pieces.iter().find_map(|piece| match piece {
        Piece::Name(name, range) if range.touches(offset) => {
            Some((*range, Thing::String(name.clone(), false)))
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture::Fixture;

    #[track_caller]
    fn check(fixture: &str, expected: Expect) {
        let fixture = Fixture::new(fixture);
        let shown = match target(&fixture.snapshot, &fixture.id, fixture.offset) {
            Some(Target { range, thing, .. }) => {
                let words = fixture.text()[range.std()].to_owned();
                let name = match thing {
                    Thing::Prose(work) => format!("Prose by {}", work.authors.join("; ")),
                    thing => format!("{thing:?}"),
                };
                format!("{words} <- {name}")
            }
            None => "nothing".to_owned(),
        };
        expected.assert_eq(&shown);
    }

    #[test]
    fn a_key_alone_in_its_list() {
        check("\\cite[p. 3]{a, b‸b ,c}", expect![[r#"bb <- Key("bb")"#]]);
        check("\\cite{a,‸bb}", expect![[r#"bb <- Key("bb")"#]]);
        check("\\cites{x}[y]{a‸}", expect![[r#"a <- Key("a")"#]]);
        check("\\cite{a ‸, b}", expect!["nothing"]);
        check("\\cite{a,‸ b}", expect!["nothing"]);
        check("\\citep[see][p.~3, \\cite{b‸}]{a}", expect![[r#"b <- Key("b")"#]]);
    }

    #[test]
    fn a_command_stands_for_all_its_keys() {
        check("\\ci‸tes{a,b}[p]{c}", expect![[r#"\cites <- Citation(["a", "b", "c"])"#]]);
        check("\\cite{a}‸\\cite{b}", expect![[r#"\cite <- Citation(["b"])"#]]);
    }

    #[test]
    fn gaps_and_prose() {
        check("Text \\cite{‸}.", expect!["{} <- Gap"]);
        check("Text \\cite{a,‸,b}.", expect![",, <- Gap"]);
        check("Text __‸__ text.", expect!["____ <- Gap"]);
        check("Text [‸?] text.", expect!["[?] <- Gap"]);
        check(
            "So __**Devlin et al., \"BERT: Pre-‸training\"**__ says",
            expect![[r#"Devlin et al., "BERT: Pre-training" <- Prose by Devlin"#]],
        );
        check(
            "So \\cite{Devlin et al., \"BERT: Pre-‸training\"} says",
            expect![[r#"Devlin et al., "BERT: Pre-training" <- Prose by Devlin"#]],
        );
    }

    #[test]
    fn names_of_files() {
        check("\\bibliography{a, re‸fs}", expect!["refs <- Link(1)"]);
        check("\\addbibresource{re‸fs.bib}", expect!["refs.bib <- Link(0)"]);
        check("\\input{intro‸}", expect!["intro <- Link(0)"]);
    }

    #[test]
    fn nothing_in_comments_and_verbatim() {
        check("% \\cite{a‸}", expect!["nothing"]);
        check("\\verb|\\cite{a‸}|", expect!["nothing"]);
        check("\\iffalse\n\n\\cite{a‸}\n\n\\fi", expect!["nothing"]);
    }

    #[test]
    fn an_item_of_the_document() {
        check("\\begin{thebibliography}{9}\n\\bibitem[L]{k‸} Text", expect![[r#"k <- Item("k")"#]]);
    }

    #[test]
    fn keys_in_a_bibliography() {
        let bib = |text: &str| format!("%- refs.bib\n{text}\n");
        check(&bib("@a{k‸, title = {T}}"), expect![[r#"k <- Entry(0, "k")"#]]);
        check(&bib("@a{k, crossref = {p‸}}"), expect![[r#"p <- Reference(0, "p")"#]]);
        check(&bib("@a{k, xdata = \"a, b‸\"}"), expect![[r#"b <- Reference(0, "b")"#]]);
        check(&bib("@a{k, ids = {old‸, older}}"), expect![[r#"old <- Alias(0, "old")"#]]);
        check(&bib("@a{k, title = {k‸}}"), expect!["nothing"]);
    }

    #[test]
    fn names_of_strings() {
        let bib = |text: &str| format!("%- refs.bib\n{text}\n");
        check(&bib("@string{JA‸ = {J. A.}}"), expect![[r#"JA <- String("JA", true)"#]]);
        check(&bib("@string{JA = {J. A.} # x‸}"), expect![[r#"x <- String("x", false)"#]]);
        check(&bib("@a{k, journal = ja‸ # {.}}"), expect![[r#"ja <- String("ja", false)"#]]);
    }
}
