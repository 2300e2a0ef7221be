//! BibTeX that was copied somewhere: what of it is new goes into the project's bibliography, and the place
//! where it was pasted cites it.

use std::sync::Arc;

use super::change::Change;
use super::{copy_entry, declare_bibliography, insert_citation, new_entries};
use crate::model::bibliography::{Bibliography, KEY_FIELDS, named_keys};
use crate::model::document::DocumentId;
use crate::model::library::{EntryId, Library, Work};
use crate::model::project::Project;
use crate::model::snapshot::Snapshot;
use crate::resolve::titles::FoldedTitle;
use crate::resolve::versions::{is_published, same_work};
use crate::syntax::bib::{Entry, FaultKind, Field};
use crate::syntax::prose::ProseWork;
use crate::text::{ByteRange, Text};

/// What pasting leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pasted {
    /// Entries added, citations written.
    pub change: Change,
    /// The keys under which the works can be cited, in the order of the text.
    pub keys: Vec<String>,
    /// Those of them whose entries are new.
    pub added: Vec<String>,
}

/// Entries of the library that are compared with a pasted one.
const COMPARED: usize = 12;

/// The change that adds what of `bibtex` the library does not have, and cites all of it at `offset`, if
/// there is one: in the gap there, in the cite command there, or in a new one.
///
/// A work that is there is cited by the key it has; a key that another work has is replaced by one in the
/// library's habit.
pub fn paste(
    snapshot: &Snapshot,
    id: &DocumentId,
    offset: Option<usize>,
    bibtex: &str,
) -> Result<Pasted, String> {
    let project = snapshot.project(id).ok_or("No LaTeX document of this name is known")?;
    if snapshot.loading || !project.is_complete() || !project.library.is_indexed() {
        return Err("The bibliographies are still being read; try again in a moment".to_owned());
    }
    let pasted = Arc::new(Bibliography::parse(Text::plain(bibtex.to_owned())).indexed());
    if pasted.is_empty() {
        return Err(
            "There is no BibTeX entry in the text; copy one from its `@` to its last brace".to_owned()
        );
    }
    if pasted.faults().iter().any(|it| it.kind == FaultKind::Unclosed) {
        return Err("The braces of an entry do not balance; copy it whole".to_owned());
    }
    let mut new: Vec<String> = strings(project, &pasted)?;
    let own = Library::new(vec![Arc::clone(&pasted)], 0);
    let entries: Vec<Known> = known(project, &own, &pasted);
    let mut added: Vec<String> = Vec::new();
    for it in entries.iter().filter(|it| it.place == Place::New) {
        added.push(it.key.clone());
        new.push(rewritten(&pasted, it, &entries));
    }
    let masters = entries.iter().filter_map(|it| match it.place {
        Place::Master(master) => Some(master),
        Place::There | Place::New => None,
    });
    new.extend(copy_entry::copies(&project.library, &masters.collect::<Vec<_>>()));
    let mut keys: Vec<String> = Vec::new();
    for it in entries.iter().filter(|it| !is_parent(it, &entries)) {
        if !keys.contains(&it.key) {
            keys.push(it.key.clone());
        }
    }
    let mut change = Change::default();
    if !new.is_empty() {
        match new_entries::home(snapshot, project, id) {
            Some(home) => {
                let append = new_entries::append(snapshot, &home, &new);
                change.add(&home, append.ok_or("The project's bibliography cannot be changed")?);
            }
            None => {
                let content = new.join("\n\n") + "\n";
                let made = declare_bibliography::created(snapshot, project, &content);
                change = made.ok_or("The project has no bibliography; declare one")?.1;
            }
        }
    }
    if let Some(offset) = offset
        && let Some(edit) = insert_citation::edit(snapshot, project, id, offset, &keys)?
    {
        change.add(id, edit);
    }
    Ok(Pasted { change, keys, added })
}

/// A pasted entry and the key under which it can be cited.
struct Known {
    entry: Entry,
    work: Work,
    title: FoldedTitle,
    key: String,
    place: Place,
}

/// Where a pasted entry's work stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// In the project's bibliographies, or earlier in the text.
    There,
    /// In a master library only.
    Master(EntryId),
    New,
}

fn known(project: &Project, own: &Library, pasted: &Bibliography) -> Vec<Known> {
    let mut entries: Vec<Known> = Vec::new();
    for entry in 0..pasted.len() as u32 {
        let work = own.work(EntryId { bibliography: 0, entry });
        let title = FoldedTitle::new(&work.title);
        let entry = pasted.entry(entry);
        let twin = entries.iter().find(|it| is_same([&it.work, &work], [&it.title, &title]));
        let (key, place) = match (twin, in_library(project, &work, &title)) {
            (Some(twin), _) => (twin.key.clone(), Place::There),
            (None, Some(id)) => {
                let key = project.library.key(id);
                let master = project.library.is_master(id) && project.library.get(&key).is_none();
                (key, if master { Place::Master(id) } else { Place::There })
            }
            (None, None) => {
                let is_taken = |key: &str| is_taken(project, key) || entries.iter().any(|it| it.key == key);
                let free = !entry.key.is_empty() && !is_taken(&entry.key);
                let key = match free {
                    true => entry.key.clone(),
                    false => new_entries::new_key(
                        &named(&work),
                        new_entries::KeyHabit::of(&project.library),
                        &is_taken,
                    ),
                };
                (key, Place::New)
            }
        };
        entries.push(Known { entry, work, title, key, place });
    }
    entries
}

/// Whether a key means something already; BibTeX does not tell capitals.
fn is_taken(project: &Project, key: &str) -> bool {
    project.defines(key) || (!project.minds_case && !project.library.differing_in_case(key).is_empty())
}

/// The entry of the library that is the same work: of the same key, else of the same identifier or title.
/// What has appeared is not cited by its preprint.
fn in_library(project: &Project, work: &Work, title: &FoldedTitle) -> Option<EntryId> {
    let library = &project.library;
    let mut near: Vec<EntryId> = library.definitions(&work.key);
    near.extend(library.titled(&title.words, COMPARED).into_iter().map(|it| it.0));
    let same = |id: &EntryId| {
        let other = library.work(*id);
        let of_other = FoldedTitle::new(&other.title);
        (!is_published(work) || is_published(&other) || work.key == other.key)
            && is_same([work, &other], [title, &of_other])
    };
    // One of a master library whose key means another work here cannot be cited.
    let citable = |id: &EntryId| !library.is_master(*id) || library.get(&library.key(*id)).is_none();
    let mut found = near.into_iter().filter(|it| citable(it) && same(it));
    let first = found.next()?;
    Some(if library.is_master(first) {
        found.find(|it| !library.is_master(*it)).unwrap_or(first)
    } else {
        first
    })
}

/// One identifier, or one title that says something; parents of other entries are compared by kind, too.
fn is_same(works: [&Work; 2], titles: [&FoldedTitle; 2]) -> bool {
    let collection = |it: &Work| matches!(it.kind.as_str(), "proceedings" | "collection" | "book" | "mvbook");
    let [a, b] = works;
    let parts = [a, b].iter().any(|it| matches!(it.kind.as_str(), "incollection" | "inbook"));
    let one_doi = a.doi.is_some() && a.doi == b.doi;
    // A title without its authors may be anybody's.
    let told_alike = a.authors.is_empty() == b.authors.is_empty() || one_doi;
    !titles[0].is_empty()
        && told_alike
        && collection(a) == collection(b)
        && (!parts || titles[0].same(titles[1]))
        && same_work(works, titles)
}

/// Whether an entry is there for others to inherit from.
fn is_parent(it: &Known, entries: &[Known]) -> bool {
    let names = |other: &Known| {
        let fields = other.entry.fields.iter().filter(|field| KEY_FIELDS.contains(&field.name.as_str()));
        let mut pieces = fields.flat_map(|field| &field.pieces).flat_map(|piece| piece.text().split(','));
        pieces.any(|key| key.trim() == it.entry.key)
    };
    it.entry.kind == "xdata" || (!it.entry.key.is_empty() && entries.iter().any(names))
}

/// The entry as it was pasted, under its new key and naming its parents by theirs.
fn rewritten(pasted: &Bibliography, it: &Known, entries: &[Known]) -> String {
    let start = it.entry.range.start;
    let mut text = pasted.text().slice(it.entry.range).trim_end().to_owned();
    let mut edits: Vec<(ByteRange, &str)> = vec![(it.entry.key_range, &it.key)];
    for named in named_keys(&it.entry).into_iter().filter(|it| !it.is_alias) {
        if let Some(parent) = entries.iter().find(|it| it.entry.key == named.key) {
            edits.push((named.range, &parent.key));
        }
    }
    edits.sort_by_key(|it| std::cmp::Reverse(it.0.start));
    for (range, new) in edits {
        let comma = if range == it.entry.key_range && it.entry.key.is_empty() && !it.entry.fields.is_empty() {
            let behind = &text[range.end - start..];
            if behind.trim_start().starts_with(',') { "" } else { ", " }
        } else {
            ""
        };
        text.replace_range(range.start - start..range.end - start, &format!("{new}{comma}"));
    }
    text
}

/// The `@string`s that the library lacks.
fn strings(project: &Project, pasted: &Bibliography) -> Result<Vec<String>, String> {
    let text_of = |it: &Field| it.pieces.iter().map(|it| it.text().to_owned()).collect::<Vec<_>>();
    let mut new = Vec::new();
    for field in pasted.strings() {
        match project.library.own().iter().find_map(|it| it.string(&field.name)) {
            None => {
                let whole = field.name_range.join(field.value_range);
                new.push(format!("@string{{{}}}", pasted.text().slice(whole)));
            }
            Some(other) if text_of(&other) == text_of(&field) => {}
            Some(_) => {
                let name = &field.name;
                return Err(format!("The bibliography defines the @string `{name}` otherwise; rename one"));
            }
        }
    }
    Ok(new)
}

/// What a key is made of.
fn named(work: &Work) -> ProseWork {
    ProseWork {
        range: ByteRange::default(),
        authors: work.authors.iter().map(crate::model::card::family).collect(),
        et_al: work.others,
        title: Some(work.title.clone()),
        year: work.year,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture::Fixture;
    use crate::model::document::file_name;

    const REFS: &str = "
%- refs.bib
@article{wu2020graphs, author = {Wu, Kai}, title = {On {Graphs}}, year = 2020, journal = {J}, doi = {10.1000/x}}
@article{li2021nets, author = {Li, Bo}, title = {Of Nets}, year = 2021, journal = {J}}
";

    #[track_caller]
    fn check(text: &str, refs: &str, bibtex: &str, expected: Expect) {
        let fixture = Fixture::new(&format!("{text}\n{}", refs.trim_start()));
        let shown = match paste(&fixture.snapshot, &fixture.id, Some(fixture.offset), bibtex) {
            Err(message) => format!("refused: {message}\n"),
            Ok(pasted) => {
                let mut shown = format!("cites {:?}, adds {:?}\n", pasted.keys, pasted.added);
                if let Some((id, text)) = &pasted.change.create {
                    shown += &format!("create {}\n{text}", file_name(id));
                }
                for (id, edits) in &pasted.change.edits {
                    let before = fixture.snapshot.document(id).unwrap().text.all().into_owned();
                    let after = fixture.edited(id, edits);
                    let after = after.strip_prefix(&before).unwrap_or(&after);
                    shown += &format!("%- {}\n{after}", file_name(id));
                }
                shown
            }
        };
        expected.assert_eq(&shown);
    }

    #[test]
    fn what_is_new_is_added_and_the_gap_cites_it() {
        check(
            "Word ‸____.",
            REFS,
            "@misc{ott, author = {Ott, M}, title = {Fairseq}, year = 2019}",
            expect![[r#"
                cites ["ott"], adds ["ott"]
                %- refs.bib

                @misc{ott, author = {Ott, M}, title = {Fairseq}, year = 2019}
                %- main.tex
                Word~\cite{ott}.
            "#]],
        );
        check(
            "Word \\cite{li2021nets, TO‸DO}.",
            REFS,
            "@string{x = {X}} @misc{a, title={A First Thing}, note = x}\n\n@misc{b, title={B Second Thing}} junk",
            expect![[r#"
                cites ["a", "b"], adds ["a", "b"]
                %- refs.bib

                @string{x = {X}}

                @misc{a, title={A First Thing}, note = x}

                @misc{b, title={B Second Thing}}
                %- main.tex
                Word \cite{li2021nets, a, b}.
            "#]],
        );
    }

    #[test]
    fn a_work_that_is_there_is_cited_by_its_key() {
        for bibtex in [
            "@article{wu2020graphs, author = {Wu, K.}, title = {On Graphs}, year = 2020}",
            "@article{other, author = {Kai Wu}, title = {on graphs}, year = {2020}}",
            "@article{10.1000/x, title = {On Graphs: a Study}, doi = {https://doi.org/10.1000/X}}",
        ] {
            check(
                "Word ‸____.",
                REFS,
                bibtex,
                expect![[r#"
                    cites ["wu2020graphs"], adds []
                    %- main.tex
                    Word~\cite{wu2020graphs}.
                "#]],
            );
        }
    }

    #[test]
    fn a_key_of_another_work_is_not_taken() {
        check(
            "Word ‸____.",
            REFS,
            "@article{LI2021nets, author = {Li, Bo}, title = {Of Nets and More}, year = 2021}\n@misc{, author = {Ito, A}, title = {Another Work}, year = 2022}",
            expect![[r#"
                cites ["li2021netsa", "ito2022another"], adds ["li2021netsa", "ito2022another"]
                %- refs.bib

                @article{li2021netsa, author = {Li, Bo}, title = {Of Nets and More}, year = 2021}

                @misc{ito2022another, author = {Ito, A}, title = {Another Work}, year = 2022}
                %- main.tex
                Word~\cite{li2021netsa,ito2022another}.
            "#]],
        );
    }

    #[test]
    fn what_has_appeared_is_not_cited_by_its_preprint() {
        let refs = "%- refs.bib\n@misc{pre, author = {Wu, Kai}, title = {On Graphs}, eprint = {2001.00001}, year = 2020}\n";
        let printed =
            "@article{wu, author = {Wu, Kai}, title = {On Graphs}, journal = {Journal}, year = 2021}";
        check(
            "Word ‸____.",
            refs,
            printed,
            expect![[r#"
            cites ["wu"], adds ["wu"]
            %- refs.bib

            @article{wu, author = {Wu, Kai}, title = {On Graphs}, journal = {Journal}, year = 2021}
            %- main.tex
            Word~\cite{wu}.
        "#]],
        );
    }

    #[test]
    fn parents_come_along_and_are_not_cited() {
        check(
            "Word ‸____.",
            REFS,
            "@inproceedings{k, author = {Ito, A}, title = {In It}, crossref = {li2021nets}}\n@proceedings{li2021nets, title = {Proc. of All}, year = 2022}",
            expect![[r#"
                cites ["k"], adds ["k", "anonymous2022proc"]
                %- refs.bib

                @inproceedings{k, author = {Ito, A}, title = {In It}, crossref = {anonymous2022proc}}

                @proceedings{anonymous2022proc, title = {Proc. of All}, year = 2022}
                %- main.tex
                Word~\cite{k}.
            "#]],
        );
    }

    #[test]
    fn where_there_is_no_bibliography_one_is_made() {
        check(
            "\\documentclass{article}\n\\begin{document}\nWord ‸____.\n\\end{document}",
            "",
            "@misc{ott, author = {Ott, M}, title = {Fairseq}}",
            expect![[r#"
                cites ["ott"], adds ["ott"]
                create references.bib
                @misc{ott, author = {Ott, M}, title = {Fairseq}}
                %- main.tex
                \documentclass{article}
                \begin{document}
                Word~\cite{ott}.
                \bibliographystyle{plain}
                \bibliography{references}
                \end{document}
            "#]],
        );
    }

    #[test]
    fn what_is_no_bibtex_is_refused() {
        check(
            "Word ‸____.",
            REFS,
            "Ott et al., Fairseq",
            expect![[r#"
            refused: There is no BibTeX entry in the text; copy one from its `@` to its last brace
        "#]],
        );
        check(
            "Word ‸____.",
            REFS,
            "@misc{a, title = {B",
            expect![[r#"
            refused: The braces of an entry do not balance; copy it whole
        "#]],
        );
        check(
            "% Wo‸rd",
            REFS,
            "@misc{a, title = {B}}",
            expect![[r#"
            refused: No citation can stand here: this is a comment, verbatim text or a macro's body
        "#]],
        );
    }
}
