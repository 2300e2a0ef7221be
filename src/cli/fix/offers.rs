//! What is not certain, offered place by place.

use std::collections::BTreeSet;
use std::io::{BufRead, Write};
use std::path::PathBuf;

use super::dialogue::{Answer, Choice, ask};
use crate::cli::check::{Finding, drawn};
use crate::cli::load::{load_session, shown};
use crate::cli::rewriting::{Rewriting, plural};
use crate::edits::change::Change;
use crate::features::code_actions::{Action, Effect, fixes};
use crate::model::document::DocumentId;
use crate::model::snapshot::Snapshot;
use crate::rules::{Diagnostic, every_diagnostic};
use crate::settings::Level;
use crate::text::visible::visible_line;
use crate::workspace::loader;
use crate::workspace::session::{Event, Session};

/// Offers every place of the documents that the paths are about, and does what is chosen, each at once.
pub(super) fn offer(paths: &[PathBuf], fixed: &mut Rewriting) {
    let mut out = anstream::stdout().lock();
    let mut input = std::io::stdin().lock();
    let mut offers = Offers { fixed, done: BTreeSet::new(), taken: 0 };
    for path in paths {
        let (mut session, loaded) = match load_session(path) {
            Ok(loaded) => loaded,
            Err(why) => {
                offers.fixed.refuse(&path.display().to_string(), &why);
                continue;
            }
        };
        match offers.documents(&mut session, &loaded.subjects, &mut input, &mut out) {
            Ok(true) => {}
            Ok(false) => break,
            Err(_) => break,
        }
    }
    let _ = writeln!(out, "{} fixed", plural(offers.taken, "place", "places"));
}

struct Offers<'a> {
    fixed: &'a mut Rewriting,
    done: BTreeSet<DocumentId>,
    taken: usize,
}

impl Offers<'_> {
    /// Whether more is wanted.
    fn documents(
        &mut self,
        session: &mut Session,
        subjects: &[DocumentId],
        input: &mut impl BufRead,
        out: &mut impl Write,
    ) -> std::io::Result<bool> {
        for id in subjects {
            if !self.done.insert(id.clone()) {
                continue;
            }
            // All before it is settled.
            let mut at = 0;
            while let Some((report, actions)) = next(&session.snapshot(), id, at) {
                let snapshot = session.snapshot();
                let Some(document) = snapshot.document(id) else { break };
                let drawn = drawn(&Finding { file: &shown(id), document, report: &report });
                let choice = |it: &Action| Choice {
                    title: visible_line(&it.title).into_owned(),
                    why: it.why.as_deref().map(|it| visible_line(it).into_owned()),
                };
                let choices: Vec<Choice> = actions.iter().map(choice).collect();
                match ask(input, out, &drawn, &choices)? {
                    Answer::Take(number) => {
                        let Some(Effect::Change(change)) = actions.get(number).map(|it| &it.effect) else {
                            break;
                        };
                        match self.write(session, &snapshot, id, change) {
                            Ok(()) => {
                                // More may stand in the same list.
                                at = moved(report.range.start, id, change);
                                self.taken += 1;
                            }
                            Err(why) => {
                                self.fixed.refuse(&shown(id), &why);
                                at = report.range.start + 1;
                            }
                        }
                    }
                    Answer::Skip => at = report.range.start + 1,
                    Answer::NextFile => break,
                    Answer::Quit => return Ok(false),
                }
            }
        }
        Ok(true)
    }

    /// Writes a change to its files and tells the session.
    fn write(
        &mut self,
        session: &mut Session,
        snapshot: &Snapshot,
        id: &DocumentId,
        change: &Change,
    ) -> Result<(), String> {
        // An entry is there before it is cited.
        let (own, others): (Vec<_>, Vec<_>) = change.edits.iter().partition(|it| it.0 == *id);
        for (file, edits) in others.into_iter().chain(own) {
            let document = snapshot.document(file).ok_or("a file is gone; run the command again")?;
            let mut edits = edits.clone();
            edits.sort_by_key(|it| it.range);
            self.fixed.rewrite(document, &edits)?;
            if let Some(path) = file.path() {
                let read = loader::read(&session.snapshot().world, path, u64::MAX);
                session.apply(Event::Read(vec![(path.to_owned(), read)]));
            }
        }
        loader::load_all(session);
        Ok(())
    }
}

/// Where an offset of a document is after a change.
fn moved(offset: usize, id: &DocumentId, change: &Change) -> usize {
    let own = change.edits.iter().filter(|it| it.0 == *id).flat_map(|it| &it.1);
    let before = own.filter(|it| it.range.end <= offset);
    before.fold(offset, |at, it| (at + it.new.len()).saturating_sub(it.range.len()))
}

/// The first report behind `at` that can be settled, and how; those alone that need no file made.
fn next(snapshot: &Snapshot, id: &DocumentId, at: usize) -> Option<(Diagnostic, Vec<Action>)> {
    let found = every_diagnostic(snapshot, id);
    let open = found.iter().filter(|it| it.range.start >= at && it.level >= Level::Information);
    let mut offered = open.map(|report| {
        let mut actions = fixes(snapshot, id, &found, report);
        actions.retain(|it| matches!(&it.effect, Effect::Change(change) if change.create.is_none() && !change.is_empty()));
        (report.clone(), actions)
    });
    offered.find(|it| !it.1.is_empty())
}
