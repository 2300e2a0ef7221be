//! The entries that a paper cites, by themselves: with the entries and strings that they need, as they are written.

use rustc_hash::FxHashSet;

use super::copy_entry::{NEEDED, Strings};
use crate::model::library::{EntryId, Library};
use crate::model::project::Project;
use crate::model::snapshot::Snapshot;

/// In which order entries are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// In that of their first citations.
    Citation,
    /// By their keys.
    Key,
    /// As they stand in their files.
    File,
}

/// The entries that a paper cites, each once, and the keys of which it has none. `\nocite{*}` cites all.
pub fn cited(snapshot: &Snapshot, project: &Project, order: Order) -> (Vec<EntryId>, Vec<String>) {
    let (mut seen, mut lacking_seen) = (FxHashSet::default(), FxHashSet::default());
    let (mut entries, mut lacking) = (Vec::new(), Vec::new());
    let keys = snapshot.project_citations(project).flat_map(|(_, _, it)| &it.groups).flat_map(|it| &it.keys);
    for key in keys {
        if key.text == "*" {
            let all = project.library.keys().map(|it| it.0).filter(|it| !project.library.is_master(*it));
            entries.extend(all.filter(|it| seen.insert(*it)));
            continue;
        }
        match project.meant(&key.text).first() {
            Some(id) if seen.insert(*id) => entries.push(*id),
            Some(_) => {}
            None if project.defines(&key.text) || !lacking_seen.insert(key.text.clone()) => {}
            None => lacking.push(key.text.clone()),
        }
    }
    match order {
        Order::Citation => {}
        Order::Key => entries.sort_by_cached_key(|id| project.library.key(*id)),
        Order::File => entries.sort_unstable(),
    }
    (entries, lacking)
}

/// These entries as a bibliography: the strings that they use, they themselves, then those that they need and that
/// are not among them. A `crossref` parent stands behind its children, where BibTeX looks for it.
pub fn bibliography(library: &Library, ids: &[EntryId]) -> String {
    let mut all: Vec<EntryId> = ids.to_vec();
    let mut seen: FxHashSet<EntryId> = all.iter().copied().collect();
    let mut at = 0;
    while let Some(id) = all.get(at).copied() {
        let entry = library.raw_entry(id);
        let needed = NEEDED.iter().flat_map(|field| library.named_by(id, &entry, field));
        all.extend(needed.filter(|it| seen.insert(*it)));
        at += 1;
    }
    // Parents among the entries themselves, too.
    let parents: FxHashSet<EntryId> =
        all.iter().flat_map(|id| library.named_by(*id, &library.raw_entry(*id), "crossref")).collect();
    let (parents, children): (Vec<EntryId>, Vec<EntryId>) =
        all.into_iter().partition(|it| parents.contains(it));
    let mut strings = Strings::new(library, false);
    let mut texts = Vec::new();
    for id in children.into_iter().chain(parents) {
        let entry = library.raw_entry(id);
        entry.fields.iter().for_each(|it| strings.used(id, &it.pieces));
        let file = library.bibliography(id);
        texts.extend(file.map(|it| it.text().slice(entry.range).trim().to_owned()));
    }
    let texts = strings.texts.into_iter().chain(texts);
    texts.map(|it| it + "\n").collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::{Order, bibliography, cited};
    use crate::fixture::Fixture;

    #[track_caller]
    fn check(text: &str, order: Order, expected: Expect) {
        let fixture = Fixture::new(text);
        let project = fixture.snapshot.project(&fixture.id).unwrap();
        let (entries, lacking) = cited(&fixture.snapshot, project, order);
        expected.assert_eq(&format!("{}lacking: {lacking:?}\n", bibliography(&project.library, &entries)));
    }

    const PAPER: &str = r"
%- main.tex
\cite{b,nokey}‸ \cite{a} \cite{b} \bibliography{refs}
%- refs.bib
@string{acm = {ACM}}
@string{toc = acm # { Transactions}}
@proceedings{vol, title = {Volume}, publisher = acm}
@article{a, title = {A}, journal = toc}
@article{unused, title = {U}}
@inproceedings{b, title = {B}, crossref = {vol}}
";

    #[test]
    fn cited_entries_bring_their_parents_and_strings() {
        check(
            PAPER,
            Order::Citation,
            expect![[r#"
                @string{acm = {ACM}}

                @string{toc = acm # { Transactions}}

                @inproceedings{b, title = {B}, crossref = {vol}}

                @article{a, title = {A}, journal = toc}

                @proceedings{vol, title = {Volume}, publisher = acm}
                lacking: ["nokey"]
            "#]],
        );
    }

    #[test]
    fn a_parent_that_is_cited_itself_stands_behind_its_children() {
        check(
            &PAPER.replace(r"\cite{a}", r"\cite{vol}"),
            Order::File,
            expect![[r#"
                @string{acm = {ACM}}

                @inproceedings{b, title = {B}, crossref = {vol}}

                @proceedings{vol, title = {Volume}, publisher = acm}
                lacking: ["nokey"]
            "#]],
        );
    }
}
