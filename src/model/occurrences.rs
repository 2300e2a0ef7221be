//! Everywhere that a key, or the name of a `@string`, stands: in all projects that share it.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::bibitems;
use super::bibliography::{Bibliography, in_one_case};
use super::document::DocumentId;
use super::project::Project;
use super::snapshot::Snapshot;
use crate::text::{ByteRange, Text};

use super::filecontents;

/// One place where a name stands, as it is written: of a file that another document carries in itself, in
/// that document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Occurrence {
    /// The document.
    pub document: DocumentId,
    /// The name alone.
    pub range: ByteRange,
    /// Whether the name is given its meaning here: an entry's key, one of its `ids`, a `\bibitem`, a
    /// `@string`.
    pub defines: bool,
    /// How many bytes of the name's beginning and end do not stand here: a macro puts them there.
    pub affixes: (usize, usize),
}

impl Occurrence {
    fn of(snapshot: &Snapshot, id: &DocumentId, range: ByteRange, defines: bool) -> Self {
        let (document, range) = snapshot.written(id, range);
        Self { document, range, defines, affixes: (0, 0) }
    }
}

/// The projects and bibliographies in which one name means one thing.
pub struct Scope<'a> {
    /// In the order of their roots' names, those of the document asked about first.
    pub projects: Vec<&'a Arc<Project>>,
    /// Their bibliographies (not master libraries), each once.
    pub bibliographies: Vec<(&'a DocumentId, &'a Arc<Bibliography>)>,
}

impl<'a> Scope<'a> {
    /// The projects of a document, and all others that share one of their bibliographies in which `has`
    /// finds the name.
    fn of(snapshot: &'a Snapshot, id: &DocumentId, has: &dyn Fn(&Bibliography) -> bool) -> Self {
        let mut scope = Self { projects: snapshot.projects_of(id).collect(), bibliographies: Vec::new() };
        scope.include(snapshot, id, has);
        let mut next = 0;
        while let Some(project) = scope.projects.get(next) {
            for source in &project.sources[..project.library.own().len()] {
                scope.include(snapshot, source, has);
            }
            next += 1;
        }
        scope
    }

    fn include(&mut self, snapshot: &'a Snapshot, id: &DocumentId, has: &dyn Fn(&Bibliography) -> bool) {
        let Some(document) = snapshot.document(id) else { return };
        let Some(bib) = document.bib() else { return };
        if self.bibliographies.iter().any(|(known, _)| *known == id) {
            return;
        }
        self.bibliographies.push((&document.id, bib));
        if !has(bib) {
            return;
        }
        for project in snapshot.projects_with(id) {
            let owns = project.sources[..project.library.own().len()].contains(id);
            if owns && !self.projects.iter().any(|it| Arc::ptr_eq(it, project)) {
                self.projects.push(project);
            }
        }
    }

    /// The projects in which the `@string` called `name` means the same as in document `id`: where it is used
    /// it may be another file that defines it.
    pub fn of_string(snapshot: &'a Snapshot, id: &DocumentId, name: &str) -> Self {
        Self::of(snapshot, id, &|bib| !bib.string_places(name).is_empty())
    }

    /// The projects in which a key means the same as in document `id`.
    pub fn of_key(snapshot: &'a Snapshot, id: &DocumentId, key: &str) -> Self {
        let has = |bib: &Bibliography| {
            !bib.with_key_in_any_case(key).is_empty()
                || !bib.with_alias(key).is_empty()
                || !bib.naming(key, true).is_empty()
        };
        Self::of(snapshot, id, &has)
    }

    /// The LaTeX files in reading order and compiled bibliographies, each once.
    fn files(&self) -> Vec<&'a DocumentId> {
        let mut seen = FxHashSet::default();
        let all = self.projects.iter().flat_map(|it| it.files.iter().chain(it.items.values()));
        all.filter(|it| seen.insert(*it)).collect()
    }
}

/// A key as a scope understands it.
pub struct Name {
    /// As the entry has it, if there is one.
    pub key: String,
    /// Whether it may be written in another case: BibTeX takes it for the same, biber does not.
    any_case: bool,
}

impl Name {
    /// What `key` means in `scope`.
    pub fn of(scope: &Scope, key: &str) -> Self {
        let minds_case = scope.projects.iter().any(|it| it.minds_case);
        // Of two entries that differ by case alone, each has its own citations.
        let bibs = scope.bibliographies.iter().map(|it| &**it.1);
        let alike = in_one_case(bibs, key).filter(|_| !minds_case);
        Self { key: alike.unwrap_or(key).to_owned(), any_case: alike.is_some() }
    }

    fn is(&self, written: &str) -> bool {
        written == self.key || (self.any_case && written.eq_ignore_ascii_case(&self.key))
    }
}

/// Everywhere that `key` stands, as document `id` means it: citations and `\bibitem`s in reading order,
/// then the bibliographies.
pub fn of_key(snapshot: &Snapshot, id: &DocumentId, key: &str) -> Vec<Occurrence> {
    let scope = Scope::of_key(snapshot, id, key);
    let name = Name::of(&scope, key);
    let mut found = Vec::new();
    for file in scope.files() {
        found.extend(in_tex(snapshot, file, &name));
    }
    for (file, bib) in &scope.bibliographies {
        found.extend(in_bib(snapshot, file, bib, &name));
        found.extend(in_copies(snapshot, file, &|id, bib| in_bib(snapshot, id, bib, &name)));
    }
    found
}

/// What `read` finds in the copies of a bibliography that documents carry in themselves.
fn in_copies(
    snapshot: &Snapshot,
    file: &DocumentId,
    read: &dyn Fn(&DocumentId, &Bibliography) -> Vec<Occurrence>,
) -> Vec<Occurrence> {
    let copies = filecontents::copies(snapshot, file).flat_map(|(document, range)| {
        let text = Text::plain(document.text.slice(range).into_owned());
        let found = read(&document.id, &Bibliography::parse(text));
        found.into_iter().map(move |it| Occurrence { range: it.range.shift(range.start), ..it })
    });
    copies.collect()
}

/// Where `key`, as document `id` means it, stands in that document and in those that it carries.
pub fn in_document(snapshot: &Snapshot, id: &DocumentId, key: &str) -> Vec<Occurrence> {
    let name = Name::of(&Scope::of_key(snapshot, id, key), key);
    let here = std::iter::once(id).chain(snapshot.carried_by(id));
    let found = here.flat_map(|it| match snapshot.document(it).and_then(|it| it.bib()) {
        Some(bib) => in_bib(snapshot, it, bib, &name),
        None => in_tex(snapshot, it, &name),
    });
    let mut found: Vec<Occurrence> = found.collect();
    found.sort_unstable();
    found
}

fn in_tex(snapshot: &Snapshot, id: &DocumentId, name: &Name) -> Vec<Occurrence> {
    let Some(tex) = snapshot.tex(id) else { return Vec::new() };
    let mut found = Vec::new();
    match snapshot.citations(id) {
        Some(citations) => {
            let uses = citations.uses_in_any_case(&name.key).filter(|(_, it)| name.is(&it.text));
            for (range, written) in uses {
                let whole = Occurrence::of(snapshot, id, range, false);
                found.push(Occurrence { affixes: written.affixes, ..whole });
            }
            found.extend(citations.items_of(&name.key).map(|it| Occurrence::of(snapshot, id, it, true)));
        }
        // A compiled bibliography is part of no paper: nothing in it cites.
        None => {
            let items = bibitems::items(tex).filter(|(_, it)| it.key == name.key);
            found.extend(items.map(|(start, it)| Occurrence::of(snapshot, id, it.range.shift(start), true)));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn in_bib(snapshot: &Snapshot, id: &DocumentId, bib: &Bibliography, name: &Name) -> Vec<Occurrence> {
    let entries = bib.with_key(&name.key).into_iter().map(|it| (bib.key_range(it), true));
    let named = bib.naming(&name.key, name.any_case).into_iter().map(|(_, it)| (it.range, it.is_alias));
    let all = entries.chain(named);
    let mut found: Vec<_> =
        all.map(|(range, defines)| Occurrence::of(snapshot, id, range, defines)).collect();
    found.sort_unstable();
    found
}

/// Everywhere that the `@string` called `name`, in any case, is defined or used.
pub fn of_string(snapshot: &Snapshot, id: &DocumentId, name: &str) -> Vec<Occurrence> {
    let scope = Scope::of_string(snapshot, id, name);
    let found = scope.bibliographies.iter().flat_map(|(file, bib)| {
        let mut found = string_in(snapshot, file, bib, name);
        found.extend(in_copies(snapshot, file, &|id, bib| string_in(snapshot, id, bib, name)));
        found
    });
    found.collect()
}

/// Where the `@string` called `name`, in any case, stands in one bibliography.
pub fn string_in(snapshot: &Snapshot, id: &DocumentId, bib: &Bibliography, name: &str) -> Vec<Occurrence> {
    let places = bib.string_places(name).into_iter();
    places.map(|(defines, range)| Occurrence::of(snapshot, id, range, defines)).collect()
}
