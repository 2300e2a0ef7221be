//! A gap, as the ranking wants it.

/// What stands around a gap; text as written in LaTeX, without the citations in it.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'a> {
    /// The sentence up to the gap.
    pub before: &'a str,
    /// The rest of the sentence.
    pub after: &'a str,
    /// The paragraph, the sentence included.
    pub paragraph: &'a str,
    /// The headings above it, the nearest last.
    pub heading: &'a str,
    /// Keys of the same command: never offered again.
    pub cited_here: &'a [String],
    /// Keys cited before and after in the same file, with how many citations lie between (0: the next
    /// or the last one). A key may stand in it several times; only the nearest dozens matter.
    pub cited_near: &'a [(String, u32)],
}
