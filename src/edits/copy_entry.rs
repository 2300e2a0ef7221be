//! Entries of master libraries that are copied into a project's bibliography, with what they need.

use super::change::Change;
use super::new_entries::{append, home, insert};
use crate::model::document::DocumentId;
use crate::model::library::{EntryId, Library};
use crate::model::project::Project;
use crate::model::snapshot::Snapshot;
use crate::syntax::bib::{Entry, Piece};
use crate::text::ByteRange;

/// Fields that name entries without which this one is incomplete (biblatex's manual, sections 2.2.3 and
/// 2.4.1; `crossref` also BibTeX's).
pub(super) const NEEDED: [&str; 4] = ["crossref", "xdata", "xref", "entryset"];

/// So many entries are copied at once; a set may name many.
const MOST: usize = 64;

/// Adds to `change` the copies of those of `entries` that stand in master libraries only, at the end of the
/// bibliography to which entries of the document `id` are added; or before a parent that stands there already,
/// where BibTeX wants them.
pub fn adopt(
    snapshot: &Snapshot,
    project: &Project,
    id: &DocumentId,
    entries: &[EntryId],
    change: &mut Change,
) -> Result<(), String> {
    let copies = copies(&project.library, entries);
    if copies.is_empty() {
        return Ok(());
    }
    let home = home(snapshot, project, id)
        .ok_or("The project has no bibliography to which an entry could be added; create one first")?;
    let edit = match parent_in(project, &home, entries) {
        Some(start) if !project.minds_case => insert(snapshot, &home, start, &copies),
        _ => append(snapshot, &home, &copies),
    };
    change.add(&home, edit.ok_or("The project's bibliography cannot be changed")?);
    Ok(())
}

/// Where the first `crossref` parent of the entries begins in the bibliography `home`.
fn parent_in(project: &Project, home: &DocumentId, entries: &[EntryId]) -> Option<usize> {
    let library = &project.library;
    let named = entries.iter().flat_map(|id| library.named_by(*id, &library.raw_entry(*id), "crossref"));
    let there = named.filter_map(|it| library.get(&library.key(it)));
    let there = there.filter(|it| project.sources.get(it.bibliography as usize) == Some(home));
    there.filter_map(|it| Some(library.bibliography(it)?.range(it.entry).start)).min()
}

/// The change that copies the entry with this key, which a citation in the document `id` names; none where
/// the project has it.
pub fn copy(snapshot: &Snapshot, id: &DocumentId, key: &str) -> Result<Change, String> {
    let project = snapshot.project(id).ok_or("No LaTeX document of this name is known")?;
    let mut change = Change::default();
    if !project.defines(key) {
        let entry = project.library.in_masters(key);
        let entry = entry.ok_or_else(|| format!("No entry has the key `{key}`"))?;
        adopt(snapshot, project, id, &[entry], &mut change)?;
    }
    Ok(change)
}

/// The texts of entries of master libraries as they are written, behind the `@string`s that they use and
/// before the entries that they name (BibTeX wants a `crossref` to point down); without what the project
/// has.
pub fn copies(library: &Library, ids: &[EntryId]) -> Vec<String> {
    let is_new = |id: &EntryId| library.is_master(*id) && library.get(&library.key(*id)).is_none();
    let mut entries: Vec<(EntryId, Entry)> = Vec::new();
    let add = |id: EntryId, entries: &mut Vec<(EntryId, Entry)>| {
        if is_new(&id) && entries.len() < MOST && !entries.iter().any(|it| it.0 == id) {
            entries.push((id, library.raw_entry(id)));
        }
    };
    ids.iter().for_each(|id| add(*id, &mut entries));
    let mut at = 0;
    while at < entries.len() {
        let (id, entry) = &entries[at];
        let named: Vec<EntryId> =
            NEEDED.iter().flat_map(|field| library.named_by(*id, entry, field)).collect();
        named.into_iter().for_each(|it| add(it, &mut entries));
        at += 1;
    }
    let mut strings = Strings::new(library, true);
    for (id, entry) in &entries {
        entry.fields.iter().for_each(|field| strings.used(*id, &field.pieces));
    }
    let text = |(id, entry): &(EntryId, Entry)| {
        Some(library.bibliography(*id)?.text().slice(entry.range).into_owned())
    };
    strings.texts.into_iter().chain(entries.iter().filter_map(text)).collect()
}

/// The `@string`s that copies use, each behind those that it uses itself.
pub(super) struct Strings<'a> {
    library: &'a Library,
    /// Whether those that the project's own bibliographies define are left out.
    new_only: bool,
    seen: Vec<String>,
    /// The definitions.
    pub texts: Vec<String>,
}

impl<'a> Strings<'a> {
    /// None yet.
    pub fn new(library: &'a Library, new_only: bool) -> Self {
        Self { library, new_only, seen: Vec::new(), texts: Vec::new() }
    }

    /// Adds those that these pieces of an entry use.
    pub fn used(&mut self, by: EntryId, pieces: &[Piece]) {
        for name in pieces.iter().filter(|it| matches!(it, Piece::Name(..))).map(Piece::text) {
            let name = name.to_lowercase();
            let is_there = self.new_only && self.library.own().iter().any(|it| it.string(&name).is_some());
            if is_there || self.seen.contains(&name) {
                continue;
            }
            let Some((file, definition)) = self.library.string(by, &name) else { continue };
            self.seen.push(name);
            self.used(by, &definition.pieces);
            let whole = ByteRange::new(definition.name_range.start, definition.value_range.end);
            self.texts.push(format!("@string{{{}}}", file.text().slice(whole)));
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture::Fixture;
    use crate::settings::Settings;

    fn fixture(text: &str) -> Fixture {
        let libraries = vec!["zotero.bib".to_owned(), "more.bib".to_owned()];
        Fixture::with_settings(text, Settings { libraries, ..Settings::default() })
    }

    /// What is appended to refs.bib when `keys` are adopted.
    #[track_caller]
    fn check(text: &str, keys: &[&str], expected: Expect) {
        let fixture = fixture(text);
        let project = fixture.snapshot.project(&fixture.id).unwrap();
        let ids: Vec<EntryId> = keys.iter().map(|it| project.library.in_masters(it).unwrap()).collect();
        let mut change = Change::default();
        adopt(&fixture.snapshot, project, &fixture.id, &ids, &mut change).unwrap();
        let edits = change.edits.iter().flat_map(|(id, edits)| {
            let name = id.path().unwrap().file_name().unwrap().to_string_lossy().into_owned();
            edits.iter().map(move |it| format!("{name}: {}", it.new))
        });
        expected.assert_eq(&edits.collect::<String>());
    }

    const FILES: &str = r#"
%- main.tex
\bibliography{refs}\cite{child}
%- refs.bib
@string{here = "Here"}
%- zotero.bib
@string{ACL = "ACL"} @string{proc = "Proc. " # acl}
@inproceedings{child, title = {T}, crossref = {Parent}, month = jan, note = here, series = acl}
@inproceedings{twin, title = {U}, crossref = {parent}, publisher = far}
@proceedings{parent, booktitle = proc}
@misc{other}
%- more.bib
@string{far = "Far"}
"#;

    #[test]
    fn a_copy_brings_its_strings_and_parents_and_nothing_that_is_there() {
        check(
            FILES,
            &["child"],
            expect![[r#"
                refs.bib: 
                @string{ACL = "ACL"}

                @string{proc = "Proc. " # acl}

                @inproceedings{child, title = {T}, crossref = {Parent}, month = jan, note = here, series = acl}

                @proceedings{parent, booktitle = proc}
            "#]],
        );
    }

    #[test]
    fn several_share_what_they_need() {
        check(
            FILES,
            &["child", "twin", "child"],
            expect![[r#"
                refs.bib: 
                @string{ACL = "ACL"}

                @string{far = "Far"}

                @string{proc = "Proc. " # acl}

                @inproceedings{child, title = {T}, crossref = {Parent}, month = jan, note = here, series = acl}

                @inproceedings{twin, title = {U}, crossref = {parent}, publisher = far}

                @proceedings{parent, booktitle = proc}
            "#]],
        );
    }

    #[test]
    fn a_child_of_what_is_there_goes_before_it_where_bibtex_reads_the_file() {
        let files = FILES.replace("\"Here\"}", "\"Here\"}\n  @proceedings{parent, title = {P}}\n@misc{z}");
        let written = |text: &str| {
            let fixture = fixture(text);
            let change = copy(&fixture.snapshot, &fixture.id, "twin").unwrap();
            let (home, edits) = &change.edits[0];
            assert!(home.as_str().ends_with("refs.bib"));
            fixture.edited(home, edits)
        };
        expect![[r#"
            @string{here = "Here"}
              @string{far = "Far"}

            @inproceedings{twin, title = {U}, crossref = {parent}, publisher = far}

            @proceedings{parent, title = {P}}
            @misc{z}
        "#]]
        .assert_eq(&written(&files));
        let at_the_end = written(
            &files.replace("\\bibliography{refs}", "\\usepackage{biblatex}\\addbibresource{refs.bib}"),
        );
        assert!(at_the_end.trim_end().ends_with("publisher = far}"));
    }

    #[test]
    fn the_bibliography_is_the_one_that_most_keys_come_from() {
        let text = r"
%- main.tex
\bibliography{one,two}\cite{a,b,c}
%- one.bib
@misc{a}
%- two.bib
@misc{b} @misc{c}
%- zotero.bib
@misc{new, title = {N}}
";
        check(
            text,
            &["new"],
            expect![[r#"
                two.bib: 
                @misc{new, title = {N}}
            "#]],
        );
    }

    #[test]
    fn what_the_project_has_is_not_copied_again() {
        let fixture =
            fixture("%- main.tex\n\\bibliography{refs}\n%- refs.bib\n@misc{a}\n%- zotero.bib\n@misc{a}");
        assert_eq!(copy(&fixture.snapshot, &fixture.id, "a"), Ok(Change::default()));
        assert!(copy(&fixture.snapshot, &fixture.id, "b").is_err());
    }

    #[test]
    fn a_project_without_a_bibliography_takes_no_entry() {
        let contents = "\\begin{filecontents}{refs.bib}\n@misc{a}\n\\end{filecontents}\n\\bibliography{refs}";
        let fixture = fixture(&format!("%- main.tex\n{contents}\n%- zotero.bib\n@misc{{b}}"));
        assert!(copy(&fixture.snapshot, &fixture.id, "b").is_err());
    }
}
