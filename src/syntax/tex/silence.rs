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

/// Stretches in any order, which may nest -> sorted, apart, each with the strongest silence there.
pub(super) fn flatten(stretches: &[(ByteRange, Silence)]) -> Vec<(ByteRange, Silence)> {
    let mut borders: Vec<(usize, Silence, isize)> = Vec::with_capacity(2 * stretches.len());
    for (range, silence) in stretches {
        borders.extend([(range.start, *silence, 1), (range.end, *silence, -1)]);
    }
    borders.sort_unstable();
    let mut flat: Vec<(ByteRange, Silence)> = Vec::new();
    let mut open = [0_isize; 4];
    let mut from = 0;
    for (at, silence, change) in borders {
        let strongest = [Silence::NotTex, Silence::Template, Silence::Gaps, Silence::Picture]
            .into_iter()
            .find(|it| open[*it as usize] > 0);
        if let Some(strongest) = strongest
            && from < at
        {
            match flat.last_mut() {
                Some((range, last)) if range.end == from && *last == strongest => range.end = at,
                _ => flat.push((ByteRange::new(from, at), strongest)),
            }
        }
        open[silence as usize] += change;
        from = at;
    }
    flat
}
