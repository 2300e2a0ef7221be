//! Groups in which a link may count for less: the bodies of macros, which are read where they are called, and the
//! branches of `\IfFileExists`. A group may reach over several paragraphs.

use crate::syntax::tex::{Call, TexFile};
use crate::text::ByteRange;

/// Such groups of one file (bytes of it).
#[derive(Debug, Default)]
pub(super) struct Bodies<'a> {
    /// The bodies of macros and environments, by their beginnings, with the names of those.
    bodies: Vec<(ByteRange, &'a str)>,
    /// What `\IfFileExists` is given, in order and apart.
    guards: Vec<ByteRange>,
}

impl<'a> Bodies<'a> {
    /// Those of a file.
    pub fn of(tex: &'a TexFile) -> Self {
        let long = tex.long_groups();
        let whole = |group: ByteRange| {
            let at = long.binary_search_by_key(&group.start, |it| it.start);
            at.map_or(group, |at| long[at])
        };
        let mut found = Self::default();
        for (start, chunk) in &tex.chunks {
            for definition in &chunk.definitions {
                for body in &definition.bodies {
                    let with_brace = ByteRange::new(body.start.saturating_sub(1), body.end).shift(*start);
                    found.bodies.push((whole(with_brace), &definition.name));
                }
            }
            for call in chunk.calls.iter().filter(|it| it.name == "IfFileExists") {
                let guard = guarded(tex, *start, call, &whole);
                match found.guards.last_mut().filter(|it| guard.start < it.end) {
                    // One within another, or behind it in its branch.
                    Some(last) => last.end = last.end.max(guard.end),
                    None => found.guards.push(guard),
                }
            }
        }
        found.bodies.sort_unstable();
        found
    }

    /// The macro or environment in whose body `offset` stands, the innermost.
    pub fn around(&self, offset: usize) -> Option<&'a str> {
        let before = self.bodies.partition_point(|it| it.0.start <= offset);
        let nearest = self.bodies[..before].iter().rev().take(NEAR);
        nearest.into_iter().find(|it| it.0.contains(offset)).map(|it| it.1)
    }

    /// Whether `offset` stands in a branch of `\IfFileExists`.
    pub fn is_guarded(&self, offset: usize) -> bool {
        let next = self.guards.partition_point(|it| it.end <= offset);
        self.guards.get(next).is_some_and(|it| it.contains(offset))
    }
}

/// So many bodies that begin before a place are looked at: those that hold it are few.
const NEAR: usize = 32;

/// The call of `\IfFileExists` with its branches. Where the first has no end in its paragraph, the second stands behind
/// its end in another.
fn guarded(tex: &TexFile, start: usize, call: &Call, whole: &dyn Fn(ByteRange) -> ByteRange) -> ByteRange {
    let own = call.range().shift(start);
    let Some(open) = call.arguments.iter().find(|it| !it.closed) else { return own };
    let first = whole(open.range.shift(start));
    let second = tex.chunk_at(first.end).and_then(|(start, chunk)| {
        let rest = chunk.text.get(first.end - start..)?;
        let inner = rest.trim_start().strip_prefix('{')?;
        let open = first.end + rest.len() - inner.len() - 1;
        let mut depth = 1_usize;
        let close = inner.bytes().position(|it| {
            match it {
                b'{' => depth += 1,
                b'}' => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        let long = || whole(ByteRange::empty(open)).end;
        Some(close.map_or_else(long, |it| open + it + 2))
    });
    ByteRange::new(own.start, second.unwrap_or(first.end).max(own.end))
}
