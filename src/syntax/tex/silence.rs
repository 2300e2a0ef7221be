//! A silence: a stretch of a file in which some or all rules say nothing.

use crate::text::ByteRange;

/// Why a stretch of text is passed over; a later one is stronger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Silence {
    /// Pictures: silent for marks and words, for names and options are code; cite commands in the text of a node
    /// count.
    Picture,
    /// Silent for the gap rules only; keys count: math, bodies of macro definitions without
    /// arguments, `thebibliography`, other bracket languages, forms.
    Gaps,
    /// A macro's body that takes arguments (`#1`): silent for all rules; its keys count, `#1` aside.
    Template,
    /// No TeX at all: comments, verbatim, listings, `comment` environments, `\iffalse`, the text after
    /// `\end{document}`. [`TexFile::calls`](crate::syntax::tex::TexFile::calls) leaves out what stands in it.
    NotTex,
}

/// The silence at `offset` of stretches that are sorted and apart.
pub(super) fn at(stretches: &[(ByteRange, Silence)], offset: usize) -> Option<Silence> {
    let next = stretches.partition_point(|(range, _)| range.end <= offset);
    stretches.get(next).filter(|(range, _)| range.contains(offset)).map(|it| it.1)
}
