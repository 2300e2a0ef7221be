//! The keys of a paragraph that rules on keys judge.

use rustc_hash::FxHashSet;

use crate::model::citations::{Citation, Key, KeyGroup, separators};
use crate::rules::paragraph::Paragraph;
use crate::rules::report::Report;

/// A key where it is cited.
pub(crate) struct CitedKey<'a> {
    /// The command.
    pub citation: &'a Citation,
    /// The list that it stands in.
    pub group: &'a KeyGroup,
    /// The key; in bytes of the paragraph.
    pub key: &'a Key,
    /// Whether it stood in the same command before.
    pub is_repeated: bool,
}

/// The keys of a paragraph in order, where anything is said at all. What reads as authors and a title is no
/// key; of one that a macro makes up, what stands here is only a part.
pub(crate) fn cited_keys<'a>(report: &Report, paragraph: &Paragraph<'a>) -> Vec<CitedKey<'a>> {
    let mut found = Vec::new();
    for citation in &paragraph.cited.citations {
        if !report.speaks_of_keys(paragraph.start + citation.command.start) {
            continue;
        }
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        for group in &citation.groups {
            // What stands behind the cursor in a list that is not closed yet is text.
            if !group.closed && report.has_cursor(group.range.shift(paragraph.start)) {
                continue;
            }
            let is_prose = group.prose.is_some() && !group.keys.iter().any(|it| report.defines(&it.text));
            for key in &group.keys {
                let is_repeated = !seen.insert(&key.text) && citation.groups.len() == 1;
                if is_repeated || (key.is_whole() && !is_prose) {
                    found.push(CitedKey { citation, group, key, is_repeated });
                }
            }
        }
    }
    found
}

impl CitedKey<'_> {
    /// Whether the key can be judged as one that no entry defines: the command cites for certain, and no macro
    /// or parameter in the key may stand for anything.
    pub fn is_judgeable(&self, report: &Report) -> bool {
        use crate::model::cite_commands::Role;
        use crate::syntax::citation_notes::is_placeholder;

        let cites =
            self.citation.role != Role::Perhaps || self.group.keys.iter().any(|it| report.defines(&it.text));
        let text = &self.key.text;
        // `Hill, Dale & Fen`: names.
        let is_name = !text.contains(|c: char| c.is_ascii_digit() || matches!(c, ':' | '_'))
            && self.group.keys.iter().any(|it| it.text.contains(" & ") || it.text.contains(" \\& "));
        if is_name {
            return false;
        }
        let is_open =
            || is_placeholder(text) && separators::keys_in(text, &|it| report.defines(it)).is_none();
        cites && !is_open() && !text.contains(['\\', '#', '{', '}', '$'])
    }
}
