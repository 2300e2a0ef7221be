//! One paragraph's tokens -> its [`Chunk`]. Every pass is linear in the paragraph.

use std::cell::OnceCell;

use super::commands::Role;
use super::facts::*;
use super::pairs::Pairs;
use super::tokens::{Kind, Token};
use crate::syntax::{generated_text, prose};
use crate::text::ByteRange;
use crate::text::stretch::Stretch;

/// How long the name of a macro or an environment may be, in bytes; groups within groups that are
/// taken for names would otherwise be copied again and again.
pub(super) const NAME_LIMIT: usize = 100;

/// A paragraph while it is read.
pub(super) struct Paragraph<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
    pub pairs: Pairs,
    /// What the group that a brace or bracket opens holds; of other tokens it says nothing.
    pub roles: Vec<Role>,
    /// Where lines end and comments begin; asked for only where a group is unclosed.
    pub line_ends: OnceCell<Vec<usize>>,
    /// The token that names the macro being defined: no call.
    pub defined: Option<usize>,
    pub chunk: Chunk,
}

/// What surrounds a token.
pub(super) struct Place {
    /// In how many groups it stands.
    pub depth: u32,
    /// Whether each of them holds text.
    pub in_text: bool,
}

/// The facts of the paragraph `text`.
pub(super) fn read(stretch: Stretch, tokens: &[Token]) -> Chunk {
    let kept = stretch.clone();
    let text = kept.as_str();
    let mut paragraph = Paragraph {
        text,
        tokens,
        pairs: Pairs::of(tokens, text),
        roles: vec![Role::Text; tokens.len()],
        line_ends: OnceCell::new(),
        defined: None,
        chunk: Chunk { text: stretch, ..Chunk::default() },
    };
    paragraph.chunk.math = std::mem::take(&mut paragraph.pairs.math).into();
    paragraph.chunk.loose_braces = std::mem::take(&mut paragraph.pairs.loose).into();
    paragraph.not_text();
    paragraph.prose();
    paragraph.walk();
    let marks = |line: &str| {
        line.trim_start().starts_with("<<")
            || line.starts_with('>')
            || line.trim_end() == "@"
            || line.starts_with("@ ")
    };
    paragraph.chunk.marks_code = text.lines().any(marks);
    paragraph.chunk.requests = crate::syntax::tex::bare::requests(&paragraph.chunk).into();
    paragraph.silences();
    let mut chunk = paragraph.chunk;
    // It is kept as long as the file; a list of one has room for four.
    chunk.calls.shrink_to_fit();
    chunk.math.shrink_to_fit();
    chunk.not_text.shrink_to_fit();
    chunk.silences.shrink_to_fit();
    chunk
}

impl Paragraph<'_> {
    pub(super) fn kind(&self, token: usize) -> Option<Kind> {
        self.tokens.get(token).map(|it| it.kind)
    }

    /// Whether the bytes are running text: no formula, comment or verbatim.
    pub(super) fn is_text(&self, range: ByteRange) -> bool {
        !overlaps(&self.chunk.math, range) && !overlaps(&self.chunk.not_text, range)
    }

    fn not_text(&mut self) {
        for token in self.tokens {
            match token.kind {
                Kind::Comment => {
                    self.chunk.not_text.push(token.range);
                    self.comment(token.range);
                }
                Kind::VerbatimBlock | Kind::VerbatimInline | Kind::Skipped => {
                    self.chunk.not_text.push(token.range);
                }
                _ => {}
            }
        }
    }

    fn prose(&mut self) {
        let found = prose::find(self.text, &|range| self.is_text(range));
        self.chunk.prose = found.into();
        self.chunk.author_years = prose::find_author_year(self.text, &|range| self.is_text(range)).into();
        self.chunk.leftovers = generated_text::find(self.text, &|range| self.is_text(range)).into();
    }

    /// Calls, environments, blanks and bracketed notes, in the order of the text.
    fn walk(&mut self) {
        // The ends of the groups around the token, each with whether all is text up to it.
        let mut groups: Vec<(usize, bool)> = Vec::new();
        for index in 0..self.tokens.len() {
            let token = self.tokens[index];
            while groups.last().is_some_and(|(end, _)| *end <= token.range.start) {
                groups.pop();
            }
            let place = Place {
                depth: u32::try_from(groups.len()).unwrap_or(u32::MAX),
                in_text: groups.last().is_none_or(|(_, in_text)| *in_text),
            };
            match token.kind {
                Kind::Command if self.defined != Some(index) => {
                    let call = self.call(index, place.depth);
                    self.environment(&call);
                    self.define(&call, index);
                    if let Some(level) = HEADINGS.iter().position(|it| *it == call.name) {
                        self.chunk.headings.push((level, self.chunk.calls.len()));
                    }
                    self.chunk.calls.push(call);
                }
                Kind::ControlSymbol => self.line_break(index),
                Kind::Blank if place.in_text => self.blank(index),
                Kind::Text if place.in_text => self.parenthesised_notes(index),
                Kind::Special(b'[') if self.roles[index] == Role::Text && place.in_text => self.note(index),
                _ => {}
            }
            let opens = token.kind == Kind::Special(b'{')
                || (token.kind == Kind::Special(b'[') && self.roles[index] == Role::Option);
            if let (true, Some(partner)) = (opens, self.pairs.partner(index)) {
                let in_text = place.in_text && self.roles[index] == Role::Text;
                groups.push((self.tokens[partner].range.end, in_text));
            }
        }
    }

    fn environment(&mut self, call: &Call) {
        let begins = match call.name.as_str() {
            "begin" => true,
            "end" => false,
            _ => return,
        };
        let Some(name) = call.arguments.first() else { return };
        let written = name.inner();
        if name.delimiter == Delimiter::Brace && name.closed && written.len() <= NAME_LIMIT {
            self.chunk.environments.push(EnvironmentMark {
                begins,
                name: self.text[written.std()].trim().into(),
                range: ByteRange::new(call.command.start, name.range.end),
            });
        }
    }

    /// `\\[2pt]`: the bracket is an argument.
    fn line_break(&mut self, index: usize) {
        let token = self.tokens[index];
        let Some(next) = self.tokens.get(index + 1) else { return };
        if &self.text[token.range.std()] == "\\\\"
            && next.kind == Kind::Special(b'[')
            && next.range.start == token.range.end
        {
            self.roles[index + 1] = Role::Option;
        }
    }
}

/// Whether one of the `ranges`, which are in order and apart, overlaps `range`.
pub(super) fn overlaps(ranges: &[ByteRange], range: ByteRange) -> bool {
    let next = ranges.partition_point(|it| it.end <= range.start);
    ranges.get(next).is_some_and(|it| it.overlaps(range))
}
