//! One report and the file that it is in, for every way of writing it.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::model::document::Document;
use crate::rules::Diagnostic;
use crate::text::position::PositionEncoding;

/// A report at its place.
pub(in crate::cli) struct Finding<'a> {
    /// The file's path, from the current folder where it lies there.
    pub file: &'a str,
    pub document: &'a Document,
    pub report: &'a Diagnostic,
}

/// A place as people count: both from 1, columns in characters.
pub(in crate::cli) struct Place {
    pub line: usize,
    pub column: usize,
}

impl Finding<'_> {
    /// The rule's code, with the verdict if there is one: `prose-citation: match`.
    pub fn code(&self) -> String {
        let code = self.report.rule.code;
        self.report.data.verdict.map_or_else(|| code.to_owned(), |it| format!("{code}: {it}"))
    }

    pub fn start(&self) -> Place {
        self.place(self.report.range.start)
    }

    pub fn end(&self) -> Place {
        self.place(self.report.range.end)
    }

    fn place(&self, offset: usize) -> Place {
        let at = self.document.text.position(offset, PositionEncoding::Utf32);
        Place { line: at.line + 1, column: at.column + 1 }
    }

    /// What it says, wherever it stands: the same after lines were added above.
    pub fn identity(&self) -> (String, String, String) {
        let file = self.file.replace('\\', "/");
        (file, self.report.rule.code.to_owned(), self.report.message.clone())
    }

    /// A name of what it says; of several that say the same in one file `nth` tells them apart.
    pub fn fingerprint(&self, nth: usize) -> String {
        let mut hasher = DefaultHasher::new();
        (self.identity(), nth).hash(&mut hasher);
        format!("{:016x}", hasher.finish())
    }
}

/// The findings, each with how many before it say the same.
pub(super) fn counted<'a>(
    findings: impl Iterator<Item = Finding<'a>>,
) -> impl Iterator<Item = (Finding<'a>, usize)> {
    let mut seen = std::collections::HashMap::<_, usize>::new();
    findings.map(move |it| {
        let count = seen.entry(it.identity()).or_default();
        *count += 1;
        (it, *count - 1)
    })
}
