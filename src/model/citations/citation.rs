//! A citation: a cite command with its keys.

use compact_str::CompactString;

use crate::model::cite_commands::Role;
use crate::syntax::prose::ProseCitation;
use crate::text::{ByteRange, composed};

/// One call of a cite command. Ranges are bytes from the start of its chunk.
#[derive(Clone, Debug, PartialEq)]
pub struct Citation {
    /// The command's name without backslash and star.
    pub name: CompactString,
    /// Whether it is starred.
    pub starred: bool,
    /// What it is for.
    pub role: Role,
    /// From the backslash to the end of the name.
    pub command: ByteRange,
    /// From the backslash to the end of the last group of keys.
    pub range: ByteRange,
    /// The groups with keys, in order; none while the command stands bare.
    pub groups: Vec<KeyGroup>,
}

/// The braces with keys.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyGroup {
    /// With the braces.
    pub range: ByteRange,
    /// Whether the closing brace stands there.
    pub closed: bool,
    /// The keys, in order.
    pub keys: Vec<Key>,
    /// Empty places of a list: from the comma or brace before to the one after, both included.
    pub holes: Vec<ByteRange>,
    /// The content, where it reads as authors and a title instead of keys.
    pub prose: Option<ProseCitation>,
}

impl KeyGroup {
    /// Without the braces.
    pub fn inner(&self) -> ByteRange {
        ByteRange::new(self.range.start + 1, self.range.end - usize::from(self.closed))
    }

    /// Makes keys of what a macro puts these letters around.
    pub(super) fn put_around(&mut self, before: &str, behind: &str) {
        let (before, behind) = (composed(before), composed(behind));
        if let Some(first) = self.keys.first_mut() {
            first.text.insert_str(0, &before);
            first.affixes.0 = before.len();
        }
        if let Some(last) = self.keys.last_mut() {
            last.text += &behind;
            last.affixes.1 = behind.len();
        }
    }

    /// Whether no key stands in it at all.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.holes.len() <= 1
    }
}

/// One key as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The key, its accents composed, without a leading `*` (natbib's `merge`).
    pub text: String,
    /// Where it stands, as far as it stands here.
    pub range: ByteRange,
    /// How many bytes of the text's beginning and end do not stand here: a macro puts them there, as in
    /// `\newcommand{\smith}[1]{\cite{smith:#1}}`.
    pub affixes: (usize, usize),
}

impl Key {
    /// Whether all of it stands here.
    pub fn is_whole(&self) -> bool {
        self.affixes == (0, 0)
    }
}
