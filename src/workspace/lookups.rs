//! Looking references up in the background: which corpora there are, and which references wait.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use crate::corpus::{Corpora, store, verify};
use crate::model::document::DocumentId;
use crate::model::record::Reference;
use crate::model::snapshot::Snapshot;
use crate::model::verified::{Verdict, Verified};
use crate::resolve::verify::{prose_references, references};

/// So many references of one bibliography are looked up.
const MOST: usize = 2000;

/// The corpora of this machine, as they were when they were last looked at.
pub struct Shelf {
    root: Option<PathBuf>,
    state: Mutex<State>,
}

/// What was wanted, and what was there: names and generations.
#[derive(PartialEq)]
struct Seen {
    wanted: Vec<String>,
    there: Vec<(String, String)>,
}

#[derive(Default)]
struct State {
    corpora: Arc<Corpora>,
    seen: Option<Seen>,
}

impl Shelf {
    /// The corpora in the user's folder.
    pub fn of_user() -> Self {
        Self { root: store::default_root(), state: Mutex::default() }
    }

    /// The corpora.
    pub fn corpora(&self) -> Arc<Corpora> {
        Arc::clone(&self.state.lock().unwrap_or_else(PoisonError::into_inner).corpora)
    }

    /// Whether there is none to ask.
    pub fn is_empty(&self) -> bool {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).corpora.is_empty()
    }

    /// Looks which corpora there are now, of those that are wanted; the new ones if they are others than before.
    pub fn refresh(&self, wanted: &[String]) -> Option<Arc<Corpora>> {
        let root = self.root.as_ref()?;
        let names = named(wanted, &store::names(root));
        let generation = |name: &String| {
            let manifest = store::manifest(root, name).map(|it| format!("{} {}", it.generation, it.imported));
            (name.clone(), manifest.unwrap_or_default())
        };
        let there: Vec<(String, String)> = names.iter().map(generation).collect();
        let is_empty = there.is_empty();
        let seen = Some(Seen { wanted: wanted.to_vec(), there });
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let is_first_and_empty = state.seen.is_none() && is_empty;
        if state.seen == seen || is_first_and_empty {
            return None;
        }
        state.corpora = Arc::new(Corpora::open(root, Some(&names)));
        state.seen = seen;
        Some(Arc::clone(&state.corpora))
    }
}

/// The names that are wanted, where `*` stands for all that are there and not named.
pub fn named(wanted: &[String], there: &[String]) -> Vec<String> {
    let others = || there.iter().filter(|it| !wanted.contains(it)).cloned();
    let mut names: Vec<String> = Vec::new();
    for name in wanted {
        if name == "*" { names.extend(others()) } else { names.push(name.clone()) }
    }
    names
}

/// The references of documents that wait to be looked up: those that their papers cite, and all of bibliographies
/// that are among them.
pub fn waiting(snapshot: &Snapshot, documents: &[DocumentId]) -> Vec<Reference> {
    let mut found = references(snapshot, documents, false);
    found.truncate(MOST);
    for bib in documents.iter().filter(|it| snapshot.document(it).is_some_and(|it| it.bib().is_some())) {
        let all = references(snapshot, std::slice::from_ref(bib), true);
        found.extend(all.into_iter().filter(|it| it.document == *bib).take(MOST));
    }
    found.extend(prose_references(snapshot, documents).into_iter().take(MOST));
    let mut waiting: Vec<Reference> = Vec::new();
    let mut seen = rustc_hash::FxHashSet::default();
    for it in found {
        let fingerprint = it.reference.fingerprint();
        if !snapshot.verified.contains_key(&fingerprint) && seen.insert(fingerprint) {
            waiting.push(it.reference);
        }
    }
    waiting
}

/// The cited entries of open papers that services are asked about: those that the corpora do not confirm; all, where
/// there is `no_corpus` that could.
pub fn unconfirmed(snapshot: &Snapshot, no_corpus: bool) -> Vec<Reference> {
    let open = snapshot.documents.values().filter(|it| it.version.is_some() && it.tex().is_some());
    let open: Vec<DocumentId> = open.map(|it| it.id.clone()).collect();
    let cited = references(snapshot, &open, false).into_iter().take(MOST).map(|it| it.reference);
    let waits = |it: &Reference| match snapshot.verified(it) {
        Some(found) => !no_corpus && found.verdict != Verdict::Confirmed,
        None => no_corpus,
    };
    cited.filter(waits).collect()
}

/// Looks references up.
pub fn look_up(corpora: &Corpora, references: &[Reference]) -> Vec<(u64, Arc<Verified>)> {
    references.iter().map(|it| (it.fingerprint(), Arc::new(verify(corpora, it)))).collect()
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn a_star_stands_for_all_that_are_not_named() {
        let list = |names: &str| names.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let there = list("acl arxiv dblp");
        assert_eq!(named(&list("*"), &there), there);
        assert_eq!(named(&list("dblp *"), &there), list("dblp acl arxiv"));
        assert_eq!(named(&list("arxiv"), &there), list("arxiv"));
        assert_eq!(named(&[], &there), list(""));
    }
}
