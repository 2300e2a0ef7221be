//! Whether an edit of a LaTeX file concerns others: what it includes, what its bibliographies are, what it defines.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::model::links::Links;
use crate::syntax::tex::{Silence, TexFile};

/// What an edit means for what a file says about others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Concern {
    /// Nothing of it stands in the paragraphs that were edited.
    Nothing,
    /// It stands elsewhere and says the same: lines that were indented anew.
    Places,
    /// It differs.
    Meaning,
}

/// What the edit that made `after` of `before` means for what they say about other files, some of it by macros
/// that include files.
pub(super) fn concern(before: &TexFile, after: &TexFile, includes: &dyn Fn(&str) -> bool) -> Concern {
    let by_braces = Links::has_long_bodies(before) || Links::has_long_bodies(after);
    let said = |a, b| said(a, b, includes, by_braces);
    fn said<'a>(
        a: &'a TexFile,
        b: &TexFile,
        includes: &dyn Fn(&str) -> bool,
        by_braces: bool,
    ) -> Vec<&'a str> {
        let shared: FxHashSet<_> = b.chunks.iter().map(|(_, chunk)| Arc::as_ptr(chunk)).collect();
        let own = a.chunks.iter().filter(|(_, chunk)| !shared.contains(&Arc::as_ptr(chunk)));
        // The body of a macro may reach over paragraphs that do not say so themselves.
        let is_body =
            |start: usize| a.silences.iter().any(|it| it.1 == Silence::Template && it.0.contains(start));
        own.flat_map(|(start, chunk)| match is_body(*start) {
            true => vec![chunk.text.as_str()],
            false => {
                let mut said = Links::said(chunk, includes);
                if by_braces {
                    said.extend(Links::said_by_braces(chunk));
                }
                said
            }
        })
        .collect()
    }
    let (was, is) = (said(before, after), said(after, before));
    match was.is_empty() {
        _ if before.is_too_large() != after.is_too_large() || was != is => Concern::Meaning,
        true => Concern::Nothing,
        false => Concern::Places,
    }
}
