//! The environments of a LaTeX file.

use rustc_hash::FxHashMap;

use super::tex::TexFile;
use crate::text::ByteRange;

/// Pairs of `\begin` and `\end`, in the order of their ends; what is left unclosed is passed over.
pub fn environments(tex: &TexFile) -> Vec<(ByteRange, ByteRange)> {
    let mut open: Vec<(&str, ByteRange)> = Vec::new();
    let mut count: FxHashMap<&str, usize> = FxHashMap::default();
    let mut pairs = Vec::new();
    for (start, chunk) in &tex.chunks {
        for mark in &chunk.environments {
            let range = mark.range.shift(*start);
            if mark.begins {
                open.push((&mark.name, range));
                *count.entry(&mark.name).or_default() += 1;
            } else if count.get(&*mark.name).is_some_and(|it| *it > 0) {
                while let Some((name, begin)) = open.pop() {
                    count.entry(name).and_modify(|it| *it -= 1);
                    if name == mark.name {
                        pairs.push((begin, range));
                        break;
                    }
                }
            }
        }
    }
    pairs
}
