//! The reports of one document while they are gathered, and what rules ask of the document.

use super::diagnostic::{Data, Diagnostic};
use super::rule::Rule;
use crate::model::document::{Content, Document, file_name};
use crate::model::project::Project;
use crate::model::snapshot::Snapshot;
use crate::settings::Level;
use crate::syntax::tex::Silence;
use crate::text::ByteRange;

/// The reports of one document while they are gathered.
pub(crate) struct Report<'a> {
    /// All that is known.
    pub snapshot: &'a Snapshot,
    /// What is judged.
    pub document: &'a Document,
    /// Every rule there is, for those that name rules.
    pub rules: &'static [Rule],
    /// What was found so far.
    pub found: Vec<Diagnostic>,
}

impl<'a> Report<'a> {
    /// Adds a report; the level is the settings'.
    pub fn add(&mut self, rule: Rule, range: ByteRange, message: String) -> &mut Diagnostic {
        let level = rule.level_in(&self.snapshot.settings, None);
        self.add_at(rule, level, range, message)
    }

    /// Adds a report at another level than the settings'.
    pub fn add_at(&mut self, rule: Rule, level: Level, range: ByteRange, message: String) -> &mut Diagnostic {
        self.found.push(Diagnostic {
            rule,
            level,
            range,
            message,
            related: Vec::new(),
            data: Data::default(),
        });
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    /// Whether `rule` has something to say at `offset` of a LaTeX file.
    pub fn speaks(&self, rule: Rule, offset: usize) -> bool {
        let Content::Tex(tex) = &self.document.content else { return true };
        if rule.is_gap && self.is_code() {
            return false;
        }
        match tex.silence_at(offset) {
            None => true,
            Some(Silence::Picture | Silence::Gaps) => !rule.is_gap,
            Some(Silence::Template | Silence::NotTex) => false,
        }
    }

    /// The same of a rule on what stands in the braces of cite commands.
    pub fn speaks_of_cites(&self, rule: Rule, offset: usize) -> bool {
        let silence = self.document.tex().and_then(|it| it.silence_at(offset));
        (silence == Some(Silence::Picture) && !self.is_code()) || self.speaks(rule, offset)
    }

    /// Whether the file holds code: a class, a package. What looks like a gap in it is a part of a macro.
    pub fn is_code(&self) -> bool {
        let extension = self.document.id.as_str().rsplit('.').next().unwrap_or("").to_ascii_lowercase();
        matches!(extension.as_str(), "cls" | "sty" | "def" | "clo" | "ins" | "dtx" | "bbl")
    }

    /// Whether rules on keys have something to say at `offset` of a LaTeX file.
    pub fn speaks_of_keys(&self, offset: usize) -> bool {
        self.document.tex().is_none_or(|it| it.silence_at(offset) < Some(Silence::Template))
    }

    /// Whether all bibliographies of the document's projects are read.
    pub fn are_complete(&self) -> bool {
        self.snapshot.projects_of(&self.document.id).all(|it| it.is_complete())
    }

    /// Whether the last edit was made at `range` and is still going on.
    pub fn is_typed(&self, range: ByteRange) -> bool {
        self.snapshot
            .typing
            .as_ref()
            .is_some_and(|it| !it.paused && it.document == self.document.id && range.touches(it.offset))
    }

    /// Whether the cursor is at `range`, as far as is known.
    pub fn has_cursor(&self, range: ByteRange) -> bool {
        self.snapshot.has_cursor(&self.document.id, range)
    }

    /// Whether words that find an entry stand at `range`, and the cursor with them: a work is looked for.
    pub fn is_sought(&self, range: ByteRange, words: &str) -> bool {
        let finds =
            |it: &std::sync::Arc<Project>| it.library.is_indexed() && !it.library.search(words, 1).is_empty();
        words.contains(' ')
            && self.has_cursor(range)
            && self.snapshot.projects_of(&self.document.id).any(finds)
    }

    /// Whether any project of the document defines `key`.
    pub fn defines(&self, key: &str) -> bool {
        self.snapshot.projects_of(&self.document.id).any(|it| it.defines(key))
    }
}

/// How many entries were searched in how many bibliographies of which of several papers, for messages.
pub(crate) fn searched(projects: &[&Project]) -> String {
    let items = |it: &&&Project| usize::from(!it.items.is_empty());
    let entries = projects.iter().map(|it| it.library.len() + it.items.len()).sum();
    let files = projects.iter().map(|it| it.sources.len() + items(&it)).sum();
    let plural = |n: usize, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
    let roots: Vec<&str> = projects.iter().map(|it| file_name(&it.root)).collect();
    let of = if roots.len() > 1 { format!(" of {}", roots.join(" and ")) } else { String::new() };
    format!(
        "{} in {}{of}",
        plural(entries, "entry", "entries"),
        plural(files, "bibliography", "bibliographies")
    )
}
