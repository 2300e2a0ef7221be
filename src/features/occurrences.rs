//! Everywhere that a key, or the name of a `@string`, stands: in all projects that share it.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::model::bibliography::Bibliography;
use crate::model::citations;
use crate::model::document::DocumentId;
use crate::model::project::Project;
use crate::model::snapshot::Snapshot;
use crate::text::{ByteRange, Text};

use super::carried;

/// One place where a name stands.
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
    fn new(document: &DocumentId, range: ByteRange, defines: bool) -> Self {
        Self { document: document.clone(), range, defines, affixes: (0, 0) }
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
    pub fn of(snapshot: &'a Snapshot, id: &DocumentId, has: &dyn Fn(&Bibliography) -> bool) -> Self {
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

    /// The projects in which a key means the same as in document `id`.
    pub fn of_key(snapshot: &'a Snapshot, id: &DocumentId, key: &str) -> Self {
        let has = |bib: &Bibliography| {
            !bib.with_key(key).is_empty() || !bib.with_alias(key).is_empty() || !bib.naming(key).is_empty()
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

/// Everywhere that `key` stands, as document `id` means it: citations and `\bibitem`s in reading order,
/// then the bibliographies.
pub fn of_key(snapshot: &Snapshot, id: &DocumentId, key: &str) -> Vec<Occurrence> {
    let scope = Scope::of_key(snapshot, id, key);
    let mut found = Vec::new();
    for file in scope.files() {
        found.extend(in_tex(snapshot, file, key));
    }
    for (file, bib) in &scope.bibliographies {
        found.extend(in_bib(file, bib, key));
        found.extend(in_copies(snapshot, file, &|id, bib| in_bib(id, bib, key)));
    }
    really(snapshot, found)
}

/// Occurrences where the text that they stand in really is.
fn really(snapshot: &Snapshot, mut found: Vec<Occurrence>) -> Vec<Occurrence> {
    let mut host = None;
    for it in &mut found {
        if host.as_ref().is_none_or(|(file, _)| *file != it.document) {
            host = Some((it.document.clone(), carried::host(snapshot, &it.document)));
        }
        if let Some((_, Some((document, start)))) = &host {
            it.document = (*document).clone();
            it.range = it.range.shift(*start);
        }
    }
    found
}

/// What `read` finds in the texts that documents carry for a bibliography that exists as a file, too.
fn in_copies(
    snapshot: &Snapshot,
    file: &DocumentId,
    read: &dyn Fn(&DocumentId, &Bibliography) -> Vec<Occurrence>,
) -> Vec<Occurrence> {
    if carried::host(snapshot, file).is_some() {
        return Vec::new();
    }
    let copies = carried::copies(snapshot, file).flat_map(|(document, range)| {
        let text = Text::plain(document.text.slice(range).into_owned());
        let found = read(&document.id, &Bibliography::parse(text));
        found.into_iter().map(move |it| Occurrence { range: it.range.shift(range.start), ..it })
    });
    copies.collect()
}

/// Where `key` stands in one document.
pub fn in_document(snapshot: &Snapshot, id: &DocumentId, key: &str) -> Vec<Occurrence> {
    match snapshot.document(id).and_then(|it| it.bib()) {
        Some(bib) => in_bib(id, bib, key),
        None => in_tex(snapshot, id, key),
    }
}

fn in_tex(snapshot: &Snapshot, id: &DocumentId, key: &str) -> Vec<Occurrence> {
    let Some(tex) = snapshot.tex(id) else { return Vec::new() };
    let mut found = Vec::new();
    match snapshot.citations(id) {
        Some(citations) => {
            for (start, citation) in citations.iter() {
                for it in citation.groups.iter().flat_map(|it| &it.keys).filter(|it| it.text == key) {
                    let whole = Occurrence::new(id, it.range.shift(start), false);
                    found.push(Occurrence { affixes: it.affixes, ..whole });
                }
            }
            let items = citations.items().filter(|(_, it)| it.key == key);
            found.extend(items.map(|(start, it)| Occurrence::new(id, it.range.shift(start), true)));
        }
        // A compiled bibliography is part of no paper: nothing in it cites.
        None => {
            let items = citations::items(tex).filter(|(_, it)| it.key == key);
            found.extend(items.map(|(start, it)| Occurrence::new(id, it.range.shift(start), true)));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn in_bib(id: &DocumentId, bib: &Bibliography, key: &str) -> Vec<Occurrence> {
    let entries = bib.with_key(key).into_iter().map(|it| (bib.entry(it).key_range, true));
    let named = bib.naming(key).into_iter().map(|(_, it)| (it.range, it.is_alias));
    let all = entries.chain(named);
    let mut found: Vec<_> = all.map(|(range, defines)| Occurrence::new(id, range, defines)).collect();
    found.sort_unstable();
    found
}

/// Everywhere that the `@string` called `name`, in any case, is defined or used.
pub fn of_string(snapshot: &Snapshot, id: &DocumentId, name: &str) -> Vec<Occurrence> {
    let scope = Scope::of(snapshot, id, &|bib| bib.string(name).is_some());
    let found = scope.bibliographies.iter().flat_map(|(file, bib)| {
        let mut found = string_in(file, bib, name);
        found.extend(in_copies(snapshot, file, &|id, bib| string_in(id, bib, name)));
        found
    });
    really(snapshot, found.collect())
}

/// Where the `@string` called `name`, in any case, stands in one bibliography.
pub fn string_in(id: &DocumentId, bib: &Bibliography, name: &str) -> Vec<Occurrence> {
    let places = bib.string_places(name).into_iter();
    places.map(|(defines, range)| Occurrence::new(id, range, defines)).collect()
}
