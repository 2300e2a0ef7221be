//! Command calls with their arguments.

use thin_vec::ThinVec;

use super::commands;
use super::commands::Role;
use super::facts::{Argument, Call, Delimiter};
use super::paragraph::Paragraph;
use super::tokens::Kind;
use crate::text::ByteRange;

/// How far a parenthesis behind a command's name may reach, in bytes.
const PAREN_LIMIT: usize = 300;

/// Arguments while they are read.
struct Reading {
    arguments: Vec<Argument>,
    /// Where the last piece ended.
    end: usize,
    /// The token to look at next.
    next: usize,
}

impl Paragraph<'_> {
    /// The call of the command at `token`.
    pub(super) fn call(&mut self, token: usize, depth: u32) -> Call {
        let command = self.tokens[token].range;
        let written = &self.text[command.start + 1..command.end];
        let name = written.trim_end_matches('*');
        let starred = name.len() < written.len();
        let mut call = Call { name: name.into(), starred, command, arguments: ThinVec::new(), depth };
        let from = self.behind_defined_name(&call.name, token);
        call.arguments = self.arguments(from, &call.name).into();
        call
    }

    /// The groups behind the token before `next`, as far as they are arguments of the command `name`.
    fn arguments(&mut self, next: usize, name: &str) -> Vec<Argument> {
        let end = self.tokens[next - 1].range.end;
        let mut reading = Reading { arguments: Vec::new(), end, next };
        self.parens(&mut reading);
        while self.argument(&mut reading, name) {
            // biblatex-chicago: `\gentextcites[ending](pre)(post)[p]{a}[q]{b}`
            if reading.arguments.len() == 1 && name.ends_with("textcites") {
                self.parens(&mut reading);
            }
        }
        reading.arguments
    }

    /// Reads one `{..}` or `[..]`; false where none follows.
    fn argument(&mut self, reading: &mut Reading, name: &str) -> bool {
        let mut index = reading.next;
        while self.kind(index) == Some(Kind::Comment) {
            index += 1;
        }
        let Some(token) = self.tokens.get(index).copied() else { return false };
        let spaced = token.range.start != reading.end;
        let (delimiter, role) = match token.kind {
            Kind::Special(b'{') => (Delimiter::Brace, commands::brace_role(name, reading.braces(), spaced)),
            Kind::Special(b'[') => (Delimiter::Bracket, Role::Option),
            _ => return false,
        };
        let partner = self.pairs.partner(index);
        let closed = partner.is_some();
        // A bracket behind white space is text, unless it plainly stands before another group.
        if delimiter == Delimiter::Bracket && spaced && !partner.is_some_and(|it| self.is_before_brace(it)) {
            return false;
        }
        let last = match (partner, delimiter) {
            (Some(partner), _) => partner,
            (None, Delimiter::Brace) => index,
            (None, _) => self.end_of_open_bracket(index),
        };
        let end = match (closed, delimiter) {
            (true, _) => self.tokens[last].range.end,
            (false, Delimiter::Brace) => self.end_of_open_brace(index),
            (false, _) => self.tokens[last].range.end,
        };
        self.roles[index] = role;
        reading.arguments.push(Argument {
            delimiter,
            range: ByteRange::new(token.range.start, end),
            closed,
            spaced,
        });
        reading.end = end;
        reading.next = last + 1;
        closed || (delimiter == Delimiter::Bracket && self.is_before_brace(last))
    }

    /// `(..)` and `<..>` directly behind a name: arguments only where a group directly follows them,
    /// as in `\cites(see)(also)[3]{a}` and `\citeA<see>[3]{a}`.
    fn parens(&self, reading: &mut Reading) {
        let mut found = Vec::new();
        let mut at = reading.end;
        while let Some(range) = paren(self.text, at) {
            let delimiter =
                if self.text.as_bytes()[at] == b'(' { Delimiter::Paren } else { Delimiter::Angle };
            found.push(Argument { delimiter, range, closed: true, spaced: false });
            at = range.end;
        }
        if found.is_empty() {
            return;
        }
        let mut next = reading.next;
        while self.tokens.get(next).is_some_and(|it| it.range.start < at) {
            next += 1;
        }
        if self.is_group_at(next, at) {
            reading.arguments.extend(found);
            (reading.end, reading.next) = (at, next);
        }
    }

    /// Whether a `{` stands directly behind the token.
    fn is_before_brace(&self, token: usize) -> bool {
        let end = self.tokens[token].range.end;
        self.tokens.get(token + 1).is_some_and(|it| it.kind == Kind::Special(b'{') && it.range.start == end)
            || self.is_before_bracket_before_brace(token)
    }

    /// Whether `[..]{` stands directly behind the token, as in `\cite [see] [3]{a}`.
    fn is_before_bracket_before_brace(&self, token: usize) -> bool {
        let end = self.tokens[token].range.end;
        self.tokens.get(token + 1).is_some_and(|it| it.kind == Kind::Special(b'[') && it.range.start == end)
            && self.pairs.partner(token + 1).is_some_and(|it| {
                let end = self.tokens[it].range.end;
                self.tokens
                    .get(it + 1)
                    .is_some_and(|it| it.kind == Kind::Special(b'{') && it.range.start == end)
            })
    }

    fn is_group_at(&self, token: usize, at: usize) -> bool {
        self.tokens
            .get(token)
            .is_some_and(|it| it.range.start == at && matches!(it.kind, Kind::Special(b'{' | b'[')))
    }

    /// The last token that a `[` without partner may be taken to hold: on its line, before the next
    /// group or command.
    fn end_of_open_bracket(&self, bracket: usize) -> usize {
        let line_end = self.end_of_line(self.tokens[bracket].range.end);
        let mut last = bracket;
        while let Some(next) = self.tokens.get(last + 1) {
            let ends = matches!(
                next.kind,
                Kind::Special(b'{' | b'}' | b'[' | b']')
                    | Kind::Command
                    | Kind::Comment
                    | Kind::VerbatimBlock
            );
            if ends || next.range.end > line_end {
                break;
            }
            last += 1;
        }
        last
    }

    /// Where a `{` without partner may be taken to end: with its line, or before the next command.
    fn end_of_open_brace(&self, brace: usize) -> usize {
        let line_end = self.end_of_line(self.tokens[brace].range.end);
        let behind = self.tokens[brace + 1..].iter().take_while(|it| it.range.start < line_end);
        let command = behind.clone().find(|it| it.kind == Kind::Command);
        command.map_or(line_end, |it| it.range.start)
    }

    /// Where the line that holds `from` ends, or its comment begins.
    fn end_of_line(&self, from: usize) -> usize {
        let ends = self.line_ends.get_or_init(|| {
            let comments = self.tokens.iter().filter(|it| it.kind == Kind::Comment).map(|it| it.range.start);
            let lines = memchr::memchr2_iter(b'\n', b'\r', self.text.as_bytes());
            let mut ends: Vec<usize> = comments.chain(lines).collect();
            ends.sort_unstable();
            ends
        });
        ends.get(ends.partition_point(|it| *it < from)).copied().unwrap_or(self.text.len())
    }
}

impl Reading {
    /// How many brace groups were read.
    fn braces(&self) -> usize {
        self.arguments.iter().filter(|it| it.delimiter == Delimiter::Brace).count()
    }
}

/// The balanced `(..)` or `<..>` that begins at `at`, with nothing but a group behind it.
fn paren(text: &str, at: usize) -> Option<ByteRange> {
    let bytes = text.as_bytes();
    let (open, close) = match bytes.get(at)? {
        b'(' => (b'(', b')'),
        b'<' => (b'<', b'>'),
        _ => return None,
    };
    let (mut depth, mut braces) = (0, 0);
    for (index, byte) in bytes.iter().enumerate().skip(at).take(PAREN_LIMIT) {
        match *byte {
            b'{' => braces += 1,
            b'}' if braces == 0 => return None,
            b'}' => braces -= 1,
            it if it == open => depth += 1,
            it if it == close && braces == 0 => {
                depth -= 1;
                if depth == 0 {
                    return Some(ByteRange::new(at, index + 1));
                }
            }
            _ => {}
        }
    }
    None
}
