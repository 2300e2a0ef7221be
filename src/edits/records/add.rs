//! Records of corpora that are added to a project's bibliography, once.

use super::entry::{entry, fields, kind};
use crate::edits::change::Change;
use crate::edits::new_entries::{KeyHabit, append, home, new_key};
use crate::model::document::DocumentId;
use crate::model::library::{EntryId, Library};
use crate::model::project::Project;
use crate::model::record::Record;
use crate::model::snapshot::Snapshot;
use crate::resolve::identifiers::entry_with;
use crate::resolve::titles::FoldedTitle;
use crate::syntax::prose::ProseWork;
use crate::text::ByteRange;

/// The key by which a record is cited: of the entry that the library has of that work, else a new one in the
/// library's habit.
pub fn key(project: &Project, record: &Record) -> String {
    match in_library(project, record) {
        Some(there) => project.library.key(there),
        None => key_of_new(project, record, KeyHabit::of(&project.library)),
    }
}

/// The key of a record that the library lacks.
pub fn key_of_new(project: &Project, record: &Record, habit: KeyHabit) -> String {
    let work = ProseWork {
        range: ByteRange::default(),
        authors: record.work.authors.iter().map(|it| it.full()).collect(),
        et_al: false,
        title: Some(record.work.title.clone()),
        year: record.work.year,
    };
    new_key(&work, habit, &|key| project.defines(key))
}

/// The entry that the project's own bibliographies have of the work: of its identifier, or of its title and first
/// author.
pub fn in_library(project: &Project, record: &Record) -> Option<EntryId> {
    let library = &project.library;
    let preprint = record.work.arxiv.as_ref().map(|it| format!("arXiv:{it}"));
    if let Some(there) = record.work.doi.iter().chain(&preprint).find_map(|it| entry_with(library, it)) {
        return Some(there);
    }
    under_its_title(library, record)
}

/// The same, looked for by the title alone: of what may be offered, at every letter that is typed.
pub fn under_its_title(library: &Library, record: &Record) -> Option<EntryId> {
    let title = FoldedTitle::new(&record.work.title);
    let family = record.work.authors.first().map(|it| it.folded_family());
    library.titled(&title.words, 4).into_iter().map(|it| it.0).filter(|it| !library.is_master(*it)).find(
        |id| {
            let work = library.work(*id);
            let same = |a: &Option<String>, b: &Option<String>| a.is_some() && a == b;
            same(&work.doi, &record.work.doi)
                || (FoldedTitle::new(&work.title).same(&title)
                    && work.authors.first().map(|it| it.folded_family()) == family)
        },
    )
}

/// The change that adds a record under `key` to the bibliography of the document `id`; none where the project
/// defines the key.
pub fn add(snapshot: &Snapshot, id: &DocumentId, record: &Record, key: &str) -> Result<Change, String> {
    let project = snapshot.project(id).ok_or("No LaTeX document of this name is known")?;
    let mut change = Change::default();
    if project.defines(key) {
        return Ok(change);
    }
    let home = home(snapshot, project, id)
        .ok_or("The project has no bibliography to which an entry could be added; create one first")?;
    let text = entry(kind(record), key, &fields(record));
    let edit = append(snapshot, &home, &[text]).ok_or("The project's bibliography cannot be changed")?;
    change.add(&home, edit);
    Ok(change)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::fixture::Fixture;
    use crate::model::library::Work;
    use crate::syntax::names::read_names;

    fn record(title: &str) -> Record {
        let authors = read_names("Ida Blum").names;
        let work = Work {
            kind: "article".to_owned(),
            title: title.to_owned(),
            authors,
            year: Some(2019),
            venue: "Rivers".to_owned(),
            ..Work::default()
        };
        Record { work, ..Record::default() }
    }

    #[test]
    fn a_record_is_added_once_and_under_a_key_in_the_habit() {
        let fixture = Fixture::new(
            "%- main.tex\n\\bibliography{refs}\\cite{moss2001hills}\n%- refs.bib\n@article{moss2001hills, author = {Petra Moss}, title = {Hills}, journal = {Hills}, year = 2001}\n",
        );
        let project = fixture.snapshot.project(&fixture.id).unwrap();
        let record_ = record("Rivers of the North");
        let new = key(project, &record_);
        assert_eq!(new, "blum2019rivers");
        let change = add(&fixture.snapshot, &fixture.id, &record_, &new).unwrap();
        let (home, edits) = &change.edits[0];
        expect![[r#"
            @article{moss2001hills, author = {Petra Moss}, title = {Hills}, journal = {Hills}, year = 2001}

            @article{blum2019rivers,
              author  = {Blum, Ida},
              title   = {Rivers of the North},
              journal = {Rivers},
              year    = {2019},
            }
        "#]]
        .assert_eq(&fixture.edited(home, edits));
        assert_eq!(add(&fixture.snapshot, &fixture.id, &record_, "moss2001hills"), Ok(Change::default()));
    }

    #[test]
    fn a_work_that_the_library_has_keeps_its_key() {
        let fixture = Fixture::new(
            "%- main.tex\n\\bibliography{refs}\\cite{a}\n%- refs.bib\n@article{a, author = {Blum, I.}, title = {{Rivers} of the north}, journal = {R}, year = 2019}\n",
        );
        let project = fixture.snapshot.project(&fixture.id).unwrap();
        assert_eq!(key(project, &record("Rivers of the North")), "a");
    }
}
