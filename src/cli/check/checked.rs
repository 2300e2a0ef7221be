//! What a check has found, before it is written.

use std::path::Path;
use std::sync::Arc;

use super::baseline::Baseline;
use super::finding::Finding;
use super::strict;
use crate::cli::load::{Loaded, load_given, load_verified, shown};
use crate::cli::progress::Bar;
use crate::cli::terminal::complain;
use crate::cores::on_every_core;
use crate::model::document::DocumentId;
use crate::model::snapshot::Snapshot;
use crate::rules::{Diagnostic, diagnostics};
use crate::settings::Level;

/// One document with what was found in it.
pub(super) struct File {
    /// Its path, from the current folder where it lies there.
    pub shown: String,
    snapshot: Arc<Snapshot>,
    id: DocumentId,
    found: Vec<Diagnostic>,
}

pub(super) struct Checked {
    pub files: Vec<File>,
    /// Whether something could not be read.
    pub unreadable: bool,
    /// The lowest level that is reported.
    pub lowest: Level,
    /// The rules that are reported; none: all.
    pub select: Vec<String>,
    /// Rules that are not.
    pub ignore: Vec<String>,
    /// Whether every gap and every reference that is not confirmed fails.
    pub strict: bool,
    /// How many reports are below the lowest level.
    pub hidden: usize,
    /// How many of these are hints.
    pub hints: usize,
    /// What is known already.
    pub baseline: Baseline,
}

impl Checked {
    /// Checks what a path stands for.
    pub fn path(&mut self, path: &Path) {
        match load_verified(path) {
            Ok(loaded) => self.all(path, loaded),
            Err(why) => self.refuse(path, &why),
        }
    }

    /// One document from standard input, which stands for the file `name`.
    pub fn given(&mut self, name: &Path) {
        match load_given(name) {
            Ok(loaded) => self.all(name, loaded),
            Err(why) => self.refuse(Path::new("-"), &why),
        }
    }

    fn all(&mut self, path: &Path, Loaded { snapshot, mut subjects, .. }: Loaded) {
        if subjects.is_empty() {
            let hint = "no LaTeX file is here; a bibliography alone is checked when it is named";
            complain(&format!("{}: {hint}", path.display()));
        }
        subjects.retain(|id| !self.files.iter().any(|it| it.id == *id));
        let mut reports = judged(&snapshot, &subjects);
        if self.strict
            && let Err(why) = strict::raise(&snapshot, &subjects, &mut reports)
        {
            self.refuse(Path::new(strict::LOCK), &why);
        }
        for (id, all) in subjects.iter().zip(reports) {
            let wanted = |it: &Diagnostic| {
                let code = it.rule.code;
                (self.select.is_empty() || self.select.iter().any(|it| it == code))
                    && !self.ignore.iter().any(|it| it == code)
            };
            let all = all.into_iter().filter(wanted);
            let (found, hidden): (Vec<_>, Vec<_>) = all.partition(|it| it.level >= self.lowest);
            self.hidden += hidden.len();
            self.hints += hidden.iter().filter(|it| it.level == Level::Hint).count();
            let file = File { shown: shown(id), snapshot: Arc::clone(&snapshot), id: id.clone(), found };
            self.files.push(file);
        }
    }

    /// Says why something is not read.
    pub fn refuse(&mut self, path: &Path, why: &str) {
        self.unreadable = true;
        complain(&format!("{}: {why}", path.display()));
    }

    /// Every report, file by file.
    pub fn findings(&self) -> impl Iterator<Item = Finding<'_>> {
        self.files.iter().flat_map(|file| {
            let document = file.snapshot.document(&file.id);
            document.into_iter().flat_map(move |document| {
                file.found.iter().map(move |report| Finding { file: &file.shown, document, report })
            })
        })
    }

    /// Leaves out what is known.
    pub fn forgive(&mut self, mut known: Baseline) {
        for file in &mut self.files {
            let Some(document) = file.snapshot.document(&file.id) else { continue };
            let shown = &file.shown;
            file.found.retain(|report| !known.meets(&Finding { file: shown, document, report }));
        }
        self.baseline = known;
    }
}

/// What is found in each of the documents; on every core, since none needs what was found in another.
fn judged(snapshot: &Arc<Snapshot>, ids: &[DocumentId]) -> Vec<Vec<Diagnostic>> {
    let bar = Bar::new("checking", Some(ids.len()));
    on_every_core(ids, |id| {
        let found = diagnostics(snapshot, id);
        bar.advance(1);
        found
    })
}
