//! What follows from the documents and their projects, for the next snapshot.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::cores::on_every_core;
use crate::model::citations::DocumentCitations;
use crate::model::cite_commands::CiteCommands;
use crate::model::document::{Content, Document, DocumentId};
use crate::model::snapshot::Snapshot;
use crate::syntax::tex::{Chunk, TexFile, Verbatim, VerbatimKind};

/// Tells each LaTeX file what the other files of its papers make verbatim.
pub(super) fn spread_verbatim(next: &mut Snapshot) {
    let mut defined: FxHashMap<DocumentId, Vec<Verbatim>> = FxHashMap::default();
    for project in &next.projects {
        let files = || project.files.iter().filter_map(|it| next.tex(it));
        let chunks = files().flat_map(|it| it.chunks.iter().map(|(_, chunk)| chunk));
        let mut verbatim: Vec<Verbatim> = chunks.clone().flat_map(|it| it.verbatim.iter().cloned()).collect();
        keep_what_is_shown(&mut verbatim, chunks);
        if !verbatim.is_empty() {
            for file in &project.files {
                defined.entry(file.clone()).or_default().extend(verbatim.iter().cloned());
            }
        }
    }
    defined.values_mut().for_each(|it| {
        it.sort();
        it.dedup();
    });
    let mut changed = Vec::new();
    for document in next.documents.values() {
        let Some(tex) = document.tex() else { continue };
        if is_literate_haskell(&document.id) {
            let of_file = defined.entry(document.id.clone()).or_default();
            of_file.extend(LHS2TEX.map(|(kind, name)| Verbatim { kind, name: name.to_owned() }));
            of_file.sort();
            of_file.dedup();
        }
        let foreign = defined.get(&document.id).map_or(&[][..], Vec::as_slice);
        if **tex.foreign_verbatim() != *foreign {
            let content = Content::Tex(Arc::new(tex.with_verbatim(foreign.into())));
            changed.push(Arc::new(Document { content, ..(**document).clone() }));
        }
    }
    if !changed.is_empty() {
        let documents = Arc::make_mut(&mut next.documents);
        documents.extend(changed.into_iter().map(|it| (it.id.clone(), it)));
    }
}

/// What lhs2TeX takes for code, beside the lines that begin with `>` (its guide, "Code and specifications").
const LHS2TEX: [(VerbatimKind, &str); 4] = [
    (VerbatimKind::Environment, "code"),
    (VerbatimKind::Environment, "spec"),
    (VerbatimKind::Character, "|"),
    (VerbatimKind::Character, "@"),
];

fn is_literate_haskell(id: &DocumentId) -> bool {
    [".lhs", ".lagda"].iter().any(|it| id.as_str().ends_with(it))
}

/// Of macros that throw away what they are given, leaves those out that another file of the paper defines otherwise.
fn keep_what_is_shown<'a>(verbatim: &mut Vec<Verbatim>, chunks: impl Iterator<Item = &'a Arc<Chunk>>) {
    let discards = |it: &Verbatim| matches!(it.kind, VerbatimKind::Discards(_));
    if !verbatim.iter().any(discards) {
        return;
    }
    let shown: FxHashSet<&str> = chunks.flat_map(|it| it.shown_macros()).collect();
    verbatim.retain(|it| !discards(it) || !shown.contains(it.name.as_str()));
}

/// A file whose citations are to be read: with its cite commands, and the former citations if those are the same.
type Unread<'a> =
    (&'a DocumentId, &'a Arc<TexFile>, &'a Arc<CiteCommands>, Option<&'a Arc<DocumentCitations>>);

/// The citations of so many files are read at once.
const FEW: usize = 4;

/// Reads the citations of what changed.
pub(super) fn cite(next: &mut Snapshot, former: &Snapshot) {
    let mut citations: FxHashMap<DocumentId, Arc<DocumentCitations>> = FxHashMap::default();
    let mut unread = Vec::new();
    for (id, members) in next.membership.iter() {
        let Some(project) = members.first().and_then(|index| next.projects.get(*index)) else { continue };
        let Some(tex) = next.documents.get(id).and_then(|it| it.tex()) else { continue };
        let before = former.citations.get(id);
        let same_commands = former.project(id).is_some_and(|it| Arc::ptr_eq(&it.commands, &project.commands));
        let same_text = former.tex(id).is_some_and(|it| Arc::ptr_eq(it, tex));
        match before {
            Some(before) if same_commands && same_text => {
                citations.insert(id.clone(), Arc::clone(before));
            }
            _ => unread.push((id, tex, &project.commands, before.filter(|_| same_commands))),
        }
    }
    let read = |(_, tex, commands, before): &Unread| {
        Arc::new(DocumentCitations::read(tex, commands, before.map(|it| &**it)))
    };
    // As a rule it is the one in which somebody types.
    let found =
        if unread.len() > FEW { on_every_core(&unread, read) } else { unread.iter().map(read).collect() };
    citations.extend(unread.iter().map(|it| it.0.clone()).zip(found));
    next.citations = Arc::new(citations);
}
