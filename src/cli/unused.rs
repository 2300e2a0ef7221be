//! `lacuna unused`: entries that no paper cites.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use serde_json::{Value, json};

use super::arguments::{Format, UnusedArguments};
use super::load::{Loaded, load, shown};
use super::rewriting::{Rewriting, plural};
use super::terminal::{self, complain, print};
use crate::edits::merge_entries::whole;
use crate::model::bibliography::{Bibliography, EntryNumber};
use crate::model::card;
use crate::model::document::DocumentId;
use crate::model::library::{EntryId, Library};
use crate::model::project::Project;
use crate::rules::unused_entries;
use crate::text::TextEdit;
use crate::text::visible::visible_line;

pub(super) fn run(arguments: &UnusedArguments) -> ExitCode {
    let asked = arguments.path.as_deref().unwrap_or(Path::new("."));
    let loaded = match load(asked) {
        Ok(loaded) => loaded,
        Err(why) => {
            complain(&format!("{}: {why}", asked.display()));
            return ExitCode::from(2);
        }
    };
    let mut told = Told {
        rewriting: Rewriting::of(&[PathBuf::from(asked)], arguments.diff),
        changes: arguments.remove || arguments.diff,
        rows: Vec::new(),
        files: 0,
    };
    let bibliographies = bibliographies(&loaded);
    if bibliographies.is_empty() {
        complain(&format!("{}: no paper with a bibliography is here", asked.display()));
    }
    bibliographies.into_iter().for_each(|id| told.file(&loaded, id));
    told.end(arguments)
}

/// The bibliographies of the papers that a path is about; master libraries are none of theirs.
fn bibliographies(loaded: &Loaded) -> Vec<&DocumentId> {
    let owns = |project: &Arc<Project>, id: &DocumentId| {
        project.sources.iter().take(project.library.own().len()).any(|own| own == id)
    };
    let is_one = |id: &&DocumentId| {
        loaded.snapshot.document(id).is_some_and(|it| it.bib().is_some())
            && loaded.snapshot.projects_with(id).any(|it| owns(it, id))
    };
    loaded.subjects.iter().filter(is_one).collect()
}

/// What is told of the bibliographies, one after the other.
struct Told {
    rewriting: Rewriting,
    /// Whether entries are removed, or shown as removed.
    changes: bool,
    rows: Vec<Row>,
    /// Of how many files something could be said.
    files: usize,
}

/// An entry that nothing cites.
struct Row {
    file: String,
    line: usize,
    key: String,
    /// Authors and year.
    short: String,
    title: String,
}

impl Told {
    fn file(&mut self, loaded: &Loaded, id: &DocumentId) {
        let Some(document) = loaded.snapshot.document(id) else { return };
        let Some(bib) = document.bib() else { return };
        let name = shown(id);
        let (unused, is_shared) = match unused_entries(&loaded.snapshot, id) {
            Ok(found) => found,
            Err(why) => return complain(&format!("{name}: which entries are unused is not known: {why}")),
        };
        self.files += 1;
        let library = Library::new(vec![Arc::clone(bib)], 0);
        self.rows.extend(unused.iter().map(|it| Row::of(&name, bib, &library, *it)));
        if !self.changes || unused.is_empty() {
            return;
        }
        if is_shared {
            let why = "so little of it is cited that other papers must cite from it, so nothing is removed; \
                       `lacuna export` writes what is cited";
            return self.rewriting.refuse(&name, why);
        }
        let edit =
            |it: &EntryNumber| TextEdit { range: whole(bib.text(), bib.range(*it)), new: String::new() };
        let edits: Vec<TextEdit> = unused.iter().map(edit).collect();
        if let Err(why) = self.rewriting.rewrite(document, &edits) {
            self.rewriting.refuse(&name, &why);
        }
    }

    fn end(self, arguments: &UnusedArguments) -> ExitCode {
        let done = &self.rewriting;
        let removed = if arguments.remove { done.edits } else { 0 };
        print(&match arguments.format {
            Format::Json => {
                let rows: Vec<Value> = self.rows.iter().map(Row::json).collect();
                terminal::json(&json!({"version": 1, "unused": rows, "removed": removed}))
            }
            Format::Text if arguments.diff => done.out.clone(),
            Format::Text if arguments.remove => {
                let (entries, files) =
                    (plural(removed, "entry", "entries"), plural(done.files, "file", "files"));
                format!("{entries} removed from {files}\n")
            }
            Format::Text if self.files == 0 => String::new(),
            Format::Text => {
                let rows: String = self.rows.iter().map(Row::text).collect();
                let entries = plural(self.rows.len(), "entry", "entries");
                let files = plural(self.files, "bibliography", "bibliographies");
                let cited = if self.rows.len() == 1 { "is" } else { "are" };
                format!("{rows}{entries} of {files} {cited} cited by no paper\n")
            }
        });
        done.status()
    }
}

impl Row {
    fn of(file: &str, bib: &Bibliography, library: &Library, number: EntryNumber) -> Self {
        let work = library.work(EntryId { bibliography: 0, entry: number });
        let line = bib.text().line_of(bib.range(number).start) + 1;
        let short = card::short(&work);
        Self { file: file.to_owned(), line, key: work.key, short, title: work.title }
    }

    fn text(&self) -> String {
        let Self { file, line, key, short, title } = self;
        let [file, key, short, title] = [file, key, short, title].map(|it| visible_line(it));
        format!("{file}:{line}: {key}  {short}: {title}\n")
    }

    fn json(&self) -> Value {
        json!({"file": self.file, "line": self.line, "key": self.key, "title": self.title})
    }
}
