//! From a name to what it names: keys to entries, files to their text, strings to their definitions.

use rustc_hash::FxHashSet;

use crate::model::bibitems;
use crate::model::bibliography::{Bibliography, EntryNumber, named_keys};
use crate::model::document::{Document, DocumentId};
use crate::model::library::EntryId;
use crate::model::linked_files::linked;
use crate::model::project::Project;
use crate::model::snapshot::Snapshot;
use crate::resolve::prose::resolve;
use crate::text::ByteRange;

use crate::model::target::{Target, Thing, target};
use crate::model::uses;

/// What a name means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The name (bytes of the document asked about).
    pub origin: ByteRange,
    /// All places that define it, the one that counts first.
    pub places: Vec<Place>,
}

/// A place that defines something.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// The document; perhaps one that is not loaded.
    pub document: DocumentId,
    /// The whole of it: the entry, the file's beginning.
    pub range: ByteRange,
    /// The name in it.
    pub name: ByteRange,
}

/// What the thing at `offset` of a document means; `None` where nothing stands or nothing is known.
pub fn definition(snapshot: &Snapshot, id: &DocumentId, offset: usize) -> Option<Definition> {
    let Target { document: id, range: origin, thing } = &target(snapshot, id, offset)?;
    let document = snapshot.document(id)?;
    let mut places = match (thing, document.bib()) {
        (Thing::Key(key), _) => of_key(snapshot, id, key),
        (Thing::Citation(keys), _) => keys.iter().flat_map(|key| of_key(snapshot, id, key)).collect(),
        (Thing::Prose(work), _) => {
            let project = snapshot.project(id)?;
            let cited = |key: &str| uses::is_cited(snapshot, project, key);
            let resolution = resolve(work, &project.library, &cited);
            resolution.candidates.iter().filter_map(|it| entry(project, it.id, None)).collect()
        }
        (Thing::Link(index), _) => of_link(snapshot, document, *index),
        (Thing::Item(_), _) => {
            vec![Place { document: id.clone(), range: *origin, name: *origin }]
        }
        (Thing::Entry(number, key) | Thing::Alias(number, key), Some(bib)) => {
            vec![entry_in(id, bib, *number, Some(key))]
        }
        (Thing::Reference(_, key), Some(bib)) => {
            let own = bib.with_key(key).into_iter().chain(bib.with_alias(key));
            let own = own.map(|it| entry_in(id, bib, it, Some(key)));
            let others = snapshot.projects_with(id).flat_map(|it| in_library(it, key));
            own.chain(others).collect()
        }
        (Thing::String(name, _), Some(bib)) => of_string(snapshot, id, bib, name),
        _ => Vec::new(),
    };
    for place in &mut places {
        let (document, range) = snapshot.written(&place.document, place.range);
        let (_, name) = snapshot.written(&place.document, place.name);
        *place = Place { document, range, name };
    }
    let mut seen = FxHashSet::default();
    places.retain(|it| seen.insert(it.clone()));
    (!places.is_empty()).then_some(Definition { origin: *origin, places })
}

/// The entries and `\bibitem`s that a citation of `key` in a LaTeX file means.
pub fn of_key(snapshot: &Snapshot, id: &DocumentId, key: &str) -> Vec<Place> {
    let projects = || snapshot.projects_of(id);
    let mut places: Vec<Place> = projects().flat_map(|it| in_library(it, key)).collect();
    for document in projects().filter_map(|it| it.items.get(key)) {
        let Some(tex) = snapshot.tex(document) else { continue };
        let items = bibitems::items(tex).filter(|(_, it)| it.key == key);
        places.extend(items.map(|(start, it)| {
            let name = it.range.shift(start);
            Place { document: document.clone(), range: name, name }
        }));
    }
    places
}

/// The entries of this key; for BibTeX, which does not mind the case, else those of one like it.
fn in_library(project: &Project, key: &str) -> Vec<Place> {
    project.meant(key).into_iter().filter_map(|it| entry(project, it, Some(key))).collect()
}

fn entry(project: &Project, id: EntryId, key: Option<&str>) -> Option<Place> {
    let document = project.sources.get(id.bibliography as usize)?;
    Some(entry_in(document, project.library.bibliography(id)?, id.entry, key))
}

/// An entry, and in it the place of `key`, which may be one of its `ids`.
fn entry_in(document: &DocumentId, bib: &Bibliography, number: EntryNumber, key: Option<&str>) -> Place {
    let entry = bib.entry(number);
    let alias = key.filter(|it| **it != entry.key).and_then(|key| {
        named_keys(&entry).into_iter().find(|it| it.is_alias && it.key == key).map(|it| it.range)
    });
    Place { document: document.clone(), range: entry.range, name: alias.unwrap_or(entry.key_range) }
}

fn of_link(snapshot: &Snapshot, document: &Document, index: usize) -> Vec<Place> {
    let start =
        |document: DocumentId| Place { document, range: ByteRange::empty(0), name: ByteRange::empty(0) };
    linked(snapshot, document, index).into_iter().map(start).collect()
}

/// The definition of a `@string` in its own file, else in those of the projects that have it.
fn of_string(snapshot: &Snapshot, id: &DocumentId, bib: &Bibliography, name: &str) -> Vec<Place> {
    let place = |document: &DocumentId, bib: &Bibliography| {
        let field = bib.string(name)?;
        let range = bib.string_at(field.name_range.start).map_or(field.name_range, |it| it.1);
        Some(Place { document: document.clone(), range, name: field.name_range })
    };
    if let Some(own) = place(id, bib) {
        return vec![own];
    }
    let projects = snapshot.projects_with(id);
    let others = projects.flat_map(|it| it.sources.iter().zip(&it.library.bibliographies));
    others.filter_map(|(document, bib)| place(document, bib)).collect()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture::Fixture;

    #[track_caller]
    fn check(fixture: &str, expected: Expect) {
        let fixture = Fixture::new(fixture);
        let Some(found) = definition(&fixture.snapshot, &fixture.id, fixture.offset) else {
            return expected.assert_eq("nothing");
        };
        let mut shown = fixture.text()[found.origin.std()].to_owned() + "\n";
        for place in found.places {
            let document = fixture.snapshot.document(&place.document).unwrap();
            let part = |range: ByteRange| document.text.slice(range).into_owned();
            shown += &format!("{}: {} in {}\n", document.name(), part(place.name), part(place.range));
        }
        expected.assert_eq(&shown);
    }

    const REFS: &str = "
%- refs.bib
@string{acm = {ACM}}
@book{book, title = {A Book}}
@inbook{part, crossref = {book}, ids = {old, older}, publisher = acm}
@article{bert, author = {Devlin, Jacob}, title = {{BERT}: Pre-training of Deep Transformers}}
";

    #[track_caller]
    fn check_tex(line: &str, expected: Expect) {
        check(&format!("%- main.tex\n\\bibliography{{refs}}\n{line}\n{}", REFS.trim_start()), expected);
    }

    #[test]
    fn a_key_leads_to_its_entry() {
        check_tex(
            "\\cite[p]{x, bo‸ok}",
            expect![[r#"
                book
                refs.bib: book in @book{book, title = {A Book}}
            "#]],
        );
        check_tex("\\cite{nowhere‸}", expect!["nothing"]);
    }

    #[test]
    fn a_key_in_another_case_leads_to_its_entry_as_for_bibtex() {
        check_tex(
            "\\cite{Book‸}",
            expect![[r#"
                Book
                refs.bib: book in @book{book, title = {A Book}}
            "#]],
        );
        check(
            "\\usepackage{biblatex}\\addbibresource{r.bib}\\cite{K‸}\n%- r.bib\n@a{k,}",
            expect!["nothing"],
        );
    }

    #[test]
    fn a_further_key_leads_to_its_entry() {
        check_tex(
            "\\cite{older‸}",
            expect![[r#"
                older
                refs.bib: older in @inbook{part, crossref = {book}, ids = {old, older}, publisher = acm}
            "#]],
        );
    }

    #[test]
    fn a_command_leads_to_all_its_entries() {
        check_tex(
            "\\ci‸te{book, bert}",
            expect![[r#"
                \cite
                refs.bib: book in @book{book, title = {A Book}}
                refs.bib: bert in @article{bert, author = {Devlin, Jacob}, title = {{BERT}: Pre-training of Deep Transformers}}
            "#]],
        );
    }

    #[test]
    fn authors_and_title_lead_to_the_entry_that_is_meant() {
        check_tex(
            "As __**Devlin et al., \"BERT: Pre-tra‸ining of Deep Transformers\"**__ show.",
            expect![[r#"
                Devlin et al., "BERT: Pre-training of Deep Transformers"
                refs.bib: bert in @article{bert, author = {Devlin, Jacob}, title = {{BERT}: Pre-training of Deep Transformers}}
            "#]],
        );
    }

    #[test]
    fn names_of_files_lead_to_them() {
        check(
            "\\bibliography{none, re‸fs}\n%- refs.bib\n@a{b,}",
            expect![[r#"
            refs
            refs.bib:  in 
        "#]],
        );
        check(
            "\\input{sec/in‸tro}\n%- sec/intro.tex\nText.",
            expect![[r#"
            sec/intro
            intro.tex:  in 
        "#]],
        );
        check("\\input{no‸ne}", expect!["nothing"]);
    }

    #[test]
    fn all_definitions_of_a_key() {
        check(
            "\\bibliography{a,b}\\cite{k‸}\n%- a.bib\n@a{k, year = 1}\n@b{k, year = 2}\n%- b.bib\n@c{k,}",
            expect![[r#"
                k
                a.bib: k in @a{k, year = 1}
                a.bib: k in @b{k, year = 2}
                b.bib: k in @c{k,}
            "#]],
        );
    }

    #[test]
    fn an_item_of_the_document() {
        check(
            "\\cite{k‸}\n\\begin{thebibliography}{9}\n\\bibitem{k} Text\n\\end{thebibliography}",
            expect![[r#"
                k
                main.tex: k in k
            "#]],
        );
    }

    #[test]
    fn keys_and_strings_of_a_bibliography() {
        let bib = REFS.trim_start().replace("{book}", "{bo‸ok}");
        check(
            &format!("{bib}%- main.tex\n\\bibliography{{refs}}"),
            expect![[r#"
                book
                refs.bib: book in @book{book, title = {A Book}}
            "#]],
        );
        check(
            &REFS.replace("= acm}", "= ac‸m}"),
            expect![[r#"
                acm
                refs.bib: acm in @string{acm = {ACM}}
            "#]],
        );
        check(
            "\\bibliography{abbrev,refs}\n%- abbrev.bib\n@string{ACM = {x}}\n%- refs.bib\n@a{k, journal = acm‸}",
            expect![[r#"
                acm
                abbrev.bib: ACM in @string{ACM = {x}}
            "#]],
        );
    }

    #[test]
    fn entries_that_the_document_carries_in_itself() {
        let paper = "\\begin{filecontents}{refs.bib}\n@a{k, crossref = {l}}\n@b{l}\n\\end{filecontents}\n\
                     \\documentclass{article}\\bibliography{refs}\n\\cite{k,l}\n";
        for place in ["cite{k,‸l", "ref = {‸l"] {
            check(
                &paper.replace(&place.replace('‸', ""), place),
                expect![[r#"
                l
                main.tex: l in @b{l}
            "#]],
            );
        }
    }
}
