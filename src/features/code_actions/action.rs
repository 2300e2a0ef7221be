//! An action as plain data, and the place for which actions are looked for.

use std::cell::OnceCell;

use crate::edits::change::Change;
use crate::edits::cite_style::CiteStyle;
use crate::model::card;
use crate::model::document::{Document, DocumentId};
use crate::model::library::EntryId;
use crate::model::project::Project;
use crate::model::snapshot::Snapshot;
use crate::rules::Diagnostic;
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
    /// documents than the one at hand. [`copy`](crate::edits::copy_entry::copy) makes it, too.
    pub copies: Option<String>,
    /// Why it is offered, in a few words, where its title does not say so.
    pub why: Option<String>,
}

/// What an action does.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// It changes documents.
    Change(Change),
    /// It opens a page in the user's browser.
    Open(String),
    /// It looks what stands there up in services, adds it to the bibliography and cites it.
    LookUp(ByteRange),
}

/// Entries offered for a gap.
pub const OFFERED: usize = 5;
/// A title longer than this (characters) is cut in a menu.
const TITLE: usize = 60;

/// The place that is asked about.
pub(super) struct Place<'a> {
    pub snapshot: &'a Snapshot,
    pub project: &'a Project,
    pub id: &'a DocumentId,
    pub document: &'a Document,
    pub found: &'a [Diagnostic],
    pub style: OnceCell<CiteStyle>,
}

impl Place<'_> {
    /// How the document cites.
    pub fn style(&self) -> &CiteStyle {
        self.style.get_or_init(|| CiteStyle::of(self.snapshot, self.id))
    }

    /// `Devlin et al. (2019): BERT: Pre-training of ...`
    pub fn shown(&self, id: EntryId) -> String {
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
    pub fn fix(&self, title: String, report: &Diagnostic, change: Change) -> Action {
        Action {
            title,
            kind: ActionKind::QuickFix,
            fixes: vec![report.clone()],
            preferred: false,
            effect: Effect::Change(change),
            copies: None,
            why: None,
        }
    }
}
