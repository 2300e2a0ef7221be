//! What can be done at a place: fixes of the reports there, and rewriting.

mod entries;
mod gaps;
mod keys;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
mod works;

use std::cell::OnceCell;

use crate::edits::change::Change;
use crate::edits::cite_style::CiteStyle;
use crate::edits::fix_all;
use crate::edits::suppress::suppress;
use crate::gaps::gap::reach;
use crate::model::card;
use crate::model::document::{Document, DocumentId};
use crate::model::library::EntryId;
use crate::model::project::Project;
use crate::model::snapshot::Snapshot;
use crate::rules::{Diagnostic, diagnostics};
use crate::text::ByteRange;

/// The kinds of actions, as the protocol names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ActionKind {
    /// `quickfix`
    QuickFix,
    /// `refactor.rewrite`
    Rewrite,
    /// `source.fixAll.lacuna`
    FixAll,
}

impl ActionKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::QuickFix, Self::Rewrite, Self::FixAll];

    /// The protocol's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::QuickFix => "quickfix",
            Self::Rewrite => "refactor.rewrite",
            Self::FixAll => "source.fixAll.lacuna",
        }
    }

    /// Whether a client that asks for `wanted` only wants these: `refactor` admits `refactor.rewrite`.
    pub fn is_within(self, wanted: &str) -> bool {
        let rest = self.name().strip_prefix(wanted);
        wanted.is_empty() || rest.is_some_and(|it| it.is_empty() || it.starts_with('.'))
    }
}

/// Something that can be done.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// What it does, for a menu.
    pub title: String,
    /// Its kind.
    pub kind: ActionKind,
    /// The reports that it settles.
    pub fixes: Vec<Diagnostic>,
    /// Whether it is the one to take: certain, and what the writer meant.
    pub preferred: bool,
    /// What it does.
    pub effect: Effect,
    /// The key of the entry of a master library whose copy is part of the change: the edits of other
    /// documents than the one at hand. [`adopt::copy`](crate::edits::copy_entry::copy) makes it, too.
    pub copies: Option<String>,
}

/// What an action does.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// It changes documents.
    Change(Change),
    /// It opens a page in the user's browser.
    Open(String),
}

/// More reports than this in one selection are too many to choose among: only actions on all are left.
const MOST: usize = 16;
/// Entries offered for a gap.
pub const OFFERED: usize = 5;
/// A title longer than this (characters) is cut in a menu.
const TITLE: usize = 60;

/// What can be done at `range`, of the kinds that are `wanted`.
pub fn code_actions(
    snapshot: &Snapshot,
    id: &DocumentId,
    range: ByteRange,
    wanted: &dyn Fn(ActionKind) -> bool,
) -> Vec<Action> {
    let Some(document) = snapshot.document(id) else { return Vec::new() };
    let mut actions = Vec::new();
    let found = diagnostics(snapshot, id);
    let Some(project) = snapshot.project(id).or_else(|| snapshot.projects_with(id).next()) else {
        return actions;
    };
    let place = Place { snapshot, project, id, document, found: &found, style: OnceCell::new() };
    let touching = |it: &&Diagnostic| {
        let reach = reach(snapshot, id, it);
        reach.start <= range.end && range.start <= reach.end
    };
    let here: Vec<&Diagnostic> = found.iter().filter(touching).collect();
    if wanted(ActionKind::QuickFix) && here.len() <= MOST {
        for report in &here {
            gaps::actions(&place, report, &mut actions);
            entries::fixes(&place, report, &mut actions);
            keys::fixes(&place, report, &mut actions);
            works::fixes(&place, report, &mut actions);
        }
        for report in &here {
            if let Some(edit) = suppress(document, report) {
                actions.push(Action {
                    title: format!("Ignore this {} report", report.rule.code),
                    kind: ActionKind::QuickFix,
                    fixes: vec![(*report).clone()],
                    preferred: false,
                    effect: Effect::Change(Change::of(id, edit)),
                    copies: None,
                });
            }
        }
    }
    if wanted(ActionKind::Rewrite) {
        actions.extend(keys::merge(&place, range));
        actions.extend(works::published(&place, range));
    }
    if wanted(ActionKind::FixAll) {
        let edits = fix_all::edits(snapshot, id);
        if !edits.is_empty() {
            let certain = found.iter().filter(|it| fix_all::is_certain(project, it));
            actions.push(Action {
                title: "Fix all that is certain".to_owned(),
                kind: ActionKind::FixAll,
                fixes: certain.cloned().collect(),
                preferred: false,
                effect: Effect::Change(Change { create: None, edits: vec![(id.clone(), edits)] }),
                copies: None,
            });
        }
    }
    actions
}

/// The place that is asked about.
struct Place<'a> {
    snapshot: &'a Snapshot,
    project: &'a Project,
    id: &'a DocumentId,
    document: &'a Document,
    found: &'a [Diagnostic],
    style: OnceCell<CiteStyle>,
}

impl Place<'_> {
    fn style(&self) -> &CiteStyle {
        self.style.get_or_init(|| CiteStyle::of(self.snapshot, self.id))
    }

    /// `Devlin et al. (2019): BERT: Pre-training of ...`
    fn shown(&self, id: EntryId) -> String {
        let work = self.project.library.work(id);
        let title: String = work.title.chars().take(TITLE).collect();
        let title = if title.len() < work.title.len() { title.trim_end().to_owned() + "…" } else { title };
        match (work.authors.is_empty(), title.is_empty()) {
            (true, true) => work.key,
            (true, false) => title,
            (false, true) => card::short(&work),
            (false, false) => format!("{}: {title}", card::short(&work)),
        }
    }

    /// A quick fix of one report.
    fn fix(&self, title: String, report: &Diagnostic, change: Change) -> Action {
        Action {
            title,
            kind: ActionKind::QuickFix,
            fixes: vec![report.clone()],
            preferred: false,
            effect: Effect::Change(change),
            copies: None,
        }
    }
}
